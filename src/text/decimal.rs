use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An exact decimal number: hours, points, amounts of money.
///
/// It is a whole number of at most 28 digits and a power of ten, never a binary fraction. Two are
/// equal when they are the same number, however they were written: `1.50` is `1.5`, and is shown so.
/// Every operation is exact, or gives nothing.
///
/// ```
/// use openbadges::text::Decimal;
/// let (hours, rate): (Decimal, Decimal) = ("15".parse()?, "0.1".parse()?);
/// assert_eq!(hours.times(rate).unwrap().to_string(), "1.5");
/// assert!(Decimal::from(9) < Decimal::from(85));
/// assert!(Decimal::from(1).over(Decimal::from(3)).is_none(), "a third has no end");
/// assert!("1e3".parse::<Decimal>().is_err());
/// # Ok::<(), openbadges::text::NotADecimal>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The lower and the upper part of a whole number of at most 28 digits, without zeros at its end
    /// unless the scale is zero. It takes half the room of an `i128`.
    low: u64,
    high: i32,
    /// How many of the digits stand after the point.
    scale: u32,
}

/// Why a text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotADecimal {
    /// It is not an optional minus, digits, and an optional point with digits after it.
    #[error("{0:?} is not a decimal number such as 12 or 0.5")]
    Form(String),
    /// It has more than 28 digits.
    #[error("{0:?} has more than 28 digits")]
    Long(String),
}

/// Ten to this power fits with all its multiples of nine digits less than `i128` holds.
const DIGITS: u32 = 28;

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { low: 0, high: 0, scale: 0 };

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.high < 0
    }

    /// Whether it is zero.
    #[inline]
    pub fn is_zero(self) -> bool {
        self.units() == 0
    }

    /// The number as a whole one, if it is one.
    pub fn as_whole(self) -> Option<i128> {
        (self.scale == 0).then_some(self.units())
    }

    /// The sum. `None` if it has more than 28 digits.
    #[inline]
    pub fn plus(self, other: Self) -> Option<Self> {
        // Most numbers are small and whole.
        if let (Some(a), Some(b)) = (self.small(), other.small())
            && let Some(low) = a.checked_add(b)
        {
            return Some(Self { low, ..Self::ZERO });
        }
        let scale = self.scale.max(other.scale);
        Self::of(self.at(scale)?.checked_add(other.at(scale)?)?, scale)
    }

    /// The difference. `None` if it has more than 28 digits.
    #[inline]
    pub fn minus(self, other: Self) -> Option<Self> {
        if let (Some(a), Some(b)) = (self.small(), other.small())
            && let Some(low) = a.checked_sub(b)
        {
            return Some(Self { low, ..Self::ZERO });
        }
        let scale = self.scale.max(other.scale);
        Self::of(self.at(scale)?.checked_sub(other.at(scale)?)?, scale)
    }

    /// The product. `None` if it has more than 28 digits.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::of(self.units().checked_mul(other.units())?, self.scale + other.scale)
    }

    /// The quotient. `None` if it has no end, does not fit, or the divisor is zero.
    pub fn over(self, divisor: Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        let common = common_divisor(self.units(), divisor.units());
        let (units, divisor_units) = (self.units() / common, divisor.units() / common);
        // A fraction in lowest terms ends where its divisor goes into a power of ten.
        let power = (0..=38).find(|power| 10_i128.pow(*power) % divisor_units == 0)?;
        let mut quotient = units.checked_mul(10_i128.pow(power) / divisor_units)?;
        let mut scale = i64::from(power) + i64::from(self.scale) - i64::from(divisor.scale);
        while scale < 0 {
            quotient = quotient.checked_mul(10)?;
            scale += 1;
        }
        Self::of(quotient, u32::try_from(scale).ok()?)
    }

    /// How often `step` goes into it, and what is left over. `None` for a step that is not above
    /// zero, a number below zero, or a count that does not fit.
    pub fn in_steps_of(self, step: Self) -> Option<(u64, Self)> {
        if step.units() <= 0 || self.is_negative() {
            return None;
        }
        let scale = self.scale.max(step.scale);
        let (units, step) = (self.at(scale)?, step.at(scale)?);
        Some((u64::try_from(units / step).ok()?, Self::of(units % step, scale)?))
    }

    /// The number as a whole number over a power of ten.
    pub(crate) fn as_fraction(self) -> (i128, u128) {
        (self.units(), 10_u128.pow(self.scale))
    }

    /// The number `above / below`, if it has an end and fits.
    pub(crate) fn of_fraction(above: u128, below: u128) -> Option<Self> {
        let power = (0..=DIGITS).find(|power| 10_u128.pow(*power).checked_rem(below) == Some(0))?;
        let units = above.checked_mul(10_u128.pow(power).checked_div(below)?)?;
        Self::of(i128::try_from(units).ok()?, power)
    }

    #[inline]
    fn of(units: i128, scale: u32) -> Option<Self> {
        // Division is slow, and whole numbers need none.
        let (units, scale) = if scale == 0 { (units, scale) } else { shortest(units, scale) };
        let fits = scale <= DIGITS && units.unsigned_abs() < const { 10_u128.pow(DIGITS) };
        // Less than 2^94, of which the upper 30 bits and the sign are left.
        fits.then_some(Self { low: units as u64, high: (units >> 64) as i32, scale })
    }

    /// The number, if it is a whole one of 64 bits.
    #[inline]
    fn small(self) -> Option<u64> {
        (self.high == 0 && self.scale == 0).then_some(self.low)
    }

    /// All digits, as a whole number.
    #[inline]
    fn units(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }

    #[inline]
    fn at(self, scale: u32) -> Option<i128> {
        if scale == self.scale {
            return Some(self.units());
        }
        self.units().checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    /// The part before the point, and what stands after it in units of ten to the minus 28.
    fn parts(self) -> (i128, i128) {
        let one = 10_i128.pow(self.scale);
        // Less than ten to the power of the scale, so that the product is below 10^28.
        (self.units() / one, (self.units() % one) * 10_i128.pow(DIGITS - self.scale))
    }
}

