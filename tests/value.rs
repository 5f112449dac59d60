//! The commands `recognise`, `value` and `ledger`, from outside.
#![cfg(feature = "cli")]

#[path = "value/ledger.rs"]
mod ledger;
#[path = "value/portfolio.rs"]
mod portfolio;
#[cfg(all(unix, feature = "postgres"))]
#[path = "value/postgres.rs"]
mod postgres;
#[cfg(all(unix, feature = "postgres"))]
#[path = "support/postgres.rs"]
mod server;
#[path = "value/withdrawn.rs"]
mod withdrawn;
#[path = "value/written.rs"]
mod written;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openbadges-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a call prints, and its exit status.
fn run(arguments: &[&str]) -> (i32, String) {
    let output: Output =
        Command::new(env!("CARGO_BIN_EXE_openbadges")).args(arguments).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

fn done(arguments: &[&str]) -> String {
    let (code, text) = run(arguments);
    assert_eq!(code, 0, "{arguments:?}: {text}");
    text
}

struct Story {
    folder: Folder,
    issuer: String,
    badge: String,
    id: String,
    achievement: String,
}

/// A badge for one educator, with a status that is published.
fn story(name: &str) -> Story {
    let folder = Folder::new(name);
    let key = folder.file("key.jwk");
    let printed = done(&["keygen", "--out", &key]);
    let mut template: Value = serde_json::from_str(include_str!("../fixtures/small.json")).unwrap();
    let object = template.as_object_mut().unwrap();
    object.remove("id");
    object.remove("validFrom");
    let issuer = printed.split_whitespace().nth(1).unwrap().to_owned();
    object["issuer"]["id"] = issuer.as_str().into();
    object["credentialSubject"].as_object_mut().unwrap().remove("id");
    let achievement = object["credentialSubject"]["achievement"]["id"].as_str().unwrap().to_owned();
    fs::write(folder.file("template.json"), template.to_string()).unwrap();
    fs::write(folder.file("roster.csv"), "id\ndid:example:one\n").unwrap();
    let (template, roster) = (folder.file("template.json"), folder.file("roster.csv"));
    let issued = done(&[
        "issue",
        "--key",
        &key,
        "--template",
        &template,
        "--recipients",
        &roster,
        "--store",
        &folder.file("status.db"),
        "--status-url",
        "https://district.example.org/status",
        "--out",
        &folder.file("badges"),
    ]);
    let mut words = issued.split_whitespace().map(str::to_owned);
    let (badge, id) = (words.next().unwrap(), words.next().unwrap());
    let story = Story { folder, issuer, badge, id, achievement };
    story.publish();
    story
}

impl Story {
    fn publish(&self) {
        let [key, store, out] =
            ["key.jwk", "status.db", "lists"].map(|name| self.folder.file(name));
        done(&["status", "publish", "--key", &key, "--store", &store, "--out", &out]);
    }

    fn list(&self) -> String {
        let file = self.folder.file("lists/revocation-1.json");
        format!("https://district.example.org/status/revocation-1={file}")
    }

    fn value(&self, more: &[&str]) -> (i32, String) {
        let list = self.list();
        let mut arguments = vec!["value", "--document", &list];
        arguments.extend(more);
        arguments.push(&self.badge);
        run(&arguments)
    }
}

#[test]
fn a_badge_is_valued_counted_once_revoked_and_taken_back() {
    let story = story("value");
    let ledger = story.folder.file("ledger.db");
    let issuers = format!("issuers={}", story.issuer);
    let (code, text) = story.value(&["--policy", "tennessee"]);
    assert!(code == 2 && text.contains("must supply issuers"), "whose badges count? {text}");
    let tennessee = ["--policy", "tennessee", "--set", &issuers, "--ledger", &ledger];

    let (code, text) = story.value(&tennessee);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("6 professional development points by this claim"), "{text}");
    assert!(!fs::exists(&ledger).unwrap(), "to look at it makes no ledger");

    // Two policies with different answers: what Delaware gives was not found.
    let (code, text) = story.value(&["--policy", "delaware"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("perMicroCredential"), "{text}");
    let hours = "perMicroCredential=4 clockHour";
    let (code, text) = story.value(&["--policy", "delaware", "--set", &issuers, "--set", hours]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("Needed in 5 years: 90 clock hours. Counted towards that: 4 clock hours."),
        "{text}"
    );

    // Who claims is said, and when is now.
    assert_eq!(story.value(&[&tennessee[..], &["--claim"]].concat()).0, 2);
    let one = ["--person", "did:example:one"];
    let claim = [&tennessee[..], &["--claim"]].concat();
    let early = [&claim[..], &one, &["--at", "2026-01-01T00:00:00Z"]].concat();
    assert_eq!(story.value(&early).0, 2);
    assert!(!fs::exists(&ledger).unwrap());
    let (claim_of, claim) = (claim.clone(), [&claim[..], &one].concat());
    assert_eq!(story.value(&claim).0, 0);
    let (code, text) = story.value(&[&claim[..], &["--json"]].concat());
    assert_eq!(code, 1);
    let json: Value = serde_json::from_str(&text).unwrap();
    let decision = &json["evaluation"]["decisions"][0];
    assert_eq!(decision["ruling"], "doesNotCount");
    let steps = decision["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["code"] == "ledger.counted"), "{text}");
    let (code, text) = story.value(&[&claim_of[..], &["--person", "did:example:two"]].concat());
    assert_eq!(code, 1);
    assert!(text.contains("not shown to be about you"), "{text}");
    assert!(text.contains("counted for another person"), "{text}");

    // Not revoked yet; then revoked, and it has no value and is taken back.
    let list = story.list();
    let reverse = [
        "ledger",
        "reverse",
        "--ledger",
        &ledger,
        "--if-revoked",
        "--reason",
        "revoked by its issuer",
        "--document",
        &list,
        &story.badge,
    ];
    assert_eq!(run(&reverse).0, 3);
    let store = story.folder.file("status.db");
    done(&["revoke", "--store", &store, "--reason", "withdrawn", &story.id]);
    story.publish();
    let asked = ["--policy", "tennessee", "--set", &issuers, "--person", "did:example:one"];
    let (code, text) = story.value(&asked);
    assert_eq!(code, 1);
    assert!(
        text.contains("invalid, so it has no value") && text.contains("Nothing counts."),
        "{text}"
    );
    // The ledger still counts it: that is left out, and nothing is counted before it is taken back.
    let with_ledger = [&asked[..], &["--ledger", &ledger]].concat();
    for more in [&[][..], &["--claim"]] {
        let (code, text) = story.value(&[&with_ledger[..], more].concat());
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("its issuer has revoked it"), "{text}");
        assert!(text.contains("must be taken back") && text.contains("Nothing counts."), "{text}");
        assert!(!text.contains("6 professional"), "{text}");
        assert_eq!(text.contains("Nothing was written to the ledger."), !more.is_empty());
    }
    let (_, text) = story.value(&[&with_ledger[..], &["--claim", "--json"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["claimed"], false);
    assert_eq!(json["evaluation"]["leftOut"][0]["because"], "revoked");
    assert!(done(&reverse).contains("taken back"));
    assert!(done(&reverse).contains("it was taken back before (tennessee)"));
    let shown = done(&[
        "ledger",
        "show",
        "--ledger",
        &ledger,
        "--account",
        "tennessee",
        "--person",
        "did:example:one",
    ]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(lines[0].contains("counted") && lines[0].contains("6 pdp"), "{shown}");
    assert!(
        lines[1].contains("taken back") && lines[1].contains("revoked by its issuer"),
        "{shown}"
    );
}

#[test]
fn a_recognition_is_signed_and_counts_where_its_word_counts() {
    let story = story("recognise");
    let key = story.folder.file("state.jwk");
    let printed = done(&["keygen", "--out", &key]);
    let state = printed.split_whitespace().nth(1).unwrap();
    let recognition = story.folder.file("recognition.json");
    done(&[
        "recognise",
        "--key",
        &key,
        "--value",
        "3 ceu",
        "--jurisdiction",
        "US-XX",
        "--condition",
        "The rubric is met.",
        "--out",
        &recognition,
        &story.achievement,
    ]);
    assert!(done(&["verify", &recognition]).contains("valid"));
    let policy = story.folder.file("policy.toml");
    let text = format!(
        r#"
        name = "xx"
        title = "A state"
        jurisdiction = "US-XX"
        source = {{ text = "a test", read = "2026-01-01" }}
        accept = {{ issuers = ["{issuer}"], results = "unasked" }}
        categories = [{{ name = "hours", unit = "clockHour" }}]
        awards = [{{ recognised = ["{state}"] }}]
        rates = [{{ left = "1 ceu", right = "10 clockHour" }}]
        "#,
        issuer = story.issuer
    );
    fs::write(&policy, text).unwrap();
    let (code, text) = story.value(&["--policy", &policy]);
    assert_eq!(code, 1, "{text}");
    let (code, text) = story.value(&["--policy", &policy, "--recognition", &recognition]);
    assert!(code == 3 && text.contains("Not yet confirmed: The rubric is met."), "{text}");
    let confirmed = ["--policy", &policy, "--recognition", &recognition];
    let confirmed = [&confirmed[..], &["--confirm", "The rubric is met."]].concat();
    let (code, text) = story.value(&confirmed);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("30 clock hours by this claim"), "{text}");
    assert!(text.contains("1 ceu = 10 clockHour"), "{text}");

    let changed = fs::read_to_string(&recognition).unwrap().replace("\"3\"", "\"30\"");
    fs::write(&recognition, changed).unwrap();
    assert_eq!(story.value(&["--policy", &policy, "--recognition", &recognition]).0, 2);
}

#[test]
fn the_profiles_are_listed_with_what_they_leave_open() {
    let text = done(&["value", "--profiles"]);
    for name in ["tennessee", "utah", "lake-elsinore", "muskego-norway", "kettle-moraine"] {
        assert!(text.contains(name), "{text}");
    }
    assert!(text.contains("needs: issuers (identifiers), raise (USD)"), "{text}");
}

/// An issuer writes the id of a badge, and the office reads it in its terminal.
#[test]
fn what_a_badge_says_forges_no_line_of_the_ledger() {
    let story = story("lines");
    let ledger = story.folder.file("ledger.db");
    let mut badge: Value =
        serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
    let object = badge.as_object_mut().unwrap();
    object.remove("proof");
    object.remove("credentialStatus");
    object["id"] = "urn:x%00%0A2026-01-01T00:00:00Z%20%20counted%20%201000%20pdp%1b%5b31m".into();
    let [unsigned, odd] = ["unsigned.json", "odd.json"].map(|name| story.folder.file(name));
    fs::write(&unsigned, badge.to_string()).unwrap();
    let key = story.folder.file("key.jwk");
    fs::write(&odd, done(&["sign", "--key", &key, &unsigned])).unwrap();
    let issuers = format!("issuers={}", story.issuer);
    let claim = ["value", "--policy", "tennessee", "--set", &issuers, "--ledger", &ledger];
    done(&[&claim[..], &["--claim", "--person", "did:example:one", &odd]].concat());
    let one = ["--account", "tennessee", "--person", "did:example:one"];
    let show = || done(&[&["ledger", "show", "--ledger", &ledger][..], &one].concat());
    let is_plain = |text: &str| text.chars().all(|c| c == '\n' || !c.is_control());
    assert!(show().lines().count() == 1 && is_plain(&show()), "{:?}", show());
    let reason = "by mistake\n2026-01-01T00:00:00Z  counted\u{1b}[31m";
    let reverse = ["ledger", "reverse", "--ledger", &ledger, "--reason", reason, "--by", "\u{7}a"];
    let reversed = done(&[&reverse[..], &[&odd]].concat());
    assert!(reversed.lines().count() == 1 && is_plain(&reversed), "{reversed:?}");
    assert!(show().lines().count() == 2 && is_plain(&show()), "{:?}", show());
}

/// Anybody can write that a badge is somebody's, and revoke it in a list of their own.
#[test]
fn a_forged_badge_takes_nothing_back() {
    let story = story("forged");
    let (ledger, list) = (story.folder.file("ledger.db"), story.list());
    let issuers = format!("issuers={}", story.issuer);
    let claim = ["--policy", "tennessee", "--set", &issuers, "--ledger", &ledger, "--claim"];
    assert_eq!(story.value(&[&claim[..], &["--person", "did:example:one"]].concat()).0, 0);

    // The same badge by the key of somebody else: the proof holds, and is not the issuer's.
    let key = story.folder.file("mallory.jwk");
    let printed = done(&["keygen", "--out", &key]);
    let mallory = printed.split_whitespace().nth(1).unwrap();
    let method = format!("{mallory}#{}", mallory.trim_start_matches("did:key:"));
    let mut badge: Value =
        serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    let unsigned = story.folder.file("unsigned.json");
    fs::write(&unsigned, badge.to_string()).unwrap();
    let forged = story.folder.file("forged.json");
    fs::write(&forged, done(&["sign", "--key", &key, "--method", &method, &unsigned])).unwrap();
    let (_, verdict) = run(&["verify", "--document", &list, &forged]);
    assert!(verdict.contains("invalid") || verdict.contains("indeterminate"), "{verdict}");
    let store = story.folder.file("status.db");
    done(&["revoke", "--store", &store, "--reason", "withdrawn", &story.id]);
    story.publish();
    for more in [&["--if-revoked"][..], &[]] {
        let reverse = ["ledger", "reverse", "--ledger", &ledger, "--reason", "revoked"];
        let reverse = [&reverse[..], more, &["--document", &list, &forged]].concat();
        let (code, text) = run(&reverse);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("it is not known to be of the issuer that it names"), "{text}");
    }
    let one = ["--account", "tennessee", "--person", "did:example:one"];
    let shown = done(&[&["ledger", "show", "--ledger", &ledger][..], &one].concat());
    assert_eq!(shown.lines().count(), 1, "{shown}");
}

#[test]
fn a_recognition_ends_and_can_be_taken_back() {
    let story = story("recognise-ends");
    let [key, store, lists] = ["state.jwk", "state.db", "state"].map(|it| story.folder.file(it));
    done(&["keygen", "--out", &key]);
    let recognition = story.folder.file("recognition.json");
    let base = ["recognise", "--key", &key, "--value", "3 ceu", "--jurisdiction", "US-XX"];
    let recognise = |more: &[&str]| {
        run(&[&base[..], more, &["--out", &recognition, &story.achievement]].concat())
    };
    let read =
        || -> Value { serde_json::from_str(&fs::read_to_string(&recognition).unwrap()).unwrap() };
    // It ends, also where nobody says when.
    assert_eq!(recognise(&[]).0, 0);
    assert!(read()["validUntil"].is_string() && read().get("credentialStatus").is_none());
    assert_eq!(recognise(&["--valid-until", "2020-01-01T00:00:00Z"]).0, 2);
    for blank in [["--condition", " "], ["--jurisdiction", ""], ["--value", "0 ceu"]] {
        let base = base.iter().copied().filter(|it| !matches!(*it, "3 ceu" | "US-XX"));
        let base: Vec<&str> =
            base.filter(|it| !matches!(*it, "--value" | "--jurisdiction")).collect();
        let mut whole = vec!["--value", "3 ceu", "--jurisdiction", "US-XX"];
        if let Some(at) = whole.iter().position(|it| *it == blank[0]) {
            whole.drain(at..at + 2);
        }
        let (code, text) = run(&[&base[..], &whole, &blank, &[&story.achievement]].concat());
        assert!(code == 2 && text.contains(blank[0]), "{blank:?}: {text}");
    }
    let (code, text) = recognise(&["--issuer", "did:web:state.example"]);
    assert!(code == 0 && text.contains("only where did:web:state.example lists the key"), "{text}");
    assert_eq!(recognise(&["--of", "issuer", "--issued-by", &story.issuer]).0, 2);
    let until = ["--valid-until", "2090-01-01T00:00:00Z", "--issued-by", &story.issuer];
    let url = "https://state.example/status";
    let status = ["--store", &store, "--status-url", url];
    assert_eq!(recognise(&[&until[..], &status].concat()).0, 0);
    let signed = read();
    assert_eq!(signed["validUntil"], "2090-01-01T00:00:00Z");
    assert_eq!(signed["credentialSubject"]["recognisedIssuer"], story.issuer.as_str());
    let publish = || {
        done(&["status", "publish", "--key", &key, "--store", &store, "--out", &lists]);
    };
    publish();
    let list = format!("{url}/revocation-1={lists}/revocation-1.json");
    let verify = ["verify", "--document", &list, &recognition];
    assert_eq!(run(&verify).0, 0, "{}", run(&verify).1);
    let id = signed["id"].as_str().unwrap();
    done(&["revoke", "--store", &store, "--reason", "superseded", id]);
    publish();
    assert_eq!(run(&verify).0, 1);
}
