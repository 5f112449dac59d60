use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Claim, ClaimKey, Entry, LedgerError, Limit};
use crate::recognition::{Unit, ValueError};
use crate::text::{Decimal, is_blank};

/// What counts for a person in an account. The default is that of no ledger: nothing is known to count.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    claims: Vec<Claim>,
    others: HashSet<ClaimKey>,
    origin: Origin,
    /// Made when the first claim is to be added.
    index: Option<Index>,
}

/// Where a tally is from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Origin {
    #[default]
    Nowhere,
    Ledger,
}

/// What is asked of claims that count.
#[derive(Clone, Debug, Default)]
struct Index {
    places: HashMap<ClaimKey, usize>,
    achievements: HashMap<String, usize>,
    /// The trainings of each claim, in their order: its own, and those of what it rests on.
    trainings: Vec<Vec<String>>,
    categories: HashMap<String, HashSet<String>>,
    /// What the stacks of a name are made of.
    members: HashMap<String, HashSet<ClaimKey>>,
    /// How much of each limit is used up that was asked about.
    used: HashMap<Limit, Decimal>,
    /// What counts in each category and unit; `None` for more than can be said.
    sums: HashMap<(Arc<str>, Unit), Option<Decimal>>,
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        self.claims == other.claims && self.others == other.others
    }
}

impl Eq for Tally {}

impl Tally {
    /// These claims of the person count, in the order in which they were made; and these keys count
    /// for others.
    pub fn new(claims: Vec<Claim>, others: HashSet<ClaimKey>) -> Self {
        Self { claims, others, origin: Origin::Ledger, index: None }
    }

    /// Whether a ledger was looked at.
    pub fn is_of_a_ledger(&self) -> bool {
        self.origin == Origin::Ledger
    }

    /// The claims that count.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Whether a key is known to count for somebody else.
    pub fn is_anothers(&self, key: &ClaimKey) -> bool {
        self.others.contains(key)
    }

    /// Whether any key is known to count for somebody else.
    pub(crate) fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Adds a claim, if it may be counted beside those that are. Every ledger decides by it.
    ///
    /// # Errors
    /// [`LedgerError::Nobody`] for a claim whose person is blank;
    /// [`LedgerError::Claimed`] for a credential that counts already, for whomever;
    /// [`LedgerError::Achieved`] for an achievement that counts for the person already, by another
    /// credential or in another version; [`LedgerError::Rests`] for a stack of what does not count,
    /// or is in another stack of the kind; [`LedgerError::Excluded`] for a training that counts in a
    /// category which excludes this one; [`LedgerError::Limit`] for more than a limit leaves;
    /// [`LedgerError::Value`] for a sum that cannot be said exactly.
    pub fn admit(&mut self, claim: &Claim) -> Result<(), LedgerError> {
        if is_blank(&claim.person) {
            return Err(LedgerError::Nobody);
        }
        if self.is_anothers(&claim.key) {
            return Err(LedgerError::Anothers(claim.key.clone()));
        }
        let claims = &self.claims;
        let index = match &mut self.index {
            Some(index) => index,
            none => none.insert(Index::of(claims)?),
        };
        let at = |place: &usize| claims.get(*place).map_or(&claim.at, |before| &before.at).clone();
        if let Some(place) = index.places.get(&claim.key) {
            return Err(LedgerError::Claimed(claim.key.clone(), at(place)));
        }
        for achievement in claim.achievements() {
            if let Some(place) = index.achievements.get(achievement) {
                return Err(LedgerError::Achieved(achievement.to_owned(), at(place)));
            }
        }
        index.rests(claim)?;
        let trainings = index.trainings(claim);
        index.excluded(claim, &trainings)?;
        for limit in &claim.limits {
            let used = index.used(limit, claims)?;
            let entries = claim.entries.iter().filter(|entry| limit.holds(entry));
            let all = entries.map(|entry| entry.amount.number());
            let all = all.into_iter().try_fold(used, Decimal::plus).ok_or(ValueError::TooLarge)?;
            if all > limit.most.number() {
                return Err(LedgerError::Limit(Box::new(limit.clone())));
            }
        }
        let mut asked = HashSet::new();
        let mut each =
            claim.entries.iter().filter(|it| asked.insert((&it.category, it.amount.unit())));
        if each.any(|entry| index.sum(entry, &claim.entries).is_none()) {
            return Err(ValueError::TooLarge.into());
        }
        index.add(self.claims.len(), claim, trainings)?;
        self.claims.push(claim.clone());
        Ok(())
    }
}

