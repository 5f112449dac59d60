use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use openbadges::Timestamp;
use openbadges::issuer::{Issuer, ListFolder, LostRevocations, Publication, Publishing, Republish};
use openbadges::key::{LocalSigner, Signer as _};
use openbadges::model::Profile;
use openbadges::status::store::audit;
use openbadges::status::store::{Intake, State};
use openbadges::status::{
    self, Change, ListInfo, ListName, Purpose, Record, StatusStore, StoreError,
};
use serde_json::{Value, json};

use crate::store::{self, Place};
use crate::{Failure, Finish, Ran, files};

/// Work with status lists.
#[derive(Subcommand)]
pub enum Status {
    Show(Show),
    Publish(Publish),
    Rotate(Rotate),
    VerifyStore(VerifyStore),
}

/// Show the lists of a store, or what is known of one credential.
///
/// Each list with its entries, how many are allotted and its revision, which grows with every change;
/// of a credential, its place, its states and every change.
#[derive(Args)]
pub struct Show {
    /// The status store: a SQLite file, or the postgres:// URL of a database on this machine, which
    /// others can read on the command line: say one with a password in OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// One JSON object a line: for each list {"list", "url", "entries", "size", "allotted",
    /// "revision", "intake", "opened"}; for a credential {"credential", "list", "index", "issued",
    /// "states", "changes"}.
    #[arg(long)]
    pub json: bool,
    /// The id of a credential.
    #[arg(value_name = "CREDENTIAL_ID")]
    pub credential: Option<String>,
}

/// Sign the status lists of a store, and write them to be published.
///
/// Each list goes to a file with the name that its URL ends with, and `.json`, or `.jwt` for
/// the JSON Web Tokens of an RSA key. A file is replaced whole, so that nobody reads half a list, and
/// only where its list changed, is signed in another way, or is half through its validity: run this
/// often. `.published.json` in the folder says for each list which ETag and Content-Type to serve it
/// with, and for how many seconds (Cache-Control). A list in which something is cleared that is never
/// undone is refused: a store that was restored from a backup may do that. The others are published
/// all the same; what was written is printed, and the exit status is 2.
#[derive(Args)]
pub struct Publish {
    /// The issuer's key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    pub key: PathBuf,
    /// The status store: a SQLite file, or the postgres:// URL of a database on this machine, which
    /// others can read on the command line: say one with a password in OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// The issuer's id, as in its credentials. Default: whose badges are in the store; in a store that
    /// does not know it, whoever the verification method is of.
    #[arg(long, value_name = "ID")]
    pub issuer: Option<String>,
    /// The verification method to name in the proofs. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    pub method: Option<String>,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Sign every list, also those that did not change.
    #[arg(long)]
    pub all: bool,
    /// For how long a list is valid: a number of days (7d), hours (36h), minutes or seconds.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "7d")]
    pub validity: Duration,
    /// Sign a list anew when no more than this is left of its validity. Default: half of it.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub renewal: Option<Duration>,
    /// For how long a copy may be used before it is fetched again.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "1h")]
    pub ttl: Duration,
    /// Keep set what is revoked in the folder and unknown to the store, instead of refusing the list:
    /// for a store that was restored from a backup, and each time from then on.
    #[arg(long)]
    pub keep_lost: bool,
    /// Revoke a badge that a restored store lost, by its place: the name with which its
    /// statusListCredential ends, and its statusListIndex (`revocation-3:94567`). Only in lists that the
    /// store knows and that take no more badges (`status rotate --beyond`), and where it knows nobody.
    /// The store has no history of it: --keep-lost keeps it set.
    #[arg(long, value_name = "LIST:INDEX", value_parser = lost, requires = "keep_lost")]
    pub revoke_lost: Vec<status::Place>,
    /// Also write `revoked.json`, the ids of the revoked credentials, for verifiers that know
    /// 1EdTech's revocation lists alone. Nobody signs it, and everybody can read it.
    #[arg(long)]
    pub revocation_list: bool,
    /// One JSON object a line for each list that was written: {"url", "file", "revision", "etag",
    /// "cacheControl", "contentType", "validUntil"}.
    #[arg(long)]
    pub json: bool,
}

