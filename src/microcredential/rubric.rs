//! The public rubric: criteria, their levels from low to high, and what it takes to pass.

use std::collections::HashSet;

use crate::fault::{Code, Path};
use crate::json::{Number, Object, Value};
use crate::model::check::{Findings, Rule, quote};
use crate::model::class::class;
use crate::model::enumerations::enumeration;
use crate::model::{Alignment, Builder, Datum, Quantity, Range, Types, Written};
use crate::text::{Decimal, Iri, NotADecimal};

class! {
    /// A criterion of the public rubric, the same that assessors use.
    ///
    /// In a badge it is a `ResultDescription` of the type `RubricCriterion`.
    pub struct Criterion: closed, Types::None, rule CRITERION;

    /// The identifier, to which results refer.
    id = "id": required Iri,
    /// The name.
    name = "name": required String,
    /// What is looked at.
    description = "description": optional String as Prose,
    /// The levels, from low to high.
    level = "level": some Level,
    /// The `id` of the lowest level that is enough.
    required_level = "requiredLevel": required Iri,
    /// The nodes of frameworks to which the criterion is aligned.
    alignment = "alignment": many Alignment,
}

class! {
    /// A level of a criterion.
    ///
    /// In a badge it is a `RubricCriterionLevel`.
    pub struct Level: closed, Types::None;

    /// The identifier, to which results refer.
    id = "id": required Iri,
    /// The name, such as `Demonstrated`.
    name = "name": required String,
    /// What a performance of this level looks like.
    description = "description": optional String as Prose,
    /// The points that it is worth, a decimal number.
    points = "points": optional Decimal,
}

enumeration! {
    /// How the criteria decide together.
    pub enum PassingRule: closed {
        EveryCriterion = "EveryCriterion",
        CountOfCriteria = "CountOfCriteria",
        Points = "Points",
    }
}

class! {
    /// What it takes to pass: every criterion at its required level, a number of criteria at theirs,
    /// or a sum of points.
    pub struct Passing: closed, Types::None, rule PASSING;

    /// The rule.
    rule = "rule": required PassingRule,
    /// How many criteria must be reached, where the rule counts criteria.
    criteria_required = "criteriaRequired": optional Count,
    /// How many points the levels that were reached must have together, where the rule counts
    /// points.
    points_required = "pointsRequired": optional Decimal,
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Count(u32);

impl Count {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for Count {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

impl From<Count> for Quantity {
    fn from(count: Count) -> Self {
        count.0.into()
    }
}

impl Datum for Count {
    type Input = Quantity;
    const RANGE: Range = Range::Number;

    fn from_value(value: &Value) -> Option<Self> {
        u32::try_from(value.as_number()?.as_u64()?).ok().map(Self)
    }

    fn to_value(&self) -> Value {
        Number::from(self.0).into()
    }
}

impl Criterion {
    /// A criterion; its levels follow, from low to high.
    pub fn builder(
        id: impl Into<Written>,
        name: impl Into<Written>,
        required_level: impl Into<Written>,
    ) -> Builder<Self> {
        Builder::<Self>::start().id(id).name(name).required_level(required_level)
    }

    /// The place of the level `id` among the levels, from the lowest.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.level.iter().position(|level| level.id.as_str() == id)
    }
}

impl Level {
    /// A level with all that it must have.
    pub fn builder(id: impl Into<Written>, name: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id).name(name)
    }
}

impl Passing {
    /// Every criterion must be at its required level.
    pub fn every_criterion() -> Self {
        Self { rule: PassingRule::EveryCriterion, criteria_required: None, points_required: None }
    }

    /// So many criteria must be at their required levels.
    pub fn criteria(number: u32) -> Self {
        Self {
            rule: PassingRule::CountOfCriteria,
            criteria_required: Some(Count(number)),
            ..Self::every_criterion()
        }
    }

