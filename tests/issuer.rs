//! The room `issuer`: what it fills in, what it refuses, and what is spent when something fails.

mod support;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use openbadges::issuer::{IssueError, Issuer, SignedCredential};
use openbadges::json::{self, Object, Value};
use openbadges::key::{Algorithm, LocalSigner, SecretKey, SignError, Signer};
use openbadges::model::{Achievement, Credential, Criteria, Kind, Profile, Recipient};
use openbadges::proof::Cryptosuite;
use openbadges::random::{NoRandom, Random};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{
    Change, Effect, ListPlan, MemoryStore, Purpose, Record, State, StatusEntries, StatusStore,
    StoreError,
};
use openbadges::{Code, Iri, Limits, Timestamp, Verifier};

use support::PUBLISHED_SEED;

const STATUS: &str = "https://district.example.org/status";

fn now() -> Timestamp {
    "2026-08-01T09:30:00Z".parse().unwrap()
}

fn key() -> LocalSigner {
    SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer()
}

fn own_id() -> String {
    key().key().public().did_key()
}

fn profile() -> Profile {
    Profile::builder(own_id()).name("Example District").build().unwrap()
}

fn issuer() -> Issuer {
    Issuer::new(profile(), key())
}

fn store() -> Arc<MemoryStore> {
    Arc::new(MemoryStore::new(STATUS.parse().unwrap()))
}

/// A badge that lacks what is the issuer's to say.
fn badge() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/small.json");
    let mut badge = json::read(&std::fs::read(file).unwrap(), &Limits::default()).unwrap();
    for name in ["id", "issuer", "validFrom"] {
        badge.as_object_mut().unwrap().remove(name).unwrap();
    }
    badge
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut badge = badge();
    badge.as_object_mut().unwrap().insert(name, value);
    badge
}

fn subject_with(name: &str, value: impl Into<Value>) -> Value {
    let mut badge = badge();
    let object = badge.as_object_mut().unwrap();
    let subject = object.get_mut("credentialSubject").unwrap().as_object_mut().unwrap();
    subject.insert(name, value);
    badge
}

/// How many entries the store has allotted.
fn allotted(store: &dyn StatusStore) -> u32 {
    store.lists().unwrap().iter().map(|list| list.allotted).max().unwrap_or(0)
}

/// The codes of the errors with their places.
fn faults(error: IssueError) -> Vec<(&'static str, String)> {
    let IssueError::Faults(findings) = error else { panic!("{error:?}") };
    let errors = findings.into_iter().filter(|finding| finding.is_error());
    errors.map(|finding| (finding.fault.code.as_str(), finding.fault.pointer.to_string())).collect()
}

fn verify(bytes: &[u8], lists: &Issuer) -> openbadges::report::Report {
    let mut documents = Documents::new();
    for list in lists.publish(&now()).unwrap_or_default() {
        documents.insert(list.url.as_str(), list.document.to_string());
    }
    Verifier::new().with_resolver(documents).verify(bytes, &now())
}

