//! `json_web_signature` of Wycheproof: each as stated, or an exception with a reason.

use std::collections::BTreeMap;
use std::fs;

use openbadges::fault::{Objection, Pointer};
use openbadges::json::{self, Value};
use openbadges::proof::jwt::{Jws, key_for};
use openbadges::{Limits, document};

use crate::support::shared;

/// Why a vector gets another answer than the stated one, by its number.
fn exceptions() -> BTreeMap<u64, (String, String)> {
    let text = include_str!("exceptions.json");
    let list = json::read(text.as_bytes(), &Limits::default()).unwrap();
    let mut exceptions = BTreeMap::new();
    for group in list.as_array().unwrap() {
        let text = |name| group.get(name).and_then(Value::as_str).unwrap().to_owned();
        for id in group.get("tests").and_then(Value::as_array).unwrap() {
            let id = id.as_number().unwrap().as_u64().unwrap();
            let twice = exceptions.insert(id, (text("actual"), text("reason")));
            assert!(twice.is_none(), "{id} is listed twice");
        }
    }
    exceptions
}

fn verify(token: &str, jwk: &Value) -> Result<(), Objection> {
    // Anything but a compact token would not get as far as its signature.
    document::read(token.as_bytes(), &Limits::default())?;
    let jws = Jws::read(token)?;
    let key = key_for(jwk, jws.header().algorithm(), &Pointer::root())?;
    jws.verify(&key)
}

#[test]
fn wycheproof_is_as_stated() {
    let Some(path) = shared("vectors/wycheproof/json_web_signature_test.json") else { return };
    let file = json::read(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    let mut exceptions = exceptions();
    let (mut count, mut wrong) = (0, Vec::new());
    for group in file.get("testGroups").and_then(Value::as_array).unwrap() {
        let key = group.get("public").or(group.get("private")).unwrap();
        for test in group.get("tests").and_then(Value::as_array).unwrap() {
            count += 1;
            let id = test.get("tcId").and_then(Value::as_number).unwrap().as_u64().unwrap();
            let text = |name| test.get(name).and_then(Value::as_str).unwrap_or_default();
            // JSON serialization stands in the vectors as an object.
            let token = match test.get("jws").unwrap() {
                Value::String(token) => token.clone(),
                other => other.to_string(),
            };
            let found = verify(&token, key);
            let actual = if found.is_ok() { "valid" } else { "invalid" };
            match exceptions.remove(&id) {
                Some((expected, _)) if actual != expected => {
                    wrong.push(format!("{id}: {actual}, and the exception says {expected}"));
                }
                Some(_) if actual == text("result") => {
                    wrong.push(format!("{id}: as stated; it is no exception"));
                }
                None if actual != text("result") => {
                    wrong.push(format!("{id} {}: {actual}: {found:?}", text("comment")));
                }
                _ => {}
            }
        }
    }
    assert_eq!(count, 401);
    assert!(exceptions.is_empty(), "not among the vectors: {:?}", exceptions.keys());
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
