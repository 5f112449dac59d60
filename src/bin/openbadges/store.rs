//! Where the status of credentials is kept, and what was counted: a SQLite file, or a PostgreSQL
//! database by its URL.

use std::path::Path;
use std::sync::Arc;

use openbadges::recognition::{Ledger, SqliteLedger};
use openbadges::status::{SqliteStore, StatusStore};

use crate::Failure;

/// The store in a file or at a URL, which has to be there.
pub fn open(place: &str) -> Result<Arc<dyn StatusStore>, Failure> {
    if is_database(place) {
        return database(place);
    }
    if !Path::new(place).exists() {
        return Err(Failure(format!("{place}: there is no such status store")));
    }
    let store = SqliteStore::open(place);
    Ok(Arc::new(store.map_err(|error| Failure(format!("{place}: {error}")))?))
}

/// The place as messages show it: a URL may hold a password.
pub fn shown(place: &str) -> &str {
    if is_database(place) { "the PostgreSQL store" } else { place }
}

pub fn is_database(place: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| place.starts_with(scheme))
}

#[cfg(feature = "postgres")]
fn database(place: &str) -> Result<Arc<dyn StatusStore>, Failure> {
    use openbadges::status::store::postgres::{PostgresStore, local};
    let fail = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", shown(place)));
    let config = place.parse();
    let config = config.map_err(|_| fail(&"this is not the URL of a database"))?;
    let connect = local(config).map_err(|error| fail(&error))?;
    let store = PostgresStore::at(connect).open().map_err(|error| fail(&error))?;
    Ok(Arc::new(store))
}

#[cfg(not(feature = "postgres"))]
fn database(place: &str) -> Result<Arc<dyn StatusStore>, Failure> {
    let reason = "this build cannot reach it; it needs the feature postgres";
    Err(Failure(format!("{}: {reason}", shown(place))))
}

/// The ledger in a file or at a URL. `absent` says what becomes of one that is not there.
pub fn ledger(place: &str, absent: Absent) -> Result<Box<dyn Ledger>, Failure> {
    if is_database(place) {
        return ledger_database(place, absent);
    }
    let ledger = match absent {
        Absent::Made => SqliteLedger::open_or_create(place),
        Absent::Refused => SqliteLedger::open(place),
    };
    Ok(Box::new(ledger.map_err(|error| Failure(format!("{place}: {error}")))?))
}

/// What becomes of a ledger that is not there.
#[derive(Clone, Copy)]
pub enum Absent {
    /// It is made.
    Made,
    /// It is an error.
    Refused,
}

#[cfg(feature = "postgres")]
fn ledger_database(place: &str, absent: Absent) -> Result<Box<dyn Ledger>, Failure> {
    use openbadges::recognition::PostgresLedger;
    use openbadges::status::store::postgres::local;
    let fail = |error: &dyn std::fmt::Display| Failure(format!("the PostgreSQL ledger: {error}"));
    let config = place.parse();
    let config = config.map_err(|_| fail(&"this is not the URL of a database"))?;
    let access = PostgresLedger::at(local(config).map_err(|error| fail(&error))?);
    let ledger = match absent {
        Absent::Made => access.open_or_create(),
        Absent::Refused => access.open(),
    };
    Ok(Box::new(ledger.map_err(|error| fail(&error))?))
}

#[cfg(not(feature = "postgres"))]
fn ledger_database(_: &str, _: Absent) -> Result<Box<dyn Ledger>, Failure> {
    let reason = "this build cannot reach it; it needs the feature postgres";
    Err(Failure(format!("the PostgreSQL ledger: {reason}")))
}
