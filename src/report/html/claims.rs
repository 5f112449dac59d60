//! What a credential says, as far as the report holds it.

use maud::{Markup, html};

use super::prose::prose;
use super::words::{lines, said, time};
use crate::json::Value;
use crate::model::View;
use crate::report::{Outcome, Report, Summary};

/// As many of a kind are shown.
const LISTED: usize = 50;

/// All of a valid credential; of another whose proof holds, what it says of itself in short.
pub(super) fn claims(report: &Report) -> Markup {
    let Some(summary) = report.summary() else {
        return html! {
            section {
                h3 { "What it says" }
                p { "Nothing in it is known to be signed, so none of it is shown." }
            }
        };
    };
    html! {
        section {
            h3 { "What it says" }
            @if report.outcome() != Outcome::Valid {
                p.caveat { "These are the document’s own words. Read them with the verdict above." }
            }
            @match report.verified() {
                // Of another class nothing holds the names inside to their meaning.
                Some(verified) if verified.gist().is_badge => (whole(verified.view(), summary)),
                _ => dl {
                    (people(summary, None))
                    (dates(summary, None))
                },
            }
        }
    }
}

/// Who endorses, in short.
pub(super) fn endorser(report: &Report) -> Markup {
    let Some(summary) = report.summary() else {
        return html! { p.quiet { "Nothing in it is known to be signed." } };
    };
    let view = report.verified().map(|verified| verified.view());
    let comment =
        view.and_then(|view| view.subjects().first()?.get("endorsementComment")?.as_str());
    html! {
        dl {
            (fact("By", view.and_then(View::issuer_name), summary.issuer.as_deref()))
            @if let Some(comment) = comment { dt { "It says" } dd { (lines(comment)) } }
            (dates(summary, None))
        }
    }
}

fn whole(view: View<'_>, summary: &Summary) -> Markup {
    let subject = view.subjects().first();
    let achievement = view.achievement();
    let of_achievement = |name: &str| achievement.and_then(|it| it.get(name)?.as_str());
    let criteria = achievement.and_then(|it| it.get("criteria"));
    let criteria = criteria.and_then(|it| it.get("narrative")?.as_str());
    html! {
        dl {
            (people(summary, Some(view)))
            @if achievement.is_some() {
                (fact("For", of_achievement("name"), of_achievement("id")))
            }
            @if let Some(description) = of_achievement("description").or(view.description()) {
                dt { "Description" } dd { (lines(description)) }
            }
            @if let Some(criteria) = criteria { dt { "What had to be shown" } dd.long { (prose(criteria)) } }
            @if let Some(narrative) = subject.and_then(|it| it.get("narrative")?.as_str()) {
                dt { "How it was shown" } dd.long { (prose(narrative)) }
            }
            (results(subject, achievement))
            (evidence(view.evidence()))
            @if let Some(credits) = subject.and_then(|it| it.get("creditsEarned")?.as_number()) {
                dt { "Credits earned" } dd { (credits) }
            }
            (dates(summary, Some(view)))
        }
    }
}

fn people(summary: &Summary, view: Option<View<'_>>) -> Markup {
    let identities = view.map(View::identifiers).unwrap_or_default();
    html! {
        (fact("Issued by", view.and_then(View::issuer_name), summary.issuer.as_deref()))
        dt { "Issued to" }
        @if let Some(subject) = &summary.subject { dd { bdi { code { (said(subject)) } } } }
        @for identity in identities.iter().take(LISTED) { dd { (person(identity)) } }
        @if summary.subject.is_none() && identities.is_empty() {
            dd.quiet { "It is not shown to whom." }
        }
    }
}

/// An identity of the recipient; of one that is hashed, only that it is there.
fn person(identity: &Value) -> Markup {
    let member = |name: &str| identity.get(name).and_then(Value::as_str);
    let is_hashed = identity.get("hashed").and_then(Value::as_bool) != Some(false);
    let kind = member("identityType").unwrap_or("identity");
    html! {
        @if is_hashed { "a hidden identity (" bdi { (said(kind)) } ")" }
        @else { bdi { (said(member("identityHash").unwrap_or("-"))) } " (" bdi { (said(kind)) } ")" }
    }
}