#[test]
fn what_is_the_issuers_to_say_is_filled_in() {
    for suite in Cryptosuite::for_keys_of(Algorithm::Ed25519) {
        let issuer = issuer().with_cryptosuite(suite);
        let signed = issuer.issue_document(badge(), &now()).unwrap();
        let document = signed.document();
        assert_eq!(document.at("/issuer/id").unwrap().as_str().unwrap(), own_id());
        assert_eq!(document.at("/issuer/name").unwrap().as_str(), Some("Example District"));
        assert_eq!(document.at("/validFrom").unwrap().as_str(), Some("2026-08-01T09:30:00Z"));
        assert_eq!(document.at("/id").unwrap().as_str(), Some(signed.id().as_str()));
        assert_eq!(document.at("/proof/cryptosuite").unwrap().as_str(), Some(suite.as_str()));
        assert_eq!(document.at("/proof/created").unwrap().as_str(), Some("2026-08-01T09:30:00Z"));
        assert_eq!(document.get("credentialStatus"), None, "without a store there is no status");
        let read = json::read(signed.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(&read, document, "the bytes are the document");
        let report = verify(signed.as_bytes(), &issuer);
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    }
}

#[test]
fn what_the_document_says_itself_stays() {
    let mut document = with("validFrom", "2026-07-01T00:00:00+02:00");
    let object = document.as_object_mut().unwrap();
    object.insert("id", "urn:uuid:5e1f0c3a-0000-4000-8000-00000000000A");
    object.insert("issuer", own_id());
    let signed = issuer().issue_document(document.clone(), &now()).unwrap();
    assert_eq!(signed.id().as_str(), "urn:uuid:5e1f0c3a-0000-4000-8000-00000000000A");
    let mut issued = signed.document().clone();
    issued.as_object_mut().unwrap().remove("proof");
    assert_eq!(issued, document, "nothing but the proof was added");
    // The issuer may say more of itself in a badge than its profile does.
    let own = Object::from_iter([
        ("id", Value::from(own_id())),
        ("type", vec!["Profile"].into()),
        ("name", "District, Science".into()),
    ]);
    let signed = issuer().issue_document(with("issuer", own), &now()).unwrap();
    assert_eq!(signed.document().at("/issuer/name").unwrap().as_str(), Some("District, Science"));
}

#[test]
fn typed_credentials_are_issued_alike() {
    let criteria = Criteria::narrative("Two recorded talks.");
    let achievement = Achievement::builder(
        "https://district.example.org/achievements/1",
        "Number talks",
        "Leads number talks.",
        criteria,
    )
    .build()
    .unwrap();
    let badge = Credential::builder()
        .achievement(achievement)
        .recipient(Recipient::email("ada@example.org").hashed("salt"))
        .build()
        .unwrap();
    let issuer = issuer().with_status(store());
    let signed = issuer.issue(badge, &now()).unwrap();
    let report = verify(signed.as_bytes(), &issuer);
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    assert!(!String::from_utf8_lossy(signed.as_bytes()).contains("ada@example.org"));
}

#[test]
fn minted_ids_are_random_urns() {
    let issuer = issuer();
    let mut seen = HashSet::new();
    for _ in 0..50 {
        let signed = issuer.issue_document(badge(), &now()).unwrap();
        let id = signed.id().as_str().to_owned();
        let uuid = id.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(uuid.len(), 36);
        assert_eq!((&uuid[14..15], &uuid[8..9]), ("7", "-"), "{uuid}: version 7");
        assert!(uuid.starts_with("019fbc"), "{uuid}: the time of the issue");
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}: variant");
        assert!(seen.insert(id));
    }
}

#[test]
fn an_issuer_that_is_a_key_signs_with_no_other() {
    let secret = |number: u8| SecretKey::from_ed25519_seed(&[number; 32]);
    let public = secret(1).public();
    let signers = || {
        vec![
            (secret(1).into_did_key_signer(), public.did_key()),
            (secret(1).into_did_jwk_signer(), public.did_jwk()),
            (secret(2).into_did_key_signer(), String::new()),
            (secret(1).into_signer("https://district.example/1#key").unwrap(), String::new()),
        ]
    };
    for did in [public.did_key(), public.did_jwk()] {
        for (signer, own) in signers() {
            let profile = Profile::builder(did.clone()).name("District").build().unwrap();
            let store = store();
            let issuer = Issuer::new(profile, signer).with_status(store.clone());
            let issued = issuer.issue_document(badge(), &now());
            let published = issuer.publish(&now());
            if own == did {
                assert!(issued.is_ok() && published.is_ok());
            } else {
                assert!(matches!(issued, Err(IssueError::OtherKey { .. })), "{issued:?}");
                assert!(matches!(published, Err(IssueError::OtherKey { .. })));
                assert_eq!(allotted(&*store), 0);
            }
        }
    }
}

