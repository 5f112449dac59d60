use super::header::Header;
use crate::fault::{Code, Objection, Pointer};
use crate::key::PublicKey;
use crate::text::multibase::from_base64url_bare;

/// A JSON Web Signature in compact serialization (RFC 7515, section 7.1), as it was read. Its
/// signature has not been checked.
#[derive(Clone, Debug)]
pub struct Jws {
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// The two parts that are signed, with the dot between them.
    signed: String,
}

impl Jws {
    /// Reads a token. How long it may be is for the caller to say.
    ///
    /// # Errors
    /// [`Objection`]: `jws.form`, `jws.base64`, what [`Header::read`] finds; undecided with
    /// `proof.unsupported` for a token with disclosures (SD-JWT).
    pub fn read(token: &str) -> Result<Self, Objection> {
        if token.contains('~') {
            let message = "this is a token with selective disclosures (SD-JWT), not read here";
            return Err(Objection::undecided(Code::ProofUnsupported, Pointer::root(), message));
        }
        let parts: Vec<&str> = token.splitn(6, '.').collect();
        let [header, payload, signature] = parts.as_slice() else {
            let message = match parts.len() {
                5 => "this is an encrypted token (JWE), not a signed one".to_owned(),
                1..=4 => format!("a signed token has 3 parts, and this has {}", parts.len()),
                _ => "a signed token has 3 parts, and this has more than 5".to_owned(),
            };
            return Err(Objection::failed(Code::JwsForm, Pointer::root(), message));
        };
        let header_bytes = part("header", header)?;
        let header_read = Header::read(&header_bytes)?;
        Ok(Self {
            header: header_read,
            payload: part("payload", payload)?,
            signature: part("signature", signature)?,
            signed: token.get(..header.len() + 1 + payload.len()).unwrap_or_default().to_owned(),
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload. It proves nothing before [`Jws::verify`].
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The bytes that are signed (RFC 7515, section 5.1).
    pub fn signing_input(&self) -> &[u8] {
        self.signed.as_bytes()
    }

    /// Checks the signature with `key`, which decides the algorithm.
    ///
    /// # Errors
    /// [`Objection`]: `key.mismatch` when the header names another algorithm than the key's,
    /// `signature`.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Objection> {
        let named = self.header.algorithm();
        if key.algorithm() != named {
            let message = format!(
                "the header says {}, and the key is for {}",
                named.jws(),
                key.algorithm().jws()
            );
            let pointer = Pointer::root().member("header").member("alg");
            return Err(Objection::failed(Code::KeyMismatch, pointer, message));
        }
        if !key.verifies(self.signing_input(), &self.signature) {
            let message = "the signature does not match the token and the key";
            return Err(Objection::failed(Code::Signature, Pointer::root(), message));
        }
        Ok(())
    }
}

fn part(name: &str, text: &str) -> Result<Vec<u8>, Objection> {
    from_base64url_bare(text).ok_or_else(|| {
        let message = format!("the {name} is not base64url without padding, in its only spelling");
        Objection::failed(Code::JwsBase64, Pointer::root(), message)
    })
}
