//! Is a JSON Web Token signed, and does what it says beside the credential agree with it?
//!
//! The token is one proof around the credential; embedded proofs were made first and stand inside.
//! The token's signature must hold whatever the policy says of several proofs, since nothing else
//! vouches for the form in which the credential came.

mod key;
mod published;
mod whose;

pub(super) use key::in_key_document;
pub(super) use published::said_of_keys;
pub(super) use whose::ask_whose;

use std::cell::OnceCell;
use std::sync::Arc;

use super::binding::{self, Method};
use super::policy::{ProofsRequired, SubjectClaim};
use super::proof::{self, Expected, Proven};
use super::verification::{Inquiry, Subject};
use super::{Policy, Verifier};
use crate::fault::{Code, Fault, Finding, Objection, Pointer};
use crate::json::{self, Value};
use crate::model::{Kind, Version, View};
use crate::proof::Securing;
use crate::proof::jwt::{self, Claims, Header, Jws, Profile, TokenType};
use crate::report::{Findings, Finish, Question};
use crate::text::Timestamp;

/// A token, and what is known of it without its key.
pub(super) struct Token {
    jws: Jws,
    claims: Claims,
    profile: Profile,
    /// The issuer, among whose keys one without a URL is looked for.
    issuer: Option<String>,
    /// What speaks against the header: the key is not asked for then.
    header: Vec<Finding>,
    /// Whether it is a status list.
    is_list: bool,
    /// What speaks against the claims.
    contradictions: Vec<Finding>,
    signature: OnceCell<Result<(), Objection>>,
    /// The credential with the end of validity that the token gives it.
    with_end: OnceCell<Arc<Value>>,
}

impl Token {
    /// Takes a token apart: the token, and the credential in it.
    ///
    /// # Errors
    /// [`Objection`] where there is no credential in it.
    pub(super) fn open(
        jws: Jws,
        kind: Kind,
        verifier: &Verifier,
        audience: Option<&str>,
    ) -> Result<(Self, Value), Objection> {
        let payload = json::read(jws.payload(), &verifier.limits)
            .map_err(|error| Objection::Failed(error.into()))?;
        let (claims, credential) = jwt::unpack(payload)?;
        let kind = kind.of_document(&credential);
        let profile = profile(jws.header(), kind, &verifier.policy);
        let view = View::of(&credential);
        let token = Self {
            header: header(jws.header(), kind, profile),
            contradictions: contradictions(&claims, view, profile, &verifier.policy, audience),
            issuer: view.issuer_id().map(str::to_owned),
            is_list: kind == Kind::StatusList,
            profile,
            claims,
            jws,
            signature: OnceCell::new(),
            with_end: OnceCell::new(),
        };
        Ok((token, credential))
    }

    /// From when on the credential is no longer valid, by the claims. In the W3C's tokens the claim
    /// is about the signature.
    pub(super) fn expires(&self) -> Option<&Timestamp> {
        self.claims.expires.as_ref().filter(|_| self.profile == Profile::OpenBadges)
    }

    /// When it was made, by its own word; a list is made anew all the time.
    fn made(&self) -> Option<&Timestamp> {
        self.claims.issued_at.as_ref().filter(|_| !self.is_list)
    }

    /// The credential as the token means it: `exp` sets the end of validity where the credential
    /// itself has none.
    fn as_signed(&self, document: &Arc<Value>) -> Arc<Value> {
        let Some(expires) = self.expires() else { return Arc::clone(document) };
        let name = match View::of(document).version() {
            Version::V1_1 => "expirationDate",
            Version::V2_0 => "validUntil",
        };
        if document.get(name).is_some() {
            return Arc::clone(document);
        }
        let with_end = || {
            let mut document = Value::clone(document);
            if let Some(object) = document.as_object_mut() {
                object.insert(name, expires.as_str());
            }
            Arc::new(document)
        };
        Arc::clone(self.with_end.get_or_init(with_end))
    }
}