#[test]
fn another_issuers_document_is_refused() {
    let store = store();
    let issuer = issuer().with_status(store.clone());
    let other = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";
    let profile = Object::from_iter([("id", other), ("type", "Profile")]);
    for named in [Value::from(other), profile.into(), Value::from(format!("{}#me", own_id()))] {
        let error = issuer.issue_document(with("issuer", named), &now()).unwrap_err();
        assert!(matches!(error, IssueError::OtherIssuer { .. }), "{error:?}");
    }
    for named in [Value::Null, Value::from(1), Object::new().into(), Value::Array(vec![])] {
        let error = issuer.issue_document(with("issuer", named), &now()).unwrap_err();
        assert!(matches!(error, IssueError::OtherIssuer { .. }), "{error:?}");
    }
    assert_eq!(allotted(&*store), 0);
}

#[test]
fn a_document_with_a_proof_is_refused() {
    let signed = issuer().issue_document(badge(), &now()).unwrap();
    let again = issuer().issue_document(signed.document().clone(), &now());
    assert!(matches!(again, Err(IssueError::AlreadySigned)));
    for proof in [Value::Null, Value::Array(vec![]), Object::new().into()] {
        let refused = issuer().issue_document(with("proof", proof), &now());
        assert!(matches!(refused, Err(IssueError::AlreadySigned)));
    }
}

#[test]
fn every_fault_is_found_at_once_and_nothing_is_spent() {
    let store = store();
    let issuer = issuer().with_status(store.clone());
    let mut document = with("validUntil", "tomorrow");
    let object = document.as_object_mut().unwrap();
    object.insert("awardedDate", "2026-02-30T00:00:00Z");
    let subject = object.get_mut("credentialSubject").unwrap().as_object_mut().unwrap();
    subject.insert("creditsEarned", "many");
    let achievement = subject.get_mut("achievement").unwrap().as_object_mut().unwrap();
    achievement.remove("criteria");
    achievement.remove("name");
    let found = faults(issuer.issue_document(document, &now()).unwrap_err());
    for expected in [
        ("time.format", "/validUntil"),
        ("time.format", "/awardedDate"),
        ("model.type", "/credentialSubject/creditsEarned"),
        ("model.required", "/credentialSubject/achievement"),
    ] {
        assert!(
            found.iter().any(|(code, place)| (*code, place.as_str()) == expected),
            "{expected:?} is not in {found:?}"
        );
    }
    assert!(found.len() >= 5, "{found:?}");
    assert_eq!(allotted(&*store), 0);
}

#[test]
fn what_would_not_be_signed_is_refused_before_anything_is_spent() {
    let cases: Vec<(&str, Value, &str)> = vec![
        ("an undefined term", subject_with("undefinedTerm", "x"), "data_loss"),
        (
            "an undefined type",
            subject_with("type", vec!["AchievementSubject", "Undefined"]),
            "data_loss",
        ),
        ("an empty array", subject_with("result", Value::Array(vec![])), "data_loss.null"),
        ("null", subject_with("https://example.org/ns#x", Value::Null), "data_loss.null"),
        ("an unknown prefix", subject_with("x:y", "z"), "iri.scheme"),
        ("what looks like a keyword", subject_with("@foo", "z"), "data_loss"),
        (
            "an unknown context",
            {
                let contexts = badge().get("@context").unwrap().items().to_vec();
                with("@context", [contexts, vec!["https://else.example/context".into()]].concat())
            },
            "context.unknown",
        ),
    ];
    for suite in Cryptosuite::for_keys_of(Algorithm::Ed25519) {
        for (name, document, code) in &cases {
            let store = store();
            let with_store = issuer().with_status(store.clone()).with_cryptosuite(suite);
            let without = issuer().with_cryptosuite(suite);
            for issuer in [with_store, without] {
                match issuer.issue_document(document.clone(), &now()) {
                    Ok(_) => panic!("{name} was issued with {}", suite.as_str()),
                    Err(error) => {
                        assert_eq!(faults(error)[0].0, *code, "{name}, {}", suite.as_str())
                    }
                }
            }
            assert_eq!(allotted(&*store), 0, "{name}");
        }
    }
}

