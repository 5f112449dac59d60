//! What was counted and does not stand any more adds nothing: to no sum, and to no stack.

use std::sync::Arc;

use openbadges::json::Value;
use openbadges::recognition::picture::Nature;
use openbadges::recognition::portfolio::Portfolio;
use openbadges::recognition::{
    Candidate, Evaluation, Ledger, LedgerError, MemoryLedger, Policy, Reversal, Ruling, Step,
    Tally, Withdrawal, Withdrawn, count, evaluate,
};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::status::{MemoryStore, StatusEntries};
use openbadges::{Code, Issuer, Verifier};

use crate::office::*;

/// A provider whose badges can be revoked and suspended.
pub struct Provider {
    issuer: Issuer,
    signed: Vec<(String, Vec<u8>)>,
}

impl Provider {
    pub fn of(count: usize) -> Self {
        let store = MemoryStore::new("https://provider.example/status".parse().unwrap());
        let issuer = issuer(1)
            .with_status(Arc::new(store))
            .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
        let signed = (0..count).map(|number| {
            let mut badge = badge(number);
            set(&mut badge, &["validUntil"], Value::from("2026-06-01T00:00:00Z"));
            let signed = issuer.issue_document(badge, &now()).unwrap();
            (signed.id().to_string(), signed.as_bytes().to_vec())
        });
        let signed = signed.collect();
        Self { issuer, signed }
    }

    /// What a verification finds of a badge, at a time.
    pub fn report(&self, number: usize, at: &str) -> Report {
        let at = time(at);
        let mut site = Documents::new();
        for list in self.issuer.publish(&at).unwrap() {
            site.insert(list.url.as_str(), list.document.to_string());
        }
        Verifier::new().with_resolver(site).verify(self.bytes(number), &at)
    }

    pub fn bytes(&self, number: usize) -> &[u8] {
        &self.signed[number].1
    }

    pub fn candidate(&self, number: usize) -> Candidate {
        let candidate = Candidate::of(&self.report(number, NOW)).expect("it is valid");
        with(candidate, |facts| facts.group = Some("g".into()))
    }

    pub fn withdraw(&self, number: usize, because: Withdrawal) {
        let id = self.signed[number].0.parse().unwrap();
        match because {
            Withdrawal::Revoked => drop(self.issuer.revoke(&id, None, &now()).unwrap()),
            Withdrawal::Suspended => drop(self.issuer.suspend(&id, None, &now()).unwrap()),
            _ => {}
        }
    }
}

pub const NOW: &str = "2026-03-20T12:00:00Z";
/// When every badge has expired.
pub const LATE: &str = "2026-06-02T00:00:00Z";

pub fn stacking() -> Policy {
    policy(
        "10 clockHour",
        "clockHour",
        &[
            (
                "categories",
                r#"[{"name": "hours", "unit": "clockHour",
                        "step": {"every": "15 clockHour", "gives": "1 credit"}},
                    {"name": "lane", "unit": "salaryLane"}]"#,
            ),
            ("awards", r#"[{"category": "hours", "amount": "10 clockHour"}]"#),
            ("groups", r#"[{"name": "g"}]"#),
            (
                "stacks",
                r#"[{"name": "s", "parts": [{"group": "g", "count": 2}], "category": "lane",
                    "gives": "1 salaryLane"}]"#,
            ),
        ],
    )
}

/// The stacks, what counts in all, and what it gives in steps.
fn shown(evaluation: &Evaluation<'_>) -> (usize, Vec<String>, Vec<String>) {
    let totals = evaluation.totals.iter();
    let steps = totals.clone().filter_map(|it| it.steps.as_ref());
    (
        evaluation.stacks.len(),
        totals.map(|it| it.after.to_string()).collect(),
        steps.map(|it| it.after.to_string()).collect(),
    )
}

#[test]
fn what_is_withdrawn_adds_to_no_sum_and_no_stack() {
    let policy = stacking();
    for because in [Withdrawal::Revoked, Withdrawal::Suspended, Withdrawal::Expired] {
        let (provider, ledger) = (Provider::of(2), MemoryLedger::new());
        count(&policy, &ada(), &[provider.candidate(0)], &[], &ledger, &now(), |_| ()).unwrap();
        let (copy, second) = ([provider.candidate(0)], [provider.candidate(1)]);
        provider.withdraw(0, because);
        let at = if because == Withdrawal::Expired { LATE } else { NOW };
        let withdrawn = Withdrawn::of(&provider.report(0, at)).expect("it is authentic");
        assert_eq!(withdrawn.because(), because);

        let claimant = ada();
        let tally = ledger.tally("test", ADA, &[]).unwrap();
        let all = [withdrawn.clone()];
        let told = evaluate(&policy, &claimant, &second, &all, &tally, &now());
        assert_eq!(told.decision(0).unwrap().ruling, Ruling::Counts);
        assert_eq!(told.left_out[0].because, Some(because));
        let left = (0, vec!["10 clockHour".to_owned()], vec!["0 credit".to_owned()]);
        assert_eq!(shown(&told), left, "{because:?}");
        assert_eq!(told.parts[0].have, 1);
        assert!(told.claims().is_empty(), "nothing is counted before it is taken back");
        let text = told.to_text();
        assert!(text.contains(&because.to_string()) && text.contains("taken back"), "{text}");
        // A copy of it that is valid is not said to be counted, nor not to be.
        let copied = evaluate(&policy, &claimant, &copy, &all, &tally, &now());
        if because != Withdrawal::Expired {
            let codes: Vec<&str> =
                copied.decision(0).unwrap().steps.iter().map(Step::code).collect();
            assert!(codes.contains(&"credential.withdrawn"), "{codes:?}");
            assert!(!codes.iter().any(|code| code.starts_with("ledger")), "{codes:?}");
        }
        let portfolio = Portfolio::new("Ada", &claimant, &copy, Nature::Example, &now());
        let portfolio = portfolio.with_withdrawn(all.to_vec()).with_value(&policy, &tally);
        let value = &portfolio.values[0];
        assert_eq!(value.left_out.len(), copied.left_out.len());
        if because != Withdrawal::Expired {
            assert!(value.left_out[0].contains("taken back"), "{:?}", value.left_out);
            assert!(value.decisions[0].amounts.is_empty(), "{value:?}");
        }
        // It is not forgotten who was not told.
        let untold = evaluate(&policy, &claimant, &second, &[], &tally, &now());
        assert_eq!(shown(&untold).0, 1);

        let claim = || count(&policy, &ada(), &second, &all, &ledger, &now(), shown);
        let refused = claim().unwrap_err();
        assert_eq!(refused.code(), Code::LedgerWithdrawn);
        assert!(matches!(&refused, LedgerError::Withdrawn(key) if key == withdrawn.key()));
        assert_eq!(
            ledger.tally("test", ADA, &[]).unwrap().claims().len(),
            1,
            "nothing was written"
        );
        let reversal = Reversal::new("test", withdrawn.key().clone(), "withdrawn", now());
        ledger.reverse(&reversal).unwrap();
        assert_eq!(claim().unwrap(), left);
    }
}

