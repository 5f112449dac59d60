//! The value of a set of micro-credentials: what they cost to earn, and what they are worth where.
//!
//! A [`Picture`] is made from micro-credentials as their providers describe them and from the same
//! [policies](super::Policy) that claims are decided by. It speaks of no person and of no badge: it is
//! what everybody at the table can look at. Whatever a policy leaves open and nobody supplied is not
//! known, is said to be so, and enters no sum. With the feature `html` it is a page (`Picture::html`).

mod condition;
mod rules;
mod total;
mod worth;

pub use condition::{Concern, Condition};
pub use rules::{Origin, Rules, Unknown};
pub use total::{CapTotal, GoalNeed, PartNeed, StackNeed, StepSum, Sum};
pub use worth::{By, Finding, Worth};

use std::collections::BTreeMap;

use super::{Amount, Date, Unit};
use crate::json::{self, Value};
use crate::microcredential::MicroCredential;
use crate::model::Datum as _;
use crate::text::{Decimal, Timestamp};

/// What a set of micro-credentials costs, and what it is worth in places.
///
/// ```
/// # #[cfg(feature = "toml")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use openbadges::recognition::picture::{Nature, Origin, Picture, Rules};
/// use openbadges::recognition::{Parameters, profiles};
/// use openbadges::{Limits, json};
///
/// let delaware = json::from_toml(profiles::find("delaware").unwrap().text, &Limits::default())?;
/// let rules = Rules::read(&delaware, &Parameters::new(), Origin::Profile)?;
/// let now = "2026-03-20T12:00:00Z".parse()?;
/// let picture = Picture::new(&[], &[rules], Nature::AsGiven, &now);
/// let unknown = &picture.places[0].unknown;
/// assert!(unknown.iter().any(|it| it.name == "perMicroCredential"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "toml"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Picture {
    /// As of when.
    #[serde(serialize_with = "written")]
    pub now: Timestamp,
    /// Whether the figures are those of real things: of a picture, or of a
    /// [`Portfolio`](crate::recognition::portfolio::Portfolio).
    pub nature: Nature,
    /// The micro-credentials, in the order in which they were given.
    pub micro_credentials: Vec<Offer>,
    /// What all of them take.
    pub takes: Takes,
    /// The places, in the order in which they were given.
    pub places: Vec<Place>,
}

/// Whether the figures are those of real things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Nature {
    /// They are what was given.
    AsGiven,
    /// What was given is made up, to show what a picture looks like; the page says so.
    Example,
}

/// A micro-credential, as far as its cost and its value go.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Offer {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// Who provides it, where that is said.
    pub provider: Option<String>,
    /// The hours of work that it usually takes, where they are said.
    pub hours: Option<Decimal>,
    /// The time that it usually takes, where that is said in place of hours.
    pub duration: Option<String>,
    /// What it costs to earn, where that is said.
    pub price: Option<Price>,
    /// The credits that can be earned, which have no unit of their own, where they are said.
    pub credits: Option<Decimal>,
    /// How demanding it is, in the provider's own words.
    pub complexity: Option<String>,
    /// How many criteria its public rubric has.
    pub criteria: usize,
    /// How many works of research it names.
    pub research: usize,
    /// Its alignments.
    #[serde(skip)]
    pub(super) alignments: Vec<Value>,
    /// How many nodes of frameworks it is aligned to.
    pub aligned: usize,
    #[serde(skip)]
    pub(super) tags: Vec<String>,
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Price {
    /// How much.
    pub amount: Decimal,
    /// Of which currency (ISO 4217).
    pub currency: String,
    /// For what, where that is said.
    pub what: Option<String>,
}

/// What the micro-credentials take together. What is not said of one is in no sum.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Takes {
    /// The hours of those that say them.
    pub hours: Decimal,
    /// How many say their hours.
    pub hours_said: usize,
    /// How many say a duration in place of hours, which is in no sum.
    pub durations_said: usize,
    /// The prices of those that say them, by currency.
    pub prices: Vec<(String, Decimal)>,
    /// How many say their price.
    pub prices_said: usize,
}

/// What the micro-credentials are worth in a place, and what it asks for.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Place {
    /// The short name of the policy.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Where it holds.
    pub jurisdiction: String,
    /// Where its rules were read, in words.
    pub source: String,
    /// At which address, where one is known.
    pub source_url: Option<String>,
    /// When they were read.
    pub read: Date,
    /// Whether it is a profile of a real place.
    pub origin: Origin,
    /// Whether its rules are in force.
    pub in_force: bool,
    /// What each micro-credential is worth, in each category.
    pub worths: Vec<Worth>,
    /// What all of them are worth, in each category.
    pub sums: Vec<Sum>,
    /// What several are worth together.
    pub stacks: Vec<StackNeed>,
    /// How much is needed, and by when.
    pub goal: Option<GoalNeed>,
    /// How many clock hours all of them count for, where the place has rates that lead there and
    /// the value of each is known.
    pub in_hours: Option<Amount>,
    /// What one unit is in another, in words.
    pub rates: Vec<String>,
    /// What it asks for, limits and leaves free.
    pub conditions: Vec<Condition>,
    /// Which amounts are not known.
    pub unknown: Vec<Unknown>,
    /// Which amounts were supplied, and are not the source's.
    pub supplied: Vec<String>,
}

