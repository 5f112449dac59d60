//! Status lists: those of `@digitalbazaar/vc-bitstring-status-list` are read here, and ours there.

use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::model::Profile;
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{MemoryStore, StatusEntries};
use openbadges::{Timestamp, Verifier};
use serde_json::{Value, json};

use crate::fixture_for;
use crate::node::{KeyKind, Node, SUITES, Suite};

const LIST: &str = "https://district.example.org/status/revocation-1";

/// A badge that the key of the suite issues, with entry 94567 of [`LIST`].
fn badge(suite: Suite) -> Value {
    let mut badge = fixture_for("small", suite);
    badge["credentialStatus"] = json!({
        "id": format!("{LIST}#94567"), "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": "94567", "statusListCredential": LIST
    });
    badge
}

#[test]
fn lists_that_javascript_makes_are_read_here() {
    let (Some(mut status), Some(mut sign)) = (Node::start("status.mjs"), Node::start("sign.mjs"))
    else {
        return;
    };
    let now: Timestamp = crate::node::NOW.parse().unwrap();
    for suite in SUITES.iter().copied() {
        let signed = sign.sign(&badge(suite), suite);
        for (length, set, outcome) in [
            (131_072, vec![], Outcome::Valid),
            (131_072, vec![94_567], Outcome::Invalid),
            (131_072, vec![94_566, 94_568, 0, 131_071], Outcome::Valid),
            (1_048_576, (90_000..100_000).collect(), Outcome::Invalid),
            (100_000, vec![], Outcome::Indeterminate),
        ] {
            let make = json!({ "id": LIST, "length": length, "set": set, "purpose": "revocation" });
            let mut list = status.ask(&json!({ "make": make }))["document"].clone();
            list["issuer"] = suite.key.key().public().did_key().into();
            let list = sign.sign(&list, suite);
            let documents = Documents::new().with(LIST, list.to_string());
            let verifier = Verifier::new().with_resolver(documents);
            let report = verifier.verify(signed.to_string().as_bytes(), &now);
            assert_eq!(report.outcome(), outcome, "{suite}, {length}: {report:#?}");
        }
    }
}

#[test]
fn our_lists_are_read_by_javascript() {
    let Some(mut status) = Node::start("status.mjs") else { return };
    // The package compares dates with the clock.
    let now = Timestamp::now();
    for kind in [KeyKind::Ed25519, KeyKind::P256] {
        if kind != KeyKind::Ed25519 && !cfg!(feature = "aws-lc") {
            continue;
        }
        let key = kind.key().into_did_key_signer();
        let store = MemoryStore::new("https://district.example.org/status".parse().unwrap());
        let store = Arc::new(store);
        let profile = Profile::builder(key.key().public().did_key()).name("District").build();
        let issuer = Issuer::new(profile.unwrap(), key)
            .with_status(store)
            .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
        let mut template = fixture_for("small", Suite { name: "", key: kind });
        for name in ["id", "validFrom"] {
            template.as_object_mut().unwrap().remove(name);
        }
        let issue = || {
            let text = template.to_string();
            let document =
                openbadges::json::read(text.as_bytes(), &openbadges::Limits::default()).unwrap();
            issuer.issue_document(document, &now).unwrap()
        };
        let badges = [issue(), issue(), issue()];
        issuer.revoke(badges[1].id(), None, &now).unwrap();
        issuer.suspend(badges[2].id(), None, &now).unwrap();
        let mut lists = serde_json::Map::new();
        for list in issuer.publish(&now).unwrap() {
            let document: Value = serde_json::from_slice(&list.bytes).unwrap();
            lists.insert(list.url.as_str().to_owned(), document);
        }
        let expected = [[false, false], [true, false], [false, true]];
        for (badge, statuses) in badges.iter().zip(expected) {
            let document: Value = serde_json::from_slice(badge.as_bytes()).unwrap();
            let answer = status.ask(&json!({ "document": document, "lists": lists }));
            assert_eq!(answer["statuses"], json!(statuses), "{kind:?}: {answer}");
        }
        // A list that was changed is refused there, too.
        let (url, mut list) = lists.iter().next().map(|(u, l)| (u.clone(), l.clone())).unwrap();
        list["validUntil"] = "2999-01-01T00:00:00Z".into();
        lists.insert(url, list);
        let document: Value = serde_json::from_slice(badges[0].as_bytes()).unwrap();
        let answer = status.ask(&json!({ "document": document, "lists": lists }));
        let error = answer["error"].as_str().unwrap_or_default();
        assert!(error.contains("not verified"), "{answer}");
    }
}
