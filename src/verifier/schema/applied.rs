use std::sync::Arc;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

use super::work::{self, Extent, Refused, Spent};
use crate::fault::{Code, Pointer};
use crate::json;
use crate::limits::{Budget, Limits};
use crate::resolve::Document;
use crate::verifier::Verifier;

/// The faults of one schema that are told.
const TOLD: usize = 16;

/// Characters of a fault that are told: some repeat the schema.
const LONGEST: usize = 300;

/// Bytes that a pattern may take once it is compiled. Patterns are matched in linear time, so this
/// is all that they can cost.
const PATTERN_BYTES: usize = 64 * 1024;

/// What a document is as a schema, or why it is none that can be applied.
pub(in crate::verifier) type AsSchema = Result<Arc<Applicable>, (Code, String)>;

/// What a schema says of a credential.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// It keeps to it.
    Kept,
    /// Where it does not, and how: [`TOLD`] times at most, and what stands there is not repeated.
    Broken(Vec<(Pointer, String)>),
    /// Why nothing says whether it does.
    NotApplied(Code, String),
}

const NO_THREAD: &str = "it is too deep for this thread, and there is no other to be had";

/// A JSON Schema that can be applied within limits.
pub(in crate::verifier) struct Applicable {
    schema: Value,
    validator: Validator,
    extent: Extent,
}

impl Applicable {
    /// What a document is as a schema, as far as that can be found with what is left of what all
    /// schemas of the verification may take. What is kept from others costs as much.
    pub(in crate::verifier) fn of_document(
        url: &str,
        document: &Document,
        verifier: &Verifier,
        spent: &mut Spent,
    ) -> AsSchema {
        let bytes = spent.bytes.saturating_add(document.bytes.len());
        let allowed = verifier.limits.schema_bytes;
        if bytes > allowed {
            let message = format!(
                "it and those before it have {bytes} bytes, more than the {allowed} allowed"
            );
            return Err((Code::LimitSchema, message));
        }
        spent.bytes = bytes;
        let read = || Self::read(document, &verifier.limits, *spent);
        let schema = verifier.kept.schema(url, document, read)?;
        spent.on(schema.extent).map_err(Refused::into_parts)?;
        Ok(schema)
    }

    /// Reads a schema of draft 7, 2019-09 or 2020-12 that refers to nothing beyond itself.
    fn read(
        document: &Document,
        limits: &Limits,
        mut spent: Spent,
    ) -> Result<Self, (Code, String)> {
        let unread = |message: String| (Code::SchemaUnavailable, message);
        let schema = json::read(&document.bytes, limits)
            .map_err(|error| unread(format!("it is no JSON document: {error}")))?;
        let schema = Value::from(&schema);
        let draft = draft(&schema).map_err(unread)?;
        let extent = work::check(&schema).map_err(Refused::into_parts)?;
        spent.on(extent).map_err(Refused::into_parts)?;
        let patterns =
            PatternOptions::regex().size_limit(PATTERN_BYTES).dfa_size_limit(4 * PATTERN_BYTES);
        let build = || {
            let options = jsonschema::options().with_draft(draft).offline();
            let options = options.should_validate_formats(true).with_pattern_options(patterns);
            let built = options.build(&schema);
            built.map_err(|error| {
                unread(format!("it is no JSON Schema: {}", cut(error.masked().to_string())))
            })
        };
        let validator =
            work::at_depth(extent.depth, build).ok_or_else(|| unread(NO_THREAD.to_owned()))??;
        Ok(Self { schema, validator, extent })
    }

    /// Whether a document keeps to the schema, within what is left of the steps.
    pub(super) fn judge(&self, document: &Value, limits: &Limits, spent: &mut Spent) -> Verdict {
        let mut steps = Budget::new(Code::LimitSchema, limits.schema_work).after(spent.steps);
        let foreseen = work::foresee(&self.schema, document, &mut steps);
        spent.steps = steps.used();
        let deepest = match foreseen {
            Ok(deepest) => deepest,
            Err(excess) => return Verdict::NotApplied(Code::LimitSchema, excess.to_string()),
        };
        work::at_depth(deepest, || self.apply(document))
            .unwrap_or_else(|| Verdict::NotApplied(Code::SchemaUnavailable, NO_THREAD.to_owned()))
    }

    fn apply(&self, document: &Value) -> Verdict {
        // Errors are made all at once, so only where they are small.
        if self.validator.is_valid(document) {
            return Verdict::Kept;
        }
        if work::copies_much(&self.schema, document) {
            let message = "it does not keep to the schema".to_owned();
            return Verdict::Broken(vec![(Pointer::root(), message)]);
        }
        let fault = |error: jsonschema::ValidationError<'_>| {
            let pointer = error.instance_path().as_str().parse().unwrap_or_default();
            let message = cut(error.masked_with("what is there").to_string());
            (pointer, message)
        };
        Verdict::Broken(self.validator.iter_errors(document).take(TOLD).map(fault).collect())
    }
}

fn cut(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(LONGEST) {
        message.truncate(end);
        message.push('…');
    }
    message
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
        _ => Err(format!("it is of the draft {:?}, which is not read here", cut(name.to_owned()))),
    }
}
