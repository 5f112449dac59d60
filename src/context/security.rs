//! Proofs and keys: Data Integrity v1 and v2, Multikey, and the suites of 2020.
//!
//! Sources: the published contexts of Verifiable Credential Data Integrity 1.0, of Multikey
//! (Controlled Identifiers 1.0, section 2.2.2) and of the Community Group's suites Ed25519 Signature
//! 2020 and JSON Web Signature 2020.

use super::table::{Table, Term, open, protected};
use super::url;
use super::vocabulary::{DATE_TIME, DUBLIN_CORE, MULTIBASE, SECURITY};

pub(super) const DATA_INTEGRITY_V2: Table = Table::new(
    url::DATA_INTEGRITY_V2,
    "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305",
    protected(&[PROOF, DATA_INTEGRITY_PROOF]),
);

pub(super) const DATA_INTEGRITY_V1: Table = Table::new(
    url::DATA_INTEGRITY_V1,
    "9505bf85338a4c2121ad03992ac90061bc85d43bcfa34d9d47b779381cf08b5f",
    protected(&[
        PROOF,
        SECURITY
            .class("DataIntegrityProof")
            .scope(protected(&[SECURITY.literal("cryptosuite"), PROOF_VALUE]).and(PROOF_OPTIONS)),
    ]),
);

pub(super) const MULTIKEY_V1: Table = Table::new(
    url::MULTIKEY_V1,
    "c1ccf058057f53b0c88d982b5fb362e0465bbf0e3e781cccf277c806da176209",
    protected(&[SECURITY
        .class("Multikey")
        .scope(protected(&[SECURITY.typed("secretKeyMultibase", MULTIBASE)]).and(PUBLIC_KEY))]),
);

pub(super) const ED25519_2020_V1: Table = Table::new(
    url::ED25519_2020_V1,
    "fb517f09d990829aed734c9bad8cbbb2ac3d5063b865c7e3d81f246074bf5691",
    protected(&[
        PROOF,
        SECURITY.class("Ed25519VerificationKey2020").scope(protected(PUBLIC_KEY)),
        SECURITY.class("Ed25519Signature2020").scope(protected(&[PROOF_VALUE]).and(PROOF_OPTIONS)),
    ]),
);

pub(super) const JWS_2020_V1: Table = Table::new(
    url::JWS_2020_V1,
    "eed16334842a5635257913b33acd1aeee29009eb188d855f9a1d0ceee4a8ae4d",
    open(&[
        SECURITY.json("privateKeyJwk"),
        SECURITY.class("JsonWebKey2020").scope(protected(&[SECURITY.json("publicKeyJwk")])),
        SECURITY
            .class("JsonWebSignature2020")
            .scope(protected(&[SECURITY.literal("jws")]).and(PROOF_OPTIONS)),
    ])
    .unaliased(),
);

/// A proof is a graph of its own, so that nothing in it mixes with what it secures.
pub(super) const PROOF: Term = SECURITY.link("proof").graph();

/// A Data Integrity proof as version 2 and credentials v2 define it. Version 1 differs in two
/// terms: `cryptosuite` has no datatype, and there is no `previousProof`.
pub(super) const DATA_INTEGRITY_PROOF: Term = SECURITY.class("DataIntegrityProof").scope(
    protected(&[
        SECURITY.typed("cryptosuite", SECURITY.name("cryptosuiteString")),
        SECURITY.link("previousProof"),
        PROOF_VALUE,
    ])
    .and(PROOF_OPTIONS),
);

const PROOF_VALUE: Term = SECURITY.typed("proofValue", MULTIBASE);

/// What every kind of proof says about itself.
const PROOF_OPTIONS: &[Term] = &[
    SECURITY.literal("challenge"),
    DUBLIN_CORE.typed("created", DATE_TIME),
    SECURITY.literal("domain"),
    SECURITY.typed("expires", DATE_TIME).means("expiration"),
    SECURITY.literal("nonce"),
    SECURITY.choice("proofPurpose").scope(protected(VERIFICATION_RELATIONSHIPS)),
    SECURITY.link("verificationMethod"),
];

/// What a key may be used for, according to its controller.
pub(super) const VERIFICATION_RELATIONSHIPS: &[Term] = &[
    SECURITY.link("assertionMethod").set(),
    SECURITY.link("authentication").means("authenticationMethod").set(),
    SECURITY.link("capabilityDelegation").means("capabilityDelegationMethod").set(),
    SECURITY.link("capabilityInvocation").means("capabilityInvocationMethod").set(),
    SECURITY.link("keyAgreement").means("keyAgreementMethod").set(),
];

const PUBLIC_KEY: &[Term] = &[
    SECURITY.link("controller"),
    SECURITY.typed("revoked", DATE_TIME),
    SECURITY.typed("publicKeyMultibase", MULTIBASE),
];
