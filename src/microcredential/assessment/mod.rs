//! Assessment: from a submission and what assessors say of it to a badge, or to feedback.

mod facts;
mod feedback;
mod files;
mod passed;
mod resolve;

pub(crate) use facts::Assessed;
pub use facts::{AssessmentFacts, AssessorFacts};
pub use feedback::{Comment, CriterionFeedback, Feedback};
pub use files::{Blindness, Calibration, Piece, Role, Score, Scores, Submission};
use files::{Known, address};
pub use passed::{Passed, PassedCredential};

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::named::listed;
use super::rubric::points_in_words;
use super::{Criterion, MicroCredential, PartKind, PassingRule};
use crate::fault::{Code, Finding, Path};
use crate::model::check::quote;
use crate::model::enumerations::enumeration;
use crate::model::{Datum as _, Invalid};
use crate::text::{Decimal, Timestamp, folded};

enumeration! {
    /// How the levels that several assessors see become one.
    ///
    /// - `AllAgree`, the default: they must be the same. Otherwise nothing is decided.
    /// - `Lowest`: the lowest counts.
    /// - `Adjudicator`: where they differ, that of the adjudicator counts.
    /// - `MeanOfPoints`: the highest level whose points are not above the mean of the points.
    pub enum Resolution: closed {
        AllAgree = "AllAgree",
        Lowest = "Lowest",
        Adjudicator = "Adjudicator",
        MeanOfPoints = "MeanOfPoints",
    }
}

/// A submission that was scored against the rubric of a micro-credential.
///
/// Only [`Assessment::decide`] says whether it passed, and only [`Passed`] leads to a badge.
///
/// ```
/// # use openbadges::microcredential::*;
/// # fn decide(wait_time: MicroCredential, work: Submission, scores: Vec<Scores>)
/// # -> Result<(), openbadges::model::Invalid> {
/// use openbadges::model::Recipient;
/// match Assessment::new(wait_time, work, scores, Resolution::AllAgree)?.decide() {
///     Decision::Passed(passed) => {
///         let badge = passed.credential(Recipient::id("did:example:educator")).build()?;
///     }
///     Decision::NotPassed(feedback) | Decision::Undecided(feedback) => {
///         println!("{}", feedback.to_text());
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    micro_credential: MicroCredential,
    submission: Submission,
    scores: Vec<Scores>,
    resolution: Resolution,
    /// For each criterion, the place of the level that each of the scores gives it.
    places: Vec<Vec<usize>>,
}

/// What an assessment decided. There are these three and will be no other, so that none is taken for
/// another by who does not know it.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// What it takes to pass was reached.
    Passed(Box<Passed>),
    /// It was not reached.
    NotPassed(Feedback),
    /// The assessors disagree, and the resolution does not say what counts.
    Undecided(Feedback),
}

impl Assessment {
    /// A submission with what its assessors say.
    ///
    /// # Errors
    /// [`Invalid`] for a micro-credential, a submission or scores that were changed so that they
    /// could not be read any more; else with every fault. Places are then in an object with the
    /// `submission` and the `scores`:
    ///
    /// | code | when |
    /// |---|---|
    /// | `assessment.submission` | it is for another micro-credential, has too few pieces in a part, or one file or one address for two, however a digest is written, or the identifier of something else for a piece; or it was handed in before the work began or ended |
    /// | `assessment.scores` | there are none besides an adjudicator's, or two of one assessor, whatever case, spaces and forms of letters the name is written with; or they are of a time before it was handed in, or the work was done |
    /// | `assessment.criterion` | a criterion or level is not in the rubric, or a criterion is not scored exactly once |
    /// | `assessment.resolution` | there are several adjudicators, or one who is not asked; levels without points have no mean |
    pub fn new(
        micro_credential: MicroCredential,
        submission: Submission,
        scores: Vec<Scores>,
        resolution: Resolution,
    ) -> Result<Self, Invalid> {
        // Members can be changed after they were read, so all is read again.
        let micro_credential = MicroCredential::read(&micro_credential.to_value())?;
        let submission = Submission::read(&submission.to_value())?;
        for scores in &scores {
            Scores::read(&scores.to_value())?;
        }
        let mut faults = Faults::default();
        faults.of_submission(&micro_credential, &submission);
        faults.of_resolution(&micro_credential, &scores, resolution);
        faults.of_times(&submission, &scores);
        let mut places = vec![Vec::with_capacity(scores.len()); micro_credential.criterion.len()];
        for (index, scores) in scores.iter().enumerate() {
            let found = faults.of_scores(&micro_credential, scores, index);
            for (places, place) in places.iter_mut().zip(found) {
                places.push(place.unwrap_or_default());
            }
        }
        match faults.0.is_empty() {
            true => Ok(Self { micro_credential, submission, scores, resolution, places }),
            false => Err(Invalid { findings: faults.0 }),
        }
    }

