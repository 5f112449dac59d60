//! What the documents of one verification cost together, and what strangers make us ask for.

use openbadges::json::{Object, Value};
use openbadges::key::Signer as _;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::{PresentationReport, Report};
use openbadges::resolve::{Documents, ResolveError};
use openbadges::text::multibase;
use openbadges::verifier::{Expectation, Policy, PresentationStep, Purpose, Step};
use openbadges::{Code, Limits, Verifier};

use crate::mint::*;

const HOME: &str = "https://district.example.org/issuers/1";

/// A badge whose statements are some 200 KB, in a document of 12 KB.
fn heavy(number: usize) -> Value {
    let mut badge = badge(&did(&issuer()));
    let long = format!("https://x.example/{}/", "a".repeat(10_000));
    let prefix = Object::from_iter([("@id", Value::from(long)), ("@prefix", true.into())]);
    add_context(&mut badge, Object::from_iter([("p", prefix)]));
    let own = ["VerifiableCredential", "OpenBadgeCredential"].map(str::to_owned);
    let types: Vec<String> = own.into_iter().chain((0..20).map(|n| format!("p:{n}"))).collect();
    set(&mut badge, "/type", types);
    set(&mut badge, "/id", format!("urn:example:{number}"));
    badge
}

fn presentation(credentials: Vec<Value>) -> Vec<u8> {
    let members = [
        ("@context", Value::from(vec!["https://www.w3.org/ns/credentials/v2"])),
        ("type", vec!["VerifiablePresentation"].into()),
        ("verifiableCredential", credentials.into()),
    ];
    Value::from(Object::from_iter(members)).to_string().into_bytes()
}

fn presented(credentials: Vec<Value>, limits: Limits) -> PresentationReport {
    let verifier = Verifier::new().with_limits(limits);
    verifier.verify_presentation(&presentation(credentials), &Expectation::default(), &now())
}

fn with_quads(quads_bytes: usize) -> Limits {
    Limits { quads_bytes, ..Limits::default() }
}

#[test]
fn the_credentials_of_a_presentation_share_the_bytes_of_quads() {
    let all = || (0..4).map(heavy).collect();
    let report = presented(all(), with_quads(500_000));
    let together: Vec<bool> =
        report.credentials().iter().map(|it| it.has(Code::LimitTogether)).collect();
    assert_eq!(together, [false, false, true, true], "{report:#?}");
    // One that is too large by itself is at fault; one that others left no room for is not.
    assert!(!report.credentials().iter().any(|it| it.has(Code::LimitSize)));
    let alone = presented(vec![heavy(0)], with_quads(100_000));
    assert!(alone.credentials()[0].has(Code::LimitSize));
    let report = presented(all(), Limits::default());
    assert!(!report.credentials().iter().any(|it| it.has(Code::LimitTogether)));
}

#[test]
fn what_others_left_no_room_for_is_undecided() {
    let report = presented(vec![heavy(0), good()], with_quads(250_000));
    assert_eq!(report.credentials()[1].outcome(), Valid);
    let report = presented(vec![heavy(0), good()], with_quads(202_500));
    let [_, second] = report.credentials() else { panic!("{report:#?}") };
    assert_eq!(second.outcome(), Indeterminate, "{second:#?}");
    assert!(second.has(Code::LimitTogether));
}

/// The contexts that a badge brings are paid for once, and by whoever brings them.
#[test]
fn the_credentials_of_a_presentation_share_the_terms_of_contexts() {
    let with_terms = |number: usize| {
        let mut badge = badge(&did(&issuer()));
        let terms = (0..2_000).map(|n| (format!("t{n}x{number}"), format!("urn:t:{n}")));
        add_context(&mut badge, terms.collect::<Object>());
        badge
    };
    let limits = || Limits { context_terms: 5_000, ..Limits::default() };
    let together = |report: &PresentationReport| {
        let has = |it: &&Report| it.has(Code::LimitTogether);
        report.credentials().iter().filter(has).count()
    };
    let different = presented((0..8).map(with_terms).collect(), limits());
    assert!((4..8).contains(&together(&different)), "{}", together(&different));
    let same = presented((0..8).map(|_| with_terms(0)).collect(), limits());
    assert_eq!(together(&same), 0);
}

