use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use clap::Args;
use openbadges::recognition::profiles::Profile;
use openbadges::recognition::{
    Amount, Candidate, Claimant, Date, Evaluation, Facts, Ledger, LedgerError, MemoryLedger,
    Parameters, Policy, Ruling, Span, Tally, VerifiedRecognition, Withdrawn, count, evaluate,
    profiles,
};
use openbadges::report::{Outcome, Report};
use openbadges::resolve::http::HttpsResolver;
use openbadges::verifier::{KnownIdentity, Policy as VerifierPolicy};
use openbadges::{Timestamp, Verifier};

use crate::store::{self, Absent, Place};
use crate::verify::Sources;
use crate::{Failure, Finish, Ran, files};

/// What badges are worth under a policy, every step explained, and counted once.
///
/// Every badge is verified first; what is not valid has no value. What only the office knows (dates,
/// approvals, categories) is said with options, for all badges of the call. With --claim, what counts
/// is written to the ledger, and counts once: a second claim is refused with the reason.
///
/// Exit status: 0 when every badge counts, 1 when one does not, 3 when something must be said first
/// for one and all others count, 2 for wrong usage and for files that cannot be read or written.
#[derive(Args)]
pub struct Arguments {
    /// The policy: a file in TOML or JSON, or the name of a profile (see `value --profiles`).
    #[arg(long, value_name = "FILE|PROFILE", required_unless_present = "profiles")]
    pub policy: Option<String>,
    /// What the policy leaves open: an amount, or an identifier, of which there may be several. May be
    /// repeated.
    #[arg(long = "set", value_name = "NAME=AMOUNT|ID")]
    pub parameters: Vec<String>,
    /// List the profiles of real places, with what each leaves open.
    #[arg(long)]
    pub profiles: bool,
    /// The ledger of what was counted, a file or a PostgreSQL database; made if it is not there. Default:
    /// nothing was counted.
    #[arg(long, value_name = "FILE.db|URL")]
    pub ledger: Option<Place>,
    /// Count what counts, as of now.
    #[arg(long, requires_all = ["ledger", "person"], conflicts_with = "at")]
    pub claim: bool,
    #[command(flatten)]
    pub who: Who,
    #[command(flatten)]
    pub office: Office,
    #[command(flatten)]
    pub given: Given,
    /// One JSON object: `unverified`, `evaluation`, `claimed`.
    #[arg(long)]
    pub json: bool,
    /// The badges; `-` is the standard input.
    #[arg(value_name = "BADGE")]
    pub badges: Vec<String>,
}

// Without a doc comment: it would be that of the command.
#[derive(Args)]
pub struct Who {
    /// Who claims: an id that the badges are about, or any name by which the office knows the person,
    /// with --email. Default: whom all badges are about.
    #[arg(long, value_name = "ID")]
    pub person: Option<String>,
    /// An e-mail address of the person, which badges may be about. May be repeated.
    #[arg(long = "email", value_name = "ADDRESS")]
    pub emails: Vec<String>,
    /// The licence cycle of the person.
    #[arg(long, value_name = "FROM..UNTIL")]
    pub cycle: Option<String>,
}

#[derive(Args)]
pub struct Office {
    /// In which category it is to count.
    #[arg(long, value_name = "NAME", conflicts_with = "split")]
    pub category: Option<String>,
    /// How much of it in which category. May be repeated.
    #[arg(long, value_name = "NAME=AMOUNT")]
    pub split: Vec<String>,
    /// To which part of a stack it belongs.
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// What kind of award it is.
    #[arg(long, value_name = "NAME")]
    pub rung: Option<String>,
    /// The training that it is for, where that is another thing than its achievement.
    #[arg(long, value_name = "TEXT")]
    pub training: Option<String>,
    /// When value was asked for.
    #[arg(long, value_name = "DATE")]
    pub requested: Option<Date>,
    /// When it was uploaded.
    #[arg(long, value_name = "DATE")]
    pub uploaded: Option<Date>,
    /// When it was approved.
    #[arg(long, value_name = "DATE")]
    pub approved: Option<Date>,
    /// When the work for it began, where the badge does not say it, or says a later day.
    #[arg(long, value_name = "DATE")]
    pub started: Option<Date>,
    /// The scored rubric is attached.
    #[arg(long)]
    pub scored_rubric: bool,
    /// What the office confirms: by the policy's name for it, or a condition of a recognition in its
    /// words. May be repeated.
    #[arg(long = "confirm", value_name = "NAME|TEXT")]
    pub confirmed: Vec<String>,
}

