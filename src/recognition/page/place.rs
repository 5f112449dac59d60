//! What a set of micro-credentials is worth in one place.

use maud::{Markup, html};

use super::drawn::{Bar, dots};
use super::picture::{kind, word_of};
use super::{beside, counted, isolated, large};
use crate::recognition::picture::{
    CapTotal, Concern, Condition, Finding, Offer, PartNeed, Place, StackNeed, Sum, Worth,
};
use crate::report::html::words::said;
use crate::text::Decimal;

/// As many micro-credentials are listed where they are worth different things.
const LISTED: usize = 12;

pub(super) fn card(index: usize, place: &Place, offers: &[Offer]) -> Markup {
    let id = format!("place-{}", index + 1);
    html! {
        article.card #(id) aria-labelledby=(format!("{id}-name")) {
            header {
                h3 #(format!("{id}-name")) { (isolated(&place.title)) }
                p.small.quiet { (kind(place)) @if let Some(code) = beside(place.label(), &place.jurisdiction) { " · " (isolated(code)) } }
                @if !place.in_force { p.small.open { "These rules are not in force today." } }
            }
            @for (number, sum) in place.sums.iter().enumerate() {
                @if number > 0 { p.or { "or" } }
                (self::sum(&format!("{id}-{}", number + 1), place, sum, offers))
            }
            @for (number, stack) in place.stacks.iter().enumerate() {
                (self::stack(&format!("{id}-stack-{}", number + 1), stack))
            }
            (conditions(place))
        }
    }
}

/// A place of which it is not known what it gives: a row of a table.
pub(super) fn row(index: usize, place: &Place) -> Markup {
    let of = |sum: &Sum| -> Vec<&Worth> {
        place.worths.iter().filter(|worth| worth.category == sum.category).collect()
    };
    html! {
        tr role="row" #(format!("place-{}", index + 1)) {
            th scope="row" role="rowheader" {
                p { (isolated(&place.title)) }
                p.small.quiet { (kind(place)) @if let Some(code) = beside(place.label(), &place.jurisdiction) { " · " (isolated(code)) } }
                @if !place.in_force { p.small.open { "These rules are not in force today." } }
            }
            td role="cell" {
                (label("What it gives"))
                @for (number, sum) in place.sums.iter().enumerate() {
                    @if number > 0 { p.or.quiet { "or" } }
                    @let worths = of(sum);
                    p.open { strong { (headline(&worths)) } }
                    p.small { (why(&worths)) }
                    @if sum.known > 0 { p.small.quiet { (part(sum)) } }
                }
                @for stack in &place.stacks { p.open { strong { "Not known" } } p.small { (together(stack)) } }
                @if place.sums.is_empty() && place.stacks.is_empty() { p.open { strong { "Not known" } } }
            }
            td role="cell" { (label("What it asks for")) (conditions(place)) }
        }
    }
}

/// What a cell is about, where its column has no head beside it.
pub(super) fn label(words: &str) -> Markup {
    html! { span.label aria-hidden="true" { (isolated(words)) } }
}

/// What a place asks for, limits and leaves free.
fn conditions(place: &Place) -> Markup {
    // What holds everywhere is said once, for everybody.
    let everywhere = ["ledger", "person", "issuer.any", "issuer.unknown"];
    // That the rest is carried over is said with the limit.
    let is_said = |it: &Condition| it.code == "limit.carried_over" && it.concern == Concern::Choice;
    let is_new = |it: &&Condition| !everywhere.contains(&it.code) && !is_said(it);
    let asked = || place.conditions.iter().filter(is_new);
    html! {
        @if asked().next().is_some() {
            ul.asked {
                @for condition in asked() {
                    li class=(class(condition.concern)) { (isolated(&condition.sentence)) }
                }
            }
        }
    }
}

fn class(concern: Concern) -> &'static str {
    match concern {
        Concern::Deadline => "deadline",
        Concern::Limit => "limit",
        _ => "plain",
    }
}