#[test]
fn what_is_no_credential_is_refused() {
    for document in [Value::Null, Value::from("x"), Value::Array(vec![badge()])] {
        assert_eq!(faults(issuer().issue_document(document, &now()).unwrap_err())[0].0, "parse");
    }
    let store = store();
    let issuer = issuer().with_status(store.clone());
    assert!(issuer.issue_document(Object::new().into(), &now()).is_err());
    for id in [Value::from("relative"), Value::from(1), Value::from("_:b0"), Value::Null] {
        assert!(issuer.issue_document(with("id", id), &now()).is_err());
    }
    assert_eq!(allotted(&*store), 0);
}

#[test]
fn a_status_that_is_there_already_is_refused_with_a_store() {
    let status = json::read(
        br#"{"id": "https://district.example.org/status/1#7", "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation", "statusListIndex": "7",
            "statusListCredential": "https://district.example.org/status/1"}"#,
        &Limits::default(),
    )
    .unwrap();
    let store = store();
    let refused = issuer()
        .with_status(store.clone())
        .issue_document(with("credentialStatus", status.clone()), &now());
    assert_eq!(faults(refused.unwrap_err()), [("status.type", "/credentialStatus".to_owned())]);
    assert_eq!(allotted(&*store), 0);
    // Whoever keeps lists elsewhere may bring it.
    let signed = issuer().issue_document(with("credentialStatus", status.clone()), &now()).unwrap();
    assert_eq!(signed.document().get("credentialStatus"), Some(&status));
}

#[test]
fn a_status_is_one_object_unless_two_are_asked_for() {
    let issuer = issuer().with_status(store());
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let status = signed.document().get("credentialStatus").unwrap();
    assert!(status.as_object().is_some(), "{status}");
    assert_eq!(status.get("statusPurpose").unwrap().as_str(), Some("revocation"));
    assert!(status.get("statusListIndex").unwrap().as_str().is_some());

    let two = StatusEntries::REVOCATION_AND_SUSPENSION;
    let issuer = self::issuer().with_status(store()).with_status_entries(two);
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let entries = signed.document().get("credentialStatus").unwrap().as_array().unwrap();
    let purposes: Vec<_> =
        entries.iter().map(|entry| entry.get("statusPurpose").unwrap().as_str().unwrap()).collect();
    assert_eq!(purposes, ["revocation", "suspension"]);
    assert_eq!(verify(signed.as_bytes(), &issuer).outcome(), Outcome::Valid);
}

#[test]
fn the_store_knows_what_was_issued() {
    let store = store();
    let issuer = issuer().with_status(store.clone());
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let record: Record = store.find(signed.id().as_str()).unwrap().unwrap();
    assert_eq!(&record.request.credential, signed.id());
    assert_eq!(record.request.recipient.as_deref(), Some("did:example:educator-42"));
    assert_eq!(
        record.request.achievement.as_deref(),
        Some("https://district.example.org/micro-credentials/number-talks")
    );
    assert_eq!(record.state(&Purpose::Revocation), Some(State::Cleared));
    // The same credential has one entry only.
    let mut again = signed.document().clone();
    let object = again.as_object_mut().unwrap();
    object.remove("proof");
    object.remove("credentialStatus");
    let refused = issuer.issue_document(again, &now()).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::Duplicate(_))), "{refused:?}");
    assert_eq!(allotted(&*store), 1);
}

