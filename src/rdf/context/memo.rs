//! Where contexts come from, and where compiled ones are kept.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::compile::{Compiler, Propagation, Protection};
use super::term::{Active, Scoped};
use super::{Local, Problem};
use crate::fault::{Code, Pointer};
use crate::json::Value;
use crate::limits::{Budget, Limits};
use crate::rdf::ContextDigest;
use crate::rdf::hash::Table;
use crate::rdf::iri;

/// Where context documents come from.
///
/// A loader answers from what it holds; it fetches nothing. For one URL it gives the same document
/// as long as it lives: what was compiled from it may be kept.
pub trait ContextLoader: Send + Sync {
    /// The context document at the absolute `url`: an object with the member `@context`.
    fn load(&self, url: &str) -> Option<Arc<Value>>;

    /// The digest without which the document at the absolute `url` is not used. Default: none. See
    /// [`PinnedContexts`](crate::rdf::PinnedContexts).
    fn pinned(&self, url: &str) -> Option<ContextDigest> {
        let _ = url;
        None
    }
}

/// Compiles contexts, each once, and shares them between threads.
///
/// What is kept is bounded, and found again only by everything that went into it: the context that
/// was active before, and the URL or the whole text of the one applied. Make one `Contexts` for
/// each loader, and keep it.
///
/// ```
/// use openbadges::{Limits, json, rdf::{self, ContextLoader, Contexts}};
/// use std::sync::Arc;
///
/// struct Nothing;
/// impl ContextLoader for Nothing {
///     fn load(&self, _: &str) -> Option<Arc<json::Value>> { None }
/// }
///
/// let contexts = Contexts::new(Arc::new(Nothing));
/// let limits = Limits::default();
/// let badge = br#"{"@context": {"name": "https://schema.org/name"}, "name": "Ada"}"#;
/// let dataset = rdf::to_dataset(&json::read(badge, &limits)?, &contexts, &limits)?;
/// let canonical = rdf::canonicalize(&dataset, rdf::HashAlgorithm::Sha256, &limits)?;
/// assert_eq!(canonical.n_quads, "_:c14n0 <https://schema.org/name> \"Ada\" .\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Contexts {
    loader: Arc<dyn ContextLoader>,
    memo: RwLock<Memo>,
}

/// Compiled contexts in two generations: when the young one is full it becomes the old one, and
/// what was in the old one and is not asked for again goes.
#[derive(Default)]
struct Memo {
    young: Table<Key, Compiled>,
    old: Table<Key, Compiled>,
    /// What the young generation weighs, in terms.
    weight: usize,
}

/// Everything that went into a compiled context.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// The context that was active before; 0 for none.
    parent: u64,
    what: What,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum What {
    /// The settings hold for all that is compiled on top.
    Initial {
        base: Option<Arc<str>>,
        mode_1_0: bool,
        max_depth: usize,
    },
    Url(String),
    Inline {
        text: String,
        own_propagation: bool,
    },
    Scoped {
        id: u64,
        propagation: Propagation,
    },
}

#[derive(Clone)]
struct Compiled {
    active: Arc<Active>,
    /// What compiling took, which every document that uses it is charged alike, so that no verdict
    /// depends on what happens to be kept.
    contexts: usize,
    terms: usize,
    bytes: usize,
}

/// The terms that one generation of kept contexts may hold. A badge's contexts take about 10,000
/// with all that their types bring, at some 40 bytes each.
const GENERATION_TERMS: usize = 100_000;

/// What one document may still spend on contexts.
pub(in crate::rdf) struct Work {
    /// Contexts processed, each application of a different one to a different one counted.
    pub contexts: Budget,
    /// Terms defined, or copied from one context into the next.
    pub terms: Budget,
    /// Bytes of the terms, and of the IRIs and other texts that they stand for.
    pub bytes: Budget,
    pub max_depth: usize,
    pub mode_1_0: bool,
    /// The compiled contexts that were used, by their numbers, and what each of them took.
    pub derived: Vec<(u64, Cost)>,
}

/// What compiling a context took.
#[derive(Clone, Copy)]
pub(in crate::rdf) struct Cost {
    pub terms: usize,
    pub bytes: usize,
}

impl Work {
    pub fn new(limits: &Limits, mode_1_0: bool) -> Self {
        Self {
            contexts: Budget::new(Code::LimitContexts, limits.contexts),
            terms: Budget::new(Code::LimitContexts, limits.context_terms),
            bytes: Budget::new(Code::LimitContexts, limits.context_bytes),
            max_depth: limits.context_depth,
            mode_1_0,
            derived: Vec::new(),
        }
    }
}

impl Contexts {
    /// Contexts from this loader, with nothing compiled yet.
    pub fn new(loader: Arc<dyn ContextLoader>) -> Self {
        Self { loader, memo: RwLock::default() }
    }

    /// Where they come from.
    pub(crate) fn loader(&self) -> &Arc<dyn ContextLoader> {
        &self.loader
    }

