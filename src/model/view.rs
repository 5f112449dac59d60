use std::fmt;

use super::credential::CREDENTIALS_V1;
use crate::json::{Object, Value};
use crate::text::{NotATimestamp, Timestamp};

/// The members of a credential, read where they stand.
///
/// It takes any value and never panics: what is absent, or of another JSON type than the data
/// model gives it, is `None` or empty. It reads what [`check`](super::check()) passed; before that
/// check it proves nothing. Here alone is written which member says what.
///
/// ```
/// use openbadges::{Limits, json, model::View};
/// let document = json::read(br#"{"id": "urn:a", "issuer": {"id": "urn:b"}}"#, &Limits::default())?;
/// assert_eq!(View::of(&document).issuer_id(), Some("urn:b"));
/// # Ok::<(), json::ReadError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    document: &'a Value,
}

/// The version of the Verifiable Credentials Data Model that a document keeps to, by its first
/// context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// Data model 1.1, with `issuanceDate` and `expirationDate`. It is verified, never issued.
    V1_1,
    /// Data model 2.0, with `validFrom` and `validUntil`.
    V2_0,
}

impl Version {
    pub(super) fn of(document: &Value) -> Self {
        document.as_object().map_or(Version::V2_0, Self::of_object)
    }

    pub(super) fn of_object(object: &Object) -> Self {
        let first = object.get("@context").and_then(|context| context.items().first());
        match first.and_then(Value::as_str) {
            Some(CREDENTIALS_V1) => Version::V1_1,
            _ => Version::V2_0,
        }
    }

    /// The names of the members that say from when and until when a credential is valid.
    pub fn validity(self) -> (&'static str, &'static str) {
        match self {
            Version::V1_1 => ("issuanceDate", "expirationDate"),
            Version::V2_0 => ("validFrom", "validUntil"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Version::V1_1 => "1.1",
            Version::V2_0 => "2.0",
        })
    }
}

impl<'a> View<'a> {
    /// The view on a credential.
    pub fn of(document: &'a Value) -> Self {
        Self { document }
    }

    /// The value that is viewed.
    pub fn document(self) -> &'a Value {
        self.document
    }

    /// Which data model it keeps to.
    pub fn version(self) -> Version {
        Version::of(self.document)
    }

    /// The contexts, in order.
    pub fn contexts(self) -> &'a [Value] {
        self.many("@context")
    }

    /// The identifier.
    pub fn id(self) -> Option<&'a str> {
        self.text("id")
    }

    /// The types.
    pub fn types(self) -> impl Iterator<Item = &'a str> {
        self.many("type").iter().filter_map(Value::as_str)
    }

    /// Whether `name` is among the types.
    pub fn has_type(self, name: &str) -> bool {
        self.types().any(|of| of == name)
    }

    /// The name; of several, the first.
    pub fn name(self) -> Option<&'a str> {
        display_text(self.document.get("name")?)
    }

    /// The description; of several, the first.
    pub fn description(self) -> Option<&'a str> {
        display_text(self.document.get("description")?)
    }

    /// The issuer: a string, or an object.
    pub fn issuer(self) -> Option<&'a Value> {
        self.document.get("issuer")
    }

    /// The identifier of the issuer.
    pub fn issuer_id(self) -> Option<&'a str> {
        let issuer = self.issuer()?;
        issuer.as_str().or_else(|| issuer.get("id")?.as_str())
    }

    /// The name of the issuer.
    pub fn issuer_name(self) -> Option<&'a str> {
        display_text(self.issuer()?.get("name")?)
    }

    /// The subjects, one in every badge.
    pub fn subjects(self) -> &'a [Value] {
        self.many("credentialSubject")
    }

    /// The identifiers of the subjects that have one.
    pub fn subject_ids(self) -> impl Iterator<Item = &'a str> {
        self.subjects().iter().filter_map(|subject| subject.get("id")?.as_str())
    }

    /// The identities of the recipient besides the identifier: `IdentityObject`s.
    pub fn identifiers(self) -> &'a [Value] {
        self.subjects()
            .first()
            .and_then(|subject| subject.get("identifier"))
            .map_or(&[], Value::items)
    }

    /// The achievement of the first subject.
    pub fn achievement(self) -> Option<&'a Value> {
        self.subjects().first()?.get("achievement")
    }

    /// From when it is valid. A value that is no date-time is an error, never absent. A missing
    /// time zone is read as UTC.
    pub fn valid_from(self) -> Option<Result<Timestamp, NotATimestamp>> {
        self.time(self.version().validity().0)
    }

    /// Until when it is valid, as [`View::valid_from`].
    pub fn valid_until(self) -> Option<Result<Timestamp, NotATimestamp>> {
        self.time(self.version().validity().1)
    }

    /// When it was awarded, as [`View::valid_from`].
    pub fn awarded_date(self) -> Option<Result<Timestamp, NotATimestamp>> {
        self.time("awardedDate")
    }

    /// The status entries, as they stand: objects, where the check passed.
    pub fn status_entries(self) -> &'a [Value] {
        self.many("credentialStatus")
    }

    /// The schemas that it keeps to.
    pub fn schemas(self) -> &'a [Value] {
        self.many("credentialSchema")
    }

    /// The services that refresh it.
    pub fn refresh_services(self) -> &'a [Value] {
        self.many("refreshService")
    }

    /// What the award rests on.
    pub fn evidence(self) -> &'a [Value] {
        self.many("evidence")
    }

    /// The embedded proofs.
    pub fn proofs(self) -> &'a [Value] {
        self.many("proof")
    }

    fn text(self, name: &str) -> Option<&'a str> {
        self.document.get(name)?.as_str()
    }

    fn many(self, name: &str) -> &'a [Value] {
        self.document.get(name).map_or(&[], Value::items)
    }

    fn time(self, name: &str) -> Option<Result<Timestamp, NotATimestamp>> {
        let value = self.document.get(name)?;
        Some(match value.as_str() {
            Some(text) => Timestamp::parse_unzoned(text),
            // What is not a string is no date-time, and its JSON says so.
            None => Timestamp::parse_unzoned(value.kind()),
        })
    }
}

/// The text of a string, or of the first of several texts with a language.
fn display_text(value: &Value) -> Option<&str> {
    let first = value.items().first()?;
    first.as_str().or_else(|| first.get("@value")?.as_str())
}
