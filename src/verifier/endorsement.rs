//! Do the endorsements inside hold?
//!
//! An endorsement is a credential of its own, embedded or as a token, about the thing that it hangs
//! on: the badge, its achievement, its issuer. Each is verified like any other and has a report of
//! its own. It counts when that is valid and it is about that thing.

use super::Verifier;
use super::verification::{Inquiry, Subject};
use crate::document::{self, Content};
use crate::fault::{Code, Fault, Objection, Path, Pointer};
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::model::{Kind, View};
use crate::report::{EndorsementReport, Findings, Finish, Outcome, Question, Report};

/// What an endorsement inside a credential does to its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Endorsements {
    /// One whose proof does not hold, or that is no endorsement, makes the credential invalid: its
    /// issuer has signed over it (Open Badges 3.0, section 8.2, asks for each to be verified). One
    /// that has expired, was revoked, or could not be decided is a warning. The default.
    #[default]
    Verified,
    /// Whatever is wrong with one is a warning.
    Advisory,
    /// They are not looked at, and none counts. This saves the time that each of them takes.
    Unasked,
}

/// An endorsement, read as far as it can be without other documents.
pub(super) struct Endorsing<'v> {
    place: Pointer,
    /// The identifier of what it hangs on.
    of: Option<String>,
    subject: Result<Box<Subject<'v>>, Objection>,
}

/// How many endorsements may still be read, and within how many others this is.
pub(super) struct Allowance {
    left: usize,
    depth: usize,
    max_depth: usize,
}

impl Allowance {
    pub(super) fn of(limits: &Limits) -> Self {
        Self { left: limits.endorsements, depth: 0, max_depth: limits.endorsement_depth }
    }
}

/// Reads the endorsements of a credential, and in turn theirs. What is not looked at any more is a
/// warning.
pub(super) fn read<'v>(
    verifier: &'v Verifier,
    credential: &Value,
    allowance: &mut Allowance,
    findings: &mut Findings,
) -> Vec<Endorsing<'v>> {
    let mut reading = Reading { verifier, allowance, findings, found: Vec::new() };
    if verifier.policy.endorsements != Endorsements::Unasked {
        reading.find(credential, &Path::Root);
    }
    reading.found
}

struct Reading<'r, 'v> {
    verifier: &'v Verifier,
    allowance: &'r mut Allowance,
    findings: &'r mut Findings,
    found: Vec<Endorsing<'v>>,
}

impl Reading<'_, '_> {
    fn find(&mut self, value: &Value, path: &Path<'_>) {
        match value {
            Value::Object(object) => {
                for (name, member) in object.iter() {
                    let below = path.member(name);
                    match name {
                        "endorsement" | "endorsementJwt" => self.read(object, member, &below),
                        "@context" | "proof" => {}
                        _ => self.find(member, &below),
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.find(item, &path.item(index));
                }
            }
            _ => {}
        }
    }

    fn read(&mut self, of: &Object, endorsements: &Value, path: &Path<'_>) {
        let of = of.get("id").and_then(Value::as_str);
        for (index, endorsement) in endorsements.items().iter().enumerate() {
            let item = path.item(index);
            let path = if matches!(endorsements, Value::Array(_)) { &item } else { path };
            if self.allowance.depth == self.allowance.max_depth {
                let deepest = self.allowance.max_depth;
                let message = format!("endorsements of endorsements count to depth {deepest}");
                return self.warn(Code::LimitDepth, path, &message);
            }
            if self.allowance.left == 0 {
                let message = "there are more endorsements than are verified: this one and those \
                               after it do not count";
                return self.warn(Code::EndorsementUnestablished, path, message);
            }
            self.allowance.left -= 1;
            self.allowance.depth += 1;
            let subject = content(endorsement, &self.verifier.limits).and_then(|content| {
                let kind = Kind::Endorsement;
                Subject::within(self.verifier, kind, content, self.allowance).map(Box::new)
            });
            self.allowance.depth -= 1;
            self.found.push(Endorsing {
                place: path.pointer(),
                of: of.map(str::to_owned),
                subject,
            });
        }
    }

    fn warn(&mut self, code: Code, path: &Path<'_>, message: &str) {
        self.findings.warning(Question::Endorsement, Fault::new(code, path.pointer(), message));
    }
}

fn content(endorsement: &Value, limits: &Limits) -> Result<Content, Objection> {
    match endorsement {
        Value::String(token) => document::read(token.as_bytes(), limits),
        embedded => Ok(Content::Json(embedded.clone())),
    }
}

/// Says where endorsements are that are not looked at.
pub(super) fn do_not_ask(endorsements: &[Endorsing<'_>], findings: &mut Findings) {
    for endorsing in endorsements {
        let message = "the endorsement was not verified: no proof of the credential holds";
        let fault = Fault::new(Code::EndorsementUnestablished, endorsing.place.clone(), message);
        findings.warning(Question::Endorsement, fault);
    }
}

/// Asks of each endorsement what is asked of every credential. Where the holder chose what is shown
/// of the credential, an endorsement may be shown in part, which its own proof cannot bear.
pub(super) fn ask<'v>(
    inquiry: Inquiry<'v, '_>,
    endorsements: &[Endorsing<'v>],
    is_selection: bool,
    findings: &mut Findings,
) {
    let mut counted = 0;
    for endorsing in endorsements {
        let (report, about) = match &endorsing.subject {
            Ok(subject) => {
                let about = View::of(subject.unsecured.document()).subject_ids().next();
                (inquiry.endorsement(subject), about)
            }
            Err(objection) => {
                let mut findings = Findings::default();
                findings.objection(Question::Input, objection.clone());
                (findings.finish(None), None)
            }
        };
        let objection = against(&report, about, endorsing.of.as_deref());
        let counts = objection.is_none();
        counted += usize::from(counts);
        if let Some((code, why)) = objection {
            let message = format!("this endorsement does not count: {why}");
            let fault = Fault::new(code, endorsing.place.clone(), message);
            let strict = inquiry.verifier.policy.endorsements == Endorsements::Verified;
            match code {
                Code::EndorsementInvalid if strict && !is_selection => {
                    findings.failed(Question::Endorsement, fault)
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

/// Why an endorsement with this report does not count, if it does not.
fn against(report: &Report, about: Option<&str>, of: Option<&str>) -> Option<(Code, String)> {
    let messages = |finish| {
        let checks = report.checks().iter().filter(move |check| check.finish == finish);
        checks.map(|check| check.message.as_str()).collect::<Vec<_>>().join("; ")
    };
    let lapsed = |code| {
        matches!(code, Code::TimeExpired | Code::TimeNotYet | Code::Revoked | Code::Suspended)
    };
    let mut failed = report.checks().iter().filter(|check| check.finish == Finish::Failed);
    match report.outcome() {
        Outcome::Invalid if failed.all(|check| check.code.is_some_and(lapsed)) => {
            Some((Code::EndorsementLapsed, messages(Finish::Failed)))
        }
        Outcome::Invalid => Some((Code::EndorsementInvalid, messages(Finish::Failed))),
        Outcome::Indeterminate => {
            Some((Code::EndorsementUnestablished, messages(Finish::Undecided)))
        }
        Outcome::Valid if about.is_none() || about != of => {
            let about = about.unwrap_or("nothing with an identifier");
            Some((
                Code::EndorsementSubject,
                format!("it is about {about}, and hangs on another thing"),
            ))
        }
        Outcome::Valid => None,
    }
}
