use serde::ser::SerializeMap as _;

use super::{JSON_VERSION, Outcome, Report, Style};
use crate::fault::printable;
use crate::text::Timestamp;

/// What the verification of a presentation found: a report on the presentation itself, and one on
/// each credential in it.
#[derive(Clone, Debug, PartialEq)]
pub struct PresentationReport {
    outcome: Outcome,
    holder: Option<String>,
    presentation: Report,
    credentials: Vec<Report>,
}

impl PresentationReport {
    /// `holder` is who presents, where the proof holds and the key is the holder's.
    pub(crate) fn new(
        holder: Option<String>,
        presentation: Report,
        credentials: Vec<Report>,
    ) -> Self {
        let outcomes = || credentials.iter().chain([&presentation]).map(Report::outcome);
        let outcome = if outcomes().any(|outcome| outcome == Outcome::Invalid) {
            Outcome::Invalid
        } else if outcomes().any(|outcome| outcome == Outcome::Indeterminate) {
            Outcome::Indeterminate
        } else {
            Outcome::Valid
        };
        Self { outcome, holder, presentation, credentials }
    }

    /// The verdict on the whole: valid when the presentation and every credential in it is.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Who presents, when the proof of the presentation holds and the key is the holder's.
    pub fn holder(&self) -> Option<&str> {
        self.holder.as_deref()
    }

    /// What was found about the presentation itself: its form, its proof, its holder.
    pub fn presentation(&self) -> &Report {
        &self.presentation
    }

    /// What was found about each credential, in the order of the presentation. Each is verified by
    /// itself, whatever became of the presentation.
    pub fn credentials(&self) -> &[Report] {
        &self.credentials
    }

    /// The same report, of a verification as of `now`.
    pub(crate) fn dated(self, now: &Timestamp) -> Self {
        let presentation = self.presentation.dated(now);
        let credentials = self.credentials.into_iter().map(|it| it.dated(now)).collect();
        Self { presentation, credentials, ..self }
    }

    /// The reports for a person, one after the other.
    pub fn to_text(&self, style: Style) -> String {
        let mut text = format!("presentation: {}", self.presentation.to_text(style));
        if let Some(holder) = self.holder() {
            text.push_str(&format!("  holder    {}\n", printable(holder)));
        }
        for (index, report) in self.credentials.iter().enumerate() {
            text.push_str(&format!("credential {}: {}", index + 1, report.to_text(style)));
        }
        text
    }
}

impl serde::Serialize for PresentationReport {
    /// `{"version", "outcome", "holder", "presentation": {...}, "credentials": [...]}`; `holder` is
    /// null where it is not known, the others are reports.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(5))?;
        object.serialize_entry("version", &JSON_VERSION)?;
        object.serialize_entry("outcome", &self.outcome)?;
        object.serialize_entry("holder", &self.holder)?;
        object.serialize_entry("presentation", &self.presentation)?;
        object.serialize_entry("credentials", &self.credentials)?;
        object.end()
    }
}
