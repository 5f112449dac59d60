//! Many badges: 100,000 different ones of 50 issuers, each with a place in its issuer's status list,
//! whose key documents and lists come from a resolver that has them at hand. Prints one table.
//!
//! `cargo bench --bench throughput` runs it; a number after `--` takes so many badges.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Object, Value};
use openbadges::key::SecretKey;
use openbadges::model::Profile;
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::MemoryStore;
use openbadges::{Limits, Timestamp, Verifier};

const ISSUERS: usize = 50;
const BADGES: usize = 100_000;
const NOW: &str = "2026-08-01T09:30:00Z";
/// Single verifications of which the time is a median.
const SINGLE: usize = 2_000;

fn main() {
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = std::env::args().any(|argument| argument == "--bench");
    let count = std::env::args().find_map(|argument| argument.parse().ok());
    let count = count.unwrap_or(if benched { BADGES } else { 100 }).max(ISSUERS);
    let now: Timestamp = NOW.parse().unwrap();
    let (badges, site) = mint(count, &now);
    let verifier = Verifier::new().with_resolver(site);
    let one = NonZeroUsize::MIN;
    let all = std::thread::available_parallelism().unwrap_or(one);

    let warm_up = run(&verifier, &badges[..count / 10], &now, all);
    assert_eq!(warm_up.valid, count / 10);
    let memory_before = resident();

    // In turns, so that whatever else the machine does falls on all.
    let (mut single, mut alone, mut together) = (Vec::new(), 0.0, 0.0);
    let turns = 10;
    for part in badges.chunks(count.div_ceil(turns)) {
        for badge in part.iter().take(SINGLE / turns) {
            let verify = || verifier.verify(black_box(badge.as_bytes()), &now);
            // The same badge again: it and all that it needs is warm.
            verify();
            single.push(seconds(|| drop(verify())));
        }
        let (by_one, by_all) = (run(&verifier, part, &now, one), run(&verifier, part, &now, all));
        assert_eq!((by_one.valid, by_all.valid), (part.len(), part.len()));
        alone += by_one.seconds;
        together += by_all.seconds;
    }
    single.sort_by(f64::total_cmp);
    let single = single[single.len() / 2];
    let memory_after = resident();

    let each = alone / count as f64;
    let micro = 1e6;
    println!("\n| {count} badges of {ISSUERS} issuers | |\n|---|---|");
    println!("| one badge again and again, warm | {:.1} us |", single * micro);
    println!("| each of all, one thread | {:.1} us = {:.2} x that |", each * micro, each / single);
    let (gain, rate) = (alone / together, count as f64 / together);
    println!("| {all} threads | {gain:.2} x one thread, {rate:.0} badges a second |");
    match (memory_before, memory_after) {
        (Some(before), Some(after)) => println!(
            "| memory after a tenth of them, and after all of them twice | {before:.1} MiB, {after:.1} MiB |"
        ),
        _ => println!("| memory | not told by this system |"),
    }
}

struct Run {
    seconds: f64,
    valid: usize,
}

/// Verifies all, and sees that the reports come in the order of the badges.
fn run(verifier: &Verifier, badges: &[String], now: &Timestamp, threads: NonZeroUsize) -> Run {
    let (mut place, mut valid) = (0, 0);
    let seconds = seconds(|| {
        verifier.verify_all(badges, now, threads, |report| {
            let verified = report.verified().unwrap_or_else(|| panic!("{report:#?}"));
            let id = verified.view().id().unwrap();
            assert!(badges[place].contains(id), "the report on {id} is out of turn");
            place += 1;
            valid += usize::from(report.outcome() == Outcome::Valid);
        });
    });
    Run { seconds, valid }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The badges, and the documents that verifying them takes.
fn mint(count: usize, now: &Timestamp) -> (Vec<String>, Documents) {
    let template = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/small.json"));
    let template = json::read(&template.unwrap(), &Limits::default()).unwrap();
    let mut site = Documents::new();
    let issuers: Vec<Issuer> = (0..ISSUERS).map(|number| issuer(number, &mut site)).collect();
    let mint_one = |number: usize| {
        let mut badge = template.clone();
        let object = badge.as_object_mut().unwrap();
        object.remove("id");
        if let Some(Value::Object(subject)) = object.get_mut("credentialSubject") {
            subject.insert("id", format!("did:example:educator-{number}"));
        }
        let issuer = &issuers[number % ISSUERS];
        if let Some(Value::Object(profile)) = object.get_mut("issuer") {
            profile.insert("id", issuer.profile().id.as_str());
        }
        String::from_utf8(issuer.issue_document(badge, now).unwrap().as_bytes().to_vec()).unwrap()
    };
    let badges = (0..count).map(mint_one).collect();
    for issuer in &issuers {
        for list in issuer.publish(now).unwrap() {
            site.insert(list.url.as_str(), list.document.to_string());
        }
    }
    (badges, site)
}

/// An issuer with an https id, whose document lists its key.
fn issuer(number: usize, site: &mut Documents) -> Issuer {
    let id = format!("https://district-{number}.example.org/issuer");
    let method = format!("{id}#key-1");
    let seed = [u8::try_from(number).unwrap() + 1; 32];
    let key = SecretKey::from_ed25519_seed(&seed);
    let entry = Object::from_iter([
        ("id", method.clone()),
        ("type", "Multikey".to_owned()),
        ("controller", id.clone()),
        ("publicKeyMultibase", key.public().to_multikey()),
    ]);
    let document = Object::from_iter([
        ("id", Value::from(id.as_str())),
        ("verificationMethod", vec![entry].into()),
        ("assertionMethod", vec![method.as_str()].into()),
    ]);
    site.insert(id.as_str(), Value::from(document).to_string());
    let url = format!("https://district-{number}.example.org/status").parse().unwrap();
    let profile = Profile::builder(id).name("Example District").build().unwrap();
    Issuer::new(profile, key.into_signer(&method).unwrap())
        .with_status(Arc::new(MemoryStore::new(url)))
}

/// The memory that the process holds, in MiB, where Linux tells it.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / 1024.0)
}
