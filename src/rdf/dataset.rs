use std::fmt;

use super::error::RdfError;
use super::hash::Table;
use crate::fault::{Code, Pointer};

/// RDF quads.
///
/// Every term is kept in the form that canonical N-Quads writes, so nothing is escaped twice and
/// canonicalization only puts pieces together. Blank nodes are numbers.
#[derive(Clone, Default)]
pub struct Dataset {
    /// What the terms point into.
    pub(super) text: String,
    pub(super) quads: Vec<Quad>,
    /// The subjects and predicates of the quads. The walk lists each only once for a node or a
    /// term, so that canonicalization has little to sort; but one may be there more often.
    subjects: Vec<Term>,
    predicates: Vec<Term>,
    /// The label of each blank node; `None` where the document had none.
    pub(super) labels: Vec<Option<Box<str>>>,
    pub(super) blanks_by_label: Table<Box<str>, u32>,
    /// The bytes that all quads would take, written out.
    pub(super) written: usize,
    /// The most that `text` and `written` may become.
    pub(super) bytes_allowed: usize,
    pub(super) inline_contexts: Vec<Pointer>,
    pub(super) inline_vocabularies: Vec<Pointer>,
    pub(super) renamed_members: Vec<Pointer>,
    pub(super) other_meanings: Vec<Pointer>,
    pub(super) rounded_numbers: Vec<Pointer>,
    pub(super) described_apart: Vec<Pointer>,
}

/// One statement. The graph of the default graph is [`Term::DEFAULT_GRAPH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quad {
    pub subject: Subject,
    pub predicate: Predicate,
    pub object: Term,
    pub graph: Term,
}

/// A place in the data set's list of subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subject(u32);

/// A place in the data set's list of predicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Predicate(u32);

impl Subject {
    pub const DROPPED: Subject = Subject(u32::MAX);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Predicate {
    pub const DROPPED: Predicate = Predicate(u32::MAX);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An IRI or a literal as a range of the data set's text, a blank node as its number, or one of
/// two marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    start: u32,
    /// 0 for what is not text.
    len: u32,
}

impl Term {
    pub const DEFAULT_GRAPH: Term = Term { start: u32::MAX, len: 0 };
    /// What the standard drops: a quad that holds it is not made.
    pub const DROPPED: Term = Term { start: u32::MAX - 1, len: 0 };

    pub fn blank(number: u32) -> Self {
        Term { start: number, len: 0 }
    }

    /// The number of the blank node, if it is one.
    pub fn as_blank(self) -> Option<u32> {
        (self.len == 0 && self.start < Self::DROPPED.start).then_some(self.start)
    }
}

/// The N-Quads of a data set are longer than the limit.
pub(super) struct TooLong;

impl Dataset {
    /// An empty data set, with room for so many quads of the usual length.
    pub(super) fn with_room_for(quads: usize, bytes_allowed: usize) -> Self {
        const USUAL: usize = 120;
        Self {
            text: String::with_capacity(USUAL * quads),
            quads: Vec::with_capacity(quads),
            subjects: Vec::with_capacity(quads / 4),
            predicates: Vec::with_capacity(quads),
            // Positions are 32 bits wide.
            bytes_allowed: bytes_allowed.min(u32::MAX as usize / 2),
            ..Self::default()
        }
    }

    /// The number of quads, repeated ones counted.
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether there are no quads.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Where the document brings terms of its own: the places of its inline (object) contexts.
    pub fn inline_contexts(&self) -> &[Pointer] {
        &self.inline_contexts
    }

    /// The members that say under a name of their own what the bundled contexts have a name for,
    /// identifiers and types included, and the identifiers that are abbreviated. Their quads are
    /// the same, so a signature over the quads does not tell; who reads members by their names must
    /// refuse them.
    pub fn renamed_members(&self) -> &[Pointer] {
        &self.renamed_members
    }

