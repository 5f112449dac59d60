//! Choices of a policy, and what none of them lets pass.

use openbadges::Verifier;
use openbadges::json::{Object, Value};
use openbadges::key::SecretKey;
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::text::multibase::base64url_bare;
use openbadges::verifier::{
    Contexts, DidKeys, Form, KeyExpiry, Policy, UndefinedTerms, UnfoundMethods,
};

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";
const KEY_SET: &str = "https://district.example.org/.well-known/jwks.json";

fn under(policy: &Policy, credential: &Value, documents: &Documents) -> Report {
    under_text(policy, &credential.to_string(), documents)
}

fn under_text(policy: &Policy, credential: &str, documents: &Documents) -> Report {
    let verifier = Verifier::new().with_policy(policy.clone()).with_resolver(documents.clone());
    verifier.verify(credential.as_bytes(), &now())
}

/// The verdict, what decided it, and the warnings.
fn told(report: &Report) -> (Outcome, Vec<&'static str>, Vec<&'static str>) {
    let (outcome, codes) = verdict(report);
    (outcome, codes, warnings(report))
}

fn at_creation() -> Policy {
    Policy { key_expiry: KeyExpiry::AtCreation, ..Policy::default() }
}

/// The document of [`ISSUER`], whose key has a member more.
fn controller(member: &str, time: &str) -> Documents {
    let mut document = key(1).key().public().to_controller_document(ISSUER);
    set(&mut document, &format!("/verificationMethod/0/{member}"), time);
    Documents::new().with(ISSUER, document.to_string())
}

/// A badge of [`ISSUER`], signed at a time or at none.
fn signed_at(created: Option<&str>) -> Value {
    let mut badge = badge(ISSUER);
    let signer = key_as(1, &key(1).key().public().method_of(ISSUER));
    let proof = proof(&badge, &signer, RDFC, |options| {
        match created {
            Some(time) => options.insert("created", time),
            None => options.remove("created"),
        };
    });
    set(&mut badge, "/proof", proof);
    badge
}

/// Case 98.
#[test]
fn an_expired_key_verifies_what_it_signed_before_only_where_that_is_chosen() {
    let of_july = signed_at(Some("2026-07-01T09:00:00Z"));
    let undated = signed_at(None);
    let expired = &["key.expired"][..];
    for (member, time, badge, by_default, chosen) in [
        ("expires", "2026-07-15T00:00:00Z", &of_july, expired, &[][..]),
        ("expires", "2026-07-01T09:00:00.000000001Z", &of_july, expired, &[]),
        ("expires", "2026-07-01T09:00:00Z", &of_july, expired, expired),
        ("expires", "2026-06-30T00:00:00Z", &of_july, expired, expired),
        ("expires", "2026-07-15T00:00:00Z", &undated, expired, expired),
        ("expires", "2026-08-01T00:00:00Z", &of_july, expired, &[]),
        ("expires", "2027-01-01T00:00:00Z", &of_july, &[], &[]),
        ("expires", "2027-01-01T00:00:00Z", &undated, &[], &[]),
        // A key that was revoked verifies nothing.
        ("revoked", "2026-07-15T00:00:00Z", &of_july, expired, expired),
        ("revoked", "2026-08-01T00:00:00Z", &of_july, expired, expired),
        ("revoked", "2026-06-30T00:00:00Z", &of_july, expired, expired),
        ("revoked", "2027-01-01T00:00:00Z", &of_july, &[], &[]),
    ] {
        let documents = controller(member, time);
        for (policy, codes) in [(Policy::default(), by_default), (at_creation(), chosen)] {
            let outcome = if codes.is_empty() { Valid } else { Invalid };
            let report = under(&policy, badge, &documents);
            assert_eq!(verdict(&report), (outcome, codes.to_vec()), "{member} {time}");
        }
    }
}

