use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::UtcOffset;

/// The clocks of a place: how far they are ahead of UTC, and when they are set to summer time and back.
///
/// It is written as POSIX writes time zones (`TZ`): `MST7MDT,M3.2.0,M11.1.0` is seven hours behind UTC, and
/// six from the second Sunday of March to the first of November. Days of change may be days of the year
/// too: `J60` is 1 March in every year, `59` is that in common years and 29 February in others. Places
/// without summer time are written `MST7`. The same rule holds in every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct TimeZone {
    standard: UtcOffset,
    summer: Option<Summer>,
}

/// Why a text is not a time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time zone such as \"MST7MDT,M3.2.0,M11.1.0\"")]
pub struct NotAZone(pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Summer {
    offset: UtcOffset,
    starts: Change,
    ends: Change,
}

/// When clocks are changed in a year, by the clock that shows till then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Change {
    day: Day,
    seconds: i32,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Day {
    /// `Mm.w.d`: the week from 1, of which 5 is the last; the day from Sunday, 0.
    Weekday { month: u8, week: u8, day: u8 },
    /// `Jn`, from 1. There is no 29 February.
    Julian(u16),
    /// `n`, from 0, with the 29 February of leap years.
    Counted(u16),
}

impl TimeZone {
    /// How far the clocks are ahead of UTC, in seconds, at a point in time in seconds of Unix time.
    pub(super) fn seconds_ahead(self, at: i64) -> i64 {
        let standard = self.standard.seconds();
        let Some(summer) = self.summer else { return standard };
        let year = || {
            let days = at.checked_add(standard)?.div_euclid(86_400).checked_add(EPOCH)?;
            Some(NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?)?.year())
        };
        let Some(year) = year() else { return standard };
        let starts = summer.starts.in_year(year).map(|local| local - standard);
        let ends = summer.ends.in_year(year).map(|local| local - summer.offset.seconds());
        let (Some(starts), Some(ends)) = (starts, ends) else { return standard };
        let is_summer = match starts < ends {
            true => (starts..ends).contains(&at),
            // South of the equator it is summer at the turn of the year.
            false => !(ends..starts).contains(&at),
        };
        if is_summer { summer.offset.seconds() } else { standard }
    }
}

/// 1970-01-01 as a day of the common era.
const EPOCH: i64 = 719_163;

impl Change {
    /// In a year, in seconds of Unix time as the local clock shows it.
    fn in_year(self, year: i32) -> Option<i64> {
        let days = i64::from(self.day.in_year(year)?.num_days_from_ce()) - EPOCH;
        Some(days * 86_400 + i64::from(self.seconds))
    }
}

impl Day {
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Weekday { month, week, day } => {
                let weekday = Weekday::try_from((day + 6) % 7).ok()?;
                let of =
                    |week| NaiveDate::from_weekday_of_month_opt(year, month.into(), weekday, week);
                of(week).or_else(|| of(4))
            }
            Self::Julian(day) => {
                // Any common year has the month and the day.
                let date = NaiveDate::from_yo_opt(2001, day.into())?;
                date.with_year(year)
            }
            // The last day of a leap year is the last of the others too.
            Self::Counted(day) => {
                let of = |day: u16| NaiveDate::from_yo_opt(year, u32::from(day) + 1);
                of(day).or_else(|| of(364))
            }
        }
    }
}

impl From<UtcOffset> for TimeZone {
    fn from(standard: UtcOffset) -> Self {
        Self { standard, summer: None }
    }
}

impl FromStr for TimeZone {
    type Err = NotAZone;

    /// Reads a time zone as POSIX writes it. What it would leave to the system, such as a summer time
    /// without its days, is refused.
    fn from_str(text: &str) -> Result<Self, NotAZone> {
        zone(text).ok_or_else(|| NotAZone(text.to_owned()))
    }
}

