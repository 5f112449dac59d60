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
use crate::context::is_class_of_ours;
use crate::fault::{Code, Path};
use crate::json::{self, Object, Value};
use crate::limits::{Budget, Exhausted, Limits};

/// Whether two descriptions of one node may stand in one document.
pub(crate) type MayStandBeside = fn(&Object, &Object) -> bool;

/// The descriptions so far, by graph and identifier.
pub(super) struct Described<'d> {
    may_stand_beside: MayStandBeside,
    /// The first, which is mostly the only one, and those unlike it.
    nodes: Table<u64, (&'d Object, Vec<&'d Object>)>,
    /// What is left of the work of comparing them.
    work: Budget,
}

/// More descriptions of one node, each unlike the others, are refused.
const MOST_DESCRIPTIONS: usize = 8;

impl Described<'_> {
    /// Comparing may look at as many values as a document may have: nodes stand in nodes, so that
    /// one value may be compared at each level, and one large node with many small ones.
    pub fn new(may_stand_beside: MayStandBeside, limits: &Limits) -> Self {
        let work = Budget::new(Code::LimitItems, limits.items);
        Self { may_stand_beside, nodes: Table::default(), work }
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
        let others = || std::iter::once(&*first).chain(&*more).copied();
        let mut afford = |other| afford(&mut described.work, [other, object]);
        let is_equal = |other: &'d Object| afford(other).map(|()| other == object);
        let is_known = others().map(is_equal).find(|equal| *equal != Ok(false));
        if is_known == Some(Ok(true)) {
            return;
        }
        // What there is no work left to compare is refused like what differs.
        let agrees = is_known.is_none()
            && more.len() + 1 < MOST_DESCRIPTIONS
            && others().all(|other| (described.may_stand_beside)(other, object));
        if agrees {
            more.push(object);
        } else {
            super::note(&mut self.data.described_apart, path);
        }
    }
}

/// Takes the work of comparing two descriptions.
fn afford(work: &mut Budget, both: [&Object; 2]) -> Result<(), Exhausted> {
    both.into_iter().try_for_each(|object| json::charge_object(object, work))
}

/// Whether the object says no more of a node than what it is. A class of ours is more: with it, what
/// the extension says would move away from where it is read.
fn is_mention(object: &Object) -> bool {
    let is_ours = |value: &Value| value.as_str().is_some_and(is_class_of_ours);
    object.len() < 4
        && object.iter().all(|(name, value)| match name {
            "id" | "@id" | "@context" => true,
            "type" | "@type" => !value.items().iter().any(is_ours),
            _ => false,
        })
}
