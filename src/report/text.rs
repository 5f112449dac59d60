use super::{Check, Finish, Outcome, Question, Report, TrustVerdict};
use crate::fault::printable;

/// Whether text for a person carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Style {
    /// Letters only. The default.
    #[default]
    Plain,
    /// With ANSI colours, for a terminal.
    Coloured,
}

impl Report {
    /// The report for a person: the verdict, who and what, then a line for each check that did not
    /// pass, and one for those that did.
    pub fn to_text(&self, style: Style) -> String {
        let mut out = style.paint(verdict_colour(self.outcome), self.outcome.as_str());
        if let Some(summary) = self.summary() {
            let name = summary.name.as_deref().unwrap_or("(no name)");
            out.push_str(&format!("  {}", printable(name)));
            if let Some(issuer) = &summary.issuer {
                out.push_str(&format!("\n  issuer    {}", printable(issuer)));
            }
            if let Some(subject) = &summary.subject {
                out.push_str(&format!("\n  subject   {}", printable(subject)));
            }
        }
        out.push('\n');
        for check in self.checks().iter().filter(|check| check.finish != Finish::Passed) {
            out.push_str(&line(check, style));
        }
        let bundle = |check: &&Check| check.question == Question::Bundle;
        for check in self.checks().iter().filter(bundle).filter(|it| it.finish == Finish::Passed) {
            out.push_str(&format!("  bundle    {}\n", printable(&check.message)));
        }
        let passed: Vec<&str> = self
            .checks()
            .iter()
            .filter(|check| check.finish == Finish::Passed)
            .map(|check| check.question.as_str())
            .collect();
        match self.trust() {
            TrustVerdict::NotAsked => {}
            TrustVerdict::Trusted { registries } if registries.is_empty() => {
                out.push_str("  trust     the issuer is trusted\n");
            }
            TrustVerdict::Trusted { registries } => {
                let names = printable(&registries.join(", "));
                out.push_str(&format!("  trust     the issuer is trusted, by {names}\n"));
            }
            TrustVerdict::Untrusted { reason } => {
                let verdict = style.paint(Colour::Yellow, "untrusted");
                out.push_str(&format!("  trust     {verdict}: {}\n", printable(reason)));
            }
        }
        if !passed.is_empty() {
            out.push_str(&format!("  {:<10}{}\n", "passed", passed.join(", ")));
        }
        out
    }
}

fn line(check: &Check, style: Style) -> String {
    let (word, colour) = match check.finish {
        Finish::Passed => ("passed", Colour::Green),
        Finish::Warning => ("warning", Colour::Yellow),
        Finish::Failed => ("failed", Colour::Red),
        Finish::Undecided => ("undecided", Colour::Yellow),
    };
    let code = check.code.map_or("", |code| code.as_str());
    let place = match check.pointer.as_str() {
        "" => String::new(),
        pointer => format!(" at {}", printable(pointer)),
    };
    let word = style.paint(colour, &format!("{word:<10}"));
    format!("  {word}{code}{place}: {}\n", printable(&check.message))
}

#[derive(Clone, Copy)]
enum Colour {
    Red,
    Green,
    Yellow,
}

fn verdict_colour(outcome: Outcome) -> Colour {
    match outcome {
        Outcome::Valid => Colour::Green,
        Outcome::Invalid => Colour::Red,
        Outcome::Indeterminate => Colour::Yellow,
    }
}

impl Style {
    fn paint(self, colour: Colour, text: &str) -> String {
        let number = match colour {
            Colour::Red => 31,
            Colour::Green => 32,
            Colour::Yellow => 33,
        };
        match self {
            Style::Plain => text.to_owned(),
            Style::Coloured => format!("\u{1b}[{number}m{text}\u{1b}[0m"),
        }
    }
}
