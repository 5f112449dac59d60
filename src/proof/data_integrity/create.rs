use std::fmt;
use std::sync::Arc;

use super::cryptosuite::hash_algorithm;
#[cfg(feature = "aws-lc")]
use super::ecdsa_sd_2023::BaseProof;
use super::{Canonicalization, Canonicalizer, Chain, Cryptosuite, ProofPurpose, Unsecured};
use crate::fault::{Code, Finding, Objection, Pointer};
use crate::json::{Object, Value};
use crate::key::{Algorithm, Signer};
use crate::rdf::Canonical;
use crate::text::{Iri, Timestamp, multibase};

/// What a new proof says beside its signature.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProofOptions {
    /// The cryptosuite.
    pub cryptosuite: Cryptosuite,
    /// The algorithm of the key, which has a say in what is hashed.
    pub algorithm: Algorithm,
    /// When the proof is made.
    pub created: Timestamp,
    /// Where verifiers find the public key.
    pub verification_method: Iri,
    /// What the proof is made for. Default [`ProofPurpose::AssertionMethod`].
    pub purpose: ProofPurpose,
    /// The name of the proof, by which later proofs of a chain refer to it. Default none.
    pub id: Option<Iri>,
    /// The ids of the proofs that come before this one in a chain. They stand in the document
    /// already, and are signed with it. Default none: the proof is one of a set, or alone.
    pub previous_proof: Vec<Iri>,
    /// Until when the proof may be used. Default: for ever.
    pub expires: Option<Timestamp>,
    /// The domain that the proof is meant for. Default any.
    pub domain: Option<String>,
    /// The challenge that the proof answers. Default none.
    pub challenge: Option<String>,
    /// Something that is new in every proof. Default none.
    pub nonce: Option<String>,
}

impl ProofOptions {
    /// The options of an assertion, made at `created` by the key of `algorithm` that verifiers find
    /// as `verification_method`.
    pub fn new(
        cryptosuite: Cryptosuite,
        algorithm: Algorithm,
        created: Timestamp,
        verification_method: Iri,
    ) -> Self {
        Self {
            cryptosuite,
            algorithm,
            created,
            verification_method,
            purpose: ProofPurpose::default(),
            id: None,
            previous_proof: Vec::new(),
            expires: None,
            domain: None,
            challenge: None,
            nonce: None,
        }
    }

    /// The options of an assertion that `signer` makes at `created`.
    pub fn by(signer: &dyn Signer, cryptosuite: Cryptosuite, created: Timestamp) -> Self {
        let method = signer.verification_method().clone();
        Self::new(cryptosuite, signer.algorithm(), created, method)
    }

    /// Checks that proofs of the suite are made, and by such keys.
    ///
    /// # Errors
    /// `proof.legacy`, `key.mismatch`.
    pub(crate) fn check(&self) -> Result<(), Objection> {
        let suite = self.cryptosuite;
        let refused = |code, message| Err(Objection::failed(code, Pointer::root(), message));
        if suite.is_legacy() {
            let message = format!("{suite} is superseded: its proofs are verified, none are made");
            return refused(Code::ProofLegacy, message);
        }
        if !suite.algorithms().contains(&self.algorithm) {
            let message = format!("{suite} is not for {:?} keys", self.algorithm);
            return refused(Code::KeyMismatch, message);
        }
        Ok(())
    }

    /// The proof without its signature, over a document with this context.
    fn to_proof(&self, context: Option<&Value>) -> Object {
        let mut proof = Object::new();
        if let Some(id) = &self.id {
            proof.insert("id", id.as_str());
        }
        proof.insert("type", self.cryptosuite.proof_type());
        proof.insert("cryptosuite", self.cryptosuite.as_str());
        proof.insert("created", self.created.as_str());
        proof.insert("verificationMethod", self.verification_method.as_str());
        proof.insert("proofPurpose", self.purpose.as_str());
        let expires = self.expires.as_ref().map(Timestamp::as_str);
        for (name, value) in [
            ("expires", expires),
            ("domain", self.domain.as_deref()),
            ("challenge", self.challenge.as_deref()),
            ("nonce", self.nonce.as_deref()),
        ] {
            if let Some(value) = value {
                proof.insert(name, value);
            }
        }
        match self.previous_proof.as_slice() {
            [] => {}
            [only] => drop(proof.insert("previousProof", only.as_str())),
            several => {
                let ids: Vec<&str> = several.iter().map(Iri::as_str).collect();
                proof.insert("previousProof", ids);
            }
        }
        // Section 3.3.1 of the EdDSA and the ECDSA cryptosuites: the proof keeps the contexts it
        // was made over.
        if let (Canonicalization::Jcs, Some(context)) =
            (self.cryptosuite.canonicalization(), context)
        {
            proof.insert("@context", context.clone());
        }
        proof
    }
}

/// A document and a proof that lacks only its signature.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) document: Arc<Value>,
    pub(super) earlier_proofs: Vec<Value>,
    pub(super) proof: Object,
    pub(super) bytes: Vec<u8>,
    pub(super) warnings: Vec<Finding>,
    pub(super) encoding: Encoding,
}

