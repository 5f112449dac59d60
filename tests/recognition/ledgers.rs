use openbadges::recognition::ledger::conformance;
use openbadges::recognition::{
    Candidate, ClaimKey, Ledger, LedgerError, MemoryLedger, Reversal, Ruling, count,
};

use crate::office::*;

#[test]
fn the_memory_ledger_conforms() {
    conformance::run(&|| Ok(Box::new(MemoryLedger::new()))).unwrap();
}

/// A ledger that forgets what it refused to count, or who is there, is found out.
#[test]
fn the_kit_finds_a_ledger_that_counts_twice() {
    struct Careless(MemoryLedger);
    impl Ledger for Careless {
        fn tally(
            &self,
            account: &str,
            person: &str,
            keys: &[ClaimKey],
        ) -> Result<openbadges::recognition::Tally, LedgerError> {
            self.0.tally(account, person, keys)
        }
        fn claim(&self, claims: &[openbadges::recognition::Claim]) -> Result<(), LedgerError> {
            let unlimited = claims.iter().cloned().map(|mut claim| {
                claim.limits.clear();
                claim
            });
            self.0.claim(&unlimited.collect::<Vec<_>>())
        }
        fn reverse(&self, reversal: &Reversal) -> Result<Vec<ClaimKey>, LedgerError> {
            self.0.reverse(reversal)
        }
        fn find(&self, key: &ClaimKey) -> Result<Vec<openbadges::recognition::Claim>, LedgerError> {
            self.0.find(key)
        }
        fn accounts(&self) -> Result<Vec<String>, LedgerError> {
            Ok(self.0.accounts()?.into_iter().skip(1).collect())
        }
        fn people(&self, account: &str) -> Result<Vec<String>, LedgerError> {
            self.0.people(account)
        }
        fn history(
            &self,
            account: &str,
            person: &str,
        ) -> Result<Vec<openbadges::recognition::ledger::Event>, LedgerError> {
            self.0.history(account, person)
        }
    }
    let found = conformance::run(&|| Ok(Box::new(Careless(MemoryLedger::new())))).unwrap_err();
    let lines: Vec<&str> = found.lines().map(|line| line.split(':').next().unwrap()).collect();
    let expected = ["who is there is told", "limits hold", "limits hold for claims at once"];
    assert_eq!(lines, expected);
}

#[test]
fn what_was_counted_is_refused_with_the_reason() {
    let policy = policy("6 pdp", "pdp", &[]);
    let ledger = MemoryLedger::new();
    let claim = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &[], &ledger, &now(), |it| (against(it), it.to_text()))
            .unwrap()
    };
    let all = candidates(2);
    assert_eq!(claim(&all[..1]).0, [(Ruling::Counts, vec![])]);
    let (again, text) = claim(&all);
    let expected = [(Ruling::DoesNotCount, vec!["ledger.counted"]), (Ruling::Counts, vec![])];
    assert_eq!(again, expected);
    assert!(text.contains("It was counted on 2026-03-20T12:00:00Z, and counts once."), "{text}");
    // The same achievement, awarded anew.
    let mut anew = badge(0);
    set(&mut anew, &["id"], "urn:example:anew".into());
    assert_eq!(claim(&[verified(anew)]).0, [(Ruling::DoesNotCount, vec!["ledger.achieved"])]);
    // Twice in one claim.
    let twice = candidates(3).split_off(2);
    let twice = [twice[0].clone(), twice[0].clone()];
    assert_eq!(claim(&twice).0[1], (Ruling::DoesNotCount, vec!["ledger.twice"]));

    // Revoked later: taken back, and written.
    let key = ClaimKey::of(all[0].credential().view()).unwrap();
    assert_eq!(ledger.find(&key).unwrap().len(), 1);
    let reversal = Reversal::new("test", key.clone(), "revoked by its issuer", now());
    assert_eq!(ledger.reverse(&reversal).unwrap(), std::slice::from_ref(&key));
    assert!(ledger.find(&key).unwrap().is_empty());
    assert_eq!(ledger.history("test", ADA).unwrap().len(), 4);
}

