//! Is the key the issuer's: did:key issuers, and issuers whose document lists the key, or does not.

use openbadges::json::{Object, Value};
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::text::multibase;

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";
const METHOD: &str = "https://district.example.org/issuers/1#key-1";

/// The controller document of [`ISSUER`], which lists key 1 as [`METHOD`].
fn controller() -> Value {
    let multikey = issuer().key().public().to_multikey();
    json(&format!(
        r#"{{
            "@context": "https://www.w3.org/ns/cid/v1",
            "id": "{ISSUER}",
            "verificationMethod": [{{
                "id": "{METHOD}", "type": "Multikey", "controller": "{ISSUER}",
                "publicKeyMultibase": "{multikey}"
            }}],
            "assertionMethod": ["{METHOD}"]
        }}"#
    ))
}

/// A badge of [`ISSUER`], signed by key 1 under its own name.
fn hosted() -> Value {
    signed_by(badge(ISSUER), &key_as(1, METHOD), RDFC)
}

/// A badge of [`ISSUER`], signed by key 1 as a did:key.
fn hosted_did_key() -> Value {
    signed_by(badge(ISSUER), &issuer(), RDFC)
}

fn with_controller(credential: &Value, change: impl FnOnce(&mut Value)) -> Report {
    let mut document = controller();
    change(&mut document);
    verify_with(credential, ISSUER, &document)
}

#[test]
fn another_key_than_the_issuers_own() {
    for suite in [RDFC, JCS] {
        let forged = signed_by(badge(&did(&issuer())), &key(2), suite);
        assert_verdict(&verify(&forged), Invalid, &["binding"]);
    }
    assert_verdict(&verify(&good()), Valid, &[]);
}

#[test]
fn a_did_jwk_is_its_own_document() {
    let secret = |number: u8| SecretKey::from_ed25519_seed(&[number; 32]);
    let did = secret(1).public().did_jwk();
    for suite in [RDFC, JCS] {
        let good = signed_by(badge(&did), &secret(1).into_did_jwk_signer(), suite);
        assert_verdict(&verify(&good), Valid, &[]);
        let forged = signed_by(badge(&did), &secret(2).into_did_jwk_signer(), suite);
        assert_verdict(&verify(&forged), Invalid, &["binding"]);
        // One key under two names is two issuers.
        let elsewhere = signed_by(badge(&did), &key(1), suite);
        assert_verdict(&verify(&elsewhere), Invalid, &["binding"]);
    }
    let signed_as = |method: &str| {
        verify(&signed_by(badge(&did), &secret(1).into_signer(method).unwrap(), RDFC))
    };
    assert_verdict(&signed_as(&format!("{did}#1")), Invalid, &["binding"]);
    let bare = signed_as(&did);
    assert_verdict(&bare, Valid, &[]);
    assert_eq!(warnings(&bare), ["key.bare_did"]);
    assert_verdict(&signed_as("did:jwk:e30#0"), Invalid, &["key.invalid"]);
    let exposed = secret(1).to_jwk().unwrap();
    let exposed = format!("did:jwk:{}#0", multibase::base64url_bare(exposed.as_bytes()));
    assert_verdict(&signed_as(&exposed), Invalid, &["key.private_exposed"]);
}

#[test]
fn the_issuer_as_a_string() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/issuer", did(&issuer()));
    assert_verdict(&verify(&signed(badge)), Valid, &[]);
}

#[test]
fn an_issuer_that_cannot_be_looked_up() {
    for issuer in ["urn:uuid:3d9e1f50-0b7a-4f55-8c1e-6a2b4d7f9e02", "http://district.example.org/1"]
    {
        let badge = signed_by(badge(issuer), &key(1), RDFC);
        let report = verify_with(&badge, issuer, &controller());
        assert_verdict(&report, Indeterminate, &["issuer.unestablished"]);
    }
}

