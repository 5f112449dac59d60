//! Assessment: what passes becomes a badge that verifies, and what does not never does.

use openbadges::json::Value;
use openbadges::key::SecretKey;
use openbadges::microcredential::*;
use openbadges::model::{Invalid, Profile, Recipient, RelatedResource};
use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;
use openbadges::{Code, Issuer, Verifier};
use proptest::prelude::*;

use super::made::{FORM, ID, at, micro_credential, value, with};

const FILM: &[u8] = b"a film";

fn submission() -> Submission {
    let piece = |number: u32| {
        Piece::file(
            PartKind::Artifacts,
            format!("Lesson {number}"),
            format!("https://evidence.example/lesson-{number}.mp4"),
            if number == 1 { FILM } else { b"another film" },
        )
        .genre("film")
        .media_type("video/mp4")
        .build()
        .unwrap()
    };
    Submission::builder(ID)
        .submitted_at("2026-02-01T09:00:00Z")
        .attempt(Count::from(1))
        .activity_start_date("2026-01-10T00:00:00Z")
        .activity_end_date("2026-01-30T00:00:00Z")
        .narrative("Two lessons, before and after.")
        .piece(Piece::text(PartKind::Overview, "Context", "Year five.").build().unwrap())
        .piece(piece(1))
        .piece(piece(2))
        .piece(Piece::text(PartKind::Reflection, "Looking back", "It is quiet.").build().unwrap())
        .build()
        .unwrap()
}

fn scores(assessor: &str, levels: [&str; 2]) -> Scores {
    Scores::builder(assessor, Blindness::DoubleBlind)
        .calibration(Calibration::Calibrated)
        .calibration_agreement("85".parse::<openbadges::text::Decimal>().unwrap())
        .turnaround_days(Count::from(9))
        .score(Score::builder("Waits", levels[0]).comment("Counted.").build().unwrap())
        .score(Score::builder("Asks", levels[1]).build().unwrap())
        .build()
        .unwrap()
}

fn adjudicator(levels: [&str; 2]) -> Scores {
    let mut adjudicator = scores("Adjudicator", levels);
    adjudicator.role = Some(Role::Adjudicator);
    adjudicator
}

fn decide(passing: Option<&str>, all: Vec<Scores>, resolution: Resolution) -> Decision {
    let form = match passing {
        Some(passing) => with("/passing", Some(passing)),
        None => value(FORM),
    };
    let whole = MicroCredential::read_form(&form).unwrap();
    Assessment::new(whole, submission(), all, resolution).unwrap().decide()
}

fn passed(decision: Decision) -> Passed {
    match decision {
        Decision::Passed(passed) => *passed,
        other => panic!("{other:?}"),
    }
}

fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Passed(passed) => passed.feedback().decision,
        Decision::NotPassed(feedback) | Decision::Undecided(feedback) => feedback.decision,
    }
}

fn issuer(suite: Cryptosuite) -> Issuer {
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let profile = Profile::builder(key.key().public().did_key()).build().unwrap();
    Issuer::new(profile, key).with_cryptosuite(suite)
}

#[test]
fn what_passes_becomes_a_badge_that_verifies() {
    let both = vec![
        scores("Assessor 1", ["Outstanding", "Yes"]),
        scores("Assessor 2", ["Outstanding", "Yes"]),
    ];
    let passed = passed(decide(None, both, Resolution::AllAgree));
    let now = at("2026-03-01T00:00:00Z");
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let recipient = Recipient::email("ada@example.org").hashed("salt");
        let badge = passed.credential(recipient).awarded_date(&now).build().unwrap();
        let signed = issuer(suite).issue(badge, &now).unwrap();
        let report = Verifier::new().verify(signed.as_bytes(), &now);
        assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
        assert_eq!(report.warnings().count(), 0, "{report:#?}");

        let verified = report.verified().unwrap();
        let standing = verified.standing();
        assert_eq!(standing.verdict(), Verdict::Met, "{standing:?}");
        assert_eq!(standing.answers()[0].reached.as_deref(), Some("Outstanding"));
        let document = verified.document();
        let text = |pointer: &str| document.at(pointer).and_then(Value::as_str);
        assert_eq!(document.at("/credentialSubject/creditsEarned"), Some(&value("1")));
        assert_eq!(text("/credentialSubject/source/id"), Some("https://provider.example"));
        assert_eq!(text("/credentialSubject/activityEndDate"), Some("2026-01-30T00:00:00Z"));
        assert_eq!(text("/evidence/1/id"), Some("https://evidence.example/lesson-1.mp4"));
        let resource = RelatedResource::read(document.at("/relatedResource/0").unwrap()).unwrap();
        assert_eq!(Some(resource.id.as_str()), text("/evidence/1/id"));
        assert_eq!(
            (resource.matches(FILM), resource.matches(b"another")),
            (Some(true), Some(false))
        );

        let facts = AssessmentFacts::of(verified.view()).unwrap().unwrap();
        assert_eq!(facts.blindness, Blindness::DoubleBlind);
        assert_eq!(facts.resolution, Resolution::AllAgree);
        assert_eq!(facts.turnaround_days.map(Count::get), Some(9));
        assert_eq!(facts.assessor.len(), 2);
        assert_eq!(facts.assessor[1].calibration, Some(Calibration::Calibrated));
        // What assessors say to the educator is nobody else's.
        assert!(!document.to_string().contains("Counted."));
    }
}

