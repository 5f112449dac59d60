//! A recognition as a signed endorsement.

use super::{Amount, Date, Span};
use crate::context::url;
use crate::fault::{Code, Fault, Pointer};
use crate::json::{Object, Value};
use crate::report::{Belief, VerifiedCredential};
use crate::text::{Decimal, Iri, NotADate, Timestamp};

/// The type that an endorsement's subject has beside `EndorsementSubject`.
const TYPE: &str = "Recognition";

/// "We recognise this for that value, here, under these conditions": what an endorsement says by the
/// extension whose terms `docs/vocab/recognition.md` explains.
///
/// Who recognises is the issuer of the endorsement, and when it holds at all is its validity.
///
/// ```
/// use openbadges::recognition::{Recognised, Recognition};
/// let achievement = "https://provider.example/achievements/wait-time".parse()?;
/// let recognition =
///     Recognition::new(Recognised::Achievement, achievement, "6 pdp".parse()?, "US-TN");
/// let endorsement = recognition.to_endorsement("Recognised for six points");
/// let subject = endorsement.get("credentialSubject").unwrap();
/// assert_eq!(Recognition::read(subject)?, Some(recognition));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// What is recognised.
    pub recognised: Recognised,
    /// Its id.
    pub subject: Iri,
    /// Whose credentials of the achievement are meant. Anybody can write an achievement's id into a
    /// credential, so that without it the recognition counts only where a policy lists the issuers.
    /// Of an issuer there is none.
    pub issuer: Option<Iri>,
    /// What each credential of it is worth.
    pub value: Amount,
    /// Where.
    pub jurisdiction: String,
    /// On which days.
    pub effective: Span,
    /// On which conditions, in words, in order.
    pub conditions: Vec<String>,
    /// Where the rules are that say more.
    pub policy: Option<Iri>,
    /// What the recogniser says besides (`endorsementComment`).
    pub comment: Option<String>,
}

/// What is recognised: one achievement, or all that an issuer gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recognised {
    /// The achievement with the id.
    Achievement,
    /// The issuer with the id.
    Issuer,
}

impl Recognised {
    fn as_str(self) -> &'static str {
        match self {
            Recognised::Achievement => "Achievement",
            Recognised::Issuer => "Issuer",
        }
    }
}

impl Recognition {
    /// A recognition without conditions, at all times.
    pub fn new(
        recognised: Recognised,
        subject: Iri,
        value: Amount,
        jurisdiction: impl Into<String>,
    ) -> Self {
        Self {
            recognised,
            subject,
            issuer: None,
            value,
            jurisdiction: jurisdiction.into(),
            effective: Span::default(),
            conditions: Vec::new(),
            policy: None,
            comment: None,
        }
    }

    /// Of what this issuer gives alone.
    pub fn issued_by(mut self, issuer: Iri) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// An endorsement that says it, for an [`Issuer`](crate::Issuer) to issue
    /// ([`issue_document`](crate::Issuer::issue_document)).
    pub fn to_endorsement(&self, name: &str) -> Value {
        let contexts = [url::CREDENTIALS_V2, url::OPEN_BADGES_3_0_3, url::RECOGNITION_V1];
        Object::from_iter([
            ("@context", Value::Array(contexts.map(Value::from).to_vec())),
            ("type", texts(["VerifiableCredential", "EndorsementCredential"])),
            ("name", name.into()),
            ("credentialSubject", self.to_subject()),
        ])
        .into()
    }

