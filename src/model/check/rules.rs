//! What the classes ask beyond their properties, one function a class.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::Rule;
use super::findings::{Findings, quote};
use super::form;
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::digest::{Digest, NotADigest};
use crate::model::identity::IdentityHash;
use crate::model::view::Version;
use crate::model::{CREDENTIALS_V1, CREDENTIALS_V2, Node as _, RelatedResource};

/// Badges: their contexts, their dates; in data model 1.1 also a name (Open Badges 3.0,
/// `AchievementCredential`, and its variant of 1.1).
pub(crate) const BADGE: Rule = Rule { check: badge, ..ENDORSEMENT };

/// Endorsements: as badges, but for the name, which they require in both data models.
pub(crate) const ENDORSEMENT: Rule = Rule {
    check: endorsement,
    schema: r#"{"properties": {"@context": {"type": "array", "minItems": 2, "items": [
        {"const": "https://www.w3.org/ns/credentials/v2"},
        {"type": "string", "pattern":
            "^https://purl[.]imsglobal[.]org/spec/ob/v3p0/context(-3[.][0-9][.][0-9])*[.]json$"}
    ]}}}"#,
    unsaid: CREDENTIAL.unsaid,
};

/// Every credential: its first context, the order of its dates, its related resources (VCDM 2.0,
/// sections 4.3, 4.9 and 5.3).
pub(crate) const CREDENTIAL: Rule = Rule {
    check: credential,
    schema: r#"{"properties": {"@context": {"type": "array", "items": [
        {"const": "https://www.w3.org/ns/credentials/v2"}
    ]}}}"#,
    unsaid: &[
        "The end of the validity period is not before its start.",
        "No two related resources have one id.",
    ],
};

/// The recipient is named, and results refer to what the achievement describes (Open Badges 3.0,
/// `AchievementSubject` and `Result`).
pub(crate) static ACHIEVEMENT_SUBJECT: Rule = Rule {
    check: achievement_subject,
    schema: r#"{"anyOf": [{"required": ["id"]}, {"required": ["identifier"],
        "properties": {"identifier": {"if": {"type": "array"}, "then": {"minItems": 1}}}}]}"#,
    unsaid: &[
        "A result refers to a result description, and to a level of a rubric, of the achievement \
         beside it; only in a selectively disclosed credential may they be hidden.",
    ],
};

/// Criteria say something (Open Badges 3.0, `Criteria`).
pub(crate) static CRITERIA: Rule = Rule {
    check: criteria,
    schema: r#"{"anyOf": [{"required": ["id"]}, {"required": ["narrative"]}]}"#,
    unsaid: &[],
};

/// A hashed identity is a hash of a known kind (Open Badges 3.0, `IdentityHash`).
pub(crate) static IDENTITY_OBJECT: Rule = Rule {
    check: identity_object,
    schema: r#"{"if": {"properties": {"hashed": {"const": true}}},
        "then": {"properties": {"identityHash": {"pattern":
            "^(sha256[$][0-9A-Fa-f]{64}|md5[$][0-9A-Fa-f]{32})$"}}}}"#,
    unsaid: &["A hash by MD5 is told as a warning."],
};

/// A resource has a digest (VCDM 2.0, section 5.3).
pub(crate) static RELATED_RESOURCE: Rule = Rule {
    check: related_resource,
    schema: r#"{"anyOf": [
        {"required": ["digestSRI"],
            "properties": {"digestSRI": {"if": {"type": "array"}, "then": {"minItems": 1}}}},
        {"required": ["digestMultibase"],
            "properties": {"digestMultibase": {"if": {"type": "array"}, "then": {"minItems": 1}}}}
    ]}"#,
    unsaid: &["Digests of the known kinds are as long as their kind asks, and not empty."],
};

fn badge(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if Version::of_object(object) == Version::V1_1 && !object.contains("name") {
        let message = "\"name\" is absent, which badges of data model 1.1 require".to_owned();
        findings.absent(Code::ModelRequired, path, message, "a member \"name\"");
    }
    endorsement(object, path, findings);
}

fn endorsement(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if Version::of_object(object) == Version::V1_1
        && object.get("issuer").is_some_and(|issuer| issuer.as_str().is_some())
    {
        let expected = "a profile, as data model 1.1 asks";
        findings.mismatch(Code::ModelIssuer, &path.member("issuer"), "an IRI", expected);
    }
    credential(object, path, findings);
    if let Some(Value::Array(contexts)) = object.get("@context") {
        let second = contexts.get(1).and_then(Value::as_str);
        if !second.is_some_and(form::is_open_badges_context) {
            let context = path.member("@context");
            let at = if contexts.len() > 1 { &context.item(1) } else { &context };
            match second {
                Some(other) => {
                    let expected = "the context of Open Badges 3.0";
                    findings.mismatch(Code::ContextOrder, at, &quote(other), expected);
                }
                None => {
                    let expected = "the context of Open Badges 3.0 second";
                    let message = format!("expected {expected}");
                    let found = contexts.get(1).map_or("nothing", Value::kind);
                    findings.unlike(Code::ContextOrder, at, message, found, expected);
                }
            }
        }
    }
}

