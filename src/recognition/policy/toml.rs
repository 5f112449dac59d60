use super::{Parameters, Policy, PolicyError};
use crate::fault::Code;
use crate::json;
use crate::limits::Limits;

impl Policy {
    /// Reads a policy in TOML, with what it leaves open.
    ///
    /// # Errors
    /// Every fault, with its place as a pointer into the same document in JSON.
    pub fn from_toml(text: &str, parameters: &Parameters) -> Result<Self, PolicyError> {
        let limits = Limits::default();
        if text.len() > limits.document_bytes {
            return Err(PolicyError::one(Code::LimitSize, "the policy is longer than the limit"));
        }
        // A number with a fraction is no value of any member, so that nothing is rounded unseen.
        let value = json::from_toml(text, &limits)
            .map_err(|error| PolicyError::one(Code::PolicySyntax, error.to_string()))?;
        Self::read(&value, parameters)
    }
}
