//! A compiled context, and the meaning of one term in it.

use crate::context::{Meaning, decisive_class_of, is_own, meaning_of, member_of};
use std::borrow::Cow;
use std::sync::Arc;

use super::Local;
use super::memo::fresh_id;
use crate::rdf::hash::Table;
use crate::rdf::iri;

/// An active context (JSON-LD 1.1 API, section 4.1): compiled, shared, never changed.
#[derive(Debug, Default)]
pub(in crate::rdf) struct Active {
    /// Differs from that of every other context of the process.
    pub id: u64,
    pub terms: Table<Arc<str>, Arc<Definition>>,
    /// The terms that stand for keywords.
    pub aliases: Aliases,
    pub base: Option<Arc<str>>,
    pub original_base: Option<Arc<str>>,
    pub vocab: Option<Arc<str>>,
    pub language: Option<Arc<str>>,
    pub direction: Option<Direction>,
    /// The context to go back to when the next node object begins.
    pub previous: Option<Arc<Active>>,
    /// Whether a document's own context set the default vocabulary.
    pub inline_vocab: bool,
}

/// The terms that stand for keywords, of which a context has few.
#[derive(Clone, Debug, Default)]
pub(in crate::rdf) struct Aliases {
    terms: Vec<(Arc<str>, Keyword)>,
    /// One bit for each length that a term among them has, 63 for the longer ones: most names are
    /// told from an alias by their length alone.
    lengths: u64,
}

impl Aliases {
    /// Comparing a few is faster than hashing.
    const FEW: usize = 8;

    fn length_bit(text: &str) -> u64 {
        1 << text.len().min(63)
    }

    pub fn remove(&mut self, redefined: impl Fn(&Arc<str>) -> bool) {
        self.terms.retain(|(term, _)| !redefined(term));
    }

    pub fn add(&mut self, term: Arc<str>, keyword: Keyword) {
        self.lengths |= Self::length_bit(&term);
        self.terms.push((term, keyword));
    }
}

/// A term definition (section 4.1).
#[derive(Clone, Debug)]
pub(in crate::rdf) struct Definition {
    /// Differs from that of every other definition of the process.
    pub id: u64,
    pub mapping: Mapping,
    pub prefix: bool,
    pub protected: bool,
    pub reverse: bool,
    pub typing: Typing,
    pub container: Container,
    /// The property that the keys of an index map are values of, as it was written.
    pub index: Option<Arc<str>>,
    pub scoped: Option<Scoped>,
    /// `Some(None)` is the explicit absence of a language.
    pub language: Option<Option<Arc<str>>>,
    pub direction: Option<Option<Direction>>,
    pub nest: Option<Arc<str>>,
    /// Whether the term stands for what the bundled contexts have under another name, or for `@id`
    /// or `@type` without being `id` or `type`.
    pub renames: bool,
    /// Whether it stands for a class by which a verifier decides, under another name.
    pub renames_class: bool,
    /// Whether the term is one of the bundled contexts, and means here what it means there.
    pub meaning: Meaning,
}

/// The context that comes with a term.
#[derive(Clone, Debug)]
pub(in crate::rdf) struct Scoped {
    /// Differs from that of every other scoped context of the process.
    pub id: u64,
    pub local: Local,
}

/// What a term is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdf) enum Mapping {
    /// Nothing, on purpose.
    Null,
    Keyword(Keyword),
    /// A blank node label or an IRI, written as N-Quads writes IRIs: with `<` and `>`.
    Iri {
        written: Arc<str>,
        usable: bool,
    },
}

/// How the values of a term are typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdf) enum Typing {
    /// As JSON types them.
    Native,
    Id,
    Vocab,
    Json,
    /// `@none`
    None,
    Iri(Arc<str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rdf) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Direction::LeftToRight),
            "rtl" => Some(Direction::RightToLeft),
            _ => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

/// A set of container keywords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rdf) struct Container(u8);

impl Container {
    pub const LIST: Container = Container(1);
    pub const SET: Container = Container(2);
    pub const INDEX: Container = Container(4);
    pub const LANGUAGE: Container = Container(8);
    pub const ID: Container = Container(16);
    pub const TYPE: Container = Container(32);
    pub const GRAPH: Container = Container(64);
    /// The containers whose values are maps of node or value objects.
    pub const MAPS: Container = Container(4 | 16 | 32);

    pub fn of(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "@list" => Self::LIST,
            "@set" => Self::SET,
            "@index" => Self::INDEX,
            "@language" => Self::LANGUAGE,
            "@id" => Self::ID,
            "@type" => Self::TYPE,
            "@graph" => Self::GRAPH,
            _ => return None,
        })
    }

    /// Whether the two have any in common.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

