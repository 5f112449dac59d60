use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::fault::Code;
use crate::limits::{Budget, Exhausted, Limits};

/// What was spent on telling blank nodes apart, for all data sets of one document together: the
/// document under either hash function, the options of each of its proofs, and the document with
/// those proofs that come before another. Each for itself, a document could multiply its limits by
/// the number of its proofs.
#[derive(Debug, Default)]
pub(crate) struct Allowance {
    /// The most ambiguous nodes that a data set had.
    nodes: AtomicUsize,
    calls: AtomicUsize,
    orders: AtomicUsize,
}

/// What is left for one data set.
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

impl Allowance {
    /// What is left for a data set with so many ambiguous nodes.
    pub(super) fn left(&self, limits: &Limits, ambiguous_nodes: usize) -> Left {
        let nodes = self.nodes.fetch_max(ambiguous_nodes, Relaxed).max(ambiguous_nodes);
        let calls = nodes.saturating_mul(limits.canon_calls_per_node);
        let calls = Budget::new(Code::LimitCanon, calls.max(limits.canon_calls_floor));
        let orders = Budget::new(Code::LimitCanon, limits.canon_permutations);
        Left {
            calls: calls.after(self.calls.load(Relaxed)),
            orders: orders.after(self.orders.load(Relaxed)),
        }
    }

    /// Notes what a data set took of it. One that was given up took all: what little is left would
    /// keep each further one busy until it is given up as well.
    pub(super) fn spend(&self, left: &Left, result: Result<(), Exhausted>) {
        let used = |budget: &Budget| if result.is_ok() { budget.used() } else { usize::MAX };
        self.calls.store(used(&left.calls), Relaxed);
        self.orders.store(used(&left.orders), Relaxed);
    }
}