    /// Whether it passed, by the rubric and the rule of the micro-credential.
    pub fn decide(self) -> Decision {
        let criteria = self.micro_credential.criterion.iter();
        let levels: Vec<Option<usize>> = criteria
            .zip(&self.places)
            .map(|(criterion, places)| {
                resolve::level(self.resolution, criterion, &self.scores, places)
            })
            .collect();
        let all = levels.iter().copied().collect::<Option<Vec<usize>>>();
        let verdict = all.as_deref().map(|levels| passes(&self.micro_credential, levels));
        let feedback = feedback::tell(&self, &levels, verdict.as_ref());
        match (verdict, all) {
            (Some((true, _)), Some(levels)) => {
                Decision::Passed(Box::new(Passed::new(self, levels, feedback)))
            }
            (Some((false, _)), _) => Decision::NotPassed(feedback),
            _ => Decision::Undecided(feedback),
        }
    }
}

/// Whether levels are enough, and why.
fn passes(micro_credential: &MicroCredential, levels: &[usize]) -> (bool, String) {
    let criteria = &micro_credential.criterion;
    let is_met = |(criterion, level): (&Criterion, &usize)| {
        criterion.place(criterion.required_level.as_str()).is_some_and(|needed| *level >= needed)
    };
    let met = criteria.iter().zip(levels).filter(|pair| is_met(*pair)).count();
    let all = criteria.len();
    let passing = &micro_credential.passing;
    match (passing.rule, passing.criteria_required, passing.points_required) {
        (PassingRule::EveryCriterion, ..) => {
            (met == all, format!("{met} of {all} criteria met, all are needed"))
        }
        (PassingRule::CountOfCriteria, Some(needed), _) => {
            let needed = needed.get() as usize;
            (met >= needed, format!("{met} of {all} criteria met, {needed} are needed"))
        }
        (PassingRule::Points, _, Some(needed)) => {
            let mut points = criteria.iter().zip(levels).map(|(criterion, level)| {
                criterion.level.get(*level).and_then(|level| level.points)
            });
            match points.try_fold(Decimal::ZERO, |sum, points| sum.plus(points?)) {
                Some(sum) => {
                    let are = if needed == Decimal::from(1) { "is" } else { "are" };
                    let sum_in_words = points_in_words(sum);
                    (sum >= needed, format!("{sum_in_words} reached, {needed} {are} needed"))
                }
                None => (false, "the points of a level are not known".to_owned()),
            }
        }
        // A rule without its number is not built.
        _ => (false, "what it takes to pass is not clear".to_owned()),
    }
}

#[derive(Default)]
struct Faults(Vec<Finding>);

impl Faults {
    /// More would help nobody, and each tells of names.
    const MOST: usize = 1_000;

    fn add(&mut self, code: Code, path: &Path<'_>, message: String) {
        match self.0.len().cmp(&Self::MOST) {
            Ordering::Less => self.0.push(Finding::error(code, path.pointer(), message)),
            Ordering::Equal => {
                let message = "there are more faults than are listed";
                self.0.push(Finding::error(code, Path::Root.pointer(), message));
            }
            Ordering::Greater => {}
        }
    }

