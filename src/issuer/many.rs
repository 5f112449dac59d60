use super::prepare::Ready;
use super::{IssueError, Issuer, SignedCredential};
use crate::json::Value;
use crate::model::Credential;
use crate::text::Timestamp;

impl Issuer {
    /// Issues many credentials at once: all are checked first, and the store records them in one
    /// transaction where it can (`SqliteStore` and `PostgresStore` do), which costs little more than
    /// recording one. Then each is signed.
    ///
    /// # Errors
    /// [`IssueError::InBatch`] with the first credential that has a fault, or whose signature
    /// failed; [`IssueError::Store`]. Nothing is reserved when a document has a fault. Where a
    /// signature failed, all may be asked for again: those that bring an id, or have a name of the
    /// caller's ([`Issuer::issue_many_once`]), get the places that they have; others get new ones.
    pub fn issue_many(
        &self,
        credentials: Vec<Credential>,
        now: &Timestamp,
    ) -> Result<Vec<SignedCredential>, IssueError> {
        let documents = credentials.into_iter().map(Credential::into_document).collect();
        self.issue_documents(documents, now)
    }

    /// As [`Issuer::issue_many`], for credentials that are there as JSON.
    ///
    /// # Errors
    /// As [`Issuer::issue_many`].
    pub fn issue_documents(
        &self,
        documents: Vec<Value>,
        now: &Timestamp,
    ) -> Result<Vec<SignedCredential>, IssueError> {
        self.issue_all(documents.into_iter().map(|document| (None, document)).collect(), now)
    }

    fn issue_all(
        &self,
        documents: Vec<(Option<String>, Value)>,
        now: &Timestamp,
    ) -> Result<Vec<SignedCredential>, IssueError> {
        let mut ready = Vec::with_capacity(documents.len());
        for (index, (name, document)) in documents.into_iter().enumerate() {
            let one = self.ready(document, name.as_deref(), now);
            ready.push(one.map_err(|error| error.at(index))?);
        }
        let places = match &self.store {
            Some(store) => {
                let requests: Vec<_> = ready.iter().map(|it| it.request.clone()).collect();
                let places = store.reserve_many(&requests);
                let places = places
                    .map_err(|error| ready.iter().fold(error, |e, ready| ready.refused(e)))?;
                places.into_iter().map(Some).collect()
            }
            None => vec![None; ready.len()],
        };
        let sign = |(index, (ready, place)): (usize, (Ready, _))| {
            let sign = || {
                let prepared = self.secure(ready, place)?;
                let signature = self.signer.sign(prepared.bytes())?;
                prepared.assemble(&signature)
            };
            sign().map_err(|error: IssueError| error.at(index))
        };
        ready.into_iter().zip(places).enumerate().map(sign).collect()
    }

    /// Issues a credential once under the caller's own name for the request, however often it is
    /// asked: whoever did not get the answer asks again, and gets the credential with the same
    /// identifier, the same place in the status lists and the same times. With a signature that has
    /// no chance in it, such as Ed25519's, it is the same in every byte.
    ///
    /// # Errors
    /// As [`Issuer::issue`]; [`IssueError::NoStore`] without a store, which is what remembers the
    /// name; `store.request` when something else was issued under it.
    pub fn issue_once(
        &self,
        request_id: &str,
        credential: Credential,
        now: &Timestamp,
    ) -> Result<SignedCredential, IssueError> {
        self.issue_document_once(request_id, credential.into_document(), now)
    }

    /// As [`Issuer::issue_once`], for a credential that is there as JSON.
    ///
    /// # Errors
    /// As [`Issuer::issue_once`].
    pub fn issue_document_once(
        &self,
        request_id: &str,
        document: Value,
        now: &Timestamp,
    ) -> Result<SignedCredential, IssueError> {
        self.status_store()?;
        let ready = self.ready(document, Some(request_id), now)?;
        let place = self.reserve(&ready)?;
        let prepared = self.secure(ready, place)?;
        let signature = self.signer.sign(prepared.bytes())?;
        prepared.assemble(&signature)
    }

    /// Issues many credentials at once, each once under the caller's own name for it, as
    /// [`Issuer::issue_once`] does: a batch that broke off is asked for again whole.
    ///
    /// # Errors
    /// As [`Issuer::issue_many`] and [`Issuer::issue_once`].
    pub fn issue_many_once(
        &self,
        credentials: Vec<(String, Credential)>,
        now: &Timestamp,
    ) -> Result<Vec<SignedCredential>, IssueError> {
        let documents = credentials.into_iter();
        self.issue_documents_once(
            documents.map(|(name, it)| (name, it.into_document())).collect(),
            now,
        )
    }

    /// As [`Issuer::issue_many_once`], for credentials that are there as JSON.
    ///
    /// # Errors
    /// As [`Issuer::issue_many_once`].
    pub fn issue_documents_once(
        &self,
        documents: Vec<(String, Value)>,
        now: &Timestamp,
    ) -> Result<Vec<SignedCredential>, IssueError> {
        self.status_store()?;
        self.issue_all(documents.into_iter().map(|(name, it)| (Some(name), it)).collect(), now)
    }
}
