//! Bundles: what was verified, verified again without a network, by somebody's word.

#[path = "verifier/mint.rs"]
#[allow(dead_code)]
mod mint;

use std::sync::Mutex;

use openbadges::json::Value;
use openbadges::key::LocalSigner;
#[cfg(feature = "aws-lc")]
use openbadges::key::SecretKey;
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::{Finish, Question, Report};
use openbadges::resolve::{Document, Documents, ResolveError, Resolver};
use openbadges::verifier::{Bundle, BundlePolicy, Collectors, Policy, SealError, Step};
use openbadges::{Limits, Timestamp, Verifier};

use mint::*;

const HOME: &str = "https://district.example.org/issuers/1";
const CONTEXT: &str = "https://district.example.org/contexts/pd";

/// The key with which the collector seals.
fn collector() -> LocalSigner {
    key(77)
}

/// Years after everything was collected.
fn later() -> Timestamp {
    time("2033-01-01T00:00:00Z")
}

/// What is to be had, and when it is fetched.
struct Web(Documents);

impl Resolver for Web {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        let found = self.0.resolve(url)?;
        let media_type = Some("application/json".to_owned());
        Ok(Document { retrieved: Some(time("2026-08-01T00:00:01Z")), media_type, ..found })
    }
}

/// A badge of an issuer with an https key, a status, a context that the caller brings and an
/// endorsement; and what its verification asks for.
fn scene(revoked: &[u64]) -> (Value, Documents) {
    let signer = key_as(1, &format!("{HOME}#{}", key(1).key().public().to_multikey()));
    let mut badge = badge(HOME);
    add_context(&mut badge, CONTEXT);
    set(&mut badge, "/credentialSubject/contactHours", "12");
    set(&mut badge, "/credentialStatus", entry("7"));
    let mut list = list(revoked);
    set(&mut list, "/issuer", HOME);
    let documents = Documents::new()
        .with(HOME, key(1).key().public().to_controller_document(HOME).to_string())
        .with(LIST, signed_by(list, &signer, RDFC).to_string());
    (signed_by_in(badge, &signer), documents)
}

fn contexts() -> Documents {
    let terms =
        r#"{"@context": {"contactHours": "https://district.example.org/terms#contactHours"}}"#;
    Documents::new().with(CONTEXT, terms)
}

/// As `signed_by`, in canonical JSON, which asks no contexts of the tools that sign here.
fn signed_by_in(badge: Value, signer: &LocalSigner) -> Value {
    signed_by(badge, signer, JCS)
}

fn verifier(documents: Documents) -> Verifier {
    Verifier::new().with_contexts(contexts()).with_resolver(Web(documents))
}

fn collected(revoked: &[u64]) -> (Report, Bundle) {
    let (badge, documents) = scene(revoked);
    verifier(documents).verify_and_bundle(badge.to_string().as_bytes(), &now())
}

fn sealed(bundle: Bundle) -> Value {
    bundle.sealed_by(&collector(), &now()).unwrap().to_value()
}

fn pinned() -> BundlePolicy {
    let collectors = Collectors::Pinned(vec![collector().key().public()]);
    BundlePolicy { collectors, ..BundlePolicy::default() }
}

fn anybody() -> BundlePolicy {
    BundlePolicy { collectors: Collectors::UnsafelyAnybody, ..BundlePolicy::default() }
}

/// The verdict of somebody with no network and no contexts.
fn under(policy: &BundlePolicy, bundle: &Value) -> Report {
    Verifier::new().verify_bundle(bundle.to_string().as_bytes(), policy, &later())
}

fn of(bundle: &Value) -> Report {
    under(&pinned(), bundle)
}

/// The bundle changed, by somebody who seals it as the collector does.
fn resealed(mut bundle: Value, change: impl FnOnce(&mut Value)) -> Value {
    remove(&mut bundle, "proof");
    change(&mut bundle);
    let bundle = Bundle::read(bundle.to_string().as_bytes(), &Limits::default()).unwrap();
    sealed(bundle)
}

