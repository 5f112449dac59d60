//! The structure check, the JSON Schemas that are generated from the same classes, and the official
//! ones: the same verdict on every document, or an exception with its reason.

mod support;

#[path = "schema/documents.rs"]
mod documents;
#[path = "schema/exceptions.rs"]
mod exceptions;
#[path = "schema/judges.rs"]
mod judges;

use std::collections::BTreeMap;

use documents::{Chance, mutated, of_class};
use exceptions::Exceptions;
use judges::{Judge, kind_of};
use openbadges::json::{self, Value};
use openbadges::model::Class;
use openbadges::{Limits, model};

/// How many documents of each class are made by chance, and how many times each is changed.
/// `OPENBADGES_GENERATED` multiplies the first.
const DOCUMENTS: usize = 400;
const MUTATIONS: usize = 30;

const SEED: u64 = 20_261_129;

fn generated() -> usize {
    let times = std::env::var("OPENBADGES_GENERATED").ok().and_then(|text| text.parse().ok());
    DOCUMENTS * times.unwrap_or(1)
}

/// The samples of 1EdTech, with the class that each is of.
fn samples() -> Vec<(String, &'static Class, Value)> {
    let mut all = Vec::new();
    for folder in ["samples/ob30", "samples/ob30/sd", "samples/ob30/bit-string-list"] {
        let Some(folder) = support::shared(folder) else { continue };
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let Ok(document) = json::read(&bytes, &Limits::default()) else { continue };
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let class = match model::Kind::of(&document) {
                model::Kind::Endorsement => "EndorsementCredential",
                model::Kind::StatusList | model::Kind::Any if name.contains("list") => continue,
                _ => "AchievementCredential",
            };
            all.push((name, Class::named(class).unwrap(), document));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn check_and_schemas_give_one_verdict() {
    let Some(official) = Judge::official() else { return };
    let mut exceptions = Exceptions::read();
    let mut told: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut compared, mut agreed_good, mut agreed_bad, mut excepted) = (0, 0, 0, 0);
    let mut compare = |class: &'static Class, document: &Value, name: &str| {
        let mut judges = vec![Judge::check(class), Judge::generated(class)];
        judges.extend(official.iter().filter(|judge| judge.class == class.name).cloned());
        let found: Vec<_> = judges.iter().map(|judge| judge.faults(document)).collect();
        for (index, (judge, faults)) in judges.iter().zip(&found).enumerate() {
            for (other, others) in judges.iter().zip(&found).skip(index + 1) {
                compared += 1;
                match (faults.is_empty(), others.is_empty()) {
                    (true, true) => agreed_good += 1,
                    (false, false) => agreed_bad += 1,
                    (refused, _) => {
                        excepted += 1;
                        let (refuses, accepts, why) = match refused {
                            false => (judge, other, faults),
                            true => (other, judge, others),
                        };
                        for fault in why {
                            if exceptions.cover(&refuses.name, &accepts.name, fault) {
                                continue;
                            }
                            let line = format!(
                                "{} refuses, {} accepts: {fault}",
                                refuses.name, accepts.name
                            );
                            let example = || format!("{name}: {document}");
                            told.entry(line).or_insert_with(|| (0, example())).0 += 1;
                        }
                    }
                }
            }
        }
    };
    for (name, class, document) in samples() {
        compare(class, &document, &name);
        let mut chance = Chance::new(SEED);
        for change in 0..MUTATIONS * 4 {
            let changed = mutated(class, &document, &mut chance);
            compare(class, &changed, &format!("{name}, changed {change}"));
        }
    }
    for class in ["AchievementCredential", "EndorsementCredential", "Profile"] {
        let class = Class::named(class).unwrap();
        assert!(kind_of(class).is_some() || class.name == "Profile");
        for number in 0..generated() as u64 {
            let mut chance = Chance::new(SEED ^ (number << 20));
            let document = of_class(class, &mut chance);
            compare(class, &document, &format!("{} {number}", class.name));
            for change in 0..MUTATIONS {
                let changed = mutated(class, &document, &mut chance);
                compare(class, &changed, &format!("{} {number}, changed {change}", class.name));
            }
        }
    }
    let told: Vec<String> = told
        .into_iter()
        .map(|(line, (count, example))| {
            let short: String = example.chars().take(400).collect();
            format!("{line} ({count} times)\n    {short}")
        })
        .collect();
    eprintln!(
        "{compared} comparisons: {agreed_good} agree that it is good, {agreed_bad} that it is bad, \
         {excepted} differ as the exceptions say"
    );
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(agreed_good > 3_000 && agreed_bad > 10_000, "the comparison would show nothing");
    let idle = exceptions.idle();
    assert!(idle.is_empty(), "these exceptions never occur: {idle:#?}");
}

/// Documents that are made by chance from the description of a class are of that class, but for
/// what results refer to.
#[test]
fn generated_documents_are_good() {
    let mut good = 0;
    for class in ["AchievementCredential", "EndorsementCredential", "Profile"] {
        let class = Class::named(class).unwrap();
        let judge = Judge::check(class);
        for number in 0..DOCUMENTS as u64 {
            let document = of_class(class, &mut Chance::new(number));
            let faults = judge.faults(&document);
            assert!(faults.is_empty(), "{faults:?} in {document}");
            good += 1;
        }
    }
    assert_eq!(good, 3 * DOCUMENTS);
}
