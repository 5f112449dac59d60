//! `ecdsa-sd-2023` from the issuer through the holder to the verifier. The W3C's vectors stand with
//! the source, which compares each step.
#![cfg(feature = "aws-lc")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use openbadges::issuer::{self, Issuer};
use openbadges::json::{self, Object, Value};
use openbadges::key::{Algorithm, LocalSigner, SecretKey, Signer as _};
use openbadges::model::{self, Kind, Profile};
use openbadges::proof::Cryptosuite;
use openbadges::proof::data_integrity::ecdsa_sd_2023::{self, BaseSecrets};
use openbadges::proof::data_integrity::{self, Canonicalizer, ProofOptions};
use openbadges::random::SystemRandom;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::{Outcome, Report};
use openbadges::verifier::{FragmentKeys, Policy};
use openbadges::{Code, Limits, Pointer, Timestamp, Verifier, text::multibase};
use support::shared;

static CONTEXTS: LazyLock<Contexts> =
    LazyLock::new(|| Contexts::new(std::sync::Arc::new(BundledContexts::new())));
static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);
static VERIFIER: LazyLock<Verifier> = LazyLock::new(Verifier::new);
static SIGNER: LazyLock<LocalSigner> = LazyLock::new(|| {
    SecretKey::generate_for(Algorithm::P256, &SystemRandom).unwrap().into_did_key_signer()
});

fn canonicalizer() -> Canonicalizer<'static> {
    Canonicalizer { contexts: &CONTEXTS, limits: &LIMITS }
}

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

