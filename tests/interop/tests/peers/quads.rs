//! Quads by `json-ld`, under its strictest policy, beside ours.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use openbadges::json::{self, Value};
use openbadges::rdf::{
    self, BundledContexts, Contexts, Dataset, HashAlgorithm, Options, RdfDirection,
};
use openbadges::resolve::Documents;
use openbadges::{Code, Limits};
use serde_json::json;

use crate::ledger::{AGREE, Ledger};
use crate::peer::Peer;
use crate::support::shared;

/// Contexts of the W3C's vectors that are not bundled, and the vocabularies that stand in for them.
/// For a comparison it is enough that both sides have the same.
const STAND_INS: [(&str, &str); 2] = [
    (
        "https://www.w3.org/ns/credentials/examples/v2",
        "https://www.w3.org/ns/credentials/examples#",
    ),
    ("https://w3id.org/citizenship/v4rc1", "https://w3id.org/citizenship#"),
];

fn stand_ins() -> impl Iterator<Item = (String, serde_json::Value)> {
    STAND_INS
        .iter()
        .map(|(url, vocabulary)| (url.to_string(), json!({ "@context": { "@vocab": vocabulary } })))
}

/// The bundled contexts, and those that the W3C's vectors need.
pub fn contexts() -> Contexts {
    let documents = stand_ins().fold(Documents::new(), |documents, (url, context)| {
        documents.with(url, context.to_string())
    });
    Contexts::new(Arc::new(BundledContexts::and(documents)))
}

/// Documents by name: our fixtures and, where the reference material is, 1EdTech's two and every
/// document and proof of the W3C's vectors.
pub fn documents() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fixtures = ["small.json", "rich.json"];
    let mut found: Vec<_> = fixtures
        .map(|name| (format!("fixtures/{name}"), read(&root.join("fixtures").join(name))))
        .into();
    for folder in ["samples/ob30", "vectors/vc-di-eddsa", "vectors/vc-di-ecdsa"] {
        let Some(full) = shared(folder) else { continue };
        let mut files = json_files(&full);
        if folder.starts_with("samples") {
            files.retain(|file| file.ends_with("simple.json") || file.ends_with("complete.json"));
            assert_eq!(files.len(), 2);
        }
        for file in files {
            let name = file.strip_prefix(&full).unwrap().to_str().unwrap().to_owned();
            let document = read(&file);
            if document.get("@context").is_some() {
                found.push((format!("{folder}/{name}"), document));
            }
        }
    }
    found
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(json_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> Value {
    json::read(&std::fs::read(file).unwrap(), &Limits::default()).unwrap()
}

/// Small documents by name, each about one thing.
fn small_documents(group: &str) -> Vec<(String, Value)> {
    let all = json::read(include_bytes!("documents.json"), &Limits::default()).unwrap();
    let group = all.get(group).unwrap().as_object().unwrap();
    group.iter().map(|(name, document)| (name.to_string(), document.clone())).collect()
}

/// Canonical N-Quads on both sides, or why there are none. The peer's quads go through our
/// canonicalization, so that only the quads are compared.
struct Sides {
    ours: Result<String, Code>,
    theirs: Result<String, String>,
}

impl Sides {
    fn of(document: &Value, contexts: &Contexts, peer: &mut Peer) -> Self {
        let limits = Limits::default();
        let stand_ins: serde_json::Map<_, _> = stand_ins().collect();
        let request = json!({ "job": "quads", "document": document, "contexts": stand_ins });
        let theirs = peer.n_quads(&request);
        Self {
            ours: rdf::to_dataset(document, contexts, &limits)
                .map(canonical)
                .map_err(|error| error.code()),
            theirs: theirs.map(|text| canonical(Dataset::from_n_quads(&text, &limits).unwrap())),
        }
    }
}

fn canonical(dataset: Dataset) -> String {
    rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap().n_quads
}

#[test]
fn json_ld() {
    let (contexts, mut peer, mut ledger) = (contexts(), Peer::start(), Ledger::of("json-ld"));
    let mut taken = documents();
    if shared("vectors").is_some() {
        assert_eq!(taken.len(), 44);
    }
    taken.extend(small_documents("taken here"));
    for (name, document) in taken {
        let sides = Sides::of(&document, &contexts, &mut peer);
        let ours = sides.ours.unwrap_or_else(|code| panic!("{name}: {code}"));
        let outcome = match sides.theirs {
            Ok(theirs) if theirs == ours => AGREE.to_owned(),
            Ok(_) => "other quads".to_owned(),
            Err(reason) => format!("refused: {reason}"),
        };
        ledger.record(name, outcome);
    }
    let dropping = Options { rdf_direction: RdfDirection::I18nDatatype, ..Options::default() };
    for (name, document) in small_documents("refused here") {
        let sides = Sides::of(&document, &contexts, &mut peer);
        sides.ours.expect_err(&name);
        let standard = || {
            rdf::to_dataset_dropping(&document, &contexts, &Limits::default(), &dropping).unwrap()
        };
        let outcome = match sides.theirs {
            Err(_) => AGREE,
            Ok(theirs) if theirs == canonical(standard()) => "drops as the standard does",
            Ok(_) => "drops otherwise",
        };
        ledger.record(name, outcome);
    }
    ledger.close();
}
