//! Any bytes at all: thousands of random changes to signed documents give a report each, and none
//! that is valid, unless the JSON is the same.

use openbadges::json::{self, Value};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::{Limits, Verifier};

use crate::mint::*;

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// Bytes that mean something in JSON, and some that should not be there.
const TOKENS: [&[u8]; 16] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"\\u0000",
    b"\\",
    b"1e999",
    b"-0",
    b"\xff",
    b"\xef\xbb\xbf",
    b" ",
    b"@context",
];

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(2) {
        let at = dice.below(bytes.len().max(1));
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at, dice.below(256) as u8),
            3 => drop(bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].to_vec())),
            4 => {
                let end = (at + dice.below(40)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            5 => {
                let end = (at + dice.below(40)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            _ if !bytes.is_empty() => {
                let other = dice.below(bytes.len());
                bytes.swap(at, other);
            }
            _ => {}
        }
    }
}

#[test]
fn random_changes_to_signed_badges() {
    let verifier =
        Verifier::new().with_resolver(Documents::new().with(LIST, signed(list(&[])).to_string()));
    let plain = good();
    let jcs = signed_by(badge(&did(&issuer())), &issuer(), JCS);
    let mut same = 0;
    for (seed, original) in [plain, jcs, badge_with(entry("7"))].into_iter().enumerate() {
        let text = json::pretty(&original);
        assert_eq!(verifier.verify(text.as_bytes(), &now()).outcome(), Outcome::Valid);
        let mut dice = Dice(seed as u64);
        for round in 0..2_000 {
            let mut bytes = text.clone().into_bytes();
            mutate(&mut bytes, &mut dice);
            let report = verifier.verify(&bytes, &now());
            assert!(!report.checks().is_empty());
            let read = json::read(&bytes, &Limits::default());
            let unchanged = read.is_ok_and(|value: Value| value == original);
            let valid = report.outcome() == Outcome::Valid;
            let shown = || String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(valid, unchanged, "seed {seed}, round {round}: {}", shown());
            same += usize::from(unchanged);
        }
    }
    assert!(same > 10, "only {same} changes left the JSON as it was");
}

#[test]
fn random_changes_to_a_status_list() {
    let badge = badge_with(entry("7")).to_string();
    let original = signed(list(&[7]));
    let text = json::pretty(&original);
    let mut dice = Dice(7);
    let mut revoked = 0;
    for round in 0..1_000 {
        let mut bytes = text.clone().into_bytes();
        mutate(&mut bytes, &mut dice);
        let documents = Documents::new().with(LIST, bytes.clone());
        let report = Verifier::new().with_resolver(documents).verify(badge.as_bytes(), &now());
        let shown = || String::from_utf8_lossy(&bytes).into_owned();
        assert_ne!(report.outcome(), Outcome::Valid, "round {round}: {}", shown());
        revoked += usize::from(report.has(openbadges::Code::Revoked));
    }
    assert!(revoked > 10, "only {revoked} lists were still believed");
}

#[test]
fn bytes_that_are_nothing() {
    let mut dice = Dice(99);
    let verifier = Verifier::new();
    for length in 0..500 {
        let bytes: Vec<u8> = (0..length).map(|_| dice.below(256) as u8).collect();
        let report = verifier.verify(&bytes, &now());
        assert_ne!(report.outcome(), Outcome::Valid);
        assert!(report.verified().is_none());
    }
}
