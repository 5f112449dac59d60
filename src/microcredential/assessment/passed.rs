//! An assessment that was passed: the only way to a badge.

use super::facts::{ASSESSED_SUBJECT, AssessmentFacts};
use super::{Assessment, Feedback, Piece};
use crate::context::url::MICRO_CREDENTIAL_V1;
use crate::fault::{Code, Finding, Pointer};
use crate::json::Value;
use crate::model::{
    Credential, CredentialBuilder, Evidence, Invalid, Profile, Recipient, RelatedResource,
    Result as Reached,
};
use crate::text::Timestamp;

/// A submission that reached what it takes to pass. Only [`Assessment::decide`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct Passed {
    assessment: Assessment,
    /// The place of the level that was reached, for each criterion.
    levels: Vec<usize>,
    feedback: Feedback,
}

/// A badge in the making. It is read by [`PassedCredential::build`].
#[derive(Clone, Debug)]
#[must_use]
pub struct PassedCredential<'a> {
    passed: &'a Passed,
    recipient: Recipient,
    source: Option<Profile>,
    awarded_date: Option<Timestamp>,
}

impl Passed {
    pub(super) fn new(assessment: Assessment, levels: Vec<usize>, feedback: Feedback) -> Self {
        Self { assessment, levels, feedback }
    }

    /// What the educator is told.
    pub fn feedback(&self) -> &Feedback {
        &self.feedback
    }

    /// The badge for who handed in the submission.
    pub fn credential(&self, recipient: Recipient) -> PassedCredential<'_> {
        PassedCredential { passed: self, recipient, source: None, awarded_date: None }
    }
}

impl PassedCredential<'_> {
    /// Who assessed, where that is not the provider of the micro-credential.
    pub fn source(self, source: Profile) -> Self {
        Self { source: Some(source), ..self }
    }

    /// When it is awarded. It stays the same when the badge is issued again.
    pub fn awarded_date(self, time: &Timestamp) -> Self {
        Self { awarded_date: Some(time.clone()), ..self }
    }

    /// The badge, ready for its issuer: the achievement with its rubric, a result for each
    /// criterion, the pieces as evidence with their digests, the credits that the micro-credential
    /// gives, and how it was assessed.
    ///
    /// # Errors
    /// [`Invalid`] with every fault: what the micro-credential or a piece brings beyond its class may
    /// not be as a badge has it. [`Code::AssessmentScores`] for an award on a day before it was handed in
    /// or assessed.
    pub fn build(self) -> Result<Credential, Invalid> {
        self.builder()?.build()
    }

    /// The same before the last step, so that more can be added.
    ///
    /// # Errors
    /// As [`PassedCredential::build`], but for what the last step finds.
    pub fn builder(self) -> Result<CredentialBuilder, Invalid> {
        let Passed { assessment, levels, .. } = self.passed;
        let Assessment { micro_credential, submission, scores, resolution, .. } = assessment;
        let facts = AssessmentFacts::told(submission, scores, *resolution)?;
        if let Some(awarded) = &self.awarded_date {
            let known = submission.submitted_at.iter().chain(&facts.assessed_at);
            let later = known.filter(|time| is_earlier_day(awarded, time));
            if let Some(latest) = later.max_by_key(|time| time.instant()) {
                let day = day(latest);
                let message = format!("found {awarded}, expected {day} or later");
                let place = Pointer::root().member("awardedDate");
                let finding = Finding::error(Code::AssessmentScores, place, message);
                return Err(Invalid { findings: vec![finding] });
            }
        }
        let mut badge = Credential::builder()
            .context(MICRO_CREDENTIAL_V1)
            .name(micro_credential.name.as_str())
            .achievement(micro_credential.to_achievement()?)
            .recipient(self.recipient)
            .subject_extension("type", vec!["AchievementSubject", ASSESSED_SUBJECT])
            .subject_extension("assessment", facts.write());
        for (criterion, level) in micro_credential.criterion.iter().zip(levels) {
            if let Some(level) = criterion.level.get(*level) {
                badge = badge.result(Reached::of(&criterion.id).achieved_level(&level.id).build()?);
            }
        }
        let mut resources = Vec::new();
        for piece in submission.piece.iter() {
            badge = badge.evidence(evidence(piece)?);
            resources.extend(resource(piece)?);
        }
        if !resources.is_empty() {
            badge = badge.extension("relatedResource", Value::Array(resources));
        }
        if let Some(narrative) = &submission.narrative {
            badge = badge.narrative(narrative);
        }
        if let Some(time) = &submission.activity_start_date {
            badge = badge.activity_start_date(time);
        }
        if let Some(time) = &submission.activity_end_date {
            badge = badge.activity_end_date(time);
        }
        if let Some(credits) = micro_credential.credits_available {
            badge = badge.credits_earned(credits.as_f64());
        }
        if let Some(time) = self.awarded_date {
            badge = badge.awarded_date(time.as_str());
        }
        if let Some(source) = self.source.or_else(|| micro_credential.provider.clone()) {
            badge = badge.source(source);
        }
        Ok(badge)
    }
}

/// Whether a time is on an earlier day. An award is often dated by its day alone, at midnight.
fn is_earlier_day(time: &Timestamp, than: &Timestamp) -> bool {
    time.instant() < than.instant() && day(time) != day(than)
}

/// The day as it is written.
fn day(time: &Timestamp) -> &str {
    time.as_str().split(['T', 't']).next().unwrap_or_default()
}

fn evidence(piece: &Piece) -> Result<Evidence, Invalid> {
    let mut evidence = Evidence::builder().name(&piece.name);
    if let Some(id) = &piece.id {
        evidence = evidence.id(id);
    }
    if let Some(text) = &piece.description {
        evidence = evidence.description(text);
    }
    if let Some(text) = &piece.narrative {
        evidence = evidence.narrative(text);
    }
    if let Some(text) = &piece.genre {
        evidence = evidence.genre(text);
    }
    evidence.build()
}

/// The digests of a piece that is a file.
fn resource(piece: &Piece) -> Result<Option<Value>, Invalid> {
    let Some(id) = &piece.id else { return Ok(None) };
    if piece.digest_sri.is_empty() && piece.digest_multibase.is_empty() {
        return Ok(None);
    }
    let members = [
        ("id", Some(Value::from(id.as_str()))),
        ("mediaType", piece.media_type.as_deref().map(Value::from)),
        ("digestSRI", piece.digest_sri.to_member()),
        ("digestMultibase", piece.digest_multibase.to_member()),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let resource = Value::Object(members.collect());
    RelatedResource::read(&resource)?;
    Ok(Some(resource))
}
