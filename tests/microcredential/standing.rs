//! Whether what an achievement requires was reached: what is not said clearly is never met.

use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::microcredential::{Ground, Standing, Verdict};
use openbadges::model::{Profile, View};
use openbadges::proof::{Cryptosuite, Securing};
use openbadges::report::Outcome;
use openbadges::{Issuer, Limits, Timestamp, Verifier};

const RDF: Securing = Securing::DataIntegrity(Cryptosuite::EddsaRdfc2022);
const SELECTIVE: Securing = Securing::DataIntegrity(Cryptosuite::EcdsaSd2023);
const JSON: Securing = Securing::Jwt;

fn value(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

fn standing(descriptions: &str, results: &str, securing: Securing) -> Standing {
    let badge = value(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "credentialSubject": {{"achievement": {{"resultDescription": {descriptions}}},
                                   "result": {results}}}}}"#
    ));
    Standing::of_unverified(View::of(&badge), securing)
}

/// A criterion of three levels, of which the middle one is required.
fn rubric(points: [&str; 3]) -> String {
    let level = |(index, points): (usize, &&str)| {
        let points = match points.is_empty() {
            true => String::new(),
            false => format!(r#", "points": "{points}""#),
        };
        format!(r#"{{"id": "urn:level:{index}", "name": "Level {index}"{points}}}"#)
    };
    let levels: Vec<_> = points.iter().enumerate().map(level).collect();
    format!(
        r#"[{{"id": "urn:c", "name": "Criterion", "resultType": "RubricCriterionLevel",
              "requiredLevel": "urn:level:1", "rubricCriterionLevel": [{}]}}]"#,
        levels.join(", ")
    )
}