#[test]
fn a_presentation_asks_for_no_more_documents_than_its_limit_and_reports_on_each_credential() {
    let of = |number: u8| {
        let home = format!("https://issuer-{number}.example.org/1");
        let method = format!("{home}#key");
        signed_by(badge(&home), &key_as(number, &method), RDFC)
    };
    let bytes = presentation((1..=5).map(of).collect());
    let limits = Limits { presentation_fetches: 3, ..Limits::default() };
    let verifier = Verifier::new().with_limits(limits);
    let mut verification = verifier.begin_presentation(&bytes, &Expectation::default(), &now());
    let mut asked = 0;
    let report = loop {
        match verification.step() {
            PresentationStep::Done(report) => break report,
            PresentationStep::Needs(needs) => {
                asked += needs.len();
                for need in needs {
                    let (url, reason) = (need.url.clone(), "down".to_owned());
                    verification.supply(need.url, Err(ResolveError::Failed { url, reason }));
                }
            }
        }
    };
    assert_eq!((asked, report.credentials().len()), (3, 5));
    for credential in report.credentials() {
        assert_eq!(credential.outcome(), Indeterminate, "{credential:#?}");
    }
    let limited = report.credentials().iter().filter(|it| it.has(Code::FetchLimit)).count();
    assert_eq!(limited, 2);
}

#[test]
fn a_strangers_word_fetches_no_lists() {
    let purposes = |signed: Value| {
        let verifier = Verifier::new();
        let mut verification = verifier.begin(signed.to_string().as_bytes(), &now());
        let mut purposes = Vec::new();
        loop {
            match verification.step() {
                Step::Done(report) => return (purposes, report.outcome()),
                Step::Needs(needs) => {
                    for need in needs {
                        purposes.push(need.purpose);
                        let (url, reason) = (need.url.clone(), "down".to_owned());
                        verification.supply(need.url, Err(ResolveError::Failed { url, reason }));
                    }
                }
            }
        }
    };
    let mut badge = badge(HOME);
    set(&mut badge, "/credentialStatus", entry("7"));
    let (asked, outcome) = purposes(signed_by(badge, &key(3), RDFC));
    assert!(!asked.contains(&Purpose::StatusList), "{asked:?}");
    assert_eq!(outcome, Indeterminate);
    assert!(purposes(badge_with(entry("7"))).0.contains(&Purpose::StatusList));
}

