//! How a document is secured: Data Integrity proofs, and JSON Web Tokens.
//!
//! [`prepare`](data_integrity::prepare) gives the exact bytes to sign and takes the signature, so
//! that a key can live anywhere; [`verify`](data_integrity::verify) checks one proof with one key.
//! Whose key it is, and whether that matters, is for the `verifier` to say.

pub mod data_integrity;
pub mod jwt;

pub use data_integrity::{
    Canonicalization, Cryptosuite, Prepared, Proof, ProofOptions, ProofPurpose, Unsecured,
};
pub use jwt::Jws;
