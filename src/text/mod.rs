//! The small exact things: identifiers ([`Iri`]), date-times ([`Timestamp`]), days ([`Date`]) and spans
//! of them ([`Span`]), decimal numbers ([`Decimal`]) and binary data in text ([`multibase`]). Texts that
//! many share are [`ArcStr`]s, which are made of any text with `into()`.

mod date;
mod decimal;
mod fold;
mod iri;
pub mod multibase;
mod timestamp;
mod zone;

pub use arcstr::ArcStr;
pub use date::{Date, NotADate, NotAnOffset, Span, UtcOffset};
pub use decimal::{Decimal, NotADecimal};
pub(crate) use fold::{folded, is_blank, is_same_folded};
pub use iri::{Iri, NotAnIri};
pub use timestamp::{Instant, NotATimestamp, Timestamp};
pub use zone::{NotAZone, TimeZone};
