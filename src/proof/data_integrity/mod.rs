//! Data Integrity proofs (W3C Verifiable Credential Data Integrity 1.0).
//!
//! A proof signs `SHA-256(proof options) ‖ SHA-256(document)`, both in the canonical form of its
//! cryptosuite; one file each.

mod create;
mod eddsa_jcs_2022;
mod eddsa_rdfc_2022;
mod read;
mod unsecured;

pub use create::{Prepared, ProofOptions, prepare};
pub use read::Proof;
pub use unsecured::{Canonicalizer, Unsecured};

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::key::{Algorithm, PublicKey};
use crate::text::multibase;

/// How a Data Integrity proof canonicalizes, hashes and signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Cryptosuite {
    /// `eddsa-rdfc-2022`: Ed25519 over RDFC-1.0 (W3C Data Integrity EdDSA 1.0, section 3.2). The
    /// default, and the one that Open Badges certification asks for.
    #[default]
    EddsaRdfc2022,
    /// `eddsa-jcs-2022`: Ed25519 over RFC 8785 (W3C Data Integrity EdDSA 1.0, section 3.3).
    EddsaJcs2022,
}

impl Cryptosuite {
    /// Every suite.
    pub const ALL: &'static [Cryptosuite] = &[Self::EddsaRdfc2022, Self::EddsaJcs2022];

    /// The name that proofs carry in `cryptosuite`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
        }
    }

    /// The suite of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|suite| suite.as_str() == name)
    }

    /// The algorithm that the suite's keys have.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::EddsaRdfc2022 | Self::EddsaJcs2022 => Algorithm::Ed25519,
        }
    }

    fn hash_data(self, unsecured: &Unsecured<'_>, options: &Object) -> Result<Vec<u8>, Objection> {
        match self {
            Self::EddsaRdfc2022 => eddsa_rdfc_2022::hash_data(unsecured, options),
            Self::EddsaJcs2022 => eddsa_jcs_2022::hash_data(unsecured, options),
        }
    }
}

/// Checks one proof over a document with one key: the key fits the suite, the options are wholly
/// signed, the signature holds.
///
/// # Errors
/// [`Objection`]: `key.mismatch`, `proof.encoding`, `signature`, or what canonicalization finds
/// (`data_loss`, `context.unknown`, `limit.canon`).
pub fn verify(unsecured: &Unsecured<'_>, proof: &Proof, key: &PublicKey) -> Result<(), Objection> {
    let at = |member| proof.pointer.member(member);
    let suite = proof.cryptosuite;
    if key.algorithm() != suite.algorithm() {
        let message = format!("{} is not for {:?} keys", suite.as_str(), key.algorithm());
        return Err(Objection::failed(Code::KeyMismatch, at("verificationMethod"), message));
    }
    let signature = multibase::from_base58btc(&proof.value).map_err(|error| {
        Objection::failed(Code::ProofEncoding, at("proofValue"), format!("proofValue {error}"))
    })?;
    let hash_data = suite.hash_data(unsecured, &proof.options)?;
    if !key.verifies(&hash_data, &signature) {
        let message = "the signature does not match the document, the proof and the key";
        return Err(Objection::failed(Code::Signature, at("proofValue"), message));
    }
    Ok(())
}

/// What a suite hashes, as text: to find the place where two implementations part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalForms {
    /// The proof options.
    pub options: String,
    /// The document without its proofs.
    pub document: String,
}

/// The canonical forms of a document and of the options of a proof over it.
///
/// # Errors
/// [`Objection`] when either would not be signed whole.
pub fn canonical_forms(
    unsecured: &Unsecured<'_>,
    cryptosuite: Cryptosuite,
    options: &Object,
) -> Result<CanonicalForms, Objection> {
    Ok(match cryptosuite {
        Cryptosuite::EddsaRdfc2022 => CanonicalForms {
            options: eddsa_rdfc_2022::canonical_options(unsecured, options)?,
            document: unsecured.canonical()?.n_quads.clone(),
        },
        Cryptosuite::EddsaJcs2022 => CanonicalForms {
            options: eddsa_jcs_2022::canonical_options(options),
            document: json::canonical(unsecured.document()),
        },
    })
}

/// The document under the contexts that `proof` was made over, where those are fewer than the
/// document has now; `None` where they are the same.
///
/// Contexts may be appended to a document with an `eddsa-jcs-2022` proof (section 3.3.2); what they
/// say is not signed.
pub fn under_signed_contexts(unsecured: &Unsecured<'_>, proof: &Proof) -> Option<Value> {
    let signed = proof.context().filter(|signed| {
        proof.cryptosuite == Cryptosuite::EddsaJcs2022
            && unsecured.document().get("@context") != Some(signed)
    })?;
    eddsa_jcs_2022::under_context(unsecured.document(), signed)
}

/// The hash of a canonical text, as it goes into the signed bytes.
fn sha256(text: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).into()
}

fn root_fault(code: Code, message: &str) -> Objection {
    Objection::failed(code, Pointer::root(), message)
}
