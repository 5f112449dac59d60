use crate::fault::Pointer;
use crate::json::{Object, Value};
use crate::model::{Cardinality, Class, Kind, Range};

/// What no holder may leave out, where a credential has it: its name, who issued it, when it holds,
/// whether it still does, and under which terms and schemas.
const ALWAYS: [&str; 10] = [
    "name",
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
];

/// What has to be mandatory, so that whatever is derived from a badge or an endorsement is still
/// one: the members that its classes require, with those of the objects in them, and whatever says
/// who issued it, when and under which terms it holds, and whether it still does. Of any other
/// credential it is the latter alone.
///
/// ```
/// use openbadges::proof::data_integrity::ecdsa_sd_2023::mandatory_for_open_badges;
/// use openbadges::{Limits, json};
/// let badge = br#"{
///     "type": ["VerifiableCredential", "OpenBadgeCredential"],
///     "issuer": {"id": "did:example:district", "type": ["Profile"]},
///     "validUntil": "2028-08-01T00:00:00Z",
///     "credentialSubject": {
///         "id": "did:example:educator", "type": ["AchievementSubject"],
///         "achievement": {"type": ["Achievement"], "name": "Wait Time", "tag": ["pedagogy"]},
///         "result": [{"type": ["Result"], "value": "24 of 30"}]
///     }
/// }"#;
/// let pointers = mandatory_for_open_badges(&json::read(badge, &Limits::default())?);
/// let pointers: Vec<&str> = pointers.iter().map(|pointer| pointer.as_str()).collect();
/// assert_eq!(
///     pointers,
///     ["/issuer", "/validUntil", "/credentialSubject/achievement/name"],
/// );
/// # Ok::<(), json::ReadError>(())
/// ```
pub fn mandatory_for_open_badges(document: &Value) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    let Some(object) = document.as_object() else { return pointers };
    let kind = Kind::of(document);
    for (name, value) in object.iter() {
        let pointer = Pointer::root().member(name);
        if ALWAYS.contains(&name) {
            pointers.push(pointer);
        } else if kind != Kind::Any {
            member(kind.class(), name, value, pointer, &mut pointers);
        }
    }
    pointers
}

/// Adds what is mandatory of one member of an object of a class.
fn member(class: &Class, name: &str, value: &Value, pointer: Pointer, pointers: &mut Vec<Pointer>) {
    let Some(property) = class.property(name) else { return };
    let required = matches!(property.cardinality, Cardinality::Required | Cardinality::Some);
    // Identifiers, types and contexts are shown wherever anything is.
    if !required || matches!(name, "@context" | "id" | "type") {
        return;
    }
    match (property.range, value) {
        (Range::Object(inner) | Range::Subject(inner), Value::Object(object)) => {
            let before = pointers.len();
            members(inner(), object, &pointer, pointers);
            // Without a member that it requires, it says what it says as a whole.
            if pointers.len() == before {
                pointers.push(pointer);
            }
        }
        _ => pointers.push(pointer),
    }
}

fn members(class: &Class, object: &Object, at: &Pointer, pointers: &mut Vec<Pointer>) {
    for (name, value) in object.iter() {
        // A recipient without an identifier is known by other identities alone.
        if name == "identifier" && class.name == "AchievementSubject" && !object.contains("id") {
            pointers.push(at.member(name));
        } else {
            member(class, name, value, at.member(name), pointers);
        }
    }
}
