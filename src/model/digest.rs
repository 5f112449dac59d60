//! Digests of resources, as credentials write them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::json::Value;
use crate::text::multibase;

/// A digest of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Digest {
    /// The bytes of the resource hash to one of these.
    Known(Vec<(Hash, Vec<u8>)>),
    /// It is of a kind that is not known here, and may be right or wrong.
    Unknown,
}

/// A hash function, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// A text is no digest of the kind that it claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotADigest {
    pub(crate) expected: &'static str,
}

/// The multihash codes of the hash functions (Multihash; VC Data Integrity 1.0, section 2.6).
const CODES: [(u8, Hash); 3] = [(0x12, Hash::Sha256), (0x20, Hash::Sha384), (0x13, Hash::Sha512)];

impl Digest {
    /// Reads `digestSRI`: hashes apart by spaces, each with options after a `?` that say nothing
    /// here. Of several the strongest kind counts (Subresource Integrity, section 3.3.3).
    pub(crate) fn of_sri(text: &str) -> Result<Self, NotADigest> {
        const EXPECTED: NotADigest = NotADigest {
            expected: "\"sha256-\", \"sha384-\" or \"sha512-\" and the digest in base64",
        };
        let mut known: Vec<(Hash, Vec<u8>)> = Vec::new();
        let mut any = false;
        for item in text.split_ascii_whitespace() {
            let item = item.split('?').next().unwrap_or_default();
            let (name, digest) = item.split_once('-').ok_or(EXPECTED)?;
            any = true;
            let Some(hash) = Hash::of_name(name) else { continue };
            let digest = STANDARD.decode(digest).map_err(|_| EXPECTED)?;
            if digest.len() != hash.length() {
                return Err(EXPECTED);
            }
            known.push((hash, digest));
        }
        let strongest = known.iter().map(|(hash, _)| *hash).max();
        known.retain(|(hash, _)| Some(*hash) == strongest);
        match (any, known.is_empty()) {
            (false, _) => Err(EXPECTED),
            (true, true) => Ok(Self::Unknown),
            (true, false) => Ok(Self::Known(known)),
        }
    }

    /// Reads `digestMultibase`: a multihash in base58btc or base64url.
    pub(crate) fn of_multibase(text: &str) -> Result<Self, NotADigest> {
        const EXPECTED: NotADigest =
            NotADigest { expected: "a multihash in Multibase, which starts with \"z\" or \"u\"" };
        let bytes = match text.as_bytes().first() {
            Some(b'z') => multibase::from_base58btc(text),
            Some(b'u') => multibase::from_base64url(text),
            _ => return Err(EXPECTED),
        };
        let bytes = bytes.map_err(|_| EXPECTED)?;
        let [code, length, digest @ ..] = bytes.as_slice() else { return Err(EXPECTED) };
        // Codes and lengths of more than one byte are of kinds that are not known here.
        if *code < 0x80 && *length < 0x80 && usize::from(*length) != digest.len() {
            return Err(EXPECTED);
        }
        match CODES.iter().find(|(known, _)| known == code) {
            Some((_, hash)) if digest.len() == hash.length() => {
                Ok(Self::Known(vec![(*hash, digest.to_vec())]))
            }
            Some(_) => Err(EXPECTED),
            None => Ok(Self::Unknown),
        }
    }

    fn matches(&self, resource: &mut Resource<'_>) -> Option<bool> {
        match self {
            Self::Known(digests) => {
                Some(digests.iter().any(|(hash, digest)| resource.digest(*hash) == digest))
            }
            Self::Unknown => None,
        }
    }
}

/// The bytes of a resource, which are hashed once however many digests there are of them.
struct Resource<'b> {
    bytes: &'b [u8],
    digests: Vec<(Hash, Vec<u8>)>,
}

impl<'b> Resource<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        Self { bytes, digests: Vec::new() }
    }

    fn digest(&mut self, hash: Hash) -> &[u8] {
        let at = self.digests.iter().position(|(known, _)| *known == hash).unwrap_or_else(|| {
            self.digests.push((hash, hash.of(self.bytes)));
            self.digests.len() - 1
        });
        self.digests.get(at).map(|(_, digest)| digest.as_slice()).unwrap_or_default()
    }
}

