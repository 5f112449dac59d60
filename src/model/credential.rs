//! Credentials: the achievement credential, which is the badge, and the endorsement credential.

use super::class::{Range, Types, class};
use super::datum::{Datum, Written};
use super::{
    AchievementSubject, CredentialSchema, CredentialStatus, EndorsementSubject, Evidence, Image,
    ProfileRef, Proof, RefreshService, RelatedResource, TermsOfUse, check,
};
use crate::json::{Object, Value};
use crate::text::{Iri, Timestamp};

/// The context that comes first in every credential of data model 2.0 (VCDM 2.0, section 4.3).
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";

/// The context that comes first in every credential of data model 1.1.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";

/// The current context of Open Badges, second in every badge.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

/// The context that defines the types whose names start with `1EdTech`.
pub const OPEN_BADGES_EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

/// An item of `@context`.
#[derive(Clone, Debug, PartialEq)]
pub enum Context {
    /// The IRI of a context document.
    Iri(Iri),
    /// A context written where it is used.
    Inline(Object),
}

impl Datum for Context {
    type Input = Written;
    const RANGE: Range = Range::Context;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Object(terms) => Some(Self::Inline(terms.clone())),
            iri => Iri::from_value(iri).map(Self::Iri),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Iri(iri) => iri.to_value(),
            Self::Inline(terms) => terms.clone().into(),
        }
    }
}

/// A compact JWS, as an endorsement in JWT form stands in a badge. Its form is checked, not what
/// it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CompactJws(String);

impl CompactJws {
    /// The JWS, as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Datum for CompactJws {
    type Input = Written;
    const RANGE: Range = Range::CompactJws;

    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().filter(|text| check::is_compact_jws(text)).map(|text| Self(text.to_owned()))
    }

    fn to_value(&self) -> Value {
        self.as_str().into()
    }
}

class! {
    /// A badge: an achievement, awarded to one recipient by an issuer.
    ///
    /// Source: Open Badges 3.0, data model, `AchievementCredential`, also called
    /// `OpenBadgeCredential`; VCDM 2.0, section 4. It is a document of data model 2.0; those of
    /// data model 1.1 are checked and viewed, not read into this type.
    pub struct AchievementCredential: open,
        Types::Includes(&[
            &["VerifiableCredential"],
            &["OpenBadgeCredential", "AchievementCredential"],
        ]),
        rule check::rules::BADGE;

    /// The contexts: that of the W3C data model first, that of Open Badges second, then those of
    /// extensions (Open Badges 3.0, `Context`; VCDM 2.0, section 4.3).
    context = "@context": some Context,
    /// The identifier of the credential (Open Badges 3.0; VCDM 2.0, section 4.4).
    id = "id": required Iri,
    /// The types: `VerifiableCredential`, one of `OpenBadgeCredential` and
    /// `AchievementCredential`, and any of an extension (VCDM 2.0, section 4.5).
    types = "type": some String as Types,
    /// The name under which wallets list the credential (Open Badges 3.0).
    name = "name": optional String,
    /// A short description for wallets (Open Badges 3.0).
    description = "description": optional String,
    /// An image that stands for the credential (Open Badges 3.0).
    image = "image": optional Image,
    /// Who awards it: an identifier, or a profile with one (Open Badges 3.0, `ProfileRef`; VCDM
    /// 2.0, section 4.7).
    issuer = "issuer": required ProfileRef,
    /// From when it is valid. Of two issues of one credential the later is the newer (Open Badges
    /// 3.0; VCDM 2.0, section 4.9).
    valid_from = "validFrom": required Timestamp,
    /// Until when it is valid; absent, it has no end (Open Badges 3.0; VCDM 2.0, section 4.9).
    valid_until = "validUntil": optional Timestamp,
    /// When it was awarded; issuing it again keeps this date (Open Badges 3.0).
    awarded_date = "awardedDate": optional Timestamp,
    /// Who earned what, and with which results (Open Badges 3.0; VCDM 2.0, section 4.8).
    subject = "credentialSubject": required AchievementSubject as Subject,
    /// What the award rests on (Open Badges 3.0, `Evidence`; VCDM 2.0, section 5.6).
    evidence = "evidence": many Evidence,
    /// Endorsements of this credential, each with a proof of its own (Open Badges 3.0).
    endorsement = "endorsement": many EndorsementCredential,
    /// Endorsements of this credential in the form of JWTs (Open Badges 3.0).
    endorsement_jwt = "endorsementJwt": many CompactJws,
    /// Schemas that the credential keeps to (Open Badges 3.0; VCDM 2.0, section 4.11).
    credential_schema = "credentialSchema": many CredentialSchema,
    /// Where to ask whether it still stands. Open Badges 3.0 knows one, VCDM 2.0 (section 4.10)
    /// several, and so does this library.
    credential_status = "credentialStatus": many CredentialStatus,
    /// Where a newer form of it can be had (Open Badges 3.0; VCDM 2.0, section 5.4).
    refresh_service = "refreshService": optional RefreshService,
    /// The terms under which it was issued (Open Badges 3.0; VCDM 2.0, section 5.5).
    terms_of_use = "termsOfUse": many TermsOfUse,
    /// Resources that it refers to, each with a digest (VCDM 2.0, section 5.3).
    related_resource = "relatedResource": many RelatedResource,
    /// The proofs that secure it (Open Badges 3.0, `Proof`; VCDM 2.0, section 4.12).
    proof = "proof": many Proof,
}

