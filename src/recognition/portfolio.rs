//! What one educator earned, and what it is worth: verified badges, and evaluations of them.

use super::picture::Nature;
use super::{Candidate, Date, Evaluation, Finding, GoalTotal, PartTotal, Ruling, Total};
use crate::context::url::MICRO_CREDENTIAL_V1;
use crate::json::Value;
use crate::microcredential::{Answer, AssessmentFacts, MICRO_CREDENTIAL, Standing, Verdict};
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
    /// Why, in the order of asking.
    pub steps: Vec<ToldStep>,
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
            awarded: awarded(view),
            valid_until: summary.valid_until,
            verified: credential.verified_as_of().clone(),
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

fn told(steps: &[super::Step<'_>]) -> Vec<ToldStep> {
    let told = |step: &super::Step<'_>| ToldStep {
        code: step.code(),
        finding: step.finding(),
        sentence: step.to_string(),
    };
    steps.iter().map(told).collect()
}

fn written<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(time.as_str())
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
