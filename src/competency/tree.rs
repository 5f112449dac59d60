//! The tree of a framework, from `isChildOf` and the sequence numbers.

use super::association::{Association, AssociationType, Node};
use super::findings::Faults;
use super::index::Index;
use crate::fault::{Code, Path};

/// Which item is below which. An item can have several parents; none is below itself.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// What is right below the document, in order.
    pub roots: Vec<u32>,
    /// What is below nothing, in the order of the source.
    pub orphans: Vec<u32>,
    pub children: Lists,
    pub parents: Lists,
}

/// A list of items for each item, in one piece.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ends: Vec<u32>,
    places: Vec<u32>,
}

impl Lists {
    pub(super) fn of(&self, place: u32) -> &[u32] {
        let place = place as usize;
        let end = |index: usize| self.ends.get(index).map_or(0, |end| *end as usize);
        let start = if place == 0 { 0 } else { end(place - 1) };
        self.places.get(start..end(place)).unwrap_or_default()
    }

    /// From pairs that are sorted by their first.
    fn from_sorted(pairs: impl Iterator<Item = (u32, u32)>, items: u32) -> Self {
        let mut lists = Self::default();
        let mut pairs = pairs.peekable();
        for place in 0..items {
            while let Some((_, other)) = pairs.next_if(|(of, _)| *of == place) {
                lists.places.push(other);
            }
            lists.ends.push(lists.places.len() as u32);
        }
        lists
    }
}

/// Where in the source an item or an association stands: the name of the array, and the index.
pub(super) struct Places<'a> {
    pub item: &'a dyn Fn(u32) -> (&'static str, usize),
    pub association: &'a dyn Fn(usize) -> (&'static str, usize),
}

