//! The commands `micro-credential` and `assess`, from a file that a person wrote to a badge that
//! verifies.
#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use openbadges::microcredential::{AssessmentFacts, MicroCredential, Standing, Verdict};
use openbadges::model::Achievement;
use openbadges::{Limits, Timestamp, Verifier, json};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("openbadges-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn fixture(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("fixtures/micro-credentials").join(name).to_str().unwrap().to_owned()
}

fn openbadges(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openbadges")).args(arguments).output().unwrap()
}

fn assess(scores: &[&str], more: &[&str]) -> Output {
    let files: Vec<String> = scores.iter().map(|name| fixture(name)).collect();
    let (whole, work) = (fixture("wait-time.toml"), fixture("submission.toml"));
    let mut arguments =
        vec!["assess", "--micro-credential", &whole, "--submission", &work, "--scores"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(more);
    openbadges(&arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn a_submission_that_passed_becomes_a_badge() {
    let folder = Folder::new("assess");
    let [draft, key, roster, store, badges] =
        ["draft.json", "key.jwk", "roster.csv", "status.db", "badges"].map(|it| folder.file(it));
    let output = assess(&["scores-1.toml", "scores-2.toml"], &["--out", &draft]);
    assert_eq!(code(&output), 0, "{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "nothing looks like data of pupils");
    assert!(
        text(&output.stdout).contains("Wait Time: passed (4 of 4 criteria met, all are needed)")
    );

    assert_eq!(code(&openbadges(&["keygen", "--out", &key])), 0);
    std::fs::write(&roster, "id,awarded\ndid:example:educator,2026-02-12T00:00:00Z\n").unwrap();
    let url = "https://district.example/status";
    let output = openbadges(&[
        "issue",
        "--key",
        &key,
        "--template",
        &draft,
        "--recipients",
        &roster,
        "--store",
        &store,
        "--status-url",
        url,
        "--out",
        &badges,
    ]);
    assert_eq!(code(&output), 0, "{}{}", text(&output.stdout), text(&output.stderr));

    let file = std::fs::read_dir(&badges).unwrap().next().unwrap().unwrap().path();
    let badge = std::fs::read(file).unwrap();
    // Its status list is not published here; everything else holds.
    let report = Verifier::new().verify(&badge, &Timestamp::now());
    let undecided: Vec<_> = report.checks().iter().filter(|it| it.code.is_some()).collect();
    assert!(
        undecided.iter().all(|it| it.code.unwrap().as_str() == "status.unavailable"),
        "{undecided:#?}"
    );
    let document = json::read(&badge, &Limits::default()).unwrap();
    let view = openbadges::model::View::of(&document);
    let rdf = openbadges::proof::Cryptosuite::EddsaRdfc2022.into();
    assert_eq!(Standing::of_unverified(view, rdf).verdict(), Verdict::Met);
    assert_eq!(AssessmentFacts::of(view).unwrap().unwrap().assessor.len(), 2);
    let achievement = Achievement::read(view.achievement().unwrap()).unwrap();
    assert_eq!(MicroCredential::from_achievement(&achievement).unwrap().name, "Wait Time");
}

#[test]
fn what_did_not_pass_gives_feedback_and_never_a_badge() {
    let folder = Folder::new("assess-not");
    let draft = folder.file("draft.json");
    for (scores, resolve, exit, line) in [
        (vec!["scores-failing.toml"], "all-agree", 1, "not passed yet (3 of 4 criteria met"),
        (
            vec!["scores-1.toml", "scores-differing.toml"],
            "all-agree",
            3,
            "not decided (the assessors disagree on 1 of 4 criteria)",
        ),
        (vec!["scores-failing.toml", "scores-2.toml"], "lowest", 1, "Second wait: not met"),
        // The same assessor twice.
        (vec!["scores-1.toml", "scores-failing.toml"], "lowest", 1, ""),
        (vec!["scores-adjudicator.toml"], "adjudicator", 1, ""),
    ] {
        // The badge of an earlier assessment is none of this one.
        let passed = assess(&["scores-1.toml", "scores-2.toml"], &["--out", &draft]);
        assert_eq!(code(&passed), 0);
        let output = assess(&scores, &["--resolve", resolve, "--out", &draft]);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(code(&output), exit, "{scores:?}: {out}{err}");
        assert!(out.contains(line), "{line:?} in {out}");
        // Where nothing was assessed, nothing is known of it.
        let is_assessed = !line.is_empty();
        assert!(is_assessed || err.contains("assessment.scores"), "{err}");
        assert_eq!(!Path::new(&draft).exists(), is_assessed, "{scores:?}");
        let told = match is_assessed {
            true => "removed: it was of an earlier assessment",
            false => "left as it was",
        };
        assert!(err.contains(told), "{err}");
    }
    let output = assess(
        &["scores-1.toml", "scores-differing.toml", "scores-adjudicator.toml"],
        &["--resolve", "adjudicator", "--json"],
    );
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let feedback: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(feedback["decision"], "passed");
    assert_eq!(feedback["criteria"][1]["reached"], "Distinguished");
}

/// A draft goes only where its micro-credential was assessed, and not passed.
#[test]
fn a_draft_stays_where_nothing_was_assessed() {
    let folder = Folder::new("assess-stays");
    let (draft, torn) = (folder.file("draft.json"), folder.file("torn.toml"));
    assert_eq!(code(&assess(&["scores-1.toml", "scores-2.toml"], &["--out", &draft])), 0);
    let made = fs::read_to_string(&draft).unwrap();
    fs::write(&torn, "no toml").unwrap();
    let id = "https://provider.example/micro-credentials/wait-time";
    let other = changed(&folder, "submission.toml", id, "https://provider.example/another");
    let [whole, submission, failing] =
        ["wait-time.toml", "submission.toml", "scores-failing.toml"].map(fixture);
    let of_another = made.replace(id, "https://provider.example/another");
    assert_ne!(of_another, made);
    for (submission, scores, before) in [
        (&submission, &torn, &made),
        (&torn, &failing, &made),
        (&other, &failing, &made),
        // Assessed, and what lies there is of another micro-credential.
        (&submission, &failing, &of_another),
    ] {
        fs::write(&draft, before).unwrap();
        let files = ["--micro-credential", &whole, "--submission", submission];
        let output =
            openbadges(&[&["assess"], &files[..], &["--scores", scores, "--out", &draft]].concat());
        assert_eq!(code(&output), 1, "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("left as it was"), "{}", text(&output.stderr));
        assert_eq!(&fs::read_to_string(&draft).unwrap(), before, "{submission} {scores}");
    }
}

/// What an award may not be before is told by the latest of it, and with the option that said it.
#[test]
fn an_early_award_is_told_by_its_option() {
    let output =
        assess(&["scores-1.toml", "scores-2.toml"], &["--awarded", "2001-01-01T00:00:00Z"]);
    assert_eq!(code(&output), 1);
    let said = text(&output.stderr);
    assert!(said.contains("--awarded: "), "{said}");
    let latest = "2026-02-11";
    assert!(said.contains(&format!("expected {latest} or later")), "{said}");
    // That day itself is none too early.
    let awarded = format!("{latest}T00:00:00Z");
    assert_eq!(code(&assess(&["scores-1.toml", "scores-2.toml"], &["--awarded", &awarded])), 0);
}

/// A program reads the faults as it reads those of a framework, each with its file.
#[test]
fn faults_are_an_object_where_json_is_asked_for() {
    let folder = Folder::new("assess-json");
    let [whole, submission, scores] =
        ["wait-time.toml", "submission.toml", "scores-1.toml"].map(fixture);
    let (torn, not_json) = (folder.file("torn.toml"), folder.file("torn.json"));
    fs::write(&torn, "no toml").unwrap();
    fs::write(&not_json, "{\"a\": ").unwrap();
    let lossy = changed(&folder, "submission.toml", "attempt = 1", "attempts = 1");
    let odd = changed(&folder, "scores-1.toml", "criterion = \"Questions\"", "criterion = \"Q\"");
    for (submission, scores, expected) in [
        (&torn, &scores, vec![(torn.as_str(), "parse", "")]),
        (&not_json, &torn, vec![(&not_json, "parse", "/a"), (&torn, "parse", "")]),
        (&lossy, &scores, vec![(&lossy, "", "")]),
        (&submission, &odd, vec![(&odd, "assessment.criterion", "/score/0")]),
    ] {
        let files = ["assess", "--json", "--micro-credential", &whole, "--submission", submission];
        let output = openbadges(&[&files[..], &["--scores", scores]].concat());
        assert_eq!(code(&output), 1, "{}", text(&output.stderr));
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["valid"], false);
        let findings = told["findings"].as_array().unwrap();
        assert!(findings.len() >= expected.len(), "{told}");
        for (finding, (file, code, place)) in findings.iter().zip(expected) {
            assert_eq!((&finding["file"], &finding["severity"]), (&file.into(), &"error".into()));
            assert!(finding["code"].as_str().unwrap().starts_with(code), "{finding}");
            assert!(finding["pointer"].as_str().unwrap().starts_with(place), "{finding}");
            assert!(finding["message"].is_string(), "{finding}");
        }
    }
    // A file that cannot be read hides nothing that was found before.
    let missing = folder.file("missing.toml");
    let files = ["assess", "--json", "--micro-credential", &whole, "--submission", &torn];
    let output = openbadges(&[&files[..], &["--scores", &missing]].concat());
    let said = text(&output.stderr);
    assert!(code(&output) == 2 && said.contains("missing.toml"), "{said}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["valid"], &told["findings"][0]["file"]), (&false.into(), &torn.into()));
    let files = ["assess", "--json", "--micro-credential", &whole, "--submission", &submission];
    let output = openbadges(&[&files[..], &["--scores", &missing]].concat());
    assert_eq!((code(&output), text(&output.stdout)), (2, String::new()));
    // Of an award that is too early no file is at fault.
    let early = ["--json", "--awarded", "2001-01-01T00:00:00Z"];
    let output = assess(&["scores-1.toml", "scores-2.toml"], &early);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["findings"][0]["pointer"], "/awardedDate");
    assert_eq!((told["findings"][0].get("file"), code(&output)), (None, 1));
}

/// More faults than are listed are of no file, and least of all of one without faults.
#[test]
fn faults_without_a_place_are_of_no_file() {
    let folder = Folder::new("assess-many");
    let many = folder.file("many.toml");
    let scores = fs::read_to_string(fixture("scores-1.toml")).unwrap();
    let wrong = "[[score]]\ncriterion = \"no such\"\nlevel = \"none\"\n".repeat(1_200);
    fs::write(&many, format!("{scores}\n{wrong}")).unwrap();
    let [whole, submission] = ["wait-time.toml", "submission.toml"].map(fixture);
    let files = ["assess", "--micro-credential", &whole, "--submission", &submission];
    let output = openbadges(&[&files[..], &["--scores", &many]].concat());
    assert_eq!(code(&output), 1);
    let said = text(&output.stderr);
    let last = said.lines().last().unwrap();
    assert!(last.contains("there are more faults than are listed"), "{last}");
    assert!(!last.contains(".toml"), "{last}");
}

/// What a file says, or is called, steers no terminal, and is not told by the megabyte.
#[test]
fn what_is_told_of_toml_is_short_and_plain() {
    let folder = Folder::new("assess-plain");
    let long = folder.file("long.toml");
    let odd = folder.file("odd\u{1b}[31m.toml");
    fs::write(&long, format!("name = \"{}\u{1b}[31m", "a".repeat(3_000_000))).unwrap();
    fs::write(&odd, "id = \"\u{1b}[31m\" x\n").unwrap();
    for (file, commands) in [
        (&long, [["micro-credential", "render"], ["value", "--policy"]]),
        (&odd, [["micro-credential", "render"], ["value", "--policy"]]),
    ] {
        for command in commands {
            let output = openbadges(&[&command[..], &[file]].concat());
            let said = text(&output.stderr);
            assert!(said.len() < 500, "{command:?}: {} bytes", said.len());
            assert!(said.chars().all(|c| c == '\n' || !c.is_control()), "{said:?}");
            assert!(said.contains("line 1, column "), "{said}");
        }
    }
    let absent = folder.file("absent\u{1b}[31m\n");
    for command in [["verify"].as_slice(), &["lint"], &["inspect"], &["key", "show", "--as", "did"]]
    {
        let output = openbadges(&[command, &[&absent]].concat());
        assert_eq!(code(&output), 2);
        let said = text(&output.stderr) + &text(&output.stdout);
        let plain = |c: char| c == '\n' || !c.is_control();
        assert!(said.chars().all(plain) && said.contains("absent\u{fffd}[31m\u{fffd}"), "{said:?}");
    }
}

/// What is no draft of an earlier assessment is somebody's work.
#[test]
fn a_file_that_is_no_draft_is_never_removed() {
    let folder = Folder::new("assess-kept");
    let (notes, work, scores) =
        (folder.file("notes.txt"), folder.file("work.toml"), folder.file("scores.toml"));
    let [whole, passing, failing] =
        ["wait-time.toml", "scores-1.toml", "scores-failing.toml"].map(fixture);
    fs::copy(fixture("submission.toml"), &work).unwrap();
    fs::copy(&failing, &scores).unwrap();
    let assess = |whole: &str, scores: &str, out: &str| {
        let files = ["assess", "--micro-credential", whole, "--submission", &work];
        openbadges(&[&files[..], &["--scores", scores, "--out", out]].concat())
    };
    let signed =
        r#"{"@context": ["https://example.org/"], "type": ["AchievementCredential"], "proof": {}}"#;
    for kept in ["notes", "{}", signed] {
        fs::write(&notes, kept).unwrap();
        for (whole, scores, exit) in
            [(folder.file("nosuch.toml"), &passing, 2), (whole.clone(), &failing, 1)]
        {
            let output = assess(&whole, scores, &notes);
            assert_eq!(code(&output), exit, "{}", text(&output.stderr));
            assert_eq!(fs::read_to_string(&notes).unwrap(), kept);
            assert!(text(&output.stderr).contains("left as it was"), "{}", text(&output.stderr));
        }
    }
    // What is read is not written over either, whatever the way to it.
    let around =
        format!("{}/../{}", folder.0.display(), work.rsplit_once("openbadges-").unwrap().1);
    let around = around.replace("/../", "/../openbadges-");
    for (scores, out) in
        [(&passing, &work), (&failing, &work), (&scores, &scores), (&passing, &around)]
    {
        let before = fs::read(out).unwrap();
        let output = assess(&whole, scores, out);
        assert_eq!(code(&output), 2, "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("is read here"), "{}", text(&output.stderr));
        assert_eq!(fs::read(out).unwrap(), before);
    }
}

#[test]
fn data_of_pupils_is_warned_of() {
    let folder = Folder::new("assess-pupils");
    let work = std::fs::read_to_string(fixture("submission.toml")).unwrap();
    let work =
        work.replace("name = \"First lesson\"", "name = \"First lesson, student: Ada Example\"");
    std::fs::write(folder.file("work.toml"), work).unwrap();
    let output = openbadges(&[
        "assess",
        "--micro-credential",
        &fixture("wait-time.toml"),
        "--submission",
        &folder.file("work.toml"),
        "--scores",
        &fixture("scores-1.toml"),
    ]);
    assert_eq!(code(&output), 0);
    assert!(text(&output.stderr).contains("warning: personal.name at /piece/1/name"));
    // Also of the badge.
    let draft = folder.file("draft.json");
    let work = folder.file("work.toml");
    let [whole, scores] = ["wait-time.toml", "scores-1.toml"].map(fixture);
    let files = ["assess", "--micro-credential", &whole, "--submission", &work];
    openbadges(&[&files[..], &["--scores", &scores, "--out", &draft]].concat());
    let linted = text(&openbadges(&["lint", &draft]).stdout);
    assert!(linted.contains("warning: personal.name at /evidence/1/name"), "{linted}");
}

#[test]
fn a_template_is_written_rendered_and_read_again() {
    let folder = Folder::new("micro-credential");
    let [file, page, achievement] =
        ["new.toml", "page.md", "achievement.json"].map(|it| folder.file(it));
    let id = "https://provider.example/micro-credentials/new";
    let new = ["micro-credential", "new", "--id", id, &file];
    assert_eq!(code(&openbadges(&new)), 0);
    assert_eq!(code(&openbadges(&new)), 2, "what is there is never overwritten");
    let output = openbadges(&[
        "micro-credential",
        "render",
        &file,
        "--page",
        &page,
        "--achievement",
        &achievement,
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("# The name\n") && page.contains("## Rubric\n"), "{page}");
    assert_eq!(text(&openbadges(&["micro-credential", "render", &file]).stdout), page);
    let achievement = json::read(&std::fs::read(achievement).unwrap(), &Limits::default()).unwrap();
    let achievement = Achievement::read(&achievement).unwrap();
    assert_eq!(MicroCredential::from_achievement(&achievement).unwrap().id.as_str(), id);

    // What the template has behind a single # is right as well.
    let whole = std::fs::read_to_string(&file).unwrap();
    let lines = whole.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest)
            if rest.starts_with("[") || (rest.contains(" = ") && !rest.starts_with("passing")) =>
        {
            rest
        }
        _ => line,
    });
    let lines: Vec<_> = lines.collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let output = openbadges(&["micro-credential", "render", &file]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("**Cost to earn:** 75 USD"));
}

#[test]
fn every_fault_of_a_file_is_told() {
    let folder = Folder::new("micro-credential-faults");
    let file = folder.file("bad.toml");
    let whole = std::fs::read_to_string(fixture("wait-time.toml")).unwrap();
    let whole = whole
        .replace("requiredLevel = \"Demonstrated\"", "requiredLevel = \"Mastered\"")
        .replace("currency = \"USD\"", "currency = \"dollars\"");
    std::fs::write(&file, whole).unwrap();
    let output = openbadges(&["micro-credential", "render", &file]);
    assert_eq!((code(&output), text(&output.stdout)), (1, String::new()));
    let told = text(&output.stderr);
    for place in
        ["/criterion/0/requiredLevel", "/criterion/3/requiredLevel", "/costToEarn/currency"]
    {
        assert!(told.contains(place), "{told}");
    }
    std::fs::write(&file, "name = ").unwrap();
    assert_eq!(code(&openbadges(&["micro-credential", "render", &file])), 1);
    assert_eq!(code(&openbadges(&["micro-credential", "render", "missing.toml"])), 2);
}

/// A file of one's own with one thing changed, for `assess`.
fn changed(folder: &Folder, name: &str, old: &str, new: &str) -> String {
    let whole = std::fs::read_to_string(fixture(name)).unwrap();
    assert!(whole.contains(old), "{old:?} in {name}");
    let file = folder.file(name);
    std::fs::write(&file, whole.replacen(old, new, 1)).unwrap();
    file
}

/// Nobody wrote a document with a submission and scores in it: places are in the files.
#[test]
fn places_are_in_the_files_that_people_wrote() {
    let folder = Folder::new("assess-places");
    let second =
        changed(&folder, "scores-2.toml", "criterion = \"Questions\"", "criterion = \"Q\"");
    let late = changed(
        &folder,
        "submission.toml",
        "activityEndDate = \"2026-01-30T00:00:00Z\"",
        "activityEndDate = \"2026-03-30T00:00:00Z\"",
    );
    let (whole, first) = (fixture("wait-time.toml"), fixture("scores-1.toml"));
    let assess = |submission: &str, scores: &[&str]| {
        let call = ["assess", "--micro-credential", &whole, "--submission", submission, "--scores"];
        let output = openbadges(&[&call[..], scores].concat());
        assert_eq!((code(&output), text(&output.stdout)), (1, String::new()));
        text(&output.stderr)
    };
    let told = assess(&late, &[&first, &second]);
    for expected in [
        format!("{second}: assessment.criterion at /score/0/criterion: found \"Q\""),
        format!("{second}: assessment.criterion at /score: \"Questions\" is not scored"),
        format!("{late}: assessment.submission at /submittedAt: "),
    ] {
        assert!(told.contains(&expected), "{expected} in {told}");
    }
    assert!(!told.contains("/scores/") && !told.contains("/submission/"), "{told}");
    // What is wrong with all of them together is of none.
    let adjudicator = fixture("scores-adjudicator.toml");
    let told = assess(&fixture("submission.toml"), &[&adjudicator]);
    assert!(
        told.contains("openbadges: --scores: assessment.scores: expected the scores"),
        "{told}"
    );
}

/// Whoever writes a term that is none is told which there are.
#[test]
fn terms_are_told_by_what_can_stand_there() {
    let folder = Folder::new("assess-terms");
    let whole =
        changed(&folder, "wait-time.toml", "passing = \"EveryCriterion\"", "passing = \"All\"");
    let told = text(&openbadges(&["micro-credential", "render", &whole]).stderr);
    let expected = "at /passing/rule: found \"All\", expected one of EveryCriterion, \
        CountOfCriteria, Points\n";
    assert!(told.contains(expected), "{told}");
    let work = changed(&folder, "submission.toml", "part = \"Overview\"", "part = \"overview\"");
    let scores =
        changed(&folder, "scores-1.toml", "blindness = \"DoubleBlind\"", "blindness = true");
    let output = openbadges(&[
        "assess",
        "--micro-credential",
        &fixture("wait-time.toml"),
        "--submission",
        &work,
        "--scores",
        &scores,
    ]);
    let told = text(&output.stderr);
    assert!(told.contains("expected one of Overview, Artifacts, Reflection\n"), "{told}");
    let expected = "expected one of DoubleBlind, SingleBlind, NotBlind, in a string\n";
    assert!(told.contains(expected), "{told}");
}

/// Decimal numbers stand in quotes; whole ones need none, in any of the files.
#[test]
fn numbers_without_quotes_are_read_or_told_how_to_write() {
    let folder = Folder::new("assess-numbers");
    let scores = changed(
        &folder,
        "scores-1.toml",
        "calibrationAgreement = \"85\"",
        "calibrationAgreement = 85",
    );
    let call = |whole: &str, scores: &str| {
        let work = fixture("submission.toml");
        let second = fixture("scores-2.toml");
        openbadges(&[
            "assess",
            "--micro-credential",
            whole,
            "--submission",
            &work,
            "--scores",
            scores,
            &second,
        ])
    };
    let output = call(&fixture("wait-time.toml"), &scores);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    // A fraction in a number is not what was written, so it is not taken.
    let scores = changed(
        &folder,
        "scores-1.toml",
        "calibrationAgreement = \"85\"",
        "calibrationAgreement = 85.5",
    );
    let whole = changed(&folder, "wait-time.toml", "hoursToEarn = \"15\"", "hoursToEarn = 7.5");
    let output = call(&whole, &scores);
    assert_eq!(code(&output), 1);
    let told = text(&output.stderr);
    for expected in [
        "at /hoursToEarn: found a number, expected a string: write \"7.5\"\n",
        "at /calibrationAgreement: found a number, expected a string: write \"85.5\"\n",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
}

/// The form takes the name of a level, so it says so, once, with the names that there are.
#[test]
fn a_misspelt_level_is_told_with_those_that_there_are() {
    let folder = Folder::new("assess-level");
    let old = "requiredLevel = \"Demonstrated\"";
    let whole = changed(&folder, "wait-time.toml", old, "requiredLevel = \"Mastered\"");
    let output = openbadges(&["micro-credential", "render", &whole]);
    let told = text(&output.stderr);
    let expected = "model.result at /criterion/0/requiredLevel: found \"Mastered\", expected the \
        name or the id of a level: Not yet, Demonstrated, Distinguished\n";
    assert!(code(&output) == 1 && told.ends_with(expected), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    // The id of a level of another criterion is none here either.
    let id = "https://provider.example/micro-credentials/wait-time#criterion-2-level-2";
    let whole = changed(&folder, "wait-time.toml", old, &format!("requiredLevel = \"{id}\""));
    let told = text(&openbadges(&["micro-credential", "render", &whole]).stderr);
    assert!(told.contains("expected the name or the id of a level: Not yet,"), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    // A name that is the id of nothing and has two levels behind it names none.
    let whole = changed(&folder, "wait-time.toml", "name = \"Not yet\"", "name = \"Demonstrated\"");
    let told = text(&openbadges(&["micro-credential", "render", &whole]).stderr);
    assert!(told.contains("/criterion/0/level/1/name: found the level \"Demonstrated\""), "{told}");
    assert!(told.contains("a level: Demonstrated, Demonstrated, Distinguished\n"), "{told}");
}

/// A page is of what can be issued: a file that gives no achievement has faults without
/// --achievement as well.
#[test]
fn a_page_is_of_what_has_an_achievement() {
    let folder = Folder::new("micro-credential-no-achievement");
    let whole = changed(&folder, "wait-time.toml", "version = \"1\"", "related = \"x\"");
    let (page, achievement) = (folder.file("page.md"), folder.file("achievement.json"));
    let render = ["micro-credential", "render", &whole];
    for more in [&[][..], &["--page", &page], &["--achievement", &achievement, "--page", &page]] {
        let output = openbadges(&[&render[..], more].concat());
        assert_eq!((code(&output), text(&output.stdout)), (1, String::new()), "{more:?}");
        assert!(text(&output.stderr).contains(" at /related: found "), "{}", text(&output.stderr));
        assert!(!Path::new(&page).exists() && !Path::new(&achievement).exists());
    }
}

/// What could not be issued has not passed, and is told before it is said to.
#[test]
fn what_gives_no_badge_is_not_said_to_have_passed() {
    let folder = Folder::new("assess-no-badge");
    let scores = ["scores-1.toml", "scores-2.toml"].map(fixture);
    let assess = |whole: &str, work: &str| {
        let call = ["assess", "--micro-credential", whole, "--submission", work, "--scores"];
        let output = openbadges(&[&call[..], &scores.each_ref().map(String::as_str)].concat());
        assert_eq!((code(&output), text(&output.stdout)), (1, String::new()));
        text(&output.stderr)
    };
    let whole = changed(&folder, "wait-time.toml", "version = \"1\"", "related = \"x\"");
    let told = assess(&whole, &fixture("submission.toml"));
    assert!(told.contains(&format!("{whole}: model.type at /related: found ")), "{told}");
    let work = changed(&folder, "submission.toml", "lesson-2.mp4", "lesson-1.mp4");
    let told = assess(&fixture("wait-time.toml"), &work);
    let expected = "assessment.submission at /piece/2/id: found \
        \"https://evidence.example/7f3c/lesson-1.mp4\", which is the address of piece 1\n";
    assert!(told.ends_with(&format!("{work}: {expected}")), "{told}");
}

/// Whoever misspells a criterion or a level in scores is told which there are.
#[test]
fn names_in_scores_are_told_with_those_that_there_are() {
    let folder = Folder::new("assess-names");
    for (old, new, expected) in [
        (
            "criterion = \"Questions\"",
            "criterion = \"Qestions\"",
            "found \"Qestions\", expected the name or the id of a criterion: Questions, First wait, \
             Second wait, Reflection\n",
        ),
        (
            "level = \"Distinguished\"",
            "level = \"Great\"",
            "found \"Great\", expected the name or the id of a level of \"First wait\": Not yet, \
             Demonstrated, Distinguished\n",
        ),
    ] {
        let scores = changed(&folder, "scores-1.toml", old, new);
        let call = ["assess", "--micro-credential", &fixture("wait-time.toml"), "--submission"];
        let output =
            openbadges(&[&call[..], &[&fixture("submission.toml"), "--scores", &scores]].concat());
        let told = text(&output.stderr);
        assert!(code(&output) == 1 && told.contains(expected), "{told}");
    }
}
