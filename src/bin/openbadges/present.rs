use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use openbadges::document::{self, Content};
use openbadges::fault::Objection;
use openbadges::json;
use openbadges::key::Signer as _;
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::proof::presentation::Answer;
use openbadges::proof::{Presentation, ProofOptions, Securing};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Iri, Limits, Timestamp};

use crate::{Failure, Finish, Ran, files, sign};

/// Show credentials to somebody who asked for them, and print the presentation.
///
/// The holder's key signs the challenge and the domain of whoever asked, so that nobody can show
/// the presentation to somebody else. The credentials are taken as they are, JSON or JSON Web
/// Tokens: whether they are valid is for whoever asked to find out.
#[derive(Args)]
pub struct Arguments {
    /// The holder's key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    key: PathBuf,
    /// Who presents. Default: the verification method without its fragment.
    #[arg(long, value_name = "ID")]
    holder: Option<Iri>,
    /// The verification method to name in the proof. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    method: Option<String>,
    /// The cryptosuite of the proof, or jwt for a JSON Web Token. Default: as for `sign`.
    #[arg(long, value_name = "NAME", value_parser = sign::suite)]
    suite: Option<Securing>,
    /// The challenge of whoever asked.
    #[arg(long, value_name = "TEXT")]
    challenge: Option<String>,
    /// To whom it is shown.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// When the proof is made. Default: now.
    #[arg(long, value_name = "TIME")]
    created: Option<Timestamp>,
    /// The credentials; `-` is the standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let method = signer.verification_method();
    let holder = match &arguments.holder {
        Some(holder) => holder.clone(),
        None => Iri::parse(method.without_fragment())?,
    };
    let limits = Limits::default();
    let mut presentation = Presentation::by(holder);
    for file in &arguments.files {
        let bytes = files::read(file)?;
        let content = match document::read(&bytes, &limits) {
            Ok(content) => content,
            Err(objection) => {
                tell!("{file}: {objection}");
                return Ok(Finish::Bad);
            }
        };
        presentation = match content {
            Content::Json(value) => presentation.with_credential(value),
            _ => {
                let text = std::str::from_utf8(&bytes)?.trim();
                match text.starts_with('{') {
                    // A token in an envelope stays in it.
                    true => match files::read_json(file)? {
                        Some(value) => presentation.with_credential(value),
                        None => return Ok(Finish::Bad),
                    },
                    false => presentation.with_token(text),
                }
            }
        };
    }
    let created = files::time(arguments.created.as_ref());
    let answer =
        Answer { challenge: arguments.challenge.clone(), domain: arguments.domain.clone() };
    let faulty = |objection: Objection| Failure(objection.to_string());
    let text = match sign::suite_for(arguments.suite, &signer) {
        Securing::DataIntegrity(suite) => {
            let contexts = Contexts::new(Arc::new(BundledContexts::new()));
            let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
            let options = ProofOptions::by(&signer, suite, created);
            let prepared = presentation.prepare(options, &answer, canonicalizer).map_err(faulty)?;
            let signature = signer.sign(prepared.bytes())?;
            json::pretty(&prepared.finish(&signature))
        }
        _ => {
            let prepared = presentation.prepare_jwt(signer.algorithm(), method, &answer, &created);
            let signature = signer.sign(prepared.bytes())?;
            prepared.finish(&signature)
        }
    };
    writeln!(out, "{text}")?;
    Ok(Finish::Good)
}