    /// Where a document that is read as a badge has a name of the bundled contexts for something
    /// else: a member, a type, or a value that is a term. It is looked for wherever such a name may be
    /// read: where the bundled contexts have names for the whole way there, and within a class of Open
    /// Badges for the properties of that class.
    ///
    /// Whoever takes it for what it is called reads what nobody has signed.
    pub fn other_meanings(&self) -> &[Pointer] {
        &self.other_meanings
    }

    /// The numbers of which the quads hold 16 digits, where JSON has 17.
    pub(crate) fn rounded_numbers(&self) -> &[Pointer] {
        &self.rounded_numbers
    }

    /// Where a node is described otherwise than in another place of the document.
    pub(crate) fn described_apart(&self) -> &[Pointer] {
        &self.described_apart
    }

    /// Where an inline context sets a default vocabulary (`@vocab`), under which no term is
    /// undefined.
    pub fn inline_vocabularies(&self) -> &[Pointer] {
        &self.inline_vocabularies
    }

    /// The quads as N-Quads in the order in which they were found, repeated ones included.
    pub fn to_n_quads(&self) -> String {
        let labels: Vec<String> = (0..self.labels.len() as u32).map(|n| self.label(n)).collect();
        let mut out = String::with_capacity(self.written + 4 * self.quads.len());
        for quad in &self.quads {
            self.write_quad(&mut out, quad, |number| {
                labels.get(number as usize).map_or("", String::as_str)
            });
        }
        out
    }

    /// The label of a blank node, with the `_:`: the document's, or one that no other has.
    pub(super) fn label(&self, number: u32) -> String {
        match self.labels.get(number as usize) {
            Some(Some(label)) => format!("_:{label}"),
            _ => {
                let mut label = format!("b{number}");
                while self.blanks_by_label.contains_key(label.as_str()) {
                    label.insert(0, 'b');
                }
                format!("_:{label}")
            }
        }
    }

    /// Writes a quad as a line of N-Quads.
    #[inline]
    pub(super) fn write_quad<'s>(
        &'s self,
        out: &mut String,
        quad: &Quad,
        label: impl Fn(u32) -> &'s str,
    ) {
        let text = |term: Term| match term.as_blank() {
            Some(number) => label(number),
            None => self.text_of(term),
        };
        out.push_str(text(self.subject_of(quad)));
        out.push(' ');
        out.push_str(self.text_of(self.predicate_of(quad)));
        out.push(' ');
        out.push_str(text(quad.object));
        if quad.graph != Term::DEFAULT_GRAPH {
            out.push(' ');
            out.push_str(text(quad.graph));
        }
        out.push_str(" .\n");
    }

    pub(super) fn subjects(&self) -> &[Term] {
        &self.subjects
    }

    pub(super) fn predicates(&self) -> &[Term] {
        &self.predicates
    }

    #[inline]
    pub(super) fn subject_of(&self, quad: &Quad) -> Term {
        self.subjects.get(quad.subject.index()).copied().unwrap_or(Term::DROPPED)
    }

    #[inline]
    pub(super) fn predicate_of(&self, quad: &Quad) -> Term {
        self.predicates.get(quad.predicate.index()).copied().unwrap_or(Term::DROPPED)
    }

    /// The text of an IRI or literal; empty for all else.
    #[inline]
    pub(super) fn text_of(&self, term: Term) -> &str {
        let start = term.start as usize;
        self.text.get(start..start + term.len as usize).unwrap_or_default()
    }

    /// Whether two terms are the same, wherever they are written.
    pub(super) fn same(&self, a: Term, b: Term) -> bool {
        a == b || (a.len > 0 && self.text_of(a) == self.text_of(b))
    }

    pub(super) fn fresh_blank(&mut self) -> Term {
        self.labels.push(None);
        Term::blank(self.labels.len() as u32 - 1)
    }

    /// The blank node that the document calls `label` (without the `_:`).
    pub(super) fn blank_of(&mut self, label: &str) -> Term {
        if let Some(number) = self.blanks_by_label.get(label) {
            return Term::blank(*number);
        }
        let number = self.labels.len() as u32;
        self.labels.push(Some(label.into()));
        self.blanks_by_label.insert(label.into(), number);
        Term::blank(number)
    }

