//! What nobody can leave out (`limit`): to parse the JSON, to hash the canonical N-Quads, and one
//! operation with the key. And what the library does.

use divan::black_box;
use openbadges::issuer::SignedCredential;
use openbadges::json::Value;
use openbadges::key::PublicKey;
use openbadges::report::{Outcome, Report};
use sha2::{Digest as _, Sha256};

use crate::subject::{Subject, verifier};

pub fn verify_limit(subject: &Subject) -> impl Fn() {
    let key = PublicKey::from_multikey(&subject.key.public().to_multikey()).unwrap();
    let signature = subject.key.sign(&[0; 64]).unwrap();
    move || {
        black_box(serde_json::from_slice::<serde_json::Value>(black_box(&subject.json)).unwrap());
        black_box(Sha256::digest(black_box(subject.n_quads.as_bytes())));
        assert!(key.verifies(black_box(&[0; 64]), &signature));
    }
}

/// With everything compiled and cached that can be.
pub fn verify_ours(subject: &Subject) -> impl Fn() -> Report {
    let verifier = verifier();
    let report = verifier.verify(&subject.signed, &subject.now);
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    move || verifier.verify(black_box(&subject.signed), &subject.now)
}

/// What a JSON Web Signature alone takes: base64url, parsing the JSON, and one operation with the
/// key over the signing input.
pub fn verify_bare_jws(subject: &Subject) -> impl Fn() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let token = String::from_utf8(subject.signed.clone()).unwrap();
    let key = PublicKey::from_multikey(&subject.key.public().to_multikey()).unwrap();
    move || {
        let (signed, signature) = black_box(&token).rsplit_once('.').unwrap();
        let payload = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        black_box(serde_json::from_slice::<serde_json::Value>(&payload).unwrap());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(key.verifies(signed.as_bytes(), &signature));
    }
}

pub fn issue_limit(subject: &Subject) -> impl Fn() {
    let unsigned = subject.unsigned.to_string();
    let key = &subject.key;
    move || {
        black_box(serde_json::from_str::<serde_json::Value>(black_box(&unsigned)).unwrap());
        black_box(Sha256::digest(black_box(subject.n_quads.as_bytes())));
        black_box(key.sign(black_box(&[0; 64])).unwrap());
    }
}

pub fn issue_ours(subject: &Subject) -> impl Fn(Value) -> SignedCredential {
    move |document| subject.issuer.issue_document(black_box(document), &subject.now).unwrap()
}
