//! What several credentials are worth together, and when they are not.

use openbadges::recognition::{
    Candidate, MemoryLedger, Parameters, Policy, Ruling, Tally, count, evaluate,
};

use crate::office::*;

const GROUPS: (&str, &str) = ("groups", r#"[{"name": "g"}]"#);
const CATEGORIES: (&str, &str) =
    ("categories", r#"[{"name": "pdp", "unit": "pdp"}, {"name": "lane", "unit": "salaryLane"}]"#);
const AWARDS: (&str, &str) = ("awards", r#"[{"category": "pdp", "amount": "6 pdp"}]"#);
const PAIR: (&str, &str) = (
    "stacks",
    r#"[{"name": "s", "parts": [{"group": "g", "count": 2}], "category": "lane",
        "gives": "1 salaryLane"}]"#,
);

fn stacking(more: &[(&str, &str)]) -> Policy {
    policy("6 pdp", "pdp", &[&[GROUPS, CATEGORIES, AWARDS, PAIR][..], more].concat())
}

fn grouped(count: usize) -> Vec<Candidate> {
    let all = candidates(count).into_iter();
    all.map(|it| with(it, |facts| facts.group = Some("g".into()))).collect()
}

/// Counts one badge, then looks at what a second one does under another policy.
fn second(later: &Policy) -> (Vec<Ruling>, Vec<String>) {
    let ledger = MemoryLedger::new();
    let mut all = grouped(2);
    let last = all.split_off(1);
    let found = count(&stacking(&[]), &ada(), &all, &[], &ledger, &now(), |it| it.stacks.len());
    assert_eq!(found.unwrap(), 0);
    count(later, &ada(), &last, &[], &ledger, &now(), |evaluation| {
        let stacks = evaluation.stacks.iter().map(|stack| stack.ruling).collect();
        (stacks, added(evaluation))
    })
    .unwrap()
}

#[test]
fn a_policy_that_is_not_in_force_pays_no_stack() {
    let past = stacking(&[("effective", r#"{"until": "2026-03-19"}"#)]);
    // Both members are in the ledger, and nothing new is handed in.
    let ledger = MemoryLedger::new();
    let only = stacking(&[(
        "stacks",
        r#"[{"name": "t", "category": "lane",
        "gives": "1 salaryLane", "parts": [{"group": "g", "count": 3}]}]"#,
    )]);
    count(&only, &ada(), &grouped(2), &[], &ledger, &now(), |_| ()).unwrap();
    let none: [Candidate; 0] = [];
    count(&past, &ada(), &none, &[], &ledger, &now(), |evaluation| {
        let stack =
            evaluation.stacks.first().expect("it is complete, and told why it does not count");
        assert_eq!(stack.ruling, Ruling::DoesNotCount);
        assert!(stack.entries().next().is_none());
        assert!(stack.steps.iter().any(|step| step.code() == "policy.not_in_force"));
        assert!(evaluation.claims().is_empty());
    })
    .unwrap();
    let current = stacking(&[("effective", r#"{"until": "2026-03-20"}"#)]);
    count(&current, &ada(), &none, &[], &ledger, &now(), |evaluation| {
        assert_eq!(evaluation.stacks[0].ruling, Ruling::Counts);
    })
    .unwrap();
}

#[test]
fn who_is_not_listed_any_more_fills_no_stack() {
    let listing = |id: &str| {
        let accept = format!(r#"{{"issuers": ["{id}"], "results": "unasked"}}"#);
        stacking(&[("accept", &accept)])
    };
    assert_eq!(
        second(&listing(&did(1))),
        (vec![Ruling::Counts], vec!["1 salaryLane".into(), "6 pdp".into()])
    );
    assert_eq!(second(&listing(&did(2))).0, []);
    let ledger = MemoryLedger::new();
    let three = stacking(&[(
        "stacks",
        r#"[{"name": "t", "category": "lane",
        "gives": "1 salaryLane", "parts": [{"group": "g", "count": 3}]}]"#,
    )]);
    count(&three, &ada(), &grouped(2), &[], &ledger, &now(), |_| ()).unwrap();
    let none: [Candidate; 0] = [];
    for (id, stacks) in [(did(2), 0), (did(1).replace("did:key:z", "did:key:%7A"), 1), (did(1), 0)]
    {
        count(&listing(&id), &ada(), &none, &[], &ledger, &now(), |evaluation| {
            assert_eq!(evaluation.stacks.len(), stacks, "{id}");
        })
        .unwrap();
    }
}

/// What a stack that does not count is made of, is free.
#[test]
fn a_stack_that_does_not_count_uses_up_nothing() {
    let caps = r#"[{"category": "lane", "amount": "1 salaryLane", "per": "ever", "rest": "lost"}]"#;
    let once = stacking(&[("caps", caps)]);
    let (claimant, tally, four) = (ada(), Tally::default(), grouped(5));
    let evaluation = evaluate(&once, &claimant, &four, &[], &tally, &now());
    let rulings: Vec<Ruling> = evaluation.stacks.iter().map(|stack| stack.ruling).collect();
    assert_eq!(rulings, [Ruling::Counts, Ruling::DoesNotCount]);
    assert_eq!(evaluation.parts[0].have, 3, "{}", evaluation.to_text());
}

/// A category is shut by what counts, not by what would have.
#[test]
fn a_stack_that_does_not_count_shuts_nothing() {
    let more = [
        (
            "categories",
            r#"[{"name": "pdp", "unit": "pdp"}, {"name": "lane", "unit": "salaryLane"},
            {"name": "pay", "unit": "USD"}]"#,
        ),
        ("exclusions", r#"[{"categories": ["lane", "pay"]}]"#),
        (
            "caps",
            r#"[{"category": "lane", "amount": "0 salaryLane", "per": "ever", "rest": "lost"}]"#,
        ),
        (
            "stacks",
            r#"[
            {"name": "s", "parts": [{"group": "g", "count": 2}], "category": "lane",
                "gives": "1 salaryLane"},
            {"name": "t", "parts": [{"group": "g", "count": 2}], "category": "pay",
                "gives": "100 USD"}]"#,
        ),
    ];
    let policy = stacking(&more);
    let (claimant, tally, two) = (ada(), Tally::default(), grouped(2));
    let evaluation = evaluate(&policy, &claimant, &two, &[], &tally, &now());
    let rulings: Vec<Ruling> = evaluation.stacks.iter().map(|stack| stack.ruling).collect();
    assert_eq!(rulings, [Ruling::DoesNotCount, Ruling::Counts]);
}

/// Where the policy itself says where an achievement belongs, the office does not say otherwise.
#[test]
fn an_achievement_is_in_the_group_that_lists_it() {
    let groups = r#"[{"name": "f", "achievements": ["https://provider.example/achievements/0"]},
        {"name": "e"}, {"name": "t", "tags": ["coaching"]}]"#;
    let stacks = r#"[{"name": "s", "parts": [{"group": "e", "count": 1}], "category": "lane",
        "gives": "1 salaryLane"}]"#;
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = stacking(&[("groups", groups), ("stacks", stacks), ("accept", &accept)]);
    let said = |number: usize, group: Option<&str>| {
        let candidate = candidates(2).remove(number);
        one(&policy, with(candidate, |facts| facts.group = group.map(Into::into)))
    };
    let counts = (Ruling::Counts, vec![]);
    assert_eq!(said(0, None), counts);
    assert_eq!(said(0, Some("f")), counts);
    assert_eq!(said(0, Some("e")), (Ruling::DoesNotCount, vec!["group.other"]));
    // Of another nothing is said.
    assert_eq!(said(1, Some("e")), counts);
    assert_eq!(said(1, Some("f")), counts);
}

/// What a credential is worth by itself does not keep it out of stacks, and one fills a stack of each
/// name: `docs/POLICY.md` says so.
#[test]
fn a_credential_fills_one_stack_of_each_name() {
    let stacks = r#"[
        {"name": "s", "parts": [{"group": "g", "count": 2}], "category": "lane", "gives": "1 salaryLane"},
        {"name": "t", "parts": [{"group": "g", "count": 2}], "category": "lane", "gives": "2 salaryLane"}]"#;
    let policy = stacking(&[("stacks", stacks)]);
    let (claimant, tally, two) = (ada(), Tally::default(), grouped(2));
    let evaluation = evaluate(&policy, &claimant, &two, &[], &tally, &now());
    assert_eq!(added(&evaluation), ["3 salaryLane", "12 pdp"]);
    assert!(Policy::read(&document("6 pdp", "pdp", &[]), &Parameters::new()).is_ok());
}