#[derive(Args)]
pub struct Given {
    /// A signed recognition, which is verified too. May be repeated.
    #[arg(long = "recognition", value_name = "FILE")]
    pub recognitions: Vec<String>,
    /// Fetch the keys and status lists that are not given, as `verify --fetch` does.
    #[arg(long)]
    pub fetch: bool,
    /// Serve a URL or DID from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    pub documents: Vec<String>,
    /// Verify and evaluate as of this time. Default: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
}

/// A badge that has no value, since it was not found valid.
#[derive(serde::Serialize)]
pub struct Unverified {
    pub file: String,
    pub outcome: Outcome,
    pub reasons: Vec<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    if arguments.profiles {
        return list_profiles(out);
    }
    let policy = policy(arguments)?;
    let now = files::time(arguments.given.at.as_ref());
    let HandedIn { candidates, unverified, withdrawn, claimant } =
        handed_in(&arguments.badges, &arguments.who, &arguments.office, &arguments.given, &now)?;
    let mut show = |evaluation: &Evaluation<'_>, claimed: bool| -> Ran {
        if arguments.json {
            let line = serde_json::json!({
                "unverified": unverified,
                "evaluation": evaluation,
                "claimed": claimed,
            });
            writeln!(out, "{line}")?;
        } else {
            for it in &unverified {
                let outcome = it.outcome.as_str();
                writeln!(
                    out,
                    "{}: {outcome}, so it has no value: {}\n",
                    it.file,
                    it.reasons.join("; ")
                )?;
            }
            write!(out, "{}", evaluation.to_text())?;
            if arguments.claim {
                let nothing = !claimed || evaluation.claims().is_empty();
                let what = if nothing { "Nothing" } else { "What counts" };
                writeln!(out, "{what} was written to the ledger.")?;
            }
        }
        Ok(finish(evaluation, !unverified.is_empty()))
    };
    if let Some(place) = arguments.ledger.as_ref().filter(|_| arguments.claim) {
        let ledger = store::ledger(place, Absent::Made)?;
        let keep = |evaluation: &Evaluation<'_>| show(evaluation, true);
        match count(&policy, &claimant, &candidates, &withdrawn, &*ledger, &now, keep) {
            // Nothing was counted; what would be is told, and why not.
            Err(LedgerError::Withdrawn(_)) => {}
            counted => return counted?,
        }
    }
    let tally = tally(arguments.ledger.as_ref(), &policy, &claimant, &candidates)?;
    show(&evaluate(&policy, &claimant, &candidates, &withdrawn, &tally, &now), false)
}

/// What was handed in: what was found valid, what was not, and for whom.
pub struct HandedIn {
    pub candidates: Vec<Candidate>,
    pub unverified: Vec<Unverified>,
    /// What of it is known not to stand any more.
    pub withdrawn: Vec<Withdrawn>,
    pub claimant: Claimant,
}