fn achieved(level: &str) -> String {
    format!(r#"[{{"resultDescription": "urn:c", "achievedLevel": "{level}"}}]"#)
}

fn verdict(descriptions: &str, results: &str, securing: Securing) -> (Verdict, Ground) {
    let standing = standing(descriptions, results, securing);
    let answer = standing.answers()[0].clone();
    assert_eq!(answer.verdict, standing.verdict(), "{standing:?}");
    (answer.verdict, answer.ground)
}

#[test]
fn levels_are_compared_by_their_order() {
    let plain = rubric(["", "", ""]);
    for (level, expected) in [
        ("urn:level:0", (Verdict::NotMet, Ground::Below)),
        ("urn:level:1", (Verdict::Met, Ground::Reached)),
        ("urn:level:2", (Verdict::Met, Ground::Reached)),
        ("urn:level:3", (Verdict::Unknown, Ground::NoSuchLevel("urn:level:3".into()))),
    ] {
        assert_eq!(verdict(&plain, &achieved(level), JSON), expected, "{level}");
    }
}

/// Where a level and a value are both required, the worse of the two counts.
#[test]
fn a_level_and_a_value_are_both_to_be_reached() {
    let both = rubric(["", "", ""])
        .replace(r#""requiredLevel""#, r#""requiredValue": "80", "requiredLevel""#);
    let (met, below) = ((Verdict::Met, Ground::Reached), (Verdict::NotMet, Ground::Below));
    let no_level = (Verdict::Unknown, Ground::NoSuchLevel("urn:level:3".into()));
    let no_number = (Verdict::Unknown, Ground::Incomparable);
    for (level, number, expected) in [
        ("urn:level:1", "80", &met),
        ("urn:level:1", "79", &below),
        ("urn:level:0", "80", &below),
        ("urn:level:3", "80", &no_level),
        ("urn:level:1", "many", &no_number),
        ("urn:level:3", "79", &below),
        ("urn:level:0", "many", &below),
        ("urn:level:3", "many", &no_level),
    ] {
        let result = achieved(level)
            .replace(r#""achievedLevel""#, &format!(r#""value": "{number}", "achievedLevel""#));
        assert_eq!(verdict(&both, &result, JSON), *expected, "{level} {number}");
    }
}

/// Over RDF the levels are a set: only points order them, or the level that is required itself.
#[test]
fn an_order_that_is_not_signed_is_not_believed() {
    let plain = rubric(["", "", ""]);
    let unknown = (Verdict::Unknown, Ground::OrderUnknown);
    assert_eq!(verdict(&plain, &achieved("urn:level:0"), RDF), unknown);
    assert_eq!(verdict(&plain, &achieved("urn:level:2"), RDF), unknown);
    assert_eq!(verdict(&plain, &achieved("urn:level:1"), RDF), (Verdict::Met, Ground::Reached));

    let points = rubric(["9", "10", "100.5"]);
    let by_points = |level| verdict(&points, &achieved(level), RDF);
    assert_eq!(by_points("urn:level:0"), (Verdict::NotMet, Ground::Below));
    assert_eq!(by_points("urn:level:2"), (Verdict::Met, Ground::Reached));
    for points in [["1", "1", "1"], ["", "1", ""], ["many", "2", "some"]] {
        let rubric = rubric(points);
        assert_eq!(verdict(&rubric, &achieved("urn:level:0"), RDF), unknown, "{points:?}");
        assert_eq!(verdict(&rubric, &achieved("urn:level:2"), RDF), unknown, "{points:?}");
    }
    // A rubric that says two things, signed or not.
    let falling = rubric(["3", "2", "1"]);
    assert_eq!(verdict(&falling, &achieved("urn:level:2"), JSON), unknown);
}

#[test]
fn values_are_compared_as_decimal_numbers_within_their_range() {
    let quiz = |required: &str, more: &str| {
        format!(
            r#"[{{"id": "urn:c", "name": "Quiz", "resultType": "Percent",
                  "requiredValue": "{required}"{more}}}]"#
        )
    };
    let result = |value: &str| format!(r#"[{{"resultDescription": "urn:c", "value": "{value}"}}]"#);
    let range = r#", "valueMin": "0", "valueMax": "100""#;
    for (required, more, value, expected) in [
        ("80", range, "80.0", Verdict::Met),
        ("80", range, "9.5", Verdict::NotMet),
        ("80", range, "79.9999999999999999999", Verdict::NotMet),
        ("0.3", "", "0.30000000000000004", Verdict::Met),
        ("80", range, "100.1", Verdict::Unknown),
        ("80", range, "-1", Verdict::Unknown),
        ("180", range, "90", Verdict::Unknown),
        ("80", r#", "valueMax": "a hundred""#, "90", Verdict::Unknown),
        ("80", range, "85%", Verdict::Unknown),
        ("80", range, "1e2", Verdict::Unknown),
        ("B", "", "B", Verdict::Met),
        ("B", "", "A", Verdict::Unknown),
        ("B", range, "B", Verdict::Unknown),
    ] {
        for securing in [RDF, JSON] {
            let found = verdict(&quiz(required, more), &result(value), securing).0;
            assert_eq!(found, expected, "{value} of {required}{more}");
        }
    }
    let grades = r#", "allowedValue": ["F", "D", "C", "B", "A"]"#;
    for (value, expected) in
        [("A", Verdict::Met), ("B", Verdict::Met), ("C", Verdict::NotMet), ("E", Verdict::Unknown)]
    {
        assert_eq!(verdict(&quiz("B", grades), &result(value), RDF).0, expected, "{value}");
    }
    let twice = r#", "allowedValue": ["A", "B", "A"]"#;
    assert_eq!(verdict(&quiz("B", twice), &result("A"), RDF).0, Verdict::Unknown);
    assert_eq!(verdict(&quiz("E", grades), &result("A"), RDF).0, Verdict::Unknown);
}

/// In the contexts before 3.0.2 the allowed values are a set.
#[test]
fn the_order_of_values_under_an_old_context_is_not_believed() {
    let badge = r#"{"@context": ["https://www.w3.org/ns/credentials/v2", "CONTEXT"],
        "credentialSubject": {
            "achievement": {"resultDescription": [{"id": "urn:c", "name": "Grade",
                "resultType": "LetterGrade", "requiredValue": "B", "allowedValue": ["B", "A"]}]},
            "result": [{"resultDescription": "urn:c", "value": "A"}]}}"#;
    let base = "https://purl.imsglobal.org/spec/ob/v3p0/context";
    for (end, securing, expected) in [
        ("-3.0.3.json", RDF, Verdict::Met),
        ("-3.0.2.json", RDF, Verdict::Met),
        ("-3.0.1.json", RDF, Verdict::Unknown),
        (".json", RDF, Verdict::Unknown),
        (".json", JSON, Verdict::Met),
    ] {
        let badge = value(&badge.replace("CONTEXT", &format!("{base}{end}")));
        let standing = Standing::of_unverified(View::of(&badge), securing);
        assert_eq!(standing.verdict(), expected, "{end} {securing:?}");
    }
}

#[test]
fn a_status_that_is_not_completed_is_never_met() {
    let description = r#"[{"id": "urn:c", "name": "Course", "resultType": "Status"}]"#;
    for (status, expected) in [
        (r#", "status": "Completed""#, Verdict::Met),
        (r#", "status": "Failed""#, Verdict::NotMet),
        (r#", "status": "Withdrew""#, Verdict::NotMet),
        (r#", "status": "Enrolled""#, Verdict::NotMet),
        (r#", "status": "InProgress""#, Verdict::NotMet),
        (r#", "status": "OnHold""#, Verdict::NotMet),
        (r#", "status": "Provisional""#, Verdict::Unknown),
        (r#", "status": "Passed""#, Verdict::Unknown),
        (r#", "status": ["Completed"]"#, Verdict::Unknown),
        ("", Verdict::Unknown),
    ] {
        let result = format!(r#"[{{"resultDescription": "urn:c"{status}}}]"#);
        assert_eq!(verdict(description, &result, JSON).0, expected, "{status}");
        // The status also stands against a level that was reached.
        let result = format!(
            r#"[{{"resultDescription": "urn:c", "achievedLevel": "urn:level:2"{status}}}]"#
        );
        let expected = if status.is_empty() { Verdict::Met } else { expected };
        assert_eq!(verdict(&rubric(["", "", ""]), &result, JSON).0, expected, "{status}");
    }
}

#[test]
fn what_is_not_said_clearly_is_unknown() {
    let rubric = rubric(["1", "2", "3"]);
    let level = r#""achievedLevel": "urn:level:2""#;
    let other = rubric.replace("urn:c", "urn:d").replace("urn:level", "urn:other");
    let two_rubrics = format!("[{}, {}]", &rubric[1..rubric.len() - 1], &other[1..other.len() - 1]);
    let same_twice = format!("[{0}, {0}]", &rubric[1..rubric.len() - 1]);
    let result = |members: &str| format!("[{{{members}}}]");
    let linked = format!(r#""resultDescription": "urn:c", {level}"#);
    for (why, descriptions, results) in [
        ("no result", &rubric, "[]".to_owned()),
        ("nothing reached", &rubric, result(r#""resultDescription": "urn:c""#)),
        ("no link", &rubric, result(level)),
        ("dangling link", &rubric, result(&format!(r#""resultDescription": "urn:x", {level}"#))),
        ("one of two answered", &two_rubrics, result(&linked)),
        ("described twice", &same_twice, result(&linked)),
        (
            "a second, dangling result",
            &rubric,
            format!(r#"[{{{linked}}}, {{"resultDescription": "urn:x", {level}}}]"#),
        ),
        (
            "two that disagree",
            &rubric,
            format!(
                r#"[{{{linked}}}, {{"resultDescription": "urn:c", "achievedLevel": "urn:level:0"}}]"#
            ),
        ),
        (
            "a level of another rubric",
            &two_rubrics,
            result(r#""resultDescription": "urn:c", "achievedLevel": "urn:other:2""#),
        ),
        (
            "a level that is an object",
            &rubric,
            result(r#""resultDescription": "urn:c", "achievedLevel": {"id": "urn:level:2"}"#),
        ),
    ] {
        for securing in [RDF, JSON] {
            let standing = standing(descriptions, &results, securing);
            assert_eq!(standing.verdict(), Verdict::Unknown, "{why}: {standing:?}");
            assert!(!standing.is_met());
        }
    }
    let two = standing(
        &two_rubrics,
        &format!(
            r#"[{{{linked}}}, {{"resultDescription": "urn:d", "achievedLevel": "urn:other:0"}}]"#
        ),
        JSON,
    );
    assert_eq!(two.verdict(), Verdict::NotMet, "one that is missed is enough");
    assert!(two.reason().contains("1 of 2 requirements met, 2 needed"), "{}", two.reason());
}

#[test]
fn where_nothing_is_required_nothing_is_met() {
    for (descriptions, results) in [
        ("[]", "[]"),
        ("[]", r#"[{"value": "100"}]"#),
        (
            r#"[{"id": "urn:c", "name": "Score", "resultType": "RawScore"}]"#,
            r#"[{"resultDescription": "urn:c", "value": "100"}]"#,
        ),
    ] {
        assert_eq!(standing(descriptions, results, JSON).verdict(), Verdict::Unknown);
    }
    // A result that weighs nothing does not hinder one that does.
    let results =
        r#"[{"resultDescription": "urn:c", "achievedLevel": "urn:level:1"}, {"value": "7"}]"#;
    assert_eq!(standing(&rubric(["", "", ""]), results, JSON).verdict(), Verdict::Met);
    let failed = results.replace(r#"{"value": "7"}"#, r#"{"status": "Failed"}"#);
    assert_eq!(standing(&rubric(["", "", ""]), &failed, JSON).verdict(), Verdict::NotMet);
}

#[test]
fn a_selection_shows_that_something_was_missed_but_never_that_all_was_met() {
    let rubric = rubric(["1", "2", "3"]);
    assert_eq!(standing(&rubric, &achieved("urn:level:2"), RDF).verdict(), Verdict::Met);
    let shown = standing(&rubric, &achieved("urn:level:2"), SELECTIVE);
    assert_eq!(shown.verdict(), Verdict::Unknown, "{shown:?}");
    assert_eq!(standing(&rubric, &achieved("urn:level:0"), SELECTIVE).verdict(), Verdict::NotMet);
}

#[test]
fn any_value_has_a_standing() {
    for text in [
        "null",
        "[]",
        "5",
        "{}",
        r#"{"credentialSubject": []}"#,
        r#"{"credentialSubject": 5}"#,
        r#"{"credentialSubject": {"achievement": 5, "result": 5}}"#,
        r#"{"credentialSubject": {"achievement": {"resultDescription": 5}, "result": [5, null]}}"#,
        r#"{"credentialSubject": {"achievement": {"resultDescription": [
            {"id": 5, "requiredLevel": 5, "rubricCriterionLevel": 5},
            {"requiredValue": [], "allowedValue": {}}]}, "result": {"resultDescription": []}}}"#,
    ] {
        for securing in [RDF, JSON, SELECTIVE] {
            let standing = Standing::of_unverified(View::of(&value(text)), securing);
            assert_eq!(standing.verdict(), Verdict::Unknown, "{text}");
        }
    }
}

/// A badge in which the lowest level was reached, and its levels turned round by its holder.
#[test]
fn levels_that_are_turned_round_after_signing_gain_nothing() {
    let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let badge = |points: [&str; 3]| {
        let levels = ["low", "middle", "high"].iter().zip(points).map(|(name, points)| {
            let points =
                if points.is_empty() { String::new() } else { format!(r#","points":"{points}""#) };
            format!(
                r#"{{"id":"urn:level:{name}","type":["RubricCriterionLevel"],"name":"{name}"{points}}}"#
            )
        });
        value(&format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                "type": ["VerifiableCredential", "AchievementCredential"],
                "credentialSubject": {{"type": ["AchievementSubject"], "id": "did:example:ada",
                    "achievement": {{"id": "urn:a", "type": ["Achievement"], "name": "Wait Time",
                        "description": "Waits.", "criteria": {{"narrative": "Waits."}},
                        "resultDescription": [{{"id": "urn:c", "type": ["ResultDescription"],
                            "name": "Waiting", "resultType": "RubricCriterionLevel",
                            "requiredLevel": "urn:level:middle",
                            "rubricCriterionLevel": [{}]}}]}},
                    "result": [{{"type": ["Result"], "resultDescription": "urn:c",
                        "achievedLevel": "urn:level:low"}}]}}}}"#,
            levels.collect::<Vec<_>>().join(",")
        ))
    };
    let turned = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).unwrap();
        let from = text.find(r#""rubricCriterionLevel":["#).unwrap() + 24;
        let to = from + text[from..].find(']').unwrap();
        let mut depth = 0;
        let end = text[from..]
            .char_indices()
            .find(|(_, c)| {
                depth += match c {
                    '[' => 1,
                    ']' => -1,
                    _ => 0,
                };
                depth < 0
            })
            .map_or(to, |(at, _)| from + at);
        let levels = value(&format!("[{}]", &text[from..end]));
        let reversed: Vec<_> = levels.items().iter().rev().map(Value::to_string).collect();
        format!("{}{}{}", &text[..from], reversed.join(","), &text[end..])
    };
    for (suite, points, believed) in [
        (Cryptosuite::EddsaRdfc2022, ["", "", ""], Some(Verdict::Unknown)),
        (Cryptosuite::EddsaRdfc2022, ["1", "2", "3"], Some(Verdict::NotMet)),
        (Cryptosuite::EddsaJcs2022, ["", "", ""], None),
    ] {
        let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
        let profile = Profile::builder(key.key().public().did_key()).build().unwrap();
        let issuer = Issuer::new(profile, key).with_cryptosuite(suite);
        let signed = issuer.issue_document(badge(points), &now).unwrap();
        let report = Verifier::new().verify(signed.as_bytes(), &now);
        assert_eq!(report.outcome(), Outcome::Valid, "{report:?}");
        assert!(!report.verified().unwrap().standing().is_met());

        let turned = turned(signed.as_bytes());
        assert_ne!(turned.as_bytes(), signed.as_bytes());
        let report = Verifier::new().verify(turned.as_bytes(), &now);
        match believed {
            // The proof holds over RDF, and gains its holder nothing.
            Some(verdict) => {
                assert_eq!(report.outcome(), Outcome::Valid, "{report:?}");
                assert_eq!(report.verified().unwrap().standing().verdict(), verdict);
            }
            None => assert_eq!(report.outcome(), Outcome::Invalid),
        }
    }
}
