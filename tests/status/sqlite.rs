//! The store in one SQLite file.

use super::*;
use openbadges::status::SqliteStore;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("openbadges-status-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("status.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open_or_create(path, &conformance::url()).unwrap()
}

#[test]
fn a_sqlite_store_conforms() {
    let folder = Folder::new();
    let count = AtomicU32::new(0);
    let open = |plan| -> Result<Box<dyn StatusStore>, String> {
        let number = count.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(open(&folder.0.join(format!("{number}.db"))).with_plan(plan)))
    };
    conformance::run(&open).unwrap();
}

#[test]
fn everything_is_there_after_reopening() {
    let folder = Folder::new();
    let (requests, before) = {
        let store = open(&folder.file()).with_plan(plan(10));
        let requests: Vec<Request> = (0..25)
            .map(|id| request(id).for_achievement("a").for_recipient(format!("r{id}")))
            .collect();
        store.reserve_many(&requests).unwrap();
        store.set(&Change::revoke("urn:x:3", noon()).because("error").by("b")).unwrap();
        store.set(&Change::suspend("urn:x:20", noon())).unwrap();
        (requests, all(&store))
    };
    let store = SqliteStore::open(folder.file()).unwrap();
    assert_eq!(*store.url(), conformance::url());
    assert_eq!(all(&store), before);
    for request in &requests {
        assert_eq!(code(store.reserve(request)), Code::StoreDuplicate);
    }
    // The list that was open goes on as it was planned.
    store.reserve_many(&(25..35).map(request).collect::<Vec<_>>()).unwrap();
    let lists = store.lists().unwrap();
    let allotted: Vec<u32> = lists.iter().map(|list| list.allotted).collect();
    assert_eq!(allotted, [10, 10, 10, 10, 10, 10, 5, 5]);
}

type All = (Vec<Option<Record>>, Vec<ListInfo>, Vec<Bitstring>, Vec<Vec<Change>>);

fn all(store: &SqliteStore) -> All {
    let ids: Vec<String> = (0..25).map(|id| format!("urn:x:{id}")).collect();
    let lists = store.lists().unwrap();
    (
        ids.iter().map(|id| store.find(id).unwrap()).collect(),
        lists.clone(),
        lists.iter().map(|list| store.bits(&list.name).unwrap()).collect(),
        ids.iter().map(|id| store.history(id).unwrap()).collect(),
    )
}

#[test]
fn a_batch_is_reserved_whole_or_not_at_all() {
    let folder = Folder::new();
    let store = open(&folder.file());
    store.reserve(&request(7)).unwrap();
    let batch: Vec<Request> = (0..10).map(request).collect();
    assert_eq!(code(store.reserve_many(&batch)), Code::StoreDuplicate);
    assert_eq!(store.find("urn:x:0").unwrap(), None);
    assert_eq!(store.lists().unwrap()[0].allotted, 1);
}

#[test]
fn a_store_keeps_its_url() {
    let folder = Folder::new();
    drop(open(&folder.file()));
    let other = "https://issuer.example/other".parse().unwrap();
    let refused = SqliteStore::open_or_create(folder.file(), &other);
    assert_eq!(refused.err().unwrap().code(), Code::StoreUrl);
    assert_eq!(*SqliteStore::open(folder.file()).unwrap().url(), conformance::url());
    let slash = "https://issuer.example/status/".parse().unwrap();
    assert!(SqliteStore::open_or_create(folder.file(), &slash).is_ok());
}

#[test]
fn other_files_are_left_alone() {
    let folder = Folder::new();
    let refused = |path: &Path| {
        let before = std::fs::read(path).ok();
        let open = SqliteStore::open(path).err().unwrap();
        assert_eq!(open.code(), Code::StoreFailed, "{open}");
        if before.is_some() {
            let create = SqliteStore::open_or_create(path, &conformance::url());
            assert_eq!(create.err().unwrap().code(), Code::StoreFailed);
        }
        assert_eq!(std::fs::read(path).ok(), before);
    };
    refused(&folder.0.join("absent.db"));
    refused(&folder.0.join("no/such/folder/status.db"));
    std::fs::write(folder.0.join("text"), "not a database, but long enough").unwrap();
    refused(&folder.0.join("text"));
    let foreign = folder.0.join("foreign.db");
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    connection.execute_batch("CREATE TABLE list (number INTEGER)").unwrap();
    drop(connection);
    refused(&foreign);

    // An empty file is no store yet, but may become one.
    let empty = folder.0.join("empty.db");
    std::fs::write(&empty, "").unwrap();
    assert!(matches!(SqliteStore::open(&empty), Err(StoreError::NotAStore(_))));
    assert_eq!(std::fs::read(&empty).unwrap(), b"");
    assert!(SqliteStore::open_or_create(&empty, &conformance::url()).is_ok());
}

