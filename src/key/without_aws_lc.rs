//! What stands for [`aws_lc`](super) in a build without it: types that have no values, so that every
//! key of those kinds is unsupported, which decides nothing about what it signed.

use zeroize::Zeroizing;

use super::curve::Curve;
use super::rsa::{PublicNumbers, SecretNumbers};
use super::{KeyError, PublicKey, SignError};

pub(super) enum EcPublicKey {}

impl EcPublicKey {
    pub(super) fn from_sec1(curve: Curve, _: &[u8]) -> Result<Self, KeyError> {
        Err(unsupported(curve.as_str()))
    }

    pub(super) fn curve(&self) -> Curve {
        match *self {}
    }

    pub(super) fn point(&self) -> &[u8] {
        match *self {}
    }

    pub(super) fn verifies(&self, _: &[u8], _: &[u8]) -> bool {
        match *self {}
    }
}

pub(super) enum RsaPublicKey {}

impl RsaPublicKey {
    pub(super) fn from_numbers(_: PublicNumbers) -> Result<Self, KeyError> {
        Err(unsupported("RSA"))
    }

    pub(super) fn numbers(&self) -> &PublicNumbers {
        match *self {}
    }

    pub(super) fn verifies(&self, _: &[u8], _: &[u8]) -> bool {
        match *self {}
    }
}

pub(super) enum EcSecretKey {}

impl EcSecretKey {
    pub(super) fn from_scalar(curve: Curve, _: &[u8]) -> Result<Self, KeyError> {
        Err(unsupported(curve.as_str()))
    }

    pub(super) fn from_pkcs8(curve: Curve, _: &[u8]) -> Result<Self, KeyError> {
        Err(unsupported(curve.as_str()))
    }

    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match *self {}
    }

    pub(super) fn curve(&self) -> Curve {
        match *self {}
    }

    pub(super) fn scalar(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match *self {}
    }

    pub(super) fn public(&self) -> &PublicKey {
        match *self {}
    }

    pub(super) fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        match *self {}
    }
}

pub(super) enum RsaSecretKey {}

impl RsaSecretKey {
    pub(super) fn generate() -> Result<Self, KeyError> {
        Err(unsupported("RSA"))
    }

    pub(super) fn from_numbers(_: &SecretNumbers) -> Result<Self, KeyError> {
        Err(unsupported("RSA"))
    }

    pub(super) fn from_pkcs8(_: &[u8]) -> Result<Self, KeyError> {
        Err(unsupported("RSA"))
    }

    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match *self {}
    }

    pub(super) fn numbers(&self) -> Result<SecretNumbers, KeyError> {
        match *self {}
    }

    pub(super) fn public(&self) -> &PublicKey {
        match *self {}
    }

    pub(super) fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        match *self {}
    }
}

fn unsupported(kind: &str) -> KeyError {
    KeyError::Unsupported(format!("{kind} (this build is without the feature aws-lc)"))
}
