use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A text by which people mean the same whatever its case and its spaces: trimmed, with one space for
/// several, in lower case. However letters are composed they are the same (NFKD), and those that are not seen are
/// left out.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_plain(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let seen: String;
    let text = match text.is_ascii() {
        true => text,
        false => {
            seen = text.chars().filter(|c| !is_unseen(*c)).collect();
            &DecomposingNormalizerBorrowed::new_nfkd().normalize(&seen)
        }
    };
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

/// Whether there is nothing to see in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_unseen(c))
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

/// Whether a character has no width and no shape of its own: joiners, marks of direction, variation
/// selectors and the like.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{115f}' | '\u{1160}'
            | '\u{180b}'..='\u{180d}' | '\u{3164}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}'
    )
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
        // Composed or not, it is one letter.
        for text in
            ["\u{c9}tude", "\u{e9}tude", "E\u{301}tude", "\u{feff}\u{e9}tu\u{200b}de\u{200d}"]
        {
            assert_eq!(folded(text), "e\u{301}tude", "{text:?}");
        }
        assert_ne!(folded("\u{e9}tude"), folded("etude"));
        assert_eq!(folded("\u{200b} Wait\u{ad}\u{a0}\u{2009}time"), "wait time");
        assert_eq!(folded("\u{fb01}nd"), "find");
    }
}
