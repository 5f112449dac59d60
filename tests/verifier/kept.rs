//! What a verifier keeps from one badge to the next, and when it must not count any more; and many
//! badges at once.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use openbadges::json::{Object, Value};
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::{Document, Documents, ResolveError, Resolver};
use openbadges::{Limits, Timestamp, Verifier};

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";

/// Documents that change while a verifier is in use.
#[derive(Default)]
struct Site {
    documents: Mutex<Documents>,
    retrieved: Mutex<Option<Timestamp>>,
    asked_anew: AtomicUsize,
    /// What is served where the document is wanted as it is now.
    newest: Mutex<Option<Document>>,
}

impl Site {
    fn serve(&self, url: &str, document: &Value) {
        self.documents.lock().unwrap().insert(url, document.to_string());
    }
}

impl Resolver for &'static Site {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        let found = self.documents.lock().unwrap().resolve(url)?;
        Ok(Document { retrieved: self.retrieved.lock().unwrap().clone(), ..found })
    }

    fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
        self.asked_anew.fetch_add(1, Relaxed);
        let missing = || ResolveError::NotAvailable { url: url.to_owned() };
        self.newest.lock().unwrap().clone().ok_or_else(missing)
    }
}

fn site() -> &'static Site {
    Box::leak(Box::default())
}

/// A list of key 2 of [`ISSUER`], changed before it is signed.
fn list_by_second_key(revoked: &[u64], change: impl FnOnce(&mut Object)) -> Value {
    let mut list = list(revoked);
    set(&mut list, "/issuer", ISSUER);
    change(list.as_object_mut().unwrap());
    signed_by(list, &key_as(2, &format!("{ISSUER}#2")), RDFC)
}

/// A badge of key 1 of [`ISSUER`], with entry 7 of that list.
fn badge_by_first_key() -> Value {
    let mut badge = badge(ISSUER);
    set(&mut badge, "/credentialStatus", entry("7"));
    signed_by(badge, &key_as(1, &format!("{ISSUER}#1")), RDFC)
}

/// The controller document of [`ISSUER`] with these keys, each changed by what comes with it.
fn controller(keys: &[(u8, &[(&str, &str)])]) -> Value {
    let id = |number: u8| format!("{ISSUER}#{number}");
    let methods = keys.iter().map(|(number, more)| {
        let key = key(*number).key().public().to_multikey();
        let mut method = Object::from_iter([
            ("id", id(*number)),
            ("type", "Multikey".to_owned()),
            ("controller", ISSUER.to_owned()),
            ("publicKeyMultibase", key),
        ]);
        for (name, value) in *more {
            method.insert(*name, *value);
        }
        method
    });
    let listed: Vec<String> = keys.iter().map(|(number, _)| id(*number)).collect();
    Value::from(Object::from_iter([
        ("id", Value::from(ISSUER)),
        ("verificationMethod", methods.collect::<Vec<_>>().into()),
        ("assertionMethod", listed.into()),
    ]))
}

fn verify_at(verifier: &Verifier, badge: &Value, now: &str) -> Report {
    verifier.verify(badge.to_string().as_bytes(), &time(now))
}

const NOW: &str = "2026-08-01T00:00:00Z";

#[test]
fn a_list_that_changed_is_read_again() {
    let (site, badge) = (site(), badge_by_first_key());
    site.serve(ISSUER, &controller(&[(1, &[]), (2, &[])]));
    let verifier = Verifier::new().with_resolver(site);
    for (revoked, outcome, codes) in
        [(&[][..], Valid, &[][..]), (&[7], Invalid, &["revoked"]), (&[], Valid, &[])]
    {
        site.serve(LIST, &list_by_second_key(revoked, |_| {}));
        for _ in 0..2 {
            assert_verdict(&verify_at(&verifier, &badge, NOW), outcome, codes);
        }
    }
}

