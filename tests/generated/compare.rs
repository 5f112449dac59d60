//! One document on both sides.

use std::collections::HashMap;
use std::sync::Arc;

use openbadges::json::{self, Object, Value};
use openbadges::rdf::{
    self, BundledContexts, ContextLoader, Contexts, HashAlgorithm, Options, RdfDirection, RdfError,
};
use openbadges::{Code, Limits};

use serde_json::json;

use crate::chance::Chance;
use crate::documents::Document;
use crate::node::Node;

/// What this library says of a document.
pub struct Here {
    /// Losing nothing.
    pub lossless: Result<String, RdfError>,
    /// As the standard says, which drops what has no meaning.
    pub dropping: Result<String, RdfError>,
    /// Whether it says that rdf-canonize would give up.
    pub refused_elsewhere: bool,
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
        let text = document.value.to_string();
        let value = json::read(text.as_bytes(), &self.limits).expect("what is written can be read");
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

/// How `canon.mjs` is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Whether nothing may be lost.
    pub safe: bool,
    /// Whether quads that repeat others are taken out.
    pub distinct: bool,
    /// How hard rdf-canonize tries.
    pub work_factor: u32,
}

impl Manner {
    /// As the eddsa-rdfc-2022 package asks.
    pub const USUAL: Self = Self { safe: true, distinct: false, work_factor: 1 };
}

/// A request for `canon.mjs`.
pub fn request(document: &Document, manner: Manner) -> String {
    let mut request = Object::new();
    request.insert("document", document.value.clone());
    if !document.remote.is_empty() {
        request.insert("contexts", document.remote.iter().cloned().collect::<Object>());
    }
    request.insert("safe", manner.safe);
    request.insert("distinct", manner.distinct);
    request.insert("maxWorkFactor", manner.work_factor);
    Value::Object(request).to_string()
}

/// One answer of `canon.mjs`.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Canonical N-Quads, and how many quads repeated others.
    Bytes { text: String, repeated: u64 },
    /// Why not, as `lines.mjs` words it.
    Refused(String),
    /// rdf-canonize used up the work that it allows itself.
    WorkLimit,
}

impl Answer {
    pub fn from(answer: &serde_json::Value) -> Self {
        match (answer["nquads"].as_str(), answer["reason"].as_str()) {
            (Some(text), _) => {
                let repeated = answer["repeated"].as_u64().unwrap_or_default();
                Answer::Bytes { text: text.to_owned(), repeated }
            }
            (None, Some("work limit")) => Answer::WorkLimit,
            (None, reason) => Answer::Refused(reason.unwrap_or("no reason").to_owned()),
        }
    }

    fn bytes(&self) -> Option<&str> {
        match self {
            Answer::Bytes { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn ask(node: &mut Node, document: &Document, manner: Manner) -> Self {
        let request = serde_json::from_str(&request(document, manner)).unwrap();
        Answer::from(&node.ask(&request))
    }
}

/// Whether rdf-canonize gives the canonical form `here` too, for the graph of which it gave the form
/// `there`, when the blank nodes of that have other labels.
///
/// An implementation must give one form, whatever the labels. The `Permuter` of rdf-canonize leaves
/// out some orders of a list in which blank nodes stand more than once: 1 of the 6 of `aabb`.
pub fn contradicts_itself(node: &mut Node, here: &str, there: &str, chance: &mut Chance) -> bool {
    (0..40).any(|_| {
        let request = json!({ "nquads": relabelled(there, chance), "maxWorkFactor": 3 });
        Answer::from(&node.ask(&request)).bytes() == Some(here)
    })
}

/// The same graph with other labels, in place of canonical ones.
pub fn relabelled(n_quads: &str, chance: &mut Chance) -> String {
    let salt = chance.next();
    let rename = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let mixed = Chance::new(salt, number.parse().unwrap_or_default()).next();
        format!("_:x{mixed:x}{rest}")
    };
    let mut parts = n_quads.split("_:c14n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match text.ends_with('"') {
        // A text that looks like a label.
        true => text + "_:c14n" + part,
        false => text + &rename(part),
    })
}

/// What the JavaScript packages say of a document, asked again where the usual way says nothing.
pub struct There {
    /// In safe mode.
    pub safe: Answer,
    /// In the mode that drops, which is asked only where safe mode refuses.
    pub dropping: Answer,
    /// Whether the usual way gives up, or gives quads twice.
    pub usual_gives_up: bool,
    pub usual_repeats: bool,
}

impl There {
    /// Completes the `usual` answer.
    pub fn complete(usual: Answer, node: &mut Node, document: &Document) -> Self {
        const PATIENT: Manner = Manner { safe: true, distinct: true, work_factor: 3 };
        let usual_gives_up = usual == Answer::WorkLimit;
        let usual_repeats = matches!(usual, Answer::Bytes { repeated: 1.., .. });
        let safe = match usual_gives_up || usual_repeats {
            true => Answer::ask(node, document, PATIENT),
            false => usual,
        };
        let dropping = match safe {
            Answer::Refused(_) => Answer::ask(node, document, Manner { safe: false, ..PATIENT }),
            _ => safe.clone(),
        };
        Self { safe, dropping, usual_gives_up, usual_repeats }
    }
}

/// What is said of a document that both sides accept, with the same bytes.
pub const AGREED: &str = "the same bytes";

/// How the two sides stand to each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// As it should be; in a few words.
    Fine(String),
    /// It must not be, unless there is a reason.
    Disagreement(String),
}