impl Index {
    fn of(claims: &[Claim]) -> Result<Self, LedgerError> {
        let mut index = Self::default();
        for (place, claim) in claims.iter().enumerate() {
            let trainings = index.trainings(claim);
            index.add(place, claim, trainings)?;
        }
        Ok(index)
    }

    fn add(
        &mut self,
        place: usize,
        claim: &Claim,
        trainings: Vec<String>,
    ) -> Result<(), LedgerError> {
        for (limit, used) in &mut self.used {
            for entry in claim.entries.iter().filter(|entry| limit.holds(entry)) {
                *used = used.plus(entry.amount.number()).ok_or(ValueError::TooLarge)?;
            }
        }
        for entry in &claim.entries {
            let sum = self.sum(entry, std::slice::from_ref(entry));
            let of = (entry.category.clone(), entry.amount.unit().clone());
            self.sums.insert(of, sum);
        }
        self.places.insert(claim.key.clone(), place);
        for achievement in claim.achievements() {
            self.achievements.insert(achievement.to_owned(), place);
        }
        for training in &trainings {
            let categories = self.categories.entry(training.clone()).or_default();
            categories.extend(claim.categories().map(str::to_owned));
        }
        if let Some(stack) = claim.key.stack() {
            let members = self.members.entry(stack.to_owned()).or_default();
            members.extend(claim.rests_on.iter().cloned());
        }
        self.trainings.push(trainings);
        Ok(())
    }

    /// What it rests on must count when it is written, and be in no other stack of the kind.
    fn rests(&self, claim: &Claim) -> Result<(), LedgerError> {
        let others = claim.key.stack().map(|stack| self.members.get(stack));
        let mut own = HashSet::new();
        for key in &claim.rests_on {
            let is_twice = others.is_some_and(|others| {
                !own.insert(key) || others.is_some_and(|others| others.contains(key))
            });
            if is_twice || !self.places.contains_key(key) {
                return Err(LedgerError::Rests(key.clone()));
            }
        }
        Ok(())
    }

    fn trainings(&self, claim: &Claim) -> Vec<String> {
        let below =
            claim.rests_on.iter().filter_map(|key| self.trainings.get(*self.places.get(key)?));
        claim.trainings().map(Cow::into_owned).chain(below.flatten().cloned()).collect()
    }

    /// What counts in the category and unit of an entry with those of these that are in it too.
    fn sum(&self, of: &Entry, with: &[Entry]) -> Option<Decimal> {
        let key = (of.category.clone(), of.amount.unit().clone());
        let before = self.sums.get(&key).copied().unwrap_or(Some(Decimal::ZERO))?;
        let is_it =
            |it: &&Entry| it.category == of.category && it.amount.unit() == of.amount.unit();
        let mut numbers = with.iter().filter(is_it).map(|entry| entry.amount.number());
        numbers.try_fold(before, Decimal::plus)
    }

    fn excluded(&self, claim: &Claim, trainings: &[String]) -> Result<(), LedgerError> {
        for excluded in &claim.exclusions {
            let here: HashSet<&str> =
                claim.categories().filter(|category| excluded.contains(*category)).collect();
            if here.is_empty() {
                continue;
            }
            for training in trainings {
                let before = self.categories.get(training).into_iter().flatten();
                let mut before = before.filter(|category| excluded.contains(*category));
                if here.len() > 1 || before.any(|category| !here.contains(category.as_str())) {
                    return Err(LedgerError::Excluded(training.clone()));
                }
            }
        }
        Ok(())
    }

    /// How much of a limit is used up.
    fn used(&mut self, limit: &Limit, claims: &[Claim]) -> Result<Decimal, LedgerError> {
        if let Some(used) = self.used.get(limit) {
            return Ok(*used);
        }
        let entries = claims.iter().flat_map(|claim| &claim.entries);
        let entries = entries.filter(|entry| limit.holds(entry));
        let mut numbers = entries.map(|entry| entry.amount.number());
        let used = numbers.try_fold(Decimal::ZERO, Decimal::plus).ok_or(ValueError::TooLarge)?;
        self.used.insert(limit.clone(), used);
        Ok(used)
    }
}