/// Close the lists that take credentials, so that the next ones go to new lists.
///
/// Old lists live on for the credentials that are in them, and are published as before. A list is
/// also closed by itself once as many of its entries are allotted as planned.
#[derive(Args)]
pub struct Rotate {
    /// The status store: a SQLite file, or the postgres:// URL of a database on this machine, which
    /// others can read on the command line: say one with a password in OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// Open no list of this number or of one below it any more: after a backup was restored, so that
    /// no index is given again. Take a number above every list that was ever opened; those between
    /// cost nothing.
    #[arg(long, value_name = "NUMBER")]
    pub beyond: Option<u32>,
    /// One JSON object: {"closed": [numbers of lists]}.
    #[arg(long)]
    pub json: bool,
}

/// Check a store against its own history.
///
/// The bits that are published against the history of changes and the records, the counts against
/// the records, each place for one record. It reads the whole store. Exit status 1 where something
/// contradicts something else, 3 where nothing does and a list changed each time it was read, so that
/// nothing can be said of it: run it again.
#[derive(Args)]
pub struct VerifyStore {
    /// The status store: a SQLite file, or the postgres:// URL of a database on this machine, which
    /// others can read on the command line: say one with a password in OPENBADGES_STORE.
    #[arg(long, value_name = "STORE", env = "OPENBADGES_STORE", hide_env_values = true)]
    pub store: Place,
    /// One JSON object: {"lists", "records", "changes", "inconsistencies": [texts], "moving":
    /// [numbers of the lists of which nothing can be said]}.
    #[arg(long)]
    pub json: bool,
}

pub fn run(arguments: &Status, out: &mut dyn Write) -> Ran {
    match arguments {
        Status::Show(arguments) => show(arguments, out),
        Status::Publish(arguments) => publish(arguments, out),
        Status::Rotate(arguments) => rotate(arguments, out),
        Status::VerifyStore(arguments) => verify_store(arguments, out),
    }
}

fn show(arguments: &Show, out: &mut dyn Write) -> Ran {
    let store = store::open(&arguments.store)?;
    let fail = |error: StoreError| Failure(format!("{}: {error}", arguments.store));
    let Some(id) = &arguments.credential else {
        for list in store.lists().map_err(fail)? {
            let line =
                if arguments.json { of_list(&*store, &list).to_string() } else { line(&list) };
            writeln!(out, "{line}")?;
        }
        return Ok(Finish::Good);
    };
    let Some(record) = store.find(id).map_err(fail)? else {
        return Err(fail(StoreError::Unknown(id.clone())));
    };
    let history = store.history(id).map_err(fail)?;
    if arguments.json {
        writeln!(out, "{}", of_credential(&record, &history))?;
        return Ok(Finish::Good);
    }
    let place = &record.reservation;
    writeln!(out, "{id}\n  list {}, index {}, issued {}", place.list, place.index, place.at)?;
    for (purpose, state) in &record.states {
        writeln!(out, "  {purpose}: {}", word(*state))?;
    }
    for change in history {
        let reason = change.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        let by = change.by.map(|by| format!(", by {by}")).unwrap_or_default();
        let (at, purpose) = (&change.at, &change.purpose);
        writeln!(out, "  {at}  {purpose} {}{by}{reason}", word(change.state))?;
    }
    Ok(Finish::Good)
}

fn line(list: &ListInfo) -> String {
    let ListInfo { name, entries, allotted, revision, .. } = list;
    let size = if list.size == 1 { String::new() } else { format!(" of {} bits", list.size) };
    let intake = if list.intake == Intake::Closed { ", closed" } else { "" };
    let opened = &list.opened_at;
    format!(
        "{name}  {allotted} of {entries} entries{size}, revision {revision}, opened {opened}{intake}"
    )
}

fn of_list(store: &dyn StatusStore, list: &ListInfo) -> Value {
    json!({
        "list": list.name.to_string(), "url": store.url().list(&list.name).as_str(),
        "entries": list.entries, "size": list.size, "allotted": list.allotted,
        "revision": list.revision,
        "intake": if list.intake == Intake::Closed { "closed" } else { "open" },
        "opened": list.opened_at.as_str(),
    })
}

