//! A fragment is for whoever reads a document; hosts and servers are asked for the whole of it.

use openbadges::issuer::sign_jwt;
use openbadges::json::{Object, Value};
use openbadges::model::Kind;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::resolve::{Document, ResolveError};
use openbadges::verifier::{Policy, RelatedResources, Step};
use openbadges::{Limits, Verifier};

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";
const ELSEWHERE: &str = "https://elsewhere.example.org/things/1";

/// Every URL that is asked for, as often as it is, where each of `known` is to be had and all else is
/// not known to be there.
fn asked(bytes: &[u8], known: &[(&str, &str)]) -> Vec<String> {
    let policy = Policy { related_resources: RelatedResources::Compared, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    let mut verification = verifier.begin(bytes, &now());
    let mut all = Vec::new();
    while let Step::Needs(needs) = verification.step() {
        for need in needs {
            let found = known.iter().find(|(url, _)| *url == need.url);
            let failed = || ResolveError::Failed { url: need.url.clone(), reason: "down".into() };
            let document = found.map(|(_, text)| Document::new(text.as_bytes()));
            all.push(need.url.clone());
            verification.supply(need.url.clone(), document.ok_or_else(failed));
        }
    }
    all
}

fn asked_of(document: &Value) -> Vec<String> {
    asked(document.to_string().as_bytes(), &[])
}

/// A badge of the issuer whose id is its key, with a change.
fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut badge = badge(&did(&issuer()));
    add_context(&mut badge, EXTENSIONS);
    change(&mut badge);
    signed(badge)
}

#[test]
fn methods_of_one_document_are_asked_for_once() {
    let mut badge = badge(ISSUER);
    let signers = ["key-1", "key-2"].map(|name| key_as(1, &format!("{ELSEWHERE}#{name}")));
    let proofs: Vec<Value> = signers.iter().map(|it| proof(&badge, it, RDFC, |_| {})).collect();
    set(&mut badge, "/proof", proofs);
    let mut urls = asked_of(&badge);
    assert!(urls.iter().all(|url| !url.contains('#')), "{urls:?}");
    urls.retain(|url| url == ELSEWHERE);
    assert_eq!(urls.len(), 1);
}

#[test]
fn a_token_names_its_key_by_a_fragment_and_the_whole_is_asked_for() {
    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let mut badge = badge(ISSUER);
    set(&mut badge, "/credentialSubject/id", "did:example:educator");
    let signer = key_as(1, &format!("{ELSEWHERE}#key-1"));
    let token = sign_jwt(&badge, Kind::Badge, &signer, canonicalizer).unwrap();
    let urls = asked(token.as_bytes(), &[]);
    assert!(urls.iter().all(|url| !url.contains('#')), "{urls:?}");
    assert!(urls.iter().any(|url| url == ELSEWHERE), "{urls:?}");
}

/// Nothing whole has that name, and what it is part of was not named. Without the fragment, the issuer
/// is asked whose key it is.
#[test]
fn an_issuer_that_is_part_of_a_document_is_not_asked_for() {
    let signer = key_as(1, &format!("{ELSEWHERE}#key-1"));
    let public = signer.key().public();
    let document = public.to_controller_document(ELSEWHERE).to_string();
    let signer = key_as(1, &public.method_of(ELSEWHERE));
    let asked = |issuer: &str| {
        let badge = signed_by(badge(issuer), &signer, RDFC);
        asked(badge.to_string().as_bytes(), &[(ELSEWHERE, &document)])
    };
    assert!(asked(ISSUER).iter().any(|url| url == ISSUER));
    let urls = asked(&format!("{ISSUER}#me"));
    assert!(urls.iter().all(|url| !url.contains('#')), "{urls:?}");
}

#[test]
fn a_status_list_is_asked_for_once_whatever_part_entries_name() {
    let entries = ["a", "b"].map(|part| {
        let mut entry = entry("7");
        set(&mut entry, "/id", format!("urn:example:{part}"));
        set(&mut entry, "/statusListCredential", format!("{LIST}#{part}"));
        entry
    });
    let badge = with(|badge| set(badge, "/credentialStatus", entries.to_vec()));
    assert_eq!(asked_of(&badge), [LIST]);
    let list = signed(list(&[])).to_string();
    assert_eq!(asked(badge.to_string().as_bytes(), &[(LIST, &list)]), [LIST]);
    let lists = ["a", "b"].map(|part| {
        json(&format!(r#"{{"id": "{ELSEWHERE}#{part}", "type": "1EdTechRevocationList"}}"#))
    });
    let badge = with(|badge| set(badge, "/credentialStatus", lists.to_vec()));
    assert_eq!(asked_of(&badge), [ELSEWHERE]);
}

#[test]
fn a_refresh_service_is_asked_as_a_whole() {
    let service = format!(r#"{{"id": "{ELSEWHERE}#newest", "type": "1EdTechCredentialRefresh"}}"#);
    let badge = with(|badge| set(badge, "/refreshService", json(&service)));
    assert_eq!(asked_of(&badge), [ELSEWHERE]);
}

#[test]
fn a_resource_is_asked_for_once_whatever_part_of_it_is_spoken_of() {
    let resource = |part: &str| {
        Value::from(Object::from_iter([
            ("id", Value::from(format!("{ELSEWHERE}#{part}"))),
            ("digestSRI", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".into()),
        ]))
    };
    let badge = with(|badge| set(badge, "/relatedResource", vec![resource("a"), resource("b")]));
    assert_eq!(asked_of(&badge), [ELSEWHERE]);
}

#[test]
fn part_of_a_schema_is_not_asked_for() {
    let schema = format!(r##"{{"id": "{ELSEWHERE}#/$defs/x", "type": "JsonSchema"}}"##);
    let badge = with(|badge| set(badge, "/credentialSchema", json(&schema)));
    assert!(asked_of(&badge).is_empty());
}
