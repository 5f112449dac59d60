//! Other implementations, where they are built or installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::subject::{NOW, SEED};

/// The packages in `tests/interop/js`.
pub struct JavaScript {
    pub verify: [f64; 2],
    pub sign: [f64; 2],
    /// From parsed JSON to canonical N-Quads.
    pub canon: [f64; 2],
}

/// From JSON text to canonical N-Quads, in turns.
pub struct Rust {
    pub peers: [f64; 2],
    pub ours: [f64; 2],
}

/// Digital Bazaar's packages.
pub fn javascript(unsigned: &[PathBuf], signed: &[PathBuf]) -> Result<JavaScript, String> {
    let folder = installed()?;
    let seed: String = SEED.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut command = Command::new("node");
    command.arg(folder.join("bench.mjs")).args([&seed, NOW]).args(unsigned).args(signed);
    let answer = answers(command)?;
    let times = |part: &str| [0, 1].map(|at| number(&answer, at, part));
    Ok(JavaScript { verify: times("verify"), sign: times("sign"), canon: times("canon") })
}

/// Digital Bazaar's package for selective disclosure: to make a base proof, to derive, to verify.
#[cfg(feature = "aws-lc")]
pub fn disclosing(requests: &[Value; 2]) -> Result<[[f64; 2]; 3], String> {
    let folder = installed()?;
    let text: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("disclosing.jsonl");
    let requests = std::fs::write(&file, text).and_then(|()| std::fs::File::open(&file));
    let mut command = Command::new("node");
    command.arg(folder.join("disclose.mjs")).stdin(requests.map_err(|error| error.to_string())?);
    let answer = answers(command)?;
    if let Some(error) = answer.iter().find_map(|answer| answer["error"].as_str()) {
        return Err(error.to_owned());
    }
    Ok(["base", "derive", "verify"].map(|part| [0, 1].map(|at| number(&answer, at, part))))
}

/// `json-ld` and `rdf-canon`, by the program `peer` of `tests/interop`, which `OPENBADGES_PEER`
/// names where it is elsewhere.
pub fn rust(unsigned: &[PathBuf]) -> Result<Rust, String> {
    let usual = interop().join("target/release/peer");
    let program = std::env::var_os("OPENBADGES_PEER").map_or(usual, PathBuf::from);
    if !program.exists() {
        let build = "cargo build --release --features peers --bin peer";
        return Err(format!("{} is absent; `{build}` makes it", program.display()));
    }
    let mut command = Command::new(program);
    command.args(["--time", "--json"]).args(unsigned);
    let answer = answers(command)?;
    let times = |part: &str| [0, 1].map(|at| number(&answer, at, part));
    Ok(Rust { peers: times("peers"), ours: times("ours") })
}

/// The folder of the JavaScript packages, where they are installed.
fn installed() -> Result<PathBuf, String> {
    let folder = interop().join("js");
    if folder.join("node_modules").exists() {
        return Ok(folder);
    }
    Err(format!("`npm ci` was not run in {}", folder.display()))
}

fn interop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

/// One JSON object for each document: microseconds by what was done.
fn answers(mut command: Command) -> Result<Vec<Value>, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn number(answers: &[Value], at: usize, part: &str) -> f64 {
    answers.get(at).and_then(|answer| answer[part].as_f64()).unwrap_or(f64::NAN)
}
