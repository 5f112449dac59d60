use super::proof_value::{BaseProof, DerivedProof, ProofValue};
use super::selection::Selection;
use super::statements::{Grouped, MANDATORY, REVEALED};
use crate::fault::{Code, Objection, Pointer};
use crate::json::{Object, Value};
use crate::proof::data_integrity::{Canonicalizer, Cryptosuite};

/// Derives from a credential with a base proof one that shows no more than what is mandatory and
/// what `reveal` points to (section 3.6.5). Both keep the types and identifiers of the objects
/// that they stand in.
///
/// Neither the issuer's key nor its signature is looked at: [`check_base`](super::check_base) does.
/// Other proofs of the credential are left out, since they are over more than is shown.
///
/// Two credentials that were derived from one base proof can be linked: both hold the issuer's
/// signature, the key of the statements, and the same labels and signatures for the same
/// statements.
///
/// # Errors
/// [`Objection`]: `proof.form` where there is not one base proof of this suite, `proof.encoding`
/// where it is malformed, `sd.pointer` for a pointer that leads nowhere or to part of a list, or
/// where nothing would be shown, `signature` when the proof is of another document.
pub fn derive(
    signed: &Value,
    reveal: &[Pointer],
    canonicalizer: Canonicalizer<'_>,
) -> Result<Value, Objection> {
    let Held { document, mut proof, base } = Held::of(signed, canonicalizer)?;
    let limits = canonicalizer.limits;
    let mandatory = Selection::of(&document, &base.mandatory, limits)?;
    let revealed = Selection::of(&document, base.mandatory.iter().chain(reveal), limits)?;
    if revealed.is_empty() {
        let message = "nothing is mandatory, and nothing is to be revealed";
        return Err(Objection::failed(Code::SdPointer, Pointer::root(), message));
    }
    let grouped = Grouped::of(&document, &mandatory, &revealed, &base.hmac_key, canonicalizer)?;
    let (shown, labels) = grouped.part(&document, &revealed, REVEALED, canonicalizer)?;

    let is_mandatory = |mark: u8| mark & MANDATORY != 0;
    let is_revealed = |mark: u8| mark & REVEALED != 0;
    let marks = || grouped.statements.iter().map(|statement| statement.mark);
    let signable = marks().filter(|mark| !is_mandatory(*mark));
    if signable.clone().count() != base.signatures.len() {
        let message = "the proof does not have one signature for each statement of the document";
        let pointer = Pointer::root().member("proof").member("proofValue");
        return Err(Objection::failed(Code::Signature, pointer, message));
    }
    let signatures = signable.zip(&base.signatures);
    let derived = DerivedProof {
        base_signature: base.base_signature.clone(),
        statement_key: base.statement_key,
        signatures: signatures
            .filter(|(mark, _)| is_revealed(*mark))
            .map(|(_, signature)| *signature)
            .collect(),
        labels,
        mandatory: (0..)
            .zip(marks().filter(|mark| is_revealed(*mark)))
            .filter(|(_, mark)| is_mandatory(*mark))
            .map(|(index, _)| index)
            .collect(),
    };
    proof.insert("proofValue", derived.to_text());
    let Value::Object(mut shown) = shown else { return Err(not_held()) };
    shown.insert("proof", proof);
    Ok(shown.into())
}

/// A credential with a base proof, taken apart.
pub(super) struct Held {
    pub document: Value,
    pub proof: Object,
    pub base: BaseProof,
}

impl Held {
    pub fn of(signed: &Value, canonicalizer: Canonicalizer<'_>) -> Result<Self, Objection> {
        let mut document = signed.clone();
        let proofs = document.as_object_mut().and_then(|object| object.remove("proof"));
        let mut held = None;
        for proof in proofs.as_ref().map(Value::items).unwrap_or_default() {
            let suite = proof.get("cryptosuite").and_then(Value::as_str);
            if suite != Some(Cryptosuite::EcdsaSd2023.as_str()) {
                continue;
            }
            let (Some(proof), Some(value)) =
                (proof.as_object(), proof.get("proofValue").and_then(Value::as_str))
            else {
                return Err(not_held());
            };
            let value = ProofValue::read(value, canonicalizer.limits.disclosures);
            match (value, &held) {
                (Ok(ProofValue::Base(base)), None) => held = Some((proof.clone(), base)),
                (Ok(ProofValue::Base(_)), Some(_)) => {
                    let message = "there are several base proofs to derive from";
                    let pointer = Pointer::root().member("proof");
                    return Err(Objection::failed(Code::ProofForm, pointer, message));
                }
                (Ok(ProofValue::Derived(_)), _) => {}
                (Err(reason), _) => {
                    let pointer = Pointer::root().member("proof").member("proofValue");
                    let message = format!("proofValue {reason}");
                    return Err(Objection::failed(Code::ProofEncoding, pointer, message));
                }
            }
        }
        let (proof, base) = held.ok_or_else(not_held)?;
        Ok(Self { document, proof, base })
    }
}

fn not_held() -> Objection {
    let message = "there is no base proof of ecdsa-sd-2023 to derive from";
    Objection::failed(Code::ProofForm, Pointer::root().member("proof"), message)
}
