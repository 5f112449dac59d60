//! Whose key is it, that stood alone at a URL or came with the token?
//!
//! Who may say so is asked in this order; the first who knows decides.
//!
//! 1. **The issuer's own document**, found under the issuer's id. A key that it lists for assertions
//!    is the issuer's. One that it lists as revoked, as expired, for something else or as another's
//!    is not, whoever says otherwise.
//! 2. **The key set at the issuer's authority**, `/.well-known/jwks.json`. Whoever writes it holds
//!    the origin, and so could write the issuer's document too: to believe it adds nobody. But an
//!    authority may have many tenants in one set. So a key without an owner (`iss`) is the issuer's
//!    only where the issuer's own document lists no keys, or there is none. Where that document
//!    lists other keys, the set has to name the issuer; a tenant whose platform lets it write the
//!    `iss` of others into the set could forge, as on any platform that hands out its origin. A key
//!    that the set has as another's is not the issuer's.
//! 3. **The key document at the issuer's origin**, where the issuer's own document was read and lists no
//!    keys, or there is none, and there is no key set. That one of them could not be had is not
//!    enough: forgers can be the reason. The key document is the issuer's when it names the issuer as its owner, or lies below
//!    the issuer's id by whole segments of the path. Nothing is below an issuer without a path, and
//!    the rest of the path must be plain: a server may read `..%2f` or `..;` as it likes. Whoever can
//!    write documents at an issuer's origin speaks for it, so an issuer who shares an origin with
//!    others lists its keys, and then only they count.
//!
//! A key that names another owner, at the issuer's origin, is not the issuer's. What is said at
//! another origin proves nothing: such a key is not the issuer's where the issuer's own document lists
//! others, unless the key set has it. At the issuer's origin the key set may leave it open: it cannot
//! be read, so that it may name the issuer, or it has the key without an owner.

use url::Url;

use super::published::{document, in_force, key_set_of, keys_of, owner};
use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::key::PublicKey;
use crate::text::multibase;
use crate::verifier::binding::{self, Method, Source};
use crate::verifier::library::{Purpose, is_not_had};
use crate::verifier::policy::HeaderKeys;
use crate::verifier::verification::Inquiry;

/// Asks whether the key of `method` is that of the credential's issuer.
pub(in crate::verifier) fn ask_whose(
    inquiry: Inquiry<'_, '_>,
    issuer: &str,
    method: &Method,
) -> Result<(), Objection> {
    let pointer = Pointer::root().member("issuer");
    let unestablished = |message: String| {
        Err(Objection::undecided(Code::IssuerUnestablished, pointer.clone(), message))
    };
    let refused = |message: String| Err(Objection::failed(Code::Binding, pointer.clone(), message));
    match &method.source {
        Source::Header if inquiry.verifier.policy.header_keys == HeaderKeys::UnsafelyTrusted => {
            return Ok(());
        }
        Source::KeyDocument { owner: Some(owner) }
            if owner != issuer && shares_origin(&method.document_id, issuer) =>
        {
            return refused(format!("the key belongs to {owner}, not to {issuer}"));
        }
        _ => {}
    }
    let own = match own_word(inquiry, issuer, method, &pointer)? {
        OwnWord::Lists => return Ok(()),
        own => own,
    };
    let set = set_word(inquiry, issuer, method, &pointer)?;
    match (own, set) {
        (OwnWord::Lists, _) | (_, SetWord::Issuers) => Ok(()),
        (OwnWord::ListsNone(_) | OwnWord::NotThere(_) | OwnWord::Page(_), SetWord::Somebodys) => {
            Ok(())
        }
        (OwnWord::ListsNone(_) | OwnWord::NotThere(_), SetWord::NotThere(_))
            if is_at_home(method, issuer) =>
        {
            Ok(())
        }
        (OwnWord::Omits, SetWord::NotThere(_) | SetWord::Unread(_))
            if matches!(method.source, Source::KeyDocument { .. })
                && !shares_origin(&method.document_id, issuer) =>
        {
            refused(format!("{issuer} does not list the key that signed"))
        }
        (_, SetWord::Anothers) => {
            refused(format!("the key set of {issuer}'s authority has the key as another issuer's"))
        }
        (OwnWord::Omits, SetWord::NotThere(why) | SetWord::Unread(why)) => unestablished(format!(
            "{issuer} does not list the key that signed, and its key set cannot be read: {why}"
        )),
        // Of one issuer at this authority it is enough, of one among several it is not.
        (OwnWord::Omits, SetWord::Somebodys) => unestablished(format!(
            "{issuer} does not list the key that signed, and its key set does not say whose it is"
        )),
        (OwnWord::Omits, SetWord::Omits) => {
            refused(format!("{issuer} does not list the key that signed"))
        }
        (
            OwnWord::ListsNone(why)
            | OwnWord::NotThere(why)
            | OwnWord::Page(why)
            | OwnWord::Unread(why),
            _,
        ) => unestablished(format!("nothing says that the key is the issuer's: {why}")),
    }
}

