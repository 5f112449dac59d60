use std::io::Write;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use openbadges::json;
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::{Fault, Limits};

use crate::{Failure, Finish, Ran, files};

/// Print the canonical form of a document without its proofs, which is what proofs sign.
#[derive(Args)]
pub struct Arguments {
    /// Canonical N-Quads (RDFC-1.0), or canonical JSON (RFC 8785).
    #[arg(long, value_enum, default_value = "rdfc")]
    form: Form,
    /// The document; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Rdfc,
    Jcs,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let mut document = files::read_json(&arguments.file)?;
    if let Some(object) = document.as_object_mut() {
        object.remove("proof");
    }
    let limits = Limits::default();
    match arguments.form {
        Form::Jcs => write!(out, "{}", json::canonical(&document))?,
        Form::Rdfc => {
            let contexts = Contexts::new(Arc::new(BundledContexts::new()));
            let canonical = rdf::to_dataset(&document, &contexts, &limits)
                .and_then(|dataset| rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits))
                .map_err(|error| Failure(format!("{}: {}", arguments.file, Fault::from(error))))?;
            write!(out, "{}", canonical.n_quads)?;
        }
    }
    Ok(Finish::Good)
}