fn dates(summary: &Summary, view: Option<View<'_>>) -> Markup {
    let awarded = view.and_then(|view| view.document().get("awardedDate")?.as_str());
    html! {
        @if let Some(awarded) = awarded { dt { "Awarded" } dd { (time(awarded)) } }
        @if let Some(from) = &summary.valid_from { dt { "Valid from" } dd { (time(from)) } }
        @if let Some(until) = &summary.valid_until { dt { "Valid until" } dd { (time(until)) } }
        @if let Some(id) = &summary.id { dt { "Its identifier" } dd { bdi { code { (said(id)) } } } }
    }
}

fn results(subject: Option<&Value>, achievement: Option<&Value>) -> Markup {
    let results = subject.and_then(|it| it.get("result")).map(Value::items).unwrap_or_default();
    let descriptions = achievement.and_then(|it| it.get("resultDescription"));
    let descriptions = descriptions.map(Value::items).unwrap_or_default();
    if results.is_empty() {
        return html! {};
    }
    html! {
        dt { "What was assessed" }
        dd {
            ul {
                @for result in results.iter().take(LISTED) { li { (one_result(result, descriptions)) } }
                @if results.len() > LISTED { li { "and " (results.len() - LISTED) " more" } }
            }
        }
    }
}

fn one_result(result: &Value, descriptions: &[Value]) -> Markup {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(said);
    let described = result.get("resultDescription").and_then(Value::as_str);
    let description = descriptions
        .iter()
        .find(|it| described.is_some() && it.get("id").and_then(Value::as_str) == described);
    let level = |id: Option<&str>| {
        let levels = description?.get("rubricCriterionLevel")?.items();
        let found =
            levels.iter().find(|it| id.is_some() && it.get("id").and_then(Value::as_str) == id);
        found.and_then(|it| it.get("name")?.as_str()).map(said)
    };
    let achieved = level(result.get("achievedLevel").and_then(Value::as_str));
    let required = description.and_then(|it| it.get("requiredLevel")?.as_str());
    let required = level(required).or_else(|| text(description?, "requiredValue"));
    html! {
        bdi { (description.and_then(|it| text(it, "name")).unwrap_or_else(|| "A result".to_owned())) }
        @if let Some(value) = achieved.or_else(|| text(result, "value")) { ": " strong { bdi { (value) } } }
        @if let Some(status) = text(result, "status") { ", " bdi { (status) } }
        @if let Some(required) = required { span.quiet { " (required: " bdi { (required) } ")" } }
    }
}

fn evidence(evidence: &[Value]) -> Markup {
    if evidence.is_empty() {
        return html! {};
    }
    html! {
        dt { "Evidence" }
        dd {
            ul {
                @for item in evidence.iter().take(LISTED) {
                    @let text = |name: &str| item.get(name).and_then(Value::as_str);
                    li {
                        @if let Some(name) = text("name") { p { bdi { (said(name)) } } }
                        @if let Some(narrative) = text("narrative") { (prose(narrative)) }
                        @if let Some(id) = text("id") { p.small.quiet { bdi { code { (said(id)) } } } }
                    }
                }
                @if evidence.len() > LISTED { li { "and " (evidence.len() - LISTED) " more" } }
            }
        }
    }
}

/// A name with what it names, or either of them.
fn fact(term: &str, name: Option<&str>, id: Option<&str>) -> Markup {
    html! {
        dt { (term) }
        @match (name, id) {
            (Some(name), id) => dd {
                p { bdi { (said(name)) } }
                @if let Some(id) = id { p.small.quiet { bdi { code { (said(id)) } } } }
            },
            (None, Some(id)) => dd { bdi { code { (said(id)) } } },
            (None, None) => dd.quiet { "It is not shown." },
        }
    }
}
