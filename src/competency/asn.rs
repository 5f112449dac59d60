//! Reading graphs of CTDL-ASN, as the Credential Registry gives them.
//!
//! Such a graph is JSON-LD of one fixed form: members have the names that the Registry gives them
//! (`ceasn:competencyText`), texts are language maps, links are addresses. It is read in that form and
//! no other, twice: first for the framework, whose language decides which texts are taken, and then
//! for the competencies. Whatever a [`Framework`] has no place for is told, not silently dropped.
//!
//! Source: CTDL-ASN, `ceasn:CompetencyFramework` and `ceasn:Competency`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::association::{Association, AssociationType, Elsewhere, Node};
use super::findings::Faults;
use super::framework::{CfItem, Definitions, Document, Framework, Link, Source, Window};
use super::identifier::Identifier;
use super::index::Index;
use super::language::{Texts, uris};
use super::search::Words;
use super::tree::{Places, Tree};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::limits::Budget;
use crate::model::{Invalid, form, quote};
use crate::text::Timestamp;

/// The member that holds the nodes.
pub(super) const GRAPH: &str = "@graph";

const FRAMEWORK: &str = "ceasn:CompetencyFramework";
const COMPETENCY: &str = "ceasn:Competency";

/// How a competency is related to others, and what CASE calls it.
const RELATIONS: [(&str, Option<AssociationType>); 16] = [
    ("ceasn:exactAlignment", Some(AssociationType::ExactMatchOf)),
    ("ceasn:prerequisiteAlignment", Some(AssociationType::Precedes)),
    ("ceasn:broadAlignment", None),
    ("ceasn:narrowAlignment", None),
    ("ceasn:majorAlignment", None),
    ("ceasn:minorAlignment", None),
    ("ceasn:alignTo", None),
    ("ceasn:alignFrom", None),
    ("ceasn:crossSubjectReference", None),
    ("ceasn:derivedFrom", None),
    ("ceasn:comprisedOf", None),
    ("ceasn:inferredCompetency", None),
    ("ceasn:skillEmbodied", None),
    ("ceasn:knowledgeEmbodied", None),
    ("ceasn:abilityEmbodied", None),
    ("ceasn:taskEmbodied", None),
];

/// The longest address of a node.
const LONGEST_ADDRESS: usize = 2_000;

/// Members that say nothing that is not known otherwise.
const UNDERSTOOD: [&str; 4] = ["@id", "@type", "@context", "ceasn:isPartOf"];

/// A graph that is being read.
#[derive(Default)]
pub(super) struct Graph {
    faults: Faults,
    document: Option<Document>,
    /// Where the framework stands in the graph.
    document_at: usize,
    /// The competencies right below the framework, in order.
    top: Vec<Arc<str>>,
    languages: Texts,
    index: Index,
    items: Vec<CfItem>,
    /// Where each item stands in the graph.
    places: Vec<usize>,
    relations: Vec<Relation>,
    /// Of each parent the children in order, by their addresses.
    children: HashMap<Arc<str>, Vec<Arc<str>>>,
    /// Members that are not carried over: how often, and where first.
    lost: BTreeMap<String, (usize, usize)>,
}

/// What a node says of another. Addresses are shared, since one node may say much.
struct Relation {
    kind: AssociationType,
    origin: Arc<str>,
    destination: Arc<str>,
    /// Where it is said.
    at: usize,
}

impl Graph {
    /// Takes a node in the first reading: the framework.
    pub(super) fn look(&mut self, at: usize, value: Value) {
        if !is_of_type(&value, FRAMEWORK) {
            return;
        }
        let graph = Path::Root.member(GRAPH);
        let path = graph.item(at);
        if self.document.is_some() {
            let message = "a second framework: a graph holds one";
            self.faults.error(Code::FrameworkKind, &path, message);
            return;
        }
        let Value::Object(mut node) = value else { return };
        self.languages.prefer(uris(node.remove("ceasn:inLanguage").as_ref()));
        self.document = self.framework(&mut node, at, &path);
        self.document_at = at;
        self.note_lost(&node, at);
    }

