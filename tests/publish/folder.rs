//! Lists as files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use openbadges::issuer::{
    IssueError, Issuer, ListFolder, LostRevocations, PublishError, Published, Republish,
    Unpublished,
};
use openbadges::key::{Algorithm, SignError, Signer};
use openbadges::status::{Change, Place, Request, StatusEntries, StatusList, StatusStore as _};
use openbadges::{Limits, json};
use sha2::{Digest as _, Sha256};

use super::*;

/// A folder that goes when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("openbadges-publish-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn publish(path: &Path, issuer: &Issuer, at: &Timestamp) -> Result<Published, PublishError> {
    let published = ListFolder::at(path).unwrap().publish(issuer, Republish::Due, at);
    published.map_err(only)
}

/// The one reason.
fn only(mut unpublished: Unpublished) -> PublishError {
    assert_eq!(unpublished.errors.len(), 1, "{unpublished}");
    unpublished.errors.remove(0)
}

/// The names of the files that were written, and how many were not.
fn names(published: &Published) -> (Vec<String>, usize) {
    (published.written.iter().map(|it| it.file_name()).collect(), published.unchanged)
}

pub fn list_in(path: &Path) -> StatusList {
    let bytes = fs::read(path).unwrap();
    let document = json::read(&bytes, &Limits::default()).expect("a list is whole");
    StatusList::read(&document, &Limits::default()).unwrap()
}

#[test]
fn an_unchanged_list_is_left_alone_and_a_changed_one_replaced() {
    let (folder, store) = (Folder::new(), store());
    let issuer = issuer(store).with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    let (id, _) = issue(&issuer);
    let first = publish(&folder.0, &issuer, &now()).unwrap();
    let both = ["revocation-1.json", "suspension-1.json"].map(str::to_owned);
    assert_eq!(names(&first), (both.to_vec(), 0));
    let bytes = || both.clone().map(|name| fs::read(folder.0.join(name)).unwrap());
    let before = bytes();
    assert_eq!(names(&publish(&folder.0, &issuer, &after(3600)).unwrap()), (vec![], 2));
    assert_eq!(bytes(), before);
    issuer.suspend(&id, None, &after(3600)).unwrap();
    let second = publish(&folder.0, &issuer, &after(3600)).unwrap();
    assert_eq!(names(&second), (both[1..].to_vec(), 1));
    let now_there = bytes();
    assert!(now_there[0] == before[0] && now_there[1] != before[1]);
    // What stands beside the lists is what whoever serves them needs.
    let folder = ListFolder::at(&folder.0).unwrap();
    let publications = folder.publications().unwrap();
    assert_eq!(publications.len(), 2);
    for (publication, bytes) in publications.iter().zip(now_there) {
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(publication.sha256(), &digest);
        assert_eq!(fs::read(folder.file(publication)).unwrap(), bytes);
        assert_eq!(publication.cache_control(&after(3600)), "public, max-age=3600");
    }
    assert_eq!(publications, [&first.written[..1], &second.written[..]].concat());
    let all = folder.publish(&issuer, Republish::All, &after(7200)).unwrap();
    assert_eq!(names(&all), (both.to_vec(), 0));
}

#[test]
fn what_is_lost_or_damaged_is_published_anew() {
    let (folder, store) = (Folder::new(), store());
    let issuer = issuer(store);
    let (id, _) = issue(&issuer);
    issuer.revoke(&id, None, &now()).unwrap();
    publish(&folder.0, &issuer, &now()).unwrap();
    let list = folder.0.join("revocation-1.json");
    let whole = fs::read(&list).unwrap();
    let damages: [&dyn Fn(); 4] = [
        &|| fs::remove_file(&list).unwrap(),
        &|| fs::write(&list, &whole[..100]).unwrap(),
        &|| fs::write(&list, []).unwrap(),
        &|| fs::remove_file(folder.0.join(".published.json")).unwrap(),
    ];
    for damage in damages {
        damage();
        let published = publish(&folder.0, &issuer, &now()).unwrap();
        assert_eq!(names(&published), (vec!["revocation-1.json".to_owned()], 0));
        assert_eq!(fs::read(&list).unwrap(), whole);
        assert_eq!(names(&publish(&folder.0, &issuer, &now()).unwrap()), (vec![], 1));
    }
    // What was never written here is not guessed at.
    for nonsense in ["", "[]", r#"{"lists": {"revocation-1": {}}}"#, r#"{"lists": 1}"#] {
        fs::write(folder.0.join(".published.json"), nonsense).unwrap();
        let refused = publish(&folder.0, &issuer, &now()).unwrap_err();
        assert!(matches!(refused, PublishError::Manifest { .. }), "{nonsense}: {refused}");
    }
}

