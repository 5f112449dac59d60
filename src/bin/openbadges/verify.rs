use std::io::{IsTerminal as _, Write};

use clap::Args;
use openbadges::model::Kind;
use openbadges::report::{Outcome, Report, Style};
use openbadges::verifier::Policy;
use openbadges::{Timestamp, Verifier};

use crate::{Failure, Finish, Ran, files};

/// Verify credentials.
///
/// Keys of did:key issuers are in the credential. Every other document that a verification needs
/// (an issuer's keys, a status list, a context) is given with --document; this build has no
/// network client, so nothing else is reachable.
#[derive(Args)]
pub struct Arguments {
    /// One JSON object a line for each file.
    #[arg(long)]
    pub json: bool,
    /// Reach nothing but the given documents. This build never reaches anything else.
    #[arg(long)]
    pub offline: bool,
    /// Take any Verifiable Credential, by the rules of the W3C alone.
    #[arg(long)]
    pub any: bool,
    /// Verify as of this time. Default: now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Serve a URL or DID from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    pub documents: Vec<String>,
    /// Use the context at a URL only if it has this digest, which `canon --explain` prints. May be
    /// repeated.
    #[arg(long = "pin", value_name = "URL=SHA256")]
    pub pins: Vec<String>,
    /// The credentials; `-` is the standard input.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let documents = files::documents(&arguments.documents)?;
    let kind = if arguments.any { Kind::Any } else { Kind::OpenBadges };
    let policy = Policy { kind, ..Policy::default() };
    let verifier = Verifier::new()
        .with_contexts(files::contexts(documents.clone(), &arguments.pins)?)
        .with_resolver(documents)
        .with_policy(policy);
    let now = files::time(arguments.at.as_ref());
    let style = if std::io::stdout().is_terminal() { Style::Coloured } else { Style::Plain };
    let mut finish = Finish::Good;
    for file in &arguments.files {
        let report = verifier.verify(&files::read(file)?, &now);
        finish = worse(finish, report.outcome());
        if arguments.json {
            writeln!(out, "{}", json_line(file, &report)?)?;
        } else {
            write!(out, "{file}: {}", report.to_text(style))?;
        }
    }
    Ok(finish)
}

fn worse(finish: Finish, outcome: Outcome) -> Finish {
    match (finish, outcome) {
        (Finish::Bad, _) | (_, Outcome::Invalid) => Finish::Bad,
        (Finish::Unknown, _) | (_, Outcome::Indeterminate) => Finish::Unknown,
        (Finish::Good, Outcome::Valid) => Finish::Good,
    }
}

fn json_line(file: &str, report: &Report) -> Result<String, Failure> {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        file: &'a str,
        #[serde(flatten)]
        report: &'a Report,
    }
    Ok(serde_json::to_string(&Line { file, report })?)
}