/// `version-1.db` was made by this library before its schema had a version 2: lists of 20, the
/// credentials `urn:x:0` to `urn:x:49`, every other with an entry for suspension.
#[test]
fn a_store_of_version_1_is_brought_up_to_date() {
    let folder = Folder::new();
    std::fs::write(folder.file(), include_bytes!("version-1.db")).unwrap();
    for _ in 0..2 {
        let store = SqliteStore::open(folder.file()).unwrap();
        assert_eq!(audit(&store).unwrap().inconsistencies, []);
        assert_eq!(audit(&store).unwrap().records, 50);
        for id in 0..50 {
            let record = store.find(&format!("urn:x:{id}")).unwrap().unwrap();
            let entries = match id % 2 {
                0 => StatusEntries::REVOCATION_AND_SUSPENSION,
                _ => StatusEntries::REVOCATION,
            };
            assert_eq!(record.request.entries, entries);
            assert_eq!(record.request.recipient, (id % 3 == 0).then(|| format!("r{id}")));
            assert_eq!(record.is_revoked(), [3, 44].contains(&id));
            assert_eq!(record.is_suspended(), id == 20);
        }
        let places = [3, 20, 22, 44]
            .map(|id| store.find(&format!("urn:x:{id}")).unwrap().unwrap().reservation)
            .map(|it| (it.list, it.index));
        assert_eq!(places, [(1, 105_889), (2, 102_161), (2, 95_781), (3, 19_585)]);
        let lists: Vec<(String, u32, u64)> = store
            .lists()
            .unwrap()
            .into_iter()
            .map(|list| (list.name.to_string(), list.allotted, list.revision))
            .collect();
        let expected = [
            ("revocation-1", 20, 1),
            ("suspension-1", 20, 0),
            ("revocation-2", 20, 0),
            ("suspension-2", 20, 5),
            ("revocation-3", 10, 2),
            ("suspension-3", 10, 0),
        ];
        assert_eq!(lists, expected.map(|(name, count, last)| (name.to_owned(), count, last)));
        let history = store.history("urn:x:22").unwrap();
        let expected = [
            Change::suspend("urn:x:22", noon()),
            Change::reinstate("urn:x:22", noon()).by("clerk"),
        ];
        assert_eq!(history, expected);
    }

    // And it goes on, where it was and with what is new.
    let store = SqliteStore::open(folder.file()).unwrap();
    assert_eq!(store.reserve(&request(50)).unwrap().list, 3);
    let revocable = request(51).with_entries(StatusEntries::REVOCATION).with_request_id("r");
    assert_eq!(store.reserve(&revocable).unwrap().list, 4);
    let refused = store.set(&Change::suspend("urn:x:1", noon()));
    assert!(matches!(refused, Err(StoreError::NoEntry { .. })), "{refused:?}");
    store.set(&Change::suspend("urn:x:2", noon())).unwrap();
    let suspension = ListName::suspension(1);
    let revision = |list: &ListInfo| (list.name == suspension).then_some(list.revision);
    assert_eq!(store.lists().unwrap().iter().find_map(revision), Some(6));
    let raw = rusqlite::Connection::open(folder.file()).unwrap();
    for statement in ["UPDATE change SET reason = 'x'", "DELETE FROM change", "DELETE FROM list"] {
        assert!(raw.execute_batch(statement).is_err(), "{statement}");
    }
}

/// `version-2.db` was made by this library before its schema had a version 3: lists of 20, the
/// credentials `urn:x:0` to `urn:x:29`, of which every third has a request id, then a rotation and
/// `urn:x:30` to `urn:x:39` with an entry for suspension.
#[test]
fn a_store_of_version_2_is_brought_up_to_date() {
    let folder = Folder::new();
    std::fs::write(folder.file(), include_bytes!("version-2.db")).unwrap();
    for _ in 0..2 {
        let store = SqliteStore::open(folder.file()).unwrap();
        let found = audit(&store).unwrap();
        assert_eq!((found.records, found.changes, found.inconsistencies), (40, 5, vec![]));
        let places = [3, 25, 31]
            .map(|id| store.find(&format!("urn:x:{id}")).unwrap().unwrap().reservation)
            .map(|it| (it.list, it.index));
        assert_eq!(places, [(1, 27_814), (2, 103_138), (3, 15_520)]);
        let lists: Vec<(String, u32, u64, bool)> = (store.lists().unwrap().into_iter())
            .map(|it| (it.name.to_string(), it.allotted, it.revision, it.changed_at.is_some()))
            .collect();
        let expected = [
            ("revocation-1", 20, 1, true),
            ("revocation-2", 10, 2, true),
            ("revocation-3", 10, 0, false),
            ("suspension-3", 10, 5, true),
        ];
        assert_eq!(
            lists,
            expected.map(|(name, count, last, is)| (name.to_owned(), count, last, is))
        );
        let change = Change::revoke("urn:x:3", noon()).because("error").by("clerk");
        assert_eq!(store.history("urn:x:3").unwrap(), [change]);
        // What was granted then is granted now.
        let again = request(100).with_entries(StatusEntries::REVOCATION);
        let again = again.for_recipient("p6").with_request_id("r6");
        assert_eq!(store.reserve(&again).unwrap().credential.as_str(), "urn:x:6");
    }
    let store = SqliteStore::open(folder.file()).unwrap();
    assert_eq!(store.rotate_beyond(7, &noon()).unwrap(), [3]);
    assert_eq!(store.reserve(&request(40)).unwrap().list, 8);
    let raw = rusqlite::Connection::open(folder.file()).unwrap();
    for statement in [
        "INSERT OR REPLACE INTO change SELECT number, credential, list, purpose, value, at,
            'another', author FROM change",
        "UPDATE setting SET value = 'https://issuer.example/other'",
        "UPDATE list SET allotted = 0",
    ] {
        assert!(raw.execute_batch(statement).is_err(), "{statement}");
    }
    assert_eq!(audit(&store).unwrap().inconsistencies, []);
}

