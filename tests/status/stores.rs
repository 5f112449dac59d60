//! Stores: the trait, the conformance kit, the memory store.

#[cfg(feature = "sqlite")]
mod sqlite;

use super::*;
use std::collections::HashSet;
use std::sync::Mutex;

use openbadges::Iri;

fn noon() -> Timestamp {
    "2026-08-01T12:00:00Z".parse().unwrap()
}

fn request(id: impl std::fmt::Display) -> Request {
    Request::new(format!("urn:x:{id}").parse().unwrap(), noon())
        .with_entries(StatusEntries::REVOCATION_AND_SUSPENSION)
}

fn plan(allotted: u32) -> ListPlan {
    ListPlan::new(MINIMUM_ENTRIES, allotted).unwrap()
}

fn code<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Code {
    result.unwrap_err().code()
}

#[test]
fn a_memory_store_conforms() {
    let open = |plan| -> Result<Box<dyn StatusStore>, String> {
        Ok(Box::new(MemoryStore::new(conformance::url()).with_plan(plan)))
    };
    conformance::run(&open).unwrap();
}

/// What can be wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Nothing,
    Url,
    CountsUp,
    RepeatsIndexes,
    NeverRotates,
    ReservesTwice,
    FoldsCase,
    LosesTheRecipient,
    FindsWhatIsNotThere,
    ClearsRevocations,
    KeepsSuspensions,
    TakesEveryPurpose,
    ForgetsReasons,
    RecordsWhatDidNotChange,
    MixesPurposes,
    HasOneRevision,
    ShufflesBatches,
    ForgetsRequests,
    GrantsOtherContent,
    ConfusesRequests,
    HasOneKindOfList,
    NeverCloses,
    NeverSkips,
    SkipsWithoutClosing,
    ForgetsWhenItChanged,
    LosesARecord,
    RepeatsChanges,
    RoundsMessages,
    Miscounts,
    ChangesItsIssuer,
}

/// A store that is right but for one thing.
struct Faulty {
    wrong: Wrong,
    inner: MemoryStore,
    places: Mutex<Vec<Reservation>>,
    extra: Mutex<Vec<Change>>,
    other_url: StatusUrl,
}

/// Indexes in their order.
struct Counting(Mutex<u64>);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        let mut next = self.0.lock().unwrap();
        bytes.copy_from_slice(&next.to_le_bytes()[..bytes.len()]);
        *next += 1;
        Ok(())
    }
}

impl Faulty {
    fn new(wrong: Wrong, plan: ListPlan) -> Self {
        let mut inner = MemoryStore::new(conformance::url()).with_plan(plan);
        if wrong == Wrong::CountsUp {
            inner = inner.with_random(Counting(Mutex::new(0)));
        }
        if wrong == Wrong::NeverRotates {
            inner = inner.with_plan(super::stores::plan(60_000));
        }
        let other_url = "https://issuer.example/elsewhere".parse().unwrap();
        let (places, extra) = Default::default();
        Self { wrong, inner, places, extra, other_url }
    }

    fn id(&self, id: &str) -> String {
        if self.wrong == Wrong::FoldsCase { id.to_lowercase() } else { id.to_owned() }
    }
}

