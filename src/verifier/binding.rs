//! Is the key the issuer's?
//!
//! A signature proves a key. The key is the issuer's when the issuer's own document, the one that
//! is found under the issuer's id, lists it for assertions. A `did:key` is its own document.

use std::borrow::Cow;

use super::library::{NoController, Purpose};
use super::verification::Inquiry;
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::key::controller::ControllerError;
use crate::key::{ControllerDocument, PublicKey};
use crate::model::View;
use crate::proof::Proof;
use crate::text::Timestamp;

/// A verification method that was found under its own name.
pub(super) struct Method {
    /// The absolute id.
    id: String,
    /// The document that holds it.
    document_id: String,
    pub(super) key: PublicKey,
}

/// Finds the verification method that a proof names, in the document that its URL names. A warning
/// comes with a method that was named only by its document.
pub(super) fn find_method(
    inquiry: Inquiry<'_, '_>,
    proof: &Proof,
) -> Result<(Method, Option<Fault>), Objection> {
    let pointer = proof.pointer.member("verificationMethod");
    let named = &proof.verification_method;
    let document_id = named.without_fragment();
    let document = controller_document(inquiry, document_id, Purpose::Key, &pointer)?;
    let mut warning = None;
    let id = match named.fragment() {
        Some(_) => named.as_str(),
        None => {
            let message = "the proof names a did:key without a fragment; its only key is meant";
            warning = Some(Fault::new(Code::KeyBareDid, pointer.clone(), message));
            match document.methods.as_slice() {
                [only] if document_id.starts_with("did:key:") => &only.id,
                _ => {
                    let message = format!("{named} names no verification method");
                    return Err(Objection::failed(Code::Binding, pointer, message));
                }
            }
        }
    };
    let failed = |code, message: String| Objection::failed(code, pointer.clone(), message);
    let method =
        document.assertion_method(id).map_err(|error| failed(error.code(), error.to_string()))?;
    if method.controller != document.id {
        let message = format!("the key's controller is {}, not {}", method.controller, document.id);
        return Err(failed(Code::BindingController, message));
    }
    for (what, time) in [("revoked", &method.revoked), ("expired", &method.expires)] {
        if is_past(time.as_ref(), inquiry.now) {
            return Err(failed(Code::KeyExpired, format!("the key {id} is {what}")));
        }
    }
    let key = method.key.clone().map_err(|error| {
        let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
        if error.is_undecided() { Objection::Undecided(fault) } else { Objection::Failed(fault) }
    })?;
    let method = Method { id: id.to_owned(), document_id: document.id.clone(), key };
    Ok((method, warning))
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
    if issuer == method.document_id {
        return Ok(());
    }
    let not_listed = || {
        let message = format!("{issuer} does not list the key {}", method.id);
        Objection::failed(Code::Binding, pointer.clone(), message)
    };
    if issuer.starts_with("did:key:") {
        return Err(not_listed());
    }
    if !issuer.starts_with("did:") && !issuer.starts_with("https://") {
        return Err(unestablished(format!(
            "the key {} signed, but nothing says whose it is: {issuer} cannot be looked up",
            method.id
        )));
    }
    let document = controller_document(inquiry, issuer, Purpose::Issuer, &pointer)
        .map_err(|objection| unestablished(objection.fault().message.clone()))?;
    if document.methods.is_empty() && document.assertion_methods.is_empty() {
        return Err(unestablished(format!("the document of {issuer} lists no keys at all")));
    }
    let listed = document.assertion_methods.contains(&method.id)
        && document
            .methods
            .iter()
            .filter(|listed| listed.id == method.id)
            .all(|listed| listed.key.as_ref() == Ok(&method.key));
    if listed { Ok(()) } else { Err(not_listed()) }
}

fn controller_document<'a>(
    inquiry: Inquiry<'_, 'a>,
    id: &str,
    purpose: Purpose,
    pointer: &Pointer,
) -> Result<Cow<'a, ControllerDocument>, Objection> {
    if id.starts_with("did:key:") {
        return ControllerDocument::of_did_key(id).map(Cow::Owned).map_err(|error| {
            let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
            if error.is_undecided() {
                Objection::Undecided(fault)
            } else {
                Objection::Failed(fault)
            }
        });
    }
    let read = inquiry.library.controller(id, purpose, pointer, &inquiry.verifier.limits)?;
    read.map(Cow::Borrowed).map_err(|error| match error {
        NoController::NotJson(_) | NoController::Controller(ControllerError::Malformed(_)) => {
            Objection::undecided(Code::FetchFailed, pointer.clone(), format!("{id}: {error}"))
        }
        NoController::Controller(error) => {
            Objection::failed(error.code(), pointer.clone(), error.to_string())
        }
    })
}

/// Whether a time is at or before now.
fn is_past(time: Option<&Timestamp>, now: &Timestamp) -> bool {
    time.is_some_and(|time| time.instant() <= now.instant())
}