#[test]
fn a_store_of_a_later_version_is_refused() {
    let folder = Folder::new();
    drop(open(&folder.file()));
    let raw = rusqlite::Connection::open(folder.file()).unwrap();
    raw.pragma_update(None, "user_version", 1_000).unwrap();
    let refused = SqliteStore::open(folder.file()).err().unwrap();
    assert!(matches!(refused, StoreError::Version { found: 1_000, .. }), "{refused}");
}

/// The file itself refuses what the store never does.
#[test]
fn the_past_cannot_be_rewritten() {
    let folder = Folder::new();
    let store = open(&folder.file());
    let place = store.reserve(&request(1).with_request_id("r")).unwrap();
    store.reserve(&request(3)).unwrap();
    store.set(&Change::revoke("urn:x:1", noon())).unwrap();
    store.set(&Change::suspend("urn:x:1", noon())).unwrap();
    store.rotate_beyond(1, &noon()).unwrap();
    let raw = rusqlite::Connection::open(folder.file()).unwrap();
    let again = format!(
        "INSERT INTO credential (id, list, position, suspendable, reserved_at)
         VALUES ('urn:x:2', 1, {}, 1, '')",
        place.index
    );
    for statement in [
        "UPDATE change SET reason = 'another'",
        "DELETE FROM change",
        "UPDATE credential SET position = 0",
        "DELETE FROM credential",
        "DELETE FROM status WHERE purpose = 'revocation'",
        "UPDATE status SET position = position + 1",
        "INSERT INTO status (list, purpose, position, value) VALUES (1, 'colour', 0, 1)",
        "INSERT INTO status (list, purpose, position, value) VALUES (1, 'revocation', 0, 2)",
        "DELETE FROM list",
        "UPDATE list SET entries = entries + 8",
        "UPDATE list SET allotted = planned + 1",
        "UPDATE list SET allotted = allotted - 1",
        "UPDATE setting SET value = 'https://issuer.example/other'",
        "DELETE FROM setting",
        "UPDATE skipped SET up_to = 0",
        "DELETE FROM skipped",
        again.as_str(),
    ] {
        assert!(raw.execute_batch(statement).is_err(), "{statement}");
    }
    // What takes the place of a row deletes it, by its key or by another that is unique.
    for rows in [
        "credential SELECT number, 'urn:x:2', NULL, NULL, list, position + 8, 1, '' FROM credential
            WHERE number = 1",
        "credential (id, list, position, suspendable, reserved_at)
            SELECT id, list, position + 8, 1, '' FROM credential WHERE number = 1",
        "credential (id, list, position, suspendable, reserved_at)
            SELECT 'urn:x:2', list, position, 1, '' FROM credential WHERE number = 1",
        "change SELECT number, credential, list, purpose, value, at, 'x', author FROM change",
        "granted SELECT request, credential, x'00' FROM granted",
        "granted SELECT 'another', credential, x'00' FROM granted",
        "granted SELECT request, 2, x'00' FROM granted",
        "list SELECT number, entries, planned, 0, opened_at, carries, NULL FROM list",
        "setting VALUES ('status_url', 'https://issuer.example/other')",
        "skipped VALUES (1, 'never')",
    ] {
        for verb in ["REPLACE INTO", "INSERT OR REPLACE INTO", "INSERT OR IGNORE INTO"] {
            let statement = format!("{verb} {rows}");
            assert!(raw.execute_batch(&statement).is_err(), "{statement}");
        }
    }
    let found = audit(&store).unwrap();
    assert_eq!((found.records, found.changes, found.inconsistencies), (2, 2, vec![]));
    assert_eq!(store.find("urn:x:1").unwrap().unwrap().reservation.place(), place.place());
    assert_eq!(raw.execute("DELETE FROM status WHERE purpose = 'suspension'", []), Ok(1));
}

