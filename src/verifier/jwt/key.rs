//! Which key signed a token?
//!
//! `kid` is dereferenced: a DID URL, or an https URL of a JWK, a key set or a controller document.
//! In the W3C's tokens it may also be a bare name among the issuer's keys. A key that the token
//! brings along is taken as it is; whose it is decides another question.

use super::Token;
use super::published::{document, in_force, key_set_of, keys_of, owner};
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::Value;
use crate::key::{Algorithm, KeyError, PublicKey};
use crate::proof::jwt::{Profile, key_for};
use crate::text::{Iri, Timestamp};
use crate::verifier::binding::{self, Method, Relationship, Source};
use crate::verifier::library::{Purpose, is_not_had};
use crate::verifier::policy::FragmentKeys;
use crate::verifier::verification::Inquiry;

/// The longest `kid` that is followed, in bytes.
const LONGEST: usize = 2048;

type Found = Result<(Method, Option<Fault>), Objection>;

/// Finds the key of a token.
pub(super) fn find(inquiry: Inquiry<'_, '_>, token: &Token) -> Found {
    let header = token.jws.header();
    let at = Pointer::root().member("header");
    let brought = match header.jwk() {
        None => None,
        Some(jwk) => Some(key_for(jwk, header.algorithm(), &at.member("jwk"))?),
    };
    let Some(kid) = header.kid() else {
        let Some(key) = brought else {
            let message = "the header has neither kid nor jwk, so nothing says which key signed";
            return Err(Objection::failed(Code::KeyMissing, at, message));
        };
        let (id, document_id) = (String::new(), String::new());
        let (source, made) = (Source::Header, token.made().cloned());
        return Ok((Method { id, document_id, key, source, made }, None));
    };
    let pointer = at.member("kid");
    let (method, warning) = named(inquiry, token, kid, &pointer)?;
    if brought.is_some_and(|brought| brought != method.key) {
        let message = "kid and jwk name different keys";
        return Err(Objection::failed(Code::KeyAmbiguous, at, message));
    }
    Ok((method, warning))
}

/// The key that `kid` names.
fn named(inquiry: Inquiry<'_, '_>, token: &Token, kid: &str, pointer: &Pointer) -> Found {
    let iri = Iri::parse(kid).ok().filter(|_| kid.len() <= LONGEST);
    match iri {
        Some(iri) if iri.scheme() == "did" => {
            binding::find_named(inquiry, &iri, Relationship::Assertion, token.made(), pointer)
        }
        Some(iri) if matches!(iri.scheme(), "https" | "http") => {
            at_url(inquiry, token, &iri, pointer)
        }
        _ if token.profile == Profile::VcJoseCose && kid.len() <= LONGEST => {
            among_issuers(inquiry, token, kid, pointer)
        }
        Some(iri) => {
            let message =
                format!("a key cannot be looked up by a name of the form {}:", iri.scheme());
            Err(Objection::undecided(Code::FetchFailed, pointer.clone(), message))
        }
        None => {
            let message = "kid is not an absolute URL";
            Err(Objection::failed(Code::Iri, pointer.clone(), message))
        }
    }
}

/// The key at a URL: a JWK, one of a key set, a Multikey, or a method of a controller document.
fn at_url(inquiry: Inquiry<'_, '_>, token: &Token, kid: &Iri, pointer: &Pointer) -> Found {
    let (algorithm, made) = (token.jws.header().algorithm(), token.made());
    let of_controller =
        || binding::find_named(inquiry, kid, Relationship::Assertion, made, pointer);
    if inquiry.verifier.policy.fragment_keys == FragmentKeys::UnsafelyTrusted
        && kid.fragment().is_some_and(|fragment| fragment.starts_with('z'))
    {
        return of_controller();
    }
    let value = document(inquiry, kid.without_fragment(), Purpose::Key, pointer)?;
    match in_key_document(inquiry, kid, value, Some(algorithm), made, pointer)? {
        Some(method) => Ok((method, None)),
        None => of_controller(),
    }
}

/// The key in the document at the URL of `named`, where that is a JWK, a key set, or a Multikey;
/// `None` where it is none of these. With an algorithm, only keys that sign so are asked.
pub(in crate::verifier) fn in_key_document(
    inquiry: Inquiry<'_, '_>,
    named: &Iri,
    value: &Value,
    algorithm: Option<Algorithm>,
    made: Option<&Timestamp>,
    pointer: &Pointer,
) -> Result<Option<Method>, Objection> {
    let names = (named.as_str(), named.without_fragment());
    let key = if value.get("kty").is_some() {
        value
    } else if let Some(keys) = keys_of(inquiry, value, pointer)? {
        let is_named = |name: &str| name == named.as_str() || named.fragment() == Some(name);
        of_set(keys, algorithm, is_named, pointer)?
    } else if value.get("publicKeyMultibase").is_some() {
        let key = value.get("publicKeyMultibase").and_then(Value::as_str).unwrap_or_default();
        let key = PublicKey::from_multikey(key).map_err(|error| unusable(&error, pointer))?;
        return method(inquiry, names, key, [value, value], made, pointer).map(Some);
    } else {
        return Ok(None);
    };
    let public = key_for(key, algorithm.unwrap_or_else(|| algorithm_of(key)), pointer)?;
    method(inquiry, names, public, [key, value], made, pointer).map(Some)
}

