//! The main job, in memory: issue a micro-credential, verify it, revoke it, verify it again.
//!
//! Run it with `cargo run --example issue_verify_revoke`.

use std::error::Error;
use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::key::SecretKey;
use openbadges::model::{Achievement, AchievementType, Alignment, Credential, Criteria, Evidence};
use openbadges::model::{Profile, Recipient};
use openbadges::random::{SystemRandom, salt};
use openbadges::report::{Outcome, Style};
use openbadges::resolve::Documents;
use openbadges::status::MemoryStore;
use openbadges::{Timestamp, Verifier};

fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();

    // A district, with a key of its own and a store for what it issues.
    let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
    let district = Profile::builder(key.key().public().did_key())
        .name("Example Unified School District")
        .build()?;
    let store = Arc::new(MemoryStore::new("https://district.example.org/status".parse()?));
    let issuer = Issuer::new(district, key).with_status(store);

    // What is awarded, to whom, and on what grounds.
    let achievement = Achievement::builder(
        "https://district.example.org/micro-credentials/wait-time",
        "Wait Time",
        "Gives every pupil time to think before an answer is taken.",
        Criteria::narrative("Two recorded lessons that meet the public rubric."),
    )
    .achievement_type(AchievementType::MicroCredential)
    .alignment(
        Alignment::builder(
            "Questions so that all pupils think",
            "https://standards.example.org/teaching/questioning",
        )
        .build()?,
    )
    .build()?;
    let badge = Credential::builder()
        .name("Wait Time")
        .achievement(achievement)
        .recipient(Recipient::email("educator@district.example.org").hashed(salt(&SystemRandom)?))
        .evidence(Evidence::narrative("Lessons of 3 and 10 March, with a reflection."))
        .build()?;

    let signed = issuer.issue(badge, &now)?;
    println!("issued {}\n", signed.id());

    // Anyone verifies it. The status lists would be fetched from the district's site.
    let outcome = verify(&issuer, signed.as_bytes(), &now)?;
    assert_eq!(outcome, Outcome::Valid);

    issuer.revoke(signed.id(), Some("issued in error"), &now)?;
    println!("revoked {}\n", signed.id());
    let outcome = verify(&issuer, signed.as_bytes(), &now)?;
    assert_eq!(outcome, Outcome::Invalid);
    Ok(())
}

fn verify(issuer: &Issuer, badge: &[u8], now: &Timestamp) -> Result<Outcome, Box<dyn Error>> {
    let mut site = Documents::new();
    for list in issuer.publish(now)? {
        site.insert(list.url.as_str(), list.document.to_string());
    }
    let report = Verifier::new().with_resolver(site).verify(badge, now);
    println!("{}", report.to_text(Style::Plain));
    if let Some(credential) = report.verified() {
        // The claims, read back from the bytes that were signed.
        println!("{}\n", credential.view().name().unwrap_or("a badge without a name"));
    }
    Ok(report.outcome())
}
