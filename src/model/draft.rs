//! Credentials before they are issued.

use super::builder::{Builder, Invalid};
use super::view::{Version, View};
use super::{
    Achievement, AchievementCredential, AchievementSubject, CredentialSchema, CredentialStatus,
    Datum, EndorsementCredential, EndorsementSubject, Evidence, Image, Kind, Node,
    OPEN_BADGES_EXTENSIONS, Profile, ProfileRef, Recipient, RefreshService, Result as Outcome,
    TermsOfUse, Written, check,
};
use crate::fault::{Code, Finding, Path};
use crate::json::{Object, Value};
use crate::text::{Iri, Timestamp};

/// A credential that is ready for its issuer: an achievement credential, or an endorsement.
///
/// It conforms to its class in every respect but that the identifier, the issuer and the start of
/// its validity may be absent; the issuer fills these in. It is unsigned.
///
/// ```
/// use openbadges::model::{Achievement, Credential, Criteria, Recipient};
/// let achievement = Achievement::builder(
///     "https://example.org/achievements/wait-time",
///     "Wait Time",
///     "Gives every pupil time to think before an answer is taken.",
///     Criteria::narrative("Two recorded lessons that meet the rubric."),
/// )
/// .build()?;
/// let badge = Credential::builder()
///     .achievement(achievement.clone())
///     .recipient(Recipient::email("ada@example.org").hashed("u7Qz"))
///     .build()?;
/// assert_eq!(badge.view().subjects().len(), 1);
///
/// // Without a recipient there is no badge.
/// let invalid = Credential::builder().achievement(achievement).build().unwrap_err();
/// assert_eq!(invalid.findings[0].fault.code.as_str(), "model.subject");
/// # Ok::<(), openbadges::model::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    document: Value,
    kind: Kind,
}

impl Credential {
    /// Starts an achievement credential. It needs an achievement and a recipient.
    pub fn builder() -> CredentialBuilder {
        CredentialBuilder { credential: Builder::start(), subject: Builder::start() }
    }

    /// Starts an endorsement, in which the issuer vouches for what `subject` names.
    pub fn endorsement(
        name: impl Into<Written>,
        subject: EndorsementSubject,
    ) -> Builder<EndorsementCredential> {
        Builder::<EndorsementCredential>::start().name(name).subject(subject)
    }

    /// Takes an unsigned document: an endorsement if its types say so, else a badge.
    ///
    /// # Errors
    /// [`Invalid`] with every fault. A document of data model 1.1 is not issued
    /// (`model.version`), nor one that has a proof (`proof.type`).
    pub fn from_document(document: Value) -> Result<Self, Invalid> {
        let kind = match View::of(&document).has_type("EndorsementCredential") {
            true => Kind::Endorsement,
            false => Kind::Badge,
        };
        let mut findings = check::check(&completed(document.clone()), kind);
        if Version::of(&document) == Version::V1_1 {
            let message = "found data model 1.1, which is verified but not issued, expected 2.0";
            findings.push(Finding::error(Code::ModelVersion, Path::Root.pointer(), message));
        }
        if document.get("proof").is_some() {
            let place = Path::Root.member("proof").pointer();
            let message = "found a proof, expected an unsigned credential";
            findings.push(Finding::error(Code::ProofType, place, message));
        }
        if findings.iter().any(Finding::is_error) {
            return Err(Invalid { findings });
        }
        Ok(Self { document, kind })
    }

    /// What kind of credential it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The members, read where they stand.
    pub fn view(&self) -> View<'_> {
        View::of(&self.document)
    }

    /// The identifier, if it has one yet.
    pub fn id(&self) -> Option<&str> {
        self.view().id()
    }

    /// The identifier of the issuer, if one is named yet.
    pub fn issuer_id(&self) -> Option<&str> {
        self.view().issuer_id()
    }

    /// The achievement, as JSON. Endorsements have none.
    pub fn achievement(&self) -> Option<&Value> {
        self.view().achievement()
    }

    /// The document as it is.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The document, taken out.
    pub fn into_document(self) -> Value {
        self.document
    }

    /// The same credential with an entry of a status list besides those that it has.
    pub fn with_status(mut self, status: CredentialStatus) -> Self {
        if let Some(document) = self.document.as_object_mut() {
            let entry = status.to_value();
            match document.get_mut("credentialStatus") {
                None => {
                    document.insert("credentialStatus", entry);
                }
                Some(Value::Array(entries)) => entries.push(entry),
                Some(single) => {
                    let first = std::mem::take(single);
                    *single = Value::Array(vec![first, entry]);
                }
            }
        }
        self
    }

    /// The whole credential, ready to be signed: identifier, issuer and start of validity are
    /// filled in where they are absent, and the members stand in the order of the class.
    ///
    /// An issuer that the document names is kept; that it is the right one is for the caller to
    /// compare, by [`Credential::issuer_id`].
    pub fn complete(self, id: &Iri, issuer: &Profile, valid_from: &Timestamp) -> Value {
        let Value::Object(mut document) = self.document else { return self.document };
        for (name, value) in [
            ("id", id.to_value()),
            ("issuer", issuer.to_value()),
            ("validFrom", valid_from.to_value()),
        ] {
            if !document.contains(name) {
                document.insert(name, value);
            }
        }
        in_class_order(self.kind, document)
    }
}

impl TryFrom<Value> for Credential {
    type Error = Invalid;

    fn try_from(document: Value) -> Result<Self, Invalid> {
        Self::from_document(document)
    }
}

