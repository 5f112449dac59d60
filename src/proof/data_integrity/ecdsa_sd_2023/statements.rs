//! The statements of a document as the suite signs them: canonical N-Quads whose blank nodes are
//! labelled by the HMAC of their canonical labels (sections 3.4.4 and 3.4.17).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use aws_lc_rs::hmac;

use super::proof_value::LabelHash;
use super::selection::Selection;
use super::sha256;
use crate::fault::{Code, Objection, Path, Pointer};
use crate::json::Value;
use crate::model::may_stand_beside;
use crate::proof::data_integrity::Canonicalizer;
use crate::proof::data_integrity::unsecured::{check_meanings, check_names, check_places};
use crate::rdf::{self, Canonical, Dataset, HashAlgorithm, Marked, Statement};
use crate::text::multibase;

/// The marks of statements.
pub(super) const MANDATORY: u8 = 1;
pub(super) const REVEALED: u8 = 2;

/// A document, its statements in order, and which of them are mandatory or revealed.
pub(super) struct Grouped {
    marked: Marked,
    canonical: Canonical,
    pub statements: Vec<Statement>,
    /// By the number of the canonical label.
    labels: Vec<LabelHash>,
}

impl Grouped {
    /// The statements of `document` under `hmac_key`: those that the selections cover are marked.
    pub fn of(
        document: &Value,
        mandatory: &Selection,
        revealed: &Selection,
        hmac_key: &[u8; 32],
        canonicalizer: Canonicalizer<'_>,
    ) -> Result<Self, Objection> {
        let Canonicalizer { contexts, limits } = canonicalizer;
        let mark = |path: &Path<'_>| {
            let (mandatory, revealed) = (mandatory.covers(path), revealed.covers(path));
            (u8::from(mandatory) * MANDATORY) | (u8::from(revealed) * REVEALED)
        };
        let marked = Marked::of(document, contexts, limits, &mark, may_stand_beside)?;
        check_names(marked.dataset())?;
        check_meanings(marked.dataset())?;
        check_places(marked.dataset())?;
        let canonical = rdf::canonicalize(marked.dataset(), HashAlgorithm::Sha256, limits)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, hmac_key);
        let labels = label_hashes(&key, canonical.blank_nodes.len());
        let statements = marked.statements(&canonical, &written(&labels));
        if statements.len() > limits.disclosures {
            return Err(too_many(statements.len(), limits.disclosures));
        }
        Ok(Self { marked, canonical, statements, labels })
    }

    pub fn canonical(&self) -> &Canonical {
        &self.canonical
    }

    /// The document with nothing but what `selection` covers and `bit` marks, and its labels: for
    /// each canonical label that a verifier of the part will give, the hash that was signed in its
    /// place.
    ///
    /// # Errors
    /// `sd.pointer` when the part does not say what the whole says: when it shows some items of a
    /// list but not all, or a part of a value.
    pub fn part(
        &self,
        document: &Value,
        selection: &Selection,
        bit: u8,
        canonicalizer: Canonicalizer<'_>,
    ) -> Result<(Value, Vec<(u32, LabelHash)>), Objection> {
        let Canonicalizer { contexts, limits } = canonicalizer;
        let part = selection.reveal(document);
        let dataset = rdf::to_dataset(&part, contexts, limits)?;
        let nodes = self.marked.nodes_of(bit, &dataset).map_err(|at| {
            let message = "what is disclosed does not stand alone: a list, or a value that is an \
                           object, is disclosed whole or not at all";
            let place = place_of(at, document, selection, canonicalizer);
            Objection::failed(Code::SdPointer, place, message)
        })?;
        let canonical = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, limits)?;
        let hashes: HashMap<u32, LabelHash> =
            self.canonical.numbers().zip(self.labels.iter().copied()).collect();
        let hash_of = |number: u32| {
            let here = nodes.get(number as usize).copied().flatten()?;
            hashes.get(&here).copied()
        };
        // Every blank node that a line of the part mentions was met by then.
        Ok((part, (0..).zip(canonical.numbers().filter_map(hash_of)).collect()))
    }
}

/// How verifiers see the statements: the blank nodes of the document under the labels that the
/// proof says. `None` where the proof does not have one for each.
pub(super) fn relabelled(
    dataset: &Dataset,
    canonical: &Canonical,
    labels: &[(u32, LabelHash)],
) -> Option<Vec<Statement>> {
    if labels.len() != canonical.blank_nodes.len() {
        return None;
    }
    Some(rdf::unmarked(dataset, canonical, &written_labels(labels.to_vec())))
}

/// The labels that a derived proof gives, as N-Quads have them: those of `c14n0`, `c14n1` and so on.
pub(super) fn written_labels(mut labels: Vec<(u32, LabelHash)>) -> Vec<String> {
    labels.sort_unstable();
    let hashes: Vec<LabelHash> = labels.into_iter().map(|(_, hash)| hash).collect();
    written(&hashes)
}

/// The hash of what is mandatory: of its lines one after the other (section 3.4.18).
pub(super) fn hash<'s>(statements: impl IntoIterator<Item = &'s Statement>) -> [u8; 32] {
    sha256(statements.into_iter().map(|statement| statement.line.as_str()))
}

pub(super) fn too_many(statements: usize, allowed: usize) -> Objection {
    let message = format!("{statements} statements, more than the {allowed} allowed");
    Objection::failed(Code::LimitItems, Pointer::root(), message)
}

fn label_hashes(key: &hmac::Key, labels: usize) -> Vec<LabelHash> {
    let hash = |number| {
        let tag = hmac::sign(key, format!("c14n{number}").as_bytes());
        let mut hash = LabelHash::default();
        for (to, from) in hash.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        hash
    };
    (0..labels).map(hash).collect()
}

/// Labels as N-Quads have them.
fn written(labels: &[LabelHash]) -> Vec<String> {
    labels.iter().map(|hash| format!("_:{}", multibase::base64url(hash))).collect()
}

/// The place of the quad at `index` among those that are covered, or the root.
fn place_of(
    index: usize,
    document: &Value,
    selection: &Selection,
    canonicalizer: Canonicalizer<'_>,
) -> Pointer {
    let covered = Cell::new(0);
    let place = RefCell::new(Pointer::root());
    let note = |path: &Path<'_>| {
        if selection.covers(path) && covered.replace(covered.get() + 1) == index {
            place.replace(path.pointer());
        }
        0
    };
    let Canonicalizer { contexts, limits } = canonicalizer;
    // The same walk went well a moment ago.
    let _ = Marked::of(document, contexts, limits, &note, may_stand_beside);
    place.into_inner()
}
