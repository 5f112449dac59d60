//! The command line: its contract, from outside.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

#[path = "cli/apart.rs"]
mod apart;
#[cfg(all(unix, feature = "postgres"))]
#[path = "support/postgres.rs"]
mod server;
#[path = "cli/status.rs"]
mod status;
mod support;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/worth.rs"]
mod worth;

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

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.file(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn openbadges(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openbadges")).args(arguments).output().unwrap()
}

fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openbadges"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn done(arguments: &[&str]) -> String {
    let output = openbadges(arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}{}", stdout(&output), stderr(&output));
    stdout(&output)
}

/// The JSON of each line.
fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Makes a key in a file, and gives its `did:key`.
fn keygen(file: &str, more: &[&str]) -> String {
    let printed = done(&[&["keygen", "--out", file], more].concat());
    printed.split_whitespace().nth(1).unwrap().to_owned()
}

/// The least that a badge says.
fn small() -> Value {
    serde_json::from_str(include_str!("../fixtures/small.json")).unwrap()
}

/// A key, a template that its did:key issues, and a roster of two.
fn district(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    let did = keygen(&folder.file("key.jwk"), &[]);
    let mut template = small();
    let object = template.as_object_mut().unwrap();
    object.remove("id");
    object.remove("validFrom");
    object["issuer"]["id"] = did.clone().into();
    object["credentialSubject"].as_object_mut().unwrap().remove("id");
    folder.write("template.json", &template.to_string());
    folder.write(
        "roster.csv",
        "id,email,name,awarded,evidence,narrative,credits\n\
         did:example:one,,,2026-05-01T00:00:00Z,https://portfolio.example.org/1,Two talks.,1.5\n\
         ,two@example.org,Educator Two,,,,\n",
    );
    (folder, did)
}

fn issue(folder: &Folder, more: &[&str]) -> Output {
    let files = ["key.jwk", "template.json", "roster.csv", "status.db", "badges"];
    let [key, template, roster, store, out] = files.map(|name| folder.file(name));
    let mut arguments = vec![
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
    ];
    arguments.extend(more);
    openbadges(&arguments)
}

const STATUS: [&str; 2] = ["--status-url", "https://district.example.org/status"];

fn publish(folder: &Folder) {
    let (key, store, out) =
        (folder.file("key.jwk"), folder.file("status.db"), folder.file("lists"));
    done(&["status", "publish", "--key", &key, "--store", &store, "--out", &out]);
}

/// The badges with their ids, in the order of the roster.
fn badges(issued: &Output) -> Vec<(String, String)> {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        (words.next().unwrap().to_owned(), words.next().unwrap().to_owned())
    };
    stdout(issued).lines().map(line).collect()
}

fn verify(folder: &Folder, files: &[&str]) -> (i32, Vec<Value>) {
    // There is a list for what credentials have entries for.
    let lists = ["revocation-1", "suspension-1"]
        .map(|name| (name, folder.file(&format!("lists/{name}.json"))))
        .into_iter()
        .filter(|(_, file)| Path::new(file).exists());
    let documents: Vec<String> = lists
        .map(|(name, file)| format!("https://district.example.org/status/{name}={file}"))
        .collect();
    let mut arguments = vec!["verify", "--json"];
    arguments.extend(documents.iter().flat_map(|document| ["--document", document.as_str()]));
    arguments.extend(files);
    let output = openbadges(&arguments);
    (code(&output), lines(&stdout(&output)))
}

fn codes(line: &Value) -> Vec<&str> {
    let checks = line["checks"].as_array().unwrap().iter();
    checks.filter_map(|check| check["code"].as_str()).collect()
}

#[test]
fn a_roster_is_issued_verified_revoked_and_verified_again() {
    let (folder, did) = district("story");
    let issued = issue(&folder, &STATUS);
    assert_eq!(code(&issued), 0, "{}", stderr(&issued));
    let badges = badges(&issued);
    assert_eq!(badges.len(), 2);
    publish(&folder);

    let files = [badges[0].0.as_str(), badges[1].0.as_str()];
    let (status, lines) = verify(&folder, &files);
    assert_eq!(status, 0, "{lines:?}");
    assert_eq!(lines[0]["file"], files[0]);
    assert_eq!(lines[0]["outcome"], "valid");
    assert_eq!(lines[0]["warnings"], serde_json::json!([]));
    let credential = &lines[0]["credential"];
    assert_eq!(credential["id"], badges[0].1);
    assert_eq!(credential["name"], "Leading a Number Talk");
    assert_eq!(credential["issuer"], did);
    assert_eq!(credential["subject"], "did:example:one");
    assert!(credential["validFrom"].is_string() && credential["validUntil"].is_null());
    let check = &lines[0]["checks"][0];
    for member in ["check", "outcome", "code", "message", "pointer"] {
        assert!(check.get(member).is_some(), "{member} is not in {check}");
    }

    let store = folder.file("status.db");
    done(&["revoke", "--store", &store, "--reason", "withdrawn", &badges[0].1]);
    let (status, _) = verify(&folder, &files);
    assert_eq!(status, 0, "nothing is published yet");
    publish(&folder);
    let (status, lines) = verify(&folder, &files);
    assert_eq!(status, 1);
    assert_eq!(codes(&lines[0]), ["revoked"]);
    assert_eq!(lines[1]["outcome"], "valid");
    assert!(done(&["revoke", "--store", &store, &badges[0].1]).contains("already"));
}

