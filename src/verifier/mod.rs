//! Is it true: bytes in, a [`Report`] out, whatever the bytes are.
//!
//! The questions are asked in the order of the files here: structure, context, proof, binding, schema,
//! validity, status, refresh, recipient, endorsement, and trust apart from them. A [`Verifier`] reaches nothing by itself; keys and lists that are
//! not in the credential come through its [`Resolver`], or, with [`Verifier::begin`], from a host
//! that fetches them its own way.
//!
//! ```
//! use openbadges::{Timestamp, Verifier};
//! use openbadges::report::Outcome;
//! let report = Verifier::new().verify(b"{}", &Timestamp::now());
//! assert_eq!(report.outcome(), Outcome::Invalid);
//! assert!(report.verified().is_none());
//! ```

mod batch;
mod binding;
mod bundle;
mod clock;
mod confusable;
mod context;
mod disclosure;
mod endorsement;
mod jwt;
mod kept;
mod library;
mod policy;
mod presentation;
mod proof;
mod recipient;
mod refresh;
mod resource;
mod schema;
mod status;
mod structure;
mod trust;
mod validity;
mod verification;

pub use bundle::{Bundle, BundlePolicy, Collection, Collectors, SealError};
pub use endorsement::Endorsements;
pub use library::{Age, Need, Purpose};
pub use policy::{
    ContextVersions, Contexts, DidKeys, Form, FragmentKeys, HeaderKeys, KeyExpiry, Policy,
    ProofTypes, ProofsRequired, RelatedResources, SubjectClaim, UndefinedTerms, UnfoundMethods,
    UnknownStatus, UnreadSchemas, UnsignedLists,
};
pub use presentation::{
    CredentialsShown, Expectation, HolderIsSubject, PresentationStep, PresentationVerification,
};
pub use recipient::{Emails, KnownIdentity};
pub use refresh::Refresh;
pub use trust::{NotARegistry, Trust, TrustedIssuers};
pub use verification::{Step, Verification};

use std::sync::Arc;

use bundle::Word;
use kept::Kept;

use crate::limits::Limits;
use crate::proof::data_integrity::Canonicalizer;
use crate::rdf::{self, BundledContexts, ContextLoader};
use crate::report::{PresentationReport, Report};
use crate::resolve::{Documents, Resolver};
use crate::text::Timestamp;

/// Verifies credentials. It is cheap to keep and to share between threads: contexts are compiled
/// once.
pub struct Verifier {
    contexts: rdf::Contexts,
    resolver: Arc<dyn Resolver>,
    policy: Policy,
    limits: Limits,
    kept: Kept,
    /// By whose word the documents come, where they come in a bundle.
    word: Option<Arc<Word>>,
}

impl Verifier {
    /// A verifier with the default [`Policy`], that knows the bundled contexts and reaches nothing:
    /// of keys, only those in a `did:key`.
    pub fn new() -> Self {
        Self {
            contexts: rdf::Contexts::new(Arc::new(BundledContexts::new())),
            resolver: Arc::new(Documents::new()),
            policy: Policy::default(),
            limits: Limits::default(),
            kept: Kept::new(&Limits::default()),
            word: None,
        }
    }

    /// Asks `resolver` for keys, issuer documents, status lists and newer versions of credentials.
    #[must_use]
    pub fn with_resolver(mut self, resolver: impl Resolver + 'static) -> Self {
        self.resolver = Arc::new(resolver);
        self
    }

    /// Asks `loader` for contexts that are not bundled. Bundled ones cannot be replaced.
    #[must_use]
    pub fn with_contexts(mut self, loader: impl ContextLoader + 'static) -> Self {
        self.contexts = rdf::Contexts::new(Arc::new(BundledContexts::and(loader)));
        self.with_nothing_kept()
    }

    /// Verifies under `policy`.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self.with_nothing_kept()
    }

    /// Refuses what goes beyond `limits`.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self.with_nothing_kept()
    }

    /// Verifies one document as of `now`. It never panics and never fails: what cannot be checked
    /// is in the report.
    ///
    /// It blocks while the resolver fetches; on an async executor use [`Verifier::begin`].
    pub fn verify(&self, bytes: &[u8], now: &Timestamp) -> Report {
        let mut verification = self.begin(bytes, now);
        loop {
            match verification.step() {
                Step::Done(report) => return *report,
                Step::Needs(needs) => {
                    for need in needs {
                        let found = need.ask(&*self.resolver);
                        verification.supply(need.url, found);
                    }
                }
            }
        }
    }

    /// Begins a verification whose documents the caller fetches.
    ///
    /// ```
    /// use openbadges::{Timestamp, Verifier};
    /// use openbadges::resolve::ResolveError;
    /// use openbadges::verifier::Step;
    /// let verifier = Verifier::new();
    /// let mut verification = verifier.begin(b"{}", &Timestamp::now());
    /// let report = loop {
    ///     match verification.step() {
    ///         Step::Done(report) => break report,
    ///         Step::Needs(needs) => for need in needs {
    ///             // Fetch `need.url` here, in whatever way.
    ///             // `NotAvailable` is for what is known not to be there; this may be.
    ///             let (url, reason) = (need.url.clone(), "it was not asked for".to_owned());
    ///             verification.supply(need.url, Err(ResolveError::Failed { url, reason }));
    ///         },
    ///     }
    /// };
    /// # assert!(report.verified().is_none());
    /// ```
    pub fn begin(&self, bytes: &[u8], now: &Timestamp) -> Verification<'_> {
        Verification::new(self, self.policy.kind, bytes, now)
    }

    /// Verifies a Verifiable Presentation as of `now`: who shows it, whether it answers what was
    /// expected, and each credential in it. As [`Verifier::verify`], it never panics and never
    /// fails, and blocks while the resolver fetches.
    pub fn verify_presentation(
        &self,
        bytes: &[u8],
        expected: &Expectation,
        now: &Timestamp,
    ) -> PresentationReport {
        let mut verification = self.begin_presentation(bytes, expected, now);
        loop {
            match verification.step() {
                PresentationStep::Done(report) => return *report,
                PresentationStep::Needs(needs) => {
                    for need in needs {
                        let found = need.ask(&*self.resolver);
                        verification.supply(need.url, found);
                    }
                }
            }
        }
    }

    /// Begins the verification of a presentation whose documents the caller fetches.
    pub fn begin_presentation(
        &self,
        bytes: &[u8],
        expected: &Expectation,
        now: &Timestamp,
    ) -> PresentationVerification<'_> {
        PresentationVerification::new(self, bytes, expected, now)
    }

    /// The same verifier with other contexts, by somebody's word, and with nothing kept.
    fn apart(&self, loader: Arc<dyn ContextLoader>, word: Option<Arc<Word>>) -> Self {
        Self {
            contexts: rdf::Contexts::new(loader),
            resolver: Arc::clone(&self.resolver),
            policy: self.policy.clone(),
            limits: self.limits.clone(),
            kept: Kept::new(&self.limits),
            word,
        }
    }

    /// What was found in another setting counts no more.
    fn with_nothing_kept(mut self) -> Self {
        self.kept = Kept::new(&self.limits);
        self
    }

    fn canonicalizer(&self) -> Canonicalizer<'_> {
        Canonicalizer { contexts: &self.contexts, limits: &self.limits }
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}
