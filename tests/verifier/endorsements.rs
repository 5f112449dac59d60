//! Endorsements inside a badge (cases 221 to 223 and 252).

use openbadges::json::Value;
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::verifier::{Endorsements, Policy};
use openbadges::{Limits, Verifier};

use crate::mint::*;

const BADGE: &str = "urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c11";

/// The least that an endorsement of `about` says, by the key of that number.
fn endorsement(number: u8, about: &str) -> Value {
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"]},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Counts."}
        }"#,
    );
    set(&mut endorsement, "/id", format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}"));
    set(&mut endorsement, "/issuer/id", did(&key(number)));
    set(&mut endorsement, "/credentialSubject/id", about);
    endorsement
}

fn endorsed(number: u8, about: &str) -> Value {
    signed_by(endorsement(number, about), &key(number), RDFC)
}

/// A badge with what hangs on it, at a place of it.
fn badge_with(place: &str, endorsements: Vec<Value>) -> Value {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, place, endorsements);
    signed_by(badge, &issuer(), JCS)
}

fn under(policy: Policy, badge: &Value) -> Report {
    Verifier::new().with_policy(policy).verify(badge.to_string().as_bytes(), &now())
}

/// The verdict of the badge, the codes of its warnings, and of each endorsement whether it counts.
fn found(report: &Report) -> (Outcome, Vec<&'static str>, Vec<bool>) {
    let counts = report.endorsements().iter().map(|endorsement| endorsement.counts);
    (report.outcome(), warnings(report), counts.collect())
}

#[test]
fn a_good_endorsement_counts_at_every_level() {
    let achievement =
        badge(&did(&issuer())).at("/credentialSubject/achievement/id").unwrap().clone();
    let achievement = achievement.as_str().unwrap();
    for (place, about) in [
        ("/endorsement", BADGE),
        ("/issuer/endorsement", &did(&issuer())),
        ("/credentialSubject/achievement/endorsement", achievement),
    ] {
        let report = verify(&badge_with(place, vec![endorsed(2, about)]));
        assert_eq!(found(&report), (Valid, vec![], vec![true]), "{place}: {report:#?}");
        let own = &report.endorsements()[0];
        assert_eq!(own.pointer.to_string(), format!("{place}/0"));
        assert!(own.report.verified().is_some());
        let shown = serde_json::to_value(&report).unwrap();
        assert_eq!(shown["endorsements"][0]["report"]["outcome"], "valid");
    }
}

/// Case 221.
#[test]
fn a_bad_proof_is_the_badges_fault() {
    let mut forged = endorsed(2, BADGE);
    set(&mut forged, "/name", "Recommended");
    let unsigned = endorsement(2, BADGE);
    let by_another = signed_by(endorsement(2, BADGE), &key(3), RDFC);
    for bad in [forged, unsigned, by_another] {
        let badge = badge_with("/endorsement", vec![bad]);
        let report = verify(&badge);
        assert_verdict(&report, Invalid, &["endorsement.invalid"]);
        let advisory = Policy { endorsements: Endorsements::Advisory, ..Policy::default() };
        let told = (Valid, vec!["endorsement.invalid"], vec![false]);
        assert_eq!(found(&under(advisory, &badge)), told);
        let unasked = Policy { endorsements: Endorsements::Unasked, ..Policy::default() };
        assert_eq!(found(&under(unasked, &badge)), (Valid, vec![], vec![]));
    }
}

#[test]
fn a_token_is_an_endorsement_too() {
    let bad = "eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl";
    let report = verify(&badge_with("/endorsementJwt", vec![bad.into()]));
    assert_verdict(&report, Invalid, &["endorsement.invalid"]);
}

/// Case 221, and 252.
#[test]
fn one_that_lapsed_or_cannot_be_checked_does_not_count() {
    let mut expired = endorsement(2, BADGE);
    set(&mut expired, "/validUntil", "2026-07-15T00:00:00Z");
    let expired = signed_by(expired, &key(2), RDFC);
    let report = verify(&badge_with("/endorsement", vec![expired]));
    assert_eq!(found(&report), (Valid, vec!["endorsement.lapsed"], vec![false]));

    let mut revoked = endorsement(1, BADGE);
    set(&mut revoked, "/credentialStatus", entry("7"));
    let revoked = signed_by(revoked, &key(1), RDFC);
    let badge = badge_with("/endorsement", vec![revoked]);
    let unreachable = verify(&badge);
    let told = (Valid, vec!["endorsement.unestablished"], vec![false]);
    assert_eq!(found(&unreachable), told);
    let lists = Documents::new().with(LIST, signed(list(&[7])).to_string());
    let report = Verifier::new().with_resolver(lists).verify(badge.to_string().as_bytes(), &now());
    assert_eq!(found(&report), (Valid, vec!["endorsement.lapsed"], vec![false]), "{report:#?}");
}

/// Case 222.
#[test]
fn one_about_another_thing_does_not_count() {
    for about in
        ["https://district.example.org/another", "urn:uuid:8F2A6C1E-5b0d-4c57-9a43-2f6d1e0b7c11"]
    {
        let report = verify(&badge_with("/endorsement", vec![endorsed(2, about)]));
        assert_eq!(found(&report), (Valid, vec!["endorsement.subject"], vec![false]));
    }
}

/// Case 223.
#[test]
fn endorsements_of_endorsements_end() {
    let mut inner = endorsed(9, "did:example:nobody");
    for number in (2..9).rev() {
        let mut outer = endorsement(number, BADGE);
        set(&mut outer, "/endorsement", vec![inner]);
        inner = signed_by(outer, &key(number), JCS);
    }
    let report = verify(&badge_with("/endorsement", vec![inner]));
    let mut deepest = &report;
    let mut depth = 0;
    while let Some(next) = deepest.endorsements().first() {
        deepest = &next.report;
        depth += 1;
    }
    assert_eq!(depth, Limits::default().endorsement_depth);
    assert_eq!(warnings(deepest), ["limit.depth"]);
    assert_eq!(report.outcome(), Valid);
}

#[test]
fn no_more_are_verified_than_the_limit() {
    let many: Vec<Value> = (2..5).map(|number| endorsed(number, BADGE)).collect();
    let badge = badge_with("/endorsement", many);
    let limits = Limits { endorsements: 2, ..Limits::default() };
    let report = Verifier::new().with_limits(limits).verify(badge.to_string().as_bytes(), &now());
    let told = (Valid, vec!["endorsement.unestablished"], vec![true, true]);
    assert_eq!(found(&report), told);
}

#[test]
fn without_a_proof_of_the_badge_none_is_asked() {
    let mut badge = badge_with("/endorsement", vec![endorsed(2, BADGE)]);
    set(&mut badge, "/name", "Another");
    let report = verify(&badge);
    assert_eq!(found(&report), (Invalid, vec!["endorsement.unestablished"], vec![]));
    assert_ne!(report.outcome(), Indeterminate);
}
