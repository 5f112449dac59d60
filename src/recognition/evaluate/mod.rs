//! What credentials are worth under a policy, step by step.

mod accept;
mod decision;
mod facets;
mod left_out;
mod place;
mod reason;
mod seen;
mod sentence;
mod show;
mod stack;
mod steps;
mod total;
mod worth;

pub use decision::{Decision, Ruling};
pub use left_out::LeftOut;
pub use reason::{Carried, CreditsSaid, Finding, InTime, Placed, Step};
pub use stack::StackDecision;
pub(super) use total::left_over;
pub use total::{GoalTotal, PartTotal, StepTotal, Total};

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::sync::Arc;

use super::ledger::{Limit, Within, compared, training};
use super::policy::{Per, Period};
use super::{
    Candidate, Claim, ClaimKey, Claimant, Date, Entry, Ledger, LedgerError, Policy, Tally,
    Withdrawal, Withdrawn,
};
use crate::report::VerifiedCredential;
use crate::text::{Decimal, Timestamp};
use crate::verifier::KnownIdentity;
use decision::{Counted, Decided, counted};
use facets::{Facets, related};
use place::Usage;
use seen::Seen;
use steps::Steps;
use worth::Portion;

/// What a policy makes of a claim: a decision for each credential, and the total.
///
/// It is plain data that serializes, and [`Evaluation::to_text`] says it to the person who claims.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evaluation<'a> {
    /// By which policy.
    pub policy: &'a Policy,
    /// For whom.
    pub claimant: &'a Claimant,
    /// As of when.
    pub now: Timestamp,
    /// What the ledger counts and this leaves out, since it does not stand any more: everything else is
    /// as if it were taken back, which must be done before anything is counted.
    pub left_out: Vec<LeftOut<'a>>,
    /// The stacks that these credentials complete.
    pub stacks: Vec<StackDecision<'a>>,
    /// One for each category in which something counts, and each in which something did.
    pub totals: Vec<Total>,
    /// How far the parts of stacks are filled.
    pub parts: Vec<PartTotal>,
    /// How far the goal is reached.
    pub goal: Option<GoalTotal>,
    candidates: &'a [Candidate],
    /// One for each candidate, in their order.
    decided: Vec<Decided>,
    /// The steps of all decisions.
    steps: Vec<Step<'a>>,
    /// The period of today.
    period: Period,
}

/// Decides what each credential is worth, given what was counted before, and what of that is known to
/// be withdrawn.
///
/// What a tally counts is not verified again: of what was handed in, or looked at otherwise, the host
/// says with [`Withdrawn::of`] what does not stand any more. What was counted for it, and what rests on
/// that, is left out of every sum and every stack.
///
/// Nothing is written: [`Evaluation::claims`] are what a ledger may be asked to count, and [`count`]
/// does both.
pub fn evaluate<'a>(
    policy: &'a Policy,
    claimant: &'a Claimant,
    candidates: &'a [Candidate],
    withdrawn: &'a [Withdrawn],
    tally: &'a Tally,
    now: &Timestamp,
) -> Evaluation<'a> {
    let today = Date::of(now, policy.zone).unwrap_or_default();
    let withdrawn = left_out::keys(withdrawn, candidates);
    let (before, left_out) = left_out::part(tally.claims(), &withdrawn);
    let mut evaluator = Evaluator {
        policy,
        claimant,
        tally,
        withdrawn,
        now,
        today,
        period: policy.year.period(today),
        usage: Usage::of(policy, claimant, &before),
        sums: place::sums(policy, &before),
        person: compared(&claimant.person),
        own: own(claimant),
        seen: Seen::of(&before, candidates),
        candidates,
        steps: Steps::with_capacity(candidates.len().saturating_mul(USUAL)),
        portions: Vec::new(),
        placed: Vec::new(),
        last_placed: None,
        trainings: trainings(policy, &before),
        before,
    };
    let decided = evaluator.decide_all();
    let stacks = evaluator.stacks(&decided);
    let totals = evaluator.totals(&decided, &stacks);
    let parts = evaluator.parts(&decided, &stacks);
    let goal = evaluator.goal(&decided, &stacks);
    let (period, steps, now) = (evaluator.period, evaluator.steps.into_all(), now.clone());
    Evaluation {
        policy,
        claimant,
        now,
        left_out,
        stacks,
        totals,
        parts,
        goal,
        candidates,
        decided,
        steps,
        period,
    }
}

