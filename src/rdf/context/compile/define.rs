//! Create Term Definition (JSON-LD 1.1 API, section 4.2).

use std::sync::Arc;

use super::super::memo::fresh_id;
use super::super::term::{
    Against, Container, Definition, Direction, Expanded, Keyword, Mapping, Scoped, Typing,
    has_keyword_form, split_compact,
};
use super::super::{Local, Problem};
use super::{Chain, Compiler, Compiling, Entries, Manner, Protection};
use crate::json::{Object, Value};
use crate::rdf::error::JsonLdError;
use crate::rdf::hash::Table;

/// The definitions of one context, being made in an order in which each finds those it needs.
pub(super) struct Defining<'x, 'm, 'c> {
    compiler: &'x mut Compiler<'c>,
    entries: &'x Entries<'x>,
    manner: Manner<'m>,
    protected: bool,
    terms: Table<&'x str, Entry<'x>>,
}

struct Entry<'x> {
    value: &'x Value,
    local: &'x Local,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    UnderWay,
    Done,
}

/// How many definitions may hang on one another: `a` is `b:x`, `b` is `c:x`, and so on, or stand in
/// the contexts of one another. Contexts in use have up to five.
const MAX_UNDER_WAY: usize = 32;

/// The members of a context that are not terms.
const NOT_TERMS: [&str; 8] = [
    "@base",
    "@direction",
    "@import",
    "@language",
    "@propagate",
    "@protected",
    "@version",
    "@vocab",
];

impl<'x, 'm, 'c> Defining<'x, 'm, 'c> {
    pub fn new(
        compiler: &'x mut Compiler<'c>,
        entries: &'x Entries<'x>,
        manner: Manner<'m>,
    ) -> Self {
        let protected = entries.get("@protected").and_then(|(value, _)| value.as_bool());
        let mut terms = Table::with_capacity_and_hasher(entries.len(), Default::default());
        for (name, value, local) in entries.iter() {
            // A member of the context itself replaces an imported one, which comes first.
            if !NOT_TERMS.contains(&name) {
                terms.insert(name, Entry { value, local, state: State::New });
            }
        }
        let protected = protected.unwrap_or(false);
        Self { compiler, entries, manner, protected, terms }
    }

    pub fn all(mut self) -> Compiling<()> {
        let entries = self.entries;
        for (name, ..) in entries.iter() {
            self.define(name)?;
        }
        Ok(())
    }

    /// Makes the definition of a term, if the context has it and it is not made yet.
    fn define(&mut self, term: &str) -> Compiling<()> {
        let Some((term, entry)) = self.terms.get_key_value(term) else { return Ok(()) };
        let (term, value, local) = (*term, entry.value, entry.local);
        match entry.state {
            State::Done => return Ok(()),
            State::UnderWay => {
                let message = format!("the definition of {term:?} leads back to itself");
                return self.fail(JsonLdError::CyclicIriMapping, term, message);
            }
            State::New => {}
        }
        if self.compiler.under_way == MAX_UNDER_WAY {
            return Err(Box::new(Problem::TooDeep));
        }
        self.set_state(term, State::UnderWay);
        self.compiler.under_way += 1;
        let defined = self.define_new(term, value, local);
        self.compiler.under_way -= 1;
        self.set_state(term, State::Done);
        defined
    }

    fn set_state(&mut self, term: &str, state: State) {
        if let Some(entry) = self.terms.get_mut(term) {
            entry.state = state;
        }
    }

    fn fail<T>(&self, error: JsonLdError, term: &str, message: String) -> Compiling<T> {
        Err(Problem::new(error, self.entries.pointer(term), message))
    }

