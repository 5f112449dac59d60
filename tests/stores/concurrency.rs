//! Many processes reserve in one store. `OPENBADGES_CONCURRENT` sets how many credentials go into
//! PostgreSQL; a quarter as many go into SQLite.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

use openbadges::status::{ListPlan, MINIMUM_ENTRIES, Place};

use crate::place::{Database, Folder, agrees_with_itself, all, number, request};

const COUNT: u32 = 80_000;

/// What a platform reserves at a time, in turns: one, a few, the badges of a class, of a school.
const BATCHES: [u32; 4] = [1, 5, 30, 64];

/// Several lists, so that they rotate while everyone is at work.
fn plan() -> ListPlan {
    ListPlan::new(MINIMUM_ENTRIES, 9_000).unwrap()
}

#[test]
#[ignore = "run by many_processes"]
fn worker() {
    let variable = |name: &str| number(name).unwrap();
    let (process, threads, each) =
        (variable("STORE_PROCESS"), variable("STORE_THREADS"), variable("STORE_EACH"));
    let store = Database::given().open(plan(), threads as usize);
    let told: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|thread| {
                let store = &store;
                scope.spawn(move || {
                    let (mut told, mut next) = (String::new(), 0);
                    for batch in BATCHES.iter().cycle() {
                        if next == each {
                            return told;
                        }
                        let end = each.min(next + batch);
                        let batch: Vec<_> = (next..end)
                            .map(|number| request(format!("{process}-{thread}-{number}")))
                            .collect();
                        for place in store.reserve_many(&batch).unwrap() {
                            let (list, index) = (place.list, place.index);
                            writeln!(told, "{} {list} {index}", place.credential).unwrap();
                        }
                        next = end;
                    }
                    told
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    std::fs::write(std::env::var("STORE_TOLD").unwrap(), told.concat()).unwrap();
}

/// Nothing is given twice, and what was acknowledged is what is stored: no more, no less.
fn many_processes(database: &Database, processes: u32, threads: u32, count: u32) {
    let folder = Folder::new();
    let each = count / processes / threads;
    let started = Instant::now();
    drop(database.open(plan(), 1));
    let told = |process: u32| folder.join(format!("{process}")).to_str().unwrap().to_owned();
    let children: Vec<_> = (0..processes)
        .map(|process| {
            let environment = [
                ("STORE_PROCESS", process.to_string()),
                ("STORE_THREADS", threads.to_string()),
                ("STORE_EACH", each.to_string()),
                ("STORE_TOLD", told(process)),
            ];
            database.start("concurrency::worker", &environment)
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let took = started.elapsed();

    let mut acknowledged = HashMap::new();
    for process in 0..processes {
        for line in std::fs::read_to_string(told(process)).unwrap().lines() {
            let mut words = line.split(' ');
            let mut word = || words.next().unwrap();
            let id = word().to_owned();
            let (list, index) = (word().parse().unwrap(), word().parse().unwrap());
            let before = acknowledged.insert(Place { list, index }, id);
            assert_eq!(before, None, "{line} was given twice");
        }
    }
    assert_eq!(acknowledged.len() as u32, each * processes * threads);
    let store = database.open(plan(), 1);
    let stored = all(&*store);
    assert_eq!(stored.len(), acknowledged.len());
    for (place, id, _) in &stored {
        assert_eq!(acknowledged.get(place), Some(id), "{place:?}");
    }
    agrees_with_itself(&*store);
    let lists = store.lists().unwrap();
    eprintln!(
        "{} credentials by {processes} processes of {threads} threads in {took:.1?}, {} lists",
        stored.len(),
        lists.len()
    );
    // They are planned for 9,000. Who reserves at the same moment may go a little beyond.
    let most = lists.iter().map(|list| list.allotted).max().unwrap();
    assert!(most < 9_000 + 64 * 64, "{most} in one list");
}

fn count() -> u32 {
    number("OPENBADGES_CONCURRENT").unwrap_or(COUNT)
}

#[test]
fn four_processes_reserve_in_one_sqlite_file() {
    let folder = Folder::new();
    many_processes(&Database::Sqlite(folder.join("status.db")), 4, 1, count() / 4);
}

#[cfg(all(unix, feature = "postgres"))]
#[test]
fn eight_processes_of_eight_threads_reserve_in_one_postgresql() {
    let Some(server) = crate::server::Server::start() else { return };
    many_processes(&Database::Postgres(server.folder().to_owned()), 8, 8, count());
}
