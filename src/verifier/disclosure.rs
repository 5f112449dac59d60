//! What may the holder have left out?

use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::Value;
use crate::model::Kind;
use crate::proof::{Cryptosuite, Proof, Unsecured, data_integrity};
use crate::report::{Findings, Question};

const STATUS: &str = "credentialStatus";

/// What limits a credential, by its names in the data models. Where an issuer does not make it
/// mandatory, a holder can hide a revocation or an expiry.
const LIMITING: [(Question, &[&str]); 2] =
    [(Question::Status, &[STATUS]), (Question::Validity, &["validUntil", "expirationDate"])];

/// Whether the status that is shown is all that there is, as far as the proof tells.
pub(super) type StatusIsWhole = Result<bool, Objection>;

/// Asks the proof, which holds. The signature of the issuer covers what is mandatory as a whole; of
/// anything else, each statement has a signature of its own, so that it can be shown or left out. A
/// status that is shown by choice may be the one of several that says nothing bad. An end of validity
/// is no such matter: there is but one.
pub(super) fn status_is_whole(unsecured: &Unsecured<'_>, proof: &Proof) -> StatusIsWhole {
    if unsecured.document().get(STATUS).is_none() {
        return Ok(true);
    }
    data_integrity::is_mandatory(unsecured, proof, STATUS)
}

/// Warns where a selectively disclosed credential shows no limit, which is how most are; where it
/// shows a status by its holder's choice, nothing is decided.
pub(super) fn ask(
    proof: &Proof,
    kind: Kind,
    document: &Value,
    status_is_whole: &StatusIsWhole,
    findings: &mut Findings,
) {
    if proof.cryptosuite != Cryptosuite::EcdsaSd2023 {
        return;
    }
    match status_is_whole {
        Ok(true) => {}
        Ok(false) => {
            let message = "the issuer left it to the holder which status is shown; another may \
                           have been left out";
            let pointer = Pointer::root().member(STATUS);
            findings.undecided(Question::Status, Fault::new(Code::SdOptional, pointer, message));
        }
        Err(objection) => findings.objection(Question::Status, objection.clone()),
    }
    // A list has no status of its own, and its issuer publishes it whole.
    if kind == Kind::StatusList {
        return;
    }
    for (question, names) in LIMITING {
        let Some(name) = names.first() else { continue };
        if names.iter().all(|name| document.get(name).is_none()) {
            let message = format!("no {name:?} is shown; if there was one, the holder left it out");
            let pointer = Pointer::root().member(name);
            findings.warning(question, Fault::new(Code::SdUndisclosed, pointer, message));
        }
    }
}
