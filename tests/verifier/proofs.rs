//! Is it signed: one proof with one thing wrong, and sets of proofs.

use openbadges::json::{Object, Value};
use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::text::multibase;
use openbadges::verifier::{Policy, ProofsRequired};
use openbadges::{Limits, Verifier};

use crate::mint::*;

/// A badge whose proof was changed before it was signed.
fn with_options(suite: Cryptosuite, change: impl FnOnce(&mut Object)) -> Value {
    let mut badge = badge(&did(&issuer()));
    let proof = proof(&badge, &issuer(), suite, change);
    set(&mut badge, "/proof", proof);
    badge
}

/// A badge with these proofs.
fn with_proofs(proofs: impl Into<Value>) -> Value {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/proof", proofs);
    badge
}

fn good_proof() -> Value {
    proof(&badge(&did(&issuer())), &issuer(), RDFC, |_| {})
}

fn proof_by(number: u8, suite: Cryptosuite) -> Value {
    proof(&badge(&did(&issuer())), &key(number), suite, |_| {})
}

fn bad_proof() -> Value {
    let mut proof = good_proof();
    set(&mut proof, "/created", "2026-07-01T09:00:01Z");
    proof
}

fn unknown_proof() -> Value {
    let mut proof = good_proof();
    set(&mut proof, "/cryptosuite", "eddsa-rdfc-2099");
    proof
}

