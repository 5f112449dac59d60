//! Was what the achievement requires reached?
//!
//! Open Badges says what is required in the descriptions of the achievement's results
//! (`requiredLevel`, `requiredValue`, or a status to be completed), and what was reached in the
//! results of its subject, which refer to the descriptions. What a badge does not say clearly is
//! unknown, and unknown is never met.

mod compare;
mod ground;
mod whole;

pub use ground::{Ground, Requirement};

use arcstr::ArcStr;

use super::achievement::MICRO_CREDENTIAL;
use super::named::Named;
use super::rubric::Passing;
use crate::context::url;
use crate::json::Value;
use crate::model::View;
use crate::proof::Securing;
use crate::text::Decimal;
use compare::Found;
use whole::Reason;

/// Whether something that is required was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// It was.
    Met,
    /// It was not.
    NotMet,
    /// The credential does not say, or not clearly. Not to be taken for met.
    Unknown,
}

/// What a credential says of the results that its achievement requires.
///
/// ```
/// # use openbadges::{Limits, json, model::View, proof::Securing};
/// # use openbadges::microcredential::{Standing, Verdict};
/// let badge = json::read(br#"{"credentialSubject": {
///     "achievement": {"resultDescription": [{
///         "id": "urn:q", "name": "Quiz", "resultType": "Percent",
///         "requiredValue": "80", "valueMin": "0", "valueMax": "100"
///     }]},
///     "result": [{"resultDescription": "urn:q", "value": "9.5"}]
/// }}"#, &Limits::default())?;
/// let standing = Standing::of_unverified(View::of(&badge), Securing::Jwt);
/// assert_eq!(standing.verdict(), Verdict::NotMet, "9.5 is less than 80");
/// # Ok::<(), json::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    verdict: Verdict,
    reason: String,
    answers: Vec<Answer>,
}

/// What became of one requirement, or of one result that answers none.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Answer {
    /// The `id` of the result description. `None` for a result that refers to none.
    pub description: Option<String>,
    /// The name of the result description.
    pub name: Option<String>,
    /// What is required. `None` where the description requires nothing.
    pub required: Option<Requirement>,
    /// What was reached: the name of the level, or the value.
    pub reached: Option<String>,
    /// The points of the level that was reached.
    pub points: Option<Decimal>,
    /// Whether the requirement was reached. Unknown where there is none; such an answer weighs in
    /// the whole only when its result says that the work failed or cannot be placed.
    pub verdict: Verdict,
    /// Why.
    pub ground: Ground,
}

impl Standing {
    /// Reads the results of a document of which nothing is known to be true, as it would be if secured
    /// in that way. A credential that was verified has it at
    /// [`VerifiedCredential::standing`](crate::report::VerifiedCredential::standing).
    ///
    /// What is required is met when each requirement of the achievement is met by all the results
    /// that answer it, there is at least one requirement, and no other result says that the work
    /// failed. A [`MicroCredential`](super::MicroCredential) may say that fewer criteria are enough,
    /// or so many points.
    ///
    /// - **Levels** are compared by their order. Over RDF the order of `rubricCriterionLevel` is not
    ///   signed (its context makes a set of it), so that any holder can turn it round without breaking
    ///   the proof. There it is not believed: what counts is the list of our extension
    ///   (`levelOrder`), or else the points of the two levels; without either, only the required
    ///   level itself is known to be enough.
    /// - **Values** are compared by the order of `allowedValue` (signed since context 3.0.2), or else
    ///   as decimal numbers, of which more is better, within `valueMin` and `valueMax`.
    /// - **Status**: `Completed`, or none where none is asked. `Provisional` is unknown.
    /// - Of a **selectively disclosed** badge nothing is known to be met: what it does not show may
    ///   be the requirement that was missed.
    ///
    /// It is total: any document gives an answer. Source: Open Badges 3.0, `ResultDescription`,
    /// `Result`, `RubricCriterionLevel`.
    pub fn of_unverified(view: View<'_>, securing: Securing) -> Self {
        let Judgement { verdict, reason, found } = Judgement::of(view, securing);
        let answers = found.iter().map(Found::answer).collect();
        Self { verdict, reason: reason.to_string(), answers }
    }

    /// Whether what the achievement requires was reached.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The verdict in a sentence.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Each requirement, in the order of the descriptions, and then the results that refer to no
    /// description.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Whether it is [`Verdict::Met`].
    pub fn is_met(&self) -> bool {
        self.verdict == Verdict::Met
    }
}

