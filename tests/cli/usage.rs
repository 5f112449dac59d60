//! Exit statuses, many files at once, and what is told to whoever got something wrong.

use std::process::ChildStdout;

use super::*;

/// A document with the structure of a badge, which nobody signed.
const BADGE: &str = include_str!("../../fixtures/small.json");

/// A list has one issuer: what another key signs would make every badge indeterminate.
#[test]
fn a_store_is_published_by_the_issuer_of_its_badges() {
    let (folder, did) = district("other-key");
    let issued = badges(&issue(&folder, &STATUS));
    let other = keygen(&folder.file("other.jwk"), &[]);
    let [store, lists, key, other_key] =
        ["status.db", "lists", "key.jwk", "other.jwk"].map(|name| folder.file(name));
    let publish = |key: &str, more: &[&str]| {
        let first = ["status", "publish", "--key", key, "--store", &store, "--out", &lists];
        openbadges(&[&first, more].concat())
    };
    let refused = publish(&other_key, &[]);
    assert_eq!(code(&refused), 2, "{}", stdout(&refused));
    let said = stderr(&refused);
    assert!(said.contains(&did) && said.contains(&other) && said.contains("--issuer"), "{said}");
    assert!(!Path::new(&folder.file("lists/revocation-1.json")).exists());

    // The issuer's own key needs no word, and whoever insists is warned.
    assert_eq!(code(&publish(&key, &[])), 0);
    assert_eq!(verify(&folder, &[&issued[0].0]).0, 0);
    let insists = publish(&other_key, &["--issuer", &other]);
    assert_eq!(code(&insists), 0, "{}", stderr(&insists));
    assert!(stderr(&insists).contains("say nothing of them"), "{}", stderr(&insists));
    assert_eq!(verify(&folder, &[&issued[0].0]).0, 3);

    // Nor does another issuer issue into the store.
    let template = fs::read_to_string(folder.file("template.json")).unwrap();
    folder.write("template.json", &template.replace(&did, &other));
    fs::copy(&other_key, &key).unwrap();
    let refused = issue(&folder, &[]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("each issuer has a store"), "{}", stderr(&refused));
}

/// A command that looks at a document says by 1 that it has faults, and by 2 that it is not there.
#[test]
fn faults_of_what_is_looked_at_are_1_everywhere() {
    let folder = Folder::new("faults-are-1");
    let key = folder.file("key.jwk");
    done(&["keygen", "--out", &key]);
    let (torn, empty) = (folder.write("torn.json", "{\"a\": "), folder.write("empty.toml", ""));
    let binary = folder.0.join("binary.toml");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    let binary = binary.to_str().unwrap().to_owned();
    let lossy = folder.write("lossy.json", &BADGE.replace("\"criteria\"", "\"criterion\""));
    let absent = folder.file("absent");
    let store = folder.file("absent.db");
    let template =
        ["issue", "--key", &key, "--recipients", &absent, "--store", &store, "--out", &absent];
    for (command, faulty) in [
        (["canon"].as_slice(), [&torn, &lossy].as_slice()),
        (&["inspect"], &[&torn, &empty]),
        (&["lint"], &[&torn, &lossy, &empty]),
        (&["verify"], &[&torn, &lossy]),
        (&["sign", "--key", &key], &[&torn, &lossy]),
        (&["present", "--key", &key, "--challenge", "c", "--domain", "d"], &[&torn]),
        (&["framework", "import"], &[&torn, &empty]),
        (&["micro-credential", "render"], &[&torn, &empty, &binary]),
        (&["report", "picture", "--micro-credential"], &[&torn, &empty, &binary]),
        (&[&template, ["--template"].as_slice()].concat(), &[&torn]),
    ] {
        for file in faulty {
            let run = openbadges(&[command, &[file]].concat());
            assert_eq!(code(&run), 1, "{command:?} {file}: {}", stderr(&run));
            let said = stdout(&run) + &stderr(&run);
            assert!(said.contains(file.as_str()), "{command:?} {file}: {said}");
        }
        let run = openbadges(&[command, &[&absent]].concat());
        assert_eq!(code(&run), 2, "{command:?}");
    }
    let scores =
        ["assess", "--micro-credential", &empty, "--submission", &torn, "--scores", &binary];
    let run = openbadges(&scores);
    assert_eq!(code(&run), 1);
    for file in [&empty, &torn, &binary] {
        assert!(stderr(&run).contains(file.as_str()), "all are told: {}", stderr(&run));
    }
}

/// Runs with a standard output that nobody reads.
#[cfg(unix)]
fn unread(arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openbadges"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let read: Option<ChildStdout> = child.stdout.take();
    drop(read);
    child.wait_with_output().unwrap()
}

