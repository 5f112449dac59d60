//! Nodes that a document describes in more than one place.
//!
//! RDF puts together all that is said of one identifier in one graph; JSON keeps it where it is
//! written. So documents that deal the same statements out in other ways have one signature, and
//! whoever reads members where they stand reads each of them differently.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;

use super::super::dataset::Term;
use super::super::hash::{Seeds, Table};
use super::Walk;
use crate::fault::Path;
use crate::json::Object;

/// Whether two descriptions of one node may stand in one document.
pub(crate) type MayStandBeside = fn(&Object, &Object) -> bool;

/// The descriptions so far, by graph and identifier.
pub(super) struct Described<'d> {
    may_stand_beside: MayStandBeside,
    /// The first, which is mostly the only one, and those unlike it.
    nodes: Table<u64, (&'d Object, Vec<&'d Object>)>,
}

/// More descriptions of one node, each unlike the others, are refused.
const MOST_DESCRIPTIONS: usize = 8;

impl Described<'_> {
    pub fn new(may_stand_beside: MayStandBeside) -> Self {
        Self { may_stand_beside, nodes: Table::default() }
    }
}

impl<'d> Walk<'d> {
    /// Notes an object that describes the node `id` otherwise than another one before it.
    pub(super) fn describe(&mut self, graph: Term, id: Term, object: &'d Object, path: &Path<'_>) {
        let Some(described) = &mut self.described else { return };
        if is_mention(object) {
            return;
        }
        let [graph, id] = [graph, id].map(|term| match term.as_blank() {
            Some(number) => (number, ""),
            None => (u32::MAX, self.data.text_of(term)),
        });
        // Names are not told apart further: should two ever collide, the document is refused.
        let name = Seeds::default().hash_one((graph, id));
        let (first, more) = match described.nodes.entry(name) {
            Entry::Vacant(place) => {
                place.insert((object, Vec::new()));
                return;
            }
            Entry::Occupied(known) => known.into_mut(),
        };
        if *first == object || more.contains(&object) {
            return;
        }
        let may_stand_beside = described.may_stand_beside;
        let agrees = more.len() + 1 < MOST_DESCRIPTIONS
            && may_stand_beside(first, object)
            && more.iter().all(|other| may_stand_beside(other, object));
        if agrees {
            more.push(object);
        } else {
            super::note(&mut self.data.described_apart, path);
        }
    }
}

/// Whether the object says no more of a node than what it is.
fn is_mention(object: &Object) -> bool {
    object.len() < 4
        && object
            .iter()
            .all(|(name, _)| matches!(name, "id" | "type" | "@id" | "@type" | "@context"))
}
