use std::fmt;

use super::{ListName, StatusUrl};
use crate::status::{Entry, Purpose};
use crate::text::{Iri, Timestamp};

/// A credential for which a status entry is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The identifier of the credential.
    pub credential: Iri,
    /// The identifier of the achievement.
    pub achievement: Option<String>,
    /// By what the issuer knows the recipient.
    pub recipient: Option<String>,
    /// Which entries the credential will carry.
    pub entries: StatusEntries,
    /// When the entry is asked for.
    pub at: Timestamp,
    /// The caller's own name for this request. A request that was granted is granted again under
    /// its name, with what was allotted the first time.
    pub request_id: Option<String>,
    /// A SHA-256 over what else the credential says, by which a repeated request is compared.
    pub content: Option<[u8; 32]>,
}

/// Which status entries a credential carries: always one for revocation. A state without an entry
/// cannot be changed: nobody would see it.
///
/// Credentials with different entries are allotted from different lists, since a verifier can tell
/// them apart anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusEntries {
    suspension: bool,
    refresh: bool,
    message_bits: u8,
}

impl StatusEntries {
    /// One entry, for revocation. The default: Open Badges 3.0 gives a credential one
    /// `credentialStatus`, and its published schemas refuse a list of them.
    pub const REVOCATION: Self = Self { suspension: false, refresh: false, message_bits: 0 };
    /// Two entries, for revocation and suspension, as the data model of the W3C allows.
    pub const REVOCATION_AND_SUSPENSION: Self = Self { suspension: true, ..Self::REVOCATION };
    /// The most bits that a message takes: 256 messages.
    pub const MAXIMUM_MESSAGE_BITS: u8 = 8;

    /// And one for suspension.
    #[must_use]
    pub const fn and_suspension(self) -> Self {
        Self { suspension: true, ..self }
    }

    /// And one that says that an updated credential is to be had.
    #[must_use]
    pub const fn and_refresh(self) -> Self {
        Self { refresh: true, ..self }
    }

    /// And one for a message, one of 2^`bits`. `None` unless `bits` is 1 to 8.
    pub const fn and_message(self, bits: u8) -> Option<Self> {
        if bits == 0 || bits > Self::MAXIMUM_MESSAGE_BITS {
            return None;
        }
        Some(Self { message_bits: bits, ..self })
    }

    /// The size in bits of the entry for a purpose; `None` where there is no entry for it.
    pub fn size(self, purpose: &Purpose) -> Option<u32> {
        match purpose {
            Purpose::Revocation => Some(1),
            Purpose::Suspension => self.suspension.then_some(1),
            Purpose::Refresh => self.refresh.then_some(1),
            Purpose::Message => (self.message_bits > 0).then_some(self.message_bits.into()),
            Purpose::Other(_) => None,
        }
    }

    /// The purposes of the entries with the size of each in bits, revocation first.
    pub fn purposes(self) -> impl Iterator<Item = (Purpose, u32)> {
        [Purpose::Revocation, Purpose::Suspension, Purpose::Refresh, Purpose::Message]
            .into_iter()
            .filter_map(move |purpose| self.size(&purpose).map(|size| (purpose, size)))
    }
}

impl Default for StatusEntries {
    /// [`StatusEntries::REVOCATION`].
    fn default() -> Self {
        Self::REVOCATION
    }
}

impl fmt::Display for StatusEntries {
    /// The purposes with spaces between them, and the bits of a message behind a colon:
    /// `revocation suspension message:2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("revocation")?;
        if self.suspension {
            f.write_str(" suspension")?;
        }
        if self.refresh {
            f.write_str(" refresh")?;
        }
        match self.message_bits {
            0 => Ok(()),
            bits => write!(f, " message:{bits}"),
        }
    }
}

/// A text that does not name status entries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} does not name status entries, as \"revocation suspension message:2\" does")]
pub struct NotStatusEntries(String);

impl std::str::FromStr for StatusEntries {
    type Err = NotStatusEntries;

