//! Does the document say what its class must say?

use crate::fault::{Code, Fault, Finding, Pointer};
use crate::json::Value;
use crate::model::{self, Kind};
use crate::report::{Findings, Question};

/// The schemas that 1EdTech publishes for the classes themselves: what they ask, the structure
/// check asks.
const ANSWERED_SCHEMAS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/";

pub(super) fn ask(document: &Value, kind: Kind, findings: &mut Findings) {
    let found = model::check(document, kind);
    if !found.iter().any(Finding::is_error) {
        findings.passed(Question::Structure, "every member is as its class asks");
    }
    for finding in found {
        findings.finding(Question::Structure, finding);
    }
    let schemas = document.get("credentialSchema").map(Value::items).unwrap_or_default();
    for schema in schemas {
        let id = schema.get("id").and_then(Value::as_str).unwrap_or_default();
        if !id.starts_with(ANSWERED_SCHEMAS) {
            let pointer = Pointer::root().member("credentialSchema");
            let message = format!("the schema {id:?} was not applied");
            findings.warning(
                Question::Structure,
                Fault::new(Code::SchemaUnknown, pointer, message),
            );
        }
    }
}
