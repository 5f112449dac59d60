use std::collections::BTreeSet;
use std::sync::Arc;

use arcstr::ArcStr;

use super::{CreditsSaid, Evaluator, Facets, Step, Steps, compared};
use crate::json::{self, Value};
use crate::recognition::policy::{Award, Category, Splitting, Worth};
use crate::recognition::{Amount, Candidate, Unit, VerifiedRecognition};

/// So much of one credential's value in a category.
pub(super) struct Portion<'a> {
    /// The name of the category, as the claim has it.
    pub name: &'a str,
    pub category: &'a Category,
    pub amount: Amount,
}

impl<'a> Portion<'a> {
    /// What people call the category.
    pub(super) fn title(&self) -> &'a str {
        if self.category.is_open() { self.name } else { &self.category.title }
    }

    /// The name of the category, to be kept.
    pub(super) fn kept_name(&self) -> Arc<str> {
        if self.category.is_open() { self.name.into() } else { self.category.name.clone() }
    }
}

/// In which categories it is asked to count.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// All of it in one.
    Whole(&'a str),
    /// So much of it in each.
    Split(&'a [(String, Amount)]),
}

impl<'a> Wanted<'a> {
    /// The categories, and how much is to count there where not all is.
    fn parts(self) -> impl Iterator<Item = (&'a str, Option<&'a Amount>)> {
        let (whole, split) = match self {
            Wanted::Whole(name) => (Some((name, None)), &[][..]),
            Wanted::Split(split) => (None, split),
        };
        whole.into_iter().chain(split.iter().map(|(name, part)| (name.as_str(), Some(part))))
    }
}

impl<'a> Evaluator<'a, '_> {
    /// Adds to `portions` what it is worth, and where that counts: nothing, where only stacks have a
    /// value.
    pub(super) fn portions(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        steps: &mut Steps<'a>,
        portions: &mut Vec<Portion<'a>>,
    ) {
        let policy = self.policy;
        if policy.awards.is_empty() {
            return;
        }
        let first = policy.ladder.first().map(String::as_str);
        let rung = candidate.facts.rung.as_deref().or(first);
        if let Some(rung) = &candidate.facts.rung
            && policy.rung(rung).is_none()
        {
            steps.push(Step::RungUnknown(rung.clone()));
            return;
        }
        let fits = |award: &&Award| award.rung.as_deref().or(first) == rung;
        let awards = policy.awards.iter().filter(fits);
        if awards.clone().next().is_none() {
            steps.push(Step::NoValue(rung.map(ArcStr::from)));
            return;
        }
        let Some(wanted) = self.wanted(candidate, awards.clone(), steps) else {
            return;
        };
        self.excluded(candidate, facets, wanted, steps);

        let mut whole: Option<Amount> = None;
        for (name, part) in wanted.parts() {
            let Some((category, award)) = self.award(name, awards.clone()) else {
                steps.push(Step::CategoryUnknown(name.into()));
                return;
            };
            let Some(worth) = self.worth(candidate, facets, category, award, steps) else {
                return;
            };
            // Where there are several parts, all are parts of one value.
            if whole.as_ref().is_some_and(|whole| *whole != worth) {
                steps.push(Step::SplitUnequal);
                return;
            }
            if worth.is_zero() {
                steps.push(Step::WorthNothing);
                return;
            }
            let amount = part.cloned().unwrap_or_else(|| worth.clone());
            whole = Some(worth);
            portions.push(Portion { name, category, amount });
        }
        let is_to_fit = matches!(wanted, Wanted::Split(_))
            || portions.iter().any(|portion| portion.amount.is_zero());
        if let Some(whole) = whole.filter(|_| is_to_fit)
            && let Err(step) = fit(portions, &whole)
        {
            steps.push(step);
        }
    }

    /// The categories that are asked for, and how much of it in each.
    fn wanted(
        &self,
        candidate: &'a Candidate,
        mut awards: impl Iterator<Item = &'a Award> + Clone,
        steps: &mut Steps<'a>,
    ) -> Option<Wanted<'a>> {
        let facts = &candidate.facts;
        if let [_, _, ..] = facts.split.as_slice()
            && self.policy.splitting == Splitting::Forbidden
        {
            steps.push(Step::SplitForbidden);
            return None;
        }
        if !facts.split.is_empty() {
            return Some(Wanted::Split(&facts.split));
        }
        if let Some(name) = &facts.category {
            return Some(Wanted::Whole(name));
        }
        let all = awards.clone();
        let first = awards.next().and_then(|award| award.category.as_deref());
        if let Some(only) = first.filter(|_| awards.all(|it| it.category.as_deref() == first)) {
            return Some(Wanted::Whole(only));
        }
        let names: BTreeSet<&str> = all.filter_map(|award| award.category.as_deref()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let names = match names.is_empty() {
            true => "any that the office uses".to_owned(),
            false => names.join(", "),
        };
        steps.push(Step::CategoryMissing(names.into()));
        None
    }

    /// Do categories exclude each other for the same training?
    fn excluded(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        wanted: Wanted<'a>,
        steps: &mut Steps<'a>,
    ) {
        if self.policy.exclusions.is_empty() {
            return;
        }
        let before: BTreeSet<&str> = facets
            .trainings(candidate)
            .filter_map(|training| self.trainings.get(&training))
            .flatten()
            .copied()
            .collect();
        for excluded in &self.policy.exclusions {
            let here: BTreeSet<&str> =
                wanted.parts().map(|(name, _)| name).filter(|it| excluded.contains(*it)).collect();
            let mut there = before.iter().copied().filter(|it| excluded.contains(*it));
            if here.len() > 1 {
                steps.push(Step::Excluded);
            } else if !here.is_empty() && there.any(|it| !here.contains(it)) {
                steps.push(Step::TrainingCounted);
            }
        }
    }

    fn award(
        &self,
        name: &str,
        mut awards: impl Iterator<Item = &'a Award>,
    ) -> Option<(&'a Category, &'a Award)> {
        let category = self.policy.category(name)?;
        let own = |award: &&Award| match award.category.as_deref() {
            Some(of) => of == name,
            None => category.is_open(),
        };
        Some((category, awards.find(own)?))
    }

    /// What it is worth in the unit of a category.
    fn worth(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        category: &Category,
        award: &'a Award,
        steps: &mut Steps<'a>,
    ) -> Option<Amount> {
        let (amount, step) = match &award.worth {
            Worth::Amount(amount) => (amount.clone(), Step::Worth(amount)),
            Worth::Credits(unit) => match credits(facets, unit) {
                Ok(amount) => by_word(amount, facets.issuer),
                Err(step) => {
                    steps.push(step);
                    return None;
                }
            },
            Worth::Recognised(by) => {
                let (amount, by) = self.recognised(candidate, facets, by, steps)?;
                by_word(amount, by)
            }
        };
        steps.push(step);
        if amount.unit() == &category.unit {
            return Some(amount);
        }
        let place = &self.policy.jurisdiction;
        match self.policy.rates.convert(&amount, &category.unit, place, self.today) {
            Ok(found) => {
                let rates: Vec<String> = found
                    .rates
                    .iter()
                    .map(|rate| format!("{rate} ({}, read on {})", rate.source, rate.read.words()))
                    .collect();
                let how = Box::new((amount, found.to.clone(), rates.join(", ")));
                steps.push(Step::Converted(how));
                Some(found.to)
            }
            Err(error) => {
                steps.push(Step::NotConverted(Box::new(error)));
                None
            }
        }
    }

    /// What those whose word counts say that it is worth, here and now.
    fn recognised(
        &self,
        candidate: &'a Candidate,
        facets: &Facets<'a>,
        by: &BTreeSet<String>,
        steps: &mut Steps<'a>,
    ) -> Option<(Amount, &'a str)> {
        let accept = &self.policy.accept;
        let said = candidate.facts.recognised_by.as_deref();
        let holds = candidate.recognitions().iter().filter(|recognition| {
            by.contains(recognition.by())
                && said.is_none_or(|said| compared(said) == compared(recognition.by()))
                && recognition.is_about(facets.achievement_id, facets.issuer)
                // Anybody can write the id of an achievement that somebody recognises.
                && (recognition.names_an_issuer() || accept.issuers.is_some())
                && recognition.holds(
                    &self.policy.jurisdiction,
                    self.today,
                    self.now,
                    accept.verified_within_days,
                )
        });
        let confirmed = &candidate.facts.confirmed;
        let open = |recognition: &VerifiedRecognition| {
            let conditions = recognition.recognition().conditions.iter();
            conditions.filter(|condition| !confirmed.contains(*condition)).count()
        };
        let mut found: Option<&VerifiedRecognition> = None;
        for recognition in holds {
            match found {
                Some(other) if other.recognition().value != recognition.recognition().value => {
                    steps.push(Step::RecognisedTwice);
                    return None;
                }
                // Of several that say the same, the one of which least is to be confirmed.
                Some(other) if open(other) <= open(recognition) => {}
                _ => found = Some(recognition),
            }
        }
        let Some(recognition) = found else {
            steps.push(Step::NotRecognised);
            return None;
        };
        steps.extend(recognition.recognition().conditions.iter().map(|condition| {
            match confirmed.contains(condition) {
                true => Step::Confirmed(condition),
                false => Step::NotConfirmed(condition),
            }
        }));
        Some((recognition.recognition().value.clone(), recognition.by()))
    }
}

