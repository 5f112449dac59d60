//! The table of the README that tells what was checked with other implementations, from a run that
//! recorded it: for maintainers, and for `.ci/run`.
//!
//! ```text
//! OPENBADGES_PEERS=FOLDER cargo test --all-features
//! (cd tests/interop && OPENBADGES_PEERS=FOLDER cargo test --features ssi)
//! cargo run --example peer_table -- FOLDER            prints it
//! cargo run --example peer_table -- FOLDER --write    writes it into README.md
//! cargo run --example peer_table -- FOLDER --check    fails where README.md has another
//! ```
//!
//! The tests write a row for each direction that they tried (`tests/support/peers.rs`). What no row
//! speaks of was not checked, and is `-`.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use serde::Deserialize;

const START: &str = "<!-- peers: written by `examples/peer_table.rs` -->\n";
const END: &str = "<!-- /peers -->\n";

/// The columns.
const PEERS: [&str; 4] = ["Digital Bazaar", "jose", "openssl", "ssi"];

/// The rows, with their keys.
const SUITES: [(&str, &[&str]); 9] = [
    ("eddsa-rdfc-2022", &["Ed25519"]),
    ("eddsa-jcs-2022", &["Ed25519"]),
    ("ecdsa-rdfc-2019", &["P-256", "P-384"]),
    ("ecdsa-jcs-2019", &["P-256", "P-384"]),
    ("ecdsa-sd-2023", &["P-256"]),
    ("Ed25519Signature2020", &["Ed25519"]),
    ("eddsa-2022", &["Ed25519"]),
    ("JWT", &["EdDSA", "ES256", "ES384", "RS256"]),
    ("key files", &["Ed25519", "P-256", "P-384", "RSA"]),
];

/// What a peer does, by the direction in which it was tried.
const DIRECTIONS: [(&str, &str); 5] = [
    ("signed there, verified here", "signs"),
    ("signed here, derived there, verified here", "derives"),
    ("signed here, verified there", "verifies"),
    ("written there, read here", "writes"),
    ("written here, read there", "reads"),
];

#[derive(Deserialize)]
struct Row {
    suite: String,
    key: String,
    direction: String,
    peer: String,
    failure: Option<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peer_table: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (folder, mode) = match arguments.as_slice() {
        [folder] => (folder, None),
        [folder, mode] if ["--write", "--check"].contains(&mode.as_str()) => (folder, Some(mode)),
        _ => return Err("usage: peer_table FOLDER [--write | --check]".into()),
    };
    let table = table(&rows(Path::new(folder))?)?;
    let Some(mode) = mode else {
        print!("{table}");
        return Ok(());
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&file)?;
    let marked = text.split_once(START).and_then(|(before, rest)| {
        let (present, after) = rest.split_once(END)?;
        Some((before, present, after))
    });
    let (before, present, after) = marked.ok_or("README.md has no place for the table")?;
    if mode == "--write" {
        fs::write(&file, [before, START, &table, END, after].concat())?;
    } else if present != table {
        let message =
            "README.md has another table than this run gave; --write brings it up to date";
        return Err(format!("{message}:\n{table}").into());
    }
    Ok(())
}

fn rows(folder: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder)? {
        for line in fs::read_to_string(entry?.path())?.lines() {
            rows.push(serde_json::from_str(line)?);
        }
    }
    Ok(rows)
}

fn table(rows: &[Row]) -> Result<String, Box<dyn Error>> {
    for row in rows {
        let has_place =
            SUITES.iter().any(|(name, keys)| *name == row.suite && keys.contains(&&*row.key))
                && PEERS.contains(&&*row.peer)
                && DIRECTIONS.iter().any(|(direction, _)| *direction == row.direction);
        if !has_place {
            let Row { suite, key, direction, peer, .. } = row;
            return Err(format!("no place for {suite}, {key}, {peer}: {direction}").into());
        }
    }
    let mut table = format!("| suite | key | {} |\n", PEERS.join(" | "));
    table += &format!("|---|---|{}\n", "---|".repeat(PEERS.len()));
    for (suite, keys) in SUITES {
        for key in keys {
            let of = |row: &&Row| row.suite == suite && row.key == *key;
            let cells =
                PEERS.map(|peer| cell(rows.iter().filter(of).filter(|row| row.peer == peer)));
            table += &format!("| `{suite}` | {key} | {} |\n", cells.join(" | "));
        }
    }
    Ok(table.replace("`JWT`", "JWT").replace("`key files`", "key files"))
}

/// What a peer does with a suite; what it was tried with and does not do, with the reason.
fn cell<'r>(rows: impl Iterator<Item = &'r Row> + Clone) -> String {
    let mut does = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for (direction, word) in DIRECTIONS {
        let mut tried = rows.clone().filter(|row| row.direction == direction).peekable();
        if tried.peek().is_none() {
            continue;
        }
        match tried.find_map(|row| row.failure.as_ref()) {
            None => does.push(word.to_owned()),
            Some(reason) => reasons.push(format!("{word} not: {reason}")),
        }
    }
    // Where it does nothing for one and the same reason, that is said once.
    let mut why: Vec<&str> = reasons.iter().filter_map(|it| Some(it.split_once(": ")?.1)).collect();
    why.dedup();
    match why.as_slice() {
        [reason] if does.is_empty() && reasons.len() > 1 => format!("({reason})"),
        _ if does.is_empty() && reasons.is_empty() => "-".to_owned(),
        _ => does.into_iter().chain(reasons).collect::<Vec<_>>().join(", "),
    }
}