fn credential(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    match object.get("@context") {
        None => {}
        Some(Value::Array(contexts)) => {
            let first = contexts.first().and_then(Value::as_str);
            if first != Some(CREDENTIALS_V2) && first != Some(CREDENTIALS_V1) {
                let context = path.member("@context");
                let at = if contexts.is_empty() { &context } else { &context.item(0) };
                let expected = format!("{CREDENTIALS_V2:?}");
                match first {
                    Some(first) => {
                        findings.mismatch(Code::ContextOrder, at, &quote(first), &expected);
                    }
                    None => {
                        let message = format!("expected {expected}");
                        let found = contexts.first().map_or("nothing", Value::kind);
                        findings.unlike(Code::ContextOrder, at, message, found, &expected);
                    }
                }
            }
        }
        Some(other) => {
            let path = path.member("@context");
            findings.mismatch(Code::ModelType, &path, other.kind(), "an array of contexts");
        }
    }
    let (start, end) = Version::of_object(object).validity();
    let text = |name| object.get(name).and_then(Value::as_str);
    if let (Some(from), Some(until)) = (text(start), text(end))
        && form::order(until, from) == Some(Ordering::Less)
    {
        let message = format!("found {}, which is before {start:?}, {}", quote(until), quote(from));
        let expected = format!("a time from {start:?} on");
        findings.unlike(Code::TimeOrder, &path.member(end), message, &quote(until), &expected);
    }
    if let Some(resources) = object.get("relatedResource") {
        let evidence = object.get("evidence").map_or(&[][..], Value::items);
        related_resources(resources, evidence, &path.member("relatedResource"), findings);
    }
}

/// No resource stands twice; what one alone must have, its class says. The resource that a piece of
/// evidence is has its digests and nothing else: RDF puts together what is said of both, so that the
/// story of the evidence could be moved here, where nobody reads it.
fn related_resources(value: &Value, evidence: &[Value], path: &Path<'_>, findings: &mut Findings) {
    let evidence: HashSet<&str> = evidence.iter().filter_map(id_of).collect();
    let mut ids = HashSet::new();
    for (index, resource) in value.items().iter().enumerate() {
        if let Some(object) = resource.as_object()
            && id_of(resource).is_some_and(|id| evidence.contains(id))
            && let Some((name, _)) =
                object.iter().find(|(name, _)| RelatedResource::class().property(name).is_none())
        {
            let item = path.item(index);
            let message = format!("found {}, which is said where the evidence is", quote(name));
            findings.error(Code::ModelAlias, &item.member(name), message);
        }
        if let Some(id) = id_of(resource)
            && !ids.insert(id)
        {
            let item = path.item(index);
            let found = quote(id);
            let message = format!("found {found} a second time");
            let expected = "the id of no other resource";
            findings.unlike(Code::ModelValue, &item.member("id"), message, &found, expected);
        }
    }
}

fn related_resource(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let mut any = false;
    for (name, of) in
        [("digestSRI", Digest::of_sri as fn(&str) -> _), ("digestMultibase", Digest::of_multibase)]
    {
        let Some(value) = object.get(name) else { continue };
        for (index, item) in value.items().iter().enumerate() {
            let Some(text) = item.as_str() else { continue };
            any = true;
            if let Err(NotADigest { expected }) = of(text) {
                let at = path.member(name);
                let in_array = at.item(index);
                let at = if value.as_array().is_some() { &in_array } else { &at };
                findings.mismatch(Code::ModelValue, at, &quote(text), expected);
            }
        }
    }
    if !any {
        let expected = "\"digestSRI\" or \"digestMultibase\"";
        findings.absent(Code::ModelRequired, path, format!("expected {expected}"), expected);
    }
}

fn achievement_subject(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let identifiers = object.get("identifier").map_or(0, |value| value.items().len());
    if !object.contains("id") && identifiers == 0 {
        let expected = "an \"id\" or at least one \"identifier\"";
        findings.absent(Code::ModelSubject, path, format!("expected {expected}"), expected);
    }
    let Some(results) = object.get("result") else { return };
    let descriptions = object.get("achievement").and_then(|a| a.get("resultDescription"));
    let descriptions = descriptions.map_or(&[][..], Value::items);
    let levels = descriptions
        .iter()
        .filter_map(|description| description.get("rubricCriterionLevel"))
        .flat_map(Value::items);
    let ids: HashSet<&str> = descriptions.iter().filter_map(id_of).collect();
    let level_ids: HashSet<&str> = levels.filter_map(id_of).collect();
    for (index, result) in results.items().iter().enumerate() {
        let in_results = path.member("result");
        let item = in_results.item(index);
        let path = if results.as_array().is_some() { &item } else { &in_results };
        for (name, known, what) in [
            ("resultDescription", &ids, "result description"),
            ("achievedLevel", &level_ids, "level of a rubric"),
        ] {
            let Some(id) = result.get(name).and_then(Value::as_str) else { continue };
            if !known.contains(id) {
                let expected = format!("the \"id\" of a {what} of the achievement");
                findings.mismatch(Code::ModelResult, &path.member(name), &quote(id), &expected);
            }
        }
    }
}

fn id_of(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

fn criteria(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if !object.contains("id") && !object.contains("narrative") {
        let expected = "an \"id\" or a \"narrative\"";
        findings.absent(Code::ModelRequired, path, format!("expected {expected}"), expected);
    }
}

fn identity_object(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if object.get("hashed").and_then(Value::as_bool) != Some(true) {
        return;
    }
    let Some(hash) = object.get("identityHash").and_then(Value::as_str) else { return };
    let path = path.member("identityHash");
    match IdentityHash::parse(hash) {
        Some(IdentityHash::Sha256(_)) => {}
        Some(IdentityHash::Md5(_)) => {
            findings.warning(Code::HashWeak, &path, "found an MD5 hash, expected SHA-256");
        }
        None => {
            let expected = "\"sha256$\" and 64 hexadecimal digits, or \"md5$\" and 32";
            findings.mismatch(Code::ModelValue, &path, &quote(hash), expected);
        }
    }
}
