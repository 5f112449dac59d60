//! Status lists of `ssi`, read here, and ours, read there.

use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{Change, MemoryStore, Purpose, StatusEntries, StatusStore as _};
use openbadges::{Code, Limits, Timestamp, Verifier};
use serde_json::json;

use crate::peer::Peer;
use crate::support::PUBLISHED_SEED;

const STATUS: &str = "https://district.example.org/status";
const LIST: &str = "https://district.example.org/status/list-1";
const INDEX: u64 = 94_567;

fn key() -> SecretKey {
    SecretKey::from_ed25519_seed(&PUBLISHED_SEED)
}

fn issuer() -> Issuer {
    let profile = Profile::builder(key().public().did_key()).name("District").build().unwrap();
    Issuer::new(profile, key().into_did_key_signer())
}

fn now() -> Timestamp {
    "2026-08-01T09:30:00Z".parse().unwrap()
}

fn badge() -> Value {
    let small = include_bytes!("../../../../fixtures/small.json");
    let mut badge = json::read(small, &Limits::default()).unwrap();
    for name in ["id", "issuer", "validFrom"] {
        badge.as_object_mut().unwrap().remove(name).unwrap();
    }
    badge
}

/// A badge with entry [`INDEX`] of [`LIST`], whose entries have this size.
fn badge_with_entry(purpose: &str, size: u64) -> Vec<u8> {
    let mut entry = json!({
        "id": format!("{LIST}#{INDEX}"), "type": "BitstringStatusListEntry",
        "statusPurpose": purpose, "statusListIndex": INDEX.to_string(), "statusListCredential": LIST
    });
    if purpose == "message" {
        let message =
            |value: u64| json!({ "status": format!("{value:#x}"), "message": "a message" });
        entry["statusSize"] = size.into();
        entry["statusMessage"] = (0..1 << size).map(message).collect::<Vec<_>>().into();
    }
    let mut badge = badge();
    badge.as_object_mut().unwrap().insert("credentialStatus", Value::try_from(&entry).unwrap());
    issuer().issue_document(badge, &now()).unwrap().as_bytes().to_vec()
}

#[test]
fn lists_that_ssi_makes_are_read_here() {
    let mut peer = Peer::start();
    let jwk: serde_json::Value = serde_json::from_str(&key().to_jwk().unwrap()).unwrap();
    let around = json!([[INDEX - 1, 1], [INDEX + 1, 1], [0, 1], [131_071, 1]]);
    let run: Vec<[u64; 2]> = (90_000..100_000).map(|index| [index, 1]).collect();
    for (purpose, size, length, set, expected) in [
        ("revocation", 1, 131_072, json!([]), (Outcome::Valid, None)),
        ("revocation", 1, 131_072, json!([[INDEX, 1]]), (Outcome::Invalid, Some(Code::Revoked))),
        ("revocation", 1, 131_072, around.clone(), (Outcome::Valid, None)),
        ("suspension", 1, 131_072, json!([[INDEX, 1]]), (Outcome::Invalid, Some(Code::Suspended))),
        ("suspension", 1, 131_072, around, (Outcome::Valid, None)),
        ("revocation", 1, 1_048_576, json!(run), (Outcome::Invalid, Some(Code::Revoked))),
        // A list for another purpose than the badge's says nothing.
        ("message", 1, 131_072, json!([]), (Outcome::Indeterminate, None)),
        ("message", 2, 131_072, json!([[INDEX, 3], [INDEX + 1, 1]]), (Outcome::Valid, None)),
        ("message", 4, 131_072, json!([[INDEX, 9], [INDEX - 1, 15]]), (Outcome::Valid, None)),
    ] {
        let of_badge = if (purpose, size) == ("message", 1) { "revocation" } else { purpose };
        let signed = badge_with_entry(of_badge, size);
        let list = peer
            .ask(&json!({
                "job": "make-list", "id": LIST, "purpose": purpose, "size": size, "length": length,
                "set": set, "issuer": key().public().did_key(), "validFrom": "2026-01-01T00:00:00Z"
            }))
            .unwrap();
        let sign = json!({ "job": "sign", "document": list, "jwk": jwk, "created": "2026-01-02T03:04:05Z" });
        let list = peer.ask(&sign).unwrap().to_string();
        let verifier = Verifier::new().with_resolver(Documents::new().with(LIST, list));
        let report = verifier.verify(&signed, &now());
        assert_eq!(report.outcome(), expected.0, "{purpose} {size} {length}: {report:#?}");
        if let Some(code) = expected.1 {
            assert!(report.objections().any(|check| check.code == Some(code)), "{report:#?}");
        }
        if of_badge == "message" {
            let told: Vec<&str> = report.warnings().map(|check| check.message.as_str()).collect();
            assert_eq!(told.len(), 1, "{told:?}");
        }
    }
}

#[test]
fn our_lists_are_read_by_ssi() {
    let mut peer = Peer::start();
    let store = Arc::new(MemoryStore::new(STATUS.parse().unwrap()));
    let entries = StatusEntries::REVOCATION_AND_SUSPENSION.and_message(4).unwrap();
    let issuer = issuer().with_status(store.clone()).with_status_entries(entries);
    // It compares the times of a list with the clock.
    let now = Timestamp::now();
    let ids: Vec<String> = (0..40)
        .map(|_| issuer.issue_document(badge(), &now).unwrap().id().as_str().to_owned())
        .collect();
    for (number, id) in (0_u8..).zip(&ids) {
        match number % 4 {
            0 => drop(store.set(&Change::revoke(id, now.clone())).unwrap()),
            1 => drop(store.set(&Change::suspend(id, now.clone())).unwrap()),
            2 => drop(store.set(&Change::message(id, 1 + number % 15, now.clone())).unwrap()),
            _ => {}
        }
    }
    let records: Vec<_> = ids.iter().map(|id| store.find(id).unwrap().unwrap()).collect();
    let indexes: Vec<u32> = records.iter().map(|record| record.reservation.index).collect();
    let lists = issuer.publish(&now).unwrap();
    assert_eq!(lists.len(), 3);
    for list in lists {
        let document: serde_json::Value = serde_json::from_slice(&list.bytes).unwrap();
        let verified = peer.ask(&json!({ "job": "verify", "document": document })).unwrap();
        assert_eq!(verified["verified"], true, "{}: {verified}", list.name);
        let purpose = list.name.purpose();
        let size = if *purpose == Purpose::Message { 4 } else { 1 };
        let read = json!({
            "job": "read-list", "document": document, "size": size, "indexes": indexes
        });
        let values = peer.ask(&read).unwrap();
        let expected: Vec<u8> =
            records.iter().map(|record| record.state(purpose).unwrap().value()).collect();
        assert!(expected.iter().any(|value| *value != 0));
        assert_eq!(values["values"], json!(expected), "{}", list.name);
        // Beyond its end there is nothing, and a list that was changed is refused.
        let beyond = json!({
            "job": "read-list", "document": document, "size": size, "indexes": [131_072]
        });
        assert_eq!(peer.ask(&beyond).unwrap()["values"], json!([null]));
        let mut changed = document;
        changed["validUntil"] = "2999-01-01T00:00:00Z".into();
        let verified = peer.ask(&json!({ "job": "verify", "document": changed })).unwrap();
        assert_eq!(verified["verified"], false, "{}", list.name);
    }
}
