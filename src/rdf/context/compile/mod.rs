//! Context Processing (JSON-LD 1.1 API, section 4.1).

mod define;

use std::sync::Arc;

use super::memo::{Work, absolute, fresh_id};
use super::term::{Active, Against, Definition, Direction, Expanded, Mapping, Scope};
use super::{ContextLoader, Local, Problem};
use crate::fault::{Path, Pointer};
use crate::json::{Object, Value};
use crate::rdf::ContextDigest;
use crate::rdf::error::JsonLdError;
use crate::rdf::hash::Table;
use crate::rdf::iri;
use define::Defining;

/// Whether what a context defines still holds in the node objects below the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::rdf) enum Propagation {
    /// Unless it says `@propagate: false`.
    AsTheContextSays,
    /// Unless it says `@propagate: true`: for the context of a type.
    Off,
    /// Whatever it says.
    AlwaysOn,
}

/// Terms that are copied in the time in which one is defined.
const COPIES_A_DEFINITION: usize = 32;

/// Whether protected terms stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    Kept,
    Overridden,
}

/// A context that is being compiled: the changes to the one that it is applied to.
pub(super) struct Compiler<'c> {
    loader: &'c dyn ContextLoader,
    work: &'c mut Work,
    state: State,
    /// New definitions, the innermost trial last.
    layers: Vec<Layer>,
    /// How many definitions are under way.
    under_way: usize,
}

/// New definitions; `None` for a term that is being defined anew.
type Layer = Table<Arc<str>, Option<Arc<Definition>>>;

/// What a context holds besides its own definitions.
#[derive(Clone)]
struct State {
    /// What lookups fall back to: the context applied to, or an empty one after null.
    parent: Arc<Active>,
    /// Layers below this one were cleared by null.
    floor: usize,
    base: Option<Arc<str>>,
    vocab: Option<Arc<str>>,
    language: Option<Arc<str>>,
    direction: Option<Direction>,
    previous: Option<Arc<Active>>,
    inline_vocab: bool,
}

/// The URLs of the contexts around the one at hand, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Chain<'u> {
    link: Option<(&'u str, &'u Chain<'u>)>,
    /// Contexts around contexts, whether they were loaded or stand in a term definition.
    depth: usize,
}

/// How a context is applied.
#[derive(Clone, Copy)]
pub(super) struct Manner<'u> {
    protection: Protection,
    /// Whether contexts that come with terms are looked into: always, but for those that such a
    /// check leads to again.
    validate_scoped: bool,
    chain: Chain<'u>,
}

impl Chain<'_> {
    fn contains(&self, url: &str) -> bool {
        self.link.is_some_and(|(own, rest)| own == url || rest.contains(url))
    }

    fn is_empty(&self) -> bool {
        self.link.is_none()
    }
}

/// The members of a context, with those that it imports and does not replace.
struct Entries<'x> {
    local: &'x Local,
    object: &'x Object,
    path: &'x Path<'x>,
    imported: Option<(&'x Local, &'x Object)>,
}

impl<'x> Entries<'x> {
    fn get(&self, name: &str) -> Option<(&'x Value, &'x Local)> {
        let imported =
            || self.imported.and_then(|(local, object)| Some((object.get(name)?, local)));
        self.object.get(name).map(|value| (value, self.local)).or_else(imported)
    }

