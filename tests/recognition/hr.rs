//! What an HR office asks of a credential: a test for each row of the domain's table, by its name.

use openbadges::Verifier;
use openbadges::json::Value;
use openbadges::microcredential::{PartKind, Piece, Verdict};
use openbadges::recognition::{
    Candidate, Claimant, MemoryLedger, Policy, Recognised, Recognition, Ruling, Tally,
    VerifiedRecognition, Withdrawal, Withdrawn, count, evaluate,
};
use openbadges::report::{IdentityVerdict, Outcome};
use openbadges::verifier::{KnownIdentity, Policy as VerifierPolicy};

use crate::office::*;
use crate::withdrawn::{NOW, Provider, stacking};

const COUNTS: (Ruling, Vec<&str>) = (Ruling::Counts, Vec::new());

fn accepting(members: &str) -> Policy {
    let accept = format!(r#"{{"results": "unasked", {members}}}"#);
    policy("6 pdp", "pdp", &[("accept", &accept)])
}

#[test]
fn is_this_our_teacher() {
    let mut mailed = badge(0);
    let identifier = r#"[{"type": "IdentityObject", "identityHash": "ada@district.example",
        "identityType": "emailAddress", "hashed": false}]"#;
    set(&mut mailed, &["credentialSubject", "identifier"], json(identifier));
    let signed = issuer(1).issue_document(mailed, &now()).unwrap();
    let known = [
        KnownIdentity::Id(ADA.to_owned()),
        KnownIdentity::email("ada@district.example"),
        KnownIdentity::email("eve@district.example"),
    ];
    let recipient = known.to_vec();
    let verifier =
        Verifier::new().with_policy(VerifierPolicy { recipient, ..VerifierPolicy::default() });
    let report = verifier.verify(signed.as_bytes(), &now());
    let verdicts =
        report.recipient().iter().map(|(_, verdict)| *verdict == IdentityVerdict::Matches);
    assert_eq!(verdicts.collect::<Vec<_>>(), [true, true, false], "{:?}", report.recipient());
    let candidates = [Candidate::of(&report).unwrap()];
    let (policy, tally) = (policy("6 pdp", "pdp", &[]), Tally::default());
    for (identity, counts) in known.into_iter().zip([true, true, false]) {
        let claimant = Claimant::new("employee 7").known_as(identity);
        let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
        let expected = if counts { vec![] } else { vec!["person.unknown"] };
        assert_eq!(against(&evaluation)[0].1, expected);
    }
}

/// A badge that reached a level, of which another is required.
fn levelled(reached: &str) -> Candidate {
    let mut scored = badge(1);
    let described = r#"[{"id": "urn:example:rubric", "type": ["ResultDescription"], "name": "Waits",
        "requiredLevel": "urn:example:2", "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {"id": "urn:example:1", "type": ["RubricCriterionLevel"], "name": "Seen", "points": "1"},
            {"id": "urn:example:2", "type": ["RubricCriterionLevel"], "name": "Shown", "points": "2"},
            {"id": "urn:example:3", "type": ["RubricCriterionLevel"], "name": "Led", "points": "3"}]}]"#;
    set(&mut scored, &["credentialSubject", "achievement", "resultDescription"], json(described));
    let result = format!(
        r#"[{{"type": ["Result"], "resultDescription": "urn:example:rubric",
            "achievedLevel": "urn:example:{reached}"}}]"#
    );
    set(&mut scored, &["credentialSubject", "result"], json(&result));
    verified(scored)
}

