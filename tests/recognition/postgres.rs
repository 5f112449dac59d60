//! The ledger in PostgreSQL: a real server, in a folder of the test's own.

use std::sync::atomic::{AtomicU32, Ordering};

use openbadges::Code;
use openbadges::recognition::ledger::conformance;
use openbadges::recognition::{
    Claim, ClaimKey, Ledger, LedgerError, PostgresLedger, Reversal, Ruling, count,
};
use openbadges::status::PostgresStore;
use openbadges::status::store::postgres::local;

use crate::office::*;
use crate::server::Server;

fn ledger(server: &Server, schema: &str) -> PostgresLedger {
    PostgresLedger::at(local(server.config()).unwrap())
        .in_schema(schema)
        .unwrap()
        .open_or_create()
        .unwrap()
}

fn claim(person: &str, id: &str) -> Claim {
    let achievement = format!("urn:x:a:{id}");
    Claim::new("office", person, ClaimKey::new("urn:x:i", id), achievement, now())
}

#[test]
fn the_postgresql_ledger_conforms() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let count = AtomicU32::new(0);
    conformance::run(&|| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(ledger(&server, &format!("ledger_{number}"))))
    })
    .unwrap();
}

/// Offices with connections of their own claim the same credential at once, for two people: exactly
/// one wins, every time; and a limit is never exceeded.
#[test]
fn of_concurrent_double_claims_exactly_one_wins() {
    const OFFICES: usize = 8;
    const ROUNDS: usize = 40;
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let offices: Vec<PostgresLedger> = (0..OFFICES).map(|_| ledger(&server, "ledger")).collect();
    let barrier = std::sync::Barrier::new(OFFICES);
    let work = |office: usize, ledger: &PostgresLedger| -> Vec<bool> {
        let person = if office.is_multiple_of(2) { "ada" } else { "eve" };
        let round = |round: usize| {
            // In both orders, so that they wait for each other crosswise.
            let mut both = [format!("{round}-1"), format!("{round}-2")];
            if office.is_multiple_of(3) {
                both.reverse();
            }
            let claims = both.map(|id| claim(person, &id));
            barrier.wait();
            match ledger.claim(&claims) {
                Ok(()) => true,
                Err(LedgerError::Claimed(..) | LedgerError::Anothers(_)) => false,
                Err(error) => panic!("{error}"),
            }
        };
        (0..ROUNDS).map(round).collect()
    };
    let work = &work;
    let won: Vec<Vec<bool>> = std::thread::scope(|scope| {
        let all = offices.iter().enumerate();
        let threads: Vec<_> =
            all.map(|(office, ledger)| scope.spawn(move || work(office, ledger))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for round in 0..ROUNDS {
        let winners = won.iter().filter(|office| office[round]).count();
        assert_eq!(winners, 1, "round {round}");
        for id in [format!("{round}-1"), format!("{round}-2")] {
            let found = offices[0].find(&ClaimKey::new("urn:x:i", &id)).unwrap();
            assert_eq!(found.len(), 1, "{id}");
        }
    }
    let both = ["ada", "eve"].map(|who| offices[0].tally("office", who, &[]).unwrap());
    assert_eq!(both.iter().map(|tally| tally.claims().len()).sum::<usize>(), 2 * ROUNDS);
}

/// Who claims for a person waits until others are done with that person, and with nobody else; by what
/// they take turns does not change, so that offices of different versions do.
#[test]
fn claims_for_one_person_take_turns() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let ledger = ledger(&server, "ledger");
    let (mut client, mut other) = (server.client(), server.client());
    let mut turn = client.transaction().unwrap();
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))::text";
    turn.query(lock, &[&"ledger 6 office ada"]).unwrap();
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| ledger.claim(&[claim("ada", "1")]));
        let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        for attempt in 0.. {
            if other.query_one(waiting, &[]).unwrap().get::<_, i64>(0) == 1 {
                break;
            }
            assert!(!waits.is_finished() && attempt < 1_000, "it does not wait for its turn");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        ledger.claim(&[claim("eve", "2")]).unwrap();
        assert_eq!(ledger.tally("office", "ada", &[]).unwrap().claims(), []);
        turn.commit().unwrap();
        waits.join().unwrap().unwrap();
    });
    assert_eq!(ledger.tally("office", "ada", &[]).unwrap().claims().len(), 1);
}

