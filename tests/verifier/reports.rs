//! The report, and the ways to one: blocking or step by step, in one thread or several.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread;

use openbadges::json::Value;
use openbadges::model::Kind;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::{Question, Report, Style};
use openbadges::resolve::{Document, Documents, ResolveError, Resolver};
use openbadges::verifier::{Policy, Step, Verification};
use openbadges::{Code, Limits, Verifier};

use crate::mint::*;

const ISSUER: &str = "https://district.example.org/issuers/1";

/// A badge that needs its issuer's document and two lists.
fn needy() -> (Value, Documents) {
    let method = format!("{ISSUER}#key-1");
    let signer = key_as(1, &method);
    let mut badge = badge(ISSUER);
    let second = format!("{LIST}2");
    let mut other = entry("9");
    set(&mut other, "/statusListCredential", second.as_str());
    set(&mut other, "/id", format!("{second}#9"));
    set(&mut badge, "/credentialStatus", vec![entry("7"), other]);
    let badge = signed_by(badge, &signer, RDFC);
    let controller = json(&format!(
        r#"{{"id": "{ISSUER}", "assertionMethod": ["{method}"], "verificationMethod": [{{
            "id": "{method}", "type": "Multikey", "controller": "{ISSUER}",
            "publicKeyMultibase": "{}"}}]}}"#,
        signer.key().public().to_multikey()
    ));
    let mut documents = Documents::new().with(ISSUER, controller.to_string());
    for url in [LIST, &second] {
        let mut list = list(&[]);
        set(&mut list, "/id", url);
        set(&mut list, "/issuer", ISSUER);
        documents.insert(url, signed_by(list, &signer, RDFC).to_string());
    }
    (badge, documents)
}

/// Steps until it is done, and gives the URLs that were asked for, in order.
fn step_by_step(
    mut verification: Verification<'_>,
    documents: &Documents,
) -> (Report, Vec<String>) {
    let mut asked = Vec::new();
    loop {
        match verification.step() {
            Step::Done(report) => return (*report, asked),
            Step::Needs(needs) => {
                assert!(!needs.is_empty());
                for need in needs {
                    assert!(!asked.contains(&need.url), "{} was asked for twice", need.url);
                    asked.push(need.url.clone());
                    let found = documents.resolve(&need.url);
                    verification.supply(need.url, found);
                }
            }
        }
    }
}

#[test]
fn step_by_step_is_the_same_as_at_once() {
    let (badge, documents) = needy();
    let verifier = Verifier::new().with_resolver(documents.clone());
    for bytes in [
        badge.to_string(),
        good().to_string(),
        badge_with(entry("7")).to_string(),
        "{}".to_owned(),
        "not JSON".to_owned(),
    ] {
        let at_once = verifier.verify(bytes.as_bytes(), &now());
        let (stepped, _) = step_by_step(verifier.begin(bytes.as_bytes(), &now()), &documents);
        assert_eq!(at_once, stepped);
    }
    let (report, asked) =
        step_by_step(verifier.begin(badge.to_string().as_bytes(), &now()), &documents);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(asked.len(), 3, "{asked:?}");
}

#[test]
fn a_forger_makes_nobody_fetch_anything_but_the_key() {
    let verifier = Verifier::new();
    let mut forged = badge_with(entry("7"));
    set(&mut forged, "/name", "Another");
    let mut unsigned = badge_with(entry("7"));
    remove(&mut unsigned, "proof");
    for (forged, code) in [(forged, "signature"), (unsigned, "proof.missing")] {
        let begun = verifier.begin(forged.to_string().as_bytes(), &now());
        let (report, asked) = step_by_step(begun, &Documents::new());
        assert_verdict(&report, Invalid, &[code, "not_checked"]);
        assert_eq!(asked, Vec::<String>::new());
    }
    let (mut forged, documents) = needy();
    set(&mut forged, "/name", "Another");
    let begun = verifier.begin(forged.to_string().as_bytes(), &now());
    let (report, asked) = step_by_step(begun, &documents);
    assert_verdict(&report, Invalid, &["signature", "not_checked"]);
    assert_eq!(asked, [ISSUER]);
}

