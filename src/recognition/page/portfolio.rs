use maud::{Markup, html};

use super::drawn::{Bar, dots};
use super::{Figure, Hero, LISTED, counted, day, footer, hero, isolated, large, more, page};
use crate::microcredential::{Answer, Verdict};
use crate::recognition::picture::Nature;
use crate::recognition::portfolio::{Earned, NotVerified, Portfolio, Told, Valued};
use crate::recognition::{Finding, Ruling, Total};
use crate::report::Outcome;
use crate::report::html::answers::Mark;
use crate::report::html::words::{lines, time};
use crate::text::Decimal;

impl Portfolio {
    /// The portfolio as one HTML page: what the educator earned, with what was assessed, and what it is
    /// worth under each policy and why. It stands alone, and can be printed.
    ///
    /// ```
    /// use openbadges::recognition::picture::Nature;
    /// use openbadges::recognition::portfolio::Portfolio;
    /// let now = "2026-03-20T12:00:00Z".parse()?;
    /// let page = Portfolio::new("Educator One", &[], Nature::AsGiven, &now).html();
    /// assert!(page.contains("Educator One"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn html(&self) -> String {
        page(&format!("The portfolio of {}", self.name), &self.body())
    }

    fn body(&self) -> Markup {
        let lede = html! {
            "Each badge here was verified for this page: signed by its issuer, in date, neither revoked nor \
             suspended. What it is worth is for each place to say, by its own rules."
        };
        html! {
            (hero(&Hero {
                kind: "Portfolio",
                title: isolated(&self.name),
                now: &self.now,
                lede,
                figures: self.figures(),
                example: (self.nature == Nature::Example)
                    .then_some("The educator and the badges are made up."),
            }))
            main {
                section #values aria-labelledby="values-title" {
                    h2 #values-title { "What they are worth" }
                    @if self.values.is_empty() { p { "No rules were asked." } }
                    ul.cards {
                        @for (index, valued) in self.values.iter().take(LISTED).enumerate() {
                            li { (card(index, valued)) }
                        }
                    }
                }
                section #badges aria-labelledby="badges-title" {
                    h2 #badges-title { "What was earned" }
                    @if self.badges.is_empty() { p { "There is no verified badge." } }
                    ol.timeline {
                        @for (index, badge) in self.badges.iter().take(LISTED).enumerate() {
                            li { span.dot aria-hidden="true" {} (earned(index, badge)) }
                        }
                    }
                    (more(self.badges.len(), LISTED, "badges"))
                    @if !self.unverified.is_empty() { (unverified(&self.unverified)) }
                }
                @if !self.values.is_empty() {
                    section #why aria-labelledby="why-title" {
                        h2 #why-title { "Why" }
                        p.about { "Each step of each decision, as the office can send it." }
                        @for (index, valued) in self.values.iter().take(LISTED).enumerate() { (why(index, valued)) }
                    }
                }
            }
            (footer(
                "This page proves nothing by itself: verify the badges again rather than trust a copy of the \
                 page. It names a person; show it to those who need it."
            ))
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let met = self.badges.iter().filter(|badge| badge.verdict == Verdict::Met).count();
        let said = self.badges.iter().filter(|badge| badge.hours.is_some()).count();
        let hours = self.badges.iter().filter_map(|badge| badge.hours);
        let hours = hours.fold(Decimal::ZERO, |sum, hours| sum.plus(hours).unwrap_or(sum));
        let all = self.badges.len();
        let counts =
            |valued: &&Valued| valued.decisions.iter().any(|it| it.ruling == Ruling::Counts);
        let figure =
            |value, unit: &str, what, note| Figure { value, unit: unit.to_owned(), what, note };
        vec![
            figure(all.to_string(), "", "Verified badges", String::new()),
            figure(met.to_string(), "", "With all that is required reached", String::new()),
            match said {
                0 => figure("Not said".to_owned(), "", "Time they usually take", String::new()),
                _ => {
                    let note = if said < all {
                        format!("{} of {all} say none", all - said)
                    } else {
                        String::new()
                    };
                    figure(hours.to_string(), "hours", "Time they usually take", note)
                }
            },
            figure(
                format!("{} of {}", self.values.iter().filter(counts).count(), self.values.len()),
                "",
                "Places where something counts",
                String::new(),
            ),
        ]
    }
}

fn card(index: usize, valued: &Valued) -> Markup {
    let id = format!("value-{}", index + 1);
    let count = |ruling| valued.decisions.iter().filter(|it| it.ruling == ruling).count();
    let (counts, open) = (count(Ruling::Counts), count(Ruling::Open));
    html! {
        article.card #(id) aria-labelledby=(format!("{id}-name")) {
            header {
                h3 #(format!("{id}-name")) { (isolated(&valued.title)) }
                p.small.quiet { (isolated(&valued.jurisdiction)) }
            }
            @if valued.totals.is_empty() && valued.parts.is_empty() {
                div.worth { p.large.unknown { @if open > 0 { "Nothing counts yet" } @else { "Nothing counts" } } }
            }
            @for (number, total) in valued.totals.iter().enumerate() {
                (self::total(&format!("{id}-{}", number + 1), valued, total))
            }
            @if !valued.parts.is_empty() {
                div.worth {
                    @for (number, part) in valued.parts.iter().enumerate() {
                        @let is_new = number == 0 || valued.parts.get(number - 1).is_none_or(|it| it.stack != part.stack);
                        @if is_new { p { (isolated(&part.stack)) } }
                        @let words = format!("{} of {} {}", part.have, part.of, part.part);
                        (dots(&format!("{id}-part-{}", number + 1), &crate::report::html::words::said(&words), "Each dot is a badge of the stack; those that count are filled.", part.of, part.have))
                        p.small { strong { (isolated(&words)) } }
                    }
                }
            }
            ul.asked {
                li.plain { (counts) " of " (counted(valued.decisions.len(), "badge counts", "badges count")) }
                @if open > 0 { li.deadline { (counted(open, "needs", "need")) " something to be said first" } }
            }
        }
    }
}

