//! What every store must do, on PostgreSQL; its schema; broken connections.

use std::sync::atomic::{AtomicU32, Ordering};

use openbadges::status::store::postgres::{PostgresStore, local};
use openbadges::status::store::{audit, conformance};
use openbadges::status::{
    Change, Effect, ListPlan, MINIMUM_ENTRIES, Request, StatusEntries, StatusStore, StoreError,
};
use openbadges::{Code, Timestamp};

use crate::server::{self, Server};

fn store(server: &Server, schema: &str) -> PostgresStore {
    PostgresStore::at(local(server.config()).unwrap())
        .in_schema(schema)
        .unwrap()
        .open_or_create(&conformance::url())
        .unwrap()
}

fn noon() -> Timestamp {
    "2026-08-01T12:00:00Z".parse().unwrap()
}

fn request(id: impl std::fmt::Display) -> Request {
    Request::new(format!("urn:x:{id}").parse().unwrap(), noon())
        .with_entries(StatusEntries::REVOCATION_AND_SUSPENSION)
}

fn requests(ids: std::ops::Range<u32>) -> Vec<Request> {
    ids.map(request).collect()
}

#[test]
fn a_postgresql_store_conforms() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let count = AtomicU32::new(0);
    let open = |plan| -> Result<Box<dyn StatusStore>, String> {
        let number = count.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(store(&server, &format!("store_{number}")).with_plan(plan)))
    };
    conformance::run(&open).unwrap();
}

#[test]
fn a_store_is_opened_as_it_was_made() {
    let Some(mut server) = Server::start() else { return };
    let access = || PostgresStore::at(local(server.config()).unwrap());
    let refused = access().open().err().unwrap();
    assert!(matches!(refused, StoreError::NotAStore(_)), "{refused}");
    let made = store(&server, "openbadges_status");
    made.reserve_many(&requests(0..30)).unwrap();
    made.set(&Change::revoke("urn:x:7", noon()).because("error").by("clerk")).unwrap();
    let other = "https://issuer.example/other".parse().unwrap();
    assert_eq!(access().open_or_create(&other).err().unwrap().code(), Code::StoreUrl);
    assert_eq!(*access().open().unwrap().url(), conformance::url());
    // Each schema is a store of its own.
    assert_eq!(store(&server, "another").find("urn:x:7").unwrap(), None);
    for name in ["", "Other", "a-b", "a;b", "1a", "\u{e9}", "a\"", &"a".repeat(41)] {
        let access = PostgresStore::at(local(server.config()).unwrap());
        assert!(access.in_schema(name).is_err(), "{name:?}");
    }

    // Several open it at once where it is not there yet.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| store(&server, "raced").reserve_many(&[]).unwrap());
        }
    });

    // What was acknowledged is there after the server is.
    let before = (made.records(None, 100).unwrap(), made.lists().unwrap());
    server.crash_and_restart();
    assert_eq!((made.records(None, 100).unwrap(), made.lists().unwrap()), before);
    let again = store(&server, "openbadges_status");
    assert_eq!((again.records(None, 100).unwrap(), again.lists().unwrap()), before);
    assert_eq!(audit(&again).unwrap().inconsistencies, []);

    let mut raw = server.client();
    raw.batch_execute("INSERT INTO openbadges_status.schema_version VALUES (1000)").unwrap();
    let refused = PostgresStore::at(local(server.config()).unwrap()).open().err().unwrap();
    assert!(matches!(refused, StoreError::Version { found: 1_000, .. }), "{refused}");

    // Also whoever may only read is told so, and is not refused for trying to change it.
    raw.batch_execute(
        "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA openbadges_status TO reader;
         GRANT SELECT ON openbadges_status.schema_version TO reader;",
    )
    .unwrap();
    let mut config = server.config();
    config.user("reader");
    let refused = PostgresStore::at(local(config).unwrap()).open().err().unwrap();
    assert!(matches!(refused, StoreError::Version { found: 1_000, .. }), "{refused}");
}

/// A schema of version 1, as this library made it before there was a version 2.
#[test]
fn a_store_of_version_1_is_brought_up_to_date() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let made = store(&server, "openbadges_status");
    made.reserve_many(&requests(0..5)).unwrap();
    made.set(&Change::revoke("urn:x:3", noon())).unwrap();
    let mut raw = server.client();
    raw.batch_execute(
        "SET search_path TO openbadges_status;
         DROP TABLE skipped;
         DROP TRIGGER setting_stays ON setting;
         DROP TRIGGER setting_is_never_emptied ON setting;
         DROP TRIGGER revision_only_grows ON revision;
         ALTER TABLE revision DROP COLUMN changed_at;
         DELETE FROM schema_version WHERE number = 2;",
    )
    .unwrap();
    let again = store(&server, "openbadges_status");
    let lists = || -> Vec<(u64, Option<Timestamp>)> {
        again.lists().unwrap().into_iter().map(|it| (it.revision, it.changed_at)).collect()
    };
    assert_eq!(lists(), [(1, None), (0, None)]);
    again.set(&Change::revoke("urn:x:4", noon())).unwrap();
    assert_eq!(lists(), [(2, Some(noon())), (0, None)]);
    assert_eq!(again.rotate_beyond(5, &noon()).unwrap(), [1]);
    assert_eq!(again.reserve(&request(9)).unwrap().list, 6);
    assert_eq!(audit(&again).unwrap().inconsistencies, []);
}

