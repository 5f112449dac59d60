use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use openbadges::document::Content;
use openbadges::model::{Kind, View};
use openbadges::report::{self, Check, Examined, Found, Outcome, Question, Report, Style};
use openbadges::resolve::http::HttpsResolver;
use openbadges::resolve::{Document, Documents, ResolveError, Resolver};
use openbadges::verifier::{
    Bundle, BundlePolicy, Collectors, CredentialsShown, Expectation, HolderIsSubject,
    KnownIdentity, Policy, Trust, TrustedIssuers,
};
use openbadges::{Code, Fault, Limits, Pointer, Timestamp, Verifier, document};

use crate::{Failure, Finish, Ran, files};

/// Verify credentials, as JSON or JSON Web Tokens, presentations of them, and bundles.
///
/// Keys of did:key and did:jwk issuers are in the credential. Every other document that a
/// verification needs (an issuer's keys, a status list, a context) is given with --document. With
/// --fetch, what is not given is fetched, but for contexts. A file that cannot be read is
/// indeterminate, the others are verified all the same, and the exit status is 2.
#[derive(Args)]
pub struct Arguments {
    /// How the verdicts are written.
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// The same as --format json.
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Write them to this file, whole or not at all.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Fetch the keys, status lists and newer versions that are not given: over https alone, from public
    /// addresses and port 443, without redirects and without a proxy, within limits of time and
    /// size.
    #[arg(long)]
    pub fetch: bool,
    /// Reach nothing but the given documents, as without --fetch.
    #[arg(long, conflicts_with = "fetch")]
    pub offline: bool,
    /// Take any Verifiable Credential, by the rules of the W3C alone.
    #[arg(long)]
    pub any: bool,
    /// What is asked. What a policy lets pass that is unsafe is told on the standard error.
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    pub policy: PolicyName,
    /// Verify as of this time. Default: now; of a bundle, when it was collected.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Serve a URL or DID from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    pub documents: Vec<String>,
    /// Use the context at a URL only if it has this digest, which `canon --explain` prints. May be
    /// repeated.
    #[arg(long = "pin", value_name = "URL=SHA256")]
    pub pins: Vec<String>,
    /// The challenge that a presentation must answer.
    #[arg(long, value_name = "TEXT")]
    pub challenge: Option<String>,
    /// The domain that a presentation must be made for.
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// Who must present.
    #[arg(long, value_name = "ID")]
    pub holder: Option<String>,
    /// Whoever presents must be the subject of every credential, and the only one.
    #[arg(long)]
    pub holder_is_subject: bool,
    /// Take presentations without credentials, to know who the holder is and no more. Otherwise
    /// they are indeterminate: anybody can sign one.
    #[arg(long, conflicts_with_all = [
        "holder_is_subject", "recipient_emails", "recipient_ids", "trusted", "registries",
    ])]
    pub holder_alone: bool,
    /// An e-mail address of the person whom each credential must be about, and nobody else. May be
    /// repeated: one of these and of the identifiers has to match.
    #[arg(long = "recipient-email", value_name = "ADDRESS")]
    pub recipient_emails: Vec<String>,
    /// An identifier, such as a DID, of the person whom each credential must be about. May be
    /// repeated.
    #[arg(long = "recipient-id", value_name = "ID")]
    pub recipient_ids: Vec<String>,
    /// Trust this issuer, and no others but those that are named like it. May be repeated.
    #[arg(long = "trust", value_name = "ID")]
    pub trusted: Vec<String>,
    /// Trust the issuers that a registry lists: a JSON object `registry` with a member for each
    /// issuer. May be repeated.
    #[arg(long = "registry", value_name = "FILE")]
    pub registries: Vec<String>,
    /// Believe the documents in bundles that are sealed with this key: a did:key, or a file with the
    /// public key. May be repeated. Without one, a bundle is never valid.
    #[arg(long = "collector", value_name = "KEY")]
    pub collectors: Vec<String>,
    /// Believe the documents in any bundle. Whoever hands it over can have written them: for trying
    /// things out.
    #[arg(long, conflicts_with = "collectors")]
    pub unsafely_any_collector: bool,
    /// The credentials, presentations or bundles; `-` is the standard input.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A few lines for each file.
    Text,
    /// One JSON object a line for each file (docs/REPORT.md).
    Json,
    /// The results of a test suite, as JUnit XML: a suite for each file, a case for each check. What
    /// is undecided is an error.
    Junit,
    /// One page for people, which can be printed.
    Html,
}

