mod schema;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row, Transaction,
    TransactionBehavior, params,
};

use super::{
    Change, Effect, ListInfo, ListName, ListPlan, Record, Request, Reservation, State,
    StatusEntries, StatusStore, StatusUrl, StoreError, check_entry, draw,
};
use crate::random::{Random, SystemRandom};
use crate::status::{Bitstring, Purpose};
use crate::text::{Iri, Timestamp};
use schema::{Identity, PATIENCE, identify, make_durable, migrate};

/// A [`StatusStore`] in one SQLite file, which any number of threads and processes may share.
///
/// What was acknowledged survives the crash of the program and of the machine: the file is in
/// write-ahead mode, and every transaction is synced to disk. It must lie on a disk of the
/// machine, not on a network share. SQLite keeps two more files beside it while it is open.
pub struct SqliteStore {
    url: StatusUrl,
    plan: ListPlan,
    random: Box<dyn Random>,
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the store in the file at `path`.
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
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if new_with.is_some() {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;

        // Before anything is written: the file may belong to another program.
        let is_store = match identify(&mut connection)? {
            Identity::Store => true,
            Identity::Empty => false,
            Identity::Foreign => return Err(not_a_store(path)),
        };
        if !is_store && new_with.is_none() {
            return Err(not_a_store(path));
        }
        make_durable(&connection)?;
        let url = migrate(&mut connection, new_with)?.ok_or_else(|| not_a_store(path))?;
        let (plan, random) = (ListPlan::default(), Box::new(SystemRandom));
        Ok(Self { url, plan, random, connection: Mutex::new(connection) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic left open was rolled back when it was dropped.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve_in(
        &self,
        transaction: &Transaction<'_>,
        request: &Request,
    ) -> Result<Reservation, StoreError> {
        let (list, entries) = open_list(transaction, self.plan, &request.at)?;
        let mut insert = transaction
            .prepare_cached(
                "INSERT INTO credential
                    (id, achievement, recipient, list, position, suspendable, reserved_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (list, position) DO NOTHING",
            )
            .map_err(failed)?;
        let id = request.credential.as_str();
        let index = draw(&*self.random, list, entries, |index| {
            let (achievement, recipient) = (&request.achievement, &request.recipient);
            let suspendable = request.entries == StatusEntries::RevocationAndSuspension;
            let at = request.at.as_str();
            let row = params![id, achievement, recipient, list, index, suspendable, at];
            match insert.execute(row) {
                Ok(rows) => Ok(rows == 1),
                // A taken index inserts nothing; that leaves the identifier.
                Err(error) if is_duplicate(&error) => Err(StoreError::Duplicate(id.to_owned())),
                Err(error) => Err(failed(error)),
            }
        })?;
        transaction
            .prepare_cached("UPDATE list SET allotted = allotted + 1 WHERE number = ?1")
            .and_then(|mut update| update.execute([list]))
            .map_err(failed)?;
        Ok(Reservation::new(self.url.clone(), list, index))
    }
}

impl StatusStore for SqliteStore {
    fn url(&self) -> &StatusUrl {
        &self.url
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let reservation = self.reserve_in(&transaction, request)?;
        transaction.commit().map_err(failed)?;
        Ok(reservation)
    }

    /// All in one transaction: all are reserved, or none.
    fn reserve_many(&self, requests: &[Request]) -> Result<Vec<Reservation>, StoreError> {
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let reservations: Result<Vec<Reservation>, StoreError> =
            requests.iter().map(|request| self.reserve_in(&transaction, request)).collect();
        let reservations = reservations?;
        transaction.commit().map_err(failed)?;
        Ok(reservations)
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        change.check()?;
        let mut connection = self.connection();
        let transaction = begin(&mut connection)?;
        let (credential, list, position, suspendable): (i64, u32, u32, bool) = transaction
            .prepare_cached(
                "SELECT number, list, position, suspendable FROM credential WHERE id = ?1",
            )
            .and_then(|mut select| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
                select.query_row([&change.credential], row).optional()
            })
            .map_err(failed)?
            .ok_or_else(|| StoreError::Unknown(change.credential.clone()))?;

        check_entry(change, entries(suspendable))?;
        let purpose = change.purpose.as_str();
        let turn = match change.state {
            State::Set => {
                "INSERT INTO bit (list, purpose, position) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING"
            }
            State::Cleared => "DELETE FROM bit WHERE list = ?1 AND purpose = ?2 AND position = ?3",
        };
        let turned = transaction
            .prepare_cached(turn)
            .and_then(|mut turn| turn.execute(params![list, purpose, position]))
            .map_err(failed)?;
        if turned == 0 {
            return Ok(Effect::Unchanged);
        }
        let state = u8::from(change.state == State::Set);
        let (at, reason, author) = (change.at.as_str(), &change.reason, &change.by);
        transaction
            .prepare_cached(
                "INSERT INTO change (credential, list, purpose, state, at, reason, author)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .and_then(|mut insert| {
                insert.execute(params![credential, list, purpose, state, at, reason, author])
            })
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(Effect::Changed)
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached(
                "SELECT id, achievement, recipient, reserved_at, list, position,
                    EXISTS (SELECT 1 FROM bit WHERE bit.list = credential.list
                        AND purpose = 'revocation' AND bit.position = credential.position),
                    EXISTS (SELECT 1 FROM bit WHERE bit.list = credential.list
                        AND purpose = 'suspension' AND bit.position = credential.position),
                    suspendable
                 FROM credential WHERE id = ?1",
            )
            .map_err(failed)?;
        let mut rows = select.query([credential]).map_err(failed)?;
        rows.next().map_err(failed)?.map(|row| self.record(row)).transpose()
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let number: i64 = transaction
            .prepare_cached("SELECT number FROM credential WHERE id = ?1")
            .and_then(|mut select| select.query_row([credential], |row| row.get(0)).optional())
            .map_err(failed)?
            .ok_or_else(|| StoreError::Unknown(credential.to_owned()))?;
        let mut select = transaction
            .prepare_cached(
                "SELECT purpose, state, at, reason, author FROM change
                 WHERE credential = ?1 ORDER BY number",
            )
            .map_err(failed)?;
        let mut rows = select.query([number]).map_err(failed)?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            changes.push(change(credential, row)?);
        }
        Ok(changes)
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached(
                "SELECT number, entries, allotted,
                    (SELECT coalesce(max(change.number), 0) FROM change
                        WHERE list = list.number AND purpose = 'revocation'),
                    (SELECT coalesce(max(change.number), 0) FROM change
                        WHERE list = list.number AND purpose = 'suspension')
                 FROM list ORDER BY number",
            )
            .map_err(failed)?;
        let mut rows = select.query([]).map_err(failed)?;
        let mut infos = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let number = row.get(0).map_err(failed)?;
            for (name, column) in
                [(ListName::revocation(number), 3), (ListName::suspension(number), 4)]
            {
                let (entries, allotted) =
                    (row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
                let revision: i64 = row.get(column).map_err(failed)?;
                let revision = u64::try_from(revision).map_err(StoreError::failed)?;
                infos.push(ListInfo::new(name, entries, allotted, revision));
            }
        }
        Ok(infos)
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        let unknown = || StoreError::UnknownList(list.clone());
        if !matches!(list.purpose(), Purpose::Revocation | Purpose::Suspension) {
            return Err(unknown());
        }
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(failed)?;
        let entries: u32 = transaction
            .prepare_cached("SELECT entries FROM list WHERE number = ?1")
            .and_then(|mut select| select.query_row([list.number()], |row| row.get(0)).optional())
            .map_err(failed)?
            .ok_or_else(unknown)?;
        let mut select = transaction
            .prepare_cached("SELECT position FROM bit WHERE list = ?1 AND purpose = ?2")
            .map_err(failed)?;
        let mut rows =
            select.query(params![list.number(), list.purpose().as_str()]).map_err(failed)?;
        let mut bits = Bitstring::new(entries);
        while let Some(row) = rows.next().map_err(failed)? {
            let position: u32 = row.get(0).map_err(failed)?;
            bits.set(position.into(), 1, 1).map_err(StoreError::failed)?;
        }
        Ok(bits)
    }
}

impl SqliteStore {
    fn record(&self, row: &Row<'_>) -> Result<Record, StoreError> {
        let credential: String = row.get(0).map_err(failed)?;
        let mut request =
            Request::new(Iri::parse(credential).map_err(StoreError::failed)?, timestamp(row, 3)?);
        request.achievement = row.get(1).map_err(failed)?;
        request.recipient = row.get(2).map_err(failed)?;
        request.entries = entries(row.get(8).map_err(failed)?);
        let (list, index) = (row.get(4).map_err(failed)?, row.get(5).map_err(failed)?);
        let reservation = Reservation::new(self.url.clone(), list, index);
        Ok(Record::new(request, reservation, state(row, 6)?, state(row, 7)?))
    }
}

fn change(credential: &str, row: &Row<'_>) -> Result<Change, StoreError> {
    let purpose: String = row.get(0).map_err(failed)?;
    let purpose = Purpose::from(purpose.as_str());
    let mut change = Change::new(credential, purpose, state(row, 1)?, timestamp(row, 2)?);
    change.reason = row.get(3).map_err(failed)?;
    change.by = row.get(4).map_err(failed)?;
    Ok(change)
}

fn entries(suspendable: bool) -> StatusEntries {
    if suspendable { StatusEntries::RevocationAndSuspension } else { StatusEntries::Revocation }
}

fn state(row: &Row<'_>, column: usize) -> Result<State, StoreError> {
    let is_set: bool = row.get(column).map_err(failed)?;
    Ok(if is_set { State::Set } else { State::Cleared })
}

fn timestamp(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    let text: String = row.get(column).map_err(failed)?;
    Timestamp::parse_unzoned(&text).map_err(StoreError::failed)
}

/// The number and the length of the list to allot from; opened where there is none with room.
fn open_list(
    transaction: &Transaction<'_>,
    plan: ListPlan,
    at: &Timestamp,
) -> Result<(u32, u32), StoreError> {
    let last: Option<(u32, u32, bool)> = transaction
        .prepare_cached(
            "SELECT number, entries, allotted < planned FROM list ORDER BY number DESC LIMIT 1",
        )
        .and_then(|mut select| {
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            select.query_row([], row).optional()
        })
        .map_err(failed)?;
    let number = match last {
        Some((number, entries, true)) => return Ok((number, entries)),
        Some((number, _, false)) => number.checked_add(1).ok_or(StoreError::Full(number))?,
        None => 1,
    };
    transaction
        .prepare_cached(
            "INSERT INTO list (number, entries, planned, allotted, opened_at)
             VALUES (?1, ?2, ?3, 0, ?4)",
        )
        .and_then(|mut insert| {
            insert.execute(params![number, plan.entries(), plan.allotted(), at.as_str()])
        })
        .map_err(failed)?;
    Ok((number, plan.entries()))
}

fn not_a_store(path: &Path) -> StoreError {
    StoreError::NotAStore(path.display().to_string())
}

/// A transaction that holds the file's write lock from its start, so that nothing that it read can
/// change before it writes.
fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)
}

fn failed(error: rusqlite::Error) -> StoreError {
    if is_busy(&error) { StoreError::Busy } else { StoreError::failed(error) }
}

fn is_duplicate(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}
