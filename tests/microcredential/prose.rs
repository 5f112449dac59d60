//! The prose of a micro-credential: no field can change the structure around it, as a Markdown parser
//! that we did not write reads it.

use openbadges::json::{Object, Value};
use openbadges::microcredential::{CLASSES, MicroCredential};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::made::{self, micro_credential, with};

/// Every extension but the one that changes what is written.
fn options() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION
}

/// The structure of a text: its blocks and marks, without what they hold. Several paragraphs in a row
/// are one, since a field may have several.
fn skeleton(markdown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        let shown = match event {
            Event::Text(_) => continue,
            Event::Start(Tag::Link { dest_url, .. }) => format!("link to {dest_url}"),
            other => format!("{other:?}"),
        };
        found.push(shown);
    }
    let mut plain: Vec<String> = Vec::new();
    for event in found {
        let ends = |at: usize, what: &str| {
            plain.len().checked_sub(at).and_then(|at| plain.get(at)).is_some_and(|it| it == what)
        };
        if event == "End(Paragraph)" && ends(1, "Start(Paragraph)") && ends(2, "End(Paragraph)") {
            plain.pop();
            continue;
        }
        plain.push(event);
    }
    plain
}

fn text(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, options());
    let text = events.filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    text.collect()
}

/// The same micro-credential with a plain word for each text that people read.
fn plain(value: &mut Value, name: &str) {
    match value {
        Value::Object(object) => {
            for (name, value) in object.iter_mut() {
                let name = name.to_owned();
                plain(value, &name);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plain(item, name)),
        Value::String(text) => {
            let is_read = matches!(
                name,
                "name"
                    | "description"
                    | "statement"
                    | "rationale"
                    | "citation"
                    | "question"
                    | "complexity"
            );
            if is_read {
                *text = "word".into();
            }
        }
        _ => {}
    }
}

/// Levels are told apart by their names.
fn number_levels(value: &mut Value) {
    let criteria = value.as_object_mut().and_then(|it| it.get_mut("criterion"));
    let Some(Value::Array(criteria)) = criteria else { return };
    for criterion in criteria {
        let levels = criterion.as_object_mut().and_then(|it: &mut Object| it.get_mut("level"));
        let Some(Value::Array(levels)) = levels else { return };
        for (index, level) in levels.iter_mut().enumerate() {
            level.as_object_mut().unwrap().insert("name", format!("word {index}"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_field_changes_the_structure(whole in made::micro_credentials()) {
        let mut value = whole.write();
        plain(&mut value, "");
        number_levels(&mut value);
        let harmless = MicroCredential::read(&value).unwrap();
        prop_assert_eq!(
            skeleton(&whole.page_markdown()), skeleton(&harmless.page_markdown()),
            "{}", whole.page_markdown()
        );
        prop_assert_eq!(skeleton(&whole.criteria_markdown()), skeleton(&harmless.criteria_markdown()));
    }

    #[test]
    fn what_a_field_says_is_what_is_read(name in made::texts()) {
        let mut whole = micro_credential();
        whole.competency.name = name.clone();
        let expected: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String =
            expected.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let read = text(&whole.criteria_markdown());
        prop_assert!(read.contains(&shown), "{shown:?} in {read:?}");
    }
}

#[test]
fn the_page_says_what_there_is_to_say() {
    let page = micro_credential().page_markdown();
    for expected in [
        "# Wait Time\n",
        "- **Time to earn:** 15 hours\n",
        "- **Cost to earn:** 75.5 USD (assessment)\n",
        "- Aligned to [Questioning](<https://frameworks.example/items/1>) (Framework for Teaching)\n",
        "1. **Ask**: One question.\n2. **Wait**\n",
        "(<https://research.example/waiting?a=1&amp;copy=2>) (DOI 10.1000/182)\n",
        "### Part 2 (artifacts): Two lessons\n\nRecorded.\n\n2 pieces.\n",
        "To pass, every criterion must reach its required level.\n",
        "1. **Not yet** (0 points): Less than a second.\n2. **Demonstrated** (1 point, required)\n",
    ] {
        assert!(page.contains(expected), "{expected:?} in\n{page}");
    }
    let narrative = micro_credential().criteria_markdown();
    assert!(page.ends_with(&narrative));
}

/// Where points decide, no level is required by itself.
#[test]
fn no_level_is_required_where_points_decide() {
    let form = with("/passing", Some(r#"{"rule": "Points", "pointsRequired": 2}"#));
    let page = MicroCredential::read_form(&form).unwrap().page_markdown();
    for expected in [
        "To pass, the levels reached must have at least 2 points together.\n",
        "2. **Demonstrated** (1 point)\n3. **Outstanding** (2 points)\n",
        "2. **Yes** (1.5 points)\n",
    ] {
        assert!(page.contains(expected), "{expected:?} in\n{page}");
    }
    assert!(!page.contains("required"), "{page}");
}

/// The stories of evidence go into the badge as they are, where Open Badges has Markdown. All else is
/// plain text, in paragraphs.
#[test]
fn a_class_says_what_is_markdown_and_what_is_not() {
    let of = |range: &str| -> Vec<String> {
        let classes = CLASSES.iter().map(|class| class());
        let properties = classes
            .flat_map(|class| class.properties.iter().map(move |property| (class.name, property)));
        properties
            .filter(|(_, property)| format!("{:?}", property.range) == range)
            .map(|(class, property)| format!("{class}.{}", property.name))
            .collect()
    };
    assert_eq!(of("Markdown"), ["Submission.narrative", "Piece.narrative"]);
    assert_eq!(
        of("Prose"),
        [
            "MicroCredential.rationale",
            "Competency.statement",
            "KeyMethod.description",
            "MethodComponent.description",
            "Resource.description",
            "SubmissionPart.description",
            "Criterion.description",
            "Level.description",
        ]
    );
    let form = with("/competency/statement", Some(r###""- **one**\n\n## two""###));
    let page = MicroCredential::read_form(&form).unwrap().page_markdown();
    assert!(page.contains("\n\n\\- \\*\\*one\\*\\*\n\n\\#\\# two\n\n"), "{page}");
}
