//! What the W3C's vectors need beside the bundled contexts: two contexts of their own, and keys.
//!
//! The terms are written here from their definitions, as far as the vectors use them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use openbadges::json::{self, Value};
use openbadges::key::{Algorithm, PublicKey, SecretKey};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::resolve::Documents;
use openbadges::{Limits, text::multibase};

/// The contexts that the vectors name and the library does not bundle.
pub fn documents() -> Documents {
    Documents::new()
        .with("https://www.w3.org/ns/credentials/examples/v2", EXAMPLES)
        .with("https://w3id.org/citizenship/v4rc1", CITIZENSHIP)
}

/// The bundled contexts and those of [`documents`].
pub fn contexts() -> Contexts {
    Contexts::new(Arc::new(BundledContexts::and(documents())))
}

/// Every undefined term is an example.
const EXAMPLES: &str = r#"{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}"#;

/// Permanent resident cards and employment authorization documents.
const CITIZENSHIP: &str = r#"{"@context": {
    "@protected": true,
    "EmploymentAuthorizationDocumentCredential":
        "https://w3id.org/citizenship#EmploymentAuthorizationDocumentCredential",
    "PermanentResidentCardCredential":
        "https://w3id.org/citizenship#PermanentResidentCardCredential",
    "Person": "https://schema.org/Person",
    "EmployablePerson": "https://w3id.org/citizenship#EmployablePerson",
    "PermanentResident": "https://w3id.org/citizenship#PermanentResident",
    "EmploymentAuthorizationDocument":
        "https://w3id.org/citizenship#EmploymentAuthorizationDocument",
    "PermanentResidentCard": "https://w3id.org/citizenship#PermanentResidentCard",
    "employmentAuthorizationDocument": {
        "@id": "https://w3id.org/citizenship#employmentAuthorizationDocument", "@type": "@id"
    },
    "permanentResidentCard": {
        "@id": "https://w3id.org/citizenship#permanentResidentCard", "@type": "@id"
    },
    "additionalName": "https://schema.org/additionalName",
    "birthCountry": "https://w3id.org/citizenship#birthCountry",
    "birthDate": {
        "@id": "https://schema.org/birthDate",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
    },
    "commuterClassification": "https://w3id.org/citizenship#commuterClassification",
    "familyName": "https://schema.org/familyName",
    "gender": "https://schema.org/gender",
    "givenName": "https://schema.org/givenName",
    "identifier": "https://schema.org/identifier",
    "image": {"@id": "https://schema.org/image", "@type": "@id"},
    "lprCategory": "https://w3id.org/citizenship#lprCategory",
    "lprNumber": "https://w3id.org/citizenship#lprNumber",
    "residentSince": {
        "@id": "https://w3id.org/citizenship#residentSince",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
    }
}}"#;

pub fn read(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    json::read(&bytes, &Limits::default()).unwrap()
}

pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.at(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} of {value}"))
}

/// A key that signs the same bytes in the same way every time: RFC 8032, or RFC 6979.
///
/// The library's own signatures with ECDSA are drawn anew each time, so the published ones are
/// made here by the crates `p256` and `p384`.
pub enum Key {
    Ed25519(SecretKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl Key {
    /// The key of `{"publicKeyMultibase", "secretKeyMultibase" or "privateKeyMultibase"}`.
    pub fn of(pair: &Value) -> Self {
        let secret = pair.get("secretKeyMultibase").or(pair.get("privateKeyMultibase")).unwrap();
        let secret = multibase::from_base58btc(secret.as_str().unwrap()).unwrap();
        let key = match secret.as_slice() {
            [0x80, 0x26, seed @ ..] => {
                Key::Ed25519(SecretKey::from_ed25519_seed(seed.try_into().unwrap()))
            }
            [0x86, 0x26, scalar @ ..] => {
                Key::P256(p256::ecdsa::SigningKey::from_slice(scalar).unwrap())
            }
            [0x87, 0x26, scalar @ ..] => {
                Key::P384(p384::ecdsa::SigningKey::from_slice(scalar).unwrap())
            }
            other => panic!("a key of the kind {:x?}", &other[..2]),
        };
        assert_eq!(key.public().to_multikey(), text(pair, "/publicKeyMultibase"));
        key
    }

    pub fn algorithm(&self) -> Algorithm {
        self.public().algorithm()
    }

    pub fn public(&self) -> PublicKey {
        match self {
            Key::Ed25519(key) => key.public(),
            Key::P256(key) => {
                let point = key.verifying_key().to_sec1_point(true);
                PublicKey::from_p256(point.as_bytes()).unwrap()
            }
            Key::P384(key) => {
                let point = key.verifying_key().to_sec1_point(true);
                PublicKey::from_p384(point.as_bytes()).unwrap()
            }
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::Signer as _;
        match self {
            Key::Ed25519(key) => key.sign(message).unwrap(),
            Key::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Key::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// The options that a published proof was made with.
    pub fn options(&self, proof: &Value) -> ProofOptions {
        let suite = Cryptosuite::named(text(proof, "/cryptosuite")).unwrap();
        let created = text(proof, "/created").parse().unwrap();
        let method = text(proof, "/verificationMethod").parse().unwrap();
        let mut options = ProofOptions::new(suite, self.algorithm(), created, method);
        let id = |value: &Value| value.as_str().unwrap().parse().unwrap();
        options.id = proof.get("id").map(id);
        let previous = proof.get("previousProof").map(Value::items).unwrap_or_default();
        options.previous_proof = previous.iter().map(id).collect();
        options
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
