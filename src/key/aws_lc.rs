//! ECDSA on the NIST curves and RSA, by `aws-lc-rs`.
//!
//! Secrets lie in memory of AWS-LC, which is wiped when it is freed. Nonces of ECDSA and primes of
//! RSA are drawn by AWS-LC from the operating system.

use aws_lc_rs::agreement;
use aws_lc_rs::encoding::{AsBigEndian as _, AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    EcdsaVerificationAlgorithm, KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use pkcs8::PrivateKeyInfoRef;
use zeroize::Zeroizing;

use super::curve::Curve;
use super::rsa::{PublicNumbers, SecretNumbers};
use super::{KeyError, PublicKey, SignError};

/// A point on its curve that is not at infinity. The curves have no points of small order.
pub(super) struct EcPublicKey {
    curve: Curve,
    point: Vec<u8>,
    key: ParsedPublicKey,
}

impl EcPublicKey {
    /// Reads a point (SEC 1, section 2.3.4), compressed or not.
    pub(super) fn from_sec1(curve: Curve, bytes: &[u8]) -> Result<Self, KeyError> {
        let width = curve.width();
        let length = match bytes.first() {
            Some(2 | 3) => 1 + width,
            Some(4) => 1 + 2 * width,
            _ => return Err(malformed("the point is neither compressed nor uncompressed")),
        };
        if bytes.len() != length {
            let name = curve.as_str();
            let message = format!("a {name} point of this form has {length} bytes");
            return Err(KeyError::Malformed(message));
        }
        let off_curve = || malformed("the point is not on the curve");
        let key = ParsedPublicKey::new(verification(curve), bytes).map_err(|_| off_curve())?;
        let spki: PublicKeyX509Der<'_> = key.as_der().map_err(|_| off_curve())?;
        // What a SubjectPublicKeyInfo ends with is the point, uncompressed.
        let start = spki.as_ref().len().saturating_sub(1 + 2 * width);
        let point = spki.as_ref().get(start..).filter(|point| point.first() == Some(&4));
        let point = point.ok_or_else(off_curve)?.to_vec();
        Ok(Self { curve, point, key })
    }

    pub(super) fn curve(&self) -> Curve {
        self.curve
    }

    /// The point without compression: `04 ‖ x ‖ y`.
    pub(super) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// A modulus of 2,048 to 4,096 bits and an exponent from 65537 to 2^33.
pub(super) struct RsaPublicKey {
    numbers: PublicNumbers,
    key: ParsedPublicKey,
}

impl RsaPublicKey {
    /// Numbers that [`PublicNumbers::checked`] let pass.
    pub(super) fn from_numbers(numbers: PublicNumbers) -> Result<Self, KeyError> {
        let key = PublicKeyComponents { n: &numbers.n, e: &numbers.e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| malformed("not a modulus and an exponent of RSA"))?;
        Ok(Self { numbers, key })
    }

    pub(super) fn numbers(&self) -> &PublicNumbers {
        &self.numbers
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// A secret key of ECDSA.
pub(super) struct EcSecretKey {
    curve: Curve,
    pair: EcdsaKeyPair,
    public: PublicKey,
}

impl EcSecretKey {
    fn new(curve: Curve, pair: EcdsaKeyPair) -> Result<Self, KeyError> {
        let public = PublicKey::from_sec1(curve, pair.public_key().as_ref())?;
        Ok(Self { curve, pair, public })
    }

    /// The key of a scalar from 1 up to below the curve's order.
    pub(super) fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, KeyError> {
        let refused = || malformed("the secret is not a scalar of the curve");
        let point = agreement::PrivateKey::from_private_key(agreement(curve), scalar)
            .map_err(|_| refused())?
            .compute_public_key()
            .map_err(|_| refused())?;
        let point = point.as_ref();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(signing(curve), scalar, point);
        Self::new(curve, pair.map_err(|_| refused())?)
    }

    /// Reads a whole PKCS#8 document whose key is an `ECPrivateKey` (RFC 5915).
    pub(super) fn from_pkcs8(curve: Curve, bytes: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(signing(curve), bytes);
        Self::new(curve, pair.map_err(|_| malformed("not an ECDSA private key in PKCS#8"))?)
    }

    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let document = self.pair.to_pkcs8v1().map_err(|_| malformed("the key has no PKCS#8"))?;
        Ok(Zeroizing::new(document.as_ref().to_vec()))
    }

    pub(super) fn scalar(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let scalar = self.pair.private_key().as_be_bytes();
        let scalar = scalar.map_err(|_| malformed("the key has no scalar"))?;
        Ok(Zeroizing::new(scalar.as_ref().to_vec()))
    }

    pub(super) fn curve(&self) -> Curve {
        self.curve
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.pair.sign(&SystemRandom::new(), message);
        let signature = signature.map_err(|error| SignError(error.into()))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// A secret key of RSA.
pub(super) struct RsaSecretKey {
    pair: RsaKeyPair,
    public: PublicKey,
}

impl RsaSecretKey {
    fn new(pair: RsaKeyPair) -> Result<Self, KeyError> {
        let numbers = PublicNumbers::from_der(pair.public_key().as_ref())?;
        let public = PublicKey::from_numbers(numbers)?;
        Ok(Self { pair, public })
    }

    /// A new key of 3,072 bits.
    pub(super) fn generate() -> Result<Self, KeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa3072);
        Self::new(pair.map_err(|_| malformed("AWS-LC made no key"))?)
    }

    pub(super) fn from_numbers(numbers: &SecretNumbers) -> Result<Self, KeyError> {
        let PublicNumbers { n, e } = &numbers.public;
        let pair = RsaKeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents { n, e },
            d: &*numbers.d,
            p: &*numbers.p,
            q: &*numbers.q,
            dP: &*numbers.dp,
            dQ: &*numbers.dq,
            qInv: &*numbers.qi,
        });
        Self::new(pair.map_err(|_| malformed("the numbers do not make an RSA key"))?)
    }

    /// Reads a whole PKCS#8 document whose key is an `RSAPrivateKey`.
    pub(super) fn from_pkcs8(bytes: &[u8]) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(bytes);
        Self::new(pair.map_err(|_| malformed("not an RSA private key in PKCS#8"))?)
    }

    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let document: Result<Pkcs8V1Der<'_>, _> = self.pair.as_der();
        let document = document.map_err(|_| malformed("the key has no PKCS#8"))?;
        Ok(Zeroizing::new(document.as_ref().to_vec()))
    }

    pub(super) fn numbers(&self) -> Result<SecretNumbers, KeyError> {
        let document = self.to_pkcs8()?;
        let info = PrivateKeyInfoRef::try_from(document.as_slice());
        let info = info.map_err(|_| malformed("the key has no PKCS#8"))?;
        SecretNumbers::from_der(info.private_key.as_bytes())
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|error| SignError(error.into()))?;
        Ok(signature)
    }
}

fn verification(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED,
    }
}

fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
    }
}

fn agreement(curve: Curve) -> &'static agreement::Algorithm {
    match curve {
        Curve::P256 => &agreement::ECDH_P256,
        Curve::P384 => &agreement::ECDH_P384,
    }
}

fn malformed(reason: &str) -> KeyError {
    KeyError::Malformed(reason.to_owned())
}