/// Verifies badges, with the recognitions that are given, for whoever claims.
pub fn handed_in(
    badges: &[String],
    who: &Who,
    office: &Office,
    given: &Given,
    now: &Timestamp,
) -> Result<HandedIn, Failure> {
    let verifier = verifier(&given.documents, given.fetch, known(who))?;
    // A recognition is about an achievement, whoever claims.
    let of_others = self::verifier(&given.documents, given.fetch, Vec::new())?;
    let recognitions = given
        .recognitions
        .iter()
        .map(|file| recognition(file, &of_others, now))
        .collect::<Result<Vec<_>, _>>()?;
    let facts = facts(office)?;
    let (mut candidates, mut unverified) = (Vec::new(), Vec::new());
    let (mut withdrawn, mut subjects) = (Vec::new(), Vec::new());
    for file in badges {
        let report = verifier.verify(&files::read(file)?, now);
        match Candidate::of(&report) {
            Some(candidate) => {
                let candidate = candidate.with_facts(facts.clone());
                let known = recognitions.iter().cloned();
                candidates.push(known.fold(candidate, Candidate::with_recognition));
            }
            None => {
                if let Some(it) = Withdrawn::of(&report) {
                    withdrawn.push(it);
                    subjects.extend(report.summary().map(|it| it.subject.clone()));
                }
                unverified.push(Unverified {
                    file: file.clone(),
                    outcome: report.outcome(),
                    reasons: reasons(&report),
                });
            }
        }
    }
    if !candidates.is_empty() {
        subjects = candidates.iter().map(|it| it.credential().summary().subject).collect();
    }
    let claimant = claimant(who, subjects)?;
    Ok(HandedIn { candidates, unverified, withdrawn, claimant })
}

/// What was counted before. What is only looked at makes no ledger.
pub fn tally(
    ledger: Option<&Place>,
    policy: &Policy,
    claimant: &Claimant,
    candidates: &[Candidate],
) -> Result<Tally, Failure> {
    let ledger: Box<dyn Ledger> = match ledger {
        None => return Ok(Tally::default()),
        Some(Place::File(file)) if !file.exists() => Box::new(MemoryLedger::new()),
        Some(place) => store::ledger(place, Absent::Refused)?,
    };
    let keys: Vec<_> = candidates.iter().filter_map(Candidate::key).collect();
    Ok(ledger.tally(&policy.account, &claimant.person, &keys)?)
}

/// A verifier with what is given, and with the web where it may be asked.
pub fn verifier(
    documents: &[String],
    fetch: bool,
    recipient: Vec<KnownIdentity>,
) -> Result<Verifier, Failure> {
    let documents = files::documents(documents)?;
    let policy = VerifierPolicy { recipient, ..VerifierPolicy::default() };
    let web = fetch.then(HttpsResolver::new);
    Ok(Verifier::new()
        .with_contexts(documents.clone())
        .with_resolver(Sources { given: documents, web })
        .with_policy(policy))
}

fn list_profiles(out: &mut dyn Write) -> Ran {
    for profile in profiles::ALL {
        match profile.policy(&Parameters::new()) {
            Ok(policy) => writeln!(out, "{}: {}", profile.name, policy.title)?,
            Err(error) => {
                writeln!(out, "{}", profile.name)?;
                for fault in error.faults() {
                    writeln!(out, "  {}", fault.message)?;
                }
            }
        }
    }
    Ok(Finish::Good)
}

fn policy(arguments: &Arguments) -> Result<Policy, Failure> {
    let name = arguments.policy.as_deref().unwrap_or_default();
    let mut parameters = Parameters::new();
    for pair in &arguments.parameters {
        parameters = with_parameter(parameters, pair, pair)?;
    }
    read_policy(name, &parameters)
}

/// With what `--set` says, which is shown where it is faulty: an amount, or an identifier.
pub fn with_parameter(
    parameters: Parameters,
    pair: &str,
    shown: &str,
) -> Result<Parameters, Failure> {
    let identifier = pair.split_once('=').filter(|(_, value)| !value.contains(' '));
    match identifier {
        Some((name, value)) => {
            let identifier = value.parse().map_err(|error| {
                Failure(format!("--set {shown:?}: it is no amount, and no identifier: {error}"))
            })?;
            Ok(parameters.with_identifier(name, identifier))
        }
        None => {
            let (name, amount) = named_amount("--set", pair)?;
            Ok(parameters.with(name, amount))
        }
    }
}

/// The policy in a file, or of a real place.
pub fn read_policy(name: &str, parameters: &Parameters) -> Result<Policy, Failure> {
    let read = match profile(name) {
        Some(profile) => profile.policy(parameters),
        None => {
            let bytes = files::read(name)?;
            match std::str::from_utf8(&bytes) {
                Ok(text) if !text.trim_start().starts_with('{') => {
                    Policy::from_toml(text, parameters)
                }
                _ => Policy::from_json(&bytes, parameters),
            }
        }
    };
    read.map_err(|error| Failure(format!("{name}: {error}")))
}

