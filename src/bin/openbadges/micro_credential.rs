use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use openbadges::json::{self, Value};
use openbadges::microcredential::MicroCredential;
use openbadges::model::Invalid;
use openbadges::{Code, Fault, Finding, Limits, Pointer, Severity};

use crate::{Failure, Finish, Ran, files};

/// Write a micro-credential: what it is about, its public rubric, what it takes to earn it.
#[derive(Subcommand)]
pub enum MicroCredentials {
    New(New),
    Render(Render),
}

/// Write a template with every part explained, to be filled in.
#[derive(Args)]
pub struct New {
    /// The identifier, an address of yours that will be the same in every badge.
    #[arg(long, value_name = "URL")]
    id: openbadges::Iri,
    /// The file to write; never one that is there already.
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
}

/// Make the Open Badges achievement of a micro-credential, or a page for people.
///
/// The file is TOML (its name ends with .toml) or JSON. Every fault is told, those of the achievement
/// too: what has none can be issued by nobody. Without --achievement and --page the page is printed.
/// Exit status: 1 when it has faults, 2 when a file cannot be read or written.
#[derive(Args)]
pub struct Render {
    /// The micro-credential.
    #[arg(value_name = "FILE")]
    file: String,
    /// Write the achievement as JSON. A badge with it has the context that `openbadges assess` adds.
    #[arg(long, value_name = "OUT.json")]
    achievement: Option<PathBuf>,
    /// Write the page in Markdown.
    #[arg(long, value_name = "OUT.md")]
    page: Option<PathBuf>,
}

pub fn run(command: &MicroCredentials, out: &mut dyn Write) -> Ran {
    match command {
        MicroCredentials::New(arguments) => new(arguments, out),
        MicroCredentials::Render(arguments) => render(arguments, out),
    }
}

fn new(arguments: &New, out: &mut dyn Write) -> Ran {
    let shown = arguments.file.display();
    // In TOML a basic string is a JSON string.
    let id = Value::from(arguments.id.as_str()).to_string();
    let text = TEMPLATE.replace("\"https://provider.example/micro-credentials/NAME\"", &id);
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).open(&arguments.file);
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure(format!("{shown}: {error}")))?;
    writeln!(out, "{shown}")?;
    Ok(Finish::Good)
}

fn render(arguments: &Render, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("FILE", [&arguments.file])
        .writes("--achievement", &arguments.achievement)
        .writes("--page", &arguments.page)
        .apart()?;
    let Some(whole) = read(&arguments.file)? else { return Ok(Finish::Bad) };
    let made = told(&arguments.file, whole.to_achievement())?;
    let Some(achievement) = made else { return Ok(Finish::Bad) };
    if let Some(path) = &arguments.achievement {
        files::write(path, json::pretty(&achievement.write()).as_bytes())?;
        writeln!(out, "{}", path.display())?;
    }
    if let Some(path) = &arguments.page {
        files::write(path, whole.page_markdown().as_bytes())?;
        writeln!(out, "{}", path.display())?;
    }
    if arguments.achievement.is_none() && arguments.page.is_none() {
        write!(out, "{}", whole.page_markdown())?;
    }
    Ok(Finish::Good)
}

/// The micro-credential in a file. `None` when it has faults, which are told.
pub fn read(file: &str) -> Result<Option<MicroCredential>, Failure> {
    match read_form(file)? {
        Ok(form) => told(file, MicroCredential::read_form(&form)),
        Err(finding) => {
            tell(file, &[finding]);
            Ok(None)
        }
    }
}

/// What was read, or `None` when it has faults, which are told.
fn told<T>(file: &str, read: Result<T, Invalid>) -> Result<Option<T>, Failure> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(invalid) => {
            tell(file, &invalid.findings);
            Ok(None)
        }
    }
}

/// A file that people write: TOML where its name says so, else JSON; or why it is neither.
pub fn read_form(file: &str) -> Result<Result<Value, Finding>, Failure> {
    let (bytes, limits) = (files::read(file)?, Limits::default());
    let fault = |message: String| Finding::error(Code::Parse, Pointer::root(), message);
    if !file.ends_with(".toml") {
        let faulty = |error| Finding { severity: Severity::Error, fault: Fault::from(error) };
        return Ok(json::read(&bytes, &limits).map_err(faulty));
    }
    Ok(match std::str::from_utf8(&bytes) {
        Err(error) => Err(fault(error.to_string())),
        Ok(text) => json::from_toml(text, &limits).map_err(|error| fault(error.to_string())),
    })
}

fn tell(file: &str, findings: &[Finding]) {
    let file = files::named(file);
    for finding in findings.iter().filter(|finding| finding.is_error()) {
        tell!("{file}: {}", finding.fault);
    }
}

const TEMPLATE: &str = include_str!("micro_credential.toml");
