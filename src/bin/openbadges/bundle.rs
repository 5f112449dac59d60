use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use openbadges::model::Kind;
use openbadges::report::{Outcome, Style};
use openbadges::resolve::http::HttpsResolver;
use openbadges::verifier::Policy;
use openbadges::{Limits, Timestamp, Verifier, document};

use crate::verify::Sources;
use crate::{Failure, Finish, Ran, files};

/// Verify a credential, and collect it with all that this used in one file, which `verify` verifies
/// again without a network, as of now.
///
/// Whoever verifies the file later has only your word that these documents were there: seal it with
/// a key that they know, and they name it with `verify --collector`. What is not sealed is never
/// valid. The file is written whatever the verdict is, and so is the exit status.
#[derive(Args)]
pub struct Arguments {
    /// Fetch the keys, status lists and newer versions that are not given, as `verify --fetch`.
    #[arg(long)]
    fetch: bool,
    /// Take any Verifiable Credential, by the rules of the W3C alone.
    #[arg(long)]
    any: bool,
    /// Verify as of this time, with documents that are given. Default: now.
    #[arg(long, value_name = "TIME", conflicts_with = "fetch")]
    at: Option<Timestamp>,
    /// Serve a URL or DID from a file. May be repeated.
    #[arg(long = "document", value_name = "URL=FILE")]
    documents: Vec<String>,
    /// Use the context at a URL only if it has this digest. May be repeated.
    #[arg(long = "pin", value_name = "URL=SHA256")]
    pins: Vec<String>,
    /// Seal the bundle with this key, as its own did:key: a private JWK, a PKCS#8 PEM or a secret
    /// Multikey, on Ed25519, P-256 or P-384.
    #[arg(long, value_name = "KEY")]
    seal: Option<PathBuf>,
    /// The credential; `-` is the standard input.
    #[arg(value_name = "IN")]
    file: String,
    /// The file that is written, whole or not at all.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("--seal", &arguments.seal)
        .reads("IN", [&arguments.file])
        .serves(&arguments.documents)
        .writes("--out", [&arguments.out])
        .apart()?;
    let bytes = files::read_whole(&arguments.file)?;
    let content = document::read(&bytes, &Limits::default());
    if content.is_ok_and(|content| content.is_presentation()) {
        let message = "a presentation answers whoever asked, once; bundle the credentials in it";
        return Err(Failure(format!("{}: {message}", arguments.file)));
    }
    let documents = files::documents(&arguments.documents)?;
    let kind = if arguments.any { Kind::Any } else { Kind::OpenBadges };
    let web = arguments.fetch.then(HttpsResolver::new);
    let verifier = Verifier::new()
        .with_contexts(files::contexts(documents.clone(), &arguments.pins)?)
        .with_resolver(Sources { given: documents, web })
        .with_policy(Policy { kind, ..Policy::default() });
    let now = files::time(arguments.at.as_ref());
    let (report, mut bundle) = verifier.verify_and_bundle(&bytes, &now);
    if let Some(key) = &arguments.seal {
        let signer = files::signer(key, None)?;
        bundle = bundle
            .sealed_by(&signer, &now)
            .map_err(|error| Failure(format!("{}: {error}", files::named(key))))?;
    }
    files::write(&arguments.out, bundle.to_string().as_bytes())?;
    write!(out, "{}: {}", files::named(&arguments.file), report.to_text(Style::Plain))?;
    for (url, document) in bundle.documents() {
        writeln!(out, "  holds     {url} ({} bytes)", document.bytes.len())?;
    }
    Ok(match report.outcome() {
        Outcome::Valid => Finish::Good,
        Outcome::Invalid => Finish::Bad,
        Outcome::Indeterminate => Finish::Unknown,
    })
}
