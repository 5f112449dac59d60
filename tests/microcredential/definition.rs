//! The micro-credential as a type: every fault is told, and nothing is lost on the way into an
//! achievement and back.

use openbadges::context::url::MICRO_CREDENTIAL_V1;
use openbadges::json::Value;
use openbadges::key::SecretKey;
use openbadges::microcredential::*;
use openbadges::model::{Achievement, Credential, Invalid, Profile, Recipient};
use openbadges::proof::Cryptosuite;
use openbadges::report::Outcome;
use openbadges::{Code, Issuer, Verifier};
use proptest::prelude::*;

use super::made::{self, ID, at, micro_credential, value, with};

#[test]
fn what_a_person_leaves_out_is_filled_in() {
    let whole = micro_credential();
    assert_eq!(whole.passing, Passing::every_criterion());
    assert_eq!(whole.criterion[0].id.as_str(), format!("{ID}#criterion-1"));
    assert_eq!(whole.criterion[0].required_level.as_str(), format!("{ID}#criterion-1-level-2"));
    assert_eq!(whole.criterion[1].level[1].points, Some("1.5".parse().unwrap()));
    assert_eq!(whole.hours_to_earn, Some("15".parse().unwrap()));
    assert_eq!(whole.cost_to_earn.as_ref().unwrap().amount, "75.5".parse().unwrap());
    assert_eq!(whole.extensions.get("fieldOfStudy").and_then(Value::as_str), Some("Teaching"));
    assert_eq!(
        MicroCredential::read(&whole.write()),
        Ok(whole.clone()),
        "nothing is left to fill in"
    );
}

