//! Which URLs may be asked for, as far as their text tells.

use url::{Host, Url};

use super::{Options, Reach};

/// An https URL with a host that may have a public name, and a port that may be asked.
#[derive(Clone, Debug)]
pub(super) struct Target(Url);

/// The longest URL that is asked for, in bytes.
const LONGEST: usize = 2048;

/// Names at the end of which no public host is: RFC 6761, RFC 6762, RFC 8375 and RFC 7686, and those
/// that networks use for themselves.
const LOCAL: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "onion",
];

impl Target {
    /// Reads a URL. It is refused when two parsers could read it in two ways.
    pub(super) fn parse(text: &str, options: &Options) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("the URL is too long");
        }
        let text = text.split_once('#').map_or(text, |(text, _)| text);
        if text.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace()) {
            return Err("the URL holds a backslash, a space or a control character");
        }
        let Some(rest) = text.strip_prefix("https://") else { return Err("it is no https URL") };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains(['@', '%']) {
            return Err("the URL has a user, or escapes in its host");
        }
        let url = Url::parse(text).map_err(|_| "it is no URL")?;
        if url.cannot_be_a_base() || !url.username().is_empty() || url.password().is_some() {
            return Err("the URL has a user");
        }
        let Some(Host::Domain(host)) = url.host() else {
            return Err("its host is an address, not a name");
        };
        check_host(host, options.reach)?;
        if !url.port_or_known_default().is_some_and(|port| options.ports.contains(&port)) {
            return Err("its port may not be asked");
        }
        Ok(Self(url))
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// A name has no empty label, so it does not end with a dot.
fn check_host(host: &str, reach: Reach) -> Result<(), &'static str> {
    let is_label = |label: &str| {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(is_plain)
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err("its host is not a name");
    }
    if reach == Reach::UnsafelyAnywhere {
        return Ok(());
    }
    let is_below = |local: &str| {
        host.strip_suffix(local).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if !host.contains('.') || LOCAL.iter().any(|local| is_below(local)) {
        return Err("its host is local");
    }
    Ok(())
}
