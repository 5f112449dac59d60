//! Keys as the web publishes them, alone or in key sets, and what is said of them there.

use url::Url;

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Value};
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

/// A JSON document that is to be had.
pub(super) fn document(
    inquiry: Inquiry<'_, '_>,
    url: &str,
    purpose: Purpose,
    pointer: &Pointer,
) -> Result<Value, Objection> {
    let document = inquiry.library.document(url, purpose, pointer)?;
    json::read(&document.bytes, &inquiry.verifier.limits).map_err(|error| {
        Objection::undecided(Code::FetchFailed, pointer.clone(), format!("{url}: {error}"))
    })
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
            let message = format!("a key set of {} keys, more than the {allowed}", keys.len());
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
