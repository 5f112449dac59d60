//! Do the endorsements inside hold?
//!
//! An endorsement is a credential of its own, embedded or as a token, about the thing that it hangs
//! on: the badge, its achievement, its issuer. Each is verified like any other and has a report of
//! its own. It counts when that is valid and it is about that thing.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use sha2::{Digest as _, Sha256};

use super::Verifier;
use super::binding::is_own_key;
use super::verification::{Inquiry, Subject};
use crate::document::{self, Content};
use crate::fault::{Code, Fault, Objection, Path, Pointer};
use crate::json::{self, Object, Value};
use crate::limits::{Budget, Limits};
use crate::model::{Kind, View, is_compact_jws};
use crate::rdf::Spent;
use crate::report::{Check, EndorsementReport, Findings, Finish, Outcome, Question, Report};

/// What an endorsement inside a credential does to its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Endorsements {
    /// One whose proof does not hold, or that is no endorsement, makes the credential invalid: its
    /// issuer has signed over it (Open Badges 3.0, section 8.2, asks for each to be verified). One
    /// that has expired, was revoked, or could not be decided is a warning. Where a limit keeps one
    /// from being verified the credential is undecided, since which come first is not signed: it may
    /// be one that speaks against it. The default.
    #[default]
    Verified,
    /// Whatever is wrong with one is a warning.
    Advisory,
    /// They are not looked at, and none counts. This saves the time that each of them takes.
    Unasked,
}

/// An endorsement, and what was found of it without other documents once it was asked.
pub(super) struct Endorsing<'v> {
    place: Pointer,
    /// The identifier of what it hangs on.
    of: Option<String>,
    /// Until it is read.
    document: Cell<Value>,
    allowance: Allowance,
    subject: OnceCell<Result<Box<Subject<'v>>, Objection>>,
}

/// What was spent on all that is verified together.
#[derive(Clone, Default)]
pub(super) struct Together {
    pub(super) spent: Arc<Spent>,
    /// How many values of endorsements were looked at.
    endorsing: Arc<AtomicUsize>,
}

/// How many endorsements may still be read, within how many others this is, and what was spent on
/// all that is verified together.
#[derive(Clone)]
pub(super) struct Allowance {
    left: Arc<AtomicUsize>,
    depth: usize,
    pub(super) together: Together,
}

/// A token is read into values that are more than its text counts for: so many bytes of it count as
/// one.
const TOKEN_BYTES_OF_A_VALUE: usize = 8;

impl Allowance {
    /// That of a credential, with what was spent before it.
    pub(super) fn of(limits: &Limits, together: Together) -> Self {
        Self { left: Arc::new(AtomicUsize::new(limits.endorsements)), depth: 0, together }
    }

    /// That of a newer version: what was found of the endorsements of the one that was given counts
    /// no more.
    pub(super) fn of_newer(&self, limits: &Limits) -> Self {
        match self.is_outermost() {
            true => Self::of(limits, self.together.clone()),
            false => self.clone(),
        }
    }

    /// Whether it is that of a credential that somebody brought, or published by itself.
    pub(super) fn is_outermost(&self) -> bool {
        self.depth == 0
    }

    /// Takes one more to be verified.
    fn take_one(&self) -> bool {
        self.left.fetch_update(Relaxed, Relaxed, |left: usize| left.checked_sub(1)).is_ok()
    }

    /// Pays for looking at one.
    fn pay(&self, endorsement: &Value, limits: &Limits) -> bool {
        let used = &self.together.endorsing;
        let mut budget = Budget::new(Code::LimitItems, limits.endorsement_items);
        budget = budget.after(used.load(Relaxed));
        let is_affordable = match endorsement {
            Value::String(token) => budget.consume(1 + token.len() / TOKEN_BYTES_OF_A_VALUE),
            embedded => json::charge(embedded, &mut budget),
        };
        used.store(budget.used(), Relaxed);
        is_affordable.is_ok()
    }
}

/// The endorsements of a credential.
#[derive(Default)]
pub(super) struct Found<'v> {
    all: Vec<Endorsing<'v>>,
    /// The first that is not looked at, since there are too many or they are too large. Which come
    /// first is not signed, so that it may be one that speaks against the credential.
    left_out: Option<Fault>,
}

/// Finds the endorsements of a credential; theirs are found when they are asked. Those that stand too
/// deep are a warning.
pub(super) fn find<'v>(
    verifier: &'v Verifier,
    credential: &Value,
    allowance: Allowance,
    findings: &mut Findings,
) -> Found<'v> {
    let found = Found::default();
    let mut search = Search { verifier, allowance, findings, found, has_warned: false };
    if verifier.policy.endorsements != Endorsements::Unasked {
        search.look(credential, &Path::Root);
    }
    search.found
}

