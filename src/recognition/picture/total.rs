use super::super::policy::{Cap, Group, Per, Rest};
use super::super::{Amount, Unit};
use super::rules::{Rules, Said, Step};
use super::{Finding, Offer, Worth};
use crate::report::Aligned;
use crate::text::Decimal;

/// What all micro-credentials are worth in a category.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Sum {
    /// For what value is counted, as people call it.
    pub category: String,
    /// The sum of what is known.
    pub sum: Amount,
    /// Of how many the worth is known.
    pub known: usize,
    /// Of how many.
    pub of: usize,
    /// What the sum gives in whole steps, where the category has steps that are known.
    pub steps: Option<StepSum>,
    /// The limits on it that are known.
    pub caps: Vec<CapTotal>,
}

/// What an amount gives in whole steps.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StepSum {
    /// How much is one step.
    pub every: Amount,
    /// What a step gives.
    pub gives: Amount,
    /// What all whole steps give.
    pub given: Amount,
    /// What waits for the next step.
    pub waits: Amount,
}

/// How a sum stands to a limit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CapTotal {
    /// How much at most.
    pub most: Amount,
    /// In what time, such as `a year`.
    pub per: &'static str,
    /// How much of the sum is above it, if all is claimed in one such time.
    pub above: Amount,
    /// Whether that is kept for later.
    pub is_carried_over: bool,
}

/// Micro-credentials that are worth something together.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StackNeed {
    /// What people call the stack.
    pub title: String,
    /// Its parts.
    pub parts: Vec<PartNeed>,
    /// Its value; `None` where that is not known.
    pub gives: Option<Amount>,
}

/// A part of a stack.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PartNeed {
    /// What people call it.
    pub title: String,
    /// How many are needed.
    pub count: u32,
    /// How many of the micro-credentials belong to it; `None` where the rules do not say which do.
    pub have: Option<usize>,
}

/// How much is needed, and by when.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoalNeed {
    /// How much.
    pub of: Amount,
    /// In how many years.
    pub within_years: u8,
    /// How much all micro-credentials count towards it; `None` where that is not known.
    pub have: Option<Amount>,
}

impl Sum {
    /// Whether something is worth something, and of nothing it is unknown.
    pub fn is_whole(&self) -> bool {
        self.of > 0 && self.known == self.of
    }
}

pub(super) fn sums(rules: &Rules, worths: &[Worth]) -> Vec<Sum> {
    let policy = rules.policy();
    let mut sums = Vec::new();
    for (index, category) in policy.categories.iter().enumerate() {
        let title = super::worth::title(category);
        let of = || worths.iter().filter(|worth| worth.category == title);
        if of().next().is_none() {
            continue;
        }
        let (mut sum, mut known) = (Amount::zero(category.unit.clone()), 0);
        for worth in of() {
            if matches!(worth.finding, Finding::NotAccepted { .. }) {
                // It is known to be worth nothing here.
                known += 1;
            } else if let Some(more) = worth.amount().and_then(|it| sum.plus(it).ok()) {
                (sum, known) = (more, known + 1);
            }
        }
        let caps = policy.caps.iter().enumerate();
        let caps = caps.filter(|(_, cap)| cap.category == category.name || cap.category == "*");
        sums.push(Sum {
            steps: steps(rules, index, &sum),
            caps: caps.filter_map(|(at, cap)| capped(rules, at, cap, &sum)).collect(),
            of: of().count(),
            category: title,
            sum,
            known,
        });
    }
    sums
}

fn steps(rules: &Rules, category: usize, sum: &Amount) -> Option<StepSum> {
    let step = rules.policy().categories.get(category)?.step.as_ref()?;
    let path = [Step::Member("categories"), Step::Item(category), Step::Member("step")];
    if ["every", "gives"].iter().any(|it| matches!(rules.said_of(&path, it), Said::Unknown(_))) {
        return None;
    }
    let (count, waits) = sum.number().in_steps_of(step.every.number())?;
    let count: Decimal = count.to_string().parse().ok()?;
    Some(StepSum {
        given: Amount::new(step.gives.number().times(count)?, step.gives.unit().clone()).ok()?,
        waits: Amount::new(waits, step.every.unit().clone()).ok()?,
        every: step.every.clone(),
        gives: step.gives.clone(),
    })
}

fn capped(rules: &Rules, index: usize, cap: &Cap, sum: &Amount) -> Option<CapTotal> {
    let path = [Step::Member("caps"), Step::Item(index)];
    if matches!(rules.said_of(&path, "amount"), Said::Unknown(_)) {
        return None;
    }
    Some(CapTotal {
        above: sum.less(&cap.amount).ok()?,
        most: cap.amount.clone(),
        per: match cap.per {
            Per::Year => "a year",
            Per::Payment => "a payment",
            Per::Cycle => "a licence cycle",
            Per::Ever => "in all",
        },
        is_carried_over: cap.rest == Rest::CarriedOver,
    })
}

pub(super) fn stacks(rules: &Rules, offers: &[Offer]) -> Vec<StackNeed> {
    let policy = rules.policy();
    let stacks = policy.stacks.iter().enumerate().map(|(index, stack)| {
        let path = [Step::Member("stacks"), Step::Item(index)];
        let is_known = !matches!(rules.said_of(&path, "gives"), Said::Unknown(_));
        let parts = stack.parts.iter().map(|part| {
            let group = policy.groups.iter().find(|group| group.name == part.group);
            PartNeed {
                title: group.map_or_else(|| part.group.clone(), |group| group.title.clone()),
                count: part.count,
                have: group.and_then(|group| members(group, offers)),
            }
        });
        StackNeed {
            title: stack.title.clone(),
            parts: parts.collect(),
            gives: is_known.then(|| stack.gives.clone()),
        }
    });
    stacks.collect()
}

/// How many belong to a group, where it says which do.
fn members(group: &Group, offers: &[Offer]) -> Option<usize> {
    let Group { achievements, tags, alignments, .. } = group;
    if achievements.is_empty() && tags.is_empty() && alignments.is_empty() {
        return None;
    }
    let belongs = |offer: &&Offer| {
        achievements.contains(&offer.id)
            || offer.tags.iter().any(|tag| tags.contains(tag))
            || offer
                .alignments
                .iter()
                .any(|it| alignments.iter().any(|rule| rule.fits(Aligned::of(it))))
    };
    Some(offers.iter().filter(belongs).count())
}

pub(super) fn goal(rules: &Rules, sums: &[Sum]) -> Option<GoalNeed> {
    let goal = rules.policy().goal.as_ref()?;
    if matches!(rules.said_of(&[Step::Member("goal")], "amount"), Said::Unknown(_)) {
        return None;
    }
    let unit: &Unit = goal.amount.unit();
    let mut towards = sums.iter().filter(|sum| sum.sum.unit() == unit);
    let have = match (towards.next(), towards.next()) {
        (Some(only), None) if only.is_whole() => Some(only.sum.clone()),
        _ => None,
    };
    Some(GoalNeed { of: goal.amount.clone(), within_years: goal.within_years, have })
}