#[test]
fn a_step_repeated_asks_again_and_changes_nothing() {
    let (badge, documents) = needy();
    let verifier = Verifier::new();
    let mut verification = verifier.begin(badge.to_string().as_bytes(), &now());
    let Step::Needs(first) = verification.step() else { panic!() };
    let Step::Needs(again) = verification.step() else { panic!() };
    assert_eq!(first, again);
    // What was not asked for does no harm.
    verification.supply("https://else.example/".into(), documents.resolve(LIST));
    let (report, _) = step_by_step(verification, &documents);
    assert_verdict(&report, Valid, &[]);
}

#[test]
fn more_needs_than_the_limit() {
    let entries: Vec<Value> = (0..40)
        .map(|number| {
            let url = format!("{LIST}-{number}");
            let mut entry = entry("7");
            set(&mut entry, "/statusListCredential", url.as_str());
            set(&mut entry, "/id", format!("{url}#7"));
            entry
        })
        .collect();
    let badge = badge_with(entries.into());
    assert_verdict(&verify(&badge), Indeterminate, &["limit.fetch"]);
    let verifier = Verifier::new().with_limits(Limits { fetches: 40, ..Limits::default() });
    let report = verifier.verify(badge.to_string().as_bytes(), &now());
    assert_verdict(&report, Indeterminate, &["status.unavailable"]);
    assert_eq!(report.objections().count(), 40);

    let (badge, documents) = needy();
    for (fetches, outcome) in [(2, Indeterminate), (3, Valid)] {
        let verifier = Verifier::new()
            .with_resolver(documents.clone())
            .with_limits(Limits { fetches, ..Limits::default() });
        let report = verifier.verify(badge.to_string().as_bytes(), &now());
        assert_eq!(report.outcome(), outcome, "{fetches}: {report:#?}");
        assert_eq!(report.has(Code::LimitFetch), outcome == Indeterminate);
    }
}

/// Counts what it is asked for.
#[derive(Clone, Default)]
struct Counting(Arc<Mutex<HashMap<String, u32>>>);

impl Resolver for Counting {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        *self.0.lock().unwrap().entry(url.to_owned()).or_default() += 1;
        Err(ResolveError::Failed { url: url.to_owned(), reason: "the line is down".into() })
    }
}

#[test]
fn each_document_is_asked_for_once_without_a_fragment() {
    let counting = Counting::default();
    let verifier = Verifier::new().with_resolver(counting.clone());
    let (mut badge, _) = needy();
    let both = badge.get("credentialStatus").unwrap().items().to_vec();
    set(&mut badge, "/credentialStatus", [both.clone(), both].concat());
    let badge = signed_by(badge, &key_as(1, &format!("{ISSUER}#key-1")), RDFC);
    let report = verifier.verify(badge.to_string().as_bytes(), &now());
    assert_eq!(report.outcome(), Indeterminate, "{report:#?}");
    for (url, count) in counting.0.lock().unwrap().iter() {
        assert_eq!(*count, 1, "{url}");
        assert!(!url.contains('#'), "{url}");
    }
}

#[test]
fn the_same_bytes_give_the_same_report_in_every_thread() {
    let (badge, documents) = needy();
    let verifier = Verifier::new().with_resolver(documents);
    let mut tampered = badge.clone();
    set(&mut tampered, "/name", "Another");
    let inputs = [badge.to_string(), tampered.to_string(), good().to_string(), "[".to_owned()];
    let once: Vec<Report> =
        inputs.iter().map(|bytes| verifier.verify(bytes.as_bytes(), &now())).collect();
    thread::scope(|scope| {
        for offset in 0..4 {
            let (verifier, inputs, once) = (&verifier, &inputs, &once);
            scope.spawn(move || {
                for round in 0..25 {
                    let index = (offset + round) % inputs.len();
                    let report = verifier.verify(inputs[index].as_bytes(), &now());
                    assert_eq!(report, once[index]);
                }
            });
        }
    });
    let fresh: Vec<Report> = {
        let (_, documents) = needy();
        let verifier = Verifier::new().with_resolver(documents);
        inputs.iter().map(|bytes| verifier.verify(bytes.as_bytes(), &now())).collect()
    };
    assert_eq!(fresh, once, "nothing depends on what a verifier has seen before");
}

