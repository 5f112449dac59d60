use std::collections::HashSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use super::{Claim, ClaimKey, Entry, Event, Ledger, LedgerError, Reversal, Tally, together};
use crate::database::Absent;
use crate::database::sqlite::{Kind, begin, failed, open};
use crate::recognition::Amount;
use crate::recognition::policy::Period;
use crate::text::Timestamp;

/// A [`Ledger`] in one SQLite file, which any number of threads and processes may share.
///
/// What was acknowledged survives the crash of the program and of the machine. It must lie on a disk
/// of the machine, not on a network share. SQLite keeps two more files beside it while it is open.
pub struct SqliteLedger {
    connection: Mutex<Connection>,
}

/// A ledger: the file is marked `obld`.
const LEDGER: Kind = Kind { application_id: 0x6f62_6c64, migrations: MIGRATIONS };

/// A row in `live` is a claim that counts. What was written stays: the triggers hold that against
/// every program that writes to the file.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE claim (
        number INTEGER PRIMARY KEY,
        account TEXT NOT NULL,
        person TEXT NOT NULL,
        issuer TEXT NOT NULL,
        credential TEXT NOT NULL,
        achievement TEXT NOT NULL,
        training TEXT NOT NULL,
        policy TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX claim_of_credential ON claim (issuer, credential);

    CREATE TABLE entry (
        claim INTEGER NOT NULL REFERENCES claim,
        position INTEGER NOT NULL,
        category TEXT NOT NULL,
        number TEXT NOT NULL,
        unit TEXT NOT NULL,
        year INTEGER NOT NULL,
        payment INTEGER NOT NULL,
        awarded_on TEXT NOT NULL,
        PRIMARY KEY (claim, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rest (
        claim INTEGER NOT NULL REFERENCES claim,
        position INTEGER NOT NULL,
        issuer TEXT NOT NULL,
        credential TEXT NOT NULL,
        PRIMARY KEY (claim, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        claim INTEGER NOT NULL REFERENCES claim,
        kind TEXT NOT NULL CHECK (kind IN ('claimed', 'reversed')),
        at TEXT NOT NULL,
        reason TEXT,
        author TEXT
    ) STRICT;
    CREATE INDEX event_of_claim ON event (claim, number);

    CREATE TABLE live (
        claim INTEGER PRIMARY KEY REFERENCES claim,
        account TEXT NOT NULL,
        person TEXT NOT NULL,
        issuer TEXT NOT NULL,
        credential TEXT NOT NULL,
        achievement TEXT NOT NULL,
        UNIQUE (account, issuer, credential),
        UNIQUE (account, person, achievement)
    ) STRICT;
    CREATE INDEX live_credential ON live (issuer, credential);

    CREATE TRIGGER claim_is_never_rewritten BEFORE UPDATE ON claim
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER claim_is_never_forgotten BEFORE DELETE ON claim
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER entry_is_never_rewritten BEFORE UPDATE ON entry
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER entry_is_never_forgotten BEFORE DELETE ON entry
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER rest_is_never_rewritten BEFORE UPDATE ON rest
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER rest_is_never_forgotten BEFORE DELETE ON rest
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER event_is_never_rewritten BEFORE UPDATE ON event
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER event_is_never_forgotten BEFORE DELETE ON event
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
",
    GUARDS,
];

/// What holds against other programs, too: nothing is replaced (`INSERT OR REPLACE` deletes without
/// the triggers of deletion), and nothing counts, or ceases to, that no event says.
const GUARDS: &str = "
    CREATE TABLE related (
        claim INTEGER NOT NULL REFERENCES claim,
        position INTEGER NOT NULL,
        achievement TEXT NOT NULL,
        PRIMARY KEY (claim, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX claim_of_person ON claim (account, person);
    CREATE INDEX rest_of_credential ON rest (issuer, credential);

    CREATE TRIGGER related_is_never_rewritten BEFORE UPDATE ON related
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER related_is_never_forgotten BEFORE DELETE ON related
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER claim_is_never_replaced BEFORE INSERT ON claim
        WHEN EXISTS (SELECT 1 FROM claim WHERE number = NEW.number)
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
        WHEN EXISTS (SELECT 1 FROM entry WHERE claim = NEW.claim AND position = NEW.position)
            OR EXISTS (SELECT 1 FROM event WHERE claim = NEW.claim)
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER rest_is_never_replaced BEFORE INSERT ON rest
        WHEN EXISTS (SELECT 1 FROM rest WHERE claim = NEW.claim AND position = NEW.position)
            OR EXISTS (SELECT 1 FROM event WHERE claim = NEW.claim)
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER related_is_never_replaced BEFORE INSERT ON related
        WHEN EXISTS (SELECT 1 FROM related WHERE claim = NEW.claim AND position = NEW.position)
            OR EXISTS (SELECT 1 FROM event WHERE claim = NEW.claim)
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
        WHEN EXISTS (SELECT 1 FROM event WHERE number = NEW.number)
            OR NEW.kind = 'claimed' AND EXISTS (SELECT 1 FROM event WHERE claim = NEW.claim)
            OR NEW.kind = 'reversed' AND NOT EXISTS (SELECT 1 FROM live WHERE claim = NEW.claim)
        BEGIN SELECT RAISE (ABORT, 'a claim is counted once and taken back once'); END;

    CREATE TRIGGER live_is_what_was_claimed BEFORE INSERT ON live
        WHEN EXISTS (SELECT 1 FROM live WHERE claim = NEW.claim
                OR account = NEW.account AND issuer = NEW.issuer AND credential = NEW.credential
                OR account = NEW.account AND person = NEW.person AND achievement = NEW.achievement)
            OR NOT EXISTS (SELECT 1 FROM claim WHERE number = NEW.claim
                AND account = NEW.account AND person = NEW.person AND issuer = NEW.issuer
                AND credential = NEW.credential AND achievement = NEW.achievement)
            OR coalesce((SELECT kind FROM event WHERE claim = NEW.claim
                ORDER BY number DESC LIMIT 1), '') <> 'claimed'
        BEGIN SELECT RAISE (ABORT, 'only what was claimed counts, and once'); END;
    CREATE TRIGGER live_is_never_rewritten BEFORE UPDATE ON live
        BEGIN SELECT RAISE (ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER live_ends_with_a_reversal BEFORE DELETE ON live
        WHEN coalesce((SELECT kind FROM event WHERE claim = OLD.claim
            ORDER BY number DESC LIMIT 1), '') <> 'reversed'
        BEGIN SELECT RAISE (ABORT, 'only what was taken back ceases to count'); END;
";

const CLAIM: &str = "SELECT claim.number, claim.account, claim.person, claim.issuer,
    claim.credential, claim.achievement, claim.training, claim.policy, claim.at FROM claim";

impl SqliteLedger {
    /// Opens the ledger in the file at `path`, which must be there: [`SqliteLedger::open_or_create`]
    /// makes one.
    ///
    /// # Errors
    /// [`LedgerError::NotALedger`] when the file is something else, [`LedgerError::Version`] when it
    /// is from a later version of this library, [`LedgerError::Failed`] when there is none, or it cannot
    /// be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Self::prepare(path.as_ref(), Absent::Refuse)
    }

    /// Opens the ledger in the file at `path`, or makes one.
    ///
    /// # Errors
    /// As [`SqliteLedger::open`].
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, LedgerError> {
        Self::prepare(path.as_ref(), Absent::Create)
    }

    fn prepare(path: &Path, absent: Absent) -> Result<Self, LedgerError> {
        let (connection, ()) = open(path, &LEDGER, absent, |_| Ok::<(), LedgerError>(()))?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic left open was rolled back when it was dropped.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for SqliteLedger {
    fn tally(&self, account: &str, person: &str, keys: &[ClaimKey]) -> Result<Tally, LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        tally(&transaction, account, person, keys)
    }

    fn claim(&self, claims: &[Claim]) -> Result<(), LedgerError> {
        let Some((account, person)) = together(claims)? else { return Ok(()) };
        let keys: Vec<ClaimKey> = claims.iter().map(|claim| claim.key.clone()).collect();
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let mut tally = tally(&transaction, account, person, &keys)?;
        for claim in claims {
            tally.admit(claim)?;
            insert(&transaction, claim)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(())
    }

    fn reverse(&self, reversal: &Reversal) -> Result<Vec<ClaimKey>, LedgerError> {
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let Reversal { account, key, at, reason, by } = reversal;
        let was_claimed: bool = transaction
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM claim
                    WHERE issuer = ?1 AND credential = ?2 AND account = ?3)",
            )
            .and_then(|mut select| {
                let values = params![key.issuer(), key.credential(), account];
                select.query_row(values, |row| row.get(0))
            })
            .map_err(failed)?;
        if !was_claimed {
            return Err(LedgerError::Unknown(key.clone()));
        }
        let mut reversed = Vec::new();
        let mut queue = vec![key.clone()];
        while let Some(key) = queue.pop() {
            let values = params![account, key.issuer(), key.credential()];
            let number: Option<i64> = transaction
                .prepare_cached(
                    "SELECT claim FROM live
                     WHERE account = ?1 AND issuer = ?2 AND credential = ?3",
                )
                .and_then(|mut select| select.query_row(values, |row| row.get(0)).optional())
                .map_err(failed)?;
            let Some(number) = number else { continue };
            transaction
                .prepare_cached(
                    "INSERT INTO event (claim, kind, at, reason, author)
                     VALUES (?1, 'reversed', ?2, ?3, ?4)",
                )
                .and_then(|mut insert| insert.execute(params![number, at.as_str(), reason, by]))
                .map_err(failed)?;
            transaction
                .prepare_cached("DELETE FROM live WHERE claim = ?1")
                .and_then(|mut delete| delete.execute([number]))
                .map_err(failed)?;
            let mut resting = transaction
                .prepare_cached(
                    "SELECT live.issuer, live.credential FROM live JOIN rest USING (claim)
                     WHERE account = ?1 AND rest.issuer = ?2 AND rest.credential = ?3
                     ORDER BY live.claim",
                )
                .map_err(failed)?;
            let rows = resting
                .query_map(values, |row| Ok(ClaimKey::kept(row.get(0)?, row.get(1)?)))
                .map_err(failed)?;
            queue.extend(rows.collect::<Result<Vec<_>, _>>().map_err(failed)?);
            reversed.push(key);
        }
        transaction.commit().map_err(failed)?;
        Ok(reversed)
    }

    fn find(&self, key: &ClaimKey) -> Result<Vec<Claim>, LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let condition =
            "JOIN live ON live.claim = claim.number WHERE live.issuer = ?1 AND live.credential = ?2
             ORDER BY claim.number";
        claims(&transaction, condition, &[key.issuer(), key.credential()])
    }

    fn accounts(&self) -> Result<Vec<String>, LedgerError> {
        names(&self.connection(), "SELECT DISTINCT account FROM claim ORDER BY account", &[])
    }

    fn people(&self, account: &str) -> Result<Vec<String>, LedgerError> {
        let select = "SELECT DISTINCT person FROM claim WHERE account = ?1 ORDER BY person";
        names(&self.connection(), select, &[account])
    }

    fn history(&self, account: &str, person: &str) -> Result<Vec<Event>, LedgerError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let mut select = transaction
            .prepare_cached(
                "SELECT event.claim, kind, event.at, reason, author, issuer, credential
                 FROM event JOIN claim ON claim.number = event.claim
                 WHERE account = ?1 AND person = ?2 ORDER BY event.number",
            )
            .map_err(failed)?;
        let mut rows = select.query([account, person]).map_err(failed)?;
        let mut events = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let number: i64 = row.get(0).map_err(failed)?;
            let kind: String = row.get(1).map_err(failed)?;
            if kind == "claimed" {
                let found =
                    claims(&transaction, "WHERE claim.number = ?1", &[&number.to_string()])?;
                events.extend(found.into_iter().map(Event::Claimed));
                continue;
            }
            let key = (row.get(5), row.get(6));
            let key = ClaimKey::kept(key.0.map_err(failed)?, key.1.map_err(failed)?);
            let reason: Option<String> = row.get(3).map_err(failed)?;
            let reason = reason.unwrap_or_default();
            let mut reversal = Reversal::new(account, key, reason, timestamp(row, 2)?);
            reversal.by = row.get(4).map_err(failed)?;
            events.push(Event::Reversed(reversal));
        }
        Ok(events)
    }
}

/// The texts of one column.
fn names(
    connection: &Connection,
    select: &str,
    values: &[&str],
) -> Result<Vec<String>, LedgerError> {
    let mut select = connection.prepare_cached(select).map_err(failed)?;
    let values = rusqlite::params_from_iter(values);
    let rows = select.query_map(values, |row| row.get(0)).map_err(failed)?;
    Ok(rows.collect::<Result<_, _>>().map_err(failed)?)
}

fn tally(
    transaction: &Transaction<'_>,
    account: &str,
    person: &str,
    keys: &[ClaimKey],
) -> Result<Tally, LedgerError> {
    let condition = "JOIN live ON live.claim = claim.number
        WHERE live.account = ?1 AND live.person = ?2 ORDER BY claim.number";
    let own = claims(transaction, condition, &[account, person])?;
    let mut select = transaction
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM live
                WHERE account = ?1 AND issuer = ?2 AND credential = ?3 AND person <> ?4)",
        )
        .map_err(failed)?;
    let mut others = HashSet::new();
    for key in keys {
        let values = params![account, key.issuer(), key.credential(), person];
        if select.query_row(values, |row| row.get(0)).map_err(failed)? {
            others.insert(key.clone());
        }
    }
    Ok(Tally::new(own, others))
}

