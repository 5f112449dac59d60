//! Who judges documents.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{PatternOptions, Validator};
use openbadges::json::Value;
use openbadges::model::{self, Class, Kind, Profile};

use crate::support::shared;

#[derive(Clone)]
pub struct Judge {
    pub name: String,
    pub class: &'static str,
    by: By,
}

#[derive(Clone)]
enum By {
    Check,
    Schema(Arc<Validator>),
}

/// What a judge objects to: a code or a keyword, the last member on the way to it, and what kind of
/// value is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub label: String,
    pub member: String,
    pub found: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} ({})", self.label, self.member, self.found)
    }
}

/// The kind of credential that a class is, if it is one.
pub fn kind_of(class: &Class) -> Option<Kind> {
    match class.name {
        "AchievementCredential" => Some(Kind::Badge),
        "EndorsementCredential" => Some(Kind::Endorsement),
        _ => None,
    }
}

impl Judge {
    pub fn check(class: &'static Class) -> Self {
        Self { name: "check".into(), class: class.name, by: By::Check }
    }

    pub fn generated(class: &'static Class) -> Self {
        static COMPILED: OnceLock<Mutex<HashMap<&str, Arc<Validator>>>> = OnceLock::new();
        let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap();
        let validator = compiled
            .entry(class.name)
            .or_insert_with(|| Arc::new(compile(&serde_json::Value::from(&class.json_schema()))));
        let by = By::Schema(Arc::clone(validator));
        Self { name: "generated".into(), class: class.name, by }
    }

    /// The official schemas, where they are there.
    pub fn official() -> Option<Vec<Self>> {
        [
            ("2025", "AchievementCredential", "achievementcredential-2025"),
            ("2026", "AchievementCredential", "achievementcredential-2026"),
            ("2024", "EndorsementCredential", "endorsementcredential-2024"),
            ("2024", "Profile", "profile-2024"),
        ]
        .into_iter()
        .map(|(name, class, file)| {
            let bytes = std::fs::read(shared(&format!("schemas/ob_v3p0_{file}.json"))?).unwrap();
            let schema = compile(&serde_json::from_slice(&bytes).unwrap());
            Some(Self { name: name.into(), class, by: By::Schema(Arc::new(schema)) })
        })
        .collect()
    }

    /// What it objects to. Nothing when the document is good.
    pub fn faults(&self, document: &Value) -> Vec<Fault> {
        match &self.by {
            By::Check => {
                let class = Class::named(self.class).unwrap();
                let findings = match kind_of(class) {
                    Some(kind) => model::check(document, kind),
                    None => match Profile::read(document) {
                        Ok(_) => Vec::new(),
                        Err(invalid) => invalid.findings,
                    },
                };
                let errors = findings.iter().filter(|finding| finding.is_error());
                let fault = |finding: &openbadges::Finding| {
                    let pointer = finding.fault.pointer.as_str();
                    Fault {
                        label: finding.fault.code.as_str().to_owned(),
                        member: member(pointer),
                        found: document.at(pointer).map_or("nothing", Value::kind),
                    }
                };
                errors.map(fault).collect()
            }
            By::Schema(validator) => {
                let instance = serde_json::Value::from(document);
                let fault = |error: jsonschema::ValidationError<'_>| {
                    let pointer = error.instance_path().as_str();
                    Fault {
                        label: error.kind().keyword().to_owned(),
                        member: member(pointer),
                        found: document.at(pointer).map_or("nothing", Value::kind),
                    }
                };
                validator.iter_errors(&instance).map(fault).collect()
            }
        }
    }
}

/// The last step of a pointer that is no index.
fn member(pointer: &str) -> String {
    let steps = pointer.rsplit('/').filter(|step| !step.is_empty());
    let mut names = steps.filter(|step| step.parse::<usize>().is_err());
    names.next().unwrap_or("document").replace("~1", "/").replace("~0", "~")
}

fn compile(schema: &serde_json::Value) -> Validator {
    jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .build(schema)
        .unwrap()
}
