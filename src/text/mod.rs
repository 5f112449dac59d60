//! The small exact things: identifiers ([`Iri`]), date-times ([`Timestamp`]) and binary data in
//! text ([`multibase`]).

mod iri;
pub mod multibase;
mod timestamp;

pub use iri::{Iri, NotAnIri};
pub use timestamp::{Instant, NotATimestamp, Timestamp};
