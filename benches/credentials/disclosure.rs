//! Selective disclosure with `ecdsa-sd-2023`: what the issuer, the holder and the verifier do, each
//! from JSON text. The documents are those of the other benchmarks, but for what the JavaScript
//! package cannot disclose from.

use std::sync::Arc;

use divan::black_box;
use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::model::Kind;
use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
use openbadges::random::SystemRandom;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::text::multibase;
use openbadges::{Limits, Pointer, Timestamp, Verifier, issuer};
use serde_json::json;

use crate::disclosable::{REVEALED, strip};
use crate::subject::{NOW, SEED, unsigned, verifier};

pub struct Disclosure {
    contexts: Contexts,
    limits: Limits,
    verifier: Verifier,
    signer: LocalSigner,
    now: Timestamp,
    unsigned: String,
    held: String,
    shown: String,
    mandatory: Vec<Pointer>,
    reveal: Vec<Pointer>,
}

impl Disclosure {
    pub fn new(name: &str) -> Self {
        let signer = SecretKey::from_p256_scalar(&SEED).unwrap().into_did_key_signer();
        let mut document = serde_json::Value::from(&unsigned(name));
        strip(&mut document);
        document["issuer"]["id"] = signer.key().public().did_key().into();
        let shown = REVEALED.iter().filter(|place| document.pointer(place).is_some());
        let reveal = shown.map(|place| place.parse().unwrap()).collect();
        let mut disclosure = Self {
            contexts: Contexts::new(Arc::new(BundledContexts::new())),
            limits: Limits::default(),
            verifier: verifier(),
            signer,
            now: NOW.parse().unwrap(),
            unsigned: document.to_string(),
            held: String::new(),
            shown: String::new(),
            mandatory: Vec::new(),
            reveal,
        };
        let document = disclosure.read(&disclosure.unsigned);
        disclosure.mandatory = ecdsa_sd_2023::mandatory_for_open_badges(&document);
        disclosure.held = disclosure.base().to_string();
        disclosure.shown = disclosure.derive().to_string();
        disclosure.verify();
        disclosure
    }

    /// The issuer's part.
    pub fn base(&self) -> Value {
        let document = self.read(&self.unsigned);
        let (random, canonicalizer) = (&SystemRandom, self.canonicalizer());
        let (kind, signer) = (Kind::Badge, &self.signer);
        issuer::sign_for_disclosure(document, kind, signer, &[], random, &self.now, canonicalizer)
            .unwrap()
    }

    /// The holder's part.
    pub fn derive(&self) -> Value {
        ecdsa_sd_2023::derive(&self.read(&self.held), &self.reveal, self.canonicalizer()).unwrap()
    }

    /// The verifier's part.
    pub fn verify(&self) {
        let report = self.verifier.verify(black_box(self.shown.as_bytes()), &self.now);
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    }

    /// What the JavaScript package is asked, to time the same.
    pub fn request(&self) -> serde_json::Value {
        let document: serde_json::Value = serde_json::from_str(&self.unsigned).unwrap();
        let secret = [&[0x86, 0x26], &SEED[..]].concat();
        let key = json!({
            "publicKeyMultibase": self.signer.key().public().to_multikey(),
            "secretKeyMultibase": multibase::base58btc(&secret)
        });
        json!({
            "act": "time", "document": document, "key": key, "created": NOW, "now": NOW,
            "mandatory": self.mandatory, "reveal": self.reveal
        })
    }

    fn read(&self, text: &str) -> Value {
        json::read(black_box(text.as_bytes()), &self.limits).unwrap()
    }

    fn canonicalizer(&self) -> Canonicalizer<'_> {
        Canonicalizer { contexts: &self.contexts, limits: &self.limits }
    }
}
