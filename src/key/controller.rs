//! Controller documents and DID documents: which keys are whose, and for what.
//!
//! Source: W3C Controlled Identifiers 1.0; DID Core 1.0 has the same members.

use super::{Algorithm, KeyError, PublicKey};
use crate::fault::Code;
use crate::json::{self, Object, Value};
use crate::limits::Limits;
use crate::text::{Timestamp, multibase};

/// A controller document, as far as verification needs it.
#[derive(Clone, Debug)]
pub struct ControllerDocument {
    /// The identifier that the document is about.
    pub id: String,
    /// Every verification method that the document holds.
    pub methods: Vec<VerificationMethod>,
    /// The ids of the methods that may make assertions.
    pub assertion_methods: Vec<String>,
    /// The ids of the methods by which the controller authenticates itself, as the holder of a
    /// presentation does.
    pub authentication_methods: Vec<String>,
    /// Whether the DID has been deactivated.
    pub deactivated: bool,
}

/// One verification method of a [`ControllerDocument`].
#[derive(Clone, Debug)]
pub struct VerificationMethod {
    /// The absolute id, such as `did:web:district.example#key-1`.
    pub id: String,
    /// Who controls the key.
    pub controller: String,
    /// The public key, or why it is none.
    pub key: Result<PublicKey, KeyError>,
    /// From when on the key is revoked.
    pub revoked: Option<Timestamp>,
    /// Until when the key may be used.
    pub expires: Option<Timestamp>,
}

/// Why a controller document, or a method in it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControllerError {
    /// The document is not a controller document.
    #[error("not a controller document: {0}")]
    Malformed(&'static str),
    /// The document is about another identifier than the one that was asked for.
    #[error("the document is about {found}, not {expected}")]
    OtherId {
        /// The document's `id`.
        found: String,
        /// The identifier that was asked for.
        expected: String,
    },
    /// More verification methods, and references to such, than [`Limits::keys`].
    #[error("{found} verification methods, more than the {allowed} allowed")]
    TooMany {
        /// How many the document lists.
        found: usize,
        /// How many are allowed.
        allowed: usize,
    },
    /// The DID has been deactivated.
    #[error("the DID has been deactivated")]
    Deactivated,
    /// Two methods have the same id.
    #[error("two verification methods are called {0}")]
    Ambiguous(String),
    /// The document has no such method.
    #[error("there is no verification method {0}")]
    Absent(String),
    /// The document has the method, but not for assertions.
    #[error("{0} is not listed under assertionMethod")]
    NotForAssertions(String),
    /// The document has the method, but not for authentication.
    #[error("{0} is not listed under authentication")]
    NotForAuthentication(String),
}

impl ControllerError {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            ControllerError::Malformed(_) => Code::KeyInvalid,
            ControllerError::OtherId { .. } => Code::DidId,
            ControllerError::TooMany { .. } => Code::LimitKeys,
            ControllerError::Deactivated => Code::DidDeactivated,
            ControllerError::Ambiguous(_) => Code::KeyAmbiguous,
            ControllerError::Absent(_) => Code::Binding,
            ControllerError::NotForAssertions(_) | ControllerError::NotForAuthentication(_) => {
                Code::BindingRelationship
            }
        }
    }
}

impl ControllerDocument {
    /// Reads the document that was found under `asked`.
    ///
    /// # Errors
    /// [`ControllerError`] when it is malformed, about another identifier, or deactivated, or lists
    /// more than [`Limits::keys`].
    pub fn read(document: &Value, asked: &str, limits: &Limits) -> Result<Self, ControllerError> {
        let malformed = ControllerError::Malformed;
        let id = document.get("id").and_then(Value::as_str).ok_or(malformed("there is no id"))?;
        if id != asked {
            let (found, expected) = (id.to_owned(), asked.to_owned());
            return Err(ControllerError::OtherId { found, expected });
        }
        if document.get("deactivated").and_then(Value::as_bool) == Some(true) {
            return Err(ControllerError::Deactivated);
        }
        let mut read = Self {
            id: id.to_owned(),
            methods: Vec::new(),
            assertion_methods: Vec::new(),
            authentication_methods: Vec::new(),
            deactivated: false,
        };
        let items = |name| document.get(name).map(Value::items).unwrap_or_default();
        let names = ["verificationMethod", "assertionMethod", "authentication"];
        let (found, allowed) = (names.iter().map(|name| items(name).len()).sum(), limits.keys);
        if found > allowed {
            return Err(ControllerError::TooMany { found, allowed });
        }
        for method in items("verificationMethod") {
            read.methods.push(read_method(method, id)?);
        }
        read.assertion_methods = read.relationship(items("assertionMethod"))?;
        read.authentication_methods = read.relationship(items("authentication"))?;
        Ok(read)
    }

