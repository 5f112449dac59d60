//! What evaluating costs beside verifying: 1,000 badges of different achievements, under a policy with
//! rates, a cap, windows, issuers and alignments. Prints one table.
//!
//! `cargo bench --bench value` runs it; after `--`, words pick rows by their names. An office verifies
//! what a person hands in and evaluates it, then comes the next; a thousand badges of one person are the
//! same work when memory is cold. To verify reads what a credential says of its results too; to read is
//! to make candidates of reports, once for all policies; to evaluate is to decide under one of them, with
//! everything that the explanation needs. Nothing is rendered.

use std::hint::black_box;
use std::time::Instant;

use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::microcredential::{
    Assessment, Blindness, Calibration, Count, Decision as Outcome, MicroCredential, PartKind,
    Piece, Resolution, Score, Scores, Submission,
};
use openbadges::model::{Profile, Recipient};
use openbadges::recognition::{
    Candidate, Claimant, Date, Facts, Parameters, Policy, Tally, evaluate,
};
use openbadges::report::Report;
use openbadges::text::Decimal;
use openbadges::{Issuer, Limits, Timestamp, Verifier};

#[path = "../tests/microcredential/made.rs"]
mod made;

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
    let (plain, assessed) = (policy(&id, UNASSESSED), policy(&id, ASSESSED));
    let verifier = Verifier::new();
    type Made = fn(usize) -> Value;
    let rows: [(&str, usize, Made, &Policy); 5] = [
        ("micro-credentials, assessed", 20, assessed_badge, &assessed),
        ("micro-credentials, assessed", BADGES, assessed_badge, &assessed),
        ("small", 20, |number| badge(number, 1), &plain),
        ("small", BADGES, |number| badge(number, 1), &plain),
        ("long", 20, |number| badge(number, 400), &plain),
    ];
    println!(
        "| badges | of each person | verify, us each | read | evaluate | evaluate / verify | with reading |"
    );
    println!("|---|---|---|---|---|---|---|");
    let words: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_picked =
        |name: &str| words.is_empty() || words.iter().any(|word| name.contains(&**word));
    // What an office knows of each is at hand.
    let requested = "2026-03-15".parse().unwrap();
    for (name, each, badge, policy) in rows.into_iter().filter(|(name, ..)| is_picked(name)) {
        let badges: Vec<Vec<u8>> = (0..count)
            .map(|number| issuer.issue_document(badge(number), &now).unwrap())
            .map(|signed| signed.as_bytes().to_vec())
            .collect();
        let bytes = badges.iter().map(Vec::len).sum::<usize>() / count;
        let mut times = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..turns {
            let mut turn = [0.0; 3];
            for badges in badges.chunks(each) {
                let (verifying, reports) = timed(|| -> Vec<Report> {
                    badges.iter().map(|badge| verifier.verify(black_box(badge), &now)).collect()
                });
                let claimant = Claimant::new("did:example:ada");
                let (reading, candidates) = timed(|| -> Vec<Candidate> {
                    let candidates = reports.iter().filter_map(Candidate::of);
                    candidates.map(|candidate| asked(candidate, requested)).collect()
                });
                let (evaluating, counted) = timed(|| {
                    let tally = Tally::default();
                    let evaluation = evaluate(policy, &claimant, &candidates, &[], &tally, &now);
                    black_box(evaluation.totals[0].added.number())
                });
                assert_eq!(counted, "12".parse().map(|each| multiple(each, badges.len())).unwrap());
                for (sum, seconds) in turn.iter_mut().zip([verifying, reading, evaluating]) {
                    *sum += seconds;
                }
            }
            for (all, seconds) in times.iter_mut().zip(turn) {
                all.push(seconds);
            }
        }
        let [verifying, reading, evaluating] = times.map(|mut all| {
            all.sort_by(f64::total_cmp);
            all[all.len() / 2] / count as f64 * 1e6
        });
        let percent = |of: f64| of / verifying * 100.0;
        println!(
            "| {count} {name} ({bytes} bytes) | {each} | {verifying:.1} | {reading:.3} | {evaluating:.3} \
             | {:.2} % | {:.2} % |",
            percent(evaluating),
            percent(reading + evaluating)
        );
    }
}

fn multiple(each: Decimal, count: usize) -> Decimal {
    each.times(u32::try_from(count).unwrap().into()).unwrap()
}

fn asked(candidate: Candidate, on: Date) -> Candidate {
    let mut facts = Facts::default();
    facts.requested = Some(on);
    candidate.with_facts(facts)
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed().as_secs_f64(), made)
}

/// What is asked of a badge that says nothing of its assessment.
const UNASSESSED: &str = r#""results": "unasked", "alignments": [{"framework": "Priorities"}]"#;

/// What is asked of a micro-credential.
const ASSESSED: &str = r#""results": "required", "evidence": "required",
    "alignments": [{"framework": "Framework for Teaching"}],
    "assessment": {"assessors": 2, "blindness": "DoubleBlind", "calibration": "required", "agreement": 80}"#;

fn policy(issuer: &str, asked: &str) -> Policy {
    let text = format!(
        r#"{{
        "name": "bench", "title": "A bench", "jurisdiction": "here",
        "source": {{"text": "a bench", "read": "2026-01-01"}},
        "accept": {{
            "issuers": ["{issuer}", "did:example:other"], {asked}
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

/// A micro-credential with everything that there is a place for, assessed by two.
fn assessed_badge(number: usize) -> Value {
    let id = format!("https://provider.example/micro-credentials/{number}");
    let form = made::with("/id", Some(&format!("{id:?}")));
    let file = |name: &str| {
        let url = format!("https://evidence.example/{number}/{name}.mp4");
        Piece::file(PartKind::Artifacts, name, url, name.as_bytes()).build().unwrap()
    };
    let text = |part, name| Piece::text(part, name, "Year five.").build().unwrap();
    let submission = Submission::builder(&*id)
        .submitted_at("2026-02-01T09:00:00Z")
        .attempt(Count::from(1))
        .activity_start_date("2026-01-10T00:00:00Z")
        .activity_end_date("2026-01-30T00:00:00Z")
        .piece(text(PartKind::Overview, "Context"))
        .piece(file("before"))
        .piece(file("after"))
        .piece(text(PartKind::Reflection, "Looking back"))
        .build()
        .unwrap();
    let scores = |assessor: &str| {
        Scores::builder(assessor, Blindness::DoubleBlind)
            .calibration(Calibration::Calibrated)
            .calibration_agreement("85".parse::<Decimal>().unwrap())
            .score(Score::builder("Waits", "Outstanding").build().unwrap())
            .score(Score::builder("Asks", "Yes").build().unwrap())
            .build()
            .unwrap()
    };
    let scores = vec![scores("Assessor 1"), scores("Assessor 2")];
    let whole = MicroCredential::read_form(&form).unwrap();
    let assessment = Assessment::new(whole, submission, scores, Resolution::AllAgree).unwrap();
    let Outcome::Passed(passed) = assessment.decide() else { panic!("it did not pass") };
    let awarded = "2026-03-01T12:00:00Z".parse().unwrap();
    let badge = passed.credential(Recipient::id("did:example:ada"));
    badge.awarded_date(&awarded).build().unwrap().into_document()
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
