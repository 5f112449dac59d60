//! Competency frameworks: reading, the tree, look-up and search, and what badges say of them.

#[path = "competency/asn.rs"]
mod asn;
#[path = "competency/badges.rs"]
mod badges;
#[cfg(feature = "cli")]
#[path = "competency/cli.rs"]
mod cli;
#[path = "competency/differential.rs"]
mod differential;
#[path = "competency/faults.rs"]
mod faults;
#[path = "competency/frameworks.rs"]
mod frameworks;
#[path = "competency/kept.rs"]
mod kept;
#[path = "competency/packages.rs"]
mod packages;

mod support;

use openbadges::Limits;
use openbadges::competency::Framework;
use openbadges::json::{self, Value};
use openbadges::model::Invalid;

/// The bytes of a framework in `fixtures/frameworks`.
fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/frameworks/");
    std::fs::read(format!("{folder}{name}.json")).unwrap()
}

fn teaching_practice() -> Framework {
    Framework::read(&fixture("teaching-practice"), &Limits::default()).unwrap()
}

/// The teaching practice framework, changed.
fn changed(change: impl FnOnce(&mut Value)) -> Result<Framework, Invalid> {
    changed_fixture("teaching-practice", change)
}

fn changed_fixture(name: &str, change: impl FnOnce(&mut Value)) -> Result<Framework, Invalid> {
    let mut package = json::read(&fixture(name), &Limits::default()).unwrap();
    change(&mut package);
    Framework::read(package.to_string().as_bytes(), &Limits::default())
}

/// The value at a path of names and indexes such as `CFItems/0/uri`, to be changed.
fn at<'v>(value: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('/').fold(value, |value, step| match value {
        Value::Object(object) => {
            if !object.contains(step) {
                object.insert(step, Value::Null);
            }
            object.get_mut(step).unwrap()
        }
        Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
        other => panic!("{step} in {}", other.kind()),
    })
}

/// The codes and places of the errors.
fn errors(read: Result<Framework, Invalid>) -> Vec<String> {
    let findings = read.err().map(|invalid| invalid.findings).unwrap_or_default();
    let errors = findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| format!("{} {}", finding.fault.code, finding.fault.pointer)).collect()
}

/// The codes and places of the warnings.
fn warnings(framework: &Framework) -> Vec<String> {
    let warnings = framework.warnings().iter();
    warnings.map(|finding| format!("{} {}", finding.fault.code, finding.fault.pointer)).collect()
}
