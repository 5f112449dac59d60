//! `status` and `revoke`.

use super::*;

#[test]
fn a_file_of_ids_is_revoked_and_can_be_taken_up_again() {
    let (folder, _) = district("revoke-file");
    let badges = badges(&issue(&folder, &STATUS));
    let [first, second] = [badges[0].1.as_str(), badges[1].1.as_str()];
    let store = folder.file("status.db");
    done(&["revoke", "--store", &store, "--reason", "known before", first]);
    let strange: String = (0..1_200).map(|number| format!("urn:x:{number}\n")).collect();
    let ids = folder.write("ids", &format!("{first}\r\n\n{strange}  {second}\n"));
    let run = openbadges(&["revoke", "--store", &store, "--by", "registrar", "--file", &ids]);
    assert_eq!(code(&run), 1, "some could not be revoked");
    assert_eq!(stdout(&run), format!("revoked already  {first}\nrevoked  {second}\n"));
    assert_eq!(stderr(&run).lines().last(), Some("1 revoked, 1 already, 1200 failed"));
    assert_eq!(stderr(&run).lines().count(), 1_201, "each that failed is told");

    // Again, nothing is done, and as data.
    let arguments = ["revoke", "--store", &store, "--json", "--file", "-"];
    let run = with_input(&arguments, format!("{second}\nurn:x:1\n").as_bytes());
    assert_eq!(code(&run), 1);
    let told = lines(&stdout(&run));
    assert_eq!(told[0], serde_json::json!({"credential": second, "outcome": "unchanged"}));
    assert_eq!(
        (&told[1]["outcome"], &told[1]["code"]),
        (&"failed".into(), &"store.unknown".into())
    );
    assert_eq!(told.len(), 2);
    let run = with_input(&arguments, format!("{first}\n{second}\n").as_bytes());
    assert_eq!(code(&run), 0);

    let shown = lines(&done(&["status", "show", "--store", &store, "--json", second]));
    assert_eq!(shown[0]["states"], serde_json::json!({"revocation": 1}));
    assert_eq!(shown[0]["changes"][0]["by"], "registrar");
    let shown = done(&["status", "show", "--store", &store, first]);
    assert!(shown.contains("revocation: set") && shown.contains(": known before"), "{shown}");
}

#[test]
fn what_cannot_be_revoked_at_all_ends_the_command() {
    let (folder, _) = district("revoke-nothing");
    issue(&folder, &STATUS);
    let store = folder.file("status.db");
    let ids = folder.write("ids", "urn:x:1\n");
    for arguments in [
        vec!["revoke", "--store", &store],
        vec!["revoke", "--store", &store, "--file", &ids, "urn:x:1"],
        vec!["revoke", "--store", &store, "--suspend", "--message", "1", "urn:x:1"],
        vec!["revoke", "--store", &store, "urn:x:1"],
        vec!["revoke", "--store", &store, "--file", "nowhere"],
        vec!["revoke", "--store", "nowhere", "--file", &ids],
        vec!["status", "show", "--store", "nowhere"],
        vec!["status", "show", "--store", &ids],
        vec!["status", "show", "--store", &store, "urn:x:1"],
        vec!["status", "rotate", "--store", "nowhere"],
        vec!["status", "verify-store", "--store", "nowhere"],
    ] {
        let run = openbadges(&arguments);
        assert_eq!(code(&run), 2, "{arguments:?}: {}", stdout(&run));
        assert!(!stderr(&run).is_empty());
    }
    assert!(!std::path::Path::new("nowhere").exists(), "no store is made by looking for one");
}

