//! A framework of 50,000 items: import, look-up, search. Prints one table.
//!
//! `cargo bench --bench competency` runs it; a number after `--` makes so many items. The package is
//! written to a file first, and read by a process of its own, whose memory counts whole: the text of
//! the package is in it.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use openbadges::Limits;
use openbadges::competency::{Framework, Identifier};

const ITEMS: usize = 50_000;
/// Look-ups of each kind, of which the mean is taken.
const LOOK_UPS: usize = 1_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--of") {
        return measure(Path::new(&arguments[at + 1]));
    }
    // Cargo says `--bench` when it benches, and not when it tests.
    let benched = arguments.iter().any(|argument| argument == "--bench");
    let count = arguments.iter().find_map(|argument| argument.parse().ok());
    let count = count.unwrap_or(if benched { ITEMS } else { 300 });
    let name = format!("openbadges-framework-{}.json", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, package(count)).unwrap();
    let program = std::env::current_exe().unwrap();
    let measured = Command::new(program).arg("--of").arg(&file).status();
    std::fs::remove_file(&file).unwrap();
    assert!(measured.unwrap().success());
}

fn measure(file: &Path) {
    let before = memory("VmRSS");
    let start = Instant::now();
    let bytes = std::fs::read(file).unwrap();
    let reading = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let framework = Framework::read(&bytes, &Limits::default()).unwrap();
    let import = start.elapsed().as_secs_f64();
    let peak = memory("VmHWM") - before;
    let size = bytes.len();
    drop(bytes);
    let held = memory("VmRSS") - before;
    assert!(framework.warnings().is_empty(), "{:?}", framework.warnings());

    let items: Vec<_> = framework.items().collect();
    let count = items.len();
    // In leaps, so that neighbours in memory do not help.
    let leaps = (0..LOOK_UPS).map(|n| n.wrapping_mul(48_271) % count);
    let identifiers: Vec<Identifier> = leaps.clone().map(|at| items[at].identifier).collect();
    let addresses: Vec<&str> = leaps.clone().map(|at| items[at].data().uri.as_str()).collect();
    let codes: Vec<&str> =
        leaps.map(|at| items[at].data().human_coding_scheme.as_deref().unwrap()).collect();
    let by_identifier = nanoseconds(|| {
        for identifier in &identifiers {
            assert!(black_box(framework.item(*identifier)).is_some());
        }
    });
    let by_address = nanoseconds(|| {
        for address in &addresses {
            assert!(black_box(framework.item_at(address)).is_some());
        }
    });
    let by_code = nanoseconds(|| {
        for code in &codes {
            assert!(black_box(framework.items_with_code(code).next()).is_some());
        }
    });
    let searches = ["fraction", "compare two quantities", "mo", "understand writing reasons grade"];
    let mut slowest = 0.0f64;
    for query in searches {
        let start = Instant::now();
        assert!(!black_box(framework.search(query)).is_empty() || query == "mo", "{query}");
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
    }

    println!(
        "| {count} items, {} associations, {:.0} MB of text | |",
        framework.associations().len(),
        size as f64 / 1e6
    );
    println!("|---|---|");
    println!("| reading the file | {:.2} s |", reading);
    println!("| import: check, tree, index, words | {import:.2} s |");
    println!("| memory at its highest, the text among it | {:.0} MiB |", mib(peak));
    println!("| memory held afterwards | {:.0} MiB |", mib(held));
    println!("| look-up by identifier | {by_identifier:.0} ns |");
    println!("| look-up by address | {by_address:.0} ns |");
    println!("| look-up by code | {by_code:.0} ns |");
    println!("| the slowest of {} searches | {slowest:.1} ms |", searches.len());
}

fn nanoseconds(look_up: impl Fn()) -> f64 {
    look_up();
    let start = Instant::now();
    look_up();
    start.elapsed().as_secs_f64() * 1e9 / LOOK_UPS as f64
}

fn mib(kib: i64) -> f64 {
    kib as f64 / 1024.0
}

