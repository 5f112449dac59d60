use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use openbadges::context::url::MICRO_CREDENTIAL_V1;
use openbadges::json::{self, Value};
use openbadges::microcredential::{
    Assessment, Decision, Feedback, MicroCredential, Resolution, Scores, Submission,
    lint_personal_data,
};
use openbadges::model::{Invalid, Recipient, View};
use openbadges::text::{Iri, Timestamp};
use openbadges::{Finding, Limits, Pointer};
use serde_json::json;

use crate::micro_credential::read_form;
use crate::{Failure, Finish, Ran, files};

/// Decide whether a submission passed, by the scores of one or more assessors.
///
/// Files are TOML (their names end with .toml) or JSON. Exit status: 0 when it passed, 1 when it did
/// not or a file has faults, 3 when the assessors disagree and the resolution does not say what
/// counts. What is printed is feedback for the educator. Only a submission that passed gives a
/// badge: a template without a recipient, for `openbadges issue` and a roster of one. Warnings on
/// stderr say where evidence seems to hold data of pupils.
#[derive(Args)]
pub struct Arguments {
    /// The micro-credential, with its rubric.
    #[arg(long, value_name = "FILE")]
    micro_credential: String,
    /// What was handed in.
    #[arg(long, value_name = "FILE")]
    submission: String,
    /// What an assessor says; one file an assessor.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    scores: Vec<String>,
    /// How the levels that several assessors see become one.
    #[arg(long, value_enum, default_value = "all-agree")]
    resolve: Resolve,
    /// When it is awarded.
    #[arg(long, value_name = "TIME")]
    awarded: Option<Timestamp>,
    /// Where the badge goes, if it passed. If it did not, or is not decided, a draft there for the same
    /// micro-credential is removed. Anything else there is left as it was.
    #[arg(long, value_name = "DRAFT.json")]
    out: Option<PathBuf>,
    /// The feedback as JSON. Of files with faults {"valid", "findings"}, each finding with its "file".
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Resolve {
    /// They must be the same.
    AllAgree,
    /// The lowest counts.
    Lowest,
    /// Where they differ, that of the adjudicator counts.
    Adjudicator,
    /// The highest level whose points are not above the mean of the points.
    MeanOfPoints,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--micro-credential", [&arguments.micro_credential])
        .reads("--submission", [&arguments.submission])
        .reads("--scores", &arguments.scores)
        .writes("--out", &arguments.out)
        .apart()?;
    let (ran, not_passed) = match assess(arguments, out) {
        Ok((finish, not_passed)) => (Ok(finish), not_passed),
        Err(failure) => (Err(failure), None),
    };
    if let Some(path) = &arguments.out
        && !matches!(ran, Ok(Finish::Good))
        && path.is_file()
    {
        let shown = files::named(path);
        // What is left of an earlier assessment would be taken for the badge of this one. Where
        // nothing was assessed, or something else, nothing is known of it.
        if not_passed.is_some_and(|id| is_draft_of(path, &id)) {
            std::fs::remove_file(path).map_err(|error| Failure(format!("{shown}: {error}")))?;
            tell!("{shown}: removed: it was of an earlier assessment");
        } else {
            tell!("{shown}: left as it was, and not of this assessment");
        }
    }
    ran
}

/// Whether a file is what an assessment for a micro-credential writes: a badge for it without a proof,
/// with our context.
fn is_draft_of(path: &std::path::Path, micro_credential: &Iri) -> bool {
    let Ok(bytes) = files::read_whole(&path.to_string_lossy()) else { return false };
    let Ok(document) = json::read(&bytes, &Limits::default()) else { return false };
    let has = |name: &str, expected: &str| {
        let items = document.get(name).map_or(&[][..], Value::items);
        items.iter().any(|it| it.as_str() == Some(expected))
    };
    ["AchievementCredential", "OpenBadgeCredential"].iter().any(|name| has("type", name))
        && has("@context", MICRO_CREDENTIAL_V1)
        && document.get("proof").is_none()
        && View::of(&document).achievement().and_then(|it| it.get("id")?.as_str())
            == Some(micro_credential.as_str())
}

/// How it ended, and for which micro-credential, where it was assessed and not passed.
type Assessed = Result<(Finish, Option<Iri>), Failure>;

fn assess(arguments: &Arguments, out: &mut dyn Write) -> Assessed {
    let mut faults = Faults { as_json: arguments.json, kept: Vec::new() };
    let assessed = with_files(arguments, &mut faults, out);
    // Also where a later file cannot be read.
    if !faults.kept.is_empty() {
        writeln!(out, "{}", json!({"valid": false, "findings": faults.kept}))?;
    }
    assessed
}

/// Faults, which are told as they are found, or kept for one JSON object.
struct Faults {
    as_json: bool,
    kept: Vec<serde_json::Value>,
}

impl Faults {
    /// Of a file.
    fn of_file(&mut self, file: &str, findings: Vec<Finding>) -> Result<(), Failure> {
        for finding in findings.into_iter().filter(Finding::is_error) {
            if self.as_json {
                let mut value = serde_json::to_value(finding)?;
                if let Some(members) = value.as_object_mut() {
                    members.insert("file".to_owned(), file.into());
                }
                self.kept.push(value);
            } else {
                tell!("{}: {}", files::named(file), finding.fault);
            }
        }
        Ok(())
    }

