//! The micro-credential as a type: what it is about, and what it takes to earn it.

use std::collections::HashSet;

use super::rubric::{Count, Criterion, Passing, count, decimal};
use super::words::{named, said};
use crate::fault::{Code, Path};
use crate::json::{Number, Object, Value};
use crate::model::check::{Findings, Rule, quote};
use crate::model::class::class;
use crate::model::enumerations::enumeration;
use crate::model::{Alignment, Builder, Datum as _, Profile, Types, Written};
use crate::text::{Decimal, Iri};

class! {
    /// A micro-credential: a specific, research-backed competency, and what shows that somebody has
    /// it.
    ///
    /// What exists conforms: builders, files and achievements are read with every fault told. The
    /// members beyond these are those of the achievement that it becomes, such as `image`.
    ///
    /// ```
    /// use openbadges::microcredential::*;
    /// let id = "https://provider.example/micro-credentials/wait-time";
    /// let level = |name: &str| Level::builder(format!("{id}#waits-{name}"), name).build();
    /// let waits = Criterion::builder(format!("{id}#waits"), "Waits", format!("{id}#waits-yes"))
    ///     .level(level("no")?)
    ///     .level(level("yes")?)
    ///     .build()?;
    /// let micro_credential = MicroCredential::builder(
    ///     id,
    ///     "Wait Time",
    ///     "Gives every pupil time to think.",
    ///     Competency::new("Wait time", "The educator waits before an answer is taken."),
    ///     KeyMethod::new("Three seconds", "Count to three before and after an answer."),
    /// )
    /// .criterion(waits)
    /// .submission(SubmissionPart::builder(PartKind::Artifacts, "Two recorded lessons").build()?)
    /// .build()?;
    /// assert_eq!(micro_credential.criterion.len(), 1);
    /// # Ok::<(), openbadges::model::Invalid>(())
    /// ```
    ///
    /// Source: Digital Promise's framework for micro-credentials names the parts.
    pub struct MicroCredential: open, Types::None, rule MICRO_CREDENTIAL;

    /// The identifier, the same in every badge that awards it.
    id = "id": required Iri,
    /// The name.
    name = "name": required String,
    /// A short description.
    description = "description": required String,
    /// The competency that it recognizes.
    competency = "competency": required Competency,
    /// The nodes of frameworks to which the competency is aligned.
    alignment = "alignment": many Alignment,
    /// The method that the educator is to use.
    key_method = "keyMethod": required KeyMethod,
    /// Why the method helps.
    rationale = "rationale": optional String as Prose,
    /// The research that supports the method.
    research = "research": many Citation,
    /// Where to learn more.
    resource = "resource": many Resource,
    /// What is to be submitted, part by part.
    submission = "submission": some SubmissionPart,
    /// The public rubric.
    criterion = "criterion": some Criterion,
    /// What it takes to pass. Builders and files that say nothing mean every criterion.
    passing = "passing": required Passing,
    /// The hours of work that it usually takes, a decimal number.
    hours_to_earn = "hoursToEarn": optional Decimal,
    /// The time that it usually takes, a duration of ISO 8601 such as `P6W`.
    duration_to_earn = "durationToEarn": optional String,
    /// What it costs to earn.
    cost_to_earn = "costToEarn": optional Cost,
    /// The credits that can be earned. Open Badges gives them no unit.
    credits_available = "creditsAvailable": optional Number,
    /// Who provides it, where that is not the issuer of the badge.
    provider = "provider": optional Profile,
    /// How demanding the skill is, in the provider's own words.
    complexity = "complexity": optional String,
    /// A page that tells the same.
    page = "page": optional Iri as Link,
    /// The language in which it is described, such as `en-US`.
    in_language = "inLanguage": optional String as LanguageTag,
    /// The version, in the provider's own counting.
    version = "version": optional String,
    /// Words by which it is found.
    tag = "tag": many String,
}

class! {
    /// What somebody is able to do.
    pub struct Competency: closed, Types::None;

    /// The name.
    name = "name": required String,
    /// The whole statement.
    statement = "statement": required String as Prose,
}

class! {
    /// The method that puts the competency into practice.
    pub struct KeyMethod: closed, Types::None;

    /// The name.
    name = "name": required String,
    /// What is done.
    description = "description": required String as Prose,
    /// The parts of the method, in order.
    component = "component": many MethodComponent,
}

