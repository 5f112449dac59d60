use std::collections::HashMap;
use std::ops::Range;

use arcstr::ArcStr;

use super::framework::{CfItem, Framework};
use super::identifier::Identifier;
use super::item::Item;

/// Where the items of a framework are found: by identifier, by address, by code.
#[derive(Debug, Default)]
pub(super) struct Index {
    identifiers: HashMap<Identifier, u32>,
    addresses: HashMap<ArcStr, u32>,
    /// A code may be that of several items: where they stand among the `coded`.
    codes: HashMap<ArcStr, Range<u32>>,
    coded: Vec<u32>,
}

impl Index {
    /// Notes the identifier; gives the place that has it already.
    pub(super) fn identifier(&mut self, identifier: Identifier, place: u32) -> Option<u32> {
        let known = *self.identifiers.entry(identifier).or_insert(place);
        (known != place).then_some(known)
    }

    /// Notes the address; gives the place that has it already.
    pub(super) fn address(&mut self, uri: &ArcStr, place: u32) -> Option<u32> {
        if let Some(known) = self.addresses.get(uri) {
            return Some(*known);
        }
        self.addresses.insert(uri.clone(), place);
        None
    }

    /// Notes the codes of all items.
    pub(super) fn codes(&mut self, items: &[CfItem]) {
        let codes = (0..).zip(items);
        let codes =
            codes.filter_map(|(place, item)| Some((item.human_coding_scheme.as_ref()?, place)));
        let mut codes: Vec<(&ArcStr, u32)> = codes.collect();
        codes.sort_unstable();
        for of_one in codes.chunk_by(|(a, _), (b, _)| a == b) {
            let start = self.coded.len() as u32;
            self.coded.extend(of_one.iter().map(|(_, place)| place));
            if let Some((code, _)) = of_one.first() {
                self.codes.insert(ArcStr::clone(code), start..self.coded.len() as u32);
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
        let range = self.index.codes.get(code).cloned().unwrap_or_default();
        let places =
            self.index.coded.get(range.start as usize..range.end as usize).unwrap_or_default();
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
