use openbadges::competency::{AssociationType, Identifier, Node, Source, Standing};
use openbadges::json::Value;
use openbadges::{Limits, Timestamp};

use super::{at, changed, changed_fixture, fixture, teaching_practice, warnings};
use openbadges::competency::Framework;

fn codes<'f>(items: impl IntoIterator<Item = openbadges::competency::Item<'f>>) -> Vec<String> {
    items.into_iter().map(|item| item.human_coding_scheme.as_deref().unwrap().to_owned()).collect()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_package_is_read_with_its_document_and_definitions() {
    let framework = teaching_practice();
    assert_eq!(framework.source(), Source::Case);
    assert_eq!(framework.document().title, "Teaching Practice Framework");
    assert_eq!(framework.items().count(), 19);
    assert_eq!(framework.associations().len(), 24);
    assert_eq!(framework.definitions().item_types.len(), 3);
    assert_eq!(framework.definitions().licences[0].title, "Creative Commons Attribution 4.0");
    assert_eq!(framework.rubrics().len(), 1);
    assert_eq!(framework.warnings(), []);
}

#[test]
fn the_tree_is_in_the_order_of_the_sequence_numbers() {
    let framework = teaching_practice();
    assert_eq!(codes(framework.roots()), ["Q", "F", "L", "R"]);
    assert_eq!(framework.orphans().count(), 0);
    let questions = framework.find("Q").remove(0);
    assert_eq!(codes(questions.children()), ["Q.1", "Q.2", "Q.3", "Q.4"]);
    assert_eq!(codes(questions.descendants()), ["Q.1", "Q.1.a", "Q.1.b", "Q.2", "Q.3", "Q.4"]);
    let pause = framework.find("Q.1.b").remove(0);
    assert_eq!(codes(pause.path()), ["Q", "Q.1", "Q.1.b"]);

    // Sequence numbers say otherwise than the order in the file.
    let framework = changed(|package| {
        *at(package, "CFAssociations/1/sequenceNumber") = 9u32.into();
    })
    .unwrap();
    assert_eq!(codes(framework.find("Q").remove(0).children()), ["Q.2", "Q.3", "Q.4", "Q.1"]);
}

#[test]
fn an_item_may_have_several_parents_and_is_listed_once_below() {
    let framework = changed(|package| {
        // Pauses are also part of reflection: the association of F.4 now joins Q.1 to R.
        let wait_time = at(package, "CFAssociations/1/originNodeURI").clone();
        let reflection = at(package, "CFAssociations/18/destinationNodeURI").clone();
        *at(package, "CFAssociations/12/originNodeURI") = wait_time;
        *at(package, "CFAssociations/12/destinationNodeURI") = reflection;
    })
    .unwrap();
    let wait_time = framework.find("Q.1").remove(0);
    assert_eq!(codes(wait_time.parents()), ["Q", "R"]);
    assert_eq!(codes(wait_time.path()), ["Q", "Q.1"]);
    let reflection = framework.find("R").remove(0);
    assert_eq!(codes(reflection.descendants()), ["R.1", "Q.1", "Q.1.a", "Q.1.b"]);
    // F.4 lost its place.
    assert_eq!(codes(framework.orphans()), ["F.4"]);
    assert_eq!(warnings(&framework), ["framework.orphan /CFItems/12"]);
}

#[test]
fn items_are_found_by_identifier_address_and_code() {
    let framework = teaching_practice();
    let item = framework.items().nth(1).unwrap();
    assert_eq!(framework.item(item.identifier), Some(item));
    assert_eq!(framework.item_at(&item.uri), Some(item));
    assert_eq!(framework.items_with_code("Q.1").collect::<Vec<_>>(), [item]);
    for key in [item.identifier.to_string(), item.uri.to_string(), "Q.1".into()] {
        assert_eq!(framework.find(&key), [item], "{key}");
    }
    let upper = item.identifier.to_string().to_uppercase();
    assert_eq!(framework.find(&upper), [item]);
    for key in ["q.1", "", "Q.9", "https://standards.example/", "ce-"] {
        assert_eq!(framework.find(key), [], "{key}");
    }
    let unknown: Identifier = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    assert_eq!(framework.item(unknown), None);
}

#[test]
fn a_code_may_be_that_of_several_items() {
    let framework = changed(|package| {
        *at(package, "CFItems/0/humanCodingScheme") = "Q.1.a".into();
        *at(package, "CFItems/9/humanCodingScheme") = "Q.1.a".into();
    })
    .unwrap();
    let items: Vec<_> = framework.items().collect();
    assert_eq!(framework.find("Q.1.a"), [items[0], items[2], items[9]]);
    assert_eq!(framework.find("Q.1.b"), [items[3]]);
}

#[test]
fn associations_keep_their_kind_and_what_is_elsewhere() {
    let framework = teaching_practice();
    let retired = framework.find("F.4").remove(0);
    let replaced = retired.associations().find(|one| one.kind == AssociationType::ReplacedBy);
    let next = framework.find("F.2").remove(0);
    assert_eq!(replaced.unwrap().destination, Node::Item(next.identifier));
    let elsewhere = framework.associations().iter().find_map(|one| match &one.destination {
        Node::Elsewhere(node) => Some(node),
        _ => None,
    });
    let elsewhere = elsewhere.unwrap();
    assert_eq!(elsewhere.title, "Think time");
    assert_eq!(elsewhere.target_type.as_deref(), Some("ext:ctdl.Competency"));
    let framework = changed(|package| {
        *at(package, "CFAssociations/19/associationType") = "ext:buildsOn".into();
    })
    .unwrap();
    assert_eq!(framework.associations()[19].kind.as_str(), "ext:buildsOn");
}

#[test]
fn what_is_in_force_depends_on_the_day_and_on_the_framework() {
    let framework = teaching_practice();
    let standing = |code: &str, at: &str| framework.find(code)[0].standing(&time(at));
    // The last day belongs to it, to its end in UTC.
    assert_eq!(standing("F.4", "2026-01-31T23:59:59.9Z"), Standing::InForce);
    assert_eq!(standing("F.4", "2026-02-01T00:00:00Z"), Standing::Ended);
    assert_eq!(standing("F.4", "2026-01-31T23:30:00-01:00"), Standing::Ended);
    assert_eq!(standing("R.1", "2026-07-31T23:59:59Z"), Standing::NotYet);
    assert_eq!(standing("R.1", "2026-08-01T00:00:00Z"), Standing::InForce);
    // Before its framework nothing is in force.
    assert_eq!(standing("Q.1", "2025-07-31T12:00:00Z"), Standing::NotYet);
    assert_eq!(standing("Q.1", "2025-08-01T00:00:00Z"), Standing::InForce);
    let old = Framework::read(&fixture("library-skills-1.0"), &Limits::default()).unwrap();
    assert_eq!(old.standing(&time("2021-07-31T12:00:00Z")), Standing::InForce);
    assert_eq!(
        old.items().next().unwrap().standing(&time("2021-08-01T00:00:00Z")),
        Standing::Ended
    );
}

#[test]
fn licences_and_languages_come_from_the_framework_where_an_item_has_none() {
    let framework = teaching_practice();
    let item = framework.find("Q.1").remove(0);
    assert_eq!(item.licence().unwrap().title, "Creative Commons Attribution 4.0");
    assert!(item.licence_text().unwrap().text.as_deref().unwrap().contains("CC BY 4.0"));
    let framework = changed(|package| {
        let Value::Object(item) = at(package, "CFItems/1") else { panic!() };
        item.remove("language");
        let mut licence = openbadges::json::Object::new();
        licence.insert("title", "All rights reserved");
        licence.insert("identifier", "11111111-1111-4111-8111-111111111111");
        licence.insert("uri", "https://standards.example/rights");
        item.insert("licenseURI", licence);
    })
    .unwrap();
    let item = framework.find("Q.1").remove(0);
    assert_eq!(item.licence().unwrap().title, "All rights reserved");
    assert_eq!(item.licence_text(), None);
    assert_eq!(item.language(), Some("en"));
}

#[test]
fn case_1_0_is_read_with_a_word_about_its_members() {
    let framework = Framework::read(&fixture("library-skills-1.0"), &Limits::default()).unwrap();
    assert_eq!(codes(framework.roots()), ["LIB.2", "LIB.1"]);
    assert_eq!(
        warnings(&framework),
        [
            "framework.elsewhere /CFItems/0/CFDocumentURI",
            "framework.elsewhere /CFItems/1/CFDocumentURI",
            "framework.elsewhere /CFAssociations/0/CFDocumentURI",
            "framework.elsewhere /CFAssociations/1/CFDocumentURI",
            "framework.elsewhere /CFDocument/CFPackageURI",
        ]
    );
    let framework = changed_fixture("library-skills-1.0", |package| {
        *at(package, "CFDocument/caseVersion") = "1.0".into();
    })
    .unwrap();
    assert!(warnings(&framework).contains(&"framework.elsewhere /CFDocument/caseVersion".into()));
}

#[test]
fn members_stand_in_any_order() {
    // The document and the items after what refers to them.
    let bytes = fixture("teaching-practice");
    let package = openbadges::json::read(&bytes, &Limits::default()).unwrap();
    let members: Vec<_> = package.as_object().unwrap().iter().collect();
    let reversed: openbadges::json::Object =
        members.into_iter().rev().map(|(name, value)| (name, value.clone())).collect();
    let framework =
        Framework::read(Value::Object(reversed).to_string().as_bytes(), &Limits::default());
    let framework = framework.unwrap();
    let expected = teaching_practice();
    assert_eq!(framework.associations(), expected.associations());
    assert_eq!(codes(framework.roots()), codes(expected.roots()));
}

#[test]
fn search_ranks_by_words_then_rarity_and_place() {
    let framework = teaching_practice();
    let found = |query: &str| codes(framework.search(query).into_iter().map(|hit| hit.item));
    assert_eq!(found("wait time")[0], "Q.1");
    assert_eq!(found("F.4")[0], "F.4");
    // A word finds what begins with it, and what has both words comes before what has one.
    assert_eq!(found("feedback mistake")[0], "F.3");
    assert!(found("refl").contains(&"R.1".into()));
    assert!(found("TRANSLANGUAGING A L'ECOLE")[0] == "L.2");
    assert_eq!(found("translanguaging à l’école")[0], "L.2");
    // Two letters find no longer words.
    assert_eq!(found("tr"), [""; 0]);
    assert_eq!(found("nowhere-zzz"), [""; 0]);
    assert_eq!(found(" … "), [""; 0]);
    assert_eq!(found("pupil"), found("pupil"));
    let hits = framework.search("pauses pauses PAUSES");
    assert!(hits.iter().all(|hit| hit.words == 1), "a word counts once");
}

#[test]
fn a_word_says_more_in_a_name_than_in_a_note() {
    let framework = changed(|package| {
        *at(package, "CFItems/3/notes") = "Zebras.".into();
        *at(package, "CFItems/5/fullStatement") = "Zebras are counted.".into();
        *at(package, "CFItems/8/abbreviatedStatement") = "Zebras".into();
        *at(package, "CFItems/8/notes") = "Zebras and zebras.".into();
    })
    .unwrap();
    let items: Vec<_> = framework.items().collect();
    let found: Vec<_> = framework.search("zebras").into_iter().map(|hit| hit.item).collect();
    assert_eq!(found, [items[8], items[5], items[3]]);
}

#[test]
fn a_framework_is_shared_between_threads() {
    fn is_shared<T: Send + Sync>(_: &T) {}
    is_shared(&teaching_practice());
}
