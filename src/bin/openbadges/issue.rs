use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use openbadges::Timestamp;
use openbadges::document::Shape;
use openbadges::issuer::{IssueError, Issuer, RevocationLists};
use openbadges::json::{self, Number, Object, Value};
use openbadges::key::Signer as _;
use openbadges::model::{Profile, View};
use openbadges::proof::Securing;
use openbadges::status::{SqliteStore, StatusEntries, StatusUrl};

use crate::roster::{self, Row};
use crate::{Failure, Finish, Ran, files, sign};

/// Issue a badge to everyone on a roster, with a status that can be revoked.
///
/// The template is a credential without a recipient: @context, type, name, and credentialSubject
/// with the achievement. Its issuer, if it names one, is the issuer; otherwise the key's did:key
/// is. The roster is CSV with a header; its columns are id (a DID or URL) or email (hashed with a
/// fresh salt) or both, and name, awarded, evidence (a URL), narrative, credits. Every row is read
/// before anything is issued. Each badge is a file in DIR; printed are its file, its id and its
/// recipient.
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
    /// The status store; made if it is not there.
    #[arg(long, value_name = "FILE.db")]
    pub store: PathBuf,
    /// Where the status lists will be published: needed once, then the store knows.
    #[arg(long, value_name = "URL")]
    pub status_url: Option<StatusUrl>,
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
    let template_name = arguments.template.display().to_string();
    let template = files::read_json(&template_name)?;
    let rows = roster::read(&arguments.recipients)?;
    if template.get("id").is_some() {
        return Err(Failure(format!(
            "{template_name}: the template has an id, which all would share"
        )));
    }
    let issuer = issuer(arguments, &template)?;
    files::folder(&arguments.out)?;
    let now = Timestamp::now();
    let watched = std::io::stderr().is_terminal() && rows.len() > 20;
    for (done, row) in rows.iter().enumerate() {
        let place = format!("{}:{}", arguments.recipients.display(), row.line);
        let badge = badge(&template, row)?;
        let signed = match issuer.issue_document(badge, &now) {
            Ok(signed) => signed,
            Err(IssueError::Faults(findings)) => {
                for finding in findings.iter().filter(|finding| finding.is_error()) {
                    eprintln!("openbadges: {place}: {template_name}: {}", finding.fault);
                }
                return Ok(Finish::Bad);
            }
            Err(error) => return Err(Failure(format!("{place}: {error}"))),
        };
        let stem = signed.id().as_str().rsplit(['/', ':', '#']).next().unwrap_or_default();
        let path = match signed.shape() {
            Shape::Jws => arguments.out.join(format!("{stem}.jwt")),
            _ => arguments.out.join(format!("{stem}.json")),
        };
        match signed.shape() {
            Shape::Jws => files::write(&path, signed.as_bytes())?,
            _ => files::write(&path, json::pretty(signed.document()).as_bytes())?,
        }
        writeln!(out, "{}  {}  {}", path.display(), signed.id(), row.shown)?;
        if watched && (done + 1) % 20 == 0 {
            eprint!("\rissued {} of {}", done + 1, rows.len());
        }
    }
    if watched {
        eprintln!("\rissued {} of {}", rows.len(), rows.len());
    }
    Ok(Finish::Good)
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
            arguments.template.display()
        )));
    }
    let profile = match template.get("issuer") {
        None => Profile::builder(own).build()?,
        Some(Value::String(id)) => Profile::builder(id.as_str()).build()?,
        Some(profile) => Profile::read(profile).map_err(|error| {
            Failure(format!("{}: issuer: {error}", arguments.template.display()))
        })?,
    };
    let store = store(&arguments.store, arguments.status_url.as_ref())?;
    let status = if arguments.suspendable {
        StatusEntries::REVOCATION_AND_SUSPENSION
    } else {
        StatusEntries::REVOCATION
    };
    let way = sign::suite_for(arguments.suite, &signer);
    let issuer =
        Issuer::new(profile, signer).with_status(Arc::new(store)).with_status_entries(status);
    let issuer = match arguments.revocation_list {
        true => issuer.with_revocation_list(RevocationLists::AlsoNamed),
        false => issuer,
    };
    Ok(match way {
        Securing::DataIntegrity(suite) => issuer.with_cryptosuite(suite),
        _ => issuer.with_jwt(),
    })
}

/// The status store in a file, made if it is not there and it is said where its lists will be.
pub fn store(path: &Path, url: Option<&StatusUrl>) -> Result<SqliteStore, Failure> {
    let shown = path.display();
    let fail = |error: openbadges::status::StoreError| Failure(format!("{shown}: {error}"));
    match url {
        Some(url) => SqliteStore::open_or_create(path, url).map_err(fail),
        None if !path.exists() => {
            let message = "is new, so --status-url must say where its lists will be published";
            Err(Failure(format!("{shown}: {message}")))
        }
        None => SqliteStore::open(path).map_err(fail),
    }
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
