use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use openbadges::recognition::{
    Candidate, Claim, ClaimKey, Claimant, Ledger, MemoryLedger, Policy, Reversal, Ruling, Span,
    Tally, Withdrawal, Withdrawn, count, evaluate,
};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{MemoryStore, StatusEntries};
use openbadges::text::Decimal;
use openbadges::{Verifier, json::Value};
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
        per in prop_oneof![Just("year"), Just("payment"), Just("cycle"), Just("ever")],
        carries in any::<bool>(),
        payments in prop_oneof![Just(1_u8), Just(2), Just(4)],
    ) {
        let rest = if carries && !["ever", "cycle"].contains(&per) { "carriedOver" } else { "lost" };
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
                    // Of two cycles the awards are within one; the office may say either.
                    let from = if days % 2 == 0 { "2026-01-01" } else { "2026-03-02" };
                    let cycle = Span::new(day(from), day("2030-12-31")).unwrap();
                    let claimant = ada().in_cycle(cycle);
                    count(&policy, &claimant, &chosen, &[], &ledger, &at, |_| ()).unwrap();
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
            count(&policy, &ada(), &chosen, &[], &ledger, &now(), |_| ()).unwrap();
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
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
        let sum = evaluation.totals.iter().fold(Decimal::ZERO, |sum, total| {
            sum.plus(total.added.number()).unwrap()
        });
        prop_assert!(sum <= Decimal::from(20));
    }
}

/// A badge as it is claimed: where, for which training, and in which part of a stack.
#[derive(Clone, Debug)]
struct Asked {
    badge: usize,
    /// 0: a stipend; 1: credit; 2: both, which exclude each other; 3: hours; 4: split.
    way: u8,
    training: u8,
    is_grouped: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Claim(Vec<Asked>),
    Reverse(usize),
    ReverseStack(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let asked = (0_usize..24, 0_u8..5, 0_u8..6, any::<bool>())
        .prop_map(|(badge, way, training, is_grouped)| Asked { badge, way, training, is_grouped });
    let claim = proptest::collection::vec(asked, 1..7).prop_map(Step::Claim);
    let step = prop_oneof![
        6 => claim,
        1 => (0_usize..24).prop_map(Step::Reverse),
        1 => (0_usize..8).prop_map(Step::ReverseStack)
    ];
    proptest::collection::vec(step, 1..10)
}

fn with_everything() -> Policy {
    policy(
        "10 credit",
        "credit",
        &[
            (
                "categories",
                r#"[{"name": "stipend", "unit": "credit"}, {"name": "credit", "unit": "credit"},
                    {"name": "hours", "unit": "credit"}]"#,
            ),
            (
                "awards",
                r#"[{"category": "stipend", "amount": "10 credit"},
                    {"category": "credit", "amount": "10 credit"},
                    {"category": "hours", "amount": "10 credit"}]"#,
            ),
            ("splitting", r#""allowed""#),
            ("exclusions", r#"[{"categories": ["stipend", "credit"]}]"#),
            (
                "caps",
                r#"[{"category": "hours", "amount": "35 credit", "per": "year", "rest": "carriedOver"},
                    {"category": "stipend", "amount": "47 credit", "per": "ever", "rest": "lost"}]"#,
            ),
            ("groups", r#"[{"name": "g"}, {"name": "h"}]"#),
            (
                "stacks",
                r#"[{"name": "pair", "parts": [{"group": "g", "count": 2}], "category": "stipend",
                        "gives": "5 credit"},
                    {"name": "trio", "parts": [{"group": "g", "count": 3}], "category": "credit",
                        "gives": "7 credit"}]"#,
            ),
        ],
    )
}