#[test]
fn a_store_that_was_restored_from_a_backup_revives_nothing() {
    let folder = Folder::new();
    let store_with = |revoked: &[u32]| {
        let store = store();
        for number in 0..3 {
            let id = format!("urn:x:{number}").parse().unwrap();
            // The same places each time, as in a backup.
            let request = openbadges::status::Request::new(id, now());
            store.reserve(&request).unwrap();
        }
        for number in revoked {
            store.set(&Change::revoke(format!("urn:x:{number}"), now())).unwrap();
        }
        store
    };
    publish(&folder.0, &issuer(store_with(&[0, 1])), &now()).unwrap();
    let list = folder.0.join("revocation-1.json");
    let before = fs::read(&list).unwrap();
    // Behind what was published.
    let refused = publish(&folder.0, &issuer(store_with(&[0])), &now()).unwrap_err();
    let older = IssueError::Older {
        list: format!("{STATUS}/revocation-1").parse().unwrap(),
        published: 2,
        found: 1,
    };
    assert_eq!(refused.to_string(), older.to_string());
    // As many changes as before, or more, but others: the places are drawn anew, and what was set is
    // clear.
    for revoked in [&[2, 1][..], &[0, 1, 2]] {
        let other = issuer(store_with(revoked));
        let folder = ListFolder::at(&folder.0).unwrap();
        let refused = only(folder.publish(&other, Republish::All, &now()).unwrap_err());
        assert!(matches!(refused, PublishError::Cleared { .. }), "{refused}");
    }
    // Neither where what stands beside the lists was lost.
    fs::remove_file(folder.0.join(".published.json")).unwrap();
    let refused = publish(&folder.0, &issuer(store_with(&[2])), &now()).unwrap_err();
    assert!(matches!(refused, PublishError::Cleared { .. }), "{refused}");
    assert_eq!(fs::read(&list).unwrap(), before);
    // A suspension may be lifted.
    let (folder, store) = (Folder::new(), store());
    let district = issuer(store).with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    let (id, _) = issue(&district);
    district.suspend(&id, None, &now()).unwrap();
    publish(&folder.0, &district, &now()).unwrap();
    district.reinstate(&id, None, &now()).unwrap();
    let published = publish(&folder.0, &district, &now()).unwrap();
    assert_eq!(names(&published), (vec!["suspension-1.json".to_owned()], 1));
}

#[test]
fn lists_of_another_store_are_not_overwritten() {
    let folder = Folder::new();
    let here = issuer(store());
    issue(&here);
    publish(&folder.0, &here, &now()).unwrap();
    let elsewhere = openbadges::status::MemoryStore::new("https://x.example/s".parse().unwrap());
    let elsewhere = issuer(Arc::new(elsewhere));
    issue(&elsewhere);
    let refused = publish(&folder.0, &elsewhere, &now()).unwrap_err();
    assert!(matches!(refused, PublishError::OtherStore { .. }), "{refused}");
}

#[test]
fn where_a_file_cannot_be_written_the_others_are_whole() {
    let (folder, store) = (Folder::new(), store());
    let issuer = issuer(store).with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    issue(&issuer);
    // Nothing can be moved onto a folder that is not empty.
    let obstacle = folder.0.join("suspension-1.json");
    fs::create_dir_all(obstacle.join("x")).unwrap();
    let refused = publish(&folder.0, &issuer, &now()).unwrap_err();
    assert!(matches!(refused, PublishError::File { .. }), "{refused}");
    list_in(&folder.0.join("revocation-1.json"));
    assert!(!folder.0.join(".suspension-1.json.part").exists(), "nothing is left behind");
    fs::remove_dir_all(&obstacle).unwrap();
    let published = publish(&folder.0, &issuer, &now()).unwrap();
    assert_eq!(names(&published), (vec!["suspension-1.json".to_owned()], 1), "the rest is done");
}