class! {
    /// A part of the method.
    pub struct MethodComponent: closed, Types::None;

    /// The name.
    name = "name": required String,
    /// What is done.
    description = "description": optional String as Prose,
}

class! {
    /// A work of research.
    pub struct Citation: closed, Types::None, rule CITATION;

    /// The work, as it is cited.
    citation = "citation": required String,
    /// Where it can be read.
    url = "url": optional Iri as Link,
    /// Its digital object identifier, without an address before it: `10.1000/182`.
    doi = "doi": optional String,
}

class! {
    /// Something to learn from.
    pub struct Resource: closed, Types::None;

    /// The name.
    name = "name": required String,
    /// Where it is.
    url = "url": optional Iri as Link,
    /// What it is good for.
    description = "description": optional String as Prose,
}

enumeration! {
    /// What a part of a submission consists of.
    pub enum PartKind: closed {
        Overview = "Overview",
        Artifacts = "Artifacts",
        Reflection = "Reflection",
    }
}

class! {
    /// A part of what is submitted: usually the overview, the artifacts, the reflection.
    pub struct SubmissionPart: closed, Types::None, rule SUBMISSION_PART;

    /// What it consists of.
    part = "part": required PartKind,
    /// The name.
    name = "name": required String,
    /// What is asked for.
    description = "description": optional String as Prose,
    /// The questions that are to be answered, in order.
    question = "question": many String,
    /// How many pieces are asked for.
    pieces_required = "piecesRequired": optional Count,
}

class! {
    /// A price.
    pub struct Cost: closed, Types::None, rule COST;

    /// The amount, a decimal number.
    amount = "amount": required Decimal,
    /// The currency (ISO 4217), such as `USD`.
    currency = "currency": required String,
    /// What it is paid for.
    description = "description": optional String,
}

impl MicroCredential {
    /// A micro-credential that passes on every criterion. Its criteria and the parts of its
    /// submission follow.
    pub fn builder(
        id: impl Into<Written>,
        name: impl Into<Written>,
        description: impl Into<Written>,
        competency: Competency,
        key_method: KeyMethod,
    ) -> Builder<Self> {
        Builder::<Self>::start()
            .id(id)
            .name(name)
            .description(description)
            .competency(competency)
            .key_method(key_method)
            .passing(Passing::every_criterion())
    }
}

impl Competency {
    /// A competency.
    pub fn new(name: impl Into<String>, statement: impl Into<String>) -> Self {
        Self { name: name.into(), statement: statement.into() }
    }
}

impl KeyMethod {
    /// A method of which no components are told.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self { name: name.into(), description: description.into(), component: Default::default() }
    }

    /// A method; its components follow.
    pub fn builder(name: impl Into<Written>, description: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().name(name).description(description)
    }
}

impl MethodComponent {
    /// A part of a method.
    pub fn builder(name: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().name(name)
    }
}

impl Citation {
    /// A work, as it is cited.
    pub fn builder(citation: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().citation(citation)
    }
}

impl Resource {
    /// Something to learn from.
    pub fn builder(name: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().name(name)
    }
}

impl SubmissionPart {
    /// A part of what is submitted.
    pub fn builder(part: PartKind, name: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().part(part).name(name)
    }
}

impl Cost {
    /// A price.
    pub fn builder(amount: Decimal, currency: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().amount(amount).currency(currency)
    }
}

static MICRO_CREDENTIAL: Rule = Rule {
    check: micro_credential,
    schema: "{}",
    unsaid: &[
        "Every criterion and level has an identifier of its own.",
        "One part of the submission consists of artifacts.",
        "No text is blank, no name has control characters, and credits are not negative.",
        "There are as many criteria and points as it takes to pass, and either hours or a duration.",
    ],
};

