use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

#[cfg(feature = "schema")]
use super::schema::{Applicable, AsSchema, Spent};
use super::{Verifier, jwt};
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::{self, Value};
use crate::key::controller::{ControllerDocument, ControllerError};
use crate::limits::Limits;
use crate::resolve::{self, Document, ResolveError, Resolver};
use crate::status::{RevocationList, StatusList};
use crate::text::Iri;

/// A document that a verification wants to go on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Its URL, or the DID whose document is wanted. It has no fragment.
    pub url: String,
    /// What it is wanted for.
    pub purpose: Purpose,
    /// How old it may be.
    pub age: Age,
}

impl Need {
    /// Asks `resolver` for it.
    ///
    /// # Errors
    /// As [`Resolver::resolve`].
    pub fn ask(&self, resolver: &(impl Resolver + ?Sized)) -> Result<Document, ResolveError> {
        match self.age {
            Age::Any => resolver.resolve(&self.url),
            Age::New => resolver.resolve_anew(&self.url),
        }
    }

    /// The https URL at which the document is to be fetched, for hosts that fetch it themselves:
    /// the URL, or where the document of a `did:web` is. `None` for other DIDs.
    ///
    /// Whoever wrote the credential chose it: see [`resolve::is_public`] before dialling.
    ///
    /// ```
    /// use openbadges::verifier::{Age, Need, Purpose};
    /// let need = |url: &str| Need { url: url.into(), purpose: Purpose::Key, age: Age::Any };
    /// let location = |url: &str| need(url).location();
    /// let document = "https://district.example/.well-known/did.json";
    /// assert_eq!(location("did:web:district.example").as_deref(), Some(document));
    /// assert_eq!(location(document).as_deref(), Some(document));
    /// assert_eq!(location("did:example:district"), None);
    /// ```
    pub fn location(&self) -> Option<String> {
        match resolve::did_web_location(&self.url) {
            Some(location) => location.ok(),
            None => self.url.starts_with("https://").then(|| self.url.clone()),
        }
    }
}

/// What a document is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Purpose {
    /// The controller document of a proof's verification method.
    Key,
    /// The issuer's own document, to see whether it lists the key.
    Issuer,
    /// A status list.
    StatusList,
    /// The key set that the issuer may publish, to see whether it lists the key.
    KeySet,
    /// A schema that the credential names.
    Schema,
    /// A related resource, to compare it with its digest.
    Resource,
    /// The credential itself, in its newest version.
    Refresh,
}

/// How old a document may be that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// One that was kept from before will do, as long as whoever published it lets it be kept.
    Any,
    /// The one that was supplied has outlived its time to live
    /// ([`Document::retrieved`] says how old it is): it is wanted as it is now. Supply what is
    /// fetched now, in its place.
    New,
}

/// What has been supplied so far, and what was asked for in vain.
///
/// A credential may lead to one document by many ways; what it says is read once.
#[derive(Default)]
pub(super) struct Library {
    supplied: HashMap<String, Result<Supplied, ResolveError>>,
    wanted: RefCell<BTreeSet<Need>>,
    /// The documents that were wanted anew, once each.
    renewals: RefCell<HashMap<String, Renewal>>,
    /// The documents that were looked at while somebody watches.
    watched: RefCell<Option<BTreeSet<String>>>,
    /// Whether credentials themselves want something, not only endorsements inside.
    is_wanted_itself: Cell<bool>,
    lists: RefCell<HashMap<String, Result<Arc<StatusList>, Unbelieved>>>,
    revocations: RefCell<HashMap<String, Revocations>>,
    /// What schemas have taken.
    #[cfg(feature = "schema")]
    schemas: Cell<Spent>,
}

/// A list that nobody signs, or what it is instead.
type Revocations = Result<Arc<RevocationList>, (Code, String)>;

/// How far a document is that was too old.
#[derive(PartialEq)]
enum Renewal {
    Wanted,
    Over,
}

struct Supplied {
    document: Document,
    controller: OnceCell<Result<Arc<ControllerDocument>, NoController>>,
    /// What it says of keys, where it is no controller document.
    keys: OnceCell<Result<Value, json::ReadError>>,
    #[cfg(feature = "schema")]
    schema: OnceCell<AsSchema>,
}

