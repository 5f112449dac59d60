//! Group M, as far as it is about selective disclosure.

use openbadges::Limits;
use openbadges::json::Value;
use openbadges::key::PublicKey;
use openbadges::proof::Cryptosuite;
use openbadges::proof::data_integrity::ecdsa_sd_2023::{
    BaseSecrets, derive, mandatory_for_open_badges, prepare_base,
};
use openbadges::proof::data_integrity::{Canonicalizer, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::text::multibase;

use crate::Case;
use crate::deterministic::Key;
use crate::mint::{Mint, at, badge, put, written};
use crate::status::{INDEX, LIST, bit, entry, list};

pub fn cases() -> Vec<Case> {
    let mut cases = form();
    cases.extend(encoding());
    cases.extend(disclosed());
    cases.extend(status());
    cases.into_iter().map(Case::ecdsa).collect()
}

/// The keys of the issuer and of the statements.
fn issuer() -> Key {
    Key::p256(&[0x11; 32])
}

fn statements() -> Key {
    Key::p256(&[0x22; 32])
}

/// A badge of which the pointers are mandatory, as its holder has it.
fn held(document: Value, mandatory: &[&str]) -> Value {
    let mandatory: Vec<_> = mandatory.iter().map(|text| text.parse().unwrap()).collect();
    let public = PublicKey::from_multikey(&statements().multikey()).unwrap();
    let secrets = BaseSecrets::new([0x33; 32], public, |line| Ok(statements().sign(line)));
    let key = issuer();
    let options = ProofOptions::new(
        Cryptosuite::EcdsaSd2023,
        key.algorithm(),
        "2026-07-01T09:00:00Z".parse().unwrap(),
        key.method().parse().unwrap(),
    );
    with_canonicalizer(|canonicalizer| {
        let prepared =
            prepare_base(document, &options, &mandatory, secrets, canonicalizer).unwrap();
        let signature = key.sign(prepared.bytes());
        prepared.finish(&signature)
    })
}

fn shown(held: &Value, reveal: &[&str]) -> Value {
    let reveal: Vec<_> = reveal.iter().map(|text| text.parse().unwrap()).collect();
    with_canonicalizer(|canonicalizer| derive(held, &reveal, canonicalizer).unwrap())
}

fn with_canonicalizer<T>(work: impl FnOnce(Canonicalizer<'_>) -> T) -> T {
    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    work(Canonicalizer { contexts: &contexts, limits: &limits })
}

/// The good badge with an end, results, and blank nodes enough.
fn unsigned() -> Value {
    let result = r#"[
        { "type": ["Result"], "value": "24" },
        { "type": ["Result"], "value": "30", "resultDescription": "urn:uuid:0a5c8c8e-8a66-4d5e-b3f5-3f1b62f5c001" }
    ]"#;
    let description = r#"[{
        "id": "urn:uuid:0a5c8c8e-8a66-4d5e-b3f5-3f1b62f5c001", "type": ["ResultDescription"],
        "name": "Score", "resultType": "RawScore"
    }]"#;
    badge()
        .issued_by(issuer())
        .set("", "validUntil", "2028-07-01T09:00:00Z")
        .set("/credentialSubject", "result", crate::mint::json(result))
        .set("/credentialSubject/achievement", "resultDescription", crate::mint::json(description))
        .document
}

/// What a badge cannot do without.
fn mandatory(document: &Value) -> Vec<String> {
    let pointers = mandatory_for_open_badges(document);
    pointers.iter().map(|pointer| pointer.as_str().to_owned()).collect()
}

fn good_base() -> Value {
    let document = unsigned();
    let mandatory = mandatory(&document);
    held(document, &mandatory.iter().map(String::as_str).collect::<Vec<_>>())
}

fn good() -> Value {
    shown(&good_base(), &["/credentialSubject/result/0"])
}

fn form() -> Vec<Case> {
    vec![
        Case::invalid(236, "base-proof-presented", "proof.form", written(&good_base())),
        // It has no status, as far as anybody is shown; nothing else is to be said of it.
        Case::warned(236, "derived-proof-presented", "sd.undisclosed", written(&good())),
    ]
}

/// A derived `proofValue` in its parts, to be bent and put together again.
#[derive(Clone)]
struct Parts {
    base_signature: Vec<u8>,
    key: Vec<u8>,
    signatures: Vec<Vec<u8>>,
    labels: Vec<(u32, Vec<u8>)>,
    mandatory: Vec<u32>,
}

