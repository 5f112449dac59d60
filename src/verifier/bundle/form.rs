//! A bundle as JSON, read strictly: what is not known here is refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Answered, Bundle, malformed};
use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::limits::Limits;
use crate::rdf::ContextDigest;
use crate::resolve::{Document, ResolveError};
use crate::text::Timestamp;
use crate::verifier::{Age, Purpose};

const TYPE: &str = "OpenBadgesBundle";
const VERSION: u64 = 1;

/// Whatever has a name below.
const PURPOSES: &[Purpose] = &[
    Purpose::Key,
    Purpose::Issuer,
    Purpose::StatusList,
    Purpose::KeySet,
    Purpose::Schema,
    Purpose::Resource,
    Purpose::Refresh,
];

fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Key => "key",
        Purpose::Issuer => "issuer",
        Purpose::StatusList => "statusList",
        Purpose::KeySet => "keySet",
        Purpose::Schema => "schema",
        Purpose::Resource => "resource",
        Purpose::Refresh => "refresh",
    }
}

fn age_name(age: Age) -> &'static str {
    match age {
        Age::Any => "any",
        Age::New => "new",
    }
}

pub(super) fn is_bundle(bytes: &[u8], limits: &Limits) -> bool {
    json::read(bytes, &for_bundles(limits)).is_ok_and(|value| is_of_type(&value))
}

fn is_of_type(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some(TYPE)
}

fn for_bundles(limits: &Limits) -> Limits {
    Limits { document_bytes: limits.bundle_bytes, ..limits.clone() }
}

/// The bundle of these parts.
pub(super) fn made_of(
    as_of: Timestamp,
    credential: Arc<[u8]>,
    answers: Vec<Answered>,
    contexts: BTreeMap<String, Arc<Value>>,
) -> Bundle {
    let mut value = Object::new();
    value.insert("type", TYPE);
    value.insert("version", 1_u32);
    value.insert("asOf", as_of.as_str());
    value.insert("credential", Value::Object(content(&credential)));
    let documents: Vec<Value> = answers.iter().map(answered).collect();
    value.insert("documents", documents);
    let of_context = |(url, document): (&String, &Arc<Value>)| {
        let mut context = Object::new();
        context.insert("url", url.as_str());
        context.insert("sha256", ContextDigest::of(document).to_string());
        context.insert("document", Value::clone(document));
        Value::Object(context)
    };
    value.insert("contexts", contexts.iter().map(of_context).collect::<Vec<_>>());
    let value = Arc::new(Value::Object(value));
    Bundle { as_of, credential, answers, contexts, value, seal: None }
}

/// Bytes with their digest: as text, or as base64 where they are none that JSON can carry.
fn content(bytes: &[u8]) -> Object {
    let mut content = Object::new();
    content.insert("sha256", hex(bytes));
    let text = std::str::from_utf8(bytes).ok().filter(|text| carries(text));
    match text {
        Some(text) => content.insert("text", text),
        None => content.insert("base64", STANDARD.encode(bytes)),
    };
    content
}

/// Whether the text comes back as it is when it is written as JSON and read.
fn carries(text: &str) -> bool {
    let value = Value::from(text);
    let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
    json::read(value.to_string().as_bytes(), &limits).is_ok_and(|read| read == value)
}

fn answered(answered: &Answered) -> Value {
    let Answered { url, purpose, age, found } = answered;
    let mut value = match found {
        Ok(document) => {
            let mut value = content(&document.bytes);
            if let Some(fetched) = &document.retrieved {
                value.insert("fetched", fetched.as_str());
            }
            if let Some(media_type) = &document.media_type {
                value.insert("mediaType", media_type.as_str());
            }
            value
        }
        Err(error) => {
            let mut failure = Object::new();
            let (kind, detail) = named(error);
            failure.insert("kind", kind);
            failure.insert("detail", detail);
            [("failure", Value::Object(failure))].into_iter().collect()
        }
    };
    value.insert("url", url.as_str());
    value.insert("purpose", purpose_name(*purpose));
    value.insert("age", age_name(*age));
    Value::Object(value)
}

