//! Generated documents against Digital Bazaar's `jsonld` and `rdf-canonize`.
//!
//! `OPENBADGES_DOCUMENTS` says how many, `OPENBADGES_SEED` which; the seed is printed. The tests
//! are skipped, and say so, where JavaScript cannot run (see `javascript.rs`).

#[path = "generated/badges.rs"]
mod badges;
#[path = "generated/chance.rs"]
mod chance;
#[path = "generated/compare.rs"]
mod compare;
#[path = "generated/documents.rs"]
mod documents;
#[path = "generated/faults.rs"]
mod faults;
#[path = "javascript/node.rs"]
mod node;
#[path = "generated/shrink.rs"]
mod shrink;
mod support;
#[path = "generated/values.rs"]
mod values;
#[path = "generated/vocabulary.rs"]
mod vocabulary;

use std::collections::BTreeMap;

use chance::Chance;
use compare::{Here, Library, Mode, There, Verdict};
use documents::{Document, Style};
use node::Node;

/// How hard rdf-canonize tries when it has given up with its default of 1.
const HARDER: u32 = 3;

/// How many disagreements are shown.
const SHOWN: usize = 12;

fn setting(name: &str, default: impl FnOnce() -> u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
        Err(_) => default(),
    }
}

fn fresh_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(1, |now| now.as_nanos() as u64 % 1_000_000_000)
}

struct Run {
    name: &'static str,
    seed: u64,
    library: Library,
    /// For second questions.
    node: Node,
    tally: BTreeMap<String, usize>,
    shown: BTreeMap<String, (usize, String)>,
}

impl Run {
    /// Compares `count` documents.
    fn all(
        name: &'static str,
        count: u64,
        make: impl Fn(&mut Chance, &str) -> Document + Sync,
        judge: impl Fn(&Here, &There, &mut dyn FnMut(Mode, u32) -> There) -> Vec<Verdict>,
    ) {
        let (Some(mut stream), Some(node)) = (Node::start("canon.mjs"), Node::start("canon.mjs"))
        else {
            return;
        };
        let seed = setting("OPENBADGES_SEED", fresh_seed);
        let only = std::env::var("OPENBADGES_ONLY").ok().and_then(|text| text.parse().ok());
        println!("{name}: {count} documents, OPENBADGES_SEED={seed}");
        let mut run = Self {
            name,
            seed,
            library: Library::new(),
            node,
            tally: BTreeMap::new(),
            shown: BTreeMap::new(),
        };
        let numbers = (0..count).filter(|number| only.is_none_or(|only: u64| only == *number));
        let requests = numbers.map(|number| {
            let mut chance = Chance::new(seed, number);
            let document = make(&mut chance, &format!("{name}/{seed}/{number}"));
            (compare::request(&document, Mode::Safe, 1), (number, document))
        });
        stream.stream(requests, |(number, document), answer| {
            run.one(number, &document, There::from(&answer), &judge);
        });
        run.finish();
    }

    fn one(
        &mut self,
        number: u64,
        document: &Document,
        there: There,
        judge: &impl Fn(&Here, &There, &mut dyn FnMut(Mode, u32) -> There) -> Vec<Verdict>,
    ) {
        let verdicts = self.judge(document, there, judge);
        for verdict in verdicts {
            let word = match &verdict {
                Verdict::Disagreement(what) => {
                    self.disagreement(number, document, what, judge);
                    format!("DISAGREEMENT {what}")
                }
                Verdict::RefusedHere(code) => format!("refused here alone: {code}"),
                other => format!("{other:?}"),
            };
            *self.tally.entry(word).or_default() += 1;
        }
    }

    fn judge(
        &mut self,
        document: &Document,
        there: There,
        judge: &impl Fn(&Here, &There, &mut dyn FnMut(Mode, u32) -> There) -> Vec<Verdict>,
    ) -> Vec<Verdict> {
        let here = self.library.read(document);
        let node = &mut self.node;
        let mut ask = |mode, factor| There::ask(node, document, mode, factor);
        let mut verdicts = judge(&here, &there, &mut ask);
        if let Err(what) = compare::consistent(&here) {
            verdicts.push(Verdict::Disagreement(what));
        }
        verdicts
    }