    /// The subject of an endorsement that says it.
    pub fn to_subject(&self) -> Value {
        let mut value = Object::from_iter([
            ("amount", Value::from(self.value.number().to_string())),
            ("unit", self.value.unit().as_str().into()),
        ]);
        if let Some(ctdl) = self.value.unit().ctdl() {
            value.insert("creditUnitType", ctdl);
        }
        let mut subject = Object::from_iter([
            ("id", Value::from(self.subject.as_str())),
            ("type", texts(["EndorsementSubject", TYPE])),
            ("recognised", self.recognised.as_str().into()),
            ("recognisedValue", value.into()),
            ("jurisdiction", self.jurisdiction.as_str().into()),
        ]);
        let mut optional = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                subject.insert(name, value);
            }
        };
        optional("recognisedIssuer", self.issuer.as_ref().map(Iri::to_string));
        optional("effectiveFrom", self.effective.from.map(|day| day.to_string()));
        optional("effectiveUntil", self.effective.until.map(|day| day.to_string()));
        optional("valuePolicy", self.policy.as_ref().map(Iri::to_string));
        optional("endorsementComment", self.comment.clone());
        if !self.conditions.is_empty() {
            let conditions = self.conditions.iter().map(|it| it.as_str().into()).collect();
            subject.insert("condition", Value::Array(conditions));
        }
        subject.into()
    }

    /// What the subject of an endorsement says. `None` for one that is no recognition.
    ///
    /// # Errors
    /// [`Code::RecognitionShape`] for one that is not whole, or says what recognitions do not: who
    /// read it in part would not know on what it depends.
    pub fn read(subject: &Value) -> Result<Option<Self>, Fault> {
        let types = subject.get("type").map_or(&[][..], Value::items);
        if !types.iter().any(|of| of.as_str() == Some(TYPE)) {
            return Ok(None);
        }
        let object = subject.as_object().map(Object::iter).into_iter().flatten();
        for (name, _) in object {
            if !MEMBERS.contains(&name) {
                return Err(fault(name, "recognitions have no such member"));
            }
        }
        let value = subject.get("recognisedValue");
        let members = value.and_then(Value::as_object).map(Object::iter).into_iter().flatten();
        for (name, _) in members {
            if !["amount", "unit", "creditUnitType"].contains(&name) {
                return Err(fault("recognisedValue", format!("a value has no member {name}")));
            }
        }
        let of_value = |name: &str| value.and_then(|value| value.get(name)?.as_str());
        let number = of_value("amount").and_then(|text| text.parse::<Decimal>().ok());
        let unit = of_value("unit").and_then(|text| text.parse().ok());
        let value = number.zip(unit).and_then(|(number, unit)| Amount::new(number, unit).ok());
        let value = value.ok_or_else(|| fault("recognisedValue", "it is no amount of a unit"))?;
        if value.is_zero() {
            return Err(fault("recognisedValue", "it is nothing"));
        }
        if of_value("creditUnitType") != value.unit().ctdl() {
            return Err(fault("recognisedValue", "its unit and creditUnitType are not the same"));
        }
        let recognised = match text(subject, "recognised")? {
            Some("Achievement") => Recognised::Achievement,
            Some("Issuer") => Recognised::Issuer,
            _ => return Err(fault("recognised", "it is neither Achievement nor Issuer")),
        };
        let iri = |name: &str| -> Result<Option<Iri>, Fault> {
            let found = text(subject, name)?.map(Iri::parse).transpose();
            found.map_err(|error| fault(name, error.to_string()))
        };
        let issuer = iri("recognisedIssuer")?;
        if issuer.is_some() && recognised == Recognised::Issuer {
            return Err(fault("recognisedIssuer", "the subject is the issuer"));
        }
        let day = |name: &str| -> Result<Option<Date>, Fault> {
            let found = text(subject, name)?.map(str::parse).transpose();
            found.map_err(|error: NotADate| fault(name, error.to_string()))
        };
        let conditions = subject.get("condition").map_or(&[][..], Value::items).iter();
        let conditions: Option<Vec<String>> =
            conditions.map(|it| it.as_str().map(str::to_owned)).collect();
        let conditions = conditions.ok_or_else(|| fault("condition", "it is not text"))?;
        if conditions.iter().any(|it| it.trim().is_empty()) {
            return Err(fault("condition", "it is blank"));
        }
        let jurisdiction = text(subject, "jurisdiction")?
            .filter(|it| !it.trim().is_empty())
            .ok_or_else(|| fault("jurisdiction", "there is none"))?;
        let effective = Span { from: day("effectiveFrom")?, until: day("effectiveUntil")? };
        if effective.from.zip(effective.until).is_some_and(|(from, until)| until < from) {
            return Err(fault("effectiveUntil", "it is before effectiveFrom"));
        }
        Ok(Some(Self {
            recognised,
            subject: iri("id")?.ok_or_else(|| fault("id", "there is none"))?,
            issuer,
            value,
            jurisdiction: jurisdiction.to_owned(),
            effective,
            conditions,
            policy: iri("valuePolicy")?,
            comment: text(subject, "endorsementComment")?.map(str::to_owned),
        }))
    }
}

