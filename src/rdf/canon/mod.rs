//! RDFC-1.0, RDF Dataset Canonicalization.
//!
//! Only what is ambiguous is looked at twice: a blank node whose first-degree hash nobody shares
//! gets its label at once. Exact duplicates among the quads are set aside before hashing.

mod digest;
mod n_degree;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::allowance::Allowance;
use super::dataset::{Dataset, Quad, Term};
use super::error::RdfError;
use crate::limits::Limits;
pub use digest::HashAlgorithm;
use digest::{Hash, Hasher};
use n_degree::Search;

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
    /// Whether the implementation that is common in JavaScript (`rdf-canonize` 5, with its default
    /// work limit) would give up on the data set: it allows one call of Hash N-Degree Quads for
    /// each ambiguous node.
    pub fn would_be_refused_elsewhere(&self) -> bool {
        self.n_degree_calls > self.ambiguous_nodes
    }

    /// The numbers of the blank nodes in the data set, in the order of their canonical labels.
    #[cfg(feature = "aws-lc")]
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.blank_nodes.iter().map(|node| node.number)
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
/// RDFC-1.0 itself has two forms for some data sets, and labels decide which comes out: where quads
/// of named graphs hold two blank nodes, it compares them without the graph (section 4.7.3). Both
/// forms mean the same, so a signature can fail by it but never hold wrongly. No credential is known
/// to need such quads.
///
/// # Errors
/// `limit.canon` when the blank nodes are so much alike that telling them apart takes more work
/// than `limits` allow.
pub fn canonicalize(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
) -> Result<Canonical, RdfError> {
    canonicalize_within(dataset, algorithm, limits, &Allowance::default())
}

/// As [`canonicalize`], one of several data sets that share an allowance.
pub(crate) fn canonicalize_within(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
    allowance: &Allowance,
) -> Result<Canonical, RdfError> {
    canonicalize_with(dataset, algorithm, limits, allowance, |_| {})
}

/// The canonical N-Quads alone. A blank node without company needs no hash to get its label.
pub(crate) fn canonical_n_quads(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
    allowance: &Allowance,
) -> Result<String, RdfError> {
    if dataset.labels.len() > 1 {
        return Ok(canonicalize_within(dataset, algorithm, limits, allowance)?.n_quads);
    }
    let order: &[u32] = if dataset.labels.is_empty() { &[] } else { &[0] };
    Ok(write_canonical(dataset, &Ranks::of(dataset), &Mentions::default(), order))
}

fn canonicalize_with(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    limits: &Limits,
    allowance: &Allowance,
    prepare: impl FnOnce(&mut Search<'_>),
) -> Result<Canonical, RdfError> {
    let ranks = Ranks::of(dataset);
    let mut mentions = Mentions::of(dataset);
    let hashes = first_degree_hashes(dataset, algorithm, &ranks, &mut mentions);

    // The walk numbers some nodes that no quad came to mention.
    let mut by_hash: Vec<u32> = (0..hashes.len() as u32).collect();
    by_hash.retain(|node| !mentions.all(*node).is_empty());
    let hash_of = |node: u32| hashes.get(node as usize);
    by_hash.sort_by(|a, b| hash_of(*a).cmp(&hash_of(*b)).then(a.cmp(b)));
    let groups = || by_hash.chunk_by(|a, b| hash_of(*a) == hash_of(*b));

    let mut search = Search::new(dataset, algorithm, &mentions, &hashes);
    prepare(&mut search);
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
        search.allow(allowance.left(limits, ambiguous_nodes));
        let mut groups = groups().filter(|group| group.len() > 1);
        let told_apart = groups.try_for_each(|group| search.tell_apart(group));
        allowance.spend(search.left(), told_apart)?;
    }

    let n_degree_calls = search.calls();
    let order = search.into_canonical_order();
    let n_quads = write_canonical(dataset, &ranks, &mentions, &order);
    let blank_nodes = order
        .iter()
        .map(|number| BlankNode {
            number: *number,
            hash: hash_of(*number).copied().unwrap_or_default(),
            unique: unique.get(*number as usize).copied().unwrap_or_default(),
        })
        .collect();
    Ok(Canonical { n_quads, blank_nodes, n_degree_calls, ambiguous_nodes })
}

