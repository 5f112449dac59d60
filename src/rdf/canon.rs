//! RDFC-1.0, RDF Dataset Canonicalization.
//!
//! Only what is ambiguous is looked at twice: a blank node whose first-degree hash nobody shares
//! gets its label at once. Exact duplicates among the quads are set aside before hashing.

mod n_degree;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256, Sha384};

use super::dataset::{Dataset, Quad, Term};
use super::error::RdfError;
use crate::fault::Pointer;
use crate::limits::Limits;
use n_degree::Search;

/// The hash function inside the canonicalization algorithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256, the algorithm's default.
    #[default]
    Sha256,
    /// SHA-384, which `ecdsa-rdfc-2019` asks with P-384.
    Sha384,
}

/// The canonical form of a data set, and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Canonical {
    /// Canonical N-Quads: sorted lines, each with its line feed, none twice.
    pub n_quads: String,
    /// Every blank node, in the order of its canonical label: `c14n0` first.
    pub blank_nodes: Vec<BlankNode>,
    /// Calls of Hash N-Degree Quads.
    pub n_degree_calls: usize,
    /// The calls that it takes when equal orders of related nodes are not seen to be equal.
    pub n_degree_calls_elsewhere: u64,
    /// Blank nodes that share their first-degree hash with another.
    pub ambiguous_nodes: usize,
}

/// A blank node before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlankNode {
    /// The number of the node in the data set, from which its label comes.
    number: u32,
    hash: Hash,
    /// Whether its first-degree hash is its alone.
    pub unique: bool,
}

impl BlankNode {
    /// The label in the data set, without the `_:`.
    pub fn label(&self, dataset: &Dataset) -> String {
        dataset.label(self.number).split_off(2)
    }

    /// The hash of Hash First Degree Quads, in hexadecimal.
    pub fn first_degree_hash(&self) -> String {
        let mut text = String::new();
        self.hash.write_hex(&mut text);
        text
    }
}

impl Canonical {
    /// Whether the implementation that most JavaScript verifiers use would give up on the data
    /// set: it allows one call of Hash N-Degree Quads for each ambiguous node. An estimate, for a
    /// warning: the order in which that implementation tries its orders has a part in it.
    pub fn would_be_refused_elsewhere(&self) -> bool {
        self.n_degree_calls_elsewhere > self.ambiguous_nodes as u64
    }

    /// The issued identifiers map: from the labels of the data set to canonical ones, both without
    /// the `_:`.
    pub fn labels(&self, dataset: &Dataset) -> BTreeMap<String, String> {
        let label = |(at, node): (usize, &BlankNode)| (node.label(dataset), format!("c14n{at}"));
        self.blank_nodes.iter().enumerate().map(label).collect()
    }
}

/// Gives a data set its canonical form.
///
/// # Errors
/// `limit.canon` when the blank nodes are so much alike that telling them apart takes more work
/// than `limits` allow.
pub fn canonicalize(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
) -> Result<Canonical, RdfError> {
    let mut mentions = Mentions::of(dataset);
    let hashes = first_degree_hashes(dataset, algorithm, &mut mentions);

    // The walk numbers some nodes that no quad came to mention.
    let mut by_hash: Vec<u32> = (0..hashes.len() as u32).collect();
    by_hash.retain(|node| !mentions.all(*node).is_empty());
    let hash_of = |node: u32| hashes.get(node as usize);
    by_hash.sort_by(|a, b| hash_of(*a).cmp(&hash_of(*b)).then(a.cmp(b)));
    let groups = || by_hash.chunk_by(|a, b| hash_of(*a) == hash_of(*b));

    let mut search = Search::new(dataset, algorithm, &mentions, &hashes);
    for group in groups() {
        if let [only] = group {
            search.issue(*only);
        }
    }
    let ambiguous_nodes = by_hash.len() - search.canonical_order().len();
    let mut unique = vec![false; hashes.len()];
    for node in search.canonical_order() {
        if let Some(unique) = unique.get_mut(*node as usize) {
            *unique = true;
        }
    }
    if ambiguous_nodes > 0 {
        search.allow(limits, ambiguous_nodes);
        for group in groups().filter(|group| group.len() > 1) {
            search.tell_apart(group).map_err(|out| {
                *RdfError::exhausted(out, Pointer::root(), "steps of canonicalization")
            })?;
        }
    }

    let n_degree_calls = search.calls();
    let n_degree_calls_elsewhere = search.calls_elsewhere();
    let order = search.into_canonical_order();
    let n_quads = write_canonical(dataset, &mentions, &order);
    let blank_nodes = order
        .iter()
        .map(|number| BlankNode {
            number: *number,
            hash: hash_of(*number).copied().unwrap_or_default(),
            unique: unique.get(*number as usize).copied().unwrap_or_default(),
        })
        .collect();
    Ok(Canonical {
        n_quads,
        blank_nodes,
        n_degree_calls,
        n_degree_calls_elsewhere,
        ambiguous_nodes,
    })
}