#[test]
fn a_newer_version_that_is_made_for_somebody_else_does_not_take_the_place() {
    const SERVICE: &str = "https://district.example.org/refresh/42";
    let mut given = badge(&did(&issuer()));
    add_context(&mut given, EXTENSIONS);
    let service = format!(r#"{{"id": "{SERVICE}", "type": "1EdTechCredentialRefresh"}}"#);
    set(&mut given, "/refreshService", json(&service));
    let newer = |audience: &str| {
        let mut payload = given.clone();
        set(&mut payload, "/validFrom", "2026-07-15T00:00:00Z");
        let text = |pointer| given.at(pointer).unwrap().as_str().unwrap().to_owned();
        let (iss, sub) = (text("/issuer/id"), text("/credentialSubject/id"));
        for (name, value) in [("iss", iss), ("sub", sub), ("jti", text("/id"))] {
            set(&mut payload, &format!("/{name}"), value);
        }
        set(&mut payload, "/aud", audience);
        // The second at which the newer version begins.
        set(&mut payload, "/nbf", 1_784_073_600_u32);
        let (signer, bare) = (issuer(), multibase::base64url_bare);
        let kid = signer.verification_method().as_str().to_owned();
        let header = format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#);
        let input = format!("{}.{}", bare(header.as_bytes()), bare(payload.to_string().as_bytes()));
        format!("{input}.{}", bare(&signer.sign(input.as_bytes()).unwrap()))
    };
    let verify = |audience: &str| {
        let policy = Policy { audience: Some("https://hr.example".into()), ..Policy::default() };
        let documents = Documents::new().with(SERVICE, newer(audience));
        let verifier = Verifier::new().with_policy(policy).with_resolver(documents);
        verifier.verify(signed(given.clone()).to_string().as_bytes(), &now())
    };
    let report = verify("https://hr.example");
    assert_eq!(report.refreshed_from(), Some(SERVICE), "{report:#?}");
    let report = verify("https://other.example");
    assert_eq!(report.refreshed_from(), None, "{report:#?}");
    assert_eq!(warnings(&report), ["refresh.refused"]);
}

#[test]
fn a_key_in_a_form_of_older_suites_is_undecided() {
    let method = format!("{HOME}#key-1");
    let with = |name: &str, value: &str| {
        let entry = Object::from_iter([
            ("id", method.as_str()),
            ("type", "Ed25519VerificationKey2018"),
            ("controller", HOME),
            (name, value),
        ]);
        let document = Object::from_iter([
            ("id", Value::from(HOME)),
            ("verificationMethod", vec![entry].into()),
            ("assertionMethod", vec![method.as_str()].into()),
        ]);
        let badge = signed_by(badge(HOME), &key_as(1, &method), RDFC);
        verify_with(&badge, HOME, &document.into())
    };
    let old = with("publicKeyBase58", "3M5RCDjPTWPkKSN3sxUmmMqHbmRPegYP1tjcKyrDbt9J");
    assert_verdict(&old, Indeterminate, &["key.unsupported"]);
    assert_verdict(&with("publicKey", "x"), Invalid, &["key.invalid"]);
}

/// The last of a thousand keys is found.
#[test]
fn a_key_set_is_compared_by_how_its_keys_are_written() {
    let method = "https://keys.example.org/1";
    let set_url = "https://district.example.org/.well-known/jwks.json";
    let jwk = |number: u8, issuer: &str| {
        let mut jwk = key(number).key().public().to_jwk();
        jwk.insert("iss", issuer);
        Value::from(jwk)
    };
    let verify = |last: Value| {
        let keys: Vec<Value> = (0..999).map(|_| jwk(9, HOME)).chain([last]).collect();
        let keys = Value::from(Object::from_iter([("keys", keys)]));
        let documents =
            Documents::new().with(method, jwk(2, HOME).to_string()).with(set_url, keys.to_string());
        verify_serving(&signed_by(badge(HOME), &key_as(2, method), RDFC), documents)
    };
    assert_verdict(&verify(jwk(2, HOME)), Valid, &[]);
    let report = verify(jwk(3, HOME));
    assert_ne!(report.outcome(), Valid, "{report:#?}");
}

#[test]
fn the_credentials_of_a_presentation_share_the_signatures_that_are_verified() {
    let limits = |signatures| Limits { signatures, ..Limits::default() };
    let all = || (0..3).map(|_| good()).collect();
    let outcomes = |report: &PresentationReport| -> Vec<_> {
        report.credentials().iter().map(|it| it.outcome()).collect()
    };
    let report = presented(all(), limits(2));
    assert_eq!(outcomes(&report), [Valid, Valid, Indeterminate], "{report:#?}");
    assert!(report.credentials()[2].has(Code::LimitTogether));
    assert_eq!(outcomes(&presented(all(), limits(3))), [Valid; 3]);
}

/// One on P-384 takes as long as four on the other curves.
#[cfg(feature = "aws-lc")]
#[test]
fn signatures_count_for_what_they_take() {
    use openbadges::key::{Algorithm, SecretKey};
    use openbadges::proof::Cryptosuite::EcdsaJcs2019;
    for (algorithm, work) in [(Algorithm::P256, 1), (Algorithm::P384, 4)] {
        let key = SecretKey::generate_for(algorithm, &openbadges::random::SystemRandom).unwrap();
        let signer = key.into_did_key_signer();
        let badge = signed_by(badge(&did(&signer)), &signer, EcdsaJcs2019);
        let outcomes = |signatures| {
            let limits = Limits { signatures, ..Limits::default() };
            let report = presented(vec![badge.clone(); 2], limits);
            report.credentials().iter().map(Report::outcome).collect::<Vec<_>>()
        };
        assert_eq!(outcomes(2 * work), [Valid, Valid], "{algorithm:?}");
        assert_eq!(outcomes(2 * work - 1), [Valid, Indeterminate], "{algorithm:?}");
    }
}

/// Each such proof has the whole document written out anew, before its signature is looked at.
#[test]
fn proofs_under_fewer_contexts_share_what_is_written_for_them() {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/name", "n".repeat(100_000));
    let mut other = badge.clone();
    set(&mut other, "/name", "another");
    let false_proof = proof(&other, &issuer(), JCS, |_| {});
    let mut contexts = badge.get("@context").unwrap().items().to_vec();
    contexts.push(json(r#"{"room": "urn:x:room"}"#));
    set(&mut badge, "/@context", contexts);
    set(&mut badge, "/proof", vec![false_proof; 4]);
    let codes = |quads_bytes| {
        let verifier = Verifier::new().with_limits(with_quads(quads_bytes));
        let report = verifier.verify(badge.to_string().as_bytes(), &now());
        assert_ne!(report.outcome(), Valid);
        let codes = report.checks().iter().filter_map(|check| check.code);
        codes.filter(|code| *code == Code::LimitTogether).count()
    };
    assert_eq!(codes(24 << 20), 0);
    // Its own statements, and two forms.
    assert_eq!(codes(350_000), 2);
}