fn asked(all: &[Candidate], asked: &Asked) -> Candidate {
    with(all[asked.badge].clone(), |facts| {
        let part = |name: &str, of: &str| (name.to_owned(), amount(of));
        match asked.way {
            0 => facts.category = Some("stipend".into()),
            1 => facts.category = Some("credit".into()),
            2 => facts.split = vec![part("stipend", "5 credit"), part("credit", "5 credit")],
            3 => facts.category = Some("hours".into()),
            _ => facts.split = vec![part("hours", "4 credit"), part("credit", "6 credit")],
        }
        facts.training = Some(format!("training {}", asked.training).into());
        facts.group = Some(if asked.is_grouped { "g" } else { "h" }.into());
    })
}

/// What must be so of whatever counts.
fn check(claims: &[Claim]) -> Result<(), TestCaseError> {
    let (mut keys, mut achievements) = (HashMap::new(), HashSet::new());
    let mut sums: HashMap<(&str, i32), Decimal> = HashMap::new();
    let mut members: HashMap<String, HashSet<&ClaimKey>> = HashMap::new();
    let mut trainings: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for claim in claims {
        prop_assert!(keys.insert(&claim.key, claim).is_none(), "{} counts twice", claim.key);
        prop_assert!(achievements.insert(&claim.achievement), "{}", claim.achievement);
        let mut whole = Decimal::ZERO;
        for entry in claim.entries.iter().filter(|it| !["g", "h"].contains(&&*it.category)) {
            let year = if &*entry.category == "hours" { entry.period.year } else { 0 };
            let sum = sums.entry((&entry.category, year)).or_default();
            *sum = sum.plus(entry.amount.number()).unwrap();
            whole = whole.plus(entry.amount.number()).unwrap();
        }
        prop_assert!(whole <= Decimal::from(10), "more than it is worth: {claim:?}");
        let below = claim.rests_on.iter().map(|key| keys.get(key).copied());
        let mut of = vec![claim.training.as_str()];
        for member in below {
            let Some(member) = member else {
                return Err(TestCaseError::fail(format!("a stack outlived a member: {claim:?}")));
            };
            of.push(&member.training);
        }
        let kind = claim.achievement.rsplit_once(' ').map_or("", |(kind, _)| kind).to_owned();
        for key in &claim.rests_on {
            prop_assert!(members.entry(kind.clone()).or_default().insert(key), "in two stacks");
        }
        for training in of {
            let categories = trainings.entry(training).or_default();
            categories.extend(claim.entries.iter().map(|entry| &*entry.category));
        }
    }
    for (training, categories) in trainings {
        let both = categories.contains("stipend") && categories.contains("credit");
        prop_assert!(!both, "{training} counts in both");
    }
    for ((category, year), sum) in sums {
        let most = match category {
            "hours" => 35,
            "stipend" => 47,
            _ => 10_000,
        };
        prop_assert!(sum <= Decimal::from(most), "{sum} in {category} {year}");
    }
    Ok(())
}

fn act(ledger: &dyn Ledger, policy: &Policy, all: &[Candidate], step: &Step) {
    let at = now();
    let reverse = |key| {
        let _ = ledger.reverse(&Reversal::new("test", key, "revoked", now()));
    };
    match step {
        Step::Claim(wanted) => {
            let chosen: Vec<Candidate> = wanted.iter().map(|it| asked(all, it)).collect();
            count(policy, &ada(), &chosen, &[], ledger, &at, |_| ()).unwrap();
        }
        Step::Reverse(badge) => reverse(all[*badge].key().unwrap()),
        Step::ReverseStack(number) => {
            let tally = ledger.tally("test", ADA, &[]).unwrap();
            let stacks = tally.claims().iter().filter(|claim| !claim.rests_on.is_empty());
            if let Some(stack) = stacks.collect::<Vec<_>>().get(*number) {
                reverse(stack.key.clone());
            }
        }
    }
}

