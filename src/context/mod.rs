//! What the terms of a document mean: the bundled `@context`s.
//!
//! Each context is written once, as a table of terms, and its document is generated from the
//! table. The tables say what the published documents say, errors included, because signatures are
//! made over the outcome; the digest of each canonical form is pinned. One is of our own
//! ([`url::MICRO_CREDENTIAL_V1`]); `docs/vocab` has its document.
//!
//! ```
//! use openbadges::context;
//! let document = context::bundled(context::url::OPEN_BADGES_3_0_3).unwrap();
//! let points = document.at("/@context/RubricCriterionLevel/@context/points/@id").unwrap();
//! assert_eq!(points.as_str(), Some("https://purl.imsglobal.org/spec/vc/ob/vocab.html#points"));
//! assert!(context::bundled("http://www.w3.org/ns/credentials/v2").is_none());
//! ```

/// An address of ours. No domain belongs to this project, so these lie under a name that nobody can
/// register (RFC 2606). Whoever releases the first version chooses the address, here and nowhere
/// else; the digest of the context changes with it.
macro_rules! ours {
    ($rest:literal) => {
        concat!("https://openbadges.example/ns/", $rest)
    };
}

mod clr;
mod credentials;
mod credentials_v1;
mod did;
mod document;
mod micro_credential;
mod names;
mod open_badges;
mod open_badges_editions;
mod recognition;
mod security;
mod status_list_2021;
mod table;
mod vocabulary;

use std::sync::{Arc, OnceLock};

pub use names::member_of;
pub(crate) use names::{Meaning, decisive_class_of, is_class_of_ours, meaning_of};
pub use table::Table;

use crate::json;

/// The addresses of the bundled contexts.
pub mod url {
    /// Verifiable Credentials Data Model 2.0.
    pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
    /// A default meaning for every undefined term, beside [`CREDENTIALS_V2`].
    pub const UNDEFINED_TERMS_V2: &str = "https://www.w3.org/ns/credentials/undefined-terms/v2";
    /// Verifiable Credentials Data Model 1.1.
    pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";
    /// Open Badges 3.0, the current context.
    pub const OPEN_BADGES_3_0_3: &str =
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    /// Open Badges 3.0, as of context 3.0.2.
    pub const OPEN_BADGES_3_0_2: &str =
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json";
    /// Open Badges 3.0, as of context 3.0.1.
    pub const OPEN_BADGES_3_0_1: &str =
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json";
    /// Open Badges 3.0, the first context; it is not the latest, though its address may seem so.
    pub const OPEN_BADGES_3_0_0: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
    /// Kinds of schema, status and refresh service that 1EdTech defines.
    pub const OPEN_BADGES_EXTENSIONS: &str =
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    /// Comprehensive Learner Record 2.0, the current context.
    pub const CLR_2_0_1: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json";
    /// Comprehensive Learner Record 2.0, the first context.
    pub const CLR_2_0_0: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context.json";
    /// Data Integrity proofs, before the Recommendation.
    pub const DATA_INTEGRITY_V1: &str = "https://w3id.org/security/data-integrity/v1";
    /// Data Integrity proofs.
    pub const DATA_INTEGRITY_V2: &str = "https://w3id.org/security/data-integrity/v2";
    /// Keys in Multikey form.
    pub const MULTIKEY_V1: &str = "https://w3id.org/security/multikey/v1";
    /// The suite `Ed25519Signature2020` and its keys.
    pub const ED25519_2020_V1: &str = "https://w3id.org/security/suites/ed25519-2020/v1";
    /// The suite `JsonWebSignature2020` and its keys.
    pub const JWS_2020_V1: &str = "https://w3id.org/security/suites/jws-2020/v1";
    /// DID documents.
    pub const DID_V1: &str = "https://www.w3.org/ns/did/v1";
    /// Status lists before Bitstring Status List 1.0.
    pub const STATUS_LIST_2021_V1: &str = "https://w3id.org/vc/status-list/2021/v1";
    /// Micro-credentials, an extension of this library's own. The address is provisional: nothing
    /// can be published there.
    pub const MICRO_CREDENTIAL_V1: &str = ours!("micro-credential/v1");
    /// What an endorsement recognises, for what value: an extension of ours.
    pub const RECOGNITION_V1: &str = ours!("recognition/v1");
}

static TABLES: [Table; 19] = [
    credentials::CREDENTIALS_V2,
    credentials::UNDEFINED_TERMS_V2,
    credentials_v1::CREDENTIALS_V1,
    open_badges::V3_0_3,
    open_badges_editions::V3_0_2,
    open_badges_editions::V3_0_1,
    open_badges_editions::V3_0_0,
    open_badges::EXTENSIONS,
    security::DATA_INTEGRITY_V1,
    security::DATA_INTEGRITY_V2,
    security::MULTIKEY_V1,
    security::ED25519_2020_V1,
    security::JWS_2020_V1,
    did::DID_V1,
    status_list_2021::STATUS_LIST_2021_V1,
    clr::V2_0_1,
    clr::V2_0_0,
    micro_credential::V1,
    recognition::V1,
];

static DOCUMENTS: [OnceLock<Arc<json::Value>>; TABLES.len()] =
    [const { OnceLock::new() }; TABLES.len()];

/// Whether a bundled context is of this library's own, and not of a standard.
pub fn is_own(url: &str) -> bool {
    url.starts_with(ours!(""))
}

/// Every bundled context.
pub const fn all() -> &'static [Table] {
    &TABLES
}

/// The document of a bundled context, generated once and shared.
///
/// `None` for every other address, also for one that differs only in its scheme, a fragment, a
/// query or a slash.
pub fn bundled(url: &str) -> Option<Arc<json::Value>> {
    TABLES
        .iter()
        .zip(&DOCUMENTS)
        .find(|(table, _)| table.url() == url)
        .map(|(table, document)| document.get_or_init(|| Arc::new(table.document())).clone())
}
