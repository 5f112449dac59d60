//! One case in a process of its own, and what it takes.

use std::error::Error;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cases::{self, Case};

/// The argument by which a process knows that it is to answer one case.
pub const CHILD: &str = "--answer";

/// What a process said of its case.
pub struct Measured {
    /// The verdict, or the code with which the input was refused.
    pub answer: String,
    /// Processor time in milliseconds.
    pub cpu_ms: Option<f64>,
    /// By how much the memory of the process grew at the most, in MiB.
    pub growth_mib: Option<f64>,
}

/// Makes the input here, hands it to new processes, and reads what they found: the least of three
/// times, since whatever else the machine does adds to them.
pub fn in_children(case: &Case) -> Result<Measured, Box<dyn Error>> {
    let parts = (case.input)();
    let mut least = in_a_child(case, &parts)?;
    let more = if cfg!(debug_assertions) { 0 } else { 2 };
    for _ in 0..more {
        let again = in_a_child(case, &parts)?;
        if again.answer != least.answer {
            return Ok(again);
        }
        least.cpu_ms = least.cpu_ms.zip(again.cpu_ms).map(|(a, b)| a.min(b));
        least.growth_mib = least.growth_mib.zip(again.growth_mib).map(|(a, b)| a.max(b));
    }
    Ok(least)
}

fn in_a_child(case: &Case, parts: &[Vec<u8>]) -> Result<Measured, Box<dyn Error>> {
    let mut child = limited(&std::env::current_exe()?)
        .args([CHILD, &case.name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    {
        let mut stdin = child.stdin.take().ok_or("no pipe")?;
        for part in parts {
            stdin.write_all(&(part.len() as u64).to_le_bytes())?;
            stdin.write_all(part)?;
        }
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Ok(Measured {
            answer: format!("died ({})", output.status),
            cpu_ms: None,
            growth_mib: None,
        });
    }
    let text = String::from_utf8(output.stdout)?;
    let mut fields = text.trim_end().split('\t');
    let answer = fields.next().unwrap_or_default().to_owned();
    let mut number = || fields.next().and_then(|field| field.parse().ok());
    Ok(Measured { answer, cpu_ms: number(), growth_mib: number() })
}

/// A command that gets no more than 2 GiB, where a shell can see to that.
fn limited(program: &Path) -> Command {
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 2097152; exec \"$0\" \"$@\""]).arg(program);
    command
}

/// Answers the case `name`, whose input comes through the standard input.
pub fn answer(name: &str) -> Result<(), Box<dyn Error>> {
    let case = cases::all().into_iter().find(|case| case.name == name).ok_or("no such case")?;
    let parts = parts()?;
    let (memory, time) = (Memory::now(), Time::now());
    let answer = (case.answer)(&parts);
    let cpu = time.since();
    let growth = memory.growth();
    let shown = |value: Option<f64>| value.map_or("?".into(), |value| format!("{value:.3}"));
    let text = match (&answer.canonical, parts.get(1)) {
        (Some(_), Some(other)) => {
            let other = (case.answer)(std::slice::from_ref(other));
            if other.canonical == answer.canonical { answer.text } else { "wrong".into() }
        }
        _ => answer.text,
    };
    println!("{text}\t{}\t{}", shown(cpu), shown(growth));
    Ok(())
}

fn parts() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut stdin = std::io::stdin().lock();
    let mut parts = Vec::new();
    let mut length = [0; 8];
    while stdin.read_exact(&mut length).is_ok() {
        let mut part = vec![0; usize::try_from(u64::from_le_bytes(length))?];
        stdin.read_exact(&mut part)?;
        parts.push(part);
    }
    Ok(parts)
}

/// Time on the processor: of the only thread.
struct Time {
    on_cpu: Option<f64>,
}

impl Time {
    fn now() -> Self {
        Self { on_cpu: on_cpu_ms() }
    }

    fn since(&self) -> Option<f64> {
        Some(on_cpu_ms()? - self.on_cpu?)
    }
}

/// Nanoseconds on the processor stand first in `schedstat` (Linux, `proc(5)`).
fn on_cpu_ms() -> Option<f64> {
    // What runs now is counted up to the last time that the scheduler looked.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e6)
}

/// The memory of the process before the work.
struct Memory {
    resident: Option<f64>,
}

impl Memory {
    fn now() -> Self {
        Self { resident: status_mib("VmRSS:") }
    }

    /// The peak since the process began, less what it held when the work began.
    fn growth(&self) -> Option<f64> {
        Some(status_mib("VmHWM:")? - self.resident?)
    }
}

fn status_mib(field: &str) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024.0)
}
