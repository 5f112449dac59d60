use super::derive::Held;
use super::proof_value::{DerivedProof, ProofValue, Signature, StatementKey};
use super::selection::Selection;
use super::statements::{Grouped, MANDATORY, hash, relabelled, too_many, written_labels};
use super::{bytes_to_sign, options_hash};
use crate::fault::{Code, Objection, Path, Pointer};
use crate::json::Value;
use crate::key::PublicKey;
use crate::model::may_stand_beside;
use crate::proof::data_integrity::{Canonicalizer, Proof, Unsecured};
use crate::rdf::{Marked, Statement};

/// Verifies a derived proof (section 3.6.7). `key` is a key on P-256.
///
/// # Errors
/// `proof.form` for a base proof, `proof.encoding` for what is neither, `signature`.
pub(in crate::proof::data_integrity) fn verify(
    unsecured: &Unsecured<'_>,
    proof: &Proof,
    key: &PublicKey,
) -> Result<(), Objection> {
    let limits = unsecured.canonicalizer().limits;
    let at = proof.pointer.member("proofValue");
    let failed = |code, message: String| Err(Objection::failed(code, at.clone(), message));
    let derived = match ProofValue::read(&proof.value, limits.disclosures) {
        Ok(ProofValue::Derived(derived)) => derived,
        Ok(ProofValue::Base(_)) => {
            let message = "this is a base proof, which its holder keeps to derive from; verifiers \
                           are shown a derived one";
            return failed(Code::ProofForm, message.to_owned());
        }
        Err(reason) => return failed(Code::ProofEncoding, format!("proofValue {reason}")),
    };
    unsecured.pay_signatures(1 + derived.signatures.len(), key.algorithm())?;
    let dataset = unsecured.dataset()?;
    if dataset.len() > limits.disclosures {
        return Err(too_many(dataset.len(), limits.disclosures));
    }
    let DerivedProof { base_signature, statement_key, signatures, labels, mandatory } = derived;
    let Some(statements) = relabelled(dataset, unsecured.canonical()?, &labels) else {
        let message =
            format!("proofValue has {} labels, not one for each blank node", labels.len());
        return failed(Code::ProofEncoding, message);
    };
    if mandatory.last().is_some_and(|last| *last as usize >= statements.len()) {
        let message = format!("proofValue counts more than {} statements", statements.len());
        return failed(Code::ProofEncoding, message);
    }
    let mut mandatory = mandatory.into_iter().peekable();
    let (required, others): (Vec<_>, Vec<_>) = (0..)
        .zip(&statements)
        .partition(|(index, _)| mandatory.next_if(|next| next == index).is_some());
    let required = required.into_iter().map(|(_, statement)| statement);
    let others: Vec<&Statement> = others.into_iter().map(|(_, statement)| statement).collect();
    let signed = Signed {
        options_hash: options_hash(unsecured, &proof.options)?,
        mandatory_hash: hash(required),
        others,
        base_signature: &base_signature,
        statement_key: &statement_key,
        signatures: &signatures,
    };
    signed.check(key, &at)
}

/// Whether every statement that the member `name` of the document makes is among those that the
/// issuer made mandatory, in a derived proof that holds. Another may then have been left out only if
/// the issuer made some of the member mandatory and not all of it.
///
/// # Errors
/// As [`verify`] before it looks at a signature.
pub(in crate::proof::data_integrity) fn is_mandatory(
    unsecured: &Unsecured<'_>,
    proof: &Proof,
    name: &str,
) -> Result<bool, Objection> {
    let Canonicalizer { contexts, limits } = unsecured.canonicalizer();
    let at = || proof.pointer.member("proofValue");
    let encoding = |reason| Objection::failed(Code::ProofEncoding, at(), reason);
    let derived = match ProofValue::read(&proof.value, limits.disclosures) {
        Ok(ProofValue::Derived(derived)) => derived,
        Ok(ProofValue::Base(_)) => return Ok(false),
        Err(reason) => return Err(encoding(format!("proofValue {reason}"))),
    };
    let mark = |path: &Path<'_>| u8::from(top(path) == Some(name));
    let marked = Marked::of(unsecured.document(), contexts, limits, &mark, may_stand_beside)?;
    let statements = marked.statements(unsecured.canonical()?, &written_labels(derived.labels));
    let mut mandatory = derived.mandatory.into_iter().peekable();
    Ok((0..).zip(&statements).all(|(index, statement)| {
        let is_mandatory = mandatory.next_if(|next| *next == index).is_some();
        is_mandatory || statement.mark == 0
    }))
}

