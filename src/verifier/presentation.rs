//! Who shows these credentials, and to whom?
//!
//! A presentation is authentic when a key that its holder's own document lists for authentication
//! signed it, over the challenge and the domain that were expected. Each credential inside is
//! verified by itself.

use std::cell::OnceCell;
use std::sync::Arc;

use super::binding::{self, Relationship};
use super::clock::Clock;
use super::endorsement::Together;
use super::library::Library;
use super::proof::{self, Expected};
use super::trust::Trust;
use super::verification::{Inquiry, Subject};
use super::{Need, Verifier};
use crate::context::url;
use crate::document::{self, Content};
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::{self, Value};
use crate::model::View;
use crate::proof::data_integrity;
use crate::proof::jwt::{Claims, Jws, TokenType, unpack};
use crate::proof::{Proof, ProofPurpose, Unsecured};
use crate::report::{Findings, PresentationReport, Question, Report};
use crate::resolve::{Document, ResolveError};
use crate::text::{Iri, Timestamp};

/// What whoever asks for a presentation expects of it. Every field that is `None` expects nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// The challenge that the proof must answer. Without one a presentation that was shown before
    /// can be shown again.
    pub challenge: Option<String>,
    /// The domain that the proof must be meant for: whoever asks.
    pub domain: Option<String>,
    /// Who must present.
    pub holder: Option<String>,
    /// Whether the holder must be the subject of every credential. Default
    /// [`HolderIsSubject::Unasked`].
    pub subject: HolderIsSubject,
    /// Whether there must be credentials. Default [`CredentialsShown::AtLeastOne`].
    pub credentials: CredentialsShown,
}

/// Whether whoever presents credentials must be their subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HolderIsSubject {
    /// Anybody may present anybody's credentials. The default.
    #[default]
    Unasked,
    /// The holder's id must be the `id` of the subject, in every credential, and there must be no
    /// other subject.
    Required,
}

/// Whether a presentation must show credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CredentialsShown {
    /// One at least. One that shows none is indeterminate: anybody can sign it, and whatever is
    /// asked of credentials is asked of nothing. The default.
    #[default]
    AtLeastOne,
    /// None is enough, to know who the holder is and no more. Where something is asked of
    /// credentials ([`Expectation::subject`], [`Policy::recipient`](super::Policy::recipient),
    /// [`Policy::trust`](super::Policy::trust)), there must be one all the same.
    MayBeNone,
}

/// The verification of a presentation on its way, as [`Verification`](super::Verification) is that
/// of a credential.
pub struct PresentationVerification<'v> {
    verifier: &'v Verifier,
    clock: Clock,
    expected: Expectation,
    presented: Result<Presented<'v>, Objection>,
    library: Library,
}

/// What a verification of a presentation wants, or what it found.
#[derive(Debug)]
pub enum PresentationStep {
    /// Supply each of these, or the reason why it is not to be had, then step again.
    Needs(Vec<Need>),
    /// The verification is over.
    Done(Box<PresentationReport>),
}

/// A presentation that could be read.
struct Presented<'v> {
    groundwork: Findings,
    /// Who presents, by the presentation's own word.
    holder: Option<String>,
    secured: Secured<'v>,
    credentials: Vec<Result<Subject<'v>, Objection>>,
}

/// How a presentation is secured.
enum Secured<'v> {
    DataIntegrity { unsecured: Box<Unsecured<'v>>, proofs: Vec<ProofCheck> },
    Jwt { jws: Box<Jws>, claims: Box<Claims>, nonce: Option<Value> },
}

/// A proof, and what is known of it once its signature was asked: the contexts that were appended
/// after it.
struct ProofCheck {
    read: Result<Proof, Objection>,
    signature: OnceCell<Result<Option<Fault>, Objection>>,
}

impl<'v> PresentationVerification<'v> {
    pub(super) fn new(
        verifier: &'v Verifier,
        bytes: &[u8],
        expected: &Expectation,
        now: &Timestamp,
    ) -> Self {
        let presented = document::read(bytes, &verifier.limits)
            .and_then(|content| Presented::new(verifier, content));
        let (clock, expected) = (Clock::at(now.clone()), expected.clone());
        Self { verifier, clock, expected, presented, library: Library::default() }
    }

