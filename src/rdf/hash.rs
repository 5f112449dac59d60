//! Hash tables for names that strangers choose.
//!
//! Looking terms up is most of what the walk does, and the standard library's hash function is slow
//! on short names. This one multiplies and folds, from a start that is drawn once for the process,
//! so that nobody outside can prepare names that collide.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

pub(super) type Table<K, V> = HashMap<K, V, Seeds>;

#[derive(Clone, Copy, Debug)]
pub(super) struct Seeds {
    start: u64,
    factor: u64,
}

pub(super) struct Folding {
    state: u64,
    factor: u64,
}

impl Default for Seeds {
    fn default() -> Self {
        static SEEDS: OnceLock<Seeds> = OnceLock::new();
        *SEEDS.get_or_init(|| {
            let random = RandomState::new();
            Seeds { start: random.hash_one(0), factor: random.hash_one(1) | 1 }
        })
    }
}

impl BuildHasher for Seeds {
    type Hasher = Folding;

    fn build_hasher(&self) -> Folding {
        Folding { state: self.start, factor: self.factor }
    }
}

impl Folding {
    #[inline]
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.factor);
        // Every bit of the word has a part in the upper half, and so in every bit of the sum.
        self.state = (product as u64) ^ (product >> 64) as u64;
    }
}

impl Hasher for Folding {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.fold(u64::from_le_bytes(*word));
        }
        // The length tells apart what ends in zeros.
        let mut last = bytes.len() as u64;
        for byte in rest {
            last = last << 8 | u64::from(*byte);
        }
        self.fold(last);
    }

    #[inline]
    fn write_u8(&mut self, _: u8) {
        // The end of a string, whose length is in its hash already.
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    #[inline]
    fn finish(&self) -> u64 {
        // Some factors that chance draws leave similar short names alike in their low bits.
        const GOLDEN: u128 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.state) * GOLDEN;
        (product as u64) ^ (product >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Tables choose a bucket by the low bits and look closer by the high ones.
    #[test]
    fn similar_names_fall_apart_in_the_low_and_the_high_bits() {
        let seeds = Seeds::default();
        let names: Vec<String> = (0..4096).map(|n| format!("t{n}")).collect();
        for bits in [|hash: u64| hash & 0xffff, |hash: u64| hash >> 48] {
            let found: HashSet<u64> = names.iter().map(|n| bits(seeds.hash_one(n))).collect();
            // Chance alone leaves about 3,970 of 4,096 names on places of their own.
            assert!(found.len() > 3_700, "{}", found.len());
        }
        let padded = [&[0_u8; 3][..], &[0; 8], &[0; 9], &[0; 16], &[]].map(|b| seeds.hash_one(b));
        assert_eq!(HashSet::from(padded).len(), padded.len());
    }
}
