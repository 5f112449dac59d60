//! By whose word a bundle counts.

use std::sync::Arc;

use super::{Bundle, BundlePolicy};
use crate::Limits;
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::Value;
use crate::key::{Algorithm, PublicKey, SignError, Signer};
use crate::proof::data_integrity::{self, Canonicalizer};
use crate::proof::{Canonicalization, Cryptosuite, Proof, ProofOptions, Unsecured};
use crate::rdf::{BundledContexts, Contexts};
use crate::report::{Findings, Question};
use crate::text::Timestamp;

/// By whose word the documents in a bundle count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collectors {
    /// That of whoever has one of these keys, and sealed the bundle with it. The default is none.
    Pinned(Vec<PublicKey>),
    /// Anybody's, sealed or not. This is unsafe: whoever hands over a bundle can have written the
    /// documents in it, and so sign in anybody's name, or leave out that a badge was revoked.
    UnsafelyAnybody,
}

impl Default for Collectors {
    fn default() -> Self {
        Collectors::Pinned(Vec::new())
    }
}

/// A bundle could not be sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Nobody could know by whom: the signer signs under another name.
    #[error("a bundle is sealed by a did:key, not as {0}")]
    Method(String),
    /// Keys of that kind seal nothing.
    #[error("bundles are sealed with Ed25519, P-256 or P-384 keys")]
    Algorithm,
    /// The seal could not be prepared.
    #[error("{0}")]
    Refused(Objection),
    /// The signer failed.
    #[error("{0}")]
    Signer(#[from] SignError),
}

/// How far the times at which documents were fetched may be from the one as of which the credential
/// was verified, in seconds: a verification takes a while, and what was fetched before is kept for a
/// while.
const LATER: i64 = 3600;
const EARLIER: i64 = 86_400;

/// The seal of `signer` over a bundle: a Data Integrity proof in canonical JSON.
pub(super) fn made_by(
    signer: &dyn Signer,
    value: &Value,
    created: &Timestamp,
) -> Result<Value, SealError> {
    let suite = match signer.algorithm() {
        Algorithm::Ed25519 => Cryptosuite::EddsaJcs2022,
        Algorithm::P256 | Algorithm::P384 => Cryptosuite::EcdsaJcs2019,
        Algorithm::Rsa => return Err(SealError::Algorithm),
    };
    let method = signer.verification_method().as_str();
    if key_of(method).is_none() {
        return Err(SealError::Method(method.to_owned()));
    }
    let options = ProofOptions::by(signer, suite, created.clone());
    let (contexts, limits) = (no_contexts(), Limits::default());
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let prepared = data_integrity::prepare(value.clone(), &options, canonicalizer)
        .map_err(SealError::Refused)?;
    let signature = signer.sign(prepared.bytes())?;
    Ok(prepared.finish(&signature).get("proof").cloned().unwrap_or_default())
}

/// Canonical JSON needs none.
fn no_contexts() -> Contexts {
    Contexts::new(Arc::new(BundledContexts::new()))
}

/// The key whose `did:key` method this is.
fn key_of(method: &str) -> Option<PublicKey> {
    let key = PublicKey::from_multikey(method.rsplit_once('#')?.1).ok()?;
    (key.did_key_method() == method).then_some(key)
}

/// Whose seal a bundle has.
fn sealed_by(bundle: &Bundle, now: &Timestamp, skew: u32) -> Result<Option<PublicKey>, Objection> {
    let pointer = Pointer::root().member("proof");
    let Some(seal) = &bundle.seal else { return Ok(None) };
    let failed = |message: String| Objection::failed(Code::BundleSeal, pointer.clone(), message);
    let as_seal = |objection: Objection| {
        let word = |fault: Fault| format!("{}: {}", fault.code, fault.message);
        match objection {
            Objection::Failed(fault) => failed(word(fault)),
            Objection::Undecided(fault) => {
                Objection::undecided(Code::BundleSeal, pointer.clone(), word(fault))
            }
        }
    };
    let proof = Proof::read(seal, pointer.clone()).map_err(as_seal)?;
    if proof.cryptosuite.canonicalization() != Canonicalization::Jcs {
        return Err(failed(format!("a bundle is not sealed with {}", proof.cryptosuite)));
    }
    let method = proof.verification_method.as_str();
    let Some(key) = key_of(method) else {
        return Err(failed(format!("{method} is not the method of a did:key")));
    };
    let (contexts, limits) = (no_contexts(), Limits::default());
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let unsecured = Unsecured::new(Arc::clone(&bundle.value), canonicalizer);
    data_integrity::verify(&unsecured, &proof, &key).map_err(as_seal)?;
    let Some(created) = &proof.created else {
        return Err(failed("the seal does not say when it was made".to_owned()));
    };
    if is_after(created, now, i64::from(skew)) {
        return Err(failed(format!("the seal was made in the future, at {created}")));
    }
    if is_after(&bundle.as_of, created, i64::from(skew)) {
        return Err(failed("the seal was made before the documents were collected".to_owned()));
    }
    if proof.expires.as_ref().is_some_and(|expires| is_after(now, expires, 0)) {
        return Err(failed("the seal has expired".to_owned()));
    }
    Ok(Some(key))
}

