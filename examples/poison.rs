//! How much work hostile input can cause: a table of poisonous documents, each with its answer, the
//! processor time and the memory that answering took.
//!
//! Run it with `cargo run --release --example poison`. Each case runs in a process of its own, with
//! nothing compiled or cached before it. Names of cases after `--` leave the others out. The
//! exit is an error when an answer is not the expected one; times and sizes are only reported, and
//! those above 50 ms or 64 MiB are marked. In a debug build the cases are smaller.
//!
//! Time and memory are read from `/proc` and so are shown on Linux only.

#[path = "poison/cases.rs"]
mod cases;
#[path = "poison/forge.rs"]
mod forge;
#[path = "poison/measure.rs"]
mod measure;

use std::error::Error;
use std::process::ExitCode;

use cases::Case;
use measure::Measured;

/// What each answer may take.
const CPU_MS: f64 = 50.0;
const GROWTH_MIB: f64 = 64.0;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == measure::CHILD
    {
        return measure::answer(name).map(|()| ExitCode::SUCCESS);
    }
    let wanted = |case: &&Case| arguments.is_empty() || arguments.contains(&case.name);
    println!("| input | answer | CPU ms | MiB |\n|---|---|---|---|");
    let (mut wrong, mut over) = (0, 0);
    for case in cases::all().iter().filter(wanted) {
        let Measured { answer, cpu_ms, growth_mib } = measure::in_children(case)?;
        let as_expected = case.expected.split('|').any(|expected| expected == answer);
        let note = if as_expected { String::new() } else { format!(", not {}", case.expected) };
        wrong += usize::from(!as_expected);
        let mark = |value: Option<f64>, allowed| match value {
            Some(value) if value > allowed => format!("**{value:.1}**"),
            Some(value) => format!("{value:.1}"),
            None => "?".into(),
        };
        let is_over = |value: Option<f64>, allowed| value.is_some_and(|value| value > allowed);
        over += usize::from(is_over(cpu_ms, CPU_MS) || is_over(growth_mib, GROWTH_MIB));
        let (cpu, growth) = (mark(cpu_ms, CPU_MS), mark(growth_mib, GROWTH_MIB));
        println!("| {} | {answer}{note} | {cpu} | {growth} |", case.name);
    }
    if cfg!(debug_assertions) {
        println!("\nThis is a debug build: what is named in thousands is a twentieth of that.");
    }
    println!("\n{wrong} wrong answers; {over} above {CPU_MS} ms or {GROWTH_MIB} MiB");
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
