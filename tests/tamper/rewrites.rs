//! A revoked and expired badge, written otherwise so that its signature still holds.
//!
//! Each rewrite leaves the signed graph as it is, and takes the status and the end of validity out
//! of the reader's sight. `Err` names a fault of the library, to be mended: the rewrite succeeds.

use openbadges::context::{self, url};
use openbadges::json::{Object, Value};
use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;
use openbadges::{Code, Timestamp};

use crate::badge;
use crate::changes::append_context;

type Rewrite = fn(&mut Object);

/// The rewrite, and the code that refuses it.
const REWRITES: &[(&str, Rewrite, Code)] = &[
    ("dropped", drop_them, Code::Signature),
    ("by their IRIs", by_their_iris, Code::ModelAlias),
    ("by terms of one's own", |o| by_terms(o, |name| format!("my-{name}")), Code::ModelAlias),
    ("through a prefix", |o| through_prefixes(o, 1), Code::ModelAlias),
    ("through four prefixes", |o| through_prefixes(o, 4), Code::ModelAlias),
    (
        "by terms in another case",
        |o| by_terms(o, |name| name.to_ascii_uppercase()),
        Code::ModelAlias,
    ),
    ("through six prefixes", |o| through_prefixes(o, 6), Code::ModelAlias),
    ("in another object of the same identifier", |o| elsewhere(o, false), Code::ModelAlias),
    ("in another object, its identifier abbreviated", |o| elsewhere(o, true), Code::ModelAlias),
];

#[test]
fn a_revoked_and_expired_badge_stays_so_however_it_is_written() {
    let verifier = badge::verifier_of_revoked();
    let late: Timestamp = "2199-01-01T00:00:00Z".parse().unwrap();
    let signed = badge::rich(Cryptosuite::EddsaRdfc2022);
    let untouched = verifier.verify(signed.to_string().as_bytes(), &late);
    assert!(untouched.has(Code::Revoked) && untouched.has(Code::TimeExpired), "{untouched:#?}");

    let mut wrong = Vec::new();
    for (name, rewrite, expected) in REWRITES {
        let mut document = signed.clone();
        rewrite(document.as_object_mut().unwrap());
        let report = verifier.verify(document.to_string().as_bytes(), &late);
        let as_expected = report.outcome() == Outcome::Invalid && report.has(*expected);
        if !as_expected {
            let reasons: Vec<_> = report.objections().map(|c| (c.code, &c.message)).collect();
            wrong.push(format!("{name}: {:?}, {reasons:?}, not {expected:?}", report.outcome()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HIDDEN: [&str; 2] = ["credentialStatus", "validUntil"];

fn drop_them(document: &mut Object) {
    for name in HIDDEN {
        document.remove(name);
    }
}

fn by_their_iris(document: &mut Object) {
    for name in HIDDEN {
        let iri = iri(name);
        document.insert(iri, document.get(name).map(|value| long_form(name, value)).unwrap());
        document.remove(name);
    }
}

fn by_terms(document: &mut Object, alias: fn(&str) -> String) {
    for name in HIDDEN {
        let value = document.remove(name).unwrap();
        document.insert(alias(name), value);
        append(document, &alias(name), definition(name));
    }
}

/// Prefixes that stand for one another, the first for the second and so on.
fn through_prefixes(document: &mut Object, count: usize) {
    for name in HIDDEN {
        let value = long_form(name, &document.remove(name).unwrap());
        document.insert(format!("p1:{name}"), value);
    }
    let mut prefixes = Object::new();
    for number in 1..count {
        prefixes.insert(format!("p{number}"), format!("p{}:", number + 1));
    }
    prefixes.insert(format!("p{count}"), "https://www.w3.org/2018/credentials#");
    let flagged: Object = prefixes
        .iter()
        .map(|(prefix, target)| {
            let members = [("@id", target.clone()), ("@prefix", true.into())];
            (prefix.to_owned(), Value::from(members.into_iter().collect::<Object>()))
        })
        .collect();
    let Some(Value::Array(contexts)) = document.get_mut("@context") else { panic!() };
    contexts.push(flagged.into());
}

/// The endorsement inside has a subject with the identifier of the badge.
fn elsewhere(document: &mut Object, abbreviated: bool) {
    let hidden: Vec<(&str, Value)> =
        HIDDEN.iter().map(|name| (*name, document.remove(name).unwrap())).collect();
    let Some(Value::Array(endorsements)) = document.get_mut("endorsement") else { panic!() };
    let endorsement = endorsements[0].as_object_mut().unwrap();
    let Some(Value::Array(contexts)) = endorsement.get_mut("@context") else { panic!() };
    let mut terms = Object::from_iter([("badge", "urn:uuid:c0ffee00-7a55-")]);
    if abbreviated {
        let prefix = [("@id", Value::from("urn:uuid:c0ffee00-7a55-")), ("@prefix", true.into())];
        terms.insert("badge", prefix.into_iter().collect::<Object>());
    }
    for name in HIDDEN {
        terms.insert(name, definition(name));
    }
    contexts.push(terms.into());
    let subject = endorsement.get_mut("credentialSubject").unwrap().as_object_mut().unwrap();
    for (name, value) in hidden {
        subject.insert(name, value);
    }
    if abbreviated {
        subject.insert("id", "badge:4e0e-8b1d-3d2f4c5b6a79");
    }
}

fn iri(name: &str) -> String {
    format!("https://www.w3.org/2018/credentials#{name}")
}

/// What the official context says of a member of credentials.
fn definition(name: &str) -> Value {
    let credentials = context::bundled(url::CREDENTIALS_V2).unwrap();
    let place = format!("/@context/VerifiableCredential/@context/{name}");
    let mut definition = credentials.at(&place).unwrap().clone();
    // The types inside bring their own terms.
    if let Some(object) = definition.as_object_mut() {
        object.remove("@context");
    }
    definition
}

/// A value as it stands under a name without a definition.
fn long_form(name: &str, value: &Value) -> Value {
    match definition(name).get("@type").and_then(Value::as_str) {
        Some(datatype) if !datatype.starts_with('@') => {
            let members = [("@type", Value::from(datatype)), ("@value", value.clone())];
            members.into_iter().collect::<Object>().into()
        }
        _ => value.clone(),
    }
}

fn append(document: &mut Object, term: &str, definition: Value) {
    let mut whole = Value::Object(std::mem::take(document));
    append_context(&mut whole, term, definition);
    let Value::Object(changed) = whole else { panic!() };
    *document = changed;
}
