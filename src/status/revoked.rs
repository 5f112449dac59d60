use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::entry::shown;
use super::store::State;
use crate::fault::{Code, Fault, Path};
use crate::json::{Object, Value};
use crate::text::Iri;

/// The names that editions of the standard have for the member with the credentials.
const MEMBERS: [&str; 2] = ["revokedCredential", "revokedCredentials"];

/// A `1EdTechRevocationList`: the credentials of an issuer that were revoked, by their identifiers
/// (1EdTech Revocation List Status Method 1.0).
///
/// Nobody signs it. What it says is worth what the place is worth where it was found, and it tells
/// every reader which credentials were revoked. Bitstring Status List took its place; it is read
/// here, and written for verifiers that know nothing else.
///
/// ```
/// use openbadges::status::{RevocationList, RevokedCredential, State};
/// let id = "https://district.example/revoked".parse()?;
/// let mut list = RevocationList::new(id, "https://district.example".parse()?);
/// list.add(RevokedCredential::new("urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11"));
/// let read = RevocationList::read(&list.to_value())?;
/// assert_eq!(read.state("urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11"), State::Set);
/// assert_eq!(read.state("urn:uuid:00000000-0000-4000-8000-000000000000"), State::Cleared);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    id: Option<Iri>,
    issuers: Vec<Iri>,
    /// By the form of the identifier under which credentials are compared.
    credentials: BTreeMap<String, RevokedCredential>,
}

/// A credential in a [`RevocationList`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokedCredential {
    /// The identifier of the credential.
    pub id: String,
    /// [`State::Cleared`] where it is listed as reinstated.
    pub state: State,
    /// Why, for everybody to read.
    pub reason: Option<String>,
}

impl RevokedCredential {
    /// A credential that is revoked, without a reason.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), state: State::Set, reason: None }
    }

    /// With a reason, which is published.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl RevocationList {
    /// A list in which nothing is revoked.
    pub fn new(id: Iri, issuer: Iri) -> Self {
        Self { id: Some(id), issuers: vec![issuer], credentials: BTreeMap::new() }
    }

    /// The type of the `credentialStatus` that names such a list.
    pub const ENTRY_TYPE: &str = "1EdTechRevocationList";

    /// Where the list is that an object of `credentialStatus` names by its `id`; `None` where the
    /// object is of another type.
    ///
    /// # Errors
    /// `model.required`, `model.type` or `iri` where it does not name one.
    pub fn named_by(status: &Value, at: Path<'_>) -> Option<Result<Iri, Fault>> {
        let types = status.get("type")?.items();
        types.iter().find(|name| name.as_str() == Some(Self::ENTRY_TYPE))?;
        let at = at.member("id");
        Some(match status.get("id") {
            Some(id) => iri(id, at),
            None => {
                let message = "the status has no id, which is where its list would be";
                Err(Fault::new(Code::ModelRequired, at.pointer(), message))
            }
        })
    }

    /// The object for a credential's `credentialStatus` that names the list at `url`.
    pub fn entry(url: &Iri) -> Value {
        Object::from_iter([("id", url.as_str()), ("type", Self::ENTRY_TYPE)]).into()
    }

    /// Adds a credential. Where it is listed both as revoked and as reinstated, it is revoked.
    pub fn add(&mut self, credential: RevokedCredential) {
        let place = self.credentials.entry(comparable(&credential.id));
        let known = place.or_insert_with(|| credential.clone());
        if known.state == State::Cleared {
            *known = credential;
        }
    }

    /// Reads a list. It is not signed: who calls decides whether it is believed.
    ///
    /// Both names of the member are read, `revokedCredential` and `revokedCredentials`; an item is an
    /// object, or an identifier alone.
    ///
    /// # Errors
    /// A fault with its place in the document: `status.type` where it has no such member, so that it
    /// is no list; `model…` and `iri…` for the rest. A list with a fault says nothing about any
    /// credential.
    pub fn read(value: &Value) -> Result<Self, Fault> {
        let at = Path::Root;
        let Some(object) = value.as_object() else {
            let message =
                format!("a list of revoked credentials is an object, not {}", value.kind());
            return Err(Fault::new(Code::StatusType, at.pointer(), message));
        };
        let id = object.get("id").map(|id| iri(id, at.member("id"))).transpose()?;
        let issuers = object.get("issuer").map_or(&[][..], Value::items).iter();
        let issuers = issuers.map(|issuer| {
            let at = at.member("issuer");
            iri(issuer.get("id").unwrap_or(issuer), at)
        });
        let issuers = issuers.collect::<Result<_, _>>()?;
        let mut list = Self { id, issuers, credentials: BTreeMap::new() };
        let mut is_list = false;
        for member in MEMBERS {
            let Some(credentials) = object.get(member) else { continue };
            is_list = true;
            let at = at.member(member);
            for (index, item) in credentials.items().iter().enumerate() {
                list.add(revoked(item, at.item(index))?);
            }
        }
        if !is_list {
            let message = format!("neither {} nor {} is there", MEMBERS[0], MEMBERS[1]);
            return Err(Fault::new(Code::StatusType, at.pointer(), message));
        }
        Ok(list)
    }

    /// The document, in the order of the identifiers, under both names of the member: verifiers read
    /// one or the other.
    pub fn to_value(&self) -> Value {
        let mut object = Object::new();
        if let Some(id) = &self.id {
            object.insert("id", id.as_str());
        }
        match self.issuers.as_slice() {
            [issuer] => drop(object.insert("issuer", issuer.as_str())),
            many => {
                let many: Vec<&str> = many.iter().map(Iri::as_str).collect();
                object.insert("issuer", many);
            }
        }
        let credentials: Vec<Value> =
            self.credentials.values().map(RevokedCredential::to_value).collect();
        for member in MEMBERS {
            object.insert(member, credentials.clone());
        }
        Value::Object(object)
    }

    /// The identifier, which is where the list is published.
    pub fn id(&self) -> Option<&Iri> {
        self.id.as_ref()
    }

    /// Whether the list names this issuer as its own.
    pub fn is_of(&self, issuer: &str) -> bool {
        self.issuers.iter().any(|own| own.as_str() == issuer)
    }

    /// The credentials in the list, reinstated ones among them.
    pub fn credentials(&self) -> impl ExactSizeIterator<Item = &RevokedCredential> {
        self.credentials.values()
    }

    /// What the list says of the credential with that identifier, if it lists it. Identifiers are
    /// compared as Open Badges 3.0 compares them (section on comparison): percent-decoded, without
    /// white space around them.
    pub fn find(&self, credential: &str) -> Option<&RevokedCredential> {
        self.credentials.get(&comparable(credential))
    }

    /// Whether the credential with that identifier is revoked.
    pub fn state(&self, credential: &str) -> State {
        self.find(credential).map_or(State::Cleared, |found| found.state)
    }
}

