//! What came of a run with other implementations, for the table of the README.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

pub const SIGNS: &str = "signed there, verified here";
pub const VERIFIES: &str = "signed here, verified there";
pub const DERIVES: &str = "signed here, derived there, verified here";
pub const WRITES: &str = "written there, read here";
pub const READS: &str = "written here, read there";

/// A direction in which a suite was tried with a peer, and what came of it.
pub struct Row {
    pub suite: String,
    pub key: String,
    pub direction: &'static str,
    pub peer: &'static str,
    /// Why it did not work, in a few words; `None` where it did.
    pub failure: Option<String>,
}

impl Row {
    /// It worked.
    pub fn ok(
        suite: impl Into<String>,
        key: impl Into<String>,
        direction: &'static str,
        peer: &'static str,
    ) -> Self {
        Self { suite: suite.into(), key: key.into(), direction, peer, failure: None }
    }
}

/// Writes the rows of one test, a JSON object a line, to `NAME.jsonl` in the folder that
/// `OPENBADGES_PEERS` names; without it, in a folder among the build's.
pub fn record(name: &str, rows: &[Row]) {
    let usual = || Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let folder = std::env::var_os("OPENBADGES_PEERS").map_or_else(usual, PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    let line = |Row { suite, key, direction, peer, failure }: &Row| {
        let row = serde_json::json!({
            "suite": suite, "key": key, "direction": direction, "peer": peer, "failure": failure
        });
        format!("{row}\n")
    };
    let lines: String = rows.iter().map(line).collect();
    fs::write(folder.join(name).with_extension("jsonl"), lines).unwrap();
}