/// Why a document says nothing about keys.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoController {
    #[error("{0}")]
    NotJson(json::ReadError),
    #[error("{0}")]
    Controller(ControllerError),
}

/// Why a document says nothing about the status of credentials.
#[derive(Clone, Debug)]
pub(super) struct Unbelieved {
    pub(super) code: Code,
    pub(super) message: String,
}

impl Library {
    /// What is never asked for is not taken either.
    pub(super) fn supply(&mut self, url: String, document: Result<Document, ResolveError>) {
        if is_never_had(&url).is_some() {
            return;
        }
        let supplied = |document| Supplied {
            document,
            controller: OnceCell::new(),
            keys: OnceCell::new(),
            #[cfg(feature = "schema")]
            schema: OnceCell::new(),
        };
        let document = document.map(supplied);
        let renewal = self.renewals.get_mut().get_mut(&url);
        if let Some(renewal) = renewal.filter(|renewal| **renewal == Renewal::Wanted) {
            *renewal = Renewal::Over;
            // One that is too old stays where no other is to be had, and is still too old.
            if document.is_ok() {
                self.supplied.insert(url, document);
            }
            return;
        }
        // What was found out rests on the first.
        self.supplied.entry(url).or_insert(document);
    }

    /// Whether it is known if there is a document at `url`.
    pub(super) fn knows(&self, url: &str) -> bool {
        self.note(url);
        self.supplied.contains_key(url) || is_never_had(url).is_some()
    }

    /// Whether it is known that there is no document at `url`. One that could not be had may be there.
    pub(super) fn lacks(&self, url: &str) -> bool {
        self.note(url);
        matches!(self.supplied.get(url), Some(Err(ResolveError::NotAvailable { .. })))
    }

    /// Whether what is at `url` is known to be no document, but a page for people. JSON with a fault
    /// may say something, and so may the place that a redirect names.
    pub(super) fn holds_a_page(&self, url: &str) -> bool {
        self.note(url);
        match self.supplied.get(url) {
            Some(Ok(supplied)) => {
                let is_json = supplied.document.bytes.trim_ascii_start().first() == Some(&b'{');
                let controller = supplied.controller.get();
                !is_json && matches!(controller, Some(Err(NoController::NotJson(_))))
            }
            Some(Err(ResolveError::Type { .. })) => true,
            _ => false,
        }
    }

    /// How many documents were supplied, there or not.
    pub(super) fn len(&self) -> usize {
        self.supplied.len()
    }

    /// The document at `url`. When nothing is known of it yet, it is noted as wanted; the
    /// objection that is given then never reaches a report. What is neither a DID nor an https URL
    /// is never wanted, nor read when it is there: no resolver is led to a local file, and what
    /// came by plain http may have been written by anybody on the way.
    pub(super) fn document(
        &self,
        url: &str,
        purpose: Purpose,
        pointer: &Pointer,
    ) -> Result<&Document, Objection> {
        Ok(&self.supplied(url, purpose, pointer)?.document)
    }

    /// What the document at `url` says as the controller document of that id.
    pub(super) fn controller(
        &self,
        url: &str,
        purpose: Purpose,
        pointer: &Pointer,
        verifier: &Verifier,
    ) -> Result<Result<Arc<ControllerDocument>, &NoController>, Objection> {
        let Supplied { document, controller, .. } = self.supplied(url, purpose, pointer)?;
        let limits = &verifier.limits;
        let read = || {
            let value = json::read(&document.bytes, limits).map_err(NoController::NotJson)?;
            ControllerDocument::read(&value, url, limits).map_err(NoController::Controller)
        };
        let read = || verifier.kept.controller(url, document, read);
        Ok(controller.get_or_init(read).as_ref().map(Arc::clone))
    }

    /// What the document at `url` says of keys that stand by themselves or in a set.
    pub(super) fn said_of_keys(
        &self,
        url: &str,
        purpose: Purpose,
        pointer: &Pointer,
        limits: &Limits,
    ) -> Result<&Result<Value, json::ReadError>, Objection> {
        Ok(self.supplied(url, purpose, pointer)?.said_of_keys(limits))
    }

