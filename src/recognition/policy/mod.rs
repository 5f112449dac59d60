//! What a district or a state accepts, and what it gives for it, as data.
//!
//! A policy is written in JSON or TOML (`docs/policy.schema.json` is its schema, `docs/POLICY.md`
//! says what each member means) and read whole: an unknown member, a name that leads nowhere, an
//! amount in the wrong unit is refused with its place.

mod class;
mod read;
mod schema;
#[cfg(feature = "toml")]
mod toml;

pub use read::{Parameters, PolicyError};
pub use schema::schema;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ledger::compared;
use super::{Amount, Date, Rates, Span, TimeZone, Unit, UtcOffset};
use crate::microcredential::Blindness;
use crate::report::Aligned;

/// What counts, what it is worth, and how much of it. Read with [`Policy::read`].
///
/// Its [`Rules`] are there to be read and cannot be changed: what was checked stays as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy(Rules);

impl std::ops::Deref for Policy {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.0
    }
}

/// The rules of a [`Policy`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rules {
    /// A short name, such as `tennessee`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Under which name claims are kept: what counts once counts once in an account. The name of
    /// the policy, unless it says otherwise.
    pub account: String,
    /// Where it holds, such as `US-TN`.
    pub jurisdiction: String,
    /// Who says so.
    pub source: Source,
    /// When it holds.
    pub effective: Span,
    /// By which clocks it is a day there.
    pub zone: TimeZone,
    /// What the office calls issuers and others, by their ids as ids are compared.
    pub names: BTreeMap<String, String>,
    /// What is asked of a credential.
    pub accept: Acceptance,
    /// Until when something has to be done.
    pub windows: Windows,
    /// When its year starts, and how often it pays.
    pub year: Year,
    /// For what value is counted.
    pub categories: Vec<Category>,
    /// Whether the value of one credential may be split.
    pub splitting: Splitting,
    /// What a credential is worth.
    pub awards: Vec<Award>,
    /// Names of kinds of award, from the smallest up: a micro-credential, a stack, a bundle.
    pub ladder: Vec<String>,
    /// Categories of which only one may be used for the same training.
    pub exclusions: Vec<BTreeSet<String>>,
    /// How much at most.
    pub caps: Vec<Cap>,
    /// To which parts of stacks a credential can belong.
    pub groups: Vec<Group>,
    /// What several credentials are worth together.
    pub stacks: Vec<Stack>,
    /// How much is needed.
    pub goal: Option<Goal>,
    /// What one unit is in another.
    pub rates: Rates,
}

/// Where a policy was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// In words.
    pub text: String,
    /// At which address, where one is known.
    pub url: Option<String>,
    /// When.
    pub read: Date,
}

/// What is asked of a credential before it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Acceptance {
    /// Whose credentials count. `None`: of any issuer whose credential is verified.
    pub issuers: Option<BTreeSet<String>>,
    /// Whose endorsement counts, where one is asked for: of the issuer, and where issuers are listed
    /// also of the credential or its achievement.
    pub endorsers: BTreeSet<String>,
    /// Which achievements count; all, where none is named.
    pub achievements: BTreeSet<String>,
    /// Which alignments count; none is asked for where none is named.
    pub alignments: Vec<AlignmentRule>,
    /// Whether the credential must say that what its achievement requires was reached.
    pub results: Asked,
    /// Whether the scored rubric must be there.
    pub scored_rubric: Asked,
    /// Whether the credential must name evidence.
    pub evidence: Asked,
    /// What the credential must say of how it was assessed.
    pub assessment: Option<AssessmentRule>,
    /// Whether approval must have been given on a day before the work began.
    pub prior_approval: Asked,
    /// Whether the credential must be known to be about the person who claims it.
    pub person: Asked,
    /// What the office must confirm besides.
    pub confirmations: Vec<Confirmation>,
    /// How old a verification may be, in days.
    pub verified_within_days: u32,
}

/// Whether something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asked {
    /// It must be there.
    Required,
    /// It is not asked for.
    Unasked,
}

/// What a credential must say of its assessment
/// ([`AssessmentFacts`](crate::microcredential::AssessmentFacts)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssessmentRule {
    /// How many assessors at least, adjudicators aside.
    pub assessors: u32,
    /// How little assessors and educator must have known of each other.
    pub blindness: Option<Blindness>,
    /// Whether everybody who assessed must have been calibrated.
    pub calibration: Asked,
    /// How often, in percent, everybody must have agreed when calibrated.
    pub agreement: Option<u32>,
    /// How many business days it may have taken.
    pub within_days: Option<u32>,
}

