//! What is refused before a connection is made.

use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::time::Duration;

use openbadges::resolve::Resolver as _;
use openbadges::resolve::http::{HttpsResolver, Lifetimes, Options, Reach};

use crate::site::{HOST, Names, PUBLIC, Site, json};

/// The code with which a URL is refused.
fn refused(resolver: &HttpsResolver, url: &str) -> &'static str {
    match resolver.resolve(url) {
        Ok(_) => panic!("{url:?} was read"),
        Err(error) => error.code().as_str(),
    }
}

/// The URL is enough: no name is looked up.
const URLS: &[&str] = &[
    // 158: addresses in every spelling, with and without a port.
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0X7F.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0/",
    "https://0x0/",
    "https://9.9.9.9/",
    "https://151587081/",
    "https://1.2.3.4.5/",
    "https://256.1.1.1/",
    "https://127.0.0.1./",
    "https://\u{ff11}\u{ff12}\u{ff17}.0.0.1/",
    "https://127\u{3002}0\u{3002}0\u{3002}1/",
    "https://\u{2460}\u{2461}\u{2466}.0.0.1/",
    "https://127.0.0.%31/",
    "https://%31%32%37.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2606:4700:4700::1111]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[::1/",
    "https://[::ffff:127.0.0.1%25lo]/",
    "https://[0:0:0:0:0:ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[::]:443/",
    "https://127.0.0.1:443/",
    "https://127.0.0.1.:443/",
    "https://0x7F000001.:443/",
    "https://127.000.000.001/",
    "https://0000177.0.0.1/",
    "https://4294967297/",
    "https://100.64.0.1/",
    "https://127.0.0.1:443:80/",
    "https://169.254.169.254/latest/meta-data/",
    "https://district.example.org:0/",
    // 153: ports, and names that no public host has.
    "https://district.example.org:80/",
    "https://district.example.org:8443/",
    "https://district.example.org:22/",
    "https://district.example.org:65536/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://localhost.:443/",
    "https://\u{ff4c}ocalhost/",
    "https://loc\u{ad}alhost/",
    "https://metadata.google.internal./",
    "https://a.localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://router.lan/",
    "https://nas.home.arpa/",
    "https://intranet/",
    "https://localhost.localdomain/",
    "https://a.onion/",
    "https://district.example.org./",
    "https://district..example.org/",
    "https://.example.org/",
    "https://-/",
    "https:///",
    "https://",
    // 159: users, and what two parsers read in two ways.
    "https://user@district.example.org/",
    "https://user:password@district.example.org/",
    "https://@district.example.org/",
    "https://:@district.example.org/",
    "https://district.example.org@127.0.0.1/",
    "https://district.example.org:443@127.0.0.1/",
    "https://127.0.0.1:443@district.example.org/",
    "https://127.0.0.1#@district.example.org/",
    "https://district.example.org\\@127.0.0.1/",
    "https:\\\\district.example.org/",
    "https://district.example.org\\.evil.example/",
    "https://district.example.org%2f@127.0.0.1/",
    "https://district.example.org%00.evil.example/",
    "https://district.example.org\t/",
    "https://district.exa\nmple.org/",
    "https://district.example.org/ x",
    "https://district.example.org/\r\nHost: evil.example",
    " https://district.example.org/",
    // Not https.
    "http://district.example.org/",
    "HTTPS://district.example.org/",
    "https:district.example.org/",
    "https:/district.example.org/",
    "//district.example.org/",
    "ftp://district.example.org/",
    "file:///etc/passwd",
    "data:application/json,{}",
    "gopher://127.0.0.1:6379/",
    "blob:https://district.example.org/1",
    "view-source:https://district.example.org/",
    "/etc/passwd",
    "",
    // 152 and 153: the same by way of did:web.
    "did:web:localhost",
    "did:web:district.example.org%3A8443",
    "did:web:127.0.0.1",
    "did:web:0x7f.1",
    "did:web:2130706433",
    "did:web:district.example.org:..:x",
    "did:web:user%40district.example.org",
];

#[test]
fn urls_152_153_158_159() {
    assert!(URLS.len() >= 80);
    let names = Names::default();
    let resolver = HttpsResolver::over(names.clone(), Options::default());
    for url in URLS {
        assert_eq!(refused(&resolver, url), "fetch.blocked", "{url:?}");
    }
    let long = format!("https://district.example.org/{}", "x".repeat(2048));
    assert_eq!(refused(&resolver, &long), "fetch.blocked");
    assert_eq!(names.looked_up(), [""; 0]);
    assert_eq!(names.dialled(), []);
    // The same table without the guard would have been asked: it is the guard that refuses.
    for did in ["did:key:z6Mk", "did:example:1"] {
        assert_eq!(refused(&resolver, did), "fetch.failed");
    }
    assert_eq!(refused(&resolver, "https://district.example.org/"), "fetch.failed");
    assert_eq!(names.looked_up(), [HOST]);
    assert_eq!(names.dialled(), ["9.9.9.9:443".parse::<SocketAddr>().unwrap()]);
}

