//! Micro-credentials: the type, assessment, and what a badge says of its results.

#[path = "microcredential/standing.rs"]
mod standing;
