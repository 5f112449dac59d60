use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _, Write};

use clap::Args;
use openbadges::Timestamp;
use openbadges::status::{Change, Effect, StatusStore, StoreError};

use crate::store::{self, Place};
use crate::{Failure, Finish, Ran, files};

/// Revoke, suspend or reinstate credentials: one, or those of a file of ids.
///
/// Verifiers see it once the lists are published again: see `status publish`. What is so already
/// stays so, and counts as done: a run that broke off is taken up by running it again. Exit status: 0
/// when all is done, 1 when credentials of a file could not be changed, which are told one by one,
/// 2 when the store or the file fails, or the one credential could not be changed.
#[derive(Args)]
pub struct Arguments {
    /// The status store: a SQLite file, or the postgres:// URL of a database on this machine, which
    /// others can read on the command line: say one with a password in OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// Suspend; a suspension can be lifted.
    #[arg(long, conflicts_with_all = ["reinstate", "refresh", "message"])]
    pub suspend: bool,
    /// Lift a suspension. A revocation is final.
    #[arg(long, conflicts_with_all = ["refresh", "message"])]
    pub reinstate: bool,
    /// Say that an updated credential is to be had from its refresh service, for good.
    #[arg(long, conflicts_with = "message")]
    pub refresh: bool,
    /// Set the message to this number.
    #[arg(long, value_name = "NUMBER")]
    pub message: Option<u8>,
    /// Why. Kept in the store's history, not published.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// By whom. Kept in the store's history, not published.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// A file with an id on each line; `-` is the standard input.
    #[arg(long, value_name = "IDS", required_unless_present = "credential")]
    pub file: Option<String>,
    /// One JSON object a line: {"credential", "outcome", "code", "message"}. The outcome is
    /// "changed", "unchanged" or "failed"; code and message say why it failed.
    #[arg(long)]
    pub json: bool,
    /// The id of the credential.
    #[arg(value_name = "CREDENTIAL_ID", conflicts_with = "file")]
    pub credential: Option<String>,
}

/// Changes that are one transaction.
const BATCH: usize = 500;

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--file", &arguments.file)
        .writes("--store", arguments.store.files())
        .apart()?;
    let store = store::open(&arguments.store)?;
    let mut run = Run { arguments, store: &*store, now: Timestamp::now(), counts: [0; 3], out };
    match (&arguments.credential, &arguments.file) {
        (Some(id), _) => run.change(std::slice::from_ref(id))?,
        (None, Some(file)) => run.file(file)?,
        // The command line asks for one of them.
        (None, None) => {}
    }
    let [_, _, failed] = run.counts;
    if failed > 0 && arguments.file.is_none() {
        return Err(Failure("the credential could not be changed".to_owned()));
    }
    Ok(if failed == 0 { Finish::Good } else { Finish::Bad })
}

struct Run<'a> {
    arguments: &'a Arguments,
    store: &'a dyn StatusStore,
    now: Timestamp,
    /// How many were changed, were so already, and failed.
    counts: [u64; 3],
    out: &'a mut dyn Write,
}

