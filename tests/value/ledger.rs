//! `ledger show` and `ledger reverse`: what was counted, for whom, and what is not there.

use super::*;

/// A badge that counts in an account of Tennessee.
fn counted(name: &str) -> (Story, String) {
    let story = story(name);
    let ledger = story.folder.file("ledger.db");
    let issuers = format!("issuers={}", story.issuer);
    let claim = ["--policy", "tennessee", "--set", &issuers, "--ledger", &ledger, "--claim"];
    let (code, text) = story.value(&[&claim[..], &["--person", "did:example:one"]].concat());
    assert_eq!(code, 0, "{text}");
    (story, ledger)
}

/// Nothing is another thing than silence, and who is there can be asked.
#[test]
fn what_is_not_counted_is_said_and_who_is_there_is_listed() {
    let (story, ledger) = counted("ledger-show");
    let show = |more: &[&str]| done(&[&["ledger", "show", "--ledger", &ledger][..], more].concat());
    let told = show(&["--account", "tennessee", "--person", "did:example:two"]);
    assert_eq!(told, "Nothing was counted for did:example:two in the account tennessee.\n");
    let told = show(&["--account", "tennesee", "--person", "did:example:one"]);
    let expected = "Nothing was counted in the account tennesee; the accounts are: tennessee.\n";
    assert_eq!(told, expected);
    // Without a person, who is in the account; without an account, which there are.
    assert_eq!(show(&["--account", "tennessee"]), "did:example:one\n");
    assert_eq!(show(&["--account", "utah"]), expected.replace("tennesee;", "utah;"));
    assert_eq!(show(&[]), "tennessee  1 person\n");
    story.count(&ledger, "urn:x:of-another-account");
    assert_eq!(show(&[]), "office  1 person\ntennessee  1 person\n");
    // A mistyped account is told with those that there are, also as JSON and where one takes back.
    let told: Value = serde_json::from_str(&show(&["--json", "--account", "utah"])).unwrap();
    assert_eq!(told["accounts"], serde_json::json!(["office", "tennessee"]));
    let of_one = ["--json", "--account", "utah", "--person", "did:example:one"];
    let told: Value = serde_json::from_str(&show(&of_one)).unwrap();
    assert_eq!(told["accounts"], serde_json::json!(["office", "tennessee"]));
    let reverse = ["ledger", "reverse", "--ledger", &ledger, "--reason", "r", "--account", "utah"];
    let (code, told) = self::run(&[&reverse[..], &[&story.badge]].concat());
    assert!(code == 1 && told.contains("the accounts are: office, tennessee"), "{told}");
    for blank in ["", " "] {
        let (code, told) = self::run(&["ledger", "show", "--ledger", &ledger, "--account", blank]);
        assert!(code == 2 && told.contains("it is empty"), "{code} {told}");
    }
    // A person is asked about in an account.
    let run = run(&["ledger", "show", "--ledger", &ledger, "--person", "did:example:one"]);
    assert!(run.0 == 2 && run.1.contains("--account"), "{}", run.1);
}

#[test]
fn the_ledger_is_shown_as_json() {
    let (story, ledger) = counted("ledger-json");
    let show = |more: &[&str]| -> Value {
        let call = ["ledger", "show", "--json", "--ledger", &ledger];
        serde_json::from_str(&done(&[&call[..], more].concat())).unwrap()
    };
    let one = ["--account", "tennessee", "--person", "did:example:one"];
    let why = ["--reason", "by mistake", "--by", "the office"];
    let reverse = [&["ledger", "reverse", "--ledger", &ledger][..], &why, &[&story.badge]].concat();
    done(&reverse);
    let told = show(&one);
    assert_eq!((&told["account"], &told["person"]), (&one[1].into(), &one[3].into()));
    let [counted, back] = told["events"].as_array().unwrap().as_slice() else { panic!("{told}") };
    assert_eq!(counted["event"], "counted");
    assert_eq!(counted["key"]["credential"], story.id.as_str());
    assert_eq!(counted["achievement"], story.achievement.as_str());
    assert_eq!(counted["policy"], "Tennessee: professional development points");
    assert_eq!(counted["entries"][0]["amount"], "6 pdp");
    assert_eq!((&back["event"], &back["reason"]), (&"takenBack".into(), &why[1].into()));
    assert_eq!((&back["by"], &back["key"]), (&why[3].into(), &counted["key"]));
    assert!(back["at"].as_str() >= counted["at"].as_str(), "{told}");
    let nobody = show(&["--account", "tennessee", "--person", "did:example:two"]);
    assert_eq!(nobody["events"], serde_json::json!([]));
    let people = show(&["--account", "tennessee"]);
    assert_eq!(people, serde_json::json!({"account": "tennessee", "people": ["did:example:one"]}));
    let accounts = serde_json::json!({"accounts": [{"account": "tennessee", "people": 1}]});
    assert_eq!(show(&[]), accounts);
}

