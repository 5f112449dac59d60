use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Change, Effect, Intake, ListInfo, ListName, ListPlan, Logged, Place, Record, Request,
    Reservation, StatusEntries, StatusStore, StatusUrl, StoreError, check_number, draw,
};
use crate::random::{Random, SystemRandom};
use crate::status::{Bitstring, Purpose};
use crate::text::{Iri, Timestamp};

/// A [`StatusStore`] that lives as long as the program: for tests, examples, and issuers that
/// publish no revocations.
pub struct MemoryStore {
    url: StatusUrl,
    plan: ListPlan,
    random: Box<dyn Random>,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    issuer: Option<Iri>,
    /// By their numbers.
    lists: BTreeMap<u32, List>,
    /// No list of this number or of one below it is opened any more.
    skipped: u32,
    credentials: HashMap<String, Kept>,
    /// The identifiers of the credentials by their places.
    places: BTreeMap<Place, String>,
    /// The identifiers of the credentials by the requests that were granted.
    granted: HashMap<String, String>,
    /// The changes that were made, by which revisions are numbered.
    changes: u64,
}

/// The lists of one number.
struct List {
    entries: StatusEntries,
    plan: ListPlan,
    allotted: u32,
    intake: Intake,
    opened_at: Timestamp,
    used: Bitstring,
    published: Vec<Published>,
    log: Vec<Logged>,
}

struct Published {
    purpose: Purpose,
    size: u32,
    bits: Bitstring,
    revision: u64,
    changed_at: Option<Timestamp>,
}

struct Kept {
    request: Request,
    place: Place,
    history: Vec<Change>,
}

impl MemoryStore {
    /// An empty store for lists that are published at `url`.
    pub fn new(url: StatusUrl) -> Self {
        let shelf = Mutex::default();
        Self { url, plan: ListPlan::default(), random: Box::new(SystemRandom), shelf }
    }

    /// With another plan for the lists that are opened from now on.
    pub fn with_plan(mut self, plan: ListPlan) -> Self {
        self.plan = plan;
        self
    }

    /// With another source of chance than the operating system's.
    pub fn with_random(mut self, random: impl Random + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // Every change of the shelf is made after all that can fail.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, kept: &Kept) -> Record {
        let reservation = Reservation::new(self.url.clone(), kept.place, &kept.request);
        Record::new(kept.request.clone(), reservation, |purpose| {
            let last = kept.history.iter().rfind(|change| change.purpose == *purpose);
            last.map(|change| change.state.value())
        })
    }
}