impl StatusStore for Faulty {
    fn url(&self) -> &StatusUrl {
        if self.wrong == Wrong::Url { &self.other_url } else { self.inner.url() }
    }

    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        self.inner.issuer()
    }

    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        let kept = self.inner.keep_issuer(issuer)?;
        Ok(if self.wrong == Wrong::ChangesItsIssuer { issuer.clone() } else { kept })
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut request = request.clone();
        request.credential = self.id(request.credential.as_str()).parse().unwrap();
        match self.wrong {
            Wrong::LosesTheRecipient => request.recipient = None,
            Wrong::ForgetsRequests => request.request_id = None,
            Wrong::GrantsOtherContent => request.content = None,
            Wrong::ConfusesRequests => {
                request.request_id = request.request_id.map(|name| name.trim().to_owned());
            }
            Wrong::HasOneKindOfList => {
                request.entries = StatusEntries::REVOCATION_AND_SUSPENSION;
            }
            _ => {}
        }
        let result = self.inner.reserve(&request);
        if let (Err(StoreError::Duplicate(id)), Wrong::ReservesTwice) = (&result, self.wrong) {
            return Ok(self.inner.find(id)?.unwrap().reservation);
        }
        let mut place = result?;
        let mut places = self.places.lock().unwrap();
        if self.wrong == Wrong::RepeatsIndexes && places.len() == 2_500 {
            place = places[7].clone();
        }
        places.push(place.clone());
        Ok(place)
    }

    fn reserve_many(&self, requests: &[Request]) -> Result<Vec<Reservation>, StoreError> {
        let mut places: Vec<Reservation> =
            requests.iter().map(|request| self.reserve(request)).collect::<Result<_, _>>()?;
        if self.wrong == Wrong::ShufflesBatches {
            places.sort_by_key(|place| (place.list, place.index));
        }
        Ok(places)
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        let mut change = change.clone();
        change.credential = self.id(&change.credential);
        match (self.wrong, &change.purpose, change.state) {
            (Wrong::ClearsRevocations, Purpose::Revocation, State::Cleared) => {
                return Ok(Effect::Changed);
            }
            (Wrong::KeepsSuspensions, Purpose::Suspension, State::Cleared) => {
                return Ok(Effect::Changed);
            }
            (Wrong::TakesEveryPurpose, Purpose::Refresh, _) => return Ok(Effect::Changed),
            (Wrong::ForgetsReasons, _, _) => change.reason = None,
            (Wrong::RoundsMessages, _, State::Message(value)) => {
                change.state = State::Message(value & 6);
            }
            _ => {}
        }
        let effect = self.inner.set(&change)?;
        if self.wrong == Wrong::RecordsWhatDidNotChange && effect == Effect::Unchanged {
            self.extra.lock().unwrap().push(change);
        }
        Ok(effect)
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        if self.wrong == Wrong::FindsWhatIsNotThere {
            return self.inner.find(credential.trim_end());
        }
        self.inner.find(&self.id(credential))
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        let mut history = self.inner.history(&self.id(credential))?;
        history.extend(self.extra.lock().unwrap().iter().cloned());
        Ok(history)
    }

    fn rotate(&self, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        if self.wrong == Wrong::NeverCloses { Ok(Vec::new()) } else { self.inner.rotate(at) }
    }

    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        match self.wrong {
            Wrong::NeverSkips => self.inner.rotate(at),
            Wrong::SkipsWithoutClosing => self.inner.rotate_beyond(number, at).map(|_| Vec::new()),
            _ => self.inner.rotate_beyond(number, at),
        }
    }

    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        let mut records = self.inner.records(after, limit)?;
        if self.wrong == Wrong::LosesARecord && records.len() == 64 {
            records.remove(12);
        }
        Ok(records)
    }

    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let after = after.saturating_sub((self.wrong == Wrong::RepeatsChanges).into());
        self.inner.changes(list, after, limit)
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        let mut lists = self.inner.lists()?;
        if self.wrong == Wrong::HasOneRevision {
            let greatest = lists.iter().map(|list| list.revision).max().unwrap_or(0);
            lists.iter_mut().for_each(|list| list.revision = greatest);
        }
        if self.wrong == Wrong::ForgetsWhenItChanged {
            lists.iter_mut().for_each(|list| list.changed_at = None);
        }
        if self.wrong == Wrong::Miscounts {
            lists.iter_mut().filter(|list| list.allotted == 26).for_each(|list| list.allotted = 25);
        }
        Ok(lists)
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        if self.wrong == Wrong::MixesPurposes && *list.purpose() == Purpose::Suspension {
            return self.inner.bits(&ListName::revocation(list.number()));
        }
        self.inner.bits(list)
    }
}

