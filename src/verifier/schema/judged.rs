use std::cell::RefCell;
use std::sync::Arc;

#[cfg(feature = "schema")]
use super::applied::Verdict;
use crate::fault::Fault;
use crate::json::Value;
use crate::model::{self, Kind};
#[cfg(feature = "schema")]
use crate::resolve::Document;
#[cfg(feature = "schema")]
use crate::verifier::proof::Proofs;

/// What was found of a credential by the schemas that it names. A verification asks in each of its
/// steps, and judges once.
#[derive(Default)]
pub(in crate::verifier) struct Judged(RefCell<Option<Findings>>);

/// What was found of one document.
struct Findings {
    document: Arc<Value>,
    /// The first error by the structure check of each class.
    classes: Vec<(Kind, Option<Fault>)>,
    /// The document with its proofs, as it was handed over.
    #[cfg(feature = "schema")]
    serialized: Option<serde_json::Value>,
    /// By the places of the entries: the schema that was there, and the verdict by it.
    #[cfg(feature = "schema")]
    verdicts: Vec<(usize, Document, Verdict)>,
}

impl Judged {
    /// The first error of `document` as one of that class.
    pub(super) fn as_class(&self, document: &Arc<Value>, kind: Kind) -> Option<Fault> {
        self.of(document, |findings| {
            if let Some((_, known)) = findings.classes.iter().find(|(known, _)| *known == kind) {
                return known.clone();
            }
            let mut faults = model::check(document, kind).into_iter();
            let fault = faults.find(|finding| finding.is_error()).map(|finding| finding.fault);
            findings.classes.push((kind, fault.clone()));
            fault
        })
    }

    /// The verdict on `document` by the schema that the entry at `place` names, which is in `file`.
    /// `judge` is handed the document as it was handed over: as it was signed, with its proofs.
    #[cfg(feature = "schema")]
    pub(super) fn by_schema(
        &self,
        document: &Arc<Value>,
        proofs: &Proofs<'_>,
        (place, file): (usize, &Document),
        judge: impl FnOnce(&serde_json::Value) -> Verdict,
    ) -> Verdict {
        self.of(document, |findings| {
            let known = findings.verdicts.iter().find(|(known, ..)| *known == place);
            if let Some((_, _, verdict)) = known.filter(|(_, of, _)| of.has_bytes_of(file)) {
                return verdict.clone();
            }
            let serialized = findings.serialized.get_or_insert_with(|| {
                let mut value = serde_json::Value::from(&**document);
                if let (Some(members), Some(proof)) = (value.as_object_mut(), proofs.value()) {
                    members.insert("proof".to_owned(), serde_json::Value::from(&proof));
                }
                value
            });
            let verdict = judge(serialized);
            findings.verdicts.retain(|(known, ..)| *known != place);
            findings.verdicts.push((place, file.clone(), verdict.clone()));
            verdict
        })
    }

    /// What is known of `document`; nothing yet where another one was judged before.
    fn of<T>(&self, document: &Arc<Value>, ask: impl FnOnce(&mut Findings) -> T) -> T {
        let mut held = self.0.borrow_mut();
        let known = held.take().filter(|known| Arc::ptr_eq(&known.document, document));
        ask(held.insert(known.unwrap_or_else(|| Findings {
            document: Arc::clone(document),
            classes: Vec::new(),
            #[cfg(feature = "schema")]
            serialized: None,
            #[cfg(feature = "schema")]
            verdicts: Vec::new(),
        })))
    }
}