/// The place of the document at a URL.
fn place(bundle: &Value, url: &str) -> String {
    let documents = bundle.at("/documents").unwrap().as_array().unwrap();
    let index = documents.iter().position(|it| it.get("url") == Some(&url.into())).unwrap();
    format!("/documents/{index}")
}

/// Puts another document in the place of one, with a digest that is right.
fn replace(bundle: &mut Value, url: &str, text: &str) {
    let at = place(bundle, url);
    set(bundle, &format!("{at}/text"), text);
    set(bundle, &format!("{at}/sha256"), sha256(text));
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_a_known_collector_sealed_verifies_as_of_then() {
    let (report, bundle) = collected(&[]);
    assert_verdict(&report, Valid, &[]);
    let urls: Vec<_> = bundle.documents().map(|(url, _)| url.to_owned()).collect();
    assert_eq!(urls, [HOME, LIST]);
    let again = of(&sealed(bundle));
    assert_verdict(&again, Valid, &[]);
    assert_eq!(again.as_of(), Some(&now()));
    assert_eq!(again.verified().unwrap().verified_as_of(), &now());
    assert_eq!(again.verified().unwrap().document(), report.verified().unwrap().document());
    let told = again.checks().iter().find(|check| check.question == Question::Bundle).unwrap();
    assert_eq!(told.finish, Finish::Passed);
    let did = did(&collector());
    assert_eq!(told.message, format!("as of 2026-08-01T00:00:00Z, by the word of {did}"));
    assert!(again.to_text(openbadges::report::Style::Plain).contains(&told.message));
    assert!(again.checks().iter().is_sorted_by_key(|check| check.question));
}

#[test]
fn a_bundle_that_nobody_known_sealed_is_never_valid() {
    let bundle = collected(&[]).1;
    let unsealed = bundle.to_value();
    assert_verdict(&of(&unsealed), Indeterminate, &["bundle.unsealed"]);
    assert_verdict(
        &under(&BundlePolicy::default(), &unsealed),
        Indeterminate,
        &["bundle.unsealed"],
    );
    let by_another = bundle.sealed_by(&key(78), &now()).unwrap().to_value();
    assert_verdict(&of(&by_another), Indeterminate, &["bundle.unsealed"]);
    let nobody = BundlePolicy::default();
    assert_verdict(&under(&nobody, &by_another), Indeterminate, &["bundle.unsealed"]);
    // Where that is asked for in so many words, it is a warning.
    for bundle in [&unsealed, &by_another] {
        let report = under(&anybody(), bundle);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(warnings(&report)[0], "bundle.unsealed");
    }
}

/// Why it is not: whoever hands over a bundle can make an issuer of anybody.
#[test]
fn a_forger_brings_the_issuers_document_along() {
    let forger = key(66);
    let method = format!("{HOME}#{}", forger.key().public().to_multikey());
    let badge = signed_by(badge(HOME), &key_as(66, &method), RDFC);
    let documents =
        Documents::new().with(HOME, forger.key().public().to_controller_document(HOME).to_string());
    let (_, bundle) = verifier(documents).verify_and_bundle(badge.to_string().as_bytes(), &now());
    let by_forger = bundle.clone().sealed_by(&forger, &now()).unwrap().to_value();
    assert_verdict(&of(&bundle.to_value()), Indeterminate, &["bundle.unsealed"]);
    assert_verdict(&of(&by_forger), Indeterminate, &["bundle.unsealed"]);
    assert_verdict(&under(&anybody(), &by_forger), Valid, &[]);
}

#[test]
fn what_was_found_then_is_found_again() {
    let (report, bundle) = collected(&[7]);
    assert_verdict(&report, Invalid, &["revoked"]);
    assert_verdict(&of(&sealed(bundle)), Invalid, &["revoked"]);

    let (badge, documents) = scene(&[]);
    let list = documents.resolve(LIST).unwrap();
    let without_issuer = Documents::new().with(LIST, list.bytes.to_vec());
    let (report, bundle) =
        verifier(without_issuer).verify_and_bundle(badge.to_string().as_bytes(), &now());
    let (outcome, codes) = verdict(&report);
    assert_eq!(outcome, Indeterminate);
    assert_verdict(&of(&sealed(bundle)), Indeterminate, &codes);
}

/// Every change after sealing is noticed, wherever it is.
#[test]
fn a_changed_bundle_is_invalid() {
    let bundle = sealed(collected(&[]).1);
    let revoking = sealed(collected(&[7]).1);
    let other_list = revoking.at(&format!("{}/text", place(&revoking, LIST))).unwrap().clone();
    let (list, home) = (place(&bundle, LIST), place(&bundle, HOME));
    type Change<'a> = (&'a str, Box<dyn Fn(&mut Value) + 'a>, &'a str);
    let changes: [Change<'_>; 11] = [
        ("when", Box::new(|it| set(it, "/asOf", "2026-08-02T00:00:00Z")), "bundle.seal"),
        (
            "fetched",
            Box::new(|it| set(it, &format!("{list}/fetched"), "2026-08-01T00:00:09Z")),
            "bundle.seal",
        ),
        ("type", Box::new(|it| set(it, &format!("{list}/mediaType"), "text/plain")), "bundle.seal"),
        ("list", Box::new(|it| replace(it, LIST, other_list.as_str().unwrap())), "bundle.seal"),
        ("key", Box::new(|it| replace(it, HOME, "{}")), "bundle.seal"),
        ("text", Box::new(|it| set(it, &format!("{list}/text"), "{}")), "bundle.digest"),
        ("digest", Box::new(|it| set(it, &format!("{home}/sha256"), sha256("x"))), "bundle.digest"),
        ("badge", Box::new(|it| set(it, "/credential/text", "{}")), "bundle.digest"),
        (
            "context",
            Box::new(|it| set(it, "/contexts/0/document/@context/contactHours", "urn:x:y")),
            "bundle.digest",
        ),
        ("url", Box::new(|it| set(it, &format!("{list}/url"), "https://x.example")), "bundle.seal"),
        ("seal", Box::new(|it| set(it, "/proof/created", "2026-08-01T00:00:01Z")), "bundle.seal"),
    ];
    for (name, change, code) in changes {
        let mut changed = bundle.clone();
        change(&mut changed);
        let report = of(&changed);
        assert_eq!(report.outcome(), Invalid, "{name}: {report:#?}");
        assert!(verdict(&report).1.contains(&code), "{name}: {report:#?}");
        // Even where anybody's word counts, a broken seal does not.
        assert_eq!(under(&anybody(), &changed).outcome(), Invalid, "{name}");
    }
}

