//! Connections that are kept and made anew, transactions that are repeated where that is safe, and
//! a schema of tables brought up to date.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use postgres::error::{DbError, Severity, SqlState};
use postgres::types::ToSql;
use postgres::{Client, Row, Statement};

use super::DatabaseError;
use crate::random::{SystemRandom, below};

/// Makes a connection, with whatever encryption the caller asks for.
pub(crate) type Connect = Box<dyn Fn() -> Result<Client, postgres::Error> + Send + Sync>;

/// How long a call waits for one of the connections.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a transaction is tried that the server ended in favour of another.
const ATTEMPTS: u32 = 10;

/// What each connection is told first. A statement that takes longer than any of ours should is
/// ended, and so is a transaction whose client fell silent. What is acknowledged is on the disk,
/// also where the server's settings would have it otherwise.
const SETTINGS: &str = "
    SET statement_timeout = '60s';
    SET lock_timeout = '20s';
    SET idle_in_transaction_session_timeout = '60s';
    SET client_min_messages = warning;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';";

/// A schema in a database: its name, and how its tables came to be.
pub(crate) struct Schema {
    /// Lower-case letters, digits and underscores.
    pub(crate) name: String,
    /// One step a version; a schema of version *n* has taken the first *n* steps.
    pub(crate) migrations: &'static [&'static str],
}

/// Whether a text is the name of a schema here: 1 to 40 lower-case letters, digits and underscores, a
/// letter first.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 40
        && text.bytes().all(is_plain)
}

/// Connections to the tables of one schema.
pub(crate) struct Pool {
    connect: Connect,
    schema: Schema,
    most: usize,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Default)]
struct Shelf {
    idle: Vec<Link>,
    /// Idle and in use.
    open: usize,
}

/// One connection.
pub(crate) struct Link {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

/// Why the work in a transaction was given up.
#[derive(Debug)]
pub(crate) enum Aborted<E> {
    /// The database refused or failed.
    Database(postgres::Error),
    /// Another transaction was there first: start over, and see what it did.
    Again,
    /// For a reason of the caller's.
    Other(E),
}

impl<E> From<postgres::Error> for Aborted<E> {
    fn from(error: postgres::Error) -> Self {
        Aborted::Database(error)
    }
}

impl Pool {
    /// Connects once, so that a wrong address is told at once.
    pub(crate) fn open(
        connect: Connect,
        schema: Schema,
        most: usize,
    ) -> Result<Self, DatabaseError> {
        let (shelf, returned) = Default::default();
        let pool = Self { connect, schema, most: most.max(1), shelf, returned };
        pool.link()?.give_back();
        Ok(pool)
    }

    /// Brings the tables up to date, and makes them where that is asked for. Says whether there
    /// are any.
    pub(crate) fn migrate(&self, absent: super::Absent) -> Result<bool, DatabaseError> {
        let Schema { name, migrations } = &self.schema;
        let known = u32::try_from(migrations.len()).map_err(DatabaseError::failed)?;
        self.transact(|link| {
            let later = |found| Aborted::Other(DatabaseError::Version { found, known });
            // Whoever may not change the schema can use one that is up to date, and is told of one
            // that is ahead before anything is tried.
            match version(link, name)? {
                Some(found) if found == known => return Ok(true),
                Some(found) if found > known => return Err(later(found)),
                None if absent == super::Absent::Refuse => return Ok(false),
                _ => {}
            }
            link.client.batch_execute("SET LOCAL statement_timeout = 0")?;
            link.client.batch_execute(&format!(
                "SELECT pg_advisory_xact_lock(hashtextextended('openbadges {name}', 0));
                 CREATE SCHEMA IF NOT EXISTS {name};
                 CREATE TABLE IF NOT EXISTS {name}.schema_version (
                    number int PRIMARY KEY,
                    reached_at timestamptz NOT NULL DEFAULT now()
                 )"
            ))?;
            let found = version(link, name)?.unwrap_or(0);
            let steps = migrations.get(found as usize..).ok_or_else(|| later(found))?;
            for (number, step) in (found + 1..).zip(steps) {
                link.client.batch_execute(step)?;
                let record =
                    format!("INSERT INTO {name}.schema_version (number) VALUES ({number})");
                link.client.batch_execute(&record)?;
            }
            Ok(true)
        })
    }

