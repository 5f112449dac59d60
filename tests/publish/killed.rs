//! A publisher that is killed at any moment.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use openbadges::issuer::{ListFolder, Republish};
use openbadges::status::{Change, Request, SqliteStore, StatusStore as _};

use super::folder::{Folder, list_in};
use super::*;

const LISTS: u32 = 12;
const KILLS: u32 = 200;

fn open(folder: &Folder) -> Arc<SqliteStore> {
    let url = STATUS.parse().unwrap();
    Arc::new(SqliteStore::open_or_create(folder.0.join("status.db"), &url).unwrap())
}

/// Publishes for ever.
#[test]
#[ignore = "run by a_publisher_that_is_killed_leaves_whole_lists"]
fn publisher() {
    let path = std::env::var("PUBLISH_FOLDER").unwrap();
    let store = SqliteStore::open(format!("{path}/status.db")).unwrap();
    let issuer = issuer(Arc::new(store));
    let lists = ListFolder::at(format!("{path}/lists")).unwrap();
    loop {
        lists.publish(&issuer, Republish::All, &Timestamp::now()).unwrap();
    }
}

#[test]
fn a_publisher_that_is_killed_leaves_whole_lists() {
    let folder = Folder::new();
    let store = open(&folder);
    let mut ids = Vec::new();
    for list in 0..LISTS {
        for number in 0..KILLS.div_ceil(LISTS) {
            let id = format!("urn:x:{list}-{number}");
            store.reserve(&Request::new(id.parse().unwrap(), now())).unwrap();
            ids.push(id);
        }
        store.rotate(&now()).unwrap();
    }
    let lists = folder.0.join("lists");
    let here = ListFolder::at(&lists).unwrap();
    let issuer = issuer(store.clone());
    here.publish(&issuer, Republish::All, &Timestamp::now()).unwrap();
    let program = std::env::current_exe().unwrap();
    let started = Instant::now();
    // Of lists that wait beside the others, too.
    let written = || {
        let files =
            std::fs::read_dir(&lists).unwrap().map(|file| file.unwrap().metadata().unwrap());
        files.filter(|file| file.len() > 0).map(|file| file.modified().unwrap()).max()
    };
    let (mut before, mut at_work) = (written(), 0);
    for (kill, id) in (0..KILLS).zip(&ids) {
        store.set(&Change::revoke(id, now())).unwrap();
        let mut child = Command::new(&program)
            .args(["--exact", "--ignored", "killed::publisher"])
            .env("PUBLISH_FOLDER", &folder.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before it begins to in the middle of its work.
        thread::sleep(Duration::from_micros(u64::from(kill * 7919 % 90_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        for number in 1..=LISTS {
            list_in(&lists.join(format!("revocation-{number}.json")));
        }
        at_work += u32::from(written() != before);
        before = written();
        // Whoever comes next finds the folder open, and what is revoked gets out.
        if kill % 10 == 9 {
            here.publish(&issuer, Republish::Due, &Timestamp::now()).unwrap();
            let set: u32 = (1..=LISTS)
                .map(|number| list_in(&lists.join(format!("revocation-{number}.json"))).bits)
                .map(|bits| bits.as_bytes().iter().map(|byte| byte.count_ones()).sum::<u32>())
                .sum();
            assert_eq!(set, kill + 1);
        }
    }
    eprintln!("{KILLS} kills, {at_work} at work, in {:?}", started.elapsed());
    assert!(at_work > KILLS / 10, "killed before it began, {at_work} times not");
}