fn insert(transaction: &Transaction<'_>, claim: &Claim) -> Result<(), LedgerError> {
    let Claim { account, person, key, achievement, training, policy, at, .. } = claim;
    let (issuer, credential) = (key.issuer(), key.credential());
    transaction
        .prepare_cached(
            "INSERT INTO claim
                (account, person, issuer, credential, achievement, training, policy, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut insert| {
            let at = at.as_str();
            insert.execute(params![
                account,
                person,
                issuer,
                credential,
                achievement,
                training,
                policy,
                at
            ])
        })
        .map_err(failed)?;
    let number = transaction.last_insert_rowid();
    for (position, entry) in (0_i64..).zip(&claim.entries) {
        let Entry { category, amount, period, on } = entry;
        let (of, unit) = (amount.number().to_string(), amount.unit().as_str());
        let (Period { year, payment }, on) = (period, on.to_string());
        transaction
            .prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .and_then(|mut insert| {
                insert.execute(params![number, position, category, of, unit, year, payment, on])
            })
            .map_err(failed)?;
    }
    for (position, key) in (0_i64..).zip(&claim.rests_on) {
        transaction
            .prepare_cached("INSERT INTO rest VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| {
                insert.execute(params![number, position, key.issuer(), key.credential()])
            })
            .map_err(failed)?;
    }
    for (position, related) in (0_i64..).zip(&claim.related) {
        transaction
            .prepare_cached("INSERT INTO related VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![number, position, related]))
            .map_err(failed)?;
    }
    transaction
        .prepare_cached("INSERT INTO event (claim, kind, at) VALUES (?1, 'claimed', ?2)")
        .and_then(|mut insert| insert.execute(params![number, at.as_str()]))
        .map_err(failed)?;
    transaction
        .prepare_cached("INSERT INTO live VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .and_then(|mut insert| {
            insert.execute(params![number, account, person, issuer, credential, achievement])
        })
        .map_err(failed)?;
    Ok(())
}

