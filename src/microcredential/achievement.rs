//! A micro-credential as an achievement of Open Badges, and back, without loss.
//!
//! What Open Badges has a place for stands there: the rubric is a list of result descriptions, the
//! provider is the creator. The rest stands in members of our own extension, whose context is
//! [`MICRO_CREDENTIAL_V1`](crate::context::url::MICRO_CREDENTIAL_V1); the same in prose is the
//! narrative of the criteria, for all who do not know the extension.

use super::named::Named;
use super::{Criterion, MicroCredential};
use crate::fault::{Code, Finding, Path};
use crate::json::{Object, Value};
use crate::model::{Achievement, Datum as _, Invalid, quote};

/// The type of ours beside `Achievement`.
pub(crate) const MICRO_CREDENTIAL: &str = "MicroCredential";
/// The type of ours beside `ResultDescription`.
pub(super) const RUBRIC_CRITERION: &str = "RubricCriterion";
/// The type of a level, and of a result that is one.
const LEVEL: &str = "RubricCriterionLevel";
/// The type of achievement that all of these are.
const ACHIEVEMENT_TYPE: &str = "MicroCredential";

/// Members that a micro-credential and its achievement have in common.
const SHARED: [&str; 8] =
    ["id", "name", "description", "alignment", "creditsAvailable", "inLanguage", "version", "tag"];

/// Members of the achievement that are of the extension.
const EXTENSION: [&str; 10] = [
    "competency",
    "keyMethod",
    "rationale",
    "research",
    "resource",
    "submission",
    "passing",
    "hoursToEarn",
    "durationToEarn",
    "complexity",
];

impl MicroCredential {
    /// The achievement that badges award. A credential with it needs the context
    /// [`MICRO_CREDENTIAL_V1`](crate::context::url::MICRO_CREDENTIAL_V1) after those of the W3C and
    /// of Open Badges.
    ///
    /// # Errors
    /// [`Invalid`], when members beyond the class are not as an achievement has them.
    pub fn to_achievement(&self) -> Result<Achievement, Invalid> {
        let Value::Object(mut own) = self.to_value() else {
            return Err(Invalid { findings: Vec::new() });
        };
        let mut criteria = Object::new();
        if let Some(page) = own.remove("page") {
            criteria.insert("id", page);
        }
        criteria.insert("narrative", self.criteria_markdown());
        let mut achievement = Object::new();
        achievement.insert("id", self.id.as_str());
        achievement.insert("type", vec!["Achievement", MICRO_CREDENTIAL]);
        let mut take = |name: &'static str, to: &'static str| {
            if let Some(value) = own.remove(name) {
                achievement.insert(to, value);
            }
        };
        for name in ["name", "description"] {
            take(name, name);
        }
        take("provider", "creator");
        SHARED.iter().chain(&EXTENSION).chain(&["costToEarn"]).for_each(|name| take(name, name));
        own.remove("criterion");
        achievement.insert("criteria", criteria);
        achievement.insert("achievementType", ACHIEVEMENT_TYPE);
        let described = self.criterion.iter().map(result_description).collect::<Vec<_>>();
        achievement.insert("resultDescription", Value::Array(described));
        for (name, value) in own {
            achievement.insert(name, value);
        }
        Achievement::read(&achievement.into())
    }

