//! Endorsements inside a badge (cases 221 to 223 and 252).

use openbadges::json::{Object, Value};
use openbadges::report::Outcome::{self, Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::verifier::{Endorsements, Policy, Step};
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

/// What an endorser does later is not the badge's fault.
#[test]
fn housekeeping_of_an_endorser_leaves_the_badge_valid() {
    const ENDORSER: &str = "https://state.example.org/issuers/1";
    let method = format!("{ENDORSER}#key-1");
    let mut hosted = endorsement(2, BADGE);
    set(&mut hosted, "/issuer/id", ENDORSER);
    let hosted = signed_by(hosted, &key_as(2, &method), RDFC);
    let badge = badge_with("/endorsement", vec![hosted]);
    let key = key(2);
    let listed = key.key().public().to_controller_document(ENDORSER);
    let listed = listed.to_string().replace(&key.key().public().method_of(ENDORSER), &method);
    let listed = json(&listed);
    let told = |document: &Value| {
        found(&verify_serving(&badge, Documents::new().with(ENDORSER, document.to_string())))
    };
    assert_eq!(told(&listed), (Valid, vec![], vec![true]));
    let mut revoked = listed.clone();
    set(&mut revoked, "/verificationMethod/0/revoked", "2026-07-20T00:00:00Z");
    assert_eq!(told(&revoked), (Valid, vec!["endorsement.lapsed"], vec![false]));
    let mut dropped = listed.clone();
    set(&mut dropped, "/assertionMethod", Value::Array(Vec::new()));
    assert_eq!(told(&dropped), (Valid, vec!["endorsement.unestablished"], vec![false]));
}

/// Extensions have members of that name too.
#[test]
fn other_things_are_called_endorsements() {
    let context =
        r#"{"teaching": "https://example.org/v#teaching", "grade": "https://example.org/v#grade"}"#;
    let mut badge = badge(&did(&issuer()));
    add_context(&mut badge, json(context));
    set(
        &mut badge,
        "/teaching",
        json(r#"{"endorsement": "https://example.org/k-8", "grade": "3"}"#),
    );
    for suite in [RDFC, JCS] {
        let report = verify(&signed_by(badge.clone(), &issuer(), suite));
        assert_eq!(found(&report), (Valid, vec!["context.inline"], vec![]), "{report:#?}");
    }
}

/// Nobody's endorsements are looked up before the badge is known to be its issuer's.
#[test]
fn a_stranger_makes_nobody_ask() {
    let mut hosted = endorsement(2, BADGE);
    set(&mut hosted, "/issuer/id", "https://state.example.org/issuers/1");
    let hosted = signed_by(hosted, &key_as(2, "https://state.example.org/issuers/1#key-1"), RDFC);
    let mut badge = badge("https://district.example.org/issuers/9");
    set(&mut badge, "/endorsement", vec![hosted]);
    let badge = signed_by(badge, &key(7), JCS).to_string();
    let verifier = Verifier::new();
    let mut verification = verifier.begin(badge.as_bytes(), &now());
    let Step::Needs(needs) = verification.step() else { panic!("it wants the issuer") };
    let urls: Vec<&str> = needs.iter().map(|need| need.url.as_str()).collect();
    assert_eq!(urls, ["https://district.example.org/issuers/9"]);
}

/// More documents than allowed are wanted only for endorsements.
#[test]
fn endorsements_cannot_use_up_what_the_badge_needs() {
    let hosted = |number: u8| {
        let issuer = format!("https://endorser-{number}.example.org/");
        let mut hosted = endorsement(number, BADGE);
        set(&mut hosted, "/issuer/id", issuer.as_str());
        signed_by(hosted, &key_as(number, &format!("{issuer}#key-1")), RDFC)
    };
    let badge = badge_with("/endorsement", (10..30).map(hosted).collect());
    let limits = Limits { fetches: 4, ..Limits::default() };
    let report = Verifier::new().with_limits(limits).verify(badge.to_string().as_bytes(), &now());
    assert_eq!(report.outcome(), Valid, "{report:#?}");
    assert_eq!(report.endorsements().len(), 20);
    assert!(report.endorsements().iter().all(|endorsement| !endorsement.counts));
}

/// The graph has a token once however often it stands there, and in whatever order its members are.
#[test]
fn one_endorses_once() {
    let Value::Object(members) = endorsed(2, BADGE) else { panic!("no object") };
    let mut backwards: Vec<(String, Value)> = members.into_iter().collect();
    backwards.reverse();
    let backwards = Value::from(Object::from_iter(backwards));
    assert_ne!(backwards.to_string(), endorsed(2, BADGE).to_string());
    let twice = vec![endorsed(2, BADGE), backwards, endorsed(3, BADGE)];
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/endorsement", twice);
    let report = verify(&signed_by(badge, &issuer(), JCS));
    assert_eq!(found(&report), (Valid, vec!["data_loss.duplicate"], vec![true, true]));
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

fn with_limits(limits: Limits, badge: &Value) -> Report {
    Verifier::new().with_limits(limits).verify(badge.to_string().as_bytes(), &now())
}

/// One whose text was changed after it was signed.
fn forged(number: u8) -> Value {
    let mut forged = endorsed(number, BADGE);
    set(&mut forged, "/name", "Recommended");
    forged
}

/// Which stands first is not signed: a holder could have the bad one left out.
#[test]
fn what_is_left_out_for_a_limit_leaves_the_badge_undecided() {
    let badge = badge_with("/endorsement", vec![endorsed(2, BADGE), endorsed(3, BADGE), forged(4)]);
    let limits = |endorsements| Limits { endorsements, ..Limits::default() };
    assert_verdict(&with_limits(limits(3), &badge), Invalid, &["endorsement.invalid"]);
    let report = with_limits(limits(2), &badge);
    assert_eq!(found(&report), (Indeterminate, vec![], vec![true, true]));
    assert_verdict(&report, Indeterminate, &["endorsement.unestablished"]);
    // Whom endorsements are advice to, is told.
    let advisory = Policy { endorsements: Endorsements::Advisory, ..Policy::default() };
    let verifier = Verifier::new().with_limits(limits(2)).with_policy(advisory);
    let report = verifier.verify(badge.to_string().as_bytes(), &now());
    assert_eq!(found(&report), (Valid, vec!["endorsement.unestablished"], vec![true, true]));
}

/// Nor can copies of a good one have it left out.
#[test]
fn one_that_is_there_twice_is_one() {
    let limits = Limits { endorsements: 2, ..Limits::default() };
    for (last, expected) in [
        (endorsed(3, BADGE), (Valid, vec!["data_loss.duplicate"], vec![true, true])),
        (forged(3), (Invalid, vec!["data_loss.duplicate"], vec![true, false])),
    ] {
        let thrice = vec![endorsed(2, BADGE), endorsed(2, BADGE), endorsed(2, BADGE), last];
        let mut badge = badge(&did(&issuer()));
        set(&mut badge, "/endorsement", thrice);
        let badge = signed_by(badge, &issuer(), JCS);
        assert_eq!(found(&with_limits(limits.clone(), &badge)), expected);
    }
}

/// Nor can whoever spends the signatures that are verified together.
#[test]
fn one_that_a_limit_cuts_short_leaves_the_badge_undecided() {
    for last in [endorsed(3, BADGE), forged(3)] {
        let badge = badge_with("/endorsement", vec![endorsed(2, BADGE), last]);
        let limits = Limits { signatures: 2, ..Limits::default() };
        let report = with_limits(limits, &badge);
        assert_eq!(found(&report), (Indeterminate, vec![], vec![true, false]), "{report:#?}");
    }
}

/// An endorsement is found by the name of its class, which must not be written otherwise.
#[test]
fn the_class_of_an_endorsement_has_one_name() {
    const CLASS: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential";
    for place in ["/endorsement", "/credentialSubject/endorsement", "/evidence/0/endorsement"] {
        let mut badge = badge(&did(&issuer()));
        let evidence = json(r#"[{"id": "https://evidence.example/1", "type": ["Evidence"]}]"#);
        set(&mut badge, "/evidence", evidence);
        set(&mut badge, place, vec![forged(2)]);
        let mut badge = signed_by(badge, &issuer(), RDFC);
        assert_verdict(&verify(&badge), Invalid, &["endorsement.invalid"]);
        let types = vec!["VerifiableCredential", CLASS];
        set(&mut badge, &format!("{place}/0/type"), types);
        assert_eq!(verify(&badge).outcome(), Invalid, "{place}");
    }
}

/// An endorsement of `about` whose text counts for 60,000 values.
fn large(number: u8, about: &str) -> Value {
    let mut endorsement = endorsement(number, about);
    set(&mut endorsement, "/credentialSubject/endorsementComment", "x".repeat(60_000 * 64));
    signed_by(endorsement, &key(number), JCS)
}

fn with_values(endorsement_items: usize, badge: &Value) -> Report {
    with_limits(Limits { endorsement_items, ..Limits::default() }, badge)
}

#[test]
fn large_endorsements_are_not_verified_beyond_their_limit() {
    let badge =
        badge_with("/endorsement", vec![large(2, BADGE), large(3, BADGE), endorsed(4, BADGE)]);
    // The first fits; the second does not, and nothing after it counts.
    assert_eq!(found(&verify(&badge)), (Indeterminate, vec![], vec![true]));
    assert_eq!(found(&with_values(200_000, &badge)), (Valid, vec![], vec![true, true, true]));
}

/// What stands deep inside is read at each level.
#[test]
fn what_endorses_an_endorsement_counts_for_both() {
    let inner = large(3, "urn:uuid:00000000-0000-4000-8000-000000000002");
    let mut outer = endorsement(2, BADGE);
    set(&mut outer, "/endorsement", vec![inner]);
    let badge = badge_with("/endorsement", vec![signed_by(outer, &key(2), JCS)]);
    let inside = |report: &Report| found(&report.endorsements()[0].report);
    assert_eq!(inside(&verify(&badge)), (Indeterminate, vec![], vec![]));
    assert_eq!(inside(&with_values(200_000, &badge)), (Valid, vec![], vec![true]));
}

/// A token is larger than its text once it is read.
#[test]
fn tokens_count_for_more() {
    let token = |bytes: usize| Value::from(format!("e.{}.e", "y".repeat(bytes)));
    let badge = badge_with("/endorsementJwt", vec![token(400_000), token(400_001)]);
    assert_eq!(verify(&badge).endorsements().len(), 1);
    assert_eq!(with_values(200_000, &badge).endorsements().len(), 2);
}

/// So small parts of one large document cannot have more than its whole.
#[test]
fn the_credentials_of_a_presentation_share_the_values_of_endorsements() {
    let badges = [2, 3].map(|number| badge_with("/endorsement", vec![large(number, BADGE)]));
    let members = [
        ("@context", Value::from(vec!["https://www.w3.org/ns/credentials/v2"])),
        ("type", vec!["VerifiablePresentation"].into()),
        ("verifiableCredential", badges.to_vec().into()),
    ];
    let bytes = Value::from(Object::from_iter(members)).to_string();
    let report = Verifier::new().verify_presentation(bytes.as_bytes(), &Default::default(), &now());
    let told: Vec<_> = report.credentials().iter().map(found).collect();
    assert_eq!(told, [(Valid, vec![], vec![true]), (Indeterminate, vec![], vec![])]);
}

/// What is invalid by what it says itself gives no more work.
#[test]
fn of_a_badge_that_is_none_no_endorsement_is_asked() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/endorsement", vec![endorsed(2, BADGE)]);
    let mut undefined = badge.clone();
    set(&mut undefined, "/undefined", "term");
    set(&mut badge, "/credentialSubject/achievement/criteria", "none");
    for (bad, code) in [(undefined, "data_loss"), (badge, "model.type")] {
        let report = verify(&signed_by(bad, &issuer(), JCS));
        assert!(verdict(&report).1.contains(&code), "{report:#?}");
        let (outcome, warnings, counts) = found(&report);
        assert_eq!((outcome, counts), (Invalid, vec![]));
        assert!(warnings.contains(&"endorsement.unestablished"));
        // The signature holds all the same.
        assert!(!report.has(openbadges::Code::Signature));
    }
}

#[test]
fn without_a_proof_of_the_badge_none_is_asked() {
    let mut badge = badge_with("/endorsement", vec![endorsed(2, BADGE)]);
    set(&mut badge, "/name", "Another");
    let report = verify(&badge);
    assert_eq!(found(&report), (Invalid, vec!["endorsement.unestablished"], vec![]));
    assert_ne!(report.outcome(), Indeterminate);
}
