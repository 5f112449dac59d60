//! What came of a run with other implementations, for the table of the README.

use std::fs;
use std::path::Path;

/// A direction in which a suite was tried with a peer, and it worked.
pub struct Row {
    pub suite: String,
    pub key: String,
    pub direction: &'static str,
    pub peer: &'static str,
}

/// Writes the rows of one test, a JSON object a line, to `target/tmp/peers/NAME.jsonl`.
pub fn record(name: &str, rows: &[Row]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    fs::create_dir_all(&folder).unwrap();
    let line = |Row { suite, key, direction, peer }: &Row| {
        let row = serde_json::json!({
            "suite": suite, "key": key, "direction": direction, "peer": peer, "ok": true
        });
        format!("{row}\n")
    };
    let lines: String = rows.iter().map(line).collect();
    fs::write(folder.join(name).with_extension("jsonl"), lines).unwrap();
}