#[test]
fn a_badge_is_revoked_for_good() {
    let two = StatusEntries::REVOCATION_AND_SUSPENSION;
    let issuer = issuer().with_status(store()).with_status_entries(two);
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let other = issuer.issue_document(badge(), &now()).unwrap();
    let outcome = |signed: &openbadges::issuer::SignedCredential| {
        let report = verify(signed.as_bytes(), &issuer);
        (report.outcome(), report.objections().filter_map(|check| check.code).collect::<Vec<_>>())
    };
    let id = signed.id();
    assert_eq!(issuer.suspend(id, Some("under review"), &now()).unwrap(), Effect::Changed);
    assert_eq!(issuer.suspend(id, None, &now()).unwrap(), Effect::Unchanged);
    assert_eq!(outcome(&signed), (Outcome::Invalid, vec![Code::Suspended]));
    assert_eq!(issuer.reinstate(id, None, &now()).unwrap(), Effect::Changed);
    assert_eq!(issuer.reinstate(id, None, &now()).unwrap(), Effect::Unchanged);
    assert_eq!(outcome(&signed), (Outcome::Valid, vec![]));
    assert_eq!(issuer.revoke(id, Some("issued in error"), &now()).unwrap(), Effect::Changed);
    assert_eq!(issuer.revoke(id, None, &now()).unwrap(), Effect::Unchanged);
    assert_eq!(outcome(&signed), (Outcome::Invalid, vec![Code::Revoked]));
    issuer.reinstate(id, None, &now()).unwrap();
    assert_eq!(outcome(&signed), (Outcome::Invalid, vec![Code::Revoked]), "it is final");
    assert_eq!(outcome(&other), (Outcome::Valid, vec![]), "the other one is left alone");
}

#[test]
fn a_badge_without_the_entry_cannot_be_suspended() {
    let issuer = issuer().with_status(store());
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let refused = issuer.suspend(signed.id(), None, &now()).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::NoEntry { .. })), "{refused:?}");
}

#[test]
fn nobody_is_revoked_who_was_not_issued_here() {
    let unknown: Iri = "urn:uuid:5e1f0c3a-0000-4000-8000-000000000009".parse().unwrap();
    let refused = issuer().with_status(store()).revoke(&unknown, None, &now()).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::Unknown(_))), "{refused:?}");
}

#[test]
fn without_a_store_nothing_is_revoked_or_published() {
    let issuer = issuer();
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    for refused in [
        issuer.revoke(signed.id(), None, &now()),
        issuer.suspend(signed.id(), None, &now()),
        issuer.reinstate(signed.id(), None, &now()),
    ] {
        assert!(matches!(refused, Err(IssueError::NoStore)));
    }
    assert!(matches!(issuer.publish(&now()), Err(IssueError::NoStore)));
}

#[test]
fn lists_are_published_signed_at_their_urls() {
    for suite in Cryptosuite::for_keys_of(Algorithm::Ed25519) {
        let issuer = issuer().with_status(store()).with_cryptosuite(suite);
        issuer.issue_document(badge(), &now()).unwrap();
        let published = issuer.publish(&now()).unwrap();
        assert!(!published.is_empty());
        for list in published {
            assert_eq!(list.url.as_str(), format!("{STATUS}/{}", list.name));
            assert_eq!(list.document.at("/id").unwrap().as_str(), Some(list.url.as_str()));
            let policy = openbadges::verifier::Policy {
                kind: Kind::StatusList,
                ..openbadges::verifier::Policy::default()
            };
            let report = Verifier::new()
                .with_policy(policy)
                .verify(list.document.to_string().as_bytes(), &now());
            assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
        }
    }
}

#[test]
fn a_key_service_signs_what_was_prepared() {
    for suite in Cryptosuite::for_keys_of(Algorithm::Ed25519) {
        let store = store();
        let issuer = issuer().with_status(store.clone()).with_cryptosuite(suite);
        let prepared = issuer.prepare_document(badge(), &now()).unwrap();
        assert_eq!(prepared.bytes().len(), 64);
        let signature = key().key().sign(prepared.bytes()).unwrap();
        let id = prepared.id().clone();

        let other = SecretKey::from_ed25519_seed(&[7; 32]).sign(prepared.bytes()).unwrap();
        let mut flipped = signature.clone();
        flipped[10] ^= 1;
        let elsewhere = key().key().sign(b"other bytes").unwrap();
        for wrong in [&other, &flipped, &elsewhere, &signature[..63].to_vec(), &Vec::new()] {
            let refused = prepared.clone().finish(wrong).unwrap_err();
            assert_eq!(faults(refused)[0].0, "signature");
        }
        let signed = prepared.finish(&signature).unwrap();
        assert_eq!(signed.id(), &id);
        assert_eq!(verify(signed.as_bytes(), &issuer).outcome(), Outcome::Valid);
        assert_eq!(allotted(&*store), 1);
    }
}

