//! JSON Web Keys (RFC 7517) of the kind OKP (RFC 8037).

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{KeyError, PublicKey};
use crate::json::Value;
use crate::text::multibase::{base64url_bare, from_base64url_bare};

/// The members of RFC 7518 and RFC 8037 that hold private key material.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

pub(super) fn read_public(jwk: &Value) -> Result<PublicKey, KeyError> {
    if PRIVATE.iter().any(|member| jwk.get(member).is_some()) {
        return Err(KeyError::PrivateExposed);
    }
    let text = |member| jwk.get(member).and_then(Value::as_str);
    let kind = text("kty").ok_or_else(|| malformed("the JWK has no kty"))?;
    match (kind, text("crv")) {
        ("OKP", Some("Ed25519")) => {}
        ("OKP", Some("X25519" | "X448")) => return Err(KeyError::NotForSigning("X25519 and X448")),
        ("oct", _) => return Err(KeyError::PrivateExposed),
        (kind, curve) => {
            let curve = curve.map(|curve| format!(" {curve}")).unwrap_or_default();
            return Err(KeyError::Unsupported(format!("{kind}{curve}")));
        }
    }
    let x = text("x").ok_or_else(|| malformed("the JWK has no x"))?;
    let bytes = from_base64url_bare(x).ok_or_else(|| malformed("x is not base64url"))?;
    PublicKey::from_ed25519(&bytes)
}

/// Only what is needed is read, and the secret goes straight into memory that is wiped.
#[derive(Deserialize)]
struct SecretJwk {
    kty: String,
    crv: String,
    x: String,
    d: Zeroizing<String>,
}

pub(super) fn read_ed25519_secret(text: &str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    // The parser's message could quote the secret, so it is not passed on.
    let jwk: SecretJwk = serde_json::from_str(text)
        .map_err(|_| malformed("not a private JWK with kty, crv, x and d"))?;
    if (jwk.kty.as_str(), jwk.crv.as_str()) != ("OKP", "Ed25519") {
        return Err(KeyError::Unsupported(format!("{} {}", jwk.kty, jwk.crv)));
    }
    let bytes = from_base64url_bare(&jwk.d).map(Zeroizing::new);
    let seed: [u8; 32] = bytes
        .as_deref()
        .and_then(|bytes| bytes.as_slice().try_into().ok())
        .ok_or_else(|| malformed("d is not 32 bytes in base64url"))?;
    let seed = Zeroizing::new(seed);
    let public = super::SecretKey::from_ed25519_seed(&seed).public();
    if from_base64url_bare(&jwk.x).as_deref() != Some(public.to_bytes().as_slice()) {
        return Err(malformed("x is not the public key of d"));
    }
    Ok(seed)
}

pub(super) fn write_ed25519_secret(public: &PublicKey, seed: &[u8; 32]) -> Zeroizing<String> {
    let d = Zeroizing::new(base64url_bare(seed));
    let x = base64url_bare(&public.to_bytes());
    Zeroizing::new(format!(
        "{{\n  \"kty\": \"OKP\",\n  \"crv\": \"Ed25519\",\n  \"x\": \"{x}\",\n  \"d\": \"{}\"\n}}\n",
        d.as_str()
    ))
}

fn malformed(reason: &str) -> KeyError {
    KeyError::Malformed(reason.to_owned())
}
