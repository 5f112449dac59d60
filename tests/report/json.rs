//! Reports as JSON have the shape that `docs/REPORT.md` gives.

use std::collections::{BTreeMap, BTreeSet};

use openbadges::report::{Found, JSON_VERSION};
use serde_json::Value;

use crate::cases;

/// A member that the document has a row for, and whether it is always there.
type Members = BTreeMap<String, bool>;

/// The members in each section of the document.
fn documented() -> BTreeMap<String, Members> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/REPORT.md");
    let text = std::fs::read_to_string(file).unwrap();
    let mut sections: BTreeMap<String, Members> = BTreeMap::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [member, _, place] = cells.as_slice()
            && let Some(member) = member.strip_prefix('`').and_then(|it| it.strip_suffix('`'))
        {
            let members = sections.entry(section.clone()).or_default();
            members.insert(member.to_owned(), place.is_empty());
        }
    }
    sections
}

struct Shape {
    documented: BTreeMap<String, Members>,
    /// The members that were there, and that were not.
    seen: BTreeMap<String, [BTreeSet<String>; 2]>,
}

impl Shape {
    /// Asserts that the object has the members of the section.
    fn check(&mut self, section: &str, value: &Value) {
        let members = &self.documented[section];
        let object = value.as_object().unwrap_or_else(|| panic!("{section}: {value}"));
        for name in object.keys() {
            assert!(members.contains_key(name), "{section} has {name}, undocumented: {value}");
        }
        let [there, absent] = self.seen.entry(section.to_owned()).or_default();
        for (name, always) in members {
            if object.contains_key(name) {
                there.insert(name.clone());
            } else {
                assert!(!always, "{section} lacks {name}: {value}");
                absent.insert(name.clone());
            }
        }
    }

    fn report(&mut self, value: &Value) {
        self.check("A report", value);
        assert_eq!(value["version"], JSON_VERSION);
        let outcomes: BTreeSet<_> =
            items(&value["checks"]).map(|it| text(&it["outcome"])).collect();
        let expected = match text(&value["outcome"]) {
            "invalid" => outcomes.contains("failed"),
            "indeterminate" => !outcomes.contains("failed") && outcomes.contains("undecided"),
            "valid" => outcomes.iter().all(|outcome| *outcome == "passed"),
            other => panic!("{other}"),
        };
        assert!(expected, "{value}");
        for check in items(&value["checks"]).chain(items(&value["warnings"])) {
            self.check("A check", check);
            assert_eq!(check["code"].is_null(), check["outcome"] == "passed", "{check}");
        }
        assert!(items(&value["warnings"]).all(|it| it["outcome"] == "warning"), "{value}");
        items(&value["recipient"]).for_each(|identity| self.check("An identity", identity));
        for endorsement in items(&value["endorsements"]) {
            self.check("An endorsement", endorsement);
            assert!(endorsement["report"].get("asOf").is_none());
            self.report(&endorsement["report"]);
        }
        if let Some(trust) = value.get("trust") {
            self.check("Trust", trust);
        }
        if let Some(credential) = value.get("credential") {
            self.check("A credential in short", credential);
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn reports_have_the_documented_shape() {
    let mut shape = Shape { documented: documented(), seen: BTreeMap::new() };
    for examined in cases::all().iter().chain(&cases::of_hostile_documents()) {
        let line = serde_json::to_string(examined).unwrap();
        assert!(!line.contains('\n'), "{line}");
        let mut line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line.as_object_mut().unwrap().remove("file").unwrap(), examined.name);
        match examined.found {
            Found::Presentation(_) => {
                shape.check("A report on a presentation", &line);
                assert_eq!(line["version"], JSON_VERSION);
                shape.report(&line["presentation"]);
                items(&line["credentials"]).for_each(|it| shape.report(it));
            }
            _ => {
                assert_eq!(line["asOf"], "2026-08-01T00:00:00Z");
                shape.report(&line);
            }
        }
    }
    // What no report had, no test holds.
    for (section, members) in &shape.documented {
        let Some([there, absent]) = shape.seen.get(section) else {
            assert_eq!(section, "A line of `verify`");
            continue;
        };
        for (name, always) in members {
            assert!(there.contains(name), "{section}: {name} was never there");
            assert!(*always || absent.contains(name), "{section}: {name} was always there");
        }
    }
}
