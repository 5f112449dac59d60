//! What was counted, so that nothing is counted twice.
//!
//! A [`Ledger`] keeps claims: by whom, for which credential, how much in which category. What was
//! written is never changed; a claim that no longer holds is reversed, which is written too.
//! [`MemoryLedger`] forgets when it is dropped; `SqliteLedger` (feature `sqlite`) keeps everything
//! in one file; `PostgresLedger` (feature `postgres`) serves offices on many machines. A platform that
//! brings its own database implements the trait and runs
//! [`conformance`] against it.

mod claim;
pub mod conformance;
mod memory;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tally;

pub use claim::{Claim, ClaimKey, Entry, Limit, Reversal, Within};
pub(crate) use claim::{compared, training};
pub use memory::MemoryLedger;
#[cfg(feature = "postgres")]
pub use postgres::PostgresLedger;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteLedger;
pub use tally::Tally;

use super::ValueError;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::database::DatabaseError;
use crate::fault::Code;
#[cfg(feature = "postgres")]
use crate::status::store::postgres::NotLocal;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::text::NotADate;
use crate::text::Timestamp;

/// What was counted, for whom and in which account.
///
/// Every method is one transaction: what it acknowledged is kept, what it refused left no trace. A
/// claim and its check are one transaction, so that of two that claim the same at once one is
/// counted. Methods block; an async host calls them where blocking is allowed.
pub trait Ledger: Send + Sync {
    /// What counts for a person in an account now; and which of `keys` count there for others. People
    /// are named as claims name them, which is as ids are compared.
    ///
    /// # Errors
    /// Only when the ledger fails.
    fn tally(&self, account: &str, person: &str, keys: &[ClaimKey]) -> Result<Tally, LedgerError>;

    /// Counts all of these claims, in their order, or none.
    ///
    /// # Errors
    /// What [`Tally::admit`] refuses of one of them, given what counts when it is written.
    fn claim(&self, claims: &[Claim]) -> Result<(), LedgerError>;

    /// Takes a claim back, with all that rests on it in its account, and gives the keys of what
    /// was taken back; none, where that was done before.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`] for what was never claimed in the account.
    fn reverse(&self, reversal: &Reversal) -> Result<Vec<ClaimKey>, LedgerError>;

    /// The claims for a credential that count now, in every account.
    ///
    /// # Errors
    /// Only when the ledger fails.
    fn find(&self, key: &ClaimKey) -> Result<Vec<Claim>, LedgerError>;

    /// The accounts in which something was ever claimed, in the order of their names.
    ///
    /// # Errors
    /// Only when the ledger fails.
    fn accounts(&self) -> Result<Vec<String>, LedgerError>;

    /// The people for whom something was ever claimed in an account, in the order of their names.
    ///
    /// # Errors
    /// Only when the ledger fails.
    fn people(&self, account: &str) -> Result<Vec<String>, LedgerError>;

    /// All that was written for a person in an account, oldest first.
    ///
    /// # Errors
    /// Only when the ledger fails.
    fn history(&self, account: &str, person: &str) -> Result<Vec<Event>, LedgerError>;
}

/// What a ledger was told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Something was counted.
    Claimed(Claim),
    /// It counts no more.
    Reversed(Reversal),
}

