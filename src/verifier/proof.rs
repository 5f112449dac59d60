//! Is it signed, by a key that its proof names?

use std::cell::OnceCell;
use std::sync::Arc;

use super::binding::{self, Method};
use super::policy::ProofsRequired;
use super::verification::{Inquiry, Subject};
use crate::fault::{Code, Fault, Finding, Objection, Pointer};
use crate::json::Value;
use crate::limits::Limits;
use crate::model;
use crate::proof::{Cryptosuite, Proof, Unsecured, data_integrity};
use crate::report::{Findings, Question};

/// One proof of the document, and what is known of it.
pub(super) struct ProofCheck {
    read: Result<Proof, Objection>,
    signature: OnceCell<Result<Arc<Value>, Objection>>,
}

/// A proof that holds.
pub(super) struct Proven {
    /// The document as it was signed.
    pub(super) document: Arc<Value>,
    /// The verification method whose key signed it.
    pub(super) method: Method,
}

impl ProofCheck {
    pub(super) fn is_of(&self, suite: Cryptosuite) -> bool {
        self.read.as_ref().is_ok_and(|proof| proof.cryptosuite == suite)
    }
}

/// Reads every proof; which of them hold is asked later.
///
/// # Errors
/// `proof.missing`, `limit.proofs`.
pub(super) fn read_all(
    proofs: Option<&Value>,
    limits: &Limits,
) -> Result<Vec<ProofCheck>, Objection> {
    let pointer = Pointer::root().member("proof");
    let values = proofs.map(Value::items).unwrap_or_default();
    if values.len() > limits.proofs {
        let message = format!("{} proofs, more than the {} allowed", values.len(), limits.proofs);
        return Err(Objection::failed(Code::LimitProofs, pointer, message));
    }
    let is_set = matches!(proofs, Some(Value::Array(_)));
    let checks = values.iter().enumerate().map(|(index, value)| {
        let at = if is_set { pointer.item(index) } else { pointer.clone() };
        ProofCheck { read: Proof::read(value, at), signature: OnceCell::new() }
    });
    Ok(checks.collect())
}

/// Asks which proofs hold. Those that do are given back.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    findings: &mut Findings,
) -> Vec<Proven> {
    if subject.proofs.is_empty() {
        let message = "there is no proof: nobody has signed this";
        let pointer = Pointer::root().member("proof");
        findings.failed(Question::Proof, Fault::new(Code::ProofMissing, pointer, message));
        return Vec::new();
    }
    let mut held = Vec::new();
    let mut objections = Vec::new();
    for check in &subject.proofs {
        match one(inquiry, subject, check, findings) {
            Ok(proven) => held.push(proven),
            Err(objection) => objections.push(objection),
        }
    }
    let any_undecided = objections.iter().any(|o| matches!(o, Objection::Undecided(_)));
    let one_is_enough = inquiry.verifier.policy.proofs == ProofsRequired::Any;
    if !held.is_empty() {
        findings.passed(Question::Proof, "the signature holds");
    }
    for objection in objections {
        match objection {
            // One proof is enough, and it is there, or may be: what failed beside it decides
            // nothing.
            Objection::Failed(fault) if one_is_enough && (!held.is_empty() || any_undecided) => {
                let message = format!("another proof: {}", fault.message);
                let fault = Fault::new(Code::ProofOtherFailed, fault.pointer, message);
                findings.warning(Question::Proof, fault);
            }
            Objection::Undecided(fault) if one_is_enough && !held.is_empty() => {
                let message = format!("another proof: {}", fault.message);
                let fault = Fault::new(Code::ProofOtherFailed, fault.pointer, message);
                findings.warning(Question::Proof, fault);
            }
            objection => findings.objection(Question::Proof, objection),
        }
    }
    held
}

fn one(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    check: &ProofCheck,
    findings: &mut Findings,
) -> Result<Proven, Objection> {
    let proof = check.read.as_ref().map_err(Clone::clone)?;
    times(inquiry, proof)?;
    let (method, warning) = binding::find_method(inquiry, proof)?;
    if !subject.lossless && proof.cryptosuite == Cryptosuite::EddsaRdfc2022 {
        let message = "the proof was not checked: the document has no canonical form here";
        let pointer = proof.pointer.clone();
        return Err(Objection::undecided(Code::NotChecked, pointer, message));
    }
    let signed = check.signature.get_or_init(|| {
        data_integrity::verify(&subject.unsecured, proof, &method.key)?;
        as_signed(subject, proof)
    });
    let document = signed.clone()?;
    if document != *subject.unsecured.document() {
        let message = "contexts were appended after signing; the document is read without them";
        let fault = Fault::new(Code::ContextAppended, Pointer::root().member("@context"), message);
        findings.warning(Question::Context, fault);
    }
    if let Some(fault) = warning {
        findings.warning(Question::Proof, fault);
    }
    if proof.challenge.is_some() || proof.domain.is_some() {
        let message = "the proof answers a challenge or names a domain, and none was expected";
        let fault = Fault::new(Code::Challenge, proof.pointer.clone(), message);
        findings.warning(Question::Proof, fault);
    }
    Ok(Proven { document, method })
}

/// The document under the contexts that the proof was made over. Where those are fewer than the
/// document has now, what was found out about the document is asked again of the signed one.
fn as_signed(subject: &Subject<'_>, proof: &Proof) -> Result<Arc<Value>, Objection> {
    let unsecured = &subject.unsecured;
    let Some(document) = data_integrity::under_signed_contexts(unsecured, proof) else {
        return Ok(Arc::clone(unsecured.document()));
    };
    let mut errors = model::check(&document, subject.kind).into_iter().filter(Finding::is_error);
    if let Some(error) = errors.next() {
        return Err(Objection::Failed(error.fault));
    }
    let document = Arc::new(document);
    Unsecured::new(Arc::clone(&document), unsecured.canonicalizer())
        .check_lossless(proof.cryptosuite)?;
    Ok(document)
}

fn times(inquiry: Inquiry<'_, '_>, proof: &Proof) -> Result<(), Objection> {
    let failed = |member: &str, message: String| {
        Err(Objection::failed(Code::TimeProof, proof.pointer.member(member), message))
    };
    if let Some(created) = &proof.created {
        let skew = i64::from(inquiry.verifier.policy.clock_skew);
        let latest = inquiry.now.plus_seconds(skew);
        if latest.is_some_and(|latest| created.instant() > latest.instant()) {
            return failed("created", format!("the proof was made in the future, at {created}"));
        }
    }
    match &proof.expires {
        Some(expires) if expires.instant() < inquiry.now.instant() => {
            failed("expires", format!("the proof expired at {expires}"))
        }
        _ => Ok(()),
    }
}
