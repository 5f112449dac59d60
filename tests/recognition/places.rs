//! Every rule of the table of places, with its figures.

use openbadges::recognition::{
    Candidate, Claimant, Evaluation, Facts, Ledger as _, MemoryLedger, Parameters, Policy, Ruling,
    Span, Tally, count, evaluate, profiles,
};
use openbadges::{Code, Timestamp, Verifier};

use crate::office::*;

fn profile(name: &str, parameters: &[(&str, &str)]) -> Policy {
    let parameters =
        parameters.iter().fold(provider(), |all, (name, value)| all.with(*name, amount(value)));
    let profile = profiles::find(name).unwrap();
    profile.policy(&parameters).unwrap_or_else(|error| panic!("{error}"))
}

/// The parameter that every profile has: whose credentials count.
fn provider() -> Parameters {
    Parameters::new().with_identifier("issuers", did(1).parse().unwrap())
}

fn evaluated<T>(
    policy: &Policy,
    claimant: &Claimant,
    candidates: &[Candidate],
    look: impl FnOnce(&Evaluation<'_>) -> T,
) -> T {
    evaluated_at(&now(), policy, claimant, candidates, look)
}

fn evaluated_at<T>(
    at: &Timestamp,
    policy: &Policy,
    claimant: &Claimant,
    candidates: &[Candidate],
    look: impl FnOnce(&Evaluation<'_>) -> T,
) -> T {
    look(&evaluate(policy, claimant, candidates, &[], &Tally::default(), at))
}

fn convert(policy: &Policy, from: &str, to: &str) -> String {
    let found = policy.rates.convert(
        &amount(from),
        &to.parse().unwrap(),
        &policy.jurisdiction,
        day("2026-03-20"),
    );
    found.unwrap().to.to_string()
}

#[test]
fn every_profile_says_where_it_is_from() {
    for profile in profiles::ALL {
        let supplied = ["perMicroCredential", "stipend", "credit", "raise"];
        let needs = supplied.iter().filter(|name| profile.text.contains(&format!("${name}\"")));
        let parameters = needs.fold(provider(), |all, name| {
            let unit = match (profile.name, *name) {
                (_, "credit") => "1 credit",
                ("delaware" | "north-carolina" | "troy-30-c", _) => "1 clockHour",
                _ => "1 USD",
            };
            all.with(*name, amount(unit))
        });
        let policy =
            profile.policy(&parameters).unwrap_or_else(|e| panic!("{}: {e}", profile.name));
        assert_eq!(policy.name, profile.name);
        assert_eq!(policy.source.read, day("2026-11-29"), "{}", profile.name);
        let source = format!("The places of openbadges (docs/PLACES.md), {}", profile.name);
        assert_eq!(policy.source.text, source);
        // What it rests on can be read, and names no addresses, so none is given.
        let places = include_str!("../../docs/PLACES.md");
        assert!(places.contains(&format!("\n| `{}` | ", profile.name)), "{}", profile.name);
        assert_eq!(policy.source.url, None, "{}", profile.name);
        // The days are the place's, and nobody's credentials count of which nobody said so.
        assert_ne!(policy.zone, Default::default(), "{}", profile.name);
        assert!(profile.text.contains(",M3.2.0,M11.1.0\"\n"), "{}: in summer, too", profile.name);
        assert_eq!(policy.accept.issuers, Some([did(1)].into()), "{}", profile.name);
        let unsaid = profile.policy(&Parameters::new()).unwrap_err();
        assert!(unsaid.to_string().contains("must supply issuers"), "{}: {unsaid}", profile.name);
    }
}

/// Whoever issues to themselves, and a stranger, get nothing under any profile.
#[test]
fn self_issued_badges_have_no_value_under_a_profile() {
    let stranger = Parameters::new().with_identifier("issuers", did(2).parse().unwrap());
    let policy = profiles::find("tennessee").unwrap().policy(&stranger).unwrap();
    assert_eq!(one(&policy, candidates(1).remove(0)).1, ["issuer.not_recognised"]);
    // Listed, and about itself.
    let mut own = badge(59);
    set(&mut own, &["credentialSubject", "id"], did(1).into());
    let (claimant, own) = (Claimant::new(did(1)), [verified(own)]);
    evaluated(&profile("tennessee", &[]), &claimant, &own, |evaluation| {
        assert_eq!(against(evaluation), [(Ruling::DoesNotCount, vec!["issuer.self"])]);
    });
}

#[test]
fn tennessee() {
    let policy = profile("tennessee", &[]);
    evaluated(&policy, &ada(), &candidates(3), |evaluation| {
        assert_eq!(added(evaluation), ["18 pdp"], "6 for each of 3");
    });
    assert_eq!(convert(&policy, "1 clockHour", "pdp"), "1 pdp");
    assert_eq!(convert(&policy, "1 ceu", "pdp"), "5 pdp");
    assert_eq!(convert(&policy, "1 semesterHour", "pdp"), "10 pdp");
    assert_eq!(convert(&policy, "6 pdp", "ceu"), "1.2 ceu");
}

/// Proof is the provider's digital certificate: who issued it and that it is theirs is all that is asked.
#[test]
fn tennessee_takes_the_certificate_of_the_provider_as_proof() {
    let policy = profile("tennessee", &[]);
    assert_eq!(one(&policy, candidates(1).remove(0)), (Ruling::Counts, vec![]));
    let signed = issuer(1).issue_document(badge(0), &now()).unwrap();
    let text = String::from_utf8(signed.as_bytes().to_vec()).unwrap();
    let candidate = |text: &str| Candidate::of(&Verifier::new().verify(text.as_bytes(), &now()));
    assert!(candidate(&text).is_some());
    assert!(
        candidate(&text.replace("A skill.", "Another.")).is_none(),
        "it is not the certificate"
    );
    let others = issuer(2).issue_document(badge(0), &now()).unwrap();
    let others = Candidate::of(&Verifier::new().verify(others.as_bytes(), &now())).unwrap();
    assert_eq!(one(&policy, others).1, ["issuer.not_recognised"], "nor is it the provider's");
}

#[test]
fn utah() {
    let policy = profile("utah", &[]);
    evaluated(&policy, &ada(), &candidates(3), |evaluation| {
        assert_eq!(added(evaluation), ["1.5 usbeCredit"], "0.5 for each of 3");
    });
    let rung = |name| policy.rung(name).unwrap();
    assert!(rung("micro-credential") < rung("stack") && rung("stack") < rung("bundle"));
    for (name, expected) in [
        ("micro-credential", (Ruling::Counts, vec![])),
        // What these give was not found.
        ("stack", (Ruling::DoesNotCount, vec!["value.none"])),
        ("bundle", (Ruling::DoesNotCount, vec!["value.none"])),
        ("course", (Ruling::Open, vec!["rung.unknown"])),
    ] {
        let candidate = with(candidates(1).remove(0), |facts| facts.rung = Some(name.into()));
        assert_eq!(one(&policy, candidate), expected, "{name}");
    }
}

#[test]
fn delaware() {
    let missing = profiles::find("delaware").unwrap().policy(&Parameters::new()).unwrap_err();
    assert_eq!(missing.faults()[0].code, Code::PolicyParameter, "the amount was not found");
    let policy = profile("delaware", &[("perMicroCredential", "12 clockHour")]);
    evaluated(&policy, &ada(), &candidates(7), |evaluation| {
        let goal = evaluation.goal.as_ref().unwrap();
        assert_eq!(
            (goal.have.to_string(), goal.of.to_string()),
            ("84 clockHour".to_owned(), "90 clockHour".to_owned())
        );
        assert_eq!(goal.within_years, 5);
    });
    evaluated(&policy, &ada(), &candidates(8), |evaluation| {
        let goal = evaluation.goal.as_ref().unwrap();
        assert_eq!(goal.have.to_string(), "96 clockHour");
        assert!(goal.have.number() >= goal.of.number(), "reached");
    });
    let exactly = profile("delaware", &[("perMicroCredential", "9 clockHour")]);
    evaluated(&exactly, &ada(), &candidates(10), |evaluation| {
        let goal = evaluation.goal.as_ref().unwrap();
        assert_eq!(goal.have, goal.of, "90 of 90");
    });
    let mut old = badge(50);
    set(&mut old, &["awardedDate"], "2021-03-20T12:00:00Z".into());
    set(&mut old, &["validFrom"], "2021-03-20T12:00:00Z".into());
    evaluated(&policy, &ada(), &[verified(old)], |evaluation| {
        assert!(evaluation.goal.as_ref().unwrap().have.is_zero(), "five years ago, to the day");
    });
    assert_eq!(convert(&policy, "1 ceu", "clockHour"), "10 clockHour");
    assert_eq!(convert(&policy, "1 semesterHour", "clockHour"), "15 clockHour");
    assert_eq!(convert(&policy, "3 ceu", "semesterHour"), "2 semesterHour");
}

#[test]
fn north_carolina() {
    let policy = profile("north-carolina", &[("perMicroCredential", "15 clockHour")]);
    let cycle = |from, until| ada().in_cycle(Span::new(day(from), day(until)).unwrap());
    let claimant = cycle("2025-07-01", "2030-06-30");
    let named =
        |name: &str| with(candidates(1).remove(0), |facts| facts.category = Some(name.into()));
    evaluated(&policy, &claimant, &[named("literacy")], |evaluation| {
        assert_eq!(added(evaluation), ["1.5 ceu"], "15 hours at 10 for 1 CEU");
    });
    let outside = cycle("2020-07-01", "2025-06-30");
    evaluated(&policy, &outside, &[named("literacy")], |evaluation| {
        assert_eq!(against(evaluation)[0].1, ["window.cycle.outside"]);
    });
    assert_eq!(one(&policy, named("literacy")).1, ["window.cycle.missing"]);

    // No item counts in two categories: not later either, and not what is left of it.
    let ledger = MemoryLedger::new();
    for (name, expected) in [
        ("literacy", (Ruling::Counts, vec![])),
        ("literacy", (Ruling::DoesNotCount, vec!["ledger.counted"])),
        ("digital", (Ruling::DoesNotCount, vec!["ledger.counted"])),
    ] {
        let found = count(&policy, &claimant, &[named(name)], &[], &ledger, &now(), against);
        assert_eq!(found.unwrap(), [expected], "{name}");
    }
    // An award half an hour after the last midnight of a cycle is of the next one, in summer too.
    let mut late = badge(57);
    set(&mut late, &["awardedDate"], "2030-07-01T04:30:00Z".into());
    set(&mut late, &["validFrom"], "2026-03-01T12:00:00Z".into());
    let signed = issuer(1).issue_document(late, &now()).unwrap();
    let at = time("2030-07-02T12:00:00Z");
    let report = Verifier::new().verify(signed.as_bytes(), &at);
    let late = with(Candidate::of(&report).unwrap(), |facts| {
        facts.category = Some("literacy".into());
    });
    let (tally, all) = (Tally::default(), [late]);
    for (claimant, expected) in
        [(&claimant, vec!["window.cycle.outside"]), (&cycle("2030-07-01", "2035-06-30"), vec![])]
    {
        let evaluation = evaluate(&policy, claimant, &all, &[], &tally, &at);
        assert_eq!(against(&evaluation)[0].1, expected);
        assert!(evaluation.to_text().contains("1 July 2030, w"), "the day of the place");
    }

    // Split, it counts in both, and never more than once.
    let split = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, of)| (name.to_string(), amount(of))).collect();
        with(candidates(1).remove(0), |facts| facts.split = parts)
    };
    evaluated(&policy, &claimant, &[split(&[("a", "1 ceu"), ("b", "0.5 ceu")])], |evaluation| {
        assert_eq!(added(evaluation), ["1 ceu", "0.5 ceu"]);
    });
    for parts in [&[("a", "1.5 ceu"), ("b", "1.5 ceu")][..], &[("a", "0.5 ceu"), ("a", "0.5 ceu")]]
    {
        evaluated(&policy, &claimant, &[split(parts)], |evaluation| {
            assert_eq!(against(evaluation)[0].1, ["split.too_large"], "{parts:?}");
        });
    }
}

