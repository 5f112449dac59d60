//! `rdf` on real credentials, on what must be refused, and on what is made to be slow.

mod support;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use ed25519_dalek::{Signature, VerifyingKey};
use openbadges::Limits;
use openbadges::json::{self, Value};
use openbadges::rdf::{self, ContextLoader, Contexts, HashAlgorithm};
use openbadges::text::multibase;
use sha2::{Digest, Sha256};
use support::shared;

fn read(path: impl AsRef<Path>) -> Value {
    let bytes = std::fs::read(path.as_ref()).unwrap();
    json::read(&bytes, &Limits::default()).unwrap()
}

fn parse(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// Documents by URL.
#[derive(Default)]
struct Map(HashMap<String, Arc<Value>>);

impl ContextLoader for Map {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        self.0.get(url).cloned()
    }
}

/// The official contexts.
fn official() -> Option<&'static Contexts> {
    static CONTEXTS: OnceLock<Option<Contexts>> = OnceLock::new();
    CONTEXTS.get_or_init(|| Some(Contexts::new(Arc::new(official_documents()?)))).as_ref()
}

fn official_documents() -> Option<Map> {
    let folder = shared("contexts")?;
    let index = read(folder.join("index.json"));
    let files = index.as_object()?.iter();
    Some(Map(files
        .map(|(url, file)| (url.to_owned(), Arc::new(read(folder.join(file.as_str().unwrap())))))
        .collect()))
}

fn canonical(document: &Value, contexts: &Contexts) -> String {
    let limits = Limits::default();
    let dataset = rdf::to_dataset(document, contexts, &limits).unwrap();
    rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits).unwrap().n_quads
}

/// A document without its proof, and its only proof's options with the document's contexts.
fn parts(path: &Path) -> (Value, Value, String) {
    let mut document = read(path);
    let members = document.as_object_mut().unwrap();
    let proof = members.remove("proof").unwrap();
    let mut options = proof.items().first().unwrap().clone();
    let options_members = options.as_object_mut().unwrap();
    let proof_value = options_members.remove("proofValue").unwrap();
    options_members.insert("@context", members.get("@context").unwrap().clone());
    (document, options, proof_value.as_str().unwrap().to_owned())
}

/// Whether the signature of an `eddsa-rdfc-2022` proof holds over these canonical forms, with the
/// key that its method names in the fragment.
fn signature_holds(document: &str, options: &Value, options_form: &str, proof_value: &str) -> bool {
    let method = options.get("verificationMethod").and_then(Value::as_str).unwrap();
    let (_, fragment) = method.split_once('#').unwrap();
    let key = multibase::from_base58btc(fragment).unwrap();
    let key = VerifyingKey::from_bytes(key[2..].try_into().unwrap()).unwrap();
    let Ok(signature) = multibase::from_base58btc(proof_value) else { return false };
    let mut signed = Sha256::digest(options_form).to_vec();
    signed.extend(Sha256::digest(document));
    Signature::from_slice(&signature).is_ok_and(|s| key.verify_strict(&signed, &s).is_ok())
}

#[test]
fn the_published_open_badges_canonical_forms_come_out() {
    let (Some(contexts), Some(vectors)) = (official(), shared("vectors/1edtech/obv3p0")) else {
        return;
    };
    let (document, options, proof_value) = parts(&shared("samples/ob30/simple.json").unwrap());
    let expected = |name: &str| std::fs::read_to_string(vectors.join(name)).unwrap();
    // What was published is the same badge by another issuer, whose identifier is also in its key.
    let published = document.to_string().replace(
        r#""id":"https://example.com/issuers/876543""#,
        r#""id":"https://example.edu/issuers/565049","url":"https://www.imsglobal.org""#,
    );
    assert_eq!(canonical(&parse(&published), contexts), expected("document-canon.txt"));
    let published = options
        .to_string()
        .replace("https://example.com/issuers/876543", "https://example.edu/issuers/565049");
    assert_eq!(canonical(&parse(&published), contexts), expected("proof-canon.txt"));
    assert!(signature_holds(
        &canonical(&document, contexts),
        &options,
        &canonical(&options, contexts),
        &proof_value
    ));
}

#[test]
fn the_signature_over_the_complete_document_holds() {
    let Some(contexts) = official() else { return };
    let (document, options, proof_value) = parts(&shared("samples/ob30/complete.json").unwrap());
    assert!(signature_holds(
        &canonical(&document, contexts),
        &options,
        &canonical(&options, contexts),
        &proof_value
    ));
}

/// The documents and proof options of the W3C suites whose contexts are at hand, and their
/// published canonical forms.
#[test]
fn the_published_w3c_canonical_forms_come_out() {
    let (Some(contexts), Some(vectors)) = (official(), shared("vectors")) else { return };
    for (folder, signed, document_form, options, options_form) in [
        (
            "vc-di-eddsa/eddsa-rdfc-2022",
            "signedDataInt.json",
            "canonDocDataInt.txt",
            "proofConfigDataInt.json",
            "proofCanonDataInt.txt",
        ),
        (
            "vc-di-eddsa/Ed25519Signature2020",
            "signedEdSig.json",
            "canonDocEdSig.txt",
            "proofConfigEdSig.json",
            "proofCanonEdSig.txt",
        ),
        (
            "vc-di-ecdsa/ecdsa-rdfc-2019-p256",
            "signedECDSAP256.json",
            "canonDocECDSAP256.txt",
            "proofConfigECDSAP256.json",
            "proofCanonECDSAP256.txt",
        ),
        (
            "vc-di-ecdsa/ecdsa-rdfc-2019-p384",
            "signedECDSAP384.json",
            "canonDocECDSAP384.txt",
            "proofConfigECDSAP384.json",
            "proofCanonECDSAP384.txt",
        ),
    ] {
        let folder = vectors.join(folder);
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let algorithm = match folder.ends_with("ecdsa-rdfc-2019-p384") {
            true => HashAlgorithm::Sha384,
            false => HashAlgorithm::Sha256,
        };
        let form = |document: &Value| {
            let dataset = rdf::to_dataset(document, contexts, &Limits::default()).unwrap();
            rdf::canonicalize(&dataset, algorithm, &Limits::default()).unwrap().n_quads
        };
        let mut document = read(folder.join(signed));
        document.as_object_mut().unwrap().remove("proof");
        assert_eq!(form(&document), text(document_form), "{signed}");
        assert_eq!(form(&read(folder.join(options))), text(options_form), "{options}");
    }
}
