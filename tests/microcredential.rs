//! Micro-credentials: the type, assessment, and what a badge says of its results.

#[path = "microcredential/assessment.rs"]
mod assessment;
#[path = "microcredential/definition.rs"]
mod definition;
#[path = "microcredential/made.rs"]
mod made;
#[path = "microcredential/personal.rs"]
mod personal;
#[path = "microcredential/prose.rs"]
mod prose;
#[path = "microcredential/standing.rs"]
mod standing;
#[path = "microcredential/vocabulary.rs"]
mod vocabulary;
