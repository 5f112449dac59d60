//! From the single requirements to the whole.

use super::super::rubric::{Passing, PassingRule};
use super::{Answer, Verdict};
use crate::text::Decimal;

/// The verdict by a rule, in a sentence besides.
pub(super) fn by_rule(passing: &Passing, answers: &[Answer]) -> (Verdict, String) {
    let (required, others): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.required.is_some());
    // A result that hangs on no requirement weighs when it says that the work failed, or when it
    // cannot be placed.
    let others = others.iter().filter(|answer| answer.ground.weighs_alone());
    let (failed, unplaced) =
        others.partition::<Vec<&&Answer>, _>(|answer| answer.verdict == Verdict::NotMet);
    let ruled = match (passing.rule, passing.criteria_required, passing.points_required) {
        _ if required.is_empty() => {
            (Verdict::Unknown, "the achievement says of no result what is required".to_owned())
        }
        (PassingRule::EveryCriterion, ..) => counted(&required, required.len()),
        (PassingRule::CountOfCriteria, Some(number), _) => {
            counted(&required, number.get() as usize)
        }
        (PassingRule::Points, _, Some(points)) => summed(&required, points),
        _ => (Verdict::Unknown, "what it takes to pass is not clear".to_owned()),
    };
    if let Some(answer) = failed.first() {
        return (Verdict::NotMet, format!("{}; {}", ruled.1, answer.ground));
    }
    match (ruled.0, unplaced.first()) {
        (Verdict::Met, Some(answer)) => {
            (Verdict::Unknown, format!("{}, but {}", ruled.1, answer.ground))
        }
        _ => ruled,
    }
}

fn counted(required: &[&Answer], needed: usize) -> (Verdict, String) {
    let count = |verdict| required.iter().filter(|answer| answer.verdict == verdict).count();
    let (met, unknown) = (count(Verdict::Met), count(Verdict::Unknown));
    let verdict = match (met >= needed, met + unknown >= needed) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::NotMet,
    };
    let all = required.len();
    let mut reason = format!("{met} of {all} requirements met, {needed} needed");
    if unknown > 0 {
        reason = format!("{reason}, {unknown} unknown");
    }
    (verdict, reason)
}

fn summed(required: &[&Answer], needed: Decimal) -> (Verdict, String) {
    let mut points = required.iter().map(|answer| answer.points.filter(|it| !it.is_negative()));
    let sum = points.try_fold(Decimal::ZERO, |sum, points| sum.plus(points?));
    match sum {
        None => (Verdict::Unknown, "the points of a criterion are not known".to_owned()),
        Some(sum) => {
            let verdict = if sum >= needed { Verdict::Met } else { Verdict::NotMet };
            (verdict, format!("{sum} points reached, {needed} needed"))
        }
    }
}
