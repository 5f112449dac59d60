//! Documents shaped like Open Badges, from the fixtures.

use std::path::Path;
use std::sync::LazyLock;

use openbadges::Limits;
use openbadges::json::{self, Object, Value};

use crate::chance::Chance;
use crate::documents::Document;
use crate::values;

static FIXTURES: LazyLock<[Value; 2]> = LazyLock::new(|| ["small", "rich"].map(fixture));

fn fixture(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let bytes = std::fs::read(folder.join(name).with_extension("json")).unwrap();
    json::read(&bytes, &Limits::default()).unwrap()
}

/// Members whose values are free text.
const TEXTS: [&str; 9] = [
    "additionalName",
    "caption",
    "description",
    "endorsementComment",
    "fiscalYear",
    "humanCode",
    "name",
    "narrative",
    "targetName",
];

/// A badge of which parts are gone, moved, repeated or say something else. It need not be a good
/// badge, but all of it means something.
pub fn badge(chance: &mut Chance) -> Document {
    let mut value = FIXTURES[usize::from(chance.percent(85))].clone();
    let gone = chance.between(5, 60);
    vary(chance, &mut value, gone);
    Document { value, remote: Vec::new() }
}

fn vary(chance: &mut Chance, value: &mut Value, gone: usize) {
    match value {
        Value::Object(object) => {
            let members: Vec<(String, Value)> = std::mem::take(object).into_iter().collect();
            let mut kept = Object::new();
            for (name, value) in members {
                kept.insert(name.clone(), vary_member(chance, &name, value, gone));
            }
            *object = without_some(chance, kept, gone);
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                vary(chance, item, gone);
            }
            if chance.percent(15) && !items.is_empty() {
                let again = chance.pick(items).clone();
                items.extend(vec![again; chance.between(1, 2)]);
            }
            if chance.percent(30) {
                chance.shuffle(items);
            }
            while items.len() > 1 && chance.percent(gone / 2) {
                items.pop();
            }
        }
        _ => {}
    }
}

fn vary_member(chance: &mut Chance, name: &str, mut value: Value, gone: usize) -> Value {
    match name {
        "@context" | "type" => {}
        "scoringModel" if chance.percent(50) => value = values::json(chance, 3),
        "weight" | "creditsEarned" | "creditsAvailable" if chance.percent(40) => {
            value = values::number(chance);
        }
        "validFrom" | "validUntil" | "awardedDate" if chance.percent(20) => {
            value = values::date(chance).into();
        }
        "localName" => {}
        name if TEXTS.contains(&name) && chance.percent(30) => value = values::text(chance).into(),
        _ => vary(chance, &mut value, gone),
    }
    value
}

/// Leaves out some members, but for those that the others depend on.
fn without_some(chance: &mut Chance, object: Object, gone: usize) -> Object {
    let has_type = object.contains("type");
    let mut members: Vec<(String, Value)> = object.into_iter().collect();
    if chance.percent(30) {
        chance.shuffle(&mut members);
    }
    let kept = |chance: &mut Chance, name: &str| match name {
        "@context" | "type" => true,
        // What is left without a type must keep saying something.
        "id" => !has_type || !chance.percent(gone / 4),
        _ => !has_type || !chance.percent(gone),
    };
    members.retain(|(name, _)| kept(chance, name));
    members.into_iter().collect()
}
