//! The small exact things: identifiers ([`Iri`]), date-times ([`Timestamp`]), decimal numbers
//! ([`Decimal`]) and binary data in text ([`multibase`]).

mod decimal;
mod fold;
mod iri;
pub mod multibase;
mod timestamp;

pub use decimal::{Decimal, NotADecimal};
pub(crate) use fold::folded;
pub use iri::{Iri, NotAnIri};
pub use timestamp::{Instant, NotATimestamp, Timestamp};