    /// Imported members first; those that are replaced come too.
    fn iter(&self) -> impl Iterator<Item = (&'x str, &'x Value, &'x Local)> + use<'x> {
        let local = self.local;
        let own = self.object.iter().map(move |(name, value)| (name, value, local));
        let imported = self.imported.into_iter().flat_map(|(local, object)| {
            object.iter().map(move |(name, value)| (name, value, local))
        });
        imported.chain(own.filter(|(name, ..)| *name != "@import"))
    }

    fn len(&self) -> usize {
        self.object.len() + self.imported.map_or(0, |(_, object)| object.len())
    }

    /// Where the document, or the file of contexts, has the member.
    fn pointer(&self, name: &str) -> Pointer {
        match self.object.contains(name) {
            true => self.local.pointer_to(&self.path.member(name)),
            false => self.local.pointer_to(&self.path.member("@import")),
        }
    }

    /// Where the value of a member stands in its own whole.
    fn place(&self, name: &str, local: &Local) -> Pointer {
        match std::ptr::eq(local, self.local) {
            true => self.local.pointer_to(&self.path.member(name)),
            false => local.pointer.member(name),
        }
    }
}

type Compiling<T> = Result<T, Box<Problem>>;

impl<'c> Compiler<'c> {
    pub fn new(loader: &'c dyn ContextLoader, active: &Arc<Active>, work: &'c mut Work) -> Self {
        let state = State {
            floor: 0,
            base: active.base.clone(),
            vocab: active.vocab.clone(),
            language: active.language.clone(),
            direction: active.direction,
            previous: active.previous.clone(),
            inline_vocab: active.inline_vocab,
            parent: active.clone(),
        };
        Self { loader, work, state, layers: vec![Table::default()], under_way: 0 }
    }

    pub fn compile(
        mut self,
        local: &Local,
        propagation: Propagation,
        protection: Protection,
    ) -> Compiling<Arc<Active>> {
        let before = self.state.parent.clone();
        let value = local.value();
        if !propagates(value, propagation)? && self.state.previous.is_none() {
            self.state.previous = Some(before.clone());
        }
        let chain = Chain { link: None, depth: 0 };
        let manner = Manner { protection, validate_scoped: true, chain };
        self.apply(local, value, &Path::Root, manner)?;
        self.finish(&before)
    }

    /// The finished context; the old one where nothing changed.
    fn finish(mut self, before: &Arc<Active>) -> Compiling<Arc<Active>> {
        let State { parent, base, vocab, language, direction, previous, inline_vocab, .. } =
            self.state;
        let mut own = self.layers.pop().unwrap_or_default();
        own.retain(|term, definition| match (definition, parent.terms.get(term)) {
            (None, known) => known.is_some(),
            (Some(new), Some(old)) => new.protected != old.protected || !new.says_the_same(old),
            (Some(_), None) => true,
        });
        let same_previous = match (&previous, &before.previous) {
            (None, None) => true,
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            _ => false,
        };
        if own.is_empty()
            && same_previous
            && Arc::ptr_eq(&parent, before)
            && base == parent.base
            && vocab == parent.vocab
            && language == parent.language
            && direction == parent.direction
            && inline_vocab == parent.inline_vocab
        {
            return Ok(parent);
        }
        self.work.terms.consume(1 + parent.terms.len() / COPIES_A_DEFINITION)?;
        let mut terms = parent.terms.clone();
        let mut aliases = parent.aliases.clone();
        aliases.remove(|term| own.contains_key(term));
        for (term, definition) in own {
            let Some(definition) = definition else {
                terms.remove(&term);
                continue;
            };
            if let Mapping::Keyword(keyword) = definition.mapping {
                aliases.add(term.clone(), keyword);
            }
            terms.insert(term, definition);
        }
        Ok(Arc::new(Active {
            id: fresh_id(),
            terms,
            aliases,
            base,
            original_base: parent.original_base.clone(),
            vocab,
            language,
            direction,
            previous,
            inline_vocab,
        }))
    }

    /// Applies a local context as [`Compiler::apply`] does, and takes everything back.
    fn try_out(&mut self, local: &Local, manner: Manner<'_>) -> Compiling<()> {
        let state = self.state.clone();
        let layers = self.layers.len();
        self.layers.push(Table::default());
        let tried = self.apply(local, local.value(), &Path::Root, manner);
        self.layers.truncate(layers);
        self.state = state;
        tried
    }

    /// Applies a local context: null, a URL, an object, or an array of these.
    fn apply(
        &mut self,
        local: &Local,
        value: &Value,
        path: &Path<'_>,
        manner: Manner<'_>,
    ) -> Compiling<()> {
        if manner.chain.depth > self.work.max_depth {
            return Err(Box::new(Problem::TooDeep));
        }
        let Value::Array(items) = value else { return self.apply_one(local, value, path, manner) };
        for (index, item) in items.iter().enumerate() {
            self.apply_one(local, item, &path.item(index), manner)?;
        }
        Ok(())
    }