/// Addresses that a name of the public internet may have been given.
const ADDRESSES: &[&str] = &[
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.0.0.255",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:0:7f00:1",
    "100::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2002:ffff:ffff::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:9.9.9.9",
    "64:ff9b::7f00:1",
    "64:ff9b::909:909",
    "64:ff9b:1::a00:1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

#[test]
fn names_of_private_addresses_154_253() {
    // Every block that the list of cases names, and the others that are not of the public internet.
    for block in [
        "127.",
        "10.",
        "172.16.",
        "192.168.",
        "169.254.",
        "100.64.",
        "0.",
        "224.",
        "240.",
        "255.",
        "198.18.",
        "192.0.0.",
        "192.0.2.",
        "198.51.100.",
        "203.0.113.",
        "192.88.99.",
        "::1",
        "fc00:",
        "fd",
        "fe80:",
        "::ffff:127.",
        "64:ff9b::",
        "64:ff9b:1:",
        "2002:",
        "2001::",
        "2001:db8:",
        "ff02:",
        "100::",
        "3fff:",
        "5f00:",
    ] {
        assert!(ADDRESSES.iter().any(|address| address.starts_with(block)), "{block}");
    }
    assert!(ADDRESSES.len() >= 40);
    for address in ADDRESSES {
        let names = Names::new(&[(HOST, &[&[address]])]);
        let resolver = HttpsResolver::over(names.clone(), Options::default());
        let error = resolver.resolve("https://district.example.org/1").unwrap_err();
        assert_eq!(error.code().as_str(), "fetch.blocked", "{address}");
        // What a report tells is told to strangers.
        assert!(!error.to_string().contains(address), "{error}");
        assert_eq!((names.looked_up().len(), names.dialled()), (1, vec![]), "{address}");
    }
}

#[test]
fn one_private_address_among_public_ones_155() {
    for answer in [
        &["9.9.9.9", "10.0.0.1"][..],
        &["10.0.0.1", "9.9.9.9"],
        &["9.9.9.9", "2606:4700:4700::1111", "::1"],
        &["9.9.9.9", "::ffff:9.9.9.9"],
        // Beyond the number of addresses that are tried.
        &[PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, PUBLIC, "127.0.0.1"],
    ] {
        let names = Names::new(&[(HOST, &[answer])]);
        let resolver = HttpsResolver::over(names.clone(), Options::default());
        assert_eq!(refused(&resolver, "https://district.example.org/1"), "fetch.blocked");
        assert_eq!(names.dialled(), []);
    }
}

#[test]
fn a_name_that_changes_its_address_156() {
    let answers: &[&[&str]] = &[&[PUBLIC], &["127.0.0.1"], &[PUBLIC], &["169.254.169.254"]];
    let site = Site::answering(Names::new(&[(HOST, answers)]), |_, out| {
        out.write_all(json("{}").as_bytes())
    });
    let zero = Duration::ZERO;
    let lifetimes = Lifetimes { unstated: zero, shortest: zero, longest: zero, failure: zero };
    let resolver = HttpsResolver::over(site.names.clone(), Options { lifetimes, ..site.options() });
    let url = "https://district.example.org/1";
    let public: SocketAddr = format!("{PUBLIC}:443").parse().unwrap();
    // One look-up for each connection, and its answer is what is dialled: nothing comes between.
    assert!(resolver.resolve(url).is_ok());
    assert_eq!((site.names.looked_up().len(), site.names.dialled()), (1, vec![public]));
    assert_eq!(refused(&resolver, url), "fetch.blocked");
    assert_eq!((site.names.looked_up().len(), site.names.dialled()), (2, vec![public]));
    assert!(resolver.resolve(url).is_ok());
    assert_eq!((site.names.looked_up().len(), site.names.dialled()), (3, vec![public, public]));
    assert_eq!(refused(&resolver, url), "fetch.blocked");
    assert_eq!((site.names.looked_up().len(), site.names.dialled()), (4, vec![public, public]));
    assert_eq!(site.requests().len(), 2);
}

#[test]
fn a_name_without_addresses() {
    let names = Names::new(&[(HOST, &[&[]])]);
    let resolver = HttpsResolver::over(names.clone(), Options::default());
    assert_eq!(refused(&resolver, "https://district.example.org/1"), "fetch.failed");
    assert_eq!(names.dialled(), []);
}

#[test]
fn other_places_only_where_it_is_said() {
    let names = Names::new(&[("localhost", &[&["127.0.0.1"]]), ("a.internal", &[&["10.0.0.1"]])]);
    let options =
        Options { reach: Reach::UnsafelyAnywhere, ports: vec![443, 8443], ..Options::default() };
    let resolver = HttpsResolver::over(names.clone(), options);
    for url in ["did:web:localhost%3A8443", "https://a.internal/", "https://localhost/"] {
        assert_eq!(refused(&resolver, url), "fetch.failed", "{url}");
    }
    let dialled = ["127.0.0.1:8443", "10.0.0.1:443", "127.0.0.1:443"];
    assert_eq!(names.dialled(), dialled.map(|address| address.parse().unwrap()));
    // These stay what they are.
    for url in ["http://localhost/", "https://127.0.0.1/", "https://localhost:22/"] {
        assert_eq!(refused(&resolver, url), "fetch.blocked", "{url}");
    }
}

#[test]
fn no_proxy_of_the_environment() {
    const INSIDE: &str = "OPENBADGES_TEST_BEHIND_A_PROXY";
    if std::env::var_os(INSIDE).is_some() {
        let site = Site::of(&[("/1", "{}".to_owned())]);
        assert!(site.resolver().resolve("https://district.example.org/1").is_ok());
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", "refused::no_proxy_of_the_environment"]).env(INSIDE, "1");
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
        test.env(name, &url).env(name.to_lowercase(), &url);
    }
    let output = test.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert!(proxy.accept().is_err(), "the proxy was asked");
}
