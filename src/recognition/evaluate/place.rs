use std::collections::BTreeMap;

use super::worth::Portion;
use super::{Carried, Evaluator, Placed, Step};
use crate::recognition::policy::{Cap, Category, Per, Period, Policy, Rest};
use crate::recognition::{Amount, Claim, Claimant, Date, Entry, ValueError};
use crate::text::Decimal;

/// So many periods ahead something can be carried over.
const AHEAD: usize = 1_200;

/// How much of each cap is used up, in each time that it is for.
#[derive(Clone, Default)]
pub(super) struct Usage {
    used: BTreeMap<(usize, Slot), Decimal>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Year(i32),
    Payment(Period),
    All,
}

impl Usage {
    pub(super) fn of(policy: &Policy, claimant: &Claimant, claims: &[&Claim]) -> Self {
        let mut usage = Self { used: BTreeMap::new() };
        for entry in claims.iter().flat_map(|claim| &claim.entries) {
            usage.add(policy, claimant, entry);
        }
        usage
    }

    fn add(&mut self, policy: &Policy, claimant: &Claimant, entry: &Entry) {
        for (index, cap) in policy.caps.iter().enumerate() {
            let slot = slot(cap, claimant, entry.period, entry.on);
            if let Some(slot) = slot.filter(|_| limits(cap, &entry.category, &entry.amount)) {
                let used = self.used.entry((index, slot)).or_default();
                // What cannot be added is more than any cap leaves.
                *used = used.plus(entry.amount.number()).unwrap_or(cap.amount.number());
            }
        }
    }

    fn left(&self, index: usize, cap: &Cap, slot: Slot) -> Decimal {
        let used = self.used.get(&(index, slot)).copied().unwrap_or_default();
        let left = cap.amount.number().minus(used).unwrap_or_default();
        left.max(Decimal::ZERO)
    }
}

/// The time that a cap counts something for; `None` where it does not.
fn slot(cap: &Cap, claimant: &Claimant, period: Period, on: Date) -> Option<Slot> {
    match cap.per {
        Per::Year => Some(Slot::Year(period.year)),
        Per::Payment => Some(Slot::Payment(period)),
        Per::Ever => Some(Slot::All),
        Per::Cycle => claimant.licence_cycle?.holds(on).then_some(Slot::All),
    }
}

fn limits(cap: &Cap, category: &str, amount: &Amount) -> bool {
    cap.amount.unit() == amount.unit() && (cap.category == "*" || cap.category == category)
}

