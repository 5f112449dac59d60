//! What a district asks before a badge counts: is it authentic, is it about this person, and do we
//! trust who issued it. Each of the answers that a verification can give is seen once.
//!
//! Run it with `cargo run --example verify_with_policy`.

use std::error::Error;
use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::key::SecretKey;
use openbadges::model::{Achievement, Credential, Criteria, Kind, Profile, Recipient};
use openbadges::random::{SystemRandom, salt};
use openbadges::report::{Outcome, Report, TrustVerdict};
use openbadges::resolve::Documents;
use openbadges::status::MemoryStore;
use openbadges::verifier::{KnownIdentity, Policy, Trust, TrustedIssuers};
use openbadges::{Timestamp, Verifier};

fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let (provider, stranger) = (issuer("Example Provider")?, issuer("Example Stranger")?);

    // Badges, and nothing else; of these issuers; about this person. Everything else stays strict.
    let policy = Policy {
        kind: Kind::Badge,
        trust: Trust::Issuers(TrustedIssuers::new().with_issuer(provider.profile().id.as_str())),
        recipient: vec![
            KnownIdentity::email("ada@district.example"),
            KnownIdentity::Id("did:example:ada".to_owned()),
        ],
        ..Policy::strict()
    };
    let verifier = |site| Verifier::new().with_policy(policy.clone()).with_resolver(site);

    let hers = badge(&provider, "ada@district.example", &now)?;
    let others = badge(&provider, "bob@district.example", &now)?;
    let unknown = badge(&stranger, "ada@district.example", &now)?;
    let site = lists(&[&provider, &stranger], &now)?;
    let report = verifier(site.clone()).verify(&hers, &now);
    assert_eq!(told("hers", &report), "counts");
    let verified = report.verified().ok_or("it was found valid")?;
    assert_eq!(verified.summary().name.as_deref(), Some("Wait Time"));

    // Somebody else's badge is as authentic, and is not hers.
    assert_eq!(told("another's", &verifier(site.clone()).verify(&others, &now)), "refused");

    // Authentic, about her, and by somebody of whom nobody has heard: `verified` has nothing.
    let report = verifier(site.clone()).verify(&unknown, &now);
    assert_eq!(told("a stranger's", &report), "not trusted");
    assert!(report.outcome() == Outcome::Valid && report.verified().is_none());

    // Where the list of what was revoked cannot be had, nobody knows whether it still stands.
    let report = verifier(Documents::new()).verify(&hers, &now);
    assert_eq!(told("hers, without the list", &report), "ask again");

    // One character changed.
    let forged = String::from_utf8(hers)?.replace("Wait Time", "Wait Tine");
    assert_eq!(told("forged", &verifier(site).verify(forged.as_bytes(), &now)), "refused");
    Ok(())
}

/// What to do with it, and why. Rely on nothing other than `valid`.
fn told(which: &str, report: &Report) -> &'static str {
    let what = match (report.outcome(), report.trust()) {
        (Outcome::Valid, TrustVerdict::Untrusted { .. }) => "not trusted",
        (Outcome::Valid, _) => "counts",
        (Outcome::Indeterminate, _) => "ask again",
        (Outcome::Invalid, _) => "refused",
    };
    println!("{which}: {what}");
    for check in report.objections() {
        println!("  {} {}", check.question.in_words(), check.message);
    }
    if let TrustVerdict::Untrusted { reason } = report.trust() {
        println!("  {reason}");
    }
    what
}

fn issuer(name: &str) -> Result<Issuer, Box<dyn Error>> {
    let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
    let id = key.key().public().did_key();
    let host = name.to_lowercase().replace(' ', "-");
    let store = MemoryStore::new(format!("https://{host}.example/status").parse()?);
    let profile = Profile::builder(id).name(name).build()?;
    Ok(Issuer::new(profile, key).with_status(Arc::new(store)))
}

fn badge(issuer: &Issuer, address: &str, now: &Timestamp) -> Result<Vec<u8>, Box<dyn Error>> {
    let achievement = Achievement::builder(
        "https://provider.example/micro-credentials/wait-time",
        "Wait Time",
        "Gives every pupil time to think before an answer is taken.",
        Criteria::narrative("Two recorded lessons that meet the public rubric."),
    )
    .build()?;
    let badge = Credential::builder()
        .achievement(achievement)
        .recipient(Recipient::email(address).hashed(salt(&SystemRandom)?))
        .build()?;
    Ok(issuer.issue(badge, now)?.as_bytes().to_vec())
}

/// What would be fetched from the sites of the issuers.
fn lists(issuers: &[&Issuer], now: &Timestamp) -> Result<Documents, Box<dyn Error>> {
    let mut site = Documents::new();
    for issuer in issuers {
        for list in issuer.publish(now)? {
            site.insert(list.url.as_str(), list.document.to_string());
        }
    }
    Ok(site)
}
