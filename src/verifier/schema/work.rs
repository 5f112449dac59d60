//! What applying a schema can cost, before it is applied.
//!
//! A small schema can ask for exponential work: each of twenty definitions that refers twice to the
//! next, or patterns, branches and references that multiply over nested members. So every step that
//! a validator could take is counted first, all branches taken, and a schema that leads too far or too
//! deep is not applied. Only what the count understands is let through.

use std::collections::HashMap;
use std::thread;

use serde_json::{Map, Value};

use super::compiling;
use crate::fault::Code;
use crate::limits::Budget;

/// Schemas within schemas, and references that lead on, along any way through a schema. Compiling
/// follows it by recursion.
const DEPTH: usize = 512;

/// Steps within steps of a validation, which follows them by recursion.
const STEPS_WITHIN: usize = 256;

/// Patterns of all schemas of a verification. Each takes some 0.1 ms to compile.
const PATTERNS: usize = 64;

/// Bytes of one pattern.
const PATTERN_LENGTH: usize = 1024;

/// Steps that looking for a pattern takes a byte. It is linear in the text, but a pattern that has many
/// states is looked for in all of them.
const PATTERN_STEPS: usize = 8;

/// Values of all schemas of a verification that are compiled or looked into, as often as they are.
const COMPILED: usize = 60_000;

/// What the schemas of a verification have taken.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::verifier) struct Spent {
    /// Bytes of schemas that were read.
    pub(super) bytes: usize,
    /// Patterns of these.
    patterns: usize,
    /// Values of these that were compiled or looked into.
    compiled: usize,
    /// Steps of applying them.
    pub(super) steps: usize,
}

impl Spent {
    /// Takes what a schema takes to be compiled, if so much is left.
    pub(super) fn on(&mut self, extent: Extent) -> Result<(), Refused> {
        let refused = |message| Err(Refused { code: Code::LimitSchema, message });
        self.patterns += extent.patterns;
        self.compiled += extent.compiled;
        if self.patterns > PATTERNS {
            return refused(format!(
                "it has more than the {PATTERNS} patterns allowed, with others"
            ));
        }
        if self.compiled > COMPILED {
            return refused("it would take more work to compile than is allowed".to_owned());
        }
        Ok(())
    }
}

/// How large a schema is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// How deep its schemas lead.
    pub(super) depth: usize,
    patterns: usize,
    /// Its values, as often as they are compiled or looked into.
    compiled: usize,
}

/// Keywords that make a reference mean something else by where it is used, or at another address.
const REFUSED: [&str; 6] = [
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
    "$vocabulary",
];

/// Applying the schema could take more than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it would take more work than is allowed")]
pub(super) struct Excess;

/// Why a schema is not applied, whatever the document.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) code: Code,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn into_parts(self) -> (Code, String) {
        (self.code, self.message)
    }
}

/// Checks that a schema refers to nothing beyond itself, and is of a bounded depth.
pub(super) fn check(schema: &Value) -> Result<Extent, Refused> {
    let mut walk = Walk { root: schema, targets: HashMap::new(), pending: Vec::new(), patterns: 0 };
    let mut depth = walk.tree(schema, 0)?;
    while let Some(target) = walk.pending.pop() {
        let value = target_of(schema, target)
            .ok_or_else(|| unread(format!("it refers to {target:?}, which it does not have")))?;
        depth += walk.tree(value, 0)?;
    }
    if depth > DEPTH {
        let message = format!("its schemas lead {depth} deep, more than the {DEPTH} allowed");
        return Err(Refused { code: Code::LimitSchema, message });
    }
    // One too many is refused by whoever knows what is left.
    let compiled = at_depth(depth, || compiling::count(schema, COMPILED).unwrap_or(COMPILED + 1));
    let compiled = compiled.unwrap_or(COMPILED + 1);
    Ok(Extent { depth, patterns: walk.patterns, compiled })
}

/// Takes from the budget the steps that a validator could take, every branch taken. How many of them
/// are within each other is given.
pub(super) fn foresee(
    schema: &Value,
    document: &Value,
    budget: &mut Budget,
) -> Result<usize, Excess> {
    let mut count = Count { root: schema, budget, deepest: 0 };
    count.apply(schema, document, 0)?;
    Ok(count.deepest)
}

/// Levels of a schema or of a validation for which there is room on whatever stack: each takes up to
/// 13 KB of it, in a build that is not optimized.
const LEVELS_IN_PLACE: usize = 48;

/// The stack for more levels, up to [`DEPTH`] of them.
const STACK: usize = 16 * 1024 * 1024;

