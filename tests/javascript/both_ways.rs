//! What JavaScript signs verifies here, what is signed here verifies in JavaScript, and a change is
//! noticed on both sides.

use openbadges::issuer::{self, Issuer};
use openbadges::json;
use openbadges::key::LocalSigner;
use openbadges::model::{Kind, Profile};
use openbadges::proof::Cryptosuite;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::report::{Outcome, Report};
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::{Code, Limits, Timestamp, Verifier};
use serde_json::{Value, json};

use crate::node::{CREATED, NOW, Node, SUITES, SUPERSEDED, Suite};
use crate::peers::{self, Row};
use crate::{FIXTURES, fixture, fixture_for};

/// The list that the rich fixture names, and its place in it.
const LIST: &str = "https://credentials.district.example.org/status/1";
const INDEX: u64 = 94567;

/// Changes that a signature must not survive: a value, a member too few, a member too many.
const CHANGES: [fn(&mut Value); 3] = [
    |badge| badge["credentialSubject"]["achievement"]["name"] = "Another".into(),
    |badge| drop(badge["issuer"].as_object_mut().unwrap().remove("name")),
    |badge| badge["credentialSubject"]["achievement"]["humanCode"] = "MC-0".into(),
];

#[test]
fn what_javascript_signs_is_valid_here() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    for (name, suite) in each_fixture_and(SUITES.iter().chain(SUPERSEDED)) {
        let document = without_tabs(fixture_for(name, suite), suite);
        let list = sign.sign(&unsigned_list(false, suite), suite);
        let verifier = verifier_with(&list);
        let signed = sign.sign(&document, suite);
        let report = verify(&verifier, &signed);
        assert_valid(&report, &format!("{name} with {suite}"));
        assert_eq!(report.has(Code::ProofLegacy), SUPERSEDED.contains(&suite), "{suite}");

        for (number, change) in CHANGES.iter().enumerate() {
            let mut changed = signed.clone();
            change(&mut changed);
            assert_broken(&verify(&verifier, &changed), &format!("{name}, {suite}, {number}"));
        }
    }
    record("javascript-signs", peers::SIGNS, SUITES.iter().chain(SUPERSEDED));
}

/// The packages of the superseded suites canonicalize as URDNA2015 did, which writes a tab as it is.
/// RDFC-1.0 escapes it, so that such a text does not verify here.
fn without_tabs(document: Value, suite: Suite) -> Value {
    match SUPERSEDED.contains(&suite) {
        true => serde_json::from_str(&document.to_string().replace("\\t", " ")).unwrap(),
        false => document,
    }
}

fn record<'s>(name: &str, direction: &'static str, suites: impl Iterator<Item = &'s Suite>) {
    let row = |suite: &Suite| Row::ok(suite.name, suite.key.name(), direction, "Digital Bazaar");
    peers::record(name, &suites.map(row).collect::<Vec<_>>());
}

#[test]
fn what_is_signed_here_verifies_in_javascript() {
    let Some(mut verify) = Node::start("verify.mjs") else { return };
    for (name, suite) in each_fixture_and(SUITES.iter()) {
        let document = fixture_for(name, suite);
        for (way, signed) in [("issue", issue(&document, suite)), ("sign", sign(document, suite))] {
            let what = format!("{name} with {suite}, {way}");
            assert_eq!(verify.verifies(&signed), Ok(()), "{what}");
            let list = sign_list(unsigned_list(false, suite), suite);
            assert_eq!(verify.verifies(&list), Ok(()), "the list of {what}");
            let verifier = verifier_with(&list);
            assert_valid(&self::verify(&verifier, &signed), &what);

            for (number, change) in CHANGES.iter().enumerate() {
                let mut changed = signed.clone();
                change(&mut changed);
                let refusal = verify.verifies(&changed).expect_err(&what);
                assert!(refusal.contains("Invalid signature"), "{what}, {number}: {refusal}");
                let report = self::verify(&verifier, &changed);
                assert_broken(&report, &format!("{what}, {number}"));
            }
        }
    }
    record("javascript-verifies", peers::VERIFIES, SUITES.iter());
}

#[test]
fn a_list_that_javascript_signs_revokes_here() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    for suite in SUITES.iter().copied() {
        let signed = sign.sign(&fixture_for("rich", suite), suite);
        let without_list = verify(&Verifier::new(), &signed);
        assert_eq!(without_list.outcome(), Outcome::Indeterminate, "{without_list:?}");
        assert!(without_list.has(Code::StatusUnavailable), "{without_list:?}");

        let revoking = sign.sign(&unsigned_list(true, suite), suite);
        let report = verify(&verifier_with(&revoking), &signed);
        assert_eq!(report.outcome(), Outcome::Invalid, "{report:?}");
        assert!(report.has(Code::Revoked), "{report:?}");

        let mut forged = revoking;
        forged["credentialSubject"]["encodedList"] =
            unsigned_list(false, suite)["credentialSubject"]["encodedList"].clone();
        let report = verify(&verifier_with(&forged), &signed);
        assert_eq!(report.outcome(), Outcome::Indeterminate, "{report:?}");
        assert!(report.has(Code::StatusProof), "{report:?}");
    }
}