    /// Takes a node in the second reading: a competency.
    pub(super) fn take(&mut self, at: usize, value: Value) {
        let graph = Path::Root.member(GRAPH);
        let path = graph.item(at);
        if is_of_type(&value, FRAMEWORK) {
            return;
        }
        let is_competency = is_of_type(&value, COMPETENCY);
        let Value::Object(mut node) = value else {
            self.faults.mismatch(Code::ModelType, &path, value.kind(), "a node, an object");
            return;
        };
        if !is_competency {
            let kind = "a node of another type than ceasn:Competency".to_owned();
            self.lost.entry(kind).or_insert((0, at)).0 += 1;
            return;
        }
        if let Some(item) = self.competency(&mut node, at, &path) {
            let place = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
            if self.index.identifier(item.identifier, place).is_some() {
                let message = "another competency has the same CTID";
                self.faults.error(Code::FrameworkDuplicate, &path.member("ceterms:ctid"), message);
            }
            if self.index.address(&item.uri, place).is_some() {
                let message = "another competency has the same address";
                self.faults.error(Code::FrameworkDuplicate, &path.member("@id"), message);
            }
            if let Some(code) = &item.human_coding_scheme {
                self.index.code(code, place);
            }
            self.items.push(item);
            self.places.push(at);
        }
        self.note_lost(&node, at);
    }

    /// The framework, from what was taken.
    pub(super) fn finish(mut self, mut words: Budget) -> Result<Framework, Invalid> {
        let graph = Path::Root.member(GRAPH);
        if self.document.is_none() && !self.faults.has_errors() {
            let message = "there is no ceasn:CompetencyFramework in the graph";
            self.faults.error(Code::FrameworkKind, &graph, message);
        }
        let Some(document) = self.document.take().filter(|_| !self.faults.has_errors()) else {
            return Err(Invalid { findings: self.faults.into_vec() });
        };
        if let Some(place) = self.index.by_identifier(document.identifier) {
            let message = "a competency has the CTID of the framework";
            let at = self.places.get(place as usize).copied().unwrap_or_default();
            self.faults.error(Code::FrameworkDuplicate, &graph.item(at), message);
        }
        let (associations, said_at) = self.associations(&document);
        let places = Places {
            item: &|place| (GRAPH, self.places.get(place as usize).copied().unwrap_or_default()),
            association: &|index| (GRAPH, said_at.get(index).copied().unwrap_or_default()),
        };
        let items = self.items.len() as u32;
        let tree = Tree::build(items, &associations, &self.index, &places, &mut self.faults);
        for (name, (times, first)) in std::mem::take(&mut self.lost) {
            let message = format!("{} is not carried over ({times} times)", quote(&name));
            self.faults.warning(Code::FrameworkLoss, &graph.item(first), message);
        }
        if self.faults.has_errors() {
            return Err(Invalid { findings: self.faults.into_vec() });
        }
        let words = match Words::of(&self.items, &mut words) {
            Ok(words) => words,
            Err(error) => return Err(self.faults.exhausted(error)),
        };
        Ok(Framework {
            source: Source::CtdlAsn,
            document,
            words,
            items: self.items,
            associations,
            definitions: Definitions::default(),
            rubrics: Vec::new(),
            extensions: Object::new(),
            warnings: self.faults.into_vec(),
            tree,
            index: self.index,
        })
    }

