//! A store in PostgreSQL, for issuers that run on many machines.
//!
//! ```no_run
//! use openbadges::status::store::postgres::{PostgresStore, local};
//!
//! let config = "host=/run/postgresql user=badges dbname=badges".parse()?;
//! let url = "https://badges.example/status".parse()?;
//! let store = PostgresStore::at(local(config)?).with_connections(16).open_or_create(&url)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod allot;
mod rows;
mod schema;
mod set;

pub use ::postgres as client;

use std::collections::HashMap;
use std::net::IpAddr;

use client::config::Host;
use client::{Client, Config, NoTls};

use super::{
    Change, Effect, Intake, ListInfo, ListName, ListPlan, Logged, Place, Record, Request,
    Reservation, StatusStore, StatusUrl, StoreError, check_number,
};
use crate::database::Absent;
use crate::database::postgres::{Aborted, Connect, Link, Pool, Schema, is_name};
use crate::random::{Random, SystemRandom};
use crate::status::Bitstring;
use crate::text::{Iri, Timestamp};
use allot::Allotment;
use rows::{get, signed};

/// A [`StatusStore`] in the tables of a PostgreSQL schema, which any number of threads, processes
/// and machines may share. PostgreSQL 12 or later.
///
/// Those who reserve at the same time do not wait for each other: an index is drawn at random, and
/// the table's constraint says whether it was free. Those who change the states of credentials in
/// one list do, for as long as a commit takes.
///
/// A call blocks, and must not be made on the thread of an async executor: `postgres` would panic
/// there. Async hosts use their executor's way to block, such as `spawn_blocking` of `tokio`.
///
/// Connections are kept, and made anew where the server or the network cut them. A transaction that
/// had not reached its commit is then tried again; of one that had, [`StoreError::Unconfirmed`] says
/// that its outcome is not known. A proxy between them must keep sessions together (as `pgbouncer`
/// does with `pool_mode = session`). A connection that falls silent without being cut is noticed
/// only where [`Config::keepalives`] or [`Config::tcp_user_timeout`] say so.
pub struct PostgresStore {
    url: StatusUrl,
    plan: ListPlan,
    random: Box<dyn Random>,
    pool: Pool,
}

/// Where a [`PostgresStore`] is, and how it is reached.
pub struct PostgresAccess {
    connect: Connect,
    schema: String,
    connections: usize,
}

/// A configuration names another machine than this one, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("without encryption, only sockets and loopback addresses are connected to")]
pub struct NotLocal;

impl From<NotLocal> for StoreError {
    fn from(error: NotLocal) -> Self {
        StoreError::failed(error)
    }
}

/// Makes connections without encryption, to this machine: by a socket in the file system, or to a
/// loopback address. To reach others, bring a function that encrypts to [`PostgresStore::at`].
///
/// # Errors
/// [`NotLocal`] where the configuration names another machine, or none.
pub fn local(
    config: Config,
) -> Result<impl Fn() -> Result<Client, client::Error> + Send + Sync + 'static, NotLocal> {
    let is_local = |host: &Host| match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(name) => name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
    };
    // An address stands before the name of its host.
    let is_here = match config.get_hostaddrs() {
        [] => !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_local),
        addresses => addresses.iter().all(IpAddr::is_loopback),
    };
    if !is_here {
        return Err(NotLocal);
    }
    Ok(move || config.connect(NoTls))
}

impl PostgresStore {
    /// A store that is reached by the connections which `connect` makes, with whatever encryption
    /// it uses; [`local`] has none.
    pub fn at(
        connect: impl Fn() -> Result<Client, client::Error> + Send + Sync + 'static,
    ) -> PostgresAccess {
        let (schema, connections) = ("openbadges_status".to_owned(), 8);
        PostgresAccess { connect: Box::new(connect), schema, connections }
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
}

impl PostgresAccess {
    /// In the tables of this schema, instead of `openbadges_status`: each store has its own.
    ///
    /// # Errors
    /// [`StoreError::Failed`] unless the name is of 1 to 40 lower-case letters, digits and
    /// underscores, and starts with a letter.
    pub fn in_schema(mut self, name: impl Into<String>) -> Result<Self, StoreError> {
        let name = name.into();
        if !is_name(&name) {
            return Err(StoreError::failed(format!("{name:?} is not the name of a schema here")));
        }
        self.schema = name;
        Ok(self)
    }

    /// With so many connections at most, instead of 8. Calls beyond that wait for one.
    pub fn with_connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// Opens the store that is there. One of an earlier version is brought up to date.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`] when there is none, [`StoreError::Version`] when it is from a later
    /// version of this library, [`StoreError::Failed`] when it cannot be reached.
    pub fn open(self) -> Result<PostgresStore, StoreError> {
        self.prepare(None)
    }