/// Which quads mention which blank node: lists laid end to end.
#[derive(Default)]
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
            for node in blank_nodes(dataset, quad).into_iter().flatten() {
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
            for node in blank_nodes(dataset, quad).into_iter().flatten() {
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
#[inline]
fn blank_nodes(dataset: &Dataset, quad: &Quad) -> [Option<u32>; 3] {
    let subject = dataset.subject_of(quad).as_blank();
    let object = quad.object.as_blank().filter(|node| Some(*node) != subject);
    let graph = quad.graph.as_blank();
    let graph = graph.filter(|_| graph != subject && graph != quad.object.as_blank());
    [subject, object, graph]
}

/// Where subjects and predicates come among their own kind, so that sorting quads compares numbers.
struct Ranks {
    /// For each listed subject that is an IRI: the rank of its text.
    subjects: Vec<u32>,
    predicates: Vec<u32>,
}

impl Ranks {
    fn of(dataset: &Dataset) -> Self {
        Self {
            subjects: ranks(dataset, dataset.subjects()),
            predicates: ranks(dataset, dataset.predicates()),
        }
    }

    #[inline]
    fn subject(&self, quad: &Quad) -> u32 {
        self.subjects.get(quad.subject.index()).copied().unwrap_or_default()
    }

    #[inline]
    fn predicate(&self, quad: &Quad) -> u32 {
        self.predicates.get(quad.predicate.index()).copied().unwrap_or_default()
    }
}

/// The rank of each IRI among all: equal ones have equal ranks, and blank nodes none.
fn ranks(dataset: &Dataset, terms: &[Term]) -> Vec<u32> {
    let texts = terms.iter().map(|term| dataset.text_of(*term)).zip(0_u32..);
    let mut sorted: Vec<(&str, u32)> = texts.filter(|(text, _)| !text.is_empty()).collect();
    sorted.sort_unstable();
    let mut ranks = vec![0; terms.len()];
    let mut rank = 0;
    let mut before = "";
    for (text, index) in sorted {
        rank += u32::from(text != before);
        before = text;
        if let Some(slot) = ranks.get_mut(index as usize) {
            *slot = rank;
        }
    }
    ranks
}

/// Hash First Degree Quads (RDFC-1.0, section 4.6), for every blank node. Marks repeated quads.
fn first_degree_hashes(
    dataset: &Dataset,
    algorithm: HashAlgorithm,
    ranks: &Ranks,
    mentions: &mut Mentions,
) -> Vec<Hash> {
    let nodes = dataset.labels.len() as u32;
    let mut hashes = Vec::with_capacity(nodes as usize);
    let mut text = String::new();
    let mut quads: Vec<(u32, &Quad)> = Vec::new();
    for node in 0..nodes {
        let label = |number: u32| if number == node { "_:a" } else { "_:z" };
        let written = |term: Term| term.as_blank().map_or_else(|| dataset.text_of(term), label);
        // IRIs come before blank nodes, as `<` does before `_`.
        let subject = |quad: &Quad| match dataset.subject_of(quad).as_blank() {
            None => (0, ranks.subject(quad)),
            Some(number) => (if number == node { 1 } else { 2 }, 0),
        };
        let in_order = |a: &Quad, b: &Quad| {
            subject(a)
                .cmp(&subject(b))
                .then_with(|| ranks.predicate(a).cmp(&ranks.predicate(b)))
                .then_with(|| written(a.object).cmp(written(b.object)))
                .then_with(|| same_or(a.graph, b.graph, written))
        };
        quads.clear();
        let all = mentions.all(node).iter();
        quads.extend(all.filter_map(|i| Some((*i, dataset.quads.get(*i as usize)?))));
        quads.sort_by(|a, b| in_order(a.1, b.1));
        text.clear();
        for run in quads.chunk_by(|a, b| in_order(a.1, b.1) == Ordering::Equal) {
            if run.len() > 1 {
                mark_repeated(dataset, run, &mut mentions.repeated);
            }
            for (index, quad) in run {
                if !mentions.repeated.get(*index as usize).copied().unwrap_or_default() {
                    dataset.write_quad(&mut text, quad, label);
                }
            }
        }
        let mut hasher = Hasher::new(algorithm);
        hasher.update(text.as_bytes());
        hashes.push(hasher.finish());
    }
    hashes
}

/// The order of two graphs, which are the same nearly always: to compare the empty text of the
/// default graph with itself is slow, of all things, on processors that mask loads.
#[inline]
fn same_or<'t>(a: Term, b: Term, written: impl Fn(Term) -> &'t str) -> Ordering {
    if a == b { Ordering::Equal } else { written(a).cmp(written(b)) }
}

/// Among quads that differ at most in blank nodes, marks all but the first of those that do not
/// differ at all.
fn mark_repeated(dataset: &Dataset, run: &[(u32, &Quad)], repeated: &mut [bool]) {
    let nodes = |quad: &Quad| {
        (dataset.subject_of(quad).as_blank(), quad.object.as_blank(), quad.graph.as_blank())
    };
    let mut run = run.to_vec();
    run.sort_by_key(|(index, quad)| (nodes(quad), *index));
    for same in run.chunk_by(|a, b| nodes(a.1) == nodes(b.1)) {
        for (index, _) in same.iter().skip(1) {
            if let Some(mark) = repeated.get_mut(*index as usize) {
                *mark = true;
            }
        }
    }
}

/// No term can be the start of another that goes on with a byte below the space which follows it,
/// so quads in the order of their terms are lines in the order of their code points.
fn write_canonical(dataset: &Dataset, ranks: &Ranks, mentions: &Mentions, order: &[u32]) -> String {
    let labels = CanonicalLabels::of(dataset.labels.len(), order);
    let label = |node: u32| labels.text(node);
    let written = |term: Term| term.as_blank().map_or_else(|| dataset.text_of(term), label);
    // IRIs come before blank nodes, as `<` does before `_`.
    let key = |quad: &Quad| {
        let subject = match dataset.subject_of(quad).as_blank() {
            None => ranks.subject(quad),
            Some(node) => u32::MAX / 2 + labels.rank(node),
        };
        u64::from(subject) << 32 | u64::from(ranks.predicate(quad))
    };
    // Numbers sort fast, and few quads share their subject and their predicate.
    let mut sorted: Vec<u128> = Vec::with_capacity(dataset.quads.len());
    for (index, quad) in dataset.quads.iter().enumerate() {
        if !mentions.is_repeated(index as u32) {
            sorted.push(u128::from(key(quad)) << 32 | index as u128);
        }
    }
    sorted.sort_unstable();
    let in_order = |a: &&Quad, b: &&Quad| {
        let objects = written(a.object).cmp(written(b.object));
        objects.then_with(|| same_or(a.graph, b.graph, written))
    };
    let mut out = String::with_capacity(dataset.written);
    let mut same: Vec<&Quad> = Vec::new();
    for run in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
        same.clear();
        same.extend(run.iter().filter_map(|index| dataset.quads.get(*index as u32 as usize)));
        if same.len() > 1 {
            same.sort_unstable_by(in_order);
            same.dedup_by(|a, b| in_order(a, b) == Ordering::Equal);
        }
        for quad in &same {
            dataset.write_quad(&mut out, quad, label);
        }
    }
    out
}

