//! Is now within the validity period: the boundaries, to the nanosecond and beyond.

use openbadges::Verifier;
use openbadges::json::Value;
use openbadges::report::Outcome::{self, Invalid, Valid};

use crate::mint::*;

/// A badge valid in this period.
fn valid_in(from: &str, until: Option<&str>) -> Value {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/validFrom", from);
    if let Some(until) = until {
        set(&mut badge, "/validUntil", until);
    }
    let proof = proof(&badge, &issuer(), RDFC, |options| drop(options.remove("created")));
    set(&mut badge, "/proof", proof);
    badge
}

#[track_caller]
fn at(badge: &Value, now: &str, outcome: Outcome, codes: &[&str]) {
    let report = Verifier::new().verify(badge.to_string().as_bytes(), &time(now));
    assert_eq!(verdict(&report), (outcome, codes.to_vec()), "at {now}: {report:#?}");
}

#[test]
fn both_ends_belong_to_the_period() {
    let badge = valid_in("2026-01-01T00:00:00.5Z", Some("2026-12-31T23:59:59.5Z"));
    at(&badge, "2026-01-01T00:00:00.499999999Z", Invalid, &["time.not_yet"]);
    at(&badge, "2026-01-01T00:00:00.5Z", Valid, &[]);
    at(&badge, "2026-01-01T00:00:00.500000000Z", Valid, &[]);
    at(&badge, "2026-12-31T23:59:59.5Z", Valid, &[]);
    at(&badge, "2026-12-31T23:59:59.500000001Z", Invalid, &["time.expired"]);
}

#[test]
fn fractions_are_compared_whole() {
    let badge =
        valid_in("2026-01-01T00:00:00.0000000000001Z", Some("2026-01-01T00:00:00.12345678901234Z"));
    at(&badge, "2026-01-01T00:00:00Z", Invalid, &["time.not_yet"]);
    at(&badge, "2026-01-01T00:00:00.0000000000001Z", Valid, &[]);
    at(&badge, "2026-01-01T00:00:00.12345678901234Z", Valid, &[]);
    at(&badge, "2026-01-01T00:00:00.12345678901235Z", Invalid, &["time.expired"]);
    at(&badge, "2026-01-01T00:00:00.1234567890123400Z", Valid, &[]);
}

#[test]
fn offsets_are_the_same_instant() {
    let badge = valid_in("2026-01-01T00:00:00+14:00", Some("2026-01-01T00:00:00-12:00"));
    at(&badge, "2025-12-31T09:59:59.999Z", Invalid, &["time.not_yet"]);
    at(&badge, "2025-12-31T10:00:00Z", Valid, &[]);
    at(&badge, "2025-12-31T23:30:00+13:30", Valid, &[]);
    at(&badge, "2026-01-01T12:00:00Z", Valid, &[]);
    at(&badge, "2026-01-01T07:00:00-05:00", Valid, &[]);
    at(&badge, "2026-01-01T12:00:00.000000001Z", Invalid, &["time.expired"]);
}

#[test]
fn a_period_that_ends_before_it_starts_is_never_now() {
    let badge = valid_in("2026-06-01T00:00:00Z", Some("2026-05-31T23:59:59Z"));
    at(&badge, "2026-05-31T23:59:59.5Z", Invalid, &["time.order", "time.not_yet", "time.expired"]);
    at(&badge, "2026-05-01T00:00:00Z", Invalid, &["time.order", "time.not_yet"]);
    at(&badge, "2026-07-01T00:00:00Z", Invalid, &["time.order", "time.expired"]);
    let moment = valid_in("2026-06-01T00:00:00Z", Some("2026-06-01T00:00:00+00:00"));
    at(&moment, "2026-06-01T00:00:00Z", Valid, &[]);
}

#[test]
fn dates_that_are_none_are_refused_by_structure() {
    for until in [
        "2026-02-30T00:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00+14:01",
        "20260101T000000Z",
        "2026-01-01T00:00:00,5Z",
        "2026-01-01",
        "never",
        "",
    ] {
        let badge = valid_in("2026-01-01T00:00:00Z", Some(until));
        at(&badge, "2026-06-01T00:00:00Z", Invalid, &["time.format"]);
    }
}

#[test]
fn clocks_far_away_do_not_panic() {
    let badge = good();
    for now in [
        "1970-01-01T00:00:00Z",
        "2100-01-01T00:00:00Z",
        "0000-01-01T00:00:00+14:00",
        "99999-12-31T23:59:59-14:00",
    ] {
        let Ok(now) = now.parse() else { continue };
        let report = Verifier::new().verify(badge.to_string().as_bytes(), &now);
        assert!(!report.checks().is_empty());
    }
}