/// The seal of a collector who erred, or who is a liar, makes nothing valid that is not signed.
#[test]
fn a_seal_proves_only_the_collectors_word() {
    let bundle = sealed(collected(&[]).1);
    let revoking = sealed(collected(&[7]).1);
    let text_of = |bundle: &Value, url: &str| {
        let text = bundle.at(&format!("{}/text", place(bundle, url))).unwrap();
        text.as_str().unwrap().to_owned()
    };
    let swapped = resealed(bundle.clone(), |it| replace(it, LIST, &text_of(&revoking, LIST)));
    assert_verdict(&of(&swapped), Invalid, &["revoked"]);
    // A list with a bit cleared is signed by nobody.
    let forged = resealed(bundle.clone(), |it| {
        let mut list = json(&text_of(&bundle, LIST));
        set(&mut list, "/validFrom", "2026-07-02T00:00:00Z");
        replace(it, LIST, &list.to_string());
    });
    assert_verdict(&of(&forged), Indeterminate, &["status.proof"]);
    let badge_changed = resealed(bundle.clone(), |it| {
        let mut badge = json(it.at("/credential/text").unwrap().as_str().unwrap());
        set(&mut badge, "/name", "Another");
        let text = badge.to_string();
        set(it, "/credential/sha256", sha256(&text));
        set(it, "/credential/text", text);
    });
    assert_verdict(&of(&badge_changed), Invalid, &["signature", "not_checked"]);
}

