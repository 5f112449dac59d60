use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::{Args, Subcommand};
use openbadges::fault::printable;
use openbadges::recognition::ledger::Event;
use openbadges::recognition::{self, ClaimKey, Claimant, LedgerError, Reversal, Withdrawn};
use openbadges::report::Report;
use openbadges::{Code, Timestamp};
use serde_json::json;

use crate::store::{self, Absent, Place};
use crate::{Failure, Finish, Ran, files, value};

/// Look at what was counted, and take it back.
#[derive(Subcommand)]
pub enum Ledger {
    Show(Show),
    Reverse(Reverse),
}

/// Print what was written for a person, oldest first; without a person, who is in the account; without
/// an account, which there are.
#[derive(Args)]
pub struct Show {
    /// The ledger: a file, or a PostgreSQL database by its URL.
    #[arg(long, value_name = "FILE.db|URL")]
    pub ledger: Place,
    /// The account: the policy's name, unless the policy says otherwise. Default: all are listed.
    #[arg(long, value_name = "NAME", value_parser = said)]
    pub account: Option<String>,
    /// The person, as the claims name them. Default: all of the account are listed.
    #[arg(long, value_name = "ID", requires = "account", value_parser = said)]
    pub person: Option<String>,
    /// One JSON object: {"account", "person", "events"}, {"account", "people"} or {"accounts"}. Of an
    /// account in which there is nobody also "accounts", the names of those that there are.
    #[arg(long)]
    pub json: bool,
}

