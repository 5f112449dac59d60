//! What the members of a node say, in the forms that the Registry gives them.

use std::sync::Arc;

use super::super::framework::Link;
use super::super::identifier::Identifier;
use super::super::language::uris;
use super::{Graph, LONGEST_ADDRESS};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::{form, quote};
use crate::text::{Span, Timestamp};

impl Graph {
    pub(super) fn address(&mut self, node: &Object, path: &Path<'_>) -> Option<String> {
        match node.get("@id") {
            // What a node says of others is held against its address each time.
            Some(Value::String(uri)) if uri.len() > LONGEST_ADDRESS => {
                let path = path.member("@id");
                let expected = format!("an address of at most {LONGEST_ADDRESS} bytes");
                self.faults.mismatch(Code::ModelValue, &path, &quote(uri), &expected);
                None
            }
            Some(Value::String(uri)) => {
                if let Err((code, reason)) = form::iri(uri) {
                    let message =
                        format!("found {}, {reason}: a badge cannot refer to it", quote(uri));
                    self.faults.warning(code, &path.member("@id"), message);
                }
                Some(uri.clone())
            }
            Some(other) => {
                let path = path.member("@id");
                self.faults.mismatch(Code::ModelType, &path, other.kind(), "a string");
                None
            }
            None => {
                self.faults.error(Code::ModelRequired, path, "\"@id\" is absent");
                None
            }
        }
    }

    pub(super) fn ctid(&mut self, node: &mut Object, path: &Path<'_>) -> Option<Identifier> {
        match node.remove("ceterms:ctid") {
            Some(Value::String(text)) => {
                let found = Identifier::of_ctid(&text);
                if found.is_none() {
                    let path = path.member("ceterms:ctid");
                    let expected = "a CTID, which is \"ce-\" and a UUID";
                    self.faults.mismatch(Code::ModelValue, &path, &quote(&text), expected);
                }
                found
            }
            Some(other) => {
                let path = path.member("ceterms:ctid");
                self.faults.mismatch(Code::ModelType, &path, other.kind(), "a string");
                None
            }
            None => {
                self.faults.error(Code::ModelRequired, path, "\"ceterms:ctid\" is absent");
                None
            }
        }
    }

    pub(super) fn required_text(
        &mut self,
        node: &mut Object,
        name: &str,
        path: &Path<'_>,
    ) -> Option<String> {
        match node.get(name) {
            None => self.faults.error(Code::ModelRequired, path, format!("{name:?} is absent")),
            Some(value) if self.languages.of(value).is_ok_and(|found| found.taken.is_empty()) => {
                let message = "there is no text in it, by whatever language";
                self.faults.error(Code::ModelType, &path.member(name), message);
            }
            Some(_) => return self.text(node, name, path),
        }
        None
    }

    /// The text of a member in the preferred language. Others are told, as not carried over.
    pub(super) fn text(
        &mut self,
        node: &mut Object,
        name: &str,
        path: &Path<'_>,
    ) -> Option<String> {
        let message = "it is held in several languages or several times, of which one is taken";
        self.taken(node, name, path, |_| 1, message).into_iter().next()
    }

    pub(super) fn texts(&mut self, node: &mut Object, name: &str, path: &Path<'_>) -> Vec<String> {
        let message = "it is held in several languages, of which one is taken";
        self.taken(node, name, path, Vec::len, message)
    }

    /// The texts of the preferred language, and a warning where there are more than are `enough`.
    fn taken(
        &mut self,
        node: &mut Object,
        name: &str,
        path: &Path<'_>,
        enough: fn(&Vec<String>) -> usize,
        message: &str,
    ) -> Vec<String> {
        let Some(value) = node.remove(name) else { return Vec::new() };
        let path = path.member(name);
        match self.languages.of(&value) {
            Ok(found) => {
                if found.count > enough(&found.taken) {
                    self.faults.warning(Code::FrameworkLoss, &path, message);
                }
                found.taken
            }
            Err(kind) => {
                self.faults.mismatch(Code::ModelType, &path, kind, "a text, or texts by language");
                Vec::new()
            }
        }
    }

    /// The addresses of a member.
    pub(super) fn links<T: From<String>>(
        &mut self,
        node: &mut Object,
        name: &str,
        path: &Path<'_>,
    ) -> Vec<T> {
        let Some(value) = node.remove(name) else { return Vec::new() };
        match uris(&value) {
            Ok(uris) => uris.into_iter().map(T::from).collect(),
            Err(kind) => {
                let path = path.member(name);
                self.faults.mismatch(Code::ModelType, &path, kind, "an address, or a list of them");
                Vec::new()
            }
        }
    }

    /// The first of them. Others are told, as not carried over.
    pub(super) fn first_link(
        &mut self,
        node: &mut Object,
        name: &str,
        at: usize,
        path: &Path<'_>,
    ) -> Option<String> {
        let links = self.links(node, name, path);
        if links.len() > 1 {
            self.lost.entry(format!("{name}, but for the first")).or_insert((0, at)).0 += 1;
        }
        links.into_iter().next()
    }

    /// A licence is named by its address alone.
    pub(super) fn licence(
        &mut self,
        node: &mut Object,
        at: usize,
        path: &Path<'_>,
    ) -> Option<Arc<Link>> {
        let uri = self.first_link(node, "ceasn:license", at, path)?;
        self.shared.link(Some(Link { title: uri.clone(), identifier: None, uri }))
    }

    /// A date-time; the midnight, in UTC, of a date.
    pub(super) fn time(
        &mut self,
        node: &mut Object,
        name: &str,
        path: &Path<'_>,
    ) -> Option<Timestamp> {
        let value = node.remove(name)?;
        let text = value.as_str().unwrap_or_default();
        let midnight = format!("{text}T00:00:00Z");
        let time = Timestamp::parse(if form::is_date(text) { &midnight } else { text });
        if time.is_err() {
            let message = "found no date and no date-time with a time zone: it is left out";
            self.faults.warning(Code::TimeFormat, &path.member(name), message);
        }
        time.ok()
    }

    pub(super) fn status(&mut self, node: &mut Object, path: &Path<'_>) -> Span {
        let mut day = |name: &str| {
            let value = node.remove(name)?;
            let text = value.as_str().unwrap_or_default();
            let day = text.get(..10).and_then(|day| day.parse().ok());
            if day.is_none() {
                let path = path.member(name);
                self.faults.mismatch(Code::TimeFormat, &path, &quote(text), "a date");
            }
            day
        };
        let days = Span { from: day("ceasn:dateValidFrom"), until: day("ceasn:dateValidUntil") };
        self.faults.window(&days, path);
        days
    }
}
