//! Is it about this person?
//!
//! Whoever accepts a credential knows something of the person who brings it. What is known is
//! compared with the subject's `id` and identities, plain and hashed (Open Badges 3.0,
//! `IdentityObject`), exactly, and in a time that does not tell how much was right.

use crate::fault::{Code, Fault, Pointer};
use crate::json::Value;
use crate::model::{Datum as _, IdentifierType, IdentityObject, View};
use crate::report::{Findings, IdentityVerdict, Question};

/// Something that a verifier knows of the person who brings a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KnownIdentity {
    /// An identifier: a DID or a URL, as the subject's `id` is.
    Id(String),
    /// An identity of a kind, such as an e-mail address or the number in a school's system.
    Of(IdentifierType, String),
}

/// How e-mail addresses are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Emails {
    /// Letter by letter, as the standard hashes them. The default.
    #[default]
    Exactly,
    /// If that fails, the known address is tried without white space around it and in lower case.
    /// Some mail systems take the two for two people.
    AlsoInLowerCase,
}

impl KnownIdentity {
    /// An e-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::Of(IdentifierType::EmailAddress, address.into())
    }

    /// A name. People share names, so it confirms less than the others do.
    pub fn name(name: impl Into<String>) -> Self {
        Self::Of(IdentifierType::Name, name.into())
    }

    /// Whether a credential states it of its subject, letter by letter.
    pub(crate) fn is_stated_by(&self, credential: View<'_>) -> bool {
        self.verdict(&Stated::by(credential), Emails::Exactly) == IdentityVerdict::Matches
    }

    /// The kind: `id`, or an identifier type of the standard.
    fn kind(&self) -> &str {
        match self {
            Self::Id(_) => "id",
            Self::Of(identity_type, _) => identity_type.as_str(),
        }
    }

    fn verdict(&self, subject: &Stated, emails: Emails) -> IdentityVerdict {
        let matches = match self {
            Self::Id(id) => subject.ids.iter().map(|stated| stated.matches(id)).collect(),
            Self::Of(identity_type, value) => subject.of(identity_type, value, emails),
        };
        let matches: Vec<bool> = matches;
        match matches.iter().fold(None, |any, matches| Some(any.unwrap_or(false) | matches)) {
            None => IdentityVerdict::NotStated,
            Some(true) => IdentityVerdict::Matches,
            Some(false) => IdentityVerdict::Differs,
        }
    }
}

/// What a credential says of its subjects.
struct Stated {
    ids: Vec<IdentityObject>,
    identities: Vec<IdentityObject>,
}

impl Stated {
    fn by(credential: View<'_>) -> Self {
        let plain = |id: &str| IdentityObject::plain(IdentifierType::Identifier, id);
        let subjects = credential.subjects().iter();
        let stated = subjects.filter_map(|subject| subject.get("identifier"));
        let identities = stated.flat_map(Value::items).filter_map(IdentityObject::from_value);
        Self {
            ids: credential.subject_ids().map(plain).collect(),
            identities: identities.collect(),
        }
    }

    /// For each identity of the kind, whether it is this one.
    fn of(&self, identity_type: &IdentifierType, value: &str, emails: Emails) -> Vec<bool> {
        let is_email = *identity_type == IdentifierType::EmailAddress;
        let lower = (is_email && emails == Emails::AlsoInLowerCase)
            .then(|| value.trim().to_lowercase())
            .filter(|lower| lower != value);
        let is = |stated: &IdentityObject| {
            let other = lower.as_deref().is_some_and(|lower| stated.matches(lower));
            stated.matches(value) | other
        };
        let stated = self.identities.iter().filter(|it| it.identity_type == *identity_type);
        let mut matches: Vec<bool> = stated.map(is).collect();
        // An address may be the identifier itself (RFC 6068).
        let by_mail =
            self.ids.iter().filter(|id| is_email && id.identity_hash.starts_with("mailto:"));
        matches.extend(by_mail.map(|id| id.matches(&format!("mailto:{value}"))));
        matches
    }
}

/// Compares what is known with what the credential states, one verdict for each known identity.
/// One match is enough; what differs beside it is a warning. If nothing can be compared, it is not
/// known whose credential this is.
pub(super) fn ask(
    credential: View<'_>,
    known: &[KnownIdentity],
    emails: Emails,
    findings: &mut Findings,
) {
    if known.is_empty() {
        return;
    }
    let stated = Stated::by(credential);
    let place = || Pointer::root().member("credentialSubject");
    let mut verdicts = Vec::new();
    for identity in known {
        verdicts.push((identity.kind().to_owned(), identity.verdict(&stated, emails)));
    }
    let has = |wanted| verdicts.iter().any(|(_, verdict)| *verdict == wanted);
    let kinds = |wanted| {
        let of = verdicts.iter().filter(|(_, verdict)| *verdict == wanted);
        of.map(|(kind, _)| kind.as_str()).collect::<Vec<_>>().join(", ")
    };
    let differs = kinds(IdentityVerdict::Differs);
    if has(IdentityVerdict::Matches) {
        let by = kinds(IdentityVerdict::Matches);
        findings.passed(Question::Recipient, format!("it is about the expected person, by {by}"));
        if !differs.is_empty() {
            let message = format!("the person's {differs} is not the one that is known");
            findings.warning(Question::Recipient, Fault::new(Code::Subject, place(), message));
        }
    } else if has(IdentityVerdict::Differs) {
        let message = format!("it is about somebody else, by {differs}");
        findings.failed(Question::Recipient, Fault::new(Code::Subject, place(), message));
    } else {
        let message = "it states nothing of its subject that is known of the expected person";
        findings.undecided(Question::Recipient, Fault::new(Code::Subject, place(), message));
    }
    findings.recipient = verdicts;
}
