//! Keys that sign the same bytes in the same way every time: RFC 8032, or RFC 6979.
//!
//! The library's own ECDSA signatures are other ones each time, so those that must come out as
//! published, or as minted, are made by the crates `p256` and `p384`.
#![allow(dead_code)]

use openbadges::key::{Algorithm, PublicKey, SecretKey};
use openbadges::rdf::HashAlgorithm;
use openbadges::text::multibase;
use p256::ecdsa::signature::Signer as _;
use sha2::{Digest as _, Sha256, Sha384};

pub enum Key {
    Ed25519(SecretKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl Key {
    pub fn ed25519(seed: &[u8; 32]) -> Self {
        Key::Ed25519(SecretKey::from_ed25519_seed(seed))
    }

    pub fn p256(scalar: &[u8]) -> Self {
        Key::P256(p256::ecdsa::SigningKey::from_slice(scalar).unwrap())
    }

    pub fn p384(scalar: &[u8]) -> Self {
        Key::P384(p384::ecdsa::SigningKey::from_slice(scalar).unwrap())
    }

    /// The key of a `secretKeyMultibase`.
    pub fn of_multikey(secret: &str) -> Self {
        match multibase::from_base58btc(secret).unwrap().as_slice() {
            [0x80, 0x26, seed @ ..] => Self::ed25519(seed.try_into().unwrap()),
            [0x86, 0x26, scalar @ ..] => Self::p256(scalar),
            [0x87, 0x26, scalar @ ..] => Self::p384(scalar),
            other => panic!("a key of the kind {:x?}", &other[..2]),
        }
    }

    pub fn algorithm(&self) -> Algorithm {
        match self {
            Key::Ed25519(_) => Algorithm::Ed25519,
            Key::P256(_) => Algorithm::P256,
            Key::P384(_) => Algorithm::P384,
        }
    }

    /// The public key as `publicKeyMultibase`.
    pub fn multikey(&self) -> String {
        let (prefix, bytes) = match self {
            Key::Ed25519(key) => ([0xed, 0x01], key.public().to_bytes()),
            Key::P256(key) => {
                ([0x80, 0x24], key.verifying_key().to_sec1_point(true).as_bytes().to_vec())
            }
            Key::P384(key) => {
                ([0x81, 0x24], key.verifying_key().to_sec1_point(true).as_bytes().to_vec())
            }
        };
        multibase::base58btc(&[prefix.as_slice(), &bytes].concat())
    }

    pub fn did(&self) -> String {
        format!("did:key:{}", self.multikey())
    }

    /// The verification method of the key's own DID.
    pub fn method(&self) -> String {
        let multikey = self.multikey();
        format!("did:key:{multikey}#{multikey}")
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::from_multikey(&self.multikey()).unwrap()
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Ed25519(key) => key.sign(message).unwrap(),
            Key::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Key::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// The hash function that goes with the key in Data Integrity proofs.
    pub fn hash_algorithm(&self) -> HashAlgorithm {
        match self {
            Key::P384(_) => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha256,
        }
    }

    pub fn hash(&self, text: &str) -> Vec<u8> {
        match self {
            Key::P384(_) => Sha384::digest(text).to_vec(),
            _ => Sha256::digest(text).to_vec(),
        }
    }
}
