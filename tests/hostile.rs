//! What a verifier must refuse: one case a fault, with its verdict and its code.
//!
//! The cases are minted here, from a badge that is good in every other respect, and stand in
//! `fixtures/hostile` for other verifiers to use: `cases.json` lists them with verdict and code.
//! Those too large for a file are only minted. `OPENBADGES_MINT=1 cargo test --test hostile` writes
//! the folder anew.

#[path = "hostile/bytes.rs"]
mod bytes;
#[path = "hostile/mint.rs"]
mod mint;

use std::fs;
use std::path::PathBuf;

use openbadges::Verifier;
use openbadges::json::{self, Object, Value};
use openbadges::report::{Finish, Outcome, Report};

/// One case: bytes, and the verdict that they must get.
pub struct Case {
    /// The number in the list of cases.
    number: u16,
    /// The fault, in a few words joined by hyphens.
    name: &'static str,
    bytes: Vec<u8>,
    outcome: Outcome,
    /// The code that must be reported; `None` where nothing is.
    code: Option<&'static str>,
    /// Codes that cannot be kept away from the fault.
    also: &'static [&'static str],
}

/// Larger cases are not kept as files.
const LARGEST_FILE: usize = 64 * 1024;

fn cases() -> Vec<Case> {
    bytes::cases()
}

#[test]
fn every_case_gets_its_verdict_and_its_code() {
    let verifier = Verifier::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let report = verifier.verify(&case.bytes, &mint::now());
        if let Err(reason) = judge(&case, &report) {
            wrong.push(format!("{} {}: {reason}\n{report:#?}", case.number, case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The verdict, its code, and nothing else that decides: a case that is refused for another reason
/// as well was not minted well.
fn judge(case: &Case, report: &Report) -> Result<(), String> {
    if report.outcome() != case.outcome {
        return Err(format!("{:?}, not {:?}", report.outcome(), case.outcome));
    }
    let codes = |finish| {
        let checks = report.checks().iter().filter(move |check| check.finish == finish);
        checks.filter_map(|check| check.code).map(|code| code.as_str()).collect::<Vec<_>>()
    };
    let decided_by = match case.outcome {
        Outcome::Invalid => codes(Finish::Failed),
        Outcome::Indeterminate => codes(Finish::Undecided),
        Outcome::Valid => codes(Finish::Warning),
    };
    match case.code {
        Some(code) if !decided_by.contains(&code) => Err(format!("{decided_by:?}, without {code}")),
        Some(code)
            if decided_by.iter().any(|other| *other != code && !case.also.contains(other)) =>
        {
            Err(format!("{decided_by:?}, not {code} alone"))
        }
        None if !decided_by.is_empty() => Err(format!("{decided_by:?}, and none was expected")),
        _ => Ok(()),
    }
}

#[test]
fn the_badge_that_the_cases_are_made_from_is_valid() {
    let report = Verifier::new().verify(mint::good().as_bytes(), &mint::now());
    assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
    assert_eq!(report.warnings().count(), 0, "{report:#?}");
}

#[test]
fn the_files_are_as_minted() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/hostile"));
    let mint = std::env::var_os("OPENBADGES_MINT").is_some();
    let mut list = Vec::new();
    for case in cases().iter().filter(|case| case.bytes.len() <= LARGEST_FILE) {
        let file = format!("{:03}-{}.json", case.number, case.name);
        if mint {
            fs::write(folder.join(&file), &case.bytes).unwrap();
        }
        let stands = fs::read(folder.join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(stands == case.bytes, "{file} is not as minted");
        list.push(Object::from_iter([
            ("file", Value::from(file)),
            ("outcome", case.outcome.as_str().into()),
            ("code", case.code.map_or(Value::Null, Value::from)),
        ]));
    }
    let list = json::pretty(
        &Object::from_iter([("at", Value::from(mint::now().as_str())), ("cases", list.into())])
            .into(),
    ) + "\n";
    if mint {
        fs::write(folder.join("cases.json"), &list).unwrap();
    }
    assert_eq!(fs::read_to_string(folder.join("cases.json")).unwrap(), list);
}
