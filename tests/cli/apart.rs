//! What a command reads is never written over, whatever it is called.

use super::*;

/// Options and places of the command line that say what is written, by the command.
const WRITERS: &[(&[&str], &[&str])] = &[
    (&["assess"], &["--out <"]),
    (&["bundle"], &["--out <"]),
    #[cfg(feature = "aws-lc")]
    (&["derive"], &["[OUT]"]),
    (&["issue"], &["--out <", "--store <"]),
    (&["key", "convert"], &["--out <"]),
    (&["keygen"], &["--out <"]),
    (&["ledger", "reverse"], &["--ledger <"]),
    (&["micro-credential", "new"], &["<FILE.toml>"]),
    (&["micro-credential", "render"], &["--achievement <", "--page <"]),
    (&["recognise"], &["--out <", "--store <"]),
    (&["report", "picture"], &["--out <"]),
    (&["report", "portfolio"], &["--out <", "--ledger <"]),
    (&["revoke"], &["--store <"]),
    (&["status", "publish"], &["--out <", "--store <"]),
    (&["status", "rotate"], &["--store <"]),
    (&["value"], &["--ledger <"]),
    (&["verify"], &["--out <"]),
];

/// Those of which no case is below: what is written to a folder has a test of its own, and what goes by
/// a store alone reads nothing that it could write over.
const ELSEWHERE: [(&str, &str); 4] = [
    ("issue", "--out <"),
    ("status publish", "--out <"),
    ("status publish", "--store <"),
    ("status rotate", "--store <"),
];

/// Each way to write over what is read: `A` and `B` are files, `@` is the same as `A`.
const CASES: &[&str] = &[
    "assess --micro-credential A --submission B --scores B --out @",
    "assess --micro-credential B --submission A --scores B --out @",
    "assess --micro-credential B --submission B --scores B A --out @",
    "bundle A --out @",
    "bundle B --seal A --out @",
    "bundle B --document https://a.example/1=A --out @",
    "key convert --to pem A --out @",
    "key convert --to jwk --public A --out @",
    "keygen --out @",
    "ledger reverse --ledger @ --reason r A",
    "ledger reverse --ledger @ --reason r --document https://a.example/1=A B",
    "micro-credential new --id https://a.example/1 @",
    "micro-credential render A --achievement @",
    "micro-credential render A --page @",
    "micro-credential render B --page A --achievement @",
    "recognise --key A --jurisdiction j --value 6pdp --out @ urn:x:y",
    "recognise --key A --jurisdiction j --value 6pdp --store @ urn:x:y",
    "recognise --key B --jurisdiction j --value 6pdp --store A --out @ urn:x:y",
    "report picture --micro-credential A --out @",
    "report picture --micro-credential B --policy A --out @",
    "report portfolio --name n --policy A --out @",
    "report portfolio --name n --recognition A --out @",
    "report portfolio --name n --document https://a.example/1=A --out @",
    "report portfolio --name n --ledger A --out @",
    "report portfolio --name n --out @ A",
    "report portfolio --name n --ledger @ A",
    "revoke --store @ --file A",
    "value --policy A --ledger @",
    "value --policy p --ledger @ A",
    "value --policy p --ledger @ --recognition A B",
    "value --policy p --ledger @ --document https://a.example/1=A B",
    "verify A --out @",
    "verify B --out @ --document https://a.example/1=A",
    "verify B --out @ --registry A",
    "verify B --out @ --collector A",
    "verify B A --out @ --format html",
    "issue --key A --template B --recipients B --store @ --out absent",
    "issue --key B --template A --recipients B --store @ --out absent",
    "issue --key B --template B --recipients A --store @ --out absent",
    #[cfg(feature = "aws-lc")]
    "derive A @",
    #[cfg(feature = "aws-lc")]
    "derive A @ --reveal /name",
    "verify A --out @ --any",
    "verify A --out @ --json",
    "verify A --out @ --offline",
    "report picture --json --micro-credential B A --out @",
    "bundle A --any --out @",
];

/// A file by its name, by another way to it, and by a link.
fn names(folder: &Folder) -> Vec<String> {
    let way = folder.0.join("inner/../a");
    let mut names = vec![folder.file("a"), way.to_str().unwrap().to_owned()];
    #[cfg(unix)]
    {
        let link = folder.0.join("link");
        if !link.exists() {
            std::os::unix::fs::symlink(folder.file("a"), &link).unwrap();
        }
        names.push(link.to_str().unwrap().to_owned());
    }
    names
}

