//! From a JSON value straight to quads.
//!
//! The standard expands a document, then makes a map of its nodes, then quads (JSON-LD 1.1 API,
//! sections 5.1, 7.2, 8.1). Here the three are one walk: each value is looked at once, in the
//! context that is active there, and becomes a term at the place where it is wanted.

mod described;
mod keywords;
mod list;
mod literal;
mod maps;
mod node;
mod readers;
mod scope;

use std::borrow::Cow;
use std::sync::Arc;

use super::allowance::Allowance;
use super::context::{Active, Against, Contexts, Definition, Expanded, Propagation, Work};
use super::dataset::{Dataset, Predicate, Quad, Subject, Term, TooLong};
use super::error::{JsonLdError, RdfError};
use super::hash::{Seeds, Table};
use super::n_quads::is_label;
use crate::context::is_own;
use crate::fault::{Code, Fault, Path, Pointer};
use crate::json::{Object, Value};
use crate::limits::{Budget, Limits};
use described::Described;
pub(crate) use described::MayStandBeside;
use readers::Readers;
use scope::Scope;

/// Reads a document as RDF, losing nothing.
///
/// What plain JSON-LD would drop is an error: an undefined term or type, a relative identifier, a
/// null, an empty array, a value that hangs on nothing, a key that no quad shows, a number whose
/// last digit RDF has no room for. So are the keywords that only rearrange a document (`@graph`,
/// `@included`, `@reverse`, `@nest`, `@index`, `@set`) and a context that is null, where the
/// document itself has them. Base directions become datatypes (`i18n-datatype`), and language tags
/// are written in lower case, both as is usual in JavaScript.
///
/// # Errors
/// [`RdfError::ContextUnknown`] names a context that the loader lacks. Others carry a code
/// (`data_loss`, `data_loss.null`, `ld.keyword`, `iri.scheme`, `context…`, `limit…`) and the place.
pub fn to_dataset(
    document: &Value,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<Dataset, RdfError> {
    let mut walk = Walk::new(contexts, limits, Manner::Lossless, ProcessingMode::JsonLd1_1, 32);
    walk.lossless_document(document)?;
    exact(&walk.data)?;
    Ok(walk.data)
}

/// The same for what is read as JSON beside its signature: it notes what differs between the two.
/// Those are numbers that RDF rounds, and nodes with several descriptions that may not stand beside
/// each other. Neither is an error where a document is signed as JSON.
pub(crate) fn to_dataset_noting(
    document: &Value,
    contexts: &Contexts,
    limits: &Limits,
    allowance: &Allowance,
    may_stand_beside: MayStandBeside,
) -> Result<Dataset, RdfError> {
    let limits = &allowance.before_walk(limits)?;
    let mut walk = Walk::new(contexts, limits, Manner::Lossless, ProcessingMode::JsonLd1_1, 32);
    walk.described = Some(Described::new(may_stand_beside, limits));
    let read = walk.lossless_document(document);
    walk.paid_from(allowance, read)
}

/// Says whether every number is in the quads as it is in the document: the standard writes 16
/// digits (JSON-LD 1.1 API, section 8.2.2, step 11), and a double may have 17. Two documents that
/// differ in the last one would have one signature.
///
/// # Errors
/// `data_loss`, with the place of the first number that is not.
pub(crate) fn exact(dataset: &Dataset) -> Result<(), RdfError> {
    let Some(place) = dataset.rounded_numbers().first() else { return Ok(()) };
    let message = "RDF has room for 16 digits of a number, and this one needs 17, so the last one \
                   is not signed: round the number, or write it as text";
    Err(RdfError::Fault(Fault::new(Code::DataLoss, place.clone(), message)))
}

/// As [`to_dataset`], for an object without a context of its own that is read under `context`.
pub(crate) fn to_dataset_under(
    context: &Value,
    object: &Object,
    contexts: &Contexts,
    limits: &Limits,
    allowance: &Allowance,
) -> Result<Dataset, RdfError> {
    let limits = &allowance.before_walk(limits)?;
    let mut walk = Walk::new(contexts, limits, Manner::Lossless, ProcessingMode::JsonLd1_1, 8);
    let initial = contexts.initial(None, &walk.work);
    let path = Path::Root.member("@context");
    // What does not propagate still holds for this object.
    let slot = Slot { from_map: true, ..Slot::at(Place::Free { graph: Term::DEFAULT_GRAPH }) };
    let read = walk
        .apply_contexts(&initial, context, &path)
        .and_then(|active| {
            // Only proofs are read like this.
            walk.readers = Readers::OfAnyName;
            walk.object(&active, Property::NONE, object, slot, &Path::Root)
        })
        .map_or_else(|error| Err(*error), |_| Ok(()));
    let data = walk.paid_from(allowance, read)?;
    exact(&data)?;
    Ok(data)
}

/// Reads a document as [`to_dataset_noting`] does, and marks each quad by the place in the document that it
/// comes from: the value that is its object, or the list or the member that it is part of.
#[cfg_attr(not(feature = "aws-lc"), allow(dead_code))]
pub(crate) fn to_marked_dataset(
    document: &Value,
    contexts: &Contexts,
    limits: &Limits,
    mark: &dyn Fn(&Path<'_>) -> u8,
    may_stand_beside: MayStandBeside,
) -> Result<(Dataset, Vec<u8>), RdfError> {
    let mut walk = Walk::new(contexts, limits, Manner::Lossless, ProcessingMode::JsonLd1_1, 32);
    walk.marking = Some(Marking { mark, marks: Vec::new() });
    walk.described = Some(Described::new(may_stand_beside, limits));
    walk.lossless_document(document)?;
    exact(&walk.data)?;
    Ok((walk.data, walk.marking.map(|marking| marking.marks).unwrap_or_default()))
}

/// Reads a document as RDF as the standard says, which silently drops whatever has no meaning.
///
/// It is for general JSON-LD and for conformance tests. Never sign or verify what it gives: a
/// member that was dropped is not signed.
///
/// # Errors
/// [`RdfError::ContextUnknown`] names a context that the loader lacks;
/// [`RdfError::JsonLd`] carries the standard's error code.
pub fn to_dataset_dropping(
    document: &Value,
    contexts: &Contexts,
    limits: &Limits,
    options: &Options,
) -> Result<Dataset, RdfError> {
    let manner = Manner::Dropping { direction: options.rdf_direction };
    let mut walk = Walk::new(contexts, limits, manner, options.processing_mode, 32);
    let mut initial = contexts.initial(options.base.as_deref(), &walk.work);
    if let Some(context) = &options.expand_context {
        let context = context.get("@context").unwrap_or(context);
        initial = walk.apply_contexts(&initial, context, &Path::Root).map_err(|error| *error)?;
    }
    walk.document(&initial, document).map_err(|error| *error)?;
    Ok(walk.data)
}

/// The options of the standard (JSON-LD 1.1 API, section 9.3) that bear on quads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// What relative references are resolved against. Without it they are dropped.
    pub base: Option<String>,
    /// A context that is active before the document's own.
    pub expand_context: Option<Value>,
    /// What becomes of base directions.
    pub rdf_direction: RdfDirection,
    /// Which version's rules hold.
    pub processing_mode: ProcessingMode,
}

/// What becomes of base directions, which RDF 1.1 does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RdfDirection {
    /// They are dropped.
    #[default]
    Dropped,
    /// They become part of a datatype, `https://www.w3.org/ns/i18n#en_rtl`.
    I18nDatatype,
    /// They become a blank node with a value, a language and a direction.
    CompoundLiteral,
}