/// What holds between the parts.
fn micro_credential(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    named(object, &["name"], path, findings);
    said(object, &["description", "rationale", "complexity", "version", "tag"], path, findings);
    for (part, texts) in SAID {
        each_part(object.get(part), &path.member(part), &mut |object, path| {
            named(object, &["name"], path, findings);
            said(object, texts, path, findings);
            for inner in ["component", "level"] {
                each_part(object.get(inner), &path.member(inner), &mut |object, path| {
                    named(object, &["name"], path, findings);
                    said(object, &["description"], path, findings);
                });
            }
        });
    }
    let credits = object.get("creditsAvailable").and_then(Value::as_number);
    if credits.is_some_and(|credits| credits.as_f64() < 0.0) {
        let message = "expected no less than zero";
        findings.error(Code::ModelValue, &path.member("creditsAvailable"), message);
    }
    // An achievement has these too, and they are made from the parts.
    for name in ["type", "criteria", "achievementType", "resultDescription", "creator"] {
        if object.contains(name) {
            let message = format!("{name:?} is made from the parts, and cannot be given");
            findings.error(Code::ModelClosed, &path.member(name), message);
        }
    }
    times(object, path, findings);
    let criteria = object.get("criterion").map_or(&[][..], Value::items);
    identifiers(object, criteria, path, findings);
    let parts = object.get("submission").map_or(&[][..], Value::items);
    let kind = |part: &Value| part.get("part").and_then(Value::as_str) == Some("Artifacts");
    if !parts.is_empty() && !parts.iter().any(kind) {
        let message = "expected a part of \"Artifacts\": without them there is no evidence";
        findings.error(Code::ModelValue, &path.member("submission"), message);
    }
    let passing_path = path.member("passing");
    let Some(passing) = object.get("passing").and_then(Passing::from_value) else { return };
    if let Some(needed) = passing.criteria_required
        && criteria.len() < needed.get() as usize
    {
        let message = format!("found {}, but there are {} criteria", needed.get(), criteria.len());
        findings.error(Code::ModelValue, &passing_path.member("criteriaRequired"), message);
    }
    if let Some(needed) = passing.points_required {
        points(criteria, needed, &passing_path, path, findings);
    }
}

/// The parts, and what they say beside their names.
const SAID: [(&str, &[&str]); 8] = [
    ("competency", &["statement"]),
    ("keyMethod", &["description"]),
    ("research", &["citation"]),
    ("resource", &["description"]),
    ("submission", &["description", "question"]),
    ("criterion", &["description"]),
    ("costToEarn", &["description"]),
    ("provider", &["description"]),
];

/// Each object that a member is or lists.
fn each_part(value: Option<&Value>, path: &Path<'_>, each: &mut dyn FnMut(&Object, &Path<'_>)) {
    match value {
        Some(Value::Object(object)) => each(object, path),
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                if let Some(object) = item.as_object() {
                    each(object, &path.item(index));
                }
            }
        }
        _ => {}
    }
}

/// Hours or a duration, each as it must be written.
fn times(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if decimal(object.get("hoursToEarn"), &path.member("hoursToEarn"), findings)
        .is_some_and(|hours| hours <= Decimal::ZERO)
    {
        let message = "expected more hours than zero";
        findings.error(Code::ModelValue, &path.member("hoursToEarn"), message);
    }
    if let Some(duration) = object.get("durationToEarn").and_then(Value::as_str) {
        if !is_duration(duration) {
            let message =
                format!("found {}, expected a duration such as P6W or PT15H", quote(duration));
            findings.error(Code::ModelValue, &path.member("durationToEarn"), message);
        }
        if object.contains("hoursToEarn") {
            let message = "found a duration and hours, expected one of them";
            findings.error(Code::ModelValue, &path.member("durationToEarn"), message);
        }
    }
}

/// Each thing has an identifier of its own: what is said of one identifier, RDF puts together.
fn identifiers(object: &Object, criteria: &[Value], path: &Path<'_>, findings: &mut Findings) {
    let mut known: HashSet<&str> = object.get("id").and_then(Value::as_str).into_iter().collect();
    let mut note = |value: &'_ Value, known: bool, path: &Path<'_>| {
        if !known {
            let message =
                format!("found {}, which something else is called", quote(text_id(value)));
            findings.error(Code::ModelAlias, &path.member("id"), message);
        }
    };
    if let Some(provider) = object.get("provider") {
        let is_new = text_id(provider).is_empty() || known.insert(text_id(provider));
        note(provider, is_new, &path.member("provider"));
    }
    let criteria_path = path.member("criterion");
    for (index, criterion) in criteria.iter().enumerate() {
        let path = criteria_path.item(index);
        let is_new = text_id(criterion).is_empty() || known.insert(text_id(criterion));
        note(criterion, is_new, &path);
        let levels_path = path.member("level");
        let levels = criterion.get("level").map_or(&[][..], Value::items);
        for (index, level) in levels.iter().enumerate() {
            let is_new = text_id(level).is_empty() || known.insert(text_id(level));
            note(level, is_new, &levels_path.item(index));
        }
    }
}

