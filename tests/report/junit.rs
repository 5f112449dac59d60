//! Reports as JUnit XML, read back by an XML parser, and held against what the narrowest schema in
//! use asks (that of Ant's task, by Windy Road).

use openbadges::report::{Examined, Finish, Outcome, Report, TrustVerdict, junit};
use roxmltree::{Document, Node};

use crate::cases;

/// The elements, with their attributes, all of them required but those after the bar, and their
/// children in order.
const SCHEMA: &[(&str, &str, &[&str])] = &[
    ("testsuites", "", &["testsuite*"]),
    (
        "testsuite",
        "id name package hostname timestamp tests failures errors time | skipped",
        &["properties", "testcase*", "system-out", "system-err"],
    ),
    ("properties", "", &["property*"]),
    ("property", "name value", &[]),
    ("testcase", "classname name time", &["failure?", "error?"]),
    ("failure", "type | message", &[]),
    ("error", "type | message", &[]),
    ("system-out", "", &[]),
    ("system-err", "", &[]),
];

fn keeps_to_the_schema(node: Node<'_, '_>) {
    let name = node.tag_name().name();
    let (_, attributes, children) =
        SCHEMA.iter().find(|(known, _, _)| *known == name).unwrap_or_else(|| panic!("{name}"));
    let (required, allowed) = attributes.split_once('|').unwrap_or((attributes, ""));
    for attribute in required.split_whitespace() {
        assert!(node.has_attribute(attribute), "{name} lacks {attribute}");
    }
    for attribute in node.attributes() {
        let mut known = required.split_whitespace().chain(allowed.split_whitespace());
        assert!(known.any(|known| known == attribute.name()), "{name} has {}", attribute.name());
    }
    let mut rest =
        node.children().filter(Node::is_element).map(|it| it.tag_name().name()).peekable();
    for child in *children {
        let plain = child.trim_end_matches(['*', '?']);
        let mut count = 0;
        while rest.next_if(|next| *next == plain).is_some() {
            count += 1;
        }
        let fits = if child.ends_with('*') {
            true
        } else {
            count == 1 || child.ends_with('?') && count == 0
        };
        assert!(fits, "{name} has {count} of {plain}");
    }
    assert_eq!(rest.next(), None, "in {name}");
    node.children().filter(Node::is_element).for_each(keeps_to_the_schema);
}

fn number(node: Node<'_, '_>, attribute: &str) -> usize {
    node.attribute(attribute).unwrap().parse().unwrap()
}

fn children<'a, 'd>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.descendants().filter(move |node| node.has_tag_name(name))
}

#[test]
fn every_report_is_a_suite_in_which_nothing_undecided_passes() {
    let mut examined = cases::all();
    examined.extend(cases::of_hostile_documents());
    let xml = junit(&examined);
    let document = Document::parse(&xml).unwrap();
    keeps_to_the_schema(document.root_element());
    let suites: Vec<_> = children(document.root(), "testsuite").collect();
    assert_eq!(suites.len(), examined.len());
    for (id, (suite, Examined { name, found })) in suites.iter().zip(&examined).enumerate() {
        assert_eq!(number(*suite, "id"), id);
        assert_eq!(suite.attribute("timestamp"), Some("2026-08-01T00:00:00"));
        let cases: Vec<_> = children(*suite, "testcase").collect();
        let count = |element| cases.iter().flat_map(|it| children(*it, element)).count();
        assert_eq!(number(*suite, "tests"), cases.len(), "{name}");
        assert_eq!(number(*suite, "failures"), count("failure"), "{name}");
        assert_eq!(number(*suite, "errors"), count("error"), "{name}");
        assert_eq!(number(*suite, "skipped"), 0, "{name}");
        // What is told of each check, in order.
        let told = |report: &Report| {
            let checks = report.checks().iter().filter(|it| it.finish != Finish::Warning);
            let trust = match report.trust() {
                TrustVerdict::Untrusted { reason } => {
                    vec![Some(("error", "untrusted", reason.clone()))]
                }
                TrustVerdict::Trusted { .. } => vec![None],
                _ => vec![],
            };
            let told = checks.map(|check| {
                let element = match check.finish {
                    Finish::Passed => return None,
                    Finish::Failed => "failure",
                    _ => "error",
                };
                Some((element, check.code.unwrap().as_str(), check.message.clone()))
            });
            told.chain(trust).collect::<Vec<_>>()
        };
        let expected: Vec<_> = found.reports().flat_map(told).collect();
        let shown: Vec<_> = cases
            .iter()
            .map(|case| {
                let against = case.first_element_child()?;
                let attribute = |name| against.attribute(name).unwrap();
                Some((against.tag_name().name(), attribute("type"), attribute("message")))
            })
            .collect();
        assert_eq!(shown.len(), expected.len(), "{name}");
        for (shown, expected) in shown.iter().zip(&expected) {
            let expected = expected.as_ref().map(|(element, code, message)| {
                (*element, *code, openbadges::fault::printable(message))
            });
            let expected = expected
                .as_ref()
                .map(|(element, code, message)| (*element, *code, message.as_str()));
            assert_eq!(*shown, expected, "{name}");
        }
        let passes = count("failure") + count("error") == 0;
        assert_eq!(passes, found.outcome_with_trust() == Outcome::Valid, "{name}");
    }
}