/// A token of the key at the set of the authority, with `iat` or without.
fn token(issued_at: Option<u32>) -> String {
    let mut payload = badge(ISSUER);
    let claims = [
        ("iss", Value::from(ISSUER)),
        ("jti", payload.get("id").unwrap().clone()),
        ("sub", payload.at("/credentialSubject/id").unwrap().clone()),
        ("nbf", 1_741_968_000_u32.into()),
    ];
    for (name, claim) in claims {
        payload.as_object_mut().unwrap().insert(name, claim);
    }
    if let Some(time) = issued_at {
        payload.as_object_mut().unwrap().insert("iat", time);
    }
    token_of(&payload)
}

fn token_of(payload: &Value) -> String {
    let key = SecretKey::from_ed25519_seed(&[1; 32]);
    let jwk = Value::from(key.public().to_jwk());
    let header = [("alg", "EdDSA".into()), ("typ", "JWT".into()), ("jwk", jwk)];
    let part = |text: String| base64url_bare(text.as_bytes());
    let header = Value::from(Object::from_iter(header)).to_string();
    let input = format!("{}.{}", part(header), part(payload.to_string()));
    format!("{input}.{}", base64url_bare(&key.sign(input.as_bytes()).unwrap()))
}

#[test]
fn a_token_says_with_iat_when_it_was_made() {
    let with = |member: &str| {
        let mut jwk = key(1).key().public().to_jwk();
        jwk.insert("iss", ISSUER);
        jwk.insert(member, "2026-07-15T00:00:00Z");
        let keys: Value = Object::from_iter([("keys", vec![Value::from(jwk)])]).into();
        Documents::new().with(KEY_SET, keys.to_string())
    };
    // 1 July and 20 July of 2026.
    let (before, after) = (1_782_864_000, 1_784_505_600);
    for (issued_at, member, codes) in [
        (Some(before), "expires", &[][..]),
        (Some(after), "expires", &["key.expired"]),
        (None, "expires", &["key.expired"]),
        (Some(before), "revoked", &["key.expired"]),
    ] {
        let (token, documents) = (token(issued_at), with(member));
        let report = under_text(&at_creation(), &token, &documents);
        let outcome = if codes.is_empty() { Valid } else { Invalid };
        assert_eq!(verdict(&report), (outcome, codes.to_vec()), "{issued_at:?} {member}");
        let report = under_text(&Policy::default(), &token, &documents);
        assert_eq!(verdict(&report), (Invalid, vec!["key.expired"]));
    }
}

/// Whoever holds an expired key must not say today what is revoked.
#[test]
fn a_status_list_by_an_expired_key_says_nothing() {
    let mut badge = badge(ISSUER);
    set(&mut badge, "/credentialStatus", entry("6"));
    let signer = key_as(1, &key(1).key().public().method_of(ISSUER));
    let badge = signed_by(badge, &signer, RDFC);
    let mut list = list(&[]);
    set(&mut list, "/issuer", ISSUER);
    let documents = |time| {
        controller("expires", time).with(LIST, signed_by(list.clone(), &signer, RDFC).to_string())
    };
    let report = under(&at_creation(), &badge, &documents("2027-01-01T00:00:00Z"));
    assert_eq!(verdict(&report), (Valid, vec![]));
    let report = under(&at_creation(), &badge, &documents("2026-07-15T00:00:00Z"));
    assert_eq!(verdict(&report), (Indeterminate, vec!["status.proof"]));
}

#[test]
fn a_did_key_signs_for_its_own_issuer() {
    let foreign = |issuer: &str| signed(badge(issuer));
    let unsafely = Policy { did_keys: DidKeys::UnsafelyForAnybody, ..Policy::default() };
    let none = Documents::new();
    let other = did(&key(2));
    for (issuer, outcome, codes) in [
        (ISSUER, Indeterminate, &["issuer.unestablished"][..]),
        ("urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164", Indeterminate, &["issuer.unestablished"]),
        (&other, Invalid, &["binding"]),
    ] {
        let report = under(&Policy::default(), &foreign(issuer), &none);
        assert_eq!(verdict(&report), (outcome, codes.to_vec()), "{issuer}");
        assert_eq!(verdict(&under(&unsafely, &foreign(issuer), &none)), (Valid, vec![]));
        let mut changed = foreign(issuer);
        set(&mut changed, "/name", "Another");
        let report = under(&unsafely, &changed, &none);
        assert_eq!(verdict(&report), (Invalid, vec!["signature"]));
    }
}

