use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension as _};

use super::{begin, failed, is_busy};
use crate::status::store::{StatusUrl, StoreError};

/// Marks the file as a status store, in the header that SQLite keeps for that: `obst`.
const APPLICATION_ID: i32 = 0x6f62_7374;

/// How long a transaction waits for others to finish theirs.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The schema, one step a version; a store of version *n* has taken the first *n* steps.
///
/// A row in `bit` is a bit that is 1. What was recorded stays: the triggers hold that against
/// every program that writes to the file.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE list (
        number INTEGER PRIMARY KEY,
        entries INTEGER NOT NULL CHECK (entries >= 131072),
        planned INTEGER NOT NULL,
        allotted INTEGER NOT NULL CHECK (allotted <= planned),
        opened_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE credential (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        achievement TEXT,
        recipient TEXT,
        list INTEGER NOT NULL REFERENCES list,
        position INTEGER NOT NULL CHECK (position >= 0),
        suspendable INTEGER NOT NULL CHECK (suspendable IN (0, 1)),
        reserved_at TEXT NOT NULL,
        UNIQUE (list, position)
    ) STRICT;

    CREATE TABLE bit (
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
        position INTEGER NOT NULL,
        PRIMARY KEY (list, purpose, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE change (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        credential INTEGER NOT NULL REFERENCES credential,
        list INTEGER NOT NULL REFERENCES list,
        purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
        state INTEGER NOT NULL CHECK (state IN (0, 1)),
        at TEXT NOT NULL,
        reason TEXT,
        author TEXT
    ) STRICT;
    CREATE INDEX change_of_credential ON change (credential, number);
    CREATE INDEX change_of_list ON change (list, purpose, number);

    CREATE TRIGGER change_is_never_rewritten BEFORE UPDATE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER change_is_never_forgotten BEFORE DELETE ON change
        BEGIN SELECT RAISE (ABORT, 'the history is append-only'); END;
    CREATE TRIGGER credential_never_moves BEFORE UPDATE ON credential
        BEGIN SELECT RAISE (ABORT, 'a credential keeps its place'); END;
    CREATE TRIGGER credential_is_never_forgotten BEFORE DELETE ON credential
        BEGIN SELECT RAISE (ABORT, 'an index is never used again'); END;
    CREATE TRIGGER revocation_is_final BEFORE DELETE ON bit WHEN old.purpose = 'revocation'
        BEGIN SELECT RAISE (ABORT, 'a revocation is final'); END;
"];

/// What a file is.
pub(super) enum Identity {
    /// Nothing yet.
    Empty,
    /// A status store.
    Store,
    /// A database of another program.
    Foreign,
}

/// Says what the file is, and writes nothing.
pub(super) fn identify(connection: &mut Connection) -> Result<Identity, StoreError> {
    // Both are read at one moment: another process may be making a store of the file.
    let transaction = connection.transaction().map_err(failed)?;
    let application: i32 =
        transaction.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    let things: i64 = transaction
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(failed)?;
    Ok(match (application, things) {
        (APPLICATION_ID, 1..) => Identity::Store,
        (0, 0) => Identity::Empty,
        _ => Identity::Foreign,
    })
}

/// Sees to it that a commit survives a crash.
pub(super) fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    // SQLite does not wait for others here as it does for transactions.
    let deadline = Instant::now() + PATIENCE;
    let mode: String = loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => break other.map_err(failed)?,
        }
    };
    if mode != "wal" {
        let message = format!("write-ahead mode is needed, but SQLite stays in mode {mode}");
        return Err(StoreError::failed(message));
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed)
}

/// Brings the schema up to date and gives the store's URL, which `new_with` sets in a new store.
pub(super) fn migrate(
    connection: &mut Connection,
    new_with: Option<&StatusUrl>,
) -> Result<Option<StatusUrl>, StoreError> {
    let transaction = begin(connection)?;
    let found: u32 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let known = u32::try_from(MIGRATIONS.len()).map_err(StoreError::failed)?;
    let steps = MIGRATIONS.get(found as usize..).ok_or(StoreError::Version { found, known })?;
    for step in steps {
        transaction.execute_batch(step).map_err(failed)?;
    }
    if !steps.is_empty() {
        transaction.pragma_update(None, "user_version", known).map_err(failed)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    }
    if let Some(url) = new_with {
        transaction
            .execute(
                "INSERT INTO setting (name, value) VALUES ('status_url', ?1) ON CONFLICT DO NOTHING",
                [url.as_str()],
            )
            .map_err(failed)?;
    }
    let stored: Option<String> = transaction
        .query_row("SELECT value FROM setting WHERE name = 'status_url'", [], |row| row.get(0))
        .optional()
        .map_err(failed)?;
    transaction.commit().map_err(failed)?;
    stored.map(|text| text.parse().map_err(StoreError::failed)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commit_reaches_the_disk() {
        let path = std::env::temp_dir().join(format!("openbadges-{}.db", std::process::id()));
        let connection = Connection::open(&path).unwrap();
        make_durable(&connection).unwrap();
        let pragma = |name| -> String {
            let row = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            format!("{:?}", connection.pragma_query_value(None, name, row).unwrap())
        };
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        assert_eq!(pragma("synchronous"), "Integer(2)");
        assert_eq!(pragma("foreign_keys"), "Integer(1)");
        drop(connection);
        std::fs::remove_file(path).unwrap();

        let in_memory = Connection::open_in_memory().unwrap();
        assert!(matches!(make_durable(&in_memory), Err(StoreError::Failed(_))));
    }
}
