//! Claims into PostgreSQL, by processes of their own.

use std::process::{Child, Stdio};

use super::*;

/// Two offices claim one badge at once, in either order: it counts once, and the other is told so.
#[test]
fn of_two_claims_into_postgresql_one_is_refused() {
    let Some(server) = crate::server::Server::start_with(&["fsync=off"]) else { return };
    let story = story("claim-postgres");
    let ledger = format!("host={} user=openbadges dbname=postgres", server.folder().display());
    let issuers = format!("issuers={}", story.issuer);
    let (list, one) = (story.list(), "did:example:one");
    let who = ["--policy", "tennessee", "--set", &issuers, "--person", one, "--ledger", &ledger];
    // What is only looked at makes no ledger.
    let (code, text) = story.value(&who);
    assert_eq!(code, 2, "{text}");
    assert!(!text.contains("Nothing was written"), "{text}");
    let claim = [&["value", "--claim", "--document", &list][..], &who, &[&story.badge]].concat();
    let start = || -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_openbadges"));
        command.args(&claim).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let both = [start(), start()].map(|child| child.wait_with_output().unwrap());
    let mut told = both.map(|output| {
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), text)
    });
    told.sort();
    let [(0, counted), (1, refused)] = &told else { panic!("{told:?}") };
    assert!(counted.contains("What counts was written to the ledger."), "{counted}");
    assert!(refused.contains("It was counted on"), "{refused}");
    assert!(refused.contains("Nothing was written to the ledger."), "{refused}");
    let account = ["--account", "tennessee", "--person", one];
    let shown = done(&[&["ledger", "show", "--ledger", &ledger][..], &account].concat());
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.contains("counted") && shown.contains("6 pdp"), "{shown}");
    // Looked at from there, it counts already.
    let (code, text) = story.value(&who);
    assert!(code == 1 && text.contains("6 professional development points in all"), "{text}");
}