#[test]
fn aurora() {
    let policy = profile("aurora", &[]);
    for (badges, hours, credits, waits) in
        [(1, "10", "0", "10"), (2, "20", "1", "5"), (3, "30", "2", "0"), (4, "40", "2", "10")]
    {
        evaluated(&policy, &ada(), &candidates(badges), |evaluation| {
            assert_eq!(added(evaluation), [format!("{hours} clockHour")]);
            let steps = evaluation.totals[0].steps.as_ref().unwrap();
            assert_eq!(steps.after.to_string(), format!("{credits} credit"));
            assert_eq!(steps.waits.to_string(), format!("{waits} clockHour"));
        });
    }
}

#[test]
fn troy_30_c() {
    // When everything was requested and uploaded.
    let late = time("2026-06-15T12:00:00Z");
    let missing = profiles::find("troy-30-c").unwrap().policy(&provider()).unwrap_err();
    assert_eq!(missing.faults()[0].code, Code::PolicyParameter, "the hours were not found");
    let policy = profile("troy-30-c", &[("perMicroCredential", "15 clockHour")]);
    let mut earned = badge(51);
    set(&mut earned, &["credentialSubject", "activityStartDate"], "2026-02-20T15:00:00Z".into());
    // It has no unit, so it says nothing of hours.
    set(&mut earned, &["credentialSubject", "creditsEarned"], 600_u32.into());
    let earned = verified_at(earned, &late);
    let all = |facts: &mut Facts| {
        facts.approved = Some(day("2026-02-19"));
        facts.uploaded = Some(day("2026-05-30"));
        facts.scored_rubric = true;
    };
    evaluated_at(&late, &policy, &ada(), &[with(earned.clone(), all)], |evaluation| {
        assert_eq!(against(evaluation), [(Ruling::Counts, vec![])], "on the 90th day");
        assert_eq!(added(evaluation), ["15 clockHour"]);
        let steps = evaluation.totals[0].steps.as_ref().unwrap();
        assert_eq!(steps.after.to_string(), "1 boardCredit", "15 hours");
    });
    type Change<'a> = (&'a dyn Fn(&mut Facts), &'a str);
    let changes: [Change<'_>; 8] = [
        (&|facts| facts.uploaded = Some(day("2026-05-31")), "window.upload.late"),
        (&|facts| facts.uploaded = Some(day("2026-02-28")), "window.upload.late"),
        (&|facts| facts.uploaded = None, "window.upload.missing"),
        (&|facts| facts.approved = Some(day("2026-03-02")), "approval.late"),
        (&|facts| facts.approved = Some(day("2026-02-20")), "approval.late"),
        (&|facts| facts.started = Some(day("2026-02-19")), "approval.late"),
        (&|facts| facts.approved = None, "approval.missing"),
        (&|facts| facts.scored_rubric = false, "rubric.missing"),
    ];
    for (change, expected) in changes {
        let candidate = with(earned.clone(), |facts| {
            all(facts);
            change(facts);
        });
        assert_eq!(one_at(&policy, candidate, &late).1, [expected]);
    }
    // Approval before the award is none before work of which nobody knows when it began.
    let unknown = |started: Option<&str>| {
        with(verified_at(badge(0), &late), |facts| {
            all(facts);
            facts.started = started.map(day);
        })
    };
    assert_eq!(
        one_at(&policy, unknown(None), &late),
        (Ruling::Open, vec!["approval.start_unknown"])
    );
    assert_eq!(one_at(&policy, unknown(Some("2026-02-20")), &late), (Ruling::Counts, vec![]));
    // What the office says is later than what the credential says, changes nothing.
    let later = with(earned.clone(), |facts| {
        all(facts);
        facts.approved = Some(day("2026-02-21"));
        facts.started = Some(day("2026-02-25"));
    });
    assert_eq!(one_at(&policy, later, &late).1, ["approval.late"]);
    // The scored rubric may be in the credential itself.
    let mut scored = badge(52);
    set(&mut scored, &["credentialSubject", "activityStartDate"], "2026-02-20T15:00:00Z".into());
    set(
        &mut scored,
        &["credentialSubject", "achievement", "resultDescription"],
        json(
            r#"[{"id": "urn:example:rubric", "type": ["ResultDescription"], "name": "Wait time",
            "resultType": "RubricCriterionLevel", "rubricCriterionLevel": [
                {"id": "urn:example:no", "type": ["RubricCriterionLevel"], "name": "Not yet"},
                {"id": "urn:example:yes", "type": ["RubricCriterionLevel"], "name": "Demonstrated"}
            ]}]"#,
        ),
    );
    set(
        &mut scored,
        &["credentialSubject", "result"],
        json(
            r#"[{"type": ["Result"], "resultDescription": "urn:example:rubric",
            "achievedLevel": "urn:example:yes"}]"#,
        ),
    );
    let unattached = |badge| {
        with(verified_at(badge, &late), |facts| {
            all(facts);
            facts.scored_rubric = false;
        })
    };
    assert_eq!(one_at(&policy, unattached(scored.clone()), &late), (Ruling::Counts, vec![]));
    // Scored below what is required: by points that are signed, and where nothing says which is higher.
    let rubric = ["credentialSubject", "achievement", "resultDescription"];
    for (points, expected) in [
        (["0", "1"], vec!["results.not_met", "rubric.missing"]),
        (["1", "1"], vec!["rubric.missing"]),
    ] {
        let mut below = scored.clone();
        let described = format!(
            r#"[{{"id": "urn:example:rubric", "type": ["ResultDescription"], "name": "Wait time",
            "requiredLevel": "urn:example:more",
            "resultType": "RubricCriterionLevel", "rubricCriterionLevel": [
                {{"id": "urn:example:yes", "type": ["RubricCriterionLevel"], "name": "Shown",
                    "points": "{}"}},
                {{"id": "urn:example:more", "type": ["RubricCriterionLevel"], "name": "Applied",
                    "points": "{}"}}
            ]}}]"#,
            points[0], points[1]
        );
        set(&mut below, &rubric, json(&described));
        assert_eq!(one_at(&policy, unattached(below), &late).1, expected, "{points:?}");
    }
}