/// A badge of the same issuer that was never counted.
fn never_counted(story: &Story) -> String {
    let never = story.folder.file("never.json");
    let mut other: Value =
        serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
    let object = other.as_object_mut().unwrap();
    object.remove("proof");
    object.remove("credentialStatus");
    object.insert("id".to_owned(), "urn:x:never".into());
    let unsigned = story.folder.file("unsigned.json");
    fs::write(&unsigned, other.to_string()).unwrap();
    fs::write(&never, done(&["sign", "--key", &story.folder.file("key.jwk"), &unsigned])).unwrap();
    never
}

/// What cannot be read, or is nobody's, holds up no other.
#[test]
fn one_bad_file_holds_up_no_reversal() {
    for (place, expected) in [("missing.json", 2), ("unproved.json", 1)] {
        let (story, ledger) = counted(&format!("ledger-{place}"));
        let bad = story.folder.file(place);
        if expected == 1 {
            let mut badge: Value =
                serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
            badge.as_object_mut().unwrap().remove("proof");
            fs::write(&bad, badge.to_string()).unwrap();
        }
        let reverse = ["ledger", "reverse", "--ledger", &ledger, "--reason", "by mistake"];
        let (code, text) = run(&[&reverse[..], &[&bad, &story.badge]].concat());
        assert_eq!(code, expected, "{text}");
        assert!(text.contains(place) && text.contains("taken back  "), "{text}");
    }
}

/// Nor does a ledger that fails hide what could not be read before.
#[test]
fn what_could_not_be_read_is_told_where_the_ledger_fails() {
    let (story, ledger) = counted("ledger-fails");
    let raw = rusqlite::Connection::open(&ledger).unwrap();
    raw.execute_batch("ALTER TABLE live RENAME TO gone").unwrap();
    drop(raw);
    let missing = story.folder.file("missing.json");
    let reverse = ["ledger", "reverse", "--ledger", &ledger, "--reason", "by mistake"];
    let (code, text) = run(&[&reverse[..], &[&missing, &story.badge]].concat());
    assert!(code == 2 && text.contains("missing.json"), "{code} {text}");
    assert!(text.lines().count() == 2 && text.contains("live"), "{text}");
}

/// That something is not there is said where that can be seen. Here a file is where a folder should be,
/// which can be seen as little as what is in a folder that may not be read.
#[test]
fn what_cannot_be_looked_at_is_not_said_to_be_absent() {
    let story = story("ledger-unseen");
    let unseen = format!("{}/inner.db", story.badge);
    let issuers = format!("issuers={}", story.issuer);
    let value = ["value", "--policy", "tennessee", "--set", &issuers, "--ledger", &unseen];
    for command in [
        &["ledger", "show", "--ledger", &unseen][..],
        &["status", "show", "--store", &unseen],
        &["value", "--policy", &unseen],
        &[&value[..], &[&story.badge]].concat(),
    ] {
        let (code, text) = run(command);
        assert!(code == 2 && text.contains("inner.db"), "{command:?} {code} {text}");
        assert!(!text.contains("there is no such") && !text.contains("is new"), "{text}");
    }
    let absent = story.folder.file("absent.db");
    for (command, what) in [("ledger", "ledger"), ("status", "status store")] {
        let option = if command == "ledger" { "--ledger" } else { "--store" };
        let (code, text) = run(&[command, "show", option, &absent]);
        assert!(code == 2 && text.contains(&format!("there is no such {what}")), "{text}");
    }
}