#[test]
fn a_hosted_key_that_its_document_lists() {
    assert_verdict(&with_controller(&hosted(), |_| {}), Valid, &[]);
    let jcs = signed_by(badge(ISSUER), &key_as(1, METHOD), JCS);
    assert_verdict(&with_controller(&jcs, |_| {}), Valid, &[]);
    // As DID Core allows: by its fragment, and standing where it is used.
    let by_fragment = |d: &mut Value| set(d, "/assertionMethod/0", "#key-1");
    assert_verdict(&with_controller(&hosted(), by_fragment), Valid, &[]);
    let embedded = |d: &mut Value| {
        let method = d.at("/verificationMethod/0").unwrap().clone();
        set(d, "/assertionMethod/0", method);
        remove(d, "verificationMethod");
    };
    assert_verdict(&with_controller(&hosted(), embedded), Valid, &[]);
}

#[test]
fn a_hosted_key_whose_document_says_otherwise() {
    let forger = key(2).key().public().to_multikey();
    type Change = Box<dyn Fn(&mut Value)>;
    let cases: Vec<(&str, Change, Outcome, &str)> = vec![
        (
            "the method is not there",
            Box::new(|d| set(d, "/verificationMethod/0/id", format!("{ISSUER}#key-2"))),
            Invalid,
            "binding",
        ),
        (
            "no methods at all",
            Box::new(|d| drop((remove(d, "verificationMethod"), remove(d, "assertionMethod")))),
            Invalid,
            "binding",
        ),
        (
            "not for assertions",
            Box::new(|d| {
                let methods = remove(d, "assertionMethod");
                set(d, "/authentication", methods);
            }),
            Invalid,
            "binding.relationship",
        ),
        (
            "another controller",
            Box::new(|d| set(d, "/verificationMethod/0/controller", "https://else.example/1")),
            Invalid,
            "binding.controller",
        ),
        ("another id", Box::new(|d| set(d, "/id", format!("{ISSUER}0"))), Invalid, "did.id"),
        ("deactivated", Box::new(|d| set(d, "/deactivated", true)), Invalid, "did.deactivated"),
        (
            "revoked now",
            Box::new(|d| set(d, "/verificationMethod/0/revoked", "2026-08-01T00:00:00Z")),
            Invalid,
            "key.expired",
        ),
        (
            "revoked before the proof was made, by its own word",
            Box::new(|d| set(d, "/verificationMethod/0/revoked", "2026-01-01T00:00:00Z")),
            Invalid,
            "key.expired",
        ),
        (
            "expired",
            Box::new(|d| set(d, "/verificationMethod/0/expires", "2026-07-31T23:59:59Z")),
            Invalid,
            "key.expired",
        ),
        (
            "a time that is none",
            Box::new(|d| set(d, "/verificationMethod/0/revoked", "soon")),
            Indeterminate,
            "fetch.failed",
        ),
        (
            "a time of another type",
            Box::new(|d| set(d, "/verificationMethod/0/expires", 1_785_542_400)),
            Indeterminate,
            "fetch.failed",
        ),
        (
            "two methods of one id",
            Box::new(|d| {
                let method = d.at("/verificationMethod/0").unwrap().clone();
                set(d, "/verificationMethod", vec![method.clone(), method]);
            }),
            Invalid,
            "key.ambiguous",
        ),
        (
            "two keys in one method",
            Box::new(|d| {
                let other = key(2).key().public().to_jwk();
                set(d, "/verificationMethod/0/publicKeyJwk", other);
            }),
            Invalid,
            "key.ambiguous",
        ),
        (
            "a private key",
            Box::new(|d| set(d, "/verificationMethod/0/secretKeyMultibase", "z3u2")),
            Invalid,
            "key.private_exposed",
        ),
        (
            "another key",
            Box::new(move |d| set(d, "/verificationMethod/0/publicKeyMultibase", forger.as_str())),
            Invalid,
            "signature",
        ),
        (
            "a key of another kind",
            Box::new(|d| {
                // The example of the did:key specification.
                let p256 = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";
                set(d, "/verificationMethod/0/publicKeyMultibase", p256);
            }),
            // Without `aws-lc` the key may be good, for all that is known.
            if cfg!(feature = "aws-lc") { Invalid } else { Indeterminate },
            if cfg!(feature = "aws-lc") { "key.mismatch" } else { "key.unsupported" },
        ),
        (
            "a key of a kind that nobody verifies here",
            Box::new(|d| {
                let secp256k1 = multibase::base58btc(&[[0xe7, 0x01].as_slice(), &[2; 33]].concat());
                set(d, "/verificationMethod/0/publicKeyMultibase", secp256k1);
            }),
            Indeterminate,
            "key.unsupported",
        ),
    ];
    for (name, change, outcome, code) in cases {
        let report = with_controller(&hosted(), change);
        assert_eq!(verdict(&report), (outcome, vec![code]), "{name}");
    }
    let soon = |d: &mut Value| {
        set(d, "/verificationMethod/0/revoked", "2026-08-01T00:00:00.000000001Z");
        set(d, "/verificationMethod/0/expires", "2026-08-01T00:00:01Z");
    };
    assert_verdict(&with_controller(&hosted(), soon), Valid, &[]);
}

