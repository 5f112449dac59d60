use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::UtcOffset;

/// The clocks of a place: how far they are ahead of UTC, and when they are set to summer time and back.
///
/// It is written as POSIX writes time zones (`TZ`), with the days of change as months, weeks and days of
/// the week: `MST7MDT,M3.2.0,M11.1.0` is seven hours behind UTC, and six from the second Sunday of March
/// to the first of November. Places without summer time are written `MST7`. The same rule holds in every
/// year.
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
    month: u8,
    /// From 1; 5 is the last.
    week: u8,
    /// From Sunday, 0.
    day: u8,
    seconds: i32,
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
        let weekday = Weekday::try_from((self.day + 6) % 7).ok()?;
        let of =
            |week| NaiveDate::from_weekday_of_month_opt(year, self.month.into(), weekday, week);
        let day = of(self.week).or_else(|| of(4))?;
        let days = i64::from(day.num_days_from_ce()) - EPOCH;
        Some(days * 86_400 + i64::from(self.seconds))
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
    Some(TimeZone { standard, summer: Some(summer) })
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

/// `Mm.w.d`, and `/time` where that is not two o'clock.
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
    let mut parts = day.strip_prefix('M')?.split('.');
    let mut number = |from: u8, to: u8| {
        let part = parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u8>().ok().filter(|number| (from..=to).contains(number))
    };
    let (month, week, day) = (number(1, 12)?, number(1, 5)?, number(0, 6)?);
    parts.next().is_none().then_some(Change { month, week, day, seconds })
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
            "MST7MDT,J60,J300",
            "MST7MDT,60,300",
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
