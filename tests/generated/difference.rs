//! Where the JavaScript packages are known to differ from the standards, or to be stricter.
//!
//! A disagreement counts as known only if what explains it can be shown: the document without the
//! cause is judged again and agrees; or safe mode refuses for the sake of a context alone, and gives
//! the same bytes without that refusal; or rdf-canonize gives our bytes too once labels change.
//!
//! What else is known, and kept out of the documents by their generators:
//!
//! - jsonld refuses a term such as `:a` that stands for anything else; the standard looks at colons
//!   within a term only (4.2.2, step 14.2.5).
//! - jsonld forgets the default direction (`@direction`) as soon as another context is applied.
//! - In what is `@included`, jsonld applies the context of the property around it again.
//! - In a map by type, jsonld applies the context of a type to the keys after it as well, and reads
//!   keys without the contexts of the types around them. In a map by name, it does not go back to
//!   the previous context as step 13.8.3.1 of expansion says (JSON-LD 1.1 API, 5.1.2).
//! - jsonld takes `@version`, `@vocab`, `@language` and `@direction` for terms where they are
//!   imported, and keeps the result of an import for other contexts that import an equal one.
//! - jsonld gives a quad twice where equal JSON literals or empty lists are repeated. That is
//!   counted; the questions that follow take repeated quads out (RDFC-1.0 works on sets).

use openbadges::json::{Number, Object, Value};

use crate::compare::{Answer, Here, There};
use crate::documents::Document;

/// A change that takes a cause of differences out of a value; says whether it changed anything.
type Rewrite = fn(&mut Value) -> bool;

/// What can be taken out, each with the reason why the two sides differ there.
const CAUSES: [(&str, Rewrite); 10] = [
    ("jsonld takes numbers such as 1e-7 for integers", without_tiny_numbers),
    ("rdf-canonize sorts by UTF-16 code units", without_high_characters),
    (
        "jsonld refuses IRIs with spaces in every definition, we where they are used",
        without_spaced_iris,
    ),
    (
        "jsonld looks at @prefix, @index and @context of a reverse property, the standard does not \
         (4.2.2, step 13)",
        without_more_of_reverse,
    ),
    (
        "jsonld looks at @direction beside @type, the standard does not (4.2.2, step 23)",
        without_direction_of_typed,
    ),
    ("jsonld takes @protected: false for a term that defines itself", without_unprotected),
    (
        "a term that stands for a blank node is a prefix by the standard (4.2.2, step 14.2.5), not in \
         jsonld",
        without_blank_nodes,
    ),
    ("jsonld refuses a container that names a keyword twice", without_repeated_containers),
    ("jsonld takes values that differ only in direction for one", without_direction),
    ("jsonld reads maps by type and by name in other contexts", without_node_maps),
];

/// The document without what is known to be read differently: first without one cause, for each
/// that it has, then without any.
pub fn without_causes(document: &Document) -> Vec<(Document, String)> {
    let mut found = Vec::new();
    let mut rest = (document.clone(), Vec::new());
    for (reason, rewrite) in CAUSES {
        let mut without = document.clone();
        if rewritten(&mut without, rewrite) {
            found.push((without, reason.to_owned()));
            rewritten(&mut rest.0, rewrite);
            rest.1.push(reason);
        }
    }
    found.push((rest.0, rest.1.join("; ")));
    found
}

fn rewritten(document: &mut Document, rewrite: Rewrite) -> bool {
    let changed = everywhere(&mut document.value, rewrite);
    let remote = document.remote.iter_mut();
    remote.fold(changed, |any, (_, context)| everywhere(context, rewrite) | any)
}

