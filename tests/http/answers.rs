//! What is made of an answer.

use std::time::{Duration, Instant};

use openbadges::resolve::http::{HttpsResolver, Options, Roots};
use openbadges::resolve::{Document, ResolveError, Resolver as _};

use crate::site::{Names, Site, json};

const URL: &str = "https://district.example.org/1";

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

fn code(answer: Result<Document, ResolveError>) -> &'static str {
    answer.map_or_else(|error| error.code().as_str(), |_| "read")
}

#[test]
fn a_request_says_nothing_but_what_is_wanted() {
    let site = Site::of(&[("/issuers/1?a=%20b", r#"{"id": 1}"#.to_owned())]);
    let document = site.resolver().resolve("https://District.example.org:443/issuers/1?a=%20b#key");
    assert_eq!(&*document.unwrap().bytes, br#"{"id": 1}"#);
    let [request] = &site.requests()[..] else { panic!() };
    let mut lines: Vec<_> = request.trim_end().split("\r\n").collect();
    assert_eq!(lines.remove(0), "GET /issuers/1?a=%20b HTTP/1.1");
    let fields: Vec<_> = lines.iter().filter_map(|line| line.split_once(": ")).collect();
    let mut names: Vec<_> = fields.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"], "{request}");
    let field = |asked: &str| fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked));
    assert_eq!(field("host").unwrap().1, "district.example.org");
    assert_eq!(field("user-agent").unwrap().1, concat!("openbadges/", env!("CARGO_PKG_VERSION")));
    assert_eq!(field("accept-encoding").unwrap().1, "identity");
}

#[test]
fn redirects_are_not_followed_157_242() {
    for status in [301, 302, 303, 307, 308, 300] {
        for to in [
            "https://other.example.org/1",
            "https://district.example.org/2",
            "https://127.0.0.1/1",
            "http://district.example.org/1",
            "/2",
            "file:///etc/passwd",
        ] {
            let head = format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {to}\r\n");
            let site = Site::with(&format!("{head}Content-Length: 2\r\n"), b"{}");
            let error = site.resolver().resolve(URL).unwrap_err();
            assert_eq!(error.code().as_str(), "fetch.redirect", "{status} {to}: {error}");
            assert!(error.to_string().contains(to), "{error}");
            assert_eq!((site.requests().len(), site.names.looked_up().len()), (1, 1));
        }
    }
    let site = Site::with("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n", b"");
    assert_eq!(code(site.resolver().resolve(URL)), "fetch.redirect");
}

#[test]
fn answers_that_are_no_document_162() {
    for head in [
        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n",
        "HTTP/1.1 410 Gone\r\nContent-Length: 2\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 2\r\n",
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n",
        "HTTP/1.1 204 No Content\r\n",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n",
        "HTTP/1.1 999 Strange\r\nContent-Length: 2\r\n",
        // It breaks off.
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n",
        // It is no HTTP.
        "SSH-2.0-OpenSSH_9.9\r\n",
        "",
    ] {
        let site = Site::with(head, b"{}");
        assert_eq!(code(site.resolver().resolve(URL)), "fetch.failed", "{head}");
    }
    let site = Site::answering(Names::default(), |_, _| Ok(()));
    assert_eq!(code(site.resolver().resolve(URL)), "fetch.failed");
}

#[test]
fn no_answer_in_time_162() {
    let site = Site::answering(Names::default(), |_, out| {
        std::thread::sleep(Duration::from_millis(1500));
        out.write_all(json("{}").as_bytes())
    });
    let options = Options { whole: Duration::from_millis(700), ..site.options() };
    let start = Instant::now();
    let resolver = HttpsResolver::over(site.names.clone(), options);
    assert_eq!(code(resolver.resolve(URL)), "fetch.failed");
    assert!(start.elapsed() < Duration::from_millis(1400), "{:?}", start.elapsed());
}

#[test]
fn nobody_there_or_somebody_else_162() {
    let nobody = HttpsResolver::over(Names::default(), Options::default());
    assert_eq!(code(nobody.resolve(URL)), "fetch.failed");
    let site = Site::of(&[("/1", "{}".to_owned())]);
    // Its certificate is for other names.
    assert_eq!(code(site.resolver().resolve("https://district.example.net/1")), "fetch.failed");
    // Nobody that this resolver trusts vouches for it.
    for roots in [Roots::WebPki, Roots::Only(vec![])] {
        let options = Options { roots, ..site.options() };
        let resolver = HttpsResolver::over(site.names.clone(), options);
        assert_eq!(code(resolver.resolve(URL)), "fetch.failed");
    }
    assert_eq!(site.requests(), [""; 0]);
    assert_eq!(code(site.resolver().resolve(URL)), "read");
}

#[test]
fn large_documents_160() {
    let limited = |site: &Site| {
        let options = Options { document_bytes: 1000, ..site.options() };
        code(HttpsResolver::over(site.names.clone(), options).resolve(URL))
    };
    for (length, expected) in [(1000, "read"), (1001, "fetch.limit"), (300_000, "fetch.limit")] {
        let body = vec![b' '; length];
        let declared = Site::with(&format!("{OK}Content-Length: {length}\r\n"), &body);
        assert_eq!(limited(&declared), expected, "{length}");
        let chunk = [format!("{length:x}\r\n").as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
        let chunked = Site::with(&format!("{OK}Transfer-Encoding: chunked\r\n"), &chunk);
        assert_eq!(limited(&chunked), expected, "{length} in a chunk");
        let closed = Site::with(&format!("{OK}Connection: close\r\n"), &body);
        assert_eq!(limited(&closed), expected, "{length} and then closed");
    }
    // It says much and sends nothing.
    let declared = Site::with(&format!("{OK}Content-Length: 18446744073709551615\r\n"), b"");
    assert_eq!(limited(&declared), "fetch.limit");
}

#[test]
fn a_document_that_never_ends_160() {
    let site = Site::answering(Names::default(), |_, out| {
        out.write_all(format!("{OK}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
        (0..1_000)
            .try_for_each(|_| out.write_all(&[b"1000\r\n", &[b' '; 4096][..], b"\r\n"].concat()))
    });
    assert_eq!(code(site.resolver().resolve(URL)), "fetch.limit");
}

#[test]
fn a_slow_drip_160() {
    let site = Site::answering(Names::default(), |_, out| {
        out.write_all(format!("{OK}Content-Length: 100\r\n\r\n").as_bytes())?;
        for _ in 0..100 {
            out.write_all(b" ")?;
            out.flush()?;
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    let options = Options { whole: Duration::from_millis(1500), ..site.options() };
    let start = Instant::now();
    let resolver = HttpsResolver::over(site.names.clone(), options);
    assert_eq!(code(resolver.resolve(URL)), "fetch.limit");
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn large_and_endless_headers_160() {
    let body = "Content-Length: 2\r\n";
    for (what, fields, expected) in [
        ("one long field", format!("X: {}\r\n", "x".repeat(15_000)), "read"),
        ("one longer field", format!("X: {}\r\n", "x".repeat(17_000)), "fetch.limit"),
        ("98 fields", "X: 1\r\n".repeat(98), "read"),
        ("99 fields", "X: 1\r\n".repeat(99), "fetch.limit"),
        ("200 fields", "X: 1\r\n".repeat(200), "fetch.limit"),
        ("many long fields", format!("X: {}\r\n", "x".repeat(500)).repeat(90), "fetch.limit"),
    ] {
        let site = Site::with(&format!("{OK}{fields}{body}"), b"{}");
        assert_eq!(code(site.resolver().resolve(URL)), expected, "{what}");
    }
    let endless = Site::answering(Names::default(), |_, out| {
        out.write_all(OK.as_bytes())?;
        (0..100_000).try_for_each(|_| out.write_all(b"X: 0123456789\r\n"))
    });
    assert_eq!(code(endless.resolver().resolve(URL)), "fetch.limit");
    let one_line = Site::answering(Names::default(), |_, out| {
        out.write_all(OK.as_bytes())?;
        (0..100_000).try_for_each(|_| out.write_all(b"0123456789"))
    });
    assert_eq!(code(one_line.resolver().resolve(URL)), "fetch.limit");
}

#[test]
fn types_161() {
    for (kind, expected) in [
        ("Content-Type: application/json\r\n", "read"),
        ("Content-Type: application/did+ld+json; charset=utf-8\r\n", "read"),
        ("Content-Type: application/vc+jwt\r\n", "read"),
        ("Content-Type: text/plain\r\n", "read"),
        ("Content-Type: application/octet-stream\r\n", "read"),
        ("", "read"),
        ("Content-Type: text/html\r\n", "fetch.type"),
        ("Content-Type: TEXT/HTML; charset=utf-8\r\n", "fetch.type"),
        ("Content-Type: image/svg+xml\r\n", "fetch.type"),
        ("Content-Type: application/json\r\nContent-Type: text/html\r\n", "fetch.type"),
        ("Content-Type: \u{ff}\r\n", "fetch.type"),
    ] {
        let site = Site::with(&format!("HTTP/1.1 200 OK\r\n{kind}Content-Length: 2\r\n"), b"{}");
        assert_eq!(code(site.resolver().resolve(URL)), expected, "{kind}");
    }
}

#[test]
fn compressed_answers_244() {
    // 10 MiB of zeros would be 10 KiB; they are never unpacked, so an empty one does.
    let empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for coding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP"] {
        let head = format!("{OK}Content-Encoding: {coding}\r\nContent-Length: {}\r\n", empty.len());
        let site = Site::with(&head, &empty);
        assert_eq!(code(site.resolver().resolve(URL)), "fetch.limit", "{coding}");
    }
    let site =
        Site::with(&format!("{OK}Content-Encoding: identity\r\nContent-Length: 2\r\n"), b"{}");
    assert_eq!(code(site.resolver().resolve(URL)), "read");
}