struct Search<'r, 'v> {
    verifier: &'v Verifier,
    allowance: Allowance,
    findings: &'r mut Findings,
    found: Found<'v>,
    /// Whether it was said that some stand too deep: once, however many they are.
    has_warned: bool,
}

impl Search<'_, '_> {
    fn look(&mut self, value: &Value, path: &Path<'_>) {
        match value {
            Value::Object(object) => {
                for (name, member) in object.iter() {
                    let below = path.member(name);
                    match name {
                        "endorsement" | "endorsementJwt" if has_endorsement(member) => {
                            self.take(object, member, &below);
                        }
                        "@context" | "@value" | "proof" => {}
                        _ => self.look(member, &below),
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.look(item, &path.item(index));
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, of: &Object, endorsements: &Value, path: &Path<'_>) {
        let of = of.get("id").and_then(Value::as_str);
        let (items, limits) = (endorsements.items(), &self.verifier.limits);
        let mut digests = HashSet::new();
        for (index, endorsement) in items.iter().enumerate() {
            if !is_endorsement(endorsement) {
                continue;
            }
            let item = path.item(index);
            let path = if matches!(endorsements, Value::Array(_)) { &item } else { path };
            let deepest = limits.endorsement_depth;
            if self.allowance.depth >= deepest {
                let message = format!("endorsements of endorsements count to depth {deepest}");
                return self.warn(Code::LimitDepth, path, &message);
            }
            // Nothing is compared that was not paid for. One that stands there twice endorses once, and
            // is one: to compare each with all those before it would take a time that grows with the
            // square of their number.
            let is_paid = self.allowance.pay(endorsement, limits);
            if is_paid && items.len() > 1 && !digests.insert(digest(endorsement)) {
                continue;
            }
            if !is_paid || !self.allowance.take_one() {
                let message = "there are more endorsements, or larger ones, than are verified: this \
                               one and those after it were not";
                let code = Code::EndorsementUnestablished;
                let fault = || Fault::new(code, path.pointer(), message);
                self.found.left_out.get_or_insert_with(fault);
                return;
            }
            self.found.all.push(Endorsing {
                place: path.pointer(),
                of: of.map(str::to_owned),
                document: Cell::new(endorsement.clone()),
                allowance: Allowance { depth: self.allowance.depth + 1, ..self.allowance.clone() },
                subject: OnceCell::new(),
            });
        }
    }

    fn warn(&mut self, code: Code, path: &Path<'_>, message: &str) {
        if std::mem::replace(&mut self.has_warned, true) {
            return;
        }
        self.findings.warning(Question::Endorsement, Fault::new(code, path.pointer(), message));
    }
}

/// Whether the member holds endorsements. Extensions may call other things so.
fn has_endorsement(member: &Value) -> bool {
    member.items().iter().any(is_endorsement)
}

/// Equal values, in whatever order their members stand, have equal digests.
fn digest(endorsement: &Value) -> [u8; 32] {
    Sha256::digest(json::canonical(endorsement)).into()
}

fn is_endorsement(value: &Value) -> bool {
    match value {
        Value::String(text) => is_compact_jws(text),
        Value::Object(_) => View::of(value).has_type("EndorsementCredential"),
        _ => false,
    }
}

impl<'v> Endorsing<'v> {
    fn subject(&self, verifier: &'v Verifier) -> Result<&Subject<'v>, &Objection> {
        let read = || {
            let content = match self.document.take() {
                Value::String(token) => document::read(token.as_bytes(), &verifier.limits)?,
                embedded => Content::Json(embedded),
            };
            let allowance = self.allowance.clone();
            Subject::found(verifier, Kind::Endorsement, content, allowance).map(Box::new)
        };
        self.subject.get_or_init(read).as_ref().map(Box::as_ref)
    }
}

/// Says where endorsements are that are not looked at.
pub(super) fn do_not_ask(endorsements: &Found<'_>, why: &str, findings: &mut Findings) {
    if let Some(fault) = &endorsements.left_out {
        findings.warning(Question::Endorsement, fault.clone());
    }
    for endorsing in &endorsements.all {
        let message = format!("the endorsement was not verified: {why}");
        let fault = Fault::new(Code::EndorsementUnestablished, endorsing.place.clone(), message);
        findings.warning(Question::Endorsement, fault);
    }
}

/// Asks of each endorsement what is asked of every credential. Where the holder chose what is shown
/// of the credential, an endorsement may be shown in part, which its own proof cannot bear.
pub(super) fn ask<'v>(
    inquiry: Inquiry<'v, '_>,
    endorsements: &Found<'v>,
    is_selection: bool,
    findings: &mut Findings,
) {
    let is_strict = inquiry.verifier.policy.endorsements == Endorsements::Verified && !is_selection;
    if let Some(fault) = &endorsements.left_out {
        match is_strict {
            true => findings.undecided(Question::Endorsement, fault.clone()),
            false => findings.warning(Question::Endorsement, fault.clone()),
        }
    }
    let mut counted = 0;
    for endorsing in &endorsements.all {
        let (report, view) = match endorsing.subject(inquiry.verifier) {
            Ok(subject) => {
                (inquiry.endorsement(subject), Some(View::of(subject.unsecured.document())))
            }
            Err(objection) => {
                let mut findings = Findings::default();
                findings.objection(Question::Input, objection.clone());
                (findings.finish(None), None)
            }
        };
        let objection = against(&report, view, endorsing.of.as_deref());
        let counts = objection.is_none();
        counted += usize::from(counts);
        if let Some((code, why)) = objection {
            let message = format!("this endorsement does not count: {why}");
            let fault = Fault::new(code, endorsing.place.clone(), message);
            match code {
                Code::EndorsementInvalid if is_strict => {
                    findings.failed(Question::Endorsement, fault);
                }
                // What it would have been, nobody knows; who has spent the work, neither.
                _ if is_strict && is_cut_short(&report) => {
                    findings.undecided(Question::Endorsement, fault);
                }
                _ => findings.warning(Question::Endorsement, fault),
            }
        }
        let pointer = endorsing.place.clone();
        findings.endorsements.push(EndorsementReport { pointer, counts, report });
    }
    if counted > 0 {
        findings.passed(Question::Endorsement, format!("{counted} of them count"));
    }
}

/// Whether a limit, and nothing that the endorsement says, left it undecided.
fn is_cut_short(report: &Report) -> bool {
    let is_limit = |code: Code| code.as_str().starts_with("limit.");
    let mut undecided = report.checks().iter().filter(|check| check.finish == Finish::Undecided);
    undecided.any(|check| check.code.is_some_and(is_limit))
}

/// Why an endorsement with this report does not count, if it does not.
fn against(
    report: &Report,
    endorsement: Option<View<'_>>,
    of: Option<&str>,
) -> Option<(Code, String)> {
    let about = endorsement.and_then(|view| view.subject_ids().next());
    // Of a key that is its own document nothing changes.
    let is_settled = endorsement.and_then(View::issuer_id).is_some_and(is_own_key);

    let messages = |finish| {
        let checks = report.checks().iter().filter(move |check| check.finish == finish);
        checks.map(|check| check.message.as_str()).collect::<Vec<_>>().join("; ")
    };
    let mut failed = report.checks().iter().filter(|check| check.finish == Finish::Failed);
    match report.outcome() {
        Outcome::Invalid if failed.clone().any(|check| is_its_own_fault(check, is_settled)) => {
            Some((Code::EndorsementInvalid, messages(Finish::Failed)))
        }
        Outcome::Invalid if failed.all(|check| check.code.is_some_and(has_lapsed)) => {
            Some((Code::EndorsementLapsed, messages(Finish::Failed)))
        }
        Outcome::Invalid => Some((Code::EndorsementUnestablished, messages(Finish::Failed))),
        Outcome::Indeterminate => {
            Some((Code::EndorsementUnestablished, messages(Finish::Undecided)))
        }
        Outcome::Valid if about.is_none() || about != of => {
            let about = about.unwrap_or("nothing with an identifier");
            let message = format!("it is about {about}, and hangs on another thing");
            Some((Code::EndorsementSubject, message))
        }
        Outcome::Valid => None,
    }
}

/// Whether a check failed for what the endorsement itself says, which is so for ever. What its
/// issuer publishes elsewhere may change after the badge was issued, and is not the badge's fault.
fn is_its_own_fault(check: &Check, is_settled: bool) -> bool {
    match check.question {
        Question::Input | Question::Structure | Question::Context => true,
        Question::Proof => check.code.is_some_and(|code| {
            matches!(
                code,
                Code::Signature
                    | Code::ProofMissing
                    | Code::ProofForm
                    | Code::ProofEncoding
                    | Code::Purpose
                    | Code::KeyMismatch
                    | Code::JwsAlg
            )
        }),
        Question::Binding => is_settled,
        _ => false,
    }
}

fn has_lapsed(code: Code) -> bool {
    matches!(
        code,
        Code::TimeExpired
            | Code::TimeNotYet
            | Code::TimeProof
            | Code::Revoked
            | Code::Suspended
            | Code::KeyExpired
    )
}
