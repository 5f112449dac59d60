//! From the levels that several assessors see to the one that counts.

use super::{Resolution, Scores};
use crate::microcredential::Criterion;
use crate::text::Decimal;

/// The place of the level that counts for a criterion, where the resolution gives one. `places` are
/// those of the scores, in their order.
pub(super) fn level(
    resolution: Resolution,
    criterion: &Criterion,
    scores: &[Scores],
    places: &[usize],
) -> Option<usize> {
    let of = |adjudicates: bool| {
        let pairs = scores.iter().zip(places);
        pairs.filter(move |(it, _)| it.is_adjudication() == adjudicates).map(|(_, place)| *place)
    };
    let agreed = || {
        let first = of(false).next()?;
        of(false).all(|place| place == first).then_some(first)
    };
    match resolution {
        Resolution::AllAgree => agreed(),
        Resolution::Lowest => of(false).min(),
        Resolution::Adjudicator => agreed().or_else(|| of(true).next()),
        Resolution::MeanOfPoints => mean(criterion, of(false).collect()),
    }
}

/// The highest level whose points are not above the mean. Nothing is divided: the points of the
/// level, times the number of assessors, are not above the sum.
fn mean(criterion: &Criterion, places: Vec<usize>) -> Option<usize> {
    let points = |place: usize| criterion.level.get(place)?.points;
    let sum = places.iter().try_fold(Decimal::ZERO, |sum, place| sum.plus(points(*place)?))?;
    let count = Decimal::from(u32::try_from(places.len()).ok().filter(|count| *count > 0)?);
    let mut found = None;
    for place in 0..criterion.level.len() {
        if points(place)?.times(count)? <= sum {
            found = Some(place);
        }
    }
    found
}
