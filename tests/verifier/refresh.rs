//! The newest version of a credential (case 224).

use std::cell::RefCell;
use std::collections::BTreeMap;

use openbadges::json::Value;
use openbadges::model::{Datum as _, IdentifierType, IdentityObject};
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::{Question, Report};
use openbadges::resolve::{Document, Documents, ResolveError};
use openbadges::verifier::{KnownIdentity, Policy, Purpose, Refresh, Step};
use openbadges::{Limits, Verifier};

use crate::mint::*;

const SERVICE: &str = "https://district.example.org/refresh/42";
const OTHER_LIST: &str = "https://district.example.org/status/revocation-2";
/// `validFrom` of the badge.
const FROM: &str = "2025-03-14T16:00:00Z";

/// A badge whose newest version is at [`SERVICE`], still to be signed.
fn plain() -> Value {
    with_service(badge(&did(&issuer())), SERVICE)
}

fn with_service(mut document: Value, service: &str) -> Value {
    add_context(&mut document, EXTENSIONS);
    let service = format!(r#"{{"id": "{service}", "type": "1EdTechCredentialRefresh"}}"#);
    set(&mut document, "/refreshService", json(&service));
    document
}

/// The badge with a change, signed.
fn version(change: impl FnOnce(&mut Value)) -> Value {
    let mut document = plain();
    change(&mut document);
    signed(document)
}

/// A later version that says something else.
fn newer() -> Value {
    version(|document| {
        set(document, "/name", "Giving Feedback, Second Edition");
        set(document, "/validFrom", "2026-07-15T00:00:00Z");
    })
}

fn served(given: &Value, at_the_service: &Value) -> Report {
    verify_with(given, SERVICE, at_the_service)
}

fn name(report: &Report) -> String {
    report.summary().unwrap().name.clone().unwrap()
}

/// The one that was given goes on, with this warning and no other.
#[track_caller]
fn assert_goes_on(report: &Report, code: &str) {
    assert_verdict(report, Valid, &[]);
    assert_eq!(warnings(report), [code], "{report:#?}");
    assert_eq!(report.refreshed_from(), None);
    let name = report.verified().unwrap().view().name().map(str::to_owned);
    assert_eq!(name, badge("x:y").get("name").and_then(Value::as_str).map(str::to_owned));
}

#[test]
fn the_report_is_about_the_newer_version_and_says_so() {
    let report = served(&signed(plain()), &newer());
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["refresh.replaced"]);
    assert_eq!(report.refreshed_from(), Some(SERVICE));
    assert_eq!(name(&report), "Giving Feedback, Second Edition");
    let verified = report.verified().unwrap();
    assert_eq!(verified.view().name(), Some("Giving Feedback, Second Edition"));
    let shown = serde_json::to_value(&report).unwrap();
    assert_eq!(shown["refreshedFrom"], SERVICE);
    assert!(report.checks().iter().is_sorted_by_key(|check| check.question));
}

#[test]
fn the_same_version_changes_nothing() {
    let given = signed(plain());
    // Signed anew, it is the same.
    let again = signed_by(plain(), &issuer(), JCS);
    for current in [&given, &again] {
        let report = served(&given, current);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(warnings(&report), [""; 0]);
        assert_eq!(report.refreshed_from(), None);
        assert!(report.checks().iter().any(|check| check.question == Question::Refresh));
    }
}

#[test]
fn what_has_expired_may_have_been_renewed() {
    let expired = version(|document| set(document, "/validUntil", "2026-07-20T00:00:00Z"));
    assert_verdict(&verify(&expired), Invalid, &["time.expired"]);
    let renewed = version(|document| {
        set(document, "/validFrom", "2026-07-19T00:00:00Z");
        set(document, "/validUntil", "2027-07-20T00:00:00Z");
    });
    let report = served(&expired, &renewed);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["refresh.replaced"]);
    // And the other way round: what the issuer has cut short since is over.
    let endless = signed(plain());
    let report = served(&endless, &expired);
    assert_verdict(&report, Invalid, &["time.expired"]);
    assert_eq!(report.refreshed_from(), Some(SERVICE));
}