/// A version of JSON-LD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProcessingMode {
    /// JSON-LD 1.0: what only 1.1 has is an error.
    JsonLd1_0,
    /// JSON-LD 1.1.
    #[default]
    JsonLd1_1,
}

/// What happens to what has no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Lossless,
    Dropping { direction: RdfDirection },
}

struct Walk<'d> {
    contexts: &'d Contexts,
    manner: Manner,
    data: Dataset,
    work: Work,
    /// Bytes that expansion may put together.
    expansions: Budget,
    /// Contexts that came with terms, by the context they were applied to, their own number, and
    /// how: so that the shared ones are asked for once, and charged once.
    scoped: Table<(u64, u64, Propagation), Arc<Active>>,
    /// The same for contexts that stand in the document.
    applied: Table<(u64, bool, String), Arc<Active>>,
    /// Predicates, by the definition that they come from.
    predicates: Table<u64, Predicate>,
    known_predicates: Vec<(&'static str, Predicate)>,
    /// The items of the lists that are under way.
    lists: Vec<Term>,
    depth: usize,
    max_depth: usize,
    marking: Option<Marking<'d>>,
    described: Option<Described<'d>>,
    /// Who goes by the names of the members that are under way.
    readers: Readers,
    /// Whether our extensions are read too: the document names one of our contexts.
    reads_ours: bool,
}

