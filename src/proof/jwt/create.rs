use super::claims::REGISTERED;
use crate::fault::{Code, Objection, Pointer};
use crate::json::{self, Number, Object, Value};
use crate::key::Algorithm;
use crate::model::{CREDENTIALS_V2, Kind, Version, View};
use crate::text::multibase::base64url_bare;
use crate::text::{Iri, Timestamp};

/// The media type of the tokens that can stand in an `EnvelopedVerifiableCredential`.
pub const MEDIA_TYPE: &str = "application/vc+jwt";

/// The object that stands for a credential in a token where an object is needed, as in a
/// presentation (W3C VCDM 2.0, section 4.13).
pub fn enveloped(token: &str) -> Value {
    Object::from_iter([
        ("@context", Value::from(CREDENTIALS_V2)),
        ("id", format!("data:{MEDIA_TYPE},{token}").into()),
        ("type", "EnvelopedVerifiableCredential".into()),
    ])
    .into()
}

/// A token that lacks only its signature.
#[derive(Clone, Debug)]
pub struct PreparedJwt {
    signed: String,
}

/// Makes the bytes that the key of `method` has to sign to secure a credential. Badges and
/// endorsements become tokens as Open Badges 3.0 has them (section 8.2.4.1); other credentials as
/// W3C VC-JOSE-COSE has them. Proofs that the credential carries stay inside, signed.
///
/// # Errors
/// [`Objection`]: `claim.sub` for a badge whose subject has no id, since the standard requires a
/// claim that repeats it; `model.version` for data model 1.1, which is never issued; `claim.type`
/// for a credential with a member that is a registered claim; `time.format`.
pub fn prepare(
    credential: &Value,
    kind: Kind,
    algorithm: Algorithm,
    method: &Iri,
) -> Result<PreparedJwt, Objection> {
    let Value::Object(members) = credential else {
        let message = format!("a credential is an object, not {}", credential.kind());
        return Err(Objection::failed(Code::Parse, Pointer::root(), message));
    };
    let view = View::of(credential);
    if view.version() == Version::V1_1 {
        let message = "credentials of data model 1.1 are verified, never issued";
        let pointer = Pointer::root().member("@context");
        return Err(Objection::failed(Code::ModelVersion, pointer, message));
    }
    if let Some(name) = REGISTERED.iter().chain(&["vc"]).find(|name| members.contains(name)) {
        let message = format!("{name} is a claim of the token, not a member of the credential");
        let pointer = Pointer::root().member(name);
        return Err(Objection::failed(Code::ClaimType, pointer, message));
    }
    let is_badge = matches!(kind.of_document(credential), Kind::Badge | Kind::Endorsement);
    let typ = if is_badge { "JWT" } else { "vc+jwt" };
    let mut payload = members.clone();
    if is_badge {
        add_claims(&mut payload, view)?;
    }
    let payload = json::compact(&Value::Object(payload)).into_bytes();
    Ok(prepare_payload(algorithm, method, typ, payload))
}

/// Makes the bytes that the key of `method` has to sign to secure any payload. `typ` says what the
/// token is.
pub fn prepare_payload(
    algorithm: Algorithm,
    method: &Iri,
    typ: &str,
    payload: Vec<u8>,
) -> PreparedJwt {
    let header =
        Object::from_iter([("alg", algorithm.jws()), ("typ", typ), ("kid", method.as_str())]);
    let mut signed = base64url_bare(json::compact(&Value::Object(header)).as_bytes());
    signed.push('.');
    signed.push_str(&base64url_bare(&payload));
    PreparedJwt { signed }
}

impl PreparedJwt {
    /// The exact bytes to sign (RFC 7515, section 5.1).
    pub fn bytes(&self) -> &[u8] {
        self.signed.as_bytes()
    }

    /// The token. Whether the signature is good is not asked; that of an ECDSA key is r and s, each
    /// in full width, one after the other (RFC 7518, section 3.4).
    pub fn finish(mut self, signature: &[u8]) -> String {
        self.signed.push('.');
        self.signed.push_str(&base64url_bare(signature));
        self.signed
    }
}

/// Repeats in the registered claims what the credential says.
fn add_claims(payload: &mut Object, credential: View<'_>) -> Result<(), Objection> {
    if let Some(issuer) = credential.issuer_id() {
        payload.insert("iss", issuer);
    }
    if let Some(id) = credential.id() {
        payload.insert("jti", id);
    }
    if let Some(from) = date("validFrom", credential.valid_from())? {
        payload.insert("nbf", from);
    }
    let Some(subject) = credential.subject_ids().next() else {
        let message = "the subject has no id, which a JSON Web Token must repeat in the claim sub; \
                       give it one, or secure the badge with a Data Integrity proof";
        let pointer = Pointer::root().member("credentialSubject");
        return Err(Objection::failed(Code::ClaimSub, pointer, message));
    };
    payload.insert("sub", subject);
    if let Some(until) = date("validUntil", credential.valid_until())? {
        payload.insert("exp", until);
    }
    Ok(())
}

fn date<E: std::fmt::Display>(
    name: &str,
    time: Option<Result<Timestamp, E>>,
) -> Result<Option<Number>, Objection> {
    let failed = |message: String| {
        Objection::failed(Code::TimeFormat, Pointer::root().member(name), message)
    };
    let Some(time) = time else { return Ok(None) };
    let time = time.map_err(|error| failed(error.to_string()))?;
    let number = Number::try_from(time.unix_seconds() as f64);
    number.map(Some).map_err(|error| failed(error.to_string()))
}
