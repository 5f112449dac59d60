//! Credentials, proofs, lists and controller documents, minted with one thing wrong at a time.

use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::key::{LocalSigner, SecretKey, Signer as _};
use openbadges::proof::data_integrity::{Canonicalizer, canonical_forms};
use openbadges::proof::{Canonicalization, Cryptosuite, Unsecured};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::{Outcome, Report};
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::text::multibase;
use openbadges::{Limits, Timestamp, Verifier};

pub use Cryptosuite::{EddsaJcs2022 as JCS, EddsaRdfc2022 as RDFC};

pub const LIST: &str = "https://district.example.org/status/revocation-1";

/// The time at which everything is verified where nothing else is said.
pub fn now() -> Timestamp {
    time("2026-08-01T00:00:00Z")
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn json(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default())
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The key of the issuer.
pub fn issuer() -> LocalSigner {
    key(1)
}

/// Another key for each number, which signs as its own did:key.
pub fn key(number: u8) -> LocalSigner {
    SecretKey::from_ed25519_seed(&[number; 32]).into_did_key_signer()
}

/// A key that signs under another name.
pub fn key_as(number: u8, method: &str) -> LocalSigner {
    SecretKey::from_ed25519_seed(&[number; 32]).into_signer(method).unwrap()
}

pub fn did(signer: &LocalSigner) -> String {
    signer.key().public().did_key()
}

/// The least that a badge says, in the name of `issuer`.
pub fn badge(issuer: &str) -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/small.json");
    let mut badge = json(&std::fs::read_to_string(file).unwrap());
    set(&mut badge, "/issuer/id", issuer);
    badge
}

/// Sets the member that a JSON Pointer names.
pub fn set(document: &mut Value, pointer: &str, value: impl Into<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let mut place = document;
    for step in parent.split('/').skip(1) {
        place = match place {
            Value::Object(object) => object.get_mut(step).unwrap(),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            other => panic!("{}", other.kind()),
        };
    }
    match place {
        Value::Object(object) => drop(object.insert(name, value)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.into(),
        other => panic!("{}", other.kind()),
    }
}

/// The context of 1EdTech's own extensions, such as refreshing and schemas.
pub const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

/// Adds a context, after those that are there.
pub fn add_context(document: &mut Value, context: impl Into<Value>) {
    let mut contexts = document.get("@context").unwrap().items().to_vec();
    contexts.push(context.into());
    set(document, "/@context", contexts);
}

pub fn remove(document: &mut Value, name: &str) -> Value {
    document.as_object_mut().unwrap().remove(name).unwrap()
}

/// A proof by `signer` over `document`, its options changed before they are signed.
pub fn proof(
    document: &Value,
    signer: &LocalSigner,
    suite: Cryptosuite,
    change: impl FnOnce(&mut Object),
) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove("proof");
    let mut options: Object = [
        ("type", suite.proof_type()),
        ("cryptosuite", suite.as_str()),
        ("created", "2026-07-01T09:00:00Z"),
        ("verificationMethod", signer.verification_method().as_str()),
        ("proofPurpose", "assertionMethod"),
    ]
    .into_iter()
    .collect();
    if suite == Cryptosuite::Ed25519Signature2020 {
        options.remove("cryptosuite");
    }
    if suite.canonicalization() == Canonicalization::Jcs {
        options.insert("@context", document.get("@context").unwrap().clone());
    }
    change(&mut options);
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
    let forms = canonical_forms(&unsecured, suite, signer.algorithm(), &options).unwrap();
    let signature = signer.sign(&forms.hash_data()).unwrap();
    options.insert("proofValue", multibase::base58btc(&signature));
    options.into()
}

/// The document with a proof by `signer`.
pub fn signed_by(mut document: Value, signer: &LocalSigner, suite: Cryptosuite) -> Value {
    let proof = proof(&document, signer, suite, |_| {});
    set(&mut document, "/proof", proof);
    document
}

pub fn signed(document: Value) -> Value {
    signed_by(document, &issuer(), RDFC)
}

pub fn good() -> Value {
    signed(badge(&did(&issuer())))
}

/// A status entry in the list at [`LIST`].
pub fn entry(index: &str) -> Value {
    json(&format!(
        r#"{{"id": "{LIST}#{index}", "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation", "statusListIndex": "{index}",
            "statusListCredential": "{LIST}"}}"#
    ))
}

/// A badge with this status, signed by the issuer.
pub fn badge_with(status: Value) -> Value {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/credentialStatus", status);
    signed(badge)
}

/// The unsigned list at [`LIST`] in which the given indexes are revoked.
pub fn list(revoked: &[u64]) -> Value {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES);
    for index in revoked {
        bits.set(*index, 1, 1).unwrap();
    }
    list_of(bits)
}

pub fn list_of(bits: Bitstring) -> Value {
    let issuer = did(&issuer()).parse().unwrap();
    let from = time("2026-07-01T00:00:00Z");
    StatusList::new(LIST.parse().unwrap(), issuer, &Purpose::Revocation, from, bits).to_credential()
}

/// The verdict on a credential, with one document served.
pub fn verify_with(credential: &Value, url: &str, document: &Value) -> Report {
    verify_serving(credential, Documents::new().with(url, document.to_string()))
}

pub fn verify_serving(credential: &Value, documents: Documents) -> Report {
    let verifier = Verifier::new().with_resolver(documents);
    verifier.verify(credential.to_string().as_bytes(), &now())
}

pub fn verify(credential: &Value) -> Report {
    Verifier::new().verify(credential.to_string().as_bytes(), &now())
}

/// The verdict, and the codes of the checks that decided it, each once.
pub fn verdict(report: &Report) -> (Outcome, Vec<&'static str>) {
    let mut codes: Vec<_> =
        report.objections().filter_map(|check| check.code).map(|code| code.as_str()).collect();
    codes.dedup();
    (report.outcome(), codes)
}

/// Asserts the verdict, and that exactly these codes decided it.
#[track_caller]
pub fn assert_verdict(report: &Report, outcome: Outcome, codes: &[&str]) {
    assert_eq!(verdict(report), (outcome, codes.to_vec()), "{report:#?}");
    assert_eq!(report.verified().is_some(), outcome == Outcome::Valid, "{report:#?}");
}

/// The codes of the warnings.
pub fn warnings(report: &Report) -> Vec<&'static str> {
    report.warnings().filter_map(|check| check.code).map(|code| code.as_str()).collect()
}
