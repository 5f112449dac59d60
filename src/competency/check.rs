//! Does a value have the shape of its class? Every fault, in one pass, without building anything.

use super::class::{Class, LINK, Presence, Range};
use super::findings::Faults;
use super::identifier::Identifier;
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::form::{self, TimeForm};
use crate::model::{Extent, quote};

/// Checks an object of a class.
pub(super) fn check(class: &Class, value: &Value, path: &Path<'_>, faults: &mut Faults) {
    match value {
        Value::Object(object) => node(class, object, path, faults),
        other => {
            let expected = format!("an object of the class {}", class.name);
            faults.mismatch(Code::ModelType, path, other.kind(), &expected);
        }
    }
}

fn node(class: &Class, object: &Object, path: &Path<'_>, faults: &mut Faults) {
    for (name, member) in object.iter() {
        if faults.are_full() {
            return;
        }
        let path = path.member(name);
        match class.properties.iter().find(|property| property.name == name) {
            Some(property) => value(property.range, member, &path, faults),
            None if class.elsewhere.contains(&name) => {
                let message = format!(
                    "a {} has {} only outside a package, where it is read on its own: the link is not \
                     carried over",
                    class.name,
                    quote(name)
                );
                faults.warning(Code::FrameworkElsewhere, &path, message);
                check(&LINK, member, &path, faults);
            }
            None if class.extent == Extent::Closed => {
                let message = format!(
                    "found {}, which the class {} does not have and, being closed, does not allow",
                    quote(name),
                    class.name
                );
                faults.error(Code::ModelClosed, &path, message);
            }
            None => {}
        }
    }
    for property in class.properties {
        if property.presence == Presence::Required && !object.contains(property.name) {
            let message =
                format!("{:?} is absent, which the class {} requires", property.name, class.name);
            faults.error(Code::ModelRequired, path, message);
        }
    }
}

fn value(range: Range, value: &Value, path: &Path<'_>, faults: &mut Faults) {
    match (range, value) {
        (Range::Text, Value::String(_)) | (Range::Number, Value::Number(_)) => {}
        (Range::Integer, Value::Number(number)) => {
            if number.as_i64().is_none() {
                let found = number.to_string();
                faults.mismatch(Code::ModelValue, path, &found, "a whole number of 64 bits");
            }
        }
        (Range::Uuid, Value::String(text)) => {
            if Identifier::parse(text).is_none() {
                let expected = "a UUID such as 3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5";
                faults.mismatch(Code::ModelValue, path, &quote(text), expected);
            }
        }
        (Range::Uri, Value::String(text)) => {
            if let Err((code, reason)) = form::iri(text) {
                let message =
                    format!("found {}, {reason}: a badge cannot refer to it", quote(text));
                faults.warning(code, path, message);
            }
        }
        (Range::Date, Value::String(text)) => {
            if !form::is_date(text) {
                let expected = "a date such as 2010-01-31";
                faults.mismatch(Code::TimeFormat, path, &quote(text), expected);
            }
        }
        (Range::DateTime, Value::String(text)) => {
            if !matches!(form::time(text), TimeForm::Zoned) {
                let expected = "a date-time with its time zone, such as 2010-01-31T09:30:00Z";
                faults.mismatch(Code::TimeFormat, path, &quote(text), expected);
            }
        }
        (Range::Term(enumeration), Value::String(text)) => {
            if !enumeration.holds(text) {
                faults.mismatch(Code::ModelValue, path, &quote(text), &enumeration.expected());
            }
        }
        (Range::Version, Value::String(text)) => match text.as_str() {
            "1.1" => {}
            // Version 1.0 has no such member, but those who keep it write what it is.
            "1.0" => faults.warning(
                Code::FrameworkElsewhere,
                path,
                "a package of CASE 1.0 says nothing of its version",
            ),
            _ => faults.mismatch(Code::ModelValue, path, &quote(text), "\"1.1\""),
        },
        (Range::Object(class), value) => check(class, value, path, faults),
        (Range::List(range), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                self::value(*range, item, &path.item(index), faults);
            }
        }
        (range, value) => faults.mismatch(Code::ModelType, path, value.kind(), expected(range)),
    }
}

/// What a range asks for, in words.
fn expected(range: Range) -> &'static str {
    match range {
        Range::Text | Range::Uri | Range::Version => "a string",
        Range::Uuid => "a UUID in a string",
        Range::Integer => "a whole number",
        Range::Number => "a number",
        Range::Date => "a date in a string",
        Range::DateTime => "a date-time in a string",
        Range::Term(_) => "a term in a string",
        Range::Object(_) => "an object",
        Range::List(_) => "an array",
    }
}
