//! Generated documents against Digital Bazaar's `jsonld` and `rdf-canonize`.
//!
//! What the two sides must agree on is said at each test; where they are known not to, and how that
//! is shown each time, in `generated/difference.rs`. Every run takes another seed, and prints it.
//! `OPENBADGES_SEED` repeats a run, `OPENBADGES_NUMBER` one document of it, and
//! `OPENBADGES_DOCUMENTS` sets how many documents each test makes. The tests are skipped, and say
//! so, where JavaScript cannot run (see `tests/interop/js/README.md`).

#[path = "generated/badges.rs"]
mod badges;
#[path = "generated/chance.rs"]
mod chance;
#[path = "generated/compare.rs"]
mod compare;
#[path = "generated/difference.rs"]
mod difference;
#[path = "generated/documents.rs"]
mod documents;
#[path = "generated/faults.rs"]
mod faults;
#[path = "javascript/node.rs"]
mod node;
#[path = "generated/run.rs"]
mod run;
#[path = "generated/shrink.rs"]
mod shrink;
mod support;
#[path = "generated/values.rs"]
mod values;
#[path = "generated/vocabulary.rs"]
mod vocabulary;

use chance::Chance;
use documents::{Document, Style};

/// Documents that lose nothing by construction.
fn lossless_document(chance: &mut Chance, unique: &str) -> Document {
    match chance.below(10) {
        0 => badges::badge(chance),
        _ => documents::document(chance, Style::Lossless, unique),
    }
}

/// They are accepted on both sides, and the canonical N-Quads are equal.
#[test]
fn documents_that_lose_nothing_have_the_same_bytes() {
    run::run("lossless", 20_200, 20_000, lossless_document, run::same_bytes);
}

/// Their keywords are refused in a credential; as the standard reads them, they mean the same.
#[test]
fn rearranged_documents_mean_the_same() {
    let make =
        |chance: &mut Chance, unique: &str| documents::document(chance, Style::Rearranged, unique);
    run::run("rearranged", 2_000, 300, make, run::same_meaning);
}

/// What is accepted here is accepted by safe mode there, and the canonical N-Quads are equal.
#[test]
fn damaged_documents_are_refused_where_javascript_refuses_them() {
    let make = |chance: &mut Chance, unique: &str| {
        let document = match chance.percent(60) {
            true => lossless_document(chance, unique),
            false => documents::document(chance, Style::Rearranged, unique),
        };
        faults::damage(chance, document)
    };
    run::run("damaged", 5_000, 250, make, run::no_less_strict);
}
