//! What the picture means for each of those who have to agree on micro-credentials.

use maud::{Markup, html};

use super::drawn::Sign;
use super::picture::word_of;
use super::place::{together, worth, years};
use super::{LISTED, counted, isolated, number, price};
use crate::recognition::picture::{Concern, Picture, Place};

pub(super) fn whom(picture: &Picture) -> Markup {
    html! {
        section #whom aria-labelledby="whom-title" {
            h2 #whom-title { "For whom" }
            p.about { "The same figures, as they matter to each of those at the table." }
            div.people {
                (part(Sign::Educator, "Educators", "What does it take, what does it give, and what must be done in time?", &educator(picture)))
                (part(Sign::District, "Districts", "What has to be checked before it counts, and what does it commit us to?", &district(picture)))
                (part(Sign::Union, "Unions", "Is the work counted, is it counted alike, and what can be lost?", &union(picture)))
                (part(Sign::State, "States", "What is a unit in another, and what is needed in all?", &state(picture)))
                (part(Sign::Provider, "Providers", "Where do our badges count, and what must be in them?", &provider(picture)))
            }
        }
    }
}

fn part(sign: Sign, name: &str, question: &str, content: &Markup) -> Markup {
    html! {
        article.whom {
            header { (sign.drawn()) div { h3 { (name) } p.question { (question) } } }
            (content)
        }
    }
}

fn educator(picture: &Picture) -> Markup {
    let takes = &picture.takes;
    let all = picture.micro_credentials.len();
    html! {
        dl {
            dt { "It takes" }
            dd {
                @if takes.hours_said > 0 { p { (number(takes.hours)) " hours" (of_all(takes.hours_said, all)) } }
                @if takes.durations_said > 0 {
                    p { (picture.durations().take(LISTED).collect::<Vec<_>>().join(" + ")) (of_all(takes.durations_said, all)) }
                }
                @if takes.prices.len() == 1 { @for (currency, sum) in &takes.prices { p { (price(*sum)) " " (isolated(currency)) (of_all(takes.prices_said, all)) } } }
                @if takes.prices.len() > 1 {
                    @let prices: Vec<String> = takes.prices.iter().map(|(of, sum)| format!("{} {of}", price(*sum))).collect();
                    p { (isolated(&prices.join(" + "))) (of_all(takes.prices_said, all)) }
                }
                @if takes.hours_said + takes.durations_said == 0 && takes.prices.is_empty() { p { "Neither a time nor a price is said." } }
                p.small.quiet { "Who pays the price, these rules do not say." }
            }
            dt { "It gives" }
            dd { (gives(picture)) }
            dt { "In time" }
            dd { (sentences(picture, |concern, _| concern == Concern::Deadline, "No place has a deadline.")) }
        }
    }
}

fn gives(picture: &Picture) -> Markup {
    let known: Vec<&Place> = picture.places.iter().filter(|it| it.is_known()).collect();
    let is_stack = |it: &&Place| !it.is_known() && it.worths.is_empty() && !it.stacks.is_empty();
    let together_only = picture.places.iter().filter(is_stack);
    let open = picture.places.len() - known.len() - together_only.clone().count();
    let stacks = together_only.flat_map(|place| place.stacks.iter().map(move |it| (place, it)));
    html! {
        ul.plain {
            @for place in known.iter().take(LISTED) {
                @let sums = place.sums.iter().filter(|sum| sum.is_whole()).map(worth);
                li {
                    strong { (sums.collect::<Vec<_>>().join(" or ")) } " in " (isolated(place.label()))
                    @if let Some(note) = word_of(place) { ", " (note) }
                }
            }
            @for (place, stack) in stacks.take(LISTED) { li { "In " (isolated(place.label())) ", " (together(stack)) } }
            @if open > 0 { li.quiet { "For " (counted(open, "place", "places")) " it is not known." } }
        }
    }
}

