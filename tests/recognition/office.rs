//! A provider that issues, and an office that verifies and decides.

use std::sync::OnceLock;

use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::model::Profile;
use openbadges::recognition::{
    Amount, Candidate, Claimant, Date, Evaluation, Facts, Parameters, Policy, Ruling, Tally,
    evaluate,
};
use openbadges::{Issuer, Limits, Timestamp, Verifier};

pub const ADA: &str = "did:example:ada";

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn now() -> Timestamp {
    time("2026-03-20T12:00:00Z")
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

pub fn json(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default())
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn signer(number: u8) -> LocalSigner {
    SecretKey::from_ed25519_seed(&[number; 32]).into_did_key_signer()
}

pub fn did(number: u8) -> String {
    signer(number).key().public().did_key()
}

pub fn issuer(number: u8) -> Issuer {
    Issuer::new(Profile::builder(did(number)).name("A Provider").build().unwrap(), signer(number))
}

/// A badge of an achievement with this number, awarded to Ada on 2026-03-01.
pub fn badge(number: usize) -> Value {
    json(&format!(
        r#"{{
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:example:badge:{number}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Micro-credential {number}",
        "validFrom": "2026-03-01T12:00:00Z",
        "awardedDate": "2026-03-01T12:00:00Z",
        "credentialSubject": {{
            "id": "{ADA}",
            "type": ["AchievementSubject"],
            "achievement": {{
                "id": "https://provider.example/achievements/{number}",
                "type": ["Achievement"],
                "name": "Micro-credential {number}",
                "description": "A skill.",
                "criteria": {{"narrative": "Evidence of the skill, assessed."}}
            }}
        }}
    }}"#
    ))
}

/// Sets a member below an object, by its names.
pub fn set(value: &mut Value, path: &[&str], member: Value) {
    let (last, path) = path.split_last().unwrap();
    let mut place = value;
    for name in path {
        place = place.as_object_mut().unwrap().get_mut(name).unwrap();
    }
    place.as_object_mut().unwrap().insert(*last, member);
}

/// What provider 1 issues, and a verifier finds valid.
pub fn verified(badge: Value) -> Candidate {
    verified_at(badge, &now())
}

/// The same, verified at another time.
pub fn verified_at(badge: Value, at: &Timestamp) -> Candidate {
    let signed = issuer(1).issue_document(badge, &now()).unwrap();
    let report = Verifier::new().verify(signed.as_bytes(), at);
    Candidate::of(&report).unwrap_or_else(|| panic!("{report:?}"))
}

/// Verified badges of so many different achievements.
pub fn candidates(count: usize) -> Vec<Candidate> {
    static MADE: OnceLock<Vec<Candidate>> = OnceLock::new();
    MADE.get_or_init(|| (0..60).map(|number| verified(badge(number))).collect())[..count].to_vec()
}

pub fn with(candidate: Candidate, facts: impl FnOnce(&mut Facts)) -> Candidate {
    let mut known = Facts::default();
    facts(&mut known);
    candidate.with_facts(known)
}

pub fn ada() -> Claimant {
    Claimant::new(ADA)
}

/// A policy that counts each badge for an amount, with changes.
pub fn policy(amount: &str, unit: &str, more: &[(&str, &str)]) -> Policy {
    Policy::read(&document(amount, unit, more), &Parameters::new())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The document of such a policy.
pub fn document(amount: &str, unit: &str, more: &[(&str, &str)]) -> Value {
    let mut document = json(&format!(
        r#"{{
        "name": "test", "title": "A test", "jurisdiction": "here",
        "source": {{"text": "a test", "read": "2026-01-01"}},
        "accept": {{"issuers": "any", "results": "unasked"}},
        "categories": [{{"name": "all", "unit": "{unit}"}}],
        "awards": [{{"amount": "{amount}"}}]
    }}"#
    ));
    for (name, member) in more {
        document.as_object_mut().unwrap().insert(*name, json(member));
    }
    document
}

/// The codes of the steps that stand against each credential, and its ruling.
pub fn against(evaluation: &Evaluation<'_>) -> Vec<(Ruling, Vec<&'static str>)> {
    use openbadges::recognition::Finding::{Missing, NotMet};
    let decisions = evaluation.decisions();
    decisions
        .map(|decision| {
            let steps = decision.steps.iter();
            let against = steps.filter(|step| matches!(step.finding(), NotMet | Missing));
            (decision.ruling, against.map(|step| step.code()).collect())
        })
        .collect()
}

/// Evaluates one candidate against an empty ledger, and gives what stands against it.
pub fn one(policy: &Policy, candidate: Candidate) -> (Ruling, Vec<&'static str>) {
    one_at(policy, candidate, &now())
}

/// The same at another time.
pub fn one_at(
    policy: &Policy,
    candidate: Candidate,
    at: &Timestamp,
) -> (Ruling, Vec<&'static str>) {
    let (claimant, tally, candidates) = (ada(), Tally::default(), [candidate]);
    let evaluation = evaluate(policy, &claimant, &candidates, &[], &tally, at);
    assert!(!evaluation.to_text().is_empty());
    against(&evaluation).remove(0)
}

/// What counts in all by an evaluation, in each category.
pub fn added(evaluation: &Evaluation<'_>) -> Vec<String> {
    evaluation.totals.iter().map(|total| total.added.to_string()).collect()
}