/// The tables themselves refuse what the store never does.
#[test]
fn the_past_cannot_be_rewritten() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let store = store(&server, "openbadges_status");
    let place = store.reserve(&request(1).with_request_id("r")).unwrap();
    store.set(&Change::revoke("urn:x:1", noon())).unwrap();
    store.set(&Change::suspend("urn:x:1", noon())).unwrap();
    store.rotate_beyond(1, &noon()).unwrap();
    let mut raw = server.client();
    raw.batch_execute("SET search_path TO openbadges_status").unwrap();
    let again = format!(
        "INSERT INTO credential (id, list, position, reserved_at) VALUES ('urn:x:2', 1, {}, '')",
        place.index
    );
    for statement in [
        "UPDATE change SET reason = 'another'",
        "DELETE FROM change",
        "TRUNCATE change",
        "UPDATE credential SET position = 0",
        "DELETE FROM credential",
        "TRUNCATE credential CASCADE",
        "UPDATE granted SET content = NULL",
        "DELETE FROM granted",
        "DELETE FROM status WHERE purpose = 'revocation'",
        "TRUNCATE status",
        "UPDATE status SET position = position + 1",
        "INSERT INTO status VALUES (1, 0, 'colour', 1)",
        "INSERT INTO status VALUES (1, 0, 'revocation', 2)",
        "DELETE FROM list",
        "UPDATE list SET entries = entries + 8",
        "UPDATE list SET closed_at = NULL",
        "UPDATE setting SET value = 'https://issuer.example/other'",
        "DELETE FROM setting",
        "TRUNCATE setting",
        "UPDATE skipped SET up_to = 0",
        "DELETE FROM skipped",
        "TRUNCATE skipped",
        "UPDATE revision SET number = number - 1",
        again.as_str(),
    ] {
        assert!(raw.batch_execute(statement).is_err(), "{statement}");
    }
    assert_eq!(raw.execute("DELETE FROM status WHERE purpose = 'suspension'", &[]).unwrap(), 1);
    let found = audit(&store).unwrap().inconsistencies;
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn without_encryption_no_other_machine_is_asked() {
    for config in [
        "host=db.example user=a",
        "host=192.0.2.1 user=a",
        "host=127.0.0.1,db.example user=a",
        "host=127.0.0.1 hostaddr=192.0.2.1 user=a",
        "host=localhost user=a",
        "user=a",
    ] {
        assert!(local(config.parse().unwrap()).is_err(), "{config}");
    }
    for config in
        ["host=127.0.0.1 user=a", "host=::1 user=a", "host=/run user=a", "hostaddr=127.0.0.2"]
    {
        assert!(local(config.parse().unwrap()).is_ok(), "{config}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let store = store(&server, "openbadges_status");
    let refused = store.reserve(&request("a".repeat(2_000))).unwrap_err();
    assert!(refused.to_string().contains("2000 bytes"), "{refused}");
    let refused = store.reserve(&request(1).for_recipient("a\0b")).unwrap_err();
    assert_eq!(refused.code(), Code::StoreFailed, "{refused}");
    assert!(refused.to_string().contains("UTF8"), "{refused}");
    let refused = store.reserve(&request(1).with_request_id("a\0b")).unwrap_err();
    assert!(refused.to_string().contains("zero byte"), "{refused}");
    // What cannot be there is not there, and no failure of the store.
    assert_eq!(store.find("urn:x:a\0b").unwrap(), None);
    assert_eq!(store.history("urn:x:a\0b").unwrap_err().code(), Code::StoreUnknown);
    let refused = store.set(&Change::revoke("urn:x:a\0b", noon())).unwrap_err();
    assert_eq!(refused.code(), Code::StoreUnknown, "{refused}");
    assert_eq!(store.lists().unwrap(), []);
    store.reserve(&request("a".repeat(1_900))).unwrap();
}

/// A batch larger than what fits into one statement, over several lists.
#[test]
fn a_batch_may_be_large() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let plan = ListPlan::new(MINIMUM_ENTRIES, 7_000).unwrap();
    let store = store(&server, "openbadges_status").with_plan(plan);
    assert_eq!(store.reserve_many(&requests(0..20_000)).unwrap().len(), 20_000);
    let lists = store.lists().unwrap();
    let allotted: Vec<u32> = lists.iter().step_by(2).map(|list| list.allotted).collect();
    assert_eq!(allotted, [7_000, 7_000, 6_000]);
    let changes: Vec<Change> =
        (0..20_000).map(|id| Change::revoke(format!("urn:x:{id}"), noon())).collect();
    assert_eq!(store.set_many(&changes).unwrap(), vec![Effect::Changed; 20_000]);
    let found = audit(&store).unwrap();
    assert_eq!((found.records, found.changes), (20_000, 20_000));
    assert_eq!(found.inconsistencies, []);
}

/// So many at once meet what others draw; none may wait for one who waits for it.
#[test]
fn large_batches_do_not_end_each_other() {
    let Some(server) = Server::start_with(&["fsync=off", "deadlock_timeout=20ms"]) else { return };
    let stores = [(); 4].map(|()| store(&server, "openbadges_status"));
    std::thread::scope(|scope| {
        for (thread, store) in (0_u32..).zip(&stores) {
            scope.spawn(move || {
                for turn in 0..3 {
                    let first = (thread * 3 + turn) * 2_000;
                    store.reserve_many(&requests(first..first + 2_000)).unwrap();
                    let small = (0..40).map(|it| request(format!("{thread}-{turn}-{it}")));
                    store.reserve_many(&small.collect::<Vec<_>>()).unwrap();
                }
            });
        }
    });
    let found = audit(&stores[0]).unwrap();
    assert_eq!((found.records, found.inconsistencies), (24_000 + 480, vec![]));
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'";
    // What a connection counted is told when it ends.
    drop(stores);
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(server.client().query_one(deadlocks, &[]).unwrap().get::<_, i64>(0), 0);
}

/// Two that ask for the same requests at the same time are granted the same.
#[test]
fn the_same_batch_at_once_is_granted_once() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let store = store(&server, "openbadges_status");
    for (turn, count) in [30_u32, 60, 300, 30].into_iter().enumerate() {
        let batch = |thread: usize| -> Vec<Request> {
            let named = (0..count).map(|it| {
                let id = format!("{thread}-{turn}-{it}");
                request(id).with_request_id(format!("{turn}-{}", (it * 7919) % count))
            });
            // In another order each.
            let mut named: Vec<Request> = named.collect();
            named.rotate_left(thread * 7);
            named
        };
        let granted: Vec<std::collections::BTreeMap<String, (u32, u32)>> =
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4)
                    .map(|thread| {
                        let (store, batch) = (&store, batch(thread));
                        scope.spawn(move || {
                            let places = store.reserve_many(&batch).unwrap();
                            let names = batch.iter().map(|it| it.request_id.clone().unwrap());
                            names.zip(places.iter().map(|it| (it.list, it.index))).collect()
                        })
                    })
                    .collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
        assert!(granted.iter().all(|it| it.len() == count as usize && *it == granted[0]));
    }
    assert_eq!(audit(&store).unwrap().records, 30 + 60 + 300 + 30);
}

