//! What every [`Ledger`] must do, as checks that a platform runs against its own.
//!
//! ```
//! use openbadges::recognition::{MemoryLedger, ledger::conformance};
//! // An empty ledger for each check.
//! conformance::run(&|| Ok(Box::new(MemoryLedger::new())))?;
//! # Ok::<(), String>(())
//! ```
//!
//! Nothing here panics: a check gives `Err` with what was expected and what was found.

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::{Claim, ClaimKey, Entry, Event, Ledger, LedgerError, Limit, Reversal, Within};
use crate::fault::Code;
use crate::recognition::Span;
use crate::recognition::policy::Period;
use crate::text::Timestamp;

/// What a check found: nothing, or what is wrong.
pub type Outcome = Result<(), String>;

/// Makes an empty ledger.
pub type Open<'a> = &'a dyn Fn() -> Result<Box<dyn Ledger>, String>;

/// A check of a ledger that is empty.
#[derive(Clone, Copy)]
pub struct Check {
    /// What the ledger does, if it is right.
    pub name: &'static str,
    /// The check itself.
    pub run: fn(&dyn Ledger) -> Outcome,
}

/// The checks.
pub const CHECKS: &[Check] = &[
    Check { name: "a new ledger is empty", run: a_new_ledger_is_empty },
    Check { name: "what was claimed is kept as it was said", run: what_was_claimed_is_kept },
    Check { name: "a credential counts once", run: a_credential_counts_once },
    Check { name: "an achievement counts once for a person", run: an_achievement_counts_once },
    Check { name: "accounts and people are apart", run: accounts_and_people_are_apart },
    Check { name: "who is there is told", run: who_is_there_is_told },
    Check { name: "a claim is somebody's", run: a_claim_is_somebodys },
    Check { name: "limits hold", run: limits_hold },
    Check { name: "categories exclude each other", run: categories_exclude_each_other },
    Check { name: "all or nothing", run: all_or_nothing },
    Check { name: "a reversal undoes and is written", run: a_reversal_undoes },
    Check { name: "what rests on it falls with it", run: what_rests_on_it_falls },
    Check { name: "a stack is of what counts", run: a_stack_is_of_what_counts },
    Check { name: "other versions are the same", run: other_versions_are_the_same },
    Check { name: "a stack counts for what it is made of", run: a_stack_is_of_its_trainings },
    Check { name: "of claims at once one is counted", run: of_claims_at_once_one_is_counted },
    Check { name: "limits hold for claims at once", run: limits_hold_at_once },
];

