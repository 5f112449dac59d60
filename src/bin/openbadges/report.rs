use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use openbadges::Timestamp;
use openbadges::recognition::Facts;
use openbadges::recognition::picture::{Nature, Picture};
use openbadges::recognition::portfolio::Portfolio;
use openbadges::recognition::profiles;

use crate::office::Office;
use crate::store::Place;
use crate::value::{self, Given, HandedIn, Who};
use crate::{Failure, Finish, Ran, files, micro_credential, settings};

/// Make pages for people: what micro-credentials are worth, and what an educator earned.
#[derive(Subcommand)]
pub enum Reports {
    Picture(PictureArguments),
    Portfolio(Box<PortfolioArguments>),
}

/// What a set of micro-credentials costs, and what it is worth where: for educators, districts, unions,
/// states and providers.
///
/// It is one HTML page, which needs nothing from elsewhere and can be printed. Costs are what the
/// micro-credentials say, values are computed from the policies. What a policy leaves open and --set
/// does not give is shown as not known. Exit status: 0 when it was made, 1 when a
/// micro-credential has faults, 2 for wrong usage and for files that cannot be read or written.
#[derive(Args)]
pub struct PictureArguments {
    /// A micro-credential, in TOML (its name ends with .toml) or JSON. May be repeated.
    #[arg(long = "micro-credential", value_name = "FILE", required = true, num_args = 1..)]
    micro_credentials: Vec<String>,
    /// A policy: a file in TOML or JSON, or the name of a profile. May be repeated. Default: all profiles.
    #[arg(long = "policy", value_name = "FILE|PROFILE", num_args = 1)]
    policies: Vec<String>,
    /// What a policy leaves open: an amount, or an identifier, which may be named: "issuers=ID Riverbend".
    /// Beside other policies it is said of which. May be repeated.
    #[arg(long = "set", value_name = "[POLICY.]NAME=AMOUNT|ID")]
    parameters: Vec<String>,
    /// Say on the page that the micro-credentials are made up.
    #[arg(long)]
    example: bool,
    /// The same as one JSON object.
    #[arg(long)]
    json: bool,
    /// As of this time. Default: now.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// The file to write. Default: the standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What an educator earned, with what was assessed, and what it is worth by policies and why.
///
/// It is one HTML page, which needs nothing from elsewhere and can be printed. Every badge is verified
/// first; of what is not valid, nothing is shown but the name of its file and why, and what is not
/// shown to be about the educator (--person, --email) is not shown as theirs. What only the office
/// knows is said with options, for all badges and all policies of the call. The name of a category, a
/// part of a stack or a kind of award is for the policies that know it, or for one: as in
/// --category utah.NAME. Exit status: 0 when it was
/// made and every badge is valid and theirs, 1 when one is not, 2 for wrong usage and for files that
/// cannot be read or written.
#[derive(Args)]
pub struct PortfolioArguments {
    /// What the educator is called.
    #[arg(long, value_name = "TEXT", value_parser = called)]
    name: String,
    /// A policy: a file in TOML or JSON, or the name of a profile. May be repeated.
    #[arg(long = "policy", value_name = "FILE|PROFILE", num_args = 1)]
    policies: Vec<String>,
    /// What a policy leaves open: an amount, or an identifier, which may be named: "issuers=ID Riverbend".
    /// Beside other policies it is said of which. May be repeated.
    #[arg(long = "set", value_name = "[POLICY.]NAME=AMOUNT|ID")]
    parameters: Vec<String>,
    /// The ledger of what was counted, a file or a PostgreSQL database. Default: nothing was counted.
    #[arg(long, value_name = "FILE.db|URL")]
    ledger: Option<Place>,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    office: Office,
    #[command(flatten)]
    given: Given,
    /// Say on the page that the educator and the badges are made up.
    #[arg(long)]
    example: bool,
    /// The same as one JSON object.
    #[arg(long)]
    json: bool,
    /// The file to write. Default: the standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The badges; `-` is the standard input.
    #[arg(value_name = "BADGE")]
    badges: Vec<String>,
}

pub fn run(arguments: &Reports, out: &mut dyn Write) -> Ran {
    match arguments {
        Reports::Picture(arguments) => picture(arguments, out),
        Reports::Portfolio(arguments) => portfolio(arguments, out),
    }
}

fn picture(arguments: &PictureArguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--micro-credential", &arguments.micro_credentials)
        .reads("--policy", settings::in_files(&arguments.policies))
        .writes("--out", &arguments.out)
        .apart()?;
    let mut micro_credentials = Vec::new();
    for file in &arguments.micro_credentials {
        let Some(read) = micro_credential::read(file)? else { return Ok(Finish::Bad) };
        micro_credentials.push(read);
    }
    let all: Vec<String> = profiles::ALL.iter().map(|profile| profile.name.to_owned()).collect();
    let policies = if arguments.policies.is_empty() { &all } else { &arguments.policies };
    let rules = settings::rules(policies, &arguments.parameters)?;
    let now = files::time(arguments.at.as_ref());
    let picture = Picture::new(&micro_credentials, &rules, nature(arguments.example), &now);
    let text = match arguments.json {
        true => format!("{}\n", serde_json::to_string(&picture)?),
        false => picture.html(),
    };
    written(arguments.out.as_ref(), &text, out)?;
    Ok(Finish::Good)
}

fn portfolio(arguments: &PortfolioArguments, out: &mut dyn Write) -> Ran {
    arguments
        .given
        .touched()
        .reads("--policy", settings::in_files(&arguments.policies))
        .reads("BADGE", &arguments.badges)
        .writes("--ledger", arguments.ledger.iter().flat_map(Place::files))
        .writes("--out", &arguments.out)
        .apart()?;
    let policies = settings::policies(&arguments.policies, &arguments.parameters)?;
    let now = files::time(arguments.given.at.as_ref());
    let who = &arguments.who;
    // What the office knows is said under each policy.
    let facts = arguments.office.under_each(&policies)?;
    let HandedIn { candidates, unverified, withdrawn, claimant } =
        value::handed_in(&arguments.badges, who, &Facts::default(), &arguments.given, &now)?;
    value::named_for(arguments.ledger.as_ref(), who, &claimant)?;
    let nature = nature(arguments.example);
    let mut portfolio = Portfolio::new(&arguments.name, &claimant, &candidates, nature, &now);
    let all_theirs = unverified.is_empty() && portfolio.others.is_empty();
    let finish = if all_theirs { Finish::Good } else { Finish::Bad };
    portfolio = portfolio.with_withdrawn(withdrawn);
    for it in unverified {
        portfolio = portfolio.with_unverified(it.file, it.outcome, it.reasons);
    }
    for (policy, facts) in policies.iter().zip(&facts) {
        portfolio = portfolio.with_facts(facts);
        let badges = portfolio.candidates();
        let tally = value::tally(arguments.ledger.as_ref(), policy, &claimant, badges)?;
        portfolio = portfolio.with_value(policy, &tally);
    }
    let text = match arguments.json {
        true => format!("{}\n", serde_json::to_string(&portfolio)?),
        false => portfolio.html(),
    };
    written(arguments.out.as_ref(), &text, out)?;
    Ok(finish)
}

fn called(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() { Err("somebody without a name".to_owned()) } else { Ok(name.to_owned()) }
}

fn nature(is_example: bool) -> Nature {
    if is_example { Nature::Example } else { Nature::AsGiven }
}

fn written(path: Option<&PathBuf>, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
    match path {
        Some(path) => files::write(path, text.as_bytes())?,
        None => out.write_all(text.as_bytes())?,
    }
    Ok(())
}