/// How a signature becomes the value of a proof.
#[derive(Clone)]
pub(super) enum Encoding {
    /// Alone, in base58btc.
    Base58,
    /// Among the other parts of a base proof.
    #[cfg(feature = "aws-lc")]
    EcdsaSd2023(Box<BaseProof>),
}

impl Encoding {
    fn encode(self, signature: &[u8]) -> String {
        match self {
            Encoding::Base58 => multibase::base58btc(signature),
            #[cfg(feature = "aws-lc")]
            Encoding::EcdsaSd2023(mut base) => {
                base.base_signature = signature.to_vec();
                base.to_text()
            }
        }
    }
}

impl fmt::Debug for Encoding {
    /// The keys in a base proof are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Base58 => "Base58",
            #[cfg(feature = "aws-lc")]
            Encoding::EcdsaSd2023(_) => "EcdsaSd2023(..)",
        })
    }
}

/// Makes the bytes that the key of `options.verification_method` has to sign. Proofs that the
/// document already carries stay. Those that `options.previous_proof` names are signed with it (a
/// proof chain), the others are not (a proof set).
///
/// # Errors
/// [`Objection`] when the document cannot be signed whole, the suite is only verified
/// (`proof.legacy`) or not for such keys (`key.mismatch`), or a proof before it is not there
/// (`proof.chain`).
pub fn prepare(
    document: Value,
    options: &ProofOptions,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Prepared, Objection> {
    let suite = options.cryptosuite;
    let mut prepared = Prepared::unsigned(document, options)?;
    if suite == Cryptosuite::EcdsaSd2023 {
        let message = format!("{suite} needs secrets of its own: see ecdsa_sd_2023::prepare_base");
        return Err(Objection::failed(Code::ProofUnsupported, Pointer::root(), message));
    }
    let previous = previous(&prepared.earlier_proofs, &prepared.proof)?;
    let mut unsecured = Unsecured::new(Arc::clone(&prepared.document), canonicalizer);
    if !previous.is_empty() {
        unsecured = unsecured.after(previous);
    }
    // First, so that it is kept: the hash would let the canonical form go, to be made once more.
    if suite.canonicalization() == Canonicalization::Rdfc {
        prepared.warn_of_work(unsecured.canonical_with(hash_algorithm(options.algorithm))?);
    }
    prepared.bytes = suite.hash_data(options.algorithm, &unsecured, &prepared.proof)?;
    Ok(prepared)
}

/// Those of the earlier proofs that a new one names as coming before it.
fn previous(earlier: &[Value], proof: &Object) -> Result<Vec<Value>, Objection> {
    let is_same = |id: &Value| earlier.iter().any(|other| other.get("id") == Some(id));
    if let Some(id) = proof.get("id").filter(|id| is_same(id)) {
        let message = format!("the document has a proof with the id {id} already");
        return Err(Objection::failed(Code::ProofChain, Pointer::root(), message));
    }
    if !proof.contains("previousProof") {
        return Ok(Vec::new());
    }
    let new = earlier.len();
    let mut all = earlier.to_vec();
    all.push(Value::Object(proof.clone()));
    let pointer = |index| Pointer::root().member("proof").item(index);
    let chain = Chain::of(&all, pointer);
    let before = chain.before(new)?.iter();
    Ok(before.filter_map(|index| earlier.get(*index)).cloned().collect())
}

impl Prepared {
    /// The document without its proofs, and the new one; what it signs is to be made yet.
    pub(super) fn unsigned(mut document: Value, options: &ProofOptions) -> Result<Self, Objection> {
        options.check()?;
        let object = document.as_object_mut().ok_or_else(|| {
            Objection::failed(Code::Parse, Pointer::root(), "the document is not an object")
        })?;
        let earlier = object.remove("proof");
        let proof = options.to_proof(object.get("@context"));
        Ok(Self {
            document: Arc::new(document),
            earlier_proofs: earlier.map(|proofs| proofs.items().to_vec()).unwrap_or_default(),
            proof,
            bytes: Vec::new(),
            warnings: Vec::new(),
            encoding: Encoding::Base58,
        })
    }

    pub(super) fn warn_of_work(&mut self, canonical: &Canonical) {
        if canonical.would_be_refused_elsewhere() {
            let message = "many parts look alike; verifiers in JavaScript may refuse the work";
            self.warnings.push(Finding::warning(Code::CanonElsewhere, Pointer::root(), message));
        }
    }

    /// The exact bytes to sign: two hashes, 64 bytes or, with a P-384 key, 96; for a
    /// base proof of `ecdsa-sd-2023` 99 bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The proof without its signature.
    pub fn options(&self) -> &Object {
        &self.proof
    }

    /// What a person should know about the proof.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The secured document. Whether the signature is good is not asked.
    pub fn finish(mut self, signature: &[u8]) -> Value {
        self.proof.insert("proofValue", self.encoding.encode(signature));
        let proof = Value::Object(self.proof);
        let proofs = match self.earlier_proofs {
            none if none.is_empty() => proof,
            mut set => {
                set.push(proof);
                Value::Array(set)
            }
        };
        let mut document = Arc::unwrap_or_clone(self.document);
        if let Some(object) = document.as_object_mut() {
            object.insert("proof", proofs);
        }
        document
    }
}