/// What it is worth, and the step that says by whose word.
fn by_word(amount: Amount, by: &str) -> (Amount, Step<'_>) {
    let said = Box::new((amount.clone(), by));
    (amount, Step::WorthBy(said))
}

/// Whether the parts are no more than the whole, and each is something in a category of its own.
fn fit<'a>(portions: &[Portion<'a>], whole: &Amount) -> Result<(), Step<'a>> {
    let mut sum = Amount::zero(whole.unit().clone());
    for portion in portions {
        sum = sum.plus(&portion.amount).map_err(|error| Step::NotConverted(Box::new(error)))?;
    }
    let each_once = || {
        let names: BTreeSet<&str> = portions.iter().map(|portion| portion.name).collect();
        names.len() == portions.len()
    };
    let is_fit = !portions.iter().any(|portion| portion.amount.is_zero()) && each_once();
    match is_fit && sum.number() <= whole.number() {
        true => Ok(()),
        false => Err(Step::SplitTooLarge(Box::new((sum, whole.clone())))),
    }
}

/// What the credential says was earned, no more than its achievement gives.
fn credits<'a>(facets: &Facets<'a>, unit: &Unit) -> Result<Amount, Step<'a>> {
    let read = |which: CreditsSaid, said: &'a Value| {
        credit(said, unit).ok_or(Step::CreditsUnread(which, said))
    };
    let earned = facets.of_subject("creditsEarned").ok_or(Step::CreditsUnknown)?;
    let earned = read(CreditsSaid::Earned, earned)?;
    let available = facets.view.achievement().and_then(|it| it.get("creditsAvailable"));
    // A limit that cannot be read is not no limit.
    match available.map(|said| read(CreditsSaid::Available, said)).transpose()? {
        Some(most) if earned.number() > most.number() => {
            Err(Step::CreditsMore(Box::new((earned, most))))
        }
        _ => Ok(earned),
    }
}

/// A number of JSON, exactly as it is written in the shortest way.
fn credit(said: &Value, unit: &Unit) -> Option<Amount> {
    let Value::Number(_) = said else { return None };
    Amount::new(json::canonical(said).parse().ok()?, unit.clone()).ok()
}
