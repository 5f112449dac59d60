use std::collections::{BTreeMap, HashMap, HashSet};

use super::rows::{self, signed, unsigned};
use super::schema::LANES;
use crate::database::postgres::{Aborted, Link};
use crate::random::{Random, below};
use crate::status::store::{
    ListPlan, Place, Record, Request, Reservation, StatusEntries, StatusUrl, StoreError,
};

/// The most credentials that are recorded in one statement.
const MOST: usize = 5_000;

/// Batches beyond this have the lists of their kind to themselves. Whoever records so many at once
/// meets an index that another drew at the same time, and waits for it; two that wait for each
/// other were both in vain.
const SHARED: usize = 64;

/// As many rounds in a row in which no free index came up are a source of randomness that repeats
/// itself.
const ROUNDS: u32 = 256;

/// What PostgreSQL can index.
const LONGEST: usize = 2_000;

/// The reservations of one transaction.
pub(super) struct Allotment<'a> {
    pub(super) link: &'a mut Link,
    pub(super) url: &'a StatusUrl,
    pub(super) plan: ListPlan,
    pub(super) random: &'a dyn Random,
}

struct OpenList {
    number: u32,
    entries: u32,
    room: usize,
}

type Attempt<T> = Result<T, Aborted<StoreError>>;

impl Allotment<'_> {
    pub(super) fn reserve(&mut self, requests: &[Request]) -> Attempt<Vec<Reservation>> {
        requests.iter().try_for_each(check_texts)?;
        let mut granted = self.granted(requests)?;
        // By entries, since each kind of credential has lists of its own.
        let mut kinds: Vec<(StatusEntries, Vec<&Request>)> = Vec::new();
        let (mut named, mut ids) = (HashMap::new(), HashSet::new());
        for request in requests {
            if let Some(name) = &request.request_id {
                let before = granted.get(name).map(|record| &record.request);
                if let Some(before) = before.or_else(|| named.get(name).copied()) {
                    if !request.repeats(before) {
                        return Err(StoreError::Request(name.clone()).into());
                    }
                    continue;
                }
                named.insert(name, request);
            }
            if !ids.insert(request.credential.as_str()) {
                return Err(duplicate(request).into());
            }
            match kinds.iter_mut().find(|(entries, _)| *entries == request.entries) {
                Some((_, same)) => same.push(request),
                None => kinds.push((request.entries, vec![request])),
            }
        }
        // Whoever reserves several kinds at once takes their lists in one order.
        kinds.sort_by_key(|(entries, _)| entries.to_string());
        let mut allotted = HashMap::new();
        for (_, requests) in kinds {
            self.allot(requests, &mut allotted)?;
        }
        requests
            .iter()
            .map(|request| {
                let name = request.request_id.as_ref();
                if let Some(record) = name.and_then(|name| granted.remove(name)) {
                    let reservation = record.reservation.clone();
                    // Another of the batch may ask for it again.
                    granted.extend(name.map(|name| (name.clone(), record)));
                    return Ok(reservation);
                }
                let first = name.and_then(|name| named.get(name).copied()).unwrap_or(request);
                let place = allotted.get(first.credential.as_str()).copied();
                let place = place.ok_or_else(|| StoreError::failed("nothing was allotted"))?;
                Ok(Reservation::new(self.url.clone(), place, first))
            })
            .collect()
    }

    /// What was allotted to requests of these names before.
    fn granted(&mut self, requests: &[Request]) -> Attempt<HashMap<String, Record>> {
        let names: Vec<&str> = requests.iter().filter_map(|it| it.request_id.as_deref()).collect();
        let mut granted = HashMap::new();
        if names.is_empty() {
            return Ok(granted);
        }
        for row in self.link.query(rows::RECORDS_GRANTED, &[&names])? {
            let record = rows::record(&row, self.url)?;
            if let Some(name) = record.request.request_id.clone() {
                granted.insert(name, record);
            }
        }
        Ok(granted)
    }

    /// Records credentials that all have the same entries.
    fn allot(
        &mut self,
        mut waiting: Vec<&Request>,
        allotted: &mut HashMap<String, Place>,
    ) -> Attempt<()> {
        // Whoever records the same credentials at the same time meets them in one order.
        waiting.sort_by(|a, b| a.credential.as_str().cmp(b.credential.as_str()));
        if let Some(first) = waiting.first() {
            self.enter(first.entries, waiting.len())?;
        }
        let mut without_luck = 0;
        while let Some(first) = waiting.first() {
            let list = self.list_for(first)?;
            let count = waiting.len().min(list.room).min(MOST);
            let rest = waiting.split_off(count);
            let before = allotted.len();
            let mut missed = self.insert(&list, waiting, allotted)?;
            let taken = allotted.len() - before;
            self.count(list.number, taken)?;
            without_luck = if taken == 0 { without_luck + 1 } else { 0 };
            if without_luck == ROUNDS {
                return Err(StoreError::Full(list.number).into());
            }
            missed.extend(rest);
            waiting = missed;
        }
        Ok(())
    }

    /// Takes part in allotting from the lists of a kind, until the end of the transaction: beside
    /// others, or alone where there is much to record.
    fn enter(&mut self, entries: StatusEntries, count: usize) -> Attempt<()> {
        let lock = match count {
            ..=SHARED => {
                "SELECT pg_advisory_xact_lock_shared(
                    hashtextextended('openbadges ' || current_schema() || ' ' || $1::text, 0))"
            }
            _ => {
                "SELECT pg_advisory_xact_lock(
                    hashtextextended('openbadges ' || current_schema() || ' ' || $1::text, 0))"
            }
        };
        self.link.query(lock, &[&entries.to_string()])?;
        Ok(())
    }

    /// Draws an index for each and records those whose index is free. Gives the others.
    fn insert<'r>(
        &mut self,
        list: &OpenList,
        requests: Vec<&'r Request>,
        allotted: &mut HashMap<String, Place>,
    ) -> Attempt<Vec<&'r Request>> {
        let mut drawn = HashSet::new();
        let mut row = Rows::default();
        for request in &requests {
            let index = loop {
                let index = below(self.random, list.entries.into()).map_err(StoreError::from)?;
                let index = u32::try_from(index).map_err(StoreError::failed)?;
                // Within a batch a repeated index is drawn again, but not for ever.
                if drawn.insert(index) || drawn.len() * 2 > list.entries as usize {
                    break index;
                }
            };
            row.push(request, index);
        }
        let recorded = self.link.query(
            "INSERT INTO credential (id, achievement, recipient, list, position, reserved_at)
             SELECT id, achievement, recipient, $1, position, reserved_at
             FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::text[])
                AS asked (id, achievement, recipient, position, reserved_at)
             ON CONFLICT DO NOTHING RETURNING id, position, number",
            &[&signed(list.number), &row.id, &row.achievement, &row.recipient, &row.index, &row.at],
        )?;
        let mut numbers = HashMap::new();
        for row in &recorded {
            let id: String = rows::get(row, 0)?;
            let place = Place { list: list.number, index: unsigned(row, 1)? };
            numbers.insert(id.clone(), rows::get::<i64>(row, 2)?);
            allotted.insert(id, place);
        }
        self.grant(&requests, &numbers)?;
        let missed: Vec<&Request> = requests
            .into_iter()
            .filter(|request| !numbers.contains_key(request.credential.as_str()))
            .collect();
        self.check_duplicates(&missed)?;
        Ok(missed)
    }

    /// Records under which names the credentials were asked for.
    fn grant(&mut self, requests: &[&Request], numbers: &HashMap<String, i64>) -> Attempt<()> {
        // Whoever asks under the same names at the same time meets them in one order.
        let mut named = BTreeMap::new();
        for request in requests {
            let number = numbers.get(request.credential.as_str());
            if let (Some(name), Some(number)) = (&request.request_id, number) {
                named.insert(name.as_str(), (*number, request.content.as_ref()));
            }
        }
        let (mut names, mut credentials, mut contents) = (Vec::new(), Vec::new(), Vec::new());
        for (name, (number, content)) in named {
            names.push(name);
            credentials.push(number);
            contents.push(content.map(<[u8; 32]>::as_slice));
        }
        if names.is_empty() {
            return Ok(());
        }
        let granted = self.link.execute(
            "INSERT INTO granted (request, credential, content)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[]) ON CONFLICT DO NOTHING",
            &[&names, &credentials, &contents],
        )?;
        // The same name was granted at the same time: what it was granted is there now.
        if granted == names.len() as u64 { Ok(()) } else { Err(Aborted::Again) }
    }

    /// What was not recorded met a taken index, unless its identifier is there already.
    fn check_duplicates(&mut self, missed: &[&Request]) -> Attempt<()> {
        if missed.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = missed.iter().map(|request| request.credential.as_str()).collect();
        let found =
            self.link.query("SELECT id FROM credential WHERE id = ANY ($1::text[])", &[&ids])?;
        let Some(row) = found.first() else {
            return Ok(());
        };
        let id: String = rows::get(row, 0)?;
        let request = missed.iter().find(|request| request.credential.as_str() == id);
        let request = request.ok_or_else(|| StoreError::failed("another credential was found"))?;
        let again = std::slice::from_ref(*request);
        // Someone else may have been granted the same request meanwhile.
        if self.granted(again)?.is_empty() {
            return Err(StoreError::Duplicate(id).into());
        }
        Err(Aborted::Again)
    }

    fn count(&mut self, list: u32, taken: usize) -> Attempt<()> {
        let taken = i32::try_from(taken).map_err(StoreError::failed)?;
        if taken > 0 {
            self.link.execute(
                "UPDATE allotment SET allotted = allotted + $2
                 WHERE list = $1 AND lane = pg_backend_pid() % $3",
                &[&signed(list), &taken, &LANES],
            )?;
        }
        Ok(())
    }

    /// The list to allot from; opened where there is none with room.
    fn list_for(&mut self, request: &Request) -> Attempt<OpenList> {
        if let Some(list) = self.last(request.entries)? {
            return Ok(list);
        }
        // Only one opens the next list; the others find it when it is their turn.
        self.link.execute("LOCK TABLE list IN SHARE ROW EXCLUSIVE MODE", &[])?;
        if let Some(list) = self.last(request.entries)? {
            return Ok(list);
        }
        let plan = self.plan.of(request.entries);
        let carries = request.entries.to_string();
        let (entries, planned) = (signed(plan.entries()), signed(plan.allotted()));
        let opened = self.link.query(
            "INSERT INTO list (number, carries, entries, planned, opened_at)
             SELECT greatest((SELECT max(number) FROM list), (SELECT max(up_to) FROM skipped), 0) + 1,
                $1, $2, $3, $4 RETURNING number",
            &[&carries, &entries, &planned, &request.at.as_str()],
        )?;
        let row = opened.first().ok_or_else(|| StoreError::failed("no list was opened"))?;
        let number = unsigned(row, 0)?;
        self.link.execute(
            "INSERT INTO allotment (list, lane) SELECT $1, generate_series(0, $2::int - 1)",
            &[&signed(number), &LANES],
        )?;
        let purposes: Vec<String> =
            request.entries.purposes().map(|(purpose, _)| purpose.as_str().to_owned()).collect();
        self.link.execute(
            "INSERT INTO revision (list, purpose) SELECT $1, unnest($2::text[])",
            &[&signed(number), &purposes],
        )?;
        Ok(OpenList { number, entries: plan.entries(), room: plan.allotted() as usize })
    }

    /// The list of the entries that was opened last, if it has room.
    fn last(&mut self, entries: StatusEntries) -> Attempt<Option<OpenList>> {
        let found = self.link.query(
            "SELECT number, entries, CASE WHEN closed_at IS NULL THEN planned -
                (SELECT sum(allotted)::int FROM allotment WHERE allotment.list = list.number)
                ELSE 0 END
             FROM list WHERE carries = $1 ORDER BY number DESC LIMIT 1",
            &[&entries.to_string()],
        )?;
        let Some(row) = found.first() else {
            return Ok(None);
        };
        // Those who reserved at the same time may have gone beyond the plan.
        let room = usize::try_from(rows::get::<i32>(row, 2)?).unwrap_or(0);
        let (number, entries) = (unsigned(row, 0)?, unsigned(row, 1)?);
        Ok((room > 0).then_some(OpenList { number, entries, room }))
    }
}

/// Requests as columns.
#[derive(Default)]
struct Rows<'a> {
    id: Vec<&'a str>,
    achievement: Vec<Option<&'a str>>,
    recipient: Vec<Option<&'a str>>,
    index: Vec<i32>,
    at: Vec<&'a str>,
}

impl<'a> Rows<'a> {
    fn push(&mut self, request: &'a Request, index: u32) {
        self.id.push(request.credential.as_str());
        self.achievement.push(request.achievement.as_deref());
        self.recipient.push(request.recipient.as_deref());
        self.index.push(signed(index));
        self.at.push(request.at.as_str());
    }
}

fn duplicate(request: &Request) -> StoreError {
    StoreError::Duplicate(request.credential.as_str().to_owned())
}

fn check_texts(request: &Request) -> Result<(), StoreError> {
    let name = request.request_id.as_deref().unwrap_or_default();
    if request.credential.as_str().len() > LONGEST || name.len() > LONGEST {
        let message = format!("identifiers of more than {LONGEST} bytes cannot be kept");
        return Err(StoreError::failed(message));
    }
    if name.contains('\0') {
        return Err(StoreError::failed("a request id with a zero byte cannot be kept"));
    }
    Ok(())
}
