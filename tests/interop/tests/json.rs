//! The library stays right in a build where a host application has switched serde_json's
//! `arbitrary_precision` and `preserve_order` on: its own tests of `json` run again here.

#[path = "../../json.rs"]
mod json;

use openbadges::json::{Number, Value};
use openbadges::{Code, Limits};

const PRIVATE_NUMBER: &str = r#"{"$serde_json::private::Number":"5"}"#;

/// Or everything else here would prove nothing.
#[test]
fn the_features_are_on() {
    let host: serde_json::Value = serde_json::from_str(PRIVATE_NUMBER).unwrap();
    assert!(host.is_number());
    let host: serde_json::Value = serde_json::from_str("[1e400, 9007199254740993.0]").unwrap();
    assert_eq!(host.to_string(), "[1e+400,9007199254740993.0]");
    let host: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(host.to_string(), r#"{"b":1,"a":2}"#);
}

#[test]
fn the_reader_takes_the_private_name_for_a_name() {
    let value = read(PRIVATE_NUMBER).unwrap();
    let object = value.as_object().unwrap();
    assert_eq!(object.get("$serde_json::private::Number"), Some(&"5".into()));
    assert_eq!(openbadges::json::canonical(&value), PRIVATE_NUMBER);
    assert!(serde_json::Value::from(&value).is_object());
    assert_eq!(serde_json::to_string(&value).unwrap(), PRIVATE_NUMBER);
}

#[test]
fn the_reader_refuses_numbers_past_the_range() {
    for text in ["1e400", "9007199254740993", "9007199254740993.0", "1e-400"] {
        let error = openbadges::json::read(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.code, Code::JsonNumber, "{text}");
    }
}

/// Here a host application's number is any text that looks like one.
#[test]
fn host_numbers_are_taken_over_or_refused() {
    let convert = |text: &str| {
        let host: serde_json::Value = serde_json::from_str(text).unwrap();
        Value::try_from(&host)
    };
    for text in ["1e400", "-1e400", "9007199254740993", "[9007199254740993.0]", "1e-400"] {
        assert!(convert(text).is_err(), "{text}");
    }
    let expected = |number: f64| Ok(Number::try_from(number).unwrap().into());
    assert_eq!(convert("1.50"), expected(1.5));
    assert_eq!(convert("1E2"), expected(100.0));
    assert_eq!(convert("-0"), expected(0.0));
    assert_eq!(convert("0.10000000000000000000000001"), expected(0.1));
}

#[test]
fn values_go_to_the_host_and_back() {
    for text in [
        r#"{"b":1,"a":[2.5,1e-7,-3,1e+21,9007199254740992,0.1]}"#,
        r#"{"creditsEarned":1e+300,"latitude":-0.000001}"#,
    ] {
        let value = read(text).unwrap();
        let host = serde_json::Value::from(&value);
        assert_eq!(Value::try_from(&host), Ok(value.clone()));
        assert_eq!(serde_json::to_value(&value).unwrap(), host);
        assert_eq!(read(&host.to_string()), Some(value.clone()));
        assert_eq!(read(&serde_json::to_string(&value).unwrap()), Some(value.clone()));
        // The order of members holds on the way.
        let back = Value::try_from(&host).unwrap();
        assert_eq!(back.to_string(), text);
    }
}

fn read(text: &str) -> Option<Value> {
    openbadges::json::read(text.as_bytes(), &Limits::default()).ok()
}
