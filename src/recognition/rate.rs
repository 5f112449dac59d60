use std::collections::{BTreeMap, VecDeque};
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
    /// The rates in words; of a long way its first and its last ones.
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
    /// that do: nothing follows from contradictions. [`ValueError::TooLarge`] also where a rate
    /// that can be reached has more digits than are kept: whether it contradicts the others is not
    /// known. [`ValueError::Inexact`] and [`ValueError::TooLarge`] where the result is no decimal
    /// number that is kept.
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
        let start = amount.unit();
        let reached = reach(start, &rates)?;
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
            path: Path(&way(&reached, unit)).to_string(),
        })?;
        let to = Amount::new(number, unit.clone())?;
        Ok(Conversion { from: amount.clone(), to, rates: way(&reached, unit) })
    }
}

/// How much one of the unit at the start is of a unit, and from where by which rate.
struct Place<'u, 'r> {
    ratio: Fraction,
    last: Option<(&'u Unit, &'r Rate)>,
}

/// Every unit that the rates lead to, by the fewest rates, the earlier ones first; and every rate on
/// the way agrees.
fn reach<'u, 'r: 'u>(
    start: &'u Unit,
    rates: &[&'r Rate],
) -> Result<BTreeMap<&'u Unit, Place<'u, 'r>>, ValueError> {
    let mut of_unit: BTreeMap<&Unit, Vec<&'r Rate>> = BTreeMap::new();
    for rate in rates {
        for unit in [rate.left.unit(), rate.right.unit()] {
            of_unit.entry(unit).or_default().push(rate);
        }
    }
    let mut reached = BTreeMap::from([(start, Place { ratio: Fraction::ONE, last: None })]);
    let mut queue = VecDeque::from([(start, Fraction::ONE)]);
    while let Some((unit, here)) = queue.pop_front() {
        for rate in of_unit.get(unit).into_iter().flatten().copied() {
            let Some((other, step)) = rate.from(unit) else { continue };
            let ratio = here.times(step).ok_or(ValueError::TooLarge)?;
            match reached.get(other) {
                Some(known) if known.ratio == ratio => {}
                Some(_) => {
                    let mut along = way(&reached, unit);
                    along.push(rate);
                    let one = match way(&reached, other) {
                        rates if rates.is_empty() => format!("1 {start} = 1 {start}"),
                        rates => Path(&rates).to_string(),
                    };
                    return Err(ValueError::Ambiguous(format!("{one}; but {}", Path(&along))));
                }
                None => {
                    reached.insert(other, Place { ratio, last: Some((unit, rate)) });
                    queue.push_back((other, ratio));
                }
            }
        }
    }
    Ok(reached)
}

/// The rates that lead to a unit, in order.
fn way<'u, 'r>(reached: &BTreeMap<&'u Unit, Place<'u, 'r>>, unit: &Unit) -> Vec<&'r Rate> {
    let mut rates = Vec::new();
    let mut place = reached.get(unit);
    while let Some((before, rate)) = place.and_then(|place| place.last) {
        rates.push(rate);
        place = reached.get(before);
    }
    rates.reverse();
    rates
}

struct Path<'a>(&'a [&'a Rate]);

/// So many rates at either end of a way are told.
const TOLD: usize = 5;

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = self.0.len().saturating_sub(2 * TOLD);
        for (index, rate) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match index.checked_sub(TOLD) {
                Some(0) if hidden > 0 => write!(f, "{comma}... {hidden} more ...")?,
                Some(past) if past < hidden => {}
                _ => write!(f, "{comma}{rate}")?,
            }
        }
        Ok(())
    }
}