/// The number that so few digits are that 64 bits hold it.
fn whole(digits: &str) -> Option<u64> {
    digits.bytes().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'))
    })
}

/// The same number without zeros at its end.
#[inline(never)]
fn shortest(mut units: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && units % 10 == 0 {
        units /= 10;
        scale -= 1;
    }
    (units, scale)
}

/// The greatest one, never zero for a divisor that is not.
fn common_divisor(mut a: i128, mut b: i128) -> i128 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

impl From<u32> for Decimal {
    fn from(number: u32) -> Self {
        Self { low: number.into(), high: 0, scale: 0 }
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// Reads a number of at most 28 digits, counted without zeros that say nothing.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        // Most numbers are small and whole.
        if let 1..=18 = text.len()
            && let Some(low) = whole(text)
        {
            return Ok(Self { low, ..Self::ZERO });
        }
        let form = || NotADecimal::Form(text.chars().take(60).collect());
        let long = || NotADecimal::Long(text.chars().take(60).collect());
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(form()),
            Some(parts) => parts,
            None => (digits, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(form());
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() + fraction.len() > DIGITS as usize {
            return Err(long());
        }
        let digits = whole.bytes().chain(fraction.bytes());
        let units = digits.fold(0, |units: i128, digit| units * 10 + i128::from(digit - b'0'));
        let scale = u32::try_from(fraction.len()).map_err(|_| long())?;
        Self::of(sign * units, scale).ok_or_else(long)
    }
}

impl fmt::Display for Decimal {
    /// The shortest way to write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.units().unsigned_abs().to_string();
        let sign = if self.high < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return (self.high, self.low).cmp(&(other.high, other.low));
        }
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl serde::Serialize for Decimal {
    /// A string, since JSON numbers are read as binary fractions.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    /// From a string.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn small_numbers_and_large_ones_are_counted_alike() {
        let most = u64::MAX.to_string();
        for (a, b, sum, difference) in [
            ("3", "5", "8", "-2"),
            ("-3", "5", "2", "-8"),
            ("3", "-5", "-2", "8"),
            ("-3", "-5", "-8", "2"),
            ("0.5", "5", "5.5", "-4.5"),
            (&most, "1", "18446744073709551616", "18446744073709551614"),
            ("1", &most, "18446744073709551616", "-18446744073709551614"),
            ("18446744073709551616", "-1", &most, "18446744073709551617"),
            ("-18446744073709551616", "1", "-18446744073709551615", "-18446744073709551617"),
        ] {
            let (a, b) = (decimal(a), decimal(b));
            assert_eq!(a.plus(b), Some(decimal(sum)), "{a} + {b}");
            assert_eq!(a.minus(b), Some(decimal(difference)), "{a} - {b}");
            assert_eq!(
                a.cmp(&b),
                if decimal(difference).is_negative() { Ordering::Less } else { Ordering::Greater }
            );
        }
        let largest = decimal(&"9".repeat(28));
        assert_eq!(largest.plus(decimal("1")), None);
        assert_eq!(decimal("-1").minus(largest), None);
        assert_eq!(
            decimal("-1").plus(largest).unwrap().to_string(),
            format!("{}8", "9".repeat(27))
        );
    }