/// The URL of a database is for the command alone: a password in it is told to nobody.
#[test]
fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    for url in [
        "postgres://registrar:hunter2@db.example.org/status",
        "postgresql://registrar:hunter2@127.0.0.1:1/status",
        "postgres://registrar:hunter2@/?port=hunter2",
        "POSTGRES://registrar:hunter2@db.example.org/status",
        "PostgreSQL://registrar:hunter2@127.0.0.1:1/status",
        "host=127.0.0.1 port=1 user=registrar password=hunter2",
        "password=hunter2 host=db.example.org",
        "PASSWORD = hunter2",
        "postgre://registrar:hunter2@db.example.org/status",
        "mysql://registrar:hunter2@db.example.org/status",
    ] {
        for arguments in [
            ["status", "show", "--store", url].as_slice(),
            &["revoke", "--store", url, "urn:x:1"],
            &["status", "rotate", "--store", url],
            &["status", "verify-store", "--store", url],
        ] {
            let run = openbadges(arguments);
            assert_eq!(code(&run), 2, "{arguments:?}");
            let said = stderr(&run) + &stdout(&run);
            assert!(!said.contains("hunter2"), "{said}");
            let is_another = url.starts_with("postgre:") || url.starts_with("mysql:");
            assert_eq!(said.contains("the PostgreSQL store"), !is_another, "{said}");
        }
        // What is not on the command line, others on the machine cannot read there.
        for arguments in [["status", "show", "--json"].as_slice(), &["status", "rotate", "--help"]]
        {
            let mut command = Command::new(env!("CARGO_BIN_EXE_openbadges"));
            let run = command.args(arguments).env("OPENBADGES_STORE", url).output().unwrap();
            let said = stderr(&run) + &stdout(&run);
            assert!(said.contains("OPENBADGES_STORE") || code(&run) == 2, "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}

#[test]
fn lists_are_rotated_shown_and_published_where_they_changed() {
    let (folder, did) = district("rotate");
    let old = badges(&issue(&folder, &STATUS));
    let (key, store, out) =
        (folder.file("key.jwk"), folder.file("status.db"), folder.file("lists"));
    let publish = |more: &[&str]| {
        let mut arguments =
            vec!["status", "publish", "--key", &key, "--store", &store, "--out", &out];
        arguments.extend(more);
        done(&arguments)
    };
    assert_eq!(publish(&[]).lines().count(), 1);
    assert_eq!(publish(&[]), "1 unchanged\n");
    assert_eq!(done(&["status", "rotate", "--store", &store]), "closed  1\n");
    let again = done(&["status", "rotate", "--store", &store, "--json"]);
    assert_eq!(again, "{\"closed\":[]}\n");
    issue(&folder, &[]);
    let shown = lines(&done(&["status", "show", "--store", &store, "--json"]));
    let names: Vec<_> = shown.iter().map(|list| list["list"].as_str().unwrap()).collect();
    assert_eq!(names, ["revocation-1", "revocation-2"]);
    assert_eq!(shown[0]["intake"], "closed");
    assert_eq!((&shown[1]["allotted"], &shown[1]["entries"]), (&2.into(), &131_072.into()));
    let shown = done(&["status", "show", "--store", &store]);
    assert!(shown.starts_with("revocation-1  2 of 131072 entries, revision 0, opened "), "{shown}");

    // The list of the old badges lives on.
    done(&["revoke", "--store", &store, &old[0].1]);
    let written = lines(&publish(&["--json", "--revocation-list"]));
    let files: Vec<_> = written.iter().map(|list| list["file"].as_str().unwrap()).collect();
    let expected = ["revocation-1.json", "revocation-2.json", "revoked.json"];
    assert_eq!(files, expected.map(|name| folder.file(&format!("lists/{name}"))));
    assert_eq!(written[0]["cacheControl"], "public, max-age=3600");
    assert_eq!(written[0]["contentType"], "application/vc");
    let list: Value = serde_json::from_slice(&fs::read(files[0]).unwrap()).unwrap();
    assert_eq!(list["validUntil"], written[0]["validUntil"]);
    assert_eq!(list["credentialSubject"]["ttl"], 3_600_000);
    let revoked: Value = serde_json::from_slice(&fs::read(files[2]).unwrap()).unwrap();
    assert_eq!(revoked["issuer"], did.as_str());
    assert_eq!(revoked["revokedCredential"][0]["id"], old[0].1.as_str());
    assert_eq!(verify(&folder, &[&old[0].0]).0, 1);

    assert_eq!(publish(&["--revocation-list"]), "3 unchanged\n");
    assert_eq!(publish(&["--all"]).lines().count(), 2);
    let other_times = publish(&["--validity", "2d", "--ttl", "90m", "--renewal", "6h", "--json"]);
    assert_eq!(lines(&other_times)[1]["cacheControl"], "public, max-age=5400");
    for wrong in [["--ttl", "5"], ["--ttl", "8d"], ["--ttl", "0s"], ["--validity", "1y"]] {
        let mut arguments =
            vec!["status", "publish", "--key", &key, "--store", &store, "--out", &out];
        arguments.extend(wrong);
        assert_eq!(code(&openbadges(&arguments)), 2, "{wrong:?}");
    }
}

#[test]
fn a_store_is_checked_against_its_history() {
    let (folder, _) = district("verify-store");
    let badges = badges(&issue(&folder, &[STATUS[0], STATUS[1], "--suspendable"]));
    let store = folder.file("status.db");
    done(&["revoke", "--store", &store, &badges[0].1]);
    done(&["revoke", "--store", &store, "--suspend", &badges[1].1]);
    let told = done(&["status", "verify-store", "--store", &store]);
    assert_eq!(told, "nothing contradicts: 2 records and 2 changes in 1 lists\n");
    let told = lines(&done(&["status", "verify-store", "--store", &store, "--json"]));
    assert_eq!(
        told[0],
        serde_json::json!({"lists": 1, "records": 2, "changes": 2, "inconsistencies": [], "moving": []})
    );
    // Somebody clears a bit behind the store's back.
    let database = rusqlite::Connection::open(&store).unwrap();
    assert_eq!(database.execute("DELETE FROM status WHERE purpose = 'suspension'", []).unwrap(), 1);
    drop(database);
    let run = openbadges(&["status", "verify-store", "--store", &store, "--json"]);
    assert_eq!(code(&run), 1, "{}", stdout(&run));
    let told = lines(&stdout(&run));
    assert!(!told[0]["inconsistencies"].as_array().unwrap().is_empty());
}

#[test]
fn badges_for_old_verifiers_name_the_list_of_revoked_credentials() {
    let (folder, _) = district("old-verifiers");
    let badges = badges(&issue(&folder, &[STATUS[0], STATUS[1], "--revocation-list"]));
    let badge: Value = serde_json::from_slice(&fs::read(&badges[0].0).unwrap()).unwrap();
    assert_eq!(
        badge["credentialStatus"][1],
        serde_json::json!({"id": format!("{}/revoked", STATUS[1]), "type": "1EdTechRevocationList"})
    );
}

/// What is refused of one list is told, and what was written is told as well.
#[test]
fn what_was_published_is_told_also_where_something_was_refused() {
    let (folder, _) = district("refused");
    let first = badges(&issue(&folder, &STATUS));
    let (key, store, out) =
        (folder.file("key.jwk"), folder.file("status.db"), folder.file("lists"));
    let publish = |more: &[&str]| {
        let mut arguments =
            vec!["status", "publish", "--key", &key, "--store", &store, "--out", &out];
        arguments.extend(more);
        openbadges(&arguments)
    };
    let backup = folder.file("backup.db");
    fs::copy(&store, &backup).unwrap();
    done(&["revoke", "--store", &store, &first[0].1]);
    done(&["status", "rotate", "--store", &store]);
    let lost = badges(&issue(&folder, &[]));
    assert_eq!(code(&publish(&["--revocation-list"])), 0);

    // The store is lost, and the backup takes its place: one list is behind, another is new.
    fs::copy(&backup, &store).unwrap();
    let closed = done(&["status", "rotate", "--store", &store, "--beyond", "50", "--json"]);
    assert_eq!(closed, "{\"closed\":[1]}\n");
    issue(&folder, &[]);
    let run = publish(&["--json", "--revocation-list"]);
    assert_eq!(code(&run), 2);
    let told = lines(&stdout(&run));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["url"].as_str().unwrap().ends_with("/revocation-51"), "{told:?}");
    let said = stderr(&run);
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.contains("revocation-1 was published at revision"), "{said}");
    assert!(said.contains("revoked was published at revision"), "{said}");

    let run = publish(&["--keep-lost", "--revocation-list"]);
    assert_eq!((code(&run), stdout(&run).lines().count()), (0, 3), "{}", stderr(&run));
    // What was revoked stays revoked; what the store lost altogether is as it was.
    assert_eq!(verify(&folder, &[&first[0].0]).0, 1);
    assert_eq!(verify(&folder, &[&first[1].0]).0, 0);
    assert_eq!(lost.len(), 2);
    let list = fs::read(folder.file("lists/revocation-2.json"));
    assert!(list.is_ok(), "the list of what the store does not know lives on");
    let revoked = fs::read_to_string(folder.file("lists/revoked.json")).unwrap();
    assert!(revoked.contains(&first[0].1), "{revoked}");
}

/// A badge that was issued after the backup is unknown to the restored store, and tells its place.
#[test]
fn a_badge_that_a_restored_store_lost_is_revoked_by_its_place() {
    let (folder, _) = district("lost");
    issue(&folder, &STATUS);
    let (key, store, out) =
        (folder.file("key.jwk"), folder.file("status.db"), folder.file("lists"));
    let backup = folder.file("backup.db");
    fs::copy(&store, &backup).unwrap();
    let lost = badges(&issue(&folder, &[]));
    publish(&folder);
    fs::copy(&backup, &store).unwrap();
    let badge: Value = serde_json::from_slice(&fs::read(&lost[0].0).unwrap()).unwrap();
    let entry = &badge["credentialStatus"];
    assert_eq!(entry["statusListCredential"], "https://district.example.org/status/revocation-1");
    let place = format!("revocation-1:{}", entry["statusListIndex"].as_str().unwrap());
    assert_eq!(code(&openbadges(&["revoke", "--store", &store, &lost[0].1])), 2);
    let publish = |more: &[&str]| {
        let mut arguments =
            vec!["status", "publish", "--key", &key, "--store", &store, "--out", &out];
        arguments.extend(more);
        openbadges(&arguments)
    };
    // Not while the place may be given to somebody else.
    let run = publish(&["--keep-lost", "--revoke-lost", &place]);
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("is not lost: the list is open"), "{}", stderr(&run));
    done(&["status", "rotate", "--store", &store, "--beyond", "50"]);
    assert_eq!(verify(&folder, &[&lost[0].0]).0, 0);
    for wrong in ["revocation-1", "suspension-1:5", "revocation-1:x", "revocation-01:5"] {
        let run = publish(&["--keep-lost", "--revoke-lost", wrong]);
        assert!(stderr(&run).contains("is no place such as"), "{}", stderr(&run));
    }
    assert_eq!(code(&publish(&["--revoke-lost", &place])), 2, "it has to be kept");
    let run = publish(&["--keep-lost", "--revoke-lost", &place]);
    assert_eq!(code(&run), 0, "{}", stderr(&run));
    let (status, lines) = verify(&folder, &[&lost[0].0]);
    assert_eq!((status, codes(&lines[0])), (1, vec!["revoked"]));
    assert_eq!(verify(&folder, &[&lost[1].0]).0, 0);
}

