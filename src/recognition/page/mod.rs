//! Pages for people: the picture of a set of micro-credentials, and the portfolio of an educator.
//!
//! They keep to the rules of the page of a verification (`report::html`): each stands alone, without a
//! script and without anything from elsewhere, and what a document says is escaped, isolated and
//! shortened. What is drawn is also there in words.

mod drawn;
mod picture;
mod place;
mod portfolio;
mod table;
mod whom;
mod why;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::amount::figure;
use super::{Amount, Date};
use crate::report::html::words::{said, time};
use crate::text::{Decimal, Timestamp};

/// The look of the house, and what these pages have besides.
const STYLE: &str = concat!(include_str!("../../report/html/style.css"), include_str!("style.css"));

/// As many of a kind are shown.
const LISTED: usize = 200;

/// A whole page. The title is plain text; the parts are what stands in `body`.
fn page(title: &str, body: &Markup) -> String {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (said(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body.wide { (body) }
        }
    };
    page.into_string()
}

/// The head of a page: what it is, as of when, and a sentence.
fn hero(hero: &Hero<'_>) -> Markup {
    let Hero { kind, title, now, lede, figures, example } = hero;
    html! {
        header.hero {
            p.kicker { span { (kind) } span.quiet { "As of " (time(now.as_str())) } }
            h1 { (title) }
            p.lede { (lede) }
            dl.figures {
                @for Figure { values, what, note } in figures {
                    div {
                        dt { (what) }
                        dd {
                            @for (value, unit) in values {
                                span.several[values.len() > 1] {
                                    span.number { (value) }
                                    @if !unit.is_empty() { " " span.unit { (unit) } }
                                }
                            }
                            @if !note.is_empty() { span.small.quiet.below { (note) } }
                        }
                    }
                }
            }
            @if let Some(example) = example {
                p.example role="note" { strong { "An example." } " " (example) }
            }
        }
    }
}

/// What stands in the head of a page.
struct Hero<'a> {
    kind: &'a str,
    title: Markup,
    now: &'a Timestamp,
    lede: Markup,
    figures: Vec<Figure>,
    /// What is said where the page is an example.
    example: Option<&'a str>,
}

/// A number that is seen first: several, where there is none of them all.
struct Figure {
    /// Each with its unit.
    values: Vec<(String, String)>,
    what: &'static str,
    note: String,
}

impl Figure {
    fn of(value: impl Into<String>, unit: &str, what: &'static str, note: String) -> Self {
        Self { values: vec![(value.into(), unit.to_owned())], what, note }
    }
}

/// What stands at the end of each page.
fn footer(words: &str) -> Markup {
    html! {
        footer {
            p { (words) }
            p { "Made by openbadges " (env!("CARGO_PKG_VERSION")) "." }
        }
    }
}

/// An amount with its number set apart: `6` `professional development points`.
fn large(amount: &Amount) -> Markup {
    html! {
        span.number { (amount.figure()) } " " span.unit { (amount.unit().words(amount.number())) }
    }
}

/// What a document or a policy says, isolated.
fn isolated(text: &str) -> Markup {
    html! { bdi { (said(text)) } }
}

/// A day in words.
fn day(date: Date) -> Markup {
    let machine = date.to_string();
    let words = date.words();
    html! { time datetime=(machine) { (words) } }
}

/// Hours, credits and the like as a person writes them.
fn number(number: Decimal) -> String {
    figure(number, 0)
}

/// A price as a person writes it.
fn price(number: Decimal) -> String {
    figure(number, 2)
}

/// A duration of ISO 8601 in words: `6 weeks` for `P6W`. As it is, where it is none.
fn duration(text: &str) -> String {
    in_words(text).unwrap_or_else(|| text.to_owned())
}

fn in_words(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix('P')?;
    let (mut parts, mut is_time) = (Vec::new(), false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, is_time) = (time, true);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let number: Decimal = number.parse().ok()?;
        let mut after = after.chars();
        let one = match (after.next()?, is_time) {
            ('Y', false) => "year",
            ('M', false) => "month",
            ('W', false) => "week",
            ('D', false) => "day",
            ('H', true) => "hour",
            ('M', true) => "minute",
            ('S', true) => "second",
            _ => return None,
        };
        let s = if number == Decimal::from(1) { "" } else { "s" };
        parts.push(format!("{} {one}{s}", figure(number, 0)));
        rest = after.as_str();
    }
    let last = parts.pop()?;
    if parts.is_empty() { Some(last) } else { Some(format!("{} and {last}", parts.join(", "))) }
}

/// An identifier as it may stand in a sentence: of a long one, the beginning and the end.
fn short(id: &str) -> String {
    const LONG: usize = 34;
    let count = id.chars().count();
    if count <= LONG {
        return said(id);
    }
    let start: String = id.chars().take(LONG - 14).collect();
    let end: String = id.chars().skip(count - 6).collect();
    said(&format!("{start}…{end}"))
}

/// Where it holds, after what people call the place: nothing where that is the same.
fn beside<'a>(label: &str, jurisdiction: &'a str) -> Option<&'a str> {
    (label != jurisdiction).then_some(jurisdiction)
}

/// Whether so many cards stand better three in a row than four: a single one would be left over, or
/// they fill their rows.
fn by_three(cards: usize) -> bool {
    cards > 4 && (cards % 4 == 1 || cards.is_multiple_of(3) && !cards.is_multiple_of(4))
}

/// `1 badge`, `2 badges`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// The note that a list ends early.
fn more(all: usize, shown: usize, what: &str) -> Markup {
    html! {
        @if all > shown { p.quiet { "and " (all - shown) " more " (what) ", which the report as JSON has" } }
    }
}
