//! What a credential says against itself is heard, whatever the policy asks.

use std::time::{Duration, Instant};

use openbadges::json::Value;
use openbadges::microcredential::{Standing, Verdict, lint_personal_data};
use openbadges::model::View;
use openbadges::proof::Securing;
use openbadges::recognition::{Candidate, MemoryLedger, Policy, Ruling, count};

use crate::office::*;

const QUIZ: &str = r#"[{"id": "urn:example:quiz", "type": ["ResultDescription"], "name": "Quiz",
    "resultType": "Percent", "requiredValue": "80", "valueMin": "0", "valueMax": "100"}]"#;

fn scored(described: &str, results: &str) -> Candidate {
    let mut badge = badge(0);
    let path = &["credentialSubject", "achievement", "resultDescription"];
    if !described.is_empty() {
        set(&mut badge, path, json(described));
    }
    set(&mut badge, &["credentialSubject", "result"], json(results));
    verified(badge)
}

#[test]
fn a_failed_result_is_heard_where_none_is_asked() {
    let policy = policy("6 pdp", "pdp", &[]);
    let quiz = |value: &str| {
        let result =
            r#"[{"type": ["Result"], "resultDescription": "urn:example:quiz", "value": "V"}]"#;
        one(&policy, scored(QUIZ, &result.replace('V', value))).1
    };
    assert_eq!(quiz("85"), Vec::<&str>::new());
    assert_eq!(quiz("79"), ["results.not_met"]);
    assert_eq!(quiz("9.5"), ["results.not_met"]);
    let of_status = |status: &str| {
        let result = r#"[{"type": ["Result"], "status": "S"}]"#;
        one(&policy, scored("", &result.replace('S', status))).1
    };
    assert_eq!(of_status("Completed"), Vec::<&str>::new());
    for status in ["Failed", "Withdrew", "InProgress"] {
        assert_eq!(of_status(status), ["results.not_met"], "{status}");
    }
    // One that failed is not made good by another of which nothing is known.
    let one_more = QUIZ.replace("urn:example:quiz", "urn:example:other");
    let both = [QUIZ, &one_more].map(|it| it.trim_start_matches('[').trim_end_matches(']'));
    let both = format!("[{}]", both.join(", "));
    let result =
        r#"[{"type": ["Result"], "resultDescription": "urn:example:quiz", "value": "10"}]"#;
    assert_eq!(one(&policy, scored(&both, result)).1, ["results.not_met"]);
}

/// A rule that cannot be read rescues nobody.
#[test]
fn a_failed_result_is_heard_where_what_it_takes_to_pass_is_not_clear() {
    let standing = |status: &str| {
        let badge = json(&format!(
            r#"{{"@context": ["{}"], "credentialSubject": {{
                "achievement": {{"type": ["Achievement", "MicroCredential"],
                    "resultDescription": [{{"id": "urn:r", "requiredValue": "1"}}]}},
                "result": [{{"resultDescription": "urn:r", "value": "1", "status": "{status}"}}]
            }}}}"#,
            openbadges::context::url::MICRO_CREDENTIAL_V1
        ));
        Standing::of_unverified(View::of(&badge), Securing::Jwt).verdict()
    };
    assert_eq!(standing("Completed"), Verdict::Unknown);
    assert_eq!(standing("Failed"), Verdict::NotMet);
}

#[test]
fn an_award_in_the_future_is_none_yet() {
    let mut early = badge(0);
    set(&mut early, &["awardedDate"], "2026-03-21T00:00:00Z".into());
    assert_eq!(
        one(&policy("6 pdp", "pdp", &[]), verified(early)),
        (Ruling::DoesNotCount, vec!["award.in_future"])
    );
}

/// Open Badges 3.0: `related` names what is "the same for most purposes", versions and languages.
#[test]
fn another_version_of_an_achievement_counts_once() {
    let version = |number: usize, related: &[usize]| {
        let mut badge = badge(number);
        let all = related.iter().map(|number| {
            json(&format!(
                r#"{{"id": "https://provider.example/achievements/{number}", "type": ["Related"]}}"#
            ))
        });
        let all: Vec<Value> = all.collect();
        if !all.is_empty() {
            let path = &["credentialSubject", "achievement", "related"];
            set(&mut badge, path, Value::Array(all));
        }
        verified(badge)
    };
    let policy = policy("6 pdp", "pdp", &[]);
    let ledger = MemoryLedger::new();
    let claim = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &[], &ledger, &now(), against).unwrap()
    };
    let counts = (Ruling::Counts, vec![]);
    assert_eq!(claim(&[version(2, &[1])]), std::slice::from_ref(&counts));
    let achieved = (Ruling::DoesNotCount, vec!["ledger.achieved"]);
    assert_eq!(claim(&[version(1, &[])]), std::slice::from_ref(&achieved), "the first version");
    assert_eq!(claim(&[version(3, &[2])]), std::slice::from_ref(&achieved), "the third");
    assert_eq!(claim(&[version(4, &[1])]), [achieved], "another language of the first");
    let twice = (Ruling::DoesNotCount, vec!["ledger.twice"]);
    assert_eq!(claim(&[version(5, &[6]), version(6, &[])]), [counts.clone(), twice], "at once");
    assert_eq!(claim(&[version(7, &[])]), [counts]);
}