    /// The ids of the methods in a verification relationship. Those that stand there whole are
    /// methods of the document as well.
    fn relationship(&mut self, entries: &[Value]) -> Result<Vec<String>, ControllerError> {
        let mut ids = Vec::new();
        for entry in entries {
            match entry {
                Value::String(reference) => ids.push(absolute(reference, &self.id)),
                Value::Object(_) => {
                    let method = read_method(entry, &self.id)?;
                    ids.push(method.id.clone());
                    self.methods.push(method);
                }
                _ => {
                    let message = "a verification relationship holds neither a URL nor a method";
                    return Err(ControllerError::Malformed(message));
                }
            }
        }
        Ok(ids)
    }

    /// The document of a `did:key`, which is the key itself.
    ///
    /// # Errors
    /// [`KeyError`] when the identifier is not a key that signs.
    pub fn of_did_key(did: &str) -> Result<Self, KeyError> {
        let multikey = did
            .strip_prefix("did:key:")
            .ok_or_else(|| KeyError::Malformed(format!("{did:?} is not a did:key")))?;
        let key = PublicKey::from_multikey(multikey)?;
        Ok(Self::of_one_key(did, key, multikey))
    }

    /// The document of a `did:jwk`, which is the key itself as a JWK in base64url. Its method is
    /// called `#0`.
    ///
    /// # Errors
    /// [`KeyError`] when the identifier is not a key that signs.
    pub fn of_did_jwk(did: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::Malformed("the did:jwk is not a JWK in base64url".into());
        let digits = did.strip_prefix("did:jwk:").ok_or_else(malformed)?;
        if digits.len() > LONGEST_DID_JWK {
            return Err(KeyError::Malformed("the did:jwk is longer than any key".into()));
        }
        let bytes = multibase::from_base64url_bare(digits).ok_or_else(malformed)?;
        let jwk = json::read(&bytes, &Limits::default()).map_err(|_| malformed())?;
        Ok(Self::of_one_key(did, PublicKey::from_jwk(&jwk)?, "0"))
    }

    /// The document of an identifier that says all that its document says: a `did:key` or a
    /// `did:jwk`. Of others it is to be fetched, and there is none here.
    pub fn of_own_key(id: &str) -> Option<Result<Self, KeyError>> {
        if id.starts_with("did:key:") {
            Some(Self::of_did_key(id))
        } else if id.starts_with("did:jwk:") {
            Some(Self::of_did_jwk(id))
        } else {
            None
        }
    }

    fn of_one_key(did: &str, key: PublicKey, fragment: &str) -> Self {
        let id = format!("{did}#{fragment}");
        Self {
            id: did.to_owned(),
            assertion_methods: vec![id.clone()],
            authentication_methods: vec![id.clone()],
            methods: vec![VerificationMethod {
                id,
                controller: did.to_owned(),
                key: Ok(key),
                revoked: None,
                expires: None,
            }],
            deactivated: false,
        }
    }

    /// The method `id`, which must be there once and be listed for assertions.
    ///
    /// # Errors
    /// [`ControllerError`] `Absent`, `Ambiguous` or `NotForAssertions`.
    pub fn assertion_method(&self, id: &str) -> Result<&VerificationMethod, ControllerError> {
        let method = self.method(id)?;
        if !self.assertion_methods.iter().any(|listed| listed == id) {
            return Err(ControllerError::NotForAssertions(id.to_owned()));
        }
        Ok(method)
    }

    /// The method `id`, which must be there once and be listed for authentication.
    ///
    /// # Errors
    /// [`ControllerError`] `Absent`, `Ambiguous` or `NotForAuthentication`.
    pub fn authentication_method(&self, id: &str) -> Result<&VerificationMethod, ControllerError> {
        let method = self.method(id)?;
        if !self.authentication_methods.iter().any(|listed| listed == id) {
            return Err(ControllerError::NotForAuthentication(id.to_owned()));
        }
        Ok(method)
    }

    fn method(&self, id: &str) -> Result<&VerificationMethod, ControllerError> {
        let mut named = self.methods.iter().filter(|method| method.id == id);
        let method = named.next().ok_or_else(|| ControllerError::Absent(id.to_owned()))?;
        match named.next() {
            None => Ok(method),
            Some(_) => Err(ControllerError::Ambiguous(id.to_owned())),
        }
    }
}

/// An RSA key of 4,096 bits has about 1,000 characters; the rest is for members that say nothing
/// here.
const LONGEST_DID_JWK: usize = 8_192;

