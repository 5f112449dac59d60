//! Does every member have a defined meaning, so that it is signed?

use super::proof::ProofCheck;
use crate::fault::Objection;
use crate::model::Kind;
use crate::proof::{Cryptosuite, Unsecured};
use crate::report::{Findings, Question};

/// Says whether the document can be canonicalized without loss.
pub(super) fn ask(
    unsecured: &Unsecured<'_>,
    proofs: &[ProofCheck],
    kind: Kind,
    findings: &mut Findings,
) -> bool {
    let canonicalized = proofs.iter().any(|check| check.is_of(Cryptosuite::EddsaRdfc2022));
    let lossless =
        if canonicalized { unsecured.canonical().map(|_| ()) } else { unsecured.check_lossless() };
    match lossless {
        Ok(()) => {
            findings.passed(Question::Context, "every member has a defined meaning");
            true
        }
        // RFC 8785 signs every member, defined or not; only Open Badges asks for more.
        Err(Objection::Failed(fault)) if kind == Kind::Any && !canonicalized => {
            findings.warning(Question::Context, fault);
            false
        }
        Err(objection) => {
            findings.objection(Question::Context, objection);
            false
        }
    }
}
