//! Reading CASE packages.
//!
//! A package is read item by item: the text of 50,000 items and their associations is some 90 MB, and
//! as JSON values it would be several times that. What an association says of items that are known
//! is reduced to their identifiers at once.

use std::collections::HashSet;

use arcstr::ArcStr;

use super::association::{Association, AssociationType, Elsewhere, Node};
use super::check::check;
use super::class::{ASSOCIATION, ITEM, PACKAGE, RUBRIC};
use super::findings::Faults;
use super::framework::{CfItem, Definition, Definitions, Document, Framework, Source};
use super::identifier::Identifier;
use super::index::Index;
use super::members::{Members, Shared};
use super::rubric::Rubric;
use super::search::{Allowance, Words};
use super::tree::{Places, Tree};
use crate::fault::{Code, Finding, Path};
use crate::json::Value;
use crate::model::Invalid;
use crate::text::is_blank;

/// The lists of a package that are read item by item.
pub(super) const LISTS: [&str; 3] = ["CFItems", "CFAssociations", "CFRubrics"];

/// The lists of definitions.
const DEFINITIONS: [&str; 5] =
    ["CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings"];

/// What an association joins.
const ENDS: [&str; 2] = ["originNodeURI", "destinationNodeURI"];

/// A package that is being read.
#[derive(Default)]
pub(super) struct Package {
    faults: Faults,
    index: Index,
    items: Vec<CfItem>,
    /// The identifier of each item, of those with faults too.
    identifiers: Vec<Option<Identifier>>,
    /// The identifiers of what is no item.
    others: HashSet<Identifier>,
    /// Whether two items, or an item and the document, go by one name.
    is_ambiguous: bool,
    associations: Vec<Association>,
    /// The indexes of associations that cannot be read. Each is a fault, of which so many are listed.
    left_out: Vec<usize>,
    rubrics: Vec<Rubric>,
    shared: Shared,
}

impl Package {
    /// Takes an item of one of the [`LISTS`].
    pub(super) fn take(&mut self, list: &str, index: usize, value: Value) {
        let list_path = Path::Root.member(list);
        let path = list_path.item(index);
        match list {
            "CFItems" => self.item(value, index, &path),
            "CFAssociations" => self.association(value, index, &path),
            _ => self.rubric(value, &path),
        }
    }

    fn item(&mut self, value: Value, index: usize, path: &Path<'_>) {
        check(&ITEM, &value, path, &mut self.faults);
        let place = u32::try_from(index).unwrap_or(u32::MAX);
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let identifier = text("identifier").and_then(Identifier::parse);
        self.identifiers.push(identifier);
        if let Some(identifier) = identifier
            && let Some(known) = self.index.identifier(identifier, place)
        {
            let message = format!("the item at /CFItems/{known} has the same identifier");
            self.is_ambiguous = true;
            self.faults.error(Code::FrameworkDuplicate, &path.member("identifier"), message);
        }
        if identifier.is_some_and(|identifier| self.others.contains(&identifier)) {
            let message = "something before it has the same identifier";
            self.faults.error(Code::FrameworkDuplicate, &path.member("identifier"), message);
        }
        let uri = text("uri").map(ArcStr::from);
        if let Some(uri) = &uri
            && let Some(known) = self.index.address(uri, place)
        {
            let message = format!("the item at /CFItems/{known} has the same address");
            self.is_ambiguous = true;
            self.faults.error(Code::FrameworkDuplicate, &path.member("uri"), message);
        }
        if self.faults.has_errors() {
            return;
        }
        let uri = uri.unwrap_or_default();
        let Some(item) = item(uri, Members::of(value), &mut self.shared) else { return };
        self.faults.window(&item.status, path);
        if is_blank(&item.full_statement) {
            self.faults.blank(&path.member("fullStatement"));
        }
        self.items.push(item);
    }

    fn association(&mut self, value: Value, index: usize, path: &Path<'_>) {
        if self.faults.are_full() {
            return;
        }
        check(&ASSOCIATION, &value, path, &mut self.faults);
        self.note(&value, path);
        // Circles are looked for also where something else is wrong.
        match self.read_association(Members::of(value), path) {
            Some(association) => self.associations.push(association),
            None => self.left_out.push(index),
        }
    }

