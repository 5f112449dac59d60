//! Random damage to documents.

use openbadges::json::{Object, Value};

use crate::chance::Chance;
use crate::documents::Document;
use crate::values::{self, object};
use crate::vocabulary::{TERMS, TYPES};

const KEYWORDS: [&str; 22] = [
    "@context",
    "@id",
    "@type",
    "@value",
    "@language",
    "@direction",
    "@list",
    "@set",
    "@index",
    "@graph",
    "@included",
    "@nest",
    "@reverse",
    "@none",
    "@json",
    "@base",
    "@vocab",
    "@container",
    "@propagate",
    "@protected",
    "@prefix",
    "@foo",
];

/// Damages a document in one to three places.
pub fn damage(chance: &mut Chance, mut document: Document) -> Document {
    for _ in 0..chance.between(1, 3) {
        let spare = place(chance, &mut document.value).clone();
        let place = place(chance, &mut document.value);
        damage_place(chance, place, spare);
    }
    document
}

/// Any value in the tree.
fn place<'v>(chance: &mut Chance, root: &'v mut Value) -> &'v mut Value {
    let count = size(root);
    let mut left = chance.below(count);
    nth(root, &mut left).expect("there are as many values as were counted")
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object.iter().map(|(_, value)| size(value)).sum(),
        Value::Array(items) => items.iter().map(size).sum::<usize>(),
        _ => 0,
    }
}

fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Object(object) => object.iter_mut().find_map(|(_, value)| nth(value, left)),
        Value::Array(items) => items.iter_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}

fn damage_place(chance: &mut Chance, place: &mut Value, spare: Value) {
    match place {
        Value::Object(members) if chance.percent(75) => damage_object(chance, members, spare),
        Value::Array(items) if chance.percent(60) => match chance.below(4) {
            0 => items.clear(),
            1 => items.push(spare),
            2 => items.push(odd(chance)),
            _ => chance.shuffle(items),
        },
        place => match chance.below(4) {
            0 => *place = spare,
            1 => *place = Value::Array(vec![std::mem::take(place), odd(chance)]),
            _ => *place = odd(chance),
        },
    }
}

fn damage_object(chance: &mut Chance, members: &mut Object, spare: Value) {
    let names: Vec<String> = members.iter().map(|(name, _)| name.to_owned()).collect();
    match chance.below(6) {
        0 if !names.is_empty() => drop(members.remove(chance.pick(&names).as_str())),
        1 if !names.is_empty() => {
            let value = members.remove(chance.pick(&names).as_str()).unwrap_or_default();
            members.insert(key(chance), value);
        }
        2 => drop(members.insert(key(chance), spare)),
        3 => {
            // What a keyword is likely to have.
            let name = *chance.pick(&KEYWORDS);
            let value = fitting(chance, name);
            members.insert(name, value);
        }
        _ => drop(members.insert(key(chance), odd(chance))),
    }
}

fn key(chance: &mut Chance) -> String {
    match chance.below(10) {
        0..=3 => chance.pick(&KEYWORDS).to_string(),
        4..=6 => chance.pick(&TERMS).0.to_owned(),
        7 => chance.pick(&TYPES).to_string(),
        8 => values::iri(chance),
        _ => chance
            .pick(&[
                "undefined",
                "",
                "a:b",
                "ex:",
                "_:p",
                "ex",
                "id",
                "type",
                "val",
                "a b",
                "@Foo",
                "@a1",
            ])
            .to_string(),
    }
}

fn fitting(chance: &mut Chance, keyword: &str) -> Value {
    match keyword {
        "@context" => match chance.below(6) {
            0 => Value::Null,
            1 => object([("@language", "fr".into())]),
            2 => object([("@vocab", odd(chance))]),
            3 => object([("@base", odd(chance))]),
            4 => object([("@propagate", false.into()), ("title", "ex:other".into())]),
            _ => {
                let name = chance.pick(&TERMS).0;
                object([(name, definition(chance))])
            }
        },
        "@id" | "@base" | "@vocab" => values::name(chance).into(),
        "@type" => chance.pick(&TYPES).to_string().into(),
        "@language" => values::language(chance).into(),
        "@direction" => (*chance.pick(&["ltr", "rtl", "up"])).into(),
        "@container" => {
            (*chance.pick(&["@list", "@set", "@language", "@index", "@id", "@graph"])).into()
        }
        "@propagate" | "@protected" | "@prefix" => Value::Bool(chance.percent(50)),
        "@value" => values::scalar(chance),
        "@graph" | "@included" | "@nest" | "@reverse" => object([("title", "a".into())]),
        _ => odd(chance),
    }
}

fn definition(chance: &mut Chance) -> Value {
    let mut members = Object::new();
    members.insert("@id", "ex:anew");
    for _ in 0..chance.below(3) {
        let name = *chance.pick(&[
            "@type",
            "@container",
            "@language",
            "@prefix",
            "@index",
            "@nest",
            "@reverse",
            "@id",
        ]);
        let value = match name {
            "@type" => (*chance.pick(&["@id", "@vocab", "@json", "@none", "ex:t", "rel"])).into(),
            "@index" | "@nest" => (*chance.pick(&["nest", "title", "@nest", "rel"])).into(),
            "@id" => odd(chance),
            name => fitting(chance, name),
        };
        members.insert(name, value);
    }
    Value::Object(members)
}

/// A value that is likely to be wrong where it comes to stand.
fn odd(chance: &mut Chance) -> Value {
    const LONG_NUMBERS: [f64; 4] =
        [0.1 + 0.2, 1.000_000_000_000_000_2, f64::MAX, f64::MIN_POSITIVE];
    match chance.below(25) {
        0..=1 => Value::Null,
        2 => Value::Array(Vec::new()),
        3 => Value::Object(Object::new()),
        4 => Value::Bool(true),
        5 => values::number(chance),
        6 => "relative/path".into(),
        7 => "".into(),
        8 => values::name(chance).into(),
        9 => (*chance.pick(&KEYWORDS)).into(),
        10 => Value::Array(vec![Value::Null]),
        11 => Value::Array(vec!["a".into(), Value::Array(vec!["a".into()])]),
        12 => object([("@value", values::scalar(chance))]),
        13 => object([("@value", Value::Null)]),
        14 => object([("@id", "relative".into())]),
        15 => object([("@list", Value::Array(vec![values::scalar(chance)]))]),
        16 => object([("@set", Value::Array(vec![values::scalar(chance)]))]),
        17 => object([("@language", "en".into())]),
        18 => object([("@value", "a".into()), ("@language", "not a tag".into())]),
        19 => object([
            ("@value", "a".into()),
            ("@type", (*chance.pick(&["@id", "rel", "_:t", "ex:t"])).into()),
        ]),
        20 => object([("@graph", Value::Array(vec![object([("title", "in a graph".into())])]))]),
        21 => "http://with space.example/".into(),
        22 => (*chance.pick(&["\u{fb33}", "😀", "\u{fb33}😀", "\u{fffd}"])).into(),
        23 => Value::Number((*chance.pick(&[1e-7, 5e-324, 1e-10, -1e-9])).try_into().unwrap()),
        // RDF rounds these, so they are refused here alone.
        _ => Value::Number((*chance.pick(&LONG_NUMBERS)).try_into().unwrap()),
    }
}
