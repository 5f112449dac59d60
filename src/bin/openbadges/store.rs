//! Where the status of credentials is kept.

use std::path::Path;
use std::sync::Arc;

use openbadges::status::{SqliteStore, StatusStore, StoreError};

use crate::Failure;

/// The store in a file, which has to be there.
pub fn open(place: &str) -> Result<Arc<dyn StatusStore>, Failure> {
    let fail = |error: StoreError| Failure(format!("{place}: {error}"));
    if !Path::new(place).exists() {
        return Err(Failure(format!("{place}: there is no such status store")));
    }
    Ok(Arc::new(SqliteStore::open(place).map_err(fail)?))
}
