//! Rubrics, and what a badge says of them.

use super::framework::Link;
use super::identifier::Identifier;
use super::members::Members;
use crate::json::{Object, Value};
use crate::text::Timestamp;

/// A rubric: how a performance is judged (CASE 1.1, `CFRubric`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rubric {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: String,
    /// The title.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The criteria, in the order of the source; [`Rubric::in_order`] has them by position.
    pub criteria: Vec<Criterion>,
    /// When it was changed last.
    pub last_change: Option<Timestamp>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// A criterion of a rubric (CASE 1.1, `CFRubricCriterion`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Criterion {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: String,
    /// The category to which it belongs.
    pub category: Option<String>,
    /// What is judged.
    pub description: Option<String>,
    /// The item that is judged by it.
    pub item: Option<Link>,
    /// What it weighs beside the others.
    pub weight: Option<f64>,
    /// Its place among the criteria.
    pub position: Option<i64>,
    /// The levels, in the order of the source; [`Criterion::levels_in_order`] has them from low to
    /// high.
    pub levels: Vec<Level>,
    /// When it was changed last.
    pub last_change: Option<Timestamp>,
    /// What the publisher adds.
    pub extensions: Object,
}

/// A level of a criterion (CASE 1.1, `CFRubricCriterionLevel`).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Level {
    /// The identifier.
    pub identifier: Identifier,
    /// The address.
    pub uri: String,
    /// What a performance of this level looks like.
    pub description: Option<String>,
    /// The name of the level, such as `Developing`.
    pub quality: Option<String>,
    /// The points that it is worth.
    pub score: Option<f64>,
    /// What whoever reached it is told.
    pub feedback: Option<String>,
    /// Its place among the levels.
    pub position: Option<i64>,
    /// When it was changed last.
    pub last_change: Option<Timestamp>,
    /// What the publisher adds.
    pub extensions: Vec<Object>,
}

impl Rubric {
    pub(super) fn of(mut members: Members) -> Option<Self> {
        Some(Self {
            identifier: members.identifier("identifier")?,
            uri: members.text("uri")?,
            title: members.text("title"),
            description: members.text("description"),
            criteria: each(members.list("CFRubricCriteria"), criterion),
            last_change: members.time("lastChangeDateTime"),
            extensions: members.extensions(),
        })
    }

    /// The criteria by their positions. Those without one come last, in the order of the source.
    pub fn in_order(&self) -> Vec<&Criterion> {
        let mut criteria: Vec<_> = self.criteria.iter().collect();
        criteria.sort_by_key(|criterion| criterion.position.unwrap_or(i64::MAX));
        criteria
    }
}

fn criterion(mut members: Members) -> Option<Criterion> {
    Some(Criterion {
        identifier: members.identifier("identifier")?,
        uri: members.text("uri")?,
        category: members.text("category"),
        description: members.text("description"),
        item: members.link("CFItemURI"),
        weight: members.number("weight"),
        position: members.integer("position"),
        levels: each(members.list("CFRubricCriterionLevels"), level),
        last_change: members.time("lastChangeDateTime"),
        extensions: members.extensions(),
    })
}

fn level(mut members: Members) -> Option<Level> {
    Some(Level {
        identifier: members.identifier("identifier")?,
        uri: members.text("uri")?,
        description: members.text("description"),
        quality: members.text("quality"),
        score: members.number("score"),
        feedback: members.text("feedback"),
        position: members.integer("position"),
        last_change: members.time("lastChangeDateTime"),
        extensions: each(members.list("extensions"), |members| Some(members.into_object())),
    })
}

fn each<T>(values: Vec<Value>, read: fn(Members) -> Option<T>) -> Vec<T> {
    values.into_iter().filter_map(|value| read(Members::of(value))).collect()
}
