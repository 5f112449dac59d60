//! What the integration tests share.
#![allow(dead_code)]
use std::path::PathBuf;
/// A file or folder of the reference material, or `None` (said on stderr) where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("OPENBADGES_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(
        std::env::var_os("OPENBADGES_REQUIRE_SHARED").is_none(),
        "{} is absent",
        full.display()
    );
    eprintln!("skipped: {} is absent", full.display());
    None
}

/// The Ed25519 seed that 1EdTech publishes with its test vectors. Everybody knows it.
pub const PUBLISHED_SEED: [u8; 32] = [
    0x62, 0x41, 0xa4, 0x09, 0xe6, 0x70, 0x7b, 0xb6, 0x40, 0xa0, 0x14, 0x0a, 0x8a, 0x32, 0xbc, 0x3d,
    0x19, 0x3c, 0x33, 0xa6, 0x61, 0x74, 0x72, 0x84, 0xd6, 0xad, 0xfa, 0x4e, 0xd4, 0x18, 0x0b, 0xe4,
];