    /// A term that is written already: `<iri>`.
    pub(super) fn written_term(&mut self, text: &str) -> Result<Term, TooLong> {
        let start = self.text.len();
        self.text.push_str(text);
        self.since(start)
    }

    pub(super) fn iri(&mut self, iri: &str) -> Result<Term, TooLong> {
        let start = self.text.len();
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
        self.since(start)
    }

    pub(super) fn literal(&mut self, value: &str, kind: Kind<'_>) -> Result<Term, TooLong> {
        let start = self.text.len();
        self.text.push('"');
        escape(&mut self.text, value);
        self.text.push('"');
        match kind {
            Kind::String | Kind::Typed(XSD_STRING) => {}
            Kind::Typed(datatype) => {
                self.text.push_str("^^<");
                self.text.push_str(datatype);
                self.text.push('>');
            }
            Kind::Language(tag) => {
                self.text.push('@');
                self.text.push_str(tag);
            }
        }
        self.since(start)
    }

    /// Lists a term as a subject.
    pub(super) fn subject(&mut self, term: Term) -> Subject {
        if term == Term::DROPPED {
            return Subject::DROPPED;
        }
        self.subjects.push(term);
        Subject(self.subjects.len() as u32 - 1)
    }

    /// Lists an IRI as a predicate.
    pub(super) fn predicate(&mut self, iri: Term) -> Predicate {
        if iri == Term::DROPPED {
            return Predicate::DROPPED;
        }
        self.predicates.push(iri);
        Predicate(self.predicates.len() as u32 - 1)
    }

    /// Adds a quad, unless the standard drops one of its terms.
    pub(super) fn add(&mut self, quad: Quad) -> Result<(), TooLong> {
        /// More than a canonical label, the spaces or the end of a line need.
        const SHORT: usize = 20;
        let Quad { subject, predicate, object, graph } = quad;
        let dropped = subject == Subject::DROPPED || predicate == Predicate::DROPPED;
        if dropped || object == Term::DROPPED || graph == Term::DROPPED {
            return Ok(());
        }
        let len = |term: Term| term.len as usize + SHORT;
        let named = len(self.subject_of(&quad)) + len(self.predicate_of(&quad));
        self.written += named + len(object) + len(graph);
        if self.written > self.bytes_allowed {
            return Err(TooLong);
        }
        self.quads.push(quad);
        Ok(())
    }

    fn since(&self, start: usize) -> Result<Term, TooLong> {
        if self.text.len() > self.bytes_allowed {
            return Err(TooLong);
        }
        Ok(Term { start: start as u32, len: (self.text.len() - start) as u32 })
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dataset").field("quads", &self.to_n_quads()).finish_non_exhaustive()
    }
}

impl TooLong {
    pub fn at(self, pointer: Pointer) -> Box<RdfError> {
        RdfError::fault(Code::LimitSize, pointer, "the document's N-Quads are longer than allowed")
    }
}

pub(super) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// What a literal is, besides its characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    String,
    Typed(&'a str),
    Language(&'a str),
}

/// Canonical N-Quads (RDFC-1.0, section 5): what must be escaped, and nothing else.
pub(super) fn escape(out: &mut String, text: &str) {
    let special = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\') | (byte == 0x7f);
    // Without a way out of the loop, many bytes are looked at together.
    if !text.bytes().fold(false, |any, byte| any | special(byte)) {
        out.push_str(text);
        return;
    }
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !special(byte) {
            continue;
        }
        // Escaped bytes are ASCII, so both ends lie on character boundaries.
        out.push_str(text.get(plain..at).unwrap_or_default());
        plain = at + 1;
        match byte {
            0x08 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            other => {
                let digit = |half: u8| char::from(if half < 10 { b'0' } else { b'A' - 10 } + half);
                out.push_str("\\u00");
                out.push(digit(other >> 4));
                out.push(digit(other & 0xf));
            }
        }
    }
    out.push_str(text.get(plain..).unwrap_or_default());
}
