//! What a framework says: the document, its items, what is defined with them.

use std::sync::Arc;

use arcstr::ArcStr;

use super::association::Association;
use super::identifier::Identifier;
use super::index::Index;
use super::rubric::Rubric;
use super::search::Words;
use super::tree::Tree;
use crate::fault::Finding;
use crate::json::Object;
use crate::text::{Date, Span, Timestamp, UtcOffset};

/// A competency framework, held whole: its document, items, associations, definitions, rubrics.
///
/// It is read by [`Framework::read`], cannot be changed, and is shared between threads.
#[derive(Debug)]
pub struct Framework {
    pub(super) source: Source,
    pub(super) document: Document,
    pub(super) items: Vec<CfItem>,
    pub(super) associations: Vec<Association>,
    pub(super) definitions: Definitions,
    pub(super) rubrics: Vec<Rubric>,
    pub(super) extensions: Object,
    pub(super) warnings: Vec<Finding>,
    pub(super) tree: Tree,
    pub(super) index: Index,
    pub(super) words: Words,
}

/// In what form a framework came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A `CFPackage` of CASE 1.0 or 1.1.
    Case,
    /// A graph of CTDL-ASN, as the Credential Registry gives it.
    CtdlAsn,
}

/// A link to something with a title.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Link {
    /// The title.
    pub title: String,
    /// The identifier; CASE always has one.
    pub identifier: Option<Identifier>,
    /// The address.
    pub uri: String,
}

/// The framework as a document (CASE 1.1, `CFDocument`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: String,
    /// Who made it.
    pub creator: String,
    /// The title.
    pub title: String,
    /// When it was changed last; CASE always says so.
    pub last_change: Option<Timestamp>,
    /// What kind of framework it is.
    pub framework_type: Option<String>,
    /// The version of CASE in which it is written, where it says so.
    pub case_version: Option<String>,
    /// Where the official source is.
    pub official_source_url: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its subjects.
    pub subject: Vec<String>,
    /// Its subjects, as links.
    pub subject_uri: Vec<Link>,
    /// The language of its texts.
    pub language: Option<String>,
    /// The version, in the publisher's own counting.
    pub version: Option<String>,
    /// How far its adoption is, such as `Adopted` or `Deprecated`.
    pub adoption_status: Option<String>,
    /// From when until when it is in force: whole days, in UTC.
    pub status: Span,
    /// The licence under which it is given.
    pub licence: Option<Arc<Link>>,
    /// Notes.
    pub notes: Option<String>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// An item of a framework (CASE 1.1, `CFItem`): a competency, a standard, a heading.
///
/// A framework has many items, and much that they say is the same: their kinds, languages and levels,
/// their licence, the time of their last change. Such values are shared between them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CfItem {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: ArcStr,
    /// The statement in full.
    pub full_statement: ArcStr,
    /// The statement in short.
    pub abbreviated_statement: Option<ArcStr>,
    /// Another name.
    pub alternative_label: Option<ArcStr>,
    /// The code that people use.
    pub human_coding_scheme: Option<ArcStr>,
    /// Its number in a list, as it is printed.
    pub list_enumeration: Option<ArcStr>,
    /// What kind of item it is.
    pub item_type: Option<ArcStr>,
    /// What kind of item it is, as a link.
    pub item_type_uri: Option<Arc<Link>>,
    /// Words by which it is found.
    pub concept_keywords: Arc<[ArcStr]>,
    /// The concept that it is about.
    pub concept_keywords_uri: Option<Arc<Link>>,
    /// Notes.
    pub notes: Option<ArcStr>,
    /// Its subjects.
    pub subject: Arc<[ArcStr]>,
    /// Its subjects, as links.
    pub subject_uri: Arc<[Link]>,
    /// The language of its texts.
    pub language: Option<ArcStr>,
    /// The levels of education for which it is meant.
    pub education_level: Arc<[ArcStr]>,
    /// The licence under which it is given.
    pub licence: Option<Arc<Link>>,
    /// From when until when it is in force: whole days, in UTC.
    pub status: Span,
    /// When it was changed last; CASE always says so.
    pub last_change: Option<Arc<Timestamp>>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// Whether something is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is.
    InForce,
    /// It will be.
    NotYet,
    /// It was.
    Ended,
}

impl Standing {
    /// Where a time lies to days, in UTC.
    pub(super) fn of(days: &Span, at: &Timestamp) -> Self {
        let Some(day) = Date::of(at, UtcOffset::default()) else { return Standing::NotYet };
        if days.until.is_some_and(|until| until < day) {
            Standing::Ended
        } else if days.from.is_some_and(|from| day < from) {
            Standing::NotYet
        } else {
            Standing::InForce
        }
    }
}

/// What a package defines beside its items (CASE 1.1, `CFDefinition`).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Definitions {
    /// Concepts.
    pub concepts: Vec<Definition>,
    /// Subjects.
    pub subjects: Vec<Definition>,
    /// Licences; the text of each is its [`Definition::text`].
    pub licences: Vec<Definition>,
    /// Types of items.
    pub item_types: Vec<Definition>,
    /// Groupings of associations.
    pub groupings: Vec<Definition>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// Something that is defined: a concept, a subject, a licence, a type, a grouping.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Definition {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: String,
    /// The title.
    pub title: String,
    /// What it is.
    pub description: Option<String>,
    /// Its place in a hierarchy, as a code.
    pub hierarchy_code: Option<String>,
    /// The code of a type.
    pub type_code: Option<String>,
    /// The keywords of a concept.
    pub keywords: Option<String>,
    /// The text of a licence.
    pub text: Option<String>,
    /// When it was changed last.
    pub last_change: Option<Timestamp>,
    /// What the publisher adds.
    pub extensions: Object,
}

impl Framework {
    /// In what form it came.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// How the items are related to each other and to nodes elsewhere, in the order of the source.
    pub fn associations(&self) -> &[Association] {
        &self.associations
    }

    /// What is defined beside the items.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// The rubrics.
    pub fn rubrics(&self) -> &[Rubric] {
        &self.rubrics
    }

    /// The rubric with an identifier or an address.
    pub fn rubric(&self, key: &str) -> Option<&Rubric> {
        let identifier = Identifier::parse(key);
        self.rubrics
            .iter()
            .find(|rubric| Some(rubric.identifier) == identifier || rubric.uri == key)
    }

    /// What the publisher adds to the package.
    pub fn extensions(&self) -> &Object {
        &self.extensions
    }

    /// What a person should know of it: what was found odd, and what is not carried over. Not told is
    /// that a link to a node of the framework says of it what the node says itself, or otherwise:
    /// its title, its kind, another address.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// Whether the framework as a whole is in force.
    pub fn standing(&self, at: &Timestamp) -> Standing {
        Standing::of(&self.document.status, at)
    }

    /// The licence of an item with its text, where the package defines it.
    pub(super) fn licence_text(&self, link: &Link) -> Option<&Definition> {
        self.definitions
            .licences
            .iter()
            .find(|licence| link.identifier == Some(licence.identifier) || link.uri == licence.uri)
    }
}