#[test]
fn d11() {
    // When everything was requested and uploaded.
    let late = time("2026-06-15T12:00:00Z");
    let policy = profile("d11", &[("stipend", "150 USD"), ("credit", "0.5 credit")]);
    let asked = |category: &str, on: &str, number: usize| {
        with(verified_at(badge(number), &late), |facts| {
            facts.category = Some(category.into());
            facts.requested = Some(day(on));
            facts.training = Some("the same training".into());
        })
    };
    // Awarded on March 1st: April 30th is the 60th day.
    assert_eq!(one_at(&policy, asked("stipend", "2026-04-30", 0), &late), (Ruling::Counts, vec![]));
    assert_eq!(
        one_at(&policy, asked("stipend", "2026-05-01", 0), &late).1,
        ["window.request.late"]
    );
    let unsaid =
        with(verified_at(badge(0), &late), |facts| facts.requested = Some(day("2026-04-30")));
    assert_eq!(one_at(&policy, unsaid, &late), (Ruling::Open, vec!["category.missing"]));

    // Half an hour after midnight of July 1st, where it is summer: August 30th is the 60th day.
    let mut summer = badge(56);
    set(&mut summer, &["awardedDate"], "2026-07-01T06:30:00Z".into());
    let signed = issuer(1).issue_document(summer, &now()).unwrap();
    let at = time("2026-09-01T12:00:00Z");
    let report = Verifier::new().verify(signed.as_bytes(), &at);
    for (on, expected) in [("2026-08-30", vec![]), ("2026-08-31", vec!["window.request.late"])] {
        let asked = with(Candidate::of(&report).unwrap(), |facts| {
            facts.category = Some("stipend".into());
            facts.requested = Some(day(on));
        });
        let (claimant, tally, asked) = (ada(), Tally::default(), [asked]);
        let evaluation = evaluate(&policy, &claimant, &asked, &[], &tally, &at);
        assert_eq!(against(&evaluation)[0].1, expected, "{on}");
    }

    // No stipend and credit for the same training: in one claim, and later.
    let both = [asked("stipend", "2026-04-30", 0), asked("credit", "2026-04-30", 1)];
    evaluated_at(&late, &policy, &ada(), &both, |evaluation| {
        let expected = [(Ruling::Counts, vec![]), (Ruling::DoesNotCount, vec!["ledger.excluded"])];
        assert_eq!(against(evaluation), expected);
        assert_eq!(added(evaluation), ["150 USD"]);
    });
    let ledger = MemoryLedger::new();
    let claim = |candidate: Candidate| {
        count(&policy, &ada(), &[candidate], &[], &ledger, &late, |it| against(it).remove(0))
            .unwrap()
    };
    assert_eq!(claim(asked("credit", "2026-04-30", 0)), (Ruling::Counts, vec![]));
    assert_eq!(claim(asked("stipend", "2026-04-30", 1)).1, ["ledger.excluded"]);
    assert_eq!(claim(asked("credit", "2026-04-30", 2)), (Ruling::Counts, vec![]));
}

