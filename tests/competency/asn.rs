use openbadges::competency::{AssociationType, Framework, Node, Source, Standing};
use openbadges::json::{self, Object, Value};
use openbadges::model::Criteria;
use openbadges::{Limits, Timestamp};

use super::packages::every_change;
use super::{at, changed_fixture, errors, fixture, warnings};

fn coaching() -> Framework {
    Framework::read(&fixture("coaching-ctdl-asn"), &Limits::default()).unwrap()
}

fn changed(change: impl FnOnce(&mut Value)) -> Result<Framework, openbadges::model::Invalid> {
    changed_fixture("coaching-ctdl-asn", change)
}

fn codes<'f>(items: impl IntoIterator<Item = openbadges::competency::Item<'f>>) -> Vec<String> {
    items.into_iter().map(|item| item.human_coding_scheme.as_deref().unwrap().to_owned()).collect()
}

#[test]
fn a_graph_of_the_registry_is_the_same_framework() {
    let framework = coaching();
    assert_eq!(framework.source(), Source::CtdlAsn);
    let document = framework.document();
    assert_eq!(document.title, "Coaching Colleagues");
    assert_eq!(document.description.as_deref(), Some("How teachers help teachers."));
    assert_eq!(document.publisher.as_deref(), Some("Example Coaching Network"));
    assert_eq!(document.adoption_status.as_deref(), Some("Published"));
    assert_eq!(document.language.as_deref(), Some("en-US"));
    assert_eq!(document.last_change.as_ref().unwrap().as_str(), "2026-02-14T00:00:00Z");
    assert_eq!(document.licence.as_ref().unwrap().uri, "https://licences.example/cc-by-4.0");
    let item = framework.find("C.1.a").remove(0);
    assert_eq!(item.full_statement, "Says back what was heard before adding to it.");
    assert_eq!(item.notes.as_deref(), Some("Not the same as praise."));
    assert_eq!(item.list_enumeration.as_deref(), Some("a"));
    let item = framework.find("C.2").remove(0);
    assert_eq!(item.name(), "Agreeing on a focus");
    assert_eq!(*item.concept_keywords, ["coaching", "observation"]);
    assert_eq!(framework.search("focus")[0].item, item);
}

#[test]
fn children_stand_in_the_order_of_their_parents() {
    let framework = coaching();
    assert_eq!(codes(framework.roots()), ["C.1", "C.2"]);
    assert_eq!(codes(framework.find("C.1").remove(0).children()), ["C.1.a", "C.1.b"]);
    // A parent alone names its children; the framework as an object, with a list.
    let framework = changed(|graph| {
        at(graph, "@graph/3").as_object_mut().unwrap().remove("ceasn:isChildOf");
        at(graph, "@graph/1").as_object_mut().unwrap().remove("ceasn:isTopChildOf");
        let top = at(graph, "@graph/0/ceasn:hasTopChild").clone();
        let list: Object = [("@list", top)].into_iter().collect();
        *at(graph, "@graph/0/ceasn:hasTopChild") = list.into();
    })
    .unwrap();
    assert_eq!(codes(framework.roots()), ["C.1", "C.2"]);
    assert_eq!(codes(framework.find("C.1").remove(0).children()), ["C.1.a", "C.1.b"]);
    assert_eq!(framework.orphans().count(), 0);
}

/// The Registry writes one node by several addresses.
#[test]
fn the_order_does_not_go_by_how_an_address_is_written() {
    let framework = changed(|graph| {
        // The children come first in the graph, and the last of them says its parent by http.
        let Value::Array(nodes) = at(graph, "@graph") else { panic!() };
        nodes.reverse();
        for node in nodes {
            let Some(parent) = node.get("ceasn:isChildOf") else { continue };
            let parent = parent.to_string().replace("https://", "http://");
            let parent = json::read(parent.as_bytes(), &Limits::default()).unwrap();
            *at(node, "ceasn:isChildOf") = parent;
        }
    })
    .unwrap();
    assert_eq!(codes(framework.find("C.1").remove(0).children()), ["C.1.a", "C.1.b"]);
    let twice = |it: &String| it.starts_with("framework.duplicate");
    assert!(!warnings(&framework).iter().any(twice), "{:?}", warnings(&framework));
}

