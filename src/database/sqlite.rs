use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::{Absent, DatabaseError};

/// How long a transaction waits for others to finish theirs.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is kept in a file.
pub(crate) struct Kind {
    /// Marks the file, in the header that SQLite keeps for that.
    pub(crate) application_id: i32,
    /// The schema, one step a version; a file of version *n* has taken the first *n* steps.
    pub(crate) migrations: &'static [&'static str],
}

/// Opens the file of a kind: durable, its schema up to date. `finish` runs in the transaction that
/// brought it there; where that is a new file, it says what is to be in it.
///
/// Nothing is written to a file of another kind.
pub(crate) fn open<T, E: From<DatabaseError>>(
    path: &Path,
    kind: &Kind,
    absent: Absent,
    finish: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<(Connection, T), E> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if absent == Absent::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    // In a folder that may not be read it is not known to be absent.
    if absent == Absent::Refuse && matches!(path.try_exists(), Ok(false)) {
        let message = format!("there is no such file: {}", path.display());
        let error = std::io::Error::new(std::io::ErrorKind::NotFound, message);
        return Err(DatabaseError::failed(error).into());
    }
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    let foreign = || DatabaseError::Foreign(path.display().to_string());
    match (identify(&mut connection, kind)?, absent) {
        (Identity::Own, _) | (Identity::Empty, Absent::Create) => {}
        _ => return Err(foreign().into()),
    }
    make_durable(&connection)?;
    make_room(&connection)?;
    let done = {
        let transaction = begin(&mut connection)?;
        migrate(&transaction, kind)?;
        let done = finish(&transaction)?;
        transaction.commit().map_err(failed)?;
        done
    };
    Ok((connection, done))
}

/// A transaction that holds the file's write lock from its start, so that nothing that it read can
/// change before it writes.
pub(crate) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, DatabaseError> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)
}

pub(crate) fn failed(error: rusqlite::Error) -> DatabaseError {
    if is_busy(&error) { DatabaseError::Busy } else { DatabaseError::failed(error) }
}

/// Whether a row was refused, since another has its key or a trigger guards it.
pub(crate) fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// What a file is.
enum Identity {
    /// Nothing yet.
    Empty,
    /// Of the kind that was looked for.
    Own,
    /// A database of another program.
    Foreign,
}

/// Says what the file is, and writes nothing.
fn identify(connection: &mut Connection, kind: &Kind) -> Result<Identity, DatabaseError> {
    // Both are read at one moment: another process may be making the file.
    let transaction = connection.transaction().map_err(failed)?;
    let application: i32 =
        transaction.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    let things: i64 = transaction
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(failed)?;
    Ok(match (application, things) {
        (found, 1..) if found == kind.application_id => Identity::Own,
        (0, 0) => Identity::Empty,
        _ => Identity::Foreign,
    })
}

/// Sees to it that a commit survives a crash.
fn make_durable(connection: &Connection) -> Result<(), DatabaseError> {
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
        return Err(DatabaseError::failed(message));
    }
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed)
}

/// Makes the work of a large file that of a small one: the upper pages of its indexes stay in
/// memory (32 MiB at most), and pages that change often are copied out of the log more seldom
/// (every 32 MiB).
fn make_room(connection: &Connection) -> Result<(), DatabaseError> {
    connection.pragma_update(None, "cache_size", -32_768).map_err(failed)?;
    let pages = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    connection
        .pragma_update_and_check(None, "wal_autocheckpoint", 8_192, pages)
        .map(drop)
        .map_err(failed)
}

/// Brings the schema up to date.
fn migrate(transaction: &Transaction<'_>, kind: &Kind) -> Result<(), DatabaseError> {
    let found: u32 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let known = u32::try_from(kind.migrations.len()).map_err(DatabaseError::failed)?;
    let version = DatabaseError::Version { found, known };
    let steps = kind.migrations.get(found as usize..).ok_or(version)?;
    for step in steps {
        transaction.execute_batch(step).map_err(failed)?;
    }
    if !steps.is_empty() {
        transaction.pragma_update(None, "user_version", known).map_err(failed)?;
        let id = kind.application_id;
        transaction.pragma_update(None, "application_id", id).map_err(failed)?;
    }
    Ok(())
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
        assert!(matches!(make_durable(&in_memory), Err(DatabaseError::Failed(_))));
    }
}