impl Parts {
    fn of(document: &Value) -> Self {
        let text = document.at("/proof/proofValue").unwrap().as_str().unwrap();
        let bytes = multibase::from_base64url(text).unwrap();
        let mut from = minicbor::Decoder::new(&bytes[3..]);
        assert_eq!(from.array().unwrap(), Some(5));
        let mut next = || from.bytes().unwrap().to_vec();
        let (base_signature, key) = (next(), next());
        let count = from.array().unwrap().unwrap();
        let signatures = (0..count).map(|_| from.bytes().unwrap().to_vec()).collect();
        let count = from.map().unwrap().unwrap();
        let labels =
            (0..count).map(|_| (from.u32().unwrap(), from.bytes().unwrap().to_vec())).collect();
        let count = from.array().unwrap().unwrap();
        let mandatory = (0..count).map(|_| from.u32().unwrap()).collect();
        Self { base_signature, key, signatures, labels, mandatory }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut to = minicbor::Encoder::new(vec![0xd9, 0x5d, 0x01]);
        to.array(5).unwrap().bytes(&self.base_signature).unwrap().bytes(&self.key).unwrap();
        to.array(self.signatures.len() as u64).unwrap();
        for signature in &self.signatures {
            to.bytes(signature).unwrap();
        }
        to.map(self.labels.len() as u64).unwrap();
        for (number, label) in &self.labels {
            to.u32(*number).unwrap().bytes(label).unwrap();
        }
        to.array(self.mandatory.len() as u64).unwrap();
        for index in &self.mandatory {
            to.u32(*index).unwrap();
        }
        to.into_writer()
    }
}

/// The good badge with another `proofValue`.
fn with_value(value: &[u8]) -> Vec<u8> {
    let mut document = good();
    put(at(&mut document, "/proof"), "proofValue", multibase::base64url(value));
    written(&document)
}

fn encoding() -> Vec<Case> {
    let good = Parts::of(&good());
    let bent = |number, name, code, change: &dyn Fn(&mut Parts)| {
        let mut parts = good.clone();
        change(&mut parts);
        Case::invalid(number, name, code, with_value(&parts.bytes()))
    };
    let encoded = |name, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.bytes();
        change(&mut bytes);
        Case::invalid(237, name, "proof.encoding", with_value(&bytes))
    };
    const ENCODING: &str = "proof.encoding";
    let signatures_at = 3 + 1 + 2 + 64 + 2 + 35;
    vec![
        encoded("cbor-goes-on", &|bytes| bytes.push(0)),
        encoded("cbor-ends-early", &|bytes| bytes.truncate(bytes.len() - 1)),
        encoded("cbor-with-another-header", &|bytes| bytes[2] = 2),
        encoded("cbor-array-without-length", &|bytes| bytes[3] = 0x9f),
        encoded("cbor-length-in-more-bytes-than-needed", &|bytes| {
            bytes.splice(3..4, [0x98, 5]);
        }),
        encoded("cbor-tag-before-a-part", &|bytes| {
            bytes.splice(4..4, [0xd8, 0x40]);
        }),
        encoded("cbor-of-huge-length", &|bytes| {
            let end = bytes.len();
            bytes.splice(signatures_at..end, [0x9b, 0x7f, 255, 255, 255, 255, 255, 255, 255]);
        }),
        bent(237, "one-label-for-two-blank-nodes", ENCODING, &|parts| {
            parts.labels[1].1 = parts.labels[0].1.clone();
        }),
        bent(237, "one-blank-node-labelled-twice", ENCODING, &|parts| {
            parts.labels[1].0 = parts.labels[0].0;
        }),
        bent(237, "blank-node-without-a-label", ENCODING, &|parts| drop(parts.labels.pop())),
        bent(237, "label-without-a-blank-node", ENCODING, &|parts| {
            parts.labels.push((parts.labels.len() as u32, vec![7; 32]));
        }),
        bent(237, "label-of-31-bytes", ENCODING, &|parts| parts.labels[0].1.truncate(31)),
        bent(237, "mandatory-index-out-of-range", ENCODING, &|parts| parts.mandatory.push(999)),
        bent(237, "mandatory-indexes-in-disorder", ENCODING, &|parts| parts.mandatory.swap(0, 1)),
        bent(237, "mandatory-index-twice", ENCODING, &|parts| {
            parts.mandatory[1] = parts.mandatory[0];
        }),
        bent(237, "key-of-the-statements-off-the-curve", "signature", &|parts| {
            parts.key[2..].fill(2);
        }),
        bent(238, "a-signature-too-few", "signature", &|parts| drop(parts.signatures.pop())),
        bent(238, "a-signature-too-many", "signature", &|parts| {
            parts.signatures.push(parts.signatures[0].clone());
        }),
        bent(238, "two-signatures-exchanged", "signature", &|parts| parts.signatures.swap(0, 1)),
        bent(238, "two-labels-exchanged", "signature", &|parts| {
            let (one, other) = (parts.labels[0].0, parts.labels[1].0);
            (parts.labels[0].0, parts.labels[1].0) = (other, one);
        }),
        bent(238, "statement-no-longer-mandatory", "signature", &|parts| {
            parts.mandatory.remove(0);
        }),
        bent(238, "statement-made-mandatory", "signature", &|parts| {
            let free = (0..).find(|index| !parts.mandatory.contains(index)).unwrap();
            parts.mandatory.push(free);
            parts.mandatory.sort_unstable();
            parts.signatures.remove(0);
        }),
        bent(238, "statements-signed-by-another-key", "signature", &|parts| {
            let other = multibase::from_base58btc(&Key::p256(&[0x44; 32]).multikey()).unwrap();
            parts.key = other;
        }),
    ]
}

