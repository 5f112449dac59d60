//! Minting: a good badge, and badges signed after a change.

use std::sync::Arc;

use openbadges::json::{self, Value};
use openbadges::key::{SecretKey, Signer as _};
use openbadges::proof::data_integrity::{self, Canonicalizer};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Limits, Timestamp};

/// The time at which every case is verified.
pub fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().unwrap()
}

/// The least that a badge says, signed by the key of the first test of RFC 8032, section 7.1.
pub fn good() -> String {
    signed(|_| {}, Cryptosuite::EddsaRdfc2022)
}

/// The good badge with a change made before it is signed, so that the signature holds.
pub fn signed(change: impl FnOnce(&mut Value), suite: Cryptosuite) -> String {
    let mut document = json::read(GOOD.as_bytes(), &Limits::default()).unwrap();
    change(&mut document);
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let signer = SecretKey::from_ed25519_seed(&SEED).into_did_key_signer();
    let options = ProofOptions {
        cryptosuite: suite,
        created: "2026-07-01T09:00:00Z".parse().unwrap(),
        verification_method: signer.verification_method().clone(),
    };
    let prepared = data_integrity::prepare(document, &options, canonicalizer).unwrap();
    let signature = signer.sign(prepared.bytes()).unwrap();
    json::pretty(&prepared.finish(&signature))
}

/// Sets a member, which a JSON Pointer to its object and its name give.
pub fn set(document: &mut Value, object: &[&str], name: &str, value: impl Into<Value>) {
    let mut place = document;
    for step in object {
        place = place.as_object_mut().unwrap().get_mut(step).unwrap();
    }
    place.as_object_mut().unwrap().insert(name, value);
}

const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];

const GOOD: &str = r#"{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
  ],
  "id": "urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-2f1f6d1b7c55",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Giving Feedback",
  "issuer": {
    "id": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
    "type": ["Profile"],
    "name": "Example School District"
  },
  "validFrom": "2026-07-01T09:00:00Z",
  "credentialSubject": {
    "id": "did:example:educator",
    "type": ["AchievementSubject"],
    "creditsEarned": 1.5,
    "achievement": {
      "id": "https://district.example.org/achievements/feedback",
      "type": ["Achievement"],
      "name": "Giving Feedback",
      "description": "Gives pupils feedback that they can act on.",
      "criteria": { "narrative": "Three examples of feedback and what pupils did with it." }
    }
  }
}"#;
