//! What a report says of badges whose documents are fetched.

use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::http::{HttpsResolver, Options};
use openbadges::{Limits, Verifier};

use openbadges::json::Value;

use crate::mint::*;
use crate::site::{HOST, Names, Site};

const ISSUER: &str = "https://district.example.org/issuers/1";
const WEB: &str = "did:web:district.example.org:issuers:1";

fn hosted(issuer: &str) -> Value {
    let method = key(1).key().public().method_of(issuer);
    signed_by(badge(issuer), &key_as(1, &method), RDFC)
}

fn document(issuer: &str) -> String {
    key(1).key().public().to_did_document(issuer).to_string()
}

fn verify_by(resolver: HttpsResolver, badge: &Value) -> Report {
    Verifier::new().with_resolver(resolver).verify(badge.to_string().as_bytes(), &now())
}

fn verify_at(site: &Site, badge: &Value) -> Report {
    verify_by(site.resolver(), badge)
}

#[test]
fn issuers_whose_documents_are_fetched() {
    let root = "did:web:district.example.org";
    let site = Site::of(&[
        ("/issuers/1", document(ISSUER)),
        ("/issuers/1/did.json", document(WEB)),
        ("/.well-known/did.json", document(root)),
    ]);
    for issuer in [ISSUER, WEB, root] {
        assert_verdict(&verify_at(&site, &hosted(issuer)), Valid, &[]);
    }
    assert_eq!(site.requests().len(), 3);
}

#[test]
fn a_did_document_is_about_the_did() {
    let badge = hosted(WEB);
    let place = "https://district.example.org/issuers/1/did.json";
    for (id, outcome, codes) in [
        (WEB, Valid, &[][..]),
        (place, Invalid, &["did.id"]),
        (ISSUER, Invalid, &["did.id"]),
        ("did:web:district.example.org", Invalid, &["did.id"]),
        ("did:web:district.example.org:issuers:10", Invalid, &["did.id"]),
    ] {
        let site = Site::of(&[("/issuers/1/did.json", document(id))]);
        assert_verdict(&verify_at(&site, &badge), outcome, codes);
    }
    let other = key(2).key().public().to_did_document(WEB).to_string();
    let site = Site::of(&[("/issuers/1/did.json", other)]);
    assert_verdict(&verify_at(&site, &badge), Invalid, &["binding"]);
}

#[test]
fn a_status_list_that_is_fetched() {
    for (revoked, outcome, codes) in [(&[7][..], Valid, &[][..]), (&[6], Invalid, &["revoked"])] {
        let list = signed(list(revoked)).to_string();
        let site = Site::of(&[("/status/revocation-1", list)]);
        assert_verdict(&verify_at(&site, &badge_with(entry("6"))), outcome, codes);
    }
    let site = Site::with("HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 0\r\n", b"");
    let report = verify_at(&site, &badge_with(entry("6")));
    assert_verdict(&report, Indeterminate, &["status.unavailable"]);
}

#[test]
fn documents_that_are_not_to_be_had_157_160_161_162_242_244() {
    let length = "Content-Length: 2\r\n";
    for (head, code) in [
        (format!("HTTP/1.1 404 Not Found\r\n{length}"), "fetch.failed"),
        (format!("HTTP/1.1 500 Internal Server Error\r\n{length}"), "fetch.failed"),
        (
            format!("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n{length}"),
            "fetch.redirect",
        ),
        (
            format!("HTTP/1.1 301 Moved\r\nLocation: https://other.example.org/\r\n{length}"),
            "fetch.redirect",
        ),
        (format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n{length}"), "fetch.limit"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n".to_owned(), "fetch.limit"),
        (format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{length}"), "fetch.type"),
    ] {
        let site = Site::with(&head, b"{}");
        for issuer in [ISSUER, WEB] {
            assert_verdict(&verify_at(&site, &hosted(issuer)), Indeterminate, &[code]);
        }
    }
}

/// The heads of answers to the URL of an issuer that bring no document.
const NO_DOCUMENT: [&str; 5] = [
    "HTTP/1.1 404 Not Found\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    "HTTP/1.1 302 Found\r\nLocation: https://www.example.org/\r\n",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n",
];

#[test]
fn an_issuer_whose_document_is_not_to_be_had_may_have_a_key_set() {
    let file = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/hostile");
        std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
    };
    let name = "162-jwk-in-the-key-set-of-an-issuer-with-a-web-page.jwt";
    let cases = json(&file("cases.json"));
    let cases = cases.get("cases").unwrap_or(&cases).items();
    let of_name = |case: &&Value| case.get("file").and_then(Value::as_str) == Some(name);
    let documents = cases.iter().find(of_name).unwrap().get("documents").unwrap();
    let set = documents.get("https://district.example.org/.well-known/jwks.json").unwrap();
    let (token, set) = (file(name), file(set.as_str().unwrap()));
    for head in NO_DOCUMENT {
        let set = set.clone();
        let site = Site::answering(Names::default(), move |path, out| match path {
            "/.well-known/jwks.json" => out.write_all(crate::site::json(&set).as_bytes()),
            _ => out.write_all(format!("{head}\r\n").as_bytes()),
        });
        let verifier = Verifier::new().with_resolver(site.resolver());
        let report = verifier.verify(token.as_bytes(), &now());
        // What was there and not read may list other keys, and so may the place of a redirect.
        match ["302", "gzip", "99999999"].iter().any(|unread| head.contains(unread)) {
            true => assert_verdict(&report, Indeterminate, &["issuer.unestablished"]),
            false => assert_verdict(&report, Valid, &[]),
        }
        assert_eq!(site.requests().len(), 2);
    }
}

