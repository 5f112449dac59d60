use std::io::Write;

use clap::{Args, Subcommand};
use openbadges::Code;
use openbadges::fault::printable;
use openbadges::recognition::ledger::Event;
use openbadges::recognition::{ClaimKey, Claimant, Reversal, Withdrawn};

use crate::store::{self, Absent, Place};
use crate::{Failure, Finish, Ran, files, value};

/// Look at what was counted, and take it back.
#[derive(Subcommand)]
pub enum Ledger {
    Show(Show),
    Reverse(Reverse),
}

/// Print what was written for a person, oldest first.
#[derive(Args)]
pub struct Show {
    /// The ledger: a file, or a PostgreSQL database by its URL.
    #[arg(long, value_name = "FILE.db|URL")]
    pub ledger: Place,
    /// The account: the policy's name, unless the policy says otherwise.
    #[arg(long, value_name = "NAME")]
    pub account: String,
    /// The person, as the claims name them.
    #[arg(long, value_name = "ID")]
    pub person: String,
}

/// Take back what was counted for a badge, with what rests on it. Nothing is erased: that it was
/// taken back, when and why, is written too.
///
/// Exit status: 0 when it was done for every badge, 3 when one is kept by --if-revoked or --if-withdrawn,
/// 2 for wrong usage and for what cannot be read or written.
#[derive(Args)]
pub struct Reverse {
    /// The ledger: a file, or a PostgreSQL database by its URL.
    #[arg(long, value_name = "FILE.db|URL")]
    pub ledger: Place,
    /// Only in this account. Default: in every account in which it counts.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// By whom.
    #[arg(long, value_name = "TEXT")]
    pub by: Option<String>,
    /// Only if its issuer has revoked it: it is verified again.
    #[arg(long, conflicts_with = "if_withdrawn")]
    pub if_revoked: bool,
    /// Only if it does not stand any more: if its issuer has revoked or suspended it, or it has expired.
    #[arg(long)]
    pub if_withdrawn: bool,
    /// Fetch the keys and status lists that are not given, as `verify --fetch` does.
    #[arg(long)]
    pub fetch: bool,
    /// Serve a URL or DID from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    pub documents: Vec<String>,
    /// The badges, whose proofs must hold by their issuers' keys, so that it is known whose they are.
    #[arg(value_name = "BADGE", required = true)]
    pub badges: Vec<String>,
}

pub fn run(arguments: &Ledger, out: &mut dyn Write) -> Ran {
    match arguments {
        Ledger::Show(arguments) => show(arguments, out),
        Ledger::Reverse(arguments) => reverse(arguments, out),
    }
}

fn show(arguments: &Show, out: &mut dyn Write) -> Ran {
    let ledger = store::ledger(&arguments.ledger, Absent::Refused)?;
    // As claims name people.
    let person = Claimant::new(&arguments.person).person;
    for event in ledger.history(&arguments.account, &person)? {
        match event {
            Event::Claimed(claim) => {
                let entries: Vec<String> = claim
                    .entries
                    .iter()
                    .map(|entry| format!("{} ({})", entry.amount, entry.category))
                    .collect();
                let entries = printable(&entries.join(", "));
                writeln!(out, "{}  counted  {}  {entries}", claim.at, claim.key)?;
            }
            Event::Reversed(reversal) => {
                let by = reversal.by.as_deref().map(|by| format!(", by {by}")).unwrap_or_default();
                let Reversal { at, key, reason, .. } = &reversal;
                let why = printable(&format!("{reason}{by}"));
                writeln!(out, "{at}  taken back  {key}  {why}")?;
            }
            _ => {}
        }
    }
    Ok(Finish::Good)
}

fn reverse(arguments: &Reverse, out: &mut dyn Write) -> Ran {
    let ledger = store::ledger(&arguments.ledger, Absent::Refused)?;
    let verifier = value::verifier(&arguments.documents, arguments.fetch, Vec::new())?;
    let now = files::time(None);
    let mut finish = Finish::Good;
    for file in &arguments.badges {
        let report = verifier.verify(&files::read(file)?, &now);
        let summary = report.summary().filter(|_| report.is_authentic());
        let ids = summary.and_then(|it| Some((it.issuer.clone()?, it.id.clone()?)));
        let Some((issuer, id)) = ids else {
            let message = "it is not known to be of the issuer that it names, so whose is it?";
            return Err(Failure(format!("{file}: {message}")));
        };
        let is_withdrawn = || Withdrawn::of(&report).is_some();
        let kept = match (arguments.if_revoked, arguments.if_withdrawn) {
            (true, _) if !report.has(Code::Revoked) => Some("revoked"),
            (_, true) if !is_withdrawn() => Some("revoked, suspended or expired"),
            _ => None,
        };
        if let Some(what) = kept {
            writeln!(out, "{file}: it is not known to be {what}, and counts as before")?;
            finish = Finish::Unknown;
            continue;
        }
        let key = ClaimKey::new(&issuer, &id);
        let accounts: Vec<String> = match &arguments.account {
            Some(account) => vec![account.clone()],
            None => ledger.find(&key)?.into_iter().map(|claim| claim.account).collect(),
        };
        if accounts.is_empty() {
            writeln!(out, "{file}: it counts nowhere")?;
        }
        for account in accounts {
            let mut reversal = Reversal::new(&account, key.clone(), &arguments.reason, now.clone());
            reversal.by = arguments.by.clone();
            let reversed = ledger.reverse(&reversal)?;
            if reversed.is_empty() {
                writeln!(out, "{file}: it was taken back before ({account})")?;
            }
            for key in reversed {
                writeln!(out, "taken back  {key}  ({account})")?;
            }
        }
    }
    Ok(finish)
}
