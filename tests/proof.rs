//! Data Integrity proofs against published vectors: every intermediate file, byte for byte.

#[path = "proof/chain.rs"]
mod chain;
#[path = "support/deterministic.rs"]
mod deterministic;
mod support;
#[path = "proof/vectors.rs"]
mod vectors;
#[path = "support/w3c.rs"]
mod w3c;

use std::fs;
use std::sync::Arc;

use openbadges::fault::{Objection, Pointer};
use openbadges::json::{self, Value};
use openbadges::key::{PublicKey, SecretKey, Signer as _};
use openbadges::proof::data_integrity::{self, Canonicalizer, canonical_forms};
use openbadges::proof::{Cryptosuite, Proof, ProofOptions, Unsecured};
use openbadges::{Code, Limits};

use support::{PUBLISHED_SEED, shared};
use w3c::{contexts, hex};

#[test]
fn the_1edtech_vector_is_reproduced_from_its_seed() {
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED)
        .into_signer(
            "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        )
        .unwrap();
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let options = ProofOptions::by(
        &signer,
        Cryptosuite::EddsaRdfc2022,
        "2010-01-01T19:23:24Z".parse().unwrap(),
    );
    let document = json::read(PUBLISHED.as_bytes(), &limits).unwrap();
    let prepared = data_integrity::prepare(document.clone(), &options, canonicalizer).unwrap();
    assert_eq!(hex(&prepared.bytes()[..32]).get(..8), Some("d34009ce"));
    assert_eq!(hex(&prepared.bytes()[32..]).get(..8), Some("87f65a76"));
    let signature = signer.sign(prepared.bytes()).unwrap();
    let signed = prepared.clone().finish(&signature);
    assert_eq!(
        signed.at("/proof/proofValue").unwrap().as_str().unwrap(),
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
    );
    verify(&signed, &signer.key().public()).unwrap();

    let Some(folder) = shared("vectors/1edtech/obv3p0") else { return };
    let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
    let forms =
        canonical_forms(&unsecured, options.cryptosuite, options.algorithm, prepared.options())
            .unwrap();
    assert_eq!(forms.document, fs::read_to_string(folder.join("document-canon.txt")).unwrap());
    assert_eq!(forms.options, fs::read_to_string(folder.join("proof-canon.txt")).unwrap());
}

#[test]
fn a_proof_of_one_suite_is_not_good_as_another() {
    for (made, read_as) in [
        (Cryptosuite::EddsaRdfc2022, "eddsa-jcs-2022"),
        (Cryptosuite::EddsaJcs2022, "eddsa-rdfc-2022"),
    ] {
        let (mut signed, key) = signed(made);
        let proof = signed.as_object_mut().unwrap().get_mut("proof").unwrap();
        proof.as_object_mut().unwrap().insert("cryptosuite", read_as);
        let objection = verify(&signed, &key).unwrap_err();
        assert_eq!(objection.fault().code, Code::Signature, "{read_as}");
    }
}

#[test]
fn another_key_and_another_length_are_refused() {
    let (signed, key) = signed(Cryptosuite::EddsaRdfc2022);
    let other = SecretKey::from_ed25519_seed(&[7; 32]).public();
    assert_eq!(verify(&signed, &other).unwrap_err().fault().code, Code::Signature);
    let value = signed.at("/proof/proofValue").unwrap().as_str().unwrap().to_owned();
    let bytes = openbadges::text::multibase::from_base58btc(&value).unwrap();
    for (changed, code) in [
        (openbadges::text::multibase::base58btc(&bytes[..63]), Code::Signature),
        (openbadges::text::multibase::base58btc(&[&bytes[..], &[0]].concat()), Code::Signature),
        (openbadges::text::multibase::base64url(&bytes), Code::ProofEncoding),
        (String::new(), Code::ProofEncoding),
    ] {
        let mut signed = signed.clone();
        let proof = signed.as_object_mut().unwrap().get_mut("proof").unwrap();
        proof.as_object_mut().unwrap().insert("proofValue", changed);
        assert_eq!(verify(&signed, &key).unwrap_err().fault().code, code);
    }
}

/// What tells nodes apart that look alike is counted, so a document is prepared with as much as its
/// canonical form takes, and no more: a second canonical form would take as much again.
#[test]
fn a_document_is_canonicalized_once_when_it_is_signed() {
    let contexts = contexts();
    let unlimited = Limits::default();
    let mut document = json::read(PUBLISHED.as_bytes(), &unlimited).unwrap();
    let evidence = r#"{"type": ["Evidence"], "narrative": "Twice the same."}"#;
    let evidence = json::read(evidence.as_bytes(), &unlimited).unwrap();
    document.as_object_mut().unwrap().insert("evidence", vec![evidence.clone(), evidence]);
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &unlimited };
    let canonical = Unsecured::new(Arc::new(document.clone()), canonicalizer);
    let calls = canonical.canonical().unwrap().n_degree_calls;
    assert!(calls > 0);
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer();
    let created = "2010-01-01T19:23:24Z".parse().unwrap();
    let options = ProofOptions::by(&signer, Cryptosuite::EddsaRdfc2022, created);
    let prepared = |canon_calls_floor| {
        let limits = Limits { canon_calls_floor, canon_calls_per_node: 0, ..Limits::default() };
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        data_integrity::prepare(document.clone(), &options, canonicalizer).map(drop)
    };
    assert_eq!(prepared(calls), Ok(()));
    assert_eq!(prepared(calls - 1).unwrap_err().fault().code, Code::LimitCanon);
}

fn signed(suite: Cryptosuite) -> (Value, PublicKey) {
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer();
    let options = ProofOptions::by(&signer, suite, "2010-01-01T19:23:24Z".parse().unwrap());
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let document = json::read(PUBLISHED.as_bytes(), &limits).unwrap();
    let prepared = data_integrity::prepare(document, &options, canonicalizer).unwrap();
    let signature = signer.sign(prepared.bytes()).unwrap();
    (prepared.finish(&signature), signer.key().public())
}

fn verify(signed: &Value, key: &PublicKey) -> Result<(), Objection> {
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let mut document = signed.clone();
    let proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    let proof = Proof::read(&proof, Pointer::root().member("proof"))?;
    data_integrity::verify(&Unsecured::new(Arc::new(document), canonicalizer), &proof, key)
}

/// The document of the vector that 1EdTech publishes with its implementation guide.
const PUBLISHED: &str = r#"{
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    ],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "name": "Example Corp",
        "url": "https://www.imsglobal.org"
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group environment.",
            "name": "Teamwork"
        }
    }
}"#;
