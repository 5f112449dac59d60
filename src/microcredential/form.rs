//! The form in which people write: JSON or TOML with as little in it as possible.

use std::collections::HashMap;

use super::named::listed;
use super::{MicroCredential, Scores, Submission};
use crate::fault::{Code, Finding, Path, Pointer};
use crate::json::{Object, Value};
use crate::model::check::quote;
use crate::model::{Achievement, Invalid, Node as _};

impl MicroCredential {
    /// Reads what a person wrote. It is an object as [`MicroCredential::read`] reads it, in which
    /// may be left out or shortened what can be made from the rest:
    ///
    /// - the `id` of a criterion (`#criterion-1` after the micro-credential's own `id`, or
    ///   `-criterion-1` where that has a fragment) and of a level (`-level-1` after the criterion's),
    /// - `requiredLevel`, which may be the name of a level,
    /// - `passing`: absent it is every criterion, and a text is its rule,
    /// - the `type` of alignments and of the provider,
    /// - the quotes around whole numbers where decimal numbers are expected.
    ///
    /// # Errors
    /// [`Invalid`] with every fault, among them members that neither a micro-credential nor an
    /// achievement has.
    pub fn read_form(form: &Value) -> Result<Self, Invalid> {
        let mut filled = form.clone();
        let (mut unknown, mut unnamed) = (Vec::new(), HashMap::new());
        if let Some(object) = filled.as_object_mut() {
            for (name, _) in object.iter() {
                if Self::class().property(name).is_none()
                    && Achievement::class().property(name).is_none()
                {
                    let message = format!("found {name:?}, which a micro-credential does not have");
                    let pointer = Path::Root.member(name).pointer();
                    unknown.push(Finding::error(Code::ModelClosed, pointer, message));
                }
            }
            unnamed = fill(object);
        }
        match Self::read(&filled) {
            Ok(read) if unknown.is_empty() => Ok(read),
            Ok(_) => Err(Invalid { findings: unknown }),
            Err(invalid) => {
                // In what way a text is no identifier says nothing to whoever wrote a name.
                let told = invalid.findings.into_iter().filter_map(|finding| {
                    let pointer = finding.fault.pointer.clone();
                    match unnamed.get_mut(&pointer) {
                        None => Some(finding),
                        Some(told) => told
                            .take()
                            .map(|message| Finding::error(Code::ModelResult, pointer, message)),
                    }
                });
                unknown.extend(told);
                Err(Invalid { findings: unknown })
            }
        }
    }
}

impl Submission {
    /// Reads what a person wrote: an object as [`Submission::read`] reads it. Nothing in it is shortened
    /// or left out.
    ///
    /// # Errors
    /// [`Invalid`] with every fault.
    pub fn read_form(form: &Value) -> Result<Self, Invalid> {
        Self::read(form)
    }
}

impl Scores {
    /// Reads what a person wrote: an object as [`Scores::read`] reads it, in which a whole number may
    /// stand without quotes where a decimal number is expected.
    ///
    /// # Errors
    /// [`Invalid`] with every fault.
    pub fn read_form(form: &Value) -> Result<Self, Invalid> {
        let mut filled = form.clone();
        if let Some(object) = filled.as_object_mut() {
            quote_number(object, "calibrationAgreement");
        }
        Self::read(&filled)
    }
}

/// Fills in what was left out, and tells of required levels that are none, by their places.
fn fill(object: &mut Object) -> HashMap<Pointer, Option<String>> {
    let mut unnamed = HashMap::new();
    let id = text_of(object, "id").unwrap_or_default();
    match object.get("passing") {
        None => {
            object.insert("passing", Object::from_iter([("rule", "EveryCriterion")]));
        }
        Some(Value::String(rule)) => {
            let rule = Object::from_iter([("rule", rule.as_str())]);
            object.insert("passing", rule);
        }
        Some(_) => {}
    }
    quote_number(object, "hoursToEarn");
    if let Some(cost) = object.get_mut("costToEarn").and_then(Value::as_object_mut) {
        quote_number(cost, "amount");
    }
    if let Some(passing) = object.get_mut("passing").and_then(Value::as_object_mut) {
        quote_number(passing, "pointsRequired");
    }
    for_each(object, "alignment", |_, alignment| add_type(alignment, "Alignment"));
    for_each(object, "provider", |_, provider| add_type(provider, "Profile"));
    let criteria = Pointer::root().member("criterion");
    let is_list = object.get("criterion").is_some_and(|it| it.as_array().is_some());
    for_each(object, "criterion", |index, criterion| {
        let place = if is_list { criteria.item(index) } else { criteria.clone() };
        if !criterion.contains("id") {
            let join = if id.contains('#') { '-' } else { '#' };
            criterion.insert("id", format!("{id}{join}criterion-{}", index + 1));
        }
        let id = text_of(criterion, "id").unwrap_or_default();
        let mut by_name: HashMap<String, Option<String>> = HashMap::new();
        for_each(criterion, "level", |index, level| {
            quote_number(level, "points");
            if !level.contains("id") {
                level.insert("id", format!("{id}-level-{}", index + 1));
            }
            if let Some(name) = text_of(level, "name") {
                let id = text_of(level, "id");
                // A name that two levels have names none.
                by_name.entry(name).and_modify(|known| *known = None).or_insert(id);
            }
        });
        if let Some(named) = text_of(criterion, "requiredLevel") {
            let levels = criterion.get("level").map_or(&[][..], Value::items);
            let is_it = |level: &Value| level.get("id").and_then(Value::as_str) == Some(&named);
            if let Some(Some(id)) = by_name.remove(&named) {
                criterion.insert("requiredLevel", id);
            } else if !levels.iter().any(is_it) {
                let message = no_level(&named, levels);
                unnamed.insert(place.member("requiredLevel"), Some(message));
            }
        }
        for_each(criterion, "alignment", |_, alignment| add_type(alignment, "Alignment"));
    });
    unnamed
}

/// What is wrong with a text that neither names a level nor is the id of one.
fn no_level(found: &str, levels: &[Value]) -> String {
    let names = listed(levels.iter().filter_map(|level| level.get("name")?.as_str()));
    format!("found {}, expected the name or the id of a level: {names}", quote(found))
}

fn for_each(object: &mut Object, name: &str, mut change: impl FnMut(usize, &mut Object)) {
    match object.get_mut(name) {
        Some(Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                if let Some(item) = item.as_object_mut() {
                    change(index, item);
                }
            }
        }
        Some(Value::Object(one)) => change(0, one),
        _ => {}
    }
}

fn text_of(object: &Object, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn add_type(object: &mut Object, name: &str) {
    if !object.contains("type") {
        object.insert("type", vec![name]);
    }
}

/// A whole number is the same in any notation. A fraction is not, so it stays a fault.
fn quote_number(object: &mut Object, name: &str) {
    let number = object.get(name).and_then(Value::as_number);
    if let Some(whole) = number.and_then(|number| number.as_i64()) {
        object.insert(name, whole.to_string());
    }
}
