use super::Cryptosuite;
use super::cryptosuite::DATA_INTEGRITY_PROOF;
use crate::fault::{Code, Objection, Pointer};
use crate::json::{Object, Value};
use crate::text::{Iri, Timestamp};

/// What a proof is made for (W3C Data Integrity 1.0, section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ProofPurpose {
    /// To claim something, as credentials do. The default.
    #[default]
    AssertionMethod,
    /// To show who presents something.
    Authentication,
}

impl ProofPurpose {
    /// The purpose as proofs say it.
    pub fn as_str(self) -> &'static str {
        match self {
            ProofPurpose::AssertionMethod => "assertionMethod",
            ProofPurpose::Authentication => "authentication",
        }
    }
}

/// A Data Integrity proof that was read from a document: its members have the right types, it is
/// made for the right purpose, and its suite is known. Nothing is verified yet.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Where the proof stands in the document.
    pub pointer: Pointer,
    /// The suite.
    pub cryptosuite: Cryptosuite,
    /// The verification method that the proof names.
    pub verification_method: Iri,
    /// When it was made, by its own word.
    pub created: Option<Timestamp>,
    /// Until when it may be used.
    pub expires: Option<Timestamp>,
    /// The domains that it is meant for; none where it does not say.
    pub domain: Vec<String>,
    /// The challenge that it answers.
    pub challenge: Option<String>,
    /// The signature, in Multibase.
    pub(super) value: String,
    /// Every member but `proofValue`: what is signed.
    pub(super) options: Object,
}

impl Proof {
    /// Reads one proof of an assertion, which stands at `pointer`.
    ///
    /// # Errors
    /// [`Objection`]: `proof.type`, `proof.unsupported` (undecided), `purpose`, `binding`, `iri`,
    /// `time.format`.
    pub fn read(proof: &Value, pointer: Pointer) -> Result<Self, Objection> {
        Self::read_for(ProofPurpose::AssertionMethod, proof, pointer)
    }

    /// As [`Proof::read`], for a proof that is made for another purpose.
    ///
    /// # Errors
    /// As [`Proof::read`].
    pub fn read_for(
        purpose: ProofPurpose,
        proof: &Value,
        pointer: Pointer,
    ) -> Result<Self, Objection> {
        let Some(object) = proof.as_object() else {
            let message = format!("a proof is an object, not {}", proof.kind());
            return Err(Objection::failed(Code::ProofType, pointer, message));
        };
        let reader = Reader { object, pointer: &pointer };
        let cryptosuite = reader.cryptosuite()?;
        reader.purpose(purpose)?;
        let verification_method = reader.verification_method()?;
        let created = reader.time("created")?;
        let expires = reader.time("expires")?;
        let challenge = reader.text("challenge")?.map(str::to_owned);
        let domain = reader.domain()?;
        reader.text("nonce")?;
        reader.id()?;
        let value = reader.required_text("proofValue")?.to_owned();
        let mut options = object.clone();
        options.remove("proofValue");
        Ok(Self {
            pointer,
            cryptosuite,
            verification_method,
            created,
            expires,
            domain,
            challenge,
            value,
            options,
        })
    }

    /// Every member but `proofValue`: what is signed beside the document.
    pub fn options(&self) -> &Object {
        &self.options
    }

    /// The contexts that the proof says it was made over (`eddsa-jcs-2022`).
    pub fn context(&self) -> Option<&Value> {
        self.options.get("@context")
    }
}

struct Reader<'a> {
    object: &'a Object,
    pointer: &'a Pointer,
}

impl<'a> Reader<'a> {
    fn cryptosuite(&self) -> Result<Cryptosuite, Objection> {
        let kind = self.required_text("type")?;
        let is_data_integrity = kind == DATA_INTEGRITY_PROOF;
        let (member, name) = match is_data_integrity {
            true => ("cryptosuite", self.required_text("cryptosuite")?),
            // Before Data Integrity every suite was a type of proof.
            false => ("type", kind),
        };
        Cryptosuite::named(name)
            .filter(|suite| (suite.proof_type() == DATA_INTEGRITY_PROOF) == is_data_integrity)
            .ok_or_else(|| {
                self.undecided(member, format!("proofs of the {member} {name:?} are not supported"))
            })
    }

    fn purpose(&self, expected: ProofPurpose) -> Result<(), Objection> {
        let expected = expected.as_str();
        match self.object.get("proofPurpose") {
            Some(purpose) if purpose.as_str() == Some(expected) => Ok(()),
            Some(other) => {
                let message = format!("the proof is made for {other}, not for {expected}");
                Err(self.failed(Code::Purpose, "proofPurpose", message))
            }
            None => Err(self.failed(Code::Purpose, "proofPurpose", "there is no proofPurpose")),
        }
    }

    fn domain(&self) -> Result<Vec<String>, Objection> {
        let Some(domain) = self.object.get("domain") else { return Ok(Vec::new()) };
        let domains = domain.items().iter().map(|one| one.as_str().map(str::to_owned));
        domains.collect::<Option<_>>().ok_or_else(|| {
            let message = "domain is neither a string nor an array of strings";
            self.failed(Code::ProofType, "domain", message)
        })
    }

    fn verification_method(&self) -> Result<Iri, Objection> {
        match self.object.get("verificationMethod") {
            Some(Value::String(text)) => Iri::parse(text.as_str()).map_err(|error| {
                self.failed(error.code(), "verificationMethod", error.to_string())
            }),
            // A key that the proof brings along proves nothing about the issuer.
            Some(Value::Object(_)) => {
                let message = "the verification method is a key of the proof's own, not a URL";
                Err(self.failed(Code::Binding, "verificationMethod", message))
            }
            Some(other) => {
                let message = format!("the verification method is {}, not a URL", other.kind());
                Err(self.failed(Code::ProofType, "verificationMethod", message))
            }
            None => {
                let message = "there is no verificationMethod";
                Err(self.failed(Code::ProofType, "verificationMethod", message))
            }
        }
    }

    /// Other proofs may name this one by its id.
    fn id(&self) -> Result<(), Objection> {
        let id = self.text("id")?.map(Iri::parse).transpose();
        id.map(drop).map_err(|error| self.failed(error.code(), "id", error.to_string()))
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Objection> {
        // Data Integrity asks for a time zone; without one the time is read as UTC, as XML Schema
        // lets verifiers do.
        self.text(name)?
            .map(Timestamp::parse_unzoned)
            .transpose()
            .map_err(|error| self.failed(Code::TimeFormat, name, error.to_string()))
    }

    fn required_text(&self, name: &str) -> Result<&'a str, Objection> {
        let text = self.text(name)?;
        text.ok_or_else(|| self.failed(Code::ProofType, name, format!("there is no {name}")))
    }

    fn text(&self, name: &str) -> Result<Option<&'a str>, Objection> {
        match self.object.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => {
                let message = format!("{name} is {}, not a string", other.kind());
                Err(self.failed(Code::ProofType, name, message))
            }
        }
    }

    fn failed(&self, code: Code, member: &str, message: impl Into<String>) -> Objection {
        Objection::failed(code, self.pointer.member(member), message)
    }

    fn undecided(&self, member: &str, message: String) -> Objection {
        Objection::undecided(Code::ProofUnsupported, self.pointer.member(member), message)
    }
}
