//! `eddsa-rdfc-2022` and `ecdsa-rdfc-2019` (section 3.2 of the W3C's Data Integrity EdDSA and ECDSA
//! Cryptosuites 1.0), and the suites before them.

use std::borrow::Cow;

use super::unsecured::{check_meanings, read_by_name};
use super::{Canonicalizer, Cryptosuite, Unsecured, digest, root_fault};
use crate::fault::{Code, Objection, Pointer};
use crate::json::Object;
use crate::rdf::{self, HashAlgorithm};

/// The hash of the canonical options, then that of the canonical document.
pub(super) fn hash_data(
    suite: Cryptosuite,
    hash: HashAlgorithm,
    unsecured: &Unsecured<'_>,
    options: &Object,
) -> Result<Vec<u8>, Objection> {
    // The document first: what the options of some proof cost is not taken from it.
    let document = unsecured.rdfc_hash(hash)?;
    let mut hashes = digest(hash, &canonical_options(suite, hash, unsecured, options)?);
    hashes.extend(document);
    Ok(hashes)
}

/// The proof options in canonical N-Quads, read under the document's contexts.
pub(super) fn canonical_options(
    suite: Cryptosuite,
    hash: HashAlgorithm,
    unsecured: &Unsecured<'_>,
    options: &Object,
) -> Result<String, Objection> {
    let context = unsecured.document().get("@context");
    let context =
        context.ok_or_else(|| root_fault(Code::ContextOrder, "the document has no @context"))?;
    // The suite replaces the proof's own context, so one that says anything else would go
    // unsigned.
    if options.get("@context").is_some_and(|own| own != context) {
        let message = format!("the proof has a context of its own, which {suite} does not sign");
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
    rdf::to_dataset_under(context, &options, contexts, limits, unsecured.allowance())
        .and_then(read_by_name)
        .and_then(|dataset| check_meanings(&dataset).map(|()| dataset))
        .and_then(|dataset| rdf::canonical_n_quads(&dataset, hash, limits, unsecured.allowance()))
        .map_err(|error| below(error.into()))
}
