//! Credentials and presentations of the data model 2.0, with what they bring along: status lists,
//! JSON Schemas, Data Integrity proofs, JWT claims.
//!
//! Source: Verifiable Credentials Data Model 2.0, appendix B.

use super::security::{DATA_INTEGRITY_PROOF, PROOF};
use super::table::{Name, Table, Term, Vocabulary, open, protected};
use super::url;
use super::vocabulary::{CREDENTIALS, DATE_TIME, JWT, MULTIBASE, SCHEMA, SECURITY, XSD_HTTPS};

/// Bitstring Status List 1.0.
const STATUS: Vocabulary = Vocabulary("https://www.w3.org/ns/credentials/status#");
/// Claims that credentials v2 files under JOSE, though most are registered for JWT.
const JOSE: Vocabulary = Vocabulary("https://www.iana.org/assignments/jose#");

/// A JWT `NumericDate`, in whole seconds.
const SECONDS: Name = XSD_HTTPS.name("nonNegativeInteger");

pub(super) const CREDENTIALS_V2: Table = Table::new(
    url::CREDENTIALS_V2,
    "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf",
    protected(&[
        SCHEMA.literal("description"),
        SECURITY.typed("digestMultibase", MULTIBASE),
        CREDENTIALS.typed("digestSRI", CREDENTIALS.name("sriString")),
        SCHEMA.literal("mediaType").means("encodingFormat").long(),
        SCHEMA.literal("name"),
        VERIFIABLE_CREDENTIAL,
        CREDENTIALS.class("EnvelopedVerifiableCredential"),
        VERIFIABLE_PRESENTATION,
        CREDENTIALS.class("EnvelopedVerifiablePresentation"),
        CREDENTIALS.class("JsonSchemaCredential"),
        CREDENTIALS.class("JsonSchema").scope(protected(&[CREDENTIALS.json("jsonSchema")])),
        STATUS.class("BitstringStatusListCredential"),
        BITSTRING_STATUS_LIST,
        BITSTRING_STATUS_LIST_ENTRY,
        DATA_INTEGRITY_PROOF,
    ])
    .and(CLAIMS),
);

const VERIFIABLE_CREDENTIAL: Term = CREDENTIALS.class("VerifiableCredential").scope(protected(&[
    CREDENTIALS.link("confidenceMethod"),
    CREDENTIALS.link("credentialSchema"),
    CREDENTIALS.link("credentialStatus"),
    CREDENTIALS.link("credentialSubject"),
    SCHEMA.literal("description"),
    CREDENTIALS.link("evidence"),
    CREDENTIALS.link("issuer"),
    SCHEMA.literal("name"),
    PROOF,
    CREDENTIALS.link("refreshService"),
    CREDENTIALS.link("relatedResource"),
    CREDENTIALS.link("renderMethod"),
    CREDENTIALS.link("termsOfUse"),
    CREDENTIALS.typed("validFrom", DATE_TIME),
    CREDENTIALS.typed("validUntil", DATE_TIME),
]));

const VERIFIABLE_PRESENTATION: Term =
    CREDENTIALS.class("VerifiablePresentation").scope(protected(&[
        CREDENTIALS.link("holder"),
        PROOF,
        CREDENTIALS.link("termsOfUse"),
        // What is presented brings its own contexts; those of the presentation end here.
        CREDENTIALS.link("verifiableCredential").graph().cleared(),
    ]));

const BITSTRING_STATUS_LIST: Term = STATUS.class("BitstringStatusList").scope(protected(&[
    STATUS.typed("encodedList", MULTIBASE),
    STATUS.literal("statusPurpose"),
    STATUS.literal("ttl"),
]));

const BITSTRING_STATUS_LIST_ENTRY: Term =
    STATUS.class("BitstringStatusListEntry").scope(protected(&[
        STATUS.link("statusListCredential"),
        STATUS.literal("statusListIndex"),
        STATUS.literal("statusPurpose"),
        STATUS
            .node("statusMessage")
            .scope(protected(&[STATUS.literal("message"), STATUS.literal("status")])),
        STATUS.link("statusReference"),
        STATUS.typed("statusSize", XSD_HTTPS.name("integer")),
    ]));

/// Claims of JWT and SD-JWT, for payloads that are credentials. `jti` is not among them.
const CLAIMS: &[Term] = &[
    JWT.literal("...").long(),
    JWT.json("_sd"),
    JWT.literal("_sd_alg").long(),
    JWT.link("aud"),
    JWT.node("cnf").scope(protected(&[JWT.link("kid"), JWT.json("jwk")]).unaliased()),
    JWT.typed("exp", SECONDS),
    JWT.typed("iat", SECONDS),
    JOSE.link("iss"),
    JOSE.link("jku"),
    JOSE.link("kid"),
    JWT.typed("nbf", SECONDS),
    JOSE.link("sub"),
    JOSE.link("x5u"),
];

/// Gives every undefined term a meaning of sorts, so that documents with private terms can be
/// secured.
pub(super) const UNDEFINED_TERMS_V2: Table = Table::new(
    url::UNDEFINED_TERMS_V2,
    "3b11e1df8c618447e9f79f3737e3c30fc0841537eb95f36003742c633672bb9f",
    open(&[]).unaliased().default(Vocabulary("https://www.w3.org/ns/credentials/undefined-term#")),
);
