//! How a context is written down here: vocabularies give names, names make terms, terms fill a
//! scope, a scope and an address make a [`Table`].

use super::document;
use crate::json;

/// A bundled context: what its terms mean, from which its document is generated.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    url: &'static str,
    sha256: &'static str,
    pub(super) content: Content,
    pub(super) spelling: Spelling,
}

impl Table {
    /// The address that documents name in `@context`.
    pub const fn url(&self) -> &'static str {
        self.url
    }

    /// The SHA-256 digest, in hexadecimal, of the document's canonical form (RFC 8785).
    pub const fn sha256(&self) -> &'static str {
        self.sha256
    }

    /// The context document, generated anew; [`bundled`](super::bundled) shares one.
    pub fn document(&self) -> json::Value {
        document::write(self)
    }

    pub(super) const fn new(url: &'static str, sha256: &'static str, scope: Scope) -> Self {
        Self { url, sha256, content: Content::Scope(scope), spelling: Spelling::SHORT }
    }

    /// A context that says the same as another one, but for some changes.
    pub(super) const fn edition(
        url: &'static str,
        sha256: &'static str,
        of: &'static Table,
        changes: &'static [Change],
    ) -> Self {
        Self { url, sha256, content: Content::Edition { of, changes }, spelling: of.spelling }
    }

    pub(super) const fn spelled(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Scope(Scope),
    Edition { of: &'static Table, changes: &'static [Change] },
}

/// What an edition does otherwise than the table that it starts from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// The term is absent.
    Without(&'static str),
    /// The term is there, or means this instead.
    With(Term),
    /// The changes are in the scope of this term.
    Within(&'static str, &'static [Change]),
}

/// The habits of a document that hold for all its terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spelling {
    /// How a term with nothing but a name is written.
    pub plain: Plain,
    /// The datatype that every [`Vocabulary::literal`] is given.
    pub literals: Option<Name>,
    /// Declared at the top, and used in every name of these vocabularies.
    pub prefixes: &'static [(&'static str, Vocabulary)],
    /// What scopes say besides their terms.
    pub scopes: Scopes,
    /// Whether every scope says that it needs JSON-LD 1.1.
    pub version: Version,
}

