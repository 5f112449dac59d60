//! Many documents on both sides, counted; what must not be is made small and shown.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use openbadges::Code;
use serde_json::json;

use crate::chance::Chance;
use crate::compare::{self, Answer, Here, Library, Manner, There, Verdict};
use crate::difference;
use crate::documents::Document;
use crate::node::Node;
use crate::shrink::{anew, shrink};

/// How many kinds of disagreement are shown, and how many of each.
const KINDS: usize = 12;
const EACH: usize = 2;

type Judge = fn(&Here, &There) -> Vec<Verdict>;

/// Nothing is lost, and the bytes are the same.
pub fn same_bytes(here: &Here, there: &There) -> Vec<Verdict> {
    let verdict = match (&here.lossless, &there.safe) {
        (Err(error), _) if !(error.code() == Code::LimitCanon && there.usual_gives_up) => {
            Verdict::Disagreement(format!("refused here: {}", compare::gist(error)))
        }
        (Ok(_), Answer::Refused(reason)) => {
            Verdict::Disagreement(format!("refused there: {reason}"))
        }
        _ => compare::lossless(here, there),
    };
    vec![verdict, compare::consistent(here)]
}

/// What is accepted here is the same there.
pub fn no_less_strict(here: &Here, there: &There) -> Vec<Verdict> {
    vec![compare::lossless(here, there), compare::consistent(here)]
}

/// What is accepted here is the same there, and so is what the standard's reading gives.
pub fn same_meaning(here: &Here, there: &There) -> Vec<Verdict> {
    vec![compare::lossless(here, there), compare::dropping(here, there), compare::consistent(here)]
}

/// Makes documents and judges them, `count` or as many as the environment says. Of `count`, at least
/// `agreeing` must be accepted on both sides, with the same bytes.
pub fn run(
    name: &'static str,
    count: u64,
    agreeing: u64,
    make: impl Fn(&mut Chance, &str) -> Document + Sync,
    judge: Judge,
) {
    let (Some(mut stream), Some(node)) = (Node::start("canon.mjs"), Node::start("canon.mjs"))
    else {
        return;
    };
    let seed = setting("OPENBADGES_SEED").unwrap_or_else(fresh_seed);
    let usual = count;
    let count = setting("OPENBADGES_DOCUMENTS").unwrap_or(usual);
    println!("{name}: {count} documents, OPENBADGES_SEED={seed}");
    let mut run = Run {
        judge,
        refused: Refused::new(name),
        library: Library::new(),
        node,
        tally: BTreeMap::new(),
        shown: BTreeMap::new(),
    };
    let numbers = match setting("OPENBADGES_NUMBER") {
        Some(only) => only..only + 1,
        None => 0..count,
    };
    let requests = numbers.map(|number| {
        let mut chance = Chance::new(seed, number);
        let document = make(&mut chance, &format!("{name}/{seed}/{number}"));
        (compare::request(&document, Manner::USUAL), (number, document))
    });
    stream.stream(requests, |(number, document), answer| {
        run.one(number, &document, Answer::from(&answer));
    });
    for (what, times) in &run.tally {
        println!("{times:8} {what}");
    }
    let shown: String = run.shown.into_values().flatten().collect();
    assert!(shown.is_empty(), "{name} with OPENBADGES_SEED={seed}:\n{shown}");
    let agreed = run.tally.get(compare::AGREED).copied().unwrap_or_default();
    let whole = count == usual && setting("OPENBADGES_NUMBER").is_none();
    assert!(!whole || agreed >= agreeing, "only {agreed} documents agree");
}

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |now| now.as_nanos() as u64 % 1_000_000_000)
}

/// The graphs that rdf-canonize refuses to work on, for another implementation to try. They go to
/// the folder that `OPENBADGES_REFUSED` names, a JSON object a line: the graph, our form of it, and
/// what rdf-canonize says when it is given more time.
struct Refused(Option<File>);

impl Refused {
    fn new(name: &str) -> Self {
        let folder = std::env::var_os("OPENBADGES_REFUSED");
        Self(folder.map(|folder| {
            fs::create_dir_all(&folder).unwrap();
            File::create(Path::new(&folder).join(name).with_extension("jsonl")).unwrap()
        }))
    }

    /// Says what became of the graph.
    fn keep(&mut self, number: u64, here: &Here, there: &There) -> &'static str {
        match (&mut self.0, &here.dropping) {
            (_, Err(_)) => "refused by rdf-canonize, and given up or refused here",
            (None, Ok(_)) => "refused by rdf-canonize, and not kept: no OPENBADGES_REFUSED",
            (Some(file), Ok(canonical)) => {
                let n_quads = compare::relabelled(canonical, &mut Chance::new(0, number));
                let patience = match &there.dropping {
                    Answer::Bytes { text, .. } if text == canonical => "the same bytes",
                    Answer::Bytes { .. } => "other bytes",
                    _ => "gives up",
                };
                let line = json!({
                    "number": number,
                    "nquads": n_quads,
                    "canonical": canonical,
                    "patience": patience,
                });
                writeln!(file, "{line}").unwrap();
                "refused by rdf-canonize, and kept for rdf-canon"
            }
        }
    }
}

