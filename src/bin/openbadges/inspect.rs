use std::io::Write;

use clap::Args;
use openbadges::fault::printable;
use openbadges::json::Value;
use openbadges::model::View;
use openbadges::{Limits, document};

use crate::{Failure, Finish, Ran, files};

/// Show what a credential says, without verifying any of it.
#[derive(Args)]
pub struct Arguments {
    /// The credential; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let bytes = files::read(&arguments.file)?;
    let value = document::read(&bytes, &Limits::default())
        .map_err(|objection| Failure(format!("{}: {objection}", arguments.file)))?;
    writeln!(out, "NOT VERIFIED: this is what the document says, whoever wrote it.")?;
    let view = View::of(&value);
    let mut line = |name: &str, text: &str| writeln!(out, "{name:<12}{}", printable(text));
    let member = |object: &Value, name: &str| {
        object.get(name).and_then(Value::as_str).unwrap_or("-").to_owned()
    };
    line("id", &member(&value, "id"))?;
    line("type", &texts(value.get("type")))?;
    line("contexts", &texts(value.get("@context")))?;
    line("name", &member(&value, "name"))?;
    line("issuer", view.issuer_id().unwrap_or("-"))?;
    for subject in view.subjects() {
        line("subject", &member(subject, "id"))?;
    }
    if let Some(achievement) = view.achievement() {
        line("achievement", &member(achievement, "id"))?;
        line("", &member(achievement, "name"))?;
    }
    line("valid from", &member(&value, "validFrom"))?;
    line("valid until", &member(&value, "validUntil"))?;
    for status in value.get("credentialStatus").map(Value::items).unwrap_or_default() {
        let (purpose, list) =
            (member(status, "statusPurpose"), member(status, "statusListCredential"));
        line("status", &format!("{purpose} in {list}"))?;
    }
    for proof in value.get("proof").map(Value::items).unwrap_or_default() {
        let suite = proof.get("cryptosuite").or(proof.get("type")).and_then(Value::as_str);
        let (suite, method) = (suite.unwrap_or("-"), member(proof, "verificationMethod"));
        line("proof", &format!("{suite} by {method}"))?;
    }
    Ok(Finish::Good)
}

fn texts(value: Option<&Value>) -> String {
    let texts = value.map(Value::items).unwrap_or_default().iter();
    let texts: Vec<&str> = texts.map(|text| text.as_str().unwrap_or("(inline)")).collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join(", ") }
}
