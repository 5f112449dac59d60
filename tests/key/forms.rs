//! Every form of a key reads back, and the documents in which public keys are published.

use openbadges::key::{Algorithm, ControllerDocument, PublicKey, SecretKey};
use openbadges::random::{NoRandom, Random};
use openbadges::text::multibase::base64url_bare;
use openbadges::{Code, Limits, json};

use crate::{algorithms, every_kind, support};

const MULTIKEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";

fn published() -> SecretKey {
    SecretKey::from_ed25519_seed(&support::PUBLISHED_SEED)
}

#[test]
fn the_published_seed_gives_the_published_key() {
    assert_eq!(published().public().to_multikey(), MULTIKEY);
    assert_eq!(published().public().did_key(), format!("did:key:{MULTIKEY}"));
}

#[test]
fn every_form_of_a_public_key_reads_back() {
    for secret in every_kind() {
        let key = secret.public();
        assert_eq!(key.algorithm(), secret.algorithm());
        assert_eq!(PublicKey::from_multikey(&key.to_multikey()), Ok(key.clone()));
        assert_eq!(PublicKey::from_jwk(&key.to_jwk().into()), Ok(key.clone()));
        assert_eq!(PublicKey::from_spki_pem(&key.to_spki_pem().unwrap()), Ok(key.clone()));
        let crlf = key.to_spki_pem().unwrap().replace('\n', "\r\n");
        assert_eq!(PublicKey::from_spki_pem(&crlf), Ok(key.clone()));
        let jwks = key.to_jwks("https://district.example/1#key");
        assert_eq!(PublicKey::from_jwk(jwks.at("/keys/0").unwrap()), Ok(key));
    }
}

#[test]
fn every_form_of_a_secret_key_reads_back() {
    for secret in every_kind() {
        let mut others = vec![
            SecretKey::from_jwk(&secret.to_jwk().unwrap()).unwrap(),
            SecretKey::from_pkcs8_pem(&secret.to_pkcs8_pem().unwrap()).unwrap(),
        ];
        match secret.algorithm() {
            Algorithm::Rsa => assert!(secret.to_multikey().is_err()),
            _ => others.push(SecretKey::from_multikey(&secret.to_multikey().unwrap()).unwrap()),
        }
        for other in others {
            assert_eq!(other.public(), secret.public());
            let signature = other.sign(b"badge").unwrap();
            assert!(secret.public().verifies(b"badge", &signature));
            assert!(!secret.public().verifies(b"badges", &signature));
        }
    }
}

#[test]
fn the_names_of_algorithms_are_the_ones_of_people_and_of_jose() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::named(algorithm.as_str()), Some(*algorithm));
    }
    assert_eq!(Algorithm::named("P-256"), None);
    let jws: Vec<&str> = Algorithm::ALL.iter().map(|algorithm| algorithm.jws()).collect();
    assert_eq!(jws, ["EdDSA", "ES256", "ES384", "RS256"]);
}

#[test]
fn a_secret_key_does_not_show_itself() {
    for secret in every_kind().into_iter().chain([published()]) {
        let jwk = secret.to_jwk().unwrap();
        let jwk: serde_json::Value = serde_json::from_str(&jwk).unwrap();
        let algorithm = secret.algorithm();
        assert_eq!(format!("{secret:?}"), format!("SecretKey({algorithm:?}, ..)"));
        let shown = format!("{:?}", secret.into_did_key_signer());
        for member in ["d", "p", "q", "dp", "dq", "qi"] {
            assert!(!jwk[member].as_str().is_some_and(|text| shown.contains(text)), "{shown}");
        }
    }
}

#[test]
fn public_keys_of_one_kind_differ_and_clones_do_not() {
    let send = |key: PublicKey| std::thread::spawn(move || key).join().unwrap();
    for (one, other) in every_kind().iter().zip(every_kind()) {
        assert_ne!(one.public(), other.public());
        assert_eq!(send(one.public()), one.public());
    }
}

/// A source that is out of order, and says so or does not.
struct Broken(Result<u8, NoRandom>);

impl Random for Broken {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        bytes.fill(self.0?);
        Ok(())
    }
}

#[test]
fn without_randomness_there_is_no_key() {
    for algorithm in algorithms().filter(|algorithm| *algorithm != Algorithm::Rsa) {
        assert!(SecretKey::generate_for(algorithm, &Broken(Err(NoRandom))).is_err());
    }
    // All ones is past the order of both curves, and zero is no key on them.
    for algorithm in [Algorithm::P256, Algorithm::P384] {
        for byte in [0, 0xff] {
            assert!(SecretKey::generate_for(algorithm, &Broken(Ok(byte))).is_err());
        }
    }
}

