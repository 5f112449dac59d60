//! What a package says is refused, kept, or told as not carried over.

use openbadges::Limits;
use openbadges::competency::Framework;
use openbadges::json::{self, Object, Value};

use super::packages::every_change;
use super::{at, changed, changed_fixture, fixture, warnings};

/// Two items, and of the rest one of each kind, with every member.
fn package() -> serde_json::Value {
    let mut package = json::read(&fixture("teaching-practice"), &Limits::default()).unwrap();
    let cut = |package: &mut Value, list: &str, keep: &[usize]| {
        let Value::Array(items) = at(package, list) else { panic!() };
        *items = keep.iter().map(|at| items[*at].clone()).collect();
    };
    let rubric = "CFRubrics/0/CFRubricCriteria";
    cut(&mut package, "CFItems", &[0, 1]);
    cut(&mut package, "CFAssociations", &[0, 1, 23]);
    cut(&mut package, "CFDefinitions/CFItemTypes", &[0]);
    cut(&mut package, rubric, &[0]);
    cut(&mut package, &format!("{rubric}/0/CFRubricCriterionLevels"), &[0, 1]);
    let extensions: Object = [("own:note", "beside")].into_iter().collect();
    let level = format!("{rubric}/0/CFRubricCriterionLevels/0");
    *at(&mut package, &format!("{level}/extensions")) = vec![extensions.clone()].into();
    for place in [
        "CFDocument",
        "CFItems/1",
        "CFAssociations/2",
        "CFDefinitions",
        "CFDefinitions/CFLicenses/0",
        "CFRubrics/0",
        "CFRubrics/0/CFRubricCriteria/0",
    ] {
        *at(&mut package, &format!("{place}/extensions")) = extensions.clone().into();
    }
    *at(&mut package, "extensions") = extensions.into();
    let link = at(&mut package, "CFDocument/licenseURI").clone();
    for name in ["conceptKeywordsURI", "licenseURI"] {
        *at(&mut package, &format!("CFItems/1/{name}")) = link.clone();
    }
    *at(&mut package, "CFAssociations/2/CFAssociationGroupingURI") = link.clone();
    for place in ["CFDocument", "CFItems/1"] {
        *at(&mut package, &format!("{place}/subject")) = vec!["Teaching"].into();
        *at(&mut package, &format!("{place}/subjectURI")) = vec![link.clone()].into();
        *at(&mut package, &format!("{place}/statusStartDate")) = "2025-08-01".into();
        *at(&mut package, &format!("{place}/statusEndDate")) = "2035-07-31".into();
    }
    for name in ["notes", "alternativeLabel", "listEnumeration"] {
        *at(&mut package, &format!("CFItems/1/{name}")) = "x".into();
    }
    *at(&mut package, "CFItems/1/educationLevel") = vec!["05"].into();
    *at(&mut package, "CFDocument/notes") = "x".into();
    *at(&mut package, "CFAssociations/2/notes") = "x".into();
    *at(&mut package, "CFDefinitions/CFItemTypes/0/typeCode") = "x".into();
    serde_json::from_str(&package.to_string()).unwrap()
}

/// Everything that a framework says.
fn said(framework: &Framework) -> String {
    let items: Vec<_> = framework.items().map(|item| item.data()).collect();
    format!(
        "{:?} {items:?} {:?} {:?} {:?} {:?} {:?}",
        framework.document(),
        framework.associations(),
        framework.definitions(),
        framework.rubrics(),
        framework.extensions(),
        framework.warnings(),
    )
}

#[test]
fn no_change_of_a_package_goes_unnoticed() {
    let package = package();
    let read = |package: &serde_json::Value| {
        Framework::read(package.to_string().as_bytes(), &Limits::default())
    };
    let whole = said(&read(&package).unwrap());
    let (mut refused, mut different, mut unnoticed) = (0, 0, Vec::new());
    for (place, changed) in every_change(&package) {
        let after = changed.pointer(&place);
        if after == package.pointer(&place) {
            continue;
        }
        match read(&changed) {
            Err(_) => refused += 1,
            Ok(framework) if said(&framework) != whole => different += 1,
            Ok(_) => unnoticed.push((place, after.cloned().unwrap_or_default())),
        }
    }
    unnoticed.retain(|(place, after)| {
        let is_known = match place.split('/').collect::<Vec<_>>().as_slice() {
            // What a link says beside of a node that is here.
            ["", "CFAssociations", "0" | "1", _, "title" | "uri" | "targetType"] => true,
            ["", "CFAssociations", "2", "originNodeURI", "title" | "uri" | "targetType"] => true,
            // Where it stands says the same.
            ["", _, _, _, _, "rubricId"] | ["", _, _, _, _, _, _, "rubricCriterionId"] => {
                after.is_null()
            }
            // A list of none is none.
            [.., name] if name.starts_with("CF") || name.starts_with("subject") => {
                after.is_null() || *after == serde_json::json!([])
            }
            _ => false,
        };
        !is_known
    });
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
    assert!(refused > 2_000 && different > 800, "{refused} refused, {different} different");
}

#[test]
fn what_contradicts_its_place_is_told() {
    let other = "11111111-2222-4333-8444-555555555555";
    let criterion = "CFRubrics/0/CFRubricCriteria/1";
    let level = format!("{criterion}/CFRubricCriterionLevels/2");
    let framework = changed(|package| {
        *at(package, &format!("{criterion}/rubricId")) = other.into();
        *at(package, &format!("{level}/rubricCriterionId")) = other.into();
        *at(package, "CFItems/3/statusStartDate") = "2026-02-01".into();
        *at(package, "CFItems/3/statusEndDate") = "2026-01-31".into();
        *at(package, "CFDocument/statusEndDate") = "2025-07-31".into();
        // On one day is no contradiction; in capitals it is the same.
        *at(package, "CFItems/4/statusStartDate") = "2026-02-01".into();
        *at(package, "CFItems/4/statusEndDate") = "2026-02-01".into();
        let rubric = at(package, "CFRubrics/0/identifier").as_str().unwrap().to_uppercase();
        *at(package, "CFRubrics/0/CFRubricCriteria/0/rubricId") = rubric.into();
    });
    assert_eq!(
        warnings(&framework.unwrap()),
        [
            "time.order /CFItems/3".to_owned(),
            "time.order /CFDocument".to_owned(),
            format!("framework.dangling /{criterion}/rubricId"),
            format!("framework.dangling /{level}/rubricCriterionId"),
        ]
    );
    let graph = changed_fixture("coaching-ctdl-asn", |graph| {
        *at(graph, "@graph/0/ceasn:dateValidFrom") = "2026-02-01".into();
        *at(graph, "@graph/0/ceasn:dateValidUntil") = "2026-01-31".into();
    });
    let found = warnings(&graph.unwrap());
    assert!(found.contains(&"time.order /@graph/0".to_owned()), "{found:?}");
}

/// Whoever reads that a link stands there must know that it leads nowhere here.
#[test]
fn a_link_out_of_a_package_is_told_as_dropped() {
    let framework = Framework::read(&fixture("library-skills-1.0"), &Limits::default()).unwrap();
    assert_eq!(framework.warnings().len(), 5, "{:?}", framework.warnings());
    for warning in framework.warnings() {
        let message = &warning.fault.message;
        assert!(message.ends_with("the link is not carried over"), "{message}");
    }
}
