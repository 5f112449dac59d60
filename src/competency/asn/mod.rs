//! Reading graphs of CTDL-ASN, as the Credential Registry gives them.
//!
//! Such a graph is JSON-LD of one fixed form: members have the names that the Registry gives them
//! (`ceasn:competencyText`), texts are language maps, links are addresses. It is read in that form and
//! no other, twice: first for the framework, whose language decides which texts are taken, and then
//! for the competencies. Whatever a [`Framework`] has no place for is told, not silently dropped.
//!
//! Source: CTDL-ASN, `ceasn:CompetencyFramework` and `ceasn:Competency`.

mod node;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use arcstr::ArcStr;

use super::association::{Association, AssociationType, Elsewhere, Node};
use super::findings::Faults;
use super::framework::{CfItem, Definitions, Document, Framework, Source};
use super::identifier::Identifier;
use super::index::Index;
use super::language::Texts;
use super::members::Shared;
use super::search::{Allowance, Words};
use super::tree::{Places, Tree};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::{Invalid, quote};
use crate::text::Span;

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
const UNDERSTOOD: [&str; 3] = ["@id", "@type", "@context"];

/// A graph that is being read.
#[derive(Default)]
pub(super) struct Graph {
    faults: Faults,
    document: Option<Document>,
    /// Where the framework stands in the graph.
    document_at: usize,
    /// The competencies right below the framework, in order.
    top: Vec<ArcStr>,
    languages: Texts,
    index: Index,
    items: Vec<CfItem>,
    /// Where each item stands in the graph.
    places: Vec<usize>,
    relations: Vec<Relation>,
    /// Of each parent the children in order, by their addresses.
    children: HashMap<ArcStr, Vec<ArcStr>>,
    /// Members that are not carried over: how often, and where first.
    lost: BTreeMap<String, (usize, usize)>,
    shared: Shared,
}

/// What a node says of another. Addresses are shared, since one node may say much.
struct Relation {
    kind: AssociationType,
    origin: ArcStr,
    destination: ArcStr,
    /// Where it is said.
    at: usize,
}