#[test]
fn a_text_in_another_language_is_of_that_language() {
    let framework = changed(|graph| {
        let text = json::read(br#"{"de": "Nur deutsch."}"#, &Limits::default()).unwrap();
        *at(graph, "@graph/3/ceasn:competencyText") = text;
    })
    .unwrap();
    let item = framework.search("deutsch")[0].item;
    assert_eq!(item.language(), Some("de"));
    let place = "framework.loss /@graph/3/ceasn:competencyText".to_owned();
    assert!(warnings(&framework).contains(&place), "{:?}", warnings(&framework));
    assert_eq!(framework.find("C.2").remove(0).language(), Some("en-US"));
}

#[test]
fn relations_are_kept_under_the_names_of_case_or_their_own() {
    let framework = coaching();
    let relations: Vec<_> = framework
        .associations()
        .iter()
        .filter(|one| one.kind != AssociationType::IsChildOf)
        .map(|one| (one.kind.as_str(), matches!(one.destination, Node::Item(_))))
        .collect();
    assert_eq!(
        relations,
        [("exactMatchOf", false), ("ext:ceasn.skillEmbodied", false), ("precedes", true)]
    );
}

#[test]
fn a_competency_is_found_by_its_ctid_and_aligned_by_it() {
    let framework = coaching();
    let item = framework.find("C.2").remove(0);
    let ctid = format!("ce-{}", item.identifier);
    assert_eq!(framework.find(&ctid), [item]);
    let alignment = item.alignment().unwrap();
    assert_eq!(alignment.target_code.as_deref(), Some(ctid.as_str()));
    assert_eq!(alignment.target_type.as_ref().unwrap().as_str(), "ceasn:Competency");
    assert_eq!(alignment.target_url.as_str(), item.uri);
    let achievement = item.achievement(Criteria::narrative("x")).build().unwrap();
    assert_eq!(achievement.other_identifier[0].identifier, ctid);
    assert_eq!(achievement.in_language.as_deref(), Some("en-US"));
}

#[test]
fn a_ctid_is_the_same_in_whatever_address_it_stands() {
    let framework = changed(|graph| {
        let parent = at(graph, "@graph/3/ceasn:isChildOf/0").as_str().unwrap().to_owned();
        let moved = parent.replace("https://registry.example/resources", "http://old.example/r");
        *at(graph, "@graph/3/ceasn:isChildOf/0") = moved.into();
        at(graph, "@graph/2").as_object_mut().unwrap().remove("ceasn:hasChild");
    })
    .unwrap();
    assert_eq!(codes(framework.find("C.1").remove(0).children()), ["C.1.b", "C.1.a"]);
}

#[test]
fn what_is_not_carried_over_is_told() {
    assert_eq!(
        warnings(&coaching()),
        [
            "framework.loss /@graph/0/ceasn:name",
            "framework.loss /@graph/0/ceasn:description",
            // Its second language.
            "framework.loss /@graph/0"
        ]
    );
    let framework = changed(|graph| {
        *at(graph, "@graph/1/ceasn:conceptKeyword/es") = "acompañar".into();
        *at(graph, "@graph/2/ceasn:weight") = "3".into();
        *at(graph, "@graph/3/ceasn:weight") = "3".into();
        *at(graph, "@graph/4/@type") = "ceterms:Course".into();
        *at(graph, "@graph/1/ceasn:dateModified") = "last spring".into();
    })
    .unwrap();
    let found = warnings(&framework);
    assert!(found.contains(&"framework.loss /@graph/2".into()), "{found:?}");
    assert!(found.contains(&"framework.loss /@graph/4".into()), "{found:?}");
    assert!(found.contains(&"time.format /@graph/1/ceasn:dateModified".into()), "{found:?}");
    let keywords = "framework.loss /@graph/1/ceasn:conceptKeyword".to_owned();
    assert!(found.contains(&keywords), "{found:?}");
    let weight = framework.warnings().iter().find(|one| one.fault.message.contains("weight"));
    assert!(weight.unwrap().fault.message.contains("2 times"));
}

#[test]
fn the_language_of_the_framework_is_taken() {
    let framework = changed(|graph| {
        *at(graph, "@graph/0/ceasn:inLanguage") = vec!["es-MX"].into();
    })
    .unwrap();
    assert_eq!(framework.document().title, "Acompañar a colegas");
    // What has no Spanish is taken in English.
    assert_eq!(framework.search("acompanar").len(), 0);
    assert_eq!(
        framework.find("C.1")[0].full_statement,
        "Listens so that the colleague does most of the thinking."
    );
}

#[test]
fn the_window_of_the_framework_holds() {
    let framework = coaching();
    let time: Timestamp = "2025-12-31T23:59:59Z".parse().unwrap();
    assert_eq!(framework.items().next().unwrap().standing(&time), Standing::NotYet);
    let found = errors(changed(|graph| *at(graph, "@graph/0/ceasn:dateValidFrom") = "soon".into()));
    assert_eq!(found, ["time.format /@graph/0/ceasn:dateValidFrom"]);
}

#[test]
fn every_fault_of_a_graph_is_told_with_its_place() {
    let found = errors(changed(|graph| {
        *at(graph, "@graph/1/ceterms:ctid") = "ce-1".into();
        at(graph, "@graph/2").as_object_mut().unwrap().remove("ceasn:competencyText");
        at(graph, "@graph/3").as_object_mut().unwrap().remove("@id");
        *at(graph, "@graph/4/ceasn:competencyText") = 5u32.into();
    }));
    assert_eq!(
        found,
        [
            "model.value /@graph/1/ceterms:ctid",
            "model.required /@graph/2",
            "model.required /@graph/3",
            "model.type /@graph/4/ceasn:competencyText",
        ]
    );
    let found = errors(changed(|graph| {
        let first = at(graph, "@graph/1/ceterms:ctid").clone();
        *at(graph, "@graph/2/ceterms:ctid") = first;
        let first = at(graph, "@graph/3/@id").clone();
        *at(graph, "@graph/4/@id") = first;
    }));
    assert_eq!(
        found,
        ["framework.duplicate /@graph/2/ceterms:ctid", "framework.duplicate /@graph/4/@id"]
    );
    let found = errors(changed(|graph| {
        *at(graph, "@graph/4/@id") = format!("https://a.example/{}", "x".repeat(2_000)).into();
    }));
    assert_eq!(found, ["model.value /@graph/4/@id"]);
    let found = errors(changed(|graph| *at(graph, "@graph/0/@type") = "ceasn:Rubric".into()));
    assert_eq!(found, ["framework.kind /@graph"]);
    let found =
        errors(changed(|graph| *at(graph, "@graph/4/@type") = "ceasn:CompetencyFramework".into()));
    assert_eq!(found, ["framework.kind /@graph/4"]);
    let found = errors(changed(|graph| *at(graph, "CFDocument") = Object::new().into()));
    assert_eq!(found, ["framework.kind "]);
    let found = errors(changed(|graph| {
        let child = at(graph, "@graph/3/@id").clone();
        *at(graph, "@graph/2/ceasn:isChildOf") = child;
    }));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("framework.cycle /@graph/"), "{found:?}");
}

