use super::bits::{Bitstring, OutOfRange};
use super::entry::{Edition, Purpose, shown};
use crate::fault::{Code, Fault, Path};
use crate::json::{Number, Object, Value};
use crate::limits::Limits;
use crate::model::View;
use crate::text::{Iri, Timestamp};

/// The least number of entries in a list, so that each is one among many (Bitstring Status List
/// 1.0, section 3.2).
pub const MINIMUM_ENTRIES: u32 = 131_072;

const CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";

/// A `BitstringStatusListCredential` (Bitstring Status List 1.0, section 2.2), or a
/// `StatusList2021Credential` of the draft before it, without its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusList {
    /// The edition of the standard, by the types of the credential.
    pub edition: Edition,
    /// The identifier, by which entries refer to the list.
    pub id: Option<Iri>,
    /// The identifier of the issuer, which need not be that of the credentials.
    pub issuer: Iri,
    /// What a set bit says; one or more.
    pub purposes: Vec<Purpose>,
    /// The first moment at which the list is valid.
    pub valid_from: Option<Timestamp>,
    /// The last moment at which the list is valid.
    pub valid_until: Option<Timestamp>,
    /// Milliseconds after which the list should be fetched again. A JSON number carries it exactly
    /// up to 2^53.
    pub ttl: Option<u64>,
    /// The status of each credential.
    pub bits: Bitstring,
}

/// Why a list gives no value for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookUpError {
    /// The list has fewer than 131,072 entries of this size.
    #[error("the list has {entries} entries of {size} bits, fewer than {MINIMUM_ENTRIES}")]
    Length {
        /// The entries that it has.
        entries: u64,
        /// The size in bits.
        size: u32,
    },
    /// The index is beyond the list.
    #[error("the index {index} is beyond the list of {entries} entries")]
    Range {
        /// The index.
        index: u64,
        /// The entries that the list has.
        entries: u64,
    },
    /// Entries have 1 to 64 bits.
    #[error("entries of {0} bits are not read")]
    Size(u32),
}

impl LookUpError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            LookUpError::Length { .. } => Code::StatusLength,
            LookUpError::Range { .. } => Code::StatusRange,
            LookUpError::Size(_) => Code::StatusSize,
        }
    }
}

impl StatusList {
    /// A list with one purpose, without an end of validity and without a time to live.
    pub fn new(
        id: Iri,
        issuer: Iri,
        purpose: &Purpose,
        valid_from: Timestamp,
        bits: Bitstring,
    ) -> Self {
        Self {
            edition: Edition::default(),
            id: Some(id),
            issuer,
            purposes: vec![purpose.clone()],
            valid_from: Some(valid_from),
            valid_until: None,
            ttl: None,
            bits,
        }
    }

    /// Reads a list credential. Whoever calls has verified its proof, or must not believe it.
    ///
    /// # Errors
    /// A fault with its place in the list credential: `status.type` where it is no list,
    /// `status.encoding` or `limit.gzip` where the bits cannot be unpacked, `status.length` where
    /// they are fewer than 131,072, `time.format` for a faulty date-time, `model…` and `iri…` for
    /// the rest. A list with a fault says nothing about any credential.
    pub fn read(value: &Value, limits: &Limits) -> Result<Self, Fault> {
        let list = object(value, Path::Root)?;
        let edition = edition(list)?;
        let version = View::of(value).version();
        let (start, end) = version.validity();
        for member in ["issuanceDate", "expirationDate", "validFrom", "validUntil"] {
            if list.contains(member) && member != start && member != end {
                let pointer = Path::Root.member(member).pointer();
                let message = format!("{member} does not belong to data model {version}");
                return Err(Fault::new(Code::ModelVersion, pointer, message));
            }
        }
        let place = Path::Root.member("credentialSubject");
        let subject =
            object(the_one(required(list, Path::Root, "credentialSubject")?, place)?, place)?;
        has_type(subject, place, edition.list_type())?;

        Ok(Self {
            edition,
            id: list.get("id").map(|id| iri(id, Path::Root.member("id"))).transpose()?,
            issuer: issuer(required(list, Path::Root, "issuer")?)?,
            purposes: purposes(subject, place)?,
            valid_from: time(list, start)?,
            valid_until: time(list, end)?,
            ttl: ttl(subject, place)?,
            bits: bits(subject, place, edition, limits)?,
        })
    }

