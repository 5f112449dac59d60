//! Selective disclosure, each of issuer, holder and verifier here or in JavaScript.

use openbadges::issuer;
use openbadges::json;
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::model::Kind;
use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
use openbadges::random::SystemRandom;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::text::multibase;
use openbadges::{Limits, Pointer, Timestamp, Verifier};
use serde_json::{Value, json};

use crate::disclosable::{REVEALED, strip};
use crate::fixture;
use crate::node::{CREATED, NOW, Node};
use crate::peers::{self, Row};
use crate::support::shared;

/// The key of RFC 6979, appendix A.2.5.
const SCALAR: [u8; 32] = [
    0xc9, 0xaf, 0xa9, 0xd8, 0x45, 0xba, 0x75, 0x16, 0x6b, 0x5c, 0x21, 0x57, 0x67, 0xb1, 0xd6, 0x93,
    0x4e, 0x50, 0xc3, 0xdb, 0x36, 0xe8, 0x9b, 0x12, 0x7b, 0x8a, 0x62, 0x2b, 0x12, 0x0f, 0x67, 0x21,
];

#[test]
fn every_way_from_the_issuer_to_the_verifier() {
    let Some(mut node) = Node::start("disclose.mjs") else { return };
    for name in ["small", "complete"] {
        let Some((document, mandatory, reveal)) = case(name) else { continue };
        let there = node.ask(&json!({
            "act": "base", "document": document, "key": pair(), "created": CREATED,
            "mandatory": mandatory
        }));
        for (issuer, held) in [("here", base(&document)), ("there", there)] {
            assert!(held["proof"]["proofValue"].is_string(), "{name}, {issuer}: {held}");
            let here = derive(&held, &reveal);
            let there = node.ask(&json!({ "act": "derive", "document": held, "reveal": reveal }));
            for (holder, shown) in [("here", &here), ("there", &there)] {
                let what = format!("{name}: issued {issuer}, derived {holder}");
                assert!(shown["proof"]["proofValue"].is_string(), "{what}: {shown}");
                assert!(verifies_here(shown), "{what}");
                assert!(verifies_there(&mut node, shown), "{what}");
                for change in [
                    |badge: &mut Value| {
                        badge["credentialSubject"]["achievement"]["name"] = "B".into()
                    },
                    |badge: &mut Value| drop(badge.as_object_mut().unwrap().remove("validFrom")),
                    |badge: &mut Value| badge["description"] = "Another".into(),
                ] {
                    let mut changed = shown.clone();
                    change(&mut changed);
                    assert!(!verifies_here(&changed), "{what}");
                    assert!(!verifies_there(&mut node, &changed), "{what}");
                }
            }
            // The two holders show the same, under the same labels, with the same signatures.
            assert_eq!(here, there, "{name}, issued {issuer}");
            assert!(!verifies_here(&held) && !verifies_there(&mut node, &held));
        }
    }
    let row = |direction| Row::ok("ecdsa-sd-2023", "P-256", direction, "Digital Bazaar");
    peers::record("disclosure", &[peers::SIGNS, peers::DERIVES, peers::VERIFIES].map(row));
}

/// A fixture, or the large sample of 1EdTech, that the key issues; and its pointers.
fn case(name: &str) -> Option<(Value, Vec<Pointer>, Vec<Pointer>)> {
    let mut document = match name {
        "complete" => {
            let bytes = std::fs::read(shared("samples/ob30/complete.json")?).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        }
        name => fixture(name),
    };
    document.as_object_mut().unwrap().remove("proof");
    document["validUntil"] = "2030-01-01T00:00:00Z".into();
    document["issuer"]["id"] = signer().key().public().did_key().into();
    document.as_object_mut().unwrap().remove("credentialStatus");
    strip(&mut document);
    let mandatory = ecdsa_sd_2023::mandatory_for_open_badges(&own(&document));
    let there = REVEALED.iter().filter(|place| document.pointer(place).is_some());
    let reveal = there.map(|place| place.parse().unwrap()).collect();
    Some((document, mandatory, reveal))
}

fn base(document: &Value) -> Value {
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let (random, created) = (&SystemRandom, &CREATED.parse().unwrap());
    let kind = Kind::Badge;
    let signed = issuer::sign_for_disclosure(
        own(document),
        kind,
        &signer(),
        &[],
        random,
        created,
        canonicalizer,
    );
    (&signed.unwrap()).into()
}

fn derive(held: &Value, reveal: &[Pointer]) -> Value {
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    (&ecdsa_sd_2023::derive(&own(held), reveal, canonicalizer).unwrap()).into()
}

fn verifies_here(document: &Value) -> bool {
    let now: Timestamp = NOW.parse().unwrap();
    let report = Verifier::new().verify(document.to_string().as_bytes(), &now);
    report.outcome() == Outcome::Valid
}

fn verifies_there(node: &mut Node, document: &Value) -> bool {
    let answer = node.ask(&json!({ "act": "verify", "document": document, "now": NOW }));
    answer["verified"].as_bool().unwrap_or_else(|| panic!("{answer}"))
}

fn signer() -> LocalSigner {
    SecretKey::from_p256_scalar(&SCALAR).unwrap().into_did_key_signer()
}

/// The key as the packages read it.
fn pair() -> Value {
    let secret = [&[0x86, 0x26], &SCALAR[..]].concat();
    json!({
        "publicKeyMultibase": signer().key().public().to_multikey(),
        "secretKeyMultibase": multibase::base58btc(&secret)
    })
}

fn contexts() -> Contexts {
    Contexts::new(std::sync::Arc::new(BundledContexts::new()))
}

fn own(document: &Value) -> json::Value {
    json::read(document.to_string().as_bytes(), &Limits::default()).unwrap()
}
