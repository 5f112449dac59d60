use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use openbadges::Timestamp;
use openbadges::status::{Change, Effect, SqliteStore, StatusStore};

use crate::{Failure, Finish, Ran};

/// Revoke, suspend or reinstate a credential.
///
/// Verifiers see it once the lists are published again: see `status publish`.
#[derive(Args)]
pub struct Arguments {
    /// The status store.
    #[arg(long, value_name = "FILE.db")]
    pub store: PathBuf,
    /// Suspend it; a suspension can be lifted.
    #[arg(long, conflicts_with = "reinstate")]
    pub suspend: bool,
    /// Lift its suspension. A revocation is final.
    #[arg(long)]
    pub reinstate: bool,
    /// Why. Kept in the store's history, not published.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The id of the credential.
    #[arg(value_name = "CREDENTIAL_ID")]
    pub credential: String,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let store = SqliteStore::open(&arguments.store)
        .map_err(|error| Failure(format!("{}: {error}", arguments.store.display())))?;
    let (id, now) = (arguments.credential.as_str(), Timestamp::now());
    let (mut change, done) = match (arguments.suspend, arguments.reinstate) {
        (true, _) => (Change::suspend(id, now), "suspended"),
        (_, true) => (Change::reinstate(id, now), "reinstated"),
        _ => (Change::revoke(id, now), "revoked"),
    };
    if let Some(reason) = &arguments.reason {
        change = change.because(reason);
    }
    match store.set(&change)? {
        Effect::Changed => writeln!(out, "{done}  {id}")?,
        Effect::Unchanged => writeln!(out, "{done} already  {id}")?,
    }
    Ok(Finish::Good)
}
