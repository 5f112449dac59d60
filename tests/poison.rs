//! Work and reports that must not grow with what hostile input repeats. How much time and memory
//! poisonous input takes is shown by `cargo run --release --example poison`.

#[path = "support/deterministic.rs"]
mod deterministic;
#[allow(dead_code)]
#[path = "hostile/mint.rs"]
mod mint;

use openbadges::json::{Object, Value};
use openbadges::key::controller::{ControllerDocument, ControllerError};
use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, Entry, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::{Code, Verifier};

const LIST: &str = "https://district.example.org/status/1";

#[test]
fn the_report_does_not_repeat_a_long_name_for_each_endorsement_below_it() {
    let name = "n".repeat(100_000);
    let endorsement: Value = Object::from_iter([("endorsement", "x")]).into();
    let mut document =
        openbadges::json::read(mint::good().as_bytes(), &Default::default()).unwrap();
    document.as_object_mut().unwrap().insert(name, vec![endorsement; 1_000]);
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
        ControllerDocument::read(&Object::from_iter(members).into(), home)
    };
    assert_eq!(with(1_000).unwrap().assertion_methods.len(), 1_000);
    assert!(matches!(with(1_001), Err(ControllerError::Malformed(_))));
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