/// Runs every check on a ledger of its own.
///
/// # Errors
/// One line for each check that failed.
pub fn run(open: Open<'_>) -> Outcome {
    let failures: Vec<String> = CHECKS
        .iter()
        .filter_map(|check| {
            let outcome = open().and_then(|ledger| (check.run)(&*ledger));
            outcome.err().map(|found| format!("{}: {found}", check.name))
        })
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// Nothing counts before the first claim.
///
/// # Errors
/// What counts.
pub fn a_new_ledger_is_empty(ledger: &dyn Ledger) -> Outcome {
    let tally = said(ledger.tally("a", "ada", &[key("1")]))?;
    same("the claims", &tally.claims().len(), &0)?;
    same("what counts for others", &tally.is_anothers(&key("1")), &false)?;
    same("the history", &said(ledger.history("a", "ada"))?, &Vec::new())?;
    same("what is found", &said(ledger.find(&key("1")))?, &Vec::new())?;
    same("the accounts", &said(ledger.accounts())?, &Vec::new())?;
    same("the people", &said(ledger.people("a"))?, &Vec::new())?;
    said(ledger.claim(&[]))?;
    let nothing = Reversal::new("a", key("1"), "", time()?);
    refused("a reversal", ledger.reverse(&nothing), Code::LedgerUnknown)
}

/// A claim is read back as it was made, but for its conditions.
///
/// # Errors
/// What differs.
pub fn what_was_claimed_is_kept(ledger: &dyn Ledger) -> Outcome {
    let odd = "Ren\u{e9}e \u{1f393}; DROP TABLE claim; -- '\"";
    let mut full = Claim::new(odd, odd, ClaimKey::new(odd, "urn:x:1"), odd, time()?)
        .with_entry(entry("least", "0.0000000000000000000000000001 pdp", 2026)?)
        .with_entry(entry(odd, "9999999999999999999999999999 USD", -1)?);
    full.training = "t".to_owned();
    full.policy = odd.to_owned();
    full.rests_on = vec![key("b"), key("a")];
    full.related = vec!["urn:x:z".to_owned(), odd.repeat(2)];
    let of = |id: &str| -> Result<Claim, String> {
        let claim = claim(id, "1 pdp")?;
        Ok(Claim { account: odd.to_owned(), person: odd.to_owned(), ..claim })
    };
    let (a, b, bare) = (of("a")?, of("b")?, of("2")?);
    said(ledger.claim(&[a.clone(), b.clone(), full.clone(), bare.clone()]))?;
    let expected = vec![a.clone(), b.clone(), full.clone(), bare.clone()];
    same("the tally", &said(ledger.tally(odd, odd, &[]))?.claims().to_vec(), &expected)?;
    same("what is found", &said(ledger.find(&full.key))?, &vec![full.clone()])?;
    // A database may take no zero byte, so keys have none.
    let nothing = |text: &str| ClaimKey::new(text, text);
    let mut control = of("3")?;
    control.key = nothing("urn:x:\0%00%0a%61");
    control.achievement = control.key.credential().to_owned();
    said(ledger.claim(std::slice::from_ref(&control)))?;
    let again = nothing("urn:x:%00\0\na");
    same("a key with control characters", &said(ledger.find(&again))?, &vec![control.clone()])?;
    let events = [a, b, full, bare, control].map(Event::Claimed).to_vec();
    same("the history", &said(ledger.history(odd, odd))?, &events)
}

/// The second claim of a credential is refused, whoever makes it.
///
/// # Errors
/// What was counted twice.
pub fn a_credential_counts_once(ledger: &dyn Ledger) -> Outcome {
    said(ledger.claim(&[claim("1", "6 pdp")?]))?;
    refused("the same again", ledger.claim(&[claim("1", "6 pdp")?]), Code::LedgerClaimed)?;
    let other = Claim { achievement: "urn:x:other".to_owned(), ..claim("1", "6 pdp")? };
    refused("another achievement", ledger.claim(&[other]), Code::LedgerClaimed)?;
    let eve = Claim { person: "eve".to_owned(), ..claim("1", "6 pdp")? };
    refused("another person", ledger.claim(std::slice::from_ref(&eve)), Code::LedgerClaimed)?;
    let tally = said(ledger.tally("a", "eve", &[key("1"), key("2")]))?;
    same("hers is another's", &tally.is_anothers(&key("1")), &true)?;
    same("a new one is not", &tally.is_anothers(&key("2")), &false)?;
    let twice = [claim("2", "6 pdp")?, claim("2", "6 pdp")?];
    refused("twice at once", ledger.claim(&twice), Code::LedgerClaimed)?;
    same("what counts", &said(ledger.tally("a", "ada", &[]))?.claims().len(), &1)?;
    same("what counts for her", &said(ledger.tally("a", "eve", &[]))?.claims().len(), &0)
}

/// Two credentials of one achievement are one.
///
/// # Errors
/// What was counted twice.
pub fn an_achievement_counts_once(ledger: &dyn Ledger) -> Outcome {
    said(ledger.claim(&[claim("1", "6 pdp")?]))?;
    let again = Claim { achievement: achievement("1"), ..claim("2", "6 pdp")? };
    refused("again", ledger.claim(std::slice::from_ref(&again)), Code::LedgerAchieved)?;
    said(ledger.claim(&[Claim { person: "eve".to_owned(), ..again }]))
}

/// What counts in one account says nothing of another.
///
/// # Errors
/// What was mixed up.
pub fn accounts_and_people_are_apart(ledger: &dyn Ledger) -> Outcome {
    let here = claim("1", "6 pdp")?;
    let there = Claim { account: "b".to_owned(), ..here.clone() };
    said(ledger.claim(std::slice::from_ref(&here)))?;
    said(ledger.claim(std::slice::from_ref(&there)))?;
    same("both", &said(ledger.find(&here.key))?, &vec![here.clone(), there.clone()])?;
    refused("mixed accounts", ledger.claim(&[claim("2", "1 pdp")?, there]), Code::LedgerFailed)?;
    let eve = Claim { person: "eve".to_owned(), ..claim("3", "1 pdp")? };
    refused("mixed people", ledger.claim(&[claim("2", "1 pdp")?, eve]), Code::LedgerFailed)?;
    let reversal = Reversal::new("b", here.key.clone(), "", time()?);
    same("what was reversed", &said(ledger.reverse(&reversal))?, &vec![here.key.clone()])?;
    same("what is left", &said(ledger.find(&here.key))?, &vec![here])
}

/// Accounts and people are listed once each, in the order of their names by code points, also where
/// all was taken back; what was refused lists nobody.
///
/// # Errors
/// Who is missing, or there for nothing.
pub fn who_is_there_is_told(ledger: &dyn Ledger) -> Outcome {
    let of = |id: &str, account: &str, person: &str| -> Result<Claim, String> {
        let claim = claim(id, "1 pdp")?;
        Ok(Claim { account: account.to_owned(), person: person.to_owned(), ..claim })
    };
    for (id, account, person) in [
        ("1", "b", "eve"),
        ("2", "b", "Zoe"),
        ("3", "b", "eve"),
        ("4", "a", "ada"),
        ("5", "b", "\u{e9}va"),
        ("6", "B", "ada"),
    ] {
        said(ledger.claim(&[of(id, account, person)?]))?;
    }
    refused("the same", ledger.claim(&[of("1", "b", "mallory")?]), Code::LedgerClaimed)?;
    said(ledger.reverse(&Reversal::new("a", key("4"), "", time()?)))?;
    let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
    same("the accounts", &said(ledger.accounts())?, &names(&["B", "a", "b"]))?;
    same("the people", &said(ledger.people("b"))?, &names(&["Zoe", "eve", "\u{e9}va"]))?;
    same("who had something", &said(ledger.people("a"))?, &names(&["ada"]))?;
    same("the people of nowhere", &said(ledger.people("c"))?, &Vec::new())
}

/// A claim for a person without a name is refused: all who have none would be one.
///
/// # Errors
/// What was counted for nobody.
pub fn a_claim_is_somebodys(ledger: &dyn Ledger) -> Outcome {
    for person in ["", "  ", "\t\n", "\u{a0}", "\u{200b}"] {
        let nobodys = Claim { person: person.to_owned(), ..claim("1", "1 pdp")? };
        let found = ledger.claim(&[nobodys]);
        refused(&format!("the person {person:?}"), found, Code::LedgerPerson)?;
        same("their claims", &said(ledger.tally("a", person, &[]))?.claims().len(), &0)?;
    }
    same("who has claims", &said(ledger.people("a"))?, &Vec::new())?;
    said(ledger.claim(&[claim("1", "1 pdp")?]))
}

/// No more counts than a limit has, exactly.
///
/// # Errors
/// What was too much.
pub fn limits_hold(ledger: &dyn Ledger) -> Outcome {
    let first = Period { year: 2026, payment: 1 };
    let cycle = Span { from: Some(said(AWARDED.parse())?), until: Some(said(AWARDED.parse())?) };
    let (on, later) = ((first, AWARDED), (Period { year: 2027, ..first }, AWARDED));
    let (second, next) = ((Period { payment: 2, ..first }, AWARDED), (first, "2026-03-02"));
    for (within, beside) in [
        (Within::Year(2026), later),
        (Within::Payment(first), second),
        (Within::Days(cycle), next),
        (Within::Ever, on),
    ] {
        let most = said("500 USD".parse())?;
        let category = format!("{within:?}");
        let limit = Limit { category: category.clone(), within, most };
        let claim = |id: &str, amount: &str, (period, on): (Period, &str)| {
            let id = format!("{within:?} {id}");
            let claim = Claim::new("a", "ada", key(&id), achievement(&id), time()?);
            let entry = Entry { period, on: said(on.parse())?, ..entry(&category, amount, 0)? };
            Ok::<_, String>(claim.with_entry(entry).with_limit(limit.clone()))
        };
        let of_it = on;
        said(ledger.claim(&[claim("1", "499.99 USD", of_it)?]))?;
        refused(
            "a cent above",
            ledger.claim(&[claim("2", "0.02 USD", of_it)?]),
            Code::LedgerLimit,
        )?;
        said(ledger.claim(&[claim("3", "0.01 USD", of_it)?]))?;
        let more = ledger.claim(&[claim("4", "0.01 USD", of_it)?]);
        refused("above", more, Code::LedgerLimit)?;
        if of_it != beside {
            said(ledger.claim(&[claim("5", "500 USD", beside)?]))?;
        }
    }
    Ok(())
}

/// The same training counts in one of the categories.
///
/// # Errors
/// What was counted in both.
pub fn categories_exclude_each_other(ledger: &dyn Ledger) -> Outcome {
    let both: BTreeSet<String> = ["stipend", "credit"].map(str::to_owned).into();
    let claim = |id: &str, category: &str, training: &str| -> Result<Claim, String> {
        let mut claim = Claim::new("a", "ada", key(id), achievement(id), time()?)
            .with_entry(entry(category, "1 credit", 2026)?);
        claim.training = training.to_owned();
        claim.exclusions = vec![both.clone()];
        Ok(claim)
    };
    said(ledger.claim(&[claim("1", "stipend", "t")?]))?;
    let refuse =
        |what: &str, claim: Claim| refused(what, ledger.claim(&[claim]), Code::LedgerExcluded);
    refuse("both", claim("2", "credit", "t")?)?;
    let split = claim("3", "stipend", "u")?.with_entry(entry("credit", "1 credit", 2026)?);
    refuse("both at once", split)?;
    said(ledger.claim(&[claim("4", "stipend", "t")?]))?;
    said(ledger.claim(&[claim("5", "credit", "u")?]))?;
    said(ledger.claim(&[claim("6", "other", "t")?]))
}

/// Of claims that are made together all count, or none.
///
/// # Errors
/// What was left.
pub fn all_or_nothing(ledger: &dyn Ledger) -> Outcome {
    said(ledger.claim(&[claim("3", "1 pdp")?]))?;
    let claims = [claim("1", "1 pdp")?, claim("2", "1 pdp")?, claim("3", "1 pdp")?];
    refused("one of three", ledger.claim(&claims), Code::LedgerClaimed)?;
    same("what counts", &said(ledger.tally("a", "ada", &[]))?.claims().len(), &1)?;
    same("the history", &said(ledger.history("a", "ada"))?.len(), &1)?;
    said(ledger.claim(&[claim("1", "1 pdp")?, claim("2", "1 pdp")?]))
}

/// What is taken back counts no more, stays in the history, and can be claimed again.
///
/// # Errors
/// What is otherwise.
pub fn a_reversal_undoes(ledger: &dyn Ledger) -> Outcome {
    let claim = claim("1", "6 pdp")?;
    said(ledger.claim(std::slice::from_ref(&claim)))?;
    let reversal =
        Reversal::new("a", key("1"), "revoked \u{201c}in error\u{201d}", time()?).by("7");
    same("the keys", &said(ledger.reverse(&reversal))?, &vec![key("1")])?;
    same("the keys of the same again", &said(ledger.reverse(&reversal))?, &Vec::new())?;
    same("what counts", &said(ledger.tally("a", "ada", &[]))?.claims().len(), &0)?;
    same("what is found", &said(ledger.find(&key("1")))?, &Vec::new())?;
    let elsewhere = Reversal { account: "b".to_owned(), ..reversal.clone() };
    refused("elsewhere", ledger.reverse(&elsewhere), Code::LedgerUnknown)?;
    said(ledger.claim(std::slice::from_ref(&claim)))?;
    let events =
        vec![Event::Claimed(claim.clone()), Event::Reversed(reversal), Event::Claimed(claim)];
    same("the history", &said(ledger.history("a", "ada"))?, &events)
}

/// A stack counts no longer than its members.
///
/// # Errors
/// What still counts.
pub fn what_rests_on_it_falls(ledger: &dyn Ledger) -> Outcome {
    let mut stack = claim("stack", "1 salaryLane")?;
    stack.rests_on = vec![key("1"), key("2")];
    let mut tower = claim("tower", "1 salaryLane")?;
    tower.rests_on = vec![key("stack")];
    let claims = [claim("1", "1 pdp")?, claim("2", "1 pdp")?, stack, tower, claim("3", "1 pdp")?];
    said(ledger.claim(&claims))?;
    let reversed = said(ledger.reverse(&Reversal::new("a", key("2"), "revoked", time()?)))?;
    same("the keys", &reversed, &vec![key("2"), key("stack"), key("tower")])?;
    let tally = said(ledger.tally("a", "ada", &[]))?;
    let left: Vec<ClaimKey> = tally.claims().iter().map(|claim| claim.key.clone()).collect();
    same("what counts", &left, &vec![key("1"), key("3")])?;
    let reversals = said(ledger.history("a", "ada"))?.into_iter();
    let reversals = reversals.filter(|event| matches!(event, Event::Reversed(_))).count();
    same("the reversals in the history", &reversals, &3)
}

/// A stack is refused where one of its members was taken back in the meantime, never counted, or is
/// in another stack of the kind.
///
/// # Errors
/// What was counted.
pub fn a_stack_is_of_what_counts(ledger: &dyn Ledger) -> Outcome {
    let stack = |number: usize, members: &[&str]| -> Result<Claim, String> {
        let of = ClaimKey::of_stack("ada", "fifteen", number);
        let claim = Claim::new("a", "ada", of, format!("stack fifteen {number}"), time()?);
        let mut claim = claim.with_entry(entry("pay", "1 salaryLane", 2026)?);
        claim.rests_on = members.iter().map(|id| key(id)).collect();
        Ok(claim)
    };
    let members = ["1", "2", "3", "4"].map(|id| claim(id, "1 pdp"));
    said(ledger.claim(&members.into_iter().collect::<Result<Vec<_>, _>>()?))?;
    let refuse =
        |what: &str, claim: Claim| refused(what, ledger.claim(&[claim]), Code::LedgerRests);
    said(ledger.reverse(&Reversal::new("a", key("2"), "revoked", time()?)))?;
    refuse("one that was taken back", stack(1, &["1", "2"])?)?;
    refuse("one that never counted", stack(1, &["1", "5"])?)?;
    refuse("one twice", stack(1, &["1", "1"])?)?;
    let elsewhere = Claim { account: "b".to_owned(), ..stack(1, &["1", "3"])? };
    refuse("members in another account", elsewhere)?;
    said(ledger.claim(&[stack(1, &["1", "3"])?]))?;
    refuse("one of another stack", stack(2, &["3", "4"])?)?;
    same("what counts", &said(ledger.tally("a", "ada", &[]))?.claims().len(), &4)?;
    // Taken back, its members are free again.
    let fallen = said(ledger.reverse(&Reversal::new("a", key("1"), "revoked", time()?)))?;
    same("what fell", &fallen.len(), &2)?;
    said(ledger.claim(&[stack(2, &["3", "4"])?]))
}

/// Achievements that say that they are the same count once for a person, whichever says it.
///
/// # Errors
/// What was counted twice.
pub fn other_versions_are_the_same(ledger: &dyn Ledger) -> Outcome {
    let related = |id: &str, to: &[&str]| -> Result<Claim, String> {
        let related = to.iter().map(|id| achievement(id)).collect();
        Ok(Claim { related, ..claim(id, "6 pdp")? })
    };
    said(ledger.claim(&[related("2", &["1"])?]))?;
    let refuse =
        |what: &str, claim: Claim| refused(what, ledger.claim(&[claim]), Code::LedgerAchieved);
    refuse("the first version", related("1", &[])?)?;
    refuse("the third version", related("3", &["2"])?)?;
    refuse("another language of the first", related("4", &["1"])?)?;
    said(ledger.claim(&[related("5", &["6"])?]))?;
    refuse("both at once", related("6", &[])?)?;
    said(ledger.reverse(&Reversal::new("a", key("2"), "revoked", time()?)))?;
    said(ledger.claim(&[related("1", &[])?]))
}

/// What a stack is made of counts in its category: another that excludes it is shut, both ways.
///
/// # Errors
/// What was counted in both.
pub fn a_stack_is_of_its_trainings(ledger: &dyn Ledger) -> Outcome {
    let both: BTreeSet<String> = ["stipend", "credit"].map(str::to_owned).into();
    let claim = |id: &str, category: &str, training: &str| -> Result<Claim, String> {
        let mut claim = Claim::new("a", "ada", key(id), achievement(id), time()?)
            .with_entry(entry(category, "1 credit", 2026)?);
        claim.training = training.to_owned();
        claim.exclusions = vec![both.clone()];
        Ok(claim)
    };
    let stack = |number: usize, member: &str| -> Result<Claim, String> {
        let stack = ClaimKey::of_stack("ada", "one", number);
        let claim = claim(&format!("stack {number}"), "stipend", &format!("stack {number}"))?;
        Ok(Claim { key: stack, rests_on: vec![key(member)], ..claim })
    };
    said(ledger.claim(&[claim("1", "credit", "t")?, claim("2", "group", "u")?]))?;
    let refuse =
        |what: &str, claim: Claim| refused(what, ledger.claim(&[claim]), Code::LedgerExcluded);
    refuse("a stack of what counts in the other", stack(1, "1")?)?;
    said(ledger.claim(&[stack(1, "2")?]))?;
    refuse("the other of what is in a stack", claim("3", "credit", "u")?)
}

/// Of many that claim a credential at once, one is told that it counts.
///
/// # Errors
/// How many were.
pub fn of_claims_at_once_one_is_counted(ledger: &dyn Ledger) -> Outcome {
    for round in 0..8 {
        let id = format!("round {round}");
        let outcomes = at_once(8, |thread| {
            let claim = claim(&id, "6 pdp")?;
            // Half of them say that it is theirs.
            let person = if thread % 2 == 0 { "ada" } else { "eve" };
            Ok(ledger.claim(&[Claim { person: person.to_owned(), ..claim }]))
        })?;
        same("how many were counted", &outcomes.iter().filter(|it| it.is_ok()).count(), &1)?;
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            refused("the others", outcome, Code::LedgerClaimed)?;
        }
        same("what is found", &said(ledger.find(&key(&id)))?.len(), &1)?;
    }
    Ok(())
}

