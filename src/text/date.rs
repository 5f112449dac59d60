use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};

use super::{TimeZone, Timestamp};

/// A day of the calendar, written `2026-08-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date {
    /// Since 1970-01-01, from [`FIRST`] to [`LAST`].
    days: i32,
}

/// How far the clocks of a place are ahead of UTC, in minutes: which day it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct UtcOffset(i16);

/// Why a text is not a day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date such as 2026-08-01")]
pub struct NotADate(pub String);

/// Why a text does not say how far clocks are ahead of UTC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an offset from UTC such as -06:00")]
pub struct NotAnOffset(pub String);

/// The first day and the last whose year is known.
const FIRST: i64 = NaiveDate::MIN.to_epoch_days() as i64;
const LAST: i64 = NaiveDate::MAX.to_epoch_days() as i64;

/// Days from the first to the last, both included. An end that is absent is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Span {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Date {
    /// The day of a point in time, by the clocks of a place. `None` beyond the calendar.
    pub fn of(time: &Timestamp, zone: impl Into<TimeZone>) -> Option<Self> {
        Self::of_seconds(time.unix_seconds(), zone)
    }

    /// The same of seconds since 1970.
    pub(crate) fn of_seconds(at: i64, zone: impl Into<TimeZone>) -> Option<Self> {
        let seconds = at.checked_add(zone.into().seconds_ahead(at))?;
        Self::of_days(seconds.div_euclid(86_400))
    }

    /// As people write it: `1 August 2026`.
    pub fn words(self) -> String {
        self.on_calendar().format("%-d %B %Y").to_string()
    }

    /// The day a number of days later, or earlier.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::of_days(i64::from(self.days).checked_add(days)?)
    }

    /// The days from `earlier` to this one; negative where this one is earlier.
    #[inline]
    pub fn days_since(self, earlier: Date) -> i64 {
        i64::from(self.days) - i64::from(earlier.days)
    }

    /// The same day of the year, some years later, or the last day of February for its 29th.
    pub fn plus_years(self, years: i32) -> Option<Self> {
        let on = self.on_calendar();
        let year = on.year().checked_add(years)?;
        let day = NaiveDate::from_ymd_opt(year, on.month(), on.day());
        day.or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).map(Self::of_calendar)
    }

    /// The year of the calendar.
    pub fn year(self) -> i32 {
        self.on_calendar().year()
    }

    /// The month, from 1, and the day, from 1.
    pub fn month_and_day(self) -> (u8, u8) {
        let on = self.on_calendar();
        (on.month() as u8, on.day() as u8)
    }

    #[inline]
    fn of_days(days: i64) -> Option<Self> {
        let is_known = (FIRST..=LAST).contains(&days);
        is_known.then_some(Self { days: days as i32 })
    }

    fn on_calendar(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.days).unwrap_or_default()
    }

    fn of_calendar(day: NaiveDate) -> Self {
        Self { days: day.to_epoch_days() }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let fail = || NotADate(text.to_owned());
        let part = |range| text.get(range).and_then(|part: &str| part.parse::<u16>().ok());
        let plain = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !plain {
            return Err(fail());
        }
        let (year, month, day) = (part(0..4), part(5..7), part(8..10));
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(fail()) };
        NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
            .map(Self::of_calendar)
            .ok_or_else(fail)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, day) = self.month_and_day();
        write!(f, "{:04}-{month:02}-{day:02}", self.year())
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl UtcOffset {
    /// `None` for what is no whole number of minutes, or more than 14 hours.
    pub(super) fn of_seconds(seconds: i32) -> Option<Self> {
        let minutes = i16::try_from(seconds / 60).ok().filter(|_| seconds % 60 == 0)?;
        (minutes.abs() <= 14 * 60).then_some(Self(minutes))
    }

    pub(super) fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

impl FromStr for UtcOffset {
    type Err = NotAnOffset;

    /// Reads `+hh:mm` or `-hh:mm`, up to 14 hours.
    fn from_str(text: &str) -> Result<Self, NotAnOffset> {
        let fail = || NotAnOffset(text.to_owned());
        let bytes = text.as_bytes();
        let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = bytes else { return Err(fail()) };
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
        let number = |a, b| Some(digit(a)? * 10 + digit(b)?);
        let (hours, minutes) = number(h1, h2).zip(number(m1, m2)).ok_or_else(fail)?;
        if minutes > 59 || hours * 60 + minutes > 14 * 60 {
            return Err(fail());
        }
        let minutes = hours * 60 + minutes;
        Ok(Self(if *sign == b'-' { -minutes } else { minutes }))
    }
}

impl Span {
    /// From one day to another, both included. `None` where the second is earlier.
    pub fn new(from: Date, until: Date) -> Option<Self> {
        (from <= until).then_some(Self { from: Some(from), until: Some(until) })
    }

    /// Whether the day is one of them.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Span {
    /// As people write it: `1 August 2026 to 31 July 2027`.
    pub fn words(self) -> String {
        match (self.from.map(Date::words), self.until.map(Date::words)) {
            (Some(from), Some(until)) => format!("{from} to {until}"),
            (Some(from), None) => format!("{from} on"),
            (None, Some(until)) => format!("until {until}"),
            (None, None) => "always".to_owned(),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) => write!(f, "{from} to {until}"),
            (Some(from), None) => write!(f, "{from} on"),
            (None, Some(until)) => write!(f, "until {until}"),
            (None, None) => f.write_str("always"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_said_as_people_write_them() {
        assert_eq!(date("2026-03-01").words(), "1 March 2026");
        assert_eq!(date("2028-02-29").words(), "29 February 2028");
        let span = |from: Option<&str>, until: Option<&str>| {
            let day = |it: Option<&str>| it.map(date);
            Span { from: day(from), until: day(until) }.words()
        };
        let (from, until) = (Some("2025-07-01"), Some("2030-06-30"));
        assert_eq!(span(from, until), "1 July 2025 to 30 June 2030");
        assert_eq!(span(from, None), "1 July 2025 on");
        assert_eq!(span(None, until), "until 30 June 2030");
        assert_eq!(span(None, None), "always");
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(date("2028-03-01").days_since(date("2028-02-28")), 2);
        assert_eq!(date("2026-12-31").plus_days(1), Some(date("2027-01-01")));
        assert_eq!(date("2028-02-29").plus_years(5), Some(date("2033-02-28")));
        assert_eq!(date("1969-12-31").plus_days(1), Some(Date::default()));
        let last = Date::of_calendar(NaiveDate::MAX);
        assert_eq!((last.plus_days(1), last.plus_days(i64::MAX)), (None, None));
        assert_eq!(Date::of_calendar(NaiveDate::MIN).plus_days(-1), None);
        assert_eq!(last.plus_years(1), None);
        let night: Timestamp = "2026-03-01T02:00:00Z".parse().unwrap();
        assert_eq!(Date::of(&night, UtcOffset::default()), Some(date("2026-03-01")));
        let west: UtcOffset = "-06:00".parse().unwrap();
        assert_eq!(Date::of(&night, west), Some(date("2026-02-28")));
        for text in ["2026-02-29", "2026-2-1", "26-02-01", "2026-02-01T", "+026-02-01", ""] {
            assert!(text.parse::<Date>().is_err(), "{text:?}");
        }
        for text in ["+15:00", "06:00", "+6:00", "Z", "+00:60"] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text:?}");
        }
    }
}
