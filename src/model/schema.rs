//! What else stands around the claims of a credential: schemas, refresh, terms, proofs.

use super::Written;
use super::builder::Builder;
use super::check;
use super::class::{Cardinality, Class, Extent, Property, Range, Types, class};
use super::datum::{Datum, Node};
use super::digest::{self, Digest};
use crate::fault::Code;
use crate::json::{Object, Value};
use crate::text::Iri;

class! {
    /// A schema that a credential keeps to.
    ///
    /// Source: Open Badges 3.0, data model, `CredentialSchema`; VCDM 2.0, section 4.11.
    pub struct CredentialSchema: open, Types::Any;

    /// The address of the schema.
    id = "id": required Iri,
    /// The kind of schema, such as `1EdTechJsonSchemaValidator2019`.
    types = "type": some String as Types,
}

class! {
    /// Where a newer form of a credential can be had.
    ///
    /// Source: Open Badges 3.0, data model, `RefreshService`; VCDM 2.0, section 5.4.
    pub struct RefreshService: open, Types::Any;

    /// The address of the service.
    id = "id": required Iri,
    /// The kind of service, such as `1EdTechCredentialRefresh`.
    types = "type": some String as Types,
}

class! {
    /// Terms under which a credential was issued.
    ///
    /// Source: Open Badges 3.0, data model, `TermsOfUse`; VCDM 2.0, section 5.5.
    pub struct TermsOfUse: open, Types::Any;

    /// The identifier of the terms.
    id = "id": optional Iri,
    /// The kind of terms.
    types = "type": some String as Types,
}

class! {
    /// A resource that a credential refers to, with a digest by which to know it again: a file of
    /// evidence, a context, a schema.
    ///
    /// ```
    /// use openbadges::model::RelatedResource;
    /// let film = RelatedResource::of("https://example.org/lesson.mp4", b"...").build()?;
    /// assert!(film.matches(b"...") == Some(true) && film.matches(b"") == Some(false));
    /// # Ok::<(), openbadges::model::Invalid>(())
    /// ```
    ///
    /// Source: VCDM 2.0, section 5.3. It needs at least one digest.
    pub struct RelatedResource: open, Types::None, rule check::rules::RELATED_RESOURCE;

    /// The address of the resource. No credential names one twice.
    id = "id": required Iri,
    /// Its media type.
    media_type = "mediaType": optional String,
    /// Digests as Subresource Integrity writes them: `sha256-`, `sha384-` or `sha512-` and base64.
    digest_sri = "digestSRI": many String,
    /// Digests as multihashes in Multibase (VC Data Integrity 1.0, section 2.6).
    digest_multibase = "digestMultibase": many String,
}

impl RelatedResource {
    /// A resource at an address, with the SHA-256 digest of what is there.
    pub fn of(id: impl Into<Written>, bytes: &[u8]) -> Builder<Self> {
        Builder::<Self>::start().id(id).digest_multibase(digest::multibase_of(bytes))
    }

    /// Whether `bytes` are the resource. `None` when no digest is of a kind that is known here.
    /// Where digests differ in strength, all count.
    pub fn matches(&self, bytes: &[u8]) -> Option<bool> {
        let sri = self.digest_sri.iter().map(|text| Digest::of_sri(text));
        let multibase = self.digest_multibase.iter().map(|text| Digest::of_multibase(text));
        digest::all_match(sri.chain(multibase), bytes)
    }
}

/// A proof that secures a credential, as it stands in the document.
///
/// What its members mean, its cryptosuite says; here it is kept as it is.
///
/// Source: Open Badges 3.0, data model, `Proof`; VC Data Integrity 1.0, section 2.1.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof(Object);

impl Node for Proof {
    fn class() -> &'static Class {
        use Cardinality::{Optional, Some};
        const fn property(
            name: &'static str,
            cardinality: Cardinality,
            range: Range,
            doc: &'static str,
        ) -> Property {
            Property { name, cardinality, range, doc }
        }
        static CLASS: Class = Class {
            name: "Proof",
            doc: "A proof. Source: Open Badges 3.0, data model, `Proof`; VC Data Integrity 1.0, \
                  section 2.1.",
            types: Types::Any,
            type_code: Code::ProofType,
            extent: Extent::Open,
            properties: &[
                property("type", Some, Range::Types, "The kind of proof."),
                property("cryptosuite", Optional, Range::Text, "The cryptographic suite."),
                property("created", Optional, Range::Timestamp, "When it was made."),
                property("verificationMethod", Optional, Range::Iri, "The key that verifies it."),
                property("proofPurpose", Optional, Range::Text, "Always `assertionMethod`."),
                property("proofValue", Optional, Range::Text, "The signature."),
                property("challenge", Optional, Range::Text, "What a verifier asked for."),
                property("domain", Optional, Range::Text, "For whom the proof is meant."),
                property("nonce", Optional, Range::Text, "A random value."),
            ],
            rule: None,
        };
        &CLASS
    }
}

impl Datum for Proof {
    type Input = Self;
    const RANGE: Range = Range::Proof(<Self as Node>::class);

    fn from_value(value: &Value) -> Option<Self> {
        value.as_object().cloned().map(Self)
    }

    fn to_value(&self) -> Value {
        self.0.clone().into()
    }
}

impl Proof {
    /// The members of the proof.
    pub fn members(&self) -> &Object {
        &self.0
    }
}

impl From<Object> for Proof {
    fn from(members: Object) -> Self {
        Self(members)
    }
}

impl From<Proof> for Value {
    fn from(proof: Proof) -> Self {
        proof.0.into()
    }
}

impl CredentialSchema {
    /// A schema at an address.
    pub fn builder(id: impl Into<Written>, kind: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id).types(kind)
    }
}

impl RefreshService {
    /// A service at an address.
    pub fn builder(id: impl Into<Written>, kind: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id).types(kind)
    }
}

impl TermsOfUse {
    /// Terms of the kind `kind`.
    pub fn builder(kind: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().types(kind)
    }
}
