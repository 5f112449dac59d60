//! What came of the comparisons, against what `exceptions.json` lists.

use serde_json::Value;

use crate::support::shared;

/// The outcome that needs no mention.
pub const AGREE: &str = "agree";

/// The comparisons with one peer.
pub struct Ledger {
    peer: &'static str,
    /// Names and outcomes.
    entries: Vec<(String, String)>,
}

impl Ledger {
    pub fn of(peer: &'static str) -> Self {
        Self { peer, entries: Vec::new() }
    }

    pub fn record(&mut self, case: impl Into<String>, outcome: impl Into<String>) {
        self.entries.push((case.into(), outcome.into()));
    }

    /// Fails for what neither agreed nor is listed, and for what is listed but did not occur.
    pub fn close(self) {
        let all: Value = serde_json::from_str(include_str!("../../exceptions.json")).unwrap();
        let text = |entry: &Value, member: &str| entry[member].as_str().unwrap().to_owned();
        let mut listed: Vec<(String, String)> = Vec::new();
        for entry in all.as_array().unwrap() {
            assert!(!text(entry, "reason").is_empty(), "{entry}");
            assert_ne!(text(entry, "outcome"), AGREE, "{entry}");
            if text(entry, "peer") == self.peer {
                listed.push((text(entry, "case"), text(entry, "outcome")));
            }
        }
        let mut wrong = Vec::new();
        for (case, outcome) in &self.entries {
            let expected = listed.iter().find(|(listed, _)| listed == case);
            let expected = expected.map_or(AGREE, |(_, outcome)| outcome);
            if outcome != expected {
                wrong.push(format!("{case}: expected {expected:?}, found {outcome:?}"));
            }
        }
        for (case, outcome) in &listed {
            let absent = case.starts_with("samples/") && shared("samples").is_none();
            if !absent && !self.entries.iter().any(|(entry, _)| entry == case) {
                wrong.push(format!("{case}: listed as {outcome:?}, but there is no such case"));
            }
        }
        let agreed = self.entries.iter().filter(|(_, outcome)| outcome == AGREE).count();
        let (peer, all) = (self.peer, self.entries.len());
        eprintln!("{peer}: {agreed} of {all} agree, {} excepted", listed.len());
        assert!(wrong.is_empty(), "{peer}, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}