macro_rules! keywords {
    ($($name:ident = $text:literal,)+) => {
        /// The keywords of JSON-LD 1.1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(in crate::rdf) enum Keyword { $($name,)+ }

        impl Keyword {
            pub fn parse(text: &str) -> Option<Self> {
                if !text.starts_with('@') {
                    return None;
                }
                match text { $($text => Some(Keyword::$name),)+ _ => None }
            }

            pub fn as_str(self) -> &'static str {
                match self { $(Keyword::$name => $text,)+ }
            }
        }
    };
}

keywords! {
    Base = "@base",
    Container = "@container",
    Context = "@context",
    Direction = "@direction",
    Graph = "@graph",
    Id = "@id",
    Import = "@import",
    Included = "@included",
    Index = "@index",
    Json = "@json",
    Language = "@language",
    List = "@list",
    Nest = "@nest",
    None = "@none",
    Prefix = "@prefix",
    Propagate = "@propagate",
    Protected = "@protected",
    Reverse = "@reverse",
    Set = "@set",
    Type = "@type",
    Value = "@value",
    Version = "@version",
    Vocab = "@vocab",
}

/// Whether the text looks like a keyword of some later version: `@` and letters.
pub(in crate::rdf) fn has_keyword_form(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// What a text turned out to mean (IRI Expansion, section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rdf) enum Expanded<'a> {
    Null,
    Keyword(Keyword),
    /// An IRI, a blank node label, or a relative reference that nothing could be made of.
    Text(Cow<'a, str>),
}

impl<'a> Expanded<'a> {
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Expanded::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of an IRI or a blank node label.
    pub fn identifier(&self) -> Option<&str> {
        self.as_text().filter(|text| text.starts_with("_:") || iri::scheme_of(text).is_some())
    }
}

/// Against what a text is expanded, besides its being a compact or absolute IRI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rdf) enum Against {
    /// Terms and the default vocabulary: for property names.
    Vocab,
    /// The base: for `@id`.
    Base,
    /// Terms and the default vocabulary, then the base: for `@type`.
    VocabThenBase,
}

impl Against {
    pub fn vocab(self) -> bool {
        self != Against::Base
    }

    pub fn base(self) -> bool {
        self != Against::Vocab
    }
}

impl Mapping {
    pub fn iri(iri: &str) -> Self {
        Mapping::Iri { written: format!("<{iri}>").into(), usable: iri::is_well_formed(iri) }
    }

    /// The IRI or blank node label, without `<` and `>`.
    pub fn as_iri(&self) -> Option<&str> {
        match self {
            Mapping::Iri { written, .. } => written.get(1..written.len().saturating_sub(1)),
            _ => None,
        }
    }
}

/// Whether the property `iri` is known under a name other than this one: that of the bundled contexts,
/// or `type`.
pub(in crate::rdf) fn is_another_name(name: &str, iri: &str) -> bool {
    const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    iri == RDF_TYPE || member_of(iri).is_some_and(|own| own != name)
}

/// Whether a class by which a verifier decides is written under a name that is not its own.
pub(in crate::rdf) fn is_another_class(name: &str, iri: &str) -> bool {
    decisive_class_of(iri).is_some_and(|own| own != name)
}

/// Whether a name stands for one of our own terms without our contexts, which tell by their address
/// that it is one. No reader would look for it.
pub(in crate::rdf) fn is_ours_unnamed(iri: &str) -> bool {
    is_own(iri)
}

impl Definition {
    pub fn new() -> Self {
        Self {
            id: fresh_id(),
            mapping: Mapping::Null,
            prefix: false,
            protected: false,
            reverse: false,
            typing: Typing::Native,
            container: Container::default(),
            index: None,
            scoped: None,
            language: None,
            direction: None,
            nest: None,
            renames: false,
            renames_class: false,
            meaning: Meaning::None,
        }
    }