/// Take back what was counted for a badge, with what rests on it. Nothing is erased: that it was
/// taken back, when and why, is written too.
///
/// One badge holds up no other. Exit status: 0 when it was done for every badge, now or before; 1 when
/// one was never counted, or is not known to be of its issuer; 3 when one counts as before by
/// --if-revoked or --if-withdrawn, and nothing is amiss with the others; 2 for wrong usage, and when
/// something cannot be read or written.
#[derive(Args)]
pub struct Reverse {
    /// The ledger: a file, or a PostgreSQL database by its URL.
    #[arg(long, value_name = "FILE.db|URL")]
    pub ledger: Place,
    /// Only in this account. Default: in every account in which it counts.
    #[arg(long, value_name = "NAME", value_parser = said)]
    pub account: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", value_parser = said)]
    pub reason: String,
    /// By whom.
    #[arg(long, value_name = "TEXT", value_parser = said)]
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

/// A text that says something.
pub fn said(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn show(arguments: &Show, out: &mut dyn Write) -> Ran {
    let ledger = store::ledger(&arguments.ledger, Absent::Refused)?;
    let Some(account) = &arguments.account else {
        return show_accounts(&*ledger, arguments.json, out);
    };
    let Some(person) = &arguments.person else {
        let people = ledger.people(account)?;
        if arguments.json {
            let mut all = json!({"account": account, "people": people});
            if people.is_empty() {
                with_accounts(&mut all, &*ledger)?;
            }
            writeln!(out, "{all}")?;
        } else if people.is_empty() {
            nothing_in(account, &*ledger, out)?;
        }
        for person in people.iter().filter(|_| !arguments.json) {
            writeln!(out, "{}", printable(person))?;
        }
        return Ok(Finish::Good);
    };
    // As claims name people.
    let person = Claimant::new(person).person;
    let events = ledger.history(account, &person)?;
    if arguments.json {
        let told: Vec<serde_json::Value> = events.iter().filter_map(told).collect();
        let mut all = json!({"account": account, "person": person, "events": told});
        if ledger.people(account)?.is_empty() {
            with_accounts(&mut all, &*ledger)?;
        }
        writeln!(out, "{all}")?;
        return Ok(Finish::Good);
    }
    if events.is_empty() && ledger.people(account)?.is_empty() {
        nothing_in(account, &*ledger, out)?;
    } else if events.is_empty() {
        let (person, account) = (printable(&person), printable(account));
        writeln!(out, "Nothing was counted for {person} in the account {account}.")?;
    }
    for event in events {
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

/// Adds the accounts that there are: the one that was asked for may be mistyped.
fn with_accounts(
    told: &mut serde_json::Value,
    ledger: &dyn recognition::Ledger,
) -> Result<(), Failure> {
    let accounts = json!(ledger.accounts()?);
    if let Some(members) = told.as_object_mut() {
        members.insert("accounts".to_owned(), accounts);
    }
    Ok(())
}

/// Which accounts there are, and how many people are in each.
fn show_accounts(ledger: &dyn recognition::Ledger, as_json: bool, out: &mut dyn Write) -> Ran {
    let mut accounts = Vec::new();
    for account in ledger.accounts()? {
        let people = ledger.people(&account)?.len();
        accounts.push((account, people));
    }
    if as_json {
        let all =
            accounts.iter().map(|(account, people)| json!({"account": account, "people": people}));
        writeln!(out, "{}", json!({"accounts": all.collect::<Vec<_>>()}))?;
        return Ok(Finish::Good);
    }
    if accounts.is_empty() {
        writeln!(out, "Nothing was counted.")?;
    }
    for (account, people) in &accounts {
        let word = if *people == 1 { "person" } else { "people" };
        writeln!(out, "{}  {people} {word}", printable(account))?;
    }
    Ok(Finish::Good)
}

/// Says that nothing was counted in an account, whose name may be mistyped.
fn nothing_in(
    account: &str,
    ledger: &dyn recognition::Ledger,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let account = printable(account);
    match ledger.accounts()?.as_slice() {
        [] => writeln!(out, "Nothing was counted.")?,
        all => {
            let all = printable(&all.join(", "));
            writeln!(
                out,
                "Nothing was counted in the account {account}; the accounts are: {all}."
            )?;
        }
    }
    Ok(())
}

fn told(event: &Event) -> Option<serde_json::Value> {
    match event {
        Event::Claimed(claim) => Some(json!({
            "event": "counted",
            "at": claim.at.as_str(),
            "key": claim.key,
            "policy": claim.policy,
            "achievement": claim.achievement,
            "related": claim.related,
            "training": claim.training,
            "entries": claim.entries,
            "restsOn": claim.rests_on,
        })),
        Event::Reversed(reversal) => Some(json!({
            "event": "takenBack",
            "at": reversal.at.as_str(),
            "key": reversal.key,
            "reason": reversal.reason,
            "by": reversal.by,
        })),
        _ => None,
    }
}

fn reverse(arguments: &Reverse, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("BADGE", &arguments.badges)
        .serves(&arguments.documents)
        .writes("--ledger", arguments.ledger.files())
        .apart()?;
    let ledger = store::ledger(&arguments.ledger, Absent::Refused)?;
    let verifier = value::verifier(&arguments.documents, arguments.fetch, Vec::new())?;
    let now = files::time(None);
    let finish = Finish::Good;
    let mut run = Reversing { arguments, ledger: &*ledger, now, ever_counted: None, finish, out };
    let mut unread = None;
    for file in &arguments.badges {
        match files::read(file) {
            Ok(bytes) => {
                let report = verifier.verify(&bytes, &run.now);
                if let Err(failure) = run.reverse(&files::named(file), &report) {
                    if let Some(Failure(before)) = unread {
                        tell!("{before}");
                    }
                    return Err(failure);
                }
            }
            Err(failure) => {
                if let Some(Failure(before)) = unread.replace(failure) {
                    tell!("{before}");
                }
            }
        }
    }
    unread.map_or(Ok(run.finish), Err)
}

struct Reversing<'a> {
    arguments: &'a Reverse,
    ledger: &'a dyn recognition::Ledger,
    now: Timestamp,
    /// What was ever counted, and in which of the accounts that were asked for; read when it is first
    /// needed.
    ever_counted: Option<BTreeMap<ClaimKey, BTreeSet<String>>>,
    /// How it went so far.
    finish: Finish,
    out: &'a mut dyn Write,
}

impl Reversing<'_> {
    fn reverse(&mut self, file: &str, report: &Report) -> Result<(), Failure> {
        let Reverse { if_revoked, if_withdrawn, .. } = *self.arguments;
        let summary = report.summary().filter(|_| report.is_authentic());
        let ids = summary.and_then(|it| Some((it.issuer.clone()?, it.id.clone()?)));
        let Some((issuer, id)) = ids else {
            tell!("{file}: it is not known to be of the issuer that it names, so whose is it?");
            self.finish = Finish::Bad;
            return Ok(());
        };
        let key = ClaimKey::new(&issuer, &id);
        let kept = match (if_revoked, if_withdrawn) {
            (true, _) if !report.has(Code::Revoked) => Some("revoked"),
            (_, true) if Withdrawn::of(report).is_none() => Some("revoked, suspended or expired"),
            _ => None,
        };
        match kept {
            Some(what) => self.keep(file, &key, what),
            None => self.take_back(file, &key),
        }
    }

    /// The accounts that were asked for.
    fn accounts(&self) -> Result<Vec<String>, Failure> {
        Ok(match &self.arguments.account {
            Some(account) => vec![account.clone()],
            None => self.ledger.accounts()?,
        })
    }

    /// Says of what is not taken back whether it counts.
    fn keep(&mut self, file: &str, key: &ClaimKey, what: &str) -> Result<(), Failure> {
        let only = self.arguments.account.as_ref();
        let counting = self.ledger.find(key)?;
        if counting.iter().any(|claim| only.is_none_or(|only| *only == claim.account)) {
            writeln!(self.out, "{file}: it is not known to be {what}, and counts as before")?;
            if self.finish == Finish::Good {
                self.finish = Finish::Unknown;
            }
            return Ok(());
        }
        if self.ever_counted.is_none() {
            self.ever_counted = Some(self.histories()?);
        }
        let Some(accounts) = self.ever_counted.as_ref().and_then(|all| all.get(key)) else {
            return self.never_counted(file);
        };
        for account in accounts {
            let account = printable(account);
            writeln!(self.out, "{file}: it was taken back before ({account})")?;
        }
        Ok(())
    }

    /// What was ever counted, and where, as the history of everybody says. Nothing is written: what
    /// somebody counts meanwhile stays.
    fn histories(&self) -> Result<BTreeMap<ClaimKey, BTreeSet<String>>, Failure> {
        let mut all = BTreeMap::<_, BTreeSet<_>>::new();
        for account in self.accounts()? {
            for person in self.ledger.people(&account)? {
                for event in self.ledger.history(&account, &person)? {
                    if let Event::Claimed(claim) = event {
                        all.entry(claim.key).or_default().insert(account.clone());
                    }
                }
            }
        }
        Ok(all)
    }

    fn take_back(&mut self, file: &str, key: &ClaimKey) -> Result<(), Failure> {
        let reason = &self.arguments.reason;
        let mut was_counted = false;
        for account in self.accounts()? {
            let mut reversal = Reversal::new(&account, key.clone(), reason, self.now.clone());
            reversal.by = self.arguments.by.clone();
            let reversed = match self.ledger.reverse(&reversal) {
                Err(LedgerError::Unknown(_)) => continue,
                reversed => reversed?,
            };
            was_counted = true;
            let account = printable(&account);
            if reversed.is_empty() {
                writeln!(self.out, "{file}: it was taken back before ({account})")?;
            }
            for key in reversed {
                writeln!(self.out, "taken back  {key}  ({account})")?;
            }
        }
        if !was_counted {
            self.never_counted(file)?;
        }
        Ok(())
    }

    fn never_counted(&mut self, file: &str) -> Result<(), Failure> {
        let account = self.arguments.account.as_deref().map(printable);
        let place = account.map(|account| format!(" in the account {account}"));
        let mut told = format!("{file}: it was never counted{}", place.unwrap_or_default());
        if let Some(account) = &self.arguments.account
            && self.ledger.people(account)?.is_empty()
        {
            let all = self.ledger.accounts()?;
            if !all.is_empty() {
                told += &format!("; the accounts are: {}", printable(&all.join(", ")));
            }
        }
        writeln!(self.out, "{told}")?;
        self.finish = Finish::Bad;
        Ok(())
    }
}
