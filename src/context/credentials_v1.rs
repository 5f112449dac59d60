//! Credentials and presentations of the data model 1.1.
//!
//! Source: Verifiable Credentials Data Model 1.1, appendix B. This document writes its names with
//! prefixes that every scope declares for itself; the names are given here as it writes them.

use super::security::PROOF;
use super::table::{Name, Scope, Spelling, Table, Term, Version, Vocabulary, prefix, protected};
use super::url;
use super::vocabulary::{CREDENTIALS, DUBLIN_CORE, SECURITY, XSD};

const CRED: Vocabulary = Vocabulary("cred:");
const SEC: Vocabulary = Vocabulary("sec:");
const DATE_TIME: Name = Vocabulary("xsd:").name("dateTime");

const DECLARE_CRED: Term = prefix("cred", CREDENTIALS);
const DECLARE_SEC: Term = prefix("sec", SECURITY);
const DECLARE_XSD: Term = prefix("xsd", XSD);

pub(super) const CREDENTIALS_V1: Table = Table::new(
    url::CREDENTIALS_V1,
    "b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247",
    protected(&[
        VERIFIABLE_CREDENTIAL,
        VERIFIABLE_PRESENTATION,
        SECURITY.class("EcdsaSecp256k1Signature2019").scope(SIGNATURE),
        SECURITY.class("EcdsaSecp256r1Signature2019").scope(SIGNATURE),
        SECURITY.class("Ed25519Signature2018").scope(SIGNATURE),
        // The prefixes are not declared here, so that these names are IRIs of the schemes `sec`
        // and `xsd`.
        SECURITY.class("RsaSignature2018").scope(protected(SIGNATURE_TERMS).unaliased()),
        PROOF,
    ]),
)
.spelled(Spelling { version: Version::V1_1, ..Spelling::SHORT });

const VERIFIABLE_CREDENTIAL: Term = CREDENTIALS.class("VerifiableCredential").scope(protected(&[
    DECLARE_CRED,
    DECLARE_SEC,
    DECLARE_XSD,
    CRED.link("credentialSchema")
        .scope(protected(&[DECLARE_CRED, CRED.class("JsonSchemaValidator2018")])),
    CRED.link("credentialStatus"),
    CRED.link("credentialSubject"),
    CRED.link("evidence"),
    CRED.typed("expirationDate", DATE_TIME),
    CRED.link("holder"),
    CRED.typed("issued", DATE_TIME),
    CRED.link("issuer"),
    CRED.typed("issuanceDate", DATE_TIME),
    SEC.link("proof").graph(),
    CRED.link("refreshService")
        .scope(protected(&[DECLARE_CRED, CRED.class("ManualRefreshService2018")])),
    CRED.link("termsOfUse"),
    CRED.typed("validFrom", DATE_TIME),
    CRED.typed("validUntil", DATE_TIME),
]));

const VERIFIABLE_PRESENTATION: Term =
    CREDENTIALS.class("VerifiablePresentation").scope(protected(&[
        DECLARE_CRED,
        DECLARE_SEC,
        CRED.link("holder"),
        SEC.link("proof").graph(),
        CRED.link("verifiableCredential").graph(),
    ]));

const SIGNATURE: Scope = protected(&[DECLARE_SEC, DECLARE_XSD]).and(SIGNATURE_TERMS);

/// What the signatures of 2018 and 2019 say about themselves.
const SIGNATURE_TERMS: &[Term] = &[
    SEC.literal("challenge"),
    DUBLIN_CORE.typed("created", DATE_TIME),
    SEC.literal("domain"),
    SEC.typed("expires", DATE_TIME).means("expiration"),
    SEC.literal("jws"),
    SEC.literal("nonce"),
    SEC.choice("proofPurpose").scope(protected(&[
        DECLARE_SEC,
        SEC.link("assertionMethod").set(),
        SEC.link("authentication").means("authenticationMethod").set(),
    ])),
    SEC.literal("proofValue"),
    SEC.link("verificationMethod"),
];
