//! What every [`StatusStore`] must do, as checks that a platform runs against its own.
//!
//! ```
//! use openbadges::status::{MemoryStore, store::conformance};
//!
//! let url = conformance::url();
//! // An empty store for each check, with the plan that the check asks for.
//! conformance::run(&|plan| Ok(Box::new(MemoryStore::new(url.clone()).with_plan(plan))))?;
//! # Ok::<(), String>(())
//! ```
//!
//! Nothing here panics: a check gives `Err` with what was expected and what was found.

use std::collections::HashSet;
use std::fmt::Debug;

use super::{
    Change, Effect, ListName, ListPlan, Request, Reservation, State, StatusEntries, StatusStore,
    StatusUrl, StoreError,
};
use crate::fault::Code;
use crate::status::{Bitstring, MINIMUM_ENTRIES, Purpose};
use crate::text::{Iri, Timestamp};

/// What a check found: nothing, or what is wrong.
pub type Outcome = Result<(), String>;

/// Makes an empty store for the URL [`url()`], with a plan for its lists.
pub type Open<'a> = &'a dyn Fn(ListPlan) -> Result<Box<dyn StatusStore>, String>;

/// A check of a store that is empty.
#[derive(Clone, Copy)]
pub struct Check {
    /// What the store does, if it is right.
    pub name: &'static str,
    /// The entries that a list allots before the next is opened; lists have 131,072.
    pub allotted: u32,
    /// The check itself.
    pub run: fn(&dyn StatusStore) -> Outcome,
}

impl Check {
    const fn new(name: &'static str, run: fn(&dyn StatusStore) -> Outcome) -> Self {
        Self { name, allotted: ALLOTTED, run }
    }
}

/// The checks.
pub const CHECKS: &[Check] = &[
    Check::new("a new store is empty", a_new_store_is_empty),
    Check::new("what was reserved is found", what_was_reserved_is_found),
    Check::new("identifiers are compared exactly", identifiers_are_compared_exactly),
    Check::new("a credential is reserved once", a_credential_is_reserved_once),
    Check::new("an unknown credential is refused", an_unknown_credential_is_refused),
    Check::new("other purposes are refused", other_purposes_are_refused),
    Check::new("a revocation is final", a_revocation_is_final),
    Check::new("a suspension is reversible", a_suspension_is_reversible),
    Check::new(
        "a state without an entry does not change",
        a_state_without_an_entry_does_not_change,
    ),
    Check::new("the history holds every change once", the_history_holds_every_change_once),
    Check::new("the bits are those that were set", the_bits_are_those_that_were_set),
    Check::new("revisions follow the bits", revisions_follow_the_bits),
    Check { allotted: MANY, ..Check::new("indexes are unique", indexes_are_unique) },
    Check::new("indexes say nothing about their order", indexes_say_nothing_about_their_order),
    Check::new("lists rotate", lists_rotate),
    Check::new("a batch is as good as its parts", a_batch_is_as_good_as_its_parts),
    Check::new("threads do not disturb each other", threads_do_not_disturb_each_other),
];

const ALLOTTED: u32 = 100;

/// So many that a list would hold some index twice, were it drawn without looking.
const MANY: u32 = 4_000;