    /// The micro-credential that an achievement says it is. The narrative of the criteria is not
    /// read; that it says the same is for the provider to see to.
    ///
    /// # Errors
    /// [`Invalid`] with every fault: no type `MicroCredential`, a result description that is no
    /// criterion of a rubric, parts that do not conform, or what a micro-credential has no place for,
    /// such as types of one's own. Places are those of the micro-credential: `/criterion/0/level` for
    /// the levels of the first result description.
    pub fn from_achievement(achievement: &Achievement) -> Result<Self, Invalid> {
        let mut findings = Vec::new();
        let mut fault = |name: &str, message: String| {
            findings.push(Finding::error(
                Code::ModelType,
                Path::Root.member(name).pointer(),
                message,
            ));
        };
        if !achievement.types.iter().any(|name| name == MICRO_CREDENTIAL) {
            fault("type", format!("expected {MICRO_CREDENTIAL:?} among the types"));
        }
        let known = |name: &&String| !["Achievement", MICRO_CREDENTIAL].contains(&name.as_str());
        if let Some(other) = achievement.types.iter().find(known) {
            fault("type", no_place_for(other));
        }
        let kind = achievement.achievement_type.as_ref().map(|kind| kind.as_str());
        if let Some(other) = kind.filter(|kind| *kind != ACHIEVEMENT_TYPE) {
            fault("achievementType", no_place_for(other));
        }
        let Value::Object(mut object) = achievement.to_value() else {
            return Err(Invalid { findings });
        };
        for name in ["type", "achievementType", "resultDescription"] {
            object.remove(name);
        }
        // What is made from other members here.
        for name in ["page", "provider", "criterion"] {
            if object.remove(name).is_some() {
                fault(name, no_place_for(name));
            }
        }
        if let Some(Value::Object(mut criteria)) = object.remove("criteria") {
            criteria.remove("narrative");
            if let Some(page) = criteria.remove("id") {
                object.insert("page", page);
            }
            if let Some((name, _)) = criteria.iter().next() {
                fault("criteria", no_place_for(name));
            }
        }
        if let Some(creator) = object.remove("creator") {
            object.insert("provider", creator);
        }
        let mut criteria = Vec::new();
        for (index, description) in achievement.result_description.iter().enumerate() {
            match criterion(description.to_value()) {
                Ok(criterion) => criteria.push(criterion),
                Err(message) => {
                    let (root, criteria) = (Path::Root, "criterion");
                    let pointer = root.member(criteria).item(index).pointer();
                    findings.push(Finding::error(Code::ModelResult, pointer, message));
                }
            }
        }
        object.insert("criterion", Value::Array(criteria));
        match Self::read(&object.into()) {
            Ok(read) if findings.is_empty() => Ok(read),
            Ok(_) => Err(Invalid { findings }),
            Err(invalid) => {
                findings.extend(invalid.findings);
                Err(Invalid { findings })
            }
        }
    }
}

/// A criterion as a result description, its order in a list beside the set of its levels.
fn result_description(criterion: &Criterion) -> Value {
    let mut object = Object::new();
    object.insert("id", criterion.id.as_str());
    object.insert("type", vec!["ResultDescription", RUBRIC_CRITERION]);
    object.insert("name", criterion.name.as_str());
    if let Some(description) = &criterion.description {
        object.insert("description", description.as_str());
    }
    object.insert("resultType", LEVEL);
    object.insert("requiredLevel", criterion.required_level.as_str());
    let levels = criterion.level.iter().map(|level| {
        let mut object = Object::new();
        object.insert("id", level.id.as_str());
        object.insert("type", vec![LEVEL]);
        for (name, value) in level.to_value().as_object().into_iter().flat_map(Object::iter) {
            object.insert(name, value.clone());
        }
        Value::Object(object)
    });
    object.insert("rubricCriterionLevel", Value::Array(levels.collect()));
    let order = criterion.level.iter().map(|level| level.id.as_str());
    object.insert("levelOrder", order.collect::<Vec<_>>());
    if let Some(alignment) = criterion.alignment.to_member() {
        object.insert("alignment", alignment);
    }
    object.into()
}

/// A result description as a criterion. What a criterion has no place for is left in it.
fn criterion(description: Value) -> Result<Value, String> {
    let is_criterion = |types: &Value| {
        let names: Vec<_> = types.items().iter().filter_map(Value::as_str).collect();
        names.len() == 2
            && ["ResultDescription", RUBRIC_CRITERION].iter().all(|it| names.contains(it))
    };
    if !description.get("type").is_some_and(is_criterion) {
        return Err(format!("expected the types \"ResultDescription\" and {RUBRIC_CRITERION:?}"));
    }
    if description.get("resultType").and_then(Value::as_str) != Some(LEVEL) {
        return Err(format!("expected the result type {LEVEL:?}"));
    }
    let Some(ordered) = ordered_levels(&description) else {
        return Err("expected \"levelOrder\" to name each level once".to_owned());
    };
    let Value::Object(mut object) = description else {
        return Err("expected an object".to_owned());
    };
    for name in ["type", "resultType", "rubricCriterionLevel", "levelOrder"] {
        object.remove(name);
    }
    let mut levels = Vec::with_capacity(ordered.len());
    for mut level in ordered {
        let types = level.as_object_mut().and_then(|level| level.remove("type"));
        let mut names = types.iter().flat_map(Value::items).filter_map(Value::as_str);
        if let Some(other) = names.find(|name| *name != LEVEL) {
            return Err(no_place_for(other));
        }
        levels.push(level);
    }
    object.insert("level", Value::Array(levels));
    Ok(object.into())
}