/// The profile with a name, unless a file has it.
pub fn profile(name: &str) -> Option<&'static Profile> {
    profiles::find(name).filter(|_| !Path::new(name).exists())
}

fn named_amount(option: &str, pair: &str) -> Result<(String, Amount), Failure> {
    let fail = |why: &dyn std::fmt::Display| Failure(format!("{option} {pair:?}: {why}"));
    let (name, amount) =
        pair.split_once('=').ok_or_else(|| fail(&"NAME=AMOUNT is expected, such as a=6 pdp"))?;
    Ok((name.to_owned(), amount.parse::<Amount>().map_err(|error| fail(&error))?))
}

fn known(who: &Who) -> Vec<KnownIdentity> {
    let emails: Vec<KnownIdentity> = who.emails.iter().map(KnownIdentity::email).collect();
    // The id alone is compared when it is evaluated; beside addresses it is one identity of several.
    let id = who.person.iter().filter(|_| !emails.is_empty());
    id.cloned().map(KnownIdentity::Id).chain(emails.clone()).collect()
}

fn facts(office: &Office) -> Result<Facts, Failure> {
    let mut facts = Facts::default();
    facts.requested = office.requested;
    facts.uploaded = office.uploaded;
    facts.approved = office.approved;
    facts.started = office.started;
    facts.scored_rubric = office.scored_rubric;
    facts.confirmed = office.confirmed.iter().cloned().collect();
    facts.category = office.category.clone();
    facts.group = office.group.clone();
    facts.rung = office.rung.clone();
    facts.training = office.training.clone();
    for pair in &office.split {
        facts.split.push(named_amount("--split", pair)?);
    }
    Ok(facts)
}

fn recognition(
    file: &str,
    verifier: &Verifier,
    now: &Timestamp,
) -> Result<VerifiedRecognition, Failure> {
    let report = verifier.verify(&files::read(file)?, now);
    let Some(verified) = report.verified() else {
        let reasons = reasons(&report).join("; ");
        return Err(Failure(format!("{file}: {}: {reasons}", report.outcome().as_str())));
    };
    let found = VerifiedRecognition::of(verified);
    let found = found.map_err(|fault| Failure(format!("{file}: {fault}")))?;
    found.ok_or_else(|| Failure(format!("{file}: it is no recognition")))
}

/// Who claims: by default, whom all badges are about.
fn claimant(who: &Who, subjects: Vec<Option<String>>) -> Result<Claimant, Failure> {
    let person = match &who.person {
        Some(person) => person.clone(),
        None => {
            let subjects: BTreeSet<Option<String>> = subjects.into_iter().collect();
            match subjects.into_iter().collect::<Vec<_>>().as_slice() {
                [Some(only)] => only.clone(),
                [] => "nobody".to_owned(),
                _ => {
                    return Err(Failure(
                        "the badges are not about one person with an id: say with --person who \
                         claims"
                            .to_owned(),
                    ));
                }
            }
        }
    };
    let claimant = known(who).into_iter().fold(Claimant::new(person), Claimant::known_as);
    let Some(cycle) = &who.cycle else { return Ok(claimant) };
    let days = cycle
        .split_once("..")
        .and_then(|(from, until)| Span::new(from.parse().ok()?, until.parse().ok()?));
    let days = days.ok_or_else(|| {
        Failure(format!("--cycle {cycle:?}: two dates such as 2025-07-01..2030-06-30 are expected"))
    })?;
    Ok(claimant.in_cycle(days))
}

fn reasons(report: &Report) -> Vec<String> {
    report.objections().map(|check| check.message.clone()).collect()
}

fn finish(evaluation: &Evaluation<'_>, any_unverified: bool) -> Finish {
    let any = |ruling| evaluation.decisions.iter().any(|decision| decision.ruling == ruling);
    if any_unverified || any(Ruling::DoesNotCount) {
        Finish::Bad
    } else if any(Ruling::Open) {
        Finish::Unknown
    } else {
        Finish::Good
    }
}
