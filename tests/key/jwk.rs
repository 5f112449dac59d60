//! JSON Web Keys: what they say about themselves has to fit.

use openbadges::json::{self, Value};
use openbadges::key::{Algorithm, PublicKey, SecretKey};
use openbadges::{Code, Limits};

use crate::every_kind;

fn with(key: &SecretKey, member: &str, value: impl Into<Value>) -> Result<PublicKey, Code> {
    let mut jwk = key.public().to_jwk();
    jwk.insert(member, value);
    PublicKey::from_jwk(&jwk.into()).map_err(|error| error.code())
}

#[test]
fn the_algorithm_of_a_jwk_is_that_of_its_key() {
    for key in every_kind() {
        for algorithm in Algorithm::ALL {
            let fits = *algorithm == key.algorithm();
            assert_eq!(with(&key, "alg", algorithm.jws()).is_ok(), fits, "{key:?} {algorithm:?}");
        }
        for alg in ["none", "HS256", "ES521", "ES256K", "ECDH-ES", "RSA1_5", "", "rs256"] {
            assert_eq!(with(&key, "alg", alg), Err(Code::KeyInvalid), "{key:?} {alg}");
        }
        assert_eq!(with(&key, "alg", 256), Err(Code::KeyInvalid));
        let is_rsa = key.algorithm() == Algorithm::Rsa;
        // Good keys for algorithms that are not spoken here.
        for alg in ["RS384", "RS512", "PS256", "PS384", "PS512"] {
            let code = if is_rsa { Code::KeyUnsupported } else { Code::KeyInvalid };
            assert_eq!(with(&key, "alg", alg), Err(code), "{key:?} {alg}");
        }
        // RFC 9864.
        assert_eq!(with(&key, "alg", "Ed25519").is_ok(), key.algorithm() == Algorithm::Ed25519);
    }
}

#[test]
fn a_jwk_that_is_not_for_signatures_is_refused() {
    for key in every_kind() {
        assert!(with(&key, "use", "sig").is_ok());
        assert!(with(&key, "key_ops", vec!["verify"]).is_ok());
        assert!(with(&key, "kid", "1").is_ok());
        for usage in ["enc", "", "SIG"] {
            assert_eq!(with(&key, "use", usage), Err(Code::KeyUnsupported));
        }
        for operations in [vec![], vec!["encrypt"], vec!["sign"]] {
            assert_eq!(with(&key, "key_ops", operations), Err(Code::KeyUnsupported));
        }
        assert_eq!(with(&key, "use", true), Err(Code::KeyInvalid));
        assert_eq!(with(&key, "key_ops", "verify"), Err(Code::KeyInvalid));
        assert_eq!(with(&key, "key_ops", vec![1]), Err(Code::KeyInvalid));
    }
}

#[test]
fn a_jwk_with_private_members_is_refused_as_public_key() {
    for key in every_kind() {
        let jwk = key.to_jwk().unwrap();
        let jwk = json::read(jwk.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(PublicKey::from_jwk(&jwk).unwrap_err().code(), Code::KeyPrivateExposed);
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert_eq!(with(&key, member, "AQAB"), Err(Code::KeyPrivateExposed), "{member}");
            assert_eq!(with(&key, member, Value::Null), Err(Code::KeyPrivateExposed), "{member}");
        }
    }
}

