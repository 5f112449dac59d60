use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The identifier of a node: a UUID, compared by its value and written in lower case.
///
/// ```
/// use openbadges::competency::Identifier;
/// let id: Identifier = "3B1C9A35-3FBE-4BA0-8F3E-0A9D9A3BA0D5".parse()?;
/// assert_eq!(id.to_string(), "3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5");
/// assert!("3b1c9a353fbe4ba08f3e0a9d9a3ba0d5".parse::<Identifier>().is_err());
/// # Ok::<(), openbadges::competency::NotAnIdentifier>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier(Uuid);

/// The text is not a UUID of 36 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier is a UUID such as 3b1c9a35-3fbe-4ba0-8f3e-0a9d9a3ba0d5")]
pub struct NotAnIdentifier;

impl Identifier {
    /// The only form: hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().filter(|_| text.len() == 36).map(Self)
    }

    /// The identifier in a CTID, `ce-` and a UUID.
    pub(super) fn of_ctid(text: &str) -> Option<Self> {
        Self::parse(text.strip_prefix("ce-")?)
    }
}

impl FromStr for Identifier {
    type Err = NotAnIdentifier;

    fn from_str(text: &str) -> Result<Self, NotAnIdentifier> {
        Self::parse(text).ok_or(NotAnIdentifier)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}
