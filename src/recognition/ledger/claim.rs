use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::ser::SerializeStruct as _;

use crate::fault::printable;
use crate::model::View;
use crate::recognition::policy::Period;
use crate::recognition::{Amount, Date, Span};
use crate::report::is_plain;
use crate::text::{Timestamp, folded};

/// By what a credential is known again: the ids of its issuer and of itself, percent-decoded and
/// trimmed, as Open Badges 3.0 compares credentials.
///
/// ```
/// use openbadges::recognition::ClaimKey;
/// let key = ClaimKey::new("https://a.example/issuers/1", " urn:uuid:%61 ");
/// assert_eq!(key, ClaimKey::new("https://a.example/issuers/%31", "urn:uuid:a"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey {
    issuer: String,
    credential: String,
}

/// What is counted for a credential, and on what condition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// In which account.
    pub account: String,
    /// For whom.
    pub person: String,
    /// Which credential, or which stack.
    pub key: ClaimKey,
    /// The achievement, as its id is compared.
    pub achievement: String,
    /// Achievements that it says it is the same as, as ids are compared: other versions and languages.
    pub related: Vec<String>,
    /// The training, by which categories exclude each other beside the achievement: the achievement,
    /// unless the office says otherwise. Case and spaces tell no two apart, unless they are ids.
    pub training: String,
    /// By which policy.
    pub policy: String,
    /// When it was claimed.
    pub at: Timestamp,
    /// What is counted.
    pub entries: Vec<Entry>,
    /// Claims without which this one does not hold: the members of a stack.
    pub rests_on: Vec<ClaimKey>,
    /// What must not be exceeded when it is written. Kept by nobody.
    pub limits: Vec<Limit>,
    /// Categories that exclude each other when it is written. Kept by nobody.
    pub exclusions: Vec<BTreeSet<String>>,
}

/// So much in a category.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// The category, or the group of a stack.
    pub category: Arc<str>,
    /// How much.
    pub amount: Amount,
    /// In which year and payment.
    pub period: Period,
    /// The day of the award.
    pub on: Date,
}

/// How much may count in a category in some time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The category; `*` is all that are counted in the unit.
    pub category: String,
    /// In what time.
    pub within: Within,
    /// How much.
    pub most: Amount,
}

/// The time of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Within {
    /// A year of the policy.
    Year(i32),
    /// A payment.
    Payment(Period),
    /// Awards on these days.
    Days(Span),
    /// Always.
    Ever,
}

/// Why, when and by whom a claim is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reversal {
    /// In which account.
    pub account: String,
    /// Which claim.
    pub key: ClaimKey,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: Option<String>,
}

impl ClaimKey {
    /// The key of a credential by the ids of its issuer and of itself.
    pub fn new(issuer: &str, credential: &str) -> Self {
        Self {
            issuer: compared(issuer).into_owned(),
            credential: compared(credential).into_owned(),
        }
    }

    /// The key of a credential. `None` where it or its issuer has no id.
    pub fn of(credential: View<'_>) -> Option<Self> {
        Some(Self::new(credential.issuer_id()?, credential.id()?))
    }

    /// The key of a person's stack, by its number from 1. It has no issuer, so it is no
    /// credential's.
    pub(crate) fn of_stack(person: &str, stack: &str, number: usize) -> Self {
        Self { issuer: String::new(), credential: format!("stack {stack} {number} {person}") }
    }

    /// Of which stack of a policy it is the key, if of one.
    pub(crate) fn stack(&self) -> Option<&str> {
        let name = self.issuer.is_empty().then(|| self.credential.strip_prefix("stack ")).flatten();
        name?.split(' ').next()
    }

    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(super) fn kept(issuer: String, credential: String) -> Self {
        Self { issuer, credential }
    }

    /// The id of the issuer, as it is compared; nothing for a stack.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The id of the credential, as it is compared.
    pub fn credential(&self) -> &str {
        &self.credential
    }
}

impl serde::Serialize for ClaimKey {
    /// `{"issuer", "credential"}`
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut key = serializer.serialize_struct("ClaimKey", 2)?;
        key.serialize_field("issuer", &self.issuer)?;
        key.serialize_field("credential", &self.credential)?;
        key.end()
    }
}

impl fmt::Display for ClaimKey {
    /// `the credential of the issuer`, without what would steer a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credential = printable(&self.credential);
        match self.issuer.as_str() {
            "" => f.write_str(&credential),
            issuer => write!(f, "{credential} of {}", printable(issuer)),
        }
    }
}

