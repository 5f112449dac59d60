//! Algorithm confusion: every pair of a key and a suite, of which only the right ones verify.
#![cfg(feature = "aws-lc")]

use std::sync::{Arc, LazyLock};

use openbadges::context::url;
use openbadges::json::Value;
use openbadges::key::{Algorithm, LocalSigner, SecretKey, Signer as _};
use openbadges::proof::data_integrity::{self, Canonicalization, Canonicalizer};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::random::SystemRandom;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome::{Invalid, Valid};

use crate::mint::*;

/// One key of each kind, each under its own `did:key`.
static KEYS: LazyLock<Vec<LocalSigner>> = LazyLock::new(|| {
    let key = |algorithm: &Algorithm| SecretKey::generate_for(*algorithm, &SystemRandom).unwrap();
    Algorithm::ALL.iter().map(key).map(SecretKey::into_did_key_signer).collect()
});

/// `ecdsa-sd-2023`, which hashes in another way, has these cases in a test of its own.
fn pairs() -> impl Iterator<Item = (&'static LocalSigner, Cryptosuite)> {
    let suites = || Cryptosuite::ALL.iter().filter(|suite| **suite != Cryptosuite::EcdsaSd2023);
    KEYS.iter().flat_map(move |key| suites().map(move |suite| (key, *suite)))
}

fn is_right(key: &LocalSigner, suite: Cryptosuite) -> bool {
    suite.algorithms().contains(&key.algorithm())
}

/// A badge of the key's `did:key`, with the context that the oldest suite needs.
fn unsigned(signer: &LocalSigner) -> Value {
    let mut badge = badge(&did(signer));
    let Some(Value::Array(contexts)) = badge.as_object_mut().unwrap().get_mut("@context") else {
        panic!("one context alone");
    };
    contexts.push(url::ED25519_2020_V1.into());
    badge
}

/// The attacker signs what a verifier would hash that believed the suite, with whatever key.
#[test]
fn only_a_key_of_the_right_kind_verifies() {
    for (key, suite) in pairs() {
        let name = format!("{suite} by {:?}", key.algorithm());
        let report = verify(&signed_by(unsigned(key), key, suite));
        let expected = match is_right(key, suite) {
            true => (Valid, vec![]),
            false => (Invalid, vec!["key.mismatch"]),
        };
        assert_eq!(verdict(&report), expected, "{name}: {report:#?}");
        let warned =
            if expected.0 == Valid && suite.is_legacy() { vec!["proof.legacy"] } else { vec![] };
        assert_eq!(warnings(&report), warned, "{name}");
    }
}

#[test]
fn only_a_key_of_the_right_kind_signs() {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = openbadges::Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    for (key, suite) in pairs() {
        let options = ProofOptions::by(key, suite, time("2026-07-01T09:00:00Z"));
        let prepared = data_integrity::prepare(unsigned(key), &options, canonicalizer);
        let refusal = prepared.err().map(|objection| objection.fault().code.as_str());
        let expected = match (suite.is_legacy(), is_right(key, suite)) {
            (true, _) => Some("proof.legacy"),
            (false, false) => Some("key.mismatch"),
            (false, true) => None,
        };
        assert_eq!(refusal, expected, "{suite} by {:?}", key.algorithm());
    }
}

/// A proof that was made with one suite does not verify as another.
#[test]
fn a_suite_is_not_taken_for_another() {
    for (key, made) in pairs().filter(|(key, suite)| is_right(key, *suite)) {
        let signed = signed_by(unsigned(key), key, made);
        for called in Cryptosuite::ALL.iter().filter(|suite| **suite != made) {
            let mut badge = signed.clone();
            set(&mut badge, "/proof/type", called.proof_type());
            set(&mut badge, "/proof/cryptosuite", called.as_str());
            if *called == Cryptosuite::Ed25519Signature2020 {
                let Some(Value::Object(proof)) = badge.as_object_mut().unwrap().get_mut("proof")
                else {
                    panic!("no proof");
                };
                proof.remove("cryptosuite");
            }
            let report = verify(&badge);
            let expected = match is_right(key, *called) {
                true if *called == Cryptosuite::EcdsaSd2023 => "proof.encoding",
                true => "signature",
                false => "key.mismatch",
            };
            let name = format!("{made} called {called} by {:?}", key.algorithm());
            assert_eq!(verdict(&report), (Invalid, vec![expected]), "{name}: {report:#?}");
        }
    }
}

/// The name of the key in the proof is that of another kind, whose owner did not sign.
#[test]
fn a_key_is_not_taken_for_another() {
    for (key, suite) in pairs().filter(|(key, suite)| is_right(key, *suite)) {
        for other in KEYS.iter().filter(|other| other.algorithm() != key.algorithm()) {
            let badge = unsigned(other);
            let method = other.verification_method().as_str();
            let proof = proof(&badge, key, suite, |p| drop(p.insert("verificationMethod", method)));
            let mut badge = badge;
            set(&mut badge, "/proof", proof);
            let report = verify(&badge);
            let expected = if is_right(other, suite) { "signature" } else { "key.mismatch" };
            let name = format!("{suite} by {:?} called {:?}", key.algorithm(), other.algorithm());
            assert_eq!(verdict(&report), (Invalid, vec![expected]), "{name}");
        }
    }
}

#[test]
fn the_canonical_form_of_every_suite_is_of_its_name() {
    for suite in Cryptosuite::ALL {
        let is_jcs = suite.as_str().contains("jcs");
        assert_eq!(suite.canonicalization() == Canonicalization::Jcs, is_jcs, "{suite}");
        assert_eq!(Cryptosuite::named(suite.as_str()), Some(*suite));
        // What was a type of proof is no cryptosuite.
        let is_data_integrity = suite.proof_type() == "DataIntegrityProof";
        assert_eq!(is_data_integrity, *suite != Cryptosuite::Ed25519Signature2020, "{suite}");
    }
}
