//! What is disclosed of a badge where it is tried beside the JavaScript package.

use serde_json::Value;

/// What is shown beside what is mandatory, where the document has it.
pub const REVEALED: [&str; 6] = [
    "/description",
    "/credentialSubject/narrative",
    "/credentialSubject/result/0",
    "/credentialSubject/achievement/alignment",
    "/credentialSubject/achievement/tag/1",
    "/evidence",
];

/// Takes out what the JavaScript package cannot disclose from: lists, to which it gives identifiers
/// (`invalid set or list object`), credentials in the credential, whose own contexts it does not
/// keep when it compacts, and coordinates, whose type it compacts to the name of the property.
pub fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for name in ["allowedValue", "endorsement", "endorsementJwt", "geo"] {
                members.remove(name);
            }
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
