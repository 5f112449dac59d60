//! What an issuer publishes, and that nothing else than the right lists is ever there to be read.

#[path = "publish/folder.rs"]
mod folder;
#[cfg(feature = "sqlite")]
#[path = "publish/killed.rs"]
mod killed;

use std::sync::Arc;
use std::time::Duration;

use openbadges::issuer::{
    IssueError, Issuer, Publication, PublishedList, Publishing, RevocationLists,
};
use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::model::Profile;
use openbadges::report::{Outcome, Report};
use openbadges::resolve::Documents;
use openbadges::status::{
    Change, ListInfo, MemoryStore, Purpose, RevocationList, State, StatusEntries, StatusList,
    StatusStore,
};
use openbadges::{Iri, Limits, Timestamp, Verifier};

pub const STATUS: &str = "https://district.example.org/status";

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn now() -> Timestamp {
    time("2026-08-01T09:30:00Z")
}

fn after(seconds: i64) -> Timestamp {
    now().plus_seconds(seconds).unwrap()
}

const DAY: i64 = 24 * 60 * 60;

fn key(number: u8) -> LocalSigner {
    SecretKey::from_ed25519_seed(&[number; 32]).into_did_key_signer()
}

pub fn store() -> Arc<MemoryStore> {
    Arc::new(MemoryStore::new(STATUS.parse().unwrap()))
}

pub fn issuer(store: Arc<dyn StatusStore>) -> Issuer {
    let profile = Profile::builder(key(1).key().public().did_key()).name("District").build();
    Issuer::new(profile.unwrap(), key(1)).with_status(store)
}

/// A badge that lacks what is the issuer's to say.
pub fn badge() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/small.json");
    let mut badge = json::read(&std::fs::read(file).unwrap(), &Limits::default()).unwrap();
    for name in ["id", "issuer", "validFrom"] {
        badge.as_object_mut().unwrap().remove(name).unwrap();
    }
    badge
}

pub fn issue(issuer: &Issuer) -> (Iri, Vec<u8>) {
    let signed = issuer.issue_document(badge(), &now()).unwrap();
    (signed.id().clone(), signed.as_bytes().to_vec())
}

fn verify(bytes: &[u8], lists: &[PublishedList], at: &Timestamp) -> Report {
    let mut documents = Documents::new();
    for list in lists {
        documents.insert(list.url.as_str(), list.bytes.clone());
    }
    Verifier::new().with_resolver(documents).verify(bytes, at)
}

fn read(list: &PublishedList) -> StatusList {
    StatusList::read(&list.document, &Limits::default()).unwrap()
}

#[test]
fn a_list_says_from_when_until_when_and_how_long_it_may_be_kept() {
    for jwt in [false, true] {
        let issuer = issuer(store());
        let issuer = if jwt { issuer.with_jwt() } else { issuer };
        let (_, badge) = issue(&issuer);
        let lists = issuer.publish(&now()).unwrap();
        let list = read(&lists[0]);
        assert_eq!(list.valid_from, Some(time("2026-08-01T09:25:00Z")), "clocks may be slow");
        assert_eq!(list.valid_until, Some(time("2026-08-08T09:30:00Z")));
        assert_eq!(list.ttl, Some(3_600_000));
        for (at, outcome) in [
            (after(-300), Outcome::Valid),
            (after(-301), Outcome::Indeterminate),
            (now(), Outcome::Valid),
            (after(7 * DAY), Outcome::Valid),
            (after(7 * DAY + 1), Outcome::Indeterminate),
        ] {
            // The badge itself is valid from now on.
            let report = verify(&badge, &lists, &at);
            let expected =
                if at.unix_seconds() < now().unix_seconds() { Outcome::Invalid } else { outcome };
            assert_eq!(report.outcome(), expected, "{at}");
        }
    }
}