#[test]
fn a_signature_for_a_hosted_key_is_taken_as_it_is() {
    let own = "https://district.example.org/issuers/1";
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_signer(&format!("{own}#key-1"));
    let profile = Profile::builder(own).name("District").build().unwrap();
    let issuer = Issuer::new(profile, signer.unwrap());
    let signed = issuer.prepare_document(badge(), &now()).unwrap().finish(&[0; 64]).unwrap();
    assert_ne!(Verifier::new().verify(signed.as_bytes(), &now()).outcome(), Outcome::Valid);
}

/// A key service that can be switched off.
struct Switched {
    key: LocalSigner,
    on: Arc<AtomicBool>,
}

impl Signer for Switched {
    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn verification_method(&self) -> &Iri {
        self.key.verification_method()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match self.on.load(Ordering::Relaxed) {
            true => self.key.sign(message),
            false => Err(SignError("the key service is down".into())),
        }
    }
}

#[test]
fn a_signer_that_fails_wastes_an_index_and_nothing_else() {
    let (store, on) = (store(), Arc::new(AtomicBool::new(false)));
    let signer = Switched { key: key(), on: on.clone() };
    let issuer = Issuer::new(profile(), signer).with_status(store.clone());
    let failed = issuer.issue_document(badge(), &now()).unwrap_err();
    assert!(matches!(failed, IssueError::Sign(_)), "{failed:?}");
    assert_eq!(failed.to_string(), "the signer failed: the key service is down");
    assert_eq!(allotted(&*store), 1);
    assert!(issuer.publish(&now()).is_err());
    on.store(true, Ordering::Relaxed);
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    assert_eq!(allotted(&*store), 2);
    assert_eq!(verify(signed.as_bytes(), &issuer).outcome(), Outcome::Valid);
}

/// What names itself, by its id or by the caller's name for it, keeps its place when its signature
/// fails, alone and in batches.
#[test]
fn a_signer_that_fails_burns_no_id_of_the_callers() {
    let (store, on) = (store(), Arc::new(AtomicBool::new(false)));
    let signer = Switched { key: key(), on: on.clone() };
    let issuer = Issuer::new(profile(), signer).with_status(store.clone());
    let own = |number: u32| with("id", format!("urn:x:{number}"));
    let batch = || vec![own(2), own(3)];
    let named = || vec![("a".to_owned(), badge()), ("b".to_owned(), badge())];
    assert!(issuer.issue_document(own(1), &now()).is_err());
    let prepared = issuer.prepare_document(own(1), &now()).unwrap();
    assert!(issuer.issue_documents(batch(), &now()).is_err());
    assert!(issuer.issue_documents_once(named(), &now()).is_err());
    assert_eq!(allotted(&*store), 5);
    let places: Vec<_> =
        store.records(None, 10).unwrap().into_iter().map(|it| it.reservation).collect();

    on.store(true, Ordering::Relaxed);
    let later: Timestamp = "2026-08-02T00:00:00Z".parse().unwrap();
    let mut issued = vec![issuer.issue_document(own(1), &later).unwrap()];
    assert_eq!(issued[0].id(), prepared.id());
    issued.extend(issuer.issue_documents(batch(), &later).unwrap());
    let of_names = issuer.issue_documents_once(named(), &later).unwrap();
    // And once more: the very same.
    let again = issuer.issue_documents_once(named(), &later).unwrap();
    let bytes = |all: &[SignedCredential]| -> Vec<Vec<u8>> {
        all.iter().map(|it| it.as_bytes().to_vec()).collect()
    };
    assert_eq!(bytes(&again), bytes(&of_names));
    issued.extend(of_names);
    assert_eq!(allotted(&*store), 5, "no index was lost");
    for signed in &issued {
        assert_eq!(verify(signed.as_bytes(), &issuer).outcome(), Outcome::Valid);
        let record = store.find(signed.id().as_str()).unwrap().unwrap();
        assert!(places.contains(&record.reservation));
        // As of the first time, since that is when it was granted.
        assert_eq!(signed.document().get("validFrom").unwrap().as_str(), Some(now().as_str()));
    }

    // Another credential under the id, or under the name, is none of these.
    let other = |name: &str, document: Value| {
        let mut document = document;
        document.as_object_mut().unwrap().insert("name", name);
        document
    };
    let refused = issuer.issue_document(other("x", own(1)), &later).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::Duplicate(_))), "{refused:?}");
    let refused = issuer.issue_documents(vec![other("x", own(2)), badge()], &later).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::Duplicate(_))), "{refused:?}");
    let changed = vec![("a".to_owned(), other("x", badge()))];
    let refused = issuer.issue_documents_once(changed, &later).unwrap_err();
    assert!(matches!(refused, IssueError::Store(StoreError::Request(_))), "{refused:?}");
    assert_eq!(allotted(&*store), 5);
    let without = self::issuer().issue_documents_once(named(), &later);
    assert!(matches!(without, Err(IssueError::NoStore)));
}

