//! Which badge counts where: a row for each badge, a column for each place.

use maud::{Markup, html};

use super::place::label;
use super::portfolio::{mark, since};
use super::{LISTED, beside, counted, day, isolated, number};
use crate::recognition::portfolio::{Counting, Earned, Portfolio, Told, ToldStep, Valued};
use crate::recognition::{Amount, Finding, Unit};
use crate::report::html::words::said;
use crate::text::Decimal;

/// As many places stand in one table; more are hard to read side by side, and do not fit on paper.
const COLUMNS: usize = 4;

pub(super) fn table(portfolio: &Portfolio) -> Markup {
    let count = portfolio.values.len();
    // Tables alike in width.
    let columns = count.div_ceil(count.div_ceil(COLUMNS).max(1)).max(1);
    html! {
        h3.above { "Badge by badge" }
        @for (number, places) in portfolio.values.chunks(columns).enumerate() {
            div.scroll tabindex="0" role="region" aria-labelledby=(format!("table-{}", number + 1)) {
                table.rows.matrix role="table" {
                    caption.unseen #(format!("table-{}", number + 1)) { "Which badge counts in which place, for how much, or why not: " (isolated(&names(places))) }
                    thead role="rowgroup" {
                        tr role="row" {
                            th scope="col" role="columnheader" { "Badge" }
                            @for valued in places {
                                th scope="col" role="columnheader" {
                                    (isolated(valued.label()))
                                    @if let Some(unit) = unit(valued) { span.below.quiet { (unit.words(Decimal::from(2))) } }
                                    @else if let Some(code) = beside(valued.label(), &valued.jurisdiction) { span.below.quiet { (isolated(code)) } }
                                }
                            }
                        }
                    }
                    tbody role="rowgroup" {
                        @for (index, badge) in portfolio.badges.iter().take(LISTED).enumerate() {
                            (row(index, badge, places))
                        }
                    }
                }
            }
        }
    }
}

fn names(places: &[Valued]) -> String {
    let names: Vec<String> = places.iter().map(|valued| said(valued.label())).collect();
    names.join("; ")
}

fn row(index: usize, badge: &Earned, places: &[Valued]) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                (isolated(&badge.name))
                @if let Some(date) = badge.awarded { span.below.small.quiet { (day(date)) } }
            }
            @for valued in places {
                td role="cell" {
                    (label(valued.label()))
                    @if let Some(told) = valued.decisions.get(index) { (cell(told, unit(valued))) }
                }
            }
        }
    }
}

fn cell(told: &Told, unit: Option<&Unit>) -> Markup {
    let mark = mark(told.ruling);
    html! {
        div.cell {
            (mark.drawn())
            div {
                @match told.ruling {
                    Counting::Counts | Counting::Counted => {
                        p { strong { (amounts(&told.amounts, unit)) } }
                        @if told.counted.is_some() { p.small.quiet { (since(told)) } }
                        @if told.counted.is_some() && told.against().next().is_some() {
                            p.small.quiet { "today it would not count: " (reason(told)) }
                        }
                    }
                    Counting::Open => {
                        p { strong class=(mark.class()) { "not yet" } }
                        p.small { (reason(told)) }
                    }
                    Counting::DoesNotCount => {
                        p { strong class=(mark.class()) { "no" } }
                        p.small { (reason(told)) }
                    }
                }
            }
        }
    }
}

/// How much it is: a number alone, where the head of its column says of what.
fn amounts(amounts: &[Amount], unit: Option<&Unit>) -> Markup {
    let said: Vec<String> = match (amounts, unit) {
        ([only], Some(_)) if !only.unit().is_money() => vec![number(only.number())],
        (several, _) => several.iter().map(Amount::words).collect(),
    };
    html! { @if said.is_empty() { "counts" } @else { (said.join(" and ")) } }
}

/// In what everything counts that counts in a place, where that is one unit and no money.
fn unit(valued: &Valued) -> Option<&Unit> {
    let mut units = valued.decisions.iter().flat_map(|it| &it.amounts).map(Amount::unit);
    let first = units.next()?;
    (units.all(|unit| unit == first) && !first.is_money()).then_some(first)
}

