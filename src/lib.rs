//! Issue, verify and revoke educator micro-credentials as Open Badges 3.0 Verifiable Credentials.

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod context;
pub mod document;
pub mod fault;
pub mod issuer;
pub mod json;
pub mod key;
pub mod limits;
pub mod model;
pub mod proof;
pub mod random;
pub mod rdf;
pub mod report;
pub mod resolve;
pub mod status;
pub mod text;
pub mod verifier;

pub use fault::{Code, Fault, Finding, Pointer, Severity};
pub use issuer::Issuer;
pub use limits::Limits;
pub use text::{Iri, Timestamp};
pub use verifier::Verifier;
