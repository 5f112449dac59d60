//! From rows to what they say.

use rusqlite::Row;

use crate::database::sqlite::failed;
use crate::status::Purpose;
use crate::status::store::{
    Change, Logged, Place, Record, Request, Reservation, State, StatusEntries, StatusUrl,
    StoreError,
};
use crate::text::{Iri, Timestamp};

/// Everything that is known of credentials; their states as `purpose:value` with spaces between.
pub(super) const RECORD: &str = "
    SELECT credential.id, achievement, recipient, reserved_at, credential.list, position,
        suspendable, carries, granted.request, granted.content,
        (SELECT group_concat(purpose || ':' || value, ' ') FROM status
            WHERE status.list = credential.list AND status.position = credential.position
            AND purpose IN ('revocation', 'suspension', 'refresh', 'message'))
    FROM credential
    JOIN list ON list.number = credential.list
    LEFT JOIN granted ON granted.credential = credential.number";

/// Changes with the places of their credentials.
pub(super) const LOGGED: &str = "
    SELECT change.number, credential.id, position, purpose, value, at, reason, author
    FROM change JOIN credential ON credential.number = change.credential";

pub(super) fn record(row: &Row<'_>, url: &StatusUrl) -> Result<Record, StoreError> {
    let credential: String = row.get(0).map_err(failed)?;
    let credential = Iri::parse(credential).map_err(StoreError::failed)?;
    let mut request = Request::new(credential, timestamp(row, 3)?);
    request.achievement = row.get(1).map_err(failed)?;
    request.recipient = row.get(2).map_err(failed)?;
    request.entries = entries(row, 7, 6)?;
    request.request_id = row.get(8).map_err(failed)?;
    request.content = row.get(9).map_err(failed)?;
    let place = Place { list: row.get(4).map_err(failed)?, index: row.get(5).map_err(failed)? };
    let reservation = Reservation::new(url.clone(), place, &request);
    let states: Option<String> = row.get(10).map_err(failed)?;
    let states = states.unwrap_or_default();
    Ok(Record::new(request, reservation, |purpose| {
        let named = states.split(' ').filter_map(|state| state.split_once(':'));
        named.into_iter().find(|(name, _)| *name == purpose.as_str())?.1.parse().ok()
    }))
}

pub(super) fn logged(row: &Row<'_>) -> Result<Logged, StoreError> {
    let purpose: String = row.get(3).map_err(failed)?;
    let purpose = Purpose::from(purpose.as_str());
    let state = State::of(&purpose, row.get(4).map_err(failed)?);
    let credential: String = row.get(1).map_err(failed)?;
    let mut change = Change::new(credential, purpose, state, timestamp(row, 5)?);
    change.reason = row.get(6).map_err(failed)?;
    change.by = row.get(7).map_err(failed)?;
    let number = unsigned(row.get(0).map_err(failed)?)?;
    Ok(Logged::new(number, row.get(2).map_err(failed)?, change))
}

/// The entries of a credential, from those of its list.
pub(super) fn entries(
    row: &Row<'_>,
    carries: usize,
    suspendable: usize,
) -> Result<StatusEntries, StoreError> {
    let of_list = carried(row, carries)?;
    let is_suspendable: bool = row.get(suspendable).map_err(failed)?;
    // Only lists of version 1 hold credentials that have fewer entries.
    let is_older = of_list == StatusEntries::REVOCATION_AND_SUSPENSION && !is_suspendable;
    Ok(if is_older { StatusEntries::REVOCATION } else { of_list })
}

/// The entries of the credentials in a list.
pub(super) fn carried(row: &Row<'_>, column: usize) -> Result<StatusEntries, StoreError> {
    let text: String = row.get(column).map_err(failed)?;
    text.parse().map_err(StoreError::failed)
}

pub(super) fn timestamp(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    let text: String = row.get(column).map_err(failed)?;
    Timestamp::parse_unzoned(&text).map_err(StoreError::failed)
}

pub(super) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(StoreError::failed)
}
