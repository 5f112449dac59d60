//! What an issuer would better not do, though the standard allows it.

use std::collections::HashMap;

use super::check::{Findings, quote};
use super::class::{Cardinality, Class, Range};
use super::enumerations::is_written_extension;
use super::view::{Version, View};
use super::{
    AchievementCredential, EndorsementCredential, Node, OPEN_BADGES, OPEN_BADGES_EXTENSIONS,
};
use crate::fault::{Code, Finding, Path};
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::text::Timestamp;

/// Data URLs longer than this make a credential slow to sign, to bake and to show.
const LONG_DATA_URL: usize = 64 * 1024;

/// What an issuer would better change in a badge or an endorsement before issuing it.
///
/// It follows the recommendations of the Open Badges 3.0 implementation guide. Nearly all are
/// warnings; errors are what no issuer may do: a private key in the document (`key.private_exposed`)
/// and a date-time without a time zone (`time.format`). It does not repeat what
/// [`check`](super::check()) says.
///
/// ```
/// use openbadges::{Limits, json, model::lint};
/// let document = json::read(br#"{"type": "OpenBadgeCredential"}"#, &Limits::default())?;
/// assert!(lint(&document).iter().any(|finding| finding.fault.code.as_str() == "lint.name"));
/// # Ok::<(), json::ReadError>(())
/// ```
pub fn lint(document: &Value) -> Vec<Finding> {
    let mut lint = Lint { findings: Findings::default() };
    let view = View::of(document);
    lint.contexts(view);
    lint.display(view);
    lint.recipient(view);
    lint.creator(view);
    lint.results(view);
    lint.credits(view);
    lint.proofs(view);
    lint.evidence(view);
    if let Value::Object(object) = document {
        let is_endorsement = view.has_type("EndorsementCredential");
        let class = if is_endorsement {
            EndorsementCredential::class()
        } else {
            AchievementCredential::class()
        };
        lint.node(class, object, &Path::Root, 0);
    }
    lint.secrets(document, &Path::Root, 0);
    lint.findings.into_vec()
}

/// Whether a document uses a type that the context of 1EdTech's extensions defines.
pub(super) fn uses_extension_types(document: &Object) -> bool {
    ["credentialSchema", "credentialStatus", "refreshService"]
        .iter()
        .filter_map(|name| document.get(name))
        .flat_map(Value::items)
        .filter_map(|object| object.get("type"))
        .flat_map(Value::items)
        .any(|name| name.as_str().is_some_and(|name| name.starts_with("1EdTech")))
}

struct Lint {
    findings: Findings,
}

impl Lint {
    fn warn(&mut self, code: Code, path: &Path<'_>, message: impl Into<String>) {
        self.findings.warning(code, path, message);
    }

    fn contexts(&mut self, view: View<'_>) {
        let path = Path::Root;
        let path = path.member("@context");
        if view.version() == Version::V1_1 {
            let message = "data model 1.1 is verified, but must not be issued any more";
            self.warn(Code::LintDeprecated, &path, message);
        }
        let older = |text: &str| {
            text.starts_with("https://purl.imsglobal.org/spec/ob/v3p0/context")
                && text != OPEN_BADGES
        };
        for (index, context) in view.contexts().iter().enumerate() {
            if let Some(text) = context.as_str().filter(|text| older(text)) {
                let message = format!("found {}, the current one is {OPEN_BADGES:?}", quote(text));
                self.warn(Code::LintDeprecated, &path.item(index), message);
            }
        }
        let extended = |context: &Value| context.as_str() == Some(OPEN_BADGES_EXTENSIONS);
        let uses_types = view.document().as_object().is_some_and(uses_extension_types);
        if uses_types && !view.contexts().iter().any(extended) {
            let message = format!(
                "a type that starts with \"1EdTech\" is undefined without {OPEN_BADGES_EXTENSIONS:?}"
            );
            self.warn(Code::LintExtensions, &path, message);
        }
    }

    fn display(&mut self, view: View<'_>) {
        if view.name().is_none() {
            self.warn(
                Code::LintName,
                &Path::Root,
                "wallets have no name to list the credential by",
            );
        }
        if view.has_type("EndorsementCredential") {
            return;
        }
        let achievement = view.achievement();
        let has_image = |value: Option<&Value>| value.is_some_and(|v| v.get("image").is_some());
        if !has_image(Some(view.document())) && !has_image(achievement) {
            self.warn(Code::LintDisplay, &Path::Root, "there is no image to show");
        }
        let described = achievement.and_then(|achievement| achievement.get("description"));
        if view.description().is_none() && described.is_none() {
            self.warn(Code::LintDisplay, &Path::Root, "there is no description to show");
        }
        if view.awarded_date().is_none() {
            let message =
                "\"awardedDate\" is absent; \"validFrom\" changes when it is issued again";
            self.warn(Code::LintAwarded, &Path::Root, message);
        }
    }

