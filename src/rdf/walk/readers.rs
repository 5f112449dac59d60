//! Who goes by the names of members, and where.
//!
//! What is signed are IRIs; what is read are names. So where a name is read it must mean what its readers
//! take it for. Where nobody looks for it, it may mean anything.

use super::{Walk, note};
use crate::context::Meaning;
use crate::fault::Path;
use crate::json::Value;
use crate::model::{Class, Kind, Range};

/// Who goes by the names of the members of an object.
#[derive(Clone, Copy)]
pub(super) enum Readers {
    /// Nobody: no standard has a name for the way here.
    Nobody,
    /// Those of something that is not described here, or not whole: any name of a standard may be read.
    OfAnyName,
    /// Those of an object of this class, who look for its properties alone.
    Of(&'static Class),
}

/// The types of documents whose members this library reads by their names, beyond those that the
/// contexts of credentials protect, and the kinds of those that are described.
const READ: [(&str, Option<Kind>); 7] = [
    ("OpenBadgeCredential", Some(Kind::Badge)),
    ("AchievementCredential", Some(Kind::Badge)),
    ("EndorsementCredential", Some(Kind::Endorsement)),
    ("ClrCredential", None),
    ("BitstringStatusListCredential", None),
    ("StatusList2021Credential", None),
    ("VerifiablePresentation", None),
];

/// The classes that have every property that a standard gives their objects. Of a status or a schema
/// more is read than its class says, as its type wants.
const WHOLE: [&str; 16] = [
    "AchievementSubject",
    "EndorsementSubject",
    "Achievement",
    "Criteria",
    "Related",
    "ResultDescription",
    "RubricCriterionLevel",
    "Result",
    "Alignment",
    "Evidence",
    "Profile",
    "Address",
    "GeoCoordinates",
    "IdentityObject",
    "IdentifierEntry",
    "Image",
];

/// What is read of any object, whatever its class: endorsements are looked for everywhere.
const ANYWHERE: [&str; 5] = ["id", "type", "proof", "endorsement", "endorsementJwt"];

impl Readers {
    /// The readers of a document, by its types. Where our own extensions are read, they may be
    /// anywhere in it.
    pub fn of(document: &Value, reads_ours: bool) -> Self {
        let types = document.get("type").map_or(&[][..], Value::items);
        let mut kinds = types.iter().filter_map(Value::as_str).filter_map(|name| {
            READ.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
        });
        let Some(first) = kinds.next() else { return Readers::Nobody };
        match first.filter(|_| !reads_ours && kinds.all(|kind| kind == first)) {
            Some(kind) => Readers::Of(kind.class()),
            None => Readers::OfAnyName,
        }
    }

    /// Whether somebody goes by this name here, if that is one of a standard's.
    fn look_for(self, name: &str) -> bool {
        match self {
            Readers::Nobody => false,
            Readers::OfAnyName => true,
            // The W3C gives credentials more properties than Open Badges does.
            Readers::Of(class) => {
                class.is_credential() || ANYWHERE.contains(&name) || class.property(name).is_some()
            }
        }
    }

    /// The readers of what is in a member of this name, which means what they take it for.
    fn within(self, name: &str) -> Self {
        let Readers::Of(class) = self else { return self };
        match class.property(name).map(|property| property.range) {
            Some(Range::Object(class) | Range::Issuer(class) | Range::Subject(class)) => {
                let class = class();
                let is_whole = class.is_credential() || WHOLE.contains(&class.name);
                if is_whole { Readers::Of(class) } else { Readers::OfAnyName }
            }
            _ => Readers::OfAnyName,
        }
    }
}

impl Walk<'_> {
    /// Notes what a name at `path` means, if that is not what whoever reads it takes it for.
    pub(super) fn note_meaning(&mut self, meaning: Meaning, path: &Path<'_>) {
        let is_another = matches!(meaning, Meaning::Another | Meaning::AnotherThanOurs);
        if self.is_read() && is_another && self.has_readers(meaning) {
            note(&mut self.data.other_meanings, path);
        }
    }

    /// Notes what the name of a member means, and gives the readers of what is in it.
    pub(super) fn note_member(&mut self, name: &str, meaning: Meaning, path: &Path<'_>) -> Readers {
        let is_passed_by = meaning != Meaning::Its && !self.readers.look_for(name);
        if is_passed_by || !self.has_readers(meaning) {
            return Readers::Nobody;
        }
        self.note_meaning(meaning, path);
        self.readers.within(name)
    }

    /// Whether anybody reads what is under way by its names.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self.readers, Readers::Nobody)
    }

    /// Whether anybody goes by a name of this meaning.
    fn has_readers(&self, meaning: Meaning) -> bool {
        match meaning {
            Meaning::None => false,
            Meaning::Its | Meaning::Another => true,
            Meaning::AnotherThanOurs => self.reads_ours,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::{bundled, url};
    use std::collections::BTreeMap;

    fn classes() -> BTreeMap<&'static str, &'static Class> {
        let mut found = BTreeMap::new();
        let mut left = vec![Kind::Badge.class(), Kind::Endorsement.class()];
        while let Some(class) = left.pop() {
            if found.insert(class.name, class).is_none() {
                left.extend(class.properties.iter().filter_map(|property| match property.range {
                    Range::Object(of) | Range::Issuer(of) | Range::Subject(of) => Some(of()),
                    _ => None,
                }));
            }
        }
        found
    }

    /// Nothing that a context of Open Badges has for a class may be passed by where the class is read.
    #[test]
    fn whole_classes_have_every_term_of_their_contexts() {
        let classes = classes();
        let mut terms = 0;
        for edition in [
            url::OPEN_BADGES_3_0_0,
            url::OPEN_BADGES_3_0_1,
            url::OPEN_BADGES_3_0_2,
            url::OPEN_BADGES_3_0_3,
        ] {
            let document = bundled(edition).unwrap();
            for name in WHOLE {
                let class = classes.get(name).unwrap_or_else(|| panic!("{name} is nowhere"));
                let scope = document.at(&format!("/@context/{name}/@context"));
                let Some(scope) = scope.and_then(Value::as_object) else { continue };
                for (term, _) in scope.iter().filter(|(term, _)| !term.starts_with('@')) {
                    terms += 1;
                    assert!(Readers::Of(class).look_for(term), "{edition}: {term} of {name}");
                }
            }
        }
        assert!(terms > 200, "{terms}");
    }

    #[test]
    fn two_kinds_in_one_are_read_by_any_name() {
        let of = |types: &[&str], reads_ours| {
            let document = Value::from(crate::json::Object::from_iter([("type", types.to_vec())]));
            match Readers::of(&document, reads_ours) {
                Readers::Nobody => "nobody",
                Readers::OfAnyName => "any name",
                Readers::Of(class) => class.name,
            }
        };
        let badge = ["VerifiableCredential", "OpenBadgeCredential", "AchievementCredential"];
        assert_eq!(of(&badge, false), "AchievementCredential");
        assert_eq!(of(&badge, true), "any name");
        assert_eq!(of(&["EndorsementCredential"], false), "EndorsementCredential");
        assert_eq!(of(&["OpenBadgeCredential", "EndorsementCredential"], false), "any name");
        assert_eq!(of(&["OpenBadgeCredential", "ClrCredential"], false), "any name");
        assert_eq!(of(&["ClrCredential"], false), "any name");
        assert_eq!(of(&["VerifiableCredential"], true), "nobody");
    }
}
