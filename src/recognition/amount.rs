use std::fmt;
use std::str::FromStr;

use super::{Date, Unit};
use crate::fault::Code;
use crate::text::{Decimal, NotADate, NotAZone, NotAnOffset};

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
    number: Decimal,
    unit: Unit,
}

impl Amount {
    /// So much of a unit.
    ///
    /// # Errors
    /// [`ValueError::NotANumber`] for a number below zero: no value is.
    #[inline]
    pub fn new(number: Decimal, unit: Unit) -> Result<Self, ValueError> {
        if number.is_negative() {
            return Err(ValueError::NotANumber(number.to_string()));
        }
        Ok(Self { number, unit })
    }

    /// Nothing of a unit.
    pub fn zero(unit: Unit) -> Self {
        Self { number: Decimal::ZERO, unit }
    }

    /// How much, never below zero.
    #[inline]
    pub fn number(&self) -> Decimal {
        self.number
    }

    /// Of what.
    #[inline]
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// Whether it is nothing.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.number.is_zero()
    }

    /// The sum of two amounts of one unit.
    ///
    /// # Errors
    /// [`ValueError::Units`] for two units, [`ValueError::TooLarge`] for too many digits.
    pub fn plus(&self, other: &Amount) -> Result<Self, ValueError> {
        self.same(other)?;
        let number = self.number.plus(other.number).ok_or(ValueError::TooLarge)?;
        Ok(Self { number, unit: self.unit.clone() })
    }

    /// What is left of it, or nothing where `other` is more.
    ///
    /// # Errors
    /// As [`Amount::plus`].
    pub fn less(&self, other: &Amount) -> Result<Self, ValueError> {
        self.same(other)?;
        let number = self.number.minus(other.number).ok_or(ValueError::TooLarge)?;
        Ok(Self { number: number.max(Decimal::ZERO), unit: self.unit.clone() })
    }

    /// As a person says it: `1 clock hour`, `1,234.50 USD`.
    pub fn words(&self) -> String {
        format!("{} {}", self.figure(), self.unit.words(self.number))
    }

    /// The number as a person writes it: thousands are set apart, and money that is not whole has
    /// two decimals at least.
    pub(super) fn figure(&self) -> String {
        figure(self.number, if self.unit.is_money() { 2 } else { 0 })
    }

    fn same(&self, other: &Amount) -> Result<(), ValueError> {
        if self.unit == other.unit {
            return Ok(());
        }
        Err(ValueError::Units(self.unit.clone(), other.unit.clone()))
    }
}

/// A number as a person writes it, with at least so many decimals where it is not whole.
pub(super) fn figure(number: Decimal, decimals: usize) -> String {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.trim_start_matches('-');
    let mut figure = String::with_capacity(text.len() + 8);
    if number.is_negative() {
        figure.push('-');
    }
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    if !fraction.is_empty() {
        figure.push_str(&format!(".{fraction:0<decimals$}"));
    }
    figure
}

impl FromStr for Amount {
    type Err = ValueError;

    /// Reads a number, a space and a unit.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (number, unit) =
            text.split_once(' ').ok_or_else(|| ValueError::NotAnAmount(text.to_owned()))?;
        let number = number.parse().map_err(|_| ValueError::NotANumber(number.to_owned()))?;
        Self::new(number, unit.parse()?)
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
    #[error(
        "{0:?} is not a unit: expected {names}, a currency of ISO 4217 such as USD, or an IRI",
        names = Unit::named().map(Unit::as_str).collect::<Vec<_>>().join(", ")
    )]
    NoUnit(String),
    /// The text is not a number and a unit.
    #[error("{0:?} is not an amount such as \"6 pdp\"")]
    NotAnAmount(String),
    /// The text is not a date.
    #[error(transparent)]
    NotADate(#[from] NotADate),
    /// The text is not an offset from UTC.
    #[error(transparent)]
    NotAnOffset(#[from] NotAnOffset),
    /// The text is not a time zone.
    #[error(transparent)]
    NotAZone(#[from] NotAZone),
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
        amount: Box<Amount>,
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
        /// When.
        on: Date,
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
            ValueError::NotADate(_) | ValueError::NotAnOffset(_) | ValueError::NotAZone(_) => {
                Code::ValueDate
            }
            ValueError::NoUnit(_) | ValueError::Units(..) => Code::ValueUnit,
            ValueError::TooLarge => Code::ValueLarge,
            ValueError::Inexact { .. } => Code::ValueInexact,
            ValueError::NoRate { .. } | ValueError::NoRatio => Code::ValueRate,
            ValueError::Ambiguous(_) => Code::ValueAmbiguous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (amount, words) in [
            ("1234567.5 USD", "1,234,567.50 USD"),
            ("75 USD", "75 USD"),
            ("120.125 USD", "120.125 USD"),
            ("98000 JPY", "98,000 JPY"),
            ("1234.5 clockHour", "1,234.5 clock hours"),
            ("999 pdp", "999 professional development points"),
            ("1000 pdp", "1,000 professional development points"),
            ("0.25 credit", "0.25 credits"),
        ] {
            assert_eq!(amount.parse::<Amount>().unwrap().words(), words);
        }
        assert_eq!(figure("-1234".parse().unwrap(), 0), "-1,234");
        assert_eq!(figure("-123".parse().unwrap(), 0), "-123");
    }
}