    fn of_submission(&mut self, micro_credential: &MicroCredential, submission: &Submission) {
        let root = Path::Root;
        let path = root.member("submission");
        if submission.micro_credential != micro_credential.id {
            let (found, expected) = (&submission.micro_credential, &micro_credential.id);
            let message = format!("found a submission for {found}, expected one for {expected}");
            self.add(Code::AssessmentSubmission, &path.member("microCredential"), message);
        }
        // One identifier of two things could not be issued.
        let mut taken = HashSet::from([micro_credential.id.as_str()]);
        taken.extend(micro_credential.provider.iter().map(|provider| provider.id.as_str()));
        for criterion in micro_credential.criterion.iter() {
            taken.insert(criterion.id.as_str());
            taken.extend(criterion.level.iter().map(|level| level.id.as_str()));
        }
        for (index, piece) in submission.piece.iter().enumerate() {
            if let Some(id) = piece.id.as_ref().filter(|id| taken.contains(id.as_str())) {
                let message =
                    format!("found {id}, which something of the micro-credential is called");
                let pieces = path.member("piece");
                self.add(Code::AssessmentSubmission, &pieces.item(index).member("id"), message);
            }
        }
        let mut known: HashMap<Known<'_>, usize> = HashMap::new();
        let mut addresses: HashMap<String, usize> = HashMap::new();
        for (index, piece) in submission.piece.iter().enumerate() {
            let mut other = None;
            for digest in piece.known() {
                let first = *known.entry(digest).or_insert(index);
                other = other.or(Some(first).filter(|first| *first != index));
            }
            if let Some(other) = other {
                let message = format!("it is the same file as piece {other}, by its digest");
                let pieces = path.member("piece");
                self.add(Code::AssessmentSubmission, &pieces.item(index), message);
            }
            let first = piece.id.as_ref().map(|id| {
                let first = *addresses.entry(address(id)).or_insert(index);
                (id.as_str(), first)
            });
            // Of the same file it is said already.
            if let (Some((id, first)), None) = (first.filter(|it| it.1 != index), other) {
                let message = format!("found {}, which is the address of piece {first}", quote(id));
                let pieces = path.member("piece");
                self.add(Code::AssessmentSubmission, &pieces.item(index).member("id"), message);
            }
        }
        for kind in [PartKind::Overview, PartKind::Artifacts, PartKind::Reflection] {
            let parts = micro_credential.submission.iter().filter(|part| part.part == kind);
            // A part is asked for, so that there is at least something of it.
            let needed: usize =
                parts.map(|part| part.pieces_required.map_or(1, |it| it.get() as usize)).sum();
            let found = submission.piece.iter().filter(|piece| piece.part == kind).count();
            if found < needed {
                let name = kind.as_str();
                let message = format!("found {found} pieces of the part {name}, expected {needed}");
                self.add(Code::AssessmentSubmission, &path.member("piece"), message);
            }
        }
    }

    fn of_resolution(
        &mut self,
        micro_credential: &MicroCredential,
        scores: &[Scores],
        resolution: Resolution,
    ) {
        let root = Path::Root;
        let path = root.member("scores");
        let mut known: HashSet<Cow<'_, str>> = HashSet::new();
        for (index, scores) in scores.iter().enumerate() {
            if !known.insert(folded(&scores.assessor)) {
                let message = format!("found {} a second time", quote(&scores.assessor));
                let item = path.item(index);
                self.add(Code::AssessmentScores, &item.member("assessor"), message);
            }
        }
        let adjudicators = scores.iter().filter(|scores| scores.is_adjudication()).count();
        if scores.len() == adjudicators {
            self.add(
                Code::AssessmentScores,
                &path,
                "expected the scores of an assessor".to_owned(),
            );
        }
        let expected = usize::from(resolution == Resolution::Adjudicator);
        if adjudicators > expected {
            let message = format!("found {adjudicators} adjudicators, expected {expected}");
            self.add(Code::AssessmentResolution, &path, message);
        }
        let has_no_points =
            |criterion: &Criterion| criterion.level.iter().any(|it| it.points.is_none());
        if resolution == Resolution::MeanOfPoints
            && micro_credential.criterion.iter().any(has_no_points)
        {
            let message = "levels without points have no mean".to_owned();
            self.add(Code::AssessmentResolution, &path, message);
        }
    }

