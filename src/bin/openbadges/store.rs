//! Where the status of credentials is kept: a SQLite file, or a PostgreSQL database by its URL.

use std::path::Path;
use std::sync::Arc;

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

fn is_database(place: &str) -> bool {
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
