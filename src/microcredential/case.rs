//! From rubrics of frameworks to criteria of micro-credentials.

use super::Criterion;
use super::named::listed;
use super::words::line;
use crate::competency::{self, Framework, Positions};
use crate::fault::{Code, Finding, Path, Pointer};
use crate::json::{Object, Value};
use crate::model::check::quote;
use crate::model::{Datum as _, Invalid};
use crate::text::is_blank;

impl Criterion {
    /// All criteria of a framework's rubric (CASE 1.1, `CFRubric`) as those of a micro-credential, in
    /// the order of their positions, each as [`Criterion::of_rubric`] makes it. `required_level` is the
    /// name that the lowest level that is enough has in every criterion; where it differs, they are
    /// made one by one.
    ///
    /// ```
    /// use openbadges::Limits;
    /// use openbadges::competency::{Framework, Positions};
    /// use openbadges::microcredential::*;
    /// let package = include_bytes!("../../fixtures/frameworks/teaching-practice.json");
    /// let framework = Framework::read(package, &Limits::default())?;
    /// let (rubric, required) = (&framework.rubrics()[0], "Proficient");
    /// let criteria = Criterion::all_of_rubric(&framework, rubric, Positions::Unknown, required)?;
    ///
    /// let wait_time = MicroCredential::builder(
    ///     "https://provider.example/micro-credentials/wait-time",
    ///     "Wait Time",
    ///     "Gives every pupil time to think.",
    ///     Competency::new("Wait time", "The educator waits before an answer is taken."),
    ///     KeyMethod::new("Three seconds", "Count to three before and after an answer."),
    /// )
    /// .submission(SubmissionPart::builder(PartKind::Artifacts, "Two recorded lessons").build()?);
    /// let wait_time = criteria.into_iter().fold(wait_time, |it, each| it.criterion(each)).build()?;
    /// assert_eq!(wait_time.criterion.len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid`] with every fault of every criterion. Places are those of the micro-credential:
    /// `/criterion/0` for what is wrong with the first.
    pub fn all_of_rubric(
        framework: &Framework,
        rubric: &competency::Rubric,
        positions: Positions,
        required_level: &str,
    ) -> Result<Vec<Self>, Invalid> {
        let criteria = rubric.in_order().into_iter().enumerate();
        let criteria = criteria.map(|(index, criterion)| {
            of_rubric(framework, criterion, index, positions, required_level)
        });
        Invalid::each("criterion", criteria)
    }

    /// A criterion of a framework's rubric (CASE 1.1, `CFRubricCriterion`) as one of a
    /// micro-credential: its levels from low to high with their scores as points, and an alignment to
    /// the item that is judged. `required_level` is the address or the name of the lowest level that
    /// is enough, which no framework says; `positions`, which level comes first, where there are no
    /// scores.
    ///
    /// # Errors
    /// [`Invalid`] where the order of the levels is not known (`framework.levels`), the level that is
    /// required is none or several of them, or the levels are none that a micro-credential has: with
    /// names of their own.
    pub fn of_rubric(
        framework: &Framework,
        criterion: &competency::Criterion,
        positions: Positions,
        required_level: &str,
    ) -> Result<Self, Invalid> {
        // What has no name is called after its place.
        let place = framework.rubrics().iter().find_map(|rubric| {
            rubric.in_order().iter().position(|it| it.identifier == criterion.identifier)
        });
        of_rubric(framework, criterion, place.unwrap_or_default(), positions, required_level)
    }
}

/// A criterion that stands at a place of its rubric.
fn of_rubric(
    framework: &Framework,
    criterion: &competency::Criterion,
    index: usize,
    positions: Positions,
    required_level: &str,
) -> Result<Criterion, Invalid> {
    let described = framework.result_description(criterion, index, positions);
    let described = described.map_err(|mut invalid| {
        for finding in &mut invalid.findings {
            finding.fault.pointer = of_criterion(&finding.fault.pointer);
        }
        invalid
    })?;
    let levels = &described.rubric_criterion_level;
    let by_id = |by_id: bool| {
        let named = levels.iter().filter(move |level| match by_id {
            true => level.id.as_str() == required_level,
            false => level.name == required_level,
        });
        let mut ids = named.map(|level| level.id.clone());
        ids.next().filter(|_| ids.next().is_none())
    };
    let Some(required) = by_id(true).or_else(|| by_id(false)) else {
        let place = Path::Root.member("requiredLevel").pointer();
        let names = listed(levels.iter().map(|level| level.name.as_str()));
        let message = format!(
            "found {}, expected the name or the id of a level of {}: {names}",
            quote(required_level),
            quote(described.name.as_str()),
        );
        let fault = Finding::error(Code::ModelResult, place, message);
        return Err(Invalid { findings: vec![fault] });
    };
    let Value::Object(mut object) = described.to_value() else {
        return Err(Invalid { findings: Vec::new() });
    };
    let levels = object.remove(LEVELS);
    for name in ["type", "resultType"] {
        object.remove(name);
    }
    fit(&mut object, "Criterion", index);
    let levels = levels.iter().flat_map(Value::items).cloned().enumerate();
    let levels = levels.map(|(index, mut level)| {
        if let Some(level) = level.as_object_mut() {
            level.remove("type");
            fit(level, "Level", index);
        }
        level
    });
    object.insert("level", Value::Array(levels.collect()));
    object.insert("requiredLevel", required.as_str());
    Criterion::read(&object.into())
}

/// What a framework names by prose becomes a name: on one line, and called after its place where it
/// says nothing. A description that says nothing is none.
fn fit(object: &mut Object, what: &str, index: usize) {
    if let Some(Value::String(name)) = object.get("name") {
        let words: Vec<&str> = name.split_whitespace().collect();
        let name = line(&words.join(" "));
        let index = index.saturating_add(1);
        object.insert("name", if is_blank(&name) { format!("{what} {index}") } else { name });
    }
    if object.get("description").and_then(Value::as_str).is_some_and(is_blank) {
        object.remove("description");
    }
}

/// A place in the description of a result as one in the criterion that is made of it.
fn of_criterion(place: &Pointer) -> Pointer {
    place.steps().fold(Pointer::root(), |at, step| match &*step {
        LEVELS => at.member("level"),
        step => at.member(step),
    })
}

/// What a description of a result calls its levels.
const LEVELS: &str = "rubricCriterionLevel";