/// Something that only the office knows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confirmation {
    /// Its name.
    pub name: String,
    /// What is confirmed, in words.
    pub title: String,
}

/// An alignment that a credential must have: what is named here must all be so.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AlignmentRule {
    /// The `targetUrl`, exactly.
    pub url: Option<String>,
    /// What the `targetUrl` begins with, up to a whole segment of its path.
    pub under: Option<String>,
    /// The `targetFramework`, exactly.
    pub framework: Option<String>,
    /// The `targetCode`, exactly.
    pub code: Option<String>,
}

/// Until when something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Windows {
    /// Days from the award to the request.
    pub request_within_days: Option<u32>,
    /// Days from the award to the upload.
    pub upload_within_days: Option<u32>,
    /// Days from the award until it counts no more.
    pub expires_after_days: Option<u32>,
    /// Whether the award must be within the licence cycle of the person.
    pub licence_cycle: Option<LicenceCycle>,
}

/// The award must be within the licence cycle of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LicenceCycle;

/// When the year of a policy starts, and in how many parts of equal length it pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Year {
    /// The month, from 1, and the day, from 1, on which a year starts.
    pub starts: (u8, u8),
    /// How often it pays in a year: a number of whole months.
    pub payments: u8,
}

/// A year of a policy, and a payment in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Period {
    /// The year of the calendar in which it starts.
    pub year: i32,
    /// The payment, from 1.
    pub payment: u8,
}

/// For what value is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Category {
    /// Its name; `*` stands for every name that a claim brings.
    pub name: Arc<str>,
    /// What people call it.
    pub title: String,
    /// In what it is counted.
    pub unit: Unit,
    /// What so much of it gives, in whole steps.
    pub step: Option<Step>,
}

/// So much gives so much, in whole steps; the rest waits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// How much is one step.
    pub every: Amount,
    /// What a step gives.
    pub gives: Amount,
}

/// Whether the value of one credential may be split between categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Splitting {
    /// It may; the parts are never more than the whole.
    Allowed,
    /// It counts in one category.
    Forbidden,
}

/// What a credential is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Award {
    /// In which category; `None` where there is one only.
    pub category: Option<String>,
    /// For what kind of award, on the ladder.
    pub rung: Option<String>,
    /// How much.
    pub worth: Worth,
}

/// How much a credential is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Worth {
    /// The same for each.
    Amount(Amount),
    /// What the credential says was earned (`creditsEarned`), taken in this unit.
    Credits(Unit),
    /// What a verified recognition of one of these says.
    Recognised(BTreeSet<String>),
}

/// How much at most.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cap {
    /// In which category.
    pub category: String,
    /// How much.
    pub amount: Amount,
    /// In what time.
    pub per: Per,
    /// What becomes of the rest.
    pub rest: Rest,
}

/// The time that a cap is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Per {
    /// A year of the policy.
    Year,
    /// A payment.
    Payment,
    /// The licence cycle of the person.
    Cycle,
    /// For ever.
    Ever,
}

/// What becomes of what is above a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rest {
    /// It counts in the periods that follow.
    CarriedOver,
    /// It does not count.
    Lost,
}

/// Credentials that fill one part of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The achievements in it.
    pub achievements: BTreeSet<String>,
    /// The tags of achievements in it.
    pub tags: BTreeSet<String>,
    /// The alignments of achievements in it.
    pub alignments: Vec<AlignmentRule>,
}

/// Several credentials that are worth something together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// How many of which group.
    pub parts: Vec<Part>,
    /// In which category its value counts.
    pub category: String,
    /// Its value.
    pub gives: Amount,
}

/// So many of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The group.
    pub group: String,
    /// How many of it, at least one.
    pub count: u32,
}

/// How much is needed, and in which time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Goal {
    /// In which category.
    pub category: String,
    /// How much.
    pub amount: Amount,
    /// In the years before now.
    pub within_years: u8,
}