#[test]
fn assessors_are_resolved_as_is_said_and_not_otherwise() {
    use Resolution::*;
    let (low, mid, high) = (["Not yet", "Yes"], ["Demonstrated", "Yes"], ["Outstanding", "Yes"]);
    for (resolution, levels, adjudicated, expected) in [
        (AllAgree, vec![mid, mid], None, "passed"),
        (AllAgree, vec![mid, high], None, "undecided"),
        (AllAgree, vec![low, low], None, "notPassed"),
        (AllAgree, vec![low, high], None, "undecided"),
        (Lowest, vec![mid, high], None, "passed"),
        (Lowest, vec![low, high, high], None, "notPassed"),
        (Adjudicator, vec![low, high], None, "undecided"),
        (Adjudicator, vec![low, high], Some(mid), "passed"),
        (Adjudicator, vec![low, high], Some(low), "notPassed"),
        // Where they agree nobody is asked.
        (Adjudicator, vec![low, low], Some(high), "notPassed"),
        (Adjudicator, vec![mid, mid], Some(low), "passed"),
        (MeanOfPoints, vec![low, high], None, "passed"),
        (MeanOfPoints, vec![low, mid], None, "notPassed"),
        (MeanOfPoints, vec![low, mid, high], None, "passed"),
        (MeanOfPoints, vec![low, low, high], None, "notPassed"),
    ] {
        let mut all: Vec<_> =
            (1..).zip(&levels).map(|(at, it)| scores(&format!("Assessor {at}"), *it)).collect();
        all.extend(adjudicated.map(adjudicator));
        let decision = decide(None, all, resolution);
        assert_eq!(word(&decision), expected, "{resolution:?} {levels:?} {adjudicated:?}");
        assert_eq!(matches!(decision, Decision::Passed(_)), expected == "passed");
    }
    // One third is no decimal number, and means are exact all the same.
    let thirds = [low, low, mid].into_iter().zip(1..).map(|(it, at)| scores(&format!("{at}"), it));
    let decision = decide(None, thirds.collect(), MeanOfPoints);
    assert!(
        matches!(&decision, Decision::NotPassed(it) if it.criteria[0].reached.as_deref() == Some("Not yet"))
    );
}

