use std::collections::HashMap;

use super::{ListInfo, ListName, Logged, Place, Record, StatusStore, StoreError};
use crate::status::{Bitstring, Purpose};

/// Records and changes that are read at a time.
const PAGE: u32 = 1_000;

/// A list that others keep changing is read so many times before its turn is over.
const ATTEMPTS: usize = 5;

/// What [`audit`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// The numbers of lists that were read.
    pub lists: u32,
    /// The records that were read.
    pub records: u64,
    /// The changes that were read.
    pub changes: u64,
    /// Whatever contradicts something else in the store.
    pub inconsistencies: Vec<Inconsistency>,
    /// The numbers of the lists that others changed each time they were read: nothing can be said
    /// of these, and nothing in them is counted above.
    pub moving: Vec<u32>,
}

/// Two things in a store that cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Inconsistency {
    /// Two records have one place, or are out of order.
    #[error("list {}, index {}: two records are there, or they are out of order", .0.list, .0.index)]
    Place(Place),
    /// A record is in a list that is not there, or beyond its end.
    #[error("list {}, index {}: {credential:?} is beyond the lists", .place.list, .place.index)]
    Beyond {
        /// Where it is said to be.
        place: Place,
        /// The credential.
        credential: String,
    },
    /// A list counts other than it holds.
    #[error("{name} counts {counted} credentials and holds {held}")]
    Count {
        /// The list.
        name: ListName,
        /// What it counts.
        counted: u32,
        /// The records in it.
        held: u32,
    },
    /// What a list publishes is not what the history says.
    #[error("{name}, index {index}: the list says {published}, the history {recorded}")]
    Bits {
        /// The list.
        name: ListName,
        /// The index.
        index: u32,
        /// The value in the list.
        published: u64,
        /// The value by the history.
        recorded: u64,
    },
    /// What a record says is not what its list says.
    #[error("{credential:?} is {recorded} in its record and {published} in {name}")]
    Record {
        /// The credential.
        credential: String,
        /// The list.
        name: ListName,
        /// The value in the list.
        published: u64,
        /// The value in the record.
        recorded: u64,
    },
    /// A change is of a credential that is not at its place, or that it could not have changed.
    #[error("change {number} of {credential:?} has no record that it could be of")]
    Change {
        /// The number of the change.
        number: u64,
        /// The credential.
        credential: String,
    },
    /// Changes come out of order.
    #[error("change {0} is out of order")]
    Order(u64),
}

/// Checks a store against itself: the bits that it publishes against the history of changes and
/// against its records, the counts against the records, each place for one record.
///
/// It reads the whole store, in pages, and holds one list at a time. Others may use the store
/// meanwhile: a list that changed while it was read is read again.
///
/// # Errors
/// When the store fails. What is wrong *in* the store is in the [`Audit`].
pub fn audit(store: &dyn StatusStore) -> Result<Audit, StoreError> {
    let mut audit = Audit::default();
    let lists = store.lists()?;
    let mut last = 0;
    for of_number in lists.chunk_by(|a, b| a.name.number() == b.name.number()) {
        let Some(number) = of_number.first().map(|list| list.name.number()) else { continue };
        last = number;
        let Some(read) = read(store, number, of_number)? else {
            audit.moving.push(number);
            continue;
        };
        audit.lists += 1;
        audit.records += u64::from(read.records);
        audit.changes += read.changes;
        audit.inconsistencies.extend(read.inconsistencies);
    }
    let mut strays = store.records(Some(Place { list: last, index: u32::MAX }), PAGE)?;
    if !strays.is_empty() {
        // Lists that were opened meanwhile have records, too.
        let lists = store.lists()?;
        strays.retain(|record| lists.iter().all(|it| it.name.number() != record.reservation.list));
    }
    audit.inconsistencies.extend(strays.iter().map(beyond));
    Ok(audit)
}

/// Reads the lists of a number until what is found cannot be due to others; `None` where it never
/// comes to that.
fn read(
    store: &dyn StatusStore,
    number: u32,
    lists: &[ListInfo],
) -> Result<Option<ListAudit>, StoreError> {
    let mut before = lists.to_vec();
    for _ in 0..ATTEMPTS {
        let found = ListAudit::read(store, number, &before)?;
        if found.inconsistencies.is_empty() {
            return Ok(Some(found));
        }
        let mut after = store.lists()?;
        after.retain(|list| list.name.number() == number);
        if after == before {
            return Ok(Some(found));
        }
        before = after;
    }
    Ok(None)
}

fn beyond(record: &Record) -> Inconsistency {
    let credential = record.request.credential.as_str().to_owned();
    Inconsistency::Beyond { place: record.reservation.place(), credential }
}

/// The lists of one number.
#[derive(Default)]
struct ListAudit {
    records: u32,
    changes: u64,
    inconsistencies: Vec<Inconsistency>,
}

/// One list: what is published, and what its history says.
struct Pair<'a> {
    info: &'a ListInfo,
    published: Bitstring,
    recorded: Bitstring,
}

