//! The stores, empty and with 10 million credentials: what it costs to reserve, to revoke, and to
//! read one list for publishing; then issuing in batches with and without a store. One table.
//!
//! `cargo bench --features sqlite,postgres --bench stores` runs it; a number after `--` fills the
//! stores with so many; `sqlite`, `postgres` and `issue` there run these parts alone. PostgreSQL
//! is started in a temporary folder where it is installed; all commits reach the disk.

#[cfg(all(unix, feature = "postgres"))]
#[path = "../tests/support/postgres.rs"]
mod server;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use openbadges::issuer::Issuer;
use openbadges::key::SecretKey;
use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
use openbadges::random::{self, SystemRandom};
use openbadges::status::store::conformance;
use openbadges::status::{Change, Effect, ListName, Request, SqliteStore, StatusList, StatusStore};
use openbadges::{Iri, Timestamp};

const CREDENTIALS: i64 = 10_000_000;
/// Lists of 131,072 entries, of which half are used.
const IN_A_LIST: i64 = 65_536;
/// Of a thousand credentials, so many are revoked.
const REVOKED: i64 = 10;
const TURNS: usize = 500;
const BATCH: usize = 100;
const FILES: [&str; 4] = ["empty.db", "one.db", "ten.db", "full.db"];

fn main() {
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = std::env::args().any(|argument| argument == "--bench");
    let count = std::env::args().find_map(|argument| argument.parse().ok());
    let count: i64 = count.unwrap_or(if benched { CREDENTIALS } else { 2_000 });
    let turns = if benched { TURNS } else { 1 };
    let parts = ["sqlite", "postgres", "issue"];
    let named: Vec<String> =
        std::env::args().filter(|argument| parts.contains(&argument.as_str())).collect();
    let is_asked = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let folder = Folder::new();

    println!(
        "\n| median of {turns} turns | empty | {count} credentials | ratio |\n|---|---|---|---|"
    );
    let open =
        |name: &str| SqliteStore::open_or_create(folder.0.join(name), &conformance::url()).unwrap();
    if is_asked("sqlite") {
        let stores = FILES.map(open);
        let full = folder.0.join("full.db");
        let started = Instant::now();
        fill_sqlite(&folder.0.join("one.db"), count.min(IN_A_LIST));
        fill_sqlite(&folder.0.join("ten.db"), count.min(10 * IN_A_LIST));
        fill_sqlite(&full, count);
        eprintln!("SQLite filled in {:.0?}", started.elapsed());
        let bytes = std::fs::metadata(&full).unwrap().len() as f64;
        compare("SQLite", stores.each_ref().map(|store| store as &dyn StatusStore), turns);
        println!("| SQLite: bytes a credential | | {:.0} | |", bytes / count as f64);
        drop(stores);
        for name in FILES {
            std::fs::remove_file(folder.0.join(name)).unwrap();
        }
    }

    #[cfg(all(unix, feature = "postgres"))]
    if is_asked("postgres")
        && let Some(server) = server::Server::start_with(&["max_wal_size=2GB"])
    {
        use openbadges::status::store::postgres::{PostgresStore, local};
        let open = |schema: &str| {
            let access = PostgresStore::at(local(server.config()).unwrap());
            access.in_schema(schema).unwrap().open_or_create(&conformance::url()).unwrap()
        };
        let stores = ["empty", "one", "ten", "filled"].map(open);
        let started = Instant::now();
        fill_postgres(&server, "one", count.min(IN_A_LIST));
        fill_postgres(&server, "ten", count.min(10 * IN_A_LIST));
        fill_postgres(&server, "filled", count);
        eprintln!("PostgreSQL filled in {:.0?}", started.elapsed());
        let bytes: i64 = server
            .client()
            .query_one(
                "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
                 WHERE relnamespace = 'filled'::regnamespace AND relkind = 'r'",
                &[],
            )
            .unwrap()
            .get(0);
        compare("PostgreSQL", stores.each_ref().map(|store| store as &dyn StatusStore), turns);
        println!("| PostgreSQL: bytes a credential | | {:.0} | |", bytes as f64 / count as f64);
    }

    if is_asked("issue") {
        issue(Arc::new(open("issued.db")), if benched { 40 } else { 1 });
    }
}

