//! The rich badge, signed, and what it takes to verify it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use openbadges::issuer::{Issuer, sign};
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::{Kind, Profile};
use openbadges::proof::Cryptosuite;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::{Limits, Timestamp, Verifier};

use crate::support::PUBLISHED_SEED;

const LIST: &str = "https://credentials.district.example.org/status/1";

pub fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().unwrap()
}

/// `fixtures/rich.json`, issued by the key that it names.
pub fn rich(suite: Cryptosuite) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rich.json");
    let document = json::read(&fs::read(file).unwrap(), &Limits::default()).unwrap();
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer();
    let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
    let issuer = Issuer::new(profile, signer).with_cryptosuite(suite);
    issuer.issue_document(document, &now()).unwrap().document().clone()
}

/// A verifier that is served the badge's status list, in which nothing is revoked.
pub fn verifier() -> Verifier {
    verifier_with(Bitstring::new(MINIMUM_ENTRIES))
}

/// A verifier that is served the badge's status list, in which the badge is revoked.
pub fn verifier_of_revoked() -> Verifier {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES);
    bits.set(94_567, 1, 1).unwrap();
    verifier_with(bits)
}

fn verifier_with(bits: Bitstring) -> Verifier {
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer();
    let list = StatusList::new(
        LIST.parse().unwrap(),
        signer.key().public().did_key().parse().unwrap(),
        &Purpose::Revocation,
        "2026-07-01T00:00:00Z".parse().unwrap(),
        bits,
    );
    let limits = Limits::default();
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let signed = sign(
        list.to_credential(),
        Kind::StatusList,
        &signer,
        Cryptosuite::EddsaRdfc2022,
        &"2026-07-01T00:00:00Z".parse().unwrap(),
        Canonicalizer { contexts: &contexts, limits: &limits },
    )
    .unwrap();
    Verifier::new().with_resolver(Documents::new().with(LIST, signed.to_string()))
}
