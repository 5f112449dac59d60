use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::{self, Object, Value};
use crate::key::Algorithm;
use crate::limits::Limits;

/// The header of a token (RFC 7515, section 4). Nothing in it is believed: the algorithm is
/// compared with that of the key, and whose key it is decides the issuer's own document.
#[derive(Clone, Debug)]
pub struct Header {
    algorithm: Algorithm,
    kid: Option<String>,
    jwk: Option<Value>,
    token_type: TokenType,
    /// Members beyond `alg`, `kid`, `jwk` and `typ`.
    others: Vec<String>,
}

/// What a token says that it is, in `typ`: without regard to case, and with or without
/// `application/` (RFC 7515, section 4.1.9).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenType {
    /// No `typ`, or `JWT`: a credential as Open Badges 3.0 secures it.
    Jwt,
    /// `vc+jwt`, formerly `vc+ld+jwt`: a credential as W3C VC-JOSE-COSE secures it.
    VcJwt,
    /// `vp+jwt`, formerly `vp+ld+jwt`: a presentation as W3C VC-JOSE-COSE secures it.
    VpJwt,
    /// Anything else.
    Other(String),
}

impl Header {
    /// Reads the header of a token.
    ///
    /// # Errors
    /// [`Objection`]: `jws.alg` where there is no algorithm, `none`, an HMAC or RS1;
    /// `proof.unsupported` (undecided) for an algorithm that is not known here; `jws.crit` where it
    /// asks for extensions; `jws.header` for a member of the wrong type, or `zip`; the JSON
    /// reader's codes.
    pub fn read(bytes: &[u8]) -> Result<Self, Objection> {
        let limits = Limits { depth: 16, items: 10_000, ..Limits::default() };
        let at = Pointer::root().member("header");
        let value = json::read(bytes, &limits)
            .map_err(|error| Objection::Failed(Fault::from(error).below(&at)))?;
        let Value::Object(object) = value else {
            let message = format!("the header is {}, not an object", value.kind());
            return Err(Objection::failed(Code::JwsHeader, at, message));
        };
        for name in ["crit", "b64"] {
            if object.contains(name) {
                let message = format!("the header asks for an extension with {name:?}");
                return Err(Objection::failed(Code::JwsCrit, at.member(name), message));
            }
        }
        if object.contains("zip") {
            let message = "the payload is compressed, which signed tokens are not";
            return Err(Objection::failed(Code::JwsHeader, at.member("zip"), message));
        }
        let algorithm = algorithm(object.get("alg"))?;
        let token_type = token_type(object.get("typ"))?;
        let kid = text(&object, "kid")?.map(str::to_owned);
        let jwk = match object.get("jwk") {
            None => None,
            Some(jwk @ Value::Object(_)) => Some(jwk.clone()),
            Some(other) => return Err(wrong_type("jwk", "an object", other)),
        };
        let known = ["alg", "kid", "jwk", "typ"];
        let others = object.iter().map(|(name, _)| name).filter(|name| !known.contains(name));
        let others = others.map(str::to_owned).collect();
        Ok(Self { algorithm, kid, jwk, token_type, others })
    }

    /// The algorithm that the header names.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The name of the key.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key that the token brings along, as a JWK. It proves nothing about whose key it is.
    pub fn jwk(&self) -> Option<&Value> {
        self.jwk.as_ref()
    }

    /// What the token says that it is.
    pub fn token_type(&self) -> &TokenType {
        &self.token_type
    }

    /// The names of the members beyond `alg`, `kid`, `jwk` and `typ`. Open Badges allows none; none
    /// is ever used.
    pub fn others(&self) -> &[String] {
        &self.others
    }
}

fn algorithm(alg: Option<&Value>) -> Result<Algorithm, Objection> {
    let pointer = Pointer::root().member("header").member("alg");
    let refused = |message: String| Err(Objection::failed(Code::JwsAlg, pointer.clone(), message));
    let Some(alg) = alg else { return refused("the header names no algorithm".into()) };
    let Some(name) = alg.as_str() else {
        return refused(format!("the algorithm is {}, not a string", alg.kind()));
    };
    // Before it had a name of its own, Ed25519 was called by its family (RFC 9864).
    let of_name = |algorithm: &&Algorithm| algorithm.jws() == name;
    if let Some(algorithm) = Algorithm::ALL.iter().find(of_name) {
        return Ok(*algorithm);
    }
    match name {
        "Ed25519" => Ok(Algorithm::Ed25519),
        name if name.eq_ignore_ascii_case("none") => refused("the token is not signed".into()),
        // Whoever can verify these can also make them.
        "HS256" | "HS384" | "HS512" => refused(format!("{name} is no signature")),
        "RS1" => refused("RS1 rests on SHA-1, which is broken".into()),
        name => {
            let message = format!("the algorithm {name:?} is not supported");
            Err(Objection::undecided(Code::ProofUnsupported, pointer, message))
        }
    }
}

fn token_type(typ: Option<&Value>) -> Result<TokenType, Objection> {
    let Some(typ) = typ else { return Ok(TokenType::Jwt) };
    let Some(name) = typ.as_str() else {
        let pointer = Pointer::root().member("header").member("typ");
        let message = format!("the type of the token is {}, not a string", typ.kind());
        return Err(Objection::failed(Code::JwsTyp, pointer, message));
    };
    let lower = name.to_ascii_lowercase();
    Ok(match lower.strip_prefix("application/").unwrap_or(&lower) {
        "jwt" => TokenType::Jwt,
        "vc+jwt" | "vc+ld+jwt" => TokenType::VcJwt,
        "vp+jwt" | "vp+ld+jwt" => TokenType::VpJwt,
        _ => TokenType::Other(name.to_owned()),
    })
}

fn text<'a>(object: &'a Object, name: &str) -> Result<Option<&'a str>, Objection> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_type(name, "a string", other)),
    }
}

fn wrong_type(name: &str, expected: &str, found: &Value) -> Objection {
    let pointer = Pointer::root().member("header").member(name);
    let message = format!("{name} is {}, not {expected}", found.kind());
    Objection::failed(Code::JwsHeader, pointer, message)
}