    /// Sets [`Definition::renames`], [`Definition::renames_class`] and [`Definition::meaning`], once
    /// the rest is known.
    pub fn look_for_another_name(&mut self, term: &str, local: &Local) {
        let iri = self.mapping.as_iri();
        let is_unnamed = local.inline && iri.is_some_and(is_ours_unnamed);
        self.renames_class = is_unnamed || iri.is_some_and(|iri| is_another_class(term, iri));
        self.meaning = match (&self.mapping, term) {
            (Mapping::Keyword(Keyword::Id), "id") | (Mapping::Keyword(Keyword::Type), "type") => {
                Meaning::Its
            }
            _ => meaning_of(term, iri.unwrap_or_default()),
        };
        self.renames = is_unnamed
            || match &self.mapping {
                Mapping::Keyword(Keyword::Id) => term != "id",
                Mapping::Keyword(Keyword::Type) => term != "type",
                mapping => mapping.as_iri().is_some_and(|iri| {
                    is_another_name(term, iri) || self.reverse && member_of(iri).is_some()
                }),
            };
    }

    /// Whether the two say the same; their protection may differ.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let scoped = match (&self.scoped, &other.scoped) {
            (None, None) => true,
            (Some(a), Some(b)) => a.local == b.local,
            _ => false,
        };
        scoped
            && self.mapping == other.mapping
            && self.prefix == other.prefix
            && self.reverse == other.reverse
            && self.typing == other.typing
            && self.container == other.container
            && self.index == other.index
            && self.language == other.language
            && self.direction == other.direction
            && self.nest == other.nest
    }
}

impl Active {
    pub fn definition(&self, term: &str) -> Option<&Definition> {
        self.terms.get(term).map(Arc::as_ref)
    }

    /// The keyword that the text is or stands for.
    #[inline]
    pub fn keyword(&self, text: &str) -> Option<Keyword> {
        if text.starts_with('@') {
            return Keyword::parse(text);
        }
        if self.aliases.lengths & Aliases::length_bit(text) == 0 {
            return None;
        }
        self.alias(text)
    }

    fn alias(&self, text: &str) -> Option<Keyword> {
        let terms = &self.aliases.terms;
        if terms.len() <= Aliases::FEW {
            return terms.iter().find(|(term, _)| **term == *text).map(|(_, keyword)| *keyword);
        }
        match self.definition(text)?.mapping {
            Mapping::Keyword(keyword) => Some(keyword),
            _ => None,
        }
    }

    /// IRI Expansion (section 5.2) in a finished context.
    pub fn expand<'a>(&'a self, text: &'a str, against: Against) -> Expanded<'a> {
        let scope = Scope {
            definition: |term: &str| self.definition(term),
            vocab: self.vocab.as_deref(),
            base: self.base.as_deref(),
        };
        scope.expand(text, against)
    }
}

/// What IRI Expansion needs to know, be the context finished or still being compiled.
pub(super) struct Scope<'s, F> {
    pub definition: F,
    pub vocab: Option<&'s str>,
    pub base: Option<&'s str>,
}

impl<'s, F: Fn(&str) -> Option<&'s Definition>> Scope<'s, F> {
    pub fn expand<'a>(&self, text: &'a str, against: Against) -> Expanded<'a>
    where
        's: 'a,
    {
        if text.starts_with('@') {
            if let Some(keyword) = Keyword::parse(text) {
                return Expanded::Keyword(keyword);
            }
            if has_keyword_form(text) {
                return Expanded::Null;
            }
        }
        if let Some(definition) = (self.definition)(text) {
            match &definition.mapping {
                Mapping::Keyword(keyword) => return Expanded::Keyword(*keyword),
                Mapping::Null if against.vocab() => return Expanded::Null,
                iri if against.vocab() => {
                    return Expanded::Text(iri.as_iri().unwrap_or_default().into());
                }
                _ => {}
            }
        }
        if let Some((prefix, suffix)) = split_compact(text) {
            if prefix == "_" || suffix.starts_with("//") {
                return Expanded::Text(text.into());
            }
            let definition = (self.definition)(prefix).filter(|definition| definition.prefix);
            if let Some(iri) = definition.and_then(|definition| definition.mapping.as_iri()) {
                return Expanded::Text([iri, suffix].concat().into());
            }
            if iri::scheme_of(text).is_some() {
                return Expanded::Text(text.into());
            }
        }
        if let Some(vocab) = self.vocab.filter(|_| against.vocab()) {
            return Expanded::Text([vocab, text].concat().into());
        }
        match self.base {
            Some(base) if against.base() => Expanded::Text(iri::resolve(base, text).into()),
            _ => Expanded::Text(text.into()),
        }
    }
}

/// The two sides of the first colon that is not the first character.
pub(super) fn split_compact(text: &str) -> Option<(&str, &str)> {
    let after_first = text.chars().next()?.len_utf8();
    let colon = text.get(after_first..)?.find(':')? + after_first;
    Some((text.get(..colon)?, text.get(colon + 1..)?))
}
