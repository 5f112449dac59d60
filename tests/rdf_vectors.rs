//! The published suites for `rdf`, run whole: JSON-LD 1.1 toRdf, and RDF Dataset Canonicalization.

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openbadges::json::{self, Value};
use openbadges::rdf::{
    self, ContextLoader, Contexts, Dataset, HashAlgorithm, Options, ProcessingMode, RdfDirection,
    RdfError,
};
use openbadges::{Code, Limits};
use support::shared;

fn read(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    json::read(&bytes, &Limits::default())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}

/// Files under the URL that the suite gives them.
struct Folder {
    base: String,
    root: PathBuf,
}

impl ContextLoader for Folder {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        let file = self.root.join(url.strip_prefix(self.base.as_str())?);
        file.exists().then(|| Arc::new(read(&file)))
    }
}

fn canonical(dataset: &Dataset) -> String {
    let canonical = rdf::canonicalize(dataset, HashAlgorithm::Sha256, &Limits::default());
    canonical.expect("the data set can be canonicalized").n_quads
}

/// What is wrong with the outcome of one entry; `None` if it is as the suite says.
fn judge(entry: &Value, root: &Path, outcome: Result<Dataset, RdfError>) -> Option<String> {
    let expected_error = text(entry, "expectErrorCode");
    match (outcome, expected_error) {
        (Err(error), Some(expected)) => {
            let found = error.json_ld().map(|code| code.as_str());
            (found != Some(expected)).then(|| format!("{expected:?} expected, found {error:?}"))
        }
        (Err(error), None) => Some(format!("{error:?}")),
        (Ok(dataset), Some(expected)) => {
            Some(format!("{expected:?} expected, found {}", dataset.to_n_quads()))
        }
        (Ok(dataset), None) => {
            let expected = root.join(text(entry, "expect")?);
            let expected = std::fs::read_to_string(expected).unwrap();
            let expected = match Dataset::from_n_quads(&expected, &Limits::default()) {
                Ok(expected) => canonical(&expected),
                Err(error) => return Some(format!("the expected file: {error}")),
            };
            let found = canonical(&dataset);
            (found != expected).then(|| format!("expected\n{expected}found\n{found}"))
        }
    }
}

#[test]
fn json_ld_to_rdf() {
    let Some(root) = shared("vectors/json-ld-toRdf") else { return };
    let manifest = read(&root.join("toRdf-manifest.jsonld"));
    let base = text(&manifest, "baseIri").unwrap().to_owned();
    let contexts = Contexts::new(Arc::new(Folder { base: base.clone(), root: root.clone() }));
    let exceptions =
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rdf_vectors_exceptions.json"));
    let exceptions = exceptions.as_object().unwrap();

    let entries = manifest.get("sequence").unwrap().items();
    let mut wrong = Vec::new();
    let (mut passed, mut excepted) = (0, 0);
    for entry in entries {
        let id = text(entry, "@id").unwrap();
        let option = entry.get("option").cloned().unwrap_or_default();
        let input = text(entry, "input").unwrap();
        let options = Options {
            base: Some(text(&option, "base").map_or(format!("{base}{input}"), str::to_owned)),
            expand_context: text(&option, "expandContext").map(|path| read(&root.join(path))),
            rdf_direction: match text(&option, "rdfDirection") {
                Some("i18n-datatype") => RdfDirection::I18nDatatype,
                Some("compound-literal") => RdfDirection::CompoundLiteral,
                _ => RdfDirection::Dropped,
            },
            processing_mode: match text(&option, "processingMode") {
                Some("json-ld-1.0") => ProcessingMode::JsonLd1_0,
                _ => ProcessingMode::JsonLd1_1,
            },
        };
        let document = read(&root.join(input));
        let limits = Limits::default();
        let outcome = rdf::to_dataset_dropping(&document, &contexts, &limits, &options);
        let excused = text(&option, "specVersion") == Some("json-ld-1.0")
            || option.get("produceGeneralizedRdf").is_some();
        match (judge(entry, &root, outcome), exceptions.contains(id)) {
            (_, true) if !excused => wrong.push(format!("{id} is of JSON-LD 1.1: no exception")),
            (None, false) => passed += 1,
            (None, true) => wrong.push(format!("{id} passes, but is listed as an exception")),
            (Some(_), true) => excepted += 1,
            (Some(reason), false) => wrong.push(format!("{id} {input}: {reason}")),
        }
    }
    eprintln!("toRdf: {passed} of {} passed, {excepted} excepted", entries.len());
    assert_eq!(excepted, exceptions.len(), "an exception for no entry");
    assert_eq!(entries.len(), 467);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn rdf_dataset_canonicalization() {
    let Some(root) = shared("vectors/rdf-canon") else { return };
    let manifest = read(&root.join("manifest.jsonld"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for entry in manifest.get("entries").unwrap().items() {
        let id = text(entry, "id").unwrap();
        let kind = text(entry, "type").unwrap();
        *counts.entry(kind).or_default() += 1;
        let algorithm = match text(entry, "hashAlgorithm") {
            Some("SHA384") => HashAlgorithm::Sha384,
            None => HashAlgorithm::Sha256,
            Some(other) => panic!("{id}: {other}"),
        };
        let input = std::fs::read_to_string(root.join(text(entry, "action").unwrap())).unwrap();
        let dataset = Dataset::from_n_quads(&input, &Limits::default()).expect(id);
        let found = rdf::canonicalize(&dataset, algorithm, &Limits::default());
        let result = || root.join(text(entry, "result").unwrap());
        match (kind, found) {
            ("rdfc:RDFC10EvalTest", Ok(found)) => {
                let expected = std::fs::read_to_string(result()).unwrap();
                if found.n_quads != expected {
                    wrong.push(format!("{id}: expected\n{expected}found\n{}", found.n_quads));
                }
            }
            ("rdfc:RDFC10MapTest", Ok(found)) => {
                let expected = read(&result());
                let found: json::Object = found.labels(&dataset).into_iter().collect();
                if Value::Object(found.clone()) != expected {
                    wrong.push(format!("{id}: expected {expected}, found {found:?}"));
                }
            }
            ("rdfc:RDFC10NegativeEvalTest", Err(error)) => {
                assert_eq!(error.code(), Code::LimitCanon, "{id}");
            }
            (kind, found) => wrong.push(format!("{id} {kind}: {found:?}")),
        }
    }
    let counts: Vec<usize> = counts.into_values().collect();
    assert_eq!(counts, [64, 21, 1]);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