fn district(picture: &Picture) -> Markup {
    let money = picture.places.iter().flat_map(|place| {
        let caps = place.sums.iter().flat_map(|sum| &sum.caps);
        caps.filter(|cap| cap.most.unit().is_money()).map(move |cap| (place, cap))
    });
    html! {
        dl {
            dt { "To check" }
            dd {
                p { "That a badge is authentic, still stands and is about the educator: that is what verification does, for every place." }
                (sentences(picture, |concern, code| {
                    (concern == Concern::Office && code != "person") || ["approval", "rubric", "results", "evidence", "assessment"].contains(&code)
                }, "Nothing besides."))
            }
            dt { "At most" }
            dd {
                ul.plain {
                    @for (place, cap) in money.clone().take(LISTED) {
                        li { strong { (cap.most.words()) } " for an educator " (cap.per) " in " (isolated(place.label())) }
                    }
                    @if money.clone().next().is_none() { li { "No limit in money is known." } }
                }
            }
        }
    }
}

fn union(picture: &Picture) -> Markup {
    let hours = picture.places.iter().filter_map(|it| Some((it, it.in_hours.as_ref()?)));
    let least = hours.clone().min_by_key(|(_, amount)| amount.number());
    let most = hours.max_by_key(|(_, amount)| amount.number());
    let paid = picture.places.iter().filter(|place| {
        place.sums.iter().any(|sum| sum.sum.unit().is_money()) || !place.stacks.is_empty()
    });
    html! {
        dl {
            dt { "Alike?" }
            dd {
                @match (least, most) {
                    (Some((low, least)), Some((high, most))) if least != most => {
                        "The same work counts for " strong { (least.words()) } " in " (isolated(low.label()))
                        (noted(low)) " and for " strong { (most.words()) } " in " (isolated(high.label())) (noted(high)) "."
                    }
                    (Some((_, least)), _) => { "Where it can be compared, it counts for " strong { (least.words()) } "." }
                    _ => { "It cannot be compared: no place has rates to clock hours, and amounts that are known." }
                }
            }
            dt { "In pay" }
            dd {
                ul.plain {
                    @for place in paid.clone().take(LISTED) { li { (isolated(&place.title)) ": " (pay(place)) } }
                    @if paid.clone().next().is_none() { li { "No place gives pay for them." } }
                }
            }
            dt { "Can be lost" }
            dd { (sentences(picture, |concern, code| {
                concern == Concern::Limit && !["ledger", "limit.carried_over"].contains(&code)
            }, "No limit is known by which something is lost.")) }
            dt { "Is kept" }
            dd { (sentences(picture, |concern, code| {
                concern == Concern::Choice && ["limit.carried_over", "split"].contains(&code)
            }, "Nothing is said to be kept for later.")) }
        }
    }
}

/// By whose word, where that is not the rules'.
fn noted(place: &Place) -> Markup {
    html! { @if let Some(note) = word_of(place) { " (" (note) ")" } }
}

fn pay(place: &Place) -> Markup {
    html! {
        @if place.sums.iter().any(|sum| sum.is_whole() && sum.sum.unit().is_money()) {
            @for sum in place.sums.iter().filter(|sum| sum.sum.unit().is_money()) { strong { (worth(sum)) } }
            @if let Some(note) = word_of(place) { ", " (note) }
        } @else if let Some(stack) = place.stacks.first() {
            @match &stack.gives {
                Some(_) => (together(stack)),
                None => "not known",
            }
        } @else { "how much is not known" }
    }
}