    /// The unsigned credential, by Bitstring Status List 1.0, whatever edition it was read from.
    pub fn to_credential(&self) -> Value {
        let mut subject = Object::new();
        if let Some(id) = &self.id {
            subject.insert("id", format!("{id}#list"));
        }
        subject.insert("type", Edition::Bitstring.list_type());
        match self.purposes.as_slice() {
            [purpose] => drop(subject.insert("statusPurpose", purpose.as_str())),
            many => {
                let many: Vec<&str> = many.iter().map(Purpose::as_str).collect();
                subject.insert("statusPurpose", many);
            }
        }
        if let Some(ttl) = self.ttl.and_then(|ttl| Number::try_from(ttl as f64).ok()) {
            subject.insert("ttl", ttl);
        }
        subject.insert("encodedList", self.bits.encode());

        let mut list = Object::new();
        list.insert("@context", vec![CONTEXT]);
        if let Some(id) = &self.id {
            list.insert("id", id.as_str());
        }
        list.insert("type", vec!["VerifiableCredential", Edition::Bitstring.credential_type()]);
        list.insert("issuer", self.issuer.as_str());
        if let Some(time) = &self.valid_from {
            list.insert("validFrom", time.as_str());
        }
        if let Some(time) = &self.valid_until {
            list.insert("validUntil", time.as_str());
        }
        list.insert("credentialSubject", subject);
        Value::Object(list)
    }

    /// Whether a set bit of the list says that.
    pub fn has_purpose(&self, purpose: &Purpose) -> bool {
        self.purposes.contains(purpose)
    }

    /// Whether `now` lies in the period of validity, both ends included.
    pub fn is_current(&self, now: &Timestamp) -> bool {
        let now = now.instant();
        self.valid_from.as_ref().is_none_or(|from| from.instant() <= now)
            && self.valid_until.as_ref().is_none_or(|until| now <= until.instant())
    }

    /// The value of the entry of `size` bits at `index` (section 3.2). 0 is "not set".
    ///
    /// # Errors
    /// [`LookUpError`] when the list is too short to be one, or the index is beyond it.
    pub fn look_up(&self, index: u64, size: u32) -> Result<u64, LookUpError> {
        if !(1..=64).contains(&size) {
            return Err(LookUpError::Size(size));
        }
        let entries = self.bits.entries(size);
        if entries < u64::from(MINIMUM_ENTRIES) {
            return Err(LookUpError::Length { entries, size });
        }
        self.bits
            .value(index, size)
            .map_err(|OutOfRange { .. }| LookUpError::Range { index, entries })
    }
}

fn object<'v>(value: &'v Value, at: Path<'_>) -> Result<&'v Object, Fault> {
    value.as_object().ok_or_else(|| {
        Fault::new(
            Code::ModelType,
            at.pointer(),
            format!("an object is needed, not {}", value.kind()),
        )
    })
}

fn required<'v>(object: &'v Object, at: Path<'_>, member: &str) -> Result<&'v Value, Fault> {
    object.get(member).ok_or_else(|| {
        let pointer = at.member(member).pointer();
        Fault::new(Code::ModelRequired, pointer, format!("{member} is absent"))
    })
}

fn the_one<'v>(value: &'v Value, at: Path<'_>) -> Result<&'v Value, Fault> {
    match value.items() {
        [one] => Ok(one),
        many => {
            let message = format!("a status list has one subject, not {}", many.len());
            Err(Fault::new(Code::ModelValue, at.pointer(), message))
        }
    }
}

/// The edition that the types of a list credential name.
fn edition(list: &Object) -> Result<Edition, Fault> {
    let named =
        list.get("type").and_then(|types| Edition::named_by(types, Edition::credential_type));
    match named {
        Some(edition) => Ok(edition),
        None => has_type(list, Path::Root, Edition::default().credential_type())
            .map(|()| Edition::default()),
    }
}

