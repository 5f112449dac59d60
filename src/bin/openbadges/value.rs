use std::collections::BTreeSet;
use std::io::Write;

use clap::Args;
use openbadges::recognition::{
    Candidate, Claimant, Evaluation, Facts, Ledger, LedgerError, Policy, Ruling, Span, Tally,
    VerifiedRecognition, Withdrawn, count, evaluate,
};
use openbadges::report::{Check, Outcome, Question, Report};
use openbadges::resolve::http::HttpsResolver;
use openbadges::verifier::{KnownIdentity, Policy as VerifierPolicy};
use openbadges::{Timestamp, Verifier};

use crate::office::Office;
use crate::settings;
use crate::store::{self, Absent, Place};
use crate::verify::{Sources, how_to_give, lacks_a_document};
use crate::{Failure, Finish, Ran, files};

/// What badges are worth under a policy, every step explained, and counted once.
///
/// Every badge is verified first; what is not valid has no value. What only the office knows (dates,
/// approvals, categories) is said with options, for all badges of the call. With --claim, what counts
/// is written to the ledger, and counts once: a second claim is refused with the reason.
///
/// Exit status: 0 when every badge counts, and every stack that is complete, 1 when one does not, 3 when
/// something must be said first for one and all others count, 2 for wrong usage and for files that cannot be read or written.
#[derive(Args)]
pub struct Arguments {
    /// The policy: a file in TOML or JSON, or the name of a profile (see `value --profiles`).
    #[arg(long, value_name = "FILE|PROFILE", required_unless_present = "profiles")]
    pub policy: Option<String>,
    /// What the policy leaves open: an amount, or an identifier, of which there may be several, and which
    /// may be named: "issuers=ID Riverbend". May be repeated.
    #[arg(long = "set", value_name = "[POLICY.]NAME=AMOUNT|ID")]
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
    /// with --email. Default: whom all badges are about; else the first --email.
    #[arg(long, value_name = "ID", value_parser = crate::ledger::said)]
    pub person: Option<String>,
    /// An e-mail address of the person, which badges may be about. May be repeated.
    #[arg(long = "email", value_name = "ADDRESS")]
    pub emails: Vec<String>,
    /// The licence cycle of the person.
    #[arg(long, value_name = "FROM..UNTIL")]
    pub cycle: Option<String>,
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

impl Given {
    /// The files that are read for it.
    pub fn touched(&self) -> files::Touched {
        let touched = files::Touched::default().reads("--recognition", &self.recognitions);
        touched.serves(&self.documents)
    }
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
    arguments
        .given
        .touched()
        .reads("--policy", settings::in_files(&arguments.policy))
        .reads("BADGE", &arguments.badges)
        .writes("--ledger", arguments.ledger.iter().flat_map(Place::files))
        .apart()?;
    let policy = policy(arguments)?;
    let now = files::time(arguments.given.at.as_ref());
    let facts = arguments.office.under(&policy)?;
    let HandedIn { candidates, unverified, withdrawn, claimant } =
        handed_in(&arguments.badges, &arguments.who, &facts, &arguments.given, &now)?;
    named_for(arguments.ledger.as_ref(), &arguments.who, &claimant)?;
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
                    files::named(&it.file),
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
    facts: &Facts,
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
    let (mut candidates, mut unverified) = (Vec::new(), Vec::new());
    let (mut withdrawn, mut subjects) = (Vec::new(), Vec::new());
    let mut is_unavailable = false;
    for file in badges {
        let report = verifier.verify(&files::read(file)?, now);
        is_unavailable |= lacks_a_document(&report);
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
    if let (true, Some(hint)) = (is_unavailable, how_to_give(given.fetch)) {
        tell!("{hint}");
    }
    if !candidates.is_empty() {
        subjects = candidates.iter().map(|it| it.credential().summary().subject).collect();
    }
    let claimant = claimant(who, subjects)?;
    Ok(HandedIn { candidates, unverified, withdrawn, claimant })
}

/// A ledger counts for a person by the name that the office has, which an address is not.
pub fn named_for(ledger: Option<&Place>, who: &Who, claimant: &Claimant) -> Result<(), Failure> {
    match ledger {
        Some(_) if who.person.is_none() && who.emails.contains(&claimant.person) => {
            let how = "say with --person for whom the ledger counts; the badges do not name one id";
            Err(Failure(how.to_owned()))
        }
        _ => Ok(()),
    }
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
        Some(Place::File(file)) if files::is_absent(file) => {
            tell!("{}: there is no such ledger; none was looked at", files::named(file));
            return Ok(Tally::default());
        }
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
    for (rules, title, jurisdiction) in settings::all_profiles()? {
        writeln!(out, "{:<16} {title} ({jurisdiction})", rules.name())?;
        let open = rules.unknown().iter().map(|it| match &it.unit {
            Some(unit) => format!("{} ({unit})", it.name),
            None => format!("{} (identifiers)", it.name),
        });
        writeln!(out, "{:<16} needs: {}", "", open.collect::<Vec<_>>().join(", "))?;
    }
    writeln!(
        out,
        "\nSay what each needs with --set NAME=AMOUNT or --set NAME=ID. Where they are from: \
         docs/PLACES.md."
    )?;
    Ok(Finish::Good)
}

fn policy(arguments: &Arguments) -> Result<Policy, Failure> {
    let named: Vec<String> = arguments.policy.iter().cloned().collect();
    let policy = settings::policies(&named, &arguments.parameters)?.pop();
    policy.ok_or_else(|| Failure("--policy says by which policy".to_owned()))
}

fn known(who: &Who) -> Vec<KnownIdentity> {
    let emails: Vec<KnownIdentity> = who.emails.iter().map(KnownIdentity::email).collect();
    // The id alone is compared when it is evaluated; beside addresses it is one identity of several.
    let id = who.person.iter().filter(|_| !emails.is_empty());
    id.cloned().map(KnownIdentity::Id).chain(emails.clone()).collect()
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
                _ => who.emails.first().cloned().ok_or_else(|| {
                    Failure(
                        "the badges are not about one person with an id: say with --person or \
                         --email whose they are"
                            .to_owned(),
                    )
                })?,
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
    let said = |check: &Check| match check.question {
        Question::Input => format!("it is not a badge that can be read: {}", check.message),
        _ => check.message.clone(),
    };
    report.objections().map(said).collect()
}

fn finish(evaluation: &Evaluation<'_>, any_unverified: bool) -> Finish {
    let any = |ruling| {
        evaluation.decisions().any(|decision| decision.ruling == ruling)
            || evaluation.stacks.iter().any(|stack| stack.ruling == ruling)
    };
    if any_unverified || any(Ruling::DoesNotCount) {
        Finish::Bad
    } else if any(Ruling::Open) {
        Finish::Unknown
    } else {
        Finish::Good
    }
}