fn zone(text: &str) -> Option<TimeZone> {
    let rest = name(text)?;
    let (behind, rest) = hours(rest)?;
    let standard = UtcOffset::of_seconds(-behind)?;
    if rest.is_empty() {
        return Some(TimeZone { standard, summer: None });
    }
    let rest = name(rest)?;
    let (offset, rest) = match rest.strip_prefix(',') {
        // One hour more than standard time, where it does not say how much.
        Some(rest) => (UtcOffset::of_seconds(3_600 - behind)?, rest),
        None => {
            let (behind, rest) = hours(rest)?;
            (UtcOffset::of_seconds(-behind)?, rest.strip_prefix(',')?)
        }
    };
    let (starts, ends) = rest.split_once(',')?;
    let summer = Summer { offset, starts: change(starts)?, ends: change(ends)? };
    // A summer that ends on the day on which it begins is none. After 28 years all is as it was.
    let is_none = |year| summer.starts.day.in_year(year) == summer.ends.day.in_year(year);
    (!(2000..2028).any(is_none)).then_some(TimeZone { standard, summer: Some(summer) })
}

/// What follows a name of three letters or more, or of other characters in `<>`.
fn name(text: &str) -> Option<&str> {
    let (name, rest) = match text.strip_prefix('<') {
        Some(text) => text.split_once('>')?,
        None => text.split_at(text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())),
    };
    let is_one = name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-'));
    is_one.then_some(rest)
}

/// `[+-]h[h][:mm[:ss]]` in seconds, up to 24 hours, and what follows.
fn hours(text: &str) -> Option<(i32, &str)> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let mut seconds = 0;
    let mut factor = 3_600;
    for (at, part) in time.split(':').enumerate() {
        let is_one = matches!((at, part.len()), (0, 1..=2) | (1..=2, 2));
        let number: i32 = part.parse().ok().filter(|_| is_one)?;
        let most = if at == 0 { 24 } else { 59 };
        seconds += (number <= most).then_some(number * factor)?;
        factor /= 60;
    }
    (seconds <= 86_400).then_some((sign * seconds, rest))
}

/// `Mm.w.d`, `Jn` or `n`, and `/time` where that is not two o'clock.
fn change(text: &str) -> Option<Change> {
    let (day, time) = match text.split_once('/') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let seconds = match time.map(hours) {
        None => 2 * 3_600,
        Some(Some((seconds, ""))) => seconds,
        Some(_) => return None,
    };
    Some(Change { day: self::day(day)?, seconds })
}

