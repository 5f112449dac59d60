//! A ledger in PostgreSQL, for offices that work on many machines.

mod schema;

use std::collections::{HashMap, HashSet};

use ::postgres::{Client, Row};

use super::{Claim, ClaimKey, Entry, Event, Ledger, LedgerError, Reversal, Tally, together};
use crate::database::Absent;
use crate::database::postgres::{Aborted, Connect, Link, Pool, Schema, failed, is_name};
use crate::recognition::Amount;
use crate::recognition::policy::Period;
use crate::text::Timestamp;

/// A [`Ledger`] in the tables of a PostgreSQL schema, which any number of threads, processes and
/// machines may share. PostgreSQL 12 or later.
///
/// Those who claim for one person in one account take turns; others do not wait for each other,
/// unless they claim the same credential. A call blocks, and must not be made on the thread of an
/// async executor: `postgres` would panic there.
///
/// ```no_run
/// use openbadges::recognition::PostgresLedger;
/// use openbadges::status::store::postgres::local;
///
/// let config = "host=/run/postgresql user=office dbname=office".parse()?;
/// let ledger = PostgresLedger::at(local(config)?).open_or_create()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PostgresLedger {
    schema: String,
    pool: Pool,
}

/// Where a [`PostgresLedger`] is, and how it is reached.
pub struct LedgerAccess {
    connect: Connect,
    schema: String,
    connections: usize,
}

impl PostgresLedger {
    /// A ledger that is reached by the connections which `connect` makes, with whatever encryption
    /// it uses; [`local`](crate::status::store::postgres::local) has none.
    pub fn at(
        connect: impl Fn() -> Result<Client, ::postgres::Error> + Send + Sync + 'static,
    ) -> LedgerAccess {
        let (schema, connections) = ("openbadges_ledger".to_owned(), 8);
        LedgerAccess { connect: Box::new(connect), schema, connections }
    }
}

impl LedgerAccess {
    /// In the tables of this schema, instead of `openbadges_ledger`: each ledger has its own, and a
    /// status store another.
    ///
    /// # Errors
    /// [`LedgerError::Failed`] unless the name is of 1 to 40 lower-case letters, digits and
    /// underscores, and starts with a letter.
    pub fn in_schema(mut self, name: impl Into<String>) -> Result<Self, LedgerError> {
        let name = name.into();
        if !is_name(&name) {
            return Err(LedgerError::failed(format!("{name:?} is not the name of a schema here")));
        }
        self.schema = name;
        Ok(self)
    }

    /// With so many connections at most, instead of 8. Calls beyond that wait for one.
    pub fn with_connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// Opens the ledger that is there. One of an earlier version is brought up to date.
    ///
    /// # Errors
    /// [`LedgerError::NotALedger`] when there is none, [`LedgerError::Version`] when it is from a
    /// later version of this library, [`LedgerError::Failed`] when it cannot be reached.
    pub fn open(self) -> Result<PostgresLedger, LedgerError> {
        self.prepare(Absent::Refuse)
    }

    /// Opens the ledger that is there, or makes one.
    ///
    /// # Errors
    /// As [`LedgerAccess::open`].
    pub fn open_or_create(self) -> Result<PostgresLedger, LedgerError> {
        self.prepare(Absent::Create)
    }

    fn prepare(self, absent: Absent) -> Result<PostgresLedger, LedgerError> {
        let Self { connect, schema: name, connections } = self;
        let not_a_ledger = || LedgerError::NotALedger(format!("the schema {name}"));
        let schema = Schema { name: name.clone(), migrations: schema::MIGRATIONS };
        let pool = Pool::open(connect, schema, connections)?;
        // Other tables of the library count their versions too.
        let is_ledger = |pool: &Pool| -> Result<bool, LedgerError> {
            let table = format!("{name}.live");
            pool.read(|link| {
                let found = link.query("SELECT to_regclass($1::text) IS NOT NULL", &[&table])?;
                Ok(found.first().map(|row| get(row, 0)).transpose()?.unwrap_or_default())
            })
        };
        let is_ours = match pool.migrate(absent) {
            Ok(is_there) => is_there && is_ledger(&pool)?,
            Err(_) if !is_ledger(&pool)? => false,
            Err(error) => return Err(error.into()),
        };
        if !is_ours {
            return Err(not_a_ledger());
        }
        Ok(PostgresLedger { schema: name, pool })
    }
}

