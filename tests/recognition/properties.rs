use std::collections::HashMap;

use openbadges::recognition::{
    Candidate, ClaimKey, Ledger as _, MemoryLedger, Reversal, Tally, count, evaluate,
};
use openbadges::text::Decimal;
use proptest::prelude::*;

use crate::office::*;

/// Each claim is of some badges, at some time; in between some are taken back.
#[derive(Clone, Debug)]
enum Act {
    Claim(Vec<usize>, i64),
    Reverse(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let claim = (proptest::collection::vec(0_usize..20, 1..6), 0_i64..4)
        .prop_map(|(badges, day)| Act::Claim(badges, day));
    let act = prop_oneof![4 => claim, 1 => (0_usize..20).prop_map(Act::Reverse)];
    proptest::collection::vec(act, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_cap_is_ever_exceeded_and_nothing_counts_twice(
        acts in acts(),
        each in 1_u32..400,
        cap in 50_u32..600,
        per in prop_oneof![Just("year"), Just("payment"), Just("ever")],
        carries in any::<bool>(),
        payments in prop_oneof![Just(1_u8), Just(2), Just(4)],
    ) {
        let rest = if carries && per != "ever" { "carriedOver" } else { "lost" };
        let caps = format!(r#"[{{"amount": "{cap} USD", "per": "{per}", "rest": "{rest}"}}]"#);
        let year = format!(r#"{{"payments": {payments}}}"#);
        let accept = r#"{"issuers": "any", "results": "unasked", "verifiedWithinDays": 30000}"#;
        let policy = policy(
            &format!("{each} USD"),
            "USD",
            &[("caps", &caps), ("year", &year), ("accept", accept)],
        );
        let (ledger, all) = (MemoryLedger::new(), candidates(20));
        for act in acts {
            match act {
                Act::Claim(badges, days) => {
                    let chosen: Vec<Candidate> = badges.iter().map(|at| all[*at].clone()).collect();
                    let at = now().plus_seconds(days * 86_400 * 100).unwrap();
                    count(&policy, &ada(), &chosen, &ledger, &at, |_| ()).unwrap();
                }
                Act::Reverse(at) => {
                    let key = ClaimKey::of(all[at].credential().view()).unwrap();
                    let _ = ledger.reverse(&Reversal::new("test", key, "revoked", now()));
                }
            }
            let tally = ledger.tally("test", ADA, &[]).unwrap();
            let mut sums: HashMap<(i32, u8), Decimal> = HashMap::new();
            let mut keys = std::collections::HashSet::new();
            for claim in tally.claims() {
                prop_assert!(keys.insert(claim.key.clone()), "{} counts twice", claim.key);
                let mut whole = Decimal::ZERO;
                for entry in &claim.entries {
                    let slot = match per {
                        "year" => (entry.period.year, 0),
                        "payment" => (entry.period.year, entry.period.payment),
                        _ => (0, 0),
                    };
                    let sum = sums.entry(slot).or_default();
                    *sum = sum.plus(entry.amount.number()).unwrap();
                    whole = whole.plus(entry.amount.number()).unwrap();
                }
                prop_assert!(whole <= Decimal::from(each), "more than it is worth");
                prop_assert!(rest == "lost" || whole == Decimal::from(each), "something was lost");
            }
            for (slot, sum) in sums {
                prop_assert!(sum <= Decimal::from(cap), "{sum} of {cap} in {slot:?}");
            }
        }
    }

    #[test]
    fn the_order_of_claims_changes_no_total(
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        cuts in proptest::collection::vec(1_usize..5, 1..8),
        cap in 1_u32..200,
    ) {
        let caps = format!(r#"[{{"amount": "{cap} pdp", "per": "year", "rest": "lost"}}]"#);
        let policy = policy("6 pdp", "pdp", &[("caps", &caps)]);
        let (ledger, all) = (MemoryLedger::new(), candidates(12));
        let mut rest = order.as_slice();
        for cut in cuts.into_iter().chain([12]) {
            let (here, after) = rest.split_at(cut.min(rest.len()));
            let chosen: Vec<Candidate> = here.iter().map(|at| all[*at].clone()).collect();
            count(&policy, &ada(), &chosen, &ledger, &now(), |_| ()).unwrap();
            rest = after;
        }
        let tally = ledger.tally("test", ADA, &[]).unwrap();
        let entries = tally.claims().iter().flat_map(|claim| &claim.entries);
        let sum = entries.fold(Decimal::ZERO, |sum, entry| sum.plus(entry.amount.number()).unwrap());
        prop_assert_eq!(sum, Decimal::from(cap.min(72)));
    }

    #[test]
    fn whatever_is_split_is_never_more_than_the_whole(
        parts in proptest::collection::vec((0_usize..3, 0_u32..30), 1..5),
    ) {
        let categories = r#"[{"name": "*", "unit": "pdp"}]"#;
        let policy =
            policy("20 pdp", "pdp", &[("categories", categories), ("splitting", r#""allowed""#)]);
        let split = parts.iter().map(|(name, of)| (format!("c{name}"), amount(&format!("{of} pdp"))));
        let candidate = with(candidates(1).remove(0), |facts| facts.split = split.collect());
        let (claimant, tally, candidates) = (ada(), Tally::default(), [candidate]);
        let evaluation = evaluate(&policy, &claimant, &candidates, &tally, &now());
        let sum = evaluation.totals.iter().fold(Decimal::ZERO, |sum, total| {
            sum.plus(total.added.number()).unwrap()
        });
        prop_assert!(sum <= Decimal::from(20));
    }
}
