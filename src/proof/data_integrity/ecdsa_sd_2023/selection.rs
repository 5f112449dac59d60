use std::collections::BTreeMap;

use crate::fault::{Code, Objection, Path, Pointer};
use crate::json::{Object, Value};
use crate::limits::Limits;

/// What an object that is only partly chosen shows in any case, or its other members would mean
/// something else (ECDSA Cryptosuites, section 3.4.12, which leaves open what becomes of a context
/// below the top).
const ALWAYS: [&str; 3] = ["@context", "id", "type"];

/// The parts of a document that JSON Pointers choose (section 3.4.14).
pub(super) struct Selection {
    /// `None` where there are no pointers: then not even the type of the document is chosen.
    root: Option<Chosen>,
}

enum Chosen {
    Whole,
    Parts(BTreeMap<Step, Chosen>),
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Member(String),
    Item(usize),
}

impl Selection {
    /// Of any document.
    pub fn nothing() -> Self {
        Self { root: None }
    }

    /// Chooses from a document.
    ///
    /// # Errors
    /// `sd.pointer` for a pointer that leads nowhere, `limit.items` for too many of them.
    pub fn of<'p>(
        document: &Value,
        pointers: impl IntoIterator<Item = &'p Pointer>,
        limits: &Limits,
    ) -> Result<Self, Objection> {
        let mut selection = Self::nothing();
        for (index, pointer) in pointers.into_iter().enumerate() {
            if index == limits.disclosures {
                let message = format!("more than the {index} pointers allowed");
                return Err(Objection::failed(Code::LimitItems, Pointer::root(), message));
            }
            selection.choose(document, pointer)?;
        }
        Ok(selection)
    }

    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    fn choose(&mut self, document: &Value, pointer: &Pointer) -> Result<(), Objection> {
        let mut value = document;
        let mut chosen = self.root.get_or_insert(Chosen::Parts(BTreeMap::new()));
        for name in pointer.steps() {
            let Some((step, next)) = step(value, &name) else {
                let message = "the pointer leads nowhere in the document";
                return Err(Objection::failed(Code::SdPointer, pointer.clone(), message));
            };
            value = next;
            // Of what is chosen whole, the parts need not be chosen again; but they must be there.
            if let Chosen::Parts(parts) = chosen {
                chosen = parts.entry(step).or_insert(Chosen::Parts(BTreeMap::new()));
            }
        }
        *chosen = Chosen::Whole;
        Ok(())
    }

    /// Whether what stands at the place is chosen, or anything below it.
    pub fn covers(&self, path: &Path<'_>) -> bool {
        fn find<'c>(chosen: &'c Chosen, path: &Path<'_>) -> Option<&'c Chosen> {
            let (parent, step) = match path {
                Path::Root => return Some(chosen),
                Path::Member(parent, name) => (parent, Err(*name)),
                Path::Item(parent, index) => (parent, Ok(*index)),
            };
            match (find(chosen, parent)?, step) {
                (Chosen::Whole, _) => Some(&Chosen::Whole),
                (Chosen::Parts(_), Err(name)) if ALWAYS.contains(&name) => Some(&Chosen::Whole),
                (Chosen::Parts(parts), Err(name)) => parts.get(&Step::Member(name.to_owned())),
                (Chosen::Parts(parts), Ok(index)) => parts.get(&Step::Item(index)),
            }
        }
        self.root.as_ref().is_some_and(|root| find(root, path).is_some())
    }

    /// The document with nothing but what is chosen, in its own order; arrays close up.
    pub fn reveal(&self, document: &Value) -> Value {
        match &self.root {
            Some(chosen) => reveal(document, chosen),
            None => Value::Null,
        }
    }
}

fn step<'v>(value: &'v Value, name: &str) -> Option<(Step, &'v Value)> {
    match value {
        Value::Object(object) => Some((Step::Member(name.to_owned()), object.get(name)?)),
        Value::Array(items) => {
            let canonical = name == "0" || name.starts_with(|c: char| matches!(c, '1'..='9'));
            let index = name.parse().ok().filter(|_| canonical)?;
            Some((Step::Item(index), items.get(index)?))
        }
        _ => None,
    }
}

