//! Comprehensive Learner Record 2.0: the current context 2.0.1, and 2.0.0 by its differences.
//!
//! Source: the published contexts. The class of a value stands here as its
//! datatype; that acts on values that are text, and leaves objects as they are.

use super::table::Change::{With, Within, Without};
use super::table::{Spelling, Table, Term, Vocabulary, open, prefix};
use super::url;
use super::vocabulary::{CREDENTIALS, OPEN_BADGES, XSD_UNDECLARED};

const CLR: Vocabulary = Vocabulary("https://purl.imsglobal.org/spec/vc/clr/vocab.html#");
/// Open Badges names, with the prefix that [`CLR_SUBJECT`] declares.
const OBI: Vocabulary = Vocabulary("obi:");

pub(super) const V2_0_1: Table = Table::new(
    url::CLR_2_0_1,
    "7defe702c102faf14108579b7d65ef39ecf4c3bbef925b803e15bd77cd6e3394",
    open(&[
        CLR.class("ClrCredential")
            .scope(open(&[CLR.typed("partial", XSD_UNDECLARED.name("boolean"))])),
        CLR_SUBJECT,
        ASSOCIATION,
    ]),
)
.spelled(Spelling::LONG);

const CLR_SUBJECT: Term = CLR.class("ClrSubject").scope(open(&[
    prefix("cred", CREDENTIALS),
    prefix("obi", OPEN_BADGES),
    CLR.typed("achievement", OBI.name("Achievement")).set(),
    CLR.typed("association", CLR.name("Association")).set(),
    CLR.typed("identifier", OBI.name("Identifier")).means("identifier-1").set(),
    CLR.typed("verifiableCredential", Vocabulary("cred:").name("verifiableCredential")).set(),
]));

const ASSOCIATION: Term = CLR.class("Association").scope(
    open(&[
        CLR.literal("associationType").means("AssociationType"),
        CLR.typed("sourceId", XSD_UNDECLARED.name("anyURI")),
        CLR.typed("targetId", XSD_UNDECLARED.name("anyURI")),
    ])
    .unaliased(),
);

/// The prefix `obi` stands for an address that Open Badges does not use, and two terms are absent.
pub(super) const V2_0_0: Table = Table::edition(
    url::CLR_2_0_0,
    "a2dd0c0c07434663b7b54a51dd8a3363f6d5c420efa87e3d97b4ef8661596d44",
    &V2_0_1,
    &[
        Within("ClrCredential", &[Without("partial")]),
        Within(
            "ClrSubject",
            &[
                With(prefix(
                    "obi",
                    Vocabulary("https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#"),
                )),
                Without("identifier"),
            ],
        ),
    ],
);
