use super::super::evaluate::left_over;
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
    /// How much of the sum can count in all, if the limits that are known are kept: what a limit
    /// makes no use of is lost, unless it is carried over.
    pub counts: Amount,
    /// Of how many the worth is known.
    pub known: usize,
    /// Of how many.
    pub of: usize,
    /// What counts gives in whole steps, where the category has steps that are known.
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
    /// How much more the next step needs.
    pub lacks: Amount,
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
    /// In how many such times all that counts can be claimed, where it is more than one.
    pub spread: Option<u64>,
    #[serde(skip)]
    pub(super) time: Per,
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

impl StepSum {
    /// What is left over, and what it would give with how much more. Nothing where nothing is.
    pub fn left_over(&self) -> Option<String> {
        left_over(&self.waits, &self.lacks, &self.gives)
    }
}

impl CapTotal {
    /// What `spread` counts: `3 years`, `1 payment`.
    pub fn times(&self, count: u64) -> String {
        let (one, several) = match self.time {
            Per::Year => ("year", "years"),
            Per::Payment => ("payment", "payments"),
            Per::Cycle | Per::Ever => ("licence cycle", "licence cycles"),
        };
        format!("{count} {}", if count == 1 { one } else { several })
    }
}

impl Sum {
    /// The limit because of which it takes more than one year, payment or cycle until all counts.
    pub fn limit(&self) -> Option<&CapTotal> {
        let mut binding = self.caps.iter().filter(|cap| cap.spread.is_some());
        let first = binding.clone().next();
        binding.find(|cap| cap.time == Per::Year).or(first)
    }

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
        let mut each = Vec::new();
        for worth in of() {
            if matches!(worth.finding, Finding::NotAccepted { .. }) {
                // It is known to be worth nothing here.
                known += 1;
            } else if let Some(amount) = worth.amount()
                && let Ok(more) = sum.plus(amount)
            {
                (sum, known) = (more, known + 1);
                each.push(amount.number());
            }
        }
        let caps = policy.caps.iter().enumerate();
        let caps = caps.filter(|(_, cap)| *cap.category == *category.name || cap.category == "*");
        let caps: Vec<&Cap> = caps
            .filter(|(at, cap)| is_known(rules, *at) && cap.amount.unit() == sum.unit())
            .map(|(_, cap)| cap)
            .collect();
        let counts = counted(&mut each, &caps);
        let counts = Amount::new(counts, sum.unit().clone()).unwrap_or_else(|_| sum.clone());
        sums.push(Sum {
            steps: steps(rules, index, &counts),
            caps: caps.iter().filter_map(|cap| capped(cap, &sum, &counts, &each)).collect(),
            of: of().count(),
            category: title,
            sum,
            counts,
            known,
        });
    }
    sums
}

fn is_known(rules: &Rules, cap: usize) -> bool {
    let path = [Step::Member("caps"), Step::Item(cap)];
    !matches!(rules.said_of(&path, "amount"), Said::Unknown(_))
}

/// How much counts at most, however long it takes. What one credential loses by a limit is taken off
/// it, since it is claimed once.
fn counted(each: &mut [Decimal], caps: &[&Cap]) -> Decimal {
    let lost = caps.iter().filter(|cap| cap.rest == Rest::Lost || cap.amount.is_zero());
    let of_one = lost.map(|cap| cap.amount.number()).min();
    for amount in each.iter_mut() {
        *amount = of_one.map_or(*amount, |most| (*amount).min(most));
    }
    let all = each.iter().try_fold(Decimal::ZERO, |sum, amount| sum.plus(*amount));
    let ever = caps.iter().filter(|cap| cap.per == Per::Ever).map(|cap| cap.amount.number());
    // What cannot be added is more than what can.
    ever.chain(all).min().unwrap_or_default()
}

fn steps(rules: &Rules, category: usize, counts: &Amount) -> Option<StepSum> {
    let step = rules.policy().categories.get(category)?.step.as_ref()?;
    let path = [Step::Member("categories"), Step::Item(category), Step::Member("step")];
    if ["every", "gives"].iter().any(|it| matches!(rules.said_of(&path, it), Said::Unknown(_))) {
        return None;
    }
    let (count, waits) = counts.number().in_steps_of(step.every.number())?;
    let count: Decimal = count.to_string().parse().ok()?;
    let waits = Amount::new(waits, step.every.unit().clone()).ok()?;
    Some(StepSum {
        given: Amount::new(step.gives.number().times(count)?, step.gives.unit().clone()).ok()?,
        lacks: step.every.less(&waits).ok()?,
        waits,
        every: step.every.clone(),
        gives: step.gives.clone(),
    })
}

fn capped(cap: &Cap, sum: &Amount, counts: &Amount, each: &[Decimal]) -> Option<CapTotal> {
    let most = cap.amount.number();
    let spread = match (cap.per, cap.rest) {
        (Per::Ever, _) => None,
        (_, Rest::CarriedOver) => {
            let (times, rest) = counts.number().in_steps_of(most)?;
            Some(times + u64::from(!rest.is_zero()))
        }
        (_, Rest::Lost) => Some(packed(each, most)),
    };
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
        spread: spread.filter(|times| *times > 1),
        time: cap.per,
    })
}

/// In how many times everything finds room, none of it cut: the largest first, each where there is
/// room left.
fn packed(each: &[Decimal], most: Decimal) -> u64 {
    let mut sorted = each.to_vec();
    sorted.sort_unstable_by(|one, other| other.cmp(one));
    let mut rooms: Vec<Decimal> = Vec::new();
    for amount in sorted.into_iter().filter(|amount| !amount.is_zero()) {
        match rooms.iter_mut().find(|room| **room >= amount) {
            Some(room) => *room = room.minus(amount).unwrap_or_default(),
            None => rooms.push(most.minus(amount).unwrap_or_default()),
        }
    }
    rooms.len() as u64
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
                have: group.and_then(|group| members(group, &policy.groups, offers)),
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
fn members(group: &Group, groups: &[Group], offers: &[Offer]) -> Option<usize> {
    let Group { achievements, tags, alignments, .. } = group;
    if achievements.is_empty() && tags.is_empty() && alignments.is_empty() {
        return None;
    }
    // What a group lists by its id is in no other by its tags.
    let is_listed = |offer: &Offer| groups.iter().any(|it| it.achievements.contains(&offer.id));
    let belongs = |offer: &&Offer| {
        if is_listed(offer) {
            return achievements.contains(&offer.id);
        }
        offer.tags.iter().any(|tag| tags.contains(tag))
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
        (Some(only), None) if only.is_whole() => within(rules, only, goal.within_years),
        _ => None,
    };
    Some(GoalNeed { of: goal.amount.clone(), within_years: goal.within_years, have })
}

/// How much of a sum counts within so many years. Of a cycle it is not known how long it is: one is
/// counted.
fn within(rules: &Rules, sum: &Sum, years: u8) -> Option<Amount> {
    let payments = rules.policy().year.payments;
    let most = sum.caps.iter().filter_map(|cap| {
        let times = match cap.time {
            Per::Year => u32::from(years),
            Per::Payment => u32::from(years) * u32::from(payments),
            Per::Cycle | Per::Ever => 1,
        };
        cap.most.number().times(Decimal::from(times))
    });
    let least = most.chain([sum.counts.number()]).min()?;
    Amount::new(least, sum.counts.unit().clone()).ok()
}