#[test]
fn the_conformance_kit_finds_what_is_wrong() {
    use Wrong::*;
    for (wrong, check) in [
        (Url, "a new store is empty"),
        (CountsUp, "indexes say nothing about their order"),
        (RepeatsIndexes, "indexes are unique"),
        (NeverRotates, "lists rotate"),
        (ReservesTwice, "a credential is reserved once"),
        (FoldsCase, "identifiers are compared exactly"),
        (LosesTheRecipient, "what was reserved is found"),
        (FindsWhatIsNotThere, "an unknown credential is refused"),
        (ClearsRevocations, "a revocation is final"),
        (KeepsSuspensions, "a suspension is reversible"),
        (TakesEveryPurpose, "other purposes are refused"),
        (ForgetsReasons, "the history holds every change once"),
        (RecordsWhatDidNotChange, "the history holds every change once"),
        (MixesPurposes, "the bits are those that were set"),
        (HasOneRevision, "revisions follow the bits"),
        (ShufflesBatches, "a batch is as good as its parts"),
        (ForgetsRequests, "a request is granted once"),
        (ForgetsRequests, "threads share a request"),
        (GrantsOtherContent, "a request of other content is refused"),
        (ConfusesRequests, "a request is granted once"),
        (HasOneKindOfList, "each kind of credential has its lists"),
        (NeverCloses, "lists rotate on command"),
        (NeverSkips, "numbers of lists are skipped"),
        (SkipsWithoutClosing, "numbers of lists are skipped"),
        (ForgetsWhenItChanged, "revisions follow the bits"),
        (LosesARecord, "records come in pages"),
        (RepeatsChanges, "changes come in pages"),
        (RoundsMessages, "a message has a value"),
        (Miscounts, "the store agrees with itself"),
        (ChangesItsIssuer, "the issuer that was kept first stays"),
    ] {
        let open = |plan| -> Result<Box<dyn StatusStore>, String> {
            Ok(Box::new(Faulty::new(wrong, plan)))
        };
        let found = conformance::run(&open).unwrap_err();
        assert!(found.lines().any(|line| line.starts_with(check)), "{wrong:?}: {found}");
    }
    conformance::run(&|plan| Ok(Box::new(Faulty::new(Nothing, plan)))).unwrap();
}

/// A store in which something contradicts something else.
struct Torn<'a> {
    inner: &'a MemoryStore,
    tear: fn(&mut Parts),
}

/// What an audit reads.
struct Parts {
    lists: Vec<ListInfo>,
    records: Vec<Record>,
    changes: Vec<Logged>,
    bits: Bitstring,
}

impl Torn<'_> {
    fn parts(&self) -> Parts {
        let lists = self.inner.lists().unwrap();
        let records = self.inner.records(None, 1_000).unwrap();
        let changes = self.inner.changes(1, 0, 1_000).unwrap();
        let bits = self.inner.bits(&ListName::revocation(1)).unwrap();
        let mut parts = Parts { lists, records, changes, bits };
        (self.tear)(&mut parts);
        parts
    }
}

impl StatusStore for Torn<'_> {
    fn url(&self) -> &StatusUrl {
        self.inner.url()
    }
    fn reserve(&self, _: &Request) -> Result<Reservation, StoreError> {
        unreachable!()
    }
    fn set(&self, _: &Change) -> Result<Effect, StoreError> {
        unreachable!()
    }
    fn rotate(&self, _: &Timestamp) -> Result<Vec<u32>, StoreError> {
        unreachable!()
    }
    fn rotate_beyond(&self, _: u32, _: &Timestamp) -> Result<Vec<u32>, StoreError> {
        unreachable!()
    }
    fn find(&self, _: &str) -> Result<Option<Record>, StoreError> {
        unreachable!()
    }
    fn history(&self, _: &str) -> Result<Vec<Change>, StoreError> {
        unreachable!()
    }
    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        let mut records = self.parts().records;
        records.retain(|record| Some(record.reservation.place()) > after);
        records.truncate(limit as usize);
        Ok(records)
    }
    fn changes(&self, _: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let mut changes = self.parts().changes;
        changes.retain(|logged| logged.number > after);
        changes.truncate(limit as usize);
        Ok(changes)
    }
    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        Ok(self.parts().lists)
    }
    fn bits(&self, _: &ListName) -> Result<Bitstring, StoreError> {
        Ok(self.parts().bits)
    }
}

