//! Are the resources that it refers to those that were signed?

use super::library::Purpose;
use super::policy::RelatedResources;
use super::verification::Inquiry;
use crate::fault::{Code, Fault, Path};
use crate::json::Value;
use crate::model;
use crate::report::{Findings, Question};
use crate::text::Iri;

/// Compares each related resource of `document`, as it was signed, with the digests that it has of
/// it, where the policy asks for that (VCDM 2.0, section 5.3).
pub(super) fn ask(inquiry: Inquiry<'_, '_>, document: &Value, findings: &mut Findings) {
    let Some(resources) = document.get("relatedResource") else { return };
    if inquiry.verifier.policy.related_resources == RelatedResources::Unasked {
        return;
    }
    let path = Path::Root.member("relatedResource");
    if !findings.authenticated {
        // A forger's word fetches nothing.
        let message = "no related resource was asked for: nobody has signed this";
        let fault = Fault::new(Code::NotChecked, path.pointer(), message);
        return findings.undecided(Question::Resource, fault);
    }
    for (index, resource) in resources.items().iter().enumerate() {
        let item = path.item(index);
        let pointer = if resources.as_array().is_some() { item } else { path }.pointer();
        // That it has one, the structure check asks.
        let Some(id) = resource.get("id").and_then(Value::as_str) else { continue };
        // A digest is one of the whole document, of whatever part of it is spoken.
        let url = Iri::parse(id);
        let url = url.as_ref().map_or(id, Iri::without_fragment);
        let found = match inquiry.library.document(url, Purpose::Resource, &pointer) {
            Ok(found) => found,
            Err(objection) => {
                findings.objection(Question::Resource, objection);
                continue;
            }
        };
        let says = |message: String| Fault::new(Code::Digest, pointer.clone(), message);
        match model::has_its_digests(resource, &found.bytes) {
            Some(true) => {
                findings.passed(Question::Resource, format!("{id:?} is the one that was signed"));
            }
            Some(false) => {
                let message = format!("{id:?} is not the one that was signed: its digest differs");
                findings.failed(Question::Resource, says(message));
            }
            None => {
                let message = format!("{id:?} has no digest of a kind that is known here");
                findings.undecided(Question::Resource, says(message));
            }
        }
    }
}
