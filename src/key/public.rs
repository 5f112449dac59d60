use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use ed25519_dalek::{Signature, VerifyingKey};

use super::{Algorithm, KeyError, jwk};
use crate::json::{Object, Value};
use crate::text::multibase;

/// A public key that can verify. What exists is on its curve, canonical, and not weak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Ed25519(VerifyingKey),
}

/// Multicodec prefixes of public keys, as they stand before the key's bytes.
const ED25519: [u8; 2] = [0xed, 0x01];
const OTHERS: [([u8; 2], &str); 5] = [
    ([0x80, 0x24], "P-256"),
    ([0x81, 0x24], "P-384"),
    ([0x82, 0x24], "P-521"),
    ([0xe7, 0x01], "secp256k1"),
    ([0x85, 0x24], "RSA"),
];
const X25519: [u8; 2] = [0xec, 0x01];

impl PublicKey {
    /// An Ed25519 key from its 32 bytes.
    ///
    /// # Errors
    /// [`KeyError`] for a wrong length, a point that is not on the curve, a point of small order,
    /// or an encoding that is not the canonical one.
    pub fn from_ed25519(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| {
            KeyError::Malformed(format!("an Ed25519 key has 32 bytes, not {}", bytes.len()))
        })?;
        let key = VerifyingKey::from_bytes(bytes)
            .map_err(|_| KeyError::Malformed("the point is not on the curve".into()))?;
        if key.is_weak() {
            return Err(KeyError::Weak("the point is of small order"));
        }
        if !is_canonical(bytes) {
            return Err(KeyError::Weak("the point is not in its canonical encoding"));
        }
        Ok(Self(Kind::Ed25519(key)))
    }

    /// The public side of a secret key, which needs no check.
    pub(super) fn of_secret(key: &VerifyingKey) -> Self {
        Self(Kind::Ed25519(*key))
    }

    /// Reads a `publicKeyMultibase` (W3C Controlled Identifiers 1.0, section 2.2.2): base58btc of
    /// a multicodec prefix and the key.
    ///
    /// # Errors
    /// [`KeyError`]; `Unsupported` for kinds of keys that this build does not know.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        let bytes = multibase::from_base58btc(text)
            .map_err(|error| KeyError::Malformed(format!("the Multikey {error}")))?;
        let Some((prefix, key)) = bytes.split_first_chunk::<2>() else {
            return Err(KeyError::Malformed("the Multikey is too short".into()));
        };
        if *prefix == ED25519 {
            return Self::from_ed25519(key);
        }
        if *prefix == X25519 {
            return Err(KeyError::NotForSigning("X25519"));
        }
        match OTHERS.iter().find(|(other, _)| other == prefix) {
            Some((_, name)) => Err(KeyError::Unsupported((*name).to_owned())),
            None => Err(KeyError::Malformed("the Multikey has an unknown prefix".into())),
        }
    }

    /// Reads a public JWK (RFC 7517, RFC 8037).
    ///
    /// # Errors
    /// [`KeyError`]; `PrivateExposed` when the JWK holds a private member.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        jwk::read_public(jwk)
    }

    /// Reads a SubjectPublicKeyInfo in PEM (RFC 8410), as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key.
    pub fn from_spki_pem(pem: &str) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_public_key_pem(pem)
            .map_err(|_| KeyError::Malformed("not the PEM of an Ed25519 public key".into()))?;
        Self::from_ed25519(key.as_bytes())
    }

    /// The algorithm that the key decides.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Kind::Ed25519(_) => Algorithm::Ed25519,
        }
    }

    /// The raw bytes of the key: 32 for Ed25519.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Ed25519(key) => key.to_bytes().to_vec(),
        }
    }

    /// The key as `publicKeyMultibase`: `z6Mk…`.
    pub fn to_multikey(&self) -> String {
        match &self.0 {
            Kind::Ed25519(key) => multibase::base58btc(&[&ED25519[..], key.as_bytes()].concat()),
        }
    }

    /// The key as a JWK with `kty`, `crv`, `x`.
    pub fn to_jwk(&self) -> Object {
        match &self.0 {
            Kind::Ed25519(key) => [
                ("kty", "OKP".to_owned()),
                ("crv", "Ed25519".to_owned()),
                ("x", multibase::base64url_bare(key.as_bytes())),
            ]
            .into_iter()
            .collect(),
        }
    }

    /// The key as SubjectPublicKeyInfo in PEM, as `openssl` reads it.
    ///
    /// # Errors
    /// [`KeyError`] if the encoder refuses, which no key is known to cause.
    pub fn to_spki_pem(&self) -> Result<String, KeyError> {
        match &self.0 {
            Kind::Ed25519(key) => key
                .to_public_key_pem(LineEnding::LF)
                .map_err(|error| KeyError::Malformed(error.to_string())),
        }
    }

    /// The DID that is this key: `did:key:z6Mk…`.
    pub fn did_key(&self) -> String {
        format!("did:key:{}", self.to_multikey())
    }

    /// The verification method of the key's own DID: `did:key:z6Mk…#z6Mk…`.
    pub fn did_key_method(&self) -> String {
        let multikey = self.to_multikey();
        format!("did:key:{multikey}#{multikey}")
    }

    /// Whether `signature` is this key's over `message`.
    ///
    /// Ed25519 is verified in the strict way (RFC 8032, cofactorless, canonical encodings only, no
    /// points of small order), so that every verifier gives the same answer.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Ed25519(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
        }
    }
}

/// Whether the y coordinate is below the field's prime 2^255 - 19. The sign bit needs no check:
/// the points where it could be chosen freely are of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(high & 0x7f == 0x7f && *low >= 0xed && middle.iter().all(|byte| *byte == 0xff))
}
