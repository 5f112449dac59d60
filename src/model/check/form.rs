//! The forms of texts. The forms that nearly every text has are recognized without allocating;
//! the others are left to the types of `text`.

use std::cmp::Ordering;

use crate::fault::Code;
use crate::text::{Iri, NotAnIri, Timestamp};

/// Whether `text` is an absolute IRI; if not, under which code and why.
pub(crate) fn iri(text: &str) -> Result<(), (Code, &'static str)> {
    if is_plain_url(text) || is_plain_uri(text) {
        return Ok(());
    }
    Iri::parse(text).map(|_| ()).map_err(|error| {
        let reason = match error {
            NotAnIri::Blank(_) => "which is a blank node label",
            NotAnIri::Relative(_) => "which has no scheme",
            NotAnIri::Character { .. } => "which holds a character that no IRI may",
            _ => "which is not a URL",
        };
        (error.code(), reason)
    })
}

/// Whether `text` is `http://` or `https://`, a host of plain lower-case labels of which the last
/// starts with a letter (so that it is no IPv4 address), and then nothing that needs a closer look.
fn is_plain_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(end);
    let label_is_plain = |label: &str| {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !label.is_empty() && !label.starts_with("xn--") && label.bytes().all(plain)
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253
        && host.split('.').all(label_is_plain)
        && last.starts_with(|c: char| c.is_ascii_lowercase())
        && tail.bytes().all(is_plain)
}

/// Whether `text` is of another scheme than those that are parsed as URLs, and then ASCII that
/// needs no closer look, such as `urn:uuid:…` and `did:key:…`.
fn is_plain_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|b| b.is_ascii_lowercase())
        && !matches!(scheme, "http" | "https")
        && rest.bytes().all(is_plain)
}