fn day(text: &str) -> Option<Day> {
    let number = |text: &str, from: u16, to: u16| {
        let is_one = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|number| is_one && (from..=to).contains(number))
    };
    if let Some(text) = text.strip_prefix('J') {
        return Some(Day::Julian(number(text, 1, 365)?));
    }
    let Some(text) = text.strip_prefix('M') else {
        return Some(Day::Counted(number(text, 0, 365)?));
    };
    let mut parts = text.split('.');
    let mut part = |from, to| u8::try_from(number(parts.next()?, from, to)?).ok();
    let (month, week, day) = (part(1, 12)?, part(1, 5)?, part(0, 6)?);
    parts.next().is_none().then_some(Day::Weekday { month, week, day })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Date, Timestamp};

    /// The day, and what the clock shows, in a zone.
    fn shown(zone: &str, at: &str) -> (String, i64) {
        let (zone, at): (TimeZone, Timestamp) = (zone.parse().unwrap(), at.parse().unwrap());
        let hours = zone.seconds_ahead(at.unix_seconds()) / 3_600;
        (Date::of(&at, zone).unwrap().to_string(), hours)
    }

    #[test]
    fn clocks_change_when_they_do() {
        const DENVER: &str = "MST7MDT,M3.2.0,M11.1.0";
        const SYDNEY: &str = "AEST-10AEDT,M10.1.0,M4.1.0/3";
        const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
        for (zone, at, day, hours) in [
            // 2026-03-08 and 2026-11-01 are the Sundays.
            (DENVER, "2026-03-08T08:59:59Z", "2026-03-08", -7),
            (DENVER, "2026-03-08T09:00:00Z", "2026-03-08", -6),
            (DENVER, "2026-11-01T07:59:59Z", "2026-11-01", -6),
            (DENVER, "2026-11-01T08:00:00Z", "2026-11-01", -7),
            (DENVER, "2026-07-01T05:59:59Z", "2026-06-30", -6),
            (DENVER, "2026-07-01T06:00:00Z", "2026-07-01", -6),
            (DENVER, "2027-01-01T06:59:59Z", "2026-12-31", -7),
            ("MST7", "2026-07-01T06:30:00Z", "2026-06-30", -7),
            (BERLIN, "2026-03-29T00:59:59Z", "2026-03-29", 1),
            (BERLIN, "2026-03-29T01:00:00Z", "2026-03-29", 2),
            (BERLIN, "2026-10-25T01:00:00Z", "2026-10-25", 1),
            (SYDNEY, "2026-01-01T00:00:00Z", "2026-01-01", 11),
            (SYDNEY, "2026-04-04T15:59:59Z", "2026-04-05", 11),
            (SYDNEY, "2026-04-04T16:00:00Z", "2026-04-05", 10),
            (SYDNEY, "2026-12-31T13:00:00Z", "2027-01-01", 11),
            // 1 March to 27 October of a common year.
            ("MST7MDT,J60,J300", "2026-03-01T08:59:59Z", "2026-03-01", -7),
            ("MST7MDT,J60,J300", "2026-03-01T09:00:00Z", "2026-03-01", -6),
            ("MST7MDT,J60,J300", "2028-02-29T23:00:00Z", "2028-02-29", -7),
            ("MST7MDT,J60,J300", "2028-03-01T09:00:00Z", "2028-03-01", -6),
            ("MST7MDT,J60,J300", "2028-10-27T07:59:59Z", "2028-10-27", -6),
            ("MST7MDT,J60,J300", "2028-10-27T08:00:00Z", "2028-10-27", -7),
            // A day earlier from March on, where there is a 29 February.
            ("MST7MDT,59,299", "2026-03-01T09:00:00Z", "2026-03-01", -6),
            ("MST7MDT,59,299", "2028-02-29T08:59:59Z", "2028-02-29", -7),
            ("MST7MDT,59,299", "2028-02-29T09:00:00Z", "2028-02-29", -6),
            ("MST7MDT,0/0,J365/23", "2026-01-01T07:00:00Z", "2026-01-01", -6),
            ("<+0530>-5:30", "2026-01-01T18:30:00Z", "2026-01-02", 5),
        ] {
            assert_eq!(shown(zone, at), (day.to_owned(), hours), "{zone} {at}");
        }
    }

    #[test]
    fn what_leaves_something_open_is_no_zone() {
        for text in [
            "",
            "MST",
            "MT7",
            "7",
            "MST7MDT",
            "MST7MDT,M3.2.0",
            "MST7MDT,M3.2.0,M11.1.0,M1.1.0",
            "MST25",
            "MST-15",
            "MST7:60",
            "MST7MDT,M13.2.0,M11.1.0",
            "MST7MDT,M3.6.0,M11.1.0",
            "MST7MDT,M3.2.7,M11.1.0",
            "MST7MDT,M0.2.0,M11.1.0",
            "MST7MDT,J0,J300",
            "MST7MDT,J60,J366",
            "MST7MDT,60,366",
            "MST7MDT,J+60,J300",
            "MST7MDT,J,300",
            "MST7MDT,,300",
            "MST7MDT,J60.1,300",
            // A summer without a day.
            "MST7MDT,M3.2.0,M3.2.0",
            "MST7MDT,M3.2.0,M3.2.0/3",
            "MST7MDT,J60,J60",
            "MST7MDT,59,J60",
            "MST7MDT,60,J60",
            "MST7MDT,M3.4.0,M3.5.0",
            "MST7MDT,M3.2.0/x,M11.1.0",
            "MST7MDT,M3.2.0/2:,M11.1.0",
            "<MST7",
            "America/Denver",
            "MST7 ",
            "MST7MDT,M3.2,M11.1.0",
            "MST7MDT,M+3.2.0,M11.1.0",
        ] {
            assert!(text.parse::<TimeZone>().is_err(), "{text:?}");
        }
    }
}
