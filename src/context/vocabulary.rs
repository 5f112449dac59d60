//! The vocabularies that more than one context draws on, and their datatypes.

use super::table::{Name, Vocabulary};

/// W3C Verifiable Credentials.
pub(super) const CREDENTIALS: Vocabulary = Vocabulary("https://www.w3.org/2018/credentials#");
/// W3C Data Integrity and its predecessors.
pub(super) const SECURITY: Vocabulary = Vocabulary("https://w3id.org/security#");
/// Schema.org.
pub(super) const SCHEMA: Vocabulary = Vocabulary("https://schema.org/");
/// Dublin Core metadata terms.
pub(super) const DUBLIN_CORE: Vocabulary = Vocabulary("http://purl.org/dc/terms/");
/// Claims of JSON Web Tokens (RFC 7519).
pub(super) const JWT: Vocabulary = Vocabulary("https://www.iana.org/assignments/jwt#");
/// Open Badges 3.0.
pub(super) const OPEN_BADGES: Vocabulary =
    Vocabulary("https://purl.imsglobal.org/spec/vc/ob/vocab.html#");

/// XML Schema datatypes, under their own address.
pub(super) const XSD: Vocabulary = Vocabulary("http://www.w3.org/2001/XMLSchema#");
/// XML Schema datatypes under an address that XML Schema does not have. Open Badges uses it
/// throughout, credentials v2 in four places; RDF takes it for other datatypes, so what is signed
/// depends on it.
pub(super) const XSD_HTTPS: Vocabulary = Vocabulary("https://www.w3.org/2001/XMLSchema#");
/// The prefix `xsd`, in a context that nowhere says what it stands for: `xsd:dateTime` is then an
/// IRI of the scheme `xsd`, and is signed as that.
pub(super) const XSD_UNDECLARED: Vocabulary = Vocabulary("xsd:");

pub(super) const DATE_TIME: Name = XSD.name("dateTime");
/// A text that says its own base in the first character.
pub(super) const MULTIBASE: Name = SECURITY.name("multibase");
