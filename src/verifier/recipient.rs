//! Is it about this person?
//!
//! Whoever accepts a credential knows something of the person who brings it. What is known is
//! compared with the subject's `id` and identities, plain and hashed (Open Badges 3.0,
//! `IdentityObject`), exactly, and in a time that does not tell how much was right.
//!
//! Credentials of other kinds than Open Badges may have several subjects. Each must be the person:
//! what is said of another, or of nobody in particular, would pass for a word on whoever brings it.

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

    /// Whether a credential states it of each of its subjects, letter by letter.
    pub(crate) fn is_stated_by(&self, credential: View<'_>) -> bool {
        let states =
            |it: &Value| self.verdict(&Stated::of(it), Emails::Exactly) == IdentityVerdict::Matches;
        !credential.subjects().is_empty() && credential.subjects().iter().all(states)
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
            Self::Of(identity_type, value) => subject.has(identity_type, value, emails),
        };
        let matches: Vec<bool> = matches;
        match matches.iter().fold(None, |any, matches| Some(any.unwrap_or(false) | matches)) {
            None => IdentityVerdict::NotStated,
            Some(true) => IdentityVerdict::Matches,
            Some(false) => IdentityVerdict::Differs,
        }
    }
}

/// What a credential says of one of its subjects.
struct Stated {
    ids: Vec<IdentityObject>,
    identities: Vec<IdentityObject>,
}

impl Stated {
    fn of(subject: &Value) -> Self {
        let id = subject.get("id").and_then(Value::as_str);
        let identities = subject.get("identifier").map(Value::items).unwrap_or_default();
        Self {
            ids: id
                .map(|id| IdentityObject::plain(IdentifierType::Identifier, id))
                .into_iter()
                .collect(),
            identities: identities.iter().filter_map(IdentityObject::from_value).collect(),
        }
    }

    /// For each identity of the kind, whether it is this one.
    fn has(&self, identity_type: &IdentifierType, value: &str, emails: Emails) -> Vec<bool> {
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
/// One match is enough for a subject; what differs beside it is a warning. If nothing can be
/// compared, it is not known whose credential this is.
pub(super) fn ask(
    credential: View<'_>,
    known: &[KnownIdentity],
    emails: Emails,
    findings: &mut Findings,
) {
    if known.is_empty() {
        return;
    }
    use IdentityVerdict::{Differs, Matches, NotStated};
    // Of each known identity, whether it is that of each subject.
    let subjects: Vec<Stated> = credential.subjects().iter().map(Stated::of).collect();
    let of = |identity: &KnownIdentity| -> Vec<IdentityVerdict> {
        subjects.iter().map(|subject| identity.verdict(subject, emails)).collect()
    };
    let each: Vec<_> = known.iter().map(|identity| (identity.kind(), of(identity))).collect();
    let any = |verdicts: &[IdentityVerdict], wanted| verdicts.contains(&wanted);
    let kinds = |wanted| {
        let of = each.iter().filter(|(_, verdicts)| any(verdicts, wanted));
        of.map(|(kind, _)| *kind).collect::<Vec<_>>().join(", ")
    };
    let subject_has = |subject: usize, wanted| {
        each.iter().any(|(_, verdicts)| verdicts.get(subject) == Some(&wanted))
    };
    let is_person = |subject: &usize| subject_has(*subject, Matches);
    let others: Vec<usize> = (0..subjects.len()).filter(|subject| !is_person(subject)).collect();
    let is_anybody = others.len() < subjects.len();
    let fault = |message: String| {
        Fault::new(Code::Subject, Pointer::root().member("credentialSubject"), message)
    };
    if is_anybody && others.is_empty() {
        let by = kinds(Matches);
        findings.passed(Question::Recipient, format!("it is about the expected person, by {by}"));
        let differs = kinds(Differs);
        if !differs.is_empty() {
            let message = format!("the person's {differs} is not the one that is known");
            findings.warning(Question::Recipient, fault(message));
        }
    } else if others.iter().any(|subject| subject_has(*subject, Differs)) {
        let as_well = if is_anybody { " as well" } else { "" };
        let message = format!("it is about somebody else{as_well}, by {}", kinds(Differs));
        findings.failed(Question::Recipient, fault(message));
    } else {
        let of = if is_anybody { "of another subject" } else { "of its subject" };
        let message = format!("it states nothing {of} that is known of the expected person");
        findings.undecided(Question::Recipient, fault(message));
    }
    let together = |verdicts: &[IdentityVerdict]| {
        let mut worst = [Differs, Matches].into_iter().filter(|wanted| any(verdicts, *wanted));
        worst.next().unwrap_or(NotStated)
    };
    let verdicts = each.iter().map(|(kind, verdicts)| ((*kind).to_owned(), together(verdicts)));
    findings.recipient = verdicts.collect();
}