/// The document with stand-ins for what the issuer will fill in, so that it can be checked.
fn completed(mut document: Value) -> Value {
    if let Some(object) = document.as_object_mut() {
        for (name, value) in [
            ("id", "urn:uuid:00000000-0000-4000-8000-000000000000"),
            ("issuer", "urn:uuid:00000000-0000-4000-8000-000000000001"),
        ] {
            if !object.contains(name) {
                object.insert(name, value);
            }
        }
        // Before every end, so that the order of the dates is not judged.
        if !object.contains("validFrom") {
            object.insert("validFrom", "-9999-01-01T00:00:00Z");
        }
    }
    document
}

/// The members of a credential in the order in which its class has them, others after them.
pub(crate) fn in_class_order(kind: Kind, document: Object) -> Value {
    let properties = kind.class().properties;
    let place = |name: &str| properties.iter().position(|property| property.name == name);
    let mut members: Vec<(String, Value)> = document.into_iter().collect();
    members.sort_by_cached_key(|(name, _)| place(name).unwrap_or(properties.len()));
    members.into_iter().collect::<Object>().into()
}

/// Gathers what a badge says, and checks the whole at the end.
#[derive(Clone, Debug)]
pub struct CredentialBuilder {
    credential: Builder<AchievementCredential>,
    subject: Builder<AchievementSubject>,
}

macro_rules! setters {
    ($part:ident: $($(#[doc = $doc:literal])+ $name:ident($type:ty),)+) => {
        $(
            $(#[doc = $doc])+
            pub fn $name(self, value: impl Into<$type>) -> Self {
                let $part = self.$part.$name(value);
                Self { $part, ..self }
            }
        )+
    };
}

impl CredentialBuilder {
    setters! {
        credential:
        /// The identifier. Absent, the issuer makes one.
        id(Written),
        /// The issuer. Absent, it is filled in; another one than the issuer's own is refused.
        issuer(ProfileRef),
        /// From when it is valid. Absent, it is the time of issue.
        valid_from(Written),
        /// Until when it is valid.
        valid_until(Written),
        /// When it was awarded.
        awarded_date(Written),
        /// The name under which wallets list it.
        name(Written),
        /// A short description for wallets.
        description(Written),
        /// An image that stands for the credential.
        image(Image),
        /// A piece of evidence. Each call adds one.
        evidence(Evidence),
        /// An endorsement of the credential, with its own proof. Each call adds one.
        endorsement(EndorsementCredential),
        /// An endorsement of the credential in the form of a JWT. Each call adds one.
        endorsement_jwt(Written),
        /// A schema that the credential keeps to. Each call adds one.
        credential_schema(CredentialSchema),
        /// Where to ask whether it still stands. Each call adds one.
        credential_status(CredentialStatus),
        /// Where a newer form can be had.
        refresh_service(RefreshService),
        /// Terms under which it is issued. Each call adds one.
        terms_of_use(TermsOfUse),
        /// The context of an extension, after those of the W3C and of Open Badges. Each call adds
        /// one.
        context(Written),
        /// A type of an extension. Each call adds one.
        types(Written),
    }

    setters! {
        subject:
        /// The achievement that is awarded.
        achievement(Achievement),
        /// A result that was reached. Each call adds one.
        result(Outcome),
        /// The story that connects the pieces of evidence.
        narrative(Written),
        /// The credits that were earned.
        credits_earned(super::Quantity),
        /// When the activity began.
        activity_start_date(Written),
        /// When the activity ended.
        activity_end_date(Written),
        /// The number of the licence that is issued with the credential.
        license_number(Written),
        /// The role of the recipient.
        role(Written),
        /// Who assessed the achievement.
        source(Profile),
        /// The academic term.
        term(Written),
    }

    /// Who earns it.
    pub fn recipient(self, recipient: Recipient) -> Self {
        Self { subject: recipient.add_to(self.subject), ..self }
    }

    /// A member of the credential that the class does not describe. A context must define it.
    pub fn extension(self, name: &str, value: impl Into<Value>) -> Self {
        Self { credential: self.credential.extension(name, value), ..self }
    }

    /// A member of the subject that the class does not describe. A context must define it.
    pub fn subject_extension(self, name: &str, value: impl Into<Value>) -> Self {
        Self { subject: self.subject.extension(name, value), ..self }
    }

    /// The credential. The context of 1EdTech's extensions is added where one of its types is used.
    ///
    /// # Errors
    /// [`Invalid`] with every fault of the whole credential.
    pub fn build(self) -> Result<Credential, Invalid> {
        let credential = self.credential.set("credentialSubject", self.subject.into_object());
        with_extension_context(credential).try_into_credential()
    }
}

impl Builder<EndorsementCredential> {
    /// The endorsement as a credential that is ready for its issuer; identifier, issuer and start
    /// of validity may be absent.
    ///
    /// # Errors
    /// [`Invalid`] with every fault.
    pub fn build_draft(self) -> Result<Credential, Invalid> {
        with_extension_context(self).try_into_credential()
    }
}

impl<T: Node> Builder<T> {
    fn try_into_credential(self) -> Result<Credential, Invalid> {
        Credential::from_document(Value::Object(self.into_object()))
    }
}

fn with_extension_context<T: Node>(credential: Builder<T>) -> Builder<T> {
    let object = credential.object();
    let has_context = object.get("@context").is_some_and(|contexts| {
        contexts.items().iter().any(|context| context.as_str() == Some(OPEN_BADGES_EXTENSIONS))
    });
    let uses_types = super::lint::uses_extension_types(object);
    if uses_types && !has_context {
        return credential.push("@context", OPEN_BADGES_EXTENSIONS);
    }
    credential
}
