//! Issue, verify and revoke educator micro-credentials as Open Badges 3.0 Verifiable Credentials.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod fault;
pub mod json;
pub mod limits;
pub mod random;
pub mod rdf;
pub mod text;

pub use fault::{Code, Fault, Finding, Pointer, Severity};
pub use limits::Limits;
pub use text::{Iri, Timestamp};