struct Run {
    judge: Judge,
    refused: Refused,
    library: Library,
    /// For second questions.
    node: Node,
    tally: BTreeMap<String, u64>,
    shown: BTreeMap<String, Vec<String>>,
}

impl Run {
    fn one(&mut self, number: u64, document: &Document, usual: Answer) {
        let here = self.library.read(document);
        let there = There::complete(usual, &mut self.node, document);
        self.count_usual(&here, &there);
        if there.usual_gives_up {
            let kept = self.refused.keep(number, &here, &there);
            self.count(kept);
        }
        let verdicts = (self.judge)(&here, &there);
        for verdict in verdicts.clone() {
            match verdict {
                Verdict::Fine(what) => self.count(what),
                Verdict::Disagreement(what) => {
                    if let Some(reason) = self.known(document, &here, &there) {
                        self.count(format!("known: {reason}"));
                        continue;
                    }
                    self.count(format!("DISAGREEMENT {what}"));
                    self.show(number, document, what, &verdicts);
                }
            }
        }
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.tally.entry(what.into()).or_default() += 1;
    }

    /// Counts where the usual way differs from the patient one, and whether it was foreseen.
    fn count_usual(&mut self, here: &Here, there: &There) {
        if there.usual_repeats {
            self.count("usual: jsonld gives quads twice");
        }
        match (there.usual_gives_up, here.refused_elsewhere) {
            (true, true) => self.count("usual: rdf-canonize gives up, as foreseen"),
            (true, false) => self.count("usual: rdf-canonize gives up, which was not foreseen"),
            (false, true) => self.count("usual: rdf-canonize was expected to give up, and did not"),
            (false, false) => {}
        }
    }

    /// Why it is no wonder that the two sides disagree, if that can be shown.
    fn known(&mut self, document: &Document, here: &Here, there: &There) -> Option<String> {
        let reason = difference::only_in_a_context(here, there);
        if let Some(reason) = reason.or_else(|| difference::index_conflict(there)) {
            return Some(reason.to_owned());
        }
        if let (Ok(here), Answer::Bytes { text, .. }) = (&here.dropping, &there.dropping) {
            let mut chance = Chance::new(0, 0);
            if here != text && compare::contradicts_itself(&mut self.node, here, text, &mut chance)
            {
                return Some("rdf-canonize contradicts itself when labels change".into());
            }
        }
        let agree = |verdict: &Verdict| matches!(verdict, Verdict::Fine(_));
        let without = difference::without_causes(document).into_iter();
        without
            .filter(|(_, reason)| !reason.is_empty())
            .find(|(plain, _)| self.verdicts(&anew(plain.clone())).iter().all(agree))
            .map(|(_, reason)| reason)
    }

    fn verdicts(&mut self, document: &Document) -> Vec<Verdict> {
        let usual = Answer::ask(&mut self.node, document, Manner::USUAL);
        let there = There::complete(usual, &mut self.node, document);
        let here = self.library.read(document);
        let verdicts = (self.judge)(&here, &there);
        match difference::only_in_a_context(&here, &there) {
            Some(reason) => vec![Verdict::Fine(reason.to_owned())],
            None => verdicts,
        }
    }

    /// Keeps the least document that shows the disagreement.
    fn show(&mut self, number: u64, document: &Document, what: String, verdicts: &[Verdict]) {
        if self.shown.len() == KINDS && !self.shown.contains_key(&what)
            || self.shown.get(&what).is_some_and(|shown| shown.len() == EACH)
        {
            return;
        }
        let least = shrink(document, |candidate| self.verdicts(candidate) == verdicts);
        let here = self.library.read(&least);
        let usual = Answer::ask(&mut self.node, &least, Manner::USUAL);
        let there = There::complete(usual, &mut self.node, &least);
        let mut text = format!("== OPENBADGES_NUMBER={number}: {what}\n{}\n", least.value);
        for (url, context) in &least.remote {
            text += &format!("{url} is {context}\n");
        }
        text +=
            &format!("here, lossless: {:?}\nhere, dropping: {:?}\n", here.lossless, here.dropping);
        text +=
            &format!("there, safe: {:?}\nthere, dropping: {:?}\n\n", there.safe, there.dropping);
        self.shown.entry(what).or_default().push(text);
    }
}
