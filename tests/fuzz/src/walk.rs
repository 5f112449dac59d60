//! From a document to quads, with and without losing anything.

use std::sync::{Arc, LazyLock};

use openbadges::json;
use openbadges::rdf::{
    self, BundledContexts, Contexts, Dataset, HashAlgorithm, Options, ProcessingMode, RdfDirection,
};

use crate::contexts::{Outcome, is_limit};

static CONTEXTS: LazyLock<Contexts> =
    LazyLock::new(|| Contexts::new(Arc::new(BundledContexts::new())));

/// What is read without loss is what the standard reads; the order of members says nothing; the
/// quads of a document are the quads that are read from their text.
pub fn run(data: &[u8]) {
    let limits = crate::small();
    let Ok(document) = json::read(data, &limits) else { return };
    let outcome = Outcome::of(&document, &CONTEXTS, &limits);
    match (&outcome.lossless, &outcome.dropping) {
        (Ok(lossless), Ok(dropping)) => assert_eq!(lossless, dropping),
        (Ok(_), Err(error)) => panic!("the standard refuses what we accept: {error}"),
        (Err(_), _) => {}
    }
    outcome.assert_agrees(&Outcome::of(&crate::reversed(&document), &CONTEXTS, &limits));

    for rdf_direction in [RdfDirection::Dropped, RdfDirection::CompoundLiteral] {
        let options = Options {
            base: Some("https://base.example/a/b?c#d".into()),
            expand_context: None,
            rdf_direction,
            processing_mode: ProcessingMode::JsonLd1_0,
        };
        let _ = rdf::to_dataset_dropping(&document, &CONTEXTS, &limits, &options);
    }

    let Ok(dataset) = rdf::to_dataset(&document, &CONTEXTS, &limits) else { return };
    let text = dataset.to_n_quads();
    let again = Dataset::from_n_quads(&text, &openbadges::Limits::default());
    let again = again.unwrap_or_else(|error| panic!("{error}\n{text}"));
    match rdf::canonicalize(&again, HashAlgorithm::Sha256, &limits) {
        Ok(canonical) => assert_eq!(outcome.lossless.as_ref(), Ok(&canonical.n_quads)),
        Err(error) => assert!(is_limit(&error) && outcome.lossless.is_err(), "{error}"),
    }
}
