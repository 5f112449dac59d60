//! Which descriptions of one thing may stand in one document.

use crate::json::{ByName, Object, Value};
use crate::model::{
    Achievement, AchievementSubject, Class, Criteria, EndorsementSubject, Evidence, Node, Profile,
    RelatedResource, Types,
};

/// Whether one document may hold both descriptions of one thing, though RDF makes one of them.
///
/// Equal ones may stand beside each other, whatever endorses them: an endorsement says itself what
/// it is about. So may two [`Profile`]s that do not contradict each other: nothing false comes of
/// what moves between them. And so may two that no statement can move between: a guest, which holds
/// nothing beyond its class, and a host of another class.
///
/// - An endorsement ([`EndorsementSubject`]) is about something that the badge describes. Of two
///   endorsements of one thing the proof of the badge does not tell which says what, but each has a
///   proof of its own, and says nothing without it.
/// - Whoever awards a badge to themselves is its issuer ([`Profile`]) and its subject.
/// - The criteria of an achievement may be published where it is itself.
/// - A piece of evidence may have its digest as a related resource. What is said of the evidence may not
///   move there: the check of related resources sees to that.
pub(crate) fn may_stand_beside(one: &Object, other: &Object) -> bool {
    let endorsed = EndorsementSubject::class();
    agree(one, other)
        || is_guest_of(one, other)
        || is_guest_of(other, one)
        || (is_only(one, endorsed) && is_only(other, endorsed))
}

/// Whether the two are equal but for their endorsements; or profiles that say nothing different,
/// though one may say what the other does not.
fn agree(one: &Object, other: &Object) -> bool {
    let profile = Profile::class();
    let are_profiles = has_type_of(one, profile) && has_type_of(other, profile);
    let may_lack = |name: &str| are_profiles && profile.property(name).is_some();
    let endorses = |name: &str| matches!(name, "endorsement" | "endorsementJwt");
    let (there, here) = (ByName::of(other), ByName::of(one));
    one.iter().all(|(name, value)| match there.get(name) {
        _ if endorses(name) => true,
        // A single value and an array of it say the same.
        Some(same) => same.items() == value.items(),
        None => may_lack(name),
    }) && other.iter().all(|(name, _)| endorses(name) || here.get(name).is_some() || may_lack(name))
}

fn is_guest_of(guest: &Object, host: &Object) -> bool {
    let pairs = [
        (EndorsementSubject::class(), None),
        (Profile::class(), Some(AchievementSubject::class())),
        (Criteria::class(), Some(Achievement::class())),
        (RelatedResource::class(), Some(Evidence::class())),
    ];
    pairs.into_iter().any(|(class, of)| {
        is_only(guest, class)
            && of.is_none_or(|of| has_type_of(host, of))
            && !has_type_of(host, class)
            && class.properties.iter().all(|property| stays(property.name, guest, host, of))
    })
}

/// Whether what this property says cannot be moved between the two.
fn stays(name: &str, guest: &Object, host: &Object, host_class: Option<&Class>) -> bool {
    match (guest.get(name), host.get(name)) {
        _ if matches!(name, "id" | "type") => true,
        (None, None) => true,
        (Some(_), None) => host_class.is_none_or(|class| class.property(name).is_none()),
        (guest, host) => guest == host,
    }
}

/// Whether the object is of this class and holds nothing beyond it.
fn is_only(object: &Object, class: &Class) -> bool {
    let at_home = |(name, _): (&str, &Value)| name == "@context" || class.property(name).is_some();
    let typed = match class.types {
        Types::None => types(object).is_empty(),
        _ => types(object).len() == 1 && has_type_of(object, class),
    };
    typed && object.iter().all(at_home)
}

fn has_type_of(object: &Object, class: &Class) -> bool {
    types(object).iter().any(|name| name.as_str() == Some(class.name))
}

fn types(object: &Object) -> &[Value] {
    object.get("type").map_or(&[], Value::items)
}