/// A [`Standing`] in short, for who asks of thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Results {
    /// Whether what the achievement requires was reached.
    pub(crate) verdict: Verdict,
    /// The verdict in a sentence, where it was not.
    pub(crate) reason: Option<ArcStr>,
    /// Whether a requirement, or a result by itself, says that the work failed.
    pub(crate) has_failure: bool,
    /// Whether each thing that is required was reached, whatever the whole says.
    pub(crate) meets_each: bool,
}

impl Results {
    pub(crate) fn of(view: View<'_>, securing: Securing) -> Self {
        let Judgement { verdict, reason, found } = Judgement::of(view, securing);
        Self {
            verdict,
            reason: (verdict != Verdict::Met).then(|| reason.to_string().into()),
            has_failure: found.iter().any(|found| found.verdict == Verdict::NotMet),
            meets_each: found
                .iter()
                .all(|found| !found.is_required() || found.verdict == Verdict::Met),
        }
    }
}

/// A standing with nothing written out.
struct Judgement<'v> {
    verdict: Verdict,
    reason: Reason,
    found: Vec<Found<'v>>,
}

impl<'v> Judgement<'v> {
    fn of(view: View<'v>, securing: Securing) -> Self {
        let is_ours = |it: &Value| it.as_str() == Some(url::MICRO_CREDENTIAL_V1);
        let is_extended = view.contexts().iter().any(is_ours);
        let found = all_found(view, securing, is_extended);
        let (verdict, reason) = match passing(view, is_extended) {
            Ok(passing) => whole::by_rule(&passing, &found),
            // What is not clear rescues nobody who failed.
            Err(reason) => match found.iter().any(|found| found.verdict == Verdict::NotMet) {
                true => (Verdict::NotMet, Reason::said(reason)),
                false => (Verdict::Unknown, Reason::said(reason)),
            },
        };
        match verdict {
            Verdict::Met if securing.is_selective() => {
                let reason = "the holder chose what to show, and may have left out what was missed";
                Self { verdict: Verdict::Unknown, reason: Reason::said(reason.to_owned()), found }
            }
            verdict => Self { verdict, reason, found },
        }
    }
}

/// What it takes to pass: every requirement, or what the extension says.
fn passing(view: View<'_>, is_extended: bool) -> Result<Passing, String> {
    let achievement = view.achievement();
    let types = achievement.and_then(|it| it.get("type")).map_or(&[][..], Value::items);
    if !is_extended || !types.iter().any(|name| name.as_str() == Some(MICRO_CREDENTIAL)) {
        return Ok(Passing::every_criterion());
    }
    match achievement.and_then(|it| it.get("passing")).map(Passing::read) {
        Some(Ok(passing)) => Ok(passing),
        Some(Err(error)) => Err(format!("what it takes to pass is not clear: {error}")),
        None => Err("the micro-credential does not say what it takes to pass".to_owned()),
    }
}

fn all_found(view: View<'_>, securing: Securing, is_extended: bool) -> Vec<Found<'_>> {
    let descriptions = view.achievement().and_then(|it| it.get("resultDescription"));
    let descriptions = descriptions.map_or(&[][..], Value::items);
    let results = view.subjects().first().and_then(|subject| subject.get("result"));
    let results = results.map_or(&[][..], Value::items);

    let ids = descriptions.iter().filter_map(|description| text(description, "id"));
    let described = Named::of(ids.map(|id| (id, ())));
    let (mut answering, mut loose) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match text(result, "resultDescription") {
            Some(id) if described.has(id) => answering.push((id, result)),
            id => loose.push((id, result)),
        }
    }
    // Those of one description stand together, in the order in which they are written.
    answering.sort_by_key(|(id, _)| *id);
    let answering_to = |id: &str| {
        let first = answering.partition_point(|(of, _)| *of < id);
        let end = answering.partition_point(|(of, _)| *of <= id);
        answering.get(first..end).unwrap_or_default()
    };

    let orders = compare::Orders { view, securing, is_extended };
    let mut found = Vec::with_capacity(descriptions.len() + loose.len());
    found.extend(descriptions.iter().map(|description| {
        let id = text(description, "id");
        let is_one = id.is_some_and(|id| described.get(id).is_some());
        compare::found(description, id.map_or(&[][..], answering_to), is_one, orders)
    }));
    found.extend(loose.into_iter().map(|(id, result)| compare::loose(id, result)));
    found
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}
