use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A text by which people mean the same whatever its case and its spaces: trimmed, with one space for
/// several, in lower case. What looks the same is the same: characters are decomposed (NFKD), and those
/// that are not seen are left out.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut spaces = text.as_bytes().windows(2);
    let is_plain =
        text.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase() || b == b' ')
            && !spaces.any(|pair| pair == b"  ");
    if is_plain {
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

/// Whether a character has no width and no shape of its own: joiners, marks of direction, variation
/// selectors and the like.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
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