#[test]
fn what_it_takes_to_pass_is_computed_exactly() {
    let one = r#"{"rule": "CountOfCriteria", "criteriaRequired": 1}"#;
    let points = r#"{"rule": "Points", "pointsRequired": "2.5"}"#;
    for (passing, levels, expected) in [
        (None, ["Demonstrated", "Yes"], "passed"),
        (None, ["Outstanding", "No"], "notPassed"),
        (Some(one), ["Outstanding", "No"], "passed"),
        (Some(one), ["Not yet", "No"], "notPassed"),
        (Some(points), ["Demonstrated", "Yes"], "passed"),
        (Some(points), ["Outstanding", "No"], "notPassed"),
        (Some(points), ["Not yet", "Yes"], "notPassed"),
        (Some(points), ["Outstanding", "Yes"], "passed"),
    ] {
        let decision = decide(passing, vec![scores("A", levels)], Resolution::AllAgree);
        assert_eq!(word(&decision), expected, "{passing:?} {levels:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    /// What an assessment decides, the badge says.
    #[test]
    fn an_assessment_and_the_standing_of_its_badge_agree(
        levels in prop::collection::vec((0_usize..3, 0_usize..2), 1..4),
        rule in 0_usize..4, resolution in 0_usize..3, count in 1_u32..3,
    ) {
        let whole = micro_credential();
        let passing = match rule {
            0 => r#""EveryCriterion""#.to_owned(),
            1 => format!(r#"{{"rule": "CountOfCriteria", "criteriaRequired": {count}}}"#),
            _ => format!(r#"{{"rule": "Points", "pointsRequired": "{}"}}"#, [0.5, 3.5][rule - 2]),
        };
        let resolution = [Resolution::AllAgree, Resolution::Lowest, Resolution::MeanOfPoints][resolution];
        let name = |criterion: usize, level: usize| whole.criterion[criterion].level[level].name.clone();
        let all = levels.iter().enumerate().map(|(at, (a, b))| {
            scores(&format!("{at}"), [&name(0, *a), &name(1, *b)])
        });
        if let Decision::Passed(passed) = decide(Some(&passing), all.collect(), resolution) {
            let badge = passed.credential(Recipient::id("did:example:ada")).build().unwrap();
            let standing = Standing::of_unverified(badge.view(), Cryptosuite::EddsaRdfc2022.into());
            prop_assert_eq!(standing.verdict(), Verdict::Met, "{:?}", standing);
        }
    }
}

#[test]
fn feedback_says_what_was_reached_and_what_is_required() {
    let all = vec![
        scores("Assessor 1", ["Not yet", "Yes"]),
        scores("Assessor 2", ["Demonstrated", "Yes"]),
    ];
    let Decision::NotPassed(feedback) = decide(None, all.clone(), Resolution::Lowest) else {
        panic!()
    };
    assert_eq!(feedback.reason, "1 of 2 criteria met, all are needed");
    let [waits, asks] = feedback.criteria.as_slice() else { panic!() };
    assert_eq!(
        (waits.reached.as_deref(), waits.required.as_deref()),
        (Some("Not yet"), Some("Demonstrated"))
    );
    assert_eq!((waits.met, asks.met), (Some(false), Some(true)));
    assert_eq!(waits.comments[1].level, "Demonstrated");
    assert_eq!(waits.comments[0].comment.as_deref(), Some("Counted."));
    let text = feedback.to_text();
    for line in [
        "Wait Time: not passed yet",
        "Waits: not met",
        "reached Not yet, required Demonstrated",
        "Assessor 2 sees Demonstrated: Counted.",
    ] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
    let Decision::Undecided(feedback) = decide(None, all, Resolution::AllAgree) else { panic!() };
    assert_eq!(feedback.criteria[0].met, None);
    assert!(feedback.to_text().contains("not decided (the assessors disagree on 1 of 2 criteria)"));
}

/// Where points decide, no criterion is met or not by itself.
#[test]
fn feedback_says_points_where_they_decide() {
    let rule = r#"{"rule": "Points", "pointsRequired": "1.5"}"#;
    let all = [scores("Assessor 1", ["Not yet", "Yes"]), scores("Assessor 2", ["Not yet", "No"])];
    let told = |all: &[Scores], resolution| match decide(Some(rule), all.to_vec(), resolution) {
        Decision::Passed(passed) => passed.feedback().to_text(),
        Decision::NotPassed(feedback) | Decision::Undecided(feedback) => feedback.to_text(),
    };
    for (all, resolution, expected) in [
        (
            &all[..1],
            Resolution::AllAgree,
            ["1.5 points reached", "Asks: 1.5 points\n  reached Yes\n"],
        ),
        (&all[..], Resolution::Lowest, ["0 points reached", "Asks: 0 points\n  reached No\n"]),
        (
            &all[..],
            Resolution::AllAgree,
            ["not decided", "Asks: the assessors disagree\n  reached no single level\n"],
        ),
    ] {
        let text = told(all, resolution);
        for expected in expected.into_iter().chain(["Waits: 0 points\n  reached Not yet\n"]) {
            assert!(text.contains(expected), "{expected:?} in {text}");
        }
        assert!(!text.contains("met") && !text.contains("required"), "{text}");
    }
}

/// What an assessor writes cannot be taken for what was decided: only that begins at the margin.
#[test]
fn a_comment_is_no_line_of_the_feedback() {
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{b}"] {
        let forged = ["ok", "", "Wait Time: passed (forged)", "", "Third wait: met"].join(end);
        let mut all = scores("Assessor 1", ["Not yet", "Yes"]);
        all.score.iter_mut().next().unwrap().comment = Some(forged);
        let Decision::NotPassed(feedback) = decide(None, vec![all], Resolution::AllAgree) else {
            panic!()
        };
        let text = feedback.to_text();
        assert!(text.contains("Wait Time: passed (forged)"), "{text}");
        let breaks = |c: char| c.is_control() || "\u{2028}\u{2029}".contains(c);
        let at_margin: Vec<&str> =
            text.split(breaks).filter(|line| !line.is_empty() && !line.starts_with("  ")).collect();
        let expected = [
            "Wait Time: not passed yet (1 of 2 criteria met, all are needed)",
            "Waits: not met",
            "Asks: met",
        ];
        assert_eq!(at_margin, expected, "{end:?}: {text}");
    }
    let mut all = scores("Assessor 1", ["Not yet", "Yes"]);
    all.score.iter_mut().next().unwrap().comment = Some("First line.\n\nSecond line.\n".to_owned());
    all.score.iter_mut().nth(1).unwrap().comment = Some(" \n".to_owned());
    let Decision::NotPassed(mut feedback) = decide(None, vec![all], Resolution::AllAgree) else {
        panic!()
    };
    let text = feedback.to_text();
    let lines = "  Assessor 1 sees Not yet: First line.\n\n    Second line.\n\nAsks";
    assert!(text.contains(lines), "{text}");
    assert!(text.ends_with("  Assessor 1 sees Yes\n"), "{text}");
    // It is plain data, which anybody may change.
    feedback.criteria[0].comments[0].assessor = "A\nWaits: met".to_owned();
    feedback.criteria[0].name = "Waits\nAsks: not met".to_owned();
    assert!(!feedback.to_text().contains("\nWaits: met"), "{}", feedback.to_text());
    assert!(!feedback.to_text().contains("\nAsks: not met"), "{}", feedback.to_text());
}

/// A name says something, and stays on its line.
#[test]
fn names_are_of_one_line_and_not_blank() {
    let whole = || MicroCredential::read_form(&value(FORM)).unwrap();
    for name in ["", "   ", "\u{200b}", "A\nX", "A\tX", "A\u{2028}X", "A\u{202e}X", "A\0"] {
        let mut all = scores("Assessor 1", ["Demonstrated", "Yes"]);
        all.assessor = name.to_owned();
        let made = Assessment::new(whole(), submission(), vec![all], Resolution::AllAgree);
        assert_eq!(codes(made), [(Code::ModelValue, "/assessor".to_owned())], "{name:?}");
        let piece = |name: &str| Piece::text(PartKind::Overview, name, "Year five.").build();
        let faults = piece(name).unwrap_err().findings;
        let places: Vec<_> = faults.iter().map(|it| it.fault.pointer.as_str()).collect();
        assert_eq!(places, ["/name"], "{name:?}");
        for place in ["/name", "/criterion/1/name", "/criterion/0/level/1/name"] {
            let form = with(place, Some(&Value::from(name).to_string()));
            let faults = MicroCredential::read_form(&form).unwrap_err().findings;
            assert!(faults.iter().any(|it| it.fault.pointer.as_str() == place), "{name:?}");
        }
    }
    // Of a badge that others made no name is refused for its characters.
    for (name, expected) in [("Assessor 1", 0), (" ", 1), ("A\nX", 0)] {
        let facts = format!(
            r#"{{"assessor": [{{"name": {}}}], "blindness": "DoubleBlind", "resolution": "AllAgree"}}"#,
            Value::from(name)
        );
        let read = AssessmentFacts::read(&value(&facts));
        let found = read.err().map_or(0, |invalid| invalid.findings.len());
        assert_eq!(found, expected, "{name:?}");
    }
    // A text that says nothing is no evidence.
    for narrative in ["", " \n "] {
        let piece = Piece::text(PartKind::Overview, "Context", narrative).build();
        let place = piece.unwrap_err().findings[0].fault.pointer.as_str().to_owned();
        assert_eq!(place, "/narrative");
    }
}

#[test]
fn a_point_is_one_point_wherever_it_is_told() {
    let rule = r#"{"rule": "Points", "pointsRequired": "1"}"#;
    let all = vec![scores("Assessor 1", ["Demonstrated", "No"])];
    let Decision::Passed(passed) = decide(Some(rule), all, Resolution::AllAgree) else { panic!() };
    let feedback = passed.feedback();
    assert_eq!(feedback.reason, "1 point reached, 1 is needed");
    assert!(feedback.to_text().contains("Waits: 1 point\n"), "{}", feedback.to_text());
}

/// One address is of one piece, in whatever spelling.
#[test]
fn an_address_is_of_one_piece_however_it_is_written() {
    let told = |first: &str, second: &str| {
        let whole = MicroCredential::read_form(&value(FORM)).unwrap();
        let mut twice = submission();
        for (piece, id) in twice.piece.iter_mut().skip(1).zip([first, second]) {
            piece.id = Some(id.parse().unwrap());
        }
        let scores = vec![scores("Assessor 1", ["Demonstrated", "Yes"])];
        let made = Assessment::new(whole, twice, scores, Resolution::AllAgree);
        if made.is_ok() { Vec::new() } else { codes(made) }
    };
    let first = "https://evidence.example/lesson-1.mp4";
    for second in [
        first,
        "https://evidence.example/lesson-1.mp4#t=5",
        "https://EVIDENCE.example/lesson-1.mp4",
        "HTTPS://evidence.example/lesson-1.mp4",
        "https://evidence.example/lesson%2D1.mp4",
        "https://evidence.example/lesson%2d1%2Emp4",
        "https://evidence.example:443/lesson-1.mp4",
    ] {
        let place = "/submission/piece/2/id".to_owned();
        assert_eq!(told(first, second), [(Code::AssessmentSubmission, place)], "{second}");
    }
    for second in [
        "https://evidence.example/Lesson-1.mp4",
        "https://evidence.example/lesson-1.mp4?of=2",
        "https://evidence.example:8443/lesson-1.mp4",
        "https://other.example/lesson-1.mp4",
        "https://evidence.example/lesson-1.mp4%3Fof=2",
        "https://evidence.example/lesson-1%2Fmp4",
    ] {
        assert_eq!(told(first, second), [], "{second}");
    }
    for (first, second, is_same) in [
        ("https://evidence.example/a%2Fb", "https://evidence.example/a%2fb", true),
        ("https://evidence.example/a%2Fb", "https://evidence.example/a/b", false),
        ("https://evidence.example/a?b=1%262", "https://evidence.example/a?b=1&2", false),
        ("https://evidence.example/%C3%A9", "https://evidence.example/\u{e9}", true),
        ("urn:example:%61", "URN:example:a", true),
        ("urn:example:a%3Ab", "urn:example:a:b", false),
    ] {
        assert_eq!(told(first, second).is_empty(), !is_same, "{first} {second}");
    }
}

fn codes(made: Result<Assessment, Invalid>) -> Vec<(Code, String)> {
    let findings = made.err().map(|invalid| invalid.findings).unwrap_or_default();
    findings.into_iter().map(|it| (it.fault.code, it.fault.pointer.as_str().to_owned())).collect()
}

#[test]
fn what_does_not_fit_the_rubric_is_no_assessment() {
    use Code::*;
    use Resolution::*;
    let good = || scores("A", ["Demonstrated", "Yes"]);
    let without = |index: usize| {
        let mut scores = good();
        scores.score = scores
            .score
            .iter()
            .cloned()
            .enumerate()
            .filter(|(at, _)| *at != index)
            .map(|(_, it)| it)
            .collect::<Vec<_>>()
            .into();
        scores
    };
    let mut twice = good();
    twice.score.push(Score::builder("Waits", "Not yet").build().unwrap());
    let unscored = "/scores/0/score";
    for (all, resolution, code, place) in [
        (vec![], AllAgree, AssessmentScores, "/scores"),
        (vec![good(), good()], AllAgree, AssessmentScores, "/scores/1/assessor"),
        (vec![without(0)], AllAgree, AssessmentCriterion, unscored),
        (vec![without(1)], Lowest, AssessmentCriterion, unscored),
        (vec![twice], AllAgree, AssessmentCriterion, "/scores/0/score/2/criterion"),
        (
            vec![scores("A", ["Good", "Yes"])],
            AllAgree,
            AssessmentCriterion,
            "/scores/0/score/0/level",
        ),
        // The name of a level of the other criterion.
        (
            vec![scores("A", ["Yes", "Yes"])],
            AllAgree,
            AssessmentCriterion,
            "/scores/0/score/0/level",
        ),
        (vec![adjudicator(["Outstanding", "Yes"])], Adjudicator, AssessmentScores, "/scores"),
        (
            vec![good(), adjudicator(["Outstanding", "Yes"])],
            Lowest,
            AssessmentResolution,
            "/scores",
        ),
    ] {
        let found = codes(Assessment::new(micro_credential(), submission(), all, resolution));
        assert!(found.contains(&(code, place.to_owned())), "{code:?} {place}: {found:?}");
    }
    let mut no_points = micro_credential();
    let criterion = no_points.criterion.iter_mut().next().unwrap();
    criterion.level.iter_mut().next().unwrap().points = None;
    let found = codes(Assessment::new(no_points, submission(), vec![good()], MeanOfPoints));
    assert_eq!(found, [(AssessmentResolution, "/scores".to_owned())]);

    let mut other = submission();
    other.micro_credential = "https://provider.example/other".parse().unwrap();
    let found = codes(Assessment::new(micro_credential(), other, vec![good()], AllAgree));
    assert_eq!(found, [(AssessmentSubmission, "/submission/microCredential".to_owned())]);
    for missing in [0, 1, 3] {
        let mut less = submission();
        let mut pieces = less.piece.to_vec();
        pieces.remove(missing);
        less.piece = pieces.into();
        let found = codes(Assessment::new(micro_credential(), less, vec![good()], AllAgree));
        assert_eq!(found, [(AssessmentSubmission, "/submission/piece".to_owned())], "{missing}");
    }
}

#[test]
fn a_file_without_a_digest_is_no_evidence() {
    for (piece, code) in [
        (r#"{"part": "Artifacts", "name": "x", "id": "https://a.example"}"#, Code::ModelRequired),
        (r#"{"part": "Artifacts", "name": "x"}"#, Code::ModelRequired),
        (
            r#"{"part": "Artifacts", "name": "x", "id": "javascript:x", "digestSRI": "x"}"#,
            Code::IriScheme,
        ),
        (
            r#"{"part": "Artifacts", "name": "x", "id": "https://a.example", "digestSRI": "sha256-AA=="}"#,
            Code::ModelValue,
        ),
        (
            r#"{"part": "Artifacts", "name": "x", "narrative": "x", "digestMultibase": "u"}"#,
            Code::ModelValue,
        ),
    ] {
        let invalid = Piece::read(&value(piece)).unwrap_err();
        assert!(invalid.findings.iter().any(|it| it.fault.code == code), "{piece}: {invalid}");
    }
    assert!(Piece::read(&value(r#"{"part": "Artifacts", "name": "x", "id": "data:,x"}"#)).is_ok());
}

/// Evidence and its digest are of one identifier, so that RDF puts them together. What is signed
/// as this may not be dealt out otherwise.
#[test]
fn what_is_said_of_evidence_cannot_be_moved_to_its_digest() {
    let all = vec![scores("Assessor 1", ["Outstanding", "Yes"])];
    let passed = passed(decide(None, all, Resolution::AllAgree));
    let badge = passed.credential(Recipient::id("did:example:ada")).build().unwrap();
    let now = at("2026-03-01T00:00:00Z");
    let signed = issuer(Cryptosuite::EddsaRdfc2022).issue(badge, &now).unwrap();
    let whole = value(std::str::from_utf8(signed.as_bytes()).unwrap());
    let moved = |from: &str, to: &str, name: &str| {
        let mut changed = whole.clone();
        let member = changed.at(&format!("{from}/{name}")).unwrap().clone();
        object(&mut changed, from).remove(name).unwrap();
        object(&mut changed, to).insert(name, member);
        changed
    };
    let (evidence, resource) = ("/evidence/1", "/relatedResource/0");
    let mut all_moved = moved(evidence, resource, "name");
    for name in ["genre", "type"] {
        let member = object(&mut all_moved, evidence).remove(name).unwrap();
        object(&mut all_moved, resource).insert(name, member);
    }
    object(&mut all_moved, evidence).insert("type", vec!["Evidence"]);
    for (what, changed) in [
        ("the name to the digest", moved(evidence, resource, "name")),
        ("the digest to the evidence", moved(resource, evidence, "digestMultibase")),
        ("the media type to the evidence", moved(resource, evidence, "mediaType")),
        ("the whole evidence to the digest", all_moved),
    ] {
        let report = Verifier::new().verify(changed.to_string().as_bytes(), &now);
        assert_eq!(report.outcome(), Outcome::Invalid, "{what}: {report:#?}");
        let known = report.has(Code::ModelAlias) || report.has(Code::ModelRequired);
        assert!(known, "{what}: {report:#?}");
        assert!(!report.has(Code::Signature), "{what}: RDF does not see it");
    }
    assert_eq!(Verifier::new().verify(signed.as_bytes(), &now).outcome(), Outcome::Valid);
}

fn object<'v>(document: &'v mut Value, pointer: &str) -> &'v mut openbadges::json::Object {
    let mut place = document;
    for step in pointer.split('/').skip(1) {
        place = match place {
            Value::Object(object) => object.get_mut(step).unwrap(),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => panic!("{pointer}"),
        };
    }
    place.as_object_mut().unwrap()
}

/// Members are public: what was changed after it was read is read again.
#[test]
fn what_was_changed_after_it_was_read_is_no_assessment() {
    let failing = || vec![scores("A", ["Not yet", "No"])];
    let assess = |whole, submission, all| {
        Assessment::new(whole, submission, all, Resolution::AllAgree).map(|it| word(&it.decide()))
    };
    assert_eq!(assess(micro_credential(), submission(), failing()), Ok("notPassed"));
    // No criterion at all would be every criterion; a count of none is always reached.
    let mut counts_none = micro_credential();
    counts_none.passing = Passing::criteria(0);
    assert!(assess(counts_none, submission(), failing()).is_err());
    let mut levels_turned = micro_credential();
    let mut criteria: Vec<Criterion> = levels_turned.criterion.iter().cloned().collect();
    let required = criteria[0].required_level.clone();
    criteria[0].required_level = "urn:example:none".parse().unwrap();
    levels_turned.criterion = criteria.clone().into();
    assert!(assess(levels_turned.clone(), submission(), failing()).is_err());
    criteria[0].required_level = required;
    let mut all = failing();
    all[0].calibration_agreement = Some("101".parse().unwrap());
    assert!(assess(micro_credential(), submission(), all).is_err());
    let mut no_digest = submission();
    let mut pieces: Vec<Piece> = no_digest.piece.iter().cloned().collect();
    pieces[1].digest_multibase = Default::default();
    no_digest.piece = pieces.into();
    assert!(assess(micro_credential(), no_digest, failing()).is_err());
}

fn items<'v>(value: &'v mut Value, name: &str) -> &'v mut [Value] {
    match value.as_object_mut().and_then(|object| object.get_mut(name)) {
        Some(Value::Array(items)) => items,
        _ => panic!("no list {name}"),
    }
}

/// A rubric of a framework becomes criteria, and its order of levels is never guessed.
#[test]
fn a_rubric_of_a_framework_becomes_criteria() {
    use openbadges::competency::{Framework, Positions};
    let package = include_bytes!("../../fixtures/frameworks/teaching-practice.json");
    let read = |package: &[u8]| Framework::read(package, &openbadges::Limits::default()).unwrap();
    let framework = read(package);
    let of = |framework: &Framework, positions, required: &str| {
        let rubric = &framework.rubrics()[0];
        Criterion::of_rubric(framework, rubric.in_order()[0], positions, required)
    };
    let criterion = of(&framework, Positions::Unknown, "Proficient").unwrap();
    let levels: Vec<_> = criterion.level.iter().map(|level| level.name.as_str()).collect();
    assert_eq!(levels, ["Not yet", "Developing", "Proficient", "Exemplary"]);
    let points: Vec<_> =
        criterion.level.iter().map(|level| level.points.unwrap().to_string()).collect();
    assert_eq!(points, ["0", "1", "2", "3"]);
    assert_eq!(criterion.place(criterion.required_level.as_str()), Some(2));
    assert_eq!(criterion.alignment.len(), 1);
    // Criteria without a name are told apart.
    let mut unnamed = value(std::str::from_utf8(package).unwrap());
    for rubric in items(&mut unnamed, "CFRubrics") {
        for criterion in items(rubric, "CFRubricCriteria") {
            let object = criterion.as_object_mut().unwrap();
            object.remove("category");
            object.remove("description");
        }
    }
    let unnamed = read(unnamed.to_string().as_bytes());
    let names: Vec<String> = unnamed.rubrics()[0]
        .in_order()
        .into_iter()
        .map(|it| {
            Criterion::of_rubric(&unnamed, it, Positions::Unknown, "Proficient").unwrap().name
        })
        .collect();
    assert_eq!(names, ["Criterion 1", "Criterion 2", "Criterion 3"]);
    // What a framework says in lines becomes a name; what says nothing is called after its place.
    let mut prose = value(std::str::from_utf8(package).unwrap());
    for rubric in items(&mut prose, "CFRubrics") {
        for criterion in items(rubric, "CFRubricCriteria") {
            criterion
                .as_object_mut()
                .unwrap()
                .insert("description", "Waits\r\n\tlong \u{2067}enough");
            for (level, quality) in
                items(criterion, "CFRubricCriterionLevels").iter_mut().zip([" \n", "Good\r\nwork"])
            {
                level.as_object_mut().unwrap().insert("quality", quality);
                level.as_object_mut().unwrap().insert("description", " ");
            }
        }
    }
    let prose = read(prose.to_string().as_bytes());
    let made = of(&prose, Positions::Unknown, "Proficient").unwrap();
    assert_eq!(made.name, "Waits long \u{fffd}enough");
    let names: Vec<_> = made.level.iter().map(|level| level.name.as_str()).take(2).collect();
    assert_eq!(names, ["Level 1", "Good work"]);
    assert_eq!(Criterion::read(&criterion.write()), Ok(criterion.clone()));
    let by_address = criterion.required_level.as_str();
    assert_eq!(of(&framework, Positions::Unknown, by_address), Ok(criterion.clone()));
    // It assesses.
    let mut form = value(FORM);
    let mut whole = openbadges::json::Value::Array(vec![criterion.write()]);
    std::mem::swap(form.as_object_mut().unwrap().get_mut("criterion").unwrap(), &mut whole);
    assert!(MicroCredential::read_form(&form).is_ok());

    for wrong in ["Excellent", "", "urn:x:none"] {
        let fault = of(&framework, Positions::Unknown, wrong).unwrap_err();
        assert_eq!(fault.findings[0].fault.code, Code::ModelResult, "{wrong}");
    }
    let text = std::str::from_utf8(package).unwrap();
    let unscored: String =
        text.lines().filter(|line| !line.trim_start().starts_with("\"score\"")).collect();
    let unscored = read(unscored.as_bytes());
    let guess = of(&unscored, Positions::Unknown, "Proficient").unwrap_err();
    assert_eq!(guess.findings[0].fault.code, Code::FrameworkLevels);
    assert!(of(&unscored, Positions::LowestFirst, "Proficient").is_ok());
}

#[test]
fn a_whole_rubric_becomes_criteria_in_order() {
    use openbadges::competency::{Framework, Positions};
    let package = include_str!("../../fixtures/frameworks/teaching-practice.json");
    let read = |package: &str| {
        Framework::read(package.as_bytes(), &openbadges::Limits::default()).unwrap()
    };
    let all = |framework: &Framework, required: &str| {
        let rubric = &framework.rubrics()[0];
        Criterion::all_of_rubric(framework, rubric, Positions::Unknown, required)
    };
    // By position, not as the source has them.
    let mut turned = value(package);
    items(&mut items(&mut turned, "CFRubrics")[0], "CFRubricCriteria").reverse();
    for framework in [read(package), read(&turned.to_string())] {
        let rubric = framework.rubrics()[0].in_order();
        let one = |it| Criterion::of_rubric(&framework, it, Positions::Unknown, "Proficient");
        let each: Vec<_> = rubric.into_iter().map(|it| one(it).unwrap()).collect();
        assert_eq!(each.len(), 3);
        assert_eq!(all(&framework, "Proficient"), Ok(each));
    }
    // Every fault, at its criterion: one level is called otherwise, one criterion has no order.
    let mut faulty = value(package);
    let criteria = items(&mut items(&mut faulty, "CFRubrics")[0], "CFRubricCriteria");
    items(&mut criteria[0], "CFRubricCriterionLevels")[2]
        .as_object_mut()
        .unwrap()
        .insert("quality", "Good");
    for level in items(&mut criteria[2], "CFRubricCriterionLevels") {
        level.as_object_mut().unwrap().remove("score");
    }
    let found = all(&read(&faulty.to_string()), "Proficient").unwrap_err().findings;
    let message = &found[0].fault.message;
    assert!(message.starts_with("found \"Proficient\", expected the name or the id of a level of"));
    assert!(message.contains("Good") && message.contains(": Not yet, "), "{message}");
    let found: Vec<_> = found.iter().map(|it| (it.fault.code, it.fault.pointer.as_str())).collect();
    assert_eq!(
        found,
        [
            (Code::ModelResult, "/criterion/0/requiredLevel"),
            (Code::FrameworkLevels, "/criterion/2/level"),
        ]
    );
}

#[test]
fn one_person_is_no_two_assessors() {
    let whole = || MicroCredential::read_form(&value(FORM)).unwrap();
    for other in ["Assessor 1", "Assessor 1 ", " ASSESSOR  1", "assessor\u{a0}1"] {
        let two = vec![
            scores("Assessor 1", ["Demonstrated", "Yes"]),
            scores(other, ["Demonstrated", "Yes"]),
        ];
        let found = codes(Assessment::new(whole(), submission(), two, Resolution::AllAgree));
        assert_eq!(found, [(Code::AssessmentScores, "/scores/1/assessor".to_owned())], "{other:?}");
    }
}

/// An adjudicator is called where the others disagree, and may not be needed.
#[test]
fn an_adjudicator_is_not_needed_where_all_agree() {
    let two =
        |second| vec![scores("Assessor 1", ["Demonstrated", "Yes"]), scores("Assessor 2", second)];
    let decision = |second| word(&decide(None, two(second), Resolution::Adjudicator));
    assert_eq!(decision(["Demonstrated", "Yes"]), "passed");
    assert_eq!(decision(["Outstanding", "Yes"]), "undecided");
}

#[test]
fn times_are_in_their_order() {
    let whole = || MicroCredential::read_form(&value(FORM)).unwrap();
    let at = |text: &str| -> openbadges::Timestamp { text.parse().unwrap() };
    let assessed = |on: &str| {
        let mut scores = scores("Assessor 1", ["Demonstrated", "Yes"]);
        scores.assessed_at = Some(at(on));
        vec![scores]
    };
    // It was handed in on 2026-02-01, and begun on 2026-01-10.
    let made =
        |submission, scores| Assessment::new(whole(), submission, scores, Resolution::AllAgree);
    let early = made(submission(), assessed("2025-02-10T00:00:00Z"));
    assert_eq!(codes(early), [(Code::AssessmentScores, "/scores/0/assessedAt".to_owned())]);
    let mut unbegun = submission();
    unbegun.submitted_at = Some(at("2026-01-09T00:00:00Z"));
    let found = codes(made(unbegun, assessed("2026-02-10T00:00:00Z")));
    assert_eq!(found, [(Code::AssessmentSubmission, "/submission/submittedAt".to_owned())]);

    // No work ends before it began, or after it was handed in; also where that is not said.
    let ends = |end: &str, handed_in: Option<&str>, done: &str| {
        let mut work = submission();
        work.activity_end_date = Some(openbadges::Timestamp::parse_unzoned(end).unwrap());
        work.submitted_at = handed_in.map(at);
        match made(work, assessed(done)) {
            Ok(_) => Vec::new(),
            faulty => codes(faulty).into_iter().map(|(_, place)| place).collect::<Vec<_>>(),
        }
    };
    let (late, handed_in) = ("2026-03-01T00:00:00Z", Some("2026-02-01T16:00:00Z"));
    assert_eq!(ends("2026-01-09T00:00:00Z", handed_in, late), ["/submission/activityEndDate"]);
    assert_eq!(ends("2026-02-01T16:00:01Z", handed_in, late), ["/submission/submittedAt"]);
    assert_eq!(ends("2026-02-01T16:00:00Z", handed_in, late), Vec::<String>::new());
    assert_eq!(
        ends("2026-02-01T16:00:01Z", None, "2026-02-01T16:00:00Z"),
        ["/scores/0/assessedAt"]
    );
    assert_eq!(
        ends("2026-01-30T00:00:00Z", None, "2026-01-09T00:00:00Z"),
        ["/scores/0/assessedAt"]
    );
    // Without a zone it may be of any.
    assert_eq!(ends("2026-02-02T06:00:00", handed_in, late), Vec::<String>::new());
    assert_eq!(ends("2026-02-02T06:00:01", handed_in, late), ["/submission/submittedAt"]);

    let good = passed(made(submission(), assessed("2026-02-10T09:00:00Z")).unwrap().decide());
    let awarded = |on: &str| {
        let recipient = Recipient::id("did:example:educator");
        let built = good.credential(recipient).awarded_date(&at(on)).build();
        built.map_err(|invalid| invalid.findings[0].fault.code).err()
    };
    assert_eq!(awarded("2026-02-10T09:00:00Z"), None);
    assert_eq!(awarded("2026-02-10T00:00:00Z"), None, "the day alone is said");
    assert_eq!(
        awarded("2026-02-09T23:59:59Z"),
        Some(Code::AssessmentScores),
        "before it was assessed"
    );
    assert_eq!(
        awarded("2026-01-01T00:00:00Z"),
        Some(Code::AssessmentScores),
        "before it was handed in"
    );
}

#[test]
fn counts_are_whole_numbers_and_told_at_their_place() {
    let faults = |read: Result<(), Invalid>| -> Vec<(Code, String)> {
        let findings = read.err().map(|it| it.findings).unwrap_or_default();
        findings.iter().map(|it| (it.fault.code, it.fault.pointer.as_str().to_owned())).collect()
    };
    let with = |mut value: Value, name: &str, number: &str| {
        value.as_object_mut().unwrap().insert(name, self::value(number));
        value
    };
    let work = |number: &str| with(submission().write(), "attempt", number);
    let seen = scores("Assessor 1", ["Demonstrated", "Yes"]);
    let days = |number: &str| with(seen.write(), "turnaroundDays", number);
    for wrong in ["7.5", "-1", "4294967296"] {
        let found = faults(Scores::read(&days(wrong)).map(drop));
        assert_eq!(found, [(Code::ModelValue, "/turnaroundDays".to_owned())], "{wrong}");
    }
    for wrong in ["7.5", "-1", "0"] {
        let found = faults(Submission::read(&work(wrong)).map(drop));
        assert_eq!(found, [(Code::ModelValue, "/attempt".to_owned())], "{wrong}");
    }
    assert_eq!(faults(Scores::read(&days("0")).map(drop)), []);
    assert_eq!(faults(Submission::read(&work("1")).map(drop)), []);
}

/// What is assessed can be issued: RDF puts together what is said of one identifier.
#[test]
fn a_piece_has_a_name_of_its_own() {
    let mut form = value(FORM);
    let object = form.as_object_mut().unwrap();
    object.insert("provider", value(r#"{"id": "https://provider.example/"}"#));
    let whole = MicroCredential::read_form(&form).unwrap();
    let level = whole.criterion[0].level[0].id.clone();
    let all = [whole.id.clone(), whole.criterion[0].id.clone(), level];
    for taken in all.into_iter().chain(whole.provider.iter().map(|it| it.id.clone())) {
        let mut submission = submission();
        let mut pieces: Vec<Piece> = submission.piece.iter().cloned().collect();
        pieces[1].id = Some(taken);
        submission.piece = pieces.into();
        let scores = vec![scores("Assessor 1", ["Demonstrated", "Yes"])];
        let made = Assessment::new(whole.clone(), submission, scores, Resolution::AllAgree);
        let place = "/submission/piece/1/id".to_owned();
        assert_eq!(codes(made), [(Code::AssessmentSubmission, place)]);
    }
}

#[test]
fn one_file_is_no_two_pieces() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256, Sha512};
    let found = |digests: [[&str; 2]; 2]| {
        let whole = MicroCredential::read_form(&value(FORM)).unwrap();
        let mut twice = submission();
        let mut pieces = twice.piece.to_vec();
        for (piece, [sri, multibase]) in pieces[1..3].iter_mut().zip(digests) {
            let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
            piece.id = Some(
                format!("https://work.example/{}", piece.name).replace(' ', "-").parse().unwrap(),
            );
            piece.digest_sri = some(sri).into_iter().collect::<Vec<_>>().into();
            piece.digest_multibase = some(multibase).into_iter().collect::<Vec<_>>().into();
        }
        twice.piece = pieces.into();
        let scores = vec![scores("Assessor 1", ["Demonstrated", "Yes"])];
        let made = Assessment::new(whole, twice, scores, Resolution::AllAgree);
        if made.is_ok() { Vec::new() } else { codes(made) }
    };
    let sha256 = |text: &str| format!("sha256-{}", STANDARD.encode(Sha256::digest(text)));
    let sha512 = |text: &str| format!("sha512-{}", STANDARD.encode(Sha512::digest(text)));
    let multihash = |text: &str| [&[0x12, 32][..], &Sha256::digest(text)].concat();
    let url = |text: &str| {
        let bytes = multihash(text);
        format!("u{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
    };
    let base58 = |text: &str| {
        let piece = Piece::file(PartKind::Artifacts, "x", "https://a.example/", text.as_bytes());
        piece.build().unwrap().digest_multibase[0].clone()
    };
    let (one, other) = (sha256("one"), sha256("other"));
    let with_options = format!("{one}?ct=text/plain");
    let with_both = format!("{} {one}", sha512("one"));
    let same = [(Code::AssessmentSubmission, "/submission/piece/2".to_owned())];
    for (first, second) in [
        ([one.as_str(), ""], [one.as_str(), ""]),
        ([one.as_str(), ""], [with_options.as_str(), ""]),
        ([with_both.as_str(), ""], ["", base58("one").as_str()]),
        (["", url("one").as_str()], ["", base58("one").as_str()]),
        (["", url("one").as_str()], [one.as_str(), ""]),
    ] {
        assert_eq!(found([first, second]), same, "{first:?} {second:?}");
    }
    for (first, second) in [
        ([one.as_str(), ""], [other.as_str(), ""]),
        ([one.as_str(), ""], ["", base58("other").as_str()]),
        ([one.as_str(), ""], [sha512("one").as_str(), ""]),
    ] {
        assert_eq!(found([first, second]), [], "{first:?} {second:?}");
    }
}

/// One name in two forms of letters, or with something in it that nobody sees, is one name.
#[test]
fn one_name_is_one_assessor_however_it_is_written() {
    let two = |one: &str, other: &str| {
        let whole = MicroCredential::read_form(&value(FORM)).unwrap();
        let scores = [one, other].map(|name| scores(name, ["Demonstrated", "Yes"]));
        let made = Assessment::new(whole, submission(), scores.into(), Resolution::AllAgree);
        if made.is_ok() { Vec::new() } else { codes(made) }
    };
    let twice = [(Code::AssessmentScores, "/scores/1/assessor".to_owned())];
    assert_eq!(two("Ren\u{e9}e", "Rene\u{301}e"), twice);
    assert_eq!(two("Assessor 1", "Asses\u{200b}sor\u{a0}1\u{feff}"), twice);
    assert_eq!(two("Ren\u{e9}e", "Renee"), []);
}

/// However many scores are of nothing, so many are told; of two pieces at one address the second is.
#[test]
fn faults_of_an_assessment_are_bounded_and_an_address_is_of_one_piece() {
    let whole = || MicroCredential::read_form(&value(FORM)).unwrap();
    let mut many = scores("Assessor 1", ["Nowhere", "Nowhere"]);
    many.score = vec![many.score[0].clone(); 5_000].into();
    let told = Assessment::new(whole(), submission(), vec![many], Resolution::AllAgree);
    let findings = told.unwrap_err().findings;
    assert_eq!(findings.len(), 1_001);
    assert!(findings[1_000].fault.message.contains("more faults"), "{:?}", findings[1_000]);
    let mut twice = submission();
    let first = twice.piece[1].id.clone();
    twice.piece.iter_mut().nth(2).unwrap().id = first;
    let all = vec![scores("Assessor 1", ["High", "High"])];
    let told = Assessment::new(whole(), twice, all, Resolution::AllAgree).unwrap_err();
    let places: Vec<_> = told.findings.iter().map(|it| it.fault.pointer.as_str()).collect();
    assert!(places.contains(&"/submission/piece/2/id"), "{told}");
}