#[test]
fn a_list_whose_key_was_taken_back_counts_no_more() {
    let (site, badge) = (site(), badge_by_first_key());
    site.serve(LIST, &list_by_second_key(&[], |_| {}));
    let verifier = Verifier::new().with_resolver(site);
    let revoked = [("revoked", "2026-07-30T00:00:00Z")];
    let both = controller(&[(1, &[]), (2, &[])]);
    for (document, outcome, codes) in [
        (both.clone(), Valid, &[][..]),
        (controller(&[(1, &[])]), Indeterminate, &["status.proof"]),
        (both.clone(), Valid, &[]),
        (controller(&[(1, &[]), (2, &revoked)]), Indeterminate, &["status.proof"]),
        (both, Valid, &[]),
    ] {
        site.serve(ISSUER, &document);
        assert_verdict(&verify_at(&verifier, &badge, NOW), outcome, codes);
    }
}

#[test]
fn what_was_found_counts_only_as_long_as_the_same_would_be_found() {
    let stale = ["status.stale"];
    let unproven = ["status.proof"];
    let until = |list: &mut Object| drop(list.insert("validUntil", "2026-08-02T00:00:00Z"));
    let expires = [("expires", "2026-08-02T00:00:00Z")];
    // What changes of the list and of its key, a moment, and the codes at that moment.
    type Case<'c> = (fn(&mut Object), &'c [(&'c str, &'c str)], &'c str, &'c [&'c str]);
    let cases: [Case<'_>; 3] = [
        // The last moment of a list is one; that of a key is not.
        (until, &[], "2026-08-02T00:00:00.001Z", &stale),
        (|_| {}, &expires, "2026-08-02T00:00:00Z", &unproven),
        // The proof is of 1 July; an earlier moment knows nothing of it.
        (|list| drop(list.remove("validFrom")), &[], "2026-06-30T00:00:00Z", &unproven),
    ];
    for (change, key, moment, codes) in cases {
        let site = site();
        site.serve(ISSUER, &controller(&[(1, &[]), (2, key)]));
        site.serve(LIST, &list_by_second_key(&[], change));
        let mut badge = badge(ISSUER);
        set(&mut badge, "/validFrom", "2026-01-01T00:00:00Z");
        set(&mut badge, "/credentialStatus", entry("7"));
        let signer = key_as(1, &format!("{ISSUER}#1"));
        let early = proof(&badge, &signer, RDFC, |options| {
            options.insert("created", "2026-01-01T00:00:00Z");
        });
        set(&mut badge, "/proof", early);
        let verifier = Verifier::new().with_resolver(site);
        assert_verdict(&verify_at(&verifier, &badge, NOW), Valid, &[]);
        assert_verdict(&verify_at(&verifier, &badge, moment), Indeterminate, codes);
        assert_verdict(&verify_at(&verifier, &badge, NOW), Valid, &[]);
    }
}

#[test]
fn another_setting_starts_over() {
    let (site, badge) = (site(), badge_by_first_key());
    site.serve(ISSUER, &controller(&[(1, &[]), (2, &[])]));
    site.serve(LIST, &list_by_second_key(&[], |_| {}));
    let verifier = Verifier::new().with_resolver(site);
    assert_verdict(&verify_at(&verifier, &badge, NOW), Valid, &[]);
    let small = Limits { status_list_bytes: 16 * 1024 - 1, ..Limits::default() };
    let report = verify_at(&verifier.with_limits(small), &badge, NOW);
    assert_verdict(&report, Indeterminate, &["limit.gzip"]);
}

#[test]
fn a_list_that_outlived_its_time_is_asked_for_anew() {
    let a_minute = |list: &mut Object| {
        let subject = list.get_mut("credentialSubject").unwrap();
        subject.as_object_mut().unwrap().insert("ttl", 60_000_u32);
    };
    let (clear, set) = (list_by_second_key(&[], a_minute), list_by_second_key(&[7], a_minute));
    let newest = |list: &Value, at: &str| {
        Some(Document { retrieved: Some(time(at)), ..Document::new(list.to_string().into_bytes()) })
    };
    let [before, after] = ["2026-08-01T00:01:00Z", "2026-08-01T00:01:01Z"];
    let stale = &["status.stale"][..];
    // When it was fetched, what is there now, the moment, how often it is asked for anew, and the
    // verdict.
    let cases = [
        (None, None, after, 0, Valid, &[][..]),
        (Some(NOW), None, before, 0, Valid, &[]),
        (Some(NOW), None, after, 1, Indeterminate, stale),
        (Some(NOW), newest(&clear, NOW), after, 1, Indeterminate, stale),
        (Some(NOW), newest(&clear, after), after, 1, Valid, &[]),
        (Some(NOW), newest(&set, after), after, 1, Invalid, &["revoked"]),
    ];
    let badge = badge_by_first_key();
    for (retrieved, newest, moment, asked, outcome, codes) in cases {
        let site = site();
        site.serve(ISSUER, &controller(&[(1, &[]), (2, &[])]));
        site.serve(LIST, &clear);
        *site.retrieved.lock().unwrap() = retrieved.map(time);
        *site.newest.lock().unwrap() = newest;
        let verifier = Verifier::new().with_resolver(site);
        for turn in 1..=2 {
            assert_verdict(&verify_at(&verifier, &badge, moment), outcome, codes);
            assert_eq!(site.asked_anew.load(Relaxed), turn * asked, "{retrieved:?} {moment}");
        }
    }
}

#[test]
fn reports_of_many_come_in_the_order_of_the_badges() {
    let site = site();
    site.serve(ISSUER, &controller(&[(1, &[]), (2, &[])]));
    site.serve(LIST, &list_by_second_key(&[0], |_| {}));
    let verifier = Verifier::new().with_resolver(site);
    let signer = key_as(1, &format!("{ISSUER}#1"));
    let badges: Vec<Vec<u8>> = (0..300)
        .map(|number| match number % 3 {
            0 => format!("{{\"not a badge\": {number}}}").into_bytes(),
            revoked => {
                let mut badge = badge(ISSUER);
                set(&mut badge, "/id", format!("urn:uuid:{number}"));
                set(&mut badge, "/credentialStatus", entry(&(revoked - 1).to_string()));
                signed_by(badge, &signer, RDFC).to_string().into_bytes()
            }
        })
        .collect();
    let expected: Vec<_> =
        badges.iter().map(|badge| format!("{:?}", verifier.verify(badge, &time(NOW)))).collect();
    for threads in [1, 2, 7] {
        let mut reports = Vec::new();
        let threads = NonZeroUsize::new(threads).unwrap();
        verifier
            .verify_all(&badges, &time(NOW), threads, |report| reports.push(format!("{report:?}")));
        assert_eq!(reports, expected, "{threads}");
    }
    assert_eq!(expected.iter().filter(|report| report.contains("outcome: Valid")).count(), 100);
}

#[test]
fn a_panic_in_the_middle_of_many_is_passed_on() {
    struct Broken;
    impl Resolver for Broken {
        fn resolve(&self, _: &str) -> Result<Document, ResolveError> {
            panic!("the resolver is broken")
        }
    }
    let many = || vec![badge_by_first_key().to_string(); 1_000];
    let broken = Verifier::new().with_resolver(Broken);
    let run = |verifier: &Verifier, mut each: Box<dyn FnMut(Report)>| {
        let run = std::panic::AssertUnwindSafe(|| {
            let two = NonZeroUsize::new(2).unwrap();
            verifier.verify_all(many(), &time(NOW), two, &mut each);
        });
        std::panic::catch_unwind(run).is_err()
    };
    assert!(run(&broken, Box::new(|_| {})));
    assert!(run(&Verifier::new(), Box::new(|_| panic!("nobody wants it"))));
}
