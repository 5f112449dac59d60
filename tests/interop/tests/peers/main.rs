//! The library beside other implementations in Rust: `json-ld` for quads, `rdf-canon` for the
//! canonical form, `ssi` for whole proofs and status lists.
//!
//! Each comparison has a name and an outcome in two or three words. All must agree, but for those
//! that `exceptions.json` lists with the outcome and the reason; what is listed must occur.

mod canonical_form;
mod ledger;
#[cfg(feature = "ssi")]
mod lists;
mod peer;
#[cfg(feature = "ssi")]
#[path = "../../../support/peers.rs"]
mod peers;
#[cfg(feature = "ssi")]
mod proofs;
mod quads;
mod refused;
#[cfg(feature = "ssi")]
mod suites;
#[path = "../../../support/mod.rs"]
mod support;
