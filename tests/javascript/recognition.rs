//! Our extension for recognitions in Digital Bazaar's packages, which load its context from
//! `docs/vocab` and run JSON-LD in safe mode.

use openbadges::Verifier;
use openbadges::recognition::{Recognised, Recognition, Span, VerifiedRecognition};
use openbadges::report::Outcome;
use serde_json::{Value, json};

use super::made::at;
use super::node::{CREATED, NOW, Node, SUITES, Suite};
use super::sides::{assert_noticed, assert_out_of_place, same_n_quads, signed_here};

/// A recognition that says everything that one can say.
fn recognition() -> Recognition {
    let achievement = "https://provider.example/achievements/wait-time".parse().unwrap();
    let value = "1.50 ceu".parse().unwrap();
    let mut recognition = Recognition::new(Recognised::Achievement, achievement, value, "US-TN")
        .issued_by("https://provider.example/issuer".parse().unwrap());
    let days = ["2026-01-01", "2026-12-31"].map(|day| day.parse().unwrap());
    recognition.effective = Span::new(days[0], days[1]).unwrap();
    recognition.conditions = vec!["The rubric is met.".into(), "It is in the plan.".into()];
    recognition.policy = Some("https://state.example/policies/1".parse().unwrap());
    recognition.comment = Some("A priority of ours.".into());
    recognition
}

fn endorsement(suite: Suite) -> Value {
    let unsigned = recognition().to_endorsement("Recognised for 1.5 continuing education units");
    let mut document: Value = serde_json::from_str(&unsigned.to_string()).unwrap();
    document["id"] = "urn:uuid:5f0e3a1c-5f5a-4c8e-9d6b-0f6f0c1b2a3e".into();
    let issuer = suite.key.key().public().did_key();
    document["issuer"] = json!({ "id": issuer, "type": ["Profile"], "name": "A State" });
    document["validFrom"] = CREATED.into();
    document
}

fn assert_whole(signed: &Value, what: &str) {
    let report = Verifier::new().verify(signed.to_string().as_bytes(), &at(NOW));
    assert_eq!(report.outcome(), Outcome::Valid, "{what}: {report:#?}");
    let read = VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap();
    assert_eq!(*read.recognition(), recognition(), "{what}");
}

#[test]
fn a_recognition_signed_here_verifies_there_and_the_reverse() {
    let (Some(mut sign), Some(mut verify)) = (Node::start("sign.mjs"), Node::start("verify.mjs"))
    else {
        return;
    };
    for suite in SUITES.iter().copied() {
        let there = sign.sign(&endorsement(suite), suite);
        assert_whole(&there, &format!("signed there with {suite}"));

        let here = signed_here(&endorsement(suite), suite);
        assert_eq!(verify.verifies(&here), Ok(()), "{suite}");
        assert_whole(&here, &format!("signed here with {suite}"));

        for (pointer, new) in [
            ("/credentialSubject/id", json!("https://provider.example/achievements/other")),
            ("/credentialSubject/recognised", json!("Issuer")),
            ("/credentialSubject/recognisedIssuer", json!("https://other.example/issuer")),
            ("/credentialSubject/recognisedValue/amount", json!("15")),
            ("/credentialSubject/recognisedValue/unit", json!("pdp")),
            ("/credentialSubject/recognisedValue/creditUnitType", json!("https://other.example/")),
            ("/credentialSubject/jurisdiction", json!("US-UT")),
            ("/credentialSubject/effectiveFrom", json!("2025-01-01")),
            ("/credentialSubject/effectiveUntil", json!("2036-12-31")),
            ("/credentialSubject/condition/0", json!("None.")),
            ("/credentialSubject/valuePolicy", json!("https://state.example/policies/2")),
        ] {
            assert_noticed(&here, pointer, new, &mut verify);
        }
        let mut fewer = here.clone();
        let conditions = fewer.pointer_mut("/credentialSubject/condition").unwrap();
        conditions.as_array_mut().unwrap().pop();
        assert!(verify.verifies(&fewer).is_err(), "a condition left out, {suite}");
    }
}

#[test]
fn the_canonical_bytes_of_a_recognition_are_the_same() {
    let Some(mut canon) = Node::start("canon.mjs") else { return };
    let n_quads = same_n_quads(&endorsement(SUITES[0]), &mut canon);
    for term in ["recognised", "recognisedIssuer", "jurisdiction", "condition", "valuePolicy"] {
        assert!(n_quads.contains(&format!("/ns/recognition#{term}>")), "{term}");
    }
}

/// What the context does not define is refused by the safe mode there, and by the lossless mode here.
#[test]
fn terms_out_of_their_place_in_a_recognition_are_refused_on_both_sides() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    for (pointer, name) in [
        ("/credentialSubject", "recognizedValue"),
        ("/credentialSubject", "amount"),
        ("/credentialSubject/recognisedValue", "jurisdiction"),
        ("/issuer", "jurisdiction"),
        ("", "recognisedValue"),
    ] {
        assert_out_of_place(endorsement(SUITES[0]), pointer, name, &mut sign);
    }
}