/// How a key of the kind of this one signs, whatever else it says.
fn algorithm_of(jwk: &Value) -> Algorithm {
    let text = |name| jwk.get(name).and_then(Value::as_str);
    match (text("kty"), text("crv")) {
        (Some("EC"), Some("P-384")) => Algorithm::P384,
        (Some("EC"), _) => Algorithm::P256,
        (Some("RSA"), _) => Algorithm::Rsa,
        _ => Algorithm::Ed25519,
    }
}

/// The key that the issuer calls `kid`: a method of its document, or one of its key set.
fn among_issuers(inquiry: Inquiry<'_, '_>, token: &Token, kid: &str, pointer: &Pointer) -> Found {
    let Some(issuer) = &token.issuer else {
        let message = "kid is a bare name, and there is no issuer among whose keys it could be";
        return Err(Objection::failed(Code::KeyMissing, pointer.clone(), message));
    };
    let name = kid.strip_prefix('#').unwrap_or(kid);
    let in_document = match Iri::parse(format!("{issuer}#{name}")) {
        Ok(method) => {
            binding::find_named(inquiry, &method, Relationship::Assertion, token.made(), pointer)
        }
        Err(_) => {
            let message = format!("no key of {issuer} can have such a name");
            Err(Objection::failed(Code::Binding, pointer.clone(), message))
        }
    };
    let Err(objection) = in_document else { return in_document };
    // The document first. A key set is asked for only where the document has no such key, or is not
    // to be had; what speaks against the key there is final.
    let fault = objection.fault();
    let is_settled =
        fault.code == Code::Binding || is_not_had(fault.code) && inquiry.library.knows(issuer);
    let url = match key_set_of(issuer) {
        Some(url) if is_settled => url,
        _ => return Err(objection),
    };
    // A set that cannot be read may have the key.
    let value = document(inquiry, &url, Purpose::KeySet, pointer)?;
    let Some(keys) = keys_of(inquiry, value, pointer)? else {
        let message = format!("{url} is no key set");
        return Err(Objection::undecided(Code::FetchFailed, pointer.clone(), message));
    };
    let algorithm = token.jws.header().algorithm();
    let key = match of_set(keys, Some(algorithm), |listed| listed == kid, pointer) {
        Ok(key) => key,
        Err(other) if other.fault().code == Code::Binding => return Err(objection),
        Err(other) => return Err(other),
    };
    let public = key_for(key, algorithm, pointer)?;
    Ok((method(inquiry, (kid, &url), public, [key, value], token.made(), pointer)?, None))
}

/// A key that stands by itself. Its owner is named by the key, or by the document around it.
fn method(
    inquiry: Inquiry<'_, '_>,
    (id, url): (&str, &str),
    key: PublicKey,
    says: [&Value; 2],
    made: Option<&Timestamp>,
    pointer: &Pointer,
) -> Result<Method, Objection> {
    in_force(inquiry, says, id, made, pointer)?;
    let owner = owner(says, pointer)?.map(str::to_owned);
    let (id, document_id) = (id.to_owned(), url.to_owned());
    let (source, made) = (Source::KeyDocument { owner }, made.cloned());
    Ok(Method { id, document_id, key, source, made })
}

/// The one key of a set that has the name and could sign so.
fn of_set<'k>(
    keys: &'k [Value],
    algorithm: Option<Algorithm>,
    is_named: impl Fn(&str) -> bool,
    pointer: &Pointer,
) -> Result<&'k Value, Objection> {
    let has_name = |key: &&Value| key.get("kid").and_then(Value::as_str).is_some_and(&is_named);
    let named: Vec<&Value> = keys.iter().filter(has_name).collect();
    let kind = algorithm.map(|algorithm| match algorithm {
        Algorithm::Ed25519 => "OKP",
        Algorithm::P256 | Algorithm::P384 => "EC",
        Algorithm::Rsa => "RSA",
    });
    let fits = |key: &&&Value| kind.is_none() || key.get("kty").and_then(Value::as_str) == kind;
    match (named.as_slice(), named.iter().filter(fits).collect::<Vec<_>>().as_slice()) {
        ([], _) => {
            let message = "the key set has no key of that name";
            Err(Objection::failed(Code::Binding, pointer.clone(), message))
        }
        ([only], _) => Ok(only),
        (_, [only]) => Ok(only),
        _ => {
            let message = "the key set has several keys of that name";
            Err(Objection::failed(Code::KeyAmbiguous, pointer.clone(), message))
        }
    }
}

fn unusable(error: &KeyError, pointer: &Pointer) -> Objection {
    let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
    if error.is_undecided() { Objection::Undecided(fault) } else { Objection::Failed(fault) }
}
