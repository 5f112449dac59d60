//! Micro-credentials: what they ask, how evidence is assessed, and whether a badge says that what
//! was asked was reached.
//!
//! [`Standing`] reads from a credential whether the levels and values that its achievement requires
//! were reached.

mod standing;

pub use standing::{Answer, Ground, Requirement, Standing, Verdict};
