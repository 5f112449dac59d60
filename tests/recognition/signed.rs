use openbadges::json::Value;
use openbadges::recognition::{
    Candidate, Recognised, Recognition, Ruling, Span, Tally, VerifiedRecognition, evaluate,
};
use openbadges::{Code, Verifier};
use proptest::prelude::*;

use crate::office::*;

fn recognition(value: &str) -> Recognition {
    let achievement = "https://provider.example/achievements/0".parse().unwrap();
    Recognition::new(Recognised::Achievement, achievement, amount(value), "here")
}

/// What recogniser 2 signs, and a verifier finds valid.
fn signed(recognition: &Recognition) -> VerifiedRecognition {
    signed_by(2, recognition)
}

fn signed_by(number: u8, recognition: &Recognition) -> VerifiedRecognition {
    let endorsement = recognition.to_endorsement("Recognised");
    let signed = issuer(number).issue_document(endorsement, &now()).unwrap();
    let report = Verifier::new().verify(signed.as_bytes(), &now());
    let verified = report.verified().unwrap_or_else(|| panic!("{report:?}"));
    VerifiedRecognition::of(verified).unwrap().unwrap()
}

fn recognising() -> openbadges::recognition::Policy {
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let rates = r#"[{"left": "1 ceu", "right": "5 pdp"}]"#;
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    policy("6 pdp", "pdp", &[("awards", &awards), ("rates", rates), ("accept", &accept)])
}

#[test]
fn a_recognition_is_worth_what_it_says() {
    let whole = Recognition {
        effective: Span::new(day("2026-01-01"), day("2026-12-31")).unwrap(),
        conditions: vec!["The rubric is met.".into(), "Within 60 days.".into()],
        policy: Some("https://state.example/policies/1".parse().unwrap()),
        comment: Some("A priority of ours.".into()),
        ..recognition("2 ceu")
    };
    let verified = signed(&whole);
    assert_eq!(*verified.recognition(), whole);
    assert_eq!(verified.by(), did(2));
    let candidate = with(candidates(1).remove(0), |facts| {
        facts.confirmed = whole.conditions.iter().cloned().collect();
    });
    let candidate = candidate.with_recognition(verified);
    let (policy, claimant, tally) = (recognising(), ada(), Tally::default());
    let all = [candidate];
    let evaluation = evaluate(&policy, &claimant, &all, &[], &tally, &now());
    assert_eq!(against(&evaluation), [(Ruling::Counts, vec![])]);
    assert_eq!(added(&evaluation), ["10 pdp"]);
}

#[test]
fn only_what_holds_here_and_now_by_those_whose_word_counts() {
    let counts = |recognitions: &[VerifiedRecognition]| {
        let candidate =
            recognitions.iter().cloned().fold(candidates(1).remove(0), Candidate::with_recognition);
        one(&recognising(), candidate)
    };
    let nothing = (Ruling::DoesNotCount, vec!["value.recognised.not"]);
    let good = recognition("6 pdp");
    assert_eq!(counts(&[signed(&good)]), (Ruling::Counts, vec![]));
    assert_eq!(counts(&[]), nothing);
    assert_eq!(counts(&[signed_by(3, &good)]), nothing, "by somebody else");
    let elsewhere = Recognition { jurisdiction: "there".into(), ..good.clone() };
    assert_eq!(counts(&[signed(&elsewhere)]), nothing);
    let over = Span::new(day("2026-01-01"), day("2026-03-19")).unwrap();
    assert_eq!(counts(&[signed(&Recognition { effective: over, ..good.clone() })]), nothing);
    let other = "https://provider.example/achievements/1".parse().unwrap();
    assert_eq!(counts(&[signed(&Recognition { subject: other, ..good.clone() })]), nothing);
    let by_issuer = Recognition {
        recognised: Recognised::Issuer,
        subject: did(1).parse().unwrap(),
        ..good.clone()
    };
    assert_eq!(counts(&[signed(&by_issuer)]), (Ruling::Counts, vec![]));
    // The id of an achievement is not the id of an issuer.
    let confused = Recognition { recognised: Recognised::Issuer, ..good.clone() };
    assert_eq!(counts(&[signed(&confused)]), nothing);
    let two = [signed(&good), signed(&recognition("7 pdp"))];
    assert_eq!(counts(&two), (Ruling::Open, vec!["value.recognised.twice"]));
}

