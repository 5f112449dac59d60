//! Does every member have a defined meaning, so that it is signed?

use super::policy::{ContextVersions, Contexts, Policy, UndefinedTerms};
use super::proof::ProofCheck;
use crate::context::url;
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::key::Algorithm;
use crate::model::{Kind, View};
use crate::proof::{Canonicalization, Cryptosuite, Unsecured};
use crate::rdf::Dataset;
use crate::report::{Findings, Question};

/// Says whether the document can be canonicalized without loss.
pub(super) fn ask(
    unsecured: &Unsecured<'_>,
    proofs: &[ProofCheck],
    kind: Kind,
    policy: &Policy,
    findings: &mut Findings,
) -> bool {
    let suites = || proofs.iter().filter_map(ProofCheck::suite);
    let canonicalized = suites().any(|it| it.canonicalization() == Canonicalization::Rdfc);
    // With which hash a suite of ECDSA canonicalizes, only the key says.
    let is_sha256 = |it: Cryptosuite| it.algorithms() == [Algorithm::Ed25519];
    let lossless = match unsecured.dataset() {
        Ok(_) if canonicalized && suites().any(is_sha256) => {
            unsecured.check_canonical().and_then(|()| unsecured.dataset())
        }
        dataset => dataset,
    };
    match lossless {
        Ok(dataset) => {
            findings.passed(Question::Context, "every member has a defined meaning");
            own_terms(dataset, policy.contexts, findings);
            if policy.context_versions == ContextVersions::WarnedIfSuperseded {
                superseded(View::of(unsecured.document()), findings);
            }
            true
        }
        // RFC 8785 signs every member, defined or not; only Open Badges asks for more. Which
        // contexts there are is not known then, which is no use to whoever allows only some.
        Err(Objection::Failed(fault))
            if may_lack_meaning(&fault, kind, policy)
                && !canonicalized
                && policy.contexts != Contexts::Bundled =>
        {
            findings.warning(Question::Context, fault);
            false
        }
        Err(objection) => {
            findings.objection(Question::Context, objection);
            false
        }
    }
}

/// Whether a document may have what this fault finds, where all of it is signed as JSON.
fn may_lack_meaning(fault: &Fault, kind: Kind, policy: &Policy) -> bool {
    let is_warned = policy.undefined_terms == UndefinedTerms::WarnedWhereSigned
        && matches!(fault.code, Code::DataLoss | Code::DataLossNull);
    kind == Kind::Any || is_warned
}

/// Warns of versions of the context of Open Badges that have a successor.
fn superseded(credential: View<'_>, findings: &mut Findings) {
    const SUPERSEDED: [&str; 3] =
        [url::OPEN_BADGES_3_0_0, url::OPEN_BADGES_3_0_1, url::OPEN_BADGES_3_0_2];
    for (index, context) in credential.contexts().iter().enumerate() {
        let Some(used) = context.as_str().filter(|used| SUPERSEDED.contains(used)) else {
            continue;
        };
        let message = format!("{} has taken the place of {used}", url::OPEN_BADGES_3_0_3);
        let pointer = Pointer::root().member("@context").item(index);
        findings.warning(Question::Context, Fault::new(Code::ContextSuperseded, pointer, message));
    }
}

/// Notes, or refuses, the contexts that the document writes out itself.
fn own_terms(dataset: &Dataset, allowed: Contexts, findings: &mut Findings) {
    let inline = dataset.inline_contexts();
    if allowed == Contexts::Bundled {
        for place in inline {
            let message = "an inline context, where only bundled contexts are allowed";
            let fault = Fault::new(Code::ContextInline, place.clone(), message);
            findings.failed(Question::Context, fault);
        }
        return;
    }
    let vocabularies = dataset.inline_vocabularies();
    for place in vocabularies {
        let message = "the document gives every undefined term a meaning of its own";
        let fault = Fault::new(Code::ContextVocab, place.clone(), message);
        findings.warning(Question::Context, fault);
    }
    for place in inline.iter().filter(|place| !vocabularies.contains(place)) {
        let message = "the document brings terms of its own";
        let fault = Fault::new(Code::ContextInline, place.clone(), message);
        findings.warning(Question::Context, fault);
    }
}
