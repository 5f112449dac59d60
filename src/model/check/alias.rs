//! One thing under two names. Members that mean what a member of the standard means, but are not
//! called so, leave the signed graph as it is and the reader in the dark (`model.alias`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::Checker;
use super::findings::quote;
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::limits::Limits;

/// The vocabularies whose terms must be written by the short names of the official contexts.
const VOCABULARIES: [&str; 5] = [
    "https://www.w3.org/2018/credentials#",
    "https://w3id.org/security#",
    "https://www.w3.org/ns/credentials/status#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
];

/// The members of a credential on which it depends whether it is accepted.
const DECISIVE: [&str; 11] = [
    "credentialStatus",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "issuer",
    "credentialSubject",
    "credentialSchema",
    "refreshService",
    "termsOfUse",
    "proof",
];

/// Terms of the official contexts that are called otherwise than their IRIs end, by more than case.
const OFFICIAL: [(&str, &str); 7] = [
    ("expires", "expiration"),
    ("authentication", "authenticationMethod"),
    ("capabilityDelegation", "capabilityDelegationMethod"),
    ("capabilityInvocation", "capabilityInvocationMethod"),
    ("keyAgreement", "keyAgreementMethod"),
    ("geo", "GeoCoordinates"),
    ("addressCountryCode", "CountryCode"),
];

/// Keywords of JSON-LD with which statements can be moved out of sight.
const HIDING: [&str; 6] = ["@graph", "@included", "@reverse", "@nest", "@index", "@set"];

/// Whether an IRI is of a vocabulary whose terms a credential writes as the official contexts name
/// them: those of the W3C for credentials, security and status, of Open Badges and of CLR.
///
/// A member that means such a term by any other name, be it the IRI itself, a compact IRI or a term
/// of an inline context, deceives whoever reads only the names.
///
/// ```
/// use openbadges::model::is_reserved_iri;
/// assert!(is_reserved_iri("https://www.w3.org/2018/credentials#validUntil"));
/// assert!(!is_reserved_iri("https://schema.org/name"));
/// ```
pub fn is_reserved_iri(iri: &str) -> bool {
    VOCABULARIES
        .iter()
        .any(|vocabulary| iri.len() > vocabulary.len() && iri.starts_with(vocabulary))
}

/// What inline contexts define that can lead into a reserved vocabulary. It is collected over the
/// whole document, without regard to where a definition holds: nobody needs such a definition.
#[derive(Default)]
pub(super) struct Detours<'d> {
    prefixes: HashMap<&'d str, Cow<'d, str>>,
    vocabularies: Vec<Cow<'d, str>>,
}

/// More inline contexts than this with a vocabulary of their own are refused.
const MOST_VOCABULARIES: usize = 64;

impl<'d> Detours<'d> {
    /// The text that an IRI, given in two parts, has behind a reserved vocabulary: again in two
    /// parts. Nothing is copied, for the parts may be long and many.
    fn behind<'a>(first: &'a str, second: &'a str) -> Option<(&'a str, &'a str)> {
        VOCABULARIES.iter().find_map(|vocabulary| match first.strip_prefix(vocabulary) {
            Some(rest) => Some((rest, second)),
            None => Some(("", second.strip_prefix(vocabulary.strip_prefix(first)?)?)),
        })
    }

    /// Whether `name` stands for a reserved term of another name.
    fn is_alias(&self, name: &str, target: &str) -> bool {
        let is = |text: &str, (a, b): (&str, &str)| {
            text.len() == a.len() + b.len()
                && text.get(..a.len()).is_some_and(|start| start.eq_ignore_ascii_case(a))
                && text.get(a.len()..).is_some_and(|end| end.eq_ignore_ascii_case(b))
        };
        let other = |local: (&str, &str)| {
            let official = OFFICIAL.iter().any(|(term, of)| *term == name && is(of, local));
            !is("", local) && !is(name, local) && !official
        };
        match target.split_once(':') {
            Some((prefix, rest)) if !rest.starts_with("//") => {
                let iri = match (self.prefixes.get(prefix), prefix) {
                    (Some(iri), _) => iri.as_ref(),
                    // Prefixes of the context of data model 1.1.
                    (None, "cred") => "https://www.w3.org/2018/credentials#",
                    (None, "sec") => "https://w3id.org/security#",
                    _ => return false,
                };
                Self::behind(iri, rest).is_some_and(other)
            }
            Some(_) => Self::behind(target, "").is_some_and(other),
            None => self
                .vocabularies
                .iter()
                .any(|vocabulary| Self::behind(vocabulary, target).is_some_and(other)),
        }
    }

    /// Takes down the prefixes and vocabularies of one inline context.
    fn collect(&mut self, terms: &'d Object) {
        let leads = |iri: &str| {
            VOCABULARIES.iter().any(|v| v.starts_with(iri) || iri.starts_with(v)) && !iri.is_empty()
        };
        // A prefix may be defined with another one that stands further down.
        for _ in 0..4 {
            let before = self.prefixes.len() + self.vocabularies.len();
            for (term, definition) in terms.iter() {
                let Some(target) = target(definition) else { continue };
                let iri = match target.split_once(':') {
                    Some((prefix, rest)) if !rest.starts_with("//") => {
                        // No vocabulary is longer, so what is beyond is only the name.
                        let start = |text: &str| text.chars().take(64).collect::<String>();
                        let Some(iri) = self.prefixes.get(prefix) else { continue };
                        Cow::Owned(start(iri) + &start(rest))
                    }
                    _ => Cow::Borrowed(target),
                };
                if !leads(&iri) {
                    continue;
                }
                if term != "@vocab" {
                    self.prefixes.insert(term, iri);
                } else if !self.vocabularies.contains(&iri)
                    && self.vocabularies.len() < MOST_VOCABULARIES
                {
                    self.vocabularies.push(iri);
                }
            }
            if self.prefixes.len() + self.vocabularies.len() == before {
                break;
            }
        }
    }
}

