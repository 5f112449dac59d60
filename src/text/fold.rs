use std::borrow::Cow;

/// A text by which people mean the same whatever its case and its spaces: trimmed, with one space for
/// several, in lower case.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut spaces = text.as_bytes().windows(2);
    let is_plain =
        text.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase() || b == b' ')
            && !spaces.any(|pair| pair == b"  ");
    if is_plain {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spaces_are_folded() {
        for text in ["wait time", " Wait  Time\t", "WAIT\u{a0}TIME", "wait time "] {
            assert_eq!(folded(text), "wait time", "{text:?}");
        }
        assert!(matches!(folded(" wait time "), Cow::Borrowed(_)));
        assert_eq!(folded("\u{c9}tude"), "\u{e9}tude");
    }
}
