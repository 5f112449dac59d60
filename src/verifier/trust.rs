//! Who is trusted to issue?
//!
//! That a credential is authentic says who issued it, not whether their word counts. Here a verifier
//! says whose does: issuers that it lists itself, and those of registries that it took from others.

use std::collections::BTreeMap;

use crate::json::{self, Value};
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::report::TrustVerdict;

/// Whether a verifier asks who issued a credential.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// It does not: that is for whoever reads the report. The default.
    #[default]
    NotAsked,
    /// Only these are trusted. The verdict of others does not change, but nobody gets a
    /// [`VerifiedCredential`](crate::report::VerifiedCredential) of theirs. Endorsements inside are
    /// not asked whether their issuers are trusted.
    Issuers(TrustedIssuers),
}

/// The issuers whose word counts, by their identifiers: DIDs and URLs, compared letter by letter.
///
/// ```
/// use openbadges::verifier::TrustedIssuers;
/// let registry = br#"{"registry": {"did:web:district.example": {"name": "Example District"}}}"#;
/// let trusted = TrustedIssuers::new()
///     .with_issuer("https://state.example/issuers/1")
///     .with_registry("example.org", registry)?;
/// assert_eq!(trusted.len(), 2);
/// # Ok::<(), openbadges::verifier::NotARegistry>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TrustedIssuers {
    issuers: BTreeMap<String, Issuer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Issuer {
    /// The registries that name the issuer.
    registries: Vec<String>,
    /// The only keys that are accepted, as Multikeys; any where there is none.
    keys: Vec<String>,
}

/// The bytes are not a registry of issuers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a registry of issuers: {0}")]
pub struct NotARegistry(String);

impl TrustedIssuers {
    /// Nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// These, and the issuer `id`.
    #[must_use]
    pub fn with_issuer(mut self, id: impl Into<String>) -> Self {
        self.issuers.entry(id.into()).or_default();
        self
    }

    /// These, and the issuer `id`, of whom only this key and others pinned like it are accepted.
    #[must_use]
    pub fn with_pinned_key(mut self, id: impl Into<String>, key: &PublicKey) -> Self {
        self.issuers.entry(id.into()).or_default().keys.push(key.to_multikey());
        self
    }

    /// These, and the issuers of a registry, in the form that the Digital Credentials Consortium
    /// publishes: an object `registry` with a member for each issuer, by identifier. `name` is what
    /// reports call the registry.
    ///
    /// # Errors
    /// [`NotARegistry`] when the bytes are something else.
    pub fn with_registry(
        mut self,
        name: impl Into<String>,
        bytes: &[u8],
    ) -> Result<Self, NotARegistry> {
        let name = name.into();
        let value = json::read(bytes, &Limits::default())
            .map_err(|fault| NotARegistry(fault.to_string()))?;
        let Some(issuers) = value.get("registry").and_then(Value::as_object) else {
            return Err(NotARegistry("found no object \"registry\"".to_owned()));
        };
        for (id, entry) in issuers.iter() {
            if entry.as_object().is_none() {
                return Err(NotARegistry(format!("the entry of {id:?} is {}", entry.kind())));
            }
            self.issuers.entry(id.to_owned()).or_default().registries.push(name.clone());
        }
        Ok(self)
    }

    /// Each by its identifier, with the keys that are pinned for it, as Multikeys; of an issuer without
    /// any every key is accepted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.issuers.iter().map(|(id, issuer)| (id.as_str(), issuer.keys.as_slice()))
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.issuers.len()
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.issuers.is_empty()
    }

    fn judge<'k>(&self, id: &str, mut keys: impl Iterator<Item = &'k PublicKey>) -> TrustVerdict {
        let untrusted = |reason: &str| TrustVerdict::Untrusted { reason: reason.to_owned() };
        match self.issuers.get(id) {
            None => untrusted("the issuer is not among those that are trusted"),
            Some(issuer) if !issuer.keys.is_empty() && !keys.any(|key| issuer.is_pinned(key)) => {
                untrusted("the key is not one of those that are pinned for the issuer")
            }
            Some(issuer) => TrustVerdict::Trusted { registries: issuer.registries.clone() },
        }
    }
}

impl Issuer {
    fn is_pinned(&self, key: &PublicKey) -> bool {
        self.keys.contains(&key.to_multikey())
    }
}

/// Asks whether the issuer is trusted. `signer` is the issuer, and the keys that signed and are
/// known to be of it; `None` when that is not known.
pub(super) fn ask<'k>(
    trust: &Trust,
    signer: Option<(&str, impl Iterator<Item = &'k PublicKey>)>,
) -> TrustVerdict {
    match (trust, signer) {
        (Trust::NotAsked, _) => TrustVerdict::NotAsked,
        (Trust::Issuers(issuers), Some((id, keys))) => issuers.judge(id, keys),
        (Trust::Issuers(_), None) => {
            TrustVerdict::Untrusted { reason: "it is not known who issued it".to_owned() }
        }
    }
}
