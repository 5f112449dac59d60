//! Does the document say what its class must say?

use crate::fault::{Code, Fault, Finding, Path, Pointer};
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

pub(super) fn ask(document: &Value, kind: Kind, findings: &mut Findings) {
    let found = model::check(document, kind);
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
