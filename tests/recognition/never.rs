//! What was not verified adds no value, nor does what was verified in another way than the policy
//! asks.

use std::sync::Arc;

use openbadges::recognition::{Candidate, Claimant, Ruling, Tally, evaluate};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{MemoryStore, StatusEntries};
use openbadges::verifier::{Policy as VerifierPolicy, Trust, TrustedIssuers};
use openbadges::{Issuer, Verifier};

use crate::office::*;

fn with_status() -> Issuer {
    let store = MemoryStore::new("https://provider.example/status".parse().unwrap());
    issuer(1)
        .with_status(Arc::new(store))
        .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION)
}

fn site(issuer: &Issuer) -> Documents {
    let mut site = Documents::new();
    for list in issuer.publish(&now()).unwrap() {
        site.insert(list.url.as_str(), list.document.to_string());
    }
    site
}

#[test]
fn what_does_not_stand_has_no_way_in() {
    let issuer = with_status();
    let signed = issuer.issue_document(badge(1), &now()).unwrap();
    let verify =
        |site: Documents| Verifier::new().with_resolver(site).verify(signed.as_bytes(), &now());
    let good = verify(site(&issuer));
    assert!(Candidate::of(&good).is_some(), "{good:?}");

    // Its status is not to be had.
    let report = verify(Documents::new());
    assert_eq!(report.outcome(), Outcome::Indeterminate);
    assert!(Candidate::of(&report).is_none());

    issuer.suspend(signed.id(), None, &now()).unwrap();
    let report = verify(site(&issuer));
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert!(Candidate::of(&report).is_none(), "suspended");
    issuer.reinstate(signed.id(), None, &now()).unwrap();
    assert!(Candidate::of(&verify(site(&issuer))).is_some());

    issuer.revoke(signed.id(), None, &now()).unwrap();
    let report = verify(site(&issuer));
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert!(Candidate::of(&report).is_none(), "revoked");
}

#[test]
fn what_is_not_proved_has_no_way_in() {
    let signed = issuer(1).issue_document(badge(1), &now()).unwrap();
    let text = String::from_utf8(signed.as_bytes().to_vec()).unwrap();
    let candidate = |text: &str, at| Candidate::of(&Verifier::new().verify(text.as_bytes(), &at));
    assert!(candidate(&text, now()).is_some());
    for (from, to) in [("A skill.", "Another skill."), ("eddsa-rdfc-2022", "eddsa-jcs-2022")] {
        assert!(candidate(&text.replace(from, to), now()).is_none(), "{from}");
    }
    assert!(candidate(&badge(1).to_string(), now()).is_none(), "unsigned");
    assert!(candidate(&text, time("2026-02-01T00:00:00Z")).is_none(), "not valid yet");

    // Valid, and not of an issuer who is trusted.
    let others = Trust::Issuers(TrustedIssuers::new().with_issuer(did(2)));
    let verifier =
        Verifier::new().with_policy(VerifierPolicy { trust: others, ..VerifierPolicy::default() });
    assert!(Candidate::of(&verifier.verify(text.as_bytes(), &now())).is_none());
}

#[test]
fn an_old_verification_is_made_again() {
    let policy = policy("6 pdp", "pdp", &[]);
    let (claimant, tally, candidates) = (ada(), Tally::default(), candidates(1));
    for (at, expected) in [
        ("2026-03-20T12:00:00Z", (Ruling::Counts, vec![])),
        ("2026-03-21T12:00:00Z", (Ruling::Counts, vec![])),
        ("2026-03-21T12:00:01Z", (Ruling::Open, vec!["verified.too_long_ago"])),
        ("2026-03-20T11:59:59Z", (Ruling::DoesNotCount, vec!["verified.in_future"])),
    ] {
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &time(at));
        assert_eq!(against(&evaluation), [expected], "at {at}");
    }
}

#[test]
fn anothers_badge_does_not_count() {
    let policy = policy("6 pdp", "pdp", &[]);
    let (claimant, tally, candidates) =
        (Claimant::new("did:example:eve"), Tally::default(), candidates(1));
    let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
    assert_eq!(against(&evaluation), [(Ruling::DoesNotCount, vec!["person.unknown"])]);
    assert!(evaluation.claims().is_empty() && evaluation.totals.is_empty());
}

#[test]
fn an_endorsement_is_no_badge() {
    let endorsement = json(&format!(
        r#"{{
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Well done",
        "credentialSubject": {{"id": "{ADA}", "type": ["EndorsementSubject"]}}
    }}"#
    ));
    let (ruling, against) = one(&policy("6 pdp", "pdp", &[]), verified(endorsement));
    assert_eq!((ruling, against), (Ruling::DoesNotCount, vec!["credential.not_a_badge"]));
}
