use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Args;
use openbadges::Timestamp;
use openbadges::document::Shape;
use openbadges::issuer::{IssueError, Issuer, RevocationLists, SignedCredential};
use openbadges::json::{self, Number, Object, Value};
use openbadges::key::Signer as _;
use openbadges::model::{Profile, View};
use openbadges::proof::Securing;
use openbadges::status::{ListPlan, StatusEntries, StatusUrl, StoreError};

use crate::roster::{self, Row};
use crate::store::{self, Place};
use crate::{Failure, Finish, Ran, files, sign};

/// Issue a badge to everyone on a roster, with a status that can be revoked.
///
/// The template is a credential without a recipient: @context, type, name, and credentialSubject
/// with the achievement. Its issuer, if it names one, is the issuer; otherwise the key's did:key
/// is. The roster is CSV with a header; its columns are id (a DID or URL) or email (hashed with a
/// fresh salt) or both, and name, awarded, evidence (a URL), narrative, credits, and request, your own
/// name for a row: a row with one is issued once, however often the roster is issued, so that a run
/// that broke off is taken up by running it again. Every row is read before anything is issued. The store
/// records 250 rows at once: a run that breaks off has taken places for so many, which rows without a
/// request do not get again. Each badge is a file in DIR; printed are its file, its id and its recipient.
#[derive(Args)]
pub struct Arguments {
    /// The issuer's key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    pub key: PathBuf,
    /// The badge without a recipient.
    #[arg(long, value_name = "BADGE.json")]
    pub template: PathBuf,
    /// The recipients.
    #[arg(long, value_name = "ROSTER.csv")]
    pub recipients: PathBuf,
    /// The status store, made if it is not there: a SQLite file, or the postgres:// URL of a database
    /// on this machine, which others can read on the command line: say one with a password in
    /// OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// Where the status lists will be published: needed once, then the store knows.
    #[arg(long, value_name = "URL")]
    pub status_url: Option<StatusUrl>,
    /// How many entries the status lists have that are opened from now on: 131072 to 8388608, a
    /// multiple of 8. Half of them are used before the next list is opened. A longer list hides a badge
    /// among more others.
    #[arg(long, value_name = "ENTRIES", value_parser = plan, default_value = "131072")]
    pub list_length: ListPlan,
    /// Give each badge a second status entry, for suspension. The published schema of Open Badges
    /// 3.0 allows one entry; the data model of the W3C allows more.
    #[arg(long)]
    pub suspendable: bool,
    /// Also name the list of revoked credentials (`status publish --revocation-list`) in each badge,
    /// for verifiers that know 1EdTech's revocation lists alone. For issuers whose own document is at
    /// the origin of the status URL: others are believed less, since nobody signs that list.
    #[arg(long)]
    pub revocation_list: bool,
    /// The cryptosuite of the proofs, or jwt for JSON Web Tokens in files that end with .jwt.
    /// Default: eddsa-rdfc-2022 for an Ed25519 key, ecdsa-rdfc-2019 for a P-256 or P-384 key, jwt
    /// for an RSA key.
    #[arg(long, value_name = "NAME", value_parser = sign::suite)]
    pub suite: Option<Securing>,
    /// The verification method to name in the proofs. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    pub method: Option<String>,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let touched = files::Touched::default()
        .reads("--key", [&arguments.key])
        .reads("--template", [&arguments.template])
        .reads("--recipients", [&arguments.recipients])
        .writes("--store", arguments.store.files());
    touched.apart()?;
    let template_name = arguments.template.display().to_string();
    let Some(template) = files::read_json(&template_name)? else { return Ok(Finish::Bad) };
    let rows = roster::read(&arguments.recipients)?;
    if template.get("id").is_some() {
        return Err(Failure(format!(
            "{template_name}: the template has an id, which all would share"
        )));
    }
    let issuer = issuer(arguments, &template)?;
    files::folder(&arguments.out)?;
    let now = Timestamp::now();
    let mut run = Run { arguments, touched, template: &template, issuer, now, out };
    let watched = std::io::stderr().is_terminal() && rows.len() > BATCH;
    let mut done = 0;
    // A store is asked for all of a batch in one way.
    let alike = rows.chunk_by(|a, b| a.request.is_some() == b.request.is_some());
    for rows_of_batch in alike.flat_map(|rows| rows.chunks(BATCH)) {
        let finish = run.issue(rows_of_batch)?;
        if finish != Finish::Good {
            return Ok(finish);
        }
        done += rows_of_batch.len();
        if watched {
            eprint!("\rissued {done} of {}", rows.len());
        }
    }
    if watched {
        eprintln!();
    }
    Ok(Finish::Good)
}