/// A policy by its name.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum PolicyName {
    /// What a district, a state or an employer should ask.
    #[default]
    Strict,
    /// What 1EdTech's public validator accepts: to try documents. Anybody can sign in anybody's name.
    OneEdTech,
    /// For reading what is out there: less is asked of the form, and no less of the proof.
    LenientRead,
}

impl PolicyName {
    fn policy(self) -> Policy {
        match self {
            Self::Strict => Policy::strict(),
            Self::OneEdTech => Policy::one_ed_tech(),
            Self::LenientRead => Policy::lenient_read(),
        }
    }
}

/// The given documents first, then the web, where it may be asked.
pub struct Sources {
    pub given: Documents,
    pub web: Option<HttpsResolver>,
}

impl Resolver for Sources {
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        match (self.given.resolve(url), &self.web) {
            (Err(_), Some(web)) => web.resolve(url),
            (given, _) => given,
        }
    }

    fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
        match (self.given.resolve(url), &self.web) {
            (Err(_), Some(web)) => web.resolve_anew(url),
            (given, _) => given,
        }
    }
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--registry", &arguments.registries)
        .reads("--collector", &arguments.collectors)
        .reads("FILE", &arguments.files)
        .serves(&arguments.documents)
        .writes("--out", &arguments.out)
        .apart()?;
    let documents = files::documents(&arguments.documents)?;
    let kind = if arguments.any { Kind::Any } else { Kind::OpenBadges };
    let expected = Expectation {
        challenge: arguments.challenge.clone(),
        domain: arguments.domain.clone(),
        holder: arguments.holder.clone(),
        subject: match arguments.holder_is_subject {
            true => HolderIsSubject::Required,
            false => HolderIsSubject::Unasked,
        },
        credentials: match arguments.holder_alone {
            true => CredentialsShown::MayBeNone,
            false => CredentialsShown::AtLeastOne,
        },
    };
    // What is expected of a presentation is expected of whatever comes in its place.
    let policy = Policy {
        kind,
        challenge: expected.challenge.clone(),
        domain: expected.domain.clone(),
        recipient: recipient(arguments),
        trust: trust(arguments)?,
        ..arguments.policy.policy()
    };
    for choice in policy.unsafe_choices() {
        tell!("unsafe: {choice}");
    }
    let web = arguments.fetch.then(HttpsResolver::new);
    let verifier = Verifier::new()
        .with_contexts(files::contexts(documents.clone(), &arguments.pins)?)
        .with_resolver(Sources { given: documents, web })
        .with_policy(policy);
    let now = files::time(arguments.at.as_ref());
    let format = if arguments.json { Format::Json } else { arguments.format };
    let is_terminal = arguments.out.is_none() && std::io::stdout().is_terminal();
    let style = if is_terminal { Style::Coloured } else { Style::Plain };
    let mut for_file = Vec::new();
    let to = if arguments.out.is_some() { &mut for_file as &mut dyn Write } else { out };
    let limits = Limits::default();
    let bundles = bundles(arguments)?;
    let mut finish = Finish::Good;
    let mut together = Vec::new();
    let (mut stopped, mut is_unavailable) = (None, false);
    // What cannot be verified holds up no other, and is told at the end.
    let mut unverified = |question, code, failure: Failure| {
        let report =
            Report::unverified(question, Fault::new(code, Pointer::root(), &failure.0), &now);
        if let Some(Failure(before)) = stopped.replace(failure) {
            tell!("{before}");
        }
        report
    };
    for file in &arguments.files {
        let found: Found = match files::read_bundle(file) {
            Err(failure) => unverified(Question::Input, Code::Unread, failure).into(),
            Ok(bytes) => match Holds::what(&bytes, &limits) {
                Holds::Bundle => verifier.verify_bundle(&bytes, &bundles, &Timestamp::now()).into(),
                Holds::Presentation => verifier.verify_presentation(&bytes, &expected, &now).into(),
                Holds::Credential if asks_who_presents(arguments) => {
                    let failure = format!(
                        "{}: nobody presents it: it is no presentation",
                        files::named(file)
                    );
                    unverified(Question::Binding, Code::Holder, Failure(failure)).into()
                }
                Holds::Credential => verifier.verify(&bytes, &now).into(),
            },
        };
        is_unavailable |= found.reports().any(lacks_a_document);
        // An issuer who is not trusted is no better than one who is not known.
        finish = worse(finish, found.outcome_with_trust());
        let examined = Examined::new(file, found);
        match format {
            Format::Text => {
                write!(to, "{}: {}", files::named(file), examined.found.to_text(style))?
            }
            Format::Json => writeln!(to, "{}", serde_json::to_string(&examined)?)?,
            Format::Junit | Format::Html => together.push(examined),
        }
    }
    match format {
        Format::Text | Format::Json => {}
        Format::Junit => write!(to, "{}", report::junit(&together))?,
        Format::Html => write!(to, "{}", report::html(&together))?,
    }
    if let Some(path) = &arguments.out {
        files::write(path, &for_file)?;
    }
    if is_unavailable
        && format == Format::Text
        && let Some(hint) = how_to_give(arguments.fetch)
    {
        tell!("{hint}");
    }
    stopped.map_or(Ok(finish), Err)
}

