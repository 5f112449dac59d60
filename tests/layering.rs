//! The order of the house: a room imports only from the rooms above it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// From the top down. A credential flows down this list when it is issued, and its bytes flow
/// through the same rooms when it is verified.
const ROOMS: &[&str] = &[
    "fault",
    "limits",
    "text",
    "random",
    "json",
    "model",
    "context",
    "rdf",
    "key",
    "proof",
    "document",
    "resolve",
    "database",
    "status",
    "competency",
    "microcredential",
    "report",
    "issuer",
    "verifier",
    "recognition",
    "server",
    "bin",
];

#[test]
fn rooms_import_only_from_above() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let face = face(&std::fs::read_to_string(source.join("lib.rs")).unwrap());
    let (mut faults, mut imports) = (Vec::new(), 0);
    for path in rust_files(&source) {
        let file = path.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap();
        imports += references(&file, &code(&text)).len();
        faults.extend(violations(&file, &text, &face));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(imports > 5, "only {imports} imports were found");
}

#[test]
fn violations_are_found() {
    let face = face("pub mod fault;\npub use fault::{Code, Fault};\npub use verifier::Verifier;\n");
    for (file, text, expected) in [
        ("json/read.rs", "use crate::fault::Code;\nuse crate::limits::Limits;", None),
        ("json/read.rs", "use crate::json::Value; use super::value::Number;", None),
        ("json/read.rs", "use crate::model::Credential;", Some("json imports from model")),
        ("json.rs", "fn f() { crate::rdf::canonicalize() }", Some("json imports from rdf")),
        ("json.rs", "use crate :: rdf;", Some("json imports from rdf")),
        (
            "json.rs",
            "use crate::{fault::{Code, x}, verifier::y};",
            Some("json imports from verifier"),
        ),
        ("json.rs", "use crate::{\n    fault,\n    key,\n};", Some("json imports from key")),
        ("json/mod.rs", "pub(in crate::key) fn f() {}", Some("json imports from key")),
        ("json.rs", "use crate::Code;", None),
        ("json.rs", "use crate::Verifier;", Some("json imports from verifier")),
        ("json.rs", "use crate::Absent;", Some("json imports from Absent, which is not")),
        ("json.rs", "use crate::*;", Some("json imports from *, which is not")),
        ("json.rs", "use crate::helpers::x;", Some("json imports from helpers, which is not")),
        ("helpers.rs", "", Some("the room helpers is not")),
        ("helpers/mod.rs", "use crate::fault::Code;", Some("the room helpers is not")),
        ("json.rs", "use super::key::Key;", Some("json imports from key")),
        ("json/mod.rs", "use super::key::Key;", Some("json imports from key")),
        ("json/read.rs", "use super::super::key::Key;", Some("json imports from key")),
        ("key/jwk.rs", "use super::proof::Key;", None),
        (
            "json.rs",
            "// use crate::key;\n//! crate::key\n/// [`crate::key`]\nfn f() {} // crate::key",
            None,
        ),
        (
            "json.rs",
            "const A: &str = \"https://a\"; use crate::key;",
            Some("json imports from key"),
        ),
        ("json.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::key::Key;\n}\n", None),
        (
            "json.rs",
            "#[cfg(test)]\nmod tests {\n    use crate::key;\n}\nuse crate::rdf;\n",
            Some("json imports from rdf"),
        ),
        ("bin/openbadges.rs", "use openbadges::{verifier::Verifier, json};", None),
        ("bin/openbadges.rs", "use openbadges::helpers;", Some("bin imports from helpers")),
        ("bin/openbadges.rs", "use crate::arguments::Arguments;", None),
        ("lib.rs", "pub mod json;\npub use crate::fault::Code;", None),
    ] {
        let found = violations(file, text, &face).join("\n");
        match expected {
            None => assert_eq!(found, "", "{file}: {text}"),
            Some(expected) => assert!(found.contains(expected), "{file}: {text}: {found:?}"),
        }
    }
}

/// What a source file, given by its path below `src`, imports against the order.
fn violations(file: &str, text: &str, face: &BTreeMap<String, String>) -> Vec<String> {
    if file == "lib.rs" {
        return Vec::new();
    }
    let room = file.split('/').next().unwrap().trim_end_matches(".rs");
    let Some(place) = rank(room) else {
        return vec![format!("{file}: the room {room} is not in the list")];
    };
    let mut found = Vec::new();
    for name in references(file, &code(text)) {
        let other = face.get(&name).unwrap_or(&name);
        match rank(other) {
            Some(above) if above <= place => {}
            Some(_) => found.push(format!("{file}: {room} imports from {other}, below it")),
            None => found.push(format!("{file}: {room} imports from {other}, which is not a room")),
        }
    }
    found
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|known| *known == room)
}

/// The items that `lib.rs` shows at the root of the crate, and the rooms that they are from.
fn face(lib: &str) -> BTreeMap<String, String> {
    let mut face = BTreeMap::new();
    for statement in code(lib).split(';') {
        let Some((_, path)) = statement.split_once("pub use ") else { continue };
        let Some((room, items)) = path.split_once("::") else { continue };
        for item in firsts(items) {
            face.insert(item, room.to_owned());
        }
    }
    face
}

/// The first names after the root of the crate, in every path of the code that starts there.
fn references(file: &str, code: &str) -> Vec<String> {
    let depth = file.trim_end_matches("/mod.rs").split('/').count();
    let supers = "super::".repeat(depth);
    // A program is a crate of its own, and names the library.
    let program = file.starts_with("bin/");
    let roots =
        if program { vec!["openbadges"] } else { vec!["crate", supers.trim_end_matches("::")] };
    let mut found = Vec::new();
    for root in roots {
        for (at, _) in code.match_indices(root) {
            let inside_a_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            if code[..at].ends_with(inside_a_word) {
                continue;
            }
            let Some(path) = code[at + root.len()..].trim_start().strip_prefix("::") else {
                continue;
            };
            // A module inside the file may say `super` as often and mean the file.
            let names = firsts(path).into_iter();
            found.extend(names.filter(|name| !root.starts_with("super") || rank(name).is_some()));
        }
    }
    found
}

/// The first name of a path, or of each path in a `{…}`.
fn firsts(path: &str) -> Vec<String> {
    let Some(group) = path.trim_start().strip_prefix('{') else {
        return vec![first(path)];
    };
    let (mut names, mut depth, mut fresh) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && !c.is_whitespace() => {
                names.push(first(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn first(path: &str) -> String {
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '*');
    path.trim_start().chars().take_while(inside).collect()
}

/// The text without comments, and without a test module at its end.
fn code(text: &str) -> String {
    let tests = text.rfind("#[cfg(test)]\nmod ").filter(|at| {
        // The module's brace is the only one that closes at the start of a line.
        text[*at..].find("\n}").is_some_and(|end| text[at + end + 2..].trim().is_empty())
    });
    let text = &text[..tests.unwrap_or(text.len())];
    let without_comment = |line: &str| match line.find("//") {
        // `https://` in a text is no comment; rustfmt sets comments off by a space.
        Some(at) if at == 0 || line[..at].ends_with(' ') => line[..at].to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}
