//! Proof chains, several proofs of several people, and what a proof has to answer.

use std::sync::Arc;

use openbadges::Verifier;
use openbadges::json::{Object, Value};
use openbadges::key::LocalSigner;
use openbadges::proof::data_integrity::{self, Canonicalizer};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::verifier::{Policy, ProofsRequired};

use crate::mint::*;

const FIRST: &str = "urn:uuid:00000000-0000-4000-8000-000000000001";
const SECOND: &str = "urn:uuid:00000000-0000-4000-8000-000000000002";

/// The document with one more proof, by a key of the number.
fn added(
    document: Value,
    signer: &LocalSigner,
    suite: Cryptosuite,
    id: &str,
    after: &[&str],
) -> Value {
    let mut options = ProofOptions::by(signer, suite, time("2026-07-01T09:00:00Z"));
    options.id = Some(id.parse().unwrap());
    options.previous_proof = after.iter().map(|id| id.parse().unwrap()).collect();
    let prepared = prepared(document, &options).unwrap();
    let signature = signer.key().sign(prepared.bytes()).unwrap();
    prepared.finish(&signature)
}

fn prepared(
    document: Value,
    options: &ProofOptions,
) -> Result<data_integrity::Prepared, openbadges::fault::Objection> {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = openbadges::Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    data_integrity::prepare(document, options, canonicalizer)
}

/// A badge with the issuer's proof, and after it a notary's.
fn chain(first: Cryptosuite, second: Cryptosuite) -> Value {
    let badge = added(badge(&did(&issuer())), &issuer(), first, FIRST, &[]);
    added(badge, &key(2), second, SECOND, &[FIRST])
}

