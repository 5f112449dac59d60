//! 1EdTech's own samples, which are signed with keys that stand in the fragment of an https URL.

use std::fs;

use openbadges::json::{self, Value};
use openbadges::report::{Outcome, Report};
use openbadges::verifier::Policy;
use openbadges::{Code, Limits, Timestamp, Verifier};

mod support;
use support::shared;

fn sample(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(shared(&format!("samples/ob30/{name}"))?).unwrap())
}

fn verify(bytes: &[u8], policy: Policy) -> Report {
    let now: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
    Verifier::new().with_policy(policy).verify(bytes, &now)
}

/// What 1EdTech's own tests expect of its samples, and what is found here. Of those that are not
/// JSON, other tests speak.
#[test]
fn every_json_sample_gets_the_outcome_that_1edtech_states_or_a_reason_why_not() {
    let Some(file) = shared("samples/expected.json") else { return };
    let expected = json::read(&fs::read(file).unwrap(), &Limits::default()).unwrap();
    let mut told = Vec::new();
    for case in expected.get("cases").unwrap().items() {
        let text = |name| case.get(name).and_then(Value::as_str).unwrap();
        let (name, stated) = (text("file"), text("expect"));
        let bytes = fs::read(shared(&format!("samples/{name}")).unwrap()).unwrap();
        if !bytes.trim_ascii_start().starts_with(b"{") {
            continue;
        }
        let report = verify(&bytes, Policy::one_ed_tech());
        // Nothing that is stated to be invalid is valid otherwise; what rests on a key that it brings
        // along is not either.
        let strict = verify(&bytes, Policy::strict()).outcome();
        let is_known = name.contains("did-key") || strict != Outcome::Valid;
        assert!(
            is_known && (stated != "invalid" || strict != Outcome::Valid),
            "{name}: {strict:?}"
        );
        let is_as_stated = match (stated, report.outcome()) {
            ("valid", Outcome::Valid) => true,
            ("warning", Outcome::Valid) => report.warnings().count() > 0,
            ("invalid" | "error", Outcome::Invalid) => true,
            _ => false,
        };
        let codes: Vec<_> =
            report.objections().filter_map(|check| check.code).map(|it| it.as_str()).collect();
        let found = (report.outcome(), codes);
        match EXCEPTIONS.iter().find(|exception| exception.0 == name) {
            None if is_as_stated => {}
            None => told.push(format!("{name} is stated to be {stated}, and is {found:?}")),
            Some(_) if is_as_stated => told.push(format!("{name} is no exception any more")),
            Some((_, outcome, codes, _)) if found == (*outcome, codes.to_vec()) => {}
            Some((_, outcome, codes, _)) => {
                told.push(format!("{name} should be {outcome:?} {codes:?}, and is {found:?}"));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Where we come to another outcome than 1EdTech states, and why.
type Exception = (&'static str, Outcome, &'static [&'static str], &'static str);

const EXCEPTIONS: &[Exception] = &[
    (
        "ob30/simple-did-key-method.json",
        Outcome::Indeterminate,
        &["issuer.unestablished"],
        "a did:key signs for an https issuer, whose document is not to be had",
    ),
    #[cfg(not(feature = "aws-lc"))]
    (
        "ob30/sd/derivedcredential.json",
        Outcome::Indeterminate,
        &["fetch.failed"],
        "keys on P-256 need AWS-LC, so what stands in the fragment is no key, and its document is asked for",
    ),
    (
        "ob30/simple-context-version.json",
        Outcome::Valid,
        &[],
        "that its context is not the latest is for the lint to say, not for the verifier",
    ),
    (
        "ob30/simple-multiple-proofs.json",
        Outcome::Valid,
        &[],
        "one proof is enough; the other, of an unknown type, is a warning",
    ),
    (
        "ob30/simple-err-proof-method.json",
        Outcome::Indeterminate,
        &["fetch.failed"],
        "the fragment is no key, so the document has to be asked, which is not to be had",
    ),
    (
        "ob30/simple-err-proof-method-unknown-scheme.json",
        Outcome::Indeterminate,
        &["fetch.failed"],
        "what nobody here can look up may still be good",
    ),
    (
        "ob30/simple-err-proof-method-unknown-did-method.json",
        Outcome::Indeterminate,
        &["fetch.failed"],
        "what nobody here can look up may still be good",
    ),
    (
        "ob30/bit-string-list/credential-status-revoked.json",
        Outcome::Indeterminate,
        &["status.unavailable"],
        "its status list is not to be had here",
    ),
    (
        "ob30/bit-string-list/credential-status-revoked-blank-nodes.json",
        Outcome::Indeterminate,
        &["status.unavailable"],
        "its status list is not to be had here",
    ),
    (
        "clr20/simple.json",
        Outcome::Invalid,
        &["model.type", "model.type", "model.type", "context.order", "model.alias", "not_checked"],
        "a learner record, where a badge was asked for",
    ),
    (
        "clr20/simple_v1.json",
        Outcome::Invalid,
        &[
            "model.type",
            "model.type",
            "model.required",
            "context.order",
            "model.alias",
            "fetch.failed",
        ],
        "a learner record, where a badge was asked for",
    ),
];

/// The superseded suites and the data model 1.1: valid, with a warning that says so.
#[test]
fn superseded_samples_are_valid_with_a_warning() {
    for name in ["simple_v1.json", "simple-eddsa-2022.json"] {
        let Some(bytes) = sample(name) else { return };
        let report = verify(&bytes, Policy::one_ed_tech());
        assert_eq!(report.outcome(), Outcome::Valid, "{name}: {report:#?}");
        let warned: Vec<_> = report.warnings().filter_map(|check| check.code).collect();
        assert_eq!(warned, [Code::ProofLegacy], "{name}");

        let mut changed = json::read(&bytes, &Limits::default()).unwrap();
        changed.as_object_mut().unwrap().insert("name", "Another");
        let report = verify(changed.to_string().as_bytes(), Policy::one_ed_tech());
        let codes: Vec<_> = report.objections().filter_map(|check| check.code).collect();
        assert_eq!(codes, [Code::Signature], "{name}");
    }
}

#[test]
fn a_key_in_a_fragment_proves_nothing_by_default() {
    let Some(bytes) = sample("simple.json") else { return };
    let report = verify(&bytes, Policy::strict());
    assert_eq!(report.outcome(), Outcome::Indeterminate, "{report:#?}");
    let report = verify(&bytes, Policy::one_ed_tech());
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
}

/// The signature over `complete.json`, unmodified, holds. Related blank nodes are a list in
/// RDFC-1.0, duplicates kept; whoever makes them a set gets another canonical form for this very
/// document.
#[test]
fn the_signature_over_the_complete_sample_holds() {
    let Some(bytes) = sample("complete.json") else { return };
    let report = verify(&bytes, Policy::one_ed_tech());
    assert!(report.summary().is_some(), "the proof does not hold: {report:#?}");
    assert!(!report.has(Code::Signature));
}

#[test]
fn one_changed_letter_in_the_complete_sample_breaks_the_signature() {
    let Some(bytes) = sample("complete.json") else { return };
    let mut document = json::read(&bytes, &Limits::default()).unwrap();
    let name = document.as_object_mut().unwrap().get_mut("name").unwrap();
    *name = Value::from(format!("{}.", name.as_str().unwrap()));
    let report = verify(document.to_string().as_bytes(), Policy::one_ed_tech());
    assert!(report.has(Code::Signature), "{report:#?}");
    assert!(report.summary().is_none());
}
