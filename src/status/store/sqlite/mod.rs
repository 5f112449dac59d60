mod allot;
mod log;
mod rows;
mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{
    Change, Effect, Intake, ListInfo, ListName, ListPlan, Logged, Place, Record, Request,
    Reservation, StatusStore, StatusUrl, StoreError, check_number,
};
use crate::database::Absent;
use crate::database::sqlite::{begin, failed, open};
use crate::random::{Random, SystemRandom};
use crate::status::Bitstring;
use crate::text::{Iri, Timestamp};
use allot::Allotment;
use log::Log;

/// A [`StatusStore`] in one SQLite file, which any number of threads and processes may share.
///
/// What was acknowledged survives the crash of the program and of the machine: the file is in
/// write-ahead mode, and every transaction is synced to disk, those of several threads together. It must lie on a disk of the
/// machine, not on a network share. SQLite keeps two more files beside it while it is open.
pub struct SqliteStore {
    url: StatusUrl,
    plan: ListPlan,
    random: Box<dyn Random>,
    connection: Mutex<Connection>,
    log: Log,
}

impl SqliteStore {
    /// Opens the store in the file at `path`. One of an earlier version is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`] when the file is something else, [`StoreError::Version`] when it
    /// is from a later version of this library, [`StoreError::Failed`] when it cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::prepare(path.as_ref(), None)
    }

    /// Opens the store in the file at `path`, or makes one whose lists are published at `url`.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], and [`StoreError::Url`] when the store was made for another URL.
    pub fn open_or_create(path: impl AsRef<Path>, url: &StatusUrl) -> Result<Self, StoreError> {
        let store = Self::prepare(path.as_ref(), Some(url))?;
        if store.url != *url {
            return Err(StoreError::Url { stored: store.url, given: url.clone() });
        }
        Ok(store)
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

    /// Opens the file; where it is new, only with a URL to make a store for.
    fn prepare(path: &Path, new_with: Option<&StatusUrl>) -> Result<Self, StoreError> {
        let absent = if new_with.is_some() { Absent::Create } else { Absent::Refuse };
        let finish = |transaction: &Transaction<'_>| {
            schema::url(transaction, new_with)?
                .ok_or_else(|| StoreError::NotAStore(path.display().to_string()))
        };
        let (connection, url) = open(path, &schema::STORE, absent, finish)?;
        let log = Log::of(&connection)?;
        let (plan, random) = (ListPlan::default(), Box::new(SystemRandom));
        Ok(Self { url, plan, random, connection: Mutex::new(connection), log })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic left open was rolled back when it was dropped.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does the work in one transaction, and waits until it is on the disk.
    fn transact<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let done = work(&transaction)?;
        transaction.commit().map_err(failed)?;
        let number = self.log.committed();
        drop(connection);
        self.log.reach_disk(number)?;
        Ok(done)
    }
}