#[test]
fn a_document_that_is_missing_is_not_known_to_be_absent() {
    let bundle = sealed(collected(&[]).1);
    for (url, code) in [(LIST, "status.unavailable"), (HOME, "fetch.failed")] {
        let without = resealed(bundle.clone(), |it| {
            let at = place(it, url);
            let index: usize = at.rsplit('/').next().unwrap().parse().unwrap();
            let mut documents = it.at("/documents").unwrap().as_array().unwrap().to_vec();
            documents.remove(index);
            set(it, "/documents", documents);
        });
        let report = of(&without);
        assert_eq!(report.outcome(), Indeterminate, "{url}: {report:#?}");
        assert!(verdict(&report).1.contains(&code), "{url}: {report:#?}");
        assert!(
            report.objections().any(|it| it.message.contains("it is not in the bundle")),
            "{url}"
        );
    }
    let without = resealed(bundle, |it| set(it, "/contexts", Vec::<Value>::new()));
    assert_eq!(of(&without).outcome(), Indeterminate);
}

#[test]
fn a_document_that_nobody_asked_for_changes_nothing() {
    let bundle = sealed(collected(&[]).1);
    let with = |url: &str| {
        resealed(bundle.clone(), |it| {
            let mut documents = it.at("/documents").unwrap().as_array().unwrap().to_vec();
            let mut more = documents[0].clone();
            set(&mut more, "/url", url);
            documents.push(more);
            set(it, "/documents", documents);
        })
    };
    assert_verdict(&of(&with("https://x.example/1")), Valid, &[]);
    // Nobody puts other terms in the place of the standard's.
    let obv3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    let replaced = resealed(bundle.clone(), |it| {
        let mut contexts = it.at("/contexts").unwrap().as_array().unwrap().to_vec();
        let mut more = contexts[0].clone();
        set(&mut more, "/url", obv3);
        contexts.push(more);
        set(it, "/contexts", contexts);
    });
    assert_verdict(&of(&replaced), Valid, &[]);
}

#[test]
fn a_bundle_says_nothing_about_another_time() {
    let bundle = sealed(collected(&[]).1);
    for at in ["2026-07-31T23:59:59Z", "2026-08-01T00:00:01Z", "2033-01-01T00:00:00Z"] {
        let policy = BundlePolicy { as_of: Some(time(at)), ..pinned() };
        let report = under(&policy, &bundle);
        assert_verdict(&report, Indeterminate, &["bundle.time"]);
        assert_eq!(report.as_of(), Some(&time(at)));
    }
    let same = BundlePolicy { as_of: Some(time("2026-08-01T02:00:00+02:00")), ..pinned() };
    assert_verdict(&under(&same, &bundle), Valid, &[]);
    // Before it was collected, it cannot have been.
    let early = time("2026-07-01T00:00:00Z");
    let report = Verifier::new().verify_bundle(bundle.to_string().as_bytes(), &pinned(), &early);
    assert_eq!(report.outcome(), Invalid, "{report:#?}");
    // What was fetched at another time says nothing about this one, whoever seals it.
    for (fetched, outcome) in [
        ("2026-07-31T12:00:00Z", Valid),
        ("2026-08-01T00:59:00Z", Valid),
        ("2026-08-01T01:00:01Z", Indeterminate),
        ("2026-07-30T23:59:59Z", Indeterminate),
    ] {
        let other = resealed(bundle.clone(), |it| {
            let at = place(it, LIST);
            set(it, &format!("{at}/fetched"), fetched);
        });
        let codes: &[&str] = if outcome == Valid { &[] } else { &["bundle.time"] };
        assert_verdict(&of(&other), outcome, codes);
    }
}

