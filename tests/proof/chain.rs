//! Proof sets and chains: the W3C's vectors, made and verified.

use std::sync::Arc;

use openbadges::fault::Pointer;
use openbadges::json::Value;
use openbadges::model::Kind;
use openbadges::proof::data_integrity::{self, Canonicalizer, Chain};
use openbadges::proof::{Proof, Unsecured};
use openbadges::report::{Outcome, Question, Report};
use openbadges::verifier::{Policy, ProofsRequired};
use openbadges::{Code, Limits, Verifier};

use crate::support::shared;
use crate::w3c::{contexts, documents, key, options, read};

/// Each file of the folder, from the one before it: what is added, by which key, and what is signed
/// along.
const STEPS: [(&str, &str, &str, &str, Option<&str>); 4] = [
    ("unsigned.json", "proofSetConfig1.json", "keyPair1", "signedProofSet1.json", None),
    ("signedProofSet1.json", "proofSetConfig2.json", "keyPair2", "signedProofSet2.json", None),
    (
        "signedProofSet2.json",
        "proofChainConfig1.json",
        "keyPair3",
        "signedProofChain1.json",
        Some("proofChainTempDoc1.json"),
    ),
    (
        "signedProofChain1.json",
        "proofChainConfig2.json",
        "keyPair4",
        "signedProofChain2.json",
        Some("proofChainTempDoc2.json"),
    ),
];

#[test]
fn the_w3c_proof_set_and_chain_are_reproduced() {
    let Some(folder) = shared("vectors/vc-di-eddsa/proof-set-chain") else { return };
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    for (from, config, pair, to, secured_along) in STEPS {
        let pairs = read(&folder.join("multiKeyPairs.json"));
        let key = key(pairs.get(pair).unwrap());
        let document = read(&folder.join(from));
        let config_of = |name: &str| read(&folder.join(name));
        let options = options(&config_of(config), key.algorithm());
        let prepared = data_integrity::prepare(document, &options, canonicalizer).unwrap();
        assert_eq!(Some(prepared.options()), config_of(config).as_object(), "{to}");
        let signature = key.sign(prepared.bytes());
        let signed = prepared.finish(&signature);
        let expected = read(&folder.join(to));
        // The set of one proof is published as an array.
        assert_eq!(proofs(&signed), proofs(&expected), "{to}");
        assert_eq!(without_proofs(&signed), without_proofs(&expected), "{to}");
        let config_signed = config.replace("Config", "ConfigSigned");
        assert_eq!(proofs(&signed).last(), Some(&config_of(&config_signed)), "{to}");

        let secured = after(&signed, canonicalizer);
        let secured_along = secured_along.map(|name| read(&folder.join(name)));
        assert_eq!(secured.document().as_ref(), &secured_along.unwrap_or(without_proofs(&signed)));
        let last = proofs(&signed).last().unwrap().clone();
        let proof = Proof::read(&last, Pointer::root().member("proof")).unwrap();
        assert_eq!(data_integrity::verify(&secured, &proof, &key.public()), Ok(()), "{to}");
    }
}

/// What the last proof of a document secures.
fn after<'a>(signed: &Value, canonicalizer: Canonicalizer<'a>) -> Unsecured<'a> {
    let proofs = proofs(signed);
    let chain = Chain::of(&proofs, |index| Pointer::root().member("proof").item(index));
    let before = chain.before(proofs.len() - 1).unwrap();
    let unsecured = Unsecured::new(Arc::new(without_proofs(signed)), canonicalizer);
    match before {
        [] => unsecured,
        before => unsecured.after(before.iter().map(|index| proofs[*index].clone()).collect()),
    }
}

fn proofs(document: &Value) -> Vec<Value> {
    document.get("proof").map(|proofs| proofs.items().to_vec()).unwrap_or_default()
}

fn without_proofs(document: &Value) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().remove("proof");
    document
}

#[test]
fn the_w3c_proof_set_and_chain_verify_proof_by_proof() {
    let Some(folder) = shared("vectors/vc-di-eddsa/proof-set-chain") else { return };
    for name in STEPS.map(|step| step.3) {
        let document = read(&folder.join(name));
        let report = verify(&document);
        // The issuer of the vectors publishes no keys.
        assert_eq!(report.outcome(), Outcome::Indeterminate, "{name}: {report:#?}");
        let codes: Vec<_> = report.objections().filter_map(|check| check.code).collect();
        assert_eq!(codes, [Code::IssuerUnestablished], "{name}: {report:#?}");

        // Each proof in turn is bent; with it fall those that come after it.
        let all = proofs(&document);
        for index in 0..all.len() {
            let mut bent = all.clone();
            let proof = bent[index].as_object_mut().unwrap();
            proof.insert("created", "2023-02-24T23:36:39Z");
            let report = verify(&with_proofs(&document, bent));
            let failed = failed_proofs(&report);
            let fallen = (0..all.len()).filter(|other| follows(&all, *other, index));
            let expected: Vec<_> = fallen
                .map(|other| match other == index {
                    true => (Code::Signature, format!("/proof/{other}/proofValue")),
                    false => (Code::ProofChain, format!("/proof/{other}/previousProof")),
                })
                .collect();
            assert_eq!(failed, expected, "{name}, {index}: {report:#?}");
        }
        // Each is taken away; those that name it know that it is not there.
        for index in 0..all.len() {
            let mut fewer = all.clone();
            fewer.remove(index);
            let report = verify(&with_proofs(&document, fewer.clone()));
            let broken = fewer.iter().enumerate().filter(|(_, proof)| names(proof, &all[index]));
            let at = |index: usize| format!("/proof/{index}/previousProof");
            let broken: Vec<_> = broken.map(|(index, _)| (Code::ProofChain, at(index))).collect();
            assert!(failed_proofs(&report).starts_with(&broken), "{name}, {index}: {report:#?}");
        }
    }
}

/// Whether a proof is another, or comes after it.
fn follows(proofs: &[Value], proof: usize, other: usize) -> bool {
    let before = |at: usize| (0..proofs.len()).filter(move |one| names(&proofs[at], &proofs[*one]));
    proof == other || before(proof).any(|one| follows(proofs, one, other))
}

fn names(proof: &Value, other: &Value) -> bool {
    let previous = proof.get("previousProof").map(Value::items).unwrap_or_default();
    other.get("id").is_some_and(|id| previous.contains(id))
}

fn with_proofs(document: &Value, proofs: Vec<Value>) -> Value {
    let mut document = document.clone();
    document.as_object_mut().unwrap().insert("proof", proofs);
    document
}

fn failed_proofs(report: &Report) -> Vec<(Code, String)> {
    let of_proofs = report.objections().filter(|check| check.question == Question::Proof);
    of_proofs.map(|check| (check.code.unwrap(), check.pointer.as_str().to_owned())).collect()
}

fn verify(document: &Value) -> Report {
    let policy = Policy { kind: Kind::Any, proofs: ProofsRequired::All, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy).with_contexts(documents());
    verifier.verify(document.to_string().as_bytes(), &"2026-08-01T00:00:00Z".parse().unwrap())
}
