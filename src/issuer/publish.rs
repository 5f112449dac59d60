use super::sign::sign;
use super::{IssueError, Issuer};
use crate::json::Value;
use crate::model::Kind;
use crate::status::{ListName, StatusList};
use crate::text::{Iri, Timestamp};

/// A signed status list, ready to be served at its id.
#[derive(Clone, Debug)]
pub struct PublishedList {
    /// The name of the list in the store, which is also the last part of its URL.
    pub name: ListName,
    /// The URL at which verifiers look for it.
    pub url: Iri,
    /// The signed list credential.
    pub document: Value,
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
            let document = sign(
                list.to_credential(),
                Kind::StatusList,
                self.signer.as_ref(),
                self.cryptosuite,
                now,
                self.canonicalizer(),
            )?;
            published.push(PublishedList { name: info.name, url, document });
        }
        Ok(published)
    }
}