fn claims(
    transaction: &Transaction<'_>,
    condition: &str,
    values: &[&str],
) -> Result<Vec<Claim>, LedgerError> {
    let mut select = transaction.prepare_cached(&format!("{CLAIM} {condition}")).map_err(failed)?;
    let mut rows = select.query(rusqlite::params_from_iter(values)).map_err(failed)?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let number: i64 = row.get(0).map_err(failed)?;
        let text = |column| row.get::<_, String>(column).map_err(failed);
        let key = ClaimKey::kept(text(3)?, text(4)?);
        let claim = Claim::new(text(1)?, text(2)?, key, text(5)?, timestamp(row, 8)?);
        claims.push(Claim {
            training: text(6)?,
            policy: text(7)?,
            entries: entries(transaction, number)?,
            rests_on: rests_on(transaction, number)?,
            related: related(transaction, number)?,
            ..claim
        });
    }
    Ok(claims)
}

fn entries(transaction: &Transaction<'_>, claim: i64) -> Result<Vec<Entry>, LedgerError> {
    let mut select = transaction
        .prepare_cached(
            "SELECT category, number, unit, year, payment, awarded_on FROM entry
             WHERE claim = ?1 ORDER BY position",
        )
        .map_err(failed)?;
    let mut rows = select.query([claim]).map_err(failed)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let text = |column| row.get::<_, String>(column).map_err(failed);
        let number = text(1)?.parse().map_err(LedgerError::failed)?;
        let amount = Amount::new(number, text(2)?.parse()?)?;
        let (year, payment) = (row.get(3).map_err(failed)?, row.get(4).map_err(failed)?);
        let period = Period { year, payment };
        entries.push(Entry { category: text(0)?.into(), amount, period, on: text(5)?.parse()? });
    }
    Ok(entries)
}

fn rests_on(transaction: &Transaction<'_>, claim: i64) -> Result<Vec<ClaimKey>, LedgerError> {
    let mut select = transaction
        .prepare_cached("SELECT issuer, credential FROM rest WHERE claim = ?1 ORDER BY position")
        .map_err(failed)?;
    let rows = select
        .query_map([claim], |row| Ok(ClaimKey::kept(row.get(0)?, row.get(1)?)))
        .map_err(failed)?;
    Ok(rows.collect::<Result<_, _>>().map_err(failed)?)
}

fn related(transaction: &Transaction<'_>, claim: i64) -> Result<Vec<String>, LedgerError> {
    let mut select = transaction
        .prepare_cached("SELECT achievement FROM related WHERE claim = ?1 ORDER BY position")
        .map_err(failed)?;
    let rows = select.query_map([claim], |row| row.get(0)).map_err(failed)?;
    Ok(rows.collect::<Result<_, _>>().map_err(failed)?)
}

fn timestamp(row: &Row<'_>, column: usize) -> Result<Timestamp, LedgerError> {
    let text: String = row.get(column).map_err(failed)?;
    Timestamp::parse_unzoned(&text).map_err(LedgerError::failed)
}