    /// No work ends before it began, nothing is handed in before that, or assessed before it is handed
    /// in.
    fn of_times(&mut self, submission: &Submission, scores: &[Scores]) {
        let root = Path::Root;
        let path = root.member("submission");
        let began = submission.activity_start_date.as_ref().map(|at| (at, "the work began"));
        let ended = submission.activity_end_date.as_ref().map(|at| (at, "the work ended"));
        let handed_in = submission.submitted_at.as_ref().map(|at| (at, "it was handed in"));
        let told = |time: &Timestamp, earlier: &[Option<(&Timestamp, &str)>]| {
            let (after, what) = earlier.iter().flatten().find(|(it, _)| is_before(time, it))?;
            Some(format!("found {time}, expected a time after {what}, {after}"))
        };
        for (name, at, earlier) in
            [("activityEndDate", ended, &[began][..]), ("submittedAt", handed_in, &[began, ended])]
        {
            if let Some(message) = at.and_then(|(time, _)| told(time, earlier)) {
                self.add(Code::AssessmentSubmission, &path.member(name), message);
            }
        }
        let path = root.member("scores");
        for (index, scores) in scores.iter().enumerate() {
            let done = scores.assessed_at.as_ref();
            if let Some(message) = done.and_then(|time| told(time, &[handed_in, ended, began])) {
                let item = path.item(index);
                self.add(Code::AssessmentScores, &item.member("assessedAt"), message);
            }
        }
    }

    /// The places of the levels, one for each criterion.
    fn of_scores(
        &mut self,
        micro_credential: &MicroCredential,
        scores: &Scores,
        index: usize,
    ) -> Vec<Option<usize>> {
        let root = Path::Root;
        let all = root.member("scores");
        let path = all.item(index);
        let scores_path = path.member("score");
        let criteria = &micro_credential.criterion;
        let mut places = vec![None; criteria.len()];
        for (index, score) in scores.score.iter().enumerate() {
            let path = scores_path.item(index);
            let Some(at) = named(
                criteria.iter().map(|it| (it.id.as_str(), it.name.as_str())),
                &score.criterion,
            ) else {
                let names = listed(criteria.iter().map(|it| it.name.as_str()));
                let message = format!(
                    "found {}, expected the name or the id of a criterion: {names}",
                    quote(&score.criterion)
                );
                self.add(Code::AssessmentCriterion, &path.member("criterion"), message);
                continue;
            };
            let (Some(criterion), Some(place)) = (criteria.get(at), places.get_mut(at)) else {
                continue;
            };
            if place.is_some() {
                let message = format!("{} is scored a second time", quote(&criterion.name));
                self.add(Code::AssessmentCriterion, &path.member("criterion"), message);
            }
            let levels = criterion.level.iter().map(|it| (it.id.as_str(), it.name.as_str()));
            *place = named(levels, &score.level);
            if place.is_none() {
                let names = listed(criterion.level.iter().map(|it| it.name.as_str()));
                let message = format!(
                    "found {}, expected the name or the id of a level of {}: {names}",
                    quote(&score.level),
                    quote(&criterion.name)
                );
                self.add(Code::AssessmentCriterion, &path.member("level"), message);
                // It is scored, though not well.
                *place = Some(0);
            }
        }
        for (criterion, place) in criteria.iter().zip(&places) {
            if place.is_none() {
                let message = format!("{} is not scored", quote(&criterion.name));
                self.add(Code::AssessmentCriterion, &scores_path, message);
            }
        }
        places
    }
}

/// Whether a time is before another, wherever it was written: of one without a zone it is known to a
/// day, unless both have none.
fn is_before(time: &Timestamp, than: &Timestamp) -> bool {
    // Clocks are at most fourteen hours ahead of UTC, and twelve behind.
    const AHEAD: i64 = 14 * 3_600;
    const BEHIND: i64 = 12 * 3_600;
    match (time.has_zone(), than.has_zone()) {
        (true, false) => time.unix_seconds() < than.unix_seconds() - AHEAD,
        (false, true) => time.unix_seconds() + BEHIND < than.unix_seconds(),
        _ => time.instant() < than.instant(),
    }
}

/// The place of what `text` names by its `id`, or else by a name that no other has.
fn named<'a>(known: impl Iterator<Item = (&'a str, &'a str)> + Clone, text: &str) -> Option<usize> {
    if let Some(at) = known.clone().position(|(id, _)| id == text) {
        return Some(at);
    }
    let mut places = known.enumerate().filter(|(_, (_, name))| *name == text).map(|(at, _)| at);
    let first = places.next()?;
    places.next().is_none().then_some(first)
}
