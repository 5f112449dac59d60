use super::sign::{sign, sign_jwt};
use super::{IssueError, Issuer};
use crate::document::Shape;
use crate::json::Value;
use crate::model::Kind;
use crate::proof::Securing;
use crate::status::{ListName, StatusList};
use crate::text::{Iri, Timestamp};

/// A signed status list, ready to be served at its id.
#[derive(Clone, Debug)]
pub struct PublishedList {
    /// The name of the list in the store, which is also the last part of its URL.
    pub name: ListName,
    /// The URL at which verifiers look for it.
    pub url: Iri,
    /// The list credential: with its proof, unless it is a JSON Web Token.
    pub document: Value,
    /// What is to be served at the URL: JSON without white space, or a JSON Web Token.
    pub bytes: Vec<u8>,
    /// Which of the two it is.
    pub shape: Shape,
}

impl Issuer {
    /// Builds and signs every status list of the store, as of `now`.
    ///
    /// # Errors
    /// [`IssueError`] when the store fails or the signer refuses.
    pub fn publish(&self, now: &Timestamp) -> Result<Vec<PublishedList>, IssueError> {
        self.check_method()?;
        let store = self.store.as_ref().ok_or(IssueError::NoStore)?;
        let mut published = Vec::new();
        for info in store.lists()? {
            let url = store.url().list(&info.name);
            let issuer = self.profile.id.clone();
            let bits = store.bits(&info.name)?;
            let purpose = info.name.purpose();
            let list = StatusList::new(url.clone(), issuer, purpose, now.clone(), bits);
            let (unsigned, signer) = (list.to_credential(), self.signer.as_ref());
            let (kind, canonicalizer) = (Kind::StatusList, self.canonicalizer());
            let (document, bytes, shape) = match self.securing {
                Securing::DataIntegrity(suite) => {
                    let document = sign(unsigned, kind, signer, suite, now, canonicalizer)?;
                    let bytes = document.to_string().into_bytes();
                    (document, bytes, Shape::Json)
                }
                Securing::Jwt => {
                    let token = sign_jwt(&unsigned, kind, signer, canonicalizer)?;
                    (unsigned, token.into_bytes(), Shape::Jws)
                }
            };
            published.push(PublishedList { name: info.name, url, document, bytes, shape });
        }
        Ok(published)
    }
}
