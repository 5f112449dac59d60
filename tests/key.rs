//! The room `key`: the forms in which keys travel, what is refused, and foreign tools' opinion.

#[cfg(feature = "aws-lc")]
#[path = "key/confusion.rs"]
mod confusion;
#[path = "key/forms.rs"]
mod forms;
#[path = "key/jwk.rs"]
mod jwk;
#[path = "key/openssl.rs"]
mod openssl;
#[path = "support/peers.rs"]
mod peers;
#[path = "key/published.rs"]
mod published;
mod support;
#[path = "key/weak.rs"]
mod weak;
#[path = "key/wycheproof.rs"]
mod wycheproof;

use openbadges::key::{Algorithm, SecretKey};
use openbadges::random::SystemRandom;

/// The algorithms that the build has.
fn algorithms() -> impl Iterator<Item = Algorithm> {
    let of_build =
        |algorithm: &Algorithm| cfg!(feature = "aws-lc") || *algorithm == Algorithm::Ed25519;
    Algorithm::ALL.iter().copied().filter(of_build)
}

/// A new key of every kind that the build has.
fn every_kind() -> Vec<SecretKey> {
    algorithms()
        .map(|algorithm| SecretKey::generate_for(algorithm, &SystemRandom).unwrap())
        .collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