/// What is read is there afterwards as it was, and the refusal names what would have written it.
#[test]
fn what_is_read_is_not_written_over() {
    let folder = Folder::new("apart");
    fs::create_dir_all(folder.0.join("inner")).unwrap();
    let key = folder.file("key.jwk");
    keygen(&key, &[]);
    // Everywhere a key, which is the worst to lose.
    let secret = fs::read_to_string(&key).unwrap();
    let (a, b) = (folder.write("a", &secret), folder.write("b", &secret));
    for case in CASES {
        for name in names(&folder) {
            let words = case.split(' ').map(|word| match word {
                "A" => a.clone(),
                "B" => b.clone(),
                "@" => name.clone(),
                "absent" => folder.file("absent"),
                _ => word.replace("6pdp", "6 pdp").replace("=A", &format!("={a}")),
            });
            let words: Vec<String> = words.collect();
            let run = openbadges(&words.iter().map(String::as_str).collect::<Vec<_>>());
            let said = stderr(&run);
            assert_eq!(code(&run), 2, "{case} {name}: {said}");
            let refusal = ["it is read here", "is written there", "exists", "there is such a file"];
            assert!(refusal.iter().any(|it| said.contains(it)), "{case} {name}: {said}");
            for file in [&a, &b] {
                assert_eq!(fs::read_to_string(file).unwrap(), secret, "{case} {name}");
            }
        }
    }
}

/// No command that writes is forgotten above.
#[test]
fn every_command_that_writes_is_tried() {
    fn commands(of: &[String], found: &mut Vec<Vec<String>>) {
        let mut words: Vec<&str> = of.iter().map(String::as_str).collect();
        words.push("--help");
        let help = done(&words);
        let Some((_, list)) = help.split_once("Commands:\n") else {
            found.push(of.to_vec());
            return;
        };
        for line in list.lines().take_while(|line| !line.is_empty()) {
            let indented = line.strip_prefix("  ").filter(|line| !line.starts_with(' '));
            let Some(name) = indented.and_then(|line| line.split(' ').next()) else { continue };
            if name != "help" {
                commands(&[of, &[name.to_owned()]].concat(), found);
            }
        }
    }
    let mut found = Vec::new();
    commands(&[], &mut found);
    assert!(found.len() > 20, "{found:?}");
    let marks = ["--out <", "--page <", "--achievement <", "--ledger <", "--store <", "OUT]"];
    // These read a store or a ledger alone, and nothing else from a file.
    let alone = ["ledger show", "status show", "status verify-store"];
    for command in found.iter().filter(|it| !alone.contains(&it.join(" ").as_str())) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = done(&[&words, &["--help"][..]].concat());
        let known = WRITERS.iter().find(|(name, _)| *name == words);
        let known = known.map_or(&[][..], |(_, marks)| *marks);
        for mark in marks.iter().filter(|mark| help.contains(**mark)) {
            assert!(known.iter().any(|it| it.contains(mark)), "{command:?} writes {mark}");
        }
        for mark in known {
            assert!(help.contains(mark), "{command:?} has no {mark}");
        }
    }
}

/// Nor is one named above of which nothing is tried.
#[test]
fn each_of_them_has_a_case() {
    let mut elsewhere = Vec::new();
    for (words, marks) in WRITERS {
        let command = words.join(" ");
        for mark in *marks {
            // A place of the command line has no name.
            let written = mark.strip_suffix(" <").map_or("@".to_owned(), |it| format!("{it} @"));
            let is_tried = |case: &str| {
                let arguments = case.strip_prefix(&command).and_then(|it| it.strip_prefix(' '));
                arguments.is_some_and(|it| format!(" {it} ").contains(&format!(" {written} ")))
            };
            if !CASES.iter().any(|case| is_tried(case)) {
                elsewhere.push((command.clone(), *mark));
            }
        }
    }
    assert_eq!(elsewhere, ELSEWHERE.map(|(command, mark)| (command.to_owned(), mark)));
}

