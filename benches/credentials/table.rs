//! One table of times and ratios: ours to `limit`, and others' to ours.
//!
//! Ours and `limit` take turns, so that whatever else the machine does falls on both; the figures
//! are medians. Others time themselves in processes of their own, on the same documents, warmed up,
//! start-up left out. They take milliseconds, in which much can come between, so the fastest of
//! their runs counts: it flatters them.

use std::array::from_fn;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use divan::black_box;

use crate::others;
use crate::subject::{DOCUMENTS, Subject, verifier};
use crate::work;

/// For so long turns are taken.
const ENOUGH: Duration = Duration::from_secs(3);

/// Microseconds, for the small document and the large one.
type Times = [f64; 2];

/// Prints the tables.
pub fn print() {
    let subjects = DOCUMENTS.map(Subject::new);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [unsigned, signed] = ["unsigned", "signed"]
        .map(|what| DOCUMENTS.map(|name| folder.join(format!("{name}.{what}.json"))));
    for (at, subject) in subjects.iter().enumerate() {
        std::fs::write(&unsigned[at], subject.unsigned.to_string()).unwrap();
        std::fs::write(&signed[at], &subject.signed).unwrap();
    }

    println!("\n| microseconds | small | large |\n|---|---|---|");
    let [verify_limit, verify, cold] = by_work(subjects.each_ref().map(verifying));
    row("verify: `limit`", verify_limit, None);
    row("verify: ours", verify, Some(("limit", verify_limit)));
    row("verify: ours, nothing cached", cold, Some(("limit", verify_limit)));
    let [issue_limit, issue] = by_work(subjects.each_ref().map(issuing));
    row("issue: `limit`", issue_limit, None);
    row("issue: ours", issue, Some(("limit", issue_limit)));
    let [limit, bare, verify_jwt] =
        by_work(DOCUMENTS.map(Subject::token).each_ref().map(verifying_token));
    row("verify, VC-JWT with EdDSA: `limit`", limit, None);
    row("verify, VC-JWT with EdDSA: the bare JWS", bare, Some(("limit", limit)));
    row("verify, VC-JWT with EdDSA: ours", verify_jwt, Some(("limit", limit)));
    row("verify, VC-JWT with EdDSA: ours", verify_jwt, Some(("the bare JWS", bare)));
    #[cfg(feature = "aws-lc")]
    {
        let subjects = DOCUMENTS.map(Subject::on_p256);
        let [limit, verify, _] = by_work(subjects.each_ref().map(verifying));
        row("verify, ecdsa-rdfc-2019 on P-256: `limit`", limit, None);
        row("verify, ecdsa-rdfc-2019 on P-256: ours", verify, Some(("limit", limit)));
        let [limit, issue] = by_work(subjects.each_ref().map(issuing));
        row("issue, ecdsa-rdfc-2019 on P-256: `limit`", limit, None);
        row("issue, ecdsa-rdfc-2019 on P-256: ours", issue, Some(("limit", limit)));
    }
    let javascript = others::javascript(&unsigned, &signed);
    match &javascript {
        Err(reason) => println!("| Digital Bazaar's JavaScript is left out: {reason} | | |"),
        Ok(times) => {
            row("verify: Digital Bazaar's JavaScript", times.verify, Some(("ours", verify)));
            row("issue: Digital Bazaar's JavaScript", times.sign, Some(("ours", issue)));
        }
    }
    match others::rust(&unsigned) {
        Err(reason) => println!("| `json-ld` and `rdf-canon` are left out: {reason} | | |"),
        Ok(times) => {
            row("JSON to canonical form: ours", times.ours, None);
            let ours = Some(("ours", times.ours));
            row("JSON to canonical form: `json-ld`, `rdf-canon`", times.peers, ours);
            if let Ok(javascript) = javascript {
                let what = "JSON to canonical form: `jsonld`, `rdf-canonize`";
                row(what, javascript.canon, ours);
            }
        }
    }
    #[cfg(feature = "aws-lc")]
    disclosing();
    growth();
}

