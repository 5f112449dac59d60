use std::sync::Arc;

use super::{Canonicalizer, Cryptosuite, Unsecured};
use crate::fault::{Code, Finding, Objection, Pointer};
use crate::json::{Object, Value};
use crate::text::{Iri, Timestamp, multibase};

/// What a new proof says beside its signature.
#[derive(Clone, Debug)]
pub struct ProofOptions {
    /// The cryptosuite.
    pub cryptosuite: Cryptosuite,
    /// When the proof is made.
    pub created: Timestamp,
    /// Where verifiers find the public key.
    pub verification_method: Iri,
}

/// A document and a proof that lacks only its signature.
#[derive(Clone, Debug)]
pub struct Prepared {
    document: Arc<Value>,
    earlier_proofs: Option<Value>,
    proof: Object,
    bytes: Vec<u8>,
    warnings: Vec<Finding>,
}

/// Makes the bytes that the key of `options.verification_method` has to sign. Proofs that the
/// document already carries stay and are not signed (a proof set).
///
/// # Errors
/// [`Objection`] when the document cannot be signed whole.
pub fn prepare(
    mut document: Value,
    options: &ProofOptions,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Prepared, Objection> {
    let object = document.as_object_mut().ok_or_else(|| {
        Objection::failed(Code::Parse, Pointer::root(), "the document is not an object")
    })?;
    let earlier_proofs = object.remove("proof");
    let mut proof: Object = [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", options.cryptosuite.as_str()),
        ("created", options.created.as_str()),
        ("verificationMethod", options.verification_method.as_str()),
        ("proofPurpose", "assertionMethod"),
    ]
    .into_iter()
    .collect();
    // Section 3.3.1 of the EdDSA cryptosuites: the proof keeps the contexts it was made over.
    if let (Cryptosuite::EddsaJcs2022, Some(context)) =
        (options.cryptosuite, object.get("@context"))
    {
        proof.insert("@context", context.clone());
    }
    let document = Arc::new(document);
    let unsecured = Unsecured::new(Arc::clone(&document), canonicalizer);
    let bytes = options.cryptosuite.hash_data(&unsecured, &proof)?;
    let mut warnings = Vec::new();
    let is_canonicalized = options.cryptosuite == Cryptosuite::EddsaRdfc2022;
    if is_canonicalized && unsecured.canonical()?.would_be_refused_elsewhere() {
        let message = "many parts look alike; verifiers in JavaScript may refuse the work";
        warnings.push(Finding::warning(Code::CanonElsewhere, Pointer::root(), message));
    }
    Ok(Prepared { document, earlier_proofs, proof, bytes, warnings })
}

impl Prepared {
    /// The exact bytes to sign: 64 for the suites of Ed25519.
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
        self.proof.insert("proofValue", multibase::base58btc(signature));
        let proof = Value::Object(self.proof);
        let proofs = match self.earlier_proofs {
            None => proof,
            Some(earlier) => {
                let mut set = earlier.items().to_vec();
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