    fn define_new(&mut self, term: &'x str, value: &'x Value, local: &'x Local) -> Compiling<()> {
        if term.is_empty() {
            let message = "a term is the empty string".into();
            return self.fail(JsonLdError::InvalidTermDefinition, term, message);
        }
        if term == "@type" {
            if self.compiler.work.mode_1_0 || !is_type_redefinition(value) {
                let message = "of @type, only the container and protection can be set".into();
                return self.fail(JsonLdError::KeywordRedefinition, term, message);
            }
        } else if Keyword::parse(term).is_some() {
            let message = format!("{term} is a keyword");
            return self.fail(JsonLdError::KeywordRedefinition, term, message);
        } else if has_keyword_form(term) {
            return Ok(());
        }

        self.compiler.work.bytes.consume(term.len())?;
        let shared: Arc<str> = term.into();
        let previous = self.compiler.definition(term).cloned();
        self.compiler.set_definition(shared.clone(), None);
        let mut definition = Definition::new();
        definition.protected = self.protected;
        let made = match value {
            Value::Null => true,
            Value::String(id) => self.map_to(term, Some(id), true, &mut definition)?,
            Value::Object(object) => self.read(term, object, local, &mut definition)?,
            other => {
                let message = format!("the definition of {term:?} is {}", other.kind());
                return self.fail(JsonLdError::InvalidTermDefinition, term, message);
            }
        };
        if !made {
            return Ok(());
        }
        definition.look_for_another_name(term, local);
        let mut definition = Arc::new(definition);
        let kept = |previous: &Arc<Definition>| {
            previous.protected && self.manner.protection == Protection::Kept
        };
        if let Some(previous) = previous.filter(kept) {
            if !definition.says_the_same(&previous) {
                let message = format!("{term:?} is protected and has another definition");
                return self.fail(JsonLdError::ProtectedTermRedefinition, term, message);
            }
            definition = previous;
        }
        self.compiler.set_definition(shared, Some(definition));
        Ok(())
    }

    /// Reads an expanded term definition. False where it is to be ignored.
    fn read(
        &mut self,
        term: &'x str,
        object: &'x Object,
        local: &'x Local,
        definition: &mut Definition,
    ) -> Compiling<bool> {
        const KNOWN: [&str; 11] = [
            "@id",
            "@reverse",
            "@container",
            "@context",
            "@direction",
            "@index",
            "@language",
            "@nest",
            "@prefix",
            "@protected",
            "@type",
        ];
        /// What mode 1.0 does not know.
        const NEW: [&str; 6] =
            ["@context", "@direction", "@index", "@nest", "@prefix", "@protected"];
        let mode_1_0 = self.compiler.work.mode_1_0;
        for (name, value) in object.iter() {
            if !KNOWN.contains(&name) || (mode_1_0 && NEW.contains(&name)) {
                let message = format!("the definition of {term:?} has the unknown member {name:?}");
                return self.fail(JsonLdError::InvalidTermDefinition, term, message);
            }
            if matches!(name, "@index" | "@language" | "@nest") {
                self.compiler.work.bytes.consume(value.as_str().map_or(0, str::len))?;
            }
        }
        if let Some(protected) = object.get("@protected") {
            let Some(protected) = protected.as_bool() else {
                let message = format!("@protected of {term:?} is {protected}, not a boolean");
                return self.fail(JsonLdError::InvalidProtectedValue, term, message);
            };
            definition.protected = protected;
        }
        self.read_type(term, object, definition)?;
        if let Some(reverse) = object.get("@reverse") {
            return self.read_reverse(term, object, reverse, definition);
        }
        let made = match object.get("@id") {
            None => self.map_to(term, None, false, definition)?,
            Some(Value::Null) => true,
            Some(Value::String(id)) => self.map_to(term, Some(id), false, definition)?,
            Some(other) => {
                let message = format!("@id of {term:?} is {}, not a string", other.kind());
                return self.fail(JsonLdError::InvalidIriMapping, term, message);
            }
        };
        if !made {
            return Ok(false);
        }
        self.read_container(term, object, definition)?;
        self.read_index(term, object, definition)?;
        self.read_scoped(term, object, local, definition)?;
        self.read_language(term, object, definition)?;
        self.read_nest_and_prefix(term, object, definition)?;
        Ok(true)
    }

