use super::{ListName, State, StatusUrl};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::database::DatabaseError;
use crate::fault::Code;
use crate::random::NoRandom;
use crate::status::Purpose;

/// Why a store refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The credential was never recorded here.
    #[error("the status store does not know the credential {0:?}")]
    Unknown(String),
    /// There is no such list.
    #[error("the status store has no list {0}")]
    UnknownList(ListName),
    /// The credential was recorded before.
    #[error("the credential {0:?} has a status entry already")]
    Duplicate(String),
    /// Something else was asked under the same request id.
    #[error("something else was issued before under the request id {0:?}")]
    Request(String),
    /// What was set for good cannot be cleared.
    #[error("the {purpose} of {credential:?} cannot be cleared: it is final; issue anew instead")]
    Final {
        /// The credential.
        credential: String,
        /// Revocation or refresh.
        purpose: Purpose,
    },
    /// The store keeps no lists for the purpose.
    #[error("the status store keeps no lists for the purpose {0}")]
    Purpose(Purpose),
    /// The credential carries no entry in which the change could be seen.
    #[error("{credential:?} was issued without a {purpose} entry, so that cannot change")]
    NoEntry {
        /// The credential.
        credential: String,
        /// The purpose without an entry.
        purpose: Purpose,
    },
    /// An entry for the purpose has no such state.
    #[error("an entry for {purpose} cannot be {state:?}")]
    State {
        /// The purpose.
        purpose: Purpose,
        /// The state.
        state: State,
    },
    /// The store publishes its lists elsewhere.
    #[error("the status store belongs to {stored}, not to {given}")]
    Url {
        /// The URL that the store was made with.
        stored: StatusUrl,
        /// The URL that was given now.
        given: StatusUrl,
    },
    /// The file is not a status store.
    #[error("{0} is not a status store")]
    NotAStore(String),
    /// The store was written by a later version of this library.
    #[error("the status store has schema version {found}; this library knows up to {known}")]
    Version {
        /// The version of the store.
        found: u32,
        /// The latest version that is known here.
        known: u32,
    },
    /// No unused index came up.
    #[error("no free entry was found in the lists of number {0}")]
    Full(u32),
    /// There is no randomness to draw from.
    #[error(transparent)]
    Random(#[from] NoRandom),
    /// Others kept the store locked for too long. Nothing was changed; try again.
    #[error("the status store is busy")]
    Busy,
    /// The connection to the store broke before it answered the commit, or the disk did not say that
    /// it has it: whether the transaction took place, and lasts, is not known here. Ask the store, or repeat it under the same request id.
    #[error("the status store did not say whether it did what was asked: {0}")]
    Unconfirmed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What lies below the store failed, or holds what it should not. Nothing was changed.
    #[error("the status store failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        match error {
            #[cfg(feature = "sqlite")]
            DatabaseError::Foreign(path) => StoreError::NotAStore(path),
            DatabaseError::Version { found, known } => StoreError::Version { found, known },
            DatabaseError::Busy => StoreError::Busy,
            #[cfg(feature = "postgres")]
            DatabaseError::Unconfirmed(error) => StoreError::Unconfirmed(error),
            DatabaseError::Failed(error) => StoreError::Failed(error),
        }
    }
}

impl StoreError {
    /// A failure of what lies below the store.
    pub fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        StoreError::Failed(error.into())
    }

    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            StoreError::Unknown(_) | StoreError::UnknownList(_) => Code::StoreUnknown,
            StoreError::Duplicate(_) => Code::StoreDuplicate,
            StoreError::Request(_) => Code::StoreRequest,
            StoreError::Final { .. } => Code::StoreFinal,
            StoreError::Purpose(_) | StoreError::NoEntry { .. } => Code::StorePurpose,
            StoreError::State { .. } => Code::StoreState,
            StoreError::Url { .. } => Code::StoreUrl,
            StoreError::Version { .. } => Code::StoreVersion,
            StoreError::Full(_) => Code::StoreFull,
            StoreError::Unconfirmed(_) => Code::StoreUnconfirmed,
            StoreError::NotAStore(_)
            | StoreError::Random(_)
            | StoreError::Busy
            | StoreError::Failed(_) => Code::StoreFailed,
        }
    }
}