/// By whose rules the token is read. Only badges and endorsements have rules of Open Badges.
fn profile(header: &Header, kind: Kind, policy: &Policy) -> Profile {
    let is_badge = matches!(kind, Kind::Badge | Kind::Endorsement);
    match header.token_type() {
        TokenType::VcJwt => Profile::VcJoseCose,
        _ if is_badge => policy.jwt_profile,
        _ => Profile::VcJoseCose,
    }
}

fn header(header: &Header, kind: Kind, profile: Profile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let at = Pointer::root().member("header");
    match header.token_type() {
        TokenType::Jwt => {}
        TokenType::VcJwt if matches!(kind, Kind::Badge | Kind::Endorsement) => {
            let message = "the token is one of W3C VC-JOSE-COSE; Open Badges has its own";
            findings.push(Finding::warning(Code::JwsProfile, at.member("typ"), message));
        }
        TokenType::VcJwt => {}
        other => {
            let message = format!("the token is {}, not a credential", named(other));
            findings.push(Finding::error(Code::JwsTyp, at.member("typ"), message));
        }
    }
    for name in header.others() {
        let pointer = if name.len() < 80 { at.member(name) } else { at.clone() };
        if profile == Profile::OpenBadges {
            let message = "Open Badges allows only alg, kid, jwk and typ in the header";
            findings.push(Finding::error(Code::JwsHeader, pointer, message));
        } else if matches!(name.as_str(), "jku" | "x5u" | "x5c") {
            let message = "the header offers a key, which is not used";
            findings.push(Finding::warning(Code::JwsHeader, pointer, message));
        }
    }
    findings
}

fn named(token_type: &TokenType) -> String {
    match token_type {
        TokenType::VpJwt => "a presentation".to_owned(),
        TokenType::Other(name) if name.len() < 80 => format!("of the type {name:?}"),
        _ => "of another type".to_owned(),
    }
}

fn contradictions(
    claims: &Claims,
    credential: View<'_>,
    profile: Profile,
    policy: &Policy,
    audience: Option<&str>,
) -> Vec<Finding> {
    let as_error = |fault: Fault| Finding::error(fault.code, fault.pointer, fault.message);
    let mut findings: Vec<Finding> =
        claims.contradictions(credential, profile).into_iter().map(as_error).collect();
    if profile == Profile::OpenBadges {
        for name in claims.missing(credential) {
            let pointer = Pointer::root().member(name);
            let has_no_id = credential.subject_ids().next().is_none();
            let may_lack = has_no_id || policy.subject_claim == SubjectClaim::UnsafelyOptional;
            findings.push(if name == "sub" && may_lack {
                let message = "there is no claim sub, so the token does not say about whom it is";
                Finding::warning(Code::ClaimMissing, pointer, message)
            } else {
                let message = format!("there is no claim {name}, which Open Badges requires");
                Finding::error(Code::ClaimMissing, pointer, message)
            });
        }
    }
    let pointer = Pointer::root().member("aud");
    match audience {
        _ if claims.audience.is_empty() => {}
        None => {
            let message = "the token is made for an audience, and none was expected";
            findings.push(Finding::warning(Code::ClaimAud, pointer, message));
        }
        Some(expected) if claims.audience.iter().any(|named| named == expected) => {}
        Some(expected) => {
            let message = format!("the token is made for another audience than {expected}");
            findings.push(Finding::error(Code::ClaimAud, pointer, message));
        }
    }
    findings
}

/// Asks whether the token is signed, and by the issuer. What is given back is signed; the findings
/// are authenticated from here on when the key is the issuer's.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    token: &Token,
    findings: &mut Findings,
) -> Option<Proven> {
    for finding in &token.header {
        findings.finding(Question::Proof, finding.clone());
    }
    if token.header.iter().any(Finding::is_error) {
        return None;
    }
    let method = match signed_by(inquiry, subject, token, findings) {
        Ok(method) => method,
        Err(objection) => {
            findings.objection(Question::Proof, objection);
            return None;
        }
    };
    let algorithm = method.key.algorithm().jws();
    findings.passed(Question::Proof, format!("the signature of the token holds ({algorithm})"));
    for finding in &token.contradictions {
        findings.finding(Question::Proof, finding.clone());
    }
    times(inquiry, token, findings);
    if let Err(fault) = answers(token, &subject.expected) {
        findings.failed(Question::Proof, fault);
    }
    if !subject.proofs.checks().is_empty() {
        embedded(inquiry, subject, findings);
    }
    let document = token.as_signed(subject.unsecured.document());
    match binding::ask(inquiry, View::of(&document), &method) {
        Ok(()) => {
            findings.authenticated = true;
            findings.passed(Question::Binding, "the key is the issuer's");
        }
        Err(objection) => findings.objection(Question::Binding, objection),
    }
    Some(Proven { document, method, securing: Securing::Jwt, more_keys: Vec::new() })
}