impl Places<'_> {
    fn of_association(&self, index: usize, say: impl FnOnce(&Path<'_>)) {
        let (list, index) = (self.association)(index);
        say(&Path::Root.member(list).item(index));
    }

    fn of_item(&self, place: u32, say: impl FnOnce(&Path<'_>)) {
        let (list, index) = (self.item)(place);
        say(&Path::Root.member(list).item(index));
    }
}

#[derive(Clone, Copy)]
struct Edge {
    child: u32,
    /// `None` for the document.
    parent: Option<u32>,
    sequence: i64,
    /// The index of the association.
    at: usize,
}

impl Tree {
    pub(super) fn build(
        items: u32,
        associations: &[Association],
        index: &Index,
        places: &Places<'_>,
        faults: &mut Faults,
    ) -> Self {
        let mut edges = edges(associations, index, places, faults);
        edges.sort_unstable_by_key(|edge| (edge.parent, edge.child, edge.at));
        edges.dedup_by(|again, first| {
            let same = (again.parent, again.child) == (first.parent, first.child);
            if same {
                let message = "the item is said to be below the same one twice";
                places.of_association(again.at, |path| {
                    faults.warning(Code::FrameworkDuplicate, path, message);
                });
            }
            same
        });
        edges.sort_unstable_by_key(|edge| (edge.parent, edge.sequence, edge.at));
        let below = |edge: &Edge| Some((edge.parent?, edge.child));
        let children = Lists::from_sorted(edges.iter().filter_map(below), items);
        let roots = edges.iter().filter(|edge| edge.parent.is_none()).map(|edge| edge.child);
        let roots: Vec<u32> = roots.collect();

        edges.sort_unstable_by_key(|edge| (edge.child, edge.at));
        let above = |edge: &Edge| Some((edge.child, edge.parent?));
        let parents = Lists::from_sorted(edges.iter().filter_map(above), items);
        let mut placed = vec![false; items as usize];
        for edge in &edges {
            if let Some(placed) = placed.get_mut(edge.child as usize) {
                *placed = true;
            }
        }
        let orphans = (0..).zip(&placed).filter(|(_, placed)| !**placed).map(|(place, _)| place);
        let orphans: Vec<u32> = orphans.collect();

        let tree = Self { roots, orphans, children, parents };
        tree.cycles(&edges, places, faults);
        tree.warn_of_orphans(&edges, places, faults);
        tree
    }

    fn warn_of_orphans(&self, edges: &[Edge], places: &Places<'_>, faults: &mut Faults) {
        if edges.is_empty() && self.orphans.len() > 1 {
            let message = "nothing says which item is below which: they stand in a row";
            faults.warning(Code::FrameworkOrphan, &Path::Root, message);
            return;
        }
        for place in &self.orphans {
            places.of_item(*place, |path| {
                let message = "the item is below nothing, neither the document nor another item";
                faults.warning(Code::FrameworkOrphan, path, message);
            });
        }
    }

    /// Every circle is told, at one of its associations; of those that share items, one.
    fn cycles(&self, edges: &[Edge], places: &Places<'_>, faults: &mut Faults) {
        // What has no parent is on no circle; without it, its children may have none either.
        let items = self.children.ends.len();
        let mut left: Vec<usize> = (0..items).map(|i| self.parents.of(i as u32).len()).collect();
        let mut free: Vec<u32> = (0..)
            .zip(&left)
            .filter(|(_, parents)| **parents == 0)
            .map(|(place, _)| place)
            .collect();
        while let Some(place) = free.pop() {
            for child in self.children.of(place) {
                if let Some(parents) = left.get_mut(*child as usize) {
                    *parents -= 1;
                    if *parents == 0 {
                        free.push(*child);
                    }
                }
            }
        }
        // What is left is on a circle or below one: going up, the circle is reached.
        let is_left = |place: u32| left.get(place as usize).is_some_and(|parents| *parents > 0);
        let mut walk = vec![0u32; items];
        for start in (0..items as u32).filter(|place| is_left(*place)) {
            let mut place = start;
            while let Some(mark) = walk.get_mut(place as usize) {
                if *mark != 0 {
                    // Reached again on the way of another start, which has told it.
                    if *mark == start + 1 {
                        tell(place, &is_left, edges, places, faults);
                    }
                    break;
                }
                *mark = start + 1;
                match self.parents.of(place).iter().find(|parent| is_left(**parent)) {
                    Some(parent) => place = *parent,
                    None => break,
                }
            }
        }
    }
}

fn tell(
    place: u32,
    is_left: &dyn Fn(u32) -> bool,
    edges: &[Edge],
    places: &Places<'_>,
    faults: &mut Faults,
) {
    let first = edges.partition_point(|edge| edge.child < place);
    let mut of_item = edges.get(first..).unwrap_or_default().iter();
    let edge = of_item.find(|edge| edge.child == place && edge.parent.is_some_and(is_left));
    places.of_association(edge.map_or(0, |edge| edge.at), |path| {
        let message = "the item is below itself, by this association and those above it";
        faults.error(Code::FrameworkCycle, path, message);
    });
}

/// What is below what, both of them here.
fn edges(
    associations: &[Association],
    index: &Index,
    places: &Places<'_>,
    faults: &mut Faults,
) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (at, association) in associations.iter().enumerate() {
        let is_child = association.kind == AssociationType::IsChildOf;
        let mut dangling = |message: &str| {
            places.of_association(at, |path| {
                faults.warning(Code::FrameworkDangling, path, message);
            });
        };
        let parent = match (&association.origin, &association.destination) {
            (Node::Elsewhere(_), Node::Elsewhere(_)) => {
                dangling("neither of the two nodes is in the framework");
                continue;
            }
            _ if !is_child => continue,
            (Node::Document, Node::Elsewhere(_)) => continue,
            (Node::Document, _) => {
                places.of_association(at, |path| {
                    let message = "the document is said to be below what is below it";
                    faults.error(Code::FrameworkCycle, path, message);
                });
                continue;
            }
            (Node::Elsewhere(_), _) => {
                dangling("what is said to be below an item is not in the framework");
                continue;
            }
            (Node::Item(_), Node::Elsewhere(_)) => {
                dangling("what the item is said to be below is not in the framework");
                continue;
            }
            (Node::Item(_), Node::Document) => None,
            (Node::Item(_), Node::Item(parent)) => index.by_identifier(*parent),
        };
        if let Node::Item(child) = &association.origin
            && let Some(child) = index.by_identifier(*child)
        {
            let sequence = association.sequence_number.unwrap_or(i64::MAX);
            edges.push(Edge { child, parent, sequence, at });
        }
    }
    edges
}
