//! What is in a picture: the same values that claims get, and nothing that is not known.

use openbadges::microcredential::MicroCredential;
use openbadges::recognition::picture::{By, Finding, Nature, Picture, Place};
use openbadges::recognition::{Claimant, Facts, Ruling, Span, Tally, evaluate, profiles};
use serde_json::Value as Json;

use crate::cases::{self, SUPPLIED};
use crate::office::*;

fn picture(is_supplied: bool) -> Picture {
    Picture::new(&cases::three(), &cases::places(is_supplied), Nature::Example, &now())
}

/// What an office knows of a badge for which everything was done as each place asks.
fn all_done(category: &str, in_time: &str) -> impl Fn(&mut Facts) {
    let (category, in_time) = (category.to_owned(), day(in_time));
    move |facts| {
        facts.approved = Some(day("2025-12-20"));
        facts.requested = Some(in_time);
        facts.uploaded = Some(in_time);
        facts.scored_rubric = true;
        facts.confirmed = ["learningPlan", "panel"].map(str::to_owned).into();
        facts.category = (!category.is_empty()).then(|| category.as_str().into());
    }
}

#[test]
fn a_picture_says_what_a_claim_would_get() {
    let picture = picture(true);
    let names = ["Wait Time", "Exit Tickets That Are Used", "Leading Number Talks"];
    let mut compared = 0;
    for (place, profile) in picture.places.iter().zip(profiles::ALL) {
        let policy = cases::policy_of(profile.name);
        // A category that the claim brings, or each that the policy has.
        for category in &policy.categories {
            let name = if category.is_open() { "literacy" } else { &category.name };
            for (number, title) in names.iter().enumerate() {
                let candidate = with(
                    verified(cases::assessed(title, number)),
                    all_done(name, ["2026-01-20", "2026-02-20", "2026-03-10"][number]),
                );
                let cycle = Span::new(day("2025-07-01"), day("2030-06-30")).unwrap();
                let claimant = Claimant::new(ADA).in_cycle(cycle);
                let (tally, candidates) = (Tally::default(), [candidate]);
                let evaluation = evaluate(&policy, &claimant, &candidates, &[], &tally, &now());
                let decision = evaluation.decision(0).unwrap();
                if policy.awards.is_empty() {
                    assert!(place.worths.is_empty(), "{}", place.name);
                    continue;
                }
                let title = if category.title == "*" { "any category" } else { &category.title };
                let worth =
                    place.worths.iter().find(|it| it.offer == number && it.category == title);
                let worth = worth.unwrap();
                assert_eq!(
                    decision.ruling,
                    Ruling::Counts,
                    "{}: {}",
                    place.name,
                    evaluation.to_text()
                );
                let counted: Vec<_> = decision.entries().map(|it| it.amount).collect();
                let [counted] = counted.as_slice() else { panic!("{counted:?}") };
                assert_eq!(worth.amount(), Some(counted), "{}", place.name);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 30, "nine places that value one, one of them in two categories");
}

#[test]
fn sums_are_those_of_the_table() {
    let picture = picture(false);
    let place = |name: &str| picture.places.iter().find(|it| it.name == name).unwrap();
    let sum = |name: &str| place(name).sums[0].sum.to_string();
    assert_eq!(sum("tennessee"), "18 pdp", "6 for each of 3");
    assert_eq!(sum("utah"), "1.5 usbeCredit");
    assert_eq!(sum("aurora"), "30 clockHour");
    let steps = place("aurora").sums[0].steps.as_ref().unwrap();
    assert_eq!(
        (steps.given.to_string(), steps.waits.to_string()),
        ("2 credit".into(), "0 clockHour".into())
    );
    // On the scale of clock hours, by the rates of each place.
    let hours = |name: &str| place(name).in_hours.as_ref().map(ToString::to_string);
    assert_eq!(hours("tennessee").unwrap(), "18 clockHour");
    assert_eq!(hours("aurora").unwrap(), "30 clockHour");
    assert_eq!(hours("utah"), None, "no rate is known");
    let stack = &place("muskego-norway").stacks[0];
    assert_eq!(stack.gives.as_ref().unwrap().to_string(), "1 salaryLane");
    assert!(stack.parts.iter().all(|part| part.count == 15 && part.have.is_none()));
    // What it takes: one price is not said.
    assert_eq!(picture.takes.hours.to_string(), "47");
    assert_eq!((picture.takes.hours_said, picture.takes.prices_said), (3, 2));
    assert_eq!(picture.takes.prices[0].1.to_string(), "135");
}

#[test]
fn what_is_supplied_is_not_the_sources() {
    let picture = picture(true);
    for place in &picture.places {
        let supplied = SUPPLIED.iter().filter(|(of, ..)| *of == place.name).count();
        // Whose badges count is supplied to each.
        let all = (place.supplied.len(), place.unknown.len());
        assert_eq!(all, (supplied + 1, 0), "{}", place.name);
        for worth in &place.worths {
            let Finding::Known { by, .. } = worth.finding else { panic!("{worth:?}") };
            assert_eq!(by == By::Supplied, supplied > 0, "{}", place.name);
        }
    }
    let lake = picture.places.iter().find(|it| it.name == "lake-elsinore").unwrap();
    let [sum] = lake.sums.as_slice() else { panic!() };
    assert_eq!(sum.sum.to_string(), "361.5 USD");
    assert_eq!(sum.caps[0].most.to_string(), "500 USD");
    assert!(sum.caps[0].above.is_zero() && sum.caps[0].is_carried_over);
}

/// An amount that a policy leaves open stands in for itself while the policy is read. It must be
/// nowhere to be seen.
#[test]
fn what_is_not_known_is_in_no_figure() {
    let picture = picture(false);
    let mut open = 0;
    let has_open = |place: &&Place| place.unknown.iter().any(|it| it.unit.is_some());
    for place in picture.places.iter().filter(has_open) {
        open += place.unknown.iter().filter(|it| it.unit.is_some()).count();
        assert!(!place.is_known() && place.in_hours.is_none(), "{}", place.name);
        assert!(place.worths.iter().all(|it| matches!(it.finding, Finding::NotKnown { .. })));
        for sum in &place.sums {
            assert!(sum.known == 0 && sum.sum.is_zero(), "{}", place.name);
            assert!(sum.steps.is_none() || sum.steps.as_ref().unwrap().given.is_zero());
        }
        assert!(place.goal.as_ref().is_none_or(|goal| goal.have.is_none()), "{}", place.name);
        let json = serde_json::to_string(place).unwrap();
        for stand_in in ["\"1 USD\"", "\"1 credit\"", "\"1 clockHour\"", "\"0.1 ceu\""] {
            assert!(!json.contains(stand_in), "{}: {stand_in}", place.name);
        }
    }
    assert_eq!(open, SUPPLIED.len());
    // Whose badges count is not known of any.
    let nobody = "00000000-0000-4000-8000-000000000003";
    assert!(!picture.html().contains(nobody));
    assert!(!serde_json::to_string(&picture).unwrap().contains(nobody));
    let is_open = |place: &Place| place.conditions.iter().any(|it| it.code == "issuer.unknown");
    assert!(picture.places.iter().all(is_open));
    let page = picture.html();
    for unknown in picture.places.iter().flat_map(|it| &it.unknown) {
        assert!(page.contains(&unknown.meaning), "{}", unknown.meaning);
    }
    for stand_in in ["1 USD", "3 USD", "3 clock hours", "0.3 continuing"] {
        assert!(!page.contains(stand_in), "{stand_in}");
    }
}

/// Everything of a policy can be left open, and then none of it is in a figure.
#[test]
fn every_amount_of_a_policy_can_be_unknown() {
    let open = r#"{"x": {"meaning": "what nobody found", "unit": "clockHour"},
        "y": {"meaning": "what nobody found either", "unit": "ceu"}}"#;
    let document = document(
        "5 ceu",
        "clockHour",
        &[
            ("parameters", open),
            (
                "categories",
                r#"[{"name": "all", "unit": "clockHour",
            "step": {"every": "$x", "gives": "1 credit"}}]"#,
            ),
            ("rates", r#"[{"left": "$y", "right": "10 clockHour"}]"#),
            ("caps", r#"[{"amount": "$x", "per": "year", "rest": "lost"}]"#),
            ("goal", r#"{"amount": "$x", "withinYears": 5}"#),
            ("groups", r#"[{"name": "g"}]"#),
            (
                "stacks",
                r#"[{"name": "s", "title": "s", "parts": [{"group": "g", "count": 2}], "gives": "$x"}]"#,
            ),
        ],
    );
    use openbadges::recognition::Parameters;
    use openbadges::recognition::picture::{Origin, Rules};
    let rules = Rules::read(&document, &Parameters::new(), Origin::Own).unwrap();
    assert!(rules.known().is_none());
    let picture = Picture::new(&cases::three(), &[rules], Nature::AsGiven, &now());
    let [place] = picture.places.as_slice() else { panic!() };
    assert!(place.worths.iter().all(|it| matches!(it.finding, Finding::NotConverted { .. })));
    assert!(place.sums[0].steps.is_none() && place.sums[0].caps.is_empty());
    assert!(place.goal.is_none() && place.stacks[0].gives.is_none() && place.rates.is_empty());
    let sentences: Vec<&str> = place.conditions.iter().map(|it| it.sentence.as_str()).collect();
    assert!(
        sentences.contains(
            &"At most an amount that is not known counts a year; the rest does not count."
        )
    );
    assert!(sentences.contains(&"How much is needed is not known."));
    assert!(!picture.html().contains("1 clock hour"));
}

#[test]
fn what_a_place_does_not_accept_is_worth_nothing_there() {
    use openbadges::recognition::Parameters;
    use openbadges::recognition::picture::{Origin, Rules};
    let set: Vec<MicroCredential> = cases::three();
    let read = |accept: &str| {
        let document = document("5 clockHour", "clockHour", &[("accept", accept)]);
        let rules = Rules::read(&document, &Parameters::new(), Origin::Own).unwrap();
        let picture = Picture::new(&set, &[rules], Nature::AsGiven, &now());
        let place = picture.places.into_iter().next().unwrap();
        assert!(place.is_known());
        let accepted: Vec<bool> = place.worths.iter().map(|it| it.amount().is_some()).collect();
        (accepted, place.sums[0].sum.to_string())
    };
    let wait_time = set[0].id.as_str();
    assert_eq!(
        read(&format!(r#"{{"issuers": ["did:example:a"], "achievements": ["{wait_time}"]}}"#)),
        (vec![true, false, false], "5 clockHour".to_owned())
    );
    assert_eq!(
        read(r#"{"issuers": "any", "alignments": [{"under": "https://standards.example/case"}]}"#),
        (vec![false, true, false], "5 clockHour".to_owned())
    );
    assert_eq!(read(r#"{"issuers": "any"}"#).1, "15 clockHour");
}

#[test]
fn the_json_of_a_picture_and_of_a_portfolio_has_what_the_pages_show() {
    let json: Json = serde_json::to_value(picture(false)).unwrap();
    assert_eq!(json["now"], "2026-03-20T12:00:00Z");
    assert_eq!(json["nature"], "example");
    assert_eq!(json["microCredentials"][0]["hours"], "15");
    assert_eq!(json["microCredentials"][2]["price"], Json::Null);
    let tennessee = json["places"].as_array().unwrap().iter().find(|it| it["name"] == "tennessee");
    let tennessee = tennessee.unwrap();
    assert_eq!(tennessee["worths"][0]["finding"], "known");
    assert_eq!(tennessee["worths"][0]["amount"], "6 pdp");
    assert_eq!(tennessee["worths"][0]["by"], "rules");
    assert_eq!(tennessee["sums"][0]["sum"], "18 pdp");
    assert_eq!(tennessee["origin"], "profile");
    let (_, portfolio) = cases::portfolios().remove(1);
    let json: Json = serde_json::to_value(portfolio).unwrap();
    assert_eq!(json["badges"].as_array().unwrap().len(), 3);
    assert_eq!(json["badges"][0]["awarded"], "2026-03-01", "the latest first");
    assert_eq!(json["badges"][0]["verdict"], "met");
    assert_eq!(json["values"][0]["totals"][0]["after"], "18 pdp");
}

#[test]
fn a_portfolio_reads_the_words_of_our_extension() {
    let portfolio = cases::portfolio("Educator One", &[verified(cases::assessed("x", 0))], &[]);
    let [earned] = portfolio.badges.as_slice() else { panic!() };
    assert_eq!((earned.hours.unwrap().to_string(), earned.assessors), ("15".to_owned(), 2));
    assert!(earned.competency.as_ref().unwrap().starts_with("The educator lets silence stand"));
}

/// `docs/REPORT.md` names every member, and none that is not there.
#[test]
fn the_documentation_names_every_member() {
    let documented = include_str!("../../docs/REPORT.md");
    let (_, section) = documented.split_once("# Pictures and portfolios as data").unwrap();
    let named: Vec<&str> = section.split('`').skip(1).step_by(2).collect();
    let mut found = std::collections::BTreeSet::new();
    for (_, picture) in cases::pictures() {
        members(&serde_json::to_value(picture).unwrap(), &mut found);
    }
    for (_, portfolio) in cases::portfolios() {
        members(&serde_json::to_value(portfolio).unwrap(), &mut found);
    }
    for member in &found {
        // What a rubric requires is told by its kind.
        let is_kind = ["level", "value", "levelAndValue"].contains(&member.as_str());
        assert!(is_kind || named.contains(&member.as_str()), "{member} is not documented");
    }
    let values = [
        "asGiven",
        "example",
        "profile",
        "own",
        "known",
        "notKnown",
        "asRecognised",
        "creditsNotSaid",
        "notConverted",
        "notAccepted",
        "rules",
        "supplied",
        "provider",
        "counts",
        "counted",
        "open",
        "doesNotCount",
    ];
    let is_name = |name: &&&str| name.chars().all(|c| c.is_ascii_alphabetic());
    for name in named.iter().filter(is_name) {
        // That of a result which was not reached has something `found`.
        let is_there = found.contains(*name) || values.contains(name) || *name == "found";
        assert!(is_there, "{name} is documented, and is not there");
    }
}

fn members(value: &Json, found: &mut std::collections::BTreeSet<String>) {
    match value {
        Json::Object(object) => {
            for (name, member) in object {
                found.insert(name.clone());
                members(member, found);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| members(item, found)),
        _ => {}
    }
}
