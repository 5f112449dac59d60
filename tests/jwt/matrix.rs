//! Every type of key with every algorithm that a header can name: only the right pairs verify.

use openbadges::Code;
use openbadges::fault::{Objection, Pointer};
use openbadges::json::{Object, Value};
use openbadges::key::{Algorithm, SecretKey};
use openbadges::proof::jwt::{Jws, key_for};
use openbadges::text::multibase::base64url_bare;

/// Every `alg` of the registry for signatures, and spellings of them that are not in it.
const NAMES: [&str; 27] = [
    "EdDSA",
    "Ed25519",
    "ES256",
    "ES384",
    "RS256",
    "none",
    "None",
    "NONE",
    "nOnE",
    "HS256",
    "HS384",
    "HS512",
    "RS1",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES512",
    "ES256K",
    "Ed448",
    "es256",
    "rs256",
    "eddsa",
    "",
    " ES256",
    "ES256\u{0}",
];

fn secret(algorithm: Algorithm) -> SecretKey {
    match algorithm {
        Algorithm::Ed25519 => SecretKey::from_ed25519_seed(&[7; 32]),
        Algorithm::P256 => SecretKey::from_p256_scalar(&[7; 32]).unwrap(),
        Algorithm::P384 => SecretKey::from_p384_scalar(&[7; 48]).unwrap(),
        _ => SecretKey::from_pkcs8_pem(include_str!("../support/rsa-2048.pem")).unwrap(),
    }
}

fn token(alg: &str, key: &SecretKey) -> String {
    let header = Object::from_iter([("alg", alg)]);
    let header = base64url_bare(Value::from(header).to_string().as_bytes());
    let input = format!("{header}.{}", base64url_bare(b"{}"));
    let signature = base64url_bare(&key.sign(input.as_bytes()).unwrap());
    format!("{input}.{signature}")
}

#[test]
fn only_the_right_pairs_verify() {
    let mut right = 0;
    for signer in Algorithm::ALL {
        for verifier in Algorithm::ALL {
            for alg in NAMES {
                let key = secret(*verifier).public();
                let found = Jws::read(&token(alg, &secret(*signer))).and_then(|jws| {
                    let jwk = Value::from(key.to_jwk());
                    let same = key_for(&jwk, jws.header().algorithm(), &Pointer::root())?;
                    assert_eq!(same, key);
                    jws.verify(&key)
                });
                let names =
                    alg == verifier.jws() || (alg == "Ed25519" && *verifier == Algorithm::Ed25519);
                let place = format!("{alg:?}, signed by {signer:?}, with a {verifier:?} key");
                match found {
                    Ok(()) => {
                        assert!(names && signer == verifier, "{place} verifies");
                        right += 1;
                    }
                    Err(objection) => {
                        assert!(!names || signer != verifier, "{place}: {objection}");
                        let code = objection.fault().code;
                        let expected = match alg {
                            _ if names => Code::Signature,
                            "EdDSA" | "Ed25519" | "ES256" | "ES384" | "RS256" => Code::KeyMismatch,
                            "none" | "None" | "NONE" | "nOnE" | "HS256" | "HS384" | "HS512"
                            | "RS1" => Code::JwsAlg,
                            _ => Code::ProofUnsupported,
                        };
                        assert_eq!(code, expected, "{place}: {objection}");
                        let is_undecided = matches!(objection, Objection::Undecided(_));
                        assert_eq!(is_undecided, code == Code::ProofUnsupported, "{place}");
                    }
                }
            }
        }
    }
    assert_eq!(right, 5, "one for each algorithm, and Ed25519 by its other name");
}