/// A connection is cut while a transaction waits in it; another, while nobody uses it.
#[test]
fn a_connection_that_is_cut_is_made_anew() {
    let Some(mut server) = Server::start() else { return };
    let store = PostgresStore::at(local(server.config()).unwrap())
        .with_connections(2)
        .open_or_create(&conformance::url())
        .unwrap();
    store.reserve_many(&requests(0..10)).unwrap();

    let mut raw = server.client();
    const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
    for round in 0..20 {
        let cut: i64 = raw.query_one(CUT, &[]).unwrap().get(0);
        assert!(cut > 0);
        store.set(&Change::suspend(format!("urn:x:{}", round % 10), noon())).unwrap();
        store.set(&Change::reinstate(format!("urn:x:{}", round % 10), noon())).unwrap();
    }

    // The row is held, so that the change waits inside its transaction when it is cut.
    for round in 0..5 {
        let id = format!("urn:x:{round}");
        let mut holder = raw.transaction().unwrap();
        holder
            .execute("SELECT 1 FROM openbadges_status.credential WHERE id = $1 FOR UPDATE", &[&id])
            .unwrap();
        std::thread::scope(|scope| {
            let change = Change::revoke(&id, noon());
            let store = &store;
            let waiting = scope.spawn(move || store.set(&change));
            let waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
            while holder.query_one(waits, &[]).unwrap().get::<_, i64>(0) == 0 {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            holder.query_one(CUT, &[]).unwrap();
            holder.commit().unwrap();
            // It was tried again, and took place once.
            assert_eq!(waiting.join().unwrap().unwrap(), Effect::Changed);
        });
        assert_eq!(store.history(&id).unwrap().len(), 2 * 2 + 1);
    }
    drop(raw);

    // While the server is gone there is a clear error, and nothing to be done when it is back.
    server.stop();
    let failed = store.reserve(&request("gone")).unwrap_err();
    assert_eq!(failed.code(), Code::StoreFailed);
    assert!(failed.to_string().contains("connect"), "{failed}");
    server.resume();
    assert_eq!(store.find("urn:x:gone").unwrap(), None);
    store.reserve(&request("gone")).unwrap();
    assert_eq!(audit(&store).unwrap().inconsistencies, []);
    let _ = server::config(server.folder());
}
