use super::{Counted, Evaluator, Facets, InTime, Step};
use crate::json::Value;
use crate::microcredential::{Standing, Verdict};
use crate::recognition::ledger::compared;
use crate::recognition::policy::Asked;
use crate::recognition::{Candidate, ClaimKey, Date};
use crate::text::Timestamp;

impl<'a> Evaluator<'a, '_> {
    /// Is it verified, and lately enough?
    pub(super) fn verified(&self, candidate: &'a Candidate, steps: &mut Vec<Step<'a>>) {
        let policy = self.policy;
        if !policy.effective.holds(self.today) {
            steps.push(Step::PolicyNotInForce(policy.effective, self.today));
        }
        let as_of = candidate.credential.verified_as_of();
        let days = policy.accept.verified_within_days;
        let age = self.now.unix_seconds().saturating_sub(as_of.unix_seconds());
        steps.push(if as_of.instant() > self.now.instant() {
            Step::VerifiedInFuture(as_of)
        } else if age > i64::from(days) * 86_400 {
            Step::VerifiedTooLongAgo(as_of, days)
        } else {
            Step::Verified(as_of)
        });
    }

    /// What a badge must say before anything can be asked of it.
    pub(super) fn facets(&self, candidate: &'a Candidate) -> Result<Facets<'a>, &'static str> {
        let view = candidate.credential.view();
        if !view.has_type("AchievementCredential") && !view.has_type("OpenBadgeCredential") {
            return Err("it is no achievement credential");
        }
        let [_] = view.subjects() else { return Err("it is about more or less than one subject") };
        let achievement = view.achievement().ok_or("it has no achievement")?;
        let achievement_id = achievement.get("id").and_then(Value::as_str);
        let awarded = match view.awarded_date().or_else(|| view.valid_from()) {
            Some(Ok(time)) => Date::of(&time, self.policy.offset),
            _ => None,
        };
        Ok(Facets {
            issuer: view.issuer_id().ok_or("its issuer has no id")?,
            id: view.id().ok_or("it has no id")?,
            achievement,
            achievement_id: achievement_id.ok_or("its achievement has no id")?,
            awarded: awarded.ok_or("it does not say when it was awarded")?,
        })
    }

    /// Is it one of those that the policy accepts?
    pub(super) fn accept(
        &self,
        candidate: &'a Candidate,
        facets: Facets<'a>,
        steps: &mut Vec<Step<'a>>,
    ) {
        let accept = &self.policy.accept;
        if accept.person == Asked::Required {
            let view = candidate.credential.view();
            let is_named = view.subject_ids().any(|id| id == self.claimant.person);
            let is_person = candidate.is_matched || is_named;
            steps.push(if is_person { Step::Person } else { Step::PersonUnknown });
        }
        steps.push(match &accept.issuers {
            None => Step::AnyIssuer(facets.issuer),
            Some(listed) if listed.contains(facets.issuer) => Step::Issuer(facets.issuer),
            Some(_) => Step::IssuerNotRecognised(facets.issuer),
        });
        if !accept.endorsers.is_empty() {
            let endorser = accept.endorsers.intersection(&candidate.endorsers).next();
            steps.push(endorser.map_or(Step::NotEndorsed, |by| Step::Endorsed(by)));
        }
        if !accept.achievements.is_empty() {
            let is_listed = accept.achievements.contains(facets.achievement_id);
            steps.push(if is_listed { Step::Achievement } else { Step::AchievementNotListed });
        }
        if !accept.alignments.is_empty() {
            let alignments = facets.achievement.get("alignment").map_or(&[][..], Value::items);
            let fits = |it: &&Value| accept.alignments.iter().any(|rule| rule.fits(it));
            let name = |it: &'a Value| it.get("targetName").and_then(Value::as_str);
            let found = alignments.iter().find(fits).and_then(name);
            steps.push(found.map_or(Step::NotAligned, Step::Aligned));
        }
        if accept.results == Asked::Required {
            let standing = Standing::of(&candidate.credential);
            steps.push(match standing.verdict() {
                Verdict::Met => Step::ResultsMet,
                _ => Step::ResultsNotMet(standing.reason().to_owned()),
            });
        }
        if accept.scored_rubric == Asked::Required {
            let is_there = candidate.facts.scored_rubric || has_scored_rubric(candidate, facets);
            steps.push(if is_there { Step::ScoredRubric } else { Step::ScoredRubricMissing });
        }
        if accept.evidence == Asked::Required {
            let is_there = !candidate.credential.view().evidence().is_empty();
            steps.push(if is_there { Step::Evidence } else { Step::EvidenceMissing });
        }
        if accept.prior_approval == Asked::Required {
            // What was done without a start that is known, was done when it was awarded.
            let subject = candidate.credential.view().subjects().first();
            let started = subject.and_then(|subject| subject.get("activityStartDate")?.as_str());
            let started = started.and_then(|text| Timestamp::parse_unzoned(text).ok());
            let started = started.and_then(|time| Date::of(&time, self.policy.offset));
            let before = started.unwrap_or(facets.awarded);
            steps.push(match candidate.facts.approved {
                None => Step::ApprovalMissing,
                Some(on) if on <= before => Step::Approved(on, before),
                Some(on) => Step::ApprovedLate(on, before),
            });
        }
        for confirmation in &accept.confirmations {
            let title = confirmation.title.as_str();
            let is_confirmed = candidate.facts.confirmed.contains(&confirmation.name);
            steps.push(if is_confirmed {
                Step::Confirmed(title)
            } else {
                Step::NotConfirmed(title)
            });
        }
    }

    /// Was everything done in time?
    pub(super) fn windows(
        &self,
        candidate: &'a Candidate,
        facets: Facets<'a>,
        steps: &mut Vec<Step<'a>>,
    ) {
        let (windows, facts, awarded) = (self.policy.windows, &candidate.facts, facets.awarded);
        let in_time = |day: Date, within: u32| {
            let after = day.days_since(awarded);
            let is_in_time = (0..=i64::from(within)).contains(&after);
            (is_in_time, InTime { awarded, day, within })
        };
        if let Some(within) = windows.request_within_days {
            steps.push(match facts.requested.map(|day| in_time(day, within)) {
                None => Step::RequestMissing(within),
                Some((true, days)) => Step::Requested(days),
                Some((false, days)) => Step::RequestedLate(days),
            });
        }
        if let Some(within) = windows.upload_within_days {
            steps.push(match facts.uploaded.map(|day| in_time(day, within)) {
                None => Step::UploadMissing(within),
                Some((true, days)) => Step::Uploaded(days),
                Some((false, days)) => Step::UploadedLate(days),
            });
        }
        if let Some(within) = windows.expires_after_days {
            let (holds, days) = in_time(self.today, within);
            steps.push(if holds { Step::NotExpired(days) } else { Step::Expired(days) });
        }
        if windows.licence_cycle.is_some() {
            steps.push(match self.claimant.licence_cycle {
                None => Step::CycleMissing,
                Some(cycle) if cycle.holds(awarded) => Step::InCycle(awarded, cycle),
                Some(cycle) => Step::OutsideCycle(awarded, cycle),
            });
        }
    }

    /// Does it count already?
    pub(super) fn before(
        &self,
        candidate: &'a Candidate,
        facets: Facets<'a>,
        steps: &mut Vec<Step<'a>>,
    ) {
        let key = (compared(facets.issuer), compared(facets.id));
        let counted = if let Some(at) = self.seen.credentials.get(&key) {
            at.map_or(Counted::InThisClaim, |at| Counted::Credential(at.clone()))
        } else if let Some(at) = self.seen.achievements.get(&compared(facets.achievement_id)) {
            at.map_or(Counted::InThisClaim, |at| Counted::Achievement(at.clone()))
        } else if self.tally.has_others()
            && ClaimKey::of(candidate.credential.view())
                .is_some_and(|key| self.tally.is_anothers(&key))
        {
            Counted::ForAnother
        } else {
            return steps.push(Step::NotCountedBefore);
        };
        steps.push(Step::CountedBefore(counted));
    }
}

/// Whether the credential's results score a rubric of its achievement: a level of each result
/// description that has levels.
fn has_scored_rubric(candidate: &Candidate, facets: Facets<'_>) -> bool {
    let results = candidate.credential.view().subjects().first();
    let results = results.and_then(|subject| subject.get("result")).map_or(&[][..], Value::items);
    let descriptions = facets.achievement.get("resultDescription").map_or(&[][..], Value::items);
    let mut rubric = descriptions
        .iter()
        .filter(|description| description.get("rubricCriterionLevel").is_some())
        .peekable();
    let is_scored = |description: &Value| {
        let levels = description.get("rubricCriterionLevel").map_or(&[][..], Value::items);
        results.iter().any(|result| {
            let level = result.get("achievedLevel");
            result.get("resultDescription") == description.get("id")
                && level.is_some_and(|level| levels.iter().any(|it| it.get("id") == Some(level)))
        })
    };
    rubric.peek().is_some() && rubric.all(is_scored)
}
