//! Group E: Data Integrity proofs.

use openbadges::json::Value;
use openbadges::proof::Cryptosuite;
use openbadges::text::multibase;
use openbadges::verifier::{Policy, ProofsRequired};

use crate::Case;
use crate::mint::{
    DID, ISSUER, KEY, Mint, OTHER_SEED, SEED, at, badge, controller, controller_of, hosted, json,
    push, put, secret, take, written,
};

pub fn cases() -> Vec<Case> {
    let mut cases = form();
    cases.extend(value());
    cases.extend(purpose_and_method());
    cases.extend(binding());
    cases.extend(times());
    cases.extend(several());
    cases
}

fn form() -> Vec<Case> {
    let proof = |number, name, code, proof: Value| {
        let bytes = badge().altered(|badge| put(badge, "proof", proof));
        Case::invalid(number, name, code, bytes)
    };
    let unsupported =
        |number, name, mint: Mint| Case::undecided(number, name, "proof.unsupported", mint.bytes());
    vec![
        Case::invalid(75, "no-proof", "proof.missing", written(&badge().document)),
        proof(76, "no-proof-in-an-array", "proof.missing", Value::Array(Vec::new())),
        proof(77, "proof-is-a-string", "proof.type", "zSignature".into()),
        proof(77, "proof-is-a-number", "proof.type", 1.into()),
        proof(77, "proof-is-null", "proof.type", Value::Null),
        proof(77, "proof-in-an-array-is-a-string", "proof.type", vec!["zSignature"].into()),
        unsupported(
            78,
            "proof-of-unknown-type",
            badge().option("type", "https://example.org/vocab#OtherProof"),
        ),
        Case::invalid(
            79,
            "no-cryptosuite",
            "proof.type",
            badge().without_option("cryptosuite").bytes(),
        ),
        unsupported(80, "unknown-cryptosuite", badge().option("cryptosuite", "eddsa-rdfc-2099")),
        unsupported(
            80,
            "cryptosuite-in-other-case",
            badge().option("cryptosuite", "EDDSA-RDFC-2022"),
        ),
        // What is not signed comes to light before the signature does not match.
        Case::invalid(
            86,
            "undefined-member-added-to-the-proof",
            "data_loss",
            badge().altered(|badge| put(at(badge, "/proof"), "verified", true)),
        ),
        Case::invalid(
            86,
            "member-added-to-a-jcs-proof",
            "signature",
            badge().jcs().altered(|badge| put(at(badge, "/proof"), "verified", true)),
        ),
        Case::invalid(
            105,
            "proof-in-the-subject",
            "proof.missing",
            badge().altered(|badge| {
                let proof = at(badge, "/proof").clone();
                take(badge, "proof");
                put(at(badge, "/credentialSubject"), "proof", proof);
            }),
        )
        // Subjects have no such term.
        .also(&["data_loss"]),
    ]
}

