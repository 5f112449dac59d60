//! Whose word counts, and of what: what anybody could write down gives no value.

use openbadges::json::Value;
use openbadges::model::Profile;
use openbadges::recognition::{
    Candidate, Claimant, Ledger as _, MemoryLedger, Policy, Recognised, Recognition, Ruling, Step,
    Tally, VerifiedRecognition, count, evaluate,
};
use openbadges::report::{Belief, Outcome};
use openbadges::verifier::{KnownIdentity, Policy as VerifierPolicy};
use openbadges::{Issuer, Verifier};

use crate::office::*;

const ACHIEVEMENT: &str = "https://provider.example/achievements/0";

fn accepting(members: &str) -> Policy {
    policy("6 pdp", "pdp", &[("accept", &format!(r#"{{"results": "unasked", {members}}}"#))])
}

/// What state 2 says of something.
fn endorsement(of: &str) -> Value {
    json(&format!(
        r#"{{
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Well done",
        "credentialSubject": {{"id": "{of}", "type": ["EndorsementSubject"]}}
    }}"#
    ))
}

fn embedded(of: &str) -> Value {
    let signed = issuer(2).issue_document(endorsement(of), &now()).unwrap();
    Value::Array(vec![signed.document().clone()])
}

/// The same as a token.
fn token(document: Value) -> Value {
    let state = Profile::builder(did(2)).name("A State").build().unwrap();
    let signed = Issuer::new(state, signer(2)).with_jwt().issue_document(document, &now()).unwrap();
    Value::Array(vec![std::str::from_utf8(signed.as_bytes()).unwrap().into()])
}

/// What provider 1 issues, whose own profile is endorsed.
fn by_endorsed_issuer(badge: Value) -> Candidate {
    let profile = json(&format!(
        r#"{{"id": "{0}", "type": ["Profile"], "name": "A Provider", "endorsement": {1}}}"#,
        did(1),
        embedded(&did(1)),
    ));
    let issuer = Issuer::new(Profile::read(&profile).unwrap(), signer(1));
    let signed = issuer.issue_document(badge, &now()).unwrap();
    candidate(signed.as_bytes())
}

fn candidate(bytes: &[u8]) -> Candidate {
    let report = Verifier::new().verify(bytes, &now());
    assert!(report.endorsements().iter().all(|it| it.counts), "{report:?}");
    Candidate::of(&report).unwrap_or_else(|| panic!("{report:?}"))
}

fn endorsed(path: &[&str], endorsement: Value) -> Candidate {
    let mut badge = badge(0);
    set(&mut badge, path, endorsement);
    verified(badge)
}

const OF_CREDENTIAL: &[&str] = &["endorsement"];
const OF_ACHIEVEMENT: &[&str] = &["credentialSubject", "achievement", "endorsement"];

#[test]
fn an_endorsement_of_another_part_is_none_of_the_badge() {
    let endorsers = format!(r#""endorsers": ["{}"]"#, did(2));
    let listed = accepting(&format!(r#""issuers": ["{}"], {endorsers}"#, did(1)));
    let (counts, not) = ((Ruling::Counts, vec![]), (Ruling::DoesNotCount, vec!["endorsed.not"]));
    assert_eq!(one(&listed, candidates(1).remove(0)), not, "nobody has endorsed it");
    assert_eq!(one(&listed, endorsed(OF_CREDENTIAL, embedded("urn:example:badge:0"))), counts);
    assert_eq!(one(&listed, endorsed(OF_ACHIEVEMENT, embedded(ACHIEVEMENT))), counts);
    assert_eq!(one(&listed, by_endorsed_issuer(badge(0))), counts);
    // The endorsement is valid and counts, of whoever made the achievement.
    let mut of_creator = badge(0);
    let creator = format!(
        r#"{{"id": "https://friend.example/", "type": ["Profile"], "name": "A friend",
            "endorsement": {}}}"#,
        embedded("https://friend.example/")
    );
    set(&mut of_creator, &["credentialSubject", "achievement", "creator"], json(&creator));
    let signed = issuer(1).issue_document(of_creator, &now()).unwrap();
    assert_eq!(one(&listed, candidate(signed.as_bytes())), not, "a part of it");
}

/// Whoever is not listed can give their badge the id of one that is endorsed elsewhere.
#[test]
fn an_endorsement_of_a_borrowed_id_is_none() {
    let endorsers = format!(r#""endorsers": ["{}"]"#, did(2));
    let any = accepting(&format!(r#""issuers": "any", {endorsers}"#));
    let not = (Ruling::DoesNotCount, vec!["endorsed.not"]);
    assert_eq!(one(&any, endorsed(OF_CREDENTIAL, embedded("urn:example:badge:0"))), not);
    assert_eq!(one(&any, endorsed(OF_ACHIEVEMENT, embedded(ACHIEVEMENT))), not);
    assert_eq!(one(&any, by_endorsed_issuer(badge(0))), (Ruling::Counts, vec![]));
}

#[test]
fn an_endorsement_inside_as_a_token_counts() {
    let listed = accepting(&format!(r#""issuers": ["{}"], "endorsers": ["{}"]"#, did(1), did(2)));
    let path = &["credentialSubject", "achievement", "endorsementJwt"];
    let good = endorsed(path, token(endorsement(ACHIEVEMENT)));
    assert_eq!(one(&listed, good), (Ruling::Counts, vec![]));
    // About another achievement: it does not count, though the badge is valid.
    let other = endorsed(path, token(endorsement("https://provider.example/achievements/1")));
    assert_eq!(one(&listed, other), (Ruling::DoesNotCount, vec!["endorsed.not"]));
}

#[test]
fn a_recognition_inside_as_a_token_gives_its_value() {
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
    let recognition = Recognition::new(
        Recognised::Achievement,
        ACHIEVEMENT.parse().unwrap(),
        amount("7 pdp"),
        "here",
    );
    let path = &["credentialSubject", "achievement", "endorsementJwt"];
    let inside = [endorsed(path, token(recognition.to_endorsement("Recognised")))];
    let (claimant, tally) = (ada(), Tally::default());
    let evaluation = evaluate(&policy, &claimant, &inside, &[], &tally, &now());
    assert_eq!(against(&evaluation), [(Ruling::Counts, vec![])]);
    assert_eq!(added(&evaluation), ["7 pdp"]);
}

fn recognised(recognition: &Recognition) -> VerifiedRecognition {
    let signed = issuer(2).issue_document(recognition.to_endorsement("Recognised"), &now());
    let report = Verifier::new().verify(signed.unwrap().as_bytes(), &now());
    VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap()
}

/// Whoever is not listed can give their achievement the id of one that is recognised.
#[test]
fn a_recognition_of_a_borrowed_achievement_is_none() {
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let under = |issuers: &str, recognition: &Recognition| {
        let accept = format!(r#"{{"issuers": {issuers}, "results": "unasked"}}"#);
        let policy = policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
        let candidate = candidates(1).remove(0).with_recognition(recognised(recognition));
        one(&policy, candidate)
    };
    let not = (Ruling::DoesNotCount, vec!["value.recognised.not"]);
    let counts = (Ruling::Counts, vec![]);
    let (any, listed) = (r#""any""#.to_owned(), format!(r#"["{}"]"#, did(1)));
    let plain = Recognition::new(
        Recognised::Achievement,
        ACHIEVEMENT.parse().unwrap(),
        amount("6 pdp"),
        "here",
    );
    assert_eq!(under(&any, &plain), not);
    assert_eq!(under(&listed, &plain), counts);
    let of = |number| plain.clone().issued_by(did(number).parse().unwrap());
    assert_eq!(under(&any, &of(1)), counts);
    assert_eq!(under(&any, &of(3)), not);
    assert_eq!(under(&listed, &of(3)), not);
}

#[test]
fn conditions_of_a_recognition_are_confirmed_or_it_does_not_count() {
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
    let conditions = ["The rubric is met.", "It is in the plan."];
    let recognition = Recognition {
        conditions: conditions.map(str::to_owned).to_vec(),
        ..Recognition::new(
            Recognised::Achievement,
            ACHIEVEMENT.parse().unwrap(),
            amount("6 pdp"),
            "here",
        )
    };
    let confirmed = |recognitions: &[&Recognition], confirmed: &[&str]| {
        let candidate = with(candidates(1).remove(0), |facts| {
            facts.confirmed = confirmed.iter().map(|it| it.to_string()).collect();
        });
        let all = recognitions.iter().map(|it| recognised(it));
        one(&policy, all.fold(candidate, Candidate::with_recognition))
    };
    let open = |count| (Ruling::Open, vec!["confirmed.not"; count]);
    assert_eq!(confirmed(&[&recognition], &[]), open(2));
    assert_eq!(confirmed(&[&recognition], &conditions[..1]), open(1));
    assert_eq!(confirmed(&[&recognition], &["learningPlan", "the rubric is met."]), open(2));
    assert_eq!(confirmed(&[&recognition], &conditions), (Ruling::Counts, vec![]));
    // Another of the same value without conditions is enough.
    let plain = Recognition { conditions: Vec::new(), ..recognition.clone() };
    assert_eq!(confirmed(&[&recognition, &plain], &[]), (Ruling::Counts, vec![]));
    assert_eq!(confirmed(&[&plain, &recognition], &[]), (Ruling::Counts, vec![]));
}

/// Where two say different things, the office says whose word counts.
#[test]
fn of_two_recognitions_the_office_chooses_one() {
    let awards = format!(r#"[{{"recognised": ["{}", "{}"]}}]"#, did(2), did(3));
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
    let said = |by: u8, value: &str| {
        let of = ACHIEVEMENT.parse().unwrap();
        let recognition = Recognition::new(Recognised::Achievement, of, amount(value), "here");
        let document = recognition.to_endorsement("Recognised");
        let signed = issuer(by).issue_document(document, &now()).unwrap();
        let report = Verifier::new().verify(signed.as_bytes(), &now());
        VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap()
    };
    let by = |recognised_by: Option<String>| {
        let candidate = with(candidates(1).remove(0), |facts| {
            facts.recognised_by = recognised_by.map(Into::into)
        });
        let both = candidate.with_recognition(said(2, "6 pdp")).with_recognition(said(3, "7 pdp"));
        let (claimant, tally, both) = (ada(), Tally::default(), [both]);
        let evaluation = evaluate(&policy, &claimant, &both, &[], &tally, &now());
        (against(&evaluation).remove(0).1, added(&evaluation))
    };
    assert_eq!(by(None), (vec!["value.recognised.twice"], vec![]));
    // Where it is said already, what is asked for is another thing.
    let told = |step: Step<'_>, what: &str| assert!(step.to_string().contains(what), "{step}");
    told(Step::RecognisedTwice, "send the recognition that is meant alone");
    told(Step::NotRecognised, "where one of them was chosen: not that one");
    assert_eq!(by(Some(did(2))), (vec![], vec!["6 pdp".to_owned()]));
    assert_eq!(by(Some(did(3))), (vec![], vec!["7 pdp".to_owned()]));
    assert_eq!(by(Some(did(4))), (vec!["value.recognised.not"], vec![]));
}

/// A recognition is believed no longer than it says.
#[test]
fn a_recognition_that_has_expired_since_gives_nothing() {
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let accept =
        format!(r#"{{"issuers": ["{}"], "results": "unasked", "verifiedWithinDays": 30}}"#, did(1));
    let policy = policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
    let of = ACHIEVEMENT.parse().unwrap();
    let recognition = Recognition::new(Recognised::Achievement, of, amount("6 pdp"), "here");
    let mut document = recognition.to_endorsement("Recognised");
    set(&mut document, &["validUntil"], "2026-03-25T00:00:00Z".into());
    let signed = issuer(2).issue_document(document, &now()).unwrap();
    let report = Verifier::new().verify(signed.as_bytes(), &now());
    let recognition = VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap();
    let candidates = [candidates(1).remove(0).with_recognition(recognition)];
    let (claimant, tally) = (ada(), Tally::default());
    for (at, expected) in
        [("2026-03-25T00:00:00Z", vec![]), ("2026-03-25T00:00:01Z", vec!["value.recognised.not"])]
    {
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &time(at));
        assert_eq!(against(&evaluation)[0].1, expected, "{at}");
    }
}

#[test]
fn nobody_issues_to_themselves() {
    let any = accepting(r#""issuers": "any", "person": "unasked""#);
    let mut own = badge(0);
    set(&mut own, &["credentialSubject", "id"], did(1).into());
    assert_eq!(one(&any, verified(own.clone())), (Ruling::DoesNotCount, vec!["issuer.self"]));
    // Known to the office by another name, or by another spelling of the id.
    let plain = candidates(1);
    let tally = Tally::default();
    let under = |claimant: Claimant| {
        against(&evaluate(&any, &claimant, &plain, &[], &tally, &now())).remove(0).1
    };
    assert_eq!(under(Claimant::new(did(1))), ["issuer.self"]);
    assert_eq!(under(Claimant::new(did(1).replace("did:key:z", "did:key:%7A"))), ["issuer.self"]);
    let known = Claimant::new("employee 7").known_as(KnownIdentity::Id(did(1)));
    assert_eq!(under(known), ["issuer.self"]);
    assert_eq!(under(Claimant::new("employee 7")), Vec::<&str>::new());
}

/// Two spellings of an id are one person, to whom a cap and an achievement are given once.
#[test]
fn a_person_is_one_however_their_id_is_spelled() {
    let policy = policy("6 pdp", "pdp", &[]);
    let ledger = MemoryLedger::new();
    let claim = |person: &str, id: &str| {
        let mut again = badge(0);
        set(&mut again, &["id"], id.into());
        set(&mut again, &["credentialSubject", "id"], person.into());
        let candidates = [verified(again)];
        let claimant = Claimant::new(person);
        let found = count(&policy, &claimant, &candidates, &[], &ledger, &now(), |evaluation| {
            against(evaluation).remove(0)
        });
        found.unwrap()
    };
    let spelled = "did:example:%61da";
    assert_eq!(claim(ADA, "urn:example:x1"), (Ruling::Counts, vec![]));
    assert_eq!(claim(spelled, "urn:example:x2"), (Ruling::DoesNotCount, vec!["ledger.achieved"]));
    assert_eq!(ledger.tally("test", ADA, &[]).unwrap().claims().len(), 1);
    // A badge that spells its subject otherwise is hers all the same.
    let mut hers = badge(1);
    set(&mut hers, &["credentialSubject", "id"], spelled.into());
    assert_eq!(one(&policy, verified(hers)), (Ruling::Counts, vec![]));
}

/// Trainings are what somebody wrote.
#[test]
fn a_training_is_one_however_it_is_written() {
    let more = [
        (
            "categories",
            r#"[{"name": "stipend", "unit": "pdp"}, {"name": "credit", "unit": "pdp"}]"#,
        ),
        (
            "awards",
            r#"[{"category": "stipend", "amount": "6 pdp"}, {"category": "credit", "amount": "6 pdp"}]"#,
        ),
        ("exclusions", r#"[{"categories": ["stipend", "credit"]}]"#),
    ];
    let policy = policy("6 pdp", "pdp", &more);
    let asked = |number: usize, category: &str, training: Option<&str>| {
        with(candidates(number + 1).remove(number), |facts| {
            facts.category = Some(category.into());
            facts.training = training.map(Into::into);
        })
    };
    let ids = |number: usize| format!("https://provider.example/achievements/{number} ");
    let excluded = (Ruling::DoesNotCount, vec!["ledger.excluded"]);
    for (one, other) in [
        ("Wait time", "wait time"),
        ("Wait time", " Wait \t time"),
        ("Wait time", "WAIT%20TIME"),
        ("PD:Reading", "pd:reading"),
        ("urn:", "URN:"),
    ] {
        let both = [asked(0, "stipend", Some(one)), asked(1, "credit", Some(other))];
        let (claimant, tally) = (ada(), Tally::default());
        let at_once = against(&evaluate(&policy, &claimant, &both, &[], &tally, &now()));
        assert_eq!(at_once[1], excluded, "{other:?}");
        let ledger = MemoryLedger::new();
        let claim = |at: usize| {
            let candidates = &both[at..=at];
            count(&policy, &ada(), candidates, &[], &ledger, &now(), |it| against(it).remove(0))
        };
        assert_eq!(claim(0).unwrap(), (Ruling::Counts, vec![]));
        assert_eq!(claim(1).unwrap(), excluded, "{other:?}");
        // The ledger sees it too, where the evaluation was made before.
        let old = evaluate(&policy, &claimant, &both[1..], &[], &tally, &now());
        let refused = ledger.claim(&old.claims()).unwrap_err();
        assert_eq!(refused.code(), openbadges::Code::LedgerExcluded);
    }
    // An achievement is a training of its own, also beside one that the office names.
    let both = [asked(0, "stipend", Some("Wait time")), asked(1, "credit", Some(&ids(0)))];
    let (claimant, tally) = (ada(), Tally::default());
    assert_eq!(against(&evaluate(&policy, &claimant, &both, &[], &tally, &now()))[1], excluded);
    // The case of an id tells two apart, as it does everywhere.
    let another = ids(0).replace("achievements", "Achievements");
    let both = [asked(0, "stipend", None), asked(1, "credit", Some(&another))];
    let evaluation = evaluate(&policy, &claimant, &both, &[], &tally, &now());
    assert_eq!(against(&evaluation)[1], (Ruling::Counts, vec![]));
    MemoryLedger::new().claim(&evaluation.claims()).unwrap();
}

/// Whom the verification was told to expect is not who claims.
#[test]
fn a_badge_that_was_verified_for_one_does_not_count_for_another() {
    let mut mailed = badge(0);
    let subject = mailed.as_object_mut().unwrap().get_mut("credentialSubject").unwrap();
    subject.as_object_mut().unwrap().remove("id");
    set(
        &mut mailed,
        &["credentialSubject", "identifier"],
        json(
            r#"[{"type": "IdentityObject", "identityHash": "ada@district.example",
            "identityType": "emailAddress", "hashed": false}]"#,
        ),
    );
    let signed = issuer(1).issue_document(mailed, &now()).unwrap();
    let ada = || KnownIdentity::email("ada@district.example");
    let recipient = vec![ada()];
    let verifier =
        Verifier::new().with_policy(VerifierPolicy { recipient, ..VerifierPolicy::default() });
    let report = verifier.verify(signed.as_bytes(), &now());
    assert_eq!(report.outcome(), Outcome::Valid);
    let (policy, tally) = (policy("6 pdp", "pdp", &[]), Tally::default());
    let candidates = [Candidate::of(&report).unwrap()];
    let under = |claimant: Claimant| {
        against(&evaluate(&policy, &claimant, &candidates, &[], &tally, &now())).remove(0).1
    };
    assert_eq!(under(Claimant::new("employee 8")), ["person.unknown"]);
    let eve = KnownIdentity::email("eve@district.example");
    assert_eq!(under(Claimant::new("employee 8").known_as(eve)), ["person.unknown"]);
    assert_eq!(under(Claimant::new("employee 7").known_as(ada())), Vec::<&str>::new());
}

/// A verifier that believes the keys that badges bring along finds forgeries valid.
#[test]
fn what_was_verified_unsafely_does_not_count() {
    let unsafely = Verifier::new().with_policy(VerifierPolicy::one_ed_tech());
    let signed = issuer(1).issue_document(badge(0), &now()).unwrap();
    let report = unsafely.verify(signed.as_bytes(), &now());
    let credential = report.verified().unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!(credential.belief(), Belief::Unsafe);
    let policy = policy("6 pdp", "pdp", &[]);
    let candidate = Candidate::of(&report).unwrap();
    assert_eq!(one(&policy, candidate), (Ruling::DoesNotCount, vec!["verified.unsafely"]));
    let safe = candidates(1).remove(0);
    assert_eq!(safe.credential().belief(), Belief::Safe);

    // Nor does what is recognised so.
    let awards = format!(r#"[{{"recognised": ["{}"]}}]"#, did(2));
    let accept = format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1));
    let policy = crate::office::policy("6 pdp", "pdp", &[("awards", &awards), ("accept", &accept)]);
    let recognition = Recognition::new(
        Recognised::Achievement,
        ACHIEVEMENT.parse().unwrap(),
        amount("6 pdp"),
        "here",
    );
    let endorsement = recognition.to_endorsement("Recognised");
    let signed = issuer(2).issue_document(endorsement, &now()).unwrap();
    let report = unsafely.verify(signed.as_bytes(), &now());
    let unsafely = VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap();
    let not = (Ruling::DoesNotCount, vec!["value.recognised.not"]);
    assert_eq!(one(&policy, safe.clone().with_recognition(unsafely)), not);
    let safely = recognised(&recognition);
    assert_eq!(one(&policy, safe.with_recognition(safely)), (Ruling::Counts, vec![]));
}

/// A document as a key of its own signs it for disclosure, and as it is shown with these places; and
/// whose the key is.
#[cfg(feature = "aws-lc")]
fn in_part(mut document: Value, places: &[&str]) -> (Value, String) {
    use openbadges::key::{Algorithm, SecretKey};
    use openbadges::model::Kind;
    use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
    use openbadges::random::SystemRandom;
    use openbadges::rdf::{BundledContexts, Contexts};
    use openbadges::{Limits, issuer};

    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = || Canonicalizer { contexts: &contexts, limits: &limits };
    let key = SecretKey::generate_for(Algorithm::P256, &SystemRandom).unwrap();
    let signer = key.into_did_key_signer();
    let id = signer.key().public().did_key();
    let profile = format!(r#"{{"id": "{id}", "type": ["Profile"], "name": "A Provider"}}"#);
    set(&mut document, &["issuer"], json(&profile));
    let (kind, random) = (Kind::of(&document), &SystemRandom);
    let whole =
        issuer::sign_for_disclosure(document, kind, &signer, &[], random, &now(), canonicalizer())
            .unwrap();
    let places: Vec<openbadges::Pointer> = places.iter().map(|it| it.parse().unwrap()).collect();
    let reveal = ecdsa_sd_2023::complete_for_open_badges(&whole, &places);
    (ecdsa_sd_2023::derive(&whole, &reveal, canonicalizer()).unwrap(), id)
}

/// What a holder leaves out may be that it was revoked.
#[cfg(feature = "aws-lc")]
#[test]
fn what_is_disclosed_in_part_does_not_count() {
    let (shown, _) = in_part(badge(0), &["/awardedDate", "/name", "/credentialSubject"]);
    let report = Verifier::new().verify(shown.to_string().as_bytes(), &now());
    let candidate = Candidate::of(&report).unwrap_or_else(|| panic!("{report:?}"));
    let policy = policy("6 pdp", "pdp", &[]);
    assert_eq!(one(&policy, candidate), (Ruling::DoesNotCount, vec!["credential.partial"]));
}

/// Nor does a word for it that is shown in part: a condition may be what is left out.
#[cfg(feature = "aws-lc")]
#[test]
fn an_endorsement_or_a_recognition_in_part_is_none() {
    let dated = |mut document: Value, id: &str| {
        set(&mut document, &["id"], id.into());
        set(&mut document, &["validFrom"], "2026-03-01T12:00:00Z".into());
        document
    };
    let (shown, by) = in_part(dated(endorsement(ACHIEVEMENT), "urn:x:e"), &["/credentialSubject"]);
    let endorsers = format!(r#""issuers": ["{}"], "endorsers": ["{by}"]"#, did(1));
    let candidate = endorsed(OF_ACHIEVEMENT, Value::Array(vec![shown]));
    let not = (Ruling::DoesNotCount, vec!["endorsed.not"]);
    assert_eq!(one(&accepting(&endorsers), candidate), not);

    let recognition = Recognition::new(
        Recognised::Achievement,
        ACHIEVEMENT.parse().unwrap(),
        amount("6 pdp"),
        "here",
    );
    let document = dated(recognition.to_endorsement("Recognised"), "urn:x:r");
    let (shown, _) = in_part(document, &["/credentialSubject"]);
    let report = Verifier::new().verify(shown.to_string().as_bytes(), &now());
    let verified = report.verified().unwrap_or_else(|| panic!("{report:?}"));
    let fault = VerifiedRecognition::of(verified).unwrap_err();
    assert_eq!(fault.code, openbadges::Code::RecognitionShape);
}
