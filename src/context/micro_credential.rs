//! Micro-credentials: an extension of our own, for what Open Badges has no place for.
//!
//! Everything hangs on three types, each beside a type of Open Badges: the terms hold only inside an
//! object of theirs, or below one of their properties. What stands in an order is a list, so that the
//! order is signed. `docs/vocab/micro-credential.md` says what each term means.

use super::table::{Name, Scope, Spelling, Table, Term, Vocabulary, protected};
use super::url;
use super::vocabulary::XSD;

const OURS: Vocabulary = Vocabulary(ours!("micro-credential#"));
const DECIMAL: Name = XSD.name("decimal");
const DATE_TIME: Name = XSD.name("dateTime");

pub(super) const V1: Table = Table::new(
    url::MICRO_CREDENTIAL_V1,
    "6f170d963445618e8a524a87d695347f6689b1a7fe151b873830d4aa8a483c55",
    protected(&[MICRO_CREDENTIAL, RUBRIC_CRITERION, ASSESSED_SUBJECT]),
)
.spelled(Spelling::LONG);

/// Beside `Achievement`.
const MICRO_CREDENTIAL: Term = OURS.class("MicroCredential").scope(protected(&[
    OURS.node("competency").scope(below(&[OURS.literal("statement")])),
    OURS.node("keyMethod").scope(below(&[OURS.node("component").list()])),
    OURS.literal("rationale"),
    OURS.node("research").list().scope(below(&[OURS.literal("citation"), OURS.literal("doi")])),
    OURS.node("resource").list(),
    OURS.node("submission").list().scope(below(&[
        OURS.literal("part"),
        OURS.literal("question").list(),
        OURS.literal("piecesRequired"),
    ])),
    OURS.node("passing").scope(below(&[
        OURS.literal("rule"),
        OURS.literal("criteriaRequired"),
        OURS.typed("pointsRequired", DECIMAL),
    ])),
    OURS.typed("hoursToEarn", DECIMAL),
    OURS.literal("durationToEarn"),
    OURS.node("costToEarn")
        .scope(below(&[OURS.typed("amount", DECIMAL), OURS.literal("currency")])),
    OURS.literal("complexity"),
]));

/// Beside `ResultDescription`, whose own context makes a set of the levels.
const RUBRIC_CRITERION: Term =
    OURS.class("RubricCriterion").scope(protected(&[OURS.link("levelOrder").list()]));

/// Beside `AchievementSubject`.
const ASSESSED_SUBJECT: Term =
    OURS.class("AssessedSubject").scope(protected(&[OURS.node("assessment").scope(below(&[
        OURS.node("assessor").list(),
        OURS.literal("role"),
        OURS.literal("calibration"),
        OURS.typed("calibrationAgreement", DECIMAL),
        OURS.literal("blindness"),
        OURS.literal("resolution"),
        OURS.typed("submittedAt", DATE_TIME),
        OURS.typed("assessedAt", DATE_TIME),
        OURS.literal("turnaroundDays"),
        OURS.literal("attempt"),
    ]))]));

/// What holds below a property, whatever stands there.
const fn below(terms: &'static [Term]) -> Scope {
    protected(terms).unaliased()
}
