//! Keys as tokens and key sets carry them.

use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::Value;
use crate::key::{Algorithm, KeyError, PublicKey};

/// The key in a JWK, for signatures by `algorithm`, which the header of a token names.
///
/// # Errors
/// [`Objection`] at `pointer`: `key.use` for a key that by its own word is for something else
/// (`use`, `key_ops`, `alg`), `key.mismatch` for one that cannot sign so, or the codes of
/// [`KeyError`].
pub fn key_for(
    jwk: &Value,
    algorithm: Algorithm,
    pointer: &Pointer,
) -> Result<PublicKey, Objection> {
    let failed = |message: String| Err(Objection::failed(Code::KeyUse, pointer.clone(), message));
    if let Some(usage) = jwk.get("use")
        && usage.as_str() != Some("sig")
    {
        return failed(format!("the key is meant for {usage}, not for signatures"));
    }
    if let Some(operations) = jwk.get("key_ops")
        && !operations.items().iter().any(|operation| operation.as_str() == Some("verify"))
    {
        return failed("the key is not meant to verify signatures".into());
    }
    if let Some(named) = jwk.get("alg") {
        let fits = match named.as_str() {
            Some("Ed25519") => algorithm == Algorithm::Ed25519,
            name => name == Some(algorithm.jws()),
        };
        if !fits {
            return failed(format!("the key is for {named}, the token for {}", algorithm.jws()));
        }
    }
    PublicKey::from_jwk(jwk).map_err(|error| objection(&error, pointer))
}

/// A key that cannot be used, as a report says it of a token.
fn objection(error: &KeyError, pointer: &Pointer) -> Objection {
    let code = match error {
        KeyError::NotForSigning(_) => Code::KeyMismatch,
        other => other.code(),
    };
    let fault = Fault::new(code, pointer.clone(), error.to_string());
    if error.is_undecided() { Objection::Undecided(fault) } else { Objection::Failed(fault) }
}

/// The keys of a JWK set (RFC 7517, section 5); `None` where the value is none.
pub fn keys_of_set(value: &Value) -> Option<&[Value]> {
    value.get("keys")?.as_array()
}