    fn framework(&mut self, node: &mut Object, at: usize, path: &Path<'_>) -> Option<Document> {
        let uri = self.address(node, path);
        let identifier = self.ctid(node, path);
        let title = self.required_text(node, "ceasn:name", path);
        self.top = shared(node.remove("ceasn:hasTopChild").as_ref());
        let creators = uris(node.remove("ceasn:creator").as_ref());
        let publishers = uris(node.remove("ceasn:publisher").as_ref());
        let publisher = self.text(node, "ceasn:publisherName", path);
        let publisher = publisher.or_else(|| publishers.first().cloned());
        let creator = creators.first().cloned().or_else(|| publisher.clone()).unwrap_or_default();
        let sources = uris(node.remove("ceasn:source").as_ref());
        for (name, list) in [("ceasn:creator", &creators), ("ceasn:source", &sources)] {
            if list.len() > 1 {
                self.lost.entry(format!("{name}, but for the first")).or_insert((0, at)).0 += 1;
            }
        }
        let status = node.remove("ceasn:publicationStatusType").map(|value| uris(Some(&value)));
        let status = status.and_then(|list| Some(last_segment(list.first()?).to_owned()));
        Some(Document {
            identifier: identifier?,
            uri: uri?,
            creator,
            title: title?,
            last_change: self.time(node, "ceasn:dateModified", path),
            framework_type: None,
            official_source_url: sources.first().cloned(),
            publisher,
            description: self.text(node, "ceasn:description", path),
            subject: self.texts(node, "ceasn:localSubject", path),
            subject_uri: Vec::new(),
            language: self.languages.preferred(),
            version: self.text(node, "ceterms:versionCode", path),
            adoption_status: status,
            status: self.window(node, path),
            licence: licence(node),
            notes: None,
            extensions: Object::new(),
        })
    }

    fn competency(&mut self, node: &mut Object, at: usize, path: &Path<'_>) -> Option<CfItem> {
        let uri = self.address(node, path);
        let identifier = self.ctid(node, path);
        let full_statement = self.required_text(node, "ceasn:competencyText", path);
        if let Some(uri) = &uri {
            self.relations(node, uri, at);
        }
        let mut keywords = self.texts(node, "ceasn:conceptKeyword", path);
        keywords.extend(self.texts(node, "ceterms:keyword", path));
        let comments = self.texts(node, "ceasn:comment", path);
        let languages = uris(node.remove("ceasn:inLanguage").as_ref());
        Some(CfItem {
            identifier: identifier?,
            uri: uri?,
            full_statement: full_statement?,
            abbreviated_statement: self.text(node, "ceasn:competencyLabel", path),
            alternative_label: None,
            human_coding_scheme: self.text(node, "ceasn:codedNotation", path),
            list_enumeration: self.text(node, "ceasn:listID", path),
            item_type: self.text(node, "ceasn:competencyCategory", path),
            item_type_uri: None,
            concept_keywords: keywords,
            concept_keywords_uri: None,
            notes: (!comments.is_empty()).then(|| comments.join("\n")),
            subject: self.texts(node, "ceasn:localSubject", path),
            subject_uri: Vec::new(),
            language: languages.first().cloned(),
            education_level: uris(node.remove("ceasn:educationLevelType").as_ref()),
            licence: licence(node),
            status: Window::default(),
            last_change: self.time(node, "ceasn:dateModified", path),
            extensions: Object::new(),
        })
    }

    fn relations(&mut self, node: &mut Object, uri: &str, at: usize) {
        let this: Arc<str> = uri.into();
        let mut say = |kind: AssociationType, origin: &Arc<str>, destination: &Arc<str>| {
            let (origin, destination) = (origin.clone(), destination.clone());
            self.relations.push(Relation { kind, origin, destination, at });
        };
        for name in ["ceasn:isChildOf", "ceasn:isTopChildOf"] {
            for parent in uris(node.remove(name).as_ref()) {
                say(AssociationType::IsChildOf, &this, &parent.into());
            }
        }
        let children = shared(node.remove("ceasn:hasChild").as_ref());
        children.iter().for_each(|child| say(AssociationType::IsChildOf, child, &this));
        for (name, kind) in RELATIONS {
            for other in uris(node.remove(name).as_ref()) {
                let own = || AssociationType::Extension(format!("ext:{}", name.replace(':', ".")));
                say(kind.clone().unwrap_or_else(own), &this, &other.into());
            }
        }
        if !children.is_empty() {
            self.children.insert(this, children);
        }
    }