    fn disagreement(
        &mut self,
        number: u64,
        document: &Document,
        what: &str,
        judge: &impl Fn(&Here, &There, &mut dyn FnMut(Mode, u32) -> There) -> Vec<Verdict>,
    ) {
        if self.shown.len() >= SHOWN && !self.shown.contains_key(what) {
            return;
        }
        let shown = self.shown.get(what).map_or(0, |(times, _)| *times);
        if shown >= 3 {
            return;
        }
        let same = Verdict::Disagreement(what.to_owned());
        let least = shrink::shrink(document, |candidate| {
            let there = There::ask(&mut self.node, candidate, Mode::Safe, 1);
            self.judge(candidate, there, judge).contains(&same)
        });
        let safe = There::ask(&mut self.node, &least, Mode::Safe, HARDER);
        let lax = There::ask(&mut self.node, &least, Mode::Dropping, HARDER);
        let here = self.library.read(&least);
        let remote: Vec<String> =
            least.remote.iter().map(|(url, context)| format!("{url}: {context}")).collect();
        let entry = self.shown.entry(what.to_owned()).or_default();
        entry.0 += 1;
        entry.1 += &format!(
            "\n=== {} {} number {number}: {what}\n{}\n{remote:?}\nhere lossless {:?}\nhere dropping {:?}\n\
             there safe {safe:?}\nthere dropping {lax:?}\n",
            self.name, self.seed, least.value, here.lossless, here.dropping,
        );
    }

    fn finish(self) {
        for (word, times) in &self.tally {
            println!("  {times:6} {word}");
        }
        let shown: Vec<&str> = self.shown.values().map(|(_, text)| text.as_str()).collect();
        assert!(shown.is_empty(), "seed {}{}", self.seed, shown.join(""));
    }
}

fn count(default: u64) -> u64 {
    setting("OPENBADGES_DOCUMENTS", || default)
}

/// Documents that lose nothing by construction.
fn lossless_document(chance: &mut Chance, unique: &str) -> Document {
    match chance.below(10) {
        0 => badges::badge(chance),
        _ => documents::document(chance, Style::Lossless, unique),
    }
}

#[test]
fn documents_that_lose_nothing_have_the_same_bytes() {
    Run::all("lossless", count(20_000), lossless_document, |here, there, ask| {
        let mut there = there.clone();
        let mut verdicts = Vec::new();
        if there == There::WorkLimit {
            verdicts.push(Verdict::WorkLimit);
            there = ask(Mode::Safe, HARDER);
        }
        verdicts.push(match compare::lossless(here, &there) {
            Verdict::RefusedHere(code) => Verdict::Disagreement(format!("refused here: {code}")),
            Verdict::BothRefuse => Verdict::Disagreement(format!("refused: {there:?}")),
            verdict => verdict,
        });
        verdicts
    });
}

#[test]
fn rearranged_documents_have_the_same_bytes() {
    let make =
        |chance: &mut Chance, unique: &str| documents::document(chance, Style::Rearranged, unique);
    Run::all("rearranged", count(20_000), make, both_modes);
}

#[test]
fn damaged_documents_are_refused_here_where_javascript_refuses_them() {
    let make = |chance: &mut Chance, unique: &str| {
        let document = match chance.percent(60) {
            true => lossless_document(chance, unique),
            false => documents::document(chance, Style::Rearranged, unique),
        };
        faults::damage(chance, document)
    };
    Run::all("damaged", count(20_000), make, both_modes);
}

fn both_modes(here: &Here, there: &There, ask: &mut dyn FnMut(Mode, u32) -> There) -> Vec<Verdict> {
    let safe = match there {
        There::WorkLimit => ask(Mode::Safe, HARDER),
        there => there.clone(),
    };
    let lax = match &safe {
        There::Refused(_) => ask(Mode::Dropping, HARDER),
        safe => safe.clone(),
    };
    vec![compare::lossless(here, &safe), compare::dropping(here, &lax)]
}