#[test]
fn tokens_take_the_place_of_json() {
    let (folder, store) = (Folder::new(), store());
    let json = issuer(store.clone());
    issue(&json);
    publish(&folder.0, &json, &now()).unwrap();
    let tokens = issuer(store.clone()).with_jwt();
    let published = publish(&folder.0, &tokens, &now()).unwrap();
    assert_eq!(names(&published), (vec!["revocation-1.jwt".to_owned()], 0));
    assert_eq!(published.written[0].content_type(), "application/vc+jwt");
    assert!(!folder.0.join("revocation-1.json").exists(), "an old list is not left to be served");
    // What is revoked stays so across the change, and in tokens.
    let (id, _) = issue(&json);
    json.revoke(&id, None, &now()).unwrap();
    publish(&folder.0, &tokens, &now()).unwrap();
    let other = issuer(super::store());
    issue(&other);
    let (id, _) = issue(&other);
    (0..3).for_each(|_| drop(issue(&other)));
    other.revoke(&id, None, &now()).unwrap();
    let refused = publish(&folder.0, &other, &now()).unwrap_err();
    assert!(matches!(refused, PublishError::Cleared { .. }), "{refused}");
}

#[test]
fn the_list_of_revoked_credentials_is_a_file_beside_the_others() {
    let (folder, store) = (Folder::new(), store());
    let issuer = issuer(store);
    let (id, _) = issue(&issuer);
    let lists = ListFolder::at(&folder.0).unwrap();
    let written = lists.publish_revocation_list(&issuer).unwrap().unwrap();
    assert_eq!(
        (&*written.file_name(), written.content_type()),
        ("revoked.json", "application/json")
    );
    assert_eq!(written.cache_control(&now()), "public, max-age=3600");
    assert_eq!(lists.publish_revocation_list(&issuer).unwrap(), None);
    issuer.revoke(&id, None, &now()).unwrap();
    assert!(lists.publish_revocation_list(&issuer).unwrap().is_some());
    assert_eq!(lists.publish_revocation_list(&issuer).unwrap(), None);
    let bytes = fs::read(folder.0.join("revoked.json")).unwrap();
    let document = json::read(&bytes, &Limits::default()).unwrap();
    assert_eq!(RevocationList::read(&document).unwrap().state(id.as_str()), State::Set);
}

/// Several publish into one folder while others revoke and read: whoever reads sees a whole list, no
/// revocation that was seen is ever gone again, and in the end all are there.
#[test]
fn those_who_publish_at_once_take_turns() {
    let (folder, store) = (Folder::new(), store());
    let issuer = issuer(store);
    let ids: Vec<Iri> = (0..60).map(|_| issue(&issuer).0).collect();
    publish(&folder.0, &issuer, &now()).unwrap();
    let path = folder.0.join("revocation-1.json");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut most, mut reads) = (0, 0);
            while !over.load(Ordering::Relaxed) {
                let bits = list_in(&path).bits;
                let set: u32 = bits.as_bytes().iter().map(|byte| byte.count_ones()).sum();
                assert!(set >= most, "{set} after {most}");
                most = set;
                reads += 1;
            }
            reads
        });
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let (ids, issuer, folder) = (&ids, &issuer, &folder);
                scope.spawn(move || {
                    for id in ids.iter().skip(writer).step_by(3) {
                        issuer.revoke(id, None, &now()).unwrap();
                        publish(&folder.0, issuer, &now()).unwrap();
                    }
                })
            })
            .collect();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        over.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
    let bits = list_in(&path).bits;
    assert_eq!(bits.as_bytes().iter().map(|byte| byte.count_ones()).sum::<u32>(), 60);
}

/// A store of three lists with three credentials in each, all with ids of their own.
fn of_three_lists() -> Arc<MemoryStore> {
    let store = store();
    for list in 0..3 {
        for number in 0..3 {
            let id = format!("urn:x:{list}-{number}").parse().unwrap();
            store.reserve(&Request::new(id, now())).unwrap();
        }
        store.rotate(&now()).unwrap();
    }
    store
}

fn revoke(store: &MemoryStore, id: &str) {
    store.set(&Change::revoke(id, now())).unwrap();
}

