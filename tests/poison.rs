//! Work and reports that must not grow with what hostile input repeats. How much time and memory
//! poisonous input takes is shown by `cargo run --release --example poison`.

use std::sync::Arc;

#[path = "support/deterministic.rs"]
mod deterministic;
#[allow(dead_code)]
#[path = "hostile/mint.rs"]
mod mint;

use openbadges::json::{Object, Value};
use openbadges::key::controller::ControllerDocument;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::proof::{Cryptosuite, Unsecured, jwt};
use openbadges::rdf::{self, BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, Entry, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::{Code, Limits, Verifier};

const LIST: &str = "https://district.example.org/status/1";

#[test]
fn the_report_does_not_repeat_a_long_name_for_each_endorsement_below_it() {
    let name = "n".repeat(100_000);
    let endorsement =
        |number| Value::from(Object::from_iter([("endorsementJwt", format!("e.y.{number}"))]));
    let mut document =
        openbadges::json::read(mint::good().as_bytes(), &Default::default()).unwrap();
    document
        .as_object_mut()
        .unwrap()
        .insert(name, Value::Array((0..1_000).map(endorsement).collect()));
    let report = Verifier::new().verify(document.to_string().as_bytes(), &mint::now());
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert!(report.has(Code::EndorsementUnestablished));
    let places: usize = report.checks().iter().map(|check| check.pointer.as_str().len()).sum();
    assert!(places < 1_000_000, "{places} bytes of pointers");
}

#[test]
fn a_controller_document_with_too_many_keys_is_not_read() {
    let home = "https://district.example.org/keys";
    let with = |count: usize| {
        let references: Vec<String> = (0..count).map(|n| format!("{home}#{n}")).collect();
        let members = [("id", Value::from(home)), ("assertionMethod", references.into())];
        ControllerDocument::read(&Object::from_iter(members).into(), home, &Limits::default())
    };
    assert_eq!(with(1_000).unwrap().assertion_methods.len(), 1_000);
    assert_eq!(with(1_001).unwrap_err().code(), Code::LimitKeys);
}

#[test]
fn each_of_many_entries_of_one_list_is_looked_up() {
    let issuer = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";
    let mut bits = Bitstring::new(MINIMUM_ENTRIES);
    bits.set(40, 1, 1).unwrap();
    let list = StatusList::new(
        LIST.parse().unwrap(),
        issuer.parse().unwrap(),
        &Purpose::Revocation,
        "2026-07-01T00:00:00Z".parse().unwrap(),
        bits,
    );
    let list =
        mint::signed(|document| *document = list.to_credential(), Cryptosuite::EddsaRdfc2022);
    let verify = |entries: std::ops::Range<u64>| {
        let entry = |n| Entry::new(Purpose::Revocation, LIST.parse().unwrap(), n).to_value();
        let entries: Vec<Value> = entries.map(entry).collect();
        let change = |badge: &mut Value| mint::set(badge, &[], "credentialStatus", entries);
        let badge = mint::signed(change, Cryptosuite::EddsaRdfc2022);
        let documents = Documents::new().with(LIST, list.clone());
        Verifier::new().with_resolver(documents).verify(badge.as_bytes(), &mint::now())
    };
    let fine = verify(0..40);
    assert_eq!(fine.outcome(), Outcome::Valid, "{fine:#?}");
    let passed = fine.checks().iter().filter(|check| check.message == "not revoked").count();
    assert_eq!(passed, 40);
    let revoked = verify(0..41);
    assert_eq!(revoked.outcome(), Outcome::Invalid);
    let check = revoked.objections().next().unwrap();
    assert_eq!((check.code, check.pointer.as_str()), (Some(Code::Revoked), "/credentialStatus/40"));
}

#[test]
fn a_prefix_behind_a_prefix_meets_a_limit_and_so_does_a_vocabulary() {
    let long = "a".repeat(2_000);
    let prefix = |n: usize| {
        let id = match n {
            0 => "urn:x:".to_owned(),
            n => format!("t{}:{long}", n - 1),
        };
        let term = Object::from_iter([("@id", Value::from(id)), ("@prefix", true.into())]);
        (format!("t{n}"), Value::from(term))
    };
    let prefixes = |count| Value::from((0..count).map(prefix).collect::<Object>());
    let vocabularies = |count| {
        let first = Object::from_iter([("@vocab", "urn:x:")]);
        let more = (1..count).map(|n| Object::from_iter([("@vocab", format!("{n}{long}"))]));
        Value::from(std::iter::once(first).chain(more).collect::<Vec<Object>>())
    };
    let read = |context: Value| {
        let document = Object::from_iter([("@context", context), ("urn:p", "x".into())]);
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        rdf::to_dataset(&document.into(), &contexts, &Limits::default()).map_err(|e| e.code())
    };
    // The lengths add up to 2 KB times n (n + 1) / 2.
    assert_eq!(read(prefixes(40)).map(|data| data.len()), Ok(1));
    assert_eq!(read(prefixes(100)).unwrap_err(), Code::LimitContexts);
    assert_eq!(read(vocabularies(40)).map(|data| data.len()), Ok(1));
    assert_eq!(read(vocabularies(100)).unwrap_err(), Code::LimitContexts);
}

/// A verdict does not depend on what happens to be kept.
#[test]
fn the_bytes_of_contexts_are_charged_alike_cold_and_warm() {
    let document = openbadges::json::read(mint::good().as_bytes(), &Default::default()).unwrap();
    let fits = |context_bytes, contexts: &Contexts| {
        let limits = Limits { context_bytes, ..Limits::default() };
        rdf::to_dataset(&document, contexts, &limits).is_ok()
    };
    let warm = fresh();
    assert!(fits(usize::MAX, &warm));
    let (mut refused, mut allowed) = (0, Limits::default().context_bytes);
    while allowed - refused > 1 {
        let middle = refused.midpoint(allowed);
        *(if fits(middle, &warm) { &mut allowed } else { &mut refused }) = middle;
    }
    assert!(fits(allowed, &fresh()) && !fits(allowed - 1, &fresh()), "{allowed}");
}

#[test]
fn a_vocabulary_that_makes_each_name_long_meets_a_limit() {
    let vocabulary = Object::from_iter([("@vocab", format!("urn:{}", "a".repeat(1 << 20)))]);
    let names = (0..100).map(|n| (format!("m{n}"), Value::from("x")));
    let document: Object =
        std::iter::once(("@context".to_owned(), vocabulary.into())).chain(names).collect();
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let read = rdf::to_dataset(&document.into(), &contexts, &Limits::default());
    assert_eq!(read.unwrap_err().code(), Code::LimitSize);
}

#[test]
fn too_many_status_entries_are_not_read() {
    let entry = |n: u64| Entry::new(Purpose::Revocation, LIST.parse().unwrap(), n).to_value();
    let verify = |count: u64| {
        let entries: Vec<Value> = (0..count).map(entry).collect();
        let change = |badge: &mut Value| mint::set(badge, &[], "credentialStatus", entries);
        let badge = mint::signed(change, Cryptosuite::EddsaRdfc2022);
        let limits = Limits { status_entries: 3, ..Limits::default() };
        Verifier::new().with_limits(limits).verify(badge.as_bytes(), &mint::now())
    };
    assert!(!verify(3).has(Code::LimitItems));
    let refused = verify(4);
    assert_eq!(refused.outcome(), Outcome::Invalid);
    let check = refused.objections().next().unwrap();
    assert_eq!((check.code, check.pointer.as_str()), (Some(Code::LimitItems), "/credentialStatus"));
}

/// The good badge with members of a vocabulary of its own, signed; what this says of it under limits.
fn code_of(members: Vec<(&str, Value)>, limits: Limits) -> Option<Code> {
    let vocabulary = Object::from_iter([("@vocab", "https://x.example/")]);
    let mut badge = mint::badge().context(vocabulary);
    for (name, value) in members {
        badge = badge.set("", name, value);
    }
    let report = Verifier::new().with_limits(limits).verify(&badge.bytes(), &mint::now());
    report.objections().find_map(|check| check.code)
}

/// Each level of the one is compared with the same level of the other, and so all that lies below.
#[test]
fn comparing_nested_descriptions_is_counted_work() {
    let level = |below: Value, n: u32| {
        let members = [("id", format!("urn:n:{n}").into()), ("a", below), ("b", n.into())];
        Value::from(Object::from_iter(members))
    };
    let chain = || (0..100).fold(Value::from((0..300).collect::<Vec<u32>>()), level);
    let code = |items| {
        let limits = Limits { items, ..Limits::default() };
        code_of(vec![("x", chain()), ("y", chain())], limits)
    };
    // Some 1,000 values are compared at 100 levels.
    assert_eq!(code(200_000), None);
    assert_eq!(code(20_000), Some(Code::ModelAlias));
}

#[test]
fn comparing_many_descriptions_with_a_large_one_is_counted_work() {
    let with_id = |members: Vec<(String, Value)>| {
        let id = ("id".to_owned(), Value::from("https://x.example/1"));
        Value::from(std::iter::once(id).chain(members).collect::<Object>())
    };
    let large = with_id((0..2_000).map(|n| (format!("m{n}"), n.into())).collect());
    let small = with_id(vec![("type".to_owned(), "Profile".into()), ("name".into(), "x".into())]);
    let code = |count: usize, items| {
        let limits = Limits { items, ..Limits::default() };
        code_of(vec![("x", large.clone()), ("y", vec![small.clone(); count].into())], limits)
    };
    // The small ones are equal, and fit beside the large one as long as there is no more to do.
    let hundred = code(100, 10_000);
    assert_eq!(hundred, Some(Code::ModelAlias));
    assert_eq!(code(1, 10_000), code(100, 1_000_000));
}

/// To look up each member of the one among those of the other would take minutes here.
#[test]
fn two_large_descriptions_are_compared_member_by_member() {
    let node = |endorsement: Option<&str>| {
        let members = (0..60_000).map(|n| (format!("m{n}"), Value::from("x")));
        let endorsement = endorsement.map(|text| ("endorsement".to_owned(), Value::from(text)));
        let id = std::iter::once(("id".to_owned(), Value::from("https://x.example/1")));
        Value::from(id.chain(endorsement).chain(members).collect::<Object>())
    };
    let document = |second| {
        let context =
            r#"["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://x.example/"}]"#;
        let context = mint::json(context);
        let nodes = Value::from(vec![node(None), second]);
        Value::from(Object::from_iter([("@context", context), ("x", nodes)]))
    };
    let describes_apart = |second| {
        let document = Arc::new(document(second));
        let (contexts, limits) = (fresh(), Limits::default());
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let unsecured = Unsecured::new(document, canonicalizer);
        unsecured.canonical().err().map(|objection| objection.fault().code)
    };
    assert_eq!(describes_apart(node(Some("e"))), None);
    let mut other = node(None);
    mint::put(&mut other, "m59999", "y");
    assert_eq!(describes_apart(other), Some(Code::ModelAlias));
}

#[test]
fn a_token_with_a_hundred_thousand_members_beside_the_claim_vc_is_read_member_by_member() {
    let members = |last: &str| {
        let members = (0..100_000).map(|n| (format!("m{n}"), Value::from("x")));
        members.chain([("z".to_owned(), last.into())]).collect::<Vec<_>>()
    };
    let context = ("@context".to_owned(), vec!["https://www.w3.org/2018/credentials/v1"].into());
    let vc: Object = std::iter::once(context).chain(members("x")).collect();
    let unpacked = |last| {
        let all = members(last).into_iter().chain([("vc".to_owned(), vc.clone().into())]);
        jwt::unpack(all.collect::<Object>().into()).map_err(|objection| objection.fault().code)
    };
    assert_eq!(unpacked("x").map(|(_, credential)| credential), Ok(vc.clone().into()));
    assert_eq!(unpacked("y").unwrap_err(), Code::ClaimVc);
}

fn fresh() -> Contexts {
    Contexts::new(Arc::new(BundledContexts::new()))
}
