//! Every suite with `ssi`, in both directions, for the table of the README.

use openbadges::issuer::{self, Issuer};
use openbadges::json::{self, Value};
use openbadges::key::{Algorithm, SecretKey, Signer as _};
use openbadges::model::{Kind, Profile};
use openbadges::proof::Cryptosuite;
use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
use openbadges::random::SystemRandom;
use openbadges::report::Outcome;
use openbadges::text::multibase::from_base64url_bare;
use openbadges::{Code, Limits, Timestamp, Verifier};
use serde_json::json;

use crate::ledger::{AGREE, Ledger};
use crate::peer::Peer;
use crate::peers::{self, Row};
use crate::quads::contexts;
use crate::support::PUBLISHED_SEED;

const RSA: &str = include_str!("../../../support/rsa-2048.pem");
const CREATED: &str = "2026-01-02T03:04:05Z";
/// What the holder shows beside what is mandatory.
const REVEALED: &str = "/credentialSubject/achievement/description";

/// A suite and a key for it.
struct Case {
    suite: &'static str,
    key: SecretKey,
}

fn cases() -> Vec<Case> {
    let keys = || {
        [
            SecretKey::from_ed25519_seed(&PUBLISHED_SEED),
            SecretKey::from_p256_scalar(&[0x25; 32]).unwrap(),
            SecretKey::from_p384_scalar(&[0x38; 48]).unwrap(),
            SecretKey::from_pkcs8_pem(RSA).unwrap(),
        ]
    };
    let mut cases: Vec<Case> = Vec::new();
    for suite in Cryptosuite::ALL.iter().filter(|suite| !suite.is_legacy()) {
        let fitting =
            keys().into_iter().filter(|key| suite.algorithms().contains(&key.algorithm()));
        cases.extend(fitting.map(|key| Case { suite: suite.as_str(), key }));
    }
    cases.extend(keys().into_iter().map(|key| Case { suite: "JWT", key }));
    cases
}

impl Case {
    fn key_name(&self) -> &'static str {
        match (self.suite, self.key.algorithm()) {
            ("JWT", algorithm) => algorithm.jws(),
            (_, Algorithm::Ed25519) => "Ed25519",
            (_, Algorithm::P256) => "P-256",
            _ => "P-384",
        }
    }

    fn jwk(&self) -> serde_json::Value {
        serde_json::from_str(&self.key.to_jwk().unwrap()).unwrap()
    }

    /// The small fixture as the key issues it.
    fn unsigned(&self) -> Value {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/small.json");
        let mut badge = read(&std::fs::read(file).unwrap());
        let members = badge.as_object_mut().unwrap();
        members.remove("proof");
        let issuer = members.get_mut("issuer").and_then(Value::as_object_mut).unwrap();
        issuer.insert("id", self.key.public().did_key());
        badge
    }

    /// Issued here: a document, or a token as a string.
    fn ours(&self) -> Value {
        let again = SecretKey::from_jwk(&self.key.to_jwk().unwrap()).unwrap();
        let signer = again.into_did_key_signer();
        let created: Timestamp = CREATED.parse().unwrap();
        if self.suite == "ecdsa-sd-2023" {
            return with_canonicalizer(|canonicalizer| {
                let (kind, random) = (Kind::Badge, &SystemRandom);
                let badge = self.unsigned();
                issuer::sign_for_disclosure(
                    badge,
                    kind,
                    &signer,
                    &[],
                    random,
                    &created,
                    canonicalizer,
                )
                .unwrap()
            });
        }
        let profile = Profile::builder(self.key.public().did_key()).build().unwrap();
        let issuer = Issuer::new(profile, signer);
        let issuer = match Cryptosuite::named(self.suite) {
            Some(suite) => issuer.with_cryptosuite(suite),
            None => issuer.with_jwt(),
        };
        let signed = issuer.issue_document(self.unsigned(), &created).unwrap();
        match self.suite {
            "JWT" => std::str::from_utf8(signed.as_bytes()).unwrap().into(),
            _ => read(signed.as_bytes()),
        }
    }

    /// Signed there.
    fn theirs(&self, peer: &mut Peer) -> Result<Value, String> {
        let jwk = self.jwk();
        let request = match self.suite {
            "JWT" => {
                let signer = SecretKey::from_jwk(&self.key.to_jwk().unwrap()).unwrap();
                let signer = signer.into_did_key_signer();
                let header = json!({
                    "alg": signer.algorithm().jws(), "typ": "JWT",
                    "kid": signer.verification_method().as_str()
                });
                let ours = self.ours();
                let payload = ours.as_str().unwrap().split('.').nth(1).unwrap();
                let payload = String::from_utf8(from_base64url_bare(payload).unwrap()).unwrap();
                json!({ "job": "sign-token", "payload": payload, "header": header, "jwk": jwk })
            }
            suite => {
                let document = self.unsigned();
                let mandatory = match suite {
                    "ecdsa-sd-2023" => ecdsa_sd_2023::mandatory_for_open_badges(&document),
                    _ => Vec::new(),
                };
                json!({
                    "job": "sign", "document": document, "jwk": jwk, "created": CREATED,
                    "suite": suite, "mandatory": mandatory
                })
            }
        };
        let answer = peer.ask(&request)?;
        Ok(read(answer.to_string().as_bytes()))
    }

    /// What a verifier is shown of what was signed; the holder is here.
    fn shown(&self, signed: &Value) -> Value {
        if self.suite != "ecdsa-sd-2023" {
            return signed.clone();
        }
        let reveal = [REVEALED.parse().unwrap()];
        with_canonicalizer(|canonicalizer| {
            ecdsa_sd_2023::derive(signed, &reveal, canonicalizer).unwrap()
        })
    }

    fn verified_there(&self, shown: &Value, peer: &mut Peer) -> Result<(), String> {
        let request = match shown.as_str() {
            Some(token) => {
                let public = serde_json::to_value(Value::from(self.key.public().to_jwk())).unwrap();
                json!({ "job": "verify-token", "token": token, "jwk": public })
            }
            None => json!({ "job": "verify", "document": shown }),
        };
        let answer = peer.ask(&request)?;
        match answer["verified"].as_bool().unwrap() {
            true => Ok(()),
            false => Err(answer["error"].as_str().unwrap().to_owned()),
        }
    }
}