/// The member of the document at or below which a place is.
fn top<'p>(path: &Path<'p>) -> Option<&'p str> {
    match path {
        Path::Root => None,
        Path::Member(Path::Root, name) => Some(name),
        Path::Member(parent, _) | Path::Item(parent, _) => top(parent),
    }
}

/// Checks a base proof, as its holder may on receipt: the issuer's signature, and that of every
/// statement. Returns the pointers to what is mandatory.
///
/// # Errors
/// As [`derive`](super::derive), and `signature` when one of the signatures does not hold.
pub fn check_base(
    signed: &Value,
    key: &PublicKey,
    canonicalizer: Canonicalizer<'_>,
) -> Result<Vec<Pointer>, Objection> {
    let Held { document, mut proof, base } = Held::of(signed, canonicalizer)?;
    let mandatory = Selection::of(&document, &base.mandatory, canonicalizer.limits)?;
    let nothing = Selection::nothing();
    let grouped = Grouped::of(&document, &mandatory, &nothing, &base.hmac_key, canonicalizer)?;
    let (required, others): (Vec<_>, Vec<_>) =
        grouped.statements.iter().partition(|statement| statement.mark & MANDATORY != 0);
    proof.remove("proofValue");
    let unsecured = Unsecured::new(document.into(), canonicalizer);
    let signed = Signed {
        options_hash: options_hash(&unsecured, &proof)?,
        mandatory_hash: hash(required),
        others,
        base_signature: &base.base_signature,
        statement_key: &base.statement_key,
        signatures: &base.signatures,
    };
    signed.check(key, &Pointer::root().member("proof").member("proofValue"))?;
    Ok(base.mandatory)
}

/// What was signed, and the signatures.
struct Signed<'a> {
    options_hash: [u8; 32],
    mandatory_hash: [u8; 32],
    others: Vec<&'a Statement>,
    base_signature: &'a [u8],
    statement_key: &'a StatementKey,
    signatures: &'a [Signature],
}

impl Signed<'_> {
    fn check(&self, key: &PublicKey, at: &Pointer) -> Result<(), Objection> {
        let failed = |code, message: String| Err(Objection::failed(code, at.clone(), message));
        // First the issuer's signature: without it, nobody makes a verifier check thousands.
        let bytes = bytes_to_sign(self.options_hash, self.statement_key, self.mandatory_hash);
        if !key.verifies(&bytes, self.base_signature) {
            let message = "the signature does not match what is mandatory, the proof and the key";
            return failed(Code::Signature, message.to_owned());
        }
        let (signatures, others) = (self.signatures.len(), self.others.len());
        if signatures != others {
            let message = format!("{signatures} signatures for {others} statements");
            return failed(Code::Signature, message);
        }
        let point = self.statement_key.get(2..).unwrap_or_default();
        let key = match PublicKey::from_p256(point) {
            Ok(key) if self.statement_key.starts_with(&super::P256_PREFIX) => key,
            _ => return failed(Code::ProofEncoding, "proofValue has no key on P-256".to_owned()),
        };
        for (statement, signature) in self.others.iter().zip(self.signatures) {
            if !key.verifies(statement.line.as_bytes(), signature) {
                let message = "a statement that is not mandatory does not match its signature";
                return failed(Code::Signature, message.to_owned());
            }
        }
        Ok(())
    }
}
