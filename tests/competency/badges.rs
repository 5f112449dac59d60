use openbadges::competency::{Positions, Rubric};
use openbadges::json::Value;
use openbadges::model::{Achievement, Criteria};

use super::{at, changed, teaching_practice};

fn member(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[test]
fn an_alignment_points_to_the_item() {
    let framework = teaching_practice();
    let item = framework.find("Q.1").remove(0);
    let alignment = item.alignment().unwrap().write();
    assert_eq!(member(&alignment, "targetName"), item.full_statement);
    assert_eq!(member(&alignment, "targetUrl"), item.uri);
    assert_eq!(member(&alignment, "targetCode"), item.identifier.to_string());
    assert_eq!(member(&alignment, "targetDescription"), item.notes.clone().unwrap());
    assert_eq!(member(&alignment, "targetFramework"), "Teaching Practice Framework");
    assert_eq!(member(&alignment, "targetType"), "CFItem");
}

#[test]
fn a_long_statement_gives_way_to_its_short_form() {
    let long = "A statement of many words. ".repeat(20);
    let framework =
        changed(|package| *at(package, "CFItems/1/fullStatement") = long.clone().into());
    let framework = framework.unwrap();
    let alignment = framework.find("Q.1").remove(0).alignment().unwrap();
    assert_eq!(alignment.target_name, "Wait time");
    assert_eq!(alignment.target_description.as_deref(), Some(long.as_str()));
}

#[test]
fn an_achievement_is_the_competency_itself() {
    let framework = teaching_practice();
    let item = framework.find("Q.1").remove(0);
    let achievement = item.achievement(Criteria::narrative("Two lessons.")).build().unwrap();
    assert_eq!(achievement.id.as_str(), item.uri);
    assert_eq!(achievement.name, "Wait time");
    assert_eq!(achievement.description, item.full_statement);
    assert_eq!(achievement.human_code.as_deref(), Some("Q.1"));
    assert_eq!(achievement.in_language.as_deref(), Some("en"));
    assert_eq!(achievement.tag.to_vec(), ["questioning", "pauses"]);
    assert_eq!(achievement.alignment.len(), 1);
    let identifier = &achievement.other_identifier[0];
    assert_eq!(identifier.identifier, item.identifier.to_string());
    assert_eq!(identifier.identifier_type.as_str(), "ext:caseIdentifier");
    // One's own achievement, aligned to the item.
    let own = item.achievement(Criteria::narrative("x")).id("https://district.example/1").build();
    assert_eq!(own.unwrap().id.as_str(), "https://district.example/1");
    let framework = changed(|package| *at(package, "CFItems/1/uri") = "items/1".into()).unwrap();
    let item = framework.find("Q.1").remove(0);
    assert!(item.achievement(Criteria::narrative("x")).build().is_err());
    let framework = changed(|package| *at(package, "CFItems/1/language") = "English?".into());
    let item = framework.as_ref().unwrap().find("Q.1").remove(0);
    let achievement = item.achievement(Criteria::narrative("x")).build().unwrap();
    assert_eq!(achievement.in_language, None);
}

#[test]
fn a_rubric_becomes_results_with_levels_from_low_to_high() {
    let framework = teaching_practice();
    let results =
        framework.result_descriptions(&framework.rubrics()[0], Positions::Unknown).unwrap();
    let names: Vec<_> = results.iter().map(|result| result.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Pauses after questions and after answers",
            "Who speaks after the pauses",
            "What was learned from the recordings"
        ]
    );
    let first = &results[0];
    assert_eq!(first.result_type.as_str(), "RubricCriterionLevel");
    assert_eq!(
        first.alignment[0].target_code.as_deref(),
        Some(framework.find("Q.1")[0].identifier.to_string().as_str())
    );
    let levels: Vec<_> = first
        .rubric_criterion_level
        .iter()
        .map(|level| (level.name.as_str(), level.points.as_deref().unwrap()))
        .collect();
    assert_eq!(
        levels,
        [("Not yet", "0"), ("Developing", "1"), ("Proficient", "2"), ("Exemplary", "3")]
    );

    // Ready for an achievement.
    let required = first.rubric_criterion_level[2].id.clone();
    let mut result = first.clone();
    result.required_level = Some(required);
    Achievement::builder(
        "https://district.example/achievements/wait-time",
        "Wait Time",
        "Gives every pupil time to think.",
        Criteria::narrative("Two recorded lessons."),
    )
    .result_description(result)
    .build()
    .unwrap();
}

const LEVELS: &str = "CFRubrics/0/CFRubricCriteria/0/CFRubricCriterionLevels";

