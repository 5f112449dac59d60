//! What one educator earned, and what it is worth: verified badges, and evaluations of them.

use super::picture::Nature;
use super::{Candidate, Date, Evaluation, Finding, GoalTotal, PartTotal, Ruling, Total};
use crate::json::Value;
use crate::microcredential::{Answer, Standing, Verdict};
use crate::model::View;
use crate::report::{Outcome, VerifiedCredential};
use crate::text::{Decimal, Timestamp};

/// What one educator earned, and what it is worth under the policies that were asked.
///
/// Only verified badges are in it with what they say; of what was not found valid there is the name
/// of its file, and why. With the feature `html` it is a page (`Portfolio::html`).
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Portfolio {
    /// What the educator is called. It is the word of whoever makes the portfolio.
    pub name: String,
    /// As of when.
    #[serde(serialize_with = "written")]
    pub now: Timestamp,
    /// Whether it is of a real person.
    pub nature: Nature,
    /// The badges, the latest award first.
    pub badges: Vec<Earned>,
    /// What was handed in and not found valid.
    pub unverified: Vec<NotVerified>,
    /// What the badges are worth.
    pub values: Vec<Valued>,
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
    /// The day of the award, or from when on it is valid.
    pub awarded: Option<Date>,
    /// Until when it is valid.
    pub valid_until: Option<String>,
    /// As of when it was verified.
    #[serde(serialize_with = "written")]
    pub verified: Timestamp,
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
    /// What becomes of each badge.
    pub decisions: Vec<Told>,
    /// What becomes of each complete stack.
    pub stacks: Vec<Told>,
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
    pub ruling: Ruling,
    /// Why: each step with its finding and its sentence.
    pub steps: Vec<(Finding, String)>,
}

impl Portfolio {
    /// A portfolio with these badges.
    pub fn new(
        name: impl Into<String>,
        badges: &[Candidate],
        nature: Nature,
        now: &Timestamp,
    ) -> Self {
        let mut earned: Vec<Earned> =
            badges.iter().map(|badge| Earned::of(badge.credential())).collect();
        earned.sort_by_key(|badge| std::cmp::Reverse(badge.awarded));
        Self {
            name: name.into(),
            now: now.clone(),
            nature,
            badges: earned,
            unverified: Vec::new(),
            values: Vec::new(),
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

    /// With what the badges are worth under a policy.
    pub fn with_value(mut self, evaluation: &Evaluation<'_>) -> Self {
        self.values.push(Valued::of(evaluation));
        self
    }
}

impl Earned {
    fn of(credential: &VerifiedCredential) -> Self {
        let view = credential.view();
        let summary = credential.summary();
        let standing = Standing::of(credential);
        let achievement = view.achievement();
        let member = |name: &str| achievement.and_then(|it| it.get(name));
        let text = |name: &str| member(name).and_then(Value::as_str).map(str::to_owned);
        let subject = view.subjects().first();
        let assessors = subject.and_then(|it| it.get("assessment")?.get("assessor"));
        Self {
            name: summary.name.or_else(|| text("name")).unwrap_or_default(),
            description: text("description"),
            competency: member("competency")
                .and_then(|it| it.get("statement")?.as_str())
                .map(str::to_owned),
            issuer: summary.issuer,
            issuer_name: view.issuer_name().map(str::to_owned),
            awarded: awarded(view),
            valid_until: summary.valid_until,
            verified: credential.verified_as_of().clone(),
            verdict: standing.verdict(),
            answers: standing.answers().to_vec(),
            assessors: assessors.map_or(0, |it| it.items().len()),
            evidence: view.evidence().iter().map(named).collect(),
            hours: text("hoursToEarn").and_then(|hours| hours.parse().ok()),
            alignments: member("alignment")
                .map_or(&[][..], Value::items)
                .iter()
                .filter_map(|it| Some(it.get("targetName")?.as_str()?.to_owned()))
                .collect(),
            id: summary.id,
        }
    }
}

fn named(evidence: &Value) -> Option<String> {
    Some(evidence.get("name")?.as_str()?.to_owned())
}

fn awarded(view: View<'_>) -> Option<Date> {
    match view.awarded_date().or_else(|| view.valid_from()) {
        Some(Ok(time)) => Date::of(&time, super::UtcOffset::default()),
        _ => None,
    }
}

impl Valued {
    fn of(evaluation: &Evaluation<'_>) -> Self {
        let policy = evaluation.policy;
        let decisions = evaluation.decisions.iter().map(|decision| Told {
            name: decision.name(),
            ruling: decision.ruling,
            steps: told(&decision.steps),
        });
        let stacks = evaluation.stacks.iter().map(|decision| Told {
            name: decision.stack.title.clone(),
            ruling: decision.ruling,
            steps: told(&decision.steps),
        });
        Self {
            policy: policy.name.clone(),
            title: policy.title.clone(),
            jurisdiction: policy.jurisdiction.clone(),
            source: policy.source.text.clone(),
            source_url: policy.source.url.clone(),
            read: policy.source.read,
            decisions: decisions.collect(),
            stacks: stacks.collect(),
            totals: evaluation.totals.clone(),
            parts: evaluation.parts.clone(),
            goal: evaluation.goal.clone(),
        }
    }
}

fn told(steps: &[super::Step<'_>]) -> Vec<(Finding, String)> {
    steps.iter().map(|step| (step.finding(), step.to_string())).collect()
}

fn written<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(time.as_str())
}