/// Of two versions of one time nothing says which is newer, so the end of the one that was given
/// stays. What the issuer has cut short, an older copy at the service does not make longer.
#[test]
fn a_version_of_the_same_time_does_not_last_longer() {
    let until = |end: Option<&str>, from: &str| {
        version(|document| {
            set(document, "/name", "Another Version");
            set(document, "/validFrom", from);
            if let Some(end) = end {
                set(document, "/validUntil", end);
            }
        })
    };
    let (from, over, later) = (FROM, "2026-07-20T00:00:00Z", "2027-07-20T00:00:00Z");
    let given = |end: &str| version(|document| set(document, "/validUntil", end));
    for (what, end, other) in [
        ("no end, of one that is over", over, until(None, from)),
        ("a later end, of one that is over", over, until(Some(later), from)),
        ("no end, of one that lasts", later, until(None, from)),
        ("a later end, of one that lasts", later, until(Some("2027-07-20T00:00:01Z"), from)),
        ("a later end by part of a second", later, until(Some("2027-07-20T00:00:00.1Z"), from)),
        ("a later end, in another zone", later, until(Some("2027-07-20T00:00:00-01:00"), from)),
        ("the same time, in another zone", over, until(None, "2025-03-14T17:00:00+01:00")),
    ] {
        println!("{what}");
        let report = served(&given(end), &other);
        match end == over {
            true => assert_verdict(&report, Invalid, &["time.expired"]),
            false => assert_goes_on(&report, "refresh.refused"),
        }
        assert_eq!(warnings(&report), ["refresh.refused"]);
        assert_eq!(report.refreshed_from(), None);
    }
    for (what, end, other) in [
        ("the same end", Some(later), until(Some(later), from)),
        (
            "the same end, in another zone",
            Some(later),
            until(Some("2027-07-20T02:00:00+02:00"), from),
        ),
        ("an earlier end", Some(later), until(Some("2027-01-01T00:00:00Z"), from)),
        ("an end where there was none", None, until(Some(later), from)),
        ("none in either", None, until(None, from)),
        ("a later version", Some(over), until(None, "2025-03-14T16:00:01Z")),
        ("a version later by part of a second", Some(over), until(None, "2025-03-14T16:00:00.1Z")),
    ] {
        println!("{what}");
        let report = served(&end.map_or_else(|| signed(plain()), given), &other);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(warnings(&report), ["refresh.replaced"]);
        assert_eq!(name(&report), "Another Version");
    }
}