/// `verify … | head -1` tells the verdict on all of them.
#[cfg(unix)]
#[test]
fn a_closed_pipe_hides_no_verdict() {
    let folder = Folder::new("pipe");
    let bad = folder.write("bad.json", "{}");
    let unknown = folder.write("unknown.svg", "<svg/>");
    // More than a pipe holds, so that it is written to after it was closed.
    let mut many = vec!["verify", "--json"];
    many.extend(vec![unknown.as_str(); 2_000]);
    let run = unread(&many);
    assert_eq!((code(&run), stderr(&run)), (3, String::new()));
    many.push(&bad);
    assert_eq!(code(&unread(&many)), 1);
    // What a command does, it does whole.
    let (folder, _) = district("pipe-issue");
    let roster: String = (0..40).map(|number| format!("did:example:{number}\n")).collect();
    folder.write("roster.csv", &format!("id\n{roster}"));
    let files = ["key.jwk", "template.json", "roster.csv", "status.db", "badges"];
    let [key, template, roster, store, out] = files.map(|name| folder.file(name));
    let run = unread(&[
        "issue",
        "--key",
        &key,
        "--template",
        &template,
        "--recipients",
        &roster,
        "--store",
        &store,
        "--out",
        &out,
        STATUS[0],
        STATUS[1],
    ]);
    assert_eq!((code(&run), stderr(&run)), (0, String::new()));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 40);
}

/// One file that is not there holds up no other, and is no verdict that could be taken for good.
#[test]
fn a_file_that_cannot_be_read_holds_up_no_other() {
    let folder = Folder::new("unread");
    let bad = folder.write("bad.json", "{}");
    let [first, last] = ["first", "last"].map(|name| folder.file(name));
    let run = openbadges(&["verify", "--json", &first, &bad, &last]);
    assert_eq!(code(&run), 2);
    let told = lines(&stdout(&run));
    let outcomes: Vec<_> = told.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["indeterminate", "invalid", "indeterminate"]);
    assert_eq!((&told[0]["file"], codes(&told[0])), (&first.as_str().into(), vec!["unread"]));
    assert!(told[0]["asOf"].is_string() && told[0].get("credential").is_none());
    for file in [&first, &last] {
        assert!(stderr(&run).contains(file.as_str()), "{}", stderr(&run));
    }
    let run = openbadges(&["verify", &first, &bad]);
    assert!(stdout(&run).contains(": invalid"), "{}", stdout(&run));

    // The report of a test suite is whole, also in a file.
    let report = folder.file("report.xml");
    let run = openbadges(&["verify", "--format", "junit", "--out", &report, &first, &bad]);
    assert_eq!(code(&run), 2);
    let text = fs::read_to_string(&report).unwrap();
    assert_eq!(text.matches("<testsuite id").count(), 2, "{text}");
    assert!(text.contains("<error type=\"unread\""), "{text}");

    // Nor does a badge that nobody presents, where somebody has to.
    let run = openbadges(&["verify", "--json", "--holder", "did:example:one", &bad, &bad]);
    assert_eq!(code(&run), 2);
    assert_eq!(lines(&stdout(&run)).len(), 2);
    assert!(stderr(&run).contains("nobody presents it"), "{}", stderr(&run));

    let small = folder.write("small.json", BADGE);
    let run = openbadges(&["lint", "--json", &first, &small]);
    assert_eq!(code(&run), 2);
    let told = lines(&stdout(&run));
    assert_eq!((&told[0]["outcome"], &told[0]["file"]), (&"unread".into(), &first.into()));
    assert!(told[0]["error"].is_string());
    assert_eq!(told.last().unwrap()["outcome"], "faultless");
}

/// Each file ends with a line of its own, and a test suite says what it expects.
#[test]
fn lint_says_as_what_it_took_each_file() {
    let folder = Folder::new("lint-class");
    let small = folder.write("small.json", BADGE);
    let mut document: Value = serde_json::from_str(BADGE).unwrap();
    document["type"] = serde_json::json!(["VerifiableCredential"]);
    document["credentialSubject"].as_object_mut().unwrap().remove("achievement");
    let plain = folder.write("plain.json", &document.to_string());

    let told = lines(&done(&["lint", "--json", &small, &plain]));
    let ends: Vec<&Value> = told.iter().filter(|line| line.get("outcome").is_some()).collect();
    assert_eq!(ends.len(), 2);
    assert_eq!(
        (&ends[0]["class"], &ends[0]["version"]),
        (&"AchievementCredential".into(), &1.into())
    );
    assert_eq!(
        (&ends[1]["class"], &ends[1]["errors"]),
        (&"VerifiableCredential".into(), &0.into())
    );
    let said = done(&["lint", &small, &plain]);
    assert_eq!(said.matches("taken for any VerifiableCredential").count(), 1, "{said}");
    assert!(!done(&["lint", "--class", "VerifiableCredential", &plain]).contains("taken for"));

    let run = openbadges(&["lint", "--json", "--class", "AchievementCredential", &small, &plain]);
    assert_eq!(code(&run), 1);
    let told = lines(&stdout(&run));
    let end = told.last().unwrap();
    assert_eq!(
        (&end["outcome"], &end["class"]),
        (&"faulty".into(), &"AchievementCredential".into())
    );
    let errors = told.iter().filter(|line| line["severity"] == "error").count();
    assert!(errors > 0 && end["errors"] == errors, "{told:?}");
    assert!(told.iter().any(|line| line["pointer"] == "/type"), "{told:?}");
    // An endorsement is no badge.
    let run = openbadges(&["lint", "--class", "EndorsementCredential", &small]);
    assert_eq!(code(&run), 1);
    assert_eq!(code(&openbadges(&["lint", "--class", "Badge", &small])), 2);
    // Where there is no document, there is no class.
    let run = openbadges(&["lint", "--json", &folder.write("torn.json", "{")]);
    let told = lines(&stdout(&run));
    assert_eq!((told.len(), &told[1]["class"], &told[1]["errors"]), (2, &Value::Null, &1.into()));
}