    fn apply_one(
        &mut self,
        local: &Local,
        value: &Value,
        path: &Path<'_>,
        manner: Manner<'_>,
    ) -> Compiling<()> {
        self.work.contexts.consume(1)?;
        match value {
            Value::Null => self.clear(local, path, manner),
            Value::String(url) => self.apply_url(url, local, path, manner),
            Value::Object(object) => self.apply_object(local, object, path, manner),
            other => Err(Problem::new(
                JsonLdError::InvalidLocalContext,
                local.pointer_to(path),
                format!("a context is {}", other.kind()),
            )),
        }
    }

    /// Step 5.1: null clears everything.
    fn clear(&mut self, local: &Local, path: &Path<'_>, manner: Manner<'_>) -> Compiling<()> {
        let layers = self.layers.get(self.state.floor..).unwrap_or_default();
        let own = layers.iter().flat_map(Table::keys);
        let terms = own.chain(self.state.parent.terms.keys());
        let protects = |term: &Arc<str>| self.definition(term).is_some_and(|d| d.protected);
        if manner.protection == Protection::Kept && terms.into_iter().any(protects) {
            return Err(Problem::new(
                JsonLdError::InvalidContextNullification,
                local.pointer_to(path),
                "null would clear protected terms",
            ));
        }
        let original_base = self.state.parent.original_base.clone();
        self.state = State {
            parent: Arc::new(Active {
                id: fresh_id(),
                base: original_base.clone(),
                original_base: original_base.clone(),
                ..Active::default()
            }),
            floor: self.layers.len(),
            base: original_base,
            vocab: None,
            language: None,
            direction: None,
            previous: self.state.previous.take(),
            inline_vocab: false,
        };
        self.layers.push(Table::default());
        Ok(())
    }

    /// Step 5.2.
    fn apply_url(
        &mut self,
        url: &str,
        local: &Local,
        path: &Path<'_>,
        manner: Manner<'_>,
    ) -> Compiling<()> {
        let url = absolute(url, local.base.as_deref());
        if !manner.validate_scoped && manner.chain.contains(&url) {
            return Ok(());
        }
        if iri::scheme_of(&url).is_none() {
            return Err(Problem::new(
                JsonLdError::LoadingRemoteContextFailed,
                local.pointer_to(path),
                format!("{url:?} is not an absolute URL"),
            ));
        }
        let loaded = self.load(&url)?;
        let context = loaded.value();
        let chain = Chain { link: Some((&url, &manner.chain)), depth: manner.chain.depth + 1 };
        if !propagates(context, Propagation::AsTheContextSays)? && self.state.previous.is_none() {
            self.state.previous = Some(self.state.parent.clone());
        }
        self.apply(&loaded, context, &Path::Root, Manner { chain, ..manner })
            .map_err(|problem| problem.inside(&url))
    }

    /// A document from the loader, at its `@context`.
    fn load(&mut self, url: &str) -> Compiling<Local> {
        let Some(root) = self.loader.load(url) else {
            return Err(Box::new(Problem::Unknown(url.to_owned())));
        };
        if let Some(pinned) = self.loader.pinned(url) {
            let found = ContextDigest::of(&root);
            if found != pinned {
                return Err(Box::new(Problem::NotAsPinned { url: url.to_owned(), found, pinned }));
            }
        }
        if root.get("@context").is_none() {
            return Err(Problem::new(
                JsonLdError::InvalidRemoteContext,
                Pointer::root(),
                format!("{url} is not an object with an @context"),
            ));
        }
        let pointer = Pointer::root().member("@context");
        Ok(Local { root, pointer, base: Some(url.into()), inline: false })
    }