/// Whether `time` is more than so many seconds after `other`.
fn is_after(time: &Timestamp, other: &Timestamp, seconds: i64) -> bool {
    let latest = other.plus_seconds(seconds);
    latest.is_none_or(|latest| time.instant() > latest.instant())
}

/// What is found of a bundle itself, told in the report on the credential, and in that on each
/// endorsement.
pub(in crate::verifier) struct Word(Vec<Said>);

enum Said {
    Known(String),
    Warning(Fault),
    Against(Objection),
}

impl Word {
    pub(super) fn of(bundle: &Bundle, policy: &BundlePolicy, now: &Timestamp, skew: u32) -> Self {
        let as_of = &bundle.as_of;
        let mut said = vec![whose(bundle, policy, now, skew)];
        let against = |pointer: Pointer, message: String| {
            Said::Against(Objection::undecided(Code::BundleTime, pointer, message))
        };
        let at = Pointer::root().member("asOf");
        if is_after(as_of, now, i64::from(skew)) {
            let message = format!("it was collected in the future, at {as_of}");
            said.push(Said::Against(Objection::failed(Code::BundleTime, at.clone(), message)));
        }
        let asked = policy.as_of.as_ref().filter(|asked| asked.instant() != as_of.instant());
        if let Some(asked) = asked {
            let message = format!("it was collected at {as_of}, and says nothing about {asked}");
            said.push(against(at, message));
        }
        for (index, answered) in bundle.answers.iter().enumerate() {
            let fetched = answered.found.as_ref().ok().and_then(|it| it.retrieved.as_ref());
            let Some(fetched) = fetched else { continue };
            if is_after(fetched, as_of, LATER) || is_after(as_of, fetched, EARLIER) {
                let pointer = Pointer::root().member("documents").item(index).member("fetched");
                let message = format!("{} was fetched at another time, {fetched}", answered.url);
                said.push(against(pointer, message));
                break;
            }
        }
        Self(said)
    }

    pub(in crate::verifier) fn tell(&self, findings: &mut Findings) {
        for said in &self.0 {
            match said {
                Said::Known(message) => findings.passed(Question::Bundle, message.as_str()),
                Said::Warning(fault) => findings.warning(Question::Bundle, fault.clone()),
                Said::Against(objection) => findings.objection(Question::Bundle, objection.clone()),
            }
        }
    }
}

fn whose(bundle: &Bundle, policy: &BundlePolicy, now: &Timestamp, skew: u32) -> Said {
    let as_of = &bundle.as_of;
    let pointer = Pointer::root().member("proof");
    let sealed_by = match sealed_by(bundle, now, skew) {
        Ok(sealed_by) => sealed_by,
        Err(objection) => return Said::Against(objection),
    };
    let by = match &sealed_by {
        Some(key) => format!("the word of {}, whose key is not pinned", key.did_key()),
        None => "the word of whoever collected it: it is not sealed".to_owned(),
    };
    match (&policy.collectors, sealed_by) {
        (Collectors::Pinned(keys), Some(key)) if keys.contains(&key) => {
            Said::Known(format!("as of {as_of}, by the word of {}", key.did_key()))
        }
        (Collectors::Pinned(_), _) => {
            let message = format!("what the issuer's keys and lists were at {as_of} rests on {by}");
            Said::Against(Objection::undecided(Code::BundleUnsealed, pointer, message))
        }
        (Collectors::UnsafelyAnybody, _) => {
            let message = format!("as of {as_of}, by {by}");
            Said::Warning(Fault::new(Code::BundleUnsealed, pointer, message))
        }
    }
}
