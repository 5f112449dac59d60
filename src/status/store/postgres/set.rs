use std::collections::{BTreeMap, HashMap};

use super::rows::{self, signed, unsigned};
use crate::database::postgres::{Aborted, Link};
use crate::status::store::{Change, Effect, Place, StatusEntries, StoreError};

struct Credential {
    number: i64,
    place: Place,
    entries: StatusEntries,
    values: HashMap<String, u8>,
}

/// Makes the changes, in their order.
///
/// Rows are locked in one order by everyone, credentials first, then the revisions of lists, so
/// that nobody waits for one who waits for them.
pub(super) fn set(link: &mut Link, changes: &[Change]) -> Result<Vec<Effect>, Aborted<StoreError>> {
    let mut credentials = lock(link, changes)?;
    let mut effects = Vec::with_capacity(changes.len());
    let mut log = Log::default();
    let mut statuses = BTreeMap::new();
    let mut revisions = BTreeMap::<(u32, &str), (i64, &str)>::new();
    for change in changes {
        let credential = credentials
            .get_mut(&change.credential)
            .ok_or_else(|| StoreError::Unknown(change.credential.clone()))?;
        change.check_for(credential.entries)?;
        let (purpose, value) = (change.purpose.as_str(), change.state.value());
        let current = credential.values.entry(purpose.to_owned()).or_insert(0);
        if *current == value {
            effects.push(Effect::Unchanged);
            continue;
        }
        *current = value;
        statuses.insert((credential.place, purpose), value);
        let (count, at) = revisions.entry((credential.place.list, purpose)).or_default();
        (*count, *at) = (*count + 1, change.at.as_str());
        log.push(credential, change);
        effects.push(Effect::Changed);
    }
    write(link, &statuses)?;
    log.write(link)?;
    for ((list, purpose), (count, at)) in revisions {
        link.execute(
            "UPDATE revision SET number = number + $3, changed_at = $4
             WHERE list = $1 AND purpose = $2",
            &[&signed(list), &purpose, &count, &at],
        )?;
    }
    Ok(effects)
}

/// The credentials that are to change, locked until the end of the transaction.
fn lock(
    link: &mut Link,
    changes: &[Change],
) -> Result<HashMap<String, Credential>, Aborted<StoreError>> {
    let ids: Vec<&str> = changes.iter().map(|change| change.credential.as_str()).collect();
    let found = link.query(
        "SELECT credential.id, credential.number, list, position, carries
         FROM credential JOIN list ON list.number = credential.list
         WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE OF credential",
        &[&ids],
    )?;
    let (mut credentials, mut ids) = (HashMap::new(), HashMap::new());
    let (mut lists, mut positions) = (Vec::new(), Vec::new());
    for row in &found {
        let id: String = rows::get(row, 0)?;
        let place = Place { list: unsigned(row, 2)?, index: unsigned(row, 3)? };
        lists.push(signed(place.list));
        positions.push(signed(place.index));
        ids.insert(place, id.clone());
        let (number, entries) = (rows::get(row, 1)?, rows::carried(row, 4)?);
        let values = HashMap::new();
        credentials.insert(id, Credential { number, place, entries, values });
    }
    // A statement of its own: what others changed before they let go of the locks is seen now.
    let set = link.query(
        "SELECT list, position, purpose, value FROM status
         JOIN unnest($1::int[], $2::int[]) AS asked (list, position) USING (list, position)",
        &[&lists, &positions],
    )?;
    for row in &set {
        let place = Place { list: unsigned(row, 0)?, index: unsigned(row, 1)? };
        let value = u8::try_from(rows::get::<i16>(row, 3)?).map_err(StoreError::failed)?;
        if let Some(credential) = ids.get(&place).and_then(|id| credentials.get_mut(id)) {
            credential.values.insert(rows::get(row, 2)?, value);
        }
    }
    Ok(credentials)
}

/// What lists say now.
fn write(
    link: &mut Link,
    statuses: &BTreeMap<(Place, &str), u8>,
) -> Result<(), Aborted<StoreError>> {
    let columns = |wanted: fn(u8) -> bool| {
        let (mut lists, mut positions) = (Vec::new(), Vec::new());
        let (mut purposes, mut values) = (Vec::new(), Vec::new());
        for ((place, purpose), value) in statuses.iter().filter(|(_, value)| wanted(**value)) {
            lists.push(signed(place.list));
            positions.push(signed(place.index));
            purposes.push(*purpose);
            values.push(i16::from(*value));
        }
        (lists, positions, purposes, values)
    };
    let (lists, positions, purposes, values) = columns(|value| value != 0);
    if !lists.is_empty() {
        link.execute(
            "INSERT INTO status (list, position, purpose, value)
             SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::smallint[])
             ON CONFLICT (list, position, purpose) DO UPDATE SET value = excluded.value",
            &[&lists, &positions, &purposes, &values],
        )?;
    }
    let (lists, positions, purposes, _) = columns(|value| value == 0);
    if !lists.is_empty() {
        link.execute(
            "DELETE FROM status
             USING unnest($1::int[], $2::int[], $3::text[]) AS gone (list, position, purpose)
             WHERE status.list = gone.list AND status.position = gone.position
                AND status.purpose = gone.purpose",
            &[&lists, &positions, &purposes],
        )?;
    }
    Ok(())
}

/// The history of the changes, as columns.
#[derive(Default)]
struct Log<'a> {
    credentials: Vec<i64>,
    lists: Vec<i32>,
    purposes: Vec<&'a str>,
    values: Vec<i16>,
    at: Vec<&'a str>,
    reasons: Vec<Option<&'a str>>,
    authors: Vec<Option<&'a str>>,
}

impl<'a> Log<'a> {
    fn push(&mut self, credential: &Credential, change: &'a Change) {
        self.credentials.push(credential.number);
        self.lists.push(signed(credential.place.list));
        self.purposes.push(change.purpose.as_str());
        self.values.push(change.state.value().into());
        self.at.push(change.at.as_str());
        self.reasons.push(change.reason.as_deref());
        self.authors.push(change.by.as_deref());
    }

    fn write(&self, link: &mut Link) -> Result<(), Aborted<StoreError>> {
        if self.credentials.is_empty() {
            return Ok(());
        }
        link.execute(
            "INSERT INTO change (credential, list, purpose, value, at, reason, author)
             SELECT credential, list, purpose, value, at, reason, author
             FROM unnest($1::bigint[], $2::int[], $3::text[], $4::smallint[], $5::text[],
                    $6::text[], $7::text[]) WITH ORDINALITY
                AS made (credential, list, purpose, value, at, reason, author, place)
             ORDER BY place",
            &[
                &self.credentials,
                &self.lists,
                &self.purposes,
                &self.values,
                &self.at,
                &self.reasons,
                &self.authors,
            ],
        )?;
        Ok(())
    }
}