#[test]
fn a_method_that_is_not_found_is_undecided_unless_it_is_refused() {
    let refusing = Policy { unfound_methods: UnfoundMethods::Refused, ..Policy::default() };
    let badge = signed_at(Some("2026-07-01T09:00:00Z"));
    let none = Documents::new();
    let report = under(&Policy::default(), &badge, &none);
    assert_eq!(verdict(&report), (Indeterminate, vec!["fetch.failed"]));
    assert_eq!(verdict(&under(&refusing, &badge, &none)), (Invalid, vec!["fetch.failed"]));
    let document = key(1).key().public().to_controller_document(ISSUER).to_string();
    let documents = Documents::new().with(ISSUER, document);
    assert_eq!(verdict(&under(&refusing, &badge, &documents)), (Valid, vec![]));
}

fn lenient() -> Policy {
    Policy::lenient_read()
}

#[test]
fn what_is_only_shown_may_be_lacking_in_a_lenient_reading() {
    let none = Documents::new();
    let without = |object: &str, member: &str| {
        let mut badge = badge(&did(&issuer()));
        let steps = object.split('/').skip(1);
        let place = steps
            .fold(&mut badge, |place, step| place.as_object_mut().unwrap().get_mut(step).unwrap());
        remove(place, member);
        signed(badge)
    };
    let achievement = "/credentialSubject/achievement";
    for member in ["name", "description", "criteria"] {
        let badge = without(achievement, member);
        assert_eq!(verdict(&under(&Policy::default(), &badge, &none)).0, Invalid, "{member}");
        let report = under(&lenient(), &badge, &none);
        assert_eq!(told(&report), (Valid, vec![], vec!["model.required"]), "{member}");
    }
    // What decides is asked as ever.
    for (object, member) in [
        ("", "id"),
        ("", "type"),
        ("", "issuer"),
        ("", "validFrom"),
        ("", "credentialSubject"),
        ("/issuer", "id"),
        ("/issuer", "type"),
        ("/credentialSubject", "id"),
        ("/credentialSubject", "type"),
        ("/credentialSubject", "achievement"),
        (achievement, "id"),
        (achievement, "type"),
    ] {
        let mut badge = badge(&did(&issuer()));
        let place = object
            .split('/')
            .skip(1)
            .fold(&mut badge, |place, step| place.as_object_mut().unwrap().get_mut(step).unwrap());
        remove(place, member);
        let badge = signed_by(badge, &issuer(), JCS);
        let report = under(&lenient(), &badge, &none);
        let may_lack = object == achievement && member == "id";
        assert!(report.outcome() == Invalid || may_lack, "{object} {member}: {report:#?}");
    }
    let mut wrong = badge(&did(&issuer()));
    set(&mut wrong, "/validUntil", "never");
    let mut number = badge(&did(&issuer()));
    set(&mut number, "/credentialSubject/achievement/name", 7);
    for (badge, code) in [(wrong, "time.format"), (number, "model.type")] {
        let report = under(&lenient(), &signed_by(badge, &issuer(), JCS), &none);
        assert_eq!(verdict(&report), (Invalid, vec![code]));
    }
}

