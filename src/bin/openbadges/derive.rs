use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Limits, Pointer, json};

use crate::{Finish, Ran, files};

/// Derive from a credential with an ecdsa-sd-2023 base proof one that shows less.
///
/// It shows what the issuer made mandatory and what --reveal points to, each with the types and
/// identifiers of the objects around it, and in a badge with what their classes require. The credential with the base proof stays with its holder:
/// whoever has it can show everything.
#[derive(Args)]
pub struct Arguments {
    /// A place to show, as a JSON Pointer such as /credentialSubject/result/0; may be given several
    /// times. Default: nothing but what is mandatory.
    #[arg(long, value_name = "POINTER")]
    reveal: Vec<Pointer>,
    /// The credential with its base proof; `-` is the standard input.
    #[arg(value_name = "IN")]
    file: String,
    /// Where to write the derived credential. Default: the standard output.
    #[arg(value_name = "OUT")]
    out: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    files::Touched::default()
        .reads("IN", [&arguments.file])
        .writes("OUT", &arguments.out)
        .apart()?;
    let Some(held) = files::read_json(&arguments.file)? else { return Ok(Finish::Bad) };
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let reveal = ecdsa_sd_2023::complete_for_open_badges(&held, &arguments.reveal);
    match ecdsa_sd_2023::derive(&held, &reveal, canonicalizer) {
        Ok(derived) => {
            let text = json::pretty(&derived) + "\n";
            match &arguments.out {
                Some(path) => files::write(path, text.as_bytes())?,
                None => out.write_all(text.as_bytes())?,
            }
            Ok(Finish::Good)
        }
        Err(objection) => {
            tell!("{}: {objection}", arguments.file);
            Ok(Finish::Bad)
        }
    }
}
