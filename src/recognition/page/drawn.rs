//! What is drawn: bars, dots, signs. A drawing is as wide as its place and has no text in it, so that
//! it can be read at any width; what it shows stands beside it, and is its title.

use maud::{Markup, html};

use crate::text::Decimal;

/// Whom a sign stands for.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    Educator,
    District,
    Union,
    State,
    Provider,
}

impl Sign {
    pub(super) fn drawn(self) -> Markup {
        let strokes: &[&str] = match self {
            // A cap.
            Sign::Educator => {
                &["M2 9l10-4.5L22 9l-10 4.5z", "M6 11v5c2 2.4 10 2.4 12 0v-5", "M22 9v6"]
            }
            // A house with windows.
            Sign::District => &["M4 21V8l8-5l8 5v13z", "M9.5 21v-5h5v5", "M8 11h2M14 11h2"],
            // Three people.
            Sign::Union => &[
                "M12 5a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2",
                "M7 20v-3a5 5 0 0 1 10 0v3",
                "M4.8 8.2a2 2 0 1 0 1.2 3.6M2 19v-2a3.6 3.6 0 0 1 3-3.4M19.2 8.2a2 2 0 1 1-1.2 3.6M22 19v-2a3.6 3.6 0 0 0-3-3.4",
            ],
            // A hall with columns.
            Sign::State => &["M3 9l9-5.5L21 9z", "M6 9v9M10 9v9M14 9v9M18 9v9", "M3 21h18M4 18h16"],
            // A seal with ribbons.
            Sign::Provider => &[
                "M12 3a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
                "M9.2 9.2l2 2l3.6-4",
                "M8.5 14.2L7 21l5-2.4L17 21l-1.5-6.8",
            ],
        };
        html! {
            svg.sign viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
                @for stroke in strokes {
                    path d=(stroke) fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" {}
                }
            }
        }
    }
}

/// How far something is, in parts of a whole.
pub(super) struct Bar<'a> {
    /// An id that nothing else on the page has.
    pub id: &'a str,
    pub title: &'a str,
    pub about: &'a str,
    /// What the whole width stands for.
    pub whole: Decimal,
    /// How much is filled.
    pub filled: Decimal,
    /// Where there are marks.
    pub marks: &'a [Decimal],
}

impl Bar<'_> {
    pub(super) fn drawn(&self) -> Markup {
        let whole = number(self.whole);
        let at = |part: Decimal| match whole > 0.0 {
            true => (number(part) / whole * 1000.0).clamp(0.0, 1000.0).round(),
            false => 0.0,
        };
        let (title, about) = (format!("{}-title", self.id), format!("{}-about", self.id));
        html! {
            svg.bar viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-labelledby=(title) aria-describedby=(about) {
                title #(title) { (self.title) }
                desc #(about) { (self.about) }
                rect.track x="0" y="4" width="1000" height="16" {}
                rect.fill x="0" y="4" width=(at(self.filled)) height="16" {}
                @for mark in self.marks {
                    path.mark d=(format!("M{} 0v24", at(*mark))) vector-effect="non-scaling-stroke" {}
                }
            }
        }
    }
}

/// So many of so many, each a dot: `have` are filled.
pub(super) fn dots(id: &str, title: &str, about: &str, count: u32, have: usize) -> Markup {
    /// More are hard to count by eye.
    const MOST: u32 = 60;
    const ROW: u32 = 15;
    let shown = count.min(MOST);
    let rows = shown.div_ceil(ROW).max(1);
    let (labelled, described) = (format!("{id}-title"), format!("{id}-about"));
    html! {
        svg.dots viewBox=(format!("0 0 {} {}", ROW * 20, rows * 20)) role="img" aria-labelledby=(labelled) aria-describedby=(described) {
            title #(labelled) { (title) }
            desc #(described) { (about) }
            @for index in 0..shown {
                @let is_there = (index as usize) < have;
                circle class=(if is_there { "there" } else { "missing" }) cx=(index % ROW * 20 + 10) cy=(index / ROW * 20 + 10) r="6.5" {}
            }
        }
    }
}

/// A number to draw by, never to show.
pub(super) fn number(decimal: Decimal) -> f64 {
    decimal.to_string().parse().unwrap_or(0.0)
}
