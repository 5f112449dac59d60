//! Is the key the issuer's?
//!
//! A signature proves a key. The key is the issuer's when the issuer's own document, the one that
//! is found under the issuer's id, lists it for assertions. A `did:key` or `did:jwk` is its own
//! document. Other documents are those of DIDs, or of https URLs; what comes by plain http proves
//! nothing. Of keys that stand by themselves, or in a set, whether a token names them or an embedded proof,
//! see `jwt/whose.rs`.

use std::sync::Arc;

use super::jwt;
use super::library::{NoController, Purpose, is_not_had, may_be_asked_for};
use super::policy::{DidKeys, FragmentKeys, KeyExpiry, UnfoundMethods};
use super::verification::Inquiry;
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::key::controller::ControllerError;
use crate::key::{ControllerDocument, PublicKey};
use crate::model::View;
use crate::proof::Proof;
use crate::text::{Iri, Timestamp};

/// A key that signed, and where it was found.
#[derive(Clone)]
pub(super) struct Method {
    /// The absolute id; empty for a key without a name.
    pub(super) id: String,
    /// The document that holds it.
    pub(super) document_id: String,
    pub(super) key: PublicKey,
    pub(super) source: Source,
    /// When it signed, by the word of the proof.
    pub(super) made: Option<Timestamp>,
}

/// What is known of a key by where it was found.
#[derive(Clone)]
pub(super) enum Source {
    /// The controller document lists it, under the name that was asked for.
    Controller,
    /// It stood alone, or in a key set, at a URL. It may name whom it belongs to.
    KeyDocument { owner: Option<String> },
    /// A token brought it along.
    Header,
}

/// What a verification method is to be listed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relationship {
    Assertion,
    Authentication,
}

/// Finds the verification method that a proof names, in the document that its URL names. A warning
/// comes with a method that was named only by its document.
pub(super) fn find_method(
    inquiry: Inquiry<'_, '_>,
    proof: &Proof,
    made: Option<&Timestamp>,
) -> Result<(Method, Option<Fault>), Objection> {
    let (named, pointer) = (&proof.verification_method, proof.pointer.member("verificationMethod"));
    find_named(inquiry, named, Relationship::Assertion, made, &pointer)
        .or_else(|objection| match alone(inquiry, named, made, &objection, &pointer)? {
            Some(method) => Ok((method, None)),
            None => Err(objection),
        })
        .map_err(|objection| unfound(inquiry, objection))
}

/// The key at an https URL where no controller document is, for which `objection` speaks, but a key
/// that stands by itself or in a set. Whose it is decides another question.
fn alone(
    inquiry: Inquiry<'_, '_>,
    named: &Iri,
    made: Option<&Timestamp>,
    objection: &Objection,
    pointer: &Pointer,
) -> Result<Option<Method>, Objection> {
    let url = named.without_fragment();
    let may_be_alone =
        matches!(objection.fault().code, Code::Binding | Code::FetchFailed | Code::DidId);
    if named.scheme() != "https" || !may_be_alone {
        return Ok(None);
    }
    let Some(Ok(value)) = inquiry.library.known_of_keys(url, &inquiry.verifier.limits) else {
        return Ok(None);
    };
    let lists = ["verificationMethod", "assertionMethod"];
    let is_of_another = value
        .get("id")
        .is_some_and(|id| id.as_str().is_none_or(|id| id != url && id != named.as_str()));
    if is_of_another || lists.iter().any(|name| value.get(name).is_some()) {
        return Ok(None);
    }
    jwt::in_key_document(inquiry, named, value, None, made, pointer)
}

/// What speaks against a proof whose verification method was not found for this reason.
pub(super) fn unfound(inquiry: Inquiry<'_, '_>, objection: Objection) -> Objection {
    match (inquiry.verifier.policy.unfound_methods, objection) {
        (UnfoundMethods::Refused, Objection::Undecided(fault)) if is_not_had(fault.code) => {
            Objection::Failed(fault)
        }
        (_, objection) => objection,
    }
}

/// Finds a verification method in the document that its URL names, as [`find_method`].
pub(super) fn find_named(
    inquiry: Inquiry<'_, '_>,
    named: &Iri,
    relationship: Relationship,
    made: Option<&Timestamp>,
    pointer: &Pointer,
) -> Result<(Method, Option<Fault>), Objection> {
    let document_id = named.without_fragment();
    if inquiry.verifier.policy.fragment_keys == FragmentKeys::UnsafelyTrusted
        && let Some(key) = fragment_key(named)
    {
        let (id, document_id) = (named.as_str().to_owned(), document_id.to_owned());
        let (source, made) = (Source::Controller, made.cloned());
        return Ok((Method { id, document_id, key, source, made }, None));
    }
    let document = controller_document(inquiry, document_id, Purpose::Key, pointer)?;
    let mut warning = None;
    let id = match named.fragment() {
        Some(_) => named.as_str(),
        None => {
            let message = "the proof names a DID without a fragment; its only key is meant";
            warning = Some(Fault::new(Code::KeyBareDid, pointer.clone(), message));
            match document.methods.as_slice() {
                [only] if is_own_key(document_id) => &only.id,
                _ => {
                    let message = format!("{named} names no verification method");
                    return Err(Objection::failed(Code::Binding, pointer.clone(), message));
                }
            }
        }
    };
    let failed = |code, message: String| Objection::failed(code, pointer.clone(), message);
    let method = match relationship {
        Relationship::Assertion => document.assertion_method(id),
        Relationship::Authentication => document.authentication_method(id),
    };
    let method = method.map_err(|error| failed(error.code(), error.to_string()))?;
    if method.controller != document.id {
        let message = format!("the key's controller is {}, not {}", method.controller, document.id);
        return Err(failed(Code::BindingController, message));
    }
    let times = [method.revoked.as_ref(), method.expires.as_ref()];
    in_force(inquiry, &method.id, times, made, pointer)?;
    let key = method.key.clone().map_err(|error| {
        let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
        if error.is_undecided() { Objection::Undecided(fault) } else { Objection::Failed(fault) }
    })?;
    let (id, document_id) = (id.to_owned(), document.id.clone());
    let (source, made) = (Source::Controller, made.cloned());
    Ok((Method { id, document_id, key, source, made }, warning))
}

