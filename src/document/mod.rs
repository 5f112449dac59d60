//! In what shape a credential travels, and the JSON inside.
//!
//! This release reads JSON. What is recognized as another shape is said to be so, which is not the
//! same as being broken.

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Value};
use crate::limits::Limits;

/// A shape that bytes can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A JSON document, or whatever is none of the others.
    Json,
    /// A compact JWS: three parts of base64url.
    Jws,
    /// A PNG image, which may have a credential baked in.
    Png,
    /// An SVG image, which may have a credential baked in.
    Svg,
}

/// The shape of these bytes, by their first ones.
pub fn detect(bytes: &[u8]) -> Shape {
    let text = bytes.trim_ascii();
    let is_base64url = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Shape::Png
    } else if text.starts_with(b"<") {
        Shape::Svg
    } else if text.starts_with(b"ey")
        && text.split(|byte| *byte == b'.').count() == 3
        && text.iter().all(|byte| *byte == b'.' || is_base64url(byte))
    {
        Shape::Jws
    } else {
        Shape::Json
    }
}

/// The JSON document in these bytes; always an object.
///
/// # Errors
/// [`Objection`]: undecided with `document.unsupported` or `proof.unsupported` for the other
/// shapes, failed with the reader's code for bytes that are not a strict JSON object.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Value, Objection> {
    let undecided = |code, message: &str| Objection::undecided(code, Pointer::root(), message);
    match detect(bytes) {
        Shape::Json => {}
        Shape::Jws => {
            let message = "this is a JSON Web Token, which this release does not verify";
            return Err(undecided(Code::ProofUnsupported, message));
        }
        Shape::Png | Shape::Svg => {
            let message = "this is an image, and this release does not read baked badges";
            return Err(undecided(Code::DocumentUnsupported, message));
        }
    }
    match json::read(bytes, limits).map_err(|error| Objection::Failed(error.into()))? {
        object @ Value::Object(_) => Ok(object),
        other => {
            let message = format!("the document is {}, not an object", other.kind());
            Err(Objection::failed(Code::Parse, Pointer::root(), message))
        }
    }
}