impl Spelling {
    /// `"name": "https://schema.org/name"`
    pub const SHORT: Self = Self {
        plain: Plain::Short,
        literals: None,
        prefixes: &[],
        scopes: Scopes::AsWritten,
        version: Version::Unsaid,
    };
    /// `"name": {"@id": "https://schema.org/name"}`
    pub const LONG: Self = Self { plain: Plain::Long, ..Self::SHORT };
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain {
    Short,
    Long,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scopes {
    AsWritten,
    /// Nothing is protected, and only the outermost scope aliases `id` and `type`.
    Bare,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Version {
    Unsaid,
    V1_1,
}

/// The IRI, up to its last part, that a family of names begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vocabulary(pub &'static str);

impl Vocabulary {
    pub const fn name(self, local: &'static str) -> Name {
        Name { vocabulary: self, local }
    }

    /// A class, or another name that stands for itself.
    pub const fn class(self, name: &'static str) -> Term {
        self.term(name, Kind::Node)
    }

    /// A property whose values are objects.
    pub const fn node(self, name: &'static str) -> Term {
        self.term(name, Kind::Node)
    }

    /// A property whose values are text, numbers or booleans and bring their own datatype.
    pub const fn literal(self, name: &'static str) -> Term {
        self.term(name, Kind::Literal)
    }

    /// A property whose values are given this datatype.
    pub const fn typed(self, name: &'static str, datatype: Name) -> Term {
        self.term(name, Kind::Typed(datatype))
    }

    /// A property whose values, when they are text, are identifiers.
    pub const fn link(self, name: &'static str) -> Term {
        self.term(name, Kind::Keyword("@id"))
    }

    /// A property whose values, when they are text, are terms of the context.
    pub const fn choice(self, name: &'static str) -> Term {
        self.term(name, Kind::Keyword("@vocab"))
    }

    /// A property whose values are JSON literals.
    pub const fn json(self, name: &'static str) -> Term {
        self.term(name, Kind::Keyword("@json"))
    }

    const fn term(self, name: &'static str, kind: Kind) -> Term {
        Term {
            name,
            iri: self.name(name),
            kind,
            container: None,
            context: Context::Outer,
            plain: None,
        }
    }
}

/// An IRI, in two parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub vocabulary: Vocabulary,
    pub local: &'static str,
}

/// A word that documents use, and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub name: &'static str,
    pub iri: Name,
    pub kind: Kind,
    pub container: Option<&'static str>,
    pub context: Context,
    pub plain: Option<Plain>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Node,
    Literal,
    Typed(Name),
    Keyword(&'static str),
}

/// What is in scope inside a term's values (or, for a class, inside its members).
#[derive(Clone, Copy, Debug)]
pub(super) enum Context {
    /// What is in scope outside.
    Outer,
    /// Nothing.
    Cleared,
    /// These terms as well.
    Scope(Scope),
}

/// A term for a prefix of names, to be used as `prefix:local`.
pub(super) const fn prefix(name: &'static str, vocabulary: Vocabulary) -> Term {
    let term = vocabulary.class("").short();
    Term { name, ..term }
}

/// A term that means what another term of the same context means.
pub(super) const fn alias(name: &'static str, of: &'static str) -> Term {
    Vocabulary("").class(name).means(of)
}

impl Term {
    /// The term's name is not the last part of its IRI; this is.
    pub const fn means(mut self, local: &'static str) -> Self {
        self.iri.local = local;
        self
    }

    /// Many values, in no order.
    pub const fn set(mut self) -> Self {
        self.container = Some("@set");
        self
    }

    /// Many values, in order.
    pub const fn list(mut self) -> Self {
        self.container = Some("@list");
        self
    }

    /// Each value is a graph of its own.
    pub const fn graph(mut self) -> Self {
        self.container = Some("@graph");
        self
    }

    pub const fn scope(mut self, scope: Scope) -> Self {
        self.context = Context::Scope(scope);
        self
    }

    pub const fn cleared(mut self) -> Self {
        self.context = Context::Cleared;
        self
    }

    /// Written as a string, whatever the habit of the document.
    pub const fn short(mut self) -> Self {
        self.plain = Some(Plain::Short);
        self
    }

    /// Written as an object, whatever the habit of the document.
    pub const fn long(mut self) -> Self {
        self.plain = Some(Plain::Long);
        self
    }
}

/// Terms that hold together, at the top of a context or inside one term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub protected: bool,
    /// Whether `id` and `type` stand for `@id` and `@type`.
    pub aliases: bool,
    /// What undefined terms belong to.
    pub default: Option<Vocabulary>,
    pub terms: &'static [Term],
    pub shared: &'static [Term],
}

/// Terms that no later context may redefine, with `id` and `type`.
pub(super) const fn protected(terms: &'static [Term]) -> Scope {
    Scope { protected: true, ..open(terms) }
}

/// Terms that a later context may redefine, with `id` and `type`.
pub(super) const fn open(terms: &'static [Term]) -> Scope {
    Scope { protected: false, aliases: true, default: None, terms, shared: &[] }
}

impl Scope {
    /// Terms as well that several scopes share.
    pub const fn and(mut self, shared: &'static [Term]) -> Self {
        self.shared = shared;
        self
    }

    /// Without `id` and `type`.
    pub const fn unaliased(mut self) -> Self {
        self.aliases = false;
        self
    }

    /// Undefined terms belong to this vocabulary.
    pub const fn default(mut self, vocabulary: Vocabulary) -> Self {
        self.default = Some(vocabulary);
        self
    }
}
