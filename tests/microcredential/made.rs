//! Micro-credentials to try things with.
#![allow(dead_code)]

use openbadges::json::{self, Object, Value};
use openbadges::microcredential::MicroCredential;
use openbadges::{Limits, Timestamp};
use proptest::prelude::*;

pub const ID: &str = "https://provider.example/micro-credentials/wait-time";

/// A whole one in the form in which people write it, with everything that there is a place for.
pub const FORM: &str = r##"{
    "id": "https://provider.example/micro-credentials/wait-time",
    "name": "Wait Time",
    "description": "Gives every pupil time to think before an answer is taken.",
    "competency": {"name": "Wait time", "statement": "The educator waits before and after answers."},
    "alignment": [{
        "targetName": "Questioning",
        "targetUrl": "https://frameworks.example/items/1",
        "targetFramework": "Framework for Teaching",
        "targetType": "CFItem"
    }],
    "keyMethod": {
        "name": "Three seconds",
        "description": "Count to three.",
        "component": [{"name": "Ask", "description": "One question."}, {"name": "Wait"}]
    },
    "rationale": "Longer waits give longer answers.",
    "research": [{
        "citation": "A study of waiting (invented for this example)",
        "url": "https://research.example/waiting?a=1&copy=2",
        "doi": "10.1000/182"
    }],
    "resource": [{"name": "A film", "url": "https://films.example/1", "description": "Ten minutes."}],
    "submission": [
        {"part": "Overview", "name": "Context", "question": ["Whom do you teach?", "What?"]},
        {"part": "Artifacts", "name": "Two lessons", "description": "Recorded.", "piecesRequired": 2},
        {"part": "Reflection", "name": "Looking back", "question": ["What changed?"]}
    ],
    "criterion": [
        {
            "name": "Waits", "description": "After a question.", "requiredLevel": "Demonstrated",
            "level": [
                {"name": "Not yet", "points": 0, "description": "Less than a second."},
                {"name": "Demonstrated", "points": 1},
                {"name": "Outstanding", "points": 2}
            ]
        },
        {
            "name": "Asks", "requiredLevel": "Yes",
            "level": [{"name": "No", "points": 0}, {"name": "Yes", "points": "1.5"}],
            "alignment": [{"targetName": "Asking", "targetUrl": "https://frameworks.example/items/2"}]
        }
    ],
    "hoursToEarn": 15,
    "costToEarn": {"amount": "75.50", "currency": "USD", "description": "assessment"},
    "creditsAvailable": 1,
    "provider": {"id": "https://provider.example", "name": "Provider"},
    "complexity": "Intermediate",
    "page": "https://provider.example/pages/wait-time",
    "inLanguage": "en-US",
    "version": "2",
    "tag": ["questioning", "discussion"],
    "fieldOfStudy": "Teaching"
}"##;

pub fn value(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

pub fn micro_credential() -> MicroCredential {
    MicroCredential::read_form(&value(FORM)).unwrap()
}

pub fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

/// The form with one member replaced, or without it.
pub fn with(pointer: &str, new: Option<&str>) -> Value {
    let mut form = value(FORM);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut place = &mut form;
    for step in parent.split('/').skip(1) {
        place = match place {
            Value::Object(object) => object.get_mut(step).unwrap(),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => panic!("{pointer} leads nowhere"),
        };
    }
    match (place, new) {
        (Value::Object(object), Some(new)) => {
            object.insert(name, value(new));
        }
        (Value::Object(object), None) => {
            object.remove(name).unwrap_or_else(|| panic!("{pointer} is not there"));
        }
        (Value::Array(items), Some(new)) => items[name.parse::<usize>().unwrap()] = value(new),
        _ => panic!("{pointer} leads nowhere"),
    }
    form
}

/// Texts that Markdown, JSON and RDF could stumble over.
pub fn texts() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "# Heading",
        "- item",
        "1. one",
        "2) two",
        "***",
        "---",
        "===",
        "> quote",
        "```",
        "~~~",
        "    code",
        "<script>alert(1)</script>",
        "[a](javascript:x)",
        "![a](b)",
        "a | b\n---|---",
        "**bold** _it_ `code`",
        "&amp; &copy;",
        "\\",
        "a\\",
        "line\n\n# Heading",
        "x\n===",
        "\u{7}",
        "\u{202e}turned",
        "[x]: https://a.example",
        "+ plus",
        ": colon",
        "trailing #",
        "$x$",
        "a\tb",
        "\"quoted\"",
        "é ü 漢",
        "<!--",
        "</li>",
        "~~gone~~",
        "{#id}",
        "[^1]",
        "10.",
    ]);
    prop_oneof![hostile.prop_map(str::to_owned), "[ -~]{1,40}", "\\PC{1,20}"]
        .prop_filter("blank", |text| text.chars().any(is_seen))
}

/// Whether a character is surely more than space, a mark or a filler.
fn is_seen(c: char) -> bool {
    let is_filler = "\u{115f}\u{1160}\u{3164}".contains(c);
    (c.is_alphanumeric() || c.is_ascii_graphic() || c == '\u{7}') && !is_filler
}

/// Texts that are names: of one line.
fn names() -> impl Strategy<Value = String> {
    let turns = |c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c);
    texts().prop_filter("of one line", move |text| !text.contains(turns))
}

