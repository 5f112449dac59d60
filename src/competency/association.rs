use std::fmt;
use std::sync::Arc;

use arcstr::ArcStr;

use super::framework::Link;
use super::identifier::Identifier;
use crate::json::Object;
use crate::model::{Enumeration, Extent};
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

/// Writes the types once: as the standard writes them, as an enum, and for the check.
macro_rules! association_types {
    ($($(#[$doc:meta])* $name:ident = $term:literal,)+) => {
        /// How two nodes are related: `origin` *is child of* `destination`.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum AssociationType {
            $($(#[$doc])* $name,)+
            /// A relation of one's own, as it is written: `ext:narrowAlignment`.
            Extension(ArcStr),
        }

        impl AssociationType {
            pub(super) fn of(text: &str) -> Self {
                match text {
                    $($term => Self::$name,)+
                    own => Self::Extension(own.into()),
                }
            }

            /// The term of the standard.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $term,)+
                    Self::Extension(own) => own,
                }
            }
        }

        pub(super) static ASSOCIATION_TYPE: Enumeration = Enumeration {
            name: "CFAssociationTypeEnum",
            doc: "How two nodes are related.",
            terms: &[$($term),+],
            extent: Extent::Open,
        };
    };
}

association_types! {
    /// The origin stands below the destination in the tree.
    IsChildOf = "isChildOf",
    /// They stand beside each other.
    IsPeerOf = "isPeerOf",
    /// The origin is a part of the destination.
    IsPartOf = "isPartOf",
    /// They say the same.
    ExactMatchOf = "exactMatchOf",
    /// The origin comes before the destination.
    Precedes = "precedes",
    /// They have something to do with each other.
    IsRelatedTo = "isRelatedTo",
    /// The destination takes the place of the origin.
    ReplacedBy = "replacedBy",
    /// The destination is an example of the origin.
    Exemplar = "exemplar",
    /// The destination is the level of skill of the origin.
    HasSkillLevel = "hasSkillLevel",
    /// The origin is a translation of the destination (since CASE 1.1).
    IsTranslationOf = "isTranslationOf",
}

impl fmt::Display for AssociationType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
