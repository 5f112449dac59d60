//! How it was assessed, as the badge says it.

use std::collections::HashSet;

use super::files::{Blindness, Calibration, Scores, Submission};
use super::{Resolution, Role};
use crate::context::url::MICRO_CREDENTIAL_V1;
use crate::json::Value;
use crate::model::check::Rule;
use crate::model::class::class;
use crate::model::{Builder, Invalid, Types, View};
use crate::text::{Decimal, Timestamp, folded, is_same_folded};

use super::super::rubric::{Count, count};
use super::super::words::said;

/// The type of ours beside `AchievementSubject`.
pub(super) const ASSESSED_SUBJECT: &str = "AssessedSubject";

class! {
    /// How a submission was assessed: facts that the issuer states.
    ///
    /// In a badge it is the `assessment` of an `AchievementSubject` of the type `AssessedSubject`.
    pub struct AssessmentFacts: closed, Types::None, rule FACTS;

    /// The assessors.
    assessor = "assessor": some AssessorFacts,
    /// What assessors and educator knew of each other; of several assessments the least blind.
    blindness = "blindness": required Blindness,
    /// How the assessors' levels became one.
    resolution = "resolution": required Resolution,
    /// When the work was handed in.
    submitted_at = "submittedAt": optional Timestamp,
    /// When the last assessor was done.
    assessed_at = "assessedAt": optional Timestamp,
    /// How many business days it took, in the provider's own counting; of several the most.
    turnaround_days = "turnaroundDays": optional Count,
    /// Which attempt it was, the first being 1.
    attempt = "attempt": optional Count,
}

class! {
    /// An assessor, as a badge tells of one.
    pub struct AssessorFacts: closed, Types::None, rule ASSESSOR;

    /// A name; in a blind assessment one that says nothing.
    name = "name": required String,
    /// What the assessor is there for; absent, to assess.
    role = "role": optional Role,
    /// Whether the assessor was calibrated.
    calibration = "calibration": optional Calibration,
    /// How often the assessor agreed when calibrated, in percent.
    calibration_agreement = "calibrationAgreement": optional Decimal,
}

static FACTS: Rule = Rule {
    check: |object, path, findings| {
        count(object, "turnaroundDays", 0, path, findings);
        count(object, "attempt", 1, path, findings);
    },
    schema: "{}",
    unsaid: &["The days and the attempt are whole numbers, the attempt at least one."],
};

static ASSESSOR: Rule = Rule {
    // Others may write names as they like; no line is made of them.
    check: |object, path, findings| said(object, &["name"], path, findings),
    schema: "{}",
    unsaid: &["The name is not blank."],
};

/// What is asked of an assessment, for who asks of thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assessed {
    /// How many different people assessed it; who only decides between them is none.
    pub(crate) assessors: usize,
    /// What assessors and educator knew of each other.
    pub(crate) blindness: Blindness,
    /// Whether everybody who assessed or decided is said to be calibrated.
    pub(crate) is_calibrated: bool,
    /// How often the one of them agreed who agreed least when calibrated, in percent. `None` unless it
    /// is said of each.
    pub(crate) agreement: Option<Decimal>,
    /// How many business days it took.
    pub(crate) turnaround_days: Option<Count>,
}

impl Assessed {
    /// What a badge says about its assessment. `None` where it does not say that, or not clearly.
    pub(crate) fn of(view: View<'_>) -> Option<Self> {
        let facts = AssessmentFacts::of(view)?.ok()?;
        let all = &facts.assessor;
        let agreements = all.iter().map(|it| it.calibration_agreement);
        let least = |a: Option<Decimal>, b: Option<Decimal>| Some(a?.min(b?));
        Some(Self {
            assessors: different(all.iter().filter(|it| it.role != Some(Role::Adjudicator))),
            blindness: facts.blindness,
            is_calibrated: all.iter().all(|it| it.calibration == Some(Calibration::Calibrated)),
            agreement: agreements.reduce(least).flatten(),
            turnaround_days: facts.turnaround_days,
        })
    }
}

/// How many different people assessors are, whose names people write.
fn different<'a>(assessors: impl Iterator<Item = &'a AssessorFacts> + Clone) -> usize {
    if assessors.clone().nth(8).is_some() {
        return assessors.map(|it| folded(&it.name)).collect::<HashSet<_>>().len();
    }
    let is_new = |(at, it): &(usize, &AssessorFacts)| {
        !assessors.clone().take(*at).any(|before| is_same_folded(&before.name, &it.name))
    };
    assessors.clone().enumerate().filter(is_new).count()
}

impl AssessmentFacts {
    /// What a badge says about its assessment. `None` where it has none of our extension.
    ///
    /// # Errors
    /// [`Invalid`], when it is not as it must be.
    pub fn of(view: View<'_>) -> Option<Result<Self, Invalid>> {
        let is_ours = |it: &Value| it.as_str() == Some(MICRO_CREDENTIAL_V1);
        let subject = view.subjects().first()?;
        let types = subject.get("type").map_or(&[][..], Value::items);
        let is_assessed = types.iter().any(|name| name.as_str() == Some(ASSESSED_SUBJECT));
        let is_extended = view.contexts().iter().any(is_ours) && is_assessed;
        is_extended.then(|| subject.get("assessment").map(Self::read)).flatten()
    }

    pub(super) fn told(
        submission: &Submission,
        scores: &[Scores],
        resolution: Resolution,
    ) -> Result<Self, Invalid> {
        let rank = |blindness: Blindness| match blindness {
            Blindness::DoubleBlind => 0,
            Blindness::SingleBlind => 1,
            Blindness::NotBlind => 2,
        };
        let least = scores.iter().map(|scores| scores.blindness).max_by_key(|it| rank(*it));
        let mut facts = Builder::<Self>::start()
            .blindness(least.unwrap_or(Blindness::NotBlind))
            .resolution(resolution);
        for scores in scores {
            let mut assessor = Builder::<AssessorFacts>::start().name(scores.assessor.as_str());
            if let Some(role) = scores.role {
                assessor = assessor.role(role);
            }
            if let Some(calibration) = scores.calibration {
                assessor = assessor.calibration(calibration);
            }
            if let Some(agreement) = scores.calibration_agreement {
                assessor = assessor.calibration_agreement(agreement);
            }
            facts = facts.assessor(assessor.build()?);
        }
        if let Some(time) = &submission.submitted_at {
            facts = facts.submitted_at(time);
        }
        let done = scores.iter().filter_map(|scores| scores.assessed_at.as_ref());
        if let Some(time) = done.max_by(|a, b| a.instant().cmp(&b.instant())) {
            facts = facts.assessed_at(time);
        }
        if let Some(days) = scores.iter().filter_map(|scores| scores.turnaround_days).max() {
            facts = facts.turnaround_days(days);
        }
        if let Some(attempt) = submission.attempt {
            facts = facts.attempt(attempt);
        }
        facts.build()
    }
}
