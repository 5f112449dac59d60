//! Reports as pages: nothing in them that a document put there, and legible to everybody.

use std::collections::BTreeSet;

use openbadges::json::Value;
use openbadges::report::{Examined, Outcome, html};

use crate::cases;
use crate::mint::{badge_with, entry, verify};
use crate::page::{assert_escaped_and_isolated, assert_keeps_to_itself, colours, contrast};

/// Writes every page to the folder that `OPENBADGES_PAGES` names, to be looked at in a browser.
#[test]
fn pages_are_written_to_be_looked_at() {
    let Some(folder) = std::env::var_os("OPENBADGES_PAGES").map(std::path::PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    let all = cases::all();
    for (number, examined) in all.iter().enumerate() {
        let page = html(std::slice::from_ref(examined));
        std::fs::write(folder.join(format!("{number}.html")), page).unwrap();
    }
    std::fs::write(folder.join("all.html"), html(&all)).unwrap();
}

fn page(name: &str) -> String {
    html(&[cases::named(name)])
}

#[test]
fn a_page_holds_no_script_and_nothing_from_elsewhere() {
    let mut examined = cases::all();
    examined.extend(cases::of_hostile_documents());
    assert_keeps_to_itself("all", &html(&examined), &["h5", "h6"], "document-");
}

#[test]
fn hostile_names_are_escaped_and_isolated() {
    // In the heading, the issuer, the achievement, the title.
    assert_escaped_and_isolated(cases::HOSTILE, &page(cases::HOSTILE), 4, &["bdi"]);
}

#[test]
fn the_verdict_is_in_words() {
    for (name, word, sentence) in [
        ("valid", "Valid", "Everything that was asked of it was answered well"),
        ("expired", "Invalid", "Do not accept it"),
        ("list out of reach", "Undecided", "Do not rely on it yet"),
        ("untrusted", "Valid", "Everything that was asked"),
        ("presentation", "Invalid", "Do not accept it"),
    ] {
        let page = page(name);
        assert!(page.contains(&format!("<strong class=\"word\">{word}</strong>")), "{name}");
        assert!(page.contains(sentence), "{name}");
    }
    assert!(page("refreshed").contains("What was given has a newer version"));
    assert!(page("untrusted").contains("<strong class=\"open\">No</strong>"));
    assert!(page("trusted").contains("<strong class=\"good\">Yes</strong>"));
    assert!(page("good").contains("<strong class=\"note\">Not asked</strong>"));
}

#[test]
fn only_a_valid_credential_is_told_whole() {
    let description = "What had to be shown";
    assert!(page("valid").contains(description));
    assert!(page("valid").contains("1 August 2026, 00:00 UTC"));
    for name in ["expired", "revoked", "list out of reach"] {
        let page = page(name);
        assert!(!page.contains(description), "{name}");
        assert!(page.contains("These are the document’s own words"), "{name}");
    }
    for name in ["changed", "no JSON"] {
        let page = page(name);
        assert!(
            page.contains("Nothing in it is known to be signed, so none of it is shown."),
            "{name}"
        );
        assert!(!page.contains("Another"), "{name}");
    }
}

#[test]
fn every_check_and_every_endorsement_is_there() {
    for examined in cases::all() {
        let page = html(std::slice::from_ref(&examined));
        let escaped = |text: &str| {
            let text = openbadges::fault::printable(text);
            maud_escaped(&text)
        };
        for report in examined.found.reports() {
            for check in report.checks() {
                assert!(page.contains(&escaped(&check.message)), "{}: {check:?}", examined.name);
                let code = check.code.map_or("", |code| code.as_str());
                assert!(page.contains(code), "{}: {check:?}", examined.name);
            }
        }
    }
    let page = page("endorsed");
    assert_eq!(page.matches("<div class=\"endorsement\">").count(), 4);
    assert_eq!(page.matches("It counts").count(), 2, "one, and the one within it");
    assert_eq!(page.matches("It does not count").count(), 2);
    assert!(page.contains("<h5>"), "an endorsement of an endorsement is a heading deeper");
}

/// As the page escapes text in elements.
fn maud_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn several_documents_have_a_table_of_contents() {
    let examined = cases::all();
    let page = html(&examined);
    for (index, Examined { found, .. }) in examined.iter().enumerate() {
        let number = index + 1;
        assert_eq!(page.matches(&format!("<article id=\"document-{number}\"")).count(), 1);
        let link = page.split_once(&format!("href=\"#document-{number}\"")).unwrap().1;
        let word = match found.outcome() {
            Outcome::Valid => ">Valid<",
            Outcome::Invalid => ">Invalid<",
            _ => ">Undecided<",
        };
        assert!(link.split_once("</a>").unwrap().0.contains(word), "{number}");
    }
    let ids: Vec<_> =
        page.split(" id=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for page in [page, page_of_nothing()] {
        assert_eq!(page.matches("<main>").count(), 1);
        assert_eq!(page.matches("<h1>").count(), 1);
    }
}

fn page_of_nothing() -> String {
    let page = html(&[]);
    assert!(page.contains("Nothing was verified."));
    page
}

#[test]
fn long_texts_and_many_checks_end_early_and_say_so() {
    // Each entry is told of.
    let entries: Vec<Value> = (0..1_000).map(|index| entry(&index.to_string())).collect();
    let report = verify(&badge_with(entries.into()));
    assert!(report.checks().len() >= 1_000);
    let page = html(&[Examined::new("x".repeat(100_000), report)]);
    assert!(page.len() < 150_000, "{}", page.len());
    assert!(page.contains("more, which the report as JSON has"));
}

/// Contrast by WCAG 2, of every colour of text on every ground that it stands on, in light, dark and
/// print. A page in a document model without layout cannot be asked for it.
#[test]
fn texts_stand_out_from_their_grounds() {
    let style = include_str!("../../src/report/html/style.css");
    let (_, light) = style.split_once(":root {").unwrap();
    let (_, dark) = style.split_once("prefers-color-scheme: dark").unwrap();
    let (_, print) = style.split_once("@media print").unwrap();
    for (name, part) in [("light", light), ("dark", dark), ("print", print)] {
        let colours = colours(part);
        for (text, grounds) in [
            ("ink", &["page", "paper", "good-wash", "bad-wash", "open-wash", "note-wash"][..]),
            ("quiet", &["page", "paper"]),
            ("good", &["page", "paper", "good-wash"]),
            ("bad", &["page", "paper", "bad-wash"]),
            ("open", &["page", "paper", "open-wash"]),
            ("note", &["page", "paper", "note-wash"]),
        ] {
            for ground in grounds {
                let contrast = contrast(colours[text], colours[*ground]);
                // 7 is what the strictest level asks of small text.
                assert!(contrast >= 7.0, "{name}: {text} on {ground} has {contrast:.2}");
            }
        }
    }
}