#[test]
fn what_has_no_meaning_is_a_warning_where_it_is_signed() {
    let none = Documents::new();
    let mut odd = badge(&did(&issuer()));
    set(&mut odd, "/favouriteColour", "blue");
    // Signed with tools that sign JSON as it is.
    let jcs = signed_as_json(odd.clone());
    let report = under(&Policy::default(), &jcs, &none);
    assert_eq!(verdict(&report), (Invalid, vec!["data_loss"]));
    let report = under(&lenient(), &jcs, &none);
    assert_eq!(told(&report), (Valid, vec![], vec!["data_loss"]));
    assert_eq!(report.verified().unwrap().document().get("favouriteColour"), Some(&"blue".into()));
    // It is signed, and so a change shows.
    let mut changed = jcs.clone();
    set(&mut changed, "/favouriteColour", "red");
    assert_eq!(verdict(&under(&lenient(), &changed, &none)), (Invalid, vec!["signature"]));
    // Where RDF is signed, it can be added by anybody.
    let mut added = signed(badge(&did(&issuer())));
    set(&mut added, "/favouriteColour", "blue");
    let (outcome, codes) = verdict(&under(&lenient(), &added, &none));
    assert!(outcome == Invalid && codes.contains(&"data_loss"), "{codes:?}");
    // And beside a proof over JSON, one over RDF does not sign it.
    let mut both = jcs.clone();
    let rdf = signed(badge(&did(&issuer())));
    let proofs = [jcs.get("proof").unwrap().clone(), rdf.get("proof").unwrap().clone()];
    set(&mut both, "/proof", proofs.to_vec());
    assert_eq!(under(&lenient(), &both, &none).outcome(), Invalid);
    // Only bundled contexts stays only bundled contexts.
    let bundled = Policy { contexts: Contexts::Bundled, ..lenient() };
    assert_eq!(under(&bundled, &jcs, &none).outcome(), Invalid);
}

/// A proof by `eddsa-jcs-2022` over whatever the document says.
fn signed_as_json(mut document: Value) -> Value {
    let context = document.get("@context").unwrap().clone();
    let options = [
        ("type", Value::from("DataIntegrityProof")),
        ("cryptosuite", "eddsa-jcs-2022".into()),
        ("created", "2026-07-01T09:00:00Z".into()),
        ("verificationMethod", key(1).key().public().did_key_method().into()),
        ("proofPurpose", "assertionMethod".into()),
        ("@context", context),
    ];
    let mut options = Object::from_iter(options);
    let digest = |value: &Value| {
        use sha2::Digest as _;
        sha2::Sha256::digest(openbadges::json::canonical(value).as_bytes())
    };
    let hashes = [digest(&options.clone().into()), digest(&document)].concat();
    let signature = SecretKey::from_ed25519_seed(&[1; 32]).sign(&hashes).unwrap();
    options.insert("proofValue", openbadges::text::multibase::base58btc(&signature));
    set(&mut document, "/proof", options);
    document
}

#[test]
fn a_token_need_not_repeat_the_credential_in_a_lenient_reading() {
    let documents = {
        let mut jwk = key(1).key().public().to_jwk();
        jwk.insert("iss", ISSUER);
        let keys: Value = Object::from_iter([("keys", vec![Value::from(jwk)])]).into();
        Documents::new().with(KEY_SET, keys.to_string())
    };
    let bare = token_of(&badge(ISSUER));
    let report = under_text(&Policy::default(), &bare, &documents);
    assert_eq!(report.outcome(), Invalid);
    assert_eq!(told(&under_text(&lenient(), &bare, &documents)), (Valid, vec![], vec![]));
    // Whose key it is is asked as ever, and so is what the claims say.
    let report = under_text(&lenient(), &bare, &Documents::new());
    assert_eq!(verdict(&report), (Indeterminate, vec!["issuer.unestablished"]));
    let mut other = badge(ISSUER);
    set(&mut other, "/iss", "https://state.example.org/issuers/1");
    let report = under_text(&lenient(), &token_of(&other), &documents);
    assert_eq!(verdict(&report), (Invalid, vec!["claim.iss"]));
}

#[test]
fn the_profiles_differ_from_the_default_in_what_they_say() {
    let default = Policy::default();
    assert_eq!(Policy::strict(), default);
    let lenient = Policy::lenient_read();
    assert_eq!((default.form, lenient.form), (Form::Whole, Form::WhatDecides));
    let terms = (default.undefined_terms, lenient.undefined_terms);
    assert_eq!(terms, (UndefinedTerms::Refused, UndefinedTerms::WarnedWhereSigned));
    // What says who may have signed is the same.
    let authenticity = |it: &Policy| {
        (it.fragment_keys, it.header_keys, it.did_keys, it.key_expiry, it.unfound_methods)
    };
    assert_eq!(authenticity(&default), authenticity(&lenient));
    assert_eq!(
        (default.unknown_status, default.refresh),
        (lenient.unknown_status, lenient.refresh)
    );
}
