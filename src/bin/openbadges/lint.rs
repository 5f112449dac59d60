use std::io::Write;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use openbadges::json::Value;
use openbadges::microcredential::lint_personal_data;
use openbadges::model::{self, Kind};
use openbadges::proof::Unsecured;
use openbadges::proof::data_integrity::{Canonicalizer, Cryptosuite};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Fault, Finding, Limits, Severity, document};
use serde_json::json;

use crate::{Failure, Finish, Ran, files};

/// Tell every fault in a document, and what an issuer should think of, such as evidence of a badge that
/// seems to hold data of pupils. No proof is asked for.
///
/// A file that cannot be read does not hold up the others; the exit status is then 2.
#[derive(Args)]
pub struct Arguments {
    /// As which class the documents are looked at. Default: as the types of each say; where they say
    /// none of these, as any VerifiableCredential, which is told.
    #[arg(long, value_enum, value_name = "NAME")]
    class: Option<Class>,
    /// One JSON object a line for each fault, and one for each file (docs/REPORT.md).
    #[arg(long)]
    json: bool,
    /// The documents; `-` is the standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
}

/// The classes of documents that are signed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Class {
    /// A badge of Open Badges 3.0; also `OpenBadgeCredential`.
    #[value(name = "AchievementCredential", alias = "OpenBadgeCredential")]
    Achievement,
    /// An endorsement of Open Badges 3.0.
    #[value(name = "EndorsementCredential")]
    Endorsement,
    /// A status list.
    #[value(name = "BitstringStatusListCredential")]
    StatusList,
    /// Any Verifiable Credential, by the rules of the W3C alone.
    #[value(name = "VerifiableCredential")]
    Any,
}

impl Class {
    fn kind(self) -> Kind {
        match self {
            Self::Achievement => Kind::Badge,
            Self::Endorsement => Kind::Endorsement,
            Self::StatusList => Kind::StatusList,
            Self::Any => Kind::Any,
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|it| it.get_name().to_owned()).unwrap_or_default()
    }

    /// What a document says that it is.
    fn of(document: &Value) -> Self {
        match Kind::of(document) {
            Kind::Badge | Kind::OpenBadges => Self::Achievement,
            Kind::Endorsement => Self::Endorsement,
            Kind::StatusList => Self::StatusList,
            _ => Self::Any,
        }
    }
}

/// The version of the shape of `--json` (docs/REPORT.md).
const JSON_VERSION: u32 = 1;

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let mut finish = Finish::Good;
    let mut unread = None;
    for file in &arguments.files {
        let bytes = match files::read(file) {
            Ok(bytes) => bytes,
            Err(failure) => {
                if arguments.json {
                    let line = json!({
                        "file": file, "version": JSON_VERSION, "outcome": "unread",
                        "error": failure.0,
                    });
                    writeln!(out, "{line}")?;
                }
                if let Some(Failure(before)) = unread.replace(failure) {
                    tell!("{before}");
                }
                continue;
            }
        };
        let (class, findings) = findings(&bytes, arguments.class, &contexts);
        let errors = findings.iter().filter(|finding| finding.is_error()).count();
        if errors > 0 {
            finish = Finish::Bad;
        }
        let warnings = findings.len() - errors;
        if !arguments.json {
            if class == Some(Class::Any) && arguments.class.is_none() {
                let taken = "taken for any VerifiableCredential, since its types name no class of Open \
                             Badges; --class asks for one";
                writeln!(out, "{}: {taken}", files::named(file))?;
            }
            if findings.is_empty() {
                writeln!(out, "{}: nothing to say", files::named(file))?;
            }
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
                writeln!(out, "{}: {word}: {fault}", files::named(file))?;
            }
        }
        if arguments.json {
            let outcome = if errors > 0 { "faulty" } else { "faultless" };
            let line = json!({
                "file": file, "version": JSON_VERSION, "outcome": outcome,
                "class": class.map(Class::name), "errors": errors, "warnings": warnings,
            });
            writeln!(out, "{line}")?;
        }
    }
    unread.map_or(Ok(finish), Err)
}

/// What is found, and as which class the document was looked at, where there is one.
fn findings(
    bytes: &[u8],
    asked: Option<Class>,
    contexts: &Contexts,
) -> (Option<Class>, Vec<Finding>) {
    let error = |fault: Fault| vec![Finding { severity: Severity::Error, fault }];
    let limits = Limits::default();
    let read = document::read(bytes, &limits).and_then(|content| content.into_unverified(&limits));
    let mut document = match read {
        Ok(document) => document,
        Err(objection) => return (None, error(objection.fault().clone())),
    };
    let class = asked.unwrap_or_else(|| Class::of(&document));
    let mut findings = model::check(&document, class.kind());
    findings.extend(model::lint(&document));
    if class == Class::Achievement {
        findings.extend(lint_personal_data(&document));
    }
    if let Value::Object(object) = &mut document {
        object.remove("proof");
    }
    let canonicalizer = Canonicalizer { contexts, limits: &limits };
    let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
    if let Err(lost) = unsecured.check_lossless(Cryptosuite::default()) {
        findings.extend(error(lost.fault().clone()));
    }
    (Some(class), findings)
}
