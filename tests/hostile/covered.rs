//! That no number of the list is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::CASES;

/// The cases about images, which this release does not read.
const IMAGES: std::ops::RangeInclusive<u16> = 201..=216;

/// The last number of the list.
const LAST: u16 = 255;

/// The numbers that must be told by tests that need a server, several threads, or a feature, and the
/// folder or file in which those are. A name of a test ends with the numbers that it is about.
const ELSEWHERE: &[(&str, &[u16])] = &[
    ("http", &[154, 155, 156, 157, 158, 160, 161, 166, 242, 244, 253]),
    ("hostile/again.rs", &[227, 228]),
    ("verifier/schema.rs", &[38]),
];

#[test]
fn every_number_is_told_somewhere() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut told: BTreeSet<u16> = CASES.iter().map(|case| case.number).collect();
    assert!(told.iter().all(|number| (1..=LAST).contains(number) && !IMAGES.contains(number)));
    for (place, numbers) in ELSEWHERE {
        let in_names = numbers_in_names(&tests.join(place));
        for number in *numbers {
            assert!(
                in_names.contains(number),
                "no test below tests/{place} is named after {number}"
            );
            assert!(!told.contains(number), "{number} is a case like the others");
        }
        told.extend(*numbers);
    }
    let left_out: Vec<u16> =
        (1..=LAST).filter(|number| !IMAGES.contains(number) && !told.contains(number)).collect();
    assert!(left_out.is_empty(), "nothing tells these: {left_out:?}");
}

/// The numbers at the ends of the names of tests.
fn numbers_in_names(place: &Path) -> BTreeSet<u16> {
    let mut numbers = BTreeSet::new();
    for file in rust_files(place) {
        let text = fs::read_to_string(&file).unwrap();
        let mut lines = text.lines().map(str::trim);
        while let Some(line) = lines.next() {
            if line != "#[test]" {
                continue;
            }
            let name = lines.find_map(|line| line.strip_prefix("fn ")).unwrap();
            let name = name.split('(').next().unwrap();
            let of_name = name.rsplit('_').map_while(|part| part.parse::<u16>().ok());
            numbers.extend(of_name);
        }
    }
    numbers
}

fn rust_files(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}