/// Whoever asks again gets what was granted, also where the issuer describes itself in other words
/// by then.
#[test]
fn a_request_is_the_same_under_another_profile() {
    let store = store();
    let renamed = Profile::builder(own_id()).name("Example District, renamed").build().unwrap();
    let before = issuer().with_status(store.clone());
    let after = Issuer::new(renamed, key()).with_status(store.clone());
    let first = before.issue_document_once("order 7", badge(), &now()).unwrap();
    let again = after.issue_document_once("order 7", badge(), &now()).unwrap();
    assert_eq!(first.id(), again.id());
    let status = |it: &SignedCredential| it.document().get("credentialStatus").cloned();
    assert_eq!(status(&first), status(&again));
    assert_eq!(allotted(&*store), 1);
}

#[test]
fn the_history_says_by_whom() {
    let store = store();
    let issuer = issuer().with_status(store.clone());
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    let change = Change::revoke(signed.id().as_str(), now()).because("error").by("registrar");
    assert_eq!(issuer.change(&change).unwrap(), Effect::Changed);
    assert_eq!(store.history(signed.id().as_str()).unwrap(), std::slice::from_ref(&change));
    assert!(matches!(self::issuer().change(&change), Err(IssueError::NoStore)));
}

/// Chance that has run out.
struct Nothing;

impl Random for Nothing {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoRandom> {
        Err(NoRandom)
    }
}

#[test]
fn without_chance_no_id_is_made_up() {
    let store = store();
    let issuer = issuer().with_status(store.clone()).with_random(Nothing);
    assert!(matches!(issuer.issue_document(badge(), &now()), Err(IssueError::Random(NoRandom))));
    assert_eq!(allotted(&*store), 0);
    let named = with("id", "urn:uuid:5e1f0c3a-0000-4000-8000-000000000008");
    assert!(issuer.issue_document(named, &now()).is_ok());
}

