//! Pages by axe-core, in a document model without layout (`tests/interop/js/axe.mjs`), and in Chromium
//! where there is one (`chromium.mjs`). What needs a layout the first leaves out; contrast is computed
//! in `html.rs` too.

use openbadges::report::html;
use serde_json::{Value, json};

use crate::cases;
use crate::node::Node;

#[test]
fn axe_core_finds_nothing_wrong_with_pages() {
    let Some(mut axe) = Node::start("axe.mjs") else { return };
    let all = cases::all();
    let singly = all.iter().map(|examined| html(std::slice::from_ref(examined)));
    for page in singly.chain([html(&all), html(&[])]) {
        let found = axe.ask(&json!({ "html": page }));
        assert_eq!(found["violations"], Value::Array(Vec::new()), "{found}");
        // These two it never decides without a layout; `html.rs` counts instead.
        let open: Vec<_> =
            found["incomplete"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
        assert_eq!(open, ["landmark-one-main", "page-has-heading-one"], "{found}");
        let passes = found["passes"].as_array().unwrap();
        for rule in ["document-title", "html-has-lang"] {
            assert!(passes.contains(&rule.into()), "{rule} was not tried: {found}");
        }
    }
}

#[test]
fn axe_core_finds_what_is_wrong() {
    let Some(mut axe) = Node::start("axe.mjs") else { return };
    let page = html(&[cases::named("endorsed")]);
    for (from, to, rule) in [
        ("<html lang=\"en\">", "<html>", "html-has-lang"),
        ("<main>", "<div>", "region"),
        ("<h5>", "<h6>", "heading-order"),
        ("<dt>By</dt>", "<p>By</p>", "definition-list"),
        ("<ol class=\"checks\"><li>", "<ol class=\"checks\"><p>", "list"),
    ] {
        assert!(page.contains(from), "{from}");
        let found = axe.ask(&json!({ "html": page.replacen(from, to, 1) }));
        let mut violations = found["violations"].as_array().unwrap().iter();
        assert!(violations.any(|it| it["id"] == rule), "{rule}: {found}");
    }
}

#[test]
fn chromium_finds_nothing_wrong_with_pages() {
    let Some(mut chromium) = browser() else { return };
    let all = cases::all();
    let singly = all.iter().map(|examined| html(std::slice::from_ref(examined)));
    for page in singly.chain([html(&all), html(&[])]) {
        for (width, scheme, media) in
            [(1280, "light", "screen"), (360, "dark", "screen"), (800, "light", "print")]
        {
            let found = chromium.ask(&json!({
                "html": page, "width": width, "scheme": scheme, "media": media
            }));
            assert_eq!(found["violations"], Value::Array(Vec::new()), "{width} {scheme}: {found}");
            assert_eq!(found["incomplete"], Value::Array(Vec::new()), "{width} {scheme}: {found}");
            assert_eq!(found["wide"], 0, "{width} {scheme}: wider than its window");
            let passes = found["passes"].as_array().unwrap();
            assert!(passes.contains(&"color-contrast".into()), "{found}");
        }
    }
    chromium.ask(&json!({ "end": true }));
}

/// A browser, or it is said why there is none.
fn browser() -> Option<Node> {
    let mut chromium = Node::start("chromium.mjs")?;
    if !chromium.ask(&json!({}))["browser"].is_null() {
        return Some(chromium);
    }
    let required = std::env::var_os("OPENBADGES_REQUIRE_CHROMIUM").is_some();
    assert!(!required, "there is no chromium");
    eprintln!("skipped: there is no chromium");
    None
}