    /// Goes on as far as the supplied documents allow.
    pub fn step(&mut self) -> PresentationStep {
        let report = match &self.presented {
            Err(objection) => {
                let mut findings = Findings::default();
                findings.objection(Question::Input, objection.clone());
                PresentationReport::new(None, findings.finish(None), Vec::new())
            }
            Ok(presented) => self.report(presented),
        };
        let needs = self.library.take_wanted();
        if needs.is_empty() {
            return self.done(report);
        }
        let allowed = self.verifier.limits.presentation_fetches;
        let mut needs = needs;
        let beyond = needs.split_off(needs.len().min(allowed.saturating_sub(self.library.len())));
        for Need { url, .. } in beyond {
            let reason = format!("more than the {allowed} documents allowed are needed");
            self.library.supply(url.clone(), Err(ResolveError::TooMuch { url, reason }));
        }
        if needs.is_empty() { self.step() } else { PresentationStep::Needs(needs) }
    }

    /// Hands over the document at `url`, or says why it is not to be had.
    pub fn supply(&mut self, url: String, document: Result<Document, ResolveError>) {
        self.library.supply(url, document);
    }

    fn done(&self, report: PresentationReport) -> PresentationStep {
        PresentationStep::Done(Box::new(report.dated(self.clock.now())))
    }

    fn report(&self, presented: &Presented<'v>) -> PresentationReport {
        let inquiry =
            Inquiry { verifier: self.verifier, clock: &self.clock, library: &self.library };
        let mut findings = presented.groundwork.clone();
        let holder = presented.established_holder(inquiry, &self.expected, &mut findings);
        let credentials: Vec<Report> = (presented.credentials.iter())
            .map(|credential| match credential {
                Ok(subject) => inquiry.credential(subject),
                Err(objection) => {
                    let mut findings = Findings::default();
                    findings.objection(Question::Input, objection.clone());
                    findings.finish(None)
                }
            })
            .collect();
        self.ask_shown(credentials.len(), &mut findings);
        if self.expected.subject == HolderIsSubject::Required
            && let Some(holder) = &holder
        {
            presented.ask_subjects(holder, &mut findings);
        }
        PresentationReport::new(holder, findings.finish(None), credentials)
    }

    /// Asks whether there is anything of which the rest could be asked.
    fn ask_shown(&self, count: usize, findings: &mut Findings) {
        let policy = &self.verifier.policy;
        let nothing_is_asked = self.expected.subject == HolderIsSubject::Unasked
            && policy.recipient.is_empty()
            && policy.trust == Trust::NotAsked;
        let may_be_none = self.expected.credentials == CredentialsShown::MayBeNone;
        if count == 0 && !(may_be_none && nothing_is_asked) {
            let message = "it shows no credential, so it says no more than who its holder is";
            let at = Pointer::root().member("verifiableCredential");
            let fault = Fault::new(Code::PresentationEmpty, at, message);
            findings.undecided(Question::Structure, fault);
        }
    }
}

