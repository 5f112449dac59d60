use std::collections::HashMap;
use std::fmt;

use smol_str::SmolStr;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of double precision.
    Number(Number),
    /// A string of Unicode scalar values.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object, its members in the order in which they were written.
    Object(Object),
}

/// A finite number of double precision, the only kind that I-JSON and RFC 8785 know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(f64);

/// A number that is infinite, not a number, or not exact in double precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number cannot be carried in double precision")]
pub struct NotANumber;

impl Number {
    /// The number.
    pub fn as_f64(self) -> f64 {
        self.0
    }

    /// The number as a whole number, if it is one and both types can hold it exactly.
    pub fn as_i64(self) -> Option<i64> {
        // Both bounds are powers of two, so exact as doubles.
        let in_range =
            self.0 >= -9_223_372_036_854_775_808.0 && self.0 < 9_223_372_036_854_775_808.0;
        (in_range && self.0.fract() == 0.0).then_some(self.0 as i64)
    }

    /// The number as a whole number that is not negative, if it is one and both types can hold it
    /// exactly.
    pub fn as_u64(self) -> Option<u64> {
        let in_range = self.0 >= 0.0 && self.0 < 18_446_744_073_709_551_616.0;
        (in_range && self.0.fract() == 0.0).then_some(self.0 as u64)
    }
}

impl TryFrom<f64> for Number {
    type Error = NotANumber;

    fn try_from(number: f64) -> Result<Self, NotANumber> {
        if number.is_finite() { Ok(Self(number)) } else { Err(NotANumber) }
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(f64::from(number))
    }
}

impl fmt::Display for Number {
    /// The form of ECMAScript, as RFC 8785 asks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ryu_js::Buffer::new().format_finite(self.0))
    }
}

impl Value {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The object, if it is one, to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The member `name`, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }

    /// The items of an array, or the one value that stands for an array of one.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::Array(items) => items,
            single => std::slice::from_ref(single),
        }
    }

    /// The value that a JSON Pointer (RFC 6901) names.
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        let mut value = self;
        let mut steps = pointer.split('/');
        if !steps.next()?.is_empty() {
            return None;
        }
        for step in steps {
            value = match value {
                Value::Object(object) => object.get(&step.replace("~1", "/").replace("~0", "~"))?,
                Value::Array(items) => {
                    let canonical = step == "0" || !step.starts_with(['0', '+']);
                    items.get(step.parse::<usize>().ok().filter(|_| canonical)?)?
                }
                _ => return None,
            };
        }
        Some(value)
    }

    /// What kind of value this is, in words: `"a string"`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

/// Up to this many members, comparing names one by one is faster than hashing them.
pub(super) const FEW: usize = 32;

/// A JSON object: members with unique names, in the order in which they were written.
///
/// Two objects are equal when they have equal members, in whatever order.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// Nearly all names are short enough to need no room of their own.
    members: Vec<(SmolStr, Value)>,
}

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the member `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value of the member `name`, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.members.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether there is a member `name`.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets the member `name`: in its place if it exists (and gives the old value), else last.
    ///
    /// The time grows with the number of members; to make an object of many, collect them.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        match self.get_mut(&name) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                self.members.push((name.into(), value));
                None
            }
        }
    }

    /// Takes the member `name` out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.members.iter().position(|(key, _)| key == name)?;
        Some(self.members.remove(index).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> + Clone {
        self.members.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The members in order, their values to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Value)> {
        self.members.iter_mut().map(|(key, value)| (key.as_str(), value))
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    fn sorted(&self) -> Vec<(&str, &Value)> {
        let mut members: Vec<_> = self.iter().collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        members
    }

    /// Members whose names are known to be unique.
    pub(super) fn from_unique(members: Vec<(SmolStr, Value)>) -> Self {
        Self { members }
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        // Names are compared first, then each value once: to compare values in one order and then
        // in another would double the work at each level of nesting.
        if self.iter().zip(other.iter()).all(|((a, _), (b, _))| a == b) {
            return self.iter().zip(other.iter()).all(|((_, a), (_, b))| a == b);
        }
        self.sorted() == other.sorted()
    }
}

impl IntoIterator for Object {
    type Item = (String, Value);
    type IntoIter = Members;

    fn into_iter(self) -> Members {
        Members(self.members.into_iter())
    }
}

/// The members of an object in order, taken out of it.
#[derive(Clone, Debug)]
pub struct Members(std::vec::IntoIter<(SmolStr, Value)>);

impl Iterator for Members {
    type Item = (String, Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.into(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Members {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(name, value)| (name.into(), value))
    }
}

impl ExactSizeIterator for Members {}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Object {
    /// Later members replace earlier ones of the same name.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut object = Object::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (name, value) in members {
            if object.len() < FEW {
                object.insert(name, value);
                continue;
            }
            if places.is_empty() {
                let names = object.iter().map(|(name, _)| name.to_owned());
                places = names.zip(0..).collect();
            }
            let (name, value) = (name.into(), value.into());
            match places.get(&name).and_then(|place| object.members.get_mut(*place)) {
                Some((_, old)) => *old = value,
                None => {
                    places.insert(name.clone(), object.len());
                    object.members.push((name.into(), value));
                }
            }
        }
        object
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Value::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Number(number.into())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object)
    }
}

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Value {
    /// JSON without white space, members in their order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::write::compact(self))
    }
}

impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(number.as_f64()),
            },
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Object(object) => serializer.collect_map(object.iter()),
        }
    }
}

impl TryFrom<&serde_json::Value> for Value {
    type Error = NotANumber;

    /// Takes over a value that a host application built with `serde_json`.
    ///
    /// To read a document that came from outside, use [`read`](super::read): what `serde_json`
    /// accepted has already lost duplicate names and long numbers.
    fn try_from(value: &serde_json::Value) -> Result<Self, NotANumber> {
        Ok(match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => {
                Value::Number(super::read::number(&number.to_string()).ok_or(NotANumber)?)
            }
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => {
                Value::Array(items.iter().map(Value::try_from).collect::<Result<_, _>>()?)
            }
            serde_json::Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| Ok((name.into(), Value::try_from(value)?)))
                    .collect::<Result<_, NotANumber>>()?;
                Value::Object(Object::from_unique(members))
            }
        })
    }
}

impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => serde_json::Value::Bool(*value),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => whole.into(),
                None => number.as_f64().into(),
            },
            Value::String(text) => serde_json::Value::String(text.clone()),
            Value::Array(items) => items.iter().map(serde_json::Value::from).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(name, value)| (name.to_owned(), serde_json::Value::from(value)))
                .collect(),
        }
    }
}
