//! `EnvelopedVerifiableCredential` (W3C VCDM 2.0, section 4.13): a token in a `data:` URL, so that it
//! can stand where a JSON object must.

use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::model::View;
use crate::proof::jwt::MEDIA_TYPE;

const TYPE: &str = "EnvelopedVerifiableCredential";

/// The token in an envelope; `None` where the value is no envelope.
///
/// # Errors
/// `envelope` where it holds anything but a token of the one media type, or says anything of its
/// own: nobody has signed what stands beside the token. `proof.unsupported` (undecided) for a token
/// of a kind that is not read here.
pub(super) fn token(value: &Value) -> Result<Option<&str>, Objection> {
    let Some(object) = value.as_object().filter(|_| View::of(value).has_type(TYPE)) else {
        return Ok(None);
    };
    let failed =
        |pointer, message: String| Err(Objection::failed(Code::Envelope, pointer, message));
    let root = Pointer::root();
    if let Some((name, _)) =
        object.iter().find(|(name, _)| !matches!(*name, "@context" | "id" | "type"))
    {
        let message = "an envelope says nothing of its own; nobody has signed this".to_owned();
        return failed(root.member(name), message);
    }
    if View::of(value).types().count() != 1 {
        return failed(root.member("type"), format!("an envelope has the type {TYPE} alone"));
    }
    let id = root.member("id");
    let Some(url) = object.get("id").and_then(Value::as_str) else {
        return failed(id, "an envelope has the token in its id, a data: URL".into());
    };
    let data = url.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let Some((media_type, token)) = data.and_then(|_| url.get(5..)?.split_once(',')) else {
        return failed(id, "an envelope has the token in its id, a data: URL".into());
    };
    let media_type = media_type.trim();
    if media_type.eq_ignore_ascii_case("application/vc+sd-jwt") {
        let message = "tokens with selective disclosures (SD-JWT) are not read here";
        return Err(Objection::undecided(Code::ProofUnsupported, id, message));
    }
    if !media_type.eq_ignore_ascii_case(MEDIA_TYPE) {
        let message = "the envelope is for another media type than application/vc+jwt";
        return failed(id, message.into());
    }
    Ok(Some(token))
}
