//! What is taken back: what is revoked, or what does not stand any more for whatever reason.

use super::*;

impl Story {
    /// Counts the badge, whatever would be decided today.
    pub fn count(&self, ledger: &str, id: &str) {
        use openbadges::recognition::{Claim, ClaimKey, Ledger as _, SqliteLedger};
        let key = ClaimKey::new(&self.issuer, id);
        let now = openbadges::Timestamp::now();
        let claim = Claim::new("office", "did:example:one", key, self.achievement.clone(), now);
        SqliteLedger::open_or_create(ledger).unwrap().claim(&[claim]).unwrap();
    }

    fn reverse(&self, ledger: &str, flag: &str, badge: &str) -> (i32, String) {
        let mut call = ["ledger", "reverse", "--ledger", ledger, "--reason", "r", flag, badge]
            .map(str::to_owned)
            .to_vec();
        for list in fs::read_dir(self.folder.file("lists")).unwrap() {
            let name = list.unwrap().file_name().into_string().unwrap();
            if let Some(list) = name.strip_suffix(".json").filter(|name| !name.starts_with('.')) {
                let file = self.folder.file(&format!("lists/{name}"));
                let url = format!("https://district.example.org/status/{list}");
                call.extend(["--document".to_owned(), format!("{url}={file}")]);
            }
        }
        run(&call.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// What has expired is withdrawn, and not revoked.
#[test]
fn what_has_expired_is_taken_back_where_that_is_asked() {
    let story = story("expired");
    let mut badge: Value =
        serde_json::from_str(&fs::read_to_string(&story.badge).unwrap()).unwrap();
    let object = badge.as_object_mut().unwrap();
    object.remove("proof");
    object.remove("credentialStatus");
    object.insert("validFrom".to_owned(), "2020-01-01T00:00:00Z".into());
    object.insert("validUntil".to_owned(), "2021-01-01T00:00:00Z".into());
    object.remove("awardedDate");
    let unsigned = story.folder.file("unsigned.json");
    fs::write(&unsigned, badge.to_string()).unwrap();
    let expired = story.folder.file("expired.json");
    let key = story.folder.file("key.jwk");
    let method = format!("{}#{}", story.issuer, story.issuer.trim_start_matches("did:key:"));
    fs::write(&expired, done(&["sign", "--key", &key, "--method", &method, &unsigned])).unwrap();
    let ledger = story.folder.file("ledger.db");
    story.count(&ledger, &story.id);
    let (code, text) = story.reverse(&ledger, "--if-revoked", &expired);
    assert!(code == 3 && text.contains("not known to be revoked, and counts as before"), "{text}");
    // The badge itself stands.
    let (code, text) = story.reverse(&ledger, "--if-withdrawn", &story.badge);
    assert!(code == 3 && text.contains("revoked, suspended or expired"), "{text}");
    let (code, text) = story.reverse(&ledger, "--if-withdrawn", &expired);
    assert!(code == 0 && text.contains("taken back"), "{text}");
    assert_eq!(run(&["ledger", "reverse", "--if-revoked", "--if-withdrawn"]).0, 2);
}

/// What is suspended is withdrawn while it is, and not revoked.
#[test]
fn what_is_suspended_is_taken_back_where_that_is_asked() {
    let story = story("suspended");
    let [key, store, template, roster, out, lists] =
        ["key.jwk", "status.db", "template.json", "roster.csv", "two", "lists"]
            .map(|name| story.folder.file(name));
    let call = ["issue", "--key", &key, "--template", &template, "--recipients", &roster];
    let status = ["--store", &store, "--out", &out, "--suspendable"];
    let issued = done(&[&call[..], &status].concat());
    let mut words = issued.split_whitespace();
    let (badge, id) = (words.next().unwrap(), words.next().unwrap());
    let publish = || {
        done(&["status", "publish", "--key", &key, "--store", &store, "--out", &lists]);
    };
    let ledger = story.folder.file("ledger.db");
    story.count(&ledger, id);
    publish();
    assert_eq!(story.reverse(&ledger, "--if-withdrawn", badge).0, 3);
    done(&["revoke", "--store", &store, "--suspend", "--reason", "asked about", id]);
    publish();
    let (code, text) = story.reverse(&ledger, "--if-revoked", badge);
    assert_eq!(code, 3, "{text}");
    let (code, text) = story.reverse(&ledger, "--if-withdrawn", badge);
    assert!(code == 0 && text.contains("taken back"), "{text}");
}
