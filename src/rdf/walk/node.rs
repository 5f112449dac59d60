//! Node objects: an identifier, types, and properties.

use std::sync::Arc;

use super::super::context::{
    Active, Against, Container, Definition, Expanded, Keyword, Mapping, Propagation, Typing,
    has_keyword_form, is_another_class, is_another_name, is_ours_unnamed,
};
use super::super::dataset::{Dataset, Predicate, Quad, Subject, Term, TooLong};
use super::super::error::{JsonLdError, RdfError};
use super::super::iri;
use super::keywords::Shape;
use super::{Found, Key, Place, Property, Scope, Slot, Step, Walk, Wrap};
use crate::context::{Meaning, meaning_of};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};

const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

/// A node whose members are being read.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub graph: Term,
    pub term: Term,
    pub subject: Subject,
}

impl<'d> Walk<'d> {
    pub(super) fn node(
        &mut self,
        scope: &Scope,
        object: &'d Object,
        shape: &Shape<'d>,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        let slot = match slot.wrap {
            Wrap::No => slot,
            Wrap::UnlessGraph if shape.is_graph() => slot,
            _ => self.wrap(slot, path)?,
        };
        let id = match shape.id {
            Some((name, value)) => Some(self.id(&scope.active, name, value, path)?),
            None => self.nested_id(scope, object, path)?,
        };
        let graph = slot.place.graph();
        let term = match (id, slot.key) {
            (Some(id), Some(Key::Id(key))) => {
                if !self.data.same(id, *key) {
                    self.lost(path, "the node has an identifier of its own, so its key is lost")?;
                }
                id
            }
            (Some(id), _) => id,
            (None, Some(Key::Id(id))) => *id,
            _ => self.data.fresh_blank(),
        };
        let quads_before = self.data.len();
        self.add(slot.place, term, path)?;
        let subject = self.data.subject(term);
        self.add_key(slot, subject, path)?;
        if id.is_some() && id != Some(Term::DROPPED) {
            self.describe(graph, term, object, path);
        }
        let node = Node { graph, term, subject };
        let has_members = self.members(scope, node, object, path)?;
        if let Some((name, value)) = shape.graph {
            // At the top, what has nothing but @graph is the default graph.
            let top =
                matches!(path, Path::Root) && slot.key.is_none() && !has_members && id.is_none();
            let graph = if top { graph } else { term };
            let slot = Slot::at(Place::Free { graph });
            let path = path.member(name);
            self.value(&scope.active, Property::NONE, value, slot, &path)?;
        }
        if self.lossless()
            && !matches!(slot.place, Place::List { .. })
            && self.data.len() == quads_before
        {
            let said = if id.is_some() { "nothing is said of it" } else { "it is empty" };
            let code = if id.is_some() { Code::DataLoss } else { Code::DataLossNull };
            let message = format!("the node leaves no trace in what is signed: {said}");
            return Err(RdfError::fault(code, path.pointer(), message));
        }
        // At the top, the mere mention of a node is nothing.
        let only_id = matches!(slot.place, Place::Free { .. }) && !has_members && id.is_some();
        Ok(if only_id && shape.graph.is_none() { Found::Nothing } else { Found::Node })
    }

    /// Puts what comes into a graph of its own, and the graph at the place.
    pub(super) fn wrap<'s>(&mut self, slot: Slot<'_>, path: &Path<'_>) -> Step<Slot<'s>> {
        let graph = match slot.key {
            Some(Key::Id(id)) => *id,
            _ => self.data.fresh_blank(),
        };
        self.add(slot.place, graph, path)?;
        if slot.key.is_some() {
            let subject = self.data.subject(graph);
            self.add_key(slot, subject, path)?;
        }
        Ok(Slot::at(Place::Free { graph }))
    }

    /// Says of a node what the key of its map says.
    pub(super) fn add_key(
        &mut self,
        slot: Slot<'_>,
        subject: Subject,
        path: &Path<'_>,
    ) -> Step<()> {
        let graph = slot.place.graph();
        let (predicate, object) = match slot.key {
            Some(Key::Type(class)) => (self.known_predicate(RDF_TYPE, path)?, *class),
            Some(Key::Property(predicate, value)) => (*predicate, *value),
            _ => return Ok(()),
        };
        self.quad(Quad { subject, predicate, object, graph }, path)
    }

    fn id(&mut self, active: &Active, name: &str, value: &Value, path: &Path<'_>) -> Step<Term> {
        let path = path.member(name);
        let Value::String(text) = value else {
            let message = format!("an identifier is {}, not a string", value.kind());
            return self.json_ld(JsonLdError::InvalidIdValue, &path, message);
        };
        let expanded = self.expand(active, text, Against::Base, &path)?;
        // Whoever reads identifiers as they are written would take it for another one.
        if expanded.as_text() != Some(text.as_str()) {
            self.note_renamed(&path);
        }
        self.node_term(expanded.as_text(), &path)
    }

    /// The identifier may stand in what is nested (`@nest`).
    fn nested_id(&mut self, scope: &Scope, object: &Object, path: &Path<'_>) -> Step<Option<Term>> {
        if self.lossless() {
            return Ok(None);
        }
        for (name, value) in object.iter() {
            if scope.active.keyword(name) != Some(Keyword::Nest) {
                continue;
            }
            for nested in value.items().iter().filter_map(Value::as_object) {
                for (name, value) in nested.iter() {
                    if scope.active.keyword(name) == Some(Keyword::Id) {
                        return Ok(Some(self.id(&scope.active, name, value, path)?));
                    }
                }
                if let Some(id) = self.nested_id(scope, nested, path)? {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }

    /// Step 13, for what is no keyword of the object as a whole. Says whether there was anything.
    fn members(
        &mut self,
        scope: &Scope,
        node: Node,
        object: &'d Object,
        path: &Path<'_>,
    ) -> Step<bool> {
        let mut any = false;
        for (name, value) in object.iter() {
            let path = path.member(name);
            any |= self.member(scope, node, name, value, &path)?;
        }
        Ok(any)
    }

    fn member(
        &mut self,
        scope: &Scope,
        node: Node,
        name: &str,
        value: &'d Value,
        path: &Path<'_>,
    ) -> Step<bool> {
        let definition = scope.active.definition(name);
        // A reverse term moves a statement to where it does not belong.
        if definition.is_some_and(|definition| definition.renames || definition.reverse)
            || matches!(name, "@id" | "@type")
        {
            self.note_renamed(path);
        }
        if let Some(Mapping::Keyword(keyword)) = definition.map(|d| &d.mapping) {
            return self.keyword_member(scope, node, *keyword, value, path);
        }
        if let Some(keyword) = Keyword::parse(name) {
            return self.keyword_member(scope, node, keyword, value, path);
        }
        let Some((predicate, meaning)) = self.predicate(&scope.active, definition, name, path)?
        else {
            return Ok(false);
        };
        let inside = self.note_member(name, meaning, path);
        let Node { graph, term, subject } = node;
        let place = match definition.is_some_and(|definition| definition.reverse) {
            true => Place::Subject { graph, predicate, object: term },
            false => Place::Object { graph, subject, predicate },
        };
        let property = Property { name: Some(name), definition };
        let outside = std::mem::replace(&mut self.readers, inside);
        self.property(&scope.active, property, value, place, path)?;
        self.readers = outside;
        let is_json = definition.is_some_and(|definition| definition.typing == Typing::Json);
        Ok(is_json || *value != Value::Null)
    }

    /// The predicate that a member name stands for, and what that makes of the name: `None` where it
    /// stands for nothing.
    fn predicate(
        &mut self,
        active: &Active,
        definition: Option<&Definition>,
        name: &str,
        path: &Path<'_>,
    ) -> Step<Option<(Predicate, Meaning)>> {
        if let Some(definition) = definition {
            let predicate = self.defined_predicate(definition, path)?;
            return Ok(predicate.map(|predicate| (predicate, definition.meaning)));
        }
        if has_keyword_form(name) {
            self.lost(path, "what looks like a keyword, but is none, is not signed")?;
            return Ok(None);
        }
        match self.expand(active, name, Against::Vocab, path)? {
            Expanded::Text(iri) if iri.contains(':') => {
                if is_another_name(name, &iri) || is_ours_unnamed(&iri) {
                    self.note_renamed(path);
                }
                self.known_scheme(name, &iri, path)?;
                let usable = iri::is_well_formed(&iri);
                let predicate = self.usable_predicate(usable, path, |data| data.iri(&iri))?;
                Ok(Some((predicate, meaning_of(name, &iri))))
            }
            _ => {
                self.lost(path, "the term is not defined by any context, so it is not signed")?;
                Ok(None)
            }
        }
    }

    fn defined_predicate(
        &mut self,
        definition: &Definition,
        path: &Path<'_>,
    ) -> Step<Option<Predicate>> {
        if let Some(predicate) = self.predicates.get(&definition.id) {
            return Ok(Some(*predicate));
        }
        let Mapping::Iri { written, usable } = &definition.mapping else {
            self.lost(path, "the term is defined to mean nothing, so it is not signed")?;
            return Ok(None);
        };
        let predicate = self.usable_predicate(*usable, path, |data| data.written_term(written))?;
        self.predicates.insert(definition.id, predicate);
        Ok(Some(predicate))
    }

    fn usable_predicate(
        &mut self,
        usable: bool,
        path: &Path<'_>,
        term: impl FnOnce(&mut Dataset) -> Result<Term, TooLong>,
    ) -> Step<Predicate> {
        if !usable {
            self.lost(path, "the term does not stand for an absolute IRI, so it is not signed")?;
            return Ok(Predicate::DROPPED);
        }
        let term = term(&mut self.data);
        let term = self.fits(term, path)?;
        Ok(self.data.predicate(term))
    }

    /// A name with a colon that no prefix explains is an IRI by its form. Where nothing may be
    /// lost its scheme must be one that names things: `x:y` is a forgotten prefix.
    fn known_scheme(&self, written: &str, expanded: &str, path: &Path<'_>) -> Step<()> {
        const NAMING: [&str; 12] = [
            "urn", "did", "tag", "info", "ni", "data", "mailto", "tel", "doi", "ark", "cid", "uuid",
        ];
        if !self.lossless() || written != expanded {
            return Ok(());
        }
        let Some(scheme) = iri::scheme_of(written) else { return Ok(()) };
        let hierarchical = written.get(scheme.len()..).is_some_and(|r| r.starts_with("://"));
        if hierarchical || NAMING.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        let message =
            format!("no context defines the prefix {scheme:?}, and it is no known scheme");
        Err(RdfError::fault(Code::IriScheme, path.pointer(), message))
    }

    /// Steps 13.6 to 13.14: the values of a property, as its container has them.
    pub(super) fn property(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        value: &'d Value,
        place: Place,
        path: &Path<'_>,
    ) -> Step<()> {
        let Some(definition) = property.definition else {
            self.value(active, property, value, Slot::at(place), path)?;
            return Ok(());
        };
        let container = definition.container;
        if definition.typing == Typing::Json {
            return self.json_property(container, value, place, path);
        }
        match value {
            Value::Object(map) if container.has(Container::LANGUAGE) => {
                return self.language_map(active, definition, map, place, path);
            }
            Value::Object(map) if container.has(Container::MAPS) => {
                return self.map(active, property, definition, map, place, path);
            }
            _ => {}
        }
        if container.has(Container::LIST) {
            return self.list_property(active, property, value, place, path);
        }
        let plain_graph =
            container.has(Container::GRAPH) && !container.has(Container::ID.with(Container::INDEX));
        let wrap = if plain_graph { Wrap::Always } else { Wrap::No };
        self.value(active, property, value, Slot { wrap, ..Slot::at(place) }, path)?;
        Ok(())
    }

    /// Steps 13.4.2 to 13.4.15, for node objects. Says whether there was anything.
    fn keyword_member(
        &mut self,
        scope: &Scope,
        node: Node,
        keyword: Keyword,
        value: &'d Value,
        path: &Path<'_>,
    ) -> Step<bool> {
        match keyword {
            Keyword::Context | Keyword::Graph => Ok(false),
            Keyword::Id => Ok(true),
            Keyword::Type => {
                self.types(scope, node, value, path)?;
                Ok(true)
            }
            Keyword::Included => {
                for (index, item) in value.items().iter().enumerate() {
                    let slot = Slot::at(Place::Free { graph: node.graph });
                    let path = path.item(index);
                    let found = self.value(&scope.active, Property::NONE, item, slot, &path)?;
                    if found != Found::Node {
                        let message = "what is included is not a node object";
                        return self.json_ld(JsonLdError::InvalidIncludedValue, &path, message);
                    }
                }
                Ok(true)
            }
            Keyword::Reverse => {
                self.reverse_map(scope, node, value, path)?;
                Ok(true)
            }
            Keyword::Nest => self.nest(scope, node, value, path),
            Keyword::Index | Keyword::Language | Keyword::Direction => Ok(true),
            _ => Ok(false),
        }
    }

    fn types(&mut self, scope: &Scope, node: Node, value: &'d Value, path: &Path<'_>) -> Step<()> {
        if value.items().is_empty() {
            self.lost_null(path, "an empty array leaves no trace in what is signed")?;
        }
        let predicate = self.known_predicate(RDF_TYPE, path)?;
        let Node { graph, subject, .. } = node;
        for (index, item) in value.items().iter().enumerate() {
            let item_path = path.item(index);
            let path = if matches!(value, Value::Array(_)) { &item_path } else { path };
            let Value::String(name) = item else {
                let message = format!("a type is {}, not a string", item.kind());
                return self.json_ld(JsonLdError::InvalidTypeValue, path, message);
            };
            let class = self.class(&scope.for_types, name, path)?;
            self.quad(Quad { subject, predicate, object: class, graph }, path)?;
        }
        Ok(())
    }

    /// What the name of a type stands for.
    pub(super) fn class(&mut self, active: &Active, name: &str, path: &Path<'_>) -> Step<Term> {
        let definition = active.definition(name);
        if definition.is_some_and(|definition| definition.renames_class) {
            self.note_renamed(path);
        }
        if let Some(definition) = definition {
            self.note_meaning(definition.meaning, path);
        }
        if let Some(Mapping::Iri { written, usable: true }) =
            definition.map(|definition| &definition.mapping)
        {
            let term = self.data.written_term(written);
            return self.fits(term, path);
        }
        let expanded = self.expand(active, name, Against::VocabThenBase, path)?;
        match expanded.as_text() {
            Some(iri) if iri.contains(':') => {
                if is_another_class(name, iri) || is_ours_unnamed(iri) {
                    self.note_renamed(path);
                }
                self.note_meaning(meaning_of(name, iri), path);
                self.known_scheme(name, iri, path)?;
            }
            _ => self.lost(path, "the type is not defined by any context, so it is not signed")?,
        }
        self.node_term(expanded.as_text(), path)
    }

    /// Step 14.
    fn nest(&mut self, scope: &Scope, node: Node, value: &'d Value, path: &Path<'_>) -> Step<bool> {
        let Path::Member(_, name) = path else { return Ok(false) };
        let scoped = scope.active.definition(name).and_then(|d| d.scoped.as_ref());
        let inner = match scoped {
            Some(scoped) => {
                let propagation = Propagation::AsTheContextSays;
                let active = self.apply_scoped(&scope.active, scoped, propagation, path)?;
                Some(Scope { active, for_types: scope.for_types.clone() })
            }
            None => None,
        };
        let scope = inner.as_ref().unwrap_or(scope);
        self.deeper(path)?;
        let mut any = false;
        for item in value.items() {
            let is_value = |object: &Object| {
                object.iter().any(|(name, _)| scope.active.keyword(name) == Some(Keyword::Value))
            };
            let Some(object) = item.as_object().filter(|object| !is_value(object)) else {
                let message = "what is nested is not an object of members";
                return self.json_ld(JsonLdError::InvalidNestValue, path, message);
            };
            any |= self.members(scope, node, object, path)?;
        }
        self.depth -= 1;
        Ok(any)
    }

    /// Step 13.4.13.
    fn reverse_map(
        &mut self,
        scope: &Scope,
        node: Node,
        value: &'d Value,
        path: &Path<'_>,
    ) -> Step<()> {
        let Value::Object(map) = value else {
            let message = format!("@reverse is {}, not an object", value.kind());
            return self.json_ld(JsonLdError::InvalidReverseValue, path, message);
        };
        self.deeper(path)?;
        let scope = self.enter(&scope.active, Property::NONE, map, false, path)?;
        let Node { graph, term, subject } = node;
        for (name, value) in map.iter().filter(|(name, _)| *name != "@context") {
            let path = path.member(name);
            if scope.active.keyword(name).is_some() {
                let message = "a keyword stands among reverse properties";
                return self.json_ld(JsonLdError::InvalidReversePropertyMap, &path, message);
            }
            let definition = scope.active.definition(name);
            let Some((predicate, _)) = self.predicate(&scope.active, definition, name, &path)?
            else {
                continue;
            };
            // The reverse of a reverse property points forward.
            let place = match definition.is_some_and(|definition| definition.reverse) {
                true => Place::Object { graph, subject, predicate },
                false => Place::Subject { graph, predicate, object: term },
            };
            let property = Property { name: Some(name), definition };
            self.property(&scope.active, property, value, place, &path)?;
        }
        self.depth -= 1;
        Ok(())
    }
}
