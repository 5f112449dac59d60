//! Keys: the forms in which they travel, what is refused, and foreign tools' opinion.

use std::process::Command;

use openbadges::Code;
use openbadges::json;
use openbadges::key::{Algorithm, ControllerDocument, PublicKey, SecretKey};
use openbadges::random::SystemRandom;

mod support;

const MULTIKEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";

fn published() -> SecretKey {
    SecretKey::from_ed25519_seed(&support::PUBLISHED_SEED)
}

#[test]
fn the_published_seed_gives_the_published_key() {
    assert_eq!(published().public().to_multikey(), MULTIKEY);
    assert_eq!(published().public().did_key(), format!("did:key:{MULTIKEY}"));
}

/// A new key of every kind that the build has.
fn every_kind() -> Vec<SecretKey> {
    Algorithm::ALL
        .iter()
        .filter(|algorithm| cfg!(feature = "aws-lc") || **algorithm == Algorithm::Ed25519)
        .map(|algorithm| SecretKey::generate_for(*algorithm, &SystemRandom).unwrap())
        .collect()
}

#[test]
fn every_form_of_a_public_key_reads_back() {
    for secret in every_kind() {
        let key = secret.public();
        assert_eq!(PublicKey::from_multikey(&key.to_multikey()).unwrap(), key);
        assert_eq!(PublicKey::from_jwk(&key.to_jwk().into()).unwrap(), key);
        assert_eq!(PublicKey::from_spki_pem(&key.to_spki_pem().unwrap()).unwrap(), key);
    }
}

#[test]
fn every_form_of_a_secret_key_reads_back() {
    for secret in every_kind() {
        for other in [
            SecretKey::from_jwk(&secret.to_jwk().unwrap()).unwrap(),
            SecretKey::from_pkcs8_pem(&secret.to_pkcs8_pem().unwrap()).unwrap(),
        ] {
            assert_eq!(other.public(), secret.public());
            let signature = other.sign(b"badge").unwrap();
            assert!(secret.public().verifies(b"badge", &signature));
            assert!(!secret.public().verifies(b"badges", &signature));
        }
    }
}

#[test]
fn a_secret_key_does_not_show_itself() {
    let secret = published();
    let shown = format!("{secret:?} {:?}", published().into_did_key_signer());
    assert!(!shown.contains("6241a409") && !shown.contains("98, 65"), "{shown}");
}

#[test]
fn a_secret_jwk_whose_halves_differ_is_refused() {
    let jwk = published().to_jwk().unwrap();
    let other = SecretKey::generate(&SystemRandom).unwrap().public().to_jwk();
    let swapped = jwk.replace(
        json::Value::from(published().public().to_jwk()).get("x").unwrap().as_str().unwrap(),
        other.get("x").unwrap().as_str().unwrap(),
    );
    assert_eq!(SecretKey::from_jwk(&swapped).unwrap_err().code(), Code::KeyInvalid);
    assert!(SecretKey::from_jwk("{\"kty\":\"OKP\"}").is_err());
}

#[test]
fn bad_public_keys_are_refused_each_for_its_reason() {
    let mut small_order = [0; 32];
    small_order[0] = 1;
    let mut beyond_the_field = [0xff; 32];
    beyond_the_field[0] = 0xf0;
    beyond_the_field[31] = 0x7f;
    let mut off_the_curve = [0; 32];
    off_the_curve[0] = 2;
    for (bytes, code) in [
        (&small_order[..], Code::KeyWeak),
        (&[0; 32], Code::KeyWeak),
        (&off_the_curve, Code::KeyInvalid),
        (&[7; 31], Code::KeyInvalid),
        (&[], Code::KeyInvalid),
    ] {
        assert_eq!(PublicKey::from_ed25519(bytes).unwrap_err().code(), code, "{bytes:?}");
    }
    assert!(PublicKey::from_ed25519(&beyond_the_field).is_err());

    for (multikey, code) in [
        ("", Code::KeyInvalid),
        ("z", Code::KeyInvalid),
        ("u7QE", Code::KeyInvalid),
        ("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hw", Code::KeyInvalid),
        // X25519 and secp256k1, from the did:key specification's examples of prefixes.
        ("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", Code::KeyUnsupported),
    ] {
        assert_eq!(PublicKey::from_multikey(multikey).unwrap_err().code(), code, "{multikey}");
    }
}