    /// Opens the store that is there, or makes one whose lists are published at `url`.
    ///
    /// # Errors
    /// As [`PostgresAccess::open`], and [`StoreError::Url`] when the store was made for another URL.
    pub fn open_or_create(self, url: &StatusUrl) -> Result<PostgresStore, StoreError> {
        let store = self.prepare(Some(url))?;
        if store.url != *url {
            return Err(StoreError::Url { stored: store.url, given: url.clone() });
        }
        Ok(store)
    }

    fn prepare(self, new_with: Option<&StatusUrl>) -> Result<PostgresStore, StoreError> {
        let not_a_store = StoreError::NotAStore(format!("the schema {}", self.schema));
        let schema = Schema { name: self.schema, migrations: schema::MIGRATIONS };
        let pool = Pool::open(self.connect, schema, self.connections)?;
        let absent = if new_with.is_some() { Absent::Create } else { Absent::Refuse };
        if !pool.migrate(absent)? {
            return Err(not_a_store);
        }
        let stored: Option<String> = pool.transact(|link| {
            if let Some(url) = new_with {
                link.execute(
                    "INSERT INTO setting (name, value) VALUES ('status_url', $1)
                     ON CONFLICT DO NOTHING",
                    &[&url.as_str()],
                )?;
            }
            let found = link.query("SELECT value FROM setting WHERE name = 'status_url'", &[])?;
            let found = found.first().map(|row| get(row, 0)).transpose();
            found.map_err(Aborted::Other::<StoreError>)
        })?;
        let url = stored.ok_or(not_a_store)?.parse().map_err(StoreError::failed)?;
        let (plan, random) = (ListPlan::default(), Box::new(SystemRandom));
        Ok(PostgresStore { url, plan, random, pool })
    }
}

impl StatusStore for PostgresStore {
    fn url(&self) -> &StatusUrl {
        &self.url
    }

    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        self.pool.read(kept_issuer)
    }

    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        self.pool.transact(|link| {
            link.execute(
                "INSERT INTO setting (name, value) VALUES ('issuer', $1) ON CONFLICT DO NOTHING",
                &[&issuer.as_str()],
            )?;
            let missing = || StoreError::failed("a setting that was set is not there");
            kept_issuer(link)?.ok_or_else(|| Aborted::Other(missing()))
        })
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        let mut reservations = self.reserve_many(std::slice::from_ref(request))?;
        reservations.pop().ok_or_else(|| StoreError::failed("a request without a reservation"))
    }

    /// All in one transaction: all are reserved, or none.
    fn reserve_many(&self, requests: &[Request]) -> Result<Vec<Reservation>, StoreError> {
        if requests.is_empty() {
            return Ok(Vec::new());
        }
        self.pool.transact(|link| {
            let (url, plan, random) = (&self.url, self.plan, &*self.random);
            Allotment { link, url, plan, random }.reserve(requests)
        })
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        let mut effects = self.set_many(std::slice::from_ref(change))?;
        effects.pop().ok_or_else(|| StoreError::failed("a change without an effect"))
    }

    /// All in one transaction: all changes are made, or none.
    fn set_many(&self, changes: &[Change]) -> Result<Vec<Effect>, StoreError> {
        changes.iter().try_for_each(Change::check)?;
        if let Some(change) = changes.iter().find(|it| cannot_be_there(&it.credential)) {
            return Err(StoreError::Unknown(change.credential.clone()));
        }
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        self.pool.transact(|link| set::set(link, changes))
    }

    fn rotate(&self, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        self.pool.transact(|link| close_lists(link, at))
    }

    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        check_number(number)?;
        self.pool.transact(|link| {
            let closed = close_lists(link, at)?;
            link.execute(
                "INSERT INTO skipped (up_to, at) SELECT $1, $2
                 WHERE NOT EXISTS (SELECT 1 FROM skipped WHERE up_to >= $1)",
                &[&signed(number), &at.as_str()],
            )?;
            Ok(closed)
        })
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        if cannot_be_there(credential) {
            return Ok(None);
        }
        self.pool.read(|link| {
            let found = link.query(rows::RECORD_BY_ID, &[&credential])?;
            Ok(found.first().map(|row| rows::record(row, &self.url)).transpose()?)
        })
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        if cannot_be_there(credential) {
            return Err(StoreError::Unknown(credential.to_owned()));
        }
        self.pool.transact(|link| {
            let found =
                link.query("SELECT number FROM credential WHERE id = $1", &[&credential])?;
            let unknown = || StoreError::Unknown(credential.to_owned());
            let number: i64 = get(found.first().ok_or_else(unknown)?, 0)?;
            let changes = link.query(rows::CHANGES_OF, &[&number])?;
            let changes: Result<Vec<Change>, StoreError> =
                changes.iter().map(|row| Ok(rows::logged(row)?.change)).collect();
            Ok(changes?)
        })
    }

    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        let (list, index) = after.map_or((0, 0), |place| (signed(place.list), signed(place.index)));
        self.pool.read(|link| {
            let found = link.query(rows::RECORDS_AFTER, &[&list, &index, &i64::from(limit)])?;
            let records: Result<Vec<Record>, StoreError> =
                found.iter().map(|row| rows::record(row, &self.url)).collect();
            Ok(records?)
        })
    }

    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.pool.read(|link| {
            let found =
                link.query(rows::CHANGES_IN, &[&signed(list), &after, &i64::from(limit)])?;
            let changes: Result<Vec<Logged>, StoreError> = found.iter().map(rows::logged).collect();
            Ok(changes?)
        })
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        self.pool.read(|link| {
            let found = link.query(
                "SELECT number, entries, carries, closed_at IS NOT NULL, opened_at,
                    (SELECT sum(allotted)::int FROM allotment WHERE allotment.list = list.number),
                    (SELECT string_agg(purpose || ':' || revision.number, ' ') FROM revision
                        WHERE revision.list = list.number),
                    (SELECT string_agg(purpose || '|' || changed_at, ' ') FROM revision
                        WHERE revision.list = list.number)
                 FROM list ORDER BY number",
                &[],
            )?;
            let mut infos = Vec::new();
            for row in &found {
                let (number, entries) = (rows::unsigned(row, 0)?, rows::unsigned(row, 1)?);
                let revisions: Option<String> = get(row, 6)?;
                let revisions: HashMap<&str, u64> = rows::numbers(revisions.as_deref());
                let changed: Option<String> = get(row, 7)?;
                let changed = changed.unwrap_or_default();
                let changed: HashMap<&str, &str> =
                    changed.split(' ').filter_map(|item| item.split_once('|')).collect();
                for (purpose, size) in rows::carried(row, 2)?.purposes() {
                    let revision = revisions.get(purpose.as_str()).copied().unwrap_or(0);
                    let name = ListName::of(purpose, number);
                    let mut info = ListInfo::new(name, entries, size, rows::timestamp(row, 4)?);
                    info.allotted = rows::unsigned(row, 5)?;
                    info.revision = revision;
                    info.changed_at = changed
                        .get(info.name.purpose().as_str())
                        .map(|at| Timestamp::parse_unzoned(at))
                        .transpose()
                        .map_err(StoreError::failed)?;
                    info.intake = if get(row, 3)? { Intake::Closed } else { Intake::Open };
                    infos.push(info);
                }
            }
            Ok(infos)
        })
    }

    fn bits(&self, list: &ListName) -> Result<Bitstring, StoreError> {
        self.pool.read(|link| {
            // One row, of one moment.
            let found = link.query(
                "SELECT entries, carries, positions, values
                 FROM list LEFT JOIN LATERAL (
                    SELECT array_agg(position) AS positions, array_agg(value) AS values
                    FROM status WHERE status.list = list.number AND purpose = $2
                 ) AS those ON true WHERE number = $1",
                &[&signed(list.number()), &list.purpose().as_str()],
            )?;
            let unknown = || StoreError::UnknownList(list.clone());
            let row = found.first().ok_or_else(unknown)?;
            let size = rows::carried(row, 1)?.size(list.purpose()).ok_or_else(unknown)?;
            let mut bits = Bitstring::new(rows::unsigned(row, 0)?.saturating_mul(size));
            let positions: Option<Vec<i32>> = get(row, 2)?;
            let values: Option<Vec<i16>> = get(row, 3)?;
            let pairs = positions.unwrap_or_default().into_iter().zip(values.unwrap_or_default());
            for (position, value) in pairs {
                let position = u64::try_from(position).map_err(StoreError::failed)?;
                let value = u64::try_from(value).map_err(StoreError::failed)?;
                bits.set(position, size, value).map_err(StoreError::failed)?;
            }
            Ok(bits)
        })
    }
}