    /// Step 12.
    fn read_type(
        &mut self,
        term: &str,
        object: &'x Object,
        definition: &mut Definition,
    ) -> Compiling<()> {
        let Some(written) = object.get("@type") else { return Ok(()) };
        let typing = match written {
            Value::String(text) => {
                let mode_1_0 = self.compiler.work.mode_1_0;
                let expanded = self.expand(text, Against::Vocab)?;
                match &expanded {
                    Expanded::Keyword(Keyword::Id) => Some(Typing::Id),
                    Expanded::Keyword(Keyword::Vocab) => Some(Typing::Vocab),
                    Expanded::Keyword(Keyword::Json) if !mode_1_0 => Some(Typing::Json),
                    Expanded::Keyword(Keyword::None) if !mode_1_0 => Some(Typing::None),
                    other => other
                        .identifier()
                        .filter(|iri| !iri.starts_with("_:"))
                        .map(|iri| Typing::Iri(iri.into())),
                }
            }
            _ => None,
        };
        let Some(typing) = typing else {
            let message = format!("@type of {term:?} is {written}, and no IRI can be made of it");
            return self.fail(JsonLdError::InvalidTypeMapping, term, message);
        };
        definition.typing = typing;
        Ok(())
    }

    /// Step 13.
    fn read_reverse(
        &mut self,
        term: &str,
        object: &'x Object,
        reverse: &'x Value,
        definition: &mut Definition,
    ) -> Compiling<bool> {
        if object.contains("@id") || object.contains("@nest") {
            let message = format!("{term:?} has @reverse and also @id or @nest");
            return self.fail(JsonLdError::InvalidReverseProperty, term, message);
        }
        let Value::String(reverse) = reverse else {
            let message = format!("@reverse of {term:?} is {}, not a string", reverse.kind());
            return self.fail(JsonLdError::InvalidIriMapping, term, message);
        };
        if has_keyword_form(reverse) {
            return Ok(false);
        }
        let expanded = self.expand(reverse, Against::Vocab)?;
        let Some(iri) = expanded.identifier() else {
            let message = format!("@reverse of {term:?} is {reverse:?}, which is no IRI");
            return self.fail(JsonLdError::InvalidIriMapping, term, message);
        };
        definition.mapping = Mapping::iri(iri);
        definition.container = match object.get("@container") {
            None | Some(Value::Null) => Container::default(),
            Some(Value::String(name)) if name == "@set" => Container::SET,
            Some(Value::String(name)) if name == "@index" => Container::INDEX,
            Some(other) => {
                let message = format!("@container of the reverse property {term:?} is {other}");
                return self.fail(JsonLdError::InvalidReverseProperty, term, message);
            }
        };
        definition.reverse = true;
        Ok(true)
    }

    /// Steps 14 to 18: what the term is mapped to. False where the definition is to be ignored.
    fn map_to(
        &mut self,
        term: &'x str,
        id: Option<&'x str>,
        simple: bool,
        definition: &mut Definition,
    ) -> Compiling<bool> {
        let Some(id) = id.filter(|id| *id != term) else {
            definition.mapping = self.mapping_of_itself(term)?;
            return Ok(true);
        };
        if Keyword::parse(id).is_none() && has_keyword_form(id) {
            return Ok(false);
        }
        let expanded = self.expand(id, Against::Vocab)?;
        definition.mapping = match &expanded {
            Expanded::Keyword(Keyword::Context) => {
                let message = format!("{term:?} would stand for @context");
                return self.fail(JsonLdError::InvalidKeywordAlias, term, message);
            }
            Expanded::Keyword(keyword) => Mapping::Keyword(*keyword),
            other => match other.identifier() {
                Some(iri) => Mapping::iri(iri),
                None => {
                    let message = format!("{term:?} is mapped to {id:?}, which is no IRI");
                    return self.fail(JsonLdError::InvalidIriMapping, term, message);
                }
            },
        };
        let inner_colon =
            term.len() > 2 && term.get(1..term.len() - 1).is_some_and(|t| t.contains(':'));
        if inner_colon || term.contains('/') {
            // Its own definition must not be looked for while it is compared with what it would
            // mean without one.
            self.set_state(term, State::Done);
            let without = self.expand(term, Against::Vocab)?;
            if Some(without.identifier().unwrap_or(term)) != definition.mapping.as_iri() {
                let message = format!("{term:?} would no longer mean what it says");
                return self.fail(JsonLdError::InvalidIriMapping, term, message);
            }
        }
        let iri = definition.mapping.as_iri().unwrap_or_default();
        let ends_a_part = iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        let is_plain = !term.contains([':', '/']);
        definition.prefix = is_plain && simple && (ends_a_part || iri.starts_with("_:"));
        Ok(true)
    }

