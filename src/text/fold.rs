use std::borrow::Cow;

/// A text by which people mean the same whatever its case and its spaces: trimmed, with one space for
/// several, in lower case.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").to_lowercase())
}

/// Whether people mean the same by two texts: whether they are [`folded`] to one.
pub(crate) fn is_same_folded(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    match is_plain(a) && is_plain(b) {
        true => a.eq_ignore_ascii_case(b),
        false => folded(a) == folded(b),
    }
}

/// Whether a text without space around it is of visible ASCII characters with one space for several.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    text.bytes().all(|byte| {
        let is_plain = byte.is_ascii_graphic() || byte == b' ' && before != b' ';
        before = byte;
        is_plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spaces_are_folded() {
        for text in ["wait time", " Wait  Time\t", "WAIT\u{a0}TIME", "wait time "] {
            assert_eq!(folded(text), "wait time", "{text:?}");
            assert!(is_same_folded(text, "Wait time") && is_same_folded("wAIT time", text));
            assert!(!is_same_folded(text, "wait times") && !is_same_folded(text, "waittime"));
        }
        assert!(matches!(folded(" wait time "), Cow::Borrowed(_)));
        assert_eq!(folded("\u{c9}tude"), "\u{e9}tude");
    }
}
