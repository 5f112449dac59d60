use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::fault::{Code, Objection, Pointer};
use crate::resolve::{Document, ResolveError};
use crate::text::Iri;

/// A document that a verification wants to go on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Its URL, or the DID whose document is wanted. It has no fragment.
    pub url: String,
    /// What it is wanted for.
    pub purpose: Purpose,
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
}

/// What has been supplied so far, and what was asked for in vain.
#[derive(Default)]
pub(super) struct Library {
    supplied: HashMap<String, Result<Document, ResolveError>>,
    wanted: RefCell<BTreeSet<Need>>,
}

impl Library {
    pub(super) fn supply(&mut self, url: String, document: Result<Document, ResolveError>) {
        self.supplied.insert(url, document);
    }

    /// How many documents were supplied, there or not.
    pub(super) fn len(&self) -> usize {
        self.supplied.len()
    }

    /// The document at `url`. When nothing is known of it yet, it is noted as wanted; the
    /// objection that is given then never reaches a report. What is neither a DID nor a URL of the
    /// web is never wanted: no resolver is led to a local file.
    pub(super) fn document(
        &self,
        url: &str,
        purpose: Purpose,
        pointer: &Pointer,
    ) -> Result<&Document, Objection> {
        let unavailable = match self.supplied.get(url) {
            Some(Ok(document)) => return Ok(document),
            Some(Err(error)) => error.to_string(),
            None if !may_be_asked_for(url) => {
                format!("{url:?} is neither a DID nor an https URL, so it is not asked for")
            }
            None => {
                self.wanted.borrow_mut().insert(Need { url: url.to_owned(), purpose });
                format!("{url} has not been supplied")
            }
        };
        Err(Objection::undecided(Code::FetchFailed, pointer.clone(), unavailable))
    }

    /// Takes what was wanted since the last call.
    pub(super) fn take_wanted(&self) -> Vec<Need> {
        self.wanted.take().into_iter().collect()
    }
}

/// Whether a document of that name may be on the web. An http URL is refused by resolvers that
/// reach the network.
fn may_be_asked_for(url: &str) -> bool {
    Iri::parse(url).is_ok_and(|iri| matches!(iri.scheme(), "did" | "https" | "http"))
}
