//! About whom a credential is, and whose word counts.

use openbadges::Verifier;
use openbadges::json::Value;
use openbadges::model::{Datum as _, IdentifierType, IdentityObject, Kind};
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::{IdentityVerdict, Report, TrustVerdict};
use openbadges::resolve::Documents;
use openbadges::verifier::{Emails, KnownIdentity, Policy, Trust, TrustedIssuers};

use crate::mint::*;

const SUBJECT: &str = "did:example:educator-42";

/// A badge of somebody with an identifier and these identities.
fn badge_of(id: Option<&str>, identities: &[IdentityObject]) -> Value {
    let mut badge = badge(&did(&issuer()));
    match id {
        Some(id) => set(&mut badge, "/credentialSubject/id", id),
        None => {
            let subject = badge.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
            remove(subject, "id");
        }
    }
    if !identities.is_empty() {
        let identities: Vec<Value> = identities.iter().map(IdentityObject::to_value).collect();
        set(&mut badge, "/credentialSubject/identifier", identities);
    }
    signed(badge)
}

fn asked(badge: &Value, known: Vec<KnownIdentity>, emails: Emails) -> Report {
    let policy = Policy { recipient: known, emails, ..Policy::default() };
    Verifier::new().with_policy(policy).verify(badge.to_string().as_bytes(), &now())
}

fn about(badge: &Value, known: Vec<KnownIdentity>) -> Report {
    asked(badge, known, Emails::Exactly)
}

fn id(text: &str) -> KnownIdentity {
    KnownIdentity::Id(text.to_owned())
}

fn hashed(address: &str, salt: &str) -> IdentityObject {
    IdentityObject::hashed(IdentifierType::EmailAddress, address, salt)
}

#[test]
fn nobody_is_expected() {
    let report = about(&badge_of(Some(SUBJECT), &[]), Vec::new());
    assert_verdict(&report, Valid, &[]);
    assert!(report.recipient().is_empty());
}

#[test]
fn an_identifier_is_compared_exactly() {
    let badge = badge_of(Some(SUBJECT), &[]);
    assert_verdict(&about(&badge, vec![id(SUBJECT)]), Valid, &[]);
    for other in
        ["did:example:educator-4", "did:example:educator-420", "DID:example:educator-42", ""]
    {
        assert_verdict(&about(&badge, vec![id(other)]), Invalid, &["subject"]);
    }
}

/// Cases 217 to 219.
#[test]
fn a_hashed_address_is_the_one_that_was_hashed() {
    let ada = hashed("ada@example.org", "Kosher");
    let badge = badge_of(None, std::slice::from_ref(&ada));
    let email = |address: &str| vec![KnownIdentity::email(address)];
    assert_verdict(&about(&badge, email("ada@example.org")), Valid, &[]);
    for other in
        ["grace@example.org", "Ada@example.org", " ada@example.org", "ada@example.org\u{301}"]
    {
        assert_verdict(&about(&badge, email(other)), Invalid, &["subject"]);
    }
    let lower = |address| asked(&badge, email(address), Emails::AlsoInLowerCase);
    assert_verdict(&lower(" Ada@Example.org"), Valid, &[]);
    assert_verdict(&lower("grace@example.org"), Invalid, &["subject"]);

    let mut upper = ada.clone();
    upper.identity_hash = ada.identity_hash.to_uppercase().replace("SHA256", "sha256");
    assert_verdict(&about(&badge_of(None, &[upper]), email("ada@example.org")), Valid, &[]);
    for salt in [None, Some("kosher".to_owned())] {
        let mut salted_anew = ada.clone();
        salted_anew.salt = salt;
        let report = about(&badge_of(None, &[salted_anew]), email("ada@example.org"));
        assert_verdict(&report, Invalid, &["subject"]);
    }
}

/// Case 220.
#[test]
fn what_cannot_be_compared_is_not_known() {
    let badge = badge_of(Some(SUBJECT), &[]);
    let report = about(&badge, vec![KnownIdentity::email("ada@example.org")]);
    assert_verdict(&report, Indeterminate, &["subject"]);
    assert!(report.verified().is_none());
    let number = KnownIdentity::Of(IdentifierType::SystemId, "ada@example.org".to_owned());
    let by_mail = badge_of(None, &[hashed("ada@example.org", "x")]);
    assert_verdict(&about(&by_mail, vec![number]), Indeterminate, &["subject"]);
}