    fn read_association(&mut self, mut members: Members, path: &Path<'_>) -> Option<Association> {
        let [origin, destination] = ENDS;
        Some(Association {
            identifier: members.identifier("identifier"),
            uri: members.text("uri").map(ArcStr::from),
            kind: AssociationType::of(&members.text("associationType")?),
            origin: self.node(members.take(origin)?, &path.member(origin))?,
            destination: self.node(members.take(destination)?, &path.member(destination))?,
            sequence_number: members.integer("sequenceNumber"),
            grouping: self.shared.link(members.link("CFAssociationGroupingURI")),
            notes: members.text("notes").map(ArcStr::from),
            last_change: self.shared.time(members.time("lastChangeDateTime")),
            extensions: members.extensions(),
        })
    }

    /// Where in the source the association stands that is held at a place.
    fn index_of(left_out: &[usize], place: usize) -> usize {
        left_out.iter().fold(place, |index, out| index + usize::from(*out <= index))
    }

    /// The node of a link. What leads to no item that was read yet, by its identifier, is looked at
    /// again at the end.
    fn node(&mut self, value: Value, path: &Path<'_>) -> Option<Node> {
        let mut members = Members::of(value);
        let node = Elsewhere {
            title: members.text("title")?,
            identifier: members.text("identifier")?,
            uri: members.text("uri")?,
            target_type: members.text("targetType"),
        };
        let named = self.named(&node.identifier, None);
        if let Some(named) = &named {
            self.agree(Some(named), self.addressed(&node.uri, None), path);
        }
        Some(named.unwrap_or_else(|| Node::Elsewhere(Box::new(node))))
    }

    /// What goes by an identifier: it counts before the address.
    fn named(&self, identifier: &str, document: Option<&Document>) -> Option<Node> {
        let identifier = Identifier::parse(identifier)?;
        if document.is_some_and(|document| document.identifier == identifier) {
            return Some(Node::Document);
        }
        self.index.by_identifier(identifier).map(|_| Node::Item(identifier))
    }

    /// What stands at an address.
    fn addressed(&self, uri: &str, document: Option<&Document>) -> Option<Node> {
        if document.is_some_and(|document| document.uri == uri) {
            return Some(Node::Document);
        }
        let place = self.index.by_address(uri)?;
        (*self.identifiers.get(place as usize)?).map(Node::Item)
    }

    /// Warns where a link's address is that of something here, and its identifier is not.
    fn agree(&mut self, named: Option<&Node>, addressed: Option<Node>, path: &Path<'_>) {
        let message = match (named, addressed) {
            (Some(named), Some(addressed)) if *named != addressed => {
                "its identifier and its address are those of two nodes: the identifier counts"
            }
            (None, Some(_)) => "its identifier is of nothing in the package: its address counts",
            _ => return,
        };
        self.faults.warning(Code::FrameworkDangling, path, message);
    }

    /// Notes the identifier of what is no item; each has its own.
    fn note(&mut self, value: &Value, path: &Path<'_>) {
        let text = value.get("identifier").and_then(Value::as_str);
        let Some(identifier) = text.and_then(Identifier::parse) else { return };
        if !self.others.insert(identifier) || self.index.by_identifier(identifier).is_some() {
            let message = "something before it has the same identifier";
            self.faults.error(Code::FrameworkDuplicate, &path.member("identifier"), message);
        }
    }

    fn note_each(&mut self, value: &Value, list: &str, path: &Path<'_>) {
        let path = path.member(list);
        let items = value.get(list).map_or(&[][..], Value::items);
        for (index, item) in items.iter().enumerate() {
            self.note(item, &path.item(index));
        }
    }

