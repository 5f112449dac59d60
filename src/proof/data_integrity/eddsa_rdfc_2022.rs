//! `eddsa-rdfc-2022` (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2).

use std::borrow::Cow;

use super::unsecured::read_by_name;
use super::{Canonicalizer, Unsecured, root_fault, sha256};
use crate::fault::{Code, Objection, Pointer};
use crate::json::Object;
use crate::rdf::{self, HashAlgorithm};

/// `SHA-256(canonical options) ‖ SHA-256(canonical document)`, 64 bytes.
pub(super) fn hash_data(unsecured: &Unsecured<'_>, options: &Object) -> Result<Vec<u8>, Objection> {
    let options_text = canonical_options(unsecured, options)?;
    let mut hashes = Vec::with_capacity(64);
    hashes.extend(sha256(&options_text));
    hashes.extend(unsecured.rdfc_hash()?);
    Ok(hashes)
}

/// The proof options in canonical N-Quads, read under the document's contexts.
pub(super) fn canonical_options(
    unsecured: &Unsecured<'_>,
    options: &Object,
) -> Result<String, Objection> {
    let context = unsecured.document().get("@context");
    let context =
        context.ok_or_else(|| root_fault(Code::ContextOrder, "the document has no @context"))?;
    // The suite replaces the proof's own context, so one that says anything else would go
    // unsigned.
    if options.get("@context").is_some_and(|own| own != context) {
        let message = "the proof has a context of its own, which eddsa-rdfc-2022 does not sign";
        let pointer = Pointer::root().member("proof").member("@context");
        return Err(Objection::failed(Code::DataLoss, pointer, message));
    }
    let mut options = Cow::Borrowed(options);
    if options.contains("@context") {
        options.to_mut().remove("@context");
    }
    let Canonicalizer { contexts, limits } = unsecured.canonicalizer();
    let below = |objection: Objection| match objection {
        Objection::Failed(fault) => {
            Objection::Failed(fault.below(&Pointer::root().member("proof")))
        }
        undecided => undecided,
    };
    rdf::to_dataset_under(context, &options, contexts, limits)
        .and_then(read_by_name)
        .and_then(|dataset| rdf::canonical_n_quads(&dataset, HashAlgorithm::Sha256, limits))
        .map_err(|error| below(error.into()))
}
