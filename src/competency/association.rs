use std::fmt;
use std::sync::Arc;

use arcstr::ArcStr;

use super::framework::Link;
use super::identifier::Identifier;
use crate::json::Object;
use crate::text::Timestamp;

/// How two nodes are related (CASE 1.1, `CFAssociation`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Association {
    /// The identifier; CASE always has one.
    pub identifier: Option<Identifier>,
    /// The address; CASE always has one.
    pub uri: Option<ArcStr>,
    /// How the origin is related to the destination.
    pub kind: AssociationType,
    /// What is related.
    pub origin: Node,
    /// To what it is related.
    pub destination: Node,
    /// The place of the origin among those of the same destination.
    pub sequence_number: Option<i64>,
    /// The grouping to which it belongs.
    pub grouping: Option<Arc<Link>>,
    /// Notes.
    pub notes: Option<ArcStr>,
    /// When it was changed last; CASE always says so.
    pub last_change: Option<Arc<Timestamp>>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// A node that an association joins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Node {
    /// The document of this framework.
    Document,
    /// An item of this framework, which [`Framework::item`](super::Framework::item) gives.
    Item(Identifier),
    /// A node elsewhere, or one that is no item.
    Elsewhere(Box<Elsewhere>),
}

/// A node that is no item of the framework, as the association links to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Elsewhere {
    /// The title.
    pub title: String,
    /// The identifier, of whatever form.
    pub identifier: String,
    /// The address.
    pub uri: String,
    /// What kind of node it is: `CASE`, or a term that starts with `ext:`.
    pub target_type: Option<String>,
}

/// How two nodes are related: `origin` *is child of* `destination`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssociationType {
    /// The origin stands below the destination in the tree.
    IsChildOf,
    /// They stand beside each other.
    IsPeerOf,
    /// The origin is a part of the destination.
    IsPartOf,
    /// They say the same.
    ExactMatchOf,
    /// The origin comes before the destination.
    Precedes,
    /// They have something to do with each other.
    IsRelatedTo,
    /// The destination takes the place of the origin.
    ReplacedBy,
    /// The destination is an example of the origin.
    Exemplar,
    /// The destination is the level of skill of the origin.
    HasSkillLevel,
    /// The origin is a translation of the destination (since CASE 1.1).
    IsTranslationOf,
    /// A relation of one's own, as it is written: `ext:narrowAlignment`.
    Extension(ArcStr),
}

impl AssociationType {
    const TERMS: [(&'static str, AssociationType); 10] = [
        ("isChildOf", AssociationType::IsChildOf),
        ("isPeerOf", AssociationType::IsPeerOf),
        ("isPartOf", AssociationType::IsPartOf),
        ("exactMatchOf", AssociationType::ExactMatchOf),
        ("precedes", AssociationType::Precedes),
        ("isRelatedTo", AssociationType::IsRelatedTo),
        ("replacedBy", AssociationType::ReplacedBy),
        ("exemplar", AssociationType::Exemplar),
        ("hasSkillLevel", AssociationType::HasSkillLevel),
        ("isTranslationOf", AssociationType::IsTranslationOf),
    ];

    pub(super) fn of(text: &str) -> Self {
        let known = Self::TERMS.into_iter().find(|(term, _)| *term == text);
        known.map_or_else(|| AssociationType::Extension(text.into()), |(_, kind)| kind)
    }

    /// The term of the standard.
    pub fn as_str(&self) -> &str {
        match self {
            AssociationType::Extension(term) => term,
            known => {
                let term = Self::TERMS.iter().find(|(_, kind)| kind == known);
                term.map_or("", |(term, _)| term)
            }
        }
    }
}

impl fmt::Display for AssociationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
