//! What commands print as JSON is what `docs/REPORT.md` says.

use super::*;

/// A part of the document, under its heading.
fn written(heading: &str) -> &'static str {
    let all = include_str!("../../docs/REPORT.md");
    let (_, after) = all.split_once(&format!("\n# {heading}\n")).expect(heading);
    after.split_once("\n# ").map_or(after, |(part, _)| part)
}

/// Every member of a value is named in a part of the document.
fn holds(part: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                assert!(part.contains(&format!("`{name}`")), "{name} is not written down: {part}");
                holds(part, value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| holds(part, item)),
        _ => {}
    }
}

/// The names in a part of the document that no output has had.
fn missing<'p>(part: &'p str, all: &[Value]) -> Vec<&'p str> {
    fn has(value: &Value, name: &str) -> bool {
        match value {
            Value::Object(members) => members.iter().any(|(at, it)| at == name || has(it, name)),
            Value::Array(items) => items.iter().any(|it| has(it, name)),
            Value::String(text) => text == name,
            _ => false,
        }
    }
    let members = part.lines().filter(|line| line.starts_with('-') || line.starts_with("  "));
    let names = members.flat_map(|line| line.split('`').skip(1).step_by(2));
    names.filter(|name| !all.iter().any(|value| has(value, name))).collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn values_and_ledgers_are_as_they_are_written_down() {
    let story = story("written");
    let (ledger, issuers) = (story.folder.file("ledger.db"), format!("issuers={}", story.issuer));
    let one = ["--policy", "tennessee", "--set", &issuers, "--person", "did:example:one"];
    let value = |more: &[&str]| lines(&story.value(&[&one[..], &["--json"], more].concat()).1);
    let mut told = value(&["--ledger", &ledger, "--claim"]);
    let unsigned = story.folder.file("unsigned.json");
    let mut badge: Value =
        serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    fs::write(&unsigned, badge.to_string()).unwrap();
    told.extend(value(&[&unsigned]));
    told.extend(value(&["--ledger", &ledger]));
    // A stack, a goal and whole steps, which this place has.
    let utah = ["--policy", "utah", "--set", &issuers, "--person", "did:example:one", "--json"];
    told.extend(lines(&story.value(&utah).1).into_iter().filter(|it| it.is_object()));
    let part = written("Values as data");
    told.iter().for_each(|value| holds(part, value));
    println!("no output here had {:?}", missing(part, &told));
    for name in ["unverified", "evaluation", "claimed", "decisions", "totals", "periods"] {
        assert!(!missing(part, &told).contains(&name), "{name}");
    }

    done(&["ledger", "reverse", "--ledger", &ledger, "--reason", "by mistake", &story.badge]);
    let show = |more: &[&str]| {
        lines(&done(&[&["ledger", "show", "--json", "--ledger", &ledger][..], more].concat()))
    };
    let mut told = show(&["--account", "tennessee", "--person", "did:example:one"]);
    told.extend(show(&["--account", "tennessee"]));
    told.extend(show(&[]));
    let part = written("Ledgers as data");
    told.iter().for_each(|value| holds(part, value));
    assert_eq!(missing(part, &told), [] as [&str; 0]);
}

#[test]
fn assessments_and_frameworks_are_as_they_are_written_down() {
    let fixture = |name: &str| format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let micro = |name: &str| fixture(&format!("micro-credentials/{name}"));
    let (whole, work) = (micro("wait-time.toml"), micro("submission.toml"));
    let assess = |scores: &[&str]| {
        let call = ["assess", "--json", "--micro-credential", &whole, "--submission", &work];
        let scores: Vec<String> = scores.iter().map(|name| micro(name)).collect();
        let scores: Vec<&str> = scores.iter().map(String::as_str).collect();
        let (_, text) = run(&[&call[..], &["--scores"], &scores].concat());
        serde_json::from_str::<Value>(&text).unwrap_or_else(|_| panic!("{text}"))
    };
    let told = [
        assess(&["scores-1.toml", "scores-2.toml"]),
        assess(&["scores-failing.toml"]),
        assess(&["scores-1.toml", "scores-differing.toml"]),
    ];
    let part = written("Feedback as data");
    told.iter().for_each(|value| holds(part, value));
    assert_eq!(missing(part, &told), [] as [&str; 0]);

    let file = fixture("frameworks/teaching-practice.json");
    let folder = Folder::new("frameworks-written");
    let faulty = folder.file("faulty.json");
    let package = fs::read_to_string(&file).unwrap().replacen("\"CFItems\"", "\"CFItem\"", 1);
    fs::write(&faulty, package).unwrap();
    let mut told = lines(&done(&["framework", "import", "--json", &file]));
    told.extend(lines(&run(&["framework", "import", "--json", &faulty]).1));
    told.extend(lines(&done(&["framework", "search", "--json", &file, "time"])));
    let part = written("Frameworks as data");
    told.iter().for_each(|value| holds(part, value));
    println!("no output here had {:?}", missing(part, &told));
    for name in ["findings", "severity", "roots", "words", "score"] {
        assert!(!missing(part, &told).contains(&name), "{name}");
    }
}
