//! One description against the results that answer it.

use std::cell::OnceCell;
use std::cmp::Ordering;

use super::super::achievement::{RUBRIC_CRITERION, level_order, levels};
use super::super::named::Named;
use super::{Answer, Ground, Requirement, Verdict, text};
use crate::context::url;
use crate::json::Value;
use crate::model::View;
use crate::proof::Securing;
use crate::text::Decimal;

/// Which orders are signed.
#[derive(Clone, Copy)]
pub(super) struct Orders<'a> {
    pub view: View<'a>,
    pub securing: Securing,
    /// Whether the document has the context of our extension.
    pub is_extended: bool,
}

/// What is known of the order of two levels.
enum Order {
    Signed(Ordering),
    Unsigned,
    /// Two orders are given, which differ.
    Contradicted,
}

/// What became of one requirement, or of one result that answers none, and of what that is said.
#[derive(Debug)]
pub(super) struct Found<'v> {
    description: Option<&'v Value>,
    /// The `id` of the description.
    id: Option<&'v str>,
    /// The result that answers it, or the first of several.
    result: Option<&'v Value>,
    /// The points of the level that was reached.
    pub points: Option<Decimal>,
    pub verdict: Verdict,
    pub ground: Ground,
}

type Compared = (Verdict, Ground);

/// The levels and values of a description, found by what they are called: each is looked at once,
/// however many results there are, and not before it is asked for.
struct Scale<'v> {
    description: &'v Value,
    orders: Orders<'v>,
    levels: OnceCell<Named<'v, (usize, &'v Value)>>,
    values: OnceCell<Named<'v, usize>>,
    /// The places in the list of our extension: `None` without one, `Some(None)` where it is not what
    /// it must be.
    listed: OnceCell<Option<Option<Named<'v, usize>>>>,
}

impl<'v> Scale<'v> {
    fn of(description: &'v Value, orders: Orders<'v>) -> Self {
        let (levels, values, listed) = Default::default();
        Self { description, orders, levels, values, listed }
    }

    fn levels(&self) -> &Named<'v, (usize, &'v Value)> {
        self.levels.get_or_init(|| levels(self.description))
    }

    /// The level of that `id` and its place, if it is there once.
    fn level(&self, id: &str) -> Option<(usize, &'v Value)> {
        self.levels().get(id)
    }

    /// The place of a value that is allowed, if it is there once.
    fn value(&self, value: &str) -> Option<usize> {
        let values = || {
            let values = items(self.description, "allowedValue").iter().enumerate();
            Named::of(values.filter_map(|(at, value)| Some((value.as_str()?, at))))
        };
        self.values.get_or_init(values).get(value)
    }

    fn listed(&self) -> Option<Option<&Named<'v, usize>>> {
        let listed = self.listed.get_or_init(|| {
            let types = items(self.description, "type");
            let is_ours = types.iter().any(|name| name.as_str() == Some(RUBRIC_CRITERION));
            (self.orders.is_extended && is_ours).then(|| {
                let order = level_order(self.description, self.levels())?.iter().enumerate();
                Some(Named::of(order.filter_map(|(at, id)| Some((id.as_str()?, at)))))
            })
        });
        listed.as_ref().map(Option::as_ref)
    }

    /// How two levels compare, given by their places in the array and by their `id`s. Over RDF, the
    /// context of Open Badges makes a set of the array; our extension has a list beside it.
    fn of_levels(&self, got: (usize, &str), needed: (usize, &str)) -> Order {
        let written = self.orders.securing.signs_json().then(|| got.0.cmp(&needed.0));
        let listed = self.listed().map(|places| {
            let place = |id: &str| places?.get(id);
            Some(place(got.1)?.cmp(&place(needed.1)?))
        });
        match (written, listed) {
            // The list is there for this, and is not what it must be.
            (_, Some(None)) => Order::Contradicted,
            (Some(written), Some(Some(listed))) if written != listed => Order::Contradicted,
            (Some(order), _) | (None, Some(Some(order))) => Order::Signed(order),
            (None, None) => Order::Unsigned,
        }
    }
}

impl Orders<'_> {
    /// Over RDF, the contexts before 3.0.2 make a set of the values.
    fn values_are_signed(self) -> bool {
        let current = [url::OPEN_BADGES_3_0_3, url::OPEN_BADGES_3_0_2];
        let named = |context: &Value| context.as_str().is_some_and(|it| current.contains(&it));
        self.securing.signs_json() || self.view.contexts().iter().any(named)
    }
}

