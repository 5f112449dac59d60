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
