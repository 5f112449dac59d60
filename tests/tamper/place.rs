//! Places in a document: every one of them, and what stands there.

use openbadges::json::Value;

/// The way from the root to a value: names of members, and indexes of items.
pub type Place = Vec<Step>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Member(String),
    Item(usize),
}

/// Every place of a document, the root first, each value before what is inside it.
pub fn all(document: &Value) -> Vec<Place> {
    let mut places = Vec::new();
    collect(document, &mut Vec::new(), &mut places);
    places
}

fn collect(value: &Value, place: &mut Place, places: &mut Vec<Place>) {
    places.push(place.clone());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                place.push(Step::Item(index));
                collect(item, place, places);
                place.pop();
            }
        }
        Value::Object(object) => {
            for (name, member) in object.iter() {
                place.push(Step::Member(name.to_owned()));
                collect(member, place, places);
                place.pop();
            }
        }
        _ => {}
    }
}

/// The place as a JSON Pointer. No name here has a character that would need escaping.
pub fn pointer(place: &[Step]) -> String {
    let mut text = String::new();
    for step in place {
        text.push('/');
        match step {
            Step::Member(name) => {
                assert!(!name.contains(['/', '~']), "{name}");
                text.push_str(name);
            }
            Step::Item(index) => text.push_str(&index.to_string()),
        }
    }
    text
}

pub fn at<'v>(document: &'v Value, place: &[Step]) -> &'v Value {
    place.iter().fold(document, |value, step| match step {
        Step::Member(name) => value.get(name).unwrap(),
        Step::Item(index) => &value.as_array().unwrap()[*index],
    })
}

pub fn at_mut<'v>(document: &'v mut Value, place: &[Step]) -> &'v mut Value {
    place.iter().fold(document, |value, step| match (step, value) {
        (Step::Member(name), Value::Object(object)) => object.get_mut(name).unwrap(),
        (Step::Item(index), Value::Array(items)) => &mut items[*index],
        (step, value) => panic!("{step:?} in {}", value.kind()),
    })
}

/// Whether a pointer has the form of a pattern: `*` is one step, `**` any number of them.
pub fn fits(pointer: &str, pattern: &str) -> bool {
    fn steps(text: &str) -> Vec<&str> {
        text.split('/').skip(1).collect()
    }
    fn fits(found: &[&str], wanted: &[&str]) -> bool {
        match (wanted, found) {
            ([], []) => true,
            (["**", rest @ ..], _) => {
                fits(found, rest) || found.split_first().is_some_and(|(_, on)| fits(on, wanted))
            }
            ([name, rest @ ..], [first, on @ ..]) => {
                (*name == "*" || name == first) && fits(on, rest)
            }
            _ => false,
        }
    }
    fits(&steps(pointer), &steps(pattern))
}

#[test]
fn patterns_fit_as_said() {
    for (pointer, pattern, expected) in [
        ("", "", true),
        ("", "/**", true),
        ("/a", "", false),
        ("/a/0", "/a/*", true),
        ("/a/0/b", "/a/*", false),
        ("/a/0/b", "/**", true),
        ("/a/0/b", "/**/b", true),
        ("/b", "/**/b", true),
        ("/a/0/b/c", "/**/b", false),
        ("/a/0/b/c", "/**/b/**", true),
        ("/a/0/b", "/**/b/**", true),
    ] {
        assert_eq!(fits(pointer, pattern), expected, "{pointer} {pattern}");
    }
}
