//! A signed badge is valid as it was signed, and after no single change: at every place of
//! `fixtures/rich.json`, signed with each suite, its own proof and contexts included.

#[path = "tamper/badge.rs"]
mod badge;
#[path = "tamper/changes.rs"]
mod changes;
#[path = "tamper/exceptions.rs"]
mod exceptions;
#[path = "tamper/place.rs"]
mod place;
#[path = "tamper/rewrites.rs"]
mod rewrites;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::thread;

use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;

use changes::Change;
use exceptions::{BY_RULE, Exception};

#[test]
fn no_single_change_is_valid_under_eddsa_rdfc_2022() {
    no_single_change_is_valid(Cryptosuite::EddsaRdfc2022);
}

#[test]
fn no_single_change_is_valid_under_eddsa_jcs_2022() {
    no_single_change_is_valid(Cryptosuite::EddsaJcs2022);
}

fn no_single_change_is_valid(suite: Cryptosuite) {
    let changes = changes::all(&badge::rich(suite));
    assert!(changes.len() > 10_000, "only {} changes", changes.len());
    let valid = valid_after(suite, &changes);
    let mut wrong = String::new();
    let mut occurred = BTreeSet::new();
    for change in valid {
        let mut excused = false;
        for (at, exception) in BY_RULE.iter().enumerate() {
            for pattern in excusing(exception, suite, change) {
                occurred.insert((at, pattern));
                excused = true;
            }
            if excused {
                break;
            }
        }
        if !excused {
            writeln!(wrong, "valid: {:?} at {:?}", change.what, change.pointer).unwrap();
        }
    }
    for (at, exception) in BY_RULE.iter().enumerate() {
        for pattern in exception.places {
            if exception.suite == suite && !occurred.contains(&(at, *pattern)) {
                writeln!(wrong, "never occurs: {:?} at {pattern:?}", exception.what).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "under {}:\n{wrong}", suite.as_str());
}

/// The patterns by which an exception excuses a change.
fn excusing(exception: &Exception, suite: Cryptosuite, change: &Change) -> Vec<&'static str> {
    let fits = |pattern: &&&str| place::fits(&change.pointer, pattern);
    if exception.suite != suite
        || !exception.what.contains(&change.what)
        || exception.except.iter().any(|pattern| fits(&pattern))
    {
        return Vec::new();
    }
    exception.places.iter().filter(fits).copied().collect()
}

/// The changes after which the badge is still valid.
fn valid_after(suite: Cryptosuite, changes: &[Change]) -> Vec<&Change> {
    let document = badge::rich(suite);
    let verifier = badge::verifier();
    let now = badge::now();
    let untouched = verifier.verify(document.to_string().as_bytes(), &now);
    assert_eq!(untouched.outcome(), Outcome::Valid, "{untouched:#?}");

    let still_valid = |change: &&Change| {
        let mut changed = document.clone();
        (change.apply)(&mut changed);
        // A swap of equals changes nothing, nor does a sign before zero.
        if changed == document {
            return false;
        }
        let report = verifier.verify(changed.to_string().as_bytes(), &now);
        assert_eq!(report.verified().is_some(), report.outcome() == Outcome::Valid);
        report.outcome() == Outcome::Valid
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let shares: Vec<_> = changes
            .chunks(changes.len().div_ceil(threads))
            .map(|share| scope.spawn(|| share.iter().filter(still_valid).collect::<Vec<_>>()))
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    })
}

#[test]
fn every_exception_has_a_reason() {
    for exception in BY_RULE {
        assert!(exception.reason.len() > 40, "{:?}", exception.what);
    }
}
