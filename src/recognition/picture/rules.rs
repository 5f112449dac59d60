use super::super::policy::{Parameters, Policy, PolicyError};
use super::super::{Amount, Unit};
use crate::json::Value;

/// A policy of which something may not be known.
///
/// An amount that nobody supplies stays unknown: it is shown as such and enters no sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// With stand-ins for what is not known, which [`Rules::said_of`] tells apart.
    policy: Policy,
    document: Value,
    origin: Origin,
    unknown: Vec<Unknown>,
    supplied: Vec<String>,
}

/// Nobody.
const STAND_IN: &str = "urn:uuid:00000000-0000-4000-8000-000000000003";

/// Where a policy is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// It is a profile of a real place (`recognition::profiles`).
    Profile,
    /// Whoever asks brought it.
    Own,
}

/// What a policy leaves open, and nobody supplied: an amount, or whose badges count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Unknown {
    /// The name of the parameter.
    pub name: String,
    /// In which unit it would be; `None` where it is no amount but a list of identifiers.
    pub unit: Option<Unit>,
    /// What it is, in words.
    pub meaning: String,
}

/// By whose word something in a policy is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// The policy's own.
    Policy,
    /// That of whoever supplied the parameter.
    Supplied,
    /// Nobody's.
    Unknown(&'a Unknown),
}

impl Rules {
    /// Reads a policy (the value that a file in TOML or JSON says), with what is known of that which it
    /// leaves open.
    ///
    /// # Errors
    /// Every fault, as [`Policy::read`] tells them, but that parameters are missing.
    pub fn read(
        document: &Value,
        parameters: &Parameters,
        origin: Origin,
    ) -> Result<Self, PolicyError> {
        let (mut unknown, mut supplied) = (Vec::new(), Vec::new());
        let mut all = parameters.clone();
        let declared = document.get("parameters").and_then(Value::as_object);
        for (name, parameter) in declared.into_iter().flat_map(|all| all.iter()) {
            let text = |member| parameter.get(member).and_then(Value::as_str);
            if parameters.has(name) {
                supplied.push(name.to_owned());
                continue;
            }
            // Never shown, and never counted: it only lets the rest of the policy be read.
            let unit = text("unit").and_then(|unit| unit.parse::<Unit>().ok());
            let stand_in = unit.clone().and_then(|unit| Amount::new(1.into(), unit).ok());
            all = match (stand_in, STAND_IN.parse()) {
                (Some(amount), _) => all.with(name, amount),
                (None, Ok(nobody)) => all.with_identifier(name, nobody),
                (None, Err(_)) => continue,
            };
            let meaning = text("meaning").unwrap_or_default().to_owned();
            unknown.push(Unknown { name: name.to_owned(), unit, meaning });
        }
        let policy = Policy::read(document, &all)?;
        Ok(Self { policy, document: document.clone(), origin, unknown, supplied })
    }

    /// The policy. Its amounts may be stand-ins, so it is nobody else's to see.
    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Where it is from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The short name of the policy.
    pub fn name(&self) -> &str {
        &self.policy.name
    }

    /// What is not known.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// The names of the parameters that were supplied.
    pub fn supplied(&self) -> &[String] {
        &self.supplied
    }

    /// The policy, where everything is known.
    pub fn known(&self) -> Option<&Policy> {
        self.unknown.is_empty().then_some(&self.policy)
    }

    /// By whose word the text `member` is, of the member at `path`.
    pub(super) fn said_of(&self, path: &[Step], member: &str) -> Said<'_> {
        let mut place = Some(&self.document);
        for step in path {
            place = place.and_then(|value| match step {
                Step::Member(name) => value.get(name),
                Step::Item(index) => value.items().get(*index),
            });
        }
        let text = place.and_then(|value| value.get(member)?.as_str()).unwrap_or_default();
        let Some(name) = text.strip_prefix('$') else { return Said::Policy };
        match self.unknown.iter().find(|unknown| unknown.name == name) {
            Some(unknown) => Said::Unknown(unknown),
            None => Said::Supplied,
        }
    }
}

/// A step into a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Member(&'static str),
    Item(usize),
}