#[test]
fn a_seal_is_made_when_it_can_be() {
    let bundle = collected(&[]).1;
    for (created, outcome) in [
        ("2026-07-31T23:59:00Z", Valid),
        ("2026-07-31T23:00:00Z", Invalid),
        ("2030-01-01T00:00:00Z", Valid),
        ("2033-01-01T00:06:00Z", Invalid),
    ] {
        let sealed = bundle.clone().sealed_by(&collector(), &time(created)).unwrap().to_value();
        assert_eq!(of(&sealed).outcome(), outcome, "{created}");
    }
    let named = key_as(77, "https://archive.example#key-1");
    assert!(matches!(bundle.clone().sealed_by(&named, &now()), Err(SealError::Method(_))));
    for seal in ["null", "{}", "[]", "\"x\"", r#"{"type": "DataIntegrityProof"}"#] {
        let mut odd = bundle.to_value();
        set(&mut odd, "/proof", json(seal));
        for policy in [pinned(), anybody()] {
            assert_ne!(under(&policy, &odd).outcome(), Valid, "{seal}");
        }
    }
    // A signature over something else, by the right key.
    let mut borrowed = bundle.to_value();
    let other = sealed(collected(&[7]).1);
    set(&mut borrowed, "/proof", other.get("proof").unwrap().clone());
    assert_verdict(&of(&borrowed), Invalid, &["bundle.seal"]);
}

#[cfg(feature = "aws-lc")]
#[test]
fn a_bundle_is_sealed_with_p256_and_not_with_rsa() {
    let bundle = collected(&[]).1;
    let p256 = SecretKey::from_p256_scalar(&[0x25; 32]).unwrap().into_did_key_signer();
    let sealed = bundle.clone().sealed_by(&p256, &now()).unwrap().to_value();
    let collectors = Collectors::Pinned(vec![p256.key().public()]);
    assert_verdict(&under(&BundlePolicy { collectors, as_of: None }, &sealed), Valid, &[]);
    let rsa = SecretKey::from_pkcs8_pem(include_str!("support/rsa-2048.pem")).unwrap();
    let sealed = bundle.sealed_by(&rsa.into_did_key_signer(), &now());
    assert!(matches!(sealed, Err(SealError::Algorithm)));
}

/// What is not known is refused, whatever it may mean.
#[test]
fn the_form_is_strict() {
    let good = collected(&[]).1.to_value();
    let list = place(&good, LIST);
    let twice = |value: &mut Value, name: &str| {
        let mut items = value.at(name).unwrap().as_array().unwrap().to_vec();
        items.push(items[0].clone());
        set(value, name, items);
    };
    type Change<'a> = Box<dyn Fn(&mut Value) + 'a>;
    let changes: Vec<(Change<'_>, Outcome, &str)> = vec![
        (Box::new(|it| set(it, "/version", Value::from(2))), Indeterminate, "bundle.version"),
        (Box::new(|it| set(it, "/version", "1")), Indeterminate, "bundle.version"),
        (Box::new(|it| drop(remove(it, "version"))), Indeterminate, "bundle.version"),
        (Box::new(|it| set(it, "/type", "Bundle")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, "/more", true)), Invalid, "bundle.form"),
        (Box::new(|it| drop(remove(it, "asOf"))), Invalid, "bundle.form"),
        (Box::new(|it| set(it, "/asOf", "yesterday")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, "/credential", "x")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, "/credential/base64", "e30=")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, &format!("{list}/purpose"), "fun")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, &format!("{list}/age"), "old")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, &format!("{list}/fetched"), Value::Null)), Invalid, "bundle.form"),
        (Box::new(|it| set(it, &format!("{list}/more"), "x")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, &format!("{list}/failure"), "x")), Invalid, "bundle.form"),
        (Box::new(|it| twice(it, "/documents")), Invalid, "bundle.form"),
        (Box::new(|it| twice(it, "/contexts")), Invalid, "bundle.form"),
        (Box::new(|it| set(it, "/documents", json("{}"))), Invalid, "bundle.form"),
    ];
    for (index, (change, outcome, code)) in changes.iter().enumerate() {
        let mut changed = good.clone();
        change(&mut changed);
        for policy in [pinned(), anybody()] {
            assert_verdict(&under(&policy, &changed), *outcome, &[code]);
        }
        assert!(
            Bundle::read(changed.to_string().as_bytes(), &Limits::default()).is_err(),
            "{index}"
        );
    }
    for bytes in [&b""[..], b"[]", b"{", b"\xff", b"{\"type\": \"OpenBadgesBundle\"}"] {
        let report = Verifier::new().verify_bundle(bytes, &anybody(), &later());
        assert_ne!(report.outcome(), Valid);
    }
    // A name said twice is two bundles in one.
    let text = good.to_string().replacen('{', "{\"version\":1,", 1);
    let report = Verifier::new().verify_bundle(text.as_bytes(), &anybody(), &later());
    assert_verdict(&report, Invalid, &["json.duplicate"]);
}

