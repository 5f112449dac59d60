//! Where the status of credentials is kept: a SQLite file, or a PostgreSQL database by its URL.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use openbadges::recognition::{Ledger, LedgerError, SqliteLedger};
use openbadges::status::{ListPlan, SqliteStore, StatusStore, StatusUrl, StoreError};

use crate::{Failure, files};

/// The place of a store. What it shows of itself has no password in it.
#[derive(Clone)]
pub enum Place {
    File(PathBuf),
    /// What `postgres` parses.
    Database(String),
    /// The URL of something else: a mistyped one may hold a password, too.
    Other,
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.split_once("://") {
            Some((scheme, rest)) => {
                let scheme = scheme.to_ascii_lowercase();
                match scheme.as_str() {
                    "postgres" | "postgresql" => Place::Database(format!("{scheme}://{rest}")),
                    _ => Place::Other,
                }
            }
            None if is_key_and_value(text) => Place::Database(text.to_owned()),
            None => Place::File(text.into()),
        })
    }
}

impl Place {
    /// The file, and those that SQLite keeps beside it; none of a database.
    pub fn files(&self) -> Vec<PathBuf> {
        let Place::File(path) = self else { return Vec::new() };
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let beside = |end: &str| {
            let mut name = path.clone().into_os_string();
            name.push(end);
            PathBuf::from(name)
        };
        ["", "-wal", "-shm", "-journal"].map(beside).into()
    }
}

/// Whether the text is of the form `host=… user=… password=…`.
fn is_key_and_value(text: &str) -> bool {
    const KEYS: [&str; 6] = ["host", "hostaddr", "port", "user", "password", "dbname"];
    let keys = text.split('=').filter_map(|part| part.split_whitespace().next_back());
    let is_key = |word: &str| KEYS.contains(&word.to_ascii_lowercase().as_str());
    text.contains('=') && keys.into_iter().any(is_key)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => f.write_str(&files::named(path)),
            Place::Database(_) => f.write_str("the PostgreSQL store"),
            Place::Other => f.write_str("--store"),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The store at a place, which has to be there.
pub fn open(place: &Place) -> Result<Arc<dyn StatusStore>, Failure> {
    match place {
        Place::File(path) if files::is_absent(path) => {
            Err(Failure(format!("{place}: there is no such status store")))
        }
        _ => open_or_make(place, None, ListPlan::default()),
    }
}

/// The store at a place, for one who issues, made if it is not there and it is said where its lists
/// will be.
pub fn open_or_make(
    place: &Place,
    url: Option<&StatusUrl>,
    plan: ListPlan,
) -> Result<Arc<dyn StatusStore>, Failure> {
    let fail = |error: &dyn fmt::Display| Failure(format!("{place}: {error}"));
    // The file is named once.
    let refused = |error: StoreError| match error {
        StoreError::NotAStore(_) => fail(&"it is not a status store"),
        error => fail(&error),
    };
    match (place, url) {
        (Place::File(path), Some(url)) => {
            let store = SqliteStore::open_or_create(path, url).map_err(refused)?;
            Ok(Arc::new(store.with_plan(plan)))
        }
        (Place::File(path), None) if files::is_absent(path) => {
            Err(fail(&"is new, so --status-url must say where its lists will be published"))
        }
        (Place::File(path), None) => {
            let store = SqliteStore::open(path).map_err(refused)?;
            Ok(Arc::new(store.with_plan(plan)))
        }
        (Place::Database(text), url) => database(text, url, plan, &fail),
        (Place::Other, _) => Err(fail(&"a SQLite file or a postgres:// URL is expected")),
    }
}

type Fail<'a> = &'a dyn Fn(&dyn fmt::Display) -> Failure;

#[cfg(feature = "postgres")]
fn database(
    text: &str,
    url: Option<&StatusUrl>,
    plan: ListPlan,
    fail: Fail<'_>,
) -> Result<Arc<dyn StatusStore>, Failure> {
    use openbadges::status::store::postgres::{PostgresStore, local};
    // What is wrong with it is not told, since it would be told with the text.
    let config = text.parse().map_err(|_| fail(&"this is not the URL of a database"))?;
    let access = PostgresStore::at(local(config).map_err(|error| fail(&error))?);
    let store = match url {
        Some(url) => access.open_or_create(url),
        None => access.open(),
    };
    Ok(Arc::new(store.map_err(|error| fail(&error))?.with_plan(plan)))
}

#[cfg(not(feature = "postgres"))]
fn database(
    _: &str,
    _: Option<&StatusUrl>,
    _: ListPlan,
    fail: Fail<'_>,
) -> Result<Arc<dyn StatusStore>, Failure> {
    Err(fail(&"this build cannot reach it; it needs the feature postgres"))
}

/// What becomes of a ledger that is not there.
#[derive(Clone, Copy)]
pub enum Absent {
    /// It is made.
    Made,
    /// It is an error.
    Refused,
}

/// The ledger at a place.
pub fn ledger(place: &Place, absent: Absent) -> Result<Box<dyn Ledger>, Failure> {
    match place {
        Place::File(path) if matches!(absent, Absent::Refused) && files::is_absent(path) => {
            Err(Failure(format!("{place}: there is no such ledger")))
        }
        Place::File(path) => {
            let ledger = match absent {
                Absent::Made => SqliteLedger::open_or_create(path),
                Absent::Refused => SqliteLedger::open(path),
            };
            match ledger {
                Ok(ledger) => Ok(Box::new(ledger)),
                Err(LedgerError::NotALedger(_)) => {
                    Err(Failure(format!("{place}: it is not a ledger")))
                }
                Err(error) => Err(Failure(format!("{place}: {error}"))),
            }
        }
        Place::Database(config) => ledger_database(config, absent),
        Place::Other => Err(Failure("--ledger is neither a file nor the URL of a database".into())),
    }
}

#[cfg(feature = "postgres")]
fn ledger_database(config: &str, absent: Absent) -> Result<Box<dyn Ledger>, Failure> {
    use openbadges::recognition::PostgresLedger;
    use openbadges::status::store::postgres::local;
    let fail = |error: &dyn fmt::Display| Failure(format!("the PostgreSQL ledger: {error}"));
    let config = config.parse();
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