fn reveal(value: &Value, chosen: &Chosen) -> Value {
    let Chosen::Parts(parts) = chosen else { return value.clone() };
    match value {
        Value::Object(object) => {
            let members = object.iter().filter_map(|(name, value)| {
                let shown = match parts.get(&Step::Member(name.to_owned())) {
                    _ if ALWAYS.contains(&name) => value.clone(),
                    Some(chosen) => reveal(value, chosen),
                    None => return None,
                };
                Some((name, shown))
            });
            Value::Object(members.collect::<Object>())
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let shown = items.filter_map(|(index, item)| {
                parts.get(&Step::Item(index)).map(|chosen| reveal(item, chosen))
            });
            Value::Array(shown.collect())
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn document() -> Value {
        let text = r#"{
            "@context": ["c"], "id": "urn:a", "type": ["T", "U"], "name": "n",
            "list": [{"type": "L", "id": "urn:l", "x": 1, "y": 2}, {"type": "M", "x": 3}, "s"],
            "a/b": {"~": {"@context": "d", "deep": true, "other": false}}
        }"#;
        json::read(text.as_bytes(), &Limits::default()).unwrap()
    }

    fn select(pointers: &[&str]) -> Result<Selection, Objection> {
        let pointers: Vec<Pointer> = pointers.iter().map(|p| p.parse().unwrap()).collect();
        Selection::of(&document(), &pointers, &Limits::default())
    }

    #[test]
    fn what_is_chosen_brings_its_types_identifiers_and_contexts() {
        let start = r#"{"@context":["c"],"id":"urn:a","type":["T","U"]"#;
        for (pointers, rest) in [
            (&["/type"][..], "}"),
            (&["/id", "/type/0"], "}"),
            (&["/name"], r#","name":"n"}"#),
            (&["/list/1/x"], r#","list":[{"type":"M","x":3}]}"#),
            (&["/list/2", "/list/0/y"], r#","list":[{"type":"L","id":"urn:l","y":2},"s"]}"#),
            (&["/a~1b/~0/deep"], r#","a/b":{"~":{"@context":"d","deep":true}}}"#),
        ] {
            assert_eq!(
                select(pointers).unwrap().reveal(&document()).to_string(),
                start.to_owned() + rest
            );
        }
        for pointers in [&[""][..], &["/name", "", "/list/0/x"]] {
            assert_eq!(select(pointers).unwrap().reveal(&document()), document());
        }
        let twice = select(&["/list", "/list/0/x", "/name"]).unwrap().reveal(&document());
        assert_eq!(twice.get("list"), document().get("list"));
    }

    #[test]
    fn a_place_is_covered_when_it_is_shown() {
        let chosen = select(&["/list/1/x", "/name"]).unwrap();
        let root = Path::Root;
        let list = root.member("list");
        let (first, second) = (list.item(0), list.item(1));
        for (path, covered) in [
            (root, true),
            (root.member("type"), true),
            (root.member("name"), true),
            (root.member("a/b"), false),
            (list, true),
            (first, false),
            (first.member("type"), false),
            (second, true),
            (second.member("type"), true),
            (second.member("x"), true),
            (second.member("y"), false),
        ] {
            assert_eq!(chosen.covers(&path), covered, "{}", path.pointer());
        }
        assert!(!select(&[]).unwrap().covers(&root));
        assert!(select(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_pointer_that_leads_nowhere_is_a_fault() {
        let nowhere =
            ["/absent", "/list/3", "/list/01", "/list/-", "/list/+1", "/list/", "/name/0", "/"];
        for pointer in nowhere {
            for pointers in [vec![pointer], vec!["", pointer]] {
                let objection = select(&pointers).err().unwrap();
                assert_eq!(objection.fault().code, Code::SdPointer);
                assert_eq!(objection.fault().pointer.as_str(), pointer);
            }
        }
    }

    #[test]
    fn pointers_are_counted() {
        let pointers = vec![Pointer::root(); 3];
        let limits = Limits { disclosures: 2, ..Limits::default() };
        let objection = Selection::of(&document(), &pointers, &limits).err().unwrap();
        assert_eq!(objection.fault().code, Code::LimitItems);
    }
}