#[test]
fn sizes_are_limited() {
    let good = sealed(collected(&[]).1);
    let text = good.to_string();
    let verdict_under = |limits: Limits| {
        let report =
            Verifier::new().with_limits(limits).verify_bundle(text.as_bytes(), &pinned(), &later());
        verdict(&report)
    };
    let usual = Limits::default;
    assert_eq!(verdict_under(usual()).0, Valid);
    let small = Limits { bundle_bytes: text.len() - 1, ..usual() };
    assert_eq!(verdict_under(small), (Invalid, vec!["limit.size"]));
    let small = Limits { document_bytes: 1000, ..usual() };
    assert_eq!(verdict_under(small), (Invalid, vec!["limit.size"]));
    let few = Limits { fetches: 0, ..usual() };
    assert_eq!(verdict_under(few), (Invalid, vec!["limit.fetch"]));
}

#[test]
fn a_bundle_is_read_as_it_was_written() {
    let (_, bundle) = collected(&[]);
    let bundle = bundle.sealed_by(&collector(), &now()).unwrap();
    let read = Bundle::read(bundle.to_string().as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read, bundle);
    assert!(Bundle::is_bundle(bundle.to_string().as_bytes(), &Limits::default()));
    assert!(!Bundle::is_bundle(good().to_string().as_bytes(), &Limits::default()));
    // Bytes that are no text, and every way in which nothing can come.
    let url = |end: &str| format!("https://x.example/{end}");
    let failures = [
        ResolveError::NotAvailable { url: url("1") },
        ResolveError::Failed { url: url("2"), reason: "broke off".into() },
        ResolveError::Blocked { url: url("3"), reason: "private".into() },
        ResolveError::Redirected { url: url("4"), to: url("5") },
        ResolveError::TooMuch { url: url("6"), reason: "slow".into() },
        ResolveError::Type { url: url("7"), found: "text/html".into() },
    ];
    let verifier = Verifier::new();
    let collection = verifier.collect(&[0xff, 0x00], &now());
    assert!(matches!(collection.begin().step(), Step::Done(_)));
    use openbadges::verifier::{Age, Need, Purpose};
    let need = |url: &str, age| Need { url: url.into(), purpose: Purpose::Key, age };
    for (number, failure) in failures.iter().enumerate() {
        collection.note(&need(&url(&number.to_string()), Age::Any), &Err(failure.clone()));
    }
    collection.note(&need(&url("0"), Age::New), &Ok(Document::new(vec![0xfe])));
    collection.note(&need(&url("0"), Age::New), &Ok(Document::new(vec![0xfd])));
    let bundle = collection.finish();
    let read = Bundle::read(bundle.to_string().as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read.credential(), [0xff, 0x00]);
    let resolver = read.resolver();
    for (number, failure) in failures.iter().enumerate() {
        let found = resolver.resolve(&url(&number.to_string())).unwrap_err();
        assert_eq!(found.code(), failure.code());
        // The URL of a failure is the one that was asked for.
        assert!(found.to_string().contains(&url(&number.to_string())), "{found}");
    }
    assert_eq!(*resolver.resolve_anew(&url("0")).unwrap().bytes, [0xfe], "the first counts");
    assert!(matches!(resolver.resolve(&url("99")), Err(ResolveError::Failed { .. })));
}