/// What is not on the disk is not acknowledged. A log that cannot be opened stands for a disk that
/// fails when it is to write.
#[cfg(unix)]
#[test]
fn what_does_not_reach_the_disk_is_not_acknowledged() {
    let folder = Folder::new();
    let store = open(&folder.file());
    store.reserve(&request(1)).unwrap();
    let (log, away) = (folder.0.join("status.db-wal"), folder.0.join("away"));
    std::fs::rename(&log, &away).unwrap();
    let named = request(2).with_request_id("r");
    let refusals = [
        store.reserve(&named).map(drop).unwrap_err(),
        store.set(&Change::revoke("urn:x:1", noon())).map(drop).unwrap_err(),
        store.rotate(&noon()).map(drop).unwrap_err(),
        store.rotate_beyond(5, &noon()).map(drop).unwrap_err(),
    ];
    for refused in refusals {
        assert!(matches!(refused, StoreError::Unconfirmed(_)), "{refused}");
        assert_eq!(refused.code(), Code::StoreUnconfirmed);
    }
    std::fs::rename(&away, &log).unwrap();
    // Asked again it is done once, and is on the disk with whatever came before it.
    assert_eq!(store.reserve(&named).unwrap().list, 1);
    assert_eq!(store.history("urn:x:1").unwrap().len(), 1);
    assert_eq!(store.reserve(&request(3)).unwrap().list, 6);
    assert_eq!(audit(&store).unwrap().inconsistencies, []);
}

#[test]
fn half_a_list_is_allotted_without_a_repeat() {
    let folder = Folder::new();
    let store = open(&folder.file());
    let requests: Vec<Request> = (0..65_600).map(request).collect();
    let places: HashSet<(u32, u32)> = store
        .reserve_many(&requests)
        .unwrap()
        .into_iter()
        .map(|place| (place.list, place.index))
        .collect();
    assert_eq!(places.len(), 65_600);
    let allotted: Vec<u32> = store.lists().unwrap().iter().map(|list| list.allotted).collect();
    assert_eq!(allotted, [65_536, 65_536, 64, 64]);
}

const WORKERS: u32 = 4;
const EACH: u32 = 100;

/// Reserves and revokes, alone and in batches, on a connection of its own.
fn work(path: &Path, worker: u32) {
    let store = open(path).with_plan(plan(150));
    let ids = worker * EACH..(worker + 1) * EACH;
    for id in ids.clone().take(EACH as usize / 2) {
        store.reserve(&request(id)).unwrap();
        store.set(&Change::revoke(format!("urn:x:{id}"), noon())).unwrap();
    }
    let rest: Vec<Request> = ids.skip(EACH as usize / 2).map(request).collect();
    for batch in rest.chunks(7) {
        store.reserve_many(batch).unwrap();
    }
}

fn all_work_is_there(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let mut places = HashSet::new();
    for id in 0..WORKERS * EACH {
        let record = store.find(&format!("urn:x:{id}")).unwrap().unwrap();
        let place = (record.reservation.list, record.reservation.index);
        assert!(places.insert(place), "{place:?} came twice");
        let is_revoked = id % EACH < EACH / 2;
        assert_eq!(record.is_revoked(), is_revoked);
        let bits = store.bits(&ListName::revocation(place.0)).unwrap();
        assert_eq!(bits.value(place.1.into(), 1) == Ok(1), is_revoked);
    }
    let lists = store.lists().unwrap();
    let allotted: Vec<u32> = lists.iter().step_by(2).map(|list| list.allotted).collect();
    assert_eq!(allotted, [150, 150, 100]);
}

#[test]
fn connections_share_one_file() {
    let folder = Folder::new();
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let path = folder.file();
            scope.spawn(move || work(&path, worker));
        }
    });
    all_work_is_there(&folder.file());
}

#[test]
#[ignore = "run by processes_share_one_file"]
fn process() {
    let variable = |name| std::env::var(name).unwrap();
    work(variable("STATUS_FILE").as_ref(), variable("STATUS_WORKER").parse().unwrap());
}

#[test]
fn processes_share_one_file() {
    let folder = Folder::new();
    let path = folder.file();
    let children: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let worker = worker.to_string();
            let environment =
                [("STATUS_FILE", path.as_os_str()), ("STATUS_WORKER", worker.as_ref())];
            start("stores::sqlite::process", &environment)
        })
        .collect();
    children.into_iter().for_each(finish);
    all_work_is_there(&path);
}