/// The columns of claims.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT claim.number, claim.account, claim.person, claim.issuer, claim.credential,
                claim.achievement, claim.training, claim.policy, claim.at FROM claim ",
            $rest
        )
    };
}

impl Ledger for PostgresLedger {
    fn tally(&self, account: &str, person: &str, keys: &[ClaimKey]) -> Result<Tally, LedgerError> {
        self.pool.transact(|link| tally(link, account, person, keys))
    }

    fn claim(&self, claims: &[Claim]) -> Result<(), LedgerError> {
        let Some((account, person)) = together(claims)? else { return Ok(()) };
        let keys: Vec<ClaimKey> = claims.iter().map(|claim| claim.key.clone()).collect();
        self.pool.transact(|link| {
            self.take_turns(link, account, person)?;
            let mut tally = tally(link, account, person, &keys)?;
            for claim in claims {
                tally.admit(claim)?;
                insert(link, claim)?;
            }
            Ok(())
        })
    }

    fn reverse(&self, reversal: &Reversal) -> Result<Vec<ClaimKey>, LedgerError> {
        self.pool.transact(|link| {
            let Reversal { account, key, at, reason, by } = reversal;
            let owners = link.query(
                "SELECT DISTINCT person FROM claim
                 WHERE issuer = $1 AND credential = $2 AND account = $3 ORDER BY person",
                &[&key.issuer(), &key.credential(), account],
            )?;
            if owners.is_empty() {
                return Err(LedgerError::Unknown(key.clone()).into());
            }
            // Whoever claimed it may claim at this moment.
            for owner in &owners {
                self.take_turns(link, account, &get::<String>(owner, 0)?)?;
            }
            let mut reversed = Vec::new();
            let mut queue = vec![key.clone()];
            while let Some(key) = queue.pop() {
                let found = link.query(
                    "SELECT claim FROM live
                     WHERE account = $1 AND issuer = $2 AND credential = $3 FOR UPDATE",
                    &[account, &key.issuer(), &key.credential()],
                )?;
                let Some(row) = found.first() else { continue };
                let number: i64 = get(row, 0)?;
                link.execute(
                    "INSERT INTO event (claim, kind, at, reason, author)
                     VALUES ($1, 'reversed', $2, $3, $4)",
                    &[&number, &at.as_str(), reason, by],
                )?;
                link.execute("DELETE FROM live WHERE claim = $1", &[&number])?;
                let resting = link.query(
                    "SELECT live.issuer, live.credential FROM live JOIN rest USING (claim)
                     WHERE account = $1 AND rest.issuer = $2 AND rest.credential = $3
                     ORDER BY live.claim",
                    &[account, &key.issuer(), &key.credential()],
                )?;
                for row in &resting {
                    queue.push(ClaimKey::kept(get(row, 0)?, get(row, 1)?));
                }
                reversed.push(key);
            }
            Ok(reversed)
        })
    }

    fn find(&self, key: &ClaimKey) -> Result<Vec<Claim>, LedgerError> {
        self.pool.transact(|link| {
            let rows = link.query(
                select!(
                    "JOIN live ON live.claim = claim.number
                     WHERE live.issuer = $1 AND live.credential = $2 ORDER BY claim.number"
                ),
                &[&key.issuer(), &key.credential()],
            )?;
            Ok(claims(link, &rows)?.into_iter().map(|(_, claim)| claim).collect())
        })
    }

    fn accounts(&self) -> Result<Vec<String>, LedgerError> {
        self.pool.read(|link| {
            let rows = link.query("SELECT DISTINCT account FROM claim", &[])?;
            Ok(names(&rows)?)
        })
    }

    fn people(&self, account: &str) -> Result<Vec<String>, LedgerError> {
        self.pool.read(|link| {
            let select = "SELECT DISTINCT person FROM claim WHERE account = $1";
            Ok(names(&link.query(select, &[&account])?)?)
        })
    }

