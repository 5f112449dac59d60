//! The documents, ready to be issued and already issued.

use std::path::PathBuf;
use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::proof::data_integrity::{Canonicalizer, Unsecured};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Limits, Timestamp};

pub const DOCUMENTS: [&str; 2] = ["small", "large"];
pub const SEED: [u8; 32] = [7; 32];
pub const NOW: &str = "2026-08-01T09:30:00Z";

pub struct Subject {
    pub issuer: Issuer,
    pub unsigned: Value,
    pub signed: Vec<u8>,
    pub n_quads: String,
    pub now: Timestamp,
}

impl Subject {
    pub fn new(name: &str) -> Self {
        Self::of(unsigned(name))
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
        Self::of(document)
    }

    fn of(unsigned: Value) -> Self {
        let signer = SecretKey::from_ed25519_seed(&SEED).into_did_key_signer();
        let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
        let issuer = Issuer::new(profile, signer);
        let now: Timestamp = NOW.parse().unwrap();
        let signed = issuer.issue_document(unsigned.clone(), &now).unwrap();
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let unsecured = Unsecured::new(Arc::new(unsigned.clone()), canonicalizer);
        let n_quads = unsecured.canonical().unwrap().n_quads.clone();
        Self { issuer, unsigned, signed: signed.as_bytes().to_vec(), n_quads, now }
    }
}

/// The document without what would keep this bench from issuing and verifying it: its proof, its
/// status and its issuer's id.
fn unsigned(name: &str) -> Value {
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
    let did = SecretKey::from_ed25519_seed(&SEED).public().did_key();
    match object.get_mut("issuer") {
        Some(Value::Object(issuer)) => drop(issuer.insert("id", did)),
        _ => drop(object.insert("issuer", did)),
    }
    object.insert("validFrom", "2026-07-01T09:30:00Z");
    object.insert("validUntil", "2030-07-01T09:30:00Z");
    Value::from(object.clone())
}

fn alignment(number: usize) -> Value {
    let text = format!(
        r#"{{"type": ["Alignment"], "targetName": "Standard {number}",
            "targetUrl": "https://standards.example.org/{number}"}}"#
    );
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}