#[test]
fn what_is_said_depends_on_what_is_proved() {
    // Valid: everything.
    let report = verify(&good());
    assert_eq!(report.verified().unwrap().document().get("proof"), None);
    assert_eq!(report.verified().unwrap().summary(), *report.summary().unwrap());
    assert_eq!(*report.verified().unwrap().verified_as_of(), now());
    // The proof holds, but it is expired: a summary, nothing verified.
    let mut expired = badge(&did(&issuer()));
    set(&mut expired, "/validUntil", "2026-07-31T00:00:00Z");
    let report = verify(&signed(expired));
    assert_verdict(&report, Invalid, &["time.expired"]);
    assert_eq!(
        report.summary().unwrap().id.as_deref(),
        Some("urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c11")
    );
    assert!(report.checks().iter().any(|c| c.question == Question::Validity && c.authenticated));
    // Another's key: what is said is said by nobody known.
    let report = verify(&signed_by(badge(&did(&issuer())), &key(2), RDFC));
    assert_verdict(&report, Invalid, &["binding"]);
    assert!(report.summary().is_some());
    assert!(report.checks().iter().all(|check| !check.authenticated));
    // The proof does not hold: no word of what the document says.
    let mut tampered = good();
    set(&mut tampered, "/name", "Another");
    let report = verify(&tampered);
    assert_verdict(&report, Invalid, &["signature"]);
    assert!(report.summary().is_none());
    assert!(report.checks().iter().all(|check| !check.authenticated));
}

#[test]
fn a_report_is_json_of_a_stable_shape() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/validUntil", "2026-07-31T00:00:00Z");
    let bare = did(&issuer());
    let badge = signed_by(badge, &key_as(1, &bare), RDFC);
    let report = serde_json::to_value(verify(&badge)).unwrap();
    let names = |value: &serde_json::Value| {
        let mut names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let members = ["asOf", "checks", "credential", "outcome", "version", "warnings"];
    assert_eq!(names(&report), members);
    assert_eq!(report["outcome"], "invalid");
    let mut members = vec!["authenticated", "check", "code", "message", "outcome", "pointer"];
    members.sort();
    for check in
        report["checks"].as_array().unwrap().iter().chain(report["warnings"].as_array().unwrap())
    {
        assert_eq!(names(check), members);
        assert!(check["message"].is_string() && check["pointer"].is_string());
        assert_eq!(check["code"].is_null(), check["outcome"] == "passed", "{check}");
    }
    let expired =
        report["checks"].as_array().unwrap().iter().find(|c| c["outcome"] == "failed").unwrap();
    assert_eq!(
        (&expired["check"], &expired["code"], &expired["pointer"]),
        (&"validity".into(), &"time.expired".into(), &"/validUntil".into())
    );
    assert_eq!(report["warnings"][0]["code"], "key.bare_did");
    assert_eq!(
        names(&report["credential"]),
        ["id", "issuer", "name", "subject", "validFrom", "validUntil"]
    );
    assert_eq!(report["credential"]["subject"], "did:example:educator-42");
    let report = serde_json::to_value(verify(&json("{}"))).unwrap();
    let members = ["asOf", "checks", "outcome", "version", "warnings"];
    assert_eq!(names(&report), members, "no credential without a proof");
}

#[test]
fn checks_stand_in_the_order_of_asking() {
    for credential in [good(), badge_with(entry("7")), json("{}")] {
        let report = verify(&credential);
        let questions: Vec<_> = report.checks().iter().map(|check| check.question).collect();
        assert!(questions.is_sorted(), "{questions:?}");
    }
}

#[test]
fn the_text_for_people_steers_no_terminal() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/name", "\u{1b}[31mred\u{202e}\r\nvalid");
    let text = verify(&signed(badge)).to_text(Style::Plain);
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\r']), "{text:?}");
    assert!(text.starts_with("valid"), "{text}");
}

