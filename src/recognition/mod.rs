//! What a micro-credential is worth, and to whom.
//!
//! Value is given by districts, states and unions, each in its own [`Unit`]. An [`Amount`] is exact,
//! and so is every conversion by [`Rates`]: what would need rounding is refused. A [`Policy`] says, as
//! data, what counts and what it gives; [`evaluate()`] decides by it, every step explained, and a
//! [`Ledger`] sees to it that what counts counts once. A [`Recognition`] is a value that somebody
//! signs for.
//!
//! Only credentials that were verified enter: a [`Candidate`] is made of a
//! [`VerifiedCredential`](crate::report::VerifiedCredential), which only a verification makes. The way
//! from an assessment that was passed to what counts is in `examples/from_assessment_to_claim.rs`.

mod amount;
mod candidate;
mod evaluate;
mod fraction;
pub mod ledger;
#[cfg(feature = "html")]
mod page;
pub mod picture;
pub mod policy;
pub mod portfolio;
#[cfg(feature = "toml")]
pub mod profiles;
mod rate;
mod signed;
mod unit;
mod withdrawn;

pub use amount::{Amount, ValueError};
pub use candidate::{Candidate, Claimant, Facts};
pub use evaluate::{
    Carried, CreditsSaid, Decision, Evaluation, Finding, GoalTotal, InTime, LeftOut, PartTotal,
    Placed, Ruling, StackDecision, Step, StepTotal, Total, count, evaluate,
};
#[cfg(feature = "postgres")]
pub use ledger::PostgresLedger;
#[cfg(feature = "sqlite")]
pub use ledger::SqliteLedger;
pub use ledger::{Claim, ClaimKey, Entry, Ledger, LedgerError, MemoryLedger, Reversal, Tally};
pub use policy::{Parameters, Policy, PolicyError};
pub use rate::{Conversion, Rate, Rates};
pub use signed::{Recognised, Recognition, VerifiedRecognition};
pub use unit::{Currency, Unit};
pub use withdrawn::{Withdrawal, Withdrawn};

pub use crate::text::{Date, Span, TimeZone, UtcOffset};
