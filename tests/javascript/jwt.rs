//! Tokens in both directions with the package `jose`, for each algorithm.

use openbadges::issuer;
use openbadges::json::{self, Value as Ours};
use openbadges::key::{Algorithm, LocalSigner, SecretKey, Signer as _};
use openbadges::model::Kind;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::{Code, Limits, Timestamp, Verifier};
use serde_json::{Value, json};

use super::node::{NOW, Node};
use super::published;
use crate::peers::{self, Row};

fn signers() -> Vec<LocalSigner> {
    let keys = [
        SecretKey::from_ed25519_seed(&[7; 32]),
        SecretKey::from_p256_scalar(&[7; 32]).unwrap(),
        SecretKey::from_p384_scalar(&[7; 48]).unwrap(),
        SecretKey::from_pkcs8_pem(include_str!("../support/rsa-2048.pem")).unwrap(),
    ];
    let signers = keys.map(SecretKey::into_did_key_signer);
    assert_eq!(signers.each_ref().map(|signer| signer.algorithm()), Algorithm::ALL);
    signers.into()
}

/// The published badge, issued by the key.
fn badge(signer: &LocalSigner) -> Value {
    let mut badge = published();
    badge["issuer"]["id"] = signer.key().public().did_key().into();
    badge
}

fn public_jwk(signer: &LocalSigner) -> Value {
    serde_json::to_value(Ours::from(signer.key().public().to_jwk())).unwrap()
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn told(name: &str, direction: &'static str) {
    let row = |algorithm: &Algorithm| Row::ok("JWT", algorithm.jws(), direction, "jose");
    peers::record(name, &Algorithm::ALL.iter().map(row).collect::<Vec<_>>());
}

#[test]
fn what_we_sign_jose_verifies() {
    let Some(mut jose) = Node::start("jwt.mjs") else { return };
    for signer in signers() {
        let algorithm = signer.algorithm();
        let badge = badge(&signer);
        let document = json::read(badge.to_string().as_bytes(), &Limits::default()).unwrap();
        let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let token = issuer::sign_jwt(&document, Kind::Badge, &signer, canonicalizer).unwrap();
        let key = public_jwk(&signer);
        let answer = jose.ask(&json!({ "verify": token, "key": key }));
        assert_eq!(answer["verified"], true, "{algorithm:?}: {answer}");
        assert_eq!(answer["header"]["alg"], algorithm.jws());
        assert_eq!(answer["header"]["kid"], signer.verification_method().as_str());
        let payload = &answer["payload"];
        assert_eq!(payload["iss"], badge["issuer"]["id"]);
        assert_eq!(payload["jti"], badge["id"]);
        assert_eq!(payload["nbf"], 1_262_304_000);
        assert_eq!(payload["sub"], badge["credentialSubject"]["id"]);
        assert_eq!(payload["credentialSubject"], badge["credentialSubject"]);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let first = if signature.starts_with('A') { 'B' } else { 'A' };
        let changed = format!("{signed}.{first}{}", &signature[1..]);
        let answer = jose.ask(&json!({ "verify": changed, "key": key }));
        assert!(answer["error"].is_string(), "{algorithm:?}: {answer}");
    }
    told("jose-verifies", peers::VERIFIES);
}

#[test]
fn what_jose_signs_we_verify() {
    let Some(mut jose) = Node::start("jwt.mjs") else { return };
    for signer in signers() {
        let algorithm = signer.algorithm();
        let badge = badge(&signer);
        let mut payload = badge.clone();
        payload["iss"] = badge["issuer"]["id"].clone();
        payload["jti"] = badge["id"].clone();
        payload["nbf"] = 1_262_304_000.into();
        payload["sub"] = badge["credentialSubject"]["id"].clone();
        let secret: Value = serde_json::from_str(&signer.key().to_jwk().unwrap()).unwrap();
        let mut sign = |payload: &Value| {
            let header = json!({
                "alg": algorithm.jws(), "typ": "JWT", "kid": signer.verification_method().as_str()
            });
            let answer = jose.ask(&json!({ "sign": payload, "header": header, "key": secret }));
            answer["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
        };
        let token = sign(&payload);
        let report = Verifier::new().verify(token.as_bytes(), &now());
        assert_eq!(report.outcome(), Outcome::Valid, "{algorithm:?}: {report:#?}");
        let verified = serde_json::to_value(report.verified().unwrap().document()).unwrap();
        assert_eq!(verified, badge, "{algorithm:?}");

        // The payload of another token under this one's signature.
        payload["name"] = "Another Badge".into();
        let other = sign(&payload);
        let other_payload = other.split('.').nth(1).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let mixed = format!("{}.{other_payload}.{}", parts[0], parts[2]);
        assert!(Verifier::new().verify(mixed.as_bytes(), &now()).has(Code::Signature));
    }
    told("jose-signs", peers::SIGNS);
}
