//! Changes to a JSON value, as bytes tell: so that an engine that knows nothing of JSON alters what
//! a document says rather than how it is spelled.

use openbadges::Limits;
use openbadges::json::{self, Value};

/// The value after the changes of `script`: four bytes each, of which the first says what to do,
/// the next two where, the last with what. At most 16 are made.
pub fn edited(mut value: Value, script: &[u8]) -> Value {
    for step in script.chunks_exact(4).take(16) {
        let (what, with) = (step[0], usize::from(step[3]));
        let place = usize::from(u16::from_be_bytes([step[1], step[2]]));
        let size = count(&value);
        let elsewhere = nth(&mut value, &mut (with * 7 % size)).cloned().unwrap_or_default();
        let Some(target) = nth(&mut value, &mut (place % size)) else { continue };
        edit(target, what, with, elsewhere);
        if count(&value) > 20_000 {
            break;
        }
    }
    value
}

fn edit(target: &mut Value, what: u8, with: usize, elsewhere: Value) {
    let name = NAMES[with % NAMES.len()];
    match (what % 12, target) {
        (0, target) => *target = pooled(with),
        (1, target) => *target = Value::Array(vec![std::mem::take(target)]),
        (2, target) => *target = elsewhere,
        (3, Value::Array(items)) if !items.is_empty() => drop(items.remove(with % items.len())),
        (3, Value::Object(object)) if !object.is_empty() => {
            let name = object.iter().nth(with % object.len()).map(|(name, _)| name.to_owned());
            object.remove(&name.unwrap_or_default());
        }
        (4, Value::Array(items)) if !items.is_empty() => {
            items.push(items[with % items.len()].clone());
        }
        (4, Value::Object(object)) => drop(object.insert(name, elsewhere)),
        (5, Value::Array(items)) if !items.is_empty() => {
            let by = with % items.len();
            items.rotate_left(by);
        }
        (6, Value::Object(object)) if !object.is_empty() => {
            let at = with % object.len();
            let renamed = object.clone().into_iter().enumerate().map(|(index, (old, value))| {
                (if index == at { NAMES[with / 3 % NAMES.len()].to_owned() } else { old }, value)
            });
            *object = renamed.collect();
        }
        (7, Value::Object(object)) => drop(object.insert(name, pooled(with / 5))),
        (8, Value::Array(items)) => items.push(pooled(with)),
        (9, Value::String(text)) => match with % 6 {
            0 => text.push(' '),
            1 => *text = text.to_uppercase(),
            2 => drop(text.pop()),
            3 => text.push('\u{200b}'),
            4 => text.insert(0, '#'),
            _ => *text = text.replace(':', "%3A"),
        },
        (10, Value::Number(number)) => {
            let changed = [1.0, 10.0, -1.0, 1e-9, 0.0][with % 5] * number.as_f64();
            *number = changed.try_into().unwrap_or(*number);
        }
        (11, target) if target.as_array().is_some_and(|items| items.len() == 1) => {
            *target = target.items()[0].clone();
        }
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(object) => object.iter().map(|(_, value)| count(value)).sum(),
        _ => 0,
    }
}

/// The value that is reached after `left` others.
fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(object) => object.iter_mut().find_map(|(_, value)| nth(value, left)),
        _ => None,
    }
}

fn pooled(with: usize) -> Value {
    let text = VALUES[with % VALUES.len()];
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

const NAMES: [&str; 40] = [
    "id",
    "type",
    "@id",
    "@type",
    "@value",
    "@graph",
    "@context",
    "@included",
    "@nest",
    "@none",
    "@index",
    "@language",
    "@direction",
    "@list",
    "@set",
    "@reverse",
    "@import",
    "@base",
    "@vocab",
    "@protected",
    "@propagate",
    "@container",
    "@prefix",
    "@foo",
    "",
    "name",
    "extra",
    "urn:x:y",
    "proof",
    "issuer",
    "validUntil",
    "validFrom",
    "credentialStatus",
    "credentialSubject",
    "achievement",
    "alignment",
    "https://www.w3.org/2018/credentials#issuer",
    "xsd:string",
    "tag",
    "identifier",
];

const VALUES: [&str; 30] = [
    "null",
    "true",
    "0",
    "1.5",
    "\"\"",
    "\"x\"",
    "\"urn:x:y\"",
    "\"_:b0\"",
    "[]",
    "{}",
    "{\"@id\":\"urn:x:y\"}",
    "{\"id\":\"urn:x:y\"}",
    "{\"@value\":\"x\"}",
    "{\"@list\":[]}",
    "{\"@set\":[\"x\"]}",
    "{\"extra\":\"https://x.example/\"}",
    "{\"@vocab\":\"https://x.example/\"}",
    "{\"@context\":null}",
    "{\"@graph\":[]}",
    "[[\"x\"]]",
    "[null]",
    "\"2030-01-01T00:00:00Z\"",
    "\"2020-01-01T00:00:00\"",
    "{\"@value\":\"x\",\"@type\":\"urn:x:y\"}",
    "{\"en\":\"x\"}",
    "{\"name\":{\"@id\":\"https://x.example/n\",\"@context\":{\"extra\":\"@type\"}}}",
    "{\"extra\":null,\"name\":null}",
    "\"https://www.w3.org/ns/credentials/v2\"",
    "\"https://www.w3.org/ns/credentials/undefined-terms/v2\"",
    "\"assertionMethod\"",
];
