//! What a verifier must refuse: one case a fault, with its verdict and its code.
//!
//! The cases are minted here, from a badge that is good in every other respect, and stand in
//! `fixtures/hostile` for other verifiers to use: `cases.json` lists them with verdict and code.
//! Those too large for a file are only minted. `OPENBADGES_MINT=1 cargo test --test hostile` writes
//! the folder anew. `cargo test --release --test hostile -- --ignored --nocapture` tells what
//! each case costs.

#[path = "hostile/again.rs"]
mod again;
#[path = "hostile/bytes.rs"]
mod bytes;
#[path = "hostile/canon.rs"]
mod canon;
#[path = "hostile/chains.rs"]
mod chains;
#[path = "hostile/contexts.rs"]
mod contexts;
#[path = "hostile/cost.rs"]
mod cost;
// Without AWS-LC not every case can be minted.
#[cfg(feature = "aws-lc")]
#[path = "hostile/corpus.rs"]
mod corpus;
#[cfg(feature = "aws-lc")]
#[path = "hostile/covered.rs"]
mod covered;
#[path = "support/deterministic.rs"]
mod deterministic;
#[cfg(feature = "aws-lc")]
#[path = "hostile/disclosure.rs"]
mod disclosure;
#[path = "hostile/jwt.rs"]
mod jwt;
#[path = "hostile/key_documents.rs"]
mod key_documents;
#[path = "hostile/keys.rs"]
mod keys;
#[path = "hostile/lenient.rs"]
mod lenient;
#[path = "hostile/mint.rs"]
mod mint;
#[path = "hostile/model.rs"]
mod model;
#[path = "hostile/older_lists.rs"]
mod older_lists;
#[path = "hostile/people.rs"]
mod people;
#[path = "hostile/proof.rs"]
mod proof;
#[path = "hostile/rewrite.rs"]
mod rewrite;
#[path = "hostile/status.rs"]
mod status;
#[path = "hostile/suites.rs"]
mod suites;
#[path = "hostile/time.rs"]
mod time;
#[path = "hostile/token.rs"]
mod token;
#[path = "hostile/whose.rs"]
mod whose;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use openbadges::json::Value;
use openbadges::rdf::{ContextDigest, PinnedContexts};
use openbadges::report::{Finish, Outcome, Report, TrustVerdict};
use openbadges::resolve::{Document, Documents, ResolveError};
use openbadges::verifier::{Policy, Step};
use openbadges::{Timestamp, Verifier};

/// One case: bytes, what is to be had beside them, and the verdict that they must get.
pub struct Case {
    /// The number in the list of cases.
    number: u16,
    /// The fault, in a few words joined by hyphens.
    name: &'static str,
    bytes: Vec<u8>,
    /// The documents that are to be had, by URL.
    documents: BTreeMap<String, Vec<u8>>,
    /// When they were fetched, if that is known.
    retrieved: Option<Timestamp>,
    /// The URLs at which nothing is to be had, though the verifier may ask.
    absent: Vec<&'static str>,
    /// Contexts that the caller brings, by URL.
    contexts: BTreeMap<String, Vec<u8>>,
    /// The digests that contexts must have, by URL.
    pins: BTreeMap<String, ContextDigest>,
    policy: Policy,
    /// The time at which it is verified.
    at: Timestamp,
    outcome: Outcome,
    /// The code that must be reported; `None` where nothing is.
    code: Option<&'static str>,
    /// Codes that cannot be kept away from the fault.
    also: &'static [&'static str],
    /// The feature `aws-lc` is needed to tell.
    needs_aws_lc: bool,
    /// Whoever issued it does not count, whatever the verdict.
    is_untrusted: bool,
}

impl Case {
    fn new(
        number: u16,
        name: &'static str,
        outcome: Outcome,
        code: Option<&'static str>,
        bytes: Vec<u8>,
    ) -> Self {
        Self {
            number,
            name,
            bytes,
            documents: BTreeMap::new(),
            retrieved: None,
            absent: Vec::new(),
            contexts: BTreeMap::new(),
            pins: BTreeMap::new(),
            policy: Policy::default(),
            at: mint::now(),
            outcome,
            code,
            also: &[],
            needs_aws_lc: false,
            is_untrusted: false,
        }
    }