/// A folder that is removed with all that is in it, also when the bench fails.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("openbadges-bench-{}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        std::fs::create_dir(&folder.0).unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The identifiers of a filled store, spread evenly among all there are, in their order.
fn id(number: i64, count: i64) -> String {
    let step = u128::MAX / count as u128;
    let hex = format!("{:032x}", step * number as u128);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

/// The lists that so many credentials fill, with how many are in each.
fn lists(count: i64) -> impl Iterator<Item = (i64, i64)> {
    (1..=(count + IN_A_LIST - 1) / IN_A_LIST)
        .map(move |list| (list, IN_A_LIST.min(count - (list - 1) * IN_A_LIST)))
}

fn is_revoked(number: i64) -> bool {
    number % 1_000 < REVOKED
}

fn fill_sqlite(path: &std::path::Path, count: i64) {
    let mut file = rusqlite::Connection::open(path).unwrap();
    file.pragma_update(None, "synchronous", "OFF").unwrap();
    file.pragma_update(None, "cache_size", -200_000).unwrap();
    for (list, allotted) in lists(count) {
        let transaction = file.transaction().unwrap();
        transaction
            .execute(
                "INSERT INTO list (number, entries, planned, allotted, opened_at, carries)
                 VALUES (?1, 131072, 65536, ?2, '2026-08-01T00:00:00Z', 'revocation')",
                [list, allotted],
            )
            .unwrap();
        let mut credential = transaction
            .prepare(
                "INSERT INTO credential
                    (number, id, achievement, recipient, list, position, suspendable, reserved_at)
                 VALUES (?1, ?2, 'https://issuer.example/achievements/1', ?3, ?4, ?5, 0,
                    '2026-08-01T00:00:00Z')",
            )
            .unwrap();
        let mut status =
            transaction.prepare("INSERT INTO status VALUES (?1, 'revocation', ?2, 1)").unwrap();
        let mut change = transaction
            .prepare(
                "INSERT INTO change (credential, list, purpose, value, at)
                 VALUES (?1, ?2, 'revocation', 1, '2026-08-01T00:00:00Z')",
            )
            .unwrap();
        for place in 0..allotted {
            let number = (list - 1) * IN_A_LIST + place;
            let recipient = format!("did:example:educator-{number}");
            let row = rusqlite::params![number + 1, id(number, count), recipient, list, place * 2];
            credential.execute(row).unwrap();
            if is_revoked(number) {
                status.execute([list, place * 2]).unwrap();
                change.execute([number + 1, list]).unwrap();
            }
        }
        drop((credential, status, change));
        transaction.commit().unwrap();
    }
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

#[cfg(all(unix, feature = "postgres"))]
fn fill_postgres(server: &server::Server, schema: &str, count: i64) {
    use std::fmt::Write as _;
    use std::io::Write as _;
    let mut client = server.client();
    client.batch_execute(&format!("SET search_path TO {schema}")).unwrap();
    client.batch_execute("SET synchronous_commit = off").unwrap();
    for (list, allotted) in lists(count) {
        let mut transaction = client.transaction().unwrap();
        let opened = format!(
            "INSERT INTO list VALUES ({list}, 'revocation', 131072, 65536, '2026-08-01T00:00:00Z');
             INSERT INTO allotment SELECT {list}, lane, CASE lane WHEN 0 THEN {allotted} ELSE 0 END
                FROM generate_series(0, 15) AS lane;
             INSERT INTO revision VALUES ({list}, 'revocation', 1);"
        );
        transaction.batch_execute(&opened).unwrap();
        let copy = "COPY credential (id, achievement, recipient, list, position, reserved_at)
            FROM STDIN";
        let mut rows = String::new();
        for place in 0..allotted {
            let number = (list - 1) * IN_A_LIST + place;
            let id = id(number, count);
            writeln!(
                rows,
                "{id}\thttps://issuer.example/achievements/1\tdid:example:educator-{number}\t\
                 {list}\t{}\t2026-08-01T00:00:00Z",
                place * 2
            )
            .unwrap();
        }
        let mut writer = transaction.copy_in(copy).unwrap();
        writer.write_all(rows.as_bytes()).unwrap();
        writer.finish().unwrap();
        let revoked = format!(
            "WITH revoked AS (SELECT number, position FROM credential
                WHERE list = {list} AND (number - 1) % 1000 < {REVOKED}),
             set AS (INSERT INTO status SELECT {list}, position, 'revocation', 1 FROM revoked)
             INSERT INTO change (credential, list, purpose, value, at)
                SELECT number, {list}, 'revocation', 1, '2026-08-01T00:00:00Z' FROM revoked"
        );
        transaction.batch_execute(&revoked).unwrap();
        transaction.commit().unwrap();
    }
    client.batch_execute("VACUUM ANALYZE").unwrap();
    client.batch_execute("CHECKPOINT").unwrap();
}

fn now() -> Timestamp {
    "2026-08-01T09:30:00Z".parse().unwrap()
}

fn request() -> Request {
    // As an issuer makes them, at this moment.
    let id = random::urn_uuid_at(&SystemRandom, Timestamp::now().unix_seconds()).unwrap();
    let id: Iri = id.parse().unwrap();
    Request::new(id, now())
        .for_achievement("https://issuer.example/achievements/1")
        .for_recipient("did:example:educator-1")
}

type Work = fn(&dyn StatusStore) -> f64;

/// The same work in an empty store and in the full one, in turns, so that whatever else the machine
/// does falls on both. A list is built from the full one, and from stores that have it alone (small
/// enough for another way to read it) or with nine others.
fn compare(name: &str, [empty, one, ten, full]: [&dyn StatusStore; 4], turns: usize) {
    let reserve_many: Work = |store| {
        let batch: Vec<Request> = (0..BATCH).map(|_| request()).collect();
        seconds(|| drop(store.reserve_many(&batch).unwrap())) / BATCH as f64
    };
    let reserve: Work = |store| {
        let request = request();
        seconds(|| drop(store.reserve(&request).unwrap()))
    };
    let revoke: Work = |store| {
        let place = store.reserve(&request()).unwrap();
        let change = Change::revoke(place.credential.as_str(), now());
        seconds(|| assert_eq!(store.set(&change).unwrap(), Effect::Changed))
    };
    let read: Work = |store| {
        // The list that is filled, like any other of its length.
        let name = ListName::revocation(1);
        seconds(|| {
            let bits = store.bits(&name).unwrap();
            let issuer = "https://issuer.example".parse().unwrap();
            let id = store.url().list(&name);
            black_box(StatusList::new(id, issuer, name.purpose(), now(), bits).to_credential());
        })
    };
    for (what, empty, work) in [
        ("reserve one", empty, reserve),
        ("reserve one, of ten lists or of all", ten, reserve),
        ("reserve one of a batch of 100", empty, reserve_many),
        ("revoke one", empty, revoke),
        ("build one list, of one or of all", one, read),
        ("build one list, of ten or of all", ten, read),
    ] {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        // The first turn warms up.
        for turn in 0..=turns {
            let times = (work(empty), work(full));
            if turn > 0 {
                first.push(times.0);
                second.push(times.1);
            }
        }
        let (empty, full) = (median(first), median(second));
        let micro = 1e6;
        println!(
            "| {name}: {what} | {:.1} us | {:.1} us | {:.2} |",
            empty * micro,
            full * micro,
            full / empty
        );
    }
}

/// Issues in batches on every core, with a store and without, in turns.
fn issue(store: Arc<SqliteStore>, turns: usize) {
    let issuer = || {
        let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
        let id = key.key().public().did_key();
        Issuer::new(Profile::builder(id).name("District").build().unwrap(), key)
    };
    let (with, without) = (issuer().with_status(store), issuer());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let run = |issuer: &Issuer, size: usize| {
        seconds(|| {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        for _ in 0..1_000 / size {
                            let batch = vec![badge(); size];
                            black_box(issuer.issue_many(batch, &now()).unwrap());
                        }
                    });
                }
            });
        })
    };
    println!("\n| {threads} threads, badges in a batch | without a store | into SQLite | ratio |");
    println!("|---|---|---|---|");
    for size in [50, 250, 1_000] {
        let (mut bare, mut stored) = (Vec::new(), Vec::new());
        for turn in 0..=turns {
            let times = (run(&without, size), run(&with, size));
            if turn > 0 || turns == 1 {
                bare.push(times.0);
                stored.push(times.1);
            }
        }
        let count = (threads * 1_000) as f64;
        let (bare, stored) = (count / median(bare), count / median(stored));
        println!("| {size} | {bare:.0} a second | {stored:.0} a second | {:.2} |", stored / bare);
    }
}

fn badge() -> Credential {
    let achievement = Achievement::builder(
        "https://district.example/achievements/number-talks",
        "Leading number talks",
        "Plans and leads a number talk in which pupils reason aloud.",
        Criteria::narrative("Two recorded talks, scored against the public rubric."),
    )
    .build()
    .unwrap();
    let recipient = Recipient::id("did:example:educator");
    Credential::builder().achievement(achievement).recipient(recipient).build().unwrap()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}
