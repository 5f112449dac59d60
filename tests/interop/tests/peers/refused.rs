//! Generated graphs that `rdf-canonize` refuses to work on, by `rdf-canon`.
//!
//! `tests/generated.rs` of the library writes them to the folder `OPENBADGES_REFUSED`. What differs
//! is listed, one by one, and must be what is known of `rdf-canon` or of the standard:
//!
//! - Its reader, `oxttl`, refuses language tags such as `es-419`, and it counts a quad twice for a
//!   node that is in it twice. The same graph with another tag, and with a mark in place of the node
//!   where it is again, must have the same form on both sides.
//! - Past ten temporary labels it issues canonical ones in the order of text. There must be more
//!   than ten blank nodes alike, and `rdf-canonize`, given more time, must agree with the library.
//! - Where quads of named graphs hold two blank nodes, labels may decide between two forms (RDFC-1.0,
//!   section 4.7.3). With the labels of our form it must give our form.
//! - It gives up, or takes all orders of equal entries. Then nothing is compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use openbadges::Limits;
use openbadges::rdf::{self, Dataset, HashAlgorithm};
use serde_json::{Value, json};

use crate::peer::Peer;

#[test]
fn rdf_canon_on_what_javascript_refuses() {
    let Some(folder) = std::env::var_os("OPENBADGES_REFUSED") else {
        eprintln!("skipped: OPENBADGES_REFUSED names no folder; `tests/generated.rs` fills it");
        return;
    };
    let mut cases = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        cases.extend(text.lines().map(|line| (name_of(&file), line.to_owned())));
    }
    let next = AtomicUsize::new(0);
    // Most of the time goes in waiting for the peer to end.
    let compare = || {
        // What ends at all takes milliseconds.
        let (mut peer, mut found) = (Peer::start_with_limit("1"), Vec::new());
        while let Some((file, line)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.push(compared(file, line, &mut peer));
        }
        found
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<Compared> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(compare)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let (mut tally, mut wrong) = (BTreeMap::<&str, u32>::new(), Vec::new());
    for Compared { known, told } in found {
        match known {
            Some(known) => {
                *tally.entry(known).or_default() += 1;
                told.iter().for_each(|told| eprintln!("{told}"));
            }
            None => wrong.extend(told),
        }
    }
    eprintln!("refused by rdf-canonize: {}", cases.len());
    tally.iter().for_each(|(what, times)| eprintln!("{times:8} {what}"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// How a case came out.
struct Compared {
    /// That both agree, or what explains that they do not.
    known: Option<&'static str>,
    /// What a person should see of it.
    told: Option<String>,
}

fn compared(file: &str, line: &str, peer: &mut Peer) -> Compared {
    let case: Value = serde_json::from_str(line).unwrap();
    let [graph, ours, patience] =
        ["nquads", "canonical", "patience"].map(|name| case[name].as_str().unwrap());
    let outcome = outcome(graph, ours, peer);
    if outcome == AGREE {
        return Compared { known: Some(AGREE), told: None };
    }
    let name = format!("{file} {}", case["number"]);
    let known = reason(&outcome, graph, patience, peer);
    let told = match known {
        Some(reason) => {
            format!("{name}: {outcome}; {reason}; rdf-canonize, given time: {patience}")
        }
        None => format!("{name}: {outcome}; rdf-canonize: {patience}\n{graph}"),
    };
    Compared { known, told: Some(told) }
}

const AGREE: &str = "agree";

fn name_of(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

fn outcome(graph: &str, ours: &str, peer: &mut Peer) -> String {
    let request = json!({ "job": "canonicalize", "nquads": graph });
    match peer.n_quads(&request) {
        Ok(theirs) if theirs == ours => AGREE.to_owned(),
        Ok(_) => "other form".to_owned(),
        Err(reason) => reason,
    }
}

/// What explains a difference, if something does.
fn reason(outcome: &str, graph: &str, patience: &str, peer: &mut Peer) -> Option<&'static str> {
    let mut written_otherwise = graph.to_owned();
    let mut outcome = outcome.to_owned();
    for (defect, rewrite) in DEFECTS {
        let rewritten = rewrite(&written_otherwise);
        if rewritten == written_otherwise {
            continue;
        }
        outcome = crate::refused::outcome(&rewritten, &canonical(&rewritten).0, peer);
        if outcome == AGREE {
            return Some(defect);
        }
        written_otherwise = rewritten;
    }
    let (ours, alike) = canonical(&written_otherwise);
    match outcome.as_str() {
        "work limit" | "time limit" => Some("it gives up"),
        "other form" if crate::refused::outcome(&ours, &ours, peer) == AGREE => {
            Some("labels decide between two forms, by the standard itself")
        }
        "other form" if alike > 10 && patience == "the same bytes" => {
            Some("it orders temporary labels as text")
        }
        _ => None,
    }
}

/// Defects, and how the same graph is written so that they do not show.
const DEFECTS: [(&str, fn(&str) -> String); 2] = [
    ("its reader refuses language tags with digits", |graph| graph.replace("@es-419 ", "@es-mx ")),
    ("it counts a quad twice for a node that is in it twice", without_repeated_nodes),
];

/// Our form of a graph, and how many of its blank nodes are not told apart by their own quads.
fn canonical(graph: &str) -> (String, usize) {
    let dataset = Dataset::from_n_quads(graph, &Limits::default()).unwrap();
    let found = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap();
    let alike = found.blank_nodes.iter().filter(|node| !node.unique).count();
    (found.n_quads, alike)
}

/// The graph with a mark in place of each blank node that its quad holds before: it says the same.
fn without_repeated_nodes(graph: &str) -> String {
    let mut written = String::new();
    for line in graph.lines() {
        let mut parts: Vec<&str> = line.split(' ').collect();
        let (subject, object, name) = (parts[0], parts[2], parts.len() - 2);
        // Without a graph the last part but one is the object, or the end of it.
        if name > 2 && parts[name].starts_with("_:") {
            if parts[name] == subject {
                parts[name] = "<urn:subject>";
            } else if parts[name] == object {
                parts[name] = "<urn:object>";
            }
        }
        if object == subject && subject.starts_with("_:") {
            parts[2] = "<urn:subject>";
        }
        written += &(parts.join(" ") + "\n");
    }
    written
}