/// What a term definition of a context points to.
fn target(definition: &Value) -> Option<&str> {
    match definition {
        Value::String(iri) => Some(iri),
        Value::Object(members) => {
            members.get("@id").or_else(|| members.get("@reverse")).and_then(Value::as_str)
        }
        _ => None,
    }
}

/// Whether a name may be more than a plain term.
fn is_suspicious(name: &str) -> bool {
    name.bytes().any(|b| matches!(b, b':' | b'#' | b'/'))
}

impl<'d> Checker<'d> {
    /// A member that the class of its object does not have.
    pub(super) fn beyond_class(
        &mut self,
        name: &'d str,
        value: &'d Value,
        path: &Path<'_>,
        depth: usize,
    ) {
        match name {
            "@id" | "@type" => {
                let expected = format!("{:?}", name.trim_start_matches('@'));
                self.mismatch(Code::ModelAlias, path, &quote(name), &expected);
            }
            "@context" => {}
            _ if is_keyword(name) => self.keyword(name, path),
            _ => {
                self.name(name, path);
                self.walk(value, path, depth);
            }
        }
    }

    /// Any object that no class describes. It is searched for what does not belong there.
    pub(super) fn walk(&mut self, value: &'d Value, path: &Path<'_>, depth: usize) {
        if !matches!(value, Value::Array(_) | Value::Object(_)) || !self.may_descend(path, depth) {
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.walk(item, &path.item(index), depth + 1);
                }
            }
            Value::Object(members) => self.walk_members(members, path, depth),
            _ => {}
        }
    }

    fn walk_members(&mut self, members: &'d Object, path: &Path<'_>, depth: usize) {
        if members.get("@type").and_then(Value::as_str) == Some("@json") {
            return;
        }
        for (keyword, name) in [("@id", "id"), ("@type", "type")] {
            if members.contains(keyword) && members.contains(name) {
                let message = format!("found both {keyword:?} and {name:?}");
                let found = quote(keyword);
                let path = path.member(keyword);
                let expected = format!("{name:?} alone");
                self.findings.unlike(Code::ModelAlias, &path, message, &found, &expected);
            }
        }
        self.contexts(members, path, depth);
        let is_root_again = self.is_root_id(members.get("id").or_else(|| members.get("@id")));
        for (name, value) in members.iter() {
            let path = path.member(name);
            if name == "@context" {
                continue;
            }
            if HIDING.contains(&name) {
                self.keyword(name, &path);
            } else {
                self.name(name, &path);
            }
            if is_root_again && is_decisive(name) {
                self.second_place(name, &path);
            }
            self.walk(value, &path, depth + 1);
        }
    }

    /// Whether `id` is the identifier of the whole document.
    pub(super) fn is_root_id(&self, id: Option<&Value>) -> bool {
        self.root_id.is_some() && id.and_then(Value::as_str) == self.root_id
    }

    /// A statement about the whole credential that stands in another object with its identifier.
    pub(super) fn second_place(&mut self, name: &str, path: &Path<'_>) {
        let message = format!(
            "found {name:?} in an object that has the identifier of the whole credential, expected it \
             at the top of the document only"
        );
        let expected = "it at the top of the document only";
        self.findings.unlike(Code::ModelAlias, path, message, &quote(name), expected);
    }

    fn keyword(&mut self, name: &str, path: &Path<'_>) {
        let message = format!("found {name:?}, which a credential must not use");
        self.findings.unlike(Code::LdKeyword, path, message, &quote(name), "no such keyword");
    }

    /// A name that is not known: a full or compact IRI must not stand for a reserved term.
    fn name(&mut self, name: &str, path: &Path<'_>) {
        let plain = self.detours.vocabularies.is_empty() && !is_suspicious(name);
        if !plain && self.detours.is_alias(name, name) {
            let expected = "the short name of this term";
            self.mismatch(Code::ModelAlias, path, &quote(name), expected);
        }
    }

    /// The inline contexts of an object, before its members are looked at.
    pub(super) fn contexts(&mut self, object: &'d Object, path: &Path<'_>, depth: usize) {
        let Some(context) = object.get("@context") else { return };
        let path = path.member("@context");
        let items = context.items();
        for terms in items.iter().filter_map(Value::as_object) {
            self.detours.collect(terms);
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(terms) = item.as_object() {
                let at_item = path.item(index);
                let path = if context.as_array().is_some() { &at_item } else { &path };
                self.definitions(terms, path, depth + 1);
            }
        }
    }

    fn definitions(&mut self, terms: &'d Object, path: &Path<'_>, depth: usize) {
        if !self.may_descend(path, depth) {
            return;
        }
        for (term, definition) in terms.iter() {
            let path = path.member(term);
            if let Value::Object(members) = definition {
                self.contexts(members, &path, depth);
                if let Some(reverse) = members.get("@reverse").and_then(Value::as_str)
                    && self.detours.is_alias("", reverse)
                {
                    let found = "a term that turns a statement of the standard around";
                    let message = format!("found {found}");
                    let expected = "no such term";
                    self.findings.unlike(Code::ModelAlias, &path, message, found, expected);
                    continue;
                }
            }
            if term.starts_with('@') {
                continue;
            }
            match target(definition) {
                Some("@id") if term != "id" => self.alias_of(term, "id", &path),
                Some("@type") if term != "type" => self.alias_of(term, "type", &path),
                Some(keyword) if HIDING.contains(&keyword) => self.keyword(keyword, &path),
                // What ends like this is a prefix; its uses are looked at one by one.
                Some(iri) if iri.ends_with(['#', '/', ':', '?']) => {}
                Some(iri) if self.detours.is_alias(term, iri) => self.alias_of(term, iri, &path),
                _ => {}
            }
        }
    }

    fn alias_of(&mut self, term: &str, meaning: &str, path: &Path<'_>) {
        let message =
            format!("found {} as another name for {}, which has one", quote(term), quote(meaning));
        let expected = "no other name for what has one";
        self.findings.unlike(Code::ModelAlias, path, message, &quote(term), expected);
    }

    /// Whether an array or object at this depth is looked into.
    pub(super) fn may_descend(&mut self, path: &Path<'_>, depth: usize) -> bool {
        if depth > Limits::DEPTH_CEILING {
            let message = "the document is nested too deeply";
            let (found, expected) = ("more nesting", "less than the limit");
            self.findings.unlike(Code::LimitDepth, path, message, found, expected);
        }
        depth <= Limits::DEPTH_CEILING && !self.findings.are_full()
    }
}

/// Whether a name decides about a credential.
pub(super) fn is_decisive(name: &str) -> bool {
    DECISIVE.contains(&name)
}

/// The keywords of JSON-LD 1.1. Other names with an `@` are refused where the document is turned
/// into a graph.
fn is_keyword(name: &str) -> bool {
    name.starts_with('@')
        && (HIDING.contains(&name)
            || matches!(
                name,
                "@base"
                    | "@container"
                    | "@direction"
                    | "@import"
                    | "@json"
                    | "@language"
                    | "@list"
                    | "@none"
                    | "@prefix"
                    | "@propagate"
                    | "@protected"
                    | "@value"
                    | "@version"
                    | "@vocab"
            ))
}
