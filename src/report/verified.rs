use std::borrow::Cow;
use std::sync::Arc;

use super::gist::Gist;
use crate::json::Value;
use crate::microcredential::{Results, Standing};
use crate::model::{Version, View};
use crate::proof::Securing;
use crate::text::Timestamp;

/// A credential whose verdict is valid. Only a verification makes one.
///
/// Its claims are read back from the bytes that were verified.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedCredential(Arc<Found>);

/// What was found. It stands in one place, so that a copy is one more pointer to it.
#[derive(Debug, PartialEq)]
struct Found {
    gist: Gist,
    document: Arc<Value>,
    as_of: Timestamp,
    securing: Securing,
    belief: Belief,
}

/// By what kind of choices a credential was found valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Belief {
    /// By safe ones alone.
    Safe,
    /// By one or more that have the word unsafe in their name: it may be a forgery.
    Unsafe,
}

/// The few things that a list of credentials shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The credential's id.
    pub id: Option<String>,
    /// The credential's name, or its achievement's.
    pub name: Option<String>,
    /// The issuer's id.
    pub issuer: Option<String>,
    /// The subject's id.
    pub subject: Option<String>,
    /// From when on it is valid, as written; in data model 1.1 that is its `issuanceDate`.
    pub valid_from: Option<String>,
    /// Until when it is valid, as written; in data model 1.1 that is its `expirationDate`.
    pub valid_until: Option<String>,
}

impl VerifiedCredential {
    pub(crate) fn new(
        document: Arc<Value>,
        securing: Securing,
        as_of: Timestamp,
        belief: Belief,
    ) -> Self {
        let gist = Gist::of(View::of(&document), securing);
        Self(Arc::new(Found { gist, document, as_of, securing, belief }))
    }

    /// Whether the verifier made choices that are called unsafe when it found it valid
    /// ([`Policy::unsafe_choices`](crate::verifier::Policy::unsafe_choices)).
    #[inline]
    pub fn belief(&self) -> Belief {
        self.0.belief
    }

    /// The time as of which it is valid: what was given to the verification as now. Later it may
    /// have expired, or have been revoked.
    #[inline]
    pub fn verified_as_of(&self) -> &Timestamp {
        &self.0.as_of
    }

    /// How it is secured, by the proof that counts. What of the document is signed depends on it:
    /// over RDF, the order of arrays is signed only where their context says that it matters.
    #[inline]
    pub fn securing(&self) -> Securing {
        self.0.securing
    }

    /// The document that was signed, without its proofs.
    pub fn document(&self) -> &Value {
        &self.0.document
    }

    /// The document by its members.
    #[inline]
    pub fn view(&self) -> View<'_> {
        View::of(&self.0.document)
    }

    /// What it says of the results that its achievement requires, of which [`Standing`] tells more.
    pub fn standing(&self) -> Standing {
        Standing::of_unverified(self.view(), self.securing())
    }

    /// The same in short.
    pub(crate) fn results(&self) -> Cow<'_, Results> {
        match &self.0.gist.results {
            Some(results) => Cow::Borrowed(results),
            None => Cow::Owned(Results::of(self.view(), self.securing())),
        }
    }

    /// What everybody asks for.
    #[inline]
    pub(crate) fn gist(&self) -> &Gist {
        &self.0.gist
    }

    /// The credential in short.
    pub fn summary(&self) -> Summary {
        let view = self.view();
        let (from, until) = view.version().validity();
        let member = |name| self.0.document.get(name).and_then(Value::as_str).map(str::to_owned);
        // Where a context may give a name another meaning, and nobody holds it to that of the standard,
        // it is not shown: data model 2.0 protects it, and badges and endorsements are looked through.
        let is_held = view.version() == Version::V2_0
            || self.0.gist.is_badge
            || view.has_type("EndorsementCredential");
        let name = self.0.document.get("name").filter(|_| is_held).and_then(only_text);
        let achievement = view.achievement().filter(|_| self.0.gist.is_badge);
        let achievement = || only_text(achievement?.get("name")?);
        Summary {
            id: member("id"),
            name: name.or_else(achievement),
            issuer: view.issuer_id().map(str::to_owned),
            subject: view.subject_ids().next().map(str::to_owned),
            valid_from: member(from),
            valid_until: member(until),
        }
    }
}

/// The text of a name, where it has one alone: which of several comes first is not signed over RDF.
fn only_text(value: &Value) -> Option<String> {
    match value.items() {
        [only] => only.as_str().or_else(|| only.get("@value")?.as_str()).map(str::to_owned),
        _ => None,
    }
}
