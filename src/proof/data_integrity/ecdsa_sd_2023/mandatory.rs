use std::collections::BTreeSet;

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

/// What has to be revealed with `reveal`, so that every object of which a part is shown has what its
/// class requires: a result description its name, an alignment its target. The pointers of `reveal`
/// come first.
///
/// ```
/// use openbadges::proof::data_integrity::ecdsa_sd_2023::complete_for_open_badges;
/// use openbadges::{Limits, json};
/// let badge = br#"{
///     "type": ["VerifiableCredential", "OpenBadgeCredential"],
///     "credentialSubject": {"type": ["AchievementSubject"], "achievement": {
///         "type": ["Achievement"], "name": "Wait Time",
///         "alignment": [{
///             "type": ["Alignment"], "targetCode": "3b", "targetName": "Questioning",
///             "targetUrl": "https://standards.example/3b"
///         }]
///     }}
/// }"#;
/// let badge = json::read(badge, &Limits::default())?;
/// let reveal = ["/credentialSubject/achievement/alignment/0/targetCode".parse()?];
/// let complete = complete_for_open_badges(&badge, &reveal);
/// let complete: Vec<&str> = complete.iter().map(|pointer| pointer.as_str()).collect();
/// assert!(complete.contains(&"/credentialSubject/achievement/alignment/0/targetUrl"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn complete_for_open_badges(document: &Value, reveal: &[Pointer]) -> Vec<Pointer> {
    let mut complete = reveal.to_vec();
    let kind = Kind::of(document);
    if kind == Kind::Any {
        return complete;
    }
    let mut added = BTreeSet::new();
    for pointer in reveal {
        let (mut class, mut value) = (kind.class(), document);
        let mut at = Pointer::root();
        let mut steps = pointer.steps();
        while let Some(object) = value.as_object() {
            let mut required = Vec::new();
            members(class, object, &at, &mut required);
            added.extend(required);
            let Some(name) = steps.next() else { break };
            let (Some(inner), Some(next)) = (class_of(class, &name), object.get(&name)) else {
                break;
            };
            (class, value, at) = (inner, next, at.member(&name));
            if let Some(items) = value.as_array() {
                let index = steps.next().and_then(|index| index.parse::<usize>().ok());
                let Some((index, item)) = index.and_then(|i| Some((i, items.get(i)?))) else {
                    break;
                };
                (value, at) = (item, at.item(index));
            }
        }
        // What is shown whole needs no more.
        added.retain(|required: &Pointer| !is_below(required, pointer));
    }
    complete.extend(added.into_iter().filter(|pointer| !reveal.contains(pointer)));
    complete
}

/// Whether a place is another, or stands in it.
fn is_below(place: &Pointer, other: &Pointer) -> bool {
    let rest = place.as_str().strip_prefix(other.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The class of the objects that a member holds.
fn class_of(class: &Class, name: &str) -> Option<&'static Class> {
    match class.property(name)?.range {
        Range::Object(inner) | Range::Issuer(inner) | Range::Subject(inner) => Some(inner()),
        _ => None,
    }
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
