//! What one educator earned, and what it is worth: verified badges, and evaluations of them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::picture::Nature;
use super::{
    Amount, Candidate, Claim, ClaimKey, Claimant, Date, Decision, Entry, Evaluation, Facts,
    Finding, GoalTotal, PartTotal, Policy, Ruling, Step, Tally, Total, UtcOffset, Withdrawn,
    evaluate,
};
use crate::context::url::MICRO_CREDENTIAL_V1;
use crate::json::Value;
use crate::microcredential::{Answer, AssessmentFacts, MICRO_CREDENTIAL, Verdict};
use crate::model::View;
use crate::report::{Outcome, VerifiedCredential};
use crate::text::{Decimal, TimeZone, Timestamp};

/// What one educator earned, and what it is worth under the policies that were asked.
///
/// Only badges that were verified and are shown to be about the educator are in it with what they say,
/// each once. Of what is about somebody else there is what it is called, of what was not found valid
/// the name of its file, and why. With the feature `html` it is a page (`Portfolio::html`).
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Portfolio {
    /// What the educator is called. It is the word of whoever makes the portfolio.
    pub name: String,
    /// As of when.
    #[serde(serialize_with = "written")]
    pub now: Timestamp,
    /// Whether it is of a real person ([`picture::Nature`](Nature), as pictures have it).
    pub nature: Nature,
    /// By the clocks of which place the days of award are told: of the first under whose policy the
    /// badges were valued, where its time zone is another than UTC. Else they are those of UTC.
    pub days_of: Option<String>,
    /// The badges, the latest award first.
    pub badges: Vec<Earned>,
    /// What is valid, and not shown to be about the educator. It is worth nothing here.
    pub others: Vec<NotTheirs>,
    /// How many were left out because they were handed in before.
    pub repeated: usize,
    /// What was handed in and not found valid.
    pub unverified: Vec<NotVerified>,
    /// What the badges are worth.
    pub values: Vec<Valued>,
    #[serde(skip)]
    withdrawn: Vec<Withdrawn>,
    #[serde(skip)]
    claimant: Claimant,
    /// In the order in which they were handed in, in which they are decided.
    #[serde(skip)]
    candidates: Vec<Candidate>,
    /// Which candidate each badge is.
    #[serde(skip)]
    order: Vec<usize>,
}

/// A verified badge, by what it says.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Earned {
    /// Its identifier.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
    /// What its achievement is about.
    pub description: Option<String>,
    /// The competency, where it is a micro-credential that states one.
    pub competency: Option<String>,
    /// The issuer's id.
    pub issuer: Option<String>,
    /// What the issuer calls itself.
    pub issuer_name: Option<String>,
    /// What an office calls the issuer: the first, of those under whose policies the badges were
    /// valued, that has a name for it.
    pub issuer_called: Option<String>,
    /// The day of the award, or from when on it is valid, by the clocks of [`Portfolio::days_of`].
    pub awarded: Option<Date>,
    /// Until when it is valid.
    pub valid_until: Option<String>,
    /// As of when it was verified.
    #[serde(serialize_with = "written")]
    pub verified: Timestamp,
    /// Whether it says where its issuer would withdraw it. Where it does not, nobody can be asked.
    pub has_status: bool,
    /// What was required, and what was reached.
    pub answers: Vec<Answer>,
    /// Whether what is required was reached.
    pub verdict: Verdict,
    /// How many assessors it states.
    pub assessors: usize,
    /// The names of its evidence; what has none is counted.
    pub evidence: Vec<Option<String>>,
    /// The hours that it usually takes, where that is said.
    pub hours: Option<Decimal>,
    /// With what it is aligned.
    pub alignments: Vec<String>,
}

/// A valid badge that is not shown to be about the educator.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NotTheirs {
    /// Its identifier.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
}

/// What was not found valid.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NotVerified {
    /// Under which name it was handed in.
    pub file: String,
    /// Its verdict.
    pub outcome: Outcome,
    /// Why.
    pub reasons: Vec<String>,
}

/// What the badges are worth under one policy.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Valued {
    /// The short name of the policy.
    pub policy: String,
    /// What people call it.
    pub title: String,
    /// Where it holds.
    pub jurisdiction: String,
    /// Where its rules were read, in words.
    pub source: String,
    /// At which address, where one is known.
    pub source_url: Option<String>,
    /// When they were read.
    pub read: Date,
    /// What becomes of each badge, in the order of the badges.
    pub decisions: Vec<Told>,
    /// What becomes of each complete stack.
    pub stacks: Vec<Told>,
    /// What the ledger counts and does not stand any more, in words. It adds nothing, and nothing is
    /// counted until it is taken back.
    pub left_out: Vec<String>,
    /// What counts, in each category.
    pub totals: Vec<Total>,
    /// How far the parts of stacks are filled.
    pub parts: Vec<PartTotal>,
    /// How far the goal is reached.
    pub goal: Option<GoalTotal>,
}

