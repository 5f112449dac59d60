use std::cell::OnceCell;
use std::iter;
use std::sync::Arc;

use super::bundle::Word;
use super::clock::Clock;
use super::endorsement::{Allowance, Together};
use super::jwt::{self, Token};
use super::library::{Library, Need};
use super::policy::ProofTypes;
use super::proof::{Expected, Proofs, Proven};
use super::recipient::KnownIdentity;
use super::refresh::{self, Answer};
use super::schema::Judged;
use super::trust::Trust;
use super::{
    Verifier, binding, context, endorsement, proof, recipient, resource, schema, status, structure,
    trust, validity,
};
use crate::document::{self, Content};
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::model::{Kind, View};
use crate::proof::Unsecured;
use crate::report::{Belief, Findings, Question, Report, VerifiedCredential};
use crate::resolve::{Document, ResolveError};
use crate::text::Timestamp;

/// A verification on its way. It does no IO: [`Verification::step`] says which documents it wants,
/// [`Verification::supply`] hands them over. Work that is done is not done again.
pub struct Verification<'v> {
    pub(super) verifier: &'v Verifier,
    pub(super) clock: Clock,
    subject: Result<Subject<'v>, Objection>,
    library: Library,
}

/// What a verification wants, or what it found.
#[derive(Debug)]
pub enum Step {
    /// Supply each of these, or the reason why it is not to be had, then step again.
    Needs(Vec<Need>),
    /// The verification is over.
    Done(Box<Report>),
}

/// A document that could be read, and what is known of it without other documents.
pub(super) struct Subject<'v> {
    pub(super) kind: Kind,
    pub(super) unsecured: Unsecured<'v>,
    pub(super) proofs: Proofs<'v>,
    /// What the proofs have to answer.
    pub(super) expected: Expected,
    /// The token that the document came in, if it did.
    pub(super) token: Option<Token>,
    /// Whether the document can be canonicalized without loss.
    pub(super) lossless: bool,
    endorsements: endorsement::Found<'v>,
    /// The answers to the first questions.
    groundwork: Findings,
    /// How many endorsements may be read inside, and within how many others this stands.
    pub(super) allowance: Allowance,
    /// The newer version of it, once that was had.
    pub(super) newer: OnceCell<refresh::Kept<'v>>,
    /// What was found by its schemas.
    pub(super) judged: Judged,
}

impl<'v> Verification<'v> {
    pub(super) fn new(verifier: &'v Verifier, kind: Kind, bytes: &[u8], now: &Timestamp) -> Self {
        let subject = document::read(bytes, &verifier.limits)
            .and_then(|content| Subject::brought(verifier, kind, content, Together::default()))
            .map(|subject| Subject { expected: Expected::by(&verifier.policy), ..subject });
        Self { verifier, clock: Clock::at(now.clone()), subject, library: Library::default() }
    }

    /// Goes on as far as the supplied documents allow.
    pub fn step(&mut self) -> Step {
        let report = match &self.subject {
            Err(objection) => {
                let mut findings = Findings::default();
                findings.objection(Question::Input, objection.clone());
                findings.finish(None)
            }
            Ok(subject) => {
                let inquiry =
                    Inquiry { verifier: self.verifier, clock: &self.clock, library: &self.library };
                inquiry.credential(subject)
            }
        };
        let for_endorsements = self.library.is_for_endorsements();
        let needs = self.library.take_wanted();
        if needs.is_empty() {
            return self.done(report);
        }
        let allowed = self.verifier.limits.fetches;
        if self.library.len() + needs.len() <= allowed {
            return Step::Needs(needs);
        }
        if !for_endorsements {
            return self.done(self.too_many_needs());
        }
        // The credential itself needs no more.
        for Need { url, .. } in needs {
            let reason = format!("more than the {allowed} documents allowed are needed");
            self.library.supply(url.clone(), Err(ResolveError::Failed { url, reason }));
        }
        self.step()
    }

    /// Hands over the document at `url`, or says why it is not to be had.
    pub fn supply(&mut self, url: String, document: Result<Document, ResolveError>) {
        self.library.supply(url, document);
    }

    fn done(&self, report: Report) -> Step {
        Step::Done(Box::new(report.dated(self.clock.now())))
    }

    fn too_many_needs(&self) -> Report {
        let allowed = self.verifier.limits.fetches;
        let message = format!("more than the {allowed} documents allowed are needed to verify it");
        let mut findings = Findings::default();
        findings.undecided(Question::Proof, Fault::new(Code::LimitFetch, Pointer::root(), message));
        findings.finish(None)
    }
}

