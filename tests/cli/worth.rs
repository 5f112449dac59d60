//! How `value` and `report` are told of which policies, of what they leave open, and of whom.

use super::*;

/// A micro-credential that the template of `micro-credential new` describes.
fn micro_credential(folder: &Folder) -> String {
    let file = folder.file("skill.toml");
    done(&["micro-credential", "new", "--id", "https://provider.example/skill", &file]);
    file
}

const ISSUERS: &str = "issuers=https://provider.example/issuer";

/// What counts for nobody would all count for one.
#[test]
fn a_person_has_a_name() {
    let folder = Folder::new("nobody");
    let ledger = folder.file("ledger.db");
    for person in ["", "  "] {
        let policy = ["value", "--policy", "tennessee", "--set", ISSUERS, "--ledger", &ledger];
        let run = openbadges(&[&policy[..], &["--claim", "--person", person]].concat());
        assert_eq!(code(&run), 2, "{person:?}");
        assert!(stderr(&run).contains("--person"), "{}", stderr(&run));
    }
    let key = folder.file("key.jwk");
    keygen(&key, &[]);
    let recognise = ["recognise", "--key", &key, "--value", "6 pdp", "--jurisdiction", "Riverbend"];
    let run = openbadges(&[&recognise[..], &["--name", "  ", "https://a.example/1"]].concat());
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("--name"), "{}", stderr(&run));
}

/// What a policy leaves open is said alike to all who ask.
#[test]
fn what_a_policy_leaves_open_is_said_alike_everywhere() {
    let folder = Folder::new("settings");
    let skill = micro_credential(&folder);
    let qualified = format!("tennessee.{ISSUERS}");
    let value = ["value", "--policy", "tennessee"];
    let picture =
        ["report", "picture", "--json", "--micro-credential", &skill, "--policy", "tennessee"];
    let portfolio = ["report", "portfolio", "--json", "--name", "One", "--policy", "tennessee"];
    for command in [value.as_slice(), &picture, &portfolio] {
        for set in [ISSUERS, &qualified] {
            done(&[command, &["--set", set]].concat());
        }
        // A word for another policy is a mistake.
        let run = openbadges(&[command, &["--set", &format!("utah.{ISSUERS}")]].concat());
        assert_eq!(code(&run), 2, "{command:?}");
        assert!(stderr(&run).contains("there is no policy utah here"), "{}", stderr(&run));
        let run = openbadges(&[command, &["--set", "issuers"]].concat());
        assert!(stderr(&run).contains("NAME=AMOUNT or NAME=ID"), "{}", stderr(&run));
    }
    for command in [picture.as_slice(), &portfolio] {
        let both = [command, &["--policy", "utah"]].concat();
        let run = openbadges(&[both.as_slice(), &["--set", ISSUERS]].concat());
        assert_eq!(code(&run), 2, "{command:?}");
        assert!(stderr(&run).contains("say of which"), "{}", stderr(&run));
        let of_utah = format!("utah.{ISSUERS}");
        done(&[both.as_slice(), &["--set", &qualified, "--set", &of_utah]].concat());
        // One policy an option, here and there.
        let run = openbadges(&[command, &["utah", "--set", &qualified]].concat());
        assert_eq!(code(&run), 2, "{}", stdout(&run));
    }
    // A policy of one's own goes by the name that it says.
    let own = "name = \"own\"\ntitle = \"Own\"\njurisdiction = \"Here\"\n\
        [source]\ntext = \"Ours\"\nread = \"2026-01-01\"\n\
        [parameters.issuers]\nmeaning = \"whose\"\nkind = \"identifiers\"\n\
        [accept]\nissuers = \"$issuers\"\n\
        [[categories]]\nname = \"all\"\ntitle = \"hours\"\nunit = \"clockHour\"\n\
        [[awards]]\namount = \"1 clockHour\"\n";
    let own = folder.write("file-of-another-name.toml", own);
    for set in [ISSUERS.to_owned(), format!("own.{ISSUERS}")] {
        done(&["value", "--policy", &own, "--set", &set]);
    }
}

