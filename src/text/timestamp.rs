use std::cmp::Ordering;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use smol_str::SmolStr;

/// A date-time as the standards write it, kept exactly as written.
///
/// The form is `DateTimeZ` of Open Badges 3.0 (section 6.4), which is `dateTimeStamp` of XML
/// Schema 1.1: `2026-08-01T09:30:00Z`, `2026-08-01T09:30:00.25-07:00`. The time zone is required,
/// `T` and `Z` are capital letters, and the fraction may have any number of digits.
///
/// Equality and order are those of the text; compare [`Timestamp::instant`] to compare times.
///
/// ```
/// use openbadges::Timestamp;
/// let a: Timestamp = "2026-08-01T09:30:00Z".parse()?;
/// let b: Timestamp = "2026-08-01T11:30:00.000+02:00".parse()?;
/// assert_eq!(a.instant(), b.instant());
/// assert!("2026-08-01 09:30:00Z".parse::<Timestamp>().is_err());
/// # Ok::<(), openbadges::text::NotATimestamp>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// Short enough, as most are, to stand here itself.
    text: SmolStr,
    seconds: i64,
    zoned: bool,
}

/// A point in time, of any precision. It borrows the digits of its [`Timestamp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instant<'a> {
    seconds: i64,
    /// The digits after the decimal point, without trailing zeros.
    fraction: &'a str,
}

/// Why a text is not a date-time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a date-time such as 2026-08-01T09:30:00Z: {reason}")]
pub struct NotATimestamp {
    text: String,
    reason: &'static str,
}

impl Timestamp {
    /// Reads a date-time with a time zone.
    ///
    /// # Errors
    /// [`NotATimestamp`] when the text has another form, no zone, or names no real date.
    pub fn parse(text: &str) -> Result<Self, NotATimestamp> {
        let timestamp = Self::parse_unzoned(text)?;
        if !timestamp.zoned {
            return Err(NotATimestamp { text: text.to_owned(), reason: "there is no time zone" });
        }
        Ok(timestamp)
    }

    /// Reads a date-time whose time zone may be absent; it is then taken as UTC, and
    /// [`Timestamp::has_zone`] is false.
    ///
    /// # Errors
    /// As [`Timestamp::parse`], but for the zone.
    pub fn parse_unzoned(text: &str) -> Result<Self, NotATimestamp> {
        let fail = |reason| NotATimestamp { text: text.to_owned(), reason };
        let (seconds, zoned) = lex(text).map_err(fail)?;
        Ok(Self { text: text.into(), seconds, zoned })
    }

    /// The time by the system's clock, to the second. The only place that reads a clock.
    pub fn now() -> Self {
        Utc::now().into()
    }

    /// The time `seconds` after 1970-01-01T00:00:00Z, written in UTC. `None` beyond the year
    /// 9999 or before the year 0.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let time = DateTime::<Utc>::from_timestamp(seconds, 0)?;
        Self::parse(&time.format("%Y-%m-%dT%H:%M:%SZ").to_string()).ok()
    }

    /// The date-time as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a time zone was written.
    pub fn has_zone(&self) -> bool {
        self.zoned
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, the fraction dropped (towards the past).
    #[inline]
    pub fn unix_seconds(&self) -> i64 {
        self.seconds
    }

    /// The point in time, for comparisons.
    pub fn instant(&self) -> Instant<'_> {
        let fraction = match self.text.split_once('.') {
            Some((_, rest)) => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                rest.get(..end).unwrap_or_default().trim_end_matches('0')
            }
            None => "",
        };
        Instant { seconds: self.seconds, fraction }
    }

    /// Whether it is later than another.
    #[inline]
    pub fn is_after(&self, other: &Self) -> bool {
        match self.seconds.cmp(&other.seconds) {
            Ordering::Equal => self.text != other.text && self.instant() > other.instant(),
            order => order == Ordering::Greater,
        }
    }

    /// This time moved by `seconds`, written in UTC, the fraction dropped. `None` beyond the
    /// calendar.
    pub fn plus_seconds(&self, seconds: i64) -> Option<Self> {
        Self::from_unix(self.seconds.checked_add(seconds)?)
    }
}

/// Lexes the whole text; gives the seconds since 1970 in UTC and whether a zone was written.
fn lex(text: &str) -> Result<(i64, bool), &'static str> {
    let mut lexer = Lexer { rest: text.as_bytes() };
    let year = lexer.year()?;
    lexer.expect(b'-', "the date is not YYYY-MM-DD")?;
    let month = lexer.two_digits()?;
    lexer.expect(b'-', "the date is not YYYY-MM-DD")?;
    let day = lexer.two_digits()?;
    lexer.expect(b'T', "the date and the time are not joined by a capital T")?;
    let hour = lexer.two_digits()?;
    lexer.expect(b':', "the time is not hh:mm:ss")?;
    let minute = lexer.two_digits()?;
    lexer.expect(b':', "the time is not hh:mm:ss")?;
    let second = lexer.two_digits()?;
    let fraction_is_zero = lexer.fraction()?;
    let offset = lexer.zone()?;

    if minute > 59 || second > 59 {
        return Err("minutes and seconds go to 59");
    }
    // XML Schema 1.1 lets a day end with 24:00:00, which is the start of the next one.
    let end_of_day = hour == 24 && minute == 0 && second == 0 && fraction_is_zero;
    if hour > 23 && !end_of_day {
        return Err("hours go to 23");
    }
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or("there is no such date")?;
    let days = date.signed_duration_since(NaiveDate::default()).num_days();
    let local = days * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Ok((local - offset.unwrap_or(0), offset.is_some()))
}

