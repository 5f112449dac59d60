use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use openbadges::issuer::{self, IssueError};
use openbadges::json;
use openbadges::key::{LocalSigner, Signer as _};
use openbadges::model::{Kind, View};
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::proof::{Cryptosuite, Securing};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::{Limits, Timestamp};

use crate::{Failure, Finish, Ran, files};

/// Sign a complete credential, and print it with its proof.
///
/// The document is checked whole first; every fault is told. Nothing is filled in and nothing is
/// recorded: to issue to a roster, with status, use `issue`. With the suite ecdsa-sd-2023 the result
/// is for its holder, who shows verifiers what `derive` makes of it.
#[derive(Args)]
pub struct Arguments {
    /// The key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    key: PathBuf,
    /// The cryptosuite of the proof, or jwt for a JSON Web Token. Default: eddsa-rdfc-2022 for an
    /// Ed25519 key, ecdsa-rdfc-2019 for a P-256 or P-384 key, jwt for an RSA key.
    #[arg(long, value_name = "NAME", value_parser = suite)]
    suite: Option<Securing>,
    /// With ecdsa-sd-2023: a place that whoever holds the credential must show, beside those that a
    /// badge cannot do without, as a JSON Pointer; may be given several times.
    #[cfg(feature = "aws-lc")]
    #[arg(long, value_name = "POINTER")]
    mandatory: Vec<openbadges::Pointer>,
    /// When the proof is made. Default: now.
    #[arg(long, value_name = "TIME")]
    created: Option<Timestamp>,
    /// The verification method to name in the proof. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    method: Option<String>,
    /// The credential; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let Some(document) = files::read_json(&arguments.file)? else { return Ok(Finish::Bad) };
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let created = files::time(arguments.created.as_ref());
    let issuer = View::of(&document).issuer_id().unwrap_or_default();
    if arguments.method.is_none() && !files::is_own_did_key(&signer, issuer) {
        tell!(
            "{}: warning: the issuer is {issuer:?}, not the key's did:key; \
             verifiers will not know that the key is the issuer's",
            arguments.file
        );
    }
    let kind = Kind::of(&document);
    let way = suite_for(arguments.suite, &signer);
    #[cfg(feature = "aws-lc")]
    if !arguments.mandatory.is_empty() && way != Cryptosuite::EcdsaSd2023.into() {
        let way = way.as_str();
        return Err(Failure(format!("--mandatory is for ecdsa-sd-2023, not for {way}")));
    }
    let signed = match way {
        #[cfg(feature = "aws-lc")]
        Securing::DataIntegrity(Cryptosuite::EcdsaSd2023) => issuer::sign_for_disclosure(
            document,
            kind,
            &signer,
            &arguments.mandatory,
            &openbadges::random::SystemRandom,
            &created,
            canonicalizer,
        )
        .map(|signed| json::pretty(&signed)),
        Securing::DataIntegrity(suite) => {
            issuer::sign(document, kind, &signer, suite, &created, canonicalizer)
                .map(|signed| json::pretty(&signed))
        }
        _ => issuer::sign_jwt(&document, kind, &signer, canonicalizer),
    };
    match signed {
        Ok(signed) => {
            writeln!(out, "{signed}")?;
            Ok(Finish::Good)
        }
        Err(IssueError::Faults(findings)) => {
            for finding in findings.iter().filter(|finding| finding.is_error()) {
                tell!("{}: {}", arguments.file, finding.fault);
            }
            Ok(Finish::Bad)
        }
        Err(error) => Err(Failure(format!("{}: {error}", arguments.file))),
    }
}

/// The way of securing that was asked for, or the usual one for the key.
pub fn suite_for(asked: Option<Securing>, signer: &LocalSigner) -> Securing {
    asked.unwrap_or_else(|| Securing::usual_for(signer.algorithm()))
}

pub fn suite(name: &str) -> Result<Securing, String> {
    let suites = Cryptosuite::ALL.iter().copied().filter(|suite| !suite.is_legacy());
    let ways: Vec<Securing> = suites.map(Securing::from).chain([Securing::Jwt]).collect();
    ways.iter().copied().find(|way| way.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = ways.iter().map(|way| way.as_str()).collect();
        format!("there is no suite {name:?}; known are {}", names.join(", "))
    })
}
