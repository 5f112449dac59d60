//! What each case costs: processor time, and how far the memory of the process grows above what it
//! was. It is told, and nothing is asserted of it; `cargo run --release --example poison` does the
//! same for inputs that are meant to cost much.
//!
//! `cargo test --release --all-features --test hostile -- --ignored --nocapture cost`

use std::fs;
use std::process::Command;

use crate::{CASES, Case};

/// What a case may cost.
const MOST_MS: f64 = 50.0;
const MOST_MIB: f64 = 64.0;

/// As many are listed.
const LISTED: usize = 15;

#[test]
#[ignore = "it measures, and asserts nothing"]
fn what_each_case_costs() {
    // What is freed is to be given back at once, so that the next case does not live on it.
    const INSIDE: &str = "OPENBADGES_TEST_COST";
    if std::env::var_os(INSIDE).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "cost::what_each_case_costs", "--ignored", "--nocapture"]);
        again.env(INSIDE, "1").env("MALLOC_TRIM_THRESHOLD_", "0");
        again.env("MALLOC_MMAP_THRESHOLD_", "65536").env("MALLOC_ARENA_MAX", "1");
        assert!(again.status().unwrap().success());
        return;
    }
    let mut costs: Vec<_> = CASES.iter().map(|case| (cost(case), case)).collect();
    let above = |(ms, mib): (f64, f64)| ms > MOST_MS || mib > MOST_MIB;
    let total: f64 = costs.iter().map(|((ms, _), _)| ms).sum();
    println!("{} cases, {total:.0} ms of processor time in all", costs.len());
    println!(
        "{} above {MOST_MS} ms or {MOST_MIB} MiB",
        costs.iter().filter(|it| above(it.0)).count()
    );
    costs.sort_by(|a, b| b.0.0.total_cmp(&a.0.0));
    tell("the most processor time", &costs);
    costs.sort_by(|a, b| b.0.1.total_cmp(&a.0.1));
    tell("the most memory", &costs);
}

fn tell(what: &str, costs: &[((f64, f64), &Case)]) {
    println!("{what}:");
    for ((ms, mib), case) in costs.iter().take(LISTED) {
        println!("{ms:>9.2} ms {mib:>8.2} MiB  {} {}", case.number, case.name);
    }
}

/// Milliseconds and MiB, by a verifier that has done nothing before: the least of three times.
fn cost(case: &Case) -> (f64, f64) {
    let once = || {
        let verifier = case.verifier(case.policy.clone());
        // The peak from here on (`proc(5)`, `clear_refs`).
        let _ = fs::write("/proc/self/clear_refs", "5");
        let (memory, time) = (status_mib("VmRSS:"), on_cpu_ms());
        drop(case.verify_by(&verifier));
        (on_cpu_ms() - time, status_mib("VmHWM:") - memory)
    };
    let times = [once(), once(), once()];
    let least = |of: fn(&(f64, f64)) -> f64| times.iter().map(of).fold(f64::INFINITY, f64::min);
    (least(|it| it.0), least(|it| it.1).max(0.0))
}

/// Nanoseconds on the processor stand first in `schedstat` (Linux, `proc(5)`).
fn on_cpu_ms() -> f64 {
    // What runs now is counted up to the last time that the scheduler looked.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|it| it.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

fn status_mib(field: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}
