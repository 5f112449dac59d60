use chrono::DateTime;
use maud::{Markup, html};

use crate::fault::printable;
use crate::text::Timestamp;

/// The longest text that is shown, in characters.
const LONGEST: usize = 2_000;

/// What a document says, as it may be shown in one line: what could steer the reader is replaced,
/// and what is very long ends early.
pub(crate) fn said(text: &str) -> String {
    let mut beginning: String = text.chars().take(LONGEST).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    printable(&beginning)
}

/// A longer text, line by line.
pub(crate) fn lines(text: &str) -> Markup {
    const MOST: usize = 60;
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    html! {
        @for line in lines().take(MOST) { p { bdi { (said(line)) } } }
        @if lines().nth(MOST).is_some() { p.quiet { "The text goes on." } }
    }
}

/// A time as it was written, in words where it can be read.
pub(crate) fn time(text: &str) -> Markup {
    let read = Timestamp::parse_unzoned(text).ok();
    match read.and_then(|time| DateTime::from_timestamp(time.unix_seconds(), 0)) {
        Some(time) => {
            let (machine, words) =
                (time.format("%Y-%m-%dT%H:%M:%SZ"), time.format("%-d %B %Y, %H:%M UTC"));
            html! { time datetime=(machine) { (words) } }
        }
        None => html! { bdi { (said(text)) } },
    }
}
