//! The poisons.

#[path = "contexts.rs"]
mod contexts;
#[path = "documents.rs"]
mod documents;
#[path = "graphs.rs"]
mod graphs;
#[path = "loader.rs"]
mod loader;
#[path = "proofs.rs"]
mod proofs;
#[path = "schemas.rs"]
mod schemas;
#[path = "together.rs"]
mod together;

use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::rdf::{self, BundledContexts, Contexts, Dataset, HashAlgorithm, RdfError};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::{Limits, Verifier};

use crate::forge::now;
use loader::Endless;

/// One poisonous input.
pub struct Case {
    /// What it is.
    pub name: String,
    /// What the answer must be; several are parted by `|`.
    pub expected: &'static str,
    /// Makes the documents: the poisonous one first.
    pub input: Box<dyn Fn() -> Vec<Vec<u8>>>,
    /// Reads the documents.
    pub answer: fn(&[Vec<u8>]) -> Answer,
}

/// What became of a document.
pub struct Answer {
    /// `valid`, `canonical`, or the code of what decided against it.
    pub text: String,
    /// The canonical form, to be compared with that of the same graph in other words.
    pub canonical: Option<String>,
}

/// Every case.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    graphs::add(&mut cases);
    contexts::add(&mut cases);
    documents::add(&mut cases);
    proofs::add(&mut cases);
    schemas::add(&mut cases);
    together::add(&mut cases);
    cases
}

/// Reads N-Quads and canonicalizes them.
pub fn of_n_quads(parts: &[Vec<u8>]) -> Answer {
    let text = parts.first().map(|part| String::from_utf8_lossy(part)).unwrap_or_default();
    answered(Dataset::from_n_quads(&text, &Limits::default()))
}

/// Reads a JSON-LD document with contexts from an endless loader, and canonicalizes it.
pub fn of_document(parts: &[Vec<u8>]) -> Answer {
    let limits = Limits::default();
    let bytes = parts.first().map(Vec::as_slice).unwrap_or_default();
    let contexts = Contexts::new(Arc::new(BundledContexts::and(Endless)));
    match json::read(bytes, &limits) {
        Ok(document) => answered(rdf::to_dataset(&document, &contexts, &limits)),
        Err(error) => Answer { text: error.code.to_string(), canonical: None },
    }
}

fn answered(dataset: Result<Dataset, RdfError>) -> Answer {
    let limits = Limits::default();
    let canonical =
        dataset.and_then(|dataset| rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits));
    match canonical {
        Ok(canonical) => Answer { text: "canonical".into(), canonical: Some(canonical.n_quads) },
        Err(error) => Answer { text: error.code().to_string(), canonical: None },
    }
}

/// Verifies a credential; another document is served under the addresses of the loader.
fn of_credential(parts: &[Vec<u8>]) -> Answer {
    let bytes = parts.first().map(Vec::as_slice).unwrap_or_default();
    let mut documents = Documents::new();
    for (number, document) in parts.iter().skip(1).enumerate() {
        documents.insert(format!("{}{number}", loader::SCHEMAS), document.clone());
        documents.insert(loader::STATUS_LIST, document.clone());
        documents.insert(loader::CONTROLLER, document.clone());
    }
    let report = Verifier::new().with_resolver(documents).verify(bytes, &now());
    let code = report.objections().find_map(|check| check.code).map(|code| code.to_string());
    let text = match (report.outcome(), code) {
        (Outcome::Valid, _) => "valid".into(),
        (_, code) => code.unwrap_or_default(),
    };
    Answer { text, canonical: None }
}

/// In a debug build, a twentieth.
pub fn scaled(size: usize) -> usize {
    if cfg!(debug_assertions) { size / 20 } else { size }
}

fn member(name: &str, value: &str) -> Value {
    Object::from_iter([(name, value)]).into()
}

/// Inserting one by one takes quadratic time.
fn extend<V: Into<Value>>(object: &mut Object, more: impl Iterator<Item = (String, V)>) {
    let more = more.map(|(name, value)| (name, value.into()));
    *object = std::mem::take(object).into_iter().chain(more).collect();
}
