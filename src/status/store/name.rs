use std::fmt;

use crate::fault::Code;
use crate::status::Purpose;
use crate::text::{Iri, NotAnIri};

/// Where an issuer publishes its status lists: the URL of a folder.
///
/// ```
/// use openbadges::status::{ListName, StatusUrl};
/// let url: StatusUrl = "https://badges.example.org/status/".parse()?;
/// let list = url.list(&ListName::revocation(1));
/// assert_eq!(list.as_str(), "https://badges.example.org/status/revocation-1");
/// # Ok::<(), openbadges::status::store::NotAStatusUrl>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatusUrl(Iri);

/// Why a text is not the URL of a folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAStatusUrl {
    /// The text is not an absolute IRI.
    #[error(transparent)]
    Iri(#[from] NotAnIri),
    /// The scheme is not `http` or `https`.
    #[error("{0:?} is not an http or https URL, as a status list needs")]
    Scheme(String),
    /// The URL has a query or a fragment, to which no list name can be added.
    #[error("{0:?} has a query or a fragment; the URL of a folder is needed")]
    Query(String),
}

impl NotAStatusUrl {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        Code::StoreUrl
    }
}

impl StatusUrl {
    /// The URL as it was written, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The identifier of a list, which is where it is published.
    pub fn list(&self, name: &ListName) -> Iri {
        let Ok(id) = Iri::parse(format!("{}/{name}", self.0)) else {
            unreachable!("a name of letters, digits and hyphens extends the path of any URL")
        };
        id
    }

    /// Where the list of revoked credentials is published that nobody signs
    /// ([`RevocationList`](crate::status::RevocationList)).
    pub fn revocation_list(&self) -> Iri {
        Iri::of_own(format!("{}/revoked", self.0))
    }
}

impl std::str::FromStr for StatusUrl {
    type Err = NotAStatusUrl;

    fn from_str(text: &str) -> Result<Self, NotAStatusUrl> {
        let url = Iri::parse(text.trim_end_matches('/'))?;
        if !["http", "https"].iter().any(|scheme| url.scheme().eq_ignore_ascii_case(scheme)) {
            return Err(NotAStatusUrl::Scheme(text.to_owned()));
        }
        if text.contains(['?', '#']) {
            return Err(NotAStatusUrl::Query(text.to_owned()));
        }
        Ok(Self(url))
    }
}

impl fmt::Display for StatusUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of a status list of a store: its purpose and its number, `revocation-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListName {
    purpose: Purpose,
    number: u32,
}

/// A text that is not the name of a status list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of a status list, such as revocation-1")]
pub struct NotAListName(String);

impl ListName {
    /// The list of a purpose and a number.
    ///
    /// # Errors
    /// [`NotAListName`] when the purpose is not of ASCII letters, digits and hyphens.
    pub fn new(purpose: Purpose, number: u32) -> Result<Self, NotAListName> {
        let text = purpose.as_str();
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if text.is_empty() || !is_plain {
            return Err(NotAListName(format!("{text}-{number}")));
        }
        Ok(Self { purpose, number })
    }

    /// The list that says which credentials are revoked.
    pub fn revocation(number: u32) -> Self {
        Self { purpose: Purpose::Revocation, number }
    }

    /// The list that says which credentials are suspended.
    pub fn suspension(number: u32) -> Self {
        Self { purpose: Purpose::Suspension, number }
    }

    /// The list of a purpose that stores know.
    pub(super) fn of(purpose: Purpose, number: u32) -> Self {
        Self { purpose, number }
    }

    /// What a set bit says.
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// The number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.purpose, self.number)
    }
}

impl std::str::FromStr for ListName {
    type Err = NotAListName;

    fn from_str(text: &str) -> Result<Self, NotAListName> {
        let fail = || NotAListName(text.to_owned());
        let (purpose, number) = text.rsplit_once('-').ok_or_else(fail)?;
        let name = Self::new(Purpose::from(purpose), number.parse().map_err(|_| fail())?)?;
        // One spelling for each name: "+1" and "01" parse as numbers, too.
        if name.to_string() == text { Ok(name) } else { Err(fail()) }
    }
}
