//! Texts, numbers, identifiers: the leaves of generated documents.

use openbadges::json::{Number, Object, Value};

use crate::chance::Chance;

pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// An object of these members.
pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().collect::<Object>())
}

pub fn text(chance: &mut Chance) -> String {
    // No code point from U+E000 to U+FFFF stands beside one above: see `difference.rs`.
    const PARTS: [&str; 20] = [
        "a",
        "b",
        "Ada",
        " ",
        "\"",
        "\\",
        "\n",
        "\r",
        "\t",
        "\u{0}",
        "\u{7f}",
        "\u{b}",
        "\u{8}",
        "é",
        "e\u{301}",
        "科学",
        "\u{2028}",
        "منطقة",
        "😀",
        "\u{10ffff}",
    ];
    (0..chance.below(4)).map(|_| *chance.pick(&PARTS)).collect()
}

pub fn word(chance: &mut Chance) -> String {
    chance.pick(&["alpha", "beta", "gamma", "delta"]).to_string()
}

/// A number that JavaScript writes as the standard says (see `difference.rs`), and of which RDF
/// loses no digit.
pub fn number(chance: &mut Chance) -> Value {
    const NUMBERS: [f64; 24] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        42.0,
        1.5,
        -0.25,
        0.1,
        0.000_001_5,
        1.5e-7,
        3.3e-300,
        1e21,
        1.0e22,
        -1e21,
        1e300,
        123_456_789_012_345.6,
        9_007_199_254_740_991.0,
        -9_007_199_254_740_991.0,
        1e20,
        999_999_999_999_999_900_000.0,
        0.333_333_333_333_333_3,
        100.5,
        1.797_693_134_862_315e308,
        2.225_073_858_507_201e-308,
    ];
    let number = match chance.percent(70) {
        true => *chance.pick(&NUMBERS),
        false => ((chance.next() % 2_000_001) as f64 - 1_000_000.0) / 1000.0,
    };
    Value::Number(Number::try_from(number).unwrap())
}

pub fn scalar(chance: &mut Chance) -> Value {
    match chance.below(10) {
        0..=1 => number(chance),
        2 => Value::Bool(chance.percent(50)),
        3..=4 => word(chance).into(),
        _ => text(chance).into(),
    }
}

pub fn date(chance: &mut Chance) -> String {
    let (month, day) = (chance.between(1, 12), chance.between(1, 28));
    let zone = chance.pick(&["Z", "+05:30", "-06:00", ".125Z", ".5+14:00", ""]);
    format!("2025-{month:02}-{day:02}T09:00:00{zone}")
}

pub fn language(chance: &mut Chance) -> String {
    chance.pick(&["en", "de-AT", "es-419", "zh-Hant-TW", "x-abc", "EN-us"]).to_string()
}

pub fn datatype(chance: &mut Chance) -> String {
    let name = chance.pick(&[
        "string", "date", "dateTime", "integer", "boolean", "decimal", "duration", "float",
    ]);
    match chance.percent(80) {
        true => format!("{XSD}{name}"),
        false => "https://types.example/celsius".into(),
    }
}

/// The identifier of a node: one of few, so that nodes are shared.
pub fn name(chance: &mut Chance) -> String {
    match chance.below(10) {
        0..=3 => format!("_:b{}", chance.below(6)),
        4 => format!("_:{}", chance.pick(&["x.y", "0", "c14n0", "c14n1", "B-1", "ü"])),
        _ => iri(chance),
    }
}

/// An absolute IRI.
pub fn iri(chance: &mut Chance) -> String {
    let number = chance.below(8);
    match chance.below(8) {
        0 => format!("urn:uuid:00000000-0000-4000-8000-00000000000{number}"),
        1 => format!("did:example:{number}#key"),
        2 => format!("ex:node{number}"),
        3 => format!("https://ü.example/é?q={number}&r=%20#f"),
        4 => "mailto:ada@example.org".into(),
        5 => "https://nodes.example".into(),
        _ => format!("https://nodes.example/{number}"),
    }
}

/// Any JSON.
pub fn json(chance: &mut Chance, depth: usize) -> Value {
    match chance.below(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => word(chance).into(),
        2 => small_number(chance),
        3..=4 => scalar(chance),
        5 => Value::Array((0..chance.below(4)).map(|_| json(chance, depth - 1)).collect()),
        _ => {
            let mut members = Object::new();
            for _ in 0..chance.below(4) {
                let name = match chance.percent(30) {
                    true => {
                        chance.pick(&["@id", "@value", "@context", "\u{e000}", "😀"]).to_string()
                    }
                    false => text(chance),
                };
                members.insert(name, json(chance, depth - 1));
            }
            Value::Object(members)
        }
    }
}

/// Numbers that only matter inside a JSON literal.
fn small_number(chance: &mut Chance) -> Value {
    let number = *chance.pick(&[1e-7, 5e-324, 1e-300, 4.5, 1e21, 333_333_333.333_333_3]);
    Value::Number(Number::try_from(number).unwrap())
}
