use openbadges::Limits;
use openbadges::competency::Framework;
use openbadges::json::{self, Object, Value};

use super::{at, changed, errors, fixture, warnings};

/// One letter of three bytes that is 18 when it is folded, so that a small text would be many words.
#[test]
fn a_text_that_grows_when_it_is_folded_is_bounded() {
    let with = |text: &str| {
        let mut package = json::read(&fixture("teaching-practice"), &Limits::default());
        let package = package.as_mut().unwrap();
        *at(package, "CFItems/1/fullStatement") = text.into();
        let limits = Limits { framework_values: 1_000, ..Limits::default() };
        Framework::read(package.to_string().as_bytes(), &limits)
    };
    let letters = "\u{fdfa}".repeat(1_000);
    assert_eq!(errors(with(&letters)), ["limit.items "]);
    assert!(with(&letters[..300]).is_ok());
    // One word of many letters is found by its first.
    let framework = with(&"Ä".repeat(100_000)).unwrap();
    let found = |query: &str| framework.search(query).len();
    assert_eq!((found(&"a".repeat(1_000)), found(&"a".repeat(100)), found("aab")), (1, 1, 0));
    assert_eq!(found(&format!("{} aaa", " ".repeat(4_090))), 1);
    assert_eq!(found(&format!("{} aaa", " ".repeat(4_096))), 0, "no more of a query is read");
}

#[test]
fn every_fault_is_told_with_its_place() {
    let found = errors(changed(|package| {
        *at(package, "CFDocument/identifier") = "urn:uuid:1".into();
        *at(package, "CFDocument/caseVersion") = "2.0".into();
        *at(package, "CFDocument/statusStartDate") = "2025-02-30".into();
        *at(package, "CFItems/0/uri") = 5u32.into();
        *at(package, "CFItems/0/beside") = true.into();
        *at(package, "CFItems/2/conceptKeywords") = "pauses".into();
        *at(package, "CFItems/3/lastChangeDateTime") = "2026-03-02T09:00:00".into();
        at(package, "CFItems/4").as_object_mut().unwrap().remove("fullStatement");
        *at(package, "CFAssociations/0/associationType") = "childOf".into();
        *at(package, "CFAssociations/0/sequenceNumber") = Value::Number(1.5.try_into().unwrap());
        *at(package, "CFAssociations/1/originNodeURI/targetType") = "CFItem".into();
        *at(package, "CFDefinitions/CFLicenses/0/licenseText") = Value::Null;
        *at(package, "CFRubrics/0/CFRubricCriteria/1/CFRubricCriterionLevels/2/score") = "2".into();
        *at(package, "CFNotes") = Object::new().into();
    }));
    assert_eq!(
        found,
        [
            "model.type /CFItems/0/uri",
            "model.closed /CFItems/0/beside",
            "model.type /CFItems/2/conceptKeywords",
            "time.format /CFItems/3/lastChangeDateTime",
            "model.required /CFItems/4",
            "model.value /CFAssociations/0/associationType",
            "model.value /CFAssociations/0/sequenceNumber",
            "model.value /CFAssociations/1/originNodeURI/targetType",
            "model.type /CFRubrics/0/CFRubricCriteria/1/CFRubricCriterionLevels/2/score",
            "model.value /CFDocument/identifier",
            "model.value /CFDocument/caseVersion",
            "time.format /CFDocument/statusStartDate",
            "model.type /CFDefinitions/CFLicenses/0/licenseText",
            "model.closed /CFNotes",
        ]
    );
}

