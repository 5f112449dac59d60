//! Texts that say something, and names that stay on their line.

use crate::fault::{Code, Path, printable};
use crate::json::{Object, Value};
use crate::model::check::Findings;
use crate::text::is_blank;

/// Texts that are there say something, one by one where a member has several: a page made of blank
/// ones has another structure.
pub(super) fn said(object: &Object, names: &[&str], path: &Path<'_>, findings: &mut Findings) {
    each_text(object, names, path, &mut |text, path| {
        if is_blank(text) {
            findings.error(Code::ModelValue, path, "found a blank text");
        }
    });
}

/// The same, and nothing in them ends a line or turns it round: names are told in lines that others
/// must not be able to write.
pub(super) fn named(object: &Object, names: &[&str], path: &Path<'_>, findings: &mut Findings) {
    said(object, names, path, findings);
    each_text(object, names, path, &mut |text, path| {
        if line(text) != text {
            let message = "found a control character in a name";
            findings.error(Code::ModelValue, path, message);
        }
    });
}

/// A text as one line, whatever is in it.
pub(super) fn line(text: &str) -> String {
    printable(text).replace(ENDS, "\u{fffd}")
}

/// The lines of a text, each as [`line`] gives it.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    // A line that ends in two characters is one.
    text.lines().flat_map(|it| it.split(ends_line)).map(|it| line(it.trim_end()))
}

/// What ends a line for some and is no control character.
const ENDS: [char; 2] = ['\u{2028}', '\u{2029}'];

fn ends_line(c: char) -> bool {
    matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}') || ENDS.contains(&c)
}

fn each_text(
    object: &Object,
    names: &[&str],
    path: &Path<'_>,
    each: &mut dyn FnMut(&str, &Path<'_>),
) {
    for name in names {
        let path = path.member(name);
        match object.get(name) {
            Some(Value::String(text)) => each(text, &path),
            Some(Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(text) = item.as_str() {
                        each(text, &path.item(index));
                    }
                }
            }
            _ => {}
        }
    }
}