/// Why safe mode refuses what loses nothing: each of these is said of a context, whether or not
/// anything uses what is wrong in it. Where something does, it is refused here too.
pub fn only_in_a_context(here: &Here, there: &There) -> Option<&'static str> {
    let Answer::Refused(reason) = &there.safe else { return None };
    let same = match (&here.lossless, &there.dropping) {
        (Ok(here), Answer::Bytes { text, .. }) => here == text,
        // The standard defines no term that is reserved, and takes what is made of it for a circle.
        (Ok(_), Answer::Refused(other)) => {
            other == "cyclic IRI mapping" && reason == "reserved @id value"
        }
        _ => false,
    };
    let known = match reason.as_str() {
        "invalid @language value" => "an unused default language is no language tag",
        "relative @vocab reference" => "an unused default vocabulary is relative",
        "reserved term" | "reserved @id value" | "reserved @reverse value" => {
            "an unused term is reserved"
        }
        "invalid value object" => {
            return here.lossless.is_ok().then_some("a literal has the key @none, which is no key");
        }
        "invalid scoped context" => "an unused context of a term has one of these",
        _ => return None,
    };
    same.then_some(known)
}

/// Where the library itself differs from the standard, in the reading that drops alone: it makes
/// no node map, which is where two indexes of one node would meet (JSON-LD 1.1 API, 7.2).
pub fn index_conflict(there: &There) -> Option<&'static str> {
    let conflict = there.dropping == Answer::Refused("conflicting indexes".into());
    conflict.then_some("OURS: two indexes of one node are not refused")
}

fn everywhere(value: &mut Value, rewrite: Rewrite) -> bool {
    let below = match value {
        Value::Object(object) => {
            object.iter_mut().fold(false, |any, (_, value)| everywhere(value, rewrite) | any)
        }
        Value::Array(items) => {
            items.iter_mut().fold(false, |any, value| everywhere(value, rewrite) | any)
        }
        _ => false,
    };
    rewrite(value) | below
}

fn without_tiny_numbers(value: &mut Value) -> bool {
    let Value::Number(number) = value else { return false };
    let text = number.to_string();
    let tiny = text.contains("e-") && !text.contains('.');
    if tiny {
        *number = Number::try_from(1.5e-7).unwrap();
    }
    tiny
}

fn without_high_characters(value: &mut Value) -> bool {
    let high = |c: char| ('\u{e000}'..='\u{ffff}').contains(&c);
    rename(value, |text| text.contains(high).then(|| text.replace(high, "x")))
}

fn without_spaced_iris(value: &mut Value) -> bool {
    let space = char::is_whitespace;
    rename(value, |text| text.contains(space).then(|| text.replace(space, "-")))
}

/// Changes the value, if it is a string, or the names of its members.
fn rename(value: &mut Value, change: impl Fn(&str) -> Option<String>) -> bool {
    match value {
        Value::String(text) => match change(text) {
            Some(changed) => {
                *text = changed;
                true
            }
            None => false,
        },
        Value::Object(object) if object.iter().any(|(name, _)| change(name).is_some()) => {
            let members = std::mem::take(object).into_iter();
            *object = members
                .map(|(name, value)| (change(&name).unwrap_or(name), value))
                .collect::<Object>();
            true
        }
        _ => false,
    }
}

fn without_more_of_reverse(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    let is_reverse = object.contains("@reverse");
    let mut any = false;
    for name in ["@prefix", "@index", "@context"] {
        any |= is_reverse && object.remove(name).is_some();
    }
    any
}

fn without_blank_nodes(value: &mut Value) -> bool {
    let name = |text: &str| text.strip_prefix("_:").map(|label| format!("urn:example:{label}"));
    rename(value, name)
}

fn without_direction_of_typed(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    object.contains("@type") && !object.contains("@value") && object.remove("@direction").is_some()
}

fn without_unprotected(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    let is_false = object.get("@protected") == Some(&Value::Bool(false));
    is_false && object.remove("@protected").is_some()
}

fn without_direction(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    object.remove("@direction").is_some()
}

fn without_repeated_containers(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    let Some(Value::Array(names)) = object.get_mut("@container") else { return false };
    let before = names.len();
    let mut kept: Vec<Value> = Vec::new();
    for name in std::mem::take(names) {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    *names = kept;
    names.len() < before
}

fn without_node_maps(value: &mut Value) -> bool {
    let Value::Object(object) = value else { return false };
    let Some(container) = object.get("@container") else { return false };
    let maps = |item: &Value| matches!(item.as_str(), Some("@id" | "@type"));
    let changes = container.items().iter().any(maps);
    if changes {
        object.insert("@container", "@set");
    }
    changes
}