/// The canonical label of each blank node, and where it comes among them as text: `c14n10` before
/// `c14n2`.
struct CanonicalLabels {
    text: String,
    /// By the number of the node: where its label starts and ends, and its rank.
    nodes: Vec<(u32, u32, u32)>,
}

impl CanonicalLabels {
    fn of(nodes: usize, order: &[u32]) -> Self {
        let mut labels = Self { text: String::new(), nodes: vec![(0, 0, 0); nodes] };
        let mut number = 0;
        for rank in 0..order.len() {
            let start = labels.text.len() as u32;
            labels.text.push_str("_:c14n");
            write_number(number as u32, &mut labels.text);
            let node = order.get(number).copied().unwrap_or_default();
            if let Some(slot) = labels.nodes.get_mut(node as usize) {
                *slot = (start, labels.text.len() as u32, rank as u32);
            }
            number = next_as_text(number, order.len());
        }
        labels
    }

    #[inline]
    fn text(&self, node: u32) -> &str {
        let (start, end, _) = self.nodes.get(node as usize).copied().unwrap_or_default();
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    #[inline]
    fn rank(&self, node: u32) -> u32 {
        self.nodes.get(node as usize).map_or(0, |(_, _, rank)| *rank)
    }
}

fn write_number(number: u32, out: &mut String) {
    if number >= 10 {
        write_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// The number below `end` that follows when numbers are sorted as text: 0, 1, 10, 100, 11, 2.
fn next_as_text(mut number: usize, end: usize) -> usize {
    if number > 0 && number * 10 < end {
        return number * 10;
    }
    if number + 1 >= end {
        number /= 10;
    }
    number += 1;
    while number.is_multiple_of(10) {
        number /= 10;
    }
    number
}