#[test]
fn lake_elsinore() {
    let policy = profile("lake-elsinore", &[("perMicroCredential", "200 USD")]);
    let ledger = MemoryLedger::new();
    let pay = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &[], &ledger, &now(), |evaluation| {
            evaluation.totals[0].periods.clone()
        })
        .unwrap()
    };
    let paid = |pairs: &[(&str, &str)]| -> Vec<_> {
        pairs.iter().map(|(period, of)| (period.to_string(), amount(of))).collect()
    };
    let all = candidates(8);
    // 7 at 200 are 1,400: 500 a year, and the rest carried over.
    assert_eq!(
        pay(&all[..7]),
        paid(&[
            ("2026, payment 1 of 2", "500 USD"),
            ("2027, payment 1 of 2", "500 USD"),
            ("2028, payment 1 of 2", "400 USD"),
        ])
    );
    // What comes later comes after what is carried over already.
    let eighth = paid(&[("2028, payment 1 of 2", "100 USD"), ("2029, payment 1 of 2", "100 USD")]);
    assert_eq!(pay(&all[7..]), eighth);
    // What is claimed in the second half of a year is paid in its second payment, of the same 500.
    let own = MemoryLedger::new();
    let in_time = |badges: std::ops::Range<usize>, at: &str| {
        let at = time(at);
        let candidates: Vec<Candidate> =
            badges.map(|number| verified_at(badge(number), &at)).collect();
        count(&policy, &ada(), &candidates, &[], &own, &at, |evaluation| {
            evaluation.totals[0].periods.clone()
        })
        .unwrap()
    };
    assert_eq!(in_time(0..1, "2026-06-30T12:00:00Z"), paid(&[("2026, payment 1 of 2", "200 USD")]));
    assert_eq!(
        in_time(1..3, "2026-07-02T12:00:00Z"),
        paid(&[("2026, payment 2 of 2", "300 USD"), ("2027, payment 1 of 2", "100 USD")])
    );
    let second = time("2026-09-01T00:00:00Z");
    let period =
        policy.year.period(openbadges::recognition::Date::of(&second, policy.zone).unwrap());
    assert_eq!(policy.year.words(period), "2026, payment 2 of 2", "paid twice a year");
}

