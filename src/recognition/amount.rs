use std::fmt;
use std::str::FromStr;

use super::{Exact, Unit};
use crate::fault::Code;

/// So much of a unit, exactly: `6 pdp`, `0.5 usbeCredit`, `500 USD`.
///
/// ```
/// use openbadges::recognition::Amount;
/// let amount: Amount = "6.0 pdp".parse()?;
/// assert_eq!(amount.to_string(), "6 pdp");
/// assert_eq!(amount.words(), "6 professional development points");
/// assert!(amount.plus(&"1 ceu".parse()?).is_err());
/// # Ok::<(), openbadges::recognition::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// How much.
    pub number: Exact,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// So much of a unit.
    pub fn new(number: Exact, unit: Unit) -> Self {
        Self { number, unit }
    }

    /// Nothing of a unit.
    pub fn zero(unit: Unit) -> Self {
        Self::new(Exact::ZERO, unit)
    }

    /// The sum of two amounts of one unit.
    ///
    /// # Errors
    /// [`ValueError::Units`] for two units, [`ValueError::TooLarge`] for too many digits.
    pub fn plus(&self, other: &Amount) -> Result<Self, ValueError> {
        if self.unit != other.unit {
            return Err(ValueError::Units(self.unit.clone(), other.unit.clone()));
        }
        Ok(Self::new(self.number.plus(other.number)?, self.unit.clone()))
    }

    /// As a person says it: `1 clock hour`, `500 USD`.
    pub fn words(&self) -> String {
        format!("{} {}", self.number, self.unit.words(self.number))
    }
}

impl FromStr for Amount {
    type Err = ValueError;

    /// Reads a number, a space and a unit.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (number, unit) =
            text.split_once(' ').ok_or_else(|| ValueError::NotAnAmount(text.to_owned()))?;
        Ok(Self::new(number.parse()?, unit.parse()?))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.unit)
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a value is not one, or cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The text is not a number as amounts have them.
    #[error("{0:?} is not an exact number such as 6 or 0.5, of at most 28 digits")]
    NotANumber(String),
    /// The text is not a unit.
    #[error("{0:?} is not a unit: neither a name, nor a currency of ISO 4217, nor an IRI")]
    NoUnit(String),
    /// The text is not a number and a unit.
    #[error("{0:?} is not an amount such as \"6 pdp\"")]
    NotAnAmount(String),
    /// The text is not a date.
    #[error("{0:?} is not a date such as 2026-08-01")]
    NotADate(String),
    /// A number needs more digits than there are.
    #[error("the number has more digits than are kept, and is never rounded")]
    TooLarge,
    /// Two units where one is needed.
    #[error("{0} and {1} are not of one unit")]
    Units(Unit, Unit),
    /// A rate would be a rate to nothing.
    #[error("a rate of nothing is none")]
    NoRatio,
    /// The result has no end as a decimal number.
    #[error("{amount} in {unit} is not exact, and is not rounded: {path}")]
    Inexact {
        /// What was to be converted.
        amount: Amount,
        /// Into what.
        unit: Unit,
        /// By which rates, in words.
        path: String,
    },
    /// No rates lead from one unit to the other.
    #[error("no rate leads from {from} to {to} in {jurisdiction} on {on}")]
    NoRate {
        /// From which unit.
        from: Unit,
        /// To which.
        to: Unit,
        /// Where.
        jurisdiction: String,
        /// When, as a date.
        on: String,
    },
    /// Rates contradict each other.
    #[error("the rates contradict each other: {0}")]
    Ambiguous(String),
}

impl ValueError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            ValueError::NotANumber(_) | ValueError::NotAnAmount(_) => Code::ValueNumber,
            ValueError::NotADate(_) => Code::ValueDate,
            ValueError::NoUnit(_) | ValueError::Units(..) => Code::ValueUnit,
            ValueError::TooLarge => Code::ValueLarge,
            ValueError::Inexact { .. } => Code::ValueInexact,
            ValueError::NoRate { .. } | ValueError::NoRatio => Code::ValueRate,
            ValueError::Ambiguous(_) => Code::ValueAmbiguous,
        }
    }
}
