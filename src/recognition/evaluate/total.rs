use std::collections::BTreeMap;

use super::decision::{Counted, Decided};
use super::{Evaluator, Ruling, StackDecision};
use crate::recognition::policy::{Category, Period, Step as Staircase};
use crate::recognition::{Amount, Entry, Unit};
use crate::text::Decimal;

/// What counts in a category.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Total {
    /// The category.
    pub category: String,
    /// What counted before, in all.
    pub before: Amount,
    /// What counts by this claim.
    pub added: Amount,
    /// Both.
    pub after: Amount,
    /// What counts by this claim in each period.
    pub periods: Vec<(String, Amount)>,
    /// What that gives in whole steps.
    pub steps: Option<StepTotal>,
}

/// What an amount gives in whole steps.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StepTotal {
    /// What it gave before.
    pub before: Amount,
    /// What it gives now.
    pub after: Amount,
    /// Up to when, where more counts later: what is carried over gives its steps when it counts.
    pub up_to: Option<String>,
    /// What waits for the next step.
    pub waits: Amount,
    /// How much more the next step needs.
    pub lacks: Amount,
    /// What a step gives.
    pub gives: Amount,
}

impl StepTotal {
    /// What is left over, and what it would give with how much more: `5 clock hours are left over; 10
    /// more give the next board credit.` Nothing where nothing is left over.
    pub fn left_over(&self) -> Option<String> {
        left_over(&self.waits, &self.lacks, &self.gives)
    }
}

/// How far a part of a stack is filled.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PartTotal {
    /// The stack.
    pub stack: String,
    /// The part, as people call it.
    pub part: String,
    /// How many count and are in no complete stack of the kind.
    pub have: usize,
    /// How many are needed.
    pub of: u32,
}

/// How far a goal is reached.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoalTotal {
    /// What counts towards it.
    pub have: Amount,
    /// What is needed.
    pub of: Amount,
    /// In so many years before now.
    pub within_years: u8,
}

impl<'a> Evaluator<'a, '_> {
    pub(super) fn totals(&self, decided: &[Decided], stacks: &[StackDecision<'a>]) -> Vec<Total> {
        let mut totals = BTreeMap::new();
        for entry in self.entries_before() {
            if let Some(sums) = self.sums(&mut totals, &entry.category, &entry.amount) {
                sums.before = more(sums.before, &entry.amount);
                if entry.period <= self.period {
                    sums.due_before = more(sums.due_before, &entry.amount);
                }
            }
        }
        // What stands together is mostly the same, and shared.
        let is_same = |a: &Counted<'_>, b: &Counted<'_>| {
            std::ptr::eq(a.amount, b.amount) && std::ptr::eq(a.category, b.category)
        };
        let mut rest = self.added(decided, stacks).peekable();
        while let Some(first) = rest.next() {
            let mut number = first.amount.number();
            while rest.next_if(|next| is_same(&first, next)).is_some() {
                number = more(number, first.amount);
            }
            if let Some(sums) = self.sums(&mut totals, first.category, first.amount) {
                let of_period = sums.periods.entry(first.period).or_default();
                *of_period = of_period.plus(number).unwrap_or(*of_period);
            }
        }
        totals.into_iter().map(|(name, sums)| self.total(name, sums)).collect()
    }

    pub(super) fn parts(
        &self,
        decided: &[Decided],
        stacks: &[StackDecision<'a>],
    ) -> Vec<PartTotal> {
        let mut parts = Vec::new();
        for stack in &self.policy.stacks {
            let counts = |it: &&StackDecision<'_>| {
                it.stack.name == stack.name && it.ruling == Ruling::Counts
            };
            let complete = stacks.iter().filter(counts).count();
            for (part, members) in stack.parts.iter().zip(self.members(stack, decided)) {
                let group = self.policy.groups.iter().find(|group| group.name == part.group);
                let used = complete.saturating_mul(part.count as usize);
                parts.push(PartTotal {
                    stack: stack.title.clone(),
                    part: group.map_or_else(String::new, |group| group.title.clone()),
                    have: members.len().saturating_sub(used),
                    of: part.count,
                });
            }
        }
        parts
    }

    pub(super) fn goal(
        &self,
        decided: &[Decided],
        stacks: &[StackDecision<'a>],
    ) -> Option<GoalTotal> {
        let goal = self.policy.goal.as_ref()?;
        let since = self.today.plus_years(-i32::from(goal.within_years))?;
        let counts = |it: &Counted<'_>| {
            (goal.category == "*" || *it.category == *goal.category)
                && it.amount.unit() == goal.amount.unit()
                && it.period <= self.period
                && it.on > since
                && it.on <= self.today
        };
        let before = self.entries_before().map(|entry| {
            let Entry { category, amount, period, on } = entry;
            Counted { category, amount, period: *period, on: *on }
        });
        let all = before.chain(self.added(decided, stacks)).filter(counts);
        let number = all.fold(Decimal::ZERO, |sum, it| more(sum, it.amount));
        let have = amount(number, goal.amount.unit());
        Some(GoalTotal { have, of: goal.amount.clone(), within_years: goal.within_years })
    }

    fn entries_before(&self) -> impl Iterator<Item = &'a Entry> {
        self.before.iter().flat_map(|claim| &claim.entries)
    }

    /// What counts now.
    fn added<'d>(
        &'d self,
        decided: &'d [Decided],
        stacks: &'d [StackDecision<'a>],
    ) -> impl Iterator<Item = Counted<'d>> {
        let of_stacks = stacks.iter().flat_map(StackDecision::counted);
        decided.iter().flat_map(|decided| self.counted(decided)).chain(of_stacks)
    }

    /// The sums of a category; `None` for what is counted in another unit by now, or in a group.
    fn sums<'t, 'e>(
        &self,
        totals: &'t mut BTreeMap<&'e str, Sums<'a>>,
        name: &'e str,
        amount: &Amount,
    ) -> Option<&'t mut Sums<'a>> {
        let category = self.policy.category(name)?;
        if &category.unit != amount.unit() {
            return None;
        }
        Some(totals.entry(name).or_insert_with(|| Sums::of(category)))
    }

    fn total(&self, name: &str, sums: Sums<'_>) -> Total {
        let Sums { category, before, due_before, periods } = sums;
        let (title, unit) = (category.title.as_str(), &category.unit);
        let of = |start: Decimal, until: Period| {
            let periods = periods.range(..=until).map(|(_, number)| *number);
            periods.fold(start, |sum, it| sum.plus(it).unwrap_or(sum))
        };
        let last = periods.keys().next_back().copied().unwrap_or(self.period);
        let (after, due) = (of(before, last), of(due_before, self.period));
        let added = of(Decimal::ZERO, last);
        let steps = category.step.as_ref().and_then(|steps| in_steps(steps, due_before, due));
        Total {
            category: if title == "*" { name } else { title }.to_owned(),
            before: amount(before, unit),
            added: amount(added, unit),
            after: amount(after, unit),
            steps: steps.map(|steps| {
                let up_to = (due != after).then(|| self.policy.year.words(self.period));
                StepTotal { up_to, ..steps }
            }),
            periods: periods
                .into_iter()
                .map(|(period, number)| (self.policy.year.words(period), amount(number, unit)))
                .collect(),
        }
    }
}