#[test]
fn a_document_that_is_not_to_be_had() {
    assert_verdict(&verify(&hosted()), Indeterminate, &["fetch.failed"]);
    for bytes in ["", "<html></html>", "[]", "null", "{}", r#"{"id": 1}"#] {
        let report = verify_serving(&hosted(), Documents::new().with(ISSUER, bytes));
        assert_verdict(&report, Indeterminate, &["fetch.failed"]);
    }
}

/// The issuer's document lists the did:key by reference, without repeating the key.
fn by_reference(document: &mut Value) {
    let method = issuer().key().public().did_key_method();
    set(document, "/assertionMethod/0", method);
}

/// The issuer's document lists the did:key as a method of its own.
fn listed_whole(document: &mut Value, change: impl FnOnce(&mut Object)) {
    let method = issuer().key().public().did_key_method();
    set(document, "/verificationMethod/0/id", method.as_str());
    set(document, "/assertionMethod/0", method);
    let Some(Value::Array(methods)) =
        document.as_object_mut().unwrap().get_mut("verificationMethod")
    else {
        panic!()
    };
    change(methods[0].as_object_mut().unwrap());
}

#[test]
fn a_did_key_that_the_issuers_document_lists() {
    assert_verdict(&with_controller(&hosted_did_key(), by_reference), Valid, &[]);
    assert_verdict(&with_controller(&hosted_did_key(), |d| listed_whole(d, |_| {})), Valid, &[]);
}

#[test]
fn a_did_key_that_the_issuers_document_does_not_list_or_no_longer() {
    let badge = hosted_did_key();
    assert_verdict(&with_controller(&badge, |_| {}), Invalid, &["binding"]);
    assert_verdict(&verify(&badge), Indeterminate, &["issuer.unestablished"]);
    let none =
        |d: &mut Value| drop((remove(d, "verificationMethod"), remove(d, "assertionMethod")));
    assert_verdict(&with_controller(&badge, none), Indeterminate, &["issuer.unestablished"]);
    let authentication = |d: &mut Value| {
        by_reference(d);
        let methods = remove(d, "assertionMethod");
        set(d, "/authentication", methods);
    };
    assert_verdict(&with_controller(&badge, authentication), Invalid, &["binding"]);

    type Change = fn(&mut Object);
    let changes: [(&str, Change, &str); 4] = [
        ("revoked", |m| drop(m.insert("revoked", "2026-07-15T00:00:00Z")), "key.expired"),
        ("expired", |m| drop(m.insert("expires", "2026-07-15T00:00:00Z")), "key.expired"),
        (
            "another controller",
            |m| drop(m.insert("controller", "https://else.example/1")),
            "binding.controller",
        ),
        (
            "another key under its name",
            |m| drop(m.insert("publicKeyMultibase", key(2).key().public().to_multikey())),
            "binding",
        ),
    ];
    for (name, change, code) in changes {
        let report = with_controller(&badge, |d| listed_whole(d, change));
        assert_eq!(verdict(&report), (Invalid, vec![code]), "{name}");
    }
    let deactivated = |d: &mut Value| {
        by_reference(d);
        set(d, "/deactivated", true);
    };
    assert_verdict(&with_controller(&badge, deactivated), Invalid, &["did.deactivated"]);
    let another = |d: &mut Value| {
        by_reference(d);
        set(d, "/id", format!("{ISSUER}0"));
    };
    assert_verdict(&with_controller(&badge, another), Invalid, &["did.id"]);
    let twice = |d: &mut Value| {
        listed_whole(d, |_| {});
        let method = d.at("/verificationMethod/0").unwrap().clone();
        set(d, "/verificationMethod", vec![method.clone(), method]);
    };
    assert_verdict(&with_controller(&badge, twice), Invalid, &["key.ambiguous"]);
}

