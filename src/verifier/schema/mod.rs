//! Does it keep to the schemas that it names?
//!
//! What the schemas of 1EdTech's own classes ask, the structure check asks, so they are never
//! fetched. Others are asked for only once the credential is known to be its issuer's.

#[cfg(feature = "schema")]
mod applied;
#[cfg(feature = "schema")]
mod compiling;
mod judged;
#[cfg(feature = "schema")]
mod work;

#[cfg(feature = "schema")]
pub(super) use applied::{Applicable, AsSchema};
pub(super) use judged::Judged;
#[cfg(feature = "schema")]
pub(super) use work::Spent;

use std::sync::Arc;

#[cfg(feature = "schema")]
use applied::Verdict;

use super::policy::UnreadSchemas;
use super::verification::{Inquiry, Subject};
use crate::fault::{Code, Fault, Path, Pointer};
use crate::json::Value;
#[cfg(feature = "schema")]
use crate::model;
use crate::model::Kind;
use crate::proof::Securing;
use crate::report::{Check, Findings, Finish, Question};

/// The schemas that 1EdTech publishes for the classes of Open Badges.
const OPEN_BADGES_SCHEMAS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/";

/// The types of `credentialSchema` whose `id` is that of a JSON Schema to be kept (1EdTech; W3C VC
/// JSON Schema). Under another type the same address may ask something else.
const JSON_SCHEMA_TYPES: [&str; 2] = ["1EdTechJsonSchemaValidator2019", "JsonSchema"];

/// A JSON Schema that a credential names.
struct Named<'d> {
    id: &'d str,
    /// Which of the entries names it.
    #[cfg(feature = "schema")]
    place: usize,
    #[cfg(feature = "schema")]
    entry: &'d Value,
    pointer: Pointer,
}

/// Asks every schema that `document`, as it was signed, names.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    (document, securing): (&Arc<Value>, Option<Securing>),
    findings: &mut Findings,
) {
    let named = named(inquiry, document, findings);
    let names_are_signed = securing.is_some_and(Securing::signs_json);
    for named in &named {
        if let Some(kind) = answered_by_the_structure_check(named.id) {
            of_own_class(document, kind, subject, named, findings);
        } else if !findings.authenticated {
            // A forger's word fetches nothing.
            let message =
                format!("the schema {:?} was not asked: nobody has signed this", named.id);
            not_applied(inquiry, Code::NotChecked, named, message, findings);
        } else if !names_are_signed && has_own_terms(findings) {
            // A holder could give any signed value the name that the schema looks for.
            let message = format!(
                "the schema {:?} could not be applied: it reads names, and the document says itself \
                 what they mean, which its proof does not cover",
                named.id
            );
            not_applied(inquiry, Code::SchemaUnavailable, named, message, findings);
        } else {
            other(inquiry, subject, document, named, findings);
        }
    }
}

/// Whether the document brings terms of its own.
fn has_own_terms(findings: &Findings) -> bool {
    findings.has(Code::ContextInline) || findings.has(Code::ContextVocab)
}

/// The JSON Schemas among those that the credential names, and what is to be said of the others.
fn named<'d>(
    inquiry: Inquiry<'_, '_>,
    document: &'d Value,
    findings: &mut Findings,
) -> Vec<Named<'d>> {
    let mut all = Vec::new();
    let Some(schemas) = document.get("credentialSchema") else { return all };
    let path = Path::Root.member("credentialSchema");
    let (found, allowed) = (schemas.items().len(), inquiry.verifier.limits.schemas);
    if found > allowed {
        let message = format!("{found} schemas, more than the {allowed} allowed");
        findings.failed(Question::Schema, Fault::new(Code::LimitItems, path.pointer(), message));
        return all;
    }
    for (index, entry) in schemas.items().iter().enumerate() {
        let item = path.item(index);
        let at = if schemas.as_array().is_some() { item } else { path };
        // That it has them, the structure check asks.
        let Some(id) = entry.get("id").and_then(Value::as_str) else { continue };
        let types = entry.get("type").map(Value::items).unwrap_or_default();
        let is_known = |name: &Value| name.as_str().is_some_and(|t| JSON_SCHEMA_TYPES.contains(&t));
        if types.iter().any(is_known) {
            all.push(Named {
                id,
                #[cfg(feature = "schema")]
                place: index,
                #[cfg(feature = "schema")]
                entry,
                pointer: at.pointer(),
            });
        } else {
            let message = format!("the schema {id:?} was not applied: its type is not known here");
            findings
                .warning(Question::Schema, Fault::new(Code::SchemaUnknown, at.pointer(), message));
        }
    }
    all
}

/// The kind whose structure check asks what the schema at this address asks. Those of other classes
/// than credentials are not answered.
fn answered_by_the_structure_check(id: &str) -> Option<Kind> {
    let file = id.strip_prefix(OPEN_BADGES_SCHEMAS)?.rsplit('/').next()?;
    let class = file.strip_prefix("ob_v3p0_").unwrap_or(file);
    let class = class.strip_prefix("any").unwrap_or(class);
    let ending = |class: &str| matches!(class, "_schema.json" | "-jsonschema1.json" | ".json");
    for (name, kind) in
        [("achievementcredential", Kind::Badge), ("endorsementcredential", Kind::Endorsement)]
    {
        if class.strip_prefix(name).is_some_and(ending) {
            return Some(kind);
        }
    }
    None
}

