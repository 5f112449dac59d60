//! Whose key it is, where a host hands over the documents, and how many keys are looked at.

use openbadges::json::{Object, Value};
use openbadges::key::SecretKey;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::{Document, Documents, ResolveError, Resolver};
use openbadges::text::multibase::base64url_bare;
use openbadges::verifier::{FragmentKeys, Policy, Step};
use openbadges::{Limits, Verifier};

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";
const KEY_SET: &str = "https://district.example.org/.well-known/jwks.json";

fn secret(number: u8) -> SecretKey {
    SecretKey::from_ed25519_seed(&[number; 32])
}

fn jwk(number: u8) -> Value {
    secret(number).public().to_jwk().into()
}

/// A badge of `issuer` as a token of key 1, with one more member in its header.
fn token(issuer: &str, name: &str, member: Value) -> String {
    let mut payload = badge(issuer);
    let claims = [
        ("iss", Value::from(issuer)),
        ("jti", payload.get("id").unwrap().clone()),
        ("sub", payload.at("/credentialSubject/id").unwrap().clone()),
        ("nbf", 1_741_968_000_u32.into()),
    ];
    for (name, claim) in claims {
        payload.as_object_mut().unwrap().insert(name, claim);
    }
    let header =
        Object::from_iter([("alg", "EdDSA".into()), ("typ", "JWT".into()), (name, member)]);
    let part = |text: String| base64url_bare(text.as_bytes());
    let input = format!("{}.{}", part(Value::from(header).to_string()), part(payload.to_string()));
    let signature = secret(1).sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url_bare(&signature))
}

fn key_set(keys: impl IntoIterator<Item = Value>) -> String {
    let keys: Vec<Value> = keys.into_iter().collect();
    Value::from(Object::from_iter([("keys", keys)])).to_string()
}

/// `count` keys, the last of which signed.
fn keys(count: usize) -> impl Iterator<Item = Value> {
    (1..=count).rev().map(|number| if number == 1 { jwk(1) } else { jwk(2) })
}

fn verify_text(text: &str, documents: Documents, limits: Limits) -> Report {
    let verifier = Verifier::new().with_limits(limits).with_resolver(documents);
    verifier.verify(text.as_bytes(), &now())
}

#[test]
fn only_so_many_keys_of_a_key_set_are_looked_at() {
    let few = || Limits { keys: 2, ..Limits::default() };
    let named = format!("{KEY_SET}#1");
    let by_kid = token(ISSUER, "kid", named.as_str().into());
    let called = |mut key: Value, name: &str| {
        key.as_object_mut().unwrap().insert("kid", name);
        key
    };
    let brought = token(ISSUER, "jwk", jwk(1));
    let serve = |count| Documents::new().with(KEY_SET, key_set(keys(count)));
    for (limits, most) in [(Limits::default(), 1_000), (few(), 2)] {
        assert_verdict(&verify_text(&brought, serve(most), limits.clone()), Valid, &[]);
        let report = verify_text(&brought, serve(most + 1), limits);
        assert_verdict(&report, Indeterminate, &["limit.keys"]);
    }
    let named_of = |count: usize| {
        let all = keys(count).enumerate().map(|(n, key)| called(key, &(count - n).to_string()));
        Documents::new().with(KEY_SET, key_set(all))
    };
    assert_verdict(&verify_text(&by_kid, named_of(2), few()), Valid, &[]);
    assert_verdict(&verify_text(&by_kid, named_of(3), few()), Indeterminate, &["limit.keys"]);
}

/// A controller document of [`ISSUER`] with `count` methods and as many references, the first of
/// which is to key 1.
fn controller(count: u8) -> String {
    let id = |number: u8| format!("{ISSUER}#key-{number}");
    let method = |number: u8| {
        Object::from_iter([
            ("id", id(number)),
            ("type", "Multikey".to_owned()),
            ("controller", ISSUER.to_owned()),
            ("publicKeyMultibase", secret(number).public().to_multikey()),
        ])
    };
    let methods: Vec<Object> = (1..=count).map(method).collect();
    let document = Object::from_iter([
        ("id", Value::from(ISSUER)),
        ("verificationMethod", methods.into()),
        ("assertionMethod", (1..=count).map(id).collect::<Vec<_>>().into()),
    ]);
    Value::from(document).to_string()
}

