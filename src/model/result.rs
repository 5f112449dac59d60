//! Results: what can be reached in an achievement, the rubric, and what was reached.

use super::builder::Builder;
use super::class::{Types, class};
use super::{Alignment, ResultStatus, ResultType, Written};
use crate::text::Iri;

class! {
    /// What was reached, by reference to a [`ResultDescription`] of the achievement.
    ///
    /// Source: Open Badges 3.0, data model, `Result`.
    pub struct Result: open, Types::Includes(&[&["Result"]]);

    /// The types: `Result`, and any of an extension.
    types = "type": some String as Types,
    /// The `id` of the description that this result answers; it is in the same achievement.
    result_description = "resultDescription": optional Iri,
    /// The `id` of the level of the rubric that was reached; it is in the same achievement.
    achieved_level = "achievedLevel": optional Iri,
    /// The value that was reached, such as a grade.
    value = "value": optional String,
    /// How far the work has come; required where the description's type is `Status`.
    status = "status": optional ResultStatus,
    /// The nodes of frameworks to which the result is aligned.
    alignment = "alignment": many Alignment,
}

class! {
    /// A result that can be reached: a grade, a score, a level of a rubric, a status.
    ///
    /// Source: Open Badges 3.0, data model, `ResultDescription`.
    pub struct ResultDescription: open, Types::Includes(&[&["ResultDescription"]]);

    /// The identifier, to which results refer.
    id = "id": required Iri,
    /// The types: `ResultDescription`, and any of an extension.
    types = "type": some String as Types,
    /// The name.
    name = "name": required String,
    /// What kind of result it is.
    result_type = "resultType": required ResultType,
    /// The values that are allowed, from low to high.
    allowed_value = "allowedValue": many String,
    /// The value that is needed to pass.
    required_value = "requiredValue": optional String,
    /// The `id` of the level of the rubric that is needed to pass.
    required_level = "requiredLevel": optional Iri,
    /// The levels of the rubric, in order.
    rubric_criterion_level = "rubricCriterionLevel": many RubricCriterionLevel,
    /// The smallest value that is possible.
    value_min = "valueMin": optional String,
    /// The largest value that is possible.
    value_max = "valueMax": optional String,
    /// The nodes of frameworks to which the description is aligned.
    alignment = "alignment": many Alignment,
}

class! {
    /// A level of a rubric.
    ///
    /// Source: Open Badges 3.0, data model, `RubricCriterionLevel`.
    pub struct RubricCriterionLevel: open, Types::Includes(&[&["RubricCriterionLevel"]]);

    /// The identifier, to which results refer.
    id = "id": required Iri,
    /// The types: `RubricCriterionLevel`, and any of an extension.
    types = "type": some String as Types,
    /// The name.
    name = "name": required String,
    /// What a performance of this level looks like.
    description = "description": optional String,
    /// The level in terms of success, such as `Mastered`.
    level = "level": optional String,
    /// The points that it is worth, written as text.
    points = "points": optional String,
    /// The nodes of frameworks to which the level is aligned.
    alignment = "alignment": many Alignment,
}

impl Result {
    /// A result that answers the description with the identifier `description`.
    pub fn of(description: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().result_description(description)
    }

    /// A result that refers to no description.
    pub fn builder() -> Builder<Self> {
        Builder::<Self>::start()
    }
}

impl ResultDescription {
    /// A description with all that it must have.
    pub fn builder(
        id: impl Into<Written>,
        name: impl Into<Written>,
        result_type: ResultType,
    ) -> Builder<Self> {
        Builder::<Self>::start().id(id).name(name).result_type(result_type)
    }
}

impl RubricCriterionLevel {
    /// A level with all that it must have.
    pub fn builder(id: impl Into<Written>, name: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id).name(name)
    }
}