fn has_type(object: &Object, at: Path<'_>, expected: &str) -> Result<(), Fault> {
    let types = object.get("type").map_or(&[][..], Value::items);
    if types.iter().any(|item| item.as_str() == Some(expected)) {
        return Ok(());
    }
    let found = object.get("type").map_or_else(|| "absent".to_owned(), shown);
    let message = format!("the type is {found}, not {expected}");
    Err(Fault::new(Code::StatusType, at.member("type").pointer(), message))
}

fn iri(value: &Value, at: Path<'_>) -> Result<Iri, Fault> {
    let Some(text) = value.as_str() else {
        let message = format!("an IRI is needed, not {}", value.kind());
        return Err(Fault::new(Code::ModelType, at.pointer(), message));
    };
    Iri::parse(text).map_err(|error| Fault::new(error.code(), at.pointer(), error.to_string()))
}

fn issuer(value: &Value) -> Result<Iri, Fault> {
    let at = Path::Root.member("issuer");
    match value {
        Value::Object(profile) => match profile.get("id") {
            Some(id) => iri(id, at.member("id")),
            None => Err(Fault::new(Code::ModelIssuer, at.pointer(), "the issuer has no id")),
        },
        other => iri(other, at),
    }
}

fn purposes(subject: &Object, at: Path<'_>) -> Result<Vec<Purpose>, Fault> {
    let value = required(subject, at, "statusPurpose")?;
    let purposes: Option<Vec<Purpose>> =
        value.items().iter().map(|item| item.as_str().map(Purpose::from)).collect();
    purposes.filter(|purposes| !purposes.is_empty()).ok_or_else(|| {
        let pointer = at.member("statusPurpose").pointer();
        Fault::new(Code::ModelType, pointer, "the purpose is one or more strings")
    })
}

fn time(list: &Object, member: &str) -> Result<Option<Timestamp>, Fault> {
    let at = Path::Root.member(member);
    let Some(value) = list.get(member) else {
        return Ok(None);
    };
    let Some(text) = value.as_str() else {
        let message = format!("a date-time is needed, not {}", value.kind());
        return Err(Fault::new(Code::ModelType, at.pointer(), message));
    };
    Timestamp::parse(text)
        .map(Some)
        .map_err(|error| Fault::new(Code::TimeFormat, at.pointer(), error.to_string()))
}

fn ttl(subject: &Object, at: Path<'_>) -> Result<Option<u64>, Fault> {
    let Some(value) = subject.get("ttl") else {
        return Ok(None);
    };
    let pointer = at.member("ttl").pointer();
    let Some(number) = value.as_number() else {
        let message = format!("the time to live is a number, not {}", value.kind());
        return Err(Fault::new(Code::ModelType, pointer, message));
    };
    number.as_u64().map(Some).ok_or_else(|| {
        let message = format!("the time to live is {number}, not whole milliseconds");
        Fault::new(Code::ModelValue, pointer, message)
    })
}

fn bits(
    subject: &Object,
    at: Path<'_>,
    edition: Edition,
    limits: &Limits,
) -> Result<Bitstring, Fault> {
    let value = required(subject, at, "encodedList")?;
    let pointer = at.member("encodedList").pointer();
    let Some(text) = value.as_str() else {
        let message = format!("the encoded list is a string, not {}", value.kind());
        return Err(Fault::new(Code::StatusEncoding, pointer, message));
    };
    let bits = match edition {
        Edition::Bitstring => Bitstring::decode(text, limits),
        Edition::StatusList2021 => Bitstring::decode_bare(text, limits),
    };
    let bits =
        bits.map_err(|error| Fault::new(error.code(), pointer.clone(), error.to_string()))?;
    let entries = bits.entries(1);
    if entries < u64::from(MINIMUM_ENTRIES) {
        let error = LookUpError::Length { entries, size: 1 };
        return Err(Fault::new(error.code(), pointer, error.to_string()));
    }
    Ok(bits)
}
