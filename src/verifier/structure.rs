//! Does the document say what its class must say?

use super::confusable;
use super::policy::Form;
use crate::fault::{Code, Fault, Finding, Severity};
use crate::json::Value;
use crate::model::{self, Kind, View};
use crate::report::{Findings, Question};

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
