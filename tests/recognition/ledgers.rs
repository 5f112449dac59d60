use openbadges::recognition::ledger::conformance;
use openbadges::recognition::{
    Candidate, ClaimKey, Ledger, LedgerError, MemoryLedger, Reversal, Ruling, count,
};

use crate::office::*;

#[test]
fn the_memory_ledger_conforms() {
    conformance::run(&|| Ok(Box::new(MemoryLedger::new()))).unwrap();
}

/// A ledger that forgets what it refused to count is found out.
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
    assert_eq!(lines, ["limits hold", "limits hold for claims at once"]);
}

#[test]
fn what_was_counted_is_refused_with_the_reason() {
    let policy = policy("6 pdp", "pdp", &[]);
    let ledger = MemoryLedger::new();
    let claim = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &ledger, &now(), |it| (against(it), it.to_text()))
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
                    it.decisions[0].ruling == Ruling::Counts
                };
                counted +=
                    usize::from(count(&policy, &ada(), one, &ledger, &now(), counts).unwrap());
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
mod sqlite {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use openbadges::Code;
    use openbadges::recognition::{
        Claim, ClaimKey, Ledger as _, SqliteLedger, ledger::conformance,
    };

    use crate::office::now;

    struct File(PathBuf);

    impl File {
        fn new() -> Self {
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
        assert!(SqliteLedger::open(&file.0).is_err(), "there is none yet");
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
        let claim = Claim::new("a", "ada", ClaimKey::new("urn:x:i", "1"), "urn:x:a", now());
        ledger.claim(&[claim]).unwrap();
        let connection = rusqlite::Connection::open(&file.0).unwrap();
        for statement in
            ["UPDATE claim SET person = 'eve'", "DELETE FROM event", "DELETE FROM claim"]
        {
            assert!(connection.execute_batch(statement).is_err(), "{statement}");
        }
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = SqliteLedger::open(&file.0).err().unwrap();
        assert_eq!(error.code(), Code::LedgerVersion);
    }
}