class! {
    /// A credential in which somebody vouches for a badge, an achievement or a profile.
    ///
    /// Source: Open Badges 3.0, data model, `EndorsementCredential`; VCDM 2.0, section 4.
    pub struct EndorsementCredential: open,
        Types::Includes(&[&["VerifiableCredential"], &["EndorsementCredential"]]),
        rule check::rules::ENDORSEMENT;

    /// The contexts: that of the W3C data model first, that of Open Badges second, then those of
    /// extensions (Open Badges 3.0, `Context`; VCDM 2.0, section 4.3).
    context = "@context": some Context,
    /// The identifier of the credential (Open Badges 3.0; VCDM 2.0, section 4.4).
    id = "id": required Iri,
    /// The types: `VerifiableCredential`, `EndorsementCredential`, and any of an extension (VCDM
    /// 2.0, section 4.5).
    types = "type": some String as Types,
    /// The name under which wallets list the credential (Open Badges 3.0).
    name = "name": required String,
    /// A short description for wallets (Open Badges 3.0).
    description = "description": optional String,
    /// Who endorses (Open Badges 3.0, `ProfileRef`; VCDM 2.0, section 4.7).
    issuer = "issuer": required ProfileRef,
    /// From when it is valid (Open Badges 3.0; VCDM 2.0, section 4.9).
    valid_from = "validFrom": required Timestamp,
    /// Until when it is valid; absent, it has no end (Open Badges 3.0; VCDM 2.0, section 4.9).
    valid_until = "validUntil": optional Timestamp,
    /// When it was awarded; issuing it again keeps this date (Open Badges 3.0).
    awarded_date = "awardedDate": optional Timestamp,
    /// What is endorsed, and in which words (Open Badges 3.0; VCDM 2.0, section 4.8).
    subject = "credentialSubject": required EndorsementSubject as Subject,
    /// What the endorsement rests on (the schema that 1EdTech publishes now; VCDM 2.0, section 5.6).
    evidence = "evidence": many Evidence,
    /// Schemas that the credential keeps to (Open Badges 3.0; VCDM 2.0, section 4.11).
    credential_schema = "credentialSchema": many CredentialSchema,
    /// Where to ask whether it still stands (Open Badges 3.0; VCDM 2.0, section 4.10).
    credential_status = "credentialStatus": many CredentialStatus,
    /// Where a newer form of it can be had (Open Badges 3.0; VCDM 2.0, section 5.4).
    refresh_service = "refreshService": optional RefreshService,
    /// The terms under which it was issued (Open Badges 3.0; VCDM 2.0, section 5.5).
    terms_of_use = "termsOfUse": many TermsOfUse,
    /// Resources that it refers to, each with a digest (VCDM 2.0, section 5.3).
    related_resource = "relatedResource": many RelatedResource,
    /// The proofs that secure it (Open Badges 3.0, `Proof`; VCDM 2.0, section 4.12).
    proof = "proof": many Proof,
}