    fn rubric(&mut self, value: Value, path: &Path<'_>) {
        check(&RUBRIC, &value, path, &mut self.faults);
        self.note(&value, path);
        self.note_each(&value, "CFRubricCriteria", path);
        let criteria_path = path.member("CFRubricCriteria");
        let criteria = value.get("CFRubricCriteria").map_or(&[][..], Value::items);
        for (index, criterion) in criteria.iter().enumerate() {
            let path = criteria_path.item(index);
            self.note_each(criterion, "CFRubricCriterionLevels", &path);
            self.stands_in(criterion, "rubricId", &value, &path);
            let levels_path = path.member("CFRubricCriterionLevels");
            let levels = criterion.get("CFRubricCriterionLevels").map_or(&[][..], Value::items);
            for (index, level) in levels.iter().enumerate() {
                self.stands_in(level, "rubricCriterionId", criterion, &levels_path.item(index));
            }
        }
        if self.faults.has_errors() {
            return;
        }
        self.rubrics.extend(Rubric::of(Members::of(value)));
    }

    /// Warns where a part says that it is of something else than that in which it stands.
    fn stands_in(&mut self, part: &Value, name: &str, whole: &Value, path: &Path<'_>) {
        let id = |value: &Value, name: &str| Identifier::parse(value.get(name)?.as_str()?);
        let (said, actual) = (id(part, name), id(whole, "identifier"));
        if said.zip(actual).is_some_and(|(said, actual)| said != actual) {
            let message = "it is of another than that in which it stands, which counts";
            self.faults.warning(Code::FrameworkDangling, &path.member(name), message);
        }
    }

    /// The framework, from what was taken and the rest of the package.
    pub(super) fn finish(mut self, rest: Value, words: Allowance) -> Result<Framework, Invalid> {
        check(&PACKAGE, &rest, &Path::Root, &mut self.faults);
        if let Some(definitions) = rest.get("CFDefinitions") {
            let path = Path::Root.member("CFDefinitions");
            for list in DEFINITIONS {
                self.note_each(definitions, list, &path);
            }
        }
        let mut rest = Members::of(rest);
        let document = rest.take("CFDocument");
        let document = document.and_then(|value| self.document(Members::of(value)));
        if let Some(document) = &document {
            self.meet(document);
        }
        self.resolve_all(document.as_ref());
        if self.is_ambiguous {
            // It is not known what is below what.
            return Err(Invalid { findings: self.faults.into_vec() });
        }
        let places = Places {
            item: &|place| ("CFItems", place as usize),
            association: &|place| ("CFAssociations", Self::index_of(&self.left_out, place)),
        };
        let items = self.identifiers.len() as u32;
        if self.faults.has_errors() {
            // What hangs on nothing may hang on what has a fault: circles alone are told.
            let mut found = Faults::default();
            Tree::build(items, &self.associations, &self.index, &places, &mut found);
            let errors = found.into_vec().into_iter().filter(Finding::is_error);
            let findings = self.faults.into_vec().into_iter().chain(errors).collect();
            return Err(Invalid { findings });
        }
        let tree = Tree::build(items, &self.associations, &self.index, &places, &mut self.faults);
        let Some(document) = document.filter(|_| !self.faults.has_errors()) else {
            return Err(Invalid { findings: self.faults.into_vec() });
        };
        self.index.codes(&self.items);
        drop(self.shared);
        let words = match Words::of(&self.items, words) {
            Ok(words) => words,
            Err(error) => return Err(self.faults.exhausted(error)),
        };
        self.associations.shrink_to_fit();
        self.items.shrink_to_fit();
        Ok(Framework {
            source: Source::Case,
            document,
            words,
            items: self.items,
            associations: self.associations,
            definitions: definitions(rest.take("CFDefinitions").unwrap_or_default()),
            rubrics: self.rubrics,
            extensions: rest.extensions(),
            warnings: self.faults.into_vec(),
            tree,
            index: self.index,
        })
    }

    /// The document has an identifier of its own, and what leads to it is known now.
    fn meet(&mut self, document: &Document) {
        if let Some(place) = self.index.by_identifier(document.identifier) {
            let message = "an item has the identifier of the document";
            self.is_ambiguous = true;
            let items = Path::Root.member("CFItems");
            self.faults.error(Code::FrameworkDuplicate, &items.item(place as usize), message);
        }
        if self.others.contains(&document.identifier) {
            let message = "something else has the identifier of the document";
            let path = Path::Root.member("CFDocument");
            self.faults.error(Code::FrameworkDuplicate, &path.member("identifier"), message);
        }
    }

