use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use openbadges::Issuer;
use openbadges::Timestamp;
use openbadges::json;
use openbadges::key::Signer as _;
use openbadges::model::Profile;
use openbadges::recognition::{Amount, Date, Recognised, Recognition, Span};
use openbadges::status::{ListPlan, StatusUrl};
use openbadges::text::Iri;

use crate::ledger::said;
use crate::store::{self, Place};
use crate::{Failure, Finish, Ran, files};

/// Sign a recognition: "we recognise this achievement, or this issuer, for that value".
///
/// It is an endorsement, for whoever holds the badge, and for `value --recognition`.
#[derive(Args)]
pub struct Arguments {
    /// The recogniser's key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    pub key: PathBuf,
    /// The verification method to name in the proof. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    pub method: Option<String>,
    /// The recogniser's id. Default: the key's own did:key.
    #[arg(long, value_name = "ID")]
    pub issuer: Option<String>,
    /// What the recogniser is called.
    #[arg(long, value_name = "TEXT", value_parser = crate::ledger::said)]
    pub name: Option<String>,
    /// What the id is the id of.
    #[arg(long, value_enum, default_value = "achievement")]
    pub of: Of,
    /// What each badge of it is worth: a number and a unit, such as "6 pdp". Units are clockHour, ceu,
    /// pdp, semesterHour, boardCredit, credit, usbeCredit, salaryLane, microCredential, currencies of
    /// ISO 4217, and IRIs of one's own.
    #[arg(long, value_name = "AMOUNT", value_parser = something)]
    pub value: Amount,
    /// Where.
    #[arg(long, value_name = "TEXT", value_parser = said)]
    pub jurisdiction: String,
    /// From when on it is recognised.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// Until when it is recognised.
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// On which condition. May be repeated.
    #[arg(long = "condition", value_name = "TEXT", value_parser = said)]
    pub conditions: Vec<String>,
    /// Of an achievement: only where this issuer gives it. Without it the recognition counts only under
    /// policies that list issuers, since anybody can write down an achievement's id.
    #[arg(long, value_name = "ID")]
    pub issued_by: Option<Iri>,
    /// Until when the recognition can be believed. Default: a year from now.
    #[arg(long, value_name = "TIME")]
    pub valid_until: Option<Timestamp>,
    /// A status store, made if it is not there, so that the recognition can be taken back with
    /// `revoke`: a SQLite file, or the postgres:// URL of a database on this machine.
    #[arg(long, value_name = "STORE")]
    pub store: Option<Place>,
    /// Where the status lists will be published: needed once, then the store knows.
    #[arg(long, value_name = "URL", requires = "store")]
    pub status_url: Option<StatusUrl>,
    /// Where the rules are.
    #[arg(long, value_name = "URL")]
    pub policy: Option<Iri>,
    /// The file to write. Default: the standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The id of the achievement, or of the issuer.
    #[arg(value_name = "ID")]
    pub subject: Iri,
}

/// An amount of something.
fn something(text: &str) -> Result<Amount, String> {
    let amount: Amount = text.parse().map_err(|error| format!("{error}"))?;
    if amount.is_zero() { Err("it is nothing".to_owned()) } else { Ok(amount) }
}

const A_YEAR: i64 = 365 * 86_400;

/// What is recognised.
#[derive(Clone, Copy, ValueEnum)]
pub enum Of {
    /// One achievement.
    Achievement,
    /// Whatever an issuer gives.
    Issuer,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--key", [&arguments.key])
        .writes("--store", arguments.store.iter().flat_map(Place::files))
        .writes("--out", &arguments.out)
        .apart()?;
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let own = signer.verification_method().without_fragment().to_owned();
    if let Some(issuer) = arguments.issuer.as_ref().filter(|issuer| **issuer != own) {
        tell!(
            "warning: it holds only where {issuer} lists the key {}",
            signer.verification_method()
        );
    }
    let mut profile = Profile::builder(arguments.issuer.clone().unwrap_or(own));
    if let Some(name) = &arguments.name {
        profile = profile.name(name.as_str());
    }
    let recognised = match arguments.of {
        Of::Achievement => Recognised::Achievement,
        Of::Issuer => Recognised::Issuer,
    };
    let (subject, value) = (arguments.subject.clone(), arguments.value.clone());
    let mut recognition = Recognition::new(recognised, subject, value, &arguments.jurisdiction);
    recognition.effective = match (arguments.from, arguments.until) {
        (Some(from), Some(until)) => {
            Span::new(from, until).ok_or_else(|| Failure("--until is before --from".to_owned()))?
        }
        (from, until) => Span { from, until },
    };
    if recognised == Recognised::Issuer && arguments.issued_by.is_some() {
        return Err(Failure("--issued-by is for an achievement".to_owned()));
    }
    recognition.issuer = arguments.issued_by.clone();
    recognition.conditions = arguments.conditions.clone();
    recognition.policy = arguments.policy.clone();
    // What nobody would take for a recognition is not signed.
    Recognition::read(&recognition.to_subject())?;
    let name = format!("Recognised for {}", recognition.value.words());
    let now = Timestamp::now();
    let mut issuer = Issuer::new(profile.build()?, signer);
    if let Some(place) = &arguments.store {
        let url = arguments.status_url.as_ref();
        issuer = issuer.with_status(store::open_or_make(place, url, ListPlan::default())?);
    }
    let until = match &arguments.valid_until {
        Some(time) if time.instant() <= now.instant() => {
            return Err(Failure("--valid-until is over".to_owned()));
        }
        Some(time) => time.clone(),
        None => now.plus_seconds(A_YEAR).ok_or_else(|| Failure("the year has no end".into()))?,
    };
    let mut endorsement = recognition.to_endorsement(&name);
    if let Some(endorsement) = endorsement.as_object_mut() {
        endorsement.insert("validUntil", until.as_str());
    }
    let signed = issuer.issue_document(endorsement, &now)?;
    let text = json::pretty(signed.document());
    match &arguments.out {
        Some(path) => files::write(path, text.as_bytes())?,
        None => write!(out, "{text}")?,
    }
    Ok(Finish::Good)
}
