//! What the documents of one verification may cost, all together.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use super::context::Work;
use super::dataset::Dataset;
use super::error::RdfError;
use crate::fault::{Code, Fault, Pointer};
use crate::limits::{Budget, Exhausted, Limits};

/// What was spent on all documents of one verification: a credential, the endorsements in it, its newer
/// version, or all of these in one presentation. Each for itself, they could multiply the limits of
/// one document by their number.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    has_begun: AtomicBool,
    /// The ambiguous nodes of all documents.
    nodes: AtomicUsize,
    calls: AtomicUsize,
    orders: AtomicUsize,
    quads_bytes: AtomicUsize,
    context_terms: AtomicUsize,
    context_bytes: AtomicUsize,
    signatures: AtomicUsize,
    /// The contexts that were paid for, which cost others nothing.
    contexts: Mutex<HashSet<u64>>,
}

/// What one document may cost with its proofs: the document under either hash function, the options of
/// each of its proofs, and the document with those proofs that come before another.
#[derive(Debug)]
pub(crate) struct Allowance {
    spent: Arc<Spent>,
    /// Whether nothing was spent before on another document: what is too much is its own fault then.
    is_first: bool,
    /// The most ambiguous nodes that a data set had.
    nodes: AtomicUsize,
}

/// What is left for telling apart the blank nodes of one data set.
pub(super) struct Left {
    pub calls: Budget,
    pub orders: Budget,
}

impl Left {
    pub fn nothing() -> Self {
        let nothing = || Budget::new(Code::LimitCanon, 0);
        Self { calls: nothing(), orders: nothing() }
    }
}

impl Default for Allowance {
    fn default() -> Self {
        Self::within(Arc::default())
    }
}

impl Allowance {
    /// That of one more document.
    pub fn within(spent: Arc<Spent>) -> Self {
        let is_first = !spent.has_begun.swap(true, Relaxed);
        Self { spent, is_first, nodes: AtomicUsize::new(0) }
    }

    /// The limits of the next walk.
    ///
    /// # Errors
    /// `limit.together` when others have spent it all on contexts. One document may take all that is
    /// left and as much again.
    pub(super) fn before_walk(&self, limits: &Limits) -> Result<Limits, RdfError> {
        let spent = &*self.spent;
        let is_spent = spent.context_terms.load(Relaxed) > limits.context_terms
            || spent.context_bytes.load(Relaxed) > limits.context_bytes;
        if is_spent && !self.is_first {
            return Err(together("terms of contexts"));
        }
        let left = limits.quads_bytes.saturating_sub(spent.quads_bytes.load(Relaxed));
        Ok(Limits { quads_bytes: left, ..limits.clone() })
    }

    /// Notes what a walk took, and gives what came of it.
    pub(super) fn after_walk(
        &self,
        work: &Work,
        data: &Dataset,
        expanded: usize,
        result: Result<(), RdfError>,
    ) -> Result<(), RdfError> {
        let spent = &*self.spent;
        let bytes = data.written.max(data.text.len()).max(expanded);
        add(&spent.quads_bytes, bytes);
        // What was compiled in vain is not among what was derived, and is paid for too.
        let (mut terms, mut bytes) = (work.terms.used(), work.bytes.used());
        let mut paid = spent.contexts.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, cost) in work.derived.iter().filter(|(id, _)| !paid.insert(*id)) {
            terms = terms.saturating_sub(cost.terms);
            bytes = bytes.saturating_sub(cost.bytes);
        }
        drop(paid);
        add(&spent.context_terms, terms);
        add(&spent.context_bytes, bytes);
        result.map_err(|error| self.blamed(error, Code::LimitSize, "bytes of N-Quads"))
    }

    /// What is left for a data set with so many ambiguous nodes.
    pub(super) fn left(&self, limits: &Limits, ambiguous_nodes: usize) -> Left {
        let before = self.nodes.fetch_max(ambiguous_nodes, Relaxed);
        add(&self.spent.nodes, ambiguous_nodes.saturating_sub(before));
        let nodes = self.spent.nodes.load(Relaxed);
        let calls = nodes.saturating_mul(limits.canon_calls_per_node);
        let calls = Budget::new(Code::LimitCanon, calls.max(limits.canon_calls_floor));
        let orders = Budget::new(Code::LimitCanon, limits.canon_permutations);
        Left {
            calls: calls.after(self.spent.calls.load(Relaxed)),
            orders: orders.after(self.spent.orders.load(Relaxed)),
        }
    }

    /// Notes what a data set took of it. One that was given up took all: what little is left would
    /// keep each further one busy until it is given up as well.
    ///
    /// # Errors
    /// `limit.canon`, or `limit.together` where others had a part in it.
    pub(super) fn spend(&self, left: &Left, result: Result<(), Exhausted>) -> Result<(), RdfError> {
        let used = |budget: &Budget| if result.is_ok() { budget.used() } else { usize::MAX };
        self.spent.calls.store(used(&left.calls), Relaxed);
        self.spent.orders.store(used(&left.orders), Relaxed);
        result.map_err(|out| {
            let what = "steps of canonicalization";
            let error = *RdfError::exhausted(out, Pointer::root(), what);
            self.blamed(error, Code::LimitCanon, what)
        })
    }

    /// Takes the work of writing out a form of the document that is none of RDF.
    ///
    /// # Errors
    /// `limit.together` when all forms have together more bytes than N-Quads may have.
    pub fn pay_bytes(&self, limits: &Limits, count: usize) -> Result<(), RdfError> {
        add(&self.spent.quads_bytes, count);
        match self.spent.quads_bytes.load(Relaxed) > limits.quads_bytes {
            true => Err(together("bytes of canonical text")),
            false => Ok(()),
        }
    }

    /// Takes the work of verifying so many signatures.
    ///
    /// # Errors
    /// `limit.together` when there are more than allowed.
    pub fn pay_signatures(&self, limits: &Limits, count: usize) -> Result<(), RdfError> {
        add(&self.spent.signatures, count);
        match self.spent.signatures.load(Relaxed) > limits.signatures {
            true => Err(together("signatures")),
            false => Ok(()),
        }
    }

    /// The error as it is where other documents may have taken what this one lacks.
    fn blamed(&self, error: RdfError, code: Code, what: &str) -> RdfError {
        match error.code() == code && !self.is_first {
            true => together(what),
            false => error,
        }
    }
}

fn add(total: &AtomicUsize, amount: usize) {
    let sum = |total: usize| Some(total.saturating_add(amount));
    let _ = total.fetch_update(Relaxed, Relaxed, sum);
}

fn together(what: &str) -> RdfError {
    let message =
        format!("the documents of this verification have together more {what} than allowed");
    RdfError::Fault(Fault::new(Code::LimitTogether, Pointer::root(), message))
}
