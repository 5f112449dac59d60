//! Proof sets and chains (W3C Verifiable Credential Data Integrity 1.0, sections 2.1 and 4.4).

use std::collections::HashMap;

use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;

/// In what order the proofs of a document build on one another.
///
/// A proof names those before it in `previousProof`, by their ids. In a proof set nothing is named,
/// and every proof stands alone.
#[derive(Clone, Debug)]
pub struct Chain {
    links: Vec<Result<Vec<usize>, Objection>>,
    order: Vec<usize>,
}

impl Chain {
    /// Reads how these proofs build on one another; `pointer` gives the place of each.
    pub fn of(proofs: &[Value], pointer: impl Fn(usize) -> Pointer) -> Self {
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, proof) in proofs.iter().enumerate() {
            if let Some(id) = proof.get("id").and_then(Value::as_str) {
                named.entry(id).or_default().push(index);
            }
        }
        let links = proofs.iter().enumerate().map(|(index, proof)| {
            previous(proof, &named).map_err(|(code, message)| {
                Objection::failed(code, pointer(index).member("previousProof"), message)
            })
        });
        let mut links: Vec<_> = links.collect();
        let order = in_order(&links);
        for (index, link) in links.iter_mut().enumerate() {
            if link.is_ok() && !order.contains(&index) {
                let message = "the proofs before it go round in a circle";
                let at = pointer(index).member("previousProof");
                *link = Err(Objection::failed(Code::ProofChain, at, message));
            }
        }
        Self { links, order }
    }

    /// The proofs directly before the one at `index`, by their indexes.
    ///
    /// # Errors
    /// `proof.chain` where one is not there, is not the only one of its name, is named twice, or
    /// comes after the proof itself; `proof.type` where `previousProof` is not made of strings.
    pub fn before(&self, index: usize) -> Result<&[usize], Objection> {
        match self.links.get(index) {
            None => Ok(&[]),
            Some(link) => link.as_deref().map_err(Clone::clone),
        }
    }

    /// Every proof whose place in the chain is known, those before it first.
    pub fn order(&self) -> &[usize] {
        &self.order
    }
}

fn previous(
    proof: &Value,
    named: &HashMap<&str, Vec<usize>>,
) -> Result<Vec<usize>, (Code, String)> {
    let Some(names) = proof.get("previousProof") else { return Ok(Vec::new()) };
    if names.items().is_empty() {
        return Err((Code::ProofChain, "previousProof names no proof".to_owned()));
    }
    let mut before = Vec::new();
    for name in names.items() {
        let Some(id) = name.as_str() else {
            let message = format!("previousProof is {}, not the id of a proof", name.kind());
            return Err((Code::ProofType, message));
        };
        let message = match named.get(id).map(Vec::as_slice) {
            Some([only]) if before.contains(only) => format!("{id:?} is named twice"),
            Some([only]) => {
                before.push(*only);
                continue;
            }
            Some(_) => format!("more than one proof has the id {id:?}"),
            None => format!("no proof has the id {id:?}"),
        };
        return Err((Code::ProofChain, message));
    }
    Ok(before)
}

/// Every proof after those before it. What is in a circle, or after one, is left out; so is not
/// what is after a proof whose own link is broken, since its place is known.
fn in_order(links: &[Result<Vec<usize>, Objection>]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(links.len());
    let mut placed = vec![false; links.len()];
    let is_placed = |placed: &[bool], index: &usize| placed.get(*index).copied().unwrap_or(true);
    loop {
        let start = order.len();
        for (index, link) in links.iter().enumerate() {
            let before = link.as_deref().unwrap_or_default();
            let ready = before.iter().all(|one| is_placed(&placed, one));
            if ready && !is_placed(&placed, &index) {
                order.push(index);
                if let Some(place) = placed.get_mut(index) {
                    *place = true;
                }
            }
        }
        if order.len() == start {
            return order;
        }
    }
}
