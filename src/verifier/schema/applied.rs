use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

use super::work::{self, Excess};
use crate::fault::{Code, Pointer};
use crate::json;
use crate::limits::Limits;

/// The faults of one schema that are told.
const TOLD: usize = 16;

/// Bytes that a pattern may take once it is compiled. Patterns are matched in linear time, so this
/// is all that they can cost.
const PATTERN_BYTES: usize = 64 * 1024;

/// A JSON Schema that can be applied within limits.
pub(in crate::verifier) struct Applicable {
    schema: Value,
    validator: Validator,
}

impl Applicable {
    /// Reads a schema of draft 7, 2019-09 or 2020-12 that refers to nothing beyond itself.
    pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Self, (Code, String)> {
        let unread = |message: String| (Code::SchemaUnavailable, message);
        if bytes.len() > limits.schema_bytes {
            let (found, allowed) = (bytes.len(), limits.schema_bytes);
            let message = format!("it has {found} bytes, more than the {allowed} allowed");
            return Err((Code::LimitSchema, message));
        }
        let schema = json::read(bytes, limits)
            .map_err(|error| unread(format!("it is no JSON document: {error}")))?;
        let schema = Value::from(&schema);
        let draft = draft(&schema).map_err(unread)?;
        work::check(&schema).map_err(|refused| (refused.code, refused.message))?;
        let validator = jsonschema::options()
            .with_draft(draft)
            .offline()
            .should_validate_formats(true)
            .with_pattern_options(
                PatternOptions::regex().size_limit(PATTERN_BYTES).dfa_size_limit(4 * PATTERN_BYTES),
            )
            .build(&schema)
            .map_err(|error| unread(format!("it is no JSON Schema: {}", error.masked())))?;
        Ok(Self { schema, validator })
    }

    /// Where a document does not keep to the schema, and how: nothing where it does. What stands
    /// there is not repeated.
    pub(super) fn faults(
        &self,
        document: &Value,
        limits: &Limits,
    ) -> Result<Vec<(Pointer, String)>, Excess> {
        work::foresee(&self.schema, document, limits.schema_work)?;
        // Errors are made all at once, so only where they are small.
        if self.validator.is_valid(document) {
            return Ok(Vec::new());
        }
        if work::copies_much(&self.schema, document) {
            let message = "it does not keep to the schema".to_owned();
            return Ok(vec![(Pointer::root(), message)]);
        }
        let fault = |error: jsonschema::ValidationError<'_>| {
            let pointer = error.instance_path().as_str().parse().unwrap_or_default();
            (pointer, error.masked_with("what is there").to_string())
        };
        Ok(self.validator.iter_errors(document).take(TOLD).map(fault).collect())
    }
}

/// The draft that a schema says that it is of. One that says none is of 2019-09, as Open Badges asks.
fn draft(schema: &Value) -> Result<Draft, String> {
    let Some(name) = schema.get("$schema") else { return Ok(Draft::Draft201909) };
    let name = name.as_str().unwrap_or_default();
    let plain = name.trim_end_matches('#');
    let plain = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
    match plain {
        Some("json-schema.org/draft-07/schema") => Ok(Draft::Draft7),
        Some("json-schema.org/draft/2019-09/schema") => Ok(Draft::Draft201909),
        Some("json-schema.org/draft/2020-12/schema") => Ok(Draft::Draft202012),
        _ => Err(format!("it is of the draft {name:?}, which is not read here")),
    }
}
