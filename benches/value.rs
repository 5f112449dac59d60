//! What evaluating costs beside verifying: 1,000 badges of different achievements, under a policy with
//! rates, a cap, windows, issuers and alignments. Prints one table.
//!
//! `cargo bench --bench value` runs it. An office verifies what a person hands in and evaluates it, then
//! comes the next; a thousand badges of one person are the same work when memory is cold. Candidates are
//! made of reports within the measured time; nothing is rendered.

use std::hint::black_box;
use std::time::Instant;

use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::recognition::{Candidate, Claimant, Facts, Parameters, Policy, Tally, evaluate};
use openbadges::report::Report;
use openbadges::{Issuer, Limits, Timestamp, Verifier};

const BADGES: usize = 1_000;
const TURNS: usize = 15;

fn main() {
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = std::env::args().any(|argument| argument == "--bench");
    let (count, turns) = if benched { (BADGES, TURNS) } else { (20, 1) };
    let now: Timestamp = "2026-03-20T12:00:00Z".parse().unwrap();
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let id = key.key().public().did_key();
    let issuer = Issuer::new(Profile::builder(&*id).name("A Provider").build().unwrap(), key);
    let policy = policy(&id);
    let verifier = Verifier::new();
    println!(
        "| badges | of each person | verify, us each | evaluate, us each | evaluate / verify |"
    );
    println!("|---|---|---|---|---|");
    for (name, words, each) in [("small", 1, 20), ("small", 1, BADGES), ("long", 400, 20)] {
        let badges: Vec<Vec<u8>> = (0..count)
            .map(|number| issuer.issue_document(badge(number, words), &now).unwrap())
            .map(|signed| signed.as_bytes().to_vec())
            .collect();
        let bytes = badges.iter().map(Vec::len).sum::<usize>() / count;
        let (mut verifying, mut evaluating) = (Vec::new(), Vec::new());
        for _ in 0..turns {
            let (mut verified, mut evaluated) = (0.0, 0.0);
            for badges in badges.chunks(each) {
                let (seconds, reports) = timed(|| -> Vec<Report> {
                    badges.iter().map(|badge| verifier.verify(black_box(badge), &now)).collect()
                });
                verified += seconds;
                let (seconds, counted) = timed(|| {
                    let candidates: Vec<Candidate> =
                        reports.iter().filter_map(Candidate::of).map(requested).collect();
                    let (claimant, tally) = (Claimant::new("did:example:ada"), Tally::default());
                    let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now);
                    black_box(evaluation.totals[0].added.number())
                });
                assert_eq!(counted, "12".parse().map(|each| times(each, badges.len())).unwrap());
                evaluated += seconds;
            }
            verifying.push(verified);
            evaluating.push(evaluated);
        }
        let median = |mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all[all.len() / 2] / count as f64 * 1e6
        };
        let (verifying, evaluating) = (median(verifying), median(evaluating));
        let percent = evaluating / verifying * 100.0;
        println!(
            "| {count} {name} ({bytes} bytes) | {each} | {verifying:.1} | {evaluating:.3} | {percent:.2} % |"
        );
    }
}

fn times(each: openbadges::text::Decimal, count: usize) -> openbadges::text::Decimal {
    each.times(u32::try_from(count).unwrap().into()).unwrap()
}

fn requested(candidate: Candidate) -> Candidate {
    let mut facts = Facts::default();
    facts.requested = "2026-03-15".parse().ok();
    candidate.with_facts(facts)
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed().as_secs_f64(), made)
}

fn policy(issuer: &str) -> Policy {
    let text = format!(
        r#"{{
        "name": "bench", "title": "A bench", "jurisdiction": "here",
        "source": {{"text": "a bench", "read": "2026-01-01"}},
        "accept": {{
            "issuers": ["{issuer}", "did:example:other"], "results": "unasked",
            "alignments": [{{"framework": "Priorities"}}]
        }},
        "windows": {{"requestWithinDays": 60, "expiresAfterDays": 1826}},
        "categories": [{{"name": "pdp", "unit": "pdp"}}],
        "awards": [{{"amount": "12 pdp"}}],
        "caps": [{{"amount": "1000000 pdp", "per": "year", "rest": "lost"}}],
        "rates": [{{"left": "1 ceu", "right": "5 pdp"}}]
    }}"#
    );
    Policy::from_json(text.as_bytes(), &Parameters::new()).unwrap()
}

fn badge(number: usize, words: usize) -> Value {
    let narrative = "evidence ".repeat(words);
    let text = format!(
        r#"{{
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:example:badge:{number}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "validFrom": "2026-03-01T12:00:00Z",
        "awardedDate": "2026-03-01T12:00:00Z",
        "credentialSubject": {{
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "narrative": "{narrative}",
            "achievement": {{
                "id": "https://provider.example/achievements/{number}",
                "type": ["Achievement"],
                "name": "Micro-credential {number}",
                "description": "A skill.",
                "criteria": {{"narrative": "Evidence of the skill, assessed."}},
                "alignment": [{{"type": ["Alignment"], "targetName": "Coaching",
                    "targetFramework": "Priorities", "targetUrl": "https://state.example/f/1"}}]
            }}
        }}
    }}"#
    );
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}
