use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::ContextLoader;
use crate::json::{self, Value};

/// The digest by which a context document is pinned: SHA-256 over its canonical JSON (RFC 8785),
/// so that white space and the order of members do not count.
///
/// As text it has 64 hexadecimal digits. The command line prints it: `openbadges canon --explain`
/// for the contexts of a document, `openbadges canon --form jcs FILE | sha256sum` for a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContextDigest([u8; 32]);

impl ContextDigest {
    /// The digest of a context document, the object with the member `@context`.
    pub fn of(document: &Value) -> Self {
        Self(Sha256::digest(json::canonical(document)).into())
    }
}

impl fmt::Display for ContextDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContextDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContextDigest({self})")
    }
}

/// A text is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a SHA-256 digest: 64 hexadecimal digits are expected")]
pub struct NotADigest(String);

impl FromStr for ContextDigest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let wrong = || NotADigest(text.chars().take(80).collect());
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| wrong())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

/// Serves the contexts of another loader, some of them pinned: a document at a pinned URL is used
/// only if it has the digest; otherwise what needs it is refused with `context.hash`.
///
/// A URL without a pin is served as the loader has it. A bundled context can be pinned as well, to
/// hold a later version of this library to today's terms.
///
/// ```
/// use openbadges::Verifier;
/// use openbadges::rdf::{ContextDigest, ContextLoader, PinnedContexts};
/// use openbadges::resolve::Documents;
///
/// let url = "https://district.example/contexts/pd/v1";
/// let file = br#"{"@context": {"contactHours": "https://district.example/terms#contactHours"}}"#;
/// let digest: ContextDigest =
///     "8bf085ad5440aeed1e21c3c1803195f01e4300489509c995a6e760b08c6d63a2".parse()?;
/// let contexts = PinnedContexts::new(Documents::new().with(url, file.to_vec())).pin(url, digest);
/// assert_eq!(ContextDigest::of(&contexts.load(url).unwrap()), digest);
/// let verifier = Verifier::new().with_contexts(contexts);
/// # Ok::<(), openbadges::rdf::NotADigest>(())
/// ```
pub struct PinnedContexts<L> {
    loader: L,
    pins: HashMap<String, ContextDigest>,
}

impl<L: ContextLoader> PinnedContexts<L> {
    /// The contexts of `loader`, none of them pinned yet.
    pub fn new(loader: L) -> Self {
        Self { loader, pins: HashMap::new() }
    }

    /// Pins the context at the absolute `url`.
    #[must_use]
    pub fn pin(mut self, url: impl Into<String>, digest: ContextDigest) -> Self {
        self.pins.insert(url.into(), digest);
        self
    }
}

impl<L: ContextLoader> ContextLoader for PinnedContexts<L> {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        self.loader.load(url)
    }

    fn pinned(&self, url: &str) -> Option<ContextDigest> {
        self.pins.get(url).copied().or_else(|| self.loader.pinned(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = ContextDigest::of(&Value::Null);
        // printf null | sha256sum
        let text = "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b";
        assert_eq!(digest.to_string(), text);
        assert_eq!(text.parse(), Ok(digest));
        assert_eq!(text.to_uppercase().parse(), Ok(digest));
        for wrong in [
            "",
            "74",
            &text[1..],
            &format!("{text}0"),
            &text.replace('7', "g"),
            &text.replace("74", "+4"),
        ] {
            assert!(wrong.parse::<ContextDigest>().is_err(), "{wrong}");
        }
    }
}
