//! Keys as the web publishes them, alone or in key sets, and what is said of them there.

use url::Url;

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::limits::Limits;
use crate::proof::jwt::keys_of_set;
use crate::text::Timestamp;
use crate::verifier::binding;
use crate::verifier::library::Purpose;
use crate::verifier::verification::Inquiry;

/// Where an issuer with an https id may publish its keys.
pub(super) fn key_set_of(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok().filter(|url| url.scheme() == "https")?;
    Some(format!("{}/.well-known/jwks.json", url.origin().ascii_serialization()))
}

/// What a JSON document that is to be had says of keys.
pub(super) fn document<'a>(
    inquiry: Inquiry<'_, 'a>,
    url: &str,
    purpose: Purpose,
    pointer: &Pointer,
) -> Result<&'a Value, Objection> {
    let limits = &inquiry.verifier.limits;
    inquiry.library.said_of_keys(url, purpose, pointer, limits)?.as_ref().map_err(|error| {
        Objection::undecided(Code::FetchFailed, pointer.clone(), format!("{url}: {error}"))
    })
}

/// Reads what a document says of keys: its members that are about them, and the keys of a set, one
/// more than are allowed. It is kept for as long as the verification takes, so no more of it is.
pub(in crate::verifier) fn said_of_keys(
    bytes: &[u8],
    limits: &Limits,
) -> Result<Value, json::ReadError> {
    json::read(bytes, limits).map(|value| trimmed(value, limits.keys))
}

/// Of other members than these nothing is asked.
const ASKED: [&str; 27] = [
    "id",
    "kty",
    "crv",
    "x",
    "y",
    "n",
    "e",
    "kid",
    "alg",
    "use",
    "key_ops",
    "keys",
    "iss",
    "publicKeyMultibase",
    "controller",
    "revoked",
    "expires",
    "verificationMethod",
    "assertionMethod",
    "d",
    "p",
    "q",
    "dp",
    "dq",
    "qi",
    "oth",
    "k",
];

/// The asked members of an object. Where a text is asked for, all that is made of parts is alike.
fn trimmed(value: Value, allowed: usize) -> Value {
    const MOST_OPERATIONS: usize = 16;
    let part = |(name, value): (String, Value)| {
        let value = match (name.as_str(), value) {
            ("keys", Value::Array(keys)) => {
                let keys = keys.into_iter().take(allowed.saturating_add(1));
                Value::Array(keys.map(|key| trimmed(key, 0)).collect())
            }
            ("key_ops", Value::Array(names))
                if names.len() <= MOST_OPERATIONS
                    && names.iter().all(|it| it.as_str().is_some()) =>
            {
                Value::Array(names)
            }
            (_, Value::Array(_) | Value::Object(_)) => Value::Bool(true),
            (_, scalar) => scalar,
        };
        (name, value)
    };
    match value {
        Value::Object(members) => {
            let asked = members.into_iter().filter(|(name, _)| ASKED.contains(&name.as_str()));
            asked.map(part).collect::<Object>().into()
        }
        Value::Array(_) => Value::Bool(true),
        scalar => scalar,
    }
}

/// The keys of a set; `None` where the value is none.
pub(super) fn keys_of<'k>(
    inquiry: Inquiry<'_, '_>,
    value: &'k Value,
    pointer: &Pointer,
) -> Result<Option<&'k [Value]>, Objection> {
    let allowed = inquiry.verifier.limits.keys;
    match keys_of_set(value) {
        Some(keys) if keys.len() > allowed => {
            let message = format!("a key set of more than the {allowed} keys allowed");
            Err(Objection::undecided(Code::LimitKeys, pointer.clone(), message))
        }
        keys => Ok(keys),
    }
}

/// Whom a key belongs to by the word of what publishes it: of the key itself, or else of the
/// document around it.
pub(super) fn owner<'v>(
    says: [&'v Value; 2],
    pointer: &Pointer,
) -> Result<Option<&'v str>, Objection> {
    for value in says {
        let mut named = ["iss", "controller"].iter().filter_map(|name| value.get(name));
        return match (named.next(), named.next()) {
            (None, _) => continue,
            (Some(Value::String(owner)), None) => Ok(Some(owner)),
            (Some(Value::String(owner)), Some(Value::String(same))) if owner == same => {
                Ok(Some(owner))
            }
            _ => {
                let message = "whom the key belongs to is not said in one string";
                Err(Objection::undecided(Code::KeyInvalid, pointer.clone(), message))
            }
        };
    }
    Ok(None)
}

/// Whether a key may be used now, by the word of the key and of the document around it.
pub(super) fn in_force(
    inquiry: Inquiry<'_, '_>,
    says: [&Value; 2],
    name: &str,
    made: Option<&Timestamp>,
    pointer: &Pointer,
) -> Result<(), Objection> {
    let time = |value: &Value, member: &str| match value.get(member) {
        None => Ok(None),
        Some(time) => match time.as_str().map(Timestamp::parse_unzoned) {
            Some(Ok(time)) => Ok(Some(time)),
            _ => {
                let message = format!("the key's {member} is not a date-time");
                Err(Objection::undecided(Code::KeyInvalid, pointer.clone(), message))
            }
        },
    };
    for value in says {
        let (revoked, expires) = (time(value, "revoked")?, time(value, "expires")?);
        binding::in_force(inquiry, name, [revoked.as_ref(), expires.as_ref()], made, pointer)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_document_what_it_says_of_keys_is_kept() {
        let text = br#"{"kty": "OKP", "x": "a", "name": "b", "revoked": [1], "key_ops": ["verify"],
            "keys": [{"kid": "1", "x5c": ["c"], "keys": [1]}, 2, [3], {"kid": "4"}]}"#;
        let limits = Limits { keys: 2, ..Limits::default() };
        let kept = r#"{"kty":"OKP","x":"a","revoked":true,"key_ops":["verify"],"#.to_owned()
            + r#""keys":[{"kid":"1","keys":[1]},2,true]}"#;
        assert_eq!(said_of_keys(text, &limits).unwrap().to_string(), kept);
        assert_eq!(said_of_keys(b"[[1]]", &limits).unwrap().to_string(), "true");
        assert!(said_of_keys(b"<html>", &limits).is_err());
    }
}