    /// The associations, and where each is said. What child and parent both say counts once.
    fn associations(&mut self, document: &Document) -> (Vec<Association>, Vec<usize>) {
        let mut relations = std::mem::take(&mut self.relations);
        let this: Arc<str> = document.uri.as_str().into();
        for child in &self.top {
            relations.push(Relation {
                kind: AssociationType::IsChildOf,
                origin: child.clone(),
                destination: this.clone(),
                at: self.document_at,
            });
        }
        self.children.insert(this, std::mem::take(&mut self.top));
        let sequences: HashMap<(&str, &str), i64> = self
            .children
            .iter()
            .flat_map(|(parent, list)| {
                (1..).zip(list).map(|(number, child)| ((&**parent, &**child), number))
            })
            .collect();
        let mut seen = HashSet::new();
        let (mut associations, mut said_at) = (Vec::new(), Vec::new());
        for Relation { kind, origin, destination, at } in relations {
            let is_child = kind == AssociationType::IsChildOf;
            if is_child && !seen.insert((origin.clone(), destination.clone())) {
                continue;
            }
            let sequence = sequences.get(&(&*destination, &*origin)).copied();
            associations.push(Association {
                identifier: None,
                uri: None,
                kind,
                origin: self.node(&origin, document),
                destination: self.node(&destination, document),
                sequence_number: sequence.filter(|_| is_child),
                grouping: None,
                notes: None,
                extensions: Object::new(),
            });
            said_at.push(at);
        }
        (associations, said_at)
    }

    /// A CTID is the same in whatever address it stands.
    fn node(&self, uri: &str, document: &Document) -> Node {
        let ctid = Identifier::of_ctid(last_segment(uri));
        if uri == document.uri || ctid == Some(document.identifier) {
            return Node::Document;
        }
        let place = self.index.by_address(uri).or_else(|| self.index.by_identifier(ctid?));
        match place.and_then(|place| self.items.get(place as usize)) {
            Some(item) => Node::Item(item.identifier),
            None => Node::Elsewhere(Box::new(Elsewhere {
                title: String::new(),
                identifier: last_segment(uri).to_owned(),
                uri: uri.to_owned(),
                target_type: None,
            })),
        }
    }

    fn address(&mut self, node: &Object, path: &Path<'_>) -> Option<String> {
        match node.get("@id") {
            // What a node says of others is held against its address each time.
            Some(Value::String(uri)) if uri.len() > LONGEST_ADDRESS => {
                let path = path.member("@id");
                let expected = format!("an address of at most {LONGEST_ADDRESS} bytes");
                self.faults.mismatch(Code::ModelValue, &path, &quote(uri), &expected);
                None
            }
            Some(Value::String(uri)) => {
                if let Err((code, reason)) = form::iri(uri) {
                    let message =
                        format!("found {}, {reason}: a badge cannot refer to it", quote(uri));
                    self.faults.warning(code, &path.member("@id"), message);
                }
                Some(uri.clone())
            }
            Some(other) => {
                let path = path.member("@id");
                self.faults.mismatch(Code::ModelType, &path, other.kind(), "a string");
                None
            }
            None => {
                self.faults.error(Code::ModelRequired, path, "\"@id\" is absent");
                None
            }
        }
    }

    fn ctid(&mut self, node: &mut Object, path: &Path<'_>) -> Option<Identifier> {
        match node.remove("ceterms:ctid") {
            Some(Value::String(text)) => {
                let found = Identifier::of_ctid(&text);
                if found.is_none() {
                    let path = path.member("ceterms:ctid");
                    let expected = "a CTID, which is \"ce-\" and a UUID";
                    self.faults.mismatch(Code::ModelValue, &path, &quote(&text), expected);
                }
                found
            }
            Some(other) => {
                let path = path.member("ceterms:ctid");
                self.faults.mismatch(Code::ModelType, &path, other.kind(), "a string");
                None
            }
            None => {
                self.faults.error(Code::ModelRequired, path, "\"ceterms:ctid\" is absent");
                None
            }
        }
    }

