//! Does the document say what its class must say?

use super::policy::Form;
use crate::fault::{Code, Fault, Finding, Path, Pointer, Severity};
use crate::json::Value;
use crate::model::{self, Kind, View};
use crate::report::{Findings, Question};

/// As many schemas are listed.
const LISTED: usize = 32;

/// The schemas that 1EdTech publishes for the classes themselves: what they ask, the structure
/// check asks.
const ANSWERED_SCHEMAS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/";

/// The types of `credentialSchema` whose `id` is that of a JSON Schema to be kept (1EdTech; W3C VC
/// JSON Schema). Under another type the same address may ask something else.
const JSON_SCHEMA_TYPES: [&str; 2] = ["1EdTechJsonSchemaValidator2019", "JsonSchema"];

pub(super) fn ask(document: &Value, kind: Kind, form: Form, findings: &mut Findings) {
    let mut found = model::check(document, kind);
    if form == Form::WhatDecides {
        for finding in found.iter_mut().filter(|finding| is_of_what_is_shown(&finding.fault)) {
            finding.severity = Severity::Warning;
        }
    }
    if !found.iter().any(Finding::is_error) {
        findings.passed(Question::Structure, "every member is as its class asks");
    }
    for finding in found {
        findings.finding(Question::Structure, finding);
    }
    confusable(View::of(document), findings);
    let schemas = document.get("credentialSchema").map(Value::items).unwrap_or_default();
    for schema in schemas.iter().take(LISTED) {
        let id = schema.get("id").and_then(Value::as_str).unwrap_or_default();
        let types = schema.get("type").map(Value::items).unwrap_or_default();
        let is_known = |name: &Value| name.as_str().is_some_and(|t| JSON_SCHEMA_TYPES.contains(&t));
        if !id.starts_with(ANSWERED_SCHEMAS) || !types.iter().any(is_known) {
            let pointer = Pointer::root().member("credentialSchema");
            let message = format!("the schema {id:?} was not applied");
            findings
                .warning(Question::Structure, Fault::new(Code::SchemaUnknown, pointer, message));
        }
    }
}

/// Whether the fault is that something is absent, or not as the standard lists it, in what is shown of
/// a credential and decides nothing.
fn is_of_what_is_shown(fault: &Fault) -> bool {
    let is_of_form =
        matches!(fault.code, Code::ModelRequired | Code::ModelValue | Code::ModelResult);
    let decides = |name: &str| matches!(name, "id" | "type" | "@context" | "identifier");
    let is_index = |step: &&str| step.bytes().all(|b| b.is_ascii_digit());
    let mut steps = fault.pointer.as_str().split('/').skip(1).filter(|step| !is_index(step));
    is_of_form
        && match (steps.next(), steps.next()) {
            (Some("evidence" | "image" | "name" | "description"), _) => true,
            (Some("credentialSubject" | "issuer"), Some(member)) => !decides(member),
            _ => false,
        }
}

/// Warns of names that do not look like what they are.
fn confusable(credential: View<'_>, findings: &mut Findings) {
    let achievement = credential.achievement().and_then(|it| it.get("name")?.as_str());
    for (name, place) in [
        (credential.name(), Path::Root.member("name").pointer()),
        (credential.issuer_name(), Pointer::root().member("issuer").member("name")),
        (achievement, Pointer::root().member("credentialSubject").member("achievement")),
    ] {
        if name.is_some_and(|name| name.chars().any(misleads)) {
            let message = "the name holds characters that are invisible or turn its direction";
            findings.warning(Question::Structure, Fault::new(Code::TextConfusable, place, message));
        }
    }
}

/// Controls, spaces without width, and marks that turn the direction of writing around. Joiners and
/// single direction marks are left out: Persian, Hindi or Hebrew need them.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
