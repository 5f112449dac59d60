use super::super::policy::{Award, Category, Worth as Awarded};
use super::super::{Amount, Date, Rates, Unit, ValueError};
use super::Offer;
use super::rules::{Rules, Said, Step, Unknown};
use crate::report::Aligned;

/// What one micro-credential is worth in one category of a place, if all that is asked for is met.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Worth {
    /// The micro-credential, by its place among those that were asked about.
    pub offer: usize,
    /// For what value is counted, as people call it.
    pub category: String,
    /// What it is worth there, or why that is not said.
    #[serde(flatten)]
    pub finding: Finding,
}

/// What something is worth, or why that is not said.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(tag = "finding", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Finding {
    /// So much.
    Known {
        /// In the unit of the category.
        amount: Amount,
        /// In the unit in which it is given, where that is another one.
        given: Option<Amount>,
        /// By whose word.
        by: By,
    },
    /// An amount that is not known.
    NotKnown {
        /// Which.
        unknown: Unknown,
    },
    /// What a signed recognition says.
    AsRecognised {
        /// Of one of these.
        by: Vec<String>,
    },
    /// What a badge says was earned, and the micro-credential says nothing of it.
    CreditsNotSaid {
        /// In which unit it would be taken.
        unit: Unit,
    },
    /// The amount cannot be said in the unit of the category.
    NotConverted {
        /// What is given.
        given: Amount,
        /// Why.
        reason: String,
    },
    /// The place does not accept it.
    NotAccepted {
        /// Why.
        reason: String,
    },
}

/// By whose word something is worth what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum By {
    /// That of the rules.
    Rules,
    /// That of whoever supplied a parameter of the rules.
    Supplied,
    /// The provider's: what the micro-credential says can be earned.
    Provider,
}

impl Worth {
    /// The amount, where it is known.
    pub fn amount(&self) -> Option<&Amount> {
        match &self.finding {
            Finding::Known { amount, .. } => Some(amount),
            _ => None,
        }
    }
}

/// What each micro-credential is worth in each category.
pub(super) fn worths(rules: &Rules, offers: &[Offer], today: Date) -> Vec<Worth> {
    let policy = rules.policy();
    let rates = known_rates(rules);
    let first = policy.ladder.first();
    let awards = policy.awards.iter().enumerate();
    let of_first = awards.filter(|(_, it)| it.rung.as_ref().or(first) == first);
    let mut worths = Vec::new();
    for (index, award) in of_first {
        let category = match &award.category {
            Some(name) => policy.category(name),
            None => policy.categories.first(),
        };
        let Some(category) = category else { continue };
        for (offer, it) in offers.iter().enumerate() {
            let finding = match refusal(rules, it) {
                Some(reason) => Finding::NotAccepted { reason },
                None => finding(rules, &rates, (index, award), category, it, today),
            };
            worths.push(Worth { offer, category: title(category), finding });
        }
    }
    worths
}

/// What a category is called; `*` stands for every name that a claim brings.
pub(super) fn title(category: &Category) -> String {
    if category.title == "*" { "any category" } else { &category.title }.to_owned()
}

/// The rates of which both sides are known.
pub(super) fn known_rates(rules: &Rules) -> Rates {
    let is_known = |(index, _): &(usize, _)| {
        let path = [Step::Member("rates"), Step::Item(*index)];
        ["left", "right"].iter().all(|side| !matches!(rules.said_of(&path, side), Said::Unknown(_)))
    };
    let rates = rules.policy().rates.iter().enumerate().filter(is_known);
    Rates::new(rates.map(|(_, rate)| rate.clone()).collect())
}

fn refusal(rules: &Rules, offer: &Offer) -> Option<String> {
    let accept = &rules.policy().accept;
    if !accept.achievements.is_empty() && !accept.achievements.contains(&offer.id) {
        return Some("it is not one of the achievements that count".to_owned());
    }
    let fits = || {
        offer
            .alignments
            .iter()
            .any(|it| accept.alignments.iter().any(|rule| rule.fits(Aligned::of(it))))
    };
    if !accept.alignments.is_empty() && !fits() {
        return Some("it is aligned with none of the priorities".to_owned());
    }
    None
}

fn finding(
    rules: &Rules,
    rates: &Rates,
    (index, award): (usize, &Award),
    category: &Category,
    offer: &Offer,
    today: Date,
) -> Finding {
    let (given, by) = match &award.worth {
        Awarded::Amount(amount) => {
            let path = [Step::Member("awards"), Step::Item(index)];
            match rules.said_of(&path, "amount") {
                Said::Unknown(unknown) => return Finding::NotKnown { unknown: unknown.clone() },
                Said::Supplied => (amount.clone(), By::Supplied),
                Said::Policy => (amount.clone(), By::Rules),
            }
        }
        Awarded::Credits(unit) => {
            let credits = offer.credits.and_then(|it| Amount::new(it, unit.clone()).ok());
            match credits {
                Some(amount) => (amount, By::Provider),
                None => return Finding::CreditsNotSaid { unit: unit.clone() },
            }
        }
        Awarded::Recognised(by) => {
            return Finding::AsRecognised { by: by.iter().cloned().collect() };
        }
    };
    let place = &rules.policy().jurisdiction;
    match rates.convert(&given, &category.unit, place, today) {
        Ok(found) => {
            let given = (found.from != found.to).then_some(found.from);
            Finding::Known { amount: found.to, given, by }
        }
        Err(error) => Finding::NotConverted { given, reason: error.to_string() },
    }
}

/// An amount in clock hours, by the rates of a place.
pub(super) fn in_hours(rules: &Rules, amount: &Amount, today: Date) -> Result<Amount, ValueError> {
    let place = &rules.policy().jurisdiction;
    Ok(known_rates(rules).convert(amount, &Unit::ClockHour, place, today)?.to)
}
