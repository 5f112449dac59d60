//! Minting: a good badge, and badges signed after a change.
//!
//! Whoever attacks signs with the tools of others, which drop what they do not understand and check
//! nothing. So does this: it canonicalizes in the dropping way of the standard, and where that
//! loses nothing it gives what this library signs.

use std::sync::{Arc, LazyLock};

use openbadges::json::{self, Object, Value};
use openbadges::key::SecretKey;
use openbadges::proof::Cryptosuite;
use openbadges::rdf::{self, BundledContexts, ContextLoader, Contexts, HashAlgorithm};
use openbadges::text::multibase;
use openbadges::{Limits, Timestamp};

use crate::deterministic::Key;

/// The time at which cases are verified, unless they say another.
pub fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().unwrap()
}

/// The least that a badge says, signed by the key of the first test of RFC 8032, section 7.1.
pub fn good() -> String {
    json::pretty(&badge().secured())
}

/// The good badge with a change made before it is signed, so that the signature holds.
pub fn signed(change: impl FnOnce(&mut Value), suite: Cryptosuite) -> String {
    json::pretty(&badge().suite(suite).with(change).secured())
}

/// The good badge, still to be signed.
pub fn badge() -> Mint {
    Mint::new(json(GOOD))
}

/// The good badge of an issuer who publishes the key at [`ISSUER`], still to be signed.
pub fn hosted() -> Mint {
    badge().set("/issuer", "id", ISSUER).option("verificationMethod", KEY)
}

/// An issuer whose document is to be served, and its key.
pub const ISSUER: &str = "https://district.example.org/issuers/1";
pub const KEY: &str = "https://district.example.org/issuers/1#key-1";

/// The document of [`ISSUER`], which lists the key under [`KEY`].
pub fn controller() -> Value {
    controller_of(ISSUER, KEY, &secret(&SEED))
}

/// The document of `id`, which lists `key` as `method`.
pub fn controller_of(id: &str, method: &str, key: &SecretKey) -> Value {
    let multikey = key.public().to_multikey();
    json(&format!(
        r#"{{
          "@context": "https://www.w3.org/ns/cid/v1",
          "id": "{id}",
          "verificationMethod": [{{
            "id": "{method}",
            "type": "Multikey",
            "controller": "{id}",
            "publicKeyMultibase": "{multikey}"
          }}],
          "assertionMethod": ["{method}"]
        }}"#
    ))
}

/// A document, the proof that it is to get, and the key.
pub struct Mint {
    pub document: Value,
    pub options: Object,
    pub key: Key,
}

impl Mint {
    /// `document`, to be signed by the key of [`SEED`] as its own `did:key`.
    pub fn new(document: Value) -> Self {
        let key = Key::ed25519(&SEED);
        let options = Object::from_iter([
            ("type", "DataIntegrityProof"),
            ("cryptosuite", "eddsa-rdfc-2022"),
            ("created", "2026-07-01T09:00:00Z"),
            ("verificationMethod", &key.method()),
            ("proofPurpose", "assertionMethod"),
        ]);
        Self { document, options, key }
    }

    /// With a change to the document.
    pub fn with(mut self, change: impl FnOnce(&mut Value)) -> Self {
        change(&mut self.document);
        self
    }

    /// With a member in the object that a JSON Pointer names.
    pub fn set(self, pointer: &str, name: &str, value: impl Into<Value>) -> Self {
        self.with(|document| put(at(document, pointer), name, value))
    }

    /// Without a member of the object that a JSON Pointer names.
    pub fn without(self, pointer: &str, name: &str) -> Self {
        self.with(|document| take(at(document, pointer), name))
    }

    /// With one more context.
    pub fn context(self, context: impl Into<Value>) -> Self {
        self.with(|document| push(at(document, "/@context"), context))
    }

    pub fn suite(self, suite: Cryptosuite) -> Self {
        self.option("cryptosuite", suite.as_str())
    }

    pub fn jcs(self) -> Self {
        self.suite(Cryptosuite::EddsaJcs2022)
    }

    /// With a member of the proof that is signed.
    pub fn option(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.options.insert(name, value);
        self
    }

    pub fn without_option(mut self, name: &str) -> Self {
        self.options.remove(name);
        self
    }

    /// Signed by the key of another seed, under its own `did:key`. The issuer stays.
    pub fn signed_by(mut self, seed: &[u8; 32]) -> Self {
        self.key = Key::ed25519(seed);
        let method = self.key.method();
        self.option("verificationMethod", method)
    }

    /// Issued and signed by a key, as its own `did:key`.
    pub fn issued_by(self, key: Key) -> Self {
        let (did, method) = (key.did(), key.method());
        let mint = Self { key, ..self };
        mint.set("/issuer", "id", did).option("verificationMethod", method)
    }

    /// As [`Mint::issued_by`], where the issuer is a plain identifier.
    pub fn issued_as(self, key: Key, issuer: &str) -> Self {
        let method = key.method();
        let mint = Self { key, ..self };
        mint.set("", "issuer", issuer).option("verificationMethod", method)
    }

