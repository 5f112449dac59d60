//! Verifiable Presentations (W3C VCDM 2.0, section 4.13): credentials, shown by their holder.
//!
//! The proof of a presentation is made for authentication. It answers the challenge of whoever asks
//! and names their domain, so that it cannot be shown to somebody else again.

use super::data_integrity::{self, Canonicalizer, Prepared, ProofOptions, ProofPurpose};
use super::jwt::{self, PreparedJwt};
use crate::fault::Objection;
use crate::json::{self, Number, Object, Value};
use crate::key::Algorithm;
use crate::model::CREDENTIALS_V2;
use crate::text::{Iri, Timestamp};

/// Credentials that a holder shows.
///
/// ```
/// use openbadges::proof::Presentation;
/// let holder = "did:example:educator".parse()?;
/// let presentation = Presentation::by(holder).with_token("eyJh...");
/// let document = presentation.to_document();
/// assert_eq!(document.at("/verifiableCredential/0/type").unwrap().as_str(),
///            Some("EnvelopedVerifiableCredential"));
/// # Ok::<(), openbadges::text::NotAnIri>(())
/// ```
#[derive(Clone, Debug)]
pub struct Presentation {
    holder: Iri,
    credentials: Vec<Value>,
}

/// What the proof of a presentation answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The challenge of whoever asked.
    pub challenge: Option<String>,
    /// Whom it is shown to.
    pub domain: Option<String>,
}

impl Presentation {
    /// An empty presentation by `holder`, whose document lists the key for authentication.
    pub fn by(holder: Iri) -> Self {
        Self { holder, credentials: Vec::new() }
    }

    /// With a credential that carries its proof.
    #[must_use]
    pub fn with_credential(mut self, credential: Value) -> Self {
        self.credentials.push(credential);
        self
    }

    /// With a credential that is a JSON Web Token.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        self.with_credential(jwt::enveloped(token))
    }

    /// The presentation without a proof.
    pub fn to_document(&self) -> Value {
        // An empty array says nothing, and so cannot be signed as RDF.
        let shown = (!self.credentials.is_empty())
            .then(|| ("verifiableCredential", self.credentials.clone().into()));
        let members = [
            ("@context", Value::from(vec![CREDENTIALS_V2])),
            ("type", vec!["VerifiablePresentation"].into()),
            ("holder", self.holder.as_str().into()),
        ];
        members.into_iter().chain(shown).collect::<Object>().into()
    }

    /// Makes the bytes that the holder's key has to sign for a Data Integrity proof. The purpose of
    /// `options` becomes authentication.
    ///
    /// # Errors
    /// As [`data_integrity::prepare`].
    pub fn prepare(
        &self,
        options: ProofOptions,
        answer: &Answer,
        canonicalizer: Canonicalizer<'_>,
    ) -> Result<Prepared, Objection> {
        let options = ProofOptions {
            purpose: ProofPurpose::Authentication,
            challenge: answer.challenge.clone(),
            domain: answer.domain.clone(),
            ..options
        };
        data_integrity::prepare(self.to_document(), &options, canonicalizer)
    }

    /// Makes the bytes that the holder's key has to sign for a JSON Web Token (W3C VC-JOSE-COSE,
    /// `vp+jwt`). The challenge becomes the claim `nonce`, the domain `aud`.
    pub fn prepare_jwt(
        &self,
        algorithm: Algorithm,
        method: &Iri,
        answer: &Answer,
        made: &Timestamp,
    ) -> PreparedJwt {
        let mut payload = self.to_document();
        if let Some(members) = payload.as_object_mut() {
            members.insert("iss", self.holder.as_str());
            if let Ok(seconds) = Number::try_from(made.unix_seconds() as f64) {
                members.insert("iat", seconds);
            }
            for (name, value) in [("nonce", &answer.challenge), ("aud", &answer.domain)] {
                if let Some(value) = value {
                    members.insert(name, value.as_str());
                }
            }
        }
        let payload = json::compact(&payload).into_bytes();
        jwt::prepare_payload(algorithm, method, "vp+jwt", payload)
    }
}