impl StatusStore for MemoryStore {
    fn url(&self) -> &StatusUrl {
        &self.url
    }

    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        Ok(self.shelf().issuer.clone())
    }

    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        Ok(self.shelf().issuer.get_or_insert_with(|| issuer.clone()).clone())
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut shelf = self.shelf();
        if let Some(name) = &request.request_id
            && let Some(kept) =
                shelf.granted.get(name).and_then(|granted| shelf.credentials.get(granted))
        {
            return match request.repeats(&kept.request) {
                true => Ok(Reservation::new(self.url.clone(), kept.place, &kept.request)),
                false => Err(StoreError::Request(name.clone())),
            };
        }
        let id = request.credential.as_str();
        if shelf.credentials.contains_key(id) {
            return Err(StoreError::Duplicate(id.to_owned()));
        }
        let (list, opened) = shelf.open_list(self.plan, request)?;
        let index = draw(&*self.random, list, opened.plan.entries(), |index| {
            let is_free = opened.used.value(index.into(), 1).map_err(StoreError::failed)? == 0;
            if is_free {
                opened.used.set(index.into(), 1, 1).map_err(StoreError::failed)?;
                opened.allotted += 1;
            }
            Ok(is_free)
        })?;
        let place = Place { list, index };
        if let Some(name) = &request.request_id {
            shelf.granted.insert(name.clone(), id.to_owned());
        }
        shelf.places.insert(place, id.to_owned());
        let kept = Kept { request: request.clone(), place, history: Vec::new() };
        shelf.credentials.insert(id.to_owned(), kept);
        Ok(Reservation::new(self.url.clone(), place, request))
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        change.check()?;
        let mut shelf = self.shelf();
        let Shelf { lists, credentials, changes, .. } = &mut *shelf;
        let unknown = || StoreError::Unknown(change.credential.clone());
        let kept = credentials.get_mut(&change.credential).ok_or_else(unknown)?;
        change.check_for(kept.request.entries)?;
        let list = lists.get_mut(&kept.place.list).ok_or_else(unknown)?;
        let published =
            list.published.iter_mut().find(|published| published.purpose == change.purpose);
        let published = published.ok_or_else(|| StoreError::Purpose(change.purpose.clone()))?;

        let (index, value) = (u64::from(kept.place.index), u64::from(change.state.value()));
        if published.bits.value(index, published.size).map_err(StoreError::failed)? == value {
            return Ok(Effect::Unchanged);
        }
        published.bits.set(index, published.size, value).map_err(StoreError::failed)?;
        *changes += 1;
        published.revision = *changes;
        published.changed_at = Some(change.at.clone());
        kept.history.push(change.clone());
        list.log.push(Logged::new(*changes, kept.place.index, change.clone()));
        Ok(Effect::Changed)
    }

    fn rotate(&self, _: &Timestamp) -> Result<Vec<u32>, StoreError> {
        let mut shelf = self.shelf();
        let mut closed = Vec::new();
        for (number, list) in &mut shelf.lists {
            if list.has_room() && list.allotted > 0 {
                list.intake = Intake::Closed;
                closed.push(*number);
            }
        }
        Ok(closed)
    }

    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        check_number(number)?;
        let closed = self.rotate(at)?;
        let mut shelf = self.shelf();
        shelf.skipped = shelf.skipped.max(number);
        Ok(closed)
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        Ok(self.shelf().credentials.get(credential).map(|kept| self.record(kept)))
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        let shelf = self.shelf();
        let kept = shelf.credentials.get(credential);
        kept.map(|kept| kept.history.clone())
            .ok_or_else(|| StoreError::Unknown(credential.to_owned()))
    }

    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        use std::ops::Bound::{Excluded, Unbounded};
        let shelf = self.shelf();
        let places = shelf.places.range((after.map_or(Unbounded, Excluded), Unbounded));
        let kept = places.filter_map(|(_, credential)| shelf.credentials.get(credential));
        Ok(kept.take(limit as usize).map(|kept| self.record(kept)).collect())
    }

    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let shelf = self.shelf();
        let log = shelf.lists.get(&list).map_or(&[][..], |list| &list.log);
        let log = log.iter().filter(|logged| logged.number > after);
        Ok(log.take(limit as usize).cloned().collect())
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        let shelf = self.shelf();
        let infos = shelf.lists.iter().flat_map(|(number, list)| {
            list.published.iter().map(move |published| ListInfo {
                name: ListName::of(published.purpose.clone(), *number),
                entries: list.plan.entries(),
                size: published.size,
                allotted: list.allotted,
                revision: published.revision,
                changed_at: published.changed_at.clone(),
                intake: list.intake,
                opened_at: list.opened_at.clone(),
            })
        });
        Ok(infos.collect())
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        let shelf = self.shelf();
        let found = shelf.lists.get(&list.number());
        found
            .and_then(|found| found.published.iter().find(|it| it.purpose == *list.purpose()))
            .map(|published| published.bits.clone())
            .ok_or_else(|| StoreError::UnknownList(list.clone()))
    }
}

impl Shelf {
    /// The list to allot from, and its number; opened where there is none with room.
    fn open_list(
        &mut self,
        plan: ListPlan,
        request: &Request,
    ) -> Result<(u32, &mut List), StoreError> {
        let last = self.lists.iter().rev().find(|(_, list)| list.entries == request.entries);
        let number = match last {
            Some((number, list)) if list.has_room() => *number,
            _ => {
                let last = self.lists.last_key_value().map_or(0, |(number, _)| *number);
                let last = last.max(self.skipped);
                last.checked_add(1).ok_or(StoreError::Full(last))?
            }
        };
        Ok((number, self.lists.entry(number).or_insert_with(|| List::new(plan, request))))
    }
}

impl List {
    fn new(plan: ListPlan, request: &Request) -> Self {
        let plan = plan.of(request.entries);
        let published = |(purpose, size)| {
            let bits = Bitstring::new(plan.entries().saturating_mul(size));
            Published { purpose, size, bits, revision: 0, changed_at: None }
        };
        Self {
            entries: request.entries,
            plan,
            allotted: 0,
            intake: Intake::Open,
            opened_at: request.at.clone(),
            used: Bitstring::new(plan.entries()),
            published: request.entries.purposes().map(published).collect(),
            log: Vec::new(),
        }
    }

    fn has_room(&self) -> bool {
        self.intake == Intake::Open && self.allotted < self.plan.allotted()
    }
}
