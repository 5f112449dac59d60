//! A PostgreSQL whose answers are lost, and one whose disk is full.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use openbadges::issuer::{IssueError, Issuer};
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::status::store::conformance;
use openbadges::status::store::postgres::{PostgresStore, local};
use openbadges::status::{Change, Effect, Place, Request, StatusStore, StoreError};
use openbadges::{Code, Limits};

use crate::place::{Folder, agrees_with_itself, all, noon, request};
use crate::server::{self, Server};

/// Nothing is lost.
const NOTHING: u8 = 0;
/// The server commits, and its answer is lost.
const ANSWER: u8 = 1;
/// The commit itself is lost, so that the server rolls back.
const COMMIT: u8 = 2;

/// Stands between a client and a server, and cuts the connection at the next commit.
struct Between {
    _folder: Folder,
    path: PathBuf,
    lose: Arc<AtomicU8>,
}

impl Between {
    fn new(server: &Server) -> Self {
        let (folder, lose) = (Folder::new(), Arc::new(AtomicU8::new(NOTHING)));
        let socket = |folder: &Path| folder.join(".s.PGSQL.5432");
        let listener = UnixListener::bind(socket(&folder.0)).unwrap();
        let (there, losing) = (socket(server.folder()), lose.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&there)) else {
                    return;
                };
                let (back, losing) = ((server, client), losing.clone());
                std::thread::spawn(move || carry(&back.1, &back.0, &losing));
            }
        });
        Self { path: folder.0.clone(), _folder: folder, lose }
    }

    fn store(&self) -> PostgresStore {
        let access = PostgresStore::at(local(server::config(&self.path)).unwrap());
        access.open_or_create(&conformance::url()).unwrap()
    }

    /// Does something while what is said is lost; the work has to have come to a commit.
    fn losing<T>(&self, what: u8, work: impl FnOnce() -> T) -> T {
        self.lose.store(what, Ordering::SeqCst);
        let done = work();
        assert_eq!(self.lose.load(Ordering::SeqCst), NOTHING, "there was no commit");
        done
    }
}

/// Carries what both say, until the connection ends or is cut.
fn carry(client: &UnixStream, server: &UnixStream, losing: &AtomicU8) {
    let answers = AtomicU8::new(NOTHING);
    let pass = |mut from: &UnixStream, mut to: &UnixStream, asks: bool| {
        let mut bytes = [0; 65_536];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            // The client sends nothing behind a commit before it has the answer.
            if asks && bytes[..count].ends_with(b"COMMIT\0") {
                match losing.swap(NOTHING, Ordering::SeqCst) {
                    COMMIT => break,
                    what => answers.store(what, Ordering::SeqCst),
                }
            }
            if !asks && answers.load(Ordering::SeqCst) == ANSWER {
                break;
            }
            if to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    };
    std::thread::scope(|scope| {
        scope.spawn(|| pass(server, client, false));
        pass(client, server, true);
    });
}

fn unconfirmed<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    match result {
        Err(error @ StoreError::Unconfirmed(_)) => {
            assert_eq!(error.code(), Code::StoreUnconfirmed);
            let told = error.to_string();
            assert!(told.starts_with("the status store did not say whether"), "{told}");
        }
        other => panic!("{other:?}"),
    }
}

/// Whoever does not know whether it was done asks again, and it is done once.
#[test]
fn what_was_asked_twice_is_done_once() {
    let Some(server) = Server::start() else { return };
    let between = Between::new(&server);
    let store = between.store();
    let named = |id: &str| request(id).with_request_id("order 7");
    unconfirmed(between.losing(ANSWER, || store.reserve(&named("first"))));
    let [(place, ..)] = all(&store)[..] else { panic!("it is there") };
    let granted = store.reserve(&named("second")).unwrap();
    assert_eq!((granted.place(), granted.credential.as_str()), (place, "urn:x:first"));
    // Under no name it is there as well, and a second one is told so.
    unconfirmed(between.losing(ANSWER, || store.reserve(&request("without"))));
    assert_eq!(store.reserve(&request("without")).unwrap_err().code(), Code::StoreDuplicate);

    let other = |id: &str| request(id).with_request_id("order 8");
    unconfirmed(between.losing(COMMIT, || store.reserve(&other("third"))));
    assert_eq!(all(&store).len(), 2, "the server rolled back");
    let granted = store.reserve(&other("fourth")).unwrap();
    assert_eq!(granted.credential.as_str(), "urn:x:fourth");
    let batch = || -> Vec<Request> {
        (0..50).map(|it| request(format!("b{it}")).with_request_id(format!("b{it}"))).collect()
    };
    unconfirmed(between.losing(ANSWER, || store.reserve_many(&batch())));
    unconfirmed(between.losing(COMMIT, || store.reserve_many(&batch()[..7])));
    assert_eq!(store.reserve_many(&batch()).unwrap().len(), 50);
    assert_eq!(all(&store).len(), 53);

    for (lost, again) in [(ANSWER, Effect::Unchanged), (COMMIT, Effect::Changed)] {
        let id = format!("urn:x:b{lost}");
        let change = Change::revoke(&id, noon()).by("clerk");
        unconfirmed(between.losing(lost, || store.set(&change)));
        assert_eq!(store.set(&change).unwrap(), again);
        assert_eq!(store.history(&id).unwrap(), [change]);
    }
    unconfirmed(between.losing(ANSWER, || store.rotate(&noon())));
    assert_eq!(store.rotate(&noon()).unwrap(), Vec::<u32>::new());
    agrees_with_itself(&store);
}