    pub fn invalid(
        number: u16,
        name: &'static str,
        code: &'static str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(number, name, Outcome::Invalid, Some(code), bytes.into())
    }

    pub fn undecided(
        number: u16,
        name: &'static str,
        code: &'static str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(number, name, Outcome::Indeterminate, Some(code), bytes.into())
    }

    /// Valid, with a warning.
    pub fn warned(
        number: u16,
        name: &'static str,
        code: &'static str,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(number, name, Outcome::Valid, Some(code), bytes.into())
    }

    /// Valid, without a warning.
    pub fn valid(number: u16, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(number, name, Outcome::Valid, None, bytes.into())
    }

    /// With codes that cannot be kept away from the fault.
    pub fn also(mut self, codes: &'static [&'static str]) -> Self {
        self.also = codes;
        self
    }

    /// With keys of ECDSA, without which a build decides nothing.
    pub fn ecdsa(mut self) -> Self {
        self.needs_aws_lc = true;
        self
    }

    /// Issued by somebody whose word does not count.
    pub fn untrusted(mut self) -> Self {
        self.is_untrusted = true;
        self
    }

    /// With a document that is to be had.
    pub fn serving(self, url: &str, document: &Value) -> Self {
        self.serving_bytes(url, &mint::written(document))
    }

    pub fn serving_bytes(mut self, url: &str, bytes: &[u8]) -> Self {
        self.documents.insert(url.to_owned(), bytes.to_vec());
        self
    }

    /// With documents that were fetched then.
    pub fn retrieved(mut self, time: &str) -> Self {
        self.retrieved = Some(time.parse().unwrap());
        self
    }

    /// With a URL at which nothing is to be had.
    pub fn lacking(mut self, url: &'static str) -> Self {
        self.absent.push(url);
        self
    }

    /// With a context that the caller brings.
    pub fn bringing(mut self, url: &str, context: &Value) -> Self {
        self.contexts.insert(url.to_owned(), mint::written(context));
        self
    }

    /// With a context that is used only if it is this one.
    pub fn pinning(mut self, url: &str, context: &Value) -> Self {
        self.pins.insert(url.to_owned(), ContextDigest::of(context));
        self
    }

    pub fn under(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    pub fn at(mut self, time: &str) -> Self {
        self.at = time.parse().unwrap();
        self
    }

    fn verifier(&self, policy: Policy) -> Verifier {
        let contexts = (self.contexts.iter())
            .fold(Documents::new(), |all, (url, context)| all.with(url, context.clone()));
        let contexts = (self.pins.iter())
            .fold(PinnedContexts::new(contexts), |all, (url, digest)| all.pin(url, *digest));
        Verifier::new().with_policy(policy).with_contexts(contexts)
    }

    /// The report, and what was asked for that the case does not speak of.
    fn verify(&self) -> (Report, Vec<String>) {
        static PLAIN: LazyLock<Verifier> = LazyLock::new(Verifier::new);
        let brings = !self.contexts.is_empty() || !self.pins.is_empty();
        let is_plain = !brings && self.policy == Policy::default();
        let own = (!is_plain).then(|| self.verifier(self.policy.clone()));
        self.verify_by(own.as_ref().unwrap_or(&PLAIN))
    }

    /// As [`Case::verify`], where this verifier is asked.
    fn verify_by(&self, verifier: &Verifier) -> (Report, Vec<String>) {
        let mut verification = verifier.begin(&self.bytes, &self.at);
        let mut strange = Vec::new();
        loop {
            match verification.step() {
                Step::Done(report) => return (*report, strange),
                Step::Needs(needs) => {
                    for need in needs {
                        let found = match self.documents.get(&need.url) {
                            Some(bytes) => Ok(Document {
                                retrieved: self.retrieved.clone(),
                                ..Document::new(bytes.as_slice())
                            }),
                            None => Err(ResolveError::NotAvailable { url: need.url.clone() }),
                        };
                        if found.is_err() && !self.absent.contains(&need.url.as_str()) {
                            strange.push(need.url.clone());
                        }
                        verification.supply(need.url, found);
                    }
                }
            }
        }
    }
}