fn of_credential(record: &Record, history: &[Change]) -> Value {
    let states: serde_json::Map<String, Value> = (record.states.iter())
        .map(|(purpose, state)| (purpose.to_string(), state.value().into()))
        .collect();
    let change = |change: &Change| {
        json!({
            "at": change.at.as_str(), "purpose": change.purpose.as_str(),
            "value": change.state.value(), "reason": change.reason, "by": change.by,
        })
    };
    let place = &record.reservation;
    json!({
        "credential": record.request.credential.as_str(), "list": place.list, "index": place.index,
        "issued": place.at.as_str(), "states": states,
        "changes": history.iter().map(change).collect::<Vec<_>>(),
    })
}

fn word(state: State) -> String {
    match state {
        State::Set => "set".to_owned(),
        State::Cleared => "clear".to_owned(),
        State::Message(value) => format!("message {value}"),
    }
}

fn publish(arguments: &Publish, out: &mut dyn Write) -> Ran {
    let store = store::open(&arguments.store)?;
    let fail = |error: StoreError| Failure(format!("{}: {error}", arguments.store));
    let lists = store.lists().map_err(fail)?;
    let lists = lists.iter().map(|list| &list.name);
    let lists = lists.flat_map(|name| [format!("{name}.json"), format!("{name}.jwt")]);
    let others = [".published.json", "revoked.json"].map(str::to_owned);
    files::Touched::default()
        .reads("--key", [&arguments.key])
        .reads("--store", arguments.store.files())
        .writes("--out", lists.chain(others).map(|name| arguments.out.join(name)))
        .apart()?;
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let profile = Profile::builder(list_issuer(arguments, &*store, &signer)?).build()?;
    let half = Duration::from_secs(arguments.validity.as_secs() / 2);
    let renewal = arguments.renewal.unwrap_or(half);
    let plan = Publishing::new(arguments.validity, renewal, arguments.ttl).ok_or_else(|| {
        Failure(
            "--ttl may not be longer than --renewal, which is to be shorter than --validity, \
             which is no longer than 366d"
                .to_owned(),
        )
    })?;
    let issuer = Issuer::new(profile, signer).with_status(store).with_publishing(plan);
    let folder = ListFolder::at(&arguments.out)?;
    let now = Timestamp::now();
    let which = if arguments.all { Republish::All } else { Republish::Due };
    let folder = match arguments.keep_lost {
        true => folder.with_lost_revocations(LostRevocations::Keep),
        false => folder,
    };
    let folder = match arguments.revoke_lost.as_slice() {
        [] => folder,
        places => folder.revoking_lost(places.iter().copied()),
    };
    let (mut published, mut errors) = match folder.publish(&issuer, which, &now) {
        Ok(published) => (published, Vec::new()),
        Err(unpublished) => (unpublished.published, unpublished.errors),
    };
    if arguments.revocation_list {
        match folder.publish_revocation_list(&issuer) {
            Ok(Some(list)) => published.written.push(list),
            Ok(None) => published.unchanged += 1,
            Err(error) => errors.push(error),
        }
    }
    for list in &published.written {
        let path = folder.file(list);
        if arguments.json {
            writeln!(out, "{}", of_publication(list, &path.display().to_string(), &now))?;
        } else {
            writeln!(out, "{}  {}", list.url(), path.display())?;
        }
    }
    if published.unchanged > 0 && !arguments.json {
        writeln!(out, "{} unchanged", published.unchanged)?;
    }
    let Some(last) = errors.pop() else { return Ok(Finish::Good) };
    out.flush()?;
    for error in errors {
        tell!("{error}");
    }
    Err(last.into())
}

/// Who signs the lists. Of the badges of another issuer they say nothing: every one of these would be
/// indeterminate, at all that verify them.
fn list_issuer(
    arguments: &Publish,
    store: &dyn StatusStore,
    signer: &LocalSigner,
) -> Result<String, Failure> {
    let own = signer.verification_method().without_fragment();
    let kept = store.issuer().map_err(|error| Failure(format!("{}: {error}", arguments.store)))?;
    match (&arguments.issuer, kept) {
        (Some(named), kept) => {
            if let Some(kept) = kept.filter(|kept| kept.as_str() != named) {
                tell!(
                    "{}: warning: its badges are issued by {kept}, and lists that {named} signs say \
                     nothing of them",
                    arguments.store
                );
            }
            Ok(named.clone())
        }
        (None, Some(kept))
            if arguments.method.is_none() && !files::is_own_did_key(signer, kept.as_str()) =>
        {
            Err(Failure(format!(
                "{}: its badges are issued by {kept}, and the key's did:key is {own}: lists that it \
                 signs say nothing of them. Say with --method under which URL {kept} publishes the \
                 key, or with --issuer who signs",
                arguments.store
            )))
        }
        (None, Some(kept)) => Ok(kept.as_str().to_owned()),
        (None, None) => Ok(own.to_owned()),
    }
}

