//! Do the endorsements inside hold?
//!
//! This release does not verify them, and says so: none of them counts.

use crate::fault::{Code, Fault, Path};
use crate::json::Value;
use crate::model::View;
use crate::report::{Findings, Question};

/// The bytes that the places of endorsements may take, beyond which no more are listed: each place
/// repeats the names that lead to it, and those may be long.
const PLACES: usize = 64 * 1024;

pub(super) fn ask(credential: View<'_>, findings: &mut Findings) {
    note(credential.document(), &Path::Root, &mut PLACES.clone(), findings);
}

fn note(value: &Value, path: &Path<'_>, left: &mut usize, findings: &mut Findings) {
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter() {
                let below = path.member(name);
                if !matches!(name, "endorsement" | "endorsementJwt") {
                    note(member, &below, left, findings);
                } else if *left > 0 {
                    let pointer = below.pointer();
                    *left = left.saturating_sub(pointer.as_str().len());
                    let message = "the endorsements here were not verified, and do not count";
                    let fault = Fault::new(Code::EndorsementUnestablished, pointer, message);
                    findings.warning(Question::Endorsement, fault);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                note(item, &path.item(index), left, findings);
            }
        }
        _ => {}
    }
}
