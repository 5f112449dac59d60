//! How a database is opened: durable, of the right kind, with its schema up to date. What is in
//! the tables is the affair of the rooms that own them.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

/// What becomes of a place where nothing is yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It is refused.
    Refuse,
    /// What is missing is made.
    Create,
}

/// Why a database could not be opened or used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    /// It is something else than what was to be opened.
    #[cfg(feature = "sqlite")]
    #[error("{0} is another database")]
    Foreign(String),
    /// It was written by a later version of this library.
    #[error("the database has schema version {found}; this library knows up to {known}")]
    Version {
        /// The version of the database.
        found: u32,
        /// The latest version that is known here.
        known: u32,
    },
    /// Others kept it locked for too long. Nothing was changed.
    #[error("the database is busy")]
    Busy,
    /// The connection was lost before it answered the commit.
    #[cfg(feature = "postgres")]
    #[error(transparent)]
    Unconfirmed(Box<dyn std::error::Error + Send + Sync>),
    /// It failed. Nothing was changed.
    #[error(transparent)]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl DatabaseError {
    pub(crate) fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        DatabaseError::Failed(error.into())
    }
}
