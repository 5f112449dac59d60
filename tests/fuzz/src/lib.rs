//! What must hold on any input. Each target is a function of bytes that panics where it does not;
//! the fuzzing engine drives it, and a test replays the inputs that are kept.

pub mod canon;
pub mod contexts;
pub mod edits;
pub mod json;
pub mod seeds;
pub mod verify;
pub mod walk;

use openbadges::Limits;
use openbadges::json::{Object, Value};

/// A target: it panics when something does not hold.
pub type Target = fn(&[u8]);

/// Every target by its name, which is also that of the folder of its corpus.
pub const TARGETS: [(&str, Target); 5] = [
    ("json", json::run),
    ("contexts", contexts::run),
    ("walk", walk::run),
    ("canon", canon::run),
    ("verify", verify::run),
];

/// Limits under which one input takes milliseconds, so that the engine gets to many.
pub fn small() -> Limits {
    Limits {
        document_bytes: 256 * 1024,
        items: 20_000,
        contexts: 128,
        context_terms: 60_000,
        quads_bytes: 1024 * 1024,
        canon_calls_per_node: 4,
        canon_calls_floor: 1_000,
        canon_permutations: 5_000,
        schema_work: 20_000,
        status_list_bytes: 64 * 1024,
        ..Limits::default()
    }
}

/// The same value with the members of every object the other way round.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        Value::Object(object) => {
            let members: Vec<_> = object.iter().map(|(name, v)| (name, reversed(v))).collect();
            Value::Object(members.into_iter().rev().collect::<Object>())
        }
        scalar => scalar.clone(),
    }
}