/// Whether a byte is ASCII that every IRI may hold.
fn is_plain(b: u8) -> bool {
    /// A bit for each, since every byte of every identifier is asked about.
    const PLAIN: u128 = {
        let (mut plain, mut b) = (0, b'!');
        while b <= b'~' {
            if !matches!(b, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`') {
                plain |= 1 << b;
            }
            b += 1;
        }
        plain
    };
    b.is_ascii() && PLAIN >> b & 1 == 1
}

/// Whether following an IRI would run a script or read what is on the machine.
pub(crate) fn is_unsafe_link(text: &str) -> bool {
    const UNSAFE: [&str; 3] = ["javascript", "vbscript", "file"];
    let scheme = text.split(':').next().unwrap_or_default();
    UNSAFE.iter().any(|name| scheme.eq_ignore_ascii_case(name))
}

/// Whether a text is a date-time, and with a time zone.
pub(crate) enum TimeForm {
    Zoned,
    Unzoned,
    Other,
}

/// The form of a text as a date-time.
pub(crate) fn time(text: &str) -> TimeForm {
    if is_plain_time(text) {
        return TimeForm::Zoned;
    }
    match Timestamp::parse_unzoned(text) {
        Ok(time) if time.has_zone() => TimeForm::Zoned,
        Ok(_) => TimeForm::Unzoned,
        Err(_) => TimeForm::Other,
    }
}

/// How two date-times lie to each other, if both are.
pub(crate) fn order(a: &str, b: &str) -> Option<Ordering> {
    if is_plain_time(a) && is_plain_time(b) {
        return Some(a.cmp(b));
    }
    let (a, b) = (Timestamp::parse_unzoned(a).ok()?, Timestamp::parse_unzoned(b).ok()?);
    Some(a.instant().cmp(&b.instant()))
}

/// Whether `text` is `YYYY-MM-DDThh:mm:ssZ`.
fn is_plain_time(text: &str) -> bool {
    let Some((date, time)) = text.as_bytes().split_at_checked(10) else { return false };
    let &[b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = time else { return false };
    is_plain_date(date)
        && [h1, h2, n1, n2, s1, s2].iter().all(u8::is_ascii_digit)
        && two_digits(h1, h2) < 24
        && n1 < b'6'
        && s1 < b'6'
}

/// Whether `date` is `YYYY-MM-DD`, but for the 29th of February.
fn is_plain_date(date: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return false };
    [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit)
        && match (two_digits(m1, m2), two_digits(d1, d2)) {
            (2, day) => (1..=28).contains(&day),
            (4 | 6 | 9 | 11, day) => (1..=30).contains(&day),
            (month, day) => (1..=12).contains(&month) && (1..=31).contains(&day),
        }
}

fn two_digits(tens: u8, ones: u8) -> u8 {
    (tens & 0xf) * 10 + (ones & 0xf)
}

/// Whether `text` is a date, `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    // A date is what makes a date-time with a time behind it.
    is_plain_date(text.as_bytes())
        || (text.len() == 10 && Timestamp::parse(&format!("{text}T00:00:00Z")).is_ok())
}

/// Whether `text` has the form of the official schema,
/// `^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$`: the payload may be detached.
pub(crate) fn is_compact_jws(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let mut parts = text.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    !header.is_empty()
        && !signature.is_empty()
        && [header, payload, signature].iter().all(|part| part.bytes().all(plain))
}

/// Whether `text` has the form of the official schema,
/// `^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`: a language, a script, a region.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let all = |part: &str, is: fn(&u8) -> bool| part.as_bytes().iter().all(is);
    let language = parts.next().unwrap_or_default();
    if !(2..=4).contains(&language.len()) || !all(language, u8::is_ascii_lowercase) {
        return false;
    }
    let is_script = |part: &&str| {
        part.len() == 4
            && part.starts_with(|c: char| c.is_ascii_uppercase())
            && part.bytes().skip(1).all(|b| b.is_ascii_lowercase())
    };
    parts.next_if(is_script);
    let is_region = |part: &&str| {
        (part.len() == 2 && all(part, u8::is_ascii_uppercase))
            || (part.len() == 3 && all(part, u8::is_ascii_digit))
    };
    parts.next_if(is_region);
    parts.next().is_none()
}

/// Whether `text` is a context of Open Badges 3.0, in the form of the official schema,
/// `^https://purl.imsglobal.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$`.
pub(crate) fn is_open_badges_context(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix("https://purl.imsglobal.org/spec/ob/v3p0/context")
    else {
        return false;
    };
    while let Some((version, after)) = rest.split_at_checked(6) {
        let &[b'-', b'3', b'.', minor, b'.', patch] = version.as_bytes() else { break };
        if !minor.is_ascii_digit() || !patch.is_ascii_digit() {
            break;
        }
        rest = after;
    }
    rest == ".json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_ways_agree_with_the_types() {
        for text in [
            "https://example.org",
            "https://example.org/",
            "https://example.org/a/b?c=d#e",
            "http://a.b-c.example/%zz",
            "https://localhost/x",
            "https://1.2.3.4/",
            "https://1.2.3.999/",
            "https://a.0x7f/",
            "https://a..b/",
            "https://a.b./",
            "https://-a-/",
            "https://xn--a/",
            "https://xn--bcher-kva.example/",
            "https://a_b.example/",
            "https://A.example/",
            "https://a@b.example/",
            "https://a.example:99999/",
            "https://a.example:443/",
            "https:///a",
            "https://a.example/ä",
            "https://a.example/a b",
            "https://a.example/[x]",
            "https://a.example/\\",
            "https://?x",
            "https://a.example\u{7f}",
            "https://[::1]/",
            "https:a.example",
            "HTTPS:a.example",
            "urn:uuid:1",
            "did:key:z6Mk#z6Mk",
            "_:b0",
            "a:",
            ":a",
            "a/b:c",
            "urn:a b",
            "urn:ü",
            "urn:{x}",
            "",
        ] {
            assert_eq!(iri(text).is_ok(), Iri::parse(text).is_ok(), "{text}");
            if is_plain_url(text) || is_plain_uri(text) {
                assert!(Iri::parse(text).is_ok(), "{text}");
            }
        }
        for text in [
            "2010-01-01T00:00:00Z",
            "2010-02-28T23:59:59Z",
            "2010-02-29T00:00:00Z",
            "2010-13-01T00:00:00Z",
            "2010-04-30T00:00:00Z",
            "2010-04-31T00:00:00Z",
            "2010-12-31T00:00:00Z",
            "2010-12-32T00:00:00Z",
            "2012-02-29T00:00:00Z",
            "2010-00-01T00:00:00Z",
            "2010-01-00T00:00:00Z",
            "2010-01-01T24:00:00Z",
            "2010-01-01T23:60:00Z",
            "2010-01-01T23:00:60Z",
            "2010-01-01T23:00:5:Z",
            "0000-01-01T00:00:00Z",
            "2010-01-01t00:00:00Z",
            "2010-01-01T00:00:00z",
        ] {
            let zoned = matches!(time(text), TimeForm::Zoned);
            assert_eq!(zoned, Timestamp::parse(text).is_ok(), "{text}");
        }
        assert!(!is_plain_time("2010-01-01T23:00:6:Z"));
        assert_eq!(
            order("2010-01-01T00:00:00Z", "2010-01-01T01:00:00+01:00"),
            Some(Ordering::Equal)
        );
    }

    #[test]
    fn patterns_are_those_of_the_schema() {
        let base = "https://purl.imsglobal.org/spec/ob/v3p0/context";
        for end in [".json", "-3.0.3.json", "-3.0.1-3.0.2.json"] {
            assert!(is_open_badges_context(&format!("{base}{end}")), "{end}");
        }
        for end in [
            "",
            "json",
            "-3.0.json",
            "-4.0.3.json",
            "-3.0.3.json#",
            "-3.0.33.json",
            "/ob_v3p0.jsonld",
        ] {
            assert!(!is_open_badges_context(&format!("{base}{end}")), "{end}");
        }
        for tag in ["en", "eng", "en-US", "zh-Hant", "zh-Hant-TW", "es-419"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "e", "EN", "en-us", "en-", "english", "en-US-x", "zh-TW-Hant"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
        for jws in ["a.b.c", "a..c", "A-_.0.z"] {
            assert!(is_compact_jws(jws), "{jws}");
        }
        for jws in ["", "a.b", ".b.c", "a.b.", "a.b.c.d", "a.b=.c", "a.b.c\n"] {
            assert!(!is_compact_jws(jws), "{jws}");
        }
        assert!(is_date("2000-02-29") && !is_date("1999-02-29") && !is_date("2000-2-29"));
        assert!(!is_date("2000-02-29T"));
        assert!(is_unsafe_link("JavaScript:x") && !is_unsafe_link("https://file:1/"));
    }
}
