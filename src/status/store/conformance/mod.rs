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

mod credentials;
mod lists;
mod requests;
mod states;

use std::fmt::Debug;

use super::{
    Change, Effect, Intake, ListName, ListPlan, Place, Request, Reservation, State, StatusEntries,
    StatusStore, StatusUrl, StoreError, audit,
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
    Check::new("a new store is empty", credentials::a_new_store_is_empty),
    Check::new("the issuer that was kept first stays", credentials::the_first_issuer_stays),
    Check::new("what was reserved is found", credentials::what_was_reserved_is_found),
    Check::new("identifiers are compared exactly", credentials::identifiers_are_compared_exactly),
    Check::new("a credential is reserved once", credentials::a_credential_is_reserved_once),
    Check::new("an unknown credential is refused", credentials::an_unknown_credential_is_refused),
    Check::new("other purposes are refused", states::other_purposes_are_refused),
    Check::new("a revocation is final", states::a_revocation_is_final),
    Check::new("a suspension is reversible", states::a_suspension_is_reversible),
    Check::new(
        "a state without an entry does not change",
        states::a_state_without_an_entry_does_not_change,
    ),
    Check::new("the history holds every change once", states::the_history_holds_every_change_once),
    Check::new("the bits are those that were set", lists::the_bits_are_those_that_were_set),
    Check::new("revisions follow the bits", lists::revisions_follow_the_bits),
    Check { allotted: MANY, ..Check::new("indexes are unique", credentials::indexes_are_unique) },
    Check::new(
        "indexes say nothing about their order",
        credentials::indexes_say_nothing_about_their_order,
    ),
    Check::new("lists rotate", lists::lists_rotate),
    Check::new("a batch is as good as its parts", credentials::a_batch_is_as_good_as_its_parts),
    Check::new("threads do not disturb each other", credentials::threads_do_not_disturb_each_other),
    Check::new("a message has a value", states::a_message_has_a_value),
    Check::new("many changes are as good as one by one", states::many_changes_are_as_good),
    Check::new("a request is granted once", requests::a_request_is_granted_once),
    Check::new("a request of other content is refused", requests::of_other_content),
    Check::new("a refused request is not remembered", requests::refused_is_not_remembered),
    Check::new("a batch repeats requests", requests::a_batch_repeats_requests),
    Check::new("threads share a request", requests::threads_share_a_request),
    Check::new("each kind of credential has its lists", lists::each_kind_has_its_lists),
    Check::new("lists rotate on command", lists::rotate_on_command),
    Check::new("numbers of lists are skipped", lists::numbers_are_skipped),
    Check::new("records come in pages", lists::records_come_in_pages),
    Check::new("changes come in pages", lists::changes_come_in_pages),
    Check::new("the store agrees with itself", lists::the_store_agrees_with_itself),
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

/// Every purpose, with so many bits for messages.
fn with_messages(bits: u8) -> Result<StatusEntries, String> {
    let entries = StatusEntries::REVOCATION_AND_SUSPENSION.and_refresh().and_message(bits);
    entries.ok_or_else(|| format!("no messages of {bits} bits"))
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

/// The allotted entries by number; the lists of a number must agree.
fn allotted(store: &dyn StatusStore) -> Result<Vec<u32>, String> {
    let lists = said(store.lists())?;
    lists
        .chunk_by(|a, b| a.name.number() == b.name.number())
        .map(|lists| match lists {
            [one, others @ ..] if others.iter().all(|it| it.allotted == one.allotted) => {
                Ok(one.allotted)
            }
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
