//! The canonical form by `rdf-canon`, beside ours.

use openbadges::json::{self, Value};
use openbadges::rdf::{self, Dataset, HashAlgorithm};
use openbadges::{Code, Limits};
use serde_json::json;

use crate::ledger::{AGREE, Ledger};
use crate::peer::Peer;
use crate::quads::{contexts, documents};
use crate::support::shared;

/// Time enough for what ends at all, also without optimization; what does not takes hours.
const SECONDS: &str = "5";

/// Two graphs with this many equal members each: proofs that differ in nothing.
pub fn equal_graphs(members: usize) -> String {
    let graph = |twin: usize| {
        let member = |n| format!("_:p{twin} <urn:m{n}> \"v\" _:g{twin} .\n");
        let members: String = (0..members).map(member).collect();
        format!("<urn:c> <urn:proof> _:g{twin} .\n{members}")
    };
    graph(0) + &graph(1)
}

/// Nodes in a circle, each pointing at the next.
fn ring(nodes: usize) -> String {
    (0..nodes).map(|n| format!("_:r{n} <urn:next> _:r{} .\n", (n + 1) % nodes)).collect()
}

/// Two rows of nodes, each pointing at the next.
fn rows(nodes: usize) -> String {
    let row =
        |r: usize| (1..nodes).map(move |n| format!("_:r{r}x{} <urn:next> _:r{r}x{n} .\n", n - 1));
    (0..2).flat_map(row).collect()
}

/// Two nodes that look alike, with this many members each that look alike.
fn brooms(members: usize) -> String {
    let broom = |b: usize| (0..members).map(move |m| format!("_:b{b} <urn:has> _:m{b}x{m} .\n"));
    (0..2).flat_map(broom).collect()
}

fn graphs() -> Vec<(String, String)> {
    let mut graphs = Vec::new();
    for size in [2, 6, 9, 11, 12] {
        graphs.push((format!("a ring of {size}"), ring(size)));
        graphs.push((format!("two rows of {size}"), rows(size)));
    }
    for size in [2, 5, 7, 8, 12] {
        graphs.push((format!("two equal graphs of {size}"), equal_graphs(size)));
    }
    for size in [2, 4] {
        graphs.push((format!("two brooms of {size}"), brooms(size)));
    }
    for (name, n_quads) in [
        ("a node that points at itself", "_:a <urn:p> _:a .\n_:b <urn:q> \"x\" .\n"),
        ("a graph that holds its own name", "_:a <urn:p> <urn:o> _:a .\n_:b <urn:q> \"x\" .\n"),
        ("repeated quads", "_:a <urn:b> \"x\" .\n_:a <urn:b> \"x\" .\n_:b <urn:b> \"y\" .\n"),
        ("a language tag", "<urn:a> <urn:b> \"x\"@en-us .\n"),
        ("a language tag in upper case", "<urn:a> <urn:b> \"x\"@EN-us .\n"),
        ("a language tag with digits", "<urn:a> <urn:b> \"x\"@es-419 .\n"),
        (
            "a string with its datatype",
            "<urn:a> <urn:b> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .\n",
        ),
        (
            "escapes",
            "<urn:\\u00e9> <urn:b> \"\\u0000\\u0001\\u0008\\t\\n\\u000b\\f\\r\\u001f\\u007f\" .\n\
             <urn:a> <urn:b> \"\\u0080\\u2028\\uFFFE\\uFFFF\" .\n",
        ),
        (
            "the order of lines",
            "<urn:a> <urn:b> \"\u{1f600}\" .\n<urn:a> <urn:b> \"\u{fb33}\" .\n\
             <urn:a> <urn:b> \"a\" .\n<urn:a> <urn:b> \"a\"@en .\n\
             <urn:a> <urn:b> \"a!\" .\n<urn:a> <urn:b> \"a\" <urn:g> .\n\
             <urn:a> <urn:b> \"a\" _:g .\n",
        ),
    ] {
        graphs.push((name.to_owned(), n_quads.to_owned()));
    }
    graphs
}

struct Sides {
    ours: Result<rdf::Canonical, Code>,
    theirs: Result<serde_json::Value, String>,
    /// The issued identifiers map of ours.
    labels: serde_json::Value,
}

impl Sides {
    fn of(n_quads: &str, algorithm: HashAlgorithm, peer: &mut Peer) -> Self {
        let dataset = Dataset::from_n_quads(n_quads, &Limits::default()).unwrap();
        let ours = rdf::canonicalize(&dataset, algorithm, &Limits::default());
        let labels =
            ours.as_ref().map_or_else(|_| json!(null), |ours| json!(ours.labels(&dataset)));
        let algorithm = if algorithm == HashAlgorithm::Sha384 { "SHA384" } else { "SHA256" };
        let request = json!({ "job": "canonicalize", "nquads": n_quads, "algorithm": algorithm });
        Self { ours: ours.map_err(|error| error.code()), theirs: peer.ask(&request), labels }
    }

    fn outcome(&self) -> String {
        match (&self.ours, &self.theirs) {
            (Ok(ours), Ok(theirs)) if theirs["nquads"] == ours.n_quads => AGREE.to_owned(),
            (Ok(_), Ok(_)) => "other form".to_owned(),
            (Ok(_), Err(reason)) => reason.clone(),
            (Err(Code::LimitCanon), Err(_)) => "both give up".to_owned(),
            (Err(code), _) => format!("refused here: {code}"),
        }
    }
}

#[test]
fn rdf_canon() {
    let contexts = contexts();
    let (mut peer, mut ledger) = (Peer::start_with_limit(SECONDS), Ledger::of("rdf-canon"));
    for (name, document) in documents() {
        let dataset = rdf::to_dataset(&document, &contexts, &Limits::default()).expect(&name);
        let sides = Sides::of(&dataset.to_n_quads(), HashAlgorithm::Sha256, &mut peer);
        ledger.record(name, sides.outcome());
    }
    for (name, n_quads) in graphs() {
        ledger.record(name, Sides::of(&n_quads, HashAlgorithm::Sha256, &mut peer).outcome());
    }
    ledger.close();
}

#[test]
fn rdf_canon_on_the_published_vectors() {
    let Some(root) = shared("vectors/rdf-canon") else { return };
    let (mut peer, mut ledger) = (Peer::start(), Ledger::of("rdf-canon on the vectors"));
    let read = |file: &str| std::fs::read(root.join(file)).unwrap();
    let manifest = json::read(&read("manifest.jsonld"), &Limits::default()).unwrap();
    let entries = manifest.get("entries").unwrap();
    assert_eq!(entries.items().len(), 86);
    for entry in entries.items() {
        let text = |member: &str| entry.get(member).and_then(Value::as_str);
        let algorithm = match text("hashAlgorithm") {
            Some("SHA384") => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha256,
        };
        let input = String::from_utf8(read(text("action").unwrap())).unwrap();
        let sides = Sides::of(&input, algorithm, &mut peer);
        let outcome = match (text("type").unwrap(), sides.outcome().as_str(), &sides.theirs) {
            ("rdfc:RDFC10NegativeEvalTest", "both give up", _) => AGREE.to_owned(),
            // Elsewhere nodes that may change places have whichever label.
            ("rdfc:RDFC10MapTest", AGREE, Ok(theirs)) if theirs["labels"] != sides.labels => {
                "other labels".to_owned()
            }
            (_, outcome, _) => outcome.to_owned(),
        };
        ledger.record(text("id").unwrap(), outcome);
    }
    ledger.close();
}
