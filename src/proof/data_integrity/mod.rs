//! Data Integrity proofs (W3C Verifiable Credential Data Integrity 1.0).
//!
//! A proof signs `hash(proof options) ‖ hash(document)`, both in the canonical form of its
//! cryptosuite. In a proof chain, the document has the proofs that come before.

mod chain;
mod create;
mod cryptosuite;
#[cfg(feature = "aws-lc")]
pub mod ecdsa_sd_2023;
mod jcs;
mod rdfc;
mod read;
mod unsecured;

pub use chain::Chain;
pub use create::{Prepared, ProofOptions, prepare};
pub use cryptosuite::{Canonicalization, Cryptosuite};
pub use read::{Proof, ProofPurpose};
pub use unsecured::{Canonicalizer, Unsecured};

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::key::{Algorithm, PublicKey};
use crate::rdf::HashAlgorithm;
use crate::text::multibase;

/// Checks one proof over a document with one key: the key fits the suite, the options are wholly
/// signed, the signature holds.
///
/// What is `unsecured` has the proofs that `proof` names as coming before it
/// ([`Unsecured::after`]); whether those hold is not asked.
///
/// # Errors
/// [`Objection`]: `key.mismatch`, `proof.encoding`, `signature`, or what canonicalization finds
/// (`data_loss`, `context.unknown`, `limit.canon`), `limit.together` where more signatures than
/// [`Limits::signatures`](crate::Limits::signatures) were verified along with it.
pub fn verify(unsecured: &Unsecured<'_>, proof: &Proof, key: &PublicKey) -> Result<(), Objection> {
    let at = |member| proof.pointer.member(member);
    let suite = proof.cryptosuite;
    if !suite.algorithms().contains(&key.algorithm()) {
        let message = format!("{suite} is not for {:?} keys", key.algorithm());
        return Err(Objection::failed(Code::KeyMismatch, at("verificationMethod"), message));
    }
    if suite == Cryptosuite::EcdsaSd2023 {
        return verify_disclosed(unsecured, proof, key);
    }
    let signature = multibase::from_base58btc(&proof.value).map_err(|error| {
        Objection::failed(Code::ProofEncoding, at("proofValue"), format!("proofValue {error}"))
    })?;
    // Before anything is hashed for it: of many proofs, the rest costs no more than to be read.
    unsecured.pay_signatures(1, key.algorithm())?;
    let hash_data = suite.hash_data(key.algorithm(), unsecured, &proof.options)?;
    if !key.verifies(&hash_data, &signature) {
        let message = "the signature does not match the document, the proof and the key";
        return Err(Objection::failed(Code::Signature, at("proofValue"), message));
    }
    Ok(())
}

/// Checks a proof of `ecdsa-sd-2023`.
fn verify_disclosed(
    unsecured: &Unsecured<'_>,
    proof: &Proof,
    key: &PublicKey,
) -> Result<(), Objection> {
    #[cfg(feature = "aws-lc")]
    if !proof.options.contains("previousProof") {
        return ecdsa_sd_2023::verify(unsecured, proof, key);
    }
    // Without AWS-LC there is not even a key.
    let _ = (unsecured, key);
    let message = "proof chains with selective disclosure are not verified";
    let pointer = proof.pointer.member("previousProof");
    Err(Objection::undecided(Code::ProofUnsupported, pointer, message))
}

/// Whether no holder can have left out part of the member `name`, as far as a proof that holds tells:
/// the issuer signed all that is shown of it whatever the holder chose. Only selective disclosure
/// gives holders a choice.
///
/// # Errors
/// As [`verify`].
pub(crate) fn is_mandatory(
    unsecured: &Unsecured<'_>,
    proof: &Proof,
    name: &str,
) -> Result<bool, Objection> {
    if proof.cryptosuite != Cryptosuite::EcdsaSd2023 {
        return Ok(true);
    }
    #[cfg(feature = "aws-lc")]
    return ecdsa_sd_2023::is_mandatory(unsecured, proof, name);
    #[cfg(not(feature = "aws-lc"))]
    {
        // Such a proof does not hold here.
        let _ = (unsecured, name);
        Ok(false)
    }
}

/// What a suite hashes, as text: to find the place where two implementations part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalForms {
    /// The proof options.
    pub options: String,
    /// The document without the proofs that do not come before.
    pub document: String,
    hash: HashAlgorithm,
}

impl CanonicalForms {
    /// The bytes that the key signs: the hash of the options, then the hash of the document.
    pub fn hash_data(&self) -> Vec<u8> {
        let mut hashes = digest(self.hash, &self.options);
        hashes.extend(digest(self.hash, &self.document));
        hashes
    }
}

/// The canonical forms of a document and of the options of a proof over it, by a key of
/// `algorithm`.
///
/// # Errors
/// [`Objection`] when either would not be signed whole.
pub fn canonical_forms(
    unsecured: &Unsecured<'_>,
    suite: Cryptosuite,
    algorithm: Algorithm,
    options: &Object,
) -> Result<CanonicalForms, Objection> {
    let hash = cryptosuite::hash_algorithm(algorithm);
    Ok(match suite.canonicalization() {
        Canonicalization::Rdfc => CanonicalForms {
            options: rdfc::canonical_options(suite, hash, unsecured, options)?,
            document: unsecured.canonical_with(hash)?.n_quads.clone(),
            hash,
        },
        Canonicalization::Jcs => CanonicalForms {
            options: jcs::canonical_options(options),
            document: json::canonical(unsecured.document()),
            hash,
        },
    })
}

/// The document under the contexts that `proof` was made over, where those are fewer than the
/// document has now; `None` where they are the same.
///
/// Contexts may be appended to a document whose proof is of a JCS suite (section 3.3.2); what they
/// say is not signed.
pub fn under_signed_contexts(unsecured: &Unsecured<'_>, proof: &Proof) -> Option<Value> {
    let signed = proof.context().filter(|signed| {
        proof.cryptosuite.canonicalization() == Canonicalization::Jcs
            && unsecured.document().get("@context") != Some(signed)
    })?;
    jcs::under_context(unsecured.document(), signed)
}

/// The hash of a canonical text, as it goes into the signed bytes.
fn digest(hash: HashAlgorithm, text: &str) -> Vec<u8> {
    use sha2::Digest as _;
    match hash {
        HashAlgorithm::Sha256 => sha2::Sha256::digest(text.as_bytes()).to_vec(),
        HashAlgorithm::Sha384 => sha2::Sha384::digest(text.as_bytes()).to_vec(),
    }
}

fn root_fault(code: Code, message: &str) -> Objection {
    Objection::failed(code, Pointer::root(), message)
}
