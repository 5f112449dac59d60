//! Hash N-Degree Quads (RDFC-1.0, section 4.8) for blank nodes that look alike from nearby.
//!
//! The recursion of the standard runs on a stack of its own, and the issuer that it copies for
//! every order is one list that is cut back and grown again, so that neither depth nor copying
//! costs more than the work that the budgets count.

use std::cmp::Reverse;

use super::{Hash, HashAlgorithm, Hasher, Mentions, write_number};
use crate::limits::Exhausted;
use crate::rdf::allowance::Left;
use crate::rdf::dataset::{Dataset, Quad};

pub(super) struct Search<'a> {
    dataset: &'a Dataset,
    algorithm: HashAlgorithm,
    mentions: &'a Mentions,
    hashes: &'a [Hash],
    /// Nodes in the order in which they got canonical labels, and the number of each.
    canonical: Issuer,
    /// The same for the labels of one path (`b0`, `b1`, …).
    temporary: Issuer,
    left: Left,
    made: usize,
    /// Makes the mistake that several implementations make, to see that it shows.
    #[cfg(test)]
    pub related_as_set: bool,
}

/// Numbers given out in order, which can be taken back from the end.
struct Issuer {
    nodes: Vec<u32>,
    numbers: Vec<Option<u32>>,
}

/// One call that is under way.
struct Call {
    /// Related nodes and their hashes, in the order of the hashes, those that were dealt with
    /// taken off the end. Duplicates are kept: the standard wants lists here.
    related: Vec<(Hash, u32)>,
    /// What will be hashed.
    data: String,
    /// The related nodes of the hash at hand, in the order that is being tried.
    order: Vec<u32>,
    /// How many labels were issued when the first order was tried.
    issued_before: usize,
    path: String,
    /// Nodes that the order at hand labelled first, and how many were followed.
    unexplored: Vec<u32>,
    explored: usize,
    /// The best order so far: its path, and the labels that it issued.
    chosen: Option<(String, Vec<u32>)>,
}

/// One call costs one unit for each so many bytes that it hashes, begun or whole.
const BYTES_A_UNIT: usize = 1024;
/// One order costs one unit for each so many nodes in it, begun or whole.
const NODES_A_UNIT: usize = 16;

impl<'a> Search<'a> {
    pub fn new(
        dataset: &'a Dataset,
        algorithm: HashAlgorithm,
        mentions: &'a Mentions,
        hashes: &'a [Hash],
    ) -> Self {
        Self {
            dataset,
            algorithm,
            mentions,
            hashes,
            canonical: Issuer::new(hashes.len()),
            temporary: Issuer::new(0),
            left: Left::nothing(),
            made: 0,
            #[cfg(test)]
            related_as_set: false,
        }
    }

    /// Sets the budgets.
    pub fn allow(&mut self, left: Left) {
        self.left = left;
        self.temporary = Issuer::new(self.hashes.len());
    }

    /// What is left of the budgets.
    pub fn left(&self) -> &Left {
        &self.left
    }

    /// Gives the node the next canonical label, if it has none.
    pub fn issue(&mut self, node: u32) {
        self.canonical.issue(node);
    }

    pub fn canonical_order(&self) -> &[u32] {
        &self.canonical.nodes
    }

    pub fn into_canonical_order(self) -> Vec<u32> {
        self.canonical.nodes
    }

    /// Calls of Hash N-Degree Quads so far.
    pub fn calls(&self) -> usize {
        self.made
    }

    /// Labels the nodes of a group that shares one first-degree hash (section 4.4.3, step 5).
    pub fn tell_apart(&mut self, group: &[u32]) -> Result<(), Exhausted> {
        let mut results: Vec<(Hash, Vec<u32>)> = Vec::new();
        for node in group {
            if self.canonical.number(*node).is_some() {
                continue;
            }
            self.temporary.cut_to(0);
            self.temporary.issue(*node);
            let hash = self.hash_n_degree(*node)?;
            results.push((hash, self.temporary.nodes.clone()));
        }
        results.sort_by_key(|result| result.0);
        for (_, nodes) in results {
            for node in nodes {
                self.canonical.issue(node);
            }
        }
        Ok(())
    }

