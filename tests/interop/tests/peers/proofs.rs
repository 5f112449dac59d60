//! Whole proofs by `ssi`: it signs and we verify, we issue and it verifies.

use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::report::{Outcome, Question, Report};
use openbadges::{Code, Limits, Timestamp, Verifier};
use serde_json::json;

use crate::ledger::{AGREE, Ledger};
use crate::peer::Peer;
use crate::quads::documents;
use crate::support::PUBLISHED_SEED;

fn key() -> SecretKey {
    SecretKey::from_ed25519_seed(&PUBLISHED_SEED)
}

fn issuer() -> Issuer {
    let profile = Profile::builder(key().public().did_key()).build().unwrap();
    Issuer::new(profile, key().into_did_key_signer())
}

fn now() -> Timestamp {
    "2026-08-01T09:30:00Z".parse().unwrap()
}

/// Credentials by name: the fixtures and 1EdTech's two, as our key can issue them, then the small
/// one with one more member.
fn credentials(group: &str) -> Vec<(String, Value)> {
    let mut whole = documents();
    whole.retain(|(name, _)| !name.starts_with("vectors"));
    let mut credentials: Vec<_> =
        whole.into_iter().map(|(name, document)| (name, issuable(document))).collect();
    let small = credentials[0].1.clone();
    if group != "taken here" {
        credentials.clear();
    }
    let all = json::read(include_bytes!("members.json"), &Limits::default()).unwrap();
    for (name, members) in all.get(group).unwrap().as_object().unwrap().iter() {
        credentials.push((name.to_string(), with(small.clone(), members)));
    }
    credentials
}

/// The document without its proof, its status and its refresh service, with our key's did:key as
/// its issuer, and valid now.
fn issuable(mut document: Value) -> Value {
    let did = key().public().did_key();
    let members = document.as_object_mut().unwrap();
    for member in ["proof", "credentialStatus", "refreshService"] {
        members.remove(member);
    }
    match members.get_mut("issuer") {
        Some(Value::Object(issuer)) => drop(issuer.insert("id", did)),
        _ => drop(members.insert("issuer", did)),
    }
    members.insert("validFrom", "2026-01-01T00:00:00Z");
    members.insert("validUntil", "2036-01-01T00:00:00Z");
    document
}

/// The document with more members; a context comes after those that it has.
fn with(mut document: Value, more: &Value) -> Value {
    let members = document.as_object_mut().unwrap();
    for (name, value) in more.as_object().unwrap().iter() {
        let value = match members.get(name) {
            Some(present) => {
                present.items().iter().chain([value]).cloned().collect::<Vec<_>>().into()
            }
            None => value.clone(),
        };
        members.insert(name, value);
    }
    document
}

fn signed_there(credential: &Value, peer: &mut Peer) -> Result<Report, String> {
    let jwk: serde_json::Value = serde_json::from_str(&key().to_jwk().unwrap()).unwrap();
    let created = "2026-01-02T03:04:05Z";
    let request = json!({ "job": "sign", "document": credential, "jwk": jwk, "created": created });
    let signed = peer.ask(&request)?;
    Ok(Verifier::new().verify(signed.to_string().as_bytes(), &now()))
}

/// It signs and we verify.
fn theirs_here(credential: &Value, peer: &mut Peer) -> String {
    let wanted = [Question::Context, Question::Proof, Question::Binding];
    let report = match signed_there(credential, peer) {
        Ok(report) => report,
        Err(reason) => return reason,
    };
    let mut objections = report.objections().filter(|check| wanted.contains(&check.question));
    match objections.next().map(|check| check.code) {
        None => AGREE.to_owned(),
        Some(Some(Code::Signature)) => "other signature".to_owned(),
        Some(code) => format!("{code:?}"),
    }
}

/// We issue and it verifies.
fn ours_there(credential: &Value, issuer: &Issuer, peer: &mut Peer) -> String {
    let signed = issuer.issue_document(credential.clone(), &now()).unwrap();
    let signed = json::read(signed.as_bytes(), &Limits::default()).unwrap();
    match verified(&signed, peer) {
        Ok(()) => AGREE.to_owned(),
        Err(reason) if reason == "invalid proof: invalid signature" => "other signature".to_owned(),
        Err(reason) => reason,
    }
}

fn verified(signed: &Value, peer: &mut Peer) -> Result<(), String> {
    let answer = peer.ask(&json!({ "job": "verify", "document": signed }))?;
    match answer["verified"].as_bool().unwrap() {
        true => Ok(()),
        false => Err(answer["error"].as_str().unwrap().to_owned()),
    }
}

#[test]
fn ssi() {
    let (issuer, mut peer, mut ledger) = (issuer(), Peer::start(), Ledger::of("ssi"));
    for (name, credential) in credentials("taken here") {
        let here = theirs_here(&credential, &mut peer);
        let there = ours_there(&credential, &issuer, &mut peer);
        let outcome =
            if here == there { here } else { format!("it signs: {here}; it verifies: {there}") };
        ledger.record(name, outcome);
    }
    for (name, credential) in credentials("refused here") {
        issuer.issue_document(credential.clone(), &now()).expect_err(&name);
        let outcome = match signed_there(&credential, &mut peer) {
            Err(_) => AGREE,
            Ok(report) => {
                assert_eq!(report.outcome(), Outcome::Invalid, "{name}: {report:#?}");
                "signed without what it drops"
            }
        };
        ledger.record(name, outcome);
    }
    ledger.close();
}

/// Or the agreement above would prove nothing.
#[test]
fn a_changed_credential_is_valid_nowhere() {
    let mut peer = Peer::start();
    let small = credentials("taken here").remove(0).1;
    let report = signed_there(&small, &mut peer).unwrap();
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");

    let signed = issuer().issue_document(small, &now()).unwrap();
    let mut signed = json::read(signed.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(verified(&signed, &mut peer), Ok(()));
    signed.as_object_mut().unwrap().insert("name", "Another");
    assert_eq!(verified(&signed, &mut peer), Err("invalid proof: invalid signature".to_owned()));
    let report = Verifier::new().verify(signed.to_string().as_bytes(), &now());
    assert_eq!(report.outcome(), Outcome::Invalid);
}