#[test]
fn a_jwk_with_private_members_is_refused_as_public_key() {
    let jwk = json::read(published().to_jwk().unwrap().as_bytes(), &openbadges::Limits::default())
        .unwrap();
    assert_eq!(PublicKey::from_jwk(&jwk).unwrap_err().code(), Code::KeyPrivateExposed);
}

#[test]
fn published_documents_list_the_key_for_assertions() {
    let key = published().public();
    let did = "did:web:district.example";
    let document = ControllerDocument::read(&key.to_did_document(did), did).unwrap();
    let method = document.assertion_method(&format!("{did}#{MULTIKEY}")).unwrap();
    assert_eq!(method.key.as_ref(), Ok(&key));
    assert_eq!(method.controller, did);

    let id = "https://district.example/issuers/1";
    assert!(ControllerDocument::read(&key.to_controller_document(id), id).is_ok());
    let other = ControllerDocument::read(&key.to_controller_document(id), did).unwrap_err();
    assert_eq!(other.code(), Code::DidId);
}

#[test]
fn a_key_that_is_not_for_assertions_is_refused() {
    let id = "https://district.example/issuers/1";
    let mut document = published().public().to_controller_document(id);
    document.as_object_mut().unwrap().remove("assertionMethod");
    let document = ControllerDocument::read(&document, id).unwrap();
    let error = document.assertion_method(&format!("{id}#{MULTIKEY}")).unwrap_err();
    assert_eq!(error.code(), Code::BindingRelationship);
    assert_eq!(document.assertion_method("x").unwrap_err().code(), Code::Binding);
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

#[test]
fn ed25519_agrees_with_wycheproof() {
    let Some(path) = support::shared("vectors/wycheproof/ed25519_test.json") else { return };
    let suite: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut count = 0;
    for group in suite["testGroups"].as_array().unwrap() {
        let key = PublicKey::from_ed25519(&from_hex(group["publicKey"]["pk"].as_str().unwrap()));
        for test in group["tests"].as_array().unwrap() {
            let message = from_hex(test["msg"].as_str().unwrap());
            let signature = from_hex(test["sig"].as_str().unwrap());
            let verified = key.as_ref().is_ok_and(|key| key.verifies(&message, &signature));
            assert_eq!(verified, test["result"] == "valid", "{test}");
            count += 1;
        }
    }
    assert_eq!(count, 151);
}

/// `openssl` reads what we write, and we read what it writes.
#[test]
fn openssl_and_we_read_each_others_key_files() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("skipped: openssl is not installed");
        return;
    }
    let folder = std::env::temp_dir().join(format!("openbadges-key-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };

    let theirs = file("theirs.pem");
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", &theirs]);
    let secret = SecretKey::from_pkcs8_pem(&std::fs::read_to_string(&theirs).unwrap()).unwrap();
    let public = openssl(&["pkey", "-in", &theirs, "-pubout"]);
    let public = PublicKey::from_spki_pem(std::str::from_utf8(&public).unwrap()).unwrap();
    assert_eq!(public, secret.public());

    let ours = file("ours.pem");
    std::fs::write(&ours, published().to_pkcs8_pem().unwrap().as_bytes()).unwrap();
    let public = openssl(&["pkey", "-in", &ours, "-pubout"]);
    assert_eq!(String::from_utf8(public).unwrap(), published().public().to_spki_pem().unwrap());

    let (message, signature, key) = (file("message"), file("signature"), file("public.pem"));
    std::fs::write(&message, b"badge").unwrap();
    std::fs::write(&signature, published().sign(b"badge").unwrap()).unwrap();
    std::fs::write(&key, published().public().to_spki_pem().unwrap()).unwrap();
    openssl(&[
        "pkeyutl", "-verify", "-pubin", "-inkey", &key, "-rawin", "-in", &message, "-sigfile",
        &signature,
    ]);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