/// Rows that the store records in one transaction.
const BATCH: usize = 250;

struct Run<'a> {
    arguments: &'a Arguments,
    touched: files::Touched,
    template: &'a Value,
    issuer: Issuer,
    now: Timestamp,
    out: &'a mut dyn Write,
}

impl Run<'_> {
    /// Issues to rows that all have a name for it, or none. Where one of them is refused, those before
    /// it are issued all the same, each by itself.
    fn issue(&mut self, rows: &[Row]) -> Ran {
        match self.batch(rows) {
            Ok(issued) => {
                for (row, signed) in rows.iter().zip(&issued) {
                    self.write(row, signed)?;
                }
                Ok(Finish::Good)
            }
            Err(Refused::Issue(error)) if rows.len() > 1 && is_of_a_row(&error) => {
                for row in rows {
                    let finish = self.issue(std::slice::from_ref(row))?;
                    if finish != Finish::Good {
                        return Ok(finish);
                    }
                }
                Ok(Finish::Good)
            }
            Err(Refused::Issue(error)) => self.refused(rows, error),
            Err(Refused::Row(failure)) => Err(failure),
        }
    }

    fn batch(&self, rows: &[Row]) -> Result<Vec<SignedCredential>, Refused> {
        let badges = rows.iter().map(|row| badge(self.template, row));
        let badges = badges.collect::<Result<Vec<Value>, Failure>>().map_err(Refused::Row)?;
        let requests: Option<Vec<String>> = rows.iter().map(|row| row.request.clone()).collect();
        let issued = match requests {
            Some(requests) => {
                let named = requests.into_iter().zip(badges).collect();
                self.issuer.issue_documents_once(named, &self.now)
            }
            None => self.issuer.issue_documents(badges, &self.now),
        };
        issued.map_err(Refused::Issue)
    }

    fn write(&mut self, row: &Row, signed: &SignedCredential) -> Result<(), Failure> {
        let stem = signed.id().as_str().rsplit(['/', ':', '#']).next().unwrap_or_default();
        let path = match signed.shape() {
            Shape::Jws => self.arguments.out.join(format!("{stem}.jwt")),
            _ => self.arguments.out.join(format!("{stem}.json")),
        };
        if path.exists() {
            // A badge that was issued before is written again; what is read here is not one.
            self.touched.clone().writes("--out", [&path]).apart()?;
        }
        match signed.shape() {
            Shape::Jws => files::write(&path, signed.as_bytes())?,
            _ => files::write(&path, json::pretty(signed.document()).as_bytes())?,
        }
        writeln!(self.out, "{}  {}  {}", path.display(), signed.id(), row.shown)?;
        Ok(())
    }

    /// Says which row was refused, or which rows were asked for when the store failed.
    fn refused(&self, rows: &[Row], error: IssueError) -> Ran {
        let (rows, error) = match error {
            IssueError::InBatch { index, error } => (rows.get(index..=index), *error),
            other => (Some(rows), other),
        };
        let lines = match rows {
            Some([first, .., last]) => format!("{}-{}", first.line, last.line),
            Some([only]) => only.line.to_string(),
            _ => String::new(),
        };
        let place = format!("{}:{lines}", files::named(&self.arguments.recipients));
        let IssueError::Faults(findings) = error else {
            return Err(Failure(format!("{place}: {error}")));
        };
        let template = files::named(&self.arguments.template);
        for finding in findings.iter().filter(|finding| finding.is_error()) {
            tell!("{place}: {template}: {}", finding.fault);
        }
        Ok(Finish::Bad)
    }
}

