//! Context processing: the input is a context.

use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::rdf::{
    self, BundledContexts, ContextLoader, Contexts, HashAlgorithm, Options, RdfDirection, RdfError,
};
use openbadges::{Code, Limits};

/// Under this address the context can load itself.
const ITSELF: &str = "urn:itself";

/// A document that uses a context in every position.
const DOCUMENT: &str = r#"{
    "id": "urn:x:1", "type": ["T", "U"], "a": "text", "b": 5, "c": true, "d": {"a": "below"},
    "e": ["one", "two"], "f": {"en": "hello", "de": "hallo"}, "g": {"id": "urn:x:2", "type": "T"},
    "p:q": {"e": [{"a": 1.5}]}, "h": {"@value": "v", "@language": "en", "@direction": "rtl"}
}"#;

/// A context is compiled within bounds; whether it was compiled before makes no difference, nor
/// does the order of members in it.
pub fn run(data: &[u8]) {
    let limits = crate::small();
    let Ok(context) = json::read(data, &limits) else { return };
    let document = |context: &Value| {
        let body = json::read(DOCUMENT.as_bytes(), &limits).unwrap();
        let members = std::iter::once(("@context".to_owned(), context.clone()));
        let body = body.as_object().unwrap().clone().into_iter();
        Value::Object(members.chain(body).collect())
    };
    let straight = document(&context);
    let contexts = Contexts::new(Arc::new(BundledContexts::and(Itself::of(&context))));
    let cold = Outcome::of(&straight, &contexts, &limits);
    let warm = Outcome::of(&straight, &contexts, &limits);
    assert_eq!(cold, warm, "what was kept changes what is found");

    let context = crate::reversed(&context);
    let contexts = Contexts::new(Arc::new(BundledContexts::and(Itself::of(&context))));
    let other = Outcome::of(&document(&context), &contexts, &limits);
    cold.assert_agrees(&other);
}

struct Itself(Arc<Value>);

impl Itself {
    fn of(context: &Value) -> Self {
        Self(Arc::new(Object::from_iter([("@context", context.clone())]).into()))
    }
}

impl ContextLoader for Itself {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        (url == ITSELF).then(|| Arc::clone(&self.0))
    }
}

/// What the two ways of reading a document find.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    pub lossless: Result<String, RdfError>,
    pub dropping: Result<String, RdfError>,
}

impl Outcome {
    pub fn of(document: &Value, contexts: &Contexts, limits: &Limits) -> Self {
        let canonical = |dataset: rdf::Dataset| {
            rdf::canonicalize(&dataset, HashAlgorithm::Sha256, limits).map(|it| it.n_quads)
        };
        let options = Options { rdf_direction: RdfDirection::I18nDatatype, ..Options::default() };
        Self {
            lossless: rdf::to_dataset(document, contexts, limits).and_then(canonical),
            dropping: rdf::to_dataset_dropping(document, contexts, limits, &options)
                .and_then(canonical),
        }
    }

    /// Two spellings of one document must mean the same. Which of several faults is found first
    /// may differ, and so may when a budget runs out.
    pub fn assert_agrees(&self, other: &Outcome) {
        for (one, other) in [(&self.lossless, &other.lossless), (&self.dropping, &other.dropping)] {
            match (one, other) {
                (Ok(one), Ok(other)) => assert_eq!(one, other),
                (Err(_), Err(_)) => {}
                (Err(error), Ok(_)) | (Ok(_), Err(error)) => {
                    assert!(is_limit(error), "one spelling only is refused: {error}");
                }
            }
        }
    }
}

pub(crate) fn is_limit(error: &RdfError) -> bool {
    matches!(
        error.code(),
        Code::LimitCanon | Code::LimitContexts | Code::LimitSize | Code::LimitDepth
    )
}