impl<'a> Evaluator<'a, '_> {
    /// Counts a portion in this period, and what caps carry over in those that follow. `None` where
    /// nothing of it is left, or it is not known whether.
    pub(super) fn place(
        &mut self,
        portion: &Portion<'a>,
        on: Date,
        steps: &mut Vec<Step<'a>>,
        entries: &mut Vec<Entry>,
    ) -> Option<()> {
        let policy = self.policy;
        let caps = policy.caps.iter().enumerate();
        let caps = caps.filter(|(_, cap)| limits(cap, portion.name, &portion.amount));
        // No sum is ever rounded: what would need it does not count.
        let is_it = |it: &Category| std::ptr::eq(it, portion.category);
        let at = policy.categories.iter().position(is_it);
        let sum = at.and_then(|at| self.sums.get(at).copied()).unwrap_or(Some(Decimal::ZERO));
        let Some(sum) = sum.filter(|sum| sum.plus(portion.amount.number()).is_some()) else {
            steps.push(Step::NotConverted(Box::new(ValueError::TooLarge)));
            return None;
        };
        // What is limited in a cycle counts in one: nothing outside it is without the limit.
        if caps.clone().any(|(_, cap)| cap.per == Per::Cycle) {
            let why = match &self.claimant.licence_cycle {
                None => Some(Step::CycleMissing),
                Some(cycle) if !cycle.holds(on) => Some(Step::OutsideCycle(on, cycle)),
                Some(_) => None,
            };
            if let Some(why) = why {
                steps.push(why);
                return None;
            }
        }
        let mut rest = portion.amount.number();
        let (mut period, first) = (self.period, entries.len());
        let mut carried: Option<(Decimal, &'a Cap)> = None;
        for _ in 0..AHEAD {
            // The cap that leaves least; of those that leave the same, one that carries nothing over.
            let tightest = caps
                .clone()
                .filter_map(|(index, cap)| {
                    let slot = slot(cap, self.claimant, period, on)?;
                    Some((self.usage.left(index, cap, slot), cap.rest == Rest::CarriedOver, cap))
                })
                .min_by_key(|(left, carries, _)| (*left, *carries));
            let room = tightest.map_or(rest, |(left, ..)| left.min(rest));
            if !room.is_zero() {
                let amount = Amount::new(room, portion.amount.unit().clone()).ok()?;
                let category = portion.kept_name();
                let entry = Entry { category, amount, period, on };
                self.usage.add(policy, self.claimant, &entry);
                entries.push(entry);
                rest = rest.minus(room)?;
            }
            if rest.is_zero() {
                break;
            }
            let Some((_, carries, cap)) = tightest else { break };
            if !carries {
                lost(rest, cap, entries.len() > first, steps);
                rest = Decimal::ZERO;
                break;
            }
            carried = carried.or(Some((rest, cap)));
            period = policy.year.after(period);
        }
        // So far ahead nobody looks.
        if let Some((_, cap)) = carried.filter(|_| !rest.is_zero()) {
            lost(rest, cap, entries.len() > first, steps);
        }
        if let Some((_, cap)) = carried {
            let later = |entry: &&Entry| entry.period > self.period;
            let later = || entries.iter().skip(first).filter(later);
            if let Some(entry) = later().next() {
                let to = entry.period;
                // What is lost after all is told by itself.
                let rest =
                    later().try_fold(Decimal::ZERO, |sum, it| sum.plus(it.amount.number()))?;
                let rest = Amount::new(rest, cap.amount.unit().clone()).ok()?;
                let (cap, year) = (&cap.amount, &policy.year);
                steps.push(Step::CarriedOver(Box::new(Carried { amount: rest, cap, year, to })));
            }
        }
        if let Some(at) = at {
            let placed = entries.iter().skip(first).map(|entry| entry.amount.number());
            let sum = placed.fold(sum, |sum, it| sum.plus(it).unwrap_or(sum));
            if let Some(it) = self.sums.get_mut(at) {
                *it = Some(sum);
            }
        }
        for entry in entries.iter().skip(first) {
            steps.push(Step::Counts(Box::new(Placed {
                amount: entry.amount.clone(),
                category: portion.title(),
                year: &policy.year,
                period: entry.period,
            })));
        }
        (entries.len() > first).then_some(())
    }
}

/// What counts in each category of a policy, in its unit.
pub(super) fn sums(policy: &Policy, claims: &[&Claim]) -> Vec<Option<Decimal>> {
    let sum = |category: &Category| {
        let is_it = |entry: &&Entry| {
            (category.is_open() || category.name == entry.category)
                && category.unit == *entry.amount.unit()
        };
        let entries = claims.iter().flat_map(|claim| &claim.entries).filter(is_it);
        entries.map(|entry| entry.amount.number()).try_fold(Decimal::ZERO, Decimal::plus)
    };
    policy.categories.iter().map(sum).collect()
}

fn lost(rest: Decimal, cap: &Cap, is_part: bool, steps: &mut Vec<Step<'_>>) {
    let cap = cap.amount.clone();
    match Amount::new(rest, cap.unit().clone()) {
        Ok(rest) if is_part => steps.push(Step::AboveLimit(Box::new((rest, cap)))),
        _ => steps.push(Step::NothingLeft(Box::new(cap))),
    }
}