impl StatusStore for SqliteStore {
    fn url(&self) -> &StatusUrl {
        &self.url
    }

    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        schema::issuer(&self.connection())
    }

    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        self.transact(|transaction| schema::keep_issuer(transaction, issuer))
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut reservations = self.reserve_many(std::slice::from_ref(request))?;
        reservations.pop().ok_or_else(|| StoreError::failed("a request without a reservation"))
    }

    /// All in one transaction: all are reserved, or none.
    fn reserve_many(&self, requests: &[Request]) -> Result<Vec<Reservation>, StoreError> {
        self.transact(|transaction| {
            let mut allotment = Allotment::new(transaction, &self.url, self.plan, &*self.random);
            let reservations: Result<Vec<Reservation>, StoreError> =
                requests.iter().map(|request| allotment.reserve(request)).collect();
            let reservations = reservations?;
            allotment.finish()?;
            Ok(reservations)
        })
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        let mut effects = self.set_many(std::slice::from_ref(change))?;
        effects.pop().ok_or_else(|| StoreError::failed("a change without an effect"))
    }

    /// All in one transaction: all changes are made, or none.
    fn set_many(&self, changes: &[Change]) -> Result<Vec<Effect>, StoreError> {
        changes.iter().try_for_each(Change::check)?;
        self.transact(|transaction| {
            changes.iter().map(|change| set_in(transaction, change)).collect()
        })
    }

    fn rotate(&self, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        self.transact(|transaction| close_lists(transaction, at))
    }

    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        check_number(number)?;
        self.transact(|transaction| {
            let closed = close_lists(transaction, at)?;
            transaction
                .prepare_cached(
                    "INSERT INTO skipped (up_to, at) SELECT ?1, ?2
                     WHERE NOT EXISTS (SELECT 1 FROM skipped WHERE up_to >= ?1)",
                )
                .and_then(|mut insert| insert.execute(params![number, at.as_str()]))
                .map_err(failed)?;
            Ok(closed)
        })
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        let connection = self.connection();
        let text = format!("{} WHERE credential.id = ?1", rows::RECORD);
        let mut select = connection.prepare_cached(&text).map_err(failed)?;
        let mut rows = select.query([credential]).map_err(failed)?;
        rows.next().map_err(failed)?.map(|row| rows::record(row, &self.url)).transpose()
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let number: i64 = transaction
            .prepare_cached("SELECT number FROM credential WHERE id = ?1")
            .and_then(|mut select| select.query_row([credential], |row| row.get(0)).optional())
            .map_err(failed)?
            .ok_or_else(|| StoreError::Unknown(credential.to_owned()))?;
        let text = format!("{} WHERE change.credential = ?1 ORDER BY change.number", rows::LOGGED);
        let mut select = transaction.prepare_cached(&text).map_err(failed)?;
        let mut rows = select.query([number]).map_err(failed)?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            changes.push(rows::logged(row)?.change);
        }
        Ok(changes)
    }

    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        let connection = self.connection();
        let text = format!(
            "{} WHERE (credential.list, credential.position) > (?1, ?2)
             ORDER BY credential.list, credential.position LIMIT ?3",
            rows::RECORD
        );
        let mut select = connection.prepare_cached(&text).map_err(failed)?;
        let (list, index) = after.map_or((0, 0), |place| (place.list, place.index));
        let mut rows = select.query(params![list, index, limit]).map_err(failed)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            records.push(rows::record(row, &self.url)?);
        }
        Ok(records)
    }

    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let connection = self.connection();
        let text = format!(
            "{} WHERE change.list = ?1 AND change.number > ?2 ORDER BY change.number LIMIT ?3",
            rows::LOGGED
        );
        let mut select = connection.prepare_cached(&text).map_err(failed)?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let mut rows = select.query(params![list, after, limit]).map_err(failed)?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            changes.push(rows::logged(row)?);
        }
        Ok(changes)
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let mut revision = transaction
            .prepare_cached(
                "SELECT number, at FROM change WHERE list = ?1 AND purpose = ?2
                 ORDER BY number DESC LIMIT 1",
            )
            .map_err(failed)?;
        let mut select = transaction
            .prepare_cached(
                "SELECT number, entries, allotted, carries, closed_at IS NOT NULL, opened_at
                 FROM list ORDER BY number",
            )
            .map_err(failed)?;
        let mut rows = select.query([]).map_err(failed)?;
        let mut infos = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let number = row.get(0).map_err(failed)?;
            let is_closed: bool = row.get(4).map_err(failed)?;
            for (purpose, size) in rows::carried(row, 3)?.purposes() {
                let name = ListName::of(purpose, number);
                let entries = row.get(1).map_err(failed)?;
                let mut info = ListInfo::new(name, entries, size, rows::timestamp(row, 5)?);
                info.allotted = row.get(2).map_err(failed)?;
                info.intake = if is_closed { Intake::Closed } else { Intake::Open };
                let mut last = revision
                    .query(params![number, info.name.purpose().as_str()])
                    .map_err(failed)?;
                if let Some(last) = last.next().map_err(failed)? {
                    info.revision = rows::unsigned(last.get(0).map_err(failed)?)?;
                    info.changed_at = Some(rows::timestamp(last, 1)?);
                }
                infos.push(info);
            }
        }
        Ok(infos)
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        let unknown = || StoreError::UnknownList(list.clone());
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let (entries, size): (u32, u32) = {
            let mut select = transaction
                .prepare_cached("SELECT entries, carries FROM list WHERE number = ?1")
                .map_err(failed)?;
            let mut rows = select.query([list.number()]).map_err(failed)?;
            let row = rows.next().map_err(failed)?.ok_or_else(unknown)?;
            let size = rows::carried(row, 1)?.size(list.purpose()).ok_or_else(unknown)?;
            (row.get(0).map_err(failed)?, size)
        };
        let mut select = transaction
            .prepare_cached("SELECT position, value FROM status WHERE list = ?1 AND purpose = ?2")
            .map_err(failed)?;
        let mut rows =
            select.query(params![list.number(), list.purpose().as_str()]).map_err(failed)?;
        let mut bits = Bitstring::new(entries.saturating_mul(size));
        while let Some(row) = rows.next().map_err(failed)? {
            let (position, value): (u32, u8) =
                (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            bits.set(position.into(), size, value.into()).map_err(StoreError::failed)?;
        }
        Ok(bits)
    }
}

