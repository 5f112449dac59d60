//! Properties whose values are maps: by language, by index, by identifier, by type, by graph.

use std::sync::Arc;

use super::super::context::{
    Active, Against, Container, Definition, Keyword, Propagation, is_another_name, is_ours_unnamed,
};
use super::super::dataset::Term;
use super::super::error::JsonLdError;
use super::literal::Tag;
use super::{Key, Place, Property, Slot, Step, Walk, Wrap};
use crate::context::Meaning;
use crate::fault::Path;
use crate::json::{Object, Value};

impl<'d> Walk<'d> {
    /// Step 13.7.
    pub(super) fn language_map(
        &mut self,
        active: &Active,
        definition: &Definition,
        map: &'d Object,
        place: Place,
        path: &Path<'_>,
    ) -> Step<()> {
        if map.is_empty() {
            self.lost_null(path, "an empty map leaves no trace in what is signed")?;
        }
        self.note_map(path);
        let direction = definition.direction.unwrap_or(active.direction);
        for (name, values) in map.iter() {
            let path = path.member(name);
            let is_none = active.keyword(name) == Some(Keyword::None);
            let language = (!is_none).then(|| name.to_ascii_lowercase());
            if values.items().is_empty() {
                self.lost_null(&path, "an empty array leaves no trace in what is signed")?;
            }
            for (index, value) in values.items().iter().enumerate() {
                let path = path.item(index);
                match value {
                    Value::Null => {
                        self.lost_null(&path, "null leaves no trace in what is signed")?;
                    }
                    Value::String(_) => {
                        let tag = Tag { language: language.as_deref(), direction };
                        let term = self.literal(value, None, tag, place, &path)?;
                        self.add(place, term, &path)?;
                    }
                    other => {
                        let message = format!("in a map of languages is {}", other.kind());
                        return self.json_ld(JsonLdError::InvalidLanguageMapValue, &path, message);
                    }
                }
            }
        }
        Ok(())
    }

    /// Step 13.8.
    pub(super) fn map(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        definition: &Definition,
        map: &'d Object,
        place: Place,
        path: &Path<'_>,
    ) -> Step<()> {
        if map.is_empty() {
            self.lost_null(path, "an empty map leaves no trace in what is signed")?;
        }
        self.note_map(path);
        self.deeper(path)?;
        let container = definition.container;
        let wrap = match container.has(Container::GRAPH) {
            true => Wrap::UnlessGraph,
            false => Wrap::No,
        };
        let by_name = container.has(Container::ID.with(Container::TYPE));
        let outside = active.previous.as_ref().filter(|_| by_name).unwrap_or(active);
        for (name, value) in map.iter() {
            let path = path.member(name);
            let scoped = match container.has(Container::TYPE) {
                true => outside.definition(name).and_then(|d| d.scoped.as_ref()),
                false => None,
            };
            let inside = match scoped {
                Some(scoped) => &self.apply_scoped(outside, scoped, Propagation::Off, &path)?,
                None => outside,
            };
            let key = self.key(active, definition, name, &path)?;
            let slot = Slot { place, wrap, key: key.as_ref(), from_map: true };
            self.value(inside, property, value, slot, &path)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// No standard has maps where its members are read: keys would be taken for members of those names,
    /// and the values for theirs.
    fn note_map(&mut self, path: &Path<'_>) {
        self.note_meaning(Meaning::Another, path);
    }

    /// What the key of a map says about its values.
    fn key(
        &mut self,
        active: &Arc<Active>,
        definition: &Definition,
        name: &str,
        path: &Path<'_>,
    ) -> Step<Option<Key>> {
        let container = definition.container;
        if active.keyword(name) == Some(Keyword::None) {
            return Ok(None);
        }
        if container.has(Container::ID) {
            self.note_renamed(path);
            let expanded = self.expand(active, name, Against::Base, path)?;
            return Ok(Some(Key::Id(self.node_term(expanded.as_text(), path)?)));
        }
        if container.has(Container::TYPE) {
            self.note_renamed(path);
            return Ok(Some(Key::Type(self.class(active, name, path)?)));
        }
        let Some(index) = &definition.index else {
            self.lost(path, "the key only sorts what is under it, and is not signed")?;
            return Ok(None);
        };
        // The key is a value of the index property, expanded as one.
        let mark = self.lists.len();
        let place = Place::List { graph: Term::DEFAULT_GRAPH, kept: true };
        let property = Property { name: Some(index), definition: active.definition(index) };
        let value = Value::from(name);
        self.scalar(active, property, &value, Slot::at(place), path)?;
        let value = if self.lists.len() > mark { self.lists.pop() } else { None };
        let expanded = self.expand(active, index, Against::Vocab, path)?;
        let iri = expanded.as_text().filter(|iri| !iri.starts_with("_:"));
        if iri.is_some_and(|iri| is_another_name("", iri) || is_ours_unnamed(iri)) {
            self.note_renamed(path);
        }
        let predicate = self.node_term(iri, path)?;
        let predicate = self.data.predicate(predicate);
        Ok(value.map(|value| Key::Property(predicate, value)))
    }
}