/// Why a batch was not issued.
enum Refused {
    Row(Failure),
    Issue(IssueError),
}

/// Whether one row was refused, before anything was signed, and others can be issued.
fn is_of_a_row(error: &IssueError) -> bool {
    match error {
        IssueError::InBatch { error, .. } => !matches!(**error, IssueError::Sign(_)),
        IssueError::Store(error) => {
            matches!(error, StoreError::Request(_) | StoreError::Duplicate(_))
        }
        _ => false,
    }
}

fn issuer(arguments: &Arguments, template: &Value) -> Result<Issuer, Failure> {
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let own = signer.verification_method().without_fragment().to_owned();
    if let Some(named) = View::of(template).issuer_id()
        && arguments.method.is_none()
        && !files::is_own_did_key(&signer, named)
    {
        return Err(Failure(format!(
            "{}: the issuer is {named}, and the key's did:key is {own}; to sign as another \
             issuer, say with --method under which URL it publishes the key",
            files::named(&arguments.template)
        )));
    }
    let profile = match template.get("issuer") {
        None => Profile::builder(own).build()?,
        Some(Value::String(id)) => Profile::builder(id.as_str()).build()?,
        Some(profile) => Profile::read(profile).map_err(|error| {
            Failure(format!("{}: issuer: {error}", files::named(&arguments.template)))
        })?,
    };
    let url = arguments.status_url.as_ref();
    let store = store::open_or_make(&arguments.store, url, arguments.list_length)?;
    // A list has one issuer.
    let fail = |error: StoreError| Failure(format!("{}: {error}", arguments.store));
    let kept = store.keep_issuer(&profile.id).map_err(fail)?;
    if kept != profile.id {
        return Err(Failure(format!(
            "{}: its badges are issued by {kept}, and these would be by {}: each issuer has a store",
            arguments.store, profile.id
        )));
    }
    let status = if arguments.suspendable {
        StatusEntries::REVOCATION_AND_SUSPENSION
    } else {
        StatusEntries::REVOCATION
    };
    let way = sign::suite_for(arguments.suite, &signer);
    let issuer = Issuer::new(profile, signer).with_status(store).with_status_entries(status);
    let issuer = match arguments.revocation_list {
        true => issuer.with_revocation_list(RevocationLists::AlsoNamed),
        false => issuer,
    };
    Ok(match way {
        Securing::DataIntegrity(suite) => issuer.with_cryptosuite(suite),
        _ => issuer.with_jwt(),
    })
}

/// Lists of so many entries, of which half are used.
fn plan(text: &str) -> Result<ListPlan, String> {
    let plan = text.parse().ok().and_then(|entries: u32| ListPlan::new(entries, entries / 2));
    plan.ok_or_else(|| format!("{text:?} is no multiple of 8 from 131072 to 8388608"))
}

/// The template with the recipient of a row in it.
fn badge(template: &Value, row: &Row) -> Result<Value, Failure> {
    let mut badge = template.clone();
    let not_a_badge =
        || Failure("the template has no credentialSubject with an achievement".into());
    let document = badge.as_object_mut().ok_or_else(not_a_badge)?;
    if let Some(awarded) = &row.awarded {
        document.insert("awardedDate", awarded.as_str());
    }
    if let Some(url) = &row.evidence {
        let evidence = Object::from_iter([
            ("id", Value::from(url.as_str())),
            ("type", vec!["Evidence"].into()),
        ]);
        let mut all = document.get("evidence").map(|it| it.items().to_vec()).unwrap_or_default();
        all.push(evidence.into());
        document.insert("evidence", Value::Array(all));
    }
    let subject = document.get_mut("credentialSubject").and_then(Value::as_object_mut);
    let subject = subject.ok_or_else(not_a_badge)?;
    row.write_to(subject)?;
    if let Some(narrative) = &row.narrative {
        subject.insert("narrative", narrative.as_str());
    }
    if let Some(credits) = row.credits {
        subject.insert("creditsEarned", Number::try_from(credits)?);
    }
    Ok(badge)
}
