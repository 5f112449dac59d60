//! Issue a credential: check it whole, reserve its place in the status lists, sign it.
//!
//! ```
//! use std::sync::Arc;
//! use openbadges::issuer::Issuer;
//! use openbadges::key::SecretKey;
//! use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
//! use openbadges::random::SystemRandom;
//! use openbadges::status::MemoryStore;
//! use openbadges::{Timestamp, Verifier};
//!
//! let now: Timestamp = "2026-08-01T09:30:00Z".parse()?;
//! let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
//! let district = Profile::builder(key.key().public().did_key()).name("Example District").build()?;
//! let store = Arc::new(MemoryStore::new("https://district.example/status".parse()?));
//! let issuer = Issuer::new(district, key).with_status(store);
//!
//! let achievement = Achievement::builder(
//!     "https://district.example/achievements/number-talks",
//!     "Leading number talks",
//!     "Plans and leads a number talk in which pupils reason aloud.",
//!     Criteria::narrative("Two recorded talks, scored against the public rubric."),
//! )
//! .build()?;
//! let badge = Credential::builder()
//!     .achievement(achievement)
//!     .recipient(Recipient::id("did:example:educator"))
//!     .build()?;
//! let signed = issuer.issue(badge, &now)?;
//! issuer.revoke(signed.id(), Some("issued in error"), &now)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "aws-lc")]
mod disclosure;
mod many;
mod prepare;
mod publish;
mod sign;

#[cfg(feature = "aws-lc")]
pub use disclosure::sign_for_disclosure;
pub use prepare::{PreparedCredential, SignedCredential};
pub use publish::{
    ListFolder, LostRevocations, Publication, PublishError, Published, PublishedList, Publishing,
    Republish, Unpublished,
};
pub use sign::{IssueError, sign, sign_jwt};

pub use crate::status::StatusEntries;

use std::sync::Arc;

use crate::json::Value;
use crate::key::Signer;
use crate::limits::Limits;
use crate::model::{Credential, Profile};
use crate::proof::data_integrity::Canonicalizer;
use crate::proof::{Cryptosuite, Securing};
use crate::random::{Random, SystemRandom};
use crate::rdf::{BundledContexts, ContextLoader, Contexts};
use crate::status::{Change, Effect, StatusStore};
use crate::text::{Iri, Timestamp};

/// Issues credentials in the name of one profile, with one key.
pub struct Issuer {
    profile: Profile,
    signer: Box<dyn Signer>,
    store: Option<Arc<dyn StatusStore>>,
    status: StatusEntries,
    messages: Vec<String>,
    reference: Option<Iri>,
    revocation_list: RevocationLists,
    publishing: Publishing,
    securing: Securing,
    contexts: Contexts,
    limits: Limits,
    random: Box<dyn Random>,
}

/// Whether credentials also name a `1EdTechRevocationList`, for verifiers that know nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RevocationLists {
    /// They do not. The default.
    #[default]
    NotNamed,
    /// They do, in an entry after the others. It is for issuers whose own document is at the origin of
    /// the lists: for others, careful verifiers cannot tell that a credential is not revoked, since
    /// nobody signs that list. The published schemas of Open Badges 3.0 have room for one entry.
    AlsoNamed,
}

impl Issuer {
    /// An issuer without status, who secures credentials in the usual way for the signer's key
    /// ([`Securing::usual_for`]).
    ///
    /// Where the profile's id is a key, `did:key` or `did:jwk`, the signer has to sign as that id;
    /// else everything that the issuer is to sign is refused with [`IssueError::OtherKey`].
    pub fn new(profile: Profile, signer: impl Signer + 'static) -> Self {
        let securing = Securing::usual_for(signer.algorithm());
        Self {
            profile,
            signer: Box::new(signer),
            store: None,
            status: StatusEntries::default(),
            messages: Vec::new(),
            reference: None,
            revocation_list: RevocationLists::default(),
            publishing: Publishing::default(),
            securing,
            contexts: Contexts::new(Arc::new(BundledContexts::new())),
            limits: Limits::default(),
            random: Box::new(SystemRandom),
        }
    }