#[test]
fn an_evaluation_is_counted_once_and_taken_back() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let (one, two) = (ledger(&server, "ledger"), ledger(&server, "ledger"));
    let (policy, all) = (policy("6 pdp", "pdp", &[]), candidates(2));
    let claim =
        |ledger: &dyn Ledger| count(&policy, &ada(), &all, &[], ledger, &now(), against).unwrap();
    let counts = (Ruling::Counts, vec![]);
    assert_eq!(claim(&one), [counts.clone(), counts.clone()]);
    let before = (Ruling::DoesNotCount, vec!["ledger.counted"]);
    assert_eq!(claim(&two), [before.clone(), before.clone()]);
    let key = all[0].key().unwrap();
    let reversal = Reversal::new("test", key, "revoked", now());
    assert_eq!(two.reverse(&reversal).unwrap().len(), 1);
    assert_eq!(claim(&one), [counts, before]);
}

#[test]
fn nothing_else_is_taken_for_a_ledger() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let access = |schema: &str| {
        PostgresLedger::at(local(server.config()).unwrap()).in_schema(schema).unwrap()
    };
    assert!(matches!(access("none").open(), Err(LedgerError::NotALedger(_))));
    let url = "https://issuer.example/status".parse().unwrap();
    PostgresStore::at(local(server.config()).unwrap())
        .in_schema("store")
        .unwrap()
        .open_or_create(&url)
        .unwrap();
    for absent in [access("store").open(), access("store").open_or_create()] {
        assert!(matches!(absent, Err(LedgerError::NotALedger(_))), "a status store");
    }
    for name in ["", "Other", "a-b", "a;b", "1a"] {
        let access = PostgresLedger::at(local(server.config()).unwrap());
        assert!(access.in_schema(name).is_err(), "{name:?}");
    }
    ledger(&server, "ledger").claim(&[claim("ada", "1")]).unwrap();
    assert_eq!(
        access("ledger").open().unwrap().tally("office", "ada", &[]).unwrap().claims().len(),
        1
    );
    server
        .client()
        .batch_execute("INSERT INTO ledger.schema_version (number) VALUES (99)")
        .unwrap();
    assert_eq!(access("ledger").open().err().unwrap().code(), Code::LedgerVersion);
}

/// What other programs must not do to a ledger, whoever they are.
#[test]
fn the_tables_refuse_to_forget() {
    let Some(server) = Server::start_with(&["fsync=off"]) else { return };
    let ledger = ledger(&server, "ledger");
    let mut stack = claim("ada", "3");
    stack.rests_on = vec![ClaimKey::new("urn:x:i", "1")];
    stack.related = vec!["urn:x:other".to_owned()];
    let entry = openbadges::recognition::Entry {
        category: "pay".into(),
        amount: amount("1 USD"),
        period: openbadges::recognition::policy::Period { year: 2026, payment: 1 },
        on: day("2026-03-01"),
    };
    ledger.claim(&[claim("ada", "1"), claim("ada", "2"), stack.with_entry(entry)]).unwrap();
    let taken_back = ClaimKey::new("urn:x:i", "2");
    ledger.reverse(&Reversal::new("office", taken_back, "revoked", now())).unwrap();
    let kept = |ledger: &PostgresLedger| {
        (ledger.tally("office", "ada", &[]).unwrap(), ledger.history("office", "ada").unwrap())
    };
    let before = kept(&ledger);
    let mut client = server.client();
    client.batch_execute("SET search_path TO ledger").unwrap();
    for statement in [
        "UPDATE claim SET person = 'eve'",
        "DELETE FROM claim WHERE number = 2",
        "TRUNCATE claim CASCADE",
        "UPDATE entry SET number = '9'",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "INSERT INTO entry VALUES (1, 0, 'pay', '9', 'USD', 2026, 1, '2026-03-01')",
        "DELETE FROM rest",
        "INSERT INTO rest VALUES (3, 1, 'urn:x:i', 'urn:x:other')",
        "DELETE FROM related",
        "INSERT INTO related VALUES (1, 0, 'urn:x:a:9')",
        "DELETE FROM event",
        "UPDATE event SET reason = 'none'",
        "TRUNCATE event",
        "INSERT INTO event (claim, kind, at) VALUES (1, 'claimed', 'now')",
        "INSERT INTO event (claim, kind, at) VALUES (2, 'reversed', 'now')",
        "DELETE FROM live",
        "TRUNCATE live",
        "UPDATE live SET person = 'eve'",
        // What was taken back, and what was never claimed.
        "INSERT INTO live SELECT number, account, person, issuer, credential, achievement
            FROM claim WHERE number = 2",
        "INSERT INTO live VALUES (1, 'other', 'ada', 'urn:x:i', '1', 'urn:x:a:1')",
        "INSERT INTO claim OVERRIDING SYSTEM VALUE SELECT * FROM claim WHERE number = 1
            ON CONFLICT (number) DO UPDATE SET person = 'eve'",
    ] {
        assert!(client.batch_execute(statement).is_err(), "{statement}");
    }
    assert_eq!(kept(&ledger), before);
}
