//! What an evaluation says is so.

use std::sync::Arc;

use openbadges::json::Value;
use openbadges::recognition::{
    Candidate, Claim, ClaimKey, Entry, Evaluation, Ledger, MemoryLedger, Policy, Ruling, Tally,
    count, evaluate,
};
use openbadges::resolve::Documents;
use openbadges::status::{MemoryStore, StatusEntries};
use openbadges::{Code, Verifier};

use crate::office::*;

fn sentences(policy: &Policy, candidates: &[Candidate], tally: &Tally) -> (Vec<String>, Ruling) {
    let claimant = ada();
    let evaluation = evaluate(policy, &claimant, candidates, &[], tally, &now());
    let decision = evaluation.decisions().last().unwrap();
    (decision.steps.iter().map(ToString::to_string).collect(), decision.ruling)
}

fn said(policy: &Policy, candidate: Candidate) -> (String, Ruling) {
    let (all, ruling) = sentences(policy, &[candidate], &Tally::default());
    (all.join("\n"), ruling)
}

#[test]
fn what_has_no_status_is_not_said_to_stand() {
    let policy = policy("6 pdp", "pdp", &[]);
    let (text, _) = said(&policy, candidates(1).remove(0));
    assert!(!text.contains("neither revoked") && text.contains("no way to say"), "{text}");
    for (entries, expected) in [
        (StatusEntries::REVOCATION, "in date, not revoked."),
        (StatusEntries::REVOCATION_AND_SUSPENSION, "neither revoked nor suspended."),
    ] {
        let store = MemoryStore::new("https://provider.example/status".parse().unwrap());
        let issuer = issuer(1).with_status(Arc::new(store)).with_status_entries(entries);
        let signed = issuer.issue_document(badge(0), &now()).unwrap();
        let mut site = Documents::new();
        for list in issuer.publish(&now()).unwrap() {
            site.insert(list.url.as_str(), list.document.to_string());
        }
        let report = Verifier::new().with_resolver(site).verify(signed.as_bytes(), &now());
        let (text, _) = said(&policy, Candidate::of(&report).unwrap());
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn what_no_ledger_was_asked_about_is_not_said_to_be_new() {
    let policy = policy("6 pdp", "pdp", &[]);
    let (text, ruling) = said(&policy, candidates(1).remove(0));
    assert!(text.contains("No ledger was looked at") && ruling == Ruling::Counts, "{text}");
    let tally = MemoryLedger::new().tally("test", ADA, &[]).unwrap();
    let (text, _) = sentences(&policy, &candidates(1), &tally);
    assert!(text.contains(&"It was not counted before.".to_owned()), "{text:?}");
}

#[test]
fn what_is_carried_over_is_what_counts_later() {
    let caps = r#"[{"amount": "100 USD", "per": "payment", "rest": "carriedOver"},
        {"amount": "250 USD", "per": "ever", "rest": "lost"}]"#;
    let policy = policy("400 USD", "USD", &[("caps", caps)]);
    let (text, _) = said(&policy, candidates(1).remove(0));
    assert!(text.contains("does not count: 150 USD."), "{text}");
    assert!(text.contains("and after: 150 USD."), "400 - 100 now - 150 lost: {text}");
}

#[test]
fn what_cannot_be_split_says_why() {
    let more = [
        ("splitting", r#""allowed""#),
        ("categories", r#"[{"name": "a", "unit": "USD"}, {"name": "b", "unit": "pdp"}]"#),
        (
            "awards",
            r#"[{"category": "a", "amount": "10 USD"}, {"category": "b", "amount": "6 pdp"}]"#,
        ),
    ];
    let policy = policy("6 pdp", "pdp", &more);
    let both = with(candidates(1).remove(0), |facts| {
        let part = |name: &str, of: &str| (name.to_owned(), amount(of));
        facts.split = vec![part("a", "5 USD"), part("b", "3 pdp")];
    });
    let (text, ruling) = said(&policy, both);
    assert_eq!(ruling, Ruling::DoesNotCount);
    assert!(text.contains("not worth the same") && !text.contains("in one category"), "{text}");
}

#[test]
fn what_is_worth_nothing_says_so() {
    let (text, ruling) = said(&policy("0 pdp", "pdp", &[]), candidates(1).remove(0));
    assert_eq!(ruling, Ruling::DoesNotCount);
    assert!(text.contains("It is worth nothing.") && !text.contains("Each part"), "{text}");
}

/// The largest amount there is, and one more of it.
#[test]
fn a_sum_that_cannot_be_said_does_not_count() {
    const MOST: &str = "9999999999999999999999999999 pdp";
    let policy = policy(MOST, "pdp", &[]);
    let (claimant, tally, two) = (ada(), Tally::default(), candidates(2));
    let evaluation = evaluate(&policy, &claimant, &two, &[], &tally, &now());
    let expected = [(Ruling::Counts, vec![]), (Ruling::DoesNotCount, vec!["value.converted.not"])];
    assert_eq!(against(&evaluation), expected);
    assert_eq!(added(&evaluation), [MOST]);
    let ledger = MemoryLedger::new();
    let counted = |at: usize| {
        count(&policy, &ada(), &two[at..=at], &[], &ledger, &now(), |it| against(it).remove(0))
    };
    assert_eq!(counted(0).unwrap(), expected[0]);
    assert_eq!(counted(1).unwrap(), expected[1]);
    // Nor does a ledger count it that is asked by somebody else.
    let old = ledger.tally("test", ADA, &[]).unwrap().claims()[0].clone();
    let entry = Entry { amount: amount("1 pdp"), ..old.entries[0].clone() };
    let more = Claim::new("test", ADA, ClaimKey::new("a", "b"), "c", now()).with_entry(entry);
    assert_eq!(ledger.claim(&[more]).unwrap_err().code(), Code::ValueLarge);
}

#[test]
fn steps_are_given_when_they_are_due() {
    let more = [
        ("caps", r#"[{"amount": "15 clockHour", "per": "year", "rest": "carriedOver"}]"#),
        (
            "categories",
            r#"[{"name": "all", "unit": "clockHour",
                "step": {"every": "15 clockHour", "gives": "1 boardCredit"}}]"#,
        ),
        ("goal", r#"{"amount": "90 clockHour", "withinYears": 5}"#),
    ];
    let policy = policy("45 clockHour", "clockHour", &more);
    let ledger = MemoryLedger::new();
    let look = |evaluation: &Evaluation<'_>| {
        let steps = evaluation.totals[0].steps.as_ref().unwrap();
        let goal = evaluation.goal.as_ref().unwrap();
        (steps.before.to_string(), steps.after.to_string(), goal.have.to_string())
    };
    let of = |before: &str, after: &str, goal: &str| {
        (
            format!("{before} boardCredit"),
            format!("{after} boardCredit"),
            format!("{goal} clockHour"),
        )
    };
    let found = count(&policy, &ada(), &candidates(1), &[], &ledger, &now(), |evaluation| {
        let text = evaluation.to_text();
        assert!(text.contains("Up to 2026 that gives 1 board credit."), "{text}");
        look(evaluation)
    });
    assert_eq!(found.unwrap(), of("0", "1", "15"));
    // Three years later all of it is due.
    let (claimant, tally) = (ada(), ledger.tally("test", ADA, &[]).unwrap());
    let later = evaluate(&policy, &claimant, &[], &[], &tally, &time("2028-02-01T00:00:00Z"));
    assert_eq!(look(&later), of("3", "3", "45"));
}

#[test]
fn a_day_that_is_still_to_come_is_no_request() {
    let windows = r#"{"requestWithinDays": 60, "uploadWithinDays": 60}"#;
    let policy = policy("6 pdp", "pdp", &[("windows", windows)]);
    let on = |requested: &str, uploaded: &str| {
        one(
            &policy,
            with(candidates(1).remove(0), |facts| {
                facts.requested = Some(day(requested));
                facts.uploaded = Some(day(uploaded));
            }),
        )
    };
    // Today is 2026-03-20, and the award was on the 1st.
    assert_eq!(on("2026-03-20", "2026-03-20"), (Ruling::Counts, vec![]));
    let not = (Ruling::DoesNotCount, vec!["window.request.in_future", "window.upload.in_future"]);
    assert_eq!(on("2026-03-21", "2026-03-21"), not);
}

/// A verification may be believed for some time, but not beyond the end of what it found valid.
#[test]
fn what_has_expired_since_it_was_verified_does_not_count() {
    let accept = r#"{"issuers": "any", "results": "unasked", "verifiedWithinDays": 30}"#;
    let policy = policy("6 pdp", "pdp", &[("accept", accept)]);
    let mut ending = badge(0);
    set(&mut ending, &["validUntil"], Value::from("2026-03-25T00:00:00Z"));
    let (claimant, tally, candidates) = (ada(), Tally::default(), [verified(ending)]);
    for (at, expected) in [
        ("2026-03-25T00:00:00Z", (Ruling::Counts, vec![])),
        ("2026-03-25T00:00:01Z", (Ruling::DoesNotCount, vec!["verified.expired"])),
    ] {
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &time(at));
        assert_eq!(against(&evaluation), [expected], "{at}");
    }
}

#[test]
fn nobody_earns_more_than_there_is() {
    let awards = r#"[{"credits": "clockHour"}]"#;
    let policy = policy("6 pdp", "clockHour", &[("awards", awards)]);
    let earning = |earned: &str, available: Option<&str>| {
        let mut badge = badge(0);
        set(&mut badge, &["credentialSubject", "creditsEarned"], json(earned));
        if let Some(available) = available {
            let path = &["credentialSubject", "achievement", "creditsAvailable"];
            set(&mut badge, path, json(available));
        }
        one(&policy, verified(badge))
    };
    assert_eq!(earning("15", Some("15")), (Ruling::Counts, vec![]));
    assert_eq!(earning("600", Some("15")), (Ruling::DoesNotCount, vec!["value.credits.more"]));
    assert_eq!(earning("600", None), (Ruling::Counts, vec![]));
    // What is said of it is so.
    let sentences = |earned: Option<&str>, available: &str| {
        let mut badge = badge(0);
        if let Some(earned) = earned {
            set(&mut badge, &["credentialSubject", "creditsEarned"], json(earned));
        }
        let path = &["credentialSubject", "achievement", "creditsAvailable"];
        set(&mut badge, path, json(available));
        let candidates = [verified(badge)];
        evaluate(&policy, &ada(), &candidates, &[], &Tally::default(), &now()).to_text()
    };
    for (earned, available, expected) in [
        (None, "-1", "It does not say how much was earned."),
        (Some("-1"), "15", "It says that -1 was earned, which is no amount."),
        (Some("1"), "-1", "It says that -1 can be earned, which is no amount."),
        (Some("1e-7"), "15", "which is no amount."),
    ] {
        let text = sentences(earned, available);
        assert!(text.contains(expected), "{earned:?} of {available}: {text}");
    }
    // A limit that our decimal numbers cannot say is unknown, and unknown is not none.
    for limit in ["1e-7", "1e30", "-1"] {
        let expected = (Ruling::DoesNotCount, vec!["value.credits.unknown"]);
        assert_eq!(earning("10", Some(limit)), expected, "{limit}");
    }
}

/// Whom an explanation names goes by the name that the office has for the id, and by no other.
#[test]
fn issuers_are_called_what_the_office_calls_them() {
    let told = |names: &str| {
        let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
        let policy = policy("6 pdp", "pdp", &[("names", names), ("accept", &accept)]);
        let (claimant, tally, all) = (ada(), Tally::default(), candidates(1));
        let evaluation = evaluate(&policy, &claimant, &all, &[], &tally, &now());
        let json = serde_json::to_value(&evaluation).unwrap();
        let steps = json["decisions"][0]["steps"].as_array().unwrap().clone();
        let sentence = steps.into_iter().find(|step| step["code"] == "issuer").unwrap()["sentence"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(evaluation.to_text().contains(&sentence), "{sentence}");
        sentence
    };
    let id = did(1);
    let other = format!(r#"[{{"id": "{}", "name": "Somebody else"}}]"#, did(2));
    assert_eq!(told(&other), format!("Its issuer, {id}, is recognised."));
    let names = format!(r#"[{{"id": "{id}", "name": "Riverbend"}}]"#);
    let (start, end) = (&id[..24], &id[id.len() - 12..]);
    let expected = format!("Its issuer, Riverbend ({start}…{end}), is recognised.");
    assert_eq!(told(&names), expected);
    // Two names for one would be none.
    let twice = format!(r#"[{{"id": "{id}", "name": "A"}}, {{"id": "{id}", "name": "B"}}]"#);
    let document = document("6 pdp", "pdp", &[("names", &twice)]);
    let error = openbadges::recognition::Policy::read(&document, &Default::default()).unwrap_err();
    let faults: Vec<_> = error.faults().iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(faults, ["/names/1"]);
}