/// What is said of each quad by the place that it comes from.
struct Marking<'d> {
    mark: &'d dyn Fn(&Path<'_>) -> u8,
    marks: Vec<u8>,
}

type Step<T> = Result<T, Box<RdfError>>;

/// Where a term is wanted.
#[derive(Clone, Copy)]
enum Place {
    /// Nowhere: at the top of the document or of a graph.
    Free { graph: Term },
    /// As the object of a quad.
    Object { graph: Term, subject: Subject, predicate: Predicate },
    /// As the subject of a quad.
    Subject { graph: Term, predicate: Predicate, object: Term },
    /// In the list that is under way, which the standard drops if it hangs on what it drops.
    List { graph: Term, kept: bool },
}

impl Place {
    fn graph(self) -> Term {
        match self {
            Place::Free { graph }
            | Place::Object { graph, .. }
            | Place::Subject { graph, .. }
            | Place::List { graph, .. } => graph,
        }
    }

    /// Whether nothing that comes here can become part of a quad.
    fn is_dropped(self) -> bool {
        match self {
            Place::Free { .. } => false,
            Place::Object { graph, subject, predicate } => {
                graph == Term::DROPPED
                    || subject == Subject::DROPPED
                    || predicate == Predicate::DROPPED
            }
            Place::Subject { graph, predicate, object } => {
                graph == Term::DROPPED || object == Term::DROPPED || predicate == Predicate::DROPPED
            }
            Place::List { graph, kept } => graph == Term::DROPPED || !kept,
        }
    }
}

/// A place, and what a container adds to the thing that comes there.
#[derive(Clone, Copy)]
struct Slot<'s> {
    place: Place,
    wrap: Wrap,
    /// What the key of a map says about its values.
    key: Option<&'s Key>,
    /// Whether the value came out of a map, whose context it keeps.
    from_map: bool,
}

/// Whether a thing is put into a graph of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrap {
    No,
    /// `@container: @graph`
    Always,
    /// The same with `@id` or `@index`: not what is a graph already.
    UnlessGraph,
}

/// What the key of a map says about its values.
#[derive(Clone, Copy)]
enum Key {
    Id(Term),
    Type(Term),
    Property(Predicate, Term),
}

impl Slot<'_> {
    fn at(place: Place) -> Self {
        Slot { place, wrap: Wrap::No, key: None, from_map: false }
    }
}

/// The property that a value belongs to.
#[derive(Clone, Copy)]
struct Property<'p> {
    /// `None` at the top, in a graph, and among what is included.
    name: Option<&'p str>,
    definition: Option<&'p Definition>,
}

impl Property<'_> {
    const NONE: Property<'static> = Property { name: None, definition: None };
}