    fn history(&self, account: &str, person: &str) -> Result<Vec<Event>, LedgerError> {
        self.pool.transact(|link| {
            let events = link.query(
                "SELECT event.claim, kind, event.at, reason, author
                 FROM event JOIN claim ON claim.number = event.claim
                 WHERE account = $1 AND person = $2 ORDER BY event.number",
                &[&account, &person],
            )?;
            let rows = link.query(
                select!("WHERE account = $1 AND person = $2 ORDER BY claim.number"),
                &[&account, &person],
            )?;
            let known: HashMap<i64, Claim> = claims(link, &rows)?.into_iter().collect();
            let event = |row: &Row| -> Result<Event, LedgerError> {
                let claim = known.get(&get(row, 0)?);
                let claim = claim.ok_or_else(|| LedgerError::failed("an event of no claim"))?;
                if get::<String>(row, 1)? == "claimed" {
                    return Ok(Event::Claimed(claim.clone()));
                }
                let reason = get::<Option<String>>(row, 3)?.unwrap_or_default();
                let at = timestamp(row, 2)?;
                let mut reversal = Reversal::new(account, claim.key.clone(), reason, at);
                reversal.by = get(row, 4)?;
                Ok(Event::Reversed(reversal))
            };
            Ok(events.iter().map(event).collect::<Result<_, _>>()?)
        })
    }
}

impl PostgresLedger {
    /// Waits until nobody else claims for a person, or takes back, till the transaction ends. What
    /// they did is seen by the statements that follow.
    fn take_turns(
        &self,
        link: &mut Link,
        account: &str,
        person: &str,
    ) -> Result<(), Aborted<LedgerError>> {
        // The lengths keep accounts and people apart.
        let turn = format!("{} {} {account} {person}", self.schema, account.len());
        link.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", &[&turn])?;
        Ok(())
    }
}

fn tally(
    link: &mut Link,
    account: &str,
    person: &str,
    keys: &[ClaimKey],
) -> Result<Tally, Aborted<LedgerError>> {
    let rows = link.query(
        select!(
            "JOIN live ON live.claim = claim.number
             WHERE live.account = $1 AND live.person = $2 ORDER BY claim.number"
        ),
        &[&account, &person],
    )?;
    let own = claims(link, &rows)?.into_iter().map(|(_, claim)| claim).collect();
    let issuers: Vec<&str> = keys.iter().map(ClaimKey::issuer).collect();
    let credentials: Vec<&str> = keys.iter().map(ClaimKey::credential).collect();
    let others = link.query(
        "SELECT issuer, credential FROM live JOIN unnest($3::text[], $4::text[]) AS of (i, c)
            ON issuer = i AND credential = c
         WHERE account = $1 AND person <> $2",
        &[&account, &person, &issuers, &credentials],
    )?;
    let others = others.iter().map(|row| Ok(ClaimKey::kept(get(row, 0)?, get(row, 1)?)));
    Ok(Tally::new(own, others.collect::<Result<HashSet<_>, LedgerError>>()?))
}

fn insert(link: &mut Link, claim: &Claim) -> Result<(), Aborted<LedgerError>> {
    let Claim { account, person, key, achievement, training, policy, at, .. } = claim;
    let (issuer, credential, at) = (key.issuer(), key.credential(), at.as_str());
    let made = link.query(
        "INSERT INTO claim (account, person, issuer, credential, achievement, training, policy, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING number",
        &[account, person, &issuer, &credential, achievement, training, policy, &at],
    )?;
    let number = made.first().ok_or_else(|| LedgerError::failed("a claim without a number"))?;
    let number: i64 = get(number, 0)?;
    for (position, entry) in (0_i32..).zip(&claim.entries) {
        let Entry { category, amount, period, on } = entry;
        let (of, unit) = (amount.number().to_string(), amount.unit().as_str());
        let (Period { year, payment }, on) = (period, on.to_string());
        link.execute(
            "INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[&number, &position, &&**category, &of, &unit, year, &i16::from(*payment), &on],
        )?;
    }
    let issuers: Vec<&str> = claim.rests_on.iter().map(ClaimKey::issuer).collect();
    let credentials: Vec<&str> = claim.rests_on.iter().map(ClaimKey::credential).collect();
    link.execute(
        "INSERT INTO rest (claim, position, issuer, credential)
         SELECT $1, (place - 1)::int, i, c
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS of (i, c, place)",
        &[&number, &issuers, &credentials],
    )?;
    link.execute(
        "INSERT INTO related (claim, position, achievement)
         SELECT $1, (place - 1)::int, a FROM unnest($2::text[]) WITH ORDINALITY AS of (a, place)",
        &[&number, &claim.related],
    )?;
    link.execute(
        "INSERT INTO event (claim, kind, at) VALUES ($1, 'claimed', $2)",
        &[&number, &at],
    )?;
    let counted = link.execute(
        "INSERT INTO live VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[&number, account, person, &issuer, &credential, achievement],
    )?;
    // Somebody else was quicker with the same credential, which the next look shows.
    if counted == 1 { Ok(()) } else { Err(Aborted::Again) }
}

