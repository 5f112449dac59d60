//! What a micro-credential is worth, and to whom.
//!
//! Value is given by districts, states and unions, each in its own [`Unit`]. An [`Amount`] is exact,
//! and so is every conversion by [`Rates`]: what would need rounding is refused.

mod amount;
mod date;
mod fraction;
mod rate;
mod unit;

pub use amount::{Amount, ValueError};
pub use date::{Date, Span, UtcOffset};
pub use rate::{Conversion, Rate, Rates};
pub use unit::{Currency, Unit};