/// What a value turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    List,
    Node,
    Other,
}

impl<'d> Walk<'d> {
    /// A walk that expects some `quads`; more of them only take longer.
    fn new(
        contexts: &'d Contexts,
        limits: &Limits,
        manner: Manner,
        mode: ProcessingMode,
        quads: usize,
    ) -> Self {
        Self {
            contexts,
            manner,
            data: Dataset::with_room_for(quads, limits.quads_bytes),
            work: Work::new(limits, mode == ProcessingMode::JsonLd1_0),
            expansions: Budget::new(Code::LimitSize, limits.quads_bytes),
            scoped: Table::default(),
            applied: Table::default(),
            predicates: Table::with_capacity_and_hasher(quads, Seeds::default()),
            known_predicates: Vec::new(),
            lists: Vec::new(),
            depth: 0,
            max_depth: limits.depth.min(Limits::DEPTH_CEILING),
            marking: None,
            described: None,
            readers: Readers::Nobody,
            reads_ours: false,
        }
    }

    /// What was read, its cost taken from what all documents of a verification may take.
    fn paid_from(
        self,
        allowance: &Allowance,
        read: Result<(), RdfError>,
    ) -> Result<Dataset, RdfError> {
        allowance.after_walk(&self.work, &self.data, self.expansions.used(), read)?;
        Ok(self.data)
    }

    fn lossless_document(&mut self, document: &'d Value) -> Result<(), RdfError> {
        let initial = self.contexts.initial(None, &self.work);
        let contexts = document.get("@context").map_or(&[][..], Value::items);
        self.reads_ours = contexts.iter().filter_map(Value::as_str).any(is_own);
        self.readers = Readers::of(document, self.reads_ours);
        self.document(&initial, document).map_err(|error| *error)
    }

    fn document(&mut self, initial: &Arc<Active>, document: &'d Value) -> Step<()> {
        let slot = Slot::at(Place::Free { graph: Term::DEFAULT_GRAPH });
        self.value(initial, Property::NONE, document, slot, &Path::Root)?;
        Ok(())
    }

    fn lossless(&self) -> bool {
        self.manner == Manner::Lossless
    }

    /// What the standard would drop: an error where nothing may be lost.
    fn lost(&self, path: &Path<'_>, message: &str) -> Step<()> {
        match self.manner {
            Manner::Dropping { .. } => Ok(()),
            Manner::Lossless => Err(RdfError::fault(Code::DataLoss, path.pointer(), message)),
        }
    }

    /// The same for what is null or empty.
    fn lost_null(&self, path: &Path<'_>, message: &str) -> Step<()> {
        match self.manner {
            Manner::Dropping { .. } => Ok(()),
            Manner::Lossless => Err(RdfError::fault(Code::DataLossNull, path.pointer(), message)),
        }
    }

