use super::{AchievementSubject, Builder, IdentifierType, IdentityObject, Written};
use crate::json::Value;

/// Who earns a badge: an identifier, other identities, or both.
///
/// ```
/// use openbadges::model::Recipient;
/// // Nobody can read the address from the badge; whoever knows it can confirm it.
/// let ada = Recipient::email("ada@example.org").hashed("u7Qz");
/// // A DID, and a name that everybody can read.
/// let grace = Recipient::id("did:example:grace").named("Grace Hopper");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recipient {
    id: Option<Value>,
    identities: Vec<IdentityObject>,
}

impl Recipient {
    /// A recipient with an identifier, often a DID.
    pub fn id(id: impl Into<Written>) -> Self {
        Self { id: Some(id.into().into()), ..Self::default() }
    }

    /// A recipient with an e-mail address. Call [`Recipient::hashed`] to keep it from being read.
    pub fn email(address: impl Into<String>) -> Self {
        Self::default().and_email(address)
    }

    /// A recipient with an identity of any kind.
    pub fn identity(identity_type: IdentifierType, identity: impl Into<String>) -> Self {
        Self::default().and_identity(identity_type, identity)
    }

    /// The same recipient, with an identifier too.
    pub fn and_id(self, id: impl Into<Written>) -> Self {
        Self { id: Some(id.into().into()), ..self }
    }

    /// The same recipient, with an e-mail address too.
    pub fn and_email(self, address: impl Into<String>) -> Self {
        self.and_identity(IdentifierType::EmailAddress, address)
    }

    /// The same recipient, with another identity too.
    pub fn and_identity(
        mut self,
        identity_type: IdentifierType,
        identity: impl Into<String>,
    ) -> Self {
        self.identities.push(IdentityObject::plain(identity_type, identity));
        self
    }

    /// The same recipient, with a name too.
    pub fn named(self, name: impl Into<String>) -> Self {
        self.and_identity(IdentifierType::Name, name)
    }

    /// Hashes every identity that was given so far, but not the identifier, with SHA-256 and this
    /// salt. A salt of its own for every badge keeps badges from being told to be one person's.
    pub fn hashed(mut self, salt: impl Into<String>) -> Self {
        let salt = salt.into();
        for identity in self.identities.iter_mut().filter(|identity| !identity.hashed) {
            let identity_type = identity.identity_type.clone();
            *identity =
                IdentityObject::hashed(identity_type, &identity.identity_hash, salt.as_str());
        }
        self
    }

    pub(super) fn add_to(
        self,
        subject: Builder<AchievementSubject>,
    ) -> Builder<AchievementSubject> {
        let subject = match self.id {
            Some(id) => subject.set("id", id),
            None => subject,
        };
        self.identities.into_iter().fold(subject, |subject, identity| subject.identifier(identity))
    }
}
