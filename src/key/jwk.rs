//! JSON Web Keys (RFC 7517) of the kinds EC and RSA (RFC 7518, section 6) and OKP (RFC 8037).
//!
//! Binary members are base64url in its only spelling, and coordinates have their full width.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::curve::Curve;
use super::rsa::{PublicNumbers, SecretNumbers};
use super::{Algorithm, KeyError, PublicKey, SecretKey};
use crate::json::Value;
use crate::text::multibase::{base64url_bare, from_base64url_bare};

/// The members of RFC 7518 and RFC 8037 that hold private key material.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

pub(super) fn read_public(jwk: &Value) -> Result<PublicKey, KeyError> {
    if PRIVATE.iter().any(|member| jwk.get(member).is_some()) {
        return Err(KeyError::PrivateExposed);
    }
    let text = |member: &str| match jwk.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(KeyError::Malformed(format!("{member} is not a string"))),
    };
    let operations = match jwk.get("key_ops") {
        None => None,
        Some(Value::Array(names)) => Some(
            names
                .iter()
                .map(|name| name.as_str().ok_or_else(|| malformed("key_ops holds no names")))
                .collect::<Result<Vec<_>, _>>()?,
        ),
        Some(_) => return Err(malformed("key_ops is not an array")),
    };
    let public = Public {
        kty: text("kty")?.ok_or_else(|| malformed("the JWK has no kty"))?,
        crv: text("crv")?,
        x: text("x")?,
        y: text("y")?,
        n: text("n")?,
        e: text("e")?,
    };
    let key = public.read()?;
    let says = Says { alg: text("alg")?, usage: text("use")?, operations, operation: "verify" };
    says.check(key.algorithm())?;
    Ok(key)
}

/// The members that make a public key.
struct Public<'a> {
    kty: &'a str,
    crv: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
}

impl Public<'_> {
    fn read(&self) -> Result<PublicKey, KeyError> {
        match (self.kty, self.crv) {
            ("OKP", Some("Ed25519")) => PublicKey::from_ed25519(&bytes("x", self.x)?),
            ("OKP", Some("X25519" | "X448")) => {
                Err(KeyError::NotForSigning("an X25519 or X448 key"))
            }
            ("EC", Some(name)) => {
                let curve = Curve::ALL.into_iter().find(|curve| curve.as_str() == name);
                let curve = curve.ok_or_else(|| KeyError::Unsupported(format!("EC {name}")))?;
                let (x, y) = (bytes("x", self.x)?, bytes("y", self.y)?);
                if x.len() != curve.width() || y.len() != curve.width() {
                    let width = curve.width();
                    let message = format!("a coordinate of {name} has {width} bytes");
                    return Err(KeyError::Malformed(message));
                }
                PublicKey::from_sec1(curve, &[&[4], x.as_slice(), &y].concat())
            }
            ("RSA", _) => PublicKey::from_rsa(&bytes("n", self.n)?, &bytes("e", self.e)?),
            ("OKP" | "EC", None) => Err(malformed("the JWK has no crv")),
            // A symmetric key is a secret, wherever it stands.
            ("oct", _) => Err(KeyError::PrivateExposed),
            (kind, curve) => {
                let curve = curve.map(|curve| format!(" {curve}")).unwrap_or_default();
                Err(KeyError::Unsupported(format!("{kind}{curve}")))
            }
        }
    }
}

/// What a JWK says about its use.
struct Says<'a> {
    alg: Option<&'a str>,
    usage: Option<&'a str>,
    operations: Option<Vec<&'a str>>,
    /// What the key is here for.
    operation: &'static str,
}

impl Says<'_> {
    fn check(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        if self.usage.is_some_and(|usage| usage != "sig") {
            return Err(KeyError::NotForSigning("its use is not sig"));
        }
        if let Some(operations) = &self.operations
            && !operations.contains(&self.operation)
        {
            return Err(KeyError::NotForSigning("its key_ops leave that out"));
        }
        match (algorithm, self.alg) {
            (_, None) => Ok(()),
            (_, Some(alg)) if alg == algorithm.jws() => Ok(()),
            // RFC 9864 gives it a name of its own.
            (Algorithm::Ed25519, Some("Ed25519")) => Ok(()),
            (Algorithm::Rsa, Some(alg @ ("RS384" | "RS512" | "PS256" | "PS384" | "PS512"))) => {
                Err(KeyError::Unsupported(format!("RSA for {alg}")))
            }
            (_, Some(alg)) => {
                let message = format!("its alg is {alg:?}, but it is for {}", algorithm.jws());
                Err(KeyError::Malformed(message))
            }
        }
    }
}

