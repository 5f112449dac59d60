//! Is it signed, by a key that its proof names?

use std::cell::OnceCell;
use std::sync::Arc;

use super::binding::{self, Method};
use super::disclosure::{self, StatusIsWhole};
use super::policy::{Policy, ProofsRequired};
use super::verification::{Inquiry, Subject};
use crate::fault::{Code, Fault, Finding, Objection, Pointer};
use crate::json::Value;
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::model::{self, Kind};
use crate::proof::data_integrity::{self, Canonicalization, Chain};
use crate::proof::{Cryptosuite, Proof, Securing, Unsecured};
use crate::report::{Findings, Question};

/// The proofs of a document, and what is known of each.
pub(super) struct Proofs<'v> {
    values: Vec<Value>,
    /// Whether they stand in an array.
    #[cfg(feature = "schema")]
    is_set: bool,
    checks: Vec<ProofCheck>,
    chain: Chain,
    /// For each set of proofs that come before another: their indexes, and the document with them.
    secured_after: Vec<(Vec<usize>, OnceCell<Unsecured<'v>>)>,
}

/// One proof of the document, and what is known of it.
pub(super) struct ProofCheck {
    read: Result<Proof, Objection>,
    signature: OnceCell<Result<Arc<Value>, Objection>>,
    status_is_whole: OnceCell<StatusIsWhole>,
}

/// What whoever verifies expects a proof to answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    pub(super) challenge: Option<String>,
    pub(super) domain: Option<String>,
}

/// What came of the proofs.
pub(super) struct Asked {
    /// Those that hold.
    pub(super) held: Vec<Proven>,
    /// Why the others do not.
    objections: Vec<Objection>,
}

/// A proof that holds.
#[derive(Clone)]
pub(super) struct Proven {
    /// The document as it was signed.
    pub(super) document: Arc<Value>,
    /// The verification method whose key signed it.
    pub(super) method: Method,
    /// How it was signed, by this proof.
    pub(super) securing: Securing,
    /// Other keys of the issuer that signed it too.
    pub(super) more_keys: Vec<PublicKey>,
}

impl ProofCheck {
    /// The suite, where the proof could be read.
    pub(super) fn suite(&self) -> Option<Cryptosuite> {
        self.read.as_ref().ok().map(|proof| proof.cryptosuite)
    }
}

impl Expected {
    /// What is expected of a presentation.
    pub(super) fn new(challenge: Option<String>, domain: Option<String>) -> Self {
        Self { challenge, domain }
    }

    /// What the caller expects of the document that is verified, which nothing expects of the
    /// documents behind it.
    pub(super) fn by(policy: &Policy) -> Self {
        Self { challenge: policy.challenge.clone(), domain: policy.domain.clone() }
    }
}

impl<'v> Proofs<'v> {
    /// Reads every proof; which of them hold is asked later.
    ///
    /// # Errors
    /// `limit.proofs`.
    pub(super) fn read(proofs: Option<Value>, limits: &Limits) -> Result<Self, Objection> {
        let pointer = Pointer::root().member("proof");
        let is_set = matches!(proofs, Some(Value::Array(_)));
        let values = match proofs {
            None => Vec::new(),
            Some(Value::Array(set)) => set,
            Some(only) => vec![only],
        };
        if values.len() > limits.proofs {
            let (count, allowed) = (values.len(), limits.proofs);
            let message = format!("{count} proofs, more than the {allowed} allowed");
            return Err(Objection::failed(Code::LimitProofs, pointer, message));
        }
        let place = |index| if is_set { pointer.item(index) } else { pointer.clone() };
        let checks = values.iter().enumerate().map(|(index, value)| ProofCheck {
            read: Proof::read(value, place(index)),
            signature: OnceCell::new(),
            status_is_whole: OnceCell::new(),
        });
        let checks = checks.collect();
        let chain = Chain::of(&values, place);
        let mut secured_after: Vec<(Vec<usize>, OnceCell<Unsecured<'v>>)> = Vec::new();
        for before in (0..values.len()).filter_map(|index| chain.before(index).ok()) {
            if !before.is_empty() && secured_after.iter().all(|(known, _)| known != before) {
                secured_after.push((before.to_vec(), OnceCell::new()));
            }
        }
        Ok(Self {
            values,
            #[cfg(feature = "schema")]
            is_set,
            checks,
            chain,
            secured_after,
        })
    }

    /// Asks of each proof of an unknown kind whether what it says has a defined meaning under the
    /// contexts of the document.
    pub(super) fn ask_meaning(&self, unsecured: &Unsecured<'v>, findings: &mut Findings) {
        let contexts = unsecured.document().get("@context").cloned();
        for (check, value) in self.checks.iter().zip(&self.values) {
            let (Err(Objection::Undecided(unread)), Value::Object(proof)) = (&check.read, value)
            else {
                continue;
            };
            let mut proof = proof.clone();
            if let Some(contexts) = &contexts {
                proof.insert("@context", contexts.clone());
            }
            let alone = unsecured.alike(Arc::new(proof.into()));
            if let Err(objection) = alone.dataset() {
                let Fault { code, message, .. } = objection.fault();
                let fault = Fault::new(*code, unread.pointer.clone(), message.clone());
                findings.objection(
                    Question::Context,
                    match objection {
                        Objection::Failed(_) => Objection::Failed(fault),
                        Objection::Undecided(_) => Objection::Undecided(fault),
                    },
                );
            }
        }
    }

    /// The proofs as the document has them, if it has any.
    #[cfg(feature = "schema")]
    pub(super) fn value(&self) -> Option<Value> {
        match self.is_set {
            true => Some(self.values.clone().into()),
            false => self.values.first().cloned(),
        }
    }

    /// Every proof.
    pub(super) fn checks(&self) -> &[ProofCheck] {
        &self.checks
    }

    /// The document as a proof secures it that comes after those at these indexes.
    fn secured_after<'s>(
        &'s self,
        unsecured: &'s Unsecured<'v>,
        before: &[usize],
    ) -> &'s Unsecured<'v> {
        let Some((_, secured)) = self.secured_after.iter().find(|(known, _)| known == before)
        else {
            return unsecured;
        };
        secured.get_or_init(|| {
            let values = before.iter().filter_map(|index| self.values.get(*index));
            unsecured.after(values.cloned().collect())
        })
    }
}

