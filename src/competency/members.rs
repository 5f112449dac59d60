use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use arcstr::ArcStr;

use super::framework::Link;
use super::identifier::Identifier;
use crate::json::{Object, Value};
use crate::text::{Span, Timestamp};

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

    pub(super) fn status(&mut self) -> Span {
        let mut day = |name| self.text(name)?.parse().ok();
        Span { from: day("statusStartDate"), until: day("statusEndDate") }
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

/// What many items say alike, such as their licence or the levels for which they are meant, kept once.
#[derive(Default)]
pub(super) struct Shared {
    texts: HashSet<ArcStr>,
    lists: HashSet<Arc<[ArcStr]>>,
    links: HashSet<Arc<Link>>,
    times: HashSet<Arc<Timestamp>>,
}

impl Shared {
    pub(super) fn text(&mut self, text: Option<String>) -> Option<ArcStr> {
        text.map(|text| once(&mut self.texts, text.as_str(), ArcStr::from))
    }

    pub(super) fn texts(&mut self, texts: Vec<String>) -> Arc<[ArcStr]> {
        let texts = texts.iter().map(|text| once(&mut self.texts, text.as_str(), ArcStr::from));
        let texts: Vec<_> = texts.collect();
        once(&mut self.lists, texts.as_slice(), Arc::from)
    }

    pub(super) fn link(&mut self, link: Option<Link>) -> Option<Arc<Link>> {
        link.map(|link| once(&mut self.links, &link, |link| Arc::new(link.clone())))
    }

    pub(super) fn time(&mut self, time: Option<Timestamp>) -> Option<Arc<Timestamp>> {
        time.map(|time| once(&mut self.times, &time, |time| Arc::new(time.clone())))
    }
}

/// The one among those known that is like `value`, or a new one that is known from now on.
fn once<'v, K: Borrow<V> + Clone + Eq + Hash, V: Eq + Hash + ?Sized>(
    known: &mut HashSet<K>,
    value: &'v V,
    new: impl FnOnce(&'v V) -> K,
) -> K {
    match known.get(value) {
        Some(one) => one.clone(),
        None => {
            let one = new(value);
            known.insert(one.clone());
            one
        }
    }
}