/// What a badge is like, and whether it may count.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Good,
    Revoked,
    Suspended,
    /// Its list is not to be had.
    Undecided,
    Tampered,
    Expired,
    Unsigned,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// With splits, exclusions and stacks, in any order, with what is taken back in between; and every
    /// ledger comes to the same.
    #[test]
    fn whatever_is_claimed_in_whatever_order(steps in steps()) {
        let (policy, all) = (with_everything(), candidates(24));
        let memory = MemoryLedger::new();
        #[cfg(feature = "sqlite")]
        let file = crate::ledgers::sqlite::File::new();
        #[cfg(feature = "sqlite")]
        let sqlite = openbadges::recognition::SqliteLedger::open_or_create(&file.0).unwrap();
        for step in &steps {
            act(&memory, &policy, &all, step);
            let tally = memory.tally("test", ADA, &[]).unwrap();
            check(tally.claims())?;
            #[cfg(feature = "sqlite")]
            {
                act(&sqlite, &policy, &all, step);
                prop_assert_eq!(&sqlite.tally("test", ADA, &[]).unwrap(), &tally);
            }
        }
        #[cfg(feature = "sqlite")]
        prop_assert_eq!(
            sqlite.history("test", ADA).unwrap(),
            memory.history("test", ADA).unwrap()
        );
    }

    /// An evaluation that was made before others claimed or took back is refused whole, or counts
    /// and breaks nothing.
    #[test]
    fn an_old_evaluation_breaks_nothing(
        before in steps(), meanwhile in steps(), wanted in steps(),
    ) {
        let (policy, all, ledger) = (with_everything(), candidates(24), MemoryLedger::new());
        before.iter().for_each(|step| act(&ledger, &policy, &all, step));
        let old = ledger.tally("test", ADA, &[]).unwrap();
        meanwhile.iter().for_each(|step| act(&ledger, &policy, &all, step));
        let now_counts = ledger.tally("test", ADA, &[]).unwrap();
        for step in &wanted {
            let Step::Claim(wanted) = step else { continue };
            let chosen: Vec<Candidate> = wanted.iter().map(|it| asked(&all, it)).collect();
            let claimant = ada();
            let evaluation = evaluate(&policy, &claimant, &chosen, &[], &old, &now());
            match ledger.claim(&evaluation.claims()) {
                Ok(()) => {
                    let tally = ledger.tally("test", ADA, &[]).unwrap();
                    check(tally.claims())?;
                    return Ok(());
                }
                Err(error) => {
                    prop_assert!(error.is_contention(), "{error}");
                    prop_assert_eq!(&ledger.tally("test", ADA, &[]).unwrap(), &now_counts);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever else is in the claim, only what is valid adds value.
    #[test]
    fn only_what_is_valid_adds_value(
        states in proptest::collection::vec(
            prop_oneof![
                Just(State::Good), Just(State::Revoked), Just(State::Suspended),
                Just(State::Undecided), Just(State::Tampered), Just(State::Expired),
                Just(State::Unsigned),
            ],
            1..9,
        ),
    ) {
        let store = |name: &str| {
            MemoryStore::new(format!("https://{name}.example/status").parse().unwrap())
        };
        let issuer = |name| {
            issuer(1)
                .with_status(Arc::new(store(name)))
                .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION)
        };
        let (published, unpublished) = (issuer("published"), issuer("unpublished"));
        let mut documents: Vec<Vec<u8>> = Vec::new();
        for (number, state) in states.iter().enumerate() {
            let mut unsigned = badge(number);
            if *state == State::Expired {
                set(&mut unsigned, &["validUntil"], Value::from("2026-03-19T00:00:00Z"));
            }
            if *state == State::Unsigned {
                documents.push(unsigned.to_string().into_bytes());
                continue;
            }
            let by = if *state == State::Undecided { &unpublished } else { &published };
            let signed = by.issue_document(unsigned, &time("2026-03-10T00:00:00Z")).unwrap();
            match state {
                State::Revoked => drop(published.revoke(signed.id(), None, &now()).unwrap()),
                State::Suspended => drop(published.suspend(signed.id(), None, &now()).unwrap()),
                _ => {}
            }
            let mut bytes = signed.as_bytes().to_vec();
            if *state == State::Tampered {
                let text = String::from_utf8(bytes).unwrap();
                bytes = text.replace("A skill.", "No skill.").into_bytes();
            }
            documents.push(bytes);
        }
        let mut site = Documents::new();
        for list in published.publish(&now()).unwrap() {
            site.insert(list.url.as_str(), list.document.to_string());
        }
        let verifier = Verifier::new().with_resolver(site);
        let reports: Vec<_> =
            documents.iter().map(|bytes| verifier.verify(bytes, &now())).collect();
        for (state, report) in states.iter().zip(&reports) {
            let expected = match state {
                State::Good => Outcome::Valid,
                State::Undecided => Outcome::Indeterminate,
                _ => Outcome::Invalid,
            };
            prop_assert_eq!(report.outcome(), expected, "{:?}", state);
        }
        let candidates: Vec<Candidate> = reports.iter().filter_map(Candidate::of).collect();
        let good = states.iter().filter(|state| **state == State::Good).count();
        let (policy, claimant, tally) = (policy("6 pdp", "pdp", &[]), ada(), Tally::default());
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
        let counts = evaluation.decisions().filter(|it| it.ruling == Ruling::Counts).count();
        prop_assert_eq!(counts, good);
        let sum: u32 = 6 * u32::try_from(good).unwrap();
        let total = evaluation.totals.first().map_or(Decimal::ZERO, |it| it.added.number());
        prop_assert_eq!(total, Decimal::from(sum));
    }
}

/// Which of these achievements are the same one: each has two credentials, one of which spells its id
/// otherwise, and the second achievement says that it is another version of the first.
fn sameness(badge: usize) -> usize {
    match badge / 2 {
        1 => 0,
        achievement => achievement,
    }
}

/// Badges of whoever claims them: two of each achievement.
fn copies() -> &'static [Candidate] {
    static MADE: std::sync::OnceLock<Vec<Candidate>> = std::sync::OnceLock::new();
    let achievement = |number: usize| format!("https://provider.example/achievements/{number}");
    let copy = move |at: usize| {
        let mut copy = badge(at);
        let id = match at % 2 {
            0 => achievement(at / 2),
            _ => achievement(at / 2).replace("/achievements/", "/%61chievements/"),
        };
        set(&mut copy, &["credentialSubject", "achievement", "id"], id.as_str().into());
        if at / 2 == 1 {
            let related = format!(r#"[{{"id": "{}", "type": ["Related"]}}]"#, achievement(0));
            set(&mut copy, &["credentialSubject", "achievement", "related"], json(&related));
        }
        verified(copy)
    };
    MADE.get_or_init(|| (0..12).map(copy).collect())
}

/// Who claims what, or what is taken back.
fn by_two() -> impl Strategy<Value = Vec<(bool, bool, Vec<usize>)>> {
    let act = (
        any::<bool>(),
        proptest::bool::weighted(0.2),
        proptest::collection::vec(0_usize..12, 1..5),
    );
    proptest::collection::vec(act, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Two people claim what may be the same credential, the same achievement by another credential, by
    /// another spelling, or in another version.
    #[test]
    fn nothing_counts_twice_whoever_claims_it(acts in by_two(), evaluated_before in any::<bool>()) {
        let accept = r#"{"issuers": "any", "results": "unasked", "person": "unasked"}"#;
        let policy = policy("6 pdp", "pdp", &[("accept", accept)]);
        let (ledger, all) = (MemoryLedger::new(), copies());
        let people = [ADA, "employee 7"];
        let empty = people.map(|person| ledger.tally("test", person, &[]).unwrap());
        for (is_ada, is_reversal, badges) in acts {
            let person = usize::from(!is_ada);
            if is_reversal {
                let key = all[badges[0]].key().unwrap();
                let _ = ledger.reverse(&Reversal::new("test", key, "revoked", now()));
                continue;
            }
            let chosen: Vec<Candidate> = badges.iter().map(|at| all[*at].clone()).collect();
            let claimant = Claimant::new(people[person]);
            if evaluated_before {
                // By an evaluation that knows of nothing, only the ledger refuses.
                let evaluation = evaluate(&policy, &claimant, &chosen, &[], &empty[person], &now());
                let _ = ledger.claim(&evaluation.claims());
            } else {
                count(&policy, &claimant, &chosen, &[], &ledger, &now(), |_| ()).unwrap();
            }
            let mut keys = HashSet::new();
            for person in people {
                let mut achieved = HashSet::new();
                for claim in ledger.tally("test", person, &[]).unwrap().claims() {
                    prop_assert!(keys.insert(claim.key.clone()), "{} counts twice", claim.key);
                    let at = all.iter().position(|it| it.key().as_ref() == Some(&claim.key)).unwrap();
                    prop_assert!(achieved.insert(sameness(at)), "{} counts twice", claim.achievement);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever becomes of badges after some of them were counted, what does not stand adds nothing, by
    /// itself or in a stack.
    #[test]
    fn what_changes_after_it_was_counted_adds_nothing(
        fates in proptest::collection::vec(
            (
                any::<bool>(),
                prop_oneof![
                    3 => Just(None),
                    1 => Just(Some(Withdrawal::Revoked)),
                    1 => Just(Some(Withdrawal::Suspended)),
                    1 => Just(Some(Withdrawal::Expired)),
                ],
            ),
            1..7,
        ),
    ) {
        use crate::withdrawn::{LATE, NOW, Provider, stacking};
        let (policy, ledger) = (stacking(), MemoryLedger::new());
        let provider = Provider::of(fates.len());
        let counted = fates.iter().enumerate().filter(|(_, (counted, _))| *counted);
        let counted: Vec<Candidate> = counted.map(|(at, _)| provider.candidate(at)).collect();
        count(&policy, &ada(), &counted, &[], &ledger, &now(), |_| ()).unwrap();
        let (mut candidates, mut withdrawn) = (Vec::new(), Vec::new());
        for (at, (counted, fate)) in fates.iter().enumerate() {
            match fate {
                Some(because) => {
                    provider.withdraw(at, *because);
                    let when = if *because == Withdrawal::Expired { LATE } else { NOW };
                    let report = provider.report(at, when);
                    prop_assert!(Candidate::of(&report).is_none());
                    withdrawn.push(Withdrawn::of(&report).unwrap());
                }
                None if !counted => candidates.push(provider.candidate(at)),
                None => {}
            }
        }
        let good = fates.iter().filter(|(_, fate)| fate.is_none()).count();
        let claimant = ada();
        let tally = ledger.tally("test", ADA, &[]).unwrap();
        let told = evaluate(&policy, &claimant, &candidates, &withdrawn, &tally, &now());
        let total = |name: &str| {
            let found = told.totals.iter().find(|total| total.category == name);
            found.map_or(Decimal::ZERO, |total| total.after.number())
        };
        let of = |number: usize| Decimal::from(u32::try_from(number).unwrap());
        prop_assert_eq!(total("hours"), of(10 * good));
        prop_assert_eq!(total("lane"), of(good / 2));
        // Nothing is written before it is taken back; then the ledger comes to the same.
        let is_counted = |it: &Withdrawn| tally.claims().iter().any(|claim| claim.key == *it.key());
        let must_fall: Vec<&Withdrawn> = withdrawn.iter().filter(|it| is_counted(it)).collect();
        let claim = || count(&policy, &ada(), &candidates, &withdrawn, &ledger, &now(), |_| ());
        prop_assert_eq!(claim().is_err(), !must_fall.is_empty());
        for it in must_fall {
            ledger.reverse(&Reversal::new("test", it.key().clone(), "withdrawn", now())).unwrap();
        }
        claim().unwrap();
        let tally = ledger.tally("test", ADA, &[]).unwrap();
        let lanes = tally.claims().iter().flat_map(|claim| &claim.entries);
        let lanes = lanes.filter(|entry| &*entry.category == "lane").count();
        prop_assert_eq!(lanes, good / 2);
    }
}
