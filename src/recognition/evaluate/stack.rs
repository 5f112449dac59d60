use std::borrow::Cow;
use std::collections::HashSet;

use super::decision::{Counted, Decided, counted};
use super::worth::Portion;
use super::{Evaluator, Facets, Ruling, Step, Steps, compared, training};
use crate::json::Value;
use crate::recognition::policy::{Group, Period, Stack};
use crate::recognition::{Candidate, ClaimKey, Date, Entry};

/// A stack that is complete, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StackDecision<'a> {
    /// The stack.
    pub stack: &'a Stack,
    /// The how manieth of its kind it is for the person, from 1.
    pub number: usize,
    /// Whether it counts.
    pub ruling: Ruling,
    /// Why.
    pub steps: Vec<Step<'a>>,
    /// The credentials that it is made of.
    pub rests_on: Vec<ClaimKey>,
    pub(super) key: ClaimKey,
    /// The day of the claim.
    on: Date,
    /// Its period.
    period: Period,
}

impl StackDecision<'_> {
    /// What counts; nothing unless it counts.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.counted().map(Entry::from)
    }

    pub(super) fn counted(&self) -> impl Iterator<Item = Counted<'_>> {
        counted(self.ruling, &self.steps, self.on, self.period)
    }
}

impl<'a> Evaluator<'a, '_> {
    /// To which part of a stack it belongs, where the policy has stacks.
    pub(super) fn group(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
    ) -> Option<&'a Group> {
        let groups = &self.policy.groups;
        let found = match &candidate.facts.group {
            Some(name) => match groups.iter().find(|group| *group.name == **name) {
                Some(group) => {
                    // Where the policy itself says where it belongs, nobody says otherwise.
                    if let Some(listed) = groups.iter().find(|group| lists(group, facets))
                        && !lists(group, facets)
                    {
                        steps.push(Step::GroupOther(listed));
                        return None;
                    }
                    vec![group]
                }
                None => {
                    steps.push(Step::GroupUnknown(name.clone()));
                    return None;
                }
            },
            None => groups.iter().filter(|group| belongs(group, facets)).collect(),
        };
        match found.as_slice() {
            [] if self.policy.awards.is_empty() => steps.push(Step::GroupMissing),
            [] => {}
            [group] => {
                steps.push(Step::InGroup(group));
                return Some(group);
            }
            [..] => steps.push(Step::SeveralGroups),
        }
        None
    }

    /// The stacks that are complete with what counts now.
    pub(super) fn stacks(&mut self, decided: &[Decided]) -> Vec<StackDecision<'a>> {
        let policy = self.policy;
        policy.stacks.iter().flat_map(|stack| self.complete(stack, decided)).collect()
    }

    fn complete(&mut self, stack: &'a Stack, decided: &[Decided]) -> Vec<StackDecision<'a>> {
        let mut free = self.members(stack, decided);
        let mut complete = Vec::new();
        let taken: HashSet<&ClaimKey> =
            self.tally.claims().iter().map(|claim| &claim.key).collect();
        let mut number = 0;
        loop {
            let counts = stack.parts.iter().map(|part| part.count as usize);
            let is_full = free.iter().zip(counts).all(|(free, count)| free.len() >= count);
            if !is_full || free.is_empty() {
                return complete;
            }
            let mut members = Vec::new();
            for (free, part) in free.iter_mut().zip(&stack.parts) {
                members.extend(free.drain(..part.count as usize));
            }
            let key = loop {
                number += 1;
                let key = ClaimKey::of_stack(&self.claimant.person, &stack.name, number);
                if !taken.contains(&key) {
                    break key;
                }
            };
            let (rests_on, trainings): (Vec<_>, Vec<_>) =
                members.into_iter().map(|member| (member.key, member.trainings)).unzip();
            let decision = self.stack(stack, number, key, rests_on);
            let counts = decision.ruling == Ruling::Counts;
            complete.push(decision);
            if !counts {
                // What stands against it stands against the next one too.
                return complete;
            }
            if !self.policy.exclusions.is_empty() {
                for training in trainings.into_iter().flatten() {
                    self.trainings.entry(training).or_default().insert(&stack.category);
                }
            }
        }
    }

    fn stack(
        &mut self,
        stack: &'a Stack,
        number: usize,
        key: ClaimKey,
        rests_on: Vec<ClaimKey>,
    ) -> StackDecision<'a> {
        let category = self.policy.category(&stack.category);
        let portion = category.map(|category| {
            let amount = stack.gives.clone();
            Portion { name: &stack.category, category, amount }
        });
        let mut steps = Steps::default();
        let is_in_force = self.in_force(&mut steps);
        steps.push(Step::Worth(&stack.gives));
        let placed = portion
            .filter(|_| is_in_force)
            .and_then(|portion| self.place(&portion, self.today, &mut steps));
        let steps = steps.into_all();
        let ruling = match placed {
            Some(()) => Ruling::Counts,
            None => Ruling::without(&steps),
        };
        let (on, period) = (self.today, self.period);
        StackDecision { stack, number, ruling, steps, rests_on, key, on, period }
    }

    /// For each part of a stack, what counts in its group, is of an issuer who is accepted now, is in
    /// no complete stack of that kind, and is for no training that counts in a category which excludes
    /// that of the stack.
    pub(super) fn members(&self, stack: &Stack, decided: &[Decided]) -> Vec<Vec<Member<'a>>> {
        let is_one = |key: &ClaimKey| key.stack() == Some(stack.name.as_str());
        let claims = &self.before;
        let used: HashSet<&ClaimKey> =
            claims.iter().filter(|claim| is_one(&claim.key)).flat_map(|it| &it.rests_on).collect();
        let issuers = self.policy.accept.issuers.as_ref();
        let issuers: Option<HashSet<Cow<'_, str>>> =
            issuers.map(|all| all.iter().map(|id| compared(id)).collect());
        let is_accepted =
            |key: &ClaimKey| issuers.as_ref().is_none_or(|all| all.contains(key.issuer()));
        let of = |group: &str| {
            let holds = |entries: &[Entry]| entries.iter().any(|entry| &*entry.category == group);
            let before = claims
                .iter()
                .filter(|it| holds(&it.entries) && is_accepted(&it.key) && !used.contains(&it.key));
            let before = before.map(|claim| Member {
                key: claim.key.clone(),
                trainings: claim.trainings().collect(),
            });
            let now = decided.iter().zip(self.candidates);
            let now = now.filter(|(it, _)| self.counted(it).any(|it| it.category == group));
            let now = now.filter_map(|(_, candidate)| {
                let view = candidate.credential.view();
                let achievement = view.achievement()?.get("id")?.as_str()?;
                let said = candidate.facts.training.as_deref();
                let trainings = said.into_iter().chain([achievement]).map(training);
                Some(Member { key: ClaimKey::of(view)?, trainings: trainings.collect() })
            });
            before.chain(now).filter(|member| !self.is_shut(stack, &member.trainings)).collect()
        };
        stack.parts.iter().map(|part| of(&part.group)).collect()
    }

    /// Whether one of these trainings counts in a category that excludes that of a stack.
    fn is_shut(&self, stack: &Stack, trainings: &[Cow<'_, str>]) -> bool {
        let excluded = self.policy.exclusions.iter().filter(|it| it.contains(&stack.category));
        excluded.into_iter().any(|excluded| {
            let counts = trainings.iter().filter_map(|it| self.trainings.get(it)).flatten();
            counts.into_iter().any(|it| *it != stack.category && excluded.contains(*it))
        })
    }
}

/// A credential that can fill a part of a stack.
pub(super) struct Member<'a> {
    key: ClaimKey,
    trainings: Vec<Cow<'a, str>>,
}

/// Whether an achievement is one of a group by what is said of it.
fn belongs(group: &Group, facets: &Facets<'_>) -> bool {
    let items = |name| facets.of_achievement(name);
    let is_listed = group
        .achievements
        .iter()
        .any(|it| it == facets.achievement_id || compared(it) == compared(facets.achievement_id));
    let mut tags = items("tag").iter().filter_map(Value::as_str);
    is_listed
        || tags.any(|tag| group.tags.contains(tag))
        || facets.alignments().any(|it| group.alignments.iter().any(|rule| rule.fits(it)))
}

/// Whether a group names an achievement.
fn lists(group: &Group, facts: &Facets<'_>) -> bool {
    let id = facts.achievement_id;
    group.achievements.iter().any(|it| it == id || compared(it) == compared(id))
}