fn sum(id: &str, place: &Place, sum: &Sum, offers: &[Offer]) -> Markup {
    let worths: Vec<&Worth> =
        place.worths.iter().filter(|worth| worth.category == sum.category).collect();
    html! {
        div.worth {
            @if sum.is_whole() {
                @match sum.limit() {
                    Some(cap) => {
                        p.large { (large(&cap.most)) " " span.unit { (cap.per) } }
                        p.quiet { (spread(sum, cap)) }
                    }
                    None => p.large { (large(&sum.counts)) }
                }
                p.quiet { (each(sum, &worths, offers)) }
                @if let Some(lost) = lost(sum) { p.small { (lost) } }
                @if let Some(note) = word_of(place) { p.small.quiet { (note) } }
                (drawn(id, place, sum))
            } @else {
                p.large.unknown { (headline(&worths)) }
                p.quiet { (why(&worths)) }
                @if sum.known > 0 { p.small.quiet { (part(sum)) } }
            }
        }
    }
}

fn part(sum: &Sum) -> String {
    format!("{} of {} are known, and are {} together.", sum.known, sum.of, sum.counts.words())
}

/// What all are worth that can be claimed, and how long that takes.
fn spread(sum: &Sum, cap: &CapTotal) -> String {
    let times = cap.times(cap.spread.unwrap_or(1));
    let how = if cap.is_carried_over { ", over" } else { ", if they are claimed over" };
    format!("{} for {}{how} {times}", sum.counts.words(), all(sum.of))
}

fn all(count: usize) -> String {
    match count {
        1 => "one micro-credential".to_owned(),
        several => format!("all {several}"),
    }
}

/// What of the sum is above the limits, and counts never.
fn lost(sum: &Sum) -> Option<String> {
    let lost = sum.sum.less(&sum.counts).ok().filter(|lost| !lost.is_zero())?;
    Some(format!("{} of {} are above the limit, and do not count.", lost.words(), sum.sum.words()))
}

/// What all are worth, in a sentence: what a limit leaves of it first.
pub(super) fn worth(sum: &Sum) -> String {
    match sum.limit() {
        Some(cap) => format!("{} {} ({})", cap.most.words(), cap.per, spread(sum, cap)),
        None => sum.counts.words(),
    }
}

/// The worth in one word, where it is none that can be summed up.
fn headline(worths: &[&Worth]) -> &'static str {
    let any = |of: fn(&Finding) -> bool| worths.iter().any(|it| of(&it.finding));
    if any(|it| matches!(it, Finding::NotKnown { .. })) || worths.is_empty() {
        "Not known"
    } else if any(|it| matches!(it, Finding::AsRecognised { .. })) {
        "As recognised"
    } else {
        "Not said"
    }
}

/// What one of them is worth.
fn each(sum: &Sum, worths: &[&Worth], offers: &[Offer]) -> Markup {
    let amounts: Vec<Option<String>> =
        worths.iter().map(|it| it.amount().map(|amount| amount.words())).collect();
    let same = amounts.windows(2).all(|two| matches!(two, [one, other] if one == other));
    // How many they are is said with the limit, where there is one.
    let is_limited = sum.limit().is_some();
    html! {
        @match amounts.as_slice() {
            [_] if is_limited => {}
            [_] => { "for " (all(1)) }
            [Some(amount), ..] if same && is_limited => { (amount) " each" }
            [Some(amount), ..] if same => { "for " (all(amounts.len())) "; " (amount) " each" }
            _ => {
                @if !is_limited { "for " (all(amounts.len())) }
                @for (worth, amount) in worths.iter().zip(&amounts).take(LISTED) {
                    @let name = offers.get(worth.offer).map_or("", |it| it.name.as_str());
                    span.below {
                        (isolated(name)) ": "
                        @match (&worth.finding, amount) {
                            (Finding::NotAccepted { reason }, _) => { "nothing; " (reason) }
                            (_, Some(amount)) => (amount),
                            _ => "not known",
                        }
                    }
                }
                @if amounts.len() > LISTED { span.below { "and " (amounts.len() - LISTED) " more" } }
            }
        }
    }
}

/// Why the worth is not said, of the first for which it is not.
pub(super) fn why(worths: &[&Worth]) -> Markup {
    let first = worths
        .iter()
        .find(|it| !matches!(it.finding, Finding::Known { .. } | Finding::NotAccepted { .. }));
    html! {
        @match first.map(|it| &it.finding) {
            Some(Finding::NotKnown { unknown }) => { (isolated(&sentence(&unknown.meaning))) }
            Some(Finding::AsRecognised { by }) => {
                "What a signed recognition says, of " (isolated(&by.join(" or "))) "."
            }
            Some(Finding::CreditsNotSaid { unit }) => {
                "What the badge says was earned, in " (unit.words(Decimal::ZERO))
                "; the provider does not say how much that is."
            }
            Some(Finding::NotConverted { given, .. }) => {
                (given.words()) " each, which the rates cannot turn into the unit that counts."
            }
            _ => "There is no value for one alone.",
        }
    }
}

