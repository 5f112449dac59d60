//! What a badge says: the classes of Open Badges 3.0.
//!
//! Each class is described once, and from the description come its type ([`Achievement`]), its
//! builder ([`Achievement::builder`]), its reading and writing, the structural [`check`] and the
//! plain data of [`Class`]. What a document holds beyond the standard is kept untouched.
//!
//! - [`check()`] says what is wrong with a document, all of it, with places and codes.
//! - [`lint`] says what an issuer would better not do.
//! - [`Credential`] is a badge that is ready to be issued; it can be built only if it conforms.
//! - [`View`] reads the members of a document that was checked.
//!
//! ```
//! use openbadges::model::{Achievement, Credential, Criteria, Evidence, Recipient};
//! let achievement = Achievement::builder(
//!     "https://example.org/achievements/wait-time",
//!     "Wait Time",
//!     "Gives every pupil time to think before an answer is taken.",
//!     Criteria::narrative("Two recorded lessons that meet the rubric."),
//! )
//! .build()?;
//! let badge = Credential::builder()
//!     .achievement(achievement)
//!     .recipient(Recipient::email("ada@example.org").hashed("u7Qz"))
//!     .evidence(Evidence::narrative("Lessons of 3 and 10 March."))
//!     .build()?;
//! assert!(badge.id().is_none(), "the issuer gives it one");
//! # Ok::<(), openbadges::model::Invalid>(())
//! ```

mod achievement;
mod alignment;
mod builder;
pub(crate) mod check;
pub(crate) mod class;
mod credential;
pub(crate) mod datum;
mod digest;
mod draft;
pub(crate) mod enumerations;
mod evidence;
mod identity;
mod image;
mod json_schema;
mod lint;
mod one_or_many;
mod profile;
mod recipient;
mod result;
mod schema;
mod status;
mod subject;
mod view;

pub use achievement::{Achievement, Criteria, Related};
pub use alignment::Alignment;
pub use builder::{Builder, Invalid};
pub(crate) use check::{Findings, form, is_compact_jws, may_stand_beside, quote};
pub use check::{Kind, check, is_reserved_iri};
pub use class::{Cardinality, Class, Extent, Property, Range, Types};
pub use credential::{
    AchievementCredential, CREDENTIALS_V1, CREDENTIALS_V2, CompactJws, Context,
    EndorsementCredential, OPEN_BADGES, OPEN_BADGES_EXTENSIONS,
};
pub use datum::{Datum, Node, Quantity, Written};
pub(crate) use digest::{Digest, has_its_digests};
pub(crate) use draft::in_class_order;
pub use draft::{Credential, CredentialBuilder};
pub use enumerations::{
    AchievementType, AlignmentTargetType, Enumeration, ExtensionTerm, IdentifierType,
    NotAnExtensionTerm, ResultStatus, ResultType,
};
pub use evidence::Evidence;
pub use identity::{IdentifierEntry, IdentityObject};
pub use image::Image;
pub use lint::lint;
pub use one_or_many::OneOrMany;
pub use profile::{Address, GeoCoordinates, Profile, ProfileRef};
pub use recipient::Recipient;
pub use result::{Result, ResultDescription, RubricCriterionLevel};
pub use schema::{CredentialSchema, Proof, RefreshService, RelatedResource, TermsOfUse};
pub use status::CredentialStatus;
pub use subject::{AchievementSubject, EndorsementSubject};
pub use view::{Version, View};

/// The classes of Open Badges 3.0, credentials first.
pub const CLASSES: &[fn() -> &'static Class] = &[
    AchievementCredential::class,
    EndorsementCredential::class,
    AchievementSubject::class,
    EndorsementSubject::class,
    Achievement::class,
    Criteria::class,
    Related::class,
    Result::class,
    ResultDescription::class,
    RubricCriterionLevel::class,
    Evidence::class,
    Alignment::class,
    Profile::class,
    Address::class,
    GeoCoordinates::class,
    IdentityObject::class,
    IdentifierEntry::class,
    Image::class,
    CredentialStatus::class,
    CredentialSchema::class,
    RefreshService::class,
    TermsOfUse::class,
    RelatedResource::class,
    Proof::class,
];
