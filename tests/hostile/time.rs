//! Group H: time.

use crate::Case;
use crate::mint::{badge, good};

pub fn cases() -> Vec<Case> {
    let from = |time: &str| badge().set("", "validFrom", time).bytes();
    let until = |time: &str| badge().set("", "validUntil", time).bytes();
    let format = |number, name, time: &str| Case::invalid(number, name, "time.format", from(time));
    let boundary = || badge().set("", "validFrom", NOON).set("", "validUntil", NOON).bytes();
    vec![
        Case::invalid(167, "not-valid-yet", "time.not_yet", from("2026-08-01T00:00:01Z")),
        Case::invalid(168, "expired", "time.expired", until("2026-07-31T23:59:59Z")),
        // There is no time between the two.
        Case::invalid(169, "ends-before-it-starts", "time.order", until("2026-06-30T00:00:00Z"))
            .also(&["time.expired"]),
        Case::warned(170, "no-time-zone", "time.format", from("2010-01-01T00:00:00")),
        format(171, "space-for-the-t", "2010-01-01 00:00:00Z"),
        format(171, "small-t", "2010-01-01t00:00:00Z"),
        format(171, "small-z", "2010-01-01T00:00:00z"),
        format(171, "basic-form", "20100101T000000Z"),
        format(171, "time-zone-without-colon", "2010-01-01T00:00:00+0530"),
        format(171, "time-zone-by-name", "2010-01-01T00:00:00Z[UTC]"),
        format(171, "comma-before-the-fraction", "2010-01-01T00:00:00,5Z"),
        format(171, "minus-sign-of-typography", "2010-01-01T00:00:00\u{2212}07:00"),
        format(172, "second-60", "2010-01-01T00:00:60Z"),
        format(172, "day-that-is-not", "2010-02-30T00:00:00Z"),
        format(172, "time-zone-of-a-day", "2010-01-01T00:00:00+24:00"),
        format(172, "time-zone-too-far", "2010-01-01T00:00:00+14:01"),
        Case::valid(172, "hour-24", from("2010-01-01T24:00:00Z")),
        Case::valid(172, "year-of-five-digits", until("12010-01-01T00:00:00Z")),
        Case::invalid(
            173,
            "start-a-little-later",
            "time.not_yet",
            from("2026-08-01T00:00:00.0000000000001Z"),
        ),
        Case::invalid(
            173,
            "end-a-little-earlier",
            "time.expired",
            until("2026-07-31T23:59:59.9999999999999Z"),
        ),
        Case::valid(173, "end-a-little-later", until("2026-08-01T00:00:00.0000000000001Z")),
        Case::valid(174, "end-now-in-another-zone", until("2026-08-01T05:30:00+05:30")),
        Case::valid(174, "start-now-in-another-zone", from("2026-07-31T17:00:00.000-07:00")),
        Case::invalid(
            174,
            "end-earlier-in-another-zone",
            "time.expired",
            until("2026-08-01T05:29:59+05:30"),
        ),
        Case::valid(175, "starts-and-ends-now", boundary()).at(NOON),
        Case::invalid(175, "ended-a-nanosecond-ago", "time.expired", boundary())
            .at("2026-08-15T12:00:00.000000001Z"),
        Case::invalid(175, "starts-in-a-nanosecond", "time.not_yet", boundary())
            .at("2026-08-15T11:59:59.999999999Z"),
        // The proof was not made yet either.
        Case::invalid(176, "clock-at-1970", "time.not_yet", good())
            .at("1970-01-01T00:00:00Z")
            .also(&["time.proof"]),
        Case::valid(176, "clock-at-2100", good()).at("2100-01-01T00:00:00Z"),
        Case::valid(176, "clock-at-the-end-of-the-calendar", good()).at("9999-12-31T23:59:59Z"),
        Case::invalid(176, "clock-before-the-calendar", "time.not_yet", good())
            .at("-0001-01-01T00:00:00Z")
            .also(&["time.proof"]),
    ]
}

const NOON: &str = "2026-08-15T12:00:00Z";