/// A list that was too old is there twice, as it was kept and as it was fetched anew.
#[test]
fn what_was_wanted_anew_is_wanted_anew_again() {
    struct Keeping {
        documents: Documents,
        asked_anew: Mutex<u32>,
    }
    impl Resolver for &'static Keeping {
        fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
            let retrieved = Some(time("2026-07-31T23:00:00Z"));
            Ok(Document { retrieved, ..self.documents.resolve(url)? })
        }
        fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
            *self.asked_anew.lock().unwrap() += 1;
            Ok(Document { retrieved: Some(now()), ..self.documents.resolve(url)? })
        }
    }
    let (badge, documents) = scene(&[]);
    let signer = key_as(1, &format!("{HOME}#{}", key(1).key().public().to_multikey()));
    let mut list = list(&[]);
    set(&mut list, "/issuer", HOME);
    set(&mut list, "/credentialSubject/ttl", Value::from(60_000));
    let documents = documents.with(LIST, signed_by(list, &signer, RDFC).to_string());
    let keeping: &'static Keeping =
        Box::leak(Box::new(Keeping { documents, asked_anew: Mutex::default() }));
    let verifier = Verifier::new().with_contexts(contexts()).with_resolver(keeping);
    let (report, bundle) = verifier.verify_and_bundle(badge.to_string().as_bytes(), &now());
    assert_verdict(&report, Valid, &[]);
    assert_eq!(*keeping.asked_anew.lock().unwrap(), 1);
    let bundle = sealed(bundle);
    assert_verdict(&of(&bundle), Valid, &[]);
    // Without the newer one the older is too old, as it was.
    let without = resealed(bundle, |it| {
        let mut documents = it.at("/documents").unwrap().as_array().unwrap().to_vec();
        documents.retain(|document| document.get("age") != Some(&"new".into()));
        set(it, "/documents", documents);
    });
    assert_verdict(&of(&without), Indeterminate, &["status.stale"]);
}

/// The bundle of a status list, of a badge with an endorsement: no part of it is taken at the word
/// of nobody.
#[test]
fn no_report_within_a_report_is_valid_by_nobodys_word() {
    let id = badge("x:y").get("id").unwrap().as_str().unwrap().to_owned();
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"]},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Counts."}
        }"#,
    );
    set(&mut endorsement, "/issuer/id", did(&key(2)));
    set(&mut endorsement, "/credentialSubject/id", id);
    let mut endorsed = badge(&did(&issuer()));
    set(&mut endorsed, "/endorsement", vec![signed_by(endorsement, &key(2), RDFC)]);
    let endorsed = signed_by(endorsed, &issuer(), JCS);
    let (report, bundle) =
        Verifier::new().verify_and_bundle(endorsed.to_string().as_bytes(), &now());
    assert!(report.endorsements()[0].counts);
    let open = of(&bundle.to_value());
    assert_eq!(open.outcome(), Indeterminate);
    for endorsement in open.endorsements() {
        assert!(!endorsement.counts && endorsement.report.verified().is_none(), "{open:#?}");
    }
    let known = of(&sealed(bundle));
    assert_verdict(&known, Valid, &[]);
    assert!(known.endorsements()[0].counts);

    let list = signed(list(&[])).to_string();
    for kind in [openbadges::model::Kind::OpenBadges, openbadges::model::Kind::StatusList] {
        let policy = Policy { kind, ..Policy::default() };
        let verifier = Verifier::new().with_policy(policy);
        let (report, bundle) = verifier.verify_and_bundle(list.as_bytes(), &now());
        assert_verdict(&report, Valid, &[]);
        let bundle = bundle.to_string();
        let report = verifier.verify_bundle(bundle.as_bytes(), &pinned(), &later());
        assert_verdict(&report, Indeterminate, &["bundle.unsealed"]);
    }
}
