use maud::{Markup, html};

use super::words::said;
use crate::report::{Check, Finish, Question, Report};

/// As many checks are shown of each question.
const LISTED: usize = 100;

/// A sign with a shape and a colour of its own. What it means always stands beside it in words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Good,
    Note,
    Open,
    Bad,
}

impl Mark {
    fn of(finish: Finish) -> Self {
        match finish {
            Finish::Passed => Mark::Good,
            Finish::Warning => Mark::Note,
            Finish::Undecided => Mark::Open,
            Finish::Failed => Mark::Bad,
        }
    }

    /// This one, where it says that something is amiss.
    pub(super) fn at_least_open(self) -> Self {
        self.max(Mark::Open)
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Mark::Good => "good",
            Mark::Note => "note",
            Mark::Open => "open",
            Mark::Bad => "bad",
        }
    }

    /// A disc with a tick, a square with an exclamation mark, a diamond with a question mark, an
    /// octagon with a cross.
    pub(crate) fn drawn(self) -> Markup {
        let (outline, sign) = match self {
            Mark::Good => ("M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M7.3 12.4l3.2 3.2l6.2-6.8"),
            Mark::Note => ("M4 3h16v18h-16z", "M12 7v6.2M12 16.6v.4"),
            Mark::Open => (
                "M12 1.2L22.8 12L12 22.8L1.2 12z",
                "M9.6 9.7a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 1.9M12 16.9v.3",
            ),
            Mark::Bad => (
                "M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z",
                "M8.4 8.4l7.2 7.2M15.6 8.4l-7.2 7.2",
            ),
        };
        html! {
            svg class=(self.class()) viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
                path d=(outline) fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" {}
                path d=(sign) fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" {}
            }
        }
    }
}

/// Each question with its answer, and every reason for it.
pub(super) fn answers(report: &Report) -> Markup {
    let mut questions: Vec<Question> = report.checks().iter().map(|it| it.question).collect();
    questions.sort_unstable();
    questions.dedup();
    html! {
        ol.checks {
            @for question in questions {
                @let checks: Vec<&Check> =
                    report.checks().iter().filter(|it| it.question == question).collect();
                (answer(question, &checks))
            }
            @if report.summary().is_some() && !was_asked(report, Question::Status) {
                (no_status())
            }
        }
    }
}

fn was_asked(report: &Report, question: Question) -> bool {
    report.checks().iter().any(|check| check.question == question)
}

/// What no check says: a credential without a status stands until it ends.
fn no_status() -> Markup {
    html! {
        li {
            (Mark::Note.drawn())
            div {
                p.question {
                    span { (Question::Status.in_words()) }
                    span class="answer note" { "Not asked" }
                }
                ul {
                    li.quiet { "it names no place where its issuer would say that it was withdrawn" }
                }
            }
        }
    }
}

fn answer(question: Question, checks: &[&Check]) -> Markup {
    let mark = checks.iter().map(|check| Mark::of(check.finish)).max().unwrap_or(Mark::Open);
    let word = match mark {
        Mark::Good => "Yes",
        // A warning alone answers nothing.
        Mark::Note if checks.iter().all(|check| check.finish == Finish::Warning) => {
            "See the warning"
        }
        Mark::Note => "Yes, with a warning",
        Mark::Open => "Not known",
        Mark::Bad => "No",
    };
    // What speaks against it first.
    let mut sorted = checks.to_vec();
    sorted.sort_by_key(|check| std::cmp::Reverse(Mark::of(check.finish)));
    html! {
        li {
            (mark.drawn())
            div {
                p.question {
                    span { (question.in_words()) }
                    span class=(format!("answer {}", mark.class())) { (word) }
                }
                ul {
                    @for check in sorted.iter().take(LISTED) { (reason(check)) }
                    @if sorted.len() > LISTED {
                        li { "and " (sorted.len() - LISTED) " more, which the report as JSON has" }
                    }
                }
            }
        }
    }
}

fn reason(check: &Check) -> Markup {
    let class = match check.finish {
        Finish::Passed => "quiet",
        _ => Mark::of(check.finish).class(),
    };
    let kind = match check.finish {
        Finish::Passed => None,
        Finish::Warning => Some("Warning: "),
        Finish::Undecided => Some("Not decided: "),
        Finish::Failed => Some("Wrong: "),
    };
    html! {
        li class=(class) {
            @if let Some(kind) = kind { strong { (kind) } }
            span.why { bdi { (said(&check.message)) } }
            @if let Some(code) = check.code {
                span.small.quiet {
                    " (" code { (code) }
                    @if !check.pointer.as_str().is_empty() {
                        " at " code { bdi { (said(check.pointer.as_str())) } }
                    }
                    ")"
                }
            }
        }
    }
}
