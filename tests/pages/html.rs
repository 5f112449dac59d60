//! The pages: nothing in them that a document put there, and legible to everybody.

use std::collections::BTreeSet;

use crate::cases::{self, page, pages};
use crate::page::{self, assert_escaped_and_isolated, assert_keeps_to_itself, contrast};

/// Writes every page to the folder that `OPENBADGES_PAGES` names, to be looked at in a browser.
#[test]
fn pages_are_written_to_be_looked_at() {
    let Some(folder) = std::env::var_os("OPENBADGES_PAGES").map(std::path::PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, page) in pages() {
        std::fs::write(folder.join(format!("{}.html", name.replace(' ', "-"))), page).unwrap();
    }
}

#[test]
fn a_page_holds_no_script_and_nothing_from_elsewhere() {
    let more = [
        "table", "caption", "thead", "tbody", "tr", "th", "td", "rect", "circle", "desc",
        "details", "summary",
    ];
    for (name, page) in pages() {
        assert_keeps_to_itself(&name, &page, &more, "");
    }
}

#[test]
fn hostile_names_are_escaped_and_isolated() {
    for name in ["picture hostile", "portfolio hostile"] {
        // Titles and descriptions of drawings hold no elements.
        assert_escaped_and_isolated(name, &page(name), 8, &["bdi", "title", "desc"]);
    }
}

#[test]
fn ids_are_there_once_and_what_refers_to_them_finds_them() {
    for (name, page) in pages() {
        let of = |attribute: &str| -> Vec<String> {
            let start = format!(" {attribute}=\"");
            let found = page.split(start.as_str()).skip(1);
            found.map(|it| it.split('"').next().unwrap().to_owned()).collect()
        };
        let ids = of("id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{name}");
        let references = ["aria-labelledby", "aria-describedby"].into_iter().flat_map(of);
        let links = of("href").into_iter().map(|it| it.trim_start_matches('#').to_owned());
        for reference in references.chain(links) {
            assert!(unique.contains(&reference), "{name}: {reference}");
        }
        for one in ["<main>", "<h1>", "<html lang=\"en\">"] {
            assert_eq!(page.matches(one).count(), 1, "{name}: {one}");
        }
    }
}

#[test]
fn drawings_have_titles_and_tables_have_captions() {
    for (name, page) in pages() {
        for drawing in page.split("<svg").skip(1) {
            let (inside, _) = drawing.split_once("</svg>").unwrap();
            let is_named = inside.contains("role=\"img\"")
                && inside.contains("<title id=")
                && inside.contains("<desc id=");
            assert!(is_named || inside.contains("aria-hidden=\"true\""), "{name}: {inside}");
        }
        for table in page.split("<table>").skip(1) {
            assert!(table.starts_with("<caption"), "{name}");
            let (table, _) = table.split_once("</table>").unwrap();
            let (heads, scopes) = (table.matches("<th").count(), table.matches("scope=").count());
            assert_eq!(heads - table.matches("<thead").count(), scopes, "{name}");
        }
    }
}

#[test]
fn a_picture_is_for_everybody_at_the_table() {
    let page = page("picture as found");
    for heading in ["Educators", "Districts", "Unions", "States", "Providers"] {
        assert!(page.contains(&format!("<h3>{heading}</h3>")), "{heading}");
    }
    for said in [
        "An example.",
        "What 3 micro-credentials cost, and what they are worth",
        "18</span> <span class=\"unit\">professional development points",
        "for all 3; 6 professional development points each",
        "18 of 47 hours",
        "That gives 2 credits.",
        "Each 15 clock hours give 1 credit.",
        "The pay for one micro-credential, which was not found.",
        "15 foundational: which ones are, the office says",
        "the pay for one micro-credential, which was not found",
        "At most 500 USD counts a year; the rest is carried over.",
        "1 of 3 says nothing of a price",
        "It is uploaded within 90 days of the award.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!cases::page("picture own").contains("An example."));
    assert!(
        cases::page("picture supplied").contains("with an amount that was supplied for this page")
    );
    let credits = cases::page("picture credits");
    assert!(credits.contains("33</span> <span class=\"unit\">clock hours"));
    assert!(credits.contains("on the provider’s word of what can be earned"));
    assert!(cases::page("picture own").contains("What a signed recognition says"));
}

#[test]
fn a_portfolio_tells_what_was_earned_and_why_it_counts() {
    let page = page("portfolio three");
    for said in [
        "<h1><bdi>Educator One</bdi></h1>",
        "Leading Number Talks",
        "reached <bdi>Demonstrated</bdi>, required <bdi>Demonstrated</bdi>",
        "18</span> <span class=\"unit\">professional development points",
        "36 of 90 clock hours in 5 years",
        "2 assessors. 1 piece of evidence. Usually 20 hours.",
        "The educator plans and leads talks",
        "It is worth 6 professional development points.",
        "<span class=\"open\">does not count yet</span>",
        "Prior approval is required, and none is on record. Please send it.",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let unverified = cases::page("portfolio unverified");
    assert!(unverified.contains("Handed in, and not found valid"));
    assert!(unverified.contains("<code>torn.json</code>"));
    assert!(!page.contains("Handed in, and not found valid"));
    assert!(cases::page("portfolio nothing").contains("There is no verified badge."));
}

#[test]
fn long_lists_end_early_and_say_so() {
    use openbadges::recognition::picture::{Nature, Picture};
    let set = vec![cases::micro_credential("wait-time"); 2_000];
    let places = cases::places(false);
    let page = Picture::new(&set, &places, Nature::Example, &crate::office::now()).html();
    assert!(page.len() < 300_000, "{}", page.len());
    assert!(page.contains("and 1800 more micro-credentials, which the report as JSON has"));
}

/// Contrast by WCAG 2, in light, dark and print, of the colours that these pages have besides those of
/// the house.
#[test]
fn texts_and_drawings_stand_out_from_their_grounds() {
    let house = include_str!("../../src/report/html/style.css");
    let own = include_str!("../../src/recognition/page/style.css");
    let part = |style: &'static str, start: &str| style.split_once(start).unwrap().1;
    for (name, start) in
        [("light", ":root {"), ("dark", "prefers-color-scheme: dark"), ("print", "@media print")]
    {
        let mut colours = page::colours(part(house, start));
        colours.extend(page::colours(part(own, start)));
        for (one, grounds, least) in [
            ("fill", &["paper"][..], 7.0),
            ("hue", &["page", "paper"], 7.0),
            ("open", &["page", "paper", "open-wash"], 7.0),
            // Of what is drawn, 3 is asked.
            ("fill", &["track", "page"], 3.0),
            ("ink", &["track"], 3.0),
            ("edge", &["paper", "page"], 3.0),
        ] {
            for ground in grounds {
                let contrast = contrast(colours[one], colours[*ground]);
                assert!(contrast >= least, "{name}: {one} on {ground} has {contrast:.2}");
            }
        }
    }
}