#[test]
fn one_match_is_enough_and_each_has_a_verdict() {
    let name = IdentityObject::plain(IdentifierType::Name, "Ada Lovelace");
    let badge = badge_of(Some(SUBJECT), &[hashed("ada@example.org", "x"), name]);
    let known = vec![
        KnownIdentity::email("ada@example.org"),
        KnownIdentity::name("Augusta Ada King"),
        KnownIdentity::Of(IdentifierType::SystemId, "7".to_owned()),
        id(SUBJECT),
    ];
    let report = about(&badge, known);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["subject"]);
    use IdentityVerdict::{Differs, Matches, NotStated};
    let verdicts: Vec<_> =
        report.recipient().iter().map(|(kind, it)| (kind.as_str(), *it)).collect();
    let expected =
        [("emailAddress", Matches), ("name", Differs), ("systemId", NotStated), ("id", Matches)];
    assert_eq!(verdicts, expected);
    let shown = serde_json::to_value(&report).unwrap();
    assert_eq!(shown["recipient"][1], serde_json::json!({"kind": "name", "verdict": "differs"}));
    assert!(!shown.to_string().contains("Augusta"), "what is known is not told on");
}

#[test]
fn an_address_may_be_the_identifier() {
    let badge = badge_of(Some("mailto:ada@example.org"), &[]);
    let email = |address: &str| vec![KnownIdentity::email(address)];
    assert_verdict(&about(&badge, email("ada@example.org")), Valid, &[]);
    assert_verdict(&about(&badge, email("grace@example.org")), Invalid, &["subject"]);
}

/// A credential of any kind, about these subjects.
fn about_several(subjects: &str, known: Vec<KnownIdentity>) -> Report {
    let mut credential = json(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", {{"worth": "urn:x:worth"}}],
            "type": ["VerifiableCredential"], "validFrom": "2026-07-01T00:00:00Z",
            "credentialSubject": {subjects}}}"#
    ));
    set(&mut credential, "/issuer", did(&issuer()));
    let policy = Policy { kind: Kind::Any, recipient: known, ..Policy::default() };
    let signed = signed_by(credential, &issuer(), JCS).to_string();
    Verifier::new().with_policy(policy).verify(signed.as_bytes(), &now())
}

/// What is said of somebody else, or of nobody, is no word on the person who brings it.
#[test]
fn of_several_subjects_each_is_the_person() {
    let know = || vec![id(SUBJECT)];
    let ours = format!(r#"{{"id": "{SUBJECT}", "worth": "spouse"}}"#);
    let other = r#"{"id": "did:example:bob", "worth": "doctor"}"#;
    let nobody = r#"{"worth": "doctor"}"#;
    assert_verdict(&about_several(&ours, know()), Valid, &[]);
    assert_verdict(&about_several(&format!("[{ours}]"), know()), Valid, &[]);
    for (subjects, outcome) in [
        (format!("[{ours}, {other}]"), Invalid),
        (format!("[{other}, {ours}]"), Invalid),
        (format!("[{other}, {nobody}]"), Invalid),
        (format!("[{ours}, {nobody}]"), Indeterminate),
        (format!("[{nobody}, {ours}]"), Indeterminate),
        (format!("[{nobody}, {nobody}]"), Indeterminate),
        (nobody.to_owned(), Indeterminate),
    ] {
        let report = about_several(&subjects, know());
        assert_verdict(&report, outcome, &["subject"]);
    }
    // Each may be known in its own way.
    let mailed = format!(r#"[{ours}, {{"id": "mailto:ada@example.org", "worth": "doctor"}}]"#);
    let known = vec![id(SUBJECT), KnownIdentity::email("ada@example.org")];
    let report = about_several(&mailed, known);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report).iter().filter(|code| **code == "subject").count(), 1);
}

fn under(trusted: TrustedIssuers, badge: &Value) -> Report {
    let policy = Policy { trust: Trust::Issuers(trusted), ..Policy::default() };
    Verifier::new().with_policy(policy).verify(badge.to_string().as_bytes(), &now())
}

