use std::io::Write;

use clap::Args;
use openbadges::Limits;
use openbadges::document::{self, Content};
use openbadges::fault::Objection;
use openbadges::fault::printable;
use openbadges::json::{self, Value};
use openbadges::model::View;
use openbadges::proof::jwt;

use crate::{Finish, Ran, files};

/// Show what a credential says, without verifying any of it.
#[derive(Args)]
pub struct Arguments {
    /// The credential; `-` is the standard input.
    #[arg(value_name = "FILE")]
    file: String,
}

pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Ran {
    let bytes = files::read(&arguments.file)?;
    let limits = Limits::default();
    let faulty = |objection: Objection| {
        tell!("{}: {objection}", arguments.file);
        Ok(Finish::Bad)
    };
    let content = match document::read(&bytes, &limits) {
        Ok(content) => content,
        Err(objection) => return faulty(objection),
    };
    let token = match &content {
        Content::Jwt(jws) => Some((jws.header().clone(), claims(jws.payload(), &limits))),
        _ => None,
    };
    let value = match content.into_unverified(&limits) {
        Ok(value) => value,
        Err(objection) => return faulty(objection),
    };
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
    let (from, until) = view.version().validity();
    line("valid from", &member(&value, from))?;
    line("valid until", &member(&value, until))?;
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
    if let Some((header, claims)) = token {
        let key = match (header.kid(), header.jwk()) {
            (Some(kid), _) => kid,
            (None, Some(_)) => "the key in its own header",
            (None, None) => "-",
        };
        line("token", &format!("{} by {key}", header.algorithm().jws()))?;
        line("claims", &claims)?;
    }
    Ok(Finish::Good)
}

/// The registered claims, as they stand.
fn claims(payload: &[u8], limits: &Limits) -> String {
    let payload = json::read(payload, limits).unwrap_or_default();
    let claims = jwt::REGISTERED.iter().filter_map(|name| Some((*name, payload.get(name)?)));
    let claims: Vec<String> = claims.map(|(name, value)| format!("{name}={value}")).collect();
    if claims.is_empty() { "-".to_owned() } else { claims.join(" ") }
}

fn texts(value: Option<&Value>) -> String {
    let texts = value.map(Value::items).unwrap_or_default().iter();
    let texts: Vec<&str> = texts.map(|text| text.as_str().unwrap_or("(inline)")).collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join(", ") }
}