impl<'v> Presented<'v> {
    fn new(verifier: &'v Verifier, content: Content) -> Result<Self, Objection> {
        let limits = &verifier.limits;
        let mut groundwork = Findings::default();
        let (mut document, token) = match content {
            Content::Json(value) => (value, None),
            Content::Jwt(jws) => {
                let (claims, document) = open(&jws, verifier)?;
                (document, Some((jws, claims)))
            }
        };
        let input = if token.is_some() { "one JSON Web Token" } else { "one JSON document" };
        groundwork.passed(Question::Input, input);
        if let Some(word) = &verifier.word {
            word.tell(&mut groundwork);
        }
        structure(&document, &mut groundwork);
        let holder = holder_of(&document);
        let values = document.get("verifiableCredential").map(Value::items).unwrap_or_default();
        if values.len() > limits.credentials {
            let allowed = limits.credentials;
            let message = format!("{} credentials, more than the {allowed} allowed", values.len());
            let pointer = Pointer::root().member("verifiableCredential");
            return Err(Objection::failed(Code::LimitCredentials, pointer, message));
        }
        let together = Together::default();
        let credentials = (values.iter())
            .map(|value| {
                let content = match value {
                    Value::String(token) => document::read(token.as_bytes(), limits)?,
                    value => document::of_value(value.clone(), limits)?,
                };
                Subject::brought(verifier, verifier.policy.kind, content, together.clone())
            })
            .collect();
        let mut take = |name| document.as_object_mut().and_then(|object| object.remove(name));
        // What answers the challenge is the token's, not the presentation's.
        let nonce = token.as_ref().and_then(|_| take("nonce"));
        let proofs = if token.is_none() { take("proof") } else { None };
        let items = proofs.as_ref().map(Value::items).unwrap_or_default();
        if items.len() > limits.proofs {
            let message = format!("{} proofs, more than {}", items.len(), limits.proofs);
            let pointer = Pointer::root().member("proof");
            return Err(Objection::failed(Code::LimitProofs, pointer, message));
        }
        let proofs = items.iter().map(check).collect();
        let (document, canonicalizer) = (Arc::new(document), verifier.canonicalizer());
        let unsecured = Unsecured::sharing(&together.spent, document, canonicalizer);
        match unsecured.dataset() {
            Ok(_) => groundwork.passed(Question::Context, "every member has a defined meaning"),
            Err(objection) => groundwork.objection(Question::Context, objection),
        }
        let secured = match token {
            Some((jws, claims)) => Secured::Jwt { jws, claims: Box::new(claims), nonce },
            None => Secured::DataIntegrity { unsecured: Box::new(unsecured), proofs },
        };
        Ok(Self { groundwork, holder, secured, credentials })
    }

    /// The holder, where the proofs hold and the keys are the holder's.
    fn established_holder(
        &self,
        inquiry: Inquiry<'_, '_>,
        expected: &Expectation,
        findings: &mut Findings,
    ) -> Option<String> {
        let controllers = match &self.secured {
            Secured::DataIntegrity { unsecured, proofs } => {
                by_proofs(inquiry, expected, unsecured, proofs, findings)
            }
            Secured::Jwt { jws, claims, nonce } => {
                by_token(inquiry, expected, jws, claims, nonce.as_ref(), findings)
            }
        };
        let controllers = match controllers {
            Ok(controllers) => controllers,
            Err(objection) => {
                findings.objection(Question::Proof, objection);
                return None;
            }
        };
        findings.passed(Question::Proof, "the signature holds");
        let holder = self.holder.clone().or_else(|| controllers.first().cloned())?;
        let at = Pointer::root().member("holder");
        if let Some(other) = controllers.iter().find(|controller| **controller != holder) {
            let message = format!("the key is that of {other}, and the holder is {holder}");
            findings.failed(Question::Binding, Fault::new(Code::Binding, at, message));
            return None;
        }
        if let Some(expected) = expected.holder.as_ref().filter(|expected| **expected != holder) {
            let message = format!("the holder is {holder}, not {expected}");
            findings.failed(Question::Binding, Fault::new(Code::Holder, at, message));
            return None;
        }
        findings.authenticated = true;
        findings.passed(Question::Binding, "the key is the holder's");
        Some(holder)
    }

    /// Asks whether every credential is about the holder.
    fn ask_subjects(&self, holder: &str, findings: &mut Findings) {
        let at = Pointer::root().member("verifiableCredential");
        for (index, credential) in self.credentials.iter().enumerate() {
            let Ok(subject) = credential else { continue };
            let view = View::of(subject.unsecured.document());
            // What is said of a subject without an id could be said of anybody.
            let subjects = view.subjects();
            let is_holder = |it: &Value| it.get("id").and_then(Value::as_str) == Some(holder);
            if subjects.is_empty() || !subjects.iter().all(is_holder) {
                let message = format!("the credential is not about the holder, {holder}");
                let fault = Fault::new(Code::HolderSubject, at.item(index), message);
                findings.failed(Question::Binding, fault);
            }
        }
    }
}

