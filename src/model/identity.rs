//! Identities: of the recipient, plain or hashed, and of things.

use sha2::Digest;

use super::class::{Types, class};
use super::{IdentifierType, check};

class! {
    /// An identity of the recipient, such as an e-mail address, plain or hashed.
    ///
    /// Source: Open Badges 3.0, data model, `IdentityObject`; it is closed.
    pub struct IdentityObject: closed, Types::Only("IdentityObject"),
        rule check::rules::IDENTITY_OBJECT;

    /// Whether `identityHash` is a hash.
    hashed = "hashed": required bool,
    /// The identity itself, or its hash: `sha256$` or `md5$` and hexadecimal digits (Open Badges
    /// 3.0, `IdentityHash`).
    identity_hash = "identityHash": required String,
    /// What kind of identity it is.
    identity_type = "identityType": required IdentifierType,
    /// The text that was added to the identity before it was hashed.
    salt = "salt": optional String,
}

class! {
    /// An identifier of a profile or an achievement, of a stated kind.
    ///
    /// Source: Open Badges 3.0, data model, `IdentifierEntry`; it is closed.
    pub struct IdentifierEntry: closed, Types::Only("IdentifierEntry");

    /// The identifier.
    identifier = "identifier": required String,
    /// What kind of identifier it is.
    identifier_type = "identifierType": required IdentifierType,
}

impl IdentityObject {
    /// An identity that anyone can read.
    pub fn plain(identity_type: IdentifierType, identity: impl Into<String>) -> Self {
        Self { hashed: false, identity_hash: identity.into(), identity_type, salt: None }
    }

    /// An identity as a salted SHA-256 hash: `sha256$` and the digest of the UTF-8 of identity and
    /// salt (Open Badges 3.0, `IdentityHash`). MD5 is never written.
    ///
    /// ```
    /// use openbadges::model::{IdentifierType, IdentityObject};
    /// let ada = IdentityObject::hashed(IdentifierType::EmailAddress, "ada@example.org", "Kosher");
    /// assert!(ada.matches("ada@example.org"));
    /// assert!(!ada.matches("Ada@example.org"));
    /// ```
    pub fn hashed(identity_type: IdentifierType, identity: &str, salt: impl Into<String>) -> Self {
        let salt = salt.into();
        let digest = salted::<sha2::Sha256>(identity, &salt);
        let mut identity_hash = String::from("sha256$");
        for byte in digest.iter() {
            identity_hash.push_str(&format!("{byte:02x}"));
        }
        Self { hashed: true, identity_hash, identity_type, salt: Some(salt) }
    }

    /// Whether it is the identity `identity`, which is compared exactly: no case, space or Unicode
    /// form is adjusted. The type of the identity is not compared.
    ///
    /// SHA-256 and MD5 are understood, their digits in any case. The time it takes does not tell
    /// how much of the value was right.
    pub fn matches(&self, identity: &str) -> bool {
        let salt = self.salt.as_deref().unwrap_or_default();
        if !self.hashed {
            // Digests are compared, so that neither the length nor the first difference shows.
            let of = |text| sha2::Sha256::digest(str::as_bytes(text));
            return equal(&of(self.identity_hash.as_str()), &of(identity));
        }
        match IdentityHash::parse(&self.identity_hash) {
            Some(IdentityHash::Sha256(hex)) => {
                equal_to_hex(&salted::<sha2::Sha256>(identity, salt), hex)
            }
            Some(IdentityHash::Md5(hex)) => equal_to_hex(&salted::<md5::Md5>(identity, salt), hex),
            None => false,
        }
    }
}

impl IdentifierEntry {
    /// An identifier of a stated kind.
    pub fn new(identifier_type: IdentifierType, identifier: impl Into<String>) -> Self {
        Self { identifier: identifier.into(), identifier_type }
    }
}

/// The parts of a hashed identity: the algorithm, and the digest in hexadecimal digits.
pub(super) enum IdentityHash<'a> {
    Sha256(&'a str),
    Md5(&'a str),
}

impl<'a> IdentityHash<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (algorithm, hex) = text.split_once('$')?;
        let is_hex = hex.bytes().all(|b| b.is_ascii_hexdigit());
        match (algorithm, hex.len()) {
            ("sha256", 64) if is_hex => Some(Self::Sha256(hex)),
            ("md5", 32) if is_hex => Some(Self::Md5(hex)),
            _ => None,
        }
    }
}

fn salted<D: Digest>(identity: &str, salt: &str) -> sha2::digest::Output<D> {
    let mut digest = D::new();
    digest.update(identity.as_bytes());
    digest.update(salt.as_bytes());
    digest.finalize()
}

fn equal(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b));
    a.len() == b.len() && std::hint::black_box(difference) == 0
}

/// Compares without regard to the case of the digits, and without stopping at a difference.
fn equal_to_hex(bytes: &[u8], hex: &str) -> bool {
    let digit = |b: u8| char::from(b).to_digit(16).map_or(0xff, |digit| digit as u8);
    let read: Vec<u8> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| pair.iter().fold(0u8, |byte, b| (byte << 4) | digit(*b)))
        .collect();
    equal(bytes, &read)
}
