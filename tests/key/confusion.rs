//! No key takes a signature of another kind, nor one in another encoding.

use openbadges::key::{Algorithm, SecretKey};
use openbadges::random::SystemRandom;

use crate::every_kind;

const MESSAGE: &[u8] = b"badge";

#[test]
fn each_key_takes_the_signatures_of_its_own_kind_and_key_only() {
    let signers: Vec<SecretKey> = every_kind().into_iter().chain(every_kind()).collect();
    let mut held = 0;
    for (number, signer) in signers.iter().enumerate() {
        let signature = signer.sign(MESSAGE).unwrap();
        for (other, verifier) in signers.iter().enumerate() {
            let holds = verifier.public().verifies(MESSAGE, &signature);
            assert_eq!(holds, number == other, "{signer:?} {verifier:?}");
            held += usize::from(holds);
        }
    }
    assert_eq!(held, 2 * Algorithm::ALL.len());
}

/// Lengths from none to past every kind's own, and every change of one bit.
#[test]
fn a_signature_has_one_length_and_one_value() {
    for signer in every_kind() {
        let key = signer.public();
        let signature = signer.sign(MESSAGE).unwrap();
        assert_eq!(
            signature.len(),
            match signer.algorithm() {
                Algorithm::Ed25519 | Algorithm::P256 => 64,
                Algorithm::P384 => 96,
                _ => 384,
            }
        );
        for length in 0..signature.len() {
            assert!(!key.verifies(MESSAGE, &signature[..length]), "{signer:?} {length}");
        }
        for byte in [0, 1, 0xff] {
            assert!(!key.verifies(MESSAGE, &[&signature[..], &[byte]].concat()));
            assert!(!key.verifies(MESSAGE, &[&[byte], &signature[..]].concat()));
            assert!(!key.verifies(MESSAGE, &vec![byte; signature.len()]));
        }
        for bit in 0..signature.len() * 8 {
            let mut changed = signature.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verifies(MESSAGE, &changed), "{signer:?} bit {bit}");
        }
    }
}

/// Without this, one key on two curves would sign under both names.
#[test]
fn one_scalar_gives_two_keys_on_two_curves() {
    let mut wide = [0; 48];
    wide[16..].copy_from_slice(&[7; 32]);
    let p256 = SecretKey::from_p256_scalar(&[7; 32]).unwrap();
    let p384 = SecretKey::from_p384_scalar(&wide).unwrap();
    assert_ne!(p256.public(), p384.public());
    let signature = p256.sign(MESSAGE).unwrap();
    assert!(!p384.public().verifies(MESSAGE, &signature));
    let padded = |half: &[u8]| [&[0; 16], half].concat();
    let widened = [padded(&signature[..32]), padded(&signature[32..])].concat();
    assert!(!p384.public().verifies(MESSAGE, &widened));
}

/// RustCrypto's implementation, another than ours, takes our signatures, and we take its.
#[test]
fn ecdsa_agrees_with_another_implementation() {
    use p256::ecdsa::signature::{Signer as _, Verifier as _};

    let ours = SecretKey::generate_for(Algorithm::P256, &SystemRandom).unwrap();
    let jwk: serde_json::Value = serde_json::from_str(&ours.to_jwk().unwrap()).unwrap();
    let scalar = openbadges::text::multibase::from_base64url_bare(jwk["d"].as_str().unwrap());
    let scalar = scalar.unwrap();
    let theirs = p256::ecdsa::SigningKey::from_slice(&scalar).unwrap();
    let signature: p256::ecdsa::Signature = theirs.sign(MESSAGE);
    assert!(ours.public().verifies(MESSAGE, &signature.to_bytes()));
    let signature = p256::ecdsa::Signature::from_slice(&ours.sign(MESSAGE).unwrap()).unwrap();
    assert!(theirs.verifying_key().verify(MESSAGE, &signature).is_ok());

    let ours = SecretKey::generate_for(Algorithm::P384, &SystemRandom).unwrap();
    let jwk: serde_json::Value = serde_json::from_str(&ours.to_jwk().unwrap()).unwrap();
    let scalar = openbadges::text::multibase::from_base64url_bare(jwk["d"].as_str().unwrap());
    let theirs = p384::ecdsa::SigningKey::from_slice(&scalar.unwrap()).unwrap();
    let signature: p384::ecdsa::Signature = theirs.sign(MESSAGE);
    assert!(ours.public().verifies(MESSAGE, &signature.to_bytes()));
    let signature = p384::ecdsa::Signature::from_slice(&ours.sign(MESSAGE).unwrap()).unwrap();
    assert!(theirs.verifying_key().verify(MESSAGE, &signature).is_ok());
}
