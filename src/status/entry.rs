use std::collections::BTreeSet;
use std::fmt;

use crate::fault::{Code, Finding, Path};
use crate::json::{Object, Value};
use crate::text::{Iri, NotAnIri};

/// The edition of the standard that an entry, or a list, keeps to. The bits and their meaning are
/// the same in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Edition {
    /// Bitstring Status List 1.0, of the W3C. The default.
    #[default]
    Bitstring,
    /// Status List 2021, the draft before it. It is read, never written by an issuer.
    StatusList2021,
}

impl Edition {
    const ALL: [Self; 2] = [Edition::Bitstring, Edition::StatusList2021];

    /// The edition whose name for something is among the types of an object.
    pub(super) fn named_by(types: &Value, name: fn(Self) -> &'static str) -> Option<Self> {
        let is_there =
            |edition: &Self| types.items().iter().any(|it| it.as_str() == Some(name(*edition)));
        Self::ALL.into_iter().find(is_there)
    }

    /// The type of entries.
    pub fn entry_type(self) -> &'static str {
        match self {
            Edition::Bitstring => "BitstringStatusListEntry",
            Edition::StatusList2021 => "StatusList2021Entry",
        }
    }

    /// The type of the credentials that hold lists.
    pub fn credential_type(self) -> &'static str {
        match self {
            Edition::Bitstring => "BitstringStatusListCredential",
            Edition::StatusList2021 => "StatusList2021Credential",
        }
    }

    /// The type of the lists in them.
    pub fn list_type(self) -> &'static str {
        match self {
            Edition::Bitstring => "BitstringStatusList",
            Edition::StatusList2021 => "StatusList2021",
        }
    }
}

/// What a set bit says about a credential (Bitstring Status List 1.0, section 2.1).
///
/// Make it from text with [`Purpose::from`], so that one purpose has one form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Purpose {
    /// The credential no longer holds. Never undone.
    Revocation,
    /// The credential does not hold for now.
    Suspension,
    /// An updated credential is to be had from the refresh service. Never undone.
    Refresh,
    /// The value stands for a message; the credential holds whatever it is.
    Message,
    /// A purpose that the standard does not define.
    Other(String),
}

impl Purpose {
    /// The purpose as documents write it.
    pub fn as_str(&self) -> &str {
        match self {
            Purpose::Revocation => "revocation",
            Purpose::Suspension => "suspension",
            Purpose::Refresh => "refresh",
            Purpose::Message => "message",
            Purpose::Other(text) => text,
        }
    }
}

impl From<&str> for Purpose {
    fn from(text: &str) -> Self {
        match text {
            "revocation" => Purpose::Revocation,
            "suspension" => Purpose::Suspension,
            "refresh" => Purpose::Refresh,
            "message" => Purpose::Message,
            other => Purpose::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A `BitstringStatusListEntry` of a `credentialStatus` (Bitstring Status List 1.0, section 2.1), or
/// a `StatusList2021Entry` of the draft before it: which list, and where in it.
///
/// It holds what is needed to look the status up. Members that the standard does not define are
/// not kept; the credential keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The edition of the standard, by the entry's type. The list has to keep to the same.
    pub edition: Edition,
    /// The identifier of the entry, which is not that of the list.
    pub id: Option<Iri>,
    /// What a set bit says.
    pub purpose: Purpose,
    /// `statusListCredential`: the URL of the list.
    pub list: Iri,
    /// `statusListIndex`: the position in the list, counted in entries.
    pub index: u64,
    /// `statusSize`: the size of each entry in bits, from 1.
    pub size: u32,
    /// `statusMessage`: what each value means. Empty, or one for each of the 2^size values.
    pub messages: Vec<StatusMessage>,
    /// `statusReference`: where the meaning of the values is explained.
    pub references: Vec<Iri>,
}

/// What one value of a status entry means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMessage {
    /// The value.
    pub status: u64,
    /// Its meaning, for software developers rather than end users.
    pub message: String,
}

impl Entry {
    /// An entry of one bit. Its `id` is the list's URL with the index as the fragment, because
    /// Open Badges 3.0 requires one.
    pub fn new(purpose: Purpose, list: Iri, index: u64) -> Self {
        let id = Iri::parse(format!("{}#{index}", list.without_fragment())).ok();
        Self {
            edition: Edition::default(),
            id,
            purpose,
            list,
            index,
            size: 1,
            messages: Vec::new(),
            references: Vec::new(),
        }
    }