fn verify_all(credential: &Value) -> Report {
    let policy = Policy { proofs: ProofsRequired::All, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    verifier.verify(credential.to_string().as_bytes(), &now())
}

#[test]
fn no_proof() {
    assert_verdict(&verify(&badge(&did(&issuer()))), Invalid, &["proof.missing"]);
    assert_verdict(&verify(&with_proofs(Value::Array(vec![]))), Invalid, &["proof.missing"]);
    let mut nested = badge(&did(&issuer()));
    let proof = good_proof();
    set(&mut nested, "/credentialSubject/proof", proof);
    let report = verify(&nested);
    assert_eq!(report.outcome(), Invalid);
    assert!(report.has(openbadges::Code::ProofMissing), "{report:#?}");
}

#[test]
fn a_proof_of_the_wrong_type() {
    for proof in [
        Value::from("proof"),
        Value::from(1),
        Value::Null,
        Value::Bool(true),
        Value::Array(vec![Value::Array(vec![good_proof()])]),
        Value::Array(vec![Value::Null]),
    ] {
        assert_verdict(&verify(&with_proofs(proof)), Invalid, &["proof.type"]);
    }
    assert_verdict(&verify(&with_proofs(Object::new())), Invalid, &["proof.type"]);
}

#[test]
fn a_proof_with_one_thing_wrong_that_was_signed_so() {
    type Change = fn(&mut Object);
    let cases: Vec<(&str, Change, Outcome, &str)> = vec![
        ("purpose", |p| drop(p.insert("proofPurpose", "authentication")), Invalid, "purpose"),
        ("no purpose", |p| drop(p.remove("proofPurpose")), Invalid, "purpose"),
        ("no method", |p| drop(p.remove("verificationMethod")), Invalid, "proof.type"),
        (
            "in the future",
            |p| drop(p.insert("created", "2026-08-01T00:05:00.000000001Z")),
            Invalid,
            "time.proof",
        ),
        (
            "expired",
            |p| drop(p.insert("expires", "2026-07-31T23:59:59.999Z")),
            Invalid,
            "time.proof",
        ),
    ];
    for (name, change, outcome, code) in cases {
        for suite in [RDFC, JCS] {
            let report = verify(&with_options(suite, change));
            assert_eq!(verdict(&report), (outcome, vec![code]), "{name}, {}", suite.as_str());
        }
    }
    // What JSON-LD would not sign, RFC 8785 does.
    let cases: Vec<(&str, Change, Outcome, &str)> = vec![
        (
            "a purpose of two",
            |p| {
                let both = vec!["assertionMethod", "authentication"];
                drop(p.insert("proofPurpose", both))
            },
            Invalid,
            "purpose",
        ),
        ("created as a number", |p| drop(p.insert("created", 1)), Invalid, "proof.type"),
        ("created as no time", |p| drop(p.insert("created", "today")), Invalid, "time.format"),
        ("expires as null", |p| drop(p.insert("expires", Value::Null)), Invalid, "proof.type"),
        (
            "a method of its own",
            |p| {
                let method = issuer().key().public().to_jwk();
                drop(p.insert("verificationMethod", method))
            },
            Invalid,
            "binding",
        ),
        ("a relative method", |p| drop(p.insert("verificationMethod", "#key-1")), Invalid, "iri"),
        (
            "a number for a method",
            |p| drop(p.insert("verificationMethod", 1)),
            Invalid,
            "proof.type",
        ),
        ("an id that is a number", |p| drop(p.insert("id", 1)), Invalid, "proof.type"),
        ("a relative id", |p| drop(p.insert("id", "proof-1")), Invalid, "iri"),
        ("a blank node for an id", |p| drop(p.insert("id", "_:b0")), Invalid, "iri.blank"),
        ("no suite", |p| drop(p.remove("cryptosuite")), Invalid, "proof.type"),
        ("no type", |p| drop(p.remove("type")), Invalid, "proof.type"),
        (
            "another type",
            |p| drop(p.insert("type", "Ed25519Signature2018")),
            Indeterminate,
            "proof.unsupported",
        ),
        (
            "another suite",
            |p| drop(p.insert("cryptosuite", "eddsa-2099")),
            Indeterminate,
            "proof.unsupported",
        ),
        (
            "a proof before it that is not there",
            |p| drop(p.insert("previousProof", "urn:uuid:1")),
            Invalid,
            "proof.chain",
        ),
    ];
    for (name, change, outcome, code) in cases {
        let report = verify(&with_options(JCS, change));
        assert_eq!(verdict(&report), (outcome, vec![code]), "{name}");
    }
}

#[test]
fn a_proof_with_what_is_allowed() {
    type Change = fn(&mut Object);
    let cases: Vec<(&str, Change, &[&str])> = vec![
        ("within the skew", |p| drop(p.insert("created", "2026-08-01T00:05:00Z")), &[]),
        ("expiring now", |p| drop(p.insert("expires", "2026-08-01T00:00:00Z")), &[]),
        ("no time", |p| drop(p.remove("created")), &[]),
        ("a challenge", |p| drop(p.insert("challenge", "c")), &["challenge"]),
        ("a domain", |p| drop(p.insert("domain", "verifier.example")), &["challenge"]),
    ];
    for (name, change, expected) in cases {
        for suite in [RDFC, JCS] {
            let report = verify(&with_options(suite, change));
            assert_eq!(verdict(&report), (Valid, vec![]), "{name}, {}", suite.as_str());
            assert_eq!(warnings(&report), expected, "{name}");
        }
    }
}

#[test]
fn the_suite_is_signed() {
    for (suite, other) in [(RDFC, JCS), (JCS, RDFC)] {
        let mut badge = with_options(suite, |_| {});
        set(&mut badge, "/proof/cryptosuite", other.as_str());
        assert_verdict(&verify(&badge), Invalid, &["signature"]);
    }
}

#[test]
fn a_proof_of_another_credential() {
    let mut other = badge(&did(&issuer()));
    set(&mut other, "/id", "urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c12");
    for suite in [RDFC, JCS] {
        let badge = with_proofs(proof(&other, &issuer(), suite, |_| {}));
        assert_verdict(&verify(&badge), Invalid, &["signature"]);
    }
}

#[test]
fn a_signature_that_is_bent() {
    let good = good();
    let text = good.at("/proof/proofValue").unwrap().as_str().unwrap();
    let bytes = multibase::from_base58btc(text).unwrap();
    assert_eq!(bytes.len(), 64);
    let with = |value: String| {
        let mut badge = good.clone();
        set(&mut badge, "/proof/proofValue", value);
        verify(&badge)
    };
    // S and S + L are the same to a verifier that does not look (RFC 8032, section 5.1.7).
    let mut carry = 0_u16;
    let added: Vec<u8> = bytes[32..]
        .iter()
        .zip(ORDER)
        .map(|(byte, order)| {
            carry += u16::from(*byte) + u16::from(order);
            let low = carry as u8;
            carry >>= 8;
            low
        })
        .collect();
    let malleable = [&bytes[..32], &added].concat();
    for (name, changed) in [
        ("S + L", malleable),
        ("a byte short", bytes[..63].to_vec()),
        ("a byte long", [&bytes[..], &[0]].concat()),
        ("a byte before", [&[0], &bytes[..]].concat()),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 64]),
        ("halves swapped", [&bytes[32..], &bytes[..32]].concat()),
    ] {
        let report = with(multibase::base58btc(&changed));
        assert_eq!(verdict(&report), (Invalid, vec!["signature"]), "{name}");
    }
    for bit in 0..512 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let report = with(multibase::base58btc(&flipped));
        assert_eq!(verdict(&report), (Invalid, vec!["signature"]), "bit {bit}");
    }
    for (name, value) in [
        ("no base", text[1..].to_owned()),
        ("another base", format!("u{}", &text[1..])),
        ("base64url", multibase::base64url(&bytes)),
        ("a letter outside the base", text.replacen(&text[5..6], "0", 1)),
        ("space around", format!(" {text}")),
        ("a line after", format!("{text}\n")),
        ("empty", String::new()),
    ] {
        assert_eq!(verdict(&with(value)), (Invalid, vec!["proof.encoding"]), "{name}");
    }
}

