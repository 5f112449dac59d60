//! Our extension for micro-credentials in Digital Bazaar's packages, which load its context from
//! `docs/vocab` and run JSON-LD in safe mode.

use std::sync::Arc;

use openbadges::context::url::MICRO_CREDENTIAL_V1;
use openbadges::json::{self, Value as Own};
use openbadges::microcredential::{MicroCredential, Standing, Verdict};
use openbadges::model::{Achievement, Credential, Profile, Recipient, Result as Reached};
use openbadges::proof::Cryptosuite;
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::report::Outcome;
use openbadges::{Issuer, Limits, Verifier};
use serde_json::{Value, json};

use super::made::{at, micro_credential};
use super::node::{CREATED, NOW, Node, SUITES, Suite};

/// An unsigned badge with every part of the extension, for the key of the suite.
fn badge(suite: Suite) -> Value {
    let whole = micro_credential();
    let mut badge = Credential::builder()
        .context(MICRO_CREDENTIAL_V1)
        .id("urn:uuid:5f0e3a1c-5f5a-4c8e-9d6b-0f6f0c1b2a3d")
        .issuer(Profile::builder(suite.key.key().public().did_key()).build().unwrap())
        .valid_from(CREATED)
        .achievement(whole.to_achievement().unwrap())
        .recipient(Recipient::id("did:example:ada"));
    for criterion in whole.criterion.iter() {
        let reached = Reached::of(&criterion.id).achieved_level(&criterion.required_level);
        badge = badge.result(reached.build().unwrap());
    }
    let badge = badge.build().unwrap().into_document();
    serde_json::from_str(&badge.to_string()).unwrap()
}

fn own(value: &Value) -> Own {
    json::read(value.to_string().as_bytes(), &Limits::default()).unwrap()
}

fn assert_whole(signed: &Value, what: &str) {
    let report = Verifier::new().verify(signed.to_string().as_bytes(), &at(NOW));
    assert_eq!(report.outcome(), Outcome::Valid, "{what}: {report:#?}");
    let verified = report.verified().unwrap();
    assert_eq!(Standing::of(verified).verdict(), Verdict::Met, "{what}");
    let achievement = Achievement::read(verified.view().achievement().unwrap()).unwrap();
    assert_eq!(MicroCredential::from_achievement(&achievement), Ok(micro_credential()), "{what}");
}

#[test]
fn what_is_signed_here_verifies_there_and_the_reverse() {
    let (Some(mut sign), Some(mut verify)) = (Node::start("sign.mjs"), Node::start("verify.mjs"))
    else {
        return;
    };
    for suite in SUITES.iter().copied() {
        let there = sign.sign(&badge(suite), suite);
        assert_whole(&there, &format!("signed there with {suite}"));

        let signer = suite.key.key().into_did_key_signer();
        let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
        let issuer =
            Issuer::new(profile, signer).with_cryptosuite(Cryptosuite::named(suite.name).unwrap());
        let here = issuer.issue_document(own(&badge(suite)), &at(CREATED)).unwrap();
        let here: Value = serde_json::from_slice(here.as_bytes()).unwrap();
        assert_eq!(verify.verifies(&here), Ok(()), "{suite}");
        assert_whole(&here, &format!("signed here with {suite}"));

        // A change anywhere in the extension is noticed on both sides.
        for (pointer, new) in [
            ("/credentialSubject/achievement/keyMethod/component/0/name", json!("Other")),
            ("/credentialSubject/achievement/passing/rule", json!("CountOfCriteria")),
            ("/credentialSubject/achievement/hoursToEarn", json!("150")),
            ("/credentialSubject/achievement/costToEarn/currency", json!("EUR")),
            ("/credentialSubject/achievement/submission/1/piecesRequired", json!(3)),
            ("/credentialSubject/achievement/research/0/doi", json!("10.1000/183")),
        ] {
            let mut changed = here.clone();
            *changed.pointer_mut(pointer).unwrap() = new;
            let refusal = verify.verifies(&changed).expect_err(pointer);
            assert!(refusal.contains("Invalid signature"), "{pointer}, {suite}: {refusal}");
            let report = Verifier::new().verify(changed.to_string().as_bytes(), &at(NOW));
            assert_eq!(report.outcome(), Outcome::Invalid, "{pointer}, {suite}");
        }
        let mut turned = here.clone();
        let order = "/credentialSubject/achievement/resultDescription/0/levelOrder";
        turned.pointer_mut(order).unwrap().as_array_mut().unwrap().reverse();
        assert!(verify.verifies(&turned).is_err(), "the order of levels is signed, {suite}");
    }
}

#[test]
fn the_canonical_bytes_are_the_same() {
    let Some(mut canon) = Node::start("canon.mjs") else { return };
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let document = badge(SUITES[0]);
    let dataset = rdf::to_dataset(&own(&document), &contexts, &Limits::default()).unwrap();
    let here = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap();
    let there = canon.ask(&json!({ "document": document }));
    assert_eq!(there["nquads"].as_str(), Some(here.n_quads.as_str()), "{there}");
    assert!(here.n_quads.contains("/ns/micro-credential#levelOrder>"), "{}", here.n_quads);
}

/// What the context does not define is refused by the safe mode there, and by the lossless mode here.
#[test]
fn terms_out_of_their_place_are_refused_on_both_sides() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    let suite = SUITES[0];
    for (pointer, name) in [
        ("/credentialSubject/achievement", "keyMetod"),
        ("/credentialSubject/achievement", "amount"),
        ("/credentialSubject/achievement/keyMethod", "currency"),
        ("/credentialSubject/achievement/submission/0", "component"),
        ("/credentialSubject", "assessment"),
        ("", "competency"),
    ] {
        let mut document = badge(suite);
        let place = document.pointer_mut(pointer).unwrap();
        place.as_object_mut().unwrap().insert(name.into(), json!("x"));
        let refused = sign.ask(&json!({
            "document": document, "suite": "eddsa-rdfc-2022", "seed": super::node::SEED
        }));
        assert_eq!(refused["reason"], "invalid property", "{pointer}/{name}: {refused}");
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let read = rdf::to_dataset(&own(&document), &contexts, &Limits::default());
        assert!(read.is_err(), "{pointer}/{name}");
    }
}
