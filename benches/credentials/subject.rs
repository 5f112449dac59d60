//! The documents, ready to be issued and already issued.

use std::path::PathBuf;
use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::proof::data_integrity::{Canonicalizer, Unsecured};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::verifier::{Endorsements, Policy};
use openbadges::{Limits, Timestamp, Verifier};

pub const DOCUMENTS: [&str; 2] = ["small", "large"];
pub const SEED: [u8; 32] = [7; 32];
pub const NOW: &str = "2026-08-01T09:30:00Z";

pub struct Subject {
    pub key: SecretKey,
    pub issuer: Issuer,
    pub unsigned: Value,
    pub signed: Vec<u8>,
    /// What is signed as JSON: `signed` itself, or the payload of the token.
    pub json: Vec<u8>,
    pub n_quads: String,
    pub now: Timestamp,
}

impl Subject {
    pub fn new(name: &str) -> Self {
        Self::of(unsigned(name), ed25519)
    }

    /// With a key on P-256, whose usual suite is ecdsa-rdfc-2019.
    #[cfg(feature = "aws-lc")]
    pub fn on_p256(name: &str) -> Self {
        Self::of(unsigned(name), || SecretKey::from_p256_scalar(&SEED).unwrap())
    }

    /// As a JSON Web Token.
    pub fn token(name: &str) -> Self {
        let mut subject = Self::of(unsigned(name), ed25519);
        subject.issuer = subject.issuer.with_jwt();
        let signed = subject.issuer.issue_document(subject.unsigned.clone(), &subject.now);
        let signed = signed.unwrap();
        subject.signed = signed.as_bytes().to_vec();
        subject.json = signed.document().to_string().into_bytes();
        subject
    }

    /// The small document with so many alignments.
    pub fn growing(alignments: usize) -> Self {
        let mut document = unsigned("small");
        let achievement = ["credentialSubject", "achievement"]
            .iter()
            .fold(&mut document, |at, name| at.as_object_mut().unwrap().get_mut(name).unwrap());
        if alignments > 0 {
            let alignments: Vec<Value> = (0..alignments).map(alignment).collect();
            achievement.as_object_mut().unwrap().insert("alignment", alignments);
        }
        Self::of(document, ed25519)
    }

    fn of(mut unsigned: Value, key: impl Fn() -> SecretKey) -> Self {
        let signer = key().into_did_key_signer();
        let did = signer.key().public().did_key();
        let object = unsigned.as_object_mut().unwrap();
        match object.get_mut("issuer") {
            Some(Value::Object(issuer)) => drop(issuer.insert("id", did.as_str())),
            _ => drop(object.insert("issuer", did.as_str())),
        }
        let profile = Profile::builder(did).build().unwrap();
        let issuer = Issuer::new(profile, signer);
        let now: Timestamp = NOW.parse().unwrap();
        let signed = issuer.issue_document(unsigned.clone(), &now).unwrap();
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let unsecured = Unsecured::new(Arc::new(unsigned.clone()), canonicalizer);
        let n_quads = unsecured.canonical().unwrap().n_quads.clone();
        let signed = signed.as_bytes().to_vec();
        let json = signed.clone();
        Self { key: key(), issuer, unsigned, signed, json, n_quads, now }
    }
}

fn ed25519() -> SecretKey {
    SecretKey::from_ed25519_seed(&SEED)
}

/// The document without what would keep this bench from issuing and verifying it: its proof and its
/// status.
pub fn unsigned(name: &str) -> Value {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared =
        std::env::var_os("OPENBADGES_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let sample = if name == "small" { "simple.json" } else { "complete.json" };
    let fixture = if name == "small" { "small.json" } else { "rich.json" };
    let bytes = std::fs::read(shared.join("samples/ob30").join(sample))
        .or_else(|_| std::fs::read(root.join("fixtures").join(fixture)))
        .unwrap();
    let mut document = json::read(&bytes, &Limits::default()).unwrap();
    let object = document.as_object_mut().unwrap();
    for member in ["proof", "credentialStatus", "refreshService"] {
        object.remove(member);
    }
    object.insert("validFrom", "2026-07-01T09:30:00Z");
    object.insert("validUntil", "2030-07-01T09:30:00Z");
    Value::from(object.clone())
}

/// Without the endorsements inside, each of which is a credential of its own, with proofs that 1EdTech
/// made up in its sample.
pub fn verifier() -> Verifier {
    Verifier::new().with_policy(Policy { endorsements: Endorsements::Unasked, ..Policy::default() })
}

fn alignment(number: usize) -> Value {
    let text = format!(
        r#"{{"type": ["Alignment"], "targetName": "Standard {number}",
            "targetUrl": "https://standards.example.org/{number}"}}"#
    );
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}