    /// Steps 5.4 to 5.13.
    fn apply_object(
        &mut self,
        local: &Local,
        object: &Object,
        path: &Path<'_>,
        manner: Manner<'_>,
    ) -> Compiling<()> {
        let Some(import) = object.get("@import") else {
            return self.apply_entries(&Entries { local, object, path, imported: None }, manner);
        };
        let fail = |error, message| Err(Problem::new(error, local.pointer_to(path), message));
        if self.work.mode_1_0 {
            return fail(JsonLdError::InvalidContextEntry, "@import in mode 1.0".into());
        }
        let Value::String(url) = import else {
            let message = format!("@import is {}, not a string", import.kind());
            return fail(JsonLdError::InvalidImportValue, message);
        };
        self.work.contexts.consume(1)?;
        let url = absolute(url, local.base.as_deref());
        let loaded = self.load(&url)?;
        let Value::Object(imported) = loaded.value() else {
            let message = format!("{url} does not hold a single context object");
            return fail(JsonLdError::InvalidRemoteContext, message);
        };
        if imported.contains("@import") {
            let message = format!("{url} imports another context itself");
            return fail(JsonLdError::InvalidContextEntry, message);
        }
        // Relative URLs in it are now relative to the context that imports it.
        let loaded = Local { base: local.base.clone(), ..loaded.clone() };
        let imported = Some((&loaded, imported));
        self.apply_entries(&Entries { local, object, path, imported }, manner)
    }

    fn apply_entries(&mut self, entries: &Entries<'_>, manner: Manner<'_>) -> Compiling<()> {
        for (name, value, _) in entries.iter().filter(|(name, ..)| name.starts_with('@')) {
            self.check_keyword(name, value)
                .map_err(|(error, message)| Problem::new(error, entries.pointer(name), message))?;
        }
        if manner.chain.is_empty() {
            self.set_base(entries)?;
        }
        self.set_vocab(entries)?;
        match entries.get("@language") {
            Some((Value::String(tag), _)) => {
                self.state.language = Some(tag.to_ascii_lowercase().into())
            }
            Some(_) => self.state.language = None,
            None => {}
        }
        if let Some((direction, _)) = entries.get("@direction") {
            self.state.direction = direction.as_str().and_then(Direction::parse);
        }
        self.work.terms.consume(entries.len())?;
        Defining::new(self, entries, manner).all()
    }

    /// The keywords of a context that need nothing else to be judged.
    fn check_keyword(&self, name: &str, value: &Value) -> Result<(), (JsonLdError, String)> {
        let not = |error, what: &str| Err((error, format!("{name} is {value}, not {what}")));
        match name {
            "@import" | "@direction" | "@propagate" if self.work.mode_1_0 => {
                Err((JsonLdError::InvalidContextEntry, format!("{name} in mode 1.0")))
            }
            "@version" if value.as_number().map(|n| n.as_f64()) != Some(1.1) => {
                not(JsonLdError::InvalidVersionValue, "the number 1.1")
            }
            "@version" if self.work.mode_1_0 => {
                Err((JsonLdError::ProcessingModeConflict, "@version 1.1 in mode 1.0".into()))
            }
            "@propagate" if value.as_bool().is_none() => {
                not(JsonLdError::InvalidPropagateValue, "a boolean")
            }
            "@protected" if value.as_bool().is_none() => {
                not(JsonLdError::InvalidProtectedValue, "a boolean")
            }
            "@language" if !matches!(value, Value::String(_) | Value::Null) => {
                not(JsonLdError::InvalidDefaultLanguage, "a string or null")
            }
            "@direction"
                if *value != Value::Null && value.as_str().and_then(Direction::parse).is_none() =>
            {
                not(JsonLdError::InvalidBaseDirection, "\"ltr\", \"rtl\" or null")
            }
            _ => Ok(()),
        }
    }

    fn set_base(&mut self, entries: &Entries<'_>) -> Compiling<()> {
        let base = match (entries.get("@base"), &self.state.base) {
            (None, _) => return Ok(()),
            (Some((Value::Null, _)), _) => None,
            (Some((Value::String(text), _)), _) if iri::scheme_of(text).is_some() => {
                Some(text.as_str().into())
            }
            (Some((Value::String(text), _)), Some(known)) => {
                let resolved = iri::resolve(known, text);
                self.work.bytes.consume(resolved.len())?;
                Some(resolved.into())
            }
            (Some((value, _)), _) => {
                let message = format!("@base is {value}, and no IRI can be made of it");
                let pointer = entries.pointer("@base");
                return Err(Problem::new(JsonLdError::InvalidBaseIri, pointer, message));
            }
        };
        self.state.base = base;
        Ok(())
    }

