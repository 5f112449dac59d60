//! Project Wycheproof's vectors, whole. What is not decided as they state stands in
//! `wycheproof_exceptions.json` with its reason, and an exception that no longer applies fails.

use std::collections::BTreeMap;

use openbadges::key::PublicKey;
use serde::Deserialize;
use serde_json::Value;

use crate::{from_hex, support};

/// A case that is decided otherwise than stated.
#[derive(Debug, Deserialize, PartialEq)]
struct Exception {
    case: u64,
    stated: String,
    accepted: bool,
    reason: String,
}

/// Runs a suite and says how many cases it has. `None` when it is not there.
fn run(name: &str, accepts: impl Fn(&Value, &Value) -> bool) -> Option<usize> {
    let path = support::shared(&format!("vectors/wycheproof/{name}_test.json"))?;
    let suite: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let exceptions: BTreeMap<String, Vec<Exception>> =
        serde_json::from_str(include_str!("wycheproof_exceptions.json")).unwrap();
    let mut exceptions: BTreeMap<u64, &Exception> =
        exceptions.get(name).into_iter().flatten().map(|it| (it.case, it)).collect();
    let mut count = 0;
    let mut wrong = Vec::new();
    for group in suite["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            count += 1;
            let (case, stated) = (test["tcId"].as_u64().unwrap(), test["result"].as_str().unwrap());
            let accepted = accepts(group, test);
            let is_as_stated = match stated {
                "valid" => accepted,
                "invalid" => !accepted,
                _ => false,
            };
            match exceptions.remove(&case) {
                None if is_as_stated => {}
                Some(it) if !is_as_stated && it.stated == stated && it.accepted == accepted => {
                    assert!(!it.reason.is_empty(), "{name} {case} is without a reason");
                }
                it => wrong.push(format!("{case} ({stated}), accepted: {accepted}, {it:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    assert!(exceptions.is_empty(), "{name}: there are no such cases: {exceptions:?}");
    assert_eq!(suite["numberOfTests"], count);
    Some(count)
}

fn signature(key: &PublicKey, test: &Value) -> bool {
    let field = |name: &str| from_hex(test[name].as_str().unwrap());
    key.verifies(&field("msg"), &field("sig"))
}

#[test]
fn ed25519() {
    let count = run("ed25519", |group, test| {
        let bytes = from_hex(group["publicKey"]["pk"].as_str().unwrap());
        PublicKey::from_ed25519(&bytes).is_ok_and(|key| signature(&key, test))
    });
    assert!(matches!(count, None | Some(151)));
}

#[cfg(feature = "aws-lc")]
mod of_aws_lc {
    use openbadges::key::{KeyError, PublicKey};
    use openbadges::proof::jwt::{self, Jws};
    use openbadges::{Limits, Pointer, json};
    use serde_json::Value;

    use super::{run, signature};
    use crate::from_hex;

    #[test]
    fn ecdsa_on_p256() {
        let count = run("ecdsa_secp256r1_sha256_p1363", |group, test| {
            let key = every_form_of(group, "publicKeyJwk", |group| {
                PublicKey::from_p256(&from_hex(
                    group["publicKey"]["uncompressed"].as_str().unwrap(),
                ))
            });
            signature(&key, test)
        });
        assert!(matches!(count, None | Some(262)));
    }

    #[test]
    fn ecdsa_on_p384() {
        let count = run("ecdsa_secp384r1_sha384_p1363", |group, test| {
            let key = every_form_of(group, "publicKeyJwk", |group| {
                PublicKey::from_p384(&from_hex(
                    group["publicKey"]["uncompressed"].as_str().unwrap(),
                ))
            });
            signature(&key, test)
        });
        assert!(matches!(count, None | Some(280)));
    }

    #[test]
    fn rsa() {
        let count = run("rsa_signature_2048_sha256", |group, test| {
            let number = |name: &str| from_hex(group["publicKey"][name].as_str().unwrap());
            let read = PublicKey::from_rsa(&number("modulus"), &number("publicExponent"));
            match read {
                Ok(key) => {
                    let pem = PublicKey::from_spki_pem(group["publicKeyPem"].as_str().unwrap());
                    assert_eq!(pem, Ok(key.clone()));
                    signature(&key, test)
                }
                Err(_) => false,
            }
        });
        assert!(matches!(count, None | Some(259)));
    }

    /// Every form in which a group holds its key gives the same key.
    fn every_form_of(
        group: &Value,
        jwk: &str,
        point: impl Fn(&Value) -> Result<PublicKey, KeyError>,
    ) -> PublicKey {
        let key = point(group).unwrap();
        let pem = group["publicKeyPem"].as_str().unwrap();
        assert_eq!(PublicKey::from_spki_pem(pem), Ok(key.clone()));
        if let Some(jwk) = group.get(jwk) {
            assert_eq!(PublicKey::from_jwk(&ours(jwk)), Ok(key.clone()));
        }
        key
    }

    #[test]
    fn json_web_keys() {
        assert!(matches!(run("json_web_key", accepts_jose), None | Some(26)));
    }

    #[test]
    fn json_web_crypto() {
        assert!(matches!(run("json_web_crypto", accepts_jose), None | Some(83)));
    }

    /// Whether a compact JWS is by a key of the group, as a service would find out with this library:
    /// it takes the public keys, and only the one that `kid` names.
    fn accepts_jose(group: &Value, test: &Value) -> bool {
        let keys = ours(group.get("public").unwrap_or(&group["private"]));
        let keys = jwt::keys_of_set(&keys).unwrap_or(std::slice::from_ref(&keys));
        let Some(Ok(jws)) = test["jws"].as_str().map(Jws::read) else { return false };
        let kid =
            |key: &json::Value| key.get("kid").and_then(json::Value::as_str).map(str::to_owned);
        let mut named = keys.iter().filter(|key| kid(key).as_deref() == jws.header().kid());
        let (Some(key), None) = (named.next(), named.next()) else { return false };
        let key = jwt::key_for(key, jws.header().algorithm(), &Pointer::root());
        key.is_ok_and(|key| jws.verify(&key).is_ok())
    }

    fn ours(value: &Value) -> json::Value {
        json::read(value.to_string().as_bytes(), &Limits::default()).unwrap()
    }
}
