//! In what shape a credential travels, and what is inside.
//!
//! This release reads JSON and JSON Web Tokens. What is recognized as another shape is said to be
//! so, which is not the same as being broken.

mod envelope;

use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Value};
use crate::limits::Limits;
use crate::model::View;
use crate::proof::jwt::{self, Jws, TokenType};

/// A shape that bytes can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A JSON document, or whatever is none of the others.
    Json,
    /// A JSON Web Token: a compact JWS.
    Jws,
    /// A PNG image, which may have a credential baked in.
    Png,
    /// An SVG image, which may have a credential baked in.
    Svg,
}

/// The shape of these bytes, by their first ones.
pub fn detect(bytes: &[u8]) -> Shape {
    let text = bytes.trim_ascii();
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Shape::Png
    } else if text.starts_with(b"<") {
        Shape::Svg
    } else if (text.starts_with(b"ey") || text.starts_with(b"ew")) && text.contains(&b'.') {
        // A brace and a quotation mark, or white space, in base64. No JSON starts so, and a token
        // that is broken further on is a broken token.
        Shape::Jws
    } else {
        Shape::Json
    }
}

/// What was found in some bytes. Nothing of it has been verified.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content {
    /// A JSON object.
    Json(Value),
    /// A JSON Web Token, bare or in an `EnvelopedVerifiableCredential`.
    Jwt(Box<Jws>),
}

impl Content {
    /// Whether it says that it is a Verifiable Presentation, and not a credential.
    pub fn is_presentation(&self) -> bool {
        match self {
            Content::Json(value) => View::of(value).has_type("VerifiablePresentation"),
            Content::Jwt(jws) => *jws.header().token_type() == TokenType::VpJwt,
        }
    }

    /// The credential as a JSON value, whoever wrote it; that of a token without the registered
    /// claims.
    ///
    /// # Errors
    /// [`Objection`] for a token whose payload holds no credential.
    pub fn into_unverified(self, limits: &Limits) -> Result<Value, Objection> {
        match self {
            Content::Json(value) => Ok(value),
            Content::Jwt(jws) => {
                let payload = json::read(jws.payload(), limits)
                    .map_err(|error| Objection::Failed(error.into()))?;
                Ok(jwt::unpack(payload)?.1)
            }
        }
    }
}

/// The credential in these bytes.
///
/// # Errors
/// [`Objection`]: undecided with `document.unsupported` for images; failed with the reader's code
/// for bytes that are not a strict JSON object, with the codes of [`Jws::read`] for a token, with
/// `jws.form` for a token in JSON serialization, with `envelope` for an envelope that is none.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Objection> {
    match detect(bytes) {
        Shape::Json => {}
        Shape::Jws => {
            let text = std::str::from_utf8(bytes.trim_ascii()).unwrap_or_default();
            return token(text, limits);
        }
        Shape::Png | Shape::Svg => {
            let message = "this is an image, and this release does not read baked badges";
            let code = Code::DocumentUnsupported;
            return Err(Objection::undecided(code, Pointer::root(), message));
        }
    }
    let value = json::read(bytes, limits).map_err(|error| Objection::Failed(error.into()))?;
    of_value(value, limits)
}

/// The credential in a JSON value, such as one that a presentation holds: an object, an envelope
/// with a token in it, or a token as a string.
///
/// # Errors
/// As [`read`], but for those about bytes.
pub fn of_value(value: Value, limits: &Limits) -> Result<Content, Objection> {
    let Value::Object(object) = &value else {
        let message = format!("the document is {}, not an object", value.kind());
        return Err(Objection::failed(Code::Parse, Pointer::root(), message));
    };
    if object.contains("payload") && (object.contains("signature") || object.contains("signatures"))
    {
        let message = "this is a JSON Web Signature in JSON serialization; only the compact one \
                       secures credentials";
        return Err(Objection::failed(Code::JwsForm, Pointer::root(), message));
    }
    match envelope::token(&value)? {
        Some(text) => token(text, limits),
        None => Ok(Content::Json(value)),
    }
}

fn token(text: &str, limits: &Limits) -> Result<Content, Objection> {
    let allowed = limits.document_bytes;
    if text.len() > allowed {
        let message = format!("the token has more than the {allowed} bytes allowed");
        return Err(Objection::failed(Code::LimitSize, Pointer::root(), message));
    }
    Ok(Content::Jwt(Box::new(Jws::read(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_by_their_first_bytes() {
        for (bytes, shape) in [
            (&b"{\"a\": 1}"[..], Shape::Json),
            (b"", Shape::Json),
            (b"[1.5]", Shape::Json),
            (b"true", Shape::Json),
            (b"\"ey.a.b\"", Shape::Json),
            (b"eyJhbGciOiJub25lIn0.e30.", Shape::Jws),
            (b" eyJhbGciOiJub25lIn0.e30.\n", Shape::Jws),
            (b"eyJhbGciOiJub25lIn0.e30", Shape::Jws),
            (b"eyJhbGciOiJub25lIn0=.e30.AA", Shape::Jws),
            (b"ewogImFsZyI6IDF9.e30.AA", Shape::Jws),
            (b"\x89PNG\r\n\x1a\n", Shape::Png),
            (b"<svg/>", Shape::Svg),
        ] {
            assert_eq!(detect(bytes), shape, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