impl Hash {
    fn of_name(name: &str) -> Option<Self> {
        match name {
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// Whether bytes have each of the digests. `None` where none is of a known kind; one that is no
/// digest is had by nothing.
pub(crate) fn all_match(
    digests: impl Iterator<Item = Result<Digest, NotADigest>>,
    bytes: &[u8],
) -> Option<bool> {
    let mut resource = Resource::of(bytes);
    digests
        .filter_map(|digest| digest.map_or(Some(false), |digest| digest.matches(&mut resource)))
        .reduce(|all, this| all && this)
}

/// Whether bytes have the digests that an object has of them (`digestSRI`, `digestMultibase`). `None`
/// where it has none of a known kind.
pub(crate) fn has_its_digests(object: &Value, bytes: &[u8]) -> Option<bool> {
    let digests = |name| object.get(name).map(Value::items).unwrap_or_default().iter();
    // What is no text is no digest.
    let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
    let sri = digests("digestSRI").map(|value| Digest::of_sri(&text(value)));
    let multibase = digests("digestMultibase").map(|value| Digest::of_multibase(&text(value)));
    all_match(sri.chain(multibase), bytes)
}

/// The SHA-256 digest of bytes as `digestMultibase` has it, in base58btc.
pub(crate) fn multibase_of(bytes: &[u8]) -> String {
    let mut multihash = vec![0x12, 32];
    multihash.extend_from_slice(&Sha256::digest(bytes));
    multibase::base58btc(&multihash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests of "abc", as FIPS 180-4's examples give them.
    #[test]
    fn digests_are_those_of_the_standard() {
        let abc = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        let both = format!("sha256-{} {abc}", STANDARD.encode([0; 32]));
        let stronger = format!("{abc} sha384-{}", STANDARD.encode([0; 48]));
        for (text, of_abc) in [
            (abc, Some(true)),
            (&both, Some(true)),
            (&stronger, Some(false)),
            ("md5-kAFQmDzST7DWlj99KOF/cg==", None),
        ] {
            assert_eq!(
                Digest::of_sri(text).unwrap().matches(&mut Resource::of(b"abc")),
                of_abc,
                "{text}"
            );
        }
        let multibase = multibase_of(b"abc");
        let digest = Digest::of_multibase(&multibase).unwrap();
        assert_eq!(digest.matches(&mut Resource::of(b"abc")), Some(true));
        assert_eq!(digest.matches(&mut Resource::of(b"abd")), Some(false));
        assert_eq!(Digest::of_sri(abc), Ok(digest));
        assert_eq!(Digest::of_multibase("uGwGq"), Ok(Digest::Unknown));
    }

    /// However many digests a document has of a resource, its bytes are hashed once a kind.
    #[test]
    fn the_bytes_are_hashed_once_for_each_hash() {
        let sha256 = format!("sha256-{}", STANDARD.encode(Sha256::digest(b"abc")));
        let sha512 = format!("sha512-{}", STANDARD.encode(Sha512::digest(b"abc")));
        let wrong = format!("sha256-{}", STANDARD.encode([0; 32]));
        let mut resource = Resource::of(b"abc");
        for (text, matches) in [(&sha256, true), (&sha512, true), (&wrong, false)].repeat(100) {
            assert_eq!(Digest::of_sri(text).unwrap().matches(&mut resource), Some(matches));
        }
        let hashed: Vec<_> = resource.digests.iter().map(|(hash, _)| *hash).collect();
        assert_eq!(hashed, [Hash::Sha256, Hash::Sha512]);
    }

    #[test]
    fn what_is_no_digest_is_none() {
        for text in ["", " ", "x", "sha256", "sha256-", "sha256-AAAA", "sha256-*"] {
            assert!(Digest::of_sri(text).is_err(), "{text}");
        }
        for text in ["", "x", "z", "u", "mEiA", "uEg", "uEiAB", "uGyAB", "z0"] {
            assert!(Digest::of_multibase(text).is_err(), "{text}");
        }
    }
}