/// Runs every check on a store of its own.
///
/// # Errors
/// One line for each check that failed.
pub fn run(open: Open<'_>) -> Outcome {
    let failures: Vec<String> = CHECKS
        .iter()
        .filter_map(|check| {
            let plan = ListPlan::new(MINIMUM_ENTRIES, check.allotted);
            let store = plan.ok_or_else(|| "there is no such plan".to_owned()).and_then(open);
            let outcome = store.and_then(|store| (check.run)(&*store));
            outcome.err().map(|found| format!("{}: {found}", check.name))
        })
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

/// The URL that the stores under test publish at.
pub fn url() -> StatusUrl {
    let Ok(url) = "https://issuer.example/status".parse() else {
        unreachable!("the text is a URL")
    };
    url
}

/// Nothing is there before the first reservation.
///
/// # Errors
/// What is there.
pub fn a_new_store_is_empty(store: &dyn StatusStore) -> Outcome {
    same("the URL", store.url(), &url())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    same("a batch of none", &said(store.reserve_many(&[]))?, &Vec::new())?;
    same("the lists", &said(store.lists())?, &Vec::new())?;
    refused("bits", store.bits(&ListName::revocation(1)), Code::StoreUnknown)
}

/// A record holds what was asked and what was allotted.
///
/// # Errors
/// What differs.
pub fn what_was_reserved_is_found(store: &dyn StatusStore) -> Outcome {
    let full = request("urn:x:full")?
        .for_achievement("https://issuer.example/a?b=\"c\"&d='e'")
        .for_recipient("Ren\u{e9}e \u{1f393}; DROP TABLE credential; --");
    let bare =
        Request { at: time("2026-08-01T11:30:00.1234567890123+02:00")?, ..request("urn:x:bare")? };
    for request in [&full, &bare] {
        let reservation = said(store.reserve(request))?;
        same("the URL of the reservation", &reservation.url, store.url())?;
        ensure((1..=1).contains(&reservation.list), || format!("list {}", reservation.list))?;
        ensure(reservation.index < MINIMUM_ENTRIES, || format!("index {}", reservation.index))?;
        let record = found(store, request.credential.as_str())?;
        same("the request", &record.request, request)?;
        same("the reservation", &record.reservation, &reservation)?;
        same("the states", &record.states, &cleared())?;
    }
    same("a credential that is not there", &said(store.find("urn:x:other"))?, &None)
}

/// Neither case nor normalization makes two identifiers one.
///
/// # Errors
/// Which were taken for each other.
pub fn identifiers_are_compared_exactly(store: &dyn StatusStore) -> Outcome {
    let ids = ["urn:x:a", "urn:x:A", "URN:x:a", "urn:x:a/", "urn:x:\u{e9}", "urn:x:e\u{301}"];
    for id in ids {
        said(store.reserve(&request(id)?)).map_err(|error| format!("{id:?}: {error}"))?;
    }
    said(store.set(&Change::revoke("urn:x:a", noon()?)))?;
    for id in ids {
        same(id, &found(store, id)?.is_revoked(), &(id == "urn:x:a"))?;
    }
    Ok(())
}

/// The second reservation of an identifier is refused and changes nothing.
///
/// # Errors
/// What changed.
pub fn a_credential_is_reserved_once(store: &dyn StatusStore) -> Outcome {
    let first = said(store.reserve(&request("urn:x:1")?.for_recipient("ada")))?;
    let again = store.reserve(&request("urn:x:1")?.for_recipient("eve"));
    refused("a second reservation", again, Code::StoreDuplicate)?;
    let record = found(store, "urn:x:1")?;
    same("the reservation", &record.reservation, &first)?;
    same("the recipient", &record.request.recipient, &Some("ada".to_owned()))?;
    same("the allotted entries", &allotted(store)?, &vec![1])
}

/// What was never reserved has neither state nor history.
///
/// # Errors
/// What it has.
pub fn an_unknown_credential_is_refused(store: &dyn StatusStore) -> Outcome {
    said(store.reserve(&request("urn:x:1")?))?;
    for id in ["urn:x:2", "", "not an identifier", "urn:x:1 "] {
        for change in [Change::revoke(id, noon()?), Change::reinstate(id, noon()?)] {
            refused("a change", store.set(&change), Code::StoreUnknown)?;
        }
        refused("a history", store.history(id), Code::StoreUnknown)?;
        same("a record", &said(store.find(id))?, &None)?;
    }
    for list in [ListName::revocation(0), ListName::revocation(2), ListName::suspension(u32::MAX)] {
        refused("the bits", store.bits(&list), Code::StoreUnknown)?;
    }
    Ok(())
}

/// There are lists for the purposes of the standard only, and of those for what was asked.
///
/// # Errors
/// Which other purpose was taken.
pub fn other_purposes_are_refused(store: &dyn StatusStore) -> Outcome {
    said(store.reserve(&request("urn:x:1")?))?;
    for (purpose, state) in [
        (Purpose::Refresh, State::Set),
        (Purpose::Message, State::Message(1)),
        (Purpose::from("colour"), State::Set),
    ] {
        let change = Change::new("urn:x:1", purpose.clone(), state, noon()?);
        refused("a change", store.set(&change), Code::StorePurpose)?;
        let list = ListName::new(purpose, 1).map_err(|error| error.to_string())?;
        refused("the bits", store.bits(&list), Code::StoreUnknown)?;
    }
    same("the history", &said(store.history("urn:x:1"))?, &Vec::new())
}

/// Bitstring Status List 1.0, section 2.1: revocation is not reversible.
///
/// # Errors
/// How it was reversed.
pub fn a_revocation_is_final(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    let clear = Change::new(id, Purpose::Revocation, State::Cleared, noon()?);
    refused("clearing before", store.set(&clear), Code::StoreFinal)?;
    same("revoking", &said(store.set(&Change::revoke(id, noon()?)))?, &Effect::Changed)?;
    refused("clearing after", store.set(&clear), Code::StoreFinal)?;
    said(store.set(&Change::suspend(id, noon()?)))?;
    said(store.set(&Change::reinstate(id, noon()?)))?;
    let record = found(store, id)?;
    same("the revocation", &record.state(&Purpose::Revocation), &Some(State::Set))?;
    same("the bit", &bit(store, &record.reservation, ListName::revocation)?, &1)
}

/// A state that the credential has no entry for would change without anybody seeing it.
///
/// # Errors
/// What the store does otherwise.
pub fn a_state_without_an_entry_does_not_change(store: &dyn StatusStore) -> Outcome {
    let id = "urn:example:revocable-only";
    let request = request(id)?.with_entries(StatusEntries::REVOCATION);
    said(store.reserve(&request))?;
    same("the entries", &found(store, id)?.request.entries, &StatusEntries::REVOCATION)?;
    match store.set(&Change::suspend(id, noon()?)) {
        Err(StoreError::NoEntry { .. }) => {}
        other => return Err(format!("a suspension without an entry gave {other:?}")),
    }
    same("the history", &said(store.history(id))?, &Vec::new())?;
    said(store.set(&Change::revoke(id, noon()?))).map(drop)
}

/// Bitstring Status List 1.0, section 2.1: suspension is reversible.
///
/// # Errors
/// Which step did not take.
pub fn a_suspension_is_reversible(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    let place = said(store.reserve(&request(id)?))?;
    for (change, state, value) in [
        (Change::suspend(id, noon()?), State::Set, 1),
        (Change::reinstate(id, noon()?), State::Cleared, 0),
        (Change::suspend(id, noon()?), State::Set, 1),
        (Change::reinstate(id, noon()?), State::Cleared, 0),
    ] {
        same("the effect", &said(store.set(&change))?, &Effect::Changed)?;
        same("the effect of the same again", &said(store.set(&change))?, &Effect::Unchanged)?;
        same("the suspension", &found(store, id)?.state(&Purpose::Suspension), &Some(state))?;
        same("the bit", &bit(store, &place, ListName::suspension)?, &value)?;
        same("whether it is revoked", &found(store, id)?.is_revoked(), &false)?;
    }
    Ok(())
}

/// The history has what was changed, in its order, as it was asked, and nothing else.
///
/// # Errors
/// What it has.
pub fn the_history_holds_every_change_once(store: &dyn StatusStore) -> Outcome {
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    said(store.reserve(&request("urn:x:2")?))?;
    // The times are out of order on purpose: the order is that of the calls.
    let changes = [
        Change::suspend(id, time("2026-08-03T00:00:00Z")?)
            .because("\u{201c}unter Pr\u{fc}fung\u{201d}\n")
            .by("clerk 7"),
        Change::reinstate(id, time("2026-08-02T00:00:00.50-07:00")?),
        Change::revoke(id, time("2026-08-01T00:00:00Z")?).because(""),
        Change::suspend(id, time("2026-08-01T00:00:00Z")?).by("clerk 8"),
    ];
    for change in &changes {
        same("the effect", &said(store.set(change))?, &Effect::Changed)?;
        let again = change.clone().because("again").by("someone else");
        same("the effect of the same again", &said(store.set(&again))?, &Effect::Unchanged)?;
        let elsewhere = Change { credential: "urn:x:2".to_owned(), ..change.clone() };
        said(store.set(&elsewhere))?;
    }
    same("the history", &said(store.history(id))?, &changes.to_vec())?;
    same("the length of the other history", &said(store.history("urn:x:2"))?.len(), &4)
}

/// A published list says what was set, and each purpose has its own.
///
/// # Errors
/// Which list says something else.
pub fn the_bits_are_those_that_were_set(store: &dyn StatusStore) -> Outcome {
    let mut revoked = Bitstring::new(MINIMUM_ENTRIES);
    let mut suspended = revoked.clone();
    for number in 0..60 {
        let id = format!("urn:x:{number}");
        let place = said(store.reserve(&request(&id)?))?;
        let index = u64::from(place.index);
        if number % 3 == 0 {
            said(store.set(&Change::revoke(&id, noon()?)))?;
            revoked.set(index, 1, 1).map_err(|error| error.to_string())?;
        }
        if number % 4 == 0 {
            said(store.set(&Change::suspend(&id, noon()?)))?;
            suspended.set(index, 1, 1).map_err(|error| error.to_string())?;
        }
    }
    same("the revoked", &said(store.bits(&ListName::revocation(1)))?, &revoked)?;
    same("the suspended", &said(store.bits(&ListName::suspension(1)))?, &suspended)
}

/// A revision changes with the bits of its list, and only then.
///
/// # Errors
/// When it did otherwise.
pub fn revisions_follow_the_bits(store: &dyn StatusStore) -> Outcome {
    let revisions = || -> Result<Vec<u64>, String> {
        Ok(said(store.lists())?.iter().map(|list| list.revision).collect())
    };
    let id = "urn:x:1";
    said(store.reserve(&request(id)?))?;
    let mut before = revisions()?;
    same("the first revisions", &before, &vec![0, 0])?;
    for (change, changes_revocation, changes_suspension) in [
        (Change::suspend(id, noon()?), false, true),
        (Change::suspend(id, noon()?), false, false),
        (Change::revoke(id, noon()?), true, false),
        (Change::reinstate(id, noon()?), false, true),
        (Change::revoke(id, noon()?), false, false),
    ] {
        said(store.set(&change))?;
        let after = revisions()?;
        let grew: Vec<bool> = before.iter().zip(&after).map(|(old, new)| new > old).collect();
        same("which revisions grew", &grew, &vec![changes_revocation, changes_suspension])?;
        before = after;
    }
    said(store.reserve(&request("urn:x:2")?))?;
    same("the revisions after a reservation", &revisions()?, &before)
}

/// No index is allotted twice in one list.
///
/// # Errors
/// Which was.
pub fn indexes_are_unique(store: &dyn StatusStore) -> Outcome {
    let requests = (0..MANY).map(|number| request(&format!("urn:x:{number}")));
    let places = said(store.reserve_many(&requests.collect::<Result<Vec<_>, _>>()?))?;
    let distinct: HashSet<(u32, u32)> = places.iter().map(|p| (p.list, p.index)).collect();
    same("the distinct places", &distinct.len(), &(MANY as usize))?;
    same("the allotted entries", &allotted(store)?, &vec![MANY])
}

/// Indexes are drawn at random over the whole list (Bitstring Status List 1.0, section 2.1).
///
/// # Errors
/// What looks like an order. A store that draws fairly fails less than once in 10^20 times.
pub fn indexes_say_nothing_about_their_order(store: &dyn StatusStore) -> Outcome {
    let places = reserve(store, 0..ALLOTTED)?;
    let indexes: Vec<u32> = places.iter().map(|place| place.index).collect();
    let next_to_the_last =
        indexes.windows(2).filter(|pair| matches!(pair, [a, b] if a.abs_diff(*b) <= 8)).count();
    ensure(next_to_the_last < 10, || format!("{next_to_the_last} indexes are next to the last"))?;
    let rising = indexes.windows(2).filter(|pair| matches!(pair, [a, b] if a < b)).count();
    ensure((15..85).contains(&rising), || format!("{rising} of 99 indexes are above the last"))?;
    for half in [0..MINIMUM_ENTRIES / 2, MINIMUM_ENTRIES / 2..MINIMUM_ENTRIES] {
        let within = indexes.iter().filter(|index| half.contains(index)).count();
        ensure(within > 0, || format!("no index of 100 is in {half:?}"))?;
    }
    Ok(())
}

/// A new list is opened when the planned part of the last one is used, and not before.
///
/// # Errors
/// What the lists hold instead.
pub fn lists_rotate(store: &dyn StatusStore) -> Outcome {
    let places = reserve(store, 0..ALLOTTED * 2 + 1)?;
    for (number, place) in (0..).zip(&places) {
        same("the list", &place.list, &(number / ALLOTTED + 1))?;
    }
    let lists = said(store.lists())?;
    let names: Vec<String> = lists.iter().map(|list| list.name.to_string()).collect();
    let expected = [
        "revocation-1",
        "suspension-1",
        "revocation-2",
        "suspension-2",
        "revocation-3",
        "suspension-3",
    ];
    same("the lists", &names, &expected.map(str::to_owned).to_vec())?;
    same("the allotted entries", &allotted(store)?, &vec![ALLOTTED, ALLOTTED, 1])?;
    ensure(lists.iter().all(|list| list.entries == MINIMUM_ENTRIES), || {
        "other lengths".to_owned()
    })?;

    // Old lists live on.
    said(store.set(&Change::revoke("urn:x:0", noon()?)))?;
    for (number, expected) in [(1, 1), (2, 0), (3, 0)] {
        let bits = said(store.bits(&ListName::revocation(number)))?;
        let set: u32 = bits.as_bytes().iter().map(|byte| byte.count_ones()).sum();
        same("the set bits", &set, &expected)?;
    }
    Ok(())
}

/// A batch reserves in its order, over the end of a list, and is refused like its parts.
///
/// # Errors
/// What it did instead.
pub fn a_batch_is_as_good_as_its_parts(store: &dyn StatusStore) -> Outcome {
    let requests: Vec<Request> =
        (0..250).map(|number| request(&format!("urn:x:{number}"))).collect::<Result<_, _>>()?;
    let places = said(store.reserve_many(&requests))?;
    same("the reservations", &places.len(), &requests.len())?;
    for (request, place) in requests.iter().zip(&places) {
        let record = found(store, request.credential.as_str())?;
        same("the request", &record.request, request)?;
        same("the reservation", &record.reservation, place)?;
    }
    let distinct: HashSet<(u32, u32)> = places.iter().map(|p| (p.list, p.index)).collect();
    same("the distinct places", &distinct.len(), &places.len())?;
    same("the allotted entries", &allotted(store)?, &vec![ALLOTTED, ALLOTTED, 50])?;

    for ids in [["urn:x:new", "urn:x:7"], ["urn:x:twice", "urn:x:twice"]] {
        let batch = ids.map(request).into_iter().collect::<Result<Vec<_>, _>>()?;
        refused("a batch with a duplicate", store.reserve_many(&batch), Code::StoreDuplicate)?;
    }
    let kept = found(store, "urn:x:7")?.reservation;
    same("the reservation of the duplicate", &Some(&kept), &places.get(7))
}

/// What is acknowledged to one thread is not lost to another.
///
/// # Errors
/// What was lost, or given twice.
pub fn threads_do_not_disturb_each_other(store: &dyn StatusStore) -> Outcome {
    const THREADS: u32 = 8;
    const EACH: u32 = 40;
    let work = |thread: u32| -> Result<Vec<Reservation>, String> {
        let places = reserve(store, thread * EACH..(thread + 1) * EACH)?;
        for number in thread * EACH..thread * EACH + EACH / 2 {
            said(store.set(&Change::revoke(format!("urn:x:{number}"), noon()?)))?;
        }
        Ok(places)
    };
    let work = &work;
    let finished: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(move || work(t))).collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });

    let mut distinct = HashSet::new();
    for (thread, places) in (0..).zip(finished) {
        let places = places.map_err(|_| "a thread panicked".to_owned())??;
        for (number, place) in (thread * EACH..).zip(places) {
            let record = found(store, &format!("urn:x:{number}"))?;
            same("the reservation", &record.reservation, &place)?;
            let is_revoked = number % EACH < EACH / 2;
            same("whether it is revoked", &record.is_revoked(), &is_revoked)?;
            let bit = bit(store, &place, ListName::revocation)?;
            same("its bit", &(bit == 1), &is_revoked)?;
            ensure(distinct.insert((place.list, place.index)), || format!("{place:?} came twice"))?;
        }
    }
    let total: u32 = allotted(store)?.iter().sum();
    same("the allotted entries", &total, &(THREADS * EACH))
}

