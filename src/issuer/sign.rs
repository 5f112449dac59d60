use std::sync::Arc;

use crate::fault::{Fault, Finding, Objection};
use crate::json::Value;
use crate::key::{SignError, Signer};
use crate::model::{self, Kind};
use crate::proof::data_integrity::{self, Canonicalizer, Cryptosuite, ProofOptions, Unsecured};
use crate::proof::{Securing, jwt};
use crate::random::NoRandom;
use crate::status::StoreError;
use crate::text::{Iri, Timestamp};

/// Why a credential was not issued, signed, revoked or published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The document has faults: all of them, warnings among them.
    #[error("{}", list(.0))]
    Faults(Vec<Finding>),
    /// The document names another issuer.
    #[error("the document is to be issued by {found}, and this issuer is {expected}")]
    OtherIssuer {
        /// The issuer that the document names.
        found: String,
        /// This issuer.
        expected: String,
    },
    /// The issuer is one key, a `did:key` or `did:jwk`, and the signer signs as another.
    #[error("{issuer} is one key, and {method} is not it: nobody could verify the signature")]
    OtherKey {
        /// This issuer.
        issuer: String,
        /// The signer's verification method.
        method: String,
    },
    /// The document carries a proof.
    #[error("the document has a proof already")]
    AlreadySigned,
    /// Something was asked that needs a status store, and the issuer has none.
    #[error("the issuer has no status store")]
    NoStore,
    /// The status store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signer refused or failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// One credential of a batch was not issued.
    #[error("the credential at {index} of the batch: {error}")]
    InBatch {
        /// Its place in the batch, from 0.
        index: usize,
        /// Why.
        error: Box<IssueError>,
    },
    /// The store is behind what was published of a list.
    #[error(
        "{list} was published at revision {published}, and the store is at {found}: it is older, or \
         another; keep what the store lost, or, where another is meant, publish it anew"
    )]
    Older {
        /// The list.
        list: Iri,
        /// The revision that was published.
        published: u64,
        /// The revision of the store.
        found: u64,
    },
    /// There is no randomness to make identifiers from.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

impl IssueError {
    /// The same, of one credential in a batch.
    pub(super) fn at(self, index: usize) -> Self {
        IssueError::InBatch { index, error: Box::new(self) }
    }
}

impl From<Fault> for IssueError {
    fn from(fault: Fault) -> Self {
        IssueError::Faults(vec![Finding { severity: crate::fault::Severity::Error, fault }])
    }
}

impl From<Objection> for IssueError {
    fn from(objection: Objection) -> Self {
        objection.fault().clone().into()
    }
}

fn list(findings: &[Finding]) -> String {
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| finding.fault.to_string())
        .collect();
    match errors.as_slice() {
        [only] => only.clone(),
        many => format!("{} faults: {}", many.len(), many.join("; ")),
    }
}

/// Checks a whole document of the given kind and adds a proof to it. Proofs that it has stay, and
/// the new one does not sign them.
///
/// This is the bare operation: nothing is filled in, reserved or recorded. Whether the key is the
/// issuer's is not asked.
///
/// # Errors
/// [`IssueError::Faults`] with every fault, or the signer's error.
pub fn sign(
    document: Value,
    kind: Kind,
    signer: &dyn Signer,
    cryptosuite: Cryptosuite,
    created: &Timestamp,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Value, IssueError> {
    check(&document, kind)?;
    check_meaning(&document, kind, cryptosuite.into(), canonicalizer)?;
    let options = ProofOptions::by(signer, cryptosuite, created.clone());
    let prepared = data_integrity::prepare(document, &options, canonicalizer)?;
    let signature = signer.sign(prepared.bytes())?;
    Ok(prepared.finish(&signature))
}

/// As [`sign`], but makes the document a JSON Web Token ([`jwt::prepare`]). Proofs that it has stay
/// inside, and the token signs them.
///
/// # Errors
/// As [`sign`]; `claim.sub` for a badge whose subject has no id.
pub fn sign_jwt(
    document: &Value,
    kind: Kind,
    signer: &dyn Signer,
    canonicalizer: Canonicalizer<'_>,
) -> Result<String, IssueError> {
    check(document, kind)?;
    check_meaning(document, kind, Securing::Jwt, canonicalizer)?;
    let method = signer.verification_method();
    let prepared = jwt::prepare(document, kind, signer.algorithm(), method)?;
    let signature = signer.sign(prepared.bytes())?;
    Ok(prepared.finish(&signature))
}

/// The warnings, where there are no errors.
pub(super) fn check(document: &Value, kind: Kind) -> Result<Vec<Finding>, IssueError> {
    let findings = model::check(document, kind);
    if findings.iter().any(Finding::is_error) {
        Err(IssueError::Faults(findings))
    } else {
        Ok(findings)
    }
}

/// Checks that every member has a defined meaning, where signing does not: RFC 8785 signs what has
/// none as well, and verifiers of Open Badges refuse it.
pub(super) fn check_meaning(
    document: &Value,
    kind: Kind,
    securing: Securing,
    canonicalizer: Canonicalizer<'_>,
) -> Result<(), IssueError> {
    if securing.is_canonicalized() || kind == Kind::Any {
        return Ok(());
    }
    let mut document = document.clone();
    if let Some(object) = document.as_object_mut() {
        object.remove("proof");
    }
    Ok(securing.check_lossless(&Unsecured::new(Arc::new(document), canonicalizer))?)
}
