use std::collections::{HashMap, HashSet};

use super::{Evaluator, Facets, InTime, Step, Steps};
use crate::json::Value;
use crate::microcredential::{Assessed, Blindness, Results, Verdict};
use crate::recognition::policy::{Asked, AssessmentRule};
use crate::recognition::{Candidate, ClaimKey, Date};
use crate::report::{Aligned, Belief};
use crate::text::{Decimal, Timestamp};

impl<'a> Evaluator<'a, '_> {
    /// Is it verified, and lately enough?
    pub(super) fn verified(&self, candidate: &'a Candidate, steps: &mut Steps<'a>) {
        let policy = self.policy;
        self.in_force(steps);
        let as_of = candidate.credential.verified_as_of();
        let days = policy.accept.verified_within_days;
        let age = self.now.unix_seconds().saturating_sub(as_of.unix_seconds());
        steps.push(if as_of.is_after(self.now) {
            Step::VerifiedInFuture(as_of)
        } else if age > i64::from(days) * 86_400 {
            Step::VerifiedTooLongAgo(as_of, days)
        } else {
            Step::Verified(&candidate.credential)
        });
        // It was valid when it was verified, which may have been before it expired.
        if let Some(until) = candidate.credential.gist().valid_until.as_deref()
            && self.now.is_after(until)
        {
            steps.push(Step::VerifiedAndExpired(until));
        }
        if candidate.credential.belief() == Belief::Unsafe {
            steps.push(Step::VerifiedUnsafely);
        }
        if candidate.credential.securing().is_selective() {
            steps.push(Step::Partial);
        }
    }

    /// Does the policy hold today?
    pub(super) fn in_force(&self, steps: &mut Steps<'a>) -> bool {
        let holds = self.policy.effective.holds(self.today);
        if !holds {
            steps.push(Step::PolicyNotInForce(&self.policy.effective, self.today));
        }
        holds
    }

    /// Is it one of those that the policy accepts?
    pub(super) fn accept(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
    ) {
        let accept = &self.policy.accept;
        let view = candidate.credential.view();
        if facets.awarded > self.today {
            steps.push(Step::AwardedInFuture(facets.awarded, self.today));
        }
        if accept.person == Asked::Required {
            let is_person = facets.subject.as_ref() == Some(&self.person)
                || self.claimant.identities.iter().any(|it| it.is_stated_by(view));
            steps.push(if is_person { Step::Person } else { Step::PersonUnknown });
        }
        if self.is_self_issued(facets) {
            steps.push(Step::SelfIssued(&candidate.credential));
        }
        steps.push(match &accept.issuers {
            None => Step::AnyIssuer(&candidate.credential),
            Some(listed) if listed.contains(facets.issuer) => Step::Issuer(&candidate.credential),
            Some(_) => Step::IssuerNotRecognised(&candidate.credential),
        });
        if !accept.endorsers.is_empty() {
            // Whose issuer it is, is proved. Any other id in it is the issuer's own word: who is not
            // listed could write down what is endorsed elsewhere.
            let is_of_it = |of: &str| {
                of == facets.issuer
                    || accept.issuers.is_some() && (of == facets.id || of == facets.achievement_id)
            };
            let counts = candidate.endorsements().iter().filter(|endorsed| is_of_it(&endorsed.of));
            let endorser = counts.map(|it| &it.by).find(|by| accept.endorsers.contains(*by));
            steps.push(endorser.map_or(Step::NotEndorsed, Step::Endorsed));
        }
        if !accept.achievements.is_empty() {
            let is_listed = accept.achievements.contains(facets.achievement_id);
            steps.push(if is_listed { Step::Achievement } else { Step::AchievementNotListed });
        }
        if !accept.alignments.is_empty() {
            let fits = |it: Aligned<'_>| accept.alignments.iter().any(|rule| rule.fits(it));
            let found = (0..).zip(facets.alignments()).find(|(_, it)| fits(*it));
            steps.push(match found {
                Some((index, it)) if it.name.is_some() => {
                    Step::Aligned(&candidate.credential, index)
                }
                _ => Step::NotAligned,
            });
        }
        self.results(candidate, facets, steps);
        if accept.evidence == Asked::Required {
            let is_there = facets.gist.has_evidence;
            steps.push(if is_there { Step::Evidence } else { Step::EvidenceMissing });
        }
        if let Some(rule) = &accept.assessment {
            steps.push(match &facets.gist.assessed {
                Some(found) => match not_as_asked(rule, found) {
                    None => Step::Assessed,
                    Some(why) => Step::AssessedOtherwise(why.into()),
                },
                None => Step::AssessmentUnknown,
            });
        }
        if accept.prior_approval == Asked::Required {
            let said = facets.of_subject("activityStartDate").and_then(Value::as_str);
            let said = said.and_then(|text| Timestamp::parse_unzoned(text).ok());
            let said = said.and_then(|time| Date::of(&time, self.policy.zone));
            let started = said.into_iter().chain(candidate.facts.started).min();
            steps.push(match (candidate.facts.approved, started) {
                (None, _) => Step::ApprovalMissing,
                (Some(on), _) if on >= facets.awarded => Step::ApprovedLate(on, facets.awarded),
                (Some(_), None) => Step::StartUnknown,
                (Some(on), Some(start)) if on < start => Step::Approved(on, start),
                (Some(on), Some(start)) => Step::ApprovedLate(on, start),
            });
        }
        for confirmation in &accept.confirmations {
            let title = &confirmation.title;
            let is_confirmed = candidate.facts.confirmed.contains(&confirmation.name);
            steps.push(if is_confirmed {
                Step::Confirmed(title)
            } else {
                Step::NotConfirmed(title)
            });
        }
    }

    /// Whether who issued it is who claims it, or whom it is about.
    fn is_self_issued(&self, facets: &Facets<'_>) -> bool {
        let issuer = &facets.issued_by;
        self.own.contains(issuer) || facets.subject.as_ref() == Some(issuer)
    }

    /// Was what the achievement requires reached? A result that says no is always heard.
    fn results(&self, candidate: &'a Candidate, facets: &Facets<'a>, steps: &mut Steps<'a>) {
        let accept = &self.policy.accept;
        let (is_asked, is_rubric) =
            (accept.results == Asked::Required, accept.scored_rubric == Asked::Required);
        if !is_asked && !is_rubric && !facets.gist.has_results {
            return;
        }
        let standing = candidate.credential.results();
        let has_failed = match standing.verdict {
            Verdict::Met => false,
            Verdict::Unknown => standing.has_failure,
            Verdict::NotMet => true,
        };
        match standing.verdict {
            Verdict::Met if is_asked => steps.push(Step::ResultsMet),
            _ if is_asked || has_failed => {
                let reason = standing.reason.clone().unwrap_or_default();
                steps.push(Step::ResultsNotMet(reason));
            }
            _ => {}
        }
        if is_rubric {
            let results = facets.of_subject("result").map_or(&[][..], Value::items);
            let is_there =
                candidate.facts.scored_rubric || has_scored_rubric(results, facets, &standing);
            steps.push(if is_there { Step::ScoredRubric } else { Step::ScoredRubricMissing });
        }
    }

    /// Was everything done in time?
    pub(super) fn windows(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
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
                Some((_, days)) if days.day > self.today => Step::RequestedInFuture(days.day),
                Some((true, days)) => Step::Requested(days),
                Some((false, days)) => Step::RequestedLate(days),
            });
        }
        if let Some(within) = windows.upload_within_days {
            steps.push(match facts.uploaded.map(|day| in_time(day, within)) {
                None => Step::UploadMissing(within),
                Some((_, days)) if days.day > self.today => Step::UploadedInFuture(days.day),
                Some((true, days)) => Step::Uploaded(days),
                Some((false, days)) => Step::UploadedLate(days),
            });
        }
        if let Some(within) = windows.expires_after_days {
            let (holds, days) = in_time(self.today, within);
            steps.push(if holds { Step::NotExpired(days) } else { Step::Expired(days) });
        }
        if windows.licence_cycle.is_some() {
            steps.push(match &self.claimant.licence_cycle {
                None => Step::CycleMissing,
                Some(cycle) if cycle.holds(awarded) => Step::InCycle(awarded, cycle),
                Some(cycle) => Step::OutsideCycle(awarded, cycle),
            });
        }
    }

    /// Does it count already?
    pub(super) fn before(
        &mut self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
    ) {
        if !self.withdrawn.is_empty()
            && let Some(key) = candidate.key()
            && let Some(because) = self.withdrawn.get(&key)
        {
            // What was counted for it is left out, so that nothing is to be said of that here.
            return steps.push(Step::Withdrawn(*because));
        }
        let counts_for_another = || {
            self.tally.has_others()
                && ClaimKey::of(candidate.credential.view())
                    .is_some_and(|key| self.tally.is_anothers(&key))
        };
        steps.push(match self.seen.look(facets) {
            Some(counted) => counted,
            None if counts_for_another() => Step::CountedForAnother,
            None if self.tally.is_of_a_ledger() => Step::NotCountedBefore,
            None => Step::NoLedger,
        });
    }
}

