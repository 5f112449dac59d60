use super::ValueError;
use crate::text::Decimal;

/// A ratio of whole numbers in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    above: u128,
    below: u128,
}

impl Fraction {
    pub(super) const ONE: Self = Self { above: 1, below: 1 };

    /// A decimal number that is not below zero.
    pub(super) fn of(number: Decimal) -> Result<Self, ValueError> {
        let (above, below) = number.as_fraction();
        let above =
            u128::try_from(above).map_err(|_| ValueError::NotANumber(number.to_string()))?;
        Self::new(above, below).ok_or(ValueError::TooLarge)
    }

    /// The decimal number that it is, if it is one that is kept.
    pub(super) fn as_decimal(self) -> Option<Decimal> {
        Decimal::of_fraction(self.above, self.below)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        // Crosswise first, so that a product that fits is never too large on the way.
        let left = Self::new(self.above, other.below)?;
        let right = Self::new(other.above, self.below)?;
        Some(Self {
            above: left.above.checked_mul(right.above)?,
            below: left.below.checked_mul(right.below)?,
        })
    }

    /// `None` for nothing.
    pub(super) fn inverse(self) -> Option<Self> {
        (self.above > 0).then_some(Self { above: self.below, below: self.above })
    }

    fn new(above: u128, below: u128) -> Option<Self> {
        let common = greatest_common_divisor(above, below);
        Some(Self { above: above.checked_div(common)?, below: below.checked_div(common)? })
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