use Verdict::{Disagreement, Fine};

/// Lossless reading here against safe mode there. Who is stricter here is fine.
pub fn lossless(here: &Here, there: &There) -> Verdict {
    match (&here.lossless, &there.safe) {
        (_, Answer::WorkLimit) => Fine("rdf-canonize gives up, however patient".into()),
        _ if both_give_up(here, there) => Fine("too many blank nodes alike, on both sides".into()),
        (Ok(here), Answer::Bytes { text, .. }) if here == text => Fine(AGREED.into()),
        (Ok(_), Answer::Bytes { .. }) => Disagreement("other bytes".into()),
        (Ok(_), Answer::Refused(reason)) => {
            Disagreement(format!("accepted here, refused there: {reason}"))
        }
        (Err(_), Answer::Refused(_)) => Fine("refused on both sides".into()),
        (Err(error), Answer::Bytes { .. }) => Fine(format!("refused here alone: {}", gist(error))),
    }
}

/// The standard's reading, which drops, on both sides.
pub fn dropping(here: &Here, there: &There) -> Verdict {
    match (&here.dropping, &there.dropping) {
        (_, Answer::WorkLimit) => Fine("rdf-canonize gives up, however patient".into()),
        _ if both_give_up(here, there) => Fine("too many blank nodes alike, on both sides".into()),
        (Ok(here), Answer::Bytes { text, .. }) if here == text => {
            Fine("dropping: the same bytes".into())
        }
        (Ok(_), Answer::Bytes { .. }) => Disagreement("dropping: other bytes".into()),
        (Ok(_), Answer::Refused(reason)) => {
            Disagreement(format!("dropping: accepted here, refused there: {reason}"))
        }
        (Err(error), Answer::Bytes { .. }) => {
            Disagreement(format!("dropping: refused here alone: {}", gist(error)))
        }
        (Err(error), Answer::Refused(there)) => match error.json_ld() {
            Some(name) if name.as_str() != there => {
                Fine(format!("dropping: refused on both sides, {} and {there}", name.as_str()))
            }
            _ => Fine("dropping: refused on both sides, for the same reason".into()),
        },
    }
}

/// Whether the library gives up, and rdf-canonize does in its usual way.
fn both_give_up(here: &Here, there: &There) -> bool {
    let limit = |error: &RdfError| error.code() == Code::LimitCanon;
    let gives_up = here.lossless.as_ref().err().is_some_and(limit)
        || here.dropping.as_ref().err().is_some_and(limit);
    gives_up && there.usual_gives_up
}

/// What must hold on this side alone.
pub fn consistent(here: &Here) -> Verdict {
    match (&here.lossless, &here.dropping) {
        (Ok(lossless), Ok(dropping)) if lossless == dropping => Fine("consistent".into()),
        (Ok(_), Ok(_)) => Disagreement("lossless and dropping: other bytes".into()),
        (Ok(_), Err(error)) => {
            Disagreement(format!("lossless accepts, dropping refuses: {}", gist(error)))
        }
        (Err(_), _) => Fine("consistent".into()),
    }
}

/// The code of an error, and its message without what it quotes from the document.
pub fn gist(error: &RdfError) -> String {
    let text = match error {
        RdfError::JsonLd { fault, .. } | RdfError::Fault(fault) => fault.message.clone(),
        other => other.to_string(),
    };
    let unquoted = text.split('"').step_by(2).collect::<Vec<&str>>().join("…");
    format!("{}: {unquoted}", error.code())
}