#[test]
fn a_list_that_is_refused_holds_up_no_other() {
    let folder = Folder::new();
    let before = of_three_lists();
    ["urn:x:0-0", "urn:x:1-0", "urn:x:1-1"].iter().for_each(|id| revoke(&before, id));
    publish(&folder.0, &issuer(before), &now()).unwrap();
    // The indexes are drawn anew: what was set in the first two lists is clear, and the second is
    // behind as well.
    let restored = of_three_lists();
    for id in ["urn:x:0-1", "urn:x:2-0"] {
        restored.set(&Change::revoke(id, after(60))).unwrap();
    }
    let lists = ListFolder::at(&folder.0).unwrap();
    let refused = lists.publish(&issuer(restored), Republish::Due, &now()).unwrap_err();
    let [cleared, older] = refused.errors.as_slice() else { panic!("{refused}") };
    assert!(matches!(cleared, PublishError::Cleared { .. }), "{cleared}");
    assert!(matches!(older, PublishError::Issue(IssueError::Older { .. })), "{older}");
    assert_eq!(names(&refused.published), (vec!["revocation-3.json".to_owned()], 0));
    assert_eq!(refused.to_string(), format!("{cleared}; {older}"));
    let set = |list: u32| -> u32 {
        let bits = list_in(&folder.0.join(format!("revocation-{list}.json"))).bits;
        bits.as_bytes().iter().map(|byte| byte.count_ones()).sum()
    };
    assert_eq!([1, 2, 3].map(set), [1, 2, 1]);
}

#[test]
fn what_the_store_lost_is_kept_where_that_is_asked_for() {
    let folder = Folder::new();
    let before = of_three_lists();
    ["urn:x:0-0", "urn:x:0-1", "urn:x:1-0"].iter().for_each(|id| revoke(&before, id));
    let lists = ListFolder::at(&folder.0).unwrap();
    lists.publish(&issuer(before.clone()), Republish::Due, &now()).unwrap();
    lists.publish_revocation_list(&issuer(before)).unwrap();
    let restored = of_three_lists();
    revoke(&restored, "urn:x:0-2");
    let place = restored.find("urn:x:0-2").unwrap().unwrap().reservation;
    let restored = issuer(restored);
    let refused = lists.publish(&restored, Republish::Due, &now()).unwrap_err();
    assert_eq!(refused.errors.len(), 2);
    let refused = lists.publish_revocation_list(&restored).unwrap_err();
    assert!(matches!(refused, PublishError::Issue(IssueError::Older { .. })), "{refused}");

    let standing = list_in(&folder.0.join("revocation-1.json")).bits;
    let keeping = lists.clone().with_lost_revocations(LostRevocations::Keep);
    let published = keeping.publish(&restored, Republish::Due, &now()).unwrap();
    assert_eq!(published.written.len(), 2);
    let mut expected = standing;
    expected.set(place.index.into(), 1, 1).unwrap();
    assert_eq!(list_in(&folder.0.join("revocation-1.json")).bits, expected);
    // Not for ever: who does not say it again is refused again, once something is to be signed.
    let refused = lists.publish(&restored, Republish::All, &now()).unwrap_err();
    assert!(
        refused.errors.iter().all(|it| matches!(it, PublishError::Cleared { .. })),
        "{refused}"
    );
    keeping.publish(&restored, Republish::All, &now()).unwrap();
    assert_eq!(list_in(&folder.0.join("revocation-1.json")).bits, expected);

    let written = keeping.publish_revocation_list(&restored).unwrap().unwrap();
    let document = fs::read(lists.file(&written)).unwrap();
    let list = RevocationList::read(&json::read(&document, &Limits::default()).unwrap()).unwrap();
    for (id, state) in [
        ("urn:x:0-0", State::Set),
        ("urn:x:0-1", State::Set),
        ("urn:x:0-2", State::Set),
        ("urn:x:1-0", State::Set),
        ("urn:x:2-0", State::Cleared),
    ] {
        assert_eq!(list.state(id), state, "{id}");
    }
}

