use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::{ByName, Object, Value};
use crate::model::{Version, View};
use crate::text::Timestamp;

/// The registered claims (RFC 7519, section 4.1), which are set aside from the credential.
pub const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// The registered claims of a token. Each is absent or of its own type; times are whole seconds,
/// a fraction dropped towards the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claims {
    /// `iss`: who issues.
    pub issuer: Option<String>,
    /// `sub`: about whom.
    pub subject: Option<String>,
    /// `aud`: for whom the token is made; empty where it does not say.
    pub audience: Vec<String>,
    /// `exp`: from when on it is not to be accepted.
    pub expires: Option<Timestamp>,
    /// `nbf`: before when it is not to be accepted.
    pub not_before: Option<Timestamp>,
    /// `iat`: when it was made.
    pub issued_at: Option<Timestamp>,
    /// `jti`: the id of what it carries.
    pub id: Option<String>,
}

/// By whose rules a credential is a JSON Web Token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// Open Badges 3.0, section 8.2.4.1: `iss`, `jti`, `nbf`, `sub` and `exp` repeat the
    /// credential, and the header has no members but `alg`, `kid`, `jwk` and `typ`. The default.
    #[default]
    OpenBadges,
    /// W3C VC-JOSE-COSE: no claim is required; `nbf` and `exp` are about the signature. What the
    /// header says beyond is ignored.
    VcJoseCose,
}

/// Takes the registered claims out of a payload, and gives the credential that is left: for data
/// model 1.1 it stands in the claim `vc`.
///
/// # Errors
/// [`Objection`]: `parse` for a payload that is no object, `claim.type`, `claim.vc`.
pub fn unpack(payload: Value) -> Result<(Claims, Value), Objection> {
    let Value::Object(mut members) = payload else {
        let message = format!("the payload is {}, not an object", payload.kind());
        return Err(Objection::failed(Code::Parse, Pointer::root(), message));
    };
    let claims = Claims::take(&mut members)?;
    Ok((claims, credential(members)?))
}

impl Claims {
    /// Takes the registered claims out of an object.
    fn take(members: &mut Object) -> Result<Self, Objection> {
        let mut claims = Self::default();
        for name in REGISTERED {
            let Some(value) = members.remove(name) else { continue };
            match name {
                "iss" => claims.issuer = Some(text(name, value)?),
                "sub" => claims.subject = Some(text(name, value)?),
                "jti" => claims.id = Some(text(name, value)?),
                "exp" => claims.expires = Some(numeric_date(name, &value)?),
                "nbf" => claims.not_before = Some(numeric_date(name, &value)?),
                "iat" => claims.issued_at = Some(numeric_date(name, &value)?),
                _ => claims.audience = audience(value)?,
            }
        }
        Ok(claims)
    }

    /// What the claims say otherwise than the credential that they repeat.
    pub fn contradictions(&self, credential: View<'_>, profile: Profile) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut differs = |code, name: &str, found: &str, expected: &str| {
            let message = format!("{name} is {}, and {expected}", shown(found));
            faults.push(Fault::new(code, Pointer::root().member(name), message));
        };
        if let Some(issuer) = &self.issuer
            && credential.issuer_id() != Some(issuer)
        {
            differs(Code::ClaimIss, "iss", issuer, "the credential's issuer is another");
        }
        if let Some(id) = &self.id
            && credential.id() != Some(id)
        {
            differs(Code::ClaimJti, "jti", id, "the credential's id is another");
        }
        if let Some(subject) = &self.subject
            && !credential.subject_ids().any(|id| id == subject)
        {
            differs(Code::ClaimSub, "sub", subject, "the credential is not about that subject");
        }
        if profile == Profile::VcJoseCose {
            return faults;
        }
        // Dates that cannot be read are the structure's affair.
        if let (Some(not_before), Some(Ok(from))) = (&self.not_before, credential.valid_from())
            && not_before.unix_seconds() != from.unix_seconds()
        {
            let expected = format!("the credential is valid from {from}");
            differs(Code::ClaimNbf, "nbf", not_before.as_str(), &expected);
        }
        if let (Some(expires), Some(Ok(until))) = (&self.expires, credential.valid_until())
            && expires.unix_seconds() != until.unix_seconds()
        {
            let expected = format!("the credential is valid until {until}");
            differs(Code::ClaimExp, "exp", expires.as_str(), &expected);
        }
        faults
    }

    /// The claims that Open Badges requires and that are absent. `sub` is among them even where the
    /// subject has no id that it could repeat.
    pub fn missing(&self, credential: View<'_>) -> Vec<&'static str> {
        let ends = credential.valid_until().is_some();
        [
            ("iss", self.issuer.is_some()),
            ("jti", self.id.is_some()),
            ("nbf", self.not_before.is_some()),
            ("sub", self.subject.is_some()),
            ("exp", self.expires.is_some() || !ends),
        ]
        .into_iter()
        .filter_map(|(name, is_there)| (!is_there).then_some(name))
        .collect()
    }
}