fn named(error: &ResolveError) -> (&'static str, &str) {
    match error {
        ResolveError::NotAvailable { .. } => ("notAvailable", ""),
        ResolveError::Failed { reason, .. } => ("failed", reason),
        ResolveError::Blocked { reason, .. } => ("blocked", reason),
        ResolveError::Redirected { to, .. } => ("redirected", to),
        ResolveError::TooMuch { reason, .. } => ("tooMuch", reason),
        ResolveError::Type { found, .. } => ("type", found),
    }
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Bundle, Objection> {
    let mut value =
        json::read(bytes, &for_bundles(limits)).map_err(|error| Objection::Failed(error.into()))?;
    let root = Pointer::root();
    if !is_of_type(&value) {
        return Err(malformed(root.member("type"), format!("a bundle is of the type {TYPE}")));
    }
    let version = value.get("version").and_then(Value::as_number).and_then(json::Number::as_u64);
    if version != Some(VERSION) {
        let message = format!("only version {VERSION} of bundles is read here");
        return Err(Objection::undecided(Code::BundleVersion, root.member("version"), message));
    }
    let seal = value.as_object_mut().and_then(|object| object.remove("proof"));
    let at = Place { value: &value, pointer: root };
    at.has_only(&["type", "version", "asOf", "credential", "documents", "contexts"])?;
    let as_of = at.time("asOf")?.ok_or_else(|| at.lacks("asOf"))?;
    let credential = at.object("credential")?;
    credential.has_only(&["sha256", "text", "base64"])?;
    let credential = credential.content(limits)?;

    let documents = at.array("documents")?;
    // Each may be wanted twice: once again when it was too old.
    let most = limits.fetches.saturating_mul(2);
    if documents.len() > most {
        let message = format!("{} documents, more than the {most} allowed", documents.len());
        return Err(Objection::failed(Code::LimitFetch, at.pointer.member("documents"), message));
    }
    let mut answers: Vec<Answered> = Vec::with_capacity(documents.len());
    for place in documents {
        let answered = place.answered(limits)?;
        if answers.iter().any(|it| it.url == answered.url && it.age == answered.age) {
            return Err(malformed(place.pointer, format!("{} is there twice", answered.url)));
        }
        answers.push(answered);
    }
    let mut contexts = BTreeMap::new();
    for place in at.array("contexts")? {
        place.has_only(&["url", "sha256", "document"])?;
        let url = place.text("url")?;
        let document = place.value.get("document").ok_or_else(|| place.lacks("document"))?;
        if ContextDigest::of(document).to_string() != place.text("sha256")? {
            return Err(place.has_another_digest());
        }
        if contexts.insert(url.to_owned(), Arc::new(document.clone())).is_some() {
            return Err(malformed(place.pointer, format!("{url} is there twice")));
        }
    }
    let value = Arc::new(value);
    Ok(Bundle { as_of, credential, answers, contexts, value, seal })
}

/// A value, and where it stands.
struct Place<'a> {
    value: &'a Value,
    pointer: Pointer,
}

impl<'a> Place<'a> {
    fn lacks(&self, name: &str) -> Objection {
        malformed(self.pointer.member(name), format!("{name} is absent, or of another type"))
    }

    fn has_another_digest(&self) -> Objection {
        let message = "the digest is that of something else";
        Objection::failed(Code::BundleDigest, self.pointer.member("sha256"), message)
    }