/// Evaluates and counts what counts, as one step: where somebody was quicker it evaluates again, so
/// that what the evaluation says is what was counted. `keep` is given the evaluation that was counted.
///
/// # Errors
/// [`LedgerError::Withdrawn`] while the ledger counts something that is withdrawn: it must be taken back
/// first ([`Ledger::reverse`]). When the ledger fails, or others are quicker sixteen times.
pub fn count<T>(
    policy: &Policy,
    claimant: &Claimant,
    candidates: &[Candidate],
    withdrawn: &[Withdrawn],
    ledger: &dyn Ledger,
    now: &Timestamp,
    keep: impl FnOnce(&Evaluation<'_>) -> T,
) -> Result<T, LedgerError> {
    let keys: Vec<ClaimKey> = candidates.iter().filter_map(Candidate::key).collect();
    let mut attempts = 0;
    loop {
        let tally = ledger.tally(&policy.account, &compared(&claimant.person), &keys)?;
        let evaluation = evaluate(policy, claimant, candidates, withdrawn, &tally, now);
        if let Some(left) = evaluation.left_out.first() {
            return Err(LedgerError::Withdrawn(left.claim.key.clone()));
        }
        match ledger.claim(&evaluation.claims()) {
            Ok(()) => return Ok(keep(&evaluation)),
            Err(error) if error.is_contention() && attempts < 16 => attempts += 1,
            Err(error) => return Err(error),
        }
    }
}

impl Evaluation<'_> {
    /// One for each candidate, in their order.
    pub fn decisions(&self) -> impl ExactSizeIterator<Item = Decision<'_>> {
        self.candidates.iter().zip(&self.decided).map(|(candidate, it)| self.shown(candidate, it))
    }

    /// The decision on the candidate of that place.
    pub fn decision(&self, index: usize) -> Option<Decision<'_>> {
        Some(self.shown(self.candidates.get(index)?, self.decided.get(index)?))
    }

    fn shown<'e>(&'e self, candidate: &'e Candidate, decided: &'e Decided) -> Decision<'e> {
        Decision {
            credential: &candidate.credential,
            ruling: decided.ruling,
            steps: self.steps.get(decided.steps.clone()).unwrap_or_default(),
            training: candidate.facts.training.as_deref(),
            on: decided.on,
            period: self.period,
        }
    }

    /// What a ledger may be asked to count, with the limits that must hold when it is written. Nothing,
    /// while something is left out.
    pub fn claims(&self) -> Vec<Claim> {
        if !self.left_out.is_empty() {
            return Vec::new();
        }
        let credentials = self.decisions().filter_map(|decision| {
            let view = decision.credential.view();
            let said = view.achievement()?;
            let achievement = compared(said.get("id")?.as_str()?).into_owned();
            let key = ClaimKey::of(view)?;
            let training = decision.training.map_or_else(|| achievement.clone(), str::to_owned);
            let related = related(said).map(|it| compared(it).into_owned());
            let claim = self.claim(key, achievement, decision.entries().collect())?;
            Some(Claim { training, related: related.collect(), ..claim })
        });
        let stacks = self.stacks.iter().filter_map(|decision| {
            let achievement = format!("stack {} {}", decision.stack.name, decision.number);
            let claim =
                self.claim(decision.key.clone(), achievement, decision.entries().collect())?;
            Some(Claim { rests_on: decision.rests_on.clone(), ..claim })
        });
        credentials.chain(stacks).collect()
    }

    fn claim(&self, key: ClaimKey, achievement: String, entries: Vec<Entry>) -> Option<Claim> {
        if entries.is_empty() {
            return None;
        }
        let (account, person) = (&self.policy.account, compared(&self.claimant.person));
        let claim = Claim::new(account, person, key, achievement, self.now.clone());
        Some(Claim {
            policy: self.policy.title.clone(),
            limits: self.limits(&entries),
            entries,
            exclusions: self.policy.exclusions.clone(),
            ..claim
        })
    }

    fn limits(&self, entries: &[Entry]) -> Vec<Limit> {
        let mut limits = Vec::new();
        for cap in &self.policy.caps {
            for entry in entries.iter().filter(|entry| {
                entry.amount.unit() == cap.amount.unit()
                    && (cap.category == "*" || *cap.category == *entry.category)
            }) {
                let within = match cap.per {
                    Per::Year => Within::Year(entry.period.year),
                    Per::Payment => Within::Payment(entry.period),
                    Per::Cycle => Within::Days(self.claimant.licence_cycle.unwrap_or_default()),
                    Per::Ever => Within::Ever,
                };
                let most = cap.amount.clone();
                let limit = Limit { category: cap.category.clone(), within, most };
                if !limits.contains(&limit) {
                    limits.push(limit);
                }
            }
        }
        limits
    }
}

/// What an evaluation has at hand.
struct Evaluator<'a, 'n> {
    policy: &'a Policy,
    claimant: &'a Claimant,
    tally: &'a Tally,
    /// What the tally counts, and stands as far as is known.
    before: Vec<&'a Claim>,
    withdrawn: HashMap<&'a ClaimKey, Withdrawal>,
    now: &'n Timestamp,
    today: Date,
    period: Period,
    usage: Usage,
    /// What counts in each category of the policy; `None` for more than can be said.
    sums: Vec<Option<Decimal>>,
    /// Who claims, as ids are compared.
    person: Cow<'a, str>,
    /// All ids of who claims.
    own: Vec<Cow<'a, str>>,
    seen: Seen<'a>,
    candidates: &'a [Candidate],
    steps: Steps<'a>,
    /// Room for the portions of one credential, and for what of one counts, used again for the next.
    portions: Vec<Portion<'a>>,
    placed: Vec<Arc<Placed<'a>>>,
    /// What counted last.
    last_placed: Option<Arc<Placed<'a>>>,
    /// The categories that each training counts in; only where categories exclude each other.
    trainings: HashMap<Cow<'a, str>, BTreeSet<&'a str>>,
}

