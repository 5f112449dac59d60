use std::iter;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

#[cfg(feature = "aws-lc")]
use super::disclosure;
use super::sign::{IssueError, check, check_meaning};
use super::{Issuer, RevocationLists};
use crate::document::Shape;
use crate::fault::{Code, Fault, Finding, Pointer};
use crate::json::{self, Object, Value};
use crate::key::{ControllerDocument, PublicKey};
use crate::model::{Datum as _, Kind, OPEN_BADGES_EXTENSIONS, View, in_class_order};
#[cfg(feature = "aws-lc")]
use crate::proof::Cryptosuite;
use crate::proof::Securing;
use crate::proof::data_integrity::{self, Prepared, ProofOptions, Unsecured};
use crate::proof::jwt::{self, PreparedJwt};
use crate::random;
use crate::status::{
    Entry, ListName, Place, Purpose, Request, Reservation, RevocationList, StatusMessage,
    StatusStore, StoreError,
};
use crate::text::{Iri, Timestamp};

/// A credential that lacks only its signature.
#[derive(Clone, Debug)]
pub struct PreparedCredential {
    id: Iri,
    prepared: PreparedProof,
    warnings: Vec<Finding>,
    method: Iri,
}

#[derive(Clone, Debug)]
enum PreparedProof {
    DataIntegrity(Box<Prepared>),
    Jwt { credential: Value, token: PreparedJwt },
}

/// An issued credential.
#[derive(Clone, Debug)]
pub struct SignedCredential {
    id: Iri,
    document: Value,
    bytes: Vec<u8>,
    shape: Shape,
    warnings: Vec<Finding>,
}

impl Issuer {
    /// As [`Issuer::prepare`], for a credential that is there as JSON.
    ///
    /// # Errors
    /// As [`Issuer::issue_document`], but for the signer's.
    pub fn prepare_document(
        &self,
        document: Value,
        now: &Timestamp,
    ) -> Result<PreparedCredential, IssueError> {
        let ready = self.ready(document, None, now)?;
        let place = self.reserve(&ready)?;
        self.secure(ready, place)
    }

    /// Asks the store for a place, where there is a store.
    pub(super) fn reserve(&self, ready: &Ready) -> Result<Option<Reservation>, IssueError> {
        let Some(store) = &self.store else { return Ok(None) };
        Ok(Some(store.reserve(&ready.request).map_err(|error| ready.refused(error))?))
    }

    /// Finds every fault, and fills in what the issuer has to say but for the status.
    ///
    /// A document that brings its own id is asked for under that name, unless the caller has
    /// another: where its signature fails, its index is not lost, and it can be issued again.
    pub(super) fn ready(
        &self,
        document: Value,
        request_id: Option<&str>,
        now: &Timestamp,
    ) -> Result<Ready, IssueError> {
        self.check_method()?;
        let kind = match View::of(&document).has_type("EndorsementCredential") {
            true => Kind::Endorsement,
            false => Kind::Badge,
        };
        let Value::Object(mut document) = document else {
            let message = format!("a credential is an object, not {}", document.kind());
            return Err(Fault::new(Code::Parse, Pointer::root(), message).into());
        };
        let own = document.get("id").and_then(Value::as_str).filter(|_| self.store.is_some());
        let named = match (request_id, own) {
            (Some(name), _) => Named::ByCaller(name.to_owned()),
            (None, Some(id)) => Named::ById(id.to_owned()),
            (None, None) => Named::NotAtAll,
        };
        let content = (named != Named::NotAtAll).then(|| digest(&document));
        self.claim(&mut document)?;
        let filled =
            Filled { id: !document.contains("id"), start: !document.contains("validFrom") };
        self.identify(&mut document, now)?;
        if filled.start {
            document.insert("validFrom", now.as_str());
        }
        self.options(now)?;
        let Checked { document, id, warnings } = match &self.store {
            None => {
                let checked = Checked::new(document, kind)?;
                check_meaning(&checked.document, kind, self.securing, self.canonicalizer())?;
                checked
            }
            Some(store) => self.with_stand_in(store.as_ref(), document, kind, now)?,
        };
        let mut request = request(View::of(&document), &id, now).with_entries(self.status);
        if let Named::ByCaller(name) | Named::ById(name) = &named {
            request = request.with_request_id(name);
            request.content = content;
        }
        Ok(Ready { document, id, kind, warnings, request, named, filled })
    }

