//! Generated documents, whole and broken.

use openbadges::Code;
use openbadges::json::{self, Number, Object, Value};
use proptest::prelude::*;

use super::read;

fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1000_i32..1000).prop_map(f64::from),
        (-(1_i64 << 53)..1 << 53).prop_map(|whole| whole as f64),
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |number| number.is_finite()),
        (0_u8..40, any::<i64>())
            .prop_map(|(scale, digits)| digits as f64 * 10_f64.powi(scale.into())),
    ]
}

fn texts() -> impl Strategy<Value = String> {
    // Around the places where UTF-16 and UTF-8 order part, and among what is escaped.
    let edges: Vec<char> =
        "\0\u{1f}\u{7f}\"\\/a\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}\u{fb33}\u{1f600}\u{2028}"
            .chars()
            .collect();
    prop_oneof![
        "[a-z]{0,6}",
        proptest::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
        proptest::collection::vec(proptest::sample::select(edges), 0..4)
            .prop_map(String::from_iter),
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        numbers().prop_map(|number| Number::try_from(number).unwrap().into()),
        texts().prop_map(Value::String),
    ];
    scalar.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            proptest::collection::vec((texts(), inner), 0..24)
                .prop_map(|members| Object::from_iter(members).into()),
        ]
    })
}

/// JSON text for a value, with white space and escapes as `choices` has it.
fn loosely(value: &Value, choices: &mut impl Iterator<Item = u8>) -> String {
    let space = |choices: &mut dyn Iterator<Item = u8>| {
        ["", " ", "\n", "\r\n\t", "  "][usize::from(choices.next().unwrap_or(0)) % 5]
    };
    let mut out = space(choices).to_owned();
    match value {
        Value::String(text) => out += &loose_string(text, choices),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out += if index > 0 { "," } else { "" };
                out += &loosely(item, choices);
            }
            out += space(choices);
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (index, (name, value)) in object.iter().enumerate() {
                out += if index > 0 { "," } else { "" };
                out += space(choices);
                out += &loose_string(name, choices);
                out += space(choices);
                out.push(':');
                out += &loosely(value, choices);
            }
            out += space(choices);
            out.push('}');
        }
        scalar => out += &scalar.to_string(),
    }
    out + space(choices)
}

fn loose_string(text: &str, choices: &mut impl Iterator<Item = u8>) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        let must = matches!(c, '"' | '\\' | '\0'..'\u{20}');
        if must || choices.next().is_some_and(|choice| choice % 4 == 0) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out += &match choices.next() {
                    Some(choice) if choice % 2 == 0 => format!("\\u{unit:04x}"),
                    _ => format!("\\u{unit:04X}"),
                };
            }
        } else {
            out.push(c);
        }
    }
    out + "\""
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_written_is_read_back(value in values()) {
        prop_assert_eq!(&read(value.to_string()).unwrap(), &value);
        prop_assert_eq!(&read(json::pretty(&value)).unwrap(), &value);
        prop_assert_eq!(read(value.to_string()).unwrap().to_string(), value.to_string());
    }

    #[test]
    fn the_canonical_form_is_a_fixed_point(value in values()) {
        let canonical = json::canonical(&value);
        let again = read(&canonical).unwrap();
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(json::canonical(&again), canonical);
    }

    #[test]
    fn canonical_forms_equal_those_of_serde_json_canonicalizer(value in values()) {
        prop_assert_eq!(
            json::canonical(&value),
            serde_json_canonicalizer::to_string(&value).unwrap()
        );
    }

    #[test]
    fn numbers_are_read_to_the_bit(number in numbers()) {
        let text = Number::try_from(number).unwrap().to_string();
        let expected = if number == 0.0 { 0.0 } else { number };
        let read = read(text).unwrap().as_number().unwrap().as_f64();
        prop_assert_eq!(read.to_bits(), expected.to_bits());
    }

    #[test]
    fn white_space_and_escapes_change_nothing(
        value in values(),
        choices in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let text = loosely(&value, &mut choices.into_iter());
        prop_assert_eq!(&read(&text).unwrap(), &value, "{}", text);
        let host: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&Value::try_from(&host).unwrap(), &value, "{}", text);
    }

    #[test]
    fn host_values_go_there_and_back(value in values()) {
        prop_assert_eq!(&Value::try_from(&serde_json::Value::from(&value)).unwrap(), &value);
        prop_assert_eq!(read(serde_json::to_string(&value).unwrap()).unwrap(), value);
    }

    /// Of broken texts, this reader takes what serde_json takes, but for what it refuses as a
    /// matter of I-JSON; and both understand them alike.
    #[test]
    fn broken_texts_are_judged_as_by_serde_json(
        value in values(),
        changes in proptest::collection::vec((any::<u16>(), 0..4, any::<u8>()), 1..4),
    ) {
        const TOKENS: &[u8] = b"{}[]:,\"\\/0123456789-+.eEutfnr \n\x00\xff\xc3\xa9";
        let mut bytes = value.to_string().into_bytes();
        for (place, change, choice) in changes {
            let place = usize::from(place) % (bytes.len() + 1);
            let token = TOKENS[usize::from(choice) % TOKENS.len()];
            match change {
                0 => bytes.insert(place, token),
                1 if place < bytes.len() => { bytes.remove(place); }
                2 if place < bytes.len() => bytes[place] = token,
                _ => bytes.truncate(place),
            }
        }
        let host = serde_json::from_slice::<serde_json::Value>(&bytes);
        match read(&bytes) {
            Ok(ours) => prop_assert_eq!(Value::try_from(&host.unwrap()).unwrap(), ours),
            Err(error) if error.code == Code::Parse => {
                prop_assert!(host.is_err(), "{}: {error}", String::from_utf8_lossy(&bytes));
            }
            Err(error) => {
                prop_assert!(matches!(error.code, Code::JsonDuplicate | Code::JsonNumber));
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = read(&bytes) {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }
}
