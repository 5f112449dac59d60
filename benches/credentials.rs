//! Issue and verify, each beside its `limit`: the work that nobody can leave out, which is to parse
//! the JSON, hash the canonical N-Quads and make one Ed25519 operation.
//!
//! The documents are the two of 1EdTech's validator tests (`samples/ob30` of the reference
//! material, with our did:key as the issuer), or `fixtures` where that is absent. Read the times as
//! ratios to `limit` in the same run.

use std::path::PathBuf;
use std::sync::Arc;

use divan::{Bencher, black_box};
use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::{PublicKey, SecretKey};
use openbadges::model::Profile;
use openbadges::proof::data_integrity::{Canonicalizer, Unsecured};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::{Limits, Timestamp, Verifier};
use sha2::{Digest as _, Sha256};

fn main() {
    divan::main();
}

const DOCUMENTS: [&str; 2] = ["small", "large"];
const SEED: [u8; 32] = [7; 32];

/// A document, ready to be issued and already issued.
struct Subject {
    issuer: Issuer,
    unsigned: Value,
    signed: Vec<u8>,
    n_quads: String,
    now: Timestamp,
}

impl Subject {
    fn new(name: &str) -> Self {
        let signer = SecretKey::from_ed25519_seed(&SEED).into_did_key_signer();
        let did = signer.key().public().did_key();
        let unsigned = unsigned(name, &did);
        let profile = Profile::builder(&did).build().unwrap();
        let issuer = Issuer::new(profile, signer);
        let now: Timestamp = "2026-08-01T09:30:00Z".parse().unwrap();
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
fn unsigned(name: &str, did: &str) -> Value {
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
    match object.get_mut("issuer") {
        Some(Value::Object(issuer)) => drop(issuer.insert("id", did)),
        _ => drop(object.insert("issuer", did)),
    }
    object.insert("validFrom", "2026-07-01T09:30:00Z");
    object.insert("validUntil", "2030-07-01T09:30:00Z");
    Value::from(object.clone())
}

#[divan::bench(args = DOCUMENTS)]
fn verify_limit(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    let key = PublicKey::from_multikey(
        SecretKey::from_ed25519_seed(&SEED).public().to_multikey().as_str(),
    )
    .unwrap();
    let signature = SecretKey::from_ed25519_seed(&SEED).sign(&[0; 64]).unwrap();
    bencher.bench_local(|| {
        black_box(serde_json::from_slice::<serde_json::Value>(black_box(&subject.signed)).unwrap());
        black_box(Sha256::digest(black_box(subject.n_quads.as_bytes())));
        assert!(key.verifies(black_box(&[0; 64]), &signature));
    });
}

#[divan::bench(args = DOCUMENTS)]
fn verify_ours(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    let verifier = Verifier::new();
    let report = verifier.verify(&subject.signed, &subject.now);
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    bencher.bench_local(|| verifier.verify(black_box(&subject.signed), &subject.now));
}

#[divan::bench(args = DOCUMENTS)]
fn issue_limit(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    let unsigned = subject.unsigned.to_string();
    let key = SecretKey::from_ed25519_seed(&SEED);
    bencher.bench_local(|| {
        black_box(serde_json::from_str::<serde_json::Value>(black_box(&unsigned)).unwrap());
        black_box(Sha256::digest(black_box(subject.n_quads.as_bytes())));
        black_box(key.sign(black_box(&[0; 64])).unwrap());
    });
}

#[divan::bench(args = DOCUMENTS)]
fn issue_ours(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    bencher.with_inputs(|| subject.unsigned.clone()).bench_local_values(|document| {
        subject.issuer.issue_document(black_box(document), &subject.now).unwrap()
    });
}

/// Nothing cached: the contexts are compiled for this one document.
#[divan::bench(args = DOCUMENTS)]
fn verify_ours_cold(bencher: Bencher, name: &str) {
    let subject = Subject::new(name);
    bencher.bench_local(|| Verifier::new().verify(black_box(&subject.signed), &subject.now));
}

/// The cost must grow as the document does: `large` documents with so many alignments.
#[divan::bench(args = [10, 100, 1_000, 10_000])]
fn verify_growing(bencher: Bencher, alignments: usize) {
    let mut subject = Subject::new("small");
    let mut document = subject.unsigned.clone();
    let achievement = ["credentialSubject", "achievement"]
        .iter()
        .fold(&mut document, |at, name| at.as_object_mut().unwrap().get_mut(name).unwrap());
    let alignments: Vec<Value> = (0..alignments).map(alignment).collect();
    achievement.as_object_mut().unwrap().insert("alignment", alignments);
    let signed = subject.issuer.issue_document(document, &subject.now).unwrap();
    subject.signed = signed.as_bytes().to_vec();
    let verifier = Verifier::new();
    let report = verifier.verify(&subject.signed, &subject.now);
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    bencher.bench_local(|| verifier.verify(black_box(&subject.signed), &subject.now));
}

fn alignment(number: usize) -> Value {
    let text = format!(
        r#"{{"type": ["Alignment"], "targetName": "Standard {number}",
            "targetUrl": "https://standards.example.org/{number}"}}"#
    );
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}
