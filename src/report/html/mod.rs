//! Reports as one page for people: what was found, in plain words, with every reason.
//!
//! The page stands alone: no script, nothing from elsewhere, and a policy that forbids both.
//! Whatever a document says is escaped, loses the characters that turn writing around, and is
//! isolated (`bdi`), so that it cannot pass for the page's own words. Addresses are shown, and lead
//! nowhere.

pub(crate) mod answers;
mod claims;
mod prose;
pub(crate) mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::{EndorsementReport, Examined, Found, IdentityVerdict, Outcome, Report, TrustVerdict};
use answers::{Mark, answers};
use words::{said, time};

/// The look of every page of the house.
pub(crate) const STYLE: &str = include_str!("style.css");

/// What was found, as one HTML page: the verdict in plain words, who issued the credential and to
/// whom, what was assessed, whether the issuer is trusted, every check with its reason, and the
/// endorsements inside, each with its own.
///
/// Only a credential whose verdict is valid is shown with all that it says; of others, what the
/// report holds of them ([`Report::summary`]). It can be printed. Of very long texts and very many
/// checks it shows the beginning, and says so; JSON has them all.
///
/// ```
/// use openbadges::report::Examined;
/// use openbadges::{Timestamp, Verifier};
/// let report = Verifier::new().verify(b"{}", &Timestamp::now());
/// let page = openbadges::report::html(&[Examined::new("a.json", report)]);
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Invalid"));
/// ```
pub fn html(examined: &[Examined]) -> String {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    );
    let title = match examined {
        [only] => format!("{}: {}", word(only.found.outcome()), said(&only.name)),
        several => format!("{} documents verified", several.len()),
    };
    let as_of = examined.iter().find_map(|examined| examined.found.as_of());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.masthead {
                    h1 { "Verification report" }
                    @if let Some(as_of) = as_of {
                        p.quiet { "As of " (time(as_of.as_str())) }
                    }
                }
                @if examined.len() > 1 { (contents(examined)) }
                main {
                    @if examined.is_empty() { p { "Nothing was verified." } }
                    @for (index, examined) in examined.iter().enumerate() {
                        (document(index, examined))
                    }
                }
                footer {
                    p {
                        "A valid credential is its issuer’s word, unchanged and standing at the moment \
                         that this report names. Whether that word counts is for whoever reads it to \
                         decide. This page proves nothing by itself: verify the credential again \
                         rather than trust a copy of the page."
                    }
                    p { "Made by openbadges " (env!("CARGO_PKG_VERSION")) "." }
                }
            }
        }
    };
    page.into_string()
}

/// The verdict as a word.
fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Valid => "Valid",
        Outcome::Invalid => "Invalid",
        Outcome::Indeterminate => "Undecided",
    }
}

fn mark(outcome: Outcome) -> Mark {
    match outcome {
        Outcome::Valid => Mark::Good,
        Outcome::Invalid => Mark::Bad,
        Outcome::Indeterminate => Mark::Open,
    }
}

fn contents(examined: &[Examined]) -> Markup {
    let count = |outcome| examined.iter().filter(|it| it.found.outcome() == outcome).count();
    let [valid, invalid, open] =
        [Outcome::Valid, Outcome::Invalid, Outcome::Indeterminate].map(count);
    html! {
        nav aria-labelledby="contents" {
            h2 #contents { (examined.len()) " documents" }
            p.quiet { (valid) " valid, " (invalid) " invalid, " (open) " undecided" }
            ul {
                @for (index, Examined { name, found }) in examined.iter().enumerate() {
                    li {
                        a href=(format!("#document-{}", index + 1)) {
                            (mark(found.outcome()).drawn())
                            strong class=(mark(found.outcome()).class()) { (word(found.outcome())) }
                            span.name { bdi { (said(name)) } }
                        }
                    }
                }
            }
        }
    }
}

fn document(index: usize, Examined { name, found }: &Examined) -> Markup {
    let id = format!("document-{}", index + 1);
    match found {
        Found::Credential(report) => credential(&id, Some(name), report),
        Found::Presentation(presentation) => html! {
            article #(id) aria-labelledby=(format!("{id}-name")) {
                (verdict(&id, "A presentation of credentials", presentation.outcome(), Some(name), None))
                section {
                    h3 { "Who presents" }
                    @match presentation.holder() {
                        Some(holder) => p { bdi { code { (said(holder)) } } },
                        None => p { "Not known: nothing proves who made this presentation." },
                    }
                }
                section {
                    h3 { "What was asked of the presentation" }
                    (answers(presentation.presentation()))
                }
            }
            @for (index, report) in presentation.credentials().iter().enumerate() {
                (credential(&format!("{id}-credential-{}", index + 1), None, report))
            }
        },
    }
}

