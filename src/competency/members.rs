use std::collections::HashMap;
use std::sync::Arc;

use super::framework::{Link, Window};
use super::identifier::Identifier;
use crate::json::{Object, Value};
use crate::text::Timestamp;

/// The members of an object that was checked, taken out one by one.
pub(super) struct Members(Object);

impl Members {
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::Object(object) => Self(object),
            _ => Self(Object::new()),
        }
    }

    pub(super) fn into_object(self) -> Object {
        self.0
    }

    /// The member, of which `null` is left behind: to close the gap would cost more.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(std::mem::take)
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&mut self, name: &str) -> Vec<Value> {
        match self.take(name) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let text = |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        self.list(name).into_iter().filter_map(text).collect()
    }

    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        Some(self.take(name)?.as_number()?.as_f64())
    }

    pub(super) fn integer(&mut self, name: &str) -> Option<i64> {
        self.take(name)?.as_number()?.as_i64()
    }

    pub(super) fn identifier(&mut self, name: &str) -> Option<Identifier> {
        Identifier::parse(self.take(name)?.as_str()?)
    }

    pub(super) fn time(&mut self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(self.take(name)?.as_str()?).ok()
    }

    pub(super) fn window(&mut self) -> Window {
        Window { start: self.text("statusStartDate"), end: self.text("statusEndDate") }
    }

    pub(super) fn link(&mut self, name: &str) -> Option<Link> {
        self.take(name).and_then(link)
    }

    pub(super) fn links(&mut self, name: &str) -> Vec<Link> {
        self.list(name).into_iter().filter_map(link).collect()
    }

    pub(super) fn extensions(&mut self) -> Object {
        match self.take("extensions") {
            Some(Value::Object(object)) => object,
            _ => Object::new(),
        }
    }
}

fn link(value: Value) -> Option<Link> {
    let mut members = Members::of(value);
    Some(Link {
        title: members.text("title")?,
        identifier: members.identifier("identifier"),
        uri: members.text("uri")?,
    })
}

/// Links that many items share, such as that of their licence, kept once.
#[derive(Default)]
pub(super) struct Shared(HashMap<Link, Arc<Link>>);

impl Shared {
    pub(super) fn link(&mut self, link: Link) -> Arc<Link> {
        if let Some(known) = self.0.get(&link) {
            return known.clone();
        }
        let shared = Arc::new(link.clone());
        self.0.insert(link, shared.clone());
        shared
    }
}
