//! Do the endorsements inside hold?
//!
//! This release does not verify them, and says so: none of them counts.

use crate::fault::{Code, Fault, Path};
use crate::json::Value;
use crate::model::View;
use crate::report::{Findings, Question};

pub(super) fn ask(credential: View<'_>, findings: &mut Findings) {
    note(credential.document(), &Path::Root, findings);
}

fn note(value: &Value, path: &Path<'_>, findings: &mut Findings) {
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter() {
                let below = path.member(name);
                if matches!(name, "endorsement" | "endorsementJwt") {
                    let message = "the endorsements here were not verified, and do not count";
                    findings.warning(
                        Question::Endorsement,
                        Fault::new(Code::EndorsementUnestablished, below.pointer(), message),
                    );
                } else {
                    note(member, &below, findings);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                note(item, &path.item(index), findings);
            }
        }
        _ => {}
    }
}