/// Of many claims at once no more count than a limit has.
///
/// # Errors
/// How many did.
pub fn limits_hold_at_once(ledger: &dyn Ledger) -> Outcome {
    let most = said("500 USD".parse())?;
    let limit = Limit { category: "pay".to_owned(), within: Within::Year(2026), most };
    let outcomes = at_once(8, |thread| {
        let mut counted = 0;
        for number in 0..4 {
            let id = format!("{thread} {number}");
            let claim = Claim::new("a", "ada", key(&id), achievement(&id), time()?)
                .with_entry(entry("pay", "60 USD", 2026)?)
                .with_limit(limit.clone());
            counted += usize::from(ledger.claim(&[claim]).is_ok());
        }
        Ok(counted)
    })?;
    same("how many were counted", &outcomes.into_iter().sum::<usize>(), &8)?;
    same("what counts", &said(ledger.tally("a", "ada", &[]))?.claims().len(), &8)
}

fn at_once<T: Send>(
    threads: usize,
    work: impl Fn(usize) -> Result<T, String> + Sync,
) -> Result<Vec<T>, String> {
    let work = &work;
    std::thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Result<T, String>>| {
            handle.join().map_err(|_| "a thread panicked".to_owned()).and_then(|it| it)
        };
        handles.into_iter().map(join).collect()
    })
}