fn no_place_for(found: &str) -> String {
    format!("found {}, for which there is no place", quote(found))
}

/// The levels of a result description in the order that our extension gives them.
fn ordered_levels(description: &Value) -> Option<Vec<Value>> {
    let levels = levels(description);
    let order = level_order(description, &levels)?;
    order.iter().map(|id| Some(levels.get(id.as_str()?)?.1.clone())).collect()
}

/// The levels of a result description by their `id`s, with their places.
pub(super) fn levels(description: &Value) -> Named<'_, (usize, &Value)> {
    let levels = description.get("rubricCriterionLevel").map_or(&[][..], Value::items);
    Named::of(
        levels.iter().enumerate().filter_map(|(at, level)| Some((id_of(level)?, (at, level)))),
    )
}

/// The `id`s of the levels from low to high, if `levelOrder` names each level once and nothing else.
pub(super) fn level_order<'v>(
    description: &'v Value,
    levels: &Named<'v, (usize, &'v Value)>,
) -> Option<&'v [Value]> {
    let order = description.get("levelOrder").map_or(&[][..], Value::items);
    let all = description.get("rubricCriterionLevel").map_or(0, |it| it.items().len());
    if order.is_empty() || order.len() != all {
        return None;
    }
    let place = |id: &Value| Some(levels.get(id.as_str()?)?.0);
    let is_as_written = || order.iter().enumerate().all(|(at, id)| place(id) == Some(at));
    let is_otherwise = || {
        let said = Named::of(order.iter().filter_map(|id| Some((id.as_str()?, place(id)?))));
        said.count_of_single() == all
    };
    (is_as_written() || is_otherwise()).then_some(order)
}

fn id_of(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::json;

    #[test]
    fn an_order_names_each_level_once_and_nothing_else() {
        for (order, ids, expected) in [
            (r#"["a", "b", "c"]"#, ["a", "b", "c"], true),
            (r#"["c", "a", "b"]"#, ["a", "b", "c"], true),
            (r#"["a", "b", "b"]"#, ["a", "b", "c"], false),
            (r#"["b", "a", "a"]"#, ["a", "b", "c"], false),
            (r#"["a", "b"]"#, ["a", "b", "c"], false),
            (r#"["a", "b", "c", "d"]"#, ["a", "b", "c"], false),
            (r#"["a", "b", "d"]"#, ["a", "b", "c"], false),
            (r#"["a", "b", 3]"#, ["a", "b", "c"], false),
            (r#"["a", "b", "b"]"#, ["a", "b", "b"], false),
            (r#"["b", "a", "b"]"#, ["a", "b", "b"], false),
            (r#"["a", "b"]"#, ["a", "b", "b"], false),
            ("[]", ["a", "b", "c"], false),
        ] {
            let [a, b, c] = ids;
            let text = format!(
                r#"{{"levelOrder": {order},
                    "rubricCriterionLevel": [{{"id": "{a}"}}, {{"id": "{b}"}}, {{"id": "{c}"}}]}}"#
            );
            let description = json::read(text.as_bytes(), &Limits::default()).unwrap();
            let order_of = level_order(&description, &levels(&description));
            assert_eq!(order_of.is_some(), expected, "{text}");
        }
        let none = json::read(b"{}", &Limits::default()).unwrap();
        assert!(level_order(&none, &levels(&none)).is_none());
    }
}
