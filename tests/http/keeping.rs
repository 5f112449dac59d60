//! What was fetched is kept for a while, and failures for a shorter one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use openbadges::resolve::Resolver as _;
use openbadges::resolve::http::{HttpsResolver, Lifetimes, Options};

use crate::site::{Names, Site, json};

const URL: &str = "https://district.example.org/1";

/// A server whose documents differ from one request to the next.
fn counting(cache_control: &'static str) -> Site {
    let count = Arc::new(AtomicUsize::new(0));
    Site::answering(Names::default(), move |_, out| {
        let text = count.fetch_add(1, Ordering::Relaxed).to_string();
        let field = format!("\r\nCache-Control: {cache_control}\r\nContent-Length");
        out.write_all(json(&text).replace("\r\nContent-Length", &field).as_bytes())
    })
}

fn text(resolver: &HttpsResolver, url: &str) -> String {
    String::from_utf8(resolver.resolve(url).unwrap().bytes.to_vec()).unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_document_is_fetched_once() {
    let site = counting("max-age=600");
    let resolver = site.resolver();
    for url in [URL, URL, "https://District.example.org:443/1#key-1"] {
        assert_eq!(text(&resolver, url), "0");
    }
    assert_eq!(text(&resolver, "https://district.example.org/2"), "1");
    assert_eq!(text(&resolver, "https://district.example.org/1?"), "2");
    assert_eq!(text(&resolver, URL), "0");
    resolver.forget();
    assert_eq!(text(&resolver, URL), "3");
    assert_eq!(site.requests().len(), 4);
}

#[test]
fn a_did_and_its_url_are_one_document() {
    let site = counting("max-age=600");
    let resolver = site.resolver();
    assert_eq!(text(&resolver, "did:web:district.example.org:1"), "0");
    assert_eq!(text(&resolver, "https://district.example.org/1/did.json"), "0");
}

#[test]
fn a_lifetime_ends() {
    let site = counting("max-age=1");
    let lifetimes = Lifetimes { shortest: Duration::ZERO, ..Lifetimes::default() };
    let resolver = HttpsResolver::over(site.names.clone(), Options { lifetimes, ..site.options() });
    assert_eq!(text(&resolver, URL), "0");
    std::thread::sleep(Duration::from_millis(1050));
    assert_eq!(text(&resolver, URL), "1");
}

#[test]
fn lifetimes_are_bounded() {
    let bounds = |shortest, longest| Lifetimes { shortest, longest, ..Lifetimes::default() };
    for (says, lifetimes, fetched) in [
        ("no-store", bounds(seconds(600), seconds(600)), 1),
        ("no-cache, max-age=600", bounds(Duration::ZERO, seconds(600)), 2),
        ("no-store", bounds(Duration::ZERO, seconds(600)), 2),
        ("max-age=600", bounds(Duration::ZERO, Duration::ZERO), 2),
        ("max-age=0", Lifetimes::default(), 1),
    ] {
        let site = counting(says);
        let resolver =
            HttpsResolver::over(site.names.clone(), Options { lifetimes, ..site.options() });
        assert_eq!(text(&resolver, URL), "0");
        text(&resolver, URL);
        assert_eq!(site.requests().len(), fetched, "{says} {lifetimes:?}");
    }
}

#[test]
fn failures_are_kept_shortly() {
    let count = AtomicUsize::new(0);
    let site = Site::answering(Names::default(), move |_, out| {
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => out.write_all(
                b"HTTP/1.1 503 Busy\r\nCache-Control: max-age=600\r\nContent-Length: 0\r\n\r\n",
            ),
            _ => out.write_all(json("{}").as_bytes()),
        }
    });
    let lifetimes = Lifetimes { failure: seconds(1), ..Lifetimes::default() };
    let resolver = HttpsResolver::over(site.names.clone(), Options { lifetimes, ..site.options() });
    for _ in 0..3 {
        assert_eq!(resolver.resolve(URL).unwrap_err().code().as_str(), "fetch.failed");
    }
    assert_eq!(site.requests().len(), 1);
    std::thread::sleep(Duration::from_millis(1050));
    assert!(resolver.resolve(URL).is_ok());
    assert_eq!(site.requests().len(), 2);
}

#[test]
fn little_is_kept_where_there_is_little_room() {
    for options in [
        Options { kept: 1, ..Options::default() },
        Options { kept_bytes: 40, ..Options::default() },
    ] {
        let site = counting("max-age=600");
        let resolver = HttpsResolver::over(
            site.names.clone(),
            Options { kept: options.kept, kept_bytes: options.kept_bytes, ..site.options() },
        );
        let other = "https://district.example.org/2";
        let found = [URL, URL, other, other, URL].map(|url| text(&resolver, url));
        assert_eq!(found, ["0", "0", "1", "1", "2"]);
    }
}