fn of_publication(list: &Publication, file: &str, now: &Timestamp) -> Value {
    json!({
        "url": list.url().as_str(), "file": file, "revision": list.revision(),
        "etag": list.etag(), "cacheControl": list.cache_control(now),
        "contentType": list.content_type(),
        "validUntil": list.valid_until().map(Timestamp::as_str),
    })
}

fn rotate(arguments: &Rotate, out: &mut dyn Write) -> Ran {
    let store = store::open(&arguments.store)?;
    let now = Timestamp::now();
    let closed = match arguments.beyond {
        Some(number) => store.rotate_beyond(number, &now),
        None => store.rotate(&now),
    };
    let closed = closed.map_err(|error| Failure(format!("{}: {error}", arguments.store)))?;
    if arguments.json {
        writeln!(out, "{}", json!({ "closed": closed }))?;
    } else if closed.is_empty() && arguments.beyond.is_none() {
        writeln!(out, "nothing was allotted since the last rotation")?;
    } else {
        for number in closed {
            writeln!(out, "closed  {number}")?;
        }
    }
    Ok(Finish::Good)
}

fn verify_store(arguments: &VerifyStore, out: &mut dyn Write) -> Ran {
    let store = store::open(&arguments.store)?;
    let audit = audit(&*store);
    let audit = audit.map_err(|error| Failure(format!("{}: {error}", arguments.store)))?;
    let faults: Vec<String> = audit.inconsistencies.iter().map(ToString::to_string).collect();
    let finish = match (faults.is_empty(), audit.moving.is_empty()) {
        (false, _) => Finish::Bad,
        (true, false) => Finish::Unknown,
        (true, true) => Finish::Good,
    };
    if arguments.json {
        let line = json!({
            "lists": audit.lists, "records": audit.records, "changes": audit.changes,
            "inconsistencies": faults, "moving": audit.moving,
        });
        writeln!(out, "{line}")?;
        return Ok(finish);
    }
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    let (lists, records, changes) = (audit.lists, audit.records, audit.changes);
    for number in audit.moving {
        writeln!(out, "the lists of number {number} kept changing while they were read")?;
    }
    let verdict = match finish {
        Finish::Good => "nothing contradicts",
        Finish::Unknown => "nothing contradicts in what was read",
        Finish::Bad => "contradictory",
    };
    writeln!(out, "{verdict}: {records} records and {changes} changes in {lists} lists")?;
    Ok(finish)
}

/// A place in a list for revocation: `revocation-3:94567`.
fn lost(text: &str) -> Result<status::Place, String> {
    let fail = || format!("{text:?} is no place such as revocation-3:94567");
    let (name, index) = text.rsplit_once(':').ok_or_else(fail)?;
    let name: ListName = name.parse().map_err(|_| fail())?;
    if *name.purpose() != Purpose::Revocation {
        return Err(fail());
    }
    let index = index.parse().map_err(|_| fail())?;
    Ok(status::Place { list: name.number(), index })
}

/// A time with its unit: `7d`, `36h`, `90m`, `30s`.
fn duration(text: &str) -> Result<Duration, String> {
    let fail = || format!("{text:?} is no time such as 7d, 36h, 90m or 30s");
    let unit = text.chars().last().ok_or_else(fail)?;
    let seconds = match unit {
        'd' => 24 * 60 * 60,
        'h' => 60 * 60,
        'm' => 60,
        's' => 1,
        _ => return Err(fail()),
    };
    let number: u64 = text.strip_suffix(unit).unwrap_or_default().parse().map_err(|_| fail())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(fail)
}