    /// The same, if the document is there.
    pub(super) fn known_of_keys(
        &self,
        url: &str,
        limits: &Limits,
    ) -> Option<&Result<Value, json::ReadError>> {
        Some(self.supplied.get(url)?.as_ref().ok()?.said_of_keys(limits))
    }

    /// The document at `url`, and what it is as a schema.
    #[cfg(feature = "schema")]
    pub(super) fn schema(
        &self,
        url: &str,
        pointer: &Pointer,
        verifier: &Verifier,
    ) -> Result<(&Document, &AsSchema), Objection> {
        let Supplied { document, schema, .. } = self.supplied(url, Purpose::Schema, pointer)?;
        let read = |spent: &mut _| Applicable::of_document(url, document, verifier, spent);
        Ok((document, schema.get_or_init(|| self.on_schemas(read))))
    }

    /// Runs `f` with what schemas have taken so far.
    #[cfg(feature = "schema")]
    pub(super) fn on_schemas<T>(&self, f: impl FnOnce(&mut Spent) -> T) -> T {
        let mut spent = self.schemas.get();
        let found = f(&mut spent);
        self.schemas.set(spent);
        found
    }

    /// What `read` found in the list at `url`, asked once until something else is supplied.
    pub(super) fn list(
        &self,
        url: &str,
        read: impl FnOnce() -> Result<Arc<StatusList>, Unbelieved>,
    ) -> Result<Arc<StatusList>, Unbelieved> {
        if let Some(known) = self.lists.borrow().get(url) {
            return known.clone();
        }
        let found = read();
        self.lists.borrow_mut().insert(url.to_owned(), found.clone());
        found
    }

    /// As [`Library::list`], for a list that nobody signs.
    pub(super) fn revocations(&self, url: &str, read: impl FnOnce() -> Revocations) -> Revocations {
        if let Some(known) = self.revocations.borrow().get(url) {
            return known.clone();
        }
        let found = read();
        self.revocations.borrow_mut().insert(url.to_owned(), found.clone());
        found
    }

    fn supplied(
        &self,
        url: &str,
        purpose: Purpose,
        pointer: &Pointer,
    ) -> Result<&Supplied, Objection> {
        self.note(url);
        let mut code = Code::FetchFailed;
        let unavailable = match self.supplied.get(url) {
            Some(Ok(supplied)) => return Ok(supplied),
            Some(Err(error)) => {
                code = error.code();
                error.to_string()
            }
            None => {
                // A name that leads nowhere is a fault of whoever wrote it.
                if let Some(Err(error)) = resolve::did_web_location(url) {
                    let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
                    return Err(Objection::Failed(fault));
                }
                if let Some(why) = is_never_had(url) {
                    let fault = Fault::new(code, pointer.clone(), format!("{url:?} {why}"));
                    return Err(Objection::Undecided(fault));
                }
                self.wanted.borrow_mut().insert(Need {
                    url: url.to_owned(),
                    purpose,
                    age: Age::Any,
                });
                format!("{url} has not been supplied")
            }
        };
        Err(Objection::undecided(code, pointer.clone(), unavailable))
    }

    /// Wants the document at `url` as it is now, unless it was wanted so before.
    pub(super) fn want_anew(&self, url: &str, purpose: Purpose) {
        let mut renewals = self.renewals.borrow_mut();
        if !renewals.contains_key(url) {
            renewals.insert(url.to_owned(), Renewal::Wanted);
            self.wanted.borrow_mut().insert(Need { url: url.to_owned(), purpose, age: Age::New });
        }
    }

    /// Runs `f`, and gives the documents that it looked at: `None` where it looked for one that is
    /// not there.
    pub(super) fn watch<T>(&self, f: impl FnOnce() -> T) -> (T, Option<Vec<(String, Document)>>) {
        let before = self.watched.replace(Some(BTreeSet::new()));
        let found = f();
        let watched = self.watched.replace(before).unwrap_or_default();
        for url in &watched {
            self.note(url);
        }
        let with_document = |url: String| {
            let document = self.supplied_document(&url)?.clone();
            Some((url, document))
        };
        (found, watched.into_iter().map(with_document).collect())
    }