impl Rules {
    /// Somebody as an explanation names them: `Riverbend (did:key:z6Mk…)` where the office has a name
    /// for the id, or else the id. What a credential calls its issuer is not asked.
    pub fn called<'i>(&self, id: &'i str) -> Cow<'i, str> {
        /// Of a longer id, its beginning says of which kind it is, and its end tells it apart.
        const SHOWN: usize = 36;
        const END: usize = 12;
        let Some(name) = self.name_of(id) else { return Cow::Borrowed(id) };
        let count = id.chars().count();
        if count <= SHOWN {
            return format!("{name} ({id})").into();
        }
        let start: String = id.chars().take(SHOWN - END).collect();
        let end: String = id.chars().skip(count - END).collect();
        format!("{name} ({start}…{end})").into()
    }

    /// What the office calls somebody, where it has a name for the id.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        self.names.get(&*compared(id)).map(String::as_str)
    }

    /// The category with a name, also where it stands for every name.
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.is_called(name))
    }

    /// How high a kind of award stands on the ladder, from 0.
    pub fn rung(&self, name: &str) -> Option<usize> {
        self.ladder.iter().position(|rung| rung == name)
    }
}

impl Category {
    /// Whether it stands for every name that a claim brings.
    pub fn is_open(&self) -> bool {
        &*self.name == "*"
    }

    /// Whether a claim that names this category means it.
    fn is_called(&self, name: &str) -> bool {
        *self.name == *name || self.is_open()
    }
}

impl Year {
    /// The period that a day is in.
    pub fn period(self, day: Date) -> Period {
        let (month, of_month) = day.month_and_day();
        let year = if (month, of_month) < self.starts { day.year() - 1 } else { day.year() };
        let begun = u8::from(of_month >= self.starts.1);
        let months = (12 + month + begun - 1 - self.starts.0) % 12;
        let length = 12 / self.payments.clamp(1, 12);
        Period { year, payment: months / length + 1 }
    }

    /// The next one.
    pub fn after(self, period: Period) -> Period {
        match period.payment < self.payments {
            true => Period { payment: period.payment + 1, ..period },
            false => Period { year: period.year + 1, payment: 1 },
        }
    }

    /// `2026`, or `2026-2027` where years do not start with the calendar's; and the payment.
    pub fn words(self, period: Period) -> String {
        let year = match self.starts {
            (1, 1) => period.year.to_string(),
            _ => format!("{}-{}", period.year, period.year + 1),
        };
        match self.payments {
            1 => year,
            payments => format!("{year}, payment {} of {payments}", period.payment),
        }
    }
}

impl AlignmentRule {
    /// Whether an alignment is as it says.
    pub(super) fn fits(&self, alignment: Aligned<'_>) -> bool {
        let is = |rule: &Option<String>, said: Option<&str>| {
            rule.as_deref().is_none_or(|rule| said == Some(rule))
        };
        let under = |under: &str| alignment.url.is_some_and(|url| lies(url, under));
        is(&self.url, alignment.url)
            && is(&self.framework, alignment.framework)
            && is(&self.code, alignment.code)
            && self.under.as_deref().is_none_or(under)
    }
}

/// Whether a URL is another one, or below it by whole segments, a query or a fragment.
fn lies(url: &str, under: &str) -> bool {
    match url.strip_prefix(under) {
        Some("") => true,
        Some(rest) => under.ends_with(['/', '#', '?']) || rest.starts_with(['/', '#', '?']),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_follow_the_year() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let school = Year { starts: (7, 1), payments: 2 };
        for (on, year, payment) in [
            ("2026-06-30", 2025, 2),
            ("2026-07-01", 2026, 1),
            ("2026-12-31", 2026, 1),
            ("2027-01-01", 2026, 2),
        ] {
            assert_eq!(school.period(day(on)), Period { year, payment }, "{on}");
        }
        let middle = Year { starts: (3, 15), payments: 4 };
        for (on, year, payment) in [
            ("2026-03-14", 2025, 4),
            ("2026-03-15", 2026, 1),
            ("2026-06-14", 2026, 1),
            ("2026-06-15", 2026, 2),
        ] {
            assert_eq!(middle.period(day(on)), Period { year, payment }, "{on}");
        }
        let last = Period { year: 2026, payment: 2 };
        assert_eq!(school.after(last), Period { year: 2027, payment: 1 });
        assert_eq!(school.words(last), "2026-2027, payment 2 of 2");
    }

    #[test]
    fn below_is_by_whole_segments() {
        assert!(lies("https://a.example/f/1", "https://a.example/f"));
        assert!(lies("https://a.example/f#x", "https://a.example/f"));
        assert!(lies("https://a.example/f/1", "https://a.example/f/"));
        assert!(!lies("https://a.example/f10", "https://a.example/f"));
        assert!(!lies("https://a.example.evil.example/f", "https://a.example"));
    }
}