fn text_id(value: &Value) -> &str {
    value.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// Where points decide, every level has some, and there are enough of them.
fn points(
    criteria: &[Value],
    needed: Decimal,
    passing: &Path<'_>,
    path: &Path<'_>,
    findings: &mut Findings,
) {
    let mut most = Some(Decimal::ZERO);
    let criteria_path = path.member("criterion");
    for (index, criterion) in criteria.iter().enumerate() {
        let path = criteria_path.item(index);
        let levels_path = path.member("level");
        let levels = criterion.get("level").map_or(&[][..], Value::items);
        let mut highest = None;
        for (index, level) in levels.iter().enumerate() {
            let path = levels_path.item(index);
            if level.get("points").is_none() {
                let message = "\"points\" is absent, which the rule \"Points\" requires";
                findings.error(Code::ModelRequired, &path, message);
            }
            highest = level.get("points").and_then(Decimal::from_value);
        }
        most = most.zip(highest).and_then(|(sum, points)| sum.plus(points));
    }
    if let Some(most) = most.filter(|most| *most < needed) {
        let message = format!("found {needed}, but all criteria together have {most} points");
        findings.error(Code::ModelValue, &passing.member("pointsRequired"), message);
    }
}

static CITATION: Rule = Rule {
    check: citation,
    schema: "{}",
    unsaid: &["A DOI starts with \"10.\" and has no address before it."],
};

fn citation(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let Some(doi) = object.get("doi").and_then(Value::as_str) else { return };
    let is_doi = doi.strip_prefix("10.").and_then(|rest| rest.split_once('/')).is_some_and(
        |(registrant, suffix)| {
            let digits = registrant
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            digits && !suffix.is_empty() && doi.bytes().all(|b| b.is_ascii_graphic())
        },
    );
    if !is_doi {
        let message = format!("found {}, expected a DOI such as 10.1000/182", quote(doi));
        findings.error(Code::ModelValue, &path.member("doi"), message);
    }
}

static SUBMISSION_PART: Rule = Rule {
    check: submission_part,
    schema: "{}",
    unsaid: &["The pieces are a whole number, at least one."],
};

fn submission_part(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    count(object, "piecesRequired", 1, path, findings);
}

static COST: Rule = Rule {
    check: cost,
    schema: "{}",
    unsaid: &[
        "The amount is a decimal number that is not negative, the currency three capital letters.",
    ],
};

fn cost(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let amount = decimal(object.get("amount"), &path.member("amount"), findings);
    if amount.is_some_and(Decimal::is_negative) {
        findings.error(Code::ModelValue, &path.member("amount"), "expected no less than zero");
    }
    let Some(currency) = object.get("currency").and_then(Value::as_str) else { return };
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        let message =
            format!("found {}, expected a code of ISO 4217, such as USD", quote(currency));
        findings.error(Code::ModelValue, &path.member("currency"), message);
    }
}

/// A duration as XML Schema takes it from ISO 8601, and weeks alone: `P1Y2M3DT4H5M6.7S`, `P6W`.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return !weeks.is_empty() && weeks.bytes().all(|b| b.is_ascii_digit());
    }
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return false,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    (!date.is_empty() || !time.is_empty()) && is_run(date, "YMD") && is_run(time, "HMS")
}

/// Numbers, each with one of the units after it, in their order. Seconds may have a fraction.
fn is_run(text: &str, units: &str) -> bool {
    let mut left = units;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let Some(unit) = after.chars().next() else { return false };
        let Some(at) = left.find(unit) else { return false };
        let is_number = match number.split_once('.') {
            Some((whole, fraction)) => {
                unit == 'S' && !whole.is_empty() && !fraction.is_empty() && !fraction.contains('.')
            }
            None => !number.is_empty(),
        };
        if !is_number {
            return false;
        }
        left = left.get(at + 1..).unwrap_or_default();
        rest = after.get(unit.len_utf8()..).unwrap_or_default();
    }
    true
}
