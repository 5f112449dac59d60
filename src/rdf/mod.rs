//! From JSON-LD to canonical bytes: what a signature is made over.
//!
//! [`to_dataset`] reads a credential as RDF, and refuses it rather than leave a member of it
//! unsigned. [`canonicalize`] gives the result the one form that everybody agrees on (RDFC-1.0).
//! [`Contexts`] holds what the terms mean; it asks a [`ContextLoader`] and never the network.
//!
//! The standards: JSON-LD 1.1 API (W3C, 2020), RDF Dataset Canonicalization (W3C, 2024), N-Quads
//! (W3C, 2014).

mod allowance;
mod bundled;
mod canon;
mod context;
mod dataset;
mod error;
mod hash;
mod iri;
mod n_quads;
mod pinned;
#[cfg(feature = "aws-lc")]
mod statements;
mod walk;

pub(crate) use allowance::{Allowance, Spent};
pub use bundled::BundledContexts;
pub use canon::{BlankNode, Canonical, HashAlgorithm, canonicalize};
pub(crate) use canon::{canonical_n_quads, canonicalize_within};
pub use context::{ContextLoader, Contexts};
pub use dataset::Dataset;
pub use error::{JsonLdError, RdfError};
pub use pinned::{ContextDigest, NotADigest, PinnedContexts};
#[cfg(feature = "aws-lc")]
pub(crate) use statements::{Marked, Statement, unmarked};
pub use walk::{Options, ProcessingMode, RdfDirection, to_dataset, to_dataset_dropping};
pub(crate) use walk::{exact, to_dataset_noting, to_dataset_under};
