//! What a lenient reading lets pass, case by case: faults of form, and none of authenticity.

use openbadges::document::Shape;
use openbadges::report::{Outcome, Report};
use openbadges::verifier::Policy;

use crate::{Case, told_here};

/// The cases that are refused by default and read leniently.
const READ: &[(u16, &str)] = &[
    // What is only shown is lacking.
    (28, "achievement-without-name"),
    (28, "achievement-without-description"),
    (28, "achievement-without-criteria"),
    (35, "result-of-another-achievement"),
    // It has no defined meaning, and is signed as JSON.
    (40, "undefined-extension-under-jcs"),
    // The header of a token has more than Open Badges allows, which is not used.
    (121, "key-set-elsewhere"),
    (121, "certificates-elsewhere"),
    (121, "certificates-brought-along"),
    (122, "content-type"),
    (122, "member-of-its-own"),
    // A bare name among the keys that the issuer publishes.
    (129, "kid-is-a-bare-name-in-the-issuers-key-set"),
    // The claims of a token do not repeat the credential, which says itself what they would.
    (139, "starts-a-second-later"),
    (140, "ends-a-second-later"),
    (142, "no-issuer-claim"),
    (142, "no-id-claim"),
    (142, "no-start-claim"),
    (142, "no-subject-claim"),
    (142, "no-end-claim"),
    // Endorsements that do not count, in badges that are good.
    (221, "endorsement-changed"),
    (221, "endorsement-without-proof"),
    (221, "endorsement-by-another-key"),
    (221, "good-endorsement-beside-a-bad-one"),
    // A holder showed less than the standard asks to be shown.
    (240, "achievement-without-its-name"),
];

#[test]
fn a_lenient_reading_lets_pass_what_is_listed_and_nothing_else() {
    let mut read = Vec::new();
    for case in told_here().filter(|case| case.outcome != Outcome::Valid) {
        let report = leniently(case);
        if report.outcome() == Outcome::Valid {
            // A token of the W3C may have more in its header, and fewer claims.
            let is_token = openbadges::document::detect(&case.bytes) == Shape::Jws;
            let is_noted = report.warnings().count() > 0;
            assert!(is_noted || is_token, "{} {}: without a word", case.number, case.name);
            read.push((case.number, case.name));
        }
    }
    let here = |(_, name): &&(u16, &str)| {
        cfg!(feature = "aws-lc") || *name != "achievement-without-its-name"
    };
    assert_eq!(read, Vec::from_iter(READ.iter().filter(here).copied()));
}

/// What is good stays good.
#[test]
fn a_lenient_reading_refuses_nothing_that_is_read_by_default() {
    for case in told_here().filter(|case| case.outcome == Outcome::Valid) {
        let report = leniently(case);
        assert_eq!(report.outcome(), Outcome::Valid, "{} {}: {report:#?}", case.number, case.name);
    }
}

/// The case under the lenient policy, but for what it asks otherwise itself.
fn leniently(case: &Case) -> Report {
    let (usual, lenient) = (Policy::default(), Policy::lenient_read());
    let mut policy = case.policy.clone();
    if policy.jwt_profile == usual.jwt_profile {
        policy.jwt_profile = lenient.jwt_profile;
    }
    if policy.endorsements == usual.endorsements {
        policy.endorsements = lenient.endorsements;
    }
    (policy.form, policy.undefined_terms) = (lenient.form, lenient.undefined_terms);
    case.verify_by(&case.verifier(policy)).0
}
