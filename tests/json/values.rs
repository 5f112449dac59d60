//! Values in memory, and on their way to and from a host application.

use openbadges::json::{Number, Object, Value};

use super::read;

#[test]
fn whole_numbers_are_whole() {
    let number = |value: f64| Number::try_from(value).unwrap();
    assert_eq!(number(2.0).as_i64(), Some(2));
    assert_eq!(number(2.5).as_i64(), None);
    assert_eq!(number(-2.0).as_u64(), None);
    assert_eq!(number(-9_223_372_036_854_775_808.0).as_i64(), Some(i64::MIN));
    assert_eq!(number(9_223_372_036_854_775_808.0).as_i64(), None);
    assert_eq!(number(9_223_372_036_854_775_808.0).as_u64(), Some(1 << 63));
    assert_eq!(number(18_446_744_073_709_551_616.0).as_u64(), None);
    assert_eq!(number(1e300).as_i64(), None);
    assert!(Number::try_from(f64::NAN).is_err() && Number::try_from(f64::INFINITY).is_err());
}

#[test]
fn pointers_find_values() {
    let value = read(r#"{"a/b": [1, {"~1": 2}], "": 3, "0": 4}"#).unwrap();
    let found = |pointer: &str| value.at(pointer).map(Value::to_string);
    assert_eq!(found("").as_deref(), Some(value.to_string().as_str()));
    assert_eq!(found("/a~1b/0").as_deref(), Some("1"));
    assert_eq!(found("/a~1b/1/~01").as_deref(), Some("2"));
    assert_eq!(found("/").as_deref(), Some("3"));
    assert_eq!(found("/0").as_deref(), Some("4"));
    for absent in ["a", "/x", "/a~1b/2", "/a~1b/00", "/a~1b/+0", "/a~1b/-", "/a~1b/-1", "/a~1b/"] {
        assert_eq!(found(absent), None, "{absent}");
    }
}

#[test]
fn objects_are_equal_in_any_order() {
    let (a, b) = (read(r#"{"a": 1, "b": [2]}"#).unwrap(), read(r#"{"b": [2.0], "a": 1}"#).unwrap());
    assert_eq!(a, b);
    assert_ne!(a, read(r#"{"a": 1, "b": [3]}"#).unwrap());
    assert_ne!(a, read(r#"{"a": 1, "c": [2]}"#).unwrap());
    assert_ne!(a, read(r#"{"a": 1}"#).unwrap());
    assert_ne!(read("[1, 2]"), read("[2, 1]"));
}

/// A comparison that looks twice at each level takes 2^127 steps here.
#[test]
fn comparing_deep_values_is_quick() {
    let deep = |before: &str, leaf: &str, after: &str| {
        read(format!("{}{leaf}{}", before.repeat(127), after.repeat(127))).unwrap()
    };
    let one = |leaf| deep(r#"{"a":"#, leaf, "}");
    assert_eq!(one("1"), one("1"));
    assert_ne!(one("1"), one("2"));
    let inner_last = |leaf| deep(r#"{"a":0,"b":"#, leaf, "}");
    let inner_first = |leaf| deep(r#"{"b":"#, leaf, r#","a":0}"#);
    assert_eq!(inner_last("1"), inner_first("1"));
    assert_ne!(inner_last("1"), inner_first("2"));
}

/// Quadratic work over this many members would take minutes.
#[test]
fn collecting_many_members_is_quick() {
    let many = 300_000;
    let object: Object = (0..2 * many).map(|n| (format!("name {}", n % many), n)).collect();
    assert_eq!(object.len(), many as usize);
    assert_eq!(object.iter().next(), Some(("name 0", &Value::from(many))));
    assert_eq!(object, object.clone());
}

#[test]
fn setting_and_removing_members_keeps_the_order() {
    let mut object = read(r#"{"a":1,"b":2,"c":3}"#).unwrap().as_object().unwrap().clone();
    assert_eq!(object.insert("b", 20), Some(2.into()));
    assert_eq!(object.insert("d", 4), None);
    assert_eq!(object.remove("a"), Some(1.into()));
    assert_eq!(object.remove("a"), None);
    assert_eq!(Value::from(object).to_string(), r#"{"b":20,"c":3,"d":4}"#);
}

#[test]
fn host_values_are_taken_over_or_refused() {
    let host = serde_json::json!({"b": [1, 2.5, -3, null, true, "x"], "a": {}});
    let ours = Value::try_from(&host).unwrap();
    assert_eq!(ours, read(host.to_string()).unwrap());
    assert_eq!(serde_json::Value::from(&ours), host);
    for rounded in [9_007_199_254_740_993_u64, u64::MAX] {
        assert!(Value::try_from(&serde_json::json!([rounded])).is_err());
    }
    assert!(Value::try_from(&serde_json::json!(i64::MAX)).is_err());
    assert_eq!(
        Value::try_from(&serde_json::json!(i64::MIN)).unwrap().to_string(),
        "-9223372036854776000"
    );
}