    /// What a term means that says nothing of its own: a compact IRI, an IRI, a name in the
    /// default vocabulary.
    fn mapping_of_itself(&mut self, term: &'x str) -> Compiling<Mapping> {
        if term == "@type" {
            return Ok(Mapping::Keyword(Keyword::Type));
        }
        let iri = if let Some((prefix, suffix)) = split_compact(term) {
            self.define(prefix)?;
            let before = match self.compiler.definition(prefix).map(|known| &known.mapping) {
                // Which makes no IRI, so that the term is lost.
                Some(Mapping::Keyword(keyword)) => Some(keyword.as_str()),
                other => other.and_then(Mapping::as_iri),
            };
            Some(before.map_or_else(|| term.to_owned(), |iri| format!("{iri}{suffix}")))
        } else if term.contains('/') {
            let expanded = self.compiler.expand_known(term, Against::Vocab)?;
            expanded.identifier().map(str::to_owned)
        } else {
            self.compiler.state.vocab.as_ref().map(|vocab| format!("{vocab}{term}"))
        };
        let Some(iri) = iri else {
            let message = format!("{term:?} is not mapped to an IRI, and is none");
            return self.fail(JsonLdError::InvalidIriMapping, term, message);
        };
        self.compiler.work.bytes.consume(iri.len())?;
        Ok(Mapping::iri(&iri))
    }

    /// Step 19.
    fn read_container(
        &mut self,
        term: &str,
        object: &Object,
        definition: &mut Definition,
    ) -> Compiling<()> {
        let Some(written) = object.get("@container") else { return Ok(()) };
        match container(written, self.compiler.work.mode_1_0) {
            Some(container) => definition.container = container,
            None => {
                let message = format!("@container of {term:?} is {written}");
                return self.fail(JsonLdError::InvalidContainerMapping, term, message);
            }
        }
        if definition.container.has(Container::TYPE) {
            match definition.typing {
                Typing::Native => definition.typing = Typing::Id,
                Typing::Id | Typing::Vocab => {}
                _ => {
                    let message = format!("{term:?} maps types to values that are no nodes");
                    return self.fail(JsonLdError::InvalidTypeMapping, term, message);
                }
            }
        }
        Ok(())
    }

    /// Step 20.
    fn read_index(
        &mut self,
        term: &str,
        object: &'x Object,
        definition: &mut Definition,
    ) -> Compiling<()> {
        let Some(index) = object.get("@index") else { return Ok(()) };
        let expanded = match index {
            Value::String(text) if definition.container.has(Container::INDEX) => {
                Some(self.expand(text, Against::Vocab)?)
            }
            _ => None,
        };
        if expanded.as_ref().and_then(Expanded::identifier).is_none() {
            let message = format!("@index of {term:?} is {index}, or it is no index map");
            return self.fail(JsonLdError::InvalidTermDefinition, term, message);
        }
        definition.index = index.as_str().map(Arc::from);
        Ok(())
    }

    /// Step 21. The scoped context is compiled to see whether that works, then forgotten.
    fn read_scoped(
        &mut self,
        term: &str,
        object: &'x Object,
        local: &'x Local,
        definition: &mut Definition,
    ) -> Compiling<()> {
        if !object.contains("@context") {
            return Ok(());
        }
        let pointer = self.entries.place(term, local).member("@context");
        let scoped = Local { pointer, ..local.clone() };
        let chain = Chain { depth: self.manner.chain.depth + 1, ..self.manner.chain };
        let manner = Manner { protection: Protection::Overridden, validate_scoped: false, chain };
        if let Err(problem) = self.compiler.try_out(&scoped, manner) {
            return Err(problem.in_scoped(self.entries.pointer(term)));
        }
        definition.scoped = Some(Scoped { id: fresh_id(), local: scoped });
        Ok(())
    }