#[test]
fn a_key_of_an_issuer_whose_document_is_not_to_be_had() {
    let badge = signed_by(badge(ISSUER), &issuer(), RDFC);
    for head in NO_DOCUMENT {
        let site = Site::with(head, b"");
        let report = verify_at(&site, &badge);
        assert_verdict(&report, Indeterminate, &["issuer.unestablished"]);
    }
    // A name that leads nowhere is another thing.
    let badge = signed_by(crate::mint::badge("did:web:127.0.0.1"), &issuer(), RDFC);
    let site = Site::of(&[]);
    assert_verdict(&verify_at(&site, &badge), Invalid, &["did.web"]);
    assert_eq!(site.names.looked_up(), [""; 0]);
}

#[test]
fn places_that_are_not_asked_153_154_155_158_253() {
    let nowhere = |answers: &[&str], issuer: &str| {
        let names = Names::new(&[(HOST, &[answers])]);
        let resolver = HttpsResolver::over(names.clone(), Options::default());
        let report = verify_by(resolver, &hosted(issuer));
        assert_verdict(&report, Indeterminate, &["fetch.blocked"]);
        assert_eq!(names.dialled(), []);
    };
    for issuer in [
        "did:web:localhost",
        "did:web:localhost%3A8443:issuers:1",
        "did:web:district.example.org%3A8443",
        "https://localhost/issuers/1",
        "https://127.1/issuers/1",
        "https://0x7f.1/issuers/1",
        "https://2130706433/issuers/1",
        "https://[::1]/issuers/1",
        "https://district.example.org:8443/issuers/1",
    ] {
        nowhere(&["9.9.9.9"], issuer);
    }
    for answer in ["10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1", "240.0.0.1"] {
        nowhere(&[answer], ISSUER);
        nowhere(&["9.9.9.9", answer], WEB);
    }
}

/// The name of the issuer leads to the public internet when its document is fetched, and into a
/// private network when its list is.
#[test]
fn a_name_that_changes_its_address_in_the_middle_156() {
    let mut badge = badge(ISSUER);
    let mut status = entry("6").to_string();
    status = status.replace(LIST, "https://district.example.org/status/revocation-1");
    set(&mut badge, "/credentialStatus", json(&status));
    let method = key(1).key().public().method_of(ISSUER);
    let badge = signed_by(badge, &key_as(1, &method), RDFC);
    let document = document(ISSUER);
    for (second, outcome, codes, dialled) in [
        ("9.9.9.9", Indeterminate, &["status.unavailable"][..], 2),
        ("127.0.0.1", Indeterminate, &["status.unavailable"], 1),
        ("::ffff:9.9.9.9", Indeterminate, &["status.unavailable"], 1),
    ] {
        let answers: &[&[&str]] = &[&["9.9.9.9"], &[second]];
        let names = Names::new(&[(HOST, answers)]);
        let document = document.clone();
        let site = Site::answering(names, move |path, out| match path {
            "/issuers/1" => out.write_all(crate::site::json(&document).as_bytes()),
            _ => out.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        });
        let report = verify_at(&site, &badge);
        assert_verdict(&report, outcome, codes);
        assert_eq!((site.names.looked_up().len(), site.names.dialled().len()), (2, dialled));
        let is_blocked = report.objections().any(|check| check.message.contains("not asked for"));
        assert_eq!(is_blocked, dialled == 1, "{report:#?}");
    }
}

#[test]
fn no_more_is_fetched_than_a_credential_may_ask_for_166() {
    let lists: Vec<_> = (0..9).map(|n| format!("https://district.example.org/lists/{n}")).collect();
    let entries: Vec<_> =
        lists.iter().map(|url| json(&entry("6").to_string().replace(LIST, url))).collect();
    let badge = badge_with(entries.into());
    let site = Site::of(&[]);
    let limits = Limits { fetches: 8, ..Limits::default() };
    let verifier = Verifier::new().with_resolver(site.resolver()).with_limits(limits);
    let report = verifier.verify(badge.to_string().as_bytes(), &now());
    assert_verdict(&report, Indeterminate, &["limit.fetch"]);
    assert_eq!(site.requests(), [""; 0]);
}
