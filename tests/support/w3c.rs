//! What the W3C's vectors need beside the bundled contexts: two contexts of their own.
//!
//! The terms are written here from their definitions, as far as the vectors use them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use openbadges::Limits;
use openbadges::json::{self, Value};
use openbadges::key::Algorithm;
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::resolve::Documents;

use crate::deterministic::Key;

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

/// The options that a published proof was made with.
pub fn options(proof: &Value, algorithm: Algorithm) -> ProofOptions {
    let suite = Cryptosuite::named(text(proof, "/cryptosuite")).unwrap();
    let created = text(proof, "/created").parse().unwrap();
    let method = text(proof, "/verificationMethod").parse().unwrap();
    let mut options = ProofOptions::new(suite, algorithm, created, method);
    let id = |value: &Value| value.as_str().unwrap().parse().unwrap();
    options.id = proof.get("id").map(id);
    let previous = proof.get("previousProof").map(Value::items).unwrap_or_default();
    options.previous_proof = previous.iter().map(id).collect();
    options
}

/// The key of `{"publicKeyMultibase", "secretKeyMultibase" or "privateKeyMultibase"}`.
pub fn key(pair: &Value) -> Key {
    let secret = pair.get("secretKeyMultibase").or(pair.get("privateKeyMultibase")).unwrap();
    let key = Key::of_multikey(secret.as_str().unwrap());
    assert_eq!(key.multikey(), text(pair, "/publicKeyMultibase"));
    key
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
