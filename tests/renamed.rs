//! Nobody may hide a signed member under another name.
//!
//! A signature over RDF stands when a document is rewritten so that its quads stay equal. Here a
//! badge that is revoked, or has expired, is rewritten without its issuer's key, in every way by
//! which a context can give a property a second name. Each must be refused.

#[path = "renamed/read.rs"]
mod read;

use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Object, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::report::{Outcome, Report};
use openbadges::resolve::Documents;
use openbadges::status::MemoryStore;
use openbadges::{Code, Limits, Timestamp, Verifier};

/// A badge that expired in 2026-07 and is revoked, and the site that says so.
fn refused_badge() -> (Value, Documents) {
    let early: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
    let signer = SecretKey::from_ed25519_seed(&[3; 32]).into_did_key_signer();
    let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
    let store = Arc::new(MemoryStore::new("https://district.example/status".parse().unwrap()));
    let issuer = Issuer::new(profile, signer).with_status(store);
    let mut badge =
        json::read(include_bytes!("../fixtures/small.json"), &Limits::default()).unwrap();
    let members = badge.as_object_mut().unwrap();
    members.remove("issuer");
    members.insert("validFrom", "2026-05-01T00:00:00Z");
    members.insert("validUntil", "2026-07-01T00:00:00Z");
    let signed = issuer.issue_document(badge, &early).unwrap();
    issuer.revoke(signed.id(), None, &early).unwrap();
    let mut site = Documents::new();
    for list in issuer.publish(&now()).unwrap() {
        site.insert(list.url.as_str(), list.document.to_string());
    }
    (signed.document().clone(), site)
}

fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().unwrap()
}

fn verify(badge: &Value, site: &Documents) -> Report {
    Verifier::new().with_resolver(site.clone()).verify(badge.to_string().as_bytes(), &now())
}

/// The badge with contexts appended and members renamed.
fn rewritten(badge: &Value, contexts: &[&str], names: &[(&str, &str)]) -> Value {
    let mut rewritten = Object::new();
    for (name, value) in badge.as_object().unwrap().iter() {
        let new = names.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new);
        rewritten.insert(new, value.clone());
    }
    if let Some(Value::Array(all)) = rewritten.get_mut("@context") {
        for context in contexts {
            all.push(json::read(context.as_bytes(), &Limits::default()).unwrap());
        }
    }
    rewritten.into()
}

/// What it is, the contexts that it appends, and the names that it gives to status and expiry.
type Rewrite<'a> = (&'a str, Vec<String>, [(&'a str, &'a str); 2]);

const STATUS: &str = "credentialStatus";
const UNTIL: &str = "validUntil";

#[test]
fn the_badge_is_refused_as_it_is() {
    let (badge, site) = refused_badge();
    let report = verify(&badge, &site);
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert!(report.has(Code::Revoked) && report.has(Code::TimeExpired), "{report:#?}");
    assert!(!report.has(Code::ModelAlias));
}