#[test]
fn verdicts_are_written_in_the_form_that_is_asked_for() {
    let (folder, _) = district("formats");
    let badge = badges(&issue(&folder, &STATUS))[0].0.clone();
    let broken = folder.write("broken.json", "{}");
    // Without the list it is not decided; the other one is invalid.
    let ask = |arguments: &[&str]| {
        let output = openbadges(&[&["verify"], arguments, &[badge.as_str(), &broken]].concat());
        assert_eq!(code(&output), 1, "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    };
    let text = ask(&[]);
    assert!(
        text.starts_with(&format!("{badge}: indeterminate  Leading a Number Talk\n")),
        "{text}"
    );
    assert_eq!(ask(&["--format", "text"]), text);
    let json = ask(&["--format", "json"]);
    assert_eq!(json.lines().count(), 2, "{json}");
    let at = ["--at", "2026-08-01T00:00:00Z"];
    assert_eq!(
        ask(&[&at[..], &["--json"]].concat()),
        ask(&[&at[..], &["--format", "json"]].concat())
    );
    let junit = ask(&["--format", "junit"]);
    let suites = roxmltree::Document::parse(&junit).unwrap();
    let suites = suites.root_element().children().filter(roxmltree::Node::is_element);
    let counts: Vec<_> =
        suites.map(|it| (it.attribute("failures"), it.attribute("errors"))).collect();
    assert_eq!(counts.len(), 2);
    assert_eq!(counts[0], (Some("0"), Some("1")), "what is undecided is an error: {junit}");
    assert_ne!(counts[1].0, Some("0"));
    let page = ask(&["--format", "html"]);
    assert!(page.contains("0 valid, 1 invalid, 1 undecided"), "{page}");

    let file = folder.file("page.html");
    let printed = ask(&["--format", "html", "--out", &file, "--at", "2026-08-01T00:00:00Z"]);
    assert_eq!(printed, "");
    assert!(fs::read_to_string(&file).unwrap().contains("As of <time"), "{page}");
    let both = openbadges(&["verify", "--json", "--format", "text", &badge]);
    assert_eq!(code(&both), 2);
    let nowhere = openbadges(&["verify", "--out", &folder.file("no/such/folder"), &badge]);
    assert_eq!(code(&nowhere), 2);
    let unknown = openbadges(&["verify", "--format", "xml", &badge]);
    assert_eq!(code(&unknown), 2);
}

/// An issuer who is not trusted is not good enough in a presentation either.
#[test]
fn trust_is_asked_in_presentations() {
    let (folder, did) = district("trusting");
    let key = folder.file("key.jwk");
    let mut badge = small();
    badge["issuer"]["id"] = did.clone().into();
    let unsigned = folder.write("unsigned.json", &badge.to_string());
    let badge = folder.write("badge.json", &done(&["sign", "--key", &key, &unsigned]));
    let shown = done(&["present", "--key", &key, "--challenge", "1", &badge]);
    let shown = folder.write("shown.json", &shown);
    let ask = |trusted: &str| {
        code(&openbadges(&["verify", "--challenge", "1", "--trust", trusted, &shown]))
    };
    assert_eq!(ask(&did), 0);
    assert_eq!(ask("did:example:another"), 3);
}

/// Nor is a presentation that shows nothing, unless nothing is asked of credentials.
#[test]
fn a_presentation_of_nothing_says_only_who_the_holder_is() {
    let folder = Folder::new("showing-nothing");
    let signer = openbadges::key::SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let (suite, now) = (openbadges::proof::Cryptosuite::EddsaJcs2022, openbadges::Timestamp::now());
    let options = openbadges::proof::ProofOptions::by(&signer, suite, now);
    let none =
        openbadges::proof::Presentation::by(signer.key().public().did_key().parse().unwrap());
    let contexts = std::sync::Arc::new(openbadges::rdf::BundledContexts::new());
    let canonicalizer = openbadges::proof::data_integrity::Canonicalizer {
        contexts: &openbadges::rdf::Contexts::new(contexts),
        limits: &openbadges::Limits::default(),
    };
    let answer = openbadges::proof::presentation::Answer::default();
    let prepared = none.prepare(options, &answer, canonicalizer).unwrap();
    let signature = openbadges::key::Signer::sign(&signer, prepared.bytes()).unwrap();
    let shown = folder.write("shown.json", &prepared.finish(&signature).to_string());
    let ask = |more: &[&str]| code(&openbadges(&[&["verify"], more, &[&shown]].concat()));
    assert_eq!(ask(&[]), 3);
    assert_eq!(ask(&["--trust", "did:example:district"]), 3);
    assert_eq!(ask(&["--recipient-email", "ada@example.org"]), 3);
    assert_eq!(ask(&["--holder-is-subject"]), 3);
    assert_eq!(ask(&["--holder-alone"]), 0);
    assert_eq!(ask(&["--holder-alone", "--trust", "did:example:district"]), 2);
}

#[test]
fn the_row_of_a_recipient_is_in_the_badge_and_the_address_is_not() {
    let (folder, _) = district("row");
    let badges = badges(&issue(&folder, &STATUS));
    let read = |index: usize| -> Value {
        serde_json::from_slice(&fs::read(&badges[index].0).unwrap()).unwrap()
    };
    let (first, second) = (read(0), read(1));
    assert_eq!(first["credentialSubject"]["id"], "did:example:one");
    assert_eq!(first["credentialSubject"]["creditsEarned"], 1.5);
    assert_eq!(first["credentialSubject"]["narrative"], "Two talks.");
    assert_eq!(first["awardedDate"], "2026-05-01T00:00:00Z");
    assert_eq!(first["evidence"][0]["id"], "https://portfolio.example.org/1");
    assert!(first["credentialStatus"].is_object(), "Open Badges has one status");
    let identities = second["credentialSubject"]["identifier"].as_array().unwrap();
    assert_eq!(identities.len(), 2);
    assert_eq!(identities[0]["hashed"], true);
    assert!(identities[0]["identityHash"].as_str().unwrap().starts_with("sha256$"));
    assert_eq!(identities[1]["identityHash"], "Educator Two");
    assert!(!second.to_string().contains("two@example.org"));
}

#[test]
fn a_suspension_needs_an_entry_and_can_be_lifted() {
    let (folder, _) = district("suspend");
    let badges = badges(&issue(&folder, &[STATUS[0], STATUS[1], "--suspendable"]));
    let (store, id) = (folder.file("status.db"), badges[0].1.as_str());
    done(&["revoke", "--store", &store, "--suspend", id]);
    publish(&folder);
    let (status, lines) = verify(&folder, &[&badges[0].0]);
    assert_eq!((status, codes(&lines[0])), (1, vec!["suspended"]));
    done(&["revoke", "--store", &store, "--reinstate", id]);
    publish(&folder);
    assert_eq!(verify(&folder, &[&badges[0].0]).0, 0);

    // The store knows its URL by now.
    let plain = issue(&folder, &[]);
    assert_eq!(code(&plain), 0, "{}", stderr(&plain));
    let id = stdout(&plain).split_whitespace().nth(1).unwrap().to_owned();
    let refused = openbadges(&["revoke", "--store", &store, "--suspend", &id]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("without a suspension entry"), "{}", stderr(&refused));
}

#[test]
fn exit_status_tells_the_worst_verdict() {
    let folder = Folder::new("exit");
    let bad = folder.write("bad.json", "{}");
    let unknown = folder.write("unknown.svg", "<svg/>");
    assert_eq!(code(&openbadges(&["verify", &bad])), 1);
    assert_eq!(code(&openbadges(&["verify", &unknown])), 3);
    assert_eq!(code(&openbadges(&["verify", &unknown, &bad])), 1);
    assert_eq!(code(&openbadges(&["verify", &folder.file("absent.json")])), 2);
    assert_eq!(code(&openbadges(&["verify"])), 2);
    assert_eq!(code(&openbadges(&["verify", "--at", "yesterday", &bad])), 2);
    assert_eq!(code(&openbadges(&["no-such-command"])), 2);
    assert_eq!(code(&openbadges(&["--help"])), 0);
}

#[test]
fn the_sample_of_1edtech_is_proven_but_its_issuer_is_not_established() {
    let Some(sample) = support::shared("samples/ob30/simple-did-key-method.json") else { return };
    let output = openbadges(&["verify", "--json", "--offline", sample.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(line["outcome"], "indeterminate");
    assert_eq!(codes(&line), ["issuer.unestablished"]);
    assert_eq!(line["warnings"][0]["code"], "key.bare_did");
    assert_eq!(line["credential"]["issuer"], "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164");
}

#[test]
fn a_document_is_signed_from_standard_input_and_verified() {
    let (folder, did) = district("sign");
    let mut document = small();
    document["issuer"]["id"] = did.into();
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let key = folder.file("key.jwk");
        let created = "2026-01-02T03:04:05Z";
        let arguments = ["sign", "--key", &key, "--suite", suite, "--created", created, "-"];
        let signed = with_input(&arguments, document.to_string().as_bytes());
        assert_eq!(code(&signed), 0, "{}", stderr(&signed));
        let value: Value = serde_json::from_slice(&signed.stdout).unwrap();
        assert_eq!(value["proof"]["created"], created);
        assert_eq!(code(&with_input(&["verify", "-"], &signed.stdout)), 0);
        let early = ["verify", "--at", "2020-01-01T00:00:00Z", "-"];
        assert_eq!(code(&with_input(&early, &signed.stdout)), 1);
    }
    document["undefined"] = 1.into();
    let key = folder.file("key.jwk");
    let refused = with_input(&["sign", "--key", &key, "-"], document.to_string().as_bytes());
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("data_loss at /undefined"), "{}", stderr(&refused));
    let unknown = openbadges(&["sign", "--key", &key, "--suite", "rot13", "-"]);
    assert_eq!(code(&unknown), 2);
    assert!(stderr(&unknown).contains("eddsa-jcs-2022"), "{}", stderr(&unknown));
}

#[cfg(feature = "aws-lc")]
#[test]
fn the_key_decides_the_suite() {
    let folder = Folder::new("suites");
    let mut document = small();
    for (algorithm, usual, also) in [
        ("p256", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"),
        ("p384", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"),
    ] {
        let key = folder.file(&format!("{algorithm}.jwk"));
        document["issuer"]["id"] = keygen(&key, &["--algorithm", algorithm]).into();
        let sign = |more: &[&str]| {
            let arguments = [&["sign", "--key", key.as_str()], more, &["-"]].concat();
            with_input(&arguments, document.to_string().as_bytes())
        };
        for (more, suite) in [(&[] as &[&str], usual), (&["--suite", also], also)] {
            let signed = sign(more);
            assert_eq!(code(&signed), 0, "{}", stderr(&signed));
            let value: Value = serde_json::from_slice(&signed.stdout).unwrap();
            assert_eq!(value["proof"]["cryptosuite"], suite);
            assert_eq!(code(&with_input(&["verify", "-"], &signed.stdout)), 0);
            let explained = with_input(&["canon", "--explain", "-"], &signed.stdout);
            let explained = stdout(&explained);
            assert!(explained.contains(&format!("with {algorithm}\n")), "{explained}");
        }
        let refused = sign(&["--suite", "eddsa-rdfc-2022"]);
        assert_eq!(code(&refused), 1);
        assert!(stderr(&refused).contains("key.mismatch"), "{}", stderr(&refused));
        // What is only verified cannot be asked for.
        for superseded in ["eddsa-2022", "Ed25519Signature2020"] {
            let refused = openbadges(&["sign", "--key", &key, "--suite", superseded, "-"]);
            assert_eq!(code(&refused), 2, "{}", stderr(&refused));
        }
    }
}

#[test]
fn faults_of_the_input_are_told_with_their_place_and_nothing_is_issued() {
    let (folder, _) = district("faults");
    for (roster, expected) in [
        ("id,nickname\ndid:example:a,x\n", "unknown column \"nickname\""),
        ("id,id\ndid:example:a,x\n", "is there twice"),
        ("id\nnot-an-iri\n", "roster.csv:2: id:"),
        ("id,credits\ndid:example:a,1\ndid:example:b,many\n", "roster.csv:3: credits:"),
        ("name\nNobody\n", "neither an id nor an email"),
        ("id,awarded\ndid:example:a,2026-05-01\n", "roster.csv:2: awarded:"),
        ("id\n", "no rows"),
    ] {
        folder.write("roster.csv", roster);
        let refused = issue(&folder, &STATUS);
        assert_eq!(code(&refused), 2);
        assert!(stderr(&refused).contains(expected), "{expected}: {}", stderr(&refused));
    }
    assert!(!Path::new(&folder.file("status.db")).exists());

    folder.write("roster.csv", "id\ndid:example:a\n");
    let without_url = issue(&folder, &[]);
    assert_eq!(code(&without_url), 2);
    assert!(stderr(&without_url).contains("--status-url"), "{}", stderr(&without_url));

    let broken = folder.write("broken.json", "{\"a\": 1,\n \"a\": 2}");
    let refused = openbadges(&["canon", &broken]);
    assert_eq!(code(&refused), 1);
    let message = stderr(&refused);
    assert!(message.contains("json.duplicate at /a") && message.contains("line 2, column 2"));
}

#[test]
fn a_badge_is_not_issued_for_an_issuer_that_does_not_own_the_key() {
    let (folder, _) = district("other-issuer");
    let template = fs::read_to_string(folder.file("template.json")).unwrap();
    let mut template: Value = serde_json::from_str(&template).unwrap();
    template["issuer"]["id"] = "https://district.example.org/issuers/1".into();
    folder.write("template.json", &template.to_string());
    let refused = issue(&folder, &STATUS);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("--method"), "{}", stderr(&refused));

    // With its key published at its own URL, it is issued, and verifies.
    let id = "https://district.example.org/issuers/1";
    let key = folder.file("key.jwk");
    let multikey = done(&["key", "show", "--as", "multikey", &key]);
    let method = format!("{id}#{}", multikey.trim());
    let issued = issue(&folder, &[STATUS[0], STATUS[1], "--method", &method]);
    assert_eq!(code(&issued), 0, "{}", stderr(&issued));
    let controller = done(&["key", "show", "--as", "controller", "--id", id, &key]);
    let controller = folder.write("controller.json", &controller);
    let (store, lists) = (folder.file("status.db"), folder.file("lists"));
    done(&[
        "status", "publish", "--key", &key, "--store", &store, "--issuer", id, "--method", &method,
        "--out", &lists,
    ]);
    let badge = &badges(&issued)[0].0;
    let list = format!(
        "https://district.example.org/status/revocation-1={}",
        folder.file("lists/revocation-1.json")
    );
    let served = format!("{id}={controller}");
    assert_eq!(code(&openbadges(&["verify", "--document", &list, badge])), 3);
    done(&["verify", "--document", &list, "--document", &served, badge]);
}

#[test]
fn a_served_context_is_used_only_with_the_pinned_digest() {
    let folder = Folder::new("pin");
    let url = "https://district.example.org/contexts/1";
    let context =
        folder.write("context.json", r#"{"@context": {"hours": "https://d.example/#hours"}}"#);
    let text = fs::read_to_string("fixtures/small.json").unwrap();
    let mut badge: Value = serde_json::from_str(&text).unwrap();
    badge["@context"].as_array_mut().unwrap().push(url.into());
    badge["hours"] = 3.into();
    let badge = folder.write("badge.json", &badge.to_string());
    let served = format!("{url}={context}");

    let explained = done(&["canon", "--explain", "--document", &served, &badge]);
    let line = explained.lines().find(|line| line.contains("served, sha256 ")).unwrap();
    assert!(line.contains(url), "{line}");
    let digest = line.split(' ').next_back().unwrap();
    let pin = format!("{url}={digest}");
    done(&["canon", "--document", &served, "--pin", &pin, &badge]);

    let wrong = format!("{url}={}", digest.chars().rev().collect::<String>());
    let refused = openbadges(&["canon", "--document", &served, "--pin", &wrong, &badge]);
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("context.hash at /@context/2"), "{}", stderr(&refused));
    for (pin, expected) in [(&pin, false), (&wrong, true)] {
        let verified = openbadges(&["verify", "--document", &served, "--pin", pin, &badge]);
        assert_eq!(code(&verified), 1);
        assert_eq!(stdout(&verified).contains("context.hash"), expected, "{}", stdout(&verified));
    }
    for pin in ["", url, "=12", &format!("{url}=12")] {
        let refused = openbadges(&["verify", "--pin", pin, &badge]);
        assert_eq!(code(&refused), 2);
        assert!(stderr(&refused).contains("--pin"), "{}", stderr(&refused));
    }
}

#[test]
fn a_key_is_private_shown_in_every_form_and_never_overwritten() {
    let folder = Folder::new("key");
    let key = folder.file("key.jwk");
    let did = keygen(&key, &[]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = fs::read(&key).unwrap();
    assert_eq!(code(&openbadges(&["keygen", "--out", &key])), 2);
    assert_eq!(fs::read(&key).unwrap(), before);

    assert_eq!(done(&["key", "show", "--as", "did", &key]).trim(), did);
    let private: Value = serde_json::from_slice(&before).unwrap();
    let secret = private["d"].as_str().unwrap();
    for form in ["did", "jwk", "jwks", "multikey", "did-document", "controller"] {
        let shown = done(&["key", "show", "--as", form, "--id", "did:web:district.example", &key]);
        assert!(!shown.contains(secret), "{form} shows the secret");
    }
    let document: Value =
        serde_json::from_str(&done(&["key", "show", "--as", "did-document", &key])).unwrap();
    assert_eq!(document["id"], did);
}

/// The algorithms that the build has.
fn algorithms() -> &'static [&'static str] {
    if cfg!(feature = "aws-lc") { &["ed25519", "p256", "p384", "rsa"] } else { &["ed25519"] }
}

#[test]
fn a_key_of_every_kind_is_made_shown_and_converted() {
    let folder = Folder::new("convert");
    let file = |name: &str| folder.file(name);
    for algorithm in algorithms() {
        let name = |form: &str| file(&format!("{algorithm}.{form}"));
        let (jwk, pem) = (name("jwk"), name("pem"));
        let did = keygen(&jwk, &["--algorithm", algorithm]);
        done(&["key", "convert", "--to", "pem", "--out", &pem, &jwk]);
        assert!(fs::read_to_string(&pem).unwrap().starts_with("-----BEGIN PRIVATE KEY"));
        let mut keys = vec![jwk.clone(), pem.clone()];
        if *algorithm != "rsa" {
            keys.push(name("multikey"));
            done(&["key", "convert", "--to", "multikey", "--out", &keys[2], &pem]);
        } else {
            let out = name("multikey");
            let refused = openbadges(&["key", "convert", "--to", "multikey", "--out", &out, &pem]);
            assert_eq!(code(&refused), 2);
            assert!(!Path::new(&out).exists());
        }
        #[cfg(unix)]
        for key in &keys {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600, "{key}");
        }
        for form in ["jwk", "pem", "multikey"] {
            let public = done(&["key", "convert", "--to", form, "--public", &pem]);
            keys.push(folder.write(&format!("{algorithm}.public.{form}"), &public));
        }
        for key in &keys {
            assert_eq!(done(&["key", "show", "--as", "did", key]).trim(), did, "{key}");
        }
        let back = name("back.jwk");
        done(&["key", "convert", "--to", "jwk", "--out", &back, &pem]);
        assert_eq!(fs::read(&back).unwrap(), fs::read(&jwk).unwrap());
        let private: Value = serde_json::from_slice(&fs::read(&jwk).unwrap()).unwrap();
        let secret = private["d"].as_str().unwrap();
        for form in
            ["did", "did-jwk", "jwk", "jwks", "multikey", "pem", "did-document", "controller"]
        {
            let shown = done(&["key", "show", "--as", form, "--id", "did:web:x.example", &pem]);
            assert!(!shown.contains(secret), "{form} shows the secret");
        }
    }
    assert_eq!(code(&openbadges(&["keygen", "--algorithm", "dsa", "--out", &file("no")])), 2);
}

#[test]
fn what_is_not_given_is_fetched_only_where_that_is_said() {
    let folder = Folder::new("fetch");
    let key = folder.file("key.jwk");
    done(&["keygen", "--out", &key]);
    // A place that is refused, so that nothing is reached here.
    let issuer = "did:web:localhost";
    let mut badge = small();
    badge["issuer"]["id"] = issuer.into();
    let badge = folder.write("badge.json", &badge.to_string());
    let shown = done(&["key", "show", "--as", "did-document", "--id", issuer, &key]);
    let document: Value = serde_json::from_str(&shown).unwrap();
    let method = document["assertionMethod"][0].as_str().unwrap();
    let signed = done(&["sign", "--key", &key, "--method", method, &badge]);
    let signed = folder.write("signed.json", &signed);
    for (arguments, expected) in [
        (&[][..], "fetch.failed"),
        (&["--offline"], "fetch.failed"),
        (&["--fetch"], "fetch.blocked"),
    ] {
        let output = openbadges(&[&["verify", "--json", &signed], arguments].concat());
        assert_eq!(code(&output), 3);
        let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(codes(&line), [expected], "{arguments:?}");
    }
    let given = format!("{issuer}={}", folder.write("did.json", &shown));
    assert_eq!(code(&openbadges(&["verify", "--fetch", "--document", &given, &signed])), 0);
    assert_eq!(code(&openbadges(&["verify", "--fetch", "--offline", &signed])), 2);
}

#[test]
fn a_secret_key_is_neither_printed_nor_overwritten_by_itself() {
    let folder = Folder::new("secret");
    let (key, other) = (folder.file("key.pem"), folder.file("other.jwk"));
    done(&["keygen", "--out", &key]);
    done(&["keygen", "--out", &other]);
    let refused = openbadges(&["key", "convert", "--to", "jwk", &key]);
    assert_eq!((code(&refused), refused.stdout.len()), (2, 0));
    assert!(stderr(&refused).contains("--secret-to-stdout"), "{}", stderr(&refused));
    let printed = done(&["key", "convert", "--to", "jwk", "--secret-to-stdout", &key]);
    assert!(printed.contains("\"d\""));
    let before = fs::read(&other).unwrap();
    for public in [&["--public"][..], &[]] {
        let arguments = [&["key", "convert", "--to", "jwk", "--out", &other, &key], public];
        assert_eq!(code(&openbadges(&arguments.concat())), 2);
    }
    assert_eq!(fs::read(&other).unwrap(), before);

    let public = folder.file("public.pem");
    done(&["key", "convert", "--to", "pem", "--public", "--out", &public, &key]);
    let small = folder.write("small.json", include_str!("../fixtures/small.json"));
    let refused = openbadges(&["sign", "--key", &public, &small]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("public"), "{}", stderr(&refused));
    for broken in ["", "z", "{}", "{\"kty\":\"OKP\",\"d\":\"hunter2\"}", "-----BEGIN X-----"] {
        let broken = folder.write("broken", broken);
        let refused = openbadges(&["key", "show", "--as", "did", &broken]);
        assert_eq!(code(&refused), 2);
        assert!(!stderr(&refused).contains("hunter2"));
    }
}

#[test]
fn canon_lint_and_inspect_say_what_they_see() {
    let folder = Folder::new("see");
    let small = folder.write("small.json", include_str!("../fixtures/small.json"));
    let quads = done(&["canon", &small]);
    assert!(quads.lines().all(|line| line.ends_with(" .")) && quads.contains("Leading a Number"));
    let jcs = done(&["canon", "--form", "jcs", &small]);
    assert!(jcs.starts_with("{\"@context\":[") && !jcs.ends_with('\n'));

    assert_eq!(code(&openbadges(&["lint", &small])), 0);
    let bad = folder.write(
        "bad.json",
        &include_str!("../fixtures/small.json").replace("\"criteria\"", "\"criterion\""),
    );
    let lint = openbadges(&["lint", "--json", &bad]);
    assert_eq!(code(&lint), 1);
    let text = stdout(&lint);
    let lines = lines(&text);
    let has = |code: &str, pointer: &str| {
        lines.iter().any(|line| line["code"] == code && line["pointer"] == pointer)
    };
    assert!(has("model.required", "/credentialSubject/achievement"), "{text}");
    assert!(has("data_loss", "/credentialSubject/achievement/criterion"), "{text}");

    let seen = done(&["inspect", &small]);
    assert!(seen.starts_with("NOT VERIFIED") && seen.contains("did:example:educator-42"));
}

#[cfg(feature = "aws-lc")]
#[test]
fn a_holder_derives_and_shows() {
    let folder = Folder::new("derive");
    let (key, held, shown) =
        (folder.file("key.jwk"), folder.file("held.json"), folder.file("shown.json"));
    let did = keygen(&key, &["--algorithm", "p256"]);
    let mut document = small();
    document["issuer"]["id"] = did.into();
    document["description"] = "For the wall.".into();
    let file = folder.write("badge.json", &document.to_string());
    let sign = ["sign", "--key", &key, "--suite", "ecdsa-sd-2023", &file];
    fs::write(&held, done(&sign)).unwrap();
    assert_eq!(code(&openbadges(&["verify", &held])), 1, "a base proof is for the holder");

    done(&["derive", &held, &shown]);
    assert_eq!(code(&openbadges(&["verify", &shown])), 0);
    let text = fs::read_to_string(&shown).unwrap();
    assert!(!text.contains("For the wall."), "{text}");
    let printed = done(&["derive", "--reveal", "/description", &held]);
    assert!(printed.contains("For the wall."), "{printed}");
    assert_eq!(code(&with_input(&["verify", "-"], printed.as_bytes())), 0);

    let mandatory: Vec<&str> =
        sign[..5].iter().chain(&["--mandatory", "/description", &file]).copied().collect();
    fs::write(&held, done(&mandatory)).unwrap();
    assert!(done(&["derive", &held]).contains("For the wall."));

    let nowhere = openbadges(&["derive", "--reveal", "/absent", &held]);
    assert_eq!(code(&nowhere), 1);
    assert!(stderr(&nowhere).contains("sd.pointer at /absent"), "{}", stderr(&nowhere));
    let again = openbadges(&["derive", &shown]);
    assert!(stderr(&again).contains("proof.form"), "{}", stderr(&again));
    let other = ["sign", "--key", &key, "--mandatory", "/name", &file];
    assert_eq!(code(&openbadges(&other)), 2);
    assert_eq!(code(&openbadges(&["derive", "--reveal", "name", &held])), 2);
}

#[test]
fn a_token_is_signed_verified_inspected_and_presented() {
    let folder = Folder::new("tokens");
    let key = |name: &str| {
        let file = folder.file(name);
        let did = keygen(&file, &[]);
        (file, did)
    };
    let ((issuer, issuer_did), (holder, holder_did)) = (key("issuer.jwk"), key("holder.jwk"));
    let mut badge = small();
    badge["issuer"]["id"] = issuer_did.into();
    badge["credentialSubject"]["id"] = holder_did.as_str().into();
    let unsigned = folder.write("unsigned.json", &badge.to_string());
    let token = done(&["sign", "--key", &issuer, "--suite", "jwt", &unsigned]);
    assert_eq!(token.trim().split('.').count(), 3);
    let token = folder.write("badge.jwt", &token);
    let verified = done(&["verify", "--json", &token]);
    let line: Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(line["outcome"], "valid");
    let inspected = done(&["inspect", &token]);
    assert!(inspected.starts_with("NOT VERIFIED"), "{inspected}");
    assert!(inspected.contains("EdDSA by did:key:") && inspected.contains("sub="), "{inspected}");

    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"] {
        let asked = ["--challenge", "c-41", "--domain", "hr.example.org"];
        let present = [&["present", "--key", &holder, "--suite", suite], &asked[..], &[&token]];
        let shown = folder.write("shown", &done(&present.concat()));
        let verify = |more: &[&str]| {
            let output = openbadges(&[&["verify", "--json"], more, &[&shown]].concat());
            let line: Value = serde_json::from_slice(&output.stdout).unwrap();
            (code(&output), line)
        };
        let whose = ["--holder", &holder_did, "--holder-is-subject"];
        let (status, line) = verify(&[&asked[..], &whose].concat());
        assert_eq!((status, &line["outcome"]), (0, &Value::from("valid")), "{suite}: {line}");
        assert_eq!(line["holder"], holder_did.as_str());
        assert_eq!(line["credentials"][0]["outcome"], "valid");
        let (status, line) = verify(&["--challenge", "c-42", "--domain", "hr.example.org"]);
        assert_eq!((status, &line["presentation"]["outcome"]), (1, &Value::from("invalid")));
    }
    // Who presents is not asked of what nobody presents.
    assert_eq!(code(&openbadges(&["verify", "--holder", &holder_did, &token])), 2);
}

#[test]
fn whom_it_is_about_and_who_is_trusted() {
    let folder = Folder::new("people");
    let key = folder.file("key.jwk");
    let did = keygen(&key, &[]);
    let mut badge = small();
    badge["issuer"]["id"] = did.as_str().into();
    let unsigned = folder.write("unsigned.json", &badge.to_string());
    let badge = folder.write("badge.json", &done(&["sign", "--key", &key, &unsigned]));
    let verify = |more: &[&str]| openbadges(&[&["verify"], more, &[badge.as_str()]].concat());

    let subject = "did:example:educator-42";
    assert_eq!(code(&verify(&["--recipient-id", subject, "--recipient-email", "a@x.org"])), 0);
    assert_eq!(code(&verify(&["--recipient-id", "did:example:another"])), 1);
    assert_eq!(code(&verify(&["--recipient-email", "a@x.org"])), 3);

    assert_eq!(code(&verify(&["--trust", &did])), 0);
    let untrusted = verify(&["--trust", "did:example:state"]);
    assert_eq!(code(&untrusted), 3);
    let text = String::from_utf8_lossy(&untrusted.stdout).into_owned();
    assert!(text.contains(": valid") && text.contains("untrusted"), "{text}");
    let registry = folder.write("registry.json", &format!(r#"{{"registry": {{"{did}": {{}}}}}}"#));
    assert_eq!(code(&verify(&["--registry", &registry])), 0);
    assert_eq!(code(&verify(&["--registry", &badge])), 2);
}

#[test]
fn a_class_is_written_as_a_schema() {
    let list = done(&["schema", "--list"]);
    assert!(list.lines().any(|name| name == "Profile") && list.lines().count() > 20, "{list}");
    let schema: Value = serde_json::from_str(&done(&["schema"])).unwrap();
    assert_eq!(schema["$ref"], "#/$defs/AchievementCredential");
    let schema: Value = serde_json::from_str(&done(&["schema", "--class", "Profile"])).unwrap();
    assert_eq!(schema["title"], "Profile");
    assert_eq!(code(&openbadges(&["schema", "--class", "Medal"])), 2);
}

#[test]
fn a_policy_is_named_and_what_is_unsafe_is_told() {
    let folder = Folder::new("policies");
    let key = folder.file("key.jwk");
    let printed = done(&["keygen", "--out", &key]);
    let method = printed.split_whitespace().find(|word| word.contains('#')).unwrap();
    let fragment = method.split_once('#').unwrap().1;
    let issuer = "https://district.example.org/issuers/1";
    let mut badge = small();
    badge["issuer"]["id"] = issuer.into();
    let unsigned = folder.write("unsigned.json", &badge.to_string());
    let as_method = format!("{issuer}#{fragment}");
    let signed = done(&["sign", "--key", &key, "--method", &as_method, &unsigned]);
    let badge = folder.write("badge.json", &signed);
    let verify = |more: &[&str]| openbadges(&[&["verify"], more, &[badge.as_str()]].concat());

    for named in [&[][..], &["--policy", "strict"], &["--policy", "lenient-read"]] {
        let output = verify(named);
        assert_eq!(code(&output), 3, "{named:?}");
        assert!(!stderr(&output).contains("unsafe: "), "{named:?}: {}", stderr(&output));
    }
    let output = verify(&["--policy", "one-ed-tech"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(stderr(&output).matches("unsafe: ").count(), 5, "{}", stderr(&output));
    assert_eq!(code(&verify(&["--policy", "anything"])), 2);
}

/// Collected today, verified without a network whenever, by the word of a collector who is named.
#[test]
fn a_bundle_is_collected_sealed_and_verified_again() {
    let (folder, did) = district("bundle");
    let badge = badges(&issue(&folder, &STATUS))[0].0.clone();
    publish(&folder);
    let archive = folder.file("archive.jwk");
    let archivist = keygen(&archive, &[]);
    let list = "https://district.example.org/status/revocation-1";
    let served = format!("{list}={}", folder.file("lists/revocation-1.json"));
    let file = folder.file("badge.bundle.json");
    let collected =
        done(&["bundle", "--document", &served, "--seal", &archive, &badge, "--out", &file]);
    assert!(collected.contains(": valid  Leading a Number Talk"), "{collected}");
    assert!(collected.contains(&format!("  holds     {list} (")), "{collected}");
    let ask = |more: &[&str]| {
        let output = openbadges(&[&["verify", "--json"], more, &[file.as_str()]].concat());
        let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
        (code(&output), codes(&line).join(" "))
    };
    assert_eq!(ask(&[]), (3, "bundle.unsealed".to_owned()));
    assert_eq!(ask(&["--collector", &archivist]), (0, String::new()));
    assert_eq!(ask(&["--collector", &archive]), (0, String::new()), "the key in a file");
    assert_eq!(ask(&["--collector", &did]), (3, "bundle.unsealed".to_owned()));
    assert_eq!(ask(&["--unsafely-any-collector"]), (0, String::new()));
    let at = ["--collector", &archivist, "--at", "2030-01-01T00:00:00Z"];
    assert_eq!(ask(&at).0, 3);
    assert!(ask(&at).1.contains("bundle.time"));
    let text = done(&["verify", "--collector", &archivist, &file]);
    assert!(text.contains("by the word of did:key:"), "{text}");

    // Revoked later: the bundle still says what was so then, and the badge does not.
    done(&["revoke", "--store", &folder.file("status.db"), &badges_id(&badge)]);
    publish(&folder);
    assert_eq!(ask(&["--collector", &archivist]).0, 0);
    assert_eq!(verify(&folder, &[&badge]).0, 1);

    let changed =
        fs::read_to_string(&file).unwrap().replacen("\"asOf\": \"20", "\"asOf\": \"19", 1);
    fs::write(&file, changed).unwrap();
    let (status, codes) = ask(&["--collector", &archivist]);
    assert_eq!(status, 1);
    assert!(codes.starts_with("bundle.seal "), "{codes}");
    assert_eq!(ask(&["--unsafely-any-collector"]).0, 1);
    let revoked = openbadges(&["bundle", "--document", &served, &badge, "--out", &file]);
    assert_eq!(code(&revoked), 1, "{}", stdout(&revoked));
    assert_eq!(ask(&["--unsafely-any-collector"]), (1, "revoked".to_owned()));
}

/// A document that is larger than what is read is not served, nor bundled, in part.
#[test]
fn what_is_too_large_is_not_used_in_part() {
    let folder = Folder::new("large");
    let (large, badge) = (folder.file("large.json"), folder.file("badge.json"));
    fs::write(&large, vec![b' '; 10 * 1024 * 1024 + 1]).unwrap();
    fs::write(&badge, "{}").unwrap();
    let (out, served) = (folder.file("bundle.json"), format!("https://x.example/={large}"));
    for arguments in [
        &["bundle", &large, "--out", &out][..],
        &["bundle", &badge, "--document", &served, "--out", &out],
        &["verify", &badge, "--document", &served],
    ] {
        let output = openbadges(arguments);
        assert_eq!((code(&output), stdout(&output)), (2, String::new()));
        assert!(stderr(&output).contains("more than the 10485760 bytes"), "{}", stderr(&output));
        assert!(!fs::exists(&out).unwrap());
    }
    // How large the rest of a file is, nobody looked at.
    fs::write(&large, vec![b' '; 11 * 1024 * 1024]).unwrap();
    let told = openbadges(&["verify", &large]);
    assert_eq!(code(&told), 1);
    let said = stdout(&told);
    assert!(said.contains("limit.size"), "{said}");
    assert!(said.contains("more than the 10485760 bytes allowed"), "{said}");
    assert!(!said.contains("10485761"), "{said}");
}

fn badges_id(file: &str) -> String {
    let badge: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    badge["id"].as_str().unwrap().to_owned()
}
