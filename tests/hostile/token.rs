//! Minting tokens: a good badge as a JSON Web Token, and tokens signed after a change.

use std::sync::LazyLock;

use openbadges::json::{Object, Value};
use openbadges::key::{Algorithm, SecretKey};
use openbadges::text::multibase::base64url_bare;

use crate::mint::{self, SEED, badge, put, take};

/// A token that is still to be signed.
pub struct Token {
    pub header: Value,
    pub payload: Value,
    algorithm: Algorithm,
    seed: [u8; 32],
}

/// The good badge, as a token of its own `did:key`.
pub fn token() -> Token {
    of(badge().document)
}

/// The good badge of the issuer at [`mint::ISSUER`], as a token of the key at [`mint::KEY`].
pub fn hosted() -> Token {
    of(mint::hosted().document).header("kid", mint::KEY)
}

/// The good badge of the issuer at [`mint::ISSUER`], as a token that brings its key along.
pub fn bringing(jwk: impl Into<Value>) -> Token {
    hosted().without_header("kid").header("jwk", jwk)
}

/// A badge with the claims that repeat it.
pub fn of(document: Value) -> Token {
    let text = |pointer: &str| document.at(pointer).and_then(Value::as_str).unwrap().to_owned();
    let claims = Object::from_iter([
        ("iss", Value::from(text("/issuer/id"))),
        ("jti", text("/id").into()),
        ("nbf", 1_782_896_400_u32.into()),
        ("sub", text("/credentialSubject/id").into()),
    ]);
    let mut payload = document;
    for (name, claim) in claims {
        put(&mut payload, &name, claim);
    }
    Token::new(payload)
}

/// The least that a badge of data model 1.1 says, in the claim `vc`.
pub fn first_edition() -> Token {
    let mut credential = badge().document;
    let contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ];
    put(&mut credential, "@context", contexts.to_vec());
    take(&mut credential, "validFrom");
    put(&mut credential, "issuanceDate", "2026-07-01T09:00:00Z");
    let mut token = token();
    let claims =
        ["iss", "jti", "nbf", "sub"].map(|name| (name, token.payload.get(name).cloned().unwrap()));
    let mut payload = Object::from_iter(claims);
    payload.insert("vc", credential);
    token.payload = payload.into();
    token
}

impl Token {
    fn new(payload: Value) -> Self {
        let key = SecretKey::from_ed25519_seed(&SEED).public();
        let header =
            Object::from_iter([("alg", "EdDSA"), ("typ", "JWT"), ("kid", &key.did_key_method())]);
        Self { header: header.into(), payload, algorithm: Algorithm::Ed25519, seed: SEED }
    }

    /// A status list, as W3C VC-JOSE-COSE writes it.
    pub fn of_a_list(list: Value) -> Self {
        Self::new(list).header("typ", "vc+jwt")
    }

    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        put(&mut self.header, name, value);
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        take(&mut self.header, name);
        self
    }

    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        put(&mut self.payload, name, value);
        self
    }

    pub fn without_claim(mut self, name: &str) -> Self {
        take(&mut self.payload, name);
        self
    }

    /// As W3C VC-JOSE-COSE writes it, without claims.
    pub fn of_the_w3c(mut self) -> Self {
        for name in ["iss", "jti", "nbf", "sub"] {
            take(&mut self.payload, name);
        }
        self.header("typ", "vc+jwt")
    }

    /// Signed by the test key of another algorithm, as its own `did:key`, which is the issuer as
    /// well.
    #[cfg(feature = "aws-lc")]
    pub fn by(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        let key = secret(algorithm).public();
        let (did, method) = (key.did_key(), key.did_key_method());
        put(mint::at(&mut self.payload, "/issuer"), "id", did.as_str());
        self.claim("iss", did).header("kid", method).header("alg", algorithm.jws())
    }

    pub fn signed_by(mut self, seed: &[u8; 32]) -> Self {
        self.seed = *seed;
        self
    }

    /// The header and the payload, as they are signed.
    pub fn signing_input(&self) -> String {
        joined(&self.header.to_string(), &self.payload.to_string())
    }

    pub fn signature(&self, message: &[u8]) -> Vec<u8> {
        match self.algorithm {
            Algorithm::Ed25519 => SecretKey::from_ed25519_seed(&self.seed).sign(message).unwrap(),
            algorithm => sign(algorithm, message),
        }
    }

    pub fn text(&self) -> String {
        self.over(self.signing_input())
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.text().into_bytes()
    }

    /// A token over another header text.
    pub fn with_header_text(&self, header: &str) -> Vec<u8> {
        self.over(joined(header, &self.payload.to_string())).into_bytes()
    }

    /// A token over another payload text.
    pub fn with_payload_text(&self, payload: &str) -> Vec<u8> {
        self.over(joined(&self.header.to_string(), payload)).into_bytes()
    }

    /// A token with another signature in place of a good one.
    pub fn with_signature(&self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let input = self.signing_input();
        let signature = change(self.signature(input.as_bytes()));
        format!("{input}.{}", base64url_bare(&signature)).into_bytes()
    }

    fn over(&self, input: String) -> String {
        let signature = base64url_bare(&self.signature(input.as_bytes()));
        format!("{input}.{signature}")
    }
}

fn joined(header: &str, payload: &str) -> String {
    format!("{}.{}", base64url_bare(header.as_bytes()), base64url_bare(payload.as_bytes()))
}

/// The test key of an algorithm.
pub fn secret(algorithm: Algorithm) -> SecretKey {
    match algorithm {
        Algorithm::Ed25519 => SecretKey::from_ed25519_seed(&SEED),
        Algorithm::P256 => SecretKey::from_p256_scalar(&[7; 32]).unwrap(),
        Algorithm::P384 => SecretKey::from_p384_scalar(&[7; 48]).unwrap(),
        _ => {
            static RSA: LazyLock<SecretKey> = LazyLock::new(read_rsa);
            let jwk = RSA.to_jwk().unwrap();
            SecretKey::from_jwk(&jwk).unwrap()
        }
    }
}

fn read_rsa() -> SecretKey {
    SecretKey::from_pkcs8_pem(include_str!("../support/rsa-2048.pem")).unwrap()
}

/// The same signature every time, so that the files are the same every time (RFC 6979).
fn sign(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::P256 => {
            use p256::ecdsa::signature::Signer as _;
            let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
            let signature: p256::ecdsa::Signature = key.sign(message);
            signature.to_bytes().to_vec()
        }
        Algorithm::P384 => {
            use p384::ecdsa::signature::Signer as _;
            let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
            let signature: p384::ecdsa::Signature = key.sign(message);
            signature.to_bytes().to_vec()
        }
        _ => secret(algorithm).sign(message).unwrap(),
    }
}

/// The test key of [`SEED`] as a JWK.
pub fn jwk() -> Object {
    SecretKey::from_ed25519_seed(&SEED).public().to_jwk()
}
