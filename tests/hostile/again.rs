//! Of group K: the same bytes again, and bytes that look the same. No verdict is kept.

use std::thread;

use openbadges::Verifier;
use openbadges::report::Outcome::{Invalid, Valid};

use crate::mint::{badge, good, now, put};

#[test]
fn the_same_bytes_at_once_get_the_same_report_227() {
    let cases = [good().into_bytes(), badge().altered(|badge| put(badge, "name", "Another"))];
    for bytes in cases {
        let verifier = Verifier::new();
        let alone = Verifier::new().verify(&bytes, &now());
        let reports = thread::scope(|scope| {
            let verify = || (0..20).map(|_| verifier.verify(&bytes, &now())).collect::<Vec<_>>();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(verify)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(reports.len(), 160);
        assert!(reports.iter().all(|report| *report == alone));
    }
}

/// Whatever a part of the bytes could be the name of in a cache, another part differs.
#[test]
fn a_verdict_is_about_the_bytes_that_were_given_and_about_no_others_228() {
    let good = good();
    let verifier = Verifier::new();
    let outcome =
        |text: &str, at: &str| verifier.verify(text.as_bytes(), &at.parse().unwrap()).outcome();
    let noon = "2026-08-01T12:00:00Z";
    assert_eq!(outcome(&good, noon), Valid);
    // The same length, the same beginning, the same end, the same proof, the same id.
    for (from, to) in [
        ("\"Giving Feedback\"", "\"Giving feedback\""),
        ("2026-07-01T09:00:00Z", "2026-07-01T09:00:01Z"),
        ("did:example:educator", "did:example:educatoR"),
    ] {
        let other = good.replacen(from, to, 1);
        assert_eq!((other.len(), outcome(&other, noon)), (good.len(), Invalid), "{to}");
        assert_eq!(outcome(&good, noon), Valid, "after {to}");
    }
    // And about the moment that was given.
    assert_eq!(outcome(&good, "2026-06-01T00:00:00Z"), Invalid);
    assert_eq!(outcome(&good, noon), Valid);
}
