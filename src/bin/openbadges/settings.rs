//! Policies by their files or names, and what `--set` says of that which they leave open.

use std::path::Path;

use openbadges::recognition::picture::{Origin, Rules};
use openbadges::recognition::profiles::{self, Profile};
use openbadges::recognition::{Amount, Parameters, Policy, PolicyError};
use openbadges::text::Iri;
use openbadges::{Code, Fault, Limits, json};

use crate::{Failure, files};

/// The policies in files, or of real places, with what is said of that which they leave open:
/// `[POLICY.]NAME=AMOUNT|ID`. Of which policy need not be said where there is one.
pub fn policies(names: &[String], settings: &[String]) -> Result<Vec<Policy>, Failure> {
    let read = |(name, _, document, parameters): Given<'_>| {
        Policy::read(&document, &parameters).map_err(|error| told(name, &error))
    };
    given(names, settings)?.into_iter().map(read).collect()
}

/// The same, of which something may not be known.
pub fn rules(names: &[String], settings: &[String]) -> Result<Vec<Rules>, Failure> {
    let read = |(name, origin, document, parameters): Given<'_>| {
        Rules::read(&document, &parameters, origin).map_err(|error| told(name, &error))
    };
    given(names, settings)?.into_iter().map(read).collect()
}

/// Those names that are of files.
pub fn in_files<'a>(
    names: impl IntoIterator<Item = &'a String>,
) -> impl Iterator<Item = &'a String> {
    names.into_iter().filter(|name| is_file(name))
}

/// The name that was given for a policy, where it is from, what it says, what is said to it.
type Given<'a> = (&'a str, Origin, json::Value, Parameters);

fn given<'a>(names: &'a [String], settings: &[String]) -> Result<Vec<Given<'a>>, Failure> {
    let read = names.iter().map(|name| {
        let (origin, document) = document(name)?;
        Ok((name.as_str(), origin, document, Parameters::new()))
    });
    let mut all = read.collect::<Result<Vec<Given<'_>>, Failure>>()?;
    let several = all.len() > 1;
    for pair in settings {
        let fail = |why: &str| Failure(format!("--set {pair:?}: {why}"));
        let place = pair.split_once('=').map(|(place, _)| place);
        let place = place
            .ok_or_else(|| fail("NAME=AMOUNT or NAME=ID is expected, such as hours=6 clockHour"))?;
        let policy = place.split_once('.').map(|(policy, _)| policy);
        if policy.is_none() && several {
            return Err(fail(
                "there are several policies, so say of which, as in \
                 tennessee.issuers=https://provider.example/issuer",
            ));
        }
        let setting = policy.and_then(|policy| pair.get(policy.len() + 1..)).unwrap_or(pair);
        let mut is_used = false;
        for (_, _, document, parameters) in &mut all {
            let named = document.get("name").and_then(json::Value::as_str).unwrap_or_default();
            if policy.is_none_or(|policy| policy == named) {
                is_used = true;
                *parameters = with_parameter(std::mem::take(parameters), setting)?;
            }
        }
        if !is_used {
            let policy = policy.unwrap_or_default();
            return Err(fail(&format!("there is no policy {policy} here")));
        }
    }
    Ok(all)
}

/// Every profile: its rules, its title, its place.
pub fn all_profiles() -> Result<Vec<(Rules, String, String)>, Failure> {
    let read = profiles::ALL.iter().map(|profile| {
        let document = read_profile(profile)?;
        let text = |name| {
            let text = document.get(name).and_then(json::Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let rules = Rules::read(&document, &Parameters::new(), Origin::Profile)?;
        Ok((rules, text("title"), text("jurisdiction")))
    });
    read.collect()
}

/// `NAME=AMOUNT`.
pub fn named_amount(option: &str, pair: &str) -> Result<(String, Amount), Failure> {
    let fail = |why: &dyn std::fmt::Display| Failure(format!("{option} {pair:?}: {why}"));
    let (name, amount) =
        pair.split_once('=').ok_or_else(|| fail(&"NAME=AMOUNT is expected, such as a=6 pdp"))?;
    Ok((name.to_owned(), amount.parse::<Amount>().map_err(|error| fail(&error))?))
}

/// An amount, or an identifier, after which may stand what it is called.
fn with_parameter(parameters: Parameters, pair: &str) -> Result<Parameters, Failure> {
    if let Some((name, value)) = pair.split_once('=')
        && let Some((id, called)) = value.split_once(' ')
        && let Ok(id) = Iri::parse(id)
    {
        return match called.trim() {
            "" => Err(Failure(format!("--set {pair:?}: a name follows the space"))),
            called => Ok(parameters.called(&id, called).with_identifier(name, id)),
        };
    }
    let identifier = pair.split_once('=').filter(|(_, value)| !value.contains(' '));
    match identifier {
        Some((name, value)) => {
            let identifier = value.parse().map_err(|error| {
                Failure(format!("--set {pair:?}: it is no amount, and no identifier: {error}"))
            })?;
            Ok(parameters.with_identifier(name, identifier))
        }
        None => {
            let amount = named_amount("--set", pair);
            if amount.is_err() && is_named_first(pair) {
                let how = "the ID first, then the name, as in \
                           issuers=https://provider.example/issuer Riverbend";
                return Err(Failure(format!(
                    "--set {pair:?}: it is no amount; of an identifier, {how}"
                )));
            }
            let (name, amount) = amount?;
            match parameters.has(&name) {
                true => Err(Failure(format!("--set {pair:?}: {name} is said twice"))),
                false => Ok(parameters.with(name, amount)),
            }
        }
    }
}

/// Whether what is said begins as no amount and no identifier would, but as a name.
fn is_named_first(pair: &str) -> bool {
    let value = pair.split_once('=').map_or("", |(_, value)| value);
    value.trim_start().starts_with(char::is_alphabetic)
}

/// Whether a file has a name, so that no profile is meant by it.
fn is_file(name: &str) -> bool {
    name == "-" || !files::is_absent(Path::new(name))
}

/// What a file says, or a profile, unless a file has its name.
fn document(name: &str) -> Result<(Origin, json::Value), Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", files::named(name)));
    let limits = Limits::default();
    if !is_file(name) {
        return match profiles::find(name) {
            Some(profile) => Ok((Origin::Profile, read_profile(profile)?)),
            None => Err(fail(
                &"there is no such file, and no such profile; value --profiles lists them",
            )),
        };
    }
    let bytes = files::read(name)?;
    let document = match std::str::from_utf8(&bytes) {
        Ok(text) if !text.trim_start().starts_with('{') => {
            json::from_toml(text, &limits).map_err(|error| fail(&error))?
        }
        _ => json::read(&bytes, &limits).map_err(|error| fail(&error))?,
    };
    Ok((Origin::Own, document))
}

fn read_profile(profile: &Profile) -> Result<json::Value, Failure> {
    let read = json::from_toml(profile.text, &Limits::default());
    read.map_err(|error| Failure(format!("{}: {error}", profile.name)))
}

fn told(name: &str, error: &PolicyError) -> Failure {
    let is_missing =
        |fault: &Fault| fault.code == Code::PolicyParameter && fault.found() == Some("nothing");
    let lacks = error.faults().iter().any(is_missing);
    let how = "\nsay what is missing with --set NAME=AMOUNT or --set NAME=ID, or, beside other \
               policies, --set POLICY.NAME=...";
    Failure(format!("{name}: {error}{}", if lacks { how } else { "" }))
}