const MEMBERS: &[&str] = &[
    "id",
    "type",
    "recognised",
    "recognisedIssuer",
    "recognisedValue",
    "jurisdiction",
    "effectiveFrom",
    "effectiveUntil",
    "condition",
    "valuePolicy",
    "endorsementComment",
];

/// A recognition of an endorsement that was verified. Only a verification leads to one.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedRecognition {
    by: String,
    recognition: Recognition,
    as_of: Timestamp,
    until: Option<Timestamp>,
    belief: Belief,
}

impl VerifiedRecognition {
    /// The recognition in a verified endorsement. `None` for every other credential, also for one with
    /// the same words of another context than [`RECOGNITION_V1`](url::RECOGNITION_V1).
    ///
    /// # Errors
    /// As [`Recognition::read`], and for one that is disclosed selectively.
    pub fn of(credential: &VerifiedCredential) -> Result<Option<Self>, Fault> {
        let view = credential.view();
        let ([subject], true) = (view.subjects(), view.has_type("EndorsementCredential")) else {
            return Ok(None);
        };
        let is_ours = |context: &Value| context.as_str() == Some(url::RECOGNITION_V1);
        if !view.contexts().iter().any(is_ours) {
            return Ok(None);
        }
        let Some(recognition) = Recognition::read(subject)? else { return Ok(None) };
        // A condition, an end or a revocation may be what is left out.
        if credential.securing().is_selective() {
            return Err(fault("id", "it is disclosed in part, and a recognition is taken whole"));
        }
        let by = view.issuer_id().ok_or_else(|| fault("id", "its issuer has none"))?.to_owned();
        let as_of = credential.verified_as_of().clone();
        let belief = credential.belief();
        let until = view.valid_until().and_then(Result::ok);
        Ok(Some(Self { by, recognition, as_of, until, belief }))
    }

    /// Who recognises.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// What is recognised, for what.
    pub fn recognition(&self) -> &Recognition {
        &self.recognition
    }

    /// Whether it is about a credential of this achievement and issuer.
    pub fn is_about(&self, achievement: &str, issuer: &str) -> bool {
        let about = match self.recognition.recognised {
            Recognised::Achievement => achievement,
            Recognised::Issuer => issuer,
        };
        let by_whom = self.recognition.issuer.as_ref();
        self.recognition.subject.as_str() == about
            && by_whom.is_none_or(|by_whom| by_whom.as_str() == issuer)
    }

    /// Whether it says whose credentials are meant.
    pub fn names_an_issuer(&self) -> bool {
        self.recognition.recognised == Recognised::Issuer || self.recognition.issuer.is_some()
    }

    /// Whether it holds in a place on a day, has not expired, and was verified at most so many days
    /// before now, by safe choices alone.
    pub fn holds(&self, jurisdiction: &str, on: Date, now: &Timestamp, within_days: u32) -> bool {
        let age = now.unix_seconds().saturating_sub(self.as_of.unix_seconds());
        self.belief == Belief::Safe
            && self.recognition.jurisdiction == jurisdiction
            && self.recognition.effective.holds(on)
            && self.as_of.instant() <= now.instant()
            && self.until.as_ref().is_none_or(|until| now.instant() <= until.instant())
            && age <= i64::from(within_days) * 86_400
    }
}

fn texts<const N: usize>(texts: [&str; N]) -> Value {
    Value::Array(texts.map(Value::from).to_vec())
}

/// The text of a member; another type is no recognition that is whole.
fn text<'v>(subject: &'v Value, name: &str) -> Result<Option<&'v str>, Fault> {
    match subject.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| fault(name, "it is not text")),
    }
}

fn fault(member: &str, message: impl Into<String>) -> Fault {
    let place = Pointer::root().member("credentialSubject").member(member);
    Fault::new(Code::RecognitionShape, place, message)
}
