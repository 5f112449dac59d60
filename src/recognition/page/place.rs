//! What a set of micro-credentials is worth in one place.

use maud::{Markup, html};

use super::drawn::{Bar, dots};
use super::picture::{kind, word_of};
use super::{isolated, large};
use crate::recognition::picture::{Concern, Finding, Offer, Place, StackNeed, Sum, Worth};
use crate::text::Decimal;

/// As many micro-credentials are listed where they are worth different things.
const LISTED: usize = 12;

pub(super) fn card(index: usize, place: &Place, offers: &[Offer]) -> Markup {
    let id = format!("place-{}", index + 1);
    let asked = place.conditions.iter().filter(|it| {
        // What holds everywhere is said once, for everybody.
        !["ledger", "person", "issuer.any", "issuer.unknown", "limit.carried_over"]
            .contains(&it.code)
    });
    html! {
        article.card #(id) aria-labelledby=(format!("{id}-name")) {
            header {
                h3 #(format!("{id}-name")) { (isolated(&place.title)) }
                p.small.quiet { (isolated(&place.jurisdiction)) " · " (kind(place)) }
                @if !place.in_force { p.small.open { "These rules are not in force today." } }
            }
            @for (number, sum) in place.sums.iter().enumerate() {
                @if number > 0 { p.or { "or" } }
                (self::sum(&format!("{id}-{}", number + 1), place, sum, offers))
            }
            @for (number, stack) in place.stacks.iter().enumerate() {
                (self::stack(&format!("{id}-stack-{}", number + 1), stack))
            }
            @if asked.clone().next().is_some() {
                ul.asked {
                    @for condition in asked {
                        li class=(class(condition.concern)) { (isolated(&condition.sentence)) }
                    }
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
                p.large { (large(&sum.sum)) }
                p.quiet { (each(&worths, offers)) }
                @if let Some(note) = word_of(place) { p.small.quiet { (note) } }
                (drawn(id, place, sum))
            } @else {
                p.large.unknown { (headline(&worths)) }
                p.quiet { (why(&worths)) }
                @if sum.known > 0 {
                    p.small.quiet { (sum.known) " of " (sum.of) " are known, and are " (sum.sum.words()) " together." }
                }
            }
        }
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
fn each(worths: &[&Worth], offers: &[Offer]) -> Markup {
    let amounts: Vec<Option<String>> =
        worths.iter().map(|it| it.amount().map(|amount| amount.words())).collect();
    let same = amounts.windows(2).all(|two| matches!(two, [one, other] if one == other));
    html! {
        @match amounts.as_slice() {
            [_] => { "for the one" }
            [Some(amount), ..] if same => { "for all " (amounts.len()) "; " (amount) " each" }
            _ => {
                "for all " (amounts.len())
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
    let number = sum.sum.number();
    html! {
        @if let Some(steps) = &sum.steps {
            @let every = steps.every.number();
            @let whole = number.in_steps_of(every).map_or(0, |(count, _)| count) + 1;
            @let marks = marks(every, whole);
            @let words = format!("That gives {}. Waiting for the next step: {}.", steps.given.words(), steps.waits.words());
            (Bar {
                id,
                title: &words,
                about: &format!("Each mark is {} further.", steps.every.words()),
                whole: marks.last().copied().unwrap_or(every),
                filled: number,
                marks: marks.get(..marks.len().saturating_sub(1)).unwrap_or_default(),
            }.drawn())
            p.small { strong { (words) } }
        } @else if let Some(goal) = &place.goal {
            @let words = format!("{} of {} in {} years", number, goal.of.words(), goal.within_years);
            (Bar { id, title: &words, about: "How far all of them go towards what is needed.", whole: goal.of.number().max(number), filled: number, marks: &[goal.of.number()] }.drawn())
            p.small { strong { (words) } }
        } @else if let Some(cap) = sum.caps.first() {
            @let words = format!("At most {} count {}.", cap.most.words(), cap.per);
            (Bar { id, title: &words, about: "All of them against the most that counts.", whole: cap.most.number().max(number), filled: number, marks: &[cap.most.number()] }.drawn())
            p.small {
                strong { (words) }
                @if !cap.above.is_zero() {
                    " " span.quiet { (cap.above.words()) " are above that" @if cap.is_carried_over { " and are carried over" } "." }
                }
            }
        }
    }
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
    html! {
        div.worth {
            p.large {
                @match &stack.gives {
                    Some(gives) => (large(gives)),
                    None => span.unknown { "Not known" },
                }
            }
            p.quiet { "for " (isolated(&stack.title)) }
            @for (index, part) in stack.parts.iter().enumerate() {
                @let words = match part.have {
                    Some(have) => format!("{have} of {} {}", part.count, part.title),
                    None => format!("{} {}: which ones are, the office says", part.count, part.title),
                };
                (dots(&format!("{id}-{}", index + 1), &crate::report::html::words::said(&words), "Each dot is a micro-credential of the stack; those that the set has are filled.", part.count, part.have.unwrap_or(0)))
                p.small.quiet { (isolated(&words)) }
            }
        }
    }
}