/// What counts in a category.
struct Sums<'a> {
    category: &'a Category,
    before: Decimal,
    /// Of that, what counts in periods up to this one.
    due_before: Decimal,
    /// What is added in each period.
    periods: BTreeMap<Period, Decimal>,
}

impl<'a> Sums<'a> {
    fn of(category: &'a Category) -> Self {
        let (before, due_before, periods) = Default::default();
        Self { category, before, due_before, periods }
    }
}

/// A sum that does not fit stays what it was: a total is for people to read.
fn more(sum: Decimal, amount: &Amount) -> Decimal {
    sum.plus(amount.number()).unwrap_or(sum)
}

fn amount(number: Decimal, unit: &Unit) -> Amount {
    Amount::new(number, unit.clone()).unwrap_or_else(|_| Amount::zero(unit.clone()))
}

/// What waits for the next step, in a sentence.
pub(in crate::recognition) fn left_over(
    waits: &Amount,
    lacks: &Amount,
    gives: &Amount,
) -> Option<String> {
    if waits.is_zero() {
        return None;
    }
    let one = Decimal::from(1);
    let is = if waits.number() == one { "is" } else { "are" };
    let give = if lacks.number() == one { "gives" } else { "give" };
    let next = match gives.number() == one {
        true => gives.unit().words(one).to_owned(),
        false => gives.words(),
    };
    let (waits, lacks) = (waits.words(), lacks.figure());
    Some(format!("{waits} {is} left over; {lacks} more {give} the next {next}."))
}

fn in_steps(steps: &Staircase, before: Decimal, after: Decimal) -> Option<StepTotal> {
    let given = |number: Decimal| {
        let (count, waits) = number.in_steps_of(steps.every.number())?;
        let count: Decimal = count.to_string().parse().ok()?;
        let gives = steps.gives.number().times(count)?;
        Some((amount(gives, steps.gives.unit()), amount(waits, steps.every.unit())))
    };
    let ((before, _), (after, waits)) = (given(before)?, given(after)?);
    let lacks = steps.every.less(&waits).ok()?;
    Some(StepTotal { before, after, up_to: None, waits, lacks, gives: steps.gives.clone() })
}
