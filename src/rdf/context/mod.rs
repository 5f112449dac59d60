//! Contexts: what the terms of a document mean (JSON-LD 1.1 API, section 4).
//!
//! A context is compiled once into a table that never changes, and kept under everything that went
//! into it: the context it was applied to, and the URL or the whole text of the context itself.

mod compile;
mod memo;
mod term;

use std::sync::Arc;

pub(super) use compile::Propagation;
pub(super) use memo::Work;
pub use memo::{ContextLoader, Contexts};
pub(super) use term::{
    Active, Against, Container, Definition, Direction, Expanded, Keyword, Mapping, Scoped, Typing,
    has_keyword_form, is_another_class, is_another_name, is_ours_unnamed,
};

use super::ContextDigest;
use super::error::{JsonLdError, RdfError};
use crate::fault::{Code, Fault, Pointer};
use crate::json::Value;
use crate::limits::Exhausted;

/// A context that stands in another value: in a document, in a file of contexts, in a term
/// definition.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The whole that it stands in, which it shares.
    root: Arc<Value>,
    /// Where in the whole.
    pointer: Pointer,
    /// What relative URLs in it are resolved against.
    base: Option<Arc<str>>,
    /// Whether the document brought it, rather than a loader.
    inline: bool,
}

impl Local {
    fn value(&self) -> &Value {
        self.root.at(self.pointer.as_str()).unwrap_or(&Value::Null)
    }
}

impl PartialEq for Local {
    fn eq(&self, other: &Self) -> bool {
        let same_place = Arc::ptr_eq(&self.root, &other.root) && self.pointer == other.pointer;
        self.base == other.base && (same_place || self.value() == other.value())
    }
}

/// Why a context could not be compiled. The pointer starts at the root of the [`Local`].
#[derive(Debug)]
pub(super) enum Problem {
    JsonLd(JsonLdError, Pointer, String),
    Unknown(String),
    NotAsPinned { url: String, found: ContextDigest, pinned: ContextDigest },
    Exhausted(Exhausted),
    TooDeep,
}

impl Problem {
    fn new(error: JsonLdError, pointer: Pointer, message: impl Into<String>) -> Box<Self> {
        Box::new(Problem::JsonLd(error, pointer, message.into()))
    }

    /// The problem as that of a term whose context has it.
    fn in_scoped(self, pointer: Pointer) -> Box<Self> {
        match self {
            Problem::JsonLd(error, _, message) => {
                let message = format!("{message} ({})", error.as_str());
                Problem::new(JsonLdError::InvalidScopedContext, pointer, message)
            }
            other => Box::new(other),
        }
    }

    /// The problem as the document's own: `place` is where the document has the context, or names
    /// it; `named` is what it names.
    pub(super) fn at(self, place: &Pointer, named: Option<&str>) -> Box<RdfError> {
        match self {
            Problem::JsonLd(error, pointer, message) => {
                let (pointer, message) = match named {
                    Some(url) => (place.clone(), format!("{url}{pointer}: {message}")),
                    None => (pointer.below(place), message),
                };
                let code = match error.code() {
                    // Named after what the standard calls it elsewhere, but found in a context.
                    Code::LdInvalid => Code::Context,
                    code => code,
                };
                let message = format!("{message} ({})", error.as_str());
                Box::new(RdfError::JsonLd { error, fault: Fault::new(code, pointer, message) })
            }
            Problem::Unknown(url) => {
                Box::new(RdfError::ContextUnknown { url, pointer: place.clone() })
            }
            Problem::NotAsPinned { url, found, pinned } => {
                let message = format!("{url} is pinned by {pinned}, but has the digest {found}");
                RdfError::fault(Code::ContextHash, place.clone(), message)
            }
            Problem::Exhausted(out) => {
                RdfError::exhausted(out, place.clone(), "contexts, terms, or bytes in them")
            }
            Problem::TooDeep => {
                let message = "contexts refer to contexts, or terms to terms, too deeply";
                let fault = Fault::new(Code::LimitContexts, place.clone(), message);
                Box::new(RdfError::JsonLd { error: JsonLdError::ContextOverflow, fault })
            }
        }
    }
}

impl From<Exhausted> for Box<Problem> {
    fn from(out: Exhausted) -> Self {
        Box::new(Problem::Exhausted(out))
    }
}