impl<'v> Subject<'v> {
    /// A document that somebody brought, made for whoever verifies it if it names an audience; what is
    /// spent is shared with those that were brought along with it.
    pub(super) fn brought(
        verifier: &'v Verifier,
        kind: Kind,
        content: Content,
        together: Together,
    ) -> Result<Self, Objection> {
        let allowance = Allowance::of(&verifier.limits, together);
        Self::found(verifier, kind, content, allowance)
    }

    /// A newer version of a document, or one that stands in another, with what is left of its
    /// allowance. What stands in another may be made for somebody else.
    pub(super) fn found(
        verifier: &'v Verifier,
        kind: Kind,
        content: Content,
        allowance: Allowance,
    ) -> Result<Self, Objection> {
        let audience = verifier.policy.audience.as_deref().filter(|_| allowance.is_outermost());
        let word = verifier.word.as_deref();
        Self::new(verifier, kind, content, audience, allowance, word)
    }

    /// A status list. By whose word it came is told of what it is asked about.
    pub(super) fn list(verifier: &'v Verifier, content: Content) -> Result<Self, Objection> {
        let allowance = Allowance::of(&verifier.limits, Together::default());
        Self::new(verifier, Kind::StatusList, content, None, allowance, None)
    }

    fn new(
        verifier: &'v Verifier,
        kind: Kind,
        content: Content,
        audience: Option<&str>,
        allowance: Allowance,
        word: Option<&Word>,
    ) -> Result<Self, Objection> {
        let (mut value, token) = match content {
            Content::Json(value) => (value, None),
            Content::Jwt(jws) => {
                let (token, credential) = Token::open(*jws, kind, verifier, audience)?;
                (credential, Some(token))
            }
        };
        let kind = kind.of_document(&value);
        let mut groundwork = Findings::default();
        groundwork.passed(
            Question::Input,
            if token.is_some() { "one JSON Web Token" } else { "one JSON document" },
        );
        if let Some(word) = word {
            word.tell(&mut groundwork);
        }
        structure::ask(&value, kind, verifier.policy.form, &mut groundwork);
        let proofs = value.as_object_mut().and_then(|object| object.remove("proof"));
        let proofs = Proofs::read(proofs, &verifier.limits)?;
        let (value, canonicalizer) = (Arc::new(value), verifier.canonicalizer());
        let unsecured = Unsecured::sharing(&allowance.together.spent, value, canonicalizer);
        if verifier.policy.proof_types == ProofTypes::Defined {
            proofs.ask_meaning(&unsecured, &mut groundwork);
        }
        let checks = proofs.checks();
        let lossless = context::ask(&unsecured, checks, kind, &verifier.policy, &mut groundwork);
        let endorsements =
            endorsement::find(verifier, unsecured.document(), allowance.clone(), &mut groundwork);
        let expected = Expected::default();
        let newer = OnceCell::new();
        Ok(Self {
            kind,
            unsecured,
            proofs,
            expected,
            token,
            lossless,
            endorsements,
            groundwork,
            allowance,
            newer,
            judged: Judged::default(),
        })
    }
}

impl Subject<'_> {
    /// What is known of the document without its proof.
    pub(super) fn groundwork(&self) -> &Findings {
        &self.groundwork
    }
}

/// What every question may look at.
#[derive(Clone, Copy)]
pub(super) struct Inquiry<'v, 'a> {
    pub(super) verifier: &'v Verifier,
    pub(super) clock: &'a Clock,
    pub(super) library: &'a Library,
}

/// What is asked of a credential beside what is asked of all.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// What is known of the person whom it must be about.
    known: &'a [KnownIdentity],
    trust: &'a Trust,
    /// Whether it stands in another.
    is_inside: bool,
}