#[test]
fn a_file_of_ids_may_come_from_any_editor() {
    let (folder, _) = district("revoke-bytes");
    let badges = badges(&issue(&folder, &STATUS));
    let store = folder.file("status.db");
    let ids = format!("\u{feff}{}\r\nurn:x:\u{0}\n", badges[0].1).into_bytes();
    let ids = [&ids[..], b"urn:x:\xff\xfe\n", badges[1].1.as_bytes()].concat();
    let run = with_input(&["revoke", "--store", &store, "--file", "-"], &ids);
    assert_eq!(code(&run), 1, "{}", stderr(&run));
    let revoked = badges.iter().map(|it| format!("revoked  {}\n", it.1)).collect::<String>();
    assert_eq!(stdout(&run), revoked);
    assert_eq!(stderr(&run).lines().last(), Some("2 revoked, 0 already, 2 failed"));

    // One credential that cannot be changed is the failure of the command, also as data.
    let run = openbadges(&["revoke", "--store", &store, "--json", "urn:x:1"]);
    assert_eq!(code(&run), 2);
    assert_eq!(lines(&stdout(&run))[0]["code"], "store.unknown");
}

#[test]
fn a_roster_with_requests_is_taken_up_again() {
    let (folder, _) = district("requests");
    folder.write(
        "roster.csv",
        "email,name,request\none@example.org,One,2026-1\ntwo@example.org,Two,2026-2\n",
    );
    let first = badges(&issue(&folder, &STATUS));
    let bytes = |badges: &[(String, String)]| -> Vec<Vec<u8>> {
        badges.iter().map(|badge| fs::read(&badge.0).unwrap()).collect()
    };
    let before = bytes(&first);
    let again = badges(&issue(&folder, &[]));
    assert_eq!((&again, bytes(&again)), (&first, before));
    let store = folder.file("status.db");
    let shown = lines(&done(&["status", "show", "--store", &store, "--json"]));
    assert_eq!(shown[0]["allotted"], 2);
    // Salts differ from row to row.
    let salt = |badge: &(String, String)| -> Value {
        let badge: Value = serde_json::from_slice(&fs::read(&badge.0).unwrap()).unwrap();
        badge["credentialSubject"]["identifier"][0]["salt"].clone()
    };
    assert_ne!(salt(&first[0]), salt(&first[1]));
    // Another badge under the same request is refused, and so is a roster that says one twice.
    folder.write("roster.csv", "email,name,request\none@example.org,Another,2026-1\n");
    let run = issue(&folder, &[]);
    assert_eq!(code(&run), 2);
    assert!(stderr(&run).contains("something else was issued before"), "{}", stderr(&run));
    folder.write("roster.csv", "id,request\ndid:example:a,1\ndid:example:b,1\n");
    assert!(
        stderr(&issue(&folder, &[])).contains("roster.csv:3"),
        "{}",
        stderr(&issue(&folder, &[]))
    );
}