    /// The context in which a document begins.
    pub(in crate::rdf) fn initial(&self, base: Option<&str>, work: &Work) -> Arc<Active> {
        let base: Option<Arc<str>> = base.map(Arc::from);
        let Work { mode_1_0, max_depth, .. } = *work;
        let key =
            Key { parent: 0, what: What::Initial { base: base.clone(), mode_1_0, max_depth } };
        if let Some(compiled) = self.kept(&key) {
            return compiled.active;
        }
        let active =
            Active { id: fresh_id(), original_base: base.clone(), base, ..Active::default() };
        let active = Arc::new(active);
        self.keep(key, Compiled { active: active.clone(), contexts: 0, terms: 0, bytes: 0 });
        active
    }

    /// Applies one context that stands in a document: a URL, an object, or null. An object that is
    /// an item of an array has no say in its propagation (section 4.1.2, step 2).
    pub(in crate::rdf) fn apply(
        &self,
        active: &Arc<Active>,
        context: &Value,
        in_array: bool,
        work: &mut Work,
    ) -> Result<Arc<Active>, Box<Problem>> {
        let base = &active.original_base;
        let what = match context {
            Value::String(url) => What::Url(absolute(url, base.as_deref())),
            other => What::Inline { text: other.to_string(), own_propagation: !in_array },
        };
        let local = || Local {
            root: Arc::new(context.clone()),
            pointer: Pointer::root(),
            base: base.clone(),
            inline: true,
        };
        let propagation =
            if in_array { Propagation::AlwaysOn } else { Propagation::AsTheContextSays };
        let key = Key { parent: active.id, what };
        self.derive(active, key, local, propagation, Protection::Kept, work)
    }

    /// Applies the context that comes with a term: as the term is a type, or a property.
    pub(in crate::rdf) fn apply_scoped(
        &self,
        active: &Arc<Active>,
        scoped: &Scoped,
        propagation: Propagation,
        work: &mut Work,
    ) -> Result<Arc<Active>, Box<Problem>> {
        let protection = match propagation {
            Propagation::Off => Protection::Kept,
            _ => Protection::Overridden,
        };
        let key = Key { parent: active.id, what: What::Scoped { id: scoped.id, propagation } };
        self.derive(active, key, || scoped.local.clone(), propagation, protection, work)
    }

    fn derive(
        &self,
        active: &Arc<Active>,
        key: Key,
        local: impl FnOnce() -> Local,
        propagation: Propagation,
        protection: Protection,
        work: &mut Work,
    ) -> Result<Arc<Active>, Box<Problem>> {
        if let Some(compiled) = self.kept(&key) {
            work.contexts.consume(compiled.contexts)?;
            work.terms.consume(compiled.terms)?;
            work.bytes.consume(compiled.bytes)?;
            let cost = Cost { terms: compiled.terms, bytes: compiled.bytes };
            work.derived.push((compiled.active.id, cost));
            return Ok(compiled.active);
        }
        let before = (work.contexts.used(), work.terms.used(), work.bytes.used());
        let compiler = Compiler::new(self.loader.as_ref(), active, work);
        let active = compiler.compile(&local(), propagation, protection)?;
        let contexts = work.contexts.used() - before.0;
        let terms = work.terms.used() - before.1;
        let bytes = work.bytes.used() - before.2;
        work.derived.push((active.id, Cost { terms, bytes }));
        self.keep(key, Compiled { active: active.clone(), contexts, terms, bytes });
        Ok(active)
    }

    fn kept(&self, key: &Key) -> Option<Compiled> {
        {
            let memo = self.memo.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(compiled) = memo.young.get(key) {
                return Some(compiled.clone());
            }
            if !memo.old.contains_key(key) {
                return None;
            }
        }
        let mut memo = self.memo.write().unwrap_or_else(PoisonError::into_inner);
        let compiled = memo.old.remove(key)?;
        memo.insert(key.clone(), compiled.clone());
        Some(compiled)
    }

    fn keep(&self, key: Key, compiled: Compiled) {
        let mut memo = self.memo.write().unwrap_or_else(PoisonError::into_inner);
        memo.insert(key, compiled);
    }
}

impl Memo {
    fn insert(&mut self, key: Key, compiled: Compiled) {
        /// What an entry weighs besides its terms, and the bytes that weigh as much as a term.
        const ENTRY: usize = 8;
        const BYTES_A_TERM: usize = 64;
        let text = match &key.what {
            What::Inline { text, .. } | What::Url(text) => text.len(),
            _ => 0,
        };
        let bytes = text + compiled.bytes;
        let weight = ENTRY + bytes / BYTES_A_TERM + compiled.active.terms.len();
        if weight > GENERATION_TERMS {
            return;
        }
        if self.weight + weight > GENERATION_TERMS {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight += weight;
        self.young.insert(key, compiled);
    }
}

/// A URL in a document, made absolute.
pub(super) fn absolute(url: &str, base: Option<&str>) -> String {
    match base {
        Some(base) if iri::scheme_of(url).is_none() => iri::resolve(base, url),
        _ => url.to_owned(),
    }
}

/// A number that nothing else in the process has.
pub(super) fn fresh_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl fmt::Debug for Contexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memo = self.memo.read().unwrap_or_else(PoisonError::into_inner);
        let kept = memo.young.len() + memo.old.len();
        f.debug_struct("Contexts").field("kept", &kept).finish_non_exhaustive()
    }
}