fn disclosed() -> Vec<Case> {
    let hidden = {
        let document = unsigned();
        let mandatory = mandatory(&document);
        let few: Vec<&str> =
            mandatory.iter().map(String::as_str).filter(|p| *p != "/validUntil").collect();
        shown(&held(document, &few), &[])
    };
    let incomplete = {
        let document = unsigned();
        let mandatory = mandatory(&document);
        let few: Vec<&str> = mandatory
            .iter()
            .map(String::as_str)
            .filter(|p| *p != "/credentialSubject/achievement/name")
            .collect();
        shown(&held(document, &few), &[])
    };
    let dangling = shown(&good_base(), &["/credentialSubject/result/1"]);
    vec![
        Case::warned(239, "expiry-left-out", "sd.undisclosed", written(&hidden)),
        Case::invalid(240, "achievement-without-its-name", "model.required", written(&incomplete)),
        Case::warned(35, "result-without-its-description", "model.result", written(&dangling))
            .also(&["sd.undisclosed"]),
    ]
}

/// Two entries, of which the second says that the badge was revoked. Where a holder can choose among
/// them, one that says nothing bad proves nothing.
fn status() -> Vec<Case> {
    let entries = |document: &mut Value| {
        let entry = |index| entry("revocation", LIST, index);
        put(document, "credentialStatus", vec![entry(1), entry(INDEX)]);
    };
    let of = |always: &[&str], reveal: &[&str]| {
        let mut document = unsigned();
        entries(&mut document);
        let all = mandatory(&document);
        assert!(all.iter().any(|pointer| pointer == "/credentialStatus"));
        let rest = all.iter().map(String::as_str).filter(|it| *it != "/credentialStatus");
        let pointers: Vec<&str> = rest.chain(always.iter().copied()).collect();
        written(&shown(&held(document, &pointers), reveal))
    };
    let revoking = Mint { key: issuer(), ..list("revocation", &bit(INDEX)) };
    let revoking = revoking
        .set("", "issuer", issuer().did())
        .option("verificationMethod", issuer().method())
        .suite(Cryptosuite::EcdsaRdfc2019)
        .secured();
    let serving = |case: Case| case.serving(LIST, &revoking);
    vec![
        serving(Case::invalid(
            239,
            "every-status-mandatory",
            "revoked",
            of(&["/credentialStatus"], &[]),
        )),
        serving(Case::undecided(
            239,
            "one-status-shown-by-choice",
            "sd.optional",
            of(&[], &["/credentialStatus/0"]),
        )),
        serving(Case::undecided(
            239,
            "one-status-mandatory-in-part",
            "sd.optional",
            of(&["/credentialStatus/0/statusPurpose"], &["/credentialStatus/0"]),
        )),
        // What a holder shows against themselves counts all the same.
        serving(Case::invalid(
            239,
            "revoked-by-a-status-shown-by-choice",
            "revoked",
            of(&["/credentialStatus/0"], &["/credentialStatus/1"]),
        )),
        // Nobody can tell from credentials that have no status.
        Case::warned(239, "status-left-out", "sd.undisclosed", of(&[], &[])),
    ]
}