/// Claims with their numbers. What hangs on a claim never changes, so it is read by the numbers.
fn claims(link: &mut Link, rows: &[Row]) -> Result<Vec<(i64, Claim)>, Aborted<LedgerError>> {
    let numbers = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<i64>, _>>()?;
    let mut entries: HashMap<i64, Vec<Entry>> = HashMap::new();
    for row in link.query(
        "SELECT claim, category, number, unit, year, payment, awarded_on FROM entry
         WHERE claim = ANY ($1) ORDER BY claim, position",
        &[&numbers],
    )? {
        let number: String = get(&row, 2)?;
        let number = number.parse().map_err(LedgerError::failed)?;
        let unit = get::<String>(&row, 3)?.parse().map_err(LedgerError::from)?;
        let amount = Amount::new(number, unit).map_err(LedgerError::from)?;
        let payment = u8::try_from(get::<i16>(&row, 5)?).map_err(LedgerError::failed)?;
        let period = Period { year: get(&row, 4)?, payment };
        let on = get::<String>(&row, 6)?.parse().map_err(LedgerError::from)?;
        let entry = Entry { category: get::<&str>(&row, 1)?.into(), amount, period, on };
        entries.entry(get(&row, 0)?).or_default().push(entry);
    }
    let mut rests: HashMap<i64, Vec<ClaimKey>> = HashMap::new();
    for row in link.query(
        "SELECT claim, issuer, credential FROM rest WHERE claim = ANY ($1)
         ORDER BY claim, position",
        &[&numbers],
    )? {
        let key = ClaimKey::kept(get(&row, 1)?, get(&row, 2)?);
        rests.entry(get(&row, 0)?).or_default().push(key);
    }
    let mut related: HashMap<i64, Vec<String>> = HashMap::new();
    for row in link.query(
        "SELECT claim, achievement FROM related WHERE claim = ANY ($1) ORDER BY claim, position",
        &[&numbers],
    )? {
        related.entry(get(&row, 0)?).or_default().push(get(&row, 1)?);
    }
    let mut claim = |(number, row): (i64, &Row)| -> Result<(i64, Claim), LedgerError> {
        let text = |column| get::<String>(row, column);
        let key = ClaimKey::kept(text(3)?, text(4)?);
        let claim = Claim::new(text(1)?, text(2)?, key, text(5)?, timestamp(row, 8)?);
        let claim = Claim {
            training: text(6)?,
            policy: text(7)?,
            entries: entries.remove(&number).unwrap_or_default(),
            rests_on: rests.remove(&number).unwrap_or_default(),
            related: related.remove(&number).unwrap_or_default(),
            ..claim
        };
        Ok((number, claim))
    };
    Ok(numbers.iter().copied().zip(rows).map(&mut claim).collect::<Result<_, _>>()?)
}

impl From<LedgerError> for Aborted<LedgerError> {
    fn from(error: LedgerError) -> Self {
        Aborted::Other(error)
    }
}

/// The texts of the first column, in an order that no setting of the database changes.
fn names(rows: &[Row]) -> Result<Vec<String>, LedgerError> {
    let mut names = rows.iter().map(|row| get(row, 0)).collect::<Result<Vec<String>, _>>()?;
    names.sort_unstable();
    Ok(names)
}

fn get<'r, T: ::postgres::types::FromSql<'r>>(
    row: &'r Row,
    column: usize,
) -> Result<T, LedgerError> {
    row.try_get(column).map_err(|error| failed(error).into())
}

fn timestamp(row: &Row, column: usize) -> Result<Timestamp, LedgerError> {
    Timestamp::parse_unzoned(&get::<String>(row, column)?).map_err(LedgerError::failed)
}
