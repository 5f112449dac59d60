//! The official schema of packages and this reader: the same places are at fault, or an exception
//! says why not.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::error::ValidationErrorKind;
use openbadges::Limits;
use openbadges::competency::Framework;
use serde_json::Value;

use super::packages::{Chance, Maker, as_case_1_0, every_change, mutated};
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
    /// The text there, or the name of the member.
    found: String,
}

impl Fault {
    /// Whether a fault of ours is one of the schema: at the same place, of a kind that it can be, and
    /// of the same member.
    fn is(&self, schemas: &Fault) -> bool {
        let of_member = self.found == schemas.found;
        let is_alike = match (self.label.as_str(), schemas.label.as_str()) {
            ("model.required", "required") | ("model.closed", "additionalProperties") => of_member,
            // What should be a term, and is no string, is no term either.
            ("model.type", "type" | "enum" | "oneOf") => true,
            // 1.5 is no integer.
            ("model.value", "type" | "format" | "enum" | "oneOf") | ("time.format", "format") => {
                true
            }
            _ => false,
        };
        is_alike && self.at == schemas.at
    }
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
            "model.required" => {
                (pointer, finding.fault.message.split('"').nth(1).unwrap().to_owned())
            }
            _ => (pointer, text_at(package, pointer)),
        };
        Fault { label: code.into(), at: at.into(), found }
    });
    faults.collect()
}

/// What the schema says, and which of its requirements it goes by.
fn schemas(judge: &Judge, package: &Value, broken: &mut BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for error in judge.validator.iter_errors(package) {
        let at = error.instance_path().as_str().to_owned();
        let found = match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.clone(),
            ValidationErrorKind::Required { property } => {
                vec![property.as_str().unwrap().to_owned()]
            }
            _ => vec![text_at(package, &at)],
        };
        let label = error.kind().keyword();
        let names = if label == "required" { format!("/{}", found[0]) } else { String::new() };
        broken.insert(format!("{}{names}", error.schema_path().as_str()));
        faults.extend(found.into_iter().map(|found| Fault {
            label: label.to_owned(),
            at: at.clone(),
            found,
        }));
    }
    faults
}

fn text_at(package: &Value, pointer: &str) -> String {
    package.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The official schema, and its own judge.
struct Judge {
    schema: Value,
    validator: jsonschema::Validator,
}

impl Judge {
    fn read() -> Option<Self> {
        let path = support::shared("schemas/case_v1p1_cfpackage.json")?;
        let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let validator = jsonschema::options()
            .offline()
            .should_validate_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::regex())
            .build(&schema)
            .unwrap();
        Some(Self { schema, validator })
    }

    /// Every requirement of the schema, by the place of its keyword; of members that are required,
    /// each name.
    fn requirements(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        requirements(&self.schema, String::new(), &mut found);
        found
    }
}