    /// The Expansion Algorithm (section 5.1.2) on any value.
    fn value(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        value: &'d Value,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        match value {
            Value::Null => {
                self.lost_null(path, "null leaves no trace in what is signed")?;
                Ok(Found::Nothing)
            }
            Value::Array(items) => {
                if items.is_empty() {
                    self.lost_null(path, "an empty array leaves no trace in what is signed")?;
                }
                self.array(active, property, items, slot, path)?;
                Ok(Found::Other)
            }
            Value::Object(object) => {
                self.deeper(path)?;
                let found = self.object(active, property, object, slot, path)?;
                self.depth -= 1;
                Ok(found)
            }
            scalar => self.scalar(active, property, scalar, slot, path),
        }
    }

    fn deeper(&mut self, path: &Path<'_>) -> Step<()> {
        if self.depth == self.max_depth {
            let message = format!("nested deeper than the {} levels allowed", self.max_depth);
            return Err(RdfError::fault(Code::LimitDepth, path.pointer(), message));
        }
        self.depth += 1;
        Ok(())
    }

    /// IRI Expansion (section 5.2). What it puts together counts like what is written, since not
    /// all of it is.
    fn expand<'a>(
        &mut self,
        active: &'a Active,
        text: &'a str,
        against: Against,
        path: &Path<'_>,
    ) -> Step<Expanded<'a>> {
        let expanded = active.expand(text, against);
        if let Expanded::Text(Cow::Owned(iri)) = &expanded {
            self.expansions.consume(iri.len()).map_err(|out| {
                RdfError::exhausted(out, path.pointer(), "bytes of names written out")
            })?;
        }
        Ok(expanded)
    }

    /// Notes that the member at `path` says what the bundled contexts have another name for.
    fn note_renamed(&mut self, path: &Path<'_>) {
        note(&mut self.data.renamed_members, path);
    }

    fn json_ld<T>(
        &self,
        error: JsonLdError,
        path: &Path<'_>,
        message: impl Into<String>,
    ) -> Step<T> {
        let message = format!("{} ({})", message.into(), error.as_str());
        let fault = Fault::new(error.code(), path.pointer(), message);
        Err(Box::new(RdfError::JsonLd { error, fault }))
    }

    fn add(&mut self, place: Place, term: Term, path: &Path<'_>) -> Step<()> {
        match place {
            Place::Free { .. } => Ok(()),
            Place::Object { graph, subject, predicate } => {
                self.quad(Quad { subject, predicate, object: term, graph }, path)
            }
            Place::Subject { graph, predicate, object } => {
                let subject = self.data.subject(term);
                self.quad(Quad { subject, predicate, object, graph }, path)
            }
            Place::List { .. } => {
                self.lists.push(term);
                Ok(())
            }
        }
    }

    fn quad(&mut self, quad: Quad, path: &Path<'_>) -> Step<()> {
        let added = self.data.add(quad);
        if let Some(Marking { mark, marks }) = &mut self.marking
            && marks.len() < self.data.len()
        {
            marks.push(mark(path));
        }
        self.fits(added, path)
    }

    /// A predicate of RDF's own, written with `<` and `>`.
    fn known_predicate(&mut self, written: &'static str, path: &Path<'_>) -> Step<Predicate> {
        if let Some((_, predicate)) = self.known_predicates.iter().find(|(k, _)| *k == written) {
            return Ok(*predicate);
        }
        let term = self.data.written_term(written);
        let predicate = self.fits(term, path)?;
        let predicate = self.data.predicate(predicate);
        self.known_predicates.push((written, predicate));
        Ok(predicate)
    }

    fn fits<T>(&self, made: Result<T, TooLong>, path: &Path<'_>) -> Step<T> {
        made.map_err(|too_long| too_long.at(path.pointer()))
    }

    /// The node that an expanded text names. What is neither an absolute IRI nor a blank node
    /// label is lost.
    fn node_term(&mut self, text: Option<&str>, path: &Path<'_>) -> Step<Term> {
        let term = match text {
            Some(text) if text.starts_with("_:") => {
                let label = text.get(2..).unwrap_or_default();
                if !is_label(label) {
                    self.lost(path, "the label of the blank node cannot be written in N-Quads")?;
                    return Ok(Term::DROPPED);
                }
                return Ok(self.data.blank_of(label));
            }
            Some(iri) if super::iri::is_well_formed(iri) => self.data.iri(iri),
            _ => {
                let shown = text.unwrap_or("a keyword");
                let message = format!("{shown:?} is not an absolute IRI, so it is not signed");
                self.lost(path, &message)?;
                return Ok(Term::DROPPED);
            }
        };
        self.fits(term, path)
    }
}

/// Notes a place, unless many were noted: long names must not be written out for each of them.
fn note(places: &mut Vec<Pointer>, path: &Path<'_>) {
    const MANY: usize = 64;
    if places.len() < MANY {
        places.push(path.pointer());
    }
}
