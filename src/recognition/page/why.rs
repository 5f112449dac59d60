//! Why a badge counts in a place, or does not: what decides in full, and all else behind a word.

use maud::{Markup, html};

use super::portfolio::{mark, since};
use super::{LISTED, counted, day, isolated, more};
use crate::recognition::Finding;
use crate::recognition::portfolio::{Counting, Told, ToldStep, Valued};
use crate::report::html::words::said;

pub(super) fn why(values: &[Valued]) -> Markup {
    html! {
        section #why aria-labelledby="why-title" {
            h2 #why-title { "Why" }
            p.about { "What decided, badge by badge. Every step that was asked is behind “All steps”; on paper only what decided is there." }
            @for (index, valued) in values.iter().take(LISTED).enumerate() { (place(index, valued)) }
        }
    }
}

fn place(index: usize, valued: &Valued) -> Markup {
    html! {
        article.reasons aria-labelledby=(format!("why-{}", index + 1)) {
            h3 #(format!("why-{}", index + 1)) { (isolated(&valued.title)) }
            @for it in valued.decisions.iter().take(LISTED).chain(valued.stacks.iter().take(LISTED)) { (told(it)) }
            (more(valued.decisions.len(), LISTED, "badges"))
            p.small.quiet.rules {
                "The rules: " (isolated(&valued.source)) ", read on " (day(valued.read)) "; "
                @match &valued.source_url {
                    Some(url) => bdi { code { (said(url)) } },
                    None => "no address is known.",
                }
            }
        }
    }
}

fn told(told: &Told) -> Markup {
    let mark = mark(told.ruling);
    let against: Vec<&ToldStep> = told.against().collect();
    let results = || told.steps.iter().filter(|step| step.finding == Finding::Result);
    html! {
        div.told {
            (mark.drawn())
            div {
                h4 { (isolated(&told.name)) ": " span class=(mark.class()) { (told.ruling.words()) } }
                ul.plain {
                    @match told.ruling {
                        Counting::Counted => {
                            li { "It was " (since(told)) (amounts(told)) "." }
                            @if !against.is_empty() { li { "Today it would not count:" } }
                        }
                        _ => { @for step in results() { li { (isolated(&step.sentence)) } } }
                    }
                    @for step in &against { (self::step(step)) }
                }
                @if !told.steps.is_empty() {
                    details {
                        summary.small { "All " (counted(told.steps.len(), "step", "steps")) }
                        ul.plain.small { @for step in &told.steps { (self::step(step)) } }
                    }
                }
            }
        }
    }
}

fn step(step: &ToldStep) -> Markup {
    let class = match step.finding {
        Finding::NotMet => "bad",
        Finding::Missing => "open",
        Finding::Met | Finding::Result => "met",
    };
    html! { li class=(class) { (isolated(&step.sentence)) } }
}

fn amounts(told: &Told) -> String {
    let amounts: Vec<String> = told.amounts.iter().map(|it| it.words()).collect();
    if amounts.is_empty() { String::new() } else { format!(", for {}", amounts.join(" and ")) }
}