/// The order of the base point of Ed25519, little endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

#[test]
fn of_several_proofs_one_is_enough_unless_all_are_asked_for() {
    let (good, jcs) = (good_proof(), proof_by(1, JCS));
    for (name, proofs, any, all) in [
        ("two good", vec![good.clone(), jcs.clone()], (Valid, vec![]), (Valid, vec![])),
        (
            "good, bad",
            vec![good.clone(), bad_proof()],
            (Valid, vec![]),
            (Invalid, vec!["signature"]),
        ),
        (
            "bad, good",
            vec![bad_proof(), jcs.clone()],
            (Valid, vec![]),
            (Invalid, vec!["signature"]),
        ),
        (
            "good, unknown",
            vec![good.clone(), unknown_proof()],
            (Valid, vec![]),
            (Indeterminate, vec!["proof.unsupported"]),
        ),
        (
            "bad, unknown",
            vec![bad_proof(), unknown_proof()],
            (Indeterminate, vec!["proof.unsupported"]),
            (Invalid, vec!["signature", "proof.unsupported"]),
        ),
        (
            "two bad",
            vec![bad_proof(), bad_proof()],
            (Invalid, vec!["signature"]),
            (Invalid, vec!["signature"]),
        ),
    ] {
        let badge = with_proofs(proofs);
        assert_eq!(verdict(&verify(&badge)), any, "{name}, any");
        assert_eq!(verdict(&verify_all(&badge)), all, "{name}, all");
    }
    let report = verify(&with_proofs(vec![good, bad_proof()]));
    assert_eq!(warnings(&report), ["proof.other_failed"]);
}

#[test]
fn of_several_proofs_the_issuers_counts_wherever_it_stands() {
    let (own, foreign) = (good_proof(), proof_by(2, RDFC));
    for proofs in [vec![own.clone(), foreign.clone()], vec![foreign.clone(), own]] {
        assert_verdict(&verify(&with_proofs(proofs)), Valid, &[]);
    }
    for proofs in [
        vec![foreign.clone(), proof_by(3, JCS)],
        vec![foreign.clone(), bad_proof()],
        vec![bad_proof(), foreign],
    ] {
        assert_verdict(&verify(&with_proofs(proofs)), Invalid, &["binding"]);
    }
}

#[test]
fn more_proofs_than_the_limit() {
    let proofs = |count| with_proofs(vec![good_proof(); count]);
    assert_verdict(&verify(&proofs(16)), Valid, &[]);
    assert_verdict(&verify(&proofs(17)), Invalid, &["limit.proofs"]);
    assert_verdict(&verify(&proofs(100)), Invalid, &["limit.proofs"]);
    let verifier = Verifier::new().with_limits(Limits { proofs: 1, ..Limits::default() });
    let report = verifier.verify(proofs(2).to_string().as_bytes(), &now());
    assert_verdict(&report, Invalid, &["limit.proofs"]);
}

#[test]
fn contexts_appended_after_signing() {
    let signed = signed_by(badge(&did(&issuer())), &issuer(), JCS);
    let append = |context: Value| {
        let mut badge = signed.clone();
        let Some(Value::Array(contexts)) = badge.as_object_mut().unwrap().get_mut("@context")
        else {
            panic!()
        };
        contexts.push(context);
        badge
    };
    let term = Object::from_iter([("level", "https://example.org/ns#level")]);
    let report = verify(&append(term.into()));
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["context.inline", "context.appended"]);
    let read = report.verified().unwrap().document();
    assert_eq!(read.get("@context"), signed.get("@context"), "read as it was signed");
    // What the appended context would define is not signed.
    let term = Object::from_iter([("level", "https://example.org/ns#level")]);
    let mut more = append(term.into());
    set(&mut more, "/credentialSubject/level", "master");
    assert_eq!(verify(&more).outcome(), Invalid);
    // Taken away, or put before, is another document.
    let mut fewer = signed.clone();
    set(&mut fewer, "/@context", vec!["https://www.w3.org/ns/credentials/v2"]);
    assert_eq!(verify(&fewer).outcome(), Invalid);
}