fn total(id: &str, valued: &Valued, total: &Total) -> Markup {
    let after = total.after.number();
    html! {
        div.worth {
            p.large { (large(&total.after)) }
            @let is_said = total.after.unit().words(after) == total.category;
            @if !is_said { p.quiet { (isolated(&total.category)) } }
            @if !total.before.is_zero() { p.small.quiet { (total.before.words()) " of it counted before" } }
            @if let Some(steps) = &total.steps {
                p.small { strong { "That gives " (steps.after.words()) "." } " " span.quiet { "Waiting for the next step: " (steps.waits.words()) "." } }
            }
            @if let Some(goal) = valued.goal.as_ref().filter(|goal| goal.of.unit() == total.after.unit()) {
                @let words = format!("{} of {} in {} years", goal.have.number(), goal.of.words(), goal.within_years);
                (Bar { id, title: &words, about: "How far the goal is reached.", whole: goal.of.number().max(after), filled: goal.have.number(), marks: &[goal.of.number()] }.drawn())
                p.small { strong { (words) } }
            }
        }
    }
}

fn earned(index: usize, badge: &Earned) -> Markup {
    let id = format!("badge-{}", index + 1);
    html! {
        article.earned #(id) aria-labelledby=(format!("{id}-name")) {
            p.when { @match badge.awarded { Some(date) => (day(date)), None => "No date is said" } }
            h3 #(format!("{id}-name")) { (isolated(&badge.name)) }
            p.by {
                "Issued by "
                @match (&badge.issuer_name, &badge.issuer) {
                    (Some(name), _) => (isolated(name)),
                    (None, Some(id)) => bdi { code { (crate::report::html::words::said(id)) } },
                    (None, None) => "somebody without an id",
                }
            }
            @if let Some(text) = badge.competency.as_ref().or(badge.description.as_ref()) {
                div.statement { (lines(text)) }
            }
            @if !badge.answers.is_empty() {
                ul.levels aria-label="What was assessed" {
                    @for answer in badge.answers.iter().take(LISTED) { li { (level(answer)) } }
                }
            }
            p.small.quiet {
                (Mark::Good.drawn()) " Verified " (time(badge.verified.as_str()))
                @if let Some(until) = &badge.valid_until { "; valid until " (time(until)) }
            }
            p.small.quiet {
                @if badge.assessors > 0 { (counted(badge.assessors, "assessor", "assessors")) ". " }
                @if !badge.evidence.is_empty() { (counted(badge.evidence.len(), "piece", "pieces")) " of evidence. " }
                @if let Some(hours) = badge.hours { "Usually " (hours) " hours. " }
                @if !badge.alignments.is_empty() { "Aligned with " (isolated(&badge.alignments.join("; "))) "." }
            }
        }
    }
}

fn level(answer: &Answer) -> Markup {
    let mark = match answer.verdict {
        Verdict::Met => Mark::Good,
        Verdict::NotMet => Mark::Bad,
        _ => Mark::Open,
    };
    html! {
        (mark.drawn())
        div {
            p { (isolated(answer.name.as_deref().unwrap_or("A result"))) }
            p.small.quiet {
                @match &answer.reached { Some(reached) => { "reached " (isolated(reached)) } None => "it is not said what was reached" }
                @if let Some(required) = &answer.required { ", required " (isolated(&required.to_string())) }
            }
        }
    }
}

fn unverified(all: &[NotVerified]) -> Markup {
    html! {
        h3 { "Handed in, and not found valid" }
        p.about { "None of what these say is shown, and they are worth nothing." }
        ul.levels {
            @for it in all.iter().take(LISTED) {
                @let mark = if it.outcome == Outcome::Invalid { Mark::Bad } else { Mark::Open };
                li {
                    (mark.drawn())
                    div {
                        p { bdi { code { (crate::report::html::words::said(&it.file)) } } }
                        @for reason in it.reasons.iter().take(5) { p.small.quiet { (isolated(reason)) } }
                    }
                }
            }
        }
        (more(all.len(), LISTED, "files"))
    }
}

fn why(index: usize, valued: &Valued) -> Markup {
    html! {
        article.reasons aria-labelledby=(format!("why-{}", index + 1)) {
            h3 #(format!("why-{}", index + 1)) { (isolated(&valued.title)) }
            @for told in valued.decisions.iter().take(LISTED).chain(valued.stacks.iter().take(LISTED)) { (self::told(told)) }
            (more(valued.decisions.len(), LISTED, "badges"))
            p.small.quiet {
                "The rules: " (isolated(&valued.source)) ", read on " (day(valued.read)) "; "
                @match &valued.source_url {
                    Some(url) => bdi { code { (crate::report::html::words::said(url)) } },
                    None => "no address is known.",
                }
            }
        }
    }
}

fn told(told: &Told) -> Markup {
    let mark = match told.ruling {
        Ruling::Counts => Mark::Good,
        Ruling::Open => Mark::Open,
        Ruling::DoesNotCount => Mark::Bad,
    };
    html! {
        div.told {
            (mark.drawn())
            div {
                h4 { (isolated(&told.name)) ": " span class=(mark.class()) { (told.ruling.words()) } }
                ul.plain {
                    @for step in &told.steps {
                        li class=(match step.finding { Finding::NotMet => "bad", Finding::Missing => "open", _ => "met" }) {
                            (isolated(&step.sentence))
                        }
                    }
                }
            }
        }
    }
}
