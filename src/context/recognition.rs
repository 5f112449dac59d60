//! Recognition: an extension of our own, for what an endorsement says of value.
//!
//! Everything hangs on one type beside `EndorsementSubject`: the terms hold only inside an object of
//! it, or below one of its properties. `docs/vocab/recognition.md` says what each term means.

use super::table::{Name, Spelling, Table, Vocabulary, protected};
use super::url;
use super::vocabulary::XSD;

const OURS: Vocabulary = Vocabulary(ours!("recognition#"));
/// The Credential Transparency Description Language.
const CTDL: Vocabulary = Vocabulary("https://purl.org/ctdl/terms/");
const DECIMAL: Name = XSD.name("decimal");
const DATE: Name = XSD.name("date");

pub(super) const V1: Table = Table::new(
    url::RECOGNITION_V1,
    "32314cf63364140eeb7d77617a5c1a58745aa6ea4b91d51983a6e7e85cf8b16a",
    protected(&[OURS.class("Recognition").scope(protected(&[
        OURS.literal("recognised"),
        OURS.link("recognisedIssuer"),
        OURS.node("recognisedValue").scope(
            protected(&[
                OURS.typed("amount", DECIMAL),
                OURS.literal("unit"),
                CTDL.link("creditUnitType"),
            ])
            .unaliased(),
        ),
        OURS.literal("jurisdiction"),
        OURS.typed("effectiveFrom", DATE),
        OURS.typed("effectiveUntil", DATE),
        OURS.literal("condition").list(),
        OURS.link("valuePolicy"),
    ]))]),
)
.spelled(Spelling::LONG);
