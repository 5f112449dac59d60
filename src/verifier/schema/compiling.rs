//! What compiling a schema can cost, before it is compiled.
//!
//! The crate compiles each definition once, but for `unevaluatedProperties` and `unevaluatedItems` it
//! looks anew into all that is applied beside them, along every reference: with forty definitions
//! that refer twice to the next, and such a keyword, it would never be done.

use serde_json::{Map, Value};

use super::work::{Excess, target_of};
use crate::fault::Code;
use crate::limits::Budget;

/// A schema that is looked into counts for so many values.
const LOOKED_INTO: usize = 4;

const UNEVALUATED: [&str; 2] = ["unevaluatedProperties", "unevaluatedItems"];

/// How many values of the schema are compiled or looked into, as often as they are: `allowed` at most.
/// Whatever may be a schema is counted as one.
pub(super) fn count(schema: &Value, allowed: usize) -> Result<usize, Excess> {
    let budget = Budget::new(Code::LimitSchema, allowed);
    let mut count = Count { root: schema, budget, within: Vec::new() };
    count.compile(schema)?;
    Ok(count.budget.used())
}

struct Count<'s> {
    root: &'s Value,
    budget: Budget,
    /// What is looked into, from the outside in: whoever comes back to it looks no further.
    within: Vec<&'s Value>,
}

impl<'s> Count<'s> {
    fn spend(&mut self, values: usize) -> Result<(), Excess> {
        self.budget.consume(values).map_err(|_| Excess)
    }

    fn compile(&mut self, value: &'s Value) -> Result<(), Excess> {
        self.spend(1)?;
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.compile(item)),
            Value::Object(members) => {
                for value in members.values() {
                    self.compile(value)?;
                }
                for _ in UNEVALUATED.iter().filter(|name| members.contains_key(**name)) {
                    self.look_into(value)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What is applied to the same value as the schema is looked into in turn.
    fn look_into(&mut self, schema: &'s Value) -> Result<(), Excess> {
        self.spend(LOOKED_INTO)?;
        let Value::Object(keywords) = schema else { return Ok(()) };
        if self.within.iter().any(|known| std::ptr::eq(*known, schema)) {
            return Ok(());
        }
        self.within.push(schema);
        self.spend(keywords.values().map(members).sum())?;
        for (name, value) in keywords {
            match (name.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    if let Some(target) = target_of(self.root, reference) {
                        self.look_into(target)?;
                    }
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                    schemas.iter().try_for_each(|schema| self.look_into(schema))?;
                }
                ("dependentSchemas" | "dependencies", Value::Object(schemas)) => {
                    schemas.values().try_for_each(|schema| self.look_into(schema))?;
                }
                ("if" | "then" | "else" | "not", schema) => self.look_into(schema)?,
                _ => {}
            }
        }
        self.within.pop();
        Ok(())
    }
}

fn members(value: &Value) -> usize {
    value.as_object().map_or(0, Map::len)
}
