//! SHA-256 and SHA-384 behind one name.

use sha2::{Digest as _, Sha256, Sha384};

/// The hash function inside the canonicalization algorithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HashAlgorithm {
    /// SHA-256, the algorithm's default.
    #[default]
    Sha256,
    /// SHA-384, which `ecdsa-rdfc-2019` asks with P-384.
    Sha384,
}

/// A hash of up to 48 bytes. Hashes sort as their hexadecimal forms do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Hash {
    bytes: [u8; 48],
    len: u8,
}

impl Default for Hash {
    fn default() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }
}

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        let mut hash = Self { len: bytes.len() as u8, ..Self::default() };
        for (to, from) in hash.bytes.iter_mut().zip(bytes) {
            *to = *from;
        }
        hash
    }

    pub fn write_hex(&self, out: &mut String) {
        let mut text = [0; 96];
        for (to, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(&self.bytes) {
            *to = [byte >> 4, byte & 15]
                .map(|digit| digit + if digit < 10 { b'0' } else { b'a' - 10 });
        }
        let text = text.get(..2 * usize::from(self.len)).unwrap_or_default();
        out.push_str(std::str::from_utf8(text).unwrap_or_default());
    }
}

pub(super) enum Hasher {
    Sha256(Sha256),
    Sha384(Box<Sha384>),
}

impl Hasher {
    pub fn new(algorithm: HashAlgorithm) -> Self {
        match algorithm {
            HashAlgorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            HashAlgorithm::Sha384 => Hasher::Sha384(Box::new(Sha384::new())),
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Sha384(hasher) => hasher.update(bytes),
        }
    }

    pub fn finish(self) -> Hash {
        match self {
            Hasher::Sha256(hasher) => Hash::of(&hasher.finalize()),
            Hasher::Sha384(hasher) => Hash::of(&hasher.finalize()),
        }
    }
}