/// Asks which proofs hold. A proof in a chain holds only where every proof before it does.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    findings: &mut Findings,
) -> Asked {
    let proofs = &subject.proofs;
    let mut settled: Vec<Option<Result<Proven, Objection>>> = vec![None; proofs.checks.len()];
    for index in proofs.chain.order() {
        let Some(check) = proofs.checks.get(*index) else { continue };
        let result = proofs.chain.before(*index).and_then(|before| {
            after(before, &settled, check)?;
            one(inquiry, subject, check, before, findings)
        });
        if let Some(place) = settled.get_mut(*index) {
            *place = Some(result);
        }
    }
    let (mut held, mut objections) = (Vec::new(), Vec::new());
    for (index, result) in settled.into_iter().enumerate() {
        match result {
            Some(Ok(proven)) => held.push(proven),
            Some(Err(objection)) => objections.push(objection),
            // Its place in the chain is not known, and why is.
            None => objections.extend(proofs.chain.before(index).err()),
        }
    }
    Asked { held, objections }
}

/// Whether the proofs before this one hold.
fn after(
    before: &[usize],
    settled: &[Option<Result<Proven, Objection>>],
    check: &ProofCheck,
) -> Result<(), Objection> {
    let proof = check.read.as_ref().map_err(Clone::clone)?;
    let pointer = || proof.pointer.member("previousProof");
    for index in before {
        match settled.get(*index) {
            Some(Some(Ok(_))) => {}
            Some(Some(Err(Objection::Undecided(fault)))) => {
                let message = format!("a proof before it is not decided: {}", fault.message);
                return Err(Objection::undecided(Code::ProofChain, pointer(), message));
            }
            Some(Some(Err(Objection::Failed(fault)))) => {
                let message = format!("a proof before it does not hold: {}", fault.message);
                return Err(Objection::failed(Code::ProofChain, pointer(), message));
            }
            Some(None) | None => {
                let message = "a proof before it has no place in the chain";
                return Err(Objection::failed(Code::ProofChain, pointer(), message));
            }
        }
    }
    Ok(())
}

impl Asked {
    /// Whether one of the proofs may hold or not: it could not be decided.
    pub(super) fn any_undecided(&self) -> bool {
        self.objections.iter().any(|objection| matches!(objection, Objection::Undecided(_)))
    }

    /// Tells what came of the proofs, of which one is the issuer's or none is.
    pub(super) fn tell(
        self,
        policy: &Policy,
        is_established: bool,
        findings: &mut Findings,
    ) -> Vec<Proven> {
        if self.held.is_empty() && self.objections.is_empty() {
            let message = "there is no proof: nobody has signed this";
            let pointer = Pointer::root().member("proof");
            findings.failed(Question::Proof, Fault::new(Code::ProofMissing, pointer, message));
        }
        if !self.held.is_empty() {
            findings.passed(Question::Proof, "the signature holds");
        }
        // One proof is enough, and it is there, or may be: what failed beside it decides nothing.
        // What is not decided does, for as long as the issuer's proof is not among those that hold.
        let one_is_enough = policy.proofs == ProofsRequired::Any;
        let failure_counts = !one_is_enough || (self.held.is_empty() && !self.any_undecided());
        let doubt_counts = !one_is_enough || !is_established;
        for objection in self.objections {
            let counts = match objection {
                Objection::Failed(_) => failure_counts,
                Objection::Undecided(_) => doubt_counts,
            };
            if counts {
                findings.objection(Question::Proof, objection);
            } else {
                note(Question::Proof, &objection, findings);
            }
        }
        self.held
    }
}

