//! Whose key is it, that stood alone at a URL or came with the token?
//!
//! It is the issuer's when the issuer's own document lists it for assertions, or the key set at the
//! issuer's authority does; or when the document that holds it is the issuer's: of the same origin,
//! and naming the issuer or lying under the issuer's id. What a document of another origin says
//! about the issuer proves nothing.

use url::Url;

use super::key::document;
use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::key::PublicKey;
use crate::model::View;
use crate::proof::jwt::keys_of_set;
use crate::verifier::binding::{self, Method, Source};
use crate::verifier::library::Purpose;
use crate::verifier::policy::HeaderKeys;
use crate::verifier::verification::Inquiry;

/// Asks whether the key of `method` is that of the credential's issuer.
pub(in crate::verifier) fn ask_whose(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    method: &Method,
) -> Result<(), Objection> {
    let pointer = Pointer::root().member("issuer");
    let unestablished =
        |message: String| Objection::undecided(Code::IssuerUnestablished, pointer.clone(), message);
    let Some(issuer) = credential.issuer_id() else {
        return Err(unestablished("there is no issuer to whom the key could belong".into()));
    };
    let trusts_headers = inquiry.verifier.policy.header_keys == HeaderKeys::UnsafelyTrusted;
    match &method.source {
        Source::Controller => return Ok(()),
        Source::Header if trusts_headers => return Ok(()),
        Source::Header => {}
        Source::KeyDocument { owner } => {
            if is_origin_of(&method.document_id, issuer) {
                match owner.as_deref() {
                    Some(owner) if owner == issuer => return Ok(()),
                    Some(owner) => {
                        let message = format!("the key belongs to {owner}, not to {issuer}");
                        return Err(Objection::failed(Code::Binding, pointer, message));
                    }
                    None if is_at_home(&method.document_id, issuer) => return Ok(()),
                    None => {}
                }
            }
        }
    }
    let omitted = match by_document(inquiry, issuer, method, &pointer)? {
        Listed::Yes => return Ok(()),
        Listed::Unknown(message) if !inquiry.library.knows(issuer) => {
            return Err(unestablished(message));
        }
        Listed::Unknown(message) => Err(message),
        Listed::No => Ok(()),
    };
    if by_key_set(inquiry, issuer, &method.key, &pointer)? {
        return Ok(());
    }
    match omitted {
        Ok(()) => {
            let message = format!("{issuer} does not list the key that signed");
            Err(Objection::failed(Code::Binding, pointer, message))
        }
        Err(message) => {
            let message = format!("nothing says that the key is the issuer's: {message}");
            Err(unestablished(message))
        }
    }
}

enum Listed {
    Yes,
    /// The document lists other keys.
    No,
    /// Why the document does not say.
    Unknown(String),
}

/// Asks the issuer's own document.
fn by_document(
    inquiry: Inquiry<'_, '_>,
    issuer: &str,
    method: &Method,
    pointer: &Pointer,
) -> Result<Listed, Objection> {
    let document = match binding::controller_document(inquiry, issuer, Purpose::Issuer, pointer) {
        Ok(document) => document,
        Err(Objection::Undecided(fault)) => return Ok(Listed::Unknown(fault.message)),
        Err(failed) => return Err(failed),
    };
    if document.methods.is_empty() && document.assertion_methods.is_empty() {
        return Ok(Listed::Unknown(format!("the document of {issuer} lists no keys at all")));
    }
    if !method.id.is_empty()
        && document.assertion_methods.contains(&method.id)
        && !document.methods.iter().any(|entry| entry.id == method.id)
    {
        // Listed by its name alone, under which the key was found.
        return Ok(Listed::Yes);
    }
    let of_key = document.methods.iter().filter(|entry| entry.key.as_ref() == Ok(&method.key));
    let failed = |code, message: String| Err(Objection::failed(code, pointer.clone(), message));
    let mut found = None;
    for entry in of_key {
        found = Some(entry);
        if document.assertion_methods.contains(&entry.id) {
            if entry.controller != issuer {
                let message = format!("the key's controller is {}, not {issuer}", entry.controller);
                return failed(Code::BindingController, message);
            }
            binding::in_force(entry, inquiry.now, pointer)?;
            return Ok(Listed::Yes);
        }
    }
    match found {
        None => Ok(Listed::No),
        Some(entry) => {
            let message = format!("{} is not listed under assertionMethod", entry.id);
            failed(Code::BindingRelationship, message)
        }
    }
}

/// Asks the key set at the issuer's authority.
fn by_key_set(
    inquiry: Inquiry<'_, '_>,
    issuer: &str,
    key: &PublicKey,
    pointer: &Pointer,
) -> Result<bool, Objection> {
    let Some(url) = key_set_of(issuer) else { return Ok(false) };
    // What is not there lists nothing; the issuer's document decides then.
    let Ok(value) = document(inquiry, &url, Purpose::KeySet, pointer) else { return Ok(false) };
    let keys = keys_of_set(&value).unwrap_or_default();
    let mut of_key = keys.iter().filter(|jwk| PublicKey::from_jwk(jwk).as_ref() == Ok(key));
    let Some(jwk) = of_key.next() else { return Ok(false) };
    // A key set may serve several issuers of one authority.
    match jwk.get("iss").map(Value::as_str) {
        None => Ok(true),
        Some(Some(owner)) if owner == issuer => Ok(true),
        Some(_) => {
            let message = format!("the key set at {url} has the key as another issuer's");
            Err(Objection::failed(Code::Binding, pointer.clone(), message))
        }
    }
}

/// Where an issuer with an https id may publish its keys.
pub(super) fn key_set_of(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok().filter(|url| url.scheme() == "https")?;
    Some(format!("{}/.well-known/jwks.json", url.origin().ascii_serialization()))
}

fn is_origin_of(url: &str, issuer: &str) -> bool {
    match (Url::parse(url), Url::parse(issuer)) {
        (Ok(url), Ok(issuer)) => url.scheme() == "https" && url.origin() == issuer.origin(),
        _ => false,
    }
}

/// Whether a document of the issuer's origin is the issuer's own: under its id by whole segments of
/// the path, or the key set of the authority.
fn is_at_home(url: &str, issuer: &str) -> bool {
    if key_set_of(issuer).as_deref() == Some(url) {
        return true;
    }
    let (Ok(url), Ok(issuer)) = (Url::parse(url), Url::parse(issuer)) else { return false };
    let home = issuer.path().trim_end_matches('/');
    let is_plain = |url: &Url| url.query().is_none() && url.fragment().is_none();
    is_plain(&url)
        && is_plain(&issuer)
        && url
            .path()
            .strip_prefix(home)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_at_home_by_whole_segments() {
        let issuer = "https://x.example/issuers/1";
        for (url, at_home) in [
            ("https://x.example/issuers/1", true),
            ("https://x.example/issuers/1/keys/2", true),
            ("https://x.example/issuers/10", false),
            ("https://x.example/issuers/10/keys/2", false),
            ("https://x.example/issuers/1/../2/key", false),
            ("https://x.example/issuers/1?of=2", false),
            ("https://x.example/keys/1", false),
            ("https://x.example/.well-known/jwks.json", true),
        ] {
            assert_eq!(is_at_home(url, issuer), at_home, "{url}");
            assert!(is_origin_of(url, issuer), "{url}");
        }
        assert!(!is_origin_of("https://y.example/issuers/1", issuer));
        assert!(!is_origin_of("https://x.example:444/issuers/1", issuer));
        assert!(!is_origin_of("http://x.example/issuers/1", "http://x.example/issuers/1"));
    }
}
