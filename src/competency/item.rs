//! An item where it stands in its framework.

use std::collections::HashSet;
use std::ops::Deref;

use super::association::{Association, Node};
use super::framework::{CfItem, Definition, Framework, Link, Standing};
use crate::text::Timestamp;

/// An item of a framework, where it stands. It gives the members of its [`CfItem`].
#[derive(Clone, Copy, Debug)]
pub struct Item<'f> {
    framework: &'f Framework,
    item: &'f CfItem,
    place: u32,
}

impl Framework {
    /// The items, in the order of the source.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        (0..).zip(&self.items).map(|(place, item)| Item { framework: self, item, place })
    }

    /// The items right below the document, in order.
    pub fn roots(&self) -> impl Iterator<Item = Item<'_>> {
        self.places(&self.tree.roots)
    }

    /// The items below nothing: no association gives them a place.
    pub fn orphans(&self) -> impl Iterator<Item = Item<'_>> {
        self.places(&self.tree.orphans)
    }

    pub(super) fn place(&self, place: u32) -> Option<Item<'_>> {
        let item = self.items.get(place as usize)?;
        Some(Item { framework: self, item, place })
    }

    fn places<'f>(&'f self, places: &'f [u32]) -> impl Iterator<Item = Item<'f>> {
        places.iter().filter_map(|place| self.place(*place))
    }
}

impl<'f> Item<'f> {
    /// The framework of the item.
    pub fn framework(&self) -> &'f Framework {
        self.framework
    }

    /// The items right above it; most have one. What is right below the document has none.
    pub fn parents(&self) -> impl Iterator<Item = Item<'f>> + use<'f> {
        self.framework.places(self.framework.tree.parents.of(self.place))
    }

    /// The items right below it, in the order of their sequence numbers.
    pub fn children(&self) -> impl Iterator<Item = Item<'f>> + use<'f> {
        self.framework.places(self.framework.tree.children.of(self.place))
    }

    /// The way down to the item from the top of the tree, the item itself last. Where an item has
    /// several parents, the first that the source names is taken.
    pub fn path(&self) -> Vec<Item<'f>> {
        let mut path = vec![*self];
        let mut place = *self;
        // No item is below itself, so this ends.
        while let Some(parent) = place.parents().next() {
            path.push(parent);
            place = parent;
        }
        path.reverse();
        path
    }

    /// Everything below the item, each once, in the order of the tree.
    pub fn descendants(&self) -> Vec<Item<'f>> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let mut next: Vec<_> = self.children().collect();
        next.reverse();
        while let Some(item) = next.pop() {
            if seen.insert(item.place) {
                found.push(item);
                let from = next.len();
                next.extend(item.children());
                if let Some(new) = next.get_mut(from..) {
                    new.reverse();
                }
            }
        }
        found
    }

    /// How the item is related to others: the associations that name it, in the order of the source.
    /// The time grows with the number of associations of the framework.
    pub fn associations(&self) -> impl Iterator<Item = &'f Association> + use<'f> {
        let node = Node::Item(self.item.identifier);
        let associations = self.framework.associations.iter();
        associations.filter(move |one| one.origin == node || one.destination == node)
    }

    /// Whether the item is in force: its framework must be, and itself.
    pub fn standing(&self, at: &Timestamp) -> Standing {
        match self.framework.standing(at) {
            Standing::InForce => Standing::of(&self.item.status, at),
            other => other,
        }
    }

    /// The licence under which the item is given: its own, or that of its framework.
    pub fn licence(&self) -> Option<&'f Link> {
        self.item.licence.as_deref().or(self.framework.document.licence.as_deref())
    }

    /// The text of the licence, where the package defines it.
    pub fn licence_text(&self) -> Option<&'f Definition> {
        self.framework.licence_text(self.licence()?)
    }

    /// The language of its texts: its own, or that of its framework.
    pub fn language(&self) -> Option<&'f str> {
        self.item.language.as_deref().or(self.framework.document.language.as_deref())
    }

    /// A short name: the abbreviated statement, or the statement in full.
    pub fn name(&self) -> &'f str {
        self.item.abbreviated_statement.as_deref().unwrap_or(&self.item.full_statement)
    }

    /// The data, for as long as the framework lives.
    pub fn data(&self) -> &'f CfItem {
        self.item
    }
}

impl Deref for Item<'_> {
    type Target = CfItem;

    fn deref(&self) -> &CfItem {
        self.item
    }
}

impl PartialEq for Item<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.item, other.item)
    }
}

impl Eq for Item<'_> {}
