use std::ops::Range;

use super::{Finding, Step};

/// The steps of all decisions, one after the other in one piece of memory: a decision has a part of them.
#[derive(Default)]
pub(super) struct Steps<'a> {
    all: Vec<Step<'a>>,
    /// Where those of the decision begin that is being made.
    first: usize,
    /// Whether one of these stands against it.
    stands_against: bool,
}

impl<'a> Steps<'a> {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { all: Vec::with_capacity(capacity), ..Self::default() }
    }

    #[inline]
    pub(super) fn push(&mut self, step: Step<'a>) {
        self.stands_against |= matches!(step.finding(), Finding::NotMet | Finding::Missing);
        self.all.push(step);
    }

    pub(super) fn extend(&mut self, steps: impl IntoIterator<Item = Step<'a>>) {
        steps.into_iter().for_each(|step| self.push(step));
    }

    /// Whether something stands against what is being decided.
    pub(super) fn stands_against(&self) -> bool {
        self.stands_against
    }

    /// How many there are by now.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Takes back what was placed: of the steps from there on, results go, and what stands against it
    /// stays.
    pub(super) fn take_back(&mut self, from: usize) {
        let said = self.all.split_off(from).into_iter();
        self.all.extend(said.filter(|step| step.finding() != Finding::Result));
    }

    /// Those of the decision that is made now, and where they are.
    pub(super) fn finish(&mut self) -> (&[Step<'a>], Range<usize>) {
        let range = self.first..self.all.len();
        (self.first, self.stands_against) = (range.end, false);
        (self.all.get(range.clone()).unwrap_or_default(), range)
    }

    pub(super) fn of(&self, range: &Range<usize>) -> &[Step<'a>] {
        self.all.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn into_all(self) -> Vec<Step<'a>> {
        self.all
    }
}