/// The same, for one who issues.
#[test]
fn a_badge_whose_record_is_not_confirmed_is_issued_again() {
    let Some(server) = Server::start() else { return };
    let between = Between::new(&server);
    let store = Arc::new(between.store());
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let district = Profile::builder(key.key().public().did_key()).build().unwrap();
    let issuer = Issuer::new(district, key).with_status(store.clone());
    let badge = |id: Option<&str>| -> Value {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/small.json");
        let mut badge = json::read(&std::fs::read(file).unwrap(), &Limits::default()).unwrap();
        let members = badge.as_object_mut().unwrap();
        for name in ["id", "issuer", "validFrom"] {
            members.remove(name);
        }
        if let Some(id) = id {
            members.insert("id", id);
        }
        badge
    };
    let mut count = 0;
    for lost in [ANSWER, COMMIT] {
        let name = format!("order {lost}");
        let first =
            between.losing(lost, || issuer.issue_document_once(&name, badge(None), &noon()));
        let told = matches!(first, Err(IssueError::Store(StoreError::Unconfirmed(_))));
        assert!(told, "{first:?}");
        let signed = issuer.issue_document_once(&name, badge(None), &noon()).unwrap();
        assert!(store.find(signed.id().as_str()).unwrap().is_some());
        // An id of its own names it as well.
        let id = format!("urn:x:{lost}");
        between.losing(lost, || issuer.issue_document(badge(Some(&id)), &noon()).unwrap_err());
        let signed = issuer.issue_document(badge(Some(&id)), &noon()).unwrap();
        assert_eq!(signed.id().as_str(), id);
        count += 2;
        assert_eq!(all(&*store).len(), count, "each is recorded once");
    }
}

/// Reserves and revokes until that fails again and again. Gives what was acknowledged.
fn fill(store: &dyn StatusStore) -> (HashMap<String, Place>, Vec<String>) {
    let (mut places, mut revoked, mut failures) = (HashMap::new(), Vec::new(), 0);
    for turn in 0..20_000 {
        let recipient = "r".repeat(1_500);
        let batch: Vec<Request> = (0..50)
            .map(|it| request(format!("{turn}-{it}")).for_recipient(recipient.as_str()))
            .collect();
        let done = store.reserve_many(&batch).and_then(|granted| {
            let first = granted[0].credential.as_str().to_owned();
            places.extend(granted.iter().map(|it| (it.credential.to_string(), it.place())));
            store.set(&Change::revoke(first.as_str(), noon()))?;
            revoked.push(first);
            Ok(())
        });
        if let Err(error) = done {
            let is_clear = [
                "space",
                "disk",
                "wrote only",
                "large",
                "connect",
                "server",
                "busy",
                "say whether",
            ];
            let told = error.to_string();
            assert!(is_clear.iter().any(|word| told.contains(word)), "{told}");
            failures += 1;
            if failures == 10 {
                assert!(turn > 20, "it was full from the beginning");
                eprintln!("{} credentials, then: {told}", places.len());
                return (places, revoked);
            }
        }
    }
    panic!("the disk never was full: {failures} failures");
}

fn everything_is_there(store: &dyn StatusStore, told: &(HashMap<String, Place>, Vec<String>)) {
    let stored: HashMap<String, (Place, bool)> =
        all(store).into_iter().map(|(place, id, revoked)| (id, (place, revoked))).collect();
    for (id, place) in &told.0 {
        assert_eq!(stored.get(id).map(|(place, _)| place), Some(place), "{id}");
    }
    for id in &told.1 {
        assert!(stored[id].1, "the revocation of {id} was lost");
    }
    agrees_with_itself(store);
    store.reserve(&request("with-room")).unwrap();
}

fn open(server: &Server) -> PostgresStore {
    let access = PostgresStore::at(local(server.config()).unwrap());
    access.open_or_create(&conformance::url()).unwrap()
}

/// A limit to the size of files stands for the full disk: the write that passes it fails just so.
#[test]
fn postgresql_at_the_end_of_its_files_loses_nothing() {
    let place = std::env::temp_dir();
    let Some(mut server) = Server::start_in(&place, &["fsync=off"], Some(12_000)) else { return };
    let store = open(&server);
    let told = fill(&store);
    // It goes on where there is room; with the store that saw it fail, too.
    server.restart_with_room();
    everything_is_there(&store, &told);
}

/// A file system of its own in memory, where that may be mounted.
struct Mount(PathBuf);

impl Mount {
    fn new(megabytes: u32) -> Option<Self> {
        let name = format!("openbadges-full-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m,mode=755"), "none"])
            .arg(&path);
        let done = mount.output().is_ok_and(|it| it.status.success());
        let mount = Self(path);
        if !done {
            eprintln!("skipped: no file system can be mounted here");
            return None;
        }
        Some(mount)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// A disk that is full for the tables and for the log alike, which ends the server in the worst case.
#[test]
fn postgresql_on_a_full_disk_loses_nothing() {
    let Some(mount) = Mount::new(96) else { return };
    let ballast = mount.0.join("ballast");
    std::fs::write(&ballast, vec![1; 16 << 20]).unwrap();
    let settings = ["min_wal_size=2MB", "max_wal_size=8MB"];
    let Some(mut server) = Server::start_in(&mount.0, &settings, None) else { return };
    let store = open(&server);
    let told = fill(&store);
    std::fs::remove_file(&ballast).unwrap();
    server.restart_with_room();
    everything_is_there(&store, &told);
    drop(server);
}
