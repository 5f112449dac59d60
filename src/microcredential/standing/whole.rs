//! From the single requirements to the whole.

use std::fmt;

use super::super::rubric::{Passing, PassingRule};
use super::compare::Found;
use super::{Ground, Verdict};
use crate::text::Decimal;

/// Why the whole is as it is: a sentence, written when it is asked for.
#[derive(Debug)]
pub(super) struct Reason {
    ruled: Ruled,
    /// What weighs besides, and how that is joined.
    also: Option<(&'static str, Ground)>,
}

#[derive(Debug)]
pub(super) enum Ruled {
    /// It is of this kind whatever the requirements are.
    Said(String),
    NothingRequired,
    Counted {
        met: usize,
        all: usize,
        needed: usize,
        unknown: usize,
    },
    Summed {
        sum: Decimal,
        needed: Decimal,
    },
    PointsUnknown,
    RuleUnclear,
}

/// The verdict by a rule, and why.
pub(super) fn by_rule(passing: &Passing, all: &[Found<'_>]) -> (Verdict, Reason) {
    let required = || all.iter().filter(|found| found.is_required());
    // A result that hangs on no requirement weighs when it says that the work failed, or when it
    // cannot be placed.
    let others = || all.iter().filter(|found| !found.is_required() && found.ground.weighs_alone());
    let failed = others().find(|found| found.verdict == Verdict::NotMet);
    let unplaced = others().find(|found| found.verdict != Verdict::NotMet);
    let (verdict, ruled) = match (passing.rule, passing.criteria_required, passing.points_required)
    {
        _ if required().next().is_none() => (Verdict::Unknown, Ruled::NothingRequired),
        (PassingRule::EveryCriterion, ..) => counted(required(), None),
        (PassingRule::CountOfCriteria, Some(number), _) => counted(required(), Some(number.get())),
        (PassingRule::Points, _, Some(points)) => summed(required(), points),
        _ => (Verdict::Unknown, Ruled::RuleUnclear),
    };
    let also = |joined, found: &Found<'_>| Some((joined, found.ground.clone()));
    match (verdict, failed, unplaced) {
        (_, Some(found), _) => (Verdict::NotMet, Reason { ruled, also: also("; ", found) }),
        (Verdict::Met, _, Some(found)) => {
            (Verdict::Unknown, Reason { ruled, also: also(", but ", found) })
        }
        _ => (verdict, Reason { ruled, also: None }),
    }
}

/// Whether so many requirements are met; without a number, all.
fn counted<'f, 'v: 'f>(
    required: impl Iterator<Item = &'f Found<'v>>,
    needed: Option<u32>,
) -> (Verdict, Ruled) {
    let (mut met, mut unknown, mut all) = (0, 0, 0);
    for found in required {
        all += 1;
        met += usize::from(found.verdict == Verdict::Met);
        unknown += usize::from(found.verdict == Verdict::Unknown);
    }
    let needed = needed.map_or(all, |needed| needed as usize);
    let verdict = match (met >= needed, met + unknown >= needed) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::NotMet,
    };
    (verdict, Ruled::Counted { met, all, needed, unknown })
}

fn summed<'f, 'v: 'f>(
    mut required: impl Iterator<Item = &'f Found<'v>>,
    needed: Decimal,
) -> (Verdict, Ruled) {
    let sum = required.try_fold(Decimal::ZERO, |sum, found| {
        sum.plus(found.points.filter(|it| !it.is_negative())?)
    });
    match sum {
        None => (Verdict::Unknown, Ruled::PointsUnknown),
        Some(sum) => {
            let verdict = if sum >= needed { Verdict::Met } else { Verdict::NotMet };
            (verdict, Ruled::Summed { sum, needed })
        }
    }
}

impl Reason {
    pub(super) fn said(reason: String) -> Self {
        Self { ruled: Ruled::Said(reason), also: None }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ruled {
            Ruled::Said(reason) => f.write_str(reason)?,
            Ruled::NothingRequired => {
                f.write_str("the achievement says of no result what is required")?;
            }
            Ruled::Counted { met, all, needed, unknown } => {
                write!(f, "{met} of {all} requirements met, {needed} needed")?;
                if *unknown > 0 {
                    write!(f, ", {unknown} unknown")?;
                }
            }
            Ruled::Summed { sum, needed } => write!(f, "{sum} points reached, {needed} needed")?,
            Ruled::PointsUnknown => f.write_str("the points of a criterion are not known")?,
            Ruled::RuleUnclear => f.write_str("what it takes to pass is not clear")?,
        }
        match &self.also {
            Some((joined, ground)) => write!(f, "{joined}{ground}"),
            None => Ok(()),
        }
    }
}
