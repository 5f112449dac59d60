use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use openbadges::recognition::picture::{Nature, Origin, Picture, Rules};
use openbadges::recognition::portfolio::Portfolio;
use openbadges::recognition::{Parameters, evaluate, profiles};
use openbadges::{Limits, Timestamp, json};

use crate::store::Place;
use crate::value::{self, Given, HandedIn, Office, Who, with_parameter};
use crate::{Failure, Finish, Ran, files, micro_credential};

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
    #[arg(long = "policy", value_name = "FILE|PROFILE", num_args = 1..)]
    policies: Vec<String>,
    /// What a policy leaves open: an amount, or an identifier. May be repeated.
    #[arg(long = "set", value_name = "POLICY.NAME=AMOUNT|ID")]
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
/// first; of what is not valid, nothing is shown but the name of its file and why. What only the office
/// knows is said with options, for all badges and all policies of the call. Exit status: 0 when it was
/// made and every badge is valid, 1 when one is not, 2 for wrong usage and for files that cannot be
/// read or written.
#[derive(Args)]
pub struct PortfolioArguments {
    /// What the educator is called.
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// A policy: a file in TOML or JSON, or the name of a profile. May be repeated.
    #[arg(long = "policy", value_name = "FILE|PROFILE", num_args = 1)]
    policies: Vec<String>,
    /// What a policy leaves open: an amount, or an identifier. May be repeated.
    #[arg(long = "set", value_name = "POLICY.NAME=AMOUNT|ID")]
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
    let mut micro_credentials = Vec::new();
    for file in &arguments.micro_credentials {
        let Some(read) = micro_credential::read(file)? else { return Ok(Finish::Bad) };
        micro_credentials.push(read);
    }
    let all: Vec<String> = profiles::ALL.iter().map(|profile| profile.name.to_owned()).collect();
    let policies = if arguments.policies.is_empty() { &all } else { &arguments.policies };
    let mut amounts = Amounts::read(&arguments.parameters)?;
    let rules = policies.iter().map(|name| rules(name, &mut amounts));
    let rules = rules.collect::<Result<Vec<_>, _>>()?;
    amounts.all_used()?;
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
    let mut amounts = Amounts::read(&arguments.parameters)?;
    let policies = arguments.policies.iter().map(|name| {
        let stem = rules(name, &mut Amounts::default()).map(|rules| rules.name().to_owned())?;
        value::read_policy(name, &amounts.of(&stem)?)
    });
    let policies = policies.collect::<Result<Vec<_>, _>>()?;
    amounts.all_used()?;
    let now = files::time(arguments.given.at.as_ref());
    let (who, office) = (&arguments.who, &arguments.office);
    let HandedIn { candidates, unverified, withdrawn, claimant } =
        value::handed_in(&arguments.badges, who, office, &arguments.given, &now)?;
    let nature = nature(arguments.example);
    let mut portfolio = Portfolio::new(&arguments.name, &candidates, nature, &now);
    let finish = if unverified.is_empty() { Finish::Good } else { Finish::Bad };
    for it in unverified {
        portfolio = portfolio.with_unverified(it.file, it.outcome, it.reasons);
    }
    for policy in &policies {
        let tally = value::tally(arguments.ledger.as_ref(), policy, &claimant, &candidates)?;
        let evaluation = evaluate(policy, &claimant, &candidates, &withdrawn, &tally, &now);
        portfolio = portfolio.with_value(&evaluation);
    }
    let text = match arguments.json {
        true => format!("{}\n", serde_json::to_string(&portfolio)?),
        false => portfolio.html(),
    };
    written(arguments.out.as_ref(), &text, out)?;
    Ok(finish)
}

/// What `--set POLICY.NAME=AMOUNT|ID` says of each policy, and whether a policy took it.
#[derive(Default)]
struct Amounts(Vec<(String, String, bool)>);

impl Amounts {
    fn read(pairs: &[String]) -> Result<Self, Failure> {
        let parted = pairs.iter().map(|pair| {
            let place = pair.split_once('=').map_or("", |(place, _)| place);
            let Some((policy, _)) = place.split_once('.') else {
                let why = "POLICY.NAME=AMOUNT|ID is expected, such as delaware.a=6 clockHour";
                return Err(Failure(format!("--set {pair:?}: {why}")));
            };
            let rest = pair.strip_prefix(policy).and_then(|it| it.strip_prefix('.'));
            Ok((policy.to_owned(), rest.unwrap_or_default().to_owned(), false))
        });
        Ok(Self(parted.collect::<Result<_, _>>()?))
    }

    fn of(&mut self, wanted: &str) -> Result<Parameters, Failure> {
        let mut parameters = Parameters::new();
        for (policy, pair, is_used) in self.0.iter_mut().filter(|(policy, ..)| policy == wanted) {
            *is_used = true;
            parameters = with_parameter(parameters, pair, &format!("{policy}.{pair}"))?;
        }
        Ok(parameters)
    }

    fn all_used(&self) -> Result<(), Failure> {
        match self.0.iter().find(|(.., is_used)| !is_used) {
            Some((policy, pair, _)) => {
                Err(Failure(format!("--set {policy}.{pair}: there is no policy {policy} here")))
            }
            None => Ok(()),
        }
    }
}

/// The rules in a file, or of a real place.
fn rules(name: &str, amounts: &mut Amounts) -> Result<Rules, Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure(format!("{name}: {error}"));
    let limits = Limits::default();
    let (origin, document) = match value::profile(name) {
        Some(profile) => {
            let read = json::from_toml(profile.text, &limits);
            (Origin::Profile, read.map_err(|error| fail(&error))?)
        }
        None => {
            let bytes = files::read(name)?;
            let document = match std::str::from_utf8(&bytes) {
                Ok(text) if !text.trim_start().starts_with('{') => {
                    json::from_toml(text, &limits).map_err(|error| fail(&error))?
                }
                _ => json::read(&bytes, &limits).map_err(|error| fail(&error))?,
            };
            (Origin::Own, document)
        }
    };
    let stem = document.get("name").and_then(json::Value::as_str).unwrap_or_default();
    let parameters = amounts.of(stem)?;
    Rules::read(&document, &parameters, origin).map_err(|error| fail(&error))
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
