use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::ValueError;

/// A number that is never rounded: at most 28 decimal places and below 2^96 without its decimal
/// point, not negative.
///
/// What would need rounding, or does not fit, is an error; there is no way from or to floating
/// point.
///
/// ```
/// use openbadges::recognition::Exact;
/// let tenth: Exact = "0.10".parse()?;
/// assert_eq!(tenth.to_string(), "0.1");
/// assert_eq!(tenth.plus("0.2".parse()?)?.to_string(), "0.3");
/// for text in ["", "-1", "+1", "1e3", ".5", "1.", "01", "0.00000000000000000000000000001"] {
///     assert!(text.parse::<Exact>().is_err(), "{text}");
/// }
/// # Ok::<(), openbadges::recognition::ValueError>(())
/// ```
// The crate rounds silently where a sum or a product does not fit, so it keeps, reads, compares and
// writes the numbers here, and the arithmetic is on whole numbers, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Exact(Decimal);

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The sum.
    ///
    /// # Errors
    /// [`ValueError::TooLarge`] when it needs more digits than there are.
    pub fn plus(self, other: Self) -> Result<Self, ValueError> {
        let (a, b, scale) = self.aligned(other)?;
        Self::new(a.checked_add(b).ok_or(ValueError::TooLarge)?, scale)
    }

    /// The difference; `None` where it would be below nothing, or needs more digits than there are.
    pub fn minus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other).ok()?;
        let rest = a.checked_sub(b).filter(|rest| *rest >= 0)?;
        Self::new(rest, scale).ok()
    }

    /// The difference, or nothing where it would be below that.
    pub fn less(self, other: Self) -> Self {
        self.minus(other).unwrap_or_default()
    }

    /// The product.
    ///
    /// # Errors
    /// As [`Exact::plus`].
    pub fn times(self, count: u64) -> Result<Self, ValueError> {
        let product = self.0.mantissa().checked_mul(count.into()).ok_or(ValueError::TooLarge)?;
        Self::new(product, self.0.scale())
    }

    /// How often `step` is in it, and what is left over. `None` for a step of nothing.
    pub fn in_steps_of(self, step: Self) -> Option<(u64, Self)> {
        let (a, b, scale) = self.aligned(step).ok()?;
        let count = u64::try_from(a.checked_div(b)?).ok()?;
        Some((count, Self::new(a.checked_rem(b)?, scale).ok()?))
    }

    /// As a fraction of whole numbers.
    pub(super) fn fraction(self) -> Result<Fraction, ValueError> {
        let over = 10u128.checked_pow(self.0.scale()).ok_or(ValueError::TooLarge)?;
        Fraction::new(self.0.mantissa().unsigned_abs(), over).ok_or(ValueError::TooLarge)
    }

    /// The decimal number that a fraction is, if it is one that fits.
    pub(super) fn of_fraction(fraction: Fraction) -> Option<Self> {
        let mut over = 1u128;
        for scale in 0..=Decimal::MAX_SCALE {
            if over.is_multiple_of(fraction.below) {
                let number = fraction.above.checked_mul(over / fraction.below)?;
                return Self::new(i128::try_from(number).ok()?, scale).ok();
            }
            over = over.checked_mul(10)?;
        }
        None
    }

    /// The two without their decimal points, and the places after them.
    fn aligned(self, other: Self) -> Result<(i128, i128, u32), ValueError> {
        let scale = self.0.scale().max(other.0.scale());
        let align = |number: Decimal| {
            let factor = 10i128.checked_pow(scale - number.scale());
            factor.and_then(|factor| number.mantissa().checked_mul(factor))
        };
        let both = align(self.0).zip(align(other.0)).ok_or(ValueError::TooLarge)?;
        Ok((both.0, both.1, scale))
    }

    fn new(number: i128, scale: u32) -> Result<Self, ValueError> {
        let (mut number, mut scale) = (number, scale);
        while scale > 0 && number % 10 == 0 {
            number /= 10;
            scale -= 1;
        }
        Decimal::try_from_i128_with_scale(number, scale).map(Self).map_err(|_| ValueError::TooLarge)
    }
}

impl From<u32> for Exact {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl FromStr for Exact {
    type Err = ValueError;

    /// Reads digits, and a decimal point with digits after it.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let fail = || ValueError::NotANumber(text.to_owned());
        let (whole, places) = match text.split_once('.') {
            Some((whole, places)) if !places.is_empty() => (whole, places),
            Some(_) => return Err(fail()),
            None => (text, ""),
        };
        let leads = whole.len() > 1 && whole.starts_with('0');
        let digits = whole.bytes().chain(places.bytes()).all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || leads || !digits || text.len() > 64 {
            return Err(fail());
        }
        Decimal::from_str_exact(text).map(|number| Self(number.normalize())).map_err(|_| fail())
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A ratio of whole numbers in lowest terms; neither is nothing but for the number nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    above: u128,
    below: u128,
}

impl Fraction {
    pub(super) const ONE: Self = Self { above: 1, below: 1 };

    fn new(above: u128, below: u128) -> Option<Self> {
        let common = gcd(above, below);
        Some(Self { above: above.checked_div(common)?, below: below.checked_div(common)? })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        // Crosswise first, so that a product that fits is never too large on the way.
        let (left, right) =
            (Self::new(self.above, other.below)?, Self::new(other.above, self.below)?);
        Some(Self {
            above: left.above.checked_mul(right.above)?,
            below: left.below.checked_mul(right.below)?,
        })
    }

    /// `None` for nothing.
    pub(super) fn inverse(self) -> Option<Self> {
        (self.above > 0).then_some(Self { above: self.below, below: self.above })
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
