//! Lists as files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use openbadges::issuer::{Issuer, ListFolder, PublishError, Published, Republish};
use openbadges::status::{Change, StatusEntries, StatusList, StatusStore as _};
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
    ListFolder::at(path).unwrap().publish(issuer, Republish::Due, at)
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
    assert!(matches!(refused, PublishError::Older { published: 2, found: 1, .. }), "{refused}");
    // As many changes as before, or more, but others: the places are drawn anew, and what was set is
    // clear.
    for revoked in [&[2, 1][..], &[0, 1, 2]] {
        let other = issuer(store_with(revoked));
        let folder = ListFolder::at(&folder.0).unwrap();
        let refused = folder.publish(&other, Republish::All, &now()).unwrap_err();
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
