//! Does every member have a defined meaning, so that it is signed?

use super::policy::{Contexts, Policy};
use super::proof::ProofCheck;
use crate::fault::{Code, Fault, Objection};
use crate::key::Algorithm;
use crate::model::Kind;
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
            unsecured.canonical().and_then(|_| unsecured.dataset())
        }
        dataset => dataset,
    };
    match lossless {
        Ok(dataset) => {
            findings.passed(Question::Context, "every member has a defined meaning");
            own_terms(dataset, policy.contexts, findings);
            true
        }
        // RFC 8785 signs every member, defined or not; only Open Badges asks for more. Which
        // contexts there are is not known then, which is no use to whoever allows only some.
        Err(Objection::Failed(fault))
            if kind == Kind::Any && !canonicalized && policy.contexts != Contexts::Bundled =>
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
