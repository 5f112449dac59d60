use std::collections::BTreeMap;

use super::worth::Portion;
use super::{Evaluator, Step};
use crate::recognition::policy::{Cap, Per, Period, Policy, Rest};
use crate::recognition::{Amount, Claim, Claimant, Date, Entry};
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
        let caps = caps.filter(|(_, cap)| limits(cap, portion.category, &portion.amount));
        // What is limited in a cycle counts in one: nothing outside it is without the limit.
        if caps.clone().any(|(_, cap)| cap.per == Per::Cycle) {
            let why = match self.claimant.licence_cycle {
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
        let mut carried: Option<(Decimal, &Cap)> = None;
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
                let category = portion.category.to_owned();
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
        if let Some((rest, cap)) = carried {
            let rest = Amount::new(rest, cap.amount.unit().clone()).ok()?;
            let later = |entry: &&Entry| entry.period > self.period;
            if let Some(entry) = entries.iter().skip(first).find(later) {
                let to = entry.period;
                let both = Box::new((rest, cap.amount.clone()));
                steps.push(Step::CarriedOver(both, policy.year, to));
            }
        }
        for entry in entries.iter().skip(first) {
            let amount = Box::new(entry.amount.clone());
            steps.push(Step::Counts(amount, portion.title, policy.year, entry.period));
        }
        (entries.len() > first).then_some(())
    }
}

fn lost(rest: Decimal, cap: &Cap, is_part: bool, steps: &mut Vec<Step<'_>>) {
    let cap = cap.amount.clone();
    match Amount::new(rest, cap.unit().clone()) {
        Ok(rest) if is_part => steps.push(Step::AboveLimit(Box::new((rest, cap)))),
        _ => steps.push(Step::NothingLeft(Box::new(cap))),
    }
}