fn verify_all(credential: &Value) -> Report {
    let policy = Policy { proofs: ProofsRequired::All, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    verifier.verify(credential.to_string().as_bytes(), &now())
}

fn reversed(mut document: Value) -> Value {
    let Some(Value::Array(proofs)) = document.as_object_mut().unwrap().get_mut("proof") else {
        panic!("one proof alone");
    };
    proofs.reverse();
    document
}

#[test]
fn a_chain_holds_in_any_order_and_any_suite() {
    for first in [RDFC, JCS] {
        for second in [RDFC, JCS] {
            let badge = chain(first, second);
            for badge in [badge.clone(), reversed(badge)] {
                assert_verdict(&verify_all(&badge), Valid, &[]);
                assert_verdict(&verify(&badge), Valid, &[]);
            }
        }
    }
}

#[test]
fn the_issuers_proof_counts_at_the_end_of_a_chain() {
    let badge = added(badge(&did(&issuer())), &key(2), RDFC, FIRST, &[]);
    let badge = added(badge, &issuer(), RDFC, SECOND, &[FIRST]);
    assert_verdict(&verify_all(&badge), Valid, &[]);
    // It was made over the notary's proof, and falls with it.
    let mut bent = badge.clone();
    set(&mut bent, "/proof/0/created", "2026-07-01T09:00:01Z");
    assert_verdict(&verify(&bent), Invalid, &["signature", "proof.chain"]);
    let mut alone = badge;
    let last = alone.at("/proof/1").unwrap().clone();
    set(&mut alone, "/proof", last);
    assert_verdict(&verify(&alone), Invalid, &["proof.chain"]);
}

#[test]
fn a_proof_after_one_that_fell_does_not_count() {
    let mut badge = chain(RDFC, RDFC);
    set(&mut badge, "/proof/0/created", "2026-07-01T09:00:01Z");
    assert_verdict(&verify(&badge), Invalid, &["signature", "proof.chain"]);
    let mut badge = chain(RDFC, RDFC);
    set(&mut badge, "/proof/1/created", "2026-07-01T09:00:01Z");
    assert_verdict(&verify_all(&badge), Invalid, &["signature"]);
    assert_verdict(&verify(&badge), Valid, &[]);
    assert_eq!(warnings(&verify(&badge)), ["proof.other_failed"]);
}

/// Another proof in the place of the one that was signed along, good in itself.
#[test]
fn a_proof_before_cannot_be_exchanged() {
    let mut badge = chain(RDFC, RDFC);
    let mut other = crate::mint::badge(&did(&issuer()));
    other = added(other, &key(3), RDFC, FIRST, &[]);
    set(&mut badge, "/proof/0", other.get("proof").unwrap().clone());
    assert_verdict(&verify_all(&badge), Invalid, &["signature", "binding"]);
}

#[test]
fn a_proof_after_one_that_is_not_decided_is_not_decided() {
    let badge = badge(&did(&issuer()));
    let mut unknown = proof(&badge, &key(2), RDFC, |p| drop(p.insert("id", FIRST)));
    set(&mut unknown, "/cryptosuite", "eddsa-rdfc-2099");
    let mut badge = badge;
    set(&mut badge, "/proof", vec![unknown]);
    let badge = added(badge, &issuer(), JCS, SECOND, &[FIRST]);
    assert_verdict(&verify(&badge), Indeterminate, &["proof.unsupported", "proof.chain"]);
}

#[test]
fn chains_that_are_broken() {
    // Signed by JCS, which signs whatever the proof says.
    let with = |change: &dyn Fn(&mut Object)| {
        proof(&badge(&did(&issuer())), &issuer(), JCS, |options| change(options))
    };
    let named = |id: &str, after: Value| {
        with(&|options| {
            options.insert("id", id);
            options.insert("previousProof", after.clone());
        })
    };
    let plain = with(&|options| drop(options.insert("id", FIRST)));
    for (name, proofs, codes) in [
        ("itself", vec![named(FIRST, FIRST.into())], vec!["proof.chain"]),
        (
            "a circle",
            vec![named(FIRST, SECOND.into()), named(SECOND, FIRST.into())],
            vec!["proof.chain"],
        ),
        ("nobody", vec![named(SECOND, FIRST.into())], vec!["proof.chain"]),
        (
            "one of two that are not there",
            vec![plain.clone(), named(SECOND, vec![FIRST, SECOND].into())],
            vec!["proof.chain"],
        ),
        ("no name at all", vec![named(SECOND, Vec::<Value>::new().into())], vec!["proof.chain"]),
        ("a number", vec![named(SECOND, 1.into())], vec!["proof.type"]),
        ("null", vec![named(SECOND, Value::Null)], vec!["proof.type"]),
        (
            "a name that two have",
            vec![plain.clone(), plain.clone(), named(SECOND, FIRST.into())],
            vec!["proof.chain"],
        ),
        (
            "one twice",
            vec![plain.clone(), named(SECOND, vec![FIRST, FIRST].into())],
            vec!["proof.chain"],
        ),
    ] {
        let mut badge = badge(&did(&issuer()));
        set(&mut badge, "/proof", proofs);
        let report = verify_all(&badge);
        assert_eq!(verdict(&report), (Invalid, codes), "{name}: {report:#?}");
    }
}

#[test]
fn a_chain_is_made_only_over_proofs_that_are_there() {
    let badge = badge(&did(&issuer()));
    let options = |id: &str, after: &[&str]| {
        let mut options = ProofOptions::by(&issuer(), RDFC, time("2026-07-01T09:00:00Z"));
        options.id = Some(id.parse().unwrap());
        options.previous_proof = after.iter().map(|id| id.parse().unwrap()).collect();
        options
    };
    let signed = added(badge.clone(), &issuer(), RDFC, FIRST, &[]);
    for (name, document, options) in [
        ("no proof", badge, options(SECOND, &[FIRST])),
        ("another id", signed.clone(), options(SECOND, &[SECOND])),
        ("one id twice", signed.clone(), options(SECOND, &[FIRST, FIRST])),
        ("an id that is taken", signed, options(FIRST, &[])),
    ] {
        let refusal = prepared(document, &options).unwrap_err();
        assert_eq!(refusal.fault().code.as_str(), "proof.chain", "{name}");
    }
}

/// A good proof of somebody else says nothing about one that could not be decided.
#[test]
fn a_foreign_proof_beside_an_undecided_one_decides_nothing() {
    let plain = badge(&did(&issuer()));
    let foreign = proof(&plain, &key(2), RDFC, |_| {});
    let mut unknown = proof(&plain, &issuer(), RDFC, |_| {});
    set(&mut unknown, "/cryptosuite", "eddsa-rdfc-2099");
    for proofs in [vec![foreign.clone(), unknown.clone()], vec![unknown, foreign]] {
        let mut badge = plain.clone();
        set(&mut badge, "/proof", proofs);
        for report in [verify(&badge), verify_all(&badge)] {
            assert_verdict(&report, Indeterminate, &["proof.unsupported"]);
            assert_eq!(warnings(&report), ["proof.other_failed"]);
        }
    }
}

#[test]
fn a_proof_answers_what_was_expected() {
    let with = |members: &[(&str, Value)]| {
        let mut badge = badge(&did(&issuer()));
        let proof = proof(&badge, &issuer(), JCS, |options| {
            for (name, value) in members {
                options.insert(*name, value.clone());
            }
        });
        set(&mut badge, "/proof", proof);
        badge
    };
    let challenge = ("challenge", Value::from("2f1a"));
    let domain = ("domain", Value::from("verifier.example"));
    let both = with(&[challenge.clone(), domain.clone()]);
    let expecting = |badge: &Value, challenge: Option<&str>, domain: Option<&str>| {
        let policy = Policy {
            challenge: challenge.map(str::to_owned),
            domain: domain.map(str::to_owned),
            ..Policy::default()
        };
        let verifier = Verifier::new().with_policy(policy);
        verifier.verify(badge.to_string().as_bytes(), &now())
    };
    let (asked, here) = (Some("2f1a"), Some("verifier.example"));
    let in_array = with(&[challenge.clone(), ("domain", vec!["verifier.example"].into())]);
    for badge in [&both, &in_array] {
        let report = expecting(badge, asked, here);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(warnings(&report), [""; 0]);
    }
    for (challenge, domain) in [(asked, None), (None, here), (None, None)] {
        let report = expecting(&both, challenge, domain);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(warnings(&report), ["challenge"]);
    }
    let several = with(&[challenge.clone(), ("domain", vec!["verifier.example", "other"].into())]);
    for (name, badge, challenge, domain) in [
        ("another challenge", &both, Some("2f1b"), here),
        ("another domain", &both, asked, Some("other.example")),
        ("no domain", &with(std::slice::from_ref(&challenge)), asked, here),
        ("no challenge", &with(std::slice::from_ref(&domain)), asked, here),
        ("neither", &good(), asked, None),
        ("another domain beside it", &several, asked, here),
    ] {
        let report = expecting(badge, challenge, domain);
        assert_eq!(verdict(&report), (Invalid, vec!["challenge"]), "{name}");
    }
    for member in ["challenge", "nonce", "domain"] {
        for value in [Value::from(1), Value::Null, Value::from(vec![1])] {
            let badge = with(&[(member, value)]);
            assert_verdict(&verify(&badge), Invalid, &["proof.type"]);
        }
    }
}

/// What a credential must answer is not asked of the list that it names.
#[test]
fn a_status_list_answers_no_challenge() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/credentialStatus", entry("7"));
    let proof = proof(&badge, &issuer(), RDFC, |options| drop(options.insert("challenge", "2f1a")));
    set(&mut badge, "/proof", proof);
    let documents = openbadges::resolve::Documents::new().with(LIST, signed(list(&[])).to_string());
    let policy = Policy { challenge: Some("2f1a".into()), ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy).with_resolver(documents);
    let report = verifier.verify(badge.to_string().as_bytes(), &now());
    assert_verdict(&report, Valid, &[]);
}

