//! Micro-credentials: what they ask, how evidence is assessed, and whether a badge says that what
//! was asked was reached.
//!
//! [`Standing`] reads from a credential whether the levels and values that its achievement requires
//! were reached.

mod achievement;
mod definition;
mod form;
mod markdown;
mod rubric;
mod standing;

pub use definition::{
    Citation, Competency, Cost, KeyMethod, MethodComponent, MicroCredential, PartKind, Resource,
    SubmissionPart,
};
pub use rubric::{Count, Criterion, Level, Passing, PassingRule};
pub use standing::{Answer, Ground, Requirement, Standing, Verdict};
