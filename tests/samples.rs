//! 1EdTech's own samples, which are signed with keys that stand in the fragment of an https URL.

use std::fs;

use openbadges::json::{self, Value};
use openbadges::report::{Outcome, Report};
use openbadges::verifier::{FragmentKeys, Policy};
use openbadges::{Code, Limits, Timestamp, Verifier};

mod support;
use support::shared;

fn sample(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(shared(&format!("samples/ob30/{name}"))?).unwrap())
}

fn verify(bytes: &[u8], fragment_keys: FragmentKeys) -> Report {
    let policy = Policy { fragment_keys, ..Policy::default() };
    let now: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
    Verifier::new().with_policy(policy).verify(bytes, &now)
}

#[test]
fn a_key_in_a_fragment_proves_nothing_by_default() {
    let Some(bytes) = sample("simple.json") else { return };
    let report = verify(&bytes, FragmentKeys::Ignored);
    assert_eq!(report.outcome(), Outcome::Indeterminate, "{report:#?}");
    let report = verify(&bytes, FragmentKeys::UnsafelyTrusted);
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
}

/// The signature over `complete.json`, unmodified, holds. Related blank nodes are a list in
/// RDFC-1.0, duplicates kept; whoever makes them a set gets another canonical form for this very
/// document.
#[test]
fn the_signature_over_the_complete_sample_holds() {
    let Some(bytes) = sample("complete.json") else { return };
    let report = verify(&bytes, FragmentKeys::UnsafelyTrusted);
    assert!(report.summary().is_some(), "the proof does not hold: {report:#?}");
    assert!(!report.has(Code::Signature));
}

#[test]
fn one_changed_letter_in_the_complete_sample_breaks_the_signature() {
    let Some(bytes) = sample("complete.json") else { return };
    let mut document = json::read(&bytes, &Limits::default()).unwrap();
    let name = document.as_object_mut().unwrap().get_mut("name").unwrap();
    *name = Value::from(format!("{}.", name.as_str().unwrap()));
    let report = verify(document.to_string().as_bytes(), FragmentKeys::UnsafelyTrusted);
    assert!(report.has(Code::Signature), "{report:#?}");
    assert!(report.summary().is_none());
}
