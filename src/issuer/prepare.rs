use std::sync::Arc;

use super::Issuer;
use super::sign::{IssueError, check, sign_options};
use crate::fault::{Code, Fault, Finding, Pointer};
use crate::json::{Object, Value};
use crate::key::{ControllerDocument, PublicKey};
use crate::model::{Datum as _, Kind, View, in_class_order};
use crate::proof::data_integrity::{self, Prepared, Unsecured};
use crate::random;
use crate::status::{Entry, Request, Reservation};
use crate::text::{Iri, Timestamp};

/// A credential that lacks only its signature.
#[derive(Clone, Debug)]
pub struct PreparedCredential {
    id: Iri,
    prepared: Prepared,
    warnings: Vec<Finding>,
    key: Option<PublicKey>,
}

/// An issued credential.
#[derive(Clone, Debug)]
pub struct SignedCredential {
    id: Iri,
    document: Value,
    bytes: Vec<u8>,
    warnings: Vec<Finding>,
}

impl Issuer {
    pub(super) fn prepare_document(
        &self,
        document: Value,
        now: &Timestamp,
    ) -> Result<PreparedCredential, IssueError> {
        let Value::Object(mut document) = document else {
            let message = format!("a credential is an object, not {}", document.kind());
            return Err(Fault::new(Code::Parse, Pointer::root(), message).into());
        };
        self.claim(&mut document)?;
        let id = self.identify(&mut document)?;
        if !document.contains("validFrom") {
            document.insert("validFrom", now.as_str());
        }
        let kind = if is_endorsement(&document) { Kind::Endorsement } else { Kind::Badge };
        let warnings = self.check_before_reserving(&mut document, kind)?;
        if let Some(store) = &self.store {
            let reservation =
                store.reserve(&request(&document, &id, now).with_entries(self.status))?;
            document.insert("credentialStatus", self.status_of(&reservation));
        }
        let options = sign_options(self.signer.as_ref(), self.cryptosuite, now);
        let prepared = data_integrity::prepare(
            in_class_order(kind, document),
            &options,
            self.canonicalizer(),
        )?;
        let key = own_key(self.signer.verification_method());
        Ok(PreparedCredential { id, prepared, warnings, key })
    }

    /// Makes the document this issuer's, or refuses it when it is another's or signed already.
    fn claim(&self, document: &mut Object) -> Result<(), IssueError> {
        if document.contains("proof") {
            return Err(IssueError::AlreadySigned);
        }
        let own = self.profile.id.as_str();
        match document.get("issuer") {
            None => {
                document.insert("issuer", self.profile.to_value());
                Ok(())
            }
            Some(named) => match named.as_str().or_else(|| named.get("id")?.as_str()) {
                Some(id) if id == own => Ok(()),
                found => {
                    let found = found.unwrap_or("nobody").to_owned();
                    Err(IssueError::OtherIssuer { found, expected: own.to_owned() })
                }
            },
        }
    }

    fn identify(&self, document: &mut Object) -> Result<Iri, IssueError> {
        let fault = |error: crate::text::NotAnIri| {
            Fault::new(error.code(), Pointer::root().member("id"), error.to_string())
        };
        match document.get("id") {
            None => {
                let minted = random::urn_uuid(self.random.as_ref())?;
                let id = Iri::parse(minted).map_err(fault)?;
                document.insert("id", id.as_str());
                Ok(id)
            }
            Some(id) => Ok(Iri::parse(id.as_str().unwrap_or_default()).map_err(fault)?),
        }
    }

    /// Finds every fault before an index is spent on the document. A status of the shape that it
    /// will get stands in for the one that is not reserved yet.
    fn check_before_reserving(
        &self,
        document: &mut Object,
        kind: Kind,
    ) -> Result<Vec<Finding>, IssueError> {
        let Some(store) = &self.store else {
            // Signing walks the document anyway, and finds what would be lost.
            return check(&Value::Object(document.clone()), kind);
        };
        if document.contains("credentialStatus") {
            let pointer = Pointer::root().member("credentialStatus");
            let message = "the credential has a status already; the store is to give it one";
            return Err(Fault::new(Code::StatusType, pointer, message).into());
        }
        let stand_in = Reservation::new(store.url().clone(), 1, 0);
        document.insert("credentialStatus", self.status_of(&stand_in));
        let whole = Value::Object(document.clone());
        document.remove("credentialStatus");
        let warnings = check(&whole, kind)?;
        Unsecured::new(Arc::new(whole), self.canonicalizer()).check_lossless()?;
        Ok(warnings)
    }

    /// One entry as an object, as the schemas of Open Badges have it; several as an array.
    fn status_of(&self, reservation: &Reservation) -> Value {
        let mut entries: Vec<Value> =
            reservation.entries(self.status).iter().map(Entry::to_value).collect();
        match (entries.pop(), entries.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                entries.extend(last);
                Value::Array(entries)
            }
        }
    }
}

fn is_endorsement(document: &Object) -> bool {
    let types = document.get("type").map(Value::items).unwrap_or_default();
    types.iter().any(|name| name.as_str() == Some("EndorsementCredential"))
}

fn request(document: &Object, id: &Iri, now: &Timestamp) -> Request {
    let value = Value::Object(document.clone());
    let view = View::of(&value);
    let mut request = Request::new(id.clone(), now.clone());
    if let Some(id) = view.achievement().and_then(|it| it.get("id")).and_then(Value::as_str) {
        request = request.for_achievement(id);
    }
    let subject = view.subjects().first();
    let identifier = subject
        .and_then(|subject| subject.get("identifier"))
        .and_then(|identifiers| identifiers.items().first()?.get("identityHash"));
    let recipient = subject.and_then(|subject| subject.get("id")).or(identifier);
    if let Some(recipient) = recipient.and_then(Value::as_str) {
        request = request.for_recipient(recipient);
    }
    request
}

/// The public key of a verification method that is its own key, a `did:key`.
fn own_key(method: &Iri) -> Option<PublicKey> {
    let document = ControllerDocument::of_did_key(method.without_fragment()).ok()?;
    document.assertion_method(method.as_str()).ok()?.key.clone().ok()
}

impl PreparedCredential {
    /// The id of the credential.
    pub fn id(&self) -> &Iri {
        &self.id
    }

    /// The exact bytes that the key of the issuer's verification method has to sign.
    pub fn bytes(&self) -> &[u8] {
        self.prepared.bytes()
    }

    /// What a person should know about the credential; no reason not to sign it.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The issued credential.
    ///
    /// # Errors
    /// `signature` when the verification method is a `did:key` and the signature is not that
    /// key's. For other methods the key is not at hand, and the signature is taken as it is.
    pub fn finish(self, signature: &[u8]) -> Result<SignedCredential, IssueError> {
        if let Some(key) = &self.key
            && !key.verifies(self.bytes(), signature)
        {
            let message = "the signature is not that of the issuer's key";
            return Err(Fault::new(Code::Signature, Pointer::root(), message).into());
        }
        self.assemble(signature)
    }

    pub(super) fn assemble(self, signature: &[u8]) -> Result<SignedCredential, IssueError> {
        let document = self.prepared.finish(signature);
        let bytes = document.to_string().into_bytes();
        Ok(SignedCredential { id: self.id, document, bytes, warnings: self.warnings })
    }
}

impl SignedCredential {
    /// The id of the credential.
    pub fn id(&self) -> &Iri {
        &self.id
    }

    /// The credential as JSON, without white space.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The credential as a JSON value.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// What a person should know about the credential.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}