/// The schema of a class of Open Badges.
fn of_own_class(
    document: &Arc<Value>,
    kind: Kind,
    subject: &Subject<'_>,
    named: &Named<'_>,
    findings: &mut Findings,
) {
    let fault = if kind == subject.kind {
        // It is told already, be it as a warning.
        let told = |it: &Check| it.question == Question::Structure && it.finish != Finish::Passed;
        findings.checks().iter().any(told).then_some(None)
    } else {
        subject.judged.as_class(document, kind).map(Some)
    };
    match fault {
        None => {
            let message = "it keeps to the schema of its class, as the structure check found";
            findings.passed(Question::Schema, message);
        }
        Some(None) => {}
        Some(Some(fault)) => {
            let message = format!("it does not keep to {:?}: {fault}", named.id);
            let fault = Fault::new(Code::Schema, named.pointer.clone(), message);
            findings.failed(Question::Schema, fault);
        }
    }
}

/// A schema that could not be applied. Nothing says then whether the credential keeps to it.
fn not_applied(
    inquiry: Inquiry<'_, '_>,
    code: Code,
    named: &Named<'_>,
    message: String,
    findings: &mut Findings,
) {
    let fault = Fault::new(code, named.pointer.clone(), message);
    match inquiry.verifier.policy.unread_schemas {
        UnreadSchemas::UnsafelyIgnored => findings.warning(Question::Schema, fault),
        // What this build, or a missing proof, keeps from being asked is not the schema's fault.
        UnreadSchemas::Refused if code != Code::NotChecked => {
            findings.failed(Question::Schema, fault);
        }
        _ => findings.undecided(Question::Schema, fault),
    }
}

#[cfg(not(feature = "schema"))]
fn other(
    inquiry: Inquiry<'_, '_>,
    _: &Subject<'_>,
    _: &Arc<Value>,
    named: &Named<'_>,
    findings: &mut Findings,
) {
    let message = format!("the schema {:?} was not asked: this build applies none", named.id);
    not_applied(inquiry, Code::NotChecked, named, message, findings);
}

/// The schema of somebody else.
#[cfg(feature = "schema")]
fn other(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    document: &Arc<Value>,
    named: &Named<'_>,
    findings: &mut Findings,
) {
    let unavailable = |why: &str| Verdict::NotApplied(Code::SchemaUnavailable, why.to_owned());
    let found = || inquiry.library.schema(named.id, &named.pointer, inquiry.verifier);
    let verdict = match (!named.id.contains('#')).then(found) {
        None => unavailable("it is part of a document, and only whole ones are read"),
        Some(Err(objection)) => unavailable(&objection.fault().message),
        // It is no larger than is allowed, so that its digest costs little.
        Some(Ok((_, Err((code, why))))) => Verdict::NotApplied(*code, why.clone()),
        Some(Ok((file, Ok(schema)))) => {
            let judge = |serialized: &serde_json::Value| {
                if model::has_its_digests(named.entry, &file.bytes) == Some(false) {
                    return unavailable("it is not the one that the credential has the digest of");
                }
                let limits = &inquiry.verifier.limits;
                inquiry.library.on_schemas(|spent| schema.judge(serialized, limits, spent))
            };
            let place = (named.place, file);
            subject.judged.by_schema(document, &subject.proofs, place, judge)
        }
    };
    match verdict {
        Verdict::Kept => {
            let message = format!("it keeps to the schema {:?}", named.id);
            findings.passed(Question::Schema, message);
        }
        Verdict::Broken(faults) => {
            for (pointer, message) in faults {
                let message = format!("it does not keep to {:?}: {message}", named.id);
                findings.failed(Question::Schema, Fault::new(Code::Schema, pointer, message));
            }
        }
        Verdict::NotApplied(code, why) => {
            let message = format!("the schema {:?} could not be applied: {why}", named.id);
            not_applied(inquiry, code, named, message, findings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_addresses_are_answered_and_no_others() {
        let answered =
            |file: &str| answered_by_the_structure_check(&format!("{OPEN_BADGES_SCHEMAS}{file}"));
        for file in [
            "json/ob_v3p0_achievementcredential_schema.json",
            "json-ld/ob_v3p0_achievementcredential_schema.json",
            "json/ob_v3p0_anyachievementcredential_schema.json",
            "json/ob_v3p0_achievementcredential-jsonschema1.json",
            "achievementcredential.json",
        ] {
            assert_eq!(answered(file), Some(Kind::Badge), "{file}");
        }
        let endorsement = "json/ob_v3p0_anyendorsementcredential_schema.json";
        assert_eq!(answered(endorsement), Some(Kind::Endorsement));
        for file in [
            "",
            "json/ob_v3p0_profile_schema.json",
            "json/ob_v3p0_achievementcredential_schema.json#/$defs/Achievement",
            "json/ob_v3p0_achievementcredential_schema.json?x",
            "json/my_achievementcredential_schema.json",
        ] {
            assert_eq!(answered(file), None, "{file}");
        }
        assert_eq!(
            answered_by_the_structure_check("https://example.org/achievementcredential.json"),
            None
        );
    }
}