#[test]
fn a_full_list_makes_way_for_the_next() {
    let plan = ListPlan::new(131_072, 1).unwrap();
    let store = Arc::new(MemoryStore::new(STATUS.parse().unwrap()).with_plan(plan));
    let issuer = issuer().with_status(store.clone());
    let lists: HashSet<String> = (0..3)
        .map(|_| {
            let signed = issuer.issue_document(badge(), &now()).unwrap();
            let list = signed.document().at("/credentialStatus/statusListCredential").unwrap();
            list.as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(lists.len(), 3, "a list of one is full: {lists:?}");
}

#[test]
fn endorsements_are_issued_as_what_they_are() {
    let mut document = badge();
    let object = document.as_object_mut().unwrap();
    object.insert("type", vec!["VerifiableCredential", "EndorsementCredential"]);
    object.insert(
        "credentialSubject",
        Object::from_iter([
            ("id", Value::from("https://district.example.org/achievements/1")),
            ("type", vec!["EndorsementSubject"].into()),
            ("endorsementComment", "Sound work.".into()),
        ]),
    );
    let signed = issuer().issue_document(document, &now()).unwrap();
    let kind = |kind| {
        let policy =
            openbadges::verifier::Policy { kind, ..openbadges::verifier::Policy::default() };
        Verifier::new().with_policy(policy).verify(signed.as_bytes(), &now()).outcome()
    };
    assert_eq!(kind(Kind::Endorsement), Outcome::Valid);
    assert_eq!(kind(Kind::Any), Outcome::Valid);
    assert_eq!(kind(Kind::Badge), Outcome::Invalid);
    assert_eq!(kind(Kind::StatusList), Outcome::Invalid);
}

#[test]
fn a_request_is_issued_once() {
    let store = store();
    let issuer = issuer().with_status(store.clone());
    let mut badge = badge();
    badge.as_object_mut().unwrap().remove("id");
    let first = issuer.issue_document_once("order 7", badge.clone(), &now()).unwrap();
    let later: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    let again = issuer.issue_document_once("order 7", badge.clone(), &later).unwrap();
    assert_eq!(again.as_bytes(), first.as_bytes());
    assert_eq!(again.id(), first.id());
    assert_eq!(allotted(&*store), 1);
    let report = Verifier::new().verify(first.as_bytes(), &later);
    assert_ne!(report.outcome(), Outcome::Invalid, "{report:?}");

    // Members in another order are the same content; any other change is not.
    let mut other = badge.clone();
    other.as_object_mut().unwrap().insert("name", "Another name");
    let mut with_id = badge.clone();
    with_id.as_object_mut().unwrap().insert("id", "urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11");
    for other in [other, with_id] {
        let refused = issuer.issue_document_once("order 7", other, &later).unwrap_err();
        assert!(matches!(refused, IssueError::Store(StoreError::Request(_))), "{refused:?}");
    }
    assert_eq!(allotted(&*store), 1);
    let other = issuer.issue_document_once("order 8", badge.clone(), &now()).unwrap();
    assert_ne!(other.id(), first.id());
    let without = self::issuer().issue_document_once("order 7", badge, &now());
    assert!(matches!(without, Err(IssueError::NoStore)));
}

#[test]
fn many_are_issued_together_or_not_at_all() {
    let store = store();
    let with_store = issuer().with_status(store.clone());
    let mut badge = badge();
    badge.as_object_mut().unwrap().remove("id");
    for issuer in [&with_store, &issuer()] {
        let signed = issuer.issue_documents(vec![badge.clone(); 20], &now()).unwrap();
        let ids: std::collections::HashSet<&str> =
            signed.iter().map(|signed| signed.id().as_str()).collect();
        assert_eq!(ids.len(), 20);
        for signed in &signed {
            let report = Verifier::new().verify(signed.as_bytes(), &now());
            assert_ne!(report.outcome(), Outcome::Invalid, "{report:?}");
        }
    }
    assert_eq!(allotted(&*store), 20);
    for record in store.records(None, 100).unwrap() {
        assert_eq!(record.request.recipient.as_deref(), Some("did:example:educator-42"));
    }
    let mut faulty = badge.clone();
    faulty.as_object_mut().unwrap().remove("credentialSubject");
    let batch = vec![badge.clone(), badge.clone(), faulty];
    let refused = with_store.issue_documents(batch, &now()).unwrap_err();
    assert!(matches!(refused, IssueError::InBatch { index: 2, .. }), "{refused:?}");
    assert_eq!(allotted(&*store), 20);
    assert!(with_store.issue_documents(Vec::new(), &now()).unwrap().is_empty());
}