#[test]
fn an_audit_finds_what_contradicts_itself() {
    let store = MemoryStore::new(conformance::url());
    for id in 0..20 {
        store.reserve(&request(id).with_entries(StatusEntries::REVOCATION)).unwrap();
    }
    for id in 0..3 {
        store.set(&Change::revoke(format!("urn:x:{id}"), noon())).unwrap();
    }
    assert_eq!(audit(&store).unwrap(), audit(&Torn { inner: &store, tear: |_| {} }).unwrap());
    type Tear = fn(&mut Parts);
    let tears: [(&str, Tear, &[&str]); 10] = [
        ("a count", |parts| parts.lists[0].allotted += 1, &["Count"]),
        (
            "a record that is lost",
            |parts| {
                let lost = standing(parts, 3);
                parts.records.remove(lost);
            },
            &["Count"],
        ),
        ("a bit that nobody set", |parts| flip(parts, 0, 1), &["Bits", "Record"]),
        (
            "a bit that was lost",
            |parts| {
                let index = parts.changes[0].index;
                parts.bits.set(index.into(), 1, 0).unwrap();
            },
            &["Bits", "Record"],
        ),
        ("a change that was lost", |parts| drop(parts.changes.remove(0)), &["Bits"]),
        (
            "a change of another",
            |parts| parts.changes[0].change.credential = "urn:x:19".to_owned(),
            &["Change"],
        ),
        (
            "a change without an entry",
            |parts| parts.changes[0].change.purpose = Purpose::Suspension,
            &["Bits", "Change"],
        ),
        (
            "a change where nobody is",
            |parts| {
                let gone = parts.changes[0].index;
                parts.records.retain(|record| record.reservation.index != gone);
            },
            &["Change", "Count"],
        ),
        (
            "two records at one place",
            |parts| {
                let at = standing(parts, 4);
                let twice = parts.records[at].clone();
                parts.records.insert(at + 1, twice);
            },
            &["Count", "Place"],
        ),
        (
            "a record beyond the lists",
            |parts| {
                let last = standing(parts, 16);
                let mut beyond = parts.records.remove(last);
                beyond.reservation.list = 9;
                parts.records.push(beyond);
            },
            &["Beyond", "Count"],
        ),
    ];
    for (name, tear, expected) in tears {
        let found = audit(&Torn { inner: &store, tear }).unwrap().inconsistencies;
        let mut kinds: Vec<String> = found
            .iter()
            .map(|it| format!("{it:?}").split([' ', '(']).next().unwrap().to_owned())
            .collect();
        kinds.sort();
        kinds.dedup();
        assert_eq!(kinds, expected, "{name}: {found:?}");
    }
}

/// What others keep changing is no contradiction: nothing is said of it.
#[test]
fn an_audit_says_nothing_of_what_keeps_changing() {
    let store = MemoryStore::new(conformance::url());
    for id in 0..20 {
        store.reserve(&request(id).with_entries(StatusEntries::REVOCATION)).unwrap();
    }
    let tear: fn(&mut Parts) = |parts| {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(100);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        parts.lists[0].allotted = count;
    };
    let found = audit(&Torn { inner: &store, tear }).unwrap();
    assert_eq!((found.inconsistencies, found.moving, found.records), (vec![], vec![1], 0));
}

/// Where a record stands that was not revoked. Which ones were is chance: places are drawn.
fn standing(parts: &Parts, skip: usize) -> usize {
    let mut all = parts.records.iter().enumerate().filter(|(_, record)| !record.is_revoked());
    all.nth(skip).unwrap().0
}

/// Turns the bit of a record that stands at 0.
fn flip(parts: &mut Parts, skip: usize, value: u64) {
    let mut free = parts.records.iter().filter(|record| !record.is_revoked()).skip(skip);
    let index = free.next().unwrap().reservation.index;
    parts.bits.set(index.into(), 1, value).unwrap();
}