struct Lexer<'a> {
    rest: &'a [u8],
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn expect(&mut self, byte: u8, reason: &'static str) -> Result<(), &'static str> {
        if self.next() == Some(byte) { Ok(()) } else { Err(reason) }
    }

    /// Four digits, or more without a leading zero; XML Schema 1.1 also has years before 0.
    fn year(&mut self) -> Result<i32, &'static str> {
        let negative = self.rest.first() == Some(&b'-');
        if negative {
            self.next();
        }
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let leading_zero = self.rest.first() == Some(&b'0');
        if !(4..=6).contains(&digits) || (digits > 4 && leading_zero) {
            return Err("the year does not have four digits");
        }
        let mut year = 0;
        for _ in 0..digits {
            year = year * 10 + i32::from(self.next().unwrap_or(b'0') - b'0');
        }
        Ok(if negative { -year } else { year })
    }

    fn two_digits(&mut self) -> Result<u32, &'static str> {
        match (self.next(), self.next()) {
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                Ok(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
            }
            _ => Err("months, days, hours, minutes and seconds have two digits"),
        }
    }

    /// Skips the fraction; says whether it is zero or absent.
    fn fraction(&mut self) -> Result<bool, &'static str> {
        if self.rest.first() != Some(&b'.') {
            return Ok(true);
        }
        self.next();
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return Err("there are no digits after the decimal point");
        }
        let (fraction, rest) = self.rest.split_at(digits);
        self.rest = rest;
        Ok(fraction.iter().all(|b| *b == b'0'))
    }

    /// The offset in seconds, `None` where there is none, and nothing after it.
    fn zone(&mut self) -> Result<Option<i64>, &'static str> {
        let reason = "the time zone is not Z, +hh:mm or -hh:mm";
        let sign = match self.next() {
            None => return Ok(None),
            Some(b'Z') if self.rest.is_empty() => return Ok(Some(0)),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return Err(reason),
        };
        let hours = self.two_digits().map_err(|_| reason)?;
        self.expect(b':', reason)?;
        let minutes = self.two_digits().map_err(|_| reason)?;
        if !self.rest.is_empty() {
            return Err(reason);
        }
        if minutes > 59 || hours * 60 + minutes > 14 * 60 {
            return Err("time zones go from -14:00 to +14:00");
        }
        Ok(Some(sign * i64::from(hours * 3600 + minutes * 60)))
    }
}

impl Ord for Instant<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Without trailing zeros, fractions order as their digits do.
        self.seconds.cmp(&other.seconds).then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl PartialOrd for Instant<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    /// The time in UTC, to the second.
    fn from(time: DateTime<Utc>) -> Self {
        let text = time.format("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        Self { text, seconds: time.timestamp(), zoned: true }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        Self::parse(text)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn instants_compare_across_offsets_and_precisions() {
        assert_eq!(at("2010-01-01T00:00:00Z").instant(), at("2010-01-01T05:30:00+05:30").instant());
        assert_eq!(at("2010-01-01T24:00:00Z").instant(), at("2010-01-02T00:00:00.000Z").instant());
        assert!(
            at("2010-01-01T00:00:00Z").instant()
                < at("2010-01-01T00:00:00.0000000000001Z").instant()
        );
        assert!(
            at("2010-01-01T00:00:00.2Z").instant() > at("2010-01-01T00:00:00.19999Z").instant()
        );
        assert!(at("12010-01-01T00:00:00Z").instant() > at("9999-12-31T23:59:59Z").instant());
        assert_eq!(at("1970-01-01T00:00:00Z").unix_seconds(), 0);
        assert_eq!(at("2026-08-01T09:30:00-07:00").unix_seconds(), 1_785_601_800);
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2010",
            "2010-01-01",
            "2010-01-01 00:00:00Z",
            "2010-01-01t00:00:00Z",
            "2010-01-01T00:00:00z",
            "20100101T000000Z",
            "2010-01-01T00:00:00+0530",
            "2010-01-01T00:00:00Z[UTC]",
            "2010-01-01T00:00:00,5Z",
            "2010-01-01T00:00:00\u{2212}07:00",
            "2010-01-01T00:00:60Z",
            "2010-02-30T00:00:00Z",
            "2010-01-01T00:00:00+24:00",
            "2010-01-01T00:00:00+14:01",
            "2010-01-01T24:00:01Z",
            "2010-01-01T24:00:00.1Z",
            "02010-01-01T00:00:00Z",
            "2010-01-01T00:00:00.Z",
            "2010-01-01T00:00Z",
            "2010-1-1T00:00:00Z",
            " 2010-01-01T00:00:00Z",
            "2010-01-01T00:00:00Z ",
            "2010-01-01T00:00:00",
            "999999-01-01T00:00:00Z",
            "2010-01-01T00:00:00ZZ",
        ] {
            assert!(Timestamp::parse(text).is_err(), "{text}");
        }
        assert!(!Timestamp::parse_unzoned("2010-01-01T00:00:00").unwrap().has_zone());
    }

    #[test]
    fn times_far_away_do_not_panic() {
        assert!(Timestamp::from_unix(i64::MAX).is_none());
        assert!(at("9999-12-31T23:59:59Z").plus_seconds(i64::MAX).is_none());
        assert_eq!(Timestamp::from_unix(0).unwrap().as_str(), "1970-01-01T00:00:00Z");
    }
}
