//! From rows to what they say.

use std::collections::HashMap;

use postgres::Row;

use crate::database::postgres::{Aborted, failed};
use crate::status::Purpose;
use crate::status::store::{
    Change, Logged, Place, Record, Request, Reservation, State, StatusEntries, StatusUrl,
    StoreError,
};
use crate::text::{Iri, Timestamp};

/// Everything that is known of credentials; their states as `purpose:value` with spaces between.
macro_rules! records {
    ($rest:literal) => {
        concat!(
            "SELECT credential.id, achievement, recipient, reserved_at, credential.list, position,
                carries, granted.request, granted.content,
                (SELECT string_agg(purpose || ':' || value, ' ') FROM status
                    WHERE status.list = credential.list AND status.position = credential.position)
            FROM credential
            JOIN list ON list.number = credential.list
            LEFT JOIN granted ON granted.credential = credential.number ",
            $rest
        )
    };
}

/// Changes with the places of their credentials.
macro_rules! changes {
    ($rest:literal) => {
        concat!(
            "SELECT change.number, credential.id, position, purpose, value, at, reason, author
            FROM change JOIN credential ON credential.number = change.credential ",
            $rest
        )
    };
}

pub(super) const RECORD_BY_ID: &str = records!("WHERE credential.id = $1");
pub(super) const RECORDS_GRANTED: &str = records!("WHERE granted.request = ANY ($1)");
pub(super) const RECORDS_AFTER: &str = records!(
    "WHERE (credential.list, credential.position) > ($1, $2)
    ORDER BY credential.list, credential.position LIMIT $3"
);
pub(super) const CHANGES_OF: &str = changes!("WHERE change.credential = $1 ORDER BY change.number");
pub(super) const CHANGES_IN: &str =
    changes!("WHERE change.list = $1 AND change.number > $2 ORDER BY change.number LIMIT $3");

impl From<StoreError> for Aborted<StoreError> {
    fn from(error: StoreError) -> Self {
        Aborted::Other(error)
    }
}

/// The value in a column.
pub(super) fn get<'r, T: postgres::types::FromSql<'r>>(
    row: &'r Row,
    column: usize,
) -> Result<T, StoreError> {
    row.try_get(column).map_err(|error| failed(error).into())
}

/// A number that is not negative.
pub(super) fn unsigned(row: &Row, column: usize) -> Result<u32, StoreError> {
    u32::try_from(get::<i32>(row, column)?).map_err(StoreError::failed)
}

/// The number as PostgreSQL holds it: what is beyond its type is beyond all that it has.
pub(super) fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn record(row: &Row, url: &StatusUrl) -> Result<Record, StoreError> {
    let credential = Iri::parse(get::<String>(row, 0)?).map_err(StoreError::failed)?;
    let mut request = Request::new(credential, timestamp(row, 3)?);
    request.achievement = get(row, 1)?;
    request.recipient = get(row, 2)?;
    request.entries = carried(row, 6)?;
    request.request_id = get(row, 7)?;
    let content: Option<Vec<u8>> = get(row, 8)?;
    let digest = |bytes: Vec<u8>| {
        let digest: Result<[u8; 32], _> = bytes.try_into();
        digest.map_err(|_| StoreError::failed("a content that is no SHA-256"))
    };
    request.content = content.map(digest).transpose()?;
    let place = Place { list: unsigned(row, 4)?, index: unsigned(row, 5)? };
    let reservation = Reservation::new(url.clone(), place, &request);
    let states: Option<String> = get(row, 9)?;
    let states: HashMap<&str, u64> = numbers(states.as_deref());
    Ok(Record::new(request, reservation, |purpose| {
        states.get(purpose.as_str()).and_then(|value| u8::try_from(*value).ok())
    }))
}

/// What stands as `name:number` with spaces between.
pub(super) fn numbers(text: Option<&str>) -> HashMap<&str, u64> {
    let items = text.unwrap_or_default().split(' ').filter_map(|item| item.split_once(':'));
    items.filter_map(|(name, number)| Some((name, number.parse().ok()?))).collect()
}

pub(super) fn logged(row: &Row) -> Result<Logged, StoreError> {
    let purpose: String = get(row, 3)?;
    let purpose = Purpose::from(purpose.as_str());
    let value = u8::try_from(get::<i16>(row, 4)?).map_err(StoreError::failed)?;
    let state = State::of(&purpose, value);
    let mut change = Change::new(get::<String>(row, 1)?, purpose, state, timestamp(row, 5)?);
    change.reason = get(row, 6)?;
    change.by = get(row, 7)?;
    let number = u64::try_from(get::<i64>(row, 0)?).map_err(StoreError::failed)?;
    Ok(Logged::new(number, unsigned(row, 2)?, change))
}

/// The entries of the credentials in a list.
pub(super) fn carried(row: &Row, column: usize) -> Result<StatusEntries, StoreError> {
    get::<String>(row, column)?.parse().map_err(StoreError::failed)
}

pub(super) fn timestamp(row: &Row, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::parse_unzoned(&get::<String>(row, column)?).map_err(StoreError::failed)
}