#[test]
fn a_recognition_that_is_not_whole_is_none() {
    let whole = recognition("6 ceu").to_subject();
    assert_eq!(Recognition::read(&whole).unwrap(), Some(recognition("6 ceu")));
    for (path, value) in [
        (&["recognisedValue"][..], Value::from("6 pdp")),
        (&["recognisedValue", "amount"], "six".into()),
        (&["recognisedValue", "amount"], "-6".into()),
        (&["recognisedValue", "unit"], "points".into()),
        // It says one unit to those who read CTDL, and another to those who do not.
        (&["recognisedValue", "unit"], "pdp".into()),
        (&["recognised"], "Person".into()),
        (&["recognisedValue", "amount"], "0.00".into()),
        (&["jurisdiction"], Value::Null),
        (&["jurisdiction"], " ".into()),
        (&["condition"], Value::Array(vec!["It was passed.".into(), "".into()])),
        (&["effectiveFrom"], "soon".into()),
        (&["condition"], Value::Array(vec![true.into()])),
        (&["valuePolicy"], "here".into()),
        (&["recognisedIssuer"], "somebody".into()),
        (&["colour"], "blue".into()),
    ] {
        let mut subject = whole.clone();
        set(&mut subject, path, value);
        let error = Recognition::read(&subject).unwrap_err();
        assert_eq!(error.code, Code::RecognitionShape, "{path:?}: {error}");
    }
    let mut turned = whole.clone();
    set(&mut turned, &["effectiveFrom"], "2026-02-01".into());
    set(&mut turned, &["effectiveUntil"], "2026-02-01".into());
    assert!(Recognition::read(&turned).is_ok(), "one day");
    set(&mut turned, &["effectiveUntil"], "2026-01-31".into());
    assert!(Recognition::read(&turned).is_err(), "it would never hold");
    let mut of_issuer = whole.clone();
    set(&mut of_issuer, &["recognised"], "Issuer".into());
    assert!(Recognition::read(&of_issuer).is_ok());
    set(&mut of_issuer, &["recognisedIssuer"], "urn:x:i".into());
    assert!(Recognition::read(&of_issuer).is_err(), "an issuer's issuer");
    let mut plain = whole;
    set(&mut plain, &["type"], json(r#"["EndorsementSubject"]"#));
    assert_eq!(Recognition::read(&plain).unwrap(), None);
}

/// The words of a recognition in a context of somebody else mean something else.
#[test]
fn words_of_another_context_are_no_recognition() {
    let mut endorsement = recognition("6 pdp").to_endorsement("Recognised");
    let of = |endorsement: &Value| {
        let signed = issuer(2).issue_document(endorsement.clone(), &now()).unwrap();
        let report = Verifier::new().verify(signed.as_bytes(), &now());
        VerifiedRecognition::of(report.verified().unwrap_or_else(|| panic!("{report:?}"))).unwrap()
    };
    assert!(of(&endorsement).is_some());
    let mut contexts = endorsement.get("@context").unwrap().items().to_vec();
    assert_eq!(contexts.pop().unwrap().as_str(), Some(openbadges::context::url::RECOGNITION_V1));
    contexts.push(json(r#"{"@vocab": "https://other.example/words#"}"#));
    set(&mut endorsement, &["@context"], Value::Array(contexts));
    assert_eq!(of(&endorsement), None);
}

/// Texts that say something.
fn texts() -> impl Strategy<Value = String> {
    "\\PC{1,20}".prop_filter("blank", |text| !text.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_recognition_survives_its_endorsement(
        number in 1_u64..u64::MAX,
        unit in prop_oneof![Just("pdp"), Just("ceu"), Just("USD"), Just("https://d.example/u#x")],
        jurisdiction in texts(),
        conditions in proptest::collection::vec(texts(), 0..4),
        from in proptest::option::of(0_i64..20_000),
        is_issuer in any::<bool>(),
        comment in proptest::option::of(texts()),
    ) {
        let from = from.map(|days| day("2000-01-01").plus_days(days).unwrap());
        let recognition = Recognition {
            recognised: if is_issuer { Recognised::Issuer } else { Recognised::Achievement },
            effective: Span { from, until: None },
            jurisdiction,
            conditions,
            comment,
            issuer: (!is_issuer).then(|| "did:example:provider".parse().unwrap()),
            ..recognition(&format!("{number} {unit}"))
        };
        let endorsement = recognition.to_endorsement("Recognised");
        let subject = endorsement.get("credentialSubject").unwrap();
        prop_assert_eq!(Recognition::read(subject).unwrap(), Some(recognition));
    }
}
