//! The structural check: does a document have the shape of what it claims to be?
//!
//! It walks a document along the descriptions of the classes, once, without building anything,
//! and reports every fault in one pass.

mod alias;
mod beside;
mod findings;
pub(crate) mod form;
pub(super) mod rules;
mod w3c;

pub use alias::is_reserved_iri;
pub(crate) use beside::may_stand_beside;
pub(crate) use findings::{Findings, quote};
pub(crate) use form::is_compact_jws;
pub(super) use w3c::{STATUS_LIST_CREDENTIAL, VERIFIABLE_CREDENTIAL};

use std::collections::HashSet;

use self::alias::{Detours, is_decisive};
use self::form::TimeForm;
use super::class::{Cardinality, Class, Extent, Property, Range, Types};
use super::view::{Version, View};
use super::{AchievementCredential, EndorsementCredential, Invalid, Node};
use crate::fault::{Code, Finding, Path};
use crate::json::{Object, Value};

/// What kind of credential is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A badge, an endorsement or a status list, whichever the document's types say; a badge where
    /// they say none of these. The default.
    #[default]
    OpenBadges,
    /// An Open Badges 3.0 achievement credential.
    Badge,
    /// An Open Badges 3.0 endorsement credential.
    Endorsement,
    /// A status list credential (Bitstring Status List 1.0, section 2.2), or one of the draft of
    /// 2021.
    StatusList,
    /// Any Verifiable Credential, by the rules of the W3C data model alone.
    Any,
}

impl Kind {
    /// What a document says that it is, by its types. [`Kind::Any`] when they name no other kind.
    pub fn of(document: &Value) -> Self {
        let view = View::of(document);
        for (name, kind) in [
            ("AchievementCredential", Kind::Badge),
            ("OpenBadgeCredential", Kind::Badge),
            ("EndorsementCredential", Kind::Endorsement),
            ("BitstringStatusListCredential", Kind::StatusList),
            ("StatusList2021Credential", Kind::StatusList),
        ] {
            if view.has_type(name) {
                return kind;
            }
        }
        Kind::Any
    }

    /// The one kind that a document of this kind is to be.
    pub fn of_document(self, document: &Value) -> Self {
        match (self, Kind::of(document)) {
            (Kind::OpenBadges, Kind::Any) => Kind::Badge,
            (Kind::OpenBadges, named) => named,
            (asked, _) => asked,
        }
    }

    pub(crate) fn class(self) -> &'static Class {
        match self {
            Kind::OpenBadges | Kind::Badge => AchievementCredential::class(),
            Kind::Endorsement => EndorsementCredential::class(),
            Kind::StatusList => &w3c::STATUS_LIST_CREDENTIAL,
            Kind::Any => &w3c::VERIFIABLE_CREDENTIAL,
        }
    }
}

/// What the properties of a class alone do not say.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Looks at an object.
    pub(crate) check: fn(&Object, &Path<'_>, &mut Findings),
    /// As much of it as a JSON Schema can say: keywords, in JSON.
    pub(crate) schema: &'static str,
    /// The rest, in words.
    pub(crate) unsaid: &'static [&'static str],
}

/// Every fault in the structure of a credential, in the order of the document.
///
/// It is total: any value gives findings, never a panic. At most 1,000 findings are listed.
/// Documents of data model 1.1 are checked by its rules, which can be read but not issued (Open
/// Badges 3.0, data model 1.1 variants). Signatures, contexts, time and status are not looked at.
///
/// ```
/// use openbadges::model::{Kind, check};
/// use openbadges::{Limits, json};
/// let document = json::read(br#"{"@context": [], "type": "VerifiableCredential"}"#, &Limits::default())?;
/// let findings = check(&document, Kind::Badge);
/// assert!(findings.iter().any(|finding| finding.fault.message.contains("credentialSubject")));
/// # Ok::<(), json::ReadError>(())
/// ```
pub fn check(document: &Value, kind: Kind) -> Vec<Finding> {
    let mut checker = Checker::new(document);
    checker.object(kind.of_document(document).class(), document, &Path::Root, 0);
    checker.into_findings(document)
}

