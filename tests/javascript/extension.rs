//! Our extension for micro-credentials in Digital Bazaar's packages, which load its context from
//! `docs/vocab` and run JSON-LD in safe mode.

use openbadges::Verifier;
use openbadges::context::url::MICRO_CREDENTIAL_V1;
use openbadges::microcredential::{MicroCredential, Verdict};
use openbadges::model::{Achievement, Credential, Profile, Recipient, Result as Reached};
use openbadges::report::Outcome;
use serde_json::{Value, json};

use super::made::{at, micro_credential};
use super::node::{CREATED, NOW, Node, SUITES, Suite};
use super::sides::{assert_noticed, assert_out_of_place, same_n_quads, signed_here};

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

fn assert_whole(signed: &Value, what: &str) {
    let report = Verifier::new().verify(signed.to_string().as_bytes(), &at(NOW));
    assert_eq!(report.outcome(), Outcome::Valid, "{what}: {report:#?}");
    let verified = report.verified().unwrap();
    assert_eq!(verified.standing().verdict(), Verdict::Met, "{what}");
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

        let here = signed_here(&badge(suite), suite);
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
            assert_noticed(&here, pointer, new, &mut verify);
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
    let n_quads = same_n_quads(&badge(SUITES[0]), &mut canon);
    assert!(n_quads.contains("/ns/micro-credential#levelOrder>"), "{n_quads}");
}

/// What the context does not define is refused by the safe mode there, and by the lossless mode here.
#[test]
fn terms_out_of_their_place_are_refused_on_both_sides() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    for (pointer, name) in [
        ("/credentialSubject/achievement", "keyMetod"),
        ("/credentialSubject/achievement", "amount"),
        ("/credentialSubject/achievement/keyMethod", "currency"),
        ("/credentialSubject/achievement/submission/0", "component"),
        ("/credentialSubject", "assessment"),
        ("", "competency"),
    ] {
        assert_out_of_place(badge(SUITES[0]), pointer, name, &mut sign);
    }
}