/// A decision, in words.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Told {
    /// About what.
    pub name: String,
    /// Whether it counts.
    pub ruling: Counting,
    /// On which day it was counted, by the clocks of the place, where it was counted before.
    pub counted_on: Option<Date>,
    /// When that was.
    #[serde(serialize_with = "written_if_any")]
    pub counted: Option<Timestamp>,
    /// For how much it counts, by this claim or since it was counted: one amount for each unit.
    pub amounts: Vec<Amount>,
    /// Why, in the order of asking.
    pub steps: Vec<ToldStep>,
}

/// Whether something counts in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Counting {
    /// It would count, if it were claimed now.
    Counts,
    /// It was counted before, and is in the total.
    Counted,
    /// It does not yet: something must be said first.
    Open,
    /// It does not.
    DoesNotCount,
}

impl Counting {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Counting::Counts => Ruling::Counts.words(),
            Counting::Counted => "was counted",
            Counting::Open => Ruling::Open.words(),
            Counting::DoesNotCount => Ruling::DoesNotCount.words(),
        }
    }

    /// Whether it counts, now or since it was counted.
    pub fn is_good(self) -> bool {
        matches!(self, Counting::Counts | Counting::Counted)
    }
}

/// A step of a decision, in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToldStep {
    /// Its code, which does not change.
    pub code: &'static str,
    /// How it came out.
    pub finding: Finding,
    /// The sentence.
    pub sentence: String,
}

impl Portfolio {
    /// A portfolio with those of these badges that are about the claimant, each once. Whether they are
    /// those of a real person is said with [`picture::Nature`](Nature).
    pub fn new(
        name: impl Into<String>,
        claimant: &Claimant,
        badges: &[Candidate],
        nature: Nature,
        now: &Timestamp,
    ) -> Self {
        let (mut candidates, mut others) = (Vec::<Candidate>::new(), Vec::new());
        let (mut seen, mut repeated) = (BTreeSet::<ClaimKey>::new(), 0);
        for badge in badges {
            let is_new = match badge.key() {
                Some(key) => seen.insert(key),
                None => !candidates.contains(badge),
            };
            let credential = badge.credential();
            if !is_new {
                repeated += 1;
            } else if claimant.is_subject_of(credential.view()) {
                candidates.push(badge.clone());
            } else {
                let Earned { id, name, .. } = Earned::of(credential);
                others.push(NotTheirs { id, name });
            }
        }
        let earned = candidates.iter().map(|it| Earned::of(it.credential())).enumerate();
        let mut earned: Vec<(usize, Earned)> = earned.collect();
        let at = |index: usize| awarded(candidates.get(index)?.credential().view());
        let seconds = |index: usize| at(index).map(|time| time.unix_seconds());
        earned.sort_by_key(|(index, _)| Reverse(seconds(*index)));
        let (order, badges) = earned.into_iter().unzip();
        Self {
            name: name.into(),
            now: now.clone(),
            nature,
            days_of: None,
            badges,
            others,
            repeated,
            unverified: Vec::new(),
            values: Vec::new(),
            withdrawn: Vec::new(),
            claimant: claimant.clone(),
            candidates,
            order,
        }
    }

    /// With what was handed in and not found valid.
    pub fn with_unverified(
        mut self,
        file: impl Into<String>,
        outcome: Outcome,
        reasons: Vec<String>,
    ) -> Self {
        self.unverified.push(NotVerified { file: file.into(), outcome, reasons });
        self
    }

    /// With what is known not to stand any more, which is left out of every value that follows.
    pub fn with_withdrawn(mut self, withdrawn: Vec<Withdrawn>) -> Self {
        self.withdrawn.extend(withdrawn);
        self
    }

    /// With what the office knows of the badges, for the values that follow.
    pub fn with_facts(mut self, facts: &Facts) -> Self {
        let told = |badge: Candidate| badge.with_facts(facts.clone());
        self.candidates = self.candidates.into_iter().map(told).collect();
        self
    }

