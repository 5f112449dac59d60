//! `eddsa-jcs-2022` and `ecdsa-jcs-2019` (section 3.3 of the W3C's Data Integrity EdDSA and ECDSA
//! Cryptosuites 1.0).

use super::{Unsecured, digest};
use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::rdf::HashAlgorithm;

/// The hash of the canonical options, then that of the canonical document.
///
/// A proof may carry the contexts that the document had when it was made; contexts appended later
/// are then left out of the document that is hashed (section 3.3.2).
pub(super) fn hash_data(
    hash: HashAlgorithm,
    unsecured: &Unsecured<'_>,
    options: &Object,
) -> Result<Vec<u8>, Objection> {
    let mut hashes = digest(hash, &canonical_options(options));
    let document_context = unsecured.document().get("@context");
    match options.get("@context") {
        Some(signed) if Some(signed) != document_context => {
            let Some(document) = under_context(unsecured.document(), signed) else {
                let pointer = Pointer::root().member("proof").member("@context");
                let message = "the document's contexts do not start with those of the proof";
                return Err(Objection::failed(Code::Signature, pointer, message));
            };
            let canonical = json::canonical(&document);
            unsecured.pay_bytes(canonical.len())?;
            hashes.extend(digest(hash, &canonical));
        }
        _ => hashes.extend(unsecured.jcs_hash(hash)),
    }
    Ok(hashes)
}

pub(super) fn canonical_options(options: &Object) -> String {
    json::canonical(&Value::Object(options.clone()))
}

/// The document with the contexts that a proof was made over, if they are the first of its own.
pub(super) fn under_context(document: &Value, signed: &Value) -> Option<Value> {
    let appended = document.get("@context")?.items();
    if !appended.starts_with(signed.items()) {
        return None;
    }
    let mut document = document.clone();
    document.as_object_mut()?.insert("@context", signed.clone());
    Some(document)
}
