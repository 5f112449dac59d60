//! N-Quads and their canonical form.

use std::collections::{BTreeMap, BTreeSet};

use openbadges::rdf::{self, Canonical, Dataset, HashAlgorithm};

use crate::contexts::is_limit;

/// Canonicalization ends within its limits; it leaves a canonical form as it is; other labels and
/// another order of the quads change nothing.
pub fn run(data: &[u8]) {
    let limits = crate::small();
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(dataset) = Dataset::from_n_quads(text, &limits) else { return };
    let written = dataset.to_n_quads();
    for algorithm in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        let canonical = canonicalize(&written, algorithm);
        let direct = rdf::canonicalize(&dataset, algorithm, &limits).map(|it| it.n_quads);
        match (&canonical, direct) {
            (Some((canonical, _)), Ok(direct)) => assert_eq!(canonical.n_quads, direct),
            (None, Err(error)) => assert!(is_limit(&error), "{error}"),
            (one, other) => panic!("{one:?} is not {other:?}"),
        }
        let Some((canonical, labels)) = canonical else { continue };

        let lines: Vec<&str> = canonical.n_quads.lines().collect();
        assert!(lines.is_sorted() && lines.windows(2).all(|pair| pair[0] != pair[1]));
        let issued: BTreeSet<&String> = labels.values().collect();
        assert_eq!(issued.len(), labels.len());
        assert!((0..issued.len()).all(|at| issued.contains(&format!("c14n{at}"))));

        // A limit may be hit in one order of the work and not in another.
        let same = |text: &str| {
            let again = canonicalize(text, algorithm).map(|(again, _)| again.n_quads);
            let differs = again.is_some_and(|again| again != canonical.n_quads);
            assert!(!differs || is_ambiguous(text), "other bytes from\n{text}");
        };
        same(&canonical.n_quads);
        let count = labels.len();
        let other = relabelled(&canonical.n_quads, |label| {
            let number: usize = label.trim_start_matches("c14n").parse().unwrap();
            format!("x{}", count - number)
        });
        same(&other);
        // Nodes are numbered as they come, so the order of lines is another order of work.
        for seed in 0..4 {
            same(&shuffled(&other, seed));
        }
    }
}

/// Whether the standard itself may give two forms: what Hash Related Blank Node (RDFC-1.0, section
/// 4.7.3) says of two nodes in one quad leaves out its graph, and, where one of them is the graph,
/// all else in the quad.
fn is_ambiguous(text: &str) -> bool {
    text.lines().any(|line| {
        let line = without_literals(line);
        let terms: Vec<&str> = line.trim_end_matches(" .").split(' ').collect();
        let nodes = terms.iter().filter(|term| term.starts_with("_:")).count();
        terms.len() == 4 && nodes >= 2
    })
}

/// The line with an empty literal in place of any other; no other term holds a space.
fn without_literals(line: &str) -> String {
    match (line.find('"'), line.rfind('"')) {
        (Some(start), Some(end)) => format!("{}\"\"{}", &line[..start], &line[end + 1..]),
        _ => line.to_owned(),
    }
}

/// The canonical form and the labels that were given, or `None` where a limit was hit.
fn canonicalize(
    text: &str,
    algorithm: HashAlgorithm,
) -> Option<(Canonical, BTreeMap<String, String>)> {
    // Canonical labels may be longer than those of the input.
    let roomy = openbadges::Limits { document_bytes: 16 << 20, ..crate::small() };
    let dataset = Dataset::from_n_quads(text, &roomy);
    let dataset = dataset.unwrap_or_else(|error| panic!("{error}\n{text}"));
    match rdf::canonicalize(&dataset, algorithm, &roomy) {
        Ok(canonical) => {
            let labels = canonical.labels(&dataset);
            Some((canonical, labels))
        }
        Err(error) => {
            assert!(is_limit(&error), "{error}");
            None
        }
    }
}

/// The same lines in another order.
fn shuffled(text: &str, seed: u64) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    // FNV-1a.
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    lines.sort_by_cached_key(|line| line.bytes().fold(seed.wrapping_mul(0x9e37_79b9), step));
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Canonical N-Quads with other labels.
fn relabelled(text: &str, label: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.find(['"', '_', '<']) {
        out.push_str(&rest[..next]);
        rest = &rest[next..];
        let end = match rest.as_bytes()[0] {
            b'<' => rest.find('>').unwrap() + 1,
            b'"' => {
                let mut escaped = false;
                let closes = |c: char| {
                    let closes = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    closes
                };
                rest[1..].find(closes).unwrap() + 2
            }
            _ => {
                let end = rest.find(' ').unwrap();
                out.push_str("_:");
                out.push_str(&label(&rest[2..end]));
                rest = &rest[end..];
                continue;
            }
        };
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out + rest
}