/// Reads an object of a class, if it has no fault.
pub(crate) fn read<T: Node>(value: &Value) -> Result<T, Invalid> {
    let mut checker = Checker::new(value);
    checker.object(T::class(), value, &Path::Root, 0);
    let mut findings = checker.into_findings(value);
    if !findings.iter().any(Finding::is_error) {
        if let Some(object) = T::from_value(value) {
            return Ok(object);
        }
        let message = match Version::of(value) {
            Version::V1_1 => "found data model 1.1, expected 2.0",
            Version::V2_0 => "found an object that cannot be read into its class",
        };
        findings.push(Finding::error(Code::ModelVersion, Path::Root.pointer(), message));
    }
    Err(Invalid { findings })
}

/// One walk over one document.
struct Checker<'d> {
    findings: Findings,
    root_id: Option<&'d str>,
    detours: Detours<'d>,
}

impl<'d> Checker<'d> {
    fn new(document: &'d Value) -> Self {
        let root_id = document.get("id").and_then(Value::as_str);
        Self { findings: Findings::default(), root_id, detours: Detours::default() }
    }

    fn into_findings(self, document: &Value) -> Vec<Finding> {
        let mut findings = self.findings.into_vec();
        // Who holds a selectively disclosed credential may leave out what a result refers to.
        if !findings.is_empty() && is_selectively_disclosed(document) {
            for finding in &mut findings {
                if finding.fault.code == Code::ModelResult {
                    finding.severity = crate::fault::Severity::Warning;
                }
            }
        }
        findings
    }

    fn object(&mut self, class: &'static Class, value: &'d Value, path: &Path<'_>, depth: usize) {
        match value {
            Value::Object(object) => self.node(class, object, path, depth),
            other => {
                let expected = format!("an object of the class {}", class.name);
                self.mismatch(Code::ModelType, path, other.kind(), &expected);
            }
        }
    }

    fn node(&mut self, class: &'static Class, object: &'d Object, path: &Path<'_>, depth: usize) {
        if !self.may_descend(path, depth) {
            return;
        }
        let version = class.is_credential().then(|| Version::of_object(object));
        self.contexts(object, path, depth);
        self.types(class, object, path);
        let is_root_again = !matches!(path, Path::Root)
            && self.is_root_id(object.get("id").or_else(|| object.get("@id")));
        let mut seen = 0u64;
        for (name, value) in object.iter() {
            let path = path.member(name);
            let current = match version {
                Some(version) => self.current_name(version, name, &path),
                None => name,
            };
            if is_root_again && is_decisive(name) {
                self.second_place(name, &path);
            }
            match class.find(current) {
                Some((index, property)) => {
                    seen |= 1 << index;
                    // A member of the other data model was reported and counts as present.
                    if current == name || version == Some(Version::V1_1) {
                        self.member(property, value, &path, depth);
                    }
                }
                None if name == "type" && !matches!(class.types, Types::None) => {}
                None if class.extent == Extent::Closed && !matches!(name, "@id" | "@type") => {
                    let found = quote(name);
                    let message = format!(
                        "found {found}, which the class {} does not have and, being closed, does \
                         not allow",
                        class.name
                    );
                    let expected = "no member but those of the class";
                    self.findings.unlike(Code::ModelClosed, &path, message, &found, expected);
                }
                None => self.beyond(class, name, value, &path, depth),
            }
        }
        for (index, property) in class.properties.iter().enumerate() {
            let needed = matches!(property.cardinality, Cardinality::Required | Cardinality::Some);
            if needed && seen & (1 << index) == 0 && !matches!(property.range, Range::Types) {
                self.missing(class, property, version, path);
            }
        }
        if let Some(rule) = class.rule {
            (rule.check)(object, path, &mut self.findings);
        }
    }