    /// Of no file; told as it is said here.
    fn of_all(&mut self, finding: &Finding, told: &str) -> Result<(), Failure> {
        if self.as_json {
            self.kept.push(serde_json::to_value(finding)?);
        } else {
            tell!("{told}");
        }
        Ok(())
    }

    /// What was read of a file, where it has no faults.
    fn without<T>(
        &mut self,
        file: &str,
        read: Result<T, Vec<Finding>>,
    ) -> Result<Option<T>, Failure> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(findings) => self.of_file(file, findings).map(|()| None),
        }
    }

    /// A file that people write, read as what it should be.
    fn read<T>(
        &mut self,
        file: &str,
        read: impl FnOnce(&Value) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Failure> {
        let form = read_form(file)?.map_err(|finding| vec![finding]);
        let read = form.and_then(|form| read(&form).map_err(|invalid| invalid.findings));
        self.without(file, read)
    }
}

fn with_files(arguments: &Arguments, faults: &mut Faults, out: &mut dyn Write) -> Assessed {
    let whole = faults.read(&arguments.micro_credential, |form| {
        let whole = MicroCredential::read_form(form)?;
        // What has no achievement can be passed by nobody.
        whole.to_achievement().map(|_| whole)
    })?;
    let submission = faults.read(&arguments.submission, |form| {
        for warning in lint_personal_data(form) {
            tell!("{}: warning: {}", files::named(&arguments.submission), warning.fault);
        }
        Submission::read(form)
    })?;
    let mut scores = Vec::new();
    for file in &arguments.scores {
        scores.push(faults.read(file, Scores::read_form)?);
    }
    let scores: Option<Vec<Scores>> = scores.into_iter().collect();
    let (Some(whole), Some(submission), Some(scores)) = (whole, submission, scores) else {
        return Ok((Finish::Bad, None));
    };
    let resolution = match arguments.resolve {
        Resolve::AllAgree => Resolution::AllAgree,
        Resolve::Lowest => Resolution::Lowest,
        Resolve::Adjudicator => Resolution::Adjudicator,
        Resolve::MeanOfPoints => Resolution::MeanOfPoints,
    };
    let id = whole.id.clone();
    let made = Assessment::new(whole, submission, scores, resolution);
    let assessment = match made {
        Ok(assessment) => assessment,
        Err(invalid) => {
            tell_where(arguments, invalid, faults)?;
            return Ok((Finish::Bad, None));
        }
    };
    match assessment.decide() {
        Decision::Passed(passed) => {
            // A badge has a recipient; the roster brings the real one.
            let stand_in = Recipient::id("urn:uuid:00000000-0000-4000-8000-000000000002");
            let mut badge = passed.credential(stand_in);
            if let Some(time) = &arguments.awarded {
                badge = badge.awarded_date(time);
            }
            // What gives no badge is not said to have passed.
            let badge = match badge.build() {
                Ok(badge) => badge,
                Err(invalid) => {
                    for finding in invalid.findings {
                        let fault = &finding.fault;
                        let told = match fault.pointer.as_str() {
                            "/awardedDate" => {
                                format!("--awarded: {}: {}", fault.code, fault.message)
                            }
                            _ => format!("the badge: {fault}"),
                        };
                        faults.of_all(&finding, &told)?;
                    }
                    return Ok((Finish::Bad, None));
                }
            };
            tell(arguments, passed.feedback(), out)?;
            if let Some(path) = &arguments.out {
                let mut document = badge.into_document();
                without_recipient(&mut document);
                files::write(path, json::pretty(&document).as_bytes())?;
            }
            Ok((Finish::Good, None))
        }
        Decision::NotPassed(feedback) => {
            tell(arguments, &feedback, out)?;
            Ok((Finish::Bad, Some(id)))
        }
        Decision::Undecided(feedback) => {
            tell(arguments, &feedback, out)?;
            Ok((Finish::Unknown, Some(id)))
        }
    }
}

/// Tells what is wrong with an assessment by the files that it was made from: `/scores/1/score/0` is
/// `/score/0` in the second file of scores.
fn tell_where(arguments: &Arguments, invalid: Invalid, faults: &mut Faults) -> Result<(), Failure> {
    for mut finding in invalid.findings {
        let pointer = finding.fault.pointer.clone();
        let mut steps = pointer.steps();
        let (first, second) = (steps.next(), steps.next());
        if first.is_none() {
            // It is of all of them together.
            faults.of_all(&finding, &finding.fault.to_string())?;
            continue;
        }
        let scores =
            second.as_deref().and_then(|step| arguments.scores.get(step.parse::<usize>().ok()?));
        let (file, skipped) = match (first.as_deref(), scores) {
            (Some("submission"), _) => (arguments.submission.as_str(), 1),
            (Some("scores"), Some(file)) => (file.as_str(), 2),
            (Some("scores"), None) => ("--scores", 1),
            _ => (arguments.micro_credential.as_str(), 0),
        };
        finding.fault.pointer =
            pointer.steps().skip(skipped).fold(Pointer::root(), |at, step| at.member(&step));
        faults.of_file(file, vec![finding])?;
    }
    Ok(())
}

fn without_recipient(document: &mut Value) {
    let subject = document.as_object_mut().and_then(|it| it.get_mut("credentialSubject"));
    if let Some(subject) = subject.and_then(Value::as_object_mut) {
        subject.remove("id");
    }
}

fn tell(arguments: &Arguments, feedback: &Feedback, out: &mut dyn Write) -> Result<(), Failure> {
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(feedback)?)?;
    } else {
        write!(out, "{}", feedback.to_text())?;
    }
    Ok(())
}