    fn required_text(&mut self, node: &mut Object, name: &str, path: &Path<'_>) -> Option<String> {
        let absent = !node.contains(name);
        let text = self.text(node, name, path);
        if absent {
            self.faults.error(Code::ModelRequired, path, format!("{name:?} is absent"));
        } else if text.is_none() {
            let path = path.member(name);
            let message = "there is no text in it, by whatever language";
            self.faults.error(Code::ModelType, &path, message);
        }
        text
    }

    /// The text of a member in the preferred language. Others are told, as not carried over.
    fn text(&mut self, node: &mut Object, name: &str, path: &Path<'_>) -> Option<String> {
        let value = node.remove(name)?;
        let found = self.languages.of(&value);
        if self.languages.count(&value) > 1 {
            let message = "it is held in several languages or several times, of which one is taken";
            self.faults.warning(Code::FrameworkLoss, &path.member(name), message);
        }
        found.into_iter().next()
    }

    fn texts(&mut self, node: &mut Object, name: &str, path: &Path<'_>) -> Vec<String> {
        let Some(value) = node.remove(name) else { return Vec::new() };
        let found = self.languages.of(&value);
        if self.languages.count(&value) > found.len() {
            let message = "it is held in several languages, of which one is taken";
            self.faults.warning(Code::FrameworkLoss, &path.member(name), message);
        }
        found
    }

    /// A date-time; the midnight, in UTC, of a date.
    fn time(&mut self, node: &mut Object, name: &str, path: &Path<'_>) -> Option<Timestamp> {
        let value = node.remove(name)?;
        let text = value.as_str().unwrap_or_default();
        let midnight = format!("{text}T00:00:00Z");
        let time = Timestamp::parse(if form::is_date(text) { &midnight } else { text });
        if time.is_err() {
            let message = "found no date and no date-time with a time zone: it is left out";
            self.faults.warning(Code::TimeFormat, &path.member(name), message);
        }
        time.ok()
    }

    fn window(&mut self, node: &mut Object, path: &Path<'_>) -> Window {
        let mut day = |name: &str| {
            let value = node.remove(name)?;
            let text = value.as_str().unwrap_or_default();
            let day = text.get(..10).filter(|day| form::is_date(day)).map(str::to_owned);
            if day.is_none() {
                let path = path.member(name);
                self.faults.mismatch(Code::TimeFormat, &path, &quote(text), "a date");
            }
            day
        };
        Window { start: day("ceasn:dateValidFrom"), end: day("ceasn:dateValidUntil") }
    }

    fn note_lost(&mut self, node: &Object, at: usize) {
        for (name, _) in node.iter().filter(|(name, _)| !UNDERSTOOD.contains(name)) {
            // A hostile graph could have a name for each node.
            let is_full = self.lost.len() >= 1_000;
            match self.lost.get_mut(name) {
                Some((times, _)) => *times += 1,
                None if is_full => {}
                None => {
                    self.lost.insert(name.to_owned(), (1, at));
                }
            }
        }
    }
}

fn is_of_type(node: &Value, name: &str) -> bool {
    let types = node.get("@type").map(Value::items).unwrap_or_default();
    types.iter().any(|kind| kind.as_str() == Some(name))
}

/// A licence is named by its address alone.
fn licence(node: &mut Object) -> Option<Arc<Link>> {
    let uri = uris(node.remove("ceasn:license").as_ref()).into_iter().next()?;
    Some(Arc::new(Link { title: uri.clone(), identifier: None, uri }))
}

fn shared(value: Option<&Value>) -> Vec<Arc<str>> {
    uris(value).into_iter().map(Arc::from).collect()
}

fn last_segment(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap_or(uri)
}