/// The cases that this build can tell.
fn told_here() -> impl Iterator<Item = &'static Case> {
    CASES.iter().filter(|case| cfg!(feature = "aws-lc") || !case.needs_aws_lc)
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    [
        bytes::cases(),
        model::cases(),
        contexts::cases(),
        canon::cases(),
        proof::cases(),
        suites::cases(),
        chains::cases(),
        jwt::cases(),
        whose::cases(),
        keys::cases(),
        key_documents::cases(),
        time::cases(),
        status::cases(),
        older_lists::cases(),
        people::cases(),
        rewrite::cases(),
        #[cfg(feature = "aws-lc")]
        disclosure::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
});

#[test]
fn every_case_gets_its_verdict_and_its_code() {
    let mut wrong = Vec::new();
    for case in told_here() {
        let (report, strange) = case.verify();
        let mut reasons = Vec::from_iter(judge(case, &report).err());
        if !strange.is_empty() {
            reasons.push(format!("it asked for {strange:?}"));
        }
        if !reasons.is_empty() {
            let (number, name) = (case.number, case.name);
            wrong.push(format!("{number} {name}: {}{}", reasons.join("; "), told(&report)));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// The verdict, its code, and nothing else that decides: a case that is refused for another reason
/// as well was not minted well.
fn judge(case: &Case, report: &Report) -> Result<(), String> {
    if report.outcome() != case.outcome {
        return Err(format!("{:?}, not {:?}", report.outcome(), case.outcome));
    }
    let codes = |finish| {
        let checks = report.checks().iter().filter(move |check| check.finish == finish);
        checks.filter_map(|check| check.code).map(|code| code.as_str()).collect::<Vec<_>>()
    };
    let decided_by = match case.outcome {
        Outcome::Invalid => codes(Finish::Failed),
        Outcome::Indeterminate => codes(Finish::Undecided),
        Outcome::Valid => {
            let mut warned = codes(Finish::Warning);
            warned.extend(report.endorsements().iter().flat_map(|it| warnings_inside(&it.report)));
            warned
        }
    };
    match case.code {
        Some(code) if !decided_by.contains(&code) => Err(format!("{decided_by:?}, without {code}")),
        Some(code)
            if decided_by.iter().any(|other| *other != code && !case.also.contains(other)) =>
        {
            Err(format!("{decided_by:?}, not {code} alone"))
        }
        None if !decided_by.is_empty() => Err(format!("{decided_by:?}, and none was expected")),
        _ => Ok(()),
    }
}

/// The warnings about an endorsement, and those inside it.
fn warnings_inside(report: &Report) -> Vec<&'static str> {
    let own = report.warnings().filter_map(|check| check.code).map(|code| code.as_str());
    let inside = report.endorsements().iter().flat_map(|it| warnings_inside(&it.report));
    own.chain(inside).collect()
}

/// What a report says that is not well.
fn told(report: &Report) -> String {
    let checks = report.checks().iter().filter(|check| check.finish != Finish::Passed);
    checks
        .map(|check| format!("\n    {:?} {}: {}", check.code, check.pointer, check.message))
        .collect()
}

#[test]
fn codes_that_are_suffered_beside_the_fault_do_occur() {
    for case in told_here().filter(|case| !case.also.is_empty()) {
        let (report, _) = case.verify();
        for code in case.also {
            let occurs = report.checks().iter().any(|check| {
                check.finish != Finish::Passed && check.code.is_some_and(|c| c.as_str() == *code)
            });
            assert!(occurs, "{} {}: {code} does not occur", case.number, case.name);
        }
    }
}

#[test]
fn the_badge_that_the_cases_are_made_from_is_valid() {
    let hosted =
        Case::valid(0, "hosted", mint::hosted().bytes()).serving(mint::ISSUER, &mint::controller());
    for case in [Case::valid(0, "good", mint::good()), hosted] {
        let (report, strange) = case.verify();
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
        assert_eq!(report.warnings().count(), 0, "{report:#?}");
        assert!(report.verified().is_some() && strange.is_empty());
    }
}

#[test]
fn what_is_not_valid_is_not_verified() {
    for case in told_here() {
        let (report, _) = case.verify();
        let verified = report.verified().is_some();
        let counts = case.outcome == Outcome::Valid && !case.is_untrusted;
        assert_eq!(verified, counts, "{} {}", case.number, case.name);
        let is_untrusted = matches!(report.trust(), TrustVerdict::Untrusted { .. });
        assert_eq!(is_untrusted, case.is_untrusted, "{} {}", case.number, case.name);
    }
}