#[test]
fn a_foreign_document_that_names_the_issuer_proves_nothing() {
    let forger = "https://forger.example/keys";
    let method = format!("{forger}#key-1");
    let multikey = key(2).key().public().to_multikey();
    let document = |controller: &str| {
        json(&format!(
            r#"{{"id": "{forger}", "assertionMethod": ["{method}"], "verificationMethod": [{{
                "id": "{method}", "type": "Multikey", "controller": "{controller}",
                "publicKeyMultibase": "{multikey}"}}]}}"#
        ))
    };
    let badge = signed_by(badge(ISSUER), &key_as(2, &method), RDFC);
    let serve = |controller: &str| {
        Documents::new()
            .with(forger, document(controller).to_string())
            .with(ISSUER, super::binding::controller().to_string())
    };
    assert_verdict(&verify_serving(&badge, serve(forger)), Invalid, &["binding"]);
    assert_verdict(&verify_serving(&badge, serve(ISSUER)), Invalid, &["binding.controller"]);
    let alone = Documents::new().with(forger, document(forger).to_string());
    assert_verdict(&verify_serving(&badge, alone), Indeterminate, &["issuer.unestablished"]);
}

#[test]
fn a_method_that_names_no_method() {
    let did = did(&issuer());
    for (name, method, outcome, code) in [
        ("another fragment", format!("{did}#key-1"), Invalid, "binding"),
        (
            "the fragment of another key",
            {
                let other = key(2).key().public().to_multikey();
                format!("{did}#{other}")
            },
            Invalid,
            "binding",
        ),
        ("no fragment", ISSUER.to_owned(), Invalid, "binding"),
        ("no key", "did:key:z6Mk#z6Mk".to_owned(), Invalid, "key.invalid"),
        (
            "a did of another method",
            "did:example:district#1".to_owned(),
            Indeterminate,
            "fetch.failed",
        ),
    ] {
        let badge = signed_by(badge(&did), &key_as(1, &method), RDFC);
        let report = verify_with(&badge, ISSUER, &controller());
        assert_eq!(verdict(&report), (outcome, vec![code]), "{name}");
    }
    let bare = signed_by(badge(&did), &key_as(1, &did), RDFC);
    let report = verify(&bare);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["key.bare_did"]);
}

#[test]
fn the_issuer_with_another_fragment_or_case_is_another() {
    let signer: LocalSigner = key_as(1, METHOD);
    for other in [
        format!("{ISSUER}#me"),
        ISSUER.replace("district", "District"),
        format!("{ISSUER}/"),
        format!("{ISSUER}?"),
    ] {
        let badge = signed_by(badge(&other), &signer, RDFC);
        let report = verify_with(&badge, ISSUER, &controller());
        assert_ne!(report.outcome(), Valid, "{other}");
        assert!(report.verified().is_none());
    }
    let did = did(&issuer());
    let badge = signed_by(badge(&format!("{did}#me")), &issuer(), RDFC);
    assert_verdict(&verify(&badge), Invalid, &["binding"]);
}