fn reserve(
    store: &dyn StatusStore,
    numbers: std::ops::Range<u32>,
) -> Result<Vec<Reservation>, String> {
    numbers.map(|number| said(store.reserve(&request(&format!("urn:x:{number}"))?))).collect()
}

fn request(id: &str) -> Result<Request, String> {
    let id = Iri::parse(id).map_err(|error| error.to_string())?;
    Ok(Request::new(id, noon()?).with_entries(StatusEntries::REVOCATION_AND_SUSPENSION))
}

/// What the entries of [`request`] say at first.
fn cleared() -> Vec<(Purpose, State)> {
    [Purpose::Revocation, Purpose::Suspension].map(|purpose| (purpose, State::Cleared)).to_vec()
}

fn noon() -> Result<Timestamp, String> {
    time("2026-08-01T12:00:00Z")
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|error: crate::text::NotATimestamp| error.to_string())
}

fn found(store: &dyn StatusStore, id: &str) -> Result<super::Record, String> {
    said(store.find(id))?.ok_or_else(|| format!("{id:?} is not found"))
}

fn bit(
    store: &dyn StatusStore,
    place: &Reservation,
    name: fn(u32) -> ListName,
) -> Result<u64, String> {
    let bits = said(store.bits(&name(place.list)))?;
    bits.value(place.index.into(), 1).map_err(|error| error.to_string())
}

/// The allotted entries by number; the two lists of a number must agree.
fn allotted(store: &dyn StatusStore) -> Result<Vec<u32>, String> {
    let lists = said(store.lists())?;
    lists
        .chunks(2)
        .map(|pair| match pair {
            [a, b] if a.allotted == b.allotted => Ok(a.allotted),
            other => Err(format!("the lists of a number differ: {other:?}")),
        })
        .collect()
}

fn said<T>(result: Result<T, StoreError>) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", error.code()))
}

fn refused<T: Debug>(what: &str, result: Result<T, StoreError>, code: Code) -> Outcome {
    match result {
        Err(error) if error.code() == code => Ok(()),
        Err(error) => Err(format!("{what}: refused with {}, not {code}: {error}", error.code())),
        Ok(value) => Err(format!("{what}: not refused with {code}: {value:?}")),
    }
}

fn same<T: PartialEq + Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    ensure(found == expected, || format!("{what}: found {found:?}, expected {expected:?}"))
}

fn ensure(condition: bool, message: impl FnOnce() -> String) -> Outcome {
    if condition { Ok(()) } else { Err(message()) }
}
