use std::ops::Deref;

use super::datum::Datum;
use crate::json::Value;

/// The values of a property that may stand several times, with the form in which they stood.
///
/// The plain form is an array. The compacted form of JSON-LD lets a single value stand without
/// one (JSON-LD 1.1, section 4.3); what was read so is written so.
///
/// ```
/// use openbadges::model::OneOrMany;
/// let mut tags = OneOrMany::from(vec!["rubric".to_owned()]);
/// tags.push("peer review".to_owned());
/// assert_eq!(tags.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMany<T> {
    items: Vec<T>,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// An array, and nothing at all when there are no items.
    Plain,
    /// An array, even when it is empty.
    Array,
    /// The value itself, as long as there is one.
    Single,
}

impl<T> OneOrMany<T> {
    /// A single value, written without an array.
    pub fn one(item: T) -> Self {
        Self { items: vec![item], form: Form::Single }
    }

    /// Adds a value at the end.
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// The values, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
}

impl<T: Datum> OneOrMany<T> {
    pub(crate) fn from_member(member: Option<&Value>) -> Option<Self> {
        let Some(value) = member else { return Some(Self::default()) };
        let form = if value.as_array().is_some() { Form::Array } else { Form::Single };
        let mut items = Vec::with_capacity(value.items().len());
        for item in value.items() {
            items.push(T::from_value(item)?);
        }
        Some(Self { items, form })
    }

    pub(crate) fn to_member(&self) -> Option<Value> {
        match (self.form, self.items.as_slice()) {
            (Form::Plain, []) | (Form::Single, []) => None,
            (Form::Single, [single]) => Some(single.to_value()),
            (_, items) => Some(Value::Array(items.iter().map(T::to_value).collect())),
        }
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self { items: Vec::new(), form: Form::Plain }
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, form: Form::Plain }
    }
}

impl<T> FromIterator<T> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a OneOrMany<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