    fn hash_n_degree(&mut self, node: u32) -> Result<Hash, Exhausted> {
        let mut calls = vec![self.call(node)?];
        loop {
            let Some(call) = calls.last_mut() else { return Ok(Hash::default()) };
            if let Some(node) = call.unexplored.get(call.explored) {
                let node = *node;
                calls.push(self.call(node)?);
                continue;
            }
            if self.finish_order(call)? {
                continue;
            }
            // Every order of every hash was tried: the call returns.
            let mut hasher = Hasher::new(self.algorithm);
            hasher.update(call.data.as_bytes());
            let hash = hasher.finish();
            calls.pop();
            let Some(caller) = calls.last_mut() else { return Ok(hash) };
            if let Some(node) = caller.unexplored.get(caller.explored) {
                self.temporary.write(*node, &mut caller.path);
            }
            caller.path.push('<');
            hash.write_hex(&mut caller.path);
            caller.path.push('>');
            caller.explored += 1;
            if caller.is_hopeless() {
                self.next_order(caller)?;
            }
        }
    }

    /// Starts a call: finds the related nodes and the first order to try.
    fn call(&mut self, node: u32) -> Result<Call, Exhausted> {
        self.made += 1;
        let (related, bytes) = self.related(node);
        self.left.calls.consume(1 + bytes / BYTES_A_UNIT)?;
        let mut call = Call {
            related,
            data: String::with_capacity(256),
            order: Vec::new(),
            issued_before: self.temporary.nodes.len(),
            path: String::with_capacity(128),
            unexplored: Vec::new(),
            explored: 0,
            chosen: None,
        };
        self.next_hash(&mut call)?;
        Ok(call)
    }

    /// The order at hand is followed to its end: keeps it if it is the best. False when there is
    /// nothing left to try.
    fn finish_order(&mut self, call: &mut Call) -> Result<bool, Exhausted> {
        if call.order.is_empty() {
            return Ok(false);
        }
        if call.chosen.as_ref().is_none_or(|(best, _)| call.path < *best) {
            let issued = self.temporary.nodes.get(call.issued_before..).unwrap_or_default();
            call.chosen = Some((std::mem::take(&mut call.path), issued.to_vec()));
        }
        self.next_order(call)
    }

    /// Goes on to the next order that is worth following, or to the next hash. False when there is
    /// nothing left to try.
    fn next_order(&mut self, call: &mut Call) -> Result<bool, Exhausted> {
        while next_permutation(&mut call.order) {
            if self.try_order(call)? {
                return Ok(true);
            }
        }
        if let Some((path, issued)) = call.chosen.take() {
            call.data.push_str(&path);
            self.temporary.cut_to(call.issued_before);
            for node in issued {
                self.temporary.issue(node);
            }
        }
        self.next_hash(call)
    }

    fn next_hash(&mut self, call: &mut Call) -> Result<bool, Exhausted> {
        call.order.clear();
        call.unexplored.clear();
        let Some((hash, _)) = call.related.last().copied() else { return Ok(false) };
        hash.write_hex(&mut call.data);
        while let Some((_, node)) = call.related.pop_if(|related| related.0 == hash) {
            call.order.push(node);
        }
        call.order.sort_unstable();
        call.issued_before = self.temporary.nodes.len();
        self.try_order(call)
    }

