//! Processes that are killed while they reserve, revoke and publish; a server that is killed; a disk
//! that is full. `OPENBADGES_KILLS` sets how often, `OPENBADGES_SEED` when.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openbadges::issuer::{Issuer, ListFolder, Republish};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::random::{SystemRandom, below};
use openbadges::status::{
    Change, ListName, ListPlan, MINIMUM_ENTRIES, Place, StatusList, StatusStore,
};
use openbadges::{Limits, Timestamp, json};

use crate::place::{Database, Folder, agrees_with_itself, all, noon, number, request};

const KILLS: u32 = 200;

fn plan() -> ListPlan {
    ListPlan::new(MINIMUM_ENTRIES, 300).unwrap()
}

/// What the process was told is done. Each line is written at once; that of a kill may be cut.
struct Told(File);

impl Told {
    fn tell(&mut self, line: &str) {
        self.0.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}

/// Works until it is killed. What the store refuses, since its server was killed, was not told.
#[test]
#[ignore = "run by those that kill it"]
fn worker() {
    let (round, path) = (number("STORE_ROUND").unwrap(), std::env::var("STORE_TOLD").unwrap());
    let mut told = Told(File::create(path).unwrap());
    let store = Database::given().open(plan(), 2);
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let district = Profile::builder(key.key().public().did_key()).build().unwrap();
    let issuer = Issuer::new(district, key).with_status(Arc::clone(&store));
    let lists = ListFolder::at(std::env::var("STORE_LISTS").unwrap()).unwrap();
    told.tell("begin");
    for turn in 0.. {
        let size = [1, 4, 20][turn % 3];
        let batch: Vec<_> =
            (0..size).map(|number| request(format!("{round}-{turn}-{number}"))).collect();
        let Ok(places) = store.reserve_many(&batch) else { continue };
        for place in &places {
            told.tell(&format!("reserved {} {} {}", place.credential, place.list, place.index));
        }
        let first = places[0].credential.as_str();
        if store.set(&Change::revoke(first, noon()).because("killed")).is_ok() {
            told.tell(&format!("revoked {first}"));
        }
        let many: Vec<Change> = places[1..]
            .iter()
            .take(3)
            .map(|place| Change::revoke(place.credential.as_str(), noon()))
            .collect();
        if store.set_many(&many).is_ok() {
            for change in &many {
                told.tell(&format!("revoked {}", change.credential));
            }
        }
        if turn % 2 == 0 && lists.publish(&issuer, Republish::Due, &Timestamp::now()).is_ok() {
            told.tell("published");
        }
    }
}

/// What all processes together were told.
#[derive(Default)]
struct Acknowledged {
    places: HashMap<String, Place>,
    revoked: Vec<String>,
    /// So many of the revoked were there when a publication was told.
    published: usize,
    publications: u32,
}

impl Acknowledged {
    fn read(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for line in text.split_inclusive('\n') {
            let Some(line) = line.strip_suffix('\n') else { continue };
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["reserved", id, list, index] => {
                    let place =
                        Place { list: list.parse().unwrap(), index: index.parse().unwrap() };
                    assert_eq!(self.places.insert((*id).to_owned(), place), None);
                }
                ["revoked", id] => self.revoked.push((*id).to_owned()),
                ["published"] => {
                    self.published = self.revoked.len();
                    self.publications += 1;
                }
                ["begin"] => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Kills a process that reserves, revokes and publishes, at a moment of chance, again and again.
/// `also` does something more in some rounds, while the process is at work.
fn kills(database: &Database, also: &mut dyn FnMut(u32)) {
    let rounds = number("OPENBADGES_KILLS").unwrap_or(KILLS);
    let folder = Folder::new();
    let lists = folder.join("lists");
    let mut acknowledged = Acknowledged::default();
    let (mut at_work, started) = (0, Instant::now());
    drop(database.open(plan(), 1));
    for round in 0..rounds {
        let told = folder.join(format!("told-{round}"));
        let environment = [
            ("STORE_ROUND", round.to_string()),
            ("STORE_TOLD", told.to_str().unwrap().to_owned()),
            ("STORE_LISTS", lists.to_str().unwrap().to_owned()),
        ];
        let mut child = database.start("faults::worker", &environment);
        // Most are killed at work, some before they begin.
        if round % 10 != 0 {
            let deadline = Instant::now() + Duration::from_secs(60);
            while std::fs::metadata(&told).map_or(0, |it| it.len()) < 5 {
                assert!(child.try_wait().unwrap().is_none(), "{:?}", child.wait_with_output());
                assert!(Instant::now() < deadline, "the process does not begin");
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let moment = below(&SystemRandom, 150_000).unwrap();
        std::thread::sleep(Duration::from_micros(moment));
        also(round);
        child.kill().unwrap();
        child.wait().unwrap();
        let before = acknowledged.places.len();
        acknowledged.read(&told);
        at_work += u32::from(acknowledged.places.len() > before);

        // What was told last is there at once, for another process.
        let store = database.open(plan(), 1);
        for id in acknowledged.revoked.iter().rev().take(3) {
            let record = store.find(id).unwrap().unwrap();
            assert_eq!(Some(&record.reservation.place()), acknowledged.places.get(id));
            assert!(record.is_revoked(), "the revocation of {id} was lost");
        }
        if round % 20 == 19 || round + 1 == rounds {
            everything_is_there(&*store, &acknowledged);
            lists_are_whole(&lists, &acknowledged);
        }
    }
    eprintln!(
        "{rounds} kills, {at_work} at work, in {:.1?}: {} reserved, {} revoked, {} publications",
        started.elapsed(),
        acknowledged.places.len(),
        acknowledged.revoked.len(),
        acknowledged.publications
    );
    assert!(at_work > rounds / 2, "only {at_work} of {rounds} were at work");
    assert!(acknowledged.publications > 0, "nothing was published");
}

fn everything_is_there(store: &dyn StatusStore, acknowledged: &Acknowledged) {
    let stored: HashMap<String, (Place, bool)> =
        all(store).into_iter().map(|(place, id, revoked)| (id, (place, revoked))).collect();
    for (id, place) in &acknowledged.places {
        assert_eq!(stored.get(id).map(|(place, _)| place), Some(place), "{id}");
    }
    for id in &acknowledged.revoked {
        assert!(stored[id].1, "the revocation of {id} was lost");
    }
    // Each place once, bits as in the history, counts as in the records.
    agrees_with_itself(store);
}

/// Whatever is published can be read, and says what was revoked when it was published.
fn lists_are_whole(folder: &Path, acknowledged: &Acknowledged) {
    let mut read = HashMap::new();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none_or(|end| end != "json") || name.starts_with('.') {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let value = json::read(&bytes, &Limits::default()).unwrap();
        assert!(value.get("proof").is_some(), "{}", path.display());
        read.insert(name, StatusList::read(&value, &Limits::default()).unwrap());
    }
    for id in &acknowledged.revoked[..acknowledged.published] {
        let place = acknowledged.places[id];
        let list = &read[&ListName::revocation(place.list).to_string()];
        assert_eq!(list.look_up(place.index.into(), 1), Ok(1), "{id} is not published");
    }
}

#[test]
fn a_process_with_a_sqlite_file_is_killed() {
    let folder = Folder::new();
    kills(&Database::Sqlite(folder.join("status.db")), &mut |_| {});
}

#[cfg(all(unix, feature = "postgres"))]
#[test]
fn a_process_with_postgresql_and_its_server_are_killed() {
    // The server would acknowledge before it wrote; a store asks each connection for better.
    let Some(mut server) = crate::server::Server::start_with(&["synchronous_commit=off"]) else {
        return;
    };
    let database = Database::Postgres(server.folder().to_owned());
    kills(&database, &mut |round| match round % 20 {
        7 => server.crash_and_restart(),
        17 => server.restart(),
        _ => {}
    });
}

/// Reserves until a write fails, and goes on when there is room again. A limit to the size of files
/// stands for the full disk: the write that passes it fails just so.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    use std::process::Command;
    let folder = Folder::new();
    let (path, told) = (folder.join("status.db"), folder.join("told"));
    drop(Database::Sqlite(path.clone()).open(plan(), 1));
    let output = Command::new("sh")
        // Blocks of 512 bytes; the signal that the limit sends would end the process.
        .args(["-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "faults::until_the_disk_is_full", "--ignored", "--nocapture"])
        .env("STORE_SQLITE", &path)
        .env("STORE_TOLD", &told)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut acknowledged = Acknowledged::default();
    acknowledged.read(&told);
    assert!(acknowledged.places.len() > 100);
    let store = Database::Sqlite(path).open(plan(), 1);
    everything_is_there(&*store, &acknowledged);
    assert_eq!(all(&*store).len(), acknowledged.places.len(), "what was refused left a trace");
    store.reserve(&request("after")).unwrap();
}

#[test]
#[ignore = "run by a_full_disk_loses_nothing"]
fn until_the_disk_is_full() {
    let store = Database::given().open(plan(), 1);
    let mut told = Told(File::create(std::env::var("STORE_TOLD").unwrap()).unwrap());
    let mut failures = 0;
    for turn in 0..20_000 {
        let batch: Vec<_> = (0..10).map(|number| request(format!("{turn}-{number}"))).collect();
        match store.reserve_many(&batch) {
            Ok(places) => {
                for it in places {
                    let (list, index) = (it.list, it.index);
                    told.tell(&format!("reserved {} {list} {index}", it.credential));
                }
            }
            Err(error) => {
                assert_eq!(error.code(), openbadges::Code::StoreFailed, "{error}");
                assert!(error.to_string().contains("disk"), "{error}");
                failures += 1;
                if failures == 20 {
                    return;
                }
            }
        }
    }
    panic!("the disk never was full: {failures} failures");
}
