use toml::Value as Toml;

use super::{Parameters, Policy, PolicyError};
use crate::fault::{Code, Fault, Path};
use crate::json::{Number, Object, Value};
use crate::limits::Limits;

impl Policy {
    /// Reads a policy in TOML, with the amounts that it leaves open.
    ///
    /// # Errors
    /// Every fault, with its place as a pointer into the same document in JSON.
    pub fn from_toml(text: &str, parameters: &Parameters) -> Result<Self, PolicyError> {
        if text.len() > Limits::default().document_bytes {
            return Err(PolicyError::one(Code::LimitSize, "the policy is longer than the limit"));
        }
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            PolicyError::one(Code::PolicySyntax, error.to_string())
        })?;
        let mut faults = Vec::new();
        let value = value(Toml::Table(table), &Path::Root, &mut faults);
        if faults.is_empty() {
            Self::read(&value, parameters)
        } else {
            Err(PolicyError::of(faults))
        }
    }
}

fn value(toml: Toml, path: &Path<'_>, faults: &mut Vec<Fault>) -> Value {
    let mut refuse = |message: &str| {
        faults.push(Fault::new(Code::PolicyType, path.pointer(), message));
        Value::Null
    };
    match toml {
        Toml::String(text) => text.into(),
        Toml::Boolean(is) => is.into(),
        Toml::Datetime(time) => time.to_string().into(),
        Toml::Integer(number) => match u32::try_from(number) {
            Ok(number) => Number::from(number).into(),
            Err(_) => refuse("the number is below 0 or too large"),
        },
        Toml::Float(_) => {
            refuse("a number with a fraction is written as text, or it would be rounded")
        }
        Toml::Array(items) => {
            let items = items.into_iter().enumerate();
            Value::Array(items.map(|(at, item)| value(item, &path.item(at), faults)).collect())
        }
        Toml::Table(table) => {
            let members = table.into_iter().map(|(name, member)| {
                let member = value(member, &path.member(&name), faults);
                (name, member)
            });
            Object::from_iter(members).into()
        }
    }
}
