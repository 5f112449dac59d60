//! Where an issuer remembers what it issued and how each credential stands.
//!
//! A [`StatusStore`] allots to each credential one index, at random among the unused ones, *before*
//! the credential is signed, and records it in the same transaction. The index is used in each
//! list of one number: one for revocation, and one for every other purpose that the credential has
//! an entry for ([`StatusEntries`]). A credential that is never signed after all wastes its index,
//! and nothing else.
//!
//! [`MemoryStore`] forgets when it is dropped; `SqliteStore` (feature `sqlite`) keeps everything
//! in one file; `PostgresStore` (feature `postgres`) serves issuers on many machines. A platform that
//! brings its own database implements the trait and runs [`conformance`] against it. [`audit`] checks a store against its own history.

mod audit;
mod change;
pub mod conformance;
mod error;
mod memory;
mod name;
#[cfg(feature = "postgres")]
pub mod postgres;
mod record;
mod request;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use audit::{Audit, Inconsistency, audit};
pub use change::{Change, Effect, Logged, State};
pub use error::StoreError;
pub use memory::MemoryStore;
pub use name::{ListName, NotAListName, NotAStatusUrl, StatusUrl};
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use record::{Intake, ListInfo, ListPlan, Record};
pub use request::{NotStatusEntries, Place, Request, Reservation, StatusEntries};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use super::bits::Bitstring;
use crate::random::Random;
use crate::text::{Iri, Timestamp};

/// A record of issued credentials, their places in the status lists, and their states.
///
/// Every method is one transaction: what it acknowledged is kept, what it refused left no trace.
/// Methods block on the store; an async host calls them where blocking is allowed. Stores may be
/// shared between threads, and durable ones between processes.
pub trait StatusStore: Send + Sync {
    /// Where the lists are published. It never changes in the life of a store.
    fn url(&self) -> &StatusUrl;

    /// Whose badges are in the store, where that was kept ([`StatusStore::keep_issuer`]).
    ///
    /// # Errors
    /// Only when the store fails.
    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        Ok(None)
    }

    /// Keeps whose badges are in the store, for good: a list has one issuer, and of another's badges it
    /// says nothing. Gives who is kept, which is the first. Of a store that keeps nobody, as it stands
    /// here, it gives whom it was told.
    ///
    /// # Errors
    /// Only when the store fails.
    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        Ok(issuer.clone())
    }

    /// Allots an unused index and records the credential; or, where a request of the same
    /// [`Request::request_id`] was granted before, gives what was allotted then and records nothing.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the credential has its index already, [`StoreError::Request`]
    /// when the request that was granted under that name asked for something else.
    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError>;

    /// Does [`StatusStore::reserve`] for each request, in their order. Stores override it where
    /// one transaction for all is faster; then all are reserved, or none.
    ///
    /// # Errors
    /// The first error. As it stands here, the requests before it stay reserved.
    fn reserve_many(&self, requests: &[Request]) -> Result<Vec<Reservation>, StoreError> {
        requests.iter().map(|request| self.reserve(request)).collect()
    }

    /// Changes the state of a credential, and adds the change to its history. A change to the
    /// state that it has already is no change, and leaves the history as it is.
    ///
    /// # Errors
    /// Those of [`Change::check`] and [`Change::check_for`], and [`StoreError::Unknown`] for a
    /// credential that was never recorded.
    fn set(&self, change: &Change) -> Result<Effect, StoreError>;

    /// Does [`StatusStore::set`] for each change, in their order. Stores override it where one
    /// transaction for all is faster; then all are made, or none.
    ///
    /// # Errors
    /// The first error. As it stands here, the changes before it stay.
    fn set_many(&self, changes: &[Change]) -> Result<Vec<Effect>, StoreError> {
        changes.iter().map(|change| self.set(change)).collect()
    }

    /// Closes every list that takes credentials, long before it is full perhaps, so that the next
    /// ones are allotted from new lists. Old lists live on for the credentials that are in them.
    /// Gives the numbers of the lists that were closed: none, where nothing was allotted since.
    ///
    /// # Errors
    /// Only when the store fails.
    fn rotate(&self, at: &Timestamp) -> Result<Vec<u32>, StoreError>;

    /// Does [`StatusStore::rotate`], and sees to it that no list of this number or of one below it is
    /// ever opened: for a store that was restored from a backup. What was allotted after the backup
    /// is not in it any more and is in the hands of recipients, in lists that were open then and in
    /// those that came later; with this, none of these indexes is given again.
    ///
    /// # Errors
    /// [`StoreError::Failed`] for a number above 1,000,000,000, which would leave too few.
    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError>;

    /// What is known of a credential, found by its exact identifier.
    ///
    /// # Errors
    /// Only when the store fails.
    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError>;

    /// The changes of a credential's state, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for a credential that was never recorded.
    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError>;

    /// The records, by list and index: up to `limit` of those after a place, or from the first.
    /// That order says nothing about the order in which they were issued.
    ///
    /// # Errors
    /// Only when the store fails.
    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError>;

    /// The changes to the credentials in the lists of a number: up to `limit` of those numbered
    /// after `after`, in the order of their numbers. None where there is no such list.
    ///
    /// # Errors
    /// Only when the store fails.
    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError>;

    /// The lists that there are, oldest first: by number, and those of one number in the order of
    /// [`StatusEntries::purposes`]. No bits are read.
    ///
    /// # Errors
    /// Only when the store fails.
    fn lists(&self) -> Result<Vec<ListInfo>, StoreError>;

    /// The bits of a list, for publishing. Whoever publishes only lists that changed reads
    /// [`ListInfo::revision`] first: what changes in between is then published twice, not never.
    ///
    /// # Errors
    /// [`StoreError::UnknownList`].
    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError>;
}

/// What [`StatusStore::rotate_beyond`] refuses.
fn check_number(number: u32) -> Result<(), StoreError> {
    const HIGHEST: u32 = 1_000_000_000;
    match number {
        ..=HIGHEST => Ok(()),
        _ => Err(StoreError::failed(format!("there are no lists beyond the number {HIGHEST}"))),
    }
}

/// Draws indexes of a list with `entries` until `take` accepts one.
///
/// A list is at most three quarters full, so that 256 refusals in a row mean a source of
/// randomness that repeats itself (or a chance of 10^-32).
fn draw(
    random: &dyn Random,
    list: u32,
    entries: u32,
    mut take: impl FnMut(u32) -> Result<bool, StoreError>,
) -> Result<u32, StoreError> {
    const DRAWS: usize = 256;
    for _ in 0..DRAWS {
        let drawn = crate::random::below(random, entries.into())?;
        let index = u32::try_from(drawn).map_err(StoreError::failed)?;
        if take(index)? {
            return Ok(index);
        }
    }
    Err(StoreError::Full(list))
}
