//! Who signs: public and secret keys, the forms in which they travel, and the [`Signer`] trait.
//!
//! The key decides the algorithm; no message ever does.
//!
//! ```
//! use openbadges::key::{PublicKey, SecretKey};
//! use openbadges::random::SystemRandom;
//! let secret = SecretKey::generate(&SystemRandom)?;
//! let public = secret.public();
//! assert!(public.did_key().starts_with("did:key:z6Mk"));
//! assert_eq!(PublicKey::from_multikey(&public.to_multikey())?, public);
//! assert_eq!(format!("{secret:?}"), "SecretKey(Ed25519, ..)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "aws-lc")]
mod aws_lc;
#[cfg(not(feature = "aws-lc"))]
#[path = "without_aws_lc.rs"]
mod aws_lc;
pub mod controller;
mod curve;
mod jwk;
mod pem;
mod public;
mod rsa;
mod secret;
mod signer;

pub use controller::{ControllerDocument, VerificationMethod};
pub use public::PublicKey;
pub use secret::{GenerateError, SecretKey};
pub use signer::{LocalSigner, SignError, Signer};

use crate::fault::Code;

/// A signature algorithm with its key type. All but Ed25519 need the feature `aws-lc`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519 (RFC 8032). Keys of 32 bytes, signatures of 64.
    Ed25519,
    /// ECDSA on P-256 with SHA-256 (FIPS 186-5). Signatures are `r ‖ s`, 64 bytes.
    P256,
    /// ECDSA on P-384 with SHA-384 (FIPS 186-5). Signatures are `r ‖ s`, 96 bytes.
    P384,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017). Moduli of 2,048 to 4,096 bits, signatures as
    /// long as the modulus.
    Rsa,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: &'static [Algorithm] = &[Self::Ed25519, Self::P256, Self::P384, Self::Rsa];

    /// The name that people use: `ed25519`, `p256`, `p384`, `rsa`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::Rsa => "rsa",
        }
    }

    /// The algorithm of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str() == name)
    }

    /// The `alg` of a JSON Web Signature by such a key (RFC 7518, section 3.1; RFC 8037): `EdDSA`,
    /// `ES256`, `ES384`, `RS256`.
    pub fn jws(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::P256 => "ES256",
            Self::P384 => "ES384",
            Self::Rsa => "RS256",
        }
    }
}

/// Why something is not a key that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The form is broken: wrong letters, wrong length, a point that is not on the curve.
    #[error("not a key: {0}")]
    Malformed(String),
    /// The key gives little security: it is of small order or too short, or not in its only
    /// encoding.
    #[error("a weak key: {0}")]
    Weak(&'static str),
    /// A key that is not there to sign: of another kind, such as X25519, or by what it says.
    #[error("not a key for signatures: {0}")]
    NotForSigning(&'static str),
    /// A key of a kind that this build does not know; it may well be good.
    #[error("keys of the kind {0} are not supported")]
    Unsupported(String),
    /// A private key where only a public one may be.
    #[error("a private key is exposed")]
    PrivateExposed,
    /// A key in a form that is not read here, with the way out.
    #[error("{0}")]
    OtherForm(&'static str),
    /// Two forms of one key name different keys.
    #[error("the key is given twice, and not alike")]
    Ambiguous,
}

impl KeyError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            KeyError::Malformed(_) | KeyError::OtherForm(_) => Code::KeyInvalid,
            KeyError::Weak(_) => Code::KeyWeak,
            KeyError::NotForSigning(_) | KeyError::Unsupported(_) => Code::KeyUnsupported,
            KeyError::PrivateExposed => Code::KeyPrivateExposed,
            KeyError::Ambiguous => Code::KeyAmbiguous,
        }
    }

    /// Whether the key may be good, only not for this build: then nothing is decided.
    pub fn is_undecided(&self) -> bool {
        matches!(self, KeyError::Unsupported(_))
    }
}
