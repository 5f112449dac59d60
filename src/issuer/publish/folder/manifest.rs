//! What stands beside the lists.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::issuer::publish::Publication;
use crate::issuer::publish::publication::ServedAs;
use crate::json::{Number, Object, Value};
use crate::text::Timestamp;

/// What stands in the folder, by the names of the lists.
pub(super) type Manifest = BTreeMap<String, Publication>;

pub(super) fn written(manifest: &Manifest) -> Value {
    let list = |publication: &Publication| {
        let number = |number: u64| {
            // A number of JSON carries as many changes as can be made.
            Number::try_from(number as f64).map_or(Value::Null, Value::from)
        };
        let mut list = Object::new();
        list.insert("url", publication.url.as_str());
        list.insert("file", publication.file_name());
        list.insert("servedAs", publication.served_as.name());
        list.insert("contentType", publication.content_type());
        list.insert("etag", publication.etag());
        list.insert("sha256", hexadecimal(&publication.sha256));
        list.insert("maxAge", number(publication.ttl.as_secs()));
        if let Some(until) = &publication.valid_until {
            list.insert("validUntil", until.as_str());
        }
        list.insert("revision", publication.revision.to_string());
        if let Some(at) = &publication.changed_at {
            list.insert("changed", at.as_str());
        }
        list.insert("terms", publication.terms.as_str());
        list
    };
    let lists: Object =
        manifest.iter().map(|(name, publication)| (name.as_str(), list(publication))).collect();
    Object::from_iter([("lists", lists)]).into()
}

pub(super) fn recalled(list: &Value) -> Option<Publication> {
    let text = |name| list.get(name).and_then(Value::as_str);
    let valid_until = match list.get("validUntil") {
        Some(_) => Some(text("validUntil")?.parse().ok()?),
        None => None,
    };
    let changed_at = match list.get("changed") {
        Some(_) => Some(Timestamp::parse_unzoned(text("changed")?).ok()?),
        None => None,
    };
    Some(Publication {
        url: text("url")?.parse().ok()?,
        served_as: ServedAs::named(text("servedAs")?)?,
        revision: text("revision")?.parse().ok()?,
        changed_at,
        valid_until,
        ttl: Duration::from_secs(list.get("maxAge")?.as_number()?.as_u64()?),
        terms: text("terms")?.to_owned(),
        sha256: from_hexadecimal(text("sha256")?)?,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hexadecimal(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}