#[test]
fn was_it_assessed_on_evidence() {
    let policy = policy("6 pdp", "pdp", &[("accept", r#"{"issuers": "any"}"#)]);
    for (reached, verdict) in [("1", Verdict::NotMet), ("2", Verdict::Met), ("3", Verdict::Met)] {
        let candidate = levelled(reached);
        assert_eq!(candidate.credential().standing().verdict(), verdict, "{reached}");
        assert_eq!(one(&policy, candidate).0 == Ruling::Counts, verdict == Verdict::Met);
    }
}

#[test]
fn is_the_evidence_what_was_assessed() {
    let film = Piece::file(PartKind::Artifacts, "Film", "https://a.example/film.mp4", b"a film");
    let film = film.build().unwrap();
    let digest = film.digest_multibase.first().unwrap();
    let member = "digestMultibase";
    let resource =
        json(&format!(r#"{{"id": "https://a.example/film.mp4", "{member}": "{digest}"}}"#));
    let resource = openbadges::model::RelatedResource::read(&resource).unwrap();
    assert_eq!(resource.matches(b"a film"), Some(true));
    assert_eq!(resource.matches(b"another film"), Some(false));
    // A policy asks that there is some.
    let policy = accepting(r#""issuers": "any", "evidence": "required""#);
    assert_eq!(one(&policy, candidates(1).remove(0)).1, ["evidence.missing"]);
}

#[test]
fn who_assessed() {
    let mut assessed = badge(2);
    let source = r#"{"id": "https://assessor.example/", "type": ["Profile"], "name": "Assessors"}"#;
    set(&mut assessed, &["credentialSubject", "source"], json(source));
    let candidate = verified(assessed);
    let document = candidate.credential().document();
    let found = document.at("/credentialSubject/source/id").and_then(Value::as_str);
    assert_eq!(found, Some("https://assessor.example/"), "as it was signed");
}

#[test]
fn do_we_recognise_the_issuer() {
    let listed = |number| accepting(&format!(r#""issuers": ["{}"]"#, did(number)));
    assert_eq!(one(&listed(1), candidates(1).remove(0)), COUNTS);
    assert_eq!(one(&listed(2), candidates(1).remove(0)).1, ["issuer.not_recognised"]);
}

#[test]
fn how_much_is_it_worth_here() {
    let more = [
        ("awards", format!(r#"[{{"recognised": ["{}"]}}]"#, did(2))),
        ("accept", format!(r#"{{"issuers": ["{}"], "results": "unasked"}}"#, did(1))),
        ("rates", r#"[{"left": "1 ceu", "right": "5 pdp"}]"#.to_owned()),
    ];
    let more: Vec<(&str, &str)> = more.iter().map(|(name, it)| (*name, it.as_str())).collect();
    let policy = policy("6 pdp", "pdp", &more);
    let of = "https://provider.example/achievements/0".parse().unwrap();
    let recognition = Recognition::new(Recognised::Achievement, of, amount("1.2 ceu"), "here");
    let signed =
        issuer(2).issue_document(recognition.to_endorsement("Recognised"), &now()).unwrap();
    let report = Verifier::new().verify(signed.as_bytes(), &now());
    let recognition = VerifiedRecognition::of(report.verified().unwrap()).unwrap().unwrap();
    let candidates = [candidates(1).remove(0).with_recognition(recognition)];
    let (claimant, tally) = (ada(), Tally::default());
    let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
    assert_eq!(added(&evaluation), ["6 pdp"], "1.2 CEU at 5");
}

#[test]
fn does_it_serve_our_priorities() {
    let mut aligned = badge(3);
    let alignment = r#"[{"type": ["Alignment"], "targetName": "Coaching",
        "targetFramework": "Priorities", "targetUrl": "https://state.example/f/1"}]"#;
    set(&mut aligned, &["credentialSubject", "achievement", "alignment"], json(alignment));
    let policy = accepting(r#""issuers": "any", "alignments": [{"framework": "Priorities"}]"#);
    assert_eq!(one(&policy, verified(aligned)), COUNTS);
    assert_eq!(one(&policy, candidates(1).remove(0)).1, ["aligned.not"]);
}

#[test]
fn is_it_in_the_window_was_it_approved() {
    let accept = r#"{"issuers": "any", "results": "unasked", "priorApproval": "required"}"#;
    let windows = r#"{"requestWithinDays": 10}"#;
    let policy = policy("6 pdp", "pdp", &[("accept", accept), ("windows", windows)]);
    let asked = |approved: &str, requested: &str| {
        one(
            &policy,
            with(candidates(1).remove(0), |facts| {
                facts.started = Some(day("2026-02-20"));
                facts.approved = Some(day(approved));
                facts.requested = Some(day(requested));
            }),
        )
    };
    assert_eq!(asked("2026-02-19", "2026-03-11"), COUNTS);
    assert_eq!(asked("2026-02-20", "2026-03-11").1, ["approval.late"]);
    assert_eq!(asked("2026-02-19", "2026-03-12").1, ["window.request.late"]);
}

#[test]
fn does_it_still_stand() {
    let provider = Provider::of(2);
    let good = provider.report(0, NOW);
    assert_eq!((good.outcome(), good.as_of()), (Outcome::Valid, Some(&now())));
    for because in [Withdrawal::Suspended, Withdrawal::Revoked] {
        provider.withdraw(0, because);
        let report = provider.report(0, NOW);
        assert_eq!(report.outcome(), Outcome::Invalid);
        assert_eq!(Withdrawn::of(&report).map(|it| it.because()), Some(because));
    }
    let unknown = Verifier::new().verify(provider.bytes(1), &now());
    assert_eq!(unknown.outcome(), Outcome::Indeterminate);
    assert!(Candidate::of(&unknown).is_none() && Withdrawn::of(&unknown).is_none());
}

#[test]
fn was_it_counted_before() {
    let (policy, ledger) = (policy("6 pdp", "pdp", &[]), MemoryLedger::new());
    let claim =
        || count(&policy, &ada(), &candidates(1), &[], &ledger, &now(), |it| against(it).remove(0));
    assert_eq!(claim().unwrap(), COUNTS);
    assert_eq!(claim().unwrap().1, ["ledger.counted"]);
}

#[test]
fn is_the_stack_complete() {
    let (policy, provider, tally) = (stacking(), Provider::of(2), Tally::default());
    let (claimant, both) = (ada(), [provider.candidate(0), provider.candidate(1)]);
    let stacks = |badges| {
        let evaluation = evaluate(&policy, &claimant, badges, &[], &tally, &now());
        (evaluation.stacks.len(), evaluation.parts[0].have)
    };
    assert_eq!(stacks(&both[..1]), (0, 1));
    assert_eq!(stacks(&both), (1, 0));
}