impl Relation {
    fn new(kind: AssociationType, origin: &ArcStr, destination: &ArcStr, at: usize) -> Self {
        Self { kind, origin: origin.clone(), destination: destination.clone(), at }
    }
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
        let language = self.first_link(&mut node, "ceasn:inLanguage", at, &path);
        self.languages.prefer(language);
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
            self.items.push(item);
            self.places.push(at);
        }
        self.note_lost(&node, at);
    }

    /// Takes what stands around the graph, of which nothing is carried over.
    pub(super) fn around(&mut self, rest: &Value) {
        let members = rest.as_object().into_iter().flat_map(Object::iter);
        for (name, _) in members.filter(|(name, _)| *name != GRAPH && !UNDERSTOOD.contains(name)) {
            let message = format!("{}, beside the graph, is not carried over", quote(name));
            self.faults.warning(Code::FrameworkLoss, &Path::Root.member(name), message);
        }
    }

    /// The framework, from what was taken.
    pub(super) fn finish(mut self, words: Allowance) -> Result<Framework, Invalid> {
        let graph = Path::Root.member(GRAPH);
        if self.document.is_none() && !self.faults.has_errors() {
            let message = "there is no ceasn:CompetencyFramework in the graph";
            self.faults.error(Code::FrameworkKind, &graph, message);
        }
        // Circles are looked for also where something else is wrong.
        let Some(document) = self.document.take() else {
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
            let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
            let message = format!("{} is not carried over ({times})", quote(&name));
            self.faults.warning(Code::FrameworkLoss, &graph.item(first), message);
        }
        if self.faults.has_errors() {
            return Err(Invalid { findings: self.faults.into_vec() });
        }
        self.index.codes(&self.items);
        drop(self.shared);
        let words = match Words::of(&self.items, words) {
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
        self.top = self.links(node, "ceasn:hasTopChild", path);
        let creator = self.first_link(node, "ceasn:creator", at, path);
        let publishers = self.first_link(node, "ceasn:publisher", at, path);
        let publisher = self.text(node, "ceasn:publisherName", path).or(publishers);
        let status = self.first_link(node, "ceasn:publicationStatusType", at, path);
        Some(Document {
            identifier: identifier?,
            uri: uri?,
            creator: creator.or_else(|| publisher.clone()).unwrap_or_default(),
            // Without one it is refused, when circles were looked for.
            title: title.unwrap_or_default(),
            last_change: self.time(node, "ceasn:dateModified", path),
            framework_type: None,
            case_version: None,
            official_source_url: self.first_link(node, "ceasn:source", at, path),
            publisher,
            description: self.text(node, "ceasn:description", path),
            subject: self.texts(node, "ceasn:localSubject", path),
            subject_uri: Vec::new(),
            language: self.languages.preferred(),
            version: self.text(node, "ceterms:versionCode", path),
            adoption_status: status.map(|uri| last_segment(&uri).to_owned()),
            status: self.status(node, path),
            licence: self.licence(node, at, path),
            notes: None,
            extensions: Object::new(),
        })
    }

    fn competency(&mut self, node: &mut Object, at: usize, path: &Path<'_>) -> Option<CfItem> {
        let uri = self.address(node, path).map(ArcStr::from);
        let identifier = self.ctid(node, path);
        let other = node.get("ceasn:competencyText").and_then(|text| self.languages.other(text));
        let full_statement = self.required_text(node, "ceasn:competencyText", path);
        if let Some(uri) = &uri {
            self.relations(node, uri, at, path);
        }
        for framework in self.links::<String>(node, "ceasn:isPartOf", path) {
            if self.document.as_ref().is_some_and(|document| !is_document(&framework, document)) {
                let message = "the competency is said to be a part of another framework";
                let path = path.member("ceasn:isPartOf");
                self.faults.warning(Code::FrameworkDangling, &path, message);
            }
        }
        let mut keywords = self.texts(node, "ceasn:conceptKeyword", path);
        keywords.extend(self.texts(node, "ceterms:keyword", path));
        let comments = self.texts(node, "ceasn:comment", path);
        let mut language = self.first_link(node, "ceasn:inLanguage", at, path);
        if let Some(other) = other {
            let path = path.member("ceasn:competencyText");
            let message = format!("it is in {} alone, which is taken", quote(&other));
            self.faults.warning(Code::FrameworkLoss, &path, message);
            language = Some(other);
        }
        let time = self.time(node, "ceasn:dateModified", path);
        let category = self.text(node, "ceasn:competencyCategory", path);
        let subjects = self.texts(node, "ceasn:localSubject", path);
        let levels = self.links(node, "ceasn:educationLevelType", path);
        let licence = self.licence(node, at, path);
        Some(CfItem {
            identifier: identifier?,
            uri: uri?,
            // As above.
            full_statement: full_statement.unwrap_or_default().into(),
            abbreviated_statement: self.text(node, "ceasn:competencyLabel", path).map(ArcStr::from),
            alternative_label: None,
            human_coding_scheme: self.text(node, "ceasn:codedNotation", path).map(ArcStr::from),
            list_enumeration: self.text(node, "ceasn:listID", path).map(ArcStr::from),
            item_type: self.shared.text(category),
            item_type_uri: None,
            concept_keywords: self.shared.texts(keywords),
            concept_keywords_uri: None,
            notes: (!comments.is_empty()).then(|| comments.join("\n").into()),
            subject: self.shared.texts(subjects),
            subject_uri: Arc::default(),
            language: self.shared.text(language),
            education_level: self.shared.texts(levels),
            licence,
            status: Span::default(),
            last_change: self.shared.time(time),
            extensions: Object::new(),
        })
    }

    fn relations(&mut self, node: &mut Object, this: &ArcStr, at: usize, path: &Path<'_>) {
        let is_child = || AssociationType::IsChildOf;
        for name in ["ceasn:isChildOf", "ceasn:isTopChildOf"] {
            for parent in self.links(node, name, path) {
                self.relations.push(Relation::new(is_child(), this, &parent, at));
            }
        }
        let children = self.links(node, "ceasn:hasChild", path);
        let below = children.iter().map(|child| Relation::new(is_child(), child, this, at));
        self.relations.extend(below);
        for (name, kind) in RELATIONS {
            for other in self.links(node, name, path) {
                let own = || {
                    let term = arcstr::format!("ext:{}", name.replace(':', "."));
                    AssociationType::Extension(term)
                };
                let kind = kind.clone().unwrap_or_else(own);
                self.relations.push(Relation::new(kind, this, &other, at));
            }
        }
        if !children.is_empty() {
            self.children.insert(this.clone(), children);
        }
    }

    /// The associations, and where each is said. What child and parent both say counts once.
    fn associations(&mut self, document: &Document) -> (Vec<Association>, Vec<usize>) {
        let mut relations = std::mem::take(&mut self.relations);
        let this: ArcStr = document.uri.as_str().into();
        for child in &self.top {
            let (is_child, at) = (AssociationType::IsChildOf, self.document_at);
            relations.push(Relation::new(is_child, child, &this, at));
        }
        self.children.insert(this, std::mem::take(&mut self.top));
        // One node may be written by several addresses.
        let key = |uri: &ArcStr| match self.node(uri, document) {
            Node::Document => ArcStr::new(),
            Node::Item(identifier) => identifier.to_string().into(),
            Node::Elsewhere(_) => uri.clone(),
        };
        let mut sequences: HashMap<(ArcStr, ArcStr), i64> = HashMap::new();
        for (parent, list) in &self.children {
            let parent = key(parent);
            for (number, child) in (1..).zip(list) {
                sequences.insert((key(child), parent.clone()), number);
            }
        }
        let mut seen = HashSet::new();
        let (mut associations, mut said_at) = (Vec::new(), Vec::new());
        for Relation { kind, origin, destination, at } in relations {
            let is_child = kind == AssociationType::IsChildOf;
            let mut sequence = None;
            if is_child {
                let ends = (key(&origin), key(&destination));
                sequence = sequences.get(&ends).copied();
                if !seen.insert(ends) {
                    continue;
                }
            }
            associations.push(Association {
                identifier: None,
                uri: None,
                kind,
                origin: self.node(&origin, document),
                destination: self.node(&destination, document),
                sequence_number: sequence,
                grouping: None,
                notes: None,
                last_change: None,
                extensions: Object::new(),
            });
            said_at.push(at);
        }
        (associations, said_at)
    }

    /// A CTID is the same in whatever address it stands.
    fn node(&self, uri: &str, document: &Document) -> Node {
        if is_document(uri, document) {
            return Node::Document;
        }
        let ctid = Identifier::of_ctid(last_segment(uri));
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

fn is_document(uri: &str, document: &Document) -> bool {
    let ctid = Identifier::of_ctid(last_segment(uri));
    uri == document.uri || ctid == Some(document.identifier)
}

fn last_segment(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap_or(uri)
}
