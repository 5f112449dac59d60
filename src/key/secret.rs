use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes};
use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, LocalSigner, PublicKey, jwk};
use crate::random::{NoRandom, Random};
use crate::text::{Iri, NotAnIri};

/// A secret key. It is wiped from memory when dropped, and `Debug` shows only its kind.
pub struct SecretKey(Kind);

enum Kind {
    Ed25519(SigningKey),
}

impl SecretKey {
    /// A new Ed25519 key.
    ///
    /// # Errors
    /// [`NoRandom`] when the source of randomness fails.
    pub fn generate(random: &dyn Random) -> Result<Self, NoRandom> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(&mut *seed)?;
        Ok(Self::from_ed25519_seed(&seed))
    }

    /// The Ed25519 key of a 32-byte seed (RFC 8032, section 5.1.5).
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Self {
        Self(Kind::Ed25519(SigningKey::from_bytes(seed)))
    }

    /// Reads a private JWK: JSON text with `kty`, `crv`, `x` and `d` (RFC 8037, section 2).
    ///
    /// # Errors
    /// [`KeyError`] when it is no such key, or its public part does not belong to its secret.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        let seed = jwk::read_ed25519_secret(text)?;
        Ok(Self::from_ed25519_seed(&seed))
    }

    /// Reads a PKCS#8 private key in PEM (RFC 8410), as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        let key = SigningKey::from_pkcs8_pem(pem)
            .map_err(|_| KeyError::Malformed("not the PEM of an Ed25519 private key".into()))?;
        Ok(Self(Kind::Ed25519(key)))
    }

    /// The key as a private JWK, JSON text. It holds the secret.
    pub fn to_jwk(&self) -> Zeroizing<String> {
        match &self.0 {
            Kind::Ed25519(key) => jwk::write_ed25519_secret(&self.public(), key.as_bytes()),
        }
    }

    /// The key as PKCS#8 in PEM, as `openssl` reads it. It holds the secret.
    ///
    /// # Errors
    /// [`KeyError`] if the encoder refuses, which no key is known to cause.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        match &self.0 {
            // Version 1 of PKCS#8, without the public key: some readers know no other.
            Kind::Ed25519(key) => KeypairBytes { secret_key: key.to_bytes(), public_key: None }
                .to_pkcs8_pem(LineEnding::LF)
                .map_err(|error| KeyError::Malformed(error.to_string())),
        }
    }

    /// The algorithm that the key decides.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Kind::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The public side.
    pub fn public(&self) -> PublicKey {
        match &self.0 {
            Kind::Ed25519(key) => PublicKey::of_secret(&key.verifying_key()),
        }
    }

    /// The signature over `message`: 64 bytes for Ed25519.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Kind::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
        }
    }

    /// A signer that signs as the key's own `did:key`.
    pub fn into_did_key_signer(self) -> LocalSigner {
        let method = Iri::of_own(self.public().did_key_method());
        LocalSigner::new(self, method)
    }

    /// A signer that signs as `verification_method`, such as
    /// `https://district.example/issuers/1#key-1`.
    ///
    /// # Errors
    /// [`NotAnIri`] when the name is not an absolute IRI.
    pub fn into_signer(self, verification_method: &str) -> Result<LocalSigner, NotAnIri> {
        Ok(LocalSigner::new(self, Iri::parse(verification_method)?))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({:?}, ..)", self.algorithm())
    }
}