/// A store that was restored knows nothing of what was issued since; its places are known to recipients.
#[test]
fn what_the_store_lost_is_revoked_by_its_place() {
    let folder = Folder::new();
    let store = of_three_lists();
    store.reserve(&Request::new("urn:x:open".parse().unwrap(), now())).unwrap();
    let known = store.find("urn:x:1-1").unwrap().unwrap().reservation.place();
    // Nobody has these; the second is where a place is looked for otherwise than elsewhere.
    let is_taken = |place: &Place| {
        let all = store.records(None, 100).unwrap();
        all.iter().any(|record| record.reservation.place() == *place)
    };
    let free = |list| (0..).map(|index| Place { list, index }).find(|it| !is_taken(it)).unwrap();
    let (lost, other) = (Place { index: 94_567, ..free(2) }, free(1));
    assert!(!is_taken(&lost));
    let issuer = issuer(store.clone());
    let lists = ListFolder::at(&folder.0).unwrap();
    lists.publish(&issuer, Republish::Due, &now()).unwrap();
    let bytes = |list: u32| fs::read(folder.0.join(format!("revocation-{list}.json"))).unwrap();
    let before = [1, 2, 3, 4].map(bytes);

    for (place, why) in [
        (known, "is not lost: the store knows who has it"),
        (Place { list: 4, index: 7 }, "is not lost: the list is open"),
        (Place { list: 2, index: 131_072 }, "is not lost: the list has no such entry"),
        (Place { list: 9, index: 0 }, "has no list revocation-9"),
    ] {
        for places in [vec![place], vec![lost, place]] {
            let refused = lists.clone().revoking_lost(places);
            let refused = only(refused.publish(&issuer, Republish::All, &after(60)).unwrap_err());
            assert!(refused.to_string().contains(why), "{place:?}: {refused}");
        }
    }
    assert_eq!([1, 2, 3, 4].map(bytes), before, "nothing was published");

    let revoking = lists.clone().revoking_lost([lost, other]);
    let published = revoking.publish(&issuer, Republish::Due, &after(60)).unwrap();
    assert_eq!(names(&published).0, ["revocation-1.json", "revocation-2.json"]);
    let set = |list: u32| {
        let bits = list_in(&folder.0.join(format!("revocation-{list}.json"))).bits;
        (0..131_072).filter(|index| bits.value(*index, 1) == Ok(1)).collect::<Vec<u64>>()
    };
    assert_eq!([1, 2].map(set), [other, lost].map(|place| vec![u64::from(place.index)]));
    // It is kept where that is said, and else refused.
    let keeping = lists.clone().with_lost_revocations(LostRevocations::Keep);
    keeping.publish(&issuer, Republish::All, &after(120)).unwrap();
    assert_eq!(set(2), [u64::from(lost.index)]);
    let refused = lists.publish(&issuer, Republish::All, &after(180)).unwrap_err();
    assert_eq!(refused.errors.len(), 2, "{refused}");
    // What the store knows goes on as ever.
    revoke(&store, "urn:x:1-1");
    keeping.publish(&issuer, Republish::Due, &after(240)).unwrap();
    let mut expected = vec![u64::from(lost.index), known.index.into()];
    expected.sort_unstable();
    assert_eq!(set(2), expected);
}

#[test]
fn no_credential_leaves_the_list_of_the_revoked() {
    let folder = Folder::new();
    let lists = ListFolder::at(&folder.0).unwrap();
    let with = |ids: &[&str]| {
        let store = of_three_lists();
        ids.iter().for_each(|id| revoke(&store, id));
        issuer(store)
    };
    lists.publish_revocation_list(&with(&["urn:x:0-0", "urn:x:1-0"])).unwrap();
    let before = fs::read(folder.0.join("revoked.json")).unwrap();
    let check = |refused: PublishError| {
        let PublishError::Unrevoked { credential, .. } = &refused else { panic!("{refused}") };
        assert_eq!(credential, "urn:x:1-0");
        assert_eq!(fs::read(folder.0.join("revoked.json")).unwrap(), before);
    };
    // More changes than before, but others.
    let other = with(&["urn:x:0-0", "urn:x:2-0", "urn:x:2-1"]);
    check(lists.publish_revocation_list(&other).unwrap_err());
    // As many, but at another time.
    let store = of_three_lists();
    store.set(&Change::revoke("urn:x:0-0", after(5))).unwrap();
    store.set(&Change::revoke("urn:x:0-1", after(5))).unwrap();
    let refused = lists.publish_revocation_list(&issuer(store)).unwrap_err();
    assert!(matches!(refused, PublishError::Issue(IssueError::Older { .. })), "{refused}");
    fs::remove_file(folder.0.join(".published.json")).unwrap();
    check(lists.publish_revocation_list(&other).unwrap_err());
}

