use std::ops::Range;
use std::sync::LazyLock;

use super::{Finding, Placed, Step};
use crate::recognition::policy::Period;
use crate::recognition::{Amount, Date, Entry, Unit};
use crate::report::VerifiedCredential;
use crate::text::Decimal;

/// Whether a credential counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ruling {
    /// It counts.
    Counts,
    /// It does not.
    DoesNotCount,
    /// It does not yet: something must be said first.
    Open,
}

impl Ruling {
    /// That of what does not count, for these reasons.
    pub(super) fn without(steps: &[Step<'_>]) -> Self {
        let any = |finding| steps.iter().any(|step| step.finding() == finding);
        match any(Finding::Missing) && !any(Finding::NotMet) {
            true => Ruling::Open,
            false => Ruling::DoesNotCount,
        }
    }
}

/// What a policy makes of one credential, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decision<'e> {
    /// The credential.
    pub credential: &'e VerifiedCredential,
    /// Whether it counts.
    pub ruling: Ruling,
    /// Why, in the order of asking. Everything that stands against it is there.
    pub steps: &'e [Step<'e>],
    /// The training that it is for, where that is another thing than its achievement.
    pub(super) training: Option<&'e str>,
    /// The day of the award, where it says that.
    pub(super) on: Date,
    /// The period of today.
    pub(super) period: Period,
}

impl<'e> Decision<'e> {
    /// What counts; nothing unless it counts.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + use<'e> {
        counted(self.ruling, self.steps, self.on, self.period).map(Entry::from)
    }
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decided {
    pub ruling: Ruling,
    /// Which of all steps are its own.
    pub steps: Range<usize>,
    /// The day of the award, where it says that.
    pub on: Date,
}

/// What counts by a decision, and where.
#[derive(Clone, Copy)]
pub(super) struct Counted<'e> {
    /// The category, or the group of a stack.
    pub category: &'e str,
    pub amount: &'e Amount,
    pub period: Period,
    pub on: Date,
}

impl From<Counted<'_>> for Entry {
    fn from(it: Counted<'_>) -> Self {
        let Counted { category, amount, period, on } = it;
        Entry { category: category.into(), amount: amount.clone(), period, on }
    }
}

/// What being in a group counts for.
static MEMBER: LazyLock<Amount> = LazyLock::new(|| {
    let unit = Unit::MicroCredential;
    Amount::new(Decimal::from(1), unit.clone()).unwrap_or_else(|_| Amount::zero(unit))
});

/// What counts by these steps: for an award of that day, in periods, and in groups as of this one.
pub(super) fn counted<'e>(
    ruling: Ruling,
    steps: &'e [Step<'_>],
    on: Date,
    now: Period,
) -> impl Iterator<Item = Counted<'e>> {
    let steps = if ruling == Ruling::Counts { steps } else { &[] };
    let placed = steps.iter().filter_map(move |step| match step {
        Step::Counts(it) => {
            let Placed { category, amount, period, .. } = &**it;
            Some(Counted { category, amount, period: *period, on })
        }
        _ => None,
    });
    let groups = steps.iter().filter_map(move |step| match step {
        Step::InGroup(group) => {
            Some(Counted { category: &group.name, amount: &MEMBER, period: now, on })
        }
        _ => None,
    });
    placed.chain(groups)
}
