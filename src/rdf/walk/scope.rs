//! Which contexts hold for an object: those around it, those that it has, those that its types bring
//! (JSON-LD 1.1 API, section 5.1.2, steps 7 to 11).

use std::sync::Arc;

use super::super::context::{Active, Keyword, Problem, Propagation, Scoped};
use super::super::error::{JsonLdError, RdfError};
use super::{Property, Step, Walk, note};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};

/// The contexts of one object: for its members, and for its types.
pub(super) struct Scope {
    pub(super) active: Arc<Active>,
    pub(super) for_types: Arc<Active>,
}

impl<'d> Walk<'d> {
    /// Step 7: the types and the contexts of an object.
    pub(super) fn enter(
        &mut self,
        active: &Arc<Active>,
        property: Property<'_>,
        object: &Object,
        from_map: bool,
        path: &Path<'_>,
    ) -> Step<Scope> {
        let mut active = match &active.previous {
            Some(previous) if !from_map && leaves_scope(active, object) => previous.clone(),
            _ => active.clone(),
        };
        if let Some(scoped) = property.definition.and_then(|d| d.scoped.as_ref()) {
            active = self.apply_scoped(&active, scoped, Propagation::AsTheContextSays, path)?;
        }
        if let Some(context) = object.get("@context") {
            active = self.apply_contexts(&active, context, &path.member("@context"))?;
        }
        let for_types = active.clone();
        self.apply_types(&mut active, &for_types, object, path)?;
        Ok(Scope { active, for_types })
    }

    /// Step 11: the contexts that types bring, in the order of their names.
    fn apply_types(
        &mut self,
        active: &mut Arc<Active>,
        for_types: &Arc<Active>,
        object: &Object,
        path: &Path<'_>,
    ) -> Step<()> {
        let is_type = |(name, _): &(&str, &Value)| for_types.keyword(name) == Some(Keyword::Type);
        let mut members = object.iter().filter(is_type);
        let (first, second) = (members.next(), members.next());
        let Some((_, types)) = first else { return Ok(()) };
        if second.is_none() {
            return self.apply_types_in(active, for_types, types, path);
        }
        let mut members: Vec<(&str, &Value)> = object.iter().filter(is_type).collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        for (_, types) in members {
            self.apply_types_in(active, for_types, types, path)?;
        }
        Ok(())
    }

    fn apply_types_in(
        &mut self,
        active: &mut Arc<Active>,
        for_types: &Arc<Active>,
        types: &Value,
        path: &Path<'_>,
    ) -> Step<()> {
        let mut apply = |name: &str| {
            let definition = for_types.definition(name);
            if let Some(scoped) = definition.and_then(|d| d.scoped.as_ref()) {
                *active = self.apply_scoped(active, scoped, Propagation::Off, path)?;
            }
            Ok(())
        };
        if let [Value::String(only)] = types.items() {
            return apply(only);
        }
        let mut types: Vec<&str> = types.items().iter().filter_map(Value::as_str).collect();
        types.sort_unstable();
        types.into_iter().try_for_each(apply)
    }

    pub(super) fn apply_scoped(
        &mut self,
        active: &Arc<Active>,
        scoped: &Scoped,
        propagation: Propagation,
        path: &Path<'_>,
    ) -> Step<Arc<Active>> {
        let key = (active.id, scoped.id, propagation);
        if let Some(applied) = self.scoped.get(&key) {
            return Ok(applied.clone());
        }
        let applied = self
            .contexts
            .apply_scoped(active, scoped, propagation, &mut self.work)
            .map_err(|problem| problem.at(&path.pointer(), Some("the context of a term")))?;
        self.note_vocabulary(active, &applied, path);
        self.scoped.insert(key, applied.clone());
        Ok(applied)
    }

    /// Applies the `@context` of an object.
    pub(super) fn apply_contexts(
        &mut self,
        active: &Arc<Active>,
        context: &Value,
        path: &Path<'_>,
    ) -> Step<Arc<Active>> {
        let Value::Array(items) = context else {
            return self.apply_context(active, context, false, path);
        };
        let mut active = active.clone();
        for (index, item) in items.iter().enumerate() {
            active = self.apply_context(&active, item, true, &path.item(index))?;
        }
        Ok(active)
    }

    fn apply_context(
        &mut self,
        active: &Arc<Active>,
        context: &Value,
        in_array: bool,
        path: &Path<'_>,
    ) -> Step<Arc<Active>> {
        let fault = |code, message| RdfError::fault(code, path.pointer(), message);
        if self.lossless() && *context == Value::Null {
            return Err(fault(Code::Context, "a context of null would unsay those before it"));
        }
        if in_array && matches!(context, Value::Array(_)) {
            return self.json_ld(JsonLdError::InvalidLocalContext, path, "a context is an array");
        }
        if let Value::Object(object) = context {
            // What is too much in any case is not even written down to be looked up.
            let fits = self.work.terms.clone().consume(object.len());
            fits.map_err(|out| RdfError::exhausted(out, path.pointer(), "terms"))?;
            note(&mut self.data.inline_contexts, path);
        }
        let text = match context {
            Value::String(url) => url.clone(),
            // No URL starts like an object, and other things fail before they are kept.
            other => other.to_string(),
        };
        let key = (active.id, in_array, text);
        if let Some(applied) = self.applied.get(&key) {
            let applied = applied.clone();
            self.note_vocabulary(active, &applied, path);
            return Ok(applied);
        }
        let named = context.as_str();
        let applied = self
            .contexts
            .apply(active, context, in_array, &mut self.work)
            .map_err(|problem: Box<Problem>| problem.at(&path.pointer(), named))?;
        self.note_vocabulary(active, &applied, path);
        self.applied.insert(key, applied.clone());
        Ok(applied)
    }

    /// Notes that a context of the document's own has set the default vocabulary.
    fn note_vocabulary(&mut self, before: &Active, after: &Active, path: &Path<'_>) {
        if after.inline_vocab && (!before.inline_vocab || before.vocab != after.vocab) {
            note(&mut self.data.inline_vocabularies, path);
        }
    }
}

/// Whether the object begins something new, where the context of a type no longer holds: it is
/// neither a value nor the mere mention of a node (step 7).
fn leaves_scope(active: &Active, object: &Object) -> bool {
    let mut keywords = object.iter().map(|(name, _)| active.keyword(name));
    let only_id = object.len() == 1 && keywords.clone().all(|k| k == Some(Keyword::Id));
    !only_id && !keywords.any(|keyword| keyword == Some(Keyword::Value))
}
