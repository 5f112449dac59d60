//! A credential with all that its verification used, to be verified again without a network, as of
//! the moment of then.
//!
//! What a bundle proves is what whoever collected it says: that these documents were to be had at
//! those URLs at that time. The credential, its endorsements and its status lists carry proofs of
//! their own; the documents that say whose keys those are carry none, and nothing in a bundle shows
//! that a newer list was left out. So a bundle counts by the word of its collector, who seals it
//! with a key that the verifier knows ([`Collectors`]).

mod form;
mod seal;

pub(super) use seal::Word;
pub use seal::{Collectors, SealError};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Age, Need, Purpose, Step, Verification, Verifier};
use crate::context;
use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::key::Signer;
use crate::rdf::{BundledContexts, ContextDigest, ContextLoader};
use crate::report::{Findings, Question, Report};
use crate::resolve::{Document, ResolveError, Resolver};
use crate::text::Timestamp;

/// A credential, and every document that its verification asked for, with what came or why nothing
/// did.
///
/// ```
/// use openbadges::key::SecretKey;
/// use openbadges::random::SystemRandom;
/// use openbadges::report::Outcome;
/// use openbadges::verifier::{BundlePolicy, Collectors};
/// use openbadges::{Timestamp, Verifier};
///
/// # let badge = include_bytes!("../../../fixtures/small.json");
/// // Today: collect, and seal.
/// let archive = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
/// let now = Timestamp::now();
/// let (report, bundle) = Verifier::new().verify_and_bundle(badge, &now);
/// let file = bundle.sealed_by(&archive, &now)?.to_string();
///
/// // Years later, of a collector whose key is known.
/// let collectors = Collectors::Pinned(vec![archive.key().public()]);
/// let policy = BundlePolicy { collectors, ..BundlePolicy::default() };
/// let again = Verifier::new().verify_bundle(file.as_bytes(), &policy, &Timestamp::now());
/// assert_eq!(again.outcome(), report.outcome());
/// assert_eq!(again.as_of(), Some(&now));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    as_of: Timestamp,
    credential: Arc<[u8]>,
    answers: Vec<Answered>,
    contexts: BTreeMap<String, Arc<Value>>,
    /// All of it as JSON, without the seal.
    value: Arc<Value>,
    seal: Option<Value>,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, PartialEq)]
struct Answered {
    url: String,
    purpose: Purpose,
    age: Age,
    found: Result<Document, ResolveError>,
}

/// What a verifier asks of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BundlePolicy {
    /// By whose word the documents in it count. Default: nobody's, so that nothing is valid.
    pub collectors: Collectors,
    /// As of when the credential is to be verified. Default: as of when the bundle was collected,
    /// which is the only time about which it says anything: at another one the verdict stays open.
    pub as_of: Option<Timestamp>,
}

impl Bundle {
    /// Reads a bundle. What is in it has been verified by nobody.
    ///
    /// # Errors
    /// [`Objection`]: failed with the reader's codes, `bundle.form`, `bundle.digest`, `limit.size`
    /// or `limit.fetch`; undecided with `bundle.version` for a version that is not known here.
    pub fn read(bytes: &[u8], limits: &crate::Limits) -> Result<Self, Objection> {
        form::read(bytes, limits)
    }

    /// Whether the bytes say that they are a bundle, be it a bad one.
    pub fn is_bundle(bytes: &[u8], limits: &crate::Limits) -> bool {
        form::is_bundle(bytes, limits)
    }

    /// As of when the credential was verified, by the collector's word.
    pub fn as_of(&self) -> &Timestamp {
        &self.as_of
    }

    /// The credential, as it was given.
    pub fn credential(&self) -> &[u8] {
        &self.credential
    }

    /// The documents that came, by the URLs that they are at.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.answers.iter().filter_map(|it| Some((it.url.as_str(), it.found.as_ref().ok()?)))
    }

    /// What answers as those did who were asked when the bundle was collected: with the documents in
    /// it, and with the failures of then. Of what was not asked then it is not known whether it is
    /// there.
    pub fn resolver(&self) -> impl Resolver + 'static {
        Replay(self.answers.clone())
    }

    /// The bundle as JSON, its seal included.
    pub fn to_value(&self) -> Value {
        let mut value = Value::clone(&self.value);
        if let (Some(seal), Some(object)) = (&self.seal, value.as_object_mut()) {
            object.insert("proof", seal.clone());
        }
        value
    }

    /// The bundle with the seal of `signer`, who signs as its own `did:key`: that it collected these
    /// documents. A seal that is there is replaced.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn sealed_by(
        mut self,
        signer: &dyn Signer,
        created: &Timestamp,
    ) -> Result<Self, SealError> {
        self.seal = Some(seal::made_by(signer, &self.value, created)?);
        Ok(self)
    }
}

impl std::fmt::Display for Bundle {
    /// As JSON, indented.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::json::pretty(&self.to_value()))
    }
}

/// Documents as they were, by URL and age.
struct Replay(Vec<Answered>);

impl Replay {
    fn answer(&self, url: &str, age: Age) -> Result<Document, ResolveError> {
        // That there is nothing at a URL is something that only those can say who asked.
        let reason = "it is not in the bundle".to_owned();
        let absent = || Err(ResolveError::Failed { url: url.to_owned(), reason });
        let mut answers = self.0.iter().filter(|it| it.url == url && it.age == age);
        answers.next().map_or_else(absent, |it| it.found.clone())
    }
}