/// The names of the levels of the first criterion in order, or nothing when the order is not known.
fn order(change: impl FnOnce(&mut Value)) -> Option<Vec<String>> {
    let framework = changed(change).unwrap();
    let rubric: &Rubric = &framework.rubrics()[0];
    let results = framework.result_descriptions(rubric, Positions::Unknown);
    match results {
        Ok(results) => {
            Some(results[0].rubric_criterion_level.iter().map(|level| level.name.clone()).collect())
        }
        Err(invalid) => {
            let fault = &invalid.findings[0].fault;
            assert_eq!(fault.code.as_str(), "framework.levels");
            assert_eq!(fault.pointer.as_str(), "/resultDescription/0/rubricCriterionLevel");
            None
        }
    }
}

/// The same by the word of somebody.
fn order_by(positions: Positions, change: impl FnOnce(&mut Value)) -> Option<Vec<String>> {
    let framework = changed(change).unwrap();
    let levels = framework.rubrics()[0].in_order()[0].levels_in_order(positions).ok()?;
    Some(levels.iter().map(|level| level.quality.clone().unwrap()).collect())
}

fn set(package: &mut Value, name: &str, values: [Option<f64>; 4]) {
    for (index, value) in values.into_iter().enumerate() {
        let level = at(package, &format!("{LEVELS}/{index}")).as_object_mut().unwrap();
        level.remove(name);
        if let Some(value) = value {
            level.insert(name, Value::Number(value.try_into().unwrap()));
        }
    }
}

#[test]
fn who_passes_depends_on_the_order_of_levels_so_it_is_never_guessed() {
    let low_to_high =
        ["Not yet", "Developing", "Proficient", "Exemplary"].map(String::from).to_vec();
    let all = |values: [f64; 4]| values.map(Some);
    let none = [None; 4];
    // Positions from the highest down: the scores decide.
    let positions_down = all([4.0, 3.0, 2.0, 1.0]);
    assert_eq!(order(|p| set(p, "position", positions_down)), Some(low_to_high.clone()));
    assert_eq!(order(|p| set(p, "position", none)), Some(low_to_high.clone()));
    // Some scores are alike: they say in which direction the positions run.
    assert_eq!(
        order(|p| {
            set(p, "score", all([0.0, 2.0, 2.0, 3.0]));
            set(p, "position", positions_down);
        }),
        Some(low_to_high.clone())
    );
    // Some are absent.
    assert_eq!(
        order(|p| {
            set(p, "score", [Some(0.0), None, None, Some(3.0)]);
            set(p, "position", positions_down);
        }),
        Some(low_to_high)
    );
    // Neither tells, or they contradict each other.
    assert_eq!(
        order(|p| {
            set(p, "score", none);
            set(p, "position", none);
        }),
        None
    );
    assert_eq!(
        order(|p| {
            set(p, "score", none);
            set(p, "position", all([1.0, 2.0, 2.0, 3.0]));
        }),
        None
    );
    assert_eq!(
        order(|p| {
            set(p, "score", none);
            set(p, "position", [Some(1.0), Some(2.0), None, Some(4.0)]);
        }),
        None
    );
    assert_eq!(order(|p| set(p, "score", all([0.0, 3.0, 0.0, 3.0]))), None);
}

/// CASE does not say whether the first position is the lowest level.
#[test]
fn positions_alone_are_no_order() {
    let low_to_high =
        ["Not yet", "Developing", "Proficient", "Exemplary"].map(String::from).to_vec();
    let unscored = |p: &mut Value| set(p, "score", [None; 4]);
    assert_eq!(order(unscored), None);
    // One score, or all the same, show no direction either.
    assert_eq!(order(|p| set(p, "score", [None, None, Some(2.0), None])), None);
    assert_eq!(order(|p| set(p, "score", [Some(1.0); 4])), None);
    // Whoever knows the rubric can say it, and is not believed against the scores.
    assert_eq!(order_by(Positions::LowestFirst, unscored), Some(low_to_high.clone()));
    let reversed: Vec<String> = low_to_high.iter().rev().cloned().collect();
    assert_eq!(order_by(Positions::HighestFirst, unscored), Some(reversed));
    assert_eq!(order_by(Positions::LowestFirst, |_| ()), Some(low_to_high));
    assert_eq!(order_by(Positions::HighestFirst, |_| ()), None);
    let two = |p: &mut Value| set(p, "score", [Some(0.0), None, None, Some(3.0)]);
    assert_eq!(order_by(Positions::HighestFirst, two), None);
}
