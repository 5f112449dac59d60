//! The official schema of packages and this reader: the same places are at fault, or an exception
//! says why not.

use std::collections::BTreeMap;

use jsonschema::error::ValidationErrorKind;
use openbadges::Limits;
use openbadges::competency::Framework;
use serde_json::Value;

use super::packages::{Chance, Maker, mutated};
use crate::support;

const PACKAGES: u64 = 250;
const CHANGES: usize = 24;
const SEED: u64 = 20_261_129;

/// What a judge objects to, and where.
#[derive(Debug)]
struct Fault {
    /// A code of ours, or a keyword of the schema.
    label: String,
    /// The value at fault; of a member that may not be there, and of one that is absent, its object.
    at: String,
    /// The text there, or the names of the members.
    found: String,
}

fn ours(text: &str, package: &Value) -> Vec<Fault> {
    let Err(invalid) = Framework::read(text.as_bytes(), &Limits::default()) else {
        return Vec::new();
    };
    let faults = invalid.findings.iter().filter(|finding| finding.is_error()).map(|finding| {
        let (code, pointer) = (finding.fault.code.as_str(), finding.fault.pointer.as_str());
        let (object, member) = pointer.rsplit_once('/').unwrap_or_default();
        let (at, found) = match code {
            "model.closed" => (object, member.to_owned()),
            _ => (pointer, text_at(package, pointer)),
        };
        Fault { label: code.into(), at: at.into(), found }
    });
    faults.collect()
}

fn schemas(validator: &jsonschema::Validator, package: &Value) -> Vec<Fault> {
    let fault = |error: jsonschema::ValidationError<'_>| {
        let at = error.instance_path().as_str().to_owned();
        let found = match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.join(" "),
            _ => text_at(package, &at),
        };
        Fault { label: error.kind().keyword().to_owned(), at, found }
    };
    validator.iter_errors(package).map(fault).collect()
}

fn text_at(package: &Value, pointer: &str) -> String {
    package.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

struct Exceptions(Vec<(Value, bool)>);

impl Exceptions {
    fn read() -> Self {
        let list: Vec<Value> = serde_json::from_slice(include_bytes!("exceptions.json")).unwrap();
        assert!(list.iter().all(|exception| exception["reason"].is_string()));
        Self(list.into_iter().map(|exception| (exception, false)).collect())
    }

    /// Whether an exception says that this is refused by one side alone.
    fn cover(&mut self, refuses: &str, fault: &Fault) -> bool {
        let member = fault.at.rsplit('/').next().unwrap_or_default();
        let is = |exception: &Value, name: &str, value: &str| {
            exception[name].is_null() || exception[name] == value
        };
        let found = self.0.iter_mut().find(|(exception, _)| {
            exception["refuses"] == refuses
                && exception["fault"] == fault.label.as_str()
                && is(exception, "member", member)
                && is(exception, "found", &fault.found)
        });
        found.map(|(_, used)| *used = true).is_some()
    }
}

#[test]
fn packages_are_judged_as_by_the_official_schema() {
    let Some(path) = support::shared("schemas/case_v1p1_cfpackage.json") else { return };
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .build(&schema)
        .unwrap();
    let maker = Maker { schema: &schema };
    let mut exceptions = Exceptions::read();
    let mut told: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut good, mut bad, mut faults) = (0, 0, 0);
    let mut compare = |package: &Value| {
        let text = package.to_string();
        let (ours, theirs) = (ours(&text, package), schemas(&validator, package));
        faults += theirs.len();
        if theirs.is_empty() {
            good += 1
        } else {
            bad += 1
        }
        for (refuses, these, others) in [("ours", &ours, &theirs), ("schema", &theirs, &ours)] {
            for fault in these {
                let is_alone = !others.iter().any(|other| other.at == fault.at);
                if is_alone && !exceptions.cover(refuses, fault) {
                    let member = fault.at.rsplit('/').next().unwrap_or_default();
                    let line = format!("{refuses}: {} at {member}, {:?}", fault.label, fault.found);
                    let example = || text.chars().take(600).collect();
                    told.entry(line).or_insert_with(|| (0, example())).0 += 1;
                }
            }
        }
    };
    for number in 0..PACKAGES {
        let mut chance = Chance::new(SEED + number);
        let package = maker.package(&mut chance);
        compare(&package);
        for _ in 0..CHANGES {
            compare(&mutated(&package, &mut chance));
        }
    }
    assert!(told.is_empty(), "{told:#?}");
    eprintln!("{good} packages are good by the schema, {bad} have {faults} faults");
    assert!(good > 500 && bad > 3_000, "{good} good, {bad} bad: the comparison would show nothing");
    let idle: Vec<_> = exceptions.0.iter().filter(|(_, used)| !used).collect();
    assert!(idle.is_empty(), "these exceptions never occur: {idle:#?}");
}

#[test]
fn what_the_schema_makes_is_good_by_the_schema() {
    let Some(path) = support::shared("schemas/case_v1p1_cfpackage.json") else { return };
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for number in 0..PACKAGES {
        let package = Maker { schema: &schema }.package(&mut Chance::new(number));
        assert!(validator.is_valid(&package), "{package}");
    }
    let fixture: Value = serde_json::from_slice(&super::fixture("teaching-practice")).unwrap();
    assert!(validator.is_valid(&fixture));
}
