use std::fmt;

use ed25519_dalek::pkcs8::{EncodePrivateKey as _, KeypairBytes};
use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::aws_lc::{EcSecretKey, RsaSecretKey};
use super::curve::Curve;
use super::rsa::SecretNumbers;
use super::{Algorithm, KeyError, LocalSigner, PublicKey, SignError, jwk, pem};
use crate::random::{NoRandom, Random};
use crate::text::{Iri, NotAnIri, multibase};

/// A secret key. It is wiped from memory when dropped, and `Debug` shows only its kind.
pub struct SecretKey(Kind);

enum Kind {
    // In one place of the heap, so that moving the key leaves no copies behind.
    Ed25519(Box<SigningKey>),
    Ec(EcSecretKey),
    Rsa(RsaSecretKey),
}

/// The multicodec prefix of a secret key.
const ED25519: [u8; 2] = [0x80, 0x26];

/// Why no key was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// There is no randomness to make it from.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
    /// The build makes no keys of the kind.
    #[error(transparent)]
    Key(#[from] KeyError),
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

    /// A new key for `algorithm`; of RSA one of 3,072 bits.
    ///
    /// The primes of RSA come from the operating system whatever `random` is, since AWS-LC draws
    /// them itself.
    ///
    /// # Errors
    /// [`GenerateError`] when the source of randomness fails, or the build is without the feature
    /// `aws-lc` and the algorithm is not Ed25519.
    pub fn generate_for(algorithm: Algorithm, random: &dyn Random) -> Result<Self, GenerateError> {
        match algorithm {
            Algorithm::Ed25519 => Ok(Self::generate(random)?),
            Algorithm::P256 => generate_on(Curve::P256, random),
            Algorithm::P384 => generate_on(Curve::P384, random),
            Algorithm::Rsa => Ok(Self(Kind::Rsa(RsaSecretKey::generate()?))),
        }
    }

    /// The Ed25519 key of a 32-byte seed (RFC 8032, section 5.1.5).
    pub fn from_ed25519_seed(seed: &[u8; 32]) -> Self {
        SigningKey::from_bytes(seed).into()
    }

    /// The ECDSA key on P-256 of a scalar, big-endian.
    ///
    /// # Errors
    /// [`KeyError`] for zero and for numbers that are not below the curve's order; `Unsupported` in
    /// a build without the feature `aws-lc`.
    pub fn from_p256_scalar(scalar: &[u8; 32]) -> Result<Self, KeyError> {
        Self::from_scalar(Curve::P256, scalar)
    }

    /// The ECDSA key on P-384 of a scalar, big-endian.
    ///
    /// # Errors
    /// As [`SecretKey::from_p256_scalar`].
    pub fn from_p384_scalar(scalar: &[u8; 48]) -> Result<Self, KeyError> {
        Self::from_scalar(Curve::P384, scalar)
    }

    pub(super) fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, KeyError> {
        Ok(Self(Kind::Ec(EcSecretKey::from_scalar(curve, scalar)?)))
    }

    pub(super) fn from_numbers(numbers: &SecretNumbers) -> Result<Self, KeyError> {
        Ok(Self(Kind::Rsa(RsaSecretKey::from_numbers(numbers)?)))
    }

    pub(super) fn from_ec_pkcs8(curve: Curve, bytes: &[u8]) -> Result<Self, KeyError> {
        Ok(Self(Kind::Ec(EcSecretKey::from_pkcs8(curve, bytes)?)))
    }

    pub(super) fn from_rsa_pkcs8(bytes: &[u8]) -> Result<Self, KeyError> {
        Ok(Self(Kind::Rsa(RsaSecretKey::from_pkcs8(bytes)?)))
    }

    /// Reads a private JWK: JSON text with `kty` and `crv`, `x`, `d` (RFC 8037, section 2); with
    /// `crv`, `x`, `y`, `d`; or with `n`, `e`, `d`, `p`, `q`, `dp`, `dq`, `qi` (RFC 7518,
    /// section 6).
    ///
    /// # Errors
    /// [`KeyError`] when it is no such key, its public part does not belong to its secret, or its
    /// `alg`, `use` or `key_ops` are against signing.
    pub fn from_jwk(text: &str) -> Result<Self, KeyError> {
        jwk::read_secret(text)
    }

    /// Reads a PKCS#8 private key in PEM (RFC 5208, RFC 8410), as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key; `OtherForm` with the way out for encrypted
    /// keys and for what `openssl pkcs8 -topk8` brings into this form.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        pem::read_secret(pem)
    }

    /// Reads a `secretKeyMultibase` (W3C Controlled Identifiers 1.0, section 2.2.2): base58btc of
    /// a multicodec prefix and the seed of Ed25519 or the scalar of ECDSA.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key. There is no such form of RSA keys.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed("not a secret Multikey".into());
        let bytes = multibase::from_base58btc(text).map(Zeroizing::new).map_err(|_| malformed())?;
        let (prefix, secret) = bytes.split_first_chunk::<2>().ok_or_else(malformed)?;
        if *prefix == ED25519 {
            return Ok(Self::from_ed25519_seed(secret.try_into().map_err(|_| malformed())?));
        }
        let curve = Curve::ALL.into_iter().find(|curve| curve.secret_multicodec() == *prefix);
        Self::from_scalar(curve.ok_or_else(malformed)?, secret)
    }

    /// The key as `secretKeyMultibase`: `z3u2…` for Ed25519. It holds the secret.
    ///
    /// # Errors
    /// [`KeyError::Unsupported`] for RSA, which has no such form.
    pub fn to_multikey(&self) -> Result<Zeroizing<String>, KeyError> {
        let (prefix, secret) = match &self.0 {
            Kind::Ed25519(key) => (ED25519, Zeroizing::new(key.as_bytes().to_vec())),
            Kind::Ec(key) => (key.curve().secret_multicodec(), key.scalar()?),
            Kind::Rsa(_) => return Err(KeyError::Unsupported("RSA in a secret Multikey".into())),
        };
        let bytes = Zeroizing::new([&prefix[..], &secret].concat());
        Ok(multibase::base58btc_secret(&bytes))
    }

    /// The key as a private JWK, JSON text. It holds the secret.
    ///
    /// # Errors
    /// [`KeyError`] if the key cannot be taken apart, which no key is known to cause.
    pub fn to_jwk(&self) -> Result<Zeroizing<String>, KeyError> {
        let public = self.public();
        match &self.0 {
            Kind::Ed25519(key) => Ok(jwk::write_secret(&public, &[("d", key.as_bytes())])),
            Kind::Ec(key) => Ok(jwk::write_secret(&public, &[("d", &key.scalar()?)])),
            Kind::Rsa(key) => {
                let SecretNumbers { d, p, q, dp, dq, qi, .. } = key.numbers()?;
                let members: [(&str, &[u8]); 6] =
                    [("d", &d), ("p", &p), ("q", &q), ("dp", &dp), ("dq", &dq), ("qi", &qi)];
                Ok(jwk::write_secret(&public, &members))
            }
        }
    }

    /// The key as PKCS#8 in PEM, as `openssl` reads it. It holds the secret.
    ///
    /// # Errors
    /// [`KeyError`] if the encoder refuses, which no key is known to cause.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        match &self.0 {
            // Version 1 of PKCS#8, without the public key: some readers know no other.
            Kind::Ed25519(key) => {
                let document = KeypairBytes { secret_key: key.to_bytes(), public_key: None }
                    .to_pkcs8_der()
                    .map_err(|error| KeyError::Malformed(error.to_string()))?;
                pem::write_secret(document.as_bytes())
            }
            Kind::Ec(key) => pem::write_secret(&key.to_pkcs8()?),
            Kind::Rsa(key) => pem::write_secret(&key.to_pkcs8()?),
        }
    }

    /// The algorithm that the key decides.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Kind::Ed25519(_) => Algorithm::Ed25519,
            Kind::Ec(key) => key.public().algorithm(),
            Kind::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// The public side.
    pub fn public(&self) -> PublicKey {
        match &self.0 {
            Kind::Ed25519(key) => PublicKey::of_secret(&key.verifying_key()),
            Kind::Ec(key) => key.public().clone(),
            Kind::Rsa(key) => key.public().clone(),
        }
    }

    /// The signature over `message`, in the form that [`PublicKey::verifies`] takes.
    ///
    /// Ed25519 and RSA give the same signature each time. ECDSA does not: AWS-LC draws a nonce from
    /// the operating system.
    ///
    /// # Errors
    /// [`SignError`] when AWS-LC fails, which no message is known to cause. Ed25519 never fails.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.0 {
            Kind::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Kind::Ec(key) => key.sign(message),
            Kind::Rsa(key) => key.sign(message),
        }
    }

    /// A signer that signs as the key's own `did:key`.
    pub fn into_did_key_signer(self) -> LocalSigner {
        let method = Iri::of_own(self.public().did_key_method());
        LocalSigner::new(self, method)
    }

    /// A signer that signs as the key's own `did:jwk`.
    pub fn into_did_jwk_signer(self) -> LocalSigner {
        let method = Iri::of_own(self.public().did_jwk_method());
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

impl From<SigningKey> for SecretKey {
    fn from(key: SigningKey) -> Self {
        Self(Kind::Ed25519(Box::new(key)))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({:?}, ..)", self.algorithm())
    }
}

/// Scalars that are no key are drawn again. Two in a row are already beyond all chance, so a source
/// that gives more is out of order.
fn generate_on(curve: Curve, random: &dyn Random) -> Result<SecretKey, GenerateError> {
    let mut scalar = Zeroizing::new(vec![0; curve.width()]);
    for _ in 0..8 {
        random.fill(&mut scalar)?;
        match SecretKey::from_scalar(curve, &scalar) {
            Err(KeyError::Malformed(_)) => {}
            drawn => return Ok(drawn?),
        }
    }
    Err(NoRandom.into())
}