#[test]
fn what_rests_on_what_is_withdrawn_is_left_out_too() {
    let (policy, provider, ledger) = (stacking(), Provider::of(4), MemoryLedger::new());
    let first = [provider.candidate(0), provider.candidate(1)];
    count(&policy, &ada(), &first, &[], &ledger, &now(), |it| assert_eq!(shown(it).0, 1)).unwrap();
    let third = [provider.candidate(2)];
    provider.withdraw(1, Withdrawal::Revoked);
    let withdrawn = [Withdrawn::of(&provider.report(1, NOW)).unwrap()];
    let tally = ledger.tally("test", ADA, &[]).unwrap();
    let claimant = ada();
    let evaluation = evaluate(&policy, &claimant, &third, &withdrawn, &tally, &now());
    let left: Vec<_> = evaluation.left_out.iter().map(|it| it.because).collect();
    assert_eq!(left, [Some(Withdrawal::Revoked), None], "the badge, and the stack");
    // What is left of the stack is free again, and makes another with the third.
    let lane = vec!["20 clockHour".to_owned(), "1 salaryLane".to_owned()];
    assert_eq!(shown(&evaluation), (1, lane, vec!["1 credit".to_owned()]));
    assert_eq!(evaluation.stacks[0].rests_on.len(), 2);
    assert!(!evaluation.stacks[0].rests_on.contains(withdrawn[0].key()));
}

/// Nobody can take away what somebody else issued, and what is not known takes nothing away.
#[test]
fn only_a_verification_withdraws() {
    let provider = Provider::of(2);
    let none = |report: &Report| assert_eq!(Withdrawn::of(report), None, "{report:?}");
    none(&provider.report(0, NOW));
    provider.withdraw(0, Withdrawal::Revoked);
    // Its list is not to be had, it was changed, or it has no proof.
    none(&Verifier::new().verify(&provider.signed[0].1, &now()));
    let text = String::from_utf8(provider.signed[0].1.clone()).unwrap();
    let verify = |text: &str| Verifier::new().verify(text.as_bytes(), &time(LATE));
    assert!(verify(&text).has(Code::TimeExpired));
    assert!(Withdrawn::of(&verify(&text)).is_some());
    none(&verify(&text.replace("A skill.", "No skill.")));
    let mut unsigned = json(&text);
    unsigned.as_object_mut().unwrap().remove("proof");
    none(&verify(&unsigned.to_string()));
    // By a key that is not the issuer's.
    let mut forged = unsigned;
    let object = forged.as_object_mut().unwrap();
    object.insert("issuer", did(3));
    let stranger = issuer(3).issue_document(forged, &now()).unwrap();
    let claimed =
        String::from_utf8(stranger.as_bytes().to_vec()).unwrap().replace(&did(3), &did(1));
    none(&verify(&claimed));
}

/// A copy of what is handed in as valid may have been verified otherwise, too.
#[test]
fn of_two_copies_the_graver_one_is_believed() {
    let (policy, provider) = (stacking(), Provider::of(1));
    let (claimant, tally, valid) = (ada(), Tally::default(), [provider.candidate(0)]);
    let under = |withdrawn: &[Withdrawn]| {
        against(&evaluate(&policy, &claimant, &valid, withdrawn, &tally, &now())).remove(0)
    };
    let expired = Withdrawn::of(&provider.report(0, LATE)).unwrap();
    assert_eq!(under(std::slice::from_ref(&expired)), (Ruling::Counts, vec![]), "an older copy");
    provider.withdraw(0, Withdrawal::Revoked);
    let revoked = Withdrawn::of(&provider.report(0, NOW)).unwrap();
    let not = (Ruling::DoesNotCount, vec!["credential.withdrawn"]);
    assert_eq!(under(std::slice::from_ref(&revoked)), not);
    assert_eq!(under(&[expired.clone(), revoked.clone()]), not);
    assert_eq!(under(&[revoked, expired]), not);
}
