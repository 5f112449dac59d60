//! Signed documents, forged for the occasion.

use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::key::{LocalSigner, SecretKey, Signer as _};
use openbadges::proof::data_integrity::{self, Canonicalizer};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Limits, Timestamp};

/// The moment at which everything is verified.
pub fn now() -> Timestamp {
    parsed("2026-08-01T00:00:00Z")
}

/// A good badge, not signed.
pub fn badge() -> Value {
    let did = SecretKey::from_ed25519_seed(&SEED).public().did_key();
    value(&BADGE.replace("DID", &did))
}

/// A good badge with other members, signed with `suite`.
pub fn signed(change: impl FnOnce(&mut Object), suite: Cryptosuite) -> Vec<u8> {
    let mut document = badge();
    if let Some(object) = document.as_object_mut() {
        change(object);
    }
    sign(document, suite).to_string().into_bytes()
}

/// A document with a proof.
pub fn sign(document: Value, cryptosuite: Cryptosuite) -> Value {
    sign_by(document, &SecretKey::from_ed25519_seed(&SEED).into_did_key_signer(), cryptosuite)
}

/// A document with a proof by somebody.
pub fn sign_by(document: Value, signer: &LocalSigner, cryptosuite: Cryptosuite) -> Value {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let options = ProofOptions::by(signer, cryptosuite, parsed("2026-07-01T09:00:00Z"));
    signed_with(document, signer, &options, canonicalizer)
}

/// A document with so many proofs, each of which comes after the one before.
pub fn chain(mut document: Value, proofs: usize) -> Value {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let signer = SecretKey::from_ed25519_seed(&SEED).into_did_key_signer();
    let (suite, created) = (Cryptosuite::EddsaRdfc2022, parsed("2026-07-01T09:00:00Z"));
    for number in 0..proofs {
        let mut options = ProofOptions::by(&signer, suite, Timestamp::clone(&created));
        options.id = Some(parsed(&format!("urn:proof:{number}")));
        if number > 0 {
            options.previous_proof = vec![parsed(&format!("urn:proof:{}", number - 1))];
        }
        document = signed_with(document, &signer, &options, canonicalizer);
    }
    document
}

fn signed_with(
    document: Value,
    signer: &LocalSigner,
    options: &ProofOptions,
    canonicalizer: Canonicalizer<'_>,
) -> Value {
    match data_integrity::prepare(document, options, canonicalizer) {
        Ok(prepared) => {
            let signature = signer.sign(prepared.bytes()).unwrap_or_default();
            prepared.finish(&signature)
        }
        Err(objection) => panic!("a case cannot be signed: {objection}"),
    }
}

/// The badge with a proof that is well formed, but signs nothing.
pub fn falsely_signed(change: impl FnOnce(&mut Object)) -> Vec<u8> {
    let mut document = sign(badge(), Cryptosuite::EddsaRdfc2022);
    if let Some(object) = document.as_object_mut() {
        change(object);
    }
    document.to_string().into_bytes()
}

/// The object that is reached by these names.
pub fn below<'o>(mut object: &'o mut Object, names: &[&str]) -> &'o mut Object {
    for name in names {
        object = match object.get_mut(name) {
            Some(Value::Object(below)) => below,
            _ => panic!("a case has no {name}"),
        };
    }
    object
}

/// A JSON text as a value.
pub fn value(text: &str) -> Value {
    match json::read(text.as_bytes(), &Limits::default()) {
        Ok(value) => value,
        Err(error) => panic!("a case is not JSON: {error}"),
    }
}

/// A text as what it is known to be.
pub fn parsed<T: std::str::FromStr>(text: &str) -> T {
    match text.parse() {
        Ok(parsed) => parsed,
        Err(_) => panic!("a case has the malformed text {text}"),
    }
}

const SEED: [u8; 32] = [9; 32];

const BADGE: &str = r#"{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
  ],
  "id": "urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-2f1f6d1b7c55",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Giving Feedback",
  "issuer": { "id": "DID", "type": ["Profile"], "name": "Example School District" },
  "validFrom": "2026-07-01T09:00:00Z",
  "credentialSubject": {
    "id": "did:example:educator",
    "type": ["AchievementSubject"],
    "achievement": {
      "id": "https://district.example.org/achievements/feedback",
      "type": ["Achievement"],
      "name": "Giving Feedback",
      "description": "Gives pupils feedback that they can act on.",
      "criteria": { "narrative": "Three examples of feedback and what pupils did with it." }
    }
  }
}"#;