impl<'v> Inquiry<'v, '_> {
    /// Asks every question of a credential that somebody brought.
    pub(super) fn credential(self, subject: &Subject<'v>) -> Report {
        let policy = &self.verifier.policy;
        let asked = Asked { known: &policy.recipient, trust: &policy.trust, is_inside: false };
        let (report, wants) = self.questions(subject, asked);
        self.library.note_wants(wants);
        report
    }

    /// Asks them of an endorsement inside a credential: it is about no person, and whose word
    /// counts is asked of the credential alone.
    pub(super) fn endorsement(self, subject: &Subject<'v>) -> Report {
        self.questions(subject, Asked { known: &[], trust: &Trust::NotAsked, is_inside: true }).0
    }

    /// Gives the report, and whether the credential itself wants documents.
    fn questions(self, given: &Subject<'v>, asked: Asked<'_>) -> (Report, bool) {
        let wanted_before = self.library.wanted();
        let mut findings = given.groundwork.clone();
        let of_given = self.proof_and_binding(given, &mut findings);
        let answer = refresh::ask(self, given, of_given.as_ref(), &findings);
        let (mut subject, mut proven) = (given, of_given.as_ref());
        if let Answer::Newer(newer) = &answer {
            findings = newer.findings.clone();
            (subject, proven) = (newer.subject, Some(&newer.proven));
        }
        let document_of = |subject: &Subject<'_>, proven: Option<&Proven>| match proven {
            Some(proven) => Arc::clone(&proven.document),
            None => Arc::clone(subject.unsecured.document()),
        };
        let document = document_of(subject, proven);
        let view = View::of(&document);
        let securing = proven.map(|proven| proven.securing);
        schema::ask(self, subject, (&document, securing), &mut findings);
        resource::ask(self, &document, &mut findings);
        let expires = subject.token.as_ref().and_then(Token::expires);
        validity::ask(view, expires, self.clock, &mut findings);
        match proven {
            Some(_) if findings.authenticated => {
                status::ask(self, view, subject.kind, &mut findings);
            }
            _ => status::do_not_ask(self, view, subject.kind, &mut findings),
        }
        if !matches!(answer, Answer::Nothing) {
            let document = document_of(given, of_given.as_ref());
            let given = (View::of(&document), given.kind);
            refresh::tell(self, &answer, given, asked.is_inside, &mut findings);
        }
        recipient::ask(view, asked.known, self.verifier.policy.emails, &mut findings);
        let wants = self.library.wanted() > wanted_before;
        match proven {
            // Its own needs first; there is another step.
            _ if wants => {}
            // What a stranger wrote leads nobody to look for anything.
            Some(proven) if findings.authenticated && !subject.groundwork.has_failed() => {
                endorsement::ask(
                    self,
                    &subject.endorsements,
                    proven.securing.is_selective(),
                    &mut findings,
                );
            }
            Some(_) if findings.authenticated => {
                let why = "the credential is no such document as its endorsements could speak for";
                endorsement::do_not_ask(&subject.endorsements, why, &mut findings);
            }
            _ => {
                let why = "no proof of the credential holds";
                endorsement::do_not_ask(&subject.endorsements, why, &mut findings);
            }
        }
        let signer = proven.filter(|_| findings.authenticated);
        let signer = signer.and_then(|proven| {
            Some((view.issuer_id()?, iter::once(&proven.method.key).chain(&proven.more_keys)))
        });
        findings.trust = trust::ask(asked.trust, signer);
        let is_unsafe =
            !self.verifier.policy.unsafe_choices().is_empty() || findings.has(Code::BundleUnsealed);
        let belief = if is_unsafe { Belief::Unsafe } else { Belief::Safe };
        let credential = proven.map(|proven| {
            let now = self.clock.now().clone();
            VerifiedCredential::new(Arc::clone(&proven.document), proven.securing, now, belief)
        });
        (findings.finish(credential), wants)
    }

    /// Asks whether the document is signed, and by its issuer: of several proofs that hold, one has
    /// to be the issuer's. `None` when no proof holds; the findings are authenticated from here on
    /// when the key is the issuer's.
    pub(super) fn proof_and_binding(
        self,
        subject: &Subject<'v>,
        findings: &mut Findings,
    ) -> Option<Proven> {
        if let Some(token) = &subject.token {
            return jwt::ask(self, subject, token, findings);
        }
        let asked = proof::ask(self, subject, findings);
        let mut own = None;
        let mut more_keys = Vec::new();
        let mut others = Vec::new();
        for (index, proven) in asked.held.iter().enumerate() {
            match binding::ask(self, View::of(&proven.document), &proven.method) {
                Ok(()) if own.is_some() => more_keys.push(proven.method.key.clone()),
                Ok(()) => {
                    own = Some(index);
                    // One is enough, unless it matters which of the issuer's keys signed.
                    if self.verifier.policy.trust == Trust::NotAsked {
                        break;
                    }
                }
                Err(objection) => others.push((index, objection)),
            }
        }
        let any_undecided = asked.any_undecided();
        let held = asked.tell(&self.verifier.policy, own.is_some(), findings);
        let counted = match own {
            Some(own) => {
                // Others may have signed as well; whose keys those are decides nothing.
                others.clear();
                findings.authenticated = true;
                findings.passed(Question::Binding, "the key is the issuer's");
                own
            }
            None => {
                // None is the issuer's. Where one may be, that counts: one proof is enough.
                let may_be = |(_, it): &(usize, Objection)| matches!(it, Objection::Undecided(_));
                let best = others.iter().position(may_be).unwrap_or(0);
                let (index, objection) = others.get(best)?.clone();
                // So may a proof that could not be decided, which the findings say already.
                if !any_undecided || matches!(objection, Objection::Undecided(_)) {
                    others.remove(best);
                    findings.objection(Question::Binding, objection);
                }
                index
            }
        };
        for (_, objection) in &others {
            proof::note(Question::Binding, objection, findings);
        }
        held.into_iter().nth(counted).map(|proven| Proven { more_keys, ..proven })
    }
}