    /// Labels the nodes in the order at hand. False when the path is already worse than the best.
    fn try_order(&mut self, call: &mut Call) -> Result<bool, Exhausted> {
        self.left.orders.consume(1 + call.order.len() / NODES_A_UNIT)?;
        self.temporary.cut_to(call.issued_before);
        call.path.clear();
        call.unexplored.clear();
        call.explored = 0;
        for at in 0..call.order.len() {
            let Some(node) = call.order.get(at).copied() else { break };
            match self.canonical.number(node) {
                Some(number) => write_label("_:c14n", number, &mut call.path),
                None => {
                    if self.temporary.issue(node) {
                        call.unexplored.push(node);
                    }
                    self.temporary.write(node, &mut call.path);
                }
            }
            if call.is_hopeless() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The hash to related blank nodes map of a node, last hash first, and how many bytes went
    /// into it.
    fn related(&self, node: u32) -> (Vec<(Hash, u32)>, usize) {
        let mut found: Vec<(Hash, u32)> = Vec::with_capacity(8);
        let mut input = String::with_capacity(256);
        let mut bytes = 0;
        for index in self.mentions.all(node) {
            let Some(quad) = self.dataset.quads.get(*index as usize) else { continue };
            if self.mentions.is_repeated(*index) {
                continue;
            }
            let subject = self.dataset.subject_of(quad);
            let places = [("s", subject), ("o", quad.object), ("g", quad.graph)];
            for (position, term) in places {
                if let Some(related) = term.as_blank().filter(|related| *related != node) {
                    input.clear();
                    self.describe(related, quad, position, &mut input);
                    bytes += input.len();
                    let mut hasher = Hasher::new(self.algorithm);
                    hasher.update(input.as_bytes());
                    found.push((hasher.finish(), related));
                }
            }
        }
        found.sort_unstable_by_key(|related| Reverse(related.0));
        #[cfg(test)]
        if self.related_as_set {
            found.sort_unstable_by_key(|related| Reverse(*related));
            found.dedup();
        }
        (found, bytes)
    }

    /// What Hash Related Blank Node hashes (section 4.7).
    fn describe(&self, related: u32, quad: &Quad, position: &str, input: &mut String) {
        input.push_str(position);
        if position != "g" {
            input.push_str(self.dataset.text_of(self.dataset.predicate_of(quad)));
        }
        if let Some(number) = self.canonical.number(related) {
            write_label("_:c14n", number, input);
        } else if self.temporary.number(related).is_some() {
            self.temporary.write(related, input);
        } else if let Some(hash) = self.hashes.get(related as usize) {
            hash.write_hex(input);
        }
    }
}

impl Call {
    /// Whether the path can no longer become the best.
    fn is_hopeless(&self) -> bool {
        self.chosen
            .as_ref()
            .is_some_and(|(best, _)| self.path.len() >= best.len() && self.path > *best)
    }
}

impl Issuer {
    fn new(nodes: usize) -> Self {
        Self { nodes: Vec::new(), numbers: vec![None; nodes] }
    }

    fn number(&self, node: u32) -> Option<u32> {
        self.numbers.get(node as usize).copied().flatten()
    }

    /// Gives the node the next number; false if it has one.
    fn issue(&mut self, node: u32) -> bool {
        let next = self.nodes.len() as u32;
        match self.numbers.get_mut(node as usize) {
            Some(number @ None) => {
                *number = Some(next);
                self.nodes.push(node);
                true
            }
            _ => false,
        }
    }

    /// Takes back all numbers from `len` on.
    fn cut_to(&mut self, len: usize) {
        for node in self.nodes.drain(len.min(self.nodes.len())..) {
            if let Some(number) = self.numbers.get_mut(node as usize) {
                *number = None;
            }
        }
    }

    fn write(&self, node: u32, out: &mut String) {
        write_label("_:b", self.number(node).unwrap_or_default(), out);
    }
}

fn write_label(prefix: &str, number: u32, out: &mut String) {
    out.push_str(prefix);
    write_number(number, out);
}

/// The next order of the list, equal entries counted as one; false after the last. Starting from
/// the sorted list, every distinct order comes once.
fn next_permutation(list: &mut [u32]) -> bool {
    let Some(ascent) = list.windows(2).rposition(|pair| pair.first() < pair.last()) else {
        return false;
    };
    let (head, tail) = list.split_at_mut(ascent + 1);
    let Some(pivot) = head.last_mut() else { return false };
    if let Some(successor) = tail.iter_mut().rev().find(|entry| **entry > *pivot) {
        std::mem::swap(pivot, successor);
    }
    tail.reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::next_permutation;

    #[test]
    fn every_distinct_order_comes_once() {
        for (list, expected) in [
            (vec![], 1),
            (vec![1], 1),
            (vec![1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 1),
            (vec![1, 2, 3, 4], 24),
            (vec![1, 1, 2, 2], 6),
            (vec![1, 1, 1, 2], 4),
        ] {
            let mut orders = vec![list.clone()];
            let mut list = list;
            while next_permutation(&mut list) {
                orders.push(list.clone());
            }
            let found = orders.len();
            orders.sort();
            orders.dedup();
            assert_eq!((found, orders.len()), (expected, expected));
        }
    }
}