    #[test]
    fn only_plain_decimal_numbers_are_read() {
        for text in ["", "-", ".", "1.", ".5", "+1", "1e3", "1,5", " 1", "1 ", "0x1", "٣", "--1"] {
            assert!(matches!(text.parse::<Decimal>(), Err(NotADecimal::Form(_))), "{text:?}");
        }
        let long = "1".repeat(29);
        assert!(matches!(long.parse::<Decimal>(), Err(NotADecimal::Long(_))));
        assert!(matches!(format!("0.{long}").parse::<Decimal>(), Err(NotADecimal::Long(_))));
        assert_eq!(decimal(&format!("{}1.5{}", "0".repeat(50), "0".repeat(50))), decimal("1.5"));
        assert_eq!(decimal("-0"), Decimal::ZERO);
    }

    #[test]
    fn it_is_shown_in_the_shortest_way() {
        for (written, shown) in
            [("007.50", "7.5"), ("-0.05", "-0.05"), ("100", "100"), ("0.000", "0"), ("10.0", "10")]
        {
            assert_eq!(decimal(written).to_string(), shown);
        }
    }

    #[test]
    fn it_compares_by_size_and_not_by_text() {
        let ordered = ["-10", "-9.5", "-0.1", "0", "0.05", "0.5", "9", "85", "100", "100.0001"];
        for pair in ordered.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        }
        let (least, most) = (format!("0.{}1", "0".repeat(27)), "9".repeat(28));
        assert!(decimal(&least) < decimal(&most));
        assert!(decimal(&format!("-{most}")) < decimal(&least));
    }

    #[test]
    fn steps_are_whole_and_leave_a_rest() {
        assert_eq!(decimal("40").in_steps_of(decimal("15")), Some((2, decimal("10"))));
        assert_eq!(decimal("0.75").in_steps_of(decimal("0.5")), Some((1, decimal("0.25"))));
        assert_eq!(decimal("45").in_steps_of(decimal("15.0")), Some((3, Decimal::ZERO)));
        for (number, step) in [("1", "0"), ("1", "-1"), ("-1", "1")] {
            assert_eq!(decimal(number).in_steps_of(decimal(step)), None);
        }
    }

    #[test]
    fn what_is_not_exact_is_nothing() {
        assert_eq!(decimal("7").over(decimal("3")), None);
        assert_eq!(decimal("7").over(Decimal::ZERO), None);
        assert_eq!(decimal("1").over(decimal("0.08")), Some(decimal("12.5")));
        let most = decimal(&"9".repeat(28));
        assert_eq!(most.plus(Decimal::from(1)), None);
        assert_eq!(most.times(most), None);
        let least = decimal(&format!("0.{}1", "0".repeat(27)));
        assert_eq!(least.times(decimal("0.1")), None);
        assert_eq!(most.plus(least), None);
        assert_eq!(decimal("0.1").plus(decimal("0.2")), Some(decimal("0.3")));
    }

    /// The property once failed here.
    #[test]
    fn a_fraction_below_zero_is_compared() {
        let (a, b) = (decimal("-0.001"), decimal("0.001"));
        assert_eq!(a.minus(b), Some(decimal("-0.002")));
        assert_eq!(a.times(b).unwrap().over(b), Some(a));
        assert!(a < b);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_shown_is_read_as_the_same(units in -10_i64.pow(17)..10_i64.pow(17), scale in 0_u32..20) {
            let number = Decimal::of(units.into(), scale).unwrap();
            prop_assert_eq!(decimal(&number.to_string()), number);
        }

        #[test]
        fn operations_undo_each_other(a in -10_i64.pow(8)..10_i64.pow(8), b in 1_i64..10_i64.pow(5), s in 0_u32..5, t in 0_u32..5) {
            let (a, b) = (Decimal::of(a.into(), s).unwrap(), Decimal::of(b.into(), t).unwrap());
            prop_assert_eq!(a.plus(b).unwrap().minus(b), Some(a));
            prop_assert_eq!(a.times(b).unwrap().over(b), Some(a));
            prop_assert_eq!(a.cmp(&b), a.minus(b).unwrap().cmp(&Decimal::ZERO));
        }
    }
}