/// Which quads mention which blank node: lists laid end to end.
struct Mentions {
    /// Where the list of each node starts, and where the last one ends.
    starts: Vec<u32>,
    quads: Vec<u32>,
    /// Quads that are exact duplicates of an earlier one.
    repeated: Vec<bool>,
}

impl Mentions {
    fn of(dataset: &Dataset) -> Self {
        let nodes = dataset.labels.len();
        let mut starts = vec![0_u32; nodes + 1];
        for quad in &dataset.quads {
            for node in blank_nodes(quad).into_iter().flatten() {
                if let Some(count) = starts.get_mut(node as usize + 1) {
                    *count += 1;
                }
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut quads = vec![0; total as usize];
        let mut next = starts.clone();
        for (index, quad) in dataset.quads.iter().enumerate() {
            for node in blank_nodes(quad).into_iter().flatten() {
                if let Some(at) = next.get_mut(node as usize) {
                    if let Some(slot) = quads.get_mut(*at as usize) {
                        *slot = index as u32;
                    }
                    *at += 1;
                }
            }
        }
        Self { starts, quads, repeated: vec![false; dataset.quads.len()] }
    }

    /// The quads that mention the node, repeated ones included.
    fn all(&self, node: u32) -> &[u32] {
        let start = self.starts.get(node as usize).copied().unwrap_or_default() as usize;
        let end = self.starts.get(node as usize + 1).copied().unwrap_or_default() as usize;
        self.quads.get(start..end).unwrap_or_default()
    }

    fn is_repeated(&self, quad: u32) -> bool {
        self.repeated.get(quad as usize).copied().unwrap_or_default()
    }
}

/// The blank nodes of a quad, each once.
fn blank_nodes(quad: &Quad) -> [Option<u32>; 3] {
    let subject = quad.subject.as_blank();
    let object = quad.object.as_blank().filter(|node| Some(*node) != subject);
    let graph = quad.graph.as_blank();
    let graph = graph.filter(|_| graph != subject && graph != quad.object.as_blank());
    [subject, object, graph]
}

/// Hash First Degree Quads (RDFC-1.0, section 4.6), for every blank node. Marks repeated quads.
fn first_degree_hashes(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    mentions: &mut Mentions,
) -> Vec<Hash> {
    let nodes = dataset.labels.len() as u32;
    let mut hashes = Vec::with_capacity(nodes as usize);
    let mut text = String::new();
    let mut lines: Vec<(usize, usize, u32)> = Vec::new();
    for node in 0..nodes {
        text.clear();
        lines.clear();
        for index in mentions.all(node) {
            let Some(quad) = dataset.quads.get(*index as usize) else { continue };
            let start = text.len();
            dataset.write_quad(&mut text, quad, |n| if n == node { "_:a" } else { "_:z" });
            lines.push((start, text.len(), *index));
        }
        let line =
            |(start, end, _): &(usize, usize, u32)| text.get(*start..*end).unwrap_or_default();
        lines.sort_by(|a, b| line(a).cmp(line(b)));
        let mut hasher = Hasher::new(algorithm);
        for run in lines.chunk_by(|a, b| line(a) == line(b)) {
            if run.len() > 1 {
                mark_repeated(dataset, run, &mut mentions.repeated);
            }
            for one in run {
                if !mentions.repeated.get(one.2 as usize).copied().unwrap_or_default() {
                    hasher.update(line(one).as_bytes());
                }
            }
        }
        hashes.push(hasher.finish());
    }
    hashes
}

/// Among quads that differ at most in blank nodes, marks all but the first of those that do not
/// differ at all.
fn mark_repeated(dataset: &Dataset, run: &[(usize, usize, u32)], repeated: &mut [bool]) {
    let key = |index: u32| {
        let quad = dataset.quads.get(index as usize);
        quad.map(|q| (q.subject.as_blank(), q.object.as_blank(), q.graph.as_blank()))
    };
    let mut indexes: Vec<u32> = run.iter().map(|line| line.2).collect();
    indexes.sort_by_key(|index| (key(*index), *index));
    for same in indexes.chunk_by(|a, b| key(*a) == key(*b)) {
        for index in same.iter().skip(1) {
            if let Some(mark) = repeated.get_mut(*index as usize) {
                *mark = true;
            }
        }
    }
}

fn write_canonical(dataset: &Dataset, mentions: &Mentions, order: &[u32]) -> String {
    let mut labels = vec![String::new(); dataset.labels.len()];
    for (at, node) in order.iter().enumerate() {
        if let Some(label) = labels.get_mut(*node as usize) {
            *label = format!("_:c14n{at}");
        }
    }
    let label = |node: u32| labels.get(node as usize).map_or("", String::as_str);
    let text_of = |term: Term| match term.as_blank() {
        Some(node) => label(node),
        None => dataset.text_of(term),
    };
    // No term can be the start of another and go on with a byte below the space that follows it,
    // so quads in the order of their terms are lines in the order of their code points.
    let compare = |a: Term, b: Term| match a == b {
        true => Ordering::Equal,
        false => text_of(a).cmp(text_of(b)),
    };
    let mut quads: Vec<&Quad> = Vec::with_capacity(dataset.quads.len());
    for (index, quad) in dataset.quads.iter().enumerate() {
        if !mentions.is_repeated(index as u32) {
            quads.push(quad);
        }
    }
    let in_order = |a: &&Quad, b: &&Quad| {
        compare(a.subject, b.subject)
            .then_with(|| compare(a.predicate, b.predicate))
            .then_with(|| compare(a.object, b.object))
            .then_with(|| compare(a.graph, b.graph))
    };
    quads.sort_by(in_order);
    quads.dedup_by(|a, b| in_order(&&**a, &&**b) == Ordering::Equal);
    let mut out = String::with_capacity(dataset.written);
    for quad in quads {
        dataset.write_quad(&mut out, quad, label);
    }
    out
}

/// A hash of up to 48 bytes. Hashes sort as their hexadecimal forms do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Hash {
    bytes: [u8; 48],
    len: u8,
}

impl Default for Hash {
    fn default() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }
}

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        let mut hash = Self { len: bytes.len() as u8, ..Self::default() };
        for (to, from) in hash.bytes.iter_mut().zip(bytes) {
            *to = *from;
        }
        hash
    }

    fn write_hex(&self, out: &mut String) {
        for byte in self.bytes.iter().take(usize::from(self.len)) {
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }));
            }
        }
    }
}

enum Hasher {
    Sha256(Sha256),
    Sha384(Box<Sha384>),
}

impl Hasher {
    fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            HashAlgorithm::Sha384 => Hasher::Sha384(Box::new(Sha384::new())),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Sha384(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Hash {
        match self {
            Hasher::Sha256(hasher) => Hash::of(&hasher.finalize()),
            Hasher::Sha384(hasher) => Hash::of(&hasher.finalize()),
        }
    }
}
