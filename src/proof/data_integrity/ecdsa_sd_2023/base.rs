use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::proof_value::{BaseProof, Signature};
use super::selection::Selection;
use super::statements::{Grouped, MANDATORY, hash};
use super::{bytes_to_sign, options_hash, statement_key};
use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::key::{Algorithm, GenerateError, PublicKey, SecretKey, SignError};
use crate::proof::data_integrity::create::{Encoding, Prepared, ProofOptions};
use crate::proof::data_integrity::{Canonicalizer, Cryptosuite, Unsecured};
use crate::random::Random;

/// The secrets of one base proof: the key of the HMAC that hides how many blank nodes come before
/// one that is shown, and the key that signs the statements.
///
/// They are made for one proof and dropped with it; two proofs with the same secrets could be mixed
/// by their holder. The HMAC key goes to the holder inside the proof, the key of the statements to
/// nobody.
pub struct BaseSecrets {
    hmac_key: Zeroizing<[u8; 32]>,
    statement_key: PublicKey,
    sign: SignStatement,
}

type SignStatement = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, SignError> + Send + Sync>;

impl BaseSecrets {
    /// New secrets.
    ///
    /// # Errors
    /// [`GenerateError`] when the source of randomness fails.
    pub fn generate(random: &dyn Random) -> Result<Self, GenerateError> {
        let mut hmac_key = Zeroizing::new([0; 32]);
        random.fill(&mut *hmac_key)?;
        let key = SecretKey::generate_for(Algorithm::P256, random)?;
        let statement_key = key.public();
        Ok(Self { hmac_key, statement_key, sign: Box::new(move |message| key.sign(message)) })
    }

    /// Secrets from elsewhere. `sign` signs a message with the P-256 key whose public side is
    /// `statement_key`; it gives `r ‖ s`, 64 bytes.
    pub fn new(
        hmac_key: [u8; 32],
        statement_key: PublicKey,
        sign: impl Fn(&[u8]) -> Result<Vec<u8>, SignError> + Send + Sync + 'static,
    ) -> Self {
        Self { hmac_key: Zeroizing::new(hmac_key), statement_key, sign: Box::new(sign) }
    }
}

impl fmt::Debug for BaseSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaseSecrets").finish_non_exhaustive()
    }
}

/// Why a base proof was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaseError {
    /// The document cannot be signed whole, or a pointer does not fit it.
    #[error(transparent)]
    Objection(#[from] Objection),
    /// The key of the statements did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Makes a base proof that lacks only the issuer's signature: 99 bytes to be signed with P-256 and
/// SHA-256, the proof options and what is mandatory among them (section 3.6.1).
///
/// Whoever holds the credential can show verifiers what `mandatory` points to, and as much of the
/// rest as they like; [`mandatory_for_open_badges`](super::mandatory_for_open_badges) gives what a
/// badge cannot do without. The suite that `options` name is not asked. Proofs that the document
/// already carries stay and are not signed.
///
/// # Errors
/// [`BaseError`]: `sd.pointer` for a pointer that leads nowhere or to part of a list, `limit.items`
/// for more statements than [`Limits::disclosures`](crate::Limits::disclosures), `key.mismatch` for
/// secrets of another curve, and what [`prepare`](crate::proof::data_integrity::prepare) objects to.
pub fn prepare_base(
    document: Value,
    options: &ProofOptions,
    mandatory: &[Pointer],
    secrets: BaseSecrets,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Prepared, BaseError> {
    let options = ProofOptions { cryptosuite: Cryptosuite::EcdsaSd2023, ..options.clone() };
    let mut prepared = Prepared::unsigned(document, &options)?;
    if !options.previous_proof.is_empty() {
        let message = "a proof for selective disclosure cannot come after others in a chain";
        return Err(Objection::failed(Code::ProofUnsupported, Pointer::root(), message).into());
    }
    let statement_key = statement_key(&secrets.statement_key)?;
    let document = &prepared.document;
    let selection = Selection::of(document, mandatory, canonicalizer.limits)?;
    let nothing = Selection::nothing();
    let grouped = Grouped::of(document, &selection, &nothing, &secrets.hmac_key, canonicalizer)?;
    if !selection.is_empty() {
        // A holder who shows no more than this must be able to.
        grouped.part(document, &selection, MANDATORY, canonicalizer)?;
    }
    let (required, others): (Vec<_>, Vec<_>) =
        grouped.statements.iter().partition(|statement| statement.mark & MANDATORY != 0);
    let mut signatures = Vec::with_capacity(others.len());
    for statement in others {
        signatures.push(fixed((secrets.sign)(statement.line.as_bytes())?)?);
    }
    let unsecured = Unsecured::new(Arc::clone(document), canonicalizer);
    let options_hash = options_hash(&unsecured, &prepared.proof)?;
    prepared.bytes = bytes_to_sign(options_hash, &statement_key, hash(required));
    prepared.warn_of_work(grouped.canonical());
    prepared.encoding = Encoding::EcdsaSd2023(Box::new(BaseProof {
        base_signature: Vec::new(),
        statement_key,
        hmac_key: secrets.hmac_key,
        signatures,
        mandatory: mandatory.to_vec(),
    }));
    Ok(prepared)
}

fn fixed(signature: Vec<u8>) -> Result<Signature, SignError> {
    let found = signature.len();
    signature.try_into().map_err(|_| {
        SignError(format!("a signature of P-256 has 64 bytes, this one has {found}").into())
    })
}