/// A fault elsewhere hides no circle.
#[test]
fn every_fault_of_a_graph_is_told_at_once() {
    let circle = |graph: &mut Value| {
        let child = at(graph, "@graph/3/@id").clone();
        *at(graph, "@graph/2/ceasn:isChildOf") = child;
    };
    let alone = errors(changed(circle));
    assert!(alone.len() == 1 && alone[0].starts_with("framework.cycle /@graph/"), "{alone:?}");
    // A node with a fault, before those of the circle and after; the framework itself.
    for (place, fault) in [
        ("@graph/1/ceterms:ctid", "model.value /@graph/1/ceterms:ctid"),
        ("@graph/4/ceasn:isChildOf", "model.type /@graph/4/ceasn:isChildOf"),
        ("@graph/0/ceasn:license", "model.type /@graph/0/ceasn:license"),
        // Of the circle, too.
        ("@graph/3/ceasn:competencyText", "model.type /@graph/3/ceasn:competencyText"),
        ("@graph/0/ceasn:name", "model.type /@graph/0/ceasn:name"),
    ] {
        let found = errors(changed(|graph| {
            circle(graph);
            *at(graph, place) = if place.ends_with("ctid") { "ce-1".into() } else { 5u32.into() };
        }));
        assert_eq!(found, [fault, alone[0].as_str()], "{place}");
    }
}

