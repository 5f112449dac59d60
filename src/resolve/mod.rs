//! Where keys and documents come from: the [`Resolver`] trait, and a static map of [`Documents`].
//!
//! A verifier asks for a document by its URL and gets bytes, or the reason why there are none. What
//! the bytes are worth is decided elsewhere: a controller document must name itself, a status list
//! must carry a proof.

use std::collections::HashMap;
use std::sync::Arc;

use crate::json::{self, Value};
use crate::limits::Limits;
use crate::rdf::ContextLoader;

/// A source of documents by URL. Implementations may do IO; nothing else in the library does.
pub trait Resolver: Send + Sync {
    /// The document at `url`, which has no fragment. It is `url`'s own word: what another origin
    /// answers, after a redirect, is not. Only DIDs and https URLs are asked for.
    ///
    /// # Errors
    /// [`ResolveError`] when there is none to be had. The verification then is undecided in what
    /// depends on it, never passed.
    fn resolve(&self, url: &str) -> Result<Document, ResolveError>;
}

/// A document as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The bytes, unchanged.
    pub bytes: Arc<[u8]>,
}

/// Why a document could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// This resolver does not have the document.
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
        self.0.insert(url.into(), Document { bytes: bytes.into().into() });
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
