//! What holds of every page, whatever it shows.

use std::collections::BTreeMap;

/// What pages are made of.
const ELEMENTS: [&str; 33] = [
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "nav", "main",
    "footer", "article", "section", "div", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "dl",
    "dt", "dd", "a", "bdi", "code", "span", "strong", "time", "svg", "path",
];

/// A page holds those elements and `more`, no script, nothing from elsewhere, and no link but to what
/// is in it, which starts with `link`.
pub fn assert_keeps_to_itself(name: &str, page: &str, more: &[&str], link: &str) {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    for tag in [head, body].into_iter().flat_map(|part| part.split('<').skip(1)) {
        let (inside, _) = tag.split_once('>').unwrap_or((tag, ""));
        let element = inside.split_whitespace().next().unwrap().trim_start_matches('/');
        assert!(ELEMENTS.contains(&element) || more.contains(&element), "{name}: {inside}");
        for attribute in ["src=", "srcset=", "style=", "data=", " on", "xlink", "action="] {
            assert!(!inside.contains(attribute), "{name}: {inside}");
        }
        let leads_within = inside.contains(&format!("href=\"#{link}"));
        assert!(!inside.contains("href=") || leads_within, "{name}: {inside}");
    }
    for outside in ["url(", "@import", "http", "<"] {
        assert!(!style.contains(outside), "{name}: {outside}");
    }
    let policy = "default-src 'none'; style-src 'sha256-";
    let escaped = policy.replace('\'', "&#39;");
    assert!(page.contains(&escaped) || page.contains(policy), "{name}: {}", &page[..600]);
}

/// The name that ends its element and starts a script is text, `times` or more, and cannot turn round
/// what stands beside it: each time it is within one of the elements.
pub fn assert_escaped_and_isolated(name: &str, page: &str, times: usize, within: &[&str]) {
    assert!(!page.contains("<script") && !page.contains("<img"), "{name}");
    assert!(!page.contains(['\u{202e}', '\u{0}', '\u{1}']), "{name}");
    let escaped = "&lt;/bdi&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;";
    let found = page.matches(escaped).count();
    assert!(found >= times, "{name}: {found}");
    // Not in the title of the window, which holds no elements.
    let (_, body) = page.split_once("<body").unwrap();
    for (at, _) in body.match_indices(escaped) {
        let before = &body[..at];
        let is_within = |element: &&str| {
            before.rfind(&format!("<{element}")) > before.rfind(&format!("</{element}>"))
        };
        let start = &before[before.len().saturating_sub(80)..];
        assert!(within.iter().any(is_within), "{name}: {start}");
    }
}

/// The colours that a part of a style declares, by their names, as shares of red, green and blue.
pub fn colours(part: &str) -> BTreeMap<&str, [f64; 3]> {
    let (part, _) = part.split_once('}').unwrap();
    let declarations =
        part.split(';').filter_map(|it| it.trim().rsplit_once("--")?.1.split_once(": #"));
    declarations
        .map(|(name, hex)| {
            let channel = |at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            (name, [channel(0), channel(2), channel(4)])
        })
        .collect()
}

/// The contrast of two colours by WCAG 2, from 1 to 21.
pub fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let linear =
            |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let [red, green, blue] = colour.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
