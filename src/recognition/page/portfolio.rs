use maud::{Markup, html};

use super::drawn::{Bar, dots};
use super::place::years;
use super::{
    Figure, Hero, LISTED, beside, by_three, counted, day, footer, hero, isolated, large, more,
    number, page, short, table, why,
};
use crate::microcredential::{Answer, Verdict};
use crate::recognition::Total;
use crate::recognition::picture::Nature;
use crate::recognition::portfolio::{Counting, Earned, NotTheirs, NotVerified, Portfolio, Valued};
use crate::report::Outcome;
use crate::report::html::answers::Mark;
use crate::report::html::words::{lines, said, time};
use crate::text::Decimal;

/// As many badges are shown whole; of more, each is a line that opens.
const WHOLE: usize = 4;

impl Portfolio {
    /// The portfolio as one HTML page: what the educator earned, with what was assessed, and what it is
    /// worth under each policy and why. It stands alone, and can be printed.
    ///
    /// ```
    /// use openbadges::recognition::Claimant;
    /// use openbadges::recognition::picture::Nature;
    /// use openbadges::recognition::portfolio::Portfolio;
    /// let (claimant, now) = (Claimant::new("employee-1"), "2026-03-20T12:00:00Z".parse()?);
    /// let page = Portfolio::new("Educator One", &claimant, &[], Nature::AsGiven, &now).html();
    /// assert!(page.contains("Educator One"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn html(&self) -> String {
        page(&format!("The portfolio of {}", self.called()), &self.body())
    }

    fn called(&self) -> &str {
        let name = self.name.trim();
        if name.is_empty() { "An educator" } else { name }
    }

    fn body(&self) -> Markup {
        let lede = html! {
            @if self.badges.is_empty() { "No badge that is valid and shown to be about this person was handed in." }
            @else {
            "Each badge here was verified for this page: signed by its issuer, in date, and "
            @if self.badges.iter().all(|badge| badge.has_status) { "neither revoked nor suspended" }
            @else { "not withdrawn, as far as it says where its issuer would withdraw it" }
            ". What it is worth is for each place to say, by its own rules."
            }
        };
        html! {
            (hero(&Hero {
                kind: "Portfolio",
                title: isolated(self.called()),
                now: &self.now,
                lede,
                figures: self.figures(),
                example: (self.nature == Nature::Example)
                    .then_some("The educator and the badges are made up."),
            }))
            main {
                section #values aria-labelledby="values-title" {
                    h2 #values-title { "What they are worth" }
                    @if self.values.is_empty() { p { "No place’s rules were chosen." } }
                    ul.cards.by-three[by_three(self.values.len())] {
                        @for (index, valued) in self.values.iter().take(LISTED).enumerate() {
                            li { (card(index, valued)) }
                        }
                    }
                    @if !self.values.is_empty() && !self.badges.is_empty() { (table::table(self)) }
                }
                section #badges aria-labelledby="badges-title" {
                    h2 #badges-title { "What was earned" }
                    (self.earned())
                    @if let Some(place) = self.days_of.as_ref().filter(|_| !self.badges.is_empty()) {
                        p.small.quiet.after { "Days of award are by the clocks of " (isolated(place)) "." }
                    }
                    @if !self.others.is_empty() { (others(&self.others)) }
                    @if !self.unverified.is_empty() { (unverified(&self.unverified)) }
                }
                @if !self.values.is_empty() && !self.badges.is_empty() { (why::why(&self.values)) }
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
        let none = String::new;
        let what = if all == 1 { "Verified badge" } else { "Verified badges" };
        let time = "Time they usually take";
        let mut figures = vec![
            Figure::of(all.to_string(), "", what, none()),
            Figure::of(met.to_string(), "", "With all that is required reached", none()),
            match said {
                0 => Figure::of("Not said", "", time, none()),
                said => {
                    let note = match all - said {
                        0 => none(),
                        1 => format!("1 of {all} says none"),
                        some => format!("{some} of {all} say none"),
                    };
                    Figure::of(number(hours), "hours", time, note)
                }
            },
        ];
        let places = self.values.len();
        if places > 0 {
            let counts = self.values.iter().filter(|valued| counts(valued)).count();
            let what = if places == 1 { "Place" } else { "Places" };
            let what = if counts == 1 || places == 1 { what } else { "Places" };
            let note = "where something counts".to_owned();
            figures.push(Figure::of(format!("{counts} of {places}"), "", what, note));
        }
        figures
    }

    fn earned(&self) -> Markup {
        let listed = || self.badges.iter().take(LISTED).enumerate();
        html! {
            @if self.badges.is_empty() { p { "There is no verified badge." } }
            @else if self.badges.len() <= WHOLE {
                ol.timeline {
                    @for (index, badge) in listed() {
                        li { span.dot aria-hidden="true" {} (self.whole(index, badge)) }
                    }
                }
            } @else {
                ol.lines { @for (index, badge) in listed() { li { (self.line(index, badge)) } } }
            }
            (more(self.badges.len(), LISTED, "badges"))
            @if self.repeated > 0 {
                p.small.quiet.after { (counted(self.repeated, "badge was", "badges were")) " handed in more than once, and is shown once." }
            }
        }
    }

    fn whole(&self, index: usize, badge: &Earned) -> Markup {
        let id = format!("badge-{}", index + 1);
        html! {
            article.earned #(id) aria-labelledby=(format!("{id}-name")) {
                p.when { (when(badge)) }
                h3 #(format!("{id}-name")) { (isolated(&badge.name)) }
                (self.by(index, badge))
                (self.details(badge))
            }
        }
    }

    /// A badge in two lines, which open.
    fn line(&self, index: usize, badge: &Earned) -> Markup {
        let id = format!("badge-{}", index + 1);
        let met = badge.answers.iter().filter(|it| it.verdict == Verdict::Met).count();
        html! {
            details.line #(id) {
                summary {
                    span.when { (when(badge)) }
                    span.what {
                        strong.name { (isolated(&badge.name)) }
                        span.small.quiet {
                            (self.issued(index, badge))
                            @if !badge.answers.is_empty() { " · " (met) " of " (badge.answers.len()) " required levels reached" }
                            @if let Some(hours) = badge.hours { " · usually " (number(hours)) " hours" }
                        }
                    }
                }
                div.earned { (self.by(index, badge)) (self.details(badge)) }
            }
        }
    }

    /// By whom, in short.
    fn issued(&self, index: usize, badge: &Earned) -> Markup {
        html! {
            @match (&badge.issuer_called, &badge.issuer_name, &badge.issuer) {
                (Some(called), ..) => {
                    "Issued by " (isolated(called)) (of_itself(badge))
                }
                (None, Some(name), _) if self.is_recognised(index) => { "Issued by " (isolated(name)) }
                (_, Some(name), Some(id)) => { "Issued by " bdi { (short(id)) } ", which calls itself " (isolated(name)) }
                (_, None, Some(id)) => { "Issued by " bdi { (short(id)) } }
                (.., None) => "Issued by somebody without an id",
            }
        }
    }

    /// By whom: what an office calls the issuer, where one has a name for it. What an issuer calls itself
    /// is its own word: where no place lists it, it is not said as if it were known.
    fn by(&self, index: usize, badge: &Earned) -> Markup {
        let code = |id: &str| html! { bdi { code { (said(id)) } } };
        html! {
            p.by {
                @match (&badge.issuer_called, &badge.issuer_name, &badge.issuer) {
                    (Some(called), _, Some(id)) => {
                        "Issued by " strong { (isolated(called)) } " " span.small.quiet { (code(id)) } (of_itself(badge))
                    }
                    (None, Some(name), Some(id)) if self.is_recognised(index) => {
                        "Issued by " strong { (isolated(name)) } " " span.small.quiet { (code(id)) }
                    }
                    (_, Some(name), Some(id)) => { "Issued by " (code(id)) ", which calls itself " (isolated(name)) }
                    (_, None, Some(id)) => { "Issued by " (code(id)) }
                    (.., None) => "Issued by somebody without an id",
                }
            }
        }
    }

    /// Whether a place lists the issuer of a badge.
    fn is_recognised(&self, index: usize) -> bool {
        self.values.iter().any(|valued| {
            let steps = valued.decisions.get(index).into_iter().flat_map(|told| &told.steps);
            steps.into_iter().any(|step| step.code == "issuer")
        })
    }

    fn details(&self, badge: &Earned) -> Markup {
        html! {
            @if let Some(text) = badge.competency.as_ref().or(badge.description.as_ref()) {
                div.statement { (lines(text)) }
            }
            @if !badge.answers.is_empty() {
                ul.levels aria-label="What was assessed" {
                    @for answer in badge.answers.iter().take(LISTED) { li { (level(answer)) } }
                }
            }
            p.small.quiet {
                @if badge.assessors > 0 { (counted(badge.assessors, "assessor", "assessors")) ". " }
                @if !badge.evidence.is_empty() { (counted(badge.evidence.len(), "piece", "pieces")) " of evidence. " }
                @if let Some(hours) = badge.hours { "Usually " (number(hours)) " hours. " }
                @if !badge.alignments.is_empty() { "Aligned with " (isolated(&named(&badge.alignments))) ". " }
                @if let Some(until) = &badge.valid_until { "Valid until " (time(until)) ". " }
                // Said once for all that were verified for this page.
                @if badge.verified != self.now { "Verified " (time(badge.verified.as_str())) ". " }
                @if !badge.has_status { "It does not say where it would be withdrawn." }
            }
        }
    }
}