/// The name of a profile is no file, unless there is one.
#[test]
fn a_profile_is_no_file_that_is_read() {
    let folder = Folder::new("apart-profile");
    let skill = folder.file("skill.toml");
    done(&["micro-credential", "new", "--id", "https://a.example/1", &skill]);
    let picture = || {
        Command::new(env!("CARGO_BIN_EXE_openbadges"))
            .current_dir(&folder.0)
            .args(["report", "picture", "--micro-credential", "skill.toml"])
            .args(["--policy", "tennessee", "--out", "tennessee"])
            .output()
            .unwrap()
    };
    let run = picture();
    assert_eq!(code(&run), 0, "{}", stderr(&run));
    let written = fs::read_to_string(folder.file("tennessee")).unwrap();
    assert!(written.contains("<html"), "{written}");
    // Now there is one.
    let run = picture();
    assert!(stderr(&run).contains("it is read here, as --policy"), "{}", stderr(&run));
    assert_eq!(fs::read_to_string(folder.file("tennessee")).unwrap(), written);
    let value = |name: &str, ledger: &str| {
        let issuers = "issuers=https://a.example/1";
        Command::new(env!("CARGO_BIN_EXE_openbadges"))
            .current_dir(&folder.0)
            .args(["value", "--policy", name, "--set", issuers, "--ledger", ledger])
            .output()
            .unwrap()
    };
    let run = value("utah", "utah");
    assert!(!stderr(&run).contains("it is read here"), "{}", stderr(&run));
    let run = value("tennessee", "tennessee");
    assert!(stderr(&run).contains("it is read here, as --policy"), "{}", stderr(&run));
}

/// Two outputs are two files, also where neither is there yet; SQLite's own files are the store's.
#[test]
fn outputs_are_apart_from_each_other() {
    let folder = Folder::new("outputs-apart");
    let key = folder.file("key.jwk");
    keygen(&key, &[]);
    let skill = folder.file("skill.toml");
    done(&["micro-credential", "new", "--id", "https://a.example/1", &skill]);
    fs::create_dir_all(folder.0.join("inner")).unwrap();
    let (new, way) = (folder.file("new"), folder.file("inner/../new"));
    let run =
        openbadges(&["micro-credential", "render", &skill, "--achievement", &new, "--page", &way]);
    assert_eq!(code(&run), 2, "{}", stdout(&run));
    assert!(stderr(&run).contains("--achievement is written there"), "{}", stderr(&run));
    let recognise = ["recognise", "--key", &key, "--jurisdiction", "j", "--value", "6 pdp"];
    let wal = format!("{new}-wal");
    for out in [&way, &wal] {
        let more =
            ["--store", &new, "--status-url", "https://a.example/status", "--out", out, "urn:x:y"];
        let run = openbadges(&[&recognise[..], &more].concat());
        assert_eq!(code(&run), 2, "{}", stdout(&run));
        assert!(stderr(&run).contains("--store is written there"), "{}", stderr(&run));
    }
    assert!(!Path::new(&new).exists(), "nothing is written by half");
}

/// What is written to a folder, by names that the caller does not choose.
#[test]
fn a_folder_takes_nothing_that_is_read() {
    let (folder, _) = district("apart-folder");
    folder.write("roster.csv", "id,request\ndid:example:one,one\n");
    let issued = badges(&issue(&folder, &STATUS));
    let [store, key] = ["status.db", "key.jwk"].map(|name| folder.file(name));
    let secret = fs::read_to_string(&key).unwrap();
    for name in ["revocation-1.json", "revocation-1.jwt", ".published.json", "revoked.json"] {
        let there = folder.write(name, &secret);
        let out = folder.0.to_str().unwrap();
        let publish = ["status", "publish", "--key", &there, "--store", &store, "--out", out];
        let run = openbadges(&[&publish[..], &["--revocation-list"]].concat());
        assert_eq!(code(&run), 2, "{name}: {}", stdout(&run));
        assert!(stderr(&run).contains("it is read here, as --key"), "{}", stderr(&run));
        assert_eq!(fs::read_to_string(&there).unwrap(), secret);
        fs::remove_file(there).unwrap();
    }
    // Issued again, the badge would be written where the template is.
    let badge = &issued[0].0;
    let template = fs::read_to_string(folder.file("template.json")).unwrap();
    fs::write(badge, &template).unwrap();
    let [roster, badges] = ["roster.csv", "badges"].map(|name| folder.file(name));
    let run = openbadges(&[
        "issue",
        "--key",
        &key,
        "--template",
        badge,
        "--recipients",
        &roster,
        "--store",
        &store,
        "--out",
        &badges,
    ]);
    assert_eq!(code(&run), 2, "{}", stdout(&run));
    assert!(stderr(&run).contains("it is read here, as --template"), "{}", stderr(&run));
    assert_eq!(fs::read_to_string(badge).unwrap(), template);
}
