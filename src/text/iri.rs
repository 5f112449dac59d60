use std::fmt;

use crate::fault::Code;

/// An absolute IRI (RFC 3987), kept exactly as it was written.
///
/// Identifiers are signed as text, so nothing is normalized: two IRIs are equal when their
/// characters are.
///
/// ```
/// use openbadges::Iri;
/// let id: Iri = "urn:uuid:3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5".parse()?;
/// assert_eq!(id.scheme(), "urn");
/// assert!("badges/1".parse::<Iri>().is_err());
/// # Ok::<(), openbadges::text::NotAnIri>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iri(String);

/// Why a text is not an absolute IRI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnIri {
    /// There is no scheme, so the reference is relative.
    #[error("{0:?} has no scheme; an absolute IRI is needed")]
    Relative(String),
    /// A blank node label (`_:b0`).
    #[error("{0:?} is a blank node label; an absolute IRI is needed")]
    Blank(String),
    /// A character that no IRI holds: a space, a control, or one of ``<>"{}|\^` ``.
    #[error("{text:?} holds {character:?}, which no IRI may")]
    Character {
        /// The text.
        text: String,
        /// The first such character.
        character: char,
    },
    /// An `http` or `https` URL that does not parse.
    #[error("{text:?} is not a URL: {reason}")]
    Url {
        /// The text.
        text: String,
        /// What the URL parser says.
        reason: String,
    },
}

impl NotAnIri {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            NotAnIri::Blank(_) => Code::IriBlank,
            _ => Code::Iri,
        }
    }
}

impl Iri {
    /// Reads an absolute IRI.
    ///
    /// # Errors
    /// [`NotAnIri`] says what is wrong. For `http` and `https` the whole must also parse as a URL
    /// with a host and without credentials.
    pub fn parse(text: impl Into<String>) -> Result<Self, NotAnIri> {
        let text = text.into();
        if text.starts_with("_:") {
            return Err(NotAnIri::Blank(text));
        }
        if let Some(character) = text.chars().find(|c| is_forbidden(*c)) {
            return Err(NotAnIri::Character { text, character });
        }
        let Some(scheme) = scheme_of(&text) else {
            return Err(NotAnIri::Relative(text));
        };
        if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
            match url::Url::parse(&text) {
                Err(error) => return Err(NotAnIri::Url { reason: error.to_string(), text }),
                Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                    return Err(NotAnIri::Url { text, reason: "it holds credentials".into() });
                }
                // The URL parser repairs "https:x" and "https:/x"; as identifiers they are wrong.
                Ok(_) if text.get(scheme.len()..scheme.len() + 3) != Some("://") => {
                    return Err(NotAnIri::Url { text, reason: "there is no \"//\"".into() });
                }
                Ok(_) => {}
            }
        }
        Ok(Self(text))
    }

    /// A text that this library has just made, and that is an absolute IRI by its making.
    pub(crate) fn of_own(text: String) -> Self {
        debug_assert!(Self::parse(text.as_str()).is_ok(), "{text}");
        Self(text)
    }

    /// The IRI as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first colon, as it was written.
    pub fn scheme(&self) -> &str {
        scheme_of(&self.0).unwrap_or_default()
    }

    /// The part before a `#`: the document in which a key or a section is named.
    pub fn without_fragment(&self) -> &str {
        self.0.split('#').next().unwrap_or_default()
    }

    /// The part after a `#`, if there is one.
    pub fn fragment(&self) -> Option<&str> {
        self.0.split_once('#').map(|(_, fragment)| fragment)
    }
}

/// The scheme of an absolute IRI: a letter, then letters, digits, `+`, `-`, `.`, before a colon.
pub(crate) fn scheme_of(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let starts_well = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
    (starts_well && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')))
        .then_some(scheme)
}

/// What the `IRIREF` of N-Quads and RFC 3987 both leave out.
pub(crate) fn is_forbidden(c: char) -> bool {
    c <= ' ' || c == '\u{7f}' || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
}

impl std::str::FromStr for Iri {
    type Err = NotAnIri;

    fn from_str(text: &str) -> Result<Self, NotAnIri> {
        Self::parse(text)
    }
}

impl AsRef<str> for Iri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_written() {
        for text in [
            "HTTPS://Example.org:443/a/../b/",
            "did:key:z6Mk#z6Mk",
            "urn:x:ü",
            "mailto:a@b.example",
        ] {
            assert_eq!(Iri::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_not_absolute_is_refused() {
        for text in ["", "a", "/a", "a/b:c", "1a:b", ":b", "_:b0", "a b:c", "urn:a b", "urn:<a>"] {
            assert!(Iri::parse(text).is_err(), "{text}");
        }
        for text in ["https://", "https:x", "https:/x", "https://a@b.example/", "https://[::1"] {
            assert!(Iri::parse(text).is_err(), "{text}");
        }
    }
}