/// Only what is needed is read, and the secrets go straight into memory that is wiped.
#[derive(Deserialize)]
struct SecretJwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<Zeroizing<String>>,
    p: Option<Zeroizing<String>>,
    q: Option<Zeroizing<String>>,
    dp: Option<Zeroizing<String>>,
    dq: Option<Zeroizing<String>>,
    qi: Option<Zeroizing<String>>,
    oth: Option<serde::de::IgnoredAny>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
}

pub(super) fn read_secret(text: &str) -> Result<SecretKey, KeyError> {
    // The parser's message could quote the secret, so it is not passed on.
    let jwk: SecretJwk = serde_json::from_str(text).map_err(|_| malformed("not a private JWK"))?;
    let public = Public {
        kty: &jwk.kty,
        crv: jwk.crv.as_deref(),
        x: jwk.x.as_deref(),
        y: jwk.y.as_deref(),
        n: jwk.n.as_deref(),
        e: jwk.e.as_deref(),
    }
    .read()?;
    let says = Says {
        alg: jwk.alg.as_deref(),
        usage: jwk.usage.as_deref(),
        operations: jwk.key_ops.as_ref().map(|names| names.iter().map(String::as_str).collect()),
        operation: "sign",
    };
    says.check(public.algorithm())?;
    let d = secret("d", jwk.d.as_ref())?;
    let key = match public.algorithm() {
        Algorithm::Ed25519 => {
            let seed = <&[u8; 32]>::try_from(d.as_slice());
            SecretKey::from_ed25519_seed(seed.map_err(|_| malformed("d has not 32 bytes"))?)
        }
        Algorithm::P256 => SecretKey::from_scalar(Curve::P256, &d)?,
        Algorithm::P384 => SecretKey::from_scalar(Curve::P384, &d)?,
        Algorithm::Rsa if jwk.oth.is_some() => {
            return Err(KeyError::Unsupported("RSA with more than two primes".into()));
        }
        Algorithm::Rsa => SecretKey::from_numbers(&SecretNumbers {
            public: PublicNumbers::checked(
                &bytes("n", jwk.n.as_deref())?,
                &bytes("e", jwk.e.as_deref())?,
            )?,
            d,
            p: secret("p", jwk.p.as_ref())?,
            q: secret("q", jwk.q.as_ref())?,
            dp: secret("dp", jwk.dp.as_ref())?,
            dq: secret("dq", jwk.dq.as_ref())?,
            qi: secret("qi", jwk.qi.as_ref())?,
        })?,
    };
    if key.public() != public {
        return Err(malformed("the public part does not belong to the secret"));
    }
    Ok(key)
}

/// The public members and these, as JSON text that is never copied.
pub(super) fn write_secret(public: &PublicKey, members: &[(&str, &[u8])]) -> Zeroizing<String> {
    let length = |bytes: &[u8]| bytes.len() * 4 / 3 + 32;
    let secret: usize = members.iter().map(|(_, bytes)| length(bytes)).sum();
    let mut text = Zeroizing::new(String::with_capacity(2048 + secret));
    text.push('{');
    for (name, value) in public.to_jwk().iter() {
        push_member(&mut text, name, value.as_str().unwrap_or_default());
    }
    for (name, bytes) in members {
        push_member(&mut text, name, &Zeroizing::new(base64url_bare(bytes)));
    }
    text.push_str("\n}\n");
    text
}

fn push_member(text: &mut String, name: &str, value: &str) {
    if text.len() > 1 {
        text.push(',');
    }
    for part in ["\n  \"", name, "\": \"", value, "\""] {
        text.push_str(part);
    }
}

fn bytes(name: &str, value: Option<&str>) -> Result<Vec<u8>, KeyError> {
    let value = value.ok_or_else(|| KeyError::Malformed(format!("the JWK has no {name}")))?;
    from_base64url_bare(value)
        .ok_or_else(|| KeyError::Malformed(format!("{name} is not base64url without padding")))
}

fn secret(name: &str, value: Option<&Zeroizing<String>>) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    bytes(name, value.map(|value| value.as_str())).map(Zeroizing::new)
}

fn malformed(reason: &str) -> KeyError {
    KeyError::Malformed(reason.to_owned())
}