/// Or a document could ask for as many times the work as it may have proofs, each below the limit.
#[test]
fn proofs_share_what_canonicalization_may_cost() {
    let knows = "https://example.org/vocab#knows";
    // A ring of blank nodes that only the whole of it tells apart.
    let ring = |size: usize| {
        let node = |own| {
            format!(r#"{{"id": "_:n{own}", "{knows}": {{"id": "_:n{}"}}}}"#, (own + 1) % size)
        };
        json(&format!("[{}]", (0..size).map(node).collect::<Vec<_>>().join(",")))
    };
    let with_proofs = |count: usize| {
        let mut badge = badge(&did(&issuer()));
        let poisoned =
            proof(&badge, &issuer(), RDFC, |options| drop(options.insert(knows, ring(18))));
        set(&mut badge, "/proof", vec![poisoned; count]);
        badge
    };
    for count in [1, 2] {
        assert_verdict(&verify_all(&with_proofs(count)), Valid, &[]);
    }
    for count in [4, 16] {
        assert_verdict(&verify_all(&with_proofs(count)), Invalid, &["limit.canon"]);
    }

    // The same for the forms of one document with the proofs that come before another. Those after
    // the same proof have one form together.
    let id = |number: u8| format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
    let chained = |count: u8, before: fn(u8) -> u8| {
        let mut document = badge(&did(&issuer()));
        document.as_object_mut().unwrap().insert(knows, ring(18));
        document = added(document, &issuer(), RDFC, &id(1), &[]);
        for number in 2..=count {
            document = added(document, &key(number), RDFC, &id(number), &[&id(before(number))]);
        }
        document
    };
    assert_verdict(&verify_all(&chained(2, |number| number - 1)), Valid, &[]);
    assert_verdict(&verify_all(&chained(8, |_| 1)), Valid, &[]);
    assert_eq!(verify_all(&chained(5, |number| number - 1)).outcome(), Invalid);
}