    /// With what the badges are worth under a policy, given what was counted before in its account
    /// ([`Portfolio::candidates`] are what is asked about). The tally is that of a ledger for the
    /// policy's account, the claimant and the keys of the candidates
    /// ([`Ledger::tally`](super::Ledger::tally)); [`Tally::default`] is that of no ledger.
    pub fn with_value(mut self, policy: &Policy, tally: &Tally) -> Self {
        let (who, badges) = (&self.claimant, &self.candidates);
        let evaluation = evaluate(policy, who, badges, &self.withdrawn, tally, &self.now);
        let valued = Valued::of(&evaluation, tally, &self.order);
        if self.values.is_empty() {
            // Where no zone is said, its days are those of UTC, and of no place.
            let has_zone = policy.zone != TimeZone::default();
            self.days_of = has_zone.then(|| policy.jurisdiction.clone());
            for (badge, at) in self.badges.iter_mut().zip(&self.order) {
                let awarded =
                    self.candidates.get(*at).and_then(|it| awarded(it.credential().view()));
                badge.awarded = awarded.and_then(|time| Date::of(&time, policy.zone));
            }
        }
        for badge in self.badges.iter_mut().filter(|badge| badge.issuer_called.is_none()) {
            let issuer = badge.issuer.as_deref();
            badge.issuer_called = issuer.and_then(|id| policy.name_of(id)).map(str::to_owned);
        }
        self.values.push(valued);
        self
    }

    /// The badges as they were handed in, without those that are not about the educator.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }
}

impl Earned {
    fn of(credential: &VerifiedCredential) -> Self {
        let view = credential.view();
        let summary = credential.summary();
        let standing = credential.standing();
        let achievement = view.achievement();
        let member = |name: &str| achievement.and_then(|it| it.get(name));
        let text = |name: &str| member(name).and_then(Value::as_str).map(str::to_owned);
        // The words of our extension are ours only where our context says so; else they may be anybody's.
        let ours = achievement.filter(|it| is_extended(view, it));
        let facts = AssessmentFacts::of(view).and_then(Result::ok);
        Self {
            name: summary.name.or_else(|| text("name")).unwrap_or_default(),
            description: text("description"),
            competency: ours
                .and_then(|it| it.get("competency")?.get("statement")?.as_str())
                .map(str::to_owned),
            issuer: summary.issuer,
            issuer_name: view.issuer_name().map(str::to_owned),
            issuer_called: None,
            awarded: awarded(view).and_then(|time| Date::of(&time, UtcOffset::default())),
            valid_until: summary.valid_until,
            verified: credential.verified_as_of().clone(),
            has_status: view.status_entries().iter().any(may_withdraw),
            verdict: standing.verdict(),
            answers: standing.answers().to_vec(),
            assessors: facts.map_or(0, |facts| facts.assessor.len()),
            evidence: view.evidence().iter().map(named).collect(),
            hours: ours.and_then(|it| it.get("hoursToEarn")?.as_str()?.parse().ok()),
            alignments: member("alignment")
                .map_or(&[][..], Value::items)
                .iter()
                .filter_map(|it| Some(it.get("targetName")?.as_str()?.to_owned()))
                .collect(),
            id: summary.id,
        }
    }
}

/// Whether a status entry is one by which a badge is withdrawn, and not only renewed or remarked on.
fn may_withdraw(entry: &Value) -> bool {
    let purpose = entry.get("statusPurpose").and_then(Value::as_str);
    !matches!(purpose, Some("refresh" | "message"))
}

/// Whether an achievement is a micro-credential as our extension has them.
fn is_extended(view: View<'_>, achievement: &Value) -> bool {
    let is_ours = |it: &Value| it.as_str() == Some(MICRO_CREDENTIAL_V1);
    let types = achievement.get("type").map_or(&[][..], Value::items);
    view.contexts().iter().any(is_ours)
        && types.iter().any(|name| name.as_str() == Some(MICRO_CREDENTIAL))
}

fn named(evidence: &Value) -> Option<String> {
    Some(evidence.get("name")?.as_str()?.to_owned())
}

fn awarded(view: View<'_>) -> Option<Timestamp> {
    view.awarded_date().or_else(|| view.valid_from())?.ok()
}

impl Valued {
    fn of(evaluation: &Evaluation<'_>, tally: &Tally, order: &[usize]) -> Self {
        let policy = evaluation.policy;
        let decisions = order.iter().filter_map(|index| evaluation.decision(*index));
        let stacks = evaluation.stacks.iter().map(|decision| Told {
            name: decision.stack.title.clone(),
            ruling: decision.ruling.into(),
            counted_on: None,
            counted: None,
            amounts: amounts(policy, &decision.entries().collect::<Vec<_>>()),
            steps: told(policy, &decision.steps),
        });
        Self {
            policy: policy.name.clone(),
            title: policy.title.clone(),
            jurisdiction: policy.jurisdiction.clone(),
            source: policy.source.text.clone(),
            source_url: policy.source.url.clone(),
            read: policy.source.read,
            decisions: decisions.map(|decision| Told::of(policy, &decision, tally)).collect(),
            stacks: stacks.collect(),
            left_out: evaluation.left_out.iter().map(ToString::to_string).collect(),
            totals: evaluation.totals.clone(),
            parts: evaluation.parts.clone(),
            goal: evaluation.goal.clone(),
        }
    }

