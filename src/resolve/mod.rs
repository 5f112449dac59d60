//! Where keys and documents come from: the [`Resolver`] trait, a static map of [`Documents`], and,
//! with the feature `http`, a client that fetches them (`http::HttpsResolver`).
//!
//! A verifier asks for a document by its URL or DID and gets bytes, or the reason why there are
//! none. What the bytes are worth is decided elsewhere: a controller document must name itself, a
//! status list must carry a proof.

mod address;
mod did_web;
#[cfg(feature = "http")]
pub mod http;

pub use address::is_public;
pub use did_web::{NotDidWeb, location as did_web_location};

use std::collections::HashMap;
use std::sync::Arc;

use crate::fault::Code;
use crate::json::{self, Value};
use crate::limits::Limits;
use crate::rdf::ContextLoader;
use crate::text::Timestamp;

/// A source of documents by URL. Implementations may do IO; nothing else in the library does.
pub trait Resolver: Send + Sync {
    /// The document at `url`, which is an https URL without a fragment, or a DID whose document is
    /// wanted; nothing else is asked for. It is `url`'s own word: what another origin answers, after
    /// a redirect, is not. Where the document of a `did:web` is, [`did_web_location`] says.
    ///
    /// # Errors
    /// [`ResolveError`] when there is none to be had. The verification then is undecided in what
    /// depends on it, never passed.
    fn resolve(&self, url: &str) -> Result<Document, ResolveError>;

    /// The document at `url` as it is now: one that was kept from before has outlived its own time
    /// to live. Whoever keeps nothing need not tell the difference.
    ///
    /// # Errors
    /// As [`Resolver::resolve`].
    fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
        self.resolve(url)
    }
}

/// A document as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The bytes, unchanged.
    pub bytes: Arc<[u8]>,
    /// When they were fetched from where they are published, if that is known. A status list that
    /// has a time to live is too old when that has passed since.
    pub retrieved: Option<Timestamp>,
    /// The media type under which it came, if that is known. It decides nothing.
    pub media_type: Option<String>,
}

impl Document {
    /// These bytes, fetched at a time that is not known.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { bytes: bytes.into(), retrieved: None, media_type: None }
    }

    /// Whether both hold the same bytes.
    pub(crate) fn has_bytes_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.bytes, &other.bytes) || self.bytes == other.bytes
    }
}

/// Why a document could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// There is no such document, as far as this resolver can know: whoever published it would have
    /// it there. Not for what could not be reached, which may be there.
    #[error("{url} is not available here")]
    NotAvailable {
        /// The URL that was asked for.
        url: String,
    },
    /// The document should be there, but getting it failed.
    #[error("{url} could not be had: {reason}")]
    Failed {
        /// The URL that was asked for.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The place may not be reached: it is not on the public internet, or not named plainly.
    #[error("{url} is not asked for: {reason}")]
    Blocked {
        /// The URL that was asked for.
        url: String,
        /// What forbids it.
        reason: String,
    },
    /// The answer leads elsewhere, where nothing is fetched.
    #[error("{url} leads to {to}, and redirects are not followed")]
    Redirected {
        /// The URL that was asked for.
        url: String,
        /// Where the answer leads.
        to: String,
    },
    /// The answer is larger or slower than allowed.
    #[error("{url} was not read to its end: {reason}")]
    TooMuch {
        /// The URL that was asked for.
        url: String,
        /// Which limit it goes beyond.
        reason: String,
    },
    /// The answer is of a kind that holds no document, such as a web page.
    #[error("{url} is {found}, and JSON or a token is expected")]
    Type {
        /// The URL that was asked for.
        url: String,
        /// The media type of the answer.
        found: String,
    },
}

impl ResolveError {
    /// The code under which reports show that a key's document could not be had.
    pub fn code(&self) -> Code {
        match self {
            ResolveError::NotAvailable { .. } | ResolveError::Failed { .. } => Code::FetchFailed,
            ResolveError::Blocked { .. } => Code::FetchBlocked,
            ResolveError::Redirected { .. } => Code::FetchRedirect,
            ResolveError::TooMuch { .. } => Code::FetchLimit,
            ResolveError::Type { .. } => Code::FetchType,
        }
    }
}

/// Documents that the caller brings, by exact URL. It reaches nothing else.
///
/// ```
/// use openbadges::resolve::{Documents, Resolver};
/// let documents = Documents::new().with("https://district.example/issuers/1", b"{}".to_vec());
/// assert!(documents.resolve("https://district.example/issuers/1").is_ok());
/// assert!(documents.resolve("https://district.example/issuers/2").is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Documents(HashMap<String, Document>);

impl Documents {
    /// No documents.
    pub fn new() -> Self {
        Self::default()
    }

    /// These, and the document at `url`.
    #[must_use]
    pub fn with(mut self, url: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(url, bytes);
        self
    }

    /// Adds the document at `url`, in place of one that is there.
    pub fn insert(&mut self, url: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(url.into(), Document::new(bytes.into()));
    }
}

impl Resolver for Documents {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        let known = self.0.get(url).cloned();
        known.ok_or_else(|| ResolveError::NotAvailable { url: url.to_owned() })
    }
}

/// Documents can also serve contexts that are not bundled.
impl ContextLoader for Documents {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        let document = self.0.get(url)?;
        json::read(&document.bytes, &Limits::default()).ok().map(Arc::new)
    }
}