/// The store records many rows at once, and a row that it refuses holds up none before it.
#[test]
fn a_roster_is_issued_in_batches_and_a_refused_row_is_named() {
    let (folder, _) = district("batches");
    let row = |n: usize| match n {
        // More than one batch without names for the rows, and some with them.
        0..260 => format!("did:example:{n},\n"),
        _ => format!("did:example:{n},r-{n}\n"),
    };
    let roster = |rows: String| folder.write("roster.csv", &format!("id,request\n{rows}"));
    let recipients = |run: &Output| -> Vec<String> {
        let words = |line: &str| line.split_whitespace().nth(2).unwrap().to_owned();
        stdout(run).lines().map(words).collect()
    };
    let named = |numbers: &[usize]| -> Vec<String> {
        numbers.iter().map(|n| format!("did:example:{n}")).collect()
    };
    roster((0..300).map(row).collect());
    let first = issue(&folder, &STATUS);
    assert_eq!(code(&first), 0, "{}", stderr(&first));
    assert_eq!(recipients(&first), named(&(0..300).collect::<Vec<_>>()));
    let of_all = badges(&first);
    assert!(of_all.iter().all(|(file, _)| fs::exists(file).unwrap()));
    let allotted = || {
        let shown = done(&["status", "show", "--store", &folder.file("status.db"), "--json"]);
        lines(&shown)[0]["allotted"].clone()
    };
    assert_eq!(allotted(), 300);

    roster(format!("{}{}did:example:x,r-262\ndid:example:y,new\n", row(260), row(261)));
    let again = issue(&folder, &[]);
    assert_eq!(code(&again), 2);
    assert_eq!(recipients(&again), named(&[260, 261]));
    assert_eq!(badges(&again), of_all[260..262]);
    let told = stderr(&again);
    assert!(told.contains("roster.csv:4: ") && told.contains("\"r-262\""), "{told}");
    assert_eq!(allotted(), 300, "nothing after it was issued");
}

