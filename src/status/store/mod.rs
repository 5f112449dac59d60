//! Where an issuer remembers what it issued and how each credential stands.
//!
//! A [`StatusStore`] allots to each credential one index, at random among the unused ones, *before*
//! the credential is signed, and records it in the same transaction. The index is used in two
//! lists, one for revocation and one for suspension. A credential that is never signed after all
//! wastes its index, and nothing else.
//!
//! [`MemoryStore`] forgets when it is dropped; `SqliteStore` (feature `sqlite`) keeps everything
//! in one file. A platform that brings its own database implements the trait and runs
//! [`conformance`] against it.

pub mod conformance;
mod memory;
mod name;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemoryStore;
pub use name::{ListName, NotAListName, NotAStatusUrl, StatusUrl};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use super::bits::Bitstring;
use super::entry::{Entry, Purpose};
use super::list::MINIMUM_ENTRIES;
use crate::fault::Code;
use crate::random::{NoRandom, Random};
use crate::text::{Iri, Timestamp};

/// A record of issued credentials, their places in the status lists, and their states.
///
/// Every method is one transaction: what it acknowledged is kept, what it refused left no trace.
/// Methods block on the store; an async host calls them where blocking is allowed. Stores may be
/// shared between threads, and durable ones between processes.
pub trait StatusStore: Send + Sync {
    /// Where the lists are published. It never changes in the life of a store.
    fn url(&self) -> &StatusUrl;

    /// Allots an unused index and records the credential.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the credential has its index already.
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
    /// [`StoreError::Unknown`] for a credential that was never recorded, [`StoreError::Final`] for
    /// a revocation that is to be cleared (Bitstring Status List 1.0, section 2.1),
    /// [`StoreError::Purpose`] for a purpose without lists, and [`StoreError::NoEntry`] for a
    /// suspension of a credential that carries no entry for it.
    fn set(&self, change: &Change) -> Result<Effect, StoreError>;

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

    /// The lists that there are, oldest first: two for each number.
    ///
    /// # Errors
    /// Only when the store fails.
    fn lists(&self) -> Result<Vec<ListInfo>, StoreError>;

    /// The bits of a list, for publishing. Whoever publishes only lists that changed reads
    /// [`ListInfo::revision`] first.
    ///
    /// # Errors
    /// [`StoreError::UnknownList`].
    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError>;
}

/// A credential for which a status entry is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The identifier of the credential.
    pub credential: Iri,
    /// The identifier of the achievement.
    pub achievement: Option<String>,
    /// By what the issuer knows the recipient.
    pub recipient: Option<String>,
    /// Which entries the credential will carry.
    pub entries: StatusEntries,
    /// When the entry is asked for.
    pub at: Timestamp,
}

/// Which status entries a credential carries. A state without an entry cannot be changed: nobody
/// would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum StatusEntries {
    /// One entry, for revocation. The default: Open Badges 3.0 gives a credential one
    /// `credentialStatus`, and its published schemas refuse a list of them.
    #[default]
    Revocation,
    /// Two entries, for revocation and suspension, as the data model of the W3C allows.
    RevocationAndSuspension,
}

impl Request {
    /// A request that names the credential only, for one that can be revoked.
    pub fn new(credential: Iri, at: Timestamp) -> Self {
        let entries = StatusEntries::default();
        Self { credential, achievement: None, recipient: None, entries, at }
    }

    /// For a credential that carries these entries.
    pub fn with_entries(mut self, entries: StatusEntries) -> Self {
        self.entries = entries;
        self
    }

    /// With the identifier of the achievement.
    pub fn for_achievement(mut self, achievement: impl Into<String>) -> Self {
        self.achievement = Some(achievement.into());
        self
    }

    /// With the key by which the issuer knows the recipient.
    pub fn for_recipient(mut self, recipient: impl Into<String>) -> Self {
        self.recipient = Some(recipient.into());
        self
    }
}

/// The place of a credential in the status lists: the same index in two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reservation {
    /// Where the lists are published.
    pub url: StatusUrl,
    /// The number of the lists, from 1.
    pub list: u32,
    /// The index in them.
    pub index: u32,
}

impl Reservation {
    /// A place in the lists of a number.
    pub fn new(url: StatusUrl, list: u32, index: u32) -> Self {
        Self { url, list, index }
    }

    /// The entry for the credential's `credentialStatus` that says whether it is revoked.
    pub fn revocation(&self) -> Entry {
        self.entry(ListName::revocation(self.list))
    }

    /// The entry for the credential's `credentialStatus` that says whether it is suspended.
    pub fn suspension(&self) -> Entry {
        self.entry(ListName::suspension(self.list))
    }

    /// The entries that a credential carries, revocation first.
    pub fn entries(&self, which: StatusEntries) -> Vec<Entry> {
        match which {
            StatusEntries::Revocation => vec![self.revocation()],
            StatusEntries::RevocationAndSuspension => vec![self.revocation(), self.suspension()],
        }
    }

    fn entry(&self, name: ListName) -> Entry {
        Entry::new(name.purpose().clone(), self.url.list(&name), self.index.into())
    }
}

/// Whether a credential is revoked, or suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is: the bit is 1.
    Set,
    /// It is not: the bit is 0.
    Cleared,
}

/// A change of a credential's state: what is asked of a store, and what its history holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The identifier of the credential, exactly.
    pub credential: String,
    /// Which of its states.
    pub purpose: Purpose,
    /// The new state.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// By whom.
    pub by: Option<String>,
}

