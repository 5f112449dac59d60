//! What an educator is told about an assessment, whatever came of it.

use std::fmt::Write as _;

use super::super::PassingRule;
use super::super::rubric::points_in_words;
use super::super::words::{line, lines};
use super::Assessment;
use crate::text::Decimal;

/// What was reached in each criterion, what is required, and what the assessors say.
///
/// It is plain data for the educator and the provider, and never part of a badge.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Feedback {
    /// The `id` of the micro-credential.
    pub micro_credential: String,
    /// Its name.
    pub name: String,
    /// `passed`, `notPassed` or `undecided`.
    pub decision: &'static str,
    /// Why, in a sentence.
    pub reason: String,
    /// Each criterion, in the order of the rubric.
    pub criteria: Vec<CriterionFeedback>,
}

/// What was found in a criterion.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CriterionFeedback {
    /// The `id` of the criterion.
    pub criterion: String,
    /// Its name.
    pub name: String,
    /// The name of the level that is required. `None` where points decide: no level is by itself.
    pub required: Option<String>,
    /// The name of the level that was reached. `None` where the assessors disagree and nothing says
    /// what counts.
    pub reached: Option<String>,
    /// The points of the level that was reached, where points decide.
    pub points: Option<Decimal>,
    /// Whether it is enough. `None` where points decide, and where nothing says what was reached.
    pub met: Option<bool>,
    /// What each assessor says.
    pub comments: Vec<Comment>,
}

/// What an assessor says of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Comment {
    /// The assessor.
    pub assessor: String,
    /// The name of the level that the assessor sees.
    pub level: String,
    /// The comment.
    pub comment: Option<String>,
}

impl Feedback {
    /// The feedback as text for a person. What people wrote begins no line of it: a comment of several
    /// lines is indented, and a name has one.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let decision = match self.decision {
            "passed" => "passed",
            "notPassed" => "not passed yet",
            _ => "not decided",
        };
        let _ = writeln!(text, "{}: {decision} ({})", line(&self.name), line(&self.reason));
        for criterion in &self.criteria {
            let mark = match (criterion.met, criterion.points) {
                (Some(true), _) => "met",
                (Some(false), _) => "not met",
                (None, Some(points)) => &points_in_words(points),
                (None, None) => "the assessors disagree",
            };
            let reached = line(criterion.reached.as_deref().unwrap_or("no single level"));
            let _ = write!(text, "\n{}: {mark}\n  reached {reached}", line(&criterion.name));
            if let Some(required) = &criterion.required {
                let _ = write!(text, ", required {}", line(required));
            }
            text.push('\n');
            for comment in &criterion.comments {
                let (assessor, level) = (line(&comment.assessor), line(&comment.level));
                let _ = write!(text, "  {assessor} sees {level}");
                let said = comment.comment.as_deref().unwrap_or_default().trim();
                for (index, said) in lines(said).enumerate() {
                    let before = match (index, said.as_str()) {
                        (0, _) => ": ",
                        (_, "") => "\n",
                        _ => "\n    ",
                    };
                    text.push_str(before);
                    text.push_str(&said);
                }
                text.push('\n');
            }
        }
        text
    }
}

pub(super) fn tell(
    assessment: &Assessment,
    levels: &[Option<usize>],
    verdict: Option<&(bool, String)>,
) -> Feedback {
    let micro_credential = &assessment.micro_credential;
    let points_decide = micro_credential.passing.rule == PassingRule::Points;
    let criteria = micro_credential.criterion.iter().zip(levels).zip(&assessment.places);
    let criteria = criteria.map(|((criterion, level), places)| {
        let name = |place: usize| {
            criterion.level.get(place).map_or_else(String::new, |level| level.name.clone())
        };
        let needed = criterion.place(criterion.required_level.as_str()).filter(|_| !points_decide);
        let reached = level.and_then(|place| criterion.level.get(place));
        let comments = assessment.scores.iter().zip(places).map(|(scores, place)| {
            let is_about = |name: &str| name == criterion.id.as_str() || name == criterion.name;
            let score = scores.score.iter().find(|score| is_about(&score.criterion));
            Comment {
                assessor: scores.assessor.clone(),
                level: name(*place),
                comment: score.and_then(|score| score.comment.clone()),
            }
        });
        CriterionFeedback {
            criterion: criterion.id.as_str().to_owned(),
            name: criterion.name.clone(),
            required: needed.map(name),
            reached: level.map(name),
            points: reached.and_then(|level| level.points).filter(|_| points_decide),
            met: level.zip(needed).map(|(level, needed)| level >= needed),
            comments: comments.collect(),
        }
    });
    let (decision, reason) = match verdict {
        Some((true, reason)) => ("passed", reason.clone()),
        Some((false, reason)) => ("notPassed", reason.clone()),
        None => {
            let open = levels.iter().filter(|level| level.is_none()).count();
            let all = levels.len();
            ("undecided", format!("the assessors disagree on {open} of {all} criteria"))
        }
    };
    Feedback {
        micro_credential: micro_credential.id.as_str().to_owned(),
        name: micro_credential.name.clone(),
        decision,
        reason,
        criteria: criteria.collect(),
    }
}