fn with_canonicalizer<T>(work: impl FnOnce(Canonicalizer<'_>) -> T) -> T {
    let (contexts, limits) = (contexts(), Limits::default());
    work(Canonicalizer { contexts: &contexts, limits: &limits })
}

fn read(bytes: &[u8]) -> Value {
    json::read(bytes, &Limits::default()).unwrap()
}

fn verified_here(shown: &Value) -> Result<(), String> {
    let now = "2026-08-01T09:30:00Z".parse().unwrap();
    let text = shown.as_str().map_or_else(|| shown.to_string(), str::to_owned);
    let report = Verifier::new().verify(text.as_bytes(), &now);
    match report.outcome() {
        Outcome::Valid => Ok(()),
        _ if report.has(Code::Signature) => Err("other signature".to_owned()),
        _ => {
            let codes = report.objections().filter_map(|check| check.code);
            Err(codes.map(|code| code.as_str()).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The same with another name in it, or with another payload.
fn changed(shown: &Value) -> Value {
    let mut changed = shown.clone();
    if let Some(token) = shown.as_str() {
        let (rest, signature) = token.rsplit_once('.').unwrap();
        let first = if signature.starts_with('A') { "B" } else { "A" };
        return format!("{rest}.{first}{}", &signature[1..]).as_str().into();
    }
    changed.as_object_mut().unwrap().insert("name", "Another");
    changed
}

#[test]
fn ssi_in_every_suite() {
    let (mut peer, mut ledger) = (Peer::start(), Ledger::of("ssi, every suite"));
    let mut rows = Vec::new();
    for case in cases() {
        let mut record = |direction: &'static str, what: &str, result: Result<(), String>| {
            let (suite, key) = (case.suite, case.key_name());
            let outcome = result.clone().err().unwrap_or_else(|| AGREE.to_owned());
            ledger.record(format!("{suite} with {key}: {what}"), outcome);
            let mut row = Row::ok(suite, key, direction, "ssi");
            row.failure = result.err();
            rows.push(row);
        };
        let theirs = case.theirs(&mut peer);
        let shown = theirs.map(|signed| case.shown(&signed));
        if let Ok(shown) = &shown {
            assert!(verified_here(&changed(shown)).is_err());
        }
        record(peers::SIGNS, "it signs", shown.and_then(|shown| verified_here(&shown)));

        let ours = case.ours();
        let shown = case.shown(&ours);
        assert_eq!(verified_here(&shown), Ok(()));
        let verified = case.verified_there(&shown, &mut peer);
        assert!(case.verified_there(&changed(&shown), &mut peer).is_err());
        record(peers::VERIFIES, "it verifies", verified);

        if case.suite == "ecdsa-sd-2023" {
            let request = json!({ "job": "derive", "document": ours, "reveal": [REVEALED] });
            let derived = peer.ask(&request);
            let derived = derived.map(|answer| read(answer.to_string().as_bytes()));
            record(peers::DERIVES, "it derives", derived.and_then(|shown| verified_here(&shown)));
        }
    }
    peers::record("ssi", &rows);
    ledger.close();
}