impl Change {
    /// A change without a reason or an author.
    pub fn new(
        credential: impl Into<String>,
        purpose: Purpose,
        state: State,
        at: Timestamp,
    ) -> Self {
        Self { credential: credential.into(), purpose, state, at, reason: None, by: None }
    }

    /// Revokes, for good.
    pub fn revoke(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Revocation, State::Set, at)
    }

    /// Suspends.
    pub fn suspend(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Suspension, State::Set, at)
    }

    /// Ends a suspension.
    pub fn reinstate(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Suspension, State::Cleared, at)
    }

    /// With a reason.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// With the one who asked for it.
    pub fn by(mut self, author: impl Into<String>) -> Self {
        self.by = Some(author.into());
        self
    }

    /// What every store refuses, whatever it holds.
    ///
    /// # Errors
    /// [`StoreError::Purpose`] and [`StoreError::Final`].
    pub fn check(&self) -> Result<(), StoreError> {
        match (&self.purpose, self.state) {
            (Purpose::Revocation, State::Cleared) => {
                Err(StoreError::Final(self.credential.clone()))
            }
            (Purpose::Revocation | Purpose::Suspension, _) => Ok(()),
            (other, _) => Err(StoreError::Purpose(other.clone())),
        }
    }
}

/// What a [`Change`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The state is another than before.
    Changed,
    /// The state was that already.
    Unchanged,
}

/// What a store knows of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// What was asked when it was recorded.
    pub request: Request,
    /// Its place in the lists.
    pub reservation: Reservation,
    /// Whether it is revoked.
    pub revocation: State,
    /// Whether it is suspended.
    pub suspension: State,
}

impl Record {
    /// A record of a credential.
    pub fn new(
        request: Request,
        reservation: Reservation,
        revocation: State,
        suspension: State,
    ) -> Self {
        Self { request, reservation, revocation, suspension }
    }
}

/// A list of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListInfo {
    /// Its name.
    pub name: ListName,
    /// The entries that it has.
    pub entries: u32,
    /// The entries that are allotted to credentials.
    pub allotted: u32,
    /// Grows whenever a bit changes: lists of equal revision have equal bits. 0 is a list in which
    /// nothing was ever set.
    pub revision: u64,
}

impl ListInfo {
    /// What there is to know of a list.
    pub fn new(name: ListName, entries: u32, allotted: u32, revision: u64) -> Self {
        Self { name, entries, allotted, revision }
    }
}

/// How long new lists are, and how many of their entries are allotted before the next list opens.
///
/// Indexes are drawn at random until an unused one comes up. A list is never filled beyond three
/// quarters, so that the expected number of draws stays below four however many credentials there
/// are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPlan {
    entries: u32,
    allotted: u32,
}

impl ListPlan {
    /// The longest list that verifiers unpack by default ([`crate::Limits::status_list_bytes`]).
    pub const MAXIMUM_ENTRIES: u32 = 8 * 1024 * 1024;

    /// Lists of `entries`, of which `allotted` are used before the next list is opened. `None`
    /// unless `entries` is a multiple of 8 from 131,072 to 8,388,608, and `allotted` from 1 to
    /// three quarters of it.
    pub fn new(entries: u32, allotted: u32) -> Option<Self> {
        let is_list = (MINIMUM_ENTRIES..=Self::MAXIMUM_ENTRIES).contains(&entries);
        let leaves_room = (1..=entries / 4 * 3).contains(&allotted);
        (is_list && entries.is_multiple_of(8) && leaves_room).then_some(Self { entries, allotted })
    }

    /// The entries of a list.
    pub fn entries(self) -> u32 {
        self.entries
    }

    /// The entries that are allotted before the next list is opened.
    pub fn allotted(self) -> u32 {
        self.allotted
    }
}

impl Default for ListPlan {
    /// 131,072 entries, of which half are used.
    fn default() -> Self {
        Self { entries: MINIMUM_ENTRIES, allotted: MINIMUM_ENTRIES / 2 }
    }
}

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
    /// A revocation is not reversible.
    #[error("the revocation of {0:?} cannot be cleared: revocation is final; issue anew instead")]
    Final(String),
    /// The store keeps lists for revocation and suspension only.
    #[error("the status store keeps no lists for the purpose {0}")]
    Purpose(Purpose),
    /// The credential carries no entry in which a suspension could be seen.
    #[error("{0:?} was issued without a suspension entry, so it can only be revoked")]
    NoEntry(String),
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
    /// What lies below the store failed, or holds what it should not.
    #[error("the status store failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
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
            StoreError::Final(_) => Code::StoreFinal,
            StoreError::Purpose(_) | StoreError::NoEntry(_) => Code::StorePurpose,
            StoreError::Url { .. } => Code::StoreUrl,
            StoreError::Version { .. } => Code::StoreVersion,
            StoreError::Full(_) => Code::StoreFull,
            StoreError::NotAStore(_)
            | StoreError::Random(_)
            | StoreError::Busy
            | StoreError::Failed(_) => Code::StoreFailed,
        }
    }
}

/// Refuses a change that the credential's entries would not show.
fn check_entry(change: &Change, entries: StatusEntries) -> Result<(), StoreError> {
    match (&change.purpose, entries) {
        (Purpose::Suspension, StatusEntries::Revocation) => {
            Err(StoreError::NoEntry(change.credential.clone()))
        }
        _ => Ok(()),
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
