//! `status` and `revoke`.

use super::*;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

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
            assert!(said.contains("PostgreSQL") && !said.contains("hunter2"), "{said}");
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
        serde_json::json!({"lists": 1, "records": 2, "changes": 2, "inconsistencies": []})
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