/// Does what takes so many levels of recursion. Where they are many, it is done in a thread of its
/// own, for threads have stacks of any size; `None` where there is none to be had.
pub(super) fn at_depth<T: Send>(levels: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    if levels <= LEVELS_IN_PLACE {
        return Some(work());
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}

/// Bytes that errors may hold in copies of a schema and of what is judged by it.
const COPIED: usize = 64 * 1024 * 1024;

/// Whether telling each error could copy too much: a validator makes all errors at once, each with a copy
/// of the part of the schema or of the document that it is about.
pub(super) fn copies_much(schema: &Value, document: &Value) -> bool {
    let (schema, document) = (size(schema), size(document));
    let copied =
        schema.0.saturating_mul(document.1).saturating_add(document.0.saturating_mul(schema.1));
    copied > COPIED
}

/// How many values there are in a value, itself included, and about how many bytes they take.
fn size(value: &Value) -> (usize, usize) {
    const OF_A_VALUE: usize = 16;
    let sum = |all: (usize, usize), one: (usize, usize)| (all.0 + one.0, all.1 + one.1);
    match value {
        Value::String(text) => (1, OF_A_VALUE + text.len()),
        Value::Array(items) => items.iter().map(size).fold((1, OF_A_VALUE), sum),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| sum((0, name.len()), size(value)))
            .fold((1, OF_A_VALUE), sum),
        _ => (1, OF_A_VALUE),
    }
}

fn unread(message: String) -> Refused {
    Refused { code: Code::SchemaUnavailable, message }
}

/// What a reference within a schema leads to. References are `#`, `#/…`, or the same behind the
/// schema's own `$id`.
pub(super) fn target_of<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let id = root.get("$id").and_then(Value::as_str).map(|id| id.trim_end_matches('#'));
    let fragment = match id.and_then(|id| reference.strip_prefix(id)) {
        Some("") => "#",
        Some(rest) => rest,
        None => reference,
    };
    let pointer = fragment.strip_prefix('#')?;
    if pointer.contains('%') { None } else { root.pointer(pointer) }
}

struct Walk<'s> {
    root: &'s Value,
    targets: HashMap<&'s str, ()>,
    pending: Vec<&'s str>,
    patterns: usize,
}

impl<'s> Walk<'s> {
    /// How deep a value is nested. What may be a schema is looked at as one, so that data that looks
    /// like one is refused too.
    fn tree(&mut self, value: &'s Value, depth: usize) -> Result<usize, Refused> {
        let mut deepest = depth;
        match value {
            Value::Array(items) => {
                for item in items {
                    deepest = deepest.max(self.tree(item, depth + 1)?);
                }
            }
            Value::Object(members) => {
                self.object(members, depth)?;
                for value in members.values() {
                    deepest = deepest.max(self.tree(value, depth + 1)?);
                }
            }
            _ => {}
        }
        Ok(deepest)
    }

    fn object(&mut self, members: &'s Map<String, Value>, depth: usize) -> Result<(), Refused> {
        if let Some(name) = REFUSED.iter().find(|name| members.contains_key(**name)) {
            return Err(unread(format!("it uses {name:?}, which is not read here")));
        }
        let is_text = |name| members.get(name).is_some_and(Value::is_string);
        let is_root = depth == 0 && self.targets.is_empty() && self.pending.is_empty();
        if !is_root && (is_text("$id") || is_text("$schema")) {
            let message = "it holds another schema with an \"$id\" or a \"$schema\" of its own";
            return Err(unread(message.to_owned()));
        }
        // It is checked in time that grows with the square of the text.
        if members.get("format").and_then(Value::as_str) == Some("regex") {
            return Err(unread("it uses the format \"regex\", which is not read here".to_owned()));
        }
        let own = members.get("pattern").and_then(Value::as_str);
        let of_names = members.get("patternProperties").and_then(Value::as_object);
        let of_names = of_names.into_iter().flat_map(|all| all.keys().map(String::as_str));
        for pattern in own.into_iter().chain(of_names) {
            self.patterns += 1;
            if pattern.len() > PATTERN_LENGTH {
                let message = format!("it has a pattern of more than {PATTERN_LENGTH} bytes");
                return Err(Refused { code: Code::LimitSchema, message });
            }
            // The crate reads a pattern anew for each of these.
            if pattern.contains("\\c") {
                return Err(unread("it has a pattern with \\c, which is not read here".to_owned()));
            }
        }
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            if target_of(self.root, reference).is_none() {
                let message = format!(
                    "it refers to {:?}, and only what is in it is read",
                    reference.chars().take(80).collect::<String>()
                );
                return Err(unread(message));
            }
            if self.targets.insert(reference, ()).is_none() {
                self.pending.push(reference);
            }
        }
        Ok(())
    }
}

struct Count<'s, 'b> {
    root: &'s Value,
    budget: &'b mut Budget,
    deepest: usize,
}

