//! Status lists: what it takes to build, sign and pack one, to read one, and to publish those of a
//! state. Prints tables; `docs/SCALE.md` rests on them.
//!
//! `cargo bench --bench lists` runs it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use openbadges::issuer::{Issuer, ListFolder, Republish};
use openbadges::json;
use openbadges::key::SecretKey;
use openbadges::model::{Kind, Profile};
use openbadges::report::Outcome;
use openbadges::status::{
    Bitstring, Change, ListPlan, MemoryStore, Request, RevocationList, RevokedCredential,
    StatusList, StatusStore,
};
use openbadges::verifier::Policy;
use openbadges::{Limits, Timestamp, Verifier};

const NOW: &str = "2026-08-01T09:30:00Z";

fn main() {
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = std::env::args().any(|argument| argument == "--bench");
    let now: Timestamp = NOW.parse().unwrap();
    println!(
        "\n| entries | allotted | revoked | bytes served | build, pack, sign | verify, unpack |"
    );
    println!("|---|---|---|---|---|---|");
    let sizes: &[u32] = if benched { &[131_072, 1_048_576, 8_388_608] } else { &[131_072] };
    for &entries in sizes {
        for revoked in [0.0, 0.001, 0.01, 0.1] {
            one_list(entries, revoked, &now, if benched { 30 } else { 1 });
        }
    }
    println!("\n| lists in a folder | all signed | one changed | none changed | manifest |");
    println!("|---|---|---|---|---|");
    for lists in if benched { &[31, 306][..] } else { &[3] } {
        folder(*lists, &now);
    }
    revoked_credentials(if benched { 200_000 } else { 100 });
}

fn issuer(store: Arc<MemoryStore>) -> Issuer {
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let profile = Profile::builder(key.key().public().did_key()).build().unwrap();
    Issuer::new(profile, key).with_status(store)
}

fn store(plan: ListPlan) -> Arc<MemoryStore> {
    let url = "https://district.example/status".parse().unwrap();
    Arc::new(MemoryStore::new(url).with_plan(plan))
}

/// A list half of which is allotted, with a part of that revoked.
fn one_list(entries: u32, part: f64, now: &Timestamp, turns: usize) {
    let plan = ListPlan::new(entries, entries / 2).unwrap();
    let store = store(plan);
    let allotted = entries / 2;
    let revoked = (f64::from(allotted) * part).round() as u32;
    // Whose the others are makes no difference to the list.
    for number in 0..revoked.max(1) {
        let id = format!("urn:x:{number}");
        store.reserve(&Request::new(id.parse().unwrap(), now.clone())).unwrap();
        if number < revoked {
            store.set(&Change::revoke(id, now.clone())).unwrap();
        }
    }
    let issuer = issuer(store.clone());
    let info = store.lists().unwrap().remove(0);
    let publish = median(turns, || drop(black_box(issuer.publish_list(&info, now).unwrap())));
    let list = issuer.publish_list(&info, now).unwrap();
    let limits = Limits { status_list_bytes: 1024 * 1024, ..Limits::default() };
    let policy = Policy { kind: Kind::StatusList, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy).with_limits(limits.clone());
    let read = median(turns, || {
        let report = verifier.verify(&list.bytes, now);
        assert_eq!(report.outcome(), Outcome::Valid);
        let document = json::read(&list.bytes, &limits).unwrap();
        let bits: Bitstring = StatusList::read(&document, &limits).unwrap().bits;
        assert_eq!(bits.entries(1), u64::from(entries));
    });
    println!(
        "| {entries} | {allotted} | {revoked} | {} | {} | {} |",
        list.bytes.len(),
        shown(publish),
        shown(read)
    );
}

/// A folder with so many lists, in each of which one of 100 credentials is revoked.
fn folder(lists: u32, now: &Timestamp) {
    let plan = ListPlan::new(131_072, 100).unwrap();
    let store = store(plan);
    for number in 0..lists * 100 {
        let id = format!("urn:x:{number}");
        store.reserve(&Request::new(id.parse().unwrap(), now.clone())).unwrap();
        if number % 100 == 0 {
            store.set(&Change::revoke(id, now.clone())).unwrap();
        }
    }
    let issuer = issuer(store.clone());
    let path = std::env::temp_dir().join(format!("openbadges-bench-{}", std::process::id()));
    let folder = ListFolder::at(&path).unwrap();
    let publish = |written: usize| {
        let (published, seconds) = timed(|| folder.publish(&issuer, Republish::Due, now).unwrap());
        assert_eq!(published.written.len(), written);
        seconds
    };
    let all = publish(lists as usize);
    store.set(&Change::revoke("urn:x:1", now.clone())).unwrap();
    let one = publish(1);
    let none = publish(0);
    let manifest = std::fs::metadata(path.join(".published.json")).unwrap().len();
    std::fs::remove_dir_all(&path).unwrap();
    println!("| {lists} | {} | {} | {} | {manifest} |", shown(all), shown(one), shown(none));
}

/// 1EdTech's list of so many revoked credentials.
fn revoked_credentials(count: u32) {
    let [id, issuer] = ["https://x.example/revoked", "https://x.example"];
    let mut list = RevocationList::new(id.parse().unwrap(), issuer.parse().unwrap());
    for number in 0..count {
        let id = format!("urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-{number:012x}");
        list.add(RevokedCredential::new(id));
    }
    let text = list.to_value().to_string();
    println!("\n1EdTech's list of {count} revoked credentials: {} bytes", text.len());
}

fn median(turns: usize, mut work: impl FnMut()) -> f64 {
    work();
    let mut times: Vec<f64> = (0..turns).map(|_| timed(&mut work).1).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}

fn shown(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1e-3 => format!("{:.0} us", seconds * 1e6),
        seconds => format!("{:.1} ms", seconds * 1e3),
    }
}