/// Whether a key document at the issuer's origin names the issuer, or lies below its id.
fn is_at_home(method: &Method, issuer: &str) -> bool {
    let Source::KeyDocument { owner } = &method.source else { return false };
    // What a query asks for may be an echo of it.
    let is_plain = !method.document_id.contains('?');
    let is_named =
        owner.as_deref() == Some(issuer) && is_plain && shares_origin(&method.document_id, issuer);
    is_named || lies_below(&method.document_id, issuer)
}

/// What the issuer's own document says of a key.
enum OwnWord {
    Lists,
    /// It lists other keys.
    Omits,
    /// It was read, and lists no keys.
    ListsNone(String),
    /// There is none.
    NotThere(String),
    /// What is there is no document, such as a web page.
    Page(String),
    /// It could not be had, or not be understood: it may list the key, or others.
    Unread(String),
}

fn own_word(
    inquiry: Inquiry<'_, '_>,
    issuer: &str,
    method: &Method,
    pointer: &Pointer,
) -> Result<OwnWord, Objection> {
    let document = match binding::controller_document(inquiry, issuer, Purpose::Issuer, pointer) {
        Ok(document) => document,
        Err(Objection::Undecided(fault)) if is_not_had(fault.code) => {
            let why = fault.message;
            if !inquiry.library.knows(issuer) {
                // The document first: whether more is asked for hangs on it.
                return Err(Objection::undecided(Code::IssuerUnestablished, pointer.clone(), why));
            }
            return Ok(match () {
                () if inquiry.library.lacks(issuer) => OwnWord::NotThere(why),
                () if inquiry.library.holds_a_page(issuer) => OwnWord::Page(why),
                () => OwnWord::Unread(why),
            });
        }
        Err(objection) => return Err(objection),
    };
    if document.methods.is_empty() && document.assertion_methods.is_empty() {
        let why = format!("the document of {issuer} lists no keys at all");
        return Ok(OwnWord::ListsNone(why));
    }
    let is_named_by_url = matches!(method.source, Source::KeyDocument { .. })
        && method.id.split('#').next() == Some(method.document_id.as_str());
    if is_named_by_url
        && document.assertion_methods.contains(&method.id)
        && !document.methods.iter().any(|entry| entry.id == method.id)
    {
        // Listed by its name alone, under which the key was found.
        return Ok(OwnWord::Lists);
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
            let times = [entry.revoked.as_ref(), entry.expires.as_ref()];
            binding::in_force(inquiry, &entry.id, times, method.made.as_ref(), pointer)?;
            return Ok(OwnWord::Lists);
        }
    }
    match found {
        None => Ok(OwnWord::Omits),
        Some(entry) => {
            let message = format!("{} is not listed under assertionMethod", entry.id);
            failed(Code::BindingRelationship, message)
        }
    }
}

/// What the key set at the issuer's authority says of a key.
enum SetWord {
    /// It has the key as the issuer's.
    Issuers,
    /// It has the key, and does not say whose.
    Somebodys,
    /// It has the key as another's.
    Anothers,
    Omits,
    /// There is none.
    NotThere(String),
    /// It could not be had, or not be read: it may name the issuer.
    Unread(String),
}