fn signed_by(
    inquiry: Inquiry<'_, '_>,
    subject: &Subject<'_>,
    token: &Token,
    findings: &mut Findings,
) -> Result<Method, Objection> {
    let found = key::find(inquiry, token);
    let (method, warning) = found.map_err(|objection| binding::unfound(inquiry, objection))?;
    let verify = || {
        subject.unsecured.pay_signatures(1, method.key.algorithm())?;
        token.jws.verify(&method.key)
    };
    token.signature.get_or_init(verify).clone()?;
    if let Some(fault) = warning {
        findings.warning(Question::Proof, fault);
    }
    Ok(method)
}

/// Asks whether the token answers what was expected of whoever presents it. A credential's token has
/// no place for a challenge, so whoever copied it could show it; its domain stands in `aud`.
fn answers(token: &Token, expected: &Expected) -> Result<(), Fault> {
    let failed = |name: &str, message: String| {
        Err(Fault::new(Code::Challenge, Pointer::root().member(name), message))
    };
    if expected.challenge.is_some() {
        let message = "the token of a credential answers no challenge; a presentation does";
        return failed("nonce", message.to_owned());
    }
    match &expected.domain {
        Some(domain) if token.claims.audience != [domain.as_str()] => {
            failed("aud", format!("the token is not made for {domain:?} alone"))
        }
        _ => Ok(()),
    }
}

/// In the W3C's tokens, the times are those of the signature.
fn times(inquiry: Inquiry<'_, '_>, token: &Token, findings: &mut Findings) {
    if token.profile == Profile::OpenBadges {
        return;
    }
    let mut failed = |name: &str, message: String| {
        let pointer = Pointer::root().member(name);
        findings.failed(Question::Proof, Fault::new(Code::TimeProof, pointer, message));
    };
    let (claims, clock) = (&token.claims, inquiry.clock);
    if let Some(expires) = claims.expires.as_ref().filter(|time| clock.has_come(time)) {
        failed("exp", format!("the signature expired at {expires}"));
    }
    let skew = inquiry.verifier.policy.clock_skew;
    let is_ahead = |time: &&Timestamp| clock.is_ahead(time, skew);
    if let Some(from) = claims.not_before.as_ref().filter(is_ahead) {
        failed("nbf", format!("the signature is to be accepted only from {from}"));
    }
    if let Some(made) = claims.issued_at.as_ref().filter(is_ahead) {
        failed("iat", format!("the signature was made in the future, at {made}"));
    }
}

/// Asks which of the embedded proofs hold.
fn embedded(inquiry: Inquiry<'_, '_>, subject: &Subject<'_>, findings: &mut Findings) {
    let mut inside = Findings::default();
    let asked = proof::ask(inquiry, subject, &mut inside);
    asked.tell(&inquiry.verifier.policy, true, &mut inside);
    let one_is_enough = inquiry.verifier.policy.proofs == ProofsRequired::Any;
    for check in inside.checks() {
        let message = format!("the embedded proof: {}", check.message);
        let Some(code) = check.code else {
            findings.passed(check.question, message);
            continue;
        };
        let fault = |code| Fault::new(code, check.pointer.clone(), message.clone());
        match check.finish {
            Finish::Failed | Finish::Undecided if one_is_enough => {
                findings.warning(check.question, fault(Code::ProofOtherFailed));
            }
            Finish::Failed => findings.failed(check.question, fault(code)),
            Finish::Undecided => findings.undecided(check.question, fault(code)),
            _ => findings.warning(check.question, fault(code)),
        }
    }
}
