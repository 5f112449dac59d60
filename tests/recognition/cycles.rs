//! What is limited in a licence cycle is limited also outside it.

use openbadges::recognition::{
    Candidate, Claimant, MemoryLedger, Parameters, Policy, Ruling, Span, count,
};

use crate::office::*;

fn in_cycle(from: &str, until: &str) -> Claimant {
    ada().in_cycle(Span::new(day(from), day(until)).unwrap())
}

const CAP: (&str, &str) = ("caps", r#"[{"amount": "10 pdp", "per": "cycle", "rest": "lost"}]"#);

#[test]
fn what_was_awarded_outside_the_cycle_does_not_count_under_its_cap() {
    let (policy, ledger) = (policy("6 pdp", "pdp", &[CAP]), MemoryLedger::new());
    let claim = |claimant: &Claimant, badges: &[Candidate]| {
        count(&policy, claimant, badges, &[], &ledger, &now(), |evaluation| {
            (against(evaluation), added(evaluation))
        })
        .unwrap()
    };
    // All are awarded on 2026-03-01.
    let all = candidates(4);
    let (_, counted) = claim(&in_cycle("2026-01-01", "2030-12-31"), &all[..2]);
    assert_eq!(counted, ["10 pdp"]);
    let outside = in_cycle("2026-03-02", "2030-12-31");
    let (found, _) = claim(&outside, &all[2..]);
    assert_eq!(found, vec![(Ruling::DoesNotCount, vec!["window.cycle.outside"]); 2]);
    assert_eq!(claim(&ada(), &all[2..]).0[0], (Ruling::Open, vec!["window.cycle.missing"]));
}

/// A stack is given on the day of its claim.
#[test]
fn a_stack_is_in_the_cycle_of_its_day() {
    let stacks = r#"[{"name": "s", "parts": [{"group": "g", "count": 2}], "gives": "10 pdp"}]"#;
    let more = [CAP, ("groups", r#"[{"name": "g"}]"#), ("stacks", stacks)];
    let mut document = document("6 pdp", "pdp", &more);
    document.as_object_mut().unwrap().remove("awards");
    let policy = Policy::read(&document, &Parameters::new()).unwrap();
    let grouped = |from: usize| -> Vec<Candidate> {
        let all = candidates(from + 2).split_off(from).into_iter();
        all.map(|it| with(it, |facts| facts.group = Some("g".into()))).collect()
    };
    let ledger = MemoryLedger::new();
    let claim = |claimant: &Claimant, from: usize| {
        count(&policy, claimant, &grouped(from), &[], &ledger, &now(), |evaluation| {
            let stack = &evaluation.stacks[0];
            assert!(!evaluation.to_text().contains("It was awarded on 20 March 2026"));
            let steps = stack.steps.iter().map(|step| step.code());
            (stack.ruling, steps.collect::<Vec<_>>())
        })
        .unwrap()
    };
    // Today is 2026-03-20.
    let (ruling, steps) = claim(&in_cycle("2026-01-01", "2026-03-19"), 0);
    assert_eq!(ruling, Ruling::DoesNotCount);
    assert!(steps.contains(&"window.cycle.outside"), "{steps:?}");
    assert_eq!(claim(&in_cycle("2026-01-01", "2026-12-31"), 2).0, Ruling::Counts);
    assert_eq!(claim(&in_cycle("2026-02-01", "2026-12-31"), 4).0, Ruling::DoesNotCount, "10 of 10");
}