    fn resolve_all(&mut self, document: Option<&Document>) {
        let mut associations = std::mem::take(&mut self.associations);
        let path = Path::Root.member("CFAssociations");
        for (place, association) in associations.iter_mut().enumerate() {
            let path = path.item(Self::index_of(&self.left_out, place));
            let nodes = [&mut association.origin, &mut association.destination];
            for (node, end) in nodes.into_iter().zip(ENDS) {
                let Node::Elsewhere(elsewhere) = node else { continue };
                let named = self.named(&elsewhere.identifier, document);
                let addressed = self.addressed(&elsewhere.uri, document);
                self.agree(named.as_ref(), addressed.clone(), &path.member(end));
                if let Some(known) = named.or(addressed) {
                    *node = known;
                }
            }
        }
        self.associations = associations;
    }

    fn document(&mut self, mut members: Members) -> Option<Document> {
        let status = members.status();
        let path = Path::Root;
        let path = path.member("CFDocument");
        self.faults.window(&status, &path);
        let title = members.text("title");
        if title.as_deref().is_some_and(is_blank) {
            self.faults.blank(&path.member("title"));
        }
        Some(Document {
            identifier: members.identifier("identifier")?,
            uri: members.text("uri")?,
            creator: members.text("creator")?,
            title: title?,
            last_change: members.time("lastChangeDateTime"),
            framework_type: members.text("frameworkType"),
            case_version: members.text("caseVersion"),
            official_source_url: members.text("officialSourceURL"),
            publisher: members.text("publisher"),
            description: members.text("description"),
            subject: members.texts("subject"),
            subject_uri: members.links("subjectURI"),
            language: members.text("language"),
            version: members.text("version"),
            adoption_status: members.text("adoptionStatus"),
            status,
            licence: self.shared.link(members.link("licenseURI")),
            notes: members.text("notes"),
            extensions: members.extensions(),
        })
    }
}

fn item(uri: ArcStr, mut members: Members, shared: &mut Shared) -> Option<CfItem> {
    Some(CfItem {
        identifier: members.identifier("identifier")?,
        uri,
        full_statement: members.text("fullStatement")?.into(),
        abbreviated_statement: members.text("abbreviatedStatement").map(ArcStr::from),
        alternative_label: members.text("alternativeLabel").map(ArcStr::from),
        human_coding_scheme: members.text("humanCodingScheme").map(ArcStr::from),
        list_enumeration: shared.text(members.text("listEnumeration")),
        item_type: shared.text(members.text("CFItemType")),
        item_type_uri: shared.link(members.link("CFItemTypeURI")),
        concept_keywords: shared.texts(members.texts("conceptKeywords")),
        concept_keywords_uri: shared.link(members.link("conceptKeywordsURI")),
        notes: members.text("notes").map(ArcStr::from),
        subject: shared.texts(members.texts("subject")),
        subject_uri: members.links("subjectURI").into(),
        language: shared.text(members.text("language")),
        education_level: shared.texts(members.texts("educationLevel")),
        licence: shared.link(members.link("licenseURI")),
        status: members.status(),
        last_change: shared.time(members.time("lastChangeDateTime")),
        extensions: members.extensions(),
    })
}

fn definitions(value: Value) -> Definitions {
    let mut members = Members::of(value);
    let mut list = |name: &str| {
        let values = members.list(name).into_iter();
        values.filter_map(|value| definition(Members::of(value))).collect()
    };
    Definitions {
        concepts: list("CFConcepts"),
        subjects: list("CFSubjects"),
        licences: list("CFLicenses"),
        item_types: list("CFItemTypes"),
        groupings: list("CFAssociationGroupings"),
        extensions: members.extensions(),
    }
}

fn definition(mut members: Members) -> Option<Definition> {
    Some(Definition {
        identifier: members.identifier("identifier")?,
        uri: members.text("uri")?,
        title: members.text("title")?,
        description: members.text("description"),
        hierarchy_code: members.text("hierarchyCode"),
        type_code: members.text("typeCode"),
        keywords: members.text("keywords"),
        text: members.text("licenseText"),
        last_change: members.time("lastChangeDateTime"),
        extensions: members.extensions(),
    })
}
