//! The least document that still shows the same.

use openbadges::json::{Object, Value};

use crate::documents::Document;

/// Makes the document smaller as long as `shows` holds.
pub fn shrink(document: &Document, mut shows: impl FnMut(&Document) -> bool) -> Document {
    let mut best = document.clone();
    let mut tries = 1_500;
    'again: while tries > 0 {
        for candidate in smaller_documents(&best) {
            tries -= 1;
            if shows(&candidate) {
                best = candidate;
                continue 'again;
            }
            if tries == 0 {
                break;
            }
        }
        break;
    }
    best
}

/// The contexts of others keep their URLs, which stand for one context for as long as the scripts
/// run; so they are not made smaller, but stand in the document where that shows the same.
fn smaller_documents(document: &Document) -> Vec<Document> {
    let mut found = Vec::new();
    if let Some(context) = inlined(document) {
        found.push(context);
    }
    let remote = || document.remote.clone();
    found.extend(smaller(&document.value).into_iter().map(|value| Document { value, remote: remote() }));
    found
}

/// The document with its remote context in it.
fn inlined(document: &Document) -> Option<Document> {
    let [(url, remote)] = document.remote.as_slice() else { return None };
    let mut value = document.value.clone();
    let context = value.as_object_mut()?.get_mut("@context")?;
    if context.as_str() == Some(url) {
        *context = remote.get("@context")?.clone();
        return Some(Document { value, remote: Vec::new() });
    }
    None
}

/// Everything that is one step smaller, the greatest steps first.
fn smaller(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(object) => {
            for (name, _) in object.iter() {
                let mut less = object.clone();
                less.remove(name);
                found.push(Value::Object(less));
            }
            found.extend(object.iter().map(|(_, value)| value.clone()));
            for (at, (_, value)) in object.iter().enumerate() {
                for less in smaller(value) {
                    let mut less = Some(less);
                    let members = object.iter().enumerate().map(|(number, (name, value))| {
                        let value = if number == at { less.take() } else { Some(value.clone()) };
                        (name.to_owned(), value.unwrap_or_default())
                    });
                    found.push(Value::Object(members.collect::<Object>()));
                }
            }
        }
        Value::Array(items) => {
            for at in 0..items.len() {
                let mut less = items.clone();
                less.remove(at);
                found.push(Value::Array(less));
            }
            found.extend(items.iter().cloned());
            for (at, value) in items.iter().enumerate() {
                for less in smaller(value) {
                    let mut changed = items.clone();
                    changed[at] = less;
                    found.push(Value::Array(changed));
                }
            }
        }
        Value::String(text)
            if text.chars().count() > 1 && !text.contains(':') && !text.starts_with('@') =>
        {
            let half = text.chars().count() / 2;
            found.push(text.chars().take(half).collect::<String>().into());
            found.push(text.chars().skip(half).collect::<String>().into());
        }
        _ => {}
    }
    found
}
