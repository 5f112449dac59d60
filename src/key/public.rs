use std::fmt;
use std::sync::Arc;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::aws_lc::{EcPublicKey, RsaPublicKey};
use super::curve::{self, Curve};
use super::rsa::PublicNumbers;
use super::{Algorithm, KeyError, jwk, pem};
use crate::json::{self, Object, Value};
use crate::text::multibase;

/// A public key that can verify. What exists is on its curve, canonical, and not weak.
///
/// It is kept in the form in which it verifies, so it is parsed once. Clones are cheap.
#[derive(Clone)]
pub struct PublicKey(Kind);

#[derive(Clone)]
enum Kind {
    Ed25519(VerifyingKey),
    Ec(Arc<EcPublicKey>),
    Rsa(Arc<RsaPublicKey>),
}

/// Multicodec prefixes of public keys, as they stand before the key's bytes.
const ED25519: [u8; 2] = [0xed, 0x01];
const RSA: [u8; 2] = [0x85, 0x24];
const X25519: [u8; 2] = [0xec, 0x01];
/// What Ed25519, P-256, P-384 and RSA have before secret keys.
const SECRET: [[u8; 2]; 4] = [[0x80, 0x26], [0x86, 0x26], [0x87, 0x26], [0x85, 0x26]];
const OTHERS: [([u8; 2], &str); 3] =
    [([0x82, 0x24], "P-521"), ([0xe7, 0x01], "secp256k1"), ([0x83, 0x24], "Ed448")];

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

    /// An ECDSA key on P-256 from its point (SEC 1, section 2.3.4): 33 bytes, or 65 without
    /// compression.
    ///
    /// # Errors
    /// [`KeyError`] for another form or length and for a point that is not on the curve or is at
    /// infinity; `Unsupported` in a build without the feature `aws-lc`.
    pub fn from_p256(point: &[u8]) -> Result<Self, KeyError> {
        Self::from_sec1(Curve::P256, point)
    }

    /// An ECDSA key on P-384 from its point: 49 bytes, or 97 without compression.
    ///
    /// # Errors
    /// As [`PublicKey::from_p256`].
    pub fn from_p384(point: &[u8]) -> Result<Self, KeyError> {
        Self::from_sec1(Curve::P384, point)
    }

    /// An RSA key from its modulus and its public exponent, both big-endian. Leading zeros say
    /// nothing.
    ///
    /// # Errors
    /// [`KeyError`]: `Weak` for a modulus below 2,048 bits and for an exponent below 65537,
    /// `Malformed` for even numbers, `Unsupported` for a modulus above 4,096 bits, an exponent
    /// above 33 bits, and in a build without the feature `aws-lc`.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        Self::from_numbers(PublicNumbers::checked(modulus, exponent)?)
    }

    pub(super) fn from_sec1(curve: Curve, point: &[u8]) -> Result<Self, KeyError> {
        Ok(Self(Kind::Ec(Arc::new(EcPublicKey::from_sec1(curve, point)?))))
    }

    pub(super) fn from_numbers(numbers: PublicNumbers) -> Result<Self, KeyError> {
        Ok(Self(Kind::Rsa(Arc::new(RsaPublicKey::from_numbers(numbers)?))))
    }

    /// Reads a `publicKeyMultibase` (W3C Controlled Identifiers 1.0, section 2.2.2): base58btc of
    /// a multicodec prefix and the key.
    ///
    /// RSA keys, which that table leaves out, are read as `did:key` writes them: an
    /// `RSAPublicKey` (RFC 8017) behind the multicodec `rsa-pub`.
    ///
    /// # Errors
    /// [`KeyError`]; `Unsupported` for kinds of keys that this build does not know.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        // Wiped, since a secret key may have been put here.
        let bytes = multibase::from_base58btc(text)
            .map(Zeroizing::new)
            .map_err(|error| KeyError::Malformed(format!("the Multikey {error}")))?;
        let Some((prefix, key)) = bytes.split_first_chunk::<2>() else {
            return Err(KeyError::Malformed("the Multikey is too short".into()));
        };
        if let Some(curve) = Curve::ALL.into_iter().find(|curve| curve.multicodec() == *prefix) {
            if key.len() != 1 + curve.width() {
                return Err(KeyError::Malformed("the point of a Multikey is compressed".into()));
            }
            return Self::from_sec1(curve, key);
        }
        match *prefix {
            ED25519 => Self::from_ed25519(key),
            RSA => Self::from_numbers(PublicNumbers::from_der(key)?),
            X25519 => Err(KeyError::NotForSigning("an X25519 key")),
            prefix if SECRET.contains(&prefix) => Err(KeyError::PrivateExposed),
            _ => match OTHERS.iter().find(|(other, _)| other == prefix) {
                Some((_, name)) => Err(KeyError::Unsupported((*name).to_owned())),
                None => Err(KeyError::Malformed("the Multikey has an unknown prefix".into())),
            },
        }
    }

    /// Reads a public JWK (RFC 7517, RFC 7518 section 6, RFC 8037).
    ///
    /// # Errors
    /// [`KeyError`]; `PrivateExposed` when the JWK holds a private member, `NotForSigning` when its
    /// `use` or `key_ops` say so, `Malformed` when its `alg` is for another kind of key.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        jwk::read_public(jwk)
    }

    /// Reads a SubjectPublicKeyInfo in PEM (RFC 5280, RFC 5480, RFC 8410), as
    /// `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// [`KeyError`] when the text is not such a key; `OtherForm` with the way out for what
    /// `openssl` can bring into this form.
    pub fn from_spki_pem(pem: &str) -> Result<Self, KeyError> {
        pem::read_public(pem)
    }

    /// The algorithm that the key decides.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Kind::Ed25519(_) => Algorithm::Ed25519,
            Kind::Ec(key) => key.curve().algorithm(),
            Kind::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// The key in bytes: the 32 of Ed25519, the compressed point of ECDSA, the `RSAPublicKey`
    /// (RFC 8017) of RSA.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Ed25519(key) => key.to_bytes().to_vec(),
            Kind::Ec(key) => curve::compressed(key.point()),
            Kind::Rsa(key) => key.numbers().to_der(),
        }
    }

    /// The key as `publicKeyMultibase`: `z6Mk…` for Ed25519, `zDn…` for P-256, `z82L…` for P-384,
    /// `z4MX…` and longer for RSA.
    pub fn to_multikey(&self) -> String {
        let prefix = match &self.0 {
            Kind::Ed25519(_) => ED25519,
            Kind::Ec(key) => key.curve().multicodec(),
            Kind::Rsa(_) => RSA,
        };
        multibase::base58btc(&[&prefix[..], &self.to_bytes()].concat())
    }

    /// The key as a JWK with `kty` and `crv`, `x`; `crv`, `x`, `y`; or `n`, `e`.
    pub fn to_jwk(&self) -> Object {
        let bare = |bytes: &[u8]| multibase::base64url_bare(bytes);
        let mut jwk = Object::new();
        match &self.0 {
            Kind::Ed25519(key) => {
                jwk.insert("kty", "OKP");
                jwk.insert("crv", "Ed25519");
                jwk.insert("x", bare(key.as_bytes()));
            }
            Kind::Ec(key) => {
                let (x, y) = curve::coordinates(key.point());
                jwk.insert("kty", "EC");
                jwk.insert("crv", key.curve().as_str());
                jwk.insert("x", bare(x));
                jwk.insert("y", bare(y));
            }
            Kind::Rsa(key) => {
                jwk.insert("kty", "RSA");
                jwk.insert("n", bare(&key.numbers().n));
                jwk.insert("e", bare(&key.numbers().e));
            }
        }
        jwk
    }

    /// The key as SubjectPublicKeyInfo in PEM, as `openssl` reads it.
    ///
    /// # Errors
    /// [`KeyError`] if the encoder refuses, which no key is known to cause.
    pub fn to_spki_pem(&self) -> Result<String, KeyError> {
        let algorithm = self.algorithm();
        match &self.0 {
            Kind::Ed25519(key) => pem::write_public(algorithm, key.as_bytes()),
            Kind::Ec(key) => pem::write_public(algorithm, key.point()),
            Kind::Rsa(key) => pem::write_public(algorithm, &key.numbers().to_der()),
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

    /// The DID that is this key as a JWK: `did:jwk:eyJ…`.
    pub fn did_jwk(&self) -> String {
        let jwk = Value::Object(self.to_jwk()).to_string();
        format!("did:jwk:{}", multibase::base64url_bare(jwk.as_bytes()))
    }

    /// The verification method of the key's `did:jwk`: `did:jwk:eyJ…#0`.
    pub fn did_jwk_method(&self) -> String {
        format!("{}#0", self.did_jwk())
    }

    /// The key's JWK thumbprint (RFC 7638) with SHA-256, in base64url: 43 characters.
    pub fn thumbprint(&self) -> String {
        // The members of `to_jwk` are the required ones, and for them RFC 8785 writes the same text
        // as section 3.3.
        let text = json::canonical(&Value::Object(self.to_jwk()));
        multibase::base64url_bare(&Sha256::digest(text.as_bytes()))
    }

    /// Whether `signature` is this key's over `message`, by the key's own algorithm.
    ///
    /// Ed25519 is verified in the strict way (RFC 8032, cofactorless, canonical encodings only, no
    /// points of small order), so that every verifier gives the same answer. Signatures of ECDSA
    /// are `r ‖ s` of fixed width (64 bytes on P-256, 96 on P-384), those of RSA are as long as the
    /// modulus.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Ed25519(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Kind::Ec(key) => key.verifies(message, signature),
            Kind::Rsa(key) => key.verifies(message, signature),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Ed25519(one), Kind::Ed25519(other)) => one == other,
            (Kind::Ec(one), Kind::Ec(other)) => {
                one.curve() == other.curve() && one.point() == other.point()
            }
            (Kind::Rsa(one), Kind::Rsa(other)) => one.numbers() == other.numbers(),
            _ => false,
        }
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_multikey())
    }
}

/// Whether the y coordinate is below the field's prime 2^255 - 19. The sign bit needs no check:
/// the points where it could be chosen freely are of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    !(high & 0x7f == 0x7f && *low >= 0xed && middle.iter().all(|byte| *byte == 0xff))
}
