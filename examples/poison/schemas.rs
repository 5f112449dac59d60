//! Schemas that a credential names, written by whoever issued it.

use openbadges::json::{Object, Value};
use openbadges::proof::Cryptosuite::EddsaJcs2022;

use super::{Case, loader, of_credential};
use crate::forge::signed;

pub fn add(cases: &mut Vec<Case>) {
    // A build without the feature `schema` applies none.
    let mut add = |name: &str, expected, schemas: Box<dyn Fn() -> Vec<String>>| {
        let input = move || {
            let schemas = schemas();
            let entry = |number: usize| {
                let id = format!("{}{number}", loader::SCHEMAS);
                Value::from(Object::from_iter([("id", id.as_str()), ("type", "JsonSchema")]))
            };
            let entries: Vec<Value> = (0..schemas.len()).map(entry).collect();
            let badge = |badge: &mut Object| {
                badge.insert("credentialSchema", entries);
                badge.insert("name", "each meets every need in a sentence ".repeat(600));
            };
            let mut parts = vec![signed(badge, EddsaJcs2022)];
            parts.extend(schemas.into_iter().map(String::into_bytes));
            parts
        };
        cases.push(Case {
            name: name.into(),
            expected,
            input: Box::new(input),
            answer: of_credential,
        });
    };
    add(
        "16 schemas of 120 KB",
        "limit.schema|not_checked",
        Box::new(|| vec![properties(1_450); 16]),
    );
    add("a schema of 120 KB", "valid|not_checked", Box::new(|| vec![properties(1_450)]));
    add(
        "16 schemas of 64 patterns",
        "limit.schema|not_checked",
        Box::new(|| vec![patterns(64); 16]),
    );
    add("a schema of 64 patterns", "valid|not_checked", Box::new(|| vec![patterns(64)]));
    add(
        "a schema of 10,000 definitions",
        "valid|not_checked",
        Box::new(|| {
            let all: Vec<String> = (0..10_000).map(|n| format!("\"{n}\":{{}}")).collect();
            vec![format!(r#"{{"$defs": {{{}}}}}"#, all.join(","))]
        }),
    );
    add(
        "a pattern of many states over 20 KB of text",
        "valid|not_checked",
        Box::new(|| {
            // No small automaton knows where each e was.
            vec![r#"{"properties": {"name": {"not": {"pattern": "e[a-z .,]{400}#"}}}}"#.to_owned()]
        }),
    );
    for (name, depth, expected) in [
        ("a schema that looks into 2^10 others", 10, "valid|not_checked"),
        ("a schema that looks into 2^40 others", 40, "limit.schema|not_checked"),
    ] {
        let schemas = move || {
            let definition = |n: usize| {
                let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, n + 1);
                format!(r#""d{n}": {{"allOf": [{next}, {next}]}}"#)
            };
            let definitions: Vec<String> = (0..depth).map(definition).collect();
            vec![format!(
                r##"{{"$ref": "#/$defs/d0", "unevaluatedProperties": true, "unevaluatedItems": true,
                    "$defs": {{{}, "d{depth}": true}}}}"##,
                definitions.join(",")
            )]
        };
        add(name, expected, Box::new(schemas));
    }
    add(
        "a schema that branches at every value",
        "limit.schema|not_checked",
        Box::new(|| {
            let branch = r##"{"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}"##;
            vec![format!(r#"{{"anyOf": [{}]}}"#, [branch; 10].join(","))]
        }),
    );
}

fn properties(count: usize) -> String {
    let property = |n: usize| {
        format!(
            r#""p{n}":{{"type":["string","object"],"anyOf":[{{"minLength":1}},{{"not":{{}}}}]}}"#
        )
    };
    let all: Vec<String> = (0..count).map(property).collect();
    format!(r#"{{"properties":{{{}}}}}"#, all.join(","))
}

/// Each is close to the largest that is compiled.
fn patterns(count: usize) -> String {
    let all: Vec<String> =
        (0..count).map(|n| format!(r#""^(\\w{{{n}}}|x{{500}}){{1,2}}":true"#)).collect();
    format!(r#"{{"patternProperties":{{{}}}}}"#, all.join(","))
}
