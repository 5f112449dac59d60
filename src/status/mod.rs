//! Does a credential still stand: status entries, the lists that they point into, and the stores
//! from which lists are made.
//!
//! Source: W3C Bitstring Status List 1.0. A credential carries an [`Entry`] for each purpose: the
//! URL of a [`StatusList`] and an index into it. The list is a credential of its own, which holds a
//! [`Bitstring`]; who verifies fetches the whole list, so that nobody learns about whom they asked.
//! An issuer allots indexes from a [`StatusStore`] and changes states there.
//!
//! This room signs nothing and verifies nothing. What it reads must have been verified before it
//! is believed; what it writes is yet to be signed.
//!
//! ```
//! use openbadges::status::{Change, ListName, MemoryStore, Request, StatusList, StatusStore};
//! use openbadges::{Limits, Timestamp};
//!
//! let now: Timestamp = "2026-08-01T09:30:00Z".parse()?;
//! let store = MemoryStore::new("https://badges.example.org/status".parse()?);
//!
//! // Before the credential is signed:
//! let request = Request::new("urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11".parse()?, now.clone());
//! let reservation = store.reserve(&request)?;
//! let (revocation, suspension) = (reservation.revocation(), reservation.suspension());
//! assert_eq!(revocation.list.as_str(), "https://badges.example.org/status/revocation-1");
//! assert_eq!(suspension.list.as_str(), "https://badges.example.org/status/suspension-1");
//!
//! // Later:
//! store.set(&Change::revoke(request.credential.as_str(), now.clone()).because("issued in error"))?;
//! let name = ListName::revocation(1);
//! let issuer = "https://badges.example.org".parse()?;
//! let list = StatusList::new(store.url().list(&name), issuer, name.purpose(), now, store.bits(&name)?);
//! let unsigned = list.to_credential();
//!
//! // Whoever verifies, once the proof of the list has been checked:
//! let list = StatusList::read(&unsigned, &Limits::default())?;
//! assert_eq!(list.look_up(revocation.index, revocation.size)?, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bits;
mod entry;
mod list;
mod revoked;
pub mod store;

pub use bits::{Bitstring, NotABitstring, OutOfRange};
pub use entry::{Edition, Entry, Purpose, StatusMessage};
pub use list::{LookUpError, MINIMUM_ENTRIES, StatusList};
pub use revoked::{RevocationList, RevokedCredential};
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{
    Change, Effect, Intake, ListInfo, ListName, ListPlan, Logged, MemoryStore, Place, Record,
    Request, Reservation, State, StatusEntries, StatusStore, StatusUrl, StoreError,
};
