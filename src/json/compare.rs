//! Comparing values that strangers wrote, in a time that grows with their size alone.

use std::collections::HashMap;

use super::value::FEW;
use super::{Object, Value};
use crate::limits::{Budget, Exhausted};

/// The members of an object to be looked up by name, each in a time that does not grow with their
/// number. [`Object::get`] is for one member or a few.
pub(crate) struct ByName<'o> {
    object: &'o Object,
    /// Those of an object of many.
    places: HashMap<&'o str, &'o Value>,
}

impl<'o> ByName<'o> {
    pub(crate) fn of(object: &'o Object) -> Self {
        let is_many = object.len() > FEW;
        Self { object, places: object.iter().filter(|_| is_many).collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'o Value> {
        match self.places.is_empty() {
            true => self.object.get(name),
            false => self.places.get(name).copied(),
        }
    }
}

/// Takes what it costs to look at all of a value once: a unit for each value in it, and one for each
/// 64 bytes of text.
///
/// # Errors
/// [`Exhausted`], once what is left does not suffice. Its own work ends there, too.
pub(crate) fn charge(value: &Value, budget: &mut Budget) -> Result<(), Exhausted> {
    match value {
        Value::Object(object) => charge_object(object, budget),
        Value::Array(items) => {
            budget.consume(1)?;
            items.iter().try_for_each(|item| charge(item, budget))
        }
        Value::String(text) => budget.consume(1 + text.len() / 64),
        Value::Null | Value::Bool(_) | Value::Number(_) => budget.consume(1),
    }
}

/// As [`charge`].
pub(crate) fn charge_object(object: &Object, budget: &mut Budget) -> Result<(), Exhausted> {
    budget.consume(1)?;
    for (name, value) in object.iter() {
        budget.consume(name.len() / 64)?;
        charge(value, budget)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Code;

    #[test]
    fn members_are_found_by_name_however_many_they_are() {
        for count in [0, 1, FEW, FEW + 1, 1_000] {
            let object: Object = (0..count as u32).map(|n| (format!("m{n}"), n)).collect();
            let by_name = ByName::of(&object);
            for (name, value) in object.iter() {
                assert_eq!(by_name.get(name), Some(value));
            }
            assert_eq!(by_name.get("other"), None);
        }
    }

    #[test]
    fn the_charge_counts_values_and_text() {
        let text = Value::from("x".repeat(640));
        let inner = Object::from_iter([("a", Value::from(vec![1, 2])), ("b", text)]);
        let object = Object::from_iter([("n".repeat(64), inner)]);
        // Two objects, an array, two numbers, a string; the name, the text.
        let cost = 6 + 1 + 10;
        let mut budget = Budget::new(Code::LimitItems, cost);
        assert!(charge_object(&object, &mut budget).is_ok());
        assert_eq!(budget.used(), cost);
        assert!(charge_object(&object, &mut Budget::new(Code::LimitItems, cost - 1)).is_err());
    }
}
