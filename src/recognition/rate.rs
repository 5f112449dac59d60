use std::collections::BTreeMap;
use std::fmt;

use super::fraction::Fraction;
use super::{Amount, Date, Span, Unit, ValueError};

/// So much of one unit is so much of another, somewhere, in some time, by somebody's word:
/// `1 ceu = 10 clockHour`. It is read both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    left: Amount,
    right: Amount,
    /// `right` over `left`.
    ratio: Fraction,
    /// Where it holds, exactly as policies write their jurisdiction.
    pub jurisdiction: String,
    /// Who says so.
    pub source: String,
    /// When it was read there.
    pub read: Date,
    /// The days on which it holds.
    pub effective: Span,
}

impl Rate {
    /// A rate that holds at all times.
    ///
    /// # Errors
    /// [`ValueError::NoRatio`] when one of the amounts is nothing or both are of one unit,
    /// [`ValueError::TooLarge`] when their ratio has too many digits.
    pub fn new(
        left: Amount,
        right: Amount,
        jurisdiction: impl Into<String>,
        source: impl Into<String>,
        read: Date,
    ) -> Result<Self, ValueError> {
        if left.is_zero() || right.is_zero() || left.unit() == right.unit() {
            return Err(ValueError::NoRatio);
        }
        let inverse = Fraction::of(left.number())?.inverse().ok_or(ValueError::NoRatio)?;
        let ratio = Fraction::of(right.number())?.times(inverse).ok_or(ValueError::TooLarge)?;
        let (jurisdiction, source) = (jurisdiction.into(), source.into());
        Ok(Self { left, right, ratio, jurisdiction, source, read, effective: Span::default() })
    }

    /// That holds on these days only.
    pub fn effective(mut self, days: Span) -> Self {
        self.effective = days;
        self
    }

    /// The amount on the left.
    pub fn left(&self) -> &Amount {
        &self.left
    }

    /// The amount on the right, which is worth as much.
    pub fn right(&self) -> &Amount {
        &self.right
    }

    /// The other unit than `unit`, and how much of it one of `unit` is.
    fn from(&self, unit: &Unit) -> Option<(&Unit, Fraction)> {
        if unit == self.left.unit() {
            Some((self.right.unit(), self.ratio))
        } else if unit == self.right.unit() {
            Some((self.left.unit(), self.ratio.inverse()?))
        } else {
            None
        }
    }
}

impl fmt::Display for Rate {
    /// `1 ceu = 10 clockHour`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.left, self.right)
    }
}

/// Rates, from which others follow.
///
/// ```
/// use openbadges::recognition::{Rate, Rates};
/// let read = "2026-11-29".parse()?;
/// let rate = |left: &str, right: &str| {
///     Rate::new(left.parse()?, right.parse()?, "US-TN", "the table of places", read)
/// };
/// let rates = Rates::new(vec![rate("1 ceu", "5 pdp")?, rate("1 clockHour", "1 pdp")?]);
/// let found = rates.convert(&"2 ceu".parse()?, &"clockHour".parse()?, "US-TN", read)?;
/// assert_eq!(found.to.to_string(), "10 clockHour");
/// assert_eq!(found.path().to_string(), "1 ceu = 5 pdp, 1 clockHour = 1 pdp");
/// # Ok::<(), openbadges::recognition::ValueError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    rates: Vec<Rate>,
}

/// An amount in another unit, and by which rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion<'r> {
    /// What was converted.
    pub from: Amount,
    /// What it is worth.
    pub to: Amount,
    /// The rates that were used, in order.
    pub rates: Vec<&'r Rate>,
}

impl Conversion<'_> {
    /// The rates in words.
    pub fn path(&self) -> impl fmt::Display + '_ {
        Path(&self.rates)
    }
}

impl Rates {
    /// These rates. Those that contradict each other are refused when they are used.
    pub fn new(rates: Vec<Rate>) -> Self {
        Self { rates }
    }

    /// The rates as they were given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Rate> {
        self.rates.iter()
    }

    /// What an amount is worth in another unit, where and when. An amount of that unit is itself.
    ///
    /// # Errors
    /// [`ValueError::NoRate`] where no rates lead there. [`ValueError::Ambiguous`] where the rates
    /// that can be reached contradict each other, also when the shortest way does not use the ones
    /// that do: nothing follows from contradictions. [`ValueError::Inexact`] and
    /// [`ValueError::TooLarge`] where the result is no decimal number that is kept.
    pub fn convert<'r>(
        &'r self,
        amount: &Amount,
        unit: &Unit,
        jurisdiction: &str,
        on: Date,
    ) -> Result<Conversion<'r>, ValueError> {
        if amount.unit() == unit {
            let (from, to) = (amount.clone(), amount.clone());
            return Ok(Conversion { from, to, rates: Vec::new() });
        }
        let here = |rate: &&Rate| rate.jurisdiction == jurisdiction && rate.effective.holds(on);
        let rates: Vec<&Rate> = self.rates.iter().filter(here).collect();
        let reached = reach(amount.unit(), &rates)?;
        let Some(place) = reached.get(unit) else {
            return Err(ValueError::NoRate {
                from: amount.unit().clone(),
                to: unit.clone(),
                jurisdiction: jurisdiction.to_owned(),
                on,
            });
        };
        let product =
            Fraction::of(amount.number())?.times(place.ratio).ok_or(ValueError::TooLarge)?;
        let number = product.as_decimal().ok_or_else(|| ValueError::Inexact {
            amount: Box::new(amount.clone()),
            unit: unit.clone(),
            path: Path(&place.rates).to_string(),
        })?;
        let to = Amount::new(number, unit.clone())?;
        Ok(Conversion { from: amount.clone(), to, rates: place.rates.clone() })
    }
}

/// How much one of the unit at the start is of a unit, and by which rates.
struct Place<'r> {
    ratio: Fraction,
    rates: Vec<&'r Rate>,
}

/// Every unit that the rates lead to, by the fewest rates, the earlier ones first; and every rate on
/// the way agrees.
fn reach<'r>(start: &Unit, rates: &[&'r Rate]) -> Result<BTreeMap<Unit, Place<'r>>, ValueError> {
    let first = Place { ratio: Fraction::ONE, rates: Vec::new() };
    let mut reached = BTreeMap::from([(start.clone(), first)]);
    let mut queue = std::collections::VecDeque::from([start.clone()]);
    while let Some(unit) = queue.pop_front() {
        for rate in rates {
            let Some((other, step)) = rate.from(&unit) else { continue };
            let Some(here) = reached.get(&unit) else { continue };
            let ratio = here.ratio.times(step).ok_or(ValueError::TooLarge)?;
            match reached.get(other) {
                Some(known) if known.ratio == ratio => {}
                Some(known) => {
                    let way = |rates: &[&Rate]| Path(rates).to_string();
                    let along: Vec<&Rate> = here.rates.iter().copied().chain([*rate]).collect();
                    let (one, two) = (way(&known.rates), way(&along));
                    let one = if one.is_empty() { format!("1 {start} = 1 {start}") } else { one };
                    return Err(ValueError::Ambiguous(format!("{one}; but {two}")));
                }
                None => {
                    let rates = here.rates.iter().copied().chain([*rate]).collect();
                    reached.insert(other.clone(), Place { ratio, rates });
                    queue.push_back(other.clone());
                }
            }
        }
    }
    Ok(reached)
}

struct Path<'a>(&'a [&'a Rate]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rate) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{rate}")?;
        }
        Ok(())
    }
}