    fn beyond(
        &mut self,
        class: &'static Class,
        name: &'d str,
        value: &'d Value,
        path: &Path<'_>,
        depth: usize,
    ) {
        // The contexts give some properties IRIs of schema.org.
        let local = name.strip_prefix("https://schema.org/");
        let local = local.map(|local| if local == "keywords" { "tag" } else { local });
        if let Some((_, property)) = local.and_then(|local| class.find(local)) {
            let expected = format!("{:?}", property.name);
            self.mismatch(Code::ModelAlias, path, &quote(name), &expected);
        } else {
            self.beyond_class(name, value, path, depth + 1);
        }
    }

    /// The name that data model 2.0 has for a member. The names that the other data model has for
    /// it are reported.
    fn current_name<'n>(&mut self, version: Version, name: &'n str, path: &Path<'_>) -> &'n str {
        let (current, of) = match name {
            "issuanceDate" => ("validFrom", Version::V1_1),
            "expirationDate" => ("validUntil", Version::V1_1),
            "validFrom" | "validUntil" => (name, Version::V2_0),
            _ => return name,
        };
        if of != version {
            let message = format!(
                "found {name:?}, which is of data model {of}, expected the members of data model \
                 {version}, as the first context says"
            );
            let (found, expected) = (quote(name), format!("a member of data model {version}"));
            self.findings.unlike(Code::ModelVersion, path, message, &found, &expected);
        }
        current
    }

    fn missing(
        &mut self,
        class: &Class,
        property: &Property,
        version: Option<Version>,
        path: &Path<'_>,
    ) {
        let is_issuer = matches!(path, Path::Member(_, "issuer"));
        let code = match property.range {
            Range::Subject(_) => Code::ModelSubject,
            Range::Iri if is_issuer && property.name == "id" => Code::ModelIssuer,
            _ => Code::ModelRequired,
        };
        let name = match (version, property.name) {
            (Some(Version::V1_1), "validFrom") => "issuanceDate",
            (_, name) => name,
        };
        let message = format!("{name:?} is absent, which the class {} requires", class.name);
        self.findings.absent(code, path, message, &format!("a member {name:?}"));
    }

    fn member(&mut self, property: &Property, value: &'d Value, path: &Path<'_>, depth: usize) {
        let many = matches!(property.cardinality, Cardinality::Many | Cardinality::Some);
        match value {
            Value::Array(items) if many && !matches!(property.range, Range::Types) => {
                if items.is_empty() && property.cardinality == Cardinality::Some {
                    let code = match property.range {
                        Range::Subject(_) => Code::ModelSubject,
                        _ => Code::ModelRequired,
                    };
                    self.mismatch(code, path, "an empty array", "at least one value");
                }
                for (index, item) in items.iter().enumerate() {
                    self.value(property.range, item, &path.item(index), depth + 1);
                }
                if !matches!(property.range, Range::Context) {
                    self.repeated(items, path);
                }
            }
            value => self.value(property.range, value, path, depth),
        }
    }

