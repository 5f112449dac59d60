use super::sign::{IssueError, check};
use crate::fault::Pointer;
use crate::json::Value;
use crate::key::{GenerateError, SignError, Signer};
use crate::model::Kind;
use crate::proof::data_integrity::ecdsa_sd_2023::{
    BaseError, BaseSecrets, mandatory_for_open_badges, prepare_base,
};
use crate::proof::data_integrity::{Canonicalizer, Cryptosuite, Prepared, ProofOptions};
use crate::random::Random;
use crate::text::Timestamp;

/// As [`sign`](super::sign()), with a base proof of `ecdsa-sd-2023`, from which the holder derives
/// what verifiers are shown. Mandatory is what [`mandatory_for_open_badges`] gives, and what
/// `mandatory` points to besides. The key is on P-256.
///
/// # Errors
/// As [`sign`](super::sign()); `sd.pointer` for a pointer that leads nowhere or to part of a list.
pub fn sign_for_disclosure(
    document: Value,
    kind: Kind,
    signer: &dyn Signer,
    mandatory: &[Pointer],
    random: &dyn Random,
    created: &Timestamp,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Value, IssueError> {
    check(&document, kind)?;
    let options = ProofOptions::by(signer, Cryptosuite::EcdsaSd2023, created.clone());
    let prepared = prepare(document, &options, mandatory, random, canonicalizer)?;
    let signature = signer.sign(prepared.bytes())?;
    Ok(prepared.finish(&signature))
}

pub(super) fn prepare(
    document: Value,
    options: &ProofOptions,
    mandatory: &[Pointer],
    random: &dyn Random,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Prepared, IssueError> {
    let mut pointers = mandatory_for_open_badges(&document);
    for pointer in mandatory {
        if !pointers.contains(pointer) {
            pointers.push(pointer.clone());
        }
    }
    let secrets = BaseSecrets::generate(random)?;
    Ok(prepare_base(document, options, &pointers, secrets, canonicalizer)?)
}

impl From<BaseError> for IssueError {
    fn from(error: BaseError) -> Self {
        match error {
            BaseError::Objection(objection) => objection.into(),
            BaseError::Sign(error) => error.into(),
        }
    }
}

impl From<GenerateError> for IssueError {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::NoRandom(error) => error.into(),
            other => IssueError::Sign(SignError(other.into())),
        }
    }
}