/// Everything that a framework of CTDL-ASN says.
fn said(framework: &Framework) -> String {
    let items: Vec<_> = framework.items().map(|item| item.data()).collect();
    let (document, warnings) = (framework.document(), framework.warnings());
    format!("{document:?} {items:?} {:?} {warnings:?}", framework.associations())
}

/// No schema of CTDL-ASN is published, so each change in turn must show: as an error at that place,
/// as a warning, or in what the framework says.
#[test]
fn no_change_of_a_graph_goes_unnoticed() {
    let graph: serde_json::Value = serde_json::from_slice(&fixture("coaching-ctdl-asn")).unwrap();
    let whole = said(&coaching());
    let alone = |value: &serde_json::Value| match value.as_array().map(Vec::as_slice) {
        Some([single]) => single.clone(),
        _ => value.clone(),
    };
    let (mut refused, mut different, mut unnoticed) = (0, 0, Vec::new());
    for (place, changed) in every_change(&graph) {
        let (before, after) = (graph.pointer(&place).unwrap(), changed.pointer(&place));
        // One thing and a list of one say the same.
        if after.is_some_and(|after| alone(after) == alone(before)) {
            continue;
        }
        match Framework::read(changed.to_string().as_bytes(), &Limits::default()) {
            Err(invalid) => {
                refused += 1;
                let errors = invalid.findings.iter().filter(|finding| finding.is_error());
                let places: Vec<_> = errors.map(|finding| finding.fault.pointer.as_str()).collect();
                // At the node or what is in it: of an address that others link to, there.
                let node = place.split('/').take(3).collect::<Vec<_>>().join("/");
                let there = |at: &&str| at.starts_with(&node) || node.starts_with(at);
                assert!(places.iter().any(there), "{place}: {places:?}");
            }
            Ok(framework) if said(&framework) == whole => {
                unnoticed.push((place, after.cloned().unwrap_or_default()));
            }
            Ok(_) => different += 1,
        }
    }
    unnoticed.retain(|(place, after)| {
        let is_none = after.is_null() || *after == serde_json::json!([]);
        let is_known = match place.split('/').collect::<Vec<_>>().as_slice() {
            // Around the nodes.
            ["", "@context" | "@id"] => true,
            // Of several languages, which is told, one is taken.
            ["", _, "0", "ceasn:name" | "ceasn:description"] => after.get("en-US").is_some(),
            ["", _, "0", "ceasn:name" | "ceasn:description", "es"] => true,
            ["", _, "0", "ceasn:inLanguage", "1"] => true,
            // The parent and the graph say it too.
            ["", _, "3" | "4", "ceasn:isChildOf"] | ["", _, _, "ceasn:isPartOf"] => is_none,
            ["", _, "3" | "4", "ceasn:isChildOf", "0"] => after.is_null(),
            _ => false,
        };
        !is_known
    });
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
    assert!(refused > 500 && different > 1_500, "{refused} refused, {different} different");
}

#[test]
fn what_is_no_text_and_no_address_is_refused() {
    let found = errors(changed(|graph| {
        *at(graph, "@graph/0/ceasn:license") = 3u32.into();
        *at(graph, "@graph/0/ceasn:hasTopChild/1") = Value::Null;
        *at(graph, "@graph/1/ceasn:conceptKeyword/en-US/0") = true.into();
        *at(graph, "@graph/2/ceasn:skillEmbodied/0") = Object::new().into();
        *at(graph, "@graph/3/ceasn:isChildOf/0") = 5u32.into();
    }));
    assert_eq!(
        found,
        [
            "model.type /@graph/0/ceasn:hasTopChild",
            "model.type /@graph/0/ceasn:license",
            "model.type /@graph/1/ceasn:conceptKeyword",
            "model.type /@graph/2/ceasn:skillEmbodied",
            "model.type /@graph/3/ceasn:isChildOf",
        ]
    );
}

#[test]
fn a_competency_of_another_framework_is_told() {
    let framework = changed(|graph| {
        *at(graph, "@graph/2/ceasn:isPartOf") = "https://registry.example/resources/other".into();
    });
    let found = warnings(&framework.unwrap());
    assert!(found.contains(&"framework.dangling /@graph/2/ceasn:isPartOf".into()), "{found:?}");
}