fn reason(report: &Report) -> &str {
    match report.trust() {
        TrustVerdict::Untrusted { reason } => reason,
        other => panic!("{other:?}"),
    }
}

/// Case 225.
#[test]
fn an_untrusted_issuer_is_authentic_and_does_not_count() {
    let badge = signed(badge(&did(&issuer())));
    let report = under(TrustedIssuers::new().with_issuer(did(&key(2))), &badge);
    assert_eq!(report.outcome(), Valid);
    assert!(reason(&report).contains("not among those"));
    assert!(report.verified().is_none() && report.into_verified().is_none());

    let report = under(TrustedIssuers::new().with_issuer(did(&issuer())), &badge);
    assert_eq!(*report.trust(), TrustVerdict::Trusted { registries: Vec::new() });
    assert!(report.verified().is_some());
    assert!(under(TrustedIssuers::new(), &badge).verified().is_none(), "nobody is trusted");
}

#[test]
fn a_registry_names_issuers() {
    let badge = signed(badge(&did(&issuer())));
    let registry = format!(r#"{{"registry": {{"{}": {{"name": "Example"}}}}}}"#, did(&issuer()));
    let trusted = TrustedIssuers::new().with_registry("one", registry.as_bytes()).unwrap();
    let trusted = trusted.with_registry("two", registry.as_bytes()).unwrap();
    let report = under(trusted, &badge);
    let registries = ["one", "two"].map(str::to_owned).to_vec();
    assert_eq!(*report.trust(), TrustVerdict::Trusted { registries });
    assert_eq!(serde_json::to_value(&report).unwrap()["trust"]["verdict"], "trusted");
    for wrong in ["", "[]", "{}", r#"{"registry": []}"#, r#"{"registry": {"did:x:y": 1}}"#] {
        assert!(TrustedIssuers::new().with_registry("x", wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_pinned_key_is_the_only_one() {
    let badge = signed(badge(&did(&issuer())));
    let pinned =
        |number| TrustedIssuers::new().with_pinned_key(did(&issuer()), &key(number).key().public());
    assert!(under(pinned(1), &badge).verified().is_some());
    let report = under(pinned(2), &badge);
    assert!(reason(&report).contains("pinned") && report.verified().is_none());
    assert_eq!(report.outcome(), Valid);
}

/// Any of the issuer's proofs may be by the pinned key.
#[test]
fn a_pinned_key_may_be_that_of_another_proof() {
    const ISSUER: &str = "https://district.example.org/issuers/1";
    let methods = [1, 2].map(|number| format!("{ISSUER}#key-{number}"));
    let mut badge = badge(ISSUER);
    let proofs =
        [1, 2].map(|n| proof(&badge, &key_as(n, &methods[usize::from(n) - 1]), RDFC, |_| {}));
    set(&mut badge, "/proof", proofs.to_vec());
    let listed = [1, 2].map(|number| {
        let multikey = key(number).key().public().to_multikey();
        format!(
            r#"{{"id": "{ISSUER}#key-{number}", "type": "Multikey", "controller": "{ISSUER}",
                "publicKeyMultibase": "{multikey}"}}"#
        )
    });
    let document = format!(
        r#"{{"id": "{ISSUER}", "verificationMethod": [{}], "assertionMethod": ["{}"]}}"#,
        listed.join(","),
        methods.join("\",\"")
    );
    for number in [1, 2, 3] {
        let pinned = TrustedIssuers::new().with_pinned_key(ISSUER, &key(number).key().public());
        let policy = Policy { trust: Trust::Issuers(pinned), ..Policy::default() };
        let verifier = Verifier::new()
            .with_policy(policy)
            .with_resolver(Documents::new().with(ISSUER, document.clone()));
        let report = verifier.verify(badge.to_string().as_bytes(), &now());
        assert_eq!(report.outcome(), Valid, "{report:#?}");
        assert_eq!(report.verified().is_some(), number != 3);
    }
}

#[test]
fn what_is_not_authentic_is_nobodys() {
    let mut forged = signed(badge(&did(&issuer())));
    set(&mut forged, "/name", "Another");
    let report = under(TrustedIssuers::new().with_issuer(did(&issuer())), &forged);
    assert_verdict(&report, Invalid, &["signature"]);
    assert!(reason(&report).contains("not known who"));
}