fn value() -> Vec<Case> {
    let value = |number, name, code, change: fn(&mut Vec<u8>)| {
        let bytes = badge().altered(|badge| {
            let value = at(badge, "/proof/proofValue");
            let mut signature = multibase::from_base58btc(value.as_str().unwrap()).unwrap();
            change(&mut signature);
            *value = multibase::base58btc(&signature).into();
        });
        Case::invalid(number, name, code, bytes)
    };
    let spelled = |number, name, spell: fn(&str) -> String| {
        let bytes = badge().altered(|badge| {
            let value = at(badge, "/proof/proofValue");
            *value = spell(value.as_str().unwrap()).into();
        });
        Case::invalid(number, name, "proof.encoding", bytes)
    };
    let said = |name, pointer: &str, text: &str| {
        let bytes = badge().altered(|badge| *at(badge, pointer) = text.into());
        Case::invalid(85, name, "signature", bytes)
    };
    let borrowed = badge().set("", "id", "urn:uuid:7d1c8a1e-3c1f-4a55-9c57-8a1f0e6b3c21").secured();
    vec![
        spelled(82, "proof-value-without-its-letter", |value| value[1..].to_owned()),
        spelled(82, "proof-value-in-base64url", |value| {
            multibase::base64url(&multibase::from_base58btc(value).unwrap())
        }),
        spelled(82, "proof-value-with-a-foreign-letter", |value| format!("{value}0")),
        spelled(82, "proof-value-with-white-space", |value| format!("{value}\n")),
        spelled(82, "proof-value-empty", |_| String::new()),
        value(83, "signature-of-63-bytes", "signature", |signature| signature.truncate(63)),
        value(83, "signature-of-65-bytes", "signature", |signature| signature.push(0)),
        value(83, "signature-of-no-bytes", "signature", Vec::clear),
        value(74, "signature-cut-in-half", "signature", |signature| signature.truncate(32)),
        value(74, "signature-said-twice", "signature", |signature| {
            signature.extend_from_within(..);
        }),
        value(84, "first-bit-of-the-signature", "signature", |signature| signature[0] ^= 0x80),
        value(84, "last-bit-of-the-signature", "signature", |signature| signature[63] ^= 0x01),
        said("name-changed", "/name", "Giving Feedbacl"),
        said("subject-changed", "/credentialSubject/id", "did:example:educatos"),
        said("start-changed", "/validFrom", "2026-07-01T09:00:01Z"),
        Case::invalid(
            104,
            "proof-of-another-credential",
            "signature",
            badge().altered(|badge| put(badge, "proof", borrowed.get("proof").unwrap().clone())),
        ),
        Case::invalid(
            104,
            "proof-of-another-credential-under-jcs",
            "signature",
            badge().jcs().altered(|badge| *at(badge, "/id") = "urn:uuid:other".into()),
        ),
    ]
}

fn purpose_and_method() -> Vec<Case> {
    let invalid = |number, name, code, mint: Mint| Case::invalid(number, name, code, mint.bytes());
    let method = |method: Value| badge().option("verificationMethod", method);
    let multikey = secret(&SEED).public().to_multikey();
    vec![
        invalid(
            87,
            "made-for-authentication",
            "purpose",
            badge().option("proofPurpose", "authentication"),
        ),
        invalid(
            87,
            "made-for-two-purposes",
            "purpose",
            badge().option("proofPurpose", vec!["assertionMethod", "authentication"]),
        ),
        invalid(88, "no-purpose", "purpose", badge().without_option("proofPurpose")),
        invalid(
            89,
            "no-verification-method",
            "proof.type",
            badge().without_option("verificationMethod"),
        ),
        invalid(89, "verification-method-is-a-number", "proof.type", method(1.into())),
        invalid(89, "verification-method-is-an-array", "proof.type", method(vec![DID].into())),
        invalid(89, "verification-method-is-relative", "iri", method("#key-1".into())),
        invalid(
            94,
            "verification-method-is-a-key",
            "binding",
            method(json(&format!(
                r#"{{
                  "id": "{DID}#{multikey}",
                  "type": "Multikey",
                  "controller": "{DID}",
                  "publicKeyMultibase": "{multikey}"
                }}"#
            ))),
        ),
    ]
}