/// Whether a verification lacked a document that might have been had.
pub fn lacks_a_document(report: &Report) -> bool {
    let codes = [Code::FetchFailed, Code::StatusUnavailable, Code::SchemaUnavailable];
    let is_one = |check: &Check| check.code.is_some_and(|code| codes.contains(&code));
    report.objections().any(is_one)
}

/// How to give what was lacking, where it was not fetched.
pub fn how_to_give(is_fetched: bool) -> Option<&'static str> {
    let hint = "what is not available here can be given with --document URL=FILE, or fetched with \
                --fetch";
    (!is_fetched).then_some(hint)
}

/// What a file holds, by its own word.
enum Holds {
    Bundle,
    Presentation,
    /// Or whatever is none of the others.
    Credential,
}

impl Holds {
    /// What says that it is a credential is not read once more to find out whether it is a bundle.
    fn what(bytes: &[u8], limits: &Limits) -> Self {
        let content = document::read(bytes, limits);
        if content.as_ref().is_ok_and(Content::is_presentation) {
            return Self::Presentation;
        }
        let is_credential = content.is_ok_and(|content| match content {
            Content::Json(value) => View::of(&value).has_type("VerifiableCredential"),
            _ => true,
        });
        match !is_credential && Bundle::is_bundle(bytes, limits) {
            true => Self::Bundle,
            false => Self::Credential,
        }
    }
}

fn asks_who_presents(arguments: &Arguments) -> bool {
    arguments.holder.is_some() || arguments.holder_is_subject || arguments.holder_alone
}

/// By whose word the documents in bundles count.
fn bundles(arguments: &Arguments) -> Result<BundlePolicy, Failure> {
    let keys = arguments.collectors.iter().map(|key| files::public_key(key));
    let collectors = match arguments.unsafely_any_collector {
        true => Collectors::UnsafelyAnybody,
        false => Collectors::Pinned(keys.collect::<Result<_, _>>()?),
    };
    Ok(BundlePolicy { collectors, as_of: arguments.at.clone() })
}

/// What is known of the person whom each credential must be about.
fn recipient(arguments: &Arguments) -> Vec<KnownIdentity> {
    let emails = arguments.recipient_emails.iter().map(KnownIdentity::email);
    emails.chain(arguments.recipient_ids.iter().cloned().map(KnownIdentity::Id)).collect()
}

fn trust(arguments: &Arguments) -> Result<Trust, Failure> {
    if arguments.trusted.is_empty() && arguments.registries.is_empty() {
        return Ok(Trust::NotAsked);
    }
    let mut issuers = TrustedIssuers::new();
    for id in &arguments.trusted {
        issuers = issuers.with_issuer(id);
    }
    for file in &arguments.registries {
        issuers = issuers
            .with_registry(file, &files::read(file)?)
            .map_err(|error| Failure(format!("{file}: {error}")))?;
    }
    Ok(Trust::Issuers(issuers))
}

fn worse(finish: Finish, outcome: Outcome) -> Finish {
    match (finish, outcome) {
        (Finish::Bad, _) | (_, Outcome::Invalid) => Finish::Bad,
        (Finish::Unknown, _) | (_, Outcome::Indeterminate) => Finish::Unknown,
        (Finish::Good, Outcome::Valid) => Finish::Good,
    }
}
