//! The commands `framework import`, `search` and `show`.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const FILE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/frameworks/teaching-practice.json");

fn framework(arguments: &[&str]) -> (i32, String) {
    finished(
        Command::new(env!("CARGO_BIN_EXE_openbadges")).arg("framework").args(arguments).output(),
    )
}

fn with_input(arguments: &[&str], input: &[u8]) -> (i32, String) {
    let (code, out, _) = all_of(arguments, input);
    (code, out)
}

/// The exit status, the standard output and the standard error.
fn all_of(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openbadges"))
        .arg("framework")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn finished(output: std::io::Result<Output>) -> (i32, String) {
    let output = output.unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn import_tells_what_is_in_a_framework() {
    let (code, out) = framework(&["import", FILE]);
    assert_eq!(code, 0);
    assert!(out.starts_with("Teaching Practice Framework (CASE)\n"), "{out}");
    assert!(out.contains("Creative Commons Attribution 4.0"), "{out}");
    let (code, out) = framework(&["import", "--json", FILE]);
    let summary: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &summary["valid"], &summary["items"]), (0, &true.into(), &19.into()));
}

#[test]
fn import_tells_every_fault() {
    let mut package: Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    package["CFItems"][3]["identifier"] = "3".into();
    package["CFItems"][4]["uri\u{1b}[2J"] = "4".into();
    let bytes = package.to_string().into_bytes();
    let (code, out) = with_input(&["import", "-"], &bytes);
    assert_eq!(code, 1);
    assert!(out.contains("-: error: model.value at /CFItems/3/identifier"), "{out}");
    assert!(out.contains("-: error: model.closed at /CFItems/4/uri"), "{out}");
    assert!(!out.contains('\u{1b}'), "what steers terminals is not printed");
    let (code, out) = with_input(&["import", "--json", "-"], &bytes);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["valid"]), (1, &false.into()));
    assert_eq!(told["findings"].as_array().unwrap().len(), 2);
    assert_eq!(framework(&["import", "no-such-file"]).0, 2);
}

/// That a framework cannot be searched is another thing than that nothing is found in it.
#[test]
fn a_framework_with_faults_is_not_searched() {
    let mut package: Value = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    package["CFItems"][3]["identifier"] = "3".into();
    let bytes = package.to_string().into_bytes();
    for arguments in [["search", "-", "unheardof"], ["search", "-", "time"], ["show", "-", "Q.1"]] {
        let (code, out, err) = all_of(&arguments, &bytes);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains("-: error: model.value at /CFItems/3/identifier"), "{err}");
    }
    let (code, out, err) = all_of(&["search", "--json", "-", "time"], &bytes);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["valid"]), (2, &false.into()));
    assert!(err.ends_with("-: a framework with faults is not looked into\n"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert_eq!(told["findings"][0]["pointer"], "/CFItems/3/identifier");
}

#[test]
fn search_finds_items_that_are_in_force() {
    let (code, out) = framework(&["search", FILE, "wait", "time"]);
    assert_eq!(code, 0);
    assert!(out.lines().next().unwrap().ends_with("  Q.1  Wait time"), "{out}");
    let found = |at: &str| framework(&["search", "--json", "--at", at, FILE, "grade"]);
    let (code, out) = found("2026-01-15T00:00:00Z");
    let hit: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!((code, &hit["code"], &hit["words"]), (0, &"F.4".into(), &1.into()));
    assert_eq!(found("2026-06-15T00:00:00Z"), (1, String::new()));
    assert_eq!(framework(&["search", FILE, "unheardof"]), (1, String::new()));
    assert_eq!(framework(&["search", "--limit", "1", FILE, "pupil"]).1.lines().count(), 1);
}

#[test]
fn show_gives_the_place_and_an_alignment_to_paste() {
    let (code, out) = framework(&["show", "--at", "2026-06-01T00:00:00Z", FILE, "Q.1"]);
    assert_eq!(code, 0);
    assert!(out.contains(">   Q.1  Wait time"), "{out}");
    assert!(out.contains("in force   at 2026-06-01T00:00:00Z"), "{out}");
    assert!(out.contains("exactMatchOf Think time"), "{out}");
    let json = &out[out.find('{').unwrap()..];
    let alignment: Value = serde_json::from_str(json).unwrap();
    assert_eq!(alignment["targetType"], "CFItem");
    // By its identifier as well.
    let id = alignment["targetCode"].as_str().unwrap();
    assert!(framework(&["show", FILE, id]).1.contains(">   Q.1  Wait time"));
    let (code, out) = framework(&["show", FILE, "Q.9"]);
    assert_eq!((code, out.as_str()), (1, "\"Q.9\" names no item\n"));
}