/// What does not count is not said to count as before.
#[test]
fn the_ledger_is_asked_before_it_is_said_what_counts() {
    let (story, ledger) = counted("ledger-if");
    let never = never_counted(&story);
    let list = story.list();
    let reverse = |more: &[&str], badge: &str| {
        let call = ["ledger", "reverse", "--ledger", &ledger, "--reason", "r"];
        run(&[&call[..], &["--document", &list], more, &[badge]].concat())
    };
    for kept in ["--if-revoked", "--if-withdrawn"] {
        for account in [&[][..], &["--account", "tennessee"]] {
            let (code, text) = reverse(&[&[kept][..], account].concat(), &never);
            assert!(code == 1 && text.contains("it was never counted"), "{code} {text}");
            let (code, text) = reverse(&[&[kept][..], account].concat(), &story.badge);
            assert!(code == 3 && text.contains("counts as before"), "{code} {text}");
        }
        let (code, text) = reverse(&[kept, "--account", "utah"], &story.badge);
        assert!(code == 1 && text.contains("never counted in the account utah"), "{code} {text}");
    }
    // Of several accounts, and of several badges: each is told of for itself.
    story.count(&ledger, &story.id);
    assert_eq!(reverse(&[], &story.badge).0, 0);
    for kept in ["--if-revoked", "--if-withdrawn"] {
        let (code, text) = reverse(&[kept, "--account", "tennessee"], &story.badge);
        assert!(code == 0 && text.contains("taken back before (tennessee)"), "{code} {text}");
        let (code, text) = reverse(&[kept, &never, &story.badge, &never], &story.badge);
        let never = "it was never counted";
        let before = ["it was taken back before (office)", "it was taken back before (tennessee)"];
        let expected = [&[never][..], &before, &[never], &before].concat();
        let lines = text.lines().filter_map(|it| it.split_once(": "));
        assert_eq!(lines.map(|it| it.1).collect::<Vec<_>>(), expected, "{text}");
        assert_eq!(code, 1, "{text}");
    }
}

/// That nothing was taken back is said alike, with an account and without.
#[test]
fn what_was_taken_back_before_or_never_counted_is_told_alike() {
    let (story, ledger) = counted("ledger-reverse");
    let reverse = |more: &[&str], badges: &[&str]| {
        let call = ["ledger", "reverse", "--ledger", &ledger, "--reason", "by mistake"];
        run(&[&call[..], more, badges].concat())
    };
    let badge = story.badge.as_str();
    let never = never_counted(&story);
    for account in [&[][..], &["--account", "tennessee"]] {
        let (code, text) = reverse(account, &[&never]);
        assert!(code == 1 && text.contains("never.json: it was never counted"), "{code} {text}");
    }
    // One that was never counted keeps no other from being taken back.
    let (code, text) = reverse(&["--account", "tennessee"], &[&never, badge]);
    assert!(code == 1 && text.contains("taken back  "), "{code} {text}");
    for account in [&[][..], &["--account", "tennessee"]] {
        let (code, text) = reverse(account, &[badge]);
        let expected = "it was taken back before (tennessee)";
        assert!(code == 0 && text.contains(expected), "{code} {text}");
    }
    let (code, text) = reverse(&["--account", "utah"], &[badge]);
    assert!(code == 1 && text.contains("it was never counted in the account utah"), "{text}");
    // Where there is no account, none is listed.
    let empty = story.folder.file("empty.db");
    drop(openbadges::recognition::SqliteLedger::open_or_create(&empty).unwrap());
    let call = ["ledger", "reverse", "--ledger", &empty, "--reason", "r", "--account", "utah"];
    let (code, text) = run(&[&call[..], &[badge]].concat());
    assert!(code == 1 && text.ends_with("it was never counted in the account utah\n"), "{text}");
}

/// What is taken back without a reason could not be explained.
#[test]
fn a_reversal_has_a_reason() {
    let (story, ledger) = counted("ledger-reason");
    for (reason, by) in [("", "the office"), (" \t", "the office"), ("by mistake", "")] {
        let call = ["ledger", "reverse", "--ledger", &ledger, "--reason", reason, "--by", by];
        let (code, text) = run(&[&call[..], &[&story.badge]].concat());
        assert!(code == 2 && text.contains("it is empty"), "{code} {text}");
    }
    let one = ["--account", "tennessee", "--person", "did:example:one"];
    let shown = done(&[&["ledger", "show", "--ledger", &ledger][..], &one].concat());
    assert_eq!(shown.lines().count(), 1, "{shown}");
}