    /// Reads one object of `credentialStatus`, which stands at `at`; what is wrong with it is
    /// added to `findings`. `None` when any of that is an error.
    ///
    /// | code | when |
    /// |---|---|
    /// | `status.unsupported` | another kind of status |
    /// | `status.type` | no type; or the members of a bitstring entry under another type |
    /// | `status.index` | not a whole number from 0 to 2^64 - 1 in plain decimal digits, without leading zeros; a warning where it is right but a JSON number, as 1EdTech's samples have it |
    /// | `status.size` | `statusSize` is no whole number from 1, or `statusMessage` does not have one message for each value |
    /// | `model.type`, `model.required`, `model.value`, `iri…` | another member is of the wrong type, absent, of a wrong value, not an IRI |
    pub fn read(value: &Value, at: Path<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let Some(object) = value.as_object() else {
            let message = format!("a status entry is an object, not {}", value.kind());
            findings.push(Finding::error(Code::ModelType, at.pointer(), message));
            return None;
        };
        let mut reader = Reader { object, at, findings, failed: false };
        let edition = reader.edition()?;
        // Every member is read before any is missed, so that all faults are found.
        let id = reader.id();
        let purpose = reader.purpose();
        let list = reader.list();
        let index = reader.index();
        let (size, messages) = reader.size_and_messages();
        let references = reader.references();
        if id.is_some() && id.as_ref() == list.as_ref() {
            reader.fail(Code::ModelValue, "id", "the entry has the identifier of its list");
        }
        if reader.failed {
            return None;
        }
        let (purpose, list, index) = (purpose?, list?, index?);
        Some(Self { edition, id, purpose, list, index, size, messages, references })
    }

    /// Whether an object of `credentialStatus` is of a type that [`Entry::read`] knows.
    pub fn is_one(value: &Value) -> bool {
        let kind = value.get("type");
        kind.and_then(|kind| Edition::named_by(kind, Edition::entry_type)).is_some()
    }

    /// The object for a credential's `credentialStatus`.
    pub fn to_value(&self) -> Value {
        let mut object = Object::new();
        if let Some(id) = &self.id {
            object.insert("id", id.as_str());
        }
        object.insert("type", self.edition.entry_type());
        object.insert("statusPurpose", self.purpose.as_str());
        object.insert("statusListIndex", self.index.to_string());
        object.insert("statusListCredential", self.list.as_str());
        if self.size != 1 {
            object.insert("statusSize", self.size);
        }
        if !self.messages.is_empty() {
            let messages: Vec<Value> = self.messages.iter().map(StatusMessage::to_value).collect();
            object.insert("statusMessage", messages);
        }
        match self.references.as_slice() {
            [] => {}
            [reference] => drop(object.insert("statusReference", reference.as_str())),
            many => {
                let many: Vec<&str> = many.iter().map(Iri::as_str).collect();
                object.insert("statusReference", many);
            }
        }
        Value::Object(object)
    }

    /// What `value` means: the message that the entry gives for it, else `"set"` for 1 and
    /// `"unset"` for 0.
    pub fn message(&self, value: u64) -> Option<&str> {
        if self.messages.is_empty() {
            return match value {
                0 => Some("unset"),
                1 => Some("set"),
                _ => None,
            };
        }
        let found = self.messages.iter().find(|message| message.status == value)?;
        Some(&found.message)
    }
}

impl StatusMessage {
    fn to_value(&self) -> Value {
        let mut object = Object::new();
        object.insert("status", format!("{:#x}", self.status));
        object.insert("message", self.message.as_str());
        Value::Object(object)
    }
}

struct Reader<'a> {
    object: &'a Object,
    at: Path<'a>,
    findings: &'a mut Vec<Finding>,
    failed: bool,
}