#[test]
fn lists_are_half_full_before_the_next_one_opens() {
    let store = MemoryStore::new(conformance::url());
    let places: HashSet<(u32, u32)> = (0..140_000)
        .map(|id| store.reserve(&request(id)).unwrap())
        .map(|place| (place.list, place.index))
        .collect();
    assert_eq!(places.len(), 140_000);
    let allotted: Vec<u32> = store.lists().unwrap().iter().map(|list| list.allotted).collect();
    assert_eq!(allotted, [65_536, 65_536, 65_536, 65_536, 8_928, 8_928]);
}

#[test]
fn without_chance_nothing_is_reserved() {
    struct Stuck;
    impl Random for Stuck {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
            bytes.fill(7);
            Ok(())
        }
    }
    struct Broken;
    impl Random for Broken {
        fn fill(&self, _: &mut [u8]) -> Result<(), NoRandom> {
            Err(NoRandom)
        }
    }
    let store = MemoryStore::new(conformance::url()).with_random(Stuck);
    store.reserve(&request(1)).unwrap();
    assert_eq!(code(store.reserve(&request(2))), Code::StoreFull);
    assert_eq!(store.find("urn:x:2").unwrap(), None);
    assert_eq!(store.lists().unwrap()[0].allotted, 1);

    let store = MemoryStore::new(conformance::url()).with_random(Broken);
    assert_eq!(code(store.reserve(&request(1))), Code::StoreFailed);
    assert_eq!(store.find("urn:x:1").unwrap(), None);
}

#[test]
fn plans_leave_room() {
    assert_eq!(ListPlan::new(131_072, 65_536), Some(ListPlan::default()));
    assert!(ListPlan::new(8 * 1024 * 1024, 1).is_some());
    assert!(ListPlan::new(131_072, 98_304).is_some());
    for (entries, allotted) in [
        (131_071, 1),
        (131_064, 1),
        (131_073, 1),
        (131_072, 0),
        (131_072, 98_305),
        (8 * 1024 * 1024 + 8, 1),
        (u32::MAX, 1),
        (0, 0),
    ] {
        assert_eq!(ListPlan::new(entries, allotted), None, "{entries} {allotted}");
    }
}

#[test]
fn urls_and_names_have_one_spelling() {
    let url: StatusUrl = "https://issuer.example/status///".parse().unwrap();
    assert_eq!(url, "https://issuer.example/status".parse().unwrap());
    for text in [
        "",
        "status",
        "https://",
        "https:///",
        "did:web:issuer.example",
        "urn:x:y",
        "/status",
        "https://issuer.example/?a",
        "https://issuer.example/#a",
        "https://issuer.example/a b",
        "ftp://issuer.example",
        "https://u:p@issuer.example/",
    ] {
        assert_eq!(text.parse::<StatusUrl>().unwrap_err().code(), Code::StoreUrl, "{text}");
    }
    let text = url.list(&ListName::suspension(12)).to_string();
    assert_eq!(text, "https://issuer.example/status/suspension-12");

    assert_eq!("suspension-12".parse(), Ok(ListName::suspension(12)));
    assert_eq!("a-b-4294967295".parse(), ListName::new(Purpose::from("a-b"), u32::MAX));
    for text in [
        "",
        "-",
        "-1",
        "revocation",
        "revocation-",
        "revocation-+1",
        "revocation-01",
        "revocation--",
        "revocation-4294967296",
        "../x-1",
        "a/b-1",
        "a b-1",
        "\u{e9}-1",
    ] {
        assert!(text.parse::<ListName>().is_err(), "{text}");
    }
}

#[test]
fn entries_of_a_reservation_name_its_lists() {
    let place = Place { list: 3, index: 77 };
    let place = Reservation::new(conformance::url(), place, &request(1));
    let (revocation, suspension) = (place.revocation(), place.suspension());
    assert_eq!(revocation.purpose, Purpose::Revocation);
    assert_eq!(revocation.list.as_str(), "https://issuer.example/status/revocation-3");
    assert_eq!(suspension.purpose, Purpose::Suspension);
    let text = suspension.to_value().to_string();
    let expected = r#"{"id":"https://issuer.example/status/suspension-3#77","type":"BitstringStatusListEntry","statusPurpose":"suspension","statusListIndex":"77","statusListCredential":"https://issuer.example/status/suspension-3"}"#;
    assert_eq!(text, expected);
}
