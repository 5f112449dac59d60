use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Change, Effect, ListInfo, ListName, ListPlan, Record, Request, Reservation, State, StatusStore,
    StatusUrl, StoreError, check_entry, draw,
};
use crate::random::{Random, SystemRandom};
use crate::status::{Bitstring, Purpose};

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
    lists: Vec<List>,
    credentials: HashMap<String, Kept>,
    /// The changes that were made, by which revisions are numbered.
    changes: u64,
}

/// The two lists of one number.
struct List {
    plan: ListPlan,
    allotted: u32,
    used: Bitstring,
    revocation: Published,
    suspension: Published,
}

struct Published {
    bits: Bitstring,
    revision: u64,
}

struct Kept {
    request: Request,
    list: u32,
    index: u32,
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
}

impl StatusStore for MemoryStore {
    fn url(&self) -> &StatusUrl {
        &self.url
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut shelf = self.shelf();
        let id = request.credential.as_str();
        if shelf.credentials.contains_key(id) {
            return Err(StoreError::Duplicate(id.to_owned()));
        }
        let (number, list) = shelf.open_list(self.plan)?;
        let index = draw(&*self.random, number, list.plan.entries(), |index| {
            let is_free = list.used.value(index.into(), 1).map_err(StoreError::failed)? == 0;
            if is_free {
                list.used.set(index.into(), 1, 1).map_err(StoreError::failed)?;
                list.allotted += 1;
            }
            Ok(is_free)
        })?;
        let kept = Kept { request: request.clone(), list: number, index, history: Vec::new() };
        shelf.credentials.insert(id.to_owned(), kept);
        Ok(Reservation::new(self.url.clone(), number, index))
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        change.check()?;
        let mut shelf = self.shelf();
        let Shelf { lists, credentials, changes } = &mut *shelf;
        let unknown = || StoreError::Unknown(change.credential.clone());
        let kept = credentials.get_mut(&change.credential).ok_or_else(unknown)?;
        check_entry(change, kept.request.entries)?;
        let list = at(kept.list).and_then(|place| lists.get_mut(place)).ok_or_else(unknown)?;
        let published = list.published_mut(&change.purpose);
        let published = published.ok_or_else(|| StoreError::Purpose(change.purpose.clone()))?;

        let index = u64::from(kept.index);
        let bit = u64::from(change.state == State::Set);
        if published.bits.value(index, 1).map_err(StoreError::failed)? == bit {
            return Ok(Effect::Unchanged);
        }
        published.bits.set(index, 1, bit).map_err(StoreError::failed)?;
        *changes += 1;
        published.revision = *changes;
        kept.history.push(change.clone());
        Ok(Effect::Changed)
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        let shelf = self.shelf();
        let Some(kept) = shelf.credentials.get(credential) else {
            return Ok(None);
        };
        let state = |purpose: Purpose| {
            let last = kept.history.iter().rfind(|change| change.purpose == purpose);
            last.map_or(State::Cleared, |change| change.state)
        };
        Ok(Some(Record::new(
            kept.request.clone(),
            Reservation::new(self.url.clone(), kept.list, kept.index),
            state(Purpose::Revocation),
            state(Purpose::Suspension),
        )))
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        let shelf = self.shelf();
        let kept = shelf.credentials.get(credential);
        kept.map(|kept| kept.history.clone())
            .ok_or_else(|| StoreError::Unknown(credential.to_owned()))
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        let shelf = self.shelf();
        let infos = (1..).zip(&shelf.lists).flat_map(|(number, list)| {
            let info = |name, published: &Published| {
                ListInfo::new(name, list.plan.entries(), list.allotted, published.revision)
            };
            [
                info(ListName::revocation(number), &list.revocation),
                info(ListName::suspension(number), &list.suspension),
            ]
        });
        Ok(infos.collect())
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        let shelf = self.shelf();
        at(list.number())
            .and_then(|place| shelf.lists.get(place))
            .and_then(|found| found.published(list.purpose()))
            .map(|published| published.bits.clone())
            .ok_or_else(|| StoreError::UnknownList(list.clone()))
    }
}

impl Shelf {
    /// The list to allot from, and its number; opened where there is none with room.
    fn open_list(&mut self, plan: ListPlan) -> Result<(u32, &mut List), StoreError> {
        if self.lists.last().is_none_or(|list| list.allotted >= list.plan.allotted()) {
            self.lists.push(List::new(plan));
        }
        let number = u32::try_from(self.lists.len()).map_err(StoreError::failed)?;
        let list = self.lists.last_mut().ok_or(StoreError::Full(number))?;
        Ok((number, list))
    }
}

impl List {
    fn new(plan: ListPlan) -> Self {
        let bits = || Bitstring::new(plan.entries());
        let published = || Published { bits: bits(), revision: 0 };
        let (revocation, suspension) = (published(), published());
        Self { plan, allotted: 0, used: bits(), revocation, suspension }
    }

    fn published(&self, purpose: &Purpose) -> Option<&Published> {
        match purpose {
            Purpose::Revocation => Some(&self.revocation),
            Purpose::Suspension => Some(&self.suspension),
            _ => None,
        }
    }

    fn published_mut(&mut self, purpose: &Purpose) -> Option<&mut Published> {
        match purpose {
            Purpose::Revocation => Some(&mut self.revocation),
            Purpose::Suspension => Some(&mut self.suspension),
            _ => None,
        }
    }
}

/// Lists are numbered from 1.
fn at(number: u32) -> Option<usize> {
    number.checked_sub(1).map(|place| place as usize)
}