#[test]
fn a_property_under_a_second_name_is_refused() {
    let date = r#""@type":"http://www.w3.org/2001/XMLSchema#dateTime""#;
    let v = "https://www.w3.org/2018/credentials#";
    let full = (format!("{v}{STATUS}"), format!("{v}{UNTIL}"));
    let rewrites: Vec<Rewrite<'_>> = vec![
        (
            "another case",
            vec![format!(
                r#"{{"CredentialStatus":{{"@id":"{v}{STATUS}","@type":"@id"}},
                    "ValidUntil":{{"@id":"{v}{UNTIL}",{date}}}}}"#
            )],
            [(STATUS, "CredentialStatus"), (UNTIL, "ValidUntil")],
        ),
        (
            "another word",
            vec![format!(
                r#"{{"standing":{{"@id":"{v}{STATUS}","@type":"@id"}},
                    "end":{{"@id":"{v}{UNTIL}",{date}}}}}"#
            )],
            [(STATUS, "standing"), (UNTIL, "end")],
        ),
        (
            "a vocabulary in two steps",
            vec![
                r#"{"@vocab":"https://www.w3.org/2018/"}"#.into(),
                r#"{"@vocab":"credentials#credential"}"#.into(),
            ],
            [(STATUS, "Status"), (UNTIL, UNTIL)],
        ),
        (
            "a prefix that the vocabulary completes",
            vec![
                r#"{"@vocab":"https://www.w3.org/2018/"}"#.into(),
                format!(
                    r#"{{"q":{{"@id":"credentials#","@prefix":true}},
                        "q:{UNTIL}":{{"@type":"http://www.w3.org/2001/XMLSchema#dateTime"}}}}"#
                ),
            ],
            [(STATUS, "q:credentialStatus"), (UNTIL, "q:validUntil")],
        ),
        ("a chain of prefixes", vec![chain()], [(STATUS, "h:Status"), (UNTIL, UNTIL)]),
        ("the full IRI", vec![], [(STATUS, &full.0), (UNTIL, UNTIL)]),
        (
            "a term scoped to the type",
            vec![format!(
                r#"{{"Own":{{"@id":"https://example.org/Own","@context":
                    {{"own":{{"@id":"{v}{STATUS}","@type":"@id"}}}}}}}}"#
            )],
            [(STATUS, "own"), (UNTIL, UNTIL)],
        ),
    ];
    let (badge, site) = refused_badge();
    for (what, contexts, names) in rewrites {
        let contexts: Vec<&str> = contexts.iter().map(String::as_str).collect();
        // Each member by itself, so that none hides behind the other.
        for (old, new) in names.iter().filter(|(old, new)| old != new) {
            let report = verify(&rewritten(&badge, &contexts, &[(*old, *new)]), &site);
            assert_eq!(report.outcome(), Outcome::Invalid, "{what}: {old} as {new}: {report:#?}");
            assert!(report.verified().is_none());
            let told = report.has(Code::ModelAlias) || report.has(Code::DataLoss);
            assert!(told, "{what}: {old} as {new} is refused for another reason: {report:#?}");
        }
    }
}

/// Each prefix is made of the next, in an order in which none is known when it is needed.
fn chain() -> String {
    let mut context = String::from("{");
    for pair in ["hg", "gf", "fe", "ed", "dc", "cb", "ba"] {
        let (name, base) = pair.split_at(1);
        context.push_str(&format!(r#""{name}":{{"@id":"{base}:","@prefix":true}},"#));
    }
    context + r#""a":{"@id":"https://www.w3.org/2018/credentials#credential","@prefix":true}}"#
}

#[test]
fn an_identifier_or_a_type_under_a_second_name_is_refused() {
    let (badge, site) = refused_badge();
    for (keyword, name) in [("@id", "id"), ("@type", "type")] {
        let context = format!(r#"{{"own":"{keyword}"}}"#);
        let mut subject = badge.at("/credentialSubject").unwrap().as_object().unwrap().clone();
        let value = subject.remove(name).unwrap();
        subject.insert("own", value);
        let mut badge = rewritten(&badge, &[&context], &[]);
        badge.as_object_mut().unwrap().insert("credentialSubject", subject);
        let report = verify(&badge, &site);
        assert!(report.has(Code::ModelAlias), "{keyword}: {report:#?}");
    }
}

/// The type of a status says where to ask. Under another name nobody would ask there.
#[test]
fn a_class_that_decides_under_a_second_name_is_refused() {
    let (badge, site) = refused_badge();
    let v = "https://www.w3.org/ns/credentials/status#";
    let full = format!("{v}BitstringStatusListEntry");
    let lists = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList";
    for (what, context, name) in [
        ("the full IRI", "{}".to_owned(), full.as_str()),
        ("another word", format!(r#"{{"Own":"{full}"}}"#), "Own"),
        (
            "a prefix",
            format!(r#"{{"p":{{"@id":"{v}","@prefix":true}}}}"#),
            "p:BitstringStatusListEntry",
        ),
        ("another class", "{}".to_owned(), lists),
        ("another class in another word", format!(r#"{{"Own":"{lists}"}}"#), "Own"),
    ] {
        let mut badge = rewritten(&badge, &[&context], &[]);
        let status = badge.as_object_mut().unwrap().get_mut("credentialStatus").unwrap();
        let types = vec![Value::from("BitstringStatusListEntry"), name.into()];
        status.as_object_mut().unwrap().insert("type", types);
        let report = verify(&badge, &site);
        assert!(report.has(Code::ModelAlias), "{what}: {report:#?}");
        assert_eq!(report.outcome(), Outcome::Invalid, "{what}");
    }
}