/// The reason that decides, in a few words, and how many more there are.
fn reason(told: &Told) -> Markup {
    let against: Vec<&ToldStep> = told.against().collect();
    let first = against.iter().find(|it| it.finding == Finding::NotMet).or(against.first());
    html! {
        @if let Some(step) = first {
            @match in_short(step.code) {
                Some(words) => (words),
                None => (isolated(&step.sentence)),
            }
            @if against.len() > 1 { span.quiet { "; " (counted(against.len() - 1, "more reason", "more reasons")) } }
        }
    }
}

/// What a step says that stands against a badge, in a few words.
pub(super) fn in_short(code: &str) -> Option<&'static str> {
    Some(match code {
        "policy.not_in_force" => "rules not in force",
        "verified.too_long_ago" => "to be verified again",
        "verified.expired" => "expired since",
        "verified.in_future" => "verified in the future",
        "verified.unsafely" => "may be a forgery",
        "credential.partial" => "shown only in part",
        "credential.withdrawn" => "withdrawn since",
        "credential.not_a_badge" => "not a badge that can count",
        "award.in_future" => "awarded in the future",
        "issuer.self" => "issued by the person",
        "issuer.not_recognised" => "issuer not recognised",
        "person.unknown" => "not about this person",
        "endorsed.not" => "not endorsed",
        "achievement.not_listed" => "not one that counts",
        "aligned.not" => "not a priority",
        "results.not_met" => "requirements not shown as met",
        "rubric.missing" => "scored rubric missing",
        "evidence.missing" => "names no evidence",
        "assessment.unknown" => "assessment not described",
        "assessment.otherwise" => "not assessed as asked",
        "approval.late" => "approved too late",
        "approval.missing" => "prior approval missing",
        "approval.start_unknown" => "start of the work not known",
        "confirmed.not" => "not yet confirmed",
        "window.request.late" => "not requested in time",
        "window.request.in_future" => "request still to come",
        "window.request.missing" => "date of request missing",
        "window.upload.late" => "not uploaded in time",
        "window.upload.in_future" => "upload still to come",
        "window.upload.missing" => "date of upload missing",
        "window.expiry.over" => "expired there",
        "window.cycle.outside" => "outside the licence cycle",
        "window.cycle.missing" => "licence cycle missing",
        "ledger.counted" => "counted before",
        "ledger.anothers" => "counted for another person",
        "ledger.achieved" => "achievement counted before",
        "ledger.twice" => "counts once",
        "ledger.excluded" => "training counts elsewhere",
        "rung.unknown" => "kind of award not said",
        "value.none" => "no value is given",
        "category.missing" => "category not said",
        "category.unknown" => "no such category",
        "split.forbidden" => "cannot be split",
        "split.unequal" => "not worth the same in both",
        "split.too_large" => "split into more than it is",
        "split.excluded" => "categories exclude each other",
        "value.credits.unknown" => "does not say how much",
        "value.credits.more" => "says more than there is",
        "value.nothing" => "worth nothing",
        "value.recognised.not" => "not recognised for a value",
        "value.recognised.twice" => "recognised twice",
        "value.converted.not" => "value cannot be converted",
        "group.several" => "part of the stack not said",
        "group.missing" => "part of the stack not said",
        "group.other" => "in another part of the stack",
        "group.unknown" => "no such part of a stack",
        "limit.nothing_left" => "limit is used up",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `docs/POLICY.md` has every code; of what stands against a badge, each has its few words.
    #[test]
    fn whatever_stands_against_a_badge_has_a_few_words() {
        let documented = include_str!("../../../docs/POLICY.md");
        let mut found = 0;
        for line in documented.lines().filter(|line| line.starts_with("| `")) {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let (code, ruling) = (cells.next().unwrap(), cells.next().unwrap_or_default());
            if ["does not count", "not yet"].contains(&ruling) {
                found += 1;
                let words = in_short(code.trim_matches('`'));
                assert!(words.is_some_and(|it| it.len() <= 32), "{code}: {words:?}");
            }
        }
        assert!(found >= 40, "{found}");
    }
}