    /// Warns of the first item that stands there twice: RDF has it once, and so does whoever counts.
    /// Only the first 1,000 items are looked at.
    fn repeated(&mut self, items: &'d [Value], path: &Path<'_>) {
        let name = |item: &'d Value| match item {
            Value::String(text) => Some(text.as_str()),
            Value::Object(object) => object.get("id").and_then(Value::as_str),
            _ => None,
        };
        let items = items.get(..1_000).unwrap_or(items);
        let mut names = items.iter().enumerate().filter_map(|(i, item)| Some((i, name(item)?)));
        // Few are compared one with another, which is quicker than a set.
        let again = match items.len() {
            0..=8 => names.find(|(index, this)| {
                items.iter().take(*index).any(|item| name(item) == Some(*this))
            }),
            many => {
                let mut seen = HashSet::with_capacity(many);
                names.find(|(_, name)| !seen.insert(*name))
            }
        };
        if let Some((index, _)) = again {
            let message = "it stands here twice, and is signed and counted once";
            self.findings.warning(Code::DataLossDuplicate, &path.item(index), message);
        }
    }

    fn value(&mut self, range: Range, value: &'d Value, path: &Path<'_>, depth: usize) {
        match (range, value) {
            (
                Range::Text | Range::Markdown | Range::Prose | Range::Email | Range::Phone,
                Value::String(_),
            ) => {}
            (Range::LanguageText, Value::String(_)) => {}
            (Range::LanguageText, Value::Object(text)) => {
                w3c::language_text(text, path, &mut self.findings)
            }
            (Range::Boolean, Value::Bool(_)) | (Range::Number, Value::Number(_)) => {}
            (Range::Types, _) => {}
            (Range::Iri | Range::Context | Range::Issuer(_), Value::String(text)) => {
                self.iri(text, path);
            }
            // The definitions were looked at before the members were.
            (Range::Context, Value::Object(_)) => {}
            (Range::Link, Value::String(text)) => self.link(text, path),
            (Range::LanguageTag, Value::String(text)) => {
                if !form::is_language_tag(text) {
                    self.unlike(path, text, "a language tag such as \"en-US\"");
                }
            }
            (Range::CompactJws, Value::String(text)) => {
                if !form::is_compact_jws(text) {
                    self.unlike(path, text, "a compact JWS");
                }
            }
            (Range::Timestamp | Range::DateTime, Value::String(text)) => {
                self.time(range, text, path)
            }
            (Range::Date, Value::String(text)) => {
                if !form::is_date(text) {
                    let found = quote(text);
                    self.mismatch(Code::TimeFormat, path, &found, "a date such as 2010-01-31");
                }
            }
            (Range::Term(enumeration), Value::String(text)) => {
                if !enumeration.holds(text) {
                    self.unlike(path, text, &enumeration.expected());
                }
            }
            (Range::Term(enumeration), other) => {
                let expected = format!("{}, in a string", enumeration.expected());
                self.mismatch(Code::ModelType, path, other.kind(), &expected);
            }
            // Decimal numbers are texts, which whoever writes by hand forgets.
            (Range::Text | Range::Markdown | Range::Prose, Value::Number(number)) => {
                let (found, expected) = (value.kind(), expected(range));
                let message = format!("found {found}, expected {expected}: write \"{number}\"");
                self.findings.unlike(Code::ModelType, path, message, found, expected);
            }
            (
                Range::Object(class) | Range::Issuer(class) | Range::Subject(class),
                Value::Object(object),
            ) => {
                if object.is_empty() && matches!(range, Range::Subject(_)) {
                    self.mismatch(Code::ModelSubject, path, "an empty object", "a subject");
                } else {
                    self.node(class(), object, path, depth + 1);
                }
            }
            (Range::Proof(_), Value::Object(_)) => self.walk(value, path, depth + 1),
            (range, value) => {
                let code = match range {
                    Range::Issuer(_) => Code::ModelIssuer,
                    Range::Subject(_) => Code::ModelSubject,
                    Range::Proof(_) => Code::ProofType,
                    _ => Code::ModelType,
                };
                self.mismatch(code, path, value.kind(), expected(range));
            }
        }
    }

    fn iri(&mut self, text: &str, path: &Path<'_>) {
        if let Err((code, reason)) = form::iri(text) {
            let found = format!("{}, {reason}", quote(text));
            self.mismatch(code, path, &found, "an absolute IRI");
        }
    }

    fn link(&mut self, text: &str, path: &Path<'_>) {
        if form::is_unsafe_link(text) {
            let expected = "a scheme that neither runs scripts nor reads local files";
            self.mismatch(Code::IriScheme, path, &quote(text), expected);
        } else {
            self.iri(text, path);
        }
    }

    fn time(&mut self, range: Range, text: &str, path: &Path<'_>) {
        match form::time(text) {
            TimeForm::Zoned => {}
            TimeForm::Unzoned if matches!(range, Range::DateTime) => {}
            TimeForm::Unzoned => {
                let message =
                    format!("found {} without a time zone, which is read as UTC", quote(text));
                self.findings.warning(Code::TimeFormat, path, message);
            }
            TimeForm::Other => {
                let expected = "a date-time such as 2010-01-31T09:30:00Z";
                self.mismatch(Code::TimeFormat, path, &quote(text), expected);
            }
        }
    }

    /// The `type` member, as the class asks.
    fn types(&mut self, class: &'static Class, object: &Object, path: &Path<'_>) {
        let code = class.type_code;
        let Some(value) = object.get("type") else {
            if !matches!(class.types, Types::None) {
                let message =
                    format!("\"type\" is absent, which the class {} requires", class.name);
                self.findings.absent(code, path, message, "a member \"type\"");
            }
            return;
        };
        let path = path.member("type");
        if let Types::None = class.types {
            return;
        }
        if let Types::Only(name) = class.types {
            if value.as_str() != Some(name) {
                let found = value.as_str().map_or_else(|| value.kind().to_owned(), quote);
                self.mismatch(code, &path, &found, &format!("{name:?}"));
            }
            return;
        }
        let names = value.items();
        if let Some(other) = names.iter().find(|name| name.as_str().is_none_or(str::is_empty)) {
            self.mismatch(code, &path, other.kind(), "the name of a type");
        } else if names.is_empty() {
            self.mismatch(code, &path, "an empty array", "at least one type");
            return;
        }
        let Types::Includes(groups) = class.types else { return };
        for group in groups {
            let is_in_group =
                |name: &Value| name.as_str().is_some_and(|name| group.contains(&name));
            if !names.iter().any(is_in_group) {
                let expected = format!("{} among the types", group.join(" or "));
                let message = format!("expected {expected}");
                let found = listed(names);
                self.findings.unlike(code, &path, message, &found, &expected);
            }
        }
    }

    fn unlike(&mut self, path: &Path<'_>, text: &str, expected: &str) {
        self.mismatch(Code::ModelValue, path, &quote(text), expected);
    }

    fn mismatch(&mut self, code: Code, path: &Path<'_>, found: &str, expected: &str) {
        self.findings.mismatch(code, path, found, expected);
    }
}

