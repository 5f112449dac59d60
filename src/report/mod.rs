//! What a verification found: one [`Outcome`], and a [`Check`] for each thing that was looked at.
//!
//! A report is plain data. It can be read as JSON ([`Report`] implements `serde::Serialize`;
//! `docs/REPORT.md` gives the shape), as text ([`Report::to_text`]), and, several together, as the
//! results of a test suite ([`junit`]) and, with the feature `html`, as a page for people (`html`).

mod endorsement;
mod examined;
mod gist;
#[cfg(feature = "html")]
pub(crate) mod html;
mod junit;
mod presentation;
mod text;
mod trust;
mod verified;

pub use endorsement::EndorsementReport;
pub use examined::{Examined, Found};
pub(crate) use gist::{Aligned, Gist, is_plain};
#[cfg(feature = "html")]
pub use html::html;
pub use junit::junit;
pub use presentation::PresentationReport;
pub use text::Style;
pub use trust::{IdentityVerdict, TrustVerdict};
pub use verified::{Belief, Summary, VerifiedCredential};

use serde::ser::SerializeMap as _;

use crate::fault::{Code, Fault, Finding, Mismatch, Objection, Pointer, Severity};
use crate::text::Timestamp;

/// The version of the shape of reports as JSON (`docs/REPORT.md`). It grows when a member goes, or
/// changes its meaning; members may be added without that.
pub const JSON_VERSION: u32 = 1;

/// The verdict.
///
/// Any check that failed makes it invalid; else any that could not be decided makes it
/// indeterminate; else it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything was checked, and nothing failed.
    Valid,
    /// Something failed.
    Invalid,
    /// Nothing failed, but something could not be decided. Not to be relied on.
    Indeterminate,
}

impl Outcome {
    /// `valid`, `invalid` or `indeterminate`.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Valid => "valid",
            Outcome::Invalid => "invalid",
            Outcome::Indeterminate => "indeterminate",
        }
    }
}

/// What a check asks, in the order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Question {
    /// Are the bytes a document?
    Input,
    /// Is it known who collected the documents that it was verified with, where they came in a
    /// bundle?
    Bundle,
    /// Does the document say what its class must say?
    Structure,
    /// Does every member have a defined meaning, so that it is signed?
    Context,
    /// Is it signed, by a key that its proof names?
    Proof,
    /// Is that key the issuer's?
    Binding,
    /// Does it keep to the schemas that it names?
    Schema,
    /// Are the resources that it refers to those that were signed?
    Resource,
    /// Is now within its validity period?
    Validity,
    /// Does it still stand, by its issuer's word?
    Status,
    /// Is there a newer version of it?
    Refresh,
    /// Is it about the person who is expected?
    Recipient,
    /// Do the endorsements inside hold?
    Endorsement,
}

impl Question {
    /// The name in reports, such as `structure`.
    pub fn as_str(self) -> &'static str {
        match self {
            Question::Input => "input",
            Question::Bundle => "bundle",
            Question::Structure => "structure",
            Question::Context => "context",
            Question::Proof => "proof",
            Question::Binding => "binding",
            Question::Schema => "schema",
            Question::Resource => "resource",
            Question::Validity => "validity",
            Question::Status => "status",
            Question::Refresh => "refresh",
            Question::Recipient => "recipient",
            Question::Endorsement => "endorsement",
        }
    }

    /// The question for a person; the good answer is yes.
    pub fn in_words(self) -> &'static str {
        match self {
            Question::Input => "Can it be read?",
            Question::Bundle => "Is it known who collected what it was checked with, and when?",
            Question::Structure => "Does it say what such a document must say?",
            Question::Context => {
                "Does each part of it have a defined meaning, so that it can be signed?"
            }
            Question::Proof => "Is it signed, and unchanged since?",
            Question::Binding => "Is the key that signed it the issuer’s?",
            Question::Schema => "Does it keep to the schemas that it names?",
            Question::Resource => "Are the resources that it refers to the ones that were signed?",
            Question::Validity => "Is it within its period of validity?",
            Question::Status => "Does it still stand, by its issuer’s word?",
            Question::Refresh => "Is it the newest version of itself?",
            Question::Recipient => "Is it about the person who is expected?",
            Question::Endorsement => "Do the endorsements in it hold?",
        }
    }
}