fn set_word(
    inquiry: Inquiry<'_, '_>,
    issuer: &str,
    method: &Method,
    pointer: &Pointer,
) -> Result<SetWord, Objection> {
    // A DID has no authority on the web.
    let Some(url) = key_set_of(issuer) else { return Ok(SetWord::Omits) };
    let silent = |why| match inquiry.library.knows(&url) {
        true if inquiry.library.lacks(&url) => Ok(SetWord::NotThere(why)),
        true => Ok(SetWord::Unread(why)),
        false => Err(Objection::undecided(Code::IssuerUnestablished, pointer.clone(), why)),
    };
    let set = match document(inquiry, &url, Purpose::KeySet, pointer) {
        Ok(set) => set,
        Err(objection) => return silent(objection.fault().message.clone()),
    };
    let Some(keys) = keys_of(inquiry, set, pointer)? else {
        return silent(format!("{url} is no key set"));
    };
    let (mut issuers, mut somebodys, mut anothers) = (Vec::new(), Vec::new(), false);
    // A key has but one form, so that of all the keys only those are made that are written alike.
    let written = method.key.to_jwk();
    let is_alike = |jwk: &&Value| written.iter().all(|(name, part)| is_same(name, part, jwk));
    let is_it = |jwk: &&Value| PublicKey::from_jwk(jwk).as_ref() == Ok(&method.key);
    for jwk in keys.iter().filter(is_alike).filter(is_it) {
        match owner([jwk, set], pointer)? {
            Some(owner) if owner == issuer => issuers.push(jwk),
            Some(_) => anothers = true,
            None => somebodys.push(jwk),
        }
    }
    let (word, entries) = match (issuers.as_slice(), somebodys.as_slice(), anothers) {
        ([], [], false) => return Ok(SetWord::Omits),
        ([], [], true) => return Ok(SetWord::Anothers),
        ([], entries, _) => (SetWord::Somebodys, entries),
        (entries, _, _) => (SetWord::Issuers, entries),
    };
    // What one entry takes back, none gives.
    for jwk in entries {
        let name = jwk.get("kid").and_then(Value::as_str).unwrap_or("that signed");
        in_force(inquiry, [jwk, set], name, method.made.as_ref(), pointer)?;
    }
    Ok(word)
}

/// Whether a JWK has this part of a key. Numbers of RSA may have zeros before them.
fn is_same(name: &str, part: &Value, jwk: &Value) -> bool {
    let number = |value: &Value| {
        let bytes = multibase::from_base64url_bare(value.as_str()?)?;
        Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
    };
    let Some(found) = jwk.get(name) else { return false };
    found == part || (matches!(name, "n" | "e") && number(found) == number(part))
}

fn shares_origin(url: &str, issuer: &str) -> bool {
    match (Url::parse(url), Url::parse(issuer)) {
        (Ok(url), Ok(issuer)) => url.scheme() == "https" && url.origin() == issuer.origin(),
        _ => false,
    }
}

/// Whether the document at `url` lies below the issuer's id, by whole segments of the path, however
/// a server reads it.
fn lies_below(url: &str, issuer: &str) -> bool {
    let home = issuer.trim_end_matches('/');
    let is_home = Url::parse(issuer).is_ok_and(|parsed| {
        // Written as it is sent, so that nothing can mean something else on the way.
        parsed.as_str() == issuer
            && parsed.scheme() == "https"
            && parsed.host().is_some()
            && parsed.username().is_empty()
            && parsed.password().is_none()
            && parsed.query().is_none()
            && parsed.fragment().is_none()
            && parsed.path().split('/').any(|segment| !segment.is_empty())
    });
    let lower = home.to_ascii_lowercase();
    let is_plain = !["%2f", "%5c", "%2e", "\\"].iter().any(|escape| lower.contains(escape));
    let below = url.strip_prefix(home).and_then(|rest| rest.strip_prefix('/'));
    is_home && is_plain && below.is_some_and(|below| below.split('/').all(is_plain_segment))
}

