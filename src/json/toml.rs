use super::{Number, Object, Value};
use crate::fault::printable;
use crate::limits::Limits;

/// A text is not TOML, or says something that JSON cannot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TomlError {
    /// What is wrong, and in which line and column, on one line.
    pub message: String,
}

/// Reads TOML 1.1 as the JSON value that says the same. Dates and times become strings.
///
/// # Errors
/// [`TomlError`], also for whole numbers beyond 2^53, for `nan` and `inf`, and beyond the limits for
/// size and depth.
///
/// ```
/// use openbadges::{Limits, json};
/// let value = json::from_toml("[[level]]\nname = 'Yes'\npoints = 2", &Limits::default())?;
/// assert_eq!(value.to_string(), r#"{"level":[{"name":"Yes","points":2}]}"#);
/// # Ok::<(), json::TomlError>(())
/// ```
pub fn from_toml(text: &str, limits: &Limits) -> Result<Value, TomlError> {
    if text.len() > limits.document_bytes {
        let message = format!("more than {} bytes", limits.document_bytes);
        return Err(TomlError { message });
    }
    let table: toml::Table = text.parse().map_err(|error| syntax(text, &error))?;
    object(table, limits.depth)
}

/// What is wrong, and where; without the line itself, which may be long and hold anything.
fn syntax(text: &str, error: &toml::de::Error) -> TomlError {
    let message = printable(&error.message().lines().collect::<Vec<_>>().join(" "));
    let message: String = message.chars().take(LONGEST_MESSAGE).collect();
    let before = error.span().and_then(|span| text.get(..span.start));
    let message = match before {
        Some(before) => {
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            format!("line {line}, column {column}: {message}")
        }
        None => message,
    };
    TomlError { message }
}

/// What is longer was not written by the parser, but by the file.
const LONGEST_MESSAGE: usize = 300;

fn object(table: toml::Table, depth: usize) -> Result<Value, TomlError> {
    let depth = depth.checked_sub(1).ok_or_else(|| TomlError { message: "too deep".into() })?;
    let mut object = Vec::with_capacity(table.len());
    for (name, item) in table {
        object.push((name, value(item, depth)?));
    }
    Ok(object.into_iter().collect::<Object>().into())
}

fn value(item: toml::Value, depth: usize) -> Result<Value, TomlError> {
    let inexact = |number: String| TomlError {
        message: format!("{number} is not a number that JSON has: write it in quotes"),
    };
    Ok(match item {
        toml::Value::String(text) => text.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Integer(whole) => {
            let is_exact = whole.unsigned_abs() <= 1 << 53;
            // Exact up to 2^53.
            let number = Number::try_from(whole as f64).ok().filter(|_| is_exact);
            number.ok_or_else(|| inexact(whole.to_string()))?.into()
        }
        toml::Value::Float(float) => {
            Number::try_from(float).map_err(|_| inexact(float.to_string()))?.into()
        }
        toml::Value::Table(table) => object(table, depth)?,
        toml::Value::Array(items) => {
            let depth =
                depth.checked_sub(1).ok_or_else(|| TomlError { message: "too deep".into() })?;
            let items = items.into_iter().map(|item| value(item, depth));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_cannot_say_is_refused() {
        let read = |text: &str| from_toml(text, &Limits::default());
        for text in ["a = nan", "a = -inf", "a = 9007199254740993", "a = 1\na = 2", "a", "[a"] {
            assert!(read(text).is_err(), "{text}");
        }
        let deep = format!("a = {}{}", "[".repeat(400), "]".repeat(400));
        assert!(read(&deep).is_err());
        assert_eq!(read("a = 9007199254740992").unwrap().to_string(), r#"{"a":9007199254740992}"#);
        assert_eq!(read("d = 2026-03-01").unwrap().to_string(), r#"{"d":"2026-03-01"}"#);
    }
}