impl Picture {
    /// What these micro-credentials cost, and what they are worth by these rules.
    pub fn new(
        micro_credentials: &[MicroCredential],
        rules: &[Rules],
        nature: Nature,
        now: &Timestamp,
    ) -> Self {
        let offers: Vec<Offer> = micro_credentials.iter().map(Offer::of).collect();
        Self {
            now: now.clone(),
            nature,
            takes: Takes::of(&offers),
            places: rules.iter().map(|rules| Place::of(rules, &offers, now)).collect(),
            micro_credentials: offers,
        }
    }
}

impl Offer {
    fn of(it: &MicroCredential) -> Self {
        let provider = it.provider.as_ref();
        let provider = provider.map(|it| it.name.clone().unwrap_or_else(|| it.id.to_string()));
        Self {
            id: it.id.as_str().to_owned(),
            name: it.name.clone(),
            description: it.description.clone(),
            provider,
            hours: it.hours_to_earn,
            duration: it.duration_to_earn.clone(),
            price: it.cost_to_earn.as_ref().map(|cost| Price {
                amount: cost.amount,
                currency: cost.currency.clone(),
                what: cost.description.clone(),
            }),
            credits: it
                .credits_available
                .as_ref()
                .and_then(|number| json::canonical(&Value::from(*number)).parse().ok()),
            complexity: it.complexity.clone(),
            criteria: it.criterion.len(),
            research: it.research.len(),
            alignments: it.alignment.iter().map(|it| it.to_value()).collect(),
            aligned: it.alignment.len(),
            tags: it.tag.iter().cloned().collect(),
        }
    }
}

impl Takes {
    fn of(offers: &[Offer]) -> Self {
        let mut takes = Self::default();
        let mut prices: BTreeMap<&str, Decimal> = BTreeMap::new();
        for offer in offers {
            if let Some(sum) = offer.hours.and_then(|hours| takes.hours.plus(hours)) {
                takes.hours = sum;
                takes.hours_said += 1;
            } else if offer.duration.is_some() {
                takes.durations_said += 1;
            }
            if let Some(price) = &offer.price {
                let sum = prices.entry(&price.currency).or_insert(Decimal::ZERO);
                if let Some(more) = sum.plus(price.amount) {
                    *sum = more;
                    takes.prices_said += 1;
                }
            }
        }
        takes.prices =
            prices.into_iter().map(|(currency, sum)| (currency.to_owned(), sum)).collect();
        takes
    }
}

impl Place {
    fn of(rules: &Rules, offers: &[Offer], now: &Timestamp) -> Self {
        let policy = rules.policy();
        let today = Date::of(now, policy.zone).unwrap_or_default();
        let worths = worth::worths(rules, offers, today);
        let sums = total::sums(rules, &worths);
        Self {
            name: policy.name.clone(),
            title: policy.title.clone(),
            jurisdiction: policy.jurisdiction.clone(),
            source: policy.source.text.clone(),
            source_url: policy.source.url.clone(),
            read: policy.source.read,
            origin: rules.origin(),
            in_force: policy.effective.holds(today),
            in_hours: hours(rules, &sums, today),
            stacks: total::stacks(rules, offers),
            goal: total::goal(rules, &sums),
            rates: worth::known_rates(rules)
                .iter()
                .map(|rate| format!("{} = {}", rate.left().words(), rate.right().words()))
                .collect(),
            conditions: condition::conditions(rules),
            unknown: rules.unknown().to_vec(),
            supplied: rules.supplied().to_vec(),
            worths,
            sums,
        }
    }

    /// What people call the place: what its title says before a colon.
    pub fn label(&self) -> &str {
        self.title.split(": ").next().unwrap_or_default()
    }

    /// Whether the place says of every micro-credential what it is worth, in one category at least.
    pub fn is_known(&self) -> bool {
        self.sums.iter().any(Sum::is_whole)
    }
}

/// What all count for in clock hours: in the category, where there is one alone. Money is none, and
/// a sum in which something is missing is none either.
fn hours(rules: &Rules, sums: &[Sum], today: Date) -> Option<Amount> {
    match sums {
        [only] if only.is_whole() && !only.sum.unit().is_money() => {
            worth::in_hours(rules, &only.counts, today).ok()
        }
        _ => None,
    }
    .filter(|amount| *amount.unit() == Unit::ClockHour)
}

fn written<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(time.as_str())
}
