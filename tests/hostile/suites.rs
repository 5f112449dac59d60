//! Group E, beyond Ed25519 and the suites of 2022: other keys, other curves, superseded suites.

use openbadges::json::Value;
use openbadges::proof::Cryptosuite::{
    self, EcdsaJcs2019, EcdsaRdfc2019, EddsaJcs2022, EddsaRdfc2022,
};
use openbadges::text::multibase;

use crate::Case;
use crate::deterministic::Key;
use crate::mint::{Mint, at, badge, push, put, sha256, take, written};

pub fn cases() -> Vec<Case> {
    let mut cases = mismatched();
    cases.extend(encoded());
    cases.extend(bent());
    cases.extend(superseded());
    cases
}

/// The keys of RFC 6979, appendices A.2.5 and A.2.6.
const P256: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const P384: &str = "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8\
                    96d5724e4c70a825f872c9ea60d2edf5";

fn p256() -> Key {
    Key::p256(&bytes(P256))
}

fn p384() -> Key {
    Key::p384(&bytes(P384))
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// A badge of a key on P-256, still to be signed with ECDSA.
fn on_p256(suite: Cryptosuite) -> Mint {
    badge().issued_by(p256()).suite(suite)
}

fn on_p384(suite: Cryptosuite) -> Mint {
    badge().issued_by(p384()).suite(suite)
}

fn mismatched() -> Vec<Case> {
    let mismatch = |name, mint: Mint| Case::invalid(81, name, "key.mismatch", mint.bytes()).ecdsa();
    // What is right, so that the faults of the others are theirs.
    let right = |name, mint: Mint| Case::valid(81, name, mint.bytes()).ecdsa();
    let hashed_with_sha256 = {
        let mut mint = on_p384(EcdsaRdfc2019);
        // The canonical form of so small a badge is the same whatever hashes inside.
        let hashes = mint.forms().map(|form| sha256(form.as_bytes()));
        let signature = mint.key.sign(&hashes.concat());
        mint.altered(|badge| {
            put(at(badge, "/proof"), "proofValue", multibase::base58btc(&signature));
        })
    };
    vec![
        right("p256-key-in-ecdsa-rdfc", on_p256(EcdsaRdfc2019)),
        right("p256-key-in-ecdsa-jcs", on_p256(EcdsaJcs2019)),
        right("p384-key-in-ecdsa-rdfc", on_p384(EcdsaRdfc2019)),
        right("p384-key-in-ecdsa-jcs", on_p384(EcdsaJcs2019)),
        mismatch("p256-key-in-eddsa-rdfc", on_p256(EddsaRdfc2022)),
        mismatch("p256-key-in-eddsa-jcs", on_p256(EddsaJcs2022)),
        mismatch("p384-key-in-eddsa-rdfc", on_p384(EddsaRdfc2022)),
        mismatch("ed25519-key-in-ecdsa-rdfc", badge().suite(EcdsaRdfc2019)),
        mismatch("ed25519-key-in-ecdsa-jcs", badge().suite(EcdsaJcs2019)),
        Case::invalid(81, "p384-key-and-the-hash-of-p256", "signature", hashed_with_sha256).ecdsa(),
        // The algorithm of a proof is that of its key, whatever the proof adds.
        Case::invalid(
            81,
            "algorithm-named-by-the-proof",
            "data_loss",
            on_p256(EcdsaRdfc2019).altered(|badge| put(at(badge, "/proof"), "alg", "ES256")),
        )
        .ecdsa(),
        Case::invalid(
            73,
            "ecdsa-jcs-proof-called-rdfc",
            "data_loss",
            on_p256(EcdsaJcs2019).altered(|badge| {
                put(at(badge, "/proof"), "cryptosuite", "ecdsa-rdfc-2019");
                put(at(badge, "/proof"), "@context", vec!["https://www.w3.org/ns/credentials/v2"]);
            }),
        )
        .ecdsa(),
        Case::invalid(
            73,
            "ecdsa-rdfc-proof-called-jcs",
            "signature",
            on_p256(EcdsaRdfc2019).altered(|badge| {
                put(at(badge, "/proof"), "cryptosuite", "ecdsa-jcs-2019");
            }),
        )
        .ecdsa(),
    ]
}

fn encoded() -> Vec<Case> {
    let spelled = |name, suite, spell: fn(&str) -> String| {
        let bytes = on_p256(suite).altered(|badge| {
            let value = at(badge, "/proof/proofValue");
            *value = spell(value.as_str().unwrap()).into();
        });
        Case::invalid(82, name, "proof.encoding", bytes).ecdsa()
    };
    let base64url = |value: &str| multibase::base64url(&multibase::from_base58btc(value).unwrap());
    vec![
        spelled("ecdsa-rdfc-proof-value-in-base64url", EcdsaRdfc2019, base64url),
        spelled("ecdsa-jcs-proof-value-in-base64url", EcdsaJcs2019, base64url),
        spelled("ecdsa-rdfc-proof-value-without-its-letter", EcdsaRdfc2019, |value| {
            value[1..].to_owned()
        }),
    ]
}

fn bent() -> Vec<Case> {
    let bent = |number, name, mint: Mint, change: fn(&mut Vec<u8>)| {
        let bytes = mint.altered(|badge| {
            let value = at(badge, "/proof/proofValue");
            let mut signature = multibase::from_base58btc(value.as_str().unwrap()).unwrap();
            change(&mut signature);
            *value = multibase::base58btc(&signature).into();
        });
        Case::invalid(number, name, "signature", bytes).ecdsa()
    };
    let p256 = || on_p256(EcdsaRdfc2019);
    let p384 = || on_p384(EcdsaRdfc2019);
    vec![
        bent(83, "p256-signature-of-63-bytes", p256(), |signature| signature.truncate(63)),
        bent(83, "p256-signature-of-65-bytes", p256(), |signature| signature.push(0)),
        bent(83, "p256-signature-as-wide-as-that-of-p384", p256(), |signature| {
            let (r, s) = signature.split_at(32);
            *signature = [&[0; 16], r, &[0; 16], s].concat();
        }),
        bent(83, "p384-signature-of-95-bytes", p384(), |signature| signature.truncate(95)),
        bent(83, "p256-signature-in-der", p256(), |signature| {
            let signature_of = p256::ecdsa::Signature::from_slice(signature).unwrap();
            *signature = signature_of.to_der().as_bytes().to_vec();
        }),
        // A verifier that forgets to look takes it for any key and any message.
        bent(83, "p256-signature-of-zeros", p256(), |signature| signature.fill(0)),
        bent(83, "p384-signature-of-zeros", p384(), |signature| signature.fill(0)),
        bent(83, "p256-signature-with-s-of-zero", p256(), |signature| signature[32..].fill(0)),
        bent(83, "p256-signature-with-r-of-zero", p256(), |signature| signature[..32].fill(0)),
        bent(83, "p256-signature-with-its-halves-swapped", p256(), |signature| {
            signature.rotate_left(32);
        }),
        bent(84, "first-bit-of-a-p256-signature", p256(), |signature| signature[0] ^= 0x80),
        bent(84, "last-bit-of-a-p384-signature", p384(), |signature| signature[95] ^= 0x01),
        // Of every ECDSA signature (r, s) anybody can make (r, -s), which is as good.
        Case::valid(
            84,
            "p256-signature-with-s-negated",
            p256().altered(|badge| {
                let value = at(badge, "/proof/proofValue");
                let signature = multibase::from_base58btc(value.as_str().unwrap()).unwrap();
                let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
                let (r, s) = signature.split_scalars();
                let negated = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
                *value = multibase::base58btc(&negated.to_bytes()).into();
            }),
        )
        .ecdsa(),
        Case::invalid(
            85,
            "name-changed-under-ecdsa-rdfc",
            "signature",
            p256().altered(|badge| *at(badge, "/name") = "Giving Feedbacl".into()),
        )
        .ecdsa(),
        Case::invalid(
            85,
            "name-changed-under-ecdsa-jcs-on-p384",
            "signature",
            on_p384(EcdsaJcs2019).altered(|badge| *at(badge, "/name") = "Giving Feedbacl".into()),
        )
        .ecdsa(),
        Case::invalid(
            86,
            "undefined-member-added-to-an-ecdsa-proof",
            "data_loss",
            p256().altered(|badge| put(at(badge, "/proof"), "verified", true)),
        )
        .ecdsa(),
        Case::invalid(
            90,
            "p256-key-under-the-did-of-another",
            "binding",
            badge()
                .issued_by(self::p256())
                .suite(EcdsaRdfc2019)
                .set("/issuer", "id", self::p384().did())
                .bytes(),
        )
        .ecdsa(),
    ]
}

const ED25519_2020: &str = "https://w3id.org/security/suites/ed25519-2020/v1";

/// A badge that is to get a proof of the type `Ed25519Signature2020`.
fn signature_2020() -> Mint {
    badge()
        .context(ED25519_2020)
        .option("type", "Ed25519Signature2020")
        .without_option("cryptosuite")
}

/// A badge of the data model 1.1, still to be signed.
fn version_1() -> Mint {
    let contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    ];
    badge().with(|badge| {
        put(badge, "@context", contexts.to_vec());
        take(badge, "validFrom");
        put(badge, "issuanceDate", "2026-07-01T09:00:00Z");
    })
}