/// Notes what another proof than the one that counts lacks.
pub(super) fn note(question: Question, objection: &Objection, findings: &mut Findings) {
    let fault = objection.fault();
    let message = format!("another proof: {}", fault.message);
    let fault = Fault::new(Code::ProofOtherFailed, fault.pointer.clone(), message);
    findings.warning(question, fault);
}

fn one(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    check: &ProofCheck,
    before: &[usize],
    findings: &mut Findings,
) -> Result<Proven, Objection> {
    let proof = check.read.as_ref().map_err(Clone::clone)?;
    times(inquiry, proof)?;
    let unexpected = answers(proof, &subject.expected)?;
    // Lists are made anew all the time.
    let made = proof.created.as_ref().filter(|_| subject.kind != Kind::StatusList);
    let (method, warning) = binding::find_method(inquiry, proof, made)?;
    let is_canonicalized = proof.cryptosuite.canonicalization() == Canonicalization::Rdfc;
    if !subject.lossless && is_canonicalized {
        let message = "the proof was not checked: the document has no canonical form here";
        let pointer = proof.pointer.clone();
        return Err(Objection::undecided(Code::NotChecked, pointer, message));
    }
    let signed = check.signature.get_or_init(|| {
        let unsecured = subject.proofs.secured_after(&subject.unsecured, before);
        data_integrity::verify(unsecured, proof, &method.key)?;
        as_signed(subject, proof)
    });
    let document = signed.clone()?;
    if document != *subject.unsecured.document() {
        let message = "contexts were appended after signing; the document is read without them";
        let fault = Fault::new(Code::ContextAppended, Pointer::root().member("@context"), message);
        findings.warning(Question::Context, fault);
    }
    if proof.cryptosuite.is_legacy() {
        let message = format!("{} is superseded", proof.cryptosuite);
        let fault = Fault::new(Code::ProofLegacy, proof.pointer.clone(), message);
        findings.warning(Question::Proof, fault);
    }
    for fault in warning.into_iter().chain(unexpected) {
        findings.warning(Question::Proof, fault);
    }
    let status_is_whole = check
        .status_is_whole
        .get_or_init(|| disclosure::status_is_whole(&subject.unsecured, proof));
    disclosure::ask(proof, subject.kind, &document, status_is_whole, findings);
    let securing = Securing::DataIntegrity(proof.cryptosuite);
    Ok(Proven { document, method, securing, more_keys: Vec::new() })
}

/// Asks whether the proof answers what was expected. What it answers unasked is worth a warning.
///
/// W3C Data Integrity 1.0, section 4.5: the domains of the proof are those that were expected, no
/// fewer and no more.
pub(super) fn answers(proof: &Proof, expected: &Expected) -> Result<Option<Fault>, Objection> {
    let differs = |member: &str, found: Option<&str>, expected: &str| {
        let found = found.map_or("none".to_owned(), |found| format!("{found:?}"));
        let message = format!("the proof has the {member} {found}, not {expected:?}");
        Err(Objection::failed(Code::Challenge, proof.pointer.member(member), message))
    };
    match (&expected.challenge, proof.challenge.as_deref()) {
        (Some(expected), found) if found != Some(expected) => {
            return differs("challenge", found, expected);
        }
        _ => {}
    }
    let other = |domain: &&String| expected.domain.as_ref() != Some(domain);
    match &expected.domain {
        Some(expected) if proof.domain.is_empty() => return differs("domain", None, expected),
        Some(expected) => {
            if let Some(found) = proof.domain.iter().find(other) {
                return differs("domain", Some(found), expected);
            }
        }
        None => {}
    }
    let unasked = (proof.challenge.is_some() && expected.challenge.is_none())
        || (!proof.domain.is_empty() && expected.domain.is_none());
    Ok(unasked.then(|| {
        let message = "the proof answers a challenge or names a domain, and none was expected";
        Fault::new(Code::Challenge, proof.pointer.clone(), message)
    }))
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
    unsecured.alike(Arc::clone(&document)).check_lossless(proof.cryptosuite)?;
    Ok(document)
}

pub(super) fn times(inquiry: Inquiry<'_, '_>, proof: &Proof) -> Result<(), Objection> {
    let failed = |member: &str, message: String| {
        Err(Objection::failed(Code::TimeProof, proof.pointer.member(member), message))
    };
    let skew = inquiry.verifier.policy.clock_skew;
    if let Some(created) = proof.created.as_ref().filter(|time| inquiry.clock.is_ahead(time, skew))
    {
        return failed("created", format!("the proof was made in the future, at {created}"));
    }
    match &proof.expires {
        Some(expires) if inquiry.clock.is_over(expires) => {
            failed("expires", format!("the proof expired at {expires}"))
        }
        _ => Ok(()),
    }
}