fn assessed(facts: &str) -> Candidate {
    let mut badge = badge(0);
    let contexts = r#"["https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "OURS"]"#;
    let ours = openbadges::context::url::MICRO_CREDENTIAL_V1;
    set(&mut badge, &["@context"], json(&contexts.replace("OURS", ours)));
    let types = r#"["AchievementSubject", "AssessedSubject"]"#;
    set(&mut badge, &["credentialSubject", "type"], json(types));
    set(&mut badge, &["credentialSubject", "assessment"], json(facts));
    verified(badge)
}

#[test]
fn how_it_was_assessed_is_asked() {
    let asking = |rule: &str| -> Policy {
        let accept = r#"{"issuers": "any", "results": "unasked", "assessment": RULE}"#;
        policy("6 pdp", "pdp", &[("accept", &accept.replace("RULE", rule))])
    };
    // What BloomBoard and Digital Promise say of their assessors.
    let facts = r#"{
        "assessor": [
            {"name": "assessor 1", "calibration": "Calibrated", "calibrationAgreement": "80"},
            {"name": "assessor 2", "calibration": "Calibrated", "calibrationAgreement": "92.5"},
            {"name": "judge", "role": "Adjudicator", "calibration": "Calibrated",
                "calibrationAgreement": "81"}
        ],
        "blindness": "DoubleBlind", "resolution": "Adjudicator", "turnaroundDays": 14
    }"#;
    let whole = r#"{"assessors": 2, "blindness": "DoubleBlind", "calibration": "required",
        "agreement": 80, "withinDays": 14}"#;
    assert_eq!(one(&asking(whole), assessed(facts)), (Ruling::Counts, vec![]));
    let otherwise = (Ruling::DoesNotCount, vec!["assessment.otherwise"]);
    for rule in [r#"{"assessors": 3}"#, r#"{"agreement": 81}"#, r#"{"withinDays": 13}"#] {
        assert_eq!(one(&asking(rule), assessed(facts)), otherwise, "{rule}");
    }
    for (rule, from, to) in [
        (r#"{"blindness": "DoubleBlind"}"#, "DoubleBlind", "SingleBlind"),
        (r#"{"blindness": "SingleBlind"}"#, "DoubleBlind", "NotBlind"),
        (
            r#"{"calibration": "required"}"#,
            r#""role": "Adjudicator", "calibration": "Calibrated""#,
            r#""role": "Adjudicator", "calibration": "NotCalibrated""#,
        ),
        (
            r#"{"calibration": "required"}"#,
            r#""role": "Adjudicator", "calibration": "Calibrated","#,
            r#""role": "Adjudicator","#,
        ),
        (
            r#"{"agreement": 80}"#,
            r#""calibrationAgreement": "80""#,
            r#""calibrationAgreement": "79.9""#,
        ),
        (r#"{"agreement": 80}"#, r#", "calibrationAgreement": "80""#, ""),
        (r#"{"withinDays": 14}"#, r#", "turnaroundDays": 14"#, ""),
        (r#"{"assessors": 2}"#, "assessor 2", "assessor 1"),
    ] {
        let changed = facts.replacen(from, to, 1);
        assert_ne!(changed, facts);
        assert_eq!(one(&asking(rule), assessed(&changed)), otherwise, "{rule}: {to}");
    }
    assert_eq!(
        one(&asking("{}"), candidates(1).remove(0)),
        (Ruling::DoesNotCount, vec!["assessment.unknown"])
    );
    assert_eq!(one(&asking("{}"), assessed(facts)), (Ruling::Counts, vec![]));
    // A name is the issuer's, whatever characters are in it.
    let named = facts.replacen("assessor 1", r"\u2067one\u2069\n(district)", 1);
    assert_eq!(one(&asking(whole), assessed(&named)), (Ruling::Counts, vec![]));
}

/// Work that grew with the square of these would take minutes.
#[test]
fn many_levels_results_and_labels_cost_no_more_than_their_number() {
    const MANY: usize = 40_000;
    let list = |item: &dyn Fn(usize) -> String| (0..MANY).map(item).collect::<Vec<_>>().join(", ");
    let levels =
        list(&|at| format!(r#"{{"id": "urn:l:{at}", "name": "L{at}", "points": "{at}"}}"#));
    let results = list(&|at| {
        format!(
            r#"{{"resultDescription": "urn:r", "achievedLevel": "urn:l:{}"}}"#,
            MANY - 1 - at / 2
        )
    });
    let badge = json(&format!(
        r#"{{"credentialSubject": {{"achievement": {{"resultDescription": [{{
            "id": "urn:r", "requiredLevel": "urn:l:7", "rubricCriterionLevel": [{levels}]
        }}]}}, "result": [{results}]}}}}"#
    ));
    let start = Instant::now();
    let standing = Standing::of_unverified(View::of(&badge), Securing::Jwt);
    assert_eq!(standing.verdict(), Verdict::Met);
    let labels = "student:Ada".repeat(MANY);
    let work = json(&format!(r#"{{"evidence": [{{"narrative": "{labels}"}}]}}"#));
    assert!(lint_personal_data(&work).is_empty());
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
}

/// Whoever writes thousands of achievements that one is the same as makes each cost as much as the first.
#[test]
fn many_related_achievements_cost_no_more_than_their_number() {
    let related = |badge: usize| {
        let one =
            |at: usize| json(&format!(r#"{{"id": "urn:r:{badge}:{at}", "type": ["Related"]}}"#));
        Value::Array((0..20_000).map(one).collect())
    };
    let all: Vec<Candidate> = (0..3)
        .map(|number| {
            let mut badge = badge(number);
            set(&mut badge, &["credentialSubject", "achievement", "related"], related(number));
            verified(badge)
        })
        .collect();
    let policy = policy("6 pdp", "pdp", &[]);
    let start = Instant::now();
    let counted = count(&policy, &ada(), &all, &[], &MemoryLedger::new(), &now(), against).unwrap();
    assert!(counted.iter().all(|(ruling, _)| *ruling == Ruling::Counts));
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");
}

/// A part that counted before another found no room is not said to count.
#[test]
fn of_a_failed_split_no_step_says_that_it_counts() {
    let policy = policy(
        "10 credit",
        "credit",
        &[
            ("categories", r#"[{"name": "a", "unit": "credit"}, {"name": "b", "unit": "credit"}]"#),
            (
                "awards",
                r#"[{"category": "a", "amount": "10 credit"}, {"category": "b", "amount": "10 credit"}]"#,
            ),
            ("splitting", r#""allowed""#),
            ("caps", r#"[{"category": "b", "amount": "3 credit", "per": "year", "rest": "lost"}]"#),
        ],
    );
    let split = |number: usize, of_b: &str| {
        with(candidates(number + 1).remove(number), |facts| {
            facts.split = vec![("a".into(), amount("4 credit")), ("b".into(), amount(of_b))];
        })
    };
    let ledger = MemoryLedger::new();
    let candidates = [split(0, "3 credit"), split(1, "2 credit")];
    count(&policy, &ada(), &candidates, &[], &ledger, &now(), |evaluation| {
        let refused = evaluation.decision(1).unwrap();
        assert_eq!(refused.ruling, Ruling::DoesNotCount);
        let codes: Vec<&str> = refused.steps.iter().map(|step| step.code()).collect();
        assert!(codes.contains(&"limit.nothing_left"), "{codes:?}");
        assert!(!codes.contains(&"counts"), "{codes:?}");
        assert_eq!(added(evaluation), ["4 credit", "3 credit"], "what it used up is given back");
    })
    .unwrap();
    // A part of nothing is no part.
    assert_eq!(one(&policy, split(2, "0 credit")).1, ["split.too_large"]);
}

/// No stack of what counts already in a category that excludes its own.
#[test]
fn a_stack_takes_nothing_that_counts_in_an_excluded_category() {
    let policy = policy(
        "1 credit",
        "credit",
        &[
            (
                "categories",
                r#"[{"name": "stipend", "unit": "credit"}, {"name": "credit", "unit": "credit"}]"#,
            ),
            (
                "awards",
                r#"[{"category": "stipend", "amount": "1 credit"},
                    {"category": "credit", "amount": "1 credit"}]"#,
            ),
            ("exclusions", r#"[{"categories": ["stipend", "credit"]}]"#),
            ("groups", r#"[{"name": "g"}]"#),
            (
                "stacks",
                r#"[{"name": "pair", "parts": [{"group": "g", "count": 2}], "category": "stipend",
                    "gives": "5 credit"}]"#,
            ),
        ],
    );
    let claimed = |number: usize, category: &str| {
        with(candidates(number + 1).remove(number), |facts| {
            facts.category = Some(category.into());
            facts.group = Some("g".into());
        })
    };
    let ledger = MemoryLedger::new();
    let claim = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &[], &ledger, &now(), |it| {
            (it.stacks.len(), it.parts[0].have)
        })
        .unwrap()
    };
    // In one claim and in the next.
    assert_eq!(claim(&[claimed(0, "credit"), claimed(1, "credit")]), (0, 0));
    assert_eq!(claim(&[claimed(2, "credit"), claimed(3, "stipend")]), (0, 1));
    assert_eq!(claim(&[claimed(4, "stipend")]), (1, 0));
    // What is in the stack is shut to credit.
    let again = with(candidates(6).remove(5), |facts| {
        facts.category = Some("credit".into());
        facts.training = Some("https://provider.example/achievements/4".into());
    });
    let found = count(&policy, &ada(), &[again], &[], &ledger, &now(), against).unwrap();
    assert_eq!(found[0].1, ["ledger.excluded"]);
}
