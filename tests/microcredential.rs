//! Micro-credentials: the type, assessment, and what a badge says of its results.

#[path = "microcredential/definition.rs"]
mod definition;
#[path = "microcredential/made.rs"]
mod made;
#[path = "microcredential/prose.rs"]
mod prose;
#[path = "microcredential/standing.rs"]
mod standing;