/// Names of types, as they stand there.
fn listed(names: &[Value]) -> String {
    const SHOWN: usize = 8;
    let texts = names.iter().take(SHOWN).filter_map(Value::as_str).map(quote);
    let mut text = texts.collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push('…');
    }
    text
}

/// What a range asks for, in words.
fn expected(range: Range) -> &'static str {
    match range {
        Range::Text | Range::Markdown | Range::Prose | Range::Email | Range::Phone => "a string",
        Range::LanguageText => "a string, or an object with \"@value\"",
        Range::Iri | Range::Link => "an IRI in a string",
        Range::LanguageTag => "a language tag in a string",
        Range::CompactJws => "a compact JWS in a string",
        Range::Boolean => "true or false",
        Range::Number => "a number",
        Range::Timestamp | Range::DateTime => "a date-time in a string",
        Range::Date => "a date in a string",
        Range::Term(_) => "a term in a string",
        Range::Types => "the names of types",
        Range::Context => "an IRI in a string, or an object",
        Range::Object(_) => "an object",
        Range::Issuer(_) => "an IRI in a string, or a profile",
        Range::Subject(_) => "exactly one object",
        Range::Proof(_) => "an object",
    }
}

/// Whether every embedded proof is of the suite that lets the holder leave things out.
fn is_selectively_disclosed(document: &Value) -> bool {
    let Some(proof) = document.get("proof") else { return false };
    let is_sd = |p: &Value| p.get("cryptosuite").and_then(Value::as_str) == Some("ecdsa-sd-2023");
    let proofs = proof.items();
    !proofs.is_empty() && proofs.iter().all(is_sd)
}