/// Each binary member has one spelling, and coordinates have their full width.
#[test]
fn other_spellings_of_a_jwk_are_refused() {
    for key in every_kind() {
        let jwk = key.public().to_jwk();
        let binary = jwk.iter().filter(|(name, _)| ["x", "y", "n", "e"].contains(name));
        for (name, value) in binary {
            let text = value.as_str().unwrap();
            let standard = text.replace('-', "+").replace('_', "/");
            for other in [format!("{text}="), format!("{text}A"), format!(" {text}"), String::new()]
            {
                assert_eq!(with(&key, name, other), Err(Code::KeyInvalid), "{name}");
            }
            if standard != text {
                assert_eq!(with(&key, name, standard), Err(Code::KeyInvalid), "{name}");
            }
            assert_eq!(with(&key, name, 5), Err(Code::KeyInvalid), "{name}");
            let mut without = jwk.clone();
            without.remove(name);
            let error = PublicKey::from_jwk(&without.into()).unwrap_err();
            assert_eq!(error.code(), Code::KeyInvalid, "{name}");
        }
    }
    let stray_bits =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"}"#;
    let jwk = json::read(stray_bits.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(PublicKey::from_jwk(&jwk).unwrap_err().code(), Code::KeyInvalid);
}

#[cfg(feature = "aws-lc")]
#[test]
fn a_coordinate_has_its_full_width() {
    use openbadges::text::multibase::{base64url_bare, from_base64url_bare};

    for key in every_kind() {
        let jwk = key.public().to_jwk();
        for name in ["x", "y"] {
            if jwk.get("crv").is_none() {
                continue;
            }
            let Some(value) = jwk.get(name) else { continue };
            let bytes = from_base64url_bare(value.as_str().unwrap()).unwrap();
            let longer = base64url_bare(&[&[0], &bytes[..]].concat());
            assert_eq!(with(&key, name, longer), Err(Code::KeyInvalid));
            assert_eq!(with(&key, name, base64url_bare(&bytes[1..])), Err(Code::KeyInvalid));
        }
    }
}

#[test]
fn kinds_of_jwk_that_are_not_for_this_library() {
    let read = |text: &str| {
        let jwk = json::read(text.as_bytes(), &Limits::default()).unwrap();
        PublicKey::from_jwk(&jwk).unwrap_err().code()
    };
    for (jwk, code) in [
        (r#"{}"#, Code::KeyInvalid),
        (r#""key""#, Code::KeyInvalid),
        (r#"{"kty":7}"#, Code::KeyInvalid),
        (r#"{"kty":"EC"}"#, Code::KeyInvalid),
        (r#"{"kty":"OKP"}"#, Code::KeyInvalid),
        (r#"{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}"#, Code::KeyUnsupported),
        (r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#, Code::KeyUnsupported),
        (r#"{"kty":"OKP","crv":"Ed448","x":"AA"}"#, Code::KeyUnsupported),
        (r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#, Code::KeyUnsupported),
        (r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"}"#, Code::KeyUnsupported),
        (r#"{"kty":"oct","k":"AA"}"#, Code::KeyPrivateExposed),
        (r#"{"kty":"oct"}"#, Code::KeyPrivateExposed),
    ] {
        assert_eq!(read(jwk), code, "{jwk}");
    }
}

#[test]
fn a_secret_jwk_whose_parts_do_not_belong_together_is_refused() {
    for (key, other) in every_kind().iter().zip(every_kind()) {
        let text = key.to_jwk().unwrap();
        let other: serde_json::Value = serde_json::from_str(&other.to_jwk().unwrap()).unwrap();
        let jwk: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (name, value) in jwk.as_object().unwrap() {
            if ["kty", "crv", "e"].contains(&name.as_str()) {
                continue;
            }
            let mut swapped = jwk.clone();
            swapped[name] = other[name].clone();
            assert!(SecretKey::from_jwk(&swapped.to_string()).is_err(), "{key:?}: {name}");
            swapped.as_object_mut().unwrap().remove(name);
            assert!(SecretKey::from_jwk(&swapped.to_string()).is_err(), "{key:?}: no {name}");
            // A value that is there twice.
            let twice = text.replacen('{', &format!("{{\"{name}\": {value},"), 1);
            assert!(SecretKey::from_jwk(&twice).is_err(), "{key:?}: {name} twice");
        }
        for (name, value) in [("use", "enc"), ("alg", "none"), ("key_ops", "sign")] {
            let mut says = jwk.clone();
            says[name] = value.into();
            assert!(SecretKey::from_jwk(&says.to_string()).is_err(), "{key:?}: {name}");
        }
        let mut says = jwk.clone();
        says["key_ops"] = vec!["sign"].into();
        says["use"] = "sig".into();
        says["alg"] = key.algorithm().jws().into();
        assert!(SecretKey::from_jwk(&says.to_string()).is_ok());
    }
}

#[test]
fn a_broken_secret_jwk_is_not_quoted() {
    let error = SecretKey::from_jwk(r#"{"kty":"OKP","d":"hunter2"#).unwrap_err();
    assert!(!error.to_string().contains("hunter2"));
    let error = SecretKey::from_jwk(r#"{"kty":"OKP","crv":"Ed25519","d":7}"#).unwrap_err();
    assert_eq!(error.code(), Code::KeyInvalid);
}