    fn recipient(&mut self, view: View<'_>) {
        let root = Path::Root;
        let subject = root.member("credentialSubject");
        let path = subject.member("identifier");
        for (index, identity) in view.identifiers().iter().enumerate() {
            let path = path.item(index);
            let hashed = identity.get("hashed").and_then(Value::as_bool);
            let kind = identity.get("identityType").and_then(Value::as_str).unwrap_or_default();
            // A name is there to be shown.
            if hashed == Some(false) && kind != "name" {
                let message = format!("the recipient's {} can be read by everybody", quote(kind));
                self.warn(Code::LintIdentity, &path, message);
            }
            let salt = identity.get("salt").and_then(Value::as_str).unwrap_or_default();
            if hashed == Some(true) && salt.is_empty() {
                self.warn(Code::LintSalt, &path, "a hash without a salt can be guessed");
            }
        }
        if view.subject_ids().any(|id| id.starts_with("mailto:") || id.starts_with("tel:")) {
            let message =
                "the recipient's address can be read by everybody; use a hashed identifier";
            self.warn(Code::LintIdentity, &subject.member("id"), message);
        }
    }

    fn creator(&mut self, view: View<'_>) {
        let Some(achievement) = view.achievement() else { return };
        let creator = achievement.get("creator").and_then(|creator| creator.get("id")?.as_str());
        let (Some(creator), Some(issuer)) = (creator, view.issuer_id()) else { return };
        if creator == issuer {
            return;
        }
        let root = Path::Root;
        let subject = root.member("credentialSubject");
        let path = subject.member("achievement");
        let message = format!("nothing proves that the creator, {}, made it", quote(creator));
        self.warn(Code::LintCreator, &path.member("creator"), message);
        let id = achievement.get("id").and_then(Value::as_str).unwrap_or_default();
        if id.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("urn:uuid:")) {
            let message = "a \"urn:uuid\" does not lead from the issuer's badge to the creator's";
            self.warn(Code::LintAchievementId, &path.member("id"), message);
        }
    }

    fn results(&mut self, view: View<'_>) {
        let root = Path::Root;
        let subject_path = root.member("credentialSubject");
        let achievement_path = subject_path.member("achievement");
        let descriptions = view.achievement().and_then(|a| a.get("resultDescription"));
        let descriptions = descriptions.map_or(&[][..], Value::items);
        let path = achievement_path.member("resultDescription");
        for (index, description) in descriptions.iter().enumerate() {
            self.result_description(description, &path.item(index));
        }
        let by_id: HashMap<&str, &Value> = descriptions
            .iter()
            .filter_map(|description| Some((description.get("id")?.as_str()?, description)))
            .collect();
        let results = view.subjects().first().and_then(|subject| subject.get("result"));
        let path = subject_path.member("result");
        for (index, result) in results.map_or(&[][..], Value::items).iter().enumerate() {
            let id = result.get("resultDescription").and_then(Value::as_str);
            if let Some(description) = id.and_then(|id| by_id.get(id)) {
                self.result(result, description, &path.item(index));
            }
        }
    }

    /// The standard has no least number of credits.
    fn credits(&mut self, view: View<'_>) {
        let root = Path::Root;
        let subject = root.member("credentialSubject");
        let achievement = subject.member("achievement");
        for (object, name, path) in [
            (view.subjects().first(), "creditsEarned", &subject),
            (view.achievement(), "creditsAvailable", &achievement),
        ] {
            let number = object.and_then(|object| object.get(name)?.as_number());
            if let Some(number) = number.filter(|number| number.as_f64() < 0.0) {
                let message = format!("found {number}, which is less than nothing");
                self.warn(Code::LintCredits, &path.member(name), message);
            }
        }
    }

    fn result_description(&mut self, description: &Value, path: &Path<'_>) {
        let text = |name| description.get(name).and_then(Value::as_str);
        let allowed = description.get("allowedValue").map_or(&[][..], Value::items);
        if let Some(required) = text("requiredValue")
            && !allowed.is_empty()
            && !allowed.iter().any(|value| value.as_str() == Some(required))
        {
            let message = format!("{} is not among the allowed values", quote(required));
            self.warn(Code::LintResult, &path.member("requiredValue"), message);
        }
        let number = |name| text(name).and_then(|text| text.parse::<f64>().ok());
        if let Some(required) = number("requiredValue")
            && (number("valueMin").is_some_and(|least| required < least)
                || number("valueMax").is_some_and(|most| required > most))
        {
            let message = "the required value is outside the range of possible values";
            self.warn(Code::LintResult, &path.member("requiredValue"), message);
        }
        let levels = description.get("rubricCriterionLevel").map_or(&[][..], Value::items);
        if let Some(required) = text("requiredLevel")
            && !levels.iter().any(|level| level.get("id").and_then(Value::as_str) == Some(required))
        {
            let message = format!("{} is not among the levels of the rubric", quote(required));
            self.warn(Code::LintResult, &path.member("requiredLevel"), message);
        }
        let bounds = [
            !allowed.is_empty(),
            !levels.is_empty(),
            text("valueMin").is_some() || text("valueMax").is_some(),
        ];
        if bounds.iter().filter(|set| **set).count() > 1 {
            let message =
                "expected one of allowed values, rubric levels and a range, found several";
            self.warn(Code::LintResult, path, message);
        }
    }

    fn result(&mut self, result: &Value, description: &Value, path: &Path<'_>) {
        let is_status = description.get("resultType").and_then(Value::as_str) == Some("Status");
        if is_status && result.get("status").is_none() {
            let message = "\"status\" is absent, though the description is of the type Status";
            self.warn(Code::LintResult, path, message);
        }
        let value = result.get("value").and_then(Value::as_str);
        let allowed = description.get("allowedValue").map_or(&[][..], Value::items);
        if let Some(value) = value
            && !allowed.is_empty()
            && !allowed.iter().any(|one| one.as_str() == Some(value))
        {
            let message = format!("{} is not among the allowed values", quote(value));
            self.warn(Code::LintResult, &path.member("value"), message);
        }
        let required = description.get("requiredValue").and_then(Value::as_str);
        if let (Some(value), Some(required)) = (value, required)
            && result.get("status").is_none()
            && is_below(value, required, allowed)
        {
            let message = "the value is less than what is required, and no \"status\" says so: \
                           without one it counts as completed";
            self.warn(Code::LintResult, path, message);
        }
    }

    fn proofs(&mut self, view: View<'_>) {
        let root = Path::Root;
        let path = root.member("proof");
        for (index, proof) in view.proofs().iter().enumerate() {
            let method = proof.get("verificationMethod").and_then(Value::as_str);
            if let (Some(method), Some(issuer)) = (method, view.issuer_id())
                && !may_be_of(method, issuer)
            {
                let message = format!(
                    "{} is not the issuer's by its name; the issuer's own document must list it",
                    quote(method)
                );
                let item = path.item(index);
                self.warn(Code::LintController, &item.member("verificationMethod"), message);
            }
            for name in ["type", "cryptosuite"] {
                let value = proof.get(name).and_then(Value::as_str);
                if matches!(value, Some("Ed25519Signature2020" | "eddsa-2022" | "RsaSignature2018"))
                {
                    let item = path.item(index);
                    let message = "the suite is superseded, use eddsa-rdfc-2022";
                    self.warn(Code::LintDeprecated, &item.member(name), message);
                }
            }
        }
    }

    fn evidence(&mut self, view: View<'_>) {
        let resources = view.document().get("relatedResource").map_or(&[][..], Value::items);
        let known =
            |id: &str| resources.iter().any(|it| it.get("id").and_then(Value::as_str) == Some(id));
        let root = Path::Root;
        let path = root.member("evidence");
        for (index, evidence) in view.evidence().iter().enumerate() {
            let id = evidence.get("id").and_then(Value::as_str).unwrap_or_default();
            if id.starts_with("http") && !known(id) {
                let message = "what is there can be changed unseen; \"relatedResource\" has room for \
                               its digest";
                let item = path.item(index);
                self.warn(Code::LintEvidence, &item.member("id"), message);
            }
        }
    }

    /// What can be said of any object by the description of its class.
    fn node(&mut self, class: &'static Class, object: &Object, path: &Path<'_>, depth: usize) {
        if depth > Limits::DEPTH_CEILING || self.findings.are_full() {
            return;
        }
        match class.name {
            "Alignment" => self.alignment(object, path),
            "CredentialStatus" if has_type(object, "1EdTechRevocationList") => {
                let message = "1EdTechRevocationList is superseded, use BitstringStatusListEntry";
                self.warn(Code::LintDeprecated, path, message);
            }
            _ => {}
        }
        for (name, value) in object.iter() {
            let Some(property) = class.property(name) else { continue };
            let path = path.member(name);
            let many = matches!(property.cardinality, Cardinality::Many | Cardinality::Some);
            let any_type = matches!(property.range, Range::Types);
            match value {
                Value::Array(items) if items.is_empty() => {
                    self.warn(Code::LintForm, &path, "an empty array says nothing; leave it out");
                }
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.value(property.range, item, &path.item(index), depth);
                    }
                }
                single => {
                    // Where the standard has one value in the plain form, or either.
                    let is_plain = matches!(
                        name,
                        "proof"
                            | "credentialSchema"
                            | "credentialStatus"
                            | "termsOfUse"
                            | "digestSRI"
                            | "digestMultibase"
                    );
                    if many && !any_type && !is_plain {
                        let message = "found a single value, the plain form has an array";
                        self.warn(Code::LintForm, &path, message);
                    }
                    self.value(property.range, single, &path, depth);
                }
            }
        }
    }

    fn value(&mut self, range: Range, value: &Value, path: &Path<'_>, depth: usize) {
        match (range, value) {
            (
                Range::Object(class) | Range::Issuer(class) | Range::Subject(class),
                Value::Object(object),
            ) => {
                self.node(class(), object, path, depth + 1);
            }
            (Range::Link, Value::String(text))
                if text.starts_with("data:") && text.len() > LONG_DATA_URL =>
            {
                let message =
                    format!("a data URL of {} bytes makes the credential slow", text.len());
                self.warn(Code::LintSize, path, message);
            }
            (Range::Timestamp | Range::DateTime, Value::String(text))
                if Timestamp::parse_unzoned(text).is_ok_and(|time| !time.has_zone()) =>
            {
                let message = format!("found {}, expected a time zone", quote(text));
                self.findings.error(Code::TimeFormat, path, message);
            }
            (Range::Term(enumeration), Value::String(text))
                if !enumeration.terms.contains(&text.as_str()) && !is_written_extension(text) =>
            {
                let message = format!(
                    "found {}, expected \"ext:\" and then letters, digits, \".\", \"_\" or \"-\"",
                    quote(text)
                );
                self.warn(Code::LintForm, path, message);
            }
            _ => {}
        }
    }

    fn alignment(&mut self, alignment: &Object, path: &Path<'_>) {
        let text = |name| alignment.get(name).and_then(Value::as_str);
        if text("targetType").is_none() {
            let message = "\"targetType\" is absent, so that nobody knows what kind of node it is";
            self.warn(Code::LintAlignment, path, message);
        }
        if text("targetUrl").is_some_and(|url| !url.starts_with("http")) {
            let message = "expected the address of a page";
            self.warn(Code::LintAlignment, &path.member("targetUrl"), message);
        }
        if let Some(code) = text("targetCode")
            && let Some(uuid) = code.strip_prefix("ce-")
            && uuid::Uuid::try_parse(uuid).is_err()
        {
            let message = format!("found {}, expected \"ce-\" and a UUID in a CTID", quote(code));
            self.warn(Code::LintAlignment, &path.member("targetCode"), message);
        }
    }

    /// Private keys, wherever they stand.
    fn secrets(&mut self, value: &Value, path: &Path<'_>, depth: usize) {
        if depth > Limits::DEPTH_CEILING || self.findings.are_full() {
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.secrets(item, &path.item(index), depth + 1);
                }
            }
            Value::Object(object) => {
                let is_private_jwk = object.contains("kty") && object.contains("d");
                for name in [
                    "d",
                    "secretKeyMultibase",
                    "privateKeyMultibase",
                    "secretKeyJwk",
                    "privateKeyJwk",
                ] {
                    if object.contains(name) && (name != "d" || is_private_jwk) {
                        let message = "found a private key, which is then known to everybody";
                        self.findings.error(Code::KeyPrivateExposed, &path.member(name), message);
                    }
                }
                for (name, value) in object.iter() {
                    self.secrets(value, &path.member(name), depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// Whether a value is less than another: by their places among the allowed ones, which stand from low
/// to high, or as numbers.
fn is_below(value: &str, other: &str, allowed: &[Value]) -> bool {
    if allowed.is_empty() {
        let numbers = (value.parse::<f64>(), other.parse::<f64>());
        return matches!(numbers, (Ok(value), Ok(other)) if value < other);
    }
    let place = |text: &str| allowed.iter().position(|one| one.as_str() == Some(text));
    matches!((place(value), place(other)), (Some(value), Some(other)) if value < other)
}

/// Whether a key may be the issuer's by its name: it is the issuer itself, or at its origin.
fn may_be_of(method: &str, issuer: &str) -> bool {
    let document = |text: &str| text.split('#').next().unwrap_or_default().to_owned();
    let origin = |text: &str| {
        let (scheme, rest) = text.split_once("://")?;
        Some((scheme.to_owned(), rest.split(['/', '?', '#']).next()?.to_owned()))
    };
    document(method) == document(issuer)
        || origin(method).is_some_and(|of_method| origin(issuer) == Some(of_method))
}

fn has_type(object: &Object, name: &str) -> bool {
    let types = object.get("type").map_or(&[][..], Value::items);
    types.iter().any(|value| value.as_str() == Some(name))
}