/// How one check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Finish {
    /// As it should be.
    Passed,
    /// As it may be, but a person should know.
    Warning,
    /// Not as it must be.
    Failed,
    /// Not known.
    Undecided,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What was asked.
    #[serde(rename = "check")]
    pub question: Question,
    /// How it came out.
    #[serde(rename = "outcome")]
    pub finish: Finish,
    /// The stable code; `None` when the check passed.
    pub code: Option<Code>,
    /// One sentence for a person.
    pub message: String,
    /// The place in the document.
    pub pointer: Pointer,
    /// What stands there, and what should.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    mismatch: Option<Box<Mismatch>>,
    /// Whether what was looked at is known to be signed by the issuer. False for what is read
    /// before the proof, or without a proof that holds.
    pub authenticated: bool,
}

impl Check {
    /// What stands at the place, where the check is of the structure ([`Fault::found`]).
    pub fn found(&self) -> Option<&str> {
        self.mismatch.as_ref().map(|mismatch| mismatch.found.as_str())
    }

    /// What should stand there, where the check is of the structure ([`Fault::expected`]).
    pub fn expected(&self) -> Option<&str> {
        self.mismatch.as_ref().map(|mismatch| mismatch.expected.as_str())
    }
}

/// Everything that a verification found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    outcome: Outcome,
    as_of: Option<Timestamp>,
    checks: Vec<Check>,
    summary: Option<Summary>,
    is_authentic: bool,
    verified: Option<VerifiedCredential>,
    recipient: Vec<(String, IdentityVerdict)>,
    endorsements: Vec<EndorsementReport>,
    trust: TrustVerdict,
    refreshed_from: Option<String>,
}

impl Report {
    /// The report on a document that could not be verified at all, such as one in a file that cannot
    /// be read, for whoever reports on many: it is [`Outcome::Indeterminate`] as of `now`, with the
    /// fault as its one check.
    pub fn unverified(question: Question, fault: Fault, now: &Timestamp) -> Self {
        let mut findings = Findings::default();
        findings.undecided(question, fault);
        findings.finish(None).dated(now)
    }

    /// The verdict.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The moment as of which it was verified; `None` for a part of another report, which has it.
    pub fn as_of(&self) -> Option<&Timestamp> {
        self.as_of.as_ref()
    }

    /// Every check, in the order of asking; warnings among them.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The checks that decided the verdict: those that failed, and those that stayed undecided.
    pub fn objections(&self) -> impl Iterator<Item = &Check> {
        self.checks
            .iter()
            .filter(|check| matches!(check.finish, Finish::Failed | Finish::Undecided))
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.finish == Finish::Warning)
    }

    /// Whether a check came out with this code.
    pub fn has(&self, code: Code) -> bool {
        self.checks.iter().any(|check| check.code == Some(code))
    }

    /// The credential, when the verdict is [`Outcome::Valid`] and its issuer is trusted, if that was
    /// asked.
    pub fn verified(&self) -> Option<&VerifiedCredential> {
        self.verified.as_ref()
    }

    /// For each identity that the policy knows of the recipient, in its order: its kind (`id`, or
    /// an identifier type), and whether the credential states it.
    pub fn recipient(&self) -> &[(String, IdentityVerdict)] {
        &self.recipient
    }

    /// The endorsements inside, each with a report of its own.
    pub fn endorsements(&self) -> &[EndorsementReport] {
        &self.endorsements
    }

    /// Whether the issuer is among those whose word counts. The verdict says nothing of that.
    pub fn trust(&self) -> &TrustVerdict {
        &self.trust
    }

    /// Where the credential is from that the report is about, when that is a newer version of the
    /// one that was given.
    pub fn refreshed_from(&self) -> Option<&str> {
        self.refreshed_from.as_deref()
    }

    /// As [`Report::verified`], taking the credential out.
    pub fn into_verified(self) -> Option<VerifiedCredential> {
        self.verified
    }

    /// What the credential says of itself, when its proof holds: signed by the key that it names,
    /// but perhaps expired, revoked, or by a key that is not known to be the issuer's.
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }

    /// Whether what [`Report::summary`] says is known to be the word of the issuer that it names: its
    /// proof holds, by a key that is the issuer's. It may have expired or been revoked.
    pub fn is_authentic(&self) -> bool {
        self.is_authentic
    }

    /// The same report, of a verification as of `now`.
    pub(crate) fn dated(self, now: &Timestamp) -> Self {
        Self { as_of: Some(now.clone()), ..self }
    }
}

/// A report in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    checks: Vec<Check>,
    pub(crate) authenticated: bool,
    pub(crate) recipient: Vec<(String, IdentityVerdict)>,
    pub(crate) endorsements: Vec<EndorsementReport>,
    pub(crate) trust: TrustVerdict,
    pub(crate) refreshed_from: Option<String>,
}