/// The claims of a token and the presentation that is left.
fn open(jws: &Jws, verifier: &Verifier) -> Result<(Claims, Value), Objection> {
    let pointer = Pointer::root().member("header").member("typ");
    if *jws.header().token_type() != TokenType::VpJwt {
        let message = "the token is no presentation, which would say vp+jwt";
        return Err(Objection::failed(Code::JwsTyp, pointer, message));
    }
    let payload = json::read(jws.payload(), &verifier.limits)
        .map_err(|error| Objection::Failed(error.into()))?;
    if payload.get("vp").is_some() {
        let message = "presentations in the claim vp, of data model 1.1, are not read here";
        return Err(Objection::undecided(Code::ProofUnsupported, Pointer::root(), message));
    }
    unpack(payload)
}

fn structure(document: &Value, findings: &mut Findings) {
    let faults = faults(document);
    if faults.is_empty() {
        findings.passed(Question::Structure, "it is a presentation");
    }
    for fault in faults {
        findings.failed(Question::Structure, fault);
    }
}

/// What it lacks of what the data model asks of a presentation (W3C VCDM 2.0, section 4.13).
fn faults(document: &Value) -> Vec<Fault> {
    let view = View::of(document);
    let root = Pointer::root();
    let mut faults = Vec::new();
    if !view.has_type("VerifiablePresentation") {
        let message = "expected VerifiablePresentation among the types";
        faults.push(Fault::new(Code::ModelType, root.member("type"), message));
    }
    let first = view.contexts().first().and_then(Value::as_str);
    if !matches!(first, Some(url::CREDENTIALS_V2 | url::CREDENTIALS_V1)) {
        let message = "expected a context of the W3C for credentials first, which says what a \
                       presentation is";
        let code =
            if view.contexts().is_empty() { Code::ModelRequired } else { Code::ContextOrder };
        faults.push(Fault::new(code, root.member("@context"), message));
    }
    if document.get("holder").is_some() {
        let holder = holder_of(document);
        if holder.is_none_or(|holder| Iri::parse(holder).is_err()) {
            let message = "the holder is neither an absolute IRI nor an object with one";
            faults.push(Fault::new(Code::ModelType, root.member("holder"), message));
        }
    }
    faults
}

fn holder_of(document: &Value) -> Option<String> {
    let holder = document.get("holder")?;
    Some(holder.as_str().or_else(|| holder.get("id")?.as_str())?.to_owned())
}

fn read_proof(value: &Value) -> Result<Proof, Objection> {
    let pointer = Pointer::root().member("proof");
    if value.get("previousProof").is_some() {
        let message = "chains of proofs are not verified on presentations";
        return Err(Objection::undecided(Code::ProofUnsupported, pointer, message));
    }
    Proof::read_for(ProofPurpose::Authentication, value, pointer)
}

fn check(value: &Value) -> ProofCheck {
    ProofCheck { read: read_proof(value), signature: OnceCell::new() }
}

/// Whose keys signed: every proof has to hold.
fn by_proofs(
    inquiry: Inquiry<'_, '_>,
    expected: &Expectation,
    unsecured: &Unsecured<'_>,
    proofs: &[ProofCheck],
    findings: &mut Findings,
) -> Result<Vec<String>, Objection> {
    let answer = Expected::new(expected.challenge.clone(), expected.domain.clone());
    let mut controllers = Vec::new();
    for ProofCheck { read, signature } in proofs {
        let proof = read.as_ref().map_err(Clone::clone)?;
        proof::times(inquiry, proof)?;
        let unexpected = proof::answers(proof, &answer)?;
        let pointer = proof.pointer.member("verificationMethod");
        let (method, warning) = binding::find_named(
            inquiry,
            &proof.verification_method,
            Relationship::Authentication,
            None,
            &pointer,
        )?;
        let verify = || {
            data_integrity::verify(unsecured, proof, &method.key)?;
            appended_contexts(unsecured, proof)
        };
        let appended = signature.get_or_init(verify).clone()?;
        if let Some(fault) = appended {
            findings.warning(Question::Context, fault);
        }
        for fault in warning.into_iter().chain(unexpected) {
            findings.warning(Question::Proof, fault);
        }
        controllers.push(method.document_id);
    }
    if controllers.is_empty() {
        let message = "there is no proof: nobody has signed this presentation";
        let pointer = Pointer::root().member("proof");
        return Err(Objection::failed(Code::ProofMissing, pointer, message));
    }
    Ok(controllers)
}