fn state(picture: &Picture) -> Markup {
    let rates = picture.places.iter().filter(|place| !place.rates.is_empty());
    let goals = picture.places.iter().filter_map(|place| Some((place, place.goal.as_ref()?)));
    html! {
        dl {
            dt { "Rates" }
            dd {
                ul.plain {
                    @for place in rates.clone().take(LISTED) {
                        li { (isolated(place.label())) ": " (isolated(&place.rates.join("; "))) }
                    }
                    @if rates.clone().next().is_none() { li { "No rates are known." } }
                }
            }
            dt { "Needed" }
            dd {
                ul.plain {
                    @for (place, goal) in goals.clone().take(LISTED) {
                        li {
                            (isolated(place.label())) ": " strong { (goal.of.words()) } " in " (years(goal.within_years)) "; "
                            @match &goal.have {
                                Some(have) => { "all of these count for " strong { (have.words()) } " of that" }
                                None => "how far these go is not known",
                            }
                        }
                    }
                    @if goals.clone().next().is_none() { li { "No place says how much is needed." } }
                }
            }
            dt { "Counted once" }
            dd { "A badge counts once in the account of a place, and so does an achievement for an educator." }
        }
    }
}

fn provider(picture: &Picture) -> Markup {
    let of = |code: &str| {
        let has = |place: &&Place| place.conditions.iter().any(|it| it.code == code);
        picture.places.iter().filter(has).count()
    };
    let (any, unnamed) = (of("issuer.any"), of("issuer.unknown"));
    let all = &picture.micro_credentials;
    let lacks = |has: fn(&crate::recognition::picture::Offer) -> bool| {
        all.iter().filter(|it| !has(it)).count()
    };
    let gaps = [
        ("hours or a duration", lacks(|it| it.hours.is_some() || it.duration.is_some())),
        ("a price", lacks(|it| it.price.is_some())),
        ("credits", lacks(|it| it.credits.is_some())),
        ("supporting research", lacks(|it| it.research > 0)),
        ("an alignment to a framework", lacks(|it| it.aligned > 0)),
    ];
    html! {
        dl {
            dt { "Who counts" }
            dd {
                ul.plain {
                    @if any > 0 { li { (counted(any, "place takes", "places take")) " the badges of any issuer, once they are verified" } }
                    @if unnamed > 0 { li { "For " (counted(unnamed, "place", "places")) " it is not known whose badges count" } }
                    @if any + unnamed < picture.places.len() { li { (counted(picture.places.len() - any - unnamed, "place names", "places name")) " the issuers whose badges count" } }
                    @if picture.places.is_empty() { li { "No rules were given." } }
                }
            }
            dt { "In the badge" }
            dd { (sentences(picture, |concern, code| concern == Concern::Badge && !["issuer.any", "issuer.unknown"].contains(&code), "No place is known to ask for more than a valid badge.")) }
            dt { "Left unsaid" }
            dd {
                ul.plain {
                    @for (what, count) in gaps.iter().filter(|(_, count)| *count > 0) {
                        li { (count) " of " (all.len()) (if *count == 1 { " says" } else { " say" }) " nothing of " (what) }
                    }
                    @if gaps.iter().all(|(_, count)| *count == 0) { li { "Nothing that this page looks for." } }
                }
            }
        }
    }
}

/// The sentences of some kind, each with the places that have it.
fn sentences(picture: &Picture, wanted: impl Fn(Concern, &str) -> bool, nothing: &str) -> Markup {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for place in &picture.places {
        for condition in place.conditions.iter().filter(|it| wanted(it.concern, it.code)) {
            match found.iter_mut().find(|(sentence, _)| *sentence == condition.sentence) {
                Some((_, places)) => places.push(place.label()),
                None => found.push((&condition.sentence, vec![place.label()])),
            }
        }
    }
    html! {
        ul.plain {
            @for (sentence, places) in found.iter().take(LISTED) {
                li { (isolated(sentence)) " " span.small.quiet { (isolated(&places.join("; "))) } }
            }
            @if found.is_empty() { li { (nothing) } }
        }
    }
}

fn of_all(said: usize, all: usize) -> String {
    match said {
        said if said == all => String::new(),
        1 => format!(", for the 1 of {all} that says so"),
        said => format!(", for the {said} of {all} that say so"),
    }
}