fn requirements(schema: &Value, at: String, found: &mut BTreeSet<String>) {
    for (keyword, value) in schema.as_object().unwrap() {
        let here = format!("{at}/{keyword}");
        match (keyword.as_str(), value) {
            ("$schema" | "$id" | "$comment" | "title" | "description" | "$ref", _) => {}
            ("type" | "format" | "enum" | "oneOf", _) => {
                found.insert(here);
            }
            ("additionalProperties", Value::Bool(allowed)) => {
                if !allowed {
                    found.insert(here);
                }
            }
            ("required", Value::Array(names)) => {
                found.extend(names.iter().map(|name| format!("{here}/{}", name.as_str().unwrap())));
            }
            ("items", schema) => requirements(schema, here, found),
            ("properties" | "$defs", Value::Object(schemas)) => {
                schemas.iter().for_each(|(name, schema)| {
                    requirements(schema, format!("{here}/{name}"), found);
                });
            }
            (other, _) => panic!("the schema has {other} at {at}, of which nothing is known here"),
        }
    }
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

/// Compares the verdicts on packages, both ways.
struct Comparison {
    judge: Judge,
    exceptions: Exceptions,
    /// What one side alone objects to, how often, and an example.
    told: BTreeMap<String, (usize, String)>,
    broken: BTreeSet<String>,
    good: usize,
    bad: usize,
    faults: usize,
}

impl Comparison {
    fn new(judge: Judge) -> Self {
        let (told, broken) = (BTreeMap::new(), BTreeSet::new());
        let exceptions = Exceptions::read();
        Self { judge, exceptions, told, broken, good: 0, bad: 0, faults: 0 }
    }

    fn compare(&mut self, package: &Value) {
        let text = package.to_string();
        let ours = ours(&text, package);
        let theirs = schemas(&self.judge, package, &mut self.broken);
        self.faults += theirs.len();
        if theirs.is_empty() {
            self.good += 1
        } else {
            self.bad += 1
        }
        let alone = |fault: &&Fault| !theirs.iter().any(|other| fault.is(other));
        let ours_alone = ours.iter().filter(alone).map(|fault| ("ours", fault));
        let alone = |fault: &&Fault| !ours.iter().any(|other| other.is(fault));
        let theirs_alone = theirs.iter().filter(alone).map(|fault| ("schema", fault));
        for (refuses, fault) in ours_alone.chain(theirs_alone) {
            if !self.exceptions.cover(refuses, fault) {
                let member = fault.at.rsplit('/').next().unwrap_or_default();
                let line = format!("{refuses}: {} at {member}, {:?}", fault.label, fault.found);
                let example = || text.chars().take(600).collect();
                self.told.entry(line).or_insert_with(|| (0, example())).0 += 1;
            }
        }
    }
}

#[test]
fn packages_are_judged_as_by_the_official_schema() {
    let Some(judge) = Judge::read() else { return };
    let (schema, requirements) = (judge.schema.clone(), judge.requirements());
    let mut all = Comparison::new(judge);
    // Packages made by chance, with changes made by chance.
    for number in 0..PACKAGES {
        let mut chance = Chance::new(SEED + number);
        let package = Maker::new(&schema).package(&mut chance);
        all.compare(&package);
        for _ in 0..CHANGES {
            all.compare(&mutated(&package, &mut chance));
        }
    }
    // One that has everything, with every change in turn.
    let package = Maker::of_everything(&schema).package(&mut Chance::new(SEED));
    all.compare(&package);
    let mut changes = 0;
    for (_, changed) in every_change(&package) {
        all.compare(&changed);
        changes += 1;
    }
    let Comparison { exceptions, told, broken, good, bad, faults, .. } = all;
    assert!(told.is_empty(), "{told:#?}");
    let unbroken: Vec<_> = requirements.difference(&broken).collect();
    assert!(unbroken.is_empty(), "nothing broke these requirements: {unbroken:#?}");
    eprintln!("{good} packages are good by the schema, {bad} have {faults} faults");
    eprintln!("{changes} changes in turn; all {} requirements were broken", requirements.len());
    assert!(good > 500 && bad > 3_000, "{good} good, {bad} bad: the comparison would show nothing");
    assert!(requirements.len() > 200 && changes > 3_000, "{} {changes}", requirements.len());
    let idle: Vec<_> = exceptions.0.iter().filter(|(_, used)| !used).collect();
    assert!(idle.is_empty(), "these exceptions never occur: {idle:#?}");
}

#[test]
fn what_the_schema_makes_is_good_by_the_schema() {
    let Some(judge) = Judge::read() else { return };
    for number in 0..PACKAGES {
        let package = Maker::new(&judge.schema).package(&mut Chance::new(number));
        assert!(judge.validator.is_valid(&package), "{package}");
    }
    let package = Maker::of_everything(&judge.schema).package(&mut Chance::new(SEED));
    assert!(judge.validator.is_valid(&package), "{package}");
    let fixture: Value = serde_json::from_slice(&super::fixture("teaching-practice")).unwrap();
    assert!(judge.validator.is_valid(&fixture));
}

/// CASE 1.0 has classes of the same members, but for a few that 1.1 added, and writes in a package too
/// what 1.1 has only outside one.
#[test]
fn a_package_of_case_1_0_is_the_same_framework() {
    let Some(judge) = Judge::read() else { return };
    for number in 0..PACKAGES {
        let mut chance = Chance::new(SEED + number);
        let newer = Maker::new(&judge.schema).package(&mut chance);
        let mut older = newer.clone();
        let links = as_case_1_0(&mut older);
        let read = |package: &Value| {
            let bytes = package.to_string().into_bytes();
            Framework::read(&bytes, &Limits::default())
        };
        let (newer, older) = match (read(&newer), read(&older)) {
            (Ok(newer), Ok(older)) => (newer, older),
            // What is refused for its tree is refused in both.
            (Err(_), Err(_)) => continue,
            (newer, older) => panic!("{number}: {:?} {:?}", newer.err(), older.err()),
        };
        let told =
            older.warnings().iter().filter(|one| one.fault.code.as_str() == "framework.elsewhere");
        assert!(told.count() >= links.min(20), "{number}");
        assert_eq!(older.document().title, newer.document().title);
        assert_eq!(older.items().count(), newer.items().count());
        for (older, newer) in older.items().zip(newer.items()) {
            assert_eq!(older.data(), newer.data());
        }
        assert_eq!(older.rubrics(), newer.rubrics());
    }
}