    /// What people call the place: what its title says before a colon.
    pub fn label(&self) -> &str {
        self.title.split(": ").next().unwrap_or_default()
    }
}

impl Told {
    fn of(policy: &Policy, decision: &Decision<'_>, tally: &Tally) -> Self {
        // What the ledger has is so, whatever would be decided today.
        let counted = decision.steps.iter().find_map(|step| match step {
            Step::CountedBefore(at) => Some((*at).clone()),
            _ => None,
        });
        let key = ClaimKey::of(decision.credential.view());
        let is_counted = counted.is_some();
        let is_it = |claim: &&Claim| is_counted && Some(&claim.key) == key.as_ref();
        let claims = tally.claims().iter().filter(is_it);
        let now: Vec<Entry> = decision.entries().collect();
        let entries = claims.flat_map(|claim| &claim.entries).chain(&now);
        Self {
            name: decision.name(),
            ruling: if is_counted { Counting::Counted } else { decision.ruling.into() },
            counted_on: counted.as_ref().and_then(|at| Date::of(at, policy.zone)),
            counted,
            amounts: amounts(policy, entries),
            steps: told(policy, decision.steps),
        }
    }

    /// The steps that stand against it: what is not as the policy asks, and what is missing. That it
    /// counts already does not stand against what does.
    pub fn against(&self) -> impl Iterator<Item = &ToldStep> {
        let is_counted = self.ruling == Counting::Counted;
        self.steps.iter().filter(move |step| match step.finding {
            Finding::NotMet => !is_counted || step.code != "ledger.counted",
            Finding::Missing => !is_counted,
            _ => false,
        })
    }
}

impl From<Ruling> for Counting {
    fn from(ruling: Ruling) -> Self {
        match ruling {
            Ruling::Counts => Counting::Counts,
            Ruling::DoesNotCount => Counting::DoesNotCount,
            Ruling::Open => Counting::Open,
        }
    }
}

/// The sum of entries in each unit, without those of groups.
fn amounts<'e>(policy: &Policy, entries: impl IntoIterator<Item = &'e Entry>) -> Vec<Amount> {
    let mut sums: Vec<Amount> = Vec::new();
    for Entry { category, amount, .. } in entries {
        if policy.category(category).is_none_or(|category| category.unit != *amount.unit()) {
            continue;
        }
        match sums.iter_mut().find(|sum| sum.unit() == amount.unit()) {
            Some(sum) => *sum = sum.plus(amount).unwrap_or_else(|_| sum.clone()),
            None => sums.push(amount.clone()),
        }
    }
    sums
}

fn told(policy: &Policy, steps: &[Step<'_>]) -> Vec<ToldStep> {
    let told = |step: &Step<'_>| ToldStep {
        code: step.code(),
        finding: step.finding(),
        sentence: step.sentence(policy),
    };
    steps.iter().map(told).collect()
}

fn written<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(time.as_str())
}

fn written_if_any<S: serde::Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&time.as_ref().map(Timestamp::as_str), serializer)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::json;
    use crate::limits::Limits;
    use crate::proof::Securing;
    use crate::report::Belief;

    /// A badge with the words of our extension, under contexts of which the last is this one.
    fn earned(context: &str, kind: &str) -> Earned {
        let text = format!(
            r#"{{
            "@context": ["https://www.w3.org/ns/credentials/v2", "{context}"],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "validFrom": "2026-03-01T00:00:00Z",
            "credentialSubject": {{
                "type": ["AchievementSubject", "AssessedSubject"],
                "assessment": {{
                    "blindness": "DoubleBlind",
                    "resolution": "AllAgree",
                    "assessor": [{{"name": "Assessor 1"}}]
                }},
                "achievement": {{
                    "type": ["Achievement", "{kind}"],
                    "name": "Wait Time",
                    "hoursToEarn": "15",
                    "competency": {{"name": "Waits", "statement": "The educator waits."}}
                }}
            }}
        }}"#
        );
        let document = json::read(text.as_bytes(), &Limits::default()).unwrap();
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        let belief = Belief::Safe;
        Earned::of(&VerifiedCredential::new(Arc::new(document), Securing::Jwt, now, belief))
    }

    #[test]
    fn the_words_of_our_extension_count_where_its_context_says_so() {
        let said =
            |badge: &Earned| (badge.hours.is_some(), badge.competency.is_some(), badge.assessors);
        assert_eq!(said(&earned(MICRO_CREDENTIAL_V1, "MicroCredential")), (true, true, 1));
        assert_eq!(
            said(&earned("https://another.example/v1", "MicroCredential")),
            (false, false, 0)
        );
        assert_eq!(said(&earned(MICRO_CREDENTIAL_V1, "Course")), (false, false, 1));
    }
}