/// Says so where the presentation has more contexts than were signed, and asks again of the signed one
/// what was found out about it.
fn appended_contexts(unsecured: &Unsecured<'_>, proof: &Proof) -> Result<Option<Fault>, Objection> {
    let Some(signed) = data_integrity::under_signed_contexts(unsecured, proof) else {
        return Ok(None);
    };
    if let Some(fault) = faults(&signed).into_iter().next() {
        return Err(Objection::Failed(fault));
    }
    unsecured.alike(Arc::new(signed)).check_lossless(proof.cryptosuite)?;
    let message = "contexts were appended after signing; what they say was not signed";
    let at = Pointer::root().member("@context");
    Ok(Some(Fault::new(Code::ContextAppended, at, message)))
}

/// Whose key signed the token.
fn by_token(
    inquiry: Inquiry<'_, '_>,
    expected: &Expectation,
    jws: &Jws,
    claims: &Claims,
    nonce: Option<&Value>,
    findings: &mut Findings,
) -> Result<Vec<String>, Objection> {
    let root = Pointer::root();
    let failed = |code, name: &str, message: &str| {
        Err(Objection::failed(code, root.member(name), message.to_owned()))
    };
    let answers = |found: Option<&str>| found == expected.challenge.as_deref();
    match nonce.map(|nonce| (nonce.as_str(), nonce)) {
        Some((None, _)) => return failed(Code::ClaimType, "nonce", "the nonce is not a string"),
        found if expected.challenge.is_some() && !answers(found.and_then(|it| it.0)) => {
            return failed(Code::Challenge, "nonce", "the nonce is not the expected challenge");
        }
        _ => {}
    }
    match &expected.domain {
        Some(domain)
            if claims.audience.iter().any(|one| one != domain) || claims.audience.is_empty() =>
        {
            return failed(Code::ClaimAud, "aud", "it is not made for the expected domain");
        }
        _ => {}
    }
    if claims.expires.as_ref().is_some_and(|time| inquiry.clock.has_come(time)) {
        return failed(Code::TimeProof, "exp", "the signature has expired");
    }
    let skew = inquiry.verifier.policy.clock_skew;
    for (name, time) in [("nbf", &claims.not_before), ("iat", &claims.issued_at)] {
        if time.as_ref().is_some_and(|time| inquiry.clock.is_ahead(time, skew)) {
            return failed(Code::TimeProof, name, "the signature is from the future");
        }
    }
    let pointer = root.member("header").member("kid");
    let Some(kid) = jws.header().kid() else {
        let message = "the header has no kid, so nothing says which key signed";
        return Err(Objection::failed(Code::KeyMissing, pointer, message));
    };
    let Some(kid) = Iri::parse(kid).ok().filter(|_| kid.len() <= 2048) else {
        return Err(Objection::failed(Code::Iri, pointer, "kid is not an absolute URL"));
    };
    let (method, warning) =
        binding::find_named(inquiry, &kid, Relationship::Authentication, None, &pointer)?;
    jws.verify(&method.key)?;
    if let Some(fault) = warning {
        findings.warning(Question::Proof, fault);
    }
    if claims.issuer.as_ref().is_some_and(|issuer| *issuer != method.document_id) {
        return failed(Code::ClaimIss, "iss", "the claim iss is not the holder");
    }
    Ok(vec![method.document_id])
}
