//! `ecdsa-sd-2023`: the holder of a credential chooses what to show of it (W3C Data Integrity ECDSA
//! Cryptosuites 1.0, sections 3.4 to 3.6).
//!
//! The issuer makes a base proof ([`prepare_base`]): its key signs what is mandatory, and a key that
//! is made for this proof alone signs every other statement by itself. The holder keeps that
//! credential, and derives others from it ([`derive()`]), which show what is mandatory and what they
//! choose besides; only those go to verifiers, who check them as they check any proof
//! ([`verify`](super::verify)).
//!
//! - What the issuer makes mandatory, no holder can hide. Whatever limits a credential must be
//!   among it: [`mandatory_for_open_badges`] sees to that for badges.
//! - What is left out is left out for good: a verifier cannot tell whether there was more, except
//!   that the number of an array's items or of a node's siblings may be guessed from what is shown.
//! - What an issuer leaves to the holder's choice limits nothing, since the holder can leave it out.
//!   A [`Verifier`](crate::Verifier) therefore decides nothing on a status that is shown by choice,
//!   for another entry may say more (`sd.optional`), and warns where no status or no end of validity
//!   is shown (`sd.undisclosed`): most credentials have none.
//! - Derived credentials are not unlinkable: all that come from one base proof carry the same
//!   signature of the issuer. For unlinkability there are other suites (section 6.1).
//!
//! ```
//! use std::sync::Arc;
//! use openbadges::key::{Algorithm, SecretKey, Signer as _};
//! use openbadges::proof::data_integrity::ecdsa_sd_2023::{self, BaseSecrets};
//! use openbadges::proof::data_integrity::{Canonicalizer, Cryptosuite, ProofOptions};
//! use openbadges::random::SystemRandom;
//! use openbadges::rdf::{BundledContexts, Contexts};
//! use openbadges::{Limits, Timestamp, Verifier, json};
//!
//! let limits = Limits::default();
//! let contexts = Contexts::new(Arc::new(BundledContexts::new()));
//! let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
//! let now: Timestamp = "2026-08-01T09:30:00Z".parse()?;
//! let signer = SecretKey::generate_for(Algorithm::P256, &SystemRandom)?.into_did_key_signer();
//! let badge = format!(
//!     r#"{{
//!         "@context": [
//!             "https://www.w3.org/ns/credentials/v2",
//!             "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
//!         ],
//!         "id": "urn:uuid:6c3a4b9e-0d8e-4d5c-9c53-2f6f3f9c2a11",
//!         "type": ["VerifiableCredential", "OpenBadgeCredential"],
//!         "issuer": {{"id": "{}", "type": ["Profile"], "name": "Example District"}},
//!         "validFrom": "2026-08-01T09:30:00Z",
//!         "credentialSubject": {{
//!             "id": "did:example:educator", "type": ["AchievementSubject"],
//!             "achievement": {{
//!                 "id": "https://district.example/achievements/wait-time", "type": ["Achievement"],
//!                 "name": "Wait Time", "description": "Gives pupils time to think.",
//!                 "criteria": {{"narrative": "Two recorded lessons."}}
//!             }},
//!             "result": [{{"type": ["Result"], "value": "24 of 30"}}]
//!         }}
//!     }}"#,
//!     signer.key().public().did_key(),
//! );
//! let badge = json::read(badge.as_bytes(), &limits)?;
//!
//! // The issuer:
//! let options = ProofOptions::by(&signer, Cryptosuite::EcdsaSd2023, now.clone());
//! let mandatory = ecdsa_sd_2023::mandatory_for_open_badges(&badge);
//! let secrets = BaseSecrets::generate(&SystemRandom)?;
//! let prepared =
//!     ecdsa_sd_2023::prepare_base(badge, &options, &mandatory, secrets, canonicalizer)?;
//! let signature = signer.sign(prepared.bytes())?;
//! let held = prepared.finish(&signature);
//!
//! // The holder, who shows the badge without its result, and then with it:
//! let brief = ecdsa_sd_2023::derive(&held, &[], canonicalizer)?;
//! assert!(brief.at("/credentialSubject/result").is_none());
//! let full = ecdsa_sd_2023::derive(&held, &["/credentialSubject/result".parse()?], canonicalizer)?;
//!
//! // The verifier:
//! for shown in [brief, full] {
//!     let report = Verifier::new().verify(shown.to_string().as_bytes(), &now);
//!     assert!(report.verified().is_some());
//! }
//! let report = Verifier::new().verify(held.to_string().as_bytes(), &now);
//! assert!(report.has(openbadges::Code::ProofForm));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base;
mod derive;
mod mandatory;
mod proof_value;
mod selection;
mod statements;
#[cfg(test)]
mod tests;
mod verify;

pub use base::{BaseError, BaseSecrets, prepare_base};
pub use derive::derive;
pub use mandatory::{complete_for_open_badges, mandatory_for_open_badges};
pub(super) use proof_value::BaseProof;
pub use verify::check_base;
pub(super) use verify::{is_mandatory, verify};

use proof_value::StatementKey;
use sha2::{Digest as _, Sha256};

use super::{Cryptosuite, Unsecured, rdfc};
use crate::fault::{Code, Objection, Pointer};
use crate::json::Object;
use crate::key::{Algorithm, PublicKey};
use crate::rdf::HashAlgorithm;

/// The multicodec prefix of a public key on P-256.
const P256_PREFIX: [u8; 2] = [0x80, 0x24];

/// A key as the proof holds it.
fn statement_key(key: &PublicKey) -> Result<StatementKey, Objection> {
    let bytes = [&P256_PREFIX[..], &key.to_bytes()].concat();
    match bytes.try_into() {
        Ok(bytes) if key.algorithm() == Algorithm::P256 => Ok(bytes),
        _ => {
            let message = format!("statements are signed on P-256, not by {:?}", key.algorithm());
            Err(Objection::failed(Code::KeyMismatch, Pointer::root(), message))
        }
    }
}

/// The hash of the proof options in canonical form.
fn options_hash(unsecured: &Unsecured<'_>, options: &Object) -> Result<[u8; 32], Objection> {
    let suite = Cryptosuite::EcdsaSd2023;
    let text = rdfc::canonical_options(suite, HashAlgorithm::Sha256, unsecured, options)?;
    Ok(sha256([text.as_str()]))
}

fn sha256<'t>(texts: impl IntoIterator<Item = &'t str>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.as_bytes());
    }
    hasher.finalize().into()
}

/// The bytes that the issuer signs (section 3.5.1): 99.
fn bytes_to_sign(options: [u8; 32], key: &StatementKey, mandatory: [u8; 32]) -> Vec<u8> {
    [&options[..], key, &mandatory].concat()
}