    /// Notes that what is found rests on the document at `url`, or on there being none.
    fn note(&self, url: &str) {
        if let Some(watched) = &mut *self.watched.borrow_mut()
            && !watched.contains(url)
        {
            watched.insert(url.to_owned());
        }
    }

    /// The document at `url`, if it is there.
    pub(super) fn supplied_document(&self, url: &str) -> Option<&Document> {
        Some(&self.supplied.get(url)?.as_ref().ok()?.document)
    }

    /// How many documents are wanted so far.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.borrow().len()
    }

    /// Notes whether a credential wants something for itself.
    pub(super) fn note_wants(&self, wants: bool) {
        self.is_wanted_itself.set(self.is_wanted_itself.get() | wants);
    }

    /// Whether what is wanted is only wanted for endorsements inside.
    pub(super) fn is_for_endorsements(&self) -> bool {
        !self.is_wanted_itself.get()
    }

    /// Takes what was wanted since the last call.
    pub(super) fn take_wanted(&self) -> Vec<Need> {
        // Whether a list is believed may hang on what is wanted now.
        self.lists.take();
        self.revocations.take();
        self.is_wanted_itself.set(false);
        self.wanted.take().into_iter().collect()
    }
}

impl Supplied {
    fn said_of_keys(&self, limits: &Limits) -> &Result<Value, json::ReadError> {
        self.keys.get_or_init(|| jwt::said_of_keys(&self.document.bytes, limits))
    }
}

/// Whether the code says that a document is not to be had, or cannot be read.
pub(super) fn is_not_had(code: Code) -> bool {
    use Code::{FetchBlocked, FetchFailed, FetchLimit, FetchRedirect, FetchType};
    matches!(code, FetchFailed | FetchBlocked | FetchRedirect | FetchLimit | FetchType)
}

/// Why nothing is ever asked for, nor read, by that name.
fn is_never_had(url: &str) -> Option<&'static str> {
    if !may_be_asked_for(url) {
        return Some("is neither a DID nor an https URL, so it is not asked for");
    }
    if url.contains('#') {
        return Some("is part of a document, and only whole ones are asked for");
    }
    let leads_nowhere = matches!(resolve::did_web_location(url), Some(Err(_)));
    leads_nowhere.then_some("names no place")
}

/// Whether what a document of that name says can be believed to be its owner's word.
pub(super) fn may_be_asked_for(url: &str) -> bool {
    Iri::parse(url).is_ok_and(|iri| matches!(iri.scheme(), "did" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A credential may name one list in each of 10,000 entries.
    #[test]
    fn a_list_is_read_once_whether_it_can_be_or_not() {
        let library = Library::default();
        let reads = Cell::new(0);
        let url = "https://district.example.org/status/1";
        let count = |library: &Library| {
            for _ in 0..3 {
                let unread = || {
                    reads.set(reads.get() + 1);
                    (Code::StatusEncoding, "no list".to_owned())
                };
                let error = library.revocations(url, || Err(unread())).unwrap_err();
                assert_eq!(error.0, Code::StatusEncoding);
                let unbelieved = || {
                    let (code, message) = unread();
                    Unbelieved { code, message }
                };
                assert!(library.list(url, || Err(unbelieved())).is_err());
            }
            reads.take()
        };
        assert_eq!(count(&library), 2, "each of the two kinds once");
        assert_eq!(count(&library), 0);
        // What was wanted may say otherwise.
        library.take_wanted();
        assert_eq!(count(&library), 2);
    }

    #[test]
    fn a_part_of_a_document_is_neither_asked_for_nor_read() {
        let url = "https://district.example.org/issuers/1#me";
        let mut library = Library::default();
        library.supply(url.to_owned(), Ok(Document::new(*b"{}")));
        let asked = library.document(url, Purpose::Issuer, &Pointer::root());
        assert_eq!(asked.unwrap_err().fault().code, Code::FetchFailed);
        assert!(library.knows(url) && library.take_wanted().is_empty());
    }
}