/// Gives the numbers of the lists that are closed with this. Nobody opens one meanwhile.
fn close_lists(link: &mut Link, at: &Timestamp) -> Result<Vec<u32>, Aborted<StoreError>> {
    link.execute("LOCK TABLE list IN SHARE ROW EXCLUSIVE MODE", &[])?;
    let closed = link.query(
        "UPDATE list SET closed_at = $1
         WHERE closed_at IS NULL AND (SELECT sum(allotted) FROM allotment
            WHERE allotment.list = list.number) BETWEEN 1 AND planned - 1
         RETURNING number",
        &[&at.as_str()],
    )?;
    let numbers: Result<Vec<u32>, StoreError> =
        closed.iter().map(|row| rows::unsigned(row, 0)).collect();
    let mut numbers = numbers?;
    numbers.sort_unstable();
    Ok(numbers)
}

/// PostgreSQL keeps no text with a zero byte, and refuses to look for one.
fn cannot_be_there(credential: &str) -> bool {
    credential.contains('\0')
}

/// Whose badges are in the store.
fn kept_issuer(link: &mut Link) -> Result<Option<Iri>, Aborted<StoreError>> {
    let found = link.query("SELECT value FROM setting WHERE name = 'issuer'", &[])?;
    let Some(row) = found.first() else { return Ok(None) };
    let text: String = get(row, 0)?;
    text.parse().map(Some).map_err(|error| Aborted::Other(StoreError::failed(error)))
}
