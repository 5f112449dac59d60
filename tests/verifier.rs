//! The room `verifier`: whose key, which proofs, when, and whether it still stands.

#[path = "verifier/mint.rs"]
mod mint;
#[path = "verifier/status.rs"]
mod status;