impl Findings {
    pub(crate) fn passed(&mut self, question: Question, message: impl Into<String>) {
        let (pointer, authenticated) = (Pointer::root(), self.authenticated);
        let (finish, message) = (Finish::Passed, message.into());
        let (code, mismatch) = (None, None);
        self.checks.push(Check {
            question,
            finish,
            code,
            message,
            pointer,
            mismatch,
            authenticated,
        });
    }

    pub(crate) fn warning(&mut self, question: Question, fault: Fault) {
        self.push(question, Finish::Warning, fault);
    }

    pub(crate) fn failed(&mut self, question: Question, fault: Fault) {
        self.push(question, Finish::Failed, fault);
    }

    pub(crate) fn undecided(&mut self, question: Question, fault: Fault) {
        self.push(question, Finish::Undecided, fault);
    }

    pub(crate) fn objection(&mut self, question: Question, objection: Objection) {
        match objection {
            Objection::Failed(fault) => self.failed(question, fault),
            Objection::Undecided(fault) => self.undecided(question, fault),
        }
    }

    pub(crate) fn finding(&mut self, question: Question, finding: Finding) {
        match finding.severity {
            Severity::Error => self.failed(question, finding.fault),
            Severity::Warning => self.warning(question, finding.fault),
        }
    }

    /// What was found so far.
    pub(crate) fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Whether a check came out with this code.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.checks.iter().any(|check| check.code == Some(code))
    }

    /// Whether a check failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.checks.iter().any(|check| check.finish == Finish::Failed)
    }

    /// What decides against, in one line.
    pub(crate) fn objections(&self) -> String {
        let against = |check: &&Check| matches!(check.finish, Finish::Failed | Finish::Undecided);
        let messages: Vec<&str> =
            self.checks.iter().filter(against).map(|check| check.message.as_str()).collect();
        messages.join("; ")
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let any = |finish| self.checks.iter().any(|check| check.finish == finish);
        if any(Finish::Failed) {
            Outcome::Invalid
        } else if any(Finish::Undecided) {
            Outcome::Indeterminate
        } else {
            Outcome::Valid
        }
    }

    /// The report. `proven` is the document whose proof holds.
    pub(crate) fn finish(self, proven: Option<VerifiedCredential>) -> Report {
        let outcome = self.outcome();
        let summary = proven.as_ref().map(VerifiedCredential::summary);
        // Without checks nothing was verified, whatever the outcome of nothing is.
        let counts = !matches!(self.trust, TrustVerdict::Untrusted { .. });
        let verified = proven.filter(|_| outcome == Outcome::Valid && self.authenticated && counts);
        let is_authentic = summary.is_some() && self.authenticated;
        let Findings { checks, recipient, endorsements, trust, refreshed_from, .. } = self;
        Report {
            outcome,
            as_of: None,
            checks,
            summary,
            is_authentic,
            verified,
            recipient,
            endorsements,
            trust,
            refreshed_from,
        }
    }

    fn push(&mut self, question: Question, finish: Finish, fault: Fault) {
        let authenticated = self.authenticated;
        let Fault { code, pointer, message, mismatch } = fault;
        let code = Some(code);
        self.checks.push(Check {
            question,
            finish,
            code,
            message,
            pointer,
            mismatch,
            authenticated,
        });
    }
}

impl serde::Serialize for Report {
    /// `{"version", "asOf", "outcome", "checks": [...], "warnings": [...], "recipient": [...],
    /// "endorsements": [...], "trust": {...}, "refreshedFrom", "credential": {...}}`; `asOf` not in a
    /// part of another report, `recipient` and `trust` only when they were asked, `endorsements` only
    /// where there are some, `refreshedFrom` only when a newer version came in the place of what was
    /// given, `credential` only when the proof holds.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (warnings, checks): (Vec<_>, Vec<_>) =
            self.checks.iter().partition(|check| check.finish == Finish::Warning);
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("version", &JSON_VERSION)?;
        if let Some(as_of) = &self.as_of {
            object.serialize_entry("asOf", as_of.as_str())?;
        }
        object.serialize_entry("outcome", &self.outcome)?;
        object.serialize_entry("checks", &checks)?;
        object.serialize_entry("warnings", &warnings)?;
        if !self.recipient.is_empty() {
            object.serialize_entry("recipient", &trust::Identities(&self.recipient))?;
        }
        if !self.endorsements.is_empty() {
            object.serialize_entry("endorsements", &self.endorsements)?;
        }
        if self.trust != TrustVerdict::NotAsked {
            object.serialize_entry("trust", &self.trust)?;
        }
        if let Some(url) = &self.refreshed_from {
            object.serialize_entry("refreshedFrom", url)?;
        }
        if let Some(summary) = &self.summary {
            object.serialize_entry("credential", summary)?;
        }
        object.end()
    }
}