/// The likeliest first error names its way out, and the place once.
#[test]
fn what_is_not_available_is_told_once_with_what_to_do() {
    let (folder, _) = district("way-out");
    let badge = badges(&issue(&folder, &STATUS))[0].0.clone();
    let run = openbadges(&["verify", &badge]);
    assert_eq!(code(&run), 3);
    let list = "https://district.example.org/status/revocation-1";
    assert_eq!(stdout(&run).matches(list).count(), 1, "{}", stdout(&run));
    assert!(stderr(&run).contains("--document URL=FILE"), "{}", stderr(&run));
    assert!(stderr(&run).contains("--fetch"), "{}", stderr(&run));
    publish(&folder);
    let served = format!("{list}={}", folder.file("lists/revocation-1.json"));
    let run = openbadges(&["verify", "--document", &served, &badge]);
    assert_eq!((code(&run), stderr(&run)), (0, String::new()));
}

/// What can find nothing says why, and finds nothing another way than what is not there.
#[test]
fn a_search_without_words_says_why_it_finds_nothing() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/frameworks/teaching-practice.json");
    for words in [["", ""], [" ", "-"]] {
        let run = openbadges(&["framework", "search", file, words[0], words[1]]);
        assert_eq!(code(&run), 2, "{}", stdout(&run));
        assert!(stderr(&run).contains("no word in it"), "{}", stderr(&run));
    }
    let run = openbadges(&["framework", "search", "--limit", "0", file, "wait"]);
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("nothing would be found"), "{}", stderr(&run));
    assert_eq!(code(&openbadges(&["framework", "search", file, "nosuchword"])), 1);
    let told: Value =
        serde_json::from_str(&done(&["framework", "import", "--json", file])).unwrap();
    assert_eq!(told["caseVersion"], "1.1");
}

/// What the demo says to try can be tried, however it was started.
#[test]
fn the_demo_ends_with_a_command_that_there_is() {
    let folder = Folder::new("demo-try");
    let told = done(&["demo", &folder.file("demo")]);
    let (_, command) = told.split_once("Try: ").unwrap();
    let words: Vec<&str> = command.split_whitespace().collect();
    let run = Command::new(words[0]).args(&words[1..]).output().unwrap();
    assert_eq!(code(&run), 0, "{command}: {}", stderr(&run));
    assert_eq!(words[0], env!("CARGO_BIN_EXE_openbadges"));
}

/// What a command goes by is no verdict where it cannot be used; and what an exit status says beside the
/// usual is in the help.
#[test]
fn what_a_command_goes_by_is_2_and_other_verdicts_are_in_its_help() {
    let folder = Folder::new("goes-by");
    let faulty = folder.write("faulty.toml", "name = \"own\"\n");
    let torn = folder.write("torn.json", "{");
    for command in [
        ["value", "--policy", &faulty].as_slice(),
        &["report", "portfolio", "--name", "n", "--policy", &faulty],
        &["framework", "search", &torn, "word"],
        &["framework", "show", &torn, "id"],
        &["key", "show", "--as", "did", &torn],
    ] {
        let run = openbadges(command);
        assert_eq!(code(&run), 2, "{command:?} {}", stderr(&run));
    }
    for (command, says) in [
        (["assess"].as_slice(), "3 when the assessors disagree"),
        (&["value"], "1 when one does not, 3 when"),
        (&["ledger", "reverse"], "never counted, or is not known to be of its issuer; 3 when"),
        (&["framework", "search"], "1 when nothing is found, 2 when the framework has faults"),
        (&["framework", "show"], "2 when the framework has faults"),
        (&["micro-credential", "render"], "1 when it has faults"),
        (&["status", "verify-store"], "3 where nothing does and a list changed"),
    ] {
        let help = done(&[command, &["--help"]].concat());
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(says), "{command:?}: {help}");
    }
    let readme = include_str!("../../README.md");
    assert!(!readme.contains("Every command says by 1"));
}

/// What is there once is not there "1 times".
#[test]
fn once_is_a_word() {
    let mut graph: Value =
        serde_json::from_str(include_str!("../../fixtures/frameworks/coaching-ctdl-asn.json"))
            .unwrap();
    graph["@graph"][0]["ceterms:odd"] = "x".into();
    let folder = Folder::new("once");
    let run = openbadges(&["framework", "import", &folder.write("asn.json", &graph.to_string())]);
    let told = stdout(&run) + &stderr(&run);
    assert!(told.contains("is not carried over (once)"), "{told}");
    assert!(!told.contains("1 times"), "{told}");
}
