//! Does the document say what its class must say?

use super::policy::Form;
use crate::fault::{Code, Fault, Finding, Path, Pointer, Severity};
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
    confusable(View::of(document), findings);
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
