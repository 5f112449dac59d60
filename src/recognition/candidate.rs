use std::collections::BTreeSet;

use arcstr::ArcStr;

use super::ledger::compared;
use super::{Amount, ClaimKey, Date, Span, VerifiedRecognition};
use crate::json::Value;
use crate::model::View;
use crate::report::{Report, VerifiedCredential};
use crate::verifier::KnownIdentity;

/// Who claims.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claimant {
    /// By what the office knows the person, as ids are compared. A credential whose subject has this id
    /// is about them.
    pub person: String,
    /// What else is known of the person. A credential that states one of these of its subject is
    /// about them, whomever the verification was told to expect.
    pub identities: Vec<KnownIdentity>,
    /// The licence cycle that the person is in.
    pub licence_cycle: Option<Span>,
}

impl Claimant {
    /// A person.
    pub fn new(person: impl Into<String>) -> Self {
        let person = compared(&person.into()).into_owned();
        Self { person, identities: Vec::new(), licence_cycle: None }
    }

    /// Who has this identity too, such as an e-mail address ([`KnownIdentity::email`]).
    pub fn known_as(mut self, identity: KnownIdentity) -> Self {
        self.identities.push(identity);
        self
    }

    /// Whether a credential states that it is about them.
    pub(super) fn is_subject_of(&self, credential: View<'_>) -> bool {
        let person = compared(&self.person);
        credential.subject_ids().any(|id| compared(id) == person)
            || self.identities.iter().any(|identity| identity.is_stated_by(credential))
    }

    /// In a licence cycle.
    pub fn in_cycle(mut self, cycle: Span) -> Self {
        self.licence_cycle = Some(cycle);
        self
    }
}

/// A verified credential, and what the office knows of it that no credential says.
///
/// There is no way in for a credential that was not verified: what is revoked, suspended, expired or
/// undecided has no [`VerifiedCredential`].
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub(super) credential: VerifiedCredential,
    /// Few have any.
    heard: Option<Box<Heard>>,
    pub(super) facts: Facts,
}

/// What others say of a credential.
#[derive(Clone, Debug, Default, PartialEq)]
struct Heard {
    endorsements: Vec<Endorsed>,
    recognitions: Vec<VerifiedRecognition>,
}

/// Somebody's word, and of what it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Endorsed {
    pub by: String,
    pub of: String,
}

/// What the office knows of a credential. Its texts are made of any text:
///
/// ```
/// use openbadges::recognition::Facts;
/// use openbadges::text::ArcStr;
/// let mut facts = Facts::default();
/// facts.category = Some(ArcStr::from("stipend"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Facts {
    /// When value was asked for.
    pub requested: Option<Date>,
    /// When the credential was uploaded.
    pub uploaded: Option<Date>,
    /// When it was approved.
    pub approved: Option<Date>,
    /// When the work for it began. What the credential says of that, if it was earlier, counts.
    pub started: Option<Date>,
    /// Whether the scored rubric is attached to the claim.
    pub scored_rubric: bool,
    /// What the office confirms: the policy's confirmations by their names, and the conditions of a
    /// recognition in its words.
    pub confirmed: BTreeSet<String>,
    /// In which category it is to count.
    pub category: Option<ArcStr>,
    /// How much of it in which category, where it is to be split.
    pub split: Vec<(String, Amount)>,
    /// To which group of a stack it belongs.
    pub group: Option<ArcStr>,
    /// What kind of award it is, by the policy's ladder.
    pub rung: Option<ArcStr>,
    /// By whose recognition it is to count, where several say different things.
    pub recognised_by: Option<ArcStr>,
    /// The training that it is for, where that is another thing than its achievement. Case and spaces
    /// tell no two apart, unless they are ids (of the schemes `http`, `https`, `urn` and `did`).
    pub training: Option<ArcStr>,
}

impl Candidate {
    /// What a verification found to be valid, with the endorsements inside that count. `None` unless
    /// the verdict is valid (and the issuer trusted, where that was asked).
    pub fn of(report: &Report) -> Option<Self> {
        let mut candidate = Self::new(report.verified()?.clone());
        let counted = report.endorsements().iter().filter(|endorsement| endorsement.counts);
        for endorsement in counted.filter_map(|endorsement| endorsement.report.verified()) {
            candidate = candidate.endorsed(endorsement);
        }
        Some(candidate)
    }

    /// A verified credential of which nothing else is known.
    pub fn new(credential: VerifiedCredential) -> Self {
        Self { credential, heard: None, facts: Facts::default() }
    }

    /// With what the office knows.
    pub fn with_facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// With a recognition that may say what it is worth; whether it is about this credential is
    /// looked at. It is the word for awards with `recognised`; the `endorsers` of a policy are asked
    /// of the credential itself.
    pub fn with_recognition(mut self, recognition: VerifiedRecognition) -> Self {
        self.heard.get_or_insert_default().recognitions.push(recognition);
        self
    }

    /// The endorsements of it that count.
    pub(super) fn endorsements(&self) -> &[Endorsed] {
        self.heard.as_ref().map_or(&[], |heard| &heard.endorsements)
    }

    /// The recognitions that came with it.
    pub(super) fn recognitions(&self) -> &[VerifiedRecognition] {
        self.heard.as_ref().map_or(&[], |heard| &heard.recognitions)
    }

    /// The credential.
    pub fn credential(&self) -> &VerifiedCredential {
        &self.credential
    }

    /// By what it is known again. `None` for a credential without an id, which never counts.
    pub fn key(&self) -> Option<ClaimKey> {
        ClaimKey::of(self.credential.view())
    }

    /// With an endorsement that was verified and counts.
    fn endorsed(mut self, endorsement: &VerifiedCredential) -> Self {
        // What is left out of one that is shown in part may be that it was revoked.
        if endorsement.securing().is_selective() {
            return self;
        }
        let view = endorsement.view();
        if let ([subject], Some(by)) = (view.subjects(), view.issuer_id())
            && let Some(of) = subject.get("id").and_then(Value::as_str)
        {
            let heard = self.heard.get_or_insert_default();
            heard.endorsements.push(Endorsed { by: by.to_owned(), of: of.to_owned() });
        }
        if let Ok(Some(recognition)) = VerifiedRecognition::of(endorsement) {
            self.heard.get_or_insert_default().recognitions.push(recognition);
        }
        self
    }
}