impl Reader<'_> {
    fn fail(&mut self, code: Code, member: &str, message: impl Into<String>) {
        self.failed = true;
        self.findings.push(Finding::error(code, self.at.member(member).pointer(), message));
    }

    fn edition(&mut self) -> Option<Edition> {
        let Some(kind) = self.object.get("type") else {
            self.fail(Code::StatusType, "type", "the status entry has no type");
            return None;
        };
        let edition = Edition::named_by(kind, Edition::entry_type);
        if edition.is_some() {
            return edition;
        }
        let has_text = kind.items().iter().any(|item| item.as_str().is_some());
        let is_shaped_like_one =
            self.object.contains("statusListIndex") && self.object.contains("statusListCredential");
        if !has_text || is_shaped_like_one {
            let expected = Edition::default().entry_type();
            let message =
                format!("the type of the status entry is {}, not {expected}", shown(kind));
            self.fail(Code::StatusType, "type", message);
        } else {
            let message = format!("status of the type {} is not read here", shown(kind));
            self.fail(Code::StatusUnsupported, "type", message);
        }
        None
    }

    fn id(&mut self) -> Option<Iri> {
        let id = self.object.get("id")?;
        self.iri("id", id)
    }

    fn purpose(&mut self) -> Option<Purpose> {
        match self.object.get("statusPurpose") {
            Some(Value::String(purpose)) => return Some(Purpose::from(purpose.as_str())),
            Some(other) => {
                let message = format!("the purpose is a string, not {}", other.kind());
                self.fail(Code::ModelType, "statusPurpose", message);
            }
            None => self.fail(Code::ModelRequired, "statusPurpose", "the entry has no purpose"),
        }
        None
    }

    fn list(&mut self) -> Option<Iri> {
        let Some(list) = self.object.get("statusListCredential") else {
            self.fail(Code::ModelRequired, "statusListCredential", "the entry names no list");
            return None;
        };
        self.iri("statusListCredential", list)
    }

    fn index(&mut self) -> Option<u64> {
        let member = "statusListIndex";
        let Some(found) = self.object.get(member) else {
            self.fail(Code::ModelRequired, member, "the entry has no index");
            return None;
        };
        let index = match found {
            Value::String(text) => decimal(text),
            Value::Number(number) => number.as_u64(),
            _ => None,
        };
        if index.is_none() {
            let found = shown(found);
            let message = format!("the index is {found}, not a string of decimal digits");
            self.fail(Code::StatusIndex, member, message);
        } else if matches!(found, Value::Number(_)) {
            let pointer = self.at.member(member).pointer();
            let message = "the index is a number; the standard has a string of digits";
            self.findings.push(Finding::warning(Code::StatusIndex, pointer, message));
        }
        index
    }

    fn size_and_messages(&mut self) -> (u32, Vec<StatusMessage>) {
        let size = match self.object.get("statusSize") {
            None => 1,
            Some(found) => {
                let size = found.as_number().and_then(|number| number.as_u64());
                match size.and_then(|size| u32::try_from(size).ok()).filter(|size| *size > 0) {
                    Some(size) => size,
                    None => {
                        let message =
                            format!("the size is {}, not a whole number from 1", shown(found));
                        self.fail(Code::StatusSize, "statusSize", message);
                        return (1, Vec::new());
                    }
                }
            }
        };
        let messages = match self.object.get("statusMessage") {
            Some(Value::Array(items)) => items.as_slice(),
            None if size == 1 => return (size, Vec::new()),
            found => {
                let found = found.map_or("absent", Value::kind);
                let message =
                    format!("an array of messages is needed for {size} bits, not {found}");
                self.fail(Code::StatusSize, "statusMessage", message);
                return (size, Vec::new());
            }
        };
        let values = 1_u64.checked_shl(size).unwrap_or(u64::MAX);
        if messages.len() as u64 != values {
            let found = messages.len();
            let message = format!("{size} bits need {values} messages, not {found}");
            self.fail(Code::StatusSize, "statusMessage", message);
            return (size, Vec::new());
        }
        (size, self.messages(messages, values))
    }

    fn messages(&mut self, items: &[Value], values: u64) -> Vec<StatusMessage> {
        let mut messages = Vec::with_capacity(items.len());
        let mut seen = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let fault = match (item.get("status"), item.get("message")) {
                (Some(Value::String(status)), Some(Value::String(message))) => {
                    match hexadecimal(status).filter(|status| *status < values) {
                        Some(status) if seen.insert(status) => {
                            messages.push(StatusMessage { status, message: message.clone() });
                            continue;
                        }
                        Some(_) => (Code::ModelValue, "the status has a message already"),
                        None => (Code::ModelValue, "the status is not one of 0x0 and up"),
                    }
                }
                _ => (Code::ModelType, "a message has the strings status and message"),
            };
            let pointer = self.at.member("statusMessage").item(index).pointer();
            self.failed = true;
            self.findings.push(Finding::error(fault.0, pointer, fault.1));
        }
        messages
    }

    fn references(&mut self) -> Vec<Iri> {
        let references = self.object.get("statusReference").map_or(&[][..], Value::items);
        references.iter().filter_map(|item| self.iri("statusReference", item)).collect()
    }

    fn iri(&mut self, member: &str, value: &Value) -> Option<Iri> {
        let Some(text) = value.as_str() else {
            self.fail(Code::ModelType, member, format!("a URL is needed, not {}", value.kind()));
            return None;
        };
        let parsed: Result<Iri, NotAnIri> = text.parse();
        parsed.map_err(|error| self.fail(error.code(), member, error.to_string())).ok()
    }
}

/// A number in decimal digits, spelled in the one way that every reader takes for the same number.
fn decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let has_one_spelling = text == "0" || !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain && has_one_spelling)
}

/// A number in hexadecimal digits after `0x`.
fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x")?;
    let is_plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    u64::from_str_radix(digits, 16).ok().filter(|_| is_plain)
}

/// The value in a message: as it is where it is short, else its kind.
pub(super) fn shown(value: &Value) -> String {
    const SHORT: usize = 40;
    match value {
        Value::String(text) if text.len() > SHORT => "a long string".to_owned(),
        Value::Array(_) | Value::Object(_) => value.kind().to_owned(),
        short => short.to_string(),
    }
}
