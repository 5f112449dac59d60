//! Arrays, and the lists that some of them are.

use std::sync::Arc;

use super::super::context::{Active, Container};
use super::super::dataset::{Quad, Term};
use super::super::error::JsonLdError;
use super::{Found, Place, Property, Slot, Step, Walk, Wrap};
use crate::fault::Path;
use crate::json::Value;

const RDF_FIRST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
const RDF_REST: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
const RDF_NIL: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";

impl<'d> Walk<'d> {
    /// A property whose values are a list.
    pub(super) fn list_property(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        value: &'d Value,
        place: Place,
        path: &Path<'_>,
    ) -> Step<()> {
        let slot = self.list_slot(place, path)?;
        let mark = self.lists.len();
        let found = match value {
            Value::Array(items) => {
                self.array(active, property, items, slot, path)?;
                Found::Other
            }
            single => self.value(active, property, single, slot, path)?,
        };
        let term = match found {
            Found::Nothing => return Ok(()),
            // It is a list already.
            Found::List => self.lists.pop().unwrap_or(Term::DROPPED),
            _ => self.close_list(mark, place, path)?,
        };
        self.add(place, term, path)
    }

    /// An object that is a list (step 13.4.11).
    pub(super) fn list_object(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        items: &'d Value,
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<Found> {
        if property.name.is_none() {
            self.lost(path, "the list hangs on nothing, so it is not signed")?;
            return Ok(Found::Nothing);
        }
        self.no_node(slot, path)?;
        let inner = self.list_slot(slot.place, path)?;
        let mark = self.lists.len();
        match items {
            Value::Array(items) => self.array(active, property, items, inner, path)?,
            single => {
                self.value(active, property, single, inner, path)?;
            }
        }
        let list = self.close_list(mark, slot.place, path)?;
        if slot.wrap != Wrap::No {
            self.wrap(slot, path)?;
            self.lost(path, "a list that is a graph is not signed")?;
            return Ok(Found::Node);
        }
        self.add(slot.place, list, path)?;
        Ok(Found::List)
    }

    /// Step 5: the items of an array. Where they make a list, an array among them is a list too.
    pub(super) fn array(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        items: &'d [Value],
        slot: Slot<'_>,
        path: &Path<'_>,
    ) -> Step<()> {
        self.deeper(path)?;
        let list = property.definition.is_some_and(|d| d.container.has(Container::LIST));
        for (index, item) in items.iter().enumerate() {
            let path = path.item(index);
            match item {
                Value::Array(inner) if list => {
                    let mark = self.lists.len();
                    let inner_slot = self.list_slot(slot.place, &path)?;
                    self.array(active, property, inner, inner_slot, &path)?;
                    let list = self.close_list(mark, slot.place, &path)?;
                    self.add(slot.place, list, &path)?;
                }
                Value::Array(_) if matches!(slot.place, Place::List { .. }) => {
                    self.lost(&path, "an array in a list is not signed as one")?;
                    self.value(active, property, item, slot, &path)?;
                }
                item => {
                    self.value(active, property, item, slot, &path)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn list_of_one(&mut self, item: Term, place: Place, path: &Path<'_>) -> Step<()> {
        self.list_slot(place, path)?;
        let mark = self.lists.len();
        self.lists.push(item);
        let list = self.close_list(mark, place, path)?;
        self.add(place, list, path)
    }

    /// Where the items of a list at this place go.
    fn list_slot(&self, place: Place, path: &Path<'_>) -> Step<Slot<'static>> {
        if matches!(place, Place::Subject { .. }) {
            let message = "the value of a reverse property is a list";
            return self.json_ld(JsonLdError::InvalidReversePropertyValue, path, message);
        }
        Ok(Slot::at(Place::List { graph: place.graph(), kept: !place.is_dropped() }))
    }

    /// List Conversion (section 8.3): the items from `mark` on become a list. Gives its head.
    fn close_list(&mut self, mark: usize, place: Place, path: &Path<'_>) -> Step<Term> {
        if place.is_dropped() {
            self.lists.truncate(mark);
            return Ok(Term::DROPPED);
        }
        let graph = place.graph();
        let nil = self.data.written_term(RDF_NIL);
        let mut rest = self.fits(nil, path)?;
        if self.lists.len() == mark {
            return Ok(rest);
        }
        let first = self.known_predicate(RDF_FIRST, path)?;
        let next = self.known_predicate(RDF_REST, path)?;
        while self.lists.len() > mark {
            let Some(item) = self.lists.pop() else { break };
            let node = self.data.fresh_blank();
            let subject = self.data.subject(node);
            self.quad(Quad { subject, predicate: first, object: item, graph }, path)?;
            self.quad(Quad { subject, predicate: next, object: rest, graph }, path)?;
            rest = node;
        }
        Ok(rest)
    }
}