/// What is missing is told with how to say it, and what is not there with where to look.
#[test]
fn what_is_missing_is_told_with_how_to_say_it() {
    let folder = Folder::new("missing");
    let skill = micro_credential(&folder);
    let run = openbadges(&["value", "--policy", "d11", "--set", ISSUERS]);
    assert_eq!(code(&run), 2);
    let said = stderr(&run);
    assert!(said.contains("supply stipend") && said.contains("--set NAME=AMOUNT"), "{said}");
    // Of another fault nothing is to be said with --set.
    let faulty = folder.write("faulty.toml", "name = \"own\"\n");
    assert!(!stderr(&openbadges(&["value", "--policy", &faulty])).contains("--set"));
    for command in [
        ["value", "--policy", "nowhere"].as_slice(),
        &["report", "picture", "--micro-credential", &skill, "--policy", "nowhere"],
        &["report", "portfolio", "--name", "One", "--policy", "nowhere"],
    ] {
        let run = openbadges(command);
        assert_eq!(code(&run), 2);
        let said = stderr(&run);
        assert!(said.contains("no such profile") && said.contains("value --profiles"), "{said}");
    }
}

/// A parameter of one kind is not said to be missing where the other kind was supplied.
#[test]
fn what_does_not_fit_is_told_as_what_it_is() {
    let run = openbadges(&["value", "--policy", "d11", "--set", "stipend=urn:x:y"]);
    let said = stderr(&run);
    assert!(said.contains("stipend is an amount of USD, and urn:x:y is an identifier"), "{said}");
    // Others are missing still.
    assert!(said.contains("must supply issuers") && said.contains("say what is missing"), "{said}");
    assert!(!said.contains("must supply stipend"), "{said}");
    let of_none =
        openbadges(&["value", "--policy", "tennessee", "--set", ISSUERS, "--set", "a=5 USD"]);
    let said = stderr(&of_none);
    assert!(said.contains("a is supplied, and the policy has no such parameter"), "{said}");
    assert!(!said.contains("say what is missing"), "{said}");
}

/// What cannot be recognised is told with the option that says it.
#[test]
fn what_cannot_be_recognised_is_told_by_its_option() {
    let folder = Folder::new("recognise-options");
    let key = folder.file("key.jwk");
    keygen(&key, &[]);
    for (jurisdiction, value, option) in [
        ("  ", "6 pdp", "--jurisdiction"),
        ("", "6 pdp", "--jurisdiction"),
        ("j", "0 pdp", "--value"),
    ] {
        let call = ["recognise", "--key", &key, "--jurisdiction", jurisdiction, "--value", value];
        let run = openbadges(&[&call[..], &["urn:x:y"]].concat());
        assert_eq!(code(&run), 2, "{}", stdout(&run));
        assert!(stderr(&run).contains(option), "{}", stderr(&run));
    }
}

/// What is no store and no ledger is named once.
#[test]
fn what_is_no_ledger_is_named_once() {
    let folder = Folder::new("named-once");
    let (none, empty) = (folder.file("none.db"), folder.write("empty.db", ""));
    let text = folder.write("text.db", &"no database at all ".repeat(100));
    for file in [&none, &empty, &text] {
        for command in [
            ["ledger", "show", "--ledger"].as_slice(),
            &["ledger", "reverse", "--reason", "r", "badge.json", "--ledger"],
            &["status", "show", "--store"],
        ] {
            let run = openbadges(&[command, &[file]].concat());
            assert_eq!(code(&run), 2, "{}", stdout(&run));
            let said = stderr(&run);
            assert_eq!(said.matches(".db").count(), 1, "{said}");
        }
    }
}