/// Two offices at once: one counts it, and the other says why not.
#[test]
fn of_two_at_once_one_counts_it() {
    let policy = policy(
        "60 USD",
        "USD",
        &[("caps", r#"[{"amount": "500 USD", "per": "year", "rest": "lost"}]"#)],
    );
    let (ledger, all) = (MemoryLedger::new(), candidates(30));
    let counted: usize = std::thread::scope(|scope| {
        let work = || {
            let mut counted = 0;
            for candidate in &all {
                let one = std::slice::from_ref(candidate);
                let counts = |it: &openbadges::recognition::Evaluation<'_>| {
                    it.decision(0).unwrap().ruling == Ruling::Counts
                };
                counted +=
                    usize::from(count(&policy, &ada(), one, &[], &ledger, &now(), counts).unwrap());
            }
            counted
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    // 8 at 60, and 20 of another.
    assert_eq!(counted, 9);
    let tally = ledger.tally("test", ADA, &[]).unwrap();
    let sum = tally
        .claims()
        .iter()
        .flat_map(|claim| &claim.entries)
        .fold(amount("0 USD"), |sum, entry| sum.plus(&entry.amount).unwrap());
    assert_eq!(sum, amount("500 USD"));
}

#[cfg(feature = "sqlite")]
pub mod sqlite {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use openbadges::Code;
    use openbadges::recognition::{
        Claim, ClaimKey, Ledger as _, Reversal, SqliteLedger, ledger::conformance,
    };

    use crate::office::{amount, day, now};

    pub struct File(pub PathBuf);

    impl File {
        pub fn new() -> Self {
            static NUMBER: AtomicUsize = AtomicUsize::new(0);
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("openbadges-ledger-{}-{number}.db", std::process::id());
            Self(std::env::temp_dir().join(name))
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", self.0.display()));
            }
        }
    }

    #[test]
    fn the_sqlite_ledger_conforms() {
        let files = std::cell::RefCell::new(Vec::new());
        conformance::run(&|| {
            let file = File::new();
            let ledger = SqliteLedger::open_or_create(&file.0).map_err(|e| e.to_string())?;
            files.borrow_mut().push(file);
            Ok(Box::new(ledger))
        })
        .unwrap();
    }

    #[test]
    fn two_programs_share_a_file() {
        let file = File::new();
        let none = SqliteLedger::open(&file.0).err().unwrap();
        assert!(none.to_string().contains("there is no such file"), "{none}");
        let (one, two) = (
            SqliteLedger::open_or_create(&file.0).unwrap(),
            SqliteLedger::open_or_create(&file.0).unwrap(),
        );
        let claim = |id: &str| {
            Claim::new("a", "ada", ClaimKey::new("urn:x:i", id), format!("urn:x:a:{id}"), now())
        };
        one.claim(&[claim("1")]).unwrap();
        assert_eq!(two.claim(&[claim("1")]).unwrap_err().code(), Code::LedgerClaimed);
        drop((one, two));
        let again = SqliteLedger::open(&file.0).unwrap();
        assert_eq!(again.tally("a", "ada", &[]).unwrap().claims(), [claim("1")]);
    }

    /// A file of the first version of the ledger is brought up to date, and nothing of it is lost.
    #[test]
    fn a_ledger_of_the_first_version_is_read_on() {
        let file = File::new();
        let claim = |id: &str| {
            Claim::new("a", "ada", ClaimKey::new("urn:x:i", id), format!("urn:x:a:{id}"), now())
        };
        SqliteLedger::open_or_create(&file.0).unwrap().claim(&[claim("1"), claim("2")]).unwrap();
        let connection = rusqlite::Connection::open(&file.0).unwrap();
        let of_the_second: Vec<(String, String)> = connection
            .prepare(
                "SELECT type, name FROM sqlite_master WHERE type = 'trigger'
                    AND (name LIKE '%replaced' OR name LIKE 'live%' OR name LIKE 'related%')
                    OR name IN ('claim_of_person', 'rest_of_credential')",
            )
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(of_the_second.len(), 12, "{of_the_second:?}");
        for (kind, name) in of_the_second {
            connection.execute_batch(&format!("DROP {kind} {name}")).unwrap();
        }
        connection.execute_batch("DROP TABLE related").unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        drop(connection);
        let ledger = SqliteLedger::open(&file.0).unwrap();
        assert_eq!(ledger.tally("a", "ada", &[]).unwrap().claims(), [claim("1"), claim("2")]);
        ledger.reverse(&Reversal::new("a", claim("1").key, "revoked", now())).unwrap();
        ledger.claim(&[claim("1")]).unwrap();
        let connection = rusqlite::Connection::open(&file.0).unwrap();
        assert!(connection.execute_batch("DELETE FROM live").is_err());
    }

    #[test]
    fn nothing_else_is_taken_for_a_ledger_and_nothing_is_rewritten() {
        let file = File::new();
        let connection = rusqlite::Connection::open(&file.0).unwrap();
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        drop(connection);
        let error = SqliteLedger::open_or_create(&file.0).err().unwrap();
        assert_eq!(error.code(), Code::LedgerFailed, "{error}");

        let file = File::new();
        let ledger = SqliteLedger::open_or_create(&file.0).unwrap();
        let claim = |id: &str| {
            Claim::new("a", "ada", ClaimKey::new("urn:x:i", id), format!("urn:x:a:{id}"), now())
        };
        let mut stack = claim("3");
        stack.rests_on = vec![claim("1").key];
        stack.related = vec!["urn:x:other".to_owned()];
        let entry = openbadges::recognition::Entry {
            category: "pay".into(),
            amount: amount("1 USD"),
            period: openbadges::recognition::policy::Period { year: 2026, payment: 1 },
            on: day("2026-03-01"),
        };
        ledger.claim(&[claim("1"), claim("2"), stack.with_entry(entry)]).unwrap();
        ledger.reverse(&Reversal::new("a", claim("2").key, "revoked", now())).unwrap();
        let kept = |ledger: &SqliteLedger| {
            (ledger.tally("a", "ada", &[]).unwrap(), ledger.history("a", "ada").unwrap())
        };
        let before = kept(&ledger);
        let connection = rusqlite::Connection::open(&file.0).unwrap();
        // As a program does that knows nothing of the ledger: no foreign keys, no recursive triggers.
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        for statement in [
            "UPDATE claim SET person = 'eve'",
            "DELETE FROM event",
            "DELETE FROM claim",
            "REPLACE INTO claim SELECT number, account, 'eve', issuer, credential, achievement,
                training, policy, at FROM claim WHERE number = 1",
            "UPDATE OR REPLACE claim SET number = 1 WHERE number = 2",
            "REPLACE INTO entry SELECT claim, position, category, '9', unit, year, payment,
                awarded_on FROM entry",
            "INSERT INTO entry VALUES (1, 7, 'pay', '9', 'USD', 2026, 1, '2026-03-01')",
            "REPLACE INTO rest SELECT claim, position, issuer, 'urn:x:other' FROM rest",
            "INSERT INTO rest VALUES (3, 7, 'urn:x:i', 'urn:x:other')",
            "REPLACE INTO related VALUES (3, 0, 'urn:x:another')",
            "INSERT INTO related VALUES (1, 7, 'urn:x:a:9')",
            "REPLACE INTO event SELECT number, claim, kind, at, 'another', author FROM event
                WHERE kind = 'reversed'",
            "INSERT INTO event (claim, kind, at) VALUES (1, 'claimed', 'now')",
            "INSERT INTO event (claim, kind, at) VALUES (2, 'reversed', 'now')",
            "DELETE FROM live",
            "UPDATE live SET person = 'eve'",
            "REPLACE INTO live SELECT claim, account, 'eve', issuer, credential, achievement FROM live",
            // What was taken back, and what was never claimed.
            "INSERT INTO live SELECT number, account, person, issuer, credential, achievement
                FROM claim WHERE number = 2",
            "INSERT INTO live VALUES (1, 'other', 'ada', 'urn:x:i', '1', 'urn:x:a:1')",
        ] {
            assert!(connection.execute_batch(statement).is_err(), "{statement}");
        }
        assert_eq!(kept(&ledger), before);
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = SqliteLedger::open(&file.0).err().unwrap();
        assert_eq!(error.code(), Code::LedgerVersion);
    }
}
