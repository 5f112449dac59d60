//! The small exact things: identifiers ([`Iri`]), date-times ([`Timestamp`]), days ([`Date`]) and spans
//! of them ([`Span`]), decimal numbers ([`Decimal`]) and binary data in text ([`multibase`]).

mod date;
mod decimal;
mod iri;
pub mod multibase;
mod timestamp;

pub use date::{Date, NotADate, NotAnOffset, Span, UtcOffset};
pub use decimal::{Decimal, NotADecimal};
pub use iri::{Iri, NotAnIri};
pub use timestamp::{Instant, NotATimestamp, Timestamp};