/// What became of a description, by the results that answer it.
pub(super) fn found<'v>(
    description: &'v Value,
    results: &[(&'v str, &'v Value)],
    is_one: bool,
    orders: Orders<'v>,
) -> Found<'v> {
    let id = text(description, "id");
    let result = results.first().map(|(_, result)| *result);
    let mut found = Found {
        description: Some(description),
        id,
        result,
        points: None,
        verdict: Verdict::Unknown,
        ground: Ground::Ambiguous,
    };
    if is_one {
        let scale = Scale::of(description, orders);
        let each = results.iter().map(|(_, result)| of_result(&scale, result));
        (found.verdict, found.ground) = agreed(each).unwrap_or(match found.is_required() {
            true => (Verdict::Unknown, Ground::NoResult),
            false => (Verdict::Unknown, Ground::NothingRequired),
        });
        found.points = points(&scale, results);
    }
    found
}

/// What became of a result that refers to no description of the achievement.
pub(super) fn loose<'v>(id: Option<&'v str>, result: &'v Value) -> Found<'v> {
    let ground = match (completion(result), id) {
        (Some((_, ground)), _) => ground,
        (None, Some(id)) => Ground::NoDescription(id.to_owned()),
        (None, None) => Ground::Unlinked,
    };
    let verdict = match ground {
        Ground::NotCompleted(_) => Verdict::NotMet,
        _ => Verdict::Unknown,
    };
    Found { description: None, id, result: Some(result), points: None, verdict, ground }
}

impl Found<'_> {
    /// Whether something is required.
    pub(super) fn is_required(&self) -> bool {
        let requires = |it: &Value| {
            it.get("requiredLevel").is_some()
                || it.get("requiredValue").is_some()
                || is_of_status(it)
        };
        self.description.is_some_and(requires)
    }

    /// The same, written out.
    pub(super) fn answer(&self) -> Answer {
        Answer {
            description: self.id.map(str::to_owned),
            name: self.description.and_then(|it| text(it, "name")).map(str::to_owned),
            required: self.description.and_then(requirement),
            reached: match (self.description, self.result) {
                (Some(description), Some(result)) => reached(description, result),
                (None, Some(result)) => text(result, "value").map(str::to_owned),
                (_, None) => None,
            },
            points: self.points,
            verdict: self.verdict,
            ground: self.ground.clone(),
        }
    }
}

/// What several results of one description say together.
fn agreed(mut found: impl Iterator<Item = Compared>) -> Option<Compared> {
    let first = found.next()?;
    Some(match found.all(|(verdict, _)| verdict == first.0) {
        true => first,
        false => (Verdict::Unknown, Ground::Contradiction),
    })
}

fn requirement(description: &Value) -> Option<Requirement> {
    let level = text(description, "requiredLevel").map(|id| level_name(description, id));
    let value = text(description, "requiredValue").map(str::to_owned);
    match (level, value) {
        (Some(level), Some(value)) => Some(Requirement::LevelAndValue(level, value)),
        (Some(level), None) => Some(Requirement::Level(level)),
        (None, Some(value)) => Some(Requirement::Value(value)),
        // A member that is no text requires something, though not clearly what.
        (None, None) if description.get("requiredLevel").is_some() => {
            Some(Requirement::Level(String::new()))
        }
        (None, None) if description.get("requiredValue").is_some() => {
            Some(Requirement::Value(String::new()))
        }
        (None, None) => is_of_status(description).then_some(Requirement::Completion),
    }
}

fn reached(description: &Value, result: &Value) -> Option<String> {
    let level = text(result, "achievedLevel").map(|id| level_name(description, id));
    level.or_else(|| text(result, "value").or_else(|| text(result, "status")).map(str::to_owned))
}

/// The name of a level, or its `id` where it has none, or there are several of it.
fn level_name(description: &Value, id: &str) -> String {
    let levels = items(description, "rubricCriterionLevel");
    let mut of = levels.iter().filter(|level| text(level, "id") == Some(id));
    let name = match (of.next(), of.next()) {
        (Some(only), None) => text(only, "name"),
        _ => None,
    };
    name.unwrap_or(id).to_owned()
}

fn is_of_status(description: &Value) -> bool {
    text(description, "resultType") == Some("Status")
}

fn of_result(scale: &Scale<'_>, result: &Value) -> Compared {
    let description = scale.description;
    if let Some(found) = completion(result) {
        return found;
    }
    if is_of_status(description) && result.get("status").is_none() {
        return (Verdict::Unknown, Ground::NothingReached);
    }
    let level = description.get("requiredLevel").map(|_| of_level(scale, result));
    let value = description.get("requiredValue").map(|_| of_value(scale, result));
    match (level, value) {
        (None, None) if is_of_status(description) => (Verdict::Met, Ground::Reached),
        (None, None) => (Verdict::Unknown, Ground::NothingRequired),
        (Some(only), None) | (None, Some(only)) => only,
        (Some(level), Some(value)) => worse(level, value),
    }
}

/// The one of two that counts where both are asked; of two that are alike, the first.
fn worse(first: Compared, second: Compared) -> Compared {
    let rank = |verdict| match verdict {
        Verdict::NotMet => 0,
        Verdict::Unknown => 1,
        Verdict::Met => 2,
    };
    if rank(second.0) < rank(first.0) { second } else { first }
}