impl Resolver for Replay {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        self.answer(url, Age::Any)
    }

    fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
        self.answer(url, Age::New)
    }
}

/// A verification whose documents are noted, to make a [`Bundle`] of them.
///
/// For hosts that fetch documents their own way; [`Verifier::verify_and_bundle`] is a loop over it.
pub struct Collection {
    verifier: Verifier,
    contexts: Arc<Noted>,
    credential: Arc<[u8]>,
    as_of: Timestamp,
    answers: Mutex<Vec<Answered>>,
}

/// The contexts of another loader that are not bundled with the library, as they were loaded.
struct Noted {
    loader: Arc<dyn ContextLoader>,
    loaded: Mutex<BTreeMap<String, Arc<Value>>>,
}

impl ContextLoader for Noted {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        let found = self.loader.load(url)?;
        if context::bundled(url).is_none() {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.insert(url.to_owned(), Arc::clone(&found));
        }
        Some(found)
    }

    fn pinned(&self, url: &str) -> Option<ContextDigest> {
        self.loader.pinned(url)
    }
}

impl Collection {
    /// Begins the verification.
    pub fn begin(&self) -> Verification<'_> {
        self.verifier.begin(&self.credential, &self.as_of)
    }

    /// Notes what is supplied to the verification for one of its needs.
    pub fn note(&self, need: &Need, found: &Result<Document, ResolveError>) {
        let Need { url, purpose, age, .. } = need.clone();
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        // What was supplied first is what counts.
        if !answers.iter().any(|it| it.url == url && it.age == age) {
            answers.push(Answered { url, purpose, age, found: found.clone() });
        }
    }

    /// What was noted.
    pub fn finish(self) -> Bundle {
        let answers = self.answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let loaded = self.contexts.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        form::made_of(self.as_of, self.credential, answers, loaded.clone())
    }
}

/// The contexts of a bundle, as far as the verifier's own loader has not pinned others.
struct Brought {
    contexts: BTreeMap<String, Arc<Value>>,
    own: Arc<dyn ContextLoader>,
}

impl ContextLoader for Brought {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        self.contexts.get(url).cloned()
    }

    fn pinned(&self, url: &str) -> Option<ContextDigest> {
        self.own.pinned(url)
    }
}

impl Verifier {
    /// Verifies a credential as of `now`, as [`Verifier::verify`], and collects what that used.
    pub fn verify_and_bundle(&self, bytes: &[u8], now: &Timestamp) -> (Report, Bundle) {
        let collection = self.collect(bytes, now);
        let report =
            self.answer_all(collection.begin(), |need, found| collection.note(need, found));
        (report, collection.finish())
    }

    /// Begins to collect what the verification of a credential as of `now` uses.
    pub fn collect(&self, bytes: &[u8], now: &Timestamp) -> Collection {
        let loader = Arc::clone(self.contexts.loader());
        let contexts = Arc::new(Noted { loader, loaded: Mutex::default() });
        Collection {
            verifier: self.apart(Arc::clone(&contexts) as Arc<dyn ContextLoader>, None),
            contexts,
            credential: bytes.into(),
            as_of: now.clone(),
            answers: Mutex::default(),
        }
    }

    /// Verifies the credential in a bundle, with nothing but what is in it, as of when it was
    /// collected; `now` is the moment at which this is done. It is total, as [`Verifier::verify`].
    ///
    /// The verdict can only be valid where the bundle is sealed by a collector whom `policy` names:
    /// without that it is indeterminate (`bundle.unsealed`). A seal that does not hold makes it
    /// invalid. The resolver of this verifier is not asked, nor are its contexts, but for what they
    /// pin.
    pub fn verify_bundle(&self, bytes: &[u8], policy: &BundlePolicy, now: &Timestamp) -> Report {
        let bundle = match Bundle::read(bytes, &self.limits) {
            Ok(bundle) => bundle,
            Err(objection) => {
                let mut findings = Findings::default();
                findings.objection(Question::Input, objection);
                return findings.finish(None).dated(policy.as_of.as_ref().unwrap_or(now));
            }
        };
        let skew = self.policy.clock_skew;
        let word = Arc::new(Word::of(&bundle, policy, now, skew));
        let own = Arc::clone(self.contexts.loader());
        let brought = Brought { contexts: bundle.contexts.clone(), own };
        let loader = Arc::new(BundledContexts::and(brought));
        let verifier = self.apart(loader, Some(word)).with_resolver(bundle.resolver());
        let as_of = policy.as_of.as_ref().unwrap_or(&bundle.as_of);
        verifier.verify(&bundle.credential, as_of)
    }

    /// Answers every need of a verification with what the resolver has.
    fn answer_all(
        &self,
        mut verification: Verification<'_>,
        each: impl Fn(&Need, &Result<Document, ResolveError>),
    ) -> Report {
        loop {
            match verification.step() {
                Step::Done(report) => return *report,
                Step::Needs(needs) => {
                    for need in needs {
                        let found = need.ask(&*self.resolver);
                        each(&need, &found);
                        verification.supply(need.url, found);
                    }
                }
            }
        }
    }
}

fn malformed(pointer: Pointer, message: impl Into<String>) -> Objection {
    Objection::failed(Code::BundleForm, pointer, message)
}