fn object(members: Vec<(&str, Option<Value>)>) -> Value {
    let given = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.collect::<Object>().into()
}

fn optional(strategy: impl Strategy<Value = String>) -> impl Strategy<Value = Option<Value>> {
    prop::option::of(strategy.prop_map(Value::from))
}

fn list(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

fn urls() -> impl Strategy<Value = String> {
    "[a-z]{1,8}(/[a-z0-9&=?.()*_]{1,8}){0,2}"
        .prop_map(|path| format!("https://{path}"))
        .prop_filter("a URL", |url| url.parse::<openbadges::Iri>().is_ok())
}

fn criteria() -> impl Strategy<Value = Vec<Value>> {
    let level = (names(), optional(texts()));
    let levels = prop::collection::vec(level, 1..5);
    let criterion = (names(), optional(texts()), levels, 0_usize..5, 0_u32..3);
    prop::collection::vec(criterion, 1..5).prop_map(|criteria| {
        let criterion = |(index, (name, about, levels, required, step)): (usize, _)| {
            let levels: Vec<(String, Option<Value>)> = levels;
            let (name, about, step): (String, Option<Value>, u32) = (name, about, step);
            let id = |level: usize| format!("{ID}#c{index}-{level}");
            let required = required % levels.len();
            let levels = levels.into_iter().enumerate().map(|(at, (name, about))| {
                let points = (at as u32 * step).to_string();
                object(vec![
                    ("id", Some(id(at).into())),
                    // Names tell levels apart.
                    ("name", Some(format!("{name} {at}").into())),
                    ("description", about),
                    ("points", (step > 0).then(|| points.into())),
                ])
            });
            object(vec![
                ("id", Some(format!("{ID}#c{index}").into())),
                ("name", Some(name.into())),
                ("description", about),
                ("level", list(levels.collect())),
                ("requiredLevel", Some(id(required).into())),
            ])
        };
        criteria.into_iter().enumerate().map(criterion).collect()
    })
}

fn named(name: &'static str) -> impl Strategy<Value = Vec<Value>> {
    let one =
        (names(), optional(texts()), optional(urls())).prop_map(
            move |(text, about, url)| match name {
                "citation" => object(vec![("citation", Some(text.into())), ("url", url)]),
                "component" => object(vec![("name", Some(text.into())), ("description", about)]),
                _ => {
                    object(vec![("name", Some(text.into())), ("description", about), ("url", url)])
                }
            },
        );
    prop::collection::vec(one, 0..4)
}

fn parts() -> impl Strategy<Value = Vec<Value>> {
    let part = (names(), optional(texts()), prop::collection::vec(texts(), 0..3), 0_u32..4);
    prop::collection::vec(part, 1..4).prop_map(|parts| {
        let part = |(index, (name, about, questions, pieces)): (usize, _)| {
            let (name, about): (String, Option<Value>) = (name, about);
            let questions: Vec<String> = questions;
            let pieces: u32 = pieces;
            object(vec![
                ("part", Some(["Artifacts", "Overview", "Reflection"][index % 3].into())),
                ("name", Some(name.into())),
                ("description", about),
                ("question", list(questions.into_iter().map(Value::from).collect())),
                ("piecesRequired", (pieces > 0).then(|| json::Number::from(pieces).into())),
            ])
        };
        parts.into_iter().enumerate().map(part).collect()
    })
}

/// Micro-credentials of every shape.
pub fn micro_credentials() -> impl Strategy<Value = MicroCredential> {
    let said = (names(), texts(), names(), texts(), names(), optional(texts()));
    let lists = (named("component"), named("citation"), named("resource"), parts(), criteria());
    let more = (optional("[1-9][0-9]{0,3}(\\.[0-9]{1,3})?"), optional(texts()), 1_u32..5);
    (said, lists, more).prop_map(
        |((name, about, competency, statement, method, rationale), lists, more)| {
            let (components, citations, resources, parts, criteria) = lists;
            let (hours, complexity, needed) = more;
            let needed = json::Number::from(needed.min(criteria.len() as u32));
            let passing = match needed.as_f64() as usize == criteria.len() {
                true => object(vec![("rule", Some("EveryCriterion".into()))]),
                false => object(vec![
                    ("rule", Some("CountOfCriteria".into())),
                    ("criteriaRequired", Some(needed.into())),
                ]),
            };
            let whole = object(vec![
                ("id", Some(ID.into())),
                ("name", Some(name.into())),
                ("description", Some(about.into())),
                (
                    "competency",
                    Some(object(vec![
                        ("name", Some(competency.into())),
                        ("statement", Some(statement.into())),
                    ])),
                ),
                (
                    "keyMethod",
                    Some(object(vec![
                        ("name", Some(method.clone().into())),
                        ("description", Some(method.into())),
                        ("component", list(components)),
                    ])),
                ),
                ("rationale", rationale),
                ("research", list(citations)),
                ("resource", list(resources)),
                ("submission", list(parts)),
                ("criterion", list(criteria)),
                ("passing", Some(passing)),
                ("hoursToEarn", hours),
                ("complexity", complexity),
            ]);
            MicroCredential::read(&whole).unwrap_or_else(|error| panic!("{error}: {whole}"))
        },
    )
}