/// What the status of a result decides by itself: anything but `Completed`.
fn completion(result: &Value) -> Option<Compared> {
    let status = result.get("status")?;
    match status.as_str() {
        Some("Completed") => None,
        Some(status @ ("Failed" | "Withdrew" | "Enrolled" | "InProgress" | "OnHold")) => {
            Some((Verdict::NotMet, Ground::NotCompleted(status.to_owned())))
        }
        other => Some((Verdict::Unknown, Ground::Status(other.unwrap_or_default().to_owned()))),
    }
}

fn of_level(scale: &Scale<'_>, result: &Value) -> Compared {
    let unknown = |ground| (Verdict::Unknown, ground);
    let Some(required) = text(scale.description, "requiredLevel") else {
        return unknown(Ground::NoSuchLevel(String::new()));
    };
    let Some(achieved) = text(result, "achievedLevel") else {
        return unknown(Ground::NothingReached);
    };
    let places = [required, achieved].map(|id| scale.level(id));
    let (Some(needed), Some(got)) = (places[0], places[1]) else {
        let missing = if places[0].is_none() { required } else { achieved };
        return unknown(Ground::NoSuchLevel(missing.to_owned()));
    };
    if needed.0 == got.0 {
        return (Verdict::Met, Ground::Reached);
    }
    let points = points_of(got.1).zip(points_of(needed.1)).map(|(got, needed)| got.cmp(&needed));
    match (scale.of_levels((got.0, achieved), (needed.0, required)), points) {
        // A rubric whose points fall as its levels rise says two things.
        (Order::Contradicted, _)
        | (Order::Signed(Ordering::Greater), Some(Ordering::Less))
        | (Order::Signed(Ordering::Less), Some(Ordering::Greater))
        | (Order::Unsigned, Some(Ordering::Equal) | None) => unknown(Ground::OrderUnknown),
        (Order::Signed(order), _) | (Order::Unsigned, Some(order)) => by_order(order),
    }
}

fn points_of(level: &Value) -> Option<Decimal> {
    text(level, "points")?.parse().ok()
}

/// The points of the level that all results of a description say was reached.
fn points(scale: &Scale<'_>, results: &[(&str, &Value)]) -> Option<Decimal> {
    let mut levels = results.iter().map(|(_, result)| text(result, "achievedLevel"));
    let first = levels.next()??;
    let agree = levels.all(|level| level == Some(first));
    let is_settled = results.iter().all(|(_, result)| completion(result).is_none());
    let (_, level) = scale.level(first).filter(|_| agree && is_settled)?;
    points_of(level)
}

fn of_value(scale: &Scale<'_>, result: &Value) -> Compared {
    let description = scale.description;
    let unknown = |ground| (Verdict::Unknown, ground);
    let Some(required) = text(description, "requiredValue") else {
        return unknown(Ground::NoSuchValue(String::new()));
    };
    let Some(value) = text(result, "value") else { return unknown(Ground::NothingReached) };
    if let Some(allowed) = description.get("allowedValue").map(Value::items)
        && !allowed.is_empty()
    {
        let places = [required, value].map(|one| scale.value(one));
        return match places {
            [Some(needed), Some(got)] if needed == got => (Verdict::Met, Ground::Reached),
            [Some(needed), Some(got)] if scale.orders.values_are_signed() => {
                by_order(got.cmp(&needed))
            }
            [Some(_), Some(_)] => unknown(Ground::OrderUnknown),
            [None, _] => unknown(Ground::NoSuchValue(required.to_owned())),
            [_, None] => unknown(Ground::NoSuchValue(value.to_owned())),
        };
    }
    let Some((needed, got)) = required.parse::<Decimal>().ok().zip(value.parse().ok()) else {
        return match required == value && !is_bounded(description) {
            true => (Verdict::Met, Ground::Reached),
            false => unknown(Ground::Incomparable),
        };
    };
    for (name, outside) in [("valueMin", Ordering::Less), ("valueMax", Ordering::Greater)] {
        let Some(bound) = description.get(name) else { continue };
        let Some(bound) = bound.as_str().and_then(|text| text.parse::<Decimal>().ok()) else {
            return unknown(Ground::Incomparable);
        };
        for (number, written) in [(got, value), (needed, required)] {
            if number.cmp(&bound) == outside {
                return unknown(Ground::NoSuchValue(written.to_owned()));
            }
        }
    }
    by_order(got.cmp(&needed))
}

fn is_bounded(description: &Value) -> bool {
    description.get("valueMin").is_some() || description.get("valueMax").is_some()
}

fn by_order(order: Ordering) -> Compared {
    match order {
        Ordering::Less => (Verdict::NotMet, Ground::Below),
        Ordering::Equal | Ordering::Greater => (Verdict::Met, Ground::Reached),
    }
}

fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).map_or(&[], Value::items)
}
