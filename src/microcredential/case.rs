//! From rubrics of frameworks to criteria of micro-credentials.

use super::Criterion;
use crate::competency::{self, Framework, Positions};
use crate::fault::{Code, Finding, Path};
use crate::json::Value;
use crate::model::{Datum as _, Invalid};

impl Criterion {
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
        let described =
            framework.result_description(criterion, place.unwrap_or_default(), positions)?;
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
            let message = format!("expected one level of the criterion, found {required_level:?}");
            let fault = Finding::error(Code::ModelResult, place, message);
            return Err(Invalid { findings: vec![fault] });
        };
        let Value::Object(mut object) = described.to_value() else {
            return Err(Invalid { findings: Vec::new() });
        };
        let levels = object.remove("rubricCriterionLevel");
        for name in ["type", "resultType"] {
            object.remove(name);
        }
        let levels = levels.iter().flat_map(Value::items).cloned().map(|mut level| {
            if let Some(level) = level.as_object_mut() {
                level.remove("type");
            }
            level
        });
        object.insert("level", Value::Array(levels.collect()));
        object.insert("requiredLevel", required.as_str());
        Self::read(&object.into())
    }
}