#[test]
fn muskego_norway() {
    let policy = profile("muskego-norway", &[]);
    assert_eq!(policy.caps[0].per, openbadges::recognition::policy::Per::Ever);
    let grouped = |from: usize, to: usize, group: &str| -> Vec<Candidate> {
        let all = candidates(to).split_off(from);
        all.into_iter().map(|it| with(it, |facts| facts.group = Some(group.into()))).collect()
    };
    let ledger = MemoryLedger::new();
    let claim = |candidates: &[Candidate]| {
        count(&policy, &ada(), candidates, &[], &ledger, &now(), |evaluation| {
            let parts: Vec<usize> = evaluation.parts.iter().map(|part| part.have).collect();
            (evaluation.stacks.len(), added(evaluation), parts)
        })
        .unwrap()
    };
    assert_eq!(claim(&grouped(0, 15, "foundational")), (0, vec![], vec![15, 0]));
    assert_eq!(claim(&grouped(15, 29, "elective")), (0, vec![], vec![15, 14]));
    let complete = claim(&grouped(29, 30, "elective"));
    assert_eq!(complete, (1, vec!["1 salaryLane".to_owned()], vec![0, 0]));
    // 16 and 14 are 30 as well, and no stack.
    assert_eq!(claim(&grouped(30, 46, "foundational")).0, 0);
    let more = claim(&grouped(46, 60, "elective"));
    assert_eq!(more, (0, vec!["0 salaryLane".to_owned()], vec![16, 14]));
    // Which it is, somebody must say.
    assert_eq!(one(&policy, candidates(1).remove(0)), (Ruling::Open, vec!["group.missing"]));

    // One that is taken back takes the pay with it.
    let tally = ledger.tally(&policy.account, crate::office::ADA, &[]).unwrap();
    let member = tally.claims()[3].key.clone();
    let reversal =
        openbadges::recognition::Reversal::new(&policy.account, member, "revoked", now());
    assert_eq!(ledger.reverse(&reversal).unwrap().len(), 2);
    let tally = ledger.tally(&policy.account, crate::office::ADA, &[]).unwrap();
    let lanes = tally.claims().iter().flat_map(|claim| &claim.entries);
    assert!(lanes.into_iter().all(|entry| &*entry.category != "pay"));
    // Those that are left make a stack again, with nothing new: 30 and 29.
    let none: [Candidate; 0] = [];
    assert_eq!(claim(&none), (1, vec!["1 salaryLane".to_owned()], vec![15, 14]));

    // The pay is given once, ever: 15 and 15 more are a stack that counts for nothing.
    let mut last = badge(58);
    set(&mut last, &["id"], "urn:example:last".into());
    set(&mut last, &["credentialSubject", "achievement", "id"], "urn:example:last-one".into());
    let last = with(verified(last), |facts| facts.group = Some("elective".into()));
    count(&policy, &ada(), &[last], &[], &ledger, &now(), |evaluation| {
        assert_eq!(evaluation.stacks[0].ruling, Ruling::DoesNotCount);
        assert!(evaluation.stacks[0].entries().next().is_none());
        assert_eq!(added(evaluation), ["0 salaryLane"]);
    })
    .unwrap();
}

