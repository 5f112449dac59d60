use super::{Outcome, PresentationReport, Report, Style, TrustVerdict};
use crate::text::Timestamp;

/// A document that was verified, under the name that it goes by for whoever reads the report: a
/// file, a number in an inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// The name. It is shown as it is, whoever chose it.
    pub name: String,
    /// What was found.
    pub found: Found,
}

/// What was found of a document, whatever it was.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)]
pub enum Found {
    /// It was taken for a credential.
    Credential(Report),
    /// It is a presentation of credentials.
    Presentation(PresentationReport),
}

impl Examined {
    /// What was found of the document `name`.
    pub fn new(name: impl Into<String>, found: impl Into<Found>) -> Self {
        Self { name: name.into(), found: found.into() }
    }
}

impl Found {
    /// The verdict on the whole.
    pub fn outcome(&self) -> Outcome {
        match self {
            Found::Credential(report) => report.outcome(),
            Found::Presentation(report) => report.outcome(),
        }
    }

    /// The verdict on the whole, where an issuer who is not trusted is no better than one who is
    /// not known.
    pub fn outcome_with_trust(&self) -> Outcome {
        let is_untrusted = |report: &Report| matches!(report.trust, TrustVerdict::Untrusted { .. });
        match self.outcome() {
            Outcome::Valid if self.reports().any(is_untrusted) => Outcome::Indeterminate,
            outcome => outcome,
        }
    }

    /// The moment as of which it was verified.
    pub fn as_of(&self) -> Option<&Timestamp> {
        self.reports().find_map(Report::as_of)
    }

    /// The report on a credential; those on a presentation and on each credential in it.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        let (first, others) = match self {
            Found::Credential(report) => (report, [].as_slice()),
            Found::Presentation(report) => (report.presentation(), report.credentials()),
        };
        std::iter::once(first).chain(others)
    }

    /// The report for a person.
    pub fn to_text(&self, style: Style) -> String {
        match self {
            Found::Credential(report) => report.to_text(style),
            Found::Presentation(report) => {
                format!("{}: {}", report.outcome().as_str(), report.to_text(style))
            }
        }
    }
}

impl From<Report> for Found {
    fn from(report: Report) -> Self {
        Found::Credential(report)
    }
}

impl From<PresentationReport> for Found {
    fn from(report: PresentationReport) -> Self {
        Found::Presentation(report)
    }
}

impl serde::Serialize for Examined {
    /// What was found, with the member `file` before it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Line<'a> {
            file: &'a str,
            #[serde(flatten)]
            found: &'a Found,
        }
        Line { file: &self.name, found: &self.found }.serialize(serializer)
    }
}