    /// Steps 22 and 23.
    fn read_language(
        &mut self,
        term: &str,
        object: &Object,
        definition: &mut Definition,
    ) -> Compiling<()> {
        if object.contains("@type") {
            return Ok(());
        }
        definition.language = match object.get("@language") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(Value::String(tag)) => Some(Some(tag.to_ascii_lowercase().into())),
            Some(other) => {
                let message = format!("@language of {term:?} is {}", other.kind());
                return self.fail(JsonLdError::InvalidLanguageMapping, term, message);
            }
        };
        definition.direction = match object.get("@direction") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(other) => match other.as_str().and_then(Direction::parse) {
                Some(direction) => Some(Some(direction)),
                None => {
                    let message = format!("@direction of {term:?} is {other}");
                    return self.fail(JsonLdError::InvalidBaseDirection, term, message);
                }
            },
        };
        Ok(())
    }

    /// Steps 24 and 25.
    fn read_nest_and_prefix(
        &mut self,
        term: &str,
        object: &Object,
        definition: &mut Definition,
    ) -> Compiling<()> {
        if let Some(nest) = object.get("@nest") {
            let usable = |text: &&str| *text == "@nest" || Keyword::parse(text).is_none();
            let Some(nest) = nest.as_str().filter(usable) else {
                let message = format!("@nest of {term:?} is {nest}");
                return self.fail(JsonLdError::InvalidNestValue, term, message);
            };
            definition.nest = Some(nest.into());
        }
        let Some(prefix) = object.get("@prefix") else { return Ok(()) };
        if term.contains([':', '/']) {
            let message = format!("{term:?} cannot be a prefix");
            return self.fail(JsonLdError::InvalidTermDefinition, term, message);
        }
        let Some(prefix) = prefix.as_bool() else {
            let message = format!("@prefix of {term:?} is {prefix}, not a boolean");
            return self.fail(JsonLdError::InvalidPrefixValue, term, message);
        };
        if prefix && matches!(definition.mapping, Mapping::Keyword(_)) {
            let message = format!("{term:?} stands for a keyword and cannot be a prefix");
            return self.fail(JsonLdError::InvalidTermDefinition, term, message);
        }
        definition.prefix = prefix;
        Ok(())
    }

    /// IRI Expansion (section 5.2) that makes the definitions which it needs.
    fn expand<'a>(&'a mut self, text: &'a str, against: Against) -> Compiling<Expanded<'a>> {
        if Keyword::parse(text).is_none() && !has_keyword_form(text) {
            self.define(text)?;
            let stands_alone = self.compiler.definition(text).is_some_and(|definition| {
                against.vocab() || matches!(definition.mapping, Mapping::Keyword(_))
            });
            let compact = split_compact(text).filter(|_| !stands_alone);
            if let Some((prefix, _)) =
                compact.filter(|(prefix, suffix)| *prefix != "_" && !suffix.starts_with("//"))
            {
                self.define(prefix)?;
            }
        }
        self.compiler.expand_known(text, against)
    }
}

/// Step 4: `@type` can be given the container `@set` and be protected, nothing else.
fn is_type_redefinition(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    !object.is_empty()
        && object.iter().all(|(name, value)| match name {
            "@container" => value.as_str() == Some("@set"),
            "@protected" => true,
            _ => false,
        })
}

/// Step 19: the combinations that make sense.
fn container(written: &Value, mode_1_0: bool) -> Option<Container> {
    if mode_1_0 {
        let single = Container::of(written.as_str()?)?;
        let old = !single.has(Container::GRAPH.with(Container::ID).with(Container::TYPE));
        return old.then_some(single);
    }
    let mut container = Container::default();
    for item in written.items() {
        container = container.with(Container::of(item.as_str()?)?);
    }
    let others = container.without(Container::SET);
    let single = [
        Container::GRAPH,
        Container::ID,
        Container::INDEX,
        Container::LANGUAGE,
        Container::TYPE,
        Container::default(),
    ];
    let graph_map = others == Container::GRAPH.with(Container::ID)
        || others == Container::GRAPH.with(Container::INDEX);
    let fits = container == Container::LIST || single.contains(&others) || graph_map;
    (fits && container != Container::default()).then_some(container)
}
