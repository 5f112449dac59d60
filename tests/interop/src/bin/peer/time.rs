//! What a document costs, from its text to its canonical N-Quads, here and there in turns.

use std::hint::black_box;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openbadges::rdf::{BundledContexts, Contexts, HashAlgorithm};
use openbadges::{Limits, json, rdf};

use crate::worker::Failure;
use crate::{canon, quads};

/// Turns are taken until this has passed, but at least `FEWEST` of them.
const ENOUGH: Duration = Duration::from_secs(3);
const FEWEST: usize = 11;

/// Prints the medians for each file.
pub fn report(files: &[&str]) -> io::Result<()> {
    if cfg!(debug_assertions) {
        eprintln!("peer: this is not a release build");
    }
    println!("Median microseconds from JSON text to canonical N-Quads.");
    println!("cold: ours with no context compiled. The peers keep nothing between documents.");
    println!("not equal: the canonical forms differ, which a defect of a peer may explain.\n");
    println!(
        "{:>9} {:>6} {:>6} {:>10} {:>10} {:>10} {:>9} {:>9} {:>7} {:>7}  file",
        "bytes",
        "quads",
        "turns",
        "json-ld",
        "rdf-canon",
        "both",
        "ours",
        "cold",
        "x ours",
        "x cold"
    );
    let loader = quads::bundled();
    for file in files {
        let text = std::fs::read_to_string(file)?;
        match compare(&text, &loader) {
            Ok(compared) => {
                let Compared { quads, turns, json_ld, rdf_canon, both, warm, cold, equal, .. } =
                    compared;
                println!(
                    "{:>9} {quads:>6} {turns:>6} {json_ld:>10.1} {rdf_canon:>10.1} {both:>10.1} \
                     {warm:>9.1} {cold:>9.1} {:>7.0} {:>7.1}  {}{file}",
                    text.len(),
                    both / warm,
                    both / cold,
                    if equal { "" } else { "not equal: " },
                );
            }
            Err(failure) => println!("{}: {}  {file}", failure.reason, failure.error),
        }
    }
    Ok(())
}

/// Prints the fastest for each file, of the peers together and of ours, as JSON.
pub fn report_json(files: &[&str]) -> io::Result<()> {
    let loader = quads::bundled();
    for file in files {
        let text = std::fs::read_to_string(file)?;
        let Compared { fastest: [both, warm], .. } =
            compare(&text, &loader).map_err(|failure| io::Error::other(failure.error))?;
        println!("{}", serde_json::json!({ "peers": both, "ours": warm }));
    }
    Ok(())
}

/// Medians in microseconds.
struct Compared {
    quads: usize,
    turns: usize,
    json_ld: f64,
    rdf_canon: f64,
    both: f64,
    warm: f64,
    cold: f64,
    equal: bool,
    /// The peers together, and ours warm.
    fastest: [f64; 2],
}

fn compare(text: &str, loader: &quads::Loader) -> Result<Compared, Failure> {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let theirs = canon::canonicalize(&quads::of(text, loader)?, "SHA256")?.n_quads;
    let equal = ours(text, &contexts)? == theirs;
    let (mut json_ld, mut rdf_canon, mut both) = (Vec::new(), Vec::new(), Vec::new());
    let (mut warm, mut cold) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while both.len() < FEWEST || start.elapsed() < ENOUGH {
        let begun = Instant::now();
        let quads = quads::of(black_box(text), loader)?;
        let halfway = begun.elapsed();
        black_box(canon::canonicalize(&quads, "SHA256")?);
        let whole = begun.elapsed();
        json_ld.push(halfway);
        rdf_canon.push(whole - halfway);
        both.push(whole);

        let begun = Instant::now();
        black_box(ours(black_box(text), &contexts)?);
        warm.push(begun.elapsed());
        let begun = Instant::now();
        black_box(ours(black_box(text), &Contexts::new(Arc::new(BundledContexts::new())))?);
        cold.push(begun.elapsed());
    }
    let turns = both.len();
    let fastest = [&both[..], &warm[..]].map(fastest);
    let [json_ld, rdf_canon, both, warm, cold] = [json_ld, rdf_canon, both, warm, cold].map(median);
    let quads = theirs.lines().count();
    Ok(Compared { quads, turns, json_ld, rdf_canon, both, warm, cold, equal, fastest })
}

fn ours(text: &str, contexts: &Contexts) -> Result<String, Failure> {
    let limits = Limits::default();
    let document =
        json::read(text.as_bytes(), &limits).map_err(|fault| Failure::new("ours", fault))?;
    let canonical = rdf::to_dataset(&document, contexts, &limits)
        .and_then(|dataset| rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits));
    canonical.map(|canonical| canonical.n_quads).map_err(|error| Failure::new("ours", error))
}

/// In microseconds.
fn fastest(times: &[Duration]) -> f64 {
    times.iter().min().map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
}

/// In microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}