/// What can be issued: an IRI has one fragment.
#[test]
fn a_micro_credential_with_a_fragment_has_criteria_of_its_own() {
    let form = with("/id", Some(r#""https://p.example/all#wait""#));
    let whole = MicroCredential::read_form(&form).unwrap();
    assert_eq!(whole.criterion[0].id.as_str(), "https://p.example/all#wait-criterion-1");
    let level = &whole.criterion[0].level[1].id;
    assert_eq!(level.as_str(), "https://p.example/all#wait-criterion-1-level-2");
}

fn refusals(read: Result<MicroCredential, Invalid>) -> Vec<(Code, String)> {
    let findings = match read {
        Ok(_) => return Vec::new(),
        Err(invalid) => invalid.findings,
    };
    let errors = findings.into_iter().filter(|finding| finding.is_error());
    errors.map(|it| (it.fault.code, it.fault.pointer.as_str().to_owned())).collect()
}

#[test]
fn every_fault_is_found_at_its_place() {
    use Code::*;
    for (pointer, new, code, place) in [
        ("/id", None, ModelRequired, ""),
        ("/id", Some(r#""wait-time""#), Iri, "/id"),
        ("/name", Some(r#""  ""#), ModelValue, "/name"),
        ("/competency/name", Some(r#"" ""#), ModelValue, "/competency/name"),
        ("/competency/statement", Some(r#""""#), ModelValue, "/competency/statement"),
        ("/keyMethod/name", Some(r#""\t""#), ModelValue, "/keyMethod/name"),
        ("/keyMethod/description", Some(r#""""#), ModelValue, "/keyMethod/description"),
        ("/keyMethod/component/0/name", Some(r#""""#), ModelValue, "/keyMethod/component/0/name"),
        ("/criterion/0/name", Some(r#""""#), ModelValue, "/criterion/0/name"),
        ("/criterion/0/level/1/name", Some(r#"" ""#), ModelValue, "/criterion/0/level/1/name"),
        ("/submission/0/name", Some(r#""""#), ModelValue, "/submission/0/name"),
        ("/provider/name", Some(r#"" ""#), ModelValue, "/provider/name"),
        ("/complexity", Some(r#""""#), ModelValue, "/complexity"),
        ("/version", Some(r#"" ""#), ModelValue, "/version"),
        ("/rationale", Some(r#"" ""#), ModelValue, "/rationale"),
        ("/submission/0/question", Some(r#"[" "]"#), ModelValue, "/submission/0/question/0"),
        ("/submission/0/question/1", Some(r#""""#), ModelValue, "/submission/0/question/1"),
        ("/tag", Some(r#"["a", " "]"#), ModelValue, "/tag/1"),
        ("/tag", Some(r#"["", "a"]"#), ModelValue, "/tag/0"),
        ("/criterion/0/description", Some(r#"" ""#), ModelValue, "/criterion/0/description"),
        ("/costToEarn/description", Some(r#"" ""#), ModelValue, "/costToEarn/description"),
        ("/creditsAvailable", Some("-1"), ModelValue, "/creditsAvailable"),
        ("/creditsAvailable", Some("-0.5"), ModelValue, "/creditsAvailable"),
        ("/competency", None, ModelRequired, ""),
        ("/competency/statement", None, ModelRequired, "/competency"),
        ("/competency/statment", Some(r#""x""#), ModelClosed, "/competency/statment"),
        ("/keyMethod/component/0/name", None, ModelRequired, "/keyMethod/component/0"),
        ("/keyMetod", Some("{}"), ModelClosed, "/keyMetod"),
        ("/submission", None, ModelRequired, ""),
        ("/submission", Some("[]"), ModelRequired, "/submission"),
        (
            "/submission",
            Some(r#"[{"part": "Reflection", "name": "x"}]"#),
            ModelValue,
            "/submission",
        ),
        ("/submission/1/part", Some(r#""Artefacts""#), ModelValue, "/submission/1/part"),
        ("/submission/1/piecesRequired", Some("0"), ModelValue, "/submission/1/piecesRequired"),
        ("/submission/1/piecesRequired", Some("1.5"), ModelValue, "/submission/1/piecesRequired"),
        ("/criterion", Some("[]"), ModelRequired, "/criterion"),
        ("/criterion/0/level", Some("[]"), ModelRequired, "/criterion/0/level"),
        ("/criterion/0/requiredLevel", None, ModelRequired, "/criterion/0"),
        (
            "/criterion/0/requiredLevel",
            Some(r#""Mastered""#),
            ModelResult,
            "/criterion/0/requiredLevel",
        ),
        (
            "/criterion/0/requiredLevel",
            Some(r#""urn:x""#),
            ModelResult,
            "/criterion/0/requiredLevel",
        ),
        (
            "/criterion/0/level/1/name",
            Some(r#""Not yet""#),
            ModelValue,
            "/criterion/0/level/1/name",
        ),
        ("/criterion/0/level/1/points", Some("0"), ModelValue, "/criterion/0/level/1/points"),
        ("/criterion/0/level/1/points", Some("0.5"), ModelType, "/criterion/0/level/1/points"),
        (
            "/criterion/0/level/1/points",
            Some(r#""many""#),
            ModelValue,
            "/criterion/0/level/1/points",
        ),
        ("/criterion/0/level/0/points", Some("-1"), ModelValue, "/criterion/0/level/0/points"),
        (
            "/criterion/1/id",
            Some(r#""https://provider.example/micro-credentials/wait-time""#),
            ModelAlias,
            "/criterion/1/id",
        ),
        (
            "/criterion/1/id",
            Some(r#""https://provider.example/micro-credentials/wait-time#criterion-1-level-1""#),
            ModelAlias,
            "/criterion/1/id",
        ),
        ("/passing", Some(r#""Most""#), ModelValue, "/passing/rule"),
        ("/passing", Some(r#""Points""#), ModelRequired, "/passing"),
        (
            "/passing",
            Some(r#"{"rule": "CountOfCriteria", "criteriaRequired": 3}"#),
            ModelValue,
            "/passing/criteriaRequired",
        ),
        (
            "/passing",
            Some(r#"{"rule": "CountOfCriteria", "criteriaRequired": 0}"#),
            ModelValue,
            "/passing/criteriaRequired",
        ),
        (
            "/passing",
            Some(r#"{"rule": "EveryCriterion", "criteriaRequired": 2}"#),
            ModelValue,
            "/passing/criteriaRequired",
        ),
        (
            "/passing",
            Some(r#"{"rule": "Points", "pointsRequired": "3.51"}"#),
            ModelValue,
            "/passing/pointsRequired",
        ),
        (
            "/passing",
            Some(r#"{"rule": "Points", "pointsRequired": 0}"#),
            ModelValue,
            "/passing/pointsRequired",
        ),
        ("/hoursToEarn", Some("0"), ModelValue, "/hoursToEarn"),
        ("/hoursToEarn", Some("1.5"), ModelType, "/hoursToEarn"),
        ("/hoursToEarn", Some(r#""fifteen""#), ModelValue, "/hoursToEarn"),
        ("/durationToEarn", Some(r#""P6W""#), ModelValue, "/durationToEarn"),
        ("/costToEarn/currency", Some(r#""usd""#), ModelValue, "/costToEarn/currency"),
        ("/costToEarn/amount", Some("-1"), ModelValue, "/costToEarn/amount"),
        (
            "/research/0/doi",
            Some(r#""https://doi.org/10.1000/182""#),
            ModelValue,
            "/research/0/doi",
        ),
        ("/research/0/url", Some(r#""javascript:alert(1)""#), IriScheme, "/research/0/url"),
        ("/alignment/0/targetUrl", None, ModelRequired, "/alignment/0"),
        ("/inLanguage", Some(r#""English (US)""#), ModelValue, "/inLanguage"),
        ("/criteria", Some(r#"{"narrative": "x"}"#), ModelClosed, "/criteria"),
        ("/type", Some(r#"["Achievement"]"#), ModelClosed, "/type"),
        ("/resultDescription", Some("[]"), ModelClosed, "/resultDescription"),
    ] {
        let found = refusals(MicroCredential::read_form(&with(pointer, new)));
        assert!(found.contains(&(code, place.to_owned())), "{pointer} := {new:?}: {found:?}");
    }
    let faults = refusals(MicroCredential::read_form(&value(r#"{"nane": 1, "criterion": [{}]}"#)));
    for place in ["/nane", "", "/criterion/0"] {
        assert!(faults.iter().any(|(_, at)| at == place), "all faults in one pass: {faults:?}");
    }
}

#[test]
fn durations_are_those_of_iso_8601() {
    let read = |duration: &str| {
        let mut form = with("/hoursToEarn", None);
        form.as_object_mut().unwrap().insert("durationToEarn", duration);
        MicroCredential::read_form(&form)
    };
    for good in ["P6W", "PT15H", "P1Y2M3DT4H5M6.7S", "P10D", "PT0.5S"] {
        assert!(read(good).is_ok(), "{good}");
    }
    for bad in [
        "", "P", "PT", "6W", "P6", "P6W1D", "P1DT", "PT1.5H", "P1S", "PT1D", "P1D2Y", "P-1D",
        "PT5M4H", "P1D1D", "p6w", "P٣D", "PTS", "PT1.S", "P 6W", "P1é",
    ] {
        assert_eq!(refusals(read(bad)), [(Code::ModelValue, "/durationToEarn".into())], "{bad}");
    }
}

#[test]
fn it_becomes_an_achievement_and_comes_back() {
    let whole = micro_credential();
    let achievement = whole.to_achievement().unwrap();
    assert_eq!(achievement.types.to_vec(), ["Achievement", "MicroCredential"]);
    assert_eq!(achievement.achievement_type.as_ref().unwrap().as_str(), "MicroCredential");
    assert_eq!(achievement.creator.as_ref().unwrap().id.as_str(), "https://provider.example");
    assert_eq!(achievement.field_of_study.as_deref(), Some("Teaching"));
    let described = &achievement.result_description[0];
    assert_eq!(described.required_level.as_ref(), Some(&whole.criterion[0].required_level));
    assert_eq!(described.rubric_criterion_level[1].points.as_deref(), Some("1"));
    assert_eq!(MicroCredential::from_achievement(&achievement), Ok(whole));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_is_lost_on_the_way_and_back(whole in made::micro_credentials()) {
        let achievement = whole.to_achievement().unwrap();
        // Through the text of a badge as well.
        let read = Achievement::read(&value(&achievement.write().to_string())).unwrap();
        prop_assert_eq!(&read, &achievement);
        prop_assert_eq!(MicroCredential::from_achievement(&read), Ok(whole.clone()));
        prop_assert_eq!(MicroCredential::read(&whole.write()), Ok(whole));
    }
}

/// The array of the levels is not signed over RDF; the list of the extension is.
#[test]
fn levels_come_back_in_their_order_however_the_badge_has_them() {
    let whole = micro_credential();
    let mut achievement = whole.to_achievement().unwrap();
    let described = achievement.result_description.iter_mut().next().unwrap();
    let mut levels = described.rubric_criterion_level.to_vec();
    levels.reverse();
    described.rubric_criterion_level = levels.into();
    let read = MicroCredential::from_achievement(&achievement).unwrap();
    assert_eq!(read.criterion[0].level, whole.criterion[0].level);
}

#[test]
fn an_achievement_that_is_no_micro_credential_is_refused() {
    let achievement = micro_credential().to_achievement().unwrap().write();
    let change = |pointer: &str, new: &str| {
        let mut changed = achievement.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut place = &mut changed;
        for step in parent.split('/').skip(1) {
            place = match place {
                Value::Object(object) => object.get_mut(step).unwrap(),
                Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
                _ => unreachable!(),
            };
        }
        place.as_object_mut().unwrap().insert(name, value(new));
        MicroCredential::from_achievement(&Achievement::read(&changed).unwrap())
    };
    for (pointer, new) in [
        ("/type", r#"["Achievement"]"#),
        ("/resultDescription", "[]"),
        ("/resultDescription/0/type", r#"["ResultDescription"]"#),
        ("/resultDescription/0/resultType", r#""Percent""#),
        ("/resultDescription/0/levelOrder", "[]"),
        ("/resultDescription/0/levelOrder", r#"["urn:a", "urn:b", "urn:c"]"#),
        ("/resultDescription/0/valueMin", r#""0""#),
        ("/resultDescription/0/requiredLevel", r#""urn:a""#),
        ("/criteria/more", r#""x""#),
        ("/competency", r#"{"name": "x"}"#),
        ("/passing", "[]"),
    ] {
        assert_ne!(refusals(change(pointer, new)), [], "{pointer} := {new}");
    }
    // What others say beside, and a micro-credential has no place for.
    for (pointer, new, place) in [
        ("/type", r#"["Achievement", "MicroCredential", "https://a.example/Own"]"#, "/type"),
        ("/achievementType", r#""Competency""#, "/achievementType"),
        ("/page", r#""https://a.example/page""#, "/page"),
        ("/provider", r#"{"id": "https://a.example", "type": ["Profile"]}"#, "/provider"),
        ("/criterion", "[]", "/criterion"),
        (
            "/resultDescription/0/rubricCriterionLevel/1/type",
            r#"["RubricCriterionLevel", "https://a.example/Own"]"#,
            "/criterion/0",
        ),
    ] {
        let found = refusals(change(pointer, new));
        assert_eq!(found.len(), 1, "{pointer} := {new}: {found:?}");
        assert_eq!(found[0].1, place, "{pointer} := {new}");
    }
    // In whatever order, and what only says less.
    let turned = r#"["MicroCredential", "Achievement"]"#;
    assert_eq!(change("/type", turned), Ok(micro_credential()));
    let mut untyped = micro_credential().to_achievement().unwrap();
    untyped.achievement_type = None;
    assert_eq!(MicroCredential::from_achievement(&untyped), Ok(micro_credential()));
    let first = |index: usize| micro_credential().criterion[0].level[index].id.to_string();
    let twice = format!("[{:?}, {:?}, {:?}]", first(0), first(1), first(1));
    assert_ne!(refusals(change("/resultDescription/0/levelOrder", &twice)), []);
}

fn issue(achievement: Achievement, level: usize, suite: Cryptosuite) -> Vec<u8> {
    let whole = micro_credential();
    let result = |criterion: &Criterion| {
        let level = &criterion.level[level.min(criterion.level.len() - 1)];
        openbadges::model::Result::of(&criterion.id).achieved_level(&level.id).build().unwrap()
    };
    let badge = Credential::builder()
        .context(MICRO_CREDENTIAL_V1)
        .achievement(achievement)
        .recipient(Recipient::id("did:example:ada"))
        .result(result(&whole.criterion[0]))
        .result(result(&whole.criterion[1]))
        .build()
        .unwrap();
    let key = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
    let profile = Profile::builder(key.key().public().did_key()).build().unwrap();
    let issuer = Issuer::new(profile, key).with_cryptosuite(suite);
    issuer.issue(badge, &at("2026-03-01T00:00:00Z")).unwrap().as_bytes().to_vec()
}

/// Whole, with every member signed: the lossless mode refuses what has no meaning.
#[test]
fn a_badge_with_the_extension_is_issued_verified_and_read() {
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        for (level, expected) in [(0, Verdict::NotMet), (1, Verdict::Met), (2, Verdict::Met)] {
            let whole = micro_credential();
            let badge = issue(whole.to_achievement().unwrap(), level, suite);
            let report = Verifier::new().verify(&badge, &at("2026-03-02T00:00:00Z"));
            assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
            let verified = report.verified().unwrap();
            assert_eq!(verified.standing().verdict(), expected);
            let achievement = Achievement::read(verified.view().achievement().unwrap()).unwrap();
            assert_eq!(MicroCredential::from_achievement(&achievement), Ok(whole));
        }
    }
}

#[test]
fn the_extension_hides_nothing_without_its_context_or_type() {
    let whole = micro_credential().to_achievement().unwrap();
    let now = at("2026-03-02T00:00:00Z");
    let badge = issue(whole, 1, Cryptosuite::EddsaRdfc2022);
    let text = String::from_utf8(badge).unwrap();
    for (from, to) in [
        (format!(",{MICRO_CREDENTIAL_V1:?}"), String::new()),
        (r#""type":["Achievement","MicroCredential"]"#.into(), r#""type":["Achievement"]"#.into()),
        (r#","RubricCriterion"]"#.into(), "]".into()),
    ] {
        let changed = text.replace(&from, &to);
        assert_ne!(changed, text, "{from}");
        assert_eq!(Verifier::new().verify(changed.as_bytes(), &now).outcome(), Outcome::Invalid);
    }
}

/// With the extension the order of levels is signed: turning the array round changes nothing, and
/// turning the list round breaks the proof.
#[test]
fn levels_that_are_turned_round_keep_their_order() {
    let now = at("2026-03-02T00:00:00Z");
    let mut whole = micro_credential();
    // Without points, nothing but the list orders them.
    for criterion in whole.criterion.iter_mut() {
        criterion.level.iter_mut().for_each(|level| level.points = None);
    }
    let mut turned = whole.to_achievement().unwrap();
    for description in turned.result_description.iter_mut() {
        let levels = description.rubric_criterion_level.to_vec();
        description.rubric_criterion_level = levels.into_iter().rev().collect::<Vec<_>>().into();
    }
    for (level, expected) in [(0, Verdict::NotMet), (1, Verdict::Met), (2, Verdict::Met)] {
        for achievement in [whole.to_achievement().unwrap(), turned.clone()] {
            let badge = issue(achievement, level, Cryptosuite::EddsaRdfc2022);
            let report = Verifier::new().verify(&badge, &now);
            assert_eq!(report.verified().unwrap().standing().verdict(), expected, "{level}");
        }
        // Signed as JSON, an array and a list that differ are a contradiction.
        let badge = issue(turned.clone(), level, Cryptosuite::EddsaJcs2022);
        let report = Verifier::new().verify(&badge, &now);
        let standing = report.verified().unwrap().standing();
        let expected = if level == 1 { Verdict::Met } else { Verdict::Unknown };
        assert_eq!(standing.verdict(), expected, "{level}: {standing:?}");
    }
    let badge = issue(whole.to_achievement().unwrap(), 0, Cryptosuite::EddsaRdfc2022);
    let text = String::from_utf8(badge).unwrap();
    let [low, middle, high] = [0, 1, 2].map(|at| whole.criterion[0].level[at].id.to_string());
    let order = format!(r#""levelOrder":["{low}","{middle}","{high}"]"#);
    let changed = text.replace(&order, &format!(r#""levelOrder":["{high}","{middle}","{low}"]"#));
    assert_ne!(changed, text);
    assert_eq!(Verifier::new().verify(changed.as_bytes(), &now).outcome(), Outcome::Invalid);
}

fn standing_of(passing: &str, levels: [usize; 2]) -> Standing {
    let whole = MicroCredential::read_form(&with("/passing", Some(passing))).unwrap();
    let mut badge = Credential::builder()
        .context(MICRO_CREDENTIAL_V1)
        .achievement(whole.to_achievement().unwrap())
        .recipient(Recipient::id("did:example:ada"));
    for (criterion, level) in whole.criterion.iter().zip(levels) {
        let result = openbadges::model::Result::of(&criterion.id);
        badge = badge.result(result.achieved_level(&criterion.level[level].id).build().unwrap());
    }
    let badge = badge.build().unwrap();
    Standing::of_unverified(badge.view(), Cryptosuite::EddsaRdfc2022.into())
}

/// What it takes to pass is read from the extension, and is signed.
#[test]
fn a_standing_goes_by_the_rule_of_the_micro_credential() {
    use Verdict::*;
    let every = r#""EveryCriterion""#;
    let one = r#"{"rule": "CountOfCriteria", "criteriaRequired": 1}"#;
    let two_points = r#"{"rule": "Points", "pointsRequired": "2"}"#;
    let all_points = r#"{"rule": "Points", "pointsRequired": "3.5"}"#;
    for (passing, levels, expected) in [
        (every, [1, 1], Met),
        (every, [2, 0], NotMet),
        (one, [2, 0], Met),
        (one, [0, 1], Met),
        (one, [0, 0], NotMet),
        (two_points, [2, 0], Met),
        (two_points, [1, 0], NotMet),
        (two_points, [1, 1], Met),
        (all_points, [2, 1], Met),
        (all_points, [1, 1], NotMet),
    ] {
        let standing = standing_of(passing, levels);
        assert_eq!(standing.verdict(), expected, "{passing} {levels:?}: {}", standing.reason());
    }
}

#[test]
fn a_rule_that_cannot_be_read_is_never_met() {
    let whole = micro_credential();
    let passing = r#""passing":{"rule":"EveryCriterion"}"#;
    let badge =
        String::from_utf8(issue(whole.to_achievement().unwrap(), 2, Cryptosuite::EddsaRdfc2022))
            .unwrap();
    for new in [
        r#""passing":{"rule":"NoCriterion"}"#,
        r#""passing":{"rule":"CountOfCriteria"}"#,
        r#""passing":{"rule":"CountOfCriteria","criteriaRequired":-1}"#,
        r#""passing":{"rule":"Points","pointsRequired":"few"}"#,
        r#""passing":[{"rule":"EveryCriterion"},{"rule":"Points","pointsRequired":"1"}]"#,
        r#""unsaid":"x""#,
    ] {
        let changed = badge.replace(passing, new);
        assert_ne!(changed, badge);
        let changed = value(&changed);
        let view = openbadges::model::View::of(&changed);
        let standing = Standing::of_unverified(view, Cryptosuite::EddsaRdfc2022.into());
        assert_eq!(standing.verdict(), Verdict::Unknown, "{new}: {standing:?}");
    }
}