/// The day of every award, unless a check says another.
const AWARDED: &str = "2026-03-01";

fn key(id: &str) -> ClaimKey {
    ClaimKey::new("https://issuer.example/1", &format!("urn:x:{id}"))
}

fn achievement(id: &str) -> String {
    format!("https://issuer.example/achievements/{id}")
}

fn time() -> Result<Timestamp, String> {
    said("2026-08-01T12:00:00.50-07:00".parse())
}

fn claim(id: &str, amount: &str) -> Result<Claim, String> {
    let claim = Claim::new("a", "ada", key(id), achievement(id), time()?);
    Ok(claim.with_entry(entry("pdp", amount, 2026)?))
}

fn entry(category: &str, amount: &str, year: i32) -> Result<Entry, String> {
    Ok(Entry {
        category: category.into(),
        amount: said(amount.parse())?,
        period: Period { year, payment: 1 },
        on: said(AWARDED.parse())?,
    })
}

fn said<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn same<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what}: {found:?} instead of {expected:?}")),
    }
}

fn refused<T: Debug>(what: &str, found: Result<T, LedgerError>, code: Code) -> Outcome {
    match found {
        Err(error) if error.code() == code => Ok(()),
        other => Err(format!("{what}: {other:?} instead of {code}")),
    }
}
