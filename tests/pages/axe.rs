//! The pages by axe-core: in a document model without layout, and in Chromium where there is one, which
//! also tells contrast and whether a page is wider than a telephone.

use serde_json::{Value, json};

use crate::cases::{page, pages};
use crate::node::Node;

#[test]
fn axe_core_finds_nothing_wrong_with_pages() {
    let Some(mut axe) = Node::start("axe.mjs") else { return };
    for (name, page) in pages() {
        let found = axe.ask(&json!({ "html": page }));
        assert_eq!(found["violations"], Value::Array(Vec::new()), "{name}: {found}");
        // What it never decides without a layout; Chromium has one.
        let open: Vec<_> =
            found["incomplete"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
        assert_eq!(open, ["landmark-one-main", "page-has-heading-one"], "{name}: {found}");
    }
}

#[test]
fn chromium_finds_nothing_wrong_with_pages() {
    let Some(mut chromium) = browser() else { return };
    for (name, page) in pages() {
        for (width, scheme, media) in [
            (1280, "light", "screen"),
            (1280, "dark", "screen"),
            (600, "light", "screen"),
            (360, "light", "screen"),
            (800, "light", "print"),
        ] {
            let at = format!("{name} at {width}, {scheme}, {media}");
            let found = chromium.ask(&json!({
                "html": page, "width": width, "scheme": scheme, "media": media
            }));
            assert_eq!(found["violations"], Value::Array(Vec::new()), "{at}: {found}");
            assert_eq!(found["incomplete"], Value::Array(Vec::new()), "{at}: {found}");
            assert_eq!(found["wide"], 0, "{at} is wider than its window");
            let passes = found["passes"].as_array().unwrap();
            for rule in ["color-contrast", "heading-order", "region"] {
                assert!(passes.contains(&rule.into()), "{at}: {rule} was not tried: {found}");
            }
        }
    }
    chromium.ask(&json!({ "end": true }));
}

#[test]
fn chromium_finds_what_is_wrong() {
    let Some(mut chromium) = browser() else { return };
    let picture = page("picture as found");
    let table = "table { border-collapse: collapse; width: 100%; }";
    assert!(picture.contains(table));
    let wide = picture.replace(table, "table { border-collapse: collapse; width: 300%; }");
    let unfocused = (" tabindex=\"0\" role=\"region\"", " role=\"region\"");
    for (page, from, to, rule, width) in [
        (&picture, "--quiet: #424b55", "--quiet: #c8c8c8", "color-contrast", 360),
        (&picture, "<h3>Educators</h3>", "<h5>Educators</h5>", "heading-order", 360),
        (&picture, "<html lang=\"en\">", "<html>", "html-has-lang", 360),
        (&wide, unfocused.0, unfocused.1, "scrollable-region-focusable", 800),
    ] {
        assert!(page.contains(from), "{from}");
        // Without its policy, which is of the style as it is.
        let changed = page.replace(from, to).replace("Content-Security-Policy", "x");
        let found = chromium.ask(&json!({ "html": changed, "width": width }));
        let mut violations = found["violations"].as_array().unwrap().iter();
        assert!(violations.any(|it| it["id"] == rule), "{rule}: {found}");
    }
    let wide = wide.replace("overflow-x: auto", "overflow: visible");
    let wide = wide.replace("Content-Security-Policy", "x");
    let found = chromium.ask(&json!({ "html": wide, "width": 800 }));
    assert!(found["wide"].as_i64().unwrap() > 0, "{found}");
    chromium.ask(&json!({ "end": true }));
}

/// A browser, or it is said why there is none.
fn browser() -> Option<Node> {
    let mut chromium = Node::start("chromium.mjs")?;
    let found = chromium.ask(&json!({}));
    if found["browser"].is_null() {
        let required = std::env::var_os("OPENBADGES_REQUIRE_CHROMIUM").is_some();
        assert!(!required, "there is no chromium");
        eprintln!("skipped: there is no chromium");
        return None;
    }
    Some(chromium)
}