/// A meaning as a sentence.
fn sentence(meaning: &str) -> String {
    let mut rest = meaning.chars();
    let first = rest.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}

/// The sum against a step, a limit or a goal, whichever there is first.
fn drawn(id: &str, place: &Place, sum: &Sum) -> Markup {
    let number = sum.counts.number();
    html! {
        @if let Some(steps) = &sum.steps {
            @let every = steps.every.number();
            @let whole = number.in_steps_of(every).map_or(0, |(count, _)| count) + 1;
            @let marks = marks(every, whole);
            @let words = format!("That gives {}.", steps.given.words());
            (Bar {
                id,
                title: &words,
                about: &format!("Each mark is {} further.", steps.every.words()),
                whole: marks.last().copied().unwrap_or(every),
                filled: number,
                marks: marks.get(..marks.len().saturating_sub(1)).unwrap_or_default(),
            }.drawn())
            p.small { strong { (words) } @if let Some(left) = steps.left_over() { " " span.quiet { (left) } } }
        } @else if let Some((goal, have)) = place.goal.as_ref().and_then(|goal| Some((goal, goal.have.as_ref()?))) {
            @let number = have.number();
            @let words = format!("{} of {} in {}", have.figure(), goal.of.words(), years(goal.within_years));
            (Bar { id, title: &words, about: "How far all of them go towards what is needed.", whole: goal.of.number().max(number), filled: number, marks: &[goal.of.number()] }.drawn())
            p.small { strong { (words) } }
        } @else if let Some(cap) = sum.limit().or(sum.caps.first()) {
            @let (filled, whole) = (sum.sum.number().min(cap.most.number()), sum.sum.number().max(cap.most.number()));
            @let words = match cap.above.is_zero() {
                true => format!("{} of {} {}", sum.sum.figure(), cap.most.words(), cap.per),
                false => format!("{} of {} count {}", cap.most.figure(), sum.sum.words(), cap.per),
            };
            (Bar { id, title: &words, about: "All of them against the most that counts.", whole, filled, marks: &[cap.most.number()] }.drawn())
            p.small { strong { (words) } }
        }
    }
}

/// `5 years`.
pub(super) fn years(years: u8) -> String {
    counted(usize::from(years), "year", "years")
}

/// The end of each step, the next one included.
fn marks(every: Decimal, steps: u64) -> Vec<Decimal> {
    /// More lines than this are a grey field.
    const MOST: u64 = 40;
    let mut marks = Vec::new();
    let mut at = Decimal::ZERO;
    for _ in 0..steps.min(MOST) {
        let Some(next) = at.plus(every) else { break };
        at = next;
        marks.push(at);
    }
    marks
}

fn stack(id: &str, stack: &StackNeed) -> Markup {
    let is_full = |part: &PartNeed| part.have.is_some_and(|have| have >= part.count as usize);
    let is_complete = stack.parts.iter().all(is_full);
    html! {
        div.worth {
            @match &stack.gives {
                Some(gives) if is_complete => {
                    p.large { (large(gives)) }
                    p.quiet { "for " (isolated(&stack.title)) }
                }
                _ => p.together { (together(stack)) }
            }
            @for (index, part) in stack.parts.iter().enumerate() {
                @let words = match part.have {
                    Some(have) => format!("{have} of {} {}", part.count, part.title),
                    None => format!("{} {}: which ones are, the office says", part.count, part.title),
                };
                (dots(&format!("{id}-{}", index + 1), &said(&words), "Each dot is a micro-credential of the stack; those that the set has are filled.", part.count, part.have.unwrap_or(0)))
                p.small.quiet { (isolated(&words)) }
            }
        }
    }
}

/// What several are worth together, in a sentence.
pub(super) fn together(stack: &StackNeed) -> Markup {
    let count: u64 = stack.parts.iter().map(|part| u64::from(part.count)).sum();
    html! {
        (count) " micro-credentials together "
        @match &stack.gives {
            Some(gives) => { "give " strong { (gives.words()) } "." }
            None => { "give something; how much is not known." }
        }
    }
}
