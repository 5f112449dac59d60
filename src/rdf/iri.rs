//! IRI references: which are well formed, and how a relative one is resolved.

/// The scheme of an absolute IRI (RFC 3987), without the colon.
#[inline]
pub(super) fn scheme_of(text: &str) -> Option<&str> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at > 0 => return text.get(..at),
            _ => return None,
        }
    }
    None
}

/// Whether the text is an absolute IRI that N-Quads can write: a scheme, at most one fragment, and
/// none of the characters that `IRIREF` leaves out.
pub(super) fn is_well_formed(text: &str) -> bool {
    // One addition for each byte, and no way out of the loop: faster than looking for a first.
    let weigh = |byte: u8| WEIGHTS.get(usize::from(byte)).copied().unwrap_or(EXCLUDED);
    text.bytes().map(weigh).sum::<u64>() < 2 && scheme_of(text).is_some()
}

/// What the bytes of an IRI weigh, of which a sum of 1 is allowed: one fragment. The characters
/// that no IRI holds are all ASCII.
static WEIGHTS: [u64; 256] = weights();
const EXCLUDED: u64 = 2;

const fn weights() -> [u64; 256] {
    let mut weights = [0; 256];
    let mut rest: &mut [u64] = &mut weights;
    let mut byte = 0_u8;
    while let Some((weight, after)) = rest.split_first_mut() {
        *weight = match byte {
            ..=b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' | 0x7f => {
                EXCLUDED
            }
            b'#' => 1,
            _ => 0,
        };
        byte = byte.wrapping_add(1);
        rest = after;
    }
    weights
}

/// A reference in its five parts (RFC 3986, section 3; appendix B).
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        let (rest, fragment) = split_at_first(text, '#');
        let (rest, query) = split_at_first(rest, '?');
        let scheme = scheme_of(rest);
        let rest = scheme.and_then(|s| rest.get(s.len() + 1..)).unwrap_or(rest);
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                let (authority, path) = rest.split_at(end);
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    fn join(&self, path: &str) -> String {
        let mut text = String::new();
        if let Some(scheme) = self.scheme {
            text.push_str(scheme);
            text.push(':');
        }
        if let Some(authority) = self.authority {
            text.push_str("//");
            text.push_str(authority);
        }
        text.push_str(path);
        if let Some(query) = self.query {
            text.push('?');
            text.push_str(query);
        }
        if let Some(fragment) = self.fragment {
            text.push('#');
            text.push_str(fragment);
        }
        text
    }
}

fn split_at_first(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Resolves `reference` against `base` (RFC 3986, section 5.2).
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let base = Parts::of(base);
    let mut parts = Parts::of(reference);
    if parts.scheme.is_some() {
        return parts.join(&without_dot_segments(parts.path));
    }
    parts.scheme = base.scheme;
    if parts.authority.is_some() {
        return parts.join(&without_dot_segments(parts.path));
    }
    parts.authority = base.authority;
    if parts.path.is_empty() {
        parts.query = parts.query.or(base.query);
        // The base's path is kept as it is: section 5.2.2 removes nothing here.
        return parts.join(base.path);
    }
    if parts.path.starts_with('/') {
        return parts.join(&without_dot_segments(parts.path));
    }
    let merged = if base.authority.is_some() && base.path.is_empty() {
        format!("/{}", parts.path)
    } else {
        let folder = base.path.rfind('/').and_then(|slash| base.path.get(..=slash));
        format!("{}{}", folder.unwrap_or_default(), parts.path)
    };
    parts.join(&without_dot_segments(&merged))
}

/// RFC 3986, section 5.2.4.
fn without_dot_segments(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => {
                kept.push(segment);
                continue;
            }
        }
        if last {
            // A path that ends in a dot segment names a folder.
            kept.push("");
        }
    }
    let joined = kept.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_rfc_3986_section_5_4_says() {
        let base = "http://a/b/c/d;p?q";
        for (reference, expected) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
        ] {
            assert_eq!(resolve(base, reference), expected, "{reference}");
        }
    }

    #[test]
    fn relative_and_broken_iris_are_not_well_formed() {
        for text in ["urn:a", "did:key:z6Mk#z6Mk", "http://a/ü?x=1#y", "a+b-c.1:"] {
            assert!(is_well_formed(text), "{text}");
        }
        for text in ["", "a", "/a:b", "1a:b", "urn:a b", "urn:<", "urn:\u{7f}", "_:a", "urn:a#b#c"]
        {
            assert!(!is_well_formed(text), "{text}");
        }
    }
}
