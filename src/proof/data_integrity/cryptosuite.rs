use std::fmt;

use super::{Unsecured, jcs, rdfc};
use crate::fault::Objection;
use crate::json::Object;
use crate::key::Algorithm;
use crate::rdf::HashAlgorithm;

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
    /// `ecdsa-rdfc-2019`: ECDSA on P-256 or P-384 over RDFC-1.0 (W3C Data Integrity ECDSA 1.0,
    /// section 3.2).
    EcdsaRdfc2019,
    /// `ecdsa-jcs-2019`: ECDSA on P-256 or P-384 over RFC 8785 (W3C Data Integrity ECDSA 1.0,
    /// section 3.3).
    EcdsaJcs2019,
    /// `eddsa-2022`: the draft that became `eddsa-rdfc-2022`, in circulation under the context
    /// Data Integrity v1. Verified only.
    Eddsa2022,
    /// `Ed25519Signature2020`: the suite before Data Integrity, a proof type of its own (W3C Data
    /// Integrity EdDSA 1.0, appendix). Verified only.
    Ed25519Signature2020,
    /// `ecdsa-sd-2023`: ECDSA on P-256 over RDFC-1.0, statement by statement, so that the holder
    /// chooses what to show (W3C Data Integrity ECDSA 1.0, sections 3.4 to 3.6). It has a module of
    /// its own, `ecdsa_sd_2023`.
    EcdsaSd2023,
}

pub(super) const DATA_INTEGRITY_PROOF: &str = "DataIntegrityProof";

/// What becomes of a document before it is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Canonicalization {
    /// Its meaning, as canonical N-Quads (RDFC-1.0).
    Rdfc,
    /// Its JSON, in canonical form (RFC 8785).
    Jcs,
}

impl Cryptosuite {
    /// Every suite.
    pub const ALL: &'static [Cryptosuite] = &[
        Self::EddsaRdfc2022,
        Self::EddsaJcs2022,
        Self::EcdsaRdfc2019,
        Self::EcdsaJcs2019,
        Self::EcdsaSd2023,
        Self::Eddsa2022,
        Self::Ed25519Signature2020,
    ];

    /// The name that proofs carry in `cryptosuite`, or in `type` before there was one.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EcdsaRdfc2019 => "ecdsa-rdfc-2019",
            Self::EcdsaJcs2019 => "ecdsa-jcs-2019",
            Self::EcdsaSd2023 => "ecdsa-sd-2023",
            Self::Eddsa2022 => "eddsa-2022",
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
        }
    }

    /// The suites in which proofs can be made by keys of an algorithm, the usual one first.
    pub fn for_keys_of(algorithm: Algorithm) -> impl Iterator<Item = Self> {
        let current = Self::ALL.iter().copied().filter(|suite| !suite.is_legacy());
        current.filter(move |suite| suite.algorithms().contains(&algorithm))
    }

    /// The suite of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|suite| suite.as_str() == name)
    }

    /// The algorithms that the suite's keys may have.
    pub fn algorithms(self) -> &'static [Algorithm] {
        match self {
            Self::EddsaRdfc2022
            | Self::EddsaJcs2022
            | Self::Eddsa2022
            | Self::Ed25519Signature2020 => &[Algorithm::Ed25519],
            Self::EcdsaRdfc2019 | Self::EcdsaJcs2019 => &[Algorithm::P256, Algorithm::P384],
            Self::EcdsaSd2023 => &[Algorithm::P256],
        }
    }

    /// What becomes of a document before it is hashed.
    pub fn canonicalization(self) -> Canonicalization {
        match self {
            Self::EddsaRdfc2022
            | Self::EcdsaRdfc2019
            | Self::EcdsaSd2023
            | Self::Eddsa2022
            | Self::Ed25519Signature2020 => Canonicalization::Rdfc,
            Self::EddsaJcs2022 | Self::EcdsaJcs2019 => Canonicalization::Jcs,
        }
    }

    /// Whether the suite is superseded: its proofs are verified, and no new ones are made.
    pub fn is_legacy(self) -> bool {
        matches!(self, Self::Eddsa2022 | Self::Ed25519Signature2020)
    }

    /// The `type` of the suite's proofs.
    pub fn proof_type(self) -> &'static str {
        match self {
            Self::Ed25519Signature2020 => self.as_str(),
            _ => DATA_INTEGRITY_PROOF,
        }
    }

    /// The bytes that a key of `algorithm` signs: the hash of the proof options, then the hash of
    /// the document.
    pub(super) fn hash_data(
        self,
        algorithm: Algorithm,
        unsecured: &Unsecured<'_>,
        options: &Object,
    ) -> Result<Vec<u8>, Objection> {
        let hash = hash_algorithm(algorithm);
        match self.canonicalization() {
            Canonicalization::Rdfc => rdfc::hash_data(self, hash, unsecured, options),
            Canonicalization::Jcs => jcs::hash_data(hash, unsecured, options),
        }
    }
}

impl fmt::Display for Cryptosuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The hash function that goes with a key. It hashes inside of RDFC-1.0 as well (W3C Data Integrity
/// ECDSA 1.0, section 3.2).
pub(super) fn hash_algorithm(algorithm: Algorithm) -> HashAlgorithm {
    match algorithm {
        Algorithm::P384 => HashAlgorithm::Sha384,
        Algorithm::Ed25519 | Algorithm::P256 | Algorithm::Rsa => HashAlgorithm::Sha256,
    }
}
