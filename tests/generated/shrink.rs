//! The least document that still shows the same.

use std::sync::atomic::{AtomicU64, Ordering};

use openbadges::Limits;
use openbadges::json::{self, Object, Value};

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

/// The same for a document with its remote contexts.
fn smaller_documents(document: &Document) -> Vec<Document> {
    let mut found: Vec<Document> = inlined(document).into_iter().collect();
    for value in smaller(&document.value) {
        found.push(Document { value, remote: document.remote.clone() });
    }
    for (at, (url, context)) in document.remote.iter().enumerate() {
        for context in smaller(context) {
            let mut remote = document.remote.clone();
            remote[at] = (url.clone(), context);
            found.push(Document { value: document.value.clone(), remote });
        }
    }
    found.into_iter().map(anew).collect()
}

/// The document with a new URL for its remote context, which becomes like no other: a URL stands for
/// one context as long as a script runs, and jsonld takes imports of equal contexts for one.
pub fn anew(document: Document) -> Document {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let [(url, context)] = document.remote.as_slice() else { return document };
    let mut context = context.clone();
    if let Some(Value::Object(terms)) = context.as_object_mut().and_then(|c| c.get_mut("@context"))
    {
        terms.insert("only", format!("https://only.example/{number}"));
    }
    let new = format!("https://contexts.example/least/{number}");
    let text = document.value.to_string().replace(&format!("{url:?}"), &format!("{new:?}"));
    let value = json::read(text.as_bytes(), &Limits::default()).unwrap();
    Document { value, remote: vec![(new, context)] }
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
