//! Profiles: the people and organizations that issue, create, assess and endorse.

use super::builder::Builder;
use super::class::{Range, Types, class};
use super::datum::Datum;
use super::{CompactJws, EndorsementCredential, IdentifierEntry, Image, Written};
use crate::json::{Number, Value};
use crate::text::Iri;

class! {
    /// A person or an organization.
    ///
    /// Source: Open Badges 3.0, data model, `Profile`.
    pub struct Profile: open, Types::Includes(&[&["Profile"]]);

    /// The identifier.
    id = "id": required Iri,
    /// The types: `Profile`, and any of an extension.
    types = "type": some String as Types,
    /// The name.
    name = "name": optional String,
    /// The homepage.
    url = "url": optional Iri as Link,
    /// The telephone number.
    phone = "phone": optional String as Phone,
    /// A short description.
    description = "description": optional String,
    /// Endorsements of the profile, each with a proof of its own.
    endorsement = "endorsement": many EndorsementCredential,
    /// Endorsements of the profile in the form of JWTs.
    endorsement_jwt = "endorsementJwt": many CompactJws,
    /// A PNG or SVG image, such as a logo.
    image = "image": optional Image,
    /// The e-mail address.
    email = "email": optional String as Email,
    /// The address.
    address = "address": optional Address,
    /// Other identifiers.
    other_identifier = "otherIdentifier": many IdentifierEntry,
    /// The name of an official of the organization.
    official = "official": optional String,
    /// The organization of which this one is a part.
    parent_org = "parentOrg": optional Box<Profile>,
    /// The family name of a person.
    family_name = "familyName": optional String,
    /// The given name of a person.
    given_name = "givenName": optional String,
    /// Another name of a person, such as a middle name.
    additional_name = "additionalName": optional String,
    /// The patronymic of a person.
    patronymic_name = "patronymicName": optional String,
    /// What stands before a person's name, such as `Dr`.
    honorific_prefix = "honorificPrefix": optional String,
    /// What stands after a person's name, such as `PhD`.
    honorific_suffix = "honorificSuffix": optional String,
    /// The leading part of a family name, such as `de`.
    family_name_prefix = "familyNamePrefix": optional String,
    /// The day on which a person was born, `YYYY-MM-DD`.
    date_of_birth = "dateOfBirth": optional String as Date,
}

class! {
    /// A postal address.
    ///
    /// Source: Open Badges 3.0, data model, `Address`.
    pub struct Address: open, Types::Includes(&[&["Address"]]);

    /// The types: `Address`, and any of an extension.
    types = "type": some String as Types,
    /// The country.
    address_country = "addressCountry": optional String,
    /// The code of the country (ISO 3166-1 alpha-2).
    address_country_code = "addressCountryCode": optional String,
    /// The region within the country.
    address_region = "addressRegion": optional String,
    /// The locality within the region.
    address_locality = "addressLocality": optional String,
    /// The street within the locality.
    street_address = "streetAddress": optional String,
    /// The number of the post office box.
    post_office_box_number = "postOfficeBoxNumber": optional String,
    /// The postal code.
    postal_code = "postalCode": optional String,
    /// The place on the globe.
    geo = "geo": optional GeoCoordinates,
}

class! {
    /// A place on the globe (WGS 84).
    ///
    /// Source: Open Badges 3.0, data model, `GeoCoordinates`.
    pub struct GeoCoordinates: open, Types::Only("GeoCoordinates");

    /// The latitude in degrees, north positive.
    latitude = "latitude": required Number,
    /// The longitude in degrees, east positive.
    longitude = "longitude": required Number,
}

/// A profile, or the identifier of one.
///
/// Source: Open Badges 3.0, data model, `ProfileRef`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ProfileRef {
    /// The identifier alone.
    Iri(Iri),
    /// The profile.
    Profile(Box<Profile>),
}

impl ProfileRef {
    /// The identifier.
    pub fn id(&self) -> &Iri {
        match self {
            Self::Iri(id) => id,
            Self::Profile(profile) => &profile.id,
        }
    }
}

impl Datum for ProfileRef {
    type Input = Self;
    const RANGE: Range = Range::Issuer(<Profile as super::Node>::class);

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Object(_) => Box::from_value(value).map(Self::Profile),
            iri => Iri::from_value(iri).map(Self::Iri),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Iri(id) => id.to_value(),
            Self::Profile(profile) => profile.to_value(),
        }
    }
}

impl From<ProfileRef> for Value {
    fn from(profile: ProfileRef) -> Self {
        profile.to_value()
    }
}

impl From<Profile> for ProfileRef {
    fn from(profile: Profile) -> Self {
        Self::Profile(Box::new(profile))
    }
}

impl From<Iri> for ProfileRef {
    fn from(id: Iri) -> Self {
        Self::Iri(id)
    }
}

impl Profile {
    /// A profile with its identifier.
    pub fn builder(id: impl Into<Written>) -> Builder<Self> {
        Builder::<Self>::start().id(id)
    }
}

impl Address {
    /// An address.
    pub fn builder() -> Builder<Self> {
        Builder::<Self>::start()
    }
}

impl GeoCoordinates {
    /// A place by its latitude and longitude in degrees.
    pub fn builder(latitude: f64, longitude: f64) -> Builder<Self> {
        Builder::<Self>::start().latitude(latitude).longitude(longitude)
    }
}
