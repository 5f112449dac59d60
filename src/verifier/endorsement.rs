//! Do the endorsements inside hold?
//!
//! This release does not verify them, and says so: none of them counts.

use crate::fault::{Code, Fault, Path, Pointer};
use crate::json::Value;
use crate::model::View;
use crate::report::{Findings, Question};

/// As many places are listed; whoever endorses in more is endorsed no better.
const LISTED: usize = 32;

pub(super) fn ask(credential: View<'_>, findings: &mut Findings) {
    let mut places = Vec::new();
    find(credential.document(), &Path::Root, &mut places);
    for place in places {
        let message = "the endorsements here were not verified, and do not count";
        let fault = Fault::new(Code::EndorsementUnestablished, place, message);
        findings.warning(Question::Endorsement, fault);
    }
}

fn find(value: &Value, path: &Path<'_>, places: &mut Vec<Pointer>) {
    match value {
        _ if places.len() >= LISTED => {}
        Value::Object(object) => {
            for (name, member) in object.iter() {
                let below = path.member(name);
                if matches!(name, "endorsement" | "endorsementJwt") && places.len() < LISTED {
                    places.push(below.pointer());
                } else {
                    find(member, &below, places);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(item, &path.item(index), places);
            }
        }
        _ => {}
    }
}
