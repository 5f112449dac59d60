//! Who signs: public and secret keys, the forms in which they travel, and the [`Signer`] trait.
//!
//! The key decides the algorithm; no message ever does. Ed25519 is the algorithm of this release.
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

pub mod controller;
mod jwk;
mod public;
mod secret;
mod signer;

pub use controller::{ControllerDocument, VerificationMethod};
pub use public::PublicKey;
pub use secret::SecretKey;
pub use signer::{LocalSigner, SignError, Signer};

use crate::fault::Code;

/// A signature algorithm with its key type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519 (RFC 8032). Keys of 32 bytes, signatures of 64.
    Ed25519,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: &'static [Algorithm] = &[Self::Ed25519];

    /// The name in JOSE.
    pub fn jws(self) -> &'static str {
        "EdDSA"
    }
}

/// Why something is not a key that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The form is broken: wrong letters, wrong length, a point that is not on the curve.
    #[error("not a key: {0}")]
    Malformed(String),
    /// The key gives no security: it is of small order, or not in its only encoding.
    #[error("a weak key: {0}")]
    Weak(&'static str),
    /// A key of a kind that cannot sign, such as X25519.
    #[error("{0} keys do not sign")]
    NotForSigning(&'static str),
    /// A key of a kind that this build does not know; it may well be good.
    #[error("keys of the kind {0} are not supported")]
    Unsupported(String),
    /// A private key where only a public one may be.
    #[error("a private key is exposed")]
    PrivateExposed,
    /// Two forms of one key name different keys.
    #[error("the key is given twice, and not alike")]
    Ambiguous,
}

impl KeyError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            KeyError::Malformed(_) => Code::KeyInvalid,
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