/// The parts of issuer, holder and verifier in `ecdsa-sd-2023`.
#[cfg(feature = "aws-lc")]
fn disclosing() {
    let disclosures = DOCUMENTS.map(crate::disclosure::Disclosure::new);
    let ours = by_work(disclosures.each_ref().map(|disclosure| {
        in_turns([
            &mut || timed((), |()| disclosure.base()),
            &mut || timed((), |()| disclosure.derive()),
            &mut || timed((), |()| disclosure.verify()),
        ])
    }));
    let theirs = others::disclosing(&disclosures.each_ref().map(|it| it.request()));
    for (at, what) in ["base proof", "derive", "verify"].into_iter().enumerate() {
        row(&format!("ecdsa-sd-2023, {what}: ours"), ours[at], None);
        if let Ok(theirs) = &theirs {
            let what = format!("ecdsa-sd-2023, {what}: Digital Bazaar's JavaScript");
            row(&what, theirs[at], Some(("ours", ours[at])));
        }
    }
    if let Err(reason) = theirs {
        println!("| ecdsa-sd-2023: Digital Bazaar's JavaScript is left out: {reason} | | |");
    }
}

fn row(what: &str, times: Times, other: Option<(&str, Times)>) {
    let cell = |at: usize| match other {
        None => format!("{:.1}", times[at]),
        Some((name, other)) => {
            format!("{:.1} = {:.2} x {name}", times[at], times[at] / other[at])
        }
    };
    println!("| {what} | {} | {} |", cell(0), cell(1));
}

/// `limit`, ours, and ours with nothing cached.
fn verifying(subject: &Subject) -> [f64; 3] {
    let (limit, ours) = (work::verify_limit(subject), work::verify_ours(subject));
    let [limit, ours] = in_turns([&mut || timed((), |()| limit()), &mut || timed((), |()| ours())]);
    let cold = || verifier().verify(&subject.signed, &subject.now);
    let [cold] = in_turns([&mut || timed((), |()| cold())]);
    [limit, ours, cold]
}

/// `limit`, the bare signature, and ours.
fn verifying_token(subject: &Subject) -> [f64; 3] {
    let (limit, ours) = (work::verify_limit(subject), work::verify_ours(subject));
    let bare = work::verify_bare_jws(subject);
    in_turns([&mut || timed((), |()| limit()), &mut || timed((), |()| bare()), &mut || {
        timed((), |()| ours())
    }])
}

/// `limit` and ours.
fn issuing(subject: &Subject) -> [f64; 2] {
    let (limit, ours) = (work::issue_limit(subject), work::issue_ours(subject));
    in_turns([&mut || timed((), |()| limit()), &mut || timed(subject.unsigned.clone(), &ours)])
}

/// What each of many alignments costs: `(T(n) - T(0)) / n`. Long runs are interrupted by whatever
/// else the machine does, so here time on the processor counts, and of many batches the fastest.
fn growth() {
    let fastest = |alignments: usize| {
        let subject = Subject::growing(alignments);
        let ours = work::verify_ours(&subject);
        let batch = 1 + 10_000 / (alignments + 10);
        let start = Instant::now();
        let mut fastest = Duration::MAX;
        while start.elapsed() < ENOUGH {
            let begun = processor_time();
            (0..batch).for_each(|_| drop(black_box(ours())));
            fastest = fastest.min(processor_time().saturating_sub(begun));
        }
        fastest.as_secs_f64() * 1e6 / batch as f64
    };
    let none = fastest(0);
    let mut first = None;
    println!("\n| alignments | microseconds | each, `(T(n) - T(0)) / n` | to the first |");
    println!("|---|---|---|---|");
    for count in [10, 100, 1_000, 10_000] {
        let whole = fastest(count);
        let each = (whole - none) / count as f64;
        let first = *first.get_or_insert(each);
        println!("| {count} | {whole:.1} | {each:.2} | {:.2} |", each / first);
    }
}

/// Of this thread, from some moment on; the time of day where that is not known. On Linux it stands
/// first in `schedstat`, in nanoseconds (`proc(5)`).
fn processor_time() -> Duration {
    // What runs now is counted up to the last time that the scheduler looked.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let own = text.and_then(|text| text.split_whitespace().next()?.parse().ok());
    let day = || SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    own.map_or_else(day, Duration::from_nanos)
}

fn timed<I, O>(input: I, work: impl FnOnce(I) -> O) -> Duration {
    let start = Instant::now();
    let output = black_box(work(black_box(input)));
    let taken = start.elapsed();
    drop(output);
    taken
}

fn in_turns<const N: usize>(mut works: [&mut dyn FnMut() -> Duration; N]) -> [f64; N] {
    let mut times: [Vec<Duration>; N] = from_fn(|_| Vec::new());
    let start = Instant::now();
    while start.elapsed() < ENOUGH {
        for (work, times) in works.iter_mut().zip(&mut times) {
            times.push(work());
        }
    }
    times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1e6
    })
}

/// For each work the times of both documents.
fn by_work<const N: usize>(documents: [[f64; N]; 2]) -> [Times; N] {
    from_fn(|work| documents.map(|times| times[work]))
}
