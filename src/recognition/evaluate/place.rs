use std::sync::Arc;

use super::worth::Portion;
use super::{Carried, Evaluator, Placed, Step, Steps};
use crate::recognition::policy::{Cap, Category, Per, Period, Policy, Rest};
use crate::recognition::{Amount, Claim, Claimant, Date, Entry, ValueError};
use crate::text::Decimal;

/// So many periods ahead something can be carried over.
const AHEAD: usize = 1_200;

/// How much of each cap is used up: for each in its order, the times that it is for, in theirs.
#[derive(Clone, Default)]
pub(super) struct Usage {
    used: Vec<Vec<(Slot, Decimal)>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Year(i32),
    Payment(Period),
    All,
}

impl Usage {
    pub(super) fn of(policy: &Policy, claimant: &Claimant, claims: &[&Claim]) -> Self {
        let mut usage = Self { used: vec![Vec::new(); policy.caps.len()] };
        for entry in claims.iter().flat_map(|claim| &claim.entries) {
            let limits = |(_, cap): &(usize, &Cap)| limits(cap, &entry.category, &entry.amount);
            for (index, cap) in policy.caps.iter().enumerate().filter(limits) {
                if let Some(slot) = slot(cap, claimant, entry.period, entry.on) {
                    usage.add(index, cap, slot, entry.amount.number());
                }
            }
        }
        usage
    }

    fn add(&mut self, index: usize, cap: &Cap, slot: Slot, number: Decimal) {
        let Some(of) = self.used.get_mut(index) else { return };
        match of.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(at) => {
                if let Some((_, used)) = of.get_mut(at) {
                    // What cannot be added is more than any cap leaves.
                    *used = used.plus(number).unwrap_or(cap.amount.number());
                }
            }
            Err(at) => of.insert(at, (slot, number)),
        }
    }

    fn left(&self, index: usize, cap: &Cap, slot: Slot) -> Decimal {
        let of = self.used.get(index).map_or(&[][..], Vec::as_slice);
        let at = of.binary_search_by_key(&slot, |(slot, _)| *slot).ok();
        let used = at.and_then(|at| of.get(at)).map_or(Decimal::ZERO, |(_, used)| *used);
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
        steps: &mut Steps<'a>,
    ) -> Option<()> {
        let mut placed = std::mem::take(&mut self.placed);
        let is_placed = self.place_all(portion, on, steps, &mut placed);
        if is_placed.is_some() {
            steps.extend(placed.drain(..).map(Step::Counts));
        }
        placed.clear();
        self.placed = placed;
        is_placed
    }

    fn place_all(
        &mut self,
        portion: &Portion<'a>,
        on: Date,
        steps: &mut Steps<'a>,
        placed: &mut Vec<Arc<Placed<'a>>>,
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
        let mut period = self.period;
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
                placed.push(self.placed(portion, room, period)?);
                for (index, cap) in caps.clone() {
                    if let Some(slot) = slot(cap, self.claimant, period, on) {
                        self.usage.add(index, cap, slot, room);
                    }
                }
                rest = rest.minus(room)?;
            }
            if rest.is_zero() {
                break;
            }
            let Some((_, carries, cap)) = tightest else { break };
            if !carries {
                lost(rest, cap, !placed.is_empty(), steps);
                rest = Decimal::ZERO;
                break;
            }
            carried = carried.or(Some((rest, cap)));
            period = policy.year.after(period);
        }
        // So far ahead nobody looks.
        if let Some((_, cap)) = carried.filter(|_| !rest.is_zero()) {
            lost(rest, cap, !placed.is_empty(), steps);
        }
        if let Some((_, cap)) = carried {
            let later = || placed.iter().filter(|it| it.period > self.period);
            if let Some(first) = later().next() {
                let to = first.period;
                // What is lost after all is told by itself.
                let rest =
                    later().try_fold(Decimal::ZERO, |sum, it| sum.plus(it.amount.number()))?;
                let rest = Amount::new(rest, cap.amount.unit().clone()).ok()?;
                let (cap, year) = (&cap.amount, &policy.year);
                steps.push(Step::CarriedOver(Box::new(Carried { amount: rest, cap, year, to })));
            }
        }
        if let Some(it) = at.and_then(|at| self.sums.get_mut(at)) {
            let placed = placed.iter().map(|placed| placed.amount.number());
            *it = Some(placed.fold(sum, |sum, it| sum.plus(it).unwrap_or(sum)));
        }
        (!placed.is_empty()).then_some(())
    }

    /// So much of a portion in a period. Most are like the one before, which is then shared.
    fn placed(
        &mut self,
        portion: &Portion<'a>,
        room: Decimal,
        period: Period,
    ) -> Option<Arc<Placed<'a>>> {
        let is_it = |last: &&Arc<Placed<'a>>| {
            last.period == period
                && last.amount.number() == room
                && last.amount.unit() == portion.amount.unit()
                && *last.category == *portion.name
        };
        if let Some(last) = self.last_placed.as_ref().filter(is_it) {
            return Some(Arc::clone(last));
        }
        let placed = Arc::new(Placed {
            amount: Amount::new(room, portion.amount.unit().clone()).ok()?,
            category: portion.kept_name(),
            title: portion.title(),
            year: &self.policy.year,
            period,
        });
        self.last_placed = Some(Arc::clone(&placed));
        Some(placed)
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

fn lost(rest: Decimal, cap: &Cap, is_part: bool, steps: &mut Steps<'_>) {
    let cap = cap.amount.clone();
    match Amount::new(rest, cap.unit().clone()) {
        Ok(rest) if is_part => steps.push(Step::AboveLimit(Box::new((rest, cap)))),
        _ => steps.push(Step::NothingLeft(Box::new(cap))),
    }
}