#[test]
fn times_are_as_planned_or_there_is_no_plan() {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let plan = Publishing::new(hours(48), hours(24), hours(2)).unwrap();
    let issuer = issuer(store()).with_publishing(plan);
    issue(&issuer);
    let list = read(&issuer.publish(&now()).unwrap()[0]);
    assert_eq!(list.valid_until, Some(time("2026-08-03T09:30:00Z")));
    assert_eq!(list.ttl, Some(7_200_000));
    for (validity, renewal, ttl) in [
        (hours(1), hours(1), hours(1)),
        (hours(2), hours(1), hours(2)),
        (hours(2), hours(1), Duration::ZERO),
        (hours(2), hours(1), Duration::from_millis(1_500)),
        (hours(400 * 24), hours(1), hours(1)),
    ] {
        assert_eq!(Publishing::new(validity, renewal, ttl), None);
    }
}

/// The names of the lists that are due, and how many are not.
fn due(issuer: &Issuer, last: &[PublishedList], now: &Timestamp) -> (Vec<String>, usize) {
    let mut written = Vec::new();
    let known = |info: &ListInfo| -> Option<Publication> {
        let list = last.iter().find(|list| list.name == info.name)?;
        Some(list.publication.clone())
    };
    let each = |list: PublishedList| -> Result<(), IssueError> {
        written.push(list.name.to_string());
        Ok(())
    };
    let unchanged = issuer.publish_due(now, known, each).unwrap();
    (written, unchanged)
}

#[test]
fn only_what_changed_or_nears_its_end_is_signed_again() {
    let store = store();
    let both = StatusEntries::REVOCATION_AND_SUSPENSION;
    let district = issuer(store.clone()).with_status_entries(both);
    let (id, _) = issue(&district);
    let first = district.publish(&now()).unwrap();
    let none = Vec::<String>::new();
    let all = vec!["revocation-1".to_owned(), "suspension-1".to_owned()];
    assert_eq!(due(&district, &[], &now()), (all.clone(), 0));
    assert_eq!(due(&district, &first, &now()), (none.clone(), 2));
    // Another credential in a list changes no bit.
    issue(&district);
    assert_eq!(due(&district, &first, &after(60)), (none.clone(), 2));
    // Half of a week.
    let half = 7 * DAY / 2;
    assert_eq!(due(&district, &first, &after(half - 1)), (none.clone(), 2));
    assert_eq!(due(&district, &first, &after(half)), (all.clone(), 0));
    district.suspend(&id, None, &after(60)).unwrap();
    assert_eq!(due(&district, &first, &after(60)), (vec!["suspension-1".to_owned()], 1));
    let second = district.publish(&after(60)).unwrap();
    assert_eq!(due(&district, &second, &after(61)), (none.clone(), 2));
    // A list that a clock signed which was ahead is not left there until that time comes.
    let ahead = district.publish(&after(90 * DAY)).unwrap();
    assert_eq!(due(&district, &ahead, &after(61)), (all.clone(), 0));
    // What others revoked in the meantime is not forgotten because nothing else is to be done.
    store.set(&Change::revoke(id.as_str(), after(61))).unwrap();
    assert_eq!(due(&district, &second, &after(61)), (vec!["revocation-1".to_owned()], 1));

    let other_ways = [
        issuer(store.clone()).with_jwt(),
        issuer(store.clone()).with_publishing(
            Publishing::new(Duration::from_secs(9), Duration::from_secs(5), Duration::from_secs(1))
                .unwrap(),
        ),
        {
            let id = key(2).key().public().did_key();
            Issuer::new(Profile::builder(id).build().unwrap(), key(2)).with_status(store.clone())
        },
    ];
    let third = district.publish(&after(61)).unwrap();
    for other in other_ways {
        assert_eq!(due(&other, &third, &after(61)), (all.clone(), 0));
    }
}

