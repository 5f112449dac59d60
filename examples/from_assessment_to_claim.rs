//! From a submission that passed to what counts for it: assess, issue, recognise, verify, count.
//!
//! `cargo run --features toml --example from_assessment_to_claim`

use openbadges::json::from_toml;
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::microcredential::{
    Assessment, Decision, MicroCredential, Resolution, Scores, Submission,
};
use openbadges::model::{Profile, Recipient};
use openbadges::random::SystemRandom;
use openbadges::recognition::{
    Candidate, Claimant, MemoryLedger, Parameters, Policy, Recognised, Recognition, Ruling,
    VerifiedRecognition, count,
};
use openbadges::{Issuer, Limits, Timestamp, Verifier};

const EDUCATOR: &str = "did:example:educator";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (limits, now) = (Limits::default(), Timestamp::now());

    // The provider assesses by its rubric. Only what passed leads to a badge.
    let form = |text: &str| from_toml(text, &limits);
    let whole = form(include_str!("../fixtures/micro-credentials/wait-time.toml"))?;
    let whole = MicroCredential::read_form(&whole)?;
    let work = form(include_str!("../fixtures/micro-credentials/submission.toml"))?;
    let scores = form(include_str!("../fixtures/micro-credentials/scores-1.toml"))?;
    let achievement = whole.id.clone();
    let assessment = Assessment::new(
        whole,
        Submission::read(&work)?,
        vec![Scores::read(&scores)?],
        Resolution::AllAgree,
    )?;
    let passed = match assessment.decide() {
        Decision::Passed(passed) => passed,
        Decision::NotPassed(feedback) | Decision::Undecided(feedback) => {
            return Err(feedback.to_text().into());
        }
    };
    let (provider, state) = (signer()?, signer()?);
    let provider_id = provider.key().public().did_key();
    let state_id = state.key().public().did_key();
    let badge = passed.credential(Recipient::id(EDUCATOR)).build()?;
    let provider = Issuer::new(Profile::builder(provider_id.clone()).build()?, provider);
    let badge = provider.issue(badge, &now)?;

    // The state signs what that achievement of that provider is worth.
    let recognition =
        Recognition::new(Recognised::Achievement, achievement, "1.5 ceu".parse()?, "Example State")
            .issued_by(provider_id.parse()?);
    let recognition = recognition.to_endorsement("Recognised for 1.5 units");
    let state = Issuer::new(Profile::builder(state_id.clone()).build()?, state);
    let recognition = state.issue_document(recognition, &now)?;

    // The district verifies both: only what was verified can count.
    let verifier = Verifier::new();
    let recognition = verifier.verify(recognition.as_bytes(), &now);
    let recognition = recognition.verified().ok_or("the recognition does not hold")?;
    let recognition = VerifiedRecognition::of(recognition)?.ok_or("it is no recognition")?;
    let report = verifier.verify(badge.as_bytes(), &now);
    let candidate = Candidate::of(&report).ok_or("the badge is not valid")?;
    let candidates = [candidate.with_recognition(recognition)];

    // Its policy names whose badges count, and pays by the word of the state.
    let policy = format!(
        r#"
        name = "example"
        title = "Example District"
        jurisdiction = "Example State"
        source = {{ text = "Board policy 4.2", read = "2026-08-01" }}
        accept = {{ issuers = ["{provider_id}"] }}
        categories = [{{ name = "units", unit = "ceu" }}]
        awards = [{{ recognised = ["{state_id}"] }}]
        "#
    );
    let policy = Policy::from_toml(&policy, &Parameters::new())?;
    let (claimant, ledger) = (Claimant::new(EDUCATOR), MemoryLedger::new());
    // No badge that was counted before is known to be withdrawn.
    let ask = || {
        count(&policy, &claimant, &candidates, &[], &ledger, &now, |evaluation| {
            println!("{}", evaluation.to_text());
            evaluation.decisions().all(|decision| decision.ruling == Ruling::Counts)
        })
    };
    let (first, again) = (ask()?, ask()?);
    println!("at first it counts: {first}; once more: {again}");
    if !first || again {
        return Err("it counts once".into());
    }
    Ok(())
}

fn signer() -> Result<LocalSigner, Box<dyn std::error::Error>> {
    Ok(SecretKey::generate(&SystemRandom)?.into_did_key_signer())
}
