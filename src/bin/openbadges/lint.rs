use std::io::Write;
use std::sync::Arc;

use clap::Args;
use openbadges::json::Value;
use openbadges::model::{self, Kind};
use openbadges::proof::Unsecured;
use openbadges::proof::data_integrity::{Canonicalizer, Cryptosuite};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Fault, Finding, Limits, Severity, document};

use crate::{Finish, Ran, files};

/// Tell every fault in a document, and what an issuer should think of. No proof is asked for.
#[derive(Args)]
pub struct Arguments {
    /// One JSON object a line: {"file", "severity", "code", "message", "pointer"}, and what was "found"
    /// and "expected" where the fault is one of structure.
    #[arg(long)]
    json: bool,
    /// The documents; `-` is the standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let mut finish = Finish::Good;
    for file in &arguments.files {
        let findings = findings(&files::read(file)?, &contexts);
        if findings.iter().any(Finding::is_error) {
            finish = Finish::Bad;
        }
        if findings.is_empty() && !arguments.json {
            writeln!(out, "{file}: nothing to say")?;
        }
        for Finding { severity, fault } in findings {
            if arguments.json {
                let mut line = serde_json::to_value(&fault)?;
                if let Some(members) = line.as_object_mut() {
                    members.insert("file".to_owned(), file.as_str().into());
                    members.insert("severity".to_owned(), serde_json::to_value(severity)?);
                }
                writeln!(out, "{line}")?;
            } else {
                let word = if severity == Severity::Error { "error" } else { "warning" };
                writeln!(out, "{file}: {word}: {fault}")?;
            }
        }
    }
    Ok(finish)
}

fn findings(bytes: &[u8], contexts: &Contexts) -> Vec<Finding> {
    let error = |fault: Fault| vec![Finding { severity: Severity::Error, fault }];
    let limits = Limits::default();
    let read = document::read(bytes, &limits).and_then(|content| content.into_unverified(&limits));
    let mut document = match read {
        Ok(document) => document,
        Err(objection) => return error(objection.fault().clone()),
    };
    let kind = Kind::of(&document);
    let mut findings = model::check(&document, kind);
    findings.extend(model::lint(&document));
    if let Value::Object(object) = &mut document {
        object.remove("proof");
    }
    let canonicalizer = Canonicalizer { contexts, limits: &limits };
    let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
    if let Err(lost) = unsecured.check_lossless(Cryptosuite::default()) {
        findings.extend(error(lost.fault().clone()));
    }
    findings
}
