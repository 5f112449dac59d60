//! Pages by axe-core, in a document model without layout (`tests/interop/js/axe.mjs`). What needs a
//! layout it leaves out; contrast is computed in `html.rs`.

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
