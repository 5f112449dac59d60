use super::{Algorithm, SecretKey};
use crate::text::Iri;

/// Something that signs: a key in memory, or a key service behind a network.
///
/// Implementations may do IO. The library calls [`Signer::sign`] outside of every transaction.
pub trait Signer: Send + Sync {
    /// The algorithm of the key.
    fn algorithm(&self) -> Algorithm;

    /// The verification method under which verifiers find the public key: a DID URL or an HTTPS
    /// URL with a fragment.
    fn verification_method(&self) -> &Iri;

    /// Signs exactly these bytes, hashing them as the algorithm does. Ed25519 gives 64 bytes, ECDSA
    /// `r ‖ s` of fixed width (64 or 96 bytes, not DER), RSA as many as the modulus has.
    ///
    /// # Errors
    /// [`SignError`] when the key service refuses or cannot be reached.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// A [`Signer`] could not sign.
#[derive(Debug, thiserror::Error)]
#[error("the signer failed: {0}")]
pub struct SignError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A secret key in memory and the verification method that it signs as.
#[derive(Debug)]
pub struct LocalSigner {
    key: SecretKey,
    method: Iri,
}

impl LocalSigner {
    /// Signs with `key` as `method`.
    pub fn new(key: SecretKey, method: Iri) -> Self {
        Self { key, method }
    }

    /// The key.
    pub fn key(&self) -> &SecretKey {
        &self.key
    }
}

impl Signer for LocalSigner {
    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn verification_method(&self) -> &Iri {
        &self.method
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.key.sign(message)
    }
}