#[test]
fn anything_but_a_newer_version_by_the_issuer_is_passed_over() {
    let given = signed(plain());
    let mut unsigned = newer();
    remove(&mut unsigned, "proof");
    let mut changed = newer();
    set(&mut changed, "/name", "Everything");
    let by_another = {
        let mut document = plain();
        set(&mut document, "/issuer/id", did(&key(2)));
        signed_by(document, &key(2), RDFC)
    };
    let in_the_issuers_name =
        signed_by(version(|document| set(document, "/name", "Everything")), &key(2), RDFC);
    for (what, other) in [
        ("other id", version(|it| set(it, "/id", "urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c12"))),
        ("other issuer", by_another),
        ("another's key", in_the_issuers_name),
        ("other subject", version(|it| set(it, "/credentialSubject/id", "did:example:other"))),
        ("older", version(|it| set(it, "/validFrom", "2020-01-01T00:00:00Z"))),
        ("not valid yet", version(|it| set(it, "/validFrom", "2026-08-01T00:00:01Z"))),
        ("unsigned", unsigned),
        ("changed after it was signed", changed),
        ("not a badge", list(&[])),
        ("not a credential", json(r#"{"id": "urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c11"}"#)),
        ("an array", json("[]")),
    ] {
        println!("{what}");
        assert_goes_on(&served(&given, &other), "refresh.refused");
    }
    for bytes in
        [&b""[..], b"<html></html>", b"\x89PNG\r\n\x1a\n", b"ey.x.y", b"{\"a\": 1, \"a\": 2}"]
    {
        let documents = Documents::new().with(SERVICE, bytes);
        assert_goes_on(&verify_serving(&given, documents), "refresh.refused");
    }
}

#[test]
fn where_nothing_is_to_be_had_the_given_one_goes_on() {
    assert_goes_on(&verify(&signed(plain())), "refresh.unavailable");
    for service in
        ["http://district.example.org/refresh/42", "did:web:district.example.org", "urn:x:y"]
    {
        let given = signed(with_service(badge(&did(&issuer())), service));
        let report = verify_with(&given, service, &newer());
        assert_goes_on(&report, "refresh.unavailable");
    }
    // Of other kinds of services nothing is known.
    let mut other = plain();
    set(&mut other, "/refreshService/type", "1EdTechRevocationList");
    let report = served(&signed(other), &newer());
    assert_eq!((report.outcome(), warnings(&report)), (Valid, vec![]));
}

/// The URLs that a verification asks for, in its steps; what is not in `documents` is not to be had.
fn asked(given: &Value, documents: &[(&str, &Value)]) -> (Report, Vec<Vec<String>>) {
    let documents: BTreeMap<_, _> = documents.iter().copied().collect();
    let verifier = Verifier::new();
    let mut verification = verifier.begin(given.to_string().as_bytes(), &now());
    let steps = RefCell::default();
    loop {
        match verification.step() {
            Step::Done(report) => return (*report, steps.into_inner()),
            Step::Needs(needs) => {
                let urls = needs.iter().map(|need| need.url.clone()).collect();
                steps.borrow_mut().push(urls);
                for need in needs {
                    assert_eq!(need.url.contains("/refresh/"), need.purpose == Purpose::Refresh);
                    let found = documents.get(need.url.as_str());
                    let missing = ResolveError::NotAvailable { url: need.url.clone() };
                    let found = found.map(|it| Document::new(it.to_string().into_bytes()));
                    verification.supply(need.url, found.ok_or(missing));
                }
            }
        }
    }
}

#[test]
fn it_is_asked_for_once() {
    const SECOND: &str = "https://district.example.org/refresh/43";
    let next = |service, from: &str, title: &str| {
        let mut document = with_service(badge(&did(&issuer())), service);
        set(&mut document, "/validFrom", from);
        set(&mut document, "/name", title);
        signed(document)
    };
    let second = next(SECOND, "2026-07-10T00:00:00Z", "Second");
    let third = next(SERVICE, "2026-07-11T00:00:00Z", "Third");
    let (report, steps) = asked(&signed(plain()), &[(SERVICE, &second), (SECOND, &third)]);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(steps, [[SERVICE]]);
    assert_eq!(name(&report), "Second");
}

#[test]
fn only_for_what_is_established_and_in_order() {
    let given = signed(plain());
    let mut forged = given.clone();
    set(&mut forged, "/name", "Another");
    let mut unsigned = given.clone();
    remove(&mut unsigned, "proof");
    let mut in_anothers_name = plain();
    set(&mut in_anothers_name, "/issuer/id", did(&key(2)));
    let in_anothers_name = signed(in_anothers_name);
    let mut malformed = plain();
    remove(malformed.as_object_mut().unwrap().get_mut("credentialSubject").unwrap(), "achievement");
    let malformed = signed(malformed);
    for (given, code) in [
        (forged, "signature"),
        (unsigned, "proof.missing"),
        (in_anothers_name, "binding"),
        (malformed, "model.subject"),
    ] {
        let (report, steps) = asked(&given, &[(SERVICE, &newer())]);
        assert_eq!(steps, [[""; 0]; 0], "{code}");
        assert_eq!(report.outcome(), Invalid);
        assert!(report.verified().is_none());
    }
    // The key first, where it has to be asked for.
    const HOSTED: &str = "https://district.example.org/issuers/1";
    let document = key(1).key().public().to_controller_document(HOSTED);
    let signer = key_as(1, &key(1).key().public().method_of(HOSTED));
    let hosted = |change: &dyn Fn(&mut Value)| {
        let mut document = with_service(badge(HOSTED), SERVICE);
        change(&mut document);
        signed_by(document, &signer, RDFC)
    };
    let (given, newer) = (hosted(&|_| {}), hosted(&|it| set(it, "/name", "Newer")));
    let (report, steps) = asked(&given, &[(HOSTED, &document), (SERVICE, &newer)]);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(steps, [[HOSTED], [SERVICE]]);
    assert_eq!(name(&report), "Newer");
    let (report, steps) = asked(&given, &[(SERVICE, &newer)]);
    assert_verdict(&report, Indeterminate, &["fetch.failed"]);
    assert_eq!(steps, [[HOSTED]]);
}

/// What was taken back stays so, whatever stands at the service.
#[test]
fn a_newer_version_does_not_undo_a_revocation() {
    let other_entry = |index| json(&entry(index).to_string().replace(LIST, OTHER_LIST));
    let other_list =
        |revoked: &[u64]| signed(json(&list(revoked).to_string().replace(LIST, OTHER_LIST)));
    let with = |entry: Value| version(|document| set(document, "/credentialStatus", entry));
    let renamed = |status: Option<Value>| {
        version(|document| {
            set(document, "/name", "Newer");
            set(document, "/validFrom", "2026-07-15T00:00:00Z");
            if let Some(status) = status {
                set(document, "/credentialStatus", status);
            }
        })
    };
    let given = with(entry("6"));
    let (fine, revoked) = (signed(list(&[])), signed(list(&[6])));
    for (what, newer, lists, outcome, codes) in [
        ("no status now", renamed(None), vec![(LIST, &revoked)], Invalid, &["revoked"][..]),
        ("the same", renamed(Some(entry("6"))), vec![(LIST, &revoked)], Invalid, &["revoked"]),
        ("another index", renamed(Some(entry("7"))), vec![(LIST, &revoked)], Invalid, &["revoked"]),
        (
            "another list",
            renamed(Some(other_entry("6"))),
            vec![(LIST, &revoked), (OTHER_LIST, &other_list(&[]))],
            Invalid,
            &["revoked"],
        ),
        (
            "the newer one alone",
            renamed(Some(other_entry("6"))),
            vec![(LIST, &fine), (OTHER_LIST, &other_list(&[6]))],
            Invalid,
            &["revoked"],
        ),
        (
            "neither",
            renamed(Some(other_entry("6"))),
            vec![(LIST, &fine), (OTHER_LIST, &other_list(&[]))],
            Valid,
            &[],
        ),
        (
            "not known of the given one",
            renamed(Some(other_entry("6"))),
            vec![(OTHER_LIST, &other_list(&[]))],
            Indeterminate,
            &["status.unavailable"],
        ),
    ] {
        let mut documents = Documents::new().with(SERVICE, newer.to_string());
        for (url, list) in lists {
            documents.insert(url, list.to_string());
        }
        let report = verify_serving(&given, documents);
        println!("{what}");
        assert_verdict(&report, outcome, codes);
        assert_eq!(name(&report), "Newer");
    }
    // And where nothing newer is to be had.
    let report = verify_with(&given, LIST, &revoked);
    assert_verdict(&report, Invalid, &["revoked"]);
    assert_eq!(warnings(&report), ["refresh.unavailable"]);
}

#[test]
fn it_counts_among_the_documents_that_a_credential_may_ask_for() {
    let given = version(|document| set(document, "/credentialStatus", entry("6")));
    for (fetches, outcome, codes) in [(2, Valid, &[][..]), (1, Indeterminate, &["limit.fetch"])] {
        let documents = Documents::new()
            .with(SERVICE, newer().to_string())
            .with(LIST, signed(list(&[])).to_string());
        let limits = Limits { fetches, ..Limits::default() };
        let verifier = Verifier::new().with_resolver(documents).with_limits(limits);
        let report = verifier.verify(given.to_string().as_bytes(), &now());
        assert_eq!(verdict(&report), (outcome, codes.to_vec()));
    }
}

#[test]
fn the_newer_version_is_what_is_asked_about_the_person() {
    let address = IdentityObject::hashed(IdentifierType::EmailAddress, "ada@example.org", "x");
    let stating = version(|document| {
        set(document, "/credentialSubject/identifier", vec![address.to_value()]);
    });
    let under = |documents| {
        let recipient = vec![KnownIdentity::email("ada@example.org")];
        let policy = Policy { recipient, ..Policy::default() };
        let verifier = Verifier::new().with_policy(policy).with_resolver(documents);
        verifier.verify(signed(plain()).to_string().as_bytes(), &now())
    };
    assert_verdict(&under(Documents::new()), Indeterminate, &["subject"]);
    let report = under(Documents::new().with(SERVICE, stating.to_string()));
    assert_verdict(&report, Valid, &[]);
}

#[test]
fn nobody_is_asked_where_the_policy_says_so() {
    let policy = Policy { refresh: Refresh::Unasked, ..Policy::default() };
    let verifier = Verifier::new()
        .with_policy(policy)
        .with_resolver(Documents::new().with(SERVICE, newer().to_string()));
    let report = verifier.verify(signed(plain()).to_string().as_bytes(), &now());
    assert_verdict(&report, Valid, &[]);
    assert_eq!((warnings(&report), report.refreshed_from()), (vec![], None));
}

#[test]
fn an_endorsement_by_itself_may_have_to_be_refreshed() {
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"]},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Counts."}
        }"#,
    );
    set(&mut endorsement, "/issuer/id", did(&issuer()));
    let about = badge("x:y").get("id").unwrap().clone();
    set(&mut endorsement, "/credentialSubject/id", about);
    let endorsement = signed(with_service(endorsement, SERVICE));
    let under = |document: &Value, served: Option<&Value>| {
        let required = Policy::one_ed_tech().refresh;
        assert_eq!(required, Refresh::RequiredOfEndorsements);
        let policy = Policy { refresh: required, ..Policy::default() };
        let documents =
            served.map_or_else(Documents::new, |it| Documents::new().with(SERVICE, it.to_string()));
        let verifier = Verifier::new().with_policy(policy).with_resolver(documents);
        verifier.verify(document.to_string().as_bytes(), &now())
    };
    assert_verdict(&under(&endorsement, None), Invalid, &["refresh.unavailable"]);
    assert_verdict(&under(&endorsement, Some(&endorsement)), Valid, &[]);
    // A badge goes on, and so does an endorsement inside one.
    assert_verdict(&under(&signed(plain()), None), Valid, &[]);
    let mut endorsed = badge(&did(&issuer()));
    set(&mut endorsed, "/endorsement", vec![endorsement.clone()]);
    let report = under(&signed_by(endorsed, &issuer(), JCS), None);
    assert_verdict(&report, Valid, &[]);
    assert!(report.endorsements()[0].counts, "{report:#?}");
}

/// A service that has a version with the given one inside leads to no end.
#[test]
fn versions_inside_versions_come_to_an_end() {
    let mut inside = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"]},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Counts."}
        }"#,
    );
    set(&mut inside, "/issuer/id", did(&issuer()));
    let about = badge("x:y").get("id").unwrap().clone();
    set(&mut inside, "/credentialSubject/id", about);
    let given = signed_by(with_service(inside.clone(), SERVICE), &issuer(), JCS);
    let mut around = with_service(inside, SERVICE);
    set(&mut around, "/name", "Recognized again");
    let mut within = given.clone();
    set(&mut within, "/credentialSubject/id", "urn:uuid:00000000-0000-4000-8000-000000000001");
    set(&mut around, "/endorsement", vec![given.clone(), within]);
    let around = signed_by(around, &issuer(), JCS);
    let mut endorsed = badge(&did(&issuer()));
    set(&mut endorsed, "/endorsement", vec![given]);
    let report = served(&signed_by(endorsed, &issuer(), JCS), &around);
    assert!(report.outcome() == Valid || report.outcome() == Invalid);
}