#[test]
fn the_fixtures_have_the_same_canonical_bytes_on_both_sides() {
    let Some(mut canon) = Node::start("canon.mjs") else { return };
    let (contexts, limits) = (contexts(), Limits::default());
    for name in FIXTURES {
        let dataset = rdf::to_dataset(&own(&fixture(name)), &contexts, &limits).unwrap();
        let here = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits).unwrap();
        assert!(here.n_quads.lines().count() > 10, "{}", here.n_quads);
        let there = canon.ask(&json!({ "document": fixture(name) }));
        assert_eq!(there["nquads"].as_str(), Some(here.n_quads.as_str()), "{name}: {there}");
    }
}

fn each_fixture_and<'s>(
    suites: impl Iterator<Item = &'s Suite> + Clone,
) -> impl Iterator<Item = (&'static str, Suite)> {
    FIXTURES.into_iter().flat_map(move |name| suites.clone().map(move |suite| (name, *suite)))
}

fn assert_valid(report: &Report, what: &str) {
    assert_eq!(report.outcome(), Outcome::Valid, "{what}: {report:#?}");
    assert!(report.verified().is_some(), "{what}");
    // One endorsement of the rich fixture is about the issuer that it has there, and its refresh
    // service is not asked.
    let is_known = |code| {
        matches!(
            code,
            Code::EndorsementSubject
                | Code::ContextInline
                | Code::ProofLegacy
                | Code::RefreshUnavailable
        )
    };
    let others: Vec<_> = report.warnings().filter(|it| !it.code.is_some_and(is_known)).collect();
    assert!(others.is_empty(), "{what}: {others:#?}");
}

fn assert_broken(report: &Report, what: &str) {
    assert_eq!(report.outcome(), Outcome::Invalid, "{what}: {report:#?}");
    assert!(report.has(Code::Signature), "{what}: {report:#?}");
    assert!(report.verified().is_none(), "{what}");
}

fn verify(verifier: &Verifier, signed: &Value) -> Report {
    verifier.verify(signed.to_string().as_bytes(), &at(NOW))
}

/// A verifier that finds the list where the rich fixture says it is.
fn verifier_with(list: &Value) -> Verifier {
    Verifier::new().with_resolver(Documents::new().with(LIST, list.to_string()))
}

/// The list of the rich fixture, where everybody is in good standing, or this one is revoked.
fn unsigned_list(revoked: bool, suite: Suite) -> Value {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES);
    bits.set(INDEX, 1, revoked.into()).unwrap();
    let issuer = signer(suite).key().public().did_key().parse().unwrap();
    let from = at("2025-01-01T00:00:00Z");
    let list = StatusList::new(LIST.parse().unwrap(), issuer, &Purpose::Revocation, from, bits);
    (&list.to_credential()).into()
}

fn issue(document: &Value, suite: Suite) -> Value {
    let id = document["issuer"]["id"].as_str().unwrap();
    let profile = Profile::builder(id).build().unwrap();
    let issuer = Issuer::new(profile, signer(suite))
        .with_cryptosuite(Cryptosuite::named(suite.name).unwrap());
    let signed = issuer.issue_document(own(document), &at(CREATED)).unwrap();
    serde_json::from_slice(signed.as_bytes()).unwrap()
}

fn sign(document: Value, suite: Suite) -> Value {
    sign_as(document, Kind::Badge, suite)
}

fn sign_list(document: Value, suite: Suite) -> Value {
    sign_as(document, Kind::StatusList, suite)
}

fn sign_as(document: Value, kind: Kind, suite: Suite) -> Value {
    let (contexts, limits) = (contexts(), Limits::default());
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let (signer, name) = (signer(suite), Cryptosuite::named(suite.name).unwrap());
    let signed =
        issuer::sign(own(&document), kind, &signer, name, &at(CREATED), canonicalizer).unwrap();
    (&signed).into()
}

fn signer(suite: Suite) -> LocalSigner {
    suite.key.key().into_did_key_signer()
}

fn contexts() -> Contexts {
    Contexts::new(std::sync::Arc::new(BundledContexts::new()))
}

fn own(document: &Value) -> json::Value {
    json::read(document.to_string().as_bytes(), &Limits::default()).unwrap()
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}