    /// Gives every credential a place in the status lists of `store`.
    #[must_use]
    pub fn with_status(mut self, store: Arc<dyn StatusStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Gives every credential these status entries.
    #[must_use]
    pub fn with_status_entries(mut self, status: StatusEntries) -> Self {
        self.status = status;
        self
    }

    /// Says what the values of a message entry mean ([`StatusEntries::and_message`]), from 0 on, in
    /// words for developers, and where it is explained. Each credential carries them; values without
    /// a message are `undefined`, which the standard keeps for what may be defined later (Bitstring
    /// Status List 1.0, section 2.1).
    #[must_use]
    pub fn with_messages(
        mut self,
        messages: impl IntoIterator<Item = impl Into<String>>,
        reference: Option<Iri>,
    ) -> Self {
        self.messages = messages.into_iter().map(Into::into).collect();
        self.reference = reference;
        self
    }

    /// Whether credentials also name a list of revoked credentials that nobody signs
    /// ([`Issuer::revocation_list`]).
    #[must_use]
    pub fn with_revocation_list(mut self, revocation_list: RevocationLists) -> Self {
        self.revocation_list = revocation_list;
        self
    }

    /// Publishes status lists that are good for as long as this says.
    #[must_use]
    pub fn with_publishing(mut self, publishing: Publishing) -> Self {
        self.publishing = publishing;
        self
    }

    /// Signs with this cryptosuite. One that is not for the signer's key issues nothing
    /// (`key.mismatch`).
    ///
    /// With `ecdsa-sd-2023` what is issued is for the holder alone, who derives from it what
    /// verifiers are shown; mandatory is what
    /// `mandatory_for_open_badges` (in `proof::data_integrity::ecdsa_sd_2023`) says.
    #[must_use]
    pub fn with_cryptosuite(mut self, cryptosuite: Cryptosuite) -> Self {
        self.securing = cryptosuite.into();
        self
    }

    /// Secures credentials and status lists as JSON Web Tokens.
    #[must_use]
    pub fn with_jwt(mut self) -> Self {
        self.securing = Securing::Jwt;
        self
    }

    /// Asks `loader` for contexts that are not bundled, such as those of an extension.
    #[must_use]
    pub fn with_contexts(mut self, loader: impl ContextLoader + 'static) -> Self {
        self.contexts = Contexts::new(Arc::new(BundledContexts::and(loader)));
        self
    }

    /// Refuses to issue what goes beyond `limits`.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Draws identifiers from `random`.
    #[must_use]
    pub fn with_random(mut self, random: impl Random + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Who issues.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Issues one credential: fills in what is the issuer's to say (`issuer`; `id` and `validFrom`
    /// where they are absent), checks the whole, reserves its status, signs.
    ///
    /// # Errors
    /// [`IssueError`]. Nothing is reserved when the document has a fault, and nothing is signed
    /// when the store refuses.
    pub fn issue(
        &self,
        credential: Credential,
        now: &Timestamp,
    ) -> Result<SignedCredential, IssueError> {
        self.issue_document(credential.into_document(), now)
    }

    /// As [`Issuer::issue`], for a credential that is there as JSON.
    ///
    /// # Errors
    /// As [`Issuer::issue`]; besides, `issuer` may only be absent or this issuer's, and there must
    /// be neither a proof nor, with a store, a status.
    pub fn issue_document(
        &self,
        document: Value,
        now: &Timestamp,
    ) -> Result<SignedCredential, IssueError> {
        let prepared = self.prepare_document(document, now)?;
        let signature = self.signer.sign(prepared.bytes())?;
        prepared.assemble(&signature)
    }

    /// Does everything but the signature: for key services that sign by themselves.
    ///
    /// # Errors
    /// As [`Issuer::issue`], but for the signer's.
    pub fn prepare(
        &self,
        credential: Credential,
        now: &Timestamp,
    ) -> Result<PreparedCredential, IssueError> {
        self.prepare_document(credential.into_document(), now)
    }

    /// Revokes a credential, for good. It shows once the lists are published again. Who did it is
    /// told to [`Issuer::change`].
    ///
    /// # Errors
    /// [`IssueError::Store`]; `store.unknown` for a credential that this issuer did not record.
    pub fn revoke(
        &self,
        id: &Iri,
        reason: Option<&str>,
        now: &Timestamp,
    ) -> Result<Effect, IssueError> {
        self.set(Change::revoke(id.as_str(), now.clone()), reason)
    }

    /// Suspends a credential until it is reinstated.
    ///
    /// # Errors
    /// As [`Issuer::revoke`].
    pub fn suspend(
        &self,
        id: &Iri,
        reason: Option<&str>,
        now: &Timestamp,
    ) -> Result<Effect, IssueError> {
        self.set(Change::suspend(id.as_str(), now.clone()), reason)
    }

    /// Ends the suspension of a credential.
    ///
    /// # Errors
    /// As [`Issuer::revoke`].
    pub fn reinstate(
        &self,
        id: &Iri,
        reason: Option<&str>,
        now: &Timestamp,
    ) -> Result<Effect, IssueError> {
        self.set(Change::reinstate(id.as_str(), now.clone()), reason)
    }

    /// Makes a change of any kind, with whatever the audit trail is to say of it: why, and by whom.
    ///
    /// ```no_run
    /// # use openbadges::{Issuer, Timestamp, status::Change};
    /// # fn revoke(issuer: &Issuer, id: &str, now: Timestamp) -> Result<(), Box<dyn std::error::Error>> {
    /// let change = Change::revoke(id, now).because("issued in error").by("registrar@district.example");
    /// issuer.change(&change)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Issuer::revoke`].
    pub fn change(&self, change: &Change) -> Result<Effect, IssueError> {
        Ok(self.status_store()?.set(change)?)
    }

    fn set(&self, change: Change, reason: Option<&str>) -> Result<Effect, IssueError> {
        match reason {
            Some(reason) => self.change(&change.because(reason)),
            None => self.change(&change),
        }
    }

    /// A key as issuer says by itself that no other key signs for it.
    fn check_method(&self) -> Result<(), IssueError> {
        let issuer = self.profile.id.as_str();
        let method = self.signer.verification_method();
        let is_key = issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:");
        if is_key && method.without_fragment() != issuer {
            let (issuer, method) = (issuer.to_owned(), method.as_str().to_owned());
            return Err(IssueError::OtherKey { issuer, method });
        }
        Ok(())
    }

    fn canonicalizer(&self) -> Canonicalizer<'_> {
        Canonicalizer { contexts: &self.contexts, limits: &self.limits }
    }
}