#[test]
fn the_root_must_be_a_package() {
    for (text, expected) in [
        ("{}", "model.required "),
        ("[]", "model.type "),
        (r#"{"CFDocument": []}"#, "model.type /CFDocument"),
        ("{", "parse "),
        (r#"{"CFItems": [], "CFItems": []}"#, "json.duplicate /CFItems"),
        (r#"{"CFItems": [{"uri": 1, "uri": 2}]}"#, "json.duplicate /CFItems/0/uri"),
        (r#"{"CFItems": [1e999]}"#, "json.number /CFItems/0"),
    ] {
        let found = errors(Framework::read(text.as_bytes(), &Limits::default()));
        assert_eq!(found.last().map(String::as_str), Some(expected), "{text}: {found:?}");
    }
    let found = errors(changed(|package| *at(package, "CFItems") = Object::new().into()));
    assert_eq!(found, ["model.type /CFItems"]);
}

/// A fault elsewhere hides no circle.
#[test]
fn every_fault_is_told_at_once() {
    let circle = |package: &mut Value| {
        let ends = |package: &mut Value, at: usize| {
            let path = format!("CFAssociations/{at}");
            let mut end = |name: &str| super::at(package, &format!("{path}/{name}")).clone();
            (end("originNodeURI"), end("destinationNodeURI"))
        };
        // Of two items, each is below the other.
        let found = (0..)
            .find(|at| {
                let kind = at_text(package, &format!("CFAssociations/{at}/associationType"));
                let to = at_text(package, &format!("CFAssociations/{at}/destinationNodeURI/uri"));
                kind == "isChildOf" && to.contains("CFItems")
            })
            .unwrap();
        let (child, parent) = ends(package, found);
        let mut back = at(package, &format!("CFAssociations/{found}")).clone();
        *at(&mut back, "identifier") = "11111111-2222-4333-8444-555555555555".into();
        *at(&mut back, "uri") = "https://case.example/associations/back".into();
        *at(&mut back, "originNodeURI") = parent;
        *at(&mut back, "destinationNodeURI") = child;
        match at(package, "CFAssociations") {
            Value::Array(all) => all.push(back),
            _ => unreachable!(),
        }
    };
    let alone = errors(changed(circle));
    assert!(
        alone.len() == 1 && alone[0].starts_with("framework.cycle /CFAssociations/"),
        "{alone:?}"
    );
    let found = errors(changed(|package| {
        circle(package);
        *at(package, "CFItems/0/beside") = true.into();
        *at(package, "CFRubrics/0/beside") = true.into();
    }));
    assert!(found.contains(&alone[0]), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    // Associations that cannot be read do not move the others.
    let found = errors(changed(|package| {
        circle(package);
        *at(package, "CFAssociations/0/beside") = true.into();
        *at(package, "CFAssociations/19/notes") = 5u32.into();
    }));
    assert!(found.contains(&alone[0]), "{alone:?} in {found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    // Nor does a fault in what makes the circle hide it, where its ends can be read.
    let found = errors(changed(|package| {
        circle(package);
        *at(package, "CFAssociations/0/originNodeURI") = "?".into();
        *at(package, "CFAssociations/24/notes") = 5u32.into();
    }));
    assert!(found.contains(&alone[0]), "{alone:?} in {found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
}

fn at_text(package: &mut Value, path: &str) -> String {
    at(package, path).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_link_of_two_items_is_told() {
    let framework = changed(|package| {
        let found = (0..)
            .find(|at| {
                let to = at_text(package, &format!("CFAssociations/{at}/destinationNodeURI/uri"));
                to.contains("CFItems")
            })
            .unwrap();
        let address = at(package, "CFItems/7/uri").clone();
        *at(package, "CFAssociations/1/destinationNodeURI/uri") = address;
        assert_eq!(found, 1, "the first association with an item");
    })
    .unwrap();
    let place = "framework.dangling /CFAssociations/1/destinationNodeURI".to_owned();
    assert!(warnings(&framework).contains(&place), "{:?}", warnings(&framework));
}

/// What is no item has an identifier of its own too: results refer to levels.
#[test]
fn two_nodes_of_one_identifier_are_refused() {
    let criteria = "CFRubrics/0/CFRubricCriteria";
    for (of, with) in [
        ("CFAssociations/1", "CFAssociations/0"),
        ("CFAssociations/1", "CFItems/0"),
        (criteria, "CFItems/0"),
        ("CFRubrics/0", "CFDocument"),
        ("CFDefinitions/CFLicenses/0", "CFRubrics/0"),
    ] {
        let of = if of == criteria {
            format!("{criteria}/0/CFRubricCriterionLevels/1")
        } else {
            of.to_owned()
        };
        let found = errors(changed(|package| {
            let taken = at_text(package, &format!("{with}/identifier")).to_uppercase();
            *at(package, &format!("{of}/identifier")) = taken.into();
        }));
        let [fault] = found.as_slice() else { panic!("{of}: {found:?}") };
        assert!(fault.starts_with("framework.duplicate "), "{fault}");
    }
}

#[test]
fn two_items_of_one_identifier_or_address_are_refused() {
    let found = errors(changed(|package| {
        let (identifier, uri) =
            (at(package, "CFItems/1/identifier").clone(), at(package, "CFItems/2/uri").clone());
        let upper = identifier.as_str().unwrap().to_uppercase();
        *at(package, "CFItems/7/identifier") = upper.into();
        *at(package, "CFItems/8/uri") = uri;
    }));
    assert_eq!(
        found,
        ["framework.duplicate /CFItems/7/identifier", "framework.duplicate /CFItems/8/uri"]
    );
    // Even where other faults are told.
    let found = errors(changed(|package| {
        *at(package, "CFItems/0/beside") = true.into();
        let identifier = at(package, "CFItems/1/identifier").clone();
        *at(package, "CFItems/7/identifier") = identifier;
    }));
    assert_eq!(
        found,
        ["model.closed /CFItems/0/beside", "framework.duplicate /CFItems/7/identifier"]
    );
    let found = errors(changed(|package| {
        let identifier = at(package, "CFDocument/identifier").clone();
        *at(package, "CFItems/4/identifier") = identifier;
    }));
    assert_eq!(found, ["framework.duplicate /CFItems/4"]);
}

/// Makes the item of association `child` a child of the one of association `parent`.
fn hang(package: &mut Value, child: usize, parent: usize) {
    let parent = at(package, &format!("CFAssociations/{parent}/originNodeURI")).clone();
    *at(package, &format!("CFAssociations/{child}/destinationNodeURI")) = parent;
}

#[test]
fn an_item_below_itself_is_refused() {
    // Q below Q.1.a, below Q.1, below Q.
    let found = errors(changed(|package| hang(package, 0, 2)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        [
            "framework.cycle /CFAssociations/0",
            "framework.cycle /CFAssociations/1",
            "framework.cycle /CFAssociations/2"
        ]
        .contains(&found[0].as_str()),
        "{found:?}"
    );
    // Below itself at once.
    assert_eq!(
        errors(changed(|package| hang(package, 7, 7))),
        ["framework.cycle /CFAssociations/7"]
    );
    // Two circles, and an innocent item below one of them.
    let found = errors(changed(|package| {
        hang(package, 0, 1);
        hang(package, 7, 8);
    }));
    assert_eq!(found.len(), 2, "{found:?}");
    // The document below an item.
    let found = errors(changed(|package| {
        let document = at(package, "CFAssociations/0/destinationNodeURI").clone();
        *at(package, "CFAssociations/4/originNodeURI") = document;
    }));
    assert_eq!(found, ["framework.cycle /CFAssociations/4"]);
}

fn elsewhere() -> Value {
    let mut node = Object::new();
    node.insert("title", "Elsewhere");
    node.insert("identifier", "not a UUID");
    node.insert("uri", "https://other.example/node");
    node.into()
}

#[test]
fn what_hangs_on_nodes_elsewhere_is_told_and_kept() {
    let framework = changed(|package| {
        *at(package, "CFAssociations/16/destinationNodeURI") = elsewhere();
    })
    .unwrap();
    assert_eq!(
        warnings(&framework),
        ["framework.dangling /CFAssociations/16", "framework.orphan /CFItems/16"]
    );
    let framework = changed(|package| {
        *at(package, "CFAssociations/19/originNodeURI") = elsewhere();
        *at(package, "CFAssociations/20/originNodeURI") = elsewhere();
        *at(package, "CFAssociations/20/destinationNodeURI") = elsewhere();
    })
    .unwrap();
    // A node elsewhere at one end is what associations are for.
    assert_eq!(warnings(&framework), ["framework.dangling /CFAssociations/20"]);
}

#[test]
fn a_link_with_another_identifier_is_known_by_its_address() {
    let framework = changed(|package| {
        *at(package, "CFAssociations/2/originNodeURI/identifier") = "other".into();
        *at(package, "CFAssociations/3/destinationNodeURI/uri") = "https://moved.example/".into();
    })
    .unwrap();
    // The identifier is not carried over.
    assert_eq!(warnings(&framework), ["framework.dangling /CFAssociations/2/originNodeURI"]);
    assert_eq!(framework.find("Q.1").remove(0).children().count(), 2);
}

/// Whatever is read first: the items, or what leads to them.
#[test]
fn what_a_link_leads_to_does_not_go_by_the_order_of_members() {
    let associations_first = |with: &dyn Fn(&mut Value)| {
        let read = |text: String| Framework::read(text.as_bytes(), &Limits::default()).unwrap();
        let mut package = json::read(&fixture("teaching-practice"), &Limits::default()).unwrap();
        with(&mut package);
        let members = package.as_object().unwrap().iter().collect::<Vec<_>>().into_iter().rev();
        let turned: Object = members.map(|(name, value)| (name, value.clone())).collect();
        let (first, second) = (read(package.to_string()), read(Value::Object(turned).to_string()));
        assert_eq!(first.associations(), second.associations());
        assert_eq!(warnings(&first), warnings(&second));
        warnings(&first)
    };
    let (item, end) = ("CFItems/7", "CFAssociations/1/destinationNodeURI");
    for (name, from) in [("uri", item), ("identifier", "CFDocument")] {
        let found = associations_first(&|package| {
            let other = at(package, &format!("{from}/{name}")).clone();
            *at(package, &format!("{end}/{name}")) = other;
        });
        let place = format!("framework.dangling /{end}");
        assert!(found.contains(&place), "{name} of {from}: {found:?}");
    }
}

#[test]
fn the_same_place_twice_is_told() {
    let framework = changed(|package| {
        let mut first = at(package, "CFAssociations/1").clone();
        *at(&mut first, "identifier") = "11111111-2222-4333-8444-555555555555".into();
        *at(package, "CFAssociations/19") = first;
    })
    .unwrap();
    assert_eq!(warnings(&framework), ["framework.duplicate /CFAssociations/19"]);
    assert_eq!(framework.find("Q").remove(0).children().count(), 4);
}

#[test]
fn a_node_that_says_nothing_is_told() {
    for blank in ["", "  ", "\u{200b}"] {
        let framework = changed(|package| {
            *at(package, "CFDocument/title") = blank.into();
            *at(package, "CFItems/1/fullStatement") = blank.into();
        });
        let expected =
            ["framework.blank /CFItems/1/fullStatement", "framework.blank /CFDocument/title"];
        let mut told = warnings(&framework.unwrap());
        told.sort_unstable();
        let mut expected = expected.map(str::to_owned).to_vec();
        expected.sort_unstable();
        assert_eq!(told, expected, "{blank:?}");
    }
}

#[test]
fn an_address_that_is_none_is_told_and_refused_in_badges() {
    let framework = changed(|package| *at(package, "CFItems/1/uri") = "items/1".into()).unwrap();
    assert_eq!(warnings(&framework), ["iri /CFItems/1/uri"]);
    assert!(framework.find("Q.1").remove(0).alignment().is_err());
    let framework =
        changed(|package| *at(package, "CFItems/1/uri") = "javascript:alert(1)".into()).unwrap();
    assert!(framework.find("Q.1").remove(0).alignment().is_err());
}

#[test]
fn a_flat_framework_is_told_once() {
    let framework = changed(|package| *at(package, "CFAssociations") = Value::Array(vec![]));
    let framework = framework.unwrap();
    assert_eq!(warnings(&framework), ["framework.orphan "]);
    assert_eq!(framework.orphans().count(), 19);
}

#[test]
fn many_warnings_of_a_kind_are_counted() {
    let framework = changed(|package| {
        for index in 0..19 {
            *at(package, &format!("CFItems/{index}/CFItemTypeURI/uri")) = "x".into();
            *at(package, &format!("CFItems/{index}/uri")) = format!("{index}").into();
        }
    })
    .unwrap();
    let warnings = framework.warnings();
    assert_eq!(warnings.len(), 21);
    assert!(warnings[20].fault.message.contains("18 more"), "{:?}", warnings[20]);
}

#[test]
fn limits_hold() {
    let bytes = fixture("teaching-practice");
    let read = |limits| errors(Framework::read(&bytes, &limits));
    let limits = Limits { framework_bytes: bytes.len() - 1, ..Limits::default() };
    assert_eq!(read(limits), ["limit.size "]);
    let limits = Limits { framework_values: 200, ..Limits::default() };
    assert!(read(limits)[0].starts_with("limit.items /CFItems/"));
    // The texts have more words than the rest has values.
    let long = "a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(2);
    let package = json::read(&bytes, &Limits::default()).unwrap();
    let mut package = package;
    for item in 0..19 {
        *at(&mut package, &format!("CFItems/{item}/fullStatement")) = long.as_str().into();
        *at(&mut package, &format!("CFItems/{item}/notes")) =
            (0..100).map(|n| format!("n{item}x{n} ")).collect::<String>().into();
    }
    let limits = Limits { framework_values: 1_200, ..Limits::default() };
    assert_eq!(errors(Framework::read(package.to_string().as_bytes(), &limits)), ["limit.items "]);
    let limits = Limits { depth: 3, ..Limits::default() };
    assert!(read(limits)[0].starts_with("limit.depth /CFItems/0/"));
    // Those of other documents are others.
    let limits = Limits { document_bytes: 10, items: 10, ..Limits::default() };
    assert_eq!(read(limits), [""; 0]);
}

#[test]
fn hostile_packages_end() {
    // A million wrong items: as many faults as are listed, and one that says that there are more.
    let many = format!(r#"{{"CFItems": [{}]}}"#, vec!["0"; 1_000_000].join(","));
    let found = errors(Framework::read(many.as_bytes(), &Limits::default()));
    assert!((1_000..1_100).contains(&found.len()), "{}", found.len());

    let deep = format!(r#"{{"CFItems": [{}]}}"#, "[".repeat(100_000));
    let found = errors(Framework::read(deep.as_bytes(), &Limits::default()));
    assert!(found[0].starts_with("limit.depth "), "{found:?}");

    // One chain of 20,000 items, each below the one before it, and then the last above the first.
    for (closed, expected) in [(false, 0), (true, 1)] {
        let package = chain(20_000, closed);
        let read = Framework::read(package.as_bytes(), &Limits::default());
        match read {
            Ok(framework) => {
                assert!(!closed);
                let last = framework.items().last().unwrap();
                assert_eq!(last.path().len(), 20_000);
                assert_eq!(framework.items().next().unwrap().descendants().len(), 19_999);
            }
            Err(invalid) => assert_eq!(invalid.findings.len(), expected),
        }
    }
}

fn chain(length: usize, closed: bool) -> String {
    let identifier = |n: usize| format!("00000000-0000-4000-8000-{n:012}");
    let time = "2026-01-01T00:00:00Z";
    let item = |n: usize| {
        let id = identifier(n);
        format!(
            r#"{{"identifier":"{id}","uri":"https://a.example/{n}","fullStatement":"Item {n}","lastChangeDateTime":"{time}"}}"#
        )
    };
    let association = |child: usize, parent: usize| {
        let node = |n: usize| {
            format!(
                r#"{{"title":"","identifier":"{}","uri":"https://a.example/{n}"}}"#,
                identifier(n)
            )
        };
        format!(
            r#"{{"identifier":"{}","uri":"https://a.example/a{child}","associationType":"isChildOf","originNodeURI":{},"destinationNodeURI":{},"lastChangeDateTime":"{time}"}}"#,
            identifier(child + 1_000_000),
            node(child),
            node(parent)
        )
    };
    let items: Vec<_> = (0..length).map(item).collect();
    let mut associations: Vec<_> = (1..length).map(|n| association(n, n - 1)).collect();
    if closed {
        associations.push(association(0, length - 1));
    }
    format!(
        r#"{{"CFDocument":{{"identifier":"{}","uri":"https://a.example/d","creator":"c","title":"t","lastChangeDateTime":"{time}"}},"CFItems":[{}],"CFAssociations":[{}]}}"#,
        identifier(999_999_999),
        items.join(","),
        associations.join(",")
    )
}

#[test]
fn broken_bytes_are_refused_or_read_and_never_panic() {
    for name in ["teaching-practice", "library-skills-1.0", "coaching-ctdl-asn"] {
        let bytes = fixture(name);
        for at in (0..bytes.len() - 2).step_by(101) {
            let cut = Framework::read(&bytes[..at], &Limits::default());
            assert!(cut.is_err(), "{name} cut at {at}");
            for flip in [0x01, 0x20, 0x80] {
                let mut broken = bytes.clone();
                broken[at] ^= flip;
                if let Ok(framework) = Framework::read(&broken, &Limits::default()) {
                    framework.items().for_each(|item| drop(item.alignment()));
                }
            }
        }
    }
}