    fn has_only(&self, names: &[&str]) -> Result<(), Objection> {
        let Some(object) = self.value.as_object() else {
            return Err(malformed(self.pointer.clone(), "an object is expected"));
        };
        match object.iter().find(|(name, _)| !names.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                Err(malformed(self.pointer.member(name), "a bundle has no such member here"))
            }
        }
    }

    fn text(&self, name: &str) -> Result<&'a str, Objection> {
        self.value.get(name).and_then(Value::as_str).ok_or_else(|| self.lacks(name))
    }

    fn optional(&self, name: &str) -> Result<Option<&'a str>, Objection> {
        self.value.get(name).map(|_| self.text(name)).transpose()
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Objection> {
        let Some(text) = self.optional(name)? else { return Ok(None) };
        let time = text.parse();
        time.map(Some).map_err(|_| malformed(self.pointer.member(name), "no time"))
    }

    fn object(&self, name: &str) -> Result<Place<'a>, Objection> {
        let value = self.value.get(name).ok_or_else(|| self.lacks(name))?;
        Ok(Place { value, pointer: self.pointer.member(name) })
    }

    fn array(&self, name: &str) -> Result<Vec<Place<'a>>, Objection> {
        let items = self.value.get(name).and_then(Value::as_array);
        let pointer = self.pointer.member(name);
        let place = |(index, value)| Place { value, pointer: pointer.item(index) };
        Ok(items.ok_or_else(|| self.lacks(name))?.iter().enumerate().map(place).collect())
    }

    /// The bytes, which have the digest.
    fn content(&self, limits: &Limits) -> Result<Arc<[u8]>, Objection> {
        let bytes = match (self.optional("text")?, self.optional("base64")?) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(encoded)) => {
                let decoded = STANDARD.decode(encoded);
                decoded.map_err(|_| malformed(self.pointer.member("base64"), "no base64"))?
            }
            _ => {
                let message = "either text or base64 is expected";
                return Err(malformed(self.pointer.clone(), message));
            }
        };
        let most = limits.document_bytes;
        if bytes.len() > most {
            let message = format!("{} bytes, more than the {most} allowed", bytes.len());
            return Err(Objection::failed(Code::LimitSize, self.pointer.clone(), message));
        }
        if hex(&bytes) != self.text("sha256")? {
            return Err(self.has_another_digest());
        }
        Ok(bytes.into())
    }

    fn answered(&self, limits: &Limits) -> Result<Answered, Objection> {
        let url = self.text("url")?.to_owned();
        let purpose = self.named(PURPOSES, purpose_name, "purpose")?;
        let age = self.named(&[Age::Any, Age::New], age_name, "age")?;
        let found = match self.value.get("failure") {
            Some(_) => {
                self.has_only(&["url", "purpose", "age", "failure"])?;
                let failure = self.object("failure")?;
                failure.has_only(&["kind", "detail"])?;
                Err(failure.error(&url)?)
            }
            None => {
                self.has_only(&[
                    "url",
                    "purpose",
                    "age",
                    "fetched",
                    "mediaType",
                    "sha256",
                    "text",
                    "base64",
                ])?;
                Ok(Document {
                    bytes: self.content(limits)?,
                    retrieved: self.time("fetched")?,
                    media_type: self.optional("mediaType")?.map(str::to_owned),
                })
            }
        };
        Ok(Answered { url, purpose, age, found })
    }

    fn named<T: Copy>(
        &self,
        all: &[T],
        name: impl Fn(T) -> &'static str,
        member: &str,
    ) -> Result<T, Objection> {
        let text = self.text(member)?;
        let found = all.iter().copied().find(|known| name(*known) == text);
        found.ok_or_else(|| malformed(self.pointer.member(member), format!("{text:?} is unknown")))
    }

    fn error(&self, url: &str) -> Result<ResolveError, Objection> {
        let (url, detail) = (url.to_owned(), self.text("detail")?.to_owned());
        Ok(match self.text("kind")? {
            "notAvailable" => ResolveError::NotAvailable { url },
            "failed" => ResolveError::Failed { url, reason: detail },
            "blocked" => ResolveError::Blocked { url, reason: detail },
            "redirected" => ResolveError::Redirected { url, to: detail },
            "tooMuch" => ResolveError::TooMuch { url, reason: detail },
            "type" => ResolveError::Type { url, found: detail },
            other => {
                let message = format!("{other:?} is unknown");
                return Err(malformed(self.pointer.member("kind"), message));
            }
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