/// What of an assessment is not as a policy asks.
fn not_as_asked(rule: &AssessmentRule, found: &Assessed) -> Option<String> {
    let rank = |blindness| match blindness {
        Blindness::DoubleBlind => 2,
        Blindness::SingleBlind => 1,
        Blindness::NotBlind => 0,
    };
    let assessors = found.assessors;
    if (assessors as u64) < u64::from(rule.assessors) {
        return Some(format!("assessors: {assessors}, and {} are needed", rule.assessors));
    }
    if rule.blindness.is_some_and(|least| rank(found.blindness) < rank(least)) {
        return Some("assessors and educator knew more of each other than they may".to_owned());
    }
    if rule.calibration == Asked::Required && !found.is_calibrated {
        return Some("not everybody who assessed is said to be calibrated".to_owned());
    }
    if let Some(percent) = rule.agreement
        && found.agreement.is_none_or(|it| it < Decimal::from(percent))
    {
        let why = "not everybody who assessed is said to have agreed";
        return Some(format!("{why} in {percent} % when calibrated"));
    }
    let days = rule.within_days?;
    match found.turnaround_days {
        None => Some("it does not say how long it took".to_owned()),
        Some(took) if took.get() > days => {
            Some(format!("it took {} business days, and {days} are allowed", took.get()))
        }
        Some(_) => None,
    }
}

/// Whether the results score the rubric of the achievement: a level of each result description that
/// has levels. What falls short of a level that is required is no proof of anything.
fn has_scored_rubric(results: &[Value], facets: &Facets<'_>, standing: &Results) -> bool {
    let text = |value: &'_ Value, name| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut reached: HashMap<String, HashSet<String>> = HashMap::new();
    for result in results {
        if let (Some(description), Some(level)) =
            (text(result, "resultDescription"), text(result, "achievedLevel"))
        {
            reached.entry(description).or_default().insert(level);
        }
    }
    let descriptions = facets.of_achievement("resultDescription");
    let mut rubric =
        descriptions.iter().filter(|it| it.get("rubricCriterionLevel").is_some()).peekable();
    let is_scored = |description: &Value| {
        let levels = description.get("rubricCriterionLevel").map_or(&[][..], Value::items);
        let reached = text(description, "id").and_then(|id| reached.get(&id));
        reached.is_some_and(|reached| {
            levels.iter().any(|level| text(level, "id").is_some_and(|id| reached.contains(&id)))
        })
    };
    let is_enough = standing.verdict == Verdict::Met || standing.meets_each;
    rubric.peek().is_some() && rubric.all(is_scored) && is_enough
}
