//! How a document is secured: Data Integrity proofs, and JSON Web Tokens.
//!
//! [`prepare`](data_integrity::prepare) gives the exact bytes to sign and takes the signature, so
//! that a key can live anywhere; [`verify`](data_integrity::verify) checks one proof with one key.
//! Whose key it is, and whether that matters, is for the `verifier` to say.

pub mod data_integrity;
pub mod jwt;
pub mod presentation;

pub use data_integrity::{
    Canonicalization, Cryptosuite, Prepared, Proof, ProofOptions, ProofPurpose, Unsecured,
};
pub use jwt::Jws;
pub use presentation::Presentation;

use crate::fault::Objection;
use crate::key::Algorithm;

/// How a credential is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Securing {
    /// By an embedded Data Integrity proof of this suite.
    DataIntegrity(Cryptosuite),
    /// As a JSON Web Token ([`jwt`]).
    Jwt,
}

impl Securing {
    /// The usual way for a key: `eddsa-rdfc-2022` with Ed25519, `ecdsa-rdfc-2019` with P-256 and
    /// P-384; a JSON Web Token with RSA, for which there is no suite.
    pub fn usual_for(algorithm: Algorithm) -> Self {
        let suite = Cryptosuite::for_keys_of(algorithm).next();
        suite.map_or(Securing::Jwt, Securing::DataIntegrity)
    }

    /// The way of that name: that of a suite, or `jwt`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "jwt" => Some(Securing::Jwt),
            name => Cryptosuite::named(name).map(Securing::DataIntegrity),
        }
    }

    /// The name of the suite, or `jwt`.
    pub fn as_str(self) -> &'static str {
        match self {
            Securing::DataIntegrity(suite) => suite.as_str(),
            Securing::Jwt => "jwt",
        }
    }

    /// Checks that every member of a document has a defined meaning and is signed whole.
    pub(crate) fn check_lossless(self, unsecured: &Unsecured<'_>) -> Result<(), Objection> {
        match self {
            Securing::DataIntegrity(suite) => unsecured.check_lossless(suite),
            Securing::Jwt => unsecured.dataset().map(|_| ()),
        }
    }

    /// Whether whoever holds the document may leave parts of it out, so that what is not there says
    /// nothing.
    pub fn is_selective(self) -> bool {
        self == Securing::DataIntegrity(Cryptosuite::EcdsaSd2023)
    }

    /// Whether the JSON is signed as it is written, the order of every array included.
    pub fn signs_json(self) -> bool {
        match self {
            Securing::DataIntegrity(suite) => suite.canonicalization() == Canonicalization::Jcs,
            Securing::Jwt => true,
        }
    }

    /// Whether the form that is signed loses what has no meaning, so that signing finds it.
    pub(crate) fn is_canonicalized(self) -> bool {
        match self {
            Securing::DataIntegrity(suite) => suite.canonicalization() == Canonicalization::Rdfc,
            Securing::Jwt => false,
        }
    }
}

impl From<Cryptosuite> for Securing {
    fn from(suite: Cryptosuite) -> Self {
        Securing::DataIntegrity(suite)
    }
}