#[test]
fn a_store_that_is_behind_publishes_the_rest_and_is_refused() {
    let store = store();
    let district = issuer(store.clone());
    let (first, _) = issue(&district);
    store.rotate(&now()).unwrap();
    issue(&district);
    district.revoke(&first, None, &now()).unwrap();
    let after = district.publish(&now()).unwrap();
    // The publisher remembers what the store has not done yet.
    let restored = self::store();
    let behind = issuer(restored.clone());
    issue(&behind);
    restored.rotate(&now()).unwrap();
    issue(&behind);
    let mut written = Vec::new();
    let refused = behind.publish_due(
        &now(),
        |info| {
            let of = if info.name.number() == 1 { &after } else { return None };
            Some(of.iter().find(|list| list.name == info.name)?.publication.clone())
        },
        |list: PublishedList| -> Result<(), IssueError> {
            written.push(list.name.to_string());
            Ok(())
        },
    );
    assert!(
        matches!(refused, Err(IssueError::Older { published: 1, found: 0, .. })),
        "{refused:?}"
    );
    assert_eq!(written, ["revocation-2"]);
}

#[test]
fn the_same_bytes_have_the_same_tag_and_caches_are_told_how_long() {
    let issuer = issuer(store());
    let (id, _) = issue(&issuer);
    let [one, same] = [0, 1].map(|_| issuer.publish(&now()).unwrap().remove(0));
    assert_eq!(one.bytes, same.bytes, "a list is made of its bits and the time");
    let tag = one.publication.etag();
    assert_eq!(tag, same.publication.etag());
    assert!(tag.starts_with('"') && tag.ends_with('"') && !tag.starts_with("W/"), "strong: {tag}");
    issuer.revoke(&id, None, &now()).unwrap();
    assert_ne!(tag, issuer.publish(&now()).unwrap()[0].publication.etag());
    let publication = &one.publication;
    for (at, value) in [
        (now(), "public, max-age=3600"),
        (after(7 * DAY - 3600), "public, max-age=3600"),
        (after(7 * DAY - 3599), "public, max-age=3599"),
        (after(7 * DAY), "no-store"),
        (after(9 * DAY), "no-store"),
    ] {
        assert_eq!(publication.cache_control(&at), value, "{at}");
    }
    assert_eq!(
        (publication.content_type(), &*publication.file_name()),
        ("application/vc", "revocation-1.json")
    );
}

#[test]
fn messages_are_in_the_credential_and_their_numbers_in_the_list() {
    let store = store();
    let entries = StatusEntries::REVOCATION.and_message(2).unwrap().and_refresh();
    let reference: Iri = "https://district.example.org/messages".parse().unwrap();
    let issuer = issuer(store.clone())
        .with_status_entries(entries)
        .with_messages(["fine", "renewal due", "under review"], Some(reference));
    let (id, badge) = issue(&issuer);
    let warnings = || -> Vec<String> {
        let report = verify(&badge, &issuer.publish(&now()).unwrap(), &now());
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
        report.warnings().map(|check| check.message.clone()).collect()
    };
    let see = "(see https://district.example.org/messages)";
    assert_eq!(warnings(), [format!("the issuer's message: fine {see}")]);
    store.set(&Change::message(id.as_str(), 1, now())).unwrap();
    assert_eq!(warnings(), [format!("the issuer's message: renewal due {see}")]);
    store.set(&Change::message(id.as_str(), 3, now())).unwrap();
    store.set(&Change::refresh(id.as_str(), now())).unwrap();
    assert_eq!(
        warnings(),
        [
            "an updated credential is available".to_owned(),
            format!("the issuer's message: undefined {see}")
        ]
    );
    let lists = issuer.publish(&now()).unwrap();
    let names: Vec<String> = lists.iter().map(|list| list.name.to_string()).collect();
    assert_eq!(names, ["revocation-1", "refresh-1", "message-1"]);
    let index = u64::from(store.find(id.as_str()).unwrap().unwrap().reservation.index);
    assert_eq!(read(&lists[2]).look_up(index, 2), Ok(3));
}