fn binding() -> Vec<Case> {
    let served = |number, name, code, change: fn(&mut Value)| {
        let mut document = controller();
        change(&mut document);
        Case::invalid(number, name, code, hosted().bytes()).serving(ISSUER, &document)
    };
    let issuer = |name, issuer: &str| {
        Case::invalid(95, name, "binding", badge().set("", "issuer", issuer).bytes())
    };
    let elsewhere = "https://elsewhere.example.org/issuers/1";
    vec![
        Case::invalid(
            90,
            "signed-by-the-key-of-another",
            "binding",
            badge().signed_by(&OTHER_SEED).bytes(),
        ),
        Case::invalid(
            90,
            "signed-by-the-key-of-another-host",
            "binding",
            hosted().option("verificationMethod", format!("{elsewhere}#key-1")).bytes(),
        )
        .serving(ISSUER, &controller())
        .serving(
            elsewhere,
            &controller_of(elsewhere, &format!("{elsewhere}#key-1"), &secret(&SEED)),
        ),
        Case::invalid(
            90,
            "another-key-under-the-issuers-name-for-it",
            "signature",
            hosted().signed_by(&OTHER_SEED).option("verificationMethod", KEY).bytes(),
        )
        .serving(ISSUER, &controller()),
        Case::invalid(
            90,
            "name-that-the-issuer-has-for-no-key",
            "binding",
            hosted().option("verificationMethod", format!("{ISSUER}#key-2")).bytes(),
        )
        .serving(ISSUER, &controller()),
        served(91, "key-not-for-assertions", "binding.relationship", |document| {
            take(document, "assertionMethod");
            put(document, "authentication", vec![KEY]);
        }),
        served(92, "key-controlled-by-another", "binding.controller", |document| {
            put(at(document, "/verificationMethod/0"), "controller", "did:example:other");
        }),
        served(93, "document-of-another", "did.id", |document| {
            put(document, "id", "https://district.example.org/issuers/2");
        }),
        Case::valid(
            95,
            "issuer-as-a-string",
            badge().set("", "issuer", json(&format!(r#"{{"id": "{DID}"}}"#))).altered(|badge| {
                put(badge, "issuer", DID);
            }),
        ),
        issuer("issuer-with-a-fragment", &format!("{DID}#key-1")),
        issuer("issuer-in-other-case", &DID.replace("z6Mk", "z6mk")),
        served(98, "key-revoked", "key.expired", |document| {
            put(at(document, "/verificationMethod/0"), "revoked", "2026-07-15T00:00:00Z");
        }),
        served(98, "key-revoked-now", "key.expired", |document| {
            put(at(document, "/verificationMethod/0"), "revoked", "2026-08-01T02:00:00+02:00");
        }),
        served(98, "key-expired", "key.expired", |document| {
            put(at(document, "/verificationMethod/0"), "expires", "2026-07-31T23:59:59Z");
        }),
        Case::valid(98, "key-that-expires-later", hosted().bytes()).serving(ISSUER, &{
            let mut document = controller();
            put(at(&mut document, "/verificationMethod/0"), "expires", "2026-08-01T00:00:01Z");
            document
        }),
    ]
}

fn times() -> Vec<Case> {
    let option = |member: &str, value: &str| badge().option(member, value).bytes();
    let late = "2026-08-01T00:05:01Z";
    vec![
        Case::invalid(96, "proof-made-in-the-future", "time.proof", option("created", late)),
        Case::valid(
            96,
            "proof-made-by-a-clock-that-is-fast",
            option("created", "2026-08-01T00:05:00Z"),
        ),
        Case::invalid(97, "proof-expired", "time.proof", option("expires", "2026-07-31T23:59:59Z")),
        Case::valid(97, "proof-that-expires-later", option("expires", "2026-08-01T00:00:00Z")),
        Case::warned(99, "challenge-that-nobody-gave", "challenge", option("challenge", "2f1a")),
        Case::warned(
            99,
            "domain-that-nobody-gave",
            "challenge",
            option("domain", "https://verifier.example.org"),
        ),
    ]
}

fn several() -> Vec<Case> {
    let all = || Policy { proofs: ProofsRequired::All, ..Policy::default() };
    let two = |second_is_good: bool| {
        let first = badge().secured();
        let first = first.get("proof").unwrap().clone();
        let mut document = badge().suite(Cryptosuite::EddsaJcs2022).secured();
        let mut second = at(&mut document, "/proof").clone();
        if !second_is_good {
            put(&mut second, "created", "2026-07-01T09:00:01Z");
        }
        put(&mut document, "proof", vec![first, second]);
        written(&document)
    };
    let reversed = |document: Vec<u8>| {
        let mut document = json(&String::from_utf8(document).unwrap());
        match at(&mut document, "/proof") {
            Value::Array(proofs) => proofs.reverse(),
            _ => unreachable!(),
        }
        written(&document)
    };
    let hundred = badge().altered(|badge| {
        let proof = at(badge, "/proof").clone();
        put(badge, "proof", Vec::<Value>::new());
        (0..100).for_each(|_| push(at(badge, "/proof"), proof.clone()));
    });
    vec![
        Case::valid(100, "two-good-proofs", two(true)),
        Case::valid(100, "two-good-proofs-of-which-both-count", two(true)).under(all()),
        Case::warned(100, "second-proof-bad", "proof.other_failed", two(false)),
        Case::warned(100, "first-proof-bad", "proof.other_failed", reversed(two(false))),
        Case::invalid(100, "second-proof-bad-and-both-count", "signature", two(false)).under(all()),
        Case::invalid(103, "a-hundred-proofs", "limit.proofs", hundred),
    ]
}