#[test]
fn only_so_many_keys_of_a_controller_document_are_looked_at() {
    let limits = |keys| Limits { keys, ..Limits::default() };
    let serve = || Documents::new().with(ISSUER, controller(4));
    let by_its_name = signed_by(badge(ISSUER), &key_as(1, &format!("{ISSUER}#key-1")), RDFC);
    for text in [by_its_name.to_string(), token(ISSUER, "jwk", jwk(1))] {
        assert_verdict(&verify_text(&text, serve(), limits(8)), Valid, &[]);
        assert_verdict(&verify_text(&text, serve(), limits(7)), Indeterminate, &["limit.keys"]);
    }
    // The issuer's document where the key's is another.
    let by_did_key = signed_by(badge(ISSUER), &key(1), RDFC).to_string();
    assert_verdict(&verify_text(&by_did_key, serve(), limits(8)), Invalid, &["binding"]);
    assert_verdict(&verify_text(&by_did_key, serve(), limits(7)), Indeterminate, &["limit.keys"]);
}

#[test]
fn a_broken_document_of_the_issuer_is_not_the_badges_fault() {
    let garbled = controller(1).replace(r#""controller""#, r#""controllers""#);
    let badge = signed_by(badge(ISSUER), &key(1), RDFC).to_string();
    for bytes in ["", "<html></html>", "[]", "null", "{}", r#"{"id": 1}"#, &garbled] {
        let report = verify_text(&badge, Documents::new().with(ISSUER, bytes), Limits::default());
        assert_verdict(&report, Indeterminate, &["issuer.unestablished"]);
    }
}

#[test]
fn what_a_host_supplies_of_plain_http_is_not_believed() {
    let issuer = ISSUER.replace("https:", "http:");
    let method = format!("{issuer}#key-1");
    let document = controller(1).replace(ISSUER, &issuer);
    let serve = |text: &str, policy: Policy| {
        let verifier = Verifier::new().with_policy(policy);
        let now = now();
        let mut verification = verifier.begin(text.as_bytes(), &now);
        // Unasked.
        for (url, bytes) in [
            (issuer.clone(), document.clone()),
            (KEY_SET.replace("https:", "http:"), key_set([jwk(1)])),
            (format!("{issuer}/key"), jwk(1).to_string()),
        ] {
            verification.supply(url, Ok(Document::new(bytes.into_bytes())));
        }
        match verification.step() {
            Step::Done(report) => *report,
            Step::Needs(needs) => panic!("{needs:?}"),
        }
    };
    let by_its_name = signed_by(badge(&issuer), &key_as(1, &method), RDFC).to_string();
    let by_did_key = signed_by(badge(&issuer), &key(1), RDFC).to_string();
    for (text, code) in [
        (by_its_name, "fetch.failed"),
        (by_did_key, "issuer.unestablished"),
        (token(&issuer, "kid", method.as_str().into()), "fetch.failed"),
        (token(&issuer, "kid", format!("{issuer}/key").into()), "fetch.failed"),
        (token(&issuer, "jwk", jwk(1)), "issuer.unestablished"),
    ] {
        assert_verdict(&serve(&text, Policy::default()), Indeterminate, &[code]);
    }
    // Not even where keys are believed by their own word.
    let unsafely = Policy { fragment_keys: FragmentKeys::UnsafelyTrusted, ..Policy::default() };
    let fragment = |issuer: &str| format!("{issuer}#{}", secret(1).public().to_multikey());
    let own_word =
        |issuer: &str| signed_by(badge(issuer), &key_as(1, &fragment(issuer)), RDFC).to_string();
    let report = serve(&own_word(&issuer), unsafely.clone());
    assert_verdict(&report, Indeterminate, &["fetch.failed"]);
    assert_verdict(&serve(&own_word(ISSUER), unsafely), Valid, &[]);
}

/// Nothing is known of a document that could not be had: it may list the key, or others. Forgers can
/// be the reason, by leading a verifier to wait elsewhere.
#[test]
fn a_failure_opens_no_door() {
    struct Failing(Documents, &'static [&'static str]);
    impl Resolver for Failing {
        fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
            match self.1.contains(&url) {
                true => Err(ResolveError::Failed { url: url.into(), reason: "no answer".into() }),
                false => self.0.resolve(url),
            }
        }
    }
    const BESIDE: &str = "https://district.example.org/issuers/66/key.json";
    let mut claiming = jwk(1);
    set(&mut claiming, "/iss", ISSUER);
    let token = token(ISSUER, "kid", BESIDE.into());
    let verdict = |documents: Documents, failing| {
        let documents = documents.with(BESIDE, claiming.to_string());
        let verifier = Verifier::new().with_resolver(Failing(documents, failing));
        verifier.verify(token.as_bytes(), &now()).outcome()
    };
    let multikey = |number| secret(number).public().to_multikey();
    let listing = controller(1).replace(&multikey(1), &multikey(2));
    let garbled = listing.replace(r#""type":"Multikey""#, r#""type":"Multikey","expires":"soon""#);
    assert_ne!(garbled, listing);
    let none = format!(r#"{{"id": "{ISSUER}"}}"#);
    let with = |document: &str| Documents::new().with(ISSUER, document);

    assert_eq!(verdict(Documents::new(), &[]), Valid, "neither is there");
    assert_eq!(verdict(with(&none), &[]), Valid, "the document lists no keys");
    for failing in [&[ISSUER][..], &[KEY_SET], &[ISSUER, KEY_SET]] {
        assert_eq!(verdict(Documents::new(), failing), Indeterminate, "{failing:?}");
        assert_eq!(verdict(with(&none), failing), Indeterminate, "{failing:?}");
    }
    for document in [&listing, &garbled, "<html></html>"] {
        assert_eq!(verdict(with(document), &[]), Indeterminate, "{document}");
    }
    // Nor does a key of somebody in the set of an authority with many issuers.
    let set = key_set([jwk(1)]);
    let in_set = |document: Option<&str>, failing| {
        let documents = Documents::new().with(KEY_SET, set.clone());
        let documents = match document {
            Some(document) => documents.with(ISSUER, document),
            None => documents,
        };
        let token = self::token(ISSUER, "jwk", jwk(1));
        let verifier = Verifier::new().with_resolver(Failing(documents, failing));
        verifier.verify(token.as_bytes(), &now()).outcome()
    };
    assert_eq!(in_set(None, &[]), Valid);
    assert_eq!(in_set(Some("<html></html>"), &[]), Valid);
    assert_eq!(in_set(None, &[ISSUER]), Indeterminate);
}

/// A redirect is not followed: what is there may list other keys than the key set at the authority,
/// which does not say whose they are.
#[test]
fn a_redirect_is_no_web_page() {
    struct Site(ResolveError);
    impl Resolver for Site {
        fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
            match url {
                KEY_SET => Ok(Document::new(key_set([jwk(1)]).into_bytes())),
                _ => Err(self.0.clone()),
            }
        }
    }
    let token = token(ISSUER, "jwk", jwk(1));
    let verify = |error| {
        Verifier::new().with_resolver(Site(error)).verify(token.as_bytes(), &now()).outcome()
    };
    let (url, to) = (ISSUER.to_owned(), format!("{ISSUER}/"));
    assert_eq!(verify(ResolveError::Redirected { url: url.clone(), to }), Indeterminate);
    assert_eq!(verify(ResolveError::Type { url: url.clone(), found: "text/html".into() }), Valid);
    assert_eq!(verify(ResolveError::Failed { url, reason: "reset".into() }), Indeterminate);
}