    /// The levels that were reached must have so many points together.
    pub fn points(points: Decimal) -> Self {
        Self { rule: PassingRule::Points, points_required: Some(points), ..Self::every_criterion() }
    }
}

static CRITERION: Rule = Rule {
    check: criterion,
    schema: "{}",
    unsaid: &[
        "Levels have names of their own and points that rise, and one of them is the required level.",
    ],
};

/// Levels have names and points that tell them apart, points rise, and the required level is there.
fn criterion(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let levels = object.get("level").map_or(&[][..], Value::items);
    let level_path = path.member("level");
    let mut names = HashSet::new();
    let mut before: Option<Decimal> = None;
    for (index, level) in levels.iter().enumerate() {
        let path = level_path.item(index);
        if let Some(name) = level.get("name").and_then(Value::as_str)
            && !names.insert(name)
        {
            let message = format!("found the level {} a second time", quote(name));
            findings.error(Code::ModelValue, &path.member("name"), message);
        }
        let Some(points) = decimal(level.get("points"), &path.member("points"), findings) else {
            continue;
        };
        if points.is_negative() {
            let message = "expected no less than zero";
            findings.error(Code::ModelValue, &path.member("points"), message);
        }
        if before.is_some_and(|before| points <= before) {
            let message = format!("found {points}, expected more points than a lower level has");
            findings.error(Code::ModelValue, &path.member("points"), message);
        }
        before = Some(points);
    }
    if let Some(required) = object.get("requiredLevel").and_then(Value::as_str)
        && !levels.iter().any(|level| level.get("id").and_then(Value::as_str) == Some(required))
    {
        let message =
            format!("found {}, expected the \"id\" of one of the levels", quote(required));
        findings.error(Code::ModelResult, &path.member("requiredLevel"), message);
    }
}

pub(super) fn points_in_words(points: Decimal) -> String {
    let noun = if points == Decimal::from(1) { "point" } else { "points" };
    format!("{points} {noun}")
}

/// A whole number, at least `least`.
pub(super) fn count(
    object: &Object,
    name: &str,
    least: u32,
    path: &Path<'_>,
    findings: &mut Findings,
) {
    let Some(number) = object.get(name).filter(|it| it.as_number().is_some()) else { return };
    if Count::from_value(number).is_none_or(|count| count.get() < least) {
        let message = format!("expected a whole number, at least {least}");
        findings.error(Code::ModelValue, &path.member(name), message);
    }
}

static PASSING: Rule = Rule {
    check: passing,
    schema: "{}",
    unsaid: &["The rule has the number that it counts, and no other."],
};

/// The rule has the number that it counts, and no other.
fn passing(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let rule = object.get("rule").and_then(Value::as_str);
    for (name, of) in [("criteriaRequired", "CountOfCriteria"), ("pointsRequired", "Points")] {
        match (object.contains(name), rule == Some(of)) {
            (false, true) => {
                let message = format!("{name:?} is absent, which the rule {of:?} requires");
                findings.error(Code::ModelRequired, path, message);
            }
            (true, false) if rule.is_some() => {
                let message = format!("found {name:?}, which only the rule {of:?} has");
                findings.error(Code::ModelValue, &path.member(name), message);
            }
            _ => {}
        }
    }
    count(object, "criteriaRequired", 1, path, findings);
    let points = object.get("pointsRequired");
    if decimal(points, &path.member("pointsRequired"), findings)
        .is_some_and(|points| points <= Decimal::ZERO)
    {
        let message = "expected more points than zero";
        findings.error(Code::ModelValue, &path.member("pointsRequired"), message);
    }
}

/// The decimal number of a member at `path`. What is there and is none is a fault.
pub(super) fn decimal(
    member: Option<&Value>,
    path: &Path<'_>,
    findings: &mut Findings,
) -> Option<Decimal> {
    // What is no text is reported by the walk along the class.
    match member?.as_str()?.parse() {
        Ok(number) => Some(number),
        Err(error) => {
            let error: NotADecimal = error;
            findings.error(Code::ModelValue, path, error.to_string());
            None
        }
    }
}
