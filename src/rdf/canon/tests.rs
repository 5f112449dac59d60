use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::json::{self, Value};
use crate::rdf::{self, ContextLoader, Contexts};

#[path = "../../../tests/support/mod.rs"]
#[allow(clippy::duplicate_mod)]
mod support;

fn form(dataset: &Dataset, related_as_set: bool) -> String {
    let prepare = |search: &mut Search<'_>| search.related_as_set = related_as_set;
    let limits = Limits::default();
    let allowance = Allowance::default();
    let form = canonicalize_with(dataset, HashAlgorithm::Sha256, &limits, &allowance, prepare);
    form.unwrap().n_quads
}

/// Hash N-Degree Quads works on a list of related nodes: a node with three quads in one blank graph
/// counts three times. The W3C suite does not notice a set in its place.
#[test]
fn a_set_of_related_nodes_in_place_of_the_list_gives_another_form() {
    let mut text = String::new();
    for proof in ["a", "b"] {
        text += &format!("<urn:{proof}> <urn:proof> _:g{proof} .\n");
        for member in 0..3 {
            text += &format!("_:p{proof} <urn:m> \"{member}\" _:g{proof} .\n");
        }
    }
    let dataset = Dataset::from_n_quads(&text, &Limits::default()).unwrap();
    assert_ne!(form(&dataset, false), form(&dataset, true));
}

/// The form that 1EdTech signed (`tests/rdf.rs` verifies the signature) is that of the list.
#[test]
fn the_mistake_shows_in_the_complete_document() {
    let Some(contexts) = support::shared("contexts") else { return };
    let read = |path: &Path| json::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    struct Files(PathBuf, Value);
    impl ContextLoader for Files {
        fn load(&self, url: &str) -> Option<Arc<Value>> {
            let file = self.0.join(self.1.get(url)?.as_str()?);
            let bytes = std::fs::read(file).unwrap();
            Some(Arc::new(json::read(&bytes, &Limits::default()).unwrap()))
        }
    }
    let index = read(&contexts.join("index.json"));
    let contexts = Contexts::new(Arc::new(Files(contexts, index)));
    let mut document = read(&support::shared("samples/ob30/complete.json").unwrap());
    document.as_object_mut().unwrap().remove("proof");
    let dataset = rdf::to_dataset(&document, &contexts, &Limits::default()).unwrap();
    assert_ne!(form(&dataset, false), form(&dataset, true));
}

#[test]
fn numbers_follow_each_other_as_their_texts_do() {
    for end in [0, 1, 2, 9, 10, 11, 12, 99, 100, 101, 110, 111, 999, 1000, 1234, 20_011] {
        let mut sorted: Vec<String> = (0..end).map(|n| n.to_string()).collect();
        sorted.sort();
        let mut number = 0;
        for text in sorted {
            assert_eq!(number.to_string(), text, "{end}");
            number = next_as_text(number, end);
        }
    }
}