/// Gives the numbers of the lists that are closed with this.
fn close_lists(transaction: &Transaction<'_>, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
    let mut update = transaction
        .prepare_cached(
            "UPDATE list SET closed_at = ?1
             WHERE closed_at IS NULL AND allotted BETWEEN 1 AND planned - 1 RETURNING number",
        )
        .map_err(failed)?;
    let rows = update.query_map([at.as_str()], |row| row.get(0)).map_err(failed)?;
    let mut closed = rows.collect::<Result<Vec<u32>, _>>().map_err(failed)?;
    closed.sort_unstable();
    Ok(closed)
}

fn set_in(transaction: &Transaction<'_>, change: &Change) -> Result<Effect, StoreError> {
    let (credential, place, entries) = {
        let mut select = transaction
            .prepare_cached(
                "SELECT credential.number, list, position, suspendable, carries
                 FROM credential JOIN list ON list.number = credential.list WHERE id = ?1",
            )
            .map_err(failed)?;
        let mut rows = select.query([&change.credential]).map_err(failed)?;
        let row = rows.next().map_err(failed)?;
        let row = row.ok_or_else(|| StoreError::Unknown(change.credential.clone()))?;
        let get = |column| -> Result<u32, StoreError> { Ok(row.get(column).map_err(failed)?) };
        let place = Place { list: get(1)?, index: get(2)? };
        let number: i64 = row.get(0).map_err(failed)?;
        (number, place, rows::entries(row, 4, 3)?)
    };
    change.check_for(entries)?;
    let (purpose, value) = (change.purpose.as_str(), change.state.value());
    let turned = match value {
        0 => transaction
            .prepare_cached("DELETE FROM status WHERE list = ?1 AND purpose = ?2 AND position = ?3")
            .and_then(|mut turn| turn.execute(params![place.list, purpose, place.index])),
        _ => transaction
            .prepare_cached(
                "INSERT INTO status (list, purpose, position, value) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
            )
            .and_then(|mut turn| turn.execute(params![place.list, purpose, place.index, value])),
    };
    if turned.map_err(failed)? == 0 {
        return Ok(Effect::Unchanged);
    }
    let (at, reason, author) = (change.at.as_str(), &change.reason, &change.by);
    transaction
        .prepare_cached(
            "INSERT INTO change (credential, list, purpose, value, at, reason, author)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut insert| {
            insert.execute(params![credential, place.list, purpose, value, at, reason, author])
        })
        .map_err(failed)?;
    Ok(Effect::Changed)
}