#[test]
fn the_length_of_new_lists_can_be_chosen() {
    let (folder, _) = district("length");
    for wrong in ["131071", "65536", "8388616", "x", "0"] {
        let run = issue(&folder, &[STATUS[0], STATUS[1], "--list-length", wrong]);
        assert_eq!(code(&run), 2, "{wrong}");
    }
    badges(&issue(&folder, &[STATUS[0], STATUS[1], "--list-length", "1048576"]));
    let store = folder.file("status.db");
    let shown = lines(&done(&["status", "show", "--store", &store, "--json"]));
    assert_eq!(shown[0]["entries"], 1_048_576);
}

/// Badges are issued into PostgreSQL, revoked there by whoever is named, and published from there.
#[cfg(all(unix, feature = "postgres"))]
#[test]
fn a_roster_is_issued_into_postgresql() {
    let Some(server) = crate::server::Server::start_with(&["fsync=off"]) else { return };
    let (folder, _) = district("postgres");
    let [key, template, roster, out] =
        ["key.jwk", "template.json", "roster.csv", "badges"].map(|name| folder.file(name));
    let store = format!("host={} user={} dbname=postgres", server.folder().display(), "openbadges");
    let issue = |more: &[&str]| {
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
    };
    let run = issue(&[]);
    assert_eq!(code(&run), 2, "there is no store yet, and no URL to make one for");
    let issued = badges(&issue(&[STATUS[0], STATUS[1], "--list-length", "262144"]));
    issue(&[]);
    let shown = lines(&done(&["status", "show", "--store", &store, "--json"]));
    assert_eq!((&shown[0]["entries"], &shown[0]["allotted"]), (&262_144.into(), &4.into()));
    done(&["revoke", "--store", &store, "--by", "registrar", "--reason", "error", &issued[0].1]);
    let shown = lines(&done(&["status", "show", "--store", &store, "--json", &issued[0].1]));
    assert_eq!(shown[0]["changes"][0]["by"], "registrar");
    let lists = folder.file("lists");
    let mut command = Command::new(env!("CARGO_BIN_EXE_openbadges"));
    command.args(["status", "publish", "--key", &key, "--out", &lists]);
    let run = command.env("OPENBADGES_STORE", &store).output().unwrap();
    assert_eq!(code(&run), 0, "{}", stderr(&run));
    assert_eq!(verify(&folder, &[&issued[0].0]).0, 1);
    assert_eq!(verify(&folder, &[&issued[1].0]).0, 0);
    assert_eq!(
        done(&["status", "verify-store", "--store", &store]),
        "nothing contradicts: 4 records and 1 changes in 1 lists\n"
    );
}