#[test]
fn verifiers_that_know_the_lists_of_1edtech_alone_are_served() {
    let store = store();
    let id = "https://district.example.org/issuers/1";
    let signer = SecretKey::from_ed25519_seed(&[1; 32]).into_signer(&format!("{id}#1")).unwrap();
    let multikey = signer.key().public().to_multikey();
    let issuer = Issuer::new(Profile::builder(id).name("District").build().unwrap(), signer)
        .with_status(store.clone())
        .with_revocation_list(RevocationLists::AlsoNamed);
    let (first, badge) = issue(&issuer);
    let (second, other) = issue(&issuer);
    let controller = format!(
        r#"{{"id": "{id}", "assertionMethod": ["{id}#1"], "verificationMethod": [{{"id": "{id}#1",
            "type": "Multikey", "controller": "{id}", "publicKeyMultibase": "{multikey}"}}]}}"#
    );
    let verdict = |badge: &[u8]| {
        let mut documents = Documents::new().with(id, controller.clone());
        for list in issuer.publish(&now()).unwrap() {
            documents.insert(list.url.as_str(), list.bytes);
        }
        let revoked = issuer.revocation_list().unwrap();
        let url = issuer.revocation_list_url().unwrap();
        assert_eq!(revoked.id(), Some(&url));
        documents.insert(url.as_str(), revoked.to_value().to_string());
        let report = Verifier::new().with_resolver(documents).verify(badge, &now());
        (report.outcome(), report.objections().count())
    };
    assert_eq!(verdict(&badge), (Outcome::Valid, 0));
    issuer.revoke(&first, Some("a reason that stays here"), &now()).unwrap();
    // Both lists say so.
    assert_eq!(verdict(&badge), (Outcome::Invalid, 2));
    assert_eq!(verdict(&other), (Outcome::Valid, 0));
    let list = issuer.revocation_list().unwrap();
    assert_eq!(
        (list.state(first.as_str()), list.state(second.as_str())),
        (State::Set, State::Cleared)
    );
    let document = list.to_value();
    for member in ["revokedCredential", "revokedCredentials"] {
        let items = document.get(member).unwrap().items();
        assert_eq!(items.len(), 1, "{member}");
        assert_eq!(items[0].get("id").unwrap().as_str(), Some(first.as_str()));
        assert_eq!(items[0].get("revoked"), Some(&Value::from(true)));
        assert_eq!(items[0].get("revocationReason"), None);
    }
    assert_eq!(RevocationList::read(&document), Ok(list));
}

#[test]
fn every_revocation_of_many_is_in_the_list_of_revoked_credentials() {
    let store = store();
    let issuer =
        issuer(store.clone()).with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    let ids: Vec<Iri> = (0..2_500).map(|_| issue_cheaply(&store)).collect();
    let changes: Vec<Change> = ids
        .iter()
        .enumerate()
        .map(|(number, id)| match number % 5 {
            0 => Change::suspend(id.as_str(), now()),
            _ => Change::revoke(id.as_str(), now()),
        })
        .collect();
    store.set_many(&changes).unwrap();
    let list = issuer.revocation_list().unwrap();
    assert_eq!(list.credentials().len(), 2_000);
    for (number, id) in ids.iter().enumerate() {
        let expected = if number % 5 == 0 { State::Cleared } else { State::Set };
        assert_eq!(list.state(id.as_str()), expected);
    }
}

/// A record without a credential that was signed.
fn issue_cheaply(store: &MemoryStore) -> Iri {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let id: Iri = format!("urn:x:{}", COUNT.fetch_add(1, Ordering::Relaxed)).parse().unwrap();
    let request = openbadges::status::Request::new(id.clone(), now())
        .with_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    store.reserve(&request).unwrap();
    id
}

#[test]
fn a_purpose_has_a_list_of_its_own_beside_the_others_after_a_rotation() {
    let store = store();
    let issuer = issuer(store.clone());
    let (old, badge) = issue(&issuer);
    assert_eq!(store.rotate(&now()).unwrap(), [1]);
    let (_, other) = issue(&issuer);
    issuer.revoke(&old, None, &now()).unwrap();
    let lists = issuer.publish(&now()).unwrap();
    let names: Vec<String> = lists.iter().map(|list| list.name.to_string()).collect();
    assert_eq!(names, ["revocation-1", "revocation-2"]);
    assert!(lists.iter().all(|list| *list.name.purpose() == Purpose::Revocation));
    assert_eq!(verify(&badge, &lists, &now()).outcome(), Outcome::Invalid);
    assert_eq!(verify(&other, &lists, &now()).outcome(), Outcome::Valid);
}