/// Names in a row, before the full stop of their sentence: the last one lends it its own.
fn named(alignments: &[String]) -> String {
    let names = alignments.join("; ");
    names.strip_suffix('.').unwrap_or(&names).to_owned()
}

/// What an issuer calls itself, where that is not what the office calls it.
fn of_itself(badge: &Earned) -> Markup {
    let own = badge.issuer_name.as_ref().filter(|_| badge.issuer_name != badge.issuer_called);
    html! { @if let Some(own) = own { ", which calls itself " (isolated(own)) } }
}

fn when(badge: &Earned) -> Markup {
    html! { @match badge.awarded { Some(date) => (day(date)), None => "No date is said" } }
}

/// Whether something counts in a place, or did before.
fn counts(valued: &Valued) -> bool {
    let good = valued.decisions.iter().any(|it| it.ruling.is_good());
    good || valued.totals.iter().any(|total| !total.after.is_zero())
}

fn card(index: usize, valued: &Valued) -> Markup {
    let id = format!("value-{}", index + 1);
    let count =
        |of: fn(Counting) -> bool| valued.decisions.iter().filter(|it| of(it.ruling)).count();
    let (good, open) = (count(Counting::is_good), count(|it| it == Counting::Open));
    let before = count(|it| it == Counting::Counted);
    html! {
        article.card #(id) aria-labelledby=(format!("{id}-name")) {
            header {
                h3 #(format!("{id}-name")) { (isolated(&valued.title)) }
                @if let Some(code) = beside(valued.label(), &valued.jurisdiction) { p.small.quiet { (isolated(code)) } }
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
                        (dots(&format!("{id}-part-{}", number + 1), &said(&words), "Each dot is a badge of the stack; those that count are filled.", part.of, part.have))
                        p.small { strong { (isolated(&words)) } }
                    }
                }
            }
            @if !valued.decisions.is_empty() { ul.asked {
                li.plain {
                    (good) " of " (counted(valued.decisions.len(), "badge counts", "badges count"))
                    @if before > 0 && before == good { "; " @if good == 1 { "it was" } @else { "all were" } " counted before" }
                    @else if before > 0 { "; " (before) " of them " @if before == 1 { "was" } @else { "were" } " counted before" }
                }
                @if open > 0 { li.deadline { (counted(open, "needs", "need")) " something to be said first" } }
            } }
            @if !valued.left_out.is_empty() { ul.asked {
                @for sentence in &valued.left_out { li.deadline { (isolated(sentence)) } }
            } }
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
            @if !total.before.is_zero() {
                p.small.quiet {
                    @if total.added.is_zero() { "All of it was counted before" }
                    @else { (total.before.words()) " of it counted before" }
                }
            }
            @if let Some(steps) = &total.steps {
                p.small {
                    strong { "That gives " (steps.after.words()) "." }
                    @if let Some(left) = steps.left_over() { " " span.quiet { (left) } }
                }
            }
            @if let Some(goal) = valued.goal.as_ref().filter(|goal| goal.of.unit() == total.after.unit()) {
                @let words = format!("{} of {} in {}", goal.have.figure(), goal.of.words(), years(goal.within_years));
                (Bar { id, title: &words, about: "How far the goal is reached.", whole: goal.of.number().max(after), filled: goal.have.number(), marks: &[goal.of.number()] }.drawn())
                p.small { strong { (words) } }
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

fn others(all: &[NotTheirs]) -> Markup {
    html! {
        h3 { "Not shown to be about this person" }
        p.about { "These are valid, and none of the identities that were given for the educator is in them. They are worth nothing here." }
        ul.levels {
            @for it in all.iter().take(LISTED) {
                li {
                    (Mark::Open.drawn())
                    div {
                        p { (isolated(&it.name)) }
                        @if let Some(id) = &it.id { p.small.quiet { bdi { code { (said(id)) } } } }
                    }
                }
            }
        }
        (more(all.len(), LISTED, "badges"))
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
                        p { bdi { code { (said(&it.file)) } } }
                        @for reason in it.reasons.iter().take(5) { p.small.quiet { (isolated(reason)) } }
                    }
                }
            }
        }
        (more(all.len(), LISTED, "files"))
    }
}

/// The mark of a badge in a place.
pub(super) fn mark(ruling: Counting) -> Mark {
    match ruling {
        Counting::Counts | Counting::Counted => Mark::Good,
        Counting::Open => Mark::Open,
        Counting::DoesNotCount => Mark::Bad,
    }
}

/// When something was counted, in words.
pub(super) fn since(told: &crate::recognition::portfolio::Told) -> Markup {
    html! { @if let Some(date) = told.counted_on { "counted on " (day(date)) } }
}