impl<'s> Count<'s, '_> {
    fn spend(&mut self, steps: usize) -> Result<(), Excess> {
        self.budget.consume(steps).map_err(|_| Excess)
    }

    fn apply(&mut self, schema: &'s Value, at: &Value, depth: usize) -> Result<(), Excess> {
        if depth > STEPS_WITHIN {
            return Err(Excess);
        }
        self.deepest = self.deepest.max(depth);
        let Value::Object(keywords) = schema else { return self.spend(1) };
        self.spend(1 + keywords.len())?;
        self.own(keywords, at)?;
        // Whoever asks what the schemas beside it have seen applies them anew for each member.
        let unseen = ["unevaluatedProperties", "unevaluatedItems"];
        let again = match at {
            _ if !unseen.iter().any(|name| keywords.contains_key(*name)) => 0,
            Value::Object(members) => 1 + members.len(),
            Value::Array(items) => 1 + items.len(),
            _ => 0,
        };
        for _ in 0..=again {
            self.in_place(keywords, at, depth)?;
        }
        match at {
            Value::Object(members) => self.members(keywords, members, depth),
            Value::Array(items) => self.items(keywords, items, depth),
            _ => Ok(()),
        }
    }

    /// Keywords that hold no schemas, by how much they have to look at.
    fn own(&mut self, keywords: &'s Map<String, Value>, at: &Value) -> Result<(), Excess> {
        for (name, value) in keywords {
            match (name.as_str(), at) {
                ("enum" | "const", _) => self.spend(weight(value))?,
                ("uniqueItems", Value::Array(_)) => self.spend(2 * weight(at))?,
                ("pattern", Value::String(text)) => self.spend(1 + PATTERN_STEPS * text.len())?,
                ("format" | "contentEncoding" | "contentMediaType", Value::String(text)) => {
                    self.spend(1 + text.len() / 8)?;
                }
                ("minLength" | "maxLength", Value::String(text)) => self.spend(text.len() / 64)?,
                ("required" | "dependentRequired" | "type", _) => {
                    self.spend(value.as_array().map_or(1, Vec::len))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Keywords whose schemas are applied to the same value.
    fn in_place(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: &Value,
        depth: usize,
    ) -> Result<(), Excess> {
        for (name, value) in keywords {
            match name.as_str() {
                "allOf" | "anyOf" | "oneOf" => {
                    for schema in value.as_array().into_iter().flatten() {
                        self.apply(schema, at, depth + 1)?;
                    }
                }
                "not" | "if" | "then" | "else" => self.apply(value, at, depth + 1)?,
                "dependentSchemas" | "dependencies" => {
                    for schema in value.as_object().into_iter().flat_map(Map::values) {
                        self.apply(schema, at, depth + 1)?;
                    }
                }
                "$ref" => {
                    let target = value.as_str().and_then(|text| target_of(self.root, text));
                    if let Some(schema) = target {
                        self.apply(schema, at, depth + 1)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn members(
        &mut self,
        keywords: &'s Map<String, Value>,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Result<(), Excess> {
        for (name, value) in keywords {
            match name.as_str() {
                "properties" => {
                    for (name, schema) in value.as_object().into_iter().flatten() {
                        self.spend(1)?;
                        if let Some(value) = members.get(name) {
                            self.apply(schema, value, depth + 1)?;
                        }
                    }
                }
                "patternProperties" => {
                    for schema in value.as_object().into_iter().flat_map(Map::values) {
                        for (name, value) in members {
                            self.spend(1 + PATTERN_STEPS * name.len())?;
                            self.apply(schema, value, depth + 1)?;
                        }
                    }
                }
                "additionalProperties" | "unevaluatedProperties" => {
                    for (name, member) in members {
                        // Each is looked for among the others, and under each pattern.
                        let patterns = keywords.get("patternProperties").and_then(Value::as_object);
                        let patterns = patterns.map_or(0, Map::len);
                        self.spend(1 + patterns * (1 + PATTERN_STEPS * name.len()))?;
                        self.apply(value, member, depth + 1)?;
                    }
                }
                "propertyNames" => {
                    for name in members.keys() {
                        self.apply(value, &Value::String(name.clone()), depth + 1)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn items(
        &mut self,
        keywords: &'s Map<String, Value>,
        items: &[Value],
        depth: usize,
    ) -> Result<(), Excess> {
        for (name, value) in keywords {
            match (name.as_str(), value) {
                ("items" | "prefixItems", Value::Array(schemas)) => {
                    for (schema, item) in schemas.iter().zip(items) {
                        self.apply(schema, item, depth + 1)?;
                    }
                }
                ("items" | "additionalItems" | "contains" | "unevaluatedItems", schema) => {
                    for item in items {
                        self.apply(schema, item, depth + 1)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The values in a value, long texts counting for more.
fn weight(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Value::Object(members) => {
            1 + members.iter().map(|(name, it)| name.len() / 64 + weight(it)).sum::<usize>()
        }
        Value::String(text) => 1 + text.len() / 64,
        _ => 1,
    }
}
