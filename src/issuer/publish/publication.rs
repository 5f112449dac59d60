use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::Publishing;
use crate::document::Shape;
use crate::issuer::IssueError;
use crate::json::Value;
use crate::status::{ListInfo, ListName};
use crate::text::{Iri, Timestamp, multibase};

/// A signed status list, ready to be served at its id.
#[derive(Clone, Debug)]
pub struct PublishedList {
    /// The name of the list in the store, which is also the last part of its URL.
    pub name: ListName,
    /// The URL at which verifiers look for it.
    pub url: Iri,
    /// The list credential: with its proof, unless it is a JSON Web Token.
    pub document: Value,
    /// What is to be served at the URL: JSON without white space, or a JSON Web Token.
    pub bytes: Vec<u8>,
    /// Which of the two it is.
    pub shape: Shape,
    /// What is to be known of it while it is served.
    pub publication: Publication,
}

/// What is to be known of something that is served: when it has to be published anew, and the fields
/// of the header of an answer.
///
/// ```
/// # use std::sync::Arc;
/// # use openbadges::{Issuer, Timestamp, key::SecretKey, model::Profile, random::SystemRandom};
/// # use openbadges::status::{MemoryStore, Request, StatusStore};
/// # let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
/// # let district = Profile::builder(key.key().public().did_key()).build()?;
/// # let store = Arc::new(MemoryStore::new("https://district.example/status".parse()?));
/// # let now: Timestamp = "2026-08-01T00:00:00Z".parse()?;
/// # store.reserve(&Request::new("urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11".parse()?, now.clone()))?;
/// let issuer = Issuer::new(district, key).with_status(store);
/// for list in issuer.publish(&now)? {
///     let served = &list.publication;
///     assert_eq!(served.content_type(), "application/vc");
///     assert_eq!(served.cache_control(&now), "public, max-age=3600");
///     assert_eq!(served.etag().len(), 45);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub(super) url: Iri,
    pub(super) served_as: ServedAs,
    pub(super) revision: u64,
    /// When the last of the changes was made that the revision counts.
    pub(super) changed_at: Option<Timestamp>,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) ttl: Duration,
    /// Who signs, and how.
    pub(super) terms: String,
    pub(super) sha256: [u8; 32],
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ServedAs {
    /// A credential in JSON.
    Credential,
    /// A credential as a JSON Web Token.
    Token,
    /// JSON that nobody signed.
    Plain,
}

impl ServedAs {
    const ALL: [(Self, &str, &str, &str); 3] = [
        (ServedAs::Credential, "credential", "json", "application/vc"),
        (ServedAs::Token, "token", "jwt", "application/vc+jwt"),
        (ServedAs::Plain, "plain", "json", "application/json"),
    ];

    fn row(self) -> (&'static str, &'static str, &'static str) {
        match Self::ALL.into_iter().find(|row| row.0 == self) {
            Some((_, name, ending, media_type)) => (name, ending, media_type),
            None => unreachable!("every way is in the table"),
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.row().0
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.1 == name).map(|row| row.0)
    }
}

impl Publication {
    /// Refuses a store that is behind what was published: it lost what was made since.
    pub(super) fn refuse_older(&self, info: &ListInfo) -> Result<(), IssueError> {
        if self.revision <= info.revision {
            return Ok(());
        }
        let (published, found) = (self.revision, info.revision);
        Err(IssueError::Older { list: self.url.clone(), published, found })
    }

    /// Whether the list has to be published anew as of `now`: its bits changed, its issuer signs in
    /// another way, its validity nears its end, or it was signed by a clock that was ahead. A store
    /// that was restored from a backup comes by the same revision again with other changes, which
    /// are of another time.
    pub(super) fn is_due(
        &self,
        info: &ListInfo,
        terms: &str,
        plan: &Publishing,
        now: &Timestamp,
    ) -> bool {
        let from_now = |time: Duration| now.plus_seconds(time.as_secs().cast_signed());
        let (renewal, longest) = (from_now(plan.renewal()), from_now(plan.validity()));
        let is_out_of_time = self.valid_until.as_ref().is_none_or(|until| {
            renewal.is_none_or(|renewal| until.instant() <= renewal.instant())
                || longest.is_some_and(|longest| longest.instant() < until.instant())
        });
        let is_changed = self.revision != info.revision || self.changed_at != info.changed_at;
        is_changed || self.terms != terms || is_out_of_time
    }

    /// The URL at which it is served.
    pub fn url(&self) -> &Iri {
        &self.url
    }

    /// The revision of the list in the store that it was made from ([`ListInfo::revision`]).
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The last moment at which it is valid; `None` where it has no end.
    pub fn valid_until(&self) -> Option<&Timestamp> {
        self.valid_until.as_ref()
    }

    /// For how long a copy may be used before it is fetched again.
    pub fn ttl(&self) -> Duration {
        self.ttl
    }

    /// The SHA-256 of the bytes that are served.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The value of `ETag`: a strong validator, which is the same for the same bytes alone (RFC 9110,
    /// section 8.8.3).
    pub fn etag(&self) -> String {
        format!("\"{}\"", multibase::base64url_bare(&self.sha256))
    }

    /// The value of `Cache-Control` at `now`: for the time to live, and no longer than the list is
    /// valid (RFC 9111, section 5.2.2; Bitstring Status List 1.0, section 2.2, on `ttl`).
    pub fn cache_control(&self, now: &Timestamp) -> String {
        let left = self.valid_until.as_ref().map(|until| {
            let left = until.unix_seconds().saturating_sub(now.unix_seconds());
            u64::try_from(left).unwrap_or(0)
        });
        match left.map_or(self.ttl.as_secs(), |left| left.min(self.ttl.as_secs())) {
            0 => "no-store".to_owned(),
            seconds => format!("public, max-age={seconds}"),
        }
    }

    /// The value of `Content-Type`.
    pub fn content_type(&self) -> &'static str {
        self.served_as.row().2
    }

    /// The name of its file: the last part of its URL, and `.json` or, of a token, `.jwt`.
    pub fn file_name(&self) -> String {
        let last = self.url.as_str().rsplit('/').next().unwrap_or_default();
        format!("{last}.{}", self.served_as.row().1)
    }
}