/// A line of what Linux says of the process, in KiB; 0 elsewhere.
fn memory(name: &str) -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// A package as a state publishes it: grades, domains, clusters, standards, and the associations
/// that hang one below the other; the titles of links are statements.
fn package(count: usize) -> String {
    let base = "https://standards.example/ims/case/v1p1";
    let time = "2026-03-02T09:00:00+00:00";
    let identifier = |kind: u64, n: usize| {
        let mixed = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (kind << 56);
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            mixed >> 32,
            mixed & 0xffff,
            kind,
            n & 0xfff,
            n
        )
    };
    let verbs =
        ["Understand", "Compare", "Explain", "Use", "Describe", "Model", "Justify", "Write"];
    let things = [
        "fractions",
        "quantities",
        "arguments",
        "measurements",
        "narratives",
        "ratios",
        "sources",
        "patterns",
    ];
    let tails = [
        "that arise in everyday situations, and say which strategy was used and why it works",
        "by means of drawings, tables and equations, and give reasons for the steps between them",
        "in writing and in discussion, with evidence from two or more texts of the same period",
        "of the same whole, with and without a number line, and check whether the answer is reasonable",
    ];
    let statement = |n: usize| {
        format!(
            "{} {} and {} {}, at grade {} (part {n}).",
            verbs[n % 8],
            things[(n / 8) % 8],
            things[(n / 3) % 8],
            tails[n % 4],
            1 + n % 12
        )
    };
    let uri = |n: usize| format!("{base}/CFItems/{}", identifier(1, n));
    let code = |n: usize| format!("ST.{}.{}.{}", n % 12, (n / 12) % 40, n / 480);
    let link = |kind: &str, number: u64, title: &str| {
        let id = identifier(number, 0);
        format!(r#"{{"title":"{title}","identifier":"{id}","uri":"{base}/{kind}/{id}"}}"#)
    };
    let licence = link("CFLicenses", 7, "Attribution 4.0 International");
    let item_type = link("CFItemTypes", 8, "Content Standard");
    let document = link("CFDocuments", 9, "State Standards for Everything");
    let item = |n: usize| {
        format!(
            r#"{{"identifier":"{}","fullStatement":"{}","CFItemType":"Content Standard","uri":"{}","humanCodingScheme":"{}","listEnumeration":"{}","conceptKeywords":["{}","{}"],"language":"en","educationLevel":["{:02}","{:02}"],"CFItemTypeURI":{item_type},"licenseURI":{licence},"lastChangeDateTime":"{time}"}}"#,
            identifier(1, n),
            statement(n),
            uri(n),
            code(n),
            n % 10,
            things[n % 8],
            verbs[n % 8],
            1 + n % 12,
            2 + n % 11
        )
    };
    let node = |n: usize| {
        format!(
            r#"{{"title":"{}","identifier":"{}","uri":"{}"}}"#,
            statement(n),
            identifier(1, n),
            uri(n)
        )
    };
    let association = |n: usize| {
        let id = identifier(2, n);
        // Twelve at the top, then eight below each.
        let parent = if n < 12 { document.clone() } else { node((n - 12) / 8) };
        format!(
            r#"{{"identifier":"{id}","associationType":"isChildOf","sequenceNumber":{},"uri":"{base}/CFAssociations/{id}","originNodeURI":{},"destinationNodeURI":{parent},"lastChangeDateTime":"{time}"}}"#,
            1 + n % 8,
            node(n)
        )
    };
    let id = identifier(9, 0);
    let items: Vec<_> = (0..count).map(item).collect();
    let associations: Vec<_> = (0..count).map(association).collect();
    format!(
        r#"{{"CFDocument":{{"identifier":"{id}","uri":"{base}/CFDocuments/{id}","caseVersion":"1.1","creator":"Example State","title":"State Standards for Everything","lastChangeDateTime":"{time}"}},"CFItems":[{}],"CFAssociations":[{}]}}"#,
        items.join(","),
        associations.join(",")
    )
}