impl Run<'_> {
    fn file(&mut self, file: &str) -> Result<(), Failure> {
        let fail = |error: std::io::Error| Failure(format!("{file}: {error}"));
        let lines: Box<dyn BufRead> = match file {
            "-" => Box::new(std::io::stdin().lock()),
            path => Box::new(BufReader::new(File::open(path).map_err(fail)?)),
        };
        let watched = std::io::stderr().is_terminal();
        let mut batch = Vec::with_capacity(BATCH);
        for (place, line) in lines.split(b'\n').enumerate() {
            let line = line.map_err(fail)?;
            // What some editors put before the first letter.
            let line = match line.strip_prefix(b"\xef\xbb\xbf") {
                Some(rest) if place == 0 => rest,
                _ => &line,
            };
            let Ok(text) = std::str::from_utf8(line) else {
                // No id is so: this one is unknown, and the others go on.
                let id = String::from_utf8_lossy(line).into_owned();
                self.tell(&id, Err(StoreError::Unknown(id.clone())))?;
                continue;
            };
            let id = text.trim();
            if id.is_empty() {
                continue;
            }
            batch.push(id.to_owned());
            if batch.len() == BATCH {
                self.change(&batch)?;
                batch.clear();
                if watched {
                    eprint!("\r{}", self.summary());
                }
            }
        }
        self.change(&batch)?;
        let start = if watched { "\r" } else { "" };
        let _ = writeln!(std::io::stderr(), "{start}{}", self.summary());
        Ok(())
    }

    /// Changes all in one transaction; where the store refuses one of them, each in its own.
    fn change(&mut self, ids: &[String]) -> Result<(), Failure> {
        let changes: Vec<Change> = ids.iter().map(|id| self.change_of(id)).collect();
        match self.store.set_many(&changes) {
            Ok(effects) => {
                for (id, effect) in ids.iter().zip(effects) {
                    self.tell(id, Ok(effect))?;
                }
            }
            Err(error) if !is_of_a_credential(&error) => return Err(self.broken(&error)),
            // Of one alone it is the failure of the command.
            Err(error) if self.arguments.file.is_none() && !self.arguments.json => {
                return Err(error.into());
            }
            Err(_) => {
                for (id, change) in ids.iter().zip(&changes) {
                    match self.store.set(change) {
                        Err(error) if !is_of_a_credential(&error) => {
                            return Err(self.broken(&error));
                        }
                        effect => self.tell(id, effect)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn change_of(&self, id: &str) -> Change {
        let now = self.now.clone();
        let change = match self.arguments {
            Arguments { suspend: true, .. } => Change::suspend(id, now),
            Arguments { reinstate: true, .. } => Change::reinstate(id, now),
            Arguments { refresh: true, .. } => Change::refresh(id, now),
            Arguments { message: Some(number), .. } => Change::message(id, *number, now),
            _ => Change::revoke(id, now),
        };
        let change = match &self.arguments.reason {
            Some(reason) => change.because(reason),
            None => change,
        };
        match &self.arguments.by {
            Some(by) => change.by(by),
            None => change,
        }
    }

    fn tell(&mut self, id: &str, effect: Result<Effect, StoreError>) -> Result<(), Failure> {
        let place = match effect {
            Ok(Effect::Changed) => 0,
            Ok(Effect::Unchanged) => 1,
            Err(_) => 2,
        };
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        if self.arguments.json {
            let outcome = ["changed", "unchanged", "failed"].get(place);
            let line = match effect {
                Ok(_) => serde_json::json!({"credential": id, "outcome": outcome}),
                Err(error) => serde_json::json!({
                    "credential": id, "outcome": outcome,
                    "code": error.code().as_str(), "message": error.to_string()
                }),
            };
            writeln!(self.out, "{line}")?;
            return Ok(());
        }
        match effect {
            Ok(Effect::Changed) => writeln!(self.out, "{}  {id}", self.done())?,
            Ok(Effect::Unchanged) => writeln!(self.out, "{} already  {id}", self.done())?,
            Err(error) => tell!("{error}"),
        }
        Ok(())
    }

    fn done(&self) -> &'static str {
        match self.arguments {
            Arguments { suspend: true, .. } => "suspended",
            Arguments { reinstate: true, .. } => "reinstated",
            Arguments { refresh: true, .. } => "refresh noted",
            Arguments { message: Some(_), .. } => "message set",
            _ => "revoked",
        }
    }

    fn summary(&self) -> String {
        let [changed, unchanged, failed] = self.counts;
        format!("{changed} {}, {unchanged} already, {failed} failed", self.done())
    }

    /// What is not the fault of one credential ends the run; what was done stays done.
    fn broken(&self, error: &StoreError) -> Failure {
        let (place, summary) = (&self.arguments.store, self.summary());
        Failure(format!("{place}: {error}; before that: {summary}. Run it again to go on"))
    }
}

/// Whether the store refused one credential, and others can go on.
fn is_of_a_credential(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Unknown(_)
            | StoreError::Final { .. }
            | StoreError::NoEntry { .. }
            | StoreError::State { .. }
            | StoreError::Purpose(_)
    )
}