    /// Puts in the status that the credential was given, and does everything but the signature.
    pub(super) fn secure(
        &self,
        ready: Ready,
        place: Option<Reservation>,
    ) -> Result<PreparedCredential, IssueError> {
        let Ready { mut document, mut id, kind, mut warnings, request, filled, .. } = ready;
        let mut created = request.at;
        if let (Some(place), Some(object)) = (place, document.as_object_mut()) {
            object.insert("credentialStatus", self.status_of(&place));
            // A request that was granted before gives the credential that it gave then.
            if place.credential != id {
                if !filled.id {
                    let name = request.request_id.unwrap_or_default();
                    return Err(StoreError::Request(name).into());
                }
                object.insert("id", place.credential.as_str());
                id = place.credential;
            }
            if filled.start {
                object.insert("validFrom", place.at.as_str());
            }
            created = place.at;
        }
        let signer = self.signer.as_ref();
        let options = self.options(&created)?;
        let method = signer.verification_method().clone();
        let canonicalizer = self.canonicalizer();
        let prepared = match options {
            Some(options) => {
                let prepared = match options.cryptosuite {
                    #[cfg(feature = "aws-lc")]
                    Cryptosuite::EcdsaSd2023 => {
                        let random = self.random.as_ref();
                        disclosure::prepare(document, &options, &[], random, canonicalizer)?
                    }
                    _ => data_integrity::prepare(document, &options, canonicalizer)?,
                };
                warnings.extend_from_slice(prepared.warnings());
                PreparedProof::DataIntegrity(Box::new(prepared))
            }
            None => {
                let token = jwt::prepare(&document, kind, signer.algorithm(), &method)?;
                PreparedProof::Jwt { credential: document, token }
            }
        };
        Ok(PreparedCredential { id, prepared, warnings, method })
    }

    /// How the proof is made, unless it is a token.
    fn options(&self, created: &Timestamp) -> Result<Option<ProofOptions>, IssueError> {
        let Securing::DataIntegrity(suite) = self.securing else {
            return Ok(None);
        };
        let options = ProofOptions::by(self.signer.as_ref(), suite, created.clone());
        options.check()?;
        Ok(Some(options))
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

    /// Gives the document an id, if it has none. It begins with the time, which the credential
    /// tells anyway.
    fn identify(&self, document: &mut Object, now: &Timestamp) -> Result<(), IssueError> {
        if !document.contains("id") {
            let id = random::urn_uuid_at(self.random.as_ref(), now.unix_seconds())?;
            document.insert("id", id);
        }
        Ok(())
    }

    /// Finds every fault before an index is spent on the document. Until it has one, a status of the
    /// same shape stands in.
    fn with_stand_in(
        &self,
        store: &dyn StatusStore,
        mut document: Object,
        kind: Kind,
        now: &Timestamp,
    ) -> Result<Checked, IssueError> {
        if document.contains("credentialStatus") {
            let pointer = Pointer::root().member("credentialStatus");
            let message = "the credential has a status already; the store is to give it one";
            return Err(Fault::new(Code::StatusType, pointer, message).into());
        }
        let nobody = Request::new(store.url().list(&ListName::revocation(1)), now.clone());
        let stand_in = Reservation::new(store.url().clone(), Place { list: 1, index: 0 }, &nobody);
        document.insert("credentialStatus", self.status_of(&stand_in));
        if self.revocation_list == RevocationLists::AlsoNamed {
            define_extensions(&mut document);
        }
        let Checked { document, id, warnings } = Checked::new(document, kind)?;
        let document = Arc::new(document);
        let unsecured = Unsecured::new(Arc::clone(&document), self.canonicalizer());
        self.securing.check_lossless(&unsecured)?;
        if self.securing == Securing::Jwt {
            let method = self.signer.verification_method();
            jwt::prepare(&document, kind, self.signer.algorithm(), method)?;
        }
        drop(unsecured);
        Ok(Checked { document: Arc::unwrap_or_clone(document), id, warnings })
    }

    /// One entry as an object, as the schemas of Open Badges have it; several as an array.
    fn status_of(&self, reservation: &Reservation) -> Value {
        let entries = reservation.entries(self.status).into_iter().map(|it| self.explained(it));
        let mut entries: Vec<Value> = entries.map(|entry| entry.to_value()).collect();
        if self.revocation_list == RevocationLists::AlsoNamed {
            let list = reservation.url.revocation_list();
            entries.push(RevocationList::entry(&list));
        }
        match (entries.pop(), entries.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                entries.extend(last);
                Value::Array(entries)
            }
        }
    }

    /// A message entry with what its values mean.
    fn explained(&self, mut entry: Entry) -> Entry {
        if entry.purpose != Purpose::Message || entry.size == 1 && self.messages.is_empty() {
            return entry;
        }
        let words = self.messages.iter().map(String::as_str).chain(iter::repeat("undefined"));
        let values = 0..1_u64.checked_shl(entry.size).unwrap_or_default();
        let message =
            |(status, message): (u64, &str)| StatusMessage { status, message: message.to_owned() };
        entry.messages = values.zip(words).map(message).collect();
        entry.references.extend(self.reference.clone());
        entry
    }
}

