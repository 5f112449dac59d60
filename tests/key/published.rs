//! Published vectors: keys of the W3C suites, edge cases of Ed25519.

use openbadges::key::PublicKey;
#[cfg(feature = "aws-lc")]
use openbadges::key::SecretKey;

use crate::{from_hex, support};

/// The keys with which the W3C made its vectors of ECDSA.
#[cfg(feature = "aws-lc")]
#[test]
fn the_keys_of_the_w3c_are_pairs() {
    for name in ["p256KeyPair.json", "p384KeyPair.json"] {
        let Some(path) = support::shared(&format!("vectors/vc-di-ecdsa/{name}")) else { return };
        let pair: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let text = |member: &str| pair[member].as_str().unwrap();
        let secret = SecretKey::from_multikey(text("secretKeyMultibase")).unwrap();
        assert_eq!(secret.public().to_multikey(), text("publicKeyMultibase"));
        assert_eq!(*secret.to_multikey().unwrap(), text("secretKeyMultibase"));
    }
}

/// The CCTV vectors hold 914 signatures on edge cases of Ed25519; a strict verifier without
/// cofactor accepts 43 of them.
#[test]
fn edge_cases_of_ed25519_are_decided_strictly() {
    let Some(path) = support::shared("vectors/cctv-ed25519.json") else { return };
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert_eq!(vectors.len(), 914);
    let accepted = vectors
        .iter()
        .filter(|vector| {
            let field = |name: &str| from_hex(vector[name].as_str().unwrap());
            let message = vector["msg"].as_str().unwrap().as_bytes();
            PublicKey::from_ed25519(&field("key"))
                .is_ok_and(|key| key.verifies(message, &field("sig")))
        })
        .count();
    assert_eq!(accepted, 43);
}