/// Whether a segment of a path is a name to every server.
fn is_plain_segment(segment: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    !matches!(segment, "" | "." | "..") && segment.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_lies_below_by_whole_segments() {
        let issuer = "https://x.example/issuers/1";
        for (url, below) in [
            ("https://x.example/issuers/1/keys/2", true),
            ("https://x.example/issuers/1/key.json", true),
            ("https://x.example/issuers/1", false),
            ("https://x.example/issuers/1/", false),
            ("https://x.example/issuers/10", false),
            ("https://x.example/issuers/10/keys/2", false),
            ("https://x.example/issuers/1?of=2", false),
            ("https://x.example/issuers/1/key?of=2", false),
            ("https://x.example/keys/1", false),
            ("https://x.example/.well-known/jwks.json", false),
            ("https://y.example/issuers/1/key", false),
            ("https://x.example:444/issuers/1/key", false),
            ("http://x.example/issuers/1/key", false),
            ("https://x.example/issuers/1/../2/key", false),
            ("https://x.example/issuers/1/./key", false),
            ("https://x.example/issuers/1/..", false),
            ("https://x.example/issuers/1/..%2f2/key", false),
            ("https://x.example/issuers/1/..%2F2/key", false),
            ("https://x.example/issuers/1/..%5c2/key", false),
            ("https://x.example/issuers/1/%2e%2e/2/key", false),
            ("https://x.example/issuers/1/%2E./2/key", false),
            ("https://x.example/issuers/1/..%252f2/key", false),
            ("https://x.example/issuers/1/..;/2/key", false),
            ("https://x.example/issuers/1/..\\2\\key", false),
            ("https://x.example/issuers/1//key", false),
        ] {
            assert_eq!(lies_below(url, issuer), below, "{url}");
        }
    }

    #[test]
    fn nothing_lies_below_an_issuer_without_a_plain_path() {
        for (issuer, below) in [
            ("https://x.example/issuers/1/", true),
            ("https://x.example/b%C3%BCro", true),
            ("https://x.example", false),
            ("https://x.example/", false),
            ("https://x.example//", false),
            ("http://x.example/issuers/1", false),
            ("https://me@x.example/issuers/1", false),
            ("https://:me@x.example/issuers/1", false),
            ("https://X.example/issuers/1", false),
            ("https://x.example:443/issuers/1", false),
            ("https://x.example/issuers/1?", false),
            ("https://x.example/issuers/1#me", false),
            ("https://x.example/issuers/../1", false),
            ("https://x.example/issuers/2%2F..%2f1", false),
            ("https://x.example/issuers/2%5c1", false),
            ("https://x.example/issuers/a%2eb", false),
            ("did:web:x.example", false),
        ] {
            let key = format!("{}/key", issuer.trim_end_matches('/'));
            assert_eq!(lies_below(&key, issuer), below, "{issuer}");
        }
    }

    #[test]
    fn numbers_of_rsa_are_compared_without_the_zeros_before_them() {
        let jwk = Value::from(crate::json::Object::from_iter([("n", "AAE"), ("x", "AAE")]));
        assert!(is_same("n", &"AQ".into(), &jwk) && is_same("x", &"AAE".into(), &jwk));
        assert!(!is_same("n", &"Ag".into(), &jwk) && !is_same("x", &"AQ".into(), &jwk));
        assert!(!is_same("y", &"AQ".into(), &jwk));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let issuer = "https://x.example/issuers/1";
        for (url, shared) in [
            ("https://x.example/keys/1", true),
            ("https://X.example:443/keys/1", true),
            ("https://y.example/issuers/1", false),
            ("https://x.example:444/issuers/1", false),
            ("http://x.example/issuers/1", false),
        ] {
            assert_eq!(shares_origin(url, issuer), shared, "{url}");
        }
        assert!(!shares_origin("http://x.example/issuers/1", "http://x.example/issuers/1"));
    }
}
