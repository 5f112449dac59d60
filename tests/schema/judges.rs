//! Who judges documents.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::error::ValidationErrorKind as ErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
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

/// What a judge objects to: a code or a keyword, the last members on the way to it, and what kind of
/// value is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub label: String,
    pub member: String,
    pub found: String,
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
                    let fault = &finding.fault;
                    Fault::at(fault.code.as_str(), fault.pointer.as_str(), document)
                };
                errors.map(fault).collect()
            }
            By::Schema(validator) => {
                let instance = serde_json::Value::from(document);
                let mut faults = Vec::new();
                for error in validator.iter_errors(&instance) {
                    leaves(&error, document, &mut faults);
                }
                faults
            }
        }
    }
}

/// The errors that an error rests on: of several branches, those of the one that is meant for such a
/// value.
fn leaves(error: &ValidationError<'_>, document: &Value, faults: &mut Vec<Fault>) {
    let pointer = error.instance_path().as_str();
    if let ErrorKind::OneOfNotValid { context } | ErrorKind::AnyOf { context } = error.kind() {
        let is_for_another = |other: &ValidationError<'_>| {
            other.instance_path().as_str() == pointer
                && matches!(
                    other.kind().keyword(),
                    "type" | "enum" | "pattern" | "const" | "oneOf" | "anyOf"
                )
        };
        let mut meant = context.iter().filter(|branch| !branch.iter().any(is_for_another));
        if let (Some(branch), None) = (meant.next(), meant.next()) {
            return branch.iter().for_each(|error| leaves(error, document, faults));
        }
    }
    let mut fault = Fault::at(error.kind().keyword(), pointer, document);
    if let ErrorKind::Required { property } = error.kind() {
        fault.found = format!("no {}", property.as_str().unwrap_or_default());
    }
    faults.push(fault);
}

impl Fault {
    fn at(label: &str, pointer: &str, document: &Value) -> Self {
        let value = document.at(pointer);
        let is_empty_name = |value: &Value| value.items().iter().any(|it| it.as_str() == Some(""));
        // How dates are written is a matter of letters, and so is which context is first.
        let found = match (label, value.and_then(Value::as_str)) {
            ("format" | "time.format" | "enum" | "const", Some(text)) => text.to_owned(),
            ("model.type", _) if value.is_some_and(is_empty_name) => "an empty name".to_owned(),
            _ => value.map_or("nothing", Value::kind).to_owned(),
        };
        Self { label: label.to_owned(), member: member(pointer), found }
    }
}

/// The last two steps of a pointer that are no index, and before them what is in a proof.
fn member(pointer: &str) -> String {
    let steps = pointer.split('/').filter(|step| !step.is_empty());
    let names = steps.filter(|step| step.parse::<usize>().is_err());
    let names: Vec<String> = names.map(|s| s.replace("~1", "/").replace("~0", "~")).collect();
    let before = |nth| names.len().checked_sub(nth).map_or("document", |at| names[at].as_str());
    let outer = if names.iter().any(|name| name == "proof") { "proof" } else { before(2) };
    format!("{outer}.{}", before(1))
}

fn compile(schema: &serde_json::Value) -> Validator {
    jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .build(schema)
        .unwrap()
}