    fn from_str(text: &str) -> Result<Self, NotStatusEntries> {
        let fail = || NotStatusEntries(text.to_owned());
        let mut entries = Self::REVOCATION;
        for word in text.split(' ').skip(1) {
            entries = match word.split_once(':') {
                None if word == "suspension" => entries.and_suspension(),
                None if word == "refresh" => entries.and_refresh(),
                Some(("message", bits)) => {
                    let bits = bits.parse().map_err(|_| fail())?;
                    entries.and_message(bits).ok_or_else(fail)?
                }
                _ => return Err(fail()),
            };
        }
        // One spelling for each: what is out of order or said twice is refused.
        if entries.to_string() == text { Ok(entries) } else { Err(fail()) }
    }
}

impl Request {
    /// A request that names the credential only, for one that can be revoked.
    pub fn new(credential: Iri, at: Timestamp) -> Self {
        Self {
            credential,
            achievement: None,
            recipient: None,
            entries: StatusEntries::default(),
            at,
            request_id: None,
            content: None,
        }
    }

    /// For a credential that carries these entries.
    pub fn with_entries(mut self, entries: StatusEntries) -> Self {
        self.entries = entries;
        self
    }

    /// With the identifier of the achievement.
    pub fn for_achievement(mut self, achievement: impl Into<String>) -> Self {
        self.achievement = Some(achievement.into());
        self
    }

    /// With the key by which the issuer knows the recipient.
    pub fn for_recipient(mut self, recipient: impl Into<String>) -> Self {
        self.recipient = Some(recipient.into());
        self
    }

    /// Under the caller's own name for it, so that asking again does no harm.
    ///
    /// The same name with the same content is granted what it was granted before: the reservation
    /// tells which identifier the credential had then, and when. Achievement, recipient, entries
    /// and [`Request::content`] are compared; the identifier and the time are not, since whoever
    /// asks again may have made them anew.
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// With a digest of what else the credential says.
    pub fn with_content(mut self, sha256: [u8; 32]) -> Self {
        self.content = Some(sha256);
        self
    }

    /// Whether this is `granted` asked again: everything that is compared is equal.
    pub fn repeats(&self, granted: &Request) -> bool {
        self.achievement == granted.achievement
            && self.recipient == granted.recipient
            && self.entries == granted.entries
            && self.content == granted.content
    }
}

/// A position in the lists of one number. Places are ordered by list, then by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The number of the lists, from 1.
    pub list: u32,
    /// The index in them.
    pub index: u32,
}

/// What a credential was allotted: the same index in each list of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reservation {
    /// Where the lists are published.
    pub url: StatusUrl,
    /// The credential. Another than was asked for, where the request was one granted before.
    pub credential: Iri,
    /// The number of the lists, from 1.
    pub list: u32,
    /// The index in them.
    pub index: u32,
    /// When it was allotted: the time of the request that was granted first.
    pub at: Timestamp,
}

impl Reservation {
    /// A place for the credential of a request.
    pub fn new(url: StatusUrl, place: Place, request: &Request) -> Self {
        let (credential, at) = (request.credential.clone(), request.at.clone());
        Self { url, credential, list: place.list, index: place.index, at }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        Place { list: self.list, index: self.index }
    }

    /// The entry for the credential's `credentialStatus` that says whether it is revoked.
    pub fn revocation(&self) -> Entry {
        self.entry(ListName::revocation(self.list), 1)
    }

    /// The entry for the credential's `credentialStatus` that says whether it is suspended.
    pub fn suspension(&self) -> Entry {
        self.entry(ListName::suspension(self.list), 1)
    }

    /// The entries that a credential carries, revocation first. The one for messages has its size,
    /// and what each value means is for the issuer to say.
    pub fn entries(&self, which: StatusEntries) -> Vec<Entry> {
        let entry = |(purpose, size)| self.entry(ListName::of(purpose, self.list), size);
        which.purposes().map(entry).collect()
    }

    fn entry(&self, name: ListName, size: u32) -> Entry {
        let list = self.url.list(&name);
        let mut entry = Entry::new(name.purpose().clone(), list, self.index.into());
        entry.size = size;
        entry
    }
}
