//! Does the document say what its class must say?

use super::confusable;
use super::policy::Form;
use crate::fault::{Code, Fault, Finding, Pointer, Severity};
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
    confusable::ask(View::of(document), findings);
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