/// Why a ledger refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The credential counts already.
    #[error("{0} was counted on {1}")]
    Claimed(ClaimKey, Timestamp),
    /// The credential counts for somebody else.
    #[error("{0} was counted for another person")]
    Anothers(ClaimKey),
    /// The achievement counts already.
    #[error("the achievement {0} was counted on {1}, by another credential")]
    Achieved(String, Timestamp),
    /// The training counts already in a category that excludes this one.
    #[error("the training {0} counts in a category that excludes this one")]
    Excluded(String),
    /// Nobody is said for whom it is to count.
    #[error("a claim is for a person, and the person of this one is blank")]
    Nobody,
    /// More than is left.
    #[error("it is more than is left of {0}")]
    Limit(Box<Limit>),
    /// What a stack is made of does not count any more, or is in another stack of the kind.
    #[error("{0} does not count, or counts in another stack of the kind")]
    Rests(ClaimKey),
    /// It counts, and its credential does not stand any more.
    #[error("{0} counts and does not stand any more: it must be taken back first")]
    Withdrawn(ClaimKey),
    /// Nothing like it was ever claimed in the account.
    #[error("{0} was never counted in this account")]
    Unknown(ClaimKey),
    /// The claims are of several people or accounts.
    #[error("claims that are made together are of one person and one account")]
    Mixed,
    /// The file is not a ledger.
    #[error("{0} is not a ledger")]
    NotALedger(String),
    /// The ledger was written by a later version of this library.
    #[error("the ledger has schema version {found}; this library knows up to {known}")]
    Version {
        /// The version of the ledger.
        found: u32,
        /// The latest version that is known here.
        known: u32,
    },
    /// Others kept the ledger locked for too long. Nothing was changed; try again.
    #[error("the ledger is busy")]
    Busy,
    /// The connection was lost before the ledger answered: whether it counted is not known. To claim
    /// again is safe, and tells.
    #[error("the connection was lost before the ledger answered: {0}")]
    Unconfirmed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A sum could not be made.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// What lies below the ledger failed, or holds what it should not.
    #[error("the ledger failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl LedgerError {
    /// A failure of what lies below the ledger.
    pub fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        LedgerError::Failed(error.into())
    }

    /// Whether somebody else may have been quicker, so that another evaluation can come out well.
    pub fn is_contention(&self) -> bool {
        matches!(
            self,
            LedgerError::Claimed(..)
                | LedgerError::Anothers(_)
                | LedgerError::Achieved(..)
                | LedgerError::Excluded(_)
                | LedgerError::Limit(_)
                | LedgerError::Rests(_)
        )
    }

    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            LedgerError::Claimed(..) | LedgerError::Anothers(_) => Code::LedgerClaimed,
            LedgerError::Achieved(..) => Code::LedgerAchieved,
            LedgerError::Excluded(_) => Code::LedgerExcluded,
            LedgerError::Limit(_) => Code::LedgerLimit,
            LedgerError::Rests(_) => Code::LedgerRests,
            LedgerError::Nobody => Code::LedgerPerson,
            LedgerError::Withdrawn(_) => Code::LedgerWithdrawn,
            LedgerError::Unknown(_) => Code::LedgerUnknown,
            LedgerError::Version { .. } => Code::LedgerVersion,
            LedgerError::Value(error) => error.code(),
            LedgerError::Mixed
            | LedgerError::NotALedger(_)
            | LedgerError::Busy
            | LedgerError::Unconfirmed(_)
            | LedgerError::Failed(_) => Code::LedgerFailed,
        }
    }
}

/// The account and the person of claims that are made together.
fn together(claims: &[Claim]) -> Result<Option<(&str, &str)>, LedgerError> {
    let mut owners = claims.iter().map(|claim| (claim.account.as_str(), claim.person.as_str()));
    let first = owners.next();
    match owners.all(|owner| Some(owner) == first) {
        true => Ok(first),
        false => Err(LedgerError::Mixed),
    }
}

#[cfg(feature = "postgres")]
impl From<NotLocal> for LedgerError {
    fn from(error: NotLocal) -> Self {
        LedgerError::failed(error)
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<NotADate> for LedgerError {
    fn from(error: NotADate) -> Self {
        LedgerError::Value(error.into())
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl From<DatabaseError> for LedgerError {
    fn from(error: DatabaseError) -> Self {
        match error {
            #[cfg(feature = "sqlite")]
            DatabaseError::Foreign(name) => LedgerError::NotALedger(name),
            DatabaseError::Version { found, known } => LedgerError::Version { found, known },
            DatabaseError::Busy => LedgerError::Busy,
            #[cfg(feature = "postgres")]
            DatabaseError::Unconfirmed(error) => LedgerError::Unconfirmed(error),
            DatabaseError::Failed(error) => LedgerError::Failed(error),
        }
    }
}