/// The key that an https URL claims for itself.
fn fragment_key(method: &Iri) -> Option<PublicKey> {
    PublicKey::from_multikey(method.fragment().filter(|_| method.scheme() == "https")?).ok()
}

/// Asks whether `method` is listed by the document of the credential's issuer.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    method: &Method,
) -> Result<(), Objection> {
    let pointer = Pointer::root().member("issuer");
    let unestablished =
        |message: String| Objection::undecided(Code::IssuerUnestablished, pointer.clone(), message);
    let Some(issuer) = credential.issuer_id() else {
        return Err(unestablished("there is no issuer to whom the key could belong".into()));
    };
    if inquiry.verifier.policy.did_keys == DidKeys::UnsafelyForAnybody
        && is_own_key(&method.document_id)
    {
        return Ok(());
    }
    if !may_be_asked_for(issuer) {
        let message = "is neither a DID nor an https URL, so nothing can say which keys are its";
        return Err(unestablished(format!("{issuer} {message}")));
    }
    if !matches!(method.source, Source::Controller) {
        return jwt::ask_whose(inquiry, issuer, method);
    }
    if issuer == method.document_id {
        return Ok(());
    }
    let not_listed = || {
        let message = format!("{issuer} does not list the key {}", method.id);
        Objection::failed(Code::Binding, pointer.clone(), message)
    };
    if is_own_key(issuer) {
        return Err(not_listed());
    }
    let document =
        controller_document(inquiry, issuer, Purpose::Issuer, &pointer).map_err(|objection| {
            match objection {
                Objection::Undecided(fault) if is_not_had(fault.code) => {
                    unestablished(fault.message)
                }
                objection => objection,
            }
        })?;
    if document.methods.is_empty() && document.assertion_methods.is_empty() {
        return Err(unestablished(format!("the document of {issuer} lists no keys at all")));
    }
    if !document.assertion_methods.contains(&method.id) {
        return Err(not_listed());
    }
    let mut entries = document.methods.iter().filter(|entry| entry.id == method.id);
    let Some(entry) = entries.next() else {
        // Listed by its name alone, under which the key was found.
        return Ok(());
    };
    let failed = |code, message: String| Objection::failed(code, pointer.clone(), message);
    if entries.next().is_some() {
        let message = format!("{issuer} has two verification methods called {}", method.id);
        return Err(failed(Code::KeyAmbiguous, message));
    }
    if entry.key.as_ref() != Ok(&method.key) {
        return Err(not_listed());
    }
    if entry.controller != issuer && entry.controller != method.document_id {
        let message = format!("the key's controller is {}, not {issuer}", entry.controller);
        return Err(failed(Code::BindingController, message));
    }
    let times = [entry.revoked.as_ref(), entry.expires.as_ref()];
    in_force(inquiry, &entry.id, times, method.made.as_ref(), &pointer)
}

/// Whether what publishes a key lets it be used. It is asked of now, whenever the proof says that it was
/// made (`made`), unless the policy takes the proof's word for an expiry.
pub(super) fn in_force(
    inquiry: Inquiry<'_, '_>,
    name: &str,
    [revoked, expires]: [Option<&Timestamp>; 2],
    made: Option<&Timestamp>,
    pointer: &Pointer,
) -> Result<(), Objection> {
    let Inquiry { verifier, clock, .. } = inquiry;
    let has_expired = |expires: &Timestamp| match (verifier.policy.key_expiry, made) {
        (KeyExpiry::AtCreation, Some(made)) => expires.instant() <= made.instant(),
        _ => clock.has_come(expires),
    };
    let what = if revoked.is_some_and(|time| clock.has_come(time)) {
        "was revoked"
    } else if expires.is_some_and(has_expired) {
        "has expired"
    } else {
        return Ok(());
    };
    let message = format!("the key {name} {what}");
    Err(Objection::failed(Code::KeyExpired, pointer.clone(), message))
}

/// Whether the identifier is one key, and its document that key.
pub(super) fn is_own_key(id: &str) -> bool {
    id.starts_with("did:key:") || id.starts_with("did:jwk:")
}

pub(super) fn controller_document(
    inquiry: Inquiry<'_, '_>,
    id: &str,
    purpose: Purpose,
    pointer: &Pointer,
) -> Result<Arc<ControllerDocument>, Objection> {
    if let Some(document) = inquiry.verifier.kept.own_key(id) {
        return document.map_err(|error| {
            let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
            if error.is_undecided() {
                Objection::Undecided(fault)
            } else {
                Objection::Failed(fault)
            }
        });
    }
    let read = inquiry.library.controller(id, purpose, pointer, inquiry.verifier)?;
    read.map_err(|error| match error {
        NoController::NotJson(_) | NoController::Controller(ControllerError::Malformed(_)) => {
            Objection::undecided(Code::FetchFailed, pointer.clone(), format!("{id}: {error}"))
        }
        // The document's fault, not the credential's.
        NoController::Controller(error @ ControllerError::TooMany { .. }) => {
            Objection::undecided(error.code(), pointer.clone(), format!("{id}: {error}"))
        }
        NoController::Controller(error) => {
            Objection::failed(error.code(), pointer.clone(), error.to_string())
        }
    })
}