#[test]
fn a_host_may_fail_in_any_way_it_likes() {
    let (badge, documents) = needy();
    let answers: [&[u8]; 4] = [&[0xff; 1_000], b"{}", b"", badge.to_string().into_bytes().leak()];
    let verifier = Verifier::new();
    for answer in answers {
        // The first document, the key, is good in every second run.
        for good in [0, 1] {
            let mut verification = verifier.begin(badge.to_string().as_bytes(), &now());
            let mut turn = 0;
            let report = loop {
                match verification.step() {
                    Step::Done(report) => break report,
                    Step::Needs(needs) => {
                        for need in needs {
                            let found = match turn < good {
                                true => documents.resolve(&need.url),
                                false => Ok(Document::new(answer)),
                            };
                            verification.supply(need.url, found);
                            turn += 1;
                        }
                    }
                }
            };
            assert_ne!(report.outcome(), Valid, "{report:#?}");
        }
    }
}

/// In data model 1.1 the dates have other names.
#[test]
fn the_summary_of_data_model_1_1_has_its_dates() {
    let mut badge = badge(&did(&issuer()));
    let contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://w3id.org/security/data-integrity/v1",
    ];
    set(&mut badge, "/@context", Vec::from(contexts.map(Value::from)));
    remove(&mut badge, "validFrom");
    set(&mut badge, "/issuanceDate", "2025-03-14T16:00:00Z");
    set(&mut badge, "/expirationDate", "2027-03-14T16:00:00Z");
    let badge = signed(badge);
    let report = verify(&badge);
    assert_eq!(report.outcome(), Valid, "{report:#?}");
    let summary = report.summary().unwrap();
    assert_eq!(summary.valid_from.as_deref(), Some("2025-03-14T16:00:00Z"));
    assert_eq!(summary.valid_until.as_deref(), Some("2027-03-14T16:00:00Z"));

    let report =
        Verifier::new().verify(badge.to_string().as_bytes(), &time("2027-03-15T00:00:00Z"));
    let expired: Vec<_> = report.objections().map(|check| check.pointer.as_str()).collect();
    assert_eq!(
        (verdict(&report), expired),
        ((Invalid, vec!["time.expired"]), vec!["/expirationDate"])
    );
}

/// Nothing holds the names in a credential of another class to what the standard means by them, so a
/// holder could call what was signed as something else so.
#[test]
fn of_another_credential_nothing_is_shown_that_may_mean_something_else() {
    let terms = r#"{"achievement": "https://school.example/terms#enrolledIn",
        "name": "https://school.example/terms#note",
        "creditsEarned": "https://school.example/terms#planned"}"#;
    let document = |types: &str| {
        json(&format!(
            r#"{{"@context": ["https://www.w3.org/2018/credentials/v1",
                "https://w3id.org/security/data-integrity/v2", {terms}],
            "id": "urn:uuid:77777777-5b0d-4c57-9a43-2f6d1e0b7c11", "type": {types},
            "issuer": "{}", "issuanceDate": "2026-01-01T00:00:00Z", "name": "Not begun",
            "credentialSubject": {{"id": "urn:a", "creditsEarned": 90,
                "achievement": {{"id": "urn:b", "name": "Doctor of Education"}}}}}}"#,
            did(&issuer())
        ))
    };
    let policy = Policy { kind: Kind::Any, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    let verify = |document: Value| {
        verifier.verify(signed_by(document, &issuer(), RDFC).to_string().as_bytes(), &now())
    };
    let report = verify(document(r#"["VerifiableCredential"]"#));
    assert_eq!(report.outcome(), Valid, "{report:#?}");
    assert_eq!(report.summary().unwrap().name, None);
    #[cfg(feature = "html")]
    {
        let examined = openbadges::report::Examined::new("a file", report.clone());
        let page = openbadges::report::html(&[examined]);
        assert!(
            !page.contains("Doctor of Education") && !page.contains("Credits earned"),
            "{page}"
        );
    }
}