    /// The canonical forms of the proof and of the document.
    pub fn forms(&mut self) -> [String; 2] {
        let context = self.document.get("@context").cloned();
        let suite = self.options.get("cryptosuite").and_then(Value::as_str);
        if suite.is_some_and(|name| name.contains("-jcs-")) {
            if let Some(context) = context.filter(|_| !self.options.contains("@context")) {
                self.options.insert("@context", context);
            }
            return [
                json::canonical(&self.options.clone().into()),
                json::canonical(&self.document),
            ];
        }
        let mut options = self.options.clone();
        if let Some(context) = context {
            options.insert("@context", context);
        }
        let hash = self.key.hash_algorithm();
        [n_quads_with(hash, &options.into()), n_quads_with(hash, &self.document)]
    }

    /// The document, with a proof over these forms.
    pub fn sealed(self, forms: [String; 2]) -> Value {
        let hashes = forms.map(|form| self.key.hash(&form));
        let mut proof = self.options;
        proof.insert("proofValue", multibase::base58btc(&self.key.sign(&hashes.concat())));
        let mut document = self.document;
        match document.as_object_mut().unwrap().get_mut("proof") {
            Some(Value::Array(proofs)) => proofs.push(proof.into()),
            Some(_) => panic!("there is a proof already"),
            None => put(&mut document, "proof", proof),
        }
        document
    }

    /// The signed document.
    pub fn secured(mut self) -> Value {
        let forms = self.forms();
        self.sealed(forms)
    }

    pub fn bytes(self) -> Vec<u8> {
        written(&self.secured())
    }

    /// The signed document with a change made after it was signed.
    pub fn altered(self, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut document = self.secured();
        change(&mut document);
        written(&document)
    }
}

/// The canonical N-Quads of a document, by the rules that drop what has no meaning.
pub fn n_quads(document: &Value) -> String {
    n_quads_with(HashAlgorithm::Sha256, document)
}

fn n_quads_with(hash: HashAlgorithm, document: &Value) -> String {
    static CONTEXTS: LazyLock<Contexts> =
        LazyLock::new(|| Contexts::new(Arc::new(BundledContexts::and(AnyContext))));
    let options =
        rdf::Options { rdf_direction: rdf::RdfDirection::I18nDatatype, ..rdf::Options::default() };
    let limits = Limits { contexts: 100_000, ..Limits::default() };
    let dataset = rdf::to_dataset_dropping(document, &CONTEXTS, &limits, &options).unwrap();
    rdf::canonicalize(&dataset, hash, &limits).unwrap().n_quads
}

/// Whoever signs knows the contexts that verifiers do not.
struct AnyContext;

impl ContextLoader for AnyContext {
    fn load(&self, _: &str) -> Option<Arc<Value>> {
        let context = r#"{"@context": {"extension": "https://example.org/vocab#extension"}}"#;
        Some(Arc::new(json(context)))
    }
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

pub fn secret(seed: &[u8; 32]) -> SecretKey {
    SecretKey::from_ed25519_seed(seed)
}

/// A JSON value from its text.
pub fn json(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}: {text}"))
}

pub fn written(document: &Value) -> Vec<u8> {
    json::pretty(document).into_bytes()
}

/// Sets a member of the object that a path of names leads to.
pub fn set(document: &mut Value, object: &[&str], name: &str, value: impl Into<Value>) {
    let pointer: String = object.iter().map(|step| format!("/{step}")).collect();
    put(at(document, &pointer), name, value);
}

/// The value that a JSON Pointer names.
pub fn at<'v>(document: &'v mut Value, pointer: &str) -> &'v mut Value {
    pointer.split('/').skip(1).fold(document, |place, step| match place {
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        Value::Object(object) => {
            object.get_mut(step).unwrap_or_else(|| panic!("no {step} of {pointer}"))
        }
        other => panic!("{} at {step} of {pointer}", other.kind()),
    })
}

pub fn put(object: &mut Value, name: &str, value: impl Into<Value>) {
    object.as_object_mut().unwrap().insert(name, value);
}

pub fn take(object: &mut Value, name: &str) {
    assert!(object.as_object_mut().unwrap().remove(name).is_some(), "there is no {name}");
}

pub fn push(array: &mut Value, item: impl Into<Value>) {
    match array {
        Value::Array(items) => items.push(item.into()),
        other => panic!("{} is no array", other.kind()),
    }
}

/// The secret keys of the first and the second test of RFC 8032, section 7.1.
pub const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];
pub const OTHER_SEED: [u8; 32] = [
    0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f,
    0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb,
];

/// The `did:key` of [`SEED`].
pub const DID: &str = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";

const GOOD: &str = r#"{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
  ],
  "id": "urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-2f1f6d1b7c55",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Giving Feedback",
  "issuer": {
    "id": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
    "type": ["Profile"],
    "name": "Example School District"
  },
  "validFrom": "2026-07-01T09:00:00Z",
  "credentialSubject": {
    "id": "did:example:educator",
    "type": ["AchievementSubject"],
    "creditsEarned": 1.5,
    "achievement": {
      "id": "https://district.example.org/achievements/feedback",
      "type": ["Achievement"],
      "name": "Giving Feedback",
      "description": "Gives pupils feedback that they can act on.",
      "criteria": { "narrative": "Three examples of feedback and what pupils did with it." }
    }
  }
}"#;