impl Claim {
    /// A claim of nothing yet.
    pub fn new(
        account: impl Into<String>,
        person: impl Into<String>,
        key: ClaimKey,
        achievement: impl Into<String>,
        at: Timestamp,
    ) -> Self {
        let achievement = achievement.into();
        Self {
            account: account.into(),
            person: person.into(),
            key,
            training: achievement.clone(),
            achievement,
            related: Vec::new(),
            policy: String::new(),
            at,
            entries: Vec::new(),
            rests_on: Vec::new(),
            limits: Vec::new(),
            exclusions: Vec::new(),
        }
    }

    /// With an entry.
    pub fn with_entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// With a limit.
    pub fn with_limit(mut self, limit: Limit) -> Self {
        self.limits.push(limit);
        self
    }

    /// The achievement, and those that it says it is the same as.
    pub(super) fn achievements(&self) -> impl Iterator<Item = &str> {
        [&self.achievement].into_iter().chain(&self.related).map(String::as_str)
    }

    /// The training that it is for and its achievement, as trainings are compared.
    pub(crate) fn trainings(&self) -> impl Iterator<Item = Cow<'_, str>> {
        [&self.training, &self.achievement].into_iter().map(|it| training(it))
    }

    /// The categories in which it counts.
    pub(super) fn categories(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.category)
    }
}

impl Reversal {
    /// A reversal without an author.
    pub fn new(
        account: impl Into<String>,
        key: ClaimKey,
        reason: impl Into<String>,
        at: Timestamp,
    ) -> Self {
        Self { account: account.into(), key, at, reason: reason.into(), by: None }
    }

    /// With the one who asked for it.
    pub fn by(mut self, author: impl Into<String>) -> Self {
        self.by = Some(author.into());
        self
    }
}

impl Limit {
    /// Whether an entry is one of those that it limits.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        let category = self.category == "*" || *self.category == *entry.category;
        category
            && self.most.unit() == entry.amount.unit()
            && match self.within {
                Within::Year(year) => entry.period.year == year,
                Within::Payment(period) => entry.period == period,
                Within::Days(span) => span.holds(entry.on),
                Within::Ever => true,
            }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.most.words())?;
        match self.within {
            Within::Year(year) => write!(f, " in the year that begins in {year}"),
            Within::Payment(Period { year, payment }) => {
                write!(f, " in payment {payment} of the year that begins in {year}")
            }
            Within::Days(span) => write!(f, " from {}", span.words()),
            Within::Ever => f.write_str(" in all"),
        }
    }
}

/// An id as ids are compared: percent-decoded, then trimmed. What is no UTF-8 after decoding stays
/// as it was written, and control characters are always percent-encoded: a database may not take
/// them, and a line that is printed must stay one.
pub(crate) fn compared(id: &str) -> Cow<'_, str> {
    match is_plain(id) {
        true => Cow::Borrowed(id),
        false => without_control(read(id)),
    }
}

/// An id percent-decoded, then trimmed.
fn read(id: &str) -> Cow<'_, str> {
    let decoded = || percent_decode_str(id).decode_utf8().ok();
    match id.contains('%').then(decoded).flatten() {
        Some(decoded) => Cow::Owned(decoded.trim().to_owned()),
        None => Cow::Borrowed(id.trim()),
    }
}

fn without_control(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => Cow::Owned(text.chars().fold(String::new(), encoded)),
        false => text,
    }
}

/// The text with one more character, percent-encoded if it is a control character.
fn encoded(mut text: String, c: char) -> String {
    if !c.is_control() {
        text.push(c);
        return text;
    }
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(text, "%{byte:02X}");
    }
    text
}

/// A training as trainings are compared: an id as ids are, and what people write whatever its case and
/// its spaces.
pub(crate) fn training(text: &str) -> Cow<'_, str> {
    // Tabs and line ends are spaces here.
    without_control(match read(text) {
        id if is_id(&id) => id,
        Cow::Borrowed(text) => folded(text),
        Cow::Owned(text) => Cow::Owned(folded(&text).into_owned()),
    })
}

/// Whether a text is an id, and not words with a colon: it has a scheme that ids have, and no spaces.
fn is_id(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    ["http", "https", "urn", "did"].iter().any(|it| scheme.eq_ignore_ascii_case(it))
        && !rest.is_empty()
        && !rest.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_training_has_no_control_characters() {
        assert_eq!(training(" Wait%09\n Time%00"), "wait time%00");
    }

    #[test]
    fn ids_are_decoded_and_trimmed() {
        for (id, expected) in [
            ("urn:a", "urn:a"),
            ("%20urn:%C3%A9\t", "urn:é"),
            ("urn:%zz%4", "urn:%zz%4"),
            ("urn:%FF", "urn:%FF"),
            ("urn:%2541", "urn:%41"),
            ("urn:%00%0a%61%7F%c2%9b", "urn:%00%0Aa%7F%C2%9B"),
            ("urn:\0\u{9b}", "urn:%00%C2%9B"),
        ] {
            assert_eq!(compared(id), expected);
        }
    }
}