/// A fixture that the key issues, and whose status nobody needs to ask.
fn fixture(name: &str) -> Value {
    let path = format!("{}/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut badge = json::read(&fs::read(path).unwrap(), &LIMITS).unwrap();
    let object = badge.as_object_mut().unwrap();
    object.remove("credentialStatus");
    let issuer = object.get_mut("issuer").unwrap().as_object_mut().unwrap();
    issuer.insert("id", SIGNER.key().public().did_key());
    badge
}

/// With a base proof; mandatory is what a badge needs, and what the pointers name.
fn held(badge: Value, mandatory: &[Pointer]) -> Value {
    let kind = Kind::of(&badge);
    let (signer, created) = (&*SIGNER, &"2025-09-01T12:00:00Z".parse().unwrap());
    let random = &SystemRandom;
    issuer::sign_for_disclosure(badge, kind, signer, mandatory, random, created, canonicalizer())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn derive(held: &Value, reveal: &[Pointer]) -> Value {
    let reveal = ecdsa_sd_2023::complete_for_open_badges(held, reveal);
    ecdsa_sd_2023::derive(held, &reveal, canonicalizer())
        .unwrap_or_else(|objection| panic!("{reveal:?}: {objection}"))
}

fn verify(document: &Value) -> Report {
    VERIFIER.verify(document.to_string().as_bytes(), &now())
}

fn assert_valid(document: &Value, what: &str) {
    let report = verify(document);
    assert_eq!(report.outcome(), Outcome::Valid, "{what}: {report:#?}");
    let expected = [
        Code::SdUndisclosed,
        // Endorsements are shown in part, and those of the issuer are about another one here.
        Code::EndorsementInvalid,
        Code::EndorsementSubject,
        Code::EndorsementUnestablished,
        Code::ModelResult,
        Code::ContextInline,
        // Nothing is fetched.
        Code::RefreshUnavailable,
    ];
    let mut warnings = report.warnings().filter_map(|check| check.code);
    assert!(warnings.all(|code| expected.contains(&code)), "{what}: {report:#?}");
}

fn assert_refused(document: &Value, what: &str) {
    let report = verify(document);
    assert_ne!(report.outcome(), Outcome::Valid, "{what}: {document}");
    assert!(report.verified().is_none(), "{what}");
}

fn pointer(text: &str) -> Pointer {
    text.parse().unwrap()
}

/// Every place in a document, the root first.
fn places(document: &Value) -> Vec<Pointer> {
    fn below(value: &Value, at: Pointer, places: &mut Vec<Pointer>) {
        places.push(at.clone());
        match value {
            Value::Object(object) => {
                object.iter().for_each(|(name, value)| below(value, at.member(name), places));
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, item)| below(item, at.item(index), places));
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    below(document, Pointer::root(), &mut all);
    all
}

/// Whether the place is in one of the values of the rich fixture that are shown whole or not at all:
/// lists, and a JSON literal.
fn is_in_a_whole(place: &Pointer) -> bool {
    let wholes = ["/allowedValue/", "/component/", "/lookFor/", "/scoringModel/"];
    wholes.iter().any(|whole| place.as_str().contains(whole))
}

fn without_proof(document: &Value) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove("proof");
    document
}

#[test]
fn what_is_mandatory_is_still_a_badge() {
    for name in ["small", "rich"] {
        let badge = fixture(name);
        let shown = derive(&held(badge.clone(), &[]), &[]);
        assert_valid(&shown, name);
        let findings = model::check(&shown, Kind::Badge);
        assert!(!findings.iter().any(|finding| finding.is_error()), "{findings:?}");
        for limiting in ["validFrom", "validUntil", "issuer", "credentialSchema", "termsOfUse"] {
            assert_eq!(shown.get(limiting), badge.get(limiting), "{limiting}");
        }
        assert!(shown.at("/credentialSubject/result").is_none());
        assert!(shown.get("evidence").is_none());
        assert!(shown.to_string().len() < badge.to_string().len() + 3_000);
    }
}

#[test]
fn an_endorsement_keeps_what_it_is_about() {
    let mut endorsement = fixture("rich").at("/issuer/endorsement/0").unwrap().clone();
    let object = endorsement.as_object_mut().unwrap();
    object.remove("proof");
    object.insert("issuer", SIGNER.key().public().did_key());
    let shown = derive(&held(endorsement.clone(), &[]), &[]);
    assert_valid(&shown, "endorsement");
    assert_eq!(shown.get("credentialSubject"), endorsement.get("credentialSubject"));
}

#[test]
fn a_base_proof_is_for_the_holder() {
    let held = held(fixture("small"), &[]);
    let report = verify(&held);
    assert_eq!(report.outcome(), Outcome::Invalid, "{report:#?}");
    assert!(report.has(Code::ProofForm), "{report:#?}");
    let key = SIGNER.key().public();
    let mandatory = ecdsa_sd_2023::check_base(&held, &key, canonicalizer()).unwrap();
    assert!(mandatory.contains(&pointer("/issuer")), "{mandatory:?}");
    let other = SecretKey::generate_for(Algorithm::P256, &SystemRandom).unwrap().public();
    let objection = ecdsa_sd_2023::check_base(&held, &other, canonicalizer()).unwrap_err();
    assert_eq!(objection.fault().code, Code::Signature);

    let mut changed = held.clone();
    changed.as_object_mut().unwrap().insert("name", "Another");
    let objection = ecdsa_sd_2023::check_base(&changed, &key, canonicalizer()).unwrap_err();
    assert_eq!(objection.fault().code, Code::Signature);
    // What was derived is not derived from again.
    let shown = derive(&held, &[]);
    let objection = ecdsa_sd_2023::derive(&shown, &[], canonicalizer()).unwrap_err();
    assert_eq!(objection.fault().code, Code::ProofForm);
    assert_eq!(without_proof(&derive(&held, &[Pointer::root()])), without_proof(&held));
}

#[test]
fn an_issuer_issues_for_disclosure() {
    let profile = Profile::builder(SIGNER.key().public().did_key()).build().unwrap();
    let key = SecretKey::from_pkcs8_pem(&SIGNER.key().to_pkcs8_pem().unwrap()).unwrap();
    let issuer =
        Issuer::new(profile, key.into_did_key_signer()).with_cryptosuite(Cryptosuite::EcdsaSd2023);
    let signed = issuer.issue_document(fixture("rich"), &now()).unwrap();
    assert_valid(&derive(signed.document(), &[pointer("/evidence")]), "issued");

    let prepared = issuer.prepare_document(fixture("small"), &now()).unwrap();
    assert_eq!(prepared.bytes().len(), 99);
    let signature = SIGNER.sign(prepared.bytes()).unwrap();
    let finished = prepared.finish(&signature).unwrap();
    assert_valid(&derive(finished.document(), &[]), "finished");
    let prepared = issuer.prepare_document(fixture("small"), &now()).unwrap();
    assert!(prepared.finish(&signature).is_err(), "the signature is of another proof");
}

#[test]
fn every_place_can_be_revealed_alone() {
    for name in ["small", "rich"] {
        let badge = fixture(name);
        let held = held(badge.clone(), &[]);
        let mut revealed = 0;
        for place in places(&badge) {
            let reveal =
                ecdsa_sd_2023::complete_for_open_badges(&held, std::slice::from_ref(&place));
            match ecdsa_sd_2023::derive(&held, &reveal, canonicalizer()) {
                Ok(shown) => {
                    assert_valid(&shown, place.as_str());
                    revealed += 1;
                }
                // Part of a list does not stand alone, nor part of a JSON literal.
                Err(objection) => {
                    assert_eq!(objection.fault().code, Code::SdPointer, "{place}: {objection}");
                    assert!(is_in_a_whole(&place), "{place}: {objection}");
                    let whole = objection.fault().pointer.as_str();
                    assert!(place.as_str().starts_with(whole), "{place}: {objection}");
                }
            }
        }
        assert!(revealed > 20, "{name}: {revealed}");
    }
}

#[test]
fn pointers_that_lead_nowhere_are_faults() {
    let badge = fixture("small");
    let held = held(badge.clone(), &[]);
    for nowhere in ["/absent", "/credentialSubject/result/9", "/type/7", "/proof", "/name/0"] {
        let reveal = [pointer(nowhere)];
        let objection = ecdsa_sd_2023::derive(&held, &reveal, canonicalizer()).unwrap_err();
        assert_eq!(objection.fault().code, Code::SdPointer, "{nowhere}: {objection}");
        assert_eq!(objection.fault().pointer.as_str(), nowhere);
        let kind = Kind::Badge;
        let made = issuer::sign_for_disclosure(
            badge.clone(),
            kind,
            &*SIGNER,
            &reveal,
            &SystemRandom,
            &now(),
            canonicalizer(),
        );
        assert!(made.unwrap_err().to_string().contains("sd.pointer"));
    }
}

#[test]
fn part_of_a_list_is_not_revealed() {
    let mut badge = fixture("small");
    let object = badge.as_object_mut().unwrap();
    let Some(Value::Array(contexts)) = object.get_mut("@context") else { panic!() };
    let steps = Object::from_iter([("@id", "https://example.org/steps"), ("@container", "@list")]);
    contexts.push(Object::from_iter([("steps", steps)]).into());
    object.insert("steps", vec!["plan", "teach", "reflect"]);
    let held = held(badge, &[]);
    assert_valid(&derive(&held, &[pointer("/steps")]), "the whole list");
    let objection =
        ecdsa_sd_2023::derive(&held, &[pointer("/steps/1")], canonicalizer()).unwrap_err();
    assert_eq!(objection.fault().code, Code::SdPointer, "{objection}");
    assert_eq!(objection.fault().pointer.as_str(), "/steps");
}

#[test]
fn the_number_of_statements_and_pointers_is_bounded() {
    let held = held(fixture("small"), &[]);
    let limits = Limits { disclosures: 10, ..Limits::default() };
    let small = Canonicalizer { contexts: &CONTEXTS, limits: &limits };
    let badge = without_proof(&held);
    let (signer, random, kind) = (&*SIGNER, &SystemRandom, Kind::Badge);
    let made = issuer::sign_for_disclosure(badge, kind, signer, &[], random, &now(), small);
    assert!(made.unwrap_err().to_string().contains("limit.items"));
    let shown = derive(&held, &[]);
    let verifier = Verifier::new().with_limits(limits);
    let report = verifier.verify(shown.to_string().as_bytes(), &now());
    assert_eq!(report.outcome(), Outcome::Invalid, "{report:#?}");
}

/// Every kind of key, as the issuer's and in the name of the issuer's.
#[test]
fn only_keys_on_p256_sign_and_verify() {
    let shown = derive(&held(fixture("small"), &[]), &[]);
    for algorithm in Algorithm::ALL.iter().filter(|algorithm| **algorithm != Algorithm::P256) {
        let other = SecretKey::generate_for(*algorithm, &SystemRandom).unwrap();
        let other = other.into_did_key_signer();
        let random = &SystemRandom;
        let made = issuer::sign_for_disclosure(
            fixture("small"),
            Kind::Badge,
            &other,
            &[],
            random,
            &now(),
            canonicalizer(),
        );
        assert!(made.unwrap_err().to_string().contains("key.mismatch"), "{algorithm:?}");
        let mut called = shown.clone();
        *at(&mut called, &pointer("/proof/verificationMethod")) =
            other.verification_method().as_str().into();
        assert!(verify(&called).has(Code::KeyMismatch), "{algorithm:?}");

        // The suite's proof under the names of other suites, and theirs under its name.
        for suite in Cryptosuite::for_keys_of(*algorithm) {
            let mut called = shown.clone();
            *at(&mut called, &pointer("/proof/cryptosuite")) = suite.as_str().into();
            assert_refused(&called, suite.as_str());
        }
        let secrets = BaseSecrets::new([0; 32], other.key().public(), |_| Ok(vec![0; 64]));
        let options = ProofOptions::by(&*SIGNER, Cryptosuite::EcdsaSd2023, now());
        let made =
            ecdsa_sd_2023::prepare_base(fixture("small"), &options, &[], secrets, canonicalizer());
        assert!(made.unwrap_err().to_string().contains("key.mismatch"), "{algorithm:?}");
    }
    let options = ProofOptions::by(&*SIGNER, Cryptosuite::EcdsaSd2023, now());
    let made = data_integrity::prepare(fixture("small"), &options, canonicalizer());
    assert_eq!(made.unwrap_err().fault().code, Code::ProofUnsupported);
}

/// Members taken out, moved or changed, everywhere.
#[test]
fn every_change_to_what_is_shown_is_refused() {
    let held = held(fixture("rich"), &[]);
    let reveal = ["/evidence", "/credentialSubject/result"].map(pointer);
    let shown = derive(&held, &reveal);
    assert_valid(&shown, "before the change");
    let mut changes = 0;
    for place in places(&shown).iter().skip(1) {
        // Definitions of terms that are not used change nothing that is signed.
        if place.as_str().starts_with("/@context/3") {
            continue;
        }
        let mut gone = shown.clone();
        if take(&mut gone, place).is_some() {
            assert_refused(&gone, &format!("without {place}"));
            changes += 1;
        }
        let mut other = shown.clone();
        let value = at(&mut other, place);
        match value {
            Value::String(text) => text.push('x'),
            Value::Bool(truth) => *truth = !*truth,
            Value::Number(number) => *value = ((number.as_f64() + 1.0) as u32).into(),
            _ => continue,
        }
        assert_refused(&other, &format!("{place} changed"));
        changes += 1;
    }
    assert!(changes > 100, "{changes}");
    // What the holder kept back cannot be put in by anybody else.
    for place in ["/description", "/awardedDate", "/image"].map(pointer) {
        let name = place.steps().next().unwrap().into_owned();
        let Some(value) = held.get(&name) else { continue };
        let mut more = shown.clone();
        more.as_object_mut().unwrap().insert(name, value.clone());
        assert_refused(&more, &format!("with {place}"));
    }
}

#[test]
fn every_change_to_the_proof_value_is_refused() {
    let shown = derive(&held(fixture("small"), &[]), &[pointer("/credentialSubject")]);
    assert_valid(&shown, "before the change");
    let value = shown.at("/proof/proofValue").unwrap().as_str().unwrap();
    let bytes = multibase::from_base64url(value).unwrap();
    let with = |bytes: &[u8]| {
        let mut shown = shown.clone();
        *at(&mut shown, &pointer("/proof/proofValue")) = multibase::base64url(bytes).into();
        shown
    };
    assert_valid(&with(&bytes), "the same bytes");
    for index in 0..bytes.len() {
        for bit in [1, 0x80] {
            let mut changed = bytes.clone();
            changed[index] ^= bit;
            assert_refused(&with(&changed), &format!("bit {bit} of byte {index}"));
        }
        assert_refused(&with(&bytes[..index]), &format!("cut at {index}"));
    }
    assert_refused(&with(&[&bytes[..], &[0]].concat()), "one byte more");
}

/// Random parts of random badges: what is derived verifies and shows what was asked for; what is
/// taken out of it, or changed in it, is missed.
#[test]
fn random_disclosures_verify_and_are_sealed() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut chance = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound as u64) as usize
    };
    let optional: Vec<Pointer> = places(&fixture("rich"))
        .into_iter()
        .filter(|place| place.steps().count() > 0 && !is_in_a_whole(place))
        .collect();
    let mut seen = BTreeSet::new();
    for round in 0..40 {
        let mut badge = fixture("rich");
        for _ in 0..chance(4) {
            let gone = &optional[chance(optional.len())];
            let mut smaller = badge.clone();
            if take(&mut smaller, gone).is_some()
                && !model::check(&smaller, Kind::Badge).iter().any(|f| f.is_error())
                && !smaller.to_string().contains("[]")
            {
                badge = smaller;
            }
        }
        let there: Vec<&Pointer> =
            optional.iter().filter(|place| badge.at(place.as_str()).is_some()).collect();
        let mut pick = |most: usize| -> Vec<Pointer> {
            (0..chance(most)).map(|_| there[chance(there.len())].clone()).collect()
        };
        let (mandatory, reveal) = (pick(4), pick(7));
        let mandatory = ecdsa_sd_2023::complete_for_open_badges(&badge, &mandatory);
        let held = held(badge.clone(), &mandatory);
        let shown = derive(&held, &reveal);
        assert_valid(&shown, &format!("round {round}: {mandatory:?}, {reveal:?}"));
        for place in mandatory.iter().chain(&reveal) {
            let whole = badge.at(place.as_str()).unwrap();
            assert!(shown.to_string().contains(&scalar(whole)), "round {round}: {place}");
            seen.insert(place.as_str().to_owned());
        }
        let inside: Vec<Pointer> = places(&without_proof(&shown))
            .into_iter()
            .filter(|place| !place.as_str().starts_with("/@context/3"))
            .collect();
        let place = &inside[1 + chance(inside.len() - 1)];
        let mut less = shown.clone();
        if take(&mut less, place).is_some() {
            assert_refused(&less, &format!("round {round}: without {place}"));
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

/// The text of the first scalar in a value.
fn scalar(value: &Value) -> String {
    match value {
        Value::Object(object) => object.iter().next().map_or(String::new(), |(_, v)| scalar(v)),
        Value::Array(items) => items.first().map_or(String::new(), scalar),
        scalar => scalar.to_string(),
    }
}

#[test]
fn the_sample_of_1edtech_holds() {
    let Some(path) = shared("samples/ob30/sd/derivedcredential.json") else { return };
    let bytes = fs::read(path).unwrap();
    let policy = Policy { fragment_keys: FragmentKeys::UnsafelyTrusted, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    let report = verifier.verify(&bytes, &"2026-08-01T00:00:00Z".parse().unwrap());
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    let text = String::from_utf8(bytes).unwrap().replace("by their peers", "by its peers");
    let report = verifier.verify(text.as_bytes(), &"2026-08-01T00:00:00Z".parse().unwrap());
    assert!(report.has(Code::Signature), "{report:#?}");
}

/// The value at a place, to be changed.
fn at<'v>(value: &'v mut Value, place: &Pointer) -> &'v mut Value {
    place.steps().fold(value, |value, step| match value {
        Value::Object(object) => object.get_mut(&step).unwrap(),
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        _ => panic!("nothing at {place}"),
    })
}

/// Takes the value at a place out of the object or array that it stands in.
fn take(document: &mut Value, place: &Pointer) -> Option<Value> {
    let (parent, _) = place.as_str().rsplit_once('/')?;
    let last = place.steps().last()?.into_owned();
    document.at(parent)?;
    match at(document, &pointer(parent)) {
        Value::Object(object) => object.remove(&last),
        Value::Array(items) => {
            let index = last.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}