/// The credential among the members that are not registered claims.
fn credential(mut members: Object) -> Result<Value, Objection> {
    let wrong = |message: String| {
        Err(Objection::failed(Code::ClaimVc, Pointer::root().member("vc"), message))
    };
    let Some(vc) = members.remove("vc") else {
        let credential = Value::Object(members);
        return match View::of(&credential).version() {
            Version::V1_1 => wrong("data model 1.1 has the credential in the claim vc".into()),
            _ => Ok(credential),
        };
    };
    let Value::Object(inner) = &vc else {
        return wrong(format!("the claim vc is {}, not a credential", vc.kind()));
    };
    if View::of(&vc).version() != Version::V1_1 {
        return wrong("only data model 1.1 has the credential in the claim vc".into());
    }
    let inner = ByName::of(inner);
    match members.iter().find(|(name, value)| inner.get(name) != Some(*value)) {
        Some((name, _)) => {
            wrong(format!("{} beside the claim vc is not what stands in it", shown(name)))
        }
        None => Ok(vc),
    }
}

fn text(name: &str, value: Value) -> Result<String, Objection> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong_type(name, &format!("{}, not a string", other.kind()))),
    }
}

/// A NumericDate (RFC 7519, section 2): seconds, which may have a fraction and be before 1970.
fn numeric_date(name: &str, value: &Value) -> Result<Timestamp, Objection> {
    let Some(number) = value.as_number() else {
        return Err(wrong_type(name, &format!("{}, not a number", value.kind())));
    };
    let seconds = number.as_f64().floor();
    // Far beyond the calendar, and both ends are exact as doubles.
    let whole = (-1e15..=1e15).contains(&seconds).then_some(seconds as i64);
    whole
        .and_then(Timestamp::from_unix)
        .ok_or_else(|| wrong_type(name, &format!("{number}, which is beyond the calendar")))
}

fn audience(value: Value) -> Result<Vec<String>, Objection> {
    let items = match value {
        Value::Array(items) => items,
        single => vec![single],
    };
    items.into_iter().map(|item| text("aud", item)).collect()
}

fn wrong_type(name: &str, found: &str) -> Objection {
    let message = format!("the claim {name} is {found}");
    Objection::failed(Code::ClaimType, Pointer::root().member(name), message)
}

/// The text in quotation marks, no longer than a message bears.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(80) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::limits::Limits;

    fn unpacked(payload: &str) -> Result<(Claims, Value), Objection> {
        unpack(json::read(payload.as_bytes(), &Limits::default()).unwrap())
    }

    #[test]
    fn numeric_dates_may_be_fractions_and_before_1970() {
        for (number, time) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("-1", "1969-12-31T23:59:59Z"),
            ("1.9", "1970-01-01T00:00:01Z"),
            ("-0.5", "1969-12-31T23:59:59Z"),
            ("1e3", "1970-01-01T00:16:40Z"),
        ] {
            let (claims, _) = unpacked(&format!(r#"{{"exp": {number}}}"#)).unwrap();
            assert_eq!(claims.expires.unwrap().as_str(), time, "{number}");
        }
    }

    #[test]
    fn a_claim_of_the_wrong_type_is_not_an_absent_one() {
        for claim in [
            r#""exp": "1""#,
            r#""exp": null"#,
            r#""nbf": true"#,
            r#""iat": {}"#,
            r#""nbf": 1e300"#,
            r#""exp": 1e14"#,
            r#""exp": -1e14"#,
            r#""iss": 1"#,
            r#""sub": null"#,
            r#""jti": []"#,
            r#""aud": 1"#,
            r#""aud": ["a", 1]"#,
        ] {
            let found = unpacked(&format!("{{{claim}}}")).unwrap_err();
            assert_eq!(found.fault().code, Code::ClaimType, "{claim}");
        }
    }

    #[test]
    fn claims_are_set_aside() {
        let (claims, credential) =
            unpacked(r#"{"iss": "a", "id": "urn:b", "aud": ["c"], "nbf": 0}"#).unwrap();
        assert_eq!(credential.to_string(), r#"{"id":"urn:b"}"#);
        assert_eq!((claims.issuer.as_deref(), claims.audience.len()), (Some("a"), 1));
    }
}
