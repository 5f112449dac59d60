//! What may the holder have left out?

use crate::fault::{Code, Fault, Pointer};
use crate::json::Value;
use crate::model::Kind;
use crate::proof::{Cryptosuite, Proof};
use crate::report::{Findings, Question};

/// What limits a credential, by its names in the data models. Where an issuer does not make it
/// mandatory, a holder can hide a revocation or an expiry.
const LIMITING: [(Question, &[&str]); 2] = [
    (Question::Status, &["credentialStatus"]),
    (Question::Validity, &["validUntil", "expirationDate"]),
];

/// Warns where a selectively disclosed credential shows none.
pub(super) fn ask(proof: &Proof, kind: Kind, document: &Value, findings: &mut Findings) {
    // A list has no status of its own, and its issuer publishes it whole.
    if proof.cryptosuite != Cryptosuite::EcdsaSd2023 || kind == Kind::StatusList {
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
