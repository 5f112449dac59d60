//! Where the document of a `did:web` is.
//!
//! Source: the W3C Credentials Community Group's did:web Method Specification. It leaves to the URL
//! parser what a strange name means; here a name is either plain or refused.

use url::{Host, Url};

use crate::fault::Code;

/// A `did:web` that names no place on the web.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{did} is not a did:web: {reason}")]
pub struct NotDidWeb {
    /// The DID.
    pub did: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl NotDidWeb {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        Code::DidWeb
    }
}

/// The https URL of the document of a `did:web`; `None` for every other identifier.
///
/// The document found there is about the DID: its `id` is the DID, not the URL.
///
/// ```
/// use openbadges::resolve::did_web_location;
/// let location = |did| did_web_location(did).and_then(Result::ok);
/// let well_known = "https://district.example/.well-known/did.json";
/// assert_eq!(location("did:web:district.example").as_deref(), Some(well_known));
/// let issuer = "https://district.example:8443/issuers/1/did.json";
/// assert_eq!(location("did:web:district.example%3A8443:issuers:1").as_deref(), Some(issuer));
/// assert!(did_web_location("did:web:127.0.0.1").is_some_and(|location| location.is_err()));
/// assert!(did_web_location("https://district.example").is_none());
/// ```
///
/// # Errors
/// [`NotDidWeb`] when the host is not a domain name (an IP address in any spelling is none), or when
/// a segment of the path is empty, leads upwards, or holds anything but the characters of a DID.
pub fn location(did: &str) -> Option<Result<String, NotDidWeb>> {
    let name = did.strip_prefix("did:web:")?;
    Some(read(name).map_err(|reason| NotDidWeb { did: did.to_owned(), reason }))
}

/// The longest that is read, in bytes.
const LONGEST: usize = 2048;

fn read(name: &str) -> Result<String, &'static str> {
    if name.len() > LONGEST {
        return Err("it is longer than any");
    }
    let mut segments = name.split(':');
    let (host, port) = host_and_port(segments.next().unwrap_or_default())?;
    let mut path = String::new();
    for segment in segments {
        check_segment(segment)?;
        path.push('/');
        path.push_str(segment);
    }
    if path.is_empty() {
        path.push_str("/.well-known");
    }
    path.push_str("/did.json");
    let location = match port {
        Some(port) => format!("https://{host}:{port}{path}"),
        None => format!("https://{host}{path}"),
    };
    // Numbers in many spellings are addresses to a URL parser.
    let url = Url::parse(&location).map_err(|_| "its host is not a domain name")?;
    match url.host() {
        Some(Host::Domain(domain)) if domain.eq_ignore_ascii_case(host) && url.path() == path => {
            Ok(url.into())
        }
        _ => Err("its host is not a domain name"),
    }
}

fn host_and_port(text: &str) -> Result<(&str, Option<u16>), &'static str> {
    let (host, port) = match text.split_once('%') {
        None => (text, None),
        Some((host, port)) => {
            let port = port.strip_prefix("3A").or_else(|| port.strip_prefix("3a"));
            let port = port.ok_or("of its host only the port may be escaped")?;
            let is_plain = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
            let port = port.parse().ok().filter(|_| is_plain);
            (host, Some(port.ok_or("its port is not a number from 1 to 65535")?))
        }
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if host.split('.').all(is_label) {
        Ok((host, port))
    } else {
        Err("its host is not a domain name")
    }
}

/// A segment of the path has the characters of a DID (DID Core, section 3.1), of which an escape
/// stands for nothing that could move the place.
fn check_segment(segment: &str) -> Result<(), &'static str> {
    let mut bytes = segment.bytes();
    let mut dots_only = true;
    while let Some(byte) = bytes.next() {
        let meant = match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else {
                    return Err("an escape in it is not two hexadecimal digits");
                };
                match u8::try_from(high * 16 + low) {
                    Ok(meant) if !b"/\\@#?%:".contains(&meant) && !meant.is_ascii_control() => {
                        meant
                    }
                    _ => return Err("an escape in it stands for a character that divides URLs"),
                }
            }
            b'.' | b'-' | b'_' => byte,
            _ if byte.is_ascii_alphanumeric() => byte,
            _ => return Err("it holds a character that no DID may"),
        };
        dots_only &= meant == b'.';
    }
    // An empty segment has nothing but dots, too.
    if dots_only { Err("a segment of its path is empty or leads upwards") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_did_web_names_a_place() {
        for (did, expected) in [
            ("did:web:a.example", "https://a.example/.well-known/did.json"),
            ("did:web:A.Example", "https://a.example/.well-known/did.json"),
            ("did:web:localhost", "https://localhost/.well-known/did.json"),
            ("did:web:a.example%3A8443", "https://a.example:8443/.well-known/did.json"),
            ("did:web:a.example%3a8443:x", "https://a.example:8443/x/did.json"),
            ("did:web:a.example%3A443", "https://a.example/.well-known/did.json"),
            ("did:web:a.example:issuers:1", "https://a.example/issuers/1/did.json"),
            ("did:web:a.example:%C3%BC.x_y-z", "https://a.example/%C3%BC.x_y-z/did.json"),
            ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
            ("did:web:a.example:.well-known", "https://a.example/.well-known/did.json"),
            ("did:web:a.example:...x", "https://a.example/...x/did.json"),
        ] {
            assert_eq!(location(did).unwrap().as_deref(), Ok(expected), "{did}");
        }
        assert!(location("did:key:z6Mk").is_none());
        assert!(location("DID:web:a.example").is_none());
    }

    #[test]
    fn what_is_no_did_web() {
        for name in [
            "",
            ".",
            "a..example",
            ".example",
            "a.example.",
            "a.example:",
            "a.example::x",
            "a.example:..",
            "a.example:.",
            "a.example:x:..:y",
            "a.example:%2e%2e",
            "a.example:.%2E",
            "a.example:%2e",
            "a.example:x%2fy",
            "a.example:x%2Fy",
            "a.example:x%5cy",
            "a.example:x%40y",
            "a.example:x%23y",
            "a.example:x%3Fy",
            "a.example:x%252fy",
            "a.example:x%3Ay",
            "a.example:x%00",
            "a.example:x%0d%0ay",
            "a.example:x%4",
            "a.example:x%+1",
            "a.example:x%zz",
            "a.example/x",
            "a.example\\x",
            "a.example:x/y",
            "a.example:x\\y",
            "user@a.example",
            "user%40a.example",
            "a.example%2fx",
            "a.example:x@y",
            "a.example:x#y",
            "a.example#y",
            "a.example?y",
            "a.example:x?y",
            "a.example:x y",
            "a.example:\u{fc}",
            "b\u{fc}cher.example",
            "a_b.example",
            "a.example%3A",
            "a.example%3A0",
            "a.example%3A080",
            "a.example%3A+80",
            "a.example%3A65536",
            "a.example%3A80%3A80",
            "a.example%3A80x",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "0177.0.0.1",
            "9.9.9.9",
            "1.2.3.4.5",
            "[::1]",
            "%5B%3A%3A1%5D",
            "::1",
        ] {
            let did = format!("did:web:{name}");
            assert!(location(&did).unwrap().is_err(), "{did}");
        }
        assert!(location(&format!("did:web:a.example:{}", "x".repeat(2048))).unwrap().is_err());
    }
}