impl ListAudit {
    fn read(store: &dyn StatusStore, number: u32, lists: &[ListInfo]) -> Result<Self, StoreError> {
        let mut found = Self::default();
        let mut pairs = Vec::new();
        for info in lists {
            let published = store.bits(&info.name)?;
            let recorded = Bitstring::new(info.entries.saturating_mul(info.size));
            pairs.push(Pair { info, published, recorded });
        }
        let changed = found.read_changes(store, number, &mut pairs)?;
        found.read_records(store, number, &pairs, changed)?;
        for pair in &pairs {
            if pair.info.allotted != found.records {
                let (counted, held) = (pair.info.allotted, found.records);
                let name = pair.info.name.clone();
                found.inconsistencies.push(Inconsistency::Count { name, counted, held });
            }
            found.compare(pair)?;
        }
        Ok(found)
    }

    /// Plays the history. Gives the credentials that it is of, by index.
    fn read_changes(
        &mut self,
        store: &dyn StatusStore,
        number: u32,
        pairs: &mut [Pair<'_>],
    ) -> Result<HashMap<u32, Vec<Logged>>, StoreError> {
        let (mut changed, mut after) = (HashMap::<u32, Vec<Logged>>::new(), 0);
        loop {
            let page = store.changes(number, after, PAGE)?;
            if page.is_empty() {
                return Ok(changed);
            }
            for logged in page {
                if logged.number <= after {
                    // Going on from here might never end.
                    self.inconsistencies.push(Inconsistency::Order(logged.number));
                    return Ok(changed);
                }
                after = logged.number;
                self.changes += 1;
                let Logged { index, change, .. } = &logged;
                let pair = pairs.iter_mut().find(|it| *it.info.name.purpose() == change.purpose);
                let set = pair.is_some_and(|pair| {
                    let value = change.state.value().into();
                    pair.recorded.set(u64::from(*index), pair.info.size, value).is_ok()
                });
                match set {
                    true => changed.entry(*index).or_default().push(logged),
                    false => self.inconsistencies.push(of_nobody(&logged)),
                }
            }
        }
    }

    fn read_records(
        &mut self,
        store: &dyn StatusStore,
        number: u32,
        pairs: &[Pair<'_>],
        mut changed: HashMap<u32, Vec<Logged>>,
    ) -> Result<(), StoreError> {
        let entries = pairs.first().map_or(0, |pair| pair.info.entries);
        let mut last = Place { list: number.saturating_sub(1), index: u32::MAX };
        loop {
            let page = store.records(Some(last), PAGE)?;
            let is_last = page.is_empty();
            for record in &page {
                let place = record.reservation.place();
                if place <= last {
                    // Going on from here might never end.
                    self.inconsistencies.push(Inconsistency::Place(place));
                    return Ok(());
                }
                if place.list > number {
                    self.inconsistencies.extend(changed.values().flatten().map(of_nobody));
                    return Ok(());
                }
                last = place;
                self.records += 1;
                if place.list < number || place.index >= entries {
                    self.inconsistencies.push(beyond(record));
                }
                let credential = record.request.credential.as_str();
                for logged in changed.remove(&place.index).unwrap_or_default() {
                    let change = &logged.change;
                    if change.credential != credential
                        || change.check_for(record.request.entries).is_err()
                    {
                        self.inconsistencies.push(of_nobody(&logged));
                    }
                }
                self.compare_record(record, pairs);
            }
            if is_last {
                self.inconsistencies.extend(changed.values().flatten().map(of_nobody));
                return Ok(());
            }
        }
    }

    fn compare_record(&mut self, record: &Record, pairs: &[Pair<'_>]) {
        for (purpose, state) in &record.states {
            let recorded = u64::from(state.value());
            let index = u64::from(record.reservation.index);
            let pair = pairs.iter().find(|pair| pair.info.name.purpose() == purpose);
            let published = pair.and_then(|pair| pair.published.value(index, pair.info.size).ok());
            if published != Some(recorded) {
                let name = ListName::of(Purpose::clone(purpose), record.reservation.list);
                let credential = record.request.credential.as_str().to_owned();
                let published = published.unwrap_or(0);
                self.inconsistencies.push(Inconsistency::Record {
                    credential,
                    name,
                    published,
                    recorded,
                });
            }
        }
    }

    fn compare(&mut self, pair: &Pair<'_>) -> Result<(), StoreError> {
        if pair.published == pair.recorded {
            return Ok(());
        }
        for index in 0..pair.info.entries {
            let value = |bits: &Bitstring| bits.value(index.into(), pair.info.size);
            let published = value(&pair.published).unwrap_or(0);
            let recorded = value(&pair.recorded).map_err(StoreError::failed)?;
            if published != recorded {
                let name = pair.info.name.clone();
                self.inconsistencies.push(Inconsistency::Bits { name, index, published, recorded });
            }
        }
        Ok(())
    }
}

fn of_nobody(logged: &Logged) -> Inconsistency {
    Inconsistency::Change { number: logged.number, credential: logged.change.credential.clone() }
}