/// The profiles fit on a page: each with its title, its place, and what it needs.
#[test]
fn the_profiles_are_told_in_two_lines_each() {
    let told = done(&["value", "--profiles"]);
    let (list, hint) = told.split_once("\n\n").unwrap();
    assert_eq!(list.lines().count(), 20, "{told}");
    let lines: Vec<&str> = list.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("d11 ")).unwrap();
    assert!(lines[at].ends_with("D11 Colorado Springs: stipend or credit (D11 Colorado Springs)"));
    assert!(lines[at + 1].contains("needs: "), "{told}");
    for need in ["issuers (identifiers)", "stipend (USD)", "credit (credit)"] {
        assert!(lines[at + 1].contains(need), "{told}");
    }
    assert!(hint.contains("--set"), "{told}");
    for name in list.lines().step_by(2).map(|line| line.split(' ').next().unwrap()) {
        let run = openbadges(&["value", "--policy", name]);
        assert!(stderr(&run).contains("--set"), "{name}: {}", stderr(&run));
    }
}

/// Badges for addresses alone are somebody's who is known by an address.
#[test]
fn an_address_says_whose_badges_they_are() {
    let (folder, _) = district("by-address");
    folder.write("roster.csv", "email\none@example.org\none@example.org\n");
    let issued = badges(&issue(&folder, &STATUS));
    publish(&folder);
    let list = folder.file("lists/revocation-1.json");
    let served = format!("https://district.example.org/status/revocation-1={list}");
    let badge = issued[0].0.as_str();
    let portfolio = |more: &[&str]| {
        let first =
            ["report", "portfolio", "--json", "--name", "One", "--document", &served, badge];
        openbadges(&[&first, more].concat())
    };
    let run = portfolio(&[]);
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("--person or --email"), "{}", stderr(&run));
    let run = portfolio(&["--email", "one@example.org"]);
    assert_eq!(code(&run), 0, "{}", stderr(&run));
    let told: Value = serde_json::from_str(&stdout(&run)).unwrap();
    assert_eq!(told["badges"].as_array().unwrap().len(), 1);
    // An address of somebody else is no way in.
    let run = portfolio(&["--email", "two@example.org"]);
    assert_eq!(code(&run), 1, "{}", stdout(&run));
    // By what name the ledger counts, an address does not say.
    let ledger = folder.file("ledger.db");
    let run = portfolio(&["--email", "one@example.org", "--ledger", &ledger]);
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("--person"), "{}", stderr(&run));
    let named = ["--email", "one@example.org", "--ledger", &ledger, "--person", "employee-1"];
    assert_eq!(code(&portfolio(&named)), 0);
    // What could not be had is told with what to do, here too.
    let run = openbadges(&["report", "portfolio", "--json", "--name", "One", badge]);
    assert_eq!(code(&run), 1);
    assert!(stderr(&run).contains("--document URL=FILE"), "{}", stderr(&run));
}

/// A ledger is no status store, and says what it is.
#[cfg(feature = "postgres")]
#[test]
fn a_ledger_that_cannot_be_reached_is_called_a_ledger() {
    let url = "postgres://registrar:hunter2@db.example.org/office";
    for command in [
        ["value", "--policy", "tennessee", "--set", ISSUERS, "--person", "one", "--ledger", url]
            .as_slice(),
        &["ledger", "show", "--account", "tennessee", "--person", "one", "--ledger", url],
    ] {
        let run = openbadges(command);
        assert_eq!(code(&run), 2, "{}", stdout(&run));
        let said = stderr(&run);
        let expected = "the PostgreSQL ledger: without encryption, only sockets and loopback";
        assert!(said.contains(expected) && !said.contains("store"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// Whoever writes a unit that is none is told which there are.
#[test]
fn units_are_told_by_what_can_stand_there() {
    let folder = Folder::new("units");
    let key = folder.file("key.jwk");
    done(&["keygen", "--out", &key]);
    let run = openbadges(&[
        "recognise",
        "--key",
        &key,
        "--jurisdiction",
        "US-XX",
        "--value",
        "6 points",
        "https://provider.example/skill",
    ]);
    assert_eq!(code(&run), 2);
    let said = stderr(&run);
    let expected = "\"points\" is not a unit: expected clockHour, ceu, pdp, semesterHour, \
        boardCredit, credit, usbeCredit, salaryLane, microCredential, a currency of ISO 4217 such \
        as USD, or an IRI";
    assert!(said.contains(expected), "{said}");
    let help = done(&["recognise", "--help"]);
    assert!(help.contains("semesterHour") && help.contains("ISO 4217"), "{help}");
}