    fn set_vocab(&mut self, entries: &Entries<'_>) -> Compiling<()> {
        let Some((value, local)) = entries.get("@vocab") else { return Ok(()) };
        let vocab = match value {
            Value::Null => Some(None),
            Value::String(text) => {
                let mode_1_0 = self.work.mode_1_0;
                let expanded = self.expand_known(text, Against::VocabThenBase)?;
                // Mode 1.0 knows no vocabulary relative to the base.
                let usable = !mode_1_0 || expanded.identifier().is_some();
                expanded.as_text().filter(|_| usable).map(|iri| Some(iri.into()))
            }
            _ => None,
        };
        let Some(vocab) = vocab else {
            let message = format!("@vocab is {value}, and no IRI can be made of it");
            let pointer = entries.pointer("@vocab");
            return Err(Problem::new(JsonLdError::InvalidVocabMapping, pointer, message));
        };
        self.state.inline_vocab = local.inline && vocab.is_some();
        self.state.vocab = vocab;
        Ok(())
    }

    /// The definition of a term as it stands.
    fn definition(&self, term: &str) -> Option<&Arc<Definition>> {
        self.state.definition(&self.layers, term)
    }

    fn set_definition(&mut self, term: Arc<str>, definition: Option<Arc<Definition>>) {
        if let Some(layer) = self.layers.last_mut() {
            layer.insert(term, definition);
        }
    }

    /// IRI Expansion with the terms defined so far.
    fn expand_known<'a>(&'a mut self, text: &'a str, against: Against) -> Compiling<Expanded<'a>> {
        let Self { work, state, layers, .. } = self;
        let scope = Scope {
            definition: |term: &str| state.definition(layers, term).map(Arc::as_ref),
            vocab: state.vocab.as_deref(),
            base: state.base.as_deref(),
        };
        let expanded = scope.expand(text, against);
        // Each comes to be kept, so it counts in full, however short the name for it is.
        work.bytes.consume(expanded.as_text().map_or(0, str::len))?;
        Ok(expanded)
    }
}

impl State {
    fn definition<'s>(&'s self, layers: &'s [Layer], term: &str) -> Option<&'s Arc<Definition>> {
        let layers = layers.get(self.floor..).unwrap_or_default();
        match layers.iter().rev().find_map(|layer| layer.get(term)) {
            Some(own) => own.as_ref(),
            None => self.parent.terms.get(term),
        }
    }
}

impl Local {
    fn pointer_to(&self, path: &Path<'_>) -> Pointer {
        path.pointer().below(&self.pointer)
    }
}

impl Problem {
    /// The same problem, seen from a context that names the one where it is.
    fn inside(self, url: &str) -> Box<Self> {
        match self {
            Problem::JsonLd(error, pointer, message) => {
                let message = match pointer == Pointer::root() {
                    true => message,
                    false => format!("{url}{pointer}: {message}"),
                };
                Problem::new(error, Pointer::root(), message)
            }
            other => Box::new(other),
        }
    }
}

/// Whether a local context propagates (steps 2 and 3).
fn propagates(context: &Value, propagation: Propagation) -> Compiling<bool> {
    let own = match context.get("@propagate") {
        Some(Value::Bool(own)) => Some(*own),
        Some(_) => {
            let pointer = Pointer::root().member("@propagate");
            let message = "@propagate is not a boolean";
            return Err(Problem::new(JsonLdError::InvalidPropagateValue, pointer, message));
        }
        None => None,
    };
    Ok(match propagation {
        Propagation::AlwaysOn => true,
        Propagation::AsTheContextSays => own.unwrap_or(true),
        Propagation::Off => own.unwrap_or(false),
    })
}