fn superseded() -> Vec<Case> {
    let legacy = |name, mint: Mint| Case::warned(106, name, "proof.legacy", mint.bytes());
    let draft = |mint: Mint| mint.option("cryptosuite", "eddsa-2022");
    let set = {
        let mut document = signature_2020().secured();
        let proof = badge().context(ED25519_2020).secured().get("proof").unwrap().clone();
        let first = at(&mut document, "/proof").clone();
        put(&mut document, "proof", Vec::<Value>::new());
        push(at(&mut document, "/proof"), first);
        push(at(&mut document, "/proof"), proof);
        written(&document)
    };
    vec![
        legacy("signature-2020", signature_2020()),
        legacy("draft-of-2022", draft(badge())),
        legacy("signature-2020-in-version-1", {
            let mint = version_1().context(ED25519_2020);
            mint.option("type", "Ed25519Signature2020").without_option("cryptosuite")
        }),
        legacy(
            "draft-of-2022-in-version-1",
            draft(version_1().context("https://w3id.org/security/data-integrity/v1")),
        ),
        Case::warned(106, "signature-2020-beside-a-proof-of-today", "proof.legacy", set),
        Case::valid(
            106,
            "suite-of-today-in-version-1",
            version_1().context("https://w3id.org/security/data-integrity/v2").bytes(),
        ),
        Case::invalid(
            106,
            "signature-2020-over-another-name",
            "signature",
            signature_2020().altered(|badge| *at(badge, "/name") = "Giving Feedbacl".into()),
        ),
        Case::invalid(
            106,
            "draft-of-2022-over-another-name",
            "signature",
            draft(badge()).altered(|badge| *at(badge, "/name") = "Giving Feedbacl".into()),
        ),
        Case::invalid(
            106,
            "draft-of-2022-called-the-suite-of-today",
            "signature",
            draft(badge()).altered(|badge| {
                put(at(badge, "/proof"), "cryptosuite", "eddsa-rdfc-2022");
            }),
        ),
        // Without its context the type of the proof means nothing, and is not signed.
        Case::invalid(
            106,
            "signature-2020-without-its-context",
            "data_loss",
            badge().option("type", "Ed25519Signature2020").without_option("cryptosuite").bytes(),
        ),
        Case::undecided(
            106,
            "signature-2020-as-a-cryptosuite",
            "proof.unsupported",
            badge().option("cryptosuite", "Ed25519Signature2020").bytes(),
        ),
        Case::undecided(
            106,
            "cryptosuite-as-a-type",
            "proof.unsupported",
            badge().option("type", "eddsa-rdfc-2022").bytes(),
        ),
        Case::invalid(
            106,
            "signature-2020-by-a-p256-key",
            "key.mismatch",
            signature_2020().issued_by(p256()).bytes(),
        )
        .ecdsa(),
        Case::undecided(
            106,
            "signature-2018",
            "proof.unsupported",
            badge().option("type", "Ed25519Signature2018").without_option("cryptosuite").bytes(),
        ),
    ]
}