/// Only what is not there is no earlier list. What cannot be read may have something set.
#[test]
fn what_cannot_be_read_is_not_taken_for_nothing() {
    let folder = Folder::new();
    let store = of_three_lists();
    revoke(&store, "urn:x:0-0");
    let issuer = issuer(store);
    publish(&folder.0, &issuer, &now()).unwrap();
    let list = folder.0.join("revocation-1.json");
    // A folder stands for a disk that cannot be read.
    fs::remove_file(&list).unwrap();
    fs::create_dir(&list).unwrap();
    let refused = publish(&folder.0, &issuer, &now()).unwrap_err();
    assert!(matches!(&refused, PublishError::File { path, .. } if *path == list), "{refused}");
    fs::remove_dir(&list).unwrap();
    // Also where nothing would be written to: a list may stand there in the other form.
    let token = folder.0.join("revocation-2.jwt");
    fs::create_dir(&token).unwrap();
    let lists = ListFolder::at(&folder.0).unwrap();
    let refused = only(lists.publish(&issuer, Republish::All, &now()).unwrap_err());
    assert!(matches!(&refused, PublishError::File { path, .. } if *path == token), "{refused}");
    fs::remove_dir(&token).unwrap();
    // Nothing is known of it, and nothing can be learned from it.
    fs::remove_file(folder.0.join(".published.json")).unwrap();
    for (name, other) in [("revocation-1.json", "{}"), ("revocation-1.jwt", "a.b.c")] {
        fs::write(folder.0.join(name), other).unwrap();
        let refused = publish(&folder.0, &issuer, &now()).unwrap_err();
        assert!(matches!(refused, PublishError::Unreadable { .. }), "{refused}");
        fs::remove_file(folder.0.join(name)).unwrap();
    }
    publish(&folder.0, &issuer, &now()).unwrap();
    fs::write(folder.0.join("revoked.json"), "?").unwrap();
    let lists = ListFolder::at(&folder.0).unwrap();
    let refused = lists.publish_revocation_list(&issuer).unwrap_err();
    assert!(matches!(refused, PublishError::Unreadable { .. }), "{refused}");
}

/// After a backup was restored, as many changes are made as were before: the revision is the same
/// again, and the bits are not.
#[test]
fn an_equal_revision_with_other_bits_is_noticed() {
    let folder = Folder::new();
    let (before, restored) = (of_three_lists(), of_three_lists());
    before.set(&Change::suspend("urn:x:0-0", now())).unwrap_err();
    let district = issuer(before);
    publish(&folder.0, &district, &now()).unwrap();
    assert_eq!(publish(&folder.0, &district, &now()).unwrap().unchanged, 3);
    // What was published has nothing set; now the revisions are made equal by hand.
    restored.set(&Change::revoke("urn:x:0-0", after(60))).unwrap();
    let manifest = folder.0.join(".published.json");
    let text = fs::read_to_string(&manifest).unwrap();
    assert_eq!(text.matches("\"revision\": \"0\"").count(), 3, "{text}");
    fs::write(&manifest, text.replacen("\"revision\": \"0\"", "\"revision\": \"1\"", 1)).unwrap();
    let published = publish(&folder.0, &issuer(restored), &now()).unwrap();
    assert_eq!(names(&published), (vec!["revocation-1.json".to_owned()], 2));
    let bits = list_in(&folder.0.join("revocation-1.json")).bits;
    assert_eq!(bits.as_bytes().iter().map(|byte| byte.count_ones()).sum::<u32>(), 1);
}

/// Signs, and looks at the folder each time.
struct Watching {
    key: LocalSigner,
    folder: PathBuf,
    /// The tags that were looked at.
    seen: Arc<AtomicU32>,
}

impl Signer for Watching {
    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn verification_method(&self) -> &Iri {
        self.key.verification_method()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let lists = ListFolder::at(&self.folder).unwrap();
        for publication in lists.publications().unwrap() {
            let digest: [u8; 32] =
                Sha256::digest(fs::read(lists.file(&publication)).unwrap()).into();
            assert_eq!(publication.sha256(), &digest, "the tag of {}", publication.url());
            self.seen.fetch_add(1, Ordering::Relaxed);
        }
        self.key.sign(message)
    }
}

/// While lists are signed, which may take long, each tag is that of the file that stands there.
#[test]
fn tags_follow_the_files() {
    let folder = Folder::new();
    let seen = Arc::new(AtomicU32::new(0));
    let signer = Watching { key: key(1), folder: folder.0.clone(), seen: seen.clone() };
    let profile = Profile::builder(key(1).key().public().did_key()).build().unwrap();
    let store = of_three_lists();
    let issuer = Issuer::new(profile, signer).with_status(store.clone());
    publish(&folder.0, &issuer, &now()).unwrap();
    ["urn:x:0-0", "urn:x:1-0", "urn:x:2-0"].iter().for_each(|id| revoke(&store, id));
    let published = publish(&folder.0, &issuer, &after(60)).unwrap();
    assert_eq!(published.written.len(), 3);
    assert_eq!(seen.load(Ordering::Relaxed), 3 * 3);
}
