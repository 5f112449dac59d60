use std::collections::HashMap;

use super::framework::Framework;
use super::identifier::Identifier;
use super::item::Item;

/// Where the items of a framework are found: by identifier, by address, by code.
#[derive(Debug, Default)]
pub(super) struct Index {
    identifiers: HashMap<Identifier, u32>,
    addresses: HashMap<Box<str>, u32>,
    /// A code may be that of several items.
    codes: HashMap<Box<str>, Vec<u32>>,
}

impl Index {
    /// Notes the identifier; gives the place that has it already.
    pub(super) fn identifier(&mut self, identifier: Identifier, place: u32) -> Option<u32> {
        let known = *self.identifiers.entry(identifier).or_insert(place);
        (known != place).then_some(known)
    }

    /// Notes the address; gives the place that has it already.
    pub(super) fn address(&mut self, uri: &str, place: u32) -> Option<u32> {
        if let Some(known) = self.addresses.get(uri) {
            return Some(*known);
        }
        self.addresses.insert(uri.into(), place);
        None
    }

    pub(super) fn code(&mut self, code: &str, place: u32) {
        match self.codes.get_mut(code) {
            Some(places) => places.push(place),
            None => {
                self.codes.insert(code.into(), vec![place]);
            }
        }
    }

    pub(super) fn by_identifier(&self, identifier: Identifier) -> Option<u32> {
        self.identifiers.get(&identifier).copied()
    }

    pub(super) fn by_address(&self, uri: &str) -> Option<u32> {
        self.addresses.get(uri).copied()
    }
}

impl Framework {
    /// The item with an identifier.
    pub fn item(&self, identifier: Identifier) -> Option<Item<'_>> {
        self.place(self.index.by_identifier(identifier)?)
    }

    /// The item at an address, compared as text.
    pub fn item_at(&self, uri: &str) -> Option<Item<'_>> {
        self.place(self.index.by_address(uri)?)
    }

    /// The items with a code that people use, in the order of the source. Codes need not be unique.
    pub fn items_with_code(&self, code: &str) -> impl Iterator<Item = Item<'_>> {
        let places = self.index.codes.get(code).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.place(*place))
    }

    /// The items that `key` names, whatever it is: an identifier, a CTID, an address or a code.
    pub fn find(&self, key: &str) -> Vec<Item<'_>> {
        let identifier = Identifier::parse(key).or_else(|| Identifier::of_ctid(key));
        let named = identifier.and_then(|identifier| self.item(identifier));
        match named.or_else(|| self.item_at(key)) {
            Some(item) => vec![item],
            None => self.items_with_code(key).collect(),
        }
    }
}