fn credential(id: &str, file: Option<&str>, report: &Report) -> Markup {
    let name = report.summary().and_then(|summary| summary.name.as_deref());
    html! {
        article #(id) aria-labelledby=(format!("{id}-name")) {
            (verdict(id, name.unwrap_or("A document without a name"), report.outcome(), file, Some(report)))
            (claims::claims(report))
            (trust(report))
            @if !report.recipient().is_empty() { (recipient(report)) }
            section {
                h3 { "What was asked, and what was found" }
                (answers(report))
            }
            @if !report.endorsements().is_empty() {
                section {
                    h3 { "Endorsements" }
                    p.quiet { "What others say of it. Each is a document of its own, with a verdict of its own." }
                    (endorsements(report.endorsements(), 4))
                }
            }
        }
    }
}

/// The verdict, what it means, and what decided it.
fn verdict(
    id: &str,
    name: &str,
    outcome: Outcome,
    file: Option<&str>,
    report: Option<&Report>,
) -> Markup {
    const LISTED: usize = 5;
    let warnings = report.map_or(0, |report| report.warnings().count());
    let objections: Vec<_> = report.into_iter().flat_map(Report::objections).collect();
    html! {
        div class=(format!("verdict {}", mark(outcome).class())) {
            p.line { (mark(outcome).drawn()) strong.word { (word(outcome)) } }
            h2 #(format!("{id}-name")) { bdi { (said(name)) } }
            p.plain { (plain(outcome, warnings)) }
            @if let Some(url) = report.and_then(Report::refreshed_from) {
                p.plain {
                    "What was given has a newer version, which this is about. It is from "
                    bdi { code { (said(url)) } } "."
                }
            }
            @if !objections.is_empty() {
                ul {
                    @for check in objections.iter().take(LISTED) { li { bdi { (said(&check.message)) } } }
                    @if objections.len() > LISTED {
                        li { "and " (objections.len() - LISTED) " more, below" }
                    }
                }
            }
            @if let Some(file) = file { p.file.small { "File: " bdi { code { (said(file)) } } } }
        }
    }
}

fn plain(outcome: Outcome, warnings: usize) -> String {
    match (outcome, warnings) {
        (Outcome::Valid, 0) => "Everything that was asked of it was answered well.".to_owned(),
        (Outcome::Valid, 1) => {
            "Everything that was asked of it was answered well, with a warning that you should read."
                .to_owned()
        }
        (Outcome::Valid, warnings) => format!(
            "Everything that was asked of it was answered well, with {warnings} warnings that you \
             should read."
        ),
        (Outcome::Invalid, _) => "Do not accept it: something about it is wrong.".to_owned(),
        (Outcome::Indeterminate, _) => {
            "Do not rely on it yet: nothing was found wrong, but something that decides could not be \
             checked."
                .to_owned()
        }
    }
}

fn trust(report: &Report) -> Markup {
    let (mark, word, why) = match report.trust() {
        TrustVerdict::NotAsked => (
            Mark::Note,
            "Not asked",
            "A verdict says who issued a credential, not whether their word counts. That is for you \
             to decide."
                .to_owned(),
        ),
        TrustVerdict::Trusted { registries } if registries.is_empty() => {
            (Mark::Good, "Yes", "Whoever verified it lists the issuer.".to_owned())
        }
        TrustVerdict::Trusted { registries } => {
            (Mark::Good, "Yes", format!("The issuer is listed by {}.", registries.join(", ")))
        }
        TrustVerdict::Untrusted { reason } => (Mark::Open, "No", reason.clone()),
    };
    html! {
        section {
            h3 { "Is the issuer trusted?" }
            div.trust {
                (mark.drawn())
                div {
                    p { strong class=(mark.class()) { (word) } }
                    p { bdi { (said(&why)) } }
                }
            }
        }
    }
}

/// What is known of the person who is expected, and whether the credential states it.
fn recipient(report: &Report) -> Markup {
    let in_words = |verdict| match verdict {
        IdentityVerdict::Matches => "It states the one that is expected.",
        IdentityVerdict::Differs => "It states another.",
        IdentityVerdict::NotStated => "It states none.",
    };
    html! {
        section {
            h3 { "Is it about the person who is expected?" }
            dl {
                @for (kind, verdict) in report.recipient() {
                    dt { bdi { (said(kind)) } }
                    dd { (in_words(*verdict)) }
                }
            }
        }
    }
}

fn endorsements(endorsements: &[EndorsementReport], level: u8) -> Markup {
    html! {
        @for EndorsementReport { pointer, counts, report } in endorsements {
            @let mark = if *counts { Mark::Good } else { mark(report.outcome()).at_least_open() };
            @let title = if *counts { "It counts" } else { "It does not count" };
            div.endorsement {
                div.line {
                    (mark.drawn())
                    div {
                        (heading(level, html! { span class=(mark.class()) { (title) } "; its own verdict: " (word(report.outcome()).to_lowercase()) }))
                        p.small.quiet { "At " code { bdi { (said(pointer.as_str())) } } }
                    }
                }
                (claims::endorser(report))
                (answers(report))
                (self::endorsements(report.endorsements(), level + 1))
            }
        }
    }
}

fn heading(level: u8, content: Markup) -> Markup {
    match level {
        0..=4 => html! { h4 { (content) } },
        5 => html! { h5 { (content) } },
        _ => html! { h6 { (content) } },
    }
}