#[test]
fn kettle_moraine() {
    let missing = profiles::find("kettle-moraine").unwrap().policy(&Parameters::new()).unwrap_err();
    assert!(missing.to_string().contains("raise"), "{missing}");
    let policy = profile("kettle-moraine", &[("raise", "350 USD")]);
    let mut shown = badge(53);
    set(
        &mut shown,
        &["evidence"],
        json(r#"[{"id": "https://portfolio.example/lesson", "type": ["Evidence"]}]"#),
    );
    let shown = verified(shown);
    let confirmed = |names: &[&str]| {
        with(shown.clone(), |facts| {
            facts.confirmed = names.iter().map(|name| name.to_string()).collect();
        })
    };
    assert_eq!(one(&policy, confirmed(&["learningPlan", "panel"])), (Ruling::Counts, vec![]));
    evaluated(&policy, &ada(), &[confirmed(&["learningPlan", "panel"])], |evaluation| {
        assert_eq!(added(evaluation), ["350 USD"], "the raise that was supplied");
        assert_eq!(evaluation.totals[0].after.to_string(), "350 USD");
    });
    assert_eq!(one(&policy, confirmed(&["learningPlan"])), (Ruling::Open, vec!["confirmed.not"]));
    let bare = with(candidates(1).remove(0), |facts| {
        facts.confirmed = ["learningPlan", "panel"].map(str::to_owned).into();
    });
    assert_eq!(one(&policy, bare).1, ["evidence.missing"]);
}