impl RevokedCredential {
    fn to_value(&self) -> Value {
        let mut object = Object::new();
        object.insert("id", self.id.as_str());
        object.insert("revoked", self.state == State::Set);
        if let Some(reason) = &self.reason {
            object.insert("revocationReason", reason.as_str());
        }
        Value::Object(object)
    }
}

fn revoked(item: &Value, at: Path<'_>) -> Result<RevokedCredential, Fault> {
    if let Some(id) = item.as_str() {
        return Ok(RevokedCredential::new(id));
    }
    let wrong = |member: &str, found: Option<&Value>, expected: &str| {
        let (code, found) = match found {
            Some(found) => (Code::ModelType, shown(found)),
            None => (Code::ModelRequired, "absent".to_owned()),
        };
        let message = format!("{member} is {found}, and {expected} is expected");
        Fault::new(code, at.member(member).pointer(), message)
    };
    let id = item.get("id");
    let text = id.and_then(Value::as_str).ok_or_else(|| wrong("id", id, "an identifier"))?;
    let mut credential = RevokedCredential::new(text);
    if let Some(revoked) = item.get("revoked") {
        let revoked =
            revoked.as_bool().ok_or_else(|| wrong("revoked", Some(revoked), "true or false"))?;
        credential.state = if revoked { State::Set } else { State::Cleared };
    }
    if let Some(reason) = item.get("revocationReason") {
        let text = reason.as_str();
        let text = text.ok_or_else(|| wrong("revocationReason", Some(reason), "a text"))?;
        credential.reason = Some(text.to_owned());
    }
    Ok(credential)
}

fn iri(value: &Value, at: Path<'_>) -> Result<Iri, Fault> {
    let Some(text) = value.as_str() else {
        let message = format!("an IRI is expected, not {}", value.kind());
        return Err(Fault::new(Code::ModelType, at.pointer(), message));
    };
    Iri::parse(text).map_err(|error| Fault::new(error.code(), at.pointer(), error.to_string()))
}

/// The form of an identifier under which credentials are the same (Open Badges 3.0, comparison). What is
/// no UTF-8 is all one: rather one too many is revoked than one too few.
fn comparable(id: &str) -> String {
    percent_decode_str(id).decode_utf8_lossy().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_compared_decoded_and_trimmed() {
        for (id, form) in [
            ("urn:a%2Fb", "urn:a/b"),
            ("urn:a%2fb", "urn:a/b"),
            (" urn:a%20", "urn:a"),
            ("urn:100%", "urn:100%"),
            ("urn:%zz", "urn:%zz"),
            ("urn:%c3%a9", "urn:\u{e9}"),
        ] {
            assert_eq!(comparable(id), form, "{id}");
        }
    }
}
