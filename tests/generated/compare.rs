//! One document on both sides.

use std::collections::HashMap;
use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::rdf::{
    self, BundledContexts, ContextLoader, Contexts, HashAlgorithm, Options, RdfDirection, RdfError,
};
use openbadges::{Code, Limits};

use super::documents::Document;
use crate::node::Node;

/// What this library says of a document.
pub struct Here {
    /// Losing nothing.
    pub lossless: Result<String, RdfError>,
    /// As the standard says, which drops what has no meaning.
    pub dropping: Result<String, RdfError>,
    /// Whether we say that rdf-canonize would give up.
    pub refused_elsewhere: bool,
}

/// What the JavaScript packages say of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum There {
    Bytes(String),
    /// The reason as `lines.mjs` words it.
    Refused(String),
    /// rdf-canonize used up the work that it allows itself.
    WorkLimit,
}

/// Runs documents through this library.
pub struct Library {
    contexts: Contexts,
    limits: Limits,
}

struct Remote(HashMap<String, Arc<Value>>);

impl ContextLoader for Remote {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        self.0.get(url).cloned()
    }
}

impl Library {
    pub fn new() -> Self {
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        Self { contexts, limits: Limits::default() }
    }

    pub fn read(&self, document: &Document) -> Here {
        // Like a host, read what was written.
        let text = document.value.to_string();
        let value = json::read(text.as_bytes(), &self.limits).expect("what we write we read");
        assert_eq!(value, document.value, "{text}");
        if document.remote.is_empty() {
            return self.read_with(&value, &self.contexts);
        }
        let remote = document.remote.iter().cloned();
        let remote = remote.map(|(url, context)| (url, Arc::new(context))).collect();
        let loader = BundledContexts::and(Remote(remote));
        self.read_with(&value, &Contexts::new(Arc::new(loader)))
    }

    fn read_with(&self, value: &Value, contexts: &Contexts) -> Here {
        let options = Options { rdf_direction: RdfDirection::I18nDatatype, ..Options::default() };
        let mut refused_elsewhere = false;
        let mut bytes = |dataset| {
            let canonical = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &self.limits)?;
            refused_elsewhere = canonical.would_be_refused_elsewhere();
            Ok(canonical.n_quads)
        };
        let dropping = rdf::to_dataset_dropping(value, contexts, &self.limits, &options);
        let dropping = dropping.and_then(&mut bytes);
        let lossless = rdf::to_dataset(value, contexts, &self.limits).and_then(&mut bytes);
        Here { lossless, dropping, refused_elsewhere }
    }
}

/// The mode of `canon.mjs`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Safe,
    Dropping,
}

/// A request for `canon.mjs`. A `work_factor` of 1 is the default of rdf-canonize.
pub fn request(document: &Document, mode: Mode, work_factor: u32) -> String {
    let mut request = Object::new();
    request.insert("document", document.value.clone());
    if !document.remote.is_empty() {
        let remote = document.remote.iter().cloned().collect::<Object>();
        request.insert("contexts", remote);
    }
    request.insert("safe", mode == Mode::Safe);
    request.insert("maxWorkFactor", work_factor);
    Value::Object(request).to_string()
}

impl There {
    pub fn from(answer: &serde_json::Value) -> Self {
        match (answer["nquads"].as_str(), answer["reason"].as_str()) {
            (Some(bytes), _) => There::Bytes(bytes.to_owned()),
            (None, Some("work limit")) => There::WorkLimit,
            (None, reason) => There::Refused(reason.unwrap_or("no reason").to_owned()),
        }
    }

    pub fn ask(node: &mut Node, document: &Document, mode: Mode, work_factor: u32) -> Self {
        let request = serde_json::from_str(&request(document, mode, work_factor)).unwrap();
        There::from(&node.ask(&request))
    }
}

/// How the two sides stand to each other in safe, lossless reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The same bytes.
    Same,
    /// Both refuse.
    BothRefuse,
    /// We are stricter.
    RefusedHere(Code),
    /// rdf-canonize gives up.
    WorkLimit,
    /// It must not be.
    Disagreement(String),
}

/// Compares the lossless reading here with safe mode there.
pub fn lossless(here: &Here, there: &There) -> Verdict {
    match (&here.lossless, there) {
        (_, There::WorkLimit) => Verdict::WorkLimit,
        (Ok(here), There::Bytes(there)) => bytes(here, there),
        (Ok(_), There::Refused(reason)) => {
            Verdict::Disagreement(format!("accepted here, refused there: {reason}"))
        }
        (Err(_), There::Refused(_)) => Verdict::BothRefuse,
        (Err(error), There::Bytes(_)) => Verdict::RefusedHere(error.code()),
    }
}

/// Compares the standard's reading, which drops, on both sides.
pub fn dropping(here: &Here, there: &There) -> Verdict {
    match (&here.dropping, there) {
        (_, There::WorkLimit) => Verdict::WorkLimit,
        (Ok(here), There::Bytes(there)) => bytes(here, there),
        (Ok(_), There::Refused(reason)) => {
            Verdict::Disagreement(format!("dropping: refused there: {reason}"))
        }
        (Err(error), There::Bytes(_)) => {
            let name = error.json_ld().map_or("", |name| name.as_str());
            Verdict::Disagreement(format!("dropping: refused here: {} {name}", error.code()))
        }
        (Err(here), There::Refused(there)) => match here.json_ld() {
            Some(name) if name.as_str() != there => Verdict::Disagreement(format!(
                "dropping: refused here: {}, refused there: {there}",
                name.as_str()
            )),
            _ => Verdict::BothRefuse,
        },
    }
}

fn bytes(here: &str, there: &str) -> Verdict {
    match here == there {
        true => Verdict::Same,
        false => Verdict::Disagreement("other bytes".into()),
    }
}

/// What must hold on this side alone.
pub fn consistent(here: &Here) -> Result<(), String> {
    match (&here.lossless, &here.dropping) {
        (Ok(lossless), Ok(dropping)) if lossless == dropping => Ok(()),
        (Ok(_), Ok(_)) => Err("lossless and dropping: other bytes".into()),
        (Ok(_), Err(error)) => Err(format!("lossless accepts, dropping refuses: {}", error.code())),
        (Err(_), _) => Ok(()),
    }
}
