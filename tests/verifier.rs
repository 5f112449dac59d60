//! The room `verifier`: whose key, which proofs, when, and whether it still stands.

#[path = "verifier/binding.rs"]
mod binding;
#[path = "verifier/bytes.rs"]
mod bytes;
#[path = "verifier/chains.rs"]
mod chains;
#[path = "verifier/confusion.rs"]
mod confusion;
#[path = "verifier/endorsements.rs"]
mod endorsements;
#[path = "verifier/fragments.rs"]
mod fragments;
#[path = "verifier/kept.rs"]
mod kept;
#[path = "verifier/mint.rs"]
mod mint;
#[path = "verifier/people.rs"]
mod people;
#[path = "verifier/policies.rs"]
mod policies;
#[path = "verifier/proofs.rs"]
mod proofs;
#[path = "verifier/refresh.rs"]
mod refresh;
#[path = "verifier/reports.rs"]
mod reports;
#[path = "verifier/schema.rs"]
mod schema;
#[cfg(feature = "schema")]
#[path = "verifier/schema_work.rs"]
mod schema_work;
#[path = "verifier/status.rs"]
mod status;
#[path = "verifier/times.rs"]
mod times;
#[path = "verifier/together.rs"]
mod together;
#[path = "verifier/whose.rs"]
mod whose;