#[test]
fn published_documents_list_the_key_for_assertions() {
    for secret in every_kind() {
        let key = secret.public();
        let did = "did:web:district.example";
        let document =
            ControllerDocument::read(&key.to_did_document(did), did, &Limits::default()).unwrap();
        let method = document.assertion_method(&key.method_of(did)).unwrap();
        assert_eq!(method.key.as_ref(), Ok(&key));
        assert_eq!(method.controller, did);

        let id = "https://district.example/issuers/1";
        let document =
            ControllerDocument::read(&key.to_controller_document(id), id, &Limits::default())
                .unwrap();
        assert!(document.assertion_method(&key.method_of(id)).is_ok());
        let other =
            ControllerDocument::read(&key.to_controller_document(id), did, &Limits::default())
                .unwrap_err();
        assert_eq!(other.code(), Code::DidId);
    }
}

#[test]
fn a_key_that_is_not_for_assertions_is_refused() {
    let id = "https://district.example/issuers/1";
    let mut document = published().public().to_controller_document(id);
    document.as_object_mut().unwrap().remove("assertionMethod");
    let document = ControllerDocument::read(&document, id, &Limits::default()).unwrap();
    let error = document.assertion_method(&format!("{id}#{MULTIKEY}")).unwrap_err();
    assert_eq!(error.code(), Code::BindingRelationship);
    assert_eq!(document.assertion_method("x").unwrap_err().code(), Code::Binding);
}

#[test]
fn a_did_that_is_a_key_is_its_own_document() {
    for secret in every_kind() {
        let key = secret.public();
        let ways = [(key.did_key(), key.did_key_method()), (key.did_jwk(), key.did_jwk_method())];
        for (did, id) in ways {
            let document = ControllerDocument::of_own_key(&did).unwrap().unwrap();
            assert_eq!(document.id, did);
            assert_eq!(document.assertion_method(&id).unwrap().key.as_ref(), Ok(&key));
            assert!(document.assertion_method(&did).is_err());
        }
    }
    assert!(ControllerDocument::of_own_key("did:web:district.example").is_none());
}

#[test]
fn the_examples_of_did_jwk_are_read() {
    let of = |jwk: &str| {
        ControllerDocument::of_did_jwk(&format!("did:jwk:{}", base64url_bare(jwk.as_bytes())))
    };
    let p256 = r#"{"crv":"P-256","kty":"EC","x":"acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0","y":"_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE"}"#;
    match of(p256) {
        Ok(document) => {
            let method = document.assertion_method(&format!("{}#0", document.id)).unwrap();
            let jwk = method.key.clone().unwrap().to_jwk();
            assert_eq!(json::canonical(&jwk.into()), p256);
        }
        Err(error) if cfg!(feature = "aws-lc") => panic!("{error}"),
        Err(error) => assert_eq!(error.code(), Code::KeyUnsupported),
    }
    let x25519 = r#"{"kty":"OKP","crv":"X25519","use":"enc","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
    assert_eq!(of(x25519).unwrap_err().code(), Code::KeyUnsupported);
    assert_eq!(of(&published().to_jwk().unwrap()).unwrap_err().code(), Code::KeyPrivateExposed);
    let twice = r#"{"kty":"OKP","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(of(twice).unwrap_err().code(), Code::KeyInvalid);
    for did in ["did:jwk:", "did:jwk:e30", "did:jwk:e30=", "did:jwk:!", "did:key:e30"] {
        assert_eq!(ControllerDocument::of_did_jwk(did).unwrap_err().code(), Code::KeyInvalid);
    }
    let long = format!("did:jwk:{}", "e".repeat(9_000));
    assert_eq!(ControllerDocument::of_did_jwk(&long).unwrap_err().code(), Code::KeyInvalid);
}

/// RFC 8037, appendix A.3, and RFC 7638, section 3.1.
#[test]
fn thumbprints_are_the_published_ones() {
    let thumbprint = |jwk: &str| {
        let jwk = json::read(jwk.as_bytes(), &Limits::default()).unwrap();
        PublicKey::from_jwk(&jwk).unwrap().thumbprint()
    };
    let ed25519 =
        r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(thumbprint(ed25519), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    if cfg!(feature = "aws-lc") {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1\
                 L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4Qy\
                 Q5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbIS\
                 D08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE\
                 gU8awapJzKnqDKgw";
        let rsa =
            format!(r#"{{"e":"AQAB","kty":"RSA","n":"{n}","alg":"RS256","kid":"2011-04-29"}}"#);
        assert_eq!(thumbprint(&rsa), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