fn read_method(method: &Value, document_id: &str) -> Result<VerificationMethod, ControllerError> {
    let text = |name| method.get(name).and_then(Value::as_str);
    let malformed = ControllerError::Malformed;
    let id = text("id").ok_or(malformed("a verification method has no id"))?;
    let controller =
        text("controller").ok_or(malformed("a verification method has no controller"))?;
    let time = |name| match method.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_str()
            .and_then(|text| Timestamp::parse_unzoned(text).ok())
            .map(Some)
            .ok_or(malformed("a key's revoked or expires is not a date-time")),
    };
    Ok(VerificationMethod {
        id: absolute(id, document_id),
        controller: controller.to_owned(),
        key: read_key(method),
        revoked: time("revoked")?,
        expires: time("expires")?,
    })
}

fn read_key(method: &Value) -> Result<PublicKey, KeyError> {
    let malformed = |reason: &str| KeyError::Malformed(reason.to_owned());
    if method.get("secretKeyMultibase").is_some() || method.get("privateKeyMultibase").is_some() {
        return Err(KeyError::PrivateExposed);
    }
    let multikey = match method.get("publicKeyMultibase") {
        None => None,
        Some(Value::String(text)) => Some(PublicKey::from_multikey(text)?),
        Some(_) => return Err(malformed("publicKeyMultibase is not a string")),
    };
    let jwk = method.get("publicKeyJwk").map(PublicKey::from_jwk).transpose()?;
    match (multikey, jwk) {
        (Some(multikey), Some(jwk)) if multikey != jwk => Err(KeyError::Ambiguous),
        (Some(key), _) | (None, Some(key)) => Ok(key),
        // A form of older suites, which this library does not read.
        (None, None) if method.get("publicKeyBase58").is_some() => {
            Err(KeyError::Unsupported("publicKeyBase58".to_owned()))
        }
        (None, None) => Err(malformed("there is neither publicKeyMultibase nor publicKeyJwk")),
    }
}

/// DID Core lets a document name its own methods by a fragment alone.
fn absolute(reference: &str, document_id: &str) -> String {
    if reference.starts_with('#') {
        format!("{document_id}{reference}")
    } else {
        reference.to_owned()
    }
}

/// The public side of a key, in the documents that verifiers look for.
impl PublicKey {
    /// A DID document (DID Core 1.0) for `did`, with this key for assertions and authentication
    /// as its only method, [`PublicKey::method_of`].
    pub fn to_did_document(&self, did: &str) -> Value {
        // The DID context knows `verificationMethod`, but not the keys that it holds.
        let of_keys = match self.algorithm() {
            Algorithm::Rsa => "https://w3id.org/security/jwk/v1",
            _ => "https://w3id.org/security/multikey/v1",
        };
        self.controller_document(&["https://www.w3.org/ns/did/v1", of_keys], did)
    }

    /// A controller document (W3C Controlled Identifiers 1.0) for the URL `id`, with this key for
    /// assertions and authentication as its only method, [`PublicKey::method_of`].
    pub fn to_controller_document(&self, id: &str) -> Value {
        self.controller_document(&["https://www.w3.org/ns/cid/v1"], id)
    }

    /// What the documents here call the key's method: `{id}#{multikey}`. RSA keys, for which
    /// Controlled Identifiers have no Multikey, stand in them as `JsonWebKey`, and are called by
    /// their thumbprint.
    pub fn method_of(&self, id: &str) -> String {
        match self.algorithm() {
            Algorithm::Rsa => format!("{id}#{}", self.thumbprint()),
            _ => format!("{id}#{}", self.to_multikey()),
        }
    }

    /// A JWK set (RFC 7517, section 5) with this key, `kid` being `method`.
    pub fn to_jwks(&self, method: &str) -> Value {
        let mut jwk = self.to_jwk();
        jwk.insert("kid", method);
        jwk.insert("use", "sig");
        jwk.insert("alg", self.algorithm().jws());
        Object::from_iter([("keys", Value::from(vec![jwk]))]).into()
    }

    fn controller_document(&self, contexts: &[&str], id: &str) -> Value {
        let method_id = self.method_of(id);
        let mut method: Object = [("id", method_id.as_str())].into_iter().collect();
        match self.algorithm() {
            Algorithm::Rsa => {
                method.insert("type", "JsonWebKey");
                method.insert("controller", id);
                method.insert("publicKeyJwk", self.to_jwk());
            }
            _ => {
                method.insert("type", "Multikey");
                method.insert("controller", id);
                method.insert("publicKeyMultibase", self.to_multikey());
            }
        }
        Object::from_iter([
            ("@context", Value::from(contexts.to_vec())),
            ("id", id.into()),
            ("verificationMethod", vec![method].into()),
            ("assertionMethod", vec![method_id.as_str()].into()),
            ("authentication", vec![method_id.as_str()].into()),
        ])
        .into()
    }
}