/// So many credentials are glanced at before one of them is decided.
const AT_ONCE: usize = 32;

/// So many steps a decision has mostly, or fewer.
const USUAL: usize = 10;

/// The ids of who claims, as they are compared.
fn own(claimant: &Claimant) -> Vec<Cow<'_, str>> {
    let known = claimant.identities.iter().filter_map(|identity| match identity {
        KnownIdentity::Id(id) => Some(id),
        _ => None,
    });
    [&claimant.person].into_iter().chain(known).map(|id| compared(id)).collect()
}

fn trainings<'a>(
    policy: &Policy,
    claims: &[&'a Claim],
) -> HashMap<Cow<'a, str>, BTreeSet<&'a str>> {
    let mut trainings: HashMap<Cow<'a, str>, BTreeSet<&'a str>> = HashMap::new();
    if policy.exclusions.is_empty() {
        return trainings;
    }
    let of: HashMap<&ClaimKey, &Claim> = claims.iter().map(|claim| (&claim.key, *claim)).collect();
    for claim in claims {
        // A stack counts for what it is made of.
        let below = claim.rests_on.iter().filter_map(|key| of.get(key).copied());
        for training in [*claim].into_iter().chain(below).flat_map(Claim::trainings) {
            let categories = claim.entries.iter().map(|entry| &*entry.category);
            trainings.entry(training).or_default().extend(categories);
        }
    }
    trainings
}

impl<'a> Evaluator<'a, '_> {
    fn decide_all(&mut self) -> Vec<Decided> {
        let mut decided = Vec::with_capacity(self.candidates.len());
        let mut steps = std::mem::take(&mut self.steps);
        for candidates in self.candidates.chunks(AT_ONCE) {
            glance(candidates);
            decided.extend(candidates.iter().map(|it| self.decide(it, &mut steps)));
        }
        self.steps = steps;
        decided
    }

    fn decide(&mut self, candidate: &'a Candidate, steps: &mut Steps<'a>) -> Decided {
        self.verified(candidate, steps);
        let mut on = Date::default();
        let mut counts = false;
        match self.facets(candidate) {
            Ok(facets) => {
                on = facets.awarded;
                let mut portions = std::mem::take(&mut self.portions);
                counts = self.counts(candidate, &facets, steps, &mut portions);
                portions.clear();
                self.portions = portions;
            }
            Err(why) => steps.push(Step::NotABadge(why)),
        }
        self.seen.decided(counts);
        let (said, steps) = steps.finish();
        let ruling = if counts { Ruling::Counts } else { Ruling::without(said) };
        Decided { ruling, steps, on }
    }

    /// Whether something of it counts. When something stands against it, nothing was used up.
    fn counts(
        &mut self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
        portions: &mut Vec<Portion<'a>>,
    ) -> bool {
        self.accept(candidate, facets, steps);
        self.windows(candidate, facets, steps);
        self.before(candidate, facets, steps);
        let group = self.group(candidate, facets, steps);
        self.portions(candidate, facets, steps, portions);
        if steps.stands_against() {
            return false;
        }
        // What the first of several parts used up is given back where another finds no room.
        let before = (portions.len() > 1).then(|| (self.usage.clone(), self.sums.clone()));
        let said = steps.len();
        for portion in &*portions {
            if self.place(portion, facets.awarded, steps).is_none() {
                if let Some(before) = before {
                    (self.usage, self.sums) = before;
                }
                steps.take_back(said);
                return false;
            }
        }
        if !self.policy.exclusions.is_empty() {
            for training in facets.trainings(candidate) {
                let categories = portions.iter().map(|portion| portion.name);
                self.trainings.entry(training).or_default().extend(categories);
            }
        }
        group.is_some() || !portions.is_empty()
    }

    /// What counts by a decision.
    fn counted<'d>(&'d self, decided: &'d Decided) -> impl Iterator<Item = Counted<'d>> {
        counted(decided.ruling, self.steps.of(&decided.steps), decided.on, self.period)
    }
}

/// Looks at something in each part of memory that decisions will read. Where that is far away, a
/// processor waits for all of it at once, and not for one part after the other.
fn glance(candidates: &[Candidate]) {
    let credentials = || candidates.iter().map(Candidate::credential);
    let seconds = |it: &VerifiedCredential| it.verified_as_of().unix_seconds();
    black_box(credentials().fold(0, |all, it| all ^ seconds(it)));
    black_box(credentials().fold(0, |all, it| all ^ it.gist().glance()));
}
