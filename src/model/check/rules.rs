//! What the classes ask beyond their properties, one function a class.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::findings::{Findings, quote};
use super::form;
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::identity::IdentityHash;
use crate::model::view::Version;
use crate::model::{CREDENTIALS_V1, CREDENTIALS_V2};

/// Badges: their contexts, their dates; in data model 1.1 also a name (Open Badges 3.0,
/// `AchievementCredential`, and its variant of 1.1).
pub(crate) fn badge(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if Version::of_object(object) == Version::V1_1 && !object.contains("name") {
        let message = "\"name\" is absent, which badges of data model 1.1 require";
        findings.error(Code::ModelRequired, path, message);
    }
    endorsement(object, path, findings);
}

/// Endorsements: as badges, but for the name, which they require in both data models.
pub(crate) fn endorsement(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if Version::of_object(object) == Version::V1_1
        && object.get("issuer").is_some_and(|issuer| issuer.as_str().is_some())
    {
        let message = "found an IRI, expected a profile, as data model 1.1 asks";
        findings.error(Code::ModelIssuer, &path.member("issuer"), message);
    }
    credential(object, path, findings);
    if let Some(Value::Array(contexts)) = object.get("@context") {
        let second = contexts.get(1).and_then(Value::as_str);
        if !second.is_some_and(form::is_open_badges_context) {
            let context = path.member("@context");
            let message = match second {
                Some(other) => {
                    format!("found {}, expected the context of Open Badges 3.0", quote(other))
                }
                None => "expected the context of Open Badges 3.0 second".to_owned(),
            };
            let at = if contexts.len() > 1 { &context.item(1) } else { &context };
            findings.error(Code::ContextOrder, at, message);
        }
    }
}

/// Every credential: its first context, the order of its dates, its related resources (VCDM 2.0,
/// sections 4.3, 4.9 and 5.3).
pub(super) fn credential(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    match object.get("@context") {
        None => {}
        Some(Value::Array(contexts)) => {
            let first = contexts.first().and_then(Value::as_str);
            if first != Some(CREDENTIALS_V2) && first != Some(CREDENTIALS_V1) {
                let context = path.member("@context");
                let at = if contexts.is_empty() { &context } else { &context.item(0) };
                let found =
                    first.map_or_else(String::new, |first| format!("found {}, ", quote(first)));
                findings.error(
                    Code::ContextOrder,
                    at,
                    format!("{found}expected {CREDENTIALS_V2:?}"),
                );
            }
        }
        Some(other) => {
            let message = format!("found {}, expected an array of contexts", other.kind());
            findings.error(Code::ModelType, &path.member("@context"), message);
        }
    }
    let (start, end) = Version::of_object(object).validity();
    let text = |name| object.get(name).and_then(Value::as_str);
    if let (Some(from), Some(until)) = (text(start), text(end))
        && form::order(until, from) == Some(Ordering::Less)
    {
        let message = format!("found {}, which is before {start:?}, {}", quote(until), quote(from));
        findings.error(Code::TimeOrder, &path.member(end), message);
    }
    if let Some(resources) = object.get("relatedResource") {
        related_resources(resources, &path.member("relatedResource"), findings);
    }
}

/// Resources have identifiers, each once, and digests (VCDM 2.0, section 5.3).
fn related_resources(value: &Value, path: &Path<'_>, findings: &mut Findings) {
    let mut ids = HashSet::new();
    for (index, resource) in value.items().iter().enumerate() {
        let item = path.item(index);
        let path = if value.as_array().is_some() { &item } else { path };
        let Some(resource) = resource.as_object() else {
            let message = format!("found {}, expected an object", resource.kind());
            findings.error(Code::ModelType, path, message);
            continue;
        };
        match resource.get("id").map(|id| (id.as_str(), id)) {
            None => findings.error(Code::ModelRequired, path, "\"id\" is absent"),
            Some((None, other)) => {
                let message = format!("found {}, expected an IRI in a string", other.kind());
                findings.error(Code::ModelType, &path.member("id"), message);
            }
            Some((Some(id), _)) => {
                if let Err((code, reason)) = form::iri(id) {
                    let message =
                        format!("found {}, {reason}, expected an absolute IRI", quote(id));
                    findings.error(code, &path.member("id"), message);
                }
                if !ids.insert(id) {
                    let message = format!("found {} a second time", quote(id));
                    findings.error(Code::ModelValue, &path.member("id"), message);
                }
            }
        }
        let mut digests =
            ["digestSRI", "digestMultibase"].iter().filter_map(|name| resource.get(name));
        if !digests.any(|digest| digest.items().iter().any(|d| d.as_str().is_some())) {
            let message = "expected \"digestSRI\" or \"digestMultibase\"";
            findings.error(Code::ModelRequired, path, message);
        }
    }
}

/// The recipient is named, and results refer to what the achievement describes (Open Badges 3.0,
/// `AchievementSubject` and `Result`).
pub(crate) fn achievement_subject(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let identifiers = object.get("identifier").map_or(0, |value| value.items().len());
    if !object.contains("id") && identifiers == 0 {
        let message = "expected an \"id\" or at least one \"identifier\"";
        findings.error(Code::ModelSubject, path, message);
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
                let message = format!(
                    "found {}, expected the \"id\" of a {what} of the achievement",
                    quote(id)
                );
                findings.error(Code::ModelResult, &path.member(name), message);
            }
        }
    }
}

fn id_of(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

/// Criteria say something (Open Badges 3.0, `Criteria`).
pub(crate) fn criteria(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if !object.contains("id") && !object.contains("narrative") {
        findings.error(Code::ModelRequired, path, "expected an \"id\" or a \"narrative\"");
    }
}

/// A hashed identity is a hash of a known kind (Open Badges 3.0, `IdentityHash`).
pub(crate) fn identity_object(object: &Object, path: &Path<'_>, findings: &mut Findings) {
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
            let message = format!(
                "found {}, expected \"sha256$\" and 64 hexadecimal digits, or \"md5$\" and 32",
                quote(hash)
            );
            findings.error(Code::ModelValue, &path, message);
        }
    }
}
