//! The room `verifier`: whose key, which proofs, when, and whether it still stands.

#[path = "verifier/binding.rs"]
mod binding;
#[path = "verifier/mint.rs"]
mod mint;
#[path = "verifier/proofs.rs"]
mod proofs;
#[path = "verifier/status.rs"]
mod status;