/// A document without faults that lacks its status, or has a stand-in for it.
pub(super) struct Ready {
    document: Value,
    id: Iri,
    kind: Kind,
    warnings: Vec<Finding>,
    /// What is to be asked of the store.
    pub(super) request: Request,
    named: Named,
    filled: Filled,
}

impl Ready {
    /// What is said where the store refused. Whoever gave the request no name issues an id again.
    pub(super) fn refused(&self, error: StoreError) -> StoreError {
        match (error, &self.named) {
            (StoreError::Request(name), Named::ById(id)) if name == *id => {
                StoreError::Duplicate(name)
            }
            (error, _) => error,
        }
    }
}

/// Under which name the store is asked.
#[derive(PartialEq)]
enum Named {
    ByCaller(String),
    ById(String),
    NotAtAll,
}

/// What the document did not say itself.
struct Filled {
    id: bool,
    start: bool,
}

/// A SHA-256 over what the caller asked for, before anything was made for it or said of its issuer,
/// whose profile may be another when it is asked again.
fn digest(document: &Object) -> [u8; 32] {
    let canonical = json::canonical(&Value::Object(document.clone()));
    Sha256::digest(canonical.as_bytes()).into()
}

/// A document without faults, in the order of its class.
struct Checked {
    document: Value,
    id: Iri,
    warnings: Vec<Finding>,
}

impl Checked {
    fn new(document: Object, kind: Kind) -> Result<Self, IssueError> {
        let document = in_class_order(kind, document);
        let warnings = check(&document, kind)?;
        // The check lets no document without an absolute id pass.
        let id = View::of(&document).id().unwrap_or_default();
        let id = Iri::of_own(id.to_owned());
        Ok(Self { document, id, warnings })
    }
}

/// Adds the context that defines the types of 1EdTech's extensions, where it is not there.
fn define_extensions(document: &mut Object) {
    if let Some(Value::Array(contexts)) = document.get_mut("@context")
        && !contexts.iter().any(|it| it.as_str() == Some(OPEN_BADGES_EXTENSIONS))
    {
        contexts.push(OPEN_BADGES_EXTENSIONS.into());
    }
}

fn request(credential: View<'_>, id: &Iri, now: &Timestamp) -> Request {
    let mut request = Request::new(id.clone(), now.clone());
    if let Some(id) = credential.achievement().and_then(|it| it.get("id")?.as_str()) {
        request = request.for_achievement(id);
    }
    let identity = || credential.identifiers().first()?.get("identityHash")?.as_str();
    if let Some(recipient) = credential.subject_ids().next().or_else(identity) {
        request = request.for_recipient(recipient);
    }
    request
}

/// The public key of a verification method that is its own key, a `did:key` or `did:jwk`.
fn own_key(method: &Iri) -> Option<PublicKey> {
    let document = ControllerDocument::of_own_key(method.without_fragment())?.ok()?;
    document.assertion_method(method.as_str()).ok()?.key.clone().ok()
}

impl PreparedCredential {
    /// The id of the credential.
    pub fn id(&self) -> &Iri {
        &self.id
    }

    /// The exact bytes that the key of the issuer's verification method has to sign.
    pub fn bytes(&self) -> &[u8] {
        match &self.prepared {
            PreparedProof::DataIntegrity(prepared) => prepared.bytes(),
            PreparedProof::Jwt { token, .. } => token.bytes(),
        }
    }

    /// What a person should know about the credential; no reason not to sign it.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The issued credential.
    ///
    /// # Errors
    /// `signature` when the verification method is a `did:key` or `did:jwk` and the signature is
    /// not that key's. For other methods the key is not at hand, and the signature is taken as it is.
    pub fn finish(self, signature: &[u8]) -> Result<SignedCredential, IssueError> {
        if let Some(key) = own_key(&self.method)
            && !key.verifies(self.bytes(), signature)
        {
            let message = "the signature is not that of the issuer's key";
            return Err(Fault::new(Code::Signature, Pointer::root(), message).into());
        }
        self.assemble(signature)
    }

    pub(super) fn assemble(self, signature: &[u8]) -> Result<SignedCredential, IssueError> {
        let (document, bytes, shape) = match self.prepared {
            PreparedProof::DataIntegrity(prepared) => {
                let document = prepared.finish(signature);
                let bytes = json::compact(&document).into_bytes();
                (document, bytes, Shape::Json)
            }
            PreparedProof::Jwt { credential, token } => {
                (credential, token.finish(signature).into_bytes(), Shape::Jws)
            }
        };
        Ok(SignedCredential { id: self.id, document, bytes, shape, warnings: self.warnings })
    }
}

impl SignedCredential {
    /// The id of the credential.
    pub fn id(&self) -> &Iri {
        &self.id
    }

    /// The credential as it is handed over: JSON without white space, or a JSON Web Token.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it is JSON or a JSON Web Token.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The credential as a JSON value: with its proof, or, of a JSON Web Token, without the claims
    /// of the token.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// What a person should know about the credential.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }
}