#[test]
fn a_suite_tells_where_and_why() {
    let examined = [cases::named("expired"), cases::named("list out of reach")];
    let xml = junit(&examined);
    let document = Document::parse(&xml).unwrap();
    let [expired, open] = children(document.root(), "testsuite").collect::<Vec<_>>()[..] else {
        panic!("{xml}");
    };
    let failure = children(expired, "failure").next().unwrap();
    assert_eq!(failure.parent().unwrap().attribute("name"), Some("validity"));
    assert_eq!(failure.parent().unwrap().attribute("classname"), Some("expired"));
    assert_eq!(failure.attribute("type"), Some("time.expired"));
    assert!(failure.text().unwrap().starts_with("time.expired at /validUntil: "), "{xml}");
    let error = children(open, "error").next().unwrap();
    assert_eq!(error.attribute("type"), Some("status.unavailable"));
    assert!(children(open, "failure").next().is_none(), "{xml}");
}

#[test]
fn warnings_and_endorsements_are_told_and_fail_nothing() {
    let examined = cases::named("endorsed");
    assert_eq!(examined.found.outcome(), Outcome::Valid);
    let xml = junit(&[examined]);
    let document = Document::parse(&xml).unwrap();
    assert_eq!(children(document.root(), "failure").count(), 0);
    assert_eq!(children(document.root(), "error").count(), 0);
    let told = children(document.root(), "system-out").next().unwrap().text().unwrap();
    assert!(told.contains("warning endorsement.lapsed at /endorsement/1: "), "{told}");
    assert!(told.contains("endorsement at /endorsement/0: valid, counts\n"), "{told}");
    assert!(told.contains("endorsement at /endorsement/1: invalid, does not count\n"), "{told}");
    assert!(told.contains("endorsement at /endorsement/2: valid, does not count\n"), "{told}");
}

#[test]
fn hostile_names_stay_text() {
    let xml = junit(&[cases::named(cases::HOSTILE)]);
    let document = Document::parse(&xml).unwrap();
    let suite = children(document.root(), "testsuite").next().unwrap();
    let name = suite.attribute("name").unwrap();
    assert!(name.starts_with("</bdi><script>alert(1)</script>&amp;\"'><img"), "{name}");
    assert!(!name.contains(['\u{202e}', '\u{0}', '\u{ffff}']), "{name}");
    let nothing = junit(&[Examined::new(" ", cases::named("good").found)]);
    let document = Document::parse(&nothing).unwrap();
    assert_eq!(children(document.root(), "testsuite").next().unwrap().attribute("name"), Some("-"));
    assert_eq!(
        Document::parse(&junit(&[])).unwrap().root_element().tag_name().name(),
        "testsuites"
    );
}