    /// Does the work in one transaction. It is done again, at most a few times, where the server
    /// ended it in favour of another or the connection was lost before the commit: nothing of it
    /// had happened then.
    pub(crate) fn transact<T, E: From<DatabaseError>>(
        &self,
        mut work: impl FnMut(&mut Link) -> Result<T, Aborted<E>>,
    ) -> Result<T, E> {
        self.repeat(|link| {
            link.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED")?;
            let done = work(link)?;
            match link.client.batch_execute("COMMIT") {
                Ok(()) => Ok(done),
                // The server says itself that it rolled back.
                Err(error) if is_plain(&error) => Err(error.into()),
                Err(error) => {
                    Err(Aborted::Other(DatabaseError::Unconfirmed(told(error).into()).into()))
                }
            }
        })
    }

    /// Does work that consists of one statement that reads.
    pub(crate) fn read<T, E: From<DatabaseError>>(
        &self,
        work: impl FnMut(&mut Link) -> Result<T, Aborted<E>>,
    ) -> Result<T, E> {
        self.repeat(work)
    }

    fn repeat<T, E: From<DatabaseError>>(
        &self,
        mut work: impl FnMut(&mut Link) -> Result<T, Aborted<E>>,
    ) -> Result<T, E> {
        let (mut attempt, mut lost) = (0, 0);
        loop {
            let mut link = self.link()?;
            let aborted = match work(link.get()?) {
                Ok(done) => {
                    link.give_back();
                    return Ok(done);
                }
                Err(aborted) => aborted,
            };
            let is_fatal = matches!(&aborted, Aborted::Database(error) if is_fatal(error));
            let is_lost = is_fatal || link.is_closed();
            link.roll_back();
            attempt += 1;
            let error = match aborted {
                Aborted::Other(error) => return Err(error),
                Aborted::Again if attempt < ATTEMPTS => None,
                Aborted::Again => return Err(DatabaseError::Busy.into()),
                Aborted::Database(error) => Some(error),
            };
            if let Some(error) = error {
                if is_lost {
                    // The others were most likely lost with it: the server was restarted.
                    self.drop_idle();
                    lost += 1;
                }
                let may_repeat = is_lost && lost < 3 || is_contention(&error);
                if !may_repeat || attempt >= ATTEMPTS {
                    return Err(failed(error).into());
                }
            }
            std::thread::sleep(pause(attempt));
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection that is idle, or a new one; waits where as many as may be are in use.
    fn link(&self) -> Result<Lent<'_>, DatabaseError> {
        let deadline = Instant::now() + PATIENCE;
        let mut shelf = self.shelf();
        loop {
            while let Some(link) = shelf.idle.pop() {
                if !link.client.is_closed() {
                    return Ok(Lent { pool: self, link: Some(link) });
                }
                shelf.open -= 1;
            }
            if shelf.open < self.most {
                shelf.open += 1;
                drop(shelf);
                let mut lent = Lent { pool: self, link: None };
                lent.link = Some(self.connect()?);
                return Ok(lent);
            }
            let wait = deadline.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                return Err(DatabaseError::Busy);
            }
            let waited = self.returned.wait_timeout(shelf, wait);
            shelf = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn connect(&self) -> Result<Link, DatabaseError> {
        let mut client = (self.connect)().map_err(failed)?;
        client.batch_execute(SETTINGS).map_err(failed)?;
        let name = &self.schema.name;
        client.batch_execute(&format!("SET search_path TO {name}, pg_temp")).map_err(failed)?;
        Ok(Link { client, prepared: HashMap::new() })
    }

    fn drop_idle(&self) {
        let mut shelf = self.shelf();
        shelf.open -= shelf.idle.len();
        shelf.idle.clear();
    }
}

/// The time until the next attempt, drawn, so that those who collided do not come back at the same
/// moment.
fn pause(attempt: u32) -> Duration {
    let most = 5_000_u64 << attempt.min(6);
    Duration::from_micros(below(&SystemRandom, most).unwrap_or(most))
}

/// The version of the schema, if there is one.
fn version<E>(link: &mut Link, name: &str) -> Result<Option<u32>, Aborted<E>> {
    let table = format!("{name}.schema_version");
    let found = link.client.query_one("SELECT to_regclass($1::text) IS NOT NULL", &[&table])?;
    if !found.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    let select = format!("SELECT coalesce(max(number), 0) FROM {table}");
    let found: i32 = link.client.query_one(&select, &[])?.try_get(0)?;
    Ok(u32::try_from(found).ok())
}

impl Link {
    /// The rows that a statement gives. Statements are prepared once for each connection.
    pub(crate) fn query(
        &mut self,
        text: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, postgres::Error> {
        let statement = self.statement(text)?;
        self.client.query(&statement, values)
    }

    /// The number of rows that a statement changed.
    pub(crate) fn execute(
        &mut self,
        text: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, postgres::Error> {
        let statement = self.statement(text)?;
        self.client.execute(&statement, values)
    }

    fn statement(&mut self, text: &'static str) -> Result<Statement, postgres::Error> {
        if let Some(statement) = self.prepared.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(text)?;
        self.prepared.insert(text, statement.clone());
        Ok(statement)
    }
}

/// A connection in use. What is not given back in order is closed.
struct Lent<'a> {
    pool: &'a Pool,
    link: Option<Link>,
}

impl Lent<'_> {
    fn get(&mut self) -> Result<&mut Link, DatabaseError> {
        self.link.as_mut().ok_or_else(|| DatabaseError::failed("there is no connection"))
    }

    fn is_closed(&self) -> bool {
        self.link.as_ref().is_none_or(|link| link.client.is_closed())
    }

    /// Ends the transaction that there is, and keeps the connection if that can be done.
    fn roll_back(mut self) {
        let Some(link) = self.link.as_mut() else { return };
        if !link.client.is_closed() && link.client.batch_execute("ROLLBACK").is_ok() {
            self.give_back();
        }
    }

    fn give_back(mut self) {
        if let Some(link) = self.link.take() {
            self.pool.shelf().idle.push(link);
            self.pool.returned.notify_one();
            std::mem::forget(self);
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.pool.shelf().open -= 1;
        self.pool.returned.notify_one();
    }
}

pub(crate) fn failed(error: postgres::Error) -> DatabaseError {
    let is_busy = error.code().is_some_and(|code| {
        [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::QUERY_CANCELED,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::CANNOT_CONNECT_NOW,
        ]
        .contains(code)
    });
    if is_busy || is_contention(&error) {
        return DatabaseError::Busy;
    }
    DatabaseError::failed(told(error))
}

/// The error with what the server said, which `postgres` tells only of its cause.
fn told(error: postgres::Error) -> String {
    let mut text = match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => error.to_string(),
    };
    if error.as_db_error().is_none()
        && let Some(cause) = std::error::Error::source(&error)
        && !text.contains(&cause.to_string())
    {
        text.push_str(&format!(": {cause}"));
    }
    text
}

/// Whether the server refused a statement and the connection goes on.
fn is_plain(error: &postgres::Error) -> bool {
    error.as_db_error().and_then(DbError::parsed_severity) == Some(Severity::Error)
}

/// Whether the server ended the connection.
fn is_fatal(error: &postgres::Error) -> bool {
    let severity = error.as_db_error().and_then(DbError::parsed_severity);
    matches!(severity, Some(Severity::Fatal | Severity::Panic))
}

fn is_contention(error: &postgres::Error) -> bool {
    let contention = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
    error.code().is_some_and(|code| contention.contains(code))
}
