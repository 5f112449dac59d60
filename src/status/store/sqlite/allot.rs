use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::rows;
use crate::database::sqlite::{failed, is_constraint};
use crate::random::Random;
use crate::status::Purpose;
use crate::status::store::{
    ListPlan, Place, Request, Reservation, StatusEntries, StatusUrl, StoreError, draw,
};

/// The reservations of one transaction.
pub(super) struct Allotment<'a> {
    transaction: &'a Transaction<'a>,
    url: &'a StatusUrl,
    plan: ListPlan,
    random: &'a dyn Random,
    /// The lists that are allotted from.
    open: Vec<OpenList>,
}

struct OpenList {
    carries: StatusEntries,
    number: u32,
    entries: u32,
    /// The entries that may still be allotted.
    room: u32,
    /// The entries that were allotted and are not counted in the table yet.
    allotted: u32,
}

impl<'a> Allotment<'a> {
    pub(super) fn new(
        transaction: &'a Transaction<'a>,
        url: &'a StatusUrl,
        plan: ListPlan,
        random: &'a dyn Random,
    ) -> Self {
        Self { transaction, url, plan, random, open: Vec::new() }
    }

    pub(super) fn reserve(&mut self, request: &Request) -> Result<Reservation, StoreError> {
        if let Some(granted) = self.granted(request)? {
            return Ok(granted);
        }
        let list = self.list_for(request)?;
        let (number, entries) = (list.number, list.entries);
        let mut insert = self
            .transaction
            .prepare_cached(
                "INSERT INTO credential
                    (id, achievement, recipient, list, position, suspendable, reserved_at)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS
                    (SELECT 1 FROM credential WHERE list = ?4 AND position = ?5)",
            )
            .map_err(failed)?;
        let id = request.credential.as_str();
        let is_suspendable = request.entries.size(&Purpose::Suspension).is_some();
        let index = draw(self.random, number, entries, |index| {
            let (achievement, recipient) = (&request.achievement, &request.recipient);
            let at = request.at.as_str();
            let row = params![id, achievement, recipient, number, index, is_suspendable, at];
            match insert.execute(row) {
                Ok(rows) => Ok(rows == 1),
                // A taken index inserts nothing; that leaves the identifier.
                Err(error) if is_constraint(&error) && self.is_there(id)? => {
                    Err(StoreError::Duplicate(id.to_owned()))
                }
                Err(error) => Err(failed(error).into()),
            }
        })?;
        if let Some(name) = &request.request_id {
            self.transaction
                .prepare_cached(
                    "INSERT INTO granted (request, credential, content)
                     VALUES (?1, last_insert_rowid(), ?2)",
                )
                .and_then(|mut insert| insert.execute(params![name, request.content]))
                .map_err(failed)?;
        }
        self.count(number);
        Ok(Reservation::new(self.url.clone(), Place { list: number, index }, request))
    }

    fn is_there(&self, id: &str) -> Result<bool, StoreError> {
        let select = self.transaction.prepare_cached("SELECT 1 FROM credential WHERE id = ?1");
        let found = select.and_then(|mut select| select.exists([id]));
        Ok(found.map_err(failed)?)
    }

    /// Brings the counts in the tables up to date.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        let transaction = self.transaction;
        self.open.iter_mut().try_for_each(|list| write_count(transaction, list))
    }

    /// What was allotted to the request before.
    fn granted(&self, request: &Request) -> Result<Option<Reservation>, StoreError> {
        let Some(name) = &request.request_id else {
            return Ok(None);
        };
        let text = format!("{} WHERE granted.request = ?1", rows::RECORD);
        let mut select = self.transaction.prepare_cached(&text).map_err(failed)?;
        let mut found = select.query([name]).map_err(failed)?;
        let Some(row) = found.next().map_err(failed)? else {
            return Ok(None);
        };
        let record = rows::record(row, self.url)?;
        match request.repeats(&record.request) {
            true => Ok(Some(record.reservation)),
            false => Err(StoreError::Request(name.clone())),
        }
    }

    /// The list to allot from; opened where there is none with room.
    fn list_for(&mut self, request: &Request) -> Result<&OpenList, StoreError> {
        let carries = request.entries;
        let known = self.open.iter().position(|list| list.carries == carries);
        if known.and_then(|known| self.open.get(known)).is_none_or(|list| list.room == 0) {
            if let Some(known) = known {
                write_count(self.transaction, &mut self.open.swap_remove(known))?;
            }
            let list = match self.last(carries)? {
                Some(list) if list.room > 0 => list,
                _ => self.new_list(request)?,
            };
            self.open.push(list);
        }
        let list = self.open.iter().find(|list| list.carries == carries);
        list.ok_or_else(|| StoreError::failed("no list was opened"))
    }

    /// The list of the entries that was opened last.
    fn last(&self, carries: StatusEntries) -> Result<Option<OpenList>, StoreError> {
        let row = |row: &Row<'_>| {
            let (number, entries, room) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(OpenList { carries, number, entries, room, allotted: 0 })
        };
        let list = self
            .transaction
            .prepare_cached(
                "SELECT number, entries, iif(closed_at IS NULL, planned - allotted, 0)
                 FROM list WHERE carries = ?1 ORDER BY number DESC LIMIT 1",
            )
            .and_then(|mut select| select.query_row([carries.to_string()], row).optional());
        Ok(list.map_err(failed)?)
    }

    fn new_list(&self, request: &Request) -> Result<OpenList, StoreError> {
        let plan = self.plan.of(request.entries);
        let last: u32 = self
            .transaction
            .prepare_cached(
                "SELECT max(coalesce((SELECT max(number) FROM list), 0),
                    coalesce((SELECT max(up_to) FROM skipped), 0))",
            )
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .map_err(failed)?;
        let number = last.checked_add(1).ok_or(StoreError::Full(last))?;
        self.transaction
            .prepare_cached(
                "INSERT INTO list (number, entries, planned, allotted, opened_at, carries)
                 VALUES (?1, ?2, ?3, 0, ?4, ?5)",
            )
            .and_then(|mut insert| {
                let (at, carries) = (request.at.as_str(), request.entries.to_string());
                insert.execute(params![number, plan.entries(), plan.allotted(), at, carries])
            })
            .map_err(failed)?;
        let (carries, entries, room) = (request.entries, plan.entries(), plan.allotted());
        Ok(OpenList { carries, number, entries, room, allotted: 0 })
    }

    fn count(&mut self, number: u32) {
        if let Some(list) = self.open.iter_mut().find(|list| list.number == number) {
            list.room -= 1;
            list.allotted += 1;
        }
    }
}

fn write_count(transaction: &Transaction<'_>, list: &mut OpenList) -> Result<(), StoreError> {
    let allotted = std::mem::take(&mut list.allotted);
    transaction
        .prepare_cached("UPDATE list SET allotted = allotted + ?2 WHERE number = ?1")
        .and_then(|mut update| update.execute(params![list.number, allotted]))
        .map_err(failed)?;
    Ok(())
}
