//! Generated graphs that `rdf-canonize` refuses to work on, by `rdf-canon`.
//!
//! `tests/generated.rs` of the library writes them to the folder `OPENBADGES_REFUSED`. What differs
//! is shown, one by one, and must be what a known defect of `rdf-canon` explains: the same graph,
//! written so that the defect does not show, has the same form on both sides.

use std::path::Path;

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
    let mut peer = Peer::start();
    let (mut all, mut agreed, mut wrong) = (0, 0, Vec::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            all += 1;
            let case: Value = serde_json::from_str(line).unwrap();
            let [graph, ours] = ["nquads", "canonical"].map(|name| case[name].as_str().unwrap());
            let outcome = outcome(graph, ours, &mut peer);
            if outcome == AGREE {
                agreed += 1;
                continue;
            }
            let name = format!("{} {}", name_of(&file), case["number"]);
            match reason(graph, &mut peer) {
                Some(reason) => eprintln!("{name}: {outcome}; {reason}"),
                None => wrong.push(format!("{name}: {outcome}\n{graph}")),
            }
        }
    }
    eprintln!("refused by rdf-canonize: {all}; rdf-canon agrees on {agreed}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
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

/// The known defect that explains a difference, if one does.
fn reason(graph: &str, peer: &mut Peer) -> Option<&'static str> {
    let without = without_self_loops(graph);
    if without == graph {
        return None;
    }
    let dataset = Dataset::from_n_quads(&without, &Limits::default()).unwrap();
    let ours = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap();
    (outcome(&without, &ours.n_quads, peer) == AGREE)
        .then_some("it counts a node that points at itself twice")
}

/// The graph with a mark in place of each object that is its own subject: it says the same.
fn without_self_loops(graph: &str) -> String {
    graph
        .lines()
        .map(|line| match line.split(' ').collect::<Vec<_>>().as_slice() {
            [subject, predicate, object, rest @ ..]
                if subject == object && subject.starts_with("_:") =>
            {
                format!("{subject} {predicate} <urn:itself> {}\n", rest.join(" "))
            }
            _ => format!("{line}\n"),
        })
        .collect()
}
